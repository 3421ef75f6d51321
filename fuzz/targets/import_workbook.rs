//! Workbooks of spreadsheets.

use std::io::{Cursor, Write as _};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::{Form, Target};

pub const TARGET: Target = Target {
    name: "import-workbook",
    form: Form::Zip,
    words: &[
        "<c r=\"",
        "XFD1048576",
        "A0",
        "ZZZZZZ99999999",
        "t=\"s\"",
        "t=\"d\"",
        "t=\"inlineStr\"",
        "<v>",
        "</v>",
        "<row r=\"",
        "<f>",
        "<mergeCell ref=\"A1:XFD1048576\"/>",
        "<dimension ref=\"A1:XFD1048576\"/>",
        "&#x0;",
        "<!DOCTYPE x [<!ENTITY a \"b\">]>",
        "&a;",
        "date1904=\"1\"",
        "table:number-columns-repeated=\"1000000000\"",
        "table:number-rows-repeated=\"1000000000\"",
        "xl/worksheets/sheet1.xml",
        "content.xml",
        "xl/sharedStrings.xml",
        "count=\"4294967295\"",
    ],
    seeds: || vec![workbook(), document()],
    begin: || {
        Box::new(|bytes| {
            let xlsx = cpd::fuzz::tables("a.xlsx", bytes)?;
            let ods = cpd::fuzz::tables("a.ods", bytes)?;
            let xls = cpd::fuzz::tables("a.xls", bytes)?;
            Ok(format!("{xlsx}; {ods}; {xls}"))
        })
    },
};

/// Returns a workbook with words, numbers and dates.
fn workbook() -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    let heads = ["Date", "Title", "Hours"];
    for (column, head) in heads.into_iter().enumerate() {
        sheet
            .write(0, u16::try_from(column).expect("few"), head)
            .expect("a cell");
    }
    for row in 1..6 {
        sheet.write(row, 0, "2026-02-03").expect("a cell");
        sheet
            .write(row, 1, format!("Clinic {row}"))
            .expect("a cell");
        sheet.write(row, 2, f64::from(row)).expect("a cell");
    }
    book.save_to_buffer().expect("a workbook")
}

/// Returns a document of LibreOffice with one table.
fn document() -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let entries = [
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        (
            "META-INF/manifest.xml",
            r#"<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>"#,
        ),
        (
            "content.xml",
            r#"<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet><table:table table:name="A"><table:table-row><table:table-cell office:value-type="string"><text:p>Date</text:p></table:table-cell><table:table-cell office:value-type="string" table:number-columns-repeated="2"><text:p>Title</text:p></table:table-cell></table:table-row><table:table-row table:number-rows-repeated="3"><table:table-cell office:value-type="date" office:date-value="2026-02-03"/><table:table-cell office:value-type="float" office:value="1.5"/></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"#,
        ),
    ];
    for (name, text) in entries {
        zip.start_file(name, SimpleFileOptions::default())
            .expect("an entry");
        zip.write_all(text.as_bytes()).expect("an entry");
    }
    zip.finish().expect("a zip").into_inner()
}
