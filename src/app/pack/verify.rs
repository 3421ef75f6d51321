//! A printed pack verified by itself: it is put together again from the files that it
//! carries, and compared with what it shows.

use chrono::{DateTime, Utc};
use thiserror::Error;

use crate::app::error::{Explain, Explanation};
use crate::base::calendar::format_long;
use crate::check::{CheckInput, check};
use crate::domain::ports::Evidence;
use crate::domain::schema::{Scheme, SchemeRef};
use crate::domain::signoff::{Chain, Revision, Trust};
use crate::formats::pack::{self, PackFormat};
use crate::views::submission::model::Pack;
use crate::views::submission::{OpenedPack, PrintRecord, RebuildError, rebuild};
use crate::views::verification::{
    self as report, Verification, VerificationAnswer, VerificationQuestion,
};
use crate::views::verified_steps::{UnknownStep, verified_steps};

/// A pack that was opened, and the format it was in.
pub struct PackToVerify {
    pub format: &'static PackFormat,
    pub opened: OpenedPack,
}

/// The reason why a pack cannot be verified at all.
#[derive(Debug, Error)]
#[error("this file cannot be verified: {0}")]
pub struct CannotVerify(#[from] RebuildError);

impl Explain for CannotVerify {
    fn explain(&self) -> Explanation {
        Explanation::failed().hint(
            "it may not be a pack, may be incomplete, or may come from a later version of cpd",
        )
    }
}

/// Returns what a pack says of how it was printed.
pub fn printing_record(opened: &OpenedPack) -> Result<PrintRecord, CannotVerify> {
    Ok(opened.printing()?)
}

/// Verifies a pack by the files that it carries. `evidence` reads these files, and `trust`
/// says whose sign-offs count if it is not the pack itself. It is proven where every step is
/// valid before the one that carries the pack, or up to `until`. Nothing in it may be from
/// after `latest`.
pub fn verify(
    found: &PackToVerify,
    printing: &PrintRecord,
    evidence: Evidence<'_>,
    trust: Option<&Trust>,
    until: Option<&str>,
    latest: DateTime<Utc>,
) -> Result<Verification, UnknownStep> {
    let _span = tracing::info_span!("pack.verify").entered();
    let opened = &found.opened;
    let portfolio = opened.portfolio();
    let own = Trust::from_worktree(&portfolio, Revision::WorkTree, &|path| {
        evidence.files.bytes(path)
    });
    let made = rebuild(&portfolio, printing, evidence, &own);
    let mut findings = vec![report::files(opened, printing)];
    let mut steps = Vec::new();
    match &made {
        Ok(pack) => {
            let id = portfolio.award(&printing.award);
            let result = check(CheckInput {
                portfolio: &portfolio,
                evidence,
                trust: trust.unwrap_or(&own),
                today: printing.day.min(latest.date_naive()),
                focus: id.as_ref(),
                only: None,
            });
            let none = Chain::default();
            let award = id.as_ref().and_then(|id| result.award(id));
            let chain = award.map_or(&none, |award| &award.chain);
            findings.push(report::check_manifest(
                opened,
                &pack.manifest,
                chain,
                printing,
            ));
            let in_future = date_in_future(printing, latest);
            findings.push(in_future.unwrap_or_else(|| pages(pack, found, printing)));
            let against = &result.diagnostics;
            steps = verified_steps(chain, until)?;
            let signoffs = report::signoffs(chain, &steps, against, &portfolio);
            findings.push(report::signoffs_of_pack(signoffs, chain, printing));
            findings.push(report::history(&portfolio, evidence.history));
        }
        Err(error) => findings.push(VerificationAnswer::new(
            VerificationQuestion::Pages,
            report::AnswerOutcome::Bad,
            format!("the pages cannot be printed again: {error}"),
        )),
    }
    let award = portfolio.award(&printing.award);
    let scheme = award.and_then(|award| portfolio.scheme(award.scheme()));
    let scheme = scheme.map(Scheme::reference);
    Ok(Verification {
        version: 1,
        format: found.format.name,
        says: describe_printing(&made, printing, scheme.as_ref()),
        scheme,
        steps,
        findings,
        by_hand: Vec::new(),
    })
}

fn describe_printing(
    made: &Result<Pack, RebuildError>,
    printing: &PrintRecord,
    scheme: Option<&SchemeRef>,
) -> String {
    let draft = if printing.draft {
        "A draft of"
    } else if printing.current {
        "The present files, changed since they were signed, of"
    } else {
        "The pack of"
    };
    match made {
        Ok(pack) => {
            let (award, owner) = (&pack.award, &pack.owner.name);
            let name = format!("{} {}", pack.scheme.title, pack.scheme.version);
            let name = scheme.map_or(name.clone(), |scheme| scheme.origin.annotate(&name));
            format!("{draft} {award} by {owner}, {name}")
        }
        Err(_) => format!("{draft} {}", printing.award),
    }
}

/// Returns the answer of a pack that is dated in the future; none if it is not. A draft may
/// be of a day that has begun elsewhere on earth.
fn date_in_future(printing: &PrintRecord, latest: DateTime<Utc>) -> Option<VerificationAnswer> {
    let commit = printing.commit.as_ref().map(|commit| commit.seconds);
    let committed = commit.map(|seconds| DateTime::from_timestamp(seconds, 0));
    let is_late = committed.is_some_and(|at| at.is_none_or(|at| at > latest));
    let last = latest.date_naive();
    let last = last.succ_opt().filter(|_| printing.draft).unwrap_or(last);
    if !is_late && printing.day <= last {
        return None;
    }
    let shown = committed.flatten().map(|at| at.date_naive());
    let shown = shown.map_or(printing.day, |shown| shown.max(printing.day));
    let says = format!("the pack is dated in the future: {}", format_long(shown));
    let about = VerificationQuestion::Pages;
    Some(VerificationAnswer::new(
        about,
        report::AnswerOutcome::Bad,
        says,
    ))
}

/// Compares what is shown with what the carried files print.
fn pages(pack: &Pack, found: &PackToVerify, printing: &PrintRecord) -> VerificationAnswer {
    let about = VerificationQuestion::Pages;
    let ours = env!("CARGO_PKG_VERSION");
    if printing.cpd != ours {
        let says = format!(
            "the pages were not compared: they were printed by cpd {}, and this is cpd {ours}",
            printing.cpd
        );
        return VerificationAnswer::new(about, report::AnswerOutcome::Unverified, says);
    }
    let mut wrong = Vec::new();
    for (name, shown) in &found.opened.shown {
        let format = pack::named(name).unwrap_or(found.format);
        match (format.print)(pack) {
            // The whole file is the same, and so is everything in it.
            Ok(printed) if printed == *shown && name == &found.format.name => break,
            Ok(printed) if printed == *shown => {}
            Ok(printed) => wrong.push(describe_difference(name, &printed, shown)),
            Err(error) => wrong.push(format!("the {name} cannot be printed: {error}")),
        }
    }
    if found.opened.printing.as_deref() != Some(pack.printing.as_bytes()) {
        wrong.push("printing.json does not match the files in the pack".to_owned());
    }
    if wrong.is_empty() {
        let says = "printing them again from the files in the pack gives exactly the same pages";
        VerificationAnswer::new(about, report::AnswerOutcome::Good, says)
    } else {
        let says = "the pages do not match the files in the pack";
        VerificationAnswer::new(about, report::AnswerOutcome::Bad, says).with_details(wrong)
    }
}

/// Says where two prints part; in a format that is text, with the words there.
fn describe_difference(name: &str, printed: &[u8], shown: &[u8]) -> String {
    let at = printed
        .iter()
        .zip(shown)
        .take_while(|(a, b)| a == b)
        .count();
    if std::str::from_utf8(printed).is_err() {
        return format!("the {name} differs from byte {at}");
    }
    let line = shown[..at].iter().filter(|byte| **byte == b'\n').count() + 1;
    let words = |bytes: &[u8]| {
        let start = at.saturating_sub(12).min(bytes.len());
        let text = String::from_utf8_lossy(&bytes[start..bytes.len().min(at + 28)]);
        text.replace(['\n', '\u{FFFD}'], " ").trim().to_owned()
    };
    format!(
        "line {line} shows “{}” and should show “{}”",
        words(shown),
        words(printed)
    )
}
