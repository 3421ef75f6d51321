//! The order of the folders in `src`, and who may name which library.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The folders of `src`, lowest first. A file may import its own folder and those before it.
const FOLDERS: [&str; 8] = [
    "base", "domain", "check", "views", "formats", "app", "adapters", "cli",
];

/// The modules of `src/domain`, lowest first, under the same rule.
const DOMAIN: [&str; 15] = [
    "phrases",
    "letters",
    "id",
    "layout",
    "register",
    "roster",
    "remedy",
    "finding",
    "schema",
    "portfolio",
    "query",
    "record_view",
    "ports",
    "review",
    "signoff",
];

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// The Rust files below `src`, by their path there, and their code without comments.
fn files(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") {
            let name = path.strip_prefix(source()).unwrap().to_string_lossy();
            let text = fs::read_to_string(&path).unwrap();
            let code = text.lines().map(|line| line.split("//").next().unwrap());
            let code: Vec<&str> = code.collect();
            found.push((name.replace('\\', "/"), code.join("\n")));
        }
    }
}

fn code() -> Vec<(String, String)> {
    let mut found = Vec::new();
    files(&source(), &mut found);
    assert!(found.len() > 300, "{} files were found", found.len());
    found
}

/// The names that follow a prefix such as `crate::` in code.
fn named<'c>(code: &'c str, prefix: &'c str) -> impl Iterator<Item = &'c str> {
    code.split(prefix).skip(1).map(|rest| {
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_');
        &rest[..end.unwrap_or(rest.len())]
    })
}

/// Says which imports of a folder's parts run against their order.
fn upward_imports(order: &[&str], folder: &str, prefix: &str) -> Vec<String> {
    let place = |name: &str| order.iter().position(|one| *one == name);
    let mut wrong = Vec::new();
    for (path, code) in code() {
        let Some(inside) = path.strip_prefix(folder) else {
            continue;
        };
        let part = inside.split(['/', '.']).next().unwrap();
        if [
            "lib",
            "main",
            "second_name",
            "mod",
            "tests",
            "bench",
            "fuzz",
        ]
        .contains(&part)
        {
            continue;
        }
        let Some(own) = place(part) else {
            wrong.push(format!("{path} is in no folder of the order"));
            continue;
        };
        for import in named(&code, prefix) {
            match place(import) {
                Some(other) if other <= own => {}
                // Unit tests share programs and golden files.
                None if import == "tests" && path.ends_with("tests.rs") => {}
                _ => wrong.push(format!("{path} imports {prefix}{import}")),
            }
        }
    }
    wrong
}

#[test]
fn imports_run_one_way() {
    let wrong = upward_imports(&FOLDERS, "", "crate::");
    assert!(wrong.is_empty(), "{wrong:#?}");
    let wrong = upward_imports(&DOMAIN, "domain/", "crate::domain::");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_file_that_imports_upwards_is_found() {
    let reversed: Vec<&str> = FOLDERS.into_iter().rev().collect();
    assert!(!upward_imports(&reversed, "", "crate::").is_empty());
}

#[test]
fn each_library_is_imported_in_one_folder() {
    let owners: [(&str, &[&str]); 19] = [
        ("calamine::", &["base/sheet/workbook/"]),
        ("git2::", &["adapters/git/"]),
        ("comrak::", &["base/markdown/"]),
        ("typst::", &["formats/pack/pdf/"]),
        ("typst_layout::", &["formats/pack/pdf/"]),
        ("typst_pdf::", &["formats/pack/pdf/"]),
        (
            "zip::write",
            &["formats/pack/zip.rs", "formats/whole_export/"],
        ),
        ("image::DynamicImage", &["base/picture.rs"]),
        ("skrifa::", &["base/paper/"]),
        // What people get as text is filled in by the same engine as packs and certificates.
        (
            "minijinja::",
            &[
                "formats/pack/html/",
                "formats/certificate/html.rs",
                "formats/report/html.rs",
                "formats/template.rs",
            ],
        ),
        ("walkdir::", &["adapters/disk/"]),
        // ssh-keygen and gpg want files of what they are given.
        ("tempfile::", &["adapters/disk/", "adapters/keys/"]),
        // Outputs are written by one function; changes of a portfolio by the change set.
        (".persist", &["adapters/disk/write.rs"]),
        ("fs::write(", &[]),
        ("inquire::", &["cli/"]),
        ("clap::", &["cli/"]),
        ("annotate_snippets::", &["formats/"]),
        ("rust_xlsxwriter::", &["formats/workbook.rs"]),
        (
            "quick_xml::",
            &["formats/check/junit.rs", "base/sheet/workbook/"],
        ),
    ];
    let mut unseen: BTreeSet<(&str, &str)> = BTreeSet::new();
    for (name, folders) in owners {
        unseen.extend(folders.iter().map(|folder| (name, *folder)));
    }
    for (path, code) in code() {
        if path.ends_with("tests.rs") || path.starts_with("tests/") {
            continue;
        }
        let code = code.split("#[cfg(test)]").next().unwrap();
        for (name, folders) in owners.iter().filter(|(name, _)| code.contains(name)) {
            let owner = folders.iter().find(|folder| path.starts_with(**folder));
            let owner = owner.unwrap_or_else(|| panic!("{path} names {name}"));
            unseen.remove(&(*name, *owner));
        }
    }
    assert!(
        unseen.is_empty(),
        "these own what they do not use: {unseen:?}"
    );
}

/// A name of a rule is made from a rule, so there is no name without one.
#[test]
fn only_the_list_of_rules_names_a_rule() {
    let names = |(_, code): &(String, String)| code.contains("RuleId::of_rule(");
    let files: Vec<String> = code()
        .into_iter()
        .filter(names)
        .map(|(path, _)| path)
        .collect();
    assert_eq!(files, ["check/rules/mod.rs"]);
}

/// What a person reads says a thing in words. `clippy::use_debug` sees `write!` alone, so
/// this looks at every format.
#[test]
fn no_message_shows_how_a_value_is_written_in_rust() {
    let files = code();
    assert!(files.len() > 100, "{}", files.len());
    for (path, code) in files {
        if path.contains("tests") {
            continue;
        }
        let code = code.split("#[cfg(test)]").next().unwrap();
        let shows_debug = |line: &&str| line.contains(":?}") || line.contains(":#?}");
        let lines: Vec<&str> = code.lines().filter(shows_debug).collect();
        assert!(lines.is_empty(), "{path}: {lines:#?}");
    }
}
