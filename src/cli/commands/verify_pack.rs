//! `cpd verify FILE`: whether a printed pack is what it says it is.

use std::path::Path;

use super::verify::{VerifyArgs, refuse_pack};
use super::verify_certificate;
use crate::adapters::disk;
use crate::adapters::git::SharedRepo;
use crate::adapters::keys::Gpg;
use crate::app::pack::compare_with_repository::compare_with_repository;
use crate::app::pack::files_evidence::FilesEvidence;
use crate::app::pack::verify::{PackToVerify, printing_record, verify};
use crate::app::pack::verify_certificate::is_certificate;
use crate::base::files::{LARGEST_TEXT, MARK};
use crate::base::picture::DecodedPictures;
use crate::base::text::words;
use crate::cli::anchor;
use crate::cli::failure::Failure;
use crate::cli::sent_file::SentBytes;
use crate::cli::session::Session;
use crate::formats::pack;
use crate::views::submission::{OpenedPack, PrintRecord};
use crate::views::verification::{AnswerOutcome, Verification, VerificationAnswer};

/// Largest file that is opened as a pack, in bytes.
pub const LARGEST: u64 = 1024 * 1024 * 1024;

pub fn run(file: &Path, args: &VerifyArgs, session: &mut Session) -> Result<Verification, Failure> {
    let sent = SentBytes::read(file, LARGEST, session)?;
    sent.print_attached(file, session)?;
    run_sent(&sent, file, args, session)
}

/// Verifies a pack or a certificate that was read.
pub fn run_sent(
    sent: &SentBytes,
    file: &Path,
    args: &VerifyArgs,
    session: &mut Session,
) -> Result<Verification, Failure> {
    let path = session.folder.join(file);
    let found = open(&sent.bytes, &path)?;
    if is_certificate(&found.opened) {
        return verify_certificate::run(&found, args, session);
    }
    refuse_pack(args)?;
    run_opened(&found, &path, args, session)
}

/// Verifies a pack that was opened.
pub fn run_opened(
    found: &PackToVerify,
    path: &Path,
    args: &VerifyArgs,
    session: &Session,
) -> Result<Verification, Failure> {
    let opened = &found.opened;
    let printing = printing_record(opened)?;
    let vouching = anchor::pack_vouching(args, session, path, opened)?;
    let mut verification = verify(
        found,
        &printing,
        FilesEvidence::new(opened, &DecodedPictures::default()).evidence(&Gpg),
        vouching.trust.as_ref(),
        args.step.as_deref(),
        session.moment().latest,
    )?;
    let self_declared = anchor::self_declared(args);
    verification
        .findings
        .push(vouching.to_answer(self_declared));
    let compared = compared(opened, &printing, session);
    verification.findings.extend(compared);
    Ok(verification)
}

/// Returns what a pack says of how it was printed, unless anything in it is bad.
pub fn require_intact(found: &PackToVerify, session: &Session) -> Result<PrintRecord, Failure> {
    let printing = printing_record(&found.opened)?;
    let pictures = DecodedPictures::default();
    let evidence = FilesEvidence::new(&found.opened, &pictures);
    let latest = session.moment().latest;
    let verified = verify(
        found,
        &printing,
        evidence.evidence(&Gpg),
        None,
        None,
        latest,
    )?;
    let mut answers = verified.findings.iter();
    match answers.find(|answer| answer.outcome == AnswerOutcome::Bad) {
        Some(bad) => Err(Failure::refused(format!(
            "nothing was signed, because the pack is bad: {}",
            bad.says
        ))
        .hint("`cpd verify` with this file says more; send it back")),
        None => Ok(printing),
    }
}

/// Opens a pack.
pub fn open(bytes: &[u8], path: &Path) -> Result<PackToVerify, Failure> {
    let (format, opened) = pack::open(bytes).map_err(|error| {
        let names: Vec<&str> = pack::names().collect();
        Failure::failed(format!(
            "{} cannot be opened as a pack: {error}",
            path.display()
        ))
        .hint(format!(
            "a pack is a file that `cpd pack` printed, in one of these formats: {}",
            words::join_choices(&names)
        ))
    })?;
    Ok(PackToVerify { format, opened })
}

/// Compares a pack with the repository of the portfolio that the session stands in, if any.
fn compared(
    opened: &OpenedPack,
    printing: &PrintRecord,
    session: &Session,
) -> Option<VerificationAnswer> {
    let root = disk::find(&session.folder)?;
    let repo = SharedRepo::open(&root).ok().flatten()?;
    let settings = disk::read_at_most(&root.join(MARK), LARGEST_TEXT).ok()?;
    compare_with_repository(opened, printing, &settings, &repo)
}
