//! The words of a requirement name a number that its form does not, and the form has another.
//! People read the words, and `cpd` counts by the form.
//!
//! Numbers are read as figures, and as words from one to twelve and in tens. Lengths of time,
//! such as 6 weeks, are numbers of the form too. So are the days between which something is due.
//!
//! ## Example
//!
//! ```yaml
//! - id: hours
//!   says: 30 hours of development
//!   total: { of: { kind: activity }, field: hours, at_least: 20 }
//! ```
//!
//! The words ask for 30 hours, and the form for 20.
//!
//! ## To correct it
//!
//! Look the number up in the source of the scheme. Correct the words or the form.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::{Rule, RuleContext, RuleSubject};
use crate::base::calendar::human::number_word;
use crate::base::document::{Node, NodeValue};
use crate::base::text::words;
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::schema::period::DayOffset;
use crate::domain::schema::{Criterion, Due, Recurrence, Scheme, SchemeOrigin};

pub const RULE: Rule = Rule {
    name: "number-mismatch",
    severity: Severity::Warning,
    allowable: false,
    subject: RuleSubject::Scheme,
    source: include_str!("number_mismatch.rs"),
    check,
};

/// Keys of a form whose number is how much is asked.
const AMOUNTS: [&str; 3] = ["at_least", "at_most", "exactly"];

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    let schemes = context.input.portfolio.schemes().iter();
    for scheme in schemes.filter(|scheme| context.input.only.is_none_or(|id| scheme.id == id)) {
        let all = scheme.criteria.iter().chain(&scheme.duties);
        out.extend(all.filter_map(|criterion| finding(criterion, scheme)));
    }
}

fn finding(criterion: &Criterion, scheme: &Scheme) -> Option<Diagnostic> {
    let said = numbers_in(&criterion.says);
    let (mut asked, mut known) = (BTreeSet::new(), BTreeSet::new());
    collect(&criterion.form.args, &mut asked, &mut known);
    known.extend(lengths(criterion));
    known.extend(lengths_of_sets(&criterion.form.args, scheme));
    let said_only: Vec<String> = said.difference(&known).map(Decimal::to_string).collect();
    let asked_only: Vec<String> = asked.difference(&said).map(Decimal::to_string).collect();
    if said_only.is_empty() || asked_only.is_empty() {
        return None;
    }
    let message = format!(
        "the words say {}, and the form {}",
        words::some(&said_only),
        words::some(&asked_only)
    );
    let at = &criterion.origin;
    let help = match scheme.origin {
        SchemeOrigin::BuiltIn => "report this: the scheme comes with cpd",
        SchemeOrigin::Portfolio => "correct the words or the form",
    };
    Some(RULE.finding(&at.path, at.span, message).help(help))
}

/// Collects the numbers of a form: `asked` are how much it asks for, `known` all of them.
fn collect(node: &Node, asked: &mut BTreeSet<Decimal>, known: &mut BTreeSet<Decimal>) {
    match &node.value {
        NodeValue::Scalar(text) => known.extend(numbers_in(text)),
        NodeValue::List(items) => items.iter().for_each(|item| collect(item, asked, known)),
        NodeValue::Map(entries) => {
            for entry in entries {
                if AMOUNTS.contains(&entry.key.as_str()) {
                    asked.extend(entry.value.scalar().into_iter().flat_map(numbers_in));
                }
                collect(&entry.value, asked, known);
            }
        }
        NodeValue::Null => {}
    }
}

/// Returns the lengths of the period and of the time until a criterion is due.
fn lengths(criterion: &Criterion) -> impl Iterator<Item = Decimal> {
    let period = match &criterion.within {
        Some(Recurrence::Cycle { every, .. } | Recurrence::Last(every)) => Some(every.count),
        // Listed periods of whole years are as long as these.
        Some(listed @ Recurrence::Listed(_)) => u32::try_from(listed.days_at_most() / 365).ok(),
        None => None,
    };
    let mut offsets: Vec<DayOffset> = criterion.opens.into_iter().collect();
    let due = match &criterion.due {
        Some(Due::After { length, .. }) => Some(length.count),
        Some(Due::End(offset) | Due::Owner(_, offset)) => {
            offsets.push(*offset);
            None
        }
        None => None,
    };
    let offsets = offsets.into_iter().flat_map(|one| [one.less, one.plus]);
    let offsets = offsets.flatten().map(|length| length.count);
    let all = [period, due].into_iter().flatten().chain(offsets);
    all.map(Decimal::from)
}

/// Returns the lengths in the named sets that a form names, such as 3 months before a period.
fn lengths_of_sets(node: &Node, scheme: &Scheme) -> Vec<Decimal> {
    let below = match &node.value {
        NodeValue::Scalar(name) => {
            let set = scheme.sets.get(name);
            let length = set.and_then(|set| set.before);
            return length
                .map(|length| length.count.into())
                .into_iter()
                .collect();
        }
        NodeValue::List(items) => items.iter().collect(),
        NodeValue::Map(entries) => entries.iter().map(|entry| &entry.value).collect(),
        NodeValue::Null => Vec::new(),
    };
    let below: Vec<&Node> = below;
    below
        .into_iter()
        .flat_map(|node| lengths_of_sets(node, scheme))
        .collect()
}

/// Returns the numbers of a text, such as 30, 1,350, 2.5 and six.
fn numbers_in(text: &str) -> BTreeSet<Decimal> {
    let is_part = |char: char| char.is_alphanumeric() || ",.".contains(char);
    let parts = text.split(|char: char| !is_part(char));
    let numbers = parts.filter_map(|part| {
        let part = part.trim_matches([',', '.']).to_lowercase();
        let times = match part.as_str() {
            "once" => Some(1),
            "twice" => Some(2),
            word => number_word(word),
        };
        times
            .map(Decimal::from)
            .or_else(|| part.replace(',', "").parse().ok())
    });
    numbers.map(|number: Decimal| number.normalize()).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::domain::portfolio::{Portfolio, load};
    use crate::domain::schema::{Library, SchemeFiles};

    fn found(says: &str, form: &str) -> Option<String> {
        let text = format!(
            "id: it\nversion: 1.0.0\ntitle: It\nperiods: {{ year: {{ every: 1 year, from: 09-01 }} }}\nduties:\n  - id: one\n    says: {says}\n    within: year\n    {form}\n"
        );
        let files = [("scheme.yaml".to_owned(), text.into())];
        let (id, version, prefix) = ("it".to_owned(), "1.0.0".to_owned(), "it/".to_owned());
        let files = BTreeMap::from(files);
        let files = SchemeFiles::new(SchemeOrigin::Portfolio, id, version, prefix, files);
        messages(&load::with_scheme(files)).pop()
    }

    fn messages(portfolio: &Portfolio) -> Vec<String> {
        let schemes = portfolio.schemes().iter();
        let all = schemes.flat_map(|scheme| {
            let criteria = scheme.criteria.iter().chain(&scheme.duties);
            criteria.filter_map(move |criterion| finding(criterion, scheme))
        });
        all.map(|found| format!("{}: {}", found.at.path, found.message))
            .collect()
    }

    #[test]
    fn a_number_in_the_words_that_the_form_has_not_is_found() {
        let hours = |amount: &str| {
            format!("total: {{ of: {{ kind: activity }}, field: hours, at_least: {amount} }}")
        };
        let other = found("30 hours of development", &hours("20"));
        assert!(other.is_some_and(|says| says.ends_with("the words say 30, and the form 20")));
        for (says, amount) in [
            ("30 hours of development", "30"),
            ("30.0 hours of development", "30"),
            ("Thirty hours, or your share of them", "30"),
            ("1,350 hours of practice", "1350"),
            ("Hours of development", "20"),
            ("20 hours in each year", "20"),
            ("20 hours in one year", "20"),
        ] {
            assert_eq!(found(says, &hours(amount)), None, "{says}");
        }
        assert!(found("Thirty hours", &hours("31")).is_some());
        assert!(found("2.5 hours", &hours("2.4")).is_some());
    }

    #[test]
    fn caps_and_hours_carried_over_are_numbers_of_the_form() {
        let form = "total: { of: { kind: activity }, field: hours, at_least: 20, caps: [{ of: { kind: activity }, at_most: 8, each: record }], carry_over: { at_most: 10 } }";
        for says in [
            "20 hours",
            "20 hours, of each course 8",
            "20 hours, of which 10 may be of the year before",
        ] {
            assert_eq!(found(says, form), None, "{says}");
        }
        assert!(found("20 hours, of each course 9", form).is_some());
        let points = "total: { of: { kind: activity }, field: hours, at_least: 20, unit: points, weights: { status: { done: 0.5, planned: 0, cancelled: 0 } } }";
        assert_eq!(found("20 points, half a point (0.5) an hour", points), None);
    }

    #[test]
    fn lengths_of_time_are_numbers_of_the_form() {
        let talks = "count: { of: { kind: meeting }, at_least: 1, per: 6 weeks }";
        assert_eq!(found("A talk every six weeks", talks), None);
        assert!(found("A talk every eight weeks", talks).is_some());
        // Days counted from the end of a period, and a time before it in a named set.
        let handed_in = "opens: { end, plus: 1 day }\n    due: { end, plus: 28 days }\n    count: { of: { kind: cv }, at_least: 1 }";
        assert_eq!(
            found("A statement within 28 days of the year", handed_in),
            None
        );
        assert!(found("A statement within 29 days of the year", handed_in).is_some());
        let plans = "count: { of: plans, at_least: 1 }\nsets: { plans: { kind: target, before: 3 months } }";
        assert_eq!(
            found("A plan, made at most three months before", plans),
            None
        );
        assert!(found("A plan, made at most four months before", plans).is_some());
        let both = "all: [{ count: { of: { kind: meeting }, at_least: 3 } }, { count: { of: { kind: cv }, at_least: 1 } }]";
        assert_eq!(found("Three meetings and a CV", both), None);
        assert!(found("Four meetings and a CV", both).is_some());
    }

    #[test]
    fn no_scheme_that_comes_with_cpd_says_another_number() {
        let library = Library::built_in();
        let mut all = Vec::new();
        for id in library.ids() {
            let files = library.newest(id).cloned().unwrap();
            all.extend(messages(&load::with_scheme(files)));
        }
        assert_eq!(all, [""; 0]);
    }
}
