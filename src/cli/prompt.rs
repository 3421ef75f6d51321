//! Asking a person. In a terminal with menus; with `--plain` as numbered lines
//! that are never redrawn; in a pipe not at all.

use std::io::{self, BufRead, Write};

use inquire::{Confirm, InquireError, Select, Text};

use super::failure::Failure;
use crate::base::text::{Safe, words};

/// Somebody who can be asked.
pub trait Prompter {
    /// A line of text; the default when nothing is typed.
    fn text(
        &mut self,
        question: &str,
        default: Option<&str>,
        help: Option<&str>,
    ) -> Result<String, Failure>;
    /// Asks again for a line of text, with what was typed before, to be changed.
    fn edit(&mut self, question: &str, typed: &str, help: Option<&str>) -> Result<String, Failure>;
    /// One of these, by its place.
    fn choose(&mut self, question: &str, options: &[String]) -> Result<usize, Failure>;
    fn confirm(&mut self, question: &str, default: bool) -> Result<bool, Failure>;
}

/// Menus that can be moved through and searched by typing.
pub struct MenuPrompter;

impl Prompter for MenuPrompter {
    fn text(
        &mut self,
        question: &str,
        default: Option<&str>,
        help: Option<&str>,
    ) -> Result<String, Failure> {
        let question = safe_text(question);
        let mut prompt = Text::new(&question);
        prompt.default = default;
        prompt.help_message = help;
        prompt.prompt().map_err(failed)
    }

    fn edit(&mut self, question: &str, typed: &str, help: Option<&str>) -> Result<String, Failure> {
        let question = safe_text(question);
        let typed = safe_text(typed);
        let mut prompt = Text::new(&question).with_initial_value(&typed);
        prompt.help_message = help;
        prompt.prompt().map_err(failed)
    }

    fn choose(&mut self, question: &str, options: &[String]) -> Result<usize, Failure> {
        let question = safe_text(question);
        // A menu is drawn again with each key, so no option may take more than a line.
        let columns =
            terminal_size::terminal_size().map_or(usize::MAX, |(columns, _)| columns.0.into());
        let most = columns.saturating_sub(4).max(12);
        let options = options
            .iter()
            .map(|option| words::shorten(&safe_text(option), most))
            .collect();
        ask_one_of(&question, options)
    }

    fn confirm(&mut self, question: &str, default: bool) -> Result<bool, Failure> {
        Confirm::new(&safe_text(question))
            .with_default(default)
            .prompt()
            .map_err(failed)
    }
}

/// Shown in place of the options where nothing that was typed is in one.
const NO_MATCH: &str = "Nothing matches. Delete some letters.";

/// Asks for one of these, by its place. An empty menu would not say why it is empty.
fn ask_one_of(question: &str, mut options: Vec<String>) -> Result<usize, Failure> {
    let known = options.clone();
    options.push(NO_MATCH.to_owned());
    let score = |typed: &str, option: &String, text: &str, at: usize| match at < known.len() {
        true => Select::<String>::DEFAULT_SCORER(typed, option, text, at),
        false => (!any_matches(typed, &known)).then_some(0),
    };
    loop {
        let menu = Select::new(question, options.clone()).with_scorer(&score);
        let choice = menu.raw_prompt().map_err(failed)?;
        if choice.index < known.len() {
            return Ok(choice.index);
        }
    }
}

fn any_matches(typed: &str, options: &[String]) -> bool {
    let matches =
        |option: &String| Select::<String>::DEFAULT_SCORER(typed, option, option, 0).is_some();
    options.iter().any(matches)
}

/// Returns the words of a scheme or a record as they may stand in a question.
fn safe_text(words: &str) -> String {
    Safe(words).to_string()
}

fn failed(error: InquireError) -> Failure {
    match error {
        InquireError::OperationCanceled | InquireError::OperationInterrupted => {
            Failure::cancelled()
        }
        InquireError::IO(error) => error.into(),
        other => Failure::failed(other.to_string()),
    }
}

/// Questions and numbered answers, line by line.
pub struct LinePrompter<R, W> {
    input: R,
    output: W,
}

impl<R: BufRead, W: Write> LinePrompter<R, W> {
    pub fn new(input: R, output: W) -> Self {
        Self { input, output }
    }

    fn line(&mut self) -> Result<String, Failure> {
        self.output.flush()?;
        let mut line = String::new();
        if self.input.read_line(&mut line)? == 0 {
            // The question stands on the line.
            writeln!(self.output)?;
            return Err(Failure::cancelled());
        }
        Ok(line.trim().to_owned())
    }
}

impl<R: BufRead, W: Write> Prompter for LinePrompter<R, W> {
    fn text(
        &mut self,
        question: &str,
        default: Option<&str>,
        help: Option<&str>,
    ) -> Result<String, Failure> {
        if let Some(help) = help {
            writeln!(self.output, "{help}.")?;
        }
        match default {
            Some(default) => write!(
                self.output,
                "{} (Enter for {}): ",
                Safe(question),
                Safe(default)
            )?,
            None => write!(self.output, "{}: ", Safe(question))?,
        }
        let line = self.line()?;
        Ok(if line.is_empty() {
            default.unwrap_or_default().to_owned()
        } else {
            line
        })
    }

    /// A line that was sent cannot be changed. It is still on the screen.
    fn edit(&mut self, question: &str, _: &str, _: Option<&str>) -> Result<String, Failure> {
        self.text(question, None, None)
    }

    fn choose(&mut self, question: &str, options: &[String]) -> Result<usize, Failure> {
        writeln!(self.output, "{}", Safe(question))?;
        for (at, option) in options.iter().enumerate() {
            writeln!(self.output, "{}. {}", at + 1, Safe(option))?;
        }
        loop {
            write!(self.output, "Number from 1 to {}: ", options.len())?;
            match self.line()?.parse::<usize>() {
                Ok(number) if (1..=options.len()).contains(&number) => return Ok(number - 1),
                _ => writeln!(self.output, "Type one of the numbers.")?,
            }
        }
    }

    fn confirm(&mut self, question: &str, default: bool) -> Result<bool, Failure> {
        let usual = if default { "yes" } else { "no" };
        loop {
            write!(
                self.output,
                "{} Type yes or no (Enter for {usual}): ",
                Safe(question)
            )?;
            match self.line()?.to_lowercase().as_str() {
                "" => return Ok(default),
                "y" | "yes" => return Ok(true),
                "n" | "no" => return Ok(false),
                _ => writeln!(self.output, "Please type yes or no.")?,
            }
        }
    }
}

/// Nobody is there; whoever asks has to have checked.
pub struct NoPrompter;

impl NoPrompter {
    fn refuse<T>() -> Result<T, Failure> {
        Err(Failure::from(io::Error::new(
            io::ErrorKind::NotConnected,
            "cpd cannot ask questions here",
        )))
    }
}

impl Prompter for NoPrompter {
    fn text(&mut self, _: &str, _: Option<&str>, _: Option<&str>) -> Result<String, Failure> {
        Self::refuse()
    }

    fn edit(&mut self, _: &str, _: &str, _: Option<&str>) -> Result<String, Failure> {
        Self::refuse()
    }

    fn choose(&mut self, _: &str, _: &[String]) -> Result<usize, Failure> {
        Self::refuse()
    }

    fn confirm(&mut self, _: &str, _: bool) -> Result<bool, Failure> {
        Self::refuse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::error::Class;

    fn ask<T>(
        typed: &str,
        question: impl FnOnce(&mut dyn Prompter) -> Result<T, Failure>,
    ) -> (Result<T, Failure>, String) {
        let mut output = Vec::new();
        let answer = question(&mut LinePrompter::new(typed.as_bytes(), &mut output));
        (answer, String::from_utf8(output).unwrap())
    }

    #[test]
    fn an_invalid_choice_is_asked_for_again() {
        let options = ["bronze".to_owned(), "silver".to_owned()];
        let (answer, shown) = ask("5\nx\n2\n", |asker| asker.choose("Which award?", &options));
        assert_eq!(answer.unwrap(), 1);
        assert!(shown.starts_with("Which award?\n1. bronze\n2. silver\nNumber from 1 to 2: "));
        assert_eq!(shown.matches("Type one of the numbers").count(), 2);
    }

    #[test]
    fn the_end_of_input_is_an_error() {
        let (answer, _) = ask("", |asker| asker.confirm("Sure?", true));
        assert_eq!(answer.unwrap_err().class(), Class::Cancelled);
    }
}
