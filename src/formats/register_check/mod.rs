//! `cpd register check`: what is wrong with a register.

mod json;
mod plain;

use super::{Format, View};
use crate::views::register::RegisterCheck;

impl View for RegisterCheck {
    const NAME: &'static str = "a check of a register";
    const FORMATS: &'static [Format<Self>] = &[
        Format::wrapped("human", plain::write),
        Format::new("plain", plain::write),
        Format::new("json", json::write),
    ];
}
