//! Programs that tests start are installed by `.ci/run`.
//!
//! What runs in a sandbox finds only those, shells and git included; this looks at what
//! is started beside it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::support::tools::{is_listed, listed};

/// What stands before the name of a program in the source.
const STARTS: [&str; 3] = ["Command::new(\"", ".command(\"", "tool(\""];

/// Names in such a place that are of the program under test, or of clap.
const OWN: [&str; 2] = ["cpd", "cpd new"];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with("node_modules") {
            sources(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.push(path);
        }
    }
}

/// Returns the names of programs in Rust code.
fn started(code: &str) -> impl Iterator<Item = &str> {
    let after = |start: &'static str| code.split(start).skip(1);
    let names = STARTS.into_iter().flat_map(after);
    names.filter_map(|rest| rest.split('"').next())
}

#[test]
fn every_program_that_a_test_starts_is_installed() {
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for folder in ["tests", "benches", "src/tests", "src/adapters"] {
        sources(&top.join(folder), &mut files);
    }
    let mut seen = BTreeSet::new();
    for file in files {
        let code = fs::read_to_string(&file).unwrap();
        for name in started(&code) {
            let known = OWN.contains(&name) || is_listed(name);
            assert!(known, "{}: `{name}` is not in .ci/run", file.display());
            seen.insert(name.to_owned());
        }
    }
    for name in ["git", "gpg", "mkfifo", "openssl", "pdftotext", "setpriv"] {
        assert!(seen.contains(name), "{name} was not found in {seen:?}");
    }
}

#[test]
fn each_program_is_listed_once() {
    let mut names: Vec<&str> = listed().into_iter().map(|(_, program)| program).collect();
    let all = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), all);
}

#[test]
fn an_unlisted_program_is_recognised() {
    // Written in two parts, or this file would start it.
    let code = ["sandbox.command", "(\"perl\"); Command::new", "(\"git\")"].concat();
    let names: Vec<&str> = started(&code).filter(|name| !is_listed(name)).collect();
    assert_eq!(names, ["perl"]);
}
