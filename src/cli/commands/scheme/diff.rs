//! `cpd scheme diff`: what changes between two versions of a scheme, and what
//! that means for the portfolio at hand. Nothing is written.

use super::find::{self, Found};
use crate::adapters::disk;
use crate::base::text::Safe;
use crate::check::{Case, judge};
use crate::cli::error::{ExitKind, Failure};
use crate::cli::format::{self, HUMAN};
use crate::cli::session::Session;
use crate::cli::workspace::Workspace;
use crate::domain::portfolio::{Portfolio, load};
use crate::domain::remedy::{Invocation, Remedy};
use crate::domain::schema::SchemeFiles;
use crate::views::difference::{Difference, ForPerson, Judged, Side};

/// Say in words what changes between two versions, and what that means for you
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cpd scheme diff lancaster 1.1.0                   from the version you follow\n  cpd scheme diff lancaster@1.0.0 lancaster@1.1.0\n  cpd scheme diff lancaster ../their-draft          a folder with a scheme.yaml"
)]
pub struct Args {
    /// An id (the version that you follow, or else the newest), ID@VERSION, or a folder
    #[arg(value_name = "FROM")]
    pub from: String,
    /// The same, or a version of that scheme; its newest when left out
    #[arg(value_name = "TO")]
    pub to: Option<String>,
    /// What to print: for people, or for programs
    #[arg(long, default_value = HUMAN, value_name = "FORMAT", value_parser = format::of::<Difference>())]
    pub format: String,
}

pub fn run(args: &Args, session: &mut Session) -> Result<ExitKind, Failure> {
    let workspace = match disk::find(&session.folder) {
        Some(_) => Some(Workspace::open(session)?),
        None => None,
    };
    let (from, to) = both(&args.from, args.to.as_deref(), workspace.as_ref(), session)?;
    let (old, new) = (read(from.files.clone())?, read(to.files.clone())?);
    let sides = (side(&old, &from.files)?, side(&new, &to.files)?);
    let mut difference = Difference::between(&sides.0, &sides.1);
    if let Some(workspace) = &workspace {
        difference.person = for_person(&from.files, &to.files, workspace, session);
        if difference.person.is_none() {
            let id = Safe(&from.files.id).to_string();
            writeln!(
                session.err,
                "This portfolio does not follow {id}, so only the schemes are compared."
            )?;
        }
    }
    format::print(&difference, &args.format, session)?;
    Ok(ExitKind::Clean)
}

/// The two that are meant. A bare id before is the version that the portfolio follows; a
/// bare version after is one of the same scheme, and nothing after is the newest.
fn both(
    from: &str,
    to: Option<&str>,
    workspace: Option<&Workspace>,
    session: &Session,
) -> Result<(Found, Found), Failure> {
    let followed = workspace.and_then(|here| here.portfolio.config.version(from));
    let from = match followed {
        Some(version) => find::named(&format!("{from}@{version}"), session)?,
        None => find::named(from, session)?,
    };
    let id = &from.files.id;
    let to = match to {
        None => find::named(id, session)?,
        Some(number) if is_version(number) && !session.folder.join(number).is_dir() => {
            find::named(&format!("{id}@{number}"), session)?
        }
        Some(what) => find::named(what, session)?,
    };
    Ok((from, to))
}

/// Three numbers, such as `1.1.0`.
pub fn is_version(word: &str) -> bool {
    let parts: Vec<&str> = word.split('.').collect();
    let number = |part: &&str| part.parse::<u32>().is_ok_and(|n| n.to_string() == **part);
    parts.len() == 3 && parts.iter().all(number)
}

/// A scheme that can be read; what is wrong with it would be taken for a change.
fn read(files: SchemeFiles) -> Result<Portfolio, Failure> {
    let name = format!("{} {}", files.id, files.version);
    let path = files.path("scheme.yaml");
    let portfolio = load::with_scheme(find::whole(files, &path)?);
    if !find::has_mistakes(&portfolio) {
        return Ok(portfolio);
    }
    Err(
        Failure::failed(format!("{name} has mistakes, so it cannot be compared")).remedy(
            &Remedy::invoke(
                "to see which",
                Invocation::CheckScheme {
                    what: path
                        .trim_end_matches("scheme.yaml")
                        .trim_end_matches('/')
                        .to_owned(),
                },
            ),
        ),
    )
}

fn side<'a>(portfolio: &'a Portfolio, files: &SchemeFiles) -> Result<Side<'a>, Failure> {
    Side::of(portfolio)
        .ok_or_else(|| Failure::failed(format!("{} {} cannot be read", files.id, files.version)))
}

/// The portfolio judged under both; none where it follows neither.
fn for_person(
    from: &SchemeFiles,
    to: &SchemeFiles,
    workspace: &Workspace,
    session: &Session,
) -> Option<ForPerson> {
    let here = &workspace.portfolio;
    here.config.version(&from.id)?;
    let under =
        |files: &SchemeFiles| Portfolio::load_under(here.snapshot.clone(), &from.id, files.clone());
    let (before, after) = (under(from), under(to));
    let case = |portfolio| Case {
        portfolio,
        ..workspace.case(session, None)
    };
    let judgements = (judge(case(&before)), judge(case(&after)));
    let old = Judged {
        portfolio: &before,
        judgement: &judgements.0,
        scheme: &from.id,
    };
    let new = Judged {
        portfolio: &after,
        judgement: &judgements.1,
        scheme: &to.id,
    };
    Some(ForPerson::between(
        &old,
        &new,
        crate::formats::remedies::WORDING,
    ))
}
