//! `cpd verify FILE`: whether a printed pack is what it says it is.

use std::collections::BTreeMap;
use std::path::Path;

use crate::archive;
use crate::cli::args::{Output, Verify as Args};
use crate::cli::error::{Outcome, Stop, in_words};
use crate::cli::printing::printer;
use crate::cli::session::Session;
use crate::disk;
use crate::emit;
use crate::facts::{Facts, Pages};
use crate::git::Repo;
use crate::html;
use crate::pack::carry::TRUST_SIGNATURE;
use crate::pack::model::Pack;
use crate::pack::{NotAgain, Opened, Printing, again};
use crate::portfolio::Portfolio;
use crate::report::verification::{self as report, About, Finding, Verification};
use crate::sheet::Sheet;
use crate::signoff::Chain;
use crate::signoff::signature::{Keys, TRUST_NAMESPACE};
use crate::source::{MARK, Snapshot, digest};
use crate::text::words::counted;
use crate::typeset;

/// Largest file that is opened as a pack, in bytes.
const LARGEST: u64 = 1024 * 1024 * 1024;

pub fn run(args: &Args, session: &mut Session) -> Result<Outcome, Stop> {
    let path = session.folder.join(&args.file);
    let bytes = disk::read_at_most(&path, LARGEST).map_err(|error| {
        Stop::failed(format!(
            "{} cannot be read: {}",
            path.display(),
            in_words(&error)
        ))
    })?;
    let found = open(&bytes, &path)?;
    let verification = verify(&found, args, session)?;
    match session.format {
        Output::Json => emit::verification::json(&verification, &mut session.out)?,
        _ if session.plain => emit::verification::plain(&verification, &mut session.out)?,
        _ => emit::verification::human(&verification, &mut session.out)?,
    }
    Ok(if verification.holds() {
        Outcome::Clean
    } else {
        Outcome::Findings
    })
}

/// A pack that was opened: what it carries, and what it shows.
struct Found {
    format: &'static str,
    opened: Opened,
    /// What is shown, each with the format it is in.
    shown: Vec<(Output, Vec<u8>)>,
}

fn open(bytes: &[u8], path: &Path) -> Result<Found, Stop> {
    let no_pack = |why: &str| {
        Stop::failed(format!(
            "{} cannot be opened as a pack: {why}",
            path.display()
        ))
        .hint("a pack is an HTML, PDF or zip file that `cpd pack` printed")
    };
    Ok(match bytes {
        [b'%', b'P', b'D', b'F', ..] => Found {
            format: "pdf",
            opened: typeset::open(bytes).map_err(|error| no_pack(&error.to_string()))?,
            shown: vec![(Output::Pdf, bytes.to_vec())],
        },
        [b'P', b'K', 3 | 5, 4 | 6, ..] => {
            let mut zip = archive::unzip(bytes).map_err(|error| no_pack(&error.to_string()))?;
            let mut shown = Vec::new();
            for (name, output) in [(archive::PAGE, Output::Html), (archive::PDF, Output::Pdf)] {
                match zip.printed.iter().position(|(found, _)| found == name) {
                    Some(at) => shown.push((output, zip.printed.swap_remove(at).1)),
                    None => zip.opened.oddities.push(format!("{name} is missing")),
                }
            }
            Found {
                format: "zip",
                opened: zip.opened,
                shown,
            }
        }
        _ => {
            let page = std::str::from_utf8(bytes).map_err(|_| no_pack("it is of another kind"))?;
            let opened = html::open(page);
            if opened.printing.is_none() && opened.files.is_empty() {
                return Err(no_pack("it carries no files"));
            }
            Found {
                format: "html",
                opened,
                shown: vec![(Output::Html, bytes.to_vec())],
            }
        }
    })
}

fn verify(found: &Found, args: &Args, session: &Session) -> Result<Verification, Stop> {
    let opened = &found.opened;
    let printing = opened.printing().map_err(|error| {
        Stop::failed(format!("this cannot be verified: {error}"))
            .hint("it may be no pack, be cut short, or be printed by a later version of cpd")
    })?;
    let portfolio = opened.portfolio();
    let facts = Carried(opened);
    let made = again(&portfolio, &printing, &facts);
    let trust = Trust::read(args, session, opened)?;
    let mut findings = vec![report::files(opened, &printing)];
    match &made {
        Ok(pack) => {
            let chain = chain(&portfolio, &printing, &facts);
            let signed = report::signed(&chain, opened, &trust.keys);
            findings.push(report::manifest(opened, &pack.manifest, &chain));
            findings.push(pages(pack, found, &printing));
            findings.push(report::signoffs(&chain, &signed, &portfolio));
        }
        Err(error) => findings.push(Finding::new(
            About::Pages,
            report::Outcome::Bad,
            format!("the pages cannot be printed again: {error}"),
        )),
    }
    findings.push(trust.finding(args));
    findings.extend(repository(opened, &printing, session));
    Ok(Verification {
        version: 1,
        format: found.format,
        says: says(&made, &printing),
        findings,
    })
}

fn says(made: &Result<Pack, NotAgain>, printing: &Printing) -> String {
    let draft = if printing.draft {
        "A draft of"
    } else {
        "The pack of"
    };
    match made {
        Ok(pack) => format!(
            "{draft} {} by {}, {} {}",
            pack.award, pack.owner.name, pack.scheme.title, pack.scheme.version
        ),
        Err(_) => format!("{draft} {}", printing.award),
    }
}

/// The sign-offs of the award, as the carried files have them.
fn chain<'a>(portfolio: &'a Portfolio, printing: &Printing, facts: &dyn Facts) -> Chain<'a> {
    let id = portfolio.award(&printing.award);
    let scheme = id.as_ref().and_then(|id| portfolio.scheme(&id.scheme));
    match id.zip(scheme) {
        Some((id, scheme)) => Chain::follow(&id, portfolio, scheme, printing.day, facts),
        None => Chain { steps: Vec::new() },
    }
}

/// Whether what is shown is what the carried files print.
fn pages(pack: &Pack, found: &Found, printing: &Printing) -> Finding {
    let about = About::Pages;
    let ours = env!("CARGO_PKG_VERSION");
    if printing.cpd != ours {
        let says = format!(
            "the pages were not compared: cpd {} printed them, and this is cpd {ours}",
            printing.cpd
        );
        return Finding::new(about, report::Outcome::Unverified, says);
    }
    let mut wrong = Vec::new();
    for (output, shown) in &found.shown {
        let printer = printer(*output);
        match (printer.print)(pack) {
            Ok(printed) if printed == *shown => {}
            Ok(printed) => wrong.push(difference(printer.end, &printed, shown)),
            Err(stop) => wrong.push(format!("the {} cannot be printed: {stop:?}", printer.end)),
        }
    }
    if found.opened.printing.as_deref() != Some(pack.printing.as_bytes()) {
        wrong.push("printing.json is not the one that these files make".to_owned());
    }
    if wrong.is_empty() {
        let says = "printed again from the carried files, they are the same to the last byte";
        Finding::new(about, report::Outcome::Good, says)
    } else {
        let says = "what is shown is not what the carried files print";
        Finding::new(about, report::Outcome::Bad, says).details(wrong)
    }
}

/// Where two prints part; in a page, with the words there.
fn difference(end: &str, printed: &[u8], shown: &[u8]) -> String {
    let at = printed
        .iter()
        .zip(shown)
        .take_while(|(a, b)| a == b)
        .count();
    if end != "html" {
        return format!("the {end} differs from byte {at} on");
    }
    let line = shown[..at].iter().filter(|byte| **byte == b'\n').count() + 1;
    let words = |bytes: &[u8]| {
        let start = at.saturating_sub(12).min(bytes.len());
        let text = String::from_utf8_lossy(&bytes[start..bytes.len().min(at + 28)]);
        text.replace(['\n', '\u{FFFD}'], " ").trim().to_owned()
    };
    format!(
        "line {line} shows “{}” and should show “{}”",
        words(shown),
        words(printed)
    )
}

/// Who says whose keys are whose.
struct Trust {
    keys: Keys,
    vouched: Vouched,
    /// The digest of the people and keys that the pack carries.
    sha256: String,
}

enum Vouched {
    /// Whoever verifies has brought a list of their own.
    ByFolder(String),
    /// The awarding body's key signed the list in the pack.
    ByAnchor(String),
    /// An anchor was given, and the list is not signed with it.
    Refused(String),
    Nobody,
}

impl Trust {
    fn read(args: &Args, session: &Session, opened: &Opened) -> Result<Self, Stop> {
        let carried = |name: &str| text(opened.files.get(&format!("trust/{name}")));
        let own = Keys::read(
            carried("allowed_signers").as_deref(),
            carried("revoked_keys").as_deref(),
        );
        let sha256 = trust_digest(opened);
        if let Some(folder) = &args.trust {
            let folder = session.folder.join(folder);
            let file = |name: &str| {
                disk::read_at_most(&folder.join(name), LARGEST)
                    .ok()
                    .and_then(|bytes| String::from_utf8(bytes).ok())
            };
            let signers = file("allowed_signers").ok_or_else(|| {
                Stop::failed(format!(
                    "there is no allowed_signers in {}",
                    folder.display()
                ))
                .hint("--trust names a folder such as trust/ in a portfolio")
            })?;
            return Ok(Self {
                keys: Keys::read(Some(&signers), file("revoked_keys").as_deref()),
                vouched: Vouched::ByFolder(folder.display().to_string()),
                sha256,
            });
        }
        let Some(anchor) = &args.anchor else {
            return Ok(Self {
                keys: own,
                vouched: Vouched::Nobody,
                sha256,
            });
        };
        let path = session.folder.join(anchor);
        let bytes = disk::read_at_most(&path, LARGEST).map_err(|error| {
            Stop::failed(format!(
                "{} cannot be read: {}",
                path.display(),
                in_words(&error)
            ))
        })?;
        let vouched = anchored(&bytes, &sha256, opened);
        Ok(Self {
            keys: own,
            vouched,
            sha256,
        })
    }

    fn finding(&self, args: &Args) -> Finding {
        let about = About::Trust;
        let digest = vec![format!(
            "people and keys in the pack: sha256 {}",
            self.sha256
        )];
        match &self.vouched {
            Vouched::ByFolder(folder) => {
                let says = format!("keys are judged by the list in {folder}");
                Finding::new(about, report::Outcome::Good, says)
            }
            Vouched::ByAnchor(print) => {
                let says = format!("the people and keys are vouched for with the key {print}");
                Finding::new(about, report::Outcome::Good, says).details(digest)
            }
            Vouched::Refused(why) => {
                Finding::new(about, report::Outcome::Bad, why.clone()).details(digest)
            }
            Vouched::Nobody => {
                let says = "nobody outside vouches: the portfolio itself says who these people are";
                let outcome = if args.accept_self_declared {
                    report::Outcome::Note
                } else {
                    report::Outcome::Unverified
                };
                Finding::new(about, outcome, says).details(digest)
            }
        }
    }
}

/// Whether the awarding body's key signed the people and keys that are carried.
fn anchored(anchor: &[u8], sha256: &str, opened: &Opened) -> Vouched {
    let Some(anchor) = std::str::from_utf8(anchor).ok().map(str::trim) else {
        return Vouched::Refused("the anchor is not a public key".to_owned());
    };
    let Some(signature) = opened.files.get(TRUST_SIGNATURE) else {
        let why = "the people and keys in the pack are not signed (trust/trust.sig)";
        return Vouched::Refused(why.to_owned());
    };
    // One key, whoever it may be called.
    let line = format!("anchor {anchor}");
    let keys = Keys::read(Some(&line), Some(""));
    let message = format!("{sha256}\n");
    let now = chrono::DateTime::UNIX_EPOCH;
    match keys.verify(
        signature,
        message.as_bytes(),
        "anchor",
        now,
        TRUST_NAMESPACE,
    ) {
        Ok(print) => Vouched::ByAnchor(print.to_string()),
        Err(flaw) => Vouched::Refused(format!(
            "the people and keys in the pack are not vouched for with this anchor ({flaw:?})"
        )),
    }
}

/// Over the sorted `path NUL digest` lines of what is in `trust/`, the signature
/// over it left out.
fn trust_digest(opened: &Opened) -> String {
    let files = opened.files.iter();
    let trust = files.filter(|(path, _)| path.starts_with("trust/") && *path != TRUST_SIGNATURE);
    let lines: String = trust
        .map(|(path, bytes)| format!("{path}\0{}\n", digest::sha256(bytes)))
        .collect();
    digest::sha256(lines.as_bytes())
}

fn text(bytes: Option<&Vec<u8>>) -> Option<String> {
    String::from_utf8(bytes?.clone()).ok()
}

/// Inside the portfolio's own repository: where the pack is from, and what has
/// changed since.
fn repository(opened: &Opened, printing: &Printing, session: &Session) -> Option<Finding> {
    let root = disk::find(&session.folder)?;
    let repo = Repo::open(&root).ok().flatten()?;
    let here = disk::read_at_most(&root.join(MARK), LARGEST).ok()?;
    let carried = portfolio_id(opened.files.get(MARK)?);
    let about = About::Repository;
    if carried.is_none() || portfolio_id(&here) != carried {
        let says = "this is the repository of another portfolio, so nothing was compared with it";
        return Some(Finding::new(about, report::Outcome::Note, says));
    }
    let Some(made) = &printing.commit else {
        let says = "it was printed from files that were not saved in git";
        return Some(Finding::new(about, report::Outcome::Unverified, says));
    };
    if !repo.has_commit(&made.id) {
        let says = format!(
            "the commit it is from, {}, is not in this repository",
            made.id
        );
        return Some(Finding::new(about, report::Outcome::Unverified, says));
    }
    let mut other = Vec::new();
    let mut since = Vec::new();
    for (path, bytes) in &opened.files {
        let then = repo.committed_at(&made.id, path).ok().flatten();
        // Details and cut lists are parts of the file that is there.
        let is_part = |whole: &[u8]| {
            whole == bytes.as_slice() || whole.starts_with(bytes) || path.starts_with("trust/")
        };
        match &then {
            Some(whole) if is_part(&whole.bytes) => {}
            _ => other.push(format!("{path} is not what that commit has")),
        }
        let now = repo.committed(path).ok().flatten();
        if now.map(|blob| blob.id) != then.map(|blob| blob.id) {
            since.push(format!("{path} has changed since"));
        }
    }
    let short: String = made.id.chars().take(10).collect();
    Some(if !other.is_empty() && !printing.draft {
        let says = format!("it is not what commit {short} of this repository holds");
        Finding::new(about, report::Outcome::Bad, says).details(other)
    } else if since.is_empty() {
        let says = format!("it is from commit {short}, and nothing in it has changed since");
        Finding::new(about, report::Outcome::Good, says)
    } else {
        let count = counted(since.len(), "file", "files");
        let says = format!("it is from commit {short}; {count} changed since");
        Finding::new(about, report::Outcome::Note, says).details(since)
    })
}

/// The id that a `cpd.yaml` gives its portfolio.
fn portfolio_id(settings: &[u8]) -> Option<String> {
    let files = BTreeMap::from([(MARK.to_owned(), settings.to_vec())]);
    let id = Portfolio::load(Snapshot::of_bytes(&files))
        .config
        .portfolio?;
    Some(id.value)
}

/// The outside, as far as a pack carries it.
struct Carried<'o>(&'o Opened);

impl Facts for Carried<'_> {
    fn bytes(&self, path: &str) -> Option<Vec<u8>> {
        self.0.files.get(path).cloned()
    }

    fn pages(&self, sheet: &Sheet, most: usize) -> Result<Pages, String> {
        typeset::pages(sheet, most, &|path| self.bytes(path)).map_err(|error| error.to_string())
    }
}
