//! For BigQuery: a schema file in JSON, for `bq load --schema`.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::LineSchema;
use crate::views::portfolio_line::schema::{FIELDS, LineField, LineType};

pub const SCHEMA: LineSchema = LineSchema {
    name: "bigquery",
    write,
};

fn write(out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &fields_of(FIELDS))?;
    writeln!(out)
}

fn fields_of(fields: &[LineField]) -> Value {
    fields.iter().map(described).collect()
}

fn described(field: &LineField) -> Value {
    let of = |ty: &str, mode: &str| json!({ "name": field.name, "type": ty, "mode": mode });
    match field.holds {
        LineType::Text => of("STRING", "NULLABLE"),
        LineType::Whole => of("INTEGER", "NULLABLE"),
        LineType::Number => of("FLOAT", "NULLABLE"),
        LineType::Truth => of("BOOLEAN", "NULLABLE"),
        LineType::Day => of("DATE", "NULLABLE"),
        LineType::Moment => of("TIMESTAMP", "NULLABLE"),
        LineType::Texts => of("STRING", "REPEATED"),
        // It has no type for names that are not known beforehand.
        LineType::TextByName => of("JSON", "NULLABLE"),
        LineType::Object(fields) => with_fields(of("RECORD", "NULLABLE"), fields),
        LineType::Objects(fields) => with_fields(of("RECORD", "REPEATED"), fields),
    }
}

fn with_fields(mut record: Value, fields: &[LineField]) -> Value {
    record["fields"] = fields_of(fields);
    record
}
