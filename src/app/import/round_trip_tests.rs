//! Records that are taken out and brought in again are the same.

use std::collections::BTreeMap;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use super::{ImportRequest, PlannedImport, plan};
use crate::app::fakes::World;
use crate::app::reports::export::{ExportRequest, export};
use crate::app::workspace::Workspace;
use crate::base::document::write::{Yaml, front_matter, scalar};
use crate::base::text::safe::is_unsafe;
use crate::domain::schema::{Field, FieldType, Kind, KindPlace, built_in};
use crate::formats::record_export::export_format;
use crate::views::import_plan::RowOutcome;

const SETTINGS: &str =
    "cpd: 1\nportfolio: 0197e0c2-5b1e-7c3a-9d52-3f1f4f0a6b21\nowner: sam-carter\nschemes: {}\n";

type Files = BTreeMap<String, String>;

fn opened(files: &Files) -> Workspace {
    let mut world = World::new(&[("cpd.yaml", SETTINGS)]);
    for (path, text) in files {
        world = world.with_file(path, text);
    }
    world.open().unwrap()
}

/// Files of an export with the names that they have: one of all records, or one for each kind.
fn exported(workspace: &Workspace, format: &str, kinds: &[&str]) -> Vec<(String, Vec<u8>)> {
    let kinds: Vec<String> = kinds.iter().map(|kind| (*kind).to_owned()).collect();
    let request = ExportRequest {
        kinds: &kinds,
        with_text: true,
        ..ExportRequest::default()
    };
    let today = workspace.moment.today;
    let tables = export(&workspace.portfolio, &request, today)
        .unwrap()
        .tables;
    let format = export_format(format).unwrap();
    let parts = match format.holds_several {
        true => vec![("all", tables.as_slice())],
        false => tables
            .chunks(1)
            .map(|part| (&*part[0].name, part))
            .collect(),
    };
    let written = parts.into_iter().filter(|(_, tables)| !tables.is_empty());
    written
        .map(|(name, tables)| {
            let mut bytes = Vec::new();
            (format.write)(tables, &mut bytes).unwrap();
            (format!("{name}.{}", format.ending), bytes)
        })
        .collect()
}

fn planned(files: &Files, name: &str, bytes: &[u8], kind: Option<&str>) -> PlannedImport {
    let request = ImportRequest {
        name,
        bytes,
        kind,
        ..ImportRequest::default()
    };
    plan(&opened(files), &request).unwrap()
}

/// Adds the files that an import writes, and fails if a record is not new.
fn import(files: &mut Files, name: &str, bytes: &[u8], kind: Option<&str>) {
    let planned = planned(files, name, bytes, kind);
    for row in &planned.plan.rows {
        let is_new = matches!(row.outcome, RowOutcome::New { .. });
        assert!(
            is_new,
            "{name}: {row:?}\n{}",
            String::from_utf8_lossy(bytes)
        );
    }
    for change in planned.changes.on_disk() {
        let text = String::from_utf8(change.after.unwrap().to_vec()).unwrap();
        files.insert(change.path.to_string(), text);
    }
}

/// Takes the records of files out, brings them into an empty portfolio, and takes them out again.
fn assert_same_again(files: &Files, format: &str) {
    let before = opened(files);
    let mut again = Files::new();
    for kind in [None, Some("person")] {
        let kinds: Vec<&str> = kind.into_iter().collect();
        let first = exported(&before, format, &kinds);
        for (name, bytes) in &first {
            import(&mut again, name, bytes, kind);
        }
        let second = exported(&opened(&again), format, &kinds);
        let names = |files: &[(String, Vec<u8>)]| -> Vec<String> {
            files.iter().map(|(name, _)| name.clone()).collect()
        };
        assert_eq!(names(&first), names(&second));
        for ((name, bytes), (_, other)) in first.iter().zip(&second) {
            assert_same_bytes(name, bytes, other);
        }
    }
}

fn assert_same_bytes(name: &str, bytes: &[u8], other: &[u8]) {
    let at = bytes
        .iter()
        .zip(other)
        .position(|(one, other)| one != other);
    let around = |bytes: &[u8]| {
        let at = at.unwrap_or(0);
        let end = bytes.len().min(at + 100);
        String::from_utf8_lossy(&bytes[at.saturating_sub(150)..end]).into_owned()
    };
    assert!(
        bytes == other,
        "{name}:\n{}\nagain:\n{}",
        around(bytes),
        around(other)
    );
}

const HOSTILE: [&str; 40] = [
    "=1+1",
    "'=1",
    "''x",
    "@SUM(A1)",
    "-",
    "- a",
    "+3",
    "a; b",
    "a;b;",
    "\"q\"",
    "\"a\"; b",
    "[1]",
    "[a",
    "[\"a\"]",
    "{x: y}",
    "{\"x\":1}",
    "null",
    "~",
    "true",
    "Yes",
    "2026-02-03",
    "Summer",
    "1e5",
    "007",
    "3.50",
    "12345678901234567890.123",
    "---",
    "...",
    "\u{e9}\u{65e5}\u{1f600}",
    "a\r\nb",
    "a\nb\n\nc",
    "a\rb",
    "  lead",
    "_x000D_ _x005F_",
    "\u{1b}[1m\u{202e}",
    "&amp;<b>",
    "#REF!",
    "a\tb",
    "a # b: c",
    "N/A",
];

fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => select(&HOSTILE[..]).prop_map(str::to_owned),
        2 => "[a-zA-Z0-9 '\";:,=\\[\\]{}#&*!|>%@`-]{0,12}",
    ]
}

/// A value of any form.
fn any_value() -> impl Strategy<Value = Yaml> {
    let leaf = prop_oneof![
        6 => word().prop_map(Yaml::Word),
        1 => any::<bool>().prop_map(Yaml::Boolean),
        1 => Just(Yaml::Null),
    ];
    leaf.prop_recursive(2, 8, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..3).prop_map(Yaml::List),
            (select(&["a", "address", "value", "id"][..]), inner)
                .prop_map(|(name, value)| Yaml::Map(vec![(name.to_owned(), value)])),
        ]
    })
}

fn day() -> impl Strategy<Value = String> {
    (1850..2150_i32, 1..=12_u32, 1..=28_u32).prop_map(|(y, m, d)| format!("{y:04}-{m:02}-{d:02}"))
}

/// A value of a type, mostly one that can be read.
fn value(ty: &FieldType) -> BoxedStrategy<Yaml> {
    let good: BoxedStrategy<Yaml> = match ty {
        FieldType::Date => day().prop_map(Yaml::Word).boxed(),
        FieldType::Number | FieldType::Hours => {
            prop_oneof!["[0-9]{1,3}(\\.[0-9]{1,2})?", "[0-9]{16,20}\\.[0-9]{1,6}"]
                .prop_map(Yaml::Word)
                .boxed()
        }
        FieldType::Money => "[0-9]{1,4}\\.[0-9]{2} (GBP|EUR)"
            .prop_map(Yaml::Word)
            .boxed(),
        FieldType::Boolean => any::<bool>().prop_map(Yaml::Boolean).boxed(),
        FieldType::Choice(terms) | FieldType::Scale(terms) => {
            select(terms.terms.clone()).prop_map(Yaml::Word).boxed()
        }
        FieldType::Link => (0..3_u8, option::of(word()), option::of(day()))
            .prop_map(|(n, title, read)| {
                let address = Yaml::Word(format!("https://example.org/{n}"));
                let more = [("title", title), ("read", read)];
                let more = more
                    .into_iter()
                    .filter_map(|(name, value)| Some((name.to_owned(), Yaml::Word(value?))));
                let more: Vec<_> = more.collect();
                match more.is_empty() {
                    true => address,
                    false => {
                        let first = ("address".to_owned(), address);
                        Yaml::Map([first].into_iter().chain(more).collect())
                    }
                }
            })
            .boxed(),
        FieldType::File => "evidence/[a-c]{1,2}\\.pdf".prop_map(Yaml::Word).boxed(),
        FieldType::List(of) => vec(value(of), 0..4).prop_map(Yaml::List).boxed(),
        FieldType::Map(fields) => details(fields).prop_map(Yaml::Map).boxed(),
        FieldType::Dated(of) => {
            let row = (option::of(day()), value(of)).prop_map(|(from, value)| {
                let from = from.map(|from| ("from".to_owned(), Yaml::Word(from)));
                let value = Some(("value".to_owned(), value));
                Yaml::Map([from, value].into_iter().flatten().collect())
            });
            prop_oneof![value(of), vec(row, 0..3).prop_map(Yaml::List)].boxed()
        }
        _ => word().prop_map(Yaml::Word).boxed(),
    };
    let is_file = *ty.item() == FieldType::File;
    let any = prop_oneof![8 => good, 1 => word().prop_map(Yaml::Word), 1 => any_value()];
    any.prop_map(move |value| match is_file {
        true => without_controls(value),
        false => value,
    })
    .boxed()
}

/// Takes out of a path what a table can only spell out, since that is another path.
fn without_controls(value: Yaml) -> Yaml {
    match value {
        Yaml::Word(word) => Yaml::Word(word.replace(is_unsafe, "")),
        Yaml::List(items) => Yaml::List(items.into_iter().map(without_controls).collect()),
        other => other,
    }
}

fn details(fields: &[Field]) -> BoxedStrategy<Vec<(String, Yaml)>> {
    let mut all: BoxedStrategy<Vec<(String, Yaml)>> = Just(Vec::new()).boxed();
    for field in fields {
        let name = field.name.clone();
        let one = option::weighted(0.5, value(&field.ty));
        all = (all, one)
            .prop_map(move |(mut all, one)| {
                all.extend(one.map(|value| (name.clone(), value)));
                all
            })
            .boxed();
    }
    all
}

const UNKNOWN: [&str; 6] = ["mood", "text", "path", "=k", "a: b", "language"];

/// Details that no kind has.
fn unknown() -> impl Strategy<Value = Vec<(String, Yaml)>> {
    vec((select(&UNKNOWN[..]), any_value()), 0..3).prop_map(|all| {
        let named: BTreeMap<&str, Yaml> = all.into_iter().collect();
        let named = named.into_iter();
        named
            .map(|(name, value)| (name.to_owned(), value))
            .collect()
    })
}

fn body() -> impl Strategy<Value = String> {
    (vec(word(), 0..4), any::<bool>())
        .prop_map(|(lines, is_windows)| lines.join(if is_windows { "\r\n" } else { "\n" }))
}

/// Files with records of a kind.
fn files_of(kind: &Kind) -> BoxedStrategy<Files> {
    let record = (details(&kind.fields), unknown(), body());
    match kind.place.clone() {
        KindPlace::Folder { folder, .. } => vec((record, "[a-z\u{e9}][a-z ]{0,6}[a-z]"), 1..3)
            .prop_map(move |records| {
                let named = records.into_iter().map(|((known, unknown, body), stem)| {
                    let all: Vec<_> = known.into_iter().chain(unknown).collect();
                    let text = format!("{}\n{body}", front_matter(&all));
                    (format!("{folder}/{stem}.md"), text)
                });
                named.collect()
            })
            .boxed(),
        KindPlace::File(path) => record
            .prop_map(move |(known, unknown, body)| {
                let all: Vec<_> = known.into_iter().chain(unknown).collect();
                let front = front_matter(&all);
                let text = match path.ends_with(".md") {
                    true => format!("{front}\n{body}"),
                    false => front.trim_matches(['-', '\n']).to_owned() + "\n",
                };
                Files::from([(path.clone(), text)])
            })
            .boxed(),
        KindPlace::Rows(path) => vec((record, "[a-z]{3,5}"), 1..3)
            .prop_map(move |records| {
                let mut text = "people:\n".to_owned();
                let named: BTreeMap<String, _> = records
                    .into_iter()
                    .map(|(record, id)| (id, record))
                    .collect();
                for (id, (known, unknown, _)) in named {
                    text.push_str(&format!("  - id: {id}\n"));
                    for (name, value) in known.into_iter().chain(unknown) {
                        if name != "id" {
                            let name = scalar(&name);
                            text.push_str(&format!("    {name}: {}\n", value.to_flow()));
                        }
                    }
                }
                Files::from([(path.clone(), text)])
            })
            .boxed(),
    }
}

/// Records of every kind that comes with cpd and that people write.
fn portfolio() -> BoxedStrategy<Files> {
    let kinds = built_in::base_kinds(&mut Vec::new());
    let mut all: BoxedStrategy<Files> = Just(Files::new()).boxed();
    for kind in kinds.iter().filter(|kind| !kind.written_by_cpd) {
        let more = files_of(kind);
        all = (all, more)
            .prop_map(|(mut all, more)| {
                all.extend(more);
                all
            })
            .boxed();
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn records_of_every_kind_come_back_from_csv_as_they_were(files in portfolio()) {
        assert_same_again(&files, "csv");
    }

    #[test]
    fn records_of_every_kind_come_back_from_a_workbook_as_they_were(files in portfolio()) {
        assert_same_again(&files, "xlsx");
    }

    #[test]
    fn records_of_every_kind_come_back_from_lines_of_json_as_they_were(files in portfolio()) {
        assert_same_again(&files, "jsonl");
    }
}

fn file(path: &str, text: &str) -> (String, String) {
    (path.to_owned(), text.to_owned())
}

#[test]
fn a_text_that_has_to_be_there_and_is_not_stays_so() {
    let text = "people:\n  - id: lee\n    accounts: [{ host: , id: 7 }]\n    name:\n";
    let files = Files::from([file("trust/people.yaml", text)]);
    for format in ["csv", "xlsx", "jsonl"] {
        assert_same_again(&files, format);
    }
}

#[test]
fn references_follow_a_record_whose_name_is_taken() {
    let export = concat!(
        r#"{"v":1,"kind":"journal","path":"journals/j.md","details":{"title":"J","date":"2026-02-04","activity":"a"},"text":"Words."}"#,
        "\n",
        r#"{"v":1,"kind":"activity","path":"activities/a.md","details":{"title":"New","date":"2026-02-03"}}"#,
        "\n",
    );
    let other = "---\ntitle: Other\ndate: 2020-01-01\n---\n";
    let mut files = Files::from([file("activities/a.md", other)]);
    let planned = planned(&files, "all.jsonl", export.as_bytes(), None);
    assert!(
        planned.plan.notes[1].contains(
            "\u{201c}activities/a.md\u{201d} (row 2) becomes activities/2026-02-03-new.md"
        ),
        "{:?}",
        planned.plan.notes
    );
    assert_eq!(planned.message, "Import 2 records from all.jsonl");
    import(&mut files, "all.jsonl", export.as_bytes(), None);
    assert_eq!(files["activities/a.md"], other);
    assert_eq!(
        files["activities/2026-02-03-new.md"],
        "---\ntitle: New\ndate: 2026-02-03\n---\n"
    );
    assert_eq!(
        files["journals/j.md"],
        "---\ntitle: J\ndate: 2026-02-04\nactivity: 2026-02-03-new\n---\n\nWords.\n"
    );
}

#[test]
fn a_path_that_leads_elsewhere_is_never_used() {
    for path in [
        "activities/../../x.md",
        "activities/../cpd.md",
        "activities/.hidden.md",
        "activities/a.txt",
        "activities/.git/a.md",
        "activities/a\\b.md",
        "activities/ a.md",
        "activities/a\u{202e}.md",
    ] {
        let line = serde_json::json!({
            "v": 1, "kind": "activity", "path": path,
            "details": { "title": "T", "date": "2026-02-03" },
        });
        let planned = planned(&Files::new(), "x.jsonl", line.to_string().as_bytes(), None);
        let expected = RowOutcome::New {
            path: "activities/2026-02-03-t.md".to_owned(),
            similar: None,
        };
        assert_eq!(planned.plan.rows[0].outcome, expected, "{path}");
    }
}

#[test]
fn people_and_what_cpd_writes_itself_are_not_taken_unasked() {
    let says = |line: &str, kind: Option<&str>| {
        let planned = planned(&Files::new(), "x.jsonl", line.as_bytes(), kind);
        match &planned.plan.rows[0].outcome {
            RowOutcome::Problem { problems } => problems[0].says.clone(),
            other => format!("{other:?}"),
        }
    };
    let person =
        r#"{"v":1,"kind":"person","path":"trust/people.yaml","details":{"id":"lee","name":"Lee"}}"#;
    assert_eq!(
        says(person, None),
        "people are only taken from a file if you name their kind"
    );
    assert!(says(person, Some("person")).starts_with("New"));
    let signoff = r#"{"v":1,"kind":"signoff","path":"signoffs/a.yaml","details":{"by":"lee"}}"#;
    assert_eq!(
        says(signoff, None),
        "cpd writes each sign-off, so you cannot write one yourself"
    );
    let other = r#"{"v":1,"kind":"spell","path":"spells/a.md","details":{}}"#;
    assert_eq!(says(other, None), "there is no kind of record called spell");
}

#[test]
fn what_is_missing_and_what_is_wrong_is_said_and_not_refused() {
    let line = r#"{"v":1,"kind":"activity","path":"activities/a.md","details":{"title":"T","date":"soon","evidence":["evidence/a.pdf","../../x"],"mood":"good"}}"#;
    let planned = planned(&Files::new(), "x.jsonl", line.as_bytes(), None);
    assert_eq!(
        planned.plan.notes[1..],
        [
            "Files are not in an export. These are not in this portfolio yet: evidence/a.pdf.",
            "1 record has something to correct, as where they come from. Check the portfolio afterwards: activities/a.md."
        ]
    );
    let twice = format!("{line}\n{line}\n");
    let rows = planned_rows(&twice);
    assert_eq!(rows, ["new", "same as row 1"]);
}

fn planned_rows(lines: &str) -> Vec<&'static str> {
    let planned = planned(&Files::new(), "x.jsonl", lines.as_bytes(), None);
    let rows = planned.plan.rows.iter();
    rows.map(|row| match row.outcome {
        RowOutcome::New { .. } => "new",
        RowOutcome::Repeated { of: 1 } => "same as row 1",
        _ => "other",
    })
    .collect()
}

#[test]
fn a_second_import_of_an_export_adds_nothing() {
    let text = "---\ntitle: T\ndate: 2026-02-03\nhours: 1.50\n---\n\nWords.\n";
    let files = Files::from([file("activities/a.md", text)]);
    for format in ["csv", "xlsx", "jsonl"] {
        let (name, bytes) = exported(&opened(&files), format, &[]).remove(0);
        let planned = planned(&files, &name, &bytes, None);
        let there = RowOutcome::There {
            path: "activities/a.md".to_owned(),
        };
        assert_eq!(planned.plan.rows[0].outcome, there, "{format}");
        assert!(planned.changes.is_empty());
    }
}

#[test]
fn an_export_that_a_spreadsheet_saved_again_is_read_like_any_table() {
    let table =
        "title,date,hours,participatory,text,path\nT,13/02/2026,1.5,TRUE,# Words,activities/a.md\n";
    let mut files = Files::new();
    import(&mut files, "activities.csv", table.as_bytes(), None);
    assert_eq!(
        files["activities/a.md"],
        "---\ntitle: T\ndate: 2026-02-13\nhours: 1.5\nparticipatory: true\n---\n\n# Words\n"
    );
}
