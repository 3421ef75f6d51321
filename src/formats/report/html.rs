//! One HTML file that needs nothing else: contents, tables, and a picture with its finding in words
//! above each table that has one. It has no script.

use std::io::{self, Write};

use minijinja::value::Serde;
use minijinja::{Value, context};
use serde::Serialize;

use super::drawing::Drawing;
use super::{ReportFormat, preamble, text_of};
use crate::base::text::words;
use crate::formats::Style;
use crate::formats::pack::html::{HtmlError, css, environment};
use crate::views::portfolio_line::{PortfolioLine, Reading};
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

/// A picture with its finding.
#[derive(Serialize)]
struct ShownPlot {
    finding: String,
    drawing: Drawing,
}

#[derive(Serialize)]
struct ShownColumn {
    title: String,
    /// The attribute of its cells.
    class: Value,
}

/// A portfolio that could not be read whole, and why.
#[derive(Serialize)]
struct ShownUnread {
    source: String,
    why: String,
}

/// The most portfolios that are named at the top of the page.
const MOST_UNREAD: usize = 10;
/// The most rows of a table on the page: nobody reads more, and the page stays small.
const MOST_ROWS: usize = 300;
/// The most rows that are shown at once.
const MOST_OPEN: usize = 12;
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
    let unread = report.lines.iter();
    let unread: Vec<&PortfolioLine> = unread
        .filter(|line| matches!(line.read, Reading::Partly | Reading::No))
        .collect();
    let unread_count = unread.len();
    let unread = unread.into_iter().take(MOST_UNREAD);
    let unread: Vec<ShownUnread> = unread.map(ShownUnread::new).collect();
    let page = environment.get_template("report.html")?.render(context! {
        day => report.day.to_string(),
        notes => preamble(report),
        policy => css::policy_hash(sheet),
        sheet => Value::from_safe_string(sheet.to_owned()),
        tables => Serde(tables.collect::<Vec<_>>()),
        unread => Serde(unread),
        unread_more => unread_count.saturating_sub(MOST_UNREAD),
        version => env!("CARGO_PKG_VERSION"),
    })?;
    Ok(page)
}

impl ShownUnread {
    fn new(line: &PortfolioLine) -> Self {
        Self {
            source: line.source.clone(),
            why: line.why.clone().unwrap_or_default(),
        }
    }
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
        plot: plot.map(|plot| ShownPlot {
            drawing: Drawing::of(&plot.marks),
            finding: plot.finding,
        }),
    }
}

const fn class_of(holds: ColumnType) -> &'static str {
    match holds {
        ColumnType::Words => "",
        ColumnType::Number | ColumnType::People => " class=\"n\"",
        ColumnType::Day => " class=\"day\"",
    }
}
