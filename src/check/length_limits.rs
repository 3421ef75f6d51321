//! Length limits of a record: a range of words, and a number of printed pages with the signatures.
//! It counts through the `Typesetter` port and knows no page format itself.

use super::criteria::Shortfall;
use crate::base::document::Node;
use crate::base::text::Span;
use crate::base::text::words::{count_noun, format_thousands};
use crate::domain::portfolio::Record;
use crate::domain::ports::{Overflow, Typesetter};
use crate::domain::query::Scope;
use crate::domain::record_view;
use crate::domain::schema::{SchemaFaultKind, SchemaReader};

/// A range of word counts; either bound may be absent.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct WordRange {
    at_least: Option<usize>,
    at_most: Option<usize>,
}

/// The length limits that a criterion sets for each of its records.
#[derive(Debug, Default)]
pub struct LengthLimits {
    words: Option<WordRange>,
    /// The highest number of A4 pages.
    pages: Option<usize>,
}

/// The keys of the limits in a scheme.
pub const KEYS: [&str; 2] = ["words", "pages"];

/// The only paper size.
const PAPER: &str = "a4";

impl LengthLimits {
    pub fn read(args: &Node, reader: &mut SchemaReader) -> Self {
        Self {
            words: args
                .get("words")
                .and_then(|node| read_word_range(node, reader)),
            pages: args.get("pages").and_then(|node| pages(node, reader)),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.words.is_none() && self.pages.is_none()
    }

    /// Returns a shortfall for each length limit that the record breaks.
    pub fn faults(
        &self,
        record: &Record,
        scope: Scope<'_>,
        typesetter: &dyn Typesetter,
    ) -> Vec<Shortfall> {
        let words = self
            .words
            .as_ref()
            .and_then(|range| range.shortfall(record));
        let pages = self
            .pages
            .and_then(|most| too_long(record, most, scope, typesetter));
        words.into_iter().chain(pages).collect()
    }
}

fn read_word_range(node: &Node, reader: &mut SchemaReader) -> Option<WordRange> {
    reader.read_map(node)?;
    reader.report_unknown_keys(node, &["at_least", "at_most"]);
    let range = WordRange {
        at_least: reader.read_count(node, "at_least"),
        at_most: reader.read_count(node, "at_most"),
    };
    if range == WordRange::default() {
        reader.report(node.span, SchemaFaultKind::MissingKey { key: "at_most" });
        return None;
    }
    if let (Some(least), Some(most)) = (range.at_least, range.at_most)
        && least > most
    {
        let why = format!("no number is at least {least} and at most {most}");
        reader.report(node.span, SchemaFaultKind::Impossible { why });
    }
    Some(range)
}

fn pages(node: &Node, reader: &mut SchemaReader) -> Option<usize> {
    reader.read_map(node)?;
    reader.report_unknown_keys(node, &["at_most", "paper"]);
    if let Some(paper) = node.get("paper")
        && reader.read_word(paper).is_some_and(|word| word != PAPER)
    {
        reader.report_wrong(paper, "a4, the only paper size of packs");
    }
    reader.require(node, "at_most")?;
    let most = reader.read_count(node, "at_most")?;
    if most == 0 {
        let why = "every record fills at least 1 page".to_owned();
        reader.report(node.span, SchemaFaultKind::Impossible { why });
        return None;
    }
    Some(most)
}

impl WordRange {
    fn shortfall(&self, record: &Record) -> Option<Shortfall> {
        let found = record.document.outline.count_words(&record.text);
        let said = |difference: usize, than: String| {
            format!(
                "{}: {difference} {than}",
                count_noun(found, "word", "words")
            )
        };
        let message = match (self.at_least, self.at_most) {
            (Some(least), _) if found < least => said(least - found, format!("fewer than {least}")),
            (_, Some(most)) if found > most => said(found - most, format!("more than {most}")),
            _ => return None,
        };
        Some(Shortfall {
            role: None,
            at: Some((record.path.clone(), record.place())),
            message,
        })
    }
}

fn too_long(
    record: &Record,
    most: usize,
    scope: Scope<'_>,
    typesetter: &dyn Typesetter,
) -> Option<Shortfall> {
    let sheet = record_view::unsigned_page(record, scope.portfolio, scope.scheme, scope.today);
    let (at, message) = match typesetter.pages(&sheet, most) {
        Ok(pages) => {
            let over = pages.over?;
            (span_of_word(record, over.at), format_overflow(most, &over))
        }
        Err(why) => (record.place(), format!("cpd cannot count its pages: {why}")),
    };
    Some(Shortfall {
        role: None,
        at: Some((record.path.clone(), at)),
        message,
    })
}

/// Lines that a page of words has, for an estimate.
const LINES_OF_A_PAGE: usize = 45;

/// Lines from which on nobody counts how many are too many.
const LINES_FAR_TOO_LONG: usize = 5 * LINES_OF_A_PAGE;

/// Formats an overflow: `1 page and 7 lines with the signatures: about 80 words too long`.
fn format_overflow(most: usize, over: &Overflow) -> String {
    let pages = count_noun(most, "page", "pages");
    if over.lines > LINES_FAR_TOO_LONG {
        let words = format_thousands(over.words.div_ceil(100) * 100);
        let more = format_thousands(over.lines.div_ceil(LINES_OF_A_PAGE));
        return format!(
            "far too long: about {words} words, or {more} pages, more than {pages} with the signatures"
        );
    }
    let lines = count_noun(over.lines, "line", "lines");
    let words = match over.words {
        0 => String::new(),
        1..=10 => format!(": {} too long", count_noun(over.words, "word", "words")),
        many => format!(": about {} words too long", many.div_ceil(5) * 5),
    };
    format!("{pages} and {lines} with the signatures{words}")
}

/// Returns the span of the word at byte `at` of the record's text, or the record's place if there
/// is none.
fn span_of_word(record: &Record, at: usize) -> Span {
    let body = record.body();
    let mut start = at.min(body.len());
    while !body.is_char_boundary(start) {
        start -= 1;
    }
    let blank = |c: char| c.is_whitespace();
    let start = start + (body[start..].len() - body[start..].trim_start_matches(blank).len());
    let length = body[start..].find(blank).unwrap_or(body.len() - start);
    if length == 0 {
        return record.place();
    }
    let from = record.document.body.start + start;
    Span::new(from, from + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_overflow_is_given_in_lines_and_words() {
        let text = |lines, words| {
            format_overflow(
                1,
                &Overflow {
                    lines,
                    words,
                    at: 0,
                },
            )
        };
        assert_eq!(
            text(7, 78),
            "1 page and 7 lines with the signatures: about 80 words too long"
        );
        assert_eq!(
            text(1, 1),
            "1 page and 1 line with the signatures: 1 word too long"
        );
        assert_eq!(text(2, 0), "1 page and 2 lines with the signatures");
        assert_eq!(
            text(6_900, 98_765),
            "far too long: about 98,800 words, or 154 pages, more than 1 page with the signatures"
        );
    }
}
