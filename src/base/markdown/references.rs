//! The links and pictures of a text, found in the same tree that is printed. So a sign-off
//! covers each picture that a reader is shown, whatever other readers of Markdown make of it.

use comrak::nodes::{AstNode, NodeLink, NodeValue, Sourcepos};
use comrak::{Arena, parse_document};

use super::read::{node_text, options};
use super::shorten::beginning;
use crate::base::text::Span;

/// A link or a picture, and the file or address to which it leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    pub target: String,
    /// The words of a link, or the description of a picture.
    pub words: String,
    pub span: Span,
    /// The target, if it stands within the link as it is read.
    pub target_span: Option<Span>,
}

/// The links and pictures of a text, in the order in which they were written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct References {
    pub links: Vec<Reference>,
    pub pictures: Vec<Reference>,
}

/// Returns the links and pictures of a text, as far as it is printed. Places are bytes of
/// the text.
pub fn references(text: &str) -> References {
    // Without brackets there is neither a link to a file nor a picture.
    if !text.contains(['[', '<']) {
        return References::default();
    }
    let text = beginning(text);
    let arena = Arena::new();
    let lines = SourceLines::new(text);
    let mut found = References::default();
    let mut open = vec![parse_document(&arena, text, &options())];
    while let Some(node) = open.pop() {
        let list = match &node.data.borrow().value {
            NodeValue::Link(link) => Some((&mut found.links, reference(node, link, &lines))),
            // In the description of a picture nothing is a link or a picture.
            NodeValue::Image(link) => {
                found.pictures.push(reference(node, link, &lines));
                continue;
            }
            _ => None,
        };
        if let Some((list, reference)) = list {
            list.push(reference);
        }
        open.extend(node.children());
    }
    for list in [&mut found.links, &mut found.pictures] {
        list.sort_by_key(|one| (one.span.start, one.span.end));
    }
    found
}

fn reference<'a>(node: &'a AstNode<'a>, link: &NodeLink, lines: &SourceLines<'_>) -> Reference {
    let span = lines.span(node.data.borrow().sourcepos);
    let words_end = node.last_child().map_or(span.start, |last| {
        lines.span(last.data.borrow().sourcepos).end
    });
    Reference {
        target: link.url.clone(),
        words: node_text(node),
        span,
        target_span: find_target(
            lines.text,
            Span::new(words_end.min(span.end), span.end),
            &link.url,
        ),
    }
}

/// Returns the place of a target behind the words of a link: `](a.md)`,
/// `](<a b.md> "title")`. `None` where it stands elsewhere or is escaped.
fn find_target(text: &str, rest: Span, target: &str) -> Option<Span> {
    let behind = rest.slice(text);
    let opening = behind.find("](")? + "](".len();
    let inside = behind[opening..].trim_start();
    let inside = inside.strip_prefix('<').unwrap_or(inside);
    let after = inside.strip_prefix(target)?;
    let ends = after.starts_with(|c: char| c.is_whitespace() || c == ')' || c == '>');
    let start = rest.start + behind.len() - inside.len();
    (ends && !target.is_empty()).then(|| Span::new(start, start + target.len()))
}

/// The lines of a text as the parser counts them: a lone CR ends one as well.
pub(super) struct SourceLines<'t> {
    text: &'t str,
    starts: Vec<usize>,
}

impl<'t> SourceLines<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let bytes = text.as_bytes();
        let ends = bytes.iter().enumerate().filter(|(at, byte)| {
            **byte == b'\n' || **byte == b'\r' && bytes.get(at + 1) != Some(&b'\n')
        });
        let starts = std::iter::once(0).chain(ends.map(|(at, _)| at + 1));
        Self {
            text,
            starts: starts.collect(),
        }
    }

    /// Returns the byte at a line and column, which are counted from 1.
    pub(super) fn offset(&self, line: usize, column: usize) -> usize {
        let start = self.starts.get(line.saturating_sub(1));
        let at = start.map_or(self.text.len(), |start| start + column.saturating_sub(1));
        self.text.floor_char_boundary(at.min(self.text.len()))
    }

    fn span(&self, place: Sourcepos) -> Span {
        let start = self.offset(place.start.line, place.start.column);
        let end = self.offset(place.end.line, place.end.column + 1);
        Span::new(start, end.max(start))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pictures(text: &str) -> Vec<String> {
        let found = references(text).pictures.into_iter();
        found.map(|one| one.target).collect()
    }

    #[test]
    fn the_span_of_a_link_target_is_found() {
        for (text, wanted) in [
            ("[x](y.md)", Some(4..8)),
            ("[](y.md)", Some(3..7)),
            ("[*x*](y.md \"a](y.md)\")", Some(6..10)),
            ("[x]( <y z.md> )", Some(6..12)),
            ("[a\\]b](y.md)", Some(7..11)),
            ("[![alt](p.png)](y.md)", Some(16..20)),
            ("é\r[x](y.md)", Some(7..11)),
            ("> - é [x](y.md)", Some(11..15)),
            ("| é | [x](y.md) |\n|---|---|", Some(11..15)),
            ("[x](y\\_z.md)", None),
            ("[x](y&amp;z.md)", None),
            ("[x][y]\n\n[y]: y.md", None),
            ("<https://example.org>", None),
        ] {
            let found = references(text).links;
            let wanted = wanted.map(|range| Span::new(range.start, range.end));
            assert_eq!(found.last().unwrap().target_span, wanted, "{text}");
        }
        let picture = &references("[![alt](p.png)](y.md)").pictures[0];
        assert_eq!(picture.target_span, Some(Span::new(8, 13)));
    }

    #[test]
    fn what_other_parsers_do_not_see_is_found() {
        for text in [
            "![a][the plan]\n\n[the\u{a0}plan]: p.png",
            "<script>\n</SCRIPT>\n![a](p.png)",
            &format!("{0} ![a](p.png) {0}", "`".repeat(90)),
        ] {
            assert_eq!(pictures(text), ["p.png"], "{text}");
        }
    }

    #[test]
    fn what_is_not_shown_is_not_found() {
        for text in [
            "`![a](p.png)`",
            "    ![a](p.png)",
            "a\n\n[^1]: ![a](p.png)",
            "[a]: p.png",
            "<img src=\"p.png\">",
        ] {
            assert_eq!(pictures(text), [""; 0], "{text}");
        }
        assert_eq!(pictures("![a ![b](q.png)](p.png)"), ["p.png"]);
    }
}
