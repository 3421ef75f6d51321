//! Changes that were interrupted, and records of changes that somebody forged.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Stdio;

use super::{ACTIVITY, activity, empty, fifo, portfolio};
use crate::support::Sandbox;

#[test]
fn an_interrupted_change_is_reported_and_recovered() {
    let sandbox = portfolio();
    sandbox.write(ACTIVITY, activity("A course", "", ""));
    let pending = sandbox.at(".git/cpd/pending");
    let digest = |text: &str| {
        let run = Command::new("sha256sum")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn();
        let mut run = run.unwrap();
        std::io::Write::write_all(&mut run.stdin.take().unwrap(), text.as_bytes()).unwrap();
        let out = run.wait_with_output().unwrap().stdout;
        String::from_utf8(out).unwrap()[..64].to_owned()
    };
    let (old, new) = (activity("A course", "", ""), activity("Another", "", ""));
    // As a process leaves it that dies right after the change was decided upon.
    for name in ["intent", "undo"] {
        sandbox.write(ACTIVITY, &old);
        for (file, text) in [("new/0", &new), ("old/0", &old)] {
            fs::create_dir_all(pending.join(file).parent().unwrap()).unwrap();
            fs::write(pending.join(file), text).unwrap();
        }
        let intent = format!(
            r#"{{"version":1,"steps":[{{"path":"{ACTIVITY}","before":"{}","after":"{}"}}],"folders":[]}}"#,
            digest(&old),
            digest(&new),
        );
        fs::write(pending.join(name), intent).unwrap();
        let told = "A change to your files was interrupted. `cpd recover` completes it";
        sandbox.cpd(["status"]).ends(&[0, 1]).says(told);
        for args in [
            &["save", "--anyway"][..],
            &["rename", ACTIVITY, "Third name"],
            &["new", "person", "Jo Okafor"],
            &["undo"],
        ] {
            sandbox.cpd(args).ends(&[1]).says(told);
        }
        let (says, text) = match name {
            "intent" => ("Finished the interrupted change of 1 file.", &new),
            _ => ("Undid the interrupted change of 1 file.", &old),
        };
        sandbox.cpd(["recover"]).ends(&[0]).says(says);
        assert_eq!(&fs::read_to_string(sandbox.at(ACTIVITY)).unwrap(), text);
        assert!(!pending.exists());
        sandbox
            .cpd(["recover"])
            .ends(&[0])
            .says("No change was interrupted.");
    }
    // What an interrupted run leaves beside a record is never saved.
    fs::remove_file(sandbox.at(".gitignore")).unwrap();
    sandbox.write("activities/.cpd-pending-0.part", "half");
    sandbox.write(".cpd/pending/new/0", "half");
    sandbox.cpd(["save", "--anyway"]).ends(&[0]);
    let files = sandbox.git("ls-files");
    assert!(files.contains(ACTIVITY), "{files}");
    assert!(!files.contains(".cpd"), "{files}");
}

/// There is no portfolio yet in which to run the command that completes it.
#[test]
fn a_start_that_was_interrupted_before_its_first_file_is_recovered() {
    let sandbox = empty();
    sandbox.git("init -q");
    let pending = sandbox.at(".git/cpd/pending");
    let init = ["init", ".", "--owner", "Sam Carter"];
    fs::create_dir_all(pending.join("new")).unwrap();
    fs::create_dir_all(pending.join("old")).unwrap();
    fs::write(pending.join("new/0"), "x").unwrap();
    fs::write(pending.join("intent"), forged("a.md", false)).unwrap();
    sandbox.cpd(init).ends(&[1]).says("cpd recover");
    sandbox.cpd(["recover"]).ends(&[0]).says("Finished");
    assert_eq!(sandbox.read("a.md"), "x");
    fs::remove_file(sandbox.at("a.md")).unwrap();
    sandbox.cpd(init).ends(&[0]);
}

/// Every file and link below a folder, with the bytes or the target of each, but for the
/// cache in the home folder.
fn everything_in(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    let walk = walkdir::WalkDir::new(folder).sort_by_file_name();
    let files = walk.into_iter();
    for entry in files.filter_entry(|entry| entry.file_name() != "cache") {
        let path = entry.unwrap().into_path();
        let kind = fs::symlink_metadata(&path).unwrap().file_type();
        let bytes = if kind.is_file() {
            fs::read(&path).unwrap()
        } else if kind.is_symlink() {
            fs::read_link(&path)
                .unwrap()
                .into_os_string()
                .into_encoded_bytes()
        } else {
            Vec::new()
        };
        found.push((path, bytes));
    }
    found
}

/// A record of a change to one file, as `cpd recover` reads it. The digests are those of
/// "x" and, where there is no file before, of nothing.
fn forged(path: &str, replaces: bool) -> String {
    let x = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881";
    let before = if replaces {
        format!("\"{x}\"")
    } else {
        "null".into()
    };
    let after = if replaces {
        "null".into()
    } else {
        format!("\"{x}\"")
    };
    let path = path.replace('\\', "\\\\").replace('\u{1b}', "\\u001b");
    format!(
        r#"{{"version":1,"steps":[{{"path":"{path}","before":{before},"after":{after}}}],"folders":["{path}"]}}"#
    )
}

/// A portfolio, in git or not, with the folder of what is pending in it.
fn with_pending(in_git: bool) -> (Sandbox, PathBuf) {
    let sandbox = portfolio();
    sandbox.write(ACTIVITY, activity("A course", "", ""));
    if !in_git {
        fs::remove_dir_all(sandbox.at(".git")).unwrap();
    }
    let pending = sandbox.at(if in_git {
        ".git/cpd/pending"
    } else {
        ".cpd/pending"
    });
    for folder in ["new", "old"] {
        fs::create_dir_all(pending.join(folder)).unwrap();
        fs::write(pending.join(folder).join("0"), "x").unwrap();
    }
    (sandbox, pending)
}

#[test]
fn a_forged_change_reaches_nothing_outside_the_portfolio() {
    for in_git in [true, false] {
        let (sandbox, pending) = with_pending(in_git);
        let outside = sandbox.beside("outside");
        fs::create_dir(&outside).unwrap();
        fs::write(outside.join("x.md"), "x").unwrap();
        symlink(&outside, sandbox.at("linked")).unwrap();
        let absolute = outside.join("x.md");
        for path in [
            absolute.to_str().unwrap(),
            "../outside/x.md",
            "..",
            "activities/../../outside/x.md",
            ".git/config",
            ".GIT/config",
            ".git /config",
            ".git/hooks/pre-commit",
            "linked/x.md",
            "linked/new.md",
            "linked",
            "..\\outside\\x.md",
            "C:x.md",
            "a\u{1b}[31m/../../x.md",
            "",
        ] {
            for (name, replaces) in [
                ("intent", true),
                ("intent", false),
                ("undo", true),
                ("undo", false),
            ] {
                fs::write(pending.join(name), forged(path, replaces)).unwrap();
                let before = everything_in(sandbox.root());
                sandbox.cpd(["recover"]).ends(&[1, 2]).says("error: ");
                sandbox.cpd(["new", "person", "Jo Okafor"]).ends(&[1]);
                sandbox.cpd(["status"]).ends(&[0]);
                let after = everything_in(sandbox.root());
                let changed = after.iter().find(|file| !before.contains(file));
                assert_eq!(changed.map(|(at, _)| at), None, "{name} of {path:?}");
                assert_eq!(after.len(), before.len(), "{name} of {path:?}");
                fs::remove_file(pending.join(name)).unwrap();
            }
        }
    }
}

#[test]
fn a_pending_change_is_never_reached_through_a_link() {
    for in_git in [true, false] {
        // From the state folder to each file in it, and where a link leads instead.
        for part in [
            "",
            "pending",
            "pending/new",
            "pending/old",
            "pending/intent",
            "pending/undo",
            "pending/new/0",
            "lock",
        ] {
            let (sandbox, pending) = with_pending(in_git);
            fs::write(pending.join("intent"), forged("stolen.md", false)).unwrap();
            if part == "pending/undo" {
                fs::write(pending.join("undo"), forged(ACTIVITY, true)).unwrap();
            }
            let state = pending.parent().unwrap();
            fs::write(state.join("lock"), "").unwrap();
            let (link, outside) = (state.join(part), sandbox.beside("outside"));
            let link = if part.is_empty() {
                state.to_path_buf()
            } else {
                link
            };
            fs::rename(&link, &outside).unwrap();
            symlink(&outside, &link).unwrap();
            let before = everything_in(&outside);
            sandbox.cpd(["status"]).ends(&[0]);
            let says = if part == "pending/new/0" {
                "is missing"
            } else {
                "symbolic link"
            };
            sandbox.cpd(["recover"]).ends(&[1, 2]).says(says);
            sandbox.cpd(["new", "person", "Jo Okafor"]).ends(&[1, 2]);
            assert!(everything_in(&outside) == before, "{part:?} was followed");
            assert!(!sandbox.at("stolen.md").exists(), "{part:?} was followed");
            assert!(
                fs::symlink_metadata(&link).unwrap().is_symlink(),
                "{part:?}"
            );
        }
    }
}

#[test]
fn the_pending_change_of_one_portfolio_of_several_follows_no_link() {
    let sandbox = empty();
    sandbox.git("init --quiet");
    for name in ["one", "two"] {
        sandbox
            .cpd(["init", name, "--owner", "Sam Carter"])
            .ends(&[0]);
    }
    // It is a part of the repository around it, and has none of its own.
    fs::remove_dir_all(sandbox.at("one/.git")).unwrap();
    fs::create_dir(sandbox.beside("outside")).unwrap();
    symlink(sandbox.beside("outside"), sandbox.at(".git/cpd")).unwrap();
    sandbox
        .cpd(["-C", "one", "new", "person", "Jo Okafor"])
        .ends(&[1, 2])
        .says("symbolic link");
    assert_eq!(fs::read_dir(sandbox.beside("outside")).unwrap().count(), 0);
}

#[test]
fn an_unreadable_change_record_does_not_block() {
    let deep = format!("{}{}", "[".repeat(1_000_000), "]".repeat(1_000_000));
    let odd: [&[u8]; 9] = [
        b"",
        b"null",
        b"\xff\xfe",
        b"{\"version\":2,\"steps\":[],\"folders\":[]}",
        b"{\"version\":1,\"steps\":[{\"path\":\"a.md\",\"before\":null,\"after\":\"abc\"}],\"folders\":[]}",
        b"{\"version\":1,\"steps\":3,\"folders\":[]}",
        b"{\"\x1b[31m\":1}",
        b"{\"version\":\"\x1b[31m\"}",
        deep.as_bytes(),
    ];
    for name in ["intent", "undo"] {
        let (sandbox, pending) = with_pending(true);
        let file = pending.join(name);
        let refused = || {
            sandbox
                .cpd(["recover"])
                .ends(&[1, 2])
                .says("the record of the interrupted change cannot be read")
                .says("delete the folder");
            sandbox.cpd(["status"]).ends(&[0]).says("cpd recover");
        };
        for text in odd {
            fs::write(&file, text).unwrap();
            refused();
        }
        // 100 MB.
        fs::File::create(&file).unwrap().set_len(100 << 20).unwrap();
        refused();
        fs::remove_file(&file).unwrap();
        fifo(&file);
        refused();
        fs::remove_file(&file).unwrap();
        fs::create_dir(&file).unwrap();
        refused();
        fs::remove_dir_all(&pending).unwrap();
        sandbox
            .cpd(["recover"])
            .ends(&[0])
            .says("No change was interrupted.");
    }
}

#[test]
fn a_pipe_in_place_of_a_pending_file_does_not_block() {
    // In place of the lock, a staged file, and a folder of the portfolio.
    for part in [
        ".git/cpd/lock",
        ".git/cpd/pending/new/0",
        ".git/cpd/pending",
        ".git/cpd",
        "pipe",
    ] {
        for replaces in [true, false] {
            let (sandbox, pending) = with_pending(true);
            fs::write(pending.join("intent"), forged("pipe/x.md", replaces)).unwrap();
            let at = sandbox.at(part);
            if at.is_dir() {
                fs::remove_dir_all(&at).unwrap();
            } else if at.exists() {
                fs::remove_file(&at).unwrap();
            }
            fifo(&at);
            sandbox.cpd(["status"]).ends(&[0]);
            let run = sandbox.cpd(["recover"]);
            // What is to be removed and is not there is removed already.
            let is_done = replaces && matches!(part, "pipe" | ".git/cpd/pending/new/0");
            run.ends(if is_done { &[0] } else { &[1, 2] });
            sandbox.cpd(["new", "person", "Jo Okafor"]).ends(&[0, 1, 2]);
        }
    }
}

/// Temporary files that a killed run left are ignored by git from the beginning, and the
/// next command that writes removes them. What another program still writes stays, and so
/// does what a link leads to.
#[test]
fn temporary_files_of_killed_runs_are_swept_and_never_saved() {
    use std::time::{Duration, SystemTime};
    let sandbox = portfolio();
    let hour = SystemTime::now() - Duration::from_secs(3600);
    let leave = |path: &str| {
        sandbox.write(path, "half");
        let file = fs::File::options().append(true).open(sandbox.at(path));
        let file = file.unwrap();
        file.set_modified(hour).unwrap();
        file
    };
    let old = [
        "activities/.cpd-Ab3dEf.part",
        "packs/.cpd-Ab3dEf.part",
        ".cpd-pending-3.part",
    ];
    for path in old {
        drop(leave(path));
        sandbox.git(&format!("check-ignore -q {path}"));
    }
    let written = leave("activities/.cpd-wRi7en.part");
    written.lock().unwrap();
    drop(leave("precious/.cpd-Ab3dEf.part"));
    fs::rename(sandbox.at("precious"), sandbox.beside("precious")).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::symlink;
        symlink(sandbox.beside("precious"), sandbox.at("activities/linked")).unwrap();
        let target = sandbox.beside("precious").join(".cpd-Ab3dEf.part");
        symlink(target, sandbox.at("activities/.cpd-li8ked.part")).unwrap();
    }
    // Even if the person's own list of ignored files lacks them.
    fs::remove_file(sandbox.at(".gitignore")).unwrap();
    sandbox.cpd(["check"]).ends(&[0, 1]);
    assert!(
        old.iter().all(|path| sandbox.at(path).exists()),
        "check only reads"
    );
    sandbox.cpd(["save", "--anyway"]).ends(&[0]);
    for path in old {
        assert!(!sandbox.at(path).exists(), "{path}");
    }
    assert!(sandbox.at("activities/.cpd-wRi7en.part").exists());
    let precious = sandbox.beside("precious").join(".cpd-Ab3dEf.part");
    assert_eq!(fs::read_to_string(precious).unwrap(), "half");
    let files = sandbox.git("ls-files");
    assert!(!files.contains(".cpd"), "{files}");
    drop(written);
    sandbox.cpd(["save", "--anyway"]).ends(&[0]);
    assert!(!sandbox.at("activities/.cpd-wRi7en.part").exists());
}
