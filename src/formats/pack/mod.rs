//! Formats of packs, one folder or file to a format. Each prints a pack as bytes,
//! recognises such bytes and opens them again; none knows where the file lies. A new
//! format is a module beside the others, and a line in [`PACK_FORMATS`].

mod budget;
mod check_section;
pub mod html;
pub mod letter;
mod limits;
pub mod pdf;
mod texts;
mod watermark;
pub mod zip;

use std::error::Error;

use super::PrintError;
use crate::views::submission::OpenedPack;
use crate::views::submission::model::Pack;

/// A format that packs are printed in.
pub struct PackFormat {
    /// The value of `--format`.
    pub name: &'static str,
    /// The ending of its files, without the dot.
    pub extension: &'static str,
    /// The same pack gives the same bytes.
    pub print: fn(&Pack) -> Result<Vec<u8>, PrintError>,
    /// Says how much bytes look like a pack in this format. Reads little of them.
    pub sniff: fn(&[u8]) -> FormatMatch,
    pub open: fn(&[u8]) -> Result<OpenedPack, PackOpenError>,
}

/// Every format of a pack; the first is printed where none is asked for.
pub const PACK_FORMATS: &[PackFormat] = &[DEFAULT, pdf::FORMAT, zip::FORMAT];

/// Printed where no format is asked for.
pub const DEFAULT: PackFormat = html::FORMAT;

/// The likeness of bytes to a pack in some format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FormatMatch {
    /// They are something else.
    No,
    /// They are of the same type of file, such as a PDF that another program wrote. A pack
    /// that was packed anew or lost its mark looks like this too.
    SameContainer,
    /// They bear the mark of a pack in this format.
    Ours,
}

/// The reason why bytes could not be opened as a pack.
#[derive(Debug, thiserror::Error)]
pub enum PackOpenError {
    #[error("it is empty")]
    Empty,
    #[error("it is another kind of file")]
    UnknownFormat,
    #[error("it carries no files of a portfolio")]
    NoFiles,
    #[error("it is damaged, cut short or locked ({0})")]
    Unreadable(#[source] Box<dyn Error + Send + Sync>),
}

impl PackOpenError {
    fn unreadable(error: impl Error + Send + Sync + 'static) -> Self {
        Self::Unreadable(Box::new(error))
    }
}

impl PrintError {
    /// Returns the error for a pack or certificate that cannot be printed.
    pub fn pack(error: impl Error + Send + Sync + 'static) -> Self {
        Self::Pack(Box::new(error))
    }
}

/// Returns the names of the formats, the first being printed where none is asked for.
pub fn names() -> impl Iterator<Item = &'static str> {
    PACK_FORMATS.iter().map(|format| format.name)
}

/// Returns the format with this name.
pub fn named(name: &str) -> Option<&'static PackFormat> {
    PACK_FORMATS.iter().find(|format| format.name == name)
}

/// Returns the format whose files have this ending, in letters of either case.
pub fn with_extension(extension: &str) -> Option<&'static PackFormat> {
    let mut formats = PACK_FORMATS.iter();
    formats.find(|format| format.extension.eq_ignore_ascii_case(extension))
}

/// Returns the format that bytes are in, and how sure that is. Every format is asked
/// whether they are its own before any may take them for their type of file: several
/// formats may be zips within.
pub fn recognise<'f>(
    bytes: &[u8],
    formats: &'f [PackFormat],
) -> Option<(&'f PackFormat, FormatMatch)> {
    let alike = |wanted| {
        let mut formats = formats.iter();
        let found = formats.find(|format| (format.sniff)(bytes) == wanted);
        found.map(|format| (format, wanted))
    };
    alike(FormatMatch::Ours).or_else(|| alike(FormatMatch::SameContainer))
}

/// Opens a pack in whichever format it is.
pub fn open(bytes: &[u8]) -> Result<(&'static PackFormat, OpenedPack), PackOpenError> {
    if bytes.is_empty() {
        return Err(PackOpenError::Empty);
    }
    let (format, _) = recognise(bytes, PACK_FORMATS).ok_or(PackOpenError::UnknownFormat)?;
    let opened = (format.open)(bytes)?;
    if opened.printing.is_none() && opened.files.is_empty() {
        return Err(PackOpenError::NoFiles);
    }
    Ok((format, opened))
}

/// Returns true if words stand in bytes.
fn contains(bytes: &[u8], words: &[u8]) -> bool {
    bytes.windows(words.len()).any(|found| found == words)
}

#[cfg(test)]
mod tests;
