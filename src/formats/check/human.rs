//! For eyes: the words of the file with what is wrong beneath them, in colour
//! where the writer takes it.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::ops::Range;
use std::sync::Arc;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use anstyle::{AnsiColor, Effects};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::line_indexes::MOST_KEPT;
use super::{requirements, summary};
use crate::base::text::safe::is_unsafe;
use crate::base::text::words::{MOST_NAMED, format_thousands};
use crate::base::text::{LineIndex, Safe, Shell, Span};
use crate::domain::finding::{Diagnostic, Label, Severity};
use crate::formats::wrap::WIDEST;
use crate::formats::{Style, remedies};
use crate::views::check::Check;

/// Most findings of one rule in one file that are shown.
const MOST_ALIKE: usize = 20;

pub fn write(check: &Check, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let width = style.width.min(WIDEST);
    let mut texts = MaskedTexts::new(check, width);
    let renderer = Renderer::styled().term_width(width);
    let mut counts: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let (written, unmet) = check.by_subject();
    for diagnostic in written {
        let kind = (&*diagnostic.at.path, diagnostic.rule.as_str());
        let count = counts.entry(kind).or_default();
        *count += 1;
        if *count <= MOST_ALIKE {
            let shown = render(diagnostic, &mut texts, &renderer, style.shell);
            writeln!(out, "{shown}\n")?;
        }
    }
    for ((path, rule), count) in counts.iter().filter(|(_, count)| **count > MOST_ALIKE) {
        let more = format_thousands(count - MOST_ALIKE);
        writeln!(
            out,
            "{rule}: {more} more in {}. To list them all, add --plain.\n",
            Safe(path)
        )?;
    }
    requirements::write(check, &unmet, style, out)?;
    let found = check.summary();
    let colour = match (found.errors, found.warnings) {
        (0, 0) => AnsiColor::Green,
        (0, _) => AnsiColor::Yellow,
        _ => AnsiColor::Red,
    };
    let strong = anstyle::Style::new()
        .fg_color(Some(colour.into()))
        .effects(Effects::BOLD);
    writeln!(out, "{strong}{}{strong:#}", summary(check))
}

/// A text, and where its lines begin.
type IndexedText = (Arc<str>, Arc<LineIndex>);

/// The texts that findings point into, with what is nobody's to print blotted out.
struct MaskedTexts<'a> {
    check: &'a Check,
    /// Columns that there are for excerpts.
    width: usize,
    /// By path, what is nobody's to print.
    secrets: BTreeMap<&'a str, Vec<Span>>,
    masked: BTreeMap<String, Option<IndexedText>>,
}

impl<'a> MaskedTexts<'a> {
    fn new(check: &'a Check, width: usize) -> Self {
        let mut secrets: BTreeMap<&str, Vec<Span>> = BTreeMap::new();
        for finding in check.findings.iter().filter(|finding| finding.secret) {
            let of_file = secrets.entry(&finding.at.path).or_default();
            of_file.push(finding.at.span);
        }
        Self {
            check,
            width,
            secrets,
            masked: BTreeMap::new(),
        }
    }

    fn get(&mut self, path: &str) -> Option<(Arc<str>, Arc<LineIndex>)> {
        if let Some(known) = self.masked.get(path) {
            return known.clone();
        }
        if self.masked.len() == MOST_KEPT {
            self.masked.clear();
        }
        let (check, secrets) = (self.check, &self.secrets);
        let found = self.masked.entry(path.to_owned()).or_insert_with(|| {
            let text = check.text(path)?;
            let here = secrets.get(path).into_iter().flatten();
            let blotted = mask_spans(text, here.copied());
            let text = replace_unsafe(&blotted);
            let index = Arc::new(LineIndex::new(&text));
            Some((text, index))
        });
        found.clone()
    }
}

/// Asterisks, byte for byte, so that no place moves.
fn mask_spans(text: &Arc<str>, spans: impl Iterator<Item = Span>) -> Arc<str> {
    let mut bytes: Option<Vec<u8>> = None;
    for span in spans {
        let bytes = bytes.get_or_insert_with(|| text.as_bytes().to_vec());
        if let Some(words) = bytes.get_mut(span.start..span.end) {
            words.fill(b'*');
        }
    }
    match bytes.map(String::from_utf8) {
        Some(Ok(text)) => text.into(),
        _ => Arc::clone(text),
    }
}

/// Characters that a terminal would act upon, as others of as many bytes. What
/// is ASCII is left to the renderer, which has signs for it.
fn replace_unsafe(text: &Arc<str>) -> Arc<str> {
    let acts = |c: char| !c.is_ascii() && c != '\u{feff}' && is_unsafe(c);
    if !text.contains(acts) {
        return Arc::clone(text);
    }
    let instead = |c: char| match (acts(c), c.len_utf8()) {
        (false, _) => c,
        (true, 2) => '\u{b7}',
        (true, _) => '\u{fffd}',
    };
    text.chars().map(instead).collect::<String>().into()
}

fn render(
    diagnostic: &Diagnostic,
    texts: &mut MaskedTexts<'_>,
    renderer: &Renderer,
    shell: Shell,
) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let message = Safe(&diagnostic.message).to_string();
    let mut group = level
        .primary_title(message)
        .id(diagnostic.rule.as_str())
        .elements(std::iter::empty::<Origin<'_>>());
    group = add_label(group, &diagnostic.at, AnnotationKind::Primary, texts);
    for label in diagnostic.related.iter().take(MOST_NAMED) {
        group = add_label(group, label, AnnotationKind::Context, texts);
    }
    if let Some(help) = remedies::help(diagnostic, shell) {
        group = group.element(Level::HELP.message(Safe(&help).to_string()));
    }
    renderer.render(&[group])
}

/// The words themselves where there are any, or else just the file.
fn add_label<'a>(
    group: Group<'a>,
    label: &Label,
    kind: AnnotationKind,
    texts: &mut MaskedTexts<'_>,
) -> Group<'a> {
    let path = Safe(&label.path).to_string();
    let Some((text, index)) = texts
        .get(&label.path)
        .filter(|_| label.span != Span::start_of_file())
    else {
        return group.element(Origin::path(path));
    };
    let said = (!label.text.is_empty()).then(|| Safe(&label.text).to_string());
    let at = index.position(&text, label.span.start);
    let Some((excerpt, range)) = excerpt(&text, label.span) else {
        let place = Origin::path(path).line(at.line).char_column(at.column);
        return add_note(group.element(place), said);
    };
    let (range, words) = fit(&excerpt, range, texts.width.saturating_sub(GUTTER));
    let (beside, below) = match said {
        Some(said) if GUTTER + words + said.width() >= texts.width => (None, Some(said)),
        said => (said, None),
    };
    let snippet = Snippet::source(excerpt)
        .line_start(at.line)
        .path(path)
        .fold(true)
        .annotation(kind.span(range).label(beside));
    add_note(group.element(snippet), below)
}

/// Adds what is said about a place, where it does not fit beside the words.
fn add_note<'a>(group: Group<'a>, said: Option<String>) -> Group<'a> {
    match said {
        Some(said) => group.element(Level::NOTE.message(said)),
        None => group,
    }
}

/// Returns the part of a range that fits into so many columns, and its width. Of several lines
/// that do not all fit, it is the beginning of the first.
fn fit(excerpt: &str, range: Range<usize>, most: usize) -> (Range<usize>, usize) {
    let lines = excerpt[range.clone()].lines();
    let widest = lines.map(UnicodeWidthStr::width).max().unwrap_or(0);
    if widest <= most {
        return (range, widest);
    }
    let first = excerpt[range.clone()].lines().next().unwrap_or_default();
    let (mut end, mut width) = (0, 0);
    for (at, letter) in first.char_indices() {
        let wide = letter.width().unwrap_or(0);
        if width + wide > most {
            break;
        }
        (end, width) = (at + letter.len_utf8(), width + wide);
    }
    (range.start..range.start + end, width)
}

/// Columns for the number of a line, and for the signs that it was cut.
const GUTTER: usize = 20;

/// Longest excerpt, in bytes: beyond it there is nothing to see at a glance.
const LONGEST: usize = 4_000;

/// The lines a span touches, at most a few: a whole file is never handed over,
/// nor is a line that goes on and on.
fn excerpt(text: &str, span: Span) -> Option<(String, Range<usize>)> {
    const MOST: usize = 4;
    let span = clamp_span(text, span);
    let start = text[..span.start].rfind('\n').map_or(0, |at| at + 1);
    let mut end = text[span.start..]
        .find('\n')
        .map_or(text.len(), |at| span.start + at);
    let mut lines = 1;
    while end < span.end && lines < MOST {
        end = text[end + 1..]
            .find('\n')
            .map_or(text.len(), |at| end + 1 + at);
        lines += 1;
    }
    let bom = if text[start..].starts_with('\u{feff}') {
        '\u{feff}'.len_utf8()
    } else {
        0
    };
    let start = (start + bom).min(span.start.max(start + bom));
    if end.saturating_sub(start) > LONGEST {
        return None;
    }
    let shown = text[start..end.max(start)]
        .trim_end_matches('\r')
        .to_owned();
    let from = span.start.max(start) - start;
    let to = span.end.min(end).max(span.start.max(start)) - start;
    let len = shown.len();
    Some((shown, from.min(len)..to.min(len)))
}

fn clamp_span(text: &str, span: Span) -> Span {
    let floor = |at: usize| {
        (0..=at.min(text.len()))
            .rev()
            .find(|at| text.is_char_boundary(*at))
            .unwrap_or(0)
    };
    let start = floor(span.start);
    Span::new(start, floor(span.end).max(start))
}
