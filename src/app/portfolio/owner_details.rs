//! The details of the owner that a scheme asks for when a portfolio begins: what to ask, and
//! the entry that the answers make. Knows no prompts.

use chrono::NaiveDate;
use thiserror::Error;

use crate::app::error::{Explain, Explanation, Hint};
use crate::app::records::form::{FormField, blank_field};
use crate::base::calendar::human::DateContext;
use crate::base::document::write::{Yaml, add_to_row, block};
use crate::base::document::write_map::set_in_node;
use crate::base::document::{Node, ParsedFile};
use crate::base::text::words;
use crate::domain::id::KindId;
use crate::domain::portfolio::answer::{UnclearAnswer, read_answer};
use crate::domain::portfolio::load::with_scheme;
use crate::domain::schema::registration::{BODY, PART, REGISTRATIONS};
use crate::domain::schema::scheme::OwnerDetail;
use crate::domain::schema::{Field, FieldType, Kinds, Scheme, SchemeFiles};

/// The key of the list of people.
const PEOPLE_KEY: &str = "people";

/// A detail of the owner that a scheme needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnerQuestion {
    /// The question, with help in the scheme's own words.
    pub field: FormField,
    pub ty: FieldType,
    place: AnswerPlace,
}

/// The place of an answer in the owner's entry.
#[derive(Debug, Clone, PartialEq, Eq)]
enum AnswerPlace {
    Entry,
    /// The parts of a body's register: a row for each.
    Registrations {
        body: String,
    },
    /// A field of each of those rows.
    OfRegistration {
        body: String,
    },
}

impl AnswerPlace {
    /// Returns the body whose registrations it is about.
    fn body(&self) -> Option<&str> {
        match self {
            Self::Entry => None,
            Self::Registrations { body } | Self::OfRegistration { body } => Some(body),
        }
    }
}

/// A detail of the owner with its values, in the form in which they are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnerAnswer {
    pub question: OwnerQuestion,
    pub values: Vec<String>,
}

impl OwnerAnswer {
    /// Returns the name of the field.
    pub fn name(&self) -> &str {
        &self.question.field.name
    }
}

/// Reasons why a detail that was given is not taken.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum OwnerDetailError {
    #[error("`{0}` is not a detail with its value")]
    NoValue(String),
    #[error("the scheme does not ask for `{written}`")]
    Unknown { written: String, known: Vec<String> },
    #[error("`{field}`: {typed} {}", .why.says)]
    Unclear {
        field: String,
        typed: String,
        why: UnclearAnswer,
    },
}

impl Explain for OwnerDetailError {
    fn explain(&self) -> Explanation {
        match self {
            Self::NoValue(_) => Explanation::failed().hint("as in renewal=2027-03-31"),
            Self::Unknown { written, known } if !known.is_empty() => {
                Explanation::failed().hint(Hint::similar(written, known, "choose from"))
            }
            Self::Unknown { .. } => Explanation::failed(),
            Self::Unclear { why, .. } if why.advice.is_empty() => Explanation::failed(),
            Self::Unclear { why, .. } => Explanation::failed().hint(why.advice.clone()),
        }
    }
}

/// Returns the details that a scheme asks for, in its order.
pub fn questions(scheme: &SchemeFiles) -> Vec<OwnerQuestion> {
    questions_about(scheme, |_, _| true)
}

/// Returns those of the details that a scheme asks for which are wanted, in its order.
pub fn questions_about(
    scheme: &SchemeFiles,
    is_wanted: impl Fn(&OwnerDetail, &Scheme) -> bool,
) -> Vec<OwnerQuestion> {
    let read = with_scheme(scheme.clone());
    let kinds = read.kinds();
    let mut found = Vec::new();
    for scheme in read.schemes() {
        let details = scheme.owner.iter();
        let wanted = details.filter(|detail| is_wanted(detail, scheme));
        found.extend(wanted.filter_map(|detail| question(detail, scheme, kinds)));
    }
    found
}

/// Returns a detail of a scheme as a question.
fn question(detail: &OwnerDetail, scheme: &Scheme, kinds: &Kinds) -> Option<OwnerQuestion> {
    let person = kinds.get(KindId::person())?;
    let registrations = || person.field(REGISTRATIONS);
    let (field, place) = match (detail.of_registration(), &scheme.registration) {
        (Some(_), None) => return None,
        (Some(name), Some(spec)) => {
            let FieldType::Map(fields) = registrations()?.ty.item() else {
                return None;
            };
            let field = fields.iter().find(|field| field.name == name)?;
            let body = spec.body.clone();
            (field.clone(), AnswerPlace::OfRegistration { body })
        }
        (None, Some(spec)) if detail.field == REGISTRATIONS => {
            let body = spec.body.clone();
            let parts = FieldType::List(Box::new(FieldType::Choice(spec.vocabulary())));
            let field = Field {
                ty: parts,
                ..registrations()?.clone()
            };
            (field, AnswerPlace::Registrations { body })
        }
        (None, _) => (person.field(&detail.field)?.clone(), AnswerPlace::Entry),
    };
    let blank = blank_field(&field);
    let label = match place {
        AnswerPlace::OfRegistration { .. } => {
            format!("Registration {}", words::with_spaces(&field.name))
        }
        AnswerPlace::Entry | AnswerPlace::Registrations { .. } => blank.label.clone(),
    };
    Some(OwnerQuestion {
        field: FormField {
            help: Some(detail.help.clone()),
            label,
            ..blank
        },
        ty: field.ty,
        place,
    })
}

impl OwnerQuestion {
    /// Reads one value as a person typed it.
    pub fn read(&self, typed: &str, today: NaiveDate) -> Result<String, UnclearAnswer> {
        let dates = DateContext {
            today: Some(today),
            not_before: None,
        };
        let value = read_answer(&self.ty, typed, dates)?;
        match outside_choices(&self.ty, &value) {
            Some(why) => Err(why),
            None => Ok(value),
        }
    }

    /// Returns the values in an answer: those of a list stand on one line.
    pub fn parts<'t>(&self, answer: &'t str) -> Vec<&'t str> {
        match &self.ty {
            FieldType::List(of) => words::split_list(answer, of.is_name()),
            _ => Vec::from_iter(Some(answer.trim()).filter(|answer| !answer.is_empty())),
        }
    }

    fn answer(&self, typed: &str, today: NaiveDate) -> Result<OwnerAnswer, OwnerDetailError> {
        let read = |part: &str| {
            self.read(part, today)
                .map_err(|why| OwnerDetailError::Unclear {
                    field: self.field.name.clone(),
                    typed: part.to_owned(),
                    why,
                })
        };
        let values = self.parts(typed).into_iter().map(read);
        Ok(OwnerAnswer {
            question: self.clone(),
            values: values.collect::<Result<_, _>>()?,
        })
    }
}

/// Returns the reason why a value is not taken that is none of the choices of its field.
fn outside_choices(ty: &FieldType, value: &str) -> Option<UnclearAnswer> {
    match ty {
        FieldType::List(of) | FieldType::Dated(of) => outside_choices(of, value),
        FieldType::Choice(known) | FieldType::Scale(known) if known.position(value).is_none() => {
            Some(UnclearAnswer {
                says: "is not one of the choices".to_owned(),
                advice: format!("choose from {}", words::join_choices(&known.terms)),
                readings: Vec::new(),
            })
        }
        _ => None,
    }
}

/// Reads details that are given as `FIELD=VALUE`. A detail can be given several times where
/// it takes several values.
pub fn read_given(
    given: &[String],
    questions: &[OwnerQuestion],
    today: NaiveDate,
) -> Result<Vec<OwnerAnswer>, OwnerDetailError> {
    let mut answers: Vec<OwnerAnswer> = Vec::new();
    for written in given {
        let (name, value) = written
            .split_once('=')
            .ok_or_else(|| OwnerDetailError::NoValue(written.clone()))?;
        let name = name.trim().replace('-', "_");
        let mut asked = questions.iter();
        let question = asked.find(|question| question.field.name == name);
        let question = question.ok_or_else(|| OwnerDetailError::Unknown {
            written: name.clone(),
            known: questions.iter().map(|one| one.field.name.clone()).collect(),
        })?;
        let answer = question.answer(value, today)?;
        let is_list = matches!(question.ty, FieldType::List(_));
        match answers.iter_mut().find(|one| one.question == *question) {
            Some(known) if is_list => known.values.extend(answer.values),
            Some(known) => *known = answer,
            None => answers.push(answer),
        }
    }
    Ok(answers)
}

/// Returns the lines that answers make in the owner's entry. A value that changes with time
/// holds from the first day on. What is said of a registration is said of each one.
pub fn lines(answers: &[OwnerAnswer]) -> String {
    let answered = answers.iter().filter(|answer| !answer.values.is_empty());
    let (of_entry, registered): (Vec<_>, Vec<_>) =
        answered.partition(|answer| answer.question.place == AnswerPlace::Entry);
    let mut entries: Vec<(String, Yaml)> = of_entry.into_iter().map(entry).collect();
    let rows = registration_rows(&registered);
    if !rows.is_empty() {
        entries.push((REGISTRATIONS.to_owned(), Yaml::List(rows)));
    }
    block(&entries)
}

/// Returns the list of people with answers in the entry of one of them, and everything else as it
/// was. Returns `None` if the entry is written in a way that cannot be added to.
pub fn add_to_entry(text: &str, id: &str, answers: &[OwnerAnswer]) -> Option<String> {
    let answered = answers.iter().filter(|answer| !answer.values.is_empty());
    let (of_entry, registered): (Vec<_>, Vec<_>) =
        answered.partition(|answer| answer.question.place == AnswerPlace::Entry);
    let mut text = text.to_owned();
    for answer in of_entry {
        let (field, value) = entry(answer);
        text = match value {
            Yaml::List(items) => items.iter().try_fold(text, |text, item| {
                add_to_row(&text, PEOPLE_KEY, id, &field, item)
            })?,
            _ => set_in_node(&text, &row(&text, id)?, &field, answer.values.first()?)?,
        };
    }
    text = add_registrations(&text, id, &registered)?;
    ParsedFile::read_yaml(&text)
        .faults
        .is_empty()
        .then_some(text)
}

/// Returns the list of people with rows for the parts of a register. Dates alone go to the rows of
/// the body that the entry has.
fn add_registrations(text: &str, id: &str, answered: &[&OwnerAnswer]) -> Option<String> {
    let is_parts =
        |answer: &&&OwnerAnswer| matches!(answer.question.place, AnswerPlace::Registrations { .. });
    let body = answered.iter().find_map(|one| one.question.place.body());
    let rows = |text: &str| row(text, id).map_or(0, |row| rows_of(&row).len());
    let is_of_body = |text: &str, at: usize| -> Option<bool> {
        let row = row(text, id)?;
        let written = rows_of(&row).get(at)?.get(BODY).and_then(Node::scalar);
        Some(written.is_none_or(|written| Some(written) == body))
    };
    let known: Vec<usize> = (0..rows(text))
        .filter(|at| is_of_body(text, *at) == Some(true))
        .collect();
    let mut text = text.to_owned();
    if known.is_empty() || answered.iter().any(|one| is_parts(&one)) {
        for item in registration_rows(answered) {
            text = add_to_row(&text, PEOPLE_KEY, id, REGISTRATIONS, &item)?;
        }
        return Some(text);
    }
    for at in known {
        for answer in answered {
            let row = row(&text, id)?;
            let of_body = rows_of(&row).get(at)?;
            let value = answer.values.first()?;
            text = set_in_node(&text, of_body, &answer.question.field.name, value)?;
        }
    }
    Some(text)
}

/// Returns the entry of a person.
fn row(text: &str, id: &str) -> Option<Node> {
    let file = ParsedFile::read_yaml(text);
    let mut rows = file.front.get(PEOPLE_KEY)?.items().iter();
    let is_meant = |row: &&Node| row.get("id").and_then(Node::scalar) == Some(id);
    rows.find(is_meant).cloned()
}

fn rows_of(entry: &Node) -> &[Node] {
    entry.get(REGISTRATIONS).map_or(&[], Node::items)
}

/// Returns an answer as a line: its name and its value.
fn entry(answer: &OwnerAnswer) -> (String, Yaml) {
    let question = &answer.question;
    let mut words = answer.values.iter().map(|value| match question.ty.item() {
        FieldType::Boolean => Yaml::boolean(value),
        _ => Yaml::word(value),
    });
    let value = match question.ty {
        FieldType::List(_) => Yaml::List(words.collect()),
        _ => words.next().unwrap_or(Yaml::List(Vec::new())),
    };
    (question.field.name.clone(), value)
}

/// Returns a row for each part of a body's register; one without a part if only its dates are known.
fn registration_rows(answered: &[&OwnerAnswer]) -> Vec<Yaml> {
    let mut places = answered.iter().map(|answer| &answer.question.place);
    let Some(body) = places.find_map(AnswerPlace::body) else {
        return Vec::new();
    };
    let is_parts =
        |answer: &&OwnerAnswer| matches!(answer.question.place, AnswerPlace::Registrations { .. });
    let (parts, dates): (Vec<&OwnerAnswer>, Vec<&OwnerAnswer>) =
        answered.iter().copied().partition(is_parts);
    let row = |part: Option<&String>| {
        let body = (BODY.to_owned(), Yaml::word(body));
        let part = part.map(|part| (PART.to_owned(), Yaml::word(part)));
        let named = [body].into_iter().chain(part);
        Yaml::Map(named.chain(dates.iter().copied().map(entry)).collect())
    };
    let parts = parts.iter().flat_map(|answer| &answer.values);
    let rows: Vec<Yaml> = parts.map(|part| row(Some(part))).collect();
    match rows.is_empty() {
        true => vec![row(None)],
        false => rows,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::portfolio::init::scheme;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 10, 2).unwrap()
    }

    fn given(id: &str, words: &[&str]) -> Result<String, OwnerDetailError> {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        let questions = questions(&scheme(id).unwrap());
        read_given(&words, &questions, today()).map(|answers| lines(&answers))
    }

    #[test]
    fn a_scheme_asks_for_the_details_that_it_names_in_its_own_words() {
        let asked = questions(&scheme("nmc-revalidation").unwrap());
        let names: Vec<&str> = asked.iter().map(|one| &*one.field.name).collect();
        assert_eq!(names, ["registrations", "from", "renewal"]);
        let help = asked[0].field.help.as_deref().unwrap();
        assert!(help.contains("nursing-associate"), "{help}");
        assert!(questions(&scheme("lancaster").unwrap()).is_empty());
    }

    #[test]
    fn details_are_read_as_people_type_them() {
        let text = given(
            "nmc-revalidation",
            &["renewal=31 March 2027", "registrations=nurse, midwife"],
        );
        let expected = "registrations:
  - { body: nmc, as: nurse, renewal: 2027-03-31 }
  - { body: nmc, as: midwife, renewal: 2027-03-31 }
";
        assert_eq!(text.unwrap(), expected);
        let dates_alone = given("nmc-revalidation", &["renewal=31 March 2027"]);
        let expected = "registrations:\n  - { body: nmc, renewal: 2027-03-31 }\n";
        assert_eq!(dates_alone.unwrap(), expected);
        let text = given(
            "nmc-revalidation",
            &["registrations=nurse", "registrations=midwife"],
        );
        let expected =
            "registrations:\n  - { body: nmc, as: nurse }\n  - { body: nmc, as: midwife }\n";
        assert_eq!(text.unwrap(), expected);
        let text = given("school-cpd", &["fraction=0.6", "joined=2026-09-01"]);
        assert_eq!(text.unwrap(), "fraction: 0.6\njoined: 2026-09-01\n");
        assert_eq!(given("school-cpd", &["joined="]).unwrap(), "");
    }

    #[test]
    fn answers_go_into_an_entry_and_all_else_stays() {
        let added = |id: &str, text: &str, words: &[&str]| {
            let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
            let questions = questions(&scheme(id).unwrap());
            let answers = read_given(&words, &questions, today()).unwrap();
            add_to_entry(text, "sam", &answers)
        };
        let blocks =
            "# ours\npeople:\n  - id: sam # me\n    name: Sam\n  - id: priya\n    name: Priya\n";
        let after = added(
            "alt-valley",
            blocks,
            &["employment=associate", "joined=2026-09-01"],
        );
        let expected = "# ours\npeople:\n  - id: sam # me\n    name: Sam\n    employment: associate\n    \
                        joined: 2026-09-01\n  - id: priya\n    name: Priya\n";
        assert_eq!(after.unwrap(), expected);
        let flow = "people: [{ id: sam, name: Sam }]\n";
        let after = added("alt-valley", flow, &["employment=employed"]);
        let expected = "people: [{ id: sam, name: Sam, employment: employed }]\n";
        assert_eq!(after.unwrap(), expected);
        let again = added("alt-valley", expected, &["employment=associate"]);
        assert_eq!(again.unwrap(), expected.replace("employed", "associate"));
        assert_eq!(
            added("alt-valley", "people: []\n", &["employment=employed"]),
            None
        );
    }

    #[test]
    fn dates_of_a_registration_go_to_those_of_the_body() {
        let added = |rows: &str, words: &[&str]| {
            let text = format!("people:\n  - id: sam\n    name: Sam\n{rows}");
            let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
            let questions = questions(&scheme("nmc-revalidation").unwrap());
            let answers = read_given(&words, &questions, today()).unwrap();
            let after = add_to_entry(&text, "sam", &answers).unwrap();
            after
                .lines()
                .skip(3)
                .map(str::trim)
                .collect::<Vec<_>>()
                .join(" ")
        };
        let parts = ["registrations=nurse, midwife", "renewal=2027-03-31"];
        assert_eq!(
            added("", &parts),
            "registrations: [{ body: nmc, as: nurse, renewal: 2027-03-31 }, \
             { body: nmc, as: midwife, renewal: 2027-03-31 }]"
        );
        let rows = "    registrations: [{ body: hcpc, as: paramedic }, { body: nmc, as: nurse }]\n";
        assert_eq!(
            added(rows, &["renewal=2027-03-31"]),
            "registrations: [{ body: hcpc, as: paramedic }, \
             { body: nmc, as: nurse, renewal: 2027-03-31 }]"
        );
    }

    #[test]
    fn details_that_are_not_clear_or_not_asked_for_are_refused() {
        let error = given("nmc-revalidation", &["renewal=3/4/2027"]).unwrap_err();
        let said = "`renewal`: 3/4/2027 could be 3 April 2027 or 4 March 2027";
        assert_eq!(error.to_string(), said);
        let error = given("alt-valley", &["employment=emploeyd"]).unwrap_err();
        let said = "`employment`: emploeyd is not one of the choices";
        assert_eq!(error.to_string(), said);
        let hint = Hint::from("choose from employed, associate");
        assert_eq!(error.explain().hint, Some(hint));
        let error = given("nmc-revalidation", &["registrations=vet"]).unwrap_err();
        let hint = Hint::from("choose from nurse, midwife, nursing-associate");
        assert_eq!(error.explain().hint, Some(hint));
        let error = given("nmc-revalidation", &["renewel=2027-03-31"]).unwrap_err();
        assert_eq!(
            error.explain().hint,
            Some(Hint::similar(
                "renewel",
                &["registrations", "from", "renewal"].map(str::to_owned),
                "choose from"
            ))
        );
        let error = given("rics", &["renewal"]).unwrap_err();
        assert!(matches!(error, OwnerDetailError::NoValue(_)), "{error}");
    }
}
