//! `cpd register show`: one entry of a register.

mod json;
mod plain;

use super::{Format, View};
use crate::views::register::RegisterDetails;

impl View for RegisterDetails {
    const NAME: &'static str = "an entry of a register";
    const FORMATS: &'static [Format<Self>] = &[
        Format::wrapped("human", plain::write),
        Format::new("plain", plain::write),
        Format::new("json", json::write),
    ];
}
