//! 2 records of one kind have the same date and title, or the same text. If both are about the
//! same thing, it is counted twice. Of 2 files that are the same, byte for byte, only the first
//! counts.
//!
//! Records with the same title are not reported if they are about different awards, people or
//! other records. Only a text of at least 10 words is compared. `conflict-copy` finds copies
//! that a shared folder made, and `duplicate-id` finds records with the same name.
//!
//! ## Example
//!
//! ```text
//! activities/2026-02-03-first-aid.md
//! activities/2026-02-03-first-aid-2.md
//! ```
//!
//! Both have the title `First aid` and the date 2026-02-03.
//!
//! ## To correct it
//!
//! 1. Compare the 2 records. Keep what is right in one of them.
//! 2. Remove the other one with `cpd remove`.
//!
//! ## Leave it out
//!
//! If both are meant, add `allow: [possible-duplicate]` to the details at the top of the one
//! that is reported.

use std::borrow::Cow;
use std::cell::LazyCell;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use rayon::prelude::*;

use super::{Rule, RuleContext, RuleSubject, conflict_copy};
use crate::base::text::{Safe, fold};
use crate::check::template_text;
use crate::domain::finding::{Diagnostic, Label, Severity};
use crate::domain::portfolio::{Record, Value};

pub const RULE: Rule = Rule {
    name: "possible-duplicate",
    severity: Severity::Warning,
    allowable: true,
    subject: RuleSubject::Content,
    source: include_str!("possible_duplicate.rs"),
    check,
};

/// Fewest words of a text that nobody writes twice by chance.
const WORDS_OF_A_TEXT: usize = 10;

/// Two records of which the second may be the first one again.
type Pair<'a> = (&'a Record, &'a Record);

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    let copies = LazyCell::new(|| conflict_copy::copies(context));
    let is_copy = |of: &Record, path: &str| copies.get(path).is_some_and(|it| *it == of.path);
    let is_told = |(one, other): &Pair<'_>| {
        is_copy(one, &other.path) || is_copy(other, &one.path) || one.id.key() == other.id.key()
    };
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let ways = [
        (same_titles(context), "title and date"),
        (same_texts(context), "text"),
    ];
    for (pairs, same) in ways {
        for pair in pairs.into_iter().filter(|pair| !is_told(pair)) {
            if seen.insert(&pair.1.path) {
                out.push(finding(pair, same, context));
            }
        }
    }
}

fn finding((first, second): Pair<'_>, same: &str, context: &RuleContext<'_>) -> Diagnostic {
    // Of a new record, that one is told, whatever its name.
    let is_asked = |record: &Record| context.files.is_none_or(|all| all.contains(&record.path));
    let (at, other) = match is_asked(second) {
        true => (second, first),
        false => (first, second),
    };
    let message = format!("this has the same {same} as {}", Safe(&other.path));
    let label = Label::new(&other.path, other.place(), "the other one is here");
    let help = "if it is the same, remove one of the two; if both are meant, add `allow: [possible-duplicate]` here";
    let found = RULE.finding(&at.path, at.place(), message);
    found.related(label).help(help)
}

/// Returns records with the date and the title of an earlier one.
fn same_titles<'a>(context: &RuleContext<'a>) -> Vec<Pair<'a>> {
    let key = |record: &'a Record| {
        let title = record.word("title")?;
        Some((record.date?, Words::of(fold(title))))
    };
    let mut pairs = pairs(context, key);
    pairs.retain(|(first, second)| is_about_the_same(first, second));
    pairs
}

/// Returns records with the text of an earlier one.
fn same_texts<'a>(context: &RuleContext<'a>) -> Vec<Pair<'a>> {
    let key = |record: &'a Record| {
        let paragraphs = record.document.outline.paragraphs.iter();
        let words = paragraphs.flat_map(|span| span.slice(&record.text).split_whitespace());
        let is_long = words.take(WORDS_OF_A_TEXT).count() == WORDS_OF_A_TEXT;
        let is_written = || template_text::leftover_prompts(record, context.input.portfolio);
        (is_long && is_written().is_empty()).then(|| Words::of(Cow::Borrowed(record.body())))
    };
    pairs(context, key)
}

/// Returns each record with the first one of its kind that has the same key. Keys are made on all
/// cores.
fn pairs<'a, K: Ord + Send>(
    context: &RuleContext<'a>,
    key: impl Fn(&'a Record) -> Option<K> + Sync,
) -> Vec<Pair<'a>> {
    let records: Vec<&Record> = context.written_records().collect();
    let keys: Vec<Option<K>> = records.par_iter().map(|record| key(record)).collect();
    let mut firsts: BTreeMap<_, &Record> = BTreeMap::new();
    let keyed = keys.into_iter().zip(records);
    let keyed = keyed.filter_map(|(key, record)| Some((key?, record)));
    keyed
        .filter_map(|(key, record)| {
            let first = *firsts.entry((&record.kind.name, key)).or_insert(record);
            (first.path != record.path).then_some((first, record))
        })
        .collect()
}

/// Returns true unless two records name different awards, people or records in a field.
fn is_about_the_same(one: &Record, other: &Record) -> bool {
    let is_other = |name: &str, value: &Value| {
        let names = value.leaves().into_iter().any(|leaf| {
            matches!(
                leaf,
                Value::Award(_) | Value::Person(_) | Value::Reference { .. }
            )
        });
        names && other.get(name).is_some_and(|there| there != value)
    };
    let values = one.fields.iter();
    let mut values = values.filter_map(|field| Some((&field.name, field.value.as_ref()?)));
    !values.any(|(name, value)| is_other(name, value))
}

/// Text that is compared by its words, in an order that has no meaning. Most texts differ by
/// their hash, so that few words are looked at twice.
struct Words<'t> {
    hash: u64,
    text: Cow<'t, str>,
}

impl<'t> Words<'t> {
    fn of(text: Cow<'t, str>) -> Self {
        let mut hasher = DefaultHasher::new();
        for word in text.split_whitespace() {
            word.hash(&mut hasher);
        }
        let hash = hasher.finish();
        Self { hash, text }
    }
}

impl Ord for Words<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        let words = || self.text.split_whitespace();
        let by_hash = self.hash.cmp(&other.hash);
        by_hash.then_with(|| words().cmp(other.text.split_whitespace()))
    }
}

impl PartialOrd for Words<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Words<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Words<'_> {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_equal_by_their_words() {
        let words = |text: &'static str| Words::of(Cow::Borrowed(text));
        assert!(words(" a  b\nc ") == words("a b c"));
        assert!(words("a b c") != words("a bc"));
        let mut other = words("a b");
        other.hash = words("a b c").hash;
        assert!(words("a b c") != other, "words count, and not the hash");
    }
}
