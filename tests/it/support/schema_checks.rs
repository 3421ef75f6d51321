//! Records held against JSON Schemas, as an editor does.

use serde_json::Value;

/// Returns what is wrong with a record by a JSON Schema, as an error.
pub fn is_valid(schema: &Value, record: &Value) -> Result<(), String> {
    let validator = jsonschema::validator_for(schema).expect("it is a JSON Schema");
    let faults: Vec<String> = validator
        .iter_errors(record)
        .map(|fault| format!("{}: {fault}", fault.instance_path()))
        .collect();
    if faults.is_empty() {
        Ok(())
    } else {
        Err(faults.join("; "))
    }
}

/// Reads what a record says at its top, as an editor would.
pub fn front_matter(text: &str) -> Value {
    let rest = text.strip_prefix("---\n").expect("details at the top");
    let (front, _) = rest.split_once("\n---\n").expect("an end of the details");
    yaml(front)
}

/// Reads YAML as JSON, as editors compare it with a schema.
pub fn yaml(text: &str) -> Value {
    serde_saphyr::from_str(text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}
