//! A report on an institution that is made from the examples of all programmes. Every table is
//! compared with numbers that are counted here, in the files of the examples or by hand.

mod counted;
mod made;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::support::Sandbox;
use crate::support::browser::{inspect, nu};
use counted::Counts;
use made::{BROKEN, MadeInstitution, TODAY, WITHOUT};

/// Two copies of each example.
const PEOPLE: usize = 44;
/// One copy of each.
const ON_THE_PAGE: usize = 22;
/// Those of the pictures in the guide.
const IN_THE_PICTURES: usize = 300;
const SEED: usize = 7;

/// A row, by the names of its columns.
type Row = BTreeMap<String, String>;

fn csv(text: &str) -> Vec<Row> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.deserialize().map(Result::unwrap).collect()
}

fn sandbox() -> Sandbox {
    Sandbox::new().committing_as("Sam Carter", "sam@example.org")
}

const REPORT: &str = "cpd report clones --roster staff.csv --budgets budgets.csv \
     --comparator schools.csv --school 100 --today";

/// The tables of a report, without the rows of portfolios that are broken.
struct ReportTables(BTreeMap<String, Vec<Row>>);

impl ReportTables {
    fn read(sandbox: &Sandbox) -> Self {
        let files = sandbox.sh("ls tables");
        let tables = files.lines().map(|file| {
            let rows = csv(&sandbox.read(&format!("tables/{file}")));
            (file.trim_end_matches(".csv").to_owned(), rows)
        });
        Self(tables.collect())
    }

    /// Returns the rows of a table that are not about a broken portfolio.
    fn rows(&self, table: &str) -> impl Iterator<Item = &Row> {
        // Everybody else has a team. Of some that are broken, nobody knows whose they are.
        let is_broken = |row: &&Row| {
            let columns = ["person", "name", "team", "source"];
            let mut cells = columns.iter().filter_map(|column| row.get(*column));
            let is_named = cells.any(|cell| cell.to_lowercase().contains("broken"));
            is_named || row.get("team").is_some_and(String::is_empty)
        };
        self.0[table].iter().filter(move |row| !is_broken(row))
    }

    /// Counts the rows of a table by some of their columns, with a blank between.
    fn count(&self, table: &str, columns: &[&str]) -> Counts {
        let mut counts = Counts::new();
        for row in self.rows(table) {
            *counts.entry(key(row, columns)).or_default() += 1.0;
        }
        counts
    }

    /// Adds up a column of a table by some of its columns. Sums of 0 are left out.
    fn sum(&self, table: &str, columns: &[&str], of: &str) -> Counts {
        sum(self.rows(table), columns, of)
    }
}

fn sum<'r>(rows: impl Iterator<Item = &'r Row>, columns: &[&str], of: &str) -> Counts {
    let mut sums = Counts::new();
    for row in rows.filter(|row| !row[of].is_empty()) {
        *sums.entry(key(row, columns)).or_default() += row[of].parse::<f64>().unwrap();
    }
    sums.retain(|_, sum| *sum != 0.0);
    sums
}

fn key(row: &Row, columns: &[&str]) -> String {
    let cells: Vec<&str> = columns.iter().map(|column| row[*column].as_str()).collect();
    cells.join(" ").trim().to_owned()
}

#[test]
fn every_table_counts_what_the_institution_was_made_of() {
    let sandbox = sandbox();
    let made = MadeInstitution::make(&sandbox, PEOPLE, SEED);
    let ran = sandbox.try_sh(&format!("{REPORT} {TODAY} --format csv -o tables"));
    assert_eq!(ran.code, 1, "{ran:?}");
    let tables = ReportTables::read(&sandbox);
    assert_eq!(tables.0.len(), 17, "{:?}", tables.0.keys());
    let mut wrong = Vec::new();
    let mut compare = |table: &str, found: Counts, expected: Counts| {
        assert!(!expected.is_empty(), "nothing is expected of {table}");
        let (found, expected) = (counted::rounded(&found), counted::rounded(&expected));
        if found != expected {
            wrong.push(format!("{table}:\n{}", difference(&found, &expected)));
        }
    };
    let people = tables.count("people", &["team"]);
    compare("people", people, made.expected_teams());
    let read = tables.count("people", &["read"]);
    compare("people by read", read, made.expected_readings());
    let awards = tables.count("awards", &["scheme", "award", "round", "state"]);
    compare("awards", made.of_day(awards), made.expected_awards());
    for column in ["people", "longest_days", "median_days"] {
        let waiting = tables.sum("waiting", &["next_role", "award"], column);
        compare("waiting", waiting, made.expected_waiting(column));
    }
    let due = tables.count("due", &["state", "criterion"]);
    compare("due", made.overdue_duties(due), made.expected_overdue());
    let windows = tables.count("windows", &["criterion", "state"]);
    compare("windows", windows, made.expected_windows());
    let training = tables.count("training", &["scheme", "item", "state"]);
    compare(
        "training",
        made.mandatory(training),
        made.expected_training(),
    );
    for column in ["needed", "done", "short"] {
        let hours = tables.sum("hours", &["criterion"], column);
        compare("hours", hours, made.expected_hours(column));
    }
    let targets = tables.count("targets", &["state"]);
    compare("targets", targets, made.expected_targets());
    let spent = tables.sum("money", &["year", "category"], "spent");
    compare("money", spent, made.expected_spending(|_| String::new()));
    let budget = tables.sum("money", &["year"], "budget");
    compare("money by budget", budget, made.expected_target_budgets());
    let spent = tables.sum("budgets", &["year", "team"], "spent");
    compare("budgets", spent, made.expected_spending_of_teams());
    let left = tables.sum("budgets", &["year", "team"], "left");
    compare("budgets left", left, made.expected_left());
    let compared = [
        "own",
        "lower_quartile",
        "median",
        "upper_quartile",
        "rank",
        "of",
    ];
    for (column, expected) in compared.into_iter().zip(counted::COMPARED) {
        let found = tables.sum("compare", &["measure"], column);
        compare("compare", found, counted::of(&expected));
    }
    let coverage = tables.sum("coverage", &["framework", "item"], "records");
    compare(
        "coverage",
        made.mandatory(coverage),
        made.expected_coverage(),
    );
    for column in ["offers", "seeks"] {
        let wishes = tables.count("mentoring", &[column]);
        compare("mentoring", wishes, made.expected_wishes(column));
    }
    for column in ["activities", "hours", "people"] {
        let activity = tables.sum("participation", &["month", "team"], column);
        compare("participation", activity, made.expected_activity(column));
    }
    for column in ["evaluations", "own", "people"] {
        let impact = tables.sum("impact", &["scale", "term"], column);
        compare("impact", impact, made.expected_impact(column));
    }
    let trouble = tables.rows("trouble").filter(|row| made.is_of_day(row));
    let trouble = sum(trouble, &["rule", "severity"], "count");
    compare("trouble", trouble, made.expected_trouble());
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    made.assert_matches(tables.rows("matches"));
    assert_broken_ones_are_named(&tables);
}

/// Returns what two counts do not share.
fn difference(found: &BTreeMap<String, String>, expected: &BTreeMap<String, String>) -> String {
    let only = |one: &BTreeMap<String, String>, other: &BTreeMap<String, String>| {
        let only = one
            .iter()
            .filter(|(key, count)| other.get(*key) != Some(count));
        only.map(|(key, count)| format!("{key} {count}"))
            .collect::<Vec<_>>()
    };
    format!(
        "found {:?}\nexpected {:?}",
        only(found, expected),
        only(expected, found)
    )
}

fn assert_broken_ones_are_named(tables: &ReportTables) {
    let is_broken = |row: &&Row| row["source"].contains("broken-");
    let broken: Vec<&Row> = tables.0["people"].iter().filter(is_broken).collect();
    assert_eq!(broken.len(), BROKEN.len(), "{broken:?}");
    let trouble: Vec<&str> = tables.0["trouble"]
        .iter()
        .map(|row| &*row["source"])
        .collect();
    for row in broken {
        assert!(["partly", "no"].contains(&&*row["read"]), "{row:?}");
        assert_ne!(row["why"], "", "{row:?}");
        assert!(
            row["errors"] == "0" || trouble.contains(&&*row["source"]),
            "{row:?}"
        );
    }
}

#[test]
fn the_page_of_an_institution_is_small_and_public_ones_name_nobody() {
    let sandbox = sandbox();
    let made = MadeInstitution::make(&sandbox, ON_THE_PAGE, SEED);
    let ran = sandbox.try_sh(&format!("{REPORT} {TODAY} -o report.html"));
    assert_eq!(ran.code, 1, "{ran:?}");
    let page = sandbox.read("report.html");
    assert!(page.len() <= 1_048_576, "{}", page.len());
    let all = ON_THE_PAGE + BROKEN.len();
    let says = format!("{all} portfolios: {ON_THE_PAGE} read whole, ");
    assert!(page.contains(&says), "{}", &page[..3000]);
    assert!(page.contains(&format!("{WITHOUT} people on the roster without one")));
    // A browser looks at every cell, so at few people who fill all tables.
    let few = made.folders_of(&[
        "alt-valley/complete",
        "careers/short",
        "lancaster/complete",
        "rics/short",
    ]);
    let few = REPORT.replacen("clones", &few, 1);
    sandbox.sh(&format!("{few} {TODAY} -o few.html"));
    assert_is_valid_accessible_and_fits(&sandbox.at("few.html"));
    let ran = sandbox.try_sh(&format!("{REPORT} {TODAY} --for public -o public.html"));
    assert_eq!(ran.code, 1, "{ran:?}");
    let public = sandbox.read("public.html");
    for person in &made.people {
        assert!(!public.contains(&person.name), "{}", person.name);
        assert!(!public.contains(&format!("{}<", person.id)));
    }
    assert!(!public.contains(&says) && public.contains("id=\"participation\""));
}

/// Checks a page with the pictures of all tables that have one.
fn assert_is_valid_accessible_and_fits(page: &Path) {
    let text = fs::read_to_string(page).unwrap();
    let pictures = text.matches("class=\"plot\"").count();
    assert_eq!(pictures, 14, "pictures");
    if let Some(messages) = nu(page) {
        assert!(messages.is_empty(), "{messages:#?}");
    }
    let Some(seen) = inspect(page) else { return };
    assert!(seen.requests.is_empty(), "{:#?}", seen.requests);
    assert!(seen.csp.is_empty(), "{:#?}", seen.csp);
    assert!(seen.console.is_empty(), "{:#?}", seen.console);
    assert_eq!(seen.script_count, 0);
    for (name, run) in [
        ("light", &seen.axe.light),
        ("dark", &seen.axe.dark),
        ("phone", &seen.axe.phone),
    ] {
        assert!(run.violations.is_empty(), "{name}: {:#?}", run.violations);
    }
    // Also with every table unfolded.
    let overflow = &seen.overflow;
    let is_too_wide = overflow.desktop || overflow.phone || overflow.reflow;
    assert!(!is_too_wide, "{overflow:#?}");
}

/// Makes the institution of the pictures in the folder that `CPD_INSTITUTION` names.
#[test]
#[ignore = "makes the portfolios of the pictures in docs/pictures"]
fn an_institution_is_made_for_the_pictures() {
    let folder = std::env::var_os("CPD_INSTITUTION").expect("no folder is named");
    let sandbox = sandbox();
    let made = MadeInstitution::make(&sandbox, IN_THE_PICTURES, SEED);
    assert_eq!(made.people.len(), IN_THE_PICTURES);
    let folder = Path::new(&folder);
    sandbox.sh(&format!(
        "mkdir -p '{0}' && cp -r . '{0}'",
        folder.display()
    ));
}
