//! The types of the fields of a line, for programs that have to know them beforehand: a field that
//! few portfolios have may not be among the lines that they look at first.

/// A field of a line.
#[derive(Debug)]
pub struct LineField {
    pub name: &'static str,
    pub holds: LineType,
}

/// The type of a field. Any but a list may be null.
#[derive(Debug, Clone, Copy)]
pub enum LineType {
    Text,
    Whole,
    Number,
    Truth,
    Day,
    Moment,
    Texts,
    /// Texts by names that no one knows beforehand.
    TextByName,
    Object(&'static [LineField]),
    Objects(&'static [LineField]),
}

use LineType::{Day, Moment, Number, Object, Objects, Text, TextByName, Texts, Truth, Whole};

const fn field(name: &'static str, holds: LineType) -> LineField {
    LineField { name, holds }
}

/// Every field, in the order of a line.
pub const FIELDS: &[LineField] = &[
    field("v", Whole),
    field("source", Text),
    field("known", Text),
    field("portfolio", Text),
    field("commit", Text),
    field("committed", Moment),
    field("day", Day),
    field("cpd", Text),
    field("person", Text),
    field("name", Text),
    field("team", Text),
    field("staff_category", Text),
    field("cost_centre", Text),
    field("manager", Text),
    field("manager_name", Text),
    field("read", Text),
    field("why", Text),
    field("schemes", Texts),
    field("records", Whole),
    field("trusted", Text),
    field(
        "rules",
        Objects(&[
            field("rule", Text),
            field("severity", Text),
            field("count", Whole),
        ]),
    ),
    field(
        "awards",
        Objects(&[
            field("scheme", Text),
            field("version", Text),
            field("award", Text),
            field("round", Day),
            field("state", Text),
            field("met", Whole),
            field("of", Whole),
            field(
                "steps",
                Objects(&[
                    field("id", Text),
                    field("by", Text),
                    field("on", Day),
                    field("assurance", Text),
                    field("counts", Truth),
                ]),
            ),
            field("next_step", Text),
            field("next_role", Text),
            field("next_by", Text),
            field("times_returned", Whole),
            field("number", Text),
        ]),
    ),
    field(
        "asks",
        Objects(&[
            field("criterion", Text),
            field("severity", Text),
            field("state", Text),
            field("found", Number),
            field("needed", Number),
            field("planned", Number),
            field("unit", Text),
            field("whole", Number),
            field("from", Day),
            field("to", Day),
            field("due", Day),
            field(
                "types",
                Objects(&[
                    field("type", Text),
                    field("records", Whole),
                    field("found", Number),
                ]),
            ),
        ]),
    ),
    field(
        "due",
        Objects(&[
            field("criterion", Text),
            field("item", Text),
            field("state", Text),
            field("severity", Text),
            field("on", Day),
        ]),
    ),
    field(
        "windows",
        Objects(&[
            field("criterion", Text),
            field("from", Day),
            field("to", Day),
            field("state", Text),
            field("done_on", Day),
        ]),
    ),
    field(
        "items",
        Objects(&[
            field("criterion", Text),
            field("catalogue", Text),
            field("item", Text),
            field("group", Text),
            field("records", Whole),
            field("missing", Truth),
            field("done_on", Day),
            field("evidence", Truth),
            field("until", Day),
            field("renew_from", Day),
        ]),
    ),
    field(
        "targets",
        Objects(&[
            field("set_on", Day),
            field("fields", TextByName),
            field("activities", Whole),
            field("hours", Number),
        ]),
    ),
    field(
        "money",
        Objects(&[
            field("year", Whole),
            field("month", Text),
            field("category", Text),
            field("currency", Text),
            field("budget", Number),
            field("spent", Number),
            field("planned", Number),
            field("unclaimed", Number),
        ]),
    ),
    field(
        "evaluations",
        Objects(&[
            field("on", Day),
            field("by", Text),
            field("target", Whole),
            field("fields", TextByName),
        ]),
    ),
    field(
        "months",
        Objects(&[
            field("month", Text),
            field("records", Whole),
            field("hours", Number),
        ]),
    ),
    field(
        "wishes",
        Object(&[
            field("offers", Texts),
            field("seeks", Texts),
            field("interests", Texts),
            field("places", Whole),
            field("taken", Whole),
        ]),
    ),
];

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::base::calendar;
    use crate::views::portfolio_line::{
        AskLine, AwardLine, DeadlineLine, EvaluationLine, ItemLine, MoneyLine, MonthLine,
        PortfolioLine, RuleLine, StepLine, TargetLine, TypeLine, WindowLine, WishLine,
    };

    /// A line in which every list has an entry, and every field that may be null has a value.
    fn full() -> PortfolioLine {
        fn words<T: for<'t> From<&'t str>>() -> Option<T> {
            Some("words".into())
        }
        let day = calendar::date("2026-10-02");
        let by_name = || [("state".to_owned(), "met".to_owned())].into();
        PortfolioLine {
            portfolio: words(),
            commit: words(),
            committed: Some("2026-10-02T10:15:00Z".to_owned()),
            day,
            person: words(),
            name: words(),
            team: words(),
            staff_category: words(),
            cost_centre: words(),
            manager: words(),
            manager_name: words(),
            why: words(),
            schemes: vec!["lancaster@1.0.0".to_owned()],
            trusted: words(),
            rules: vec![RuleLine {
                rule: "rule".into(),
                severity: "error".into(),
                count: 1,
            }],
            awards: vec![AwardLine {
                round: day,
                steps: vec![StepLine {
                    on: day,
                    ..StepLine::default()
                }],
                next_step: words(),
                next_role: words(),
                next_by: words(),
                number: words(),
                ..AwardLine::default()
            }],
            asks: vec![AskLine {
                found: "1.5".parse().unwrap(),
                unit: words(),
                whole: Some("2.5".parse().unwrap()),
                from: day,
                to: day,
                due: day,
                types: vec![TypeLine {
                    term: words(),
                    ..TypeLine::default()
                }],
                ..AskLine::default()
            }],
            due: vec![DeadlineLine {
                item: words(),
                on: day,
                ..DeadlineLine::default()
            }],
            windows: vec![WindowLine {
                from: day,
                to: day,
                done_on: day,
                ..WindowLine::default()
            }],
            items: vec![ItemLine {
                group: words(),
                done_on: day,
                until: day,
                renew_from: day,
                ..ItemLine::default()
            }],
            targets: vec![TargetLine {
                set_on: day,
                fields: by_name(),
                ..TargetLine::default()
            }],
            money: vec![MoneyLine {
                month: words(),
                category: words(),
                ..MoneyLine::default()
            }],
            evaluations: vec![EvaluationLine {
                on: day,
                target: Some(1),
                fields: by_name(),
                ..EvaluationLine::default()
            }],
            months: vec![MonthLine::default()],
            wishes: WishLine {
                places: Some(2),
                taken: Some(1),
                ..WishLine::default()
            },
            ..PortfolioLine::default()
        }
    }

    #[track_caller]
    fn assert_fits(value: &Value, fields: &[LineField]) {
        let object = value.as_object().unwrap();
        let names: Vec<&str> = object.keys().map(String::as_str).collect();
        let described: Vec<&str> = fields.iter().map(|field| field.name).collect();
        assert_eq!(names, described);
        for (field, value) in fields.iter().zip(object.values()) {
            let text = value.as_str();
            let fits = match field.holds {
                Text => text.is_some(),
                Day => text.is_some_and(|text| calendar::date(text).is_some()),
                Moment => {
                    text.is_some_and(|text| chrono::DateTime::parse_from_rfc3339(text).is_ok())
                }
                Whole => value.is_i64() || value.is_u64(),
                Number => value.is_number(),
                Truth => value.is_boolean(),
                Texts => {
                    let all = value.as_array().unwrap();
                    all.iter().all(Value::is_string)
                }
                TextByName => {
                    let all = value.as_object().unwrap();
                    !all.is_empty() && all.values().all(Value::is_string)
                }
                Object(fields) => {
                    assert_fits(value, fields);
                    true
                }
                Objects(fields) => {
                    let all = value.as_array().unwrap();
                    all.iter().for_each(|one| assert_fits(one, fields));
                    !all.is_empty()
                }
            };
            assert!(fits, "{}: {value}", field.name);
        }
    }

    #[test]
    fn every_field_of_a_line_has_its_type() {
        assert_fits(&serde_json::to_value(full()).unwrap(), FIELDS);
    }
}
