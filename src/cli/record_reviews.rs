//! Reviews on a forge recorded as sign-offs: the files that a command is given, and the
//! lines that it prints.

use std::io;

use super::commands::endorse::FromForge;
use super::failure::{ExitKind, Failure};
use super::session::Session;
use super::workspace::{CliWorkspace, DiskOpener};
use crate::adapters::forge;
use crate::app::signoff::record_request::{RecordingEvent, RequestRecorder};
use crate::app::signoff::record_reviews::ReviewedRequest;
use crate::app::signoff::write_signoff::WrittenSignoff;
use crate::base::text::{Safe, words};
use crate::domain::id::AwardRef;
use crate::domain::review::{FORGES, Forge};
use crate::domain::signoff::Revision;

/// `cpd endorse --from github --event FILE --reviews FILE --recorder-key KEY`.
pub fn run(from: &FromForge, session: &mut Session) -> Result<ExitKind, Failure> {
    let missing = |what: &str| Failure::failed(format!("{what} is missing")).hint(HOW);
    let (workspace, asked) = read(from, session, missing)?;
    let key = from.recorder_key.as_ref();
    let key = session
        .folder
        .join(key.ok_or_else(|| missing("--recorder-key"))?);
    let recorder = RequestRecorder {
        asked: &asked,
        key: &*workspace.signers().in_file(&key),
        opener: &DiskOpener::of(&workspace.root, session),
        now: session.moment().now,
    };
    let mut told = Ok(());
    let outcome = recorder.record(&mut |award, event| {
        if told.is_ok() {
            told = tell(award, &event, session);
        }
    });
    told?;
    let outcome = outcome?;
    if !outcome.asks && outcome.is_empty() {
        writeln!(
            session.out,
            "Nothing to record: this pull request does not ask for an award."
        )?;
        if outcome.last_commit_only {
            writeln!(session.err, "{LAST_COMMIT_ONLY}")?;
        }
    } else if outcome.is_empty() {
        writeln!(session.out, "Nothing to record.")?;
    }
    Ok(if outcome.is_refusal() {
        ExitKind::Findings
    } else {
        ExitKind::Clean
    })
}

/// Returns the forge of this name.
pub fn forge_named(name: &str) -> Result<Forge, Failure> {
    Forge::from_name(name).ok_or_else(|| {
        let names: Vec<&str> = FORGES.iter().map(|forge| forge.name()).collect();
        Failure::failed(format!("there is no forge called {name}"))
            .hint(format!("choose from: {}", words::join_choices(&names)))
    })
}

/// Returns the portfolio that is open, and the request with its reviews.
fn read(
    from: &FromForge,
    session: &Session,
    missing: impl Fn(&str) -> Failure,
) -> Result<(CliWorkspace, ReviewedRequest), Failure> {
    let name = from.from.as_deref().unwrap_or_default();
    let forge = forge_named(name)?;
    let event = from.event.as_ref().ok_or_else(|| missing("--event"))?;
    let reviews = from.reviews.as_ref().ok_or_else(|| missing("--reviews"))?;
    if from.recorder_key.is_none() {
        return Err(missing("--recorder-key"));
    }
    let most = forge::LARGEST_EVENT;
    let event = session.read(event, most)?;
    let reviews = session.read(reviews, most)?;
    let (request, reviews) = forge::read(forge, &event, &reviews)
        .map_err(|fault| Failure::failed(format!("cpd cannot use these files: {fault}")))?;
    let workspace = CliWorkspace::open(session)?;
    let trusted = workspace.trust().resolve(&workspace.portfolio);
    let settings = trusted
        .forge()
        .cloned()
        .ok_or_else(|| match trusted.revision() {
            Revision::Untrusted(why) => Failure::failed(format!("no review counts: {why}")).hint(
                "name the branch that is trusted, as in `cpd --trust-ref origin/main endorse …`",
            ),
            _ => Failure::failed(
                "trust/forge.yaml is missing or cannot be read, so no review counts",
            )
            .hint("`cpd trust check` says what it needs"),
        })?;
    let asked = ReviewedRequest {
        forge,
        request,
        reviews,
        settings,
    };
    Ok((workspace, asked))
}

const LAST_COMMIT_ONLY: &str = "It was merged without a merge commit, so cpd looked at its last commit only. If it brought a sign-off in an earlier commit, ask for the review again in a pull request with a merge commit.";

const HOW: &str = "as in `cpd endorse --from github --event event.json --reviews reviews.json --recorder-key key`";

/// Prints one thing that happened to a review.
fn tell(award: &AwardRef, event: &RecordingEvent<'_>, session: &mut Session) -> io::Result<()> {
    match event {
        RecordingEvent::Kept { person } => writeln!(
            session.out,
            "{award}: the review by {} is already recorded",
            Safe(person)
        ),
        RecordingEvent::Endorsed(made) | RecordingEvent::Withdrawn(made) => list(made, session),
        RecordingEvent::Dropped { person, made } => {
            writeln!(
                session.err,
                "{award}: the approval by {} was removed on the forge, so the endorsement is withdrawn.",
                Safe(person)
            )?;
            list(made, session)
        }
        RecordingEvent::Feedback { person, on, says } => {
            writeln!(
                session.out,
                "{award}: {} wrote on {on}: {}",
                Safe(person),
                Safe(says)
            )?;
            writeln!(
                session.err,
                "A comment by an assessor is feedback. Add it with `cpd new feedback`."
            )
        }
        RecordingEvent::NotEndorsed(error) => {
            Failure::of_case(error).write(&mut session.err, session.plain)
        }
        RecordingEvent::Refused { login, reasons } => {
            writeln!(
                session.err,
                "{award}: the review by {} does not count:",
                Safe(login)
            )?;
            reasons
                .iter()
                .try_for_each(|reason| writeln!(session.err, "  - {reason}"))
        }
    }
}

/// Prints the files that were written.
fn list(made: &WrittenSignoff, session: &mut Session) -> io::Result<()> {
    let mut files = made.files.iter();
    files.try_for_each(|file| writeln!(session.out, "{}", Safe(file)))
}
