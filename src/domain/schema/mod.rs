//! Holds what may be said and what is asked: kinds and schemes as values, read from
//! YAML with the place of every word. Knows no award by name and no record;
//! what a criterion's form means is for [`crate::check`].

mod adjustment;
mod award_table;
mod basis;
pub mod built_in;
pub mod confirmation;
mod due_fields;
mod export_form;
pub mod fault;
pub mod field;
pub mod filter;
pub mod json_schema;
pub mod kind;
pub mod kinds;
pub mod library;
pub mod paper_form;
pub mod pattern;
pub mod period;
mod read_catalogue;
mod read_scheme;
pub mod reader;
pub mod registration;
pub mod scheme;
pub mod scheme_files;
pub mod scheme_names;
mod scheme_ref;
pub mod scheme_set;
pub mod set;
pub mod shape;
pub mod sheet;

use std::sync::Arc;

pub use adjustment::{Adjustment, AdjustmentEffect};
pub use award_table::AwardTable;
pub use basis::FigureBasis;
pub use confirmation::Confirmation;
pub use due_fields::{DueField, DueSort};
pub use export_form::{ExportForm, FormColumn, FormSource};
pub use fault::{SchemaFault, SchemaFaultKind};
pub use field::{Field, FieldType, ReferenceTarget};
pub use filter::{Clause, Filter, Guard, Operand, Path, Root, Test};
pub use kind::{Kind, KindPlace, PrintMode};
pub use kinds::Kinds;
pub use library::{Library, ShadowingScheme};
pub use paper_form::{PaperForm, PaperFormLine};
pub use pattern::Pattern;
pub use period::{CycleStart, Due, Recurrence};
#[cfg(test)]
pub use read_scheme::CRITERION_KEYS;
pub use reader::SchemaReader;
pub use registration::{OwnerDate, RegistrationSpec};
pub use scheme::{
    Assurance, Award, Catalogue, Criterion, CriterionForm, DECLINE, ItemId, RETURN, Scheme, Step,
    StepActor, WITHDRAW,
};
pub use scheme_files::SchemeFiles;
pub use scheme_names::SchemeNames;
pub use scheme_ref::{SchemeOrigin, SchemeRef};
pub use scheme_set::SchemeSet;
pub use set::{Set, SetSource};
pub use shape::Shape;

use crate::base::text::Span;

/// The place in a schema file where something is said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// `cpd/kinds.yaml`, `lancaster-1.0.0/scheme.yaml`, or a path in the portfolio.
    pub path: Arc<str>,
    pub span: Span,
    /// BCP 47 tag of the language that the file is written in.
    pub language: Arc<str>,
}
