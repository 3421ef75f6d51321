//! The table in docs/architecture.md against the imports that are really there.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

type Ways = BTreeMap<String, BTreeSet<String>>;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The words in backquotes in a cell.
fn quoted(cell: &str) -> BTreeSet<String> {
    cell.split('`')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect()
}

/// Which module may import which, as the document says; `None` for everything.
fn allowed() -> BTreeMap<String, Option<BTreeSet<String>>> {
    let text = fs::read_to_string(root().join("docs/architecture.md")).unwrap();
    let rows = text.lines().filter(|line| line.starts_with("| `"));
    rows.map(|row| {
        let cells: Vec<&str> = row.split(" | ").collect();
        assert_eq!(cells.len(), 4, "a row of four cells: {row}");
        let module = quoted(cells[0]).pop_first().unwrap();
        let everything = cells[3].contains("everything");
        (module, (!everything).then(|| quoted(cells[3])))
    })
    .collect()
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.push(path);
        }
    }
}

/// Every `crate::x` in the code of each module; comments are not code.
fn actual() -> Ways {
    let source = root().join("src");
    let mut found = Vec::new();
    files(&source, &mut found);
    let mut ways = Ways::new();
    for path in found {
        let inside = path.strip_prefix(&source).unwrap();
        let first = inside
            .components()
            .next()
            .unwrap()
            .as_os_str()
            .to_string_lossy();
        let module = first.trim_end_matches(".rs").to_owned();
        if module == "main" || module == "lib" {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let code = text
            .lines()
            .map(|line| line.split("//").next().unwrap_or_default());
        let imports = ways.entry(module.clone()).or_default();
        for line in code {
            for (at, _) in line.match_indices("crate::") {
                let name: String = line[at + 7..]
                    .chars()
                    .take_while(|c| c.is_alphanumeric() || *c == '_')
                    .collect();
                if name != module {
                    imports.insert(name);
                }
            }
        }
    }
    ways
}

#[test]
fn imports_run_as_the_document_says() {
    let allowed = allowed();
    let actual = actual();
    let documented: BTreeSet<&String> = allowed.keys().collect();
    assert_eq!(
        documented,
        actual.keys().collect(),
        "the modules in the document and in src"
    );
    for (module, imports) in &actual {
        if let Some(Some(allowed)) = allowed.get(module) {
            assert_eq!(
                imports, allowed,
                "what `{module}` imports, and what the document says it may"
            );
        }
    }
}

#[test]
fn nothing_is_imported_upwards() {
    let text = fs::read_to_string(root().join("docs/architecture.md")).unwrap();
    let rows: Vec<String> = text
        .lines()
        .filter_map(|line| {
            line.strip_prefix("| `")?
                .split('`')
                .next()
                .map(str::to_owned)
        })
        .collect();
    assert!(rows.len() > 10, "the table was found");
    let actual = actual();
    for (at, module) in rows.iter().enumerate() {
        for import in &actual[module] {
            let place = rows.iter().position(|row| row == import);
            let place = place.unwrap_or_else(|| panic!("`{module}` imports `{import}`"));
            assert!(
                place < at,
                "`{module}` imports `{import}`, which stands below it"
            );
        }
    }
}

#[test]
fn only_adapters_name_what_is_outside() {
    let owners = [
        ("git2::", "git"),
        ("comrak::", "prose"),
        ("typst::", "typeset"),
        ("typst_layout::", "typeset"),
        ("typst_pdf::", "typeset"),
        ("zip::", "archive"),
        ("image::", "picture"),
        ("ttf_parser::", "page"),
        ("minijinja::", "html"),
        ("walkdir::", "disk"),
        ("tempfile::", "disk"),
        ("inquire::", "cli"),
        ("clap::", "cli"),
        ("annotate_snippets::", "emit"),
    ];
    let source = root().join("src");
    let mut found = Vec::new();
    files(&source, &mut found);
    for path in found {
        let inside = path
            .strip_prefix(&source)
            .unwrap()
            .to_string_lossy()
            .replace('\\', "/");
        if inside.ends_with("tests.rs") {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for (name, owner) in owners {
            let excused = match name {
                // What people get as text is filled in by the same engine as packs.
                "minijinja::" => inside == "cli/template.rs",
                // ssh-keygen and gpg want files of what they are given.
                "tempfile::" => inside.starts_with("signer/"),
                _ => false,
            };
            if code.contains(name) && !excused {
                assert!(
                    inside.starts_with(owner),
                    "{inside} names {name}, which is for {owner}"
                );
            }
        }
    }
}
