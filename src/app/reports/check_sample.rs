//! Judges some reported lines again from their commits, and says in which fields they differ. It
//! names fields and awards, and no value of a line.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::base::text::words;
use crate::views::portfolio_line::{AwardLine, KnownBy, PortfolioLine, Reading, RuleLine};
use crate::views::report::draw_hash;

/// The rule under which a line is counted that differs from what its commit says.
pub const RULE: &str = "line-differs";

/// The fields that say who made a line and how, and not how the portfolio stands.
const NOT_COMPARED: [&str; 7] = [
    "v",
    "source",
    "known",
    "cpd",
    "trusted",
    "cost_centre",
    "awards",
];

/// The choices of a draw of lines.
#[derive(Debug)]
pub struct LineDraw<'r> {
    pub number: usize,
    /// The words that decide which lines are drawn.
    pub seed: &'r str,
    /// The ids of portfolios that are there to be judged again.
    pub cloned: &'r BTreeSet<String>,
}

/// The outcome of judging a portfolio again at the commit that a line names.
#[derive(Debug)]
pub enum JudgedAgain {
    Line(Box<PortfolioLine>),
    /// The line cannot be right: the field that says so, and why.
    Wrong(&'static str),
    /// It could not be judged, and why.
    NotChecked(String),
}

/// The outcome of checking some lines.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct LineCheck {
    /// The first says how many were checked, and each other is about one line.
    pub notes: Vec<String>,
    pub drawn: usize,
    pub differing: usize,
}

/// Draws lines and judges them again. Those that differ are read partly from here on, and have
/// a finding.
pub fn check(
    lines: &mut [PortfolioLine],
    draw: &LineDraw<'_>,
    judge: impl Fn(&PortfolioLine) -> JudgedAgain,
) -> LineCheck {
    let reported = lines.iter().filter(|line| is_reported(line)).count();
    let drawn = drawn(lines, draw);
    let mut checked = LineCheck {
        drawn: drawn.len(),
        ..LineCheck::default()
    };
    let mut unchecked = 0;
    for at in drawn {
        let line = &mut lines[at];
        let fields = match judge(line) {
            JudgedAgain::Line(judged) => differing_fields(line, &judged),
            JudgedAgain::Wrong(field) => vec![field.to_owned()],
            JudgedAgain::NotChecked(why) => {
                unchecked += 1;
                let note = format!("{} was not checked again: {why}.", line.source);
                checked.notes.push(note);
                continue;
            }
        };
        if !fields.is_empty() {
            checked.differing += 1;
            checked.notes.push(mark(line, &fields));
        }
    }
    checked.notes.insert(
        0,
        format!(
            "Of {}, {} judged again from their commits, drawn with the seed “{}”: {} right, {} different, {unchecked} not checked.",
            words::count_noun(reported, "reported line", "reported lines"),
            words::count_noun(checked.drawn, "was", "were"),
            draw.seed,
            checked.drawn - checked.differing - unchecked,
            checked.differing,
        ),
    );
    checked
}

/// Marks a line that differs, and returns a sentence that says so.
fn mark(line: &mut PortfolioLine, fields: &[String]) -> String {
    let fields_named = words::join_all(fields);
    line.rules.push(RuleLine {
        rule: RULE.into(),
        severity: "error".into(),
        count: fields.len(),
    });
    let says = format!("its commit says something else of: {fields_named}");
    let note = format!("{} differs, {says}.", line.source);
    line.read = line.read.max(Reading::Partly);
    line.why = Some(says);
    note
}

fn is_reported(line: &PortfolioLine) -> bool {
    line.known == KnownBy::Reported && matches!(line.read, Reading::Whole | Reading::Partly)
}

/// Returns the places of the lines that are drawn, in the order of the draw.
fn drawn(lines: &[PortfolioLine], draw: &LineDraw<'_>) -> Vec<usize> {
    let places = lines.iter().enumerate();
    let mut places: Vec<(String, usize)> = places
        .filter_map(|(at, line)| {
            let id = line.portfolio.as_ref().filter(|_| is_reported(line))?;
            let is_cloned = draw.cloned.contains(id);
            is_cloned.then(|| (draw_hash(draw.seed, id).to_string(), at))
        })
        .collect();
    places.sort();
    places.truncate(draw.number);
    places.into_iter().map(|(_, at)| at).collect()
}

/// Returns the fields in which a reported line differs from the one that was judged, in order.
fn differing_fields(reported: &PortfolioLine, judged: &PortfolioLine) -> Vec<String> {
    let (reported_values, judged_values) = (values(reported), values(judged));
    let mut fields = differing_awards(&reported.awards, &judged.awards);
    let others = judged_values.iter().filter(|(name, value)| {
        !NOT_COMPARED.contains(&&***name) && reported_values.get(*name) != Some(*value)
    });
    fields.extend(others.map(|(name, _)| name.clone()));
    fields
}

/// Returns the fields of what was written and read again, as every line was that is compared.
fn values(line: &PortfolioLine) -> Map<String, Value> {
    let written = serde_json::to_value(line);
    let again = written.and_then(serde_json::from_value::<PortfolioLine>);
    match again.and_then(serde_json::to_value) {
        Ok(Value::Object(fields)) => fields,
        _ => Map::new(),
    }
}

/// Returns each award that differs, with the fields of it that do. Names are those of the
/// portfolio: a line can name an award as it likes.
fn differing_awards(reported: &[AwardLine], judged: &[AwardLine]) -> Vec<String> {
    let key = |award: &AwardLine| (award.scheme.clone(), award.award.clone(), award.round);
    let mut reported: BTreeMap<_, &AwardLine> =
        reported.iter().map(|award| (key(award), award)).collect();
    let mut found = Vec::new();
    for award in judged {
        let name = format!("{}/{}", award.scheme, award.award);
        let Some(claimed) = reported.remove(&key(award)) else {
            found.push(format!("{name} (it is left out)"));
            continue;
        };
        let (claimed, award) = (award_values(claimed), award_values(award));
        let fields = award
            .iter()
            .filter(|(field, value)| claimed.get(*field) != Some(*value));
        let fields: Vec<&str> = fields.map(|(field, _)| field.as_str()).collect();
        if !fields.is_empty() {
            found.push(format!("{name} ({})", fields.join(", ")));
        }
    }
    if !reported.is_empty() {
        let more = words::count_noun(reported.len(), "award", "awards");
        found.push(format!("{more} that the portfolio does not have"));
    }
    found
}

fn award_values(award: &AwardLine) -> Map<String, Value> {
    match serde_json::to_value(award) {
        Ok(Value::Object(fields)) => fields,
        _ => Map::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(number: usize) -> PortfolioLine {
        PortfolioLine {
            source: format!("college/{number}"),
            known: KnownBy::Reported,
            portfolio: Some(format!("id-{number}")),
            read: Reading::Whole,
            records: 4,
            awards: vec![AwardLine {
                scheme: "lancaster".into(),
                award: "bronze".into(),
                state: "ready".into(),
                ..AwardLine::default()
            }],
            ..PortfolioLine::default()
        }
    }

    fn draw<'r>(number: usize, cloned: &'r BTreeSet<String>) -> LineDraw<'r> {
        LineDraw {
            number,
            seed: "lottery",
            cloned,
        }
    }

    /// The first of ten by the SHA-256 of `lottery|id-0` and so on is id-6, as `sha256sum` says.
    #[test]
    fn reported_lines_with_a_clone_are_drawn_by_the_rule_of_samples() {
        let mut lines: Vec<PortfolioLine> = (0..10).map(line).collect();
        let cloned: BTreeSet<String> = (0..10).map(|number| format!("id-{number}")).collect();
        assert_eq!(drawn(&lines, &draw(1, &cloned)), [6]);
        assert_eq!(drawn(&lines, &draw(20, &cloned)).len(), 10);
        lines[6].known = KnownBy::Judged;
        assert!(!drawn(&lines, &draw(20, &cloned)).contains(&6));
        lines[5].read = Reading::No;
        lines[4].portfolio = None;
        let without = BTreeSet::from(["id-4".to_owned(), "id-5".to_owned(), "id-6".to_owned()]);
        assert_eq!(drawn(&lines, &draw(20, &without)), Vec::<usize>::new());
    }

    #[test]
    fn a_line_that_its_commit_bears_out_stays_as_it_is() {
        let mut lines = [line(1)];
        let cloned = BTreeSet::from(["id-1".to_owned()]);
        let judged = PortfolioLine {
            source: "clones/1".to_owned(),
            known: KnownBy::Judged,
            trusted: Some("abc".to_owned()),
            ..line(1)
        };
        let checked = check(&mut lines, &draw(3, &cloned), |_| {
            JudgedAgain::Line(Box::new(judged.clone()))
        });
        assert_eq!((checked.drawn, checked.differing), (1, 0));
        let says = "Of 1 reported line, 1 was judged again from their commits, drawn with the seed “lottery”: 1 right, 0 different, 0 not checked.";
        assert_eq!(checked.notes, [says]);
        assert_eq!(lines, [line(1)]);
    }

    #[test]
    fn what_differs_is_named_by_field_and_without_values() {
        let mut forged = line(1);
        forged.records = 9;
        forged.awards[0].state = "closed".into();
        forged.awards[0].met = 5;
        forged.awards.push(AwardLine {
            award: "a secret word".into(),
            ..AwardLine::default()
        });
        let mut lines = [forged];
        let cloned = BTreeSet::from(["id-1".to_owned()]);
        let checked = check(&mut lines, &draw(3, &cloned), |_| {
            JudgedAgain::Line(Box::new(line(1)))
        });
        assert_eq!((checked.drawn, checked.differing), (1, 1));
        let says = "its commit says something else of: lancaster/bronze (state, met), 1 award that the portfolio does not have and records";
        assert_eq!(checked.notes[1], format!("college/1 differs, {says}."));
        assert_eq!(lines[0].why.as_deref(), Some(says));
        assert_eq!(lines[0].read, Reading::Partly);
        let rule = &lines[0].rules[0];
        assert_eq!((&*rule.rule, rule.count), ("line-differs", 3));
        let mut short = line(1);
        short.awards.clear();
        let fields = differing_fields(&short, &line(1));
        assert_eq!(fields, ["lancaster/bronze (it is left out)"]);
    }

    #[test]
    fn what_could_not_be_judged_is_counted_and_no_difference() {
        let mut lines = [line(1), line(2)];
        let cloned = BTreeSet::from(["id-1".to_owned(), "id-2".to_owned()]);
        let checked = check(&mut lines, &draw(3, &cloned), |line| {
            match line.portfolio.as_deref() {
                Some("id-1") => JudgedAgain::NotChecked("no commit".to_owned()),
                _ => JudgedAgain::Wrong("day (it names none)"),
            }
        });
        assert_eq!((checked.drawn, checked.differing), (2, 1));
        assert!(checked.notes[0].ends_with(": 0 right, 1 different, 1 not checked."));
        assert!(
            checked
                .notes
                .contains(&"college/1 was not checked again: no commit.".to_owned())
        );
        assert_eq!(lines[0], line(1));
    }
}
