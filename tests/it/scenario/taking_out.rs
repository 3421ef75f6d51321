//! A calendar and a CV that are taken out of a portfolio, as other programs read them.

use serde_json::Value;

use crate::golden::repository;
use crate::support::Sandbox;
use crate::support::tools::{python_with, require};

/// Prints the name, the first day and the summary of each entry, as the library reads them.
const READ_CALENDAR: &str = "import icalendar, sys
calendar = icalendar.Calendar.from_ical(open(sys.argv[1], 'rb').read())
for entry in sorted(calendar.walk(), key=lambda it: str(it.get('UID'))):
    if entry.name in ('VEVENT', 'VTODO'):
        begins = entry.get('DTSTART')
        print(entry['UID'], begins and begins.dt, entry['SUMMARY'], sep='|')
";

/// The entries of a calendar by their names.
fn entries(sandbox: &Sandbox, python: &str, file: &str) -> Vec<(String, String)> {
    sandbox.write("read.py", READ_CALENDAR);
    let read = sandbox.sh(&format!("{python} read.py {file}"));
    let entry = |line: &str| {
        let (name, rest) = line.split_once('|').expect("a name");
        (name.to_owned(), rest.to_owned())
    };
    read.lines().map(entry).collect()
}

#[test]
fn a_calendar_replaces_what_was_corrected_and_doubles_nothing() {
    let Some(python) = python_with("icalendar") else {
        return;
    };
    let python = python.display().to_string();
    let sandbox = Sandbox::with_demo();
    let activity = "sample/activities/2026-09-01-talk.md";
    let text =
        "---\ntitle: A talk, and; more\ndate: 2026-09-01\nuntil: 2026-09-03\nhours: 2\n---\n";
    sandbox.write(activity, text);
    let planned = "---\ntitle: Ahead\ndate: 2026-12-01\nstatus: planned\n---\n";
    sandbox.write("sample/activities/2026-12-01-ahead.md", planned);
    sandbox.sh("cd sample && cpd export calendar --today 2026-10-01 -o ../one.ics");
    let corrected = text
        .replace("A talk, and; more", "The talk")
        .replace("09-01", "09-02");
    sandbox.write(activity, corrected);
    // In the end it takes place.
    let held = planned.replace("status: planned", "hours: 1");
    sandbox.write("sample/activities/2026-12-01-ahead.md", held);
    sandbox.sh("cd sample && cpd export calendar --today 2026-12-02 -o ../two.ics");
    let before = entries(&sandbox, &python, "one.ics");
    let after = entries(&sandbox, &python, "two.ics");
    let named = |all: &[(String, String)], says: &str| {
        let mut found = all.iter().filter(|(_, rest)| rest == says);
        let name = found.next().unwrap_or_else(|| panic!("{says}: {all:#?}"));
        assert_eq!(found.next(), None);
        name.0.clone()
    };
    assert_eq!(
        named(&before, "2026-09-01|A talk, and; more"),
        named(&after, "2026-09-02|The talk")
    );
    assert_eq!(
        named(&before, "2026-12-01|Planned activity: Ahead"),
        named(&after, "2026-12-01|Ahead")
    );
    for all in [&before, &after] {
        let mut names: Vec<&String> = all.iter().map(|(name, _)| name).collect();
        assert!(names.len() > 20, "{all:#?}");
        names.dedup();
        assert_eq!(names.len(), all.len(), "{all:#?}");
    }
}

/// The calendar of what is due has the same names for the same things.
#[test]
fn what_is_due_has_one_name_in_both_calendars() {
    let sandbox = Sandbox::with_demo();
    sandbox.write(
        "sample/activities/2026-12-01-ahead.md",
        "---\ntitle: Ahead\ndate: 2026-12-01\nstatus: planned\n---\n",
    );
    let of_due = sandbox.sh("cd sample && cpd due --format ics --today 2026-10-01; true");
    let whole = sandbox.sh("cd sample && cpd export calendar --today 2026-10-01");
    let of_due: Vec<&str> = of_due.lines().filter(|it| it.starts_with("UID:")).collect();
    assert!(!of_due.is_empty());
    for name in of_due {
        assert!(whole.lines().any(|line| line == name), "{name}");
    }
}

/// By the schema that JSON Resume publishes, with its formats of addresses.
#[test]
fn a_cv_is_what_the_schema_of_json_resume_asks_for() {
    let schema = repository().join("tests/editors/node_modules/@jsonresume/schema/schema.json");
    let schema = schema.is_file().then_some(schema);
    let Some(schema) = require("@jsonresume/schema (npm ci in tests/editors)", schema) else {
        return;
    };
    let schema = std::fs::read_to_string(schema).expect("a schema");
    let schema: Value = serde_json::from_str(&schema).expect("JSON");
    let validator = jsonschema::options()
        .should_validate_formats(true)
        .build(&schema)
        .expect("a schema");
    let wrong = |cv: &Value| -> Vec<String> {
        let errors = validator.iter_errors(cv);
        errors
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect()
    };
    let good = "examples/programmes/alt-valley/complete";
    let hostile = "basics: { name: [a], email: no, url: 'x y', location: here, profiles: [{ url: http:// }] }\n\
                   work: [{ startDate: Present, endDate: '2020-2', highlights: one, url: }, null, 3]\n\
                   education: { institution: Hall, score: 3, courses: [1, [2]] }\n\
                   awards: none\nskills:\nunknown: [{ a: }, null, 2]\n\
                   meta: { canonical: here, lastModified: 2020 }\n";
    for (number, text) in [None, Some(hostile)].into_iter().enumerate() {
        let sandbox = Sandbox::new();
        sandbox.copy(good, "sample");
        sandbox.write(
            "sample/activities/2026-01-05-course.md",
            "---\ntitle: Course\ndate: 2026-01-05\ntype: course\nevidence: cpd.yaml\nlinks: [https://example.org/a b]\n---\n",
        );
        if let Some(text) = text {
            sandbox.write("sample/cv.yaml", text);
        }
        let with = "--with awards,certificates,publications,volunteer";
        let printed = sandbox.sh(&format!(
            "cd sample && cpd export cv {with} --today 2026-10-01"
        ));
        let cv: Value = serde_json::from_str(&printed).expect("JSON");
        assert_eq!(wrong(&cv), [""; 0], "{number}: {printed}");
        assert!(
            cv["certificates"]
                .as_array()
                .is_some_and(|all| !all.is_empty()),
            "{printed}"
        );
    }
    // The checker does look at dates and addresses.
    let cv =
        serde_json::json!({ "basics": { "url": "x y" }, "work": [{ "startDate": "Present" }] });
    assert_eq!(wrong(&cv).len(), 2, "{:?}", wrong(&cv));
}

#[test]
fn a_cv_has_the_awards_that_were_granted() {
    let sandbox = Sandbox::new().committing_as("Sam Carter", "sam@example.org");
    sandbox.copy("examples/bronze-granted", "sample");
    sandbox.sh("cd sample && git init -q -b main && git add -A && git commit -q -m Begin");
    let printed = sandbox.sh("cd sample && cpd export cv --with awards --today 2026-10-01");
    let cv: Value = serde_json::from_str(&printed).expect("JSON");
    assert_eq!(
        cv["awards"],
        serde_json::json!([{
            "title": "Bronze",
            "date": "2025-06-09",
            "awarder": "Organisation Development",
            "summary": "Lancaster Professional Programme",
        }])
    );
    let without = sandbox.sh("cd sample && cpd export cv --today 2026-10-01");
    assert!(!without.contains("\"awards\""), "{without}");
}
