//! Lines of JSON, such as programs write them: an object to a line. The names in the objects are
//! the headings.

use serde_json::{Map, Value};

use super::decode::decode;
use super::{FileTable, LARGEST, MOST_COLUMNS, MOST_ROWS_READ, SheetError, SheetReader, SheetRow};
use crate::base::text::item_list;

pub const READER: SheetReader = SheetReader {
    extensions: &["jsonl", "ndjson"],
    read,
};

/// A list of objects in one JSON file.
pub const LIST_READER: SheetReader = SheetReader {
    extensions: &["json"],
    read: read_list,
};

fn read_list(bytes: &[u8]) -> Result<Vec<FileTable>, SheetError> {
    let decoded = decode(bytes)?;
    let objects: Result<Vec<Map<String, Value>>, _> = serde_json::from_str(&decoded.text);
    let objects = objects.map_err(|_| SheetError::NotJsonList)?;
    if objects.len() > MOST_ROWS_READ {
        return Err(SheetError::TooManyRows);
    }
    let numbered = objects.iter().enumerate();
    Ok(vec![table(numbered.map(|(at, object)| (at + 1, object)))?])
}

/// A line with an object.
#[derive(Debug, Clone, PartialEq)]
pub struct JsonLine {
    /// Its number in the file, from 1.
    pub number: usize,
    /// The line as it is written.
    pub text: String,
    pub object: Map<String, Value>,
}

/// Returns the objects of a file. Lines without words are left out.
pub fn objects(bytes: &[u8]) -> Result<Vec<JsonLine>, SheetError> {
    if bytes.len() as u64 > LARGEST {
        return Err(SheetError::TooLarge);
    }
    let decoded = decode(bytes)?;
    let mut lines = Vec::new();
    for (at, line) in decoded.text.lines().enumerate() {
        let number = at + 1;
        if line.trim().is_empty() {
            continue;
        }
        let Ok(object) = serde_json::from_str(line) else {
            return Err(SheetError::NotJson { line: number });
        };
        if lines.len() == MOST_ROWS_READ {
            return Err(SheetError::TooManyRows);
        }
        lines.push(JsonLine {
            number,
            text: line.to_owned(),
            object,
        });
    }
    Ok(lines)
}

fn read(bytes: &[u8]) -> Result<Vec<FileTable>, SheetError> {
    let lines = objects(bytes)?;
    let numbered = lines.iter().map(|line| (line.number, &line.object));
    Ok(vec![table(numbered)?])
}

/// Returns objects as the rows of a table. The headings are in row 0.
pub fn table<'o>(
    objects: impl Iterator<Item = (usize, &'o Map<String, Value>)>,
) -> Result<FileTable, SheetError> {
    let mut headings: Vec<String> = Vec::new();
    let mut rows = Vec::new();
    for (number, object) in objects {
        let mut cells = vec![String::new(); headings.len()];
        for (name, value) in object {
            match headings.iter().position(|heading| heading == name) {
                Some(at) => cells[at] = cell(value),
                None => {
                    headings.push(name.clone());
                    cells.push(cell(value));
                }
            }
        }
        if headings.len() > MOST_COLUMNS {
            return Err(SheetError::TooManyColumns { row: number });
        }
        rows.push(SheetRow {
            number,
            cells,
            ..SheetRow::default()
        });
    }
    if rows.is_empty() {
        return Ok(FileTable::default());
    }
    let head = SheetRow {
        cells: headings,
        ..SheetRow::default()
    };
    rows.insert(0, head);
    Ok(FileTable {
        rows,
        ..FileTable::default()
    })
}

/// Returns a value as the words of a cell: a list with semicolons between its items.
fn cell(value: &Value) -> String {
    let is_single = |item: &Value| !item.is_array() && !item.is_object();
    match value {
        Value::Array(items) if items.iter().all(is_single) => {
            item_list::join(items.iter().filter(|item| !item.is_null()).map(words))
        }
        other => words(other).trim().to_owned(),
    }
}

fn words(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_of_the_objects_are_headings() {
        let text = "{\"Date\": \"2026-02-03\", \"Hours\": 1.5}\r\n\n{\"Title\": \"Tea\", \"Date\": null, \"Tags\": [\"a;b\", 2], \"More\": {\"x\": [1]}}\n";
        let table = read(text.as_bytes()).unwrap().remove(0);
        let rows: Vec<(usize, Vec<&str>)> = table
            .rows
            .iter()
            .map(|row| (row.number, row.cells.iter().map(String::as_str).collect()))
            .collect();
        assert_eq!(
            rows,
            [
                (0, vec!["Date", "Hours", "Title", "Tags", "More"]),
                (1, vec!["2026-02-03", "1.5"]),
                (3, vec!["", "", "Tea", "\"a;b\"; 2", "{\"x\":[1]}"]),
            ]
        );
    }

    #[test]
    fn a_line_that_is_no_object_is_named() {
        for text in ["{}\n[1]\n", "{}\nwords\n", "{}\n{\"a\": 1\n"] {
            let error = read(text.as_bytes()).unwrap_err();
            assert_eq!(error, SheetError::NotJson { line: 2 }, "{text}");
        }
        let deep = "[".repeat(100_000);
        assert_eq!(read(deep.as_bytes()), Err(SheetError::NotJson { line: 1 }));
        let wide: Vec<String> = (0..=MOST_COLUMNS).map(|n| format!("\"{n}\":1")).collect();
        let wide = format!("{{{}}}", wide.join(","));
        assert_eq!(
            read(wide.as_bytes()),
            Err(SheetError::TooManyColumns { row: 1 })
        );
        assert!(read(b"\n").unwrap()[0].rows.is_empty());
    }
}
