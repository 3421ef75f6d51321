//! The details of the owner that a scheme asks for when a portfolio begins: what to ask, and
//! the entry that the answers make. Knows no prompts.

use chrono::NaiveDate;
use thiserror::Error;

use crate::app::error::{Explain, Explanation, Hint};
use crate::app::records::form::{FormField, blank_field};
use crate::base::calendar::human::DateContext;
use crate::base::document::write::{Yaml, block};
use crate::base::text::words;
use crate::domain::id::KindId;
use crate::domain::portfolio::answer::{UnclearAnswer, read_answer};
use crate::domain::portfolio::load::with_scheme;
use crate::domain::schema::registration::{BODY, PART, REGISTRATIONS};
use crate::domain::schema::scheme::OwnerDetail;
use crate::domain::schema::{Field, FieldType, Kinds, Scheme, SchemeFiles};

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
    let read = with_scheme(scheme.clone());
    let kinds = read.kinds();
    let schemes = read.schemes().iter();
    let questions = schemes.flat_map(|scheme| {
        let details = scheme.owner.iter();
        details.filter_map(|detail| question(detail, scheme, kinds))
    });
    questions.collect()
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
