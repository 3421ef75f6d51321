//! How long `cpd import` takes beside one `cpd check` of what it leaves: 10,000 rows of CSV, and
//! the same rows as XLSX. The promise: CSV at most 3 times a check, XLSX at most twice CSV. Beside it
//! stands the time in which as many files are only made and synced: on a disk where that takes longer
//! than a check, it is the limit. `TMPDIR=/dev/shm` measures without a disk.
//!
//! `CPD=target/debug/cpd cargo bench --bench imports` measures another build.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a benchmark starts programs, writes files and prints its table"
)]

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::io::{Cursor, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const ROWS: usize = 10_000;
const RUNS: usize = 3;
const TODAY: &str = "--today=2026-10-02";

fn main() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let rows: Vec<[String; 5]> = (0..ROWS).map(row).collect();
    fs::write(folder.path().join("log.csv"), csv(&rows)).expect("a file");
    fs::write(folder.path().join("log.xlsx"), xlsx(&rows)).expect("a file");
    let mut table = Vec::new();
    for file in ["log.csv", "log.xlsx"] {
        let (mut plans, mut imports, mut checks) = (Vec::new(), Vec::new(), Vec::new());
        for run in 0..RUNS {
            let portfolio = folder.path().join(format!("{file}-{run}"));
            let name = portfolio.to_str().expect("a plain path");
            cpd(
                folder.path(),
                &["init", name, "--owner", "Sam Carter", TODAY],
            );
            let path = format!("../{file}");
            plans.push(timed(&portfolio, &["import", &path, "--dry-run", TODAY]));
            imports.push(timed(&portfolio, &["import", &path, "--yes", TODAY]));
            checks.push(timed(&portfolio, &["check", TODAY]));
        }
        table.push((file, median(plans), median(imports), median(checks)));
    }
    println!("| {ROWS} rows | plan, ms | import, ms | check of the result, ms | ratio |");
    println!("| --- | ---: | ---: | ---: | ---: |");
    for (file, plan, import, check) in &table {
        let ratio = import / check;
        println!("| {file} | {plan:.0} | {import:.0} | {check:.0} | {ratio:.1} |");
    }
    println!(
        "XLSX takes {:.2} times as long as CSV.",
        table[1].2 / table[0].2
    );
    let bare = bare_files(folder.path());
    println!(
        "To make and sync {ROWS} files takes {bare:.0} ms: the import of CSV is {:.2} times that.",
        table[0].2 / bare
    );
}

/// Makes as many files as there are rows, and waits until each is on the disk. Returns milliseconds.
fn bare_files(folder: &Path) -> f64 {
    let folder = folder.join("bare");
    fs::create_dir(&folder).expect("a folder");
    let start = Instant::now();
    for number in 0..ROWS {
        let mut file = fs::File::create_new(folder.join(number.to_string())).expect("a file");
        file.write_all(&[b'x'; 150]).expect("a file");
        file.sync_all().expect("a file on the disk");
    }
    start.elapsed().as_secs_f64() * 1000.0
}

fn row(number: usize) -> [String; 5] {
    let day = chrono::NaiveDate::from_ymd_opt(1999, 1, 1).expect("a day");
    let day = day + chrono::Days::new(number as u64);
    [
        day.to_string(),
        format!("Clinic number {number}"),
        "workshop".to_owned(),
        "1.5".to_owned(),
        format!("What I learnt on day {number} was to listen first."),
    ]
}

const HEADINGS: [&str; 5] = ["Date", "Title", "Type", "Hours", "Key learning points"];

fn csv(rows: &[[String; 5]]) -> String {
    let mut text = format!("{}\n", HEADINGS.join(","));
    for row in rows {
        writeln!(text, "{}", row.join(",")).expect("a line");
    }
    text
}

fn xlsx(rows: &[[String; 5]]) -> Vec<u8> {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    let headings = HEADINGS.map(str::to_owned);
    let mut sheet = format!(r#"<worksheet xmlns="{main}"><sheetData>"#);
    for (at, row) in std::iter::once(&headings).chain(rows).enumerate() {
        let number = at + 1;
        write!(sheet, r#"<row r="{number}">"#).expect("a row");
        for (cell, column) in row.iter().zip("ABCDE".chars()) {
            write!(
                sheet,
                r#"<c r="{column}{number}" t="inlineStr"><is><t>{cell}</t></is></c>"#
            )
            .expect("a cell");
        }
        sheet.push_str("</row>");
    }
    sheet.push_str("</sheetData></worksheet>");
    let link = |kind: &str, target: &str| {
        format!(
            r#"<Relationships xmlns="{package}"><Relationship Id="r1" Type="{office}/{kind}" Target="{target}"/></Relationships>"#
        )
    };
    let book = format!(
        r#"<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="Log" sheetId="1" r:id="r1"/></sheets></workbook>"#
    );
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in [
        ("_rels/.rels", link("officeDocument", "xl/workbook.xml")),
        ("xl/workbook.xml", book),
        (
            "xl/_rels/workbook.xml.rels",
            link("worksheet", "worksheets/sheet1.xml"),
        ),
        ("xl/worksheets/sheet1.xml", sheet),
    ] {
        writer
            .start_file(name, SimpleFileOptions::default())
            .expect("a file");
        writer.write_all(text.as_bytes()).expect("a file");
    }
    writer.finish().expect("an archive").into_inner()
}

fn program() -> String {
    env::var("CPD").unwrap_or_else(|_| env!("CARGO_BIN_EXE_cpd").to_owned())
}

fn cpd(folder: &Path, arguments: &[&str]) {
    let status = Command::new(program())
        .args(arguments)
        .current_dir(folder)
        .env("HOME", folder)
        .env("GIT_CONFIG_COUNT", "0")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    assert!(status.expect("cpd runs").success(), "{arguments:?}");
}

fn timed(folder: &Path, arguments: &[&str]) -> f64 {
    let start = Instant::now();
    cpd(folder, arguments);
    start.elapsed().as_secs_f64() * 1000.0
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
