//! `cpd new KIND [TITLE]`: a record from its template, with flags for every
//! field, asking for what is missing where somebody can be asked.

use std::collections::BTreeSet;
use std::iter::once;
use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Args as _, Command, FromArgMatches};

use crate::app::records::create;
use crate::app::records::form::{self, FieldInput, FormField, RecordForm};
use crate::app::records::kind;
use crate::app::records::like::{overruled_by, values_like};
use crate::app::records::repeat::Repetition;
use crate::base::text::{Safe, is_id, words};
use crate::cli::args::{Global, parse_day};
use crate::cli::failure::{ExitKind, Failure};
use crate::cli::find_record::find_record;
use crate::cli::format::{self, SHELL};
use crate::cli::record_drafts::{RecordDrafts, describe_error, print_written};
use crate::cli::repeated_records::RepeatedRecords;
use crate::cli::session::Session;
use crate::cli::workspace::{CliWorkspace, DiskOpener};
use crate::cli::{editor, record_prompts};
use crate::domain::portfolio::Record;
use crate::domain::remedy::Invocation;
use crate::domain::schema::Kind;
use crate::formats::command_line::shell_command;

const EXAMPLES: &str = "Examples:
  cpd new journal \"What minutes are for\" --award bronze
  cpd new activity \"Committee servicing\" --type workshop --hours 3.5
  cpd new --like \"Committee servicing\" --date \"6 May 2026\"
  cpd new activity \"Team reading\" --type networking --hours 1 --every \"2 weeks\" --until \"1 July 2027\" --yes
  cpd new journal --help             list the fields of a journal";

/// Write a new record, such as an activity or a journal
#[derive(Debug, clap::Args)]
#[command(
    after_help = EXAMPLES,
    disable_help_flag = true
)]
pub struct NewArgs {
    /// The kind, then its title and fields
    #[arg(value_name = "KIND", trailing_var_arg = true, allow_hyphen_values = true, num_args = 0..)]
    pub words: Vec<String>,
}

pub fn run(args: &NewArgs, session: &mut Session) -> Result<ExitKind, Failure> {
    if let Some(folder) = parse_directory(&args.words) {
        session.folder = session.folder.join(folder);
    }
    let kind_word = args.words.first().filter(|word| !word.starts_with('-'));
    if kind_word.is_none() && wants_help(&args.words) {
        return overview(session);
    }
    let workspace = CliWorkspace::open(session)?;
    let like = option_value(&args.words, &["--like"]);
    let like = like
        .map(|name| find_record(name, &workspace, session))
        .transpose()?;
    let kind = match (kind_word, like) {
        (Some(word), _) => kind::kind_to_write(workspace.portfolio.kinds(), word)?,
        (None, Some(record)) => &*record.kind,
        (None, None) if session.interactive => choose_kind(&workspace, session)?,
        (None, None) => {
            return Err(Failure::failed("the kind of record is missing")
                .hint("as in `cpd new journal \"What minutes are for\"`"));
        }
    };
    if !wants_help(&args.words) {
        name_narrower_kinds(kind, &workspace, session)?;
    }
    let words = args.words.iter().skip(kind_word.iter().count()).cloned();
    let form = form::blank_form(kind);
    let mut program = command(&form);
    let matches = program.try_get_matches_from_mut(once("cpd new".to_owned()).chain(words))?;
    format::refuse_unknown(&program, &matches)?;
    apply_global(&matches, session)?;
    let mut given = given_values(&form, &matches);
    let repetition = take_repetition(&mut given, &matches, session)?;
    if let Some(record) = like {
        refuse_other_kind(record, kind)?;
        let values = values_like(record);
        if values.is_empty() {
            let says = format!("nothing can be taken over from {}", record.path);
            return Err(Failure::refused(says).hint("`cpd check` says if its details can be read"));
        }
        given = overruled_by(values, given);
    }
    match repetition {
        None => write_record(
            kind,
            given,
            !matches.get_flag("no-edit"),
            &workspace,
            session,
        ),
        Some(repetition) => {
            let writing = RepeatedRecords {
                kind,
                given,
                repetition,
                yes: matches.get_flag("yes"),
            };
            writing.write(&workspace, session)
        }
    }
}

fn refuse_other_kind(record: &Record, kind: &Kind) -> Result<(), Failure> {
    if record.kind.name == kind.name {
        return Ok(());
    }
    let (other, kind) = (record.kind.noun(), words::with_article(&kind.noun()));
    let path = &record.path;
    Err(
        Failure::failed(format!("{path} is {}", words::with_article(&other)))
            .hint(format!("name {kind}, or leave out the kind")),
    )
}

/// Takes the option `--until` out of the values if it is the end of a repetition.
fn take_repetition(
    given: &mut Vec<(String, Vec<String>)>,
    matches: &ArgMatches,
    session: &Session,
) -> Result<Option<Repetition>, Failure> {
    let Some(every) = matches.get_one::<String>("every") else {
        return match matches.try_get_one::<String>(UNTIL) {
            Ok(Some(_)) => Err(Failure::failed("`--until` needs `--every`")
                .hint("as in `--every week --until \"1 July\"`")),
            _ => Ok(None),
        };
    };
    let field = given.iter().position(|(name, _)| name == UNTIL);
    let until = match field {
        Some(at) => given.remove(at).1.into_iter().next(),
        None => matches.try_get_one::<String>(UNTIL).ok().flatten().cloned(),
    };
    let until = until.ok_or_else(|| {
        Failure::failed("`--every` needs the last day")
            .hint("as in `--every week --until \"1 July\"`")
    })?;
    let day = parse_day(&until)
        .map_err(|why| Failure::failed(format!("`--until {}`: {why}", Safe(&until))))?;
    Ok(Some(Repetition::read(every, day.on(session.today)?)?))
}

/// Names kinds that a scheme has for a part of what this one is for, such as practice feedback
/// beside feedback: whoever means that would not be asked for what the scheme counts.
fn name_narrower_kinds(
    kind: &Kind,
    workspace: &CliWorkspace,
    session: &mut Session,
) -> Result<(), Failure> {
    let ending = format!("-{}", kind.name);
    let others = kind::to_write(workspace.portfolio.kinds());
    for other in others.filter(|other| other.name.ends_with(&ending)) {
        let write = Invocation::NewRecord {
            kind: other.name.clone(),
            title: None,
            fields: Vec::new(),
        };
        let command = shell_command(&write, SHELL).unwrap_or_default();
        writeln!(
            session.err,
            "{}: {} For {}, run `{}`",
            Safe(&kind.title),
            Safe(&kind.help),
            Safe(&other.noun()),
            Safe(&command)
        )?;
    }
    Ok(())
}

/// `-C FOLDER` may stand after the kind, whose fields are known only once it is read.
pub fn parse_directory(words: &[String]) -> Option<PathBuf> {
    option_value(words, &["--directory", "-C"]).map(PathBuf::from)
}

/// Returns the value of an option, the first of whose names is the long one.
fn option_value<'w>(words: &'w [String], names: &[&str]) -> Option<&'w str> {
    // What stands behind `--` is a title.
    let mut words = words.iter().take_while(|word| *word != "--");
    while let Some(word) = words.next() {
        if names.contains(&&**word) {
            return words.next().map(String::as_str);
        }
        let value = word.strip_prefix(names[0]);
        if let Some(value) = value.and_then(|rest| rest.strip_prefix('=')) {
            return Some(value);
        }
    }
    None
}

fn wants_help(words: &[String]) -> bool {
    words.iter().any(|word| word == "-h" || word == "--help")
}

/// Settings for every command may stand after the kind, too.
fn apply_global(matches: &ArgMatches, session: &mut Session) -> Result<(), Failure> {
    let global = Global::from_arg_matches(matches)?;
    if global.plain || global.no_input || global.today.is_some() {
        let folder = session.folder.clone();
        let today = session.today;
        let restarted = Session::start(&global)?;
        *session = restarted;
        session.folder = folder;
        if global.today.is_none() {
            session.today = today;
        }
    }
    Ok(())
}

/// `cpd new --help`, which depends on the portfolio one stands in.
fn overview(session: &mut Session) -> Result<ExitKind, Failure> {
    let kinds = super::schema::kinds(session)?;
    writeln!(
        session.out,
        "Write a new record\n\nUsage: cpd new KIND [TITLE] [--FIELD VALUE]…\n\nKinds:"
    )?;
    let shown: Vec<&Kind> = kind::to_write(&kinds).collect();
    let width = shown.iter().map(|kind| kind.name.len()).max().unwrap_or(0);
    for kind in shown {
        writeln!(
            session.out,
            "  {:width$}  {}",
            Safe(&kind.name).to_string(),
            Safe(&kind.help)
        )?;
    }
    writeln!(session.out, "\n{EXAMPLES}")?;
    Ok(ExitKind::Clean)
}

fn choose_kind<'a>(
    workspace: &'a CliWorkspace,
    session: &mut Session,
) -> Result<&'a Kind, Failure> {
    let kinds: Vec<&Kind> = kind::to_write(workspace.portfolio.kinds()).collect();
    let options: Vec<String> = kinds
        .iter()
        .map(|kind| format!("{}: {}", kind.title, kind.help))
        .collect();
    let chosen = session
        .prompter
        .choose("Which kind of record do you want to write?", &options)?;
    Ok(kinds[chosen])
}

/// Arguments made from the fields of a form, so that a scheme's own are flags too.
pub fn command(form: &RecordForm) -> Command {
    let mut taken = taken_flags();
    let mut command = Command::new("cpd new")
        .bin_name(format!("cpd new {}", Safe(&form.kind)))
        .styles(anstyle_styles())
        .max_term_width(100);
    for field in &form.fields {
        if form.titled_by.as_ref() == Some(&field.name) {
            let help = Safe(field.help.as_deref().unwrap_or_default()).to_string();
            command = command.arg(Arg::new("title").value_name("TITLE").help(help));
        } else if taken.insert(field.name.replace('_', "-")) && is_id(&field.name) {
            command = command.arg(flag(field));
        }
    }
    if form.field(UNTIL).is_none() {
        let until = Arg::new(UNTIL).long(UNTIL).value_name("DATE");
        command = command.arg(until.help("The last day, with --every"));
    }
    // The options bring words about themselves, which would stand for the kind's.
    Global::augment_args(command.args(own_options())).about(Safe(&form.help).to_string())
}

/// The field and the option for a last day.
const UNTIL: &str = "until";

/// The options that do not depend on the kind.
fn own_options() -> [Arg; 4] {
    let option = |name: &'static str, help: &'static str| Arg::new(name).long(name).help(help);
    [
        option(
            "like",
            "Take over the values of this record, but not its days, files and state",
        )
        .value_name("RECORD"),
        option(
            "every",
            "Repeat it at this distance, such as \"2 weeks\", until the day of --until",
        )
        .value_name("LENGTH"),
        option(
            "yes",
            "Do not ask before records of several days are written",
        )
        .short('y')
        .action(ArgAction::SetTrue),
        option("no-edit", "Do not open the editor").action(ArgAction::SetTrue),
    ]
}

/// Flags that mean the same everywhere: a scheme's field of such a name is
/// written in the file.
pub fn taken_flags() -> BTreeSet<String> {
    let ours = Global::augment_args(Command::new("cpd").args(own_options()));
    let ours = ours.get_arguments().filter_map(Arg::get_long);
    ours.chain(["help", "version"]).map(str::to_owned).collect()
}

fn anstyle_styles() -> clap::builder::Styles {
    use clap::CommandFactory;
    crate::cli::Cli::command().get_styles().clone()
}

fn flag(field: &FormField) -> Arg {
    let help = field.help.clone().unwrap_or_default();
    let value = match field.input.item() {
        FieldInput::Term(terms) => {
            let terms: Vec<&str> = terms.iter().map(|term| &*term.value).collect();
            format!("{help} [{}]", terms.join(", "))
        }
        _ => help,
    };
    let value = Safe(&value);
    let required = if field.required { " (required)" } else { "" };
    let several = matches!(field.input, FieldInput::List(_));
    let option = field.name.replace('_', "-");
    // One address at a time reads better without the s.
    let single = match field.input.item() {
        FieldInput::Link => option.strip_suffix('s').map(str::to_owned),
        _ => None,
    };
    Arg::new(format!("field-{}", field.name))
        .visible_aliases(single)
        .long(option)
        .value_name(placeholder(&field.input))
        .help(format!("{value}{required}"))
        .allow_hyphen_values(true)
        .action(if several {
            ArgAction::Append
        } else {
            ArgAction::Set
        })
        .help_heading("Fields")
}

fn placeholder(input: &FieldInput) -> &'static str {
    match input.item() {
        FieldInput::Date => "DATE",
        FieldInput::Instant => "MOMENT",
        FieldInput::Number => "NUMBER",
        FieldInput::Money => "AMOUNT",
        FieldInput::Duration => "LENGTH",
        FieldInput::Boolean => "BOOLEAN",
        FieldInput::Term(_) => "WORD",
        FieldInput::Record { .. } => "RECORD",
        FieldInput::CatalogueItem(_) => "ITEM",
        FieldInput::Person(_) => "PERSON",
        FieldInput::Award(_) => "AWARD",
        FieldInput::File => "FILE",
        FieldInput::Link => "ADDRESS",
        FieldInput::Text | FieldInput::List(_) | FieldInput::Map | FieldInput::Dated(_) => "TEXT",
    }
}

/// Returns the values that were given on the command line, by field.
pub fn given_values(form: &RecordForm, matches: &ArgMatches) -> Vec<(String, Vec<String>)> {
    let mut given = Vec::new();
    for field in &form.fields {
        let name = if form.titled_by.as_ref() == Some(&field.name) {
            "title".to_owned()
        } else {
            format!("field-{}", field.name)
        };
        if let Ok(Some(values)) = matches.try_get_many::<String>(&name) {
            given.push((field.name.clone(), values.cloned().collect()));
        }
    }
    given
}

/// Asks for what is missing where somebody can be asked, and writes the record.
pub fn write_record(
    kind: &Kind,
    given: Vec<(String, Vec<String>)>,
    edit: bool,
    workspace: &CliWorkspace,
    session: &mut Session,
) -> Result<ExitKind, Failure> {
    let written = if session.interactive {
        asked(kind, given, workspace, session)?
    } else {
        let opener = DiskOpener::of(&workspace.root, session);
        create::create(workspace, &opener, &kind.name, &given, session.today)
            .map_err(describe_error)?
    };
    let Some(last) = written.paths.last() else {
        return Ok(ExitKind::Clean);
    };
    print_written(&written, session)?;
    if session.interactive && edit && kind.folder().is_some() {
        let full = workspace.path(last);
        if !editor::open(&full, session) {
            writeln!(
                session.err,
                "No editor could be opened. Edit {} in any editor.",
                Safe(&full.display().to_string())
            )?;
        }
    } else if session.interactive {
        writeln!(session.err, "Next: `cpd check`, then `cpd save`.")?;
    }
    Ok(ExitKind::Clean)
}

/// Asks for what is missing, and writes the record with those that it refers to.
fn asked(
    kind: &Kind,
    given: Vec<(String, Vec<String>)>,
    workspace: &CliWorkspace,
    session: &mut Session,
) -> Result<create::WrittenRecords, Failure> {
    let mut drafts = RecordDrafts::new(workspace, session);
    let mut draft = drafts.defaults.begin(kind, given);
    let complete = record_prompts::complete(&mut draft, workspace, &mut drafts, session);
    if let Err(failure) = complete {
        drafts.keep(draft);
        return Err(drafts.with_answers(failure, session));
    }
    drafts.add(draft)?;
    drafts
        .write()
        .map_err(|failure| drafts.with_answers(failure, session))
}
