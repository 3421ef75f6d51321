//! A pack compared with the repository of its portfolio: the commit that it is from, and
//! the files that have changed since.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate};

use super::signed_contents::is_of_today;
use crate::app::ports::Repository;
use crate::base::calendar::{CLOCK_TOLERANCE_SECONDS, format_long};
use crate::base::files::{MARK, Sha256, Snapshot};
use crate::base::picture::metadata;
use crate::base::text::words::count_noun;
use crate::domain::id::KindId;
use crate::domain::layout::is_in_trust;
use crate::domain::portfolio::Portfolio;
use crate::domain::ports::CommitInfo;
use crate::domain::signoff::trust_manifest::{TRUST_MANIFEST, TrustManifest};
use crate::domain::signoff::{Signoff, carried_trust};
use crate::views::submission::print_record::PrintedCommit;
use crate::views::submission::{OpenedPack, PrintRecord};
use crate::views::verification::{AnswerOutcome, VerificationAnswer, VerificationQuestion};

/// Compares a pack with a repository; nothing where the pack carries no `cpd.yaml`.
/// `settings` is the `cpd.yaml` of the portfolio in that repository.
pub fn compare_with_repository(
    opened: &OpenedPack,
    printing: &PrintRecord,
    settings: &[u8],
    repository: &dyn Repository,
) -> Option<VerificationAnswer> {
    let _span = tracing::info_span!("pack.compare").entered();
    let carried = portfolio_id(opened.files.get(MARK)?);
    let about = VerificationQuestion::Repository;
    if carried.is_none() || portfolio_id(settings) != carried {
        let says = "nothing was compared, because this repository holds another portfolio";
        return Some(VerificationAnswer::new(about, AnswerOutcome::Note, says));
    }
    let Some(made) = &printing.commit else {
        let says = "the pack was printed from files that were not saved";
        return Some(VerificationAnswer::new(
            about,
            AnswerOutcome::Unverified,
            says,
        ));
    };
    let Some(commit) = repository.find_commit(&made.id) else {
        let says = format!(
            "the pack is from commit {}, which is not in this repository",
            made.id
        );
        return Some(VerificationAnswer::new(
            about,
            AnswerOutcome::Unverified,
            says,
        ));
    };
    if let Some(late) = later_than_commit(printing, made, &commit) {
        return Some(VerificationAnswer::new(about, AnswerOutcome::Bad, late));
    }
    let mut other = Vec::new();
    let mut since = Vec::new();
    let signed = signed_contents(opened, printing);
    for (path, bytes) in &opened.files {
        let commit = match printing.signed.as_ref().and_then(|one| one.commit.as_ref()) {
            Some(commit) if !is_of_today(path) => commit,
            _ => &made.id,
        };
        let then = repository.committed_at(commit, path).ok().flatten();
        match &then {
            Some(whole) if is_carried_part_of(path, bytes, &whole.bytes) => {}
            _ if signed.contains(&(path.clone(), Sha256::digest(bytes))) => {}
            _ => other.push(format!("{path} differs from that commit")),
        }
        let now = repository.committed(path).ok().flatten();
        if now.map(|blob| blob.id) != then.map(|blob| blob.id) {
            since.push(format!("{path} has changed since"));
        }
    }
    let short: String = made.id.chars().take(10).collect();
    Some(if !other.is_empty() && !printing.draft {
        let says = format!("the pack differs from commit {short} in this repository");
        VerificationAnswer::new(about, AnswerOutcome::Bad, says).with_details(other)
    } else if since.is_empty() {
        let says = format!("the pack is from commit {short}, and nothing has changed since");
        VerificationAnswer::new(about, AnswerOutcome::Good, says)
    } else {
        let count = count_noun(since.len(), "file", "files");
        let says = format!("the pack is from commit {short}; {count} changed since");
        VerificationAnswer::new(about, AnswerOutcome::Note, says).with_details(since)
    })
}

/// Says that a pack is dated later than its commit, if it is. A draft has the day on which it
/// was printed.
fn later_than_commit(
    printing: &PrintRecord,
    made: &PrintedCommit,
    commit: &CommitInfo,
) -> Option<String> {
    let day = |seconds| Some(DateTime::from_timestamp(seconds, 0)?.date_naive());
    let last = commit.seconds.saturating_add(CLOCK_TOLERANCE_SECONDS);
    let is_late = !printing.draft && day(last).is_none_or(|last| printing.day > last);
    let shown = day(made.seconds).map(|shown| shown.max(printing.day));
    (made.seconds > last || is_late).then(|| {
        let date = |day: Option<NaiveDate>| day.map_or("an unknown day".to_owned(), format_long);
        format!(
            "the pack is dated {}, but its commit is of {}",
            date(shown),
            date(day(commit.seconds))
        )
    })
}

/// Returns the contents that the sign-offs in a pack name, of a pack that shows what was
/// signed: these need not be in the commit.
fn signed_contents(opened: &OpenedPack, printing: &PrintRecord) -> BTreeSet<(String, Sha256)> {
    if printing.signed.is_none() {
        return BTreeSet::new();
    }
    let portfolio = opened.portfolio();
    let signoffs = portfolio
        .of_kind(KindId::signoff())
        .filter_map(Signoff::read);
    let subjects = signoffs.flat_map(|signoff| signoff.subjects);
    let named = subjects.filter_map(|one| Some((one.path.to_owned(), one.sha256?)));
    named.collect()
}

/// Returns true if these bytes are a file, or the part of it that a pack carries: of a
/// record its details alone, of a picture nothing else, of the people some entries.
fn is_carried_part_of(path: &str, part: &[u8], whole: &[u8]) -> bool {
    if path == TRUST_MANIFEST {
        // A pack says of others only that there is something.
        let sha256 =
            |bytes: &[u8]| Some(TrustManifest::read(std::str::from_utf8(bytes).ok()?)?.sha256());
        return sha256(part).is_some() && sha256(part) == sha256(whole);
    }
    if is_in_trust(path) {
        let text = |bytes| std::str::from_utf8(bytes).ok();
        let texts = text(part).zip(text(whole));
        return part == whole
            || texts.is_some_and(|(part, whole)| carried_trust::is_part_of(path, part, whole));
    }
    part == whole
        || whole.starts_with(part) && part.trim_ascii_end().ends_with(b"\n---")
        || metadata::cleaned(whole.to_vec()) == part
}

/// Returns the id that a `cpd.yaml` gives its portfolio.
fn portfolio_id(settings: &[u8]) -> Option<String> {
    let files = BTreeMap::from([(MARK.to_owned(), settings.to_vec())]);
    let id = Portfolio::load(Snapshot::from_bytes(&files))
        .config
        .portfolio?;
    Some(id.value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_carried_record_has_at_least_its_complete_front_matter() {
        let whole = b"---\ntitle: A\n---\nWords, and more.\n";
        let is = |part: &[u8]| is_carried_part_of("meetings/a.md", part, whole);
        assert!(is(whole) && is(b"---\ntitle: A\n---\n"));
        assert!(!is(b"---\ntitle: A\n---\nWords") && !is(b"---\n") && !is(b""));
    }
}
