//! Knows the place of each path in a pack: what a link in a record leads to, and which
//! pictures the pack can show.

use std::collections::{BTreeMap, BTreeSet};

use super::model::{Pack, PackSection, PrintedRecord, TableRow};
use crate::base::files::equal_names::EqualNames;
use crate::base::markdown::LinkContext;
use crate::base::picture::{MOST_PIXELS, PictureFault, Size, UnsupportedName};
use crate::domain::phrases::PackPhrase;

/// A pack as the words in it see it.
pub struct PackAnchors<'p> {
    pack: &'p Pack,
    anchors: BTreeMap<&'p str, String>,
    names: EqualNames,
}

impl<'p> PackAnchors<'p> {
    /// Records and evidence that are printed come first; any other file leads to
    /// its entry among the files that the pack carries.
    pub fn new(pack: &'p Pack) -> Self {
        let files = pack.files.keys().enumerate();
        let carried = files.map(|(index, path)| (path.as_str(), file_anchor(index)));
        Self::with_anchors(carried.collect(), pack)
    }

    /// Records and evidence that are printed, and nothing else.
    pub fn printed_only(pack: &'p Pack) -> Self {
        Self::with_anchors(BTreeMap::new(), pack)
    }

    fn with_anchors(mut anchors: BTreeMap<&'p str, String>, pack: &'p Pack) -> Self {
        for item in &pack.evidence {
            anchors.insert(item.path.as_str(), item.anchor.clone());
        }
        for part in &pack.parts {
            match part {
                PackSection::Documents { documents, .. } => {
                    documents.iter().for_each(|d| add_document(&mut anchors, d));
                }
                PackSection::Page(sheet) => add_document(&mut anchors, &sheet.document),
                PackSection::Log { rows, .. } => anchors.extend(
                    rows.iter()
                        .map(|row| (row.path.as_str(), row.anchor.clone())),
                ),
                PackSection::Table { table, .. } => {
                    anchors.extend(table.lines.iter().filter_map(record_anchor))
                }
            }
        }
        let files = pack.files.keys().map(String::as_str);
        let names = EqualNames::new(
            files
                .chain(anchors.keys().copied())
                .collect::<BTreeSet<_>>(),
        );
        Self {
            pack,
            anchors,
            names,
        }
    }

    /// Returns every anchor to which a path leads.
    pub fn anchors(self) -> BTreeSet<String> {
        self.anchors.into_values().collect()
    }
}

impl LinkContext for PackAnchors<'_> {
    fn stored_path(&self, written: String) -> String {
        let is_exact = self.pack.files.contains_key(&written);
        if is_exact || self.anchors.contains_key(written.as_str()) {
            return written;
        }
        self.names
            .find(&written)
            .map_or(written.clone(), str::to_owned)
    }

    fn anchor(&self, path: &str) -> Option<String> {
        self.anchors.get(path).cloned()
    }

    fn picture(&self, path: &str) -> Result<Size, String> {
        let file = self.pack.files.get(path);
        let shown = file.map(|file| file.shown.map_err(why_not_shown));
        shown.unwrap_or_else(|| Err(PackPhrase::PictureNotCarried {}.say()))
    }
}

/// Says that a picture is not shown, and why.
pub fn no_picture(alt: &str, reason: &str) -> String {
    match alt {
        "" => PackPhrase::NoPicture { reason },
        alt => PackPhrase::NoPictureOf { alt, reason },
    }
    .say()
}

/// Says why a picture is not shown, as a clause.
pub fn why_not_shown(fault: PictureFault) -> String {
    match fault {
        PictureFault::Unsupported(format) => match format.name {
            UnsupportedName::Tiff => PackPhrase::PictureIsTiff {},
            UnsupportedName::Heic => PackPhrase::PictureIsHeic {},
            UnsupportedName::Film => PackPhrase::PictureIsFilm {},
            UnsupportedName::Drawing => PackPhrase::PictureIsDrawing {},
            UnsupportedName::Bitmap => PackPhrase::PictureIsBitmap {},
        },
        PictureFault::NoImage => PackPhrase::PictureIsNone {},
        PictureFault::Damaged => PackPhrase::PictureDamaged {},
        PictureFault::TooLarge => PackPhrase::PictureTooLarge {
            millions: MOST_PIXELS / 1_000_000,
        },
        PictureFault::TooManyPixels => PackPhrase::PictureTooManyPixels {},
        PictureFault::BeyondBudget => PackPhrase::PictureBeyondBudget {},
        PictureFault::Cmyk => PackPhrase::PictureCmyk {},
    }
    .say()
}

/// The anchor of the `index`th file that a pack carries.
pub fn file_anchor(index: usize) -> String {
    format!("pack-file-{}", index + 1)
}

/// The record that is printed in a line, and its anchor.
fn record_anchor(line: &TableRow) -> Option<(&str, String)> {
    match line {
        TableRow::Row {
            path: Some(path),
            anchor: Some(anchor),
            ..
        } => Some((path, anchor.clone())),
        _ => None,
    }
}

fn add_document<'p>(anchors: &mut BTreeMap<&'p str, String>, document: &'p PrintedRecord) {
    anchors.insert(document.path.as_str(), document.anchor.clone());
    let beneath = &document.beneath;
    beneath.iter().for_each(|d| add_document(anchors, d));
}
