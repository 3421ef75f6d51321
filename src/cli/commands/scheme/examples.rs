//! A scheme's examples: portfolios beside it, each judged by the scheme under
//! check and held against what `examples/expected.yaml` says of it.

use std::collections::BTreeSet;
use std::path::Path;

use super::find::Found;
use crate::adapters::disk;
use crate::adapters::evidence::FolderEvidence;
use crate::base::files::Snapshot;
use crate::base::text::LineIndex;
use crate::check::{Case, judge};
use crate::cli::error::{Failure, in_words};
use crate::domain::portfolio::{CONFIG, Portfolio};
use crate::domain::schema::SchemeFiles;
use crate::domain::schema::scheme_files::EXAMPLES;
use crate::domain::signoff::{Revision, Trust};
use crate::views::expected::{self, Expected, Outcome};

/// What is expected of the examples, among them.
const EXPECTED: &str = "expected.yaml";

/// What came of a scheme's examples.
#[derive(Default)]
pub struct Examples {
    /// What is wrong with the folder or with what is expected, a sentence each.
    pub wrong: Vec<String>,
    pub outcomes: Vec<Outcome>,
}

/// Judges every example of a scheme that lies in a folder; there may be none.
pub fn run(found: &Found) -> Result<Examples, Failure> {
    // With the stroke at its end, a link would be followed.
    let Some(folder) = found
        .folder
        .as_ref()
        .map(|folder| folder.join(EXAMPLES.trim_end_matches('/')))
    else {
        return Ok(Examples::default());
    };
    if !folder.is_dir() {
        return Ok(Examples::default());
    }
    if folder.is_symlink() {
        let wrong = vec!["examples is a symbolic link, and cpd follows none".to_owned()];
        return Ok(Examples {
            wrong,
            ..Examples::default()
        });
    }
    let here = snapshot(&folder)?;
    let names = portfolios(&here);
    let (expected, mut wrong) = match here.text(EXPECTED) {
        Some(text) => match read(text) {
            (expected, wrong) if wrong.is_empty() => (expected, wrong),
            // What is half understood would only seem to differ.
            (_, wrong) => {
                return Ok(Examples {
                    wrong,
                    ..Examples::default()
                });
            }
        },
        None if names.is_empty() => return Ok(Examples::default()),
        None => {
            let why =
                format!("{EXAMPLES}{EXPECTED} is missing or is no text: it says what is expected");
            (Vec::new(), vec![why])
        }
    };
    wrong.extend(not_there(&names, &expected));
    if here.text(EXPECTED).is_some() {
        wrong.extend(not_spoken_of(&names, &expected));
    }
    let there = expected.iter().filter(|one| names.contains(&one.name));
    let outcomes = there.map(|one| outcome(one, &folder.join(&one.name), &found.files));
    Ok(Examples {
        wrong,
        outcomes: outcomes.collect::<Result<_, Failure>>()?,
    })
}

fn snapshot(folder: &Path) -> Result<Snapshot, Failure> {
    disk::snapshot(folder).map_err(|error| {
        let (shown, why) = (folder.display(), in_words(&error));
        Failure::failed(format!("{shown} cannot be read: {why}"))
    })
}

/// The folders that hold a portfolio.
fn portfolios(here: &Snapshot) -> BTreeSet<String> {
    let names = here.files().iter().filter_map(|file| {
        let (name, rest) = file.path.split_once('/')?;
        (rest == CONFIG).then(|| name.to_owned())
    });
    names.collect()
}

/// What is expected, and what is wrong with the file that says so.
fn read(text: &str) -> (Vec<Expected>, Vec<String>) {
    let (expected, faults) = expected::read(text);
    let index = LineIndex::new(text);
    let says = |fault: &expected::Fault| {
        let line = index.position(text, fault.span.start).line;
        format!("{EXAMPLES}{EXPECTED}:{line}: {}", fault.says)
    };
    (expected, faults.iter().map(says).collect())
}

fn not_there(names: &BTreeSet<String>, expected: &[Expected]) -> Vec<String> {
    let absent = expected.iter().filter(|one| !names.contains(&one.name));
    absent
        .map(|one| {
            let name = &one.name;
            format!("{name}: there is no portfolio in {EXAMPLES}{name}")
        })
        .collect()
}

fn not_spoken_of(names: &BTreeSet<String>, expected: &[Expected]) -> Vec<String> {
    let spoken_of = |name: &&String| expected.iter().any(|one| one.name == **name);
    names
        .iter()
        .filter(|name| !spoken_of(name))
        .map(|name| format!("{name}: {EXAMPLES}{EXPECTED} does not say what is expected of it"))
        .collect()
}

/// Judges one example by the scheme. It has no history: that of the repository that it
/// lies in is not its own.
fn outcome(expected: &Expected, folder: &Path, files: &SchemeFiles) -> Result<Outcome, Failure> {
    let portfolio = Portfolio::load_under(snapshot(folder)?, &files.id, files.clone());
    let evidence = FolderEvidence::new(folder);
    let trust = Trust::at_hand(&portfolio, Revision::Files, &|path| evidence.bytes(path));
    let judgement = judge(Case {
        portfolio: &portfolio,
        evidence: evidence.for_example(),
        trust: &trust,
        today: expected.today,
        focus: None,
        only: None,
    });
    Ok(Outcome {
        name: expected.name.clone(),
        differences: expected.differences(&judgement, &portfolio),
    })
}
