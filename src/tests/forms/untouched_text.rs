//! Text that a template wrote is no answer, in the text of a record and in a field.

use super::World;

const TODAY: &str = "2026-06-15";

const SCHEME: &str = "duties:
  - { id: typed, says: Each has a type, each: { of: { kind: activity }, has: [type] } }
";

/// Returns what is said of the duty about a record whose type is this.
fn said(kind: &str) -> Vec<String> {
    let world = World::new(SCHEME).with("activities", "2026-06-01", &format!("type: {kind}"));
    let found = world.findings(TODAY).into_iter();
    let found = found.filter(|one| one.rule.as_str() == "unmet-duty");
    found.map(|one| one.message).collect()
}

#[test]
fn a_prompt_of_a_template_is_no_value_of_a_field() {
    let prompt = "[Write here: a line or two on what it was and why you chose it.]";
    for typed in [
        format!("'{prompt}'"),
        format!("'{}'", prompt.replace(' ', "  ")),
    ] {
        let said = said(&typed);
        let expected = "type is still the template's own text";
        assert_eq!(said.len(), 1, "{said:#?}");
        assert!(said[0].ends_with(expected), "{said:#?}");
    }
    assert!(said("workshop").is_empty());
    assert!(said("'[Write here: something else]'").is_empty());
}
