//! Holds what a pack contains, and puts it together from a judged portfolio.
//! Knows no template, no Markdown parser and no disk.

mod anchors;
pub mod build;
pub mod check_steps;
pub mod claims;
mod contents;
mod evidence_lines;
pub mod file_selection;
pub mod instructions;
pub mod manifest;
pub mod media_type;
pub mod model;
mod plan_table;
pub mod print_record;
pub mod printed_form;
mod printed_records;
mod provenance;
pub mod rebuild;
pub mod request_page;
mod sections;
pub mod sheet;
mod text_blocks;

pub use anchors::{PackAnchors, file_anchor, no_picture, why_not_shown};
pub use build::{StepRequest, SubmissionInput, build};
pub use print_record::{PrintRecord, SignedEdition};
pub use rebuild::{OpenedPack, RebuildError, rebuild};
pub use text_blocks::{TextBlock, text_blocks};
