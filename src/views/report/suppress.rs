//! Leaves small counts of people out of what is made public, so that nobody can tell who they are.

use rust_decimal::Decimal;

use super::{ColumnType, ReportCell, ReportColumn, ReportRow};

/// Hides each count of people from 1 to less than `least`, and every other number of its row. If
/// that hides one row alone, the next smallest count goes too, since somebody who knows the whole
/// could work it out. 0 stays 0. Days are left out: each is of one person.
pub fn hide_small_counts(columns: &[ReportColumn], rows: &mut [ReportRow], least: usize) {
    let counts = |row: &ReportRow| -> Vec<Decimal> {
        let cells = columns.iter().zip(row);
        let cells = cells.filter(|(column, _)| column.holds == ColumnType::People);
        cells
            .filter_map(|(_, cell)| match cell {
                ReportCell::Number(number) if !number.is_zero() => Some(*number),
                _ => None,
            })
            .collect()
    };
    let least_count = Decimal::from(least);
    let smallest = |row: &ReportRow| counts(row).into_iter().min();
    let is_small = |row: &ReportRow| smallest(row).is_some_and(|count| count < least_count);
    let mut hidden: Vec<usize> = (0..rows.len()).filter(|at| is_small(&rows[*at])).collect();
    if let [only] = hidden[..] {
        let others = (0..rows.len()).filter(|at| *at != only);
        let others = others.filter_map(|at| Some((smallest(&rows[at])?, at)));
        hidden.extend(others.min().map(|(_, at)| at));
    }
    for row in rows.iter_mut() {
        let days = row
            .iter_mut()
            .filter(|cell| matches!(cell, ReportCell::Day(_)));
        days.for_each(|day| *day = ReportCell::Empty);
    }
    for at in hidden {
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
