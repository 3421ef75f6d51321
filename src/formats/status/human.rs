//! For eyes: a line to an award.

use std::io::{self, Write};

use anstyle::{AnsiColor, Effects, Style as Paint};
use unicode_width::UnicodeWidthStr;

use super::{command, deadline_text, write_notes};
use crate::base::text::{Safe, Shell};
use crate::check::AwardState;
use crate::formats::{Style, wrap};
use crate::views::status::{AwardStatus, DutyStatus, Next, SchemeStatus, StatusView};

/// Columns that a terminal is sure to have; what does not fit goes to the next line.
const WIDTH: usize = 80;

const BOLD: Paint = Paint::new().effects(Effects::BOLD);
const LATE: Paint = AnsiColor::Red.on_default().effects(Effects::BOLD);
const DIM: Paint = Paint::new().effects(Effects::DIMMED);
const COMMAND: Paint = AnsiColor::Cyan.on_default();

/// A column of awards, each with its state in a sign and in words.
pub fn write(view: &StatusView, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    write_notes(view, out)?;
    let (status, all) = (&view.status, view.all);
    for (at, scheme) in status.schemes.iter().enumerate() {
        if at > 0 {
            writeln!(out)?;
        }
        human_scheme(scheme, &status.owner, all, style.shell, out)?;
    }
    Ok(())
}

fn human_scheme(
    scheme: &SchemeStatus,
    owner: &str,
    all: bool,
    shell: Shell,
    out: &mut dyn Write,
) -> io::Result<()> {
    let title = Safe(&scheme.origin.annotate(&scheme.title)).to_string();
    let owner = Safe(owner).to_string();
    let gap = 72usize.saturating_sub(title.width() + owner.width()).max(2);
    writeln!(out, "{BOLD}{title}{BOLD:#}{:gap$}{owner}", "")?;
    let names = scheme
        .awards
        .iter()
        .map(|award| award.title.width())
        .max()
        .unwrap_or(0);
    let facts = scheme.awards.iter().map(short_state);
    let facts: Vec<String> = facts.map(|fact| wrap::safe_text(&fact)).collect();
    let width = facts
        .iter()
        .map(|fact| fact.width())
        .filter(|width| *width < 24)
        .max()
        .unwrap_or(0);
    for (award, fact) in scheme.awards.iter().zip(&facts) {
        let (sign, style) = state_symbol(award);
        let name = pad_to_width(&Safe(&award.title).to_string(), names);
        let fact = pad_to_width(fact, width);
        write!(out, "{name}  {style}{sign} {fact}{style:#}")?;
        let before = names + 4 + fact.width();
        if let Some(next) = &award.next {
            if before + next_width(next, shell) > WIDTH {
                write!(out, "\n{:names$}   ", "")?;
            }
            write!(out, "  next: {}", Safe(&next.says))?;
            write_command(next, "  ", shell, out)?;
        }
        writeln!(out)?;
        if let Some(note) = &award.returned {
            for line in wrap::wrap_text(
                &wrap::safe_text(&note.says()),
                WIDTH.saturating_sub(names + 4),
            ) {
                writeln!(out, "{:names$}    {line}", "")?;
            }
        }
        if all {
            for next in &award.open {
                write!(out, "{:names$}    {DIM}-{DIM:#} {}", "", Safe(&next.says))?;
                write_command(next, "  ", shell, out)?;
                writeln!(out)?;
            }
        }
    }
    for duty in &scheme.duties {
        human_duty(duty, shell, out)?;
    }
    Ok(())
}

/// Writes what is asked, by when, and beneath it what to do.
fn human_duty(duty: &DutyStatus, shell: Shell, out: &mut dyn Write) -> io::Result<()> {
    let (sign, style) = match duty.late {
        true => ("!", LATE),
        false => ("·", DIM),
    };
    let asked = format!("{}{}", Safe(&duty.says), deadline_text(duty));
    for (at, line) in wrap::wrap_text(&asked, WIDTH - 2).iter().enumerate() {
        let sign = if at == 0 { sign } else { " " };
        writeln!(out, "{style}{sign}{style:#} {line}")?;
    }
    let Some(next) = &duty.next else {
        return Ok(());
    };
    let to_do = Safe(&next.says).to_string();
    let width = command(next, shell).map_or(0, |command| command.width());
    if to_do.width() + width + 6 <= WIDTH {
        write!(out, "    {to_do}")?;
        write_command(next, "  ", shell, out)?;
        return writeln!(out);
    }
    for line in wrap::wrap_text(&to_do, WIDTH - 4) {
        writeln!(out, "    {line}")?;
    }
    if command(next, shell).is_some() {
        write_command(next, "    ", shell, out)?;
        writeln!(out)?;
    }
    Ok(())
}

fn next_width(next: &Next, shell: Shell) -> usize {
    let command = command(next, shell).map_or(0, |command| command.width() + 2);
    "  next: ".len() + next.says.width() + command
}

fn write_command(next: &Next, before: &str, shell: Shell, out: &mut dyn Write) -> io::Result<()> {
    match command(next, shell) {
        Some(command) => write!(out, "{before}{COMMAND}{}{COMMAND:#}", Safe(&command)),
        None => Ok(()),
    }
}

fn pad_to_width(text: &str, width: usize) -> String {
    format!("{text}{:1$}", "", width.saturating_sub(text.width()))
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
            format!("{} of {}, {standing}", award.met, award.of)
        }
        _ => format!("{} of {}", award.met, award.of),
    }
}
