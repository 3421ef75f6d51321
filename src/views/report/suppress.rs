//! Leaves small counts of people out of what is made public, so that nobody can tell who they are.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::{ColumnType, ReportCell, ReportColumn, ReportRow};

/// Hides each count of people from 1 to less than `least`, and every other number of its row. If
/// that hides one row alone, the next smallest count goes too, since somebody who knows the whole
/// could work it out. The same holds among rows that differ in one column of words. 0 stays 0.
/// Days are left out: each is of one person.
pub fn hide_small_counts(columns: &[ReportColumn], rows: &mut [ReportRow], least: usize) {
    let smallest: Vec<Option<Decimal>> = rows
        .iter()
        .map(|row| smallest_count(columns, row))
        .collect();
    let least_count = Decimal::from(least);
    let is_small = |count: &Option<Decimal>| count.is_some_and(|count| count < least_count);
    let mut hidden: Vec<bool> = smallest.iter().map(is_small).collect();
    let groups = groups(columns, rows);
    let mut passes = 0;
    while hide_next_smallest(&groups, &smallest, &mut hidden) {
        passes += 1;
        if passes == MOST_PASSES {
            hidden.fill(true);
        }
    }
    for row in rows.iter_mut() {
        let days = row
            .iter_mut()
            .filter(|cell| matches!(cell, ReportCell::Day(_)));
        days.for_each(|day| *day = ReportCell::Empty);
    }
    let hidden = (0..rows.len()).filter(|at| hidden[*at]);
    for at in hidden.collect::<Vec<_>>() {
        for (column, cell) in columns.iter().zip(&mut rows[at]) {
            match column.holds {
                ColumnType::People if *cell != ReportCell::Number(Decimal::ZERO) => {
                    *cell = ReportCell::Words(format!("fewer than {least}, or left out"));
                }
                ColumnType::Number => *cell = ReportCell::Empty,
                _ => {}
            }
        }
    }
}

/// The passes after which every row is hidden.
const MOST_PASSES: usize = 32;

fn smallest_count(columns: &[ReportColumn], row: &ReportRow) -> Option<Decimal> {
    let cells = columns.iter().zip(row);
    let cells = cells.filter(|(column, _)| column.holds == ColumnType::People);
    let counts = cells.filter_map(|(_, cell)| match cell {
        ReportCell::Number(number) if !number.is_zero() => Some(*number),
        _ => None,
    });
    counts.min()
}

/// Returns groups of rows whose sums somebody may know: all rows, and those that have the same
/// words in all columns but one.
fn groups(columns: &[ReportColumn], rows: &[ReportRow]) -> Vec<Vec<usize>> {
    let words = (0..columns.len()).filter(|at| columns[*at].holds == ColumnType::Words);
    let words: Vec<usize> = words.collect();
    let mut groups = vec![(0..rows.len()).collect()];
    for left_out in words.iter().filter(|_| words.len() > 1) {
        let mut alike: BTreeMap<Vec<&ReportCell>, Vec<usize>> = BTreeMap::new();
        for (at, row) in rows.iter().enumerate() {
            let others = words.iter().filter(|column| *column != left_out);
            let key = others.map(|column| &row[*column]).collect();
            alike.entry(key).or_default().push(at);
        }
        groups.extend(alike.into_values());
    }
    groups
}

/// Hides the next smallest row of each group in which one row alone is hidden. Returns true if
/// there was any.
fn hide_next_smallest(
    groups: &[Vec<usize>],
    smallest: &[Option<Decimal>],
    hidden: &mut [bool],
) -> bool {
    let mut has_changed = false;
    for group in groups {
        if group.iter().filter(|at| hidden[**at]).count() != 1 {
            continue;
        }
        let others = group.iter().filter(|at| !hidden[**at]);
        let others = others.filter_map(|at| Some((smallest[*at]?, *at)));
        if let Some((_, next)) = others.min() {
            hidden[next] = true;
            has_changed = true;
        }
    }
    has_changed
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

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
        let left_out = ReportCell::Words("fewer than 5, or left out".to_owned());
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

    /// The rows of three sources and three terms.
    fn square(counts: [[usize; 3]; 3]) -> Vec<ReportRow> {
        let rows = counts.into_iter().zip(["a", "b", "c"]);
        let rows = rows.flat_map(|(counts, source)| {
            let cells = counts.into_iter().zip(["x", "y", "z"]);
            cells.map(move |(count, term)| vec![source.into(), term.into(), count.into()])
        });
        rows.collect()
    }

    fn square_columns() -> [ReportColumn; 3] {
        [
            words_column("source"),
            words_column("term"),
            people_column("people"),
        ]
    }

    #[test]
    fn a_small_count_takes_others_of_its_row_and_column_with_it() {
        let hide = |counts| {
            let mut rows = square(counts);
            hide_small_counts(&square_columns(), &mut rows, 5);
            let hidden = rows
                .iter()
                .map(|row| matches!(row[2], ReportCell::Words(_)));
            let hidden: Vec<bool> = hidden.collect();
            [0, 3, 6].map(|at| [hidden[at], hidden[at + 1], hidden[at + 2]])
        };
        let (yes, no) = (true, false);
        // 3 is small, and 7 the next of all. In the column of 3 the next is 8, in that of 7 it is
        // 20. Then no row has one alone.
        assert_eq!(
            hide([[3, 20, 9], [8, 7, 30], [40, 50, 60]]),
            [[yes, yes, no], [yes, yes, no], [no, no, no]]
        );
        assert_eq!(hide([[5, 20, 9], [8, 7, 30], [40, 0, 60]]), [[no; 3]; 3]);
    }

    proptest! {
        /// Somebody who knows the sum of a row or a column could work out one count that is
        /// hidden alone in it.
        #[test]
        fn no_row_and_no_column_has_one_hidden_count(
            counts in prop::array::uniform3(prop::array::uniform3(0..15_usize)),
        ) {
            let mut rows = square(counts);
            hide_small_counts(&square_columns(), &mut rows, 5);
            let is_hidden = |row: usize, column: usize| {
                matches!(rows[row * 3 + column][2], ReportCell::Words(_))
            };
            let is_alone = |line: [(usize, usize); 3]| {
                let of_line = line.iter();
                let hidden = of_line.clone().filter(|(row, column)| is_hidden(*row, *column));
                let seen = of_line
                    .filter(|(row, column)| !is_hidden(*row, *column) && counts[*row][*column] > 0);
                hidden.count() == 1 && seen.count() > 0
            };
            for line in 0..3 {
                prop_assert!(!is_alone([(line, 0), (line, 1), (line, 2)]), "{rows:?}");
                prop_assert!(!is_alone([(0, line), (1, line), (2, line)]), "{rows:?}");
                for column in 0..3 {
                    let count = counts[line][column];
                    let is_small = (1..5).contains(&count);
                    prop_assert!(!is_small || is_hidden(line, column));
                    prop_assert!(count != 0 || !is_hidden(line, column));
                }
            }
        }
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
