//! Spreadsheets that LibreOffice makes are imported right, and ours open there with their types.

use std::process::Command;

use crate::support::Sandbox;
use crate::support::tools::{output, require_tool};

/// Cells are read as if they had been typed: dates, numbers and formulas as such.
const CSV_AS_TYPED: &str = "CSV:44,34,76,1,,2057,false,true,false,false,false,0,true";

/// Converts a file in the sandbox into another form; false where LibreOffice is missing.
fn convert(sandbox: &Sandbox, file: &str, to: &str, filter: Option<&str>) -> bool {
    let Some(program) = require_tool("soffice") else {
        return false;
    };
    let profile = sandbox.at("office-profile");
    let mut soffice = Command::new(program);
    soffice
        .current_dir(sandbox.path())
        .env("HOME", sandbox.path())
        .arg(format!(
            "-env:UserInstallation=file://{}",
            profile.display()
        ))
        .args(["--headless", "--convert-to", to])
        .args(filter.map(|filter| format!("--infilter={filter}")))
        .arg(file);
    output(&mut soffice);
    true
}

/// A formula of text would not do: in its .xls files, LibreOffice 7.4 writes 0 for what it comes to.
const LOG: &str = "CPD log of Robin Hale,,,,\n\
                   Date,Title,Hours,Provider,Notes\n\
                   2026-02-03,\"Sepsis, the \"\"first\"\" hour\",=1.5+2,ARC,007\n\
                   2026-03-14,Überblick é 50%,0.75,,\"One.\nTwo.\"\n";

#[test]
fn a_table_of_libreoffice_is_imported_in_each_of_its_forms() {
    let sandbox = Sandbox::new();
    sandbox.write("log.csv", LOG);
    for to in ["xlsx", "xls", "ods"] {
        if !convert(&sandbox, "log.csv", to, Some(CSV_AS_TYPED)) {
            return;
        }
        sandbox.sh(&format!(
            "cpd init {to} --owner 'Robin Hale' --today 2026-02-01"
        ));
        let ran = sandbox.try_sh(&format!(
            "cd {to} && cpd import ../log.{to} --yes --today 2026-06-01"
        ));
        assert_eq!(ran.code, 0, "{to}: {}{}", ran.stdout, ran.stderr);
        let table = sandbox.sh(&format!("cd {to} && cpd export activities --text"));
        let mut rows = table.lines();
        assert!(
            rows.next()
                .is_some_and(|head| head.starts_with("title,date,")),
            "{table}"
        );
        for (row, hours) in [
            ("\"Sepsis, the \"\"first\"\" hour\",2026-02-03,", ",3.5,"),
            ("Überblick é 50%,2026-03-14,", ",0.75,"),
        ] {
            let found = table.lines().find(|line| line.starts_with(row));
            assert!(
                found.is_some_and(|line| line.contains(hours)),
                "{to}: {table}"
            );
        }
        assert!(table.contains("One."), "{to}: {table}");
        assert!(
            ran.stdout.contains("1 cell has a formula."),
            "{to}: {}",
            ran.stdout
        );
    }
}

/// As LibreOffice writes what it holds of our file, in XML that names the type of each cell.
#[test]
fn our_spreadsheet_opens_in_libreoffice_with_its_types() {
    let sandbox = Sandbox::with_demo();
    sandbox.write(
        "sample/activities/2026-09-01-formula.md",
        "---\ntitle: '=1+1'\ndate: 2026-09-01\nprovider: '@course'\nhours: 2.25\nface_to_face: true\n---\n\nWords.\n",
    );
    sandbox.sh("cd sample && cpd export -o ../log.xlsx");
    if !convert(&sandbox, "log.xlsx", "fods", None) {
        return;
    }
    let read = sandbox.read("log.fods");
    for sheet in [
        "activities",
        "journals",
        "statements",
        "feedback",
        "meetings",
        "profile",
    ] {
        assert!(
            read.contains(&format!("<table:table table:name=\"{sheet}\"")),
            "{sheet}"
        );
    }
    // A truth value is a formula there, and nothing else is.
    let mut formulas = read.split("table:formula=").skip(1);
    assert!(formulas.all(|it| it.starts_with("\"of:=TRUE()\"")));
    let row = read
        .split("<table:table-row")
        .find(|row| row.contains("<text:p>=1+1</text:p>"))
        .expect("the row");
    for part in [
        "office:value-type=\"date\" office:date-value=\"2026-09-01\"",
        "office:value-type=\"float\" office:value=\"2.25\"",
        "<text:p>TRUE</text:p>",
        "<text:p>@course</text:p>",
    ] {
        assert!(row.contains(part), "{part} in {row}");
    }
    let title = row
        .split("<table:table-cell")
        .find(|cell| cell.contains("=1+1"));
    assert!(
        title.is_some_and(|cell| cell.contains("office:value-type=\"string\"")),
        "{row}"
    );
}
