//! From an award's verdict to its pack: its cover, its sections and its manifest, put together.

use std::collections::{BTreeMap, BTreeSet};
use std::iter;

use chrono::{DateTime, NaiveDate, NaiveTime};

use super::claims::Claims;
use super::contents::{manifest_of, other_contents, portfolio_id, subjects};
use super::evidence_lines::{evidence_lines, link_lines};
use super::file_selection::select_files;
use super::model::{Commit, CriterionLine, Owner, Pack, PackSection, PageLanguage, SchemeLine};
use super::print_record::{PrintRecord, SignedEdition};
use super::printed_records::PrintedRecords;
use super::provenance::provenance;
use super::sections::{coverage_sections, pack_sections};
use crate::base::files::digest;
use crate::base::files::digest::BlobId;
use crate::base::text::words;
use crate::check::{AwardVerdict, CheckInput, CriterionState, CriterionVerdict, confirmed_records};
use crate::domain::finding::Severity;
use crate::domain::id::RecordId;
use crate::domain::phrases::{self, PackPhrase, Spoken};
use crate::domain::portfolio::{Portfolio, Record};
use crate::domain::ports::{self, CommitInfo};
use crate::domain::query::Scope;
use crate::domain::record_view::{MOST_OF_A_TITLE, name_of};
use crate::domain::schema::{Scheme, Step};
use crate::domain::signoff::{ChainContext, Trust};
use crate::views::kept_since;
use crate::views::requirement_count::RequirementCount;

/// Everything that a pack is made from.
pub struct SubmissionInput<'a> {
    pub portfolio: &'a Portfolio,
    pub scheme: &'a Scheme,
    pub award: &'a AwardVerdict<'a>,
    pub evidence: ports::Evidence<'a>,
    /// The trust that decides whose sign-offs count: what the pack carries says it.
    pub trust: &'a Trust,
    /// The id that git would give these bytes.
    pub blob: &'a dyn Fn(&[u8]) -> BlobId,
    pub commit: Option<CommitInfo>,
    pub today: NaiveDate,
    pub draft: bool,
    /// True if the files have changed since they were signed, and are printed as they are.
    pub current: bool,
    /// Set if the files are those that were signed.
    pub signed: Option<SignedEdition>,
    /// Set if somebody is asked to take a step.
    pub request: Option<StepRequest>,
    /// The name in git of whoever saved each claim first, by the path of the sign-off.
    pub entered_by: BTreeMap<String, String>,
}

/// A step that people are asked to take. Before the pack is sent they are shown what the step
/// covers and nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepRequest {
    pub step: String,
    /// Those who are asked, and need their entries to sign.
    pub people: BTreeSet<RecordId>,
}

impl<'a> SubmissionInput<'a> {
    /// Returns the step whose records alone are shown, if somebody is asked to take one.
    /// Whoever decides on a pack that was sent is shown the whole of it.
    pub(super) fn asked_step(&self) -> Option<&'a Step> {
        let step = self.scheme.step(&self.request.as_ref()?.step)?;
        (!self.scheme.is_after_pack(step)).then_some(step)
    }

    /// Returns true if only a part of what the award asks for is shown, so that nobody can
    /// judge its requirements by it.
    pub(super) fn is_part(&self) -> bool {
        let step = self.asked_step();
        step.is_some_and(|step| self.scheme.has_own_subjects(step))
    }

    /// Returns what sign-offs are judged by.
    pub fn chain_context(&self) -> ChainContext<'a> {
        let trusted = self.trust.resolve(self.portfolio);
        ChainContext::new(self.portfolio, self.today, self.evidence, trusted)
    }
}

/// Words a minute, for the time it takes to read.
const READING_SPEED: usize = 200;

/// Puts a pack together, with words in the language of the portfolio.
pub fn build(making: &SubmissionInput<'_>) -> Pack {
    phrases::in_language(making.portfolio.language(), || put_together(making))
}

fn put_together(making: &SubmissionInput<'_>) -> Pack {
    let records = PrintedRecords::collect(making);
    let printed: Vec<&Record> = records.iter().collect();
    let files = select_files(making, &printed);
    let subjects = subjects(making, &files);
    let others = other_contents(making, &printed, &subjects, &files);
    let manifest = manifest_of(making, &subjects, others, &files).to_json();
    let reading_minutes = reading_minutes(&records);
    let criteria = making.award.criteria.iter().filter(|_| !making.is_part());
    let criteria: Vec<CriterionLine> = criteria
        .filter_map(|verdict| criterion(verdict, making.portfolio, &records))
        .collect();
    let mut parts = coverage_sections(&making.award.criteria, making.portfolio);
    parts.extend(pack_sections(making, &records, &files));
    mark_claims(making, &mut parts);
    Pack {
        language: PageLanguage::of(making.portfolio),
        draft: making.draft,
        current: making.current,
        sheet: None,
        changed: making.signed.as_ref().and_then(describe_changes),
        award: making.award.title_in_words(),
        award_language: award_language(making),
        award_id: making.award.id.to_string(),
        scheme: scheme_line(making.scheme),
        owner: owner(making.portfolio, making.today),
        portfolio: portfolio_id(making).to_owned(),
        commit: making.commit.as_ref().map(commit_line),
        moment: commit_time(making),
        reading_minutes,
        reading_time: PackPhrase::ReadingMinutes {
            count: reading_minutes,
        }
        .say(),
        summary: match making.is_part() {
            true if making.award.unmet().next().is_some() => PackPhrase::PartShownEarly {}.say(),
            true => PackPhrase::PartShown {}.say(),
            // The request to confirm one record has no requirements beside it.
            false if criteria.is_empty() => String::new(),
            false => iter::once(summary(&making.award.criteria))
                .chain(kept_since::sentence_of(making.portfolio, making.scheme))
                .collect::<Vec<_>>()
                .join(" "),
        },
        criteria,
        long_contents: has_long_contents(&parts),
        parts,
        evidence: evidence_lines(&records, &files, making.portfolio),
        links: link_lines(&records, making.portfolio),
        provenance: provenance(making, subjects, &manifest),
        printing: PrintRecord::new(making, &files).to_json(),
        files,
        manifest,
    }
}

/// Marks what the owner says that somebody agreed to, with what is known of it.
fn mark_claims(making: &SubmissionInput<'_>, parts: &mut [PackSection]) {
    let SubmissionInput {
        portfolio,
        scheme,
        evidence,
        trust,
        today,
        ..
    } = *making;
    if scheme.confirmations.is_empty() || making.is_part() {
        return;
    }
    let input = CheckInput {
        portfolio,
        evidence,
        trust,
        today,
        focus: None,
        only: None,
    };
    let confirmed = confirmed_records(scheme, input);
    Claims::new(scheme, portfolio, today, &confirmed).mark(parts);
}

/// Returns the language of the award's title as the scheme writes it. One with the day of a round
/// is a phrase of the page.
fn award_language(making: &SubmissionInput<'_>) -> Option<String> {
    let is_round = making.award.round.is_some() || making.award.id.record.is_some();
    phrases::other_language(&making.scheme.language).filter(|_| !is_round)
}

/// Sections, and records in them, that fit into the contents on a cover.
const ENTRIES_ON_THE_COVER: usize = 11;

fn has_long_contents(parts: &[PackSection]) -> bool {
    let entries = parts.iter().map(|part| match part {
        PackSection::Documents { documents, .. } => 1 + documents.len(),
        _ => 1,
    });
    entries.sum::<usize>() > ENTRIES_ON_THE_COVER
}

/// Says that the files have changed since they were signed, if they have.
fn describe_changes(signed: &SignedEdition) -> Option<String> {
    let phrase = PackPhrase::ChangedSince {
        date: &phrases::format_date(signed.on),
    };
    (!signed.changed.is_empty()).then(|| phrase.say())
}

/// The digest that the step which carries the pack names.
pub fn manifest_sha256(pack: &Pack) -> String {
    digest::sha256(pack.manifest.as_bytes())
}

pub(super) fn scope<'a>(making: &SubmissionInput<'a>) -> Scope<'a> {
    Scope::of_award(
        making.portfolio,
        making.scheme,
        &making.award.id,
        making.today,
    )
}

pub(super) fn scheme_line(scheme: &Scheme) -> SchemeLine {
    SchemeLine {
        id: scheme.id.to_string(),
        title: scheme.title.clone(),
        language: phrases::other_language(&scheme.language),
        version: scheme.version.clone(),
        sha256: scheme.sha256,
        official: scheme.is_official(),
        own_path: scheme.own_path(),
        source_name: scheme.source.name.clone(),
        source_url: scheme.source.url.clone(),
        source_read: scheme.source.read.map(phrases::format_date),
    }
}

pub(super) fn owner(portfolio: &Portfolio, today: NaiveDate) -> Owner {
    let owner = portfolio.owner();
    let short = |text: &str| words::shorten(text, MOST_OF_A_TITLE);
    let dated = |field: &str| {
        owner
            .and_then(|owner| owner.dated_text(field, today))
            .map(short)
    };
    let manager = owner.and_then(|owner| owner.line_manager(today));
    Owner {
        name: owner.map_or_else(String::new, |owner| short(owner.name())),
        job: dated("job"),
        organisation: owner
            .and_then(|owner| owner.0.word("organisation"))
            .map(short),
        manager: manager.map(|id| name_of(id, portfolio)),
    }
}

pub(super) fn commit_line(commit: &CommitInfo) -> Commit {
    let day = DateTime::from_timestamp(commit.seconds, 0)
        .map(|moment| phrases::format_date(moment.date_naive()));
    Commit {
        short: commit.id.chars().take(10).collect(),
        date: day.unwrap_or_default(),
        id: commit.id.clone(),
    }
}

fn commit_time(making: &SubmissionInput<'_>) -> i64 {
    let midnight = making.today.and_time(NaiveTime::MIN).and_utc();
    let commit = making.commit.as_ref();
    commit.map_or(midnight.timestamp(), |commit| commit.seconds)
}

pub(super) fn reading_minutes(records: &PrintedRecords<'_>) -> usize {
    let words: usize = records
        .iter()
        .map(|record| record.document.outline.count_words(&record.text))
        .sum();
    words.div_ceil(READING_SPEED).max(1)
}

pub(super) fn criterion(
    verdict: &CriterionVerdict<'_>,
    portfolio: &Portfolio,
    records: &PrintedRecords<'_>,
) -> Option<CriterionLine> {
    let (criterion, outcome) = (verdict.criterion, &verdict.outcome);
    if outcome.state() == CriterionState::Idle {
        return None;
    }
    let evidence = outcome
        .progress()
        .evidence
        .iter()
        .filter_map(|path| portfolio.at_path(path));
    Some(CriterionLine {
        id: criterion.id.clone(),
        says: Spoken::new(&criterion.says, &criterion.origin.language),
        severity: criterion.severity.name().to_owned(),
        state: printed_state(criterion.severity, outcome.state()).to_owned(),
        so_far: outcome.is_met_so_far(),
        tally: outcome.tally(portfolio.kinds()),
        evidence: evidence
            .map(|record| records.link(record, portfolio))
            .collect(),
        notes: Vec::new(),
    })
}

/// The state of a suggestion that was not followed, which is no failure.
const ADVICE: &str = "advice";

/// Returns the name of the state as the pack shows it.
fn printed_state(severity: Severity, state: CriterionState) -> &'static str {
    match (severity, state) {
        (_, CriterionState::Met) | (Severity::Error, _) => state.name(),
        (Severity::Warning | Severity::Note, _) => ADVICE,
    }
}

/// Says how many of the requirements are met, and how many suggestions are left, counted as
/// everywhere.
pub(super) fn summary<'v>(verdicts: impl IntoIterator<Item = &'v CriterionVerdict<'v>>) -> String {
    let counted = RequirementCount::of(verdicts);
    let summary = match (counted.met, counted.of) {
        (_, 0) => PackPhrase::NoRequirements {},
        (met, count) if met < count => PackPhrase::SomeMet { met, count },
        (_, count) => PackPhrase::AllMet { count },
    }
    .say();
    match counted.suggestions {
        0 => summary,
        count => PackPhrase::WithSuggestions {
            count,
            summary: &summary,
        }
        .say(),
    }
}
