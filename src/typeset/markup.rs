//! The words of a record as Typst code. Whatever a person wrote stands in a
//! string literal, and [`literal`] is the only way into one, so no word can be
//! code. Remembers where each literal was written, for whoever asks what a glyph
//! on the page came from.

use crate::page::printable;
use crate::prose::{Block, Inline, Item, List, Note, Picture, Prose, Side, Table, Target, breakable};

/// Code for one text, and where its words come from.
pub struct Markup {
    /// A Typst content block, brackets included.
    pub code: String,
    pub leaves: Vec<Leaf>,
    /// The pictures it asks for: the file's name on the desk and its path in the
    /// portfolio.
    pub pictures: Vec<(String, String)>,
}

/// Words, and where they stand in the code and in the text.
#[derive(Debug)]
pub struct Leaf {
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
    let mut writer = Writer {
        anchor,
        level,
        first_picture,
        out: Markup {
            code: String::new(),
            leaves: Vec::new(),
            pictures: Vec::new(),
        },
        nested: false,
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

struct Writer<'w> {
    anchor: &'w str,
    level: u8,
    first_picture: usize,
    out: Markup,
    /// Whether a list stands in another's item.
    nested: bool,
}

/// What stands under one another.
impl Writer<'_> {
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
            Block::Code(code) => {
                let set: Vec<_> = code.split('\n').map(set).collect();
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
        for item in &list.items {
            self.item(item, list.tasks);
        }
        self.nested = nested;
        self.push(");");
    }

    /// In a list where only some items are tasks, the mark is the first word.
    fn item(&mut self, item: &Item, tasks: bool) {
        let mark = match item.done {
            Some(done) if tasks => {
                self.push(&format!(",({done},["));
                self.blocks(&item.blocks);
                return self.push("])");
            }
            Some(true) => "☑ ",
            Some(false) => "☐ ",
            None if tasks => {
                self.push(",(false,[");
                self.blocks(&item.blocks);
                return self.push("])");
            }
            None => "",
        };
        self.push(",[");
        self.push(mark);
        self.blocks(&item.blocks);
        self.push("]");
    }

    fn table(&mut self, table: &Table) {
        self.push("#rows((");
        for column in &table.columns {
            let side = match column.side {
                Side::Start => "left",
                Side::Centre => "center",
                Side::End => "right",
            };
            self.push(&format!("({},{side}),", column.width));
        }
        self.push("),(");
        for cell in &table.head {
            self.cell(cell);
        }
        self.push("),");
        for row in &table.rows {
            row.iter().for_each(|cell| self.cell(cell));
        }
        self.push(");");
    }

    fn cell(&mut self, content: &[Inline]) {
        self.push("[");
        self.inlines(content);
        self.push("],");
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

/// What stands within a line.
impl Writer<'_> {
    fn inlines(&mut self, content: &[Inline]) {
        content.iter().for_each(|inline| self.inline(inline));
    }

    fn inline(&mut self, inline: &Inline) {
        match inline {
            Inline::Text { words, at } => self.words(words, *at),
            Inline::Code { words, .. } => {
                self.push(&format!("#inline-code({});", literal(&set(words))));
            }
            Inline::Emphasis(content) => self.call("emph", |w| w.inlines(content)),
            Inline::Strong(content) => self.call("strong", |w| w.inlines(content)),
            Inline::Struck(content) => self.call("strike", |w| w.inlines(content)),
            Inline::Link { to, content } => self.link(to, content),
            Inline::Picture(picture) => self.picture(picture),
            Inline::Absent { alt, why } => {
                let colon = if alt.is_empty() { "" } else { ": " };
                let said = format!("Picture not shown{colon}{alt} ({why})");
                self.push(&format!("#absent({});", literal(&set(&said))));
            }
            Inline::Mark { note, mark } => {
                let anchor = literal(self.anchor);
                self.push(&format!("#mark({anchor},{note},{mark});"));
            }
            Inline::Break => self.push("#linebreak();"),
        }
    }

    fn words(&mut self, words: &str, at: usize) {
        let set = set(words);
        self.push("#");
        self.out.leaves.push(Leaf {
            code: self.out.code.len(),
            text: at,
            set: set.clone(),
        });
        self.push(&literal(&set));
        self.push(";");
    }

    fn link(&mut self, to: &Target, content: &[Inline]) {
        let open = match to {
            Target::Outside(url) => format!("to({})", literal(url)),
            Target::Here(anchor) => format!("inside({})", literal(anchor)),
            Target::Nowhere => return self.inlines(content),
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

/// Words as they are set: what no typeface has spelt out, long words breakable.
pub fn set(words: &str) -> String {
    breakable(&printable(words)).into_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use typst::syntax::{SyntaxKind, SyntaxNode, ast, parse};

    use super::*;
    use crate::prose::{Nothing, read};

    /// Everything in code that is neither string nor one of our own names.
    fn strangers(node: &SyntaxNode, found: &mut Vec<String>) {
        const OURS: [&str; 24] = [
            "paragraph", "par", "title", "quoted", "bullets", "numbers", "tasks", "code", "rows",
            "rule", "notes", "inline-code", "emph", "strong", "strike", "to", "inside", "picture",
            "absent", "mark", "linebreak", "left", "center", "right",
        ];
        let expected = match node.kind() {
            SyntaxKind::Text => ["☑", "☐"].contains(&node.leaf_text().trim()),
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
            found.push(format!("{:?} {}", node.kind(), node.clone().into_text()));
        }
        node.children().for_each(|child| strangers(child, found));
    }

    fn hostile() -> impl Strategy<Value = String> {
        let pieces = prop::sample::select(vec![
            "#", "\"", "\\", "]", "[", "$", "`", "```", "\n", "\n\n", "*", "_", "~~", "- ", "1. ", "> ",
            "| a | b |\n|---|---|\n| ", "#read(\"/etc/passwd\")", "\\u{22}", "\";#panic();\"", "<a>",
            "@ref", "//", "/*", "*/", "= ", "\u{200b}", "\u{202e}", "😀", "&#35;", "&quot;", "![x](y)",
            "[^1]", "\n[^1]: note ", "[l](https://e.org/\"]#x)", "- [ ] ", "; ", ")", "(", "word ",
        ]);
        prop::collection::vec(pieces, 0..24).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn a_literal_is_one_string_and_says_what_it_was_given(text in any::<String>()) {
            let root = parse(&format!("#{};", literal(&text)));
            let kinds: Vec<_> = root.children().map(SyntaxNode::kind).collect();
            prop_assert_eq!(&kinds[..3], [SyntaxKind::Hash, SyntaxKind::Str, SyntaxKind::Semicolon]);
            let string: ast::Str = root.children().nth(1).unwrap().cast().unwrap();
            prop_assert_eq!(string.get().as_str(), text);
        }

        #[test]
        fn no_word_becomes_code(text in hostile()) {
            let prose = read(&text, "journals/a.md", &Nothing);
            let root = parse(&markup(&prose, "a\"]#x", 3, 0).code);
            prop_assert!(!root.diagnosis().errors(), "{:?}", root);
            let mut found = Vec::new();
            root.children().for_each(|child| {
                if child.kind() == SyntaxKind::Text {
                    // The brackets around the whole, which stand in markup here.
                    assert!(["[", "]"].contains(&child.leaf_text().as_str()));
                } else {
                    strangers(child, &mut found);
                }
            });
            prop_assert!(found.is_empty(), "{:?}", found);
        }
    }

    #[test]
    fn every_leaf_is_found_again_by_its_place_in_the_code() {
        let prose = read("One *two*\n\n- three", "a.md", &Nothing);
        let markup = markup(&prose, "a", 3, 0);
        for leaf in &markup.leaves {
            assert!(markup.code[leaf.code..].starts_with(&literal(&leaf.set)));
        }
        let places: Vec<_> = markup.leaves.iter().map(|leaf| leaf.text).collect();
        assert_eq!(places, [0, 5, 13]);
    }
}
