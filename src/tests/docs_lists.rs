//! The types of fields and the forms of criteria, against the pages that list them.

use std::fs;

use crate::check::criteria::FORMS;
use crate::domain::letters::LETTERS;
use crate::domain::schema::field::TYPES;
use crate::tests::golden::repository;

fn page(name: &str) -> String {
    fs::read_to_string(repository().join("docs").join(name)).expect("the page")
}

#[test]
fn every_type_of_field_is_explained() {
    let page = page("kinds.md");
    for name in TYPES {
        let plain = format!("| `{name}` |");
        let with_argument = format!("`{{ {name}: ");
        let told = page
            .lines()
            .filter(|line| line.starts_with("| `"))
            .any(|line| line.starts_with(&plain) || line.contains(&with_argument));
        assert!(told, "docs/kinds.md does not explain {name}");
    }
}

/// Checks that every form has its heading in `docs/schemes.md`, so that none is left out.
#[test]
fn every_form_is_in_the_scheme_guide() {
    let text = page("schemes.md");
    for form in FORMS {
        let taught = text
            .lines()
            .filter(|line| line.starts_with("### "))
            .any(|line| line.split_whitespace().any(|word| word == form.name));
        assert!(taught, "docs/schemes.md does not teach {}", form.name);
    }
}

/// The letters of a scheme and their values, as `docs/schemes.md` lists them.
fn letter_rows() -> String {
    let mut rows = "| Letter | Values |\n| --- | --- |\n".to_owned();
    for letter in LETTERS {
        let values = letter.values.iter();
        let values: Vec<String> = values
            .map(|(name, says)| format!("`{name}` ({says})"))
            .collect();
        let (name, values) = (letter.name, values.join(", "));
        rows.push_str(&format!("| `{name}` | {values} |\n"));
    }
    rows
}

#[test]
fn every_letter_and_its_values_are_in_the_scheme_guide() {
    let (path, text) = (repository().join("docs/schemes.md"), page("schemes.md"));
    let (before, rest) = text.split_once("| Letter |").expect("the table");
    let (_, after) = rest.split_once("\n\n").expect("an end of the table");
    let wanted = format!("{before}{}\n{after}", letter_rows());
    if std::env::var_os("CPD_UPDATE").is_some() {
        fs::write(&path, &wanted).expect("the page is written");
    } else {
        assert!(
            text == wanted,
            "run this with CPD_UPDATE=1:\n{}",
            letter_rows()
        );
    }
}
