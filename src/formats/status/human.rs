//! For eyes: a line to an award.

use std::io::{self, Write};

use anstyle::{AnsiColor, Effects, Style as Paint};
use unicode_width::UnicodeWidthStr;

use super::{command, deadline_text, write_notes};
use crate::base::text::{Safe, Shell};
use crate::check::AwardState;
use crate::formats::Style;
use crate::formats::wrap::{COMMAND, join_facts, pad_to_width, safe_text, text_width, wrap_text};
use crate::views::status::{AwardStatus, DutyStatus, Next, SchemeStatus, StatusView};

const BOLD: Paint = Paint::new().effects(Effects::BOLD);
/// The column in which the name of the owner ends.
const OWNER_ENDS: usize = 72;

const LATE: Paint = AnsiColor::Red.on_default().effects(Effects::BOLD);
const DIM: Paint = Paint::new().effects(Effects::DIMMED);

/// A column of awards, each with its state in a sign and in words.
pub fn write(view: &StatusView, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    write_notes(view, out)?;
    let (status, all) = (&view.status, view.all);
    let place = Place {
        width: text_width(style.width),
        shell: style.shell,
    };
    for (at, scheme) in status.schemes.iter().enumerate() {
        if at > 0 {
            writeln!(out)?;
        }
        human_scheme(scheme, &status.owner, all, place, out)?;
    }
    Ok(())
}

/// The columns that there are, and the shell that commands are for.
#[derive(Clone, Copy)]
struct Place {
    width: usize,
    shell: Shell,
}

fn human_scheme(
    scheme: &SchemeStatus,
    owner: &str,
    all: bool,
    place: Place,
    out: &mut dyn Write,
) -> io::Result<()> {
    let title = safe_text(&scheme.origin.annotate(&scheme.title));
    let owner = safe_text(owner);
    let column = place.width.min(OWNER_ENDS);
    if title.width() + 2 + owner.width() <= column {
        let gap = column - title.width() - owner.width();
        writeln!(out, "{BOLD}{title}{BOLD:#}{:gap$}{owner}", "")?;
    } else {
        writeln!(out, "{BOLD}{title}{BOLD:#}\n{owner}")?;
    }
    let titles = scheme.awards.iter().map(|award| award.title.width());
    let names = titles.max().unwrap_or(0);
    for award in &scheme.awards {
        human_award(award, names, all, place, out)?;
    }
    for claims in &scheme.claims {
        human_detail(claims, place, out)?;
    }
    for detail in &scheme.details {
        human_detail(detail, place, out)?;
    }
    for duty in &scheme.duties {
        human_duty(duty, place, out)?;
    }
    Ok(())
}

/// Writes the state of an award beside its name, and beneath it what is next.
fn human_award(
    award: &AwardStatus,
    names: usize,
    all: bool,
    place: Place,
    out: &mut dyn Write,
) -> io::Result<()> {
    let (sign, style) = state_symbol(award);
    let name = pad_to_width(&safe_text(&award.title), names);
    let fact = safe_text(&short_state(award));
    if names + 4 + fact.width() <= place.width {
        writeln!(out, "{name}  {style}{sign} {fact}{style:#}")?;
    } else {
        writeln!(out, "{}", name.trim_end())?;
        for (at, line) in wrap_text(&fact, place.width - 4).iter().enumerate() {
            let sign = if at == 0 { sign } else { " " };
            writeln!(out, "  {style}{sign} {line}{style:#}")?;
        }
    }
    if let Some(note) = &award.returned {
        for line in wrap_text(&safe_text(&note.says()), place.width - 4) {
            writeln!(out, "    {line}")?;
        }
    }
    if let Some(note) = &award.declined {
        for line in wrap_text(&safe_text(&note.says()), place.width - 4) {
            writeln!(out, "    {line}")?;
        }
    }
    for items in &award.items {
        write_items(items, place, out)?;
    }
    match &award.next {
        // It is one of those below.
        Some(next) if all && award.open.contains(next) => {}
        Some(next) => write_next("next: ", next, place, out)?,
        None => {}
    }
    if let Some(early) = &award.early {
        write_next("possible now: ", early, place, out)?;
    }
    for next in award.open.iter().filter(|_| all) {
        write_next("- ", next, place, out)?;
    }
    Ok(())
}

/// Writes a detail that is missing, and beneath it the command that asks for it.
fn human_detail(detail: &Next, place: Place, out: &mut dyn Write) -> io::Result<()> {
    write_asked(&safe_text(&detail.says), ("·", DIM), place, out)?;
    match command(detail, place.shell) {
        Some(command) => writeln!(out, "    {COMMAND}{}{COMMAND:#}", safe_text(&command)),
        None => Ok(()),
    }
}

/// Writes what is asked, after a sign.
fn write_asked(
    asked: &str,
    (sign, style): (&str, Paint),
    place: Place,
    out: &mut dyn Write,
) -> io::Result<()> {
    for (at, line) in wrap_text(asked, place.width - 2).iter().enumerate() {
        let sign = if at == 0 { sign } else { " " };
        writeln!(out, "{style}{sign}{style:#} {line}")?;
    }
    Ok(())
}

/// Writes what is asked, by when, and beneath it what to do.
fn human_duty(duty: &DutyStatus, place: Place, out: &mut dyn Write) -> io::Result<()> {
    let sign = match duty.late {
        true => ("!", LATE),
        false => ("·", DIM),
    };
    let asked = format!("{}{}", Safe(&duty.says), deadline_text(duty));
    write_asked(&asked, sign, place, out)?;
    if let Some(items) = &duty.items {
        write_items(items, place, out)?;
    }
    match &duty.next {
        Some(next) => write_next("", next, place, out),
        None => Ok(()),
    }
}

/// Writes what is shown and what is missing of a catalogue.
fn write_items(items: &str, place: Place, out: &mut dyn Write) -> io::Result<()> {
    for line in wrap_text(&safe_text(items), place.width - 4) {
        writeln!(out, "    {line}")?;
    }
    Ok(())
}

/// Writes what to do, with its command beside it or beneath it.
fn write_next(before: &str, next: &Next, place: Place, out: &mut dyn Write) -> io::Result<()> {
    const INDENT: usize = 4;
    let command = command(next, place.shell).map(|command| safe_text(&command));
    let to_do = format!("{before}{}", Safe(&next.says));
    let below = INDENT + before.width();
    let lines = wrap_text(&to_do, place.width - INDENT);
    for (at, line) in lines.iter().enumerate() {
        let indent = if at == 0 { INDENT } else { below };
        write!(out, "{:indent$}{line}", "")?;
        if at + 1 < lines.len() {
            writeln!(out)?;
        }
    }
    let Some(command) = command else {
        return writeln!(out);
    };
    let fits = lines.len() == 1 && INDENT + to_do.width() + 2 + command.width() <= place.width;
    match fits {
        true => writeln!(out, "  {COMMAND}{command}{COMMAND:#}"),
        false => {
            // A command that fits on a line is not broken by the terminal.
            let below = below.min(place.width.saturating_sub(command.width()));
            writeln!(out, "\n{:below$}{COMMAND}{command}{COMMAND:#}", "")
        }
    }
}

/// The sign repeats what the words say, and is never alone.
fn state_symbol(award: &AwardStatus) -> (&'static str, Paint) {
    match award.state {
        AwardState::Closed => ("●", AnsiColor::Green.on_default()),
        AwardState::Ready => ("◕", AnsiColor::Green.on_default()),
        AwardState::Open => ("◐", AnsiColor::Yellow.on_default()),
        AwardState::Locked => ("○", DIM),
    }
}

fn short_state(award: &AwardStatus) -> String {
    match (award.state, &award.standing, &award.after) {
        (AwardState::Closed, Some(standing), _) => standing.clone(),
        (AwardState::Locked, _, Some(after)) => format!("after {after}"),
        (AwardState::Ready, Some(standing), _) => {
            join_facts(&[award.requirements.describe(), standing.clone()])
        }
        _ => award.requirements.describe(),
    }
}
