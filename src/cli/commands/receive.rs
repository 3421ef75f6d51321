//! `cpd receive PATH`: brings home what came back from somebody who was asked: their
//! sign-off, once it holds here, or their feedback.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::feedback::CUT;
use crate::adapters::disk;
use crate::app::change::review::{Overlay, overlaid};
use crate::app::change::{ChangeSet, checked};
use crate::app::signoff::saved;
use crate::base::calendar;
use crate::base::document::Document;
use crate::base::document::write::{Yaml, set_field};
use crate::base::files::{LARGEST_EVIDENCE, LARGEST_TEXT, digest};
use crate::base::text::{Safe, slug};
use crate::check::{Case, Judgement, judge};
use crate::cli::error::{ExitKind, Failure};
use crate::cli::session::Session;
use crate::cli::workspace::Workspace;
use crate::domain::finding::Severity;
use crate::domain::layout;
use crate::domain::signoff::{Signoff, WITHDRAW};
use crate::formats::pack::zip;

/// Bring home what came back: sign-offs and feedback
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cpd receive ../for-priya\n  cpd receive ~/Downloads/ask-silver.zip\n  cpd receive ~/Downloads/feedback-on-very-red.md"
)]
pub struct Args {
    /// A folder or a zip that `cpd ask` made, or a file that `cpd feedback` made
    #[arg(value_name = "PATH")]
    pub path: PathBuf,
}

pub fn run(args: &Args, session: &mut Session) -> Result<ExitKind, Failure> {
    let workspace = Workspace::open(session)?;
    let repo = workspace.repository()?;
    saved::require(repo)?;
    let path = session.folder.join(&args.path);
    let came = came(&path, &args.path, session)?;
    let new = match came {
        Came::Feedback(text) => feedback(&text, &workspace, session)?,
        Came::Files(files) => signoffs(files, &workspace),
    };
    if new.is_empty() {
        writeln!(
            session.out,
            "There is nothing in it that is not here already."
        )?;
        return Ok(ExitKind::Clean);
    }
    bring(&new, &workspace, session)
}

/// What came back.
enum Came {
    /// One file that was filled in.
    Feedback(String),
    /// Files by their paths in the portfolio.
    Files(BTreeMap<String, Vec<u8>>),
}

fn came(path: &Path, shown: &Path, session: &Session) -> Result<Came, Failure> {
    if path.is_dir() {
        return Ok(Came::Files(in_folder(path)?));
    }
    let bytes = session.read(shown, LARGEST_EVIDENCE)?;
    if bytes.starts_with(b"PK") {
        let files = zip::files(&bytes, is_signoff).map_err(|error| {
            Failure::failed(format!("{} cannot be opened: {error}", shown.display()))
        })?;
        return Ok(Came::Files(files));
    }
    let text = String::from_utf8(bytes).map_err(|_| {
        Failure::failed(format!(
            "{} is neither a folder, a zip nor text",
            shown.display()
        ))
        .hint("name what came back from whoever you asked")
    })?;
    Ok(Came::Feedback(text))
}

/// The sign-offs in a folder that `cpd ask` made.
fn in_folder(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>, Failure> {
    let snapshot = disk::snapshot(folder)?;
    let mut files = BTreeMap::new();
    for file in snapshot.below(layout::SIGNOFFS) {
        if let Ok(bytes) = disk::read_at_most(&folder.join(&file.path), LARGEST_TEXT) {
            files.insert(file.path.clone(), bytes);
        }
    }
    Ok(files)
}

/// Sign-offs and their signatures that are not here yet.
fn signoffs(files: BTreeMap<String, Vec<u8>>, workspace: &Workspace) -> BTreeMap<String, Vec<u8>> {
    let snapshot = &workspace.portfolio.snapshot;
    let is_new = |path: &str| is_signoff(path) && snapshot.get(path).is_none();
    files.into_iter().filter(|(path, _)| is_new(path)).collect()
}

/// Whether a path is that of a sign-off or of a signature over one.
fn is_signoff(path: &str) -> bool {
    let end = path.rsplit('.').next().unwrap_or_default();
    path.starts_with(layout::SIGNOFFS) && matches!(end, "md" | "sig" | "asc")
}

/// What was filled in, as a record of this portfolio.
fn feedback(
    text: &str,
    workspace: &Workspace,
    session: &mut Session,
) -> Result<BTreeMap<String, Vec<u8>>, Failure> {
    let text = text.split(CUT).next().unwrap_or_default();
    let text = format!("{}\n", text.trim_end());
    let front = Document::read(&text);
    let word = |key: &str| front.front.get(key).and_then(|node| node.scalar());
    let (Some(about), Some(title)) = (word("journal"), word("title")) else {
        return Err(Failure::failed("this is no file that `cpd feedback` made")
            .hint("it says for which journal it is, in its first lines"));
    };
    let record = workspace.record(about)?;
    let by = word("by").unwrap_or_default();
    let person = workspace.portfolio.people().find(|one| one.matches(by));
    let person = person.ok_or_else(|| {
        let who = if by.is_empty() { "nobody" } else { by };
        Failure::refused(format!(
            "it is said to be by {who}, who is not in trust/people.yaml"
        ))
        .hint("put their name behind `by:`, and add them with `cpd trust add`")
    })?;
    let day = match word("date").unwrap_or_default().trim() {
        "" => session.today,
        day => calendar::date(day)
            .or_else(|| calendar::guess(day))
            .ok_or_else(|| {
                Failure::refused(format!("its date, {day}, cannot be read"))
                    .hint(format!("write it as in {}", session.today))
            })?,
    };
    if let Some(blob) = word("blob")
        && !digest::is_blob(record.text.as_bytes(), blob)
    {
        writeln!(
            session.err,
            "It was given on an earlier version of {}, which has changed since.",
            Safe(&record.path)
        )?;
    }
    let set = |text: String, key: &str, value: &str| {
        let document = Document::read(&text);
        set_field(
            &text,
            &document.front,
            document.has_front,
            key,
            &Yaml::word(value),
        )
        .ok_or_else(|| Failure::failed("its first lines cannot be read"))
    };
    let path = format!("feedback/{day}-{}.md", slug(title));
    let record_id = record.id.clone();
    let (by, day) = (person.id().to_owned(), day.to_string());
    let text = set(text.clone(), "by", &by)?;
    let text = set(text, "date", &day)?;
    let text = set(text, "journal", &record_id)?;
    if workspace.portfolio.snapshot.get(&path).is_some() {
        return Err(Failure::refused(format!("{path} is there already"))
            .hint("it may have been received before"));
    }
    Ok(BTreeMap::from([(path, text.into_bytes())]))
}

/// What is wrong with the new files. A sign-off that is genuine and does not count is no
/// help either.
fn wrong(new: &BTreeMap<String, Vec<u8>>, home: Case<'_>) -> BTreeSet<String> {
    let signoffs: Vec<Signoff<'_>> = new
        .keys()
        .filter_map(|path| Signoff::read(home.portfolio.at_path(path)?))
        .collect();
    let awards: BTreeSet<_> = signoffs.iter().map(|signoff| signoff.award).collect();
    let (mut wrong, mut idle) = (BTreeSet::new(), BTreeSet::new());
    for award in std::iter::once(None).chain(awards.into_iter().map(Some)) {
        let judgement = judge(Case {
            focus: award,
            ..home
        });
        let found = judgement.diagnostics.iter();
        wrong.extend(
            found
                .filter(|found| found.severity == Severity::Error)
                .filter(|found| new.contains_key(&found.at.path))
                .map(|found| format!("{}: {}", found.rule, found.message)),
        );
        let mine = signoffs.iter().filter(|one| Some(one.award) == award);
        let unused = mine.filter(|one| !counts(one, &signoffs, &judgement));
        idle.extend(unused.map(|one| {
            format!(
                "{}: it does not fit the contents and sign-offs that are here",
                one.record.path
            )
        }));
    }
    // Where more is known, that is the reason.
    if wrong.is_empty() { idle } else { wrong }
}

/// Whether a new sign-off changes anything: it is counted, or another new one has taken
/// its place since.
fn counts(one: &Signoff<'_>, new: &[Signoff<'_>], judgement: &Judgement<'_>) -> bool {
    let is_new = |path: &str| new.iter().any(|other| other.record.path == path);
    let withdrawn = |other: &Signoff<'_>| {
        let withdraws = other.withdraws.as_ref();
        withdraws.is_some_and(|pinned| pinned.path == one.record.path)
    };
    if one.step == WITHDRAW || new.iter().any(withdrawn) {
        return true;
    }
    judgement.award(one.award).is_some_and(|verdict| {
        verdict.chain.taken().any(|(state, taken)| {
            state.counts() && taken.step == one.step && is_new(&taken.record.path)
        })
    })
}

/// Writes and commits the files, if nothing would be wrong with them here.
fn bring(
    new: &BTreeMap<String, Vec<u8>>,
    workspace: &Workspace,
    session: &mut Session,
) -> Result<ExitKind, Failure> {
    let mut changes = ChangeSet::default();
    for (path, bytes) in new {
        // Of something that leads out of the portfolio, nothing is brought home.
        workspace.place(path)?;
        changes.create(workspace.base(), checked(path)?, bytes.as_slice())?;
    }
    let portfolio = overlaid(&workspace.portfolio, &changes);
    let case = workspace.case(session, None);
    let overlay = Overlay::new(case.evidence, &changes);
    let home = Case {
        portfolio: &portfolio,
        evidence: overlay.evidence(),
        ..case
    };
    let wrong = wrong(new, home);
    let read = |path: &String| !path.ends_with(".md") || portfolio.at_path(path).is_some();
    if !wrong.is_empty() || !new.keys().all(read) {
        return Err(
            Failure::refused("it does not hold here, so nothing was brought home")
                .details(wrong.into_iter().collect())
                .hint("`cpd explain RULE` says what each means"),
        );
    }
    let paths: Vec<String> = new.keys().cloned().collect();
    workspace.apply_and_commit(&changes, &format!("Receive {}", paths.join(", ")))?;
    for path in &paths {
        writeln!(session.out, "{}", Safe(path))?;
    }
    Ok(ExitKind::Clean)
}
