//! The people on a roster beside their portfolios.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::app::roster::ReadRoster;
use crate::base::text::words;
use crate::domain::roster::{RosterEntry, RosterIndex, RosterMatch, RosterPortfolio};
use crate::views::portfolio_line::{PortfolioLine, Reading};

/// Gives lines the team and the line manager that a roster has for their people, and adds a line
/// for each person of today who has no portfolio. Returns what is wrong, in sentences.
pub fn add_roster(
    lines: &mut Vec<PortfolioLine>,
    read: &ReadRoster,
    today: NaiveDate,
) -> Vec<String> {
    let index = read.roster.index();
    let mut notes: Vec<String> = read
        .problems
        .iter()
        .map(|(row, problem)| format!("Roster, row {row}: {}.", problem.says))
        .collect();
    let mut found: BTreeSet<usize> = BTreeSet::new();
    for line in lines.iter_mut() {
        let Some(entry) = entry_of(line, &index) else {
            // Nobody knows whose an unread portfolio is.
            if line.person.is_some() {
                notes.push(format!("{} is of nobody on the roster.", line.source));
            }
            continue;
        };
        found.insert(entry.row);
        line.team = entry.team.clone().or_else(|| line.team.take());
        line.cost_centre.clone_from(&entry.cost_centre);
        add_manager(line, entry, &index);
    }
    let entries = read.roster.entries.iter();
    let without = entries.filter(|entry| {
        let is_here = entry.from.is_none_or(|from| from <= today) && !entry.has_left_by(today);
        is_here && !found.contains(&entry.row) && entry.portfolio != RosterPortfolio::None
    });
    let without: Vec<PortfolioLine> = without
        .map(|entry| {
            let mut line = PortfolioLine {
                day: Some(today),
                cpd: env!("CARGO_PKG_VERSION").to_owned(),
                person: Some(entry.id.clone()),
                name: Some(entry.name.clone()),
                team: entry.team.clone(),
                cost_centre: entry.cost_centre.clone(),
                read: Reading::None,
                ..PortfolioLine::default()
            };
            add_manager(&mut line, entry, &index);
            line
        })
        .collect();
    lines.extend(without);
    notes
}

/// Returns the entry of a portfolio's owner, by id and then by name.
fn entry_of<'r>(line: &PortfolioLine, index: &RosterIndex<'r>) -> Option<&'r RosterEntry> {
    let names = [&line.person, &line.name];
    let mut found = names.into_iter().flatten().map(|name| index.find(name));
    found.find_map(|found| match found {
        RosterMatch::One(entry) => Some(entry),
        RosterMatch::Nobody | RosterMatch::Several => None,
    })
}

fn add_manager(line: &mut PortfolioLine, entry: &RosterEntry, index: &RosterIndex<'_>) {
    let Some(written) = &entry.manager else {
        return;
    };
    (line.manager, line.manager_name) = match index.find(written) {
        RosterMatch::One(manager) => (Some(manager.id.clone()), Some(manager.name.clone())),
        RosterMatch::Nobody | RosterMatch::Several => (None, Some(words::shorten(written, 80))),
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::institution_table::TableFile;
    use crate::app::roster::read;
    use crate::base::calendar;

    #[test]
    fn people_without_a_portfolio_are_lines_and_the_roster_says_the_team() {
        let table = "person,name,team,manager,from,until,portfolio\n\
             ann,Ann Ash,Law,dee,2020-01-01,,\n\
             ben,Ben Birch,Law,Dee Dale,2020-01-01,,\n\
             cat,Cat Cole,Arts,dee,2020-01-01,2026-09-30,\n\
             dee,Dee Dale,Law,,2020-01-01,,none\n\
             eve,Eve Elm,Arts,dee,2027-01-01,,\n";
        let file = TableFile {
            name: "staff.csv",
            bytes: table.as_bytes(),
            sheet: None,
            date_order: None,
        };
        let read = read(&file).unwrap();
        let person = |source: &str, person: &str, name: &str| PortfolioLine {
            source: source.to_owned(),
            person: Some(person.to_owned()),
            name: Some(name.to_owned()),
            team: Some("Old team".to_owned()),
            read: Reading::Whole,
            ..PortfolioLine::default()
        };
        let mut lines = vec![
            person("a", "ann-ash", "Ann Ash"),
            person("z", "zoe", "Zoe Yew"),
            PortfolioLine::unread("broken", "it is broken"),
        ];
        let today = calendar::date("2026-10-02").unwrap();
        let notes = add_roster(&mut lines, &read, today);
        assert_eq!(notes, ["z is of nobody on the roster."]);
        let shown: Vec<String> = lines
            .iter()
            .map(|line| {
                let word = |word: &Option<String>| word.clone().unwrap_or_default();
                format!(
                    "{}|{}|{}|{}|{}",
                    line.source,
                    word(&line.name),
                    word(&line.team),
                    word(&line.manager_name),
                    line.read.name()
                )
            })
            .collect();
        assert_eq!(
            shown,
            [
                "a|Ann Ash|Law|Dee Dale|whole",
                "z|Zoe Yew|Old team||whole",
                "broken||||no",
                "|Ben Birch|Law|Dee Dale|none",
            ]
        );
    }
}
