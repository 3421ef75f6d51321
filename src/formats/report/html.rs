//! One HTML file that needs nothing else: contents, tables, and a picture with its finding in words
//! above each table that has one. It has no script.

use std::io::{self, Write};

use minijinja::value::Serde;
use minijinja::{Value, context};
use serde::Serialize;

use super::{ReportFormat, preamble, text_of};
use crate::base::text::words;
use crate::formats::Style;
use crate::formats::pack::html::{HtmlError, css, environment};
use crate::views::report::{Audience, ColumnType, Plot, Report, ReportTable};

pub const FORMAT: ReportFormat = ReportFormat {
    name: "html",
    ending: "html",
    is_text: true,
    is_one_table: false,
    write,
};

const PAGE: &str = include_str!(concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/templates/report/report.html.j2"
));
const SHEET: &str = include_str!(concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/templates/report/report.css"
));

/// A table as the page shows it.
#[derive(Serialize)]
struct ShownTable {
    name: &'static str,
    title: &'static str,
    row: &'static str,
    count: String,
    columns: Vec<ShownColumn>,
    rows: Vec<Vec<String>>,
    /// The number of rows that are not shown.
    left_out: usize,
    plot: Option<ShownPlot>,
    /// True if its rows are shown at once.
    is_open: bool,
}

#[derive(Serialize)]
struct ShownColumn {
    title: String,
    /// The attribute of its cells.
    class: Value,
}

/// A picture, in the units of its drawing.
#[derive(Serialize)]
struct ShownPlot {
    finding: String,
    series: Vec<String>,
    bars: Vec<ShownBar>,
    height: usize,
}

#[derive(Serialize)]
struct ShownBar {
    label: String,
    y: usize,
    total: u64,
    /// The end of the bar.
    end: f64,
    parts: Vec<ShownPart>,
}

#[derive(Serialize)]
struct ShownPart {
    series: usize,
    x: f64,
    width: f64,
}

/// The most rows of a table on the page: nobody reads more, and the page stays small.
const MOST_ROWS: usize = 300;
/// The most rows that are shown at once.
const MOST_OPEN: usize = 12;
/// The height of a bar with the gap below it.
const BAR: usize = 26;
/// The places at which bars begin and the longest ends.
const BARS_BEGIN: f64 = 240.0;
const BARS_END: f64 = 660.0;
/// The most letters of a label.
const LONGEST_LABEL: usize = 34;

fn write(report: &Report, _: &Style, out: &mut dyn Write) -> io::Result<()> {
    let page = render(report).map_err(|error| io::Error::other(error.to_string()))?;
    out.write_all(page.as_bytes())
}

fn render(report: &Report) -> Result<String, HtmlError> {
    let mut environment = environment()?;
    environment.add_template("report.html", PAGE)?;
    let has_plots = report.audience != Audience::Public;
    let sheet = SHEET.trim_end();
    let tables = report.tables.iter();
    let tables = tables.map(|table| shown(table, has_plots));
    let page = environment.get_template("report.html")?.render(context! {
        day => report.day.to_string(),
        notes => preamble(report),
        policy => css::policy_hash(sheet),
        sheet => Value::from_safe_string(sheet.to_owned()),
        tables => Serde(tables.collect::<Vec<_>>()),
        version => env!("CARGO_PKG_VERSION"),
    })?;
    Ok(page)
}

fn shown(table: &ReportTable, has_plot: bool) -> ShownTable {
    let is_used = |at: &usize| table.rows.iter().any(|row| !text_of(&row[*at]).is_empty());
    let used: Vec<usize> = (0..table.columns.len()).filter(is_used).collect();
    let columns = used.iter().map(|at| {
        let column = &table.columns[*at];
        ShownColumn {
            title: words::capitalise(&words::with_spaces(&column.name)),
            class: Value::from_safe_string(class_of(column.holds).to_owned()),
        }
    });
    let rows = table.rows.iter().take(MOST_ROWS);
    let rows = rows.map(|row| used.iter().map(|at| text_of(&row[*at])).collect());
    let plot = Plot::of(table).filter(|_| has_plot);
    ShownTable {
        name: table.spec.name,
        title: table.spec.title,
        row: table.spec.row,
        count: words::count_noun(table.rows.len(), "row", "rows"),
        columns: columns.collect(),
        rows: rows.collect(),
        left_out: table.rows.len().saturating_sub(MOST_ROWS),
        is_open: plot.is_none() && table.rows.len() <= MOST_OPEN,
        plot: plot.map(drawn),
    }
}

const fn class_of(holds: ColumnType) -> &'static str {
    match holds {
        ColumnType::Words => "",
        ColumnType::Number | ColumnType::People => " class=\"n\"",
        ColumnType::Day => " class=\"day\"",
    }
}

/// Returns the end of a long label. Labels of a scheme or an award begin alike.
fn shorten_label(label: &str) -> String {
    let count = label.chars().count();
    if count <= LONGEST_LABEL {
        return label.to_owned();
    }
    let end = label.chars().skip(count + 1 - LONGEST_LABEL);
    std::iter::once('…').chain(end).collect()
}

/// Places the bars of a picture.
fn drawn(plot: Plot) -> ShownPlot {
    let totals = plot.bars.iter().map(|bar| bar.parts.iter().sum::<u64>());
    let longest = totals.max().unwrap_or(0).max(1);
    #[expect(clippy::cast_precision_loss, reason = "a drawing needs few digits")]
    let scale = |amount: u64| {
        let share = amount as f64 / longest as f64;
        (share * (BARS_END - BARS_BEGIN) * 10.0).round() / 10.0
    };
    let bars = plot.bars.into_iter().enumerate().map(|(at, bar)| {
        let mut x = BARS_BEGIN;
        let total = bar.parts.iter().sum();
        let parts = bar.parts.iter().enumerate().map(|(series, amount)| {
            let part = ShownPart {
                series,
                x,
                width: scale(*amount),
            };
            x += part.width;
            part
        });
        let parts: Vec<ShownPart> = parts.filter(|part| part.width > 0.0).collect();
        ShownBar {
            label: shorten_label(&bar.label),
            y: at * BAR,
            total,
            end: x,
            parts,
        }
    });
    let bars: Vec<ShownBar> = bars.collect();
    ShownPlot {
        finding: plot.finding,
        series: plot.series,
        height: bars.len() * BAR,
        bars,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_label_keeps_its_end() {
        let fits = "ü".repeat(LONGEST_LABEL);
        assert_eq!(shorten_label(&fits), fits);
        let long = "nmc-revalidation/revalidation-2027-03-31/hours";
        assert_eq!(shorten_label(long), "…ion/revalidation-2027-03-31/hours");
    }
}
