//! The targets, one to a file: what is read, the seeds, and the words of the format.

mod allowed_signers;
mod forge_event;
mod front_matter;
mod import_table;
mod import_workbook;
mod mail;
mod openpgp_keys;
mod pack_html;
mod pack_pdf;
mod pack_zip;
mod pages;
mod people;
mod picture;
mod prose;
mod scheme;
mod signoff;
mod ssh_signature;
mod trust_list;

use std::collections::BTreeMap;
use std::fs;
use std::ops::Deref;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use cpd::fuzz::{Folder, Outcome};
use tempfile::TempDir;

/// Tries one input.
pub type Try = Box<dyn Fn(&[u8]) -> Outcome>;

pub struct Target {
    pub name: &'static str,
    pub form: Form,
    /// Words that mean something in the format.
    pub words: &'static [&'static str],
    pub seeds: fn() -> Vec<Vec<u8>>,
    /// Prepares what all inputs share.
    pub begin: fn() -> Try,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Bytes,
    /// Its entries are changed too.
    Zip,
}

/// Every target.
pub const TARGETS: [Target; 18] = [
    front_matter::TARGET,
    prose::TARGET,
    pages::TARGET,
    scheme::TARGET,
    signoff::TARGET,
    allowed_signers::TARGET,
    ssh_signature::TARGET,
    openpgp_keys::TARGET,
    people::TARGET,
    trust_list::TARGET,
    forge_event::TARGET,
    pack_html::TARGET,
    pack_pdf::TARGET,
    pack_zip::TARGET,
    import_table::TARGET,
    import_workbook::TARGET,
    mail::TARGET,
    picture::TARGET,
];

/// Words of YAML.
const YAML: [&str; 40] = [
    "---\n",
    "...\n",
    ": ",
    "- ",
    "? ",
    "&a ",
    "*a",
    "!!str ",
    "!x ",
    "<<: ",
    "|\n",
    ">-\n",
    "{",
    "}",
    "[",
    "]",
    ", ",
    "\"",
    "'",
    "#",
    "%YAML 1.1\n",
    "null",
    "~",
    "true",
    "yes",
    "0x1f",
    "0o17",
    "1_000",
    ".inf",
    ".nan",
    "2026-02-30",
    "2026-10-02T12:00:00Z",
    "\\u0000",
    "\\x",
    "title: ",
    "date: ",
    "id: ",
    "<<<<<<< a\n",
    "=======\n",
    ">>>>>>> b\n",
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// A day after everything in the examples.
fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 10, 2).expect("a day")
}

/// Reads the files below a folder of the repository, by their paths there.
fn files(folder: &str) -> BTreeMap<String, Vec<u8>> {
    let root = root().join(folder);
    let mut found = BTreeMap::new();
    for entry in walkdir::WalkDir::new(&root) {
        let path = entry.expect("a file of the examples").into_path();
        if path.is_file() {
            let name = path.strip_prefix(&root).expect("below it");
            let name = name.to_string_lossy().replace('\\', "/");
            found.insert(name, fs::read(&path).expect("a file of the examples"));
        }
    }
    found
}

/// Reads the files below a folder whose path ends so.
fn seeds(folder: &str, end: &str) -> Vec<Vec<u8>> {
    let files = files(folder).into_iter();
    files
        .filter(|(path, _)| path.ends_with(end))
        .map(|(_, bytes)| bytes)
        .collect()
}

/// The example with keys and sign-offs of every sort, without its other records.
fn keys_of_every_rule() -> BTreeMap<String, Vec<u8>> {
    let mut files = files("examples/every-rule");
    let kept = ["cpd.yaml", "trust/", "schemes/", "signoffs/"];
    files.retain(|path, _| kept.iter().any(|kept| path.starts_with(kept)));
    files
}

/// An open portfolio in a folder of its own, which goes with it.
struct OpenCopy {
    portfolio: Folder,
    _folder: TempDir,
}

impl Deref for OpenCopy {
    type Target = Folder;

    fn deref(&self) -> &Folder {
        &self.portfolio
    }
}

/// Opens a copy of an example that is in no repository.
fn folder() -> OpenCopy {
    let copy = tempfile::tempdir().expect("a folder");
    for (path, bytes) in files("examples/silver-endorsed") {
        let path = copy.path().join(path);
        fs::create_dir_all(path.parent().unwrap_or(Path::new("/"))).expect("a folder");
        fs::write(path, bytes).expect("a file");
    }
    let portfolio = Folder::open(copy.path(), "silver", today()).expect("a portfolio");
    OpenCopy {
        portfolio,
        _folder: copy,
    }
}
