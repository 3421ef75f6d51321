//! Days at the ends of time, and numbers without end.

use std::fs;

use super::{activity, demo, portfolio};

#[test]
fn dates_at_the_limits_of_the_calendar_are_handled() {
    let sandbox = demo();
    for day in ["0001-01-01", "9999-12-31", "0000-01-01", "1969-12-31"] {
        let run = |command: &[&str]| sandbox.cpd([command, &["--today", day]].concat());
        run(&["check"]).ends(&[0, 1]);
        run(&["check", "--format", "json"]).ends(&[0, 1]);
        run(&["status"]).ends(&[0]);
        run(&["pack", "--draft", "--award", "bronze"]).ends(&[0]);
        let step = ["submit", "silver", "--unsigned", "--yes"];
        let before = sandbox.git("rev-parse HEAD");
        // No commit has a date of that year, so nothing is signed on it.
        let too_late = day == "9999-12-31";
        let taken = run(&step).ends(if too_late { &[2] } else { &[0, 1] }).code == 0;
        assert_eq!(taken, sandbox.git("rev-parse HEAD") != before, "{day}");
        let left = sandbox.git("status --porcelain signoffs");
        assert_eq!(left, "", "{day}");
        run(&["new", "activity", "X", "--type", "workshop"])
            .ends(&[0])
            .says(&format!("activities/{day}-x.md"));
        sandbox.cpd(["save", "--anyway"]).ends(&[0]);
    }
    for day in [
        "262143-01-01",
        "+10000-01-01",
        "-0001-01-01",
        "99999999999999999999-01-01",
        "2026-13-01",
        "",
    ] {
        sandbox.cpd(["check", "--today", day]).ends(&[2]);
    }
    let sandbox = portfolio();
    for (n, date) in [
        "0000-01-01",
        "9999-12-31",
        "-262143-01-01",
        "262142-12-31",
        "99999-01-01",
        "2026-02-30",
    ]
    .iter()
    .enumerate()
    {
        sandbox.write(
            format!("activities/{date}-x{n}.md"),
            format!("---\ntitle: X\ndate: {date}\nuntil: {date}\nstatus: done\n---\n"),
        );
        sandbox.write(
            format!("journals/{date}-x{n}.md"),
            format!("---\ntitle: X\ndate: {date}\naward: bronze\nactivity: {date}-x{n}\n---\n"),
        );
        sandbox.write(
            format!("feedback/{date}-x{n}.md"),
            format!("---\ntitle: X\ndate: {date}\njournal: {date}-x{n}\nby: priya-shah\n---\n"),
        );
        sandbox.write(format!("signoffs/lancaster/bronze/{n}.md"), format!("---\nsignoff: sign\naward: bronze\nby: sam-carter\nrole: owner\non: {date}T00:00:00Z\nproof: none\nsubjects: []\n---\n"));
    }
    sandbox.look_and_print();
}

#[test]
fn very_large_numbers_are_handled() {
    let sandbox = demo();
    let most = "79228162514264337593543950335";
    for n in 0..4 {
        sandbox.write(
            format!("activities/2026-02-01-much-{n}.md"),
            activity("Much", &format!("hours: {most}\n"), ""),
        );
    }
    for n in 4..8 {
        sandbox.write(
            format!("activities/2026-02-01-much-{n}.md"),
            activity("Much", &format!("hours: 0.{}\n", "3".repeat(27 + n)), ""),
        );
    }
    // Every activity that a journal is about goes into the log, and is added up.
    for entry in fs::read_dir(sandbox.at("activities")).unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        let lines = text.lines().map(|line| {
            if line.starts_with("hours:") {
                format!("hours: {most}\n")
            } else {
                format!("{line}\n")
            }
        });
        fs::write(&path, lines.collect::<String>()).unwrap();
    }
    sandbox.look();
    for award in ["bronze", "silver", "gold"] {
        sandbox
            .cpd(["pack", "--draft", "--award", award])
            .ends(&[0]);
    }
}
