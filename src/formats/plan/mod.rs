//! `cpd plan`: needs, what is done about them, and what came of it.

mod human;
mod json;
mod plain;

use std::io::{self, Write};

use chrono::NaiveDate;

use super::{Format, Style, View};
use crate::base::text::{Safe, words};
use crate::domain::remedy::Invocation;
use crate::formats::command_line::shell_command;
use crate::views::plan::{PlanLine, PlanView};

/// Said of a plan without a record.
const NOTHING: &str = "There is no plan yet.";

impl View for PlanView {
    const NAME: &'static str = "a plan";
    const FORMATS: &'static [Format<Self>] = &[
        Format::wrapped("human", human::write),
        Format::new("plain", plain::write),
        Format::new("json", json::write),
    ];
}

/// Writes what to begin with, where no record stands at the top.
fn begin(view: &PlanView, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let Some(first) = &view.begin else {
        return Ok(());
    };
    let noun = words::with_article(&first.noun);
    let command =
        shell_command(&Invocation::new_record(&first.name), style.shell).unwrap_or_default();
    let says = format!("Start with {noun}: {command}");
    writeln!(out, "{}", Safe(&says))
}

/// Returns what a line says beside the title.
fn line_details(line: &PlanLine, with_noun: bool) -> Vec<String> {
    let noun = with_noun.then(|| line.kind.noun.clone());
    let words = line.shown.iter().map(|shown| shown.words.clone());
    let mut said: Vec<String> = noun.into_iter().chain(words).collect();
    if line.missed {
        said.push("its date has passed".to_owned());
    }
    if line.above {
        said.push("its records are listed above".to_owned());
    }
    said
}

fn iso_date(date: NaiveDate) -> String {
    date.to_string()
}
