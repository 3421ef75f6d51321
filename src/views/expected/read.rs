//! From `expected.yaml` to what is expected. All that is wrong is told at once.

use chrono::NaiveDate;

use super::{Expected, ExpectedFinding, ExpectedStanding};
use crate::base::calendar;
use crate::base::document::{Node, NodeEntry, read_yaml};
use crate::base::text::{Span, did_you_mean, words};
use crate::check::rules;
use crate::check::{AwardState, CriterionState};
use crate::domain::finding::Severity;

/// A fault of the file, and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpectedFileError {
    pub span: Span,
    pub says: String,
}

/// Most values in the file: a thousand findings and more.
const MOST_NODES: usize = 20_000;

const KEYS: [&str; 5] = ["today", "why", "awards", "duties", "findings"];
const FINDING: [&str; 5] = ["rule", "severity", "at", "criterion", "message"];
const STANDING: [&str; 3] = ["state", "met", "of"];

/// Reads the examples by name; `today` at the top holds for those that say no other day.
pub fn read(text: &str) -> (Vec<Expected>, Vec<ExpectedFileError>) {
    let top = match read_yaml(text, 0, MOST_NODES) {
        Ok(top) => top,
        Err(malformed) => {
            let says = format!("cpd cannot read this: {}", malformed.reason);
            let span = malformed.span;
            return (Vec::new(), vec![ExpectedFileError { span, says }]);
        }
    };
    let mut reading = ExpectedReader::default();
    let today = top.get("today").and_then(|node| reading.day(node));
    let examples = reading
        .map(&top)
        .iter()
        .filter(|entry| entry.key != "today");
    let read = examples.filter_map(|entry| reading.example(entry, today));
    (read.collect(), reading.faults)
}

#[derive(Default)]
struct ExpectedReader {
    faults: Vec<ExpectedFileError>,
}

impl ExpectedReader {
    fn fault(&mut self, node: &Node, says: String) {
        let span = node.span;
        self.faults.push(ExpectedFileError { span, says });
    }

    /// The entries of a map, and a fault for anything else; nothing at all is an empty one.
    fn map<'n>(&mut self, node: &'n Node) -> &'n [NodeEntry] {
        if !node.is_map() && !node.is_null() {
            let found = node.describe();
            self.fault(node, format!("write named values here, not {found}"));
        }
        node.entries()
    }

    fn refuse_other_keys(&mut self, node: &Node, known: &[&str]) {
        for entry in self.map(node) {
            if !known.contains(&entry.key.as_str()) {
                let near = did_you_mean::question(&entry.key, known.iter().copied());
                let help =
                    near.unwrap_or_else(|| format!("choose from: {}", words::join_choices(known)));
                let says = format!("`{}` has no meaning here; {help}", entry.key);
                let span = entry.key_span;
                self.faults.push(ExpectedFileError { span, says });
            }
        }
    }

    fn day(&mut self, node: &Node) -> Option<NaiveDate> {
        let day = node.scalar().and_then(calendar::date);
        if day.is_none() {
            self.fault(node, "write a date here, as in 2026-11-20".to_owned());
        }
        day
    }

    fn example(&mut self, entry: &NodeEntry, today: Option<NaiveDate>) -> Option<Expected> {
        let (name, node) = (entry.key.clone(), &entry.value);
        self.refuse_other_keys(node, &KEYS);
        let own = node.get("today").and_then(|node| self.day(node));
        let awards = self.read_named(node, "awards", Self::read_standing);
        let duties = self.read_named(node, "duties", Self::state);
        let items = node.get("findings").map(|list| self.list(list));
        let findings = items.unwrap_or_default().iter();
        let findings = findings.filter_map(|item| self.finding(item)).collect();
        let Some(today) = own.or(today) else {
            let says =
                format!("{name} needs the day on which it is checked, as in `today: 2026-11-20`");
            let span = entry.key_span;
            self.faults.push(ExpectedFileError { span, says });
            return None;
        };
        Some(Expected {
            name,
            today,
            awards,
            duties,
            findings,
        })
    }

    fn list<'n>(&mut self, node: &'n Node) -> &'n [Node] {
        if node.items().is_empty()
            && !matches!(node.value, crate::base::document::NodeValue::List(_))
            && !node.is_null()
        {
            let found = node.describe();
            self.fault(node, format!("write a list here, not {found}"));
        }
        node.items()
    }

    fn read_named<T>(
        &mut self,
        node: &Node,
        key: &str,
        read: fn(&mut Self, &Node) -> Option<T>,
    ) -> Vec<(String, T)> {
        let entries = node.get(key).map(|node| self.map(node)).unwrap_or_default();
        entries
            .iter()
            .filter_map(|entry| Some((entry.key.clone(), read(self, &entry.value)?)))
            .collect()
    }

    /// `ready`, or `{ state: ready, met: 3, of: 3 }`.
    fn read_standing(&mut self, node: &Node) -> Option<ExpectedStanding> {
        if node.scalar().is_some() {
            let state = self.award_state(node)?;
            let (met, of) = (None, None);
            return Some(ExpectedStanding { state, met, of });
        }
        self.refuse_other_keys(node, &STANDING);
        let Some(state) = node.get("state") else {
            self.fault(node, "`state` is missing here".to_owned());
            return None;
        };
        Some(ExpectedStanding {
            state: self.award_state(state)?,
            met: self.number(node, "met"),
            of: self.number(node, "of"),
        })
    }

    fn award_state(&mut self, node: &Node) -> Option<AwardState> {
        use AwardState::{Closed, Locked, Open, Ready};
        self.read_one_of(node, [Locked, Open, Ready, Closed].map(|s| (s.name(), s)))
    }

    fn state(&mut self, node: &Node) -> Option<CriterionState> {
        use CriterionState::{Idle, Met, Open, Overdue};
        self.read_one_of(node, [Met, Open, Overdue, Idle].map(|s| (s.name(), s)))
    }

    fn read_one_of<T: Copy, const N: usize>(
        &mut self,
        node: &Node,
        known: [(&'static str, T); N],
    ) -> Option<T> {
        let found = known.iter().find(|(name, _)| node.scalar() == Some(*name));
        if found.is_none() {
            let names = known.map(|(name, _)| name);
            let found = node.scalar().unwrap_or_default();
            let near = did_you_mean::question(found, names.iter().copied());
            let known = words::join_choices(&names);
            let says = format!("choose from: {known}");
            self.fault(
                node,
                words::join_clauses([&*says, &*near.unwrap_or_default()]),
            );
        }
        found.map(|(_, value)| *value)
    }

    fn number(&mut self, node: &Node, key: &str) -> Option<usize> {
        let node = node.get(key)?;
        let number = node.scalar().and_then(|word| word.parse().ok());
        if number.is_none() {
            self.fault(node, "write a whole number here".to_owned());
        }
        number
    }

    fn finding(&mut self, node: &Node) -> Option<ExpectedFinding> {
        self.refuse_other_keys(node, &FINDING);
        let word = |key: &str| node.get(key).and_then(Node::scalar);
        let (Some(rule), Some(at)) = (word("rule"), word("at")) else {
            let says = "a finding needs its `rule` and `at`, the place: \"cpd.yaml:5\"";
            self.fault(node, says.to_owned());
            return None;
        };
        let Some(rule) = rules::by_name(rule) else {
            self.fault(node, format!("there is no rule called {rule}"));
            return None;
        };
        let severity = node.get("severity").and_then(|node| {
            use Severity::{Error, Note, Warning};
            self.read_one_of(node, [Error, Warning, Note].map(|s| (s.name(), s)))
        });
        let message = node.get("message");
        let (path, line) = split_place(at);
        Some(ExpectedFinding {
            rule: rule.id(),
            path: path.to_owned(),
            line,
            criterion: word("criterion").map(str::to_owned),
            severity,
            message: message.and_then(|node| Some((node.scalar()?.to_owned(), node.span))),
        })
    }
}

/// `cpd.yaml:5` is a path and a line; without a number behind it, all is the path.
fn split_place(at: &str) -> (&str, Option<usize>) {
    let parts = at.rsplit_once(':');
    let line = parts.and_then(|(path, line)| Some((path, line.parse().ok()?)));
    line.map_or((at, None), |(path, line)| (path, Some(line)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(text: &str) -> Vec<String> {
        let (_, faults) = read(text);
        faults.into_iter().map(|fault| fault.says).collect()
    }

    #[test]
    fn a_date_at_the_top_applies_to_entries_without_one() {
        let text = "today: 2026-06-30\na: {}\nb: { today: 2026-07-01, awards: { x: ready } }\n";
        let (expected, faults) = read(text);
        assert_eq!(faults, []);
        let days: Vec<String> = expected.iter().map(|one| one.today.to_string()).collect();
        assert_eq!(days, ["2026-06-30", "2026-07-01"]);
        assert_eq!(expected[1].awards[0].1.state, AwardState::Ready);
    }

    #[test]
    fn all_mistakes_are_reported_together() {
        let text = "a:\n  colour: red\n  duties: { d: fine }\n  findings:\n    - { rule: r }\n    - { rule: r, at: cpd.yaml }\n";
        assert_eq!(
            faults(text),
            [
                "`colour` has no meaning here; choose from: today, why, awards, duties, findings",
                "choose from: met, open, overdue, idle",
                "a finding needs its `rule` and `at`, the place: \"cpd.yaml:5\"",
                "there is no rule called r",
                "a needs the day on which it is checked, as in `today: 2026-11-20`",
            ]
        );
        assert_eq!(faults("- a\n"), ["write named values here, not a list"]);
        assert_eq!(faults(""), Vec::<String>::new());
    }

    #[test]
    fn a_place_is_a_path_and_a_line() {
        assert_eq!(split_place("cpd.yaml:5"), ("cpd.yaml", Some(5)));
        assert_eq!(split_place("a:b.md"), ("a:b.md", None));
        assert_eq!(
            split_place("x:99999999999999999999"),
            ("x:99999999999999999999", None)
        );
    }
}
