//! Holds the functions that the fuzz targets of this package call. Not part of the public interface.
//!
//! Each takes any bytes and returns the shape of what came of them, by which a fuzzer knows that an
//! input is unlike those before. An error is a promise that was broken.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use chrono::{DateTime, NaiveDate, Utc};

use crate::adapters::forge;
use crate::app::import::{ImportRequest, plan};
use crate::app::moment::Moment;
use crate::app::pack::files_evidence::FilesEvidence;
use crate::app::pack::print::draft;
use crate::app::pack::verify::{PackToVerify, printing_record, verify};
use crate::base::document::{ParsedFile, read_general, read_yaml};
use crate::base::files::{File, Snapshot};
use crate::base::markdown::read;
use crate::base::picture::metadata::cleaned;
use crate::base::picture::{DecodedPictures, decode};
use crate::base::sheet;
use crate::base::text::Span;
use crate::base::text::shell::Shell;
use crate::check::{CheckInput, check};
use crate::cli::workspace::CliWorkspace;
use crate::domain::portfolio::Portfolio;
use crate::domain::ports::{Evidence, PortfolioFiles};
use crate::domain::review::{FORGES, Forge};
use crate::domain::signoff::allowed_signers;
use crate::domain::signoff::openpgp_keys::OpenPgpKeys;
use crate::domain::signoff::signature::{Keys, SignatureError};
use crate::domain::signoff::trust_manifest::{PastManifest, TrustManifest};
use crate::domain::signoff::{Revision, Trust};
use crate::formats::mail::Mail;
use crate::formats::pack::html::prose::{self, ProseContext};
use crate::formats::pack::pdf::markup::markup;
use crate::formats::pack::{self, PACK_FORMATS};
use crate::formats::{Style, View as _};
use crate::views::check::Check;
use crate::views::submission::PackAnchors;
use crate::views::submission::model::Pack;

/// The shape of what came of an input, or the promise that it broke.
pub type Outcome = Result<String, String>;

/// Most values that front matter is read with.
const MOST_NODES: usize = 5_000;

fn text(bytes: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}

fn promise(kept: bool, promise: &str) -> Result<(), String> {
    kept.then_some(()).ok_or_else(|| promise.to_owned())
}

/// Returns a number by its size alone, so that a few more of something is the same shape.
fn size(number: usize) -> u32 {
    usize::BITS - number.leading_zeros()
}

/// Reads front matter quickly and in general, and the whole file.
pub fn front_matter(bytes: &[u8]) -> Outcome {
    let text = text(bytes);
    let quick = read_yaml(&text, 3, MOST_NODES);
    let general = read_general(&text, 3, MOST_NODES);
    promise(
        quick == general,
        "the quick reader and the general one differ",
    )?;
    let file = ParsedFile::read(&text);
    let whole = ParsedFile::read_yaml(&text);
    let within = |span: Span| text.get(span.start..span.end).is_some();
    promise(within(file.body), "the body stands outside the file")?;
    let outline = &file.outline;
    let shape = format!(
        "{} {} {} {} {}",
        quick.is_ok(),
        file.has_front,
        size(file.faults.len()),
        size(whole.faults.len()),
        size(outline.headings.len() + outline.links.len() + outline.images.len()),
    );
    Ok(match general {
        Ok(node) => format!("{shape} {}", size(node.entries().len())),
        Err(fault) => format!("{shape} {}", letters(&fault.reason)),
    })
}

/// Returns the letters of a message, without what it quotes.
fn letters(message: &str) -> String {
    let mut parts = message.split(['`', '"', '\u{201c}', '\u{201d}']).step_by(2);
    let first = parts.next().unwrap_or_default();
    let letters = first.chars().filter(|c| c.is_alphabetic() || *c == ' ');
    letters.take(80).collect()
}

/// Reads a list of who may sign. A line that is understood is understood in its one form too.
pub fn allowed_signers(bytes: &[u8]) -> Outcome {
    let text = text(bytes);
    let found = allowed_signers::parse(&text);
    for line in &found {
        let written = line.canonical();
        let again = allowed_signers::parse(&written);
        let same = again.iter().map(|line| line.canonical());
        promise(
            same.eq([written]),
            "a line in its one form is read as another",
        )?;
    }
    let revoked = allowed_signers::parse_revoked(&text);
    let revoked = revoked.map_or(0, |keys| 1 + size(keys.len()));
    let lines = allowed_signers::lines_of_keys(&text).count();
    Ok(format!("{} {} {revoked}", size(lines), size(found.len())))
}

/// A signature over a message by a key of a list.
pub struct Signed {
    pub list: String,
    pub name: String,
    pub namespace: String,
    pub message: Vec<u8>,
    pub at: DateTime<Utc>,
}

impl Signed {
    /// Verifies bytes as a signature over the message, and over another one.
    pub fn verify(&self, bytes: &[u8]) -> Outcome {
        let keys = Keys::read(Some(&self.list), Some(""));
        let verify =
            |message: &[u8]| keys.verify_as(bytes, message, &self.name, self.at, &self.namespace);
        let other = [&self.message[..], b"."].concat();
        promise(
            verify(&other).is_err(),
            "a signature over one message counts for another",
        )?;
        Ok(match verify(&self.message) {
            Ok(_) => "good".to_owned(),
            Err(error) => kind_of(&error).to_owned(),
        })
    }
}

fn kind_of(error: &SignatureError) -> &'static str {
    match error {
        SignatureError::CrLf => "line ends",
        SignatureError::Bad => "bad",
        SignatureError::WrongNamespace(_) => "namespace",
        SignatureError::UnknownSigner(_) => "unknown",
        _ => "another",
    }
}

/// Reads public OpenPGP keys.
pub fn openpgp_keys(bytes: &[u8]) -> Outcome {
    let keys = OpenPgpKeys::read(&text(bytes));
    Ok(keys.map_or_else(String::new, |keys| size(keys.all().count()).to_string()))
}

/// Reads a list of what the awarding body vouches for. A list that is read is written as it
/// was read, in one form.
pub fn trust_manifest(bytes: &[u8]) -> Outcome {
    let past = PastManifest::read(bytes);
    let Some(list) = TrustManifest::read(&text(bytes)) else {
        return Ok(format!("{}", past.is_some()));
    };
    let written = list.text();
    let again = TrustManifest::read(&written);
    let again = again.map(|again| (again.text(), again.sha256()));
    promise(
        again == Some((written, list.sha256())),
        "a list that is written again is another",
    )?;
    Ok(format!("list {}", size(bytes.len())))
}

/// Reads the event and the reviews of a forge. A line of dashes stands between them.
pub fn forge_event(bytes: &[u8]) -> Outcome {
    let rule = b"\n-----\n";
    let at = bytes.windows(rule.len()).position(|part| part == rule);
    let (event, reviews) = match at {
        Some(at) => (&bytes[..at], &bytes[at + rule.len()..]),
        None => (bytes, &b"[]"[..]),
    };
    let shape = |forge: Forge| {
        let people = forge::people(forge, event).map_or(0, |people| 1 + size(people.len()));
        let host = forge::host(forge, event).is_ok();
        match forge::read(forge, event, reviews) {
            Ok((_, reviews)) => format!("{people} {host} read {}", size(reviews.len())),
            Err(error) => format!("{people} {host} {}", letters(&error.to_string())),
        }
    };
    Ok(FORGES.map(shape).join("; "))
}

/// Opens a pack, and verifies it as somebody who received it does.
pub fn pack(bytes: &[u8], today: NaiveDate) -> Outcome {
    let (format, opened) = match pack::open(bytes) {
        Ok(opened) => opened,
        Err(error) => return Ok(letters(&error.to_string())),
    };
    let shape = format!("{} {}", format.name, size(opened.files.len()));
    let found = PackToVerify { format, opened };
    let printing = match printing_record(&found.opened) {
        Ok(printing) => printing,
        Err(error) => return Ok(format!("{shape} {}", letters(&error.to_string()))),
    };
    let pictures = DecodedPictures::default();
    let evidence = FilesEvidence::new(&found.opened, &pictures);
    let evidence = Evidence {
        typesetter: Evidence::in_memory().typesetter,
        ..evidence.evidence(Evidence::in_memory().openpgp)
    };
    let latest = Moment::at_noon(today).latest;
    let verified = verify(&found, &printing, evidence, None, None, latest);
    // As a program that ends does.
    comemo::evict(0);
    let answers = verified.map(|verified| {
        let answers = verified.findings.iter();
        let words = answers.map(|answer| letters(&answer.says));
        words.collect::<Vec<_>>().join("; ")
    });
    let answers = answers.unwrap_or_default();
    Ok(format!("{shape} {answers}"))
}

/// Reads a saved mail.
pub fn mail(bytes: &[u8]) -> Outcome {
    Ok(match Mail::read(bytes) {
        Ok(mail) => format!(
            "{} {} {} {}",
            mail.author().is_some(),
            mail.date.is_some(),
            size(mail.words.len()),
            size(mail.attachments.len())
        ),
        Err(error) => letters(&error.to_string()),
    })
}

/// Decodes a picture, and takes out what tells of its maker. What is left is as large as before.
pub fn picture(bytes: &[u8]) -> Outcome {
    let before = decode(bytes);
    let cleaned = cleaned(bytes.to_vec());
    let after = decode(&cleaned);
    if let Ok(before) = &before {
        let sides = |size: &crate::base::picture::Size| size.width.max(size.height);
        let same = after
            .as_ref()
            .is_ok_and(|after| sides(after) == sides(before));
        promise(same, "a picture without its metadata is another")?;
    }
    Ok(match before {
        Ok(_) => format!("read {}", size(bytes.len().abs_diff(cleaned.len()))),
        Err(fault) => letters(&fault.reason()),
    })
}

/// Reads the tables of a file, whose name ends as that of a spreadsheet or calendar does.
pub fn tables(name: &str, bytes: &[u8]) -> Outcome {
    Ok(match sheet::read(name, bytes) {
        Ok(tables) => {
            let rows: usize = tables.iter().map(|table| table.rows.len()).sum();
            format!("{} {}", size(tables.len()), size(rows))
        }
        Err(error) => letters(&error.to_string()),
    })
}

/// Counts the pages of a text, with the signatures below it.
pub fn pages(bytes: &[u8]) -> Outcome {
    let pages = crate::bench::pages_of_statement(text(bytes).into_owned());
    // As a program that ends does.
    comemo::evict(0);
    let pages = pages.ok_or("a text cannot be laid out")?;
    Ok(size(pages).to_string())
}

/// Files of a portfolio in memory, of which one is replaced.
pub struct FilesInMemory {
    files: BTreeMap<String, Vec<u8>>,
    portfolio: Portfolio,
    today: NaiveDate,
}

struct Replaced<'f> {
    files: &'f BTreeMap<String, Vec<u8>>,
    path: &'f str,
    bytes: &'f [u8],
}

impl PortfolioFiles for Replaced<'_> {
    fn bytes(&self, path: &str) -> Option<Vec<u8>> {
        if path == self.path {
            return Some(self.bytes.to_vec());
        }
        self.files.get(path).cloned()
    }
}

impl FilesInMemory {
    /// Reads the files of a portfolio, by path.
    #[must_use]
    pub fn new(files: BTreeMap<String, Vec<u8>>, today: NaiveDate) -> Self {
        let portfolio = Portfolio::load(Snapshot::from_bytes(&files));
        Self {
            files,
            portfolio,
            today,
        }
    }

    /// Checks the portfolio with a file in place of the one at this path, and prints what is
    /// found in one of the formats.
    pub fn check_with(&self, path: &str, bytes: &[u8]) -> Outcome {
        let old = self.portfolio.snapshot.files().iter();
        let mut files: Vec<File> = old.filter(|file| file.path != path).cloned().collect();
        files.push(File::from_bytes(path, bytes));
        let portfolio = self.portfolio.with_snapshot(Snapshot::new(files));
        let files = Replaced {
            files: &self.files,
            path,
            bytes,
        };
        let trust = Trust::from_worktree(&portfolio, Revision::WorkTree, &|path| files.bytes(path));
        let evidence = Evidence {
            files: &files,
            ..Evidence::in_memory()
        };
        let result = check(CheckInput {
            portfolio: &portfolio,
            evidence,
            trust: &trust,
            today: self.today,
            focus: None,
            only: None,
        });
        let rules = result
            .diagnostics
            .iter()
            .map(|found| found.rule.to_string());
        let rules: BTreeSet<String> = rules.collect();
        let view = Check::new(&portfolio, result);
        let style = Style {
            width: 80,
            colour: false,
            shell: Shell::Posix,
        };
        let format = &Check::FORMATS[bytes.len() % Check::FORMATS.len()];
        (format.write)(&view, &style, &mut Vec::new()).map_err(|error| error.to_string())?;
        Ok(rules.into_iter().collect::<Vec<_>>().join(" "))
    }
}

/// A portfolio in a folder, with the draft of a pack of it.
pub struct Folder {
    workspace: CliWorkspace,
    pack: Pack,
}

impl Folder {
    /// Opens the portfolio in this very folder; nothing where there is none, or no such award.
    #[must_use]
    pub fn open(root: &Path, award: &str, today: NaiveDate) -> Option<Self> {
        let workspace = CliWorkspace::open_at(root, Moment::at_noon(today)).ok()?;
        let award = workspace.award(award).ok()?;
        let pack = draft(&award, &workspace).ok()?;
        Some(Self { workspace, pack })
    }

    /// Prints the draft in every format.
    #[must_use]
    pub fn packs(&self) -> Vec<Vec<u8>> {
        let formats = PACK_FORMATS.iter();
        formats
            .filter_map(|format| (format.print)(&self.pack).ok())
            .collect()
    }

    /// Prints a text as HTML and as code for the PDF. No word of it becomes a tag.
    pub fn prose(&self, bytes: &[u8]) -> Outcome {
        let text = text(bytes);
        let prose = read(&text, "journals/a.md", &PackAnchors::new(&self.pack));
        let setting = ProseContext {
            anchor: "a",
            level: 3,
        };
        let page = prose::html(&prose, setting, &self.pack);
        for tag in ["<script", "<iframe", "<object", "<style", "=\"javascript:"] {
            promise(!page.contains(tag), "a text became a part of the page")?;
        }
        let code = markup(&prose, "a", 3, 0).code;
        Ok(format!("{} {}", size(page.len()), size(code.len())))
    }

    /// Plans the import of a file.
    pub fn plan_import(&self, name: &str, bytes: &[u8]) -> Outcome {
        let request = ImportRequest {
            name,
            bytes,
            kind: Some("activity"),
            ..ImportRequest::default()
        };
        Ok(match plan(&self.workspace, &request) {
            Ok(planned) => format!(
                "{} {}",
                size(planned.changes.on_disk().len()),
                planned.rejects.is_some()
            ),
            Err(error) => letters(&error.to_string()),
        })
    }
}
