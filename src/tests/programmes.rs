//! examples/programmes/: for every scheme that comes with cpd one portfolio that
//! has all it asks for and one that falls short, and exactly what is found in
//! each, written down by hand. `CPD_UPDATE=1` fills in messages left empty.

use std::fs;
use std::path::PathBuf;

use crate::adapters::disk::snapshot;
use crate::adapters::evidence::FolderEvidence;
use crate::base::document::{Node, NodeValue};
use crate::check::{CheckInput, check};
use crate::domain::portfolio::Portfolio;
use crate::domain::portfolio::load::with_scheme;
use crate::domain::schema::{Library, SchemeFiles};
use crate::domain::signoff::{Revision, Trust};
use crate::views::expected::{Expected, read};

use crate::tests::golden::{repository, updating};

/// Its examples are the demo at its marks: see examples.rs.
const ELSEWHERE: [&str; 1] = ["lancaster"];

#[test]
fn every_programme_gives_its_expected_results() {
    let mut said = Vec::new();
    for name in programmes() {
        let faults = differences(&name);
        said.extend(faults.iter().map(|words| format!("{name}/{words}")));
    }
    assert!(said.is_empty(), "examples/programmes:\n{}", said.join("\n"));
}

#[test]
fn every_built_in_scheme_has_example_portfolios() {
    let known = programmes();
    assert!(!known.is_empty());
    let library = Library::built_in();
    for id in library.ids() {
        let there = known.iter().any(|name| name == id) || ELSEWHERE.contains(&id);
        assert!(there, "examples/programmes/{id} is missing");
    }
    for name in known {
        assert!(library.newest(&name).is_some(), "there is no scheme {name}");
    }
}

#[test]
fn a_built_in_scheme_of_a_body_asks_at_the_start_for_the_registration_and_its_first_day() {
    let library = Library::built_in();
    let mut of_a_body = 0;
    for id in library.ids() {
        let files = library.newest(id).expect("a scheme").clone();
        let read = with_scheme(files);
        let scheme = read.schemes().first().expect("a scheme");
        if scheme.registration.is_some() {
            of_a_body += 1;
            for field in ["registrations", "registration.from"] {
                let asked = scheme.owner.iter().any(|detail| detail.field == field);
                assert!(asked, "{id} does not ask for {field}");
            }
        }
    }
    assert_eq!(of_a_body, 6);
}

fn top() -> PathBuf {
    repository().join("examples/programmes")
}

/// Those that are there, by the id of their scheme.
fn programmes() -> Vec<String> {
    let entries = fs::read_dir(top()).expect("a folder of programmes");
    let folders = entries.map(|entry| entry.expect("an entry").path());
    let folders = folders.filter(|path| path.is_dir());
    let name = |path: PathBuf| {
        path.file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned()
    };
    let mut names: Vec<String> = folders.map(name).collect();
    names.sort();
    names
}

fn differences(name: &str) -> Vec<String> {
    let path = top().join(name).join("expected.yaml");
    let Ok(text) = fs::read_to_string(&path) else {
        return vec!["expected.yaml: it is missing".to_owned()];
    };
    let (expected, faults) = read(&text);
    let mut said: Vec<String> = faults
        .iter()
        .map(|fault| format!("expected.yaml: {}", fault.says))
        .collect();
    let names: Vec<&str> = expected.iter().map(|one| one.name.as_str()).collect();
    if names != ["complete", "short"] {
        said.push(format!("expected.yaml: complete and short, not {names:?}"));
    }
    let Some(scheme) = Library::built_in().newest(name).cloned() else {
        return said;
    };
    for example in &expected {
        said.extend(of_example(example, name, &scheme, &text));
    }
    said
}

fn of_example(example: &Expected, name: &str, scheme: &SchemeFiles, text: &str) -> Vec<String> {
    let folder = top().join(name).join(&example.name);
    let Ok(files) = snapshot(&folder) else {
        return vec![format!("{}: it is missing", example.name)];
    };
    // The version that cpd.yaml names has to be one that comes with cpd.
    let portfolio = Portfolio::load(files);
    let evidence = FolderEvidence::new(&folder);
    // The examples lie in this project's repository, whose history is not theirs.
    let trust = Trust::from_worktree(&portfolio, Revision::WorkTree, &|path| {
        evidence.for_example().files.bytes(path)
    });
    let result = check(CheckInput {
        portfolio: &portfolio,
        evidence: evidence.for_example(),
        trust: &trust,
        today: example.today,
        focus: None,
        only: None,
    });
    if updating() {
        let filled = example.fill_in_messages(text, &result, &portfolio);
        if filled != text {
            fs::write(top().join(name).join("expected.yaml"), filled).expect("a file to write");
        }
    }
    let mut said = example.differences(&result, &portfolio);
    let followed = portfolio.config.version(&scheme.id) == Some(&scheme.version);
    let promises = [
        (followed, "it does not follow the newest version".to_owned()),
        (
            example.name != "complete" || example.findings.is_empty(),
            "nothing is to be found".to_owned(),
        ),
        (
            example.name != "short" || !example.findings.is_empty(),
            "something is to be found".to_owned(),
        ),
        (
            example
                .findings
                .iter()
                .all(|one| one.message.is_some() && one.severity.is_some()),
            "every finding says its message and its severity".to_owned(),
        ),
    ];
    let broken = promises.into_iter().filter(|(kept, _)| !kept);
    said.extend(broken.map(|(_, words)| format!("{}: {words}", example.name)));
    let left_out = example.without_expectation(&result);
    let left_out = left_out.iter();
    said.extend(left_out.map(|what| format!("{}: nothing is expected of {what}", example.name)));
    said
}

/// Returns true if a basis names where something was read, as in `Monitoring: annual appraisal`, or
/// says that it is ours.
fn is_basis(basis: Option<&str>) -> bool {
    let basis = basis.unwrap_or_default();
    let named = basis.split_once(": ");
    let is_named = named.is_some_and(|(place, says)| place.len() > 3 && says.len() > 3);
    is_named || basis.to_lowercase().contains("ours")
}

#[test]
fn every_figure_says_where_it_was_read_or_that_it_is_ours() {
    let library = Library::built_in();
    let mut seen = 0;
    for id in library.ids() {
        let files = library.newest(id).expect("a scheme").clone();
        let read = with_scheme(files);
        let scheme = read.schemes().first().expect("a scheme");
        let asked = scheme.criteria.iter().chain(&scheme.duties);
        let asked = asked.map(|one| (one.id.to_string(), one.basis.as_deref()));
        let awards = scheme.awards.iter();
        let awards = awards.map(|one| (one.id.to_string(), one.basis.as_deref()));
        let all: Vec<(String, Option<&str>)> = asked.chain(awards).collect();
        seen += all.len();
        let without = all.iter().filter(|(_, basis)| !is_basis(*basis));
        let without: Vec<&String> = without.map(|(name, _)| name).collect();
        assert!(without.is_empty(), "{id}: {without:?}");
    }
    assert!(seen > 100, "{seen}");
}

/// Returns true if a value has a figure in it, beside words for people and names.
fn has_figure(node: &Node) -> bool {
    const WORDS: [&str; 5] = ["id", "title", "help", "body", "as"];
    match &node.value {
        NodeValue::Scalar(word) => word.contains(|c: char| c.is_ascii_digit()),
        NodeValue::List(items) => items.iter().any(has_figure),
        NodeValue::Map(entries) => entries
            .iter()
            .any(|entry| !WORDS.contains(&entry.key.as_str()) && has_figure(&entry.value)),
        NodeValue::Null => false,
    }
}

/// Whatever has a figure outside requirements and awards is named in the scheme's `basis`.
#[test]
fn every_other_figure_says_where_it_was_read_or_that_it_is_ours() {
    let library = Library::built_in();
    let mut seen = Vec::new();
    for id in library.ids() {
        let files = library.newest(id).expect("a scheme").clone();
        let top = files.read_root().expect("its YAML");
        let read = with_scheme(files);
        let basis = read.schemes().first().expect("a scheme").basis.clone();
        let parts = [
            ("periods", &basis.periods),
            ("catalogues", &basis.catalogues),
            ("sets", &basis.sets),
        ];
        for (part, written) in parts {
            for entry in top.get(part).map(Node::entries).unwrap_or_default() {
                let name = format!("{id}: {part}.{}", entry.key);
                let said = written.get(&entry.key).map(String::as_str);
                assert_eq!(has_figure(&entry.value), said.is_some(), "{name}");
                assert!(said.is_none() || is_basis(said), "{name}: {said:?}");
                seen.extend(said.map(|_| name));
            }
        }
        let figure = top.get("registration").is_some_and(has_figure);
        assert_eq!(figure, basis.registration.is_some(), "{id}: registration");
        // A figure that stands anywhere else is one that no test looks at.
        let others = ["owner", "subjects", "confirmations", "adjustments", "roles"];
        for part in others {
            assert!(
                !top.get(part).is_some_and(has_figure_of_its_own),
                "{id}: {part}"
            );
        }
    }
    for name in [
        "gdc: sets.plan",
        "rics: periods.topics",
        "alt-valley: catalogues.mandatory",
    ] {
        assert!(seen.iter().any(|one| one == name), "{name} of {seen:#?}");
    }
}

/// Returns true if a value is a number or a length of time.
fn has_figure_of_its_own(node: &Node) -> bool {
    match &node.value {
        NodeValue::Scalar(word) => word.starts_with(|c: char| c.is_ascii_digit()),
        NodeValue::List(items) => items.iter().any(has_figure_of_its_own),
        NodeValue::Map(entries) => entries
            .iter()
            .any(|entry| has_figure_of_its_own(&entry.value)),
        NodeValue::Null => false,
    }
}

#[test]
fn a_basis_is_a_place_and_what_it_says() {
    for basis in [
        None,
        Some(""),
        Some("rics.org"),
        Some("a: b"),
        Some("Monitoring:"),
    ] {
        assert!(!is_basis(basis), "{basis:?}");
    }
    assert!(is_basis(Some("Monitoring: annual appraisal")));
    assert!(is_basis(Some("Ours")));
}
