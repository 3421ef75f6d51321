//! The pages of the manual, made from the definition of the arguments: one for the program
//! and one for each command.

use std::io;

use clap::Command;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, roman};

/// The second name of the program, whose page shows that of the first.
const SECOND_NAME: &str = env!("CARGO_PKG_NAME");
const SECTION: &str = "1";

/// Returns every page by the name of its file.
pub fn pages(program: Command) -> io::Result<Vec<(String, Vec<u8>)>> {
    // Pages are called after what people type.
    let name = program.get_name().to_owned();
    let mut program = program.display_name(name).disable_help_subcommand(true);
    program.build();
    let mut pages = Vec::new();
    add_pages(&program, &mut pages)?;
    let same = format!(".so man{SECTION}/{}.{SECTION}\n", program.get_name());
    pages.push((format!("{SECOND_NAME}.{SECTION}"), same.into_bytes()));
    Ok(pages)
}

fn add_pages(command: &Command, pages: &mut Vec<(String, Vec<u8>)>) -> io::Result<()> {
    let name = command.get_display_name().unwrap_or(command.get_name());
    pages.push((format!("{name}.{SECTION}"), page(command, name)?));
    let shown = command
        .get_subcommands()
        .filter(|inner| !inner.is_hide_set());
    shown
        .into_iter()
        .try_for_each(|inner| add_pages(inner, pages))
}

fn page(command: &Command, name: &str) -> io::Result<Vec<u8>> {
    let man = Man::new(command.clone())
        .title(name)
        .section(SECTION)
        // No day, so that the same program always makes the same pages.
        .date("")
        .source(format!("{SECOND_NAME} {}", env!("CARGO_PKG_VERSION")))
        .manual("cpd manual");
    let mut page = Vec::new();
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    if command.has_subcommands() {
        man.render_subcommands_section(&mut page)?;
    }
    let help = command.get_after_help().map(ToString::to_string);
    for paragraph in help.unwrap_or_default().split("\n\n") {
        after_help(paragraph.trim_end()).to_writer(&mut page)?;
    }
    Ok(page)
}

/// Returns a part of what stands at the end of a command's help: its examples, whose lines are
/// kept, or sentences.
fn after_help(paragraph: &str) -> Roff {
    let mut roff = Roff::new();
    if let Some(examples) = paragraph.strip_prefix("Examples:\n") {
        roff.control("SH", ["EXAMPLES"]);
        roff.control("nf", []);
        for line in examples.lines() {
            roff.text([roman(line.trim_start())]);
        }
        roff.control("fi", []);
    } else if let Some(codes) = paragraph.strip_prefix("Exit codes: ") {
        roff.control("SH", ["EXIT STATUS"]);
        roff.text([roman(codes)]);
    } else if !paragraph.is_empty() {
        roff.control("SH", ["NOTES"]);
        roff.text([roman(paragraph)]);
    }
    roff
}
