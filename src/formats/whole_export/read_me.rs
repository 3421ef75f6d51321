//! README.txt: what each part of the zip is, and how it is read without cpd.

use std::io::{self, Write};

use super::HISTORY;
use crate::base::calendar::format_long;
use crate::base::text::Safe;
use crate::formats::wrap::wrap_text;
use crate::views::whole_export::{HistoryPart, WholeExport};

/// The parts that are always there, each with how it is read.
const PARTS: [(&str, &str); 4] = [
    (
        "tables/",
        "A table for each kind of record, with the text of each record in its own column. Open \
         them with Excel, LibreOffice or any other spreadsheet program. Some texts begin with an \
         apostrophe ('): it keeps the program from taking them for formulas, and is not yours. \
         people.csv has the names of the people whom the records mention by short names.",
    ),
    (
        "calendar.ics",
        "Everything that has a day. Open it with a calendar program, such as Outlook or \
         Thunderbird.",
    ),
    (
        "cv.json",
        "Your CV in the JSON Resume format, which websites and programs make a page of: \
         https://jsonresume.org. You can read it in any text editor.",
    ),
    (
        "portfolio/",
        "The files themselves. Those that end in .md and .yaml are plain text: open them with any \
         text editor. Lines between --- at the top of a file are details such as its date, and \
         what follows is what was written. Certificates and photographs are in its folder \
         evidence.",
    ),
];

const CERTIFICATES: &str = "Certificates of awards that were granted. Open those that end in .html with a web browser, \
     and those that end in .pdf with any reader of PDFs.";
const PACKS: &str = "What was printed to be handed in, such as submissions. Open files that end in .html with a \
     web browser, and those that end in .pdf with any reader of PDFs.";
const PRIVATE: &str = "Your private notes. Whoever has this zip can read them.";

/// Columns of the text.
const WIDTH: usize = 78;

/// Writes the text.
pub fn write(export: &WholeExport<'_>, out: &mut dyn Write) -> io::Result<()> {
    let owner = Safe(&export.owner).to_string();
    let day = format_long(export.today);
    paragraph(
        &format!(
            "These are the records of professional development of {owner}, as they were on {day}."
        ),
        out,
    )?;
    paragraph(
        "You can read all of it without the program cpd that wrote it.",
        out,
    )?;
    let has = |folder: &str| export.files.keys().any(|path| path.starts_with(folder));
    for (name, text) in PARTS {
        part(name, text, out)?;
    }
    for (name, text) in [("certificates/", CERTIFICATES), ("packs/", PACKS)] {
        if has(name) {
            part(name, text, out)?;
        }
    }
    if has("portfolio/private/") {
        part("portfolio/private/", PRIVATE, out)?;
    }
    if export.history == HistoryPart::Whole {
        let text = format!(
            "Every version that was saved, with its day and who saved it. It needs the program \
             git. This writes the files and all their versions into a new folder: \
             git clone {HISTORY} portfolio-with-history"
        );
        part(HISTORY, &text, out)?;
    }
    let history = export.history.why_left_out();
    let history = history.map(|why| format!("The earlier versions are not in it: {why}."));
    let left_out: Vec<&String> = export.left_out.iter().chain(&history).collect();
    if !left_out.is_empty() {
        paragraph("What is not in it", out)?;
    }
    for sentence in left_out {
        paragraph(&Safe(sentence).to_string(), out)?;
    }
    Ok(())
}

/// Writes the name of a part, and below it how it is read.
fn part(name: &str, text: &str, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{name}")?;
    for line in wrap_text(text, WIDTH - 4) {
        writeln!(out, "    {line}")?;
    }
    writeln!(out)
}

fn paragraph(text: &str, out: &mut dyn Write) -> io::Result<()> {
    for line in wrap_text(text, WIDTH) {
        writeln!(out, "{line}")?;
    }
    writeln!(out)
}
