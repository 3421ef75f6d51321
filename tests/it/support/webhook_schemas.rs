//! The schemas of GitHub's events, by which events in tests are judged.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::tools::require;

/// The schemas of every event, by its name and its action: `pull_request$closed`.
pub struct WebhookSchemas(Value);

impl WebhookSchemas {
    /// Reads them where they are installed.
    #[track_caller]
    pub fn installed() -> Option<Self> {
        let path = "tests/peers/node_modules/@octokit/webhooks-schemas/schema.json";
        let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).ok();
        let text = require(
            "the schemas of GitHub's events (`npm ci` in tests/peers)",
            text,
        )?;
        Some(Self(serde_json::from_str(&text).expect("JSON")))
    }

    /// Returns the same schemas for events that lack fields.
    pub fn for_parts(mut self) -> Self {
        allow_parts(&mut self.0);
        self
    }

    /// Returns what is wrong with events by the schema of their kind.
    pub fn faults(&self, kind: &str, events: &[&Value]) -> Vec<String> {
        let definitions = &self.0["definitions"];
        assert!(definitions[kind].is_object(), "there is no {kind}");
        let schema = json!({
            "$schema": self.0["$schema"],
            "definitions": definitions,
            "allOf": [{ "$ref": format!("#/definitions/{kind}") }],
        });
        let validator = jsonschema::validator_for(&schema).expect("it is a JSON Schema");
        let faults = events.iter().flat_map(|event| validator.iter_errors(event));
        faults
            .map(|fault| format!("{kind}{}: {fault}", fault.instance_path()))
            .collect()
    }
}

/// Removes the lists of what must be there, without which one of two forms may be both.
fn allow_parts(schema: &mut Value) {
    match schema {
        Value::Object(fields) => {
            if fields.get("required").is_some_and(Value::is_array) {
                fields.remove("required");
            }
            if let Some(forms) = fields.remove("oneOf") {
                fields.insert("anyOf".to_owned(), forms);
            }
            fields.values_mut().for_each(allow_parts);
        }
        Value::Array(items) => items.iter_mut().for_each(allow_parts),
        _ => {}
    }
}
