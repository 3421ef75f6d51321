//! Schemes that ask for what cannot be: each is a finding at its own line, and
//! nothing panics.

use crate::base::text::Shell;
use crate::domain::finding::{Diagnostic, Severity};

use super::World;

/// A scheme, and what its findings have to say.
const FAULTS: &[(&str, &[&str])] = &[
    (
        "awards: [{ id: one, after: two }, { id: two, after: one }]\n",
        &["one", "two"],
    ),
    (
        "duties: [{ id: d, says: D, count: { of: { kind: activity }, at_least: 3, at_most: 2 } }]\n",
        &["no number is at least 3 and at most 2"],
    ),
    (
        "duties: [{ id: d, says: D, total: { of: { kind: activity }, field: hours, at_least: 30, at_most: 20 } }]\n",
        &["no number is at least 30 and at most 20"],
    ),
    (
        "duties: [{ id: d, says: D, total: { of: { kind: expense }, field: amount, at_least: 1.00 GBP, at_most: 2.00 EUR } }]\n",
        &["different currencies"],
    ),
    (
        "duties: [{ id: d, says: D, total: { of: { kind: expense }, field: amount, at_least: 30 } }]\n",
        &["an amount such as 500.00 GBP"],
    ),
    (
        "duties: [{ id: d, says: D, total: { of: { kind: activity }, field: title, at_least: 30 } }]\n",
        &["hours, numbers or money"],
    ),
    (
        "duties: [{ id: d, says: D, total: { of: { kind: activity }, field: hours, at_least: -3 } }]\n",
        &["a number such as 35"],
    ),
    (
        "duties: [{ id: d, says: D, total: { of: { kind: activity }, field: hours, at_least: 3, pro_rata: owner.fraction } }]\n",
        &["add `within`"],
    ),
    (
        "duties: [{ id: d, says: D, count: { of: { kind: activity }, at_least: 1, per: 2 months } }]\n",
        &["add `within`"],
    ),
    (
        "periods: { y: { every: 1 year, from: 09-01 } }\nduties: [{ id: d, says: D, within: y, count: { of: { kind: activity }, at_least: 1, per: 0 months } }]\n",
        &["no time at all holds nothing"],
    ),
    (
        "periods: { t: [{ from: 2026-01-05, to: 2026-03-27 }, { from: 2026-03-27, to: 2026-07-01 }] }\n",
        &["overlaps"],
    ),
    (
        "periods: { t: [{ from: 2026-03-27, to: 2026-01-05 }] }\n",
        &["before it begins"],
    ),
    ("periods: { t: [] }\n", &["from 1 to 1000"]),
    (
        "periods: { t: { every: 0 years, from: 09-01 } }\n",
        &["no time at all"],
    ),
    (
        "periods: { t: { every: 5 months, from: 09-01 } }\n",
        &["do not come back to the same day"],
    ),
    (
        "periods: { t: { every: 1 year, from: 02-30 } }\n",
        &["a day of the year such as 09-01"],
    ),
    (
        "periods: { t: { every: 1 year, from: owner.name } }\n",
        &["a date of the owner"],
    ),
    (
        "periods: { t: { every: 1 year, from: owner.birthday } }\n",
        &["there is no field called `birthday`"],
    ),
    (
        "periods: { t: { every: 1 year, from: 09-01, ends: owner.renewal } }\n",
        &["from its first day and from its last"],
    ),
    (
        "duties: [{ id: d, says: D, within: yera, count: { of: { kind: activity }, at_least: 1 } }]\nperiods: { year: { last: 1 year } }\n",
        &["did you mean `year`?"],
    ),
    (
        "awards: [{ id: one, repeats: { every: 1 day, from: 2026-01-01 } }]\n",
        &["a month or more"],
    ),
    (
        "awards: [{ id: one, repeats: { last: 1 year } }]\n",
        &["cannot repeat"],
    ),
    ("catalogues: { c: [{ id: a }, { id: a }] }\n", &["`a`"]),
    (
        "catalogues: { c: [{ id: a, valid: forever }] }\n",
        &["a length of time such as 1 year"],
    ),
    (
        "kinds: { checklist.itms: { fields: { baseline: text } } }\n",
        &["list of rows"],
    ),
    (
        "catalogues: { c: [{ id: a, expects: [b] }] }\n",
        &["of which catalogue"],
    ),
    (
        "catalogues: { s: [{ id: planning }], c: { expects: s, items: [{ id: a, expects: [planing] }] } }\n",
        &["did you mean `planning`?"],
    ),
    (
        "catalogues: { c: { calendar: none, items: [{ id: a, calendar: spring }] } }\n",
        &["there is no catalogue called `none`"],
    ),
    (
        "duties: [{ id: d, says: D, current: { catalogue: none, of: { kind: training }, field: item } }]\n",
        &["there is no catalogue called `none`"],
    ),
    (
        "duties: [{ id: d, says: D, distinct: { of: { kind: activity }, field: reach, at_least: 4 } }]\n",
        &["only 3 different values"],
    ),
    (
        "duties: [{ id: d, says: D, covers: { all: { kind: target }, by: { kind: evaluation, follow: target }, due: title } }]\n",
        &["a field of the members that is a date"],
    ),
    (
        "duties: [{ id: d, says: D, due: owner.name, count: { of: { kind: activity }, at_least: 1 } }]\n",
        &["a date of the owner"],
    ),
    (
        "periods: { y: { every: 1 year, from: 09-01 } }\nduties: [{ id: d, says: D, within: y, count: { of: { kind: activity }, at_least: 1, per: 2 years } }]\n",
        &["no window of 2 years fits"],
    ),
    (
        "periods: { y: { every: 1000 years, from: 0001-01-01 } }\nduties: [{ id: d, says: D, within: y, count: { of: { kind: activity }, at_least: 1, per: 1 day } }]\n",
        &["too many windows"],
    ),
    (
        "duties: [{ id: d, says: D, due: end, count: { of: { kind: activity }, at_least: 1 } }]\n",
        &["nothing ends here"],
    ),
    (
        "periods: { t: { every: 4294967295 years, from: 2026-01-01 } }\n",
        &["a thousand years"],
    ),
    (
        "awards: [{ id: a }]\ncatalogues: { c: [{ id: i, when: { closed: a } }] }\n",
        &["a filter on the owner"],
    ),
    (
        "kinds: { activity.evidence: { fields: { x: text } } }\n",
        &["list of rows"],
    ),
    (
        "duties: [{ id: d, says: D, cadence: { of: { kind: meeting }, every: sometimes } }]\n",
        &["a length of time"],
    ),
    (
        "periods: { y: { every: 1 year, from: 09-01 } }\nsets: { r: { kind: activity, where: { title: r } } }\nduties: [{ id: d, says: D, within: y, total: { of: { kind: activity }, field: hours, at_least: 3, caps: [{ of: { kind: meeting }, at_most: 1 }] } }]\n",
        &["other records than those that are added up"],
    ),
    (
        "periods: { y: { every: 1 year, from: 09-01 } }\nsets: { r: { kind: activity, where: { title: r } } }\nduties: [{ id: d, says: D, within: y, total: { of: { kind: activity }, field: hours, at_most: 3, caps: [{ of: r, at_most: 1 }] } }]\n",
        &["a highest sum has to see them all"],
    ),
    (
        "periods: { y: { every: 1 year, from: 09-01 } }\nsets: { r: { kind: activity, where: { title: r } } }\nduties: [{ id: d, says: D, within: y, total: { of: { kind: activity }, field: hours, at_least: 3, caps: [{ of: r, at_most: 0 }] } }]\n",
        &["leave them out of the set instead"],
    ),
    (
        "periods: { y: { every: 1 year, from: 09-01 } }\nsets: { r: { kind: activity, where: { title: r } } }\nduties: [{ id: d, says: D, within: y, total: { of: { kind: activity }, field: hours, at_least: 3, caps: [{ of: r }] } }]\n",
        &["at_most"],
    ),
    (
        "periods: { y: { every: 1 year, from: 09-01 } }\nsets: { r: { kind: activity, where: { title: r } } }\nduties: [{ id: d, says: D, within: y, total: { of: { kind: activity }, field: hours, at_least: 3, caps: [{ of: r, at_most: 5 }] } }]\n",
        &["never matters"],
    ),
    (
        "periods: { y: { every: 1 year, from: 09-01 } }\nsets: { r: { kind: activity, where: { title: r } } }\nduties: [{ id: d, says: D, within: y, total: { of: { kind: activity }, field: hours, at_least: 3, caps: [{ of: r, at_most: 1, each: nothing }] } }]\n",
        &["nothing"],
    ),
    (
        "periods: { y: { every: 1 year, from: 09-01 } }\nsets: { r: { kind: activity, where: { title: r } } }\nduties: [{ id: d, says: D, within: y, total: { of: { kind: activity }, field: hours, at_least: 3, unit: points } }]\n",
        &["only `weights` lead to another"],
    ),
    (
        "periods: { y: { every: 1 year, from: 09-01 } }\nsets: { r: { kind: activity, where: { title: r } } }\nduties: [{ id: d, says: D, within: y, total: { of: { kind: activity }, field: hours, at_least: 3, weights: { title: { a: 1 } } } }]\n",
        &["a field that is a choice"],
    ),
    (
        "periods: { y: { every: 1 year, from: 09-01 } }\nsets: { r: { kind: activity, where: { title: r } } }\nduties: [{ id: d, says: D, within: y, total: { of: { kind: activity }, field: hours, at_least: 3, weights: { status: { done: 1 } } } }]\n",
        &["has no weight: write 0"],
    ),
    (
        "periods: { y: { every: 1 year, from: 09-01 } }\nsets: { r: { kind: activity, where: { title: r } } }\nduties: [{ id: d, says: D, within: y, total: { of: { kind: activity }, field: hours, at_least: 3, weights: { status: { done: -1, planned: 0, cancelled: 0 } } } }]\n",
        &["a number such as 0.5"],
    ),
    (
        "periods: { y: { every: 1 year, from: 09-01 } }\nsets: { r: { kind: activity, where: { title: r } } }\nduties: [{ id: d, says: D, within: y, total: { of: { kind: activity }, field: hours, at_least: 3, weights: { face_to_face: { \"true\": 0, \"false\": 0 } } } }]\n",
        &["nothing can count"],
    ),
    (
        "periods: { y: { every: 1 year, from: 09-01 } }\nsets: { r: { kind: activity, where: { title: r } } }\nduties: [{ id: d, says: D, within: y, total: { of: { kind: activity }, field: hours, at_most: 3, carry_over: { at_most: 1 } } }]\n",
        &["cannot be carried over"],
    ),
    (
        "periods: { y: { every: 1 year, from: 09-01 } }\nsets: { r: { kind: activity, where: { title: r } } }\nduties: [{ id: d, says: D, within: y, total: { of: { kind: activity }, field: hours, at_least: 3, per: 2 months, carry_over: { at_most: 1 } } }]\n",
        &["windows carry nothing over"],
    ),
    (
        "periods: { y: { every: 1 year, from: 09-01 } }\nsets: { r: { kind: activity, where: { title: r } } }\nduties: [{ id: d, says: D, within: y, total: { of: { kind: activity }, field: hours, at_least: 3, carry_over: { of: { kind: meeting }, at_most: 1 } } }]\n",
        &["other records than those that are added up"],
    ),
    (
        "duties: [{ id: d, says: D, total: { of: { kind: activity }, field: hours, at_least: 3, carry_over: { at_most: 1 } } }]\n",
        &["nothing ends here"],
    ),
    (
        "duties: [{ id: d, says: D, opens: { end, plus: 1 day }, count: { of: { kind: activity }, at_least: 1 } }]\n",
        &["nothing ends here: add `within`"],
    ),
    (
        "periods: { y: { every: 1 year, from: 09-01 } }\nduties: [{ id: d, says: D, within: y, opens: owner.joined, count: { of: { kind: activity }, at_least: 1 } }]\n",
        &["a day counted from the end, such as"],
    ),
    (
        "periods: { y: { every: 1 year, from: 09-01 } }\nduties: [{ id: d, says: D, within: y, opens: { end, plus: 2 days }, due: { end, plus: 1 day }, count: { of: { kind: activity }, at_least: 1 } }]\n",
        &["it would be due before it opens"],
    ),
    (
        "awards: [{ id: a, repeats: { every: 1 year, from: 01-01 } }]\ncriteria: [{ id: d, says: D, opens: { end, less: 1 day }, count: { of: { kind: activity }, at_least: 1 } }]\n",
        &["only a duty opens"],
    ),
    (
        "periods: { y: { every: 1 year, from: 09-01 } }\nduties: [{ id: d, says: D, within: y, opens: { end, plus: 40 days }, due: { plus: 28 days }, count: { of: { kind: activity }, at_least: 1 } }]\n",
        &["days counted from something, such as `{ end, plus: 28 days }`"],
    ),
    (
        "awards: [{ id: a, repeats: { every: 1 year, from: 01-01 }, opens: 60 days }]\n",
        &["such as `{ less: 60 days }`, not `60 days`"],
    ),
    (
        "periods: { y: { every: 1 year, from: 09-01 } }\nduties: [{ id: d, says: D, within: y, total: { of: { kind: activity }, field: hours, at_least: 3, carry_over: 5 } }]\n",
        &["a limit, such as `{ at_most: 10 }`, not `5`"],
    ),
    (
        "awards: [{ id: a, opens: { less: 60 days } }]\n",
        &["nothing ends here: add `repeats`"],
    ),
    (
        "awards: [{ id: a, repeats: { every: 1 year, from: 01-01 }, opens: { less: 60 days, early: never } }]\n",
        &["`warn` or `refuse`"],
    ),
    (
        "kinds: { cv: { fields: { less: number, day: date } } }\nduties: [{ id: d, says: D, count: { of: { kind: activity }, at_least: 1 } }, { id: e, says: E, unique: { of: { kind: activity }, field: title } }]\nadjustments: [{ of: { kind: cv }, exempts: [x] }]\n",
        &["requirement"],
    ),
    (
        "kinds: { cv: { fields: { less: number, day: date } } }\nduties: [{ id: d, says: D, count: { of: { kind: activity }, at_least: 1 } }, { id: e, says: E, unique: { of: { kind: activity }, field: title } }]\nadjustments: [{ of: { kind: cv }, exempts: [d], extends: [d], to: day }]\n",
        &["this does one thing"],
    ),
    (
        "kinds: { cv: { fields: { less: number, day: date } } }\nduties: [{ id: d, says: D, count: { of: { kind: activity }, at_least: 1 } }, { id: e, says: E, unique: { of: { kind: activity }, field: title } }]\nadjustments: [{ of: { kind: cv }, extends: [d] }]\n",
        &["to"],
    ),
    (
        "kinds: { cv: { fields: { less: number, day: date } } }\nduties: [{ id: d, says: D, count: { of: { kind: activity }, at_least: 1 } }, { id: e, says: E, unique: { of: { kind: activity }, field: title } }]\nadjustments: [{ of: { kind: cv }, extends: [d], to: less }]\n",
        &["a field of this type"],
    ),
    (
        "kinds: { cv: { fields: { less: number, day: date } } }\nduties: [{ id: d, says: D, count: { of: { kind: activity }, at_least: 1 } }, { id: e, says: E, unique: { of: { kind: activity }, field: title } }]\nadjustments: [{ of: { kind: cv }, reduces: [d] }]\n",
        &["less"],
    ),
    (
        "kinds: { cv: { fields: { less: number, day: date } } }\nduties: [{ id: d, says: D, count: { of: { kind: activity }, at_least: 1 } }, { id: e, says: E, unique: { of: { kind: activity }, field: title } }]\nadjustments: [{ of: { kind: cv }, reduces: [e], less: less }]\n",
        &["asks for no one figure"],
    ),
    (
        "kinds: { cv: { fields: { less: number, day: date } } }\nduties: [{ id: d, says: D, count: { of: { kind: activity }, at_least: 1 } }, { id: e, says: E, unique: { of: { kind: activity }, field: title } }]\nadjustments: [{ of: { kind: cv }, exempts: [d], less: less }]\n",
        &["means nothing beside"],
    ),
    (
        "kinds: { cv: { fields: { less: number, day: date } } }\nduties: [{ id: d, says: D, count: { of: { kind: activity }, at_least: 1 } }, { id: e, says: E, unique: { of: { kind: activity }, field: title } }]\nadjustments: [{ of: { kind: cv }, exempts: [d], confirmed: nobody }]\n",
        &["confirmation"],
    ),
    (
        "kinds: { cv: { fields: { less: number, day: date } } }\nduties: [{ id: d, says: D, count: { of: { kind: activity }, at_least: 1 } }, { id: e, says: E, unique: { of: { kind: activity }, field: title } }]\nadjustments: [{ of: { kind: cv }, exempts: [d], by: nothing }]\n",
        &["field"],
    ),
];

#[test]
fn impossible_values_are_reported_at_their_line() {
    for (scheme, says) in FAULTS {
        let found = World::new(scheme).findings("2026-11-22");
        // At words of the scheme's own lines, beneath those that every scheme has.
        let is_placed = |found: &&Diagnostic| {
            let span = found.at.span;
            found.at.path == "schemes/it/scheme.yaml"
                && span.start >= World::HEAD.len()
                && span.end > span.start
                && span.end <= World::HEAD.len() + scheme.len()
        };
        let about: Vec<String> = found
            .iter()
            .filter(is_placed)
            .map(|found| {
                format!(
                    "{}: {} {}",
                    found.rule,
                    found.message,
                    crate::formats::remedies::help(found, Shell::Posix).unwrap_or_default()
                        + &found.at.text
                )
            })
            .collect();
        assert!(
            !about.is_empty(),
            "nothing is found in\n{scheme}\nbut {found:#?}"
        );
        for words in *says {
            assert!(
                about.iter().any(|said| said.contains(words)),
                "{words} is not said of\n{scheme}\nbut {about:#?}"
            );
        }
    }
}

#[test]
fn unknown_people_are_reported_and_hold_no_role() {
    let world = World::new("duties: [{ id: d, says: Agreed by Sol, each: { of: { kind: expense }, is: { approved_by: { holds: mentor } } } }]\n")
        .with("expenses", "2026-05-01", "amount: 1.00 GBP\napproved_by: nobody");
    let rules: Vec<&str> = world
        .findings("2026-11-22")
        .iter()
        .map(|found| found.rule.as_str())
        .collect();
    assert_eq!(rules, ["broken-reference", "unmet-duty"]);
}

#[test]
fn the_advice_to_rename_a_file_comes_after_what_decides_its_name() {
    let record = |path: &str| {
        let text = "---\ntitle: A course\ndate: 2027-03-26\nhuors: 3\n---\n\nWords.\n";
        World::new("duties: []\n").file(path, text)
    };
    for path in ["activities/Course.md", "activities/2026-02-10-a-course.md"] {
        let found = record(path).findings("2026-06-15");
        let rules: Vec<&str> = found.iter().map(|one| one.rule.as_str()).collect();
        assert_eq!(
            rules,
            ["future-date", "unknown-field", "bad-file-name"],
            "{path}"
        );
        let says = &found[2].remedies[0].says;
        assert_eq!(says, "correct the date inside it first; then rename it");
    }
}

#[test]
fn what_follows_from_a_scheme_that_is_not_found_waits_for_it() {
    let settings = "cpd: 1\nportfolio: 0197e0c2-91d4-7b11-9a42-6d3f0c2b7e10\nowner: ro\nschemes: { lancastr: 1.0.0 }\n";
    let activity = "---\ntitle: A course\ndate: 2026-02-10\n---\n\nWords.\n";
    let journal = "---\ntitle: One\ndate: 2026-02-10\nactivity: 2026-02-10-a-course\naward: bronze\ndepth: rich\n---\n\nWords.\n";
    let world = World::new("duties: []\n")
        .file("cpd.yaml", settings)
        .file("activities/2026-02-10-a-course.md", activity)
        .file("journals/2026-02-10-one.md", journal)
        .file("trips/2026-02-10-one.md", journal);
    let found = world.findings("2026-06-15");
    let errors = found.iter().filter(|one| one.severity == Severity::Error);
    let errors: Vec<&str> = errors.map(|one| one.message.as_str()).collect();
    assert_eq!(
        errors,
        ["there is no scheme called `lancastr` here; 3 more problems wait for this"],
        "{found:#?}"
    );
}

#[test]
fn a_step_that_waits_for_some_requirements_names_them() {
    let scheme = |first: &str, last: &str| {
        format!(
            "awards: [{{ id: reader }}]
criteria:
  - {{ id: read, says: One, count: {{ of: {{ kind: activity }}, at_least: 1 }} }}
subjects: [{{ kind: activity }}]
signoffs:
  - {{ id: talk, by: mentor{first} }}
  - {{ id: confirm, by: mentor{last} }}
"
        )
    };
    let messages = |first: &str, last: &str| {
        let found = World::new(&scheme(first, last)).findings("2026-06-15");
        let scheme = found
            .into_iter()
            .filter(|one| one.at.path.starts_with("schemes/"));
        scheme.map(|one| one.message).collect::<Vec<_>>()
    };
    assert_eq!(messages(", needs: [read]", ""), Vec::<String>::new());
    assert!(messages(", needs: [raed]", "").join(" ").contains("raed"));
    let late = messages("", ", needs: [read]").join(" ");
    assert!(late.contains("it needs every requirement"), "{late}");
}
