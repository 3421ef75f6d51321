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

/// Makes a plan, so that what a program reads once counts for no plan after it.
fn read_what_is_read_once(portfolio: &Portfolio) {
    plan_all(portfolio, "activity", [activity("A day")]).unwrap();
}

#[test]
fn any_number_of_records_costs_one_load_and_one_check() {
    let portfolio = portfolio(&[]);
    read_what_is_read_once(&portfolio);
    for count in [1, 1_000] {
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
    read_what_is_read_once(&portfolio);
    for count in [1, 1_000] {
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
            DraftProblem::Unclear(value) => (&*fault.path, &*value.field),
            DraftProblem::Found { found, .. } => (&*fault.path, found.rule.as_str()),
        })
        .collect();
    assert_eq!(
        found,
        [
            ("activities/2026-03-02-the-wrong-one.md", "hours"),
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
fn a_record_that_may_be_there_already_is_named() {
    let written = "---\ntitle: Minutes\ndate: 2026-03-02\ntype: other\n---\n";
    let path = "activities/2026-03-02-the-minutes.md";
    let portfolio = portfolio(&[(path, written)]);
    let planned = plan_all(&portfolio, "activity", [activity("Minutes")]).unwrap();
    let [found] = &planned.duplicates[..] else {
        panic!("{planned:?}");
    };
    assert_eq!(found.at.path, planned.paths[0]);
    assert_eq!(
        found.message,
        format!("this has the same title and date as {path}")
    );
    let other = plan_all(&portfolio, "activity", [activity("Others")]).unwrap();
    assert!(other.duplicates.is_empty());
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
    let paths = create(&first, &folder, &kind, &given, today).unwrap().paths;
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

/// Returns each fault of an activity in words, in a portfolio with a record that is as bad.
fn faults_of(given: &[(&'static str, &str)]) -> Vec<String> {
    let bad = "---\ntitle: One\ndate: 5/2/2026\ntype: other\nhours: lots\n---\n";
    let portfolio = portfolio(&[("activities/2026-02-05-one.md", bad)]);
    let given = given
        .iter()
        .map(|(field, word)| (*field, (*word).to_owned()));
    match plan_all(&portfolio, "activity", [given.collect()]) {
        Ok(planned) => planned.paths,
        Err(CreateRecordError::Faulty { faults, .. }) => {
            faults.iter().map(DraftFault::in_words).collect()
        }
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn a_name_is_made_from_valid_values_only_whatever_is_wrong_elsewhere() {
    let given = [
        ("title", "One"),
        ("type", "other"),
        ("date", "5/2/2026"),
        ("hours", "lots"),
    ];
    let expected = [
        "`date`: “5/2/2026” could be 5 February 2026 or 2 May 2026; write 2026-02-05 or 2026-05-02",
        "`hours`: “lots” is not a number of hours such as 3.5",
    ];
    assert_eq!(faults_of(&given), expected);
    let given = [("title", " "), ("type", "shadowing"), ("date", "")];
    let expected = [
        "`date`: “” is empty; write a date such as 2026-02-20",
        "`title`: “ ” is empty; write a line of text",
        "`type` cannot be `shadowing`; did you mean `job-shadowing`?",
    ];
    assert_eq!(faults_of(&given), expected);
}

#[test]
fn a_list_of_names_takes_commas() {
    let portfolio = of_schemes("school-cpd: 1.0.0", &[]);
    let mut given = activity("One");
    given.retain(|(field, _)| *field != "type");
    given.push(("principles", "relevant, challenge,research".to_owned()));
    let planned = plan_all(&portfolio, "activity", [given.clone()]).unwrap();
    let written = text(&planned, &portfolio, "activities/2026-03-02-one.md");
    assert!(
        written.contains("[relevant, challenge, research]"),
        "{written}"
    );
    // An item is called by the name of the field, and a command shows them all.
    given.pop();
    given.push(("principles", "relevant,relevnt".to_owned()));
    let Err(error) = plan_all(&portfolio, "activity", [given]) else {
        panic!("relevnt is no principle");
    };
    let text = format!("{error:?}");
    assert!(text.contains("`principles` cannot be `relevnt`"), "{text}");
    assert!(
        text.contains("ShowScheme { scheme: \"school-cpd\" }"),
        "{text}"
    );
}

#[test]
fn values_as_people_type_them_are_written_in_the_form_of_their_type() {
    let given = [
        ("title", "One"),
        ("type", "Job shadowing"),
        ("until", "20 February"),
        ("date", "13/2/2026"),
        ("hours", "45 mins"),
        ("provider", ""),
    ];
    assert_eq!(faults_of(&given), ["activities/2026-02-13-one.md"]);
}

#[test]
fn an_empty_value_of_a_field_that_can_be_left_out_is_left_out() {
    let portfolio = portfolio(&[]);
    let given: Given = [
        activity("One"),
        vec![("provider", String::new()), ("hours", "1½".to_owned())],
    ]
    .concat();
    let planned = plan_all(&portfolio, "activity", [given]).unwrap();
    let path = checked(&planned.paths[0]).unwrap();
    let text = planned.changes.bytes(base(&portfolio), &path).unwrap();
    let text = String::from_utf8_lossy(&text).into_owned();
    assert!(
        text.contains("hours: 1.5\n") && !text.contains("provider"),
        "{text}"
    );
}
