//! Printing what a person sees before they sign.

use std::io::{self, Write};

use crate::app::signoff::preview::{FileChange, Preview, Since};
use crate::base::text::{Safe, words};

/// Shows what is about to be signed.
pub fn show(preview: &Preview, out: &mut dyn Write) -> io::Result<()> {
    let (award, owner, scheme) = (&preview.award, &preview.owner, &preview.scheme);
    writeln!(out, "{} of {}, {}:", Safe(award), Safe(owner), Safe(scheme))?;
    for line in &preview.records {
        writeln!(out, "  {}", Safe(line))?;
    }
    for page in &preview.pages {
        writeln!(out)?;
        for line in wrapped(page) {
            let line = format!("    {}", Safe(&line));
            writeln!(out, "{}", line.trim_end())?;
        }
        writeln!(out)?;
    }
    match &preview.since {
        Some(since) => show_since(since, out),
        None => Ok(()),
    }
}

fn show_since(since: &Since, out: &mut dyn Write) -> io::Result<()> {
    let on = since.on;
    if since.files.is_empty() {
        return writeln!(out, "Nothing in it has changed since {on}.");
    }
    writeln!(out, "Changed since this step was taken on {on}:")?;
    for file in &since.files {
        let how = how_much(file.change);
        writeln!(out, "  {}{how}", Safe(&file.path))?;
    }
    Ok(())
}

fn how_much(change: FileChange) -> String {
    let lines = |count| words::counted(count, "line", "lines");
    match change {
        FileChange::New => ": new".to_owned(),
        FileChange::Unknown => String::new(),
        FileChange::Lines { added, removed } => {
            format!(": {} added, {} removed", lines(added), lines(removed))
        }
    }
}

/// Columns of the words that are shown, at most: longer lines are hard to read.
const COLUMNS: usize = 72;

/// A text in lines that are no longer than can be read with ease.
fn wrapped(text: &str) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        let mut line = String::new();
        for word in paragraph.split_whitespace() {
            let width = line.chars().count() + word.chars().count();
            if !line.is_empty() && width >= COLUMNS {
                lines.push(std::mem::take(&mut line));
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        lines.push(line);
    }
    lines
}
