//! Words of a body that no reader of a pack sees: comments, notes that nothing refers to,
//! and whatever else Markdown leaves out. Follows the parser through the text and looks at
//! the stretches of which it makes nothing.

use std::collections::BTreeMap;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, LinkType, OffsetIter, Tag, TagEnd};

use crate::base::markdown::{find_comments, is_comment};
use crate::base::text::Span;

/// Words that are not printed, and the reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnprintedText {
    pub span: Span,
    pub why: Unprinted,
}

/// The reason why words are not printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unprinted {
    /// `<!-- … -->`.
    Comment,
    /// A footnote that nothing refers to.
    Note,
    /// `[label]: address`, to which no link refers, or which repeats another's label.
    Definition,
    /// The title of a link or a picture, which a browser shows under the mouse.
    Title,
    /// Words behind the marks that begin code.
    CodeInfo,
    /// The label of a link or a note, which is only the way to it.
    Label,
    /// A cell of a row that has more cells than the head of its table.
    Cell,
    Other,
}

/// The parts of a body that a reader sees, beside its outline.
#[derive(Debug, Default)]
pub struct Coverage {
    /// In the order of the text.
    pub unprinted: Vec<UnprintedText>,
    /// Raw HTML that is printed as the words it is.
    pub html: Vec<Span>,
    /// The footnotes that are printed, at the end of the text and not where they stand.
    pub notes: Vec<Span>,
}

/// Follows the events of a body. Places are those in the body until [`finish`] shifts them.
pub struct CoverageReader<'b> {
    body: &'b str,
    /// Everything before it is accounted for.
    at: usize,
    gaps: Vec<Range<usize>>,
    found: Vec<UnprintedText>,
    html: Vec<Span>,
    notes: Vec<NoteDefinition>,
    /// The label of each mark, and the note that it stands in.
    marks: Vec<(String, Option<usize>)>,
    open_notes: Vec<usize>,
    definitions: Vec<LinkDefinition>,
}

/// A footnote's label, folded, and its place.
struct NoteDefinition {
    label: String,
    span: Range<usize>,
}

/// The place of a link's definition.
struct LinkDefinition {
    span: Range<usize>,
    has_title: bool,
    is_used: bool,
}

impl<'b> CoverageReader<'b> {
    pub fn new(body: &'b str, events: &OffsetIter<'_>) -> Self {
        let definitions = events.reference_definitions().iter();
        let mut definitions: Vec<LinkDefinition> = definitions
            .map(|(_, definition)| LinkDefinition {
                span: definition.span.clone(),
                has_title: definition.title.as_ref().is_some_and(|title| says(title)),
                is_used: false,
            })
            .collect();
        definitions.sort_by_key(|definition| definition.span.start);
        Self {
            body,
            at: 0,
            gaps: Vec::new(),
            found: Vec::new(),
            html: Vec::new(),
            notes: Vec::new(),
            marks: Vec::new(),
            open_notes: Vec::new(),
            definitions,
        }
    }

    /// Takes account of an event and of what stands before it.
    pub fn read(&mut self, event: &Event<'_>, range: &Range<usize>, events: &OffsetIter<'_>) {
        match event {
            Event::Start(tag) => self.start(tag, range, events),
            Event::End(tag) => self.end(*tag, range),
            Event::InlineHtml(html) => {
                self.cover(range.clone());
                if is_comment(html) {
                    self.add(range.clone(), Unprinted::Comment);
                } else {
                    self.html.push(Span::new(range.start, range.end));
                }
            }
            Event::FootnoteReference(label) => {
                self.cover(range.clone());
                if is_sentence(label) {
                    self.add(range.clone(), Unprinted::Label);
                }
                let within = self.open_notes.last().copied();
                self.marks.push((label.to_lowercase(), within));
            }
            _ => self.cover(range.clone()),
        }
    }

    fn start(&mut self, tag: &Tag<'_>, range: &Range<usize>, events: &OffsetIter<'_>) {
        match tag {
            Tag::HtmlBlock => self.html_block(range),
            Tag::Item => self.item(range),
            Tag::CodeBlock(CodeBlockKind::Fenced(info)) => self.fence(info, range),
            Tag::FootnoteDefinition(label) => self.note(label, range),
            Tag::Link { link_type, id, .. } | Tag::Image { link_type, id, .. } => {
                let refers = matches!(
                    link_type,
                    LinkType::Reference | LinkType::Collapsed | LinkType::Shortcut
                );
                let definition = events.reference_definitions().get(id).filter(|_| refers);
                if let Some(definition) = definition {
                    let start = |known: &LinkDefinition| known.span.start;
                    let at = self
                        .definitions
                        .partition_point(|known| start(known) < definition.span.start);
                    self.definitions[at].is_used = true;
                }
                self.cover(range.start..range.start);
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, range: &Range<usize>) {
        match tag {
            TagEnd::Link | TagEnd::Image => self.link_tail(range),
            TagEnd::TableRow | TagEnd::TableHead => {
                let rest = self.at.max(range.start)..range.end;
                if rest.start < rest.end && says(&self.body[rest.clone()]) {
                    self.add(rest.clone(), Unprinted::Cell);
                }
                self.at = self.at.max(range.end);
            }
            TagEnd::FootnoteDefinition => drop(self.open_notes.pop()),
            _ => {}
        }
    }

    /// Moves on to the end of a stretch that is printed, or of which it is known why not.
    fn cover(&mut self, range: Range<usize>) {
        if range.start > self.at && says(&self.body[self.at..range.start]) {
            self.gaps.push(self.at..range.start);
        }
        self.at = self.at.max(range.end);
    }

    fn add(&mut self, range: Range<usize>, why: Unprinted) {
        let words = &self.body[range.clone()];
        let start = range.start + (words.len() - words.trim_start().len());
        let span = Span::new(start, start + words.trim().len());
        self.found.push(UnprintedText { span, why });
    }

    fn html_block(&mut self, range: &Range<usize>) {
        self.cover(range.clone());
        let mut at = range.start;
        for comment in find_comments(&self.body[range.clone()]) {
            let comment = range.start + comment.start..range.start + comment.end;
            self.shown_html(at..comment.start);
            self.add(comment.clone(), Unprinted::Comment);
            at = comment.end;
        }
        self.shown_html(at..range.end);
    }

    fn shown_html(&mut self, range: Range<usize>) {
        if !self.body[range.clone()].trim().is_empty() {
            self.html.push(Span::new(range.start, range.end));
        }
    }

    /// The number of an item is printed.
    fn item(&mut self, range: &Range<usize>) {
        let written = &self.body[range.clone()];
        let blank = written.len() - written.trim_start().len();
        let digits = written[blank..].bytes().take_while(u8::is_ascii_digit);
        self.cover(range.start..range.start + blank + digits.count());
    }

    /// One word behind the marks is the name of a language.
    fn fence(&mut self, info: &str, range: &Range<usize>) {
        let line = self.body[range.clone()].lines().next().unwrap_or_default();
        let line = range.start..range.start + line.len();
        self.cover(line.clone());
        if says(info) && !is_language(info) {
            let marks = self.body[line.clone()].find(|c| !matches!(c, '`' | '~' | ' '));
            self.add(
                line.start + marks.unwrap_or(0)..line.end,
                Unprinted::CodeInfo,
            );
        }
    }

    fn note(&mut self, label: &str, range: &Range<usize>) {
        let opening = self.body[range.clone()]
            .find("]:")
            .map_or(0, |at| at + "]:".len());
        self.cover(range.start..range.start + opening);
        self.open_notes.push(self.notes.len());
        self.notes.push(NoteDefinition {
            label: label.to_lowercase(),
            span: range.clone(),
        });
    }

    /// Keeps the target of a link. Its title is not printed, nor is its label.
    fn link_tail(&mut self, range: &Range<usize>) {
        let tail = self.at.max(range.start)..range.end;
        let label = self.body.get(tail.clone());
        let label = label.and_then(|tail| tail.strip_prefix("][")?.strip_suffix(']'));
        if label.is_some_and(is_sentence) {
            self.add(
                tail.start + "][".len()..tail.end - "]".len(),
                Unprinted::Label,
            );
        }
        if let Some(title) = title_in(&self.body[tail.start.min(tail.end)..tail.end]) {
            let title = tail.start + title.start..tail.start + title.end;
            self.add(title, Unprinted::Title);
        }
        self.at = self.at.max(range.end);
    }

    /// Returns what was found, in the order of the text and with places that begin at
    /// `offset`.
    pub fn finish(mut self, offset: usize) -> Coverage {
        self.cover(self.body.len()..self.body.len());
        for gap in std::mem::take(&mut self.gaps) {
            self.explain(gap);
        }
        let (printed, unused) = self.sort_notes();
        for note in &unused {
            self.add(note.clone(), Unprinted::Note);
        }
        let is_within = |span: &Span| {
            let before = unused.partition_point(|note| note.start <= span.start);
            let note = before.checked_sub(1).map(|at| &unused[at]);
            note.is_some_and(|note| span.end <= note.end)
        };
        let mut found = self.found;
        found.retain(|one| one.why == Unprinted::Note || !is_within(&one.span));
        found.sort_by_key(|one| (one.span.start, one.span.end));
        found
            .iter_mut()
            .for_each(|one| one.span = one.span.shift(offset));
        self.html.retain(|span| !is_within(span));
        let shifted = |spans: Vec<Span>| spans.into_iter().map(|span| span.shift(offset)).collect();
        let printed = printed
            .into_iter()
            .map(|note| Span::new(note.start, note.end));
        Coverage {
            unprinted: found,
            html: shifted(self.html),
            notes: shifted(printed.collect()),
        }
    }

    /// Finds the definitions in a stretch of which the parser makes nothing. Whatever else
    /// is there has no reason of its own.
    fn explain(&mut self, gap: Range<usize>) {
        let first = self
            .definitions
            .partition_point(|one| one.span.start < gap.start);
        let within = self.definitions[first..].iter();
        let within = within.take_while(|one| one.span.start < gap.end);
        let within: Vec<(Range<usize>, bool, bool)> = within
            .map(|one| (one.span.clone(), one.is_used, one.has_title))
            .collect();
        let mut at = gap.start;
        for (span, is_used, has_title) in within {
            self.unexplained(at..span.start);
            if !is_used {
                self.add(span.clone(), Unprinted::Definition);
            } else if has_title {
                self.add(span.clone(), Unprinted::Title);
            }
            at = at.max(span.end);
        }
        self.unexplained(at..gap.end);
    }

    fn unexplained(&mut self, range: Range<usize>) {
        if range.start >= range.end || !says(&self.body[range.clone()]) {
            return;
        }
        let words = self.body[range.clone()].trim_start();
        let repeats = words.starts_with('[') && words.contains("]:");
        let why = if repeats {
            Unprinted::Definition
        } else {
            Unprinted::Other
        };
        self.add(range, why);
    }

    /// Returns the places of the notes that are printed, and of those that are not: no text
    /// refers to them, or another note has their label.
    fn sort_notes(&self) -> (Vec<Range<usize>>, Vec<Range<usize>>) {
        let mut first: BTreeMap<&str, usize> = BTreeMap::new();
        for (at, note) in self.notes.iter().enumerate() {
            first.entry(&note.label).or_insert(at);
        }
        // The notes that each note refers to, and those that the text itself refers to.
        let mut referred: BTreeMap<Option<usize>, Vec<usize>> = BTreeMap::new();
        for (label, within) in &self.marks {
            let note = first.get(label.as_str());
            referred.entry(*within).or_default().extend(note);
        }
        let mut is_used = vec![false; self.notes.len()];
        let mut wanted = referred.remove(&None).unwrap_or_default();
        while let Some(note) = wanted.pop() {
            if !std::mem::replace(&mut is_used[note], true) {
                wanted.extend(referred.remove(&Some(note)).unwrap_or_default());
            }
        }
        let of = |used: bool| {
            let notes = self.notes.iter().zip(&is_used);
            let notes = notes.filter(|(_, is_used)| **is_used == used);
            notes.map(|(note, _)| note.span.clone()).collect()
        };
        (of(true), of(false))
    }
}

/// Returns the title in the end of a link: `](a.md "title")`.
fn title_in(tail: &str) -> Option<Range<usize>> {
    let inside = tail.strip_prefix("](")?.strip_suffix(')')?.trim_end();
    let closes = inside.chars().next_back()?;
    let opens = match closes {
        '"' | '\'' => closes,
        ')' => '(',
        _ => return None,
    };
    let before = &inside[..inside.len() - 1];
    // A title stands behind a blank; an address may hold any of these signs.
    let opening = before
        .char_indices()
        .find(|(at, c)| *c == opens && before[..*at].ends_with(char::is_whitespace))?
        .0;
    let title = opening + 1..before.len();
    says(&before[title.clone()]).then(|| title.start + "](".len()..title.end + "](".len())
}

/// Letters of a label or a name that says nothing else.
const LONGEST_LABEL: usize = 24;

/// Returns true for a label, or the name of a language, that says more than it has to.
fn is_sentence(label: &str) -> bool {
    let parts = label.split(|c: char| !c.is_alphanumeric());
    parts.filter(|part| says(part)).count() > 3 || label.chars().count() > LONGEST_LABEL
}

/// Returns true for a word that may be the name of a computer language, such as `c++` or `objective-c`.
fn is_language(info: &str) -> bool {
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '+' | '-' | '#' | '.' | '_');
    info.trim().chars().all(fits) && !is_sentence(info)
}

/// Returns true for text in which there is a word.
fn says(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::document::Outline;

    fn unprinted(text: &str) -> Vec<(Unprinted, &str)> {
        let outline = Outline::read(text, 0);
        let found = outline.unprinted.iter();
        found.map(|one| (one.why, one.span.slice(text))).collect()
    }

    fn words(text: &str) -> usize {
        Outline::read(text, 0).count_words(text)
    }

    #[test]
    fn what_is_not_printed_is_found_with_the_reason() {
        use Unprinted::{Cell, CodeInfo, Comment, Definition, Label, Note, Title};
        for (text, why, what) in [
            ("a <!-- b --> c", Comment, "<!-- b -->"),
            ("<!-- b\n\nc -->\n\na", Comment, "<!-- b\n\nc -->"),
            ("> <!-- b --> a", Comment, "<!-- b -->"),
            ("a\n\n[^1]: b", Note, "[^1]: b"),
            ("a[^1]\n\n[^1]: b\n\n[^1]: c", Note, "[^1]: c"),
            ("a\n\n[b]: c", Definition, "[b]: c"),
            ("[b]\n\n[b]: c\n[B]: d", Definition, "[B]: d"),
            ("[a](b \"c d\")", Title, "c d"),
            ("![a](b 'c')", Title, "c"),
            ("[a](b (c))", Title, "c"),
            ("[b]\n\n[b]: c 'd'", Title, "[b]: c 'd'"),
            ("``` my notes\na\n```", CodeInfo, "my notes"),
            ("```this-is-by-Lee\na\n```", CodeInfo, "this-is-by-Lee"),
            ("```mine\\\na\n```", CodeInfo, "mine\\"),
            (
                "[a][this is by Lee]\n\n[this is by Lee]: b",
                Label,
                "this is by Lee",
            ),
            (
                "a[^this-is-by-Lee]\n\n[^this-is-by-Lee]: b",
                Label,
                "[^this-is-by-Lee]",
            ),
            ("| a |\n|---|\n| b | c |", Cell, "| c |"),
            ("- | a |\n  |---|\n  | b | c |\n\nd", Cell, "| c |"),
        ] {
            assert_eq!(unprinted(text), [(why, what)], "{text}");
        }
    }

    #[test]
    fn what_is_printed_is_not_found() {
        for text in [
            "1. a\n2. b\n   - [x] c\n10) d",
            "# a #\n\nb\n===\n\n    c\n\n```rust\nd\n```\n\n~~~\ne\n~~~",
            "[a](b.md) [c](<d e>) [f][g] [g] [h][] ![i](j) <https://k.l> <m@n.o> https://p.q\n\n[g]: r\n[h]: <s>",
            "a[^1]\n\n[^1]: b[^2]\n\n    c\n\n[^2]: d",
            "| a | b |\n|:--|--:|\n| c |\n| d | e |\n\nf",
            "<div>a</div>\n\nb <i>c</i> &amp; &#65; \\* d\\\ne  \nf",
            "> a\n> - b\n>\n> ***\n> c\n",
            "[a](https://b.c/(d)\"e\")",
            "[a](\"b\") [c]('d')",
        ] {
            assert_eq!(unprinted(text), [], "{text}");
        }
    }

    #[test]
    fn words_are_counted_as_they_are_printed() {
        for (text, count) in [
            ("one <!-- two three --> four", 2),
            ("<!-- one\ntwo -->\n\nthree", 1),
            ("<div>one two</div>", 2),
            ("one<b>two</b>", 1),
            ("one\n\n[^1]: two three", 1),
            ("one[^1]\n\n[^1]: two three", 3),
            ("one\n\n[two]: three", 1),
            ("see https://example.org/a_b or www.example.org", 4),
        ] {
            assert_eq!(words(text), count, "{text}");
        }
    }
}
