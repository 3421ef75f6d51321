//! A printed pack verified by itself: it is put together again from the files that it
//! carries, and compared with what it shows.

use std::iter;

use chrono::{DateTime, NaiveDate, Utc};
use thiserror::Error;

use super::dates::date_fault;
use crate::app::error::{Explain, Explanation};
use crate::check::{CheckInput, check};
use crate::domain::portfolio::Portfolio;
use crate::domain::ports::Evidence;
use crate::domain::schema::{Scheme, SchemeRef};
use crate::domain::signoff::{Chain, Revision, Trust, Trusted};
use crate::formats::pack::{self, PackFormat};
use crate::views::submission::model::Pack;
use crate::views::submission::{OpenedPack, PrintRecord, RebuildError, rebuild};
use crate::views::verification::{
    self as report, Verification, VerificationAnswer, VerificationQuestion, VerifiedAward,
};
use crate::views::verified_requirements::requirements;
use crate::views::verified_steps::{UnknownStep, verified_steps};

/// The details of people that packs print beside their names.
const SHOWN_OF_PEOPLE: [&str; 2] = ["job", "organisation"];

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
        if self.0 == RebuildError::Period {
            return Explanation::failed().hint("compare it with the records in the portfolio");
        }
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
            let misdated = date_fault(printing, chain, latest).map(|fault| {
                let about = VerificationQuestion::Pages;
                VerificationAnswer::new(about, report::AnswerOutcome::Bad, fault)
            });
            findings.push(misdated.unwrap_or_else(|| pages(pack, found, printing)));
            findings.extend(award.map(|award| requirements(award, &[])));
            let against = &result.diagnostics;
            steps = verified_steps(chain, until)?;
            let people = trust.unwrap_or(&own).resolve(&portfolio);
            let signoffs = report::signoffs(chain, &steps, against, people);
            findings.push(report::signoffs_of_pack(signoffs, chain, printing));
            findings.extend(misnamed_people(&portfolio, people, printing.day));
            findings.push(report::history(&portfolio, evidence.history));
        }
        Err(error) => findings.push(VerificationAnswer::new(
            VerificationQuestion::Pages,
            report::AnswerOutcome::Bad,
            format!("the pages cannot be printed again: {error}"),
        )),
    }
    let award = portfolio.award(&printing.award);
    let scheme = award.and_then(|award| portfolio.scheme_of(&award));
    let scheme = scheme.map(Scheme::reference);
    Ok(Verification {
        version: 1,
        format: found.format.name,
        says: describe_printing(&made, printing, scheme.as_ref()),
        of: VerifiedAward::of_pack(opened, &portfolio, &printing.award),
        scheme,
        steps,
        findings,
        draft: printing.draft,
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

/// Returns the answer where the pack shows people under other names, or with other jobs, than
/// those whom its reader trusts have. `day` is the day of which the pack shows them.
fn misnamed_people(
    portfolio: &Portfolio,
    people: Trusted<'_>,
    day: NaiveDate,
) -> Option<VerificationAnswer> {
    let known = portfolio.people();
    let known = known.filter_map(|shown| Some((shown, people.person(shown.id())?)));
    let differences = known.flat_map(|(shown, trusted)| {
        let name = (shown.name(), trusted.name());
        let stated = SHOWN_OF_PEOPLE.iter().filter_map(|field| {
            let trusted = trusted.dated_text(field, day)?;
            Some((shown.dated_text(field, day)?, trusted))
        });
        let differ = iter::once(name).chain(stated).filter(|(a, b)| a != b);
        let says = |(shown_as, known_as): (&str, &str)| {
            let id = shown.id();
            format!("{id}: the pack shows “{shown_as}”, and the list has “{known_as}”")
        };
        differ.map(says).collect::<Vec<_>>()
    });
    let differences: Vec<String> = differences.collect();
    (!differences.is_empty()).then(|| {
        let says = "the pack shows people otherwise than the list of people that counts";
        VerificationAnswer::new(
            VerificationQuestion::Trust,
            report::AnswerOutcome::Bad,
            says,
        )
        .with_details(differences)
    })
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
