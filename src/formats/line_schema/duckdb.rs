//! For DuckDB: a view of the lines in `lines.jsonl`.

use std::io::{self, Write};

use super::LineSchema;
use crate::views::portfolio_line::schema::{FIELDS, LineField, LineType};

pub const SCHEMA: LineSchema = LineSchema {
    name: "duckdb",
    write,
};

fn write(out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "create or replace view lines as")?;
    writeln!(
        out,
        "select * from read_json('lines.jsonl', format = 'newline_delimited', columns = {{"
    )?;
    let columns: Vec<String> = FIELDS
        .iter()
        .map(|field| format!("  \"{}\": '{}'", field.name, type_of(field.holds)))
        .collect();
    writeln!(out, "{}", columns.join(",\n"))?;
    writeln!(out, "}});")
}

fn type_of(holds: LineType) -> String {
    match holds {
        LineType::Text => "VARCHAR".to_owned(),
        LineType::Whole => "BIGINT".to_owned(),
        LineType::Number => "DOUBLE".to_owned(),
        LineType::Truth => "BOOLEAN".to_owned(),
        LineType::Day => "DATE".to_owned(),
        LineType::Moment => "TIMESTAMP".to_owned(),
        LineType::Texts => "VARCHAR[]".to_owned(),
        LineType::TextByName => "MAP(VARCHAR, VARCHAR)".to_owned(),
        LineType::Object(fields) => structure(fields),
        LineType::Objects(fields) => format!("{}[]", structure(fields)),
    }
}

fn structure(fields: &[LineField]) -> String {
    let fields = fields
        .iter()
        .map(|field| format!("\"{}\" {}", field.name, type_of(field.holds)));
    format!("STRUCT({})", fields.collect::<Vec<_>>().join(", "))
}
