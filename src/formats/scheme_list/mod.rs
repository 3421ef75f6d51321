//! `cpd scheme list`: the schemes within reach.

mod json;
mod plain;

use super::{Format, View};
use crate::views::scheme_list::SchemeList;

impl View for SchemeList {
    const NAME: &'static str = "a list of schemes";
    const FORMATS: &'static [Format<Self>] = &[
        Format::wrapped("human", plain::write),
        Format::new("plain", plain::write),
        Format::new("json", json::write),
    ];
}
