use std::sync::LazyLock;

use chrono::NaiveDate;

use super::*;
use crate::app::fakes::{FakeFolder, World};
use crate::base::files::{Content, File, Snapshot};
use crate::check::check_count;
use crate::domain::portfolio::load::load_count;
use crate::domain::ports::Evidence;
use crate::domain::signoff::Trust;

const SETTINGS: &str =
    "cpd: 1\nportfolio: 0197e0c2-5b1e-7c3a-9d52-3f1f4f0a6b21\nowner: sam-carter\n";
const PEOPLE: &str = "people:\n  - id: sam-carter\n    name: Sam Carter\n";

/// Made once, since it loads a portfolio of its own.
static NOBODY: LazyLock<Trust> = LazyLock::new(|| Trust::nobody("there are no keys"));

fn portfolio(more: &[(&str, &str)]) -> Portfolio {
    of_schemes("lancaster: 1.0.0", more)
}

fn of_schemes(adopted: &str, more: &[(&str, &str)]) -> Portfolio {
    let settings = format!("{SETTINGS}schemes: {{ {adopted} }}\n");
    let files = [("cpd.yaml", &*settings), ("trust/people.yaml", PEOPLE)];
    let files = files.iter().chain(more).map(|(path, text)| File {
        path: (*path).to_owned(),
        content: Content::Text((*text).into()),
    });
    Portfolio::load(Snapshot::new(files.collect()))
}

type Given = Vec<(&'static str, String)>;

fn activity(title: &str) -> Given {
    vec![
        ("title", title.to_owned()),
        ("date", "2026-03-02".to_owned()),
        ("type", "workshop".to_owned()),
    ]
}

fn person(id: &str, name: &str) -> Given {
    vec![("id", id.to_owned()), ("name", name.to_owned())]
}

/// Plans records of a kind, as somebody does who is asked nothing.
fn plan_all(
    portfolio: &Portfolio,
    kind: &str,
    rows: impl IntoIterator<Item = Given>,
) -> Result<PlannedRecords, CreateRecordError> {
    let input = CheckInput {
        portfolio,
        evidence: Evidence::in_memory(),
        trust: &NOBODY,
        today: NaiveDate::from_ymd_opt(2026, 10, 2).unwrap(),
        focus: None,
        only: None,
    };
    let defaults = Defaults::new(input, false);
    let kind = portfolio.kinds().get(kind).unwrap();
    let drafts: Vec<_> = rows
        .into_iter()
        .map(|given| {
            let given = given.into_iter();
            let given = given.map(|(field, word)| (field.to_owned(), vec![word]));
            defaults.begin(kind, given.collect())
        })
        .collect();
    plan(input, base(portfolio), &drafts)
}

fn base(portfolio: &Portfolio) -> Base<'_> {
    Base {
        snapshot: &portfolio.snapshot,
        files: &|_: &str| None,
    }
}

fn text(planned: &PlannedRecords, portfolio: &Portfolio, path: &str) -> String {
    let bytes = planned
        .changes
        .bytes(base(portfolio), &checked(path).unwrap());
    String::from_utf8(bytes.unwrap().to_vec()).unwrap()
}

#[test]
fn any_number_of_records_costs_one_load_and_one_check() {
    let portfolio = portfolio(&[]);
    for count in [1, 1_000] {
        LazyLock::force(&NOBODY);
        let (loads, checks) = (load_count(), check_count());
        let rows = (0..count).map(|n| activity(&format!("Activity {n}")));
        let planned = plan_all(&portfolio, "activity", rows).unwrap();
        assert_eq!(planned.changes.on_disk().len(), count);
        let cost = (load_count() - loads, check_count() - checks);
        assert_eq!(cost, (1, 1), "{count} records");
    }
}

#[test]
fn any_number_of_rows_costs_one_load_and_one_check_and_changes_one_file() {
    let portfolio = portfolio(&[]);
    for count in [1, 1_000] {
        LazyLock::force(&NOBODY);
        let (loads, checks) = (load_count(), check_count());
        let rows = (0..count).map(|n| person(&format!("person-{n}"), "Ana Lee"));
        let planned = plan_all(&portfolio, "person", rows).unwrap();
        assert_eq!(planned.paths, ["trust/people.yaml"]);
        assert_eq!(planned.changes.on_disk().len(), 1);
        let cost = (load_count() - loads, check_count() - checks);
        assert_eq!(cost, (1, 1), "{count} rows");
        let text = text(&planned, &portfolio, "trust/people.yaml");
        assert_eq!(text.matches("name: Ana Lee").count(), count);
        assert!(text.starts_with(PEOPLE), "{text}");
    }
}

#[test]
fn records_of_one_name_are_told_apart_by_a_number() {
    let portfolio = portfolio(&[(
        "activities/2026-03-02-a-day.md",
        "---\ntitle: A day\ndate: 2026-03-02\ntype: workshop\n---\n",
    )]);
    let rows = ["A day", "A DAY", "Another"].map(activity);
    let planned = plan_all(&portfolio, "activity", rows).unwrap();
    assert_eq!(
        planned.paths,
        [
            "activities/2026-03-02-a-day-2.md",
            "activities/2026-03-02-a-day-3.md",
            "activities/2026-03-02-another.md"
        ]
    );
}

#[test]
fn one_faulty_record_among_several_stops_all_and_is_named() {
    let portfolio = portfolio(&[]);
    let mut wrong = activity("The wrong one");
    wrong.push(("hours", "many".to_owned()));
    let untitled = activity("").split_off(1);
    let rows = [activity("A right one"), wrong, untitled];
    let error = plan_all(&portfolio, "activity", rows).unwrap_err();
    let CreateRecordError::Faulty { kind, faults } = &error else {
        panic!("{error}");
    };
    assert_eq!(kind, "activity");
    let found: Vec<_> = faults
        .iter()
        .map(|fault| match &fault.problem {
            DraftProblem::Missing { field, .. } => (&*fault.path, &**field),
            DraftProblem::Found(found) => (&*fault.path, found.rule.as_str()),
        })
        .collect();
    assert_eq!(
        found,
        [
            ("activities/2026-03-02-the-wrong-one.md", "wrong-type"),
            ("activities/2026-03-02-untitled.md", "title"),
        ]
    );
    assert_eq!(error.explain().details.len(), 2);
}

#[test]
fn a_fault_that_a_file_had_before_stops_no_new_row() {
    let faulty = format!("{PEOPLE}    joined: soon\n");
    let files = [("trust/people.yaml", &*faulty)];
    let portfolio = portfolio(&files);
    let planned = plan_all(&portfolio, "person", [person("ana-lee", "Ana Lee")]).unwrap();
    assert_eq!(planned.paths, ["trust/people.yaml"]);
    let mut late = person("bo-day", "Bo Day");
    late.push(("joined", "soon".to_owned()));
    let error = plan_all(&portfolio, "person", [late]).unwrap_err();
    assert!(matches!(error, CreateRecordError::Faulty { .. }), "{error}");
}

/// A statement is named for its award, and so is that of another scheme's award of one name.
#[test]
fn statements_for_awards_of_one_name_are_two_files() {
    let own = |id: &str, awards: &str| {
        format!("id: {id}\nversion: 1.0.0\ntitle: T\nawards: [{awards}]\ncriteria: []\n")
    };
    let (a, a_b) = (own("a", "{ id: b-c }, { id: c }"), own("a-b", "{ id: c }"));
    let x = own("x", "{ id: b-c }, { id: c }");
    let portfolio = of_schemes(
        "x: 1.0.0, a: 1.0.0, a-b: 1.0.0",
        &[
            ("schemes/x/scheme.yaml", &x),
            ("schemes/a/scheme.yaml", &a),
            ("schemes/a-b/scheme.yaml", &a_b),
        ],
    );
    let statement = |award: &str| {
        let given = [("title", "Mine"), ("award", award)];
        given.map(|(name, value)| (name, value.to_owned())).to_vec()
    };
    let awards = ["x/c", "a/b-c", "a-b/c"];
    let planned = plan_all(&portfolio, "statement", awards.map(statement)).unwrap();
    let paths = ["c", "a+b-c", "a-b+c"].map(|stem| format!("statements/{stem}.md"));
    assert_eq!(planned.paths, paths);
    let again = plan_all(&portfolio, "statement", ["c", "x/c"].map(statement));
    assert!(
        matches!(again, Err(CreateRecordError::Taken(_))),
        "{again:?}"
    );
}

#[test]
fn a_name_that_another_program_took_is_left_to_it_and_another_is_used() {
    let folder = FakeFolder::default();
    for (path, bytes) in World::sams_portfolio().files {
        folder.put(&path, &bytes);
    }
    let first = folder.open().unwrap();
    let taken = "activities/2026-03-02-minutes.md";
    folder.put(taken, b"theirs");
    let given = activity("Minutes").into_iter();
    let given: Vec<(String, Vec<String>)> = given
        .map(|(field, value)| (field.to_owned(), vec![value]))
        .collect();
    let kind = first
        .portfolio
        .kinds()
        .get("activity")
        .unwrap()
        .name
        .clone();
    let today = NaiveDate::from_ymd_opt(2026, 10, 2).unwrap();
    let paths = create(&first, &folder, &kind, &given, today).unwrap();
    assert_eq!(paths, ["activities/2026-03-02-minutes-2.md"]);
    assert_eq!(folder.bytes(taken).as_deref(), Some(&b"theirs"[..]));
    assert!(folder.bytes(&paths[0]).is_some());
}

#[test]
fn interactive_drafts_are_not_written_over_what_came_meanwhile() {
    let folder = FakeFolder::default();
    for (path, bytes) in World::sams_portfolio().files {
        folder.put(&path, &bytes);
    }
    let first = folder.open().unwrap();
    folder.put("activities/2026-03-02-minutes.md", b"theirs");
    let kind = first.portfolio.kinds().get("activity").unwrap();
    let given = activity("Minutes").into_iter();
    let given = given.map(|(field, value)| (field.to_owned(), vec![value]));
    let draft = Defaults::new(first.check_input(), true).begin(kind, given.collect());
    let error = write(&first, first.check_input(), &[draft]).unwrap_err();
    assert!(matches!(error, CreateRecordError::Busy), "{error}");
}
