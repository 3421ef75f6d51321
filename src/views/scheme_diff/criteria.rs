//! Compares what awards and duties ask, criterion by criterion.

use super::periods::{describe_period, due_difference, opening_difference, period};
use super::phrases::{
    self, DiffPhrases, compare_others, flow_text, is_same_or_default, is_same_value,
};
use super::{
    ChangeTopic, DiffSide, SchemeChange, difference, join_first, join_phrases, new_change,
};
use crate::base::document::Node;
use crate::base::text::words::quoted;
use crate::domain::finding::Severity;
use crate::domain::schema::Criterion;

pub fn changes(old: &DiffSide<'_>, new: &DiffSide<'_>) -> Vec<SchemeChange> {
    let comparing = Comparing { old, new };
    let mut changes = comparing.compare_lists(
        ChangeTopic::Criterion,
        "criteria",
        (&old.scheme.criteria, &new.scheme.criteria),
    );
    let duties = (&*old.scheme.duties, &*new.scheme.duties);
    changes.extend(comparing.compare_lists(ChangeTopic::Duty, "duties", duties));
    changes.extend(comparing.set_changes());
    changes
}

/// The keys of a criterion that have words of their own here.
const DESCRIBED: [&str; 9] = [
    "id", "says", "basis", "for", "severity", "when", "within", "due", "opens",
];

/// Says that a requirement was read in another place.
fn basis_difference(was: &Criterion, is: &Criterion) -> Option<String> {
    match (&was.basis, &is.basis) {
        (was, is) if was == is => None,
        (Some(was), Some(is)) => Some(format!("now read in {}, was {}", quoted(is), quoted(was))),
        (None, Some(is)) => Some(format!("now read in {}", quoted(is))),
        (was, None) => {
            let was = was.as_deref().unwrap_or_default();
            Some(format!("no longer read in {}", quoted(was)))
        }
    }
}

struct Comparing<'s> {
    old: &'s DiffSide<'s>,
    new: &'s DiffSide<'s>,
}

impl Comparing<'_> {
    fn compare_lists(
        &self,
        about: ChangeTopic,
        key: &str,
        (before, after): (&[Criterion], &[Criterion]),
    ) -> Vec<SchemeChange> {
        let pairs = pair_criteria(before, after);
        let mut changes = Vec::new();
        for criterion in after {
            let was = pairs.iter().find(|(_, one)| std::ptr::eq(*one, criterion));
            let says = match was {
                Some((was, _)) => self.describe_difference(key, was, criterion),
                None => Some(format!("New: {}", self.describe_new(criterion))),
            };
            changes.extend(says.map(|says| new_change(about, &criterion.id, says)));
        }
        let gone = before
            .iter()
            .filter(|criterion| !pairs.iter().any(|(one, _)| std::ptr::eq(*one, *criterion)));
        changes.extend(gone.map(|criterion| {
            let says = format!("No longer required: {}", criterion.says);
            new_change(about, &criterion.id, says)
        }));
        changes
    }

    /// `Four reflective journals (for Silver; advised)`.
    fn describe_new(&self, criterion: &Criterion) -> String {
        let titles: Vec<String> = titles(self.new, &criterion.awards);
        let mut beside = Vec::new();
        if !titles.is_empty() {
            beside.push(format!("for {}", join_first(&titles)));
        }
        if criterion.severity != Severity::Error {
            beside.push(weight(criterion.severity).to_owned());
        }
        let beside = if beside.is_empty() {
            String::new()
        } else {
            format!(" ({})", beside.join("; "))
        };
        format!("{}{beside}", criterion.says)
    }

    /// Says how a criterion asks otherwise; none where it asks the same.
    fn describe_difference(&self, key: &str, was: &Criterion, is: &Criterion) -> Option<String> {
        let mut said = Vec::new();
        said.extend(self.awards(was, is));
        said.extend(self.form(was, is));
        if was.severity != is.severity {
            let (now, before) = (weight(is.severity), weight(was.severity));
            said.push(format!("now {now}, was {before}"));
        }
        let written = (
            criterion_node(self.old, key, was),
            criterion_node(self.new, key, is),
        );
        if let (Some(before), Some(after)) = written {
            said.extend(self.due_difference(before, after));
            said.extend(self.period_difference(before, after));
            said.extend(due_difference(before, after));
            said.extend(opening_difference(before, after));
            let forms = [was.form.name.as_str(), is.form.name.as_str()];
            let described = [&DESCRIBED[..], &forms].concat();
            said.extend(compare_others(before, after, &described));
        }
        said.extend(basis_difference(was, is));
        if was.says != is.says {
            let reads = format!("{} now reads {}", quoted(&was.says), quoted(&is.says));
            return Some(if said.is_empty() {
                reads
            } else {
                join_phrases(&reads, &said)
            });
        }
        (!said.is_empty()).then(|| join_phrases(&is.says, &said))
    }

    fn awards(&self, was: &Criterion, is: &Criterion) -> Option<String> {
        if was.awards == is.awards {
            return None;
        }
        let now = join_first(&titles(self.new, &is.awards));
        match (was.awards.is_empty(), is.awards.is_empty()) {
            (true, _) => return Some(format!("now only for {now}")),
            (_, true) => return Some("now for every award".to_owned()),
            _ => {}
        }
        let come = difference(&is.awards, &was.awards);
        let gone = difference(&was.awards, &is.awards);
        let name = |side: &DiffSide<'_>, ids: Vec<&String>| {
            let ids: Vec<String> = ids.into_iter().cloned().collect();
            join_first(&titles(side, &ids))
        };
        Some(match (come.is_empty(), gone.is_empty()) {
            (false, true) => format!("now also for {}", name(self.new, come)),
            (true, false) => format!("no longer for {}", name(self.old, gone)),
            _ => format!("now for {now}"),
        })
    }

    fn form(&self, was: &Criterion, is: &Criterion) -> Vec<String> {
        let (before, after) = (&was.form, &is.form);
        if before.name != after.name {
            let other = format!(
                "now judged by `{}`, was by `{}`: {}",
                after.name,
                before.name,
                flow_text(&after.args)
            );
            return vec![other];
        }
        let DiffPhrases { mut said, more } = phrases::compare(&before.args, &after.args);
        match (more, said.is_empty()) {
            (true, true) => said.push("its conditions have changed".to_owned()),
            (true, false) => said.push("and other changes".to_owned()),
            (false, _) => {}
        }
        said
    }

    fn due_difference(&self, before: &Node, after: &Node) -> Option<String> {
        if is_same_or_default("when", before, after) {
            return None;
        }
        let guard =
            |side: &DiffSide<'_>, node: &Node| match node.get("closed").and_then(Node::scalar) {
                Some(award) => format!("once {} is granted", side.award_title(award)),
                None => format!("where `{}`", flow_text(node)),
            };
        let was = before.get("when").map(|node| guard(self.old, node));
        let is = after.get("when").map(|node| guard(self.new, node));
        Some(match (was, is) {
            (Some(was), Some(is)) => format!("now only {is}, was {was}"),
            (None, Some(is)) => format!("now only {is}"),
            (was, None) => format!("now always, was only {}", was.unwrap_or_default()),
        })
    }

    fn period_difference(&self, before: &Node, after: &Node) -> Option<String> {
        let was = period(before.get("within"), self.old);
        let is = period(after.get("within"), self.new);
        match (was, is) {
            (Some(was), Some(is)) if is_same_value(was, is) => None,
            (None, None) => None,
            (Some(was), Some(is)) => Some(format!(
                "now counted in {}, was in {}",
                describe_period(is),
                describe_period(was)
            )),
            (None, Some(is)) => Some(format!("now counted in {}", describe_period(is))),
            (Some(was), None) => Some(format!(
                "now counted over the whole time, was in {}",
                describe_period(was)
            )),
        }
    }

    /// Sets that have the same name and select other records.
    fn set_changes(&self) -> Vec<SchemeChange> {
        let named = |side: &DiffSide<'_>| side.top.get("sets").cloned();
        let (Some(before), Some(after)) = (named(self.old), named(self.new)) else {
            return Vec::new();
        };
        let mut changes = Vec::new();
        for entry in after.entries() {
            let Some(was) = before.get(&entry.key) else {
                continue;
            };
            let DiffPhrases { mut said, more } = phrases::compare(was, &entry.value);
            if more {
                said.push("now selected in another way".to_owned());
            }
            if !said.is_empty() {
                let subject = format!("What counts as {}", quoted(&entry.key));
                changes.push(new_change(
                    ChangeTopic::Set,
                    &entry.key,
                    join_phrases(&subject, &said),
                ));
            }
        }
        changes
    }
}

/// Criteria of one id, those for the same awards first.
fn pair_criteria<'c>(
    before: &'c [Criterion],
    after: &'c [Criterion],
) -> Vec<(&'c Criterion, &'c Criterion)> {
    let mut pairs: Vec<(&Criterion, &Criterion)> = Vec::new();
    let alike: [fn(&Criterion, &Criterion) -> bool; 2] = [|a, b| a.awards == b.awards, |_, _| true];
    for fits in alike {
        for is in after {
            if pairs.iter().any(|(_, one)| std::ptr::eq(*one, is)) {
                continue;
            }
            let free = |was: &&Criterion| !pairs.iter().any(|(one, _)| std::ptr::eq(*one, *was));
            let same_id = |was: &&Criterion| was.id == is.id && fits(was, is);
            if let Some(was) = before.iter().filter(free).find(same_id) {
                pairs.push((was, is));
            }
        }
    }
    pairs
}

fn titles(side: &DiffSide<'_>, awards: &[String]) -> Vec<String> {
    awards.iter().map(|id| side.award_title(id)).collect()
}

const fn weight(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "required",
        Severity::Warning => "advised",
        Severity::Note => "for information",
    }
}

/// The criterion as it is written: the one whose line says so.
fn criterion_node<'n>(
    side: &'n DiffSide<'_>,
    key: &str,
    criterion: &Criterion,
) -> Option<&'n Node> {
    let mut items = side.top.get(key)?.items().iter();
    items.find(|node| {
        let says = node.get("says").map(|says| says.span);
        says == Some(criterion.origin.span)
    })
}
