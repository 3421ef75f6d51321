//! Takes over the values of a record for a new one.

use crate::base::document::Node;
use crate::base::document::write::Yaml;
use crate::domain::portfolio::Record;
use crate::domain::schema::{Field, FieldType};

/// Values as people type them, by field.
type Given = Vec<(String, Vec<String>)>;

/// Returns the values of a record that hold for another of its sort, as a person would give them:
/// all but its days, its files, its id and its state.
pub fn values_like(record: &Record) -> Given {
    let kind = &record.kind;
    let state = kind.planned.as_ref().map(|(field, _)| field);
    let holds = |field: &&Field| {
        let is_of_one_day = matches!(
            field.ty.item(),
            FieldType::Date | FieldType::Instant | FieldType::File | FieldType::Dated(_)
        );
        !is_of_one_day && field.name != "id" && Some(&field.name) != state
    };
    let fields = kind.fields.iter().filter(holds);
    fields
        .filter_map(|field| {
            let node = record.document.front.get(&field.name)?;
            Some((field.name.clone(), typed(node)))
        })
        .filter(|(_, values)| !values.is_empty())
        .collect()
}

/// Returns values with others in their place where a person gives them.
pub fn overruled_by(values: Given, given: Given) -> Given {
    let is_open = |name: &String| !given.iter().any(|(other, _)| other == name);
    let mut all: Given = values
        .into_iter()
        .filter(|(name, _)| is_open(name))
        .collect();
    all.extend(given);
    all
}

fn typed(node: &Node) -> Vec<String> {
    let word = |node: &Node| match node.scalar() {
        Some(word) => word.to_owned(),
        None => Yaml::from(node).to_flow(),
    };
    if node.is_null() {
        return Vec::new();
    }
    match node.items() {
        [] => vec![word(node)],
        items => items.iter().map(word).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::fakes::World;

    #[test]
    fn days_files_and_the_state_are_not_taken_over() {
        let path = "activities/2026-02-04-a-course.md";
        let text = "---\ntitle: A course\ndate: 2026-02-04\nuntil: 2026-02-05\nhours: 3\ntype: course\nstatus: planned\nevidence:\n  - evidence/a.pdf\nlinks: [https://example.org/a, https://example.org/b]\nprovider: The Trust\n---\n\nWords.\n";
        let workspace = World::sams_portfolio()
            .with_file(path, text)
            .open()
            .unwrap();
        let mut records = workspace.portfolio.records.iter();
        let record = records.find(|record| record.path == path).unwrap();
        let mut values = values_like(record);
        values.sort();
        let links = ["https://example.org/a", "https://example.org/b"];
        let right = [
            ("hours", &["3"][..]),
            ("links", &links),
            ("provider", &["The Trust"]),
            ("title", &["A course"]),
            ("type", &["course"]),
        ];
        let right = right.map(|(name, values)| {
            let values = values.iter().map(|&value| value.to_owned());
            (name.to_owned(), values.collect())
        });
        assert_eq!(values, right);
        let given = vec![("hours".to_owned(), vec!["1".to_owned()])];
        let merged = overruled_by(values, given);
        let hours: Vec<_> = merged.iter().filter(|(name, _)| name == "hours").collect();
        assert_eq!(hours, [&("hours".to_owned(), vec!["1".to_owned()])]);
        assert_eq!(merged.len(), 5);
    }
}
