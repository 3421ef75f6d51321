//! The forms of criteria, one to a file: add a file and a line in [`FORMS`]. Forms see only
//! members of their scope, and know nothing of rules, findings or printing.

mod all;
mod any;
mod cadence;
mod count;
mod covers;
mod current;
mod distinct;
mod each;
mod growth;
mod mismatch;
mod sequence;
mod total;
mod unique;
mod windows;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::base::calendar::DaySet;
use crate::base::document::Node;
use crate::base::text::Span;
use crate::domain::id::KindId;
use crate::domain::ports::Typesetter;
use crate::domain::query::{Item, Scope, members};
use crate::domain::schema::{
    CriterionForm, Operand, SchemaFaultKind, SchemaReader, SchemeNames, Set, Test,
};

/// The name of a form, and the function that compiles its arguments.
pub struct FormSpec {
    pub name: &'static str,
    pub read: fn(&Node, &SchemeNames<'_>, &mut SchemaReader) -> Option<Box<dyn CompiledForm>>,
}

/// All forms, by name.
pub const FORMS: [FormSpec; 12] = [
    all::FORM,
    any::FORM,
    cadence::FORM,
    count::FORM,
    covers::FORM,
    current::FORM,
    distinct::FORM,
    each::FORM,
    growth::FORM,
    sequence::FORM,
    total::FORM,
    unique::FORM,
];

/// A form with its arguments, ready to evaluate.
pub trait CompiledForm: Send + Sync {
    fn evaluate(&self, scope: Scope<'_>, typesetter: &dyn Typesetter) -> CriterionOutcome;

    /// Returns the paths of records that the form compares with, beyond those that count towards
    /// it.
    fn compared_records(&self, _scope: Scope<'_>) -> Vec<String> {
        Vec::new()
    }

    /// Returns the values that a new record of a kind should have in a field, if the form can
    /// tell: the ids of everything that the record has to cover.
    fn field_values(&self, _kind: &KindId, _field: &str, _scope: Scope<'_>) -> Vec<String> {
        Vec::new()
    }
}

/// Result of evaluating one criterion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CriterionOutcome {
    pub state: CriterionState,
    /// The amount that was found, in `unit`; zero if the form does not count.
    pub found: Decimal,
    pub needed: Decimal,
    /// The unit of `found` and `needed`, such as `hours` or `GBP`; `None` for records.
    pub unit: Option<String>,
    /// Paths of the records that count towards it, in order.
    pub evidence: Vec<String>,
    /// The places and reasons of what falls short.
    pub shortfalls: Vec<Shortfall>,
    /// The next thing for a person to do.
    pub lack: Option<Lack>,
    /// The name of the owner's date that is missing, if the criterion cannot be evaluated without
    /// it.
    pub undated: Option<String>,
    /// True if there is more than is allowed, so that further records cannot help.
    pub surplus: bool,
    /// The days on which something falls due, met or not.
    pub deadlines: Vec<Deadline>,
}

/// A day by which something has to be there, or until which it is valid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deadline {
    /// The last day on which it is in time.
    pub on: NaiveDate,
    /// The title of the item that is due; `None` for the whole criterion.
    pub what: Option<String>,
    /// True if it exists and expires on this day, false if it has to be there by this day.
    pub expires: bool,
    pub lack: Option<Lack>,
}

/// State of a criterion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CriterionState {
    Met,
    Open,
    Overdue,
    /// It does not apply, or there is nothing that it applies to.
    Idle,
}

impl CriterionState {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::Open => "open",
            Self::Overdue => "overdue",
            Self::Idle => "idle",
        }
    }
}

/// A record that falls short, and the reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shortfall {
    /// Its path and the span of the words; `None` if there is no record to point at.
    pub at: Option<(String, Span)>,
    pub message: String,
}

/// The next thing that a criterion lacks, without the name of any programme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lack {
    /// New records of a kind, with these fields.
    Write {
        kind: KindId,
        fields: Vec<(String, String)>,
        count: usize,
        /// True if the set has records already.
        has_some: bool,
    },
    /// New records of a kind that add up to an amount, such as `2.5 hours`.
    Add {
        kind: KindId,
        fields: Vec<(String, String)>,
        amount: String,
    },
    /// A correction of a record.
    Correct { path: String, message: String },
    /// Something that a person can do, or a record that explains why it was left out.
    Either { message: String, by: Box<Lack> },
    /// Something that no command does.
    Other(String),
}

impl CriterionOutcome {
    pub fn idle() -> Self {
        Self {
            state: CriterionState::Idle,
            found: Decimal::ZERO,
            needed: Decimal::ZERO,
            unit: None,
            evidence: Vec::new(),
            shortfalls: Vec::new(),
            lack: None,
            undated: None,
            surplus: false,
            deadlines: Vec::new(),
        }
    }

    pub fn open(found: usize, needed: usize) -> Self {
        Self {
            state: CriterionState::Open,
            found: found.into(),
            needed: needed.into(),
            ..Self::idle()
        }
    }

    pub fn is_unmet(&self) -> bool {
        matches!(self.state, CriterionState::Open | CriterionState::Overdue)
    }

    /// Returns the first day on which something falls due. For an open criterion, days on which
    /// other things expire do not count.
    pub fn due(&self) -> Option<NaiveDate> {
        let open = self.state == CriterionState::Open;
        self.deadlines
            .iter()
            .filter(|deadline| !(open && deadline.expires))
            .map(|deadline| deadline.on)
            .min()
    }

    /// Formats the count: `3 of 5`, `17.5 of 20 hours`, `4, 3 required`; `None` if nothing is
    /// counted.
    pub fn tally(&self) -> Option<String> {
        let (found, needed) = (self.found.normalize(), self.needed.normalize());
        let unit = self.unit.as_deref().map(|unit| format!(" {unit}"));
        let unit = unit.unwrap_or_default();
        let said = match (found > needed, self.is_unmet()) {
            (false, _) => format!("{found} of {needed}{unit}"),
            (true, false) => format!("{found}{unit}, {needed} required"),
            (true, true) => format!("{found}{unit}, at most {needed} allowed"),
        };
        (!needed.is_zero()).then_some(said)
    }

    /// Returns the outcome of a form that tests every member; idle if there are no members.
    pub fn from_members(members: usize, evidence: Vec<String>, shortfalls: Vec<Shortfall>) -> Self {
        if members == 0 {
            return Self::idle();
        }
        let failing = distinct_places(&shortfalls);
        let state = if shortfalls.is_empty() {
            CriterionState::Met
        } else {
            CriterionState::Overdue
        };
        let lack = shortfalls.first().map(Shortfall::lack);
        Self {
            state,
            found: members.saturating_sub(failing).into(),
            needed: members.into(),
            evidence,
            shortfalls,
            lack,
            ..Self::idle()
        }
    }
}

impl Shortfall {
    /// Returns the shortfall with the title of the row in front, if it is about a row.
    fn with_row_title(self, row: Option<&str>) -> Self {
        match row {
            Some(row) => Self {
                message: format!("{row}: {}", self.message),
                ..self
            },
            None => self,
        }
    }

    fn lack(&self) -> Lack {
        match &self.at {
            Some((path, _)) => Lack::Correct {
                path: path.clone(),
                message: self.message.clone(),
            },
            None => Lack::Other(self.message.clone()),
        }
    }
}

fn distinct_places(shortfalls: &[Shortfall]) -> usize {
    let mut paths: Vec<_> = shortfalls
        .iter()
        .map(|short| short.at.as_ref().map(|(path, _)| path))
        .collect();
    paths.sort();
    paths.dedup();
    paths.len()
}

#[cfg(test)]
thread_local! {
    static FORMS_READ: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

/// Returns the number of forms that this thread has compiled.
#[cfg(test)]
pub fn forms_read() -> usize {
    FORMS_READ.get()
}

/// Compiles one form with its arguments. Faults go to `reader`.
pub fn read_form(
    form: &CriterionForm,
    names: &SchemeNames<'_>,
    reader: &mut SchemaReader,
) -> Option<Box<dyn CompiledForm>> {
    #[cfg(test)]
    FORMS_READ.set(FORMS_READ.get() + 1);
    let Some(kind) = FORMS.iter().find(|kind| kind.name == form.name) else {
        let known = FORMS.iter().map(|kind| kind.name.to_owned()).collect();
        reader.fault(
            form.name_span,
            SchemaFaultKind::UnknownForm {
                name: form.name.clone(),
                known,
            },
        );
        return None;
    };
    (kind.read)(&form.args, names, reader)
}

/// Compiles the forms inside `all` and `any`: a list of maps with one key each.
fn read_inner(
    args: &Node,
    names: &SchemeNames<'_>,
    reader: &mut SchemaReader,
) -> Option<Vec<Box<dyn CompiledForm>>> {
    let mut forms = Vec::new();
    for item in reader.list(args)? {
        let entries = reader.map(item)?;
        let [entry] = entries else {
            reader.fault(
                item.span,
                SchemaFaultKind::Forms {
                    found: entries.len(),
                },
            );
            return None;
        };
        let form = CriterionForm {
            name: entry.key.clone(),
            name_span: entry.key_span,
            args: entry.value.clone(),
        };
        forms.push(read_form(&form, names, reader)?);
    }
    Some(forms)
}

/// Returns the paths of the records among members, in order, each once.
fn record_paths(members: &[Item<'_>]) -> Vec<String> {
    let mut paths: Vec<String> = Vec::with_capacity(members.len());
    for record in members.iter().filter_map(Item::record) {
        if !record.is_row() && paths.last() != Some(&record.path) {
            paths.push(record.path.clone());
        }
    }
    paths
}

/// Returns the lack of `count` more records in a set, with the fields that the set's filters ask
/// for.
fn write_lack(set: &Set, found: usize, count: usize, scope: Scope<'_>) -> Option<Lack> {
    let (kind, fields) = record_to_write(set, scope)?;
    if let Some(record) = set
        .rows_of()
        .and_then(|kind| scope.portfolio.of_kind(kind).last())
    {
        let message = "add or correct its rows".to_owned();
        let path = record.path.clone();
        return Some(Lack::Correct { path, message });
    }
    let has_some = found > 0;
    Some(Lack::Write {
        kind,
        fields,
        count,
        has_some,
    })
}

/// Returns the kind and the fields of a record that would belong to a set.
fn record_to_write(set: &Set, scope: Scope<'_>) -> Option<(KindId, Vec<(String, String)>)> {
    let kind = set.written_kind()?.clone();
    let asked = set.written_with().into_iter().filter_map(|(path, test)| {
        let Test::Is(wanted) = test else {
            return None;
        };
        let value = match wanted.as_slice() {
            [Operand::Literal(text)] => text.clone(),
            [Operand::Award] => scope.award()?.name().into_owned(),
            [Operand::Owner] => scope.portfolio.config.owner.as_ref()?.value.clone(),
            _ => return None,
        };
        Some((path.field()?.to_owned(), value))
    });
    Some((kind, asked.collect()))
}

/// Returns the lack of a period that is over: a record that was never written down.
pub fn left_out_lack() -> Lack {
    let message = "if something from that time is not recorded, add it with its own date";
    Lack::Other(message.to_owned())
}

/// Returns the days that the members of a set cover.
fn days_covered(set: &Set, scope: Scope<'_>) -> DaySet {
    let members = members(set, scope.any_time());
    let days = |item: &Item<'_>| item.record()?.days(scope.today);
    members.iter().filter_map(days).collect()
}
