//! Adjustments as a scheme writes them: records of what somebody granted to the owner, such as an
//! exemption, more time, or a lower target.

use super::scheme::Criterion;
use super::set::{self, Set};
use super::{FieldType, Origin, SchemaFaultKind, SchemaReader, SchemeNames, Shape, scheme::Award};
use crate::base::document::Node;

/// Records that change what is asked of the owner, each for one period or more.
#[derive(Debug, Clone)]
pub struct Adjustment {
    pub of: Set,
    pub effect: AdjustmentEffect,
    /// The ids of the criteria, duties and awards that they change.
    pub targets: Vec<String>,
    /// The field with a day of the period that a record is for; the date of the record if `None`.
    pub from: Option<String>,
    /// The field with a day of the last period that a record is for.
    pub until: Option<String>,
    /// The field with whoever granted it.
    pub by: Option<String>,
    /// The confirmation without which a record changes nothing.
    pub confirmed: Option<String>,
    pub origin: Origin,
}

/// The effect of an adjustment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AdjustmentEffect {
    /// Nothing is asked.
    Exempts,
    /// It is due later, on the day in a field.
    Extends { to: String },
    /// Less is asked: so much, or such a part of the whole, as fields say.
    Reduces {
        less: Option<String>,
        share: Option<String>,
    },
}

impl Adjustment {
    /// Returns true if it changes a criterion of an award, or a duty.
    pub fn changes(&self, criterion: &str, award: Option<&str>) -> bool {
        let mut targets = self.targets.iter();
        targets.any(|target| target == criterion || award == Some(target.as_str()))
    }
}

const KEYS: [&str; 10] = [
    "of", "exempts", "extends", "reduces", "to", "less", "share", "from", "until", "by",
];

/// The requirements and awards that adjustments may change.
pub struct AdjustmentTargets<'a> {
    pub awards: &'a [Award],
    pub criteria: &'a [Criterion],
    pub duties: &'a [Criterion],
}

impl AdjustmentTargets<'_> {
    fn ids(&self) -> Vec<&str> {
        let criteria = self.criteria.iter().chain(self.duties);
        let awards = self.awards.iter().map(|award| &*award.id);
        awards
            .chain(criteria.map(|criterion| criterion.id.as_str()))
            .collect()
    }
}

/// Reads `adjustments: [{ of, exempts | extends | reduces, … }]`.
pub fn read_all(
    top: &Node,
    targets: &AdjustmentTargets<'_>,
    names: &SchemeNames<'_>,
    reader: &mut SchemaReader,
) -> Vec<Adjustment> {
    let nodes = top
        .get("adjustments")
        .and_then(|node| reader.read_list(node))
        .unwrap_or_default();
    let read = nodes.iter();
    read.filter_map(|node| read_one(node, targets, names, reader))
        .collect()
}

fn read_one(
    node: &Node,
    targets: &AdjustmentTargets<'_>,
    names: &SchemeNames<'_>,
    reader: &mut SchemaReader,
) -> Option<Adjustment> {
    reader.read_map(node)?;
    reader.report_unknown_keys(node, &[&KEYS[..], &["confirmed"]].concat());
    let of = set::read(reader.require(node, "of")?, names, reader)?;
    let shape = of.shape.clone();
    let effects = ["exempts", "extends", "reduces"];
    let written: Vec<&str> = effects
        .into_iter()
        .filter(|key| node.get(key).is_some())
        .collect();
    let [effect] = written.as_slice() else {
        let why = "this does one thing: `exempts`, `extends` or `reduces`".to_owned();
        reader.report(node.span, SchemaFaultKind::Impossible { why });
        return None;
    };
    let mut field = |key: &str, ty: &[FieldType]| read_field(node, key, &shape, ty, names, reader);
    let dates = [FieldType::Date];
    let numbers = [FieldType::Hours, FieldType::Number];
    let (from, until) = (field("from", &dates), field("until", &dates));
    let by = field("by", &[FieldType::Person, FieldType::Text]);
    let (to, less) = (field("to", &dates), field("less", &numbers));
    let share = field("share", &[FieldType::Number]);
    let effect_of = match *effect {
        "exempts" => AdjustmentEffect::Exempts,
        "extends" => {
            reader.require(node, "to")?;
            AdjustmentEffect::Extends { to: to.clone()? }
        }
        _ => {
            if less.is_none() && share.is_none() {
                reader.require(node, "less")?;
            }
            AdjustmentEffect::Reduces {
                less: less.clone(),
                share: share.clone(),
            }
        }
    };
    report_keys_of_others(node, effect, reader);
    Some(Adjustment {
        targets: read_targets(node, effect, targets, reader),
        confirmed: read_confirmed(node, &of, names, reader),
        effect: effect_of,
        of,
        from,
        until,
        by,
        origin: reader.origin(node.span),
    })
}

/// Reports keys that belong to another effect.
fn report_keys_of_others(node: &Node, effect: &str, reader: &mut SchemaReader) {
    let others: &[&str] = match effect {
        "exempts" => &["to", "less", "share"],
        "extends" => &["less", "share", "until"],
        _ => &["to"],
    };
    for key in others {
        if let Some(entry) = node.entry(key) {
            let why = format!("`{key}` means nothing beside `{effect}`");
            reader.report(entry.key_span, SchemaFaultKind::Impossible { why });
        }
    }
}

fn read_targets(
    node: &Node,
    effect: &str,
    targets: &AdjustmentTargets<'_>,
    reader: &mut SchemaReader,
) -> Vec<String> {
    let Some(at) = node.get(effect) else {
        return Vec::new();
    };
    let words = reader.read_words(at);
    let known = targets.ids();
    for word in words.iter().filter(|word| !known.contains(&word.as_str())) {
        reader.unknown_name(at.span, "requirement", word, known.iter().copied());
    }
    words
}

/// Reads the name of a field of the records that has one of some types.
fn read_field(
    node: &Node,
    key: &str,
    shape: &Shape,
    types: &[FieldType],
    names: &SchemeNames<'_>,
    reader: &mut SchemaReader,
) -> Option<String> {
    let at = node.get(key)?;
    let word = reader.read_word(at)?;
    match names.field(shape, word).map(|known| &known.ty) {
        Some(ty) if types.contains(ty) => Some(word.to_owned()),
        Some(_) => {
            let wanted: Vec<String> = types.iter().map(FieldType::describe).collect();
            reader.report_wrong(
                at,
                &format!("a field of this type: {}", wanted.join(" or ")),
            );
            None
        }
        None => {
            reader.unknown_name(at.span, "field", word, names.field_names(shape));
            None
        }
    }
}

/// Reads `confirmed`: a confirmation of these records.
fn read_confirmed(
    node: &Node,
    of: &Set,
    names: &SchemeNames<'_>,
    reader: &mut SchemaReader,
) -> Option<String> {
    let at = node.get("confirmed")?;
    let word = reader.read_word(at)?;
    match names.confirmations.get(word) {
        Some(kind) => {
            let is_other = kind
                .as_ref()
                .is_some_and(|kind| of.shape != Shape::Kind(kind.clone()));
            if is_other {
                let why = format!("`{word}` confirms records of another kind");
                reader.report(at.span, SchemaFaultKind::Impossible { why });
            }
        }
        None => {
            let known = names.confirmations.keys().map(String::as_str);
            reader.unknown_name(at.span, "confirmation", word, known);
        }
    }
    Some(word.to_owned())
}
