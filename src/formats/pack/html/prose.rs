//! The words of a record as HTML that can stand in a pack: footnotes that belong
//! to it alone, tables with headers and a frame, nothing that runs. What the words
//! are is decided before; here they only get their elements.

use super::data_uri::data_uri;
use super::escape::{
    escape_attribute, escape_content, push_attribute, push_code, push_content, push_narrow,
};
use crate::base::markdown::{
    Alignment, Block, Column, Inline, LONG, List, ListItem, Note, Picture, Prose, ResolvedLink,
    Table,
};
use crate::domain::phrases::PackPhrase;
use crate::views::submission::model::Pack;
use crate::views::submission::no_picture;

/// The place of a text: the anchor its notes are named after, and the level of
/// the heading above it.
#[derive(Clone, Copy)]
pub struct ProseContext<'t> {
    pub anchor: &'t str,
    pub level: u8,
}

/// The words as HTML.
pub fn html(prose: &Prose, setting: ProseContext, pack: &Pack) -> String {
    let mut writer = HtmlWriter {
        pack,
        setting,
        out: String::new(),
        in_link: false,
        long: LONG,
    };
    writer.blocks(&prose.blocks);
    writer.notes(&prose.notes);
    writer.out
}

struct HtmlWriter<'w> {
    pack: &'w Pack,
    setting: ProseContext<'w>,
    out: String,
    in_link: bool,
    /// Letters that a word may have here before it may break.
    long: usize,
}

/// The writing of blocks, which stand under one another.
impl HtmlWriter<'_> {
    fn blocks(&mut self, blocks: &[Block]) {
        blocks.iter().for_each(|block| self.block(block));
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Paragraph(content) => self.element_with_line("p", content),
            Block::Plain(content) => self.inlines(content),
            Block::Heading { depth, content } => {
                let level = (usize::from(self.setting.level) + depth).min(6);
                self.element_with_line(&format!("h{level}"), content);
            }
            Block::Quote(blocks) => {
                self.out.push_str("<blockquote>\n");
                self.blocks(blocks);
                self.out.push_str("</blockquote>\n");
            }
            Block::List(list) => self.list(list),
            Block::Picture(picture) => {
                self.out.push_str("<p>");
                self.picture(picture);
                self.out.push_str("</p>\n");
            }
            Block::Code(code) => {
                self.out.push_str("<pre><code>");
                push_code(&mut self.out, code);
                self.out.push_str("</code></pre>\n");
            }
            Block::Table(table) => self.table(table),
            Block::Rule => self.out.push_str("<hr>\n"),
        }
    }

    /// A block element and its line.
    fn element_with_line(&mut self, name: &str, content: &[Inline]) {
        self.element(name, content);
        self.out.push('\n');
    }

    fn list(&mut self, list: &List) {
        let (open, close) = match list.start {
            None if list.tasks => ("<ul class=\"tasks\">\n".to_owned(), "</ul>\n"),
            None => ("<ul>\n".to_owned(), "</ul>\n"),
            Some(1) => ("<ol>\n".to_owned(), "</ol>\n"),
            Some(start) => (format!("<ol start=\"{start}\">\n"), "</ol>\n"),
        };
        self.out.push_str(&open);
        list.items.iter().for_each(|item| self.item(item));
        self.out.push_str(close);
    }

    fn item(&mut self, item: &ListItem) {
        let (mark, says) = match item.done {
            None => {
                self.out.push_str("<li>");
                self.blocks(&item.blocks);
                return self.out.push_str("</li>\n");
            }
            Some(true) => ("☑", PackPhrase::TaskDone {}.say()),
            Some(false) => ("☐", PackPhrase::TaskToDo {}.say()),
        };
        let says = escape_content(&says);
        self.out.push_str(&format!(
            "<li class=\"task\"><span aria-hidden=\"true\">{mark}</span><div><span class=\"unseen\">{says} </span>"
        ));
        self.blocks(&item.blocks);
        self.out.push_str("</div></li>\n");
    }

    /// A narrow screen scrolls the table, not the page; its frame takes focus so
    /// that a keyboard can scroll it.
    fn table(&mut self, table: &Table) {
        let name = escape_attribute(&PackPhrase::Table {}.say());
        self.out.push_str(&format!(
            "<div class=\"scroll\" role=\"group\" aria-label=\"{name}\" tabindex=\"0\"><table>\n<colgroup>"
        ));
        for column in &table.columns {
            self.out
                .push_str(&format!("<col class=\"w{}\">", column.width));
        }
        self.out.push_str("</colgroup>\n<thead><tr>");
        for (cell, column) in table.head.iter().zip(&table.columns) {
            // An empty one heads nothing.
            let element = if cell.is_empty() {
                "td"
            } else {
                "th scope=\"col\""
            };
            self.cell(element, cell, column);
        }
        self.out.push_str("</tr></thead>\n");
        if !table.rows.is_empty() {
            self.out.push_str("<tbody>\n");
            for row in &table.rows {
                self.out.push_str("<tr>");
                for (cell, column) in row.iter().zip(&table.columns) {
                    self.cell("td", cell, column);
                }
                self.out.push_str("</tr>\n");
            }
            self.out.push_str("</tbody>");
        }
        self.out.push_str("</table></div>\n");
    }

    fn cell(&mut self, element: &str, content: &[Inline], column: &Column) {
        // A class, since the page allows no style on an element.
        let class = match column.side {
            Alignment::Start => "",
            Alignment::Centre => " class=\"centre\"",
            Alignment::End => " class=\"right\"",
        };
        self.out.push_str(&format!("<{element}{class}>"));
        self.long = column.letters;
        self.inlines(content);
        self.long = LONG;
        let name = &element[..2];
        self.out.push_str(&format!("</{name}>"));
    }
}

/// The writing of inlines, which stand within a line.
impl HtmlWriter<'_> {
    fn inlines(&mut self, content: &[Inline]) {
        content.iter().for_each(|inline| self.inline(inline));
    }

    fn inline(&mut self, inline: &Inline) {
        match inline {
            Inline::Text { words, .. } => push_narrow(&mut self.out, words, self.long),
            Inline::Code { words, .. } => {
                self.out.push_str("<code>");
                push_narrow(&mut self.out, words, self.long);
                self.out.push_str("</code>");
            }
            Inline::Emphasis(content) => self.element("em", content),
            Inline::Strong(content) => self.element("strong", content),
            Inline::Struck(content) => self.element("s", content),
            Inline::Link { to, content } => self.link(to, content),
            Inline::Picture(picture) => self.picture(picture),
            Inline::Absent { alt, why } => self.missing_picture(alt, why),
            Inline::Mark { note, mark } => self.note_mark(*note, *mark),
            Inline::Break => self.out.push_str("<br>\n"),
        }
    }

    fn element(&mut self, name: &str, content: &[Inline]) {
        self.out.push_str(&format!("<{name}>"));
        self.inlines(content);
        self.out.push_str(&format!("</{name}>"));
    }

    fn link(&mut self, to: &ResolvedLink, content: &[Inline]) {
        let (start, address) = match to {
            ResolvedLink::Outside(url) => ("", url),
            ResolvedLink::Here(anchor) => ("#", anchor),
            ResolvedLink::Nowhere => return self.inlines(content),
        };
        self.out.push_str(&format!("<a href=\"{start}"));
        push_attribute(&mut self.out, address);
        self.out.push_str("\">");
        self.in_link = true;
        self.inlines(content);
        self.in_link = false;
        self.out.push_str("</a>");
    }

    fn picture(&mut self, picture: &Picture) {
        let Some(file) = self.pack.files.get(&picture.path) else {
            return self.missing_picture(&picture.alt, &PackPhrase::PictureNotCarried {}.say());
        };
        self.out.push_str(&format!(
            "<img src=\"{}\" alt=\"",
            data_uri(&file.media, &file.bytes)
        ));
        push_attribute(&mut self.out, &picture.alt);
        self.out.push_str("\">");
    }

    fn missing_picture(&mut self, alt: &str, why: &str) {
        self.out.push_str("<span class=\"absent\">");
        push_content(&mut self.out, &no_picture(alt, why));
        self.out.push_str("</span>");
    }
}

/// Footnotes, named after the record so that no two records share one.
impl HtmlWriter<'_> {
    fn note_mark(&mut self, note: u32, mark: u32) {
        let anchor = self.setting.anchor;
        if self.in_link {
            self.out.push_str(&format!("<sup>{note}</sup>"));
        } else {
            let name = escape_attribute(&PackPhrase::Note { note }.say());
            self.out.push_str(&format!(
                "<sup><a href=\"#{anchor}-note-{note}\" id=\"{anchor}-mark-{note}-{mark}\" aria-label=\"{name}\">{note}</a></sup>"
            ));
        }
    }

    fn notes(&mut self, notes: &[Note]) {
        if notes.is_empty() {
            return;
        }
        self.out.push_str("<ol class=\"notes\">\n");
        for (number, note) in (1..).zip(notes) {
            let anchor = self.setting.anchor;
            self.out
                .push_str(&format!("<li id=\"{anchor}-note-{number}\">"));
            self.note(note, number);
            self.out.push_str("</li>\n");
        }
        self.out.push_str("</ol>\n");
    }

    /// The ways back stand at the end of the last paragraph, if there is one.
    fn note(&mut self, note: &Note, number: u32) {
        match note.blocks.split_last() {
            Some((Block::Paragraph(content), before)) => {
                self.blocks(before);
                self.out.push_str("<p>");
                self.inlines(content);
                self.note_back_links(note.marks, number);
                self.out.push_str("</p>\n");
            }
            _ => {
                self.blocks(&note.blocks);
                self.note_back_links(note.marks, number);
            }
        }
    }

    fn note_back_links(&mut self, marks: u32, note: u32) {
        let anchor = self.setting.anchor;
        for mark in 1..=marks {
            let words = escape_content(&PackPhrase::Back { mark, note }.say());
            self.out.push_str(&format!(
                " <a class=\"back\" href=\"#{anchor}-mark-{note}-{mark}\">{words}</a>"
            ));
        }
    }
}

#[cfg(test)]
#[path = "prose_tests.rs"]
mod tests;
