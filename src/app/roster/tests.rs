use super::*;
use crate::domain::roster::{RosterEntry, RosterPortfolio};
use crate::views::import_plan::RowProblem;

fn read(table: &str) -> ReadRoster {
    try_read(table).unwrap()
}

fn try_read(table: &str) -> Result<ReadRoster, TableError> {
    super::read(&TableFile {
        name: "staff.csv",
        bytes: table.as_bytes(),
        sheet: None,
        date_order: None,
    })
}

/// The problems, each as its row, column and words.
fn problems(table: &str) -> Vec<String> {
    let read = read(table);
    let line = |(row, problem): &(usize, RowProblem)| {
        format!(
            "{row} {}: {}",
            problem.column.as_deref().unwrap_or(""),
            problem.says
        )
    };
    read.problems.iter().map(line).collect()
}

#[test]
fn each_column_is_read_under_the_words_that_institutions_use() {
    let table = "Staff list of the school,,,,,,,,,,,\n\
                 Staff ID,Employee,Department,Reports to,FTE,Cost code,Start date,Leaving date,Portfolio folder,Programme,Records begin on,Phone\n\
                 E 17,Sam Carter,Law,priya@example.org,60%,LAW-1,13/2/2019,1 March 2027,sam,lancaster,2026-09-01,123\n\
                 priya@example.org,Priya Shah,,,\"0,5\",,3/4/2018,-,none,,,\n";
    let read = read(table);
    assert!(read.problems.is_empty(), "{:?}", read.problems);
    let day = |text: &str| Some(text.parse().unwrap());
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(
        read.roster.entries,
        [
            RosterEntry {
                row: 3,
                id: "e-17".into(),
                email: None,
                name: "Sam Carter".into(),
                team: text("Law"),
                manager: text("priya@example.org"),
                fraction: Some("0.6".parse().unwrap()),
                cost_centre: text("LAW-1"),
                from: day("2019-02-13"),
                until: day("2027-03-01"),
                portfolio: RosterPortfolio::In("sam".into()),
                scheme: text("lancaster"),
                kept_since: day("2026-09-01"),
            },
            RosterEntry {
                row: 4,
                id: "priya-shah".into(),
                email: text("priya@example.org"),
                name: "Priya Shah".into(),
                fraction: Some("0.5".parse().unwrap()),
                // The first row says that the day stands first.
                from: day("2018-04-03"),
                portfolio: RosterPortfolio::None,
                ..RosterEntry::default()
            },
        ]
    );
    assert_eq!(read.columns.last(), Some(&("Phone".to_owned(), None)));
}

#[test]
fn people_of_one_name_have_ids_of_their_addresses() {
    let read = read(
        "email,name\nsam1@example.org,Sam Carter\nsam2@example.org,Sam Carter\nx@example.org,Ada Okoro\n",
    );
    let ids: Vec<&str> = read.roster.entries.iter().map(|it| &*it.id).collect();
    assert_eq!(ids, ["sam1", "sam2", "ada-okoro"]);
    assert!(read.problems.is_empty(), "{:?}", read.problems);
}

#[test]
fn every_problem_is_named_at_its_row_and_column() {
    let table = "id,Full name,Line manager,FTE,From,Until,Folder,Scheme\n\
                 a,Ann,b,1.5,2026-02-30,,../x,\n\
                 b,Ben,a,0,2026-02-01,2026-01-01,con,lancester\n\
                 c,,,,,,,\n\
                 z,Zia,zoe,half,soon,,,\n\
                 d,Dot,d,,,,b,\n\
                 e,Eve,Fay,,,,,\n\
                 f,Fay,,,,,,\n\
                 g,Fay,,,,,B,\n\
                 h,Hal,,,,,,\n\
                 H,Hugo,,,,,,\n";
    assert_eq!(
        problems(table),
        [
            "2 FTE: “1.5” is not a fraction of full time, such as 0.6 or 60%",
            "2 From: “2026-02-30” is a day that does not exist: February 2026 has 28 days",
            "2 Folder: “../x” is not the name of a folder: use letters, numbers, points and hyphens",
            "2 Line manager: these manage one another in a circle: Ann (row 2) and Ben (row 3)",
            "3 FTE: “0” is not a fraction of full time, such as 0.6 or 60%",
            "3 Folder: “con” is not the name of a folder: use letters, numbers, points and hyphens",
            "3 Until: is before the first day",
            "3 Scheme: there is no scheme called lancester; did you mean `lancaster`?",
            "4 Full name: is empty",
            "5 FTE: “half” is not a fraction of full time, such as 0.6 or 60%",
            "5 From: “soon” is not a date that cpd can read",
            "5 Line manager: zoe is not on the roster. Add a row for them, with `none` under Folder if they keep no portfolio",
            "6 Line manager: is the person's own line manager",
            "7 Line manager: several people are called Fay. Write the manager's id or address",
            "9 Folder: the folder B is that of row 6, too",
            "11 id: h stands in row 10, too",
        ]
    );
}

#[test]
fn a_table_that_is_no_roster_and_dates_without_an_order_are_refused() {
    let error = try_read("date,course\n2026-01-01,Minutes\n").unwrap_err();
    assert_eq!(
        error.to_string(),
        "staff.csv has no row of headings with name and one more column"
    );
    let error = try_read("name,joined\nSam,3/2/2020\n").unwrap_err();
    assert_eq!(
        error.to_string(),
        "row 2: 3/2/2020 has the day or the month first, and no other row says which"
    );
    assert!(try_read("").is_err());
}

/// As large as a table may be, with one line of managers from the first to the last.
#[test]
fn ten_thousand_people_are_read_in_seconds() {
    let mut table = String::from("id,name,manager\np0,Person 0,\n");
    for at in 1..10_000 {
        table.push_str(&format!("p{at},Person {at},p{}\n", at - 1));
    }
    let begun = std::time::Instant::now();
    let read = read(&table);
    assert_eq!(
        (read.roster.entries.len(), read.problems.len()),
        (10_000, 0)
    );
    assert!(begun.elapsed().as_secs() < 20, "{:?}", begun.elapsed());
}
