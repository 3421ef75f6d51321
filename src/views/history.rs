//! Tells what happened to an award or a portfolio, in order: who wrote, gave feedback,
//! signed and took back what, when, in which commit, and how that is known.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::base::files::digest::BlobId;
use crate::base::text::words;
use crate::check::CheckResult;
use crate::domain::id::{AwardRef, KindId};
use crate::domain::layout;
use crate::domain::portfolio::{Portfolio, Record, Value};
use crate::domain::ports::{CommitIdentity, LoggedCommit};
use crate::domain::schema::{PrintMode, Scheme, SchemeRef};
use crate::domain::signoff::separation_of_duties::names_person;
use crate::domain::signoff::{DECLINE, RETURN, Signoff, StepState, TakenStep, WITHDRAW};
use crate::views::declined::describe_decline;
use crate::views::returned::words_of_return;

/// Everything that happened, oldest first.
#[derive(Debug, Serialize)]
pub struct Timeline {
    /// Of this form; 1.
    pub version: u32,
    /// The schemes that it was judged by.
    pub schemes: Vec<SchemeRef>,
    pub events: Vec<Event>,
}

/// One thing that happened.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Event {
    /// The time at which it is said to have happened, in UTC.
    pub at: DateTime<Utc>,
    /// `wrote`, `removed`, `recorded` for what somebody else wrote, or what the scheme calls the
    /// step that was taken.
    pub what: String,
    /// The step that was taken, by its id; none where a record was written.
    pub step: Option<String>,
    /// The sort of record that it is, as in `journal`.
    pub kind: String,
    /// The one who is said to have done it.
    pub by: String,
    pub path: String,
    pub title: String,
    /// The first commit that has it, and when that was made.
    pub commit: String,
    pub committed: DateTime<Utc>,
    /// The author of the commit that has a sign-off, by the name that git has; none where another
    /// record was written.
    pub entered_by: Option<String>,
    /// The ground on which it is known: `claimed`, `attested`, `signed`, or what speaks against
    /// it. `commit` where only the commit says so.
    pub known: String,
    /// The reason of a return.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

impl Timeline {
    /// Of everything, or of what an award rests on.
    pub fn new(
        commits: &[LoggedCommit],
        result: &CheckResult<'_>,
        portfolio: &Portfolio,
        award: Option<&AwardRef>,
    ) -> Self {
        let wanted = award.map(|award| related_paths(award, result, portfolio));
        let records: BTreeMap<&str, &Record> = portfolio
            .records
            .iter()
            .filter(|record| !record.is_row())
            .map(|record| (record.path.as_str(), record))
            .collect();
        let mut events = Vec::new();
        for commit in commits {
            for (path, blob) in &commit.files {
                let is_wanted = |path: &str| {
                    let folder = award.map(layout::signoffs_of);
                    wanted.as_ref().is_none_or(|wanted| wanted.contains(path))
                        || folder.is_some_and(|folder| path.starts_with(&folder))
                };
                if is_wanted(path) {
                    let record = records.get(path.as_str()).copied();
                    let file = (path.as_str(), *blob, record);
                    events.extend(event_for_file(file, commit, result, portfolio));
                }
            }
        }
        // What happened in the same second stays in the order of the commits.
        events.sort_by_key(|event| event.at);
        let schemes = result.verdicts.iter().map(|verdict| verdict.scheme);
        let schemes = schemes.filter(|scheme| award.is_none_or(|id| scheme.id == *id.scheme()));
        Self {
            version: 1,
            schemes: schemes.map(Scheme::reference).collect(),
            events,
        }
    }
}

/// The records that an award rests on, and what was said of them.
fn related_paths(
    award: &AwardRef,
    result: &CheckResult<'_>,
    portfolio: &Portfolio,
) -> BTreeSet<String> {
    let Some(verdict) = result.award(award) else {
        return BTreeSet::new();
    };
    let evidence = verdict
        .criteria
        .iter()
        .flat_map(|criterion| criterion.outcome.progress().evidence.iter().cloned());
    let signed = verdict.chain.taken().flat_map(|taken| {
        let subjects = taken.signoff.subjects.iter();
        subjects.map(|subject| subject.path.to_owned())
    });
    let mut paths: BTreeSet<String> = evidence.chain(signed).collect();
    let beneath = portfolio
        .records
        .iter()
        .filter(|record| {
            parent_record(record, portfolio).is_some_and(|other| paths.contains(&other.path))
        })
        .map(|record| record.path.clone());
    let beneath: Vec<String> = beneath.collect();
    paths.extend(beneath);
    paths
}

/// The record that another is about, and is printed beneath.
fn parent_record<'a>(record: &Record, portfolio: &'a Portfolio) -> Option<&'a Record> {
    let PrintMode::Beneath(field) = &record.kind.print else {
        return None;
    };
    match record.get(field)? {
        Value::Reference { kind, id } => portfolio.find(kind, id),
        _ => None,
    }
}

fn event_for_file(
    (path, blob, record): (&str, Option<BlobId>, Option<&Record>),
    commit: &LoggedCommit,
    result: &CheckResult<'_>,
    portfolio: &Portfolio,
) -> Option<Event> {
    let is_signoff = path.starts_with(layout::SIGNOFFS) && path.ends_with(".md");
    if record.is_none() && !is_signoff {
        return None;
    }
    let committed = DateTime::from_timestamp(commit.committed, 0)?;
    let base = Event {
        at: DateTime::from_timestamp(commit.change.seconds, 0)?,
        what: "wrote".to_owned(),
        step: None,
        by: commit
            .change
            .writers
            .first()
            .map_or_else(String::new, |writer| person_name(writer, portfolio)),
        kind: record.map_or_else(
            || KindId::signoff().to_string(),
            |record| record.kind.noun(),
        ),
        path: path.to_owned(),
        title: record.map_or_else(|| path.to_owned(), |record| record.title().to_owned()),
        commit: commit.change.commit.clone(),
        committed,
        entered_by: commit
            .change
            .writers
            .first()
            .map(|writer| writer.name.clone())
            .filter(|_| is_signoff),
        known: "commit".to_owned(),
        reason: None,
    };
    if blob.is_none() {
        return Some(Event {
            what: "removed".to_owned(),
            ..base
        });
    }
    match record.filter(|record| record.kind.name == *KindId::signoff()) {
        Some(record) => Some(signoff_event(record, blob?, base, result, portfolio)),
        None => Some(match record.and_then(received) {
            Some(received) => Event {
                what: "recorded".to_owned(),
                known: format!("claimed, received {received}"),
                ..base
            },
            None => base,
        }),
    }
}

/// Returns how the owner received a record that somebody else wrote.
fn received(record: &Record) -> Option<&str> {
    match record.get("received")? {
        Value::Text(text) => Some(text),
        _ => None,
    }
}

fn signoff_event(
    record: &Record,
    blob: BlobId,
    base: Event,
    result: &CheckResult<'_>,
    portfolio: &Portfolio,
) -> Event {
    let Some(signoff) = Signoff::read(record) else {
        return base;
    };
    let person = portfolio.person(signoff.by);
    let as_committed = blob.matches_content(record.text.as_bytes());
    let is_here = |one: &Signoff<'_>| one.record.path == record.path;
    let chain = result.award(signoff.award).map(|award| &award.chain);
    let taken_back = |state: &StepState<'_>| match state {
        StepState::Withdrawn(_, signoff) => is_here(signoff).then_some("withdrawn"),
        StepState::Returned(_, signoff) => is_here(signoff).then_some("returned"),
        StepState::Open(_) | StepState::Taken(_) => None,
    };
    let taken = chain.and_then(|chain| {
        let mut taken = chain
            .taken()
            .chain(&chain.withdrawals)
            .chain(&chain.returns);
        taken.find(|taken| is_here(&taken.signoff))
    });
    let known = match taken {
        _ if !as_committed => "changed since it was committed".to_owned(),
        _ if signoff.step == DECLINE => describe_decline(&signoff),
        Some(taken) => describe_step_state(taken),
        None => {
            let mut steps = chain.into_iter().flat_map(|chain| &chain.steps);
            let why = steps.find_map(taken_back);
            why.unwrap_or("replaced by a later one").to_owned()
        }
    };
    Event {
        at: signoff.on,
        what: title(&signoff, portfolio),
        step: Some(signoff.step.to_owned()),
        by: person.map_or(signoff.by, |person| person.name()).to_owned(),
        title: signoff.award.to_string(),
        known,
        reason: [RETURN, DECLINE]
            .contains(&signoff.step)
            .then(|| words_of_return(record)),
        ..base
    }
}

/// Returns what the scheme calls a step that was taken: `endorsed`.
fn title(signoff: &Signoff<'_>, portfolio: &Portfolio) -> String {
    if signoff.step == WITHDRAW {
        return "withdrew from".to_owned();
    }
    if signoff.step == RETURN {
        return "returned".to_owned();
    }
    if let Some(step) = signoff.declines.filter(|_| signoff.step == DECLINE) {
        return format!(
            "said no to \u{201c}{}\u{201d} for",
            words::with_spaces(step)
        );
    }
    let scheme = portfolio.scheme_of(signoff.award);
    let step = scheme.and_then(|scheme| scheme.step(signoff.step));
    step.map_or_else(
        || signoff.step.to_owned(),
        |step| words::uncapitalise(&step.title),
    )
}

/// Says how a step is known, and that it does not count where it does not.
fn describe_step_state(taken: &TakenStep<'_>) -> String {
    let assurance = taken.describe_assurance();
    if !taken.stands() {
        return format!("{assurance}, does not count");
    }
    match (taken.proof.key(), taken.changed.is_empty()) {
        (Some(key), true) => format!("{assurance}, {key}"),
        (None, true) => assurance,
        (_, false) => format!("{assurance}, changed since"),
    }
}

/// A person's name where the commit's address or name is theirs; else as it is.
fn person_name(writer: &CommitIdentity, portfolio: &Portfolio) -> String {
    let mut people = portfolio.people();
    let found = people.find(|person| names_person(writer, *person));
    found.map_or_else(|| writer.name.clone(), |person| person.name().to_owned())
}
