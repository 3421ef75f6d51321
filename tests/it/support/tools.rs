//! Programs from outside that a few tests need, and what is said when one is
//! missing. Knows nothing of packs.

#![allow(dead_code, reason = "two test programs use this file, each in part")]
#![allow(
    clippy::disallowed_methods,
    reason = "a test may start programs and read its environment"
)]

use std::env;
use std::ffi::OsStr;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Programs that `.ci/run` installs by other ways than a Debian package.
const INSTALLED_OTHERWISE: [&str; 6] = [
    "outloud",
    "pdfua",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
];

/// Returns the programs that `.ci/run` makes sure of, each with its Debian package.
pub fn listed() -> Vec<(&'static str, &'static str)> {
    let script = include_str!("../../../.ci/run");
    let (_, list) = script.split_once("\nprograms=(\n").expect("a list");
    let (list, _) = list.split_once("\n)\n").expect("an end of the list");
    let entries = list.split('\'').filter(|entry| !entry.trim().is_empty());
    let programs = entries.flat_map(|entry| {
        let (package, programs) = entry.split_once(':').expect("a package");
        let programs = programs.split_whitespace();
        programs.map(move |program| (package, program))
    });
    programs.collect()
}

/// Returns true for a program that `.ci/run` makes sure of.
pub fn is_listed(name: &str) -> bool {
    let mut listed = listed().into_iter();
    INSTALLED_OTHERWISE.contains(&name) || listed.any(|(_, program)| program == name)
}

/// Finds the first program of that name on `PATH`.
///
/// # Panics
///
/// When `.ci/run` does not make sure of it.
#[track_caller]
pub fn tool(name: &str) -> Option<PathBuf> {
    assert!(
        is_listed(name),
        "`{name}` is not among the programs of .ci/run"
    );
    find(name)
}

/// Finds the first program of that name on `PATH`, whatever it is.
pub fn find(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    let file = format!("{name}{}", env::consts::EXE_SUFFIX);
    env::split_paths(&path)
        .map(|folder| folder.join(&file))
        .find(|file| is_program(file))
}

/// `found`, or a line on stderr that says what this test went without.
///
/// With `CPD_TEST_REQUIRE=all` it panics instead, so that a machine meant to run
/// everything cannot pass by skipping.
#[track_caller]
pub fn require<T>(what: &str, found: Option<T>) -> Option<T> {
    if found.is_none() {
        let strict = env::var_os("CPD_TEST_REQUIRE").is_some_and(|value| value == "all");
        assert!(!strict, "needs {what}, and CPD_TEST_REQUIRE=all");
        skipped(what);
    }
    found
}

/// The program of that name, required.
#[track_caller]
pub fn require_tool(name: &str) -> Option<PathBuf> {
    require(name, tool(name))
}

/// Python with a module that is not its own, required.
#[track_caller]
pub fn python_with(module: &str) -> Option<PathBuf> {
    let python = find("python3").filter(|python| {
        let mut imports = Command::new(python);
        imports.args(["-c", &format!("import {module}")]);
        run(&mut imports).status.success()
    });
    require(&format!("python3 with {module}"), python)
}

/// What the PDF says of itself: pages, their sizes in points, title, tags.
#[derive(Debug)]
pub struct PdfInfo {
    pub title: String,
    pub tagged: bool,
    /// Width and height of each page in points; A4 is 595.28 by 841.89.
    pub sizes: Vec<(f64, f64)>,
}

impl PdfInfo {
    pub fn pages(&self) -> usize {
        self.sizes.len()
    }
}

/// `pdfinfo` of every page.
#[track_caller]
pub fn pdfinfo(pdf: &Path) -> Option<PdfInfo> {
    let pdfinfo = require_tool("pdfinfo")?;
    let out = output(Command::new(pdfinfo).args(["-f", "1", "-l", "-1"]).arg(pdf));
    let value = |key: &str| {
        let line = out.lines().find_map(|line| line.strip_prefix(key));
        line.unwrap_or_default().trim().to_owned()
    };
    Some(PdfInfo {
        title: value("Title:"),
        tagged: value("Tagged:") == "yes",
        sizes: out.lines().filter_map(page_size).collect(),
    })
}

/// The words of each page, in the order in which they were drawn.
///
/// Drawing order keeps a rotated word together, which reading order spreads over
/// the lines that it crosses.
#[track_caller]
pub fn pdftotext(pdf: &Path) -> Option<Vec<String>> {
    pdftotext_with(pdf, "-raw")
}

/// The words of each page as `pdftotext` gives them with an option, such as `-layout`.
#[track_caller]
pub fn pdftotext_with(pdf: &Path, option: &str) -> Option<Vec<String>> {
    let pdftotext = require_tool("pdftotext")?;
    let out = output(
        Command::new(pdftotext)
            .args([option, "-enc", "UTF-8"])
            .args([pdf.as_os_str(), OsStr::new("-")]),
    );
    // A form feed ends every page, the last one too.
    let pages = out.strip_suffix('\u{c}').unwrap_or(&out);
    Some(pages.split('\u{c}').map(str::to_owned).collect())
}

/// A page of a PDF as a picture, 60 dots an inch.
#[track_caller]
pub fn page_picture(pdf: &Path, page: usize) -> Option<image::GrayImage> {
    let pdftoppm = require_tool("pdftoppm")?;
    let page = page.to_string();
    let drawn = run(Command::new(pdftoppm)
        .args(["-png", "-r", "60", "-f", &page, "-l", &page])
        .arg(pdf));
    let picture = image::load_from_memory(&drawn.stdout).expect("a picture");
    Some(picture.into_luma8())
}

/// Asserts that independent checkers find a PDF accessible.
#[track_caller]
pub fn assert_accessible_pdf(pdf: &Path) {
    assert_accessible_pdf_headed(pdf, None);
}

/// Asserts the same of a PDF whose running head begins with these words. ISO 14289-1, 7.8, wants
/// running heads as artifacts. The checker takes a long one on few pages for prose.
#[track_caller]
pub fn assert_accessible_pdf_headed(pdf: &Path, head: Option<&str>) {
    let Some(outloud) = require_tool("outloud") else {
        return;
    };
    let checked = run(Command::new(outloud).args(["--fail-on", "never"]).arg(pdf));
    let said = String::from_utf8_lossy(&checked.stdout);
    assert!(
        checked.status.success() && said.contains(" error(s)"),
        "{said}"
    );
    let lines: Vec<&str> = said.lines().map(str::trim).collect();
    let is_finding = |(line, evidence): &(&str, &str)| {
        let severities = ["ERROR", "WARNING"];
        severities.iter().any(|word| line.starts_with(word)) || evidence.starts_with("evidence: ")
    };
    let is_accepted = |(line, evidence): &(&str, &str)| {
        let begins = |head| evidence.starts_with(&format!("evidence: {head}"));
        let is_head = line.contains("TAG-002") && line.contains(" 1 line(s)");
        // The namespace of a signature looks like an address, and is none.
        let is_namespace = line.contains("LNK-010") && *evidence == "evidence: signoff@cpd.v1";
        is_namespace || is_head && head.is_some_and(begins)
    };
    let next = lines.iter().copied().skip(1).chain([""]);
    let mut findings = lines.iter().copied().zip(next).filter(is_finding);
    assert!(findings.all(|found| is_accepted(&found)), "{said}");
    assert_conforms(pdf);
}

/// Asserts that a second checker finds nothing against the rules of ISO 14289-1 that it knows.
#[track_caller]
fn assert_conforms(pdf: &Path) {
    let Some(pdfua) = require_tool("pdfua") else {
        return;
    };
    let checked = run(Command::new(pdfua).arg("check").arg(pdf));
    let said = String::from_utf8_lossy(&checked.stdout);
    let passes = said.contains("result: PASS (no findings)");
    assert!(checked.status.success() && passes, "{said}");
}

/// What `qpdf --check` finds wrong; empty when it finds nothing.
#[track_caller]
pub fn qpdf_check(pdf: &Path) -> Option<String> {
    let qpdf = require_tool("qpdf")?;
    let out = run(Command::new(qpdf).arg("--check").arg(pdf));
    if out.status.success() {
        return Some(String::new());
    }
    Some(format!(
        "{}{}",
        String::from_utf8_lossy(&out.stdout),
        String::from_utf8_lossy(&out.stderr)
    ))
}

/// Runs a program to its end without input.
#[track_caller]
pub fn run(command: &mut Command) -> std::process::Output {
    let out = command.stdin(std::process::Stdio::null()).output();
    out.unwrap_or_else(|error| panic!("cannot start {command:?}: {error}"))
}

/// What a program that must succeed prints.
#[track_caller]
pub fn output(command: &mut Command) -> String {
    let out = run(command);
    assert!(
        out.status.success(),
        "{command:?}: {}\n{}",
        out.status,
        String::from_utf8_lossy(&out.stderr)
    );
    String::from_utf8(out.stdout).unwrap_or_else(|error| panic!("{command:?}: {error}"))
}

/// `Page    3 size:  594.96 x 841.92 pts (A4)`
fn page_size(line: &str) -> Option<(f64, f64)> {
    let (page, size) = line.strip_prefix("Page")?.split_once("size:")?;
    page.trim().parse::<usize>().ok()?;
    let (width, height) = size.split_once(" pts")?.0.split_once(" x ")?;
    Some((width.trim().parse().ok()?, height.trim().parse().ok()?))
}

/// The harness keeps back what a passing test prints with `eprintln!`, not what
/// is written to stderr itself.
fn skipped(what: &str) {
    let thread = std::thread::current();
    let test = thread.name().unwrap_or("a test");
    let line = format!(
        "skipped: needs {what} (set CPD_TEST_REQUIRE=all to make this a failure): {test}\n"
    );
    // Nobody to tell when stderr is closed.
    let _ = std::io::stderr().write_all(line.as_bytes());
}

#[cfg(unix)]
fn is_program(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    file.metadata()
        .is_ok_and(|meta| meta.is_file() && meta.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_program(file: &Path) -> bool {
    file.is_file()
}
