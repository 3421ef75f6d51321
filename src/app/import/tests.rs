use proptest::prelude::*;

use super::dates::{DateOrder, DateOrderError};
use super::ledger::LEDGER;
use super::take_back::TakeBackError;
use super::*;
use crate::app::change::ChangeSet;
use crate::app::error::Explain;
use crate::app::fakes::World;
use crate::app::workspace::Workspace;
use crate::base::sheet::made_by_tests;
use crate::views::import_plan::{ImportPlan, RowOutcome};

const MAPPING: &str = "docs/import/log.yaml";

/// Sam's portfolio, which follows no scheme.
fn world() -> World {
    let settings =
        "cpd: 1\nportfolio: 0197e0c2-5b1e-7c3a-9d52-3f1f4f0a6b21\nowner: sam-carter\nschemes: {}\n";
    World::sams_portfolio().with_file("cpd.yaml", settings)
}

fn request<'r>(text: &'r str) -> ImportRequest<'r> {
    ImportRequest {
        name: "log.csv",
        bytes: text.as_bytes(),
        ..ImportRequest::default()
    }
}

fn planned(text: &str) -> PlannedImport {
    let workspace = world().open().unwrap();
    plan(&workspace, &request(text)).unwrap()
}

/// The files that changes leave, by path.
fn written(changes: &ChangeSet) -> Vec<(String, String)> {
    let files = changes.on_disk().into_iter().filter_map(|change| {
        let text = String::from_utf8_lossy(&change.after?).into_owned();
        Some((change.path.to_string(), text))
    });
    files.collect()
}

fn file(changes: &ChangeSet, path: &str) -> String {
    let files = written(changes).into_iter();
    let found = files
        .filter(|(known, _)| known == path)
        .map(|(_, text)| text);
    found.collect()
}

/// Sam's portfolio after changes.
fn after(changes: &ChangeSet) -> World {
    let files = written(changes).into_iter();
    files.fold(world(), |world, (path, text)| world.with_file(&path, &text))
}

fn outcomes(plan: &ImportPlan) -> Vec<(usize, &'static str)> {
    let rows = plan.rows.iter();
    rows.map(|row| {
        let name = match &row.outcome {
            RowOutcome::New { .. } => "new",
            RowOutcome::There { .. } => "there",
            RowOutcome::Gone { .. } => "gone",
            RowOutcome::Differs { .. } => "differs",
            RowOutcome::Repeated { .. } => "repeated",
            RowOutcome::Problem { .. } => "problem",
        };
        (row.row, name)
    })
    .collect()
}

/// The problems of the rows, in words.
fn problems(text: &str) -> Vec<String> {
    let plan = planned(text).plan;
    let rows = plan.rows.iter().filter_map(|row| match &row.outcome {
        RowOutcome::Problem { problems } => Some((row.row, problems.clone())),
        _ => None,
    });
    rows.flat_map(|(row, problems)| {
        problems.into_iter().map(move |problem| {
            let column = problem.column.unwrap_or_default();
            format!("{row} {column}: {}", problem.says)
        })
    })
    .collect()
}

/// The values of a field that rows with one cell in a column are read as.
fn hours(cell: &str) -> Option<String> {
    let text = format!("Date;Title;Hours\n2026-02-03;Minutes;{cell}\n");
    let planned = planned(&text);
    let row = planned.plan.rows.first()?;
    matches!(row.outcome, RowOutcome::New { .. }).then(|| row.hours.clone())?
}

#[test]
fn a_row_becomes_a_record_with_its_text_and_the_list_says_so() {
    let log = "My log\n\nDate of activity,Details of CPD activity,Method,CPD hours,Key learning points,Shoe size\n13/02/2026,Sepsis,Course,1:30,\"# Act\nwithin the hour\",42\n";
    let planned = planned(log);
    assert_eq!(planned.message, "Import 1 activity from log.csv");
    let path = "activities/2026-02-13-sepsis.md";
    assert_eq!(
        file(&planned.changes, path),
        "---\ntitle: Sepsis\ndate: 2026-02-13\ntype: Course\nhours: 1.5\n---\n\n## What I learnt\n\n\\# Act\n\nwithin the hour\n"
    );
    let fills: Vec<String> = planned
        .plan
        .headings
        .iter()
        .map(|one| one.fills.join("+"))
        .collect();
    assert_eq!(
        fills,
        ["date", "title", "type", "hours", "## What I learnt", ""]
    );
    assert!(
        planned.plan.notes[0].contains("row 3"),
        "{:?}",
        planned.plan.notes
    );
    let ledger = file(&planned.changes, LEDGER);
    assert!(ledger.contains(",4,") && ledger.contains(path), "{ledger}");
    let mapping = file(&planned.changes, MAPPING);
    assert!(
        mapping.contains("dates: day-first\n") && mapping.contains("  Shoe size: []\n"),
        "{mapping}"
    );
    assert_eq!(planned.plan.hours.as_deref(), Some("1.5"));
}

#[test]
fn hours_are_read_as_people_write_them_and_never_guessed() {
    for (cell, expected) in [
        ("3.5", "3.5"),
        ("1:30", "1.5"),
        ("45 mins", "0.75"),
        ("1½", "1.5"),
        ("½", "0.5"),
        ("1,5", "1.5"),
        ("1h30", "1.5"),
    ] {
        assert_eq!(hours(cell).as_deref(), Some(expected), "{cell}");
    }
    for cell in ["2 x 1h", "half a day", "lots", "1,500", "-3", "3-4"] {
        assert_eq!(hours(cell), None, "{cell}");
    }
}

#[test]
fn each_problem_is_told_at_its_row_and_column() {
    let log = "Date,Title,Hours,Type\nSummer 2018,Old,1,Course\n,Undated,1,Course\n2026-02-03,,1,Course\n31/02/2026,No such day,1,Course\n2026-02-03,Twice,2 x 1h,Course\n17 February,No year,1,Course\nyesterday,Relative,1,Course\n";
    assert_eq!(
        problems(log),
        [
            "2 Date: \u{201c}Summer 2018\u{201d} is not a date that cpd can read; write the year, month and day, as in 2026-02-20",
            "3 Date: the cell is empty",
            "4 Title: the cell is empty",
            "5 Date: \u{201c}31/02/2026\u{201d} is a day that does not exist: February 2026 has 28 days; write 2026-02-28",
            "6 Hours: \u{201c}2 x 1h\u{201d} is not a number of hours such as 3.5",
            "7 Date: \u{201c}17 February\u{201d} does not say which year; write the year, month and day, as in 2026-02-20",
            "8 Date: \u{201c}yesterday\u{201d} depends on the day on which it is read; write the year, month and day, as in 2026-02-20",
        ]
    );
}

#[test]
fn rows_without_problems_are_planned_beside_those_with_problems() {
    let planned =
        planned("Date,Title,Hours\n2026-02-03,One,1\n2026-02-04,Two,2 x 1h\n2026-02-05,Three,2\n");
    assert_eq!(
        outcomes(&planned.plan),
        [(2, "new"), (3, "problem"), (4, "new")]
    );
    assert_eq!(planned.plan.hours.as_deref(), Some("3"));
    let rejects = String::from_utf8(planned.rejects.unwrap().bytes).unwrap();
    assert!(
        rejects.starts_with("Date,Title,Hours,row,column,problem\n2026-02-04,Two,2 x 1h,3,Hours,"),
        "{rejects}"
    );
}

#[test]
fn rejects_that_were_corrected_are_imported_as_the_table_was() {
    let first = planned("When was it,Title,Hours\n2026-02-03,One,1\n2026-02-04,Two,2 x 1h\n");
    // The heading is not known, so its date is missing.
    assert_eq!(outcomes(&first.plan), [(2, "problem"), (3, "problem")]);
    let headings = ["When was it=date".to_owned()];
    let workspace = world().open().unwrap();
    let log = "When was it,Title,Hours\n2026-02-03,One,1\n2026-02-04,Two,2 x 1h\n";
    let planned = plan(
        &workspace,
        &ImportRequest {
            headings: &headings,
            ..request(log)
        },
    )
    .unwrap();
    let corrected = String::from_utf8(planned.rejects.unwrap().bytes)
        .unwrap()
        .replacen("2 x 1h", "2", 1);
    let workspace = after(&planned.changes).open().unwrap();
    let again = ImportRequest {
        name: "log.rejects.csv",
        ..request(&corrected)
    };
    let again = plan(&workspace, &again).unwrap();
    assert_eq!(outcomes(&again.plan), [(2, "new")]);
    assert!(
        again
            .plan
            .headings
            .iter()
            .all(|one| one.heading != "problem")
    );
}

#[test]
fn what_was_imported_is_not_imported_again() {
    let log = "Date,Title,Hours\n2026-02-03,One,1\n2026-02-04,Two,2\n";
    let first = planned(log);
    let world = after(&first.changes);
    let again = plan(&world.open().unwrap(), &request(log)).unwrap();
    assert_eq!(outcomes(&again.plan), [(2, "there"), (3, "there")]);
    assert!(again.changes.is_empty());

    // A title that was corrected here, another that was corrected in the table, and a new row.
    let one = "activities/2026-02-03-one.md";
    let corrected = file(&first.changes, one).replace("title: One", "title: The first one");
    let workspace = after(&first.changes)
        .with_file(one, &corrected)
        .open()
        .unwrap();
    let longer = "Date,Title,Hours\n2026-02-03,One,1\n2026-02-04,TWO,3\n2026-02-05,Three,1\n";
    let again = plan(&workspace, &request(longer)).unwrap();
    assert_eq!(
        outcomes(&again.plan),
        [(2, "there"), (3, "differs"), (4, "new")]
    );
    let differs = &again.plan.rows[1].outcome;
    let path = "activities/2026-02-04-two.md".to_owned();
    assert_eq!(
        *differs,
        RowOutcome::Differs {
            path,
            fields: vec!["hours".to_owned()]
        }
    );
}

#[test]
fn a_record_that_was_removed_does_not_come_back() {
    let log = "Date,Title\n2026-02-03,One\n";
    let first = planned(log);
    let kept = written(&first.changes)
        .into_iter()
        .filter(|(path, _)| !path.starts_with("activities/"));
    let world = kept.fold(world(), |world, (path, text)| world.with_file(&path, &text));
    let again = plan(&world.open().unwrap(), &request(log)).unwrap();
    assert_eq!(outcomes(&again.plan), [(2, "gone")]);
}

#[test]
fn the_second_of_two_equal_rows_is_held_back_unless_both_are_meant() {
    let log = "Date,Title,Hours\n2026-02-03,Clinic,1\n2026-02-03,Clinic,1\n2026-02-03,Clinic,2\n";
    let planned = planned(log);
    assert_eq!(
        outcomes(&planned.plan),
        [(2, "new"), (3, "repeated"), (4, "new")]
    );
    let workspace = world().open().unwrap();
    let both = ImportRequest {
        keep_same: true,
        ..request(log)
    };
    let first = plan(&workspace, &both).unwrap();
    assert_eq!(outcomes(&first.plan), [(2, "new"), (3, "new"), (4, "new")]);
    // Again, nothing is added.
    let again = plan(&after(&first.changes).open().unwrap(), &both).unwrap();
    assert_eq!(
        outcomes(&again.plan),
        [(2, "there"), (3, "there"), (4, "there")]
    );
}

#[test]
fn the_last_import_is_taken_back_as_far_as_its_records_are_as_they_were() {
    let log = "Date,Title\n2026-02-03,One\n2026-02-04,Two\n2026-02-05,Three\n";
    let first = planned(log);
    let (two, three) = (
        "activities/2026-02-04-two.md",
        "activities/2026-02-05-three.md",
    );
    let changed = file(&first.changes, two).replace("Two", "Two and a half");
    let mut world = after(&first.changes).with_file(two, &changed);
    world.files.remove(three);
    let workspace = world.open().unwrap();
    let back = plan_take_back(&workspace).unwrap();
    assert_eq!(back.removed, ["activities/2026-02-03-one.md"]);
    assert_eq!(back.kept, [two]);
    assert_eq!(back.message, "Take back 1 record imported from log.csv");
    let left = file(&back.changes, LEDGER);
    assert_eq!(left.lines().count(), 2, "{left}");
    assert!(left.contains(two), "{left}");
}

#[test]
fn imports_are_taken_back_one_after_the_other_and_can_be_made_again() {
    let log = "Date,Title\n2026-02-03,One\n";
    let first = planned(log);
    let workspace = after(&first.changes).open().unwrap();
    let longer = "Date,Title\n2026-02-03,One\n2026-02-04,Two\n";
    let second = plan(&workspace, &request(longer)).unwrap();
    let both = written(&second.changes).into_iter();
    let world = both.fold(after(&first.changes), |world, (path, text)| {
        world.with_file(&path, &text)
    });
    let workspace = world.open().unwrap();
    let back = plan_take_back(&workspace).unwrap();
    assert_eq!(back.removed, ["activities/2026-02-04-two.md"]);
    // As it was after the first.
    assert_eq!(file(&back.changes, LEDGER), file(&first.changes, LEDGER));
    let workspace = after(&first.changes).open().unwrap();
    let back = plan_take_back(&workspace).unwrap();
    let gone: Vec<String> = back
        .changes
        .on_disk()
        .iter()
        .map(|change| change.path.to_string())
        .collect();
    assert_eq!(gone, ["activities/2026-02-03-one.md", LEDGER]);
    let nothing = world_without_imports();
    assert_eq!(
        plan_take_back(&nothing).unwrap_err(),
        TakeBackError::Nothing
    );
}

fn world_without_imports() -> Workspace {
    world().open().unwrap()
}

#[test]
fn a_row_of_a_list_of_people_is_never_taken_back_with_the_list() {
    let workspace = world().open().unwrap();
    let people = ImportRequest {
        kind: Some("person"),
        ..request("Name,Emails\nPat Lee,pat@example.org\n")
    };
    // A list of people has no day, so its name stands for the whole.
    let planned = plan(&workspace, &people).unwrap();
    assert_eq!(outcomes(&planned.plan), [(2, "new")]);
    let workspace = after(&planned.changes).open().unwrap();
    assert_eq!(
        plan_take_back(&workspace).unwrap_err(),
        TakeBackError::Nothing
    );
}

#[test]
fn a_record_that_may_be_there_under_another_title_is_told() {
    let text = "I listened to ten people who all said the same thing about handwashing.";
    let there =
        format!("---\ntitle: Hand hygiene\ndate: 2026-02-03\n---\n\n## What I learnt\n\n{text}\n");
    let workspace = world()
        .with_file("activities/2026-02-03-hand-hygiene.md", &there)
        .open()
        .unwrap();
    let log = format!("Date,Title,Learning\n2026-02-04,Handwashing,{text}\n");
    let planned = plan(&workspace, &request(&log)).unwrap();
    let RowOutcome::New {
        similar: Some(similar),
        ..
    } = &planned.plan.rows[0].outcome
    else {
        panic!("{:?}", planned.plan.rows);
    };
    assert!(
        similar.contains("activities/2026-02-03-hand-hygiene.md"),
        "{similar}"
    );
}

#[test]
fn dates_are_read_in_the_order_that_the_whole_column_shows() {
    let log = "Date,Title\n3/2/2026,One\n2/13/2026,Two\n";
    assert_eq!(
        planned(log).plan.rows[0].date.as_deref(),
        Some("2026-03-02")
    );
    let workspace = world().open().unwrap();
    let unclear = "Date,Title\n3/2/2026,One\n";
    let error = plan(&workspace, &request(unclear)).unwrap_err();
    assert!(
        matches!(
            error,
            ImportError::Dates(DateOrderError::Undecided { row: 2, .. })
        ),
        "{error}"
    );
    let chosen = Some(DateOrder::DayFirst);
    let planned = plan(
        &workspace,
        &ImportRequest {
            date_order: chosen,
            ..request(unclear)
        },
    )
    .unwrap();
    assert_eq!(planned.plan.rows[0].date.as_deref(), Some("2026-02-03"));
    // The next time the mapping knows.
    let workspace = after(&planned.changes).open().unwrap();
    let next = plan(&workspace, &request("Date,Title\n4/2/2026,Two\n")).unwrap();
    assert_eq!(next.plan.rows[0].date.as_deref(), Some("2026-02-04"));
}

#[test]
fn dates_that_contradict_one_another_are_refused_with_both_rows() {
    let workspace = world().open().unwrap();
    let log = "Date,Title\n13/2/2026,One\n2/14/2026,Two\n";
    let error = plan(&workspace, &request(log)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "row 2 has the day first (13/2/2026), and row 3 the month (2/14/2026)"
    );
    assert!(error.explain().hint.is_some());
}

#[test]
fn a_mapping_says_what_values_mean_and_what_is_the_same_in_all_records() {
    let mapping = "kind: activity\nheadings:\n  What: title\n  Notes: []\nvalues:\n  type: { C: course, X: \"\" }\nconstants: { provider: The Trust }\n";
    let workspace = world().with_file(MAPPING, mapping).open().unwrap();
    let log = "Date,What,Type,Notes\n2026-02-03,One,c,Hm\n2026-02-04,Two,X,\n";
    let planned = plan(&workspace, &request(log)).unwrap();
    let one = file(&planned.changes, "activities/2026-02-03-one.md");
    assert_eq!(
        one,
        "---\ntitle: One\ndate: 2026-02-03\ntype: course\nprovider: The Trust\n---\n"
    );
    let two = file(&planned.changes, "activities/2026-02-04-two.md");
    assert!(!two.contains("type:"), "{two}");
    // Nobody overruled the file, so it stays as it is.
    assert_eq!(file(&planned.changes, MAPPING), "");
}

#[test]
fn what_a_mapping_names_and_nobody_has_is_an_error_that_says_what_there_is() {
    let workspace = world().open().unwrap();
    let log = "Date,Title\n2026-02-03,One\n";
    let error = |headings: &[&str]| {
        let headings: Vec<String> = headings.iter().map(|one| (*one).to_owned()).collect();
        let request = ImportRequest {
            headings: &headings,
            kind: Some("activity"),
            ..request(log)
        };
        plan(&workspace, &request).unwrap_err().to_string()
    };
    assert_eq!(
        error(&["Titel=title"]),
        "log.csv has no heading \u{201c}Titel\u{201d}"
    );
    assert_eq!(
        error(&["Title=titel"]),
        "an activity has no field called titel"
    );
    assert_eq!(
        error(&["Title"]),
        "\u{201c}Title\u{201d} does not say what a heading fills"
    );
    let kind = ImportRequest {
        kind: Some("journl"),
        ..request(log)
    };
    assert!(
        plan(&workspace, &kind)
            .unwrap_err()
            .to_string()
            .contains("journl")
    );
}

#[test]
fn evidence_is_a_file_a_page_or_words_of_the_text() {
    let workspace = world().with_file("evidence/a.txt", "a").open().unwrap();
    let log = "Date,Title,Evidence\n2026-02-03,One,evidence/a.txt\n2026-02-04,Two,https://example.org/b\n2026-02-05,Three,Certificate in my folder\n2026-02-06,Four,../../etc/passwd\n";
    let planned = plan(&workspace, &request(log)).unwrap();
    let text = |day: &str| {
        let files = written(&planned.changes).into_iter();
        let found = files
            .filter(|(path, _)| path.contains(day))
            .map(|(_, text)| text);
        found.collect::<String>()
    };
    assert!(
        text("02-03").contains("evidence: [evidence/a.txt]\n"),
        "{}",
        text("02-03")
    );
    assert!(
        text("02-04").contains("links: [\"https://example.org/b\"]\n")
            || text("02-04").contains("links: [https://example.org/b]\n"),
        "{}",
        text("02-04")
    );
    assert!(
        text("02-05").ends_with("## Evidence\n\nCertificate in my folder\n"),
        "{}",
        text("02-05")
    );
    assert!(
        text("02-06").ends_with("## Evidence\n\n../../etc/passwd\n"),
        "{}",
        text("02-06")
    );
    assert!(
        planned
            .plan
            .notes
            .iter()
            .any(|note| note.contains("(2 rows)")),
        "{:?}",
        planned.plan.notes
    );
}

#[test]
fn a_column_called_path_and_hostile_titles_change_no_other_file() {
    let log = "Date,Title,Path\n2026-02-03,../../x,cpd.yaml\n2026-02-03,=1+1,../y\n2026-02-03,'=2+2,\n2026-02-03,\"a: b\n---\",\n";
    let planned = planned(log);
    let files = written(&planned.changes);
    assert!(
        files
            .iter()
            .all(|(path, _)| path.starts_with("activities/2026-02-03-")
                || path.starts_with("docs/import/")),
        "{files:?}"
    );
    let titles: Vec<&str> = planned
        .plan
        .rows
        .iter()
        .filter_map(|row| row.title.as_deref())
        .collect();
    assert_eq!(titles, ["../../x", "=1+1", "=2+2", "a: b ---"]);
    let path = planned.plan.headings.last().unwrap();
    assert_eq!(path.fills, ["path"]);
    assert_eq!(
        planned.plan.notes,
        [
            "Names of files that are taken, or that no record can have: \u{201c}cpd.yaml\u{201d} (row 2) becomes activities/2026-02-03-x.md and \u{201c}../y\u{201d} (row 3) becomes activities/2026-02-03-1-1.md."
        ]
    );
}

#[test]
fn the_fields_of_any_kind_can_be_imported() {
    let headings = ["What it is about=activity".to_owned()];
    let constants = ["award=bronze".to_owned()];
    let activity = "---\ntitle: Minutes\ndate: 2026-02-03\n---\n";
    let workspace = World::sams_portfolio()
        .with_file("activities/2026-02-03-minutes.md", activity)
        .open()
        .unwrap();
    let log = "Date,Title,What it is about,What I did\n2026-02-04,On minutes,Minutes,I wrote.\n";
    let request = ImportRequest {
        kind: Some("journal"),
        headings: &headings,
        constants: &constants,
        ..request(log)
    };
    let planned = plan(&workspace, &request).unwrap();
    assert_eq!(
        file(&planned.changes, "journals/2026-02-04-on-minutes.md"),
        "---\ntitle: On minutes\ndate: 2026-02-04\naward: bronze\nactivity: 2026-02-03-minutes\n---\n\n## What I did\n\nI wrote.\n"
    );
}

/// The XML of the rows of a sheet.
fn sheet_rows(rows: &[&[&str]]) -> String {
    let rows = rows.iter().enumerate().map(|(at, cells)| {
        let cells = cells.iter().zip(["A", "B", "C"]);
        let cells =
            cells.map(|(words, column)| made_by_tests::text(&format!("{column}{}", at + 1), words));
        format!(r#"<row r="{}">{}</row>"#, at + 1, cells.collect::<String>())
    });
    format!("<sheetData>{}</sheetData>", rows.collect::<String>())
}

#[test]
fn the_sheet_with_a_table_is_imported_and_others_are_named() {
    let table = |title: &str| sheet_rows(&[&["Date", "Title"], &["2026-02-03", title]]);
    let other = sheet_rows(&[&["Colours"], &["red"]]);
    let (one, two) = (table("One"), table("Two"));
    let workspace = world().open().unwrap();
    let read = |sheets: &[(&str, &str, &str)], sheet: Option<&str>| {
        let bytes = made_by_tests::xlsx(sheets, &[]);
        let request = ImportRequest {
            name: "log.xlsx",
            bytes: &bytes,
            sheet,
            ..ImportRequest::default()
        };
        plan(&workspace, &request).map(|planned| planned.plan)
    };
    let sheets = [
        ("Lists", "visible", &*other),
        ("Log", "visible", &*one),
        ("Old", "hidden", &*two),
    ];
    let found = read(&sheets, None).unwrap();
    assert_eq!(found.rows[0].title.as_deref(), Some("One"));
    assert_eq!(
        found.notes,
        ["Not read: the sheets \u{201c}Old\u{201d} (hidden) and \u{201c}Lists\u{201d}."]
    );
    let hidden = read(&sheets, Some("old")).unwrap();
    assert_eq!(hidden.rows[0].title.as_deref(), Some("Two"));
    let error = read(&sheets, Some("Lgo")).unwrap_err();
    assert_eq!(
        error.to_string(),
        "log.xlsx has no sheet \u{201c}Lgo\u{201d}"
    );
    let years = [("2025", "visible", &*one), ("2026", "visible", &*two)];
    let error = read(&years, None).unwrap_err();
    assert_eq!(
        error.to_string(),
        "log.xlsx has tables on several sheets: 2025, 2026"
    );
}

#[test]
fn another_table_beneath_is_told_and_headings_that_stand_again_are_no_row() {
    let log = "Date,Title,Hours\n2026-02-03,One,1\nDate,Title,Hours\n2026-02-04,Two,1\n,,\nExpiry date,Training,Date\n2027-01-01,Fire,2026-01-01\n";
    let planned = planned(log);
    assert_eq!(outcomes(&planned.plan), [(2, "new"), (4, "new")]);
    assert!(
        planned.plan.notes[0].starts_with("Row 6 begins another table"),
        "{:?}",
        planned.plan.notes
    );
}

#[test]
fn words_of_a_record_that_are_also_headings_begin_no_other_table() {
    let log = "Date,Title,Type,Evidence\n2026-02-03,One,Course,Certificate\n2026-02-04,Two,Training,File\n";
    assert_eq!(outcomes(&planned(log).plan), [(2, "new"), (3, "new")]);
}

#[test]
fn dates_that_a_program_may_have_swapped_are_told() {
    let rows = format!(
        r#"<sheetData><row r="1">{}{}</row><row r="2"><c r="A2" s="1"><v>46056</v></c>{}</row><row r="3">{}{}</row></sheetData>"#,
        made_by_tests::text("A1", "Date"),
        made_by_tests::text("B1", "Title"),
        made_by_tests::text("B2", "One"),
        made_by_tests::text("A3", "13/2/2026"),
        made_by_tests::text("B3", "Two"),
    );
    let bytes = made_by_tests::xlsx(&[("Log", "visible", &rows)], &[]);
    let request = ImportRequest {
        name: "log.xlsx",
        bytes: &bytes,
        ..ImportRequest::default()
    };
    let notes = plan(&world().open().unwrap(), &request).unwrap().plan.notes;
    assert!(
        notes
            .iter()
            .any(|note| note.contains("row 3 has 13/2/2026 as text")),
        "{notes:?}"
    );
}

#[test]
fn a_damaged_list_of_imports_is_named() {
    let workspace = world()
        .with_file(LEDGER, "import\n<<<<<<<\n")
        .open()
        .unwrap();
    let error = plan(&workspace, &request("Date,Title\n2026-02-03,One\n")).unwrap_err();
    assert_eq!(
        error.to_string(),
        "docs/import/ledger.csv cannot be read: line 1 is not as cpd writes it"
    );
}

fn errors(workspace: &Workspace) -> Vec<String> {
    workspace.check(|result| {
        let errors = result.diagnostics.iter();
        let errors =
            errors.filter(|found| found.severity == crate::domain::finding::Severity::Error);
        let own = errors.filter(|found| found.at.path.starts_with("activities/"));
        own.map(|found| format!("{}: {}", found.at.path, found.message))
            .collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn whatever_a_table_says_its_records_have_no_errors_and_twice_adds_nothing(
        rows in proptest::collection::vec(("[a-z=+@#'\"\\-:\u{e9}\u{202e} ]{1,12}", 0_u32..40, "[0-9½:,.hx -]{0,5}", "\\PC{0,20}"), 1..8),
    ) {
        let mut text = csv::Writer::from_writer(Vec::new());
        text.write_record(["Date", "Title", "Hours", "Notes"]).unwrap();
        for (title, day, hours, notes) in &rows {
            let date = chrono::NaiveDate::from_ymd_opt(2026, 1, 1).unwrap() + chrono::Days::new(u64::from(*day));
            text.write_record([&date.to_string(), title, hours, notes]).unwrap();
        }
        let text = String::from_utf8(text.into_inner().unwrap()).unwrap();
        let first = planned(&text);
        let workspace = after(&first.changes).open().unwrap();
        prop_assert_eq!(errors(&workspace), Vec::<String>::new());
        let again = plan(&workspace, &request(&text)).unwrap();
        prop_assert_eq!(again.plan.new_records(), 0, "{:?}", again.plan.rows);
        prop_assert_eq!(again.plan.problems(), first.plan.problems());
    }
}

#[test]
fn points_are_hours_only_if_somebody_says_how_many() {
    let log = "Date,Title,CPD points,Hours\n2026-02-03,One,2,\n2026-02-04,Two,4,1\n2026-02-05,Three,some,\n";
    let workspace = world().open().unwrap();
    let of = |points_as_hours: Option<&str>| {
        let request = ImportRequest {
            points_as_hours: points_as_hours.map(|hours| hours.parse().unwrap()),
            ..request(log)
        };
        plan(&workspace, &request).unwrap()
    };
    let hours = |planned: &PlannedImport| -> Vec<Option<String>> {
        let rows = planned.plan.rows.iter();
        rows.map(|row| row.hours.clone()).collect()
    };
    let one = Some("1".to_owned());
    assert_eq!(hours(&of(None)), [None, one.clone(), None]);
    let counted = of(Some("0.5"));
    assert_eq!(hours(&counted), [one.clone(), one, None]);
    assert_eq!(outcomes(&counted.plan)[2], (4, "problem"));
    assert_eq!(
        counted.plan.notes,
        [
            "Each of \u{201c}CPD points\u{201d} counts as 0.5 hours, unless the row has hours of its own."
        ]
    );
    let mapping = file(&counted.changes, MAPPING);
    assert!(mapping.contains("points_as_hours: 0.5\n"), "{mapping}");
    assert!(mapping.contains("  CPD points: points\n"), "{mapping}");
}

#[test]
fn an_error_of_a_spreadsheet_is_a_problem_and_no_title() {
    assert_eq!(
        problems("Date,Title,Ward\n2026-02-03,#REF!,#REF!\n2026-02-04,Two,#REF!\n"),
        ["2 Title: \u{201c}#REF!\u{201d} is an error of the spreadsheet"]
    );
}

#[test]
fn a_required_field_without_a_column_is_named() {
    let workspace = world().open().unwrap();
    let log = "Date,Title\n2026-02-03,Review\n";
    let meetings = ImportRequest {
        kind: Some("meeting"),
        ..request(log)
    };
    let planned = plan(&workspace, &meetings).unwrap();
    let fields = planned.plan.fields_without_column();
    assert_eq!(fields.into_iter().collect::<Vec<_>>(), ["type"]);
    let constants = ["type=appraisal".to_owned()];
    let said = ImportRequest {
        constants: &constants,
        ..meetings
    };
    assert_eq!(plan(&workspace, &said).unwrap().plan.new_records(), 1);
}

const CALENDAR: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Fire safety\r\nDTSTART;TZID=Europe/London:20260203T093000\r\nDTEND;TZID=Europe/London:20260203T110000\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:2\r\nSUMMARY:Conference\r\nDTSTART;VALUE=DATE:20261103\r\nDTEND;VALUE=DATE:20261105\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:3\r\nSUMMARY:Journal club\r\nDTSTART:20260301T120000Z\r\nDTEND:20260301T130000Z\r\nRRULE:FREQ=WEEKLY\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

#[test]
fn events_of_a_calendar_are_activities_and_those_ahead_are_planned() {
    let workspace = world().open().unwrap();
    let calendar = ImportRequest {
        name: "work.ics",
        bytes: CALENDAR.as_bytes(),
        ..ImportRequest::default()
    };
    let planned = plan(&workspace, &calendar).unwrap();
    assert_eq!(
        file(&planned.changes, "activities/2026-02-03-fire-safety.md"),
        "---\ntitle: Fire safety\ndate: 2026-02-03\nhours: 1.5\n---\n"
    );
    assert_eq!(
        file(&planned.changes, "activities/2026-11-03-conference.md"),
        "---\ntitle: Conference\ndate: 2026-11-03\nuntil: 2026-11-04\nstatus: planned\n---\n"
    );
    assert_eq!(planned.plan.new_records(), 2);
    assert_eq!(
        planned.plan.notes,
        ["Left out, because they take place again and again: \u{201c}Journal club\u{201d}."]
    );
    let with_series = ImportRequest {
        with_series: true,
        ..calendar
    };
    let planned = plan(&workspace, &with_series).unwrap();
    assert_eq!(planned.plan.new_records(), 3);
}

#[test]
fn a_cv_of_json_resume_becomes_the_cv_and_what_does_not_fit_is_named() {
    let workspace = world().open().unwrap();
    let cv = r#"{"basics":{"name":"Sam Carter","shoe":42},"work":[{"name":"The Trust","startDate":"2019-05","badge":1}],"education":[],"hobby":"tea"}"#;
    let request = ImportRequest {
        name: "resume.json",
        bytes: cv.as_bytes(),
        ..ImportRequest::default()
    };
    let planned = plan(&workspace, &request).unwrap();
    assert_eq!(
        file(&planned.changes, "cv.yaml"),
        "basics: { name: Sam Carter }\nwork:\n  - { name: The Trust, startDate: 2019-05 }\neducation: []\n"
    );
    assert_eq!(
        planned.plan.notes,
        ["Left out, because cv.yaml has no place for it: basics.shoe, work.badge and hobby."]
    );
    let list = ImportRequest {
        name: "log.json",
        bytes: br#"[{"Date":"2026-02-03","Title":"One"}]"#,
        ..ImportRequest::default()
    };
    assert_eq!(plan(&workspace, &list).unwrap().plan.new_records(), 1);
    let neither = ImportRequest {
        name: "log.json",
        bytes: br#"{"a":1}"#,
        ..ImportRequest::default()
    };
    let error = plan(&workspace, &neither).unwrap_err().to_string();
    assert!(
        error.starts_with("log.json cannot be read: it is neither"),
        "{error}"
    );
}
