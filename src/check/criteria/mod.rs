//! The forms of criteria, one to a file: add a file and a line in [`FORMS`]. Forms see only
//! members of their scope, and know nothing of rules, findings or printing.

mod all;
mod amount;
mod amount_note;
mod amount_sum;
mod any;
mod cadence;
mod count;
mod covers;
mod current;
mod distinct;
mod each;
mod growth;
mod member_due;
mod mismatch;
mod outcome;
mod sequence;
mod total;
mod unconfirmed;
mod unique;
mod windows;

use self::unconfirmed::Unconfirmed;
use crate::base::calendar::{DaySet, Period};
use crate::base::document::Node;
use crate::domain::id::KindId;
use crate::domain::ports::Typesetter;
use crate::domain::query::{Item, Scope, members};
use crate::domain::schema::{
    CriterionForm, Operand, SchemaFaultKind, SchemaReader, SchemeNames, Set, SetSource, Shape, Test,
};

pub use amount::{Counted, HOURS, format_amount, noun_of_items};
pub use amount_note::{AmountNote, AmountReason, GrantStanding, GrantedRelief};
pub use amount_sum::{AmountSum, PartInside, SumEntry, SumWeight};
pub use outcome::{
    CatalogueCoverage, CoveredItem, CriterionOutcome, CriterionState, Deadline, JudgedWindow, Lack,
    MissingDetail, MissingItem, Progress, Shortfall, Unmet, WindowState,
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

/// The unit of the figure that a form asks for, such as hours; none for records.
pub struct TargetUnit(pub Option<String>);

/// A form with its arguments, ready to evaluate.
pub trait CompiledForm: Send + Sync {
    fn evaluate(&self, scope: Scope<'_>, typesetter: &dyn Typesetter) -> CriterionOutcome;

    /// Returns the paths of records that the form compares with, beyond those that count towards
    /// it.
    fn compared_records(&self, _scope: Scope<'_>) -> Vec<String> {
        Vec::new()
    }

    /// Returns the window that a day of the scope belongs to, if the form asks the same in every
    /// window of a period.
    fn window_on(&self, _scope: Scope<'_>) -> Option<Period> {
        None
    }

    /// Returns true if the form can judge a part of its period: the windows, gaps or records that
    /// end in it.
    fn judges_parts(&self) -> bool {
        false
    }

    /// Returns the unit of the one figure that is asked at least, if there is one. Such a form asks
    /// less where [`adjustments::lowered`] says so.
    ///
    /// [`adjustments::lowered`]: crate::domain::query::adjustments::lowered
    fn target_unit(&self) -> Option<TargetUnit> {
        None
    }

    /// Returns the values that a new record of a kind should have in a field, if the form can
    /// tell: the ids of everything that the record has to cover.
    fn field_values(&self, _kind: &KindId, _field: &str, _scope: Scope<'_>) -> Vec<String> {
        Vec::new()
    }
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
        reader.report(
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
    for item in reader.read_list(args)? {
        let entries = reader.read_map(item)?;
        let [entry] = entries else {
            reader.report(
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

/// Returns the sort of the members of a set, if they are records of one kind or items of one
/// catalogue.
fn counted(set: &Set) -> Option<Counted> {
    match &set.source {
        _ if set.follow.is_some() => match &set.shape {
            Shape::Kind(kind) => Some(Counted::Records(kind.clone())),
            Shape::Rows { .. } => Some(Counted::Rows),
            Shape::Catalogue(catalogue) => Some(Counted::Items(catalogue.clone())),
            Shape::Unknown => None,
        },
        SetSource::Kind(kind) | SetSource::ConfirmedRecord(kind) => {
            Some(Counted::Records(kind.clone()))
        }
        SetSource::Catalogue(catalogue) => Some(Counted::Items(catalogue.clone())),
        SetSource::Set(of) => counted(of),
        SetSource::Rows { .. } => Some(Counted::Rows),
        SetSource::Owner => None,
    }
}

/// Returns the lack of `count` more records in a set, with the fields that the set's filters ask
/// for.
fn write_lack(set: &Set, found: usize, count: usize, scope: Scope<'_>) -> Option<Lack> {
    let confirmed = Unconfirmed::lack_in(set, None, scope);
    if confirmed.is_some() {
        return confirmed;
    }
    let (kind, fields) = record_to_write(set, scope)?;
    if let Some(record) = set
        .row_kind()
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
    let asked = set
        .required_values()
        .into_iter()
        .filter_map(|(path, test)| {
            let Test::Is(wanted) = test else {
                return None;
            };
            let value = match wanted.as_slice() {
                [Operand::Literal(text)] => text.clone(),
                [Operand::Award] => scope.award()?.name().into_owned(),
                [Operand::Owner] => scope.portfolio.config.owner.as_ref()?.value.to_string(),
                _ => return None,
            };
            Some((path.field()?.to_owned(), value))
        });
    Some((kind, asked.collect()))
}

/// Returns true if the scope has a period that is not over.
fn is_running(scope: Scope<'_>) -> bool {
    scope
        .period()
        .is_some_and(|period| scope.today <= period.to)
}

/// Returns the lack of a period that is over: a record that was never written down.
pub fn left_out_lack() -> Lack {
    let message = "if something from that time is not recorded, add it with its own date";
    Lack::Other(message.to_owned())
}

/// Returns the days that the members of a set cover.
fn days_covered(set: &Set, scope: Scope<'_>) -> DaySet {
    let members = members(set, scope.without_dates());
    let days = |item: &Item<'_>| item.record()?.days(scope.today);
    members.iter().filter_map(days).collect()
}
