//! Links as evidence: what is read, what is refused, and where an address stands for a file.

use super::World;
use crate::domain::finding::Diagnostic;
use crate::domain::remedy::Action;

const TODAY: &str = "2026-06-15";

fn activity(details: &str) -> Vec<Diagnostic> {
    let world = World::new("duties: []\n").with("activities", "2026-06-01", details);
    let found = world.findings(TODAY).into_iter();
    found
        .filter(|one| one.rule.as_str() != "placeholder-text")
        .collect()
}

#[test]
fn links_are_addresses_with_a_title_and_a_day() {
    for details in [
        "links: https://example.org/talk",
        "links: [doi:10.1000/182, 'https://b\u{fc}cher.example/']",
        "links:\n  - { address: https://example.org/, title: \"A \\\"talk\\\"\", read: 2026-05-02 }\n  - 10.1000/182",
    ] {
        let found = activity(details);
        assert!(found.is_empty(), "{details}: {found:#?}");
    }
}

#[test]
fn hostile_links_are_found() {
    let long = format!("links: https://example.org/{}", "a".repeat(10_000));
    for (details, rule, message) in [
        (
            "links: 'javascript:alert(1)'",
            "bad-address",
            "`links` is not the address of a page",
        ),
        (
            "links: 'https://bank.example@evil.example/'",
            "bad-address",
            "`links` holds a name",
        ),
        (
            "links: 'https://example.org/a b'",
            "bad-address",
            "`links` has a blank",
        ),
        (
            "links: \"https://example.org/\\u202Egpj.exe\"",
            "bad-address",
            "`links` has a blank",
        ),
        (
            &long,
            "bad-address",
            "`links` is longer than 2,000 characters",
        ),
        (
            "links: { title: A talk }",
            "wrong-type",
            "`links` must be the address",
        ),
        (
            "links: { address: https://example.org/, href: x }",
            "unknown-field",
            "href",
        ),
        (
            "links: { address: https://example.org/, read: someday }",
            "bad-date",
            "`read`",
        ),
    ] {
        let found = activity(details);
        let is_told = |one: &Diagnostic| one.rule.as_str() == rule && one.message.contains(message);
        assert!(found.iter().any(is_told), "{details:.80}: {found:#?}");
    }
}

/// Returns the words that the first remedy of `bad-address` writes, if it is an edit.
fn edit(details: &str) -> Option<String> {
    let found = activity(details).into_iter();
    let mut edits = found
        .filter(|one| one.rule.as_str() == "bad-address")
        .flat_map(|one| one.remedies)
        .filter_map(|remedy| match remedy.action {
            Action::Edit(edits) => Some(edits.into_iter().map(|edit| edit.text).collect()),
            _ => None,
        });
    edits.next()
}

#[test]
fn an_address_among_files_is_moved_where_only_addresses_stand() {
    let links = Some("links".to_owned());
    assert_eq!(edit("evidence: https://example.org/talk"), links);
    assert_eq!(
        edit("evidence: [https://example.org/, doi:10.1000/182]"),
        links
    );
    assert_eq!(
        edit("evidence: [https://example.org/, evidence/a.pdf]"),
        None
    );
    assert_eq!(edit("evidence: https://a@example.org/"), None);
    assert_eq!(
        edit("evidence: https://example.org/\nlinks: https://example.org/b"),
        None
    );
}
