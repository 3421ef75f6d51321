//! A record's Markdown as HTML that can stand in a pack: headings below the
//! record's own title, footnotes that belong to it alone, links and pictures that
//! lead nowhere outside. Raw HTML is shown as the words it is. Does not know what
//! kind of record it prints, nor the page around it.

use comrak::arena_tree::NodeEdge;
use comrak::nodes::{AstNode, NodeLink, NodeValue};
use comrak::options::{Extension, Parse, Render};
use comrak::{Arena, Node, Options, parse_document};

use super::images::{self, Shown};
use super::links::{Places, Target};
use super::tables;
use super::text::{escaped, push_escaped};
use crate::pack::model::Pack;

/// Turns the records of one pack into HTML.
pub struct Markdown<'p> {
    pack: &'p Pack,
    places: Places,
    options: Options<'static>,
}

/// Where a text stands: the file it is in, the anchor its notes are named after,
/// and the level of the heading above it.
#[derive(Clone, Copy)]
pub struct Setting<'t> {
    pub path: &'t str,
    pub anchor: &'t str,
    pub level: u8,
}

impl<'p> Markdown<'p> {
    pub fn new(pack: &'p Pack) -> Self {
        Self {
            pack,
            places: Places::of(pack),
            options: options(),
        }
    }

    pub fn html(&self, text: &str, setting: Setting) -> String {
        let arena = Arena::new();
        let root = parse_document(&arena, text, &self.options);
        let mut writer = Writer::new(self, setting, text.len());
        let mut picture: Option<Node> = None;
        for edge in root.traverse() {
            match (edge, picture) {
                (NodeEdge::Start(node), None) => {
                    picture = is_image(node).then_some(node);
                    writer.enter(node);
                }
                (NodeEdge::End(node), None) => writer.leave(node),
                // What is inside a picture is its description, already told.
                (NodeEdge::End(node), Some(open)) if node.same_node(open) => picture = None,
                _ => {}
            }
        }
        writer.out
    }
}

/// Everything stated, so that a new release of the parser cannot add syntax to
/// what people wrote. Addresses stay text unless someone made them links.
pub fn options() -> Options<'static> {
    Options {
        extension: Extension {
            strikethrough: true,
            table: true,
            tasklist: true,
            footnotes: true,
            autolink: false,
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

fn is_image(node: &AstNode) -> bool {
    matches!(node.data.borrow().value, NodeValue::Image(_))
}

struct Writer<'w> {
    context: &'w Markdown<'w>,
    setting: Setting<'w>,
    out: String,
    /// The levels of the headings that are open, as they were written.
    headings: Vec<u8>,
    /// A link within a link is not HTML.
    in_link: bool,
    notes: u32,
    alignments: Vec<comrak::nodes::TableAlignment>,
    column: usize,
    in_head: bool,
}

impl<'w> Writer<'w> {
    fn new(context: &'w Markdown<'w>, setting: Setting<'w>, length: usize) -> Self {
        Self {
            context,
            setting,
            out: String::with_capacity(length + length / 4),
            headings: Vec::new(),
            in_link: false,
            notes: 0,
            alignments: Vec::new(),
            column: 0,
            in_head: false,
        }
    }

    fn enter<'a>(&mut self, node: &'a AstNode<'a>) {
        match &node.data.borrow().value {
            NodeValue::Document | NodeValue::FrontMatter(_) => {}
            NodeValue::Paragraph if is_tight(node) => {}
            NodeValue::Paragraph => self.out.push_str("<p>"),
            NodeValue::Heading(heading) => self.open_heading(node, heading.level),
            NodeValue::BlockQuote => self.out.push_str("<blockquote>\n"),
            NodeValue::List(list) => self.open_list(list),
            NodeValue::Item(_) => self.out.push_str("<li>"),
            NodeValue::TaskItem(task) => self.open_task(task.symbol.is_some()),
            NodeValue::CodeBlock(code) => self.code_block(&code.literal),
            NodeValue::HtmlBlock(html) => self.code_block(&html.literal),
            NodeValue::ThematicBreak => self.out.push_str("<hr>\n"),
            NodeValue::Table(table) => {
                self.alignments.clone_from(&table.alignments);
                self.out.push_str(tables::OPEN);
            }
            NodeValue::TableRow(head) => self.open_row(*head),
            NodeValue::TableCell => self.open_cell(node),
            NodeValue::FootnoteDefinition(_) => self.open_note(),
            NodeValue::Text(text) => push_escaped(&mut self.out, text),
            NodeValue::SoftBreak => self.out.push('\n'),
            NodeValue::LineBreak => self.out.push_str("<br>\n"),
            NodeValue::Code(code) => self.element("code", &code.literal),
            NodeValue::HtmlInline(html) | NodeValue::Raw(html) => push_escaped(&mut self.out, html),
            NodeValue::Emph => self.out.push_str("<em>"),
            NodeValue::Strong => self.out.push_str("<strong>"),
            NodeValue::Strikethrough => self.out.push_str("<s>"),
            NodeValue::Link(link) => self.open_link(node, link),
            NodeValue::Image(image) => self.image(node, image),
            NodeValue::FootnoteReference(note) => self.note_mark(note.ix, note.ref_num),
            _ => {}
        }
    }

    fn leave<'a>(&mut self, node: &'a AstNode<'a>) {
        match &node.data.borrow().value {
            NodeValue::Paragraph if is_tight(node) => {}
            NodeValue::Paragraph => self.close_paragraph(node),
            NodeValue::Heading(_) => self.close_heading(node),
            NodeValue::BlockQuote => self.out.push_str("</blockquote>\n"),
            NodeValue::List(list) => self.out.push_str(match list.list_type {
                comrak::nodes::ListType::Bullet => "</ul>\n",
                comrak::nodes::ListType::Ordered => "</ol>\n",
            }),
            NodeValue::Item(_) | NodeValue::TaskItem(_) => self.out.push_str("</li>\n"),
            NodeValue::Table(_) => self.out.push_str(tables::close(
                node.first_child()
                    .is_some_and(|head| head.next_sibling().is_some()),
            )),
            NodeValue::TableRow(head) => {
                self.out
                    .push_str(if *head { "</tr></thead>\n" } else { "</tr>\n" })
            }
            NodeValue::TableCell => self.close_cell(node),
            NodeValue::FootnoteDefinition(note) => self.close_note(node, note.total_references),
            NodeValue::Emph => self.out.push_str("</em>"),
            NodeValue::Strong => self.out.push_str("</strong>"),
            NodeValue::Strikethrough => self.out.push_str("</s>"),
            NodeValue::Link(_) => self.close_link(),
            _ => {}
        }
    }
}

/// Headings, lists and code.
impl<'w> Writer<'w> {
    /// The first heading of a record stands one below its title, whatever level
    /// it was written at, and none skips a level.
    fn open_heading<'a>(&mut self, node: &'a AstNode<'a>, written: u8) {
        if words(node).is_empty() {
            return;
        }
        while self.headings.last().is_some_and(|open| *open >= written) {
            self.headings.pop();
        }
        self.headings.push(written);
        let level = self.heading_level();
        self.out.push_str(&format!("<h{level}>"));
    }

    fn close_heading<'a>(&mut self, node: &'a AstNode<'a>) {
        if !words(node).is_empty() {
            let level = self.heading_level();
            self.out.push_str(&format!("</h{level}>\n"));
        }
    }

    fn heading_level(&self) -> usize {
        (usize::from(self.setting.level) + self.headings.len()).min(6)
    }

    fn open_list(&mut self, list: &comrak::nodes::NodeList) {
        match list.list_type {
            comrak::nodes::ListType::Bullet if list.is_task_list => {
                self.out.push_str("<ul class=\"tasks\">\n");
            }
            comrak::nodes::ListType::Bullet => self.out.push_str("<ul>\n"),
            comrak::nodes::ListType::Ordered if list.start == 1 => self.out.push_str("<ol>\n"),
            comrak::nodes::ListType::Ordered => {
                self.out
                    .push_str(&format!("<ol start=\"{}\">\n", list.start));
            }
        }
    }

    fn open_task(&mut self, done: bool) {
        let (mark, word) = if done {
            ("☑", "Done")
        } else {
            ("☐", "To do")
        };
        self.out.push_str(&format!(
            "<li class=\"task\"><span class=\"mark\" aria-hidden=\"true\">{mark}</span><span class=\"unseen\">{word}: </span>"
        ));
    }

    fn code_block(&mut self, code: &str) {
        self.out.push_str("<pre>");
        self.element("code", code.trim_end_matches('\n'));
        self.out.push_str("</pre>\n");
    }

    fn element(&mut self, name: &str, text: &str) {
        self.out.push_str(&format!("<{name}>"));
        push_escaped(&mut self.out, text);
        self.out.push_str(&format!("</{name}>"));
    }
}

/// Links and pictures.
impl<'w> Writer<'w> {
    fn open_link<'a>(&mut self, node: &'a AstNode<'a>, link: &NodeLink) {
        let href = match self.context.places.target(&link.url, self.setting.path) {
            Target::Outside(url) => escaped(&url),
            Target::Here(anchor) => format!("#{}", escaped(&anchor)),
            Target::Nowhere => return,
        };
        self.in_link = true;
        self.out.push_str(&format!("<a href=\"{href}\">"));
        if words(node).is_empty() {
            push_escaped(&mut self.out, &link.url);
        }
    }

    fn close_link(&mut self) {
        if std::mem::take(&mut self.in_link) {
            self.out.push_str("</a>");
        }
    }

    fn image<'a>(&mut self, node: &'a AstNode<'a>, image: &NodeLink) {
        let alt = words(node);
        match images::shown(self.context.pack, self.setting.path, &image.url) {
            Shown::Picture(uri) => {
                self.out
                    .push_str(&format!("<img src=\"{uri}\" alt=\"{}\">", escaped(&alt)));
            }
            Shown::Absent(reason) => {
                self.out
                    .push_str("<span class=\"absent\">Picture not shown");
                if !alt.is_empty() {
                    self.out.push_str(&format!(": {}", escaped(&alt)));
                }
                self.out.push_str(&format!(" ({reason})</span>"));
            }
        }
    }
}

/// Tables.
impl<'w> Writer<'w> {
    fn open_row(&mut self, head: bool) {
        self.column = 0;
        let first_of_body = std::mem::replace(&mut self.in_head, head) && !head;
        self.out.push_str(match (head, first_of_body) {
            (true, _) => "<thead><tr>",
            (false, true) => "<tbody>\n<tr>",
            (false, false) => "<tr>",
        });
    }

    fn open_cell<'a>(&mut self, node: &'a AstNode<'a>) {
        let class = tables::class(self.alignments.get(self.column));
        self.column += 1;
        if tables::is_header(self.in_head, node) {
            self.out.push_str(&format!("<th scope=\"col\"{class}>"));
        } else {
            self.out.push_str(&format!("<td{class}>"));
        }
    }

    fn close_cell<'a>(&mut self, node: &'a AstNode<'a>) {
        let header = tables::is_header(self.in_head, node);
        self.out.push_str(if header { "</th>" } else { "</td>" });
    }
}

/// Footnotes, named after the record so that no two records share one.
impl<'w> Writer<'w> {
    fn note_mark(&mut self, note: u32, mark: u32) {
        let anchor = escaped(self.setting.anchor);
        if self.in_link {
            self.out.push_str(&format!("<sup>{note}</sup>"));
        } else {
            self.out.push_str(&format!(
                "<sup><a href=\"#{anchor}-note-{note}\" id=\"{anchor}-mark-{note}-{mark}\" aria-label=\"Note {note}\">{note}</a></sup>"
            ));
        }
    }

    fn open_note(&mut self) {
        if self.notes == 0 {
            self.out.push_str("<ol class=\"notes\">\n");
        }
        self.notes += 1;
        let anchor = escaped(self.setting.anchor);
        self.out
            .push_str(&format!("<li id=\"{anchor}-note-{}\">", self.notes));
    }

    fn close_paragraph<'a>(&mut self, node: &'a AstNode<'a>) {
        if let Some(references) = last_of_note(node) {
            self.ways_back(references);
        }
        self.out.push_str("</p>\n");
    }

    fn close_note<'a>(&mut self, node: &'a AstNode<'a>, references: u32) {
        let ends_in_paragraph = node
            .last_child()
            .is_some_and(|last| matches!(last.data.borrow().value, NodeValue::Paragraph));
        if !ends_in_paragraph {
            self.ways_back(references);
        }
        self.out.push_str("</li>\n");
        if node.next_sibling().is_none() {
            self.out.push_str("</ol>\n");
        }
    }

    fn ways_back(&mut self, references: u32) {
        let (anchor, note) = (escaped(self.setting.anchor), self.notes);
        for mark in 1..=references {
            self.out.push_str(&format!(
                " <a class=\"back\" href=\"#{anchor}-mark-{note}-{mark}\">Back to mark {mark} of note {note}</a>"
            ));
        }
    }
}

/// How many marks lead to the note that this paragraph ends, if it ends one.
fn last_of_note<'a>(paragraph: &'a AstNode<'a>) -> Option<u32> {
    if paragraph.next_sibling().is_some() {
        return None;
    }
    match &paragraph.parent()?.data.borrow().value {
        NodeValue::FootnoteDefinition(note) => Some(note.total_references),
        _ => None,
    }
}

/// Whether a paragraph is an item's text in a list without blank lines.
fn is_tight<'a>(paragraph: &'a AstNode<'a>) -> bool {
    paragraph
        .parent()
        .and_then(|item| item.parent())
        .is_some_and(
            |list| matches!(&list.data.borrow().value, NodeValue::List(list) if list.tight),
        )
}

/// The words of a heading, link or picture, without their markup.
fn words<'a>(node: &'a AstNode<'a>) -> String {
    let mut text = String::new();
    for inner in node.descendants() {
        match &inner.data.borrow().value {
            NodeValue::Text(words) => text.push_str(words),
            NodeValue::Code(code) => text.push_str(&code.literal),
            NodeValue::HtmlInline(html) => text.push_str(html),
            NodeValue::SoftBreak | NodeValue::LineBreak => text.push(' '),
            _ => {}
        }
    }
    text.trim().to_owned()
}

#[cfg(test)]
#[path = "markdown_tests.rs"]
mod tests;
