//! Bad input of every sort against the real program and real git: a clear
//! message, exit 0, 1 or 2, no panic, nothing lost, nothing run, and nothing
//! that drives a terminal. What a machine does not allow is skipped aloud.
#![cfg(unix)]
#![allow(
    clippy::disallowed_methods,
    reason = "a test of what happens on disk looks at the disk, and runs programs"
)]

mod pasted_commands;

use std::ffi::OsStr;
use std::fs;
use std::io::Read;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::support::PROGRAM;
use crate::support::tools::require_tool;

/// Longest that one command may take, on a busy machine and unoptimised.
const PATIENCE: Duration = Duration::from_secs(300);

/// The day on which these tests happen.
const TODAY: &str = "2026-03-01";

/// What one run of a program did.
struct Run {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Run {
    /// Ended by itself with one of these codes, said nothing that drives a
    /// terminal, and did not fall over.
    #[track_caller]
    fn ends(&self, codes: &[i32]) -> &Self {
        let code = self.code.unwrap_or(-1);
        assert!(
            codes.contains(&code),
            "exit {code}\n{}\n{}",
            self.out,
            self.err
        );
        assert!(!self.err.contains("panicked"), "{}", self.err);
        for (name, text) in [("stdout", &self.out), ("stderr", &self.err)] {
            let raw = text.chars().find(|c| drives(*c));
            assert!(raw.is_none(), "{name} holds {raw:?}: {text}");
        }
        self
    }

    #[track_caller]
    fn says(&self, words: &str) -> &Self {
        let said = format!("{}{}", self.out, self.err);
        assert!(said.contains(words), "{words:?} is not in\n{said}");
        self
    }

    #[track_caller]
    fn is_silent_on(&self, words: &str) -> &Self {
        let said = format!("{}{}", self.out, self.err);
        assert!(!said.contains(words), "{words:?} is in\n{said}");
        self
    }
}

/// Characters that a terminal acts upon instead of showing.
fn drives(c: char) -> bool {
    (c.is_control() && c != '\n')
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A folder of its own for each test, with a home that holds nothing.
struct Lab {
    top: TempDir,
}

impl Lab {
    fn new() -> Self {
        let top = tempfile::Builder::new()
            .prefix("cpd-hostile-")
            .tempdir()
            .unwrap();
        for folder in ["home", "config", "work"] {
            fs::create_dir(top.path().join(folder)).unwrap();
        }
        Self { top }
    }

    /// A portfolio that follows the Lancaster programme.
    fn portfolio() -> Self {
        let lab = Self::new();
        lab.cpd(&[
            "init",
            "--owner",
            "Sam Carter",
            "--manager",
            "Priya Shah",
            "--scheme",
            "lancaster",
            "--today",
            "2026-01-05",
        ])
        .ends(&[0]);
        lab
    }

    /// A portfolio with records of two years.
    fn demo() -> Self {
        let lab = Self::new();
        fs::remove_dir(lab.work()).unwrap();
        lab.command("cpd", lab.top.path())
            .args(["demo", "work"])
            .run()
            .ends(&[0]);
        lab
    }

    fn work(&self) -> PathBuf {
        self.top.path().join("work")
    }

    fn path(&self, inside: impl AsRef<Path>) -> PathBuf {
        self.work().join(inside)
    }

    fn beside(&self, name: &str) -> PathBuf {
        self.top.path().join(name)
    }

    fn write(&self, inside: impl AsRef<Path>, content: impl AsRef<[u8]>) {
        let path = self.path(inside);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    /// A program with nothing of this machine's settings.
    fn command(&self, program: &str, folder: &Path) -> Command {
        let program = match program {
            "cpd" => PROGRAM.into(),
            other => std::ffi::OsString::from(other),
        };
        let mut command = Command::new(program);
        command
            .current_dir(folder)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.beside("home"))
            .env("XDG_CONFIG_HOME", self.beside("config"))
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_AUTHOR_NAME", "Sam Carter")
            .env("GIT_AUTHOR_EMAIL", "sam@cpd.invalid")
            .env("GIT_COMMITTER_NAME", "Sam Carter")
            .env("GIT_COMMITTER_EMAIL", "sam@cpd.invalid")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    fn cpd<S: AsRef<OsStr>>(&self, args: &[S]) -> Run {
        let mut command = self.command("cpd", &self.work());
        let dated = args.iter().any(|arg| arg.as_ref() == "--today");
        command.args(args);
        if !dated && args.first().is_some_and(|arg| arg.as_ref() != "demo") {
            command.args(["--today", TODAY]);
        }
        command.run()
    }

    fn git(&self, args: &[&str]) -> Run {
        self.command("git", &self.work()).args(args).run()
    }

    #[track_caller]
    fn git_ok(&self, args: &[&str]) -> String {
        let run = self.git(args);
        assert_eq!(run.code, Some(0), "git {args:?}: {}", run.err);
        run.out
    }

    /// Everything that looks and changes nothing, in every format.
    #[track_caller]
    fn look(&self) -> String {
        let mut said = String::new();
        for command in ["check", "status"] {
            for format in [&["--plain"][..], &["--format", "json"], &[]] {
                let mut all = vec![command];
                all.extend(format);
                let run = self
                    .command("cpd", &self.work())
                    .args(&all)
                    .args(["--today", TODAY])
                    .env("CPD_PLAIN", "0")
                    .run();
                run.ends(if command == "check" { &[0, 1] } else { &[0] });
                said.push_str(&run.out);
                said.push_str(&run.err);
            }
        }
        said
    }

    /// As [`Self::look`], and prints a draft of what there is.
    #[track_caller]
    fn look_and_print(&self) -> (String, String) {
        let said = self.look();
        self.cpd(&["pack", "--draft", "--award", "bronze"])
            .ends(&[0]);
        let page = fs::read_to_string(self.path("packs/bronze-draft.html")).unwrap();
        (said, page)
    }

    /// Every file that a person could have written, with its bytes.
    fn words(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let mut found = Vec::new();
        let mut folders = vec![self.work()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder).unwrap() {
                let path = entry.unwrap().path();
                let kind = fs::symlink_metadata(&path).unwrap().file_type();
                if kind.is_dir() && path.file_name() != Some(OsStr::new(".git")) {
                    folders.push(path);
                } else if kind.is_file() {
                    found.push((path.clone(), fs::read(path).unwrap()));
                }
            }
        }
        found.sort();
        found
    }
}

trait Runs {
    fn run(&mut self) -> Run;
}

impl Runs for Command {
    /// Waits, but not for ever.
    fn run(&mut self) -> Run {
        finish(self.spawn().unwrap())
    }
}

fn finish(mut child: Child) -> Run {
    let read = |pipe: Option<Box<dyn Read + Send>>| {
        std::thread::spawn(move || {
            let mut bytes = Vec::new();
            if let Some(mut pipe) = pipe {
                let _ = pipe.read_to_end(&mut bytes);
            }
            String::from_utf8_lossy(&bytes).into_owned()
        })
    };
    let out = read(child.stdout.take().map(|pipe| Box::new(pipe) as _));
    let err = read(child.stderr.take().map(|pipe| Box::new(pipe) as _));
    let begun = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if begun.elapsed() > PATIENCE {
            let _ = child.kill();
            let _ = child.wait();
            panic!("it hangs");
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    Run {
        code: status.code(),
        out: out.join().unwrap(),
        err: err.join().unwrap(),
    }
}

/// A record that is well but for what a test puts into it.
fn activity(title: &str, more: &str, body: &str) -> String {
    format!(
        "---\ntitle: {title}\ndate: 2026-02-01\nstatus: done\ntype: workshop\n{more}---\n{body}"
    )
}

const ACTIVITY: &str = "activities/2026-02-01-a-course.md";
const JOURNAL: &str = "journals/2026-02-02-a-course.md";

fn journal(body: &str) -> String {
    format!(
        "---\ntitle: A course\ndate: 2026-02-02\naward: bronze\nactivity: 2026-02-01-a-course\n---\n{body}"
    )
}

fn fifo(path: &Path) {
    let made = Command::new("mkfifo").arg(path).status().unwrap();
    assert!(made.success());
}

// ---------------------------------------------------------------- files

#[test]
fn files_that_are_no_text() {
    let lab = Lab::portfolio();
    let good = activity("A course", "", "");
    lab.write(ACTIVITY, &good);
    lab.write(
        "activities/2026-02-03-binary.md",
        b"---\ntitle: \0\x01\x02\n---\n",
    );
    lab.write("activities/2026-02-03-empty.md", b"");
    lab.write(
        "activities/2026-02-03-latin.md",
        b"---\ntitle: caf\xe9\n---\n",
    );
    lab.write("activities/2026-02-03-utf-16.md", b"\xff\xfe-\0-\0-\0\n\0");
    let huge = fs::File::create(lab.path("activities/2026-02-03-huge.md")).unwrap();
    huge.set_len(100 * 1024 * 1024).unwrap();
    fs::create_dir(lab.path("activities/2026-02-03-folder.md")).unwrap();
    fs::create_dir(lab.path("activities/2026-02-03-closed.md")).unwrap();
    let before = lab.words();
    let (said, _) = lab.look_and_print();
    for name in ["binary", "empty", "latin", "utf-16", "huge"] {
        assert!(
            said.contains(&format!("2026-02-03-{name}.md")),
            "{name}: {said}"
        );
    }
    assert!(said.contains("100 MB") || said.contains("2 MB"), "{said}");
    lab.cpd(&["save"]).ends(&[1]).says("not saved");
    let after: Vec<_> = lab
        .words()
        .into_iter()
        .filter(|(path, _)| !path.starts_with(lab.path("packs")))
        .collect();
    assert!(before == after, "something was lost");
}

#[test]
fn files_that_may_not_be_read() {
    let lab = Lab::portfolio();
    lab.write(ACTIVITY, activity("A course", "", ""));
    fs::set_permissions(lab.path(ACTIVITY), fs::Permissions::from_mode(0o000)).unwrap();
    if fs::read(lab.path(ACTIVITY)).is_err() {
        lab.cpd(&["check"]).ends(&[1]).says("unreadable-file");
    } else if require_tool("setpriv").is_some() {
        // The administrator may read every file, until that right is given up.
        let rights = "-dac_override,-dac_read_search";
        lab.command("setpriv", &lab.work())
            .args(["--bounding-set", rights, "--inh-caps", rights])
            .args([PROGRAM, "check", "--today", TODAY])
            .run()
            .ends(&[1])
            .says("unreadable-file");
    }
    // Whoever may read everything still cannot read a pipe or follow a link.
    fs::remove_file(lab.path(ACTIVITY)).unwrap();
    fifo(&lab.path(ACTIVITY));
    lab.cpd(&["check"]).ends(&[1]).says("unreadable-file");
    lab.look_and_print();
}

#[test]
fn settings_that_are_no_settings() {
    for content in [
        &b""[..],
        b"\0\0",
        b"\xff",
        b"- a\n- list\n",
        b"cpd: [1]\nportfolio: {}\nowner: []\nschemes: lancaster\n",
        b"cpd: 1\nportfolio: x\nschemes: { lancaster: 1.0.0 }\n",
        b"cpd: 1\nportfolio: x\nowner: ../../x\nschemes: { nowhere: 9 }\n",
        b"cpd: 2\nowner: \"a\\e[31mb\"\n",
        b"? {a: b}\n: c\n",
        b"schemes: { lancaster: { a: b }, \"x\\u202ey\": 1 }\n",
    ] {
        let lab = Lab::portfolio();
        lab.write("cpd.yaml", content);
        lab.look();
        lab.cpd(&["check"]).ends(&[1]);
        for command in [
            &["sign", "bronze"][..],
            &["pack", "--draft"],
            &["save"],
            &["undo"],
            &[
                "new",
                "activity",
                "A",
                "--date",
                "2026-02-01",
                "--type",
                "workshop",
            ],
        ] {
            lab.cpd(command).ends(&[0, 1, 2]);
        }
        assert_eq!(fs::read(lab.path("cpd.yaml")).unwrap(), content);
    }
}

#[test]
fn yaml_that_explodes() {
    let lab = Lab::portfolio();
    let laughs = "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c]\ne: [*d,*d,*d,*d,*d,*d,*d]\n";
    let deep_flow = format!("a: {}{}\n", "[".repeat(10_000), "]".repeat(10_000));
    let deep_maps = format!("a: {}1{}\n", "{a: ".repeat(10_000), "}".repeat(10_000));
    let deep_block: String = (0..1_000)
        .map(|n| format!("{}a:\n", " ".repeat(n)))
        .collect();
    let dashes = format!("a:\n{}x\n", "- ".repeat(10_000));
    let wide: String = (0..6_000).map(|n| format!("k{n}: 1\n")).collect();
    let same: String = "title: x\n".repeat(2_000);
    let digits = format!("hours: {}\n", "9".repeat(10_000));
    let point = format!("hours: 0.{}\n", "1".repeat(10_000));
    let cases = [
        laughs,
        &deep_flow,
        &deep_maps,
        &deep_block,
        &dashes,
        &wide,
        &same,
        &digits,
        &point,
        "hours: 1e999999999\n",
        "hours: .\n",
        "hours: 1.2.3\n",
        "hours: -0\n",
        "a: !!binary AAAA\nb: !x y\n",
        "a: \"\\x\"\n",
        "<<: *a\n",
        "a: &a *a\n",
        "%YAML 9.9\n",
        "--- a\n--- b\n",
        "a: |\n",
    ];
    for (n, case) in cases.iter().enumerate() {
        lab.write(
            format!("activities/2026-02-01-case-{n}.md"),
            activity("A course", case, ""),
        );
        lab.write("schemes/own/scheme.yaml", case);
    }
    let (said, _) = lab.look_and_print();
    assert!(said.contains("malformed-front-matter"), "{said}");
    for case in cases {
        lab.write("trust/people.yaml", case);
        lab.cpd(&["check", "--format", "json"]).ends(&[1]);
    }
    for (n, case) in cases.iter().enumerate() {
        lab.write(format!("schemes/own-{n}/scheme.yaml"), case);
        lab.cpd(&["scheme", "check", &format!("schemes/own-{n}")])
            .ends(&[0, 1, 2]);
    }
    lab.cpd(&["scheme", "list"]).ends(&[0, 1, 2]);
}

#[test]
fn many_keys_take_no_ages() {
    let lab = Lab::portfolio();
    let wide: String = (0..30_000).map(|n| format!("k{n}: 1\n")).collect();
    lab.write("trust/people.yaml", wide);
    let begun = Instant::now();
    lab.cpd(&["check", "--format", "json"]).ends(&[1]);
    assert!(
        begun.elapsed() < Duration::from_secs(200),
        "{:?}",
        begun.elapsed()
    );
}

#[test]
fn markdown_that_never_ends() {
    let deep = 10_000;
    let table = format!("| a | b |\n|---|---|\n{}", "| 1 | 2 |\n".repeat(5_000));
    let headings = "## A\n".repeat(100_000);
    let falling: String = (0..20_000)
        .map(|n| format!("{} h{n}\n\n", "#".repeat(1 + n % 6)))
        .collect();
    let cases = [
        ("quotes", "> ".repeat(deep)),
        ("quotes-of-text", format!("{}x", "> ".repeat(deep))),
        (
            "lists",
            (0..2_000)
                .map(|n| format!("{}- a\n", "  ".repeat(n)))
                .collect::<String>()
                .chars()
                .take(1_900_000)
                .collect(),
        ),
        ("dashes", format!("{}a", "- ".repeat(deep))),
        ("numbers", format!("{}a", "1. ".repeat(deep))),
        (
            "stars",
            format!("{}a{}", "*".repeat(deep), "*".repeat(deep)),
        ),
        (
            "starlets",
            format!("{}a{}", "*a ".repeat(deep), " a*".repeat(deep)),
        ),
        (
            "scores",
            format!("{}a{}", "_a ".repeat(deep), " a_".repeat(deep)),
        ),
        (
            "strong",
            format!("{}a{}", "**a ".repeat(deep), " a**".repeat(deep)),
        ),
        (
            "tildes",
            format!("{}a{}", "~~a ".repeat(deep), " a~~".repeat(deep)),
        ),
        (
            "links",
            format!("{}a{}", "[".repeat(deep), "](x)".repeat(deep)),
        ),
        (
            "images",
            format!("{}a{}", "![".repeat(deep), "](x)".repeat(deep)),
        ),
        ("linked-images", "[![a](b)](c)".repeat(deep)),
        ("brackets", "[".repeat(100_000)),
        ("open-links", "[a](".repeat(20_000)),
        ("open-angles", "<a ".repeat(20_000)),
        ("open-comments", "<!--".repeat(20_000)),
        (
            "ticks",
            (1..1_000).map(|n| format!("{} ", "`".repeat(n))).collect(),
        ),
        ("rounds", "(".repeat(20_000)),
        ("pluses", "+(".repeat(50_000)),
        ("digits", "0".repeat(20_000)),
        ("digits-apart", "0 ".repeat(50_000)),
        ("ats", "a@".repeat(50_000)),
        ("addresses", "jo.bloggs@example.org ".repeat(4_000)),
        (
            "different-addresses",
            (0..2_000).map(|n| format!("jo{n}@example.org\n")).collect(),
        ),
        (
            "notes",
            (0..1_000)
                .map(|n| format!("a[^{n}]\n\n[^{n}]: b[^{n}]\n\n"))
                .collect(),
        ),
        (
            "definitions",
            (0..2_000).map(|n| format!("[{n}]: x\n")).collect(),
        ),
        ("table", table),
        (
            "wide-table",
            format!("{}\n{}\n", "|a".repeat(5_000), "|-".repeat(5_000)),
        ),
        ("headings", headings),
        ("falling-headings", falling),
        ("one-line", "word ".repeat(20_000)),
        ("one-word", "w".repeat(1_000_000)),
        ("marks", "e\u{301}".repeat(30_000)),
        ("broken-links", "[a](b.md)\n".repeat(20_000)),
        (
            "different-links",
            (0..1_000)
                .map(|n| format!("[a](../journals/b{n}.md)\n"))
                .collect(),
        ),
        ("entities", "&#x41;".repeat(20_000)),
        ("tasks", "- [ ] a\n".repeat(50_000)),
        ("returns", "a\r".repeat(30_000)),
        ("html", "<div>\n".repeat(50_000)),
    ];
    let mut slow = Vec::new();
    for (name, body) in cases {
        let lab = Lab::portfolio();
        lab.write(ACTIVITY, activity("A course", "", ""));
        lab.write(
            JOURNAL,
            journal(&format!("\n## What I did\n\n{body}\n\n## Next\n\nb\n")),
        );
        let begun = Instant::now();
        lab.cpd(&["check"]).ends(&[0, 1]);
        lab.cpd(&["check", "--format", "json"]).ends(&[0, 1]);
        lab.cpd(&["pack", "--draft", "--award", "bronze"])
            .ends(&[0]);
        if begun.elapsed() > Duration::from_secs(120) {
            slow.push((name, begun.elapsed()));
        }
    }
    assert!(slow.is_empty(), "{slow:?}");
}

#[test]
fn a_pipe_or_a_socket_among_the_records_is_not_waited_for() {
    let lab = Lab::portfolio();
    for folder in [
        "activities",
        "evidence",
        "journals",
        "signoffs/lancaster/bronze",
        "schemes/own",
    ] {
        fs::create_dir_all(lab.path(folder)).unwrap();
    }
    for place in [
        "activities/2026-02-01-a-pipe.md",
        "evidence/pipe.png",
        "journals/pipe",
        "signoffs/lancaster/bronze/pipe.md",
        "schemes/own/scheme.yaml",
        "pipe.md",
    ] {
        fifo(&lab.path(place));
    }
    let socket =
        std::os::unix::net::UnixListener::bind(lab.path("activities/2026-02-02-socket.md"))
            .unwrap();
    lab.write(
        ACTIVITY,
        activity(
            "A course",
            "evidence: [evidence/pipe.png]\n",
            "\n![A pipe](../evidence/pipe.png)\n",
        ),
    );
    lab.write(JOURNAL, journal("\n![A pipe](../evidence/pipe.png)\n"));
    let (said, _) = lab.look_and_print();
    assert!(said.contains("missing-evidence"), "{said}");
    for command in [
        &["save"][..],
        &["save", "--anyway"],
        &[
            "new",
            "activity",
            "Another",
            "--date",
            "2026-02-01",
            "--type",
            "workshop",
        ],
        &["sign", "bronze"],
    ] {
        lab.cpd(command).ends(&[0, 1, 2]);
    }
    drop(socket);
}

// ---------------------------------------------------------------- links

#[test]
fn links_are_not_followed_when_reading() {
    let lab = Lab::portfolio();
    let secret = lab.beside("secret.md");
    fs::write(&secret, activity("Known to nobody", "", "TOPSECRET")).unwrap();
    fs::create_dir(lab.beside("outside")).unwrap();
    fs::write(
        lab.beside("outside/2026-02-04-x.md"),
        activity("Known to nobody", "", "TOPSECRET"),
    )
    .unwrap();
    for folder in ["activities", "journals", "evidence"] {
        fs::create_dir_all(lab.path(folder)).unwrap();
    }
    symlink(&secret, lab.path("activities/2026-02-04-linked.md")).unwrap();
    symlink(&secret, lab.path("evidence/linked.txt")).unwrap();
    symlink("itself.md", lab.path("journals/itself.md")).unwrap();
    symlink(".", lab.path("activities/round")).unwrap();
    symlink("..", lab.path("round")).unwrap();
    symlink(lab.beside("outside"), lab.path("feedback")).unwrap();
    symlink(lab.beside("outside"), lab.path("evidence/outside")).unwrap();
    lab.write(
        ACTIVITY,
        activity(
            "A course",
            "evidence: [evidence/linked.txt, evidence/outside/2026-02-04-x.md]\n",
            "",
        ),
    );
    lab.write(
        JOURNAL,
        journal("\n[See](../evidence/linked.txt) ![x](../evidence/outside/2026-02-04-x.md)\n"),
    );
    let (said, page) = lab.look_and_print();
    for text in [said, page] {
        assert!(!text.contains("TOPSECRET") && !text.contains("Known to nobody"));
        // As it would stand in a download.
        assert!(
            !text.contains("VE9QU0VDUkVU")
                && !text.contains("T1BTRUNSRV")
                && !text.contains("UT1BTRUNSR")
        );
    }
    // What git keeps of a link is where it leads, not what is there.
    lab.git_ok(&["add", "-A"]);
    lab.git_ok(&["commit", "-qm", "links"]);
    let (_, page) = lab.look_and_print();
    assert!(!page.contains("TOPSECRET"));
}

#[test]
fn settings_and_people_behind_links_are_not_read() {
    for file in ["cpd.yaml", "trust/people.yaml"] {
        let lab = Lab::portfolio();
        fs::rename(lab.path(file), lab.beside("moved.yaml")).unwrap();
        symlink(lab.beside("moved.yaml"), lab.path(file)).unwrap();
        lab.look();
        lab.cpd(&["check"])
            .ends(&[1])
            .says("links are not followed");
        let before = fs::read(lab.beside("moved.yaml")).unwrap();
        lab.cpd(&["new", "person", "Jo Okafor"]).ends(&[0, 1, 2]);
        assert!(fs::read(lab.beside("moved.yaml")).unwrap() == before);
        assert!(lab.path(file).is_symlink());
    }
    let lab = Lab::portfolio();
    fs::rename(lab.path("trust"), lab.beside("trust")).unwrap();
    symlink(lab.beside("trust"), lab.path("trust")).unwrap();
    lab.look();
    lab.cpd(&["check"]).ends(&[1]);
    let before = fs::read(lab.beside("trust/people.yaml")).unwrap();
    lab.cpd(&["new", "person", "Jo Okafor"])
        .ends(&[1, 2])
        .says("symbolic link");
    assert_eq!(fs::read(lab.beside("trust/people.yaml")).unwrap(), before);
    let lab = Lab::portfolio();
    fs::remove_file(lab.path("cpd.yaml")).unwrap();
    symlink("cpd.yaml", lab.path("cpd.yaml")).unwrap();
    lab.cpd(&["check"]).ends(&[2]).says("not a portfolio");
}

#[test]
fn nothing_is_written_through_a_link() {
    let lab = Lab::demo();
    let outside = lab.beside("outside");
    fs::create_dir(&outside).unwrap();
    for folder in ["activities", "packs", "signoffs", "evidence", "journals"] {
        if lab.path(folder).exists() {
            fs::rename(lab.path(folder), lab.beside(&format!("kept-{folder}"))).unwrap();
        }
        symlink(&outside, lab.path(folder)).unwrap();
    }
    let file = lab.beside("note.txt");
    fs::write(&file, "words").unwrap();
    lab.cpd(&[
        "new",
        "activity",
        "A course",
        "--date",
        "2026-02-01",
        "--type",
        "workshop",
    ])
    .ends(&[1])
    .says("symbolic link");
    lab.cpd(&["pack", "--draft", "--award", "silver"])
        .ends(&[1])
        .says("symbolic link");
    lab.cpd(&[
        "attach",
        file.to_str().unwrap(),
        "--to",
        "statements/bronze.md",
    ])
    .ends(&[1, 2]);
    for step in ["sign", "submit", "endorse", "grant"] {
        lab.cpd(&[step, "silver", "--message", "x", "--yes"])
            .ends(&[1, 2]);
    }
    assert_eq!(
        fs::read_dir(&outside).unwrap().count(),
        0,
        "something was written outside"
    );
    // Nor below a link, where only the folder of an award leads out.
    let lab = Lab::demo();
    fs::create_dir(lab.beside("outside")).unwrap();
    fs::rename(lab.path("signoffs/lancaster"), lab.beside("kept")).unwrap();
    symlink(lab.beside("outside"), lab.path("signoffs/lancaster")).unwrap();
    lab.git_ok(&["add", "-A"]);
    lab.git_ok(&["commit", "-qm", "a link"]);
    lab.cpd(&["sign", "bronze", "--yes"]).ends(&[1, 2]);
    assert_eq!(fs::read_dir(lab.beside("outside")).unwrap().count(), 0);
}

// ---------------------------------------------------------------- names

const ODD: &str = "A\u{1b}[31m\u{7}\u{9b}2J\u{202e}B\u{2066}\u{200f}\u{85}\u{2028}C\u{feff}\u{7f}";

#[test]
fn names_that_drive_a_terminal_are_spelt_out() {
    let lab = Lab::portfolio();
    let quoted = "\"A\\e[31m\\a\\x9b2J\\u202eB\\u2066\\u200f\\x85\\u2028C\\ufeff\\x7f\\n\\tD\"";
    lab.write(ACTIVITY, activity(quoted, "\"k\\e[1m\": 1\nhours: \"\\e[2J\"\nstatus: \"\\u202e\"\nevidence: [\"a\\e[1m\\u202e.png\"]\n", ""));
    let body =
        format!("\n## {ODD}\n\n{ODD} [{ODD}](<{ODD}>) ![{ODD}](<{ODD}.png>)\n\n```\n{ODD}\n```\n");
    lab.write(
        JOURNAL,
        journal(&body)
            .replace("A course", quoted)
            .replace("activity: ", "activity: \"\\e[1m\" #"),
    );
    for name in [
        "2026-02-05-a\nb.md",
        "2026-02-05-a\u{1b}[31mb.md",
        "2026-02-05-\u{202e}b.md",
        "2026-02-05-\u{9b}b.md",
        "\t.md",
        " .md",
        "-x.md",
        "a\\b.md",
        "a:b.md",
    ] {
        lab.write(
            Path::new("activities").join(name),
            activity(quoted, "wrong: 1\n", ""),
        );
    }
    lab.write(format!("{ODD}/x.md"), "x");
    let raw = OsStr::from_bytes(b"activities/2026-02-06-\xff\xfe.md");
    lab.write(Path::new(raw), activity("A course", "", ""));
    let (said, page) = lab.look_and_print();
    assert!(
        said.contains("hidden-character") && said.contains("bad-file-name"),
        "{said}"
    );
    assert!(
        !page
            .chars()
            .any(|c| matches!(c, '\u{1b}' | '\u{7}' | '\u{202e}' | '\u{2066}' | '\u{9b}'))
    );
    for args in [
        &["rename", "activities/2026-02-05-a\nb.md", "Plain"][..],
        &["remove", ODD],
        &["check", "--award", ODD],
        &["check", "--scheme", ODD],
        &["explain", ODD],
        &["schema", ODD],
        &["new", ODD],
        &["new", "activity", ODD, "--date", ODD, "--type", "workshop"],
        &["attach", ODD, "--to", ODD],
        &["sign", ODD],
        &["scheme", "show", ODD],
        &["-C", ODD, "status"],
        &["pack", "-o", ODD, "--draft", "--award", "bronze"],
    ] {
        lab.cpd(args).ends(&[0, 1, 2]);
    }
    lab.cpd(&["save", "--anyway"]).ends(&[0]);
    let log = lab.git_ok(&["log", "--format=%B", "-z"]);
    assert!(
        !log.contains(['\u{1b}', '\u{7}', '\u{9b}', '\u{202e}']),
        "{log:?}"
    );
    lab.cpd(&["undo"]).ends(&[0]);
    lab.cpd(&["save", "--anyway", "--message", ODD]).ends(&[0]);
    lab.cpd(&["undo"]).ends(&[0]);
}

#[test]
fn a_title_cannot_leave_its_place_in_the_page() {
    let lab = Lab::portfolio();
    let evil = "'</style></title><script>alert(1)</script><img src=x onerror=alert(2)>\"\\ }} {{ 1237*8093 }} {% raw %} --> ]]>'";
    lab.write(
        ACTIVITY,
        activity(evil, &format!("\nprovider: {evil}\n"), evil),
    );
    lab.write(JOURNAL, journal(&format!("\n## What I did </h2><script>\n\n{evil}\n\n<script>alert(3)</script>\n\n[x](javascript:alert(4)) [y](<data:text/html,x>) ![x](https://example.org/x.png) <style>*{{display:none}}</style>\n\n\
        [a](https://example.org/\"onmouseover=\"alert(5))\n")).replace("A course", evil.trim_matches('\'')).replace("title: ", "title: |\n  "));
    let people = fs::read_to_string(lab.path("trust/people.yaml")).unwrap();
    lab.write("trust/people.yaml", people.replace("Sam Carter", evil));
    let (_, page) = lab.look_and_print();
    assert_eq!(
        page.matches("<style").count(),
        page.matches("</style>").count()
    );
    assert_eq!(page.matches("</title>").count(), 1);
    for wrong in [
        "<script",
        "onerror=alert(2)>\"",
        "<img src=x",
        "href=\"javascript:",
        "href=\"data:text/html",
        "src=\"http",
        "10011041",
        "display:none}</style>",
    ] {
        assert!(!page.contains(wrong), "{wrong}");
    }
    assert!(!page.contains("\"onmouseover") && !page.contains("\" onmouseover"));
    assert!(page.contains("{{ 1237*8093 }}"));
}

#[test]
fn very_long_titles() {
    let lab = Lab::portfolio();
    let long = "word ".repeat(20_000);
    lab.cpd(&[
        "new",
        "activity",
        &long,
        "--date",
        "2026-02-01",
        "--type",
        "workshop",
    ])
    .ends(&[0]);
    lab.cpd(&[
        "new",
        "activity",
        &"x".repeat(100_000),
        "--date",
        "2026-02-01",
        "--type",
        "workshop",
    ])
    .ends(&[0]);
    lab.cpd(&[
        "new",
        "activity",
        &"\u{1F600}".repeat(20_000),
        "--date",
        "2026-02-01",
        "--type",
        "workshop",
    ])
    .ends(&[0]);
    lab.cpd(&[
        "new",
        "activity",
        "",
        "--date",
        "2026-02-01",
        "--type",
        "workshop",
    ])
    .ends(&[0, 1, 2]);
    lab.cpd(&[
        "new",
        "activity",
        "\n",
        "--date",
        "2026-02-01",
        "--type",
        "workshop",
    ])
    .ends(&[0, 1, 2]);
    lab.look_and_print();
    lab.cpd(&["save", "--anyway"]).ends(&[0]);
    lab.cpd(&["rename", &"x".repeat(100_000), &"y ".repeat(50_000)])
        .ends(&[0, 1, 2]);
}

#[test]
fn arguments_that_are_not_unicode() {
    let lab = Lab::portfolio();
    let odd = OsStr::from_bytes(b"\xff\xfe\x1b[31m");
    for args in [
        &["new", "activity"][..],
        &["explain"],
        &["check", "--award"],
        &["-C"],
        &["init"],
        &["attach", "--to", "x"],
        &["demo"],
        &["pack", "--draft", "-o"],
        &["rename"],
        &["save", "-m"],
        &[],
    ] {
        let mut all: Vec<&OsStr> = args.iter().map(OsStr::new).collect();
        all.push(odd);
        lab.cpd(&all).ends(&[0, 1, 2]);
    }
}

// ---------------------------------------------------------------- days and numbers

#[test]
fn days_at_the_ends_of_time() {
    let lab = Lab::demo();
    for day in ["0001-01-01", "9999-12-31", "0000-01-01", "1969-12-31"] {
        for command in [
            &["check"][..],
            &["status"],
            &["pack", "--draft", "--award", "bronze"],
            &["check", "--format", "json"],
            &["new", "activity", "X"],
            &["sign", "gold"],
            &["endorse", "gold", "--message", "x"],
        ] {
            let mut all = command.to_vec();
            all.extend(["--today", day]);
            lab.cpd(&all).ends(&[0, 1, 2]);
        }
    }
    for day in [
        "262143-01-01",
        "+10000-01-01",
        "-0001-01-01",
        "99999999999999999999-01-01",
        "2026-13-01",
        "",
    ] {
        lab.cpd(&["check", "--today", day]).ends(&[2]);
    }
    let lab = Lab::portfolio();
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
        lab.write(
            format!("activities/{date}-x{n}.md"),
            format!("---\ntitle: X\ndate: {date}\nuntil: {date}\nstatus: done\n---\n"),
        );
        lab.write(
            format!("journals/{date}-x{n}.md"),
            format!("---\ntitle: X\ndate: {date}\naward: bronze\nactivity: {date}-x{n}\n---\n"),
        );
        lab.write(
            format!("feedback/{date}-x{n}.md"),
            format!("---\ntitle: X\ndate: {date}\njournal: {date}-x{n}\nby: priya-shah\n---\n"),
        );
        lab.write(format!("signoffs/lancaster/bronze/{n}.md"), format!("---\nsignoff: sign\naward: bronze\nby: sam-carter\nrole: owner\non: {date}T00:00:00Z\nproof: none\nsubjects: []\n---\n"));
    }
    lab.look_and_print();
}

#[test]
fn numbers_without_end() {
    let lab = Lab::demo();
    let most = "79228162514264337593543950335";
    for n in 0..4 {
        lab.write(
            format!("activities/2026-02-01-much-{n}.md"),
            activity("Much", &format!("hours: {most}\n"), ""),
        );
    }
    for n in 4..8 {
        lab.write(
            format!("activities/2026-02-01-much-{n}.md"),
            activity("Much", &format!("hours: 0.{}\n", "3".repeat(27 + n)), ""),
        );
    }
    // Every activity that a journal is about goes into the log, and is added up.
    for entry in fs::read_dir(lab.path("activities")).unwrap() {
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
    lab.look();
    for award in ["bronze", "silver", "gold"] {
        lab.cpd(&["pack", "--draft", "--award", award]).ends(&[0]);
    }
}

// ---------------------------------------------------------------- at once

fn at_once(lab: &Lab, many: usize, args: &[&str]) -> Vec<Run> {
    let children: Vec<Child> = (0..many)
        .map(|_| {
            lab.command("cpd", &lab.work())
                .args(args)
                .args(["--today", TODAY])
                .spawn()
                .unwrap()
        })
        .collect();
    children.into_iter().map(finish).collect()
}

#[test]
fn twenty_new_records_at_once_are_twenty_files() {
    let lab = Lab::portfolio();
    let runs = at_once(
        &lab,
        20,
        &[
            "new",
            "activity",
            "The same",
            "--date",
            "2026-02-01",
            "--type",
            "workshop",
        ],
    );
    let mut paths: Vec<&str> = runs.iter().map(|run| run.ends(&[0]).out.trim()).collect();
    paths.sort_unstable();
    paths.dedup();
    assert_eq!(paths.len(), 20, "{paths:?}");
    for path in paths {
        assert!(
            fs::read_to_string(lab.path(path))
                .unwrap()
                .contains("title: The same")
        );
    }
    let left = fs::read_dir(lab.path("activities")).unwrap().count();
    assert_eq!(left, 20, "something else was left behind");
}

#[test]
fn people_added_at_once_are_all_there() {
    let lab = Lab::portfolio();
    let children: Vec<Child> = (0..10)
        .map(|n| {
            lab.command("cpd", &lab.work())
                .args(["new", "person", &format!("Person {n}"), "--today", TODAY])
                .spawn()
                .unwrap()
        })
        .collect();
    let runs: Vec<Run> = children.into_iter().map(finish).collect();
    assert!(runs.iter().any(|run| run.code == Some(0)));
    let text = fs::read_to_string(lab.path("trust/people.yaml")).unwrap();
    for (n, run) in runs.iter().enumerate() {
        run.ends(&[0, 2]);
        let there = text.contains(&format!("Person {n}\n"));
        assert_eq!(
            run.code == Some(0),
            there,
            "person {n}: {}\n{text}",
            run.err
        );
    }
    lab.cpd(&["check"]).ends(&[0, 1]).is_silent_on("malformed");
}

#[test]
fn two_saves_at_once_lose_nothing() {
    let lab = Lab::portfolio();
    for n in 0..30 {
        lab.write(
            format!("activities/2026-02-01-a{n}.md"),
            activity("A course", "", ""),
        );
    }
    let runs = at_once(&lab, 6, &["save", "--anyway"]);
    assert!(runs.iter().any(|run| run.code == Some(0)));
    for run in &runs {
        run.ends(&[0, 2]);
    }
    lab.cpd(&["save", "--anyway"]).ends(&[0]);
    let kept = lab.git_ok(&["ls-tree", "-r", "--name-only", "HEAD", "activities/"]);
    assert_eq!(kept.lines().count(), 30);
    lab.git_ok(&["fsck", "--strict"]);
    assert_eq!(lab.git_ok(&["status", "--porcelain"]), "");
}

#[test]
fn a_lock_that_was_left_is_named() {
    let lab = Lab::portfolio();
    lab.write(ACTIVITY, activity("A course", "", ""));
    lab.write(".git/index.lock", "");
    let run = lab.cpd(&["save"]);
    run.ends(&[2])
        .says("another program is using the repository")
        .says("index.lock");
    assert!(lab.path(ACTIVITY).exists());
}

#[test]
fn an_edit_meanwhile_is_not_overwritten() {
    let lab = Lab::portfolio();
    lab.write(ACTIVITY, activity("A course", "", ""));
    lab.write(JOURNAL, journal("\nWords.\n"));
    lab.write("note.txt", "note");
    let stop = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    let (path, stopped) = (lab.path(JOURNAL), stop.clone());
    let editor = std::thread::spawn(move || {
        let mut last = 0;
        while !stopped.load(std::sync::atomic::Ordering::Relaxed) {
            last += 1;
            // As editors do: a new file beside it, moved into its place.
            let part = path.with_extension("swap");
            fs::write(&part, journal(&format!("\nWords, {last} of them.\n"))).unwrap();
            fs::rename(&part, &path).unwrap();
            std::thread::sleep(Duration::from_millis(3));
        }
        last
    });
    for n in 0..6 {
        lab.cpd(&["attach", "note.txt", "--to", JOURNAL])
            .ends(&[0, 2]);
        lab.cpd(&["rename", ACTIVITY, &format!("A course {n}")])
            .ends(&[0, 2]);
    }
    stop.store(true, std::sync::atomic::Ordering::Relaxed);
    let last = editor.join().unwrap();
    let text = fs::read_to_string(lab.path(JOURNAL)).unwrap();
    assert!(text.contains(&format!("Words, {last} of them.")), "{text}");
}

#[test]
fn a_rename_that_fails_leaves_every_file_as_it_was() {
    let lab = Lab::portfolio();
    lab.write(ACTIVITY, activity("A course", "", ""));
    lab.write(
        JOURNAL,
        journal("\nSee [it](../activities/2026-02-01-a-course.md).\n"),
    );
    // The name that the record is to have is taken, by something that is no record.
    fs::create_dir(lab.path("activities/2026-02-01-another-name.md")).unwrap();
    let before = lab.words();
    lab.cpd(&["rename", ACTIVITY, "Another name"]).ends(&[1, 2]);
    assert!(
        lab.words() == before,
        "something was changed or left behind"
    );
    fs::remove_dir(lab.path("activities/2026-02-01-another-name.md")).unwrap();
    lab.cpd(&["rename", ACTIVITY, "Another name"]).ends(&[0]);
    let text = fs::read_to_string(lab.path(JOURNAL)).unwrap();
    assert!(
        text.contains("activity: 2026-02-01-another-name\n"),
        "{text}"
    );
    assert!(
        text.contains("(../activities/2026-02-01-another-name.md)"),
        "{text}"
    );
}

#[test]
fn an_interrupted_change_is_told_and_recovered() {
    let lab = Lab::portfolio();
    lab.write(ACTIVITY, activity("A course", "", ""));
    let pending = lab.path(".git/cpd/pending");
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
        lab.write(ACTIVITY, &old);
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
        let told = "A change was interrupted: run `cpd recover`.";
        lab.cpd(&["status"]).ends(&[0, 1]).says(told);
        for args in [
            &["save", "--anyway"][..],
            &["rename", ACTIVITY, "Third name"],
            &["new", "person", "Jo Okafor"],
            &["undo"],
        ] {
            lab.cpd(args).ends(&[1]).says(told);
        }
        let (says, text) = match name {
            "intent" => ("Finished the change of 1 file.", &new),
            _ => ("Took back the change of 1 file.", &old),
        };
        lab.cpd(&["recover"]).ends(&[0]).says(says);
        assert_eq!(&fs::read_to_string(lab.path(ACTIVITY)).unwrap(), text);
        assert!(!pending.exists());
        lab.cpd(&["recover"])
            .ends(&[0])
            .says("No change was interrupted.");
    }
    // What an interrupted run leaves beside a record is never saved.
    fs::remove_file(lab.path(".gitignore")).unwrap();
    lab.write("activities/.cpd-pending-0.part", "half");
    lab.write(".cpd/pending/new/0", "half");
    lab.cpd(&["save", "--anyway"]).ends(&[0]);
    let files = lab.git_ok(&["ls-files"]);
    assert!(files.contains(ACTIVITY), "{files}");
    assert!(!files.contains(".cpd"), "{files}");
}

/// Every file and link below a folder, with the bytes or the target of each, but for the
/// cache in the home folder.
fn everything_in(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    let walk = walkdir::WalkDir::new(folder).sort_by_file_name();
    let files = walk.into_iter();
    for entry in files.filter_entry(|entry| entry.file_name() != ".cache") {
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
fn with_pending(in_git: bool) -> (Lab, PathBuf) {
    let lab = Lab::portfolio();
    lab.write(ACTIVITY, activity("A course", "", ""));
    if !in_git {
        fs::remove_dir_all(lab.path(".git")).unwrap();
    }
    let pending = lab.path(if in_git {
        ".git/cpd/pending"
    } else {
        ".cpd/pending"
    });
    for folder in ["new", "old"] {
        fs::create_dir_all(pending.join(folder)).unwrap();
        fs::write(pending.join(folder).join("0"), "x").unwrap();
    }
    (lab, pending)
}

#[test]
fn a_forged_change_reaches_nothing_outside_the_portfolio() {
    for in_git in [true, false] {
        let (lab, pending) = with_pending(in_git);
        let outside = lab.beside("outside");
        fs::create_dir(&outside).unwrap();
        fs::write(outside.join("x.md"), "x").unwrap();
        symlink(&outside, lab.path("linked")).unwrap();
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
                let before = everything_in(lab.top.path());
                lab.cpd(&["recover"]).ends(&[1, 2]).says("error: ");
                lab.cpd(&["new", "person", "Jo Okafor"]).ends(&[1]);
                lab.cpd(&["status"]).ends(&[0]);
                let after = everything_in(lab.top.path());
                let changed = after.iter().find(|file| !before.contains(file));
                assert_eq!(changed.map(|(at, _)| at), None, "{name} of {path:?}");
                assert_eq!(after.len(), before.len(), "{name} of {path:?}");
                fs::remove_file(pending.join(name)).unwrap();
            }
        }
    }
}

#[test]
fn what_is_pending_is_never_reached_through_a_link() {
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
            let (lab, pending) = with_pending(in_git);
            fs::write(pending.join("intent"), forged("stolen.md", false)).unwrap();
            if part == "pending/undo" {
                fs::write(pending.join("undo"), forged(ACTIVITY, true)).unwrap();
            }
            let state = pending.parent().unwrap();
            fs::write(state.join("lock"), "").unwrap();
            let (link, outside) = (state.join(part), lab.beside("outside"));
            let link = if part.is_empty() {
                state.to_path_buf()
            } else {
                link
            };
            fs::rename(&link, &outside).unwrap();
            symlink(&outside, &link).unwrap();
            let before = everything_in(&outside);
            lab.cpd(&["status"]).ends(&[0]);
            let says = if part == "pending/new/0" {
                "is missing"
            } else {
                "symbolic link"
            };
            lab.cpd(&["recover"]).ends(&[1, 2]).says(says);
            lab.cpd(&["new", "person", "Jo Okafor"]).ends(&[1, 2]);
            assert!(everything_in(&outside) == before, "{part:?} was followed");
            assert!(!lab.path("stolen.md").exists(), "{part:?} was followed");
            assert!(
                fs::symlink_metadata(&link).unwrap().is_symlink(),
                "{part:?}"
            );
        }
    }
}

#[test]
fn the_pending_change_of_one_portfolio_of_several_follows_no_link() {
    let lab = Lab::new();
    lab.git_ok(&["init", "--quiet"]);
    for name in ["one", "two"] {
        lab.cpd(&["init", name, "--owner", "Sam Carter"]).ends(&[0]);
    }
    // It is a part of the repository around it, and has none of its own.
    fs::remove_dir_all(lab.path("one/.git")).unwrap();
    fs::create_dir(lab.beside("outside")).unwrap();
    symlink(lab.beside("outside"), lab.path(".git/cpd")).unwrap();
    lab.cpd(&["-C", "one", "new", "person", "Jo Okafor"])
        .ends(&[1, 2])
        .says("symbolic link");
    assert_eq!(fs::read_dir(lab.beside("outside")).unwrap().count(), 0);
}

#[test]
fn records_of_a_change_that_cannot_be_read_hold_nothing_up() {
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
        let (lab, pending) = with_pending(true);
        let file = pending.join(name);
        let refused = || {
            lab.cpd(&["recover"])
                .ends(&[1, 2])
                .says("what was interrupted cannot be read")
                .says("delete the folder");
            lab.cpd(&["status"]).ends(&[0]).says("cpd recover");
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
        lab.cpd(&["recover"])
            .ends(&[0])
            .says("No change was interrupted.");
    }
}

#[test]
fn a_pipe_where_a_pending_change_expects_a_file_holds_nothing_up() {
    // In place of the lock, a staged file, and a folder of the portfolio.
    for part in [
        ".git/cpd/lock",
        ".git/cpd/pending/new/0",
        ".git/cpd/pending",
        ".git/cpd",
        "pipe",
    ] {
        for replaces in [true, false] {
            let (lab, pending) = with_pending(true);
            fs::write(pending.join("intent"), forged("pipe/x.md", replaces)).unwrap();
            let at = lab.path(part);
            if at.is_dir() {
                fs::remove_dir_all(&at).unwrap();
            } else if at.exists() {
                fs::remove_file(&at).unwrap();
            }
            fifo(&at);
            lab.cpd(&["status"]).ends(&[0]);
            let run = lab.cpd(&["recover"]);
            // What is to be removed and is not there is removed already.
            let is_done = replaces && matches!(part, "pipe" | ".git/cpd/pending/new/0");
            run.ends(if is_done { &[0] } else { &[1, 2] });
            lab.cpd(&["new", "person", "Jo Okafor"]).ends(&[0, 1, 2]);
        }
    }
}

#[test]
fn who_may_read_a_record_stays_as_it_was() {
    let lab = Lab::portfolio();
    lab.write(ACTIVITY, activity("A course", "", ""));
    fs::set_permissions(lab.path(ACTIVITY), fs::Permissions::from_mode(0o600)).unwrap();
    lab.write("note.txt", "note");
    lab.cpd(&["attach", "note.txt", "--to", ACTIVITY])
        .ends(&[0]);
    let mode = fs::metadata(lab.path(ACTIVITY))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
}

// ---------------------------------------------------------------- disks

/// A small file system, taken down at the end; `None` where that is not allowed.
struct Mount(PathBuf);

impl Mount {
    fn tmpfs(at: PathBuf, options: &str) -> Option<Self> {
        fs::create_dir_all(&at).ok()?;
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", options, "tmpfs"])
            .arg(&at)
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success());
        if !mounted {
            eprintln!("skipped: no file system may be mounted here");
        }
        mounted.then_some(Self(at))
    }

    fn remount(&self, options: &str) -> bool {
        Command::new("mount")
            .args(["-o", &format!("remount,{options}")])
            .arg(&self.0)
            .status()
            .is_ok_and(|status| status.success())
    }

    /// Takes what room is left.
    fn fill(&self) {
        use std::io::Write;
        let mut file = fs::File::create(self.0.join("ballast")).unwrap();
        while file.write_all(&[1; 512]).is_ok() {}
        let _ = file.sync_all();
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

#[test]
fn a_full_disk_loses_nothing() {
    let lab = Lab::new();
    let Some(disk) = Mount::tmpfs(lab.work(), "size=3m") else {
        return;
    };
    fs::write(lab.beside("big.txt"), "x".repeat(100_000)).unwrap();
    lab.cpd(&[
        "init",
        "--owner",
        "Sam Carter",
        "--manager",
        "Priya Shah",
        "--scheme",
        "lancaster",
    ])
    .ends(&[0]);
    lab.write(ACTIVITY, activity("A course", "", ""));
    lab.cpd(&["save", "--anyway"]).ends(&[0]);
    lab.write(JOURNAL, journal("\nWords.\n"));
    disk.fill();
    let before: Vec<_> = lab.words();
    for args in [
        &[
            "new",
            "activity",
            "Another",
            "--date",
            "2026-02-01",
            "--type",
            "workshop",
        ][..],
        &["new", "person", "Jo Okafor"],
        &["pack", "--draft", "--award", "bronze"],
        &["attach", "../big.txt", "--to", ACTIVITY],
        &["rename", ACTIVITY, "Another name"],
        &["save", "--anyway"],
    ] {
        lab.cpd(args).ends(&[1, 2]);
    }
    assert!(lab.words() == before, "something was lost or left behind");
    fs::remove_file(lab.path("ballast")).unwrap();
    lab.cpd(&["save", "--anyway"]).ends(&[0]);
    lab.git_ok(&["fsck", "--strict"]);
    // There is no room to begin in, either.
    let lab = Lab::new();
    let Some(disk) = Mount::tmpfs(lab.beside("small"), "size=256k") else {
        return;
    };
    disk.fill();
    let small = lab.beside("small");
    for args in [
        &["init", "new", "--owner", "Sam Carter"][..],
        &["demo", "sample"],
    ] {
        let run = lab.command("cpd", &small).args(args).run();
        run.ends(&[2]).says("full");
    }
    fs::remove_file(small.join("ballast")).unwrap();
    lab.command("cpd", &small)
        .args(["demo", "sample"])
        .run()
        .ends(&[1, 2]);
}

#[test]
fn an_init_that_failed_can_be_begun_again() {
    let lab = Lab::new();
    let Some(disk) = Mount::tmpfs(lab.beside("small"), "size=2m") else {
        return;
    };
    fs::create_dir(lab.beside("small/new")).unwrap();
    disk.fill();
    let small = lab.beside("small");
    let init = || {
        lab.command("cpd", &small)
            .args(["init", "new", "--owner", "Sam Carter"])
            .run()
    };
    init().ends(&[2]);
    fs::remove_file(small.join("ballast")).unwrap();
    init().ends(&[0]);
}

#[test]
fn a_disk_that_can_only_be_read() {
    let lab = Lab::new();
    let Some(disk) = Mount::tmpfs(lab.work(), "size=3m") else {
        return;
    };
    lab.cpd(&[
        "init",
        "--owner",
        "Sam Carter",
        "--manager",
        "Priya Shah",
        "--scheme",
        "lancaster",
    ])
    .ends(&[0]);
    lab.write(ACTIVITY, activity("A course", "", ""));
    assert!(disk.remount("ro"));
    lab.look();
    fs::write(lab.beside("note.txt"), "x").unwrap();
    for args in [
        &[
            "new",
            "activity",
            "Another",
            "--date",
            "2026-02-01",
            "--type",
            "workshop",
        ][..],
        &["pack", "--draft", "--award", "bronze"],
        &["attach", "../note.txt", "--to", ACTIVITY],
        &["rename", ACTIVITY, "Another name"],
        &["remove", ACTIVITY, "--anyway"],
        &["save", "--anyway"],
        &["init", "sub", "--owner", "x"],
        &["demo", "sub"],
    ] {
        lab.cpd(args).ends(&[1, 2]);
    }
    // Elsewhere it can still be printed.
    let page = lab.beside("page.html");
    lab.cpd(&[
        "pack",
        "--draft",
        "--award",
        "bronze",
        "-o",
        page.to_str().unwrap(),
    ])
    .ends(&[0]);
}

// ---------------------------------------------------------------- output

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

// ---------------------------------------------------------------- git

#[test]
fn without_a_git_program() {
    let lab = Lab::new();
    let empty = lab.beside("empty");
    fs::create_dir(&empty).unwrap();
    let run = |args: &[&str]| {
        lab.command("cpd", &lab.work())
            .env("PATH", &empty)
            .args(args)
            .args(["--today", TODAY])
            .run()
    };
    run(&[
        "init",
        "--owner",
        "Sam Carter",
        "--manager",
        "Priya Shah",
        "--scheme",
        "lancaster",
    ])
    .ends(&[0]);
    run(&[
        "new",
        "activity",
        "A course",
        "--date",
        "2026-02-01",
        "--type",
        "workshop",
    ])
    .ends(&[0]);
    run(&["save", "--anyway"]).ends(&[0]);
    run(&["undo"]).ends(&[0]);
    run(&["check"]).ends(&[0, 1]);
    run(&["status"]).ends(&[0]);
    run(&["pack", "--draft", "--award", "bronze"]).ends(&[0]);
}

#[test]
fn repositories_of_every_sort() {
    let acts = |lab: &Lab| {
        for args in [
            &["check"][..],
            &["status"],
            &["save", "--anyway"],
            &["undo"],
            &["sign", "bronze"],
            &["pack", "--award", "bronze"],
            &["pack", "--award", "bronze", "--draft"],
            &[
                "new",
                "activity",
                "Another",
                "--date",
                "2026-02-01",
                "--type",
                "workshop",
            ],
        ] {
            lab.cpd(args).ends(&[0, 1, 2]);
        }
        assert!(lab.path(ACTIVITY).exists());
    };
    // None at all.
    let lab = Lab::portfolio();
    lab.write(ACTIVITY, activity("A course", "", ""));
    fs::remove_dir_all(lab.path(".git")).unwrap();
    lab.cpd(&["save"])
        .ends(&[2])
        .says("not in a git repository");
    acts(&lab);
    // A bare one around it.
    let lab = Lab::new();
    lab.git_ok(&["init", "-q", "--bare"]);
    lab.cpd(&["init", "--owner", "Sam Carter"]).ends(&[1, 2]);
    lab.write(
        "cpd.yaml",
        "cpd: 1\nportfolio: x\nowner: sam\nschemes: { lancaster: 1.0.0 }\n",
    );
    lab.write(ACTIVITY, activity("A course", "", ""));
    lab.cpd(&["save"]).ends(&[2]).says("bare");
    acts(&lab);
    // No branch.
    let lab = Lab::portfolio();
    lab.write(ACTIVITY, activity("A course", "", ""));
    lab.git_ok(&["checkout", "-q", "--detach"]);
    lab.cpd(&["save", "--anyway"]).ends(&[0]).says("no branch");
    acts(&lab);
    // A branch without a commit.
    let lab = Lab::portfolio();
    lab.write(ACTIVITY, activity("A course", "", ""));
    lab.git_ok(&["checkout", "-q", "--orphan", "other"]);
    lab.cpd(&["undo"]).ends(&[1]).says("nothing has been saved");
    lab.cpd(&["pack", "--draft", "--award", "bronze"])
        .ends(&[0]);
    acts(&lab);
    // A merge half done.
    let lab = Lab::portfolio();
    lab.write(ACTIVITY, activity("A course", "", ""));
    lab.cpd(&["save", "--anyway"]).ends(&[0]);
    lab.git_ok(&["checkout", "-qb", "other", "HEAD~1"]);
    lab.write(ACTIVITY, activity("Another course", "", ""));
    lab.git_ok(&["add", "-A"]);
    lab.git_ok(&["commit", "-qm", "other"]);
    lab.git(&["merge", "main"]);
    lab.cpd(&["save"]).ends(&[1]).says("half done");
    lab.cpd(&["undo"]).ends(&[1]).says("half done");
    acts(&lab);
    // Broken ones.
    for (file, content) in [
        ("HEAD", "nonsense\n"),
        ("config", "[core\n"),
        ("index", "nonsense"),
        ("HEAD", "ref: refs/heads/../../../x\n"),
        ("objects/info/alternates", "/nowhere\n\u{1b}\n"),
        ("config", "[core]\n\trepositoryformatversion = 99\n"),
        (
            "refs/heads/main",
            "0000000000000000000000000000000000000000\n",
        ),
        (
            "refs/heads/main",
            "1111111111111111111111111111111111111111\n",
        ),
    ] {
        let lab = Lab::portfolio();
        lab.write(ACTIVITY, activity("A course", "", ""));
        lab.write(format!(".git/{file}"), content);
        acts(&lab);
    }
    let lab = Lab::portfolio();
    lab.write(ACTIVITY, activity("A course", "", ""));
    fs::remove_dir_all(lab.path(".git")).unwrap();
    lab.write(".git", "gitdir: /nowhere\n");
    acts(&lab);
}

#[test]
fn a_repository_of_somebody_else() {
    let lab = Lab::portfolio();
    lab.write(ACTIVITY, activity("A course", "", ""));
    for path in [lab.work(), lab.path(".git")] {
        if std::os::unix::fs::chown(&path, Some(65_534), Some(65_534)).is_err() {
            eprintln!("skipped: this user may give no file away");
            return;
        }
    }
    lab.cpd(&["save"])
        .ends(&[2])
        .says("belongs to somebody else")
        .says("safe.directory");
    lab.cpd(&["check"]).ends(&[0, 1]);
    lab.cpd(&["pack", "--draft", "--award", "bronze"])
        .ends(&[0]);
}

#[test]
fn a_work_tree_elsewhere_is_not_committed() {
    let lab = Lab::portfolio();
    let other = lab.beside("other");
    fs::create_dir(&other).unwrap();
    fs::write(other.join("id_ed25519"), "SECRET").unwrap();
    lab.git_ok(&["config", "core.worktree", other.to_str().unwrap()]);
    lab.write(ACTIVITY, activity("A course", "", ""));
    lab.cpd(&["save", "--anyway"])
        .ends(&[2])
        .says("another folder");
    lab.cpd(&["sign", "bronze"]).ends(&[1, 2]);
    lab.cpd(&["undo"]).ends(&[1, 2]);
    assert!(
        !lab.git_ok(&["log", "--all", "--name-only"])
            .contains("id_ed25519")
    );
}

#[test]
fn only_the_portfolio_is_saved() {
    // A name that means more than itself to git's patterns, and a neighbour that it would mean.
    for name in ["port*", "[p]ort", "!port", "#port", "port?", "a b"] {
        let lab = Lab::new();
        lab.git_ok(&["init", "-q"]);
        fs::create_dir(lab.path(name)).unwrap();
        let run = |args: &[&str]| {
            lab.command("cpd", &lab.path(name))
                .args(args)
                .args(["--today", TODAY])
                .run()
        };
        lab.write(
            format!("{name}/cpd.yaml"),
            "cpd: 1\nportfolio: x\nowner: sam\nschemes: { lancaster: 1.0.0 }\n",
        );
        for neighbour in ["port", "portfolio", "ports", "other"] {
            lab.write(format!("{neighbour}/secret"), "secret");
        }
        lab.write("staged", "staged");
        run(&["save", "--anyway"]).ends(&[0]);
        assert_eq!(
            lab.git_ok(&["ls-tree", "-r", "-z", "--name-only", "HEAD"])
                .trim_end_matches('\0'),
            format!("{name}/cpd.yaml")
        );
        fs::remove_file(lab.path(format!("{name}/cpd.yaml"))).unwrap();
        lab.write(
            format!("{name}/cpd.yaml"),
            "cpd: 1\nportfolio: x\nowner: sam\nschemes: {}\n",
        );
        lab.write(format!("{name}/x.txt"), "x");
        run(&["save", "--anyway"]).ends(&[0]);
        fs::remove_file(lab.path(format!("{name}/x.txt"))).unwrap();
        run(&["save", "--anyway"]).ends(&[0]);
        assert_eq!(
            lab.git_ok(&["ls-tree", "-r", "-z", "--name-only", "HEAD"])
                .trim_end_matches('\0'),
            format!("{name}/cpd.yaml")
        );
    }
}

#[test]
fn a_sign_off_takes_nothing_else_along() {
    let lab = Lab::demo();
    let sub = lab.work();
    // The demo stands in a larger repository, where something else is staged.
    let top = lab.top.path();
    fs::rename(sub.join(".git"), top.join(".git")).unwrap();
    let git = |args: &[&str]| {
        let run = lab.command("git", top).args(args).run();
        assert_eq!(run.code, Some(0), "{}", run.err);
        run.out
    };
    git(&["add", "work"]);
    git(&["add", "-u"]);
    git(&["commit", "-qm", "moved"]);
    fs::write(top.join("staged.txt"), "not yet").unwrap();
    git(&["add", "staged.txt"]);
    let run = lab.cpd(&["submit", "silver", "--yes"]);
    if run.code == Some(0) {
        let named = git(&["show", "--name-only", "--format=", "HEAD"]);
        assert_eq!(named.lines().count(), 1, "{named}");
        assert!(
            named.starts_with("work/signoffs/lancaster/silver/"),
            "{named}"
        );
        assert!(git(&["status", "--porcelain"]).contains("A  staged.txt"));
    } else {
        run.ends(&[1]);
        panic!("the demo's Silver could not be submitted: {}", run.err);
    }
}

#[test]
fn nested_repositories_and_submodules() {
    let lab = Lab::portfolio();
    fs::create_dir_all(lab.path("evidence/inner")).unwrap();
    lab.write("evidence/inner/certificate.txt", "words");
    lab.command("git", &lab.path("evidence/inner"))
        .args(["init", "-q"])
        .run();
    let run = lab.cpd(&["save", "--anyway"]);
    run.ends(&[0, 1, 2]);
    lab.write(
        ".gitmodules",
        "[submodule \"x\"]\n\tpath = -u./x\n\turl = -u./x\n\tupdate = !touch x\n",
    );
    lab.write(ACTIVITY, activity("A course", "", ""));
    lab.cpd(&["save", "--anyway"]).ends(&[0, 1, 2]);
    lab.look();
}

/// A repository whose settings name a program wherever git can run one.
#[test]
fn nothing_in_a_repository_is_run() {
    let lab = Lab::demo();
    let touched = lab.beside("touched");
    let bait = lab.beside("bait");
    fs::write(
        &bait,
        format!(
            "#!/bin/sh\necho \"$0 $@\" >> '{}'\ncat 2>/dev/null\nexit 0\n",
            touched.display()
        ),
    )
    .unwrap();
    fs::set_permissions(&bait, fs::Permissions::from_mode(0o755)).unwrap();
    let bait = bait.to_str().unwrap();
    let hooks = [
        "pre-commit",
        "prepare-commit-msg",
        "commit-msg",
        "post-commit",
        "post-checkout",
        "post-index-change",
        "reference-transaction",
        "post-rewrite",
        "pre-auto-gc",
        "fsmonitor-watchman",
        "post-merge",
    ];
    for folder in [".git/hooks", ".git/other-hooks"] {
        fs::create_dir_all(lab.path(folder)).unwrap();
        for hook in hooks {
            let _ = fs::remove_file(lab.path(format!("{folder}/{hook}")));
            symlink(bait, lab.path(format!("{folder}/{hook}"))).unwrap();
        }
    }
    let included = lab.beside("included");
    let settings = format!(
        "[core]\n\tfsmonitor = {bait}\n\teditor = {bait}\n\tpager = {bait}\n\tsshCommand = {bait}\n\taskPass = {bait}\n\tgitProxy = {bait}\n\tuntrackedCache = true\n\
         [gpg]\n\tprogram = {bait}\n[gpg \"ssh\"]\n\tprogram = {bait}\n\tdefaultKeyCommand = {bait}\n[commit]\n\tgpgSign = true\n[tag]\n\tgpgSign = true\n[user]\n\tsigningKey = x\n\
         [filter \"evil\"]\n\tclean = {bait}\n\tsmudge = {bait}\n\trequired = false\n[filter \"worse\"]\n\tprocess = {bait}\n[diff]\n\texternal = {bait}\n[diff \"evil\"]\n\tcommand = {bait}\n\ttextconv = {bait}\n\
         [merge \"evil\"]\n\tdriver = {bait}\n[credential]\n\thelper = !{bait}\n[alias]\n\tstatus = !{bait}\n[init]\n\ttemplateDir = {}\n[sequence]\n\teditor = {bait}\n[uploadpack]\n\tpackObjectsHook = {bait}\n[trailer \"x\"]\n\tcommand = {bait}\n",
        lab.path(".git").display(),
    );
    fs::write(&included, settings).unwrap();
    let more = format!(
        "[include]\n\tpath = {0}\n[includeIf \"gitdir:**\"]\n\tpath = {0}\n",
        included.display()
    );
    let config = fs::read_to_string(lab.path(".git/config")).unwrap();
    fs::write(lab.path(".git/config"), config + &more).unwrap();
    lab.write(
        ".git/info/attributes",
        "* filter=evil diff=evil merge=evil\n*.png filter=worse\n",
    );
    lab.write(".gitattributes", "* filter=evil diff=evil merge=evil ident working-tree-encoding=UTF-16\n*.png filter=worse\n");
    // The bait works: git itself takes it.
    lab.git(&["status"]);
    lab.git(&["add", "-A"]);
    assert!(touched.exists(), "git took no bait, so this proves nothing");
    lab.git_ok(&[
        "-c",
        "core.fsmonitor=false",
        "-c",
        "filter.evil.clean=",
        "reset",
        "-q",
    ]);
    fs::remove_file(&touched).unwrap();
    lab.write("note.txt", "x");
    let commands: &[&[&str]] = &[
        &["check"],
        &["status"],
        &["save", "--anyway"],
        &["undo"],
        &["save", "--anyway", "-m", "again"],
        &[
            "new",
            "activity",
            "A course",
            "--date",
            "2026-02-01",
            "--type",
            "workshop",
        ],
        &[
            "attach",
            "note.txt",
            "--to",
            "activities/2026-02-01-a-course.md",
        ],
        &["rename", "activities/2026-02-01-a-course.md", "Another"],
        &["save", "--anyway"],
        &["remove", "activities/2026-02-01-another.md"],
        &["save", "--anyway"],
        &["submit", "silver", "--yes"],
        &["sign", "silver", "--yes"],
        &["endorse", "silver", "--yes", "--message", "x"],
        &["pack", "--award", "silver"],
        &["pack", "--award", "bronze"],
        &["pack", "--award", "silver", "--draft"],
        &["schema"],
        &["explain"],
        &["scheme", "list"],
        &["scheme", "check"],
    ];
    for args in commands {
        lab.cpd(args).ends(&[0, 1, 2]);
        let log = fs::read_to_string(&touched).unwrap_or_default();
        assert!(log.is_empty(), "{args:?} ran {log}");
    }
    // Another place for hooks.
    lab.write(
        ".git/config",
        fs::read_to_string(lab.path(".git/config")).unwrap()
            + "[core]\n\thooksPath = .git/other-hooks\n",
    );
    lab.write("note.txt", "y");
    lab.cpd(&["save", "--anyway"]).ends(&[0]);
    assert!(!touched.exists(), "a hook was run");
    // A folder that was prepared before `init`.
    let lab = Lab::new();
    lab.git_ok(&["init", "-q"]);
    let template = lab.beside("template");
    fs::create_dir_all(template.join("hooks")).unwrap();
    for hook in hooks {
        let _ = fs::remove_file(lab.path(format!(".git/hooks/{hook}")));
        symlink(bait, lab.path(format!(".git/hooks/{hook}"))).unwrap();
        symlink(bait, template.join("hooks").join(hook)).unwrap();
    }
    let home = lab.beside("home/.gitconfig");
    fs::write(home, format!("[init]\n\ttemplateDir = {}\n[core]\n\tfsmonitor = {bait}\n[commit]\n\tgpgSign = true\n[gpg]\n\tprogram = {bait}\n", template.display())).unwrap();
    let run = |args: &[&str]| {
        lab.command("cpd", &lab.work())
            .env_remove("GIT_CONFIG_GLOBAL")
            .args(args)
            .run()
    };
    run(&["init", "--owner", "Sam Carter"]).ends(&[0]);
    run(&["demo", "../demo"]).ends(&[0]);
    assert!(!touched.exists(), "something was run");
    assert!(
        !lab.beside("demo/.git/hooks/post-commit").exists(),
        "a template brought hooks"
    );
}

#[test]
fn a_repositorys_editor_is_not_opened() {
    // It stands in for a terminal.
    if require_tool("script").is_none() {
        return;
    }
    let lab = Lab::portfolio();
    let tools = lab.beside("tools");
    fs::create_dir(&tools).unwrap();
    for (name, mark) in [
        ("evil", "evil-ran"),
        ("nano", "nano-ran"),
        ("vi", "vi-ran"),
        ("vim", "vi-ran"),
    ] {
        let file = tools.join(name);
        fs::write(
            &file,
            format!("#!/bin/sh\n: > '{}'\n", lab.beside(mark).display()),
        )
        .unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
    }
    lab.git_ok(&[
        "config",
        "core.editor",
        tools.join("evil").to_str().unwrap(),
    ]);
    lab.git_ok(&[
        "config",
        "sequence.editor",
        tools.join("evil").to_str().unwrap(),
    ]);
    let line = format!(
        "{} new activity 'A course' --date 2026-02-01 --type workshop --hours 2 --provider us --today {TODAY}",
        PROGRAM
    );
    // The terminal stays for a moment, so that the program has somebody to ask.
    let typed = format!("(sleep 2; printf '\\n\\n\\n\\n') | script -qec \"{line}\" /dev/null");
    let run = lab
        .command("sh", &lab.work())
        .args(["-c", &typed])
        .env("PATH", format!("{}:/usr/bin:/bin", tools.display()))
        .env("SHELL", "/bin/sh")
        .env("CPD_PLAIN", "1")
        .run();
    assert!(
        !lab.beside("evil-ran").exists() && !lab.beside("vi-ran").exists(),
        "{}",
        run.out
    );
    assert!(
        lab.beside("nano-ran").exists(),
        "no editor at all was opened: {}{}",
        run.out,
        run.err
    );
}

// ---------------------------------------------------------------- schemes

fn scheme(id: &str, award: &str, step: &str, more: &str) -> String {
    format!(
        "id: {id}\nversion: 1.0.0\ntitle: Own\nsource: {{ name: Us }}\nawards:\n  - {{ id: {award}, title: First }}\ncriteria:\n  - id: one\n    says: One activity\n    count: {{ of: {{ kind: activity }}, at_least: 1 }}\nsubjects:\n  - {{ kind: activity }}\nsignoffs:\n  - {{ id: {step}, title: Signed, by: owner }}\n{more}"
    )
}

fn follow(lab: &Lab, pinned: &str, text: &str) {
    lab.write("schemes/own/scheme.yaml", text);
    let settings = fs::read_to_string(lab.path("cpd.yaml")).unwrap();
    let begin: String = settings
        .lines()
        .take_while(|line| !line.starts_with("schemes"))
        .map(|line| format!("{line}\n"))
        .collect();
    lab.write("cpd.yaml", format!("{begin}schemes:\n  {pinned}: 1.0.0\n"));
    lab.write(ACTIVITY, activity("A course", "hours: 1\n", ""));
}

#[test]
fn ids_of_a_scheme_never_lead_out() {
    for (id, award, step) in [
        ("\"../../../out\"", "first", "sign"),
        ("own", "\"../../../../out\"", "sign"),
        ("own", "first", "\"../../../../../out\""),
        ("\"/tmp/out\"", "first", "sign"),
        ("own", "\"a/b\"", "sign"),
        ("own", "\"\"", "sign"),
        ("\"\"", "first", "sign"),
        ("own", "\"..\"", "sign"),
        ("own", "\".\"", "sign"),
        ("own", "\"a\\nb\\e[31m\\u202e\"", "sign"),
        ("\"a\\nb\\e[31m\\u202e\"", "first", "\"x\\e[1m\""),
        ("own", "\"a\\\\b\"", "sign"),
        ("own", "[a]", "sign"),
        ("own", "first", "\".git\""),
        (".git", "first", "sign"),
    ] {
        let lab = Lab::portfolio();
        follow(&lab, id, &scheme(id, award, step, ""));
        lab.look();
        lab.cpd(&["save", "--anyway"]).ends(&[0, 1]);
        let outside = || -> Vec<_> {
            let mut names: Vec<_> = fs::read_dir(lab.top.path())
                .unwrap()
                .map(|entry| entry.unwrap().file_name())
                .collect();
            names.sort();
            names
        };
        let before = outside();
        let unquoted = |word: &str| word.trim_matches('"').to_owned();
        for args in [
            vec!["sign".to_owned(), "--yes".into()],
            vec!["sign".to_owned(), unquoted(award), "--yes".into()],
            vec![
                "signoff".to_owned(),
                unquoted(step),
                unquoted(award),
                "--yes".into(),
            ],
            vec!["pack".to_owned()],
            vec!["pack".to_owned(), "--draft".into()],
            vec![
                "pack".to_owned(),
                "--draft".into(),
                "--award".into(),
                unquoted(award),
            ],
            vec!["scheme".to_owned(), "show".into(), unquoted(id)],
            vec!["scheme".to_owned(), "list".into()],
            vec!["scheme".to_owned(), "check".into()],
            vec!["check".to_owned(), "--award".into(), unquoted(award)],
        ] {
            lab.cpd(&args).ends(&[0, 1, 2]);
        }
        assert_eq!(outside(), before, "{id} {award} {step}");
        assert!(!Path::new("/tmp/out").exists());
    }
}

#[test]
fn kinds_of_a_scheme_never_lead_out() {
    for place in [
        "folder: ../..",
        "folder: ../out",
        "folder: /tmp/out",
        "folder: .git",
        "folder: a/.git/hooks",
        "folder: .git/hooks",
        "folder: evidence",
        "folder: packs",
        "folder: \"\"",
        "folder: .",
        "folder: a//b",
        "folder: \"a\\nb\"",
        "folder: notes\n    id: \"../../{slug}\"",
        "folder: notes\n    id: \"{date}/../../{slug}\"",
        "folder: notes\n    id: \"{\"",
        "folder: notes\n    id: \"\"",
        "folder: notes\n    id: \"{a}{b}{c}{d}{e}{f}{g}{h}{i}{j}{k}\"",
        "folder: notes\n    id: \"{text}\"",
        "folder: notes\n    id: \"{award}\"",
        "file: ../out.md",
        "file: /tmp/out.md",
        "file: .git/config",
        "file: cpd.yaml",
        "rows: ../out.yaml",
        "rows: /tmp/out.yaml",
        "rows: .git/config",
        "rows: cpd.yaml",
        "folder: journals",
        "folder: trust",
        "folder: signoffs",
    ] {
        let lab = Lab::portfolio();
        let kinds = format!(
            "kinds:\n  note:\n    title: Note\n    {place}\n    fields:\n      id: text\n      text: {{ text: {{}}, required: true }}\n      date: date\n      title: {{ text: {{}} }}\n"
        );
        follow(&lab, "own", &scheme("own", "first", "sign", &kinds));
        lab.cpd(&["save", "--anyway"]).ends(&[0]);
        let config = fs::read(lab.path(".git/config")).unwrap();
        let settings = fs::read(lab.path("cpd.yaml")).unwrap();
        let hooks = fs::read_dir(lab.path(".git/hooks")).unwrap().count();
        let outside = fs::read_dir(lab.top.path()).unwrap().count();
        for title in ["../../out", "a/b"] {
            lab.cpd(&[
                "new",
                "note",
                title,
                "--text",
                title,
                "--date",
                "2026-02-01",
            ])
            .ends(&[0, 1, 2]);
            lab.cpd(&["new", "note", title, "--text", title, "--id", title])
                .ends(&[0, 1, 2]);
        }
        lab.cpd(&["new", "note", "--help"]).ends(&[0, 2]);
        lab.cpd(&["explain", "note"]).ends(&[0, 2]);
        lab.cpd(&["schema", "note"]).ends(&[0, 2]);
        lab.look();
        assert_eq!(
            fs::read_dir(lab.top.path()).unwrap().count(),
            outside,
            "{place}"
        );
        assert_eq!(
            fs::read_dir(lab.path(".git/hooks")).unwrap().count(),
            hooks,
            "{place}"
        );
        assert!(
            fs::read(lab.path(".git/config")).unwrap() == config,
            "{place}"
        );
        assert!(
            fs::read(lab.path("cpd.yaml")).unwrap() == settings,
            "{place}"
        );
        assert!(
            !Path::new("/tmp/out").exists()
                && !Path::new("/tmp/out.md").exists()
                && !Path::new("/tmp/out.yaml").exists()
        );
    }
}

#[test]
fn fields_of_a_scheme_do_not_break_the_command_line() {
    let lab = Lab::portfolio();
    let names = [
        "help",
        "plain",
        "no-edit",
        "no_edit",
        "format",
        "today",
        "directory",
        "version",
        "a_b",
        "a-b",
        "\"\"",
        "\"--x\"",
        "\"-\"",
        "\"a b\"",
        "\"a=b\"",
        "\"\\e[31m\"",
        "\"é\"",
        "title",
        "name",
        "id",
        "C",
        "h",
        "\"a\\nb\"",
        "no_input",
        "interactive",
    ];
    let fields: String = names
        .iter()
        .map(|name| format!("      {name}: {{ text: {{}}, help: \"x\\e[31m{{y}}\\u202e\" }}\n"))
        .collect();
    let kinds = format!(
        "vocabularies:\n  v: [\"\\e[1m\", \"\"]\nkinds:\n  note:\n    title: \"N\\e[31m\"\n    help: \"H\\e[31m\\u202e\"\n    folder: notes\n    sections: [\"\\e[31m\"]\n    fields:\n{fields}      c: {{ choice: v }}\n  \"k\\e[31m\": {{ folder: odd }}\n  \"a/b\": {{ folder: odder }}\n  \"\": {{ folder: oddest }}\n"
    );
    follow(&lab, "own", &scheme("own", "first", "sign", &kinds));
    lab.look();
    for args in [
        &["new", "note", "--help"][..],
        &["new", "--help"],
        &["new", "note", "T", "--a-b", "x"],
        &["new", "note", "T", "--plain"],
        &["explain", "note"],
        &["schema"],
        &["schema", "note"],
        &["scheme", "show", "own"],
        &["new", "k\u{1b}[31m", "--help"],
        &["new", "note", "T", "--c", "\u{1b}[1m"],
    ] {
        lab.cpd(args).ends(&[0, 1, 2]);
    }
}

#[test]
fn schemes_that_go_round_in_circles_or_on_for_ever() {
    let many_sets: String = (1..4_000)
        .map(|n| format!("  s{n}: {{ of: s{} }}\n", n - 1))
        .collect();
    let many_awards: String = (1..2_000)
        .map(|n| format!("  - {{ id: a{n}, after: a{} }}\n", n - 1))
        .collect();
    let many_kinds: String = (1..1_500).map(|n| format!("  k{n}:\n    folder: k{n}\n    print: {{ beneath: up }}\n    fields: {{ up: {{ reference: k{} }} }}\n", n - 1)).collect();
    let items: String = (0..9_000)
        .map(|n| format!("    - {{ id: i{n}, title: T, valid: 4294967295 years }}\n"))
        .collect();
    let steps = "up.".repeat(2_000) + "up";
    let branching = "near.".repeat(12) + "title";
    for (name, more) in [
        ("after itself", "  \nawards:\n  - { id: a, after: b }\n  - { id: b, after: a }\n  - { id: c, after: c }\n".to_owned()),
        ("sets", format!("sets:\n  s0: {{ kind: activity }}\n{many_sets}")),
        ("set of itself", "sets:\n  a: { of: b }\n  b: { of: a }\n".to_owned()),
        ("catalogue", format!("catalogues:\n  c:\n{items}")),
        ("kinds", format!("kinds:\n  k0:\n    folder: k0\n    fields: {{ up: {{ reference: k0 }} }}\n{many_kinds}")),
        ("kind of itself", "kinds:\n  k0:\n    folder: k0\n    print: { beneath: up }\n    fields: { up: { reference: k0 } }\n".to_owned()),
        ("wrong types", "kinds: [1]\nvocabularies: x\ncatalogues: [a]\nsets: 1\nduties: { a: b }\n".to_owned()),
    ] {
        let lab = Lab::portfolio();
        let text = if name == "after itself" { scheme("own", "first", "sign", "").replace("awards:\n  - { id: first, title: First }\n", more.trim_start()) } else { scheme("own", "first", "sign", &more) };
        follow(&lab, "own", &text);
        for n in 0..1_500 {
            if name == "kinds" {
                let up = if n == 0 { 0 } else { n - 1 };
                lab.write(format!("k{n}/2026-02-01-x.md"), format!("---\ntitle: X\nup: 2026-02-01-x\n---\n{up}"));
            }
        }
        if name == "kind of itself" {
            lab.write("k0/2026-02-01-x.md", "---\ntitle: X\nup: 2026-02-01-x\n---\n");
        }
        lab.look();
        lab.cpd(&["pack", "--draft"]).ends(&[0, 1, 2]);
        lab.cpd(&["scheme", "check", "own"]).ends(&[0, 1, 2]);
    }
    let lab = Lab::portfolio();
    let awards =
        scheme("own", "a0", "sign", "").replace("criteria:", &format!("{many_awards}criteria:"));
    follow(&lab, "own", &awards);
    lab.cpd(&["check"]).ends(&[0, 1]);
    lab.cpd(&["status"]).ends(&[0]);
    for path in [&steps, &branching] {
        let lab = Lab::portfolio();
        let more = format!(
            "kinds:\n  k0:\n    folder: k0\n    id: \"{{slug}}\"\n    fields: {{ up: {{ reference: k0 }}, near: {{ list: {{ reference: k0 }} }} }}\nduties:\n  - id: d\n    says: D\n    count: {{ of: {{ kind: k0, where: {{ {path}: x }} }}, at_least: 1 }}\n"
        );
        follow(&lab, "own", &scheme("own", "first", "sign", &more));
        let near: Vec<String> = (0..12).map(|n| format!("x{n}")).collect();
        for id in &near {
            lab.write(
                format!("k0/{id}.md"),
                format!(
                    "---\ntitle: X\nup: {id}\nnear: [{}]\n---\n",
                    near.join(", ")
                ),
            );
        }
        let begun = Instant::now();
        lab.look();
        assert!(
            begun.elapsed() < Duration::from_secs(200),
            "{:?}",
            begun.elapsed()
        );
    }
}

#[test]
fn people_whose_ids_are_paths() {
    for id in [
        "../../../../out",
        "a/b",
        "..",
        "",
        "/tmp/out",
        "a\u{1b}[31m",
        "a\nb",
    ] {
        let lab = Lab::portfolio();
        lab.write(ACTIVITY, activity("A course", "", ""));
        let quoted = format!("{id:?}").replace("\\u{1b}", "\\e");
        for file in ["cpd.yaml", "trust/people.yaml"] {
            let text = fs::read_to_string(lab.path(file)).unwrap();
            lab.write(file, text.replace("sam-carter", &quoted));
        }
        follow(&lab, "own", &scheme("own", "first", "sign", ""));
        lab.look();
        lab.cpd(&["save", "--anyway"]).ends(&[0]);
        let before = fs::read_dir(lab.top.path()).unwrap().count();
        lab.cpd(&["sign", "first", "--yes"]).ends(&[1, 2]);
        lab.cpd(&["pack", "--draft", "--award", "first"])
            .ends(&[0, 1, 2]);
        assert_eq!(fs::read_dir(lab.top.path()).unwrap().count(), before);
        assert!(!lab.path("signoffs").exists(), "{id:?}");
        lab.cpd(&["new", "person", "Jo", "--id", id])
            .ends(&[0, 1, 2]);
        lab.cpd(&["check"]).ends(&[1]);
    }
}

#[test]
fn evidence_paths_that_lead_out_or_hide() {
    let lab = Lab::portfolio();
    fs::write(lab.beside("secret.txt"), "TOPSECRET").unwrap();
    lab.write("evidence/caf\u{e9}.txt", "composed");
    lab.write("evidence/Case.txt", "case");
    lab.write("private/diary.md", "TOPSECRET");
    lab.write("packs/old.html", "TOPSECRET");
    lab.write(".hidden", "TOPSECRET");
    let out = lab.beside("secret.txt");
    for path in [
        "../secret.txt",
        "../../secret.txt",
        out.to_str().unwrap(),
        "..\\\\secret.txt",
        "evidence/../../secret.txt",
        "evidence/cafe\\u0301.txt",
        "evidence/case.txt",
        ".git/config",
        "private/diary.md",
        "packs/old.html",
        ".hidden",
        "evidence/",
        "evidence",
        "",
        ".",
        "..",
        "C:\\\\x",
        "evidence/\\0",
        "//host/x",
        "file:///etc/passwd",
        "evidence/a%2f..%2f..%2fsecret.txt",
    ] {
        lab.write(
            ACTIVITY,
            activity("A course", &format!("evidence: [\"{path}\"]\n"), ""),
        );
        let link = path
            .replace("\\\\", "\\")
            .replace("\\u0301", "\u{301}")
            .replace("\\0", "");
        lab.write(
            JOURNAL,
            journal(&format!(
                "\n![x](<{link}>) [y](<../{link}>) ![z](<../{link}>)\n"
            )),
        );
        let (said, page) = lab.look_and_print();
        assert!(
            said.contains("outside-portfolio")
                || said.contains("missing-evidence")
                || said.contains("broken-link"),
            "{path}: {said}"
        );
        // TOPSECRET, as it is and as base64 at each of three alignments; and the start of git's settings.
        for secret in [
            "TOPSECRET",
            "VE9QU0VDUkVU",
            "9QU0VDUkVU",
            "T1BTRUNSRVQ",
            "W2NvcmVd",
        ] {
            assert!(!page.contains(secret), "{path} got into the pack");
        }
    }
}

// ---------------------------------------------------------------- attachments

const PNG: &[u8] = &[
    0x89, b'P', b'N', b'G', 13, 10, 26, 10, 0, 0, 0, 13, b'I', b'H', b'D', b'R', 0, 0, 0, 1, 0, 0,
    0, 1, 8, 6, 0, 0, 0, 0x1f, 0x15, 0xc4, 0x89, 0, 0, 0, 13, b'I', b'D', b'A', b'T', 0x78, 0x9c,
    0x63, 0xf8, 0xcf, 0xc0, 0xf0, 0x1f, 0, 5, 0, 1, 0xff, 0x89, 0x99, 0x3d, 0x1d, 0, 0, 0, 0, b'I',
    b'E', b'N', b'D', 0xae, 0x42, 0x60, 0x82,
];

#[test]
fn what_may_be_attached() {
    let lab = Lab::portfolio();
    lab.write(ACTIVITY, activity("A course", "", ""));
    fs::create_dir(lab.beside("folder")).unwrap();
    fifo(&lab.beside("pipe"));
    fs::write(lab.beside("empty.png"), "").unwrap();
    let huge = fs::File::create(lab.beside("huge.pdf")).unwrap();
    huge.set_len(100 * 1024 * 1024).unwrap();
    let attach = |file: &str| lab.cpd(&["attach", file, "--to", ACTIVITY, "--alt", "A picture"]);
    for file in [
        "../folder",
        "../pipe",
        "../empty.png",
        "../huge.pdf",
        "../missing",
        "/dev/zero",
        "/dev/full",
        "/dev/stdin",
        ".",
        "..",
        "/",
    ] {
        attach(file).ends(&[1, 2]);
    }
    assert!(!lab.path("evidence").exists(), "something was kept");
    // Pictures that are none, or more than they say.
    let mut bad = PNG.to_vec();
    bad.truncate(40);
    let mut large = PNG.to_vec();
    large[16..24].copy_from_slice(&[0x7f, 0xff, 0xff, 0xff, 0x7f, 0xff, 0xff, 0xff]);
    let mut long = PNG.to_vec();
    long[33..37].copy_from_slice(&[0xff; 4]);
    let jpegs: [&[u8]; 7] = [
        b"\xff\xd8\xff",
        b"\xff\xd8\xff\xe1",
        b"\xff\xd8\xff\xe1\xff\xff",
        b"\xff\xd8\xff\xe1\0\0",
        b"\xff\xd8\xff\xe1\0\x10Exif\0\0MM\0*\xff\xff\xff\xff",
        b"\xff\xd8\xff\xda\0\x02\xff",
        b"\xff\xd8\xff\xff\xff\xff",
    ];
    let mut files: Vec<(String, Vec<u8>)> = vec![
        ("cut.png".into(), bad),
        ("large.png".into(), large),
        ("long.png".into(), long),
        ("named.jpg".into(), PNG.to_vec()),
        ("drawing.svg".into(), b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'><script>alert(1)</script></svg>".to_vec()),
        ("webp.webp".into(), b"RIFF\xff\xff\xff\xffWEBPVP8X".to_vec()),
        ("short.webp".into(), b"RIFF\0\0\0\0WEBP".to_vec()),
        ("gif.gif".into(), b"GIF89a\xff\xff\xff\xff".to_vec()),
        ("film.mp4".into(), b"\0\0\0\x18ftypmp42".to_vec()),
        ("ftyp.heic".into(), b"\0\0\0\x18ftyp".to_vec()),
        ("tiff.tif".into(), b"II*\0".to_vec()),
        ("record.md".into(), b"---\ntitle: x\n---\n".to_vec()),
        (".".repeat(3) + "x", b"dots".to_vec()),
        ("...".into(), b"dots".to_vec()),
        ("a\nb\u{1b}[31m.txt".into(), b"odd".to_vec()),
        ("\u{202e}txt.exe".into(), b"odd".to_vec()),
        (".hidden".into(), b"hidden".to_vec()),
        ("x".repeat(200) + ".txt", b"long".to_vec()),
        ("a.b.c.tar.gz".into(), b"gz".to_vec()),
        ("CON.txt".into(), b"con".to_vec()),
        ("-rf".into(), b"dash".to_vec()),
    ];
    files.extend(
        jpegs
            .iter()
            .enumerate()
            .map(|(n, bytes)| (format!("bad-{n}.jpg"), bytes.to_vec())),
    );
    fs::create_dir(lab.beside("in")).unwrap();
    for (name, bytes) in &files {
        fs::write(lab.beside("in").join(name), bytes).unwrap();
        let run = attach(&format!("../in/{name}"));
        run.ends(&[0, 1, 2]);
        if run.code == Some(0) {
            let kept = run.out.trim();
            assert!(
                kept.starts_with("evidence/")
                    && !kept[9..].starts_with('.')
                    && !kept.contains(".."),
                "{kept}"
            );
            assert!(lab.path(kept).is_file(), "{kept}");
        }
    }
    let raw = lab.beside("in").join(OsStr::from_bytes(b"\xff\xfe.txt"));
    fs::write(&raw, "raw").unwrap();
    lab.cpd(&[
        OsStr::new("attach"),
        raw.as_os_str(),
        OsStr::new("--to"),
        OsStr::new(ACTIVITY),
    ])
    .ends(&[0, 1, 2]);
    // What is kept already.
    lab.write("evidence/kept.txt", "kept");
    attach("evidence/kept.txt")
        .ends(&[0])
        .says("evidence/kept.txt");
    attach("evidence/kept.txt").ends(&[0]);
    lab.cpd(&[
        "attach",
        "../in/drawing.svg",
        "--to",
        ACTIVITY,
        "--alt",
        "](javascript:x) <script>",
    ])
    .ends(&[0, 1, 2]);
    lab.write(JOURNAL, journal("\n![a](../evidence/drawing.svg) ![b](../evidence/named.jpg) ![c](../evidence/large.png) ![d](https://example.org/x.png) ![e](data:image/svg+xml;base64,AAAA) ![f](../evidence/missing.png) ![g](../evidence/empty.png)\n"));
    lab.write("evidence/empty.png", "");
    lab.write("evidence/cut.png", &PNG[..20]);
    let (_, page) = lab.look_and_print();
    assert!(
        !page.contains("<script") && !page.contains("src=\"http") && !page.contains("image/svg"),
        "a picture could run or ask"
    );
}

#[test]
fn a_folder_beside_the_portfolio_is_not_in_it() {
    let lab = Lab::portfolio();
    fs::create_dir(lab.beside("neighbour")).unwrap();
    lab.cpd(&["-C", "../neighbour", "status"])
        .ends(&[2])
        .says("not a portfolio");
    lab.cpd(&["init", "../fresh", "--owner", "Jo Okafor"])
        .ends(&[0]);
    assert!(lab.beside("fresh/cpd.yaml").exists());
}

// Schemes of one's own

#[test]
fn a_scheme_begins_nowhere_else() {
    let lab = Lab::portfolio();
    for id in [
        "../x",
        "..",
        "a/b",
        "/etc",
        "a b",
        "x\u{1b}[31m",
        "",
        "\u{202e}x",
        "a.b",
    ] {
        lab.cpd(&["scheme", "new", "--", id]).ends(&[2]);
    }
    lab.cpd(&["scheme", "new", "mine", "--version", "1.0.0/../../x"])
        .ends(&[2])
        .says("three numbers");
    assert!(!lab.path("schemes").exists());
    // What is there is left as it is.
    lab.write("schemes/mine/1.0.0/notes.txt", "mine");
    lab.cpd(&["scheme", "new", "mine"])
        .ends(&[1])
        .says("other things");
    assert_eq!(
        fs::read_to_string(lab.path("schemes/mine/1.0.0/notes.txt")).unwrap(),
        "mine"
    );
    // A link leads out of the portfolio.
    symlink(lab.beside("home"), lab.path("schemes/away")).unwrap();
    lab.cpd(&["scheme", "new", "away"])
        .ends(&[1])
        .says("symbolic link");
    assert!(fs::read_dir(lab.beside("home")).unwrap().next().is_none());
    // A title may hold anything, and stays one.
    let title = "x\" }\nid: other # \u{1b}[31m";
    lab.cpd(&["scheme", "new", "odd", "--title", title])
        .ends(&[0]);
    lab.cpd(&["scheme", "check", "odd"])
        .ends(&[0])
        .says("2 examples come out");
    // Settings that cannot be changed are left alone, and the scheme is there.
    let settings = fs::read_to_string(lab.path("cpd.yaml")).unwrap();
    let broken = settings.replace("schemes: ", "schemes: [] # ");
    lab.write("cpd.yaml", &broken);
    lab.cpd(&["scheme", "new", "third", "--adopt"])
        .ends(&[2])
        .says("yourself");
    assert_eq!(fs::read_to_string(lab.path("cpd.yaml")).unwrap(), broken);
}

#[test]
fn examples_that_cannot_be_read() {
    let lab = Lab::new();
    lab.cpd(&["scheme", "new", "mine"]).ends(&[0]);
    let check = || lab.cpd(&["scheme", "check", "mine"]);
    let broken: [&[u8]; 8] = [
        b"complete: [",
        b"- a\n- b\n",
        b"complete:\n  today: yesterday\n  findings: 3\n",
        b"complete: 3\nshort: ~\n",
        b"today: 2026-06-30\ncomplete:\n  awards: { first: { state: fine, met: -1 } }\n",
        b"today: 2026-06-30\ncomplete:\n  findings:\n    - { rule: \"\x1b[31m\", at: \"x:99999999999999999999\" }\n",
        b"\xff\xfe\x00",
        b"",
    ];
    for text in broken {
        lab.write("mine/examples/expected.yaml", text);
        check().ends(&[1]);
    }
    lab.write("mine/examples/expected.yaml", "a: ".repeat(700_000));
    check().ends(&[1]);
    lab.write(
        "mine/examples/expected.yaml",
        "today: 2026-06-30\ncomplete: {}\nshort: {}\n../../x: {}\n",
    );
    check()
        .ends(&[1])
        .says("there is no portfolio in examples/../../x");
    lab.write("mine/examples/complete/cpd.yaml", "schemes: [");
    check().ends(&[1]);
    fs::remove_dir_all(lab.path("mine/examples")).unwrap();
    symlink("/", lab.path("mine/examples")).unwrap();
    check().ends(&[1]).says("symbolic link");
}

#[test]
fn schemes_that_cannot_be_compared() {
    let lab = Lab::demo();
    let good = "id: big\nversion: 1.0.0\ntitle: Big\n";
    lab.write(
        "big/scheme.yaml",
        format!("{good}# {}\n", "x".repeat(5_000_000)),
    );
    lab.write("bytes/scheme.yaml", b"\xff\xfe\x00\x01");
    lab.write("open/scheme.yaml", "id: [");
    lab.write("none/scheme.yaml", "");
    lab.write("nothing/notes.md", "");
    for folder in [
        "big",
        "bytes",
        "open",
        "none",
        "nothing",
        "absent",
        "..",
        "",
        "a@b@c",
        "@",
        "lancaster@",
    ] {
        for (from, to) in [(folder, "lancaster"), ("lancaster", folder)] {
            // An empty name stands for the folder itself, which holds no scheme.
            lab.cpd(&["scheme", "diff", "--", from, to]).ends(&[2]);
        }
        lab.cpd(&["scheme", "check", "--", folder]).ends(&[1, 2]);
        lab.cpd(&["scheme", "new", "copy", "--from", folder])
            .ends(&[1, 2]);
    }
    assert!(!lab.path("schemes/copy").exists());
    // One that is far along is compared like any other.
    let many: String = (0..2_000)
        .map(|n| format!("  - {{ id: c{n}, says: C {n}, count: {{ of: {{ kind: activity }}, at_least: {} }} }}\n", n + 1))
        .collect();
    lab.write(
        "many/scheme.yaml",
        format!("{good}awards: [{{ id: one, title: One }}]\ncriteria:\n{many}"),
    );
    lab.write("few/scheme.yaml", good);
    lab.cpd(&["scheme", "diff", "few", "many"])
        .ends(&[0])
        .says("New: C 1999");
    lab.cpd(&["scheme", "diff", "lancaster", "many"]).ends(&[0]);
}
