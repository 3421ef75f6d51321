//! The scheme itself: its title, its awards, its sign-offs and its templates.

use super::periods::{describe_period, due_difference, period};
use super::phrases::{
    compare_others, flow_text, is_same_or_default, is_same_value, key_differences,
};
use super::{ChangeTopic, DiffSide, SchemeChange, difference, join_phrases, new_change};
use chrono::NaiveDate;

use crate::base::calendar;
use crate::base::document::Node;
use crate::base::text::words::{self, quoted, with_spaces};
use crate::domain::schema::{Award, Confirmation, Step};

/// The keys at the top of a scheme that have words of their own somewhere. Words of vocabularies
/// are told at the fields that use them.
const DESCRIBED: [&str; 17] = [
    "id",
    "version",
    "title",
    "source",
    "references",
    "registration",
    "adjustments",
    "periods",
    "vocabularies",
    "kinds",
    "catalogues",
    "sets",
    "awards",
    "criteria",
    "duties",
    "signoffs",
    "confirmations",
];

pub fn changes(old: &DiffSide<'_>, new: &DiffSide<'_>) -> Vec<SchemeChange> {
    let mut changes = title(old, new);
    changes.extend(source(old, new));
    changes.extend(references(old, new));
    changes.extend(awards(old, new));
    changes.extend(steps(old, new));
    changes.extend(confirmations(old, new));
    changes.extend(registration(old, new));
    changes.extend(adjustments(old, new));
    changes.extend(others(old, new));
    changes.extend(templates(old, new));
    changes.extend(letters(old, new));
    changes
}

/// Says what else differs at the top of the scheme, such as its language.
fn others(old: &DiffSide<'_>, new: &DiffSide<'_>) -> Vec<SchemeChange> {
    let described = [&DESCRIBED[..], &["subjects"]].concat();
    let said = compare_others(&old.top, &new.top, &described).into_iter();
    said.map(|says| new_change(ChangeTopic::Scheme, "", words::capitalise(&says)))
        .collect()
}

/// Says by which registrations it asks now.
fn registration(old: &DiffSide<'_>, new: &DiffSide<'_>) -> Option<SchemeChange> {
    let (was, is) = (old.top.get("registration"), new.top.get("registration"));
    let body = |node: &Node| node.get("body").map(flow_text).unwrap_or_default();
    let says = match (was, is) {
        (None, None) => return None,
        (Some(was), Some(is)) if is_same_value(was, is) => return None,
        (None, Some(is)) => format!(
            "Now asks by registrations with {}, whoever the employer is",
            body(is)
        ),
        (Some(was), None) => format!("No longer asks by registrations with {}", body(was)),
        (Some(was), Some(is)) => {
            let said = compare_others(was, is, &[]);
            join_phrases("The registrations that it asks by", &said)
        }
    };
    Some(new_change(ChangeTopic::Scheme, "registration", says))
}

fn title(old: &DiffSide<'_>, new: &DiffSide<'_>) -> Vec<SchemeChange> {
    let (was, is) = (&old.scheme.title, &new.scheme.title);
    if was == is {
        return Vec::new();
    }
    let says = format!("Now called {}, was {}", quoted(is), quoted(was));
    vec![new_change(ChangeTopic::Scheme, &new.scheme.id, says)]
}

/// The text that the scheme restates, the day on which it was read, and who made it.
fn source(old: &DiffSide<'_>, new: &DiffSide<'_>) -> Vec<SchemeChange> {
    let (was, is) = (&old.scheme.source, &new.scheme.source);
    let day = |day: &NaiveDate| calendar::format_long(*day);
    let mut said: Vec<String> = [
        ("The source", was.name.as_deref(), is.name.as_deref()),
        (
            "The address of the source",
            was.url.as_deref(),
            is.url.as_deref(),
        ),
    ]
    .into_iter()
    .filter_map(|(subject, was, is)| replaced(subject, was.map(quoted), is.map(quoted)))
    .collect();
    let read = (was.read.as_ref().map(day), is.read.as_ref().map(day));
    said.extend(replaced(
        "The day on which the source was read",
        read.0,
        read.1,
    ));
    match (was.official, is.official) {
        (false, true) => {
            said.push("Now official: made or approved by the body that runs it".to_owned());
        }
        (true, false) => said.push("No longer official".to_owned()),
        _ => {}
    }
    let said = said.into_iter();
    said.map(|says| new_change(ChangeTopic::Scheme, "source", says))
        .collect()
}

/// `The source: now “X”, was “Y”`; none if it is the same.
fn replaced(subject: &str, was: Option<String>, is: Option<String>) -> Option<String> {
    let says = match (was, is) {
        (was, is) if was == is => return None,
        (Some(was), Some(is)) => format!("now {is}, was {was}"),
        (None, Some(is)) => format!("now {is}"),
        (was, None) => format!("no longer {}", was.unwrap_or_default()),
    };
    Some(format!("{subject}: {says}"))
}

/// Other texts that the scheme refers to.
fn references(old: &DiffSide<'_>, new: &DiffSide<'_>) -> Vec<SchemeChange> {
    let (was, is) = (&old.scheme.references, &new.scheme.references);
    let come = difference(is, was).into_iter();
    let come = come.map(|text| format!("Now refers to {}", quoted(text)));
    let gone = difference(was, is).into_iter();
    let gone = gone.map(|text| format!("No longer refers to {}", quoted(text)));
    come.chain(gone)
        .map(|says| new_change(ChangeTopic::Scheme, "references", says))
        .collect()
}

fn awards(old: &DiffSide<'_>, new: &DiffSide<'_>) -> Vec<SchemeChange> {
    let mut changes = Vec::new();
    for award in &new.scheme.awards {
        let was = old.scheme.awards.iter().find(|was| was.id == award.id);
        let says = match was {
            Some(was) => award_difference(was, award, old, new),
            None => Some(describe_new_award(award, new)),
        };
        changes.extend(says.map(|says| new_change(ChangeTopic::Award, &award.id, says)));
    }
    let is_there = |award: &&Award| new.scheme.awards.iter().any(|one| one.id == award.id);
    let gone = old.scheme.awards.iter().filter(|award| !is_there(award));
    changes.extend(gone.map(|award| {
        let says = format!("Removed: {}", award.title);
        new_change(ChangeTopic::Award, &award.id, says)
    }));
    let ids = |side: &DiffSide<'_>| -> Vec<String> {
        let awards = side.scheme.awards.iter();
        awards.map(|award| award.id.to_string()).collect()
    };
    if let Some(order) = order(&ids(old), &ids(new)) {
        let titles: Vec<String> = order.iter().map(|id| new.award_title(id)).collect();
        let says = format!("The order is now: {}", words::join_all(&titles));
        changes.push(new_change(ChangeTopic::Award, "", says));
    }
    changes
}

fn describe_new_award(award: &Award, side: &DiffSide<'_>) -> String {
    let after = award.after.as_deref();
    let after = after.map(|id| format!(", after {}", side.award_title(id)));
    format!("New: {}{}", award.title, after.unwrap_or_default())
}

fn award_difference(
    was: &Award,
    is: &Award,
    old: &DiffSide<'_>,
    new: &DiffSide<'_>,
) -> Option<String> {
    let mut said = Vec::new();
    if was.title != is.title {
        said.push(format!("now called {}", quoted(&is.title)));
    }
    match (&was.after, &is.after) {
        (before, after) if before == after => {}
        (_, Some(after)) => said.push(format!("now comes after {}", new.award_title(after))),
        (_, None) => said.push("now comes after no other".to_owned()),
    }
    said.extend(rounds(&is.id, old, new));
    let written = award_node(&was.id, old).zip(award_node(&is.id, new));
    said.extend(
        written
            .iter()
            .flat_map(|(was, is)| days_to_hand_in(was, is)),
    );
    (!said.is_empty()).then(|| join_phrases(&was.title, &said))
}

/// The award as it is written.
fn award_node<'n>(award: &str, side: &'n DiffSide<'_>) -> Option<&'n Node> {
    named_node("awards", award, side)
}

/// A part with an id, as it is written in a list.
fn named_node<'n>(list: &str, id: &str, side: &'n DiffSide<'_>) -> Option<&'n Node> {
    let mut nodes = side.top.get(list)?.items().iter();
    nodes.find(|node| node.get("id").and_then(Node::scalar) == Some(id))
}

/// Says how often it now comes round again; none if that is the same.
fn rounds(award: &str, old: &DiffSide<'_>, new: &DiffSide<'_>) -> Option<String> {
    let (was, is) = (repeats(award, old), repeats(award, new));
    match (was, is) {
        (Some(was), Some(is)) if is_same_value(was, is) => None,
        (None, None) => None,
        (_, Some(is)) => Some(format!("now repeats in {}", describe_period(is))),
        (Some(_), None) => Some("no longer repeats".to_owned()),
    }
}

/// Says that a round has another last day, or another first day to hand it in, and whatever else
/// differs.
fn days_to_hand_in(was: &Node, is: &Node) -> Vec<String> {
    let mut said: Vec<String> = due_difference(was, is).into_iter().collect();
    if !is_same_or_default("opens", was, is) {
        let opens = |node: &Node| node.get("opens").map(describe_opening);
        said.push(match (opens(was), opens(is)) {
            (Some(was), Some(is)) => format!("can now be handed in {is}, was {was}"),
            (None, Some(is)) => format!("can now be handed in {is}"),
            _ => "can now be handed in on any earlier day".to_owned(),
        });
    }
    let described = ["id", "title", "after", "repeats", "due", "opens"];
    said.extend(compare_others(was, is, &described));
    said
}

/// `from 60 days before its last day, and no earlier`.
fn describe_opening(node: &Node) -> String {
    let less = node.get("less").map(flow_text).unwrap_or_default();
    let refuses = node.get("early").and_then(Node::scalar) == Some("refuse");
    let no_earlier = if refuses { ", and no earlier" } else { "" };
    format!("from {less} before its last day{no_earlier}")
}

/// Says that something else can be granted to the owner than before.
fn adjustments(old: &DiffSide<'_>, new: &DiffSide<'_>) -> Option<SchemeChange> {
    let (was, is) = (old.top.get("adjustments"), new.top.get("adjustments"));
    let says = match (was, is) {
        (None, None) => return None,
        (Some(was), Some(is)) if is_same_value(was, is) => return None,
        (None, Some(_)) => "New: what somebody grants you now changes what is asked",
        (Some(_), None) => "Removed: what somebody grants you no longer changes what is asked",
        (Some(_), Some(_)) => {
            let said = key_differences("adjustments", &old.top, &new.top);
            let says = join_phrases("What somebody can grant you is different", &said);
            return Some(new_change(ChangeTopic::Scheme, "adjustments", says));
        }
    };
    Some(new_change(ChangeTopic::Scheme, "adjustments", says))
}

fn repeats<'n>(award: &str, side: &'n DiffSide<'_>) -> Option<&'n Node> {
    period(award_node(award, side)?.get("repeats"), side)
}

/// The new order of what both have, where it is another than before.
fn order(old: &[String], new: &[String]) -> Option<Vec<String>> {
    let common = |some: &[String], others: &[String]| -> Vec<String> {
        let both = some.iter().filter(|id| others.contains(id));
        both.cloned().collect()
    };
    (common(old, new) != common(new, old)).then(|| new.to_vec())
}

fn steps(old: &DiffSide<'_>, new: &DiffSide<'_>) -> Vec<SchemeChange> {
    let mut changes = Vec::new();
    for step in &new.scheme.steps {
        let says = match old.scheme.step(&step.id) {
            Some(was) => {
                let mut said = step_difference(was, step);
                let written = named_node("signoffs", &step.id, old)
                    .zip(named_node("signoffs", &step.id, new));
                said.extend(
                    written
                        .iter()
                        .flat_map(|(was, is)| compare_others(was, is, &DESCRIBED_OF_STEP)),
                );
                (!said.is_empty()).then(|| join_phrases(&was.title, &said))
            }
            None => Some(format!("New: {}, {}", step.title, step_role(step))),
        };
        changes.extend(says.map(|says| new_change(ChangeTopic::Signoff, &step.id, says)));
    }
    let gone = old.scheme.steps.iter();
    let gone = gone.filter(|step| new.scheme.step(&step.id).is_none());
    changes.extend(gone.map(|step| {
        let says = format!("Removed: {}, {}", step.title, step_role(step));
        new_change(ChangeTopic::Signoff, &step.id, says)
    }));
    let ids = |side: &DiffSide<'_>| -> Vec<String> {
        let steps = side.scheme.steps.iter();
        steps.map(|step| step.id.clone()).collect()
    };
    if order(&ids(old), &ids(new)).is_some() {
        let titles: Vec<String> = new.scheme.steps.iter().map(|s| s.title.clone()).collect();
        let says = format!("The order is now: {}", words::join_all(&titles));
        changes.push(new_change(ChangeTopic::Signoff, "", says));
    }
    if old.scheme.subjects != new.scheme.subjects {
        let says = "They cover different records";
        changes.push(new_change(ChangeTopic::Signoff, "", says));
    }
    changes
}

fn confirmations(old: &DiffSide<'_>, new: &DiffSide<'_>) -> Vec<SchemeChange> {
    let mut changes = Vec::new();
    let change = |one: &Confirmation, says| {
        let says = format!("{says}: {}, {}", one.title(), step_role(one.step()));
        new_change(ChangeTopic::Signoff, &one.name(), says)
    };
    for is in &new.scheme.confirmations {
        let Some(was) = old.scheme.confirmation(&is.name()) else {
            changes.push(change(is, "New confirmation"));
            continue;
        };
        let mut said = step_difference(was.step(), is.step());
        if was.title() != is.title() {
            said.push(format!("now called {}", quoted(is.title())));
        }
        if was.says != is.says {
            said.push(format!(
                "{} now reads {}",
                quoted(&was.says),
                quoted(&is.says)
            ));
        }
        let written = named_node("confirmations", &is.name(), old).zip(named_node(
            "confirmations",
            &is.name(),
            new,
        ));
        said.extend(written.iter().flat_map(|(was, is)| {
            compare_others(was, is, &["id", "title", "says", "by", "assurance"])
        }));
        if !said.is_empty() {
            let says = join_phrases(was.title(), &said);
            changes.push(new_change(ChangeTopic::Signoff, &is.name(), says));
        }
    }
    let is_gone = |was: &&Confirmation| new.scheme.confirmation(&was.name()).is_none();
    let gone = old.scheme.confirmations.iter().filter(is_gone);
    changes.extend(gone.map(|was| change(was, "Removed confirmation")));
    changes
}

fn step_role(step: &Step) -> String {
    format!("by the {}", with_spaces(step.by.role()))
}

/// The keys of a step that have words of their own here.
const DESCRIBED_OF_STEP: [&str; 8] = [
    "id",
    "title",
    "by",
    "assurance",
    "carries",
    "subjects",
    "needs",
    "fills_in",
];

fn step_difference(was: &Step, is: &Step) -> Vec<String> {
    let mut said = Vec::new();
    if was.title != is.title {
        said.push(format!("now called {}", quoted(&is.title)));
    }
    if was.by != is.by {
        said.push(format!("now {}, was {}", step_role(is), step_role(was)));
    }
    if was.assurance != is.assurance {
        let (now, before) = (is.assurance.name(), was.assurance.name());
        said.push(format!("now at least {now}, was {before}"));
    }
    match (was.carries_pack, is.carries_pack) {
        (false, true) => said.push("now sends the pack".to_owned()),
        (true, false) => said.push("no longer sends the pack".to_owned()),
        _ => {}
    }
    if was.subjects != is.subjects {
        said.push("covers different records".to_owned());
    }
    if was.needs != is.needs {
        said.push(match &is.needs {
            None => "now waits for every requirement".to_owned(),
            Some(needs) => format!("now waits for: {}", needs.join(", ")),
        });
    }
    match (&was.fills_in, &is.fills_in) {
        (None, Some(form)) => said.push(format!("now has the form {}", quoted(&form.title))),
        (Some(form), None) => said.push(format!("no longer has the form {}", quoted(&form.title))),
        (Some(was), Some(is)) if was != is => {
            said.push(format!("has another form {}", quoted(&is.title)));
        }
        _ => {}
    }
    said
}

/// Texts that new records begin with.
fn templates(old: &DiffSide<'_>, new: &DiffSide<'_>) -> Vec<SchemeChange> {
    let kinds = |side: &DiffSide<'_>| -> Vec<String> {
        let templates = &side.scheme.templates;
        templates.keys().cloned().collect()
    };
    let (before, after) = (kinds(old), kinds(new));
    let differs = |kind: &&String| {
        let text = |side: &DiffSide<'_>| side.scheme.templates.get(*kind).cloned();
        text(old) != text(new)
    };
    let all = after.iter().chain(difference(&before, &after));
    all.filter(differs)
        .map(|kind| {
            let name = new
                .kinds
                .get(kind)
                .map_or_else(|| with_spaces(kind), |kind| kind.noun());
            let says = format!("A new {name} starts with another text");
            new_change(ChangeTopic::Record, kind, says)
        })
        .collect()
}

/// Letters with words of the scheme's own.
fn letters(old: &DiffSide<'_>, new: &DiffSide<'_>) -> Vec<SchemeChange> {
    let (was, is) = (&old.scheme.letters, &new.scheme.letters);
    let gone = was.keys().filter(|name| !is.contains_key(*name));
    let differs = |name: &&String| was.get(*name) != is.get(*name);
    is.keys()
        .chain(gone)
        .filter(differs)
        .map(|name| {
            let says = format!("The letter {} has other words", quoted(name));
            new_change(ChangeTopic::Scheme, name, says)
        })
        .collect()
}
