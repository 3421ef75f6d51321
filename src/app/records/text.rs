//! The text of new records: a file of its own for each, or rows of a file that lists them.

use super::draft::RecordDraft;
use crate::base::document::write::{Yaml, block, front_matter, scalar, splice};
use crate::base::document::{Node, ParsedFile, read_yaml};
use crate::base::text::Span;
use crate::check::template_text;
use crate::domain::portfolio::Portfolio;
use crate::domain::schema::{Field, FieldType, Kind, KindPlace};

/// Returns the text of a record that is a file of its own.
pub fn file_text(draft: &RecordDraft<'_>, portfolio: &Portfolio) -> String {
    let kind = draft.kind;
    if matches!(&kind.place, KindPlace::File(path) if !path.ends_with(".md")) {
        let comments = match draft.details {
            None => missing_field_comments(draft),
            Some(_) => String::new(),
        };
        return format!("{}{comments}", block(&fields(draft)));
    }
    if let Some(text) = &draft.text {
        let text = text.trim_end();
        let gap = if text.is_empty() { "" } else { "\n" };
        return format!("{}{gap}{text}{gap}", front_matter(&fields(draft)));
    }
    let body = match template_text::kind_template(&kind.name, portfolio) {
        Some(template) => template.to_owned(),
        None => {
            let sections = kind.sections.iter();
            sections.map(|title| format!("## {title}\n\n")).collect()
        }
    };
    format!("{}\n{body}", front_matter(&fields(draft)))
}

/// Returns the text of a record that is one row of a file.
pub fn row_text(draft: &RecordDraft<'_>) -> String {
    let fields = fields(draft).into_iter();
    let lines = fields.map(|(key, value)| format!("{}: {}", scalar(&key), value.to_flow()));
    format!("  - {}\n", lines.collect::<Vec<_>>().join("\n    "))
}

/// Returns the text of a file of rows with more of them; nothing if its rows are not written
/// one to a line.
pub fn append_rows(current: Option<&str>, kind: &Kind, rows: &str) -> Option<String> {
    let key = kind.plural_noun();
    match current {
        None => Some(format!("{key}:\n{rows}")),
        Some(text) => insert_rows(text, &key, rows),
    }
}

/// Returns the fields in the kind's order, or the details that are to be written as they are.
fn fields(draft: &RecordDraft<'_>) -> Vec<(String, Yaml)> {
    if let Some(details) = &draft.details {
        return details.clone();
    }
    let given = |field: &Field| draft.values.iter().find(|(name, _)| *name == field.name);
    let fields = draft.kind.fields.iter();
    let fields = fields.filter_map(|field| Some((field, &given(field)?.1)));
    fields
        .map(|(field, values)| (field.name.clone(), yaml(&field.ty, values)))
        .collect()
}

/// Returns a comment for each field that was not given, in a file that is all fields.
fn missing_field_comments(draft: &RecordDraft<'_>) -> String {
    let fields = draft.kind.fields.iter();
    let open = fields.filter(|field| !draft.has(&field.name));
    open.map(|field| {
        let help = field.help.as_deref().unwrap_or_default();
        format!("# {}: {help}\n", field.name)
    })
    .collect()
}

/// Returns words as YAML of a type. A word for a map fills its one required field; other
/// maps are written as YAML.
pub fn yaml(ty: &FieldType, values: &[String]) -> Yaml {
    match ty {
        FieldType::List(of) => Yaml::List(values.iter().map(|value| item(of, value)).collect()),
        other => values
            .first()
            .map_or(Yaml::List(Vec::new()), |value| item(other, value)),
    }
}

fn item(ty: &FieldType, value: &str) -> Yaml {
    let fields = match ty {
        FieldType::Map(fields) => fields,
        FieldType::Dated(of) => return item(of, value),
        other => return written_scalar(Some(other), value),
    };
    if let Ok(node) = read_yaml(value, 0, 200)
        && node.is_map()
    {
        return node_to_yaml(&node, Some(ty));
    }
    let mut required = fields.iter().filter(|field| field.required);
    match (required.next(), required.next()) {
        (Some(field), None) => {
            let value = written_scalar(Some(&field.ty), value);
            Yaml::Map(vec![(field.name.clone(), value)])
        }
        _ => Yaml::word(value),
    }
}

/// Returns a value as YAML has it for its type: a truth value without quotes.
fn written_scalar(ty: Option<&FieldType>, value: &str) -> Yaml {
    match ty {
        Some(FieldType::Boolean) => Yaml::boolean(value),
        _ => Yaml::word(value),
    }
}

fn node_to_yaml(node: &Node, ty: Option<&FieldType>) -> Yaml {
    let ty = ty.map(|ty| match ty {
        FieldType::Dated(of) => of,
        other => other,
    });
    if node.is_map() {
        let field = |name: &str| match ty {
            Some(FieldType::Map(fields)) => fields.iter().find(|field| field.name == name),
            _ => None,
        };
        let entries = node.entries().iter().map(|entry| {
            let ty = field(&entry.key).map(|field| &field.ty);
            (entry.key.clone(), node_to_yaml(&entry.value, ty))
        });
        return Yaml::Map(entries.collect());
    }
    let of = match ty {
        Some(FieldType::List(of)) => Some(&**of),
        other => other,
    };
    match node.scalar() {
        Some(word) => written_scalar(of, word),
        None => Yaml::List(
            node.items()
                .iter()
                .map(|item| node_to_yaml(item, of))
                .collect(),
        ),
    }
}

/// Puts rows behind the last of a block list; `None` when the list is written another way.
fn insert_rows(text: &str, key: &str, row: &str) -> Option<String> {
    let document = ParsedFile::read_yaml(text);
    let list = document.front.get(key)?;
    let Some(last) = list.items().last() else {
        let empty = list.is_null() || list.span.slice(text).trim() == "[]";
        let at = document.front.entry(key)?.key_span.end;
        let end = text[at..].find('\n').map_or(text.len(), |n| at + n);
        return empty.then(|| {
            format!(
                "{}:\n{row}{}",
                &text[..at],
                text.get(end + 1..).unwrap_or_default()
            )
        });
    };
    if list.span.slice(text).starts_with('[') {
        return None;
    }
    let end = text[last.span.end..]
        .find('\n')
        .map_or(text.len(), |n| last.span.end + n + 1);
    let first = list.items().first()?;
    let line = text[..first.span.start].rfind('\n').map_or(0, |n| n + 1);
    let indent = text[line..first.span.start].find('-')?;
    let row = if indent == 2 {
        row.to_owned()
    } else {
        reindent(row, indent)
    };
    let gap = if text[..end].ends_with('\n') {
        ""
    } else {
        "\n"
    };
    let after = splice(text, Span::new(end, end), &format!("{gap}{row}"));
    ParsedFile::read_yaml(&after)
        .faults
        .is_empty()
        .then_some(after)
}

fn reindent(row: &str, indent: usize) -> String {
    row.lines()
        .map(|line| format!("{:indent$}{}\n", "", line.get(2..).unwrap_or_default()))
        .collect()
}
