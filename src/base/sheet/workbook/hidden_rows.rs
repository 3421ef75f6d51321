//! Rows that a spreadsheet does not show, by the name of their sheet. In a file of LibreOffice,
//! rows that stand for too many others are found too.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};
use std::num::IntErrorKind;

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use zip::ZipArchive;

use super::super::{MOST_COLUMNS, MOST_ROWS_READ, SheetError};

/// Letters of the last column of a sheet of Excel, `XFD`, and digits of its last row, 1048576.
const LONGEST_COLUMN: usize = 3;
const LONGEST_ROW: usize = 7;

/// Rows from 0, by the name of their sheet.
pub type HiddenRows = BTreeMap<String, Vec<u32>>;

/// Returns the hidden rows of a file of Excel; none if its parts are not where they usually are.
/// Fails if a cell is named that is in no sheet: the reader of the cells counts past what a number
/// holds.
pub fn of_xlsx(bytes: &[u8]) -> Result<HiddenRows, SheetError> {
    let mut is_far = false;
    let found = find_in_xlsx(bytes, &mut is_far).unwrap_or_default();
    if is_far {
        return Err(SheetError::Damaged);
    }
    Ok(found)
}

/// Returns true for the name of a cell or an area, such as `A1:C3`, beyond the last of a sheet.
fn is_beyond_any_sheet(name: &str) -> bool {
    let mut words = name.split(|c: char| !c.is_ascii_alphanumeric());
    words.any(|word| {
        let letters = word.trim_end_matches(|c: char| c.is_ascii_digit());
        letters.len() > LONGEST_COLUMN || word.len() - letters.len() > LONGEST_ROW
    })
}

fn find_in_xlsx(bytes: &[u8], is_far: &mut bool) -> Option<HiddenRows> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let book = part(&mut archive, "xl/workbook.xml")?;
    let links = part(&mut archive, "xl/_rels/workbook.xml.rels")?;
    let mut targets: BTreeMap<String, String> = BTreeMap::new();
    for_each_tag(&links, |tag, name| {
        if name == "Relationship"
            && let (Some(id), Some(target)) = (attribute(tag, "Id"), attribute(tag, "Target"))
        {
            targets.insert(id, target);
        }
    });
    let mut sheets = Vec::new();
    for_each_tag(&book, |tag, name| {
        if name == "sheet"
            && let (Some(name), Some(id)) = (attribute(tag, "name"), attribute(tag, "id"))
        {
            sheets.push((name, id));
        }
    });
    let mut hidden = HiddenRows::new();
    let mut unread: BTreeSet<String> = targets.values().map(|target| path_of(target)).collect();
    for (name, id) in sheets {
        let Some(path) = targets.get(&id).map(|target| path_of(target)) else {
            continue;
        };
        unread.remove(&path);
        let Some(text) = part(&mut archive, &path) else {
            continue;
        };
        let mut rows = Vec::new();
        for_each_tag(&text, |tag, name| {
            *is_far |= names_far_cell(tag);
            let is_hidden = || matches!(attribute(tag, "hidden").as_deref(), Some("1" | "true"));
            if name == "row"
                && is_hidden()
                && let Some(number) =
                    attribute(tag, "r").and_then(|number| number.parse::<u32>().ok())
            {
                rows.push(number.saturating_sub(1));
            }
        });
        hidden.insert(name, rows);
    }
    // In a damaged file the reader of the cells may take another part for a sheet.
    for path in unread {
        if let Some(text) = part(&mut archive, &path) {
            for_each_tag(&text, |tag, _| *is_far |= names_far_cell(tag));
        }
    }
    Some(hidden)
}

/// Returns the path in the archive of a part that the workbook names.
fn path_of(target: &str) -> String {
    match target.strip_prefix('/') {
        Some(path) => path.to_owned(),
        None => format!("xl/{target}"),
    }
}

/// A row of a file of LibreOffice that stands for others too.
#[derive(Default)]
struct RepeatedRow {
    times: u32,
    is_hidden: bool,
    columns: u32,
    /// The columns until the last value; 0 if there is none.
    columns_with_values: u32,
}

/// Returns the hidden rows of a file of LibreOffice. Fails if rows with values stand for more cells
/// than are read, because the reader of the cells keeps each of them in memory.
pub fn of_ods(bytes: &[u8]) -> Result<HiddenRows, SheetError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| SheetError::Damaged)?;
    let text = part(&mut archive, "content.xml").ok_or(SheetError::Damaged)?;
    require_closed(&text)?;
    let mut hidden = HiddenRows::new();
    let (mut sheet, mut next, mut row) = (String::new(), 0_u32, RepeatedRow::default());
    let (mut cells, mut is_too_wide) = (0_u64, false);
    let most = u32::try_from(MOST_COLUMNS).unwrap_or(u32::MAX);
    let mut finish = |row: &RepeatedRow, next: u32, sheet: &str| {
        if row.columns_with_values > 0 {
            let of_row = u64::from(row.times) * u64::from(row.columns_with_values);
            cells = cells.saturating_add(of_row);
            if row.is_hidden {
                let rows = hidden.entry(sheet.to_owned()).or_default();
                rows.extend(next..next.saturating_add(row.times.min(1_000)));
            }
        }
    };
    for_each_tag(&text, |tag, name| match name {
        "table" => {
            finish(&row, next, &sheet);
            sheet = attribute(tag, "name").unwrap_or_default();
            (next, row) = (0, RepeatedRow::default());
        }
        "table-row" => {
            finish(&row, next, &sheet);
            next = next.saturating_add(row.times);
            let visibility = attribute(tag, "visibility");
            row = RepeatedRow {
                times: number(tag, "number-rows-repeated"),
                is_hidden: matches!(visibility.as_deref(), Some("collapse" | "filter")),
                ..RepeatedRow::default()
            };
        }
        "table-cell" | "covered-table-cell" => {
            let columns = number(tag, "number-columns-repeated");
            row.columns = row.columns.saturating_add(columns);
            if attribute(tag, "value-type").is_some() {
                row.columns_with_values = row.columns;
                is_too_wide |= columns > most;
            }
        }
        _ => {}
    });
    finish(&row, next, &sheet);
    match (is_too_wide, cells > (MOST_ROWS_READ * MOST_COLUMNS) as u64) {
        (true, _) => Err(SheetError::TooManyColumns {
            row: next as usize + 1,
        }),
        (_, true) => Err(SheetError::TooManyRows),
        _ => Ok(hidden),
    }
}

fn part(archive: &mut ZipArchive<Cursor<&[u8]>>, path: &str) -> Option<String> {
    let mut text = String::new();
    archive.by_name(path).ok()?.read_to_string(&mut text).ok()?;
    Some(text)
}

/// Fails unless every tag that is opened is closed. The reader of the cells looks for the end of
/// a table for ever.
fn require_closed(text: &str) -> Result<(), SheetError> {
    let mut reader = Reader::from_str(text);
    let mut open = 0_usize;
    loop {
        match reader.read_event().map_err(|_| SheetError::Damaged)? {
            Event::Start(_) => open += 1,
            Event::End(_) => open = open.saturating_sub(1),
            Event::Eof if open == 0 => return Ok(()),
            Event::Eof => return Err(SheetError::Damaged),
            _ => {}
        }
    }
}

/// Looks at each opening tag, with its name without a prefix. Goes on as far as the reader of the
/// cells does, which does not compare the names of tags that are closed.
fn for_each_tag(text: &str, mut look: impl FnMut(&BytesStart<'_>, &str)) {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = false;
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(tag) | Event::Empty(tag) => {
                let name = tag.local_name();
                look(&tag, name.as_ref());
            }
            Event::Eof => break,
            _ => {}
        }
    }
}

/// Returns an attribute by its name without a prefix.
fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = tag.attributes();
    let mut attributes = attributes.with_checks(false).flatten();
    let found = attributes.find(|attribute| attribute.key.local_name().as_ref() == name)?;
    Some(
        found
            .normalized_value(XmlVersion::Implicit1_0)
            .ok()?
            .into_owned(),
    )
}

/// Returns true for a tag that names a cell beyond the last of a sheet. With a prefix these are
/// attributes of something else.
fn names_far_cell(tag: &BytesStart<'_>) -> bool {
    let mut attributes = tag.attributes();
    let mut attributes = attributes.with_checks(false).flatten();
    attributes.any(|attribute| {
        let names_cells = matches!(attribute.key.as_ref(), "r" | "ref");
        let value = attribute.normalized_value(XmlVersion::Implicit1_0);
        names_cells && value.is_ok_and(|name| is_beyond_any_sheet(&name))
    })
}

/// Returns a number of rows or columns: 1 if none is given.
fn number(tag: &BytesStart<'_>, name: &str) -> u32 {
    let number = attribute(tag, name).map(|text| text.parse::<u32>());
    match number {
        Some(Ok(number)) => number,
        Some(Err(error)) if *error.kind() == IntErrorKind::PosOverflow => u32::MAX,
        Some(Err(_)) | None => 1,
    }
}
