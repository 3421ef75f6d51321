//! Text that is not written yet: missing and empty sections, and prompts left over from a
//! template. It knows templates and outlines, and no rules.

use crate::base::document::Heading;
use crate::base::document::outline::is_in_one_of;
use crate::base::text::Span;
use crate::domain::id::KindId;
use crate::domain::portfolio::{Portfolio, Record};
use crate::domain::query::Scope;
use crate::domain::schema::built_in;

/// Returns the template of a kind: the first scheme's that has one, or the built-in one.
pub fn kind_template<'a>(kind: &KindId, portfolio: &'a Portfolio) -> Option<&'a str> {
    let from_schemes = portfolio
        .schemes()
        .iter()
        .find_map(|scheme| scheme.templates.get(&**kind));
    from_schemes
        .map(|text| &**text)
        .or_else(|| built_in::default_template(kind))
}

/// Returns the prompts of a template: its paragraphs in square brackets.
fn find_prompts(template: &str) -> Vec<String> {
    let unix = template.replace("\r\n", "\n");
    let paragraphs = unix.split("\n\n").map(str::trim);
    let prompts = paragraphs.filter(|text| text.starts_with('[') && text.ends_with(']'));
    prompts.map(str::to_owned).collect()
}

/// Returns the paragraphs of a record that are prompts of a template.
pub fn leftover_prompts(record: &Record, portfolio: &Portfolio) -> Vec<Span> {
    // Prompts are in square brackets, and few other paragraphs begin with one.
    let paragraphs = record.document.outline.paragraphs.iter();
    let bracketed =
        paragraphs.filter(|span| span.slice(&record.text).trim_start().starts_with('['));
    let bracketed: Vec<&Span> = bracketed.collect();
    if bracketed.is_empty() {
        return Vec::new();
    }
    let prompts = all_prompts(&record.kind.name, portfolio);
    let left_over = |span: &&&Span| {
        let words = collapse_spaces(span.slice(&record.text));
        prompts.iter().any(|prompt| words.contains(prompt.as_str()))
    };
    let trimmed = |span: &Span| span.start + span.slice(&record.text).trim_end().len();
    let found = bracketed.iter().filter(left_over);
    found
        .map(|span| Span::new(span.start, trimmed(span)))
        .collect()
}

/// Returns true if a text is nothing but a prompt of a template for records of a kind.
pub fn is_prompt(text: &str, kind: &KindId, portfolio: &Portfolio) -> bool {
    let text = text.trim();
    let is_bracketed = text.starts_with('[') && text.ends_with(']');
    is_bracketed && all_prompts(kind, portfolio).contains(&collapse_spaces(text))
}

/// Returns the prompts of all templates that a record of a kind may have started from.
fn all_prompts(kind: &KindId, portfolio: &Portfolio) -> Vec<String> {
    let from_schemes = portfolio
        .schemes()
        .iter()
        .filter_map(|scheme| scheme.templates.get(&**kind));
    let templates = from_schemes
        .map(|text| &**text)
        .chain(built_in::default_template(kind));
    templates
        .flat_map(|template| {
            find_prompts(template)
                .into_iter()
                .map(|prompt| collapse_spaces(&prompt))
                .collect::<Vec<_>>()
        })
        .collect()
}

/// Returns text with single spaces, since people wrap lines.
fn collapse_spaces(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns the sections of the kind that the record does not have.
pub fn missing_sections(record: &Record) -> impl Iterator<Item = &str> {
    let outline = &record.document.outline;
    record
        .kind
        .sections
        .iter()
        .map(String::as_str)
        .filter(|title| outline.section(title).is_none())
}

/// Returns sections without visible content. A section with a left-over prompt is not one of them.
pub fn empty_sections<'a>(record: &'a Record, placeholders: &[Span]) -> Vec<&'a Heading> {
    let outline = &record.document.outline;
    let expected = record
        .kind
        .sections
        .iter()
        .filter_map(|title| outline.section(title));
    let has_prompt = |section: &Span| placeholders.iter().any(|span| section.contains(*span));
    let is_empty = |heading: &&Heading| {
        // Footnotes are printed at the end, and not below the heading.
        let is_here =
            |span: &Span| heading.content.contains(*span) && !is_in_one_of(&outline.notes, *span);
        !outline.visible_parts().any(|span| is_here(&span))
    };
    expected
        .filter(is_empty)
        .filter(|heading| !has_prompt(&heading.content))
        .collect()
}

/// Returns everything that is not written yet, with its place and a message.
pub fn unwritten_parts(record: &Record, scope: Scope<'_>) -> Vec<(Span, String)> {
    let left = leftover_prompts(record, scope.portfolio);
    let missing = missing_sections(record).map(|title| {
        (
            record.place(),
            format!("the section \u{201c}{title}\u{201d} is missing"),
        )
    });
    let empty = empty_sections(record, &left).into_iter().map(|heading| {
        (
            heading.span,
            format!(
                "the section \u{201c}{}\u{201d} is empty",
                heading.text.trim()
            ),
        )
    });
    let mut found: Vec<(Span, String)> = missing.chain(empty).collect();
    let blank = record.document.outline.visible_parts().next().is_none();
    if blank && found.is_empty() && left.is_empty() {
        found.push((record.place(), "nothing is written yet".to_owned()));
    }
    // The rule about it points at every other place.
    let first = left.into_iter().next();
    found.extend(first.map(|span| (span, "this is still the template's own text".to_owned())));
    found
}
