//! The files about people and keys as a pack or a request carries them: made anew from what
//! they say, without comments, and of people and their keys only those who are needed.

use std::collections::BTreeSet;

use super::allowed_signers::{self, lines_of_keys, lines_of_revoked_keys};
use super::trust::{ALLOWED_SIGNERS, FORGE, REVOKED_KEYS, list_text};
use super::trust_manifest::{person_entry, revoked_line, signer_line};
use crate::base::document::write::{Yaml, block, entry};
use crate::base::document::{Node, NodeValue, ParsedFile, SyntaxFault, find_indirection};
use crate::domain::id::RecordId;
use crate::domain::portfolio::{PEOPLE, Portfolio};

/// Returns a file as it is carried for these people; `None` where it counts for nobody and
/// stays out.
pub fn carried(
    path: &str,
    bytes: &[u8],
    portfolio: &Portfolio,
    needed: &BTreeSet<RecordId>,
) -> Option<Vec<u8>> {
    let text = list_text(&|_| Some(bytes.to_vec()), path);
    let made = match path {
        PEOPLE => text.map(|text| people(&text, portfolio, needed)),
        ALLOWED_SIGNERS => text.map(|text| {
            let lines = allowed_signers::parse(&text).into_iter();
            let lines = lines.map(|signer| signer.canonical());
            joined(lines.filter(|line| names_anyone(line, needed)))
        }),
        FORGE => text.and_then(|text| forge(&text)),
        // It revokes any key if it cannot be read, so that it is never left out.
        REVOKED_KEYS => match text {
            Some(text) => Some(joined(lines_of_revoked_keys(&text).map(revoked_line))),
            None => return Some(bytes.to_vec()),
        },
        _ => return Some(bytes.to_vec()),
    };
    made.map(String::into_bytes)
}

/// Returns the list of these people, under any spelling of their ids. An entry that can be
/// read in two ways stays out of it: written anew, it would say one thing alone.
fn people(text: &str, portfolio: &Portfolio, needed: &BTreeSet<RecordId>) -> String {
    let faults = ParsedFile::read_yaml(text).faults;
    let is_clear = |node: &&Node| {
        faults.iter().all(|fault| {
            matches!(fault, SyntaxFault::DuplicateKey { again, .. } if !node.span.contains(*again))
        })
    };
    let needed: BTreeSet<_> = needed.iter().map(RecordId::key).collect();
    let people = portfolio.people();
    let mut entries: Vec<&Node> = people
        .filter(|person| needed.contains(&person.id().key()))
        .filter_map(person_entry)
        .filter(is_clear)
        .collect();
    // The first of several with the same id counts in some places.
    entries.sort_by_key(|node| node.span.start);
    let entries = entries.into_iter().map(Yaml::from).collect();
    block(&[("people".to_owned(), Yaml::List(entries))])
}

fn forge(text: &str) -> Option<String> {
    let parsed = ParsedFile::read_yaml(text);
    let entries = parsed.front.entries().iter().map(entry);
    let is_clear = parsed.faults.is_empty() && find_indirection(text).is_none();
    is_clear.then(|| block(&entries.collect::<Vec<_>>()))
}

/// Returns true for a line of `allowed_signers` that is for one of these people, or for a
/// pattern that may stand for anybody.
pub fn names_anyone(line: &str, people: &BTreeSet<RecordId>) -> bool {
    let principals = line.split_whitespace().next().unwrap_or_default();
    let mut principals = principals.trim_matches('"').split(',');
    principals.any(|name| people.contains(name) || name.contains(['*', '?', '!']))
}

fn joined(lines: impl Iterator<Item = String>) -> String {
    lines.map(|line| line + "\n").collect()
}

/// Returns true if a carried file says nothing that the whole file does not say. Of people
/// and their keys some may be left out.
pub fn is_part_of(path: &str, part: &str, whole: &str) -> bool {
    let is_yaml = matches!(path, PEOPLE | FORGE);
    if is_yaml && !ParsedFile::read_yaml(part).faults.is_empty() {
        return part == whole;
    }
    let (part, whole) = (statements(path, part), statements(path, whole));
    if matches!(path, PEOPLE | ALLOWED_SIGNERS) {
        part.is_subset(&whole)
    } else {
        part == whole
    }
}

/// Returns everything that a file says, each in one form.
fn statements(path: &str, text: &str) -> BTreeSet<String> {
    match path {
        ALLOWED_SIGNERS => lines_of_keys(text).map(signer_line).collect(),
        REVOKED_KEYS => lines_of_revoked_keys(text).map(revoked_line).collect(),
        PEOPLE | FORGE => yaml_statements(text),
        _ => BTreeSet::from([text.to_owned()]),
    }
}

fn yaml_statements(text: &str) -> BTreeSet<String> {
    let parsed = ParsedFile::read_yaml(text);
    let entries = parsed.front.entries().iter();
    let said = entries.flat_map(|entry| {
        let items = match &entry.value.value {
            NodeValue::List(items) => items.as_slice(),
            _ => std::slice::from_ref(&entry.value),
        };
        let each = items.iter().map(Node::canonical_json);
        each.map(|value| format!("{}: {value}", entry.key))
    });
    said.collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::base::files::Snapshot;

    const PEOPLE_TEXT: &str = "people:\n  # the owner\n  - id: sam\n    name: \"Sam: Carter\" # me\n    roles:\n      - { role: mentor }\n    left:\n\n  - id: priya\n    name: Priya # my third manager\n    job:\n      - x\n";
    const KEY: &str =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f";

    fn portfolio(people: &str) -> Portfolio {
        let files = BTreeMap::from([
            ("cpd.yaml".to_owned(), b"cpd: 1\n".to_vec()),
            (PEOPLE.to_owned(), people.as_bytes().to_vec()),
        ]);
        Portfolio::load(Snapshot::from_bytes(&files))
    }

    fn carried_for(names: &[&str], path: &str, text: &str) -> String {
        let needed = names.iter().map(|name| RecordId::new(name)).collect();
        let portfolio = portfolio(if path == PEOPLE { text } else { PEOPLE_TEXT });
        let carried = carried(path, text.as_bytes(), &portfolio, &needed);
        carried.map_or_else(String::new, |bytes| String::from_utf8(bytes).unwrap())
    }

    #[test]
    fn people_and_keys_are_carried_without_comments_and_without_others() {
        assert_eq!(
            carried_for(&["sam"], PEOPLE, PEOPLE_TEXT),
            "people:\n  - { id: sam, name: \"Sam: Carter\", roles: [{ role: mentor }], left: }\n"
        );
        let signers = format!(
            "# of the office\nsam  {KEY} sam@laptop at home\npriya {KEY} priya's key\nsam nonsense\n"
        );
        let expected = format!("sam {KEY}\n");
        assert_eq!(carried_for(&["sam"], ALLOWED_SIGNERS, &signers), expected);
        let revoked = format!("# lost on the train\n{KEY} sam@train\n");
        assert_eq!(carried_for(&[], REVOKED_KEYS, &revoked), format!("{KEY}\n"));
        let forge = "# ours\nhost: github.com # since May\nrecorders: [{ id: r, name: R }]\n";
        let expected = "host: github.com\nrecorders:\n  - { id: r, name: R }\n";
        assert_eq!(carried_for(&[], FORGE, forge), expected);
    }

    #[test]
    fn what_counts_for_nobody_is_not_carried_and_no_error_becomes_a_right_entry() {
        let none = BTreeSet::new();
        for (path, bytes) in [
            (PEOPLE, &b"people: # \xff"[..]),
            (ALLOWED_SIGNERS, b"sam # \xff"),
            (ALLOWED_SIGNERS, b"sam\0"),
            (FORGE, b"host: [a"),
            (FORGE, b"host: a\nhost: b\n"),
            (FORGE, b"host: &h a\n"),
        ] {
            let carried = carried(path, bytes, &portfolio(PEOPLE_TEXT), &none);
            assert_eq!(carried, None, "{path}: {bytes:?}");
        }
        let revoked = b"\xff\n";
        let carried = carried(REVOKED_KEYS, revoked, &portfolio(PEOPLE_TEXT), &none);
        assert_eq!(carried.as_deref(), Some(&revoked[..]));

        let rows = |people: &str| carried_for(&["sam", "lee"], PEOPLE, people);
        for twice in [
            "people:\n  - { id: sam, name: A, name: B }\n  - { id: lee, name: L }\n",
            "people:\n  - id: sam\n    name: A\n    roles: [{ role: mentor, role: assessor }]\n  - { id: lee, name: L }\n",
            "people:\n  - { id: lee, name: L }\npeople:\n  - { id: sam, name: A }\n",
        ] {
            assert_eq!(
                rows(twice),
                "people:\n  - { id: lee, name: L }\n",
                "{twice}"
            );
        }
        // Whoever is listed twice stays so, and an alias counts for nobody.
        let spelt = "people:\n  - { id: sam, name: A }\n  - { id: SAM, name: B }\n  - { id: sam, name: C }\n";
        assert_eq!(rows(spelt), spelt);
        assert_eq!(
            rows("people:\n  - &a { id: sam, name: A }\n"),
            "people: []\n"
        );
    }

    #[test]
    fn what_is_carried_is_part_of_the_file_and_is_carried_again_as_it_is() {
        for names in [&["sam"][..], &["priya"], &["sam", "priya"], &[]] {
            let part = carried_for(names, PEOPLE, PEOPLE_TEXT);
            assert!(is_part_of(PEOPLE, &part, PEOPLE_TEXT), "{part}");
            assert_eq!(carried_for(names, PEOPLE, &part), part);
        }
    }

    #[test]
    fn entries_are_carried_whole_or_not_at_all() {
        for other in [
            "people:\n  - id: priya\n    name: Priya\n",
            "people:\n  - id: priya\n    name: Pria\n    job:\n      - x\n",
            "people:\n  - id: sam\n    roles:\n      - { role: awarding-body }\n",
            "people:\n  - id: evil\n",
            "people: [\n",
            "others:\n  - id: priya\n    name: Priya\n    job:\n      - x\n",
        ] {
            assert!(!is_part_of(PEOPLE, other, PEOPLE_TEXT), "{other}");
        }
        let keys = format!("sam {KEY} laptop\npriya {KEY}\n");
        assert!(is_part_of(ALLOWED_SIGNERS, &format!("sam {KEY}\n"), &keys));
        assert!(!is_part_of(ALLOWED_SIGNERS, &format!("lee {KEY}\n"), &keys));
        // Keys that are revoked are never left out.
        assert!(!is_part_of(REVOKED_KEYS, "", &format!("{KEY}\n")));
        assert!(is_part_of(
            REVOKED_KEYS,
            &format!("{KEY}\n"),
            &format!("{KEY} train\n")
        ));
        assert!(is_part_of(FORGE, "host: a\n", "# b\nhost: 'a' # c\n"));
        assert!(!is_part_of(FORGE, "host: a\n", "host: a\nbase: b\n"));
    }
}
