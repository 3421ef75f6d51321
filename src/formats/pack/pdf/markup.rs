//! The words of a record as Typst code. Whatever a person wrote stands in a
//! string literal, and [`literal`] is the only way into one, so no word can be
//! code. Remembers where each literal was written, for whoever asks what a glyph
//! on the page came from.

use crate::base::markdown::{
    Alignment, BREAK, Block, Column, Inline, LONG, List, ListItem, Note, Picture, Prose,
    ResolvedLink, Table, with_word_breaks,
};
use crate::base::paper::spell_unprintable;
use crate::views::submission::no_picture;

/// Code for one text, and where its words come from.
pub struct Markup {
    /// A Typst content block, brackets included.
    pub code: String,
    pub runs: Vec<TextRun>,
    /// The pictures it asks for: the file's name on the world and its path in the
    /// portfolio.
    pub pictures: Vec<(String, String)>,
}

/// Words, and where they stand in the code and in the text.
#[derive(Debug)]
pub struct TextRun {
    /// Byte of the code at which the literal opens.
    pub code: usize,
    /// Byte of the text at which the words were written.
    pub text: usize,
    /// The words as they were set.
    pub set: String,
}

/// Turns words into code. Notes are named after `anchor`; the record's own title
/// stands at `level`; pictures are numbered from `first_picture`.
pub fn markup(prose: &Prose, anchor: &str, level: u8, first_picture: usize) -> Markup {
    let mut writer = MarkupWriter {
        anchor,
        level,
        first_picture,
        out: Markup {
            code: String::new(),
            runs: Vec::new(),
            pictures: Vec::new(),
        },
        nested: false,
        long: LONG,
    };
    writer.push("[");
    writer.blocks(&prose.blocks);
    writer.notes(&prose.notes);
    writer.push("]");
    writer.out
}

/// A string literal that holds exactly `text`. Only letters, digits, blanks and
/// a few marks stand for themselves; a backslash or quote never does.
pub fn literal(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            c if c.is_control() || is_hidden(c) => {
                out.push_str(&format!("\\u{{{:x}}}", u32::from(c)));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Characters that a reader of the code could not see.
fn is_hidden(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
}

struct MarkupWriter<'w> {
    anchor: &'w str,
    level: u8,
    first_picture: usize,
    out: Markup,
    /// True if a list stands in another's item.
    nested: bool,
    /// Letters that a word may have here before it may break.
    long: usize,
}

/// The writing of blocks, which stand under one another.
impl MarkupWriter<'_> {
    fn push(&mut self, code: &str) {
        self.out.code.push_str(code);
    }

    /// `#name(arguments)[` … `];`.
    fn call(&mut self, name: &str, body: impl FnOnce(&mut Self)) {
        self.push(&format!("#{name}["));
        body(self);
        self.push("];");
    }

    fn blocks(&mut self, blocks: &[Block]) {
        blocks.iter().for_each(|block| self.block(block));
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Paragraph(content) => self.call("paragraph", |w| w.inlines(content)),
            Block::Plain(content) => self.call("par", |w| w.inlines(content)),
            Block::Heading { depth, content } => {
                let level = (usize::from(self.level) + depth).min(6);
                self.call(&format!("title({level})"), |w| w.inlines(content));
            }
            Block::Quote(blocks) => self.call("quoted", |w| w.blocks(blocks)),
            Block::List(list) => self.list(list),
            Block::Picture(picture) => self.picture(picture),
            Block::Code(code) => {
                let set: Vec<_> = code.split('\n').map(make_printable).collect();
                self.push(&format!("#code({});", literal(&set.join("\n"))));
            }
            Block::Table(table) => self.table(table),
            Block::Rule => self.push("#rule;"),
        }
    }

    fn list(&mut self, list: &List) {
        let nested = self.nested;
        let open = match list.start {
            Some(start) => format!("#numbers({nested},{start}"),
            None if list.tasks => format!("#tasks({nested}"),
            None => format!("#bullets({nested}"),
        };
        self.push(&open);
        self.nested = true;
        list.items.iter().for_each(|item| self.item(item));
        self.nested = nested;
        self.push(");");
    }

    fn item(&mut self, item: &ListItem) {
        match item.done {
            Some(done) => self.push(&format!(",({done},[")),
            None => self.push(",["),
        }
        self.blocks(&item.blocks);
        self.push(if item.done.is_some() { "])" } else { "]" });
    }

    fn table(&mut self, table: &Table) {
        self.push("#rows((");
        for column in &table.columns {
            let side = match column.side {
                Alignment::Start => "left",
                Alignment::Centre => "center",
                Alignment::End => "right",
            };
            self.push(&format!("({},{side}),", column.width));
        }
        self.push("),(");
        self.row(&table.head, &table.columns);
        self.push("),");
        for row in &table.rows {
            self.row(row, &table.columns);
        }
        self.push(");");
    }

    fn row(&mut self, cells: &[Vec<Inline>], columns: &[Column]) {
        for (cell, column) in cells.iter().zip(columns) {
            self.long = column.letters;
            self.push("[");
            self.inlines(cell);
            self.push("],");
        }
        self.long = LONG;
    }

    fn notes(&mut self, notes: &[Note]) {
        if notes.is_empty() {
            return;
        }
        self.push(&format!("#notes({}", literal(self.anchor)));
        for note in notes {
            self.push(",[");
            self.blocks(&note.blocks);
            self.push("]");
        }
        self.push(");");
    }
}

/// The writing of inlines, which stand within a line.
impl MarkupWriter<'_> {
    fn inlines(&mut self, content: &[Inline]) {
        content.iter().for_each(|inline| self.inline(inline));
    }

    fn inline(&mut self, inline: &Inline) {
        match inline {
            Inline::Text { words, at } => self.words(words, *at),
            Inline::Code { words, .. } => {
                let set = make_printable_within(words, self.long);
                self.push(&format!("#inline-code({});", literal(&set)));
            }
            Inline::Emphasis(content) => self.call("emph", |w| w.inlines(content)),
            Inline::Strong(content) => self.call("strong", |w| w.inlines(content)),
            Inline::Struck(content) => self.call("strike", |w| w.inlines(content)),
            Inline::Link { to, content } => self.link(to, content),
            Inline::Picture(picture) => self.picture(picture),
            Inline::Absent { alt, why } => {
                let said = no_picture(alt, why);
                self.push(&format!("#absent({});", literal(&make_printable(&said))));
            }
            Inline::Mark { note, mark } => {
                let anchor = literal(self.anchor);
                self.push(&format!("#mark({anchor},{note},{mark});"));
            }
            Inline::Break => self.push("#linebreak();"),
        }
    }

    fn words(&mut self, words: &str, at: usize) {
        let set = make_printable_within(words, self.long);
        let mut written = at;
        for piece in split_pieces(&set) {
            let breaks = piece.matches(BREAK).count();
            let broken = breaks > 0;
            self.push(if broken { "#unkerned[#" } else { "#" });
            self.out.runs.push(TextRun {
                code: self.out.code.len(),
                text: written,
                set: piece.to_owned(),
            });
            self.push(&literal(piece));
            self.push(if broken { ";];" } else { ";" });
            written += piece.len() - breaks * BREAK.len_utf8();
        }
    }

    fn link(&mut self, to: &ResolvedLink, content: &[Inline]) {
        let open = match to {
            ResolvedLink::Outside(url) => format!("to({})", literal(url)),
            ResolvedLink::Here(anchor) => format!("inside({})", literal(anchor)),
            ResolvedLink::Nowhere => return self.inlines(content),
        };
        self.call(&open, |w| w.inlines(content));
    }

    fn picture(&mut self, picture: &Picture) {
        let number = self.first_picture + self.out.pictures.len();
        let name = format!("/picture-{number}");
        self.push(&format!(
            "#picture({},{},{},{});",
            literal(&name),
            picture.size.width,
            picture.size.height,
            literal(&picture.alt),
        ));
        self.out.pictures.push((name, picture.path.clone()));
    }
}

/// The words of a line in stretches: those that may break within, each with the
/// blank behind it, and those that may not. A browser does not kern across a place
/// to break, so such words are set apart.
fn split_pieces(set: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let (mut start, mut end) = (0, 0);
    for word in set.split_inclusive(' ') {
        if word.contains(BREAK) {
            pieces.extend([&set[start..end], word]);
            start = end + word.len();
        }
        end += word.len();
    }
    pieces.push(&set[start..]);
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

/// Words as they are set: what no typeface has spelt out, long words breakable.
pub fn make_printable(words: &str) -> String {
    make_printable_within(words, LONG)
}

/// As [`set`], where words of more than `long` letters may break.
fn make_printable_within(words: &str, long: usize) -> String {
    with_word_breaks(&spell_unprintable(words), long).into_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use typst::syntax::{SyntaxKind, SyntaxNode, ast, parse};

    use super::*;
    use crate::base::markdown::typed::{bodies, lost_words};
    use crate::base::markdown::{NoContext, read};

    /// Everything in code that is neither string nor one of our own names.
    fn foreign_code(node: &SyntaxNode, found: &mut Vec<String>) {
        const OURS: [&str; 25] = [
            "paragraph",
            "unkerned",
            "par",
            "title",
            "quoted",
            "bullets",
            "numbers",
            "tasks",
            "code",
            "rows",
            "rule",
            "notes",
            "inline-code",
            "emph",
            "strong",
            "strike",
            "to",
            "inside",
            "picture",
            "absent",
            "mark",
            "linebreak",
            "left",
            "center",
            "right",
        ];
        let expected = match node.kind() {
            SyntaxKind::Ident => OURS.contains(&node.leaf_text().as_str()),
            SyntaxKind::Str | SyntaxKind::Int | SyntaxKind::Bool | SyntaxKind::Hash => true,
            SyntaxKind::Markup | SyntaxKind::ContentBlock | SyntaxKind::FuncCall => true,
            SyntaxKind::Args | SyntaxKind::Array | SyntaxKind::Space => true,
            SyntaxKind::LeftParen | SyntaxKind::RightParen | SyntaxKind::Comma => true,
            SyntaxKind::LeftBracket | SyntaxKind::RightBracket => true,
            SyntaxKind::Semicolon | SyntaxKind::End | SyntaxKind::Parenthesized => true,
            _ => false,
        };
        if !expected {
            found.push(format!("{:?} {node:?}", node.kind()));
        }
        node.children().for_each(|child| foreign_code(child, found));
    }

    fn hostile() -> impl Strategy<Value = String> {
        let pieces = prop::sample::select(vec![
            "#",
            "\"",
            "\\",
            "]",
            "[",
            "$",
            "`",
            "```",
            "\n",
            "\n\n",
            "*",
            "_",
            "~~",
            "- ",
            "1. ",
            "> ",
            "| a | b |\n|---|---|\n| ",
            "#read(\"/etc/passwd\")",
            "\\u{22}",
            "\";#panic();\"",
            "<a>",
            "@ref",
            "//",
            "/*",
            "*/",
            "= ",
            "\u{200b}",
            "\u{202e}",
            "😀",
            "&#35;",
            "&quot;",
            "![x](y)",
            "[^1]",
            "\n[^1]: note ",
            "[l](https://e.org/\"]#x)",
            "- [ ] ",
            "; ",
            ")",
            "(",
            "word ",
        ]);
        prop::collection::vec(pieces, 0..24).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn a_literal_is_one_string_with_the_given_text(text in any::<String>()) {
            let root = parse(&format!("#{};", literal(&text)));
            let kinds: Vec<_> = root.children().map(SyntaxNode::kind).collect();
            prop_assert_eq!(&kinds[..3], [SyntaxKind::Hash, SyntaxKind::Str, SyntaxKind::Semicolon]);
            let string: ast::Str = root.children().nth(1).unwrap().cast().unwrap();
            prop_assert_eq!(string.get().to_string(), text);
        }

        #[test]
        fn no_text_becomes_typst_code(text in hostile()) {
            let prose = read(&text, "journals/a.md", &NoContext);
            let root = parse(&markup(&prose, "a\"]#x", 3, 0).code);
            prop_assert!(!root.diagnosis().errors, "{:?}", root);
            let mut found = Vec::new();
            root.children().for_each(|child| {
                if child.kind() == SyntaxKind::Text {
                    // The brackets around the whole, which stand in markup here.
                    assert!(["[", "]"].contains(&child.leaf_text().as_str()));
                } else {
                    foreign_code(child, &mut found);
                }
            });
            prop_assert!(found.is_empty(), "{:?}", found);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn every_word_that_is_typed_is_set_or_found(body in bodies(16)) {
            let prose = read(&body, "journals/a.md", &NoContext);
            let set = markup(&prose, "a", 3, 0).code.replace("\\u{200b}", "");
            prop_assert_eq!(lost_words(&body, &set), [""; 0]);
        }
    }

    #[test]
    fn a_paragraph_of_long_words_takes_time_in_proportion() {
        let word = format!("{} ", "a".repeat(LONG + 1));
        let begun = std::time::Instant::now();
        let prose = read(&word.repeat(10_000), "a.md", &NoContext);
        let markup = markup(&prose, "a", 3, 0);
        assert!(begun.elapsed().as_secs() < 20, "{:?}", begun.elapsed());
        let mut starts = markup.runs.iter().map(|run| run.text);
        assert_eq!(starts.next_back(), Some(9_999 * word.len()));
    }

    #[test]
    fn every_run_of_text_is_found_again_by_its_place_in_the_code() {
        let prose = read("One *two*\n\n- three", "a.md", &NoContext);
        let markup = markup(&prose, "a", 3, 0);
        for run in &markup.runs {
            assert!(markup.code[run.code..].starts_with(&literal(&run.set)));
        }
        let places: Vec<_> = markup.runs.iter().map(|run| run.text).collect();
        assert_eq!(places, [0, 5, 13]);
    }
}
