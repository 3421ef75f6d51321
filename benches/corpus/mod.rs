//! Portfolios of any size, the same on every run: each says in which way it is large. They
//! are made of files alone, and of git history where that is what grows.
#![allow(dead_code, reason = "each benchmark uses some of them")]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use chrono::{Days, NaiveDate};

/// Pseudo-random numbers from a seed (an LCG with Knuth's constants for MMIX).
pub struct Random(u64);

impl Random {
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Returns a number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }

    /// Returns a sentence of so many words.
    fn sentence(&mut self, words: usize) -> String {
        const WORDS: [&str; 16] = [
            "minutes",
            "committee",
            "course",
            "student",
            "asked",
            "report",
            "wrote",
            "found",
            "planned",
            "met",
            "reviewed",
            "changed",
            "learnt",
            "helped",
            "showed",
            "tried",
        ];
        let words: Vec<&str> = (0..words).map(|_| WORDS[self.below(WORDS.len())]).collect();
        format!("I {}.", words.join(" "))
    }
}

/// A folder in which a portfolio is written.
pub struct Corpus {
    folder: PathBuf,
    random: Random,
}

impl Corpus {
    /// Begins a portfolio of Sam, who follows these schemes.
    pub fn new(folder: &Path, schemes: &str) -> Self {
        let corpus = Self {
            folder: folder.to_path_buf(),
            random: Random::new(7),
        };
        corpus.write(
            "cpd.yaml",
            &format!("cpd: 1\nportfolio: 0197e0c2-5b1e-7c3a-9d52-3f1f4f0a6b21\nowner: sam-carter\nschemes: {{ {schemes} }}\n"),
        );
        corpus.write(
            "trust/people.yaml",
            "people:\n  - id: sam-carter\n    name: Sam Carter\n",
        );
        corpus
    }

    pub fn write(&self, path: &str, text: &str) {
        let path = self.folder.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
}

/// A day of 25 years, which records are spread over.
fn day(number: usize) -> String {
    format!(
        "{}-{:02}-{:02}",
        2000 + number % 25,
        1 + number % 12,
        1 + number % 28
    )
}

/// Activities, a journal on each, and feedback on every journal. Nothing is wrong with them, but the
/// award lacks a statement that speaks of them.
pub fn tidy(folder: &Path, records: usize) {
    with_detail(folder, records, "");
}

/// The same, with a detail in each that no record has.
pub fn unknown_detail(folder: &Path, records: usize) {
    with_detail(folder, records, "colour: green\n");
}

fn with_detail(folder: &Path, records: usize, detail: &str) {
    let mut corpus = Corpus::new(folder, "lancaster: 1.0.0");
    for number in 0..records / 3 {
        let day = day(number);
        let (did, learnt) = (corpus.random.sentence(60), corpus.random.sentence(60));
        corpus.write(
            &format!("activities/{day}-activity-{number}.md"),
            &format!("---\ntitle: Activity {number}\ndate: {day}\ntype: workshop\nhours: 3.5\n{detail}---\n\n{did}\n"),
        );
        corpus.write(
            &format!("journals/{day}-journal-{number}.md"),
            &format!("---\ntitle: Journal {number}\ndate: {day}\naward: bronze\nactivity: {day}-activity-{number}\n{detail}---\n\n## What I did\n\n{did}\n\n## What I learnt\n\n{learnt}\n"),
        );
        corpus.write(
            &format!("feedback/{day}-feedback-{number}.md"),
            &format!("---\ntitle: Feedback {number}\ndate: {day}\njournal: {day}-journal-{number}\nby: sam-carter\ndepth: reflective\n{detail}---\n\n{learnt}\n"),
        );
    }
}

/// Records with several things wrong in each, of which no two are the same.
pub fn faulty(folder: &Path, records: usize) {
    let corpus = Corpus::new(folder, "lancaster: 1.0.0");
    for number in 0..records {
        let day = day(number);
        let (path, text) = match number % 5 {
            0 => (
                format!("activities/{day}-activity-{number}.md"),
                format!(
                    "---\ntitel: Activity {number}\ndate: {day}\ntype: worksop-{number}\nhours: many\n---\n\nSee [it](../journals/nothing-{number}.md).\n"
                ),
            ),
            1 => (
                format!("journals/{day}-journal-{number}.md"),
                format!(
                    "---\ntitle: Journal {number}\ndate: {day}\naward: bronz{number}\nactivity: activty-{number}\nevidence: [evidence/certificat-{number}.pdf]\n---\n\n## What I did\n\n"
                ),
            ),
            2 => (
                format!("feedback/{day}-feedback-{number}.md"),
                format!(
                    "---\ntitle: Feedback {number}\ndate: {day}\njournal: {day}-journal-{number}\nby: pria-{number}\ndepth: deep\n---\n\nWrite to jo{number}@example.org.\n"
                ),
            ),
            3 => (
                format!("activities/activity-{number}.md"),
                format!(
                    "---\ntitle: Activity\ndate: {number}/2/2026\ntype: workshop\nallow: [nothing-{number}]\n---\n\n![](../evidence/picture-{number}.png)\n"
                ),
            ),
            _ => (
                format!("diary-{number}/{day}-day.md"),
                "---\ntitle: A day\n".to_owned(),
            ),
        };
        corpus.write(&path, &text);
    }
}

/// Ten years of somebody who follows two policies and a professional body: ten records to
/// every target, from what was done about it to what came of it.
pub fn three_schemes(folder: &Path, records: usize) {
    let corpus = Corpus::new(folder, "alt-valley: 1.0.0, rics: 1.0.0, school-cpd: 1.0.0");
    corpus.write(
        "trust/people.yaml",
        "people:\n  - id: sam-carter\n    name: Sam Carter\n    joined: 2016-09-01\n    employment: employed\n    line_manager: priya-shah\n    fraction: 0.6\n  - id: priya-shah\n    name: Priya Shah\n",
    );
    let first = NaiveDate::from_ymd_opt(2016, 9, 2).expect("a date");
    let on = |number: usize| first + Days::new((number * 3_650 / records) as u64);
    let id = |number: usize| format!("{}-number-{number}", on(number));
    for number in 0..records {
        let target = id(number - number % 10);
        let done = id(number - number % 10 + 1);
        let soon = on(number) + Days::new(2);
        let (kind, details) = match number % 10 {
            0 => (
                "targets",
                format!(
                    "due: {}\nobjective: To do it better\nsource: individual\nbenefits: [individual, learners, organisation]\nbaseline: Not yet\nsuccess: Others say so\nstate: evaluated\nagreed_with: priya-shah\nagreed_on: {}\npriority: individual",
                    on(number) + Days::new(60),
                    on(number)
                ),
            ),
            1 | 7 => (
                "activities",
                format!("hours: 2.5\ntype: reading\nformal: true\ntargets: [{target}]"),
            ),
            2 => (
                "meetings",
                "type: supervision\npurpose: To see how it goes".to_owned(),
            ),
            3 => (
                "submissions",
                "of: log\nsector_expertise: Some\nprogress: Steady\nimpact: Some".to_owned(),
            ),
            4 => (
                "evaluations",
                format!("by: sam-carter\ntarget: {target}\neffectiveness: good\nimpact: use"),
            ),
            5 => (
                "evaluations",
                format!("by: priya-shah\ntarget: {target}\neffectiveness: good\nimpact: use"),
            ),
            6 => (
                "expenses",
                format!("amount: 12.50 GBP\nactivity: {done}\nclaimed_on: {soon}"),
            ),
            8 => (
                "dissemination",
                format!("audience: The team\nactivity: {done}"),
            ),
            _ => ("absences", format!("until: {soon}")),
        };
        let words = "Some words about it, enough to be read and not too many to be written. ";
        corpus.write(
            &format!("{kind}/{}.md", id(number)),
            &format!(
                "---\ntitle: Number {number}\ndate: {}\n{details}\n---\n\n## What it was\n\n{words}\n\n## What came of it\n\n{words}\n",
                on(number)
            ),
        );
    }
}

/// One person for each record, who gave feedback on it.
pub fn people(folder: &Path, people: usize) {
    tidy(folder, people);
    rewrite_people(folder, people, "name");
    for number in 0..people / 3 {
        let path = folder.join(format!("feedback/{}-feedback-{number}.md", day(number)));
        let text = fs::read_to_string(&path).expect("a record");
        let text = text.replace("by: sam-carter", &format!("by: person-{number}"));
        fs::write(path, text).expect("a file");
    }
}

/// As many people, with something wrong with each.
pub fn faulty_people(folder: &Path, people: usize) {
    faulty(folder, people / 10);
    rewrite_people(folder, people, "nme");
}

fn rewrite_people(folder: &Path, people: usize, name: &str) {
    let mut text = String::from("people:\n  - id: sam-carter\n    name: Sam Carter\n");
    for number in 0..people {
        let _ = write!(
            text,
            "  - id: person-{number}\n    {name}: Person {number}\n"
        );
    }
    fs::write(folder.join("trust/people.yaml"), text).expect("a file");
}

/// A scheme with so many awards, with a journal for each, and a statement that is signed.
pub fn awards(folder: &Path, awards: usize) {
    let mut corpus = Corpus::new(folder, "own-0: 1.0.0");
    own_scheme(&mut corpus, 0, awards);
}

/// So many schemes of ten awards.
pub fn schemes(folder: &Path, schemes: usize) {
    let names: Vec<String> = (0..schemes)
        .map(|number| format!("own-{number}: 1.0.0"))
        .collect();
    let mut corpus = Corpus::new(folder, &names.join(", "));
    for number in 0..schemes {
        own_scheme(&mut corpus, number, 10);
    }
}

fn own_scheme(corpus: &mut Corpus, scheme: usize, awards: usize) {
    let mut text = format!(
        "id: own-{scheme}\nversion: 1.0.0\ntitle: Own {scheme}\nsource: {{ name: Made up, read: 2026-01-05 }}\nsets:\n  journals: {{ kind: journal, where: {{ award: $award }} }}\n  statement: {{ kind: statement, where: {{ award: $award }} }}\ncriteria:\n  - {{ id: journals, says: A journal, count: {{ of: journals, at_least: 1 }} }}\nsubjects: [statement, journals]\nsignoffs:\n  - {{ id: sign, title: Signed, by: owner }}\nawards:\n"
    );
    for award in 0..awards {
        let name = format!("award-{scheme}-{award}");
        let _ = writeln!(text, "  - {{ id: {name}, title: Award {award} }}");
        let words = corpus.random.sentence(40);
        corpus.write(
            &format!("journals/2026-01-05-{name}.md"),
            &format!("---\ntitle: Journal of {name}\ndate: 2026-01-05\naward: own-{scheme}/{name}\n---\n\n## What I did\n\n{words}\n"),
        );
        corpus.write(
            &format!("statements/{name}.md"),
            &format!(
                "---\ntitle: Statement of {name}\naward: own-{scheme}/{name}\n---\n\n{words}\n"
            ),
        );
        if award % 2 == 0 {
            let digest = "0".repeat(64);
            corpus.write(
                &format!("signoffs/own-{scheme}/{name}/2026-06-01T090000Z-sign-sam-carter.md"),
                &format!("---\nsignoff: sign\naward: own-{scheme}/{name}\nby: sam-carter\nrole: owner\non: 2026-06-01T09:00:00Z\nowner: {{ id: sam-carter, name: Sam Carter }}\nportfolio: 0197e0c2-5b1e-7c3a-9d52-3f1f4f0a6b21\nscheme: {{ id: own-{scheme}, version: 1.0.0, sha256: {digest} }}\nsubjects:\n  - {{ path: statements/{name}.md, blob: {}, sha256: {digest} }}\nproof: none\n---\n", &digest[..40]),
            );
        }
    }
    corpus.write(&format!("schemes/own-{scheme}/scheme.yaml"), &text);
}

/// So many certificates, ten to a record.
pub fn evidence(folder: &Path, files: usize) {
    tidy(folder, files / 10);
    let corpus = Corpus {
        folder: folder.to_path_buf(),
        random: Random::new(7),
    };
    for number in 0..files / 10 {
        let day = day(number);
        let mut links = String::new();
        for part in 0..10 {
            let path = format!("evidence/{day}-{number}-{part}.txt");
            corpus.write(&path, &format!("Certificate {number} {part}\n"));
            let _ = writeln!(links, "- [Certificate](../{path})");
        }
        corpus.write(
            &format!("activities/{day}-with-certificates-{number}.md"),
            &format!(
                "---\ntitle: Certificates {number}\ndate: {day}\ntype: workshop\n---\n\n{links}"
            ),
        );
    }
}

/// One record with so many links, headings, footnotes and items.
pub fn one_record(folder: &Path, parts: usize) {
    let corpus = Corpus::new(folder, "lancaster: 1.0.0");
    let mut body = String::new();
    for number in 0..parts {
        let _ = write!(
            body,
            "## Part {number}\n\n- [ ] See [it](../journals/b{number}.md).[^{number}]\n\n[^{number}]: Jo{number}\n\n"
        );
    }
    corpus.write(
        "activities/2026-02-01-a-course.md",
        &format!("---\ntitle: A course\ndate: 2026-02-01\ntype: workshop\n---\n\n{body}"),
    );
}

/// A hundred records, of which each commit changes one.
pub fn commits(folder: &Path, commits: usize) {
    tidy(folder, 99);
    let git = |arguments: &[&str]| {
        let status = git(folder).args(arguments).status();
        assert!(status.is_ok_and(|status| status.success()), "{arguments:?}");
    };
    git(&["init", "--quiet", "--initial-branch=main"]);
    git(&["add", "."]);
    git(&[
        "commit",
        "--quiet",
        "-m",
        "Begin",
        "--date=2026-01-01T00:00:00Z",
    ]);
    many_commits(folder, commits, 1_770_000_000, |number| {
        let (at, day) = (number % 33, day(number % 33));
        let path = format!("journals/{day}-journal-{at}.md");
        let text = format!(
            "---\ntitle: Journal {at}\ndate: {day}\naward: bronze\nactivity: {day}-activity-{at}\n---\n\n## What I did\n\nWords {number}.\n\n## What I learnt\n\nWords.\n"
        );
        (path, text)
    });
}

/// Adds as many commits after the last, each with one file written anew, from a time in seconds
/// on.
pub fn many_commits(
    folder: &Path,
    commits: usize,
    first: usize,
    file: impl Fn(usize) -> (String, String),
) {
    let mut stream = Vec::new();
    for number in 0..commits {
        let at = first + number * 600;
        let (path, text) = file(number);
        let from = match number {
            0 => "from refs/heads/main^0\n",
            _ => "",
        };
        let commit = format!(
            "commit refs/heads/main\nauthor Sam <sam@cpd.invalid> {at} +0000\ncommitter Sam <sam@cpd.invalid> {at} +0000\ndata 4\nNote\n{from}M 100644 inline {path}\ndata {}\n{text}\n",
            text.len()
        );
        stream.extend_from_slice(commit.as_bytes());
    }
    let input = folder.with_extension("stream");
    fs::write(&input, stream).expect("a file that may be written");
    let mut import = git(folder);
    import.args(["fast-import", "--quiet"]);
    import.stdin(fs::File::open(&input).expect("the file that was written"));
    assert!(
        import.status().is_ok_and(|status| status.success()),
        "git fast-import"
    );
    let reset = git(folder).args(["reset", "--quiet", "--hard"]).status();
    assert!(reset.is_ok_and(|status| status.success()), "git reset");
}

fn git(folder: &Path) -> Command {
    let mut git = Command::new("git");
    let identity = [("NAME", "Sam"), ("EMAIL", "sam@cpd.invalid")];
    for (what, value) in identity {
        git.env(format!("GIT_AUTHOR_{what}"), value);
        git.env(format!("GIT_COMMITTER_{what}"), value);
    }
    git.current_dir(folder)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .stdin(Stdio::null())
        .stdout(Stdio::null());
    git
}
