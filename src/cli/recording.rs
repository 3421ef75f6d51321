//! A review on a forge written down as a sign-off, after the merge, by a recorder whose
//! key the owner cannot reach. cpd opens no connection: all that it looks at is in the
//! two files, the repository and the trusted lists.

use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

use super::commands::endorse::FromForge;
use super::error::{ExitKind, Failure};
use super::session::Session;
use super::signing;
use super::workspace::Workspace;
use crate::adapters::git::Repo;
use crate::adapters::keys::Key;
use crate::app::error::Class;
use crate::app::signoff::eligibility::Eligibility;
use crate::app::signoff::saved;
use crate::app::signoff::sign::{self, Declaration, Proof, subject_paths};
use crate::app::signoff::withdraw::{self, Withdrawal};
use crate::base::calendar;
use crate::base::document::write::Yaml;
use crate::base::text::Safe;
use crate::check::Judgement;
use crate::domain::id::AwardRef;
use crate::domain::layout;
use crate::domain::review::{
    self, Decision, FORGES, Forge, Request, Review, Rules, Settings, decide,
};
use crate::domain::schema::{By, Scheme, Step};
use crate::domain::signoff::{ProofKind, Revision, Signoff, WITHDRAW};

/// A role that gives feedback.
const ASSESSOR: &str = "assessor";

/// Everything that is asked of the two files.
struct Asked {
    forge: Forge,
    request: Request,
    reviews: Vec<Review>,
    settings: Settings,
    key: Key,
}

/// `cpd endorse --from github --event FILE --reviews FILE --recorder-key KEY`.
pub fn run(from: &FromForge, session: &mut Session) -> Result<ExitKind, Failure> {
    let asked = read(from, session)?;
    let mut found = Told::default();
    // Each record is committed, and the next is judged with it there.
    let workspace = Workspace::open(session)?;
    let repo = workspace.repo()?;
    saved::require(&repo)?;
    let request = &asked.request;
    let base = request.base_commit.as_deref().ok_or_else(|| {
        Failure::failed("the event does not say which commit the pull request started from")
    })?;
    let awards = awards(base, &request.head, &workspace, &repo).map_err(|failure| {
        failure.hint(format!(
            "fetch its commits first: `git fetch origin refs/pull/{}/head`",
            request.number
        ))
    })?;
    if awards.is_empty() {
        writeln!(
            session.out,
            "Nothing to record: this pull request asks for no award."
        )?;
        return Ok(ExitKind::Clean);
    }
    for award in awards {
        record(&award, &asked, session, &mut found)?;
    }
    if !found.recorded && !found.refused {
        writeln!(session.out, "Nothing to record.")?;
    }
    Ok(if found.refused && !found.recorded && !found.stands {
        ExitKind::Findings
    } else {
        ExitKind::Clean
    })
}

/// What came of it.
#[derive(Default)]
struct Told {
    recorded: bool,
    refused: bool,
    /// What was recorded before still stands.
    stands: bool,
}

fn read(from: &FromForge, session: &Session) -> Result<Asked, Failure> {
    let missing = |what: &str| Failure::failed(format!("{what} is missing")).hint(HOW);
    let name = from.from.as_deref().unwrap_or_default();
    let forge = Forge::named(name).ok_or_else(|| {
        let names: Vec<&str> = FORGES.iter().map(|forge| forge.name()).collect();
        Failure::failed(format!("no forge is called {name}"))
            .hint(format!("there is: {}", names.join(", ")))
    })?;
    let event = from.event.as_ref().ok_or_else(|| missing("--event"))?;
    let reviews = from.reviews.as_ref().ok_or_else(|| missing("--reviews"))?;
    let key = from
        .recorder_key
        .as_ref()
        .ok_or_else(|| missing("--recorder-key"))?;
    let most = review::LARGEST_EVENT;
    let event = session.read(event, most)?;
    let reviews = session.read(reviews, most)?;
    let (request, reviews) = review::read(forge, &event, &reviews)
        .map_err(|fault| Failure::failed(format!("these files cannot be used: {fault}")))?;
    let workspace = Workspace::open(session)?;
    let trusted = workspace.trust().beside(&workspace.portfolio);
    let settings = trusted
        .forge()
        .cloned()
        .ok_or_else(|| match trusted.revision() {
            Revision::Nowhere(why) => Failure::failed(format!("no review counts: {why}")).hint(
                "name the branch that is trusted, as in `cpd --trust-ref origin/main endorse …`",
            ),
            _ => Failure::failed(
                "trust/forge.yaml is missing or cannot be read, so no review counts",
            )
            .hint("`cpd trust check` says what it needs"),
        })?;
    Ok(Asked {
        forge,
        request,
        reviews,
        settings,
        key: recorder_key(key, session),
    })
}

const HOW: &str = "as in `cpd endorse --from github --event event.json --reviews reviews.json --recorder-key key`";

fn recorder_key(file: &Path, session: &Session) -> Key {
    Key::Ssh {
        file: PathBuf::from(&session.folder).join(file),
        program: "ssh-keygen".to_owned(),
    }
}

/// The awards that a pull request asks for: those whose first step it brings, and those
/// that a request file of it names. Approving anything else endorses nothing.
pub fn awards(
    base: &str,
    head: &str,
    workspace: &Workspace,
    repo: &Repo,
) -> Result<Vec<AwardRef>, Failure> {
    let brought = repo.brought(base, head)?;
    let portfolio = &workspace.portfolio;
    let mut awards = Vec::new();
    for scheme in portfolio.schemes() {
        for award in &scheme.awards {
            let id = scheme.award_ref(award);
            let request = layout::request_for(&workspace.short_name(&id));
            let asks = |path: &String| *path == request || is_first_step(path, &id, scheme);
            if brought.iter().any(asks) {
                awards.push(id);
            }
        }
    }
    Ok(awards)
}

/// Whether a file is the sign-off with which the owner begins an award's chain.
fn is_first_step(path: &str, award: &AwardRef, scheme: &Scheme) -> bool {
    let Some(first) = scheme.steps.first().filter(|step| step.by == By::Owner) else {
        return false;
    };
    let folder = layout::signoffs_of(award);
    let name = path.strip_prefix(&folder);
    name.is_some_and(|name| name.ends_with(".md") && name.contains(&format!("-{}-", first.id)))
}

fn record(
    award: &AwardRef,
    asked: &Asked,
    session: &mut Session,
    told: &mut Told,
) -> Result<(), Failure> {
    let workspace = Workspace::open(session)?;
    let judgement = workspace.judge(session, None);
    let Some(step) = role_step(award, &judgement, &workspace) else {
        return Ok(());
    };
    for (person, files) in withdraw_vanished(award, asked, session)? {
        told.recorded = true;
        writeln!(
            session.err,
            "{award}: the approval by {} is there no longer, so it is taken back.",
            Safe(&person)
        )?;
        for file in files {
            writeln!(session.out, "{}", Safe(&file))?;
        }
    }
    let decisions = decisions(award, step, asked, &workspace, session)?;
    for decision in &decisions {
        match decision {
            Decision::Counts {
                review,
                account,
                person,
                commit,
            } => {
                if recorded(award, review, asked, &workspace).is_some() {
                    told.stands = true;
                    writeln!(
                        session.out,
                        "{award}: the review by {} is recorded already",
                        Safe(person)
                    )?;
                    continue;
                }
                let made = Counted {
                    review,
                    account: *account,
                    person,
                    commit,
                };
                match endorse(award, step, &made, asked, session) {
                    Ok(files) => {
                        told.recorded = true;
                        for file in files {
                            writeln!(session.out, "{}", Safe(&file))?;
                        }
                    }
                    Err(failure) if failure.class() == Class::Refused => {
                        told.refused = true;
                        failure.write(&mut session.err, session.plain)?;
                    }
                    Err(failure) => return Err(failure),
                }
                // One endorsement is all that a step takes.
                break;
            }
            Decision::Withdraws { review, person } => {
                if let Some(files) = withdraw(award, person, review, asked, session)? {
                    told.recorded = true;
                    for file in files {
                        writeln!(session.out, "{}", Safe(&file))?;
                    }
                }
            }
            Decision::Feedback { review, person } => {
                writeln!(
                    session.out,
                    "{award}: {} wrote on {}: {}",
                    Safe(person),
                    review.at.date_naive(),
                    Safe(review.body.trim())
                )?;
                writeln!(
                    session.err,
                    "Words of an assessor are feedback: keep them with `cpd new feedback`."
                )?;
            }
            Decision::Refused { review, reasons } => {
                told.refused |= review.state == review::State::Approved;
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

/// The step of an award that reviews may take: the first that belongs to a role.
fn role_step<'a>(
    award: &AwardRef,
    judgement: &'a Judgement<'a>,
    workspace: &'a Workspace,
) -> Option<&'a Step> {
    judgement.award(award)?;
    let scheme = workspace.portfolio.scheme(award.scheme())?;
    scheme.steps.iter().find(|step| step.by != By::Owner)
}

fn decisions<'a>(
    award: &AwardRef,
    step: &Step,
    asked: &'a Asked,
    workspace: &Workspace,
    session: &Session,
) -> Result<Vec<Decision<'a>>, Failure> {
    let trusted = workspace.trust().beside(&workspace.portfolio);
    let repo = workspace.repo()?;
    let scheme = workspace
        .portfolio
        .scheme(award.scheme())
        .ok_or_else(|| Failure::failed("the scheme cannot be read"))?;
    let subjects = subject_paths(
        step,
        scheme,
        award,
        signing::place(workspace, &repo, session),
    );
    let owner = trusted.owner().map_or("", |owner| owner.id());
    let rules = Rules {
        settings: &asked.settings,
        owner,
        person_of: &|account| {
            let mut people = trusted.people();
            let host = asked.settings.host.as_str();
            let found = people.find(|person| person.accounts().contains(&(host, account)));
            found.map(|person| person.id().to_owned())
        },
        holds: &|person, at| trusted.holds(person, step.by.role(), at),
        is_assessor: &|person, at| trusted.holds(person, ASSESSOR, at),
        same_contents: &|commit| same_contents(commit, &subjects, &repo),
    };
    Ok(decide(&asked.request, &asked.reviews, &rules))
}

/// Whether the default branch still has what was reviewed.
fn same_contents(commit: &str, subjects: &[String], repo: &Repo) -> Result<(), String> {
    if !repo.has_commit(commit) {
        return Err("the commit that was reviewed is not in this clone".to_owned());
    }
    let id = |blob: Option<crate::app::ports::Blob>| blob.map(|blob| blob.id);
    let differs = |path: &&String| {
        let then = repo.committed_at(commit, path).ok().map(id);
        let now = repo.committed(path).ok().map(id);
        then.is_none() || then != now
    };
    let other: Vec<&str> = subjects
        .iter()
        .filter(differs)
        .map(String::as_str)
        .collect();
    if other.is_empty() {
        Ok(())
    } else {
        Err(other.join(", "))
    }
}

/// The sign-off that records a review already, withdrawn or not.
fn recorded<'w>(
    award: &AwardRef,
    review: &Review,
    asked: &Asked,
    workspace: &'w Workspace,
) -> Option<Signoff<'w>> {
    let signoffs = workspace
        .portfolio
        .of_kind(crate::domain::signoff::KIND)
        .filter_map(Signoff::read);
    signoffs
        .filter(|signoff| signoff.award == award && signoff.step != WITHDRAW)
        .find(|signoff| {
            signoff.review.is_some_and(|known| {
                known.pull_request == asked.request.number
                    && known.review == review.id
                    && known.submitted_at == review.at
            })
        })
}

/// A review that counts.
struct Counted<'a> {
    review: &'a Review,
    account: u64,
    person: &'a str,
    commit: &'a str,
}

fn endorse(
    award: &AwardRef,
    step: &Step,
    counted: &Counted<'_>,
    asked: &Asked,
    session: &Session,
) -> Result<Vec<String>, Failure> {
    let workspace = Workspace::open(session)?;
    let repo = workspace.repo()?;
    let judgement = workspace.judge(session, None);
    let eligible = Eligibility::of(&step.id, award, &judgement, &workspace.portfolio)?;
    let by = workspace.portfolio.person(counted.person).ok_or_else(|| {
        Failure::refused(format!("{} is not in trust/people.yaml", counted.person))
    })?;
    let review = review_of(counted.review, counted.account, counted.commit, asked);
    let manifest = signing::manifest(&eligible, &workspace, &repo, session)?;
    let declaration = Declaration {
        by,
        words: &counted.review.body,
        on: counted.review.at,
        proof: Proof::Recorder {
            key: &asked.key,
            proof: ProofKind::Review(asked.forge),
            review: &review,
        },
        author: &workspace.who(&repo),
        manifest: manifest.as_deref(),
    };
    let place = signing::place(&workspace, &repo, session);
    let taken = sign::take(&eligible, &declaration, place)?;
    Ok(taken.files)
}

/// Takes back what was recorded and is approved no longer. GitLab drops an approval that
/// is taken back from its list, and Gitea a review that is deleted: nothing else tells.
fn withdraw_vanished(
    award: &AwardRef,
    asked: &Asked,
    session: &Session,
) -> Result<Vec<(String, Vec<String>)>, Failure> {
    let workspace = Workspace::open(session)?;
    let judgement = workspace.judge(session, None);
    let Some(verdict) = judgement.award(award).filter(|award| !award.chain.closed()) else {
        return Ok(Vec::new());
    };
    let is_there = |known: &crate::domain::signoff::Review<'_>| {
        let mut reviews = asked.reviews.iter();
        reviews.any(|review| review.id == known.review)
    };
    let mut gone = Vec::new();
    for (_, signoff) in verdict.chain.taken() {
        let Some(known) = signoff.review else {
            continue;
        };
        let ours = known.pull_request == asked.request.number
            && known.repository == asked.request.repository
            && asked.request.host.as_deref() == Some(known.host);
        let refused = asked.reviews.iter().any(|review| {
            review.user == Some(known.user) && review.state == review::State::ChangesRequested
        });
        if ours && (!is_there(&known) || refused && asked.forge == Forge::GitLab) {
            let review = Review {
                id: known.review,
                user: Some(known.user),
                login: signoff.by.to_owned(),
                is_person: true,
                state: review::State::Dismissed,
                commit: None,
                at: session.moment().now,
                body: String::new(),
            };
            gone.push((signoff.by.to_owned(), review));
        }
    }
    let mut done = Vec::new();
    for (person, review) in gone {
        if let Some(files) = withdraw(award, &person, &review, asked, session)? {
            done.push((person, files));
        }
    }
    Ok(done)
}

/// Takes back what a person endorsed by this pull request, if it still stands.
fn withdraw(
    award: &AwardRef,
    person: &str,
    review: &Review,
    asked: &Asked,
    session: &Session,
) -> Result<Option<Vec<String>>, Failure> {
    let workspace = Workspace::open(session)?;
    let judgement = workspace.judge(session, None);
    let Some(verdict) = judgement.award(award).filter(|award| !award.chain.closed()) else {
        return Ok(None);
    };
    let ours = |signoff: &&Signoff<'_>| {
        let number = signoff.review.map(|review| review.pull_request);
        signoff.by == person && number == Some(asked.request.number)
    };
    let mut taken = verdict.chain.taken().map(|(_, signoff)| signoff);
    let Some(signoff) = taken.find(ours) else {
        return Ok(None);
    };
    let repo = workspace.repo()?;
    let (Some(scheme), Some(by), Some(known)) = (
        workspace.portfolio.scheme(award.scheme()),
        workspace.portfolio.person(person),
        signoff.review,
    ) else {
        return Ok(None);
    };
    let recorded = review_of(review, known.user, known.commit, asked);
    let withdrawal = Withdrawal {
        signoff,
        award,
        title: &award.to_string(),
        scheme,
        by,
        words: &review.body,
        on: review.at,
        proof: Proof::Recorder {
            key: &asked.key,
            proof: ProofKind::Review(asked.forge),
            review: &recorded,
        },
        author: &workspace.who(&repo),
    };
    let made = withdraw::withdraw(&withdrawal, signing::place(&workspace, &repo, session))?;
    Ok(Some(made.files))
}

fn review_of(review: &Review, account: u64, commit: &str, asked: &Asked) -> Yaml {
    let number = |number: u64| Yaml::word(number.to_string());
    let at: DateTime<Utc> = review.at;
    let entries = [
        ("host", Yaml::word(&asked.settings.host)),
        ("repository", number(asked.request.repository)),
        ("pull_request", number(asked.request.number)),
        ("review", number(review.id)),
        ("user", number(account)),
        ("commit", Yaml::word(commit)),
        ("submitted_at", Yaml::word(calendar::instant_text(at))),
    ];
    Yaml::Map(
        entries
            .into_iter()
            .map(|(key, value)| (key.to_owned(), value))
            .collect(),
    )
}
