//! `weights`: how much a record counts by what it says in a field, such as one point for an hour
//! of a course and half a point for an hour of reading.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::base::document::Node;
use crate::check::criteria::SumWeight;
use crate::domain::portfolio::Value;
use crate::domain::query::Item;
use crate::domain::schema::{FieldType, SchemaFaultKind, SchemaReader, SchemeNames, Set};

/// The points of a record, by the value of a field.
pub struct Weights {
    field: String,
    by_word: BTreeMap<String, SumWeight>,
}

/// Reads `weights: { FIELD: { WORD: NUMBER | { each: NUMBER } } }`.
pub fn read(
    args: &Node,
    of: &Set,
    names: &SchemeNames<'_>,
    reader: &mut SchemaReader,
) -> Option<Weights> {
    let node = args.get("weights")?;
    let [entry] = reader.read_map(node)? else {
        reader.report_wrong(node, "one field, with a number for each of its values");
        return None;
    };
    let words = match names.field(&of.shape, &entry.key).map(|field| &field.ty) {
        Some(FieldType::Choice(words) | FieldType::Scale(words)) => words.terms.clone(),
        Some(FieldType::Boolean) => vec!["true".to_owned(), "false".to_owned()],
        Some(_) => {
            reader.report_wrong(&entry.value, "a field that is a choice, or true or false");
            return None;
        }
        None => {
            let fields = names.field_names(&of.shape);
            reader.unknown_name(entry.key_span, "field", &entry.key, fields);
            return None;
        }
    };
    let mut by_word = BTreeMap::new();
    for weight in reader.read_map(&entry.value)? {
        if !words.contains(&weight.key) {
            let known = words.iter().map(String::as_str);
            reader.unknown_name(weight.key_span, "value", &weight.key, known);
        } else if let Some(read) = read_weight(&weight.value, reader) {
            by_word.insert(weight.key.clone(), read);
        }
    }
    let lacking = |word: &&String| entry.value.get(word).is_none();
    if let Some(word) = words.iter().find(lacking) {
        let why = format!("`{word}` has no weight: write 0 if it counts nothing");
        reader.report(entry.value.span, SchemaFaultKind::Impossible { why });
    }
    let is_nothing = |weight: &SumWeight| match weight {
        SumWeight::Times(number) | SumWeight::Each(number) => number.is_zero(),
    };
    if !by_word.is_empty() && by_word.values().all(is_nothing) {
        let why = "every weight is 0, so nothing can count".to_owned();
        reader.report(entry.value.span, SchemaFaultKind::Impossible { why });
    }
    Some(Weights {
        field: entry.key.clone(),
        by_word,
    })
}

fn read_weight(node: &Node, reader: &mut SchemaReader) -> Option<SumWeight> {
    let each = node.get("each");
    if node.is_map() {
        reader.report_unknown_keys(node, &["each"]);
        reader.require(node, "each")?;
    }
    let at = each.unwrap_or(node);
    let number: Option<Decimal> = at.scalar().and_then(|word| word.parse().ok());
    let number = number.filter(|number| !number.is_sign_negative());
    if number.is_none() {
        reader.report_wrong(at, "a number such as 0.5");
    }
    match each {
        Some(_) => number.map(SumWeight::Each),
        None => number.map(SumWeight::Times),
    }
}

impl Weights {
    /// Returns the weight of a record. One without a value to weigh it by counts nothing.
    pub fn of(&self, item: &Item<'_>) -> SumWeight {
        let value = item.get(&self.field);
        let word = value.as_deref().map(Value::to_text).unwrap_or_default();
        let weight = self.by_word.get(&word).copied();
        weight.unwrap_or(SumWeight::Times(Decimal::ZERO))
    }

    /// Returns how much a record counts that has so much in the field that is added up. `None` if
    /// the number is too large.
    pub fn weigh(&self, amount: Decimal, item: &Item<'_>) -> Option<Decimal> {
        match self.of(item) {
            SumWeight::Times(weight) => amount.checked_mul(weight),
            SumWeight::Each(weight) => Some(weight),
        }
    }
}
