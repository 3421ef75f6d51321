//! Suites of other projects, which `.ci/run` fetches from registries: each example is put to what
//! this program has for it. Where the two differ on purpose, `tests/peers/departures.yaml` says so.

mod html;
mod markdown;
mod signatures;
mod webhooks;
mod yaml;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::de::DeserializeOwned;

use crate::base::document::{Node, read_yaml};
use crate::tests::tools::{output, require, require_tool};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/peers")
}

/// Returns the examples of a suite, where its package is installed.
#[track_caller]
fn suite<T: DeserializeOwned>(name: &str) -> Option<Vec<T>> {
    let packages = folder().join("node_modules");
    let packages = packages.is_dir().then_some(());
    require("tests/peers/node_modules (`npm ci` there)", packages)?;
    let node = require_tool("node")?;
    let script = folder().join("examples.mjs");
    let printed = output(Command::new(node).arg(script).arg(name));
    Some(serde_json::from_str(&printed).expect("examples"))
}

/// The examples of a suite from which the program departs, with words that its answer has then.
struct Departures(BTreeMap<String, String>);

impl Departures {
    /// Reads those of a suite. Each example is listed once.
    fn of(suite: &str) -> Self {
        let text = fs::read_to_string(folder().join("departures.yaml")).expect("departures");
        let list = read_yaml(&text, 0, 5_000).expect("YAML");
        let mut listed = BTreeMap::new();
        for group in list.get(suite).map(Node::items).expect("the suite") {
            let words = |name: &str| group.get(name).and_then(Node::scalar).unwrap_or_default();
            assert!(
                !words("instead").is_empty(),
                "a group of {suite} says nothing"
            );
            for example in group.get("examples").map(Node::items).expect("examples") {
                let id = example.scalar().expect("an example").to_owned();
                let twice = listed.insert(id.clone(), words("says").to_owned());
                assert!(twice.is_none(), "{id} is listed twice");
            }
        }
        Self(listed)
    }

    /// Asserts that these are the examples that depart. Each comes with the answer to it.
    #[track_caller]
    fn assert_are(&self, found: &BTreeMap<String, String>) {
        let is_listed = |id: &str, answer: &str| {
            let says = self.0.get(id);
            says.is_some_and(|says| answer.contains(says.as_str()))
        };
        let new = found.iter().filter(|(id, answer)| !is_listed(id, answer));
        let new: Vec<String> = new.map(|(id, answer)| format!("{id}: {answer}")).collect();
        assert!(new.is_empty(), "{} depart:\n{}", new.len(), new.join("\n"));
        let gone = self.0.keys().filter(|id| !found.contains_key(*id));
        let gone: Vec<&String> = gone.collect();
        assert!(gone.is_empty(), "these depart no longer: {gone:?}");
    }
}

#[test]
fn the_page_of_the_suites_has_their_counts() {
    let page = fs::read_to_string(folder().join("README.md")).expect("a page");
    for (suite, examples) in [
        ("commonmark", "652"),
        ("gfm", "677"),
        ("yaml", "402"),
        ("openssh", "7, or 6 from OpenSSH 10"),
    ] {
        let departures = Departures::of(suite).0.len();
        let counts = format!(" | {examples} | {departures} |\n");
        assert!(page.contains(&counts), "{suite}: {counts}");
    }
}
