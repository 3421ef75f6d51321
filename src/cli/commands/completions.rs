//! `cpd completions SHELL`: the script that has a shell complete the words of cpd.

use crate::cli::completion::{self, ShellName};
use crate::cli::failure::{ExitKind, Failure};
use crate::cli::session::Session;

/// Print the completions for a shell
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cpd completions bash > ~/.local/share/bash-completion/completions/cpd\n  cpd completions zsh > ~/.zfunc/_cpd           a folder on your fpath\n  cpd completions fish > ~/.config/fish/completions/cpd.fish\n  cpd completions powershell >> $PROFILE"
)]
pub struct CompletionsArgs {
    /// The shell
    #[arg(value_name = "SHELL")]
    pub shell: ShellName,
    /// The place of the word to complete, for the script
    #[arg(long, hide = true, value_name = "NUMBER", requires = "words")]
    pub word: Option<usize>,
    /// The words that were typed, for the script
    #[arg(last = true, hide = true, value_name = "WORDS", requires = "word")]
    pub words: Vec<String>,
}

pub fn run(args: &CompletionsArgs, session: &mut Session) -> Result<ExitKind, Failure> {
    let printed = match args.word {
        None => args.shell.script().to_owned(),
        Some(at) => completion::print(args.shell, &args.words, at, &session.folder),
    };
    session.raw_out.write_all(printed.as_bytes())?;
    Ok(ExitKind::Clean)
}
