//! What the README and the documents tell a reader to type works: every command
//! in a `console` block, in order, in an empty folder.
//!
//! A command must succeed unless a line `# exit 1` follows it.

use std::fs;
use std::path::{Path, PathBuf};

use snapbox::Data;

use crate::support::Sandbox;
use crate::support::transcript::{files, replay};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Runs a page, and holds what it shows against what is printed; after a change that is
/// meant, `SNAPSHOTS=overwrite` writes it anew.
fn check(file: &Path) -> Result<usize, String> {
    let text = fs::read_to_string(file).unwrap_or_else(|error| panic!("{file:?}: {error}"));
    let replayed = replay(&text, &file.display().to_string(), &Sandbox::new());
    if !replayed.wrong.is_empty() {
        return Err(replayed.wrong.join("\n"));
    }
    snapbox::Assert::new()
        .action_env("SNAPSHOTS")
        .try_eq(
            Some(&file.display()),
            Data::text(replayed.text).raw(),
            Data::read_from(file, None).raw(),
        )
        .map_err(|error| error.to_string())?;
    Ok(replayed.commands)
}

#[test]
fn commands_in_the_readme_print_what_it_shows() {
    let commands = check(&root().join("README.md")).unwrap_or_else(|error| panic!("{error}"));
    assert!(commands >= 10, "the README types only {commands} commands");
}

/// The README starts cpd by cargo, since nothing is installed yet.
#[test]
fn the_demo_that_the_readme_shows_prints_a_command_that_verifies_it() {
    let readme = fs::read_to_string(root().join("README.md")).expect("the README");
    let mut shown = readme
        .lines()
        .filter_map(|line| line.strip_prefix("cargo run --release -- "));
    let demo = shown.next().expect("a line that makes the demo");
    let sandbox = Sandbox::new();
    let said = sandbox.sh(&format!("cpd {demo}"));
    let verify = said.lines().find_map(|line| {
        let (_, verify) = line.split_once("cpd verify ")?;
        Some(verify)
    });
    let verified = sandbox.sh(&format!("cpd verify {}", verify.expect("a command")));
    assert!(
        verified.ends_with("\nEverything was verified.\n"),
        "{verified}"
    );
}

#[test]
fn commands_in_the_documents_print_what_they_show() {
    let mut documents: Vec<PathBuf> = files(&root().join("docs"));
    // Their commands need the files they show: docs_schemes writes these first.
    documents.retain(|file| !file.ends_with("schemes.md") && !file.ends_with("scheme-keys.md"));
    let mut commands = 0;
    let mut wrong = Vec::new();
    for document in &documents {
        match check(document) {
            Ok(typed) => commands += typed,
            Err(error) => wrong.push(error),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(
        commands >= 20,
        "the documents type only {commands} commands"
    );
}
