//! Faults in the files of a portfolio. Rules put them into words.

use super::unread::RecordPlace;
use crate::base::document;
use crate::base::files::Unreadable;
use crate::base::text::address::AddressFault;
use crate::base::text::{NameList, Span};
use crate::domain::id::{KindId, RecordId};
use crate::domain::schema::{Field, FieldType, Origin};

/// A fault and the file it is in.
#[derive(Debug, Clone)]
pub struct LocatedFault {
    pub path: String,
    /// The kind that the file was read as.
    pub kind: Option<KindId>,
    pub fault: Fault,
}

/// A fault in a file of a portfolio.
#[derive(Debug, Clone)]
pub enum Fault {
    /// A scheme with the id and the version of one that comes with cpd.
    ShadowingScheme {
        id: String,
        version: String,
    },
    Unreadable(Unreadable),
    Form(document::SyntaxFault),
    /// A Markdown file where no kind lives.
    UnknownFolder {
        known: NameList,
        /// The places where it belongs, if it seems to be a record.
        seems: Vec<RecordPlace>,
    },
    /// A record whose details are those of another kind.
    WrongFolder {
        seems: Vec<RecordPlace>,
    },
    /// The stem does not follow the kind's pattern, or the name is not a record's.
    BadFileName {
        example: String,
        why: NameFault,
    },
    DuplicateId {
        id: RecordId,
        at: Span,
        first: String,
        first_at: Span,
    },
    UnknownField {
        name: String,
        at: Span,
        known: NameList,
    },
    MissingField {
        field: Box<Field>,
        at: Span,
        written: bool,
    },
    WrongType {
        field: String,
        at: Span,
        needed: FieldType,
        found: Found,
    },
    NotInVocabulary {
        field: String,
        word: String,
        at: Span,
        known: NameList,
        origin: Option<Origin>,
        /// The scheme whose catalogue has the words, if they are items of one.
        scheme: Option<String>,
    },
    BadDate {
        field: String,
        at: Span,
        written: String,
    },
    /// Words after `language:` that are no tag of a language.
    BadLanguage {
        at: Span,
        written: String,
        meant: Option<String>,
    },
    BrokenReference {
        kind: KindId,
        id: RecordId,
        at: Span,
    },
    /// The id exists, as another kind.
    WrongReferenceKind {
        wanted: KindId,
        found: KindId,
        id: RecordId,
        at: Span,
    },
    OutsidePortfolio {
        at: Span,
    },
    /// An address of a page that cannot be used.
    BadAddress {
        field: String,
        at: Span,
        why: AddressFault,
    },
    /// An address of a page where a file belongs.
    AddressAsFile {
        field: String,
        at: Span,
    },
    MissingFile {
        at: Span,
        path: String,
    },
    /// `cpd.yaml` or a file of people that is not as it should be.
    Config {
        at: Span,
        message: String,
        help: String,
    },
    /// `cpd.yaml` names a scheme or a version that cannot be had.
    UnknownScheme {
        at: Span,
        id: String,
        version: String,
        known: Vec<String>,
    },
}

/// A value that is not of the type of its field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    Word(String),
    /// A list or a map, in words.
    Other(&'static str),
}

/// The reason why a file's name is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NameFault {
    /// It does not end in `.md`.
    NotMarkdown,
    Pattern,
    /// It begins with another date than the record gives.
    Date {
        named: chrono::NaiveDate,
        given: chrono::NaiveDate,
        at: Span,
    },
}
