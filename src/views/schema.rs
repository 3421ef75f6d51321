//! The JSON Schema of one kind of record, or of all by name.

use serde_json::{Map, Value};

use crate::domain::schema::{Kind, Kinds, json_schema};

/// JSON Schema of front matter.
#[derive(Debug, Clone, PartialEq)]
pub struct SchemaView {
    pub schema: Value,
}

impl SchemaView {
    pub fn for_kind(kind: &Kind) -> Self {
        Self {
            schema: json_schema::schema_of_kind(kind),
        }
    }

    /// Returns an object with the schema of each kind under its name.
    pub fn for_all_kinds(kinds: &Kinds) -> Self {
        let schemas = kinds.iter();
        let schemas =
            schemas.map(|kind| (kind.name.to_string(), json_schema::schema_of_kind(kind)));
        Self {
            schema: Value::Object(schemas.collect::<Map<_, _>>()),
        }
    }
}
