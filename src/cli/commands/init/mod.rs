//! `cpd init`: a portfolio in an empty folder, with its first save.

mod roster;

use std::path::{Path, PathBuf};

use crate::adapters::disk;
use crate::adapters::new_folder::DiskNewFolder;
use crate::adapters::outputs::DiskOutputs;
use crate::app::portfolio::forge_files::{self, ForgeFiles, Installer};
use crate::app::portfolio::init::{self, InitError, KnownOwner, NewPortfolio};
use crate::app::portfolio::owner_details::OwnerAnswer;
use crate::app::trust::set_forge::{self, ForgeValues};
use crate::base::files::LARGEST_TEXT;
use crate::base::text::Safe;
use crate::cli::commands::trust;
use crate::cli::failure::{ExitKind, Failure};
use crate::cli::format::{self, HUMAN};
use crate::cli::session::Session;
use crate::cli::workspace::CliWorkspace;
use crate::cli::{added_files, next_step, owner_prompts};
use crate::domain::schema::SchemeFiles;
use crate::views::roster_plan::RosterPlan;

/// Create a portfolio
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cpd init                           asks for each detail\n  cpd init sam --owner \"Sam Carter\" --manager \"Priya Shah\" --scheme lancaster\n  cpd init rn --owner \"Robin Hale\" --scheme nmc-revalidation --set registrations=nurse\n  cpd init --ci github               adds workflows to the portfolio you are in\n  cpd init --ci gitlab --install \"dpkg -i /opt/cpd-portfolio.deb\"\n  cpd init --roster staff.csv --into staff --dry-run   a portfolio for each person\n  cpd init --collect github reports   a job that makes a report on many portfolios"
)]
pub struct InitArgs {
    /// The folder to create [default: the current folder]
    #[arg(value_name = "FOLDER")]
    pub folder: Option<PathBuf>,
    /// Your full name
    #[arg(long, value_name = "NAME")]
    pub owner: Option<String>,
    /// Your line manager's full name
    #[arg(long, value_name = "NAME")]
    pub manager: Option<String>,
    /// The scheme to follow (`cpd scheme list` lists them)
    #[arg(long, value_name = "SCHEME")]
    pub scheme: Option<String>,
    /// A detail of yours that the scheme asks for, as in renewal=2027-03-31
    #[arg(long, value_name = "DETAIL=VALUE", requires = "scheme")]
    pub set: Vec<String>,
    /// Add the files that approvals on a forge need, to this portfolio or a new
    /// one: github, gitlab or gitea
    #[arg(long, value_name = "FORGE", group = "forge")]
    pub ci: Option<String>,
    /// Add a job to a repository of an institution, which collects the lines of many
    /// portfolios and makes a report: github or gitlab
    #[arg(long, value_name = "FORGE", group = "forge", conflicts_with_all = ["owner", "manager", "scheme", "set", "editors", "roster"])]
    pub collect: Option<String>,
    /// The shell command with which jobs on the forge install cpd. Without it they use
    /// the forge's variable CPD_INSTALL
    #[arg(long, value_name = "COMMAND", requires = "forge")]
    pub install: Option<String>,
    /// The SHA-256 of the program. Jobs on the forge run no other, and give no other a key
    #[arg(long, value_name = "DIGEST", requires = "forge")]
    pub install_sha256: Option<String>,
    /// Let a job on the forge publish the portfolio's line: your name, states and days, for
    /// reports on many portfolios (see docs/report.md)
    #[arg(long, requires = "ci")]
    pub line: bool,
    /// Write the JSON Schemas of records, for editors that check them (see docs/editors.md)
    #[arg(long)]
    pub editors: bool,
    #[command(flatten)]
    pub roster: roster::RosterArgs,
    /// Output format
    #[arg(long, default_value = HUMAN, value_name = "FORMAT", value_parser = format::format_names::<RosterPlan>())]
    pub format: String,
}

/// Answers to what a new portfolio needs to know.
struct InitAnswers {
    owner: String,
    manager: Option<String>,
    scheme: Option<SchemeFiles>,
    details: Vec<OwnerAnswer>,
}

pub fn run(args: &InitArgs, session: &mut Session) -> Result<ExitKind, Failure> {
    if let (Some(file), Some(into)) = (&args.roster.roster, &args.roster.into) {
        return roster::run(file, into, args, session);
    }
    let installer = Installer::read(args.install.as_deref(), args.install_sha256.as_deref())?;
    if let Some(forge) = &args.collect {
        let files = ForgeFiles::for_collecting(forge, &installer)?;
        return add_collector(&files, args, session);
    }
    let forge = args.ci.as_deref();
    let forge = forge.map(|name| ForgeFiles::for_forge(name, &installer));
    let forge = forge.transpose()?;
    let forge = forge.map(|files| match args.line {
        true => files,
        false => files.without_line(),
    });
    if let Some(forge) = &forge
        && args.folder.is_none()
        && disk::find(&session.folder).is_some()
    {
        return add(forge, session);
    }
    let folder = args.folder.as_ref().map_or_else(
        || session.folder.clone(),
        |folder| session.folder.join(folder),
    );
    let place = DiskNewFolder::new(&folder);
    init::refuse_taken(&place)?;
    let answers = ask(args, session)?;
    let beginning = NewPortfolio {
        owner: &answers.owner,
        manager: answers.manager.as_deref(),
        scheme: answers.scheme.as_ref(),
        details: &answers.details,
        forge: forge.as_ref(),
        editors: args.editors,
        known: KnownOwner::default(),
    };
    let id = uuid::Uuid::new_v4().to_string();
    init::init(&place, &id, &beginning, session.moment()).map_err(|error| match error {
        InitError::NoOwner => no_owner_failure(),
        error => error.into(),
    })?;
    let shown = folder
        .strip_prefix(&session.folder)
        .unwrap_or(&folder)
        .to_owned();
    let shown = if shown.as_os_str().is_empty() {
        Path::new(".").to_owned()
    } else {
        shown
    };
    writeln!(session.out, "{}", Safe(&shown.display().to_string()))?;
    if session.has_answers() {
        session.out.flush()?;
        session.enter(folder.clone(), &shown.display().to_string());
        next_step::offer_records(session)?;
    }
    if let Some(forge) = &forge {
        writeln!(
            session.err,
            "{} lists what is left to do for approvals on the forge.",
            forge.settings
        )?;
    }
    let hint = if shown == Path::new(".") {
        String::new()
    } else {
        format!("`cd {}`, then ", Safe(&shown.display().to_string()))
    };
    writeln!(
        session.err,
        "Next: {hint}`cpd status` to see what to write first. Who can read what: docs/who-sees-what.md."
    )?;
    Ok(ExitKind::Clean)
}

/// `cpd init --ci FORGE` in a portfolio that is there.
fn add(forge: &ForgeFiles, session: &mut Session) -> Result<ExitKind, Failure> {
    let workspace = CliWorkspace::open(session)?;
    let added = forge_files::add(&workspace, forge)?;
    added_files::print(&added, session)?;
    if set_forge::is_missing(&workspace) {
        offer_settings(forge, &workspace, session)?;
    }
    writeln!(
        session.err,
        "Next: switch on the settings that {} lists, then `cpd save`.",
        forge.settings
    )?;
    Ok(added_files::exit_kind(&added))
}

/// `cpd init --collect FORGE`, in a repository that is no portfolio.
fn add_collector(
    files: &ForgeFiles,
    args: &InitArgs,
    session: &mut Session,
) -> Result<ExitKind, Failure> {
    let folder = args.folder.as_deref().unwrap_or(Path::new("."));
    let place = session.folder.join(folder);
    let outputs = DiskOutputs::new(&place);
    let added = forge_files::add_to_folder(files, &outputs, |path| {
        disk::read_at_most(&place.join(path), LARGEST_TEXT).ok()
    })?;
    added_files::print(&added, session)?;
    writeln!(
        session.err,
        "Next: name the portfolios in portfolios.txt, make the settings that {} lists, and push. Keep the repository private.",
        files.settings
    )?;
    Ok(added_files::exit_kind(&added))
}

/// Asks which repository counts and writes it down, or says which command does.
fn offer_settings(
    forge: &ForgeFiles,
    workspace: &CliWorkspace,
    session: &mut Session,
) -> Result<(), Failure> {
    let mut values = ForgeValues {
        host: forge.host.map(str::to_owned),
        ..ForgeValues::default()
    };
    if session.interactive {
        trust::forge::ask(&mut values, session)?;
    }
    if values.host.is_some() && values.repository.is_some() {
        return trust::forge::write(workspace, &values, session);
    }
    let host = values.host.as_deref().unwrap_or("HOST");
    let number = values.repository.as_deref().unwrap_or("NUMBER");
    writeln!(
        session.err,
        "Nothing says yet which repository counts: `cpd trust forge --host {host} --repository {number}`."
    )?;
    Ok(())
}

/// Everything a portfolio needs to begin, from flags or from a person.
fn ask(args: &InitArgs, session: &mut Session) -> Result<InitAnswers, Failure> {
    let scheme = args.scheme.as_deref().map(init::scheme).transpose()?;
    let owner = match &args.owner {
        Some(owner) => owner.clone(),
        None if session.interactive => ask_owner(session)?,
        None => return Err(no_owner_failure()),
    };
    if owner.trim().is_empty() {
        return Err(no_owner_failure());
    }
    let scheme = match scheme {
        None if session.interactive => choose(session)?,
        scheme => scheme,
    };
    let manager = match &args.manager {
        Some(manager) => Some(manager.clone()),
        None if session.interactive => {
            let help = match scheme.as_ref().is_some_and(init::has_managers_step) {
                true => "This person will sign for your award. Press Enter to skip",
                false => "Press Enter to skip",
            };
            let question = "Your line manager's full name";
            let manager = session.prompter.text(question, None, Some(help))?;
            session.remember("--manager", &manager);
            Some(manager)
        }
        None => None,
    };
    let details = match &scheme {
        Some(scheme) => owner_prompts::ask(scheme, &args.set, session)?,
        None => Vec::new(),
    };
    Ok(InitAnswers {
        owner,
        manager,
        scheme,
        details,
    })
}

/// Asks until there is a name: everything else is about this person.
fn ask_owner(session: &mut Session) -> Result<String, Failure> {
    loop {
        let owner = session.prompter.text("Your full name", None, None)?;
        if !owner.trim().is_empty() {
            session.remember("--owner", &owner);
            return Ok(owner);
        }
        writeln!(session.err, "An answer is required.")?;
    }
}

fn no_owner_failure() -> Failure {
    Failure::failed("--owner is missing")
        .hint("as in `cpd init my-portfolio --owner \"Sam Carter\"`")
}

fn choose(session: &mut Session) -> Result<Option<SchemeFiles>, Failure> {
    let schemes = init::schemes();
    let named = schemes.iter().map(|(id, title)| match title {
        Some(title) => format!("{id} ({title})"),
        None => id.clone(),
    });
    let mut options: Vec<String> = named.collect();
    options.push("none yet".to_owned());
    let chosen = session
        .prompter
        .choose("Which scheme do you follow?", &options)?;
    if let Some((id, _)) = schemes.get(chosen) {
        session.remember("--scheme", id);
    }
    let chosen = schemes.get(chosen).map(|(id, _)| init::scheme(id));
    Ok(chosen.transpose()?)
}
