//! The files that go to the people who decide: the pack, and a letter to send with it.

use thiserror::Error;

use crate::app::error::{Explain, Explanation};
use crate::app::pack::print::{self, PackError};
use crate::app::ports::{ExistingFile, OutputError, OutputFile, OutputPlace};
use crate::app::workspace::Workspace;
use crate::domain::id::AwardRef;
use crate::formats::PrintError;
use crate::formats::pack;
use crate::formats::pack::letter::write_letter;

/// The paths in the portfolio of the files to send.
#[derive(Debug, PartialEq, Eq)]
pub struct PackToSend {
    pub pack: String,
    pub letter: String,
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

/// Writes the pack of an award as the last commit has it, and the letter, over older ones.
pub fn write(award: &AwardRef, workspace: &Workspace) -> Result<PackToSend, SendPackError> {
    let printed = print::committed(award, workspace)?;
    let page = (pack::DEFAULT.print)(&printed)?;
    let files = workspace.files_of(award);
    let paths = PackToSend {
        pack: files.pack(pack::DEFAULT.extension),
        letter: files.letter(),
    };
    let letter = write_letter(&printed, &paths.pack);
    let files = [(&paths.pack, &page[..]), (&paths.letter, letter.as_bytes())];
    let files = files.map(|(path, bytes)| OutputFile {
        place: OutputPlace::InPortfolio(path),
        bytes,
        existing: ExistingFile::Replace,
    });
    workspace.outputs().write(&files)?;
    Ok(paths)
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
        let [pack, letter] = [&sent.pack, &sent.letter].map(|path| workspace.root.join(path));
        let text = String::from_utf8(outputs.bytes(&letter).unwrap()).unwrap();
        assert!(text.contains(" as bronze.html."), "{text}");

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
