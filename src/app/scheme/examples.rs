//! A scheme's examples: portfolios beside it, each judged by the scheme under check and held
//! against what `examples/expected.yaml` says of it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::error::SchemeError;
use super::find::FoundScheme;
use super::folders::{Occupant, SchemeFolders};
use crate::base::files::Snapshot;
use crate::base::text::LineIndex;
use crate::check::rules::{RuleSubject, subject};
use crate::check::{CheckInput, check};
use crate::domain::id::RuleId;
use crate::domain::portfolio::{CONFIG, Portfolio};
use crate::domain::schema::SchemeFiles;
use crate::domain::schema::scheme_files::EXAMPLES;
use crate::domain::signoff::{Revision, Trust};
use crate::views::expected::{self, ExampleOutcome, Expected};

/// The file beside the examples that says what is expected of them.
pub const EXPECTED: &str = "expected.yaml";

/// Results of a scheme's examples.
#[derive(Default)]
pub struct Examples {
    /// Mistakes in the folder or in what is expected, a sentence each.
    pub wrong: Vec<String>,
    pub outcomes: Vec<ExampleOutcome>,
}

impl Examples {
    fn wrong(wrong: Vec<String>) -> Self {
        Self {
            wrong,
            ..Self::default()
        }
    }
}

/// Returns the folder of a scheme's examples, if the scheme lies in a folder. Without a
/// stroke at its end, so that a link is seen as one.
pub fn folder(found: &FoundScheme) -> Option<PathBuf> {
    let folder = found.folder.as_ref()?;
    Some(folder.join(EXAMPLES.trim_end_matches('/')))
}

/// Judges every example of a scheme; there may be none.
pub fn run(found: &FoundScheme, folders: &dyn SchemeFolders) -> Result<Examples, SchemeError> {
    let _span = tracing::info_span!("scheme.examples").entered();
    let Some(folder) = folder(found) else {
        return Ok(Examples::default());
    };
    match folders.kind(&folder) {
        Occupant::Folder => {}
        Occupant::Link => {
            let wrong = "examples is a symbolic link, which cpd does not follow";
            return Ok(Examples::wrong(vec![wrong.to_owned()]));
        }
        Occupant::Nothing | Occupant::File => return Ok(Examples::default()),
    }
    let here = snapshot(&folder, folders)?;
    let names = portfolios(&here);
    let Some(text) = here.text(EXPECTED) else {
        let why =
            format!("{EXAMPLES}{EXPECTED} is missing or is not text; it must say what is expected");
        let wrong = if names.is_empty() { vec![] } else { vec![why] };
        return Ok(Examples::wrong(wrong));
    };
    let (expected, wrong) = read(text);
    if !wrong.is_empty() {
        // Expectations that are half understood would only seem to differ.
        return Ok(Examples::wrong(wrong));
    }
    let judged = expected.iter().filter(|one| names.contains(&one.name));
    let outcomes = judged.map(|one| outcome(one, &folder.join(&one.name), found, folders));
    Ok(Examples {
        outcomes: outcomes.collect::<Result<_, _>>()?,
        wrong: mismatches(&names, &expected),
    })
}

fn snapshot(folder: &Path, folders: &dyn SchemeFolders) -> Result<Snapshot, SchemeError> {
    let read = folders.snapshot(folder);
    read.map_err(|why| SchemeError::Unreadable {
        path: folder.display().to_string(),
        why,
    })
}

/// Returns the names of the folders that hold a portfolio.
fn portfolios(here: &Snapshot) -> BTreeSet<String> {
    let names = here.files().iter().filter_map(|file| {
        let (name, rest) = file.path.split_once('/')?;
        (rest == CONFIG).then(|| name.to_owned())
    });
    names.collect()
}

/// Returns what is expected, and what is wrong with the file that says so.
fn read(text: &str) -> (Vec<Expected>, Vec<String>) {
    let (expected, faults) = expected::read(text);
    let index = LineIndex::new(text);
    let says = |fault: &expected::ExpectedFileError| {
        let line = index.position(text, fault.span.start).line;
        format!("{EXAMPLES}{EXPECTED}:{line}: {}", fault.says)
    };
    (expected, faults.iter().map(says).collect())
}

/// Returns a sentence for each example that is expected and absent, or there and not
/// spoken of.
fn mismatches(names: &BTreeSet<String>, expected: &[Expected]) -> Vec<String> {
    let spoken_of: BTreeSet<&String> = expected.iter().map(|one| &one.name).collect();
    let absent = expected.iter().map(|one| &one.name);
    let absent = absent
        .filter(|name| !names.contains(*name))
        .map(|name| format!("{name}: there is no portfolio in {EXAMPLES}{name}"));
    let silent = names
        .iter()
        .filter(|name| !spoken_of.contains(name))
        .map(|name| format!("{name}: {EXAMPLES}{EXPECTED} does not say what is expected of it"));
    absent.chain(silent).collect()
}

/// Judges one example by the scheme. It has no history: that of the repository that it
/// lies in is not its own.
fn outcome(
    expected: &Expected,
    folder: &Path,
    found: &FoundScheme,
    folders: &dyn SchemeFolders,
) -> Result<ExampleOutcome, SchemeError> {
    let files: &SchemeFiles = &found.files;
    let snapshot = snapshot(folder, folders)?;
    let portfolio = Portfolio::load_with_scheme(snapshot, &files.id, files.clone());
    let source = folders.evidence(folder);
    let evidence = source.evidence();
    let read = |path: &str| evidence.files.bytes(path);
    let trust = Trust::from_worktree(&portfolio, Revision::WorkTree, &read);
    let mut result = check(CheckInput {
        portfolio: &portfolio,
        evidence,
        trust: &trust,
        today: expected.today,
        focus: None,
        only: None,
    });
    // Findings about the scheme itself are shown once, and not for each example.
    let is_own = |rule: RuleId| subject(rule) != RuleSubject::Scheme;
    result.diagnostics.retain(|found| is_own(found.rule));
    Ok(ExampleOutcome {
        name: expected.name.clone(),
        differences: expected.differences(&result, &portfolio),
    })
}
