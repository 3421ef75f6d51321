//! The picture of a table. One mark to a file, such as bars; each is a line in [`Plot::of`].

mod bars;
mod bullets;
mod quartiles;

#[cfg(test)]
pub use bars::PlotBar;
pub use bars::PlotBars;
pub use bullets::Bullet;
pub use quartiles::QuartileLine;

use rust_decimal::Decimal;

use super::{ReportCell, ReportRow, ReportTable};

/// The columns that a picture is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlotSpec {
    /// The columns whose values have a bar each. One with the same value in every row is not named,
    /// but the last always is.
    pub bars: &'static [&'static str],
    /// A column whose values must be the same in every row, such as a currency: others are never
    /// added together.
    pub adds_only: Option<&'static str>,
    pub shows: PlotMeasure,
}

/// The numbers that a picture shows, and so its mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlotMeasure {
    /// The number of rows, in parts by the values of a column.
    RowsBy(&'static str),
    /// The sum of a column.
    Sum(&'static str),
    /// The columns of the money that was spent and is planned, and of its budget.
    AgainstBudget {
        spent: &'static str,
        planned: &'static str,
        budget: &'static str,
    },
    /// The columns of an own number and of the quartiles of others, each row on a scale of its own.
    AmongOthers {
        own: &'static str,
        quartiles: [&'static str; 3],
    },
}

/// A picture of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plot {
    /// The finding, in a sentence.
    pub finding: String,
    pub marks: PlotMarks,
}

/// The marks of a picture, with their numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlotMarks {
    Bars(PlotBars),
    Bullets(Vec<Bullet>),
    Quartiles(Vec<QuartileLine>),
}

impl PlotMarks {
    const fn len(&self) -> usize {
        match self {
            Self::Bars(bars) => bars.bars.len(),
            Self::Bullets(bullets) => bullets.len(),
            Self::Quartiles(lines) => lines.len(),
        }
    }
}

/// The most bars of a picture: a table of more is clearer without one.
const MOST_BARS: usize = 60;

impl Plot {
    /// Returns the picture of a table; `None` if there is nothing to see or too much.
    pub fn of(table: &ReportTable) -> Option<Self> {
        let spec = table.spec.plot?;
        let drawn = DrawnRows::new(table, &spec)?;
        let plot = match spec.shows {
            PlotMeasure::RowsBy(name) => bars::rows_by(&drawn, drawn.column(name)?),
            PlotMeasure::Sum(name) => bars::sums(&drawn, drawn.column(name)?, name),
            PlotMeasure::AgainstBudget {
                spent,
                planned,
                budget,
            } => bullets::of(&drawn, drawn.columns([spent, planned, budget])?),
            PlotMeasure::AmongOthers { own, quartiles } => {
                quartiles::of(&drawn, drawn.column(own)?, drawn.columns(quartiles)?)
            }
        };
        (1..=MOST_BARS).contains(&plot.marks.len()).then_some(plot)
    }
}

/// A table, and the columns that name its bars.
struct DrawnRows<'t> {
    table: &'t ReportTable,
    names: Vec<usize>,
}

impl<'t> DrawnRows<'t> {
    fn new(table: &'t ReportTable, spec: &PlotSpec) -> Option<Self> {
        let mut drawn = Self {
            table,
            names: Vec::new(),
        };
        if let Some(name) = spec.adds_only
            && drawn.differs(drawn.column(name)?)
        {
            return None;
        }
        let names = spec.bars.iter().map(|name| drawn.column(name));
        let names = names.collect::<Option<Vec<usize>>>()?;
        let (last, around) = names.split_last()?;
        let around = around.iter().copied();
        let around = around.filter(|at| drawn.differs(*at));
        drawn.names = around.chain([*last]).collect();
        Some(drawn)
    }

    fn column(&self, name: &str) -> Option<usize> {
        let mut columns = self.table.columns.iter();
        columns.position(|column| column.name == name)
    }

    fn columns<const N: usize>(&self, names: [&str; N]) -> Option<[usize; N]> {
        let found = names.map(|name| self.column(name));
        found
            .iter()
            .all(Option::is_some)
            .then(|| found.map(Option::unwrap_or_default))
    }

    /// Returns true if a column has several values.
    fn differs(&self, at: usize) -> bool {
        let mut rows = self.table.rows.iter();
        let first = rows.next().map(|row| text(row, at));
        rows.any(|row| Some(text(row, at)) != first)
    }

    fn rows(&self) -> &'t [ReportRow] {
        &self.table.rows
    }

    /// Returns the name of the bar that a row belongs to.
    fn label(&self, row: &ReportRow) -> String {
        let names: Vec<String> = self.names.iter().map(|at| text(row, *at)).collect();
        names.join(" ")
    }

    /// Returns the name of a bar by the columns that are filled in, or else a word for all others.
    fn label_or(&self, row: &ReportRow, otherwise: &str) -> String {
        let filled = self
            .names
            .iter()
            .filter(|at| row[**at] != ReportCell::Empty);
        let names: Vec<String> = filled.map(|at| text(row, *at)).collect();
        match names.is_empty() {
            true => otherwise.to_owned(),
            false => names.join(" "),
        }
    }
}

fn text(row: &ReportRow, at: usize) -> String {
    match &row[at] {
        ReportCell::Empty => "none".to_owned(),
        ReportCell::Words(words) => words.as_str().into(),
        ReportCell::Number(number) | ReportCell::Money(number) => number.to_string(),
        ReportCell::Day(day) => day.to_string(),
    }
}

fn number(row: &ReportRow, at: usize) -> Option<Decimal> {
    match row[at] {
        ReportCell::Number(number) | ReportCell::Money(number) => Some(number),
        ReportCell::Empty | ReportCell::Words(_) | ReportCell::Day(_) => None,
    }
}

/// Returns a number as a picture says it: money with pence.
fn shown_number(number: Decimal, is_money: bool) -> String {
    match is_money {
        true => format!("{number:.2}"),
        false => number.normalize().to_string(),
    }
}
