//! The texts of a pack as far as they are printed, the same in every format. A text that is
//! far too long is printed in part and says so; the pack carries it whole.

use crate::base::markdown::{Block, Extent, Inline, LinkContext, Prose, read_beginning};
use crate::base::picture::Size;
use crate::base::text::words::format_thousands;
use crate::domain::phrases::PackPhrase;
use crate::views::submission::model::Pack;
use crate::views::submission::{PackAnchors, TextBlock, text_blocks};

/// Most of one text: more than 30 pages.
const MOST_OF_A_TEXT: Extent = Extent {
    lines: 2_500,
    nodes: 8_000,
};

/// Most of all texts together: more than 200 pages. To lay out a node takes about 10 kB.
pub const MOST_OF_A_PACK: Extent = Extent {
    lines: 12_000,
    nodes: 20_000,
};

/// Returns every text of the pack, read, in the order of printing.
pub fn read_texts<'p>(pack: &'p Pack, places: &PackAnchors<'p>) -> Vec<(TextBlock<'p>, Prose)> {
    let mut left = MOST_OF_A_PACK;
    let texts = text_blocks(pack).into_iter();
    texts
        .map(|text| {
            let before = left.min(MOST_OF_A_TEXT);
            let mut after = before;
            let without_pictures = WithoutPictures(places);
            let context: &dyn LinkContext = match text.is_signoff {
                true => &without_pictures,
                false => places,
            };
            let (mut prose, rest) = read_beginning(text.markdown, text.path, context, &mut after);
            left.lines -= before.lines - after.lines;
            left.nodes -= before.nodes - after.nodes;
            if let Some(rest) = rest {
                prose.blocks.push(notice(rest.words, text.path));
            }
            (text, prose)
        })
        .collect()
}

/// The places of a pack for words that may show none of its pictures.
struct WithoutPictures<'p>(&'p PackAnchors<'p>);

impl LinkContext for WithoutPictures<'_> {
    fn anchor(&self, path: &str) -> Option<String> {
        self.0.anchor(path)
    }

    fn picture(&self, _: &str) -> Result<Size, String> {
        Err(PackPhrase::PictureNotSigned {}.say())
    }
}

/// Says how much is left out, and where it is.
fn notice(words: usize, path: &str) -> Block {
    let words = &*format_thousands(words);
    let words = PackPhrase::TooLong { words, path }.say();
    let words = vec![Inline::Text { words, at: 0 }];
    Block::Paragraph(vec![Inline::Strong(words)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::pack::html::tests::sample;
    use crate::views::submission::model::PackSection;

    /// The sample with `body` as the text of each of its first documents.
    fn pack_of(body: &str, documents: usize) -> Pack {
        let mut pack = sample();
        let first = pack.parts.iter_mut().find_map(|part| match part {
            PackSection::Documents { documents, .. } => Some(documents),
            _ => None,
        });
        let first = first.expect("the sample has documents");
        let mut one = first[0].clone();
        one.body = body.to_owned();
        one.beneath.clear();
        *first = vec![one; documents];
        pack
    }

    fn lines(pack: &Pack) -> Vec<usize> {
        let texts = read_texts(pack, &PackAnchors::new(pack));
        texts.iter().map(|(_, prose)| prose.blocks.len()).collect()
    }

    #[test]
    fn a_text_that_is_far_too_long_says_how_much_is_left_out_and_where_it_is() {
        let pack = pack_of(&"one two\n\n".repeat(5_000), 1);
        let texts = read_texts(&pack, &PackAnchors::new(&pack));
        let (text, prose) = &texts[0];
        assert_eq!(prose.blocks.len(), MOST_OF_A_TEXT.lines + 1);
        let notice = format!("{:?}", prose.blocks.last());
        assert!(notice.contains("About 5,000 words"), "{notice}");
        assert!(notice.contains(text.path), "{notice}");
    }

    #[test]
    fn all_texts_share_what_a_pack_can_show() {
        let pack = pack_of(&"one two\n\n".repeat(2_000), 6);
        let lines = lines(&pack);
        assert_eq!(lines[..3], [2_000; 3]);
        assert_eq!(lines[3..6], [2_000, 2_000, 1]);
    }

    #[test]
    fn what_a_person_writes_is_printed_whole() {
        let paragraph = "word ".repeat(150);
        let journal = format!("## What I did\n\n{0}\n\n{0}\n\n- a\n- b\n\n", paragraph);
        let pack = pack_of(&journal.repeat(5), 40);
        let all = read_texts(&pack, &PackAnchors::new(&pack));
        let strong = |prose: &Prose| format!("{:?}", prose.blocks.last()).contains("Strong");
        assert!(!all.iter().any(|(_, prose)| strong(prose)));
    }
}
