//! `cpd ask AWARD`: what somebody needs to endorse an award, and nothing else. Whoever
//! is invited to a whole repository can read every reflection for ever.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::adapters::disk::{self, write};
use crate::adapters::git::Repo;
use crate::app::signoff::eligibility::Eligibility;
use crate::app::signoff::preview::{covered, line};
use crate::app::signoff::saved;
use crate::base::text::{Safe, words};
use crate::cli::error::{ExitKind, Failure, in_words};
use crate::cli::packing;
use crate::cli::session::Session;
use crate::cli::workspace::Workspace;
use crate::domain::id::AwardRef;
use crate::domain::remedy::Remedy;
use crate::domain::schema::{By, Print};
use crate::formats::pack::zip;
use crate::formats::template::{self, context};
use crate::views::submission::model::{Document, Pack, Part};

/// Ask somebody to endorse an award: only what it needs, not the whole portfolio
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cpd ask silver                       writes packs/ask-silver.zip\n  cpd ask silver --to ../for-priya\n  cpd ask silver --to ../review        a branch ask/silver, where that is a repository"
)]
pub struct Args {
    /// The award; the one in progress when left out
    #[arg(value_name = "AWARD")]
    pub award: Option<String>,
    /// Write the files into this folder, or onto a branch where it is a repository
    #[arg(long, value_name = "FOLDER")]
    pub to: Option<PathBuf>,
    /// Write one zip
    #[arg(long, value_name = "FILE", conflicts_with = "to")]
    pub zip: Option<PathBuf>,
}

const REQUEST: &str = include_str!(concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/templates/ask/request.md.j2"
));

/// Files at the top that the copy needs as well, so that git treats it the same.
const BESIDE: [&str; 1] = [".gitattributes"];

pub fn run(args: &Args, session: &mut Session) -> Result<ExitKind, Failure> {
    let workspace = Workspace::open(session)?;
    let judgement = workspace.judge(session, None);
    let id = workspace.award_or_current(args.award.as_deref(), &judgement)?;
    let repo = workspace.repository()?;
    saved::require(repo)?;
    let eligible = asked(&id, &judgement, &workspace)?;
    let pack = packing::pack(&id, &workspace, repo, session)?;
    let award_files = workspace.files_of(&id);
    let branch = award_files.ask_branch();
    let mut files: BTreeMap<String, Vec<u8>> = pack
        .files
        .iter()
        .map(|(path, file)| (path.clone(), file.bytes.clone()))
        .collect();
    for path in BESIDE {
        files.extend(
            repo.committed(path)?
                .map(|blob| (path.to_owned(), blob.bytes)),
        );
    }
    let path = award_files.request();
    let before = before(args, &path, &branch, session)?;
    let request = request(&eligible, &pack, before.as_deref(), &workspace, session)?;
    files.insert(path, request.into_bytes());
    match (&args.to, &args.zip) {
        (Some(folder), _) => to_folder(folder, &files, &branch, &eligible, &workspace, session)?,
        (None, zip) => {
            let place = match zip {
                Some(file) => session.folder.join(file),
                None => workspace.place(&award_files.ask_zip())?,
            };
            let zip = zip::of_files(&files).map_err(Failure::other)?;
            if args.zip.is_some() && place.exists() {
                return Err(
                    Failure::refused(format!("{} is there already", place.display()))
                        .hint("name another file"),
                );
            }
            write::overwrite(&place, &zip)?;
            let shown = place.strip_prefix(&session.folder).unwrap_or(&place);
            writeln!(session.out, "{}", Safe(&shown.display().to_string()))?;
        }
    }
    writeln!(
        session.err,
        "What comes back, `cpd receive` brings home: two files that begin with a day and \u{201c}-{}-\u{201d}.",
        eligible.step.id
    )?;
    Ok(ExitKind::Clean)
}

/// The step that somebody else is asked for, once everything before it stands.
fn asked<'a>(
    id: &AwardRef,
    judgement: &'a crate::check::Judgement<'a>,
    workspace: &'a Workspace,
) -> Result<Eligibility<'a>, Failure> {
    let verdict = judgement
        .award(id)
        .ok_or_else(|| Failure::failed(format!("there is no award {id}")))?;
    let next = verdict.chain.next().map(|state| state.step.id.clone());
    let scheme = workspace.portfolio.scheme(id.scheme());
    let step = next.or_else(|| Some(scheme?.steps.first()?.id.clone()));
    let step = step.ok_or_else(|| Failure::failed("the scheme has no sign-offs"))?;
    let eligible = Eligibility::of(&step, id, judgement, &workspace.portfolio)?;
    if eligible.step.by == By::Owner {
        let take = crate::check::signoffs::take(eligible.step, id, &workspace.portfolio);
        return Err(Failure::refused(format!(
            "there is nobody to ask now: the next step, \u{201c}{step}\u{201d}, is your own"
        ))
        .remedy(&Remedy::invoke("", take)));
    }
    Ok(eligible)
}

/// The request that was written last time, where there is one.
fn before(
    args: &Args,
    path: &str,
    branch: &str,
    session: &Session,
) -> Result<Option<String>, Failure> {
    let Some(folder) = args.to.as_ref().map(|to| session.folder.join(to)) else {
        return Ok(None);
    };
    let of_branch = Repo::open(&folder)
        .ok()
        .flatten()
        .and_then(|repo| repo.on_branch(branch).ok()?.remove(path));
    let bytes = of_branch
        .or_else(|| disk::read_at_most(&folder.join(path), crate::base::files::LARGEST_TEXT).ok());
    Ok(bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()))
}

/// A file and git's name of its content.
struct Named<'a> {
    path: &'a str,
    blob: &'a str,
}

/// The request as Markdown, for somebody who has never heard of YAML.
fn request(
    eligible: &Eligibility<'_>,
    pack: &Pack,
    before: Option<&str>,
    workspace: &Workspace,
    session: &Session,
) -> Result<String, Failure> {
    let signers = eligible.signers(&workspace.portfolio, session.today);
    let whom: Vec<String> = signers.iter().map(|one| one.name().to_owned()).collect();
    let role = words::spaced(eligible.step.by.role());
    let whom = if whom.is_empty() {
        format!("their {role}")
    } else {
        words::list(&whom)
    };
    let files: Vec<Named<'_>> = pack
        .provenance
        .subjects
        .iter()
        .map(|subject| Named {
            path: &subject.path,
            blob: &subject.blob,
        })
        .collect();
    let sheets = pack.parts.iter().filter_map(|part| match part {
        Part::Page(sheet) => Some(&sheet.document),
        _ => None,
    });
    let statement: Vec<&Document> = sheets.collect();
    let body = statement
        .iter()
        .map(|one| one.body.trim())
        .collect::<Vec<_>>();
    let title = statement.first().map_or("", |one| one.title.as_str());
    let lines: Vec<String> = files
        .iter()
        .map(|file| format!("`{}` {}", file.path, file.blob))
        .collect();
    template::render(
        REQUEST,
        context! {
            owner => pack.owner.name.clone(),
            whom,
            role,
            award => pack.award.clone(),
            scheme => pack.scheme.title.clone(),
            minutes => words::counted(pack.reading_minutes, "minute", "minutes"),
            statement => context! { title, body => body.join("\n\n") },
            records => records(eligible, workspace, session),
            changed => before.map(|before| changed(before, &files)),
            files => lines,
        },
    )
    .map_err(Failure::other)
}

/// The other records that are signed for, a line each.
fn records(eligible: &Eligibility<'_>, workspace: &Workspace, session: &Session) -> Vec<String> {
    let portfolio = &workspace.portfolio;
    let records = covered(eligible, portfolio, session.today).into_iter();
    records
        .filter(|record| record.kind.print != Print::Page)
        .map(|record| line(record, portfolio))
        .collect()
}

/// What is not as it was in an earlier request.
fn changed(before: &str, files: &[Named<'_>]) -> Vec<String> {
    let was = |path: &str| {
        let start = format!("- `{path}` ");
        before.lines().find_map(|line| line.strip_prefix(&start))
    };
    let mut lines: Vec<String> = files
        .iter()
        .filter_map(|file| match was(file.path) {
            Some(blob) if blob == file.blob => None,
            Some(_) => Some(format!("{} has changed", file.path)),
            None => Some(format!("{} is new", file.path)),
        })
        .collect();
    let gone = before.lines().filter_map(|line| {
        let (path, _) = line.strip_prefix("- `")?.split_once("` ")?;
        let is_there = files.iter().any(|file| file.path == path);
        (!is_there).then(|| format!("{path} is gone"))
    });
    lines.extend(gone);
    lines
}

/// Into a folder: onto a branch of its own where that is a repository already, else as
/// a small repository, so that whoever signs there can.
fn to_folder(
    folder: &Path,
    files: &BTreeMap<String, Vec<u8>>,
    branch: &str,
    eligible: &Eligibility<'_>,
    workspace: &Workspace,
    session: &mut Session,
) -> Result<(), Failure> {
    let place = session.folder.join(folder);
    // The folder itself need not be there yet.
    let there = place
        .ancestors()
        .find_map(|above| above.canonicalize().ok());
    if there
        .as_deref()
        .and_then(disk::find)
        .is_some_and(|found| found.canonicalize().ok() == workspace.root.canonicalize().ok())
    {
        return Err(Failure::refused("that folder is in this portfolio itself")
            .hint("name one beside it, as in `--to ../for-priya`"));
    }
    workspace.repository()?;
    let who = workspace.author();
    let owner = workspace.portfolio.owner().map_or("", |owner| owner.name());
    let says = format!("Ask for {} of {owner}", eligible.award.title);
    if place.join(".git").exists() {
        let repo = Repo::open(&place)?
            .ok_or_else(|| Failure::failed(format!("{} is no repository", folder.display())))?;
        repo.commit_on_branch(branch, files, &says, &who)?;
        writeln!(session.out, "{branch}")?;
        writeln!(
            session.err,
            "It is on the branch {branch} of {}: push it, and open a pull request there.",
            Safe(&folder.display().to_string())
        )?;
        return Ok(());
    }
    let free = disk::is_free(&place).map_err(|error| {
        Failure::failed(format!(
            "{} cannot be opened: {}",
            place.display(),
            in_words(&error)
        ))
    })?;
    if !free {
        return Err(
            Failure::refused(format!("{} has other things in it", folder.display()))
                .hint("name a folder that is not there yet, or the clone of a review repository"),
        );
    }
    for (path, bytes) in files {
        write::create(&write::inside(&place, path)?, bytes)?;
    }
    let repo = Repo::init(&place)?;
    repo.commit_all(&says, &who)?;
    writeln!(session.out, "{}", Safe(&folder.display().to_string()))?;
    Ok(())
}
