//! From Markdown to the tree of what is shown. The parser's own tree is met here
//! and nowhere else.

use comrak::nodes::{AstNode, ListType, NodeLink, NodeList, NodeValue, TableAlignment};
use comrak::options::{Extension, Parse, Render};
use comrak::{Arena, Options, parse_document};

use super::columns::{self, ColumnLetters};
use super::comments::{is_comment, without_comments};
use super::links::{self, ResolvedLink};
use super::references::SourceLines;
use super::word_breaks::LONG;
use super::{
    Alignment, Block, Column, Inline, LinkContext, List, ListItem, Note, Picture, Prose, Table,
};
use crate::base::text::words::shorten;

type AstNodeRef<'a> = &'a AstNode<'a>;

/// Deepest that quotes, lists and emphasis are shown within one another; what is
/// deeper is shown as plain words, since neither a page nor a reader can follow.
const DEEPEST: usize = 10;

/// Most letters of a heading; a longer one is a paragraph in bold. No reader of a PDF can
/// show it in a list of headings, and some parts of a PDF cannot hold it.
const MOST_OF_A_HEADING: usize = 300;

/// Most letters of the description of a picture, which a PDF cannot hold beyond some length.
pub const MOST_OF_A_DESCRIPTION: usize = 5_000;

/// Most columns of a table; one with more is shown row by row as plain lines, since no
/// page is wide enough.
const MOST_COLUMNS: usize = 20;

/// The Markdown `text` of the file at `path` as it is shown.
pub fn read(text: &str, path: &str, around: &dyn LinkContext) -> Prose {
    let arena = Arena::new();
    let root = parse_document(&arena, text, &options());
    let mut reader = ProseReader {
        path,
        around,
        lines: SourceLines::new(text),
        headings: Vec::new(),
        in_link: false,
    };
    let notes = root.children().filter_map(|node| reader.note(node));
    let notes: Vec<Note> = notes.collect();
    reader.headings.clear();
    let blocks = reader.blocks(root, 0);
    Prose { blocks, notes }
}

/// Everything stated, so that a new release of the parser cannot add syntax to
/// what people wrote. Addresses become links, as on every forge.
pub fn options() -> Options<'static> {
    Options {
        extension: Extension {
            strikethrough: true,
            table: true,
            tasklist: true,
            footnotes: true,
            autolink: true,
            ..Extension::default()
        },
        parse: Parse {
            smart: false,
            ..Parse::default()
        },
        render: Render {
            hardbreaks: false,
            ..Render::default()
        },
    }
}

struct ProseReader<'r> {
    path: &'r str,
    around: &'r dyn LinkContext,
    lines: SourceLines<'r>,
    /// The levels of the headings that are open, as they were written.
    headings: Vec<u8>,
    in_link: bool,
}

/// Blocks, which stand under one another.
impl ProseReader<'_> {
    fn blocks(&mut self, parent: AstNodeRef<'_>, depth: usize) -> Vec<Block> {
        if depth > DEEPEST {
            return vec![Block::Plain(vec![self.plain_inline(parent)])];
        }
        let children = parent.children();
        children.flat_map(|node| self.block(node, depth)).collect()
    }

    fn block(&mut self, node: AstNodeRef<'_>, depth: usize) -> Vec<Block> {
        let one = match &node.data.borrow().value {
            NodeValue::Paragraph if is_tight(node) => {
                return split_at_pictures(self.inlines(node, 0), Block::Plain);
            }
            NodeValue::Paragraph => {
                return split_at_pictures(self.inlines(node, 0), Block::Paragraph);
            }
            NodeValue::Heading(heading) => return self.heading(node, heading.level),
            NodeValue::BlockQuote => Block::Quote(self.blocks(node, depth + 1)),
            NodeValue::List(list) => Block::List(self.list(node, list, depth)),
            NodeValue::CodeBlock(code) => Block::Code(trim_final_line_end(&code.literal)),
            NodeValue::HtmlBlock(html) => {
                let shown = without_comments(&html.literal);
                if shown.trim().is_empty() {
                    return Vec::new();
                }
                Block::Code(trim_final_line_end(&shown))
            }
            NodeValue::ThematicBreak => Block::Rule,
            NodeValue::Table(table) if table.alignments.len() > MOST_COLUMNS => {
                return node.children().map(|row| self.row_as_line(row)).collect();
            }
            NodeValue::Table(table) => Block::Table(self.table(node, &table.alignments)),
            _ => return Vec::new(),
        };
        vec![one]
    }

    fn heading(&mut self, node: AstNodeRef<'_>, written: u8) -> Vec<Block> {
        if node_text(node).chars().nth(MOST_OF_A_HEADING).is_some() {
            let content = vec![Inline::Strong(self.inlines(node, 0))];
            return split_at_pictures(content, Block::Paragraph);
        }
        let mut content = self.inlines(node, 0);
        let mut pictures = Vec::new();
        move_pictures(&mut content, &mut pictures);
        let pictures = pictures.into_iter().map(Block::Picture);
        if !has_content(&content) {
            return pictures.collect();
        }
        while self.headings.last().is_some_and(|open| *open >= written) {
            self.headings.pop();
        }
        self.headings.push(written);
        let heading = Block::Heading {
            depth: self.headings.len(),
            content,
        };
        std::iter::once(heading).chain(pictures).collect()
    }

    fn list(&mut self, node: AstNodeRef<'_>, list: &NodeList, depth: usize) -> List {
        let items = node.children().map(|item| ListItem {
            done: match &item.data.borrow().value {
                NodeValue::TaskItem(task) => Some(task.symbol.is_some()),
                _ => None,
            },
            blocks: self.blocks(item, depth + 1),
        });
        let mut items: Vec<ListItem> = items.collect();
        let numbered = list.list_type == ListType::Ordered;
        let tasks = !numbered && items.iter().all(|item| item.done.is_some());
        if !tasks {
            items.iter_mut().for_each(move_checkbox_to_text);
        }
        List {
            start: numbered.then_some(list.start as u64),
            tasks,
            items,
        }
    }

    fn table(&mut self, node: AstNodeRef<'_>, alignments: &[TableAlignment]) -> Table {
        let mut letters = vec![ColumnLetters::default(); alignments.len()];
        let mut rows = node.children().map(|row| {
            let cells = row.children().zip(&mut letters).map(|(cell, letters)| {
                letters.add(&node_text(cell));
                self.inlines(cell, 0)
            });
            cells.collect::<Vec<_>>()
        });
        let head = rows.next().unwrap_or_default();
        let rows = rows.collect();
        let widths = columns::widths(&letters);
        let columns = alignments.iter().zip(widths).map(|(alignment, width)| {
            let side = match alignment {
                TableAlignment::Center => Alignment::Centre,
                TableAlignment::Right => Alignment::End,
                TableAlignment::Left | TableAlignment::None => Alignment::Start,
            };
            let letters = columns::letters_in_width(width).min(LONG);
            Column {
                side,
                width,
                letters,
            }
        });
        Table {
            columns: columns.collect(),
            head,
            rows,
        }
    }

    /// Returns the cells of a row as one line.
    fn row_as_line(&mut self, row: AstNodeRef<'_>) -> Block {
        let mut line = Vec::new();
        for cell in row.children() {
            if !line.is_empty() {
                let words = " | ".to_owned();
                let at = self.offset_of(cell);
                join(&mut line, vec![Inline::Text { words, at }]);
            }
            let words = self.inlines(cell, 0);
            join(&mut line, words);
        }
        Block::Paragraph(line)
    }

    fn note(&mut self, node: AstNodeRef<'_>) -> Option<Note> {
        let NodeValue::FootnoteDefinition(note) = &node.data.borrow().value else {
            return None;
        };
        self.headings.clear();
        Some(Note {
            marks: note.total_references,
            blocks: self.blocks(node, 1),
        })
    }
}

/// Inlines, which stand within a line.
impl ProseReader<'_> {
    fn inlines(&mut self, parent: AstNodeRef<'_>, depth: usize) -> Vec<Inline> {
        if depth > DEEPEST {
            return vec![self.plain_inline(parent)];
        }
        let mut out = Vec::new();
        for node in parent.children() {
            let inline = self.inline(node, depth);
            join(&mut out, inline);
        }
        out
    }

    fn inline(&mut self, node: AstNodeRef<'_>, depth: usize) -> Vec<Inline> {
        let at = || self.offset_of(node);
        let one = match &node.data.borrow().value {
            NodeValue::Text(text) => Inline::Text {
                words: collapse_blanks(text),
                at: at(),
            },
            NodeValue::HtmlInline(html) if is_comment(html) => return Vec::new(),
            NodeValue::HtmlInline(html) | NodeValue::Raw(html) => Inline::Text {
                words: collapse_blanks(html),
                at: at(),
            },
            NodeValue::SoftBreak => Inline::Text {
                words: " ".to_owned(),
                at: at(),
            },
            NodeValue::LineBreak => Inline::Break,
            NodeValue::Code(code) => Inline::Code {
                words: collapse_blanks(&code.literal),
                at: at(),
            },
            NodeValue::Emph => Inline::Emphasis(self.inlines(node, depth + 1)),
            NodeValue::Strong => Inline::Strong(self.inlines(node, depth + 1)),
            NodeValue::Strikethrough => Inline::Struck(self.inlines(node, depth + 1)),
            NodeValue::Link(link) => return self.link(node, link, depth),
            NodeValue::Image(image) => return self.picture(node, image),
            NodeValue::FootnoteReference(note) => Inline::Mark {
                note: note.ix,
                mark: note.ref_num,
            },
            _ => return Vec::new(),
        };
        vec![one]
    }

    /// A link that leads nowhere is its words; so is one within another, which
    /// neither HTML nor PDF can hold.
    fn link(&mut self, node: AstNodeRef<'_>, link: &NodeLink, depth: usize) -> Vec<Inline> {
        let to = links::resolve_link(&link.url, self.path, self.around);
        if to == ResolvedLink::Nowhere || self.in_link {
            return self.inlines(node, depth + 1);
        }
        self.in_link = true;
        let mut content = self.inlines(node, depth + 1);
        self.in_link = false;
        if node_text(node).is_empty() {
            content.insert(
                0,
                Inline::Text {
                    words: link.url.clone(),
                    at: self.offset_of(node),
                },
            );
        }
        vec![Inline::Link { to, content }]
    }

    /// A description that is too long to be one is shown beneath the picture as well.
    fn picture(&self, node: AstNodeRef<'_>, image: &NodeLink) -> Vec<Inline> {
        let alt = node_text(node);
        let Some(path) = links::resolve(self.path, &image.url) else {
            let why = "it is not kept in this portfolio".to_owned();
            return vec![Inline::Absent { alt, why }];
        };
        let path = self.around.stored_path(path);
        let size = match self.around.picture(&path) {
            Ok(size) => size,
            Err(why) => return vec![Inline::Absent { alt, why }],
        };
        if alt.chars().nth(MOST_OF_A_DESCRIPTION).is_none() {
            return vec![Inline::Picture(Picture { path, alt, size })];
        }
        let beneath = self.plain_inline(node);
        let alt = shorten(&alt, MOST_OF_A_DESCRIPTION);
        vec![Inline::Picture(Picture { path, alt, size }), beneath]
    }

    /// Everything within a node as plain words.
    fn plain_inline(&self, node: AstNodeRef<'_>) -> Inline {
        Inline::Text {
            words: collapse_blanks(&node_text(node)),
            at: self.offset_of(node),
        }
    }

    /// The byte of the text at which a node was written.
    fn offset_of(&self, node: AstNodeRef<'_>) -> usize {
        let start = node.data.borrow().sourcepos.start;
        self.lines.offset(start.line, start.column)
    }
}

/// Puts the box to tick first among an item's words, where only some items are tasks.
fn move_checkbox_to_text(item: &mut ListItem) {
    let Some(done) = item.done.take() else {
        return;
    };
    let words = (if done { "☑ " } else { "☐ " }).to_owned();
    match item.blocks.first_mut() {
        Some(Block::Paragraph(line) | Block::Plain(line)) => {
            line.insert(0, Inline::Text { words, at: 0 });
        }
        _ => item
            .blocks
            .insert(0, Block::Plain(vec![Inline::Text { words, at: 0 }])),
    }
}

/// A line with the pictures in it set apart, in their places; one within a link or
/// emphasis stands behind it.
fn split_at_pictures(line: Vec<Inline>, block: fn(Vec<Inline>) -> Block) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut words = Vec::new();
    for inline in line {
        let mut one = vec![inline];
        let mut pictures = Vec::new();
        move_pictures(&mut one, &mut pictures);
        words.append(&mut one);
        for picture in pictures {
            if has_content(&words) {
                blocks.push(block(std::mem::take(&mut words)));
            }
            blocks.push(Block::Picture(picture));
        }
    }
    if has_content(&words) || blocks.is_empty() {
        blocks.push(block(words));
    }
    blocks
}

/// Moves the pictures out of a line.
fn move_pictures(line: &mut Vec<Inline>, out: &mut Vec<Picture>) {
    let mut kept = Vec::with_capacity(line.len());
    for mut inline in std::mem::take(line) {
        match &mut inline {
            Inline::Emphasis(inner)
            | Inline::Strong(inner)
            | Inline::Struck(inner)
            | Inline::Link { content: inner, .. } => {
                let before = out.len();
                move_pictures(inner, out);
                if out.len() > before && inner.is_empty() {
                    continue;
                }
            }
            _ => {}
        }
        match inline {
            Inline::Picture(picture) => out.push(picture),
            other => kept.push(other),
        }
    }
    *line = kept;
}

/// Returns true if a line is more than the blanks and breaks that stood beside a picture.
fn has_content(line: &[Inline]) -> bool {
    line.iter().any(|inline| match inline {
        Inline::Text { words, .. } => !words.trim().is_empty(),
        Inline::Break => false,
        _ => true,
    })
}

/// Adds to a line; words that follow words are one.
pub(super) fn join(line: &mut Vec<Inline>, more: Vec<Inline>) {
    for inline in more {
        match (line.last_mut(), inline) {
            (Some(Inline::Text { words, .. }), Inline::Text { words: more, .. }) => {
                if !(words.ends_with(' ') && more.starts_with(' ')) {
                    words.push_str(&more);
                } else {
                    words.push_str(more.trim_start_matches(' '));
                }
            }
            (_, inline) => line.push(inline),
        }
    }
}

/// Blanks that follow one another are one, as browsers show them.
fn collapse_blanks(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut blank = false;
    for c in text.chars() {
        let is_blank = matches!(c, ' ' | '\t' | '\n' | '\r');
        if !is_blank {
            out.push(c);
        } else if !blank {
            out.push(' ');
        }
        blank = is_blank;
    }
    out
}

fn trim_final_line_end(code: &str) -> String {
    code.trim_end_matches('\n').to_owned()
}

/// Returns true if a paragraph is an item's text in a list without blank lines.
fn is_tight(paragraph: AstNodeRef<'_>) -> bool {
    let list = paragraph.parent().and_then(|item| item.parent());
    list.is_some_and(
        |list| matches!(&list.data.borrow().value, NodeValue::List(list) if list.tight),
    )
}

/// The words of a node, without their markup.
pub(super) fn node_text(node: AstNodeRef<'_>) -> String {
    let mut text = String::new();
    for inner in node.descendants() {
        let value = &inner.data.borrow().value;
        if value.block() {
            text.push(' ');
        }
        match value {
            NodeValue::Text(words) => text.push_str(words),
            NodeValue::Code(code) => text.push_str(&code.literal),
            NodeValue::HtmlInline(html) if !is_comment(html) => text.push_str(html),
            NodeValue::CodeBlock(code) => text.push_str(&code.literal),
            NodeValue::HtmlBlock(html) => text.push_str(&without_comments(&html.literal)),
            NodeValue::SoftBreak | NodeValue::LineBreak => text.push(' '),
            _ => {}
        }
    }
    text.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::super::NoContext;
    use super::*;

    fn blocks(text: &str) -> Vec<Block> {
        read(text, "journals/a.md", &NoContext).blocks
    }

    fn text(words: &str, at: usize) -> Inline {
        Inline::Text {
            words: words.to_owned(),
            at,
        }
    }

    #[test]
    fn text_keeps_its_offset_in_the_source() {
        assert_eq!(
            blocks("One\n\n*Two* three\n"),
            [
                Block::Paragraph(vec![text("One", 0)]),
                Block::Paragraph(vec![
                    Inline::Emphasis(vec![text("Two", 6)]),
                    text(" three", 10)
                ]),
            ]
        );
        let crlf = blocks("One\r\n\r\nTwo\r\nthree");
        assert_eq!(crlf[1], Block::Paragraph(vec![text("Two three", 7)]));
    }

    #[test]
    fn headings_skip_no_depth() {
        let depths = |text: &str| -> Vec<usize> {
            let depth = |block: Block| match block {
                Block::Heading { depth, .. } => Some(depth),
                _ => None,
            };
            blocks(text).into_iter().filter_map(depth).collect()
        };
        assert_eq!(depths("# One\n### Two\n# Three"), [1, 2, 1]);
        assert_eq!(depths("#"), [0; 0]);
    }

    #[test]
    fn deep_nesting_is_flattened_and_keeps_every_word() {
        let deep = blocks(&format!("{}end of it", "> ".repeat(3_000)));
        let shown = format!("{deep:?}");
        assert!(shown.contains("end of it"));
        assert_eq!(shown.matches("Quote").count(), DEEPEST + 1);
        let stars = format!("{}x{}", "*a ".repeat(500), "*".repeat(500));
        assert!(format!("{:?}", blocks(&stars)).contains('x'));
    }

    #[test]
    fn deep_nesting_keeps_code_and_html() {
        let nested = |inner: &str| format!("{}{inner}", "> ".repeat(DEEPEST + 5));
        for inner in [
            "    end of it",
            "```\n",
            "<div>end of it</div>",
            "| end of it |",
        ] {
            let prefix = "> ".repeat(DEEPEST + 5);
            let text = match inner {
                "```\n" => format!("{prefix}```\n{prefix}end of it\n{prefix}```\n"),
                inner => nested(inner),
            };
            assert!(
                format!("{:?}", blocks(&text)).contains("end of it"),
                "{text}"
            );
        }
    }

    #[test]
    fn comments_are_not_shown() {
        for text in [
            "<!-- TODO -->",
            "<!--\nTODO\n\nTODO\n-->",
            "# <!-- TODO -->",
            "- <!-- TODO -->",
        ] {
            let shown = format!("{:?}", blocks(text));
            assert!(!shown.contains("TODO"), "{shown}");
        }
        let shown = blocks("a <!-- TODO --> b\n\n<!-- TODO --> c");
        assert_eq!(shown[0], Block::Paragraph(vec![text("a b", 0)]));
        assert_eq!(shown[1], Block::Code(" c".to_owned()));
        assert!(format!("{:?}", blocks("<!-- TODO\n\nWords.")).contains("Words."));
    }

    #[test]
    fn addresses_are_links() {
        let links = |text: &str| -> Vec<String> {
            let shown = blocks(text);
            let Some(Block::Paragraph(line)) = shown.first() else {
                return Vec::new();
            };
            let address = |inline: &Inline| match inline {
                Inline::Link {
                    to: ResolvedLink::Outside(to),
                    ..
                } => Some(to.clone()),
                _ => None,
            };
            line.iter().filter_map(address).collect()
        };
        for (text, to) in [
            (
                "see https://example.org/a_b_c.",
                "https://example.org/a_b_c",
            ),
            ("see (http://example.org)", "http://example.org"),
            ("www.example.org/_a_/b, too", "http://www.example.org/_a_/b"),
            ("write to jo@example.org!", "mailto:jo@example.org"),
            ("<https://example.org>", "https://example.org"),
            (
                "[https://example.org](https://example.org)",
                "https://example.org",
            ),
        ] {
            assert_eq!(links(text), [to], "{text}");
        }
        for text in [
            "`https://example.org`",
            "ftp://example.org",
            "example.org",
            "a@b",
        ] {
            assert!(links(text).is_empty(), "{text}");
        }
        let shown = blocks("é https://example.org/é é *a*");
        let Block::Paragraph(line) = &shown[0] else {
            panic!("{shown:?}");
        };
        assert_eq!(line[0], text("é ", 0));
        assert_eq!(line[2], text(" é ", 25));
    }

    #[test]
    fn a_heading_without_end_is_a_paragraph() {
        let long = "lorem ".repeat(100);
        let shown = blocks(&format!("# One\n\n## {long}\n\n### Three"));
        assert!(matches!(
            shown[..],
            [
                Block::Heading { depth: 1, .. },
                Block::Paragraph(_),
                Block::Heading { depth: 2, .. }
            ]
        ));
        assert_eq!(format!("{shown:?}").matches("lorem").count(), 100);
        let described = read(
            &format!("![{}](b.png)", "lorem ".repeat(9_000)),
            "a.md",
            &Shown,
        );
        assert!(matches!(
            described.blocks[..],
            [Block::Picture(_), Block::Paragraph(_)]
        ));
        let picture = read("# ![](b.png)\n", "a.md", &Shown).blocks;
        assert!(matches!(picture[..], [Block::Picture(_)]));
    }

    #[test]
    fn a_table_too_wide_for_a_page_becomes_lines() {
        let row =
            |columns: usize, cell: &str| format!("|{}\n", format!(" {cell} |").repeat(columns));
        let table = |columns| row(columns, "a") + &row(columns, "-") + &row(columns, "b");
        assert!(matches!(
            blocks(&table(MOST_COLUMNS))[..],
            [Block::Table(_)]
        ));
        let lines = blocks(&table(MOST_COLUMNS + 1));
        assert!(
            matches!(lines[..], [Block::Paragraph(_), Block::Paragraph(_)]),
            "{lines:?}"
        );
        assert_eq!(format!("{lines:?}").matches('b').count(), MOST_COLUMNS + 1);
    }

    #[test]
    fn a_link_within_a_link_is_plain_text() {
        let shown = format!(
            "{:?}",
            blocks("[a <https://b.example> c](https://d.example)")
        );
        assert_eq!(shown.matches("Link {").count(), 1, "{shown}");
        assert!(shown.contains("b.example"), "{shown}");
    }

    struct Shown;

    impl LinkContext for Shown {
        fn anchor(&self, _: &str) -> Option<String> {
            None
        }

        fn picture(&self, _: &str) -> Result<crate::base::picture::Size, String> {
            Ok(crate::base::picture::Size {
                width: 1,
                height: 1,
            })
        }
    }

    #[test]
    fn a_picture_stands_apart_wherever_it_was_written() {
        let kinds = |text: &str| -> Vec<String> {
            let blocks = read(text, "a.md", &Shown).blocks;
            let name = |block: Block| {
                format!("{block:?}")
                    .split(['(', ' '])
                    .next()
                    .unwrap()
                    .to_owned()
            };
            blocks.into_iter().map(name).collect()
        };
        assert_eq!(kinds("![a](b.png)"), ["Picture"]);
        assert_eq!(
            kinds("x ![a](b.png) y"),
            ["Paragraph", "Picture", "Paragraph"]
        );
        assert_eq!(kinds("[![a](b.png)](https://c.example)"), ["Picture"]);
        assert_eq!(
            kinds("*x ![a](b.png)* ![d](e.png)"),
            ["Paragraph", "Picture", "Picture"]
        );
        assert_eq!(kinds("# x ![a](b.png)"), ["Heading", "Picture"]);
    }

    #[test]
    fn notes_are_numbered_by_their_first_mark() {
        let prose = read(
            "A[^x] B[^y] C[^x]\n\n[^y]: Why\n[^x]: So",
            "a.md",
            &NoContext,
        );
        assert_eq!(prose.notes.len(), 2);
        assert_eq!(prose.notes[0].marks, 2);
        assert!(format!("{:?}", prose.notes[0].blocks).contains("So"));
    }
}
