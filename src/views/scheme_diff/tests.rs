//! Tests what is said of pairs of small schemes.

use std::collections::BTreeMap;

use super::{DiffSide, SchemeDiff};
use crate::domain::portfolio::{Portfolio, load};
use crate::domain::schema::{Library, SchemeFiles, SchemeOrigin};

fn scheme(text: &str) -> Portfolio {
    let text = format!("id: x\nversion: 1.0.0\ntitle: X\n{text}");
    let files = BTreeMap::from([("scheme.yaml".to_owned(), text.into())]);
    let files = SchemeFiles::new(
        SchemeOrigin::Portfolio,
        "x".into(),
        "1.0.0".into(),
        String::new(),
        files,
    );
    let portfolio = load::with_scheme(files);
    assert_eq!(
        portfolio.scheme_set().faults,
        [],
        "the schemes of this test are in order"
    );
    portfolio
}

fn change_texts(old: &str, new: &str) -> Vec<String> {
    let (old, new) = (scheme(old), scheme(new));
    let (old, new) = (
        DiffSide::from_portfolio(&old).unwrap(),
        DiffSide::from_portfolio(&new).unwrap(),
    );
    let changes = SchemeDiff::compare(&old, &new).changes;
    changes.into_iter().map(|change| change.says).collect()
}

/// A duty with these lines beside its id and words.
fn duty(lines: &str) -> String {
    let form = "count: { of: { kind: activity }, at_least: 1 }";
    format!(
        "periods:\n  year: {{ every: 1 year, from: 09-01 }}\nduties:\n  - id: d\n    says: D\n{lines}    {form}\n"
    )
}

#[test]
fn days_to_hand_in_and_what_can_be_granted_are_compared() {
    let award = |more: &str| {
        format!(
            "awards: [{{ id: a, title: A, repeats: {{ every: 1 year, from: 01-01 }}{more} }}]\n"
        )
    };
    let old = award("");
    let new = award(", due: { end, plus: 1 month }, opens: { less: 60 days }");
    let said =
        "A: now due { end, plus: 1 month }; can now be handed in from 60 days before its last day";
    assert_eq!(change_texts(&old, &new), [said]);
    let refused = new.replace("60 days", "60 days, early: refuse");
    let said = "A: can now be handed in from 60 days before its last day, and no earlier, was from 60 days before its last day";
    assert_eq!(change_texts(&new, &refused), [said]);
    let granted = format!("{new}adjustments: [{{ of: {{ kind: cv }}, exempts: a }}]\n");
    let said = "New: what somebody grants you now changes what is asked";
    assert_eq!(change_texts(&new, &granted), [said]);
    assert_eq!(change_texts(&granted, &granted), [""; 0]);
}

#[test]
fn added_removed_moved_and_renamed_awards_are_reported() {
    let old = "awards: [{ id: a, title: A }, { id: b, title: B, after: a }, { id: c, title: C }]\n";
    let new = "awards: [{ id: b, title: Bee }, { id: a, title: A, repeats: { every: 1 year, from: 01-01 } }, { id: d, title: D, after: a }]\n";
    assert_eq!(
        change_texts(old, new),
        [
            "B: now called “Bee”; now comes after no other",
            "A: now repeats in each year from 01-01",
            "New: D, after A",
            "Removed: C",
            "The order is now: Bee, A and D",
        ]
    );
}

#[test]
fn changes_of_times_are_described() {
    let cases = [
        (
            "    within: year\n",
            "    within: { last: 12 months }\n",
            "D: now counted in the last 12 months, was in each year from 09-01",
        ),
        (
            "",
            "    within: year\n",
            "D: now counted in each year from 09-01",
        ),
        (
            "    within: year\n",
            "",
            "D: now counted over the whole time, was in each year from 09-01",
        ),
        (
            "",
            "    due: { within: 6 weeks, after: owner.joined }\n",
            "D: now due within 6 weeks of `owner.joined`",
        ),
        (
            "    within: year\n",
            "    within: year\n    opens: { end, less: 1 month }\n",
            "D: now opens at { end, less: 1 month }",
        ),
        (
            "    due: owner.leaving\n",
            "",
            "D: no longer due on `owner.leaving`",
        ),
        (
            "    severity: note\n",
            "    severity: warning\n",
            "D: now advised, was for information",
        ),
        (
            "",
            "    when: { owner.grade: { min: 5 } }\n",
            "D: now only where `{ owner.grade: { min: 5 } }`",
        ),
        (
            "    when: { owner.grade: { min: 5 } }\n",
            "",
            "D: now always, was only where `{ owner.grade: { min: 5 } }`",
        ),
    ];
    for (old, new, expected) in cases {
        assert_eq!(change_texts(&duty(old), &duty(new)), [expected]);
    }
}

#[test]
fn a_changed_period_of_the_same_name_is_reported() {
    let old = duty("    within: year\n");
    let new = old.replace("from: 09-01", "from: 01-01");
    assert_eq!(
        change_texts(&old, &new),
        ["D: now counted in each year from 01-01, was in each year from 09-01"]
    );
}

#[test]
fn added_removed_and_changed_criteria_are_reported() {
    let awards = "awards: [{ id: a, title: A }, { id: b, title: B }]\nsets:\n  s: { kind: activity, where: { status: done } }\n";
    let old = format!(
        "{awards}criteria:\n  - {{ id: x, says: X, for: a, count: {{ of: s, at_least: 1 }} }}\n  - {{ id: y, says: Y, count: {{ of: s, at_least: 1 }} }}\n  - {{ id: z, says: Z, any: [{{ count: {{ of: s, at_least: 1 }} }}] }}\n"
    );
    let new = format!(
        "{}criteria:\n  - {{ id: x, says: X, for: [a, b], count: {{ of: s, at_least: 1 }} }}\n  - {{ id: w, says: W, for: b, severity: note, count: {{ of: s, at_least: 1 }} }}\n  - {{ id: z, says: Z, any: [{{ count: {{ of: s, at_least: 1 }} }}, {{ each: {{ of: s, has: [hours] }} }}] }}\n",
        awards.replace("done }", "[done, planned] }")
    );
    assert_eq!(
        change_texts(&old, &new),
        [
            "X: now also for B",
            "New: W (for B; for information)",
            "Z: its conditions have changed",
            "No longer required: Y",
            "What counts as “s”: where: now `status: [done, planned]`, was `status: done`",
        ]
    );
}

#[test]
fn changes_of_items_steps_and_fields_are_described() {
    let old = "catalogues: { t: [{ id: a, title: A, valid: 2 years }, { id: b, title: B }] }\nsignoffs: [{ id: sign, title: Signed, by: owner }, { id: end, title: Ended, by: mentor }]\nkinds: { journal: { fields: { depth: { choice: [low, high] } } } }\n";
    let new = "catalogues: { t: [{ id: a, title: A, valid: 1 year }, { id: c, title: C, valid: 3 years }] }\nsignoffs: [{ id: end, title: Ended, by: coach, carries: pack }, { id: sign, title: Signed, by: owner, assurance: signed }]\nkinds: { journal: { fields: { depth: { choice: [low, higher], required: true } }, sections: [What I did] } }\n";
    assert_eq!(
        change_texts(old, new),
        [
            "t: A: now valid for 1 year, was 2 years",
            "New in t: C, valid for 3 years",
            "No longer in t: B",
            "Ended: now by the coach, was by the mentor; now sends the pack",
            "Signed: now at least signed, was claimed",
            "The order is now: Ended and Signed",
            "Journal, `depth`: now required; may now also be higher; may no longer be high",
            "Journal: no longer needs the heading “What I learnt”",
        ]
    );
}

#[test]
fn comments_and_order_of_keys_change_nothing() {
    let old = duty("    severity: note\n    within: year\n");
    let new = duty("    within: year # from September\n    severity: note\n");
    assert_eq!(change_texts(&old, &new), Vec::<String>::new());
}

#[test]
fn changes_of_sources_references_and_help_are_described() {
    let old = "source: { name: Handbook, read: 2025-02-01, official: true }\nreferences: [One, Two]\ncatalogues: { t: [{ id: a, title: A, help: Do it }] }\nkinds: { journal: { help: A, fields: { depth: { text: {}, help: How } } } }\n";
    let new = "source: { name: New handbook, url: https://example.org, read: 2026-02-01 }\nreferences: [Two, Three]\ncatalogues: { t: [{ id: a, title: A, help: Do it well }] }\nkinds: { journal: { help: B, fields: { depth: { text: {}, help: How much } } } }\n";
    assert_eq!(
        change_texts(old, new),
        [
            "The source: now “New handbook”, was “Handbook”",
            "The address of the source: now “https://example.org”",
            "The day on which the source was read: now 1 February 2026, was 1 February 2025",
            "No longer official",
            "Now refers to “Three”",
            "No longer refers to “One”",
            "t: A: has another description",
            "Journal: has another description",
            "Journal, `depth`: has another description",
        ]
    );
}

#[test]
fn each_side_says_where_it_comes_from() {
    let (old, new) = (scheme(""), scheme("references: [One]\n"));
    let (old, new) = (
        DiffSide::from_portfolio(&old).unwrap(),
        DiffSide::from_portfolio(&new).unwrap(),
    );
    let difference = SchemeDiff::compare(&old, &new);
    assert_eq!(difference.from.origin, SchemeOrigin::Portfolio);
    assert_eq!(difference.from.place(), "is from this folder");
    let files = Library::built_in().get("lancaster", "1.0.0").cloned();
    let built_in = load::with_scheme(files.unwrap());
    let version = DiffSide::from_portfolio(&built_in).unwrap().version();
    assert_eq!(version.origin, SchemeOrigin::BuiltIn);
    assert_eq!(version.place(), "comes with cpd");
}
