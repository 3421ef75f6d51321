//! Conditions on the columns of reports, as people type them: `team=Law`, `days<=30`, `number=`.

use chrono::NaiveDate;

use crate::app::records::condition::ConditionError;
use crate::base::calendar;
use crate::base::calendar::human::DateContext;
use crate::domain::portfolio::answer::{UnclearAnswer, read_answer};
use crate::domain::portfolio::value;
use crate::domain::query::Comparison;
use crate::domain::schema::FieldType;
use crate::views::report::{ColumnType, RowCondition, WantedCell, all_columns};

/// Reads a condition on columns that some tables have. Days are read as they are typed on `today`.
pub fn read(written: &str, today: NaiveDate) -> Result<RowCondition, ConditionError> {
    let not_one = || ConditionError::NotOne {
        written: written.to_owned(),
    };
    let (name, comparison, typed) = Comparison::split(written).ok_or_else(not_one)?;
    if typed.is_empty() && comparison.is_ordering() {
        return Err(not_one());
    }
    let columns = all_columns();
    let types = columns.iter().filter(|column| column.name == name);
    let types: Vec<ColumnType> = types.map(|column| column.holds).collect();
    if types.is_empty() {
        let mut known: Vec<String> = columns.iter().map(|one| one.name.to_string()).collect();
        known.sort();
        known.dedup();
        return Err(ConditionError::UnknownField {
            written: name.to_owned(),
            known,
            nouns: "table".to_owned(),
        });
    }
    let wanted = match typed {
        "" => WantedCell::default(),
        typed => wanted_cell((name, typed), comparison, &types, today)?,
    };
    Ok(RowCondition {
        column: name.to_owned(),
        comparison,
        wanted,
    })
}

/// Reads a value as each sort of value that columns of this name have. One has to fit.
fn wanted_cell(
    (name, typed): (&str, &str),
    comparison: Comparison,
    types: &[ColumnType],
    today: NaiveDate,
) -> Result<WantedCell, ConditionError> {
    let has = |wanted: &[ColumnType]| types.iter().any(|one| wanted.contains(one));
    let (has_numbers, has_days) = (
        has(&[ColumnType::Number, ColumnType::People]),
        has(&[ColumnType::Day]),
    );
    if comparison.is_ordering() && !has_numbers && !has_days {
        return Err(ConditionError::NotOrdered {
            field: name.to_owned(),
            ty: FieldType::Text.describe_briefly(),
        });
    }
    let number = value::decimal(typed).filter(|_| has_numbers);
    let day = has_days.then(|| read_day(typed, today)).transpose();
    let is_read = number.is_some() || matches!(day, Ok(Some(_)));
    let may_be_words = has(&[ColumnType::Words]) && !comparison.is_ordering();
    let unclear = |why| ConditionError::Unclear {
        field: name.to_owned(),
        written: typed.to_owned(),
        why,
    };
    let day = match day {
        Err(why) if !is_read && !may_be_words => return Err(unclear(why)),
        day => day.ok().flatten(),
    };
    if !is_read && !may_be_words {
        return Err(unclear(UnclearAnswer {
            says: "is not a number".to_owned(),
            advice: String::new(),
            readings: Vec::new(),
        }));
    }
    Ok(WantedCell {
        words: typed.to_owned(),
        number,
        day,
    })
}

fn read_day(typed: &str, today: NaiveDate) -> Result<NaiveDate, UnclearAnswer> {
    let dates = DateContext {
        today: Some(today),
        not_before: None,
    };
    let written = read_answer(&FieldType::Date, typed, dates)?;
    calendar::date(&written).ok_or_else(|| UnclearAnswer {
        says: "is not a date".to_owned(),
        advice: String::new(),
        readings: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::error::{Explain as _, Hint};

    fn today() -> NaiveDate {
        calendar::date("2026-10-02").unwrap()
    }

    #[test]
    fn a_value_is_read_as_its_columns_have_it() {
        for (written, words, number, day) in [
            ("team=Law", "Law", None, None),
            ("team=", "", None, None),
            ("days<=30", "30", Some("30"), None),
            (
                "last_on>=1 March 2026",
                "1 March 2026",
                None,
                Some("2026-03-01"),
            ),
            // Targets have it in words, and amounts as a day.
            ("due=2026-10-01", "2026-10-01", None, Some("2026-10-01")),
            ("due=soon", "soon", None, None),
        ] {
            let expected = WantedCell {
                words: words.to_owned(),
                number: number.map(|number| number.parse().unwrap()),
                day: day.and_then(calendar::date),
            };
            assert_eq!(
                read(written, today()).unwrap().wanted,
                expected,
                "{written}"
            );
        }
    }

    #[test]
    fn what_no_column_can_have_is_refused() {
        for (written, says) in [
            ("team", "\u{201c}team\u{201d} is not a condition"),
            ("days<=", "\u{201c}days<=\u{201d} is not a condition"),
            ("tema=Law", "no table has a field called tema"),
            (
                "team>=Law",
                "team is a line of text, which is neither more nor less than another",
            ),
            ("days<=soon", "days: \u{201c}soon\u{201d} is not a number"),
            (
                "last_on>=3/2/2026",
                "last_on: \u{201c}3/2/2026\u{201d} could be 3 February 2026 or 2 March 2026",
            ),
        ] {
            assert_eq!(read(written, today()).unwrap_err().to_string(), says);
        }
        let hint = read("tema=Law", today()).unwrap_err().explain().hint;
        assert_eq!(hint, Some(Hint::from("did you mean `team`?")));
    }
}
