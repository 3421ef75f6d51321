//! `cpd scheme new`: a scheme of one's own, from the beginning or from another.

use std::path::PathBuf;

use super::{adopt, schemes, workspace};
use crate::adapters::work_tree::DiskWorkTree;
use crate::app::ports::WorkTree as _;
use crate::app::scheme::create::{
    NewScheme, PlannedScheme, PreparedScheme, SchemeAnswers, plan, prepare,
};
use crate::base::text::Safe;
use crate::cli::failure::{ExitKind, Failure};
use crate::cli::format::SHELL;
use crate::cli::session::Session;
use crate::cli::workspace::CliWorkspace;
use crate::domain::remedy::{Invocation, Remedy};
use crate::formats::remedies;

/// Create a scheme, or the next version of one
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cpd scheme new reading-circle --title \"Reading Circle\"\n  cpd scheme new reading-circle --adopt         follow it in this portfolio\n  cpd scheme new our-awards --from lancaster    copy another scheme\n  cpd scheme new lancaster --from lancaster --version 1.1.0"
)]
pub struct SchemeNewArgs {
    /// The id: letters, digits and hyphens, as in reading-circle
    #[arg(value_name = "ID")]
    pub id: String,
    /// The title that people read
    #[arg(long, value_name = "TITLE")]
    pub title: Option<String>,
    /// Copy this scheme: ID, ID@VERSION or a folder
    #[arg(long, value_name = "SCHEME")]
    pub from: Option<String>,
    /// The version: 3 numbers
    #[arg(long = "version", value_name = "VERSION", default_value = "1.0.0")]
    pub number: String,
    /// Write to this folder
    #[arg(long, value_name = "FOLDER")]
    pub to: Option<PathBuf>,
    /// Follow the scheme in this portfolio (changes cpd.yaml)
    #[arg(long, conflicts_with = "to")]
    pub adopt: bool,
}

pub fn run(args: &SchemeNewArgs, session: &mut Session) -> Result<ExitKind, Failure> {
    let workspace = workspace(session)?;
    let schemes = schemes(workspace.as_ref(), session);
    let request = NewScheme {
        id: &args.id,
        version: &args.number,
        from: args.from.as_deref(),
        to: args.to.as_deref(),
    };
    let prepared = prepare(request, &schemes)?;
    if args.adopt && workspace.is_none() {
        return Err(no_portfolio_failure());
    }
    let title = chosen_title(args, &prepared, session)?;
    let follower = portfolio_to_follow(args, workspace.as_ref(), session)?;
    let answers = SchemeAnswers {
        title: title.as_deref(),
        followed_by: follower.map(|here| &here.portfolio),
        today: session.today,
    };
    let planned = plan(prepared, answers, &schemes)?;
    match workspace.as_ref().filter(|here| here.root == planned.root) {
        Some(here) => here.apply(&planned.changes)?,
        None => DiskWorkTree::new(&planned.root).apply(&planned.changes)?,
    }
    print_created(&planned, args, workspace.is_some(), session)?;
    if let Some(follower) = follower {
        let before = follower.portfolio.config.version(&args.id);
        adopt::print_adopted(&args.id, &args.number, before, session)?;
    }
    Ok(ExitKind::Clean)
}

fn no_portfolio_failure() -> Failure {
    Failure::failed("this is not a portfolio, so it cannot follow the scheme")
        .hint("leave out `--adopt`, or create a portfolio with `cpd init`")
}

/// The title that is given or answered; none for the usual one.
fn chosen_title(
    args: &SchemeNewArgs,
    prepared: &PreparedScheme,
    session: &mut Session,
) -> Result<Option<String>, Failure> {
    if args.title.is_some() || prepared.is_next_version() || !session.interactive {
        return Ok(args.title.clone());
    }
    let help = Some("People read it in `cpd status` and in packs");
    let usual = prepared.usual_title();
    let asked = session
        .prompter
        .text("Title of the scheme", Some(&usual), help)?;
    session.remember("--title", &asked);
    Ok(Some(asked))
}

/// The portfolio that is to follow the new scheme, if that is wanted.
fn portfolio_to_follow<'w>(
    args: &SchemeNewArgs,
    workspace: Option<&'w CliWorkspace>,
    session: &mut Session,
) -> Result<Option<&'w CliWorkspace>, Failure> {
    let may_ask = args.to.is_none() && session.interactive && workspace.is_some();
    let question = format!("Follow {} {} in this portfolio?", args.id, args.number);
    let wanted = args.adopt || may_ask && session.prompter.confirm(&question, false)?;
    Ok(workspace.filter(|_| wanted))
}

fn print_created(
    planned: &PlannedScheme,
    args: &SchemeNewArgs,
    in_portfolio: bool,
    session: &mut Session,
) -> Result<(), Failure> {
    let folder = &planned.folder;
    let shown = folder.strip_prefix(&session.folder).unwrap_or(folder);
    let shown = Safe(&shown.display().to_string()).to_string();
    writeln!(session.out, "{shown}")?;
    let by_id = args.to.is_none() && in_portfolio;
    let what = if by_id { &args.id } else { &shown };
    let check = remedies::remedy_text(
        &Remedy::invoke(
            "Next: write in scheme.yaml what your programme asks for. After each change",
            Invocation::CheckScheme { what: what.clone() },
        ),
        SHELL,
    );
    writeln!(session.err, "{}", Safe(&check.unwrap_or_default()))?;
    Ok(())
}
