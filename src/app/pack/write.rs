//! Writing a printed pack: among the packs of the portfolio, or to a file that a person
//! named. Words that somebody wrote are not overwritten.

use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::app::error::{Explain, Explanation};
use crate::app::ports::{ExistingFile, OutputError, OutputFile, OutputPlace};
use crate::app::workspace::Workspace;
use crate::domain::id::AwardRef;
use crate::domain::layout;
use crate::formats::pack::{self, FormatMatch, PACK_FORMATS, PackFormat};

/// The file that a pack goes to.
pub enum PackDestination<'a> {
    /// The usual one of an award in the portfolio, over an older pack or draft.
    Usual {
        award: &'a AwardRef,
        state: PrintedState,
    },
    /// The usual one of the record of a period, over an older one.
    Period { name: &'a str },
    /// A file that a person named, over nothing but another pack.
    Named(&'a Path),
}

/// The state of the files that a pack was printed from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PrintedState {
    Draft,
    /// As they are now, although they have changed since they were signed.
    Current,
    Ready,
}

/// A reason why a pack was not written.
#[derive(Debug, Error)]
pub enum WritePackError {
    #[error("{} already exists and is not a pack", .0.display())]
    NotAPack(PathBuf),
    #[error(transparent)]
    Output(OutputError),
}

impl From<OutputError> for WritePackError {
    fn from(error: OutputError) -> Self {
        match error {
            OutputError::Taken(path) => Self::NotAPack(path),
            error => Self::Output(error),
        }
    }
}

impl Explain for WritePackError {
    fn explain(&self) -> Explanation {
        match self {
            Self::NotAPack(_) => Explanation::refused().hint("name another file"),
            Self::Output(error) => error.explain(),
        }
    }
}

/// A pack in another format than the one that was asked for.
pub struct PackBeside {
    pub format: &'static PackFormat,
    /// The bytes that are there.
    bytes: Vec<u8>,
}

impl PackBeside {
    /// Returns true if it differs from what was printed, and so shows an earlier state.
    pub fn is_outdated(&self, printed: &[u8]) -> bool {
        self.bytes != printed
    }
}

/// Returns the usual files of an award that are there in other formats.
pub fn packs_beside(
    format: &PackFormat,
    destination: &PackDestination<'_>,
    workspace: &Workspace,
) -> Vec<PackBeside> {
    let others = PACK_FORMATS
        .iter()
        .filter(|other| other.name != format.name);
    let beside = others.filter_map(|format| {
        let path = destination.usual_path(format, workspace)?;
        let bytes = workspace.bytes(&path)?;
        Some(PackBeside { format, bytes })
    });
    beside.collect()
}

impl PackDestination<'_> {
    /// Returns the usual path in a format; `None` for a file that a person named.
    fn usual_path(&self, format: &PackFormat, workspace: &Workspace) -> Option<String> {
        match self {
            Self::Named(_) => None,
            Self::Usual { award, state } => {
                let files = workspace.files_of(award);
                Some(match state {
                    PrintedState::Draft => files.draft_pack(format.extension),
                    PrintedState::Current => files.current_pack(format.extension),
                    PrintedState::Ready => files.pack(format.extension),
                })
            }
            Self::Period { name } => Some(layout::period_pack(name, format.extension)),
        }
    }
}

/// Writes a pack that was printed in a format, and returns the path of its file.
pub fn write(
    printed: &[u8],
    format: &PackFormat,
    destination: &PackDestination<'_>,
    workspace: &Workspace,
) -> Result<PathBuf, WritePackError> {
    let usual = destination
        .usual_path(format, workspace)
        .unwrap_or_default();
    let (place, existing) = match destination {
        PackDestination::Named(path) => {
            (OutputPlace::Named(path), ExistingFile::ReplaceIf(is_pack))
        }
        PackDestination::Usual { .. } | PackDestination::Period { .. } => {
            (OutputPlace::InPortfolio(&usual), ExistingFile::Replace)
        }
    };
    workspace.outputs().write(&[OutputFile {
        place,
        bytes: printed,
        existing,
    }])?;
    Ok(place.below(&workspace.root))
}

/// Returns true for bytes that cpd printed as a pack.
fn is_pack(bytes: &[u8]) -> bool {
    let likeness = pack::recognise(bytes, PACK_FORMATS).map(|(_, likeness)| likeness);
    likeness == Some(FormatMatch::Ours)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::fakes::{FakeOutputs, World};
    use crate::app::pack::print;

    /// Sam's portfolio, with the bytes of a draft for Bronze.
    fn with_draft() -> (Workspace, FakeOutputs, Vec<u8>) {
        let outputs = FakeOutputs::default();
        let mut world = World::sams_portfolio();
        world.outputs = outputs.clone();
        let workspace = world.open().unwrap();
        let bronze = workspace.award("bronze").unwrap();
        let draft = print::draft(&bronze, &workspace).unwrap();
        let printed = (pack::DEFAULT.print)(&draft).unwrap();
        (workspace, outputs, printed)
    }

    #[test]
    fn a_pack_goes_to_its_usual_file_over_whatever_is_there() {
        let (workspace, outputs, printed) = with_draft();
        let award = &workspace.award("bronze").unwrap();
        for (state, path) in [
            (PrintedState::Draft, "packs/bronze-draft.html"),
            (PrintedState::Ready, "packs/bronze.html"),
        ] {
            let path = workspace.root.join(path);
            outputs.put(&path, b"an older one");
            let destination = PackDestination::Usual { award, state };
            let written = write(&printed, &pack::DEFAULT, &destination, &workspace).unwrap();
            assert_eq!(written, path);
            assert_eq!(outputs.bytes(&path).as_ref(), Some(&printed));
        }
    }

    #[test]
    fn a_pack_goes_over_a_named_file_only_if_that_is_a_pack() {
        let (workspace, outputs, printed) = with_draft();
        let path = Path::new("letter.html");
        let destination = PackDestination::Named(path);
        let write = |bytes: &[u8]| write(bytes, &pack::DEFAULT, &destination, &workspace);
        outputs.put(path, b"words of mine");
        let error = write(&printed).unwrap_err();
        let says = "letter.html already exists and is not a pack";
        assert_eq!(error.to_string(), says);
        assert_eq!(outputs.bytes(path).unwrap(), b"words of mine");
        outputs.put(path, &printed);
        write(b"another").unwrap();
        assert_eq!(outputs.bytes(path).unwrap(), b"another");
    }
}
