//! A kind of record.

use super::{DueField, Field, FieldType, Origin, Pattern};
use crate::domain::id::KindId;

/// A sort of record: where it is kept, what it may say, how it prints.
#[derive(Debug, Clone)]
pub struct Kind {
    pub name: KindId,
    /// Singular, for messages and headings.
    pub title: String,
    pub plural: String,
    pub help: String,
    pub place: KindPlace,
    /// The field that dates it.
    pub dated: Option<String>,
    /// Only records with this value of this field are counted in sets, unless a
    /// set's filter names the field.
    pub counts: Option<(String, String)>,
    /// Records with one of these values may be dated in the future.
    pub planned: Option<(String, Vec<String>)>,
    /// True if any of its records may be dated in the future. It counts from its day on.
    pub plannable: bool,
    /// The field with the last day of something that goes on from its date; while
    /// that is empty, it lasts.
    pub lasts: Option<String>,
    /// The fields with days that its owner has to remember.
    pub due: Vec<DueField>,
    /// Place of its records in the plan, from needs to what came of them.
    pub plan: Option<PlanPosition>,
    /// The field whose rows are shown as a table.
    pub table: Option<String>,
    pub print: PrintMode,
    /// Written by cpd's own commands, never by `cpd new`.
    pub written_by_cpd: bool,
    pub fields: Vec<Field>,
    /// Headings that the body is expected to have.
    pub sections: Vec<String>,
    pub origin: Origin,
}

/// The folder or file in which records of a kind are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KindPlace {
    /// One Markdown file each, in a folder.
    Folder { folder: String, id: Pattern },
    /// One file, which is the only record.
    File(String),
    /// Rows of a YAML file, under the kind's plural.
    Rows(String),
}

/// The position of records of a kind in the plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanPosition {
    /// The field that refers to the records it stands under; none at the top.
    pub under: Option<String>,
    /// Fields that are shown beside the title.
    pub show: Vec<String>,
    /// The field that says how much money can be spent on what stands beneath it.
    pub budget: Option<String>,
    pub claim: Option<ClaimFields>,
}

/// The fields that say if money was claimed back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimFields {
    /// The day on which it was claimed; empty until then.
    pub on: String,
    /// A field and the value with which there is nothing to claim.
    pub unless: Option<(String, String)>,
}

/// The way in which a pack prints records of a kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PrintMode {
    /// Text that runs on.
    Document,
    /// Alone on its page, with the signatures.
    Page,
    /// A row of a table.
    Log,
    /// Beneath the record that it refers to by a field of this name.
    Beneath(String),
    None,
}

impl Kind {
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// Returns the first field with a number of hours.
    pub fn hours_field(&self) -> Option<&Field> {
        let mut fields = self.fields.iter();
        fields.find(|field| field.ty == FieldType::Hours)
    }

    /// Returns the field that a title on the command line fills.
    pub fn title_field(&self) -> Option<&Field> {
        self.field("title").or_else(|| self.field("name"))
    }

    /// The folder or file, for messages.
    pub fn path(&self) -> &str {
        match &self.place {
            KindPlace::Folder { folder, .. } => folder,
            KindPlace::File(path) | KindPlace::Rows(path) => path,
        }
    }

    pub fn folder(&self) -> Option<&str> {
        match &self.place {
            KindPlace::Folder { folder, .. } => Some(folder),
            KindPlace::File(_) | KindPlace::Rows(_) => None,
        }
    }

    /// Returns true if its records are rows of one file.
    pub fn is_in_rows(&self) -> bool {
        matches!(self.place, KindPlace::Rows(_))
    }

    pub fn pattern(&self) -> Option<&Pattern> {
        match &self.place {
            KindPlace::Folder { id, .. } => Some(id),
            KindPlace::File(_) | KindPlace::Rows(_) => None,
        }
    }

    /// Lower-case title, for the middle of a sentence.
    pub fn noun(&self) -> String {
        lower_case_title(&self.title)
    }

    pub fn plural_noun(&self) -> String {
        lower_case_title(&self.plural)
    }
}

/// In lower case, unless it is an abbreviation such as CV.
fn lower_case_title(title: &str) -> String {
    let is_short = title.chars().nth(1).is_some_and(char::is_uppercase);
    match is_short {
        true => title.to_owned(),
        false => title.to_lowercase(),
    }
}
