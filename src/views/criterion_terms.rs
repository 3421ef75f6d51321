//! Says what changes the figure of a requirement, as sentences: weights, limits, what is carried
//! over, and what can be granted.

use crate::base::document::Node;
use crate::base::text::words::{self, with_spaces};
use crate::domain::schema::{Adjustment, AdjustmentEffect, Criterion, Operand, Scheme, Set, Test};

/// Returns the sentences about a requirement, of an award or of none.
pub fn criterion_terms(criterion: &Criterion, award: Option<&str>, scheme: &Scheme) -> Vec<String> {
    let mut terms = form_terms(&criterion.form.name, &criterion.form.args);
    let granted = scheme.adjustments.iter();
    let granted = granted.filter(|one| one.changes(&criterion.id, award));
    terms.extend(granted.map(describe_adjustment));
    terms
}

/// Returns the sentences about what can be granted for an award as a whole.
pub fn award_terms(award: &str, scheme: &Scheme) -> Vec<String> {
    let granted = scheme.adjustments.iter();
    let granted = granted.filter(|one| one.targets.iter().any(|target| target == award));
    granted.map(describe_adjustment).collect()
}

/// Returns the sentences about a form, and about those inside it.
fn form_terms(name: &str, args: &Node) -> Vec<String> {
    if ["all", "any"].contains(&name) {
        let inner = args.items().iter().flat_map(Node::entries);
        return inner
            .flat_map(|form| form_terms(&form.key, &form.value))
            .collect();
    }
    let mut terms = Vec::new();
    let unit = unit(args);
    terms.extend(args.get("weights").map(describe_weights));
    let caps = args.get("caps").map(Node::items).unwrap_or_default();
    terms.extend(caps.iter().map(|cap| describe_cap(cap, &unit)));
    terms.extend(
        args.get("carry_over")
            .map(|node| describe_carry_over(node, &unit)),
    );
    terms.extend(args.get("spread").map(|_| {
        "Of what lies partly in another period, the days in this one count, evenly".to_owned()
    }));
    terms.extend(scalar(args, "pro_rata").map(|path| {
        let field = path.strip_prefix("owner.").unwrap_or(path);
        format!("Less is asked for part-time work, by `{field}` of your entry")
    }));
    terms.extend(
        args.get("less")
            .map(|set| format!("Less is asked for the days of {}", describe_set(set))),
    );
    terms.extend(
        args.get("unless")
            .map(|set| format!("Nothing is asked of the days of {}", describe_set(set))),
    );
    terms
}

fn scalar<'n>(node: &'n Node, key: &str) -> Option<&'n str> {
    node.get(key).and_then(Node::scalar)
}

/// Returns what a sum is counted in: `hours`, or the points that weights lead to.
fn unit(args: &Node) -> String {
    let own = scalar(args, "unit");
    let points = args.get("weights").filter(|_| args.get("field").is_none());
    let unit = own.or(points.map(|_| "points")).or(scalar(args, "field"));
    unit.map_or_else(String::new, with_spaces)
}

/// Returns an amount with its unit, as in `10 hours`; money has its own.
fn amount(node: &Node, unit: &str) -> String {
    let number = scalar(node, "at_most").unwrap_or_default();
    let is_money = number.contains(char::is_alphabetic);
    match is_money || unit.is_empty() {
        true => number.to_owned(),
        false => format!("{number} {unit}"),
    }
}

fn describe_cap(cap: &Node, unit: &str) -> String {
    let says = scalar(cap, "says").map(str::to_owned);
    let of = says.or_else(|| cap.get("of").map(describe_set));
    let of = of.unwrap_or_default();
    let each = match scalar(cap, "each") {
        None => String::new(),
        Some(each) => format!(" for each {}", with_spaces(each)),
    };
    format!("At most {} of {of} count{each}", amount(cap, unit))
}

fn describe_carry_over(node: &Node, unit: &str) -> String {
    let of = node.get("of").map(describe_set);
    let of = of.map_or_else(String::new, |of| format!(", if they are of {of}"));
    let amount = amount(node, unit);
    format!("Up to {amount} beyond what is asked count in the next period{of}")
}

fn describe_weights(node: &Node) -> String {
    let fields = node.entries().iter().map(|field| {
        let values = field.value.entries().iter().map(|value| {
            let word = with_spaces(&value.key);
            match value.value.get("each") {
                Some(each) => format!("{word} {} for each record", each.scalar().unwrap_or("?")),
                None => format!("{word} {}", value.value.scalar().unwrap_or("?")),
            }
        });
        let values: Vec<String> = values.collect();
        format!("{}: {}", with_spaces(&field.key), values.join(", "))
    });
    let fields: Vec<String> = fields.collect();
    format!("Weights by {}", fields.join("; "))
}

/// Returns the members of a set as a scheme writes it: by its name, or by their kind.
fn describe_set(node: &Node) -> String {
    if let Some(name) = node.scalar() {
        return with_spaces(name);
    }
    match (node.get("of"), scalar(node, "kind")) {
        (Some(of), _) => format!("some of {}", describe_set(of)),
        (None, Some(kind)) => format!("records of the kind {}", with_spaces(kind)),
        (None, None) => "other records".to_owned(),
    }
}

/// Says what a record does that somebody granted.
fn describe_adjustment(adjustment: &Adjustment) -> String {
    let record = describe_record(&adjustment.of);
    let effect = match &adjustment.effect {
        AdjustmentEffect::Exempts => "exempts you from it".to_owned(),
        AdjustmentEffect::Extends { to } => format!("gives you until the day in `{to}`"),
        AdjustmentEffect::Reduces { less, share } => {
            let less = less.as_ref().map(|field| format!("by `{field}`"));
            let share = share.as_ref();
            let share = share.map(|field| format!("by the part in `{field}`"));
            let ways: Vec<String> = less.into_iter().chain(share).collect();
            format!("lowers it {}", ways.join(" or "))
        }
    };
    let confirmed = adjustment.confirmed.as_ref();
    let confirmed = confirmed.map(|name| format!(", once `{name}` is confirmed"));
    format!("{record} {effect}{}", confirmed.unwrap_or_default())
}

/// Returns a record of a set, as in `A record of the kind adjustment with type exemption`.
fn describe_record(set: &Set) -> String {
    let kind = set.written_kind();
    let kind = kind.map_or_else(String::new, |kind| {
        format!(" of the kind {}", with_spaces(kind))
    });
    let values = set.required_values().into_iter();
    let values: Vec<String> = values
        .filter_map(|(path, test)| {
            let Test::Is(wanted) = test else { return None };
            let [Operand::Literal(value)] = wanted.as_slice() else {
                return None;
            };
            let field = with_spaces(path.field()?);
            Some(format!("{field} {}", with_spaces(value)))
        })
        .collect();
    let values = match values.is_empty() {
        true => String::new(),
        false => format!(" with {}", words::join_all(&values)),
    };
    format!("A record{kind}{values}")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::domain::portfolio::load::with_scheme;
    use crate::domain::schema::{SchemeFiles, SchemeOrigin};

    const SCHEME: &str = "id: it
version: 1.0.0
title: It
vocabularies: { sort: [course, reading, event] }
kinds:
  activity:
    fields:
      type: { choice: sort }
  grant:
    title: Grant
    help: Something granted.
    folder: grants
    when: date
    print: document
    fields:
      title: { text: {}, required: true }
      date: { date: {}, required: true }
      sort: { choice: [exemption, extension, reduction] }
      new_day: { date: {} }
      hours: { hours: {} }
      share: { number: {} }
      by: { person: {} }
periods: { year: { every: 1 year, from: 01-01 } }
sets:
  activities: { kind: activity }
  self-study: { of: activities, where: { type: reading } }
  grants: { kind: grant }
awards: [{ id: one, title: One, repeats: { every: 1 year, from: 01-01 } }]
criteria:
  - id: points
    says: 30 points
    total: { of: activities, field: hours, at_least: 30, unit: points, weights: { type: { course: 1, reading: 0.5, event: { each: 2 } } }, caps: [{ of: self-study, at_most: 10 }, { of: { of: activities, where: { type: event } }, at_most: 4, each: record, says: evenings }], carry_over: { of: self-study, at_most: 5 } }
adjustments:
  - { of: { kind: grant, where: { sort: exemption } }, exempts: [points], by: by }
  - { of: { kind: grant, where: { sort: extension } }, extends: [one], to: new_day, by: by }
  - { of: { of: grants, where: { sort: reduction } }, reduces: [hours], less: hours, share: share, by: by }
duties:
  - id: hours
    says: 20 hours
    within: year
    all:
      - total: { of: activities, field: hours, at_least: 20, pro_rata: owner.fraction, less: { kind: absence } }
      - cadence: { of: activities, every: 3 months, unless: { kind: absence } }
";

    #[test]
    fn what_changes_a_figure_is_said_in_sentences() {
        let files = BTreeMap::from([("scheme.yaml".to_owned(), SCHEME.into())]);
        let (id, version) = ("it".into(), "1.0.0".into());
        let files = SchemeFiles::new(SchemeOrigin::Portfolio, id, version, String::new(), files);
        let read = with_scheme(files);
        assert!(
            read.scheme_set().faults.is_empty(),
            "{:?}",
            read.scheme_set().faults
        );
        let scheme = read.schemes().first().unwrap();
        let (points, hours) = (&scheme.criteria[0], &scheme.duties[0]);
        let more_time =
            "A record of the kind grant with sort extension gives you until the day in `new_day`";
        assert_eq!(
            criterion_terms(points, Some("one"), scheme),
            [
                "Weights by type: course 1, reading 0.5, event 2 for each record",
                "At most 10 points of self study count",
                "At most 4 points of evenings count for each record",
                "Up to 5 points beyond what is asked count in the next period, if they are of self study",
                "A record of the kind grant with sort exemption exempts you from it",
                more_time,
            ]
        );
        assert_eq!(award_terms("one", scheme), [more_time]);
        assert_eq!(
            criterion_terms(hours, None, scheme),
            [
                "Less is asked for part-time work, by `fraction` of your entry",
                "Less is asked for the days of records of the kind absence",
                "Nothing is asked of the days of records of the kind absence",
                "A record of the kind grant with sort reduction lowers it by `hours` or by the part in `share`",
            ]
        );
    }
}
