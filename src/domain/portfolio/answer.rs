//! Reads what people type for the value of a field, and gives it in the form of the field's
//! type. What has several meanings is not guessed. Knows no prompts and no options.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::value::{self, Value};
use crate::base::calendar::human::{
    DateContext, Doubt, Unclear, read_date, read_hours, read_length, read_number,
};
use crate::base::calendar::{self, format_long};
use crate::base::text::address::{AddressFault, WebAddress};
use crate::base::text::{fold, words};
use crate::domain::phrases::format_hours;
use crate::domain::schema::FieldType;
use crate::domain::schema::field::Vocabulary;

/// The reason why an answer is not taken. The words stand behind what was typed, as in
/// “3/2/2026” could be 3 February 2026 or 2 March 2026.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnclearAnswer {
    pub says: String,
    /// Says what to write; empty if that is clear.
    pub advice: String,
    /// The values that may have been meant.
    pub readings: Vec<AnswerReading>,
}

/// A value that may have been meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerReading {
    /// The value as it is written in a record.
    pub value: String,
    /// The value as a person reads it.
    pub label: String,
}

impl AnswerReading {
    /// Returns a value in the form of its type, with the words that a person reads for it.
    pub fn new(ty: &FieldType, value: &str) -> Self {
        let label = match ty {
            FieldType::Date => calendar::date(value).map(format_long),
            FieldType::Hours => Some(format_hours(value)),
            _ => None,
        };
        Self {
            value: value.to_owned(),
            label: label.unwrap_or_else(|| value.to_owned()),
        }
    }
}

impl UnclearAnswer {
    fn new(says: impl Into<String>, advice: impl Into<String>) -> Self {
        Self {
            says: says.into(),
            advice: advice.into(),
            readings: Vec::new(),
        }
    }

    /// Returns the reason why an answer that is empty is not taken.
    pub fn empty(ty: &FieldType) -> Self {
        Self::new("is empty", format!("write {}", ty.describe_briefly()))
    }

    /// Returns the reason why words are not taken for a date.
    pub fn of_date(unclear: Unclear<NaiveDate>) -> Self {
        let says = match unclear.doubt {
            Doubt::Ambiguous => String::new(),
            Doubt::Approximate => "is not an exact date".to_owned(),
            Doubt::NoSuchDay => no_such_day(&unclear.readings),
            Doubt::OtherWeekday(weekday) => {
                format!("does not fit: that day is a {}", day_name(weekday))
            }
            Doubt::NoDay => "does not say which day".to_owned(),
            Doubt::NoYear => "does not say which year".to_owned(),
            Doubt::Relative => "depends on the day on which it is read".to_owned(),
            Doubt::Unknown | Doubt::WorkingDays | Doubt::Negative => {
                "is not a date that cpd can read".to_owned()
            }
        };
        let advice = match unclear.doubt {
            Doubt::NoDay => "write the day too, as in 2026-02-20",
            _ => "write the year, month and day, as in 2026-02-20",
        };
        let readings = unclear.readings.iter();
        let readings = readings.map(|date| AnswerReading::new(&FieldType::Date, &date.to_string()));
        with_readings(says, advice, readings.collect())
    }

    /// Returns what is wrong and what to write, in one line.
    pub fn in_words(&self) -> String {
        words::join_clauses([&*self.says, &*self.advice])
    }
}

/// Returns an answer in the form of a type: `13/2/2026` as 2026-02-13, `45 mins` as 0.75,
/// `£42.50` as 42.50 GBP, `Workshop` as the term that has small letters. References, awards
/// and files are returned as they are, since only a portfolio knows them.
pub fn read_answer(
    ty: &FieldType,
    typed: &str,
    dates: DateContext,
) -> Result<String, UnclearAnswer> {
    let typed = typed.trim();
    let typed = if may_hold_quotes(ty) {
        typed
    } else {
        words::without_quotes(typed)
    };
    match ty {
        FieldType::Date => read_date(typed, dates)
            .map(|date| date.to_string())
            .map_err(UnclearAnswer::of_date),
        // What is valid as it is stays as it was typed.
        FieldType::Hours | FieldType::Number if is_plain(typed) => Ok(typed.to_owned()),
        FieldType::Hours => read_hours(typed)
            .map(|hours| hours.to_string())
            .map_err(|unclear| unclear_amount(unclear, ty)),
        FieldType::Number => read_number(typed)
            .map(|number| number.to_string())
            .map_err(|unclear| unclear_amount(unclear, ty)),
        FieldType::Duration => read_length(typed)
            .map(|length| length.to_string())
            .map_err(|unclear| unclear_amount(unclear, ty)),
        FieldType::Money => read_money(typed, ty),
        FieldType::Boolean => match typed.to_lowercase().as_str() {
            "true" | "yes" | "y" => Ok("true".to_owned()),
            "false" | "no" | "n" => Ok("false".to_owned()),
            _ => Err(UnclearAnswer::new(
                "is neither yes nor no",
                "write true or false",
            )),
        },
        FieldType::Instant => match calendar::instant(typed) {
            Some(_) => Ok(typed.to_owned()),
            None => Err(unknown(ty)),
        },
        FieldType::Link => match WebAddress::read(typed) {
            Ok(address) => Ok(address.to_string()),
            Err(fault) => {
                let (says, advice) = describe_address_fault(fault);
                Err(UnclearAnswer::new(says, advice))
            }
        },
        FieldType::Choice(vocabulary) | FieldType::Scale(vocabulary) => {
            Ok(term(vocabulary, typed).unwrap_or(typed).to_owned())
        }
        FieldType::List(of) | FieldType::Dated(of) => read_answer(of, typed, dates),
        FieldType::Text
        | FieldType::Reference(_)
        | FieldType::Person
        | FieldType::Award
        | FieldType::File
        | FieldType::Map(_) => Ok(typed.to_owned()),
    }
}

/// Returns what is wrong with an address, and what to do.
pub fn describe_address_fault(fault: AddressFault) -> (&'static str, &'static str) {
    match fault {
        AddressFault::TooLong => (
            "is longer than 2,000 characters",
            "use the short address that the page offers, or attach the page as a file",
        ),
        AddressFault::Hidden => (
            "has a blank or a character that cannot be seen",
            "copy the address from the browser again",
        ),
        AddressFault::Scheme => (
            "is not the address of a page",
            "write an address that begins with https://, or a DOI such as doi:10.1000/182",
        ),
        AddressFault::Account => (
            "holds a name or a password before the name of the site",
            "remove everything before the @, and the @",
        ),
        AddressFault::Unreadable => (
            "is not a whole address",
            "write the whole address, such as https://example.org/talk",
        ),
    }
}

/// Returns true for a type whose values are words of any form.
fn may_hold_quotes(ty: &FieldType) -> bool {
    match ty {
        FieldType::List(of) | FieldType::Dated(of) => may_hold_quotes(of),
        FieldType::Text | FieldType::File | FieldType::Map(_) => true,
        _ => false,
    }
}

/// Returns true for plain figures with a point at most, such as 3.50.
fn is_plain(typed: &str) -> bool {
    value::decimal(typed).is_some_and(|number| !number.is_sign_negative())
}

/// Returns the one term that differs from what was typed only in capitals, spaces and hyphens.
fn term<'v>(vocabulary: &'v Vocabulary, typed: &str) -> Option<&'v str> {
    let plain = |text: &str| fold(text).replace([' ', '_'], "-");
    let typed = plain(typed);
    let mut same = vocabulary.terms.iter().filter(|term| plain(term) == typed);
    match (same.next(), same.next()) {
        (Some(term), None) => Some(term),
        _ => None,
    }
}

fn unknown(ty: &FieldType) -> UnclearAnswer {
    UnclearAnswer::new(format!("is not {}", ty.describe_briefly()), "")
}

fn unclear_amount<T: ToString>(unclear: Unclear<T>, ty: &FieldType) -> UnclearAnswer {
    let says = match unclear.doubt {
        Doubt::Ambiguous => String::new(),
        Doubt::Approximate => "is not exact".to_owned(),
        Doubt::WorkingDays => "does not say how many hours".to_owned(),
        Doubt::Negative => "is less than 0".to_owned(),
        _ => unknown(ty).says,
    };
    let advice = match unclear.doubt {
        Doubt::WorkingDays => "write the hours, such as 3.5",
        _ => "",
    };
    let readings = unclear.readings.iter();
    let readings = readings.map(|value| AnswerReading::new(ty, &value.to_string()));
    with_readings(says, advice, readings.collect())
}

/// Returns an unclear answer that names its readings, if there are any.
fn with_readings(says: String, advice: &str, readings: Vec<AnswerReading>) -> UnclearAnswer {
    let labels: Vec<&str> = readings.iter().map(|reading| &*reading.label).collect();
    let values: Vec<&str> = readings.iter().map(|reading| &*reading.value).collect();
    let says = match says.is_empty() {
        true => format!("could be {}", words::join_alternatives(&labels)),
        false => says,
    };
    let advice = match values.is_empty() {
        true => advice.to_owned(),
        false => format!("write {}", words::join_alternatives(&values)),
    };
    UnclearAnswer {
        says,
        advice,
        readings,
    }
}

/// Returns what is wrong with a day that does not exist. `ends` has the last days of the months
/// that are named.
fn no_such_day(ends: &[NaiveDate]) -> String {
    let says = "is a day that does not exist";
    let ends: Vec<String> = ends
        .iter()
        .map(|end| end.format("%B %Y has %-d days").to_string())
        .collect();
    match &*ends {
        [] => says.to_owned(),
        ends => format!("{says}: {}", ends.join(", ")),
    }
}

fn day_name(weekday: chrono::Weekday) -> &'static str {
    match weekday {
        chrono::Weekday::Mon => "Monday",
        chrono::Weekday::Tue => "Tuesday",
        chrono::Weekday::Wed => "Wednesday",
        chrono::Weekday::Thu => "Thursday",
        chrono::Weekday::Fri => "Friday",
        chrono::Weekday::Sat => "Saturday",
        chrono::Weekday::Sun => "Sunday",
    }
}

/// Signs that stand for one currency. A dollar or a yen sign stands for several.
const CURRENCIES: [(&str, &str); 2] = [("£", "GBP"), ("€", "EUR")];

/// Reads `42.50 GBP`, `£42.50`, `42,50 €` and `gbp 42.50`.
fn read_money(typed: &str, ty: &FieldType) -> Result<String, UnclearAnswer> {
    if let Some(Value::Money { amount, currency }) = value::amount(typed) {
        return Ok(format!("{amount} {currency}"));
    }
    let mut plain = typed.to_uppercase();
    for (sign, code) in CURRENCIES {
        plain = plain.replace(sign, &format!(" {code} "));
    }
    let is_code = |word: &str| word.len() == 3 && word.bytes().all(|b| b.is_ascii_uppercase());
    let (codes, figures): (Vec<&str>, Vec<&str>) =
        plain.split_whitespace().partition(|word| is_code(word));
    let [figures] = &*figures else {
        return Err(unknown(ty));
    };
    let is_figures = figures.starts_with(|c: char| c.is_ascii_digit());
    if !is_figures {
        return Err(unknown(ty));
    }
    match (&*codes, read_number(figures).map(with_pence)) {
        ([code], Ok(amount)) => Ok(format!("{amount} {code}")),
        ([code], Err(unclear)) => {
            let amounts =
                unclear.map(|amount| format!("{} {code}", with_pence(amount.normalize())));
            Err(unclear_amount(amounts, ty))
        }
        ([], Ok(amount)) => Err(UnclearAnswer::new(
            "has no currency",
            format!("write it behind the amount, as in {amount} GBP"),
        )),
        _ => Err(unknown(ty)),
    }
}

/// Returns an amount with 2 decimals or none.
fn with_pence(mut amount: Decimal) -> Decimal {
    if amount.scale() == 1 {
        amount.rescale(2);
    }
    amount
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::document::read_yaml;
    use crate::base::document::write::scalar;
    use crate::base::text::{NameLists, Span};
    use crate::domain::portfolio::Fault;
    use crate::domain::portfolio::value::ValueContext;
    use crate::domain::schema::{AwardTable, Origin};
    use proptest::collection::vec;
    use proptest::prelude::*;

    fn read(ty: &FieldType, typed: &str) -> String {
        let today = NaiveDate::from_ymd_opt(2026, 10, 2);
        let dates = DateContext {
            today,
            not_before: None,
        };
        match read_answer(ty, typed, dates) {
            Ok(value) => value,
            Err(unclear) => format!("{typed} {}", unclear.in_words()),
        }
    }

    #[test]
    fn an_answer_takes_the_form_of_its_type() {
        use FieldType::*;
        for (ty, typed, expected) in [
            (Date, "13/2/2026", "2026-02-13"),
            (Date, "yesterday", "2026-10-01"),
            (Hours, "45 mins", "0.75"),
            (Hours, "3.50", "3.50"),
            (Number, "0,6", "0.6"),
            (Duration, "six weeks", "6 weeks"),
            (Money, "12.50 GBP", "12.50 GBP"),
            (Money, "£42.50", "42.50 GBP"),
            (Money, "42,50 €", "42.50 EUR"),
            (Money, "gbp 42", "42 GBP"),
            (Money, "£1,250.00", "1250 GBP"),
            (Boolean, "Yes", "true"),
            (Date, "“2026-02-13”", "2026-02-13"),
            (Hours, "‘3.5’", "3.5"),
            (Money, "\"42.50 GBP\"", "42.50 GBP"),
            (Text, "“Saying no”", "“Saying no”"),
            (Text, " as it is ", "as it is"),
            (List(Box::new(Date)), "2026-2-3", "2026-02-03"),
            (Dated(Box::new(Number)), "60%", "0.6"),
        ] {
            assert_eq!(read(&ty, typed), expected, "{typed}");
        }
    }

    #[test]
    fn an_answer_that_is_not_taken_says_why() {
        use FieldType::*;
        for (ty, expected) in [
            (
                Date,
                "3/2/2026 could be 3 February 2026 or 2 March 2026; write 2026-02-03 or 2026-03-02",
            ),
            (
                Date,
                "soon is not a date that cpd can read; write the year, month and day, as in 2026-02-20",
            ),
            (
                Date,
                "30 February is a day that does not exist: February 2026 has 28 days; write 2026-02-28",
            ),
            (
                Date,
                "31 April 2025 is a day that does not exist: April 2025 has 30 days; write 2025-04-30",
            ),
            (
                Date,
                "2026-13-01 is a day that does not exist; write the year, month and day, as in 2026-02-20",
            ),
            (
                Date,
                "Monday 17 February 2026 does not fit: that day is a Tuesday; write 2026-02-17",
            ),
            (
                Date,
                "May does not say which day; write the day too, as in 2026-02-20",
            ),
            (Hours, "about 4 is not exact; write 4"),
            (
                Hours,
                "1,500 could be 1500 hours or 1.5 hours; write 1500 or 1.5",
            ),
            (
                Hours,
                "half a day does not say how many hours; write the hours, such as 3.5",
            ),
            (Hours, "-3 is less than 0"),
            (Hours, "lots is not a number of hours such as 3.5"),
            (
                Money,
                "42.50 has no currency; write it behind the amount, as in 42.50 GBP",
            ),
            (Money, "$20 is not an amount such as 12.50 GBP"),
            (
                Money,
                "£1,250 could be 1250 GBP or 1.25 GBP; write 1250 GBP or 1.25 GBP",
            ),
            (Boolean, "maybe is neither yes nor no; write true or false"),
            (Duration, "soon is not a length of time such as 6 weeks"),
        ] {
            let verbs = [" could ", " is ", " does ", " has "];
            let end = verbs
                .iter()
                .filter_map(|verb| expected.find(verb))
                .min()
                .unwrap();
            assert_eq!(read(&ty, &expected[..end]), expected);
        }
    }

    /// Returns the faults of a value as a record would have it.
    fn faults(ty: &FieldType, value: &str) -> Vec<Fault> {
        let mut faults = Vec::new();
        let text = scalar(value);
        let node = read_yaml(&text, 0, 10).unwrap();
        let mut context = ValueContext {
            awards: &AwardTable::default(),
            lists: &NameLists::default(),
            path: "activities/a.md",
            text: &text,
            faults: &mut faults,
        };
        context.read_value(&node, ty, "field");
        faults
    }

    proptest! {
        #[test]
        fn every_answer_that_is_taken_is_valid_in_a_record(
            words in vec(
                "[0-9]{1,4}|[,./: £€%½-]|a|an|half|hours?|mins?|GBP|about|last|fri|may|weeks?|yes|ago|two",
                1..6,
            ),
            gap in "| ",
        ) {
            use FieldType::*;
            let typed = words.join(&gap);
            let today = NaiveDate::from_ymd_opt(2026, 10, 2);
            let dates = DateContext { today, not_before: None };
            for ty in [Date, Hours, Number, Money, Duration, Boolean] {
                let values = match read_answer(&ty, &typed, dates) {
                    Ok(value) => vec![value],
                    Err(unclear) => unclear.readings.into_iter().map(|one| one.value).collect(),
                };
                for value in values {
                    let faults = faults(&ty, &value);
                    prop_assert!(faults.is_empty(), "{typed} as {ty:?}: {value}: {faults:?}");
                    prop_assert_eq!(read_answer(&ty, &value, dates), Ok(value));
                }
            }
        }
    }

    #[test]
    fn a_term_is_known_by_its_letters() {
        let terms = ["workshop", "job-shadowing", "Other", "other"].map(str::to_owned);
        let vocabulary = Vocabulary {
            name: String::new(),
            terms: terms.to_vec(),
            origin: Origin {
                path: "kinds.yaml".into(),
                span: Span::new(0, 0),
                language: "en".into(),
            },
        };
        let ty = FieldType::Choice(vocabulary.into());
        assert_eq!(read(&ty, "Workshop"), "workshop");
        assert_eq!(read(&ty, "Job shadowing"), "job-shadowing");
        // Two terms would fit, and a typing mistake is for the rules.
        assert_eq!(read(&ty, "OTHER"), "OTHER");
        assert_eq!(read(&ty, "workshp"), "workshp");
    }
}
