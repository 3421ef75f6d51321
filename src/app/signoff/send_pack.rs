//! The files that go to the people who decide: the pack, and a letter to send with it.

use thiserror::Error;

use super::letters::{describe_return, in_language_of, submission_letter};
use crate::app::error::{Explain, Explanation};
use crate::app::pack::print::{self, PackError};
use crate::app::ports::{ExistingFile, OutputError, OutputFile, OutputPlace};
use crate::app::workspace::Workspace;
use crate::check::{AwardVerdict, CheckInput, verdicts};
use crate::domain::id::AwardRef;
use crate::domain::layout::AwardFiles;
use crate::domain::letters::SUBMITTING;
use crate::formats::PrintError;
use crate::formats::pack::{self, PackFormat};
use crate::views::submission::model::Pack;

/// The paths in the portfolio of the files to send.
#[derive(Debug, PartialEq, Eq)]
pub struct PackToSend {
    /// The pack in each format that was printed.
    pub packs: Vec<String>,
    pub letter: String,
    /// A reason why there is no PDF, such as its length.
    pub no_pdf: Option<String>,
}

/// A reason why there is nothing to send.
#[derive(Debug, Error)]
pub enum SendPackError {
    #[error(transparent)]
    Pack(#[from] PackError),
    #[error(transparent)]
    Print(#[from] PrintError),
    #[error(transparent)]
    Output(#[from] OutputError),
}

impl Explain for SendPackError {
    fn explain(&self) -> Explanation {
        match self {
            Self::Pack(error) => error.explain(),
            Self::Print(_) => Explanation::failed(),
            Self::Output(error) => error.explain(),
        }
    }
}

/// Returns an error if the pack and the letter cannot be written where they belong, before
/// anything is signed.
pub fn require_writable(award: &AwardRef, workspace: &Workspace) -> Result<(), OutputError> {
    let files = workspace.files_of(award);
    let packs = formats().map(|format| files.pack(format.extension));
    let paths: Vec<String> = packs.into_iter().chain([files.letter()]).collect();
    let outputs = paths.iter().map(|path| output(path, b""));
    workspace.outputs().check(&outputs.collect::<Vec<_>>())
}

/// Returns the formats in which the pack is printed. The last holds the pages of the others.
fn formats() -> [&'static PackFormat; 3] {
    [&pack::html::FORMAT, &pack::pdf::FORMAT, &pack::zip::FORMAT]
}

/// The pack in each format, by its path.
type PrintedFiles = Vec<(String, Vec<u8>)>;

/// Returns the pack in each format, and the reason why it is a page of HTML alone if it is too
/// long for a PDF.
fn print_all(
    printed: &Pack,
    files: &AwardFiles,
) -> Result<(PrintedFiles, Option<String>), PrintError> {
    let [html, pdf, zip] = formats();
    let path = |format: &PackFormat| files.pack(format.extension);
    let page = (html.print)(printed)?;
    match (pdf.print)(printed) {
        Ok(pages) => {
            let whole = pack::zip::of_pages(printed, page.clone(), pages.clone())?;
            let all = vec![(path(html), page), (path(pdf), pages), (path(zip), whole)];
            Ok((all, None))
        }
        Err(error) => Ok((vec![(path(html), page)], Some(error.to_string()))),
    }
}

fn output<'f>(path: &'f str, bytes: &'f [u8]) -> OutputFile<'f> {
    OutputFile {
        place: OutputPlace::InPortfolio(path),
        bytes,
        existing: ExistingFile::Replace,
    }
}

/// Writes the pack of an award as the last commit has it, and the letter, over older ones. A
/// pack that is too long for a PDF is sent without one.
pub fn write(award: &AwardRef, workspace: &Workspace) -> Result<PackToSend, SendPackError> {
    let printed = print::committed(award, workspace)?;
    let files = workspace.files_of(award);
    let (packs, no_pdf) = print_all(&printed, &files)?;
    let letter = files.letter();
    let first = packs.first().map(|(path, _)| path.as_str());
    let result = verdicts(CheckInput {
        focus: Some(award),
        ..workspace.check_input()
    });
    let verdict = result.award(award);
    let chain = verdict.map(|verdict| &verdict.chain);
    let portfolio = &workspace.portfolio;
    let file = first.unwrap_or_default();
    let scheme = portfolio.scheme(award.scheme());
    let words = in_language_of(&SUBMITTING, scheme, portfolio.language(), |words| {
        let returned = chain.and_then(|chain| describe_return(chain, portfolio, &printed));
        let title = verdict.map_or_else(String::new, AwardVerdict::title_in_words);
        submission_letter(&printed, &title, file, returned, words)
    });
    let outputs = packs.iter().map(|(path, bytes)| output(path, bytes));
    let outputs = outputs.chain([output(&letter, words.as_bytes())]);
    workspace.outputs().write(&outputs.collect::<Vec<_>>())?;
    Ok(PackToSend {
        packs: packs.into_iter().map(|(path, _)| path).collect(),
        letter,
        no_pdf,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::fakes::{FakeOutputs, World};

    #[test]
    fn the_pack_and_its_letter_are_written_together_or_not_at_all() {
        let outputs = FakeOutputs::default();
        let mut world = World::sams_portfolio();
        world.outputs = outputs.clone();
        let workspace = world.open().unwrap();
        let bronze = workspace.award("bronze").unwrap();
        let sent = write(&bronze, &workspace).unwrap();
        let packs = ["packs/bronze.html", "packs/bronze.pdf", "packs/bronze.zip"];
        assert_eq!(
            (sent.packs.as_slice(), &sent.no_pdf),
            (&packs.map(str::to_owned)[..], &None)
        );
        // As `cpd pack` prints it.
        let zip = outputs.bytes(&workspace.root.join(packs[2])).unwrap();
        let printed = print::committed(&bronze, &workspace).unwrap();
        assert_eq!(zip, (pack::zip::FORMAT.print)(&printed).unwrap());
        let [pack, letter] = [&sent.packs[0], &sent.letter].map(|path| workspace.root.join(path));
        let text = String::from_utf8(outputs.bytes(&letter).unwrap()).unwrap();
        assert!(text.contains("bronze.html. You can open it"), "{text}");

        outputs.put(&pack, b"an older one");
        outputs.make_folder(&letter);
        let error = write(&bronze, &workspace).unwrap_err();
        assert!(
            matches!(error, SendPackError::Output(OutputError::IsFolder(_))),
            "{error}"
        );
        assert_eq!(outputs.bytes(&pack).unwrap(), b"an older one");
    }
}
