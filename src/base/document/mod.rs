//! From text to a document: front matter as spanned nodes, the outline of the
//! body, and the faults of form. Reading never fails, and knows no kinds.

pub mod document;
pub mod node;
pub mod outline;
pub mod target;
pub mod write;
pub mod write_map;
mod yaml;

pub use document::{Document, Fault};
pub use node::{Entry, Node, Value};
pub use outline::{Heading, Image, Link, Outline, Task};
pub use yaml::{Malformed, read as read_yaml};
