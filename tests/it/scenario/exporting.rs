//! Records that are taken out of a portfolio, as other programs read them.

use crate::support::Sandbox;
use crate::support::tools::python_with;

/// A title that a spreadsheet would run, and hours.
const FORMULA: &str = "=HYPERLINK(\"https://example.org\")";

fn with_formula() -> Sandbox {
    let sandbox = Sandbox::with_demo();
    let text = format!(
        "---\ntitle: '{FORMULA}'\ndate: 2026-09-01\nprovider: '@course'\nhours: 2.25\nface_to_face: true\n---\n\nWords.\n"
    );
    sandbox.write("sample/activities/2026-09-01-formula.md", text);
    sandbox
}

/// By a library that shares no code with the one that writes.
#[test]
fn a_spreadsheet_has_real_dates_and_numbers_and_no_formula() {
    let sandbox = with_formula();
    sandbox.sh("cd sample && cpd export -o ../log.xlsx");
    let Some(python) = python_with("openpyxl") else {
        return;
    };
    sandbox.write(
        "read.py",
        "import openpyxl\n\
         book = openpyxl.load_workbook('log.xlsx')\n\
         print(*book.sheetnames)\n\
         sheet = book['activities']\n\
         print(sheet.freeze_panes, sheet.auto_filter.ref is not None)\n\
         heads = [cell.value for cell in sheet[1]]\n\
         for row in sheet.iter_rows(min_row=2):\n\
        \x20   cells = dict(zip(heads, row))\n\
        \x20   if cells['path'].value.endswith('-formula.md'):\n\
        \x20       for name in ('title', 'date', 'provider', 'hours', 'face_to_face'):\n\
        \x20           print(name, cells[name].data_type, cells[name].value)\n",
    );
    assert_eq!(
        sandbox.sh(&format!("{} read.py", python.display())),
        format!(
            "activities journals statements feedback meetings profile\n\
             A2 True\n\
             title s {FORMULA}\n\
             date d 2026-09-01 00:00:00\n\
             provider s @course\n\
             hours n 2.25\n\
             face_to_face b True\n"
        )
    );
}

#[test]
fn equal_records_give_equal_files() {
    let sandbox = with_formula();
    for file in ["one.xlsx", "two.xlsx"] {
        sandbox.sh(&format!("cd sample && cpd export --text -o ../{file}"));
    }
    sandbox.sh("cmp one.xlsx two.xlsx");
}

#[test]
fn a_table_that_a_spreadsheet_opens_has_no_formula() {
    let sandbox = with_formula();
    let table = sandbox.sh("cd sample && cpd export activities");
    assert!(
        table.contains(
            "\n\"'=HYPERLINK(\"\"https://example.org\"\")\",2026-09-01,,,,'@course,2.25,"
        ),
        "{table}"
    );
}

#[test]
fn a_file_of_another_form_is_not_written() {
    let sandbox = Sandbox::with_demo();
    let ran = sandbox.try_sh("cd sample && cpd export activities -o ../log.ods");
    assert_eq!(ran.code, 2, "{}", ran.stderr);
    assert_eq!(
        ran.stderr,
        "error: no format of `cpd export` has files in .ods\n\
         help: end its name in csv, xlsx, jsonl, txt, or name a format with `--format`\n"
    );
    assert!(!sandbox.path().join("log.ods").exists());
}

/// The names of details are a stranger's words as well as their values.
#[test]
fn nothing_that_a_record_holds_drives_a_terminal() {
    let sandbox = Sandbox::with_demo();
    let escape = "\\e[2J\\u202e\\x9b31m";
    let text = format!(
        "---\ntitle: \"{escape}\"\ndate: 2026-09-01\n\"{escape}\": \"{escape}\"\n---\n\n\u{9b}31m\u{202e}\n"
    );
    sandbox.write("sample/activities/2026-09-01-hostile.md", text);
    for format in ["csv", "jsonl", "text"] {
        let command = format!("cd sample && cpd export activities --text --format {format}");
        let printed = sandbox.sh(&command);
        assert!(printed.contains("[2J"), "{format}: {printed:?}");
        let acts = |c: char| matches!(c, '\u{1b}' | '\u{9b}' | '\u{202e}');
        assert!(!printed.contains(acts), "{format}: {printed:?}");
    }
}
