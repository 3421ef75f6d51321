//! Printing what a person sees before they sign.

use std::io::{self, Write};

use crate::app::signoff::preview::{FileChange, Preview, PreviewPage, Since, file_line};
use crate::base::calendar;
use crate::base::text::{Safe, words};
use crate::formats::wrap::wrap_text;

/// Extent to which the texts of a preview are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextExtent {
    Whole,
    /// The first sentence, the number of words and the path.
    Short,
    /// The line of the record alone, since its text was shown before.
    Title,
}

/// Shows the records that a step covers, their texts, and what changed since last time.
pub fn show(preview: &Preview, extent: TextExtent, out: &mut dyn Write) -> io::Result<()> {
    let (award, owner, scheme) = (&preview.award, &preview.owner, &preview.scheme);
    writeln!(out, "{} of {}, {}:", Safe(award), Safe(owner), Safe(scheme))?;
    let files = preview.files.iter().map(|path| file_line(path));
    for line in preview.records.iter().cloned().chain(files) {
        writeln!(out, "  {}", Safe(&line))?;
    }
    for line in &preview.details {
        writeln!(out, "    {}", Safe(line))?;
    }
    for page in &preview.pages {
        let text = match extent {
            TextExtent::Whole => page.text.clone(),
            TextExtent::Short => shortened(page),
            TextExtent::Title => continue,
        };
        writeln!(out)?;
        for line in text.lines().flat_map(|line| wrap_text(line, COLUMNS)) {
            let line = format!("    {}", Safe(&line));
            writeln!(out, "{}", line.trim_end())?;
        }
        writeln!(out)?;
    }
    if let Some(says) = &preview.says {
        writeln!(out, "Confirming it says: {}", Safe(&words::quoted(says)))?;
    }
    match &preview.since {
        Some(since) => show_since(since, out),
        None => Ok(()),
    }
}

/// Returns the first sentence of a text, its number of words and its path.
fn shortened(page: &PreviewPage) -> String {
    let words = words::count_noun(page.words, "word", "words");
    let place = format!("({words}: {})", page.path);
    match first_sentence(&page.text) {
        Some(sentence) => format!("{sentence} \u{2026}\n{place}"),
        None => place,
    }
}

/// Returns the first sentence below the headings of a Markdown text.
fn first_sentence(text: &str) -> Option<String> {
    let lines = text.lines().map(str::trim);
    let lines = lines.skip_while(|line| line.is_empty() || line.starts_with('#'));
    let paragraph: Vec<&str> = lines.take_while(|line| !line.is_empty()).collect();
    let paragraph = paragraph.join(" ");
    let end = [". ", "? ", "! "]
        .into_iter()
        .filter_map(|end| paragraph.find(end))
        .min();
    let sentence = end.map_or(&*paragraph, |at| &paragraph[..=at]);
    (!sentence.is_empty()).then(|| sentence.to_owned())
}

fn show_since(since: &Since, out: &mut dyn Write) -> io::Result<()> {
    let on = calendar::format_long(since.on);
    if since.files.is_empty() {
        return writeln!(out, "These records have not changed since {on}.");
    }
    writeln!(out, "Changed since this step was last signed, on {on}:")?;
    for file in &since.files {
        let how = change_text(file.change);
        writeln!(out, "  {}{how}", Safe(&file.path))?;
    }
    Ok(())
}

fn change_text(change: FileChange) -> String {
    let lines = |count| words::count_noun(count, "line", "lines");
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
