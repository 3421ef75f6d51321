//! The parts of a Markdown body that rules ask about, each with its bytes.

use pulldown_cmark::{Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd};

use super::unprinted::{Coverage, CoverageReader, Unprinted, UnprintedText};
use crate::base::text::{Span, words};

/// The headings, links, images and tasks of a body.
#[derive(Debug, Clone, Default)]
pub struct Outline {
    pub headings: Vec<Heading>,
    pub links: Vec<Link>,
    pub images: Vec<Image>,
    pub tasks: Vec<Task>,
    /// Words, code and images outside headings: what a reader would see.
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

/// A link and where it leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    pub target: String,
    pub span: Span,
    /// The words of the target, if they stand within the link as they are read.
    pub target_span: Option<Span>,
}

/// An image with its alternative text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    pub target: String,
    pub alt: String,
    pub span: Span,
    /// As for a [`Link`].
    pub target_span: Option<Span>,
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
            if let Event::End(TagEnd::Link | TagEnd::Image) = event {
                reading.find_target(body, offset);
            }
            reading.read_event(event, Span::new(range.start, range.end).shift(offset));
        }
        let mut outline = reading.outline;
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

    /// Counts the words of the body, markup aside, headings included.
    pub fn count_words(&self, text: &str) -> usize {
        let headings = self
            .headings
            .iter()
            .map(|heading| words::count_words(&heading.text));
        let is_image = |span: &&Span| self.images.iter().any(|image| image.span == **span);
        let texts = self.visible.iter().filter(|span| !is_image(span));
        headings.sum::<usize>() + words::count_words(&joined(text, texts))
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
fn joined<'s>(text: &str, spans: impl Iterator<Item = &'s Span>) -> String {
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

/// Most images around it that a word describes, so that brackets without end
/// take no time without end.
const MOST_DESCRIBED: usize = 8;

/// The state while events go by.
#[derive(Default)]
struct OutlineReader {
    outline: Outline,
    in_heading: bool,
    /// The images that are open: one may stand in another's description.
    in_images: Vec<usize>,
    /// The links and images that are open.
    open: Vec<LinkOrImage>,
    /// End of the last event.
    end: usize,
}

/// A link or an image by its place in the outline.
#[derive(Clone, Copy)]
enum LinkOrImage {
    Link(usize),
    Image(usize),
}

/// Returns the place of a target in the rest of a link, which begins where its words end:
/// `](a.md)`, `](<a b.md> "title")`. `None` where it stands elsewhere or is escaped.
fn find_target_in_link(rest: &str, target: &str) -> Option<Span> {
    let inside = rest.strip_prefix("](")?.trim_start();
    let inside = inside.strip_prefix('<').unwrap_or(inside);
    let after = inside.strip_prefix(target)?;
    let ends = after.starts_with(|c: char| c.is_whitespace() || c == ')' || c == '>');
    let start = rest.len() - inside.len();
    (ends && !target.is_empty()).then(|| Span::new(start, start + target.len()))
}

impl OutlineReader {
    /// Finds the words of the target of the link or image that ends.
    fn find_target(&mut self, body: &str, offset: usize) {
        let Some(open) = self.open.pop() else {
            return;
        };
        let (target, span, found) = match open {
            LinkOrImage::Link(at) => {
                let link = &mut self.outline.links[at];
                (&link.target, link.span, &mut link.target_span)
            }
            LinkOrImage::Image(at) => {
                let image = &mut self.outline.images[at];
                (&image.target, image.span, &mut image.target_span)
            }
        };
        let rest = Span::new(self.end, span.end);
        let rest_in_body = rest
            .start
            .checked_sub(offset)
            .zip(rest.end.checked_sub(offset));
        let text = rest_in_body.and_then(|(start, end)| body.get(start..end));
        *found = text
            .and_then(|text| find_target_in_link(text, target))
            .map(|span| span.shift(rest.start));
    }

    fn read_event(&mut self, event: Event<'_>, span: Span) {
        self.end = match &event {
            Event::Start(Tag::Link { .. }) => span.start + "[".len(),
            Event::Start(Tag::Image { .. }) => span.start + "![".len(),
            Event::Start(_) => span.start,
            _ => span.end,
        };
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
            Tag::Link {
                link_type,
                dest_url,
                ..
            } => {
                // `<jo@example.org>` comes without its `mailto:`.
                let target = match link_type {
                    LinkType::Email => format!("mailto:{dest_url}"),
                    _ => dest_url.into_string(),
                };
                self.open.push(LinkOrImage::Link(self.outline.links.len()));
                self.outline.links.push(Link {
                    target,
                    span,
                    target_span: None,
                });
            }
            Tag::Image { dest_url, .. } => {
                self.in_images.push(self.outline.images.len());
                self.open
                    .push(LinkOrImage::Image(self.outline.images.len()));
                self.outline.images.push(Image {
                    target: dest_url.into_string(),
                    alt: String::new(),
                    span,
                    target_span: None,
                });
                self.outline.visible.push(span);
            }
            _ => {}
        }
    }

    fn close_tag(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(_) => self.in_heading = false,
            TagEnd::Image => {
                self.in_images.pop();
            }
            _ => {}
        }
    }

    fn add_words(&mut self, text: &str, span: Span) {
        if !self.in_images.is_empty() {
            for &at in self.in_images.iter().rev().take(MOST_DESCRIBED) {
                self.outline.images[at].alt.push_str(text);
            }
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
        assert_eq!(outline.images[0].alt, "a plan");
        assert_eq!(outline.images[0].span.start, 10);
        assert_eq!(outline.links[0].target, "y.md");
        assert_eq!(
            outline.tasks.iter().map(|t| t.done).collect::<Vec<_>>(),
            [true, false]
        );
    }

    #[test]
    fn the_span_of_a_link_target_is_found() {
        for (body, wanted) in [
            ("[x](y.md)", Some(4..8)),
            ("[](y.md)", Some(3..7)),
            ("[*x*](y.md \"a](y.md)\")", Some(6..10)),
            ("[x]( <y z.md> )", Some(6..12)),
            ("[a\\]b](y.md)", Some(7..11)),
            ("[![alt](p.png)](y.md)", Some(16..20)),
            ("[x](y\\_z.md)", None),
            ("[x](y&amp;z.md)", None),
            ("[x][y]\n\n[y]: y.md", None),
            ("<https://example.org>", None),
        ] {
            let outline = Outline::read(body, 100);
            let link = outline.links.last().unwrap();
            let wanted = wanted.map(|range| Span::new(range.start + 100, range.end + 100));
            assert_eq!(link.target_span, wanted, "{body}");
        }
        let outline = Outline::read("[![alt](p.png)](y.md)", 0);
        assert_eq!(outline.images[0].target_span, Some(Span::new(8, 13)));
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
