//! What the README and the documents tell a reader to type works: every command
//! in a `console` block, in order, in an empty folder.
//!
//! A command must succeed unless a line `# exit 1` follows it.

use std::fs;
use std::path::{Path, PathBuf};

use snapbox::Data;

use crate::support::Sandbox;
use crate::support::transcript::{Replayed, files, replay};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn run(file: &Path) -> Replayed {
    let text = fs::read_to_string(file).unwrap_or_else(|error| panic!("{file:?}: {error}"));
    replay(&text, &file.display().to_string(), &Sandbox::new())
}

/// The README shows what is printed, so that is held too; after a change that is
/// meant, `SNAPSHOTS=overwrite` writes it anew.
#[test]
fn what_the_readme_says_to_type_prints_what_it_shows() {
    let readme = root().join("README.md");
    let replayed = run(&readme);
    assert!(replayed.wrong.is_empty(), "{}", replayed.wrong.join("\n"));
    snapbox::Assert::new().action_env("SNAPSHOTS").eq(
        Data::text(replayed.text).raw(),
        Data::read_from(&readme, None).raw(),
    );
}

#[test]
fn what_the_documents_say_to_type_works() {
    let mut documents: Vec<PathBuf> = files(&root().join("docs"));
    // Its commands need the files it shows: docs_schemes writes these first.
    documents.retain(|file| !file.ends_with("schemes.md"));
    assert!(!documents.is_empty());
    let wrong: Vec<String> = documents.iter().flat_map(|file| run(file).wrong).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
