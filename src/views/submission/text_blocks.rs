//! The texts of a pack in the order in which they are printed: every record with
//! words, and what each signatory said.

use super::model::{Pack, Part, PrintedRecord};

/// One text that printers set.
#[derive(Debug)]
pub struct Text<'p> {
    /// What its notes are named after.
    pub anchor: String,
    pub markdown: &'p str,
    /// Where its links and pictures start from.
    pub path: &'p str,
    /// Of the heading above it.
    pub level: u8,
}

/// Level of a record's own title, below the pack's and its part's.
const TITLE: u8 = 3;

/// Every text of a pack.
pub fn texts(pack: &Pack) -> Vec<Text<'_>> {
    let mut texts = Vec::new();
    for part in &pack.parts {
        match part {
            Part::Documents { documents, .. } => {
                documents.iter().for_each(|d| add(&mut texts, d, TITLE));
            }
            Part::Page(sheet) => {
                add(&mut texts, &sheet.document, TITLE);
                for (at, signature) in sheet.signatures.iter().enumerate() {
                    if let Some(words) = &signature.words {
                        texts.push(Text {
                            anchor: format!("{}-words-{at}", sheet.anchor),
                            markdown: words,
                            path: &sheet.document.path,
                            level: TITLE + 1,
                        });
                    }
                }
            }
            Part::Log { .. } | Part::Table { .. } => {}
        }
    }
    texts
}

fn add<'p>(texts: &mut Vec<Text<'p>>, document: &'p PrintedRecord, level: u8) {
    texts.push(Text {
        anchor: document.anchor.clone(),
        markdown: &document.body,
        path: &document.path,
        level,
    });
    let beneath = (level + 1).min(6);
    document.beneath.iter().for_each(|d| add(texts, d, beneath));
}
