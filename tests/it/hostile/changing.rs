//! Files that another program changes while a command reads them.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};

use super::{DAY_OF_DEMO, demo, fifo};
use crate::support::{Ran, Runs as _, Sandbox};

/// A journal of the demo's Gold, which its draft shows.
const JOURNAL: &str = "journals/2026-09-30-are-we-all-content.md";

/// A form that a file takes.
#[derive(Clone, Copy)]
enum Form {
    /// Whole, with the paragraph repeated so often.
    Text(usize),
    /// Written in place, so that a reader may find a part.
    Growing,
    Missing,
    Folder,
    Pipe,
    Link,
}

const TEXTS: [Form; 3] = [Form::Text(0), Form::Text(40), Form::Text(4)];

const FORMS: [Form; 8] = [
    Form::Text(0),
    Form::Folder,
    Form::Text(3),
    Form::Pipe,
    Form::Growing,
    Form::Link,
    Form::Text(30),
    Form::Missing,
];

/// A file that takes one form after another until this is dropped.
struct Changing {
    stop: Arc<AtomicBool>,
    changes: Option<JoinHandle<usize>>,
}

impl Changing {
    fn start(path: &Path, forms: &'static [Form]) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let (path, stopped) = (path.to_path_buf(), Arc::clone(&stop));
        let text = fs::read_to_string(&path).unwrap();
        let changes = thread::spawn(move || {
            let mut count = 0;
            while !stopped.load(Ordering::Relaxed) {
                take(&path, &text, forms[count % forms.len()]);
                count += 1;
                thread::sleep(std::time::Duration::from_micros(700));
            }
            take(&path, &text, Form::Text(0));
            count
        });
        Self {
            stop,
            changes: Some(changes),
        }
    }

    /// Returns how often the file took another form.
    fn end(mut self) -> usize {
        self.stop.store(true, Ordering::Relaxed);
        self.changes.take().unwrap().join().unwrap()
    }
}

/// Gives a file another form, at once where it is whole.
fn take(path: &Path, text: &str, form: Form) {
    let beside = path.with_extension("swap");
    let place = |beside: &PathBuf| {
        if path.is_dir() && !path.is_symlink() {
            fs::remove_dir(path).unwrap();
        }
        fs::rename(beside, path).unwrap();
    };
    match form {
        Form::Text(times) => {
            fs::write(
                &beside,
                format!("{text}{}", "\nMore words.\n".repeat(times)),
            )
            .unwrap();
            place(&beside);
        }
        Form::Growing => {
            fs::write(&beside, "").unwrap();
            place(&beside);
            let half = text.len() / 2;
            let half = (half..).find(|at| text.is_char_boundary(*at)).unwrap();
            fs::write(path, &text[..half]).unwrap();
            fs::write(path, text).unwrap();
        }
        Form::Missing => fs::remove_file(path).unwrap(),
        Form::Folder => {
            let _ = fs::remove_file(path);
            fs::create_dir(path).unwrap();
        }
        Form::Pipe => {
            fifo(&beside);
            place(&beside);
        }
        Form::Link => {
            std::os::unix::fs::symlink("/etc/passwd", &beside).unwrap();
            place(&beside);
        }
    }
}

/// Runs commands while a file changes, and returns what each said.
fn run_while_changing(sandbox: &Sandbox, forms: &'static [Form], lines: &[&[&str]]) -> Vec<Ran> {
    let changing = Changing::start(&sandbox.at(JOURNAL), forms);
    let run = |args: &&[&str]| {
        let mut program = sandbox.command("cpd");
        program.args(["--today", DAY_OF_DEMO]).args(*args).run()
    };
    let ran = lines.iter().map(run).collect();
    let count = changing.end();
    assert!(count > 10, "it changed {count} times only");
    ran
}

#[test]
fn a_file_that_becomes_something_else_while_it_is_read_is_told_of() {
    let sandbox = demo();
    let check = &["check", "--format", "json"][..];
    let mut lines = vec![check; 8];
    lines.push(&["pack", "gold", "--draft", "-o", "-"]);
    lines.push(&["report", ".", "--format", "jsonl", "--afresh"]);
    lines.push(&["save", "--anyway"]);
    lines.push(&["new", "person", "Jo Okafor"]);
    for ran in run_while_changing(&sandbox, &FORMS, &lines) {
        ran.ends(&[0, 1, 2]);
        assert!(!ran.stdout.contains("root:x:"), "a link was followed");
        if ran.code == 2 {
            assert!(ran.stderr.contains("error: "), "{ran:#?}");
        }
    }
    sandbox.cpd(["save", "--anyway"]).ends(&[0]);
    sandbox.git("fsck --strict");
}

#[test]
fn what_a_pack_says_of_a_file_is_what_is_in_it() {
    let sandbox = demo();
    let lines: [&[&str]; 4] = [
        &["pack", "gold", "--draft", "-o", "../1.zip"],
        &["pack", "gold", "--draft", "-o", "../2.zip"],
        &["pack", "gold", "--draft", "-o", "../3.zip"],
        &["pack", "gold", "--draft", "-o", "../4.zip"],
    ];
    for ran in run_while_changing(&sandbox, &TEXTS, &lines) {
        ran.ends(&[0]);
    }
    for number in 1..=4 {
        let pack = format!("../{number}.zip");
        let ran = sandbox.cpd(["verify", &pack]);
        for says in ["files, good: ", "manifest, good: ", "pages, good: "] {
            assert!(ran.stdout.contains(says), "{pack}: {}", ran.stdout);
        }
    }
}
