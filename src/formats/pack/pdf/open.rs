//! The files attached to a PDF that was printed before. Only the list of attached
//! files is read; what the pages show is compared by printing them again.

use std::collections::BTreeSet;

use flate2::read::ZlibDecoder;
use hayro_syntax::Filter;
use hayro_syntax::Pdf;
use hayro_syntax::object::{Array, Dict, Stream, String as PdfString};

use super::error::TypesetError;
use crate::base::pdf::nesting::{hides_objects, is_shallow};
use crate::base::text::percent;
use crate::formats::pack::budget::{Budget, Exhausted};
use crate::views::submission::OpenedPack;

/// Deepest that the tree of names is followed, and most names in it: it may be
/// written so as to have no end.
const DEEPEST: usize = 8;
const MOST: usize = 100_000;

/// Returns the files that are attached to a PDF.
pub fn open(bytes: &[u8]) -> Result<OpenedPack, TypesetError> {
    let unreadable = || TypesetError::Unreadable;
    if !is_shallow(bytes) || hides_objects(bytes) {
        return Err(unreadable());
    }
    let pdf = Pdf::new(bytes.to_vec()).map_err(|_| unreadable())?;
    let xref = pdf.xref();
    let catalog: Dict = xref.get(xref.root_id()).ok_or_else(unreadable)?;
    let mut reader = Reader {
        opened: OpenedPack::default(),
        budget: Budget::for_pack(bytes.len()),
        streams: BTreeSet::new(),
        names: 0,
    };
    let tree = catalog
        .get::<Dict>("Names")
        .and_then(|names| names.get::<Dict>("EmbeddedFiles"));
    if let Some(tree) = tree {
        reader.walk(&tree, 0)?;
    }
    Ok(reader.opened)
}

/// Attached files while they are read.
struct Reader {
    opened: OpenedPack,
    budget: Budget,
    /// Numbers of the streams that were read: each is the content of one file.
    streams: BTreeSet<(i32, i32)>,
    names: usize,
}

impl Reader {
    fn walk(&mut self, tree: &Dict<'_>, depth: usize) -> Result<(), Exhausted> {
        if let Some(list) = tree.get::<Array>("Names") {
            // Names and files take turns; only the file says what it is called.
            let mut items = list.flex_iter();
            while items.next::<PdfString>().is_some() {
                self.names += 1;
                if self.names > MOST {
                    return Ok(());
                }
                match items.next::<Dict>() {
                    Some(file) => self.add_attachment(&file)?,
                    None => self.add_damaged(),
                }
            }
        }
        if depth < DEEPEST
            && let Some(kids) = tree.get::<Array>("Kids")
        {
            for kid in kids.iter::<Dict>() {
                self.walk(&kid, depth + 1)?;
            }
        }
        Ok(())
    }

    /// Takes in the file of a file specification.
    fn add_attachment(&mut self, file: &Dict<'_>) -> Result<(), Exhausted> {
        let Some((name, stream)) = read_specification(file) else {
            self.add_damaged();
            return Ok(());
        };
        let number = file.get::<Dict>("EF").and_then(|ef| ef.get_ref("F"));
        if number.is_some_and(|at| !self.streams.insert((at.obj_number, at.gen_number))) {
            self.add_damaged();
            return Ok(());
        }
        match self.stream_bytes(&stream)? {
            Some(bytes) => self.opened.add_file(name, bytes),
            None => self.add_damaged(),
        }
        Ok(())
    }

    fn add_damaged(&mut self) {
        let says = "an attached file is damaged".to_owned();
        if self.opened.oddities.last() != Some(&says) {
            self.opened.oddities.push(says);
        }
    }

    /// Returns the bytes of a stream; nothing if it is damaged.
    fn stream_bytes(&mut self, stream: &Stream<'_>) -> Result<Option<Vec<u8>>, Exhausted> {
        let raw = stream.raw_data();
        let filters = stream.filters();
        let (bytes, read) = match filters.as_slice() {
            [] => self.budget.read(&*raw)?,
            [Filter::FlateDecode] => self.budget.read(ZlibDecoder::new(&*raw))?,
            _ => return Ok(None),
        };
        Ok(read.is_ok().then_some(bytes))
    }
}

/// Returns the name and the content of a file specification.
fn read_specification<'a>(file: &Dict<'a>) -> Option<(String, Stream<'a>)> {
    let name = file
        .get::<PdfString>("UF")
        .or_else(|| file.get::<PdfString>("F"))?;
    let name = percent::decode(&parse_text_string(name.as_bytes())?)?;
    let stream = file.get::<Dict>("EF")?.get::<Stream>("F")?;
    Some((name, stream))
}

/// A PDF's text string: UTF-16 with its mark, or else plain ASCII.
fn parse_text_string(bytes: &[u8]) -> Option<String> {
    match bytes {
        [0xFE, 0xFF, rest @ ..] => {
            let units = rest
                .chunks_exact(2)
                .map(|two| u16::from_be_bytes([two[0], two[1]]));
            String::from_utf16(&units.collect::<Vec<_>>()).ok()
        }
        plain => String::from_utf8(plain.to_vec()).ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pdf_of_parts_that_are_never_closed_is_refused_at_once() {
        for part in ["<</A ", "["] {
            let text = format!("%PDF-1.7\n1 0 obj\n{}", part.repeat(50_000));
            let begun = std::time::Instant::now();
            assert!(open(text.as_bytes()).is_err());
            assert!(begun.elapsed().as_secs() < 5, "{:?}", begun.elapsed());
        }
    }
}
