//! Finds text that its own endorser wrote: whoever endorses must not be the author. Names
//! and addresses in commits are claims, so this finds mistakes rather than deceit, against
//! which keys help.

use std::collections::BTreeMap;

use similar::{Algorithm, DiffTag, capture_diff_slices};

use super::proof::prove;
use super::{SignedSubject, Signoff, Trusted};
use crate::base::files::digest::BlobId;
use crate::base::files::is_text;
use crate::domain::portfolio::Person;
use crate::domain::ports::{CommitIdentity, Evidence, FileCommit, History, HistoryGap};

/// The words of a subject that its signer wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    pub path: String,
    /// Words of the signed text that came with commits of the signer's.
    pub words: usize,
    /// Words of the signed text.
    pub total: usize,
    /// The first of those commits.
    pub commit: String,
}

/// Largest part of the words, in hundredths, that a signer may have suggested: a
/// corrected sentence is help, a rewritten paragraph is somebody else's account.
const ALLOWED_PERCENT: usize = 10;

impl Share {
    pub fn is_too_much(&self) -> bool {
        self.words * 100 > self.total * ALLOWED_PERCENT
    }
}

/// Returns the share of each subject that the signer of a step wrote since the step was
/// last signed by somebody else.
pub fn authored_shares(
    signoff: &Signoff<'_>,
    all: &[Signoff<'_>],
    trusted: &Trusted<'_>,
    evidence: Evidence<'_>,
) -> Result<Vec<Share>, HistoryGap> {
    let is_earlier = |one: &&Signoff<'_>| one.step == signoff.step && one.on < signoff.on;
    let mut earlier: Vec<&Signoff<'_>> = all.iter().filter(is_earlier).collect();
    earlier.sort_by_key(|one| one.on);
    let assurance = |one: &Signoff<'_>| prove(one, trusted, evidence).map(|p| p.assurance()).ok();
    let least = assurance(signoff);
    let mut last: Option<&Signoff<'_>> = None;
    for one in earlier {
        let counts = trusted.has_role_at(one.by, one.role, one.on) && assurance(one) >= least;
        if counts
            && !shares_since(one, last, trusted, evidence)?
                .iter()
                .any(Share::is_too_much)
        {
            last = Some(one);
        }
    }
    shares_since(signoff, last, trusted, evidence)
}

/// Returns the share of each subject that the signer wrote since another sign-off covered
/// it.
fn shares_since(
    signoff: &Signoff<'_>,
    last: Option<&Signoff<'_>>,
    trusted: &Trusted<'_>,
    evidence: Evidence<'_>,
) -> Result<Vec<Share>, HistoryGap> {
    let Some(signer) = trusted.person(signoff.by) else {
        return Ok(Vec::new());
    };
    let texts = || signoff.subjects.iter().filter(|one| is_text(one.path));
    let paths: Vec<String> = texts().map(|one| one.path.to_owned()).collect();
    let changes = evidence.history.changes(&paths)?;
    let mut shares = Vec::new();
    for subject in texts() {
        let changes = changes.get(subject.path).map_or(&[][..], Vec::as_slice);
        let covered =
            last.and_then(|last| last.subjects.iter().find(|one| one.path == subject.path));
        let since = covered.and_then(|one| one.blob);
        let changes = changes_up_to(changes, subject.blob);
        if changes.iter().any(|change| is_authored_by(change, signer)) {
            shares.extend(authored_share(
                subject,
                changes,
                since,
                signer,
                evidence.history,
            )?);
        }
    }
    Ok(shares)
}

/// Returns the changes up to a content of a file: what comes after has no part in it.
fn changes_up_to(changes: &[FileCommit], content: Option<BlobId>) -> &[FileCommit] {
    let is_it = |change: &FileCommit| change.blob.is_some() && change.blob == content;
    let end = changes.iter().rposition(is_it);
    &changes[..end.map_or(changes.len(), |at| at + 1)]
}

/// A version of a text: its words, and with which of the signer's changes each came.
#[derive(Clone, Default)]
struct TextVersion {
    words: Vec<String>,
    theirs: Vec<Option<usize>>,
}

/// Follows a text from version to version, along every line of commits, and counts
/// the words that came with the signer's and are still there. What the signer had
/// signed before (`since`) is not held against them again.
fn authored_share(
    subject: &SignedSubject<'_>,
    changes: &[FileCommit],
    since: Option<BlobId>,
    signer: Person<'_>,
    history: History<'_>,
) -> Result<Option<Share>, HistoryGap> {
    let text = |blob: BlobId| -> Result<Vec<String>, HistoryGap> {
        let missing = || {
            let why = format!("an earlier version of {} is not here", subject.path);
            HistoryGap::new(why, None)
        };
        let bytes = history.blob(blob).ok_or_else(missing)?;
        let text = String::from_utf8_lossy(&bytes);
        Ok(text.split_whitespace().map(str::to_owned).collect())
    };
    let mut versions: BTreeMap<BlobId, TextVersion> = BTreeMap::new();
    let mut last = TextVersion::default();
    for (at, change) in changes.iter().enumerate() {
        let Some(blob) = change.blob else {
            continue;
        };
        // A version that was there before is whose it was.
        if !versions.contains_key(&blob) {
            let words = text(blob)?;
            let by_them = is_authored_by(change, signer).then_some(at);
            let parents = change.parents.iter();
            let parents = parents.filter_map(|parent| versions.get(parent));
            let theirs = if since == Some(blob) {
                vec![None; words.len()]
            } else {
                attribute_words(parents, &words, by_them)
            };
            versions.insert(blob, TextVersion { words, theirs });
        }
        last.clone_from(&versions[&blob]);
    }
    let mut theirs = last.theirs.iter().flatten();
    let first = theirs.clone().min();
    Ok(first.map(|first| Share {
        path: subject.path.to_owned(),
        words: theirs.by_ref().count(),
        total: last.words.len(),
        commit: changes[*first].commit.clone(),
    }))
}

/// Returns the author of each word of a version. A word that a parent has keeps its author,
/// in either of two merged parents; every other word is the writer's.
fn attribute_words<'v>(
    parents: impl Iterator<Item = &'v TextVersion>,
    next: &[String],
    by_them: Option<usize>,
) -> Vec<Option<usize>> {
    let mut now: Vec<Option<Option<usize>>> = vec![None; next.len()];
    for parent in parents {
        for part in capture_diff_slices(Algorithm::Myers, &parent.words, next) {
            let (tag, old, new) = part.as_tag_tuple();
            if tag == DiffTag::Equal {
                for (word, theirs) in now[new].iter_mut().zip(&parent.theirs[old]) {
                    word.get_or_insert(*theirs);
                }
            }
        }
    }
    now.into_iter()
        .map(|word| word.unwrap_or(by_them))
        .collect()
}

/// Returns true if a person is among a commit's author and co-authors.
pub fn is_authored_by(change: &FileCommit, person: Person<'_>) -> bool {
    change
        .writers
        .iter()
        .any(|writer| names_person(writer, person))
}

/// Returns true if a commit's writer is a person: by address, by the account number in a
/// forge's own address, or by the whole name.
pub fn names_person(writer: &CommitIdentity, person: Person<'_>) -> bool {
    let emails = person.emails();
    let mut listed = emails.iter();
    listed.any(|email| email.eq_ignore_ascii_case(&writer.email))
        || forge_account(&writer.email).is_some_and(|(host, id)| {
            let has = |(known, number): &(&str, u64)| {
                *number == id && (host == *known || host == format!("users.noreply.{known}"))
            };
            person.accounts().iter().any(has)
        })
        || person.name().eq_ignore_ascii_case(writer.name.trim())
}

/// Returns the number in `4711+priya@users.noreply.github.com`, with the host.
fn forge_account(email: &str) -> Option<(&str, u64)> {
    let (local, host) = email.split_once('@')?;
    let (number, _) = local.split_once('+')?;
    Some((host, number.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::files::digest::sha1_blob;

    fn version(text: &str, theirs: &[Option<usize>]) -> TextVersion {
        let words: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
        let theirs = match theirs {
            [one] => vec![*one; words.len()],
            each => each.to_vec(),
        };
        TextVersion { words, theirs }
    }

    fn next(parents: &[&TextVersion], text: &str, by_them: Option<usize>) -> TextVersion {
        let next = version(text, &[None]);
        let theirs = attribute_words(parents.iter().copied(), &next.words, by_them);
        TextVersion { theirs, ..next }
    }

    #[test]
    fn words_keep_their_writer_until_they_are_replaced() {
        let first = version("I wrote the minutes of the committee", &[None]);
        let second = next(
            &[&first],
            "I wrote better minutes of the committee",
            Some(3),
        );
        assert_eq!(second.theirs.iter().flatten().collect::<Vec<_>>(), [&3]);
        let third = next(&[&second], "I wrote shorter minutes of the committee", None);
        assert_eq!(third.theirs.iter().flatten().count(), 0);
    }

    #[test]
    fn a_merger_wrote_only_text_that_neither_side_had() {
        let first = version("one two three", &[None]);
        let ours = next(&[&first], "one two three four", None);
        let theirs = next(&[&first], "zero one two three", Some(1));
        let merged = next(&[&ours, &theirs], "zero one two three four five", Some(2));
        let expected = [Some(1), None, None, None, None, Some(2)];
        assert_eq!(merged.theirs, expected);
    }

    #[test]
    fn a_tenth_of_the_words_may_be_suggested() {
        let share = |words| Share {
            path: "a".into(),
            words,
            total: 100,
            commit: "c".into(),
        };
        assert!(!share(10).is_too_much());
        assert!(share(11).is_too_much());
    }

    #[test]
    fn changes_after_what_was_signed_do_not_count() {
        let content = |text: &str| sha1_blob(text.as_bytes());
        let change = |text: &str| FileCommit {
            commit: text.into(),
            seconds: 0,
            blob: Some(content(text)),
            parents: Vec::new(),
            writers: Vec::new(),
            summary: String::new(),
        };
        let all = ["a", "b", "c", "d"].map(change);
        assert_eq!(changes_up_to(&all, Some(content("c"))).len(), 3);
        assert_eq!(changes_up_to(&all, Some(content("elsewhere"))).len(), 4);
        assert_eq!(changes_up_to(&all, None).len(), 4);
    }

    #[test]
    fn the_number_in_a_forges_address_is_read() {
        let email = "4711+priya@users.noreply.github.com";
        assert_eq!(
            forge_account(email),
            Some(("users.noreply.github.com", 4711))
        );
        assert_eq!(forge_account("priya@example.org"), None);
    }
}
