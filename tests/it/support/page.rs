//! Pages of docs/how-to, whose commands a test runs as they stand there.

use std::fs;

use super::{Ran, Sandbox};
use crate::golden::repository;

/// Returns a command that signs as a script has to write it: nobody can be asked there.
pub fn signing_without_a_question(command: &str) -> String {
    const SIGNING: [&str; 8] = [
        "sign", "endorse", "submit", "grant", "return", "withdraw", "confirm", "signoff",
    ];
    let mut words = command.split_whitespace();
    let is_cpd = words.next() == Some("cpd");
    let signs = words.next().is_some_and(|word| SIGNING.contains(&word));
    let is_whole = ["--yes", "--help", "--from "]
        .iter()
        .all(|option| !command.contains(option));
    match is_cpd && signs && is_whole {
        true => format!("{command} --yes"),
        false => command.to_owned(),
    }
}

/// A page of docs/how-to, with the commands that each block of it shows.
pub struct Page {
    /// Each heading, with the blocks below it.
    parts: Vec<(String, Vec<String>)>,
    /// Blocks that were run.
    pub run: usize,
}

impl Page {
    /// Reads a page of docs/how-to, with other words in place of some.
    pub fn read(name: &str, (from, to): (&str, &str)) -> Self {
        let file = repository().join(format!("docs/how-to/{name}.md"));
        let text = fs::read_to_string(file).expect("a page");
        let text = text.replace(from, to);
        let mut parts: Vec<(String, Vec<String>)> = Vec::new();
        let mut lines = text.lines();
        while let Some(line) = lines.next() {
            if line.starts_with('#') {
                let title = line.trim_start_matches(['#', ' ']).to_owned();
                parts.push((title, Vec::new()));
            } else if line == "```" {
                let block = lines.by_ref().take_while(|line| *line != "```");
                let block: Vec<&str> = block.collect();
                let (_, blocks) = parts.last_mut().expect("a heading");
                blocks.push(block.join("\n"));
            }
        }
        Self { parts, run: 0 }
    }

    /// Runs one block below a heading, in a folder and on a day.
    #[track_caller]
    pub fn run(
        &mut self,
        heading: &str,
        block: usize,
        sandbox: &Sandbox,
        place: (&str, &str),
    ) -> Ran {
        let part = self.parts.iter().find(|part| part.0 == heading);
        let (_, blocks) = part.unwrap_or_else(|| panic!("no heading {heading}"));
        let commands = blocks.get(block).expect("a block");
        // Nobody is there to type a passphrase.
        let commands = commands.replace("ssh-keygen -t", "ssh-keygen -q -N '' -t");
        let commands = commands.lines().map(signing_without_a_question);
        let commands = commands.collect::<Vec<_>>().join("\n");
        self.run += 1;
        let (folder, day) = place;
        sandbox.set("TODAY", day);
        sandbox.try_sh(&format!("set -e; cd {folder}; {{ {commands}\n}} 2>&1"))
    }

    pub fn blocks(&self) -> usize {
        self.parts.iter().map(|part| part.1.len()).sum()
    }
}
