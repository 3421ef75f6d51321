//! The text of a finished document, as readers copy it: without the marks at which long
//! words may break, which only the layout needs.

use typst::layout::{Frame, FrameItem};
use typst::model::Document;
use typst::text::{Glyph, TextItem};
use typst_layout::{Page, PagedDocument};

use crate::base::markdown::BREAK;

/// Bytes of a mark.
const MARK: usize = BREAK.len_utf8();

/// Removes the marks from every page. Nothing moves: a mark has no width.
pub fn remove_break_marks(document: &PagedDocument) -> PagedDocument {
    let pages = document.pages().iter().map(|page| {
        let mut page: Page = page.clone();
        remove_from_frame(&mut page.frame);
        page
    });
    PagedDocument::new(pages.collect(), document.info().clone())
}

fn remove_from_frame(frame: &mut Frame) {
    if has_mark(frame) {
        frame.retain(|item| {
            match item {
                FrameItem::Group(group) => remove_from_frame(&mut group.frame),
                FrameItem::Text(text) => remove_from_text(text),
                _ => {}
            }
            true
        });
    }
}

/// Frames are shared, and a copy of one costs memory.
fn has_mark(frame: &Frame) -> bool {
    frame.items().any(|(_, item)| match item {
        FrameItem::Group(group) => has_mark(&group.frame),
        FrameItem::Text(text) => text.text.contains(BREAK),
        _ => false,
    })
}

fn remove_from_text(item: &mut TextItem) {
    let text = item.text.clone();
    let marks: Vec<usize> = text.match_indices(BREAK).map(|(at, _)| at).collect();
    if marks.is_empty() {
        return;
    }
    let without = |at: u16| {
        let before = marks.partition_point(|mark| mark + MARK <= usize::from(at));
        at - u16::try_from(before * MARK).unwrap_or(at)
    };
    let is_mark =
        |glyph: &Glyph| text.get(glyph.range()) == Some(BREAK.encode_utf8(&mut [0; MARK]));
    item.glyphs.retain(|glyph| !is_mark(glyph));
    for Glyph { range, .. } in &mut item.glyphs {
        *range = without(range.start)..without(range.end);
    }
    item.text = text.as_str().replace(BREAK, "").into();
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::base::markdown::{NoContext, read};
    use crate::formats::pack::pdf::markup::{literal, markup};
    use crate::formats::pack::pdf::world::TypstWorld;

    /// Every text on the pages of a record with these words.
    fn texts_of(body: &str, title: &str) -> Vec<TextItem> {
        let prose = read(body, "journals/a.md", &NoContext);
        let code = format!(
            "#import \"/pack.typ\": *\n#show: typeset.with(\"en-GB\")\n#section(\"a\",{})\n#prose({})",
            literal(&super::super::markup::make_printable(title)),
            markup(&prose, "a", 3, 0).code
        );
        let document = typst::compile(&TypstWorld::new(code)).output.unwrap();
        let mut found = Vec::new();
        for page in remove_break_marks(&document).pages() {
            add_texts(&page.frame, &mut found);
        }
        found
    }

    fn add_texts(frame: &Frame, found: &mut Vec<TextItem>) {
        for (_, item) in frame.items() {
            match item {
                FrameItem::Group(group) => add_texts(&group.frame, found),
                FrameItem::Text(text) => found.push(text.clone()),
                _ => {}
            }
        }
    }

    fn without_spaces<'t>(texts: impl IntoIterator<Item = &'t str>) -> String {
        let words = texts.into_iter().flat_map(str::split_whitespace);
        words.collect()
    }

    fn long_words() -> impl Strategy<Value = String> {
        prop::collection::vec(
            "[a-z\u{e9}\u{3b1}]{1,90}|https://[a-z]{3,40}\\.org/[a-z0-9-]{20,90}",
            1..12,
        )
        .prop_map(|words| words.join(" "))
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn the_text_of_the_pages_is_the_text_that_was_written(body in long_words(), title in "[a-z/]{1,80}") {
            let texts = texts_of(&body, &title);
            let found = without_spaces(texts.iter().map(|item| item.text.as_str()));
            prop_assert_eq!(found, without_spaces([&*title, &*body]));
            for TextItem { text, glyphs, .. } in texts {
                let of_glyphs: String = glyphs.iter().map(|glyph| &text[glyph.range()]).collect();
                prop_assert_eq!(of_glyphs, text.to_string());
            }
        }
    }
}
