//! `cpd trust`: people, and every line that lists a key.

mod json;
mod plain;

use super::{Format, View};
use crate::views::trust_list::TrustList;

impl View for TrustList {
    const NAME: &'static str = "a list of people and keys";
    const FORMATS: &'static [Format<Self>] = &[
        Format::wrapped("human", plain::write),
        Format::new("plain", plain::write),
        Format::new("json", json::write),
    ];
}
