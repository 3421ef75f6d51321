//! The rows of a roster as people. No value is guessed.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::app::institution_table::{InstitutionTable, PlacedProblem};
use crate::base::calendar::{self, human::DateContext};
use crate::base::sheet::SheetRow;
use crate::base::text::slug;
use crate::domain::portfolio::answer::read_answer;
use crate::domain::roster::{Roster, RosterEntry, RosterPortfolio};
use crate::domain::schema::FieldType;

/// Words in place of a folder that say that somebody keeps no portfolio.
const NO_PORTFOLIO: [&str; 2] = ["none", "no"];

/// Reads every row.
pub fn read(table: &InstitutionTable) -> (Roster, Vec<PlacedProblem>) {
    let mut problems = Vec::new();
    let mut roster = Roster::default();
    for row in table.rows() {
        let mut reader = PersonReader {
            table,
            row,
            problems: &mut problems,
        };
        if let Some(entry) = reader.entry() {
            roster.entries.push(entry);
        }
    }
    give_ids(&mut roster);
    (roster, problems)
}

/// Gives an id to whoever has none: their name, or what stands before the `@` of their address if
/// several people have that name.
fn give_ids(roster: &mut Roster) {
    let by_name: Vec<String> = roster.entries.iter().map(|it| slug(&it.name)).collect();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for name in &by_name {
        *counts.entry(name).or_default() += 1;
    }
    for (entry, name) in roster.entries.iter_mut().zip(&by_name) {
        if !entry.id.is_empty() {
            continue;
        }
        let is_shared = counts.get(&**name).is_some_and(|count| *count > 1);
        let address = entry.email.as_deref().filter(|_| is_shared);
        let local = address.and_then(|it| it.split('@').next()).map(slug);
        entry.id = local.unwrap_or_else(|| name.clone());
    }
}

/// Reads one row.
struct PersonReader<'t> {
    table: &'t InstitutionTable,
    row: &'t SheetRow,
    problems: &'t mut Vec<PlacedProblem>,
}

impl PersonReader<'_> {
    /// Returns the person; none if there is no name.
    fn entry(&mut self) -> Option<RosterEntry> {
        let person = self.cell("person");
        let (email, id) = match person {
            Some(word) if word.contains('@') => (Some(word), None),
            word => (self.cell("email"), word),
        };
        let id = id.map(|written| slug(&written)).unwrap_or_default();
        let Some(name) = self.cell("name") else {
            self.report("name", "is empty");
            return None;
        };
        if slug(&name).is_empty() {
            self.report("name", "has no letters");
            return None;
        }
        let entry = RosterEntry {
            row: self.row.number,
            id,
            email,
            name,
            team: self.cell("team"),
            manager: self.cell("manager"),
            fraction: self.fraction(),
            cost_centre: self.cell("cost_centre"),
            from: self.date("from"),
            until: self.date("until"),
            portfolio: self.portfolio(),
            scheme: self.cell("scheme"),
            kept_since: self.date("kept_since"),
        };
        if let (Some(from), Some(until)) = (entry.from, entry.until)
            && until < from
        {
            self.report("until", "is before the first day");
        }
        Some(entry)
    }

    fn cell(&self, column: &str) -> Option<String> {
        self.table.cell(self.row, column)
    }

    fn report(&mut self, column: &str, says: &str) {
        let problem = self.table.problem(self.row.number, column, says);
        self.problems.push(problem);
    }

    fn date(&mut self, column: &str) -> Option<NaiveDate> {
        let cell = self.cell(column)?;
        match read_answer(&FieldType::Date, &cell, DateContext::default()) {
            Ok(day) => calendar::date(&day),
            Err(why) => {
                self.report(column, &format!("“{cell}” {}", why.says));
                None
            }
        }
    }

    /// Reads `0.6`, `0,6` and `60%`.
    fn fraction(&mut self) -> Option<Decimal> {
        let cell = self.cell("fraction")?;
        let number = cell.replace(',', ".");
        let (number, parts) = match number.strip_suffix('%') {
            Some(number) => (number.trim(), Decimal::ONE_HUNDRED),
            None => (&*number, Decimal::ONE),
        };
        let fraction = number.parse::<Decimal>().ok().map(|it| it / parts);
        let found = fraction.filter(|it| *it > Decimal::ZERO && *it <= Decimal::ONE);
        if found.is_none() {
            let says = format!("“{cell}” is not a fraction of full time, such as 0.6 or 60%");
            self.report("fraction", &says);
        }
        found.map(|fraction| fraction.normalize())
    }

    fn portfolio(&mut self) -> RosterPortfolio {
        let Some(folder) = self.cell("portfolio") else {
            return RosterPortfolio::Usual;
        };
        if NO_PORTFOLIO.contains(&&*folder.to_lowercase()) {
            return RosterPortfolio::None;
        }
        if !is_folder_name(&folder) {
            let says = format!(
                "“{folder}” is not the name of a folder: use letters, numbers, points and hyphens"
            );
            self.report("portfolio", &says);
        }
        RosterPortfolio::In(folder)
    }
}

/// Returns true for a name that is one folder on every system.
fn is_folder_name(name: &str) -> bool {
    let is_allowed = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ' ');
    let ends_well = !name.starts_with('.') && !name.ends_with('.');
    ends_well && name.len() <= 100 && name.chars().all(is_allowed) && !is_device(name)
}

/// Returns true for the name of a device of Windows.
fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name).to_lowercase();
    let numbered = |device: &str| {
        let number = stem.strip_prefix(device);
        number.is_some_and(|it| it.len() == 1 && it.bytes().all(|b| b.is_ascii_digit()))
    };
    ["con", "prn", "aux", "nul"].contains(&&*stem) || numbered("com") || numbered("lpt")
}
