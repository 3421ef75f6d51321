//! The parts of a Markdown body that rules ask about, each with its bytes.

use pulldown_cmark::{Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd};

use crate::base::text::{Span, words};

/// What a body consists of.
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
}

/// An image with its alternative text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    pub target: String,
    pub alt: String,
    pub span: Span,
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

impl Outline {
    /// Reads a body whose first byte stands at `offset` of its file.
    pub fn read(body: &str, offset: usize) -> Self {
        let mut reading = Reading::default();
        for (event, range) in Parser::new_ext(body, extensions()).into_offset_iter() {
            reading.take(event, Span::new(range.start, range.end).shift(offset));
        }
        let mut outline = reading.outline;
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

    /// How many words the body has, markup aside, headings included.
    pub fn words(&self, text: &str) -> usize {
        let headings = self
            .headings
            .iter()
            .map(|heading| words::count(&heading.text));
        let is_image = |span: &&Span| self.images.iter().any(|image| image.span == **span);
        let texts = self.visible.iter().filter(|span| !is_image(span));
        headings.sum::<usize>() + words::count(&joined(text, texts))
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
        out.push_str(span.of(text));
        end = span.end;
    }
    out
}

/// How many images around it a word describes, so that brackets without end
/// take no time without end.
const MOST_DESCRIBED: usize = 8;

/// The state while events go by.
#[derive(Default)]
struct Reading {
    outline: Outline,
    in_heading: bool,
    /// The images that are open: one may stand in another's description.
    in_images: Vec<usize>,
}

impl Reading {
    fn take(&mut self, event: Event<'_>, span: Span) {
        match event {
            Event::Start(tag) => self.open(tag, span),
            Event::End(tag) => self.close(tag),
            Event::Text(text) | Event::Code(text) => self.words(&text, span),
            Event::SoftBreak | Event::HardBreak => self.words(" ", span),
            Event::TaskListMarker(done) => self.outline.tasks.push(Task { done, span }),
            _ => {}
        }
    }

    fn open(&mut self, tag: Tag<'_>, span: Span) {
        match tag {
            Tag::Heading { level, .. } => {
                self.in_heading = true;
                self.outline.headings.push(Heading {
                    level: number(level),
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
                self.outline.links.push(Link { target, span });
            }
            Tag::Image { dest_url, .. } => {
                self.in_images.push(self.outline.images.len());
                self.outline.images.push(Image {
                    target: dest_url.into_string(),
                    alt: String::new(),
                    span,
                });
                self.outline.visible.push(span);
            }
            _ => {}
        }
    }

    fn close(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(_) => self.in_heading = false,
            TagEnd::Image => {
                self.in_images.pop();
            }
            _ => {}
        }
    }

    fn words(&mut self, text: &str, span: Span) {
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

fn number(level: HeadingLevel) -> u8 {
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
                .of(body)
                .contains("more")
        );
        assert!(
            !outline
                .section("Detail")
                .unwrap()
                .content
                .of(body)
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
    fn comments_are_not_visible() {
        assert!(
            Outline::read("## A\n\n<!-- a prompt -->\n", 0)
                .visible
                .is_empty()
        );
    }
}
