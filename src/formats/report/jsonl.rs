//! For programs: each portfolio as a line of JSON or, of tables that were asked for, each row.

use std::io::{self, Write};

use serde_json::{Map, Value, json};

use super::ReportFormat;
use crate::formats::Style;
use crate::views::report::{Report, ReportCell};

pub const FORMAT: ReportFormat = ReportFormat {
    name: "jsonl",
    ending: "jsonl",
    is_text: true,
    is_one_table: false,
    write,
};

fn write(report: &Report, _: &Style, out: &mut dyn Write) -> io::Result<()> {
    if !report.chosen {
        for line in &report.lines {
            serde_json::to_writer(&mut *out, line)?;
            writeln!(out)?;
        }
        return Ok(());
    }
    for table in &report.tables {
        for row in &table.rows {
            let mut object = Map::new();
            object.insert("row".to_owned(), json!(table.spec.name));
            for (column, cell) in table.columns.iter().zip(row) {
                object.insert(column.name.to_string(), value(cell));
            }
            serde_json::to_writer(&mut *out, &object)?;
            writeln!(out)?;
        }
    }
    Ok(())
}

fn value(cell: &ReportCell) -> Value {
    match cell {
        ReportCell::Empty => Value::Null,
        ReportCell::Words(words) => json!(words),
        ReportCell::Number(number) | ReportCell::Money(number) => {
            let parsed = number.to_string().parse::<serde_json::Number>();
            parsed.map_or(Value::Null, Value::Number)
        }
        ReportCell::Day(day) => json!(day.to_string()),
    }
}
