//! Plans the import of records that an export wrote. They come back as they were, with details
//! that could not be read and those that their kind does not have. Nothing is left for a check to
//! refuse: it finds the same as where they come from.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use serde_json::Value as Json;

use super::error::ImportError;
use super::exported::ExportedRecord;
use super::known::{KnownRecords, Seen, SeenRows};
use super::ledger::{LEDGER, Ledger, row_digest};
use super::plan::{
    ImportRequest, PlannedImport, WrittenRow, keep_ledger, note_of_names, pair, problem_of_row,
};
use super::rejects::{self, Rejects};
use crate::app::change::checked;
use crate::app::change::review::findings;
use crate::app::records::create::{PendingNames, lay_out};
use crate::app::records::draft::{Defaults, RecordDraft};
use crate::app::records::kind::kind_to_write;
use crate::app::workspace::Workspace;
use crate::base::document::write::Yaml;
use crate::base::files::{Sha256, file_stem};
use crate::base::sheet::{self, FileTable};
use crate::base::text::words;
use crate::domain::finding::Severity;
use crate::domain::id::{KindId, RecordId, RecordKey};
use crate::domain::schema::{Field, FieldType, Kind, KindPlace, ReferenceTarget};
use crate::views::import_plan::{ImportPlan, ImportedRow, RowOutcome};

/// A record on its way back.
struct PendingRecord<'a> {
    exported: &'a ExportedRecord,
    digest: Sha256,
    /// `None` if its kind cannot be written, which the outcome says.
    draft: Option<RecordDraft<'a>>,
    /// `None` while it may become a record.
    outcome: Option<RowOutcome>,
}

/// The new names of records whose own were taken, by their kinds and the names in the export.
type Renamed = BTreeMap<(KindId, RecordKey), String>;

/// Plans the import of records that an export wrote.
pub fn plan(
    workspace: &Workspace,
    request: &ImportRequest<'_>,
    sheets: &[FileTable],
    exported: &[ExportedRecord],
) -> Result<PlannedImport, ImportError> {
    let ledger = Ledger::read(workspace.bytes(LEDGER).as_deref())?;
    let mut rows = read(workspace, request, exported)?;
    find_known(workspace, request, &ledger, &mut rows);
    name(workspace, &mut rows);
    let renamed = renamed(&rows);
    for draft in rows.iter_mut().filter_map(|row| row.draft.as_mut()) {
        follow(draft, &renamed);
    }
    let drafts: Vec<RecordDraft<'_>> = rows
        .iter()
        .filter(|row| matches!(row.outcome, Some(RowOutcome::New { .. })))
        .filter_map(|row| row.draft.clone())
        .collect();
    let (mut changes, _) = lay_out(&workspace.portfolio, workspace.base(), &drafts)?;
    let mut notes = notes(workspace, &rows, &drafts);
    let found = findings(workspace.check_input(), &changes);
    let faulty = found.iter().filter(|one| one.severity == Severity::Error);
    let faulty: BTreeSet<&str> = faulty.map(|one| &*one.at.path).collect();
    notes.extend(note_of_faulty(&rows, &faulty));
    let plan = view(request, &rows, notes);
    if plan.new_records() > 0 {
        let written = rows.iter().filter_map(written_row);
        keep_ledger(workspace, request, ledger, written, &mut changes)?;
    }
    let (one, many) = &plan.nouns;
    let count = words::count_noun(plan.new_records(), one, many);
    Ok(PlannedImport {
        message: format!("Import {count} from {}", plan.file),
        rejects: rejects(request, sheets, &rows),
        changes,
        plan,
    })
}

fn written_row<'r>(row: &'r PendingRecord<'_>) -> Option<WrittenRow<'r>> {
    let Some(RowOutcome::New { path, .. }) = &row.outcome else {
        return None;
    };
    Some(WrittenRow {
        sheet: &row.exported.sheet,
        number: row.exported.row.number,
        digest: row.digest,
        path,
    })
}

fn read<'a>(
    workspace: &'a Workspace,
    request: &ImportRequest<'_>,
    exported: &'a [ExportedRecord],
) -> Result<Vec<PendingRecord<'a>>, ImportError> {
    let kinds = workspace.portfolio.kinds();
    let wanted = request.kind.map(|written| kind_to_write(kinds, written));
    let wanted = wanted.transpose()?;
    let constants: Vec<(&str, &str)> = request
        .constants
        .iter()
        .map(|written| pair(written))
        .collect::<Result<_, _>>()?;
    let defaults = Defaults::new(workspace.check_input(), false);
    let pending = |record: &'a ExportedRecord| {
        let kind = kind_to_write(kinds, &record.kind);
        let refused = match &kind {
            Err(error) => Some(error.to_string()),
            Ok(kind) => refusal(kind, wanted),
        };
        let draft = kind.ok().filter(|_| refused.is_none());
        PendingRecord {
            exported: record,
            digest: row_digest(&record.row),
            draft: draft.map(|kind| draft_of(record, kind, &constants, &defaults)),
            outcome: refused.map(problem_of_row),
        }
    };
    Ok(exported.iter().map(pending).collect())
}

/// Returns the reason why records of a kind are not taken.
fn refusal(kind: &Kind, wanted: Option<&Kind>) -> Option<String> {
    match wanted {
        Some(wanted) if wanted.name != kind.name => {
            Some(format!("this is {}", words::with_article(&kind.noun())))
        }
        // They may be given a part in sign-offs.
        None if kind.is_in_rows() => Some(format!(
            "{} are only taken from a file if you name their kind",
            kind.plural_noun()
        )),
        _ => None,
    }
}

fn draft_of<'k>(
    record: &ExportedRecord,
    kind: &'k Kind,
    constants: &[(&str, &str)],
    defaults: &Defaults<'_>,
) -> RecordDraft<'k> {
    let mut details = record.details.clone();
    for (name, value) in constants {
        let has = details.iter().any(|(known, _)| known == name);
        if !has && kind.field(name).is_some() {
            details.push(((*name).to_owned(), Json::from(*value)));
        }
    }
    let given = details
        .iter()
        .map(|(name, value)| (name.clone(), plain(value)));
    let given = given.filter(|(_, values)| !values.is_empty());
    let mut draft = defaults.as_written(kind, given.collect());
    draft.text = Some(record.text.clone().unwrap_or_default());
    draft.path = Some(record.path.clone());
    let entries = details.iter().map(|(name, value)| {
        let field = kind.field(name);
        let value = match value {
            // A name with nothing behind it.
            Json::Null if field.is_some() => Yaml::word(""),
            value => yaml(value, field.map(|field| &field.ty)),
        };
        (name.clone(), value)
    });
    draft.details = Some(entries.collect());
    draft
}

/// Returns the words of a value that is made of nothing else.
fn plain(value: &Json) -> Vec<String> {
    match value {
        Json::String(text) => vec![text.clone()],
        Json::Number(_) | Json::Bool(_) => vec![value.to_string()],
        Json::Array(items) => items.iter().flat_map(plain).collect(),
        Json::Null | Json::Object(_) => Vec::new(),
    }
}

/// Returns a value as YAML has it for its type.
fn yaml(value: &Json, ty: Option<&FieldType>) -> Yaml {
    let ty = match ty {
        Some(FieldType::List(of)) => Some(&**of),
        other => other,
    };
    match value {
        Json::Null => Yaml::Null,
        Json::Bool(_) | Json::Number(_) => written(&value.to_string(), ty),
        Json::String(text) => written(text, ty),
        Json::Array(items) => Yaml::List(items.iter().map(|item| yaml(item, ty)).collect()),
        Json::Object(entries) => {
            let entries = entries.iter().map(|(name, value)| {
                (
                    name.clone(),
                    yaml(value, ty.and_then(|ty| type_in(ty, name))),
                )
            });
            Yaml::Map(entries.collect())
        }
    }
}

fn written(word: &str, ty: Option<&FieldType>) -> Yaml {
    match ty {
        Some(FieldType::Boolean) => Yaml::boolean(word),
        _ => Yaml::word(word),
    }
}

/// Returns the type of a named value within a value of a type.
fn type_in<'t>(ty: &'t FieldType, name: &str) -> Option<&'t FieldType> {
    match ty {
        FieldType::Map(fields) => {
            let mut fields = fields.iter();
            fields
                .find(|field| field.name == name)
                .map(|field| &field.ty)
        }
        FieldType::Dated(of) if name == "value" => Some(of),
        _ => None,
    }
}

/// Finds the records that were imported before, those that are equal to others, and those that
/// are there.
fn find_known(
    workspace: &Workspace,
    request: &ImportRequest<'_>,
    ledger: &Ledger,
    rows: &mut [PendingRecord<'_>],
) {
    let portfolio = &workspace.portfolio;
    let mut seen = SeenRows::new(ledger, request.keep_same);
    let mut known: BTreeMap<KindId, KnownRecords<'_>> = BTreeMap::new();
    for row in rows.iter_mut().filter(|row| row.outcome.is_none()) {
        let Some(draft) = &row.draft else { continue };
        row.outcome = match seen.see(row.digest, row.exported.row.number, portfolio) {
            Seen::Known(outcome) => Some(outcome),
            Seen::Again => None,
            Seen::First => {
                let known = known
                    .entry(draft.kind.name.clone())
                    .or_insert_with(|| KnownRecords::new(draft.kind, portfolio));
                known.find_exported(draft, portfolio).map(RowOutcome::from)
            }
        };
    }
}

/// Gives each record that is new its path.
fn name(workspace: &Workspace, rows: &mut [PendingRecord<'_>]) {
    let mut names = PendingNames::default();
    let mut files: BTreeSet<&str> = BTreeSet::new();
    for row in rows.iter_mut().filter(|row| row.outcome.is_none()) {
        let Some(draft) = &row.draft else { continue };
        let is_twice = match &draft.kind.place {
            KindPlace::File(path) => !files.insert(path),
            KindPlace::Folder { .. } | KindPlace::Rows(_) => false,
        };
        row.outcome = Some(match names.take(draft, &workspace.portfolio) {
            _ if is_twice => problem_of_row(format!(
                "there is a {} before it, and a portfolio has only one",
                draft.kind.noun()
            )),
            Ok(name) => RowOutcome::New {
                path: name.path,
                similar: None,
            },
            Err(error) => problem_of_row(error.to_string()),
        });
    }
}

/// Returns the records whose name here is another than in the export.
fn renamed(rows: &[PendingRecord<'_>]) -> Renamed {
    let renamed = rows.iter().filter_map(|row| {
        let (Some(RowOutcome::New { path, .. } | RowOutcome::There { path }), Some(draft)) =
            (&row.outcome, &row.draft)
        else {
            return None;
        };
        let is_file = draft.kind.folder().is_some() && *path != row.exported.path;
        let before = RecordId::new(file_stem(&row.exported.path));
        let key = (draft.kind.name.clone(), before.key());
        is_file.then(|| (key, file_stem(path).to_owned()))
    });
    renamed.collect()
}

/// Makes a record refer to others by the names that they have now.
fn follow(draft: &mut RecordDraft<'_>, renamed: &Renamed) {
    if renamed.is_empty() {
        return;
    }
    let kind = draft.kind;
    for (name, value) in draft.details.iter_mut().flatten() {
        if let Some(field) = kind.field(name) {
            each_word(value, &field.ty, &mut |word, ty| {
                if let FieldType::Reference(ReferenceTarget::Kind(of)) = ty
                    && let Some(now) = renamed.get(&(of.clone(), RecordId::new(word).key()))
                {
                    word.clone_from(now);
                }
            });
        }
    }
}

/// Hands over each word of a value with its type.
fn each_word(value: &mut Yaml, ty: &FieldType, see: &mut dyn FnMut(&mut String, &FieldType)) {
    let ty = match ty {
        FieldType::List(of) => of,
        other => other,
    };
    match value {
        Yaml::Null | Yaml::Boolean(_) => {}
        Yaml::Word(word) => see(word, ty),
        Yaml::List(items) => {
            for item in items {
                each_word(item, ty, see);
            }
        }
        Yaml::Map(entries) => {
            for (name, value) in entries {
                if let Some(ty) = type_in(ty, name) {
                    each_word(value, ty, see);
                }
            }
        }
    }
}

fn notes(
    workspace: &Workspace,
    rows: &[PendingRecord<'_>],
    drafts: &[RecordDraft<'_>],
) -> Vec<String> {
    let mut notes = Vec::new();
    if !rows.iter().all(|row| row.exported.is_document) {
        notes.push(
            "An export of cpd wrote this file. Each record comes back with every detail as it is here."
                .to_owned(),
        );
    }
    for row in rows.iter().filter(|row| !row.exported.left_out.is_empty()) {
        notes.push(format!(
            "Left out, because {} has no place for it: {}.",
            row.exported.path,
            words::some(&row.exported.left_out)
        ));
    }
    notes.extend(note_of_names(rows.iter().filter_map(|row| {
        let draft = row.draft.as_ref()?;
        Some((draft, row.outcome.as_ref()?, row_name(row)))
    })));
    let missing = missing_files(workspace, drafts);
    if !missing.is_empty() {
        notes.push(format!(
            "Files are not in an export. These are not in this portfolio yet: {}.",
            words::some(&missing)
        ));
    }
    notes
}

fn row_name(row: &PendingRecord<'_>) -> String {
    let number = row.exported.row.number;
    match &*row.exported.sheet {
        "" => format!("row {number}"),
        sheet => format!("row {number} of {sheet}"),
    }
}

/// Returns the paths of evidence that records name and that is not there.
fn missing_files(workspace: &Workspace, drafts: &[RecordDraft<'_>]) -> Vec<String> {
    let mut named: BTreeSet<String> = BTreeSet::new();
    for draft in drafts {
        for (name, value) in draft.details.clone().into_iter().flatten() {
            let mut value = value;
            let Some(Field { ty, .. }) = draft.kind.field(&name) else {
                continue;
            };
            each_word(&mut value, ty, &mut |word, ty| {
                if *ty == FieldType::File {
                    named.insert(word.clone());
                }
            });
        }
    }
    let is_missing = |path: &String| checked(path).is_ok() && workspace.bytes(path).is_none();
    named.into_iter().filter(is_missing).collect()
}

fn note_of_faulty(rows: &[PendingRecord<'_>], faulty: &BTreeSet<&str>) -> Option<String> {
    let paths = rows.iter().filter_map(|row| match &row.outcome {
        Some(RowOutcome::New { path, .. }) if faulty.contains(&**path) => Some(path.clone()),
        _ => None,
    });
    let paths: BTreeSet<String> = paths.collect();
    let paths: Vec<String> = paths.into_iter().collect();
    (!paths.is_empty()).then(|| {
        format!(
            "{} something to correct, as where they come from. Check the portfolio afterwards: {}.",
            words::count_noun(paths.len(), "record has", "records have"),
            words::some(&paths)
        )
    })
}

fn view(request: &ImportRequest<'_>, rows: &[PendingRecord<'_>], notes: Vec<String>) -> ImportPlan {
    let kinds = rows.iter().filter_map(|row| row.draft.as_ref());
    let mut kinds: Vec<&Kind> = kinds.map(|draft| draft.kind).collect();
    kinds.dedup_by_key(|kind| &kind.name);
    let sheets: BTreeSet<&str> = rows.iter().map(|row| &*row.exported.sheet).collect();
    let shown: Vec<ImportedRow> = rows
        .iter()
        .map(|row| row_view(row, sheets.len() > 1))
        .collect();
    let is_new = |row: &&ImportedRow| matches!(row.outcome, RowOutcome::New { .. });
    let hours = shown.iter().filter(is_new);
    let mut hours = hours.filter_map(|row| row.hours.as_ref()?.parse::<Decimal>().ok());
    let hours = hours
        .next()
        .map(|first| hours.fold(first, Decimal::saturating_add));
    let (kind, nouns) = match kinds.as_slice() {
        [kind] => (Some(kind.name.clone()), (kind.noun(), kind.plural_noun())),
        _ => (None, ("record".to_owned(), "records".to_owned())),
    };
    ImportPlan {
        version: 1,
        file: request.name.to_owned(),
        kind,
        headings: Vec::new(),
        rows: shown,
        readings: Vec::new(),
        hours: hours.map(|hours| hours.normalize().to_string()),
        notes,
        nouns,
    }
}

fn row_view(row: &PendingRecord<'_>, has_sheets: bool) -> ImportedRow {
    let draft = row.draft.as_ref();
    let value = |name: &str| draft.and_then(|draft| draft.get(name)).map(str::to_owned);
    let kind = draft.map(|draft| draft.kind);
    let hours = kind.and_then(Kind::hours_field);
    let sheet = has_sheets.then(|| row.exported.sheet.clone());
    let unknown = || problem_of_row(String::new());
    ImportedRow {
        sheet: sheet.filter(|sheet| !sheet.is_empty()),
        row: row.exported.row.number,
        kind: kind.map(|kind| kind.name.clone()),
        date: kind.and_then(|kind| value(kind.dated.as_deref()?)),
        title: kind.and_then(|kind| value(&kind.title_field()?.name)),
        hours: hours.and_then(|field| value(&field.name)),
        outcome: row.outcome.clone().unwrap_or_else(unknown),
    }
}

/// Returns the rows with problems: lines as they are written, or tables of the sheets.
fn rejects(
    request: &ImportRequest<'_>,
    sheets: &[FileTable],
    rows: &[PendingRecord<'_>],
) -> Option<Rejects> {
    let rejected = rows.iter().filter_map(|row| match &row.outcome {
        Some(RowOutcome::Problem { problems }) => Some((row.exported, problems.as_slice())),
        _ => None,
    });
    let rejected: Vec<_> = rejected.collect();
    if rejected.is_empty() {
        return None;
    }
    if sheet::is_json_lines(request.name) {
        let lines = rejected.iter().map(|(record, _)| record.row.cell(0));
        let lines: String = lines.map(|line| format!("{line}\n")).collect();
        return Some(Rejects::of_lines(lines.into_bytes()));
    }
    let mut bytes = Vec::new();
    for sheet in sheets {
        let of_sheet = rejected
            .iter()
            .filter(|(record, _)| record.sheet == sheet.name);
        let of_sheet: Vec<_> = of_sheet
            .map(|(record, problems)| (&record.row, *problems))
            .collect();
        let headings = sheet.rows.first().map_or(&[][..], |row| &row.cells);
        if !of_sheet.is_empty() {
            bytes.extend(rejects::text(headings, &of_sheet));
        }
    }
    Some(Rejects::of_tables(bytes))
}
