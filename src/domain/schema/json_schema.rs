//! A kind as a JSON Schema, so that editors can complete and check front matter.

use serde_json::{Map, Value, json};

use super::{Field, FieldType, Kind};

/// JSON Schema of a kind's front matter.
pub fn schema_of_kind(kind: &Kind) -> Value {
    let mut schema = schema_of_fields(&kind.fields);
    // Any record may ask that a rule be left out, and may be in a language of its own.
    if let Some(Value::Object(properties)) = schema.get_mut("properties") {
        properties.insert("allow".into(), one_or_several(json!({ "type": "string" })));
        let language = properties.entry("language");
        language.or_insert_with(|| json!({ "type": "string" }));
    }
    let head = json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": format!("urn:cpd:kind:{}", kind.name),
        "title": kind.title,
        "description": kind.help,
    });
    let mut all = head.as_object().cloned().unwrap_or_default();
    all.append(&mut schema);
    Value::Object(all)
}

fn schema_of_fields(fields: &[Field]) -> Map<String, Value> {
    let properties: Map<String, Value> = fields
        .iter()
        .map(|field| (field.name.clone(), schema_of_field(field)))
        .collect();
    let required: Vec<&str> = fields
        .iter()
        .filter(|field| field.required)
        .map(|field| field.name.as_str())
        .collect();
    let mut schema = Map::new();
    schema.insert("type".into(), "object".into());
    schema.insert("properties".into(), Value::Object(properties));
    schema.insert("required".into(), json!(required));
    schema.insert("additionalProperties".into(), Value::Bool(false));
    schema
}

fn schema_of_field(field: &Field) -> Value {
    let mut schema = schema_of_type(&field.ty);
    if let Some(map) = schema.as_object_mut() {
        if let Some(help) = &field.help {
            map.insert("description".into(), help.clone().into());
        }
        if let Some(default) = &field.default {
            map.insert("default".into(), default.clone().into());
        }
    }
    schema
}

fn schema_of_type(ty: &FieldType) -> Value {
    match ty {
        FieldType::Text | FieldType::Person | FieldType::Reference(_) => {
            json!({ "type": "string" })
        }
        FieldType::Date => json!({ "type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$" }),
        FieldType::Instant => {
            json!({ "type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$" })
        }
        FieldType::Number => json!({ "type": "number" }),
        FieldType::Hours => json!({ "type": "number", "minimum": 0 }),
        FieldType::Money => json!({ "type": "string", "pattern": r"^-?\d+(\.\d+)? [A-Z]{3}$" }),
        FieldType::Duration => {
            json!({ "type": "string", "pattern": r"^\d+ (day|week|month|year)s?$" })
        }
        FieldType::Boolean => json!({ "type": "boolean" }),
        FieldType::Choice(words) | FieldType::Scale(words) => {
            // YAML reads a number where a word has only digits.
            let number = |term: &String| term.parse::<u64>().ok().map(Value::from);
            let numbers = words.terms.iter().filter_map(number);
            let terms = words.terms.iter().map(|term| Value::from(term.as_str()));
            json!({ "enum": terms.chain(numbers).collect::<Vec<_>>() })
        }
        FieldType::Award => json!({ "type": "string", "pattern": r"^[^/\s]+(/[^/\s]+){0,2}$" }),
        FieldType::File => json!({ "type": "string", "pattern": r"^[^/\\][^\\]*$" }),
        FieldType::Link => {
            let address = json!({ "type": "string", "pattern": r"^(https?://|doi:|10\.)\S+$" });
            let row = json!({
                "type": "object",
                "properties": { "address": address, "title": { "type": "string" }, "read": schema_of_type(&FieldType::Date) },
                "required": ["address"],
                "additionalProperties": false,
            });
            json!({ "anyOf": [address, row] })
        }
        FieldType::List(of) => one_or_several(schema_of_type(of)),
        FieldType::Map(fields) => {
            let row = Value::Object(schema_of_fields(fields));
            match ty.alone() {
                Some(field) => json!({ "anyOf": [row, schema_of_type(&field.ty)] }),
                None => row,
            }
        }
        FieldType::Dated(of) => {
            let row = json!({
                "type": "object",
                "properties": { "from": schema_of_type(&FieldType::Date), "to": schema_of_type(&FieldType::Date), "value": schema_of_type(of) },
                "required": ["value"],
                "additionalProperties": false,
            });
            json!({ "anyOf": [schema_of_type(of), { "type": "array", "items": row }] })
        }
    }
}

/// A list, or one value, which stands for a list of one.
fn one_or_several(item: Value) -> Value {
    json!({ "anyOf": [{ "type": "array", "items": item }, item] })
}
