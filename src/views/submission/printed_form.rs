//! A form on paper that goes with a request: what is known of the person who is asked is filled
//! in, and the rest is left to them.

use serde::Serialize;

use crate::domain::letters;
use crate::domain::phrases::{self, FormPhrase, Spoken};
use crate::domain::portfolio::{Person, Portfolio, Record, Value};
use crate::domain::query::{Scope, members};
use crate::domain::record_view::value_text;
use crate::domain::schema::{FieldType, PaperForm, PaperFormLine, Scheme};

/// A form as it is printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PrintedForm {
    /// BCP 47 tag of the page.
    pub language: String,
    pub owner: String,
    /// The award and the scheme that it is for.
    pub about: Spoken,
    pub title: Spoken,
    pub help: Option<Spoken>,
    pub lead: String,
    pub lines: Vec<PrintedFormLine>,
    pub declares: Option<Spoken>,
    pub signature: String,
    pub date: String,
    pub cpd_version: String,
}

/// A line of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PrintedFormLine {
    pub label: Spoken,
    /// Empty if it is left to whoever is asked.
    pub value: String,
}

/// The subject of a form.
pub struct FormInput<'a> {
    pub form: &'a PaperForm,
    pub scheme: &'a Scheme,
    /// The title of the award.
    pub award: &'a str,
    pub people: &'a [Person<'a>],
    pub portfolio: &'a Portfolio,
    /// The records of the award that were made by today.
    pub scope: Scope<'a>,
    pub language: &'a str,
}

/// Returns a form with what is known filled in, in the words in use.
pub fn print_form(input: &FormInput<'_>) -> PrintedForm {
    let owner = input.portfolio.owner().map_or("", |owner| owner.name());
    let record = input.record();
    let lines = input.form.lines.iter().map(|line| PrintedFormLine {
        label: input.in_scheme_language(&line.says),
        value: input.value(line, record).unwrap_or_default(),
    });
    PrintedForm {
        language: phrases::tag_of_page(input.language),
        owner: owner.to_owned(),
        about: input.in_scheme_language(&format!("{}, {}", input.award, input.scheme.title)),
        title: input.in_scheme_language(&input.form.title),
        help: input
            .form
            .help
            .as_ref()
            .map(|words| input.in_scheme_language(words)),
        lead: FormPhrase::Lead { owner }.say(),
        lines: lines.collect(),
        declares: input
            .filled(&input.form.declares)
            .map(|words| input.in_scheme_language(&words)),
        signature: FormPhrase::Signature {}.say(),
        date: FormPhrase::Date {}.say(),
        cpd_version: env!("CARGO_PKG_VERSION").to_owned(),
    }
}

impl<'a> FormInput<'a> {
    fn in_scheme_language(&self, words: &str) -> Spoken {
        Spoken::new(words, &self.scheme.language)
    }

    fn filled(&self, words: &Option<String>) -> Option<String> {
        let owner = self.portfolio.owner().map_or("", |owner| owner.name());
        let values = [
            ("award", self.award.to_owned()),
            ("scheme", self.scheme.title.clone()),
            ("owner", owner.to_owned()),
        ];
        letters::fill(words.as_slice(), &values).pop()
    }

    /// Returns the record that the form is filled in from: the latest about somebody who is asked.
    /// The details of one person are not sent to another.
    fn record(&self) -> Option<&'a Record> {
        let set = self.form.from.as_ref()?;
        let mut records = members(set, self.scope).into_iter();
        let records = records.by_ref().filter_map(|item| item.record());
        records.filter(|record| self.is_about_asked(record)).last()
    }

    fn is_about_asked(&self, record: &Record) -> bool {
        let fields = record.kind.fields.iter();
        let mut people = fields.filter(|field| field.ty == FieldType::Person);
        people.any(|field| match record.get(&field.name) {
            Some(Value::Person(id)) => self.people.iter().any(|one| one.id() == id),
            _ => false,
        })
    }

    fn value(&self, line: &PaperFormLine, record: Option<&Record>) -> Option<String> {
        if line.is.is_some() {
            return self.filled(&line.is);
        }
        let value = record?.get(line.field.as_ref()?)?;
        Some(value_text(value, self.portfolio, phrases::format_date))
    }
}
