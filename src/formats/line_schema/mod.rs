//! The types of the lines of `cpd report`, as databases want them said. A new database is a file here
//! and a line in [`LINE_SCHEMAS`].

mod bigquery;
mod duckdb;
mod spark;

use std::io::{self, Write};

/// The form in which a database is told types.
pub struct LineSchema {
    pub name: &'static str,
    pub write: fn(&mut dyn Write) -> io::Result<()>,
}

pub const LINE_SCHEMAS: &[LineSchema] = &[duckdb::SCHEMA, spark::SCHEMA, bigquery::SCHEMA];

/// Writes the types that a database has a name for.
pub fn write(name: &str, out: &mut dyn Write) -> io::Result<()> {
    let schema = LINE_SCHEMAS.iter().find(|schema| schema.name == name);
    schema.map_or(Ok(()), |schema| (schema.write)(out))
}
