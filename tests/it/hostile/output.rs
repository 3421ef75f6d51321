//! Places that a pack or a report may go to.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::{FileTypeExt as _, symlink};
use std::path::Path;
use std::process::Stdio;

use super::{DAY_OF_DEMO, demo, fifo};
use crate::support::{Runs, Sandbox, finish};

#[test]
fn a_pack_is_written_only_to_a_safe_path() {
    let sandbox = demo();
    let pack = |to: &str| sandbox.cpd(["pack", "--draft", "--award", "gold", "-o", to]);
    fs::create_dir(sandbox.beside("folder")).unwrap();
    pack("../folder").ends(&[2]).says("is a folder");
    fs::write(sandbox.beside("letter.html"), "words of mine").unwrap();
    pack("../letter.html").ends(&[1]).says("is not a pack");
    assert_eq!(
        fs::read(sandbox.beside("letter.html")).unwrap(),
        b"words of mine"
    );
    fifo(&sandbox.beside("pipe"));
    let settings = sandbox.read("cpd.yaml");
    for other in ["/dev/full", "/dev/null", "../pipe", "cpd.yaml"] {
        pack(other).ends(&[1]).says("is not a pack");
    }
    assert_eq!(sandbox.read("cpd.yaml"), settings);
    let pipe = fs::metadata(sandbox.beside("pipe")).unwrap().file_type();
    assert!(pipe.is_fifo(), "the pipe was written over");
    for page in ["../nowhere/there/page.html", "../page.html", "../page.html"] {
        pack(page).ends(&[0]);
        let text = sandbox.read(page).to_lowercase();
        assert!(text.starts_with("<!doctype html>"), "{page}");
    }
    symlink("letter.html", sandbox.beside("link.html")).unwrap();
    pack("../link.html").ends(&[1]).says("is not a pack");
    assert_eq!(
        fs::read(sandbox.beside("letter.html")).unwrap(),
        b"words of mine"
    );
    assert!(Path::new("/dev/null").exists() && !fs::metadata("/dev/null").unwrap().is_file());
}

/// Signs Silver of the demo, so that somebody can be asked to endorse it.
fn signed_demo() -> Sandbox {
    let sandbox = demo();
    let statement = sandbox.read("statements/silver.md");
    let words = statement.replace("three of us can now", "three of us now can");
    assert_ne!(statement, words);
    sandbox.write("statements/silver.md", words);
    for args in [&["save"][..], &["sign", "silver", "--yes"]] {
        let args = ["--today", DAY_OF_DEMO].iter().chain(args);
        sandbox.cpd(args).ends(&[0]);
    }
    sandbox
}

#[test]
fn a_request_is_sent_whole_or_not_at_all_and_over_nothing() {
    let sandbox = signed_demo();
    let ask =
        |flag: &str, to: &str| sandbox.cpd(["--today", DAY_OF_DEMO, "ask", "silver", flag, to]);
    let names = |folder: &str| {
        let entries = fs::read_dir(sandbox.beside(folder)).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.collect::<BTreeSet<String>>()
    };
    let before = names(".");
    fs::write(sandbox.beside("file"), "words of mine").unwrap();
    symlink("nowhere", sandbox.beside("broken")).unwrap();
    symlink("file", sandbox.beside("link")).unwrap();
    fs::create_dir(sandbox.beside("folder")).unwrap();
    fs::write(sandbox.beside("folder/mine.md"), "words of mine").unwrap();
    let put = names(".");
    ask("--to", "../folder").ends(&[1]).says("is not empty");
    for taken in ["../file", "../file/below", "../link"] {
        ask("--to", taken).ends(&[2]).says("cannot be opened");
    }
    // Nobody may add anything to the last.
    for closed in ["../broken", "/proc/for-priya"] {
        ask("--to", closed).ends(&[2]).says("cannot be written");
    }
    ask("--zip", "/proc/ask.zip")
        .ends(&[2])
        .says("cannot be written");
    for taken in ["../file", "../link", "../broken"] {
        ask("--zip", taken).ends(&[1]).says("already exists");
    }
    ask("--zip", "../folder").ends(&[2]).says("is a folder");
    assert_eq!(names("."), put, "something was left");
    assert_eq!(names("folder"), BTreeSet::from(["mine.md".to_owned()]));
    assert_eq!(sandbox.read("../file"), "words of mine");

    fs::create_dir(sandbox.beside("empty")).unwrap();
    ask("--to", "../empty").ends(&[0]);
    ask("--to", "../new/folder").ends(&[0]);
    assert_eq!(names("empty"), names("new/folder"));
    assert!(names("empty").contains("REQUEST-silver.md"));
    let added = names(".").difference(&before).cloned().collect::<Vec<_>>();
    let expected = ["broken", "empty", "file", "folder", "link", "new"];
    assert_eq!(added, expected);
}

/// A place to write to that has no room.
fn full() -> fs::File {
    let options = fs::OpenOptions::new().write(true).open("/dev/full");
    options.unwrap()
}

#[test]
fn a_closed_output_pipe_is_no_error() {
    let sandbox = demo();
    for args in [
        &["explain"][..],
        &["pack", "--draft", "--award", "silver", "-o", "-"],
        &["check", "--format", "json"],
        &["--help"],
        &["new", "activity", "--help"],
        &["schema"],
    ] {
        let mut child = sandbox.command("cpd").args(args).start();
        drop(child.stdout.take());
        finish(child).ends(&[0, 1]);
    }
    for args in [
        &["explain"][..],
        &["pack", "--draft", "--award", "silver", "-o", "-"],
        &["check"],
        &["status"],
        &["schema"],
    ] {
        let mut command = sandbox.command("cpd");
        command.args(args).stdin(Stdio::null());
        command.stdout(full()).stderr(Stdio::piped());
        let ran = finish(command.spawn().unwrap());
        ran.ends(&[2]).says("full");
    }
    for args in [&["check"][..], &["explain", "nothing"]] {
        let mut command = sandbox.command("cpd");
        command.args(args).stdin(Stdio::null());
        command.stdout(Stdio::piped()).stderr(full());
        finish(command.spawn().unwrap()).ends(&[0, 1, 2]);
    }
}
