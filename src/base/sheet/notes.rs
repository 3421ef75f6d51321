//! Notes in Markdown with details at the top, in YAML (`---`) or TOML (`+++`). Each note is a row:
//! the names of its details are headings, and its text is a cell. Notes that have tables and no
//! details are those tables.

use serde_json::{Map, Value as Json};
use thiserror::Error;

use super::decode::decode;
use super::{FileTable, LARGEST, SheetError, json_lines, markdown};
use crate::base::calendar;
use crate::base::document::{Node, NodeValue, ParsedFile, SyntaxFault};

/// A file with a note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteFile {
    /// Its name without folders.
    pub name: String,
    pub bytes: Vec<u8>,
}

/// A file that cannot be read as a note.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{name}: {why}")]
pub struct NoteFault {
    pub name: String,
    pub why: SheetError,
}

/// The headings of what notes say beside their details.
const TITLE: &str = "title";
const DATE: &str = "date";
const TEXT: &str = "text";

/// The name of the table of notes, if there are others.
const NOTES: &str = "notes";

/// Returns the tables of notes: those in their texts, and one of those with details.
pub fn read_notes(files: &[NoteFile]) -> Result<Vec<FileTable>, NoteFault> {
    let fault = |file: &NoteFile, why: SheetError| NoteFault {
        name: file.name.clone(),
        why,
    };
    let size: usize = files.iter().map(|file| file.bytes.len()).sum();
    if let Some(first) = files.first().filter(|_| size as u64 > LARGEST) {
        return Err(fault(first, SheetError::TooLarge));
    }
    let is_one_of_several = files.len() > 1;
    let (mut tables, mut notes) = (Vec::new(), Vec::new());
    for file in files {
        let decoded = decode(&file.bytes).map_err(|why| fault(file, why))?;
        let parts = parts(&decoded.text).map_err(|why| fault(file, why))?;
        let name = is_one_of_several.then_some(&*file.name);
        if parts.details.is_none() && markdown::add_tables(&mut tables, &decoded.text, name) {
            continue;
        }
        notes.push((&*file.name, object(parts, &file.name)));
    }
    let in_file = |why| NoteFault {
        name: files
            .first()
            .map_or(String::new(), |file| file.name.clone()),
        why,
    };
    markdown::complete(&mut tables).map_err(in_file)?;
    if !notes.is_empty() {
        tables.push(table(&notes, is_one_of_several).map_err(in_file)?);
    }
    Ok(tables)
}

fn table(notes: &[(&str, Map<String, Json>)], is_named: bool) -> Result<FileTable, SheetError> {
    let objects = notes.iter().map(|(_, object)| (1, object));
    let mut table = json_lines::table(objects)?;
    table.name = NOTES.to_owned();
    for (row, (name, _)) in table.rows.iter_mut().skip(1).zip(notes) {
        row.file = is_named.then(|| (*name).to_owned());
    }
    Ok(table)
}

/// A note in its parts.
struct NoteParts {
    /// `None` if the note has none.
    details: Option<Map<String, Json>>,
    text: String,
}

fn parts(text: &str) -> Result<NoteParts, SheetError> {
    let text = text.trim_start_matches('\u{feff}');
    if let Some(rest) = text.strip_prefix("+++").filter(|rest| starts_line(rest)) {
        return toml_parts(rest);
    }
    if !text.starts_with("---") {
        return Ok(NoteParts {
            details: None,
            text: text.to_owned(),
        });
    }
    let file = ParsedFile::read(text);
    let is_broken = |fault: &&SyntaxFault| {
        matches!(
            fault,
            SyntaxFault::Malformed(_) | SyntaxFault::UnclosedFrontMatter(_)
        )
    };
    if file.faults.iter().any(|fault| is_broken(&fault)) {
        return Err(SheetError::Details {
            why: "they are not in the form of YAML".to_owned(),
        });
    }
    let details = file.front.entries().iter();
    let details = details.map(|entry| (entry.key.clone(), yaml_json(&entry.value)));
    Ok(NoteParts {
        details: file.has_front.then(|| details.collect()),
        text: file.body.slice(text).to_owned(),
    })
}

fn starts_line(rest: &str) -> bool {
    let line = rest.lines().next().unwrap_or_default();
    line.trim().is_empty()
}

fn toml_parts(rest: &str) -> Result<NoteParts, SheetError> {
    let mut at = 0;
    for line in rest.split_inclusive('\n') {
        if line.trim_end() == "+++" {
            let (details, text) = (&rest[..at], &rest[at + line.len()..]);
            let details: toml::Table =
                details
                    .parse()
                    .map_err(|error: toml::de::Error| SheetError::Details {
                        why: error
                            .message()
                            .lines()
                            .next()
                            .unwrap_or_default()
                            .to_owned(),
                    })?;
            let mut named = Map::new();
            add_toml(&mut named, details);
            return Ok(NoteParts {
                details: Some(named),
                text: text.to_owned(),
            });
        }
        at += line.len();
    }
    Err(SheetError::Details {
        why: "no line +++ ends them".to_owned(),
    })
}

/// Adds the details of a table. Those of a table within it have their own names.
fn add_toml(named: &mut Map<String, Json>, table: toml::Table) {
    let mut within = Vec::new();
    for (name, value) in table {
        match value {
            toml::Value::Table(table) => within.push(table),
            value if !named.contains_key(&name) => {
                named.insert(name, toml_json(value));
            }
            _ => {}
        }
    }
    for table in within {
        add_toml(named, table);
    }
}

fn toml_json(value: toml::Value) -> Json {
    match value {
        toml::Value::String(text) => Json::from(text),
        toml::Value::Integer(number) => Json::from(number),
        toml::Value::Float(number) => Json::from(number),
        toml::Value::Boolean(yes) => Json::from(yes),
        toml::Value::Datetime(moment) => Json::from(moment.to_string()),
        toml::Value::Array(items) => items.into_iter().map(toml_json).collect(),
        toml::Value::Table(table) => {
            let entries = table.into_iter();
            Json::Object(
                entries
                    .map(|(name, value)| (name, toml_json(value)))
                    .collect(),
            )
        }
    }
}

fn yaml_json(node: &Node) -> Json {
    match &node.value {
        NodeValue::Null => Json::Null,
        NodeValue::Scalar(text) => Json::from(text.as_str()),
        NodeValue::List(items) => items.iter().map(yaml_json).collect(),
        NodeValue::Map(entries) => {
            let entries = entries.iter();
            let named = entries.map(|entry| (entry.key.clone(), yaml_json(&entry.value)));
            Json::Object(named.collect())
        }
    }
}

/// Returns a note as named values: its details; a title and a date, as its first heading and its
/// name have them, where the details have none; and its text.
fn object(parts: NoteParts, file: &str) -> Map<String, Json> {
    let mut named = parts.details.unwrap_or_default();
    for value in named.values_mut() {
        if let Json::String(text) = value
            && let Some(moment) = without_seconds(text)
        {
            *value = Json::from(moment);
        }
    }
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let day = stem.get(..10).filter(|day| calendar::date(day).is_some());
    let mut text = parts.text.trim();
    let has = |named: &Map<String, Json>, wanted: &str| {
        named.keys().any(|name| name.to_lowercase() == wanted)
    };
    if !has(&named, TITLE) {
        let heading = text.strip_prefix("# ");
        let heading = heading.map(|rest| rest.split_once('\n').unwrap_or((rest, "")));
        let rest_of_name = day.map_or(stem, |day| stem[day.len()..].trim_matches(['-', '_', ' ']));
        let title = match heading {
            Some((title, below)) => {
                text = below.trim();
                title.trim().to_owned()
            }
            None => rest_of_name.replace(['-', '_'], " "),
        };
        named.insert(TITLE.to_owned(), Json::from(title));
    }
    if let Some(day) = day.filter(|_| !has(&named, DATE)) {
        named.insert(DATE.to_owned(), Json::from(day));
    }
    if !has(&named, TEXT) {
        named.insert(TEXT.to_owned(), Json::from(text));
    }
    named
}

/// Returns a moment such as 2026-02-03T09:30:00+00:00 as 2026-02-03 09:30.
fn without_seconds(text: &str) -> Option<String> {
    let (day, time) = text.split_once(['T', ' '])?;
    let minutes = time.get(..5)?;
    let is_time = minutes.bytes().enumerate().all(|(at, byte)| match at {
        2 => byte == b':',
        _ => byte.is_ascii_digit(),
    });
    (calendar::date(day).is_some() && is_time).then(|| match minutes {
        "00:00" => day.to_owned(),
        minutes => format!("{day} {minutes}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note(name: &str, text: &str) -> NoteFile {
        NoteFile {
            name: name.to_owned(),
            bytes: text.as_bytes().to_vec(),
        }
    }

    fn rows(files: &[NoteFile]) -> Vec<Vec<String>> {
        let tables = read_notes(files).unwrap();
        let rows = tables.into_iter().flat_map(|table| table.rows);
        rows.map(|row| row.cells).collect()
    }

    #[test]
    fn details_in_toml_and_yaml_are_headings_and_the_text_is_a_cell() {
        let toml = "+++\ntitle = \"Learning design\"\ndate = 2026-02-03T09:30:00Z\n[extra]\nhours = 1.5\ntags = [\"a\", \"b\"]\n+++\n\nWhat I did.\n";
        let yaml = "---\ntitle: Tea\ndate: 2026-02-04\ntags: [x]\n---\n# Words\n";
        assert_eq!(
            rows(&[note("a.md", toml), note("b.md", yaml)]),
            [
                vec!["date", "title", "hours", "tags", "text"],
                vec![
                    "2026-02-03 09:30",
                    "Learning design",
                    "1.5",
                    "a; b",
                    "What I did."
                ],
                vec!["2026-02-04", "Tea", "", "x", "# Words"],
            ]
        );
    }

    #[test]
    fn a_note_without_details_has_the_title_and_the_day_of_its_heading_and_name() {
        assert_eq!(
            rows(&[
                note("2026-02-03 peer-review.md", "Read [[Ana]]'s draft.\n"),
                note("2026-02-04.md", "# Journal club\n\nTalked.\n"),
            ]),
            [
                vec!["title", "date", "text"],
                vec!["peer review", "2026-02-03", "Read [[Ana]]'s draft."],
                vec!["Journal club", "2026-02-04", "Talked."],
            ]
        );
    }

    #[test]
    fn logs_of_several_years_are_one_table_with_the_years_of_their_names() {
        let log = "| Date | Activity |\n| --- | --- |\n| 17 Jan | Site visit |\n";
        let tables = read_notes(&[note("log-2024.md", log), note("log-2025.md", log)]).unwrap();
        assert_eq!(tables.len(), 1);
        let years: Vec<Option<u16>> = tables[0].rows.iter().map(|row| row.year).collect();
        assert_eq!(years, [Some(2024), Some(2024), Some(2025)]);
        assert_eq!(tables[0].rows[2].file.as_deref(), Some("log-2025.md"));
    }

    #[test]
    fn a_note_whose_details_cannot_be_read_is_named() {
        for text in [
            "+++\ntitle = \n+++\n",
            "+++\ntitle = 1\n",
            "---\na: [\n---\n",
            "---\na: b\n",
        ] {
            let fault = read_notes(&[note("a.md", text)]).unwrap_err();
            let says = fault.to_string();
            assert!(says.starts_with("a.md: its details at the top"), "{says}");
        }
        let binary = NoteFile {
            name: "a.md".to_owned(),
            bytes: vec![0, 1],
        };
        assert!(read_notes(&[binary]).is_err());
    }
}
