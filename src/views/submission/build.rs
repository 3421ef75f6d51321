//! From an award's verdict to its pack: which records, in which order, with
//! what beside them. How a kind prints is said by the kind.

use std::collections::{BTreeMap, BTreeSet};
use std::iter;

use chrono::{DateTime, NaiveDate, NaiveTime};
use rust_decimal::Decimal;

use super::claims::Claims;
use super::file_selection::select_files;
use super::manifest::{self, Manifest, ManifestScheme, OtherContent};
use super::model::{
    Commit, CriterionLine, EvidenceLine, LinkLine, LogRow, Owner, Pack, PackFile, PackSection,
    PageLanguage, PrintedRecord, RecordLink, RecordPage, SchemeLine, SignedContent,
};
use super::plan_table::PlanTable;
use super::print_record::{PrintRecord, SignedEdition};
use super::provenance::{provenance, signatures};
use crate::base::files::digest;
use crate::base::files::digest::BlobId;
use crate::base::markdown::MOST_OF_A_DESCRIPTION;
use crate::base::pdf::count_pages;
use crate::base::text::words;
use crate::check::{AwardVerdict, CheckInput, CriterionState, CriterionVerdict, confirmed_records};
use crate::domain::finding::Severity;
use crate::domain::id::RecordId;
use crate::domain::phrases::{self, PackPhrase, Spoken};
use crate::domain::portfolio::{Portfolio, Record, Value};
use crate::domain::ports::{self, CommitInfo};
use crate::domain::query::{Scope, members};
use crate::domain::record_view::{
    self, MOST_OF_A_TITLE, field_label, kind_plural, kind_title, name_of, printed, printed_title,
    spoken_title, value_language,
};
use crate::domain::schema::{FieldType, Kind, PrintMode, Scheme, Step};
use crate::domain::signoff::{ChainContext, Trust, required_subjects};
use crate::views::coverage::CoverageTable;
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
        ChainContext {
            portfolio: self.portfolio,
            scheme: self.scheme,
            today: self.today,
            evidence: self.evidence,
            trusted: self.trust.resolve(self.portfolio),
        }
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
            true => PackPhrase::PartShown {}.say(),
            false => iter::once(summary(&making.award.criteria))
                .chain(kept_since::sentence_of(making.portfolio, making.scheme))
                .collect::<Vec<_>>()
                .join(" "),
        },
        criteria,
        long_contents: has_long_contents(&parts),
        parts,
        evidence: evidence_lines(&records, &files, making.portfolio),
        links: link_lines(&records),
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

/// The path and the id of a record: a file may have several, each with an id.
pub(super) type PrintedKey = (String, RecordId);

/// The records that are printed, in order, each once, and what lies beneath them.
pub(super) struct PrintedRecords<'a> {
    /// By kind, in the order in which they are printed.
    pub(super) groups: Vec<(&'a Kind, Vec<&'a Record>)>,
    pub(super) beneath: BTreeMap<PrintedKey, Vec<&'a Record>>,
    anchors: BTreeMap<PrintedKey, String>,
}

impl<'a> PrintedRecords<'a> {
    fn collect(making: &SubmissionInput<'a>) -> Self {
        let scope = scope(making);
        let mut groups: Vec<(&'a Kind, Vec<&'a Record>)> = Vec::new();
        let mut seen = BTreeSet::new();
        let asked = making.asked_step();
        let sets = asked.map_or(&*making.scheme.subjects, |step| {
            making.scheme.subjects_of(step)
        });
        for set in sets {
            for item in members(set, scope) {
                let Some(record) = item.record() else {
                    continue;
                };
                if !seen.insert(record_key(record)) {
                    continue;
                }
                match groups
                    .iter_mut()
                    .find(|(kind, _)| kind.name == record.kind.name)
                {
                    Some((_, records)) => records.push(record),
                    None => groups.push((&record.kind, vec![record])),
                }
            }
        }
        groups.sort_by_key(|(kind, _)| match kind.print {
            PrintMode::Document => 0,
            PrintMode::Page => 1,
            PrintMode::Log => 2,
            PrintMode::Beneath(_) | PrintMode::None => 3,
        });
        let beneath = match asked {
            Some(_) => BTreeMap::new(),
            None => records_beneath(making.portfolio, &printed_keys(&groups), NaiveDate::MAX),
        };
        Self::new(groups, beneath)
    }

    /// Returns these records, and what lies beneath them that is dated up to a day.
    pub(super) fn with_groups(
        groups: Vec<(&'a Kind, Vec<&'a Record>)>,
        portfolio: &'a Portfolio,
        until: NaiveDate,
    ) -> Self {
        let beneath = records_beneath(portfolio, &printed_keys(&groups), until);
        Self::new(groups, beneath)
    }

    pub(super) fn new(
        groups: Vec<(&'a Kind, Vec<&'a Record>)>,
        beneath: BTreeMap<PrintedKey, Vec<&'a Record>>,
    ) -> Self {
        let anchors = anchors(&groups, &beneath);
        Self {
            groups,
            beneath,
            anchors,
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &'a Record> + '_ {
        let own = self
            .groups
            .iter()
            .flat_map(|(_, records)| records.iter().copied());
        own.chain(self.beneath.values().flatten().copied())
    }

    fn anchor(&self, record: &Record) -> Option<String> {
        self.anchors.get(&record_key(record)).cloned()
    }

    pub(super) fn link(&self, record: &Record) -> RecordLink {
        RecordLink {
            title: printed_title(record),
            path: record.path.clone(),
            anchor: self.anchor(record),
        }
    }
}

fn printed_keys(groups: &[(&Kind, Vec<&Record>)]) -> BTreeSet<PrintedKey> {
    let own = groups.iter().flat_map(|(_, records)| records.iter());
    own.map(|record| record_key(record)).collect()
}

/// Two records may have one id, which the check reports.
pub(super) fn record_key(record: &Record) -> PrintedKey {
    (record.path.clone(), record.id.clone())
}

pub(super) fn scope<'a>(making: &SubmissionInput<'a>) -> Scope<'a> {
    Scope::of_award(
        making.portfolio,
        making.scheme,
        &making.award.id,
        making.today,
    )
}

/// Records of kinds that print beneath what they refer to, dated up to a day.
fn records_beneath<'a>(
    portfolio: &'a Portfolio,
    printed: &BTreeSet<PrintedKey>,
    until: NaiveDate,
) -> BTreeMap<PrintedKey, Vec<&'a Record>> {
    let mut found: BTreeMap<PrintedKey, Vec<&'a Record>> = BTreeMap::new();
    for kind in portfolio.kinds().iter() {
        let PrintMode::Beneath(field) = &kind.print else {
            continue;
        };
        let records = portfolio.of_kind(&kind.name);
        for record in records.filter(|record| record.date.is_none_or(|date| date <= until)) {
            if let Some(Value::Reference { kind: over, id }) = record.get(field)
                && let Some(target) = portfolio.find(over, id)
                && printed.contains(&record_key(target))
            {
                found.entry(record_key(target)).or_default().push(record);
            }
        }
    }
    found
}

/// Anchors made of kind and name, each once.
fn anchors(
    groups: &[(&Kind, Vec<&Record>)],
    beneath: &BTreeMap<PrintedKey, Vec<&Record>>,
) -> BTreeMap<PrintedKey, String> {
    let mut taken = BTreeSet::new();
    let mut anchors = BTreeMap::new();
    let own = groups.iter().flat_map(|(_, records)| records.iter());
    for record in own.chain(beneath.values().flatten()) {
        let wanted = crate::base::text::slug(&format!("{} {}", record.kind.name, record.id));
        let mut anchor = wanted.clone();
        let mut n = 2;
        while !taken.insert(anchor.clone()) {
            anchor = format!("{wanted}-{n}");
            n += 1;
        }
        anchors.insert(record_key(record), anchor);
    }
    anchors
}

/// Returns what the sign-offs cover, with its digests.
fn subjects(
    making: &SubmissionInput<'_>,
    files: &BTreeMap<String, PackFile>,
) -> Vec<SignedContent> {
    let step = making.asked_step().or(making.scheme.steps.first());
    let paths = step
        .map(|step| required_subjects(step, scope(making)))
        .unwrap_or_default();
    paths
        .iter()
        .filter_map(|path| Some(subject(path, &files.get(path)?.bytes, making.blob)))
        .collect()
}

/// Returns the files that are printed and that the first step does not cover.
fn other_contents(
    making: &SubmissionInput<'_>,
    printed: &[&Record],
    subjects: &[SignedContent],
    files: &BTreeMap<String, PackFile>,
) -> Vec<OtherContent> {
    let covered: BTreeSet<&str> = subjects.iter().map(|one| one.path.as_str()).collect();
    let shown = printed.iter();
    let shown = shown.flat_map(|record| {
        let own = iter::once(record.path.clone());
        own.chain(making.portfolio.carried_files(record))
    });
    let others: BTreeSet<String> = shown
        .filter(|path| !covered.contains(path.as_str()))
        .collect();
    let content = |path: String| {
        let sha256 = digest::sha256(&files.get(&path)?.bytes);
        Some(OtherContent { path, sha256 })
    };
    others.into_iter().filter_map(content).collect()
}

/// One content by its digests.
fn subject(path: &str, bytes: &[u8], blob_id: &dyn Fn(&[u8]) -> BlobId) -> SignedContent {
    SignedContent {
        path: path.to_owned(),
        blob: blob_id(bytes),
        sha256: digest::sha256(bytes),
    }
}

fn manifest_of<'a>(
    making: &'a SubmissionInput<'a>,
    subjects: &'a [SignedContent],
    others: Vec<OtherContent>,
    files: &BTreeMap<String, PackFile>,
) -> Manifest<'a> {
    let content = |path: &str| files.get(path).map(|content| content.bytes.clone());
    Manifest {
        version: 1,
        portfolio: portfolio_id(making),
        owner: making
            .portfolio
            .config
            .owner
            .as_ref()
            .map_or("", |owner| &owner.value),
        award: making.award.id.to_string(),
        scheme: ManifestScheme {
            id: &making.scheme.id,
            version: &making.scheme.version,
            sha256: making.scheme.sha256,
        },
        subjects,
        others,
        signoffs: manifest::signoffs(&making.award.chain, making.scheme, content),
    }
}

fn portfolio_id<'a>(making: &SubmissionInput<'a>) -> &'a str {
    making.portfolio.id().unwrap_or_default()
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
        evidence: evidence.map(|record| records.link(record)).collect(),
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

fn pack_sections(
    making: &SubmissionInput<'_>,
    records: &PrintedRecords<'_>,
    files: &BTreeMap<String, PackFile>,
) -> Vec<PackSection> {
    let plan = PlanTable::new(making, files);
    let mut parts = Vec::new();
    for (kind, group) in &records.groups {
        let anchor = format!("part-{}", crate::base::text::slug(&kind.name));
        // Whoever confirms one record, or takes a step over a few, sees all of them.
        let in_full = making.award.id.record.is_some() || making.is_part();
        let print = match &kind.print {
            PrintMode::Log if in_full => &PrintMode::Document,
            _ if making.award.id.record.is_some() => &PrintMode::Document,
            print => print,
        };
        match print {
            PrintMode::Document => parts.push(documents_section(
                kind,
                group,
                anchor,
                making.portfolio,
                making.today,
                records,
            )),
            PrintMode::Page => {
                for (at, record) in group.iter().enumerate() {
                    let anchor = match at {
                        0 => anchor.clone(),
                        at => format!("{anchor}-{}", at + 1),
                    };
                    parts.extend(record_page_sections(kind, record, anchor, making, records));
                }
            }
            PrintMode::Log => {
                // A record that is in the plan is not repeated in a log.
                let is_left = |record: &&&Record| !plan.contains(record);
                let left: Vec<&Record> = group.iter().filter(is_left).copied().collect();
                if group.is_empty() || !left.is_empty() {
                    parts.push(log_section(kind, &left, anchor, making.portfolio, records));
                }
            }
            PrintMode::Beneath(_) | PrintMode::None => {}
        }
    }
    // What is told at length is told after the whole was seen.
    let table = plan.section(making, &parts, &|record| records.anchor(record));
    parts.splice(0..0, table);
    parts
}

/// Returns a table for each requirement over a catalogue: which record shows which item.
pub(super) fn coverage_sections<'v>(
    verdicts: impl IntoIterator<Item = &'v CriterionVerdict<'v>>,
    portfolio: &Portfolio,
) -> Vec<PackSection> {
    let tables = verdicts.into_iter().filter_map(|verdict| {
        let table = CoverageTable::new(verdict, portfolio)?;
        Some(PackSection::Table {
            anchor: format!("pack-items-{}", crate::base::text::slug(&table.id)),
            title: Spoken::new(&table.says, &table.language),
            table: table.printed(),
        })
    });
    tables.collect()
}

/// A record with a page of its own, and after it what others wrote about it, which
/// is not to take its space.
fn record_page_sections(
    kind: &Kind,
    record: &Record,
    anchor: String,
    making: &SubmissionInput<'_>,
    records: &PrintedRecords<'_>,
) -> Vec<PackSection> {
    let mut document = document(record, making.portfolio, making.today, records, 0);
    let about = std::mem::take(&mut document.beneath);
    let mut parts = vec![PackSection::Page(Box::new(RecordPage {
        anchor: anchor.clone(),
        language: phrases::tag_of_page(making.portfolio.language()),
        title: kind_title(kind),
        document,
        signatures: signatures(making),
    }))];
    if !about.is_empty() {
        parts.push(PackSection::Documents {
            anchor: format!("{anchor}-about"),
            title: PackPhrase::About {
                kind: &kind_title(kind).words.to_lowercase(),
            }
            .say()
            .into(),
            documents: about,
        });
    }
    parts
}

/// Deepest that records are printed beneath one another: no page can show more.
const MOST_BENEATH: usize = 8;

/// A part of records that are printed whole.
pub(super) fn documents_section(
    kind: &Kind,
    group: &[&Record],
    anchor: String,
    portfolio: &Portfolio,
    today: NaiveDate,
    records: &PrintedRecords<'_>,
) -> PackSection {
    let each = group.iter();
    PackSection::Documents {
        anchor,
        title: kind_plural(kind),
        documents: each
            .map(|record| document(record, portfolio, today, records, 0))
            .collect(),
    }
}

fn document(
    record: &Record,
    portfolio: &Portfolio,
    today: NaiveDate,
    records: &PrintedRecords<'_>,
    depth: usize,
) -> PrintedRecord {
    let beneath = records
        .beneath
        .get(&record_key(record))
        .map(Vec::as_slice)
        .unwrap_or_default();
    let anchor = records.anchor(record).unwrap_or_default();
    let anchors = |other: &Record| records.anchor(other);
    PrintedRecord {
        beneath: beneath
            .iter()
            .take_while(|_| depth < MOST_BENEATH)
            .map(|below| document(below, portfolio, today, records, depth + 1))
            .collect(),
        ..record_view::document(record, portfolio, anchor, &anchors, today)
    }
}

/// A part of records that are rows of a table.
pub(super) fn log_section(
    kind: &Kind,
    group: &[&Record],
    anchor: String,
    portfolio: &Portfolio,
    records: &PrintedRecords<'_>,
) -> PackSection {
    let columns: Vec<_> = kind.fields.iter().filter(|field| field.column).collect();
    let cell = |record: &Record, name: &str| {
        record
            .get(name)
            .map(|value| Spoken {
                words: printed(value, portfolio, &|_| None).0,
                language: value_language(value, record, portfolio),
            })
            .unwrap_or_default()
    };
    let rows = group.iter().map(|record| {
        let date = record.date.map(phrases::format_date).unwrap_or_default();
        let first = [date.into(), spoken_title(record, portfolio)];
        LogRow {
            anchor: records.anchor(record).unwrap_or_default(),
            path: record.path.clone(),
            cells: first
                .into_iter()
                .chain(columns.iter().map(|field| cell(record, &field.name)))
                .collect(),
        }
    });
    let titles = columns.iter().map(|field| field_label(field, kind));
    let fixed = [PackPhrase::Date {}.say(), PackPhrase::TitleColumn {}.say()];
    let kind_title = kind_title(kind);
    PackSection::Log {
        anchor,
        // A title in another language stands by itself.
        title: match kind_title.language {
            None => PackPhrase::Log {
                kind: &kind_title.words,
            }
            .say()
            .into(),
            Some(_) => kind_plural(kind),
        },
        columns: fixed.into_iter().map(Spoken::from).chain(titles).collect(),
        rows: rows.collect(),
        totals: totals(&columns, group),
    }
}

/// Hours add up; nothing else in a log does.
fn totals(columns: &[&crate::domain::schema::Field], group: &[&Record]) -> Option<Vec<String>> {
    if !columns.iter().any(|field| field.ty == FieldType::Hours) {
        return None;
    }
    // No sum where there is none: hours beyond every calendar do not fit a number.
    let sum = |name: &str| {
        let mut hours = group.iter().filter_map(|record| match record.get(name)? {
            Value::Number(hours) => Some(*hours),
            _ => None,
        });
        hours.try_fold(Decimal::ZERO, Decimal::checked_add)
    };
    let cells = columns.iter().map(|field| match field.ty {
        FieldType::Hours => sum(&field.name)
            .map(|sum| sum.normalize().to_string())
            .unwrap_or_default(),
        _ => String::new(),
    });
    Some(
        [PackPhrase::Total {}.say(), String::new()]
            .into_iter()
            .chain(cells)
            .collect(),
    )
}

pub(super) fn evidence_lines(
    records: &PrintedRecords<'_>,
    files: &BTreeMap<String, PackFile>,
    portfolio: &Portfolio,
) -> Vec<EvidenceLine> {
    let mut from: BTreeMap<String, Vec<&Record>> = BTreeMap::new();
    for record in records.iter() {
        for path in portfolio.carried_files(record) {
            from.entry(path).or_default().push(record);
        }
    }
    let printed: BTreeSet<&str> = records.iter().map(|record| &*record.path).collect();
    let shown = from.iter();
    let shown = shown.filter(|(path, _)| !printed.contains(path.as_str()));
    shown
        .filter_map(|(path, carriers)| {
            let content = files.get(path)?;
            Some(EvidenceLine {
                anchor: format!("evidence-{}", crate::base::text::slug(path)),
                path: path.clone(),
                title: path.rsplit('/').next().unwrap_or(path).to_owned(),
                media: content.media.clone(),
                pages: count_pages(&content.bytes)
                    .map(|count| PackPhrase::FilePages { count }.say()),
                size: phrases::format_size(content.bytes.len() as u64),
                sha256: digest::sha256(&content.bytes),
                alt: alt_text(path, carriers, portfolio),
                shown: content.shown.is_ok() && !is_in_text(path, carriers, portfolio),
                from: carriers.iter().map(|record| records.link(record)).collect(),
            })
        })
        .collect()
}

/// Returns the pages that printed records name, in the order of the records.
pub(super) fn link_lines(records: &PrintedRecords<'_>) -> Vec<LinkLine> {
    let lines = records.iter().flat_map(|record| {
        let values = record
            .fields
            .iter()
            .filter_map(|field| field.value.as_ref());
        let leaves = values.flat_map(Value::leaves);
        leaves.filter_map(|value| match value {
            Value::Link(link) => Some(LinkLine {
                address: link.address.to_string(),
                title: words::shorten(link.title(), MOST_OF_A_TITLE),
                read: link.read.map(phrases::format_date),
                from: records.link(record),
            }),
            _ => None,
        })
    });
    lines.collect()
}

/// Returns true if the printed text of a record shows the picture.
fn is_in_text(path: &str, carriers: &[&Record], portfolio: &Portfolio) -> bool {
    let has_text =
        |record: &&&Record| !matches!(record.kind.print, PrintMode::Log | PrintMode::None);
    let mut printed = carriers.iter().filter(has_text);
    printed.any(|record| {
        let mut images = record.document.outline.images.iter();
        images.any(|image| portfolio.linked_file(record, &image.target).as_deref() == Some(path))
    })
}

/// Returns what a picture shows, as the text that shows it says; else the record that it is
/// evidence for.
fn alt_text(path: &str, carriers: &[&Record], portfolio: &Portfolio) -> Option<String> {
    let mut images = carriers.iter().flat_map(|record| {
        let images = record.document.outline.images.iter();
        images.map(move |image| (portfolio.linked_file(record, &image.target), image))
    });
    let found = images
        .find(|(target, image)| target.as_deref() == Some(path) && !image.words.trim().is_empty());
    // A certificate named in the details alone is told of by the record it belongs to.
    let instead = carriers.first().map(|record| {
        PackPhrase::EvidenceFor {
            record: &printed_title(record),
        }
        .say()
    });
    found
        .map(|(_, image)| words::shorten(image.words.trim(), MOST_OF_A_DESCRIPTION))
        .or(instead)
}
