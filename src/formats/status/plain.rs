//! One sentence to a line.

use std::io::{self, Write};

use super::{command, deadline_text, write_notes};
use crate::base::text::{Safe, Shell};
use crate::check::AwardState;
use crate::formats::Style;
use crate::formats::wrap::join_facts;
use crate::views::status::{AwardStatus, Next, StatusView};

pub fn write(view: &StatusView, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    write_notes(view, out)?;
    let status = &view.status;
    for scheme in &status.schemes {
        writeln!(
            out,
            "{}, portfolio of {}.",
            Safe(&scheme.origin.annotate(&scheme.title)),
            Safe(&status.owner)
        )?;
        for award in &scheme.awards {
            writeln!(out, "{}: {}.", Safe(&award.title), Safe(&sentence(award)))?;
            if let Some(note) = &award.returned {
                let title = Safe(&award.title);
                writeln!(out, "{title} was {}", Safe(&note.says()))?;
            }
            if let Some(note) = &award.declined {
                writeln!(out, "{}: {}", Safe(&award.title), Safe(&note.says()))?;
            }
            for next in award.open.iter().filter(|_| view.all) {
                writeln!(
                    out,
                    "{} still needs: {}",
                    Safe(&award.title),
                    with_command(next, style.shell)
                )?;
            }
            for items in &award.items {
                writeln!(out, "{}: {}.", Safe(&award.title), Safe(items))?;
            }
            if let Some(next) = &award.next {
                writeln!(
                    out,
                    "Next for {}: {}",
                    Safe(&award.title),
                    with_command(next, style.shell)
                )?;
            }
            if let Some(early) = &award.early {
                writeln!(
                    out,
                    "Possible now for {}: {}",
                    Safe(&award.title),
                    with_command(early, style.shell)
                )?;
            }
        }
        for claims in &scheme.claims {
            let end = if claims.command.is_none() { "." } else { "" };
            writeln!(out, "{}{end}", with_command(claims, style.shell))?;
        }
        for detail in &scheme.details {
            writeln!(out, "To do: {}", with_command(detail, style.shell))?;
        }
        for duty in &scheme.duties {
            let next = duty
                .next
                .as_ref()
                .map(|next| with_command(next, style.shell));
            let next = next.map_or_else(|| ".".to_owned(), |next| format!(": {next}"));
            writeln!(
                out,
                "To do: {}{}{next}",
                Safe(&duty.says),
                deadline_text(duty)
            )?;
            if let Some(items) = &duty.items {
                writeln!(out, "{}: {}.", Safe(&duty.says), Safe(items))?;
            }
        }
    }
    Ok(())
}

fn sentence(award: &AwardStatus) -> String {
    let tally = award.requirements.describe();
    match award.state {
        AwardState::Closed => format!(
            "closed, {}",
            award.standing.as_deref().unwrap_or("signed off")
        ),
        AwardState::Locked => format!(
            "locked until {} is granted",
            award.after.as_deref().unwrap_or("the award before it")
        ),
        AwardState::Ready => match &award.standing {
            Some(standing) => format!("ready, {}", join_facts(&[tally, standing.clone()])),
            None => format!("ready, {tally}"),
        },
        AwardState::Open => format!("open, {tally}"),
    }
}

fn with_command(next: &Next, shell: Shell) -> String {
    match command(next, shell) {
        Some(command) => format!("{}: {}", Safe(&next.says), Safe(&command)),
        None => Safe(&next.says).to_string(),
    }
}
