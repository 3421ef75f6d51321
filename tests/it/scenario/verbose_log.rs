//! What the program tells of its own work with `-v` and `CPD_LOG`: on stderr alone.

use crate::support::{Ran, Runs as _, Sandbox};

const CHECK: [&str; 4] = ["-C", "sample", "check", "--plain"];

fn check(sandbox: &Sandbox, more: &[&str], log: Option<&str>) -> Ran {
    let mut command = sandbox.command("cpd");
    command.args(CHECK).args(more);
    if let Some(log) = log {
        command.env("CPD_LOG", log);
    }
    command.run()
}

#[test]
fn verbose_output_names_the_trusted_revision_and_the_reading_time() {
    let sandbox = Sandbox::with_demo();
    let quiet = check(&sandbox, &[], None);
    assert_eq!(quiet.stderr, "");
    assert!(!quiet.stdout.is_empty());
    for (more, log) in [
        (&["-v"][..], None),
        (&["-vv"], None),
        (&[], Some("info")),
        (&[], Some("debug")),
    ] {
        let told = check(&sandbox, more, log);
        assert_eq!(told.stdout, quiet.stdout, "{more:?} {log:?}");
        assert_eq!(told.code, quiet.code, "{more:?} {log:?}");
        for words in [
            "the trusted revision is the last commit",
            "taken from HEAD",
            "portfolio.read: close time.busy=",
            "check: close time.busy=",
        ] {
            assert!(told.stderr.contains(words), "{words}\n{}", told.stderr);
        }
        assert!(!told.stderr.contains('\u{1b}'), "{}", told.stderr);
    }
}

#[test]
fn verbose_tells_how_long_each_step_of_a_command_took() {
    let sandbox = Sandbox::with_demo();
    for (command, steps) in [
        (
            &["check"][..],
            &["report.check", "git.history", "render"][..],
        ),
        (
            &["pack", "--award", "silver", "--draft", "--format", "html"],
            &["pack.build-draft", "pack.print"],
        ),
        (
            &["rename", "Very red", "Red"],
            &["records.rename", "change.apply"],
        ),
        (&["status"], &["report.status"]),
    ] {
        let told = sandbox
            .command("cpd")
            .args(["-C", "sample", "-v"])
            .args(command)
            .run();
        for step in steps {
            let is_timed = |line: &str| line.contains(step) && line.contains("close time.busy=");
            assert!(told.stderr.lines().any(is_timed), "{step}\n{}", told.stderr);
        }
    }
}

#[test]
fn a_fault_that_stops_nothing_is_logged() {
    let sandbox = Sandbox::with_demo();
    // Where a folder of kept answers would be, a file lies in the way.
    sandbox.sh("mkdir -p ../home/cache && rm -rf ../home/cache/cpd && : > ../home/cache/cpd");
    let quiet = check(&sandbox, &[], None);
    let told = check(&sandbox, &[], Some("warn"));
    assert_eq!(told.stdout, quiet.stdout);
    assert_eq!(quiet.stderr, "");
    assert!(
        told.stderr.contains("there is no cache in"),
        "{}",
        told.stderr
    );
    assert!(!told.stderr.contains("close"), "{}", told.stderr);
}

#[test]
fn an_unknown_log_level_is_refused() {
    let sandbox = Sandbox::with_demo();
    let refused = check(&sandbox, &[], Some("cpd=loud"));
    assert_eq!(refused.code, 2);
    assert_eq!(refused.stdout, "");
    assert!(refused.stderr.contains("CPD_LOG"), "{}", refused.stderr);
}

#[test]
fn help_names_the_option_for_verbose_output() {
    let help = Sandbox::new().cpd(["--help"]).expect_code(0);
    assert!(help.stdout.contains("  -v"), "{}", help.stdout);
    assert!(help.stdout.contains("CPD_LOG"), "{}", help.stdout);
}
