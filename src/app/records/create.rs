//! Writes new records: any number of them in one set of changes, after one load and one
//! check of the portfolio as it would be.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use thiserror::Error;

use super::draft::{Defaults, RecordDraft, UnclearValue, award_field};
use super::kind::{KindLookupError, kind as kind_named};
use super::text;
use crate::app::change::apply::ApplyError;
use crate::app::change::review::{findings, new_since};
use crate::app::change::{Base, ChangeSet, PlanError, checked};
use crate::app::error::{Explain, Explanation, Hint};
use crate::app::ports::PortfolioOpener;
use crate::app::workspace::{OpenPortfolioError, Workspace};
use crate::base::document::ParsedFile;
use crate::base::files;
use crate::base::text::safe::is_unsafe;
use crate::base::text::{fold, slug, words};
use crate::check::rules::{RuleSubject, possible_duplicate, subject};
use crate::check::signoff_findings::short_name;
use crate::check::{CheckInput, check_files};
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::id::{KindId, RecordId, RecordKey};
use crate::domain::layout::AwardFiles;
use crate::domain::portfolio::{PEOPLE, Portfolio};
use crate::domain::remedy::{Argument, Invocation, Remedy};
use crate::domain::schema::{Field, Kind, KindPlace, Kinds};

/// New records that are written together, or not at all.
#[derive(Debug)]
pub struct PlannedRecords {
    pub changes: ChangeSet,
    /// The paths that are written, in the order of the drafts.
    pub paths: Vec<String>,
    /// Findings that the records may be there already.
    pub duplicates: Vec<Diagnostic>,
}

/// Records that were written.
#[derive(Debug)]
pub struct WrittenRecords {
    /// In the order of the drafts.
    pub paths: Vec<String>,
    /// Findings that the records may have been there already.
    pub duplicates: Vec<Diagnostic>,
}

/// The place and the id of a new record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordName {
    pub path: String,
    pub id: RecordId,
}

/// Reasons why records cannot be written.
#[derive(Debug, Error)]
pub enum CreateRecordError {
    #[error("the record needs a date or an award for its file name")]
    Unnamed,
    #[error("{0} already exists")]
    Taken(String),
    #[error("{name} is already in {PEOPLE}")]
    ListedPerson { id: RecordId, name: String },
    #[error("no free file name is left")]
    NamesTaken,
    #[error("cpd cannot add to {0}, because its entries are not one to a line")]
    NotAList(String),
    #[error("nothing was saved; correct this first")]
    Faulty {
        /// The kind of the first record with a fault.
        kind: KindId,
        faults: Vec<DraftFault>,
    },
    /// Another program writes to the portfolio at the same time.
    #[error("another program is changing this portfolio")]
    Busy,
    #[error(transparent)]
    Plan(#[from] PlanError),
    #[error(transparent)]
    Apply(#[from] ApplyError),
    #[error(transparent)]
    Open(#[from] OpenPortfolioError),
    #[error(transparent)]
    Kind(#[from] KindLookupError),
}

/// A reason why one record cannot be written, with the path it would have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftFault {
    /// The place of its draft among all that were to be written, from 0.
    pub draft: usize,
    pub path: String,
    pub problem: DraftProblem,
}

/// A fault of a new record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DraftProblem {
    /// A field is required and has no value.
    Missing { field: String, expects: String },
    /// A value has no certain meaning.
    Unclear(UnclearValue),
    /// A rule finds something, in the value of a field if that is known.
    Found {
        field: Option<String>,
        found: Box<Diagnostic>,
    },
}

impl Explain for CreateRecordError {
    fn explain(&self) -> Explanation {
        match self {
            Self::Unnamed | Self::NamesTaken => Explanation::failed(),
            Self::Taken(_) => Explanation::refused().hint("open that file and continue there"),
            Self::ListedPerson { id, .. } => {
                let add = Invocation::AddRole {
                    person: Argument::value(id.to_string()),
                    role: "ROLE".to_owned(),
                    from: None,
                };
                let hint = Hint::from("add a role, an address or an account to them, such as ");
                let other = ". If this is somebody else of that name, add them with another id: ";
                let hint = hint.then(add).then(other).then(Invocation::AddPerson {
                    person: Argument::Blank,
                });
                Explanation::refused().hint(hint)
            }
            Self::NotAList(_) => {
                Explanation::refused().hint("add it in an editor, like the others")
            }
            Self::Faulty { kind, faults } => {
                let describe = Invocation::DescribeFields { kind: kind.clone() };
                Explanation::refused()
                    .details(faults.iter().map(DraftFault::in_words))
                    .hint(Remedy::invoke("to see every field", describe))
            }
            Self::Busy => Explanation::failed().hint("nothing was saved; try again"),
            Self::Plan(error) => error.explain(),
            Self::Apply(error) => error.explain(),
            Self::Open(error) => error.explain(),
            Self::Kind(error) => error.explain(),
        }
    }
}

impl DraftFault {
    /// Returns what is wrong in words that name no option and no command.
    pub fn in_words(&self) -> String {
        match &self.problem {
            DraftProblem::Missing { field, expects } => {
                format!("`{field}` is missing; it is {expects}")
            }
            DraftProblem::Unclear(value) => {
                format!(
                    "`{}`: {} {}",
                    value.field,
                    words::quoted(&value.typed),
                    value.why.in_words()
                )
            }
            DraftProblem::Found { found, .. } => {
                words::join_clauses([&*found.message, &*found.at.text])
            }
        }
    }

    /// Returns the field that is at fault, if that is known.
    pub fn field(&self) -> Option<&str> {
        match &self.problem {
            DraftProblem::Missing { field, .. } => Some(field),
            DraftProblem::Unclear(value) => Some(&value.field),
            DraftProblem::Found { field, .. } => field.as_deref(),
        }
    }
}

/// Most times that another name is tried before it is left to the person.
const MOST_TRIES: usize = 100;

/// Writes one record from what was given. A name that another program took since `first`
/// was opened is not the person's concern: the portfolio is opened anew, and another name
/// is tried.
pub fn create(
    first: &Workspace,
    opener: &dyn PortfolioOpener,
    kind: &KindId,
    given: &[(String, Vec<String>)],
    today: NaiveDate,
) -> Result<WrittenRecords, CreateRecordError> {
    let mut written = create_in(first, kind, given, today);
    for _ in 0..MOST_TRIES {
        if !matches!(written, Err(CreateRecordError::Busy)) {
            break;
        }
        written = create_in(&opener.open()?, kind, given, today);
    }
    written
}

fn create_in(
    workspace: &Workspace,
    kind: &KindId,
    given: &[(String, Vec<String>)],
    today: NaiveDate,
) -> Result<WrittenRecords, CreateRecordError> {
    let kind = kind_named(workspace.portfolio.kinds(), kind)?;
    let input = CheckInput {
        today,
        ..workspace.check_input()
    };
    let draft = Defaults::new(input, false).begin(kind, given.to_vec());
    write(workspace, input, &[draft])
}

/// Writes records, all of them or none.
pub fn write(
    workspace: &Workspace,
    input: CheckInput<'_>,
    drafts: &[RecordDraft<'_>],
) -> Result<WrittenRecords, CreateRecordError> {
    let planned = plan(input, workspace.base(), drafts)?;
    match workspace.apply(&planned.changes) {
        Ok(()) => Ok(WrittenRecords {
            paths: planned.paths,
            duplicates: planned.duplicates,
        }),
        Err(error) if error.is_conflict() => Err(CreateRecordError::Busy),
        Err(error) => Err(error.into()),
    }
}

/// Names that records take which are not written yet.
#[derive(Debug, Default)]
pub struct PendingNames {
    /// Folded, since some file systems ignore case.
    paths: BTreeSet<String>,
    ids: BTreeSet<(KindId, RecordKey)>,
    /// The number to try next for a name that was taken.
    next: BTreeMap<String, u32>,
}

impl PendingNames {
    /// The most records that may have one name and be told apart by a number.
    const MOST: u32 = 10_000;

    /// Takes the name that the kind's pattern gives a record; one that is taken gets `-2`.
    pub fn take(
        &mut self,
        draft: &RecordDraft<'_>,
        portfolio: &Portfolio,
    ) -> Result<RecordName, CreateRecordError> {
        let kind = draft.kind;
        let path = match &kind.place {
            KindPlace::File(path) | KindPlace::Rows(path) => path.clone(),
            KindPlace::Folder { folder, .. } => self.free_path(draft, folder, portfolio)?,
        };
        let id = match &kind.place {
            KindPlace::Rows(_) => draft.get("id").unwrap_or_default(),
            _ => files::file_stem(&path),
        };
        let id = RecordId::new(id);
        if *kind.name == **KindId::person()
            && let Some(person) = portfolio.person(&id)
        {
            let name = person.name().to_owned();
            return Err(CreateRecordError::ListedPerson { id, name });
        }
        self.paths.insert(fold(&path).into_owned());
        self.ids.insert((kind.name.clone(), id.key()));
        Ok(RecordName { path, id })
    }

    /// Returns true if no file has this path, and no record of the kind the name in it.
    fn is_free(&self, path: &str, kind: &Kind, portfolio: &Portfolio) -> bool {
        let id = RecordId::new(files::file_stem(path));
        let is_taken = portfolio.find(&kind.name, &id).is_some()
            || portfolio.snapshot.find(path).is_some()
            || self.paths.contains(&*fold(path))
            || self.holds(&kind.name, &id);
        !is_taken
    }

    /// Returns true if a record of this kind and id is about to be written.
    pub fn holds(&self, kind: &KindId, id: &RecordId) -> bool {
        self.ids.contains(&(kind.clone(), id.key()))
    }

    fn free_path(
        &mut self,
        draft: &RecordDraft<'_>,
        folder: &str,
        portfolio: &Portfolio,
    ) -> Result<String, CreateRecordError> {
        if let Some(path) = &draft.path
            && may_be_record(path, draft.kind, portfolio.kinds())
            && self.is_free(path, draft.kind, portfolio)
        {
            return Ok(path.clone());
        }
        let pattern = draft.kind.pattern().ok_or(CreateRecordError::Unnamed)?;
        let part = |name: &str| match name {
            "date" => {
                let field = draft.kind.dated.as_deref();
                field.and_then(|field| draft.get(field)).map(str::to_owned)
            }
            "slug" => Some(slug(draft.get("title").unwrap_or("untitled"))),
            "award" => award_field(draft.kind)
                .and_then(|field| draft.get(&field.name))
                .map(|award| stem_of_award(award, portfolio)),
            other => draft.get(other).map(slug),
        };
        let stem = pattern.fill(part).ok_or(CreateRecordError::Unnamed)?;
        let path = |stem: &str| format!("{folder}/{stem}.md");
        let is_taken = |stem: &str| !self.is_free(&path(stem), draft.kind, portfolio);
        if !is_taken(&stem) {
            return Ok(path(&stem));
        }
        if !pattern.names().any(|name| name == "slug") {
            return Err(CreateRecordError::Taken(path(&stem)));
        }
        let key = fold(&path(&stem)).into_owned();
        let first = self.next.get(&key).copied().unwrap_or(2);
        let free = (first..Self::MOST)
            .map(|number| (number, format!("{stem}-{number}")))
            .find(|(_, stem)| !is_taken(stem));
        let (number, stem) = free.ok_or(CreateRecordError::NamesTaken)?;
        self.next.insert(key, number + 1);
        Ok(path(&stem))
    }
}

/// Most bytes of a name of a file that somebody else gives.
const LONGEST_NAME: usize = 200;

/// Returns true if a file at this path, which somebody else gives, is read as a record of a kind.
fn may_be_record(path: &str, kind: &Kind, kinds: &Kinds) -> bool {
    let is_short = |part: &str| part.len() <= LONGEST_NAME && part.trim() == part;
    let is_plain = !path.contains(is_unsafe) && path.split('/').all(is_short);
    let is_path = checked(path).is_ok_and(|path| !path.is_hidden());
    let is_of_kind = kinds
        .kind_of_path(path)
        .is_some_and(|of| of.name == kind.name);
    is_plain && is_path && is_of_kind && path.ends_with(".md") && path.contains('/')
}

/// Returns the part of a name that stands for an award, however a person wrote it.
fn stem_of_award(written: &str, portfolio: &Portfolio) -> String {
    let known = portfolio.award(written);
    let award = known.map(|award| short_name(&award, portfolio));
    let files = AwardFiles::new(award.as_deref().unwrap_or(written));
    files.stem().to_owned()
}

/// Plans new records, in this order. Loads and checks the portfolio once as it would be,
/// however many they are; a second check, of files that were there before, is only made where
/// something is wrong in one of these.
pub fn plan(
    input: CheckInput<'_>,
    base: Base<'_>,
    drafts: &[RecordDraft<'_>],
) -> Result<PlannedRecords, CreateRecordError> {
    let _span = tracing::info_span!("records.create").entered();
    let (changes, paths) = lay_out(input.portfolio, base, drafts)?;
    let found = new_findings(input, &changes);
    let is_duplicate = |found: &Diagnostic| found.rule == possible_duplicate::RULE.id();
    let (duplicates, errors) = found.into_iter().partition(is_duplicate);
    refuse_faults(errors, base, &changes, drafts, &paths)?;
    Ok(PlannedRecords {
        changes,
        paths: last_of_each(paths),
        duplicates,
    })
}

/// Returns the files of new records, in this order, and the path of each. Nothing is checked.
pub fn lay_out(
    portfolio: &Portfolio,
    base: Base<'_>,
    drafts: &[RecordDraft<'_>],
) -> Result<(ChangeSet, Vec<String>), CreateRecordError> {
    let mut names = PendingNames::default();
    let mut changes = ChangeSet::default();
    let mut paths = Vec::with_capacity(drafts.len());
    let mut rows: BTreeMap<String, (&Kind, String)> = BTreeMap::new();
    for (at, draft) in drafts.iter().enumerate() {
        let path = match names.take(draft, portfolio) {
            // A name that is made from a value which is missing.
            Err(CreateRecordError::Unnamed) => {
                let faults: Vec<DraftFault> = own_faults(at, draft, draft.kind.path()).collect();
                return Err(match faults.is_empty() {
                    true => CreateRecordError::Unnamed,
                    false => CreateRecordError::Faulty {
                        kind: draft.kind.name.clone(),
                        faults,
                    },
                });
            }
            named => named?.path,
        };
        if let KindPlace::Rows(_) = &draft.kind.place {
            let rows = rows.entry(path.clone());
            let (_, rows) = rows.or_insert_with(|| (draft.kind, String::new()));
            rows.push_str(&text::row_text(draft));
        } else {
            let text = text::file_text(draft, portfolio);
            let created = changes.create(base, checked(&path)?, text.into_bytes());
            created.map_err(|error| match error {
                PlanError::Exists(path) => CreateRecordError::Taken(path.to_string()),
                error => CreateRecordError::Plan(error),
            })?;
        }
        paths.push(path);
    }
    for (path, (kind, rows)) in rows {
        let at = checked(&path)?;
        let current = changes.bytes(base, &at);
        let current = current.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        let text = text::append_rows(current.as_deref(), kind, &rows);
        let text = text.ok_or(CreateRecordError::NotAList(path))?;
        changes.write(base, at, text.into_bytes())?;
    }
    Ok((changes, paths))
}

/// Keeps the last of equal paths: a file of rows is written once.
fn last_of_each(mut paths: Vec<String>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    paths.reverse();
    paths.retain(|path| seen.insert(path.clone()));
    paths.reverse();
    paths
}

/// Refuses records that lack a field or in which the rules would find an error.
fn refuse_faults(
    errors: Vec<Diagnostic>,
    base: Base<'_>,
    changes: &ChangeSet,
    drafts: &[RecordDraft<'_>],
    paths: &[String],
) -> Result<(), CreateRecordError> {
    let mut found: BTreeMap<String, Vec<Diagnostic>> = BTreeMap::new();
    for error in errors {
        found.entry(error.at.path.clone()).or_default().push(error);
    }
    let mut faults = Vec::new();
    let mut kind = None;
    for (at, (draft, path)) in drafts.iter().zip(paths).enumerate() {
        let before = faults.len();
        faults.extend(own_faults(at, draft, path));
        let found = found.remove(path).unwrap_or_default().into_iter();
        let found = found.filter(|found| !follows_from_unclear_date(found, draft));
        faults.extend(found.map(|found| DraftFault {
            draft: at,
            path: path.clone(),
            problem: DraftProblem::Found {
                field: field_at(&found, draft.kind, changes, base),
                found: Box::new(found),
            },
        }));
        if faults.len() > before && kind.is_none() {
            kind = Some(draft.kind.name.clone());
        }
    }
    match kind {
        Some(kind) => Err(CreateRecordError::Faulty { kind, faults }),
        None => Ok(()),
    }
}

/// Returns the faults of a draft that are known without its file.
pub fn own_faults<'d>(
    at: usize,
    draft: &'d RecordDraft<'_>,
    path: &'d str,
) -> impl Iterator<Item = DraftFault> + 'd {
    let missing = missing(draft).map(|field| DraftProblem::Missing {
        field: field.name.clone(),
        expects: field.ty.describe_briefly(),
    });
    let unclear = draft.unclear.iter().cloned().map(DraftProblem::Unclear);
    missing.chain(unclear).map(move |problem| DraftFault {
        draft: at,
        path: path.to_owned(),
        problem,
    })
}

/// Returns true for a finding that compares the date of a draft, where another stands for one
/// that is not clear.
fn follows_from_unclear_date(found: &Diagnostic, draft: &RecordDraft<'_>) -> bool {
    let of_dates = ["date-too-early", "future-date", "wrong-round"];
    let dated = draft.kind.dated.as_deref();
    dated.is_some_and(|name| draft.is_unclear(name)) && of_dates.contains(&found.rule.as_str())
}

/// Returns the field of a new record that a finding points at.
fn field_at(
    found: &Diagnostic,
    kind: &Kind,
    changes: &ChangeSet,
    base: Base<'_>,
) -> Option<String> {
    let bytes = changes.bytes(base, &checked(&found.at.path).ok()?)?;
    let text = String::from_utf8_lossy(&bytes);
    let file = match found.at.path.ends_with(".md") {
        true => ParsedFile::read(&text),
        false => ParsedFile::read_yaml(&text),
    };
    let at = found.at.span.start;
    let record = match &kind.place {
        KindPlace::Rows(_) => {
            let rows = file.front.get(&kind.plural_noun())?.items();
            rows.iter().rfind(|row| row.span.start <= at)?
        }
        KindPlace::File(_) | KindPlace::Folder { .. } => &file.front,
    };
    let mut entries = record.entries().iter();
    let entry = entries.find(|entry| {
        (entry.key_span.start..=entry.value.span.end.max(entry.key_span.end)).contains(&at)
    })?;
    kind.field(&entry.key).map(|field| field.name.clone())
}

/// Returns the fields that are required and have no value.
fn missing<'d>(draft: &'d RecordDraft<'_>) -> impl Iterator<Item = &'d Field> {
    let fields = draft.kind.fields.iter();
    fields
        .filter(|field| field.required && !draft.has(&field.name) && !draft.is_unclear(&field.name))
}

/// Returns the errors in changed files that the changes bring, and records that may be there
/// already.
pub(super) fn new_findings(input: CheckInput<'_>, changes: &ChangeSet) -> Vec<Diagnostic> {
    // A missing field is told as a person gives it, not as a line of a file. What an award or
    // a duty asks of a record may come later.
    let is_own = |rule| matches!(subject(rule), RuleSubject::Content | RuleSubject::Scheme);
    let is_kept = |found: &Diagnostic| {
        found.rule == possible_duplicate::RULE.id()
            || found.severity == Severity::Error && is_own(found.rule)
    };
    let mut found = findings(input, changes);
    found.retain(is_kept);
    let there_before = found
        .iter()
        .filter(|found| input.portfolio.snapshot.get(&found.at.path).is_some());
    let there_before: BTreeSet<String> = there_before.map(|one| one.at.path.clone()).collect();
    if there_before.is_empty() {
        return found;
    }
    new_since(&check_files(input, &there_before).diagnostics, found)
}

#[cfg(test)]
mod tests;
