//! A report on an institution that is made from the examples of programmes. All counts are known
//! before, from how it was made.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::golden::repository;
use crate::support::Sandbox;

/// The people with portfolios that can be read.
const PEOPLE: usize = 40;
/// Those of the picture in the guide.
const IN_THE_PICTURE: usize = 300;
/// The people on the roster without a portfolio.
const WITHOUT: usize = 3;
const TEAMS: [&str; 4] = ["Construction", "Health", "Law", "Surveying"];
const SEED: usize = 7;

/// Everything that was made, by what a report should say of it.
#[derive(Default)]
struct MadeInstitution {
    /// The numbers of people, by team.
    teams: BTreeMap<String, usize>,
    /// The numbers of copies, by example such as `rics/complete`.
    copies: BTreeMap<String, usize>,
}

/// The examples with sign-offs, which count only with a history. Copies have none.
const WITH_SIGNOFFS: [&str; 3] = [
    "alt-valley/complete",
    "alt-valley/short",
    "next-role/complete",
];

impl MadeInstitution {
    /// Returns the number of portfolios that can only be read in part.
    fn partly(&self) -> usize {
        let copies = WITH_SIGNOFFS.iter();
        copies.filter_map(|example| self.copies.get(*example)).sum()
    }
}

/// Copies examples one after another, each with an id, a name and a team of its own.
fn make(folder: &Path, people: usize, seed: usize) -> MadeInstitution {
    let examples = examples();
    let mut made = MadeInstitution::default();
    let mut roster = "id,name,team,status\n".to_owned();
    for at in 0..people {
        let example = &examples[(at + seed) % examples.len()];
        let team = TEAMS[(at * 7 + seed) % TEAMS.len()];
        let (id, name) = (format!("person-{at}"), format!("Person {at}"));
        copy_for(example, &folder.join("clones").join(&id), at, team);
        roster.push_str(&format!("{id},{name},{team},current\n"));
        *made.teams.entry(team.to_owned()).or_default() += 1;
        *made.copies.entry(name_of(example)).or_default() += 1;
    }
    for at in 0..WITHOUT {
        let team = TEAMS[at % TEAMS.len()];
        roster.push_str(&format!("none-{at},Nobody {at},{team},current\n"));
        *made.teams.entry(team.to_owned()).or_default() += 1;
    }
    fs::write(folder.join("staff.csv"), roster).unwrap();
    made
}

/// The folders of all examples, in order.
fn examples() -> Vec<PathBuf> {
    let programmes = repository().join("examples/programmes");
    let mut all: Vec<PathBuf> = fs::read_dir(programmes)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .flat_map(|programme| ["complete", "short"].map(|kind| programme.join(kind)))
        .collect();
    all.sort();
    all
}

fn name_of(example: &Path) -> String {
    let relative = example.strip_prefix(repository().join("examples/programmes"));
    relative.unwrap().to_str().unwrap().replace('\\', "/")
}

/// Copies an example for another person. Every file that names the owner names the new one.
fn copy_for(example: &Path, to: &Path, at: usize, team: &str) {
    let settings = fs::read_to_string(example.join("cpd.yaml")).unwrap();
    let value = |key: &str| {
        let line = settings.lines().find_map(|line| line.strip_prefix(key));
        line.unwrap().trim().to_owned()
    };
    let (portfolio, owner) = (value("portfolio:"), value("owner:"));
    let people = fs::read_to_string(example.join("trust/people.yaml")).unwrap();
    let entry = people.split_once(&format!("- id: {owner}\n")).unwrap().1;
    let field = |name: &str| {
        let mut lines = entry
            .lines()
            .take_while(|line| !line.starts_with("  - id:"));
        lines.find_map(|line| Some(line.trim().strip_prefix(name)?.trim().to_owned()))
    };
    let new_id = format!("{}{at:012x}", &portfolio[..24]);
    let mut changes = vec![
        (owner, format!("person-{at}")),
        (portfolio, new_id),
        (field("name:").unwrap(), format!("Person {at}")),
    ];
    // The copies have no history to look into.
    let kept = settings
        .lines()
        .filter(|line| line.starts_with("kept_since:"));
    changes.extend(kept.map(|line| (line.to_owned(), String::new())));
    if let Some(organisation) = field("organisation:") {
        changes.push((
            format!("organisation: {organisation}"),
            format!("organisation: {team}"),
        ));
    }
    copy_changed(example, to, &changes);
}

fn copy_changed(from: &Path, to: &Path, changes: &[(String, String)]) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy_changed(&path, &target, changes);
            continue;
        }
        let bytes = fs::read(&path).unwrap();
        match String::from_utf8(bytes) {
            Ok(mut text) => {
                for (old, new) in changes {
                    text = text.replace(old, new);
                }
                fs::write(target, text).unwrap();
            }
            Err(other) => fs::write(target, other.into_bytes()).unwrap(),
        }
    }
}

/// Five more portfolios, each broken in its own way.
const BREAK: &str = "cd clones \
    && (cd broken-head && git init -q && git add . && git -c user.name=Sam -c user.email=sam@example.org commit -qm All && echo broken > .git/HEAD) \
    && echo 'cpd: [' > broken-settings/cpd.yaml \
    && echo 'people: {' > broken-people/trust/people.yaml \
    && printf 'cpd: 1\\nowner: \\377\\n' > broken-letters/cpd.yaml \
    && sed -i 's/rics: 1.0.0/rics: 9.9.9/' broken-scheme/cpd.yaml";
const BROKEN: [&str; 5] = ["head", "settings", "people", "letters", "scheme"];

/// The rows of a CSV, by the names of their columns.
fn csv(text: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.deserialize().map(Result::unwrap).collect()
}

fn counted<'r>(
    rows: impl IntoIterator<Item = &'r BTreeMap<String, String>>,
    column: &str,
) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for row in rows {
        *counts.entry(row[column].clone()).or_default() += 1;
    }
    counts
}

/// Returns the awards of an example as its `expected.yaml` says: `rics/year-2025-12-31 ready`.
fn awards_of(example: &str) -> Vec<String> {
    let (programme, kind) = example.split_once('/').unwrap();
    let path = format!("examples/programmes/{programme}/expected.yaml");
    let text = fs::read_to_string(repository().join(path)).unwrap();
    let of_kind = text.split_once(&format!("\n{kind}:\n")).unwrap().1;
    let awards = of_kind.lines().skip_while(|line| *line != "  awards:");
    let awards = awards.skip(1).take_while(|line| line.starts_with("    "));
    let award = |line: &str| {
        let (name, rest) = line.trim().split_once(": { state: ")?;
        let (state, _) = rest.split_once(',')?;
        Some(format!("{programme}/{name} {state}"))
    };
    let of_other_kind = |line: &&str| !line.trim().starts_with('#');
    awards.filter(of_other_kind).filter_map(award).collect()
}

#[test]
fn a_report_counts_what_the_institution_was_made_of() {
    let sandbox = Sandbox::new();
    let made = make(&sandbox.path(), PEOPLE, SEED);
    for (at, name) in BROKEN.iter().enumerate() {
        let to = sandbox.path().join(format!("clones/broken-{name}"));
        let rics = repository().join("examples/programmes/rics/complete");
        copy_for(&rics, &to, PEOPLE + at, "Broken");
    }
    sandbox.sh(BREAK);
    // All examples are judged on or before this day.
    let ran = sandbox
        .try_sh("cpd report clones --roster staff.csv --today 2026-11-20 --format csv -o tables");
    assert_eq!(ran.code, 1, "{ran:?}");
    let table = |name: &str| csv(&sandbox.read(&format!("tables/{name}.csv")));
    let people = table("people");
    let (broken, whole): (Vec<_>, Vec<_>) = people
        .iter()
        .partition(|row| row["source"].contains("broken"));
    assert_eq!(counted(whole.iter().copied(), "team"), made.teams);
    let read = [
        ("none", WITHOUT),
        ("partly", made.partly()),
        ("whole", PEOPLE - made.partly()),
    ];
    let read = read.map(|(state, count)| (state.to_owned(), count)).into();
    assert_eq!(counted(whole.iter().copied(), "read"), read);
    assert_eq!(broken.len(), BROKEN.len());
    for row in &broken {
        assert!(["partly", "no"].contains(&&*row["read"]), "{row:?}");
        assert_ne!(row["why"], "", "{row:?}");
    }
    let mut expected: BTreeMap<String, usize> = BTreeMap::new();
    for (example, copies) in made
        .copies
        .iter()
        .filter(|(name, _)| is_judged_that_day(name))
    {
        for award in awards_of(example) {
            *expected.entry(award).or_default() += copies;
        }
    }
    assert!(expected.len() > 8, "{expected:?}");
    let mut found: BTreeMap<String, usize> = BTreeMap::new();
    for row in table("awards") {
        let example = format!("{}/", row["scheme"]);
        if is_readable(&row["person"]) && is_judged_that_day(&example) {
            let round = match &*row["round"] {
                "" => String::new(),
                round => format!("-{round}"),
            };
            let award = format!("{}/{}{round} {}", row["scheme"], row["award"], row["state"]);
            *found.entry(award).or_default() += 1;
        }
    }
    assert_eq!(found, expected);
    let trouble = table("trouble");
    let named = |name: &&str| {
        trouble
            .iter()
            .any(|row| row.values().any(|cell| cell.contains(*name)))
    };
    let with_rules: Vec<&str> = broken
        .iter()
        .filter(|row| row["errors"] != "0")
        .map(|row| &*row["source"])
        .collect();
    assert!(with_rules.len() >= 3, "{broken:?}");
    assert!(with_rules.iter().all(named), "{trouble:?}");
}

/// Returns true for a copy that is not broken: those have the first numbers.
fn is_readable(person: &str) -> bool {
    let number = person.strip_prefix("person-");
    number.is_some_and(|number| number.parse::<usize>().is_ok_and(|number| number < PEOPLE))
}

/// The examples that were judged on 20 November 2026.
fn is_judged_that_day(example: &str) -> bool {
    [
        "careers/",
        "gdc/",
        "gphc/",
        "hcpc/",
        "nmc-revalidation/",
        "rics/",
    ]
    .iter()
    .any(|programme| example.starts_with(programme))
}

#[test]
fn the_page_of_an_institution_is_small_and_public_ones_name_nobody() {
    let sandbox = Sandbox::new();
    let made = make(&sandbox.path(), PEOPLE, SEED);
    let line = "cpd report clones --roster staff.csv --today 2026-11-20";
    let ran = sandbox.try_sh(&format!("{line} -o report.html"));
    assert_eq!(ran.code, 1, "{ran:?}");
    let page = sandbox.read("report.html");
    assert!(page.len() <= 1_048_576, "{}", page.len());
    let partly = made.partly();
    let says = format!(
        "{PEOPLE} portfolios: {} read whole, {partly} partly; {WITHOUT} people on the roster",
        PEOPLE - partly
    );
    assert!(page.contains(&says));
    let ran = sandbox.try_sh(&format!("{line} --for public -o public.html"));
    assert_eq!(ran.code, 1, "{ran:?}");
    let public = sandbox.read("public.html");
    assert!(!public.contains("Person ") && !public.contains("person-"));
    assert!(!public.contains(&says) && public.contains("id=\"participation\""));
}

/// Makes the institution of the picture in the folder that `CPD_INSTITUTION` names.
#[test]
#[ignore = "makes the portfolios of docs/pictures/report.png"]
fn an_institution_is_made_for_the_picture() {
    let folder = std::env::var_os("CPD_INSTITUTION").expect("no folder is named");
    let made = make(Path::new(&folder), IN_THE_PICTURE, SEED);
    assert_eq!(made.copies.values().sum::<usize>(), IN_THE_PICTURE);
}
