//! The record of some days, or of one duty, as it is handed in on paper. It belongs to no award,
//! so it has no sign-offs and no manifest.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, NaiveTime};
use serde::{Deserialize, Serialize};

use super::build::{commit_line, criterion, owner, reading_minutes, scheme_line, summary};
use super::check_steps::CheckSteps;
use super::claims::Claims;
use super::evidence_lines::{evidence_lines, link_lines};
use super::file_selection::read_files;
use super::model::{
    CriterionLine, Owner, Pack, PackFile, PackSection, PageLanguage, Provenance, Sheet,
    SignatureLine,
};
use super::printed_records::{PrintedKey, PrintedRecords, record_key};
use super::sections::{coverage_sections, documents_section, log_section};
use crate::base::calendar::Period;
use crate::base::text::{slug, words};
use crate::check::{CriterionVerdict, template_text};
use crate::domain::finding::Severity;
use crate::domain::phrases::{self, PackPhrase, Spoken};
use crate::domain::portfolio::{Portfolio, Record};
use crate::domain::ports::{CommitInfo, Evidence};
use crate::domain::query::confirmed::ConfirmedRecords;
use crate::domain::query::{Scope, item, members};
use crate::domain::record_view::{describe_role, name_of, printed_title, spoken_title};
use crate::domain::schema::sheet::SheetSpec;
use crate::domain::schema::{Criterion, Kind, PrintMode, Scheme, Set, StepActor};
use crate::views::kept_since;

/// Everything that a sheet is made from.
pub struct SheetInput<'a> {
    /// The record that it shows alone, without what lies beneath it, for somebody to give
    /// feedback on.
    pub only: Option<&'a Record>,
    pub portfolio: &'a Portfolio,
    pub scheme: &'a Scheme,
    /// The duty that it is of; all of them where there is none.
    pub duty: Option<&'a Criterion>,
    /// Other duties, in words, that it does not show because these days alone do not decide them.
    pub left_out: &'a [String],
    /// The duties that it shows, judged on `today`.
    pub verdicts: Vec<&'a CriterionVerdict<'a>>,
    /// The records that somebody confirmed.
    pub confirmed: &'a ConfirmedRecords,
    /// The days that it is of; records of any day where there are none.
    pub days: Option<Period>,
    /// The last of these days, or the present day if that is before it.
    pub today: NaiveDate,
    pub evidence: Evidence<'a>,
    /// The commit that has these files, if they are saved.
    pub commit: Option<CommitInfo>,
}

/// The mark of a printed record of a period, in place of the record of a pack's printing: a
/// reader can tell them apart.
#[derive(Debug, Serialize, Deserialize)]
pub struct PeriodRecord {
    /// Of this form; 1.
    pub version: u32,
    /// The name of the record.
    pub period: String,
}

/// Most sentences on what a duty lacks.
const MOST_NOTES: usize = 12;

/// Puts a sheet together, with words in the language of the portfolio.
pub fn build_sheet(input: &SheetInput<'_>) -> Pack {
    phrases::in_language(input.portfolio.language(), || put_together(input))
}

fn put_together(input: &SheetInput<'_>) -> Pack {
    let selection = Selection::new(input);
    let groups = [&*selection.whole, &*selection.listed].concat();
    let until = input.days.map_or(NaiveDate::MAX, |days| days.to);
    let records = match input.only {
        Some(_) => PrintedRecords::new(groups, BTreeMap::new()),
        None => PrintedRecords::with_groups(groups, input.portfolio, until),
    };
    let files = carried_files(input, &records);
    let criteria = requirements(input, &records);
    let sheet = sheet(input, selection.unwritten(input.portfolio, &records));
    let mut parts = selection.sections(input, &records);
    Claims::new(input.scheme, input.portfolio, input.today, input.confirmed).mark(&mut parts);
    let reading_minutes = reading_minutes(&records);
    let title = input.only.map_or_else(
        || title(input.duty),
        |record| spoken_title(record, input.portfolio),
    );
    let owner = owner(input.portfolio, input.today);
    let printing = PeriodRecord {
        version: 1,
        period: name(input),
    };
    Pack {
        language: PageLanguage::of(input.portfolio),
        draft: sheet.draft.is_some(),
        current: false,
        sheet: Some(sheet),
        changed: None,
        award_id: printing.period.clone(),
        award: title.words,
        award_language: title.language,
        scheme: scheme_line(input.scheme),
        owner: Owner {
            // Of nobody else does somebody learn who is asked about one record.
            manager: owner.manager.filter(|_| input.only.is_none()),
            ..owner
        },
        portfolio: input.portfolio.id().unwrap_or_default().to_owned(),
        commit: input.commit.as_ref().map(commit_line),
        moment: moment(input),
        reading_minutes,
        reading_time: PackPhrase::ReadingMinutes {
            count: reading_minutes,
        }
        .say(),
        summary: summary(input.verdicts.iter().copied()),
        criteria,
        long_contents: false,
        parts,
        evidence: evidence_lines(&records, &files, input.portfolio),
        links: link_lines(&records, input.portfolio),
        provenance: Provenance {
            subjects: Vec::new(),
            signoffs: Vec::new(),
            trust: PackPhrase::SheetUnsigned {}.say(),
            cpd_version: env!("CARGO_PKG_VERSION").into(),
            checks: CheckSteps::default(),
        },
        files,
        manifest: String::new(),
        printing: serde_json::to_string_pretty(&printing).unwrap_or_default(),
    }
}

/// Returns the name of a sheet that no other of the portfolio has, such as
/// `alt-valley-log-2026-05-01-to-2026-06-30`.
pub fn name(input: &SheetInput<'_>) -> String {
    let duty = input.duty.map(|duty| duty.id.as_str());
    let days = match input.days {
        Some(days) => format!("{}-to-{}", days.from, days.to),
        None => input.today.to_string(),
    };
    let parts = [Some(&*input.scheme.id), duty, Some(&days)];
    parts.into_iter().flatten().collect::<Vec<_>>().join("-")
}

/// Returns the heading of a sheet: what the scheme calls it, or else the name of the duty.
pub fn title(duty: Option<&Criterion>) -> Spoken {
    let Some(duty) = duty else {
        return PackPhrase::SheetTitle {}.say().into();
    };
    let own = duty.prints.as_ref().and_then(|prints| prints.title.clone());
    let language = &duty.origin.language;
    match own {
        Some(own) => Spoken::new(own, language),
        None => Spoken::one_of(&duty.id, [], language).map(words::capitalise),
    }
}

fn sheet(input: &SheetInput<'_>, unwritten: Vec<String>) -> Sheet {
    let days = input.days.map(|days| {
        let (from, to) = (
            phrases::format_date(days.from),
            phrases::format_date(days.to),
        );
        PackPhrase::SheetDays {
            from: &from,
            to: &to,
        }
        .say()
    });
    let date = phrases::format_date(input.today);
    let signers = input.duty.and_then(|duty| duty.prints.as_ref());
    let signers = signers.map(|prints| prints.signed_by.as_slice());
    let standing = PackPhrase::SheetStanding { date: &date }.say();
    let kept_since = kept_since::sentence_of(input.portfolio, input.scheme);
    let left_out = (!input.left_out.is_empty()).then(|| {
        let duties: Vec<String> = input
            .left_out
            .iter()
            .map(|says| words::quoted(says))
            .collect();
        let duties = phrases::join_first(&duties);
        PackPhrase::SheetLeftOut { duties: &duties }.say()
    });
    let more = kept_since.into_iter().chain(left_out);
    Sheet {
        days,
        standing: more.fold(standing, |standing, more| {
            let end = if standing.ends_with('.') { "" } else { "." };
            format!("{standing}{end} {more}")
        }),
        draft: reasons_for_draft(input, &unwritten),
        signed_by: signers
            .unwrap_or_default()
            .iter()
            .map(|actor| signature_line(actor, input))
            .collect(),
    }
}

/// Says why a sheet is a draft: people sign it and it lacks something, or records that it prints
/// are not written.
fn reasons_for_draft(input: &SheetInput<'_>, unwritten: &[String]) -> Option<String> {
    let prints = input.duty.and_then(|duty| duty.prints.as_ref());
    let is_signed = prints.is_some_and(|prints| !prints.signed_by.is_empty());
    let lacks = |verdict: &&CriterionVerdict<'_>| {
        verdict.is_unmet() && verdict.criterion.severity == Severity::Error
    };
    let is_unmet = is_signed && input.verdicts.iter().any(lacks);
    let unwritten = (!unwritten.is_empty()).then(|| {
        let records = phrases::join_first(unwritten);
        PackPhrase::SheetUnwritten { records: &records }.say()
    });
    let unmet = is_unmet.then(|| PackPhrase::SheetUnmet {}.say());
    let reasons: Vec<String> = unmet.into_iter().chain(unwritten).collect();
    let draft = std::iter::once(PackPhrase::SheetDraft {}.say());
    (!reasons.is_empty()).then(|| draft.chain(reasons).collect::<Vec<_>>().join(" "))
}

/// Returns the line of whoever has a role; without a name where several people have it.
fn signature_line(actor: &StepActor, input: &SheetInput<'_>) -> SignatureLine {
    let owner = input.portfolio.owner();
    let people = input.portfolio.people();
    let mut holders = people.filter(|person| person.has_role_on(actor.role(), owner, input.today));
    let only = holders.next().filter(|_| holders.next().is_none());
    SignatureLine {
        name: only.map(|person| name_of(person.id(), input.portfolio)),
        role: describe_role(actor, &input.scheme.language).map(words::capitalise),
    }
}

fn moment(input: &SheetInput<'_>) -> i64 {
    let midnight = input.today.and_time(NaiveTime::MIN).and_utc().timestamp();
    let commit = input.commit.as_ref().map(|commit| commit.seconds);
    let is_time = |seconds: &i64| DateTime::from_timestamp(*seconds, 0).is_some();
    commit.filter(is_time).unwrap_or(midnight)
}

/// Returns the duties that apply, with what each lacks.
fn requirements(input: &SheetInput<'_>, records: &PrintedRecords<'_>) -> Vec<CriterionLine> {
    let line = |verdict: &&CriterionVerdict<'_>| {
        let line = criterion(verdict, input.portfolio, records)?;
        Some(CriterionLine {
            // The records themselves follow.
            evidence: Vec::new(),
            // They are told in English in every language.
            notes: notes(verdict, input.portfolio)
                .into_iter()
                .map(|note| Spoken::new(note, "en"))
                .collect(),
            ..line
        })
    };
    input.verdicts.iter().filter_map(line).collect()
}

/// Says what a duty lacks, each with the title of its record.
fn notes(verdict: &CriterionVerdict<'_>, portfolio: &Portfolio) -> Vec<String> {
    // The table of its items says what is missing.
    let shortfalls = match verdict.outcome.progress().coverage {
        Some(_) => &[],
        None => verdict.outcome.shortfalls(),
    };
    let each = shortfalls.iter().map(|shortfall| {
        let record = shortfall.at.as_ref();
        let record = record.and_then(|(path, _)| portfolio.at_path(path));
        match record {
            Some(record) => PackPhrase::SheetNote {
                title: record.title(),
                note: &shortfall.message,
            }
            .say(),
            None => words::capitalise(&shortfall.message),
        }
    });
    let mut notes: Vec<String> = each.take(MOST_NOTES).collect();
    let left = shortfalls.len() - notes.len();
    notes.extend((left > 0).then(|| PackPhrase::SheetMoreNotes { count: left }.say()));
    notes
}

/// The records' files, and the files that they carry.
fn carried_files(
    input: &SheetInput<'_>,
    records: &PrintedRecords<'_>,
) -> BTreeMap<String, PackFile> {
    let mut paths = BTreeSet::new();
    for record in records.iter() {
        paths.insert(record.path.clone());
        paths.extend(input.portfolio.carried_files(record));
    }
    read_files(input.portfolio, input.evidence, paths, &BTreeSet::new())
}

/// Records of one kind that are printed alike.
type Group<'a> = (&'a Kind, Vec<&'a Record>);

/// The records of a sheet, each once.
#[derive(Default)]
struct Selection<'a> {
    /// With all their details and words.
    whole: Vec<Group<'a>>,
    /// As rows of tables.
    listed: Vec<Group<'a>>,
    seen: BTreeSet<PrintedKey>,
}

impl<'a> Selection<'a> {
    fn new(input: &SheetInput<'a>) -> Self {
        let mut selection = Self::default();
        if let Some(record) = input.only {
            selection.add(record, true);
            return selection;
        }
        match input.duty {
            Some(duty) => match &duty.prints {
                Some(prints) => selection.add_sets(prints, input),
                None => selection.add_evidence(input),
            },
            None => selection.add_all(input),
        }
        selection
    }

    fn add_sets(&mut self, prints: &SheetSpec, input: &SheetInput<'a>) {
        let scope = Scope::for_duties(input.portfolio, input.scheme, input.today);
        let scope = input.days.map_or(scope, |days| scope.in_period(days));
        let records = |set: &Set| {
            let found = members(set, scope).into_iter();
            found.filter_map(|item| item.record()).collect::<Vec<_>>()
        };
        for record in prints.whole.iter().flat_map(records) {
            self.add(record, true);
        }
        for record in prints.listed.iter().flat_map(records) {
            self.add(record, false);
        }
    }

    /// Adds the records that count towards the duty.
    fn add_evidence(&mut self, input: &SheetInput<'a>) {
        let verdicts = input.verdicts.iter();
        let paths = verdicts.flat_map(|verdict| &verdict.outcome.progress().evidence);
        let records = paths.filter_map(|path| input.portfolio.at_path(path));
        let is_inside = |record: &&Record| {
            let inside = |date| input.days.is_none_or(|days| days.contains(date));
            record.date.is_none_or(inside)
        };
        for record in records.filter(is_inside) {
            self.add_as_usual(record);
        }
    }

    /// Adds every record of these days that counts. Those that stand beneath another come last,
    /// since that may be printed.
    fn add_all(&mut self, input: &SheetInput<'a>) {
        let is_beneath = |kind: &&Kind| matches!(kind.print, PrintMode::Beneath(_));
        let kinds = input.portfolio.kinds();
        let (beneath, own): (Vec<&Kind>, Vec<&Kind>) = kinds.iter().partition(is_beneath);
        for kind in own.iter().chain(&beneath) {
            let is_printed = kind.print != PrintMode::None && kind.dated.is_some();
            let days = input.days.filter(|_| is_printed && !kind.written_by_cpd);
            let records = days.map(|days| input.portfolio.of_kind_in(&kind.name, days));
            for record in records.into_iter().flatten() {
                let is_past = record.date.is_some_and(|date| date <= input.today);
                if is_past && record.counts() && !self.is_beneath_printed(record, input) {
                    self.add_as_usual(record);
                }
            }
        }
    }

    /// Returns true for a record that stands beneath one that is printed.
    fn is_beneath_printed(&self, record: &Record, input: &SheetInput<'a>) -> bool {
        let PrintMode::Beneath(field) = &record.kind.print else {
            return false;
        };
        let scope = Scope::for_duties(input.portfolio, input.scheme, input.today);
        let target = record.get(field);
        let target = target.and_then(|value| item::refer(value, scope));
        let target = target.and_then(|item| item.record());
        target.is_some_and(|target| self.seen.contains(&record_key(target)))
    }

    /// Returns the titles, in quotes, of records whose printed words are those of a template. Of a
    /// row in a table no words are printed.
    fn unwritten(&self, portfolio: &Portfolio, records: &PrintedRecords<'_>) -> Vec<String> {
        let has_prompts =
            |record: &&&Record| !template_text::leftover_prompts(record, portfolio).is_empty();
        let whole = self.whole.iter().flat_map(|(_, records)| records);
        let printed = whole.chain(records.beneath.values().flatten());
        let titles = printed
            .filter(has_prompts)
            .map(|record| printed_title(record));
        titles.map(|title| words::quoted(&title)).collect()
    }

    fn add_as_usual(&mut self, record: &'a Record) {
        let is_listed = matches!(record.kind.print, PrintMode::Log);
        self.add(record, !is_listed);
    }

    fn add(&mut self, record: &'a Record, whole: bool) {
        if !self.seen.insert(record_key(record)) {
            return;
        }
        let groups = if whole {
            &mut self.whole
        } else {
            &mut self.listed
        };
        match groups
            .iter_mut()
            .find(|(kind, _)| kind.name == record.kind.name)
        {
            Some((_, records)) => records.push(record),
            None => groups.push((&record.kind, vec![record])),
        }
    }

    /// Returns the parts. A duty's own words come first; a record of everything begins with
    /// its tables.
    fn sections(&self, input: &SheetInput<'_>, records: &PrintedRecords<'_>) -> Vec<PackSection> {
        let (portfolio, today) = (input.portfolio, input.today);
        let whole = self.whole.iter().map(|(kind, group)| {
            let anchor = format!("part-{}", slug(&kind.name));
            documents_section(kind, group, anchor, portfolio, today, records)
        });
        let listed = self.listed.iter().map(|(kind, group)| {
            let anchor = format!("part-{}-log", slug(&kind.name));
            without_empty_columns(log_section(kind, group, anchor, portfolio, records))
        });
        let items = coverage_sections(input.verdicts.iter().copied(), portfolio).into_iter();
        match input.duty {
            Some(_) => items.chain(whole).chain(listed).collect(),
            None => listed.chain(items).chain(whole).collect(),
        }
    }
}

/// Returns a log without the columns in which no record has a value.
fn without_empty_columns(section: PackSection) -> PackSection {
    let PackSection::Log {
        anchor,
        title,
        columns,
        mut rows,
        totals,
    } = section
    else {
        return section;
    };
    let is_kept: Vec<bool> = (0..columns.len())
        .map(|at| {
            rows.iter()
                .any(|row| row.cells.get(at).is_some_and(|cell| !cell.words.is_empty()))
        })
        .collect();
    for row in &mut rows {
        row.cells = kept(std::mem::take(&mut row.cells), &is_kept);
    }
    PackSection::Log {
        anchor,
        title,
        columns: kept(columns, &is_kept),
        rows,
        totals: totals.map(|totals| kept(totals, &is_kept)),
    }
}

fn kept<T>(cells: Vec<T>, is_kept: &[bool]) -> Vec<T> {
    let each = cells.into_iter().zip(is_kept);
    each.filter(|(_, kept)| **kept)
        .map(|(cell, _)| cell)
        .collect()
}
