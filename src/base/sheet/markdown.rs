//! Tables in Markdown, such as a log with a table for each year. The heading above a table gives
//! the year of its dates. Tables with the same headings are one.

use super::decode::decode;
use super::{FileTable, MOST_COLUMNS, MOST_ROWS_READ, SheetError, SheetReader, SheetRow};

pub const READER: SheetReader = SheetReader {
    extensions: &["md", "markdown"],
    read,
};

/// The heading of the column for addresses that stand behind words in other cells.
const LINKS: &str = "links";

fn read(bytes: &[u8]) -> Result<Vec<FileTable>, SheetError> {
    let decoded = decode(bytes)?;
    let mut tables = Vec::new();
    add_tables(&mut tables, &decoded.text, None);
    complete(&mut tables)?;
    Ok(tables)
}

/// Adds the tables of a text, and returns true if it has any. If it is one of several, `file` is
/// its name, which may say the year.
pub fn add_tables(tables: &mut Vec<FileTable>, text: &str, file: Option<&str>) -> bool {
    let mut has_tables = false;
    let lines: Vec<&str> = text.lines().collect();
    let (mut heading, mut year, mut at) = (String::new(), file.and_then(year_in), 0);
    while at < lines.len() {
        let line = lines[at].trim();
        if line.starts_with('#') {
            heading = line.trim_matches(['#', ' ']).to_owned();
            year = year_in(&heading).or(file.and_then(year_in));
        }
        let is_head = lines.get(at + 1).is_some_and(|below| is_rule(below)) && line.contains('|');
        if !is_head {
            at += 1;
            continue;
        }
        let end = lines[at..].iter().position(|line| !line.contains('|'));
        let end = end.map_or(lines.len(), |length| at + length);
        let numbered = (at..end).filter(|number| *number != at + 1);
        let rows = numbered.map(|number| SheetRow {
            number: number + 1,
            cells: cells(lines[number]),
            year,
            file: file.map(str::to_owned),
            ..SheetRow::default()
        });
        add(tables, &heading, rows.collect());
        has_tables = true;
        at = end;
    }
    has_tables
}

/// Gives addresses a column of their own. Fails if a table is too large.
pub fn complete(tables: &mut [FileTable]) -> Result<(), SheetError> {
    for table in tables {
        move_links(table);
        if table.rows.len() > MOST_ROWS_READ {
            return Err(SheetError::TooManyRows);
        }
        let wide = table.rows.iter().find(|row| row.cells.len() > MOST_COLUMNS);
        if let Some(row) = wide {
            return Err(SheetError::TooManyColumns { row: row.number });
        }
    }
    Ok(())
}

/// Adds rows to the table that has the same headings, or as a table of its own.
fn add(tables: &mut Vec<FileTable>, heading: &str, rows: Vec<SheetRow>) {
    let Some(head) = rows.first() else { return };
    let is_same = |table: &&mut FileTable| {
        let first = table.rows.first();
        first.is_some_and(|first| first.cells == head.cells)
    };
    match tables.iter_mut().find(is_same) {
        Some(table) => table.rows.extend(rows.into_iter().skip(1)),
        None => tables.push(FileTable {
            name: heading.to_owned(),
            rows,
            ..FileTable::default()
        }),
    }
}

/// Returns true for the line between the headings and the rows of a table.
fn is_rule(line: &str) -> bool {
    let line = line.trim();
    let is_mark = |c: char| matches!(c, '-' | ':' | '|' | ' ');
    line.contains('-') && line.contains('|') && line.chars().all(is_mark)
}

/// Returns the cells of a line. A backslash keeps a bar from ending a cell.
fn cells(line: &str) -> Vec<String> {
    let line = line.trim();
    let line = line.strip_prefix('|').unwrap_or(line);
    let mut cells = vec![String::new()];
    let mut letters = line.chars().peekable();
    while let Some(letter) = letters.next() {
        let cell = cells.last_mut();
        match (letter, letters.peek(), cell) {
            ('\\', Some('|'), Some(cell)) => {
                cell.push('|');
                letters.next();
            }
            ('|', None, _) => {}
            ('|', Some(_), _) => cells.push(String::new()),
            (letter, _, Some(cell)) => cell.push(letter),
            (_, _, None) => {}
        }
    }
    let cells = cells.into_iter();
    cells
        .map(|cell| cell.replace("<br>", "\n").trim().to_owned())
        .collect()
}

/// Returns the only year that a heading names.
fn year_in(heading: &str) -> Option<u16> {
    let words = heading.split(|c: char| !c.is_alphanumeric());
    let years = words
        .filter(|word| word.len() == 4)
        .filter_map(|word| word.parse().ok());
    let years: Vec<u16> = years.filter(|year| (1950..2100).contains(year)).collect();
    match years.as_slice() {
        [year] => Some(*year),
        _ => None,
    }
}

/// Takes the addresses out of cells with `[words](address)`, and puts them into a column of their
/// own.
fn move_links(table: &mut FileTable) {
    let width = table
        .rows
        .iter()
        .map(|row| row.cells.len())
        .max()
        .unwrap_or(0);
    let mut has_links = false;
    for row in table.rows.iter_mut().skip(1) {
        let mut links = Vec::new();
        for cell in &mut row.cells {
            while let Some((before, words, address, after)) = link_in(cell) {
                links.push(address.to_owned());
                *cell = format!("{before}{words}{after}").trim().to_owned();
            }
        }
        if !links.is_empty() {
            has_links = true;
            row.cells.resize(width, String::new());
            row.cells.push(links.join("; "));
        }
    }
    if has_links && let Some(head) = table.rows.first_mut() {
        head.cells.resize(width, String::new());
        head.cells.push(LINKS.to_owned());
    }
}

/// Returns the first link of a text in its parts: what stands before it, its words, its address,
/// and what stands behind it.
fn link_in(text: &str) -> Option<(&str, &str, &str, &str)> {
    let (words, rest) = text.split_once("](")?;
    let (address, after) = rest.split_once(')')?;
    let (before, words) = words.rsplit_once('[')?;
    let is_page = address.starts_with("https://") || address.starts_with("http://");
    is_page.then_some((before, words, address, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_of_several_years_are_one_with_the_year_of_their_headings() {
        let log = "# My log\n\n## 2024\n\n| Date | Course | Hours |\n|---|---|---:|\n| 17 Feb | Pumps \\| valves | 2 |\n\nWords | and a bar.\n\n## In 2025\n\n| Date | Course | Hours |\n| :-- | --- | --- |\n| 3 March | Steel | 1.5 |\n";
        let tables = read(log.as_bytes()).unwrap();
        assert_eq!(tables.len(), 1);
        let rows: Vec<(usize, Option<u16>, Vec<String>)> = tables[0]
            .rows
            .iter()
            .map(|row| (row.number, row.year, row.cells.clone()))
            .collect();
        let cells = |cells: [&str; 3]| cells.map(str::to_owned).to_vec();
        assert_eq!(
            rows,
            [
                (5, Some(2024), cells(["Date", "Course", "Hours"])),
                (7, Some(2024), cells(["17 Feb", "Pumps | valves", "2"])),
                (15, Some(2025), cells(["3 March", "Steel", "1.5"])),
            ]
        );
    }

    #[test]
    fn addresses_behind_words_have_a_column_of_their_own() {
        let log = "| Date | Webinar |\n|---|---|\n| 2026-02-03 | [Valves](https://example.org/a) and [pumps](https://example.org/b) |\n| 2026-02-04 | [None](x) |\n";
        let table = read(log.as_bytes()).unwrap().remove(0);
        assert_eq!(table.rows[0].cells, ["Date", "Webinar", "links"]);
        assert_eq!(
            table.rows[1].cells,
            [
                "2026-02-03",
                "Valves and pumps",
                "https://example.org/a; https://example.org/b"
            ]
        );
        assert_eq!(table.rows[2].cells, ["2026-02-04", "[None](x)"]);
    }

    #[test]
    fn a_text_without_a_table_has_none() {
        assert_eq!(read(b"# 2024\n\nWords | more\n"), Ok(Vec::new()));
    }
}
