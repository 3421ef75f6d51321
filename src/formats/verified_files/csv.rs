//! For spreadsheets: a row for each file beneath the names of the columns.

use std::io::{self, Write};

use super::{award, owner, result};
use crate::formats::Style;
use crate::formats::csv::{self, CsvCell};
use crate::views::verification::{AnswerOutcome, Verification, VerificationQuestion};
use crate::views::verified_files::{VerifiedFile, VerifiedFiles};

/// The questions with a column of their own.
const QUESTIONS: [(&str, VerificationQuestion); 10] = [
    ("certificate", VerificationQuestion::Certificate),
    ("files", VerificationQuestion::Files),
    ("manifest", VerificationQuestion::Manifest),
    ("pages", VerificationQuestion::Pages),
    ("requirements", VerificationQuestion::Requirements),
    ("signoffs", VerificationQuestion::Signoffs),
    ("trust", VerificationQuestion::Trust),
    ("history", VerificationQuestion::History),
    ("repository", VerificationQuestion::Repository),
    ("register", VerificationQuestion::Register),
];

const BEFORE: [&str; 9] = [
    "file",
    "outcome",
    "format",
    "portfolio",
    "owner",
    "scheme",
    "version",
    "award",
    "manifest_sha256",
];

pub fn write(files: &VerifiedFiles, _: &Style, out: &mut dyn Write) -> io::Result<()> {
    let questions = QUESTIONS.iter().map(|(name, _)| *name);
    let names: Vec<&str> = BEFORE
        .into_iter()
        .chain(questions)
        .chain(["says"])
        .collect();
    csv::write(&names, files.files.iter().map(row), out)
}

fn row(file: &VerifiedFile) -> Vec<CsvCell<'_>> {
    let verification = file.verification.as_ref();
    let of = verification.map(|found| &found.of);
    let scheme = verification.and_then(|found| found.scheme.as_ref());
    let text = |text: Option<&str>| CsvCell::Text(text.unwrap_or_default().to_owned().into());
    let mut cells = vec![
        text(Some(&file.file)),
        text(Some(file.outcome.name())),
        text(verification.map(|found| found.format)),
        text(of.and_then(|of| of.portfolio.as_deref())),
        text(Some(owner(file))),
        text(scheme.map(|scheme| &*scheme.id)),
        text(scheme.map(|scheme| &*scheme.version)),
        text(Some(award(file))),
        text(of.and_then(|of| of.manifest_sha256.as_deref())),
    ];
    let answers = QUESTIONS.iter().map(|(_, about)| {
        let outcome = verification.and_then(|found| answer(found, *about));
        text(outcome.map(AnswerOutcome::name))
    });
    cells.extend(answers);
    cells.push(CsvCell::Text(result(file).into()));
    cells
}

/// Returns the worst answer to a question, which is put more than once if people are shown
/// otherwise than they are known.
fn answer(found: &Verification, about: VerificationQuestion) -> Option<AnswerOutcome> {
    let answers = found.findings.iter();
    let outcomes = answers.filter(|answer| answer.about == about);
    outcomes
        .map(|answer| answer.outcome)
        .max_by_key(|outcome| match outcome {
            AnswerOutcome::Good => 0,
            AnswerOutcome::Note => 1,
            AnswerOutcome::Unverified => 2,
            AnswerOutcome::Bad => 3,
        })
}
