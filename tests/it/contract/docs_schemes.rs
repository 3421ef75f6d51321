//! docs/schemes.md and docs/scheme-keys.md: their files are written to disk and their commands run
//! there, and every example of the language is a part of the programme that the first one shows.

#![allow(
    clippy::disallowed_methods,
    reason = "a test may start the program and write where it likes"
)]

use std::fs;

use crate::golden::{repository, updating};
use crate::support::Sandbox;

const PAGE: &str = "docs/schemes.md";

/// A scheme with every key.
const ALL_KEYS: &str = "docs/scheme-keys.md";

/// A fenced block: what stands behind the fence, and the lines within.
struct Block {
    info: String,
    text: String,
}

#[test]
fn commands_in_the_scheme_guide_print_what_it_shows() {
    assert_prints_what_it_shows(PAGE);
}

#[test]
fn commands_beside_the_scheme_with_every_key_print_what_it_shows() {
    assert_prints_what_it_shows(ALL_KEYS);
}

fn assert_prints_what_it_shows(path: &str) {
    let page = page(path);
    let blocks = blocks(&page);
    let sandbox = Sandbox::new();
    assert!(
        blocks.iter().any(|b| b.info == "console"),
        "no commands are shown"
    );
    let mut anew = page.clone();
    // In the order of the page: what comes later is not there yet.
    for block in &blocks {
        if let Some((_, path)) = block.info.split_once(" file=") {
            sandbox.write(path, &block.text);
        }
        if block.info != "console" {
            continue;
        }
        let commands = block
            .text
            .lines()
            .filter_map(|line| line.strip_prefix("$ "));
        let printed: String = commands
            .map(|command| format!("$ {command}\n{}", run(command, &sandbox)))
            .collect();
        anew = anew.replace(&block.text, &printed);
    }
    if updating() {
        fs::write(repository().join(path), anew).expect("a page that may be written");
    } else {
        assert_eq!(anew, page, "CPD_UPDATE=1 writes what is printed");
    }
}

#[test]
fn examples_in_the_scheme_guide_are_parts_of_its_files() {
    let blocks = blocks(&page(PAGE));
    let whole: Vec<&str> = files(&blocks).map(|(_, text)| text).collect();
    let examples = blocks.iter().filter(|block| block.info == "yaml");
    let examples: Vec<_> = examples.collect();
    assert!(!examples.is_empty(), "no example is shown");
    for example in examples {
        assert!(
            whole.iter().any(|text| text.contains(&example.text)),
            "no file of the programme says:\n{}",
            example.text
        );
    }
}

fn page(path: &str) -> String {
    fs::read_to_string(repository().join(path)).expect("the page")
}

fn blocks(page: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    for line in page.lines() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(info)) => {
                open = Some(Block {
                    info: info.to_owned(),
                    text: String::new(),
                });
            }
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (Some(block), None) => {
                block.text.push_str(line);
                block.text.push('\n');
            }
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "a block is never closed");
    blocks
}

/// Blocks that name their file.
fn files(blocks: &[Block]) -> impl Iterator<Item = (&str, &str)> {
    blocks.iter().filter_map(|block| {
        let (_, path) = block.info.split_once(" file=")?;
        Some((path, block.text.as_str()))
    })
}

/// What a command prints; it has to succeed.
fn run(command: &str, sandbox: &Sandbox) -> String {
    let mut words = command.split_whitespace();
    assert_eq!(words.next(), Some("cpd"), "{command}");
    sandbox.cpd(words).expect_code(0).stdout
}
