//! Leaves small counts of people out of what is made public, so that nobody can tell who they are.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::{ColumnType, ReportCell, ReportColumn, ReportRow};
use crate::views::portfolio_line::PortfolioLine;

/// Teams that are too small to be named to the public. They have rows together.
#[derive(Debug, Clone, Default)]
pub struct SmallTeams<'l>(BTreeSet<&'l str>);

/// The name of all teams that are not named.
const OTHER_TEAMS: &str = "other teams";

impl<'l> SmallTeams<'l> {
    /// Returns the teams of fewer people than `least`. If they have fewer together, the next
    /// smallest team joins them.
    pub fn of(lines: &'l [PortfolioLine], least: usize) -> Self {
        let mut sizes: BTreeMap<&str, usize> = BTreeMap::new();
        for line in lines {
            let team = line.team.as_deref().unwrap_or_default();
            *sizes.entry(team).or_default() += 1;
        }
        Self::of_sizes(sizes, least)
    }

    pub fn of_sizes(sizes: BTreeMap<&'l str, usize>, least: usize) -> Self {
        let mut sizes: Vec<(usize, &str)> =
            sizes.into_iter().map(|(team, size)| (size, team)).collect();
        sizes.sort_unstable();
        let mut small = BTreeSet::new();
        let mut people = 0;
        for (size, team) in sizes {
            if size < least || (1..least).contains(&people) {
                small.insert(team);
                people += size;
            }
        }
        Self(small)
    }

    /// Returns the name under which a team is shown.
    pub fn shown<'t>(&self, team: &'t str) -> &'t str {
        match self.0.contains(team) {
            true => OTHER_TEAMS,
            false => team,
        }
    }
}

/// The amounts of several people.
#[derive(Debug, Clone, Default)]
pub struct PersonSums(BTreeMap<usize, Decimal>);

impl PersonSums {
    pub fn add(&mut self, person: usize, amount: Decimal) {
        let sum = self.0.entry(person).or_default();
        *sum = sum.saturating_add(amount);
    }

    pub fn join(&mut self, other: &Self) {
        for (person, amount) in &other.0 {
            self.add(*person, *amount);
        }
    }

    /// Returns the number of people.
    pub fn people(&self) -> usize {
        self.0.len()
    }

    pub fn total(&self) -> Decimal {
        let amounts = self.0.values();
        amounts.fold(Decimal::ZERO, |sum, amount| sum.saturating_add(*amount))
    }

    /// Returns true if one person has more than four fifths of the sum: whoever sees it knows about
    /// how much that person has.
    pub fn is_mostly_of_one(&self) -> bool {
        let largest = self.0.values().max().copied().unwrap_or_default();
        let four_fifths = self.total() / Decimal::from(5) * Decimal::from(4);
        largest > four_fifths
    }
}

/// Returns a cell that stands for a sum that is mostly of one person.
pub fn withheld() -> ReportCell {
    ReportCell::Words("mostly of one person, or left out".into())
}

/// Columns with a number that is that of one person.
const OF_ONE_PERSON: [&str; 1] = ["longest_days"];

/// Hides each count of people or of their records from 1 to less than `least`, and every other
/// number of its row. Then hides the next smallest counts, until nobody who knows all the sums of
/// the table can work a small count out. 0 stays 0. Days are left out: each is of one person.
pub fn hide_small_counts(columns: &[ReportColumn], rows: &mut [ReportRow], least: usize) {
    let mut audit = TableAudit::new(columns, rows, least);
    audit.hide_until_safe();
    let sums = columns.iter().enumerate();
    let sums = sums.filter(|(_, column)| column.holds == ColumnType::Number);
    let sums: Vec<usize> = sums.map(|(at, _)| at).collect();
    audit.withhold_with_others(&sums, rows);
    for (row, is_hidden) in rows.iter_mut().zip(&audit.is_hidden) {
        for (column, cell) in columns.iter().zip(row) {
            let is_of_one =
                matches!(cell, ReportCell::Day(_)) || OF_ONE_PERSON.contains(&&*column.name);
            match column.holds {
                _ if is_of_one => *cell = ReportCell::Empty,
                _ if *is_hidden && PARTS.contains(&&*column.name) => *cell = ReportCell::Empty,
                ColumnType::People if *is_hidden && *cell != ReportCell::Number(Decimal::ZERO) => {
                    *cell = ReportCell::Words(format!("fewer than {least}, or left out").into());
                }
                ColumnType::Number if *is_hidden => *cell = ReportCell::Empty,
                _ => {}
            }
        }
    }
}

/// The columns of counts of which each is at most the other in the same row.
const AT_MOST: [[&str; 2]; 6] = [
    ["active", "people"],
    ["active", "activities"],
    ["shown_by", "applies"],
    ["people", "evaluations"],
    ["own", "evaluations"],
    ["others", "evaluations"],
];

/// Columns of counts that tell each other if a 0 of them is shown.
const PARTS: [&str; 2] = ["own", "others"];

/// Columns of which the first two make the third.
const SUM_OF_TWO: [&str; 3] = ["own", "others", "evaluations"];

/// The values that somebody may think possible of a count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct CountRange {
    from: i64,
    to: i64,
}

impl CountRange {
    fn narrow(&mut self, from: i64, to: i64) {
        self.from = self.from.max(from);
        self.to = self.to.min(to);
    }
}

/// A bound that stands for none. Sums of many stay in range.
const NO_BOUND: i64 = i64::MAX / 1_000_000;

/// The most rounds of narrowing and of hiding. What is not safe then is hidden whole.
const MOST_ROUNDS: usize = 40;

/// The counts of a table, and what can be worked out from those that are shown.
struct TableAudit {
    /// The counts of each row. What is no number counts as 0.
    counts: Vec<Vec<i64>>,
    names: Vec<String>,
    /// The rows of which somebody may know the sum: all, and those that differ in one column.
    groups: Vec<Vec<usize>>,
    is_hidden: Vec<bool>,
    least: i64,
}

impl TableAudit {
    fn new(columns: &[ReportColumn], rows: &[ReportRow], least: usize) -> Self {
        let of_type = |holds| {
            let places = columns.iter().enumerate();
            let places = places.filter(move |(_, column)| column.holds == holds);
            places.map(|(at, _)| at).collect::<Vec<usize>>()
        };
        let (places, keys) = (of_type(ColumnType::People), of_type(ColumnType::Words));
        let count = |cell: &ReportCell| match cell {
            ReportCell::Number(number) => number.to_i64().unwrap_or(NO_BOUND).min(NO_BOUND),
            _ => 0,
        };
        let counts: Vec<Vec<i64>> = rows
            .iter()
            .map(|row| places.iter().map(|at| count(&row[*at])).collect())
            .collect();
        let least = i64::try_from(least).unwrap_or(NO_BOUND).min(NO_BOUND);
        let is_small = |row: &Vec<i64>| row.iter().any(|count| (1..least).contains(count));
        Self {
            is_hidden: counts.iter().map(is_small).collect(),
            names: places
                .iter()
                .map(|at| columns[*at].name.to_string())
                .collect(),
            groups: groups(&keys, rows),
            counts,
            least,
        }
    }

    fn hide_until_safe(&mut self) {
        for _ in 0..MOST_ROUNDS {
            let mut joined = BTreeSet::new();
            for (row, column) in self.told() {
                if !self.near(row).any(|at| joined.contains(&at)) {
                    joined.extend(self.next_smallest(row, column));
                }
            }
            if joined.is_empty() {
                return;
            }
            joined.iter().for_each(|at| self.is_hidden[*at] = true);
        }
        self.is_hidden.fill(true);
    }

    /// Withholds all sums of a row of which one is withheld. Where that is a single row among those
    /// of which somebody may know the sum, the row with the smallest sums goes too.
    fn withhold_with_others(&self, sums: &[usize], rows: &mut [ReportRow]) {
        let withheld = withheld();
        let amount = |at: usize| {
            let amounts = sums.iter().filter_map(|column| match rows[at][*column] {
                ReportCell::Number(amount) | ReportCell::Money(amount) => Some(amount.abs()),
                _ => None,
            });
            amounts.fold(Decimal::ZERO, Decimal::saturating_add)
        };
        let has_withheld = |at: &usize| sums.iter().any(|column| rows[*at][*column] == withheld);
        let mut gone: BTreeSet<usize> = (0..rows.len()).filter(has_withheld).collect();
        for _ in 0..MOST_ROUNDS {
            let before = gone.len();
            for group in &self.groups {
                let is_out = |at: &&usize| self.is_hidden[**at] || gone.contains(at);
                let (out, shown): (Vec<&usize>, Vec<&usize>) = group.iter().partition(is_out);
                if out.len() == 1 && gone.contains(out[0]) {
                    let others = shown.into_iter().map(|at| (amount(*at), *at));
                    let others = others.filter(|(amount, _)| !amount.is_zero());
                    gone.extend(others.min().map(|(_, at)| at));
                }
            }
            if gone.len() == before {
                break;
            }
        }
        for at in gone {
            for column in sums {
                if rows[at][*column] != ReportCell::Empty {
                    rows[at][*column] = withheld.clone();
                }
            }
        }
    }

    /// Returns the rows that share a sum with a row: those that differ in one column, or else all.
    fn near(&self, row: usize) -> impl Iterator<Item = usize> {
        let (all, some): (Vec<_>, Vec<_>) = self
            .groups
            .iter()
            .filter(|group| group.contains(&row))
            .partition(|group| group.len() == self.counts.len());
        let near = if some.is_empty() { all } else { some };
        near.into_iter().flatten().copied()
    }

    /// Returns the row to hide next, so that a count cannot be worked out.
    fn next_smallest(&self, row: usize, column: usize) -> Option<usize> {
        let smallest = |rows: &mut dyn Iterator<Item = usize>| {
            let counts = |at: &usize| self.counts[*at].iter().filter(|count| **count > 0);
            let shown = rows.filter(|at| !self.is_hidden[*at] && counts(at).next().is_some());
            // Another column may be what gives it away, if this one has nothing left to hide.
            shown.min_by_key(|at| (self.counts[*at][column] == 0, counts(at).min(), *at))
        };
        smallest(&mut self.near(row)).or_else(|| smallest(&mut (0..self.counts.len())))
    }

    /// Returns the row and column of each small count that can be worked out.
    fn told(&self) -> Vec<(usize, usize)> {
        let mut ranges = self.first_ranges();
        for _ in 0..MOST_ROUNDS {
            let before = ranges.clone();
            self.narrow_by_sums(&mut ranges);
            ranges.iter_mut().for_each(|row| self.narrow_in_row(row));
            if before == ranges {
                break;
            }
        }
        let mut told = Vec::new();
        for (at, row) in ranges
            .iter()
            .enumerate()
            .filter(|(at, _)| self.is_hidden[*at])
        {
            for (column, range) in row.iter().enumerate() {
                let is_small = (1..self.least).contains(&self.counts[at][column]);
                if is_small && range.from == range.to {
                    told.push((at, column));
                }
            }
        }
        told
    }

    /// Returns what is known from the rules alone. Somebody may know which counts are small.
    fn first_ranges(&self) -> Vec<Vec<CountRange>> {
        let rows = self.counts.iter().zip(&self.is_hidden);
        let rows = rows.map(|(row, is_hidden)| {
            let row = row.iter().zip(&self.names).map(|(&count, name)| {
                let is_part = PARTS.contains(&&**name);
                let (from, to) = match *is_hidden && (count > 0 || is_part) {
                    false => (count, count),
                    true if count < self.least => (i64::from(!is_part), self.least - 1),
                    true => (self.least, NO_BOUND),
                };
                CountRange { from, to }
            });
            row.collect()
        });
        rows.collect()
    }

    fn narrow_by_sums(&self, ranges: &mut [Vec<CountRange>]) {
        for group in &self.groups {
            for column in 0..self.names.len() {
                let is_shown = |at: &&usize| !self.is_hidden[**at] && self.counts[**at][column] > 0;
                // If nothing of it is shown, neither is the sum.
                if group.iter().any(|at| is_shown(&at)) {
                    self.narrow_group(group, column, ranges);
                }
            }
        }
    }

    fn narrow_group(&self, group: &[usize], column: usize, ranges: &mut [Vec<CountRange>]) {
        let hidden = || group.iter().filter(|at| self.is_hidden[**at]);
        let sum = hidden().fold(0_i64, |sum, at| {
            sum.saturating_add(self.counts[*at][column])
        });
        let (from, to) = hidden().fold((0_i64, 0_i64), |(from, to), at| {
            let range = ranges[*at][column];
            (from.saturating_add(range.from), to.saturating_add(range.to))
        });
        for at in hidden() {
            let range = &mut ranges[*at][column];
            let (others_from, others_to) = (from - range.from, to - range.to);
            range.narrow(sum - others_to, sum - others_from);
        }
    }

    fn narrow_in_row(&self, row: &mut [CountRange]) {
        let place = |name: &str| self.names.iter().position(|known| known == name);
        for [part, whole] in AT_MOST {
            if let (Some(part), Some(whole)) = (place(part), place(whole)) {
                let (low, high) = (row[part].from, row[whole].to);
                row[part].narrow(0, high);
                row[whole].narrow(low, NO_BOUND);
            }
        }
        let [Some(a), Some(b), Some(sum)] = SUM_OF_TWO.map(place) else {
            return;
        };
        let (first, second, both) = (row[a], row[b], row[sum]);
        row[sum].narrow(first.from + second.from, first.to + second.to);
        row[a].narrow(both.from - second.to, both.to - second.from);
        row[b].narrow(both.from - first.to, both.to - first.from);
    }
}

/// Returns the places of all rows, and those of the rows that differ in one of the key columns.
fn groups(keys: &[usize], rows: &[ReportRow]) -> Vec<Vec<usize>> {
    let mut groups = BTreeSet::from([(0..rows.len()).collect::<Vec<usize>>()]);
    for free in keys {
        let mut by_others: BTreeMap<Vec<&ReportCell>, Vec<usize>> = BTreeMap::new();
        for (at, row) in rows.iter().enumerate() {
            let others = keys.iter().filter(|key| *key != free);
            let others = others.map(|key| &row[*key]).collect();
            by_others.entry(others).or_default().push(at);
        }
        groups.extend(by_others.into_values().filter(|group| group.len() > 1));
    }
    groups.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::calendar;
    use crate::views::report::{day_column, number_column, people_column, words_column};

    #[test]
    fn one_hidden_count_is_never_alone() {
        let columns = [
            words_column("team"),
            people_column("people"),
            number_column("hours"),
        ];
        let row = |team: &str, people: usize, hours: usize| {
            vec![team.into(), people.into(), ReportCell::from(hours)]
        };
        let mut rows = vec![
            row("a", 12, 30),
            row("b", 3, 9),
            row("c", 7, 8),
            row("d", 0, 0),
        ];
        hide_small_counts(&columns, &mut rows, 5);
        let left_out = ReportCell::Words("fewer than 5, or left out".into());
        let hidden = |team: &str| vec![team.into(), left_out.clone(), ReportCell::Empty];
        assert_eq!(
            rows,
            [row("a", 12, 30), hidden("b"), hidden("c"), row("d", 0, 0)]
        );
        let mut rows = vec![
            row("a", 12, 30),
            row("b", 3, 9),
            row("c", 1, 8),
            row("d", 5, 0),
        ];
        hide_small_counts(&columns, &mut rows, 5);
        assert_eq!(
            rows,
            [row("a", 12, 30), hidden("b"), hidden("c"), row("d", 5, 0)]
        );
    }

    #[test]
    fn a_sum_is_mostly_of_one_above_four_fifths() {
        let sums = |amounts: &[i64]| {
            let mut sums = PersonSums::default();
            for (person, amount) in amounts.iter().enumerate() {
                sums.add(person, Decimal::from(*amount));
            }
            sums
        };
        assert!(!sums(&[80, 10, 10, 0, 0]).is_mostly_of_one());
        assert!(sums(&[81, 10, 9, 0, 0]).is_mostly_of_one());
        assert!(sums(&[5]).is_mostly_of_one());
        assert!(!sums(&[0, 0]).is_mostly_of_one());
        assert!(!sums(&[]).is_mostly_of_one());
    }

    #[test]
    fn a_withheld_sum_takes_the_next_smallest_with_it_and_what_tells_it() {
        let columns = [
            words_column("team"),
            people_column("people"),
            number_column("budget"),
            number_column("spent"),
        ];
        let row = |team: &str, budget: usize, spent: ReportCell| {
            vec![team.into(), ReportCell::from(9), budget.into(), spent]
        };
        let mut rows = vec![
            row("a", 90, withheld()),
            row("b", 50, 40.into()),
            row("c", 60, 20.into()),
            row("d", 0, 0.into()),
        ];
        hide_small_counts(&columns, &mut rows, 5);
        let gone = |team: &str| vec![team.into(), ReportCell::from(9), withheld(), withheld()];
        assert_eq!(
            rows,
            [
                gone("a"),
                row("b", 50, 40.into()),
                gone("c"),
                row("d", 0, 0.into())
            ]
        );
    }

    #[test]
    fn a_day_is_never_public() {
        let columns = [people_column("people"), day_column("last_on")];
        let mut rows = vec![vec![
            ReportCell::from(50),
            calendar::date("2026-10-02").into(),
        ]];
        hide_small_counts(&columns, &mut rows, 5);
        assert_eq!(rows, [[ReportCell::from(50), ReportCell::Empty]]);
    }
}
