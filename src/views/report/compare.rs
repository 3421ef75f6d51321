//! Spending on development beside that of similar schools.

use rust_decimal::Decimal;

use super::plot::{PlotMeasure, PlotSpec};
use super::{
    ReportCell, ReportInput, ReportRow, TableRows, TableSpec, number_column, words_column,
};
use crate::base::text::fold;

/// A school with its size and spending; `None` for what it did not say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct School {
    /// The number that names it in every file.
    pub urn: String,
    pub name: Option<String>,
    pub year: Option<String>,
    pub phase: Option<String>,
    pub region: Option<String>,
    /// Full-time equivalent.
    pub pupils: Option<Decimal>,
    /// Full-time equivalent.
    pub fte_staff: Option<Decimal>,
    pub headcount: Option<Decimal>,
    /// In pounds.
    pub spend_cpd: Option<Decimal>,
    /// In pounds.
    pub spend_total: Option<Decimal>,
}

/// Schools to compare with.
#[derive(Debug, Clone, Default)]
pub struct SchoolComparison {
    pub own: School,
    /// All others.
    pub schools: Vec<School>,
    /// The source of the own figure, such as `ledger`.
    pub basis: &'static str,
    /// The number of pupils of a similar school differs by at most this share of the own number.
    pub similar_percent: Decimal,
}

pub const TABLE: TableSpec = TableSpec {
    name: "compare",
    title: "Similar schools",
    row: "a measure of spending, beside that of similar schools",
    own_columns: &[
        words_column("year"),
        words_column("school"),
        words_column("measure"),
        words_column("basis"),
        number_column("own"),
        number_column("lower_quartile"),
        number_column("median"),
        number_column("upper_quartile"),
        number_column("rank"),
        number_column("of"),
    ],
    is_public: true,
    day: None,
    plot: Some(PlotSpec {
        bars: &["measure"],
        adds_only: None,
        shows: PlotMeasure::AmongOthers {
            own: "own",
            quartiles: ["lower_quartile", "median", "upper_quartile"],
        },
    }),
    rows: TableRows::WithFiles(rows),
};

/// Pounds by the size of a school.
struct SpendingMeasure {
    name: &'static str,
    per: fn(&School) -> Option<Decimal>,
    /// 100 for a share in percent.
    times: Decimal,
}

const MEASURES: [SpendingMeasure; 4] = [
    SpendingMeasure {
        name: "spend_per_head",
        per: |school| school.headcount,
        times: Decimal::ONE,
    },
    SpendingMeasure {
        name: "spend_per_fte",
        per: |school| school.fte_staff,
        times: Decimal::ONE,
    },
    SpendingMeasure {
        name: "spend_per_pupil",
        per: |school| school.pupils,
        times: Decimal::ONE,
    },
    SpendingMeasure {
        name: "share_of_total",
        per: |school| school.spend_total,
        times: Decimal::ONE_HUNDRED,
    },
];

/// Fewest schools of which quartiles are shown.
const FEWEST: usize = 3;

fn rows(input: &ReportInput<'_>) -> Option<Vec<ReportRow>> {
    let comparison = input.comparison?;
    let own = &comparison.own;
    let similar = comparison.similar();
    let rows = MEASURES.iter().filter_map(|measure| {
        let value = measure.of(own)?;
        let mut others: Vec<Decimal> = similar
            .iter()
            .filter_map(|school| measure.of(school))
            .collect();
        others.sort_unstable();
        let higher = others.iter().filter(|other| **other > value).count();
        let quartile = |part| match others.len() < FEWEST {
            true => ReportCell::Empty,
            false => measure.cell(quantile(&others, part)),
        };
        Some(vec![
            (&own.year).into(),
            own.name.as_ref().unwrap_or(&own.urn).into(),
            measure.name.into(),
            comparison.basis.into(),
            measure.cell(value),
            quartile(Decimal::new(25, 2)),
            quartile(Decimal::new(50, 2)),
            quartile(Decimal::new(75, 2)),
            (higher + 1).into(),
            (others.len() + 1).into(),
        ])
    });
    Some(rows.collect())
}

impl SpendingMeasure {
    /// Returns pounds, or a share in percent.
    fn cell(&self, amount: Decimal) -> ReportCell {
        let amount = amount.round_dp(2);
        match self.times == Decimal::ONE {
            true => ReportCell::Money(amount),
            false => amount.into(),
        }
    }

    /// Returns the measure of a school, unless it lacks a figure or divides by nothing.
    fn of(&self, school: &School) -> Option<Decimal> {
        let per = (self.per)(school).filter(|per| *per > Decimal::ZERO)?;
        school.spend_cpd?.checked_mul(self.times)?.checked_div(per)
    }
}

impl SchoolComparison {
    /// Returns the schools of the same phase and region and with about as many pupils.
    pub fn similar(&self) -> Vec<&School> {
        let own = &self.own;
        let is_same = |a: &Option<String>, b: &Option<String>| {
            let folded =
                |text: &Option<String>| text.as_deref().map(|text| fold(text).into_owned());
            folded(a) == folded(b)
        };
        let is_as_large = |school: &School| match (own.pupils, school.pupils) {
            (Some(own), Some(other)) => {
                let differs = own.saturating_sub(other).abs();
                let most = own / Decimal::ONE_HUNDRED * self.similar_percent;
                differs <= most
            }
            _ => false,
        };
        let similar = self.schools.iter().filter(|school| {
            is_same(&school.phase, &own.phase)
                && is_same(&school.region, &own.region)
                && is_as_large(school)
        });
        similar.collect()
    }
}

/// Returns the value below which this part of sorted values lies, between two values in
/// proportion, as `QUARTILE.INC` of spreadsheets does.
fn quantile(sorted: &[Decimal], part: Decimal) -> Decimal {
    let last = Decimal::from(sorted.len().saturating_sub(1));
    let place = last * part;
    let (below, rest) = (place.floor(), place.fract());
    let at = usize::try_from(below).unwrap_or_default();
    let value = |at: usize| sorted.get(at).copied().unwrap_or_default();
    match rest.is_zero() {
        true => value(at),
        // Of two numbers above 0 the difference holds, and so does a part of it.
        false => value(at).saturating_add(value(at + 1).saturating_sub(value(at)) * rest),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quartiles_are_those_of_spreadsheets() {
        let values = |numbers: &[i64]| -> Vec<Decimal> {
            numbers
                .iter()
                .map(|number| Decimal::from(*number))
                .collect()
        };
        let quarters = |numbers: &[i64]| {
            let sorted = values(numbers);
            [25, 50, 75].map(|part| {
                quantile(&sorted, Decimal::new(part, 2))
                    .normalize()
                    .to_string()
            })
        };
        // QUARTILE.INC of 1 to 4 is 1.75, 2.5 and 3.25.
        assert_eq!(quarters(&[1, 2, 3, 4]), ["1.75", "2.5", "3.25"]);
        assert_eq!(quarters(&[10, 20, 30]), ["15", "20", "25"]);
        assert_eq!(quarters(&[7]), ["7", "7", "7"]);
    }
}
