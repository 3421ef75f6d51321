//! Records as others may have them: without the values that stay in the portfolio.

use crate::base::text::Span;
use crate::domain::portfolio::Record;

/// The words that stand for a private value, so that a reader sees that there is one.
const KEPT_BACK: &str = "kept back";

/// Returns a text of a record with other words for its private values.
pub fn without_private_values(record: &Record, text: &str) -> String {
    let mut text = text.to_owned();
    let given = record.fields.iter().filter(|field| !field.is_blank());
    let mut private: Vec<Span> = given
        .filter(|field| {
            let known = record.kind.field(&field.name);
            known.is_some_and(|known| known.private)
        })
        .map(|field| field.span)
        .collect();
    private.sort_by_key(|span| std::cmp::Reverse(span.start));
    for span in private {
        if text.get(span.start..span.end).is_some() {
            text.replace_range(span.start..span.end, KEPT_BACK);
        }
    }
    text
}
