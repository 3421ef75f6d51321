//! `--format`: the values that each command takes, and what they print.

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::parser::ValueSource;
use clap::{ArgMatches, Command};

use super::failure::Failure;
use super::session::Session;
use crate::base::text::Shell;
use crate::formats::record_export::EXPORT_FORMATS;
use crate::formats::{self, PrintError, Style, View, pack};

/// Printed where nothing else is asked for.
pub const HUMAN: &str = "human";
const JSON: &str = "json";
/// The same for those who listen, and for pipes.
const PLAIN: &str = "plain";
/// Read by the runners of GitHub, Gitea and Forgejo, which mark the lines that it names.
const GITHUB: &str = "github";

/// Values of a command that prints for people alone; JSON is taken and changes nothing.
const OF_OTHERS: [&str; 2] = [HUMAN, JSON];

/// The shell that people paste commands into on this system.
pub const SHELL: Shell = if cfg!(windows) {
    Shell::PowerShell
} else {
    Shell::Posix
};

/// Id of the argument, of every command and of those that have it as their own.
const ID: &str = "format";

/// Returns a parser that takes the names of a view's formats.
pub fn format_names<V: View>() -> PossibleValuesParser {
    PossibleValuesParser::new(formats::format_names::<V>())
}

/// Returns a parser that takes the names of the formats of packs.
pub fn pack_format_names() -> PossibleValuesParser {
    let names = pack::names().map(PossibleValue::new);
    let unsaid = PossibleValue::new(HUMAN).hide(true);
    PossibleValuesParser::new(names.chain([unsaid]))
}

/// Returns a parser that takes the names of the formats of exports.
pub fn export_format_names() -> PossibleValuesParser {
    let names = EXPORT_FORMATS
        .iter()
        .map(|format| PossibleValue::new(format.name));
    let unsaid = PossibleValue::new(HUMAN).hide(true);
    PossibleValuesParser::new(names.chain([unsaid]))
}

/// Returns true if people read what is printed, so that more may be said beside it.
pub fn is_for_people(asked: &str) -> bool {
    [HUMAN, PLAIN].contains(&asked)
}

/// Prints a view as `--format` says; `plain` stands for `human` where that is wanted, and
/// `github` where a runner reads it and nobody asked for a format.
pub fn print<V: View>(view: &V, asked: &str, session: &mut Session) -> Result<(), Failure> {
    let _span = tracing::info_span!("render", format = asked).entered();
    let name = match asked {
        HUMAN if session.runner_marks_lines && formats::format_names::<V>().contains(&GITHUB) => {
            GITHUB
        }
        HUMAN if session.plain => PLAIN,
        other => other,
    };
    let style = Style {
        width: session.width,
        colour: !session.plain,
        shell: SHELL,
    };
    session.out.flush()?;
    Ok(formats::print(view, name, &style, &mut session.raw_out)?)
}

/// Returns true if `--format` is among the arguments, before or after the command.
pub fn is_given(matches: &ArgMatches) -> bool {
    let typed = |matches: &ArgMatches| {
        let known = matches.try_contains_id(ID).is_ok();
        known && matches.value_source(ID) == Some(ValueSource::CommandLine)
    };
    let inner = matches.subcommand();
    typed(matches) || inner.is_some_and(|(_, matches)| is_given(matches))
}

/// Refuses a format that the command does not have. clap itself refuses those given after
/// the command; what is given before it is handed on without a look.
pub fn refuse_unknown(program: &Command, matches: &ArgMatches) -> Result<(), clap::Error> {
    let (mut command, mut matches) = (program, matches);
    while let Some((name, inner)) = matches.subcommand() {
        let Some(found) = command.find_subcommand(name) else {
            break;
        };
        (command, matches) = (found, inner);
    }
    let own = command
        .get_arguments()
        .find(|arg| arg.get_id() == ID && !arg.is_global_set());
    let known: Vec<String> = match own {
        Some(arg) => {
            let values = arg.get_possible_values().into_iter();
            let shown = values.filter(|value| !value.is_hide_set());
            shown.map(|value| value.get_name().to_owned()).collect()
        }
        None => OF_OTHERS.map(str::to_owned).to_vec(),
    };
    let asked: Option<&String> = matches.try_get_one(ID).ok().flatten();
    match asked {
        Some(name) if name != HUMAN && !known.contains(name) => {
            let mut error = clap::Error::new(ErrorKind::InvalidValue).with_cmd(command);
            let argument = "--format <FORMAT>".to_owned();
            error.insert(ContextKind::InvalidArg, ContextValue::String(argument));
            error.insert(
                ContextKind::InvalidValue,
                ContextValue::String(name.clone()),
            );
            error.insert(ContextKind::ValidValue, ContextValue::Strings(known));
            Err(error)
        }
        _ => Ok(()),
    }
}

impl From<PrintError> for Failure {
    fn from(error: PrintError) -> Self {
        match error {
            PrintError::Io(error) => Self::from(error),
            PrintError::TooManyPages { .. } => Self::refused(error.to_string())
                .hint("print it with `--format html`, or choose one award or round with `--award`"),
            PrintError::TooManyFiles { .. } => Self::refused(error.to_string())
                .hint("choose an award or a round with fewer records with `--award`"),
            PrintError::UnknownFormat { .. } | PrintError::Pack(_) => {
                Self::failed(error.to_string())
            }
        }
    }
}
