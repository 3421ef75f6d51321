//! `cpd history`: what happened, in which commit, and how it is known.

mod human;
mod json;
mod plain;

use std::io::{self, Write};

use super::{Format, View};
use crate::base::text::Safe;
use crate::domain::schema::SchemeOrigin;
use crate::views::history::{Event, Timeline};

/// Said where nothing has happened.
const NOTHING: &str = "Nothing has been saved yet.";

impl View for Timeline {
    const NAME: &'static str = "a history";
    const FORMATS: &'static [Format<Self>] = &[
        Format::wrapped("human", human::write),
        Format::new("plain", plain::write),
        Format::new("json", json::write),
    ];
}

/// Writes which schemes do not come with cpd, whatever they are called.
fn write_scheme_notes(timeline: &Timeline, out: &mut dyn Write) -> io::Result<()> {
    let own = timeline.schemes.iter();
    for scheme in own.filter(|scheme| scheme.origin == SchemeOrigin::Portfolio) {
        let name = format!("{} {}", scheme.id, scheme.version);
        writeln!(out, "Checked by {}.", Safe(&scheme.origin.annotate(&name)))?;
    }
    Ok(())
}

/// `wrote journal “Very red”`, or `endorsed lancaster/bronze (claimed)`.
fn describe_event(event: &Event) -> String {
    let Event { kind, title, .. } = event;
    // The JSON of version 1 keeps its own words.
    let what = match event.what.as_str() {
        "withdrew from" => "withdrew a sign-off of",
        what => what,
    };
    let known = event
        .known
        .replace(
            "changed since it was committed",
            "changed since it was saved",
        )
        .replace("does not count", "not valid");
    match known.as_str() {
        "commit" => format!("{what} {kind} \u{201c}{title}\u{201d}"),
        known => {
            // Whoever claims it for another person is named.
            let entered = event.entered_by.as_ref();
            let entered = entered.filter(|name| known == "claimed" && **name != event.by);
            let entered = entered.map_or_else(String::new, |name| format!(", entered by {name}"));
            let reason = event.reason.iter().map(|reason| format!(": {reason}"));
            let reason: String = reason.collect();
            let of = match event.step {
                Some(_) => title.clone(),
                None => format!("{kind} \u{201c}{title}\u{201d}"),
            };
            format!("{what} {of} ({known}{entered}){reason}")
        }
    }
}
