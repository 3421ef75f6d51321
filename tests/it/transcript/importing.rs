//! A person brings in a spreadsheet and is asked what it does not say.

use crate::support::Sandbox;

use super::conversation::{plain, talk};

fn records(sandbox: &Sandbox) -> String {
    sandbox.sh("cd sam && ls activities 2>/dev/null || true")
}

#[test]
fn a_person_is_asked_once_for_the_order_of_dates_and_once_before_anything_is_written() {
    let sandbox = Sandbox::new();
    let init = ["init", "sam", "--owner", "Sam Carter"];
    sandbox.cpd(init).expect_code(0);
    sandbox.write("log.csv", "Date,Title\n3/2/2026,One\n4/2/2026,Two\n");
    let import = ["-C", "sam", "import", "../log.csv"];
    let number = "Number from 1 to 2: ";
    let write = "Write 2 activities? Type yes or no (Enter for yes): ";

    let screen = talk(plain(&sandbox, &import), &[(number, "1"), (write, "no")]);
    for says in [
        "Row 2 has 3/2/2026. Which day is that?",
        "1. 3 February 2026",
        "2. 2 March 2026",
        "Row 3, new: 2026-02-04: Two.",
        "Cancelled. Nothing was changed.",
    ] {
        assert!(screen.contains(says), "{says} in {screen}");
    }
    assert_eq!(records(&sandbox), "");

    let screen = talk(plain(&sandbox, &import), &[(number, "2"), (write, "")]);
    let saved = "Saved: Import 2 activities from log.csv";
    assert!(screen.contains(saved), "{screen}");
    assert_eq!(records(&sandbox), "2026-03-02-one.md\n2026-04-02-two.md\n");

    // The mapping knows the answer, and nothing is new.
    let again = sandbox.cpd(import).expect_code(0);
    again.says("0 new activities, 2 there already");
}

#[test]
fn an_export_brings_a_whole_portfolio_into_another() {
    let sandbox = Sandbox::new();
    let day = "--today=2026-10-02";
    sandbox
        .cpd([day, "demo", "sample", "--without-keys"])
        .expect_code(0);
    for ending in ["jsonl", "xlsx"] {
        let all = format!("all.{ending}");
        let again = format!("again.{ending}");
        let export = |from: &str, to: &str| {
            let to = format!("../{to}");
            let arguments = [day, "-C", from, "export", "--text", "-o", &*to];
            sandbox.cpd(arguments).expect_code(0);
        };
        export("sample", &all);
        let init = ["init", ending, "--owner", "Sam Carter"];
        let follow = [day, "--scheme", "lancaster"];
        sandbox.cpd(init.into_iter().chain(follow)).expect_code(0);
        let file = format!("../{all}");
        let import = [day, "-C", ending, "import", &*file, "--yes"];
        let imported = sandbox.cpd(import).expect_code(0);
        imported.says("An export of cpd wrote this file.");
        export(ending, &again);
        sandbox.sh(&format!("cmp {all} {again}"));
        let log = sandbox.sh(&format!("cd {ending} && git log --format=%s"));
        assert!(log.starts_with("Import "), "{log}");
        assert_eq!(log.lines().count(), 2, "{log}");
        // Nothing is new in the portfolio that it came from.
        let back = [day, "-C", "sample", "import", &*file];
        sandbox.cpd(back).expect_code(0).says("Nothing new");
    }
}

#[test]
fn whoever_has_a_roster_is_asked_once_for_the_order_of_dates_and_once_before_anything_is_created() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "staff.csv",
        "Name,Start date\nSam Carter,3/2/2020\nAda Okoro,4/2/2020\n",
    );
    let init = ["init", "--roster", "staff.csv", "--into", "staff"];
    let number = "Number from 1 to 2: ";
    let create = "Create 2 portfolios? Type yes or no (Enter for yes): ";

    let screen = talk(plain(&sandbox, &init), &[(number, "1"), (create, "no")]);
    assert!(
        screen.contains("Row 2 has 3/2/2020. Which day is that?"),
        "{screen}"
    );
    assert!(
        screen.contains("Cancelled. Nothing was changed."),
        "{screen}"
    );
    assert!(!sandbox.at("staff").exists());

    let screen = talk(plain(&sandbox, &init), &[(number, "2"), (create, "")]);
    assert!(screen.contains("staff/ada-okoro"), "{screen}");
    let people = sandbox.read("staff/sam-carter/trust/people.yaml");
    assert!(people.contains("joined: 2020-03-02\n"), "{people}");
}
