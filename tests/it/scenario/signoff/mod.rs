//! What becomes of an award when its repository is cloned, rewritten, attacked or
//! badly configured: real repositories made by real `git`, real keys by `ssh-keygen`.
//!
//! Sam Carter keeps a portfolio, Priya Shah is the line manager, Alex Reed is of the
//! awarding body. The award `reader` takes four steps, and every test says what the
//! rules find afterwards and whether the award still stands.

mod ci;
mod claims;
mod clones;
mod contents;
mod dates;
mod file_names;
mod files;
mod forged_lists;
mod granting;
mod histories;
mod hostile;
mod keys;
mod replays;
mod returns;
mod spelling;
mod trust;
mod verifying;
mod vouching;
mod withdrawals;
mod writers;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use serde_json::Value;

use crate::support::tools::require_tool;
use crate::support::{Ran, Runs, Sandbox, run_folder};

/// The day of the first commit.
const BEGUN: &str = "2026-05-01";

/// Each step of the award, who takes it, and on which day.
const STEPS: [(&str, &str, &str); 4] = [
    ("sign", "sam-carter", "2026-06-01"),
    ("endorse", "priya-shah", "2026-06-02"),
    ("submit", "sam-carter", "2026-06-03"),
    ("grant", "alex-reed", "2026-06-04"),
];

/// Everyone who has a key; Mallory is nobody here.
const PEOPLE: [&str; 4] = ["sam-carter", "priya-shah", "alex-reed", "mallory"];

const STATEMENT: &str = "statements/reader.md";
const NOTE: &str = "notes/2026-03-02-the-checklist.md";

/// What `cpd check --award reader` says.
#[derive(Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Each rule that found something, once, sorted; a warning says that it is one.
    pub rules: Vec<String>,
    pub closed: bool,
    pub code: i32,
}

/// The portfolio with no step taken, or `None` (aloud) where a program is missing.
#[track_caller]
pub fn begun() -> Option<Sandbox> {
    Sandbox::of_award("begun")
}

#[track_caller]
pub fn signed() -> Option<Sandbox> {
    Sandbox::of_award("sign")
}

#[track_caller]
pub fn endorsed() -> Option<Sandbox> {
    Sandbox::of_award("endorse")
}

#[track_caller]
pub fn submitted() -> Option<Sandbox> {
    Sandbox::of_award("submit")
}

/// Every step taken: the award is closed.
#[track_caller]
pub fn granted() -> Option<Sandbox> {
    Sandbox::of_award("grant")
}

impl Sandbox {
    /// A portfolio in a repository of its own, `sam/`, after some step, and the keys of
    /// everyone in `keys/`.
    #[track_caller]
    fn of_award(stage: &str) -> Option<Self> {
        require_tool("git")?;
        require_tool("ssh-keygen")?;
        let sandbox = Self::new();
        let from = finished().display().to_string();
        sandbox.sh(&format!("cp -r '{from}/sam' '{from}/keys' ."));
        let sam = sandbox.in_folder("sam");
        sam.git(&format!("reset -q --hard {stage}"));
        sam.sh("git tag -l | xargs git tag -d >/dev/null && rm -rf .git/cpd packs");
        sam.on("2026-06-10");
        Some(sam)
    }

    /// The portfolio begun by hand, in a repository of either object format.
    pub fn from_nothing(object_format: &str) -> Self {
        let sandbox = Self::new();
        sandbox.on(BEGUN).sh("mkdir keys");
        for person in PEOPLE {
            sandbox.sh(&format!(
                "ssh-keygen -q -t ed25519 -N '' -C {person} -f keys/{person}"
            ));
        }
        sandbox.git(&format!(
            "init -q --template= -b main --object-format={object_format} sam"
        ));
        let sam = sandbox.in_folder("sam");
        sam.git("config user.name 'Sam Carter'");
        sam.git("config user.email sam@cpd.invalid");
        sam.git("config gpg.format ssh");
        sam.git("config core.autocrlf false");
        for (path, text) in PORTFOLIO {
            sam.write(path, text);
        }
        let lines = ["sam-carter", "priya-shah", "alex-reed"].map(|one| sam.line(one, ""));
        sam.write("trust/allowed_signers", lines.concat());
        sam.write("trust/revoked_keys", "");
        sam.commit("Begin");
        sam
    }

    /// Takes every step, with a tag after each.
    pub fn take_all(&self) {
        self.git("tag begun");
        for (step, _, _) in STEPS {
            self.take(step);
            self.git(&format!("tag {step}"));
        }
    }

    /// A line of `trust/allowed_signers`.
    pub fn line(&self, person: &str, more: &str) -> String {
        let key = self.public(person);
        format!("{person} namespaces=\"signoff@cpd.v1\"{more} {key}\n")
    }

    /// `ssh-ed25519 AAAA…`
    pub fn public(&self, person: &str) -> String {
        let file = self.root().join(format!("work/keys/{person}.pub"));
        let text = fs::read_to_string(file).expect("a key");
        let words: Vec<&str> = text.split(' ').take(2).collect();
        words.join(" ")
    }

    pub fn key(&self, person: &str) -> PathBuf {
        self.root().join("work/keys").join(person)
    }

    /// Sets the day on which git commits.
    pub fn on(&self, day: &str) -> &Self {
        let noon = format!("{day}T12:00:00Z");
        self.set("GIT_AUTHOR_DATE", &noon);
        self.set("GIT_COMMITTER_DATE", &noon);
        self
    }

    /// Writes other words in place of some that are there.
    #[track_caller]
    pub fn edit(&self, path: &str, from: &str, to: &str) -> &Self {
        let text = self.read(path);
        assert!(text.contains(from), "{from:?} is not in {path}");
        self.write(path, text.replacen(from, to, 1));
        self
    }

    /// Commits all there is as Sam.
    pub fn commit(&self, message: &str) {
        self.commit_as("Sam Carter <sam@cpd.invalid>", message);
    }

    pub fn commit_as(&self, author: &str, message: &str) {
        self.git("add -A");
        self.git(&format!(
            "commit -q --allow-empty --author='{author}' -m '{message}'"
        ));
    }

    /// Runs a program in the portfolio, with more in its environment.
    #[track_caller]
    pub fn run(&self, program: &str, args: &[&str], set: &[(&str, &str)]) -> Ran {
        let mut command = self.command(program);
        command.envs(set.iter().copied()).args(args).run()
    }

    /// Takes a step on its day with the key of whoever's it is.
    #[track_caller]
    pub fn take(&self, step: &str) {
        let (_, person, day) = STEPS.into_iter().find(|one| one.0 == step).expect("a step");
        is_taken(&self.take_on(step, person, day));
    }

    /// Takes a step, or tries to.
    pub fn take_on(&self, step: &str, person: &str, day: &str) -> Ran {
        self.has_key(person);
        self.cpd([
            step,
            "reader",
            "--as",
            person,
            "--message",
            "I have read it, and it is so.",
            "--yes",
            "--no-input",
            "--today",
            day,
        ])
    }

    /// Sets the key with which git, and so cpd, signs.
    pub fn has_key(&self, person: &str) {
        self.git(&format!(
            "config user.signingkey '{}'",
            self.key(person).display()
        ));
    }

    /// The path of the latest sign-off for a step.
    #[track_caller]
    pub fn signoff(&self, step: &str) -> String {
        let folder = self.at("signoffs/circle/reader");
        let names = fs::read_dir(&folder).expect("sign-offs").flatten();
        let mut names: Vec<String> = names
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .filter(|name| name.ends_with(".md") && name.contains(&format!("Z-{step}-")))
            .collect();
        names.sort();
        let last = names.pop().unwrap_or_else(|| panic!("nobody took {step}"));
        format!("signoffs/circle/reader/{last}")
    }

    /// The path of the signature beside the latest sign-off for a step.
    pub fn signature(&self, step: &str) -> String {
        self.signoff(step).replace(".md", ".sig")
    }

    /// Signs a file of the portfolio by hand, as its signature beside it.
    pub fn sign_by_hand(&self, path: &str, person: &str, namespace: &str) {
        let key = self.key(person).display().to_string();
        let made = path.replace(".md", ".sig");
        self.sh(&format!(
            "ssh-keygen -q -Y sign -n '{namespace}' -f '{key}' - < '{path}' > made && mv made '{made}'"
        ));
    }

    /// What `cpd check --award reader` finds.
    #[track_caller]
    pub fn check(&self) -> Verdict {
        self.check_with(&[], &[])
    }

    /// The same, with more arguments and more in the environment.
    #[track_caller]
    pub fn check_with(&self, more: &[&str], set: &[(&str, &str)]) -> Verdict {
        let json = self.json(more, set);
        let found = json["1"]["diagnostics"].as_array().expect("findings");
        let mut rules: Vec<String> = found.iter().filter_map(rule).collect();
        rules.sort();
        rules.dedup();
        Verdict {
            rules,
            closed: award(&json["1"])["state"] == "closed",
            code: json["code"]
                .as_i64()
                .and_then(|code| i32::try_from(code).ok())
                .unwrap_or(-1),
        }
    }

    #[track_caller]
    fn json(&self, more: &[&str], set: &[(&str, &str)]) -> Value {
        let args = [&["check", "--award", "reader", "--format", "json"], more].concat();
        let ran = self.run("cpd", &args, set);
        assert!(matches!(ran.code, 0 | 1), "{ran:#?}");
        let json: Value = serde_json::from_str(&ran.stdout).expect("JSON");
        serde_json::json!({ "code": ran.code, "1": json })
    }

    /// The finding of a rule, with its message, its help and its place.
    #[track_caller]
    pub fn finding(&self, rule: &str) -> Value {
        let json = self.json(&[], &[]);
        let all = json["1"]["diagnostics"].as_array().expect("findings");
        let one = all.iter().find(|found| found["rule"] == rule);
        one.unwrap_or_else(|| panic!("no {rule} among {all:#?}"))
            .clone()
    }

    /// The message of the finding of a rule.
    #[track_caller]
    pub fn says(&self, rule: &str) -> String {
        self.finding(rule)["message"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }

    /// Each step that was taken, with what it is worth, and whether it counts.
    #[track_caller]
    pub fn steps(&self) -> Vec<String> {
        let json = self.json(&[], &[]);
        let steps = award(&json["1"])["signoffs"]
            .as_array()
            .expect("sign-offs")
            .clone();
        let word = |step: &Value, name: &str| step[name].as_str().unwrap_or_default().to_owned();
        let each = |step: &Value| {
            let fresh = if step["fresh"] == true {
                ""
            } else {
                ", not fresh"
            };
            format!("{} {}{fresh}", word(step, "id"), word(step, "assurance"))
        };
        steps.iter().map(each).collect()
    }

    /// The award is closed, and these rules find something: warnings alone.
    #[track_caller]
    pub fn stands(&self, rules: &[&str]) {
        let verdict = self.check();
        assert_eq!(verdict.rules, rules, "{verdict:?}");
        assert!(verdict.closed && verdict.code == 0, "{verdict:?}");
    }

    /// The award is not closed, `check` fails, and exactly these rules find something.
    #[track_caller]
    pub fn falls(&self, rules: &[&str]) {
        falls(&self.check(), rules);
    }
}

/// The step was taken and written down: with exit code 1 where it was told at once that
/// it does not count.
#[track_caller]
pub fn is_taken(ran: &Ran) {
    assert!(ran.stdout.starts_with("signoffs/"), "{ran:#?}");
    let told = ran.stderr.contains("This sign-off is not valid: ");
    assert_eq!(ran.code, i32::from(told), "{ran:#?}");
}

#[track_caller]
pub fn falls(verdict: &Verdict, rules: &[&str]) {
    assert_eq!(verdict.rules, rules, "{verdict:?}");
    assert!(!verdict.closed && verdict.code == 1, "{verdict:?}");
}

fn award(json: &Value) -> &Value {
    let awards = json["schemes"][0]["awards"].as_array().expect("awards");
    awards
        .iter()
        .find(|award| award["id"] == "reader")
        .expect("reader")
}

fn rule(found: &Value) -> Option<String> {
    let name = found["rule"].as_str()?;
    match found["severity"].as_str()? {
        "error" => Some(name.to_owned()),
        "warning" => Some(format!("{name} (warning)")),
        _ => None,
    }
}

/// A repository in which every step was taken, made once, with the keys beside it.
fn finished() -> &'static Path {
    static MADE: OnceLock<PathBuf> = OnceLock::new();
    MADE.get_or_init(|| {
        let sam = Sandbox::from_nothing("sha1");
        sam.take_all();
        let folder = run_folder().join("scenarios");
        fs::create_dir_all(&folder).expect("a folder");
        let to = folder.display().to_string();
        sam.sh(&format!("cp -r ../sam ../keys '{to}'"));
        folder
    })
}

/// The smallest portfolio with everything that a sign-off can go wrong about.
const PORTFOLIO: [(&str, &str); 7] = [
    ("cpd.yaml", CONFIG),
    ("trust/people.yaml", TRUSTED),
    ("schemes/circle/scheme.yaml", SCHEME),
    (STATEMENT, WORDS),
    (
        NOTE,
        "---\ntitle: The checklist\ndate: 2026-03-02\naward: reader\n---\n\nA list of seven lines for setting up a room.\n",
    ),
    (
        "notes/2026-03-09-slow-thinking.md",
        "---\ntitle: Slow thinking\ndate: 2026-03-09\naward: reader\n---\n\nI write down my own guess before I ask the others for theirs.\n",
    ),
    (".gitignore", "packs/\n"),
];

const CONFIG: &str = "\
cpd: 1
portfolio: 0197e0c2-91d4-7b11-9a42-6d3f0c2b7e10
owner: sam-carter
schemes:
  circle: 1.0.0
";

const TRUSTED: &str = "\
people:
  - id: sam-carter
    name: Sam Carter
    emails: [sam@cpd.invalid]
    line_manager:
      - { from: 2025-01-01, value: priya-shah }
  - id: priya-shah
    name: Priya Shah
    emails: [priya@cpd.invalid]
  - id: alex-reed
    name: Alex Reed
    emails: [alex@cpd.invalid]
    roles: [{ role: awarding-body, from: 2025-01-01 }]
";

const SCHEME: &str = "\
id: circle
version: 1.0.0
title: Circle
source: { name: Made up for a test, read: 2026-01-05 }
kinds:
  note:
    title: Note
    help: What one book said.
    folder: notes
    when: date
    print: document
    fields:
      title: { text: {}, required: true, help: \"A heading\" }
      date: { date: {}, required: true, help: \"The day\" }
      award: { award: {}, required: true, help: \"The award\" }
      evidence: { list: file, help: \"Files\" }
  remark:
    title: Remark
    help: What somebody said about a note.
    folder: remarks
    when: date
    print: { beneath: note }
    fields:
      title: { text: {}, required: true, help: \"A heading\" }
      date: { date: {}, required: true, help: \"The day\" }
      note: { reference: note, required: true, help: \"The note\" }
sets:
  statement: { kind: statement, where: { award: $award } }
  notes: { kind: note, where: { award: $award } }
awards:
  - { id: reader, title: Reader }
  - { id: writer, title: Writer }
criteria:
  - { id: statement, says: A statement, for: [reader], count: { of: statement, exactly: 1 } }
subjects: [statement, notes]
signoffs:
  - { id: sign, title: Signed, by: owner }
  - { id: endorse, title: Endorsed, by: line-manager }
  - { id: submit, title: Submitted, by: owner, carries: pack }
  - { id: grant, title: Granted, by: awarding-body }
";

/// A hundred words, so that shares of them are easy to see.
const WORDS: &str = "\
---
title: What two books have changed
date: 2026-03-16
award: reader
---

The rooms are set up from a list now, and nobody has to remember the last thing.
I read it aloud with whoever is there, and we stop when a line makes no sense to
one of us. In the second term I began to write down my own guess before I asked
the others, and I was wrong more often than I had thought. That was the useful part.

Both books say that knowing a thing well is no help on the day on which it matters.
I would not have believed it of myself. The list is short and it is on the door.
";
