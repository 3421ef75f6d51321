//! `cpd pack`: print the submission of an award.

use std::path::{Path, PathBuf};

use crate::adapters::disk::{self, write};
use crate::adapters::git::Repo;
use crate::app::signoff::eligibility::Lacking;
use crate::app::signoff::saved;
use crate::base::files::{self, digest};
use crate::check::{AwardVerdict, Case, signoffs, verdicts};
use crate::cli::error::{ExitKind, Failure};
use crate::cli::format::{self, HUMAN};
use crate::cli::packing;
use crate::cli::session::Session;
use crate::cli::workspace::Workspace;
use crate::domain::id::AwardRef;
use crate::domain::remedy::Remedy;
use crate::domain::schema::Scheme;
use crate::formats::pack::{self, Likeness, PACK_FORMATS, PackFormat};
use crate::formats::remedies::in_words;
use crate::views::submission::{Making, build, model};

/// Print the submission of an award
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cpd pack --award silver            writes packs/silver.html\n  cpd pack --award silver --format pdf\n  cpd pack --award silver --format zip    both, with the records they were made from\n  cpd pack --award silver --draft    what there is so far, with a watermark"
)]
pub struct Args {
    /// The award to print; the one in progress when left out
    #[arg(long, value_name = "AWARD")]
    pub award: Option<String>,
    /// Print what there is so far, with a watermark
    #[arg(long)]
    pub draft: bool,
    /// Where to write it; packs/AWARD.html (or .pdf, .zip) when left out, `-` for standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// What to print; what the ending of the file says when left out, and otherwise html
    #[arg(long, default_value = HUMAN, hide_default_value = true, value_name = "FORMAT", value_parser = format::of_packs())]
    pub format: String,
}

pub fn run(args: &Args, session: &mut Session) -> Result<ExitKind, Failure> {
    let workspace = Workspace::open(session)?;
    let judgement = verdicts(workspace.case(session, None));
    let id = workspace.award_or_current(args.award.as_deref(), &judgement)?;
    let verdict = judgement
        .award(&id)
        .ok_or_else(|| Failure::failed(format!("there is no award {id}")))?;
    let pack = make(verdict, &workspace, args.draft, session)?;
    let format = asked(args);
    let printed = (format.print)(&pack)?;
    let Some(path) = destination(args, &id, format.extension, &workspace, session)? else {
        session.out.write_all(&printed)?;
        return Ok(ExitKind::Clean);
    };
    keep(&path, &printed, args.output.is_some())?;
    let shown = path.strip_prefix(&session.folder).unwrap_or(&path);
    writeln!(
        session.out,
        "{}",
        crate::base::text::Safe(&shown.display().to_string())
    )?;
    Ok(ExitKind::Clean)
}

/// Returns the format that was asked for, or else the one that the ending of the file says.
fn asked(args: &Args) -> &'static PackFormat {
    let ending = args.output.as_deref().and_then(Path::extension);
    let by_ending = || pack::with_extension(ending?.to_str()?);
    let by_name = pack::named(&args.format);
    by_name.or_else(by_ending).unwrap_or(&pack::DEFAULT)
}

/// The pack of an award, once it may be printed; a draft may be at any time.
pub fn make(
    verdict: &AwardVerdict<'_>,
    workspace: &Workspace,
    draft: bool,
    session: &Session,
) -> Result<model::Pack, Failure> {
    let scheme = workspace
        .portfolio
        .scheme(verdict.id.scheme())
        .ok_or_else(|| Failure::failed("the scheme of this award cannot be read"))?;
    if draft {
        let repo = workspace.repo_if_any().ok().flatten();
        return draft_of(&verdict.id, scheme, workspace, repo.as_ref(), session);
    }
    refuse_unready(verdict, scheme, workspace)?;
    let repo = workspace.repo()?;
    saved::require(&repo)?;
    packing::pack(&verdict.id, scheme, workspace, &repo, session)
}

/// What there is, from the work tree.
fn draft_of(
    award: &AwardRef,
    scheme: &Scheme,
    workspace: &Workspace,
    repo: Option<&Repo>,
    session: &Session,
) -> Result<model::Pack, Failure> {
    let evidence = workspace.evidence.for_pack();
    let trust = packing::own_trust(workspace);
    let judgement = verdicts(Case {
        portfolio: &workspace.portfolio,
        evidence,
        trust: &trust,
        today: session.today,
        focus: None,
        only: None,
    });
    let award = judgement
        .award(award)
        .ok_or_else(|| Failure::failed(format!("there is no award {award}")))?;
    let id =
        |bytes: &[u8]| repo.map_or_else(|| digest::sha1_blob(bytes), |repo| repo.blob_id(bytes));
    Ok(build(&Making {
        portfolio: &workspace.portfolio,
        scheme,
        award,
        evidence,
        trust: &trust,
        blob: &id,
        commit: repo
            .and_then(|repo| repo.last_commit().ok().flatten())
            .map(|commit| packing::dated(commit, session.moment().source_date)),
        today: session.today,
        draft: true,
    }))
}

/// Refuses while a requirement or a sign-off before the pack is lacking.
fn refuse_unready(
    verdict: &AwardVerdict<'_>,
    scheme: &Scheme,
    workspace: &Workspace,
) -> Result<(), Failure> {
    let closed = verdict.state == crate::check::AwardState::Closed;
    if !closed && verdict.unmet().next().is_some() {
        return Err(Failure::from(Lacking::of(verdict, &workspace.portfolio))
            .hint("print what there is with `--draft`"));
    }
    let needed = verdict.chain.steps.iter().take(scheme.steps_before_pack());
    let open: Vec<String> = needed
        .filter(|state| !closed && !state.counts())
        .map(|state| {
            let take = signoffs::take(state.step, &verdict.id, &workspace.portfolio);
            let why = if state.signoff.is_some() {
                "no longer stands"
            } else {
                "has not been taken"
            };
            let says = format!("the step \u{201c}{}\u{201d} {why}", state.step.id);
            in_words(&Remedy::invoke(says, take)).unwrap_or_default()
        })
        .collect();
    if open.is_empty() {
        return Ok(());
    }
    Err(
        Failure::refused(format!("{} cannot be printed yet", verdict.title))
            .details(open)
            .hint("print what there is with `--draft`"),
    )
}

/// Where the page goes; nowhere for `-`, which is standard output.
fn destination(
    args: &Args,
    id: &AwardRef,
    extension: &str,
    workspace: &Workspace,
    session: &Session,
) -> Result<Option<PathBuf>, Failure> {
    Ok(match &args.output {
        Some(file) if file == Path::new("-") => None,
        Some(file) => Some(session.folder.join(file)),
        None => {
            let name = workspace.short_name(id).replace('/', "-");
            let draft = if args.draft { "-draft" } else { "" };
            Some(workspace.place(&format!("packs/{name}{draft}.{extension}"))?)
        }
    })
}

/// Writes the page; over an older pack only, never over anything else.
fn keep(path: &Path, printed: &[u8], chosen: bool) -> Result<(), Failure> {
    if path.is_dir() {
        return Err(Failure::failed(format!("{} is a folder", path.display())).hint("name a file"));
    }
    if chosen && path.exists() {
        let before = disk::read_at_most(path, files::LARGEST_EVIDENCE).unwrap_or_default();
        let likeness = pack::recognise(&before, PACK_FORMATS).map(|(_, likeness)| likeness);
        if likeness != Some(Likeness::Ours) {
            return Err(Failure::refused(format!(
                "{} is there already, and is no pack",
                path.display()
            ))
            .hint("name another file"));
        }
    }
    write::overwrite(path, printed).map_err(|error| {
        Failure::failed(format!(
            "{} cannot be written: {}",
            path.display(),
            crate::cli::error::in_words(&error)
        ))
    })
}
