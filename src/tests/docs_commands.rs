//! docs/commands.md: the help of every command, as the program prints it.
//! `CPD_UPDATE=1` writes it anew.

use std::fmt::Write;
use std::fs;

use clap::Command;

use crate::tests::golden::{repository, updating};

/// Everything below this line is generated.
const MARK: &str = "<!-- Generated from the help of the program. -->\n";

/// Columns of the printed help.
const WIDTH: usize = 100;

#[test]
fn the_page_shows_the_help_of_every_command() {
    let file = repository().join("docs/commands.md");
    let page = fs::read_to_string(&file).expect("the page");
    let (written, _) = page.split_once(MARK).expect("the mark");
    let made = format!("{written}{MARK}{}", commands());
    if updating() {
        fs::write(&file, made).expect("a page that may be written");
    } else {
        assert!(page == made, "CPD_UPDATE=1 writes docs/commands.md anew");
    }
}

/// Returns a section for each command, and one for the options of all of them.
fn commands() -> String {
    let mut program = crate::command()
        .term_width(WIDTH)
        .disable_help_subcommand(true);
    program.build();
    let mut text = String::new();
    for command in program.get_subcommands().filter(|it| !it.is_hide_set()) {
        section(command, &mut text);
    }
    text
}

fn section(command: &Command, text: &mut String) {
    let name = command.get_bin_name().unwrap_or_else(|| command.get_name());
    let help = without_shared_options(command.clone())
        .term_width(WIDTH)
        .render_long_help()
        .to_string();
    let lines: Vec<&str> = help.trim_end().lines().map(str::trim_end).collect();
    let help = lines.join("\n");
    writeln!(text, "\n## {name}\n\n```text\n{help}\n```").expect("a string");
    for inner in command.get_subcommands() {
        section(inner, text);
    }
}

/// Hides the options that every command has: the page lists them once.
fn without_shared_options(command: Command) -> Command {
    command.mut_args(|argument| {
        let shared = argument.is_global_set() || argument.get_id() == "help";
        let hidden = shared || argument.is_hide_set();
        argument.hide(hidden)
    })
}
