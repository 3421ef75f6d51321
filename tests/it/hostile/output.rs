//! Places that a pack or a report may go to.

use std::fs;
use std::os::unix::fs::{FileTypeExt as _, symlink};
use std::path::Path;
use std::process::Stdio;

use super::{demo, fifo};
use crate::support::{Runs, finish};

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
