//! Trees of files that are kept because something makes them: compared both
//! ways, so that a file which nothing makes any more fails as well. With
//! `CPD_UPDATE=1` in the environment they are made anew instead.

#![allow(dead_code, reason = "the unit tests use this file too")]
#![allow(
    clippy::disallowed_methods,
    reason = "a test may read its environment and write where it likes"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::{env, fs};

/// Contents by path below a folder, with `/` between names.
pub type Tree = BTreeMap<String, Vec<u8>>;

/// The top of the repository.
pub fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Whether what is kept should be made anew.
pub fn updating() -> bool {
    env::var_os("CPD_UPDATE").is_some_and(|value| value == "1")
}

/// Every file below a folder; `left_out` is asked with each path.
pub fn tree(folder: &Path, left_out: impl Fn(&str) -> bool) -> Tree {
    let walk = walkdir::WalkDir::new(folder).into_iter();
    let files = walk
        .filter_map(Result::ok)
        .filter(|entry| !entry.file_type().is_dir());
    files
        .map(|entry| {
            let below = entry.path().strip_prefix(folder).expect("it is below");
            (
                below.to_string_lossy().replace('\\', "/"),
                entry.into_path(),
            )
        })
        .filter(|(name, _)| !left_out(name))
        .map(|(name, path)| (name, content(&path)))
        .collect()
}

/// The bytes of a file, or where a link leads.
fn content(path: &PathBuf) -> Vec<u8> {
    match fs::read_link(path) {
        Ok(to) => to.to_string_lossy().into_owned().into_bytes(),
        Err(_) => fs::read(path).expect("a file that can be read"),
    }
}

/// Fails unless a folder of the repository holds exactly these files.
#[track_caller]
pub fn assert_kept(folder: &str, made: &Tree) {
    let place = repository().join(folder);
    let kept = tree(&place, |_| false);
    if updating() {
        update(&place, &kept, made);
        return;
    }
    let names: BTreeSet<&String> = kept.keys().chain(made.keys()).collect();
    let wrong: Vec<String> = names
        .into_iter()
        .filter_map(|name| match (kept.get(name), made.get(name)) {
            (Some(kept), Some(made)) if kept == made => None,
            (Some(_), Some(_)) => Some(format!("differs: {folder}/{name}")),
            (Some(_), None) => Some(format!("nothing makes: {folder}/{name}")),
            _ => Some(format!("missing: {folder}/{name}")),
        })
        .collect();
    assert!(
        wrong.is_empty(),
        "{}\nCPD_UPDATE=1 makes them anew; then read the difference",
        wrong.join("\n")
    );
}

fn update(place: &Path, kept: &Tree, made: &Tree) {
    for name in kept.keys().filter(|name| !made.contains_key(*name)) {
        fs::remove_file(place.join(name)).expect("a file that may go");
    }
    for (name, bytes) in made
        .iter()
        .filter(|(name, bytes)| kept.get(*name) != Some(bytes))
    {
        let path = place.join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
        fs::write(&path, bytes).expect("a file that may be written");
    }
}
