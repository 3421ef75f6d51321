//! The beginning of a text that is far too long to be laid out: enough to show that it
//! does not fit, in time and memory that do not grow with the text.

use super::{Block, Inline, ListItem, Prose};
use crate::base::text::words::count_words;

/// Letters of which one line surely has no more, so that lines are never counted too
/// many.
const LETTERS_IN_A_LINE: usize = 160;

/// Pieces of a line, such as words in bold, of which one line surely has no more.
const PIECES_IN_A_LINE: usize = 80;

/// The part of a text that was taken away.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rest {
    pub words: usize,
    /// Byte of the text at which the first of them was written.
    pub at: usize,
}

impl Prose {
    /// Keeps about as much as fills a number of lines, and never less. Returns what was
    /// taken away, if anything was.
    pub fn shorten(&mut self, lines: usize) -> Option<Rest> {
        let mut budget = LineBudget {
            lines,
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
            self.blocks.iter_mut().for_each(remove_note_marks);
        }
        budget.rest
    }
}

/// Lines that are left while a text is walked in the order of its words.
struct LineBudget {
    lines: usize,
    /// Letters that stand on the line that is being filled.
    letters: usize,
    rest: Option<Rest>,
}

impl LineBudget {
    fn is_full(&self) -> bool {
        self.lines == 0
    }

    fn start_line(&mut self) {
        self.lines = self.lines.saturating_sub(1);
        self.letters = 0;
    }

    fn fill(&mut self, letters: usize) {
        self.letters += letters;
        while self.letters >= LETTERS_IN_A_LINE && !self.is_full() {
            self.letters -= LETTERS_IN_A_LINE;
            self.lines -= 1;
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
            self.shorten_blocks(&mut item.blocks);
            true
        });
    }

    /// Cells stand beside one another, and each is cut where it alone would fill the page.
    fn shorten_row(&mut self, cells: &mut [Vec<Inline>]) {
        let before = self.lines;
        let mut least = before;
        for cell in cells {
            self.lines = before;
            self.text(cell);
            least = least.min(self.lines);
        }
        self.lines = least.min(before.saturating_sub(1));
        self.letters = 0;
    }

    fn shorten_code(&mut self, code: &mut String) {
        let mut end = 0;
        for line in code.split_inclusive('\n') {
            if self.is_full() {
                break;
            }
            self.fill(line.len());
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
        let most = self.lines.saturating_mul(LETTERS_IN_A_LINE);
        if words.len() > most {
            let end = words.floor_char_boundary(most);
            // Within a word, a cut would make another word of it.
            let end = words[..end].rfind(' ').unwrap_or(end);
            self.remove_words(count_words(&words[end..]), Some(at + end));
            words.truncate(end);
            self.lines = 0;
        } else {
            self.fill(words.chars().count());
        }
    }
}

fn remove_note_marks(block: &mut Block) {
    match block {
        Block::Paragraph(line) | Block::Plain(line) => remove_marks_in_line(line),
        Block::Heading { content, .. } => remove_marks_in_line(content),
        Block::Quote(blocks) => blocks.iter_mut().for_each(remove_note_marks),
        Block::List(list) => {
            let blocks = list.items.iter_mut().flat_map(|item| &mut item.blocks);
            blocks.for_each(remove_note_marks);
        }
        Block::Table(table) => {
            let cells = table.rows.iter_mut().flatten().chain(&mut table.head);
            cells.for_each(remove_marks_in_line);
        }
        Block::Picture(_) | Block::Code(_) | Block::Rule => {}
    }
}

fn remove_marks_in_line(line: &mut Vec<Inline>) {
    line.retain_mut(|inline| {
        if let Some(inner) = children_mut(inline) {
            remove_marks_in_line(inner);
        }
        !matches!(inline, Inline::Mark { .. })
    });
}

fn children_mut(inline: &mut Inline) -> Option<&mut Vec<Inline>> {
    match inline {
        Inline::Emphasis(inner) | Inline::Strong(inner) | Inline::Struck(inner) => Some(inner),
        Inline::Link { content, .. } => Some(content),
        _ => None,
    }
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
    use super::super::{NoContext, read};
    use super::*;

    fn shortened(text: &str, lines: usize) -> (Prose, Option<Rest>) {
        let mut prose = read(text, "statements/silver.md", &NoContext);
        let rest = prose.shorten(lines);
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
}
