//! `cpd demo`: a sample portfolio with two years of history, replayed from the
//! sources in examples/ through the same code that everyone's sign-offs take.

use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use include_dir::{Dir, include_dir};

use crate::adapters::disk;
use crate::adapters::disk::write::{Existing, write_output};
use crate::adapters::git::Repo;
use crate::app::moment::Moment;
use crate::app::pack::print;
use crate::app::ports::CommitAuthor;
use crate::app::signoff::eligibility::Eligibility;
use crate::app::signoff::pack_digest::pack_digest;
use crate::app::signoff::sign::{self, Declaration, ProofMethod, SigningContext};
use crate::base::calendar;
use crate::base::document::{Node, read_yaml};
use crate::base::text::{Safe, words};
use crate::cli::failure::{ExitKind, Failure, in_words};
use crate::cli::format;
use crate::cli::session::Session;
use crate::cli::workspace::CliWorkspace;
use crate::formats::pack;
use crate::views::check::Check;

/// Create a sample portfolio with 2 years of history, check it and print a pack
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cpd demo sample\n  cpd -C sample status               look at it afterwards"
)]
pub struct DemoArgs {
    /// The folder to create
    #[arg(value_name = "FOLDER")]
    pub folder: PathBuf,
}

static SOURCE: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/examples/demo-source");

pub fn run(args: &DemoArgs, session: &mut Session) -> Result<ExitKind, Failure> {
    let folder = session.folder.join(&args.folder);
    let free = disk::is_free(&folder).map_err(|error| {
        Failure::failed(format!(
            "{} cannot be opened: {}",
            folder.display(),
            in_words(&error)
        ))
    })?;
    if !free || folder.join(".git").exists() {
        return Err(
            Failure::refused(format!("{} is not empty", args.folder.display()))
                .hint("choose a new folder"),
        );
    }
    replay(&folder, None, session)?;
    session.folder = folder.clone();
    let moment = Moment {
        source_date: session.moment().source_date,
        ..Moment::noon(session.today)
    };
    let workspace = CliWorkspace::at(&folder, moment)?;
    let judgement = workspace.judge(session, None);
    let check = Check::new(&workspace.portfolio, judgement);
    format::print(&check, &session.format.clone(), session)?;
    let pack = printed(&workspace, session)?;
    writeln!(
        session.out,
        "\nThe sample portfolio is in    {}",
        Safe(&args.folder.display().to_string())
    )?;
    writeln!(
        session.out,
        "Its Silver submission is in   {}",
        Safe(&args.folder.join(pack).display().to_string())
    )?;
    writeln!(
        session.out,
        "To see where it stands, run   cpd -C {} status",
        Safe(&args.folder.display().to_string())
    )?;
    Ok(if check.has_errors() {
        ExitKind::Findings
    } else {
        ExitKind::Clean
    })
}

/// Prints the award whose pack is due: the demo ends with one endorsed.
fn printed(workspace: &CliWorkspace, session: &Session) -> Result<String, Failure> {
    let judgement = workspace.judge(session, None);
    let id = workspace.award_or_current(None, &judgement)?;
    let verdict = judgement
        .award(&id)
        .ok_or_else(|| Failure::failed("the demo has no award in progress"))?;
    let pack = print::ready(verdict, workspace)?;
    let page = (pack::DEFAULT.print)(&pack)?;
    let path = workspace.files_of(&id).pack(pack::DEFAULT.extension);
    write_output(&workspace.place(&path)?, &page, Existing::Replace)?;
    Ok(path)
}

/// Replays the history into a folder, up to a mark or to its end.
pub fn replay(folder: &Path, until: Option<&str>, session: &Session) -> Result<(), Failure> {
    let text = SOURCE
        .get_file("history.yaml")
        .and_then(|file| file.contents_utf8())
        .unwrap_or_default();
    let history = read_yaml(text, 0, 10_000)
        .map_err(|fault| Failure::failed(format!("the sample cannot be read: {}", fault.reason)))?;
    let commits = history.get("commits").map(Node::items).unwrap_or_default();
    write_output(
        &folder.join(".gitignore"),
        include_bytes!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/templates/init/gitignore.j2"
        )),
        Existing::Keep,
    )?;
    write_output(
        &folder.join(".gitattributes"),
        include_bytes!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/templates/init/gitattributes.j2"
        )),
        Existing::Keep,
    )?;
    let repo = Repo::init(folder)?;
    for commit in commits {
        replay_one(commit, folder, &repo, session)?;
        if until.is_some() && commit.get("mark").and_then(Node::scalar) == until {
            return Ok(());
        }
    }
    match until {
        Some(mark) => Err(Failure::failed(format!(
            "the demo has no mark called {mark}"
        ))),
        None => Ok(()),
    }
}

fn replay_one(commit: &Node, folder: &Path, repo: &Repo, session: &Session) -> Result<(), Failure> {
    let word = |key: &str| commit.get(key).and_then(Node::scalar);
    let broken = || Failure::failed("the history of the sample is incomplete");
    let on = word("on").and_then(calendar::instant).ok_or_else(broken)?;
    let by = word("by").ok_or_else(broken)?;
    if let Some(step) = word("signoff") {
        return sign(
            step,
            word("award").ok_or_else(broken)?,
            by,
            (word("words").unwrap_or_default(), on),
            folder,
            session,
        );
    }
    for file in commit.get("files").map(Node::items).unwrap_or_default() {
        let path = file
            .scalar()
            .or_else(|| file.get("path")?.scalar())
            .ok_or_else(broken)?;
        let from = file.get("from").and_then(Node::scalar).unwrap_or(path);
        let content = SOURCE
            .get_file(format!("files/{from}"))
            .ok_or_else(broken)?;
        write_output(&folder.join(path), content.contents(), Existing::Replace)?;
    }
    repo.commit_all(word("says").ok_or_else(broken)?, &who(by, on))?;
    Ok(())
}

/// People of the demo commit under their own names, at an address that nobody has.
fn who(id: &str, on: DateTime<Utc>) -> CommitAuthor {
    let name = id
        .split('-')
        .map(words::capitalise)
        .collect::<Vec<_>>()
        .join(" ");
    CommitAuthor {
        name,
        email: format!("{id}@cpd.invalid"),
        seconds: Some(on.timestamp()),
    }
}

fn sign(
    step: &str,
    award: &str,
    by: &str,
    (words, on): (&str, DateTime<Utc>),
    folder: &Path,
    session: &Session,
) -> Result<(), Failure> {
    let workspace = CliWorkspace::at(folder, Moment::noon(session.today))?;
    let id = workspace.award(award)?;
    let judgement = workspace.judge(session, None);
    let eligible = Eligibility::of(step, &id, &judgement, &workspace.portfolio)?;
    let by = eligible.signer(Some(by), &workspace.portfolio, on.date_naive())?;
    let manifest = pack_digest(&eligible, &workspace)?;
    let declaration = Declaration {
        by,
        words,
        on,
        proof: ProofMethod::Claim,
        author: &who(by.id(), on),
        manifest: manifest.as_deref(),
    };
    sign::sign_now(&eligible, &declaration, SigningContext::of(&workspace)?)?;
    Ok(())
}
