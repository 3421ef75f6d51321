//! An import that is killed at any moment.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::process::Stdio;
use std::thread::sleep;
use std::time::Duration;

use crate::support::Sandbox;

/// The number of rows, enough to be killed among them.
const ROWS: usize = 300;

fn count(sandbox: &Sandbox) -> usize {
    let folder = fs::read_dir(sandbox.at("sam/activities"));
    folder.map_or(0, |names| {
        let names = names.map(|entry| entry.unwrap().file_name());
        names
            .filter(|name| name.to_string_lossy().ends_with(".md"))
            .count()
    })
}

#[test]
fn an_import_that_is_killed_leaves_all_of_its_records_or_none() {
    let mut log = "Date,Title,Hours\n".to_owned();
    for number in 0..ROWS {
        writeln!(log, "2026-01-{:02},Clinic {number},1", number % 28 + 1).unwrap();
    }
    let import = ["-C", "sam", "import", "../log.csv", "--yes"];
    let mut left = BTreeSet::new();
    for wait in [0, 60, 150, 250, 350, 500, 700, 4000] {
        let sandbox = Sandbox::new();
        let init = ["init", "sam", "--owner", "Sam Carter"];
        sandbox.cpd(init).expect_code(0);
        sandbox.write("log.csv", &log);
        let mut command = sandbox.command("cpd");
        command
            .args(import)
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let mut run = command.spawn().unwrap();
        sleep(Duration::from_millis(wait));
        let _ = run.kill();
        run.wait().unwrap();
        sandbox.cpd(["-C", "sam", "recover"]).expect_code(0);
        let written = count(&sandbox);
        assert!(
            written == 0 || written == ROWS,
            "{written} records after {wait} ms"
        );
        let log = sandbox.sh("cd sam && git log --format=%s && git status --short");
        let is_saved = log.contains("Import 300 activities from log.csv");
        assert_eq!(is_saved, written == ROWS, "{log}");
        left.insert(written);
        // Made again, it adds what is missing.
        sandbox.cpd(import).expect_code(0);
        assert_eq!(count(&sandbox), ROWS);
    }
    assert_eq!(left, [0, ROWS].into(), "no run was killed, or every run");
}
