//! For Spark: a schema in its own words, for `spark.read.schema(…).json(…)`.

use std::io::{self, Write};

use super::LineSchema;
use crate::views::portfolio_line::schema::{FIELDS, LineField, LineType};

pub const SCHEMA: LineSchema = LineSchema {
    name: "spark",
    write,
};

fn write(out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", fields_of(FIELDS, " "))
}

fn fields_of(fields: &[LineField], between: &str) -> String {
    let fields = fields
        .iter()
        .map(|field| format!("`{}`{between}{}", field.name, type_of(field.holds)));
    fields.collect::<Vec<_>>().join(", ")
}

fn type_of(holds: LineType) -> String {
    match holds {
        LineType::Text => "STRING".to_owned(),
        LineType::Whole => "BIGINT".to_owned(),
        LineType::Number => "DOUBLE".to_owned(),
        LineType::Truth => "BOOLEAN".to_owned(),
        LineType::Day => "DATE".to_owned(),
        LineType::Moment => "TIMESTAMP".to_owned(),
        LineType::Texts => "ARRAY<STRING>".to_owned(),
        LineType::TextByName => "MAP<STRING, STRING>".to_owned(),
        LineType::Object(fields) => structure(fields),
        LineType::Objects(fields) => format!("ARRAY<{}>", structure(fields)),
    }
}

fn structure(fields: &[LineField]) -> String {
    format!("STRUCT<{}>", fields_of(fields, ": "))
}
