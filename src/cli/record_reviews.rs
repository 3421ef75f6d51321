//! Reviews on a forge recorded as sign-offs: the files that a command is given, and the
//! lines that it prints.

use std::path::{Path, PathBuf};

use super::commands::endorse::FromForge;
use super::failure::{ExitKind, Failure};
use super::session::Session;
use super::workspace::CliWorkspace;
use crate::adapters::forge;
use crate::adapters::keys::PersonKey;
use crate::app::error::Class;
use crate::app::signoff::eligibility::Eligibility;
use crate::app::signoff::pack_digest::pack_digest;
use crate::app::signoff::record_reviews::{
    self, AcceptedReview, Recorder, RecordingOutcome, ReviewAction, ReviewedRequest, awards,
    dropped_approvals, plan, role_step,
};
use crate::app::signoff::require_saved;
use crate::app::signoff::sign::{SigningContext, WrittenSignoff};
use crate::base::text::{Safe, words};
use crate::domain::id::AwardRef;
use crate::domain::review::{FORGES, Forge, Review, ReviewState};
use crate::domain::schema::Step;
use crate::domain::signoff::Revision;

/// `cpd endorse --from github --event FILE --reviews FILE --recorder-key KEY`.
pub fn run(from: &FromForge, session: &mut Session) -> Result<ExitKind, Failure> {
    let (asked, key) = read(from, session)?;
    let mut outcome = RecordingOutcome::default();
    // Each record is committed, and the next is judged with it there.
    let workspace = CliWorkspace::open(session)?;
    let repo = workspace.repository()?;
    require_saved::require_saved(repo)?;
    let request = &asked.request;
    let base = request.base_commit.as_deref().ok_or_else(|| {
        Failure::failed("the event does not say which commit the pull request started from")
    })?;
    let awards = awards(base, &request.head, &workspace.portfolio, repo).map_err(|error| {
        Failure::from(error).hint(format!(
            "fetch its commits first: `git fetch origin refs/pull/{}/head`",
            request.number
        ))
    })?;
    if awards.is_empty() {
        writeln!(
            session.out,
            "Nothing to record: this pull request does not ask for an award."
        )?;
        return Ok(ExitKind::Clean);
    }
    for award in awards {
        record(&award, &asked, &key, &mut outcome, session)?;
    }
    if outcome.is_empty() {
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
        Failure::failed(format!("no forge is called {name}"))
            .hint(format!("there is: {}", words::join_choices(&names)))
    })
}

fn read(from: &FromForge, session: &Session) -> Result<(ReviewedRequest, PersonKey), Failure> {
    let missing = |what: &str| Failure::failed(format!("{what} is missing")).hint(HOW);
    let name = from.from.as_deref().unwrap_or_default();
    let forge = forge_named(name)?;
    let event = from.event.as_ref().ok_or_else(|| missing("--event"))?;
    let reviews = from.reviews.as_ref().ok_or_else(|| missing("--reviews"))?;
    let key = from
        .recorder_key
        .as_ref()
        .ok_or_else(|| missing("--recorder-key"))?;
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
    Ok((asked, recorder_key(key, session)))
}

const HOW: &str = "as in `cpd endorse --from github --event event.json --reviews reviews.json --recorder-key key`";

fn recorder_key(file: &Path, session: &Session) -> PersonKey {
    PersonKey::Ssh {
        file: PathBuf::from(&session.folder).join(file),
        program: "ssh-keygen".to_owned(),
    }
}

/// Records the reviews as far as they concern one award.
fn record(
    award: &AwardRef,
    asked: &ReviewedRequest,
    key: &PersonKey,
    outcome: &mut RecordingOutcome,
    session: &mut Session,
) -> Result<(), Failure> {
    let workspace = CliWorkspace::open(session)?;
    let judgement = workspace.judge(session, None);
    let Some(step) = role_step(award, &judgement, &workspace.portfolio) else {
        return Ok(());
    };
    for gone in dropped_approvals(award, &judgement, asked, session.moment().now) {
        let made = withdraw(award, &gone.person, &gone.review, asked, key, session)?;
        if let Some(made) = made {
            outcome.recorded = true;
            writeln!(
                session.err,
                "{award}: the approval by {} was removed on the forge, so the endorsement is withdrawn.",
                Safe(&gone.person)
            )?;
            list(&made, session)?;
        }
    }
    let actions = plan(award, step, asked, SigningContext::of(&workspace)?)?;
    for action in actions {
        match action {
            ReviewAction::Keep { person } => {
                outcome.stands = true;
                writeln!(
                    session.out,
                    "{award}: the review by {} is already recorded",
                    Safe(&person)
                )?;
            }
            ReviewAction::Endorse(accepted) => {
                match endorse(award, step, &accepted, asked, key, session) {
                    Ok(made) => {
                        outcome.recorded = true;
                        list(&made, session)?;
                    }
                    Err(failure) if failure.class() == Class::Refused => {
                        outcome.refused = true;
                        failure.write(&mut session.err, session.plain)?;
                    }
                    Err(failure) => return Err(failure),
                }
            }
            ReviewAction::Withdraw { review, person } => {
                if let Some(made) = withdraw(award, &person, review, asked, key, session)? {
                    outcome.recorded = true;
                    list(&made, session)?;
                }
            }
            ReviewAction::Feedback { review, person } => {
                writeln!(
                    session.out,
                    "{award}: {} wrote on {}: {}",
                    Safe(&person),
                    review.at.date_naive(),
                    Safe(review.body.trim())
                )?;
                writeln!(
                    session.err,
                    "A comment by an assessor is feedback. Add it with `cpd new feedback`."
                )?;
            }
            ReviewAction::Refuse { review, reasons } => {
                outcome.refused |= review.state == ReviewState::Approved;
                writeln!(
                    session.err,
                    "{award}: the review by {} does not count:",
                    Safe(&review.login)
                )?;
                for reason in reasons {
                    writeln!(session.err, "  - {reason}")?;
                }
            }
        }
    }
    Ok(())
}

/// Prints the files that were written.
fn list(made: &WrittenSignoff, session: &mut Session) -> Result<(), Failure> {
    for file in &made.files {
        writeln!(session.out, "{}", Safe(file))?;
    }
    Ok(())
}

/// Records an endorsement in the portfolio as it is now.
fn endorse(
    award: &AwardRef,
    step: &Step,
    accepted: &AcceptedReview<'_>,
    asked: &ReviewedRequest,
    key: &PersonKey,
    session: &Session,
) -> Result<WrittenSignoff, Failure> {
    let workspace = CliWorkspace::open(session)?;
    let judgement = workspace.judge(session, None);
    let eligible = Eligibility::of(&step.id, award, &judgement, &workspace.portfolio)?;
    let manifest = pack_digest(&eligible, &workspace)?;
    let recorder = Recorder {
        asked,
        key,
        author: &workspace.author(),
    };
    let place = SigningContext::of(&workspace)?;
    Ok(record_reviews::endorse(
        accepted,
        &eligible,
        manifest.as_deref(),
        recorder,
        place,
    )?)
}

/// Takes an endorsement back in the portfolio as it is now.
fn withdraw(
    award: &AwardRef,
    person: &str,
    review: &Review,
    asked: &ReviewedRequest,
    key: &PersonKey,
    session: &Session,
) -> Result<Option<WrittenSignoff>, Failure> {
    let workspace = CliWorkspace::open(session)?;
    let judgement = workspace.judge(session, None);
    let recorder = Recorder {
        asked,
        key,
        author: &workspace.author(),
    };
    let place = SigningContext::of(&workspace)?;
    Ok(record_reviews::withdraw(
        award, person, review, &judgement, recorder, place,
    )?)
}
