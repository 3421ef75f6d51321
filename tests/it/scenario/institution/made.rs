//! Makes an institution from the examples of all programmes, and says what it was made of.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use chrono::{Days, NaiveDate};

use crate::golden::repository;
use crate::support::Sandbox;

/// The day of the report. Most examples are judged on it in their `expected.yaml`.
pub const TODAY: &str = "2026-11-20";
pub const TEAMS: [&str; 4] = ["Construction", "Health", "Law", "Surveying"];
/// The people on the roster without a portfolio.
pub const WITHOUT: usize = 3;
/// The portfolios that are broken, each in its own way.
pub const BROKEN: [&str; 5] = ["head", "settings", "people", "letters", "scheme"];
const BREAK: &str = "cd clones \
    && (cd broken-head && git init -q && git add . && git -c user.name=Sam -c user.email=sam@example.org commit -qm All && echo broken > .git/HEAD) \
    && echo 'cpd: [' > broken-settings/cpd.yaml \
    && echo 'people: {' > broken-people/trust/people.yaml \
    && printf 'cpd: 1\\nowner: \\377\\n' > broken-letters/cpd.yaml \
    && sed -i 's/rics: 1.0.0/rics: 9.9.9/' broken-scheme/cpd.yaml";

/// The budgets of the institution for two people of each example. Nothing is for what Law spent in 2025.
const BUDGETS: [(i32, &str, u32); 7] = [
    (2025, "Construction", 400),
    (2025, "Health", 300),
    (2025, "Surveying", 1000),
    (2026, "Construction", 400),
    (2026, "Health", 900),
    (2026, "Law", 600),
    (2026, "Surveying", 100),
];

const FIRST_NAMES: [&str; 20] = [
    "Ada", "Bilal", "Chidi", "Dorota", "Emrys", "Fatima", "Grace", "Hamid", "Ines", "Jude",
    "Karima", "Liam", "Mina", "Noor", "Owen", "Petra", "Quentin", "Rosa", "Sunil", "Tess",
];
const LAST_NAMES: [&str; 16] = [
    "Abbot", "Brook", "Chandra", "Dunne", "Ekwueme", "Fenn", "Garcia", "Hale", "Ito", "Jarvis",
    "Kaur", "Lund", "Morgan", "Nowak", "Osei", "Price",
];

/// A person with a portfolio that can be read.
pub struct MadePerson {
    pub id: String,
    pub name: String,
    pub team: &'static str,
    /// The example that it is a copy of.
    pub example: &'static Example,
    /// The day on which the person signed and began to wait.
    pub signed_on: Option<NaiveDate>,
}

/// A portfolio of the examples.
#[derive(Debug)]
pub struct Example {
    /// `rics/complete`.
    pub name: &'static str,
    /// Its folder below `examples`.
    folder: &'static str,
}

macro_rules! both {
    ($($scheme:literal)*) => {
        [$(
            Example { name: concat!($scheme, "/complete"), folder: concat!("programmes/", $scheme, "/complete") },
            Example { name: concat!($scheme, "/short"), folder: concat!("programmes/", $scheme, "/short") },
        )*
            Example { name: "lancaster/complete", folder: "bronze-ready" },
            Example { name: "lancaster/short", folder: "bronze-begun" },
        ]
    };
}

/// All eleven programmes.
pub static EXAMPLES: [Example; 22] = both!(
    "alt-valley" "careers" "gdc" "gphc" "hcpc" "next-role" "nmc-revalidation" "rics" "school-cpd"
    "social-work-england"
);

impl Example {
    pub fn place(&self) -> PathBuf {
        repository().join("examples").join(self.folder)
    }

    pub fn scheme(&self) -> &'static str {
        self.name.split('/').next().unwrap()
    }

    /// Returns the details of the records in one of its folders, in the order of their names.
    pub fn records(&self, folder: &str) -> Vec<Details> {
        let Ok(entries) = fs::read_dir(self.place().join(folder)) else {
            return Vec::new();
        };
        let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
        files.sort();
        files.iter().map(|file| Details::read(file)).collect()
    }
}

/// The details at the top of a record, as they are written.
pub struct Details(BTreeMap<String, String>);

impl Details {
    fn read(file: &Path) -> Self {
        let text = fs::read_to_string(file).unwrap();
        let top = text.strip_prefix("---\n").unwrap();
        let top = top.split("\n---").next().unwrap();
        let lines = top.lines().filter_map(|line| line.split_once(": "));
        Self(
            lines
                .map(|(key, value)| (key.to_owned(), value.to_owned()))
                .collect(),
        )
    }

    /// Returns a detail; empty if it is not there.
    pub fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// Returns the number that a detail begins with; 0 if it is not there.
    pub fn number(&self, name: &str) -> f64 {
        let number = self.get(name).split(' ').next().unwrap();
        if number.is_empty() {
            0.0
        } else {
            number.parse().unwrap()
        }
    }
}

/// The people of an institution.
pub struct MadeInstitution {
    pub people: Vec<MadePerson>,
}

impl MadeInstitution {
    /// Writes the portfolios into `clones`, and `staff.csv`, `budgets.csv` and `schools.csv`.
    pub fn make(sandbox: &Sandbox, people: usize, seed: usize) -> Self {
        let people: Vec<MadePerson> = (0..people).map(|at| person(at, seed)).collect();
        for (at, person) in people.iter().enumerate() {
            let to = sandbox.path().join("clones").join(&person.id);
            copy_for(&person.example.place(), &to, at, person);
            if let Some(day) = person.signed_on {
                sandbox.sh(&format!(
                    "cd clones/{0} && git init -q && git add . \
                     && GIT_COMMITTER_DATE=2026-11-01T12:00:00Z git commit -qm Records \
                     && cpd sign bronze --as {0} --unsigned --yes --today {day}",
                    person.id
                ));
            }
        }
        for (at, name) in BROKEN.iter().enumerate() {
            let to = sandbox.path().join(format!("clones/broken-{name}"));
            let rics = EXAMPLES.iter().find(|one| one.name == "rics/complete");
            let broken = MadePerson {
                id: format!("broken-{at}"),
                name: format!("Broken {at}"),
                team: "Broken",
                example: rics.unwrap(),
                signed_on: None,
            };
            copy_for(&broken.example.place(), &to, people.len() + at, &broken);
        }
        sandbox.sh(BREAK);
        let made = Self { people };
        made.write_tables(sandbox);
        made
    }

    fn write_tables(&self, sandbox: &Sandbox) {
        // The first of each team lead it.
        let mut roster = "id,name,team,manager,status\n".to_owned();
        for person in &self.people {
            let mut team = self.people.iter().filter(|one| one.team == person.team);
            let head = team.next().map_or("", |head| &head.id);
            let head = if head == person.id { "" } else { head };
            let MadePerson { id, name, team, .. } = person;
            roster.push_str(&format!("{id},{name},{team},{head},current\n"));
        }
        for (at, team) in TEAMS.iter().take(WITHOUT).enumerate() {
            roster.push_str(&format!("none-{at},Nobody {at},{team},,current\n"));
        }
        sandbox.write("staff.csv", roster);
        let mut budgets = "year,team,category,cost_centre,amount,currency\n".to_owned();
        for (year, team, amount) in self.budgets() {
            budgets.push_str(&format!("{year},{team},,,{amount},GBP\n"));
        }
        sandbox.write("budgets.csv", budgets);
        sandbox.write("schools.csv", SCHOOLS);
    }

    /// Returns the folders of the first people who have copies of some examples.
    pub fn folders_of(&self, examples: &[&str]) -> String {
        let person = |example: &&str| {
            let mut people = self.people.iter();
            people.find(|person| person.example.name == *example)
        };
        let people = examples.iter().filter_map(person);
        let folders: Vec<String> = people.map(|one| format!("clones/{}", one.id)).collect();
        folders.join(" ")
    }

    /// Returns the budgets by year and team: larger ones for more people.
    pub fn budgets(&self) -> Vec<(i32, &'static str, u32)> {
        let times = u32::try_from(self.people.len() / EXAMPLES.len() / 2)
            .unwrap()
            .max(1);
        let budgets = BUDGETS.into_iter();
        budgets
            .map(|(year, team, amount)| (year, team, amount * times))
            .collect()
    }

    /// Returns the numbers of people by team, with those who have no portfolio.
    pub fn teams(&self) -> BTreeMap<String, usize> {
        let mut teams: BTreeMap<String, usize> = BTreeMap::new();
        let without = TEAMS.into_iter().take(WITHOUT);
        for team in self.people.iter().map(|person| person.team).chain(without) {
            *teams.entry(team.to_owned()).or_default() += 1;
        }
        teams
    }
}

/// The own school, 100, spends 6,000. Nine similar ones spend 1,000 to 9,000. The others are of
/// another phase, too large, or supplied no figure.
const SCHOOLS: &str = "school,urn,year,phase,region,pupils,fte_staff,headcount,spend_cpd,spend_total\n\
    Own,100,2024-25,Primary,South West,300,16,20,6000,1000000\n\
    A,101,2024-25,Primary,South West,300,16,20,1000,1000000\n\
    B,102,2024-25,Primary,South West,300,16,20,2000,1000000\n\
    C,103,2024-25,Primary,South West,300,16,20,3000,1000000\n\
    D,104,2024-25,Primary,South West,300,16,20,4000,1000000\n\
    E,105,2024-25,Primary,South West,300,16,20,5000,1000000\n\
    F,106,2024-25,Primary,South West,300,16,20,6000,1000000\n\
    G,107,2024-25,Primary,South West,300,16,20,7000,1000000\n\
    H,108,2024-25,Primary,South West,300,16,20,8000,1000000\n\
    I,109,2024-25,Primary,South West,300,16,20,9000,1000000\n\
    J,110,2024-25,Secondary,South West,300,16,20,20000,1000000\n\
    K,111,2024-25,Primary,South West,400,16,20,20000,1000000\n\
    L,112,2024-25,Primary,South West,300,16,20,DNS,DNS\n";

fn person(at: usize, seed: usize) -> MadePerson {
    let round = at / EXAMPLES.len();
    let example = &EXAMPLES[(at + seed) % EXAMPLES.len()];
    // Of three who have all for Bronze, two have signed, one three days after the other.
    let signs = example.name == "lancaster/complete" && round % 3 < 2;
    let waits = Days::new(7 + 3 * u64::try_from(round).unwrap());
    MadePerson {
        id: format!("person-{at}"),
        name: format!(
            "{} {}",
            FIRST_NAMES[at % FIRST_NAMES.len()],
            LAST_NAMES[(at / FIRST_NAMES.len()) % LAST_NAMES.len()]
        ),
        team: TEAMS[(at * 7 + seed + round) % TEAMS.len()],
        example,
        signed_on: signs.then(|| today().checked_sub_days(waits).unwrap()),
    }
}

pub fn today() -> NaiveDate {
    TODAY.parse().unwrap()
}

/// Copies an example for another person. Every file that names the owner names the new one.
/// Sign-offs are left out, since they name what somebody else signed.
fn copy_for(example: &Path, to: &Path, at: usize, person: &MadePerson) {
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
        (owner, person.id.clone()),
        (portfolio, new_id),
        (field("name:").unwrap(), person.name.clone()),
    ];
    if let Some(organisation) = field("organisation:") {
        changes.push((
            format!("organisation: {organisation}"),
            format!("organisation: {}", person.team),
        ));
    }
    copy_changed(example, to, &changes);
}

fn copy_changed(from: &Path, to: &Path, changes: &[(String, String)]) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        if path.ends_with("signoffs") {
            continue;
        }
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
