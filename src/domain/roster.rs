//! The roster of an institution: its people, their teams and their line managers. Knows no table
//! and no portfolio.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::base::text::fold;

/// The people of an institution.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Roster {
    pub entries: Vec<RosterEntry>,
}

/// A person on the roster.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RosterEntry {
    /// The number of the row in the table.
    pub row: usize,
    /// A lower-case slug.
    pub id: String,
    pub email: Option<String>,
    pub name: String,
    pub team: Option<String>,
    /// The line manager as it is written: an id, an email address or a name.
    pub manager: Option<String>,
    /// The contract as a fraction of full time, above 0 and at most 1.
    pub fraction: Option<Decimal>,
    pub cost_centre: Option<String>,
    /// The first day with the institution.
    pub from: Option<NaiveDate>,
    /// The last day.
    pub until: Option<NaiveDate>,
    pub portfolio: RosterPortfolio,
    /// The id of a scheme.
    pub scheme: Option<String>,
    /// The first day of which records are kept.
    pub kept_since: Option<NaiveDate>,
}

/// The portfolio of a person on the roster.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum RosterPortfolio {
    /// In a folder that is named after their id.
    #[default]
    Usual,
    /// In a folder of this name.
    In(String),
    /// They keep none.
    None,
}

impl RosterEntry {
    /// Returns the name of the folder of the portfolio; none if they keep none.
    pub fn folder(&self) -> Option<&str> {
        match &self.portfolio {
            RosterPortfolio::Usual => Some(&self.id),
            RosterPortfolio::In(folder) => Some(folder),
            RosterPortfolio::None => None,
        }
    }

    /// Returns true for whoever has left before a day.
    pub fn has_left_by(&self, day: NaiveDate) -> bool {
        self.until.is_some_and(|until| until < day)
    }

    /// Returns everything by which others may name them, in small letters.
    fn names(&self) -> impl Iterator<Item = String> {
        let names = [Some(&self.id), self.email.as_ref(), Some(&self.name)];
        let names: BTreeSet<String> = names.into_iter().flatten().map(|it| key(it)).collect();
        names.into_iter()
    }
}

/// The people whom a word names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RosterMatch<'r> {
    Nobody,
    One(&'r RosterEntry),
    /// Several people have that name.
    Several,
}

/// The people of a roster by everything that names them.
pub struct RosterIndex<'r>(BTreeMap<String, RosterMatch<'r>>);

impl<'r> RosterIndex<'r> {
    /// Returns the person with an id, an email address or a name.
    pub fn find(&self, written: &str) -> RosterMatch<'r> {
        let found = self.0.get(&key(written)).copied();
        found.unwrap_or(RosterMatch::Nobody)
    }
}

impl Roster {
    pub fn index(&self) -> RosterIndex<'_> {
        let mut index = BTreeMap::new();
        for entry in &self.entries {
            for name in entry.names() {
                let known = index.entry(name);
                known
                    .and_modify(|it| *it = RosterMatch::Several)
                    .or_insert(RosterMatch::One(entry));
            }
        }
        RosterIndex(index)
    }

    /// Returns each circle of line managers, as the people in it from the first row on.
    pub fn manager_circles(&self) -> Vec<Vec<&RosterEntry>> {
        let index = self.index();
        let manager = |entry: &RosterEntry| match index.find(entry.manager.as_deref()?) {
            RosterMatch::One(manager) => Some((entry.row, manager)),
            RosterMatch::Nobody | RosterMatch::Several => None,
        };
        let managers: BTreeMap<usize, &RosterEntry> =
            self.entries.iter().filter_map(manager).collect();
        let mut seen = BTreeSet::new();
        let mut circles = Vec::new();
        for entry in &self.entries {
            let mut line: Vec<&RosterEntry> = Vec::new();
            let mut at = entry;
            while seen.insert(at.row) {
                line.push(at);
                match managers.get(&at.row) {
                    Some(manager) => at = manager,
                    None => break,
                }
            }
            let begins = line.iter().position(|it| it.row == at.row);
            let is_circle = managers.get(&line.last().map_or(0, |it| it.row));
            if let Some(begins) = begins
                && is_circle.is_some_and(|manager| manager.row == at.row)
            {
                circles.push(line.split_off(begins));
            }
        }
        circles
    }
}

/// Returns a word as words are compared.
fn key(written: &str) -> String {
    fold(written.trim()).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn roster(people: &[(&str, &str)]) -> Roster {
        let entry = |(row, (id, manager)): (usize, &(&str, &str))| RosterEntry {
            row: row + 2,
            id: (*id).to_owned(),
            name: format!("{id} Name"),
            email: Some(format!("{id}@example.org")),
            manager: (!manager.is_empty()).then(|| (*manager).to_owned()),
            ..RosterEntry::default()
        };
        Roster {
            entries: people.iter().enumerate().map(entry).collect(),
        }
    }

    fn circles(people: &[(&str, &str)]) -> Vec<String> {
        let roster = roster(people);
        let circles = roster.manager_circles().into_iter();
        let ids = circles.map(|it| it.iter().map(|it| &*it.id).collect::<Vec<_>>().join(" "));
        ids.collect()
    }

    #[test]
    fn people_are_found_by_id_address_and_name() {
        let roster = roster(&[("ann", ""), ("ben", "")]);
        for written in ["ben", " BEN@example.org", "Ben Name"] {
            assert_eq!(
                roster.index().find(written),
                RosterMatch::One(&roster.entries[1]),
                "{written}"
            );
        }
        assert_eq!(roster.index().find("be"), RosterMatch::Nobody);
        let twice = Roster {
            entries: [roster.entries.clone(), roster.entries.clone()].concat(),
        };
        assert_eq!(twice.index().find("ben"), RosterMatch::Several);
    }

    #[test]
    fn each_circle_of_managers_is_found_once() {
        assert_eq!(circles(&[("a", ""), ("b", "a"), ("c", "b")]), [""; 0]);
        assert_eq!(circles(&[("a", "a"), ("b", "a")]), ["a"]);
        assert_eq!(
            circles(&[
                ("x", "b"),
                ("a", "c"),
                ("b", "a"),
                ("c", "b@example.org"),
                ("d", "e name"),
                ("e", "d")
            ]),
            ["b a c", "d e"]
        );
        // Somebody who is not on the roster ends the line.
        assert_eq!(circles(&[("a", "zoe"), ("b", "a")]), [""; 0]);
    }
}
