//! The language of a portfolio or of one record, which both write after `language:`.

use super::{Fault, Portfolio, Record};
use crate::base::document::Node;
use crate::base::text::{LanguageTag, TagFault};
use crate::domain::schema::Kind;

/// The name of the setting, and of the detail of any record.
pub const LANGUAGE: &str = "language";

/// The language where none is written.
pub const USUAL_LANGUAGE: &str = "en-GB";

/// Reads the language among settings or details.
pub fn read(top: &Node, faults: &mut Vec<Fault>) -> Option<LanguageTag> {
    let node = top.get(LANGUAGE).filter(|node| !node.is_null())?;
    let written = node.scalar().unwrap_or_default();
    let fault = match LanguageTag::parse(written) {
        Ok(tag) => return Some(tag),
        Err(fault) => fault,
    };
    faults.push(Fault::BadLanguage {
        at: node.span,
        written: written.to_owned(),
        meant: match fault {
            TagFault::Meant(tag) => Some(tag),
            TagFault::Unknown => None,
        },
    });
    None
}

/// Reads the language of a record, unless its kind has another detail of this name.
pub fn read_of_record(kind: &Kind, front: &Node, faults: &mut Vec<Fault>) -> Option<LanguageTag> {
    match kind.field(LANGUAGE) {
        Some(_) => None,
        None => read(front, faults),
    }
}

impl Portfolio {
    /// Returns the tag of the language that the owner writes in.
    pub fn language(&self) -> &str {
        let tag = self.config.language.as_ref();
        tag.map_or(USUAL_LANGUAGE, LanguageTag::as_str)
    }

    /// Returns the tag of the language that a record is written in.
    pub fn language_of<'a>(&'a self, record: &'a Record) -> &'a str {
        let tag = record.language.as_ref();
        tag.map_or_else(|| self.language(), LanguageTag::as_str)
    }
}
