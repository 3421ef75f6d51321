//! Records about to be written: the values that a person gave, and those that follow from
//! them. Knows neither the text nor the place of a record.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::app::lookup::{self, matches_name};
use crate::base::calendar::{self, human::DateContext};
use crate::base::document::write::Yaml;
use crate::base::text::slug;
use crate::check::signoff_findings::short_name;
use crate::check::{CheckInput, compile, verdicts};
use crate::domain::id::{AwardRef, KindId, RecordId, RecordKey};
use crate::domain::portfolio::answer::{UnclearAnswer, read_answer};
use crate::domain::portfolio::{Portfolio, Record};
use crate::domain::query::Scope;
use crate::domain::schema::{Field, FieldType, Kind, KindPlace};

/// One record about to be written.
#[derive(Debug, Clone)]
pub struct RecordDraft<'a> {
    pub kind: &'a Kind,
    /// Words for each field, in the form of its type.
    pub values: Vec<(String, Vec<String>)>,
    /// Values that have no certain meaning. Nothing is written while there are any.
    pub unclear: Vec<UnclearValue>,
    /// The text beneath the details; that of the kind's template if none is given.
    pub text: Option<String>,
    /// The path to use if it is free; else the pattern of the kind gives one.
    pub path: Option<String>,
    /// Details to write as they are, in place of those that the values make.
    pub details: Option<Vec<(String, Yaml)>>,
    /// Names of the fields that a person gave a value.
    given: BTreeSet<String>,
}

/// A value that a person gave and that has no certain meaning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnclearValue {
    pub field: String,
    pub typed: String,
    pub why: UnclearAnswer,
}

/// The portfolio and the day from which values of drafts follow. Made once for any number of
/// drafts: it judges the awards at most once.
pub struct Defaults<'a> {
    input: CheckInput<'a>,
    /// Somebody will be asked for the award.
    asks: bool,
    current: OnceCell<Option<AwardRef>>,
}

impl<'a> Defaults<'a> {
    pub fn new(input: CheckInput<'a>, asks: bool) -> Self {
        Self {
            input,
            asks,
            current: OnceCell::new(),
        }
    }

    /// Returns a draft of what was given, with the values that follow from it.
    pub fn begin(&self, kind: &'a Kind, given: Vec<(String, Vec<String>)>) -> RecordDraft<'a> {
        let mut draft = self.draft_with_date(kind, given);
        draft.default_id();
        draft.resolve_references(self.input.portfolio);
        self.follow_award(&mut draft);
        draft
    }

    /// Returns a draft of what was written on another day, to which nothing is added but the id
    /// of a row and the state of what lies ahead. No date is measured from today.
    pub fn as_written<'k>(
        &self,
        kind: &'k Kind,
        given: Vec<(String, Vec<String>)>,
    ) -> RecordDraft<'k> {
        let mut draft = RecordDraft::empty(kind);
        draft.take_given(given, None);
        draft.default_state(self.input.today);
        draft.default_id();
        draft.resolve_references(self.input.portfolio);
        draft
    }

    /// Returns a draft of the fields that a record is given anew, with the day from which dates
    /// are measured and nothing else of the record.
    pub fn change_of<'k>(
        &self,
        record: &'k Record,
        given: Vec<(String, Vec<String>)>,
    ) -> RecordDraft<'k> {
        let mut draft = RecordDraft::empty(&record.kind);
        if let (Some(field), Some(date)) = (&record.kind.dated, record.date) {
            draft.set(field, date.to_string());
        }
        draft.take_given(given, Some(self.input.today));
        draft.resolve_references(self.input.portfolio);
        draft
    }

    /// Returns a draft of what was given, with the date and the award that it has unless
    /// another is chosen.
    pub fn draft_with_date<'k>(
        &self,
        kind: &'k Kind,
        given: Vec<(String, Vec<String>)>,
    ) -> RecordDraft<'k> {
        let mut draft = RecordDraft::empty(kind);
        draft.take_given(given, Some(self.input.today));
        if !(self.asks && draft.asks_date()) {
            self.complete(&mut draft);
        }
        if !self.asks {
            self.default_award(&mut draft);
        }
        draft
    }

    /// Adds the date where none was given, and the state that follows from it.
    pub fn complete(&self, draft: &mut RecordDraft<'_>) {
        draft.default_date(self.input.today);
    }

    /// Sets a field to what a person typed.
    pub fn answer(&self, draft: &mut RecordDraft<'_>, field: &str, typed: Vec<String>) {
        draft.answer(field, typed, Some(self.input.today));
        draft.resolve_references(self.input.portfolio);
    }

    /// Reads one value of a field as a person typed it.
    pub fn read(
        &self,
        draft: &RecordDraft<'_>,
        field: &Field,
        typed: &str,
    ) -> Result<String, UnclearAnswer> {
        read_answer(
            &field.ty,
            typed,
            draft.dates_of(field, Some(self.input.today)),
        )
    }

    /// Adds the values that follow from the award.
    pub fn follow_award(&self, draft: &mut RecordDraft<'_>) {
        self.default_title(draft);
        self.fill_lists(draft);
    }

    /// Sets the award in progress where an award is needed and none is given.
    fn default_award(&self, draft: &mut RecordDraft<'_>) {
        let field = award_field(draft.kind);
        let Some(field) = field.filter(|field| field.required && !draft.has(&field.name)) else {
            return;
        };
        // How the awards stand; what the rules say of the records does not matter here.
        let current = self.current.get_or_init(|| {
            lookup::current_award(self.input.portfolio, &verdicts(self.input)).ok()
        });
        if let Some(current) = current {
            draft.set(&field.name, short_name(current, self.input.portfolio));
        }
    }

    /// Titles a record that is named for its award after the award.
    fn default_title(&self, draft: &mut RecordDraft<'_>) {
        let pattern = draft.kind.pattern();
        let by_award = pattern.is_some_and(|pattern| pattern.names().any(|name| name == "award"));
        let field = award_field(draft.kind).filter(|_| by_award && !draft.has("title"));
        let portfolio = self.input.portfolio;
        let title = field
            .and_then(|field| portfolio.award(draft.get(&field.name)?))
            .and_then(|id| {
                let scheme = portfolio.scheme(id.scheme())?;
                Some(scheme.award(&id.award.name)?.title.clone())
            });
        if let Some(title) = title {
            draft.set("title", format!("{title} {}", draft.kind.noun()));
        }
    }

    /// Fills lists of references that a criterion knows the members of.
    fn fill_lists(&self, draft: &mut RecordDraft<'_>) {
        let CheckInput {
            portfolio, today, ..
        } = self.input;
        let Some(award) = award_field(draft.kind)
            .and_then(|field| draft.get(&field.name))
            .and_then(|award| lookup::award(portfolio, None, award, today).ok())
        else {
            return;
        };
        let Some(scheme) = portfolio.scheme(award.scheme()) else {
            return;
        };
        let scope = Scope::of_award(portfolio, scheme, &award, today);
        for field in &draft.kind.fields {
            if !matches!(field.ty, FieldType::List(_)) || draft.has(&field.name) {
                continue;
            }
            let ids = compile::prefilled_values(&draft.kind.name, &field.name, scope);
            if !ids.is_empty() {
                draft.values.push((field.name.clone(), ids));
            }
        }
    }
}

impl<'a> RecordDraft<'a> {
    fn empty(kind: &'a Kind) -> Self {
        Self {
            kind,
            values: Vec::new(),
            unclear: Vec::new(),
            text: None,
            path: None,
            details: None,
            given: BTreeSet::new(),
        }
    }

    /// Returns the same record on another day.
    pub fn on(&self, day: NaiveDate, today: NaiveDate) -> Self {
        let mut draft = self.clone();
        if let Some(field) = &self.kind.dated {
            draft.set(field, day.to_string());
        }
        draft.default_state(today);
        draft
    }
}

impl RecordDraft<'_> {
    /// Returns the first of a field's words.
    pub fn get(&self, field: &str) -> Option<&str> {
        self.values
            .iter()
            .find(|(name, _)| name == field)?
            .1
            .first()
            .map(String::as_str)
    }

    pub fn has(&self, field: &str) -> bool {
        self.values.iter().any(|(name, _)| name == field)
    }

    fn set(&mut self, field: &str, value: impl Into<String>) {
        self.values.retain(|(name, _)| name != field);
        self.values.push((field.to_owned(), vec![value.into()]));
    }

    /// Returns true if a person gave a field a value.
    pub fn is_given(&self, field: &str) -> bool {
        self.given.contains(field)
    }

    /// Returns true if a value of a field is not clear.
    pub fn is_unclear(&self, field: &str) -> bool {
        self.unclear.iter().any(|value| value.field == field)
    }

    /// Returns what a person gave, by field, as it can be given again.
    pub fn given(&self) -> Vec<(String, String)> {
        let is_given = |name: &str| self.given.contains(name) && !self.is_unclear(name);
        let given = self.values.iter().filter(|(name, _)| is_given(name));
        let given = given.flat_map(|(name, values)| values.iter().map(move |value| (name, value)));
        let unclear = self
            .unclear
            .iter()
            .map(|value| (&value.field, &value.typed));
        let all = given.chain(unclear);
        all.map(|(name, value)| (name.clone(), value.clone()))
            .collect()
    }

    /// Returns what a person gave for a field.
    pub fn typed(&self, field: &str) -> Vec<String> {
        let typed = self.given().into_iter().filter(|(name, _)| name == field);
        typed.map(|(_, value)| value).collect()
    }

    /// Returns true if a person is asked for the date, and gave none.
    fn asks_date(&self) -> bool {
        let dated = self
            .kind
            .dated
            .as_deref()
            .and_then(|name| self.kind.field(name));
        dated.is_some_and(|field| {
            field.ask && !self.has(&field.name) && !self.is_unclear(&field.name)
        })
    }

    /// Takes what was given, the date first, since other dates may be measured from it.
    fn take_given(&mut self, mut given: Vec<(String, Vec<String>)>, today: Option<NaiveDate>) {
        let dated = self.kind.dated.as_ref();
        given.sort_by_key(|(name, _)| Some(name) != dated);
        for (name, typed) in given {
            self.answer(&name, typed, today);
        }
    }

    /// Sets a field to what a person typed. An empty word is no value.
    fn answer(&mut self, name: &str, typed: Vec<String>, today: Option<NaiveDate>) {
        let Some(field) = self.kind.field(name) else {
            return;
        };
        self.values.retain(|(field, _)| field != name);
        self.unclear.retain(|value| value.field != name);
        self.given.insert(name.to_owned());
        let dates = self.dates_of(field, today);
        let read = |typed: &String| match typed.trim().is_empty() {
            true => Err(UnclearAnswer::empty(&field.ty)),
            false => read_answer(&field.ty, typed, dates),
        };
        let typed: Vec<String> = typed
            .into_iter()
            .flat_map(|words| parts(&field.ty, words))
            .filter(|word| field.required || !word.trim().is_empty())
            .collect();
        match typed.iter().map(read).collect::<Result<Vec<String>, _>>() {
            Ok(values) if values.is_empty() => {}
            Ok(values) => self.values.push((name.to_owned(), values)),
            Err(why) => self.unclear.push(UnclearValue {
                field: name.to_owned(),
                typed: typed.join(", "),
                why,
            }),
        }
    }

    /// Returns the days that a date of a field is measured from; none without today.
    fn dates_of(&self, field: &Field, today: Option<NaiveDate>) -> DateContext {
        let dated = self.kind.dated.as_deref();
        let dated = dated.filter(|_| field.not_before && today.is_some());
        DateContext {
            today,
            not_before: dated
                .and_then(|name| self.get(name))
                .and_then(calendar::date),
        }
    }

    /// Sets the date to today, and the state to planned where the date lies ahead.
    fn default_date(&mut self, today: NaiveDate) {
        let Some(field) = self.kind.dated.clone() else {
            return;
        };
        if !self.has(&field) {
            self.set(&field, today.to_string());
        }
        self.default_state(today);
    }

    /// Sets the state to planned where the date lies ahead.
    fn default_state(&mut self, today: NaiveDate) {
        let dated = self.kind.dated.as_deref();
        let ahead = dated
            .and_then(|field| self.get(field))
            .and_then(calendar::date)
            .is_some_and(|date| date > today);
        if let Some((status, planned)) = self
            .kind
            .planned
            .clone()
            .filter(|(status, _)| ahead && !self.has(status))
            && let Some(planned) = planned.into_iter().next()
        {
            self.set(&status, planned);
        }
    }

    /// Makes a row's id from its name.
    fn default_id(&mut self) {
        if matches!(self.kind.place, KindPlace::Rows(_)) && !self.has("id") {
            let name = self.get("name").or_else(|| self.get("title")).map(slug);
            if let Some(id) = name {
                self.values.insert(0, ("id".to_owned(), vec![id]));
            }
        }
    }

    /// Turns titles and names that are given for references into ids.
    fn resolve_references(&mut self, portfolio: &Portfolio) {
        let kind = self.kind;
        for (name, values) in &mut self.values {
            let Some(field) = kind.field(name) else {
                continue;
            };
            let target = match field.ty.item() {
                FieldType::Dated(of) => of.refers_to(),
                other => other.refers_to(),
            };
            if let Some(target) = target {
                for value in values.iter_mut() {
                    *value = resolved(value, target, portfolio);
                }
            }
        }
    }
}

/// Returns the values in one word of a command line: those of a list of names may stand in one,
/// with commas.
fn parts(ty: &FieldType, words: String) -> Vec<String> {
    let is_list = matches!(ty, FieldType::List(_));
    let has_names = matches!(
        ty.item(),
        FieldType::Choice(_)
            | FieldType::Scale(_)
            | FieldType::Reference(_)
            | FieldType::Person
            | FieldType::Award
    );
    if !is_list || !has_names || words.trim().is_empty() {
        return vec![words];
    }
    let parts = words.split(',').map(str::trim);
    let parts = parts.filter(|part| !part.is_empty());
    parts.map(str::to_owned).collect()
}

/// Returns the first field that says which award a record is for.
pub fn award_field(kind: &Kind) -> Option<&Field> {
    kind.fields
        .iter()
        .find(|field| field.ty == FieldType::Award)
}

/// Returns the id that was meant, or what was written where that is unclear, for the rules
/// to speak of.
fn resolved(value: &str, kind: &KindId, portfolio: &Portfolio) -> String {
    if portfolio.find(kind, &RecordId::new(value)).is_some() {
        return value.to_owned();
    }
    let wanted = RecordKey::of(value.trim());
    let called: Vec<_> = portfolio
        .of_kind(kind)
        .filter(|record| matches_name(record, &wanted))
        .collect();
    let path = portfolio
        .of_kind(kind)
        .find(|record| record.path == value && !record.is_row());
    match (called.as_slice(), path) {
        (_, Some(record)) => record.id.to_string(),
        ([one], None) => one.id.to_string(),
        _ => value.to_owned(),
    }
}
