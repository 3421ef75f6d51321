use std::io::Write as _;

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::*;

/// An archive of files.
fn archive(files: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in files {
        writer
            .start_file(*name, SimpleFileOptions::default())
            .unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A file of Excel with sheets, each with a name, a state and the XML of its rows and what
/// follows them.
pub fn xlsx(sheets: &[(&str, &str, &str)], more: &[(&str, &str)]) -> Vec<u8> {
    let spread = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let (mut list, mut links, mut files) = (String::new(), String::new(), Vec::new());
    for (at, (name, state, rows)) in sheets.iter().enumerate() {
        list.push_str(&format!(
            r#"<sheet name="{name}" sheetId="{0}" state="{state}" r:id="rId{0}"/>"#,
            at + 1
        ));
        links.push_str(&format!(
            r#"<Relationship Id="rId{0}" Type="{relations}/worksheet" Target="worksheets/page{0}.xml"/>"#,
            at + 1
        ));
        let sheet = format!(r#"<worksheet xmlns="{spread}">{rows}</worksheet>"#);
        files.push((format!("xl/worksheets/page{}.xml", at + 1), sheet));
    }
    links.push_str(&format!(
        r#"<Relationship Id="s" Type="{relations}/styles" Target="styles.xml"/>"#
    ));
    let book = format!(
        r#"<workbook xmlns="{spread}" xmlns:r="{relations}"><sheets>{list}</sheets></workbook>"#
    );
    let links = format!(
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{links}</Relationships>"#
    );
    let styles = format!(
        r#"<styleSheet xmlns="{spread}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"#
    );
    let package = format!(
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
    );
    let mut all = vec![
        ("_rels/.rels", package.as_str()),
        ("xl/workbook.xml", book.as_str()),
        ("xl/_rels/workbook.xml.rels", links.as_str()),
        ("xl/styles.xml", styles.as_str()),
    ];
    all.extend(
        files
            .iter()
            .map(|(name, text)| (name.as_str(), text.as_str())),
    );
    all.extend(more);
    archive(&all)
}

/// The XML of a cell with words.
pub fn text(place: &str, text: &str) -> String {
    format!(r#"<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>"#)
}

fn headings() -> String {
    format!(
        r#"<row r="1">{}{}{}</row>"#,
        text("A1", "Date"),
        text("B1", "Title"),
        text("C1", "Hours")
    )
}

fn one(rows: &str, after: &str) -> Vec<FileTable> {
    let sheet = format!("<sheetData>{}{rows}</sheetData>{after}", headings());
    read_xlsx(&xlsx(&[("Log", "visible", &sheet)], &[])).unwrap()
}

#[test]
fn cells_are_read_with_their_dates_numbers_and_words() {
    let rows = format!(
        r#"<row r="3"><c r="A3" s="1"><v>46056</v></c>{}<c r="C3"><v>1.5</v></c></row>"#,
        text("B3", "First aid")
    );
    let tables = one(&rows, "");
    assert_eq!(tables.len(), 1);
    assert_eq!(tables[0].name, "Log");
    let row = &tables[0].rows[1];
    assert_eq!((row.number, &row.dates), (3, &vec![0]));
    assert_eq!(row.cells, ["2026-02-03", "First aid", "1.5"]);
    assert_eq!(tables[0].notes, Vec::<String>::new());
}

#[test]
fn formulas_give_the_value_that_was_saved_and_are_told() {
    let rows = format!(
        r#"<row r="2">{}{}<c r="C2"><f>1+1</f><v>2</v></c></row><row r="3">{}<c r="C3"><f>A1</f></c></row>"#,
        text("A2", "2026-02-03"),
        text("B2", "One"),
        text("B3", "Two"),
    );
    let table = one(&rows, "").remove(0);
    assert_eq!(table.rows[1].cells, ["2026-02-03", "One", "2"]);
    assert_eq!(table.rows[2].cells, ["", "Two"]);
    assert_eq!(
        table.notes,
        [
            "2 cells have a formula. The value that was saved last is read.",
            "1 formula has no saved value. Open the file in a spreadsheet program and save it again.",
        ]
    );
}

#[test]
fn a_value_merged_over_rows_counts_for_each_of_them_and_is_told() {
    let rows = format!(
        r#"<row r="2">{}{}</row><row r="3">{}</row><row r="5">{}</row>"#,
        text("A2", "2026-02-03"),
        text("B2", "One"),
        text("B3", "Two"),
        text("B5", "Three"),
    );
    let merged =
        r#"<mergeCells count="2"><mergeCell ref="A2:A4"/><mergeCell ref="B1:C1"/></mergeCells>"#;
    let table = one(&rows, merged).remove(0);
    let dates: Vec<&str> = table.rows.iter().map(|row| row.cell(0)).collect();
    assert_eq!(dates, ["Date", "2026-02-03", "2026-02-03", ""]);
    assert_eq!(table.notes.len(), 1);
    assert!(table.notes[0].contains("at A2."), "{:?}", table.notes);
}

#[test]
fn hidden_rows_and_sheets_and_macros_are_told() {
    let rows = format!(
        r#"<sheetData>{}<row r="2" hidden="1">{}</row><row r="9" hidden="1"/></sheetData>"#,
        headings(),
        text("B2", "One")
    );
    let sheets = [("Log", "visible", &*rows), ("Secret", "hidden", &*rows)];
    let tables = read_xlsx(&xlsx(&sheets, &[("xl/vbaProject.bin", "x")])).unwrap();
    let hidden: Vec<bool> = tables.iter().map(|table| table.is_hidden).collect();
    assert_eq!(hidden, [false, true]);
    assert_eq!(
        tables[0].notes,
        [
            "Row 2 is hidden in the spreadsheet. It is read like the others.",
            "The file has macros. cpd never runs them.",
        ]
    );
}

#[test]
fn a_cell_in_the_last_row_and_column_that_there_can_be_takes_no_room() {
    let far = format!(r#"<row r="1048576">{}</row>"#, text("A1048576", "far"));
    assert_eq!(one(&far, "").remove(0).rows[1].number, 1_048_576);
    let wide = format!(
        "<sheetData><row r=\"1\">{}</row></sheetData>",
        text("XFD1", "wide")
    );
    let read = read_xlsx(&xlsx(&[("Log", "visible", &wide)], &[]));
    assert_eq!(read, Err(SheetError::TooManyColumns { row: 1 }));
    let mut long = "<sheetData>".to_owned();
    for row in 1..=MOST_ROWS_READ + 1 {
        long.push_str(&format!(
            r#"<row r="{row}"><c r="A{row}"><v>1</v></c></row>"#
        ));
    }
    long.push_str("</sheetData>");
    let read = read_xlsx(&xlsx(&[("Log", "visible", &long)], &[]));
    assert_eq!(read, Err(SheetError::TooManyRows));
}

#[test]
fn an_archive_that_unpacks_to_too_much_is_refused_before_it_is_read() {
    let zeros = "0".repeat(usize::try_from(super::super::LARGEST_UNPACKED).unwrap());
    let bomb = xlsx(
        &[("Log", "visible", "<sheetData/>")],
        &[("xl/media/zeros", &zeros)],
    );
    assert!(bomb.len() < 1_000_000, "{}", bomb.len());
    assert_eq!(read_xlsx(&bomb), Err(SheetError::TooLargeUnpacked));
    assert_eq!(read_ods(&bomb), Err(SheetError::TooLargeUnpacked));
}

#[test]
fn what_is_no_spreadsheet_is_damaged() {
    let whole = xlsx(&[("Log", "visible", "<sheetData/>")], &[]);
    for bytes in [
        &b"Date,Title\n"[..],
        &whole[..whole.len() / 2],
        b"",
        &archive(&[("a", "b")]),
    ] {
        assert_eq!(read_xlsx(bytes), Err(SheetError::Damaged));
        assert_eq!(read_ods(bytes), Err(SheetError::Damaged));
        assert_eq!(read_xls(bytes), Err(SheetError::Damaged));
    }
}

/// A file of LibreOffice with one table.
fn ods(rows: &str) -> Vec<u8> {
    let content = format!(
        r#"<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.3"><office:body><office:spreadsheet><table:table table:name="Log">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"#
    );
    let manifest = r#"<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>"#;
    archive(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", manifest),
        ("content.xml", &content),
    ])
}

#[test]
fn files_of_libreoffice_are_read_with_their_hidden_rows() {
    let rows = r#"<table:table-row><table:table-cell office:value-type="string"><text:p>Date</text:p></table:table-cell><table:table-cell office:value-type="string"><text:p>Title</text:p></table:table-cell></table:table-row>
    <table:table-row table:visibility="collapse"><table:table-cell office:value-type="date" office:date-value="2026-02-03"><text:p>03/02/26</text:p></table:table-cell><table:table-cell office:value-type="string"><text:p>One</text:p></table:table-cell></table:table-row>
    <table:table-row table:number-rows-repeated="1048574"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>"#;
    let table = read_ods(&ods(rows)).unwrap().remove(0);
    assert_eq!(table.rows.len(), 2);
    assert_eq!(table.rows[1].cells, ["2026-02-03", "One"]);
    assert_eq!(table.rows[1].dates, [0]);
    assert_eq!(
        table.notes,
        ["Row 2 is hidden in the spreadsheet. It is read like the others."]
    );
}

#[test]
fn a_cell_beyond_the_last_of_a_sheet_is_damage() {
    let sheet = |name: &str| {
        let cell =
            format!("<sheetData><row r=\"1\"><c r=\"{name}\"><v>1</v></c></row></sheetData>");
        read_xlsx(&xlsx(&[("Log", "visible", &cell)], &[]))
    };
    for name in ["A1", "XFD1048576"] {
        assert_ne!(sheet(name), Err(SheetError::Damaged), "{name}");
    }
    // Behind a tag that is closed by another name.
    let cells = r#"<sheetData><row r="1"></r><c r="A99999999999"><v>1</v></c></row></sheetData>"#;
    let broken = read_xlsx(&xlsx(&[("Log", "visible", cells)], &[]));
    assert_eq!(broken, Err(SheetError::Damaged));
    for name in ["A99999999999", "ZZZZZZZ1", "A18446744073709551616"] {
        assert_eq!(sheet(name), Err(SheetError::Damaged), "{name}");
    }
}

#[test]
fn a_far_cell_is_found_in_a_sheet_with_two_names() {
    let cell = "<sheetData><row r=\"1\"><c r=\"A99999999999\"><v>1</v></c></row></sheetData>";
    // The reader of the cells goes by the last of these, and others by the first.
    let state = "visible\" r:id=\"rId9";
    let read = read_xlsx(&xlsx(&[("Log", state, cell)], &[]));
    assert_eq!(read, Err(SheetError::Damaged));
}

#[test]
fn a_table_that_is_never_closed_is_damaged() {
    for rows in [
        "<table:table-row>",
        "</table:table><table:table table:name=\"A\"><table:table-row><table:table-cell>",
        "<table:table-row></table:row>",
        "</table:table>",
    ] {
        assert_eq!(read_ods(&ods(rows)), Err(SheetError::Damaged), "{rows}");
    }
}

#[test]
fn rows_that_stand_for_a_million_others_are_refused_before_they_are_read() {
    let cell = |columns: &str| {
        format!(
            r#"<table:table-cell {columns} office:value-type="float" office:value="1"><text:p>1</text:p></table:table-cell>"#
        )
    };
    let long = format!(
        r#"<table:table-row table:number-rows-repeated="1048576">{}</table:table-row>"#,
        cell("")
    );
    assert_eq!(read_ods(&ods(&long)), Err(SheetError::TooManyRows));
    let longer = long.replace("1048576", "4294967296");
    assert_eq!(read_ods(&ods(&longer)), Err(SheetError::TooManyRows));
    // Few rows, but a value far to the right in each.
    let far = format!(
        r#"<table:table-row table:number-rows-repeated="20000"><table:table-cell table:number-columns-repeated="200"/>{}</table:table-row>"#,
        cell("")
    );
    assert_eq!(read_ods(&ods(&far)), Err(SheetError::TooManyRows));
    let wide = format!(
        "<table:table-row>{}</table:table-row>",
        cell(r#"table:number-columns-repeated="16384""#)
    );
    assert!(matches!(
        read_ods(&ods(&wide)),
        Err(SheetError::TooManyColumns { .. })
    ));
}

#[test]
fn columns_have_letters() {
    for (column, name) in [(0, "A"), (25, "Z"), (26, "AA"), (255, "IV")] {
        assert_eq!(column_name(column), name);
    }
}
