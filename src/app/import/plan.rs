//! Plans the import of a table.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::dates::DateOrder;
use super::error::ImportError;
use super::exported;
use super::headings::{
    ChosenHeadings, ColumnTarget, Headings, ImportColumn, MOST_ABOVE, likely_kind, simple,
};
use super::known::{KnownRecords, Seen, SeenRows};
use super::ledger::{LEDGER, Ledger, LedgerEntry, row_digest};
use super::mapping::{Mapping, WrittenMapping};
use super::rejects::{self, Rejects};
use super::restore;
use super::rows::{RowReader, is_nothing};
use super::table::ImportTable;
use crate::app::change::{ChangeSet, checked};
use crate::app::records::create::{
    self, CreateRecordError, DraftFault, DraftProblem, PendingNames, PlannedRecords,
};
use crate::app::records::draft::{Defaults, RecordDraft};
use crate::app::records::kind;
use crate::app::workspace::Workspace;
use crate::base::files::Sha256;
use crate::base::sheet::{self, FileTable, NoteFile, SheetRow};
use crate::base::text::{slug, words};
use crate::domain::phrases::format_hours;
use crate::domain::schema::{FieldType, Kind};
use crate::views::import_plan::{
    HeadingUse, ImportPlan, ImportedRow, ReadValue, RowOutcome, RowProblem,
};

/// The words that spreadsheets show where a formula has no value.
const ERRORS: [&str; 8] = [
    "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#N/A", "Err:502",
];

/// A file, and what a person decides about its import.
#[derive(Debug, Clone, Default)]
pub struct ImportRequest<'r> {
    /// The name of the file without its folders. Its ending says the form of the file.
    pub name: &'r str,
    pub bytes: &'r [u8],
    /// Notes, of which each is a row; none for a file with tables.
    pub notes: &'r [NoteFile],
    /// True if the events of a series in a calendar are taken too.
    pub with_series: bool,
    /// The name of the sheet; the only one with a table if none is named.
    pub sheet: Option<&'r str>,
    /// The kind of record; that which the headings are about if none is named.
    pub kind: Option<&'r str>,
    /// The name and the text of a mapping file that is used in place of the portfolio's own.
    pub mapping: Option<(&'r str, &'r str)>,
    /// Headings and what they fill, such as `Learning=title` or `Notes=## What I learnt`.
    pub headings: &'r [String],
    /// Fields and the value that each record has in them, such as `award=bronze`.
    pub constants: &'r [String],
    pub date_order: Option<DateOrder>,
    /// The hours that one point stands for; points are left out if it is not known.
    pub points_as_hours: Option<Decimal>,
    /// True if each of two equal rows becomes a record.
    pub keep_same: bool,
}

/// The records of a table, and what is said of them.
#[derive(Debug)]
pub struct PlannedImport {
    pub plan: ImportPlan,
    /// The rows without problems as records, with the mapping and the list of what was imported.
    pub changes: ChangeSet,
    /// The message of the commit.
    pub message: String,
    /// The rows with problems, as a table; `None` if there are none.
    pub rejects: Option<Rejects>,
}

/// Plans the import of a file.
pub fn plan(
    workspace: &Workspace,
    request: &ImportRequest<'_>,
) -> Result<PlannedImport, ImportError> {
    let _span = tracing::info_span!("import.plan").entered();
    if let Some(cv) = exported::of_cv(request, workspace.portfolio.kinds()) {
        return restore::plan(workspace, request, &[], &[cv]);
    }
    if let Some(records) = exported::of_lines(request)? {
        return restore::plan(workspace, request, &[], &records);
    }
    let sheets = read_sheets(request)?;
    let kept = kept_mapping(workspace, request);
    let is_said = kept.is_some() || request.mapping.is_some() || !request.headings.is_empty();
    if !is_said && let Some(records) = exported::of_tables(&sheets, workspace.portfolio.kinds()) {
        return restore::plan(workspace, request, &sheets, &records);
    }
    let importer = Importer::new(workspace, request, sheets, kept)?;
    let mut rows = importer.read_rows();
    importer.find_known(&mut rows);
    let written = importer.write(&mut rows)?;
    importer.finish(rows, written)
}

/// Everything that one import is made of.
struct Importer<'a> {
    workspace: &'a Workspace,
    request: &'a ImportRequest<'a>,
    mapping: Mapping,
    /// The text of the portfolio's own mapping file.
    kept_mapping: Option<String>,
    table: ImportTable<'a>,
    ledger: Ledger,
}

/// Returns the text of the portfolio's own mapping file.
fn kept_mapping(workspace: &Workspace, request: &ImportRequest<'_>) -> Option<String> {
    let bytes = workspace.bytes(&mapping_path(request.name))?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// A row that becomes a record.
pub(super) struct WrittenRow<'r> {
    pub sheet: &'r str,
    pub number: usize,
    pub digest: Sha256,
    pub path: &'r str,
}

/// Adds rows to the list of what was imported.
pub(super) fn keep_ledger<'r>(
    workspace: &Workspace,
    request: &ImportRequest<'_>,
    mut ledger: Ledger,
    rows: impl Iterator<Item = WrittenRow<'r>>,
    changes: &mut ChangeSet,
) -> Result<(), ImportError> {
    let base = workspace.base();
    let import = ledger.last_import() + 1;
    let file_sha256 = Sha256::digest(request.bytes);
    for row in rows {
        let bytes = changes.bytes(base, &checked(row.path)?).unwrap_or_default();
        ledger.entries.push(LedgerEntry {
            import,
            on: workspace.moment.today.to_string(),
            file: request.name.to_owned(),
            file_sha256,
            sheet: row.sheet.to_owned(),
            row: row.number,
            row_sha256: row.digest,
            path: row.path.to_owned(),
            record_sha256: Sha256::digest(&bytes),
        });
    }
    Ok(changes.write(base, checked(LEDGER)?, ledger.text())?)
}

/// A row on its way to a record.
struct PendingRow<'a> {
    row: &'a SheetRow,
    digest: Sha256,
    draft: RecordDraft<'a>,
    /// `None` while it may become a record.
    outcome: Option<RowOutcome>,
}

impl<'a> Importer<'a> {
    fn new(
        workspace: &'a Workspace,
        request: &'a ImportRequest<'a>,
        sheets: Vec<FileTable>,
        kept_mapping: Option<String>,
    ) -> Result<Self, ImportError> {
        let mut mapping = read_mapping(request, kept_mapping.as_deref())?;
        let (sheet, kind, headings) = find_table(workspace, sheets, request, &mut mapping)?;
        let chosen = request.date_order.or(mapping.dates);
        Ok(Self {
            workspace,
            request,
            table: ImportTable::new(sheet, headings, kind, &mapping.headings, chosen)?,
            mapping,
            kept_mapping,
            ledger: Ledger::read(workspace.bytes(LEDGER).as_deref())?,
        })
    }

    fn read_rows(&self) -> Vec<PendingRow<'_>> {
        let orders = self.table.orders();
        let is_file = |path: &str| {
            let is_path = checked(path).is_ok_and(|path| !path.is_hidden());
            is_path && path.contains('/') && self.workspace.bytes(path).is_some()
        };
        let reader = RowReader {
            kind: self.table.kind,
            headings: &self.table.headings,
            mapping: &self.mapping,
            orders: &orders,
            is_file: &is_file,
        };
        let defaults = Defaults::new(self.workspace.check_input(), false);
        let rows = self.table.rows().iter();
        rows.map(|row| PendingRow {
            row,
            digest: row_digest(row),
            draft: reader.draft(self.table.kind, row, &defaults),
            outcome: None,
        })
        .collect()
    }

    /// Finds the rows that were imported before, those that are equal to others, and those whose
    /// record is there.
    fn find_known(&self, rows: &mut [PendingRow<'_>]) {
        let portfolio = &self.workspace.portfolio;
        let known = KnownRecords::new(self.table.kind, portfolio);
        let mut seen = SeenRows::new(&self.ledger, self.request.keep_same);
        for pending in rows {
            pending.outcome = match seen.see(pending.digest, pending.row.number, portfolio) {
                Seen::Known(outcome) => Some(outcome),
                Seen::Again => None,
                Seen::First => known.find(&pending.draft).map(RowOutcome::from),
            };
        }
    }

    /// Plans the records of all rows without problems. Each time, rows in which something is
    /// wrong are left out of the next plan, so it ends.
    fn write(&self, rows: &mut [PendingRow<'_>]) -> Result<PlannedRecords, ImportError> {
        let input = self.workspace.check_input();
        for pending in rows.iter_mut().filter(|pending| pending.outcome.is_none()) {
            let faults = create::own_faults(0, &pending.draft, self.table.kind.path());
            let faults: Vec<DraftFault> = faults.collect();
            self.refuse(pending, &faults);
            self.refuse_errors(pending);
        }
        loop {
            let mut names = PendingNames::default();
            let (mut places, mut drafts, mut paths) = (Vec::new(), Vec::new(), Vec::new());
            for (at, pending) in rows.iter_mut().enumerate() {
                if pending.outcome.is_some() {
                    continue;
                }
                match names.take(&pending.draft, &self.workspace.portfolio) {
                    Ok(name) => {
                        places.push(at);
                        drafts.push(pending.draft.clone());
                        paths.push(name.path);
                    }
                    Err(error) => pending.outcome = Some(problem_of_row(error.to_string())),
                }
            }
            let faults = match create::plan(input, self.workspace.base(), &drafts) {
                Ok(planned) => {
                    for (at, path) in places.into_iter().zip(paths) {
                        let similar = planned
                            .duplicates
                            .iter()
                            .find(|found| found.at.path == path);
                        let similar = similar.map(|found| found.message.clone());
                        rows[at].outcome = Some(RowOutcome::New { path, similar });
                    }
                    return Ok(planned);
                }
                Err(CreateRecordError::Faulty { faults, .. }) if !faults.is_empty() => faults,
                Err(error) => return Err(error.into()),
            };
            let mut by_row: BTreeMap<usize, Vec<DraftFault>> = BTreeMap::new();
            for fault in faults {
                by_row.entry(places[fault.draft]).or_default().push(fault);
            }
            for (at, faults) in by_row {
                self.refuse(&mut rows[at], &faults);
            }
        }
    }

    /// Refuses a row in which a formula of the spreadsheet went wrong. Its cells say nothing.
    fn refuse_errors(&self, pending: &mut PendingRow<'_>) {
        let columns = self.table.headings.columns.iter();
        let used = columns.filter(|column| !column.targets.is_empty());
        let wrong = used.filter(|column| ERRORS.contains(&pending.row.cell(column.at)));
        let problems: Vec<RowProblem> = wrong
            .map(|column| RowProblem {
                column: Some(column.heading.clone()),
                says: format!(
                    "{} is an error of the spreadsheet",
                    words::quoted(pending.row.cell(column.at))
                ),
                without_column: None,
            })
            .collect();
        if !problems.is_empty() {
            pending.outcome = Some(RowOutcome::Problem { problems });
        }
    }

    fn refuse(&self, pending: &mut PendingRow<'_>, faults: &[DraftFault]) {
        if !faults.is_empty() {
            let problems = faults.iter().map(|fault| self.problem(pending.row, fault));
            pending.outcome = Some(RowOutcome::Problem {
                problems: problems.collect(),
            });
        }
    }

    /// Returns what is wrong in a row, with the column that it is about.
    fn problem(&self, row: &SheetRow, fault: &DraftFault) -> RowProblem {
        let column = fault
            .field()
            .and_then(|field| self.table.headings.of_field(field));
        let cell = column.map_or("", |column| row.cell(column.at));
        let says = match &fault.problem {
            DraftProblem::Missing { field, .. } if column.is_none() => {
                format!("there is no column for the {}", words::with_spaces(field))
            }
            DraftProblem::Missing { .. } if cell.is_empty() => "the cell is empty".to_owned(),
            DraftProblem::Missing { expects, .. } => {
                format!("{} is not {expects}", words::quoted(cell))
            }
            DraftProblem::Unclear(value) if column.is_some() => {
                format!("{} {}", words::quoted(cell), value.why.in_words())
            }
            DraftProblem::Unclear(_) | DraftProblem::Found { .. } => fault.in_words(),
        };
        let is_missing = matches!(fault.problem, DraftProblem::Missing { .. });
        RowProblem {
            column: column.map(|column| column.heading.clone()),
            says,
            without_column: fault
                .field()
                .filter(|_| is_missing && column.is_none())
                .map(str::to_owned),
        }
    }

    fn finish(
        &self,
        rows: Vec<PendingRow<'_>>,
        written: PlannedRecords,
    ) -> Result<PlannedImport, ImportError> {
        let plan = self.view(&rows);
        let mut changes = written.changes;
        if plan.new_records() > 0 {
            self.keep_mapping(&mut changes)?;
            let written = rows.iter().filter_map(|row| self.written_row(row));
            let ledger = self.ledger.clone();
            keep_ledger(self.workspace, self.request, ledger, written, &mut changes)?;
        }
        let rejected: Vec<(&SheetRow, &[RowProblem])> = rows
            .iter()
            .filter_map(|pending| match &pending.outcome {
                Some(RowOutcome::Problem { problems }) => Some((pending.row, problems.as_slice())),
                _ => None,
            })
            .collect();
        let headings = self.table.sheet.rows.get(self.table.headings.row);
        let headings = headings.map_or(&[][..], |row| &row.cells);
        let (one, many) = &plan.nouns;
        let count = words::count_noun(plan.new_records(), one, many);
        Ok(PlannedImport {
            message: format!("Import {count} from {}", plan.file),
            rejects: (!rejected.is_empty())
                .then(|| Rejects::of_tables(rejects::text(headings, &rejected))),
            changes,
            plan,
        })
    }

    fn written_row<'r>(&'r self, pending: &'r PendingRow<'_>) -> Option<WrittenRow<'r>> {
        let Some(RowOutcome::New { path, .. }) = &pending.outcome else {
            return None;
        };
        Some(WrittenRow {
            sheet: &self.table.sheet.name,
            number: pending.row.number,
            digest: pending.digest,
            path,
        })
    }

    /// Adds the mapping file, unless there is one that nobody overruled.
    fn keep_mapping(&self, changes: &mut ChangeSet) -> Result<(), ImportError> {
        let request = self.request;
        let is_overruled = request.mapping.is_some()
            || request.kind.is_some()
            || request.date_order.is_some()
            || request.points_as_hours.is_some()
            || !request.headings.is_empty()
            || !request.constants.is_empty();
        if self.kept_mapping.is_some() && !is_overruled {
            return Ok(());
        }
        let columns = self.table.headings.columns.iter();
        let written = WrittenMapping {
            name: request.name,
            kind: &self.table.kind.name,
            headings: columns
                .map(|column| (&*column.heading, &*column.targets))
                .collect(),
            dates: self.table.order(request.date_order.or(self.mapping.dates)),
            mapping: &self.mapping,
        };
        let path = checked(&mapping_path(request.name))?;
        Ok(changes.write(self.workspace.base(), path, written.text().into_bytes())?)
    }

    fn view(&self, rows: &[PendingRow<'_>]) -> ImportPlan {
        let kind = self.table.kind;
        let hours = kind.hours_field().map(|field| &*field.name);
        let is_new =
            |pending: &&PendingRow<'_>| matches!(pending.outcome, Some(RowOutcome::New { .. }));
        let sum = hours.map(|name| {
            let all = rows.iter().filter(is_new);
            let all = all.filter_map(|pending| pending.draft.get(name)?.parse().ok());
            all.fold(Decimal::ZERO, Decimal::saturating_add)
        });
        let headings = self.table.headings.columns.iter();
        ImportPlan {
            version: 1,
            file: self.request.name.to_owned(),
            kind: Some(kind.name.clone()),
            headings: headings
                .map(|column| HeadingUse {
                    heading: column.heading.clone(),
                    fills: column.targets.iter().map(ColumnTarget::name).collect(),
                })
                .collect(),
            rows: rows
                .iter()
                .map(|pending| self.row_view(pending, hours))
                .collect(),
            readings: self.readings(rows),
            hours: sum.map(|sum| sum.normalize().to_string()),
            notes: self.notes(rows),
            nouns: (kind.noun(), kind.plural_noun()),
        }
    }

    fn row_view(&self, pending: &PendingRow<'_>, hours: Option<&str>) -> ImportedRow {
        // What cannot be read is shown as it is written.
        let shown = |name: &str| {
            let read = pending.draft.get(name).map(str::to_owned);
            let column = self.table.headings.of_field(name);
            let written = column.map(|column| pending.row.cell(column.at).to_owned());
            read.or(written).filter(|text| !text.is_empty())
        };
        let kind = self.table.kind;
        ImportedRow {
            sheet: pending.row.file.clone(),
            row: pending.row.number,
            kind: Some(kind.name.clone()),
            date: kind.dated.as_deref().and_then(shown),
            title: kind.title_field().and_then(|field| shown(&field.name)),
            hours: hours
                .and_then(|name| pending.draft.get(name))
                .map(str::to_owned),
            outcome: pending
                .outcome
                .clone()
                .unwrap_or_else(|| problem_of_row(String::new())),
        }
    }

    fn notes(&self, rows: &[PendingRow<'_>]) -> Vec<String> {
        let mut notes = self.table.notes();
        notes.extend(note_of_names(rows.iter().filter_map(|pending| {
            let outcome = pending.outcome.as_ref()?;
            let name = format!("row {}", pending.row.number);
            Some((&pending.draft, outcome, name))
        })));
        let mut columns = self.table.headings.columns.iter();
        let is_points = |column: &&ImportColumn| column.targets.contains(&ColumnTarget::Points);
        if let Some((column, hours)) = columns.find(is_points).zip(self.mapping.points_as_hours) {
            notes.push(format!(
                "Each of {} counts as {}, unless the row has hours of its own.",
                words::quoted(&column.heading),
                format_hours(&hours.normalize().to_string())
            ));
        }
        let files = self.table.kind.fields.iter();
        let files = files.filter(|field| *field.ty.item() == FieldType::File);
        for column in files.filter_map(|field| self.table.headings.of_field(&field.name)) {
            let is_words = |pending: &&PendingRow<'_>| {
                let text = pending.draft.text.as_deref().unwrap_or_default();
                !is_nothing(pending.row.cell(column.at)) && text.contains("## Evidence\n")
            };
            let count = rows.iter().filter(is_words).count();
            if count > 0 {
                notes.push(format!(
                    "{} has words that are neither a file of the portfolio nor a web address ({}). They become a section \u{201c}Evidence\u{201d}.",
                    words::quoted(&column.heading),
                    words::count_noun(count, "row", "rows")
                ));
            }
        }
        notes
    }

    /// Returns the values that are read otherwise than they are written. The day and the title
    /// of each row are shown with it.
    fn readings(&self, rows: &[PendingRow<'_>]) -> Vec<ReadValue> {
        let kind = self.table.kind;
        let title = kind.title_field().map(|field| &field.name);
        let is_shown = |name: &str| {
            Some(name) == kind.dated.as_deref() || title.is_some_and(|title| title == name)
        };
        let mut found: BTreeMap<(usize, String, String), (usize, usize)> = BTreeMap::new();
        for column in &self.table.headings.columns {
            let fields = column.targets.iter().filter_map(ColumnTarget::field);
            for field in fields.filter(|name| !is_shown(name)) {
                for pending in rows {
                    let Some(reading) = reading(pending, field, column.at) else {
                        continue;
                    };
                    let key = (column.at, reading.0, reading.1);
                    found.entry(key).or_insert((pending.row.number, 0)).1 += 1;
                }
            }
        }
        let heading = |at: usize| {
            let mut columns = self.table.headings.columns.iter();
            let column = columns.find(|column| column.at == at);
            column.map_or(String::new(), |column| column.heading.clone())
        };
        let found = found.into_iter();
        let mut readings: Vec<(usize, ReadValue)> = found
            .map(|((at, written, read), (row, rows))| {
                let column = heading(at);
                (
                    at,
                    ReadValue {
                        column,
                        written,
                        read,
                        row,
                        rows,
                    },
                )
            })
            .collect();
        readings.sort_by_key(|(at, reading)| (*at, reading.row));
        readings.into_iter().map(|(_, reading)| reading).collect()
    }
}

/// Returns the words of a cell and the value that they are read as; `None` if that is the same,
/// or if the value is not clear.
fn reading(pending: &PendingRow<'_>, field: &str, at: usize) -> Option<(String, String)> {
    let cell = pending.row.cell(at);
    let read = pending.draft.values.iter().find(|(name, _)| name == field);
    let read = match read {
        Some((_, values)) => values.join("; "),
        None if !cell.is_empty() && is_nothing(cell) => String::new(),
        None => return None,
    };
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    (plain(cell) != plain(&read)).then(|| (cell.to_owned(), read))
}

/// Says which names of files could not be used. Each row is its draft, its outcome and its name.
pub(super) fn note_of_names<'r>(
    rows: impl Iterator<Item = (&'r RecordDraft<'r>, &'r RowOutcome, String)>,
) -> Option<String> {
    let others = rows.filter_map(|(draft, outcome, name)| {
        let RowOutcome::New { path, .. } = outcome else {
            return None;
        };
        let wished = draft.path.as_ref().filter(|wished| *wished != path)?;
        Some(format!("{} ({name}) becomes {path}", words::quoted(wished)))
    });
    let others: Vec<String> = others.collect();
    (!others.is_empty()).then(|| {
        format!(
            "Names of files that are taken, or that no record can have: {}.",
            words::some(&others)
        )
    })
}

pub(super) fn problem_of_row(says: String) -> RowOutcome {
    RowOutcome::Problem {
        problems: vec![RowProblem {
            column: None,
            says,
            without_column: None,
        }],
    }
}

/// Returns the path of the mapping of a file.
fn mapping_path(name: &str) -> String {
    format!("docs/import/{}.yaml", slug(rejects::stem(name)))
}

/// Returns the tables of a file that have rows, without the columns that say what was wrong in
/// rejects.
fn read_sheets(request: &ImportRequest<'_>) -> Result<Vec<FileTable>, ImportError> {
    let mut sheets = match request.notes {
        [] if sheet::is_markdown(request.name) => {
            let alone = NoteFile {
                name: request.name.to_owned(),
                bytes: request.bytes.to_vec(),
            };
            sheet::read_notes(&[alone])?
        }
        [] => sheet::read(request.name, request.bytes).map_err(|why| ImportError::Sheet {
            name: request.name.to_owned(),
            why,
        })?,
        notes => sheet::read_notes(notes)?,
    };
    if sheet::is_calendar(request.name) && !request.with_series {
        sheets.iter_mut().for_each(leave_out_series);
    }
    sheets.retain(|sheet| !sheet.rows.is_empty());
    for sheet in &mut sheets {
        let headings = sheet.rows.first().map_or(&[][..], |row| &row.cells);
        let last = headings.iter().rposition(|cell| !cell.is_empty());
        let last = last.map_or(0, |at| at + 1);
        let told = rejects::columns_of_rejects(headings);
        if told > 0 {
            for row in &mut sheet.rows {
                row.cells.truncate(last - told);
            }
        }
    }
    Ok(sheets)
}

/// Leaves the events of series out of a calendar, and names them.
fn leave_out_series(sheet: &mut FileTable) {
    let Some(head) = sheet.rows.first() else {
        return;
    };
    let place = |heading: &str| head.cells.iter().position(|cell| cell == heading);
    let (Some(series), Some(title)) = (place(sheet::SERIES), place("title")) else {
        return;
    };
    let is_left_out = |row: &SheetRow| row.number > 0 && !row.cell(series).is_empty();
    let left_out = sheet.rows.iter().filter(|row| is_left_out(row));
    let left_out: Vec<String> = left_out.map(|row| words::quoted(row.cell(title))).collect();
    if left_out.is_empty() {
        return;
    }
    sheet.rows.retain(|row| !is_left_out(row));
    sheet.notes.push(format!(
        "Left out, because they take place again and again: {}.",
        words::some(&left_out)
    ));
}

/// Returns what is known of the file: a mapping file, and over it what a person says.
fn read_mapping(request: &ImportRequest<'_>, kept: Option<&str>) -> Result<Mapping, ImportError> {
    let own = mapping_path(request.name);
    let kept = kept.map(|text| (&*own, text));
    let mut mapping = match request.mapping.or(kept) {
        None => Mapping::default(),
        Some((path, text)) => Mapping::read(text).map_err(|fault| ImportError::Mapping {
            path: path.to_owned(),
            line: fault.line,
            says: fault.says,
        })?,
    };
    mapping.points_as_hours = request.points_as_hours.or(mapping.points_as_hours);
    mapping.headings.takes_points = mapping.points_as_hours.is_some();
    for written in request.constants {
        let (field, value) = pair(written)?;
        mapping.constants.insert(field.to_owned(), value.to_owned());
    }
    Ok(mapping)
}

pub(super) fn pair(written: &str) -> Result<(&str, &str), ImportError> {
    let pair = written
        .rsplit_once('=')
        .ok_or_else(|| ImportError::NotAMapping {
            written: written.to_owned(),
        })?;
    Ok((pair.0.trim(), pair.1.trim()))
}

/// Returns the table to import, the kind of its records, and its headings. What a person says of
/// headings is added to the mapping.
fn find_table<'w>(
    workspace: &'w Workspace,
    sheets: Vec<FileTable>,
    request: &ImportRequest<'_>,
    mapping: &mut Mapping,
) -> Result<(FileTable, &'w Kind, Headings), ImportError> {
    let all = workspace.portfolio.kinds();
    let named = request.kind.or(mapping.kind.as_deref());
    let kinds: Vec<&Kind> = match named {
        Some(written) => vec![kind::kind_to_write(all, written)?],
        None => {
            let kinds = kind::to_write(all);
            kinds.filter(|kind| kind.folder().is_some()).collect()
        }
    };
    let Candidates {
        sheets,
        hidden: mut not_read,
    } = candidates(sheets, request)?;
    add_said_headings(&sheets, request, mapping)?;
    require_fields(mapping, &mapping.headings, &kinds)?;
    let no_headings = ImportError::NoHeadings {
        name: request.name.to_owned(),
        first: sheets.first().map(first_cells).unwrap_or_default(),
    };
    let mut found = Vec::new();
    for sheet in sheets {
        match likely_kind(&sheet, &kinds, &mapping.headings) {
            Some((kind, headings)) => found.push((sheet, kind, headings)),
            None => not_read.push(words::quoted(&sheet.name)),
        }
    }
    if found.len() > 1 {
        let sheets = found.iter().map(|(sheet, ..)| sheet.name.clone());
        return Err(ImportError::SeveralSheets {
            name: request.name.to_owned(),
            sheets: sheets.collect(),
        });
    }
    let (mut sheet, kind, headings) = found.pop().ok_or(no_headings)?;
    if !not_read.is_empty() {
        let noun = if not_read.len() == 1 {
            "sheet"
        } else {
            "sheets"
        };
        let not_read = words::join_all(&not_read);
        sheet
            .notes
            .push(format!("Not read: the {noun} {not_read}."));
    }
    Ok((sheet, kind, headings))
}

/// The sheets that may have the table.
struct Candidates {
    sheets: Vec<FileTable>,
    /// Names of hidden sheets, which are only read if they are asked for.
    hidden: Vec<String>,
}

fn candidates(
    mut sheets: Vec<FileTable>,
    request: &ImportRequest<'_>,
) -> Result<Candidates, ImportError> {
    if sheets.is_empty() {
        return Err(ImportError::Empty {
            name: request.name.to_owned(),
        });
    }
    let Some(written) = request.sheet else {
        let (hidden, sheets): (Vec<FileTable>, Vec<FileTable>) =
            sheets.into_iter().partition(|sheet| sheet.is_hidden);
        let hidden = hidden.iter();
        let hidden = hidden.map(|sheet| format!("{} (hidden)", words::quoted(&sheet.name)));
        return Ok(Candidates {
            hidden: hidden.collect(),
            sheets,
        });
    };
    let wanted = simple(written);
    let place = sheets
        .iter()
        .position(|sheet| simple(&sheet.name) == wanted);
    let place = place.ok_or_else(|| ImportError::UnknownSheet {
        name: request.name.to_owned(),
        written: written.to_owned(),
        known: sheets.iter().map(|sheet| sheet.name.clone()).collect(),
    })?;
    Ok(Candidates {
        sheets: vec![sheets.swap_remove(place)],
        hidden: Vec::new(),
    })
}

/// Adds what a person says of headings to the mapping.
fn add_said_headings(
    sheets: &[FileTable],
    request: &ImportRequest<'_>,
    mapping: &mut Mapping,
) -> Result<(), ImportError> {
    let rows = || {
        sheets
            .iter()
            .flat_map(|sheet| sheet.rows.iter().take(MOST_ABOVE))
    };
    let mut said: BTreeMap<String, Vec<ColumnTarget>> = BTreeMap::new();
    for written in request.headings {
        let (heading, target) = pair(written)?;
        let wanted = simple(heading);
        let mut cells = rows().flat_map(|row| &row.cells);
        if !cells.any(|cell| simple(cell) == wanted) {
            return Err(ImportError::UnknownHeading {
                name: request.name.to_owned(),
                written: heading.to_owned(),
                known: sheets.first().map(first_cells).unwrap_or_default(),
            });
        }
        let targets = said.entry(heading.to_owned()).or_default();
        targets.extend((!target.is_empty()).then(|| ColumnTarget::read(target)));
    }
    for (heading, targets) in said {
        mapping.headings.insert(&heading, targets);
    }
    Ok(())
}

/// Fails for the first field of a mapping that no kind has.
fn require_fields(
    mapping: &Mapping,
    chosen: &ChosenHeadings,
    kinds: &[&Kind],
) -> Result<(), ImportError> {
    let fields = chosen.targets().filter_map(ColumnTarget::field);
    let fields = fields.chain(mapping.constants.keys().map(String::as_str));
    let mut fields = fields.chain(mapping.values.keys().map(String::as_str));
    let is_known = |name: &str| kinds.iter().any(|kind| kind.field(name).is_some());
    let Some(unknown) = fields.find(|name| !is_known(name)) else {
        return Ok(());
    };
    let names = kinds.iter().flat_map(|kind| &kind.fields);
    let known: BTreeSet<String> = names.map(|field| field.name.clone()).collect();
    Err(ImportError::UnknownField {
        noun: match kinds {
            [kind] => kind.noun(),
            _ => "record".to_owned(),
        },
        written: unknown.to_owned(),
        known: known.into_iter().collect(),
    })
}

fn first_cells(sheet: &FileTable) -> Vec<String> {
    let first = sheet.rows.first().map_or(&[][..], |row| &row.cells);
    first
        .iter()
        .filter(|cell| !cell.is_empty())
        .cloned()
        .collect()
}
