//! Recognises the files that an export wrote, and reads the records in them with every detail.

use serde_json::{Map, Value as Json};

use super::dates::is_of_figures;
use super::error::ImportError;
use super::plan::ImportRequest;
use crate::base::calendar;
use crate::base::sheet::{self, FileTable, JsonLine, SheetRow};
use crate::domain::schema::{FieldType, Kind, KindPlace, Kinds};
use crate::formats::csv::without_guard;
use crate::views::detail_value::read_cell;
use crate::views::record_export::{PATH, TEXT};

/// A record as an export has it.
#[derive(Debug, Clone, PartialEq)]
pub struct ExportedRecord {
    /// The name of its sheet; empty if the file has none.
    pub sheet: String,
    /// The row, or the whole line in one cell.
    pub row: SheetRow,
    /// The name of its kind.
    pub kind: String,
    pub path: String,
    /// In the order in which they are to be written.
    pub details: Vec<(String, Json)>,
    pub text: Option<String>,
    /// True if the whole file is this record, and no export needs to have written it.
    pub is_document: bool,
    /// Parts of the file that no record has.
    pub left_out: Vec<String>,
}

/// The version of the lines that an export writes.
const LINE_VERSION: u64 = 1;

/// Returns the records of a file with lines of JSON; `None` if no export wrote it.
pub fn of_lines(request: &ImportRequest<'_>) -> Result<Option<Vec<ExportedRecord>>, ImportError> {
    if !sheet::is_json_lines(request.name) {
        return Ok(None);
    }
    let lines = sheet::objects(request.bytes).map_err(|why| ImportError::Sheet {
        name: request.name.to_owned(),
        why,
    })?;
    let records: Option<Vec<ExportedRecord>> = lines.into_iter().map(of_line).collect();
    Ok(records.filter(|records| !records.is_empty()))
}

fn of_line(line: JsonLine) -> Option<ExportedRecord> {
    let JsonLine {
        number,
        text: written,
        mut object,
    } = line;
    let word =
        |object: &Map<String, Json>, name: &str| Some(object.get(name)?.as_str()?.to_owned());
    let is_known = object.get("v").and_then(Json::as_u64) == Some(LINE_VERSION);
    let (kind, path) = (word(&object, "kind")?, word(&object, PATH)?);
    let text = word(&object, TEXT);
    let Some(Json::Object(details)) = object.remove("details").filter(|_| is_known) else {
        return None;
    };
    Some(ExportedRecord {
        sheet: String::new(),
        row: SheetRow {
            number,
            cells: vec![written],
            ..SheetRow::default()
        },
        kind,
        path,
        details: details.into_iter().collect(),
        text,
        is_document: false,
        left_out: Vec::new(),
    })
}

/// Returns the record that a JSON document is, such as a CV of JSON Resume: that of the kind in one
/// file of which it has most parts. `None` if it has none of any.
pub fn of_cv(request: &ImportRequest<'_>, kinds: &Kinds) -> Option<ExportedRecord> {
    if !sheet::is_json(request.name) {
        return None;
    }
    let document: Map<String, Json> = serde_json::from_slice(request.bytes).ok()?;
    let parts = |kind: &Kind| {
        let named = document.keys().filter(|name| kind.field(name).is_some());
        named.count()
    };
    let is_document = |kind: &&Kind| {
        let is_file = matches!(&kind.place, KindPlace::File(path) if !path.ends_with(".md"));
        is_file && !kind.written_by_cpd
    };
    let kind = kinds.iter().filter(is_document);
    let kind = kind
        .max_by_key(|kind| parts(kind))
        .filter(|kind| parts(kind) > 0)?;
    let mut left_out = Vec::new();
    let details = document.into_iter().filter_map(|(name, mut value)| {
        let Some(field) = kind.field(&name) else {
            left_out.push(name);
            return None;
        };
        keep_known(&mut value, &field.ty, &name, &mut left_out);
        Some((name, value))
    });
    let details: Vec<(String, Json)> = details.collect();
    Some(ExportedRecord {
        sheet: String::new(),
        row: SheetRow {
            number: 1,
            cells: vec![String::from_utf8_lossy(request.bytes).into_owned()],
            ..SheetRow::default()
        },
        kind: kind.name.to_string(),
        path: kind.path().to_owned(),
        details,
        text: None,
        is_document: true,
        left_out,
    })
}

/// Removes the parts of a value that its type does not have, and names them.
fn keep_known(value: &mut Json, ty: &FieldType, name: &str, left_out: &mut Vec<String>) {
    match (value, ty) {
        (Json::Array(items), FieldType::List(of)) => {
            for item in items {
                keep_known(item, of, name, left_out);
            }
        }
        (Json::Object(entries), FieldType::Map(fields)) => {
            entries.retain(|part, value| {
                let path = format!("{name}.{part}");
                match fields.iter().find(|field| field.name == *part) {
                    Some(field) => keep_known(value, &field.ty, &path, left_out),
                    None if left_out.contains(&path) => return false,
                    None => {
                        left_out.push(path);
                        return false;
                    }
                }
                true
            });
        }
        _ => {}
    }
}

/// Returns the records of tables; `None` if an export did not write each of them as it is.
pub fn of_tables(sheets: &[FileTable], kinds: &Kinds) -> Option<Vec<ExportedRecord>> {
    let mut records = Vec::new();
    for sheet in sheets {
        let (head, rows) = sheet.rows.split_first()?;
        let table = ExportedTable::new(sheet, head, rows, kinds)?;
        records.extend(rows.iter().map(|row| table.record(row)));
    }
    (!records.is_empty()).then_some(records)
}

/// A table in which every row is a record of one kind, and has its path in the last column.
struct ExportedTable<'t> {
    sheet: &'t FileTable,
    kind: &'t Kind,
    /// Headings of the details.
    names: Vec<&'t str>,
    has_text: bool,
}

impl<'t> ExportedTable<'t> {
    fn new(
        sheet: &'t FileTable,
        head: &'t SheetRow,
        rows: &[SheetRow],
        kinds: &'t Kinds,
    ) -> Option<Self> {
        let headings = head.cells.iter().map(|cell| unguarded(sheet, cell));
        let mut names: Vec<&str> = headings.collect();
        if names.pop() != Some(PATH) {
            return None;
        }
        let has_text = names.last() == Some(&TEXT);
        if has_text {
            names.pop();
        }
        let at = head.cells.len() - 1;
        let mut kind_of_rows = rows.iter().map(|row| kinds.kind_of_path(row.cell(at)));
        let kind = kind_of_rows.next()??;
        let table = Self {
            sheet,
            kind,
            names,
            has_text,
        };
        let is_same = |of: Option<&Kind>| of.is_some_and(|of| of.name == kind.name);
        (kind_of_rows.all(is_same) && table.is_as_written(rows)).then_some(table)
    }

    /// Returns true if the title and the date are among the details, and the dates in the form of
    /// an export: a spreadsheet that saved the table again has made all of them such as 3/2/2026.
    fn is_as_written(&self, rows: &[SheetRow]) -> bool {
        let title = self.kind.title_field().map(|field| &field.name);
        let place = |wanted: &String| self.names.iter().position(|name| name == wanted);
        let dated = self.kind.dated.as_ref();
        let mut needed = title.into_iter().chain(dated);
        if needed.any(|name| place(name).is_none()) {
            return false;
        }
        let Some(at) = dated.and_then(place) else {
            return true;
        };
        let mut cells = rows.iter().map(|row| row.cell(at));
        let is_rewritten = cells.clone().any(is_of_figures);
        !is_rewritten || cells.any(|cell| calendar::date(cell).is_some())
    }

    fn record(&self, row: &SheetRow) -> ExportedRecord {
        let cell = |at: usize| unguarded(self.sheet, row.cell(at));
        let filled = self.names.iter().enumerate();
        let filled = filled.filter(|(at, _)| !cell(*at).is_empty());
        let details = filled.map(|(at, name)| {
            let ty = self.kind.field(name).map(|field| &field.ty);
            ((*name).to_owned(), read_cell(cell(at), ty))
        });
        let text_at = self.names.len();
        ExportedRecord {
            sheet: self.sheet.name.clone(),
            row: row.clone(),
            kind: self.kind.name.to_string(),
            path: cell(text_at + usize::from(self.has_text)).to_owned(),
            details: details.collect(),
            text: self.has_text.then(|| cell(text_at).to_owned()),
            is_document: false,
            left_out: Vec::new(),
        }
    }
}

fn unguarded<'c>(sheet: &FileTable, cell: &'c str) -> &'c str {
    match sheet.is_guarded {
        true => without_guard(cell),
        false => cell,
    }
}
