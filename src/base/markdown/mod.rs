//! A record's words as they are shown: Markdown read once into a tree that every
//! printer walks, so that the page and the PDF cannot differ in what they say.
//! Headings stand below the record's own title, links and pictures lead nowhere
//! outside, raw HTML is the words it is, and its comments are left out. Knows neither HTML nor Typst.

mod columns;
mod comments;
mod lines;
mod links;
mod plain;
mod read;
mod references;
mod shorten;
pub mod target;
#[cfg(test)]
pub mod typed;
mod word_breaks;

pub use comments::{find_comments, is_comment, without_comments};
pub use links::ResolvedLink;
pub use plain::plain_to_markdown;
#[cfg(test)]
pub use read::options;
pub use read::{MOST_OF_A_DESCRIPTION, read};
pub use references::{Reference, references};
pub use shorten::{Extent, Rest, read_beginning};
pub use word_breaks::{BREAK, LONG, with_word_breaks};

use crate::base::picture::Size;

/// One text as it is shown.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Prose {
    pub blocks: Vec<Block>,
    /// In the order in which they are first referred to; the first is number 1.
    pub notes: Vec<Note>,
}

/// A footnote.
#[derive(Debug, PartialEq, Eq)]
pub struct Note {
    pub blocks: Vec<Block>,
    /// Number of marks that lead to it.
    pub marks: u32,
}

/// A block of text.
#[derive(Debug, PartialEq, Eq)]
pub enum Block {
    Paragraph(Vec<Inline>),
    /// A list item's words in a list without blank lines: a paragraph without
    /// the space around it.
    Plain(Vec<Inline>),
    /// The first heading of a text has depth 1, whatever level it was written
    /// at, and none skips a depth.
    Heading {
        depth: usize,
        content: Vec<Inline>,
    },
    Quote(Vec<Block>),
    List(List),
    /// A picture on a line of its own, wherever in a paragraph it was written.
    Picture(Picture),
    /// Code, or raw HTML, without its last line end.
    Code(String),
    Table(Table),
    Rule,
}

/// A list of items.
#[derive(Debug, PartialEq, Eq)]
pub struct List {
    /// The first number, where the items are numbered.
    pub start: Option<u64>,
    /// True if every item is something to tick; where only some are, the box is
    /// among their words.
    pub tasks: bool,
    pub items: Vec<ListItem>,
}

/// One item of a list.
#[derive(Debug, PartialEq, Eq)]
pub struct ListItem {
    /// True if it is done, in a list of tasks.
    pub done: Option<bool>,
    pub blocks: Vec<Block>,
}

/// Rows of cells beneath a head.
#[derive(Debug, PartialEq, Eq)]
pub struct Table {
    pub columns: Vec<Column>,
    pub head: Vec<Vec<Inline>>,
    pub rows: Vec<Vec<Vec<Inline>>>,
}

/// The layout of one column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    pub side: Alignment,
    /// Hundredths of the width of the table; those of all columns make 100.
    pub width: u32,
    /// Letters that a word in it may have before it may break.
    pub letters: usize,
}

/// The alignment of the words in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alignment {
    Start,
    Centre,
    End,
}

/// A part of a line of text.
#[derive(Debug, PartialEq, Eq)]
pub enum Inline {
    Text {
        words: String,
        /// Byte of the text at which the words were written.
        at: usize,
    },
    Code {
        words: String,
        at: usize,
    },
    Emphasis(Vec<Inline>),
    Strong(Vec<Inline>),
    Struck(Vec<Inline>),
    Link {
        to: ResolvedLink,
        content: Vec<Inline>,
    },
    /// Only in the cell of a table: elsewhere a picture is a block.
    Picture(Picture),
    /// A picture that is not shown: what it shows, and why not.
    Absent {
        alt: String,
        why: String,
    },
    /// A mark that leads to a note: the note's number, and which of its marks
    /// this is.
    Mark {
        note: u32,
        mark: u32,
    },
    Break,
}

/// A picture that can be shown.
#[derive(Debug, PartialEq, Eq)]
pub struct Picture {
    /// In the portfolio.
    pub path: String,
    pub alt: String,
    pub size: Size,
}

/// Answers what the links and pictures of a text lead to.
pub trait LinkContext {
    /// The path under which a file is kept that a text names.
    fn stored_path(&self, written: String) -> String {
        written
    }

    /// The anchor of what a path of the portfolio leads to, where it is printed.
    fn anchor(&self, path: &str) -> Option<String>;

    /// The picture at a path of the portfolio, or why it cannot be shown.
    fn picture(&self, path: &str) -> Result<Size, String>;
}

/// A text alone: its links lead nowhere and its pictures cannot be read.
#[cfg(test)]
pub struct NoContext;

#[cfg(test)]
impl LinkContext for NoContext {
    fn anchor(&self, _: &str) -> Option<String> {
        None
    }

    fn picture(&self, _: &str) -> Result<Size, String> {
        Err("its file is not in this pack".to_owned())
    }
}
