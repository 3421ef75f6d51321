//! `cpd scheme show`: what a scheme asks for.

mod json;
mod plain;

use super::{Format, View};
use crate::views::scheme_details::SchemeDetails;

impl View for SchemeDetails {
    const NAME: &'static str = "a scheme";
    const FORMATS: &'static [Format<Self>] = &[
        Format::wrapped("human", plain::write),
        Format::new("plain", plain::write),
        Format::new("json", json::write),
    ];
}
