//! `cpd verify FILE…`: many packs, or those in folders. Each is a row, also one that cannot be
//! read.

use std::path::{Path, PathBuf};

use super::verify::{VerifyArgs, exit_kind};
use super::verify_pack;
use crate::adapters::disk;
use crate::app::reports::portfolios::without_panic;
use crate::base::files::{LARGEST_EVIDENCE, LARGEST_TEXT};
use crate::base::text::words;
use crate::cli::failure::{ExitKind, Failure};
use crate::cli::format;
use crate::cli::sent_file::SentBytes;
use crate::cli::session::Session;
use crate::domain::layout;
use crate::formats::attached_pack::{AttachedPackError, attached_pack, is_mail_name};
use crate::formats::pack::{self, zip};
use crate::views::verification::VerificationOutcome;
use crate::views::verified_files::{VerifiedFile, VerifiedFiles};

/// The most files of a folder that are verified.
const MOST_FILES: usize = 100_000;

/// The files to verify.
#[derive(Default)]
struct NamedFiles {
    /// As they are shown.
    files: Vec<PathBuf>,
    /// The number of zips in folders that hold only what was signed.
    answers: usize,
    /// The number of mails in folders without a pack.
    letters: usize,
}

pub fn run(args: &VerifyArgs, session: &mut Session) -> Result<ExitKind, Failure> {
    if args.pack.is_some() {
        return Err(
            Failure::failed("`--pack` names the pack of one certificate")
                .hint("name the certificate alone"),
        );
    }
    let named = named_files(args, session)?;
    let mut rows = Vec::with_capacity(named.files.len());
    for file in &named.files {
        rows.push(verify_file(file, args, session));
    }
    let table = VerifiedFiles::new(rows);
    format::print(&table, &args.format, session)?;
    if named.answers > 0 && format::is_for_people(&args.format) {
        let answers = words::count_noun(named.answers, "zip", "zips");
        let verb = if named.answers == 1 { "holds" } else { "hold" };
        let says = format!("{answers} {verb} sign-offs alone, and no pack to verify.");
        writeln!(session.err, "{says}")?;
    }
    if named.letters > 0 && format::is_for_people(&args.format) {
        let letters = words::count_noun(named.letters, "mail has", "mails have");
        writeln!(session.err, "{letters} no pack attached.")?;
    }
    let unreadable = table.files.iter();
    let unreadable = unreadable.filter(|row| row.outcome == VerificationOutcome::Unreadable);
    match unreadable.count() {
        0 => Ok(exit_kind(table.worst())),
        count => Err(Failure::failed(format!(
            "{} of {} cannot be read as a pack",
            count,
            words::count_noun(table.files.len(), "file", "files")
        ))),
    }
}

/// The words that a message on one file begins with, and a row says in another way.
const ALREADY_SAID: [&str; 2] = ["cannot be read: ", "cannot be opened as a pack: "];

/// Verifies one file. Whatever is wrong with it is in its row.
fn verify_file(file: &Path, args: &VerifyArgs, session: &mut Session) -> VerifiedFile {
    let mut name = file.display().to_string();
    let full = session.folder.join(file).display().to_string();
    // The row begins with its name, and says that it cannot be read.
    let short = |says: String| {
        let why = says.strip_prefix(&full).map_or(&*says, str::trim_start);
        let why = ALREADY_SAID
            .iter()
            .find_map(|words| why.strip_prefix(words))
            .unwrap_or(why);
        why.to_owned()
    };
    let verified = without_panic(|| {
        let sent = SentBytes::read(file, verify_pack::LARGEST, session)?;
        name = sent.shown(file);
        verify_pack::run_sent(&sent, file, args, session)
    });
    match verified {
        Ok(Ok(verification)) => VerifiedFile::verified(name, verification),
        Ok(Err(failure)) => VerifiedFile::unreadable(name, short(failure.message())),
        Err(fault) => VerifiedFile::unreadable(name, fault),
    }
}

/// Returns the files that were named, and in place of a folder the packs in it.
fn named_files(args: &VerifyArgs, session: &Session) -> Result<NamedFiles, Failure> {
    let mut named = NamedFiles::default();
    for path in &args.what {
        let full = session.folder.join(path);
        if !full.is_dir() {
            named.files.push(path.clone());
            continue;
        }
        let found = disk::notes_below(&full, MOST_FILES, is_pack_name);
        if found.is_empty() {
            let says = format!("there is no pack in {}", path.display());
            return Err(Failure::failed(says)
                .hint("a pack is an HTML, PDF or zip file, or a mail with one"));
        }
        for file in found {
            if is_answer(&file) {
                named.answers += 1;
                continue;
            }
            if is_letter(&file) {
                named.letters += 1;
                continue;
            }
            let below = file.strip_prefix(&full).map(|below| path.join(below));
            named.files.push(below.unwrap_or(file));
        }
    }
    Ok(named)
}

/// Returns true for a file that may be a pack by its name.
fn is_pack_name(name: &str) -> bool {
    let end = Path::new(name).extension().and_then(|end| end.to_str());
    end.is_some_and(|end| pack::with_extension(end).is_some()) || is_mail_name(name)
}

/// Returns true for a mail without a pack.
fn is_letter(file: &Path) -> bool {
    let bytes =
        is_mail_name(&file.to_string_lossy()).then(|| disk::read_at_most(file, LARGEST_EVIDENCE));
    let bytes = bytes.and_then(Result::ok);
    bytes.is_some_and(|bytes| attached_pack(&bytes) == Err(AttachedPackError::None))
}

/// Returns true for a zip that holds sign-offs alone, which goes back to an owner.
fn is_answer(file: &Path) -> bool {
    let Ok(bytes) = disk::read_at_most(file, LARGEST_TEXT) else {
        return false;
    };
    let files = bytes
        .starts_with(b"PK")
        .then(|| zip::files(&bytes, LARGEST_TEXT, |_| true));
    let files = files.and_then(Result::ok).unwrap_or_default();
    !files.is_empty() && files.keys().all(|path| path.starts_with(layout::SIGNOFFS))
}
