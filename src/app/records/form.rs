//! The form of a new record: its fields with help, choices and defaults, as plain data. A
//! terminal asks them one by one, a browser draws them, an import maps columns to them.

use std::cell::OnceCell;

use super::draft::{Defaults, award_field};
use crate::base::text::words;
use crate::check::signoff_findings::short_name;
use crate::check::{AwardState, CheckInput, verdicts};
use crate::domain::id::KindId;
use crate::domain::portfolio::Portfolio;
use crate::domain::schema::{Field, FieldType, Kind, ReferenceTarget};

/// Fields of a new record of one kind, in the order in which they are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordForm {
    /// The kind's name.
    pub kind: KindId,
    pub title: String,
    pub help: String,
    /// The name of the field that titles the record.
    pub titled_by: Option<String>,
    /// The name of the field that dates the record.
    pub dated_by: Option<String>,
    /// The name of the field that says which award the record is for.
    pub award: Option<String>,
    pub fields: Vec<FormField>,
}

/// One field of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormField {
    pub name: String,
    /// The name as a heading or question, such as `Line manager`.
    pub label: String,
    pub help: Option<String>,
    /// The value that the field takes, in plain words.
    pub expects: String,
    pub required: bool,
    /// Asked for, since it is required or usual.
    pub asked: bool,
    pub input: FieldInput,
    /// The value that stands there before anybody chooses another.
    pub default: Option<String>,
}

/// The sort of value that a field takes, with the values that there are to choose from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldInput {
    Text,
    Date,
    /// A moment in UTC.
    Instant,
    Number,
    Money,
    Duration,
    Boolean,
    /// The path of a file of the portfolio.
    File,
    /// The address of a page.
    Link,
    /// One of the words of a vocabulary.
    Term(Vec<Choice>),
    /// An award that is not closed.
    Award(Vec<Choice>),
    Person(Vec<Choice>),
    /// A record of a kind, the latest first, or one that is written along with this one.
    Record {
        kind: KindId,
        noun: String,
        known: Vec<Choice>,
    },
    /// An item of a catalogue; anything if no scheme lists the items.
    CatalogueItem(Vec<Choice>),
    List(Box<FieldInput>),
    /// Named values.
    Map,
    /// A value that changes with time.
    Dated(Box<FieldInput>),
}

/// One of the values of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The value as it is written.
    pub value: String,
    /// The value as a person reads it.
    pub label: String,
}

/// Returns the form of a kind in a portfolio. Judges the awards only if the kind asks for one.
pub fn form_for_portfolio(input: CheckInput<'_>, kind: &Kind) -> RecordForm {
    let _span = tracing::info_span!("records.form").entered();
    let values = Values {
        input,
        awards: OnceCell::new(),
    };
    let draft = Defaults::new(input, false).draft_with_date(kind, Vec::new());
    let mut form = of_kind(kind, Some(&values));
    for field in &mut form.fields {
        if let Some(value) = draft.get(&field.name) {
            field.default = Some(value.to_owned());
        }
    }
    form
}

/// Returns the form of a kind apart from any portfolio: only vocabularies have choices, and
/// defaults are those of the kind itself.
pub fn blank_form(kind: &Kind) -> RecordForm {
    of_kind(kind, None)
}

/// Returns one field apart from any portfolio and from its kind.
pub fn blank_field(field: &Field) -> FormField {
    of_field(field, None)
}

impl RecordForm {
    pub fn field(&self, name: &str) -> Option<&FormField> {
        self.fields.iter().find(|field| field.name == name)
    }
}

impl FieldInput {
    /// Returns what stands in the line when a refused answer is asked for again. A date or an
    /// amount is shorter to type anew than to remove.
    pub fn text_to_change<'t>(&self, typed: &'t str) -> &'t str {
        match self {
            Self::Date | Self::Instant | Self::Number | Self::Money | Self::Duration => "",
            Self::Dated(of) => of.text_to_change(typed),
            _ => typed,
        }
    }

    /// Returns the input of one item of a list, or the input itself.
    pub fn item(&self) -> &Self {
        match self {
            Self::List(of) => of,
            other => other,
        }
    }
}

/// The values of a portfolio that fields can take.
struct Values<'a> {
    input: CheckInput<'a>,
    awards: OnceCell<Vec<Choice>>,
}

impl Values<'_> {
    fn awards(&self) -> &[Choice] {
        self.awards.get_or_init(|| open_awards(self.input))
    }

    fn people(&self) -> Vec<Choice> {
        let people = self.input.portfolio.people();
        let choices = people.map(|person| Choice::new(person.id(), person.name()));
        choices.collect()
    }

    fn records(&self, kind: &KindId) -> Vec<Choice> {
        let mut choices: Vec<Choice> = self
            .input
            .portfolio
            .of_kind(kind)
            .map(|record| match record.date {
                Some(date) => Choice::new(&record.id, format!("{} ({date})", record.title())),
                None => Choice::new(&record.id, record.title()),
            })
            .collect();
        choices.reverse();
        choices
    }

    fn items(&self, catalogue: &str) -> Vec<Choice> {
        let schemes = self.input.portfolio.schemes().iter();
        let catalogues = schemes.filter_map(|scheme| scheme.catalogues.get(catalogue));
        let items = catalogues.flat_map(|catalogue| &catalogue.items);
        items
            .map(|item| Choice::new(&item.id, format!("{} ({})", item.title, item.id)))
            .collect()
    }
}

/// Returns the awards that are still to be had.
fn open_awards(input: CheckInput<'_>) -> Vec<Choice> {
    let judged = verdicts(input);
    let awards = judged.verdicts.iter().flat_map(|scheme| &scheme.awards);
    let open = awards.filter(|award| award.state != AwardState::Closed);
    let names = open.map(|award| short_name(&award.id, input.portfolio));
    names.map(|name| Choice::new(&name, &*name)).collect()
}

impl Choice {
    fn new(value: &str, label: impl Into<String>) -> Self {
        Self {
            value: value.to_owned(),
            label: label.into(),
        }
    }
}

fn of_kind(kind: &Kind, values: Option<&Values<'_>>) -> RecordForm {
    RecordForm {
        kind: kind.name.clone(),
        title: kind.title.clone(),
        help: kind.help.clone(),
        titled_by: kind.title_field().map(|field| field.name.clone()),
        dated_by: kind.dated.clone(),
        award: award_field(kind).map(|field| field.name.clone()),
        fields: kind
            .fields
            .iter()
            .map(|field| of_field(field, values))
            .collect(),
    }
}

fn of_field(field: &Field, values: Option<&Values<'_>>) -> FormField {
    FormField {
        name: field.name.clone(),
        label: words::capitalise(&words::with_spaces(&field.name)),
        help: field.help.clone(),
        expects: field.ty.describe(),
        required: field.required,
        asked: field.required || field.ask,
        input: field_input(&field.ty, values),
        default: field.default.clone(),
    }
}

fn field_input(ty: &FieldType, values: Option<&Values<'_>>) -> FieldInput {
    match ty {
        FieldType::Text => FieldInput::Text,
        FieldType::Date => FieldInput::Date,
        FieldType::Instant => FieldInput::Instant,
        FieldType::Number | FieldType::Hours => FieldInput::Number,
        FieldType::Money => FieldInput::Money,
        FieldType::Duration => FieldInput::Duration,
        FieldType::Boolean => FieldInput::Boolean,
        FieldType::File => FieldInput::File,
        FieldType::Link => FieldInput::Link,
        FieldType::Choice(vocabulary) | FieldType::Scale(vocabulary) => {
            let terms = vocabulary.terms.iter();
            FieldInput::Term(terms.map(|term| Choice::new(term, &**term)).collect())
        }
        FieldType::Award => {
            FieldInput::Award(values.map_or_else(Vec::new, |values| values.awards().to_vec()))
        }
        FieldType::Person => FieldInput::Person(values.map_or_else(Vec::new, Values::people)),
        FieldType::Reference(ReferenceTarget::Kind(kind)) => FieldInput::Record {
            kind: kind.clone(),
            noun: kind_noun(kind, values.map(|values| values.input.portfolio)),
            known: values.map_or_else(Vec::new, |values| values.records(kind)),
        },
        FieldType::Reference(ReferenceTarget::Catalogue(catalogue)) => FieldInput::CatalogueItem(
            values.map_or_else(Vec::new, |values| values.items(catalogue)),
        ),
        FieldType::List(of) => FieldInput::List(Box::new(field_input(of, values))),
        FieldType::Map(_) => FieldInput::Map,
        FieldType::Dated(of) => FieldInput::Dated(Box::new(field_input(of, values))),
    }
}

fn kind_noun(kind: &KindId, portfolio: Option<&Portfolio>) -> String {
    let known = portfolio.and_then(|portfolio| portfolio.kinds().get(kind));
    known.map_or_else(|| words::with_spaces(kind), Kind::noun)
}

#[cfg(test)]
mod tests;
