//! From text to a document: front matter as spanned nodes, the outline of the
//! body, and the faults of form. Reading never fails, and knows no kinds.

mod conflict;
mod cut_value;
mod edit_field;
mod escaped_value;
mod fence;
mod front_matter;
pub mod node;
pub mod outline;
mod second_block;
mod unprinted;
pub mod write;
pub mod write_map;
mod yaml;

pub use cut_value::CutValue;
pub use edit_field::edit_field;
pub use escaped_value::EscapedValue;
pub use fence::fence_edits;
pub use front_matter::{ParsedFile, SyntaxFault};
pub use node::{Node, NodeEntry, NodeValue};
pub use outline::Heading;
#[cfg(test)]
pub use outline::Outline;
pub use second_block::{SecondBlock, find_second_block};
pub use unprinted::{Unprinted, UnprintedText};
pub use yaml::{
    CONFLICT, CONFLICT_HELP, Malformed, Repair, find_indirection, read as read_yaml, read_general,
};
