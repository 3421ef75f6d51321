//! `cpd explain`: the rules in a list, the page of one rule, or the fields of a kind.

mod json;
mod text;

use super::{Format, View};
use crate::views::explain::ReferencePage;

impl View for ReferencePage {
    const NAME: &'static str = "an explanation";
    const FORMATS: &'static [Format<Self>] = &[
        Format::wrapped("human", text::write),
        Format::new("plain", text::write),
        Format::new("json", json::write),
    ];
}
