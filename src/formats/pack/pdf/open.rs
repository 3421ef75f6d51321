//! The files attached to a PDF that was printed before. Only the list of attached
//! files is read; what the pages show is compared by printing them again.

use std::io::Read;

use flate2::read::ZlibDecoder;
use hayro_syntax::Filter;
use hayro_syntax::Pdf;
use hayro_syntax::object::{Array, Dict, Stream, String as PdfString};

use super::error::TypesetError;
use crate::base::files::LARGEST_EVIDENCE;
use crate::base::text::percent;
use crate::views::submission::Opened;

/// Deepest that the tree of names is followed, and most names in it: it may be
/// written so as to have no end.
const DEEPEST: usize = 8;
const MOST: usize = 100_000;

/// The files that are attached to a PDF.
pub fn open(bytes: &[u8]) -> Result<Opened, TypesetError> {
    let unreadable = || TypesetError::Unreadable;
    let pdf = Pdf::new(bytes.to_vec()).map_err(|_| unreadable())?;
    let xref = pdf.xref();
    let catalog: Dict = xref.get(xref.root_id()).ok_or_else(unreadable)?;
    let mut opened = Opened::default();
    let tree = catalog
        .get::<Dict>("Names")
        .and_then(|names| names.get::<Dict>("EmbeddedFiles"));
    if let Some(tree) = tree {
        let mut names = 0;
        walk(&tree, 0, &mut names, &mut opened);
    }
    Ok(opened)
}

fn walk(tree: &Dict<'_>, depth: usize, names: &mut usize, opened: &mut Opened) {
    if let Some(list) = tree.get::<Array>("Names") {
        // Names and files take turns; only the file says what it is called.
        let mut items = list.flex_iter();
        while items.next::<PdfString>().is_some() {
            *names += 1;
            if *names > MOST {
                return;
            }
            match items.next::<Dict>().as_ref().and_then(attached) {
                Some((name, bytes)) => opened.add(name, bytes),
                None => opened
                    .oddities
                    .push("an attached file is damaged".to_owned()),
            }
        }
    }
    if depth < DEEPEST
        && let Some(kids) = tree.get::<Array>("Kids")
    {
        for kid in kids.iter::<Dict>() {
            walk(&kid, depth + 1, names, opened);
        }
    }
}

/// The name and the bytes of a file specification.
fn attached(file: &Dict<'_>) -> Option<(String, Vec<u8>)> {
    let name = file
        .get::<PdfString>("UF")
        .or_else(|| file.get::<PdfString>("F"))?;
    let name = percent::decoded(&text(name.as_bytes())?)?;
    let stream = file.get::<Dict>("EF")?.get::<Stream>("F")?;
    Some((name, content(&stream)?))
}

/// A PDF's text string: UTF-16 with its mark, or else plain ASCII.
fn text(bytes: &[u8]) -> Option<String> {
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

/// The bytes of a stream, of which no more are taken than evidence may have.
fn content(stream: &Stream<'_>) -> Option<Vec<u8>> {
    let raw = stream.raw_data();
    let filters = stream.filters();
    match filters.as_slice() {
        [] => Some(raw.into_owned()),
        [Filter::FlateDecode] => {
            let mut bytes = Vec::new();
            ZlibDecoder::new(&*raw)
                .take(LARGEST_EVIDENCE + 1)
                .read_to_end(&mut bytes)
                .ok()?;
            (bytes.len() as u64 <= LARGEST_EVIDENCE).then_some(bytes)
        }
        _ => None,
    }
}
