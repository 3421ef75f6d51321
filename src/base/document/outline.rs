//! The parts of a Markdown body that rules ask about, each with its bytes. Links and images
//! are those of the tree that is printed.

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::unprinted::{Coverage, CoverageReader, Unprinted, UnprintedText};
use crate::base::markdown::{self, Reference};
use crate::base::text::{Span, words};

/// The headings, links, images and tasks of a body.
#[derive(Debug, Clone, Default)]
pub struct Outline {
    pub headings: Vec<Heading>,
    pub links: Vec<Reference>,
    pub images: Vec<Reference>,
    pub tasks: Vec<Task>,
    /// Words and code outside headings and images: what a reader would see.
    pub visible: Vec<Span>,
    /// Paragraphs, to find those left over from a template.
    pub paragraphs: Vec<Span>,
    /// Words that no reader sees.
    pub unprinted: Vec<UnprintedText>,
    /// Footnotes, which are printed at the end of the text.
    pub notes: Vec<Span>,
}

/// A heading and what stands under it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// From 1 to 6.
    pub level: u8,
    pub text: String,
    pub span: Span,
    /// From the end of the heading to the next of the same or a higher level.
    pub content: Span,
}

/// An item of a task list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    pub done: bool,
    pub span: Span,
}

/// The extensions a record may use: tables, footnotes, strikethrough and task lists.
pub fn extensions() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
}

/// Returns true if one of the stretches, which are in order and apart, holds another.
pub fn is_in_one_of(stretches: &[Span], span: Span) -> bool {
    let before = stretches.partition_point(|one| one.start <= span.start);
    before
        .checked_sub(1)
        .is_some_and(|at| stretches[at].contains(span))
}

impl Outline {
    /// Reads a body whose first byte stands at `offset` of its file.
    pub fn read(body: &str, offset: usize) -> Self {
        let mut reading = OutlineReader::default();
        let mut events = Parser::new_ext(body, extensions()).into_offset_iter();
        let mut coverage = CoverageReader::new(body, &events);
        while let Some((event, range)) = events.next() {
            coverage.read(&event, &range, &events);
            reading.read_event(event, Span::new(range.start, range.end).shift(offset));
        }
        let mut outline = reading.outline;
        outline.add_references(body, offset);
        outline.add_coverage(coverage.finish(offset));
        outline.close_sections(offset + body.len());
        outline
    }

    /// The section under the heading with this text, compared without case or space around it.
    pub fn section(&self, title: &str) -> Option<&Heading> {
        let wanted = title.trim().to_lowercase();
        self.headings
            .iter()
            .find(|heading| heading.text.trim().to_lowercase() == wanted)
    }

    /// Returns what a reader would see outside headings, images last.
    pub fn visible_parts(&self) -> impl Iterator<Item = Span> {
        let images = self.images.iter().map(|image| image.span);
        self.visible.iter().copied().chain(images)
    }

    /// Counts the words of the body, markup aside, headings included.
    pub fn count_words(&self, text: &str) -> usize {
        let headings = self
            .headings
            .iter()
            .map(|heading| words::count_words(&heading.text));
        headings.sum::<usize>() + words::count_words(&joined(text, &self.visible))
    }

    /// Adds the links and images as they are printed.
    fn add_references(&mut self, body: &str, offset: usize) {
        let found = markdown::references(body);
        let shifted = |references: Vec<Reference>| {
            let references = references.into_iter().map(|one| Reference {
                span: one.span.shift(offset),
                target_span: one.target_span.map(|span| span.shift(offset)),
                ..one
            });
            references.collect()
        };
        (self.links, self.images) = (shifted(found.links), shifted(found.pictures));
    }

    /// Adds the raw HTML that is printed to what a reader sees, and takes away the notes that
    /// are not.
    fn add_coverage(&mut self, coverage: Coverage) {
        let hidden = coverage.unprinted.iter();
        let hidden: Vec<Span> = hidden
            .filter(|one| one.why == Unprinted::Note)
            .map(|one| one.span)
            .collect();
        if !hidden.is_empty() {
            self.visible.retain(|span| !is_in_one_of(&hidden, *span));
        }
        if !coverage.html.is_empty() {
            self.visible.extend(coverage.html);
            self.visible.sort();
        }
        (self.unprinted, self.notes) = (coverage.unprinted, coverage.notes);
    }

    fn close_sections(&mut self, end: usize) {
        for at in 0..self.headings.len() {
            let level = self.headings[at].level;
            let next = self.headings[at + 1..]
                .iter()
                .find(|later| later.level <= level);
            self.headings[at].content.end = next.map_or(end, |heading| heading.span.start);
        }
    }
}

/// Words as they are read: markup within a word does not divide it.
fn joined(text: &str, spans: &[Span]) -> String {
    let mut out = String::new();
    let mut end = 0;
    for span in spans {
        let between = text.get(end..span.start).unwrap_or(" ");
        // Between blocks there is always a line end.
        if between.contains(char::is_whitespace) {
            out.push(' ');
        }
        out.push_str(span.slice(text));
        end = span.end;
    }
    out
}

/// The state while events go by.
#[derive(Default)]
struct OutlineReader {
    outline: Outline,
    in_heading: bool,
    /// The number of images that are open: one may stand in another's description.
    open_images: usize,
}

impl OutlineReader {
    fn read_event(&mut self, event: Event<'_>, span: Span) {
        match event {
            Event::Start(tag) => self.open_tag(tag, span),
            Event::End(tag) => self.close_tag(tag),
            Event::Text(text) | Event::Code(text) => self.add_words(&text, span),
            Event::SoftBreak | Event::HardBreak => self.add_words(" ", span),
            Event::TaskListMarker(done) => self.outline.tasks.push(Task { done, span }),
            _ => {}
        }
    }

    fn open_tag(&mut self, tag: Tag<'_>, span: Span) {
        match tag {
            Tag::Heading { level, .. } => {
                self.in_heading = true;
                self.outline.headings.push(Heading {
                    level: level_number(level),
                    text: String::new(),
                    span,
                    content: Span::new(span.end, span.end),
                });
            }
            Tag::Paragraph => self.outline.paragraphs.push(span),
            Tag::Image { .. } => self.open_images += 1,
            _ => {}
        }
    }

    fn close_tag(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(_) => self.in_heading = false,
            TagEnd::Image => self.open_images = self.open_images.saturating_sub(1),
            _ => {}
        }
    }

    fn add_words(&mut self, text: &str, span: Span) {
        if self.open_images > 0 {
            return;
        }
        if self.in_heading {
            if let Some(heading) = self.outline.headings.last_mut() {
                heading.text.push_str(text);
            }
        } else if !text.trim().is_empty() {
            self.outline.visible.push(span);
        }
    }
}

fn level_number(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_reach_to_the_next_heading_of_their_level() {
        let body = "## What I did\n\ntext\n\n### Detail\n\nmore\n\n## What I *learnt*\n\nend";
        let outline = Outline::read(body, 0);
        let titles: Vec<_> = outline.headings.iter().map(|h| h.text.as_str()).collect();
        assert_eq!(titles, ["What I did", "Detail", "What I learnt"]);
        assert!(
            outline
                .section(" what i DID")
                .unwrap()
                .content
                .slice(body)
                .contains("more")
        );
        assert!(
            !outline
                .section("Detail")
                .unwrap()
                .content
                .slice(body)
                .contains("end")
        );
    }

    #[test]
    fn images_links_and_tasks_have_places() {
        let body = "![a *plan*](../evidence/p.png) and [x](y.md)\n\n- [x] done\n- [ ] not\n";
        let outline = Outline::read(body, 10);
        assert_eq!(outline.images[0].words, "a plan");
        assert_eq!(outline.images[0].span.start, 10);
        assert_eq!(outline.links[0].target, "y.md");
        assert_eq!(
            outline.tasks.iter().map(|t| t.done).collect::<Vec<_>>(),
            [true, false]
        );
    }

    #[test]
    fn comments_are_not_visible() {
        assert!(
            Outline::read("## A\n\n<!-- a prompt -->\n", 0)
                .visible
                .is_empty()
        );
    }
}
