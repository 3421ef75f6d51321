//! Changes to every line of a text that was read.

use super::read::join;
use super::{Block, Inline, Prose, ResolvedLink};

impl Prose {
    /// Turns links into their words where nothing of this anchor is printed.
    pub fn unlink(&mut self, is_printed: &dyn Fn(&str) -> bool) {
        self.for_each_line(&mut |line| unlink(line, is_printed));
    }

    /// Calls `change` with every line of inlines, those of notes included.
    pub(super) fn for_each_line(&mut self, change: &mut dyn FnMut(&mut Vec<Inline>)) {
        let notes = self.notes.iter_mut().flat_map(|note| &mut note.blocks);
        let blocks = self.blocks.iter_mut().chain(notes);
        blocks.for_each(|block| block.for_each_line(change));
    }
}

impl Block {
    fn for_each_line(&mut self, change: &mut dyn FnMut(&mut Vec<Inline>)) {
        match self {
            Self::Paragraph(line) | Self::Plain(line) => change(line),
            Self::Heading { content, .. } => change(content),
            Self::Quote(blocks) => blocks.iter_mut().for_each(|b| b.for_each_line(change)),
            Self::List(list) => {
                let blocks = list.items.iter_mut().flat_map(|item| &mut item.blocks);
                blocks.for_each(|block| block.for_each_line(change));
            }
            Self::Table(table) => {
                let cells = table.head.iter_mut().chain(table.rows.iter_mut().flatten());
                cells.for_each(change);
            }
            Self::Picture(_) | Self::Code(_) | Self::Rule => {}
        }
    }
}

impl Inline {
    /// Returns the inlines that stand within.
    pub(super) fn content_mut(&mut self) -> Option<&mut Vec<Inline>> {
        match self {
            Self::Emphasis(inner) | Self::Strong(inner) | Self::Struck(inner) => Some(inner),
            Self::Link { content, .. } => Some(content),
            _ => None,
        }
    }
}

fn unlink(line: &mut Vec<Inline>, is_printed: &dyn Fn(&str) -> bool) {
    for mut inline in std::mem::take(line) {
        if let Some(inner) = inline.content_mut() {
            unlink(inner, is_printed);
        }
        let words = match inline {
            Inline::Link {
                to: ResolvedLink::Here(anchor),
                content,
            } if !is_printed(&anchor) => content,
            other => vec![other],
        };
        join(line, words);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{LinkContext, NoContext, read};
    use crate::base::picture::Size;

    struct Everywhere;

    impl LinkContext for Everywhere {
        fn anchor(&self, path: &str) -> Option<String> {
            Some(path.to_owned())
        }

        fn picture(&self, _: &str) -> Result<Size, String> {
            Err("its file is not in this pack".to_owned())
        }
    }

    #[test]
    fn without_links_a_text_is_as_if_they_had_led_nowhere() {
        let text = "a [b *c*](x.md) d *e [f](y.md)*[^1]\n\n- g [h](z.md) i\n\n| [j](x.md) k |\n| - |\n| l |\n\n> [m](a)[n](b)\n\n[^1]: o [p](q.md) r\n";
        let mut prose = read(text, "journals/a.md", &Everywhere);
        assert!(format!("{prose:?}").contains("Link"));
        prose.unlink(&|_| false);
        assert_eq!(prose, read(text, "journals/a.md", &NoContext));
    }

    #[test]
    fn links_to_what_is_printed_stay() {
        let text = "[a](x.md) [b](y.md) [c](https://example.org)";
        let mut prose = read(text, "journals/a.md", &Everywhere);
        prose.unlink(&|anchor| anchor == "journals/y.md");
        let shown = format!("{prose:?}");
        assert!(!shown.contains("x.md") && shown.contains("y.md") && shown.contains("https"));
    }
}
