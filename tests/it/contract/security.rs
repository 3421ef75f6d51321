//! docs/security.md: the tests and limits that it names are there.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::golden::repository;

fn page() -> String {
    fs::read_to_string(repository().join("docs/security.md")).expect("the page")
}

/// Returns the text of every Rust file below a folder.
fn code(folder: &Path) -> String {
    let files = walkdir::WalkDir::new(folder).into_iter();
    let files = files.map(|entry| entry.expect("a file").into_path());
    let code = files.filter(|path| path.extension().is_some_and(|end| end == "rs"));
    code.map(|path| fs::read_to_string(path).expect("code"))
        .collect()
}

/// Returns what stands in backticks in the last cell of each row of a table.
fn named_in_last_cells(page: &str) -> Vec<(&str, Vec<&str>)> {
    let rows = page.lines().filter(|line| line.starts_with("| "));
    rows.filter_map(|row| {
        let last = row.trim_end_matches(" |").rsplit_once(" | ")?.1;
        Some((row, last.split('`').skip(1).step_by(2).collect()))
    })
    .collect()
}

#[test]
fn every_test_that_the_page_on_security_names_is_there() {
    let page = page();
    let (threats, _) = page.split_once("\n## Limits").expect("limits");
    let code = code(&repository().join("tests/it")) + &code(&repository().join("src"));
    let is_test = |name: &str| code.contains(&format!("fn {name}("));
    let targets = fs::read_to_string(repository().join("fuzz/targets/mod.rs")).expect("targets");
    let is_target = |name: &str| targets.contains(&format!("{}::TARGET", name.replace('-', "_")));
    let mut named = BTreeSet::new();
    for (row, names) in named_in_last_cells(threats) {
        let is_head = row.contains("Shown by") || row.contains("---");
        assert!(is_head || !names.is_empty(), "no test shows: {row}");
        named.extend(names);
    }
    assert!(named.len() > 50, "{named:?}");
    for name in named {
        assert!(is_test(name) || is_target(name), "there is no test {name}");
    }
}

#[test]
fn every_limit_of_the_page_on_security_is_that_of_the_code() {
    let page = page();
    let (_, limits) = page.split_once("\n## Limits").expect("limits");
    let mut count = 0;
    for (row, names) in named_in_last_cells(limits) {
        let [name, path] = names.as_slice() else {
            assert!(row.contains("Set by") || row.contains("---"), "{row}");
            continue;
        };
        let figure = row.split(" | ").nth(1).expect("a figure");
        let code = fs::read_to_string(repository().join(path)).expect(path);
        let set = code
            .lines()
            .find_map(|line| line.split_once(&format!("const {name}: ")));
        let set = set.unwrap_or_else(|| panic!("{path} has no {name}")).1;
        let set = set.split_once(" = ").expect("a value").1;
        assert_eq!(product(set), amount(figure), "{name} in {path}");
        count += 1;
    }
    assert!(count > 15, "{count}");
}

/// Returns the value of code such as `8 * 1024 * 1024;`.
fn product(code: &str) -> u64 {
    let factors = code.trim_end_matches(';').split(" * ");
    let number = |factor: &str| factor.replace('_', "").parse::<u64>();
    factors.map(|factor| number(factor).expect(code)).product()
}

/// Returns the value of words such as `8 MiB` and `5,000`.
fn amount(words: &str) -> u64 {
    let (number, unit) = words.split_once(' ').unwrap_or((words, ""));
    let number: u64 = number.replace(',', "").parse().expect(words);
    let shift = match unit {
        "MiB" => 20,
        "GiB" => 30,
        _ => 0,
    };
    number << shift
}
