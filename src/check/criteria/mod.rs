//! The forms a criterion may have, one to a file. A new form is a file here and
//! a line in [`FORMS`].

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

/// A form by name, and how its arguments are read.
pub struct FormSpec {
    pub name: &'static str,
    pub read: fn(&Node, &SchemeNames<'_>, &mut SchemaReader) -> Option<Box<dyn CompiledForm>>,
}

/// Every form there is.
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

/// A form with its arguments, ready to judge.
pub trait CompiledForm: Send + Sync {
    fn evaluate(&self, scope: Scope<'_>, typesetter: &dyn Typesetter) -> CriterionOutcome;

    /// Paths of records that it compares with, beyond those that speak for it.
    fn compared_records(&self, _scope: Scope<'_>) -> Vec<String> {
        Vec::new()
    }

    /// What a new record of a kind should say in a field, where the form knows:
    /// the ids of everything it will have to cover.
    fn field_values(&self, _kind: &KindId, _field: &str, _scope: Scope<'_>) -> Vec<String> {
        Vec::new()
    }
}

/// What came of a criterion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CriterionOutcome {
    pub state: CriterionState,
    /// How much of what is needed there is, where the form counts.
    pub found: Decimal,
    pub needed: Decimal,
    /// What is counted where it is not records: `hours`, `GBP`.
    pub unit: Option<String>,
    /// Paths of the records that speak for it.
    pub evidence: Vec<String>,
    /// Where and why it falls short.
    pub shortfalls: Vec<Shortfall>,
    /// What a person would do next.
    pub lack: Option<Lack>,
    /// The date of the owner's that is missing, where nothing can be judged without it.
    pub undated: Option<String>,
    /// Whether there is more than was asked for, which no further record mends.
    pub surplus: bool,
    /// What falls due when, met or not, the first of them first.
    pub deadlines: Vec<Deadline>,
}

/// A day by which something has to be there, or until which it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deadline {
    /// The last day on which it is in time.
    pub on: NaiveDate,
    /// What it is about, where that is less than the whole criterion.
    pub what: Option<String>,
    /// Whether it is there and runs out, rather than has to come.
    pub expires: bool,
    pub lack: Option<Lack>,
}

/// Whether a criterion holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CriterionState {
    Met,
    Open,
    Overdue,
    /// Does not apply, or has nothing to apply to.
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

/// A record that falls short, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shortfall {
    /// Its file and the words concerned; none where nothing is there to point at.
    pub at: Option<(String, Span)>,
    pub message: String,
}

/// What would bring a criterion nearer, without naming any programme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lack {
    /// Write a record of a kind, saying these things.
    Write {
        kind: KindId,
        fields: Vec<(String, String)>,
        count: usize,
        /// Whether there are some already.
        has_some: bool,
    },
    /// Write records of a kind that come to so much, such as `2.5 hours`.
    Add {
        kind: KindId,
        fields: Vec<(String, String)>,
        amount: String,
    },
    /// Mend a record that exists.
    Correct { path: String, message: String },
    /// What a person can see to, or what explains that it was left out.
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

    /// The first day on which something falls due. What is open is not put off
    /// by other things that are still in date.
    pub fn due(&self) -> Option<NaiveDate> {
        let open = self.state == CriterionState::Open;
        self.deadlines
            .iter()
            .filter(|deadline| !(open && deadline.expires))
            .map(|deadline| deadline.on)
            .min()
    }

    /// `3 of 5`, `17.5 of 20 hours`, `4, 3 asked`; nothing where nothing is counted.
    pub fn tally(&self) -> Option<String> {
        let (found, needed) = (self.found.normalize(), self.needed.normalize());
        let unit = self.unit.as_deref().map(|unit| format!(" {unit}"));
        let unit = unit.unwrap_or_default();
        let said = match (found > needed, self.is_unmet()) {
            (false, _) => format!("{found} of {needed}{unit}"),
            (true, false) => format!("{found}{unit}, {needed} asked"),
            (true, true) => format!("{found}{unit}, no more than {needed}"),
        };
        (!needed.is_zero()).then_some(said)
    }

    /// A form about members, of which some fall short: idle when there are none.
    pub fn of_members(members: usize, evidence: Vec<String>, shortfalls: Vec<Shortfall>) -> Self {
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
    /// The same of one row among others, which it names.
    fn of_row(self, row: Option<&str>) -> Self {
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

/// Returns how many forms this thread has read.
#[cfg(test)]
pub fn forms_read() -> usize {
    FORMS_READ.get()
}

/// Reads one form with its arguments.
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

/// Reads the forms inside a combinator: a list of one-key maps.
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

/// The paths of the records among members, in order, each once.
fn paths(members: &[Item<'_>]) -> Vec<String> {
    let mut paths: Vec<String> = Vec::with_capacity(members.len());
    for record in members.iter().filter_map(Item::record) {
        if !record.is_row() && paths.last() != Some(&record.path) {
            paths.push(record.path.clone());
        }
    }
    paths
}

/// A record to write so that a set grows: its kind, and what the set's filters ask of it.
fn write_lack(set: &Set, found: usize, count: usize, scope: Scope<'_>) -> Option<Lack> {
    let (kind, fields) = record_to_write(set, scope)?;
    if let Some(record) = set
        .rows_of()
        .and_then(|kind| scope.portfolio.of_kind(kind).last())
    {
        let message = "see to its rows".to_owned();
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

/// The kind of a record that would belong to a set, and what it would have to say.
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

/// What a time that is over lacks can only have been left out.
pub fn left_out_lack() -> Lack {
    let message = "if something from that time was left out, record it with its own date";
    Lack::Other(message.to_owned())
}

/// The days that the members of a set go on for.
fn days_covered(set: &Set, scope: Scope<'_>) -> DaySet {
    let members = members(set, scope.any_time());
    let days = |item: &Item<'_>| item.record()?.days(scope.today);
    members.iter().filter_map(days).collect()
}
