//! Portfolios for the people on a list of staff, in each form of table.

use crate::support::Sandbox;
use crate::support::tools::python_with;

const INIT: &str = "cpd init --into staff --today 2026-10-02 --yes --roster";

#[test]
fn each_portfolio_checks_and_names_its_manager() {
    let sandbox = Sandbox::new().committing_as("The Office", "office@example.org");
    sandbox.write(
        "staff.csv",
        "person,name,team,manager,fraction,joined,kept_since\n\
         priya@example.org,Priya Shah,\"=Law, \"\"A\"\"\",,1,2018-01-08,\n\
         o'neil@example.org,Máire O’Neil: x,#,PRIYA SHAH,0.6,2019-02-13,2026-09-01\n",
    );
    let ran = sandbox.try_sh(&format!("{INIT} staff.csv"));
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(
        ran.stdout
            .ends_with("staff/priya-shah\nstaff/maire-oneil-x\n"),
        "{}",
        ran.stdout
    );
    for folder in ["priya-shah", "maire-oneil-x"] {
        sandbox.sh(&format!(
            "cd staff/{folder} && cpd check --today 2026-10-02 && git fsck --strict"
        ));
        assert_eq!(
            sandbox.sh(&format!("git -C staff/{folder} status --porcelain")),
            ""
        );
        assert_eq!(
            sandbox.sh(&format!("git -C staff/{folder} log --format=%an")),
            "The Office\n"
        );
    }
    let status = sandbox.sh("cd staff/maire-oneil-x && cpd trust && cat cpd.yaml");
    assert!(
        status.contains("Priya Shah") && status.contains("kept_since: 2026-09-01"),
        "{status}"
    );
}

#[test]
fn who_is_new_is_added_and_everything_else_stays() {
    let sandbox = Sandbox::new().committing_as("The Office", "office@example.org");
    sandbox.write("staff.csv", "person,name\nann,Ann Lee\nben,Ben Li\n");
    sandbox.sh(&format!("{INIT} staff.csv"));
    // One renames the folder and goes on writing.
    sandbox
        .sh("mv staff/ann staff/my-folder && echo Words. >> staff/my-folder/docs/who-sees-what.md");
    sandbox.write(
        "staff.csv",
        "person,name\nann,Anna Lee\nben,Ben Li\ncat,Cat Ray\n",
    );
    let before = sandbox.sh("find staff -type f | sort | xargs sha256sum");
    let ran = sandbox.try_sh(&format!("{INIT} staff.csv"));
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stdout.ends_with("staff/cat\n"), "{}", ran.stdout);
    let after = sandbox.sh("find staff -type f -not -path 'staff/cat/*' | sort | xargs sha256sum");
    assert_eq!(after, before);
    assert_eq!(sandbox.sh("ls staff"), "ben\ncat\nmy-folder\n");
}

#[test]
fn nothing_is_created_while_a_row_has_a_problem_or_nobody_agreed() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "staff.csv",
        "person,name,manager\nann,Ann Lee,\nben,Ben Li,zoe\n",
    );
    let ran = sandbox.try_sh(&format!("{INIT} staff.csv"));
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    assert!(
        ran.stderr
            .contains("nothing was created, because 1 row has problems"),
        "{}",
        ran.stderr
    );
    sandbox.write("staff.csv", "person,name\nann,Ann Lee\n");
    let ran = sandbox.try_sh("cpd init --into staff --roster staff.csv");
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    let ran = sandbox.try_sh(&format!("{INIT} staff.csv --dry-run --format json"));
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let plan: serde_json::Value = serde_json::from_str(&ran.stdout).expect("JSON");
    assert_eq!(
        (&plan["rows"][0]["becomes"], &plan["rows"][0]["folder"]),
        (&"new".into(), &"ann".into())
    );
    assert!(!sandbox.at("staff").exists());
    // A folder that holds something else.
    sandbox.write("staff/ann/notes.txt", "Mine.\n");
    let ran = sandbox.try_sh(&format!("{INIT} staff.csv"));
    assert_eq!(ran.code, 1, "{}", ran.stdout);
    assert!(ran.stdout.contains("is not empty"), "{}", ran.stdout);
    assert_eq!(sandbox.sh("find staff -type f"), "staff/ann/notes.txt\n");
}

#[test]
fn a_spreadsheet_is_read_as_the_same_list_in_text_is() {
    let Some(python) = python_with("openpyxl") else {
        return;
    };
    let sandbox = Sandbox::new();
    sandbox.write(
        "make.py",
        "import openpyxl, datetime\n\
         book = openpyxl.Workbook()\n\
         sheet = book.active\n\
         sheet.append(['Staff list'])\n\
         sheet.append(['Staff ID', 'Full name', 'FTE', 'Start date'])\n\
         sheet.append([17, 'Sam Carter', 0.6, datetime.date(2019, 2, 13)])\n\
         book.save('staff.xlsx')\n",
    );
    sandbox.sh(&format!("{} make.py", python.display()));
    sandbox.sh(&format!("{INIT} staff.xlsx"));
    let people = sandbox.read("staff/17/trust/people.yaml");
    for line in [
        "- id: 17\n",
        "{ from: 2019-02-13, value: 0.6 }",
        "joined: 2019-02-13\n",
    ] {
        assert!(people.contains(line), "{people}");
    }
    sandbox.sh("cd staff/17 && cpd check --today 2026-10-02");
}
