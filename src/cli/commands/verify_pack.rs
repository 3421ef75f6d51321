//! `cpd verify FILE`: whether a printed pack is what it says it is.

use std::path::Path;

use super::verify::Args;
use crate::adapters::disk;
use crate::adapters::evidence::PackEvidence;
use crate::adapters::git::Repo;
use crate::app::pack::compare_with_repository::compare_with_repository;
use crate::base::files::{LARGEST_TEXT, MARK};
use crate::check::{Case, judge};
use crate::cli::error::Failure;
use crate::cli::session::Session;
use crate::cli::vouching::Vouching;
use crate::domain::schema::{Scheme, SchemeRef};
use crate::domain::signoff::{Chain, Revision, Trust};
use crate::formats::pack::{self, PackFormat};
use crate::views::submission::model::Pack;
use crate::views::submission::{NotAgain, Opened, Printing, again};
use crate::views::verification::{self as report, About, Finding, Verification};

/// Largest file that is opened as a pack, in bytes.
const LARGEST: u64 = 1024 * 1024 * 1024;

pub fn run(file: &Path, args: &Args, session: &Session) -> Result<Verification, Failure> {
    let path = session.folder.join(file);
    let bytes = session.read(file, LARGEST)?;
    let found = open(&bytes, &path)?;
    verify(&found, args, session)
}

/// A pack that was opened, and the format it was in.
struct Found {
    format: &'static PackFormat,
    opened: Opened,
}

fn open(bytes: &[u8], path: &Path) -> Result<Found, Failure> {
    let (format, opened) = pack::open(bytes).map_err(|error| {
        let names: Vec<&str> = pack::names().collect();
        Failure::failed(format!(
            "{} cannot be opened as a pack: {error}",
            path.display()
        ))
        .hint(format!(
            "a pack is a file that `cpd pack` printed, in one of these formats: {}",
            names.join(", ")
        ))
    })?;
    Ok(Found { format, opened })
}

fn verify(found: &Found, args: &Args, session: &Session) -> Result<Verification, Failure> {
    let opened = &found.opened;
    let printing = opened.printing().map_err(|error| {
        Failure::failed(format!("this cannot be verified: {error}"))
            .hint("it may be no pack, be cut short, or be printed by a later version of cpd")
    })?;
    let portfolio = opened.portfolio();
    let carried = PackEvidence(opened);
    let evidence = carried.evidence();
    let own = Trust::at_hand(&portfolio, Revision::Files, &|path| {
        evidence.files.bytes(path)
    });
    let made = again(&portfolio, &printing, evidence, &own);
    let vouching = Vouching::read(args, session, opened)?;
    let mut findings = vec![report::files(opened, &printing)];
    match &made {
        Ok(pack) => {
            let id = portfolio.award(&printing.award);
            let judgement = judge(Case {
                portfolio: &portfolio,
                evidence,
                trust: vouching.trust.as_ref().unwrap_or(&own),
                today: printing.day,
                focus: id.as_ref(),
                only: None,
            });
            let none = Chain::default();
            let award = id.as_ref().and_then(|id| judgement.award(id));
            let chain = award.map_or(&none, |award| &award.chain);
            findings.push(report::manifest(opened, &pack.manifest, chain));
            findings.push(pages(pack, found, &printing));
            let against = &judgement.diagnostics;
            findings.push(report::signoffs(chain, against, &portfolio));
            findings.push(report::history(&portfolio, evidence.history));
        }
        Err(error) => findings.push(Finding::new(
            About::Pages,
            report::Outcome::Bad,
            format!("the pages cannot be printed again: {error}"),
        )),
    }
    findings.push(vouching.finding(args));
    findings.extend(compared(opened, &printing, session));
    let award = portfolio.award(&printing.award);
    let scheme = award.and_then(|award| portfolio.scheme(award.scheme()));
    let scheme = scheme.map(Scheme::reference);
    Ok(Verification {
        version: 1,
        format: found.format.name,
        says: says(&made, &printing, scheme.as_ref()),
        scheme,
        findings,
        by_hand: Vec::new(),
    })
}

/// Compares a pack with the repository of the portfolio that the session stands in, if any.
fn compared(opened: &Opened, printing: &Printing, session: &Session) -> Option<Finding> {
    let root = disk::find(&session.folder)?;
    let repo = Repo::open(&root).ok().flatten()?;
    let settings = disk::read_at_most(&root.join(MARK), LARGEST_TEXT).ok()?;
    compare_with_repository(opened, printing, &settings, &repo)
}

fn says(made: &Result<Pack, NotAgain>, printing: &Printing, scheme: Option<&SchemeRef>) -> String {
    let draft = if printing.draft {
        "A draft of"
    } else {
        "The pack of"
    };
    match made {
        Ok(pack) => {
            let (award, owner) = (&pack.award, &pack.owner.name);
            let name = format!("{} {}", pack.scheme.title, pack.scheme.version);
            let name = scheme.map_or(name.clone(), |scheme| scheme.origin.beside(&name));
            format!("{draft} {award} by {owner}, {name}")
        }
        Err(_) => format!("{draft} {}", printing.award),
    }
}

/// Whether what is shown is what the carried files print.
fn pages(pack: &Pack, found: &Found, printing: &Printing) -> Finding {
    let about = About::Pages;
    let ours = env!("CARGO_PKG_VERSION");
    if printing.cpd != ours {
        let says = format!(
            "the pages were not compared: cpd {} printed them, and this is cpd {ours}",
            printing.cpd
        );
        return Finding::new(about, report::Outcome::Unverified, says);
    }
    let mut wrong = Vec::new();
    for (name, shown) in &found.opened.shown {
        let format = pack::named(name).unwrap_or(found.format);
        match (format.print)(pack) {
            Ok(printed) if printed == *shown => {}
            Ok(printed) => wrong.push(difference(name, &printed, shown)),
            Err(error) => wrong.push(format!("the {name} cannot be printed: {error}")),
        }
    }
    if found.opened.printing.as_deref() != Some(pack.printing.as_bytes()) {
        wrong.push("printing.json is not the one that these files make".to_owned());
    }
    if wrong.is_empty() {
        let says = "printed again from the carried files, they are the same to the last byte";
        Finding::new(about, report::Outcome::Good, says)
    } else {
        let says = "what is shown is not what the carried files print";
        Finding::new(about, report::Outcome::Bad, says).details(wrong)
    }
}

/// Says where two prints part; in a format that is text, with the words there.
fn difference(name: &str, printed: &[u8], shown: &[u8]) -> String {
    let at = printed
        .iter()
        .zip(shown)
        .take_while(|(a, b)| a == b)
        .count();
    if std::str::from_utf8(printed).is_err() {
        return format!("the {name} differs from byte {at} on");
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
