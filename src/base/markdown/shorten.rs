//! The beginning of a text that is far too long to be laid out: enough to show that it
//! does not fit, in time and memory that do not grow with the text.

use super::{Block, Inline, LinkContext, ListItem, Prose, read};
use crate::base::text::words::count_words;

/// Letters of which one line surely has no more, so that lines are never counted too
/// many.
const LETTERS_IN_A_LINE: usize = 160;

/// Pieces of a line, such as words in bold, of which one line surely has no more.
const PIECES_IN_A_LINE: usize = 80;

/// Nodes of the box to tick of a task, which is laid out in a grid.
const NODES_OF_A_TASK: usize = 4;

/// An amount of text. Lines are what it fills at least; nodes are the blocks, items, cells
/// and pieces of lines of which it is made, each of which takes memory to lay out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extent {
    pub lines: usize,
    pub nodes: usize,
}

impl Extent {
    /// Returns the smaller of both amounts.
    pub fn min(self, other: Self) -> Self {
        Self {
            lines: self.lines.min(other.lines),
            nodes: self.nodes.min(other.nodes),
        }
    }
}

/// The part of a text that was taken away.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rest {
    pub words: usize,
    /// Byte of the text at which the first of them was written.
    pub at: usize,
}

/// Bytes of a text that are read to show it: more than a hundred pages of words.
const MOST_BYTES: usize = 400_000;

/// Reads the beginning of a text as far as it is shown, and subtracts that from `left`.
/// Returns what was taken away, if anything was.
pub fn read_beginning(
    text: &str,
    path: &str,
    context: &dyn LinkContext,
    left: &mut Extent,
) -> (Prose, Option<Rest>) {
    let shown = beginning(text);
    let mut prose = read(shown, path, context);
    let mut rest = prose.shorten(left);
    let end = shown.len();
    if end < text.len() {
        let rest = rest.get_or_insert(Rest { words: 0, at: end });
        rest.words += count_words(&text[end..]);
    }
    (prose, rest)
}

/// Returns the part of a text that is read to show it: up to a line end before the bytes
/// that are too many, or to a character.
pub(super) fn beginning(text: &str) -> &str {
    if text.len() <= MOST_BYTES {
        return text;
    }
    let end = text.floor_char_boundary(MOST_BYTES);
    &text[..text[..end].rfind('\n').map_or(end, |at| at + 1)]
}

impl Prose {
    /// Keeps about as much as `left` says, and subtracts what is kept from it. Returns what
    /// was taken away, if anything was.
    fn shorten(&mut self, left: &mut Extent) -> Option<Rest> {
        let mut budget = LineBudget {
            left: *left,
            letters: 0,
            rest: None,
        };
        budget.shorten_blocks(&mut self.blocks);
        for note in &mut self.notes {
            budget.shorten_blocks(&mut note.blocks);
        }
        self.notes.retain(|note| !note.blocks.is_empty());
        if budget.rest.is_some() {
            // Marks may lead to notes that are gone.
            self.notes.clear();
            self.for_each_line(&mut remove_marks);
        }
        *left = budget.left;
        budget.rest
    }
}

/// Lines and nodes that are left while a text is walked in the order of its words.
struct LineBudget {
    left: Extent,
    /// Letters that stand on the line that is being filled.
    letters: usize,
    rest: Option<Rest>,
}

impl LineBudget {
    fn is_full(&self) -> bool {
        self.left.lines == 0 || self.left.nodes == 0
    }

    fn add_nodes(&mut self, nodes: usize) {
        self.left.nodes = self.left.nodes.saturating_sub(nodes);
    }

    fn start_line(&mut self) {
        self.left.lines = self.left.lines.saturating_sub(1);
        self.letters = 0;
    }

    fn fill(&mut self, letters: usize) {
        self.letters += letters;
        while self.letters >= LETTERS_IN_A_LINE && !self.is_full() {
            self.letters -= LETTERS_IN_A_LINE;
            self.left.lines -= 1;
        }
    }

    fn remove_words(&mut self, words: usize, at: Option<usize>) {
        let rest = self.rest.get_or_insert(Rest {
            words: 0,
            at: at.unwrap_or(0),
        });
        rest.words += words;
    }

    fn shorten_blocks(&mut self, blocks: &mut Vec<Block>) {
        blocks.retain_mut(|block| {
            if self.is_full() {
                self.remove_words(count_words_in_block(block), start(block));
                return false;
            }
            self.shorten_block(block);
            true
        });
    }

    fn shorten_block(&mut self, block: &mut Block) {
        self.add_nodes(1);
        match block {
            Block::Paragraph(line) | Block::Plain(line) => self.text(line),
            Block::Heading { content, .. } => self.text(content),
            Block::Quote(blocks) => self.shorten_blocks(blocks),
            Block::List(list) => self.shorten_items(&mut list.items),
            Block::Code(code) => self.shorten_code(code),
            Block::Table(table) => {
                self.shorten_row(&mut table.head);
                table.rows.retain_mut(|row| {
                    if self.is_full() {
                        self.remove_words(
                            row.iter().map(|cell| count_words_in_blocks(cell)).sum(),
                            None,
                        );
                        return false;
                    }
                    self.shorten_row(row);
                    true
                });
            }
            Block::Picture(_) | Block::Rule => self.start_line(),
        }
    }

    fn shorten_items(&mut self, items: &mut Vec<ListItem>) {
        items.retain_mut(|item| {
            if self.is_full() {
                let words = item.blocks.iter().map(count_words_in_block).sum();
                self.remove_words(words, item.blocks.first().and_then(start));
                return false;
            }
            if item.blocks.is_empty() {
                self.start_line();
            }
            self.add_nodes(if item.done.is_some() {
                NODES_OF_A_TASK
            } else {
                1
            });
            self.shorten_blocks(&mut item.blocks);
            true
        });
    }

    /// Cells stand beside one another, and each is cut where it alone would fill the page.
    fn shorten_row(&mut self, cells: &mut [Vec<Inline>]) {
        let before = self.left.lines;
        let mut least = before;
        for cell in cells {
            self.left.lines = before;
            self.add_nodes(1);
            self.text(cell);
            least = least.min(self.left.lines);
        }
        self.left.lines = least.min(before.saturating_sub(1));
        self.letters = 0;
    }

    fn shorten_code(&mut self, code: &mut String) {
        let mut end = 0;
        for line in code.split_inclusive('\n') {
            if self.is_full() {
                break;
            }
            self.fill(line.len());
            self.add_nodes(1);
            self.start_line();
            end += line.len();
        }
        if end < code.len() {
            self.remove_words(count_words(&code[end..]), None);
            code.truncate(end);
        }
    }

    fn text(&mut self, line: &mut Vec<Inline>) {
        self.shorten_inlines(line);
        self.start_line();
    }

    fn shorten_inlines(&mut self, line: &mut Vec<Inline>) {
        line.retain_mut(|inline| {
            if self.is_full() {
                self.remove_words(count_words_in_inline(inline), start_of_inline(inline));
                return false;
            }
            self.fill(LETTERS_IN_A_LINE / PIECES_IN_A_LINE);
            self.add_nodes(1);
            match inline {
                Inline::Text { words, at } | Inline::Code { words, at } => {
                    self.shorten_text(words, *at)
                }
                Inline::Emphasis(inner) | Inline::Strong(inner) | Inline::Struck(inner) => {
                    self.shorten_inlines(inner);
                }
                Inline::Link { content, .. } => self.shorten_inlines(content),
                Inline::Absent { alt, why } => self.fill(alt.len() + why.len()),
                Inline::Picture(_) | Inline::Break => self.start_line(),
                Inline::Mark { .. } => {}
            }
            true
        });
    }

    fn shorten_text(&mut self, words: &mut String, at: usize) {
        let most = self.left.lines.saturating_mul(LETTERS_IN_A_LINE);
        if words.len() > most {
            let end = words.floor_char_boundary(most);
            // Within a word, a cut would make another word of it.
            let end = words[..end].rfind(' ').unwrap_or(end);
            self.remove_words(count_words(&words[end..]), Some(at + end));
            words.truncate(end);
            self.left.lines = 0;
        } else {
            self.fill(words.chars().count());
        }
    }
}

fn remove_marks(line: &mut Vec<Inline>) {
    line.retain_mut(|inline| {
        if let Some(inner) = inline.content_mut() {
            remove_marks(inner);
        }
        !matches!(inline, Inline::Mark { .. })
    });
}

fn count_words_in_block(block: &Block) -> usize {
    match block {
        Block::Paragraph(line) | Block::Plain(line) => count_words_in_blocks(line),
        Block::Heading { content, .. } => count_words_in_blocks(content),
        Block::Quote(blocks) => blocks.iter().map(count_words_in_block).sum(),
        Block::List(list) => {
            let blocks = list.items.iter().flat_map(|item| &item.blocks);
            blocks.map(count_words_in_block).sum()
        }
        Block::Code(code) => count_words(code),
        Block::Table(table) => {
            let cells = table.rows.iter().flatten().chain(&table.head);
            cells.map(|cell| count_words_in_blocks(cell)).sum()
        }
        Block::Picture(_) | Block::Rule => 0,
    }
}

fn count_words_in_blocks(line: &[Inline]) -> usize {
    line.iter().map(count_words_in_inline).sum()
}

fn count_words_in_inline(inline: &Inline) -> usize {
    match inline {
        Inline::Text { words, .. } | Inline::Code { words, .. } => count_words(words),
        Inline::Emphasis(inner) | Inline::Strong(inner) | Inline::Struck(inner) => {
            count_words_in_blocks(inner)
        }
        Inline::Link { content, .. } => count_words_in_blocks(content),
        Inline::Absent { alt, .. } => count_words(alt),
        Inline::Picture(_) | Inline::Mark { .. } | Inline::Break => 0,
    }
}

/// Returns the byte of the text at which the first words of a block were written.
fn start(block: &Block) -> Option<usize> {
    match block {
        Block::Paragraph(line) | Block::Plain(line) => line.iter().find_map(start_of_inline),
        Block::Heading { content, .. } => content.iter().find_map(start_of_inline),
        Block::Quote(blocks) => blocks.iter().find_map(start),
        Block::List(list) => {
            let mut blocks = list.items.iter().flat_map(|item| &item.blocks);
            blocks.find_map(start)
        }
        Block::Table(table) => {
            let mut inlines = table.head.iter().flatten();
            inlines.find_map(start_of_inline)
        }
        Block::Picture(_) | Block::Code(_) | Block::Rule => None,
    }
}

fn start_of_inline(inline: &Inline) -> Option<usize> {
    match inline {
        Inline::Text { at, .. } | Inline::Code { at, .. } => Some(*at),
        Inline::Emphasis(inner) | Inline::Strong(inner) | Inline::Struck(inner) => {
            inner.iter().find_map(start_of_inline)
        }
        Inline::Link { content, .. } => content.iter().find_map(start_of_inline),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::NoContext;
    use super::*;

    /// Lines, and more nodes than they can hold.
    fn extent(lines: usize) -> Extent {
        let nodes = 1_000_000;
        Extent { lines, nodes }
    }

    fn shortened(text: &str, lines: usize) -> (Prose, Option<Rest>) {
        let mut prose = read(text, "statements/silver.md", &NoContext);
        let mut left = extent(lines);
        let rest = prose.shorten(&mut left);
        (prose, rest)
    }

    fn count_words(prose: &Prose) -> usize {
        prose.blocks.iter().map(count_words_in_block).sum()
    }

    #[test]
    fn a_text_that_fits_is_unchanged() {
        let text = "# One\n\nTwo *three*[^a]\n\n- four\n- [x] five\n\n| a | b |\n| - | - |\n| c | d |\n\n[^a]: six\n";
        let (prose, rest) = shortened(text, 60);
        assert_eq!(rest, None);
        assert_eq!(prose, read(text, "statements/silver.md", &NoContext));
    }

    #[test]
    fn every_word_is_either_kept_or_counted() {
        let texts = [
            "word ".repeat(10_000),
            "- a\n".repeat(10_000),
            "- [ ] a b\n".repeat(10_000),
            "> a\n\n".repeat(5_000),
            "**a** ".repeat(10_000),
            "# a\n\n".repeat(5_000),
            format!("```\n{}```\n", "a b\n".repeat(5_000)),
            format!("| a |\n| - |\n{}", "| b |\n".repeat(5_000)),
            format!("{}- a\n", "- ".repeat(9)).repeat(2_000),
            "a  \nb\n".repeat(5_000),
        ];
        for text in &texts {
            let all = count_words(&read(text, "statements/silver.md", &NoContext));
            let (prose, rest) = shortened(text, 120);
            let rest = rest.expect("something was taken away");
            assert_eq!(count_words(&prose) + rest.words, all, "{}", &text[..20]);
            assert!(
                count_words(&prose) < 10_000 && count_words(&prose) > 50,
                "{}",
                &text[..20]
            );
        }
    }

    #[test]
    fn the_offset_of_removed_text_is_where_it_was_written() {
        let text: String = (0..500).map(|n| format!("line{n}\n\n")).collect();
        let (prose, rest) = shortened(&text, 10);
        assert_eq!(prose.blocks.len(), 10);
        assert!(text[rest.expect("a rest").at..].starts_with("line10\n"));
    }

    #[test]
    fn notes_of_removed_text_are_removed() {
        let text = format!("{}\n\n[^a]: why\n", "a[^a]\n\n".repeat(500));
        let (prose, rest) = shortened(&text, 10);
        assert!(rest.is_some() && prose.notes.is_empty());
        assert!(!format!("{prose:?}").contains("Mark"));
    }

    #[test]
    fn nodes_are_bounded_where_lines_are_not() {
        let row = "|a".repeat(20) + "\n";
        let texts = [
            "- a\n".repeat(10_000),
            "- [ ] a\n".repeat(10_000),
            "**a** ".repeat(10_000),
            "[a](https://example.org) ".repeat(10_000),
            "a[^n] ".repeat(10_000) + "\n\n[^n]: b\n",
            format!("{0}{1}\n{2}", row, "|-".repeat(20), row.repeat(1_000)),
            format!("```\n{}```\n", "a\n".repeat(10_000)),
        ];
        for text in &texts {
            let mut prose = read(text, "statements/silver.md", &NoContext);
            let mut left = Extent {
                lines: 1_000_000,
                nodes: 500,
            };
            assert!(prose.shorten(&mut left).is_some(), "{}", &text[..20]);
            assert_eq!(left.nodes, 0);
            let kept = count_words(&prose);
            assert!((50..=600).contains(&kept), "{kept}: {}", &text[..20]);
        }
    }

    #[test]
    fn texts_share_what_is_left() {
        let mut left = extent(10);
        let six = "a\n\n".repeat(6);
        let mut one = read(&six, "journals/a.md", &NoContext);
        assert_eq!(one.shorten(&mut left), None);
        assert_eq!(left.lines, 4);
        let mut two = read(&six, "journals/b.md", &NoContext);
        assert_eq!(two.shorten(&mut left).map(|rest| rest.words), Some(2));
        assert_eq!((two.blocks.len(), left.lines), (4, 0));
    }

    #[test]
    fn of_a_text_without_end_the_words_are_only_counted() {
        let text = "some words\n\n".repeat(100_000);
        let mut left = extent(1_000_000);
        let (prose, rest) = read_beginning(&text, "journals/a.md", &NoContext, &mut left);
        let rest = rest.expect("a rest");
        assert!(prose.blocks.len() < 40_000);
        assert_eq!(count_words(&prose) + rest.words, 200_000);
        assert!(text[rest.at..].starts_with("some"));
        let word = "w".repeat(1_000_000);
        let (_, rest) = read_beginning(&word, "journals/a.md", &NoContext, &mut left);
        assert_eq!(rest.map(|rest| rest.at), Some(MOST_BYTES));
    }
}
