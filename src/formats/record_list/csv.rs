//! For spreadsheets: a row for each record beneath the names of the columns.

use std::io::{self, Write};

use crate::formats::Style;
use crate::formats::csv::{self, CsvCell};
use crate::views::record_list::RecordList;

pub fn write(list: &RecordList, _: &Style, out: &mut dyn Write) -> io::Result<()> {
    let names: Vec<&str> = list.columns.iter().map(|column| &*column.name).collect();
    let rows = list.records.iter().map(|record| {
        let named = list.columns.iter().zip(&record.values);
        named
            .map(|(column, value)| {
                let text = value.as_deref().unwrap_or_default();
                match column.is_number {
                    true => CsvCell::Plain(text.into()),
                    false => CsvCell::Text(text.into()),
                }
            })
            .collect()
    });
    csv::write(&names, rows, out)
}
