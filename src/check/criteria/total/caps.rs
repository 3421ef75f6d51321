//! `caps`: limits on how much of some records counts. What is over a limit lowers the total and
//! is nothing that anybody is late with.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::read_bound;
use crate::base::document::Node;
use crate::base::text::words;
use crate::domain::portfolio::Value;
use crate::domain::portfolio::value::amount;
use crate::domain::query::{Item, Scope, members};
use crate::domain::schema::{
    FieldType, Kind, SchemaFaultKind, SchemaReader, SchemeNames, Set, Shape, set,
};

/// The most of a set that counts, together or for each of its records.
pub struct Cap {
    of: Set,
    /// The records in words, such as `self study`.
    pub name: String,
    pub at_most: Decimal,
    pub each: Option<CapGroup>,
}

/// The records that share one limit.
pub enum CapGroup {
    /// Each record has its own.
    Record,
    /// Those with the same value in this field.
    Field(String),
}

impl CapGroup {
    pub fn name(&self) -> &str {
        match self {
            Self::Record => RECORD,
            Self::Field(field) => field,
        }
    }
}

const RECORD: &str = "record";

/// Reads `caps: [{ of, at_most, each, says }]` for the records of a set.
pub fn read(
    args: &Node,
    counted: &Set,
    is_money: bool,
    names: &SchemeNames<'_>,
    reader: &mut SchemaReader,
) -> Vec<Cap> {
    let Some(node) = args.get("caps") else {
        return Vec::new();
    };
    if let Some(entry) = args.entry("at_most") {
        let why = "a cap leaves amounts out, and a highest sum has to see them all";
        let why = why.to_owned();
        reader.report(entry.key_span, SchemaFaultKind::Impossible { why });
    }
    let items = reader.read_list(node).unwrap_or_default();
    let caps = items.iter();
    caps.filter_map(|node| read_one(node, args, counted, is_money, names, reader))
        .collect()
}

fn read_one(
    node: &Node,
    args: &Node,
    counted: &Set,
    is_money: bool,
    names: &SchemeNames<'_>,
    reader: &mut SchemaReader,
) -> Option<Cap> {
    reader.read_map(node)?;
    reader.report_unknown_keys(node, &["of", "at_most", "each", "says"]);
    let at = reader.require(node, "of")?;
    let of = set::read(at, names, reader)?;
    if of.shape != counted.shape && !matches!(of.shape, Shape::Unknown) {
        let why = "these are other records than those that are added up".to_owned();
        reader.report(at.span, SchemaFaultKind::Impossible { why });
        return None;
    }
    let limit = reader.require(node, "at_most")?;
    let bound = read_bound(node, "at_most", is_money, reader)?;
    if bound.amount.is_zero() {
        let why = "nothing of these counts: leave them out of the set instead".to_owned();
        reader.report(limit.span, SchemaFaultKind::Impossible { why });
    }
    let each = node.get("each");
    let least = args.get("at_least").and_then(Node::scalar).and_then(amount);
    if let Some(Value::Number(least) | Value::Money { amount: least, .. }) = least
        && least < bound.amount
    {
        let why = "this is more than what is asked, so it never matters".to_owned();
        reader.report(limit.span, SchemaFaultKind::Impossible { why });
    }
    Some(Cap {
        name: cap_name(node, &of, names, reader),
        each: each.and_then(|node| read_group(node, &of, names, reader)),
        of,
        at_most: bound.amount,
    })
}

fn read_group(
    node: &Node,
    of: &Set,
    names: &SchemeNames<'_>,
    reader: &mut SchemaReader,
) -> Option<CapGroup> {
    let word = reader.read_word(node)?;
    if word == RECORD {
        return Some(CapGroup::Record);
    }
    match names.field(&of.shape, word).map(|known| &known.ty) {
        Some(FieldType::List(_) | FieldType::Map(_) | FieldType::Dated(_)) => {
            reader.report_wrong(node, "a field with one value");
            None
        }
        Some(_) => Some(CapGroup::Field(word.to_owned())),
        None => {
            let fields = names.field_names(&of.shape).into_iter();
            reader.unknown_name(node.span, "field", word, fields.chain([RECORD]));
            None
        }
    }
}

/// Returns what the records are called: `says`, the name of the set, or the kind's plural.
fn cap_name(node: &Node, of: &Set, names: &SchemeNames<'_>, reader: &mut SchemaReader) -> String {
    if let Some(says) = reader.word_at(node, "says") {
        return says.to_owned();
    }
    if let Some(name) = node.get("of").and_then(Node::scalar) {
        return words::with_spaces(name);
    }
    let kind = of.written_kind().and_then(|kind| names.kinds.get(kind));
    kind.map_or_else(String::new, Kind::plural_noun)
}

/// The part of each amount that counts, and the part over each cap.
pub struct Limited {
    pub counted: Vec<Decimal>,
    /// By cap, in their order.
    pub over: Vec<Decimal>,
    /// By member: the cap that it is over, and by how much.
    pub over_of: BTreeMap<usize, (usize, Decimal)>,
}

/// Returns what counts of the amounts of some members under all caps. A member falls under each
/// cap whose set it belongs to, and counts for the least that is left under these. Amounts below
/// nothing are taken first, because they correct others; then members under fewer caps, then
/// earlier ones. Takes `n log n` for each cap.
pub fn limit(amounts: Vec<Decimal>, found: &[Item<'_>], caps: &[Cap], scope: Scope<'_>) -> Limited {
    let mut limited = Limited {
        counted: amounts,
        over: vec![Decimal::ZERO; caps.len()],
        over_of: BTreeMap::new(),
    };
    if caps.is_empty() {
        return limited;
    }
    let above = caps_of_each(found, caps, scope);
    let mut order: Vec<usize> = (0..found.len()).collect();
    order.sort_by_key(|at| {
        let amount = limited.counted.get(*at);
        let corrects = amount.is_some_and(Decimal::is_sign_negative);
        (!corrects, above.get(*at).map_or(0, Vec::len))
    });
    let mut left: BTreeMap<(usize, String), Decimal> = BTreeMap::new();
    for at in order {
        let (Some(under), Some(counted)) = (above.get(at), limited.counted.get_mut(at)) else {
            continue;
        };
        let keys: Vec<(usize, String)> = under
            .iter()
            .filter_map(|number| {
                let group = caps.get(*number)?.group_of(found.get(at)?, at);
                Some((*number, group))
            })
            .collect();
        let still_counts = |key: &(usize, String)| {
            let whole = caps.get(key.0).map_or(Decimal::ZERO, |cap| cap.at_most);
            left.get(key).copied().unwrap_or(whole)
        };
        let limits = keys.iter().map(|key| (still_counts(key), key.0));
        let Some((least, tightest)) = limits.min() else {
            continue;
        };
        let whole = *counted;
        *counted = whole.min(least);
        if let Some(over) = limited.over.get_mut(tightest) {
            let cut = whole.saturating_sub(*counted);
            *over = over.saturating_add(cut);
            if !cut.is_zero() {
                limited.over_of.insert(at, (tightest, cut));
            }
        }
        let after: Vec<Decimal> = keys
            .iter()
            .map(|key| still_counts(key) - *counted)
            .collect();
        left.extend(keys.into_iter().zip(after));
    }
    limited
}

/// Returns the numbers of the caps that each member falls under.
fn caps_of_each(found: &[Item<'_>], caps: &[Cap], scope: Scope<'_>) -> Vec<Vec<usize>> {
    let mut above = vec![Vec::new(); found.len()];
    let by_key: BTreeMap<(String, usize), usize> = found
        .iter()
        .enumerate()
        .map(|(at, item)| (item.key(), at))
        .collect();
    for (number, cap) in caps.iter().enumerate() {
        for item in members(&cap.of, scope) {
            let at = by_key.get(&item.key());
            if let Some(under) = at.and_then(|at| above.get_mut(*at)) {
                under.push(number);
            }
        }
    }
    above
}

impl Cap {
    /// Returns what tells the records that share the limit from others. A record without a value
    /// shares it with none.
    fn group_of(&self, item: &Item<'_>, at: usize) -> String {
        match &self.each {
            None => String::new(),
            Some(CapGroup::Record) => item.id().to_owned(),
            Some(CapGroup::Field(field)) => match item.get(field) {
                Some(value) => format!("={}", value.to_text()),
                None => at.to_string(),
            },
        }
    }
}
