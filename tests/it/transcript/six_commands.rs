//! The way from nothing to a printed Bronze, as one who is asked at a terminal goes it.

use std::process::Command;

use super::conversation::{plain, talk};
use crate::support::Sandbox;

/// An editor in which somebody writes what each text asks for.
const EDITOR: &str = r#"sh -c 'name=$(basename "$1" .md)
    sed -i "s/^\[Write here: what you .*/After $name I ask whose left is meant./
        s/^\[Write here.*/In $name I stood where I was told to stand./" "$1"' -"#;

const YES: (&str, &str) = ("(Enter for yes): ", "");

/// Returns a command of a person at a terminal on a day.
fn typed(sandbox: &Sandbox, day: &str, words: &str) -> Command {
    let words: Vec<&str> = ["--today", day]
        .into_iter()
        .chain(words.split(' '))
        .collect();
    let mut command = plain(sandbox, &words);
    command.env("VISUAL", EDITOR);
    command
}

#[test]
fn a_printed_bronze_takes_six_commands() {
    let sandbox = Sandbox::new();
    let hours = ("Hours: ", "2");
    let first = [
        ("Your full name: ", "Sam Carter"),
        ("Number from 1 to 12: ", "6"),
        ("Your line manager's full name: ", "Priya Shah"),
        YES,
        ("Title: ", "Whose left"),
        ("Title: ", "Stewarding at graduation"),
        ("Date (Enter for 2026-03-02): ", ""),
        ("Number from 1 to 6: ", "3"),
        hours,
        ("(Enter for yes): ", "no"),
    ];
    talk(typed(&sandbox, "2026-03-02", "init sam"), &first);
    let sandbox = sandbox.in_folder("sam");
    for (day, known, title, activity) in [
        ("2026-05-04", "2", "Minutes", "Servicing a committee"),
        ("2026-07-06", "3", "Everyone has it", "A conference"),
    ] {
        let date = format!("Date (Enter for {day}): ");
        let choice = format!("Number from 1 to {known}: ");
        let turns = [
            ("Title: ", title),
            (&choice, "1"),
            ("Title: ", activity),
            (&date, ""),
            ("Number from 1 to 6: ", "1"),
            hours,
        ];
        talk(typed(&sandbox, day, "new journal --award bronze"), &turns);
    }
    talk(
        typed(&sandbox, "2026-09-07", "new statement --award bronze"),
        &[],
    );
    let signed = talk(
        typed(&sandbox, "2026-09-08", "sign bronze"),
        &[YES, ("on this signature: ", ""), YES, YES],
    );
    assert!(signed.contains("packs/ask-bronze.zip\n"), "{signed}");

    // The line manager has the zip alone.
    sandbox.sh("mkdir ../priya && mv packs/ask-bronze.zip ../priya");
    let endorsed = talk(
        typed(&sandbox, "2026-09-14", "-C ../priya endorse ask-bronze.zip"),
        &[
            ("Are you Priya Shah? ", "yes"),
            ("on this signature: ", "The minutes are read now."),
            YES,
        ],
    );
    assert!(endorsed.contains("ask-bronze-signed.zip\n"), "{endorsed}");

    let submitted = talk(
        typed(
            &sandbox,
            "2026-09-15",
            "receive ../priya/ask-bronze-signed.zip",
        ),
        &[YES, ("on this signature: ", ""), YES],
    );
    let files = "packs/bronze.html\npacks/bronze.pdf\npacks/bronze.zip\npacks/bronze-email.txt\n";
    assert!(submitted.contains(files), "{submitted}");
    assert!(sandbox.bytes("packs/bronze.pdf").starts_with(b"%PDF"));
    let verified = sandbox.try_sh("cpd --today 2026-09-15 verify packs/bronze.pdf");
    verified.says("pages, good");
}

/// Without questions both are printed as well.
#[test]
fn submitting_prints_every_format_where_nobody_is_asked() {
    let sandbox = Sandbox::with_demo().in_folder("sample");
    let said = sandbox.sh("cpd --today 2026-10-02 submit silver --yes 2>&1");
    for file in ["packs/silver.html", "packs/silver.pdf", "packs/silver.zip"] {
        assert!(said.contains(&format!("\n{file}\n")), "{said}");
    }
    let told =
        "Send packs/silver.html, packs/silver.pdf or packs/silver.zip to the people who decide.";
    assert!(said.contains(told), "{said}");
    assert!(sandbox.bytes("packs/silver.pdf").starts_with(b"%PDF"));
}
