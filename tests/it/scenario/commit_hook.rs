//! The check before each commit that `cpd init` writes: it knows the right program among
//! others of the same name.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::PathBuf;

use crate::support::{PROGRAM, Sandbox};

/// A portfolio with a mistake in it, which the check before a commit finds.
fn with_a_mistake() -> Sandbox {
    let sandbox = Sandbox::new().committing_as("Sam Carter", "sam@example.org");
    let words = [
        "init",
        "sam",
        "--owner",
        "Sam Carter",
        "--scheme",
        "lancaster",
    ];
    sandbox.cpd(words).expect_code(0);
    let record = "---\ntitle: A day\ndate: 2026-02-30\ntype: workshop\n---\n";
    sandbox.write("sam/activities/2026-02-28-a-day.md", record);
    sandbox
}

/// A folder of programs, behind which the usual ones are found.
fn programs(sandbox: &Sandbox, name: &str) -> PathBuf {
    let folder = sandbox.path().join(name);
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn foreign(folder: &std::path::Path) {
    let file = folder.join("cpd");
    fs::write(
        &file,
        "#!/bin/sh\necho \"run with $*\" >> \"$0.log\"\necho 'cpd 9.9.9'\n",
    )
    .unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn a_foreign_program_of_the_same_name_is_named_and_does_not_check() {
    let sandbox = with_a_mistake();
    let folder = programs(&sandbox, "foreign");
    foreign(&folder);
    let line = "cd sam && git add -A && PATH=\"$(cd ../foreign && pwd):$PATH\" git commit -q -m 'A day' 2>&1";
    let said = sandbox.sh(line);
    let place = folder.join("cpd");
    let expected = format!(
        "{} is another program (cpd 9.9.9). cpd-portfolio is not on the PATH, so this commit is not checked.\n",
        place.display()
    );
    assert_eq!(said, expected);
    // It was asked for its name, and given no files.
    let log = fs::read_to_string(folder.join("cpd.log")).unwrap();
    assert_eq!(log, "run with --version\n");
}

#[test]
fn the_right_program_checks_under_either_name_wherever_it_was_moved() {
    for name in ["cpd", "cpd-portfolio"] {
        let sandbox = with_a_mistake();
        let folder = programs(&sandbox, "elsewhere");
        if name == "cpd-portfolio" {
            foreign(&folder);
        }
        symlink(PROGRAM, folder.join(name)).unwrap();
        let line = "cd sam && git add -A && PATH=\"$PWD/../elsewhere:$PATH\" git commit -q -m 'A day' 2>&1";
        let ran = sandbox.try_sh(line);
        assert_eq!(ran.code, 1, "{ran:#?}");
        assert!(ran.stdout.contains("bad-date"), "{ran:#?}");
        assert_eq!(sandbox.git("-C sam log --oneline").lines().count(), 1);
    }
}

#[test]
fn without_the_program_a_commit_is_made_and_the_reason_is_said() {
    let sandbox = with_a_mistake();
    let folder = programs(&sandbox, "few");
    for program in ["git", "sh", "head"] {
        let found = sandbox.sh(&format!("command -v {program}"));
        symlink(found.trim(), folder.join(program)).unwrap();
    }
    let line = "cd sam && git add -A && PATH=\"$PWD/../few\" git commit -q -m 'A day' 2>&1";
    let said = sandbox.sh(line);
    let expected = "cpd-portfolio is not on the PATH, so this commit is not checked.\n";
    assert_eq!(said, expected);
}
