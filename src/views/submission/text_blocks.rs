//! The texts of a pack in the order in which they are printed: every record with
//! words, and what each signatory said.

use super::model::{Pack, PackSection, PrintedRecord};

/// One text that printers set.
#[derive(Debug)]
pub struct TextBlock<'p> {
    /// The anchor that its notes are named after.
    pub anchor: String,
    pub markdown: &'p str,
    /// The path that its links and pictures start from.
    pub path: &'p str,
    /// Of the heading above it.
    pub level: u8,
    /// True for the words of a sign-off: these are signed, and no picture in them is.
    pub is_signoff: bool,
}

/// Level of a record's own title, below the pack's and its part's.
const TITLE: u8 = 3;

/// Every text of a pack.
pub fn text_blocks(pack: &Pack) -> Vec<TextBlock<'_>> {
    let mut text_blocks = Vec::new();
    for part in &pack.parts {
        match part {
            PackSection::Documents { documents, .. } => {
                documents
                    .iter()
                    .for_each(|d| add(&mut text_blocks, d, TITLE));
            }
            PackSection::Page(sheet) => {
                add(&mut text_blocks, &sheet.document, TITLE);
                for (at, signature) in sheet.signatures.iter().enumerate() {
                    if let Some(words) = &signature.words {
                        text_blocks.push(TextBlock {
                            anchor: format!("{}-words-{at}", sheet.anchor),
                            markdown: words,
                            path: &sheet.document.path,
                            level: TITLE + 1,
                            is_signoff: true,
                        });
                    }
                }
            }
            PackSection::Log { .. } | PackSection::Table { .. } => {}
        }
    }
    text_blocks
}

fn add<'p>(text_blocks: &mut Vec<TextBlock<'p>>, document: &'p PrintedRecord, level: u8) {
    text_blocks.push(TextBlock {
        anchor: document.anchor.clone(),
        markdown: &document.body,
        path: &document.path,
        level,
        is_signoff: false,
    });
    let beneath = (level + 1).min(6);
    document
        .beneath
        .iter()
        .for_each(|d| add(text_blocks, d, beneath));
}
