//! A pack as Chromium, axe and the Nu Html Checker see it.
//!
//! Starts `tests/browser/pack.mjs` and the checker's jar, whose packages
//! `npm ci` in `tests/browser` installs. Knows nothing of what a pack holds.

#![allow(
    clippy::disallowed_methods,
    reason = "a test may start programs and read its environment"
)]
#![allow(dead_code, reason = "some fields are only for a failing test to print")]

use std::collections::BTreeMap;
use std::env;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, PoisonError};

use serde::Deserialize;

use super::tools::{output, require, require_tool, tool};

/// What `pack.mjs` saw.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BrowserReport {
    /// All that the page asked for besides itself and `data:`.
    pub requests: Vec<Request>,
    pub console: Vec<Message>,
    /// What the page's own content security policy refused it.
    pub csp: Vec<Refusal>,
    pub title: String,
    pub lang: String,
    pub script_count: usize,
    /// Attributes such as `onclick`.
    pub handlers: Vec<String>,
    /// `link` elements that name something to fetch or to warm up.
    pub hints: Vec<String>,
    pub headings: Vec<Heading>,
    /// The sections that are in no other.
    pub sections: Vec<Section>,
    /// Fragments that links within the page point at.
    pub links: Vec<String>,
    /// Those of them that nothing has as its id.
    pub dead_links: Vec<String>,
    pub broken_images: Vec<String>,
    pub fonts: Vec<Font>,
    pub overflow: Overflow,
    /// The page as printed on A4.
    pub pdf: PathBuf,
    pub pages: usize,
    pub screenshots: Vec<PathBuf>,
    pub axe: Axe,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Request {
    pub url: String,
    pub kind: String,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Message {
    /// `error`, `warn`, `log` and so on; `exception` when a script threw.
    #[serde(rename = "type")]
    pub kind: String,
    pub text: String,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Refusal {
    pub directive: String,
    pub blocked: String,
    pub line: u32,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    pub text: String,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Section {
    /// Empty when it has none.
    pub id: String,
    pub text: String,
}

/// A face of `@font-face`; one that no text uses stays `unloaded`.
#[derive(Debug, Clone, Deserialize)]
pub struct Font {
    pub family: String,
    pub style: String,
    pub weight: String,
    /// `unloaded`, `loading`, `loaded` or `error`.
    pub status: String,
}

/// Whether the page is wider than the window.
#[derive(Debug, Clone, Deserialize)]
pub struct Overflow {
    /// At 1280 CSS pixels.
    pub desktop: bool,
    /// At 360.
    pub phone: bool,
    /// At 320, which WCAG 2.2 (1.4.10) asks for.
    pub reflow: bool,
    /// The first few elements that stick out at 320.
    pub culprits: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Axe {
    pub light: AxeRun,
    pub dark: AxeRun,
    /// Light, at 360 CSS pixels.
    pub phone: AxeRun,
}

#[derive(Debug, Clone, Deserialize)]
pub struct AxeRun {
    pub violations: Vec<AxeFinding>,
    /// What axe could not decide; text in the colour of its ground is here.
    pub incomplete: Vec<AxeFinding>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct AxeFinding {
    pub id: String,
    pub impact: Option<String>,
    pub help: String,
    /// CSS selectors of the elements at fault.
    pub targets: Vec<String>,
    pub why: String,
}

/// What the Nu Html Checker says, warnings and remarks included.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NuMessage {
    /// `error`, `info` or `non-document-error`.
    #[serde(rename = "type")]
    pub kind: String,
    /// `warning` on an `info`, `fatal` on an `error`.
    pub sub_type: Option<String>,
    pub message: String,
    pub extract: Option<String>,
    pub last_line: Option<u32>,
}

/// The page in Chromium, at two widths, in light and dark, and printed.
///
/// A page is looked at once, however many tests ask: it takes some seconds.
/// Pictures and PDF stay in `target/tmp/browser` for a person to look at.
#[track_caller]
pub fn inspect(html: &Path) -> Option<BrowserReport> {
    static SEEN: Mutex<BTreeMap<String, BrowserReport>> = Mutex::new(BTreeMap::new());

    let node = require_tool("node")?;
    let chromium = require("chromium", chromium())?;
    let packages = require("tests/browser/node_modules (`npm ci` there)", packages())?;

    // A test that failed while it held the lock leaves nothing half-done.
    let mut seen = SEEN.lock().unwrap_or_else(PoisonError::into_inner);
    let name = name_by_content(html);
    if let Some(report) = seen.get(&name) {
        return Some(report.clone());
    }
    let outdir = temporary_folder().join("browser").join(&name);
    let json = output(
        Command::new(node)
            .arg(packages.with_file_name("pack.mjs"))
            .args([html, &outdir])
            .env("CHROMIUM", chromium),
    );
    let report = serde_json::from_str::<BrowserReport>(&json)
        .unwrap_or_else(|error| panic!("pack.mjs: {error}\n{json}"));
    seen.insert(name, report.clone());
    Some(report)
}

/// What the Nu Html Checker has to say of the page; nothing, when it is sound.
#[track_caller]
pub fn nu(html: &Path) -> Option<Vec<NuMessage>> {
    #[derive(Deserialize)]
    struct Answer {
        messages: Vec<NuMessage>,
    }

    let java = require_tool("java")?;
    let packages = require("tests/browser/node_modules (`npm ci` there)", packages())?;
    let json = output(
        Command::new(java)
            .arg("-jar")
            .arg(packages.join("vnu-jar/build/dist/vnu.jar"))
            .args(["--format", "json", "--stdout", "--exit-zero-always"])
            .arg(html),
    );
    let answer = serde_json::from_str::<Answer>(&json)
        .unwrap_or_else(|error| panic!("vnu.jar: {error}\n{json}"));
    let mut messages = answer.messages;
    messages.retain(|message| !is_mistaken(message));
    Some(messages)
}

/// The checker (26.9.27) holds every `data:` image against a policy that says
/// `img-src data:`. What the policy truly refuses is in [`BrowserReport::csp`].
fn is_mistaken(NuMessage { message, .. }: &NuMessage) -> bool {
    message.starts_with("Resource violates Content Security Policy")
        && message.contains("image “data:")
}

fn chromium() -> Option<PathBuf> {
    let named = env::var_os("CHROMIUM").map(PathBuf::from);
    let known = [
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
    ];
    named.or_else(|| known.into_iter().find_map(tool))
}

/// The folder of installed packages; only complete once npm has listed it.
fn packages() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser/node_modules");
    folder
        .join(".package-lock.json")
        .is_file()
        .then_some(folder)
}

/// `silver-0123456789abcdef`: packs of one name differ by what is in them.
fn name_by_content(html: &Path) -> String {
    let bytes = std::fs::read(html)
        .unwrap_or_else(|error| panic!("cannot read {}: {error}", html.display()));
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    let stem = html.file_stem().unwrap_or_default().to_string_lossy();
    format!("{stem}-{:016x}", hasher.finish())
}

/// The page as Chromium prints it, as a PDF.
#[track_caller]
pub fn print(html: &Path, pdf: &Path) -> Option<()> {
    let chromium = require("chromium", chromium())?;
    let profile = tempfile::tempdir().unwrap();
    let mut flag = std::ffi::OsString::from("--print-to-pdf=");
    flag.push(pdf);
    let mut own = std::ffi::OsString::from("--user-data-dir=");
    own.push(profile.path());
    output(
        Command::new(chromium)
            .args([
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--no-pdf-header-footer",
            ])
            .args([own, flag])
            .arg(html)
            .env("HOME", profile.path()),
    );
    Some(())
}

/// The folder for what a failing test leaves to look at. Unit tests are not told of it.
pub fn temporary_folder() -> PathBuf {
    option_env!("CARGO_TARGET_TMPDIR").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("target/tmp"),
        PathBuf::from,
    )
}
