//! What the README and the documents tell a reader to type works: every command
//! in a `console` block, in order, in an empty folder.
//!
//! A command must succeed unless a line `# exit 1` follows it. What is printed
//! there may be shortened, so it is not compared; tests/cmd holds that.

use std::fs;
use std::path::{Path, PathBuf};

use crate::support::Sandbox;
use crate::support::transcript::{Replayed, files, replay};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn run(file: &Path) -> Replayed {
    let text = fs::read_to_string(file).unwrap_or_else(|error| panic!("{file:?}: {error}"));
    replay(&text, &file.display().to_string(), &Sandbox::new())
}

#[test]
fn what_the_readme_says_to_type_works() {
    let readme = root().join("README.md");
    if !readme.exists() {
        return;
    }
    let replayed = run(&readme);
    assert!(replayed.wrong.is_empty(), "{}", replayed.wrong.join("\n"));
    assert!(replayed.commands > 0, "a README shows what to type");
}

#[test]
fn what_the_documents_say_to_type_works() {
    let documents: Vec<PathBuf> = files(&root().join("docs"));
    assert!(!documents.is_empty());
    let wrong: Vec<String> = documents.iter().flat_map(|file| run(file).wrong).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
