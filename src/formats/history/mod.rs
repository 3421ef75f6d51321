//! `cpd history`: what happened, in which commit, and how it is known.

mod human;
mod json;
mod plain;

use super::{Format, View};
use crate::views::history::{Event, Timeline};

/// Said where nothing has happened.
const NOTHING: &str = "Nothing of it has been saved yet.";

impl<'v> View<'v> for Timeline {
    const NAME: &'static str = "a history";
    const FORMATS: &'v [Format<Self>] = &[
        Format::new("human", human::write),
        Format::new("plain", plain::write),
        Format::new("json", json::write),
    ];
}

/// `wrote journal “Very red”`, or `endorse lancaster/bronze (claimed)`.
fn what(event: &Event) -> String {
    let Event {
        what,
        kind,
        title,
        known,
        ..
    } = event;
    match known.as_str() {
        "commit" => format!("{what} {kind} \u{201c}{title}\u{201d}"),
        known => format!("{what} {title} ({known})"),
    }
}
