//! Places that a pack or a report may go to.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use super::{Lab, Runs, fifo, finish};

#[test]
fn where_a_pack_may_go() {
    let lab = Lab::demo();
    let pack = |to: &str| lab.cpd(&["pack", "--draft", "--award", "gold", "-o", to]);
    fs::create_dir(lab.beside("folder")).unwrap();
    pack("../folder").ends(&[2]).says("is a folder");
    fs::write(lab.beside("letter.html"), "words of mine").unwrap();
    pack("../letter.html").ends(&[1]).says("is no pack");
    assert_eq!(
        fs::read(lab.beside("letter.html")).unwrap(),
        b"words of mine"
    );
    pack("/dev/full").ends(&[1, 2]);
    pack("/dev/null").ends(&[1, 2]);
    fifo(&lab.beside("pipe"));
    pack("../pipe").ends(&[1, 2]);
    pack("cpd.yaml").ends(&[1]);
    pack("../nowhere/there/page.html").ends(&[0, 2]);
    pack("../page.html").ends(&[0]);
    pack("../page.html").ends(&[0]);
    symlink("letter.html", lab.beside("link.html")).unwrap();
    pack("../link.html").ends(&[1]);
    assert_eq!(
        fs::read(lab.beside("letter.html")).unwrap(),
        b"words of mine"
    );
    assert!(Path::new("/dev/null").exists() && !fs::metadata("/dev/null").unwrap().is_file());
}

#[test]
fn a_reader_who_has_read_enough() {
    let lab = Lab::demo();
    for args in [
        &["explain"][..],
        &["pack", "--draft", "--award", "silver", "-o", "-"],
        &["check", "--format", "json"],
        &["--help"],
        &["new", "activity", "--help"],
        &["schema"],
    ] {
        let mut child = lab.command("cpd", &lab.work()).args(args).spawn().unwrap();
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
        let full = fs::OpenOptions::new()
            .write(true)
            .open("/dev/full")
            .unwrap();
        let mut command = lab.command("cpd", &lab.work());
        command.args(args).stdout(full);
        command.run().ends(&[2]).says("full");
    }
    for args in [&["check"][..], &["explain", "nothing"]] {
        let full = fs::OpenOptions::new()
            .write(true)
            .open("/dev/full")
            .unwrap();
        lab.command("cpd", &lab.work())
            .args(args)
            .stderr(full)
            .run()
            .ends(&[0, 1, 2]);
    }
}
