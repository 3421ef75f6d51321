//! A report on many portfolios: tables that are made of their lines. One table to a file. No table
//! has a title, path, sentence or message of a record.

mod awards;
mod budgets;
mod compare;
mod coverage;
mod due;
mod filter;
mod hours;
mod impact;
mod matches;
mod mentoring;
mod money;
mod participation;
mod people;
mod plot;
mod sample;
mod span;
mod suppress;
mod targets;
mod training;
mod trouble;
mod waiting;
mod windows;

pub use budgets::TeamBudget;
pub use compare::{School, SchoolComparison};
pub use filter::{OF_ONE_PERSON, ReportFilter, RowCondition, WantedCell};
pub use plot::{Bullet, Plot, PlotBars, PlotMarks, QuartileLine};
pub use sample::{SampleRequest, Stratum, draw_hash};
pub use span::ReportSpan;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use ecow::EcoString;
use rust_decimal::Decimal;

use super::portfolio_line::{KnownBy, PortfolioLine, Reading};
use crate::base::text::{fold, words};
use plot::PlotSpec;
use suppress::{PersonSums, SmallTeams};

/// Every table, in the order in which they are shown.
pub const TABLES: [&TableSpec; 18] = [
    &people::TABLE,
    &awards::TABLE,
    &waiting::TABLE,
    &due::TABLE,
    &windows::TABLE,
    &training::TABLE,
    &hours::TABLE,
    &targets::TABLE,
    &money::TABLE,
    &budgets::TABLE,
    &compare::TABLE,
    &coverage::TABLE,
    &mentoring::TABLE,
    &matches::TABLE,
    &participation::TABLE,
    &impact::TABLE,
    &trouble::TABLE,
    &sample::FRAME,
];

/// The form of a table in reports that may name people.
const NAMED: &str = "named";

/// Other forms of tables: the name of the table, that of the form, and the table in that form.
const FORMS: [(&str, &str, &TableSpec); 6] = [
    ("waiting", NAMED, &waiting::NAMED),
    ("hours", "type", &hours::BY_TYPE),
    ("impact", "source", &impact::BY_SOURCE),
    ("impact", "category", &impact::BY_CATEGORY),
    ("coverage", "people", &coverage::OF_PEOPLE),
    ("training", "wide", &training::WIDE),
];

/// Returns a table in another form.
pub fn table_in_form(table: &str, form: &str) -> Option<&'static TableSpec> {
    let mut forms = FORMS.iter();
    let (.., spec) = forms.find(|(of, name, _)| *of == table && *name == form)?;
    Some(spec)
}

/// Returns the name of the table that can have a form.
pub fn table_of_form(form: &str) -> Option<&'static str> {
    let mut forms = FORMS.iter();
    forms.find(|(_, name, _)| *name == form).map(|(of, ..)| *of)
}

/// Returns all columns of all tables. Some tables have columns of the same name.
pub fn all_columns() -> Vec<ReportColumn> {
    let forms = FORMS.iter().map(|(.., spec)| *spec);
    let tables = TABLES.into_iter().chain(forms);
    tables.flat_map(TableSpec::columns).collect()
}

/// The choices of how some tables are made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TableOptions {
    /// The time of a row of activity or money.
    pub every: Option<ReportSpan>,
    /// True if each such row has everything until its end.
    pub is_cumulative: bool,
}

/// A table that can be made of lines.
#[derive(Debug)]
pub struct TableSpec {
    pub name: &'static str,
    pub title: &'static str,
    /// The thing that a row is about.
    pub row: &'static str,
    /// The columns behind those of the person, if each row is about one.
    own_columns: &'static [ReportColumn],
    /// True if no row is about one person, so that it can be made public once small counts are
    /// left out.
    pub is_public: bool,
    /// The column with the day of a row, by which rows can be left out.
    day: Option<&'static str>,
    /// The picture of it, if there is one.
    pub plot: Option<PlotSpec>,
    rows: TableRows,
}

/// The way in which lines make rows, on the day of the report.
#[derive(Debug, Clone, Copy)]
enum TableRows {
    /// Each line has rows of its own. The cells of the person are put in front of them.
    PerLine(fn(&PortfolioLine, NaiveDate) -> Vec<ReportRow>),
    Together(fn(&[PortfolioLine], NaiveDate) -> Vec<ReportRow>),
    /// Rows that also need another file or a draw; `None` if it was not given.
    WithFiles(fn(&ReportInput<'_>) -> Option<Vec<ReportRow>>),
    /// Rows with columns that depend on the lines or on what was chosen.
    Shaped(fn(&ReportInput<'_>) -> ShapedRows),
}

/// Rows with all their columns.
struct ShapedRows {
    columns: Vec<ReportColumn>,
    rows: Vec<ReportRow>,
}

/// The lines of a report, and what other files were given with them.
struct ReportInput<'r> {
    lines: &'r [PortfolioLine],
    budgets: &'r [TeamBudget],
    comparison: Option<&'r SchoolComparison>,
    sample: Option<&'r SampleRequest>,
    options: TableOptions,
    /// The teams that are not named.
    small_teams: SmallTeams<'r>,
    /// True if nobody may see what is mostly of one person.
    is_public: bool,
    today: NaiveDate,
}

impl TableSpec {
    /// Returns all columns.
    fn columns(&self) -> Vec<ReportColumn> {
        let person = match self.rows {
            TableRows::PerLine(_) => &PERSON[..],
            TableRows::Together(_) | TableRows::WithFiles(_) | TableRows::Shaped(_) => &[],
        };
        [person, self.own_columns].concat()
    }

    /// Returns `None` if a file that it needs was not given.
    fn shape(&self, input: &ReportInput<'_>) -> Option<ShapedRows> {
        let rows = match self.rows {
            TableRows::Shaped(shape) => return Some(shape(input)),
            TableRows::WithFiles(rows) => rows(input)?,
            TableRows::Together(rows) => rows(input.lines, input.today),
            TableRows::PerLine(rows) => {
                let of_line = |line| {
                    let person = person_cells(line);
                    let own = rows(line, input.today).into_iter();
                    own.map(move |own| [&*person, &own].concat())
                };
                input.lines.iter().flat_map(of_line).collect()
            }
        };
        let columns = self.columns();
        Some(ShapedRows { columns, rows })
    }
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportColumn {
    pub name: Cow<'static, str>,
    pub holds: ColumnType,
}

/// The sort of values in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnType {
    Words,
    Number,
    /// A number of people, or of records of people: of few records there are few people.
    People,
    Day,
}

/// A value of a report.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum ReportCell {
    Empty,
    Words(EcoString),
    Number(Decimal),
    /// An amount of money in some currency.
    Money(Decimal),
    Day(NaiveDate),
}

/// The values of a row, in the order of the columns.
pub type ReportRow = Vec<ReportCell>;

/// A table with its rows.
#[derive(Debug, Clone)]
pub struct ReportTable {
    pub spec: &'static TableSpec,
    pub columns: Vec<ReportColumn>,
    pub rows: Vec<ReportRow>,
}

impl ReportTable {
    fn new(spec: &'static TableSpec, shaped: ShapedRows) -> Self {
        let ShapedRows { columns, rows } = shaped;
        Self {
            spec,
            columns,
            rows,
        }
    }
}

/// A report.
#[derive(Debug)]
pub struct Report {
    pub day: NaiveDate,
    /// The last day on which the report should be kept.
    pub keep_until: NaiveDate,
    pub audience: Audience,
    pub readings: ReadingCounts,
    /// Sentences on what was left out, and why.
    pub notes: Vec<String>,
    /// True if tables were asked for by name; otherwise the report begins with a summary.
    pub chosen: bool,
    pub tables: Vec<ReportTable>,
    pub lines: Vec<PortfolioLine>,
}

/// The people that a report is for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Audience {
    /// Somebody who answers for all of them.
    #[default]
    Officer,
    /// A line manager, by id or name: only the people whose entries name them.
    Manager(String),
    /// Anybody: no person, and no small count.
    Public,
}

/// The numbers of portfolios by what could be read of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ReadingCounts {
    pub whole: usize,
    pub partly: usize,
    pub no: usize,
    /// People on the roster without a portfolio.
    pub none: usize,
}

/// The choices that a report is made by.
#[derive(Debug, Clone, Default)]
pub struct ReportRequest<'r> {
    pub today: NaiveDate,
    /// Names of tables; all if none is named.
    pub tables: &'r [&'static TableSpec],
    pub audience: Audience,
    /// The smallest number of people that is shown to the public.
    pub least: usize,
    /// The number of days that the report should be kept.
    pub keep_days: u64,
    /// A sample to draw; its table comes first.
    pub sample: Option<SampleRequest>,
    /// The budgets of the institution.
    pub budgets: &'r [TeamBudget],
    /// Schools to compare spending with.
    pub comparison: Option<&'r SchoolComparison>,
    pub options: TableOptions,
    /// The rows that it is about, and the conditions as they were typed.
    pub filter: ReportFilter,
    pub written_conditions: &'r [String],
}

impl Report {
    /// Makes the tables of lines, which are sorted by team, name and source. `notes` are what is
    /// known already to be left out or wrong.
    pub fn new(
        mut lines: Vec<PortfolioLine>,
        mut notes: Vec<String>,
        request: &ReportRequest<'_>,
    ) -> Self {
        notes.extend(leave_out_copies(&mut lines));
        if request.audience != Audience::Officer {
            // They may name people who are not shown.
            notes.clear();
        }
        if let Audience::Manager(manager) = &request.audience {
            let before = lines.len();
            lines.retain(|line| is_managed_by(line, manager));
            // People's own evaluations are theirs.
            for line in &mut lines {
                line.evaluations.retain(|one| one.by == "manager");
            }
            let left = before - lines.len();
            notes.push(format!(
                "{} left out, whose line manager is somebody else.",
                words::count_noun(left, "person is", "people are")
            ));
        }
        lines.sort_by_cached_key(sort_key);
        notes.extend(request.filter.notes(request.written_conditions));
        let readings = ReadingCounts::of(&lines);
        let all = team_sizes(&lines);
        request.filter.keep_lines(&mut lines);
        let chosen = !request.tables.is_empty() || request.sample.is_some();
        let tables = match request.tells_of_few(&all, &team_sizes(&lines)) {
            true => {
                notes.push(format!(
                    "There is no table: the conditions are about fewer than {} people, or about all \
                     but so few. With another report they would tell who these are.",
                    request.least
                ));
                Vec::new()
            }
            false => request.make_tables(&lines, chosen, &mut notes),
        };
        let keep = chrono::Days::new(request.keep_days);
        Self {
            day: request.today,
            keep_until: request
                .today
                .checked_add_days(keep)
                .unwrap_or(request.today),
            audience: request.audience.clone(),
            readings,
            notes,
            chosen,
            tables,
            lines: match request.audience {
                Audience::Public => Vec::new(),
                _ => lines,
            },
        }
    }
}

/// The numbers of people by team.
type TeamSizes = BTreeMap<String, usize>;

fn team_sizes(lines: &[PortfolioLine]) -> TeamSizes {
    let mut sizes = TeamSizes::new();
    for line in lines {
        let team = line.team.as_deref().unwrap_or_default();
        *sizes.entry(team.to_owned()).or_default() += 1;
    }
    sizes
}

impl ReportRequest<'_> {
    /// Makes the tables, and says which are left out and why.
    fn make_tables(
        &self,
        lines: &[PortfolioLine],
        is_chosen: bool,
        notes: &mut Vec<String>,
    ) -> Vec<ReportTable> {
        let specs = match is_chosen {
            true => self.tables,
            false => &TABLES[..],
        };
        let sample = self.sample.iter().map(|_| &sample::TABLE);
        let mut tables = Vec::new();
        let (mut about_persons, mut without_column) = (Vec::new(), Vec::new());
        let mut of_few = Vec::new();
        for spec in sample.chain(specs.iter().copied()) {
            let is_hidden = self.audience == Audience::Public && !spec.is_public;
            let named = table_in_form(spec.name, NAMED);
            let spec = named
                .filter(|_| self.audience != Audience::Public)
                .unwrap_or(spec);
            match self.make_table(spec, lines) {
                Ok(_) | Err(NoTable::LacksColumn) if is_hidden => about_persons.push(spec.name),
                Ok(table) => tables.push(table),
                Err(NoTable::NeedsFile) if is_chosen => notes.push(format!(
                    "The table {} needs a file or an option that was not given.",
                    spec.name
                )),
                Err(NoTable::NeedsFile) => {}
                Err(NoTable::LacksColumn) => without_column.push(spec.name),
                Err(NoTable::TellsOfFew) => of_few.push(spec.name),
            }
        }
        if !about_persons.is_empty() {
            let names = words::join_all(&about_persons);
            notes.push(format!("Tables about persons are left out: {names}."));
        }
        if !of_few.is_empty() {
            let names = words::join_all(&of_few);
            notes.push(format!(
                "Tables that would be about fewer than {} people, or about all but so few, are \
                 left out: {names}.",
                self.least
            ));
        }
        if !without_column.is_empty() {
            let names = words::join_all(&without_column);
            notes.push(format!(
                "Tables without such a column are left out: {names}."
            ));
        }
        tables
    }

    /// Returns true if a public report of some of all people, beside a report of all, would tell
    /// what few people have: few of all, or few of a team as the public sees it.
    fn tells_of_few(&self, all: &TeamSizes, some: &TeamSizes) -> bool {
        if self.audience != Audience::Public || some == all {
            return false;
        }
        let sizes = all.iter().map(|(team, size)| (team.as_str(), *size));
        let small_teams = SmallTeams::of_sizes(sizes.collect(), self.least);
        let shown = |sizes: &TeamSizes| {
            let mut shown = TeamSizes::new();
            for (team, size) in sizes {
                *shown.entry(small_teams.shown(team).to_owned()).or_default() += size;
            }
            shown
        };
        let is_few = |people: usize| (1..self.least).contains(&people);
        let of_some = shown(some);
        is_few(some.values().sum())
            || shown(all).into_iter().any(|(team, size)| {
                let kept = of_some.get(&team).copied().unwrap_or(0);
                kept < size && (is_few(kept) || is_few(size - kept))
            })
    }

    fn make_table(
        &self,
        spec: &'static TableSpec,
        lines: &[PortfolioLine],
    ) -> Result<ReportTable, NoTable> {
        let all = lines;
        let lines = self.filter.lines_of_table(&spec.columns(), all);
        if self.tells_of_few(&team_sizes(all), &team_sizes(&lines)) {
            return Err(NoTable::TellsOfFew);
        }
        let mut shaped = match (&self.sample, spec.name == sample::TABLE.name) {
            (Some(request), true) => ShapedRows {
                columns: spec.columns(),
                rows: sample::draw(&lines, request, self.today),
            },
            _ => spec.shape(&self.input(&lines)).ok_or(NoTable::NeedsFile)?,
        };
        let ShapedRows { columns, rows } = &mut shaped;
        if self.filter.missing_column(columns).is_some() {
            return Err(NoTable::LacksColumn);
        }
        // A condition on a count must not tell one that is hidden.
        if self.audience == Audience::Public {
            suppress::hide_small_counts(columns, rows, self.least);
        }
        self.filter.keep_rows(spec.day, columns, rows);
        Ok(ReportTable::new(spec, shaped))
    }

    fn input<'l>(&'l self, lines: &'l [PortfolioLine]) -> ReportInput<'l> {
        ReportInput {
            lines,
            budgets: self.budgets,
            comparison: self.comparison,
            sample: self.sample.as_ref(),
            options: self.options,
            small_teams: match self.audience {
                Audience::Public => SmallTeams::of(lines, self.least),
                _ => SmallTeams::default(),
            },
            is_public: self.audience == Audience::Public,
            today: self.today,
        }
    }
}

impl ReportInput<'_> {
    /// Returns the sum of what several people have, unless it is mostly of one of them and public.
    fn sum_of(&self, sums: &PersonSums) -> Option<Decimal> {
        let is_shown = !self.is_public || !sums.is_mostly_of_one();
        is_shown.then(|| sums.total())
    }
}

/// The reason why a table cannot be made.
enum NoTable {
    NeedsFile,
    LacksColumn,
    /// The conditions are about few people, or about all but a few.
    TellsOfFew,
}

impl Report {
    /// Returns the report of one of its tables.
    pub fn only(&self, table: &ReportTable) -> Self {
        Self {
            day: self.day,
            keep_until: self.keep_until,
            audience: self.audience.clone(),
            readings: self.readings,
            notes: self.notes.clone(),
            chosen: self.chosen,
            tables: vec![table.clone()],
            lines: Vec::new(),
        }
    }
}

fn sort_key(line: &PortfolioLine) -> (String, String, String) {
    let folded = |text: &Option<String>| fold(text.as_deref().unwrap_or_default()).into_owned();
    (folded(&line.team), folded(&line.name), line.source.clone())
}

fn is_managed_by(line: &PortfolioLine, manager: &str) -> bool {
    let own = [&line.manager, &line.manager_name];
    own.into_iter()
        .flatten()
        .any(|own| fold(own) == fold(manager))
}

/// Leaves out older copies of a portfolio: of several with the same id and owner, the one with the
/// latest commit stays, or else the first. A pack stays if there is no portfolio of its owner, one
/// for each award. Two owners with one id are both kept, and said.
fn leave_out_copies(lines: &mut Vec<PortfolioLine>) -> Vec<String> {
    let mut notes = Vec::new();
    let mut order: Vec<usize> = (0..lines.len()).collect();
    // Lines that were judged here count before reported ones; then the latest, and of equal ones
    // the first that was named.
    order.sort_by_key(|at| {
        let line = &lines[*at];
        let is_pack = line.known == KnownBy::Pack;
        let is_reported = line.known == KnownBy::Reported;
        (
            is_pack,
            is_reported,
            std::cmp::Reverse(&line.committed),
            *at,
        )
    });
    let mut kept = BTreeSet::new();
    let mut owners: BTreeMap<&str, BTreeSet<Option<&str>>> = BTreeMap::new();
    let mut left: BTreeSet<usize> = BTreeSet::new();
    for at in order {
        let line = &lines[at];
        let Some(id) = line.portfolio.as_deref() else {
            continue;
        };
        let person = line.person.as_deref();
        let whole = (id, person, None);
        let owners = owners.entry(id).or_default();
        let is_other_owner = owners.insert(person) && owners.len() > 1;
        if kept.contains(&whole) || !kept.insert((id, person, line.award_of_pack())) {
            notes.push(format!(
                "{} is left out: it is another copy of the same portfolio.",
                line.source
            ));
            left.insert(at);
        } else if is_other_owner {
            notes.push(format!(
                "{} has the id of another person's portfolio. Both are counted.",
                line.source
            ));
        }
    }
    let mut at = 0;
    lines.retain(|_| {
        at += 1;
        !left.contains(&(at - 1))
    });
    notes
}

impl ReadingCounts {
    fn of(lines: &[PortfolioLine]) -> Self {
        let count = |reading| lines.iter().filter(|line| line.read == reading).count();
        Self {
            whole: count(Reading::Whole),
            partly: count(Reading::Partly),
            no: count(Reading::No),
            none: count(Reading::None),
        }
    }

    /// Returns `504 portfolios: 500 read whole, 3 partly, 1 not; 12 people on the roster without
    /// one`.
    pub fn in_words(self) -> String {
        let Self {
            whole,
            partly,
            no,
            none,
        } = self;
        let all = words::count_noun(whole + partly + no, "portfolio", "portfolios");
        let mut says = format!("{all}: {whole} read whole");
        if partly > 0 {
            says.push_str(&format!(", {partly} partly"));
        }
        if no > 0 {
            says.push_str(&format!(", {no} not"));
        }
        if none > 0 {
            let people = words::count_noun(none, "person", "people");
            says.push_str(&format!("; {people} on the roster without one"));
        }
        says
    }
}

/// The columns that say whose row it is.
static PERSON: [ReportColumn; 4] = [
    words_column("person"),
    words_column("name"),
    words_column("team"),
    words_column("manager"),
];

const fn words_column(name: &'static str) -> ReportColumn {
    ReportColumn {
        name: Cow::Borrowed(name),
        holds: ColumnType::Words,
    }
}

const fn number_column(name: &'static str) -> ReportColumn {
    ReportColumn {
        name: Cow::Borrowed(name),
        holds: ColumnType::Number,
    }
}

const fn people_column(name: &'static str) -> ReportColumn {
    ReportColumn {
        name: Cow::Borrowed(name),
        holds: ColumnType::People,
    }
}

const fn day_column(name: &'static str) -> ReportColumn {
    ReportColumn {
        name: Cow::Borrowed(name),
        holds: ColumnType::Day,
    }
}

/// Returns the cells of a person.
fn person_cells(line: &PortfolioLine) -> ReportRow {
    let manager = line.manager_name.as_ref().or(line.manager.as_ref());
    vec![
        (&line.person).into(),
        (&line.name).into(),
        (&line.team).into(),
        manager.into(),
    ]
}

impl From<&str> for ReportCell {
    fn from(words: &str) -> Self {
        match words {
            "" => Self::Empty,
            words => Self::Words(words.into()),
        }
    }
}

impl From<&EcoString> for ReportCell {
    fn from(words: &EcoString) -> Self {
        match words.is_empty() {
            true => Self::Empty,
            false => Self::Words(words.clone()),
        }
    }
}

impl From<Option<&EcoString>> for ReportCell {
    fn from(words: Option<&EcoString>) -> Self {
        words.map_or(Self::Empty, Self::from)
    }
}

impl From<&Option<EcoString>> for ReportCell {
    fn from(words: &Option<EcoString>) -> Self {
        words.as_ref().into()
    }
}

impl From<&String> for ReportCell {
    fn from(words: &String) -> Self {
        words.as_str().into()
    }
}

impl From<Option<&String>> for ReportCell {
    fn from(words: Option<&String>) -> Self {
        words.map_or(Self::Empty, Self::from)
    }
}

impl From<&Option<String>> for ReportCell {
    fn from(words: &Option<String>) -> Self {
        words.as_ref().into()
    }
}

impl From<usize> for ReportCell {
    fn from(number: usize) -> Self {
        Self::Number(number.into())
    }
}

impl From<Decimal> for ReportCell {
    fn from(number: Decimal) -> Self {
        Self::Number(number.normalize())
    }
}

impl From<Option<NaiveDate>> for ReportCell {
    fn from(day: Option<NaiveDate>) -> Self {
        day.map_or(Self::Empty, Self::Day)
    }
}

/// Returns the days from one day to another; nothing if there is no day.
fn days_between(from: NaiveDate, to: Option<NaiveDate>) -> ReportCell {
    match to {
        Some(to) => ReportCell::Number((to - from).num_days().into()),
        None => ReportCell::Empty,
    }
}

/// Returns the scheme of a requirement's name, `alt-valley` of `alt-valley/log`.
fn scheme_of(criterion: &str) -> &str {
    criterion.split('/').next().unwrap_or_default()
}

#[cfg(test)]
mod attack;
#[cfg(test)]
mod tests;
