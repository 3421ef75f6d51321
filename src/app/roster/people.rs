//! Problems between the people of a roster: who stands in it twice, and whose line manager is
//! nobody or themselves.

use std::collections::BTreeMap;

use crate::app::institution_table::{InstitutionTable, PlacedProblem};
use crate::base::text::{did_you_mean, fold, words};
use crate::domain::roster::{Roster, RosterEntry, RosterIndex, RosterMatch};
use crate::domain::schema::Library;

/// Returns what is wrong between the rows.
pub fn problems(roster: &Roster, table: &InstitutionTable) -> Vec<PlacedProblem> {
    let finder = ProblemFinder {
        roster,
        index: roster.index(),
        table,
    };
    let repeated = finder.repeated();
    let others = roster.entries.iter().flat_map(|entry| {
        let manager = finder.unknown_manager(entry);
        [manager, finder.unknown_scheme(entry)]
    });
    let circles = finder.circles();
    repeated
        .into_iter()
        .chain(others.flatten())
        .chain(circles)
        .collect()
}

/// A part of an entry that no other entry has.
type PartOf = fn(&RosterEntry) -> Option<&str>;

struct ProblemFinder<'r> {
    roster: &'r Roster,
    index: RosterIndex<'r>,
    table: &'r InstitutionTable,
}

impl ProblemFinder<'_> {
    fn problem(&self, row: usize, column: &str, says: String) -> PlacedProblem {
        self.table.problem(row, column, says)
    }

    /// Returns the rows with a person, an address or a folder that an earlier row has.
    fn repeated(&self) -> Vec<PlacedProblem> {
        let parts: [(&str, PartOf); 3] = [
            ("person", |entry| Some(&entry.id)),
            ("email", |entry| entry.email.as_deref()),
            ("portfolio", RosterEntry::folder),
        ];
        let mut found: BTreeMap<usize, PlacedProblem> = BTreeMap::new();
        for (column, part) in parts {
            let mut first: BTreeMap<String, usize> = BTreeMap::new();
            for entry in &self.roster.entries {
                let Some(word) = part(entry) else { continue };
                let row = *first.entry(fold(word).into_owned()).or_insert(entry.row);
                if row < entry.row {
                    let says = match column {
                        "portfolio" => format!("the folder {word} is that of row {row}, too"),
                        _ => format!("{word} stands in row {row}, too"),
                    };
                    let problem = self.problem(entry.row, column, says);
                    found.entry(entry.row).or_insert(problem);
                }
            }
        }
        found.into_values().collect()
    }

    fn unknown_manager(&self, entry: &RosterEntry) -> Option<PlacedProblem> {
        let written = entry.manager.as_deref()?;
        let says = match self.index.find(written) {
            RosterMatch::One(_) => return None,
            RosterMatch::Nobody => format!(
                "{written} is not on the roster. Add a row for them, with `none` under {} if they keep no portfolio",
                self.table.heading("portfolio")
            ),
            RosterMatch::Several => {
                format!("several people are called {written}. Write the manager's id or address")
            }
        };
        Some(self.problem(entry.row, "manager", says))
    }

    fn unknown_scheme(&self, entry: &RosterEntry) -> Option<PlacedProblem> {
        let written = entry.scheme.as_deref()?;
        let library = Library::built_in();
        if library.newest(written).is_some() {
            return None;
        }
        let known = library.ids();
        let advice = match did_you_mean::question(written, known.iter().copied()) {
            Some(question) => question,
            None => format!("choose from {}", words::join_choices(&known)),
        };
        let says = format!("there is no scheme called {written}; {advice}");
        Some(self.problem(entry.row, "scheme", says))
    }

    fn circles(&self) -> Vec<PlacedProblem> {
        let circles = self.roster.manager_circles().into_iter();
        let problem = |circle: Vec<&RosterEntry>| {
            let first = circle.first()?;
            let rows: BTreeMap<usize, &str> = circle.iter().map(|it| (it.row, &*it.name)).collect();
            let names = rows.iter().map(|(row, name)| format!("{name} (row {row})"));
            let says = match circle.len() {
                1 => "is the person's own line manager".to_owned(),
                _ => format!(
                    "these manage one another in a circle: {}",
                    words::join_all(&names.collect::<Vec<_>>())
                ),
            };
            let row = rows.keys().next().copied().unwrap_or(first.row);
            Some(self.problem(row, "manager", says))
        };
        circles.filter_map(problem).collect()
    }
}
