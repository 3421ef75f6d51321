//! Counts the pages that a sheet fills. It is set as it is set in the pack; when it
//! is too long, once more on a page without end, to see by how much.

use std::collections::BTreeMap;

use typst::layout::{Abs, Frame, FrameItem, Point};
use typst::{World, WorldExt};
use typst_layout::PagedDocument;

use super::error::{TypesetError, joined_diagnostics};
use super::markup::{TextRun, literal, markup};
use super::template_data;
use super::world::TypstWorld;
use crate::base::markdown::{BREAK, Extent, LinkContext, Prose, Rest, read_beginning};
use crate::base::paper::design_tokens;
use crate::base::picture::{self, Size};
use crate::base::text::words::count_words;
use crate::domain::phrases::{self, PackPhrase};
use crate::domain::ports::{Overflow, PageCount};
use crate::domain::record_view::{PrintedRecord, RecordPage};
use crate::formats::pack::texts::MOST_OF_A_PACK;
use crate::views::submission::why_not_shown;

/// Lines of which a page surely has no more.
const LINES_OF_A_PAGE: usize = 70;

/// Words of a line, and lines of a page, where they are not laid out.
const WORDS_IN_A_LINE: usize = 13;
const LINES_OF_WORDS: usize = 45;

/// A picture of one pixel, as GIF. Each picture is set in the size that its header gives, so
/// that none is decoded to count pages.
const PLACEHOLDER: &[u8] =
    b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xFF\xFF\xFF,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;";

/// Returns the pages of a sheet, of which `most` are allowed; `file` gives the bytes of a
/// path in the portfolio. Of a text that is far too long only one page more than allowed is
/// laid out, and the rest is estimated from its words.
pub fn pages(
    sheet: &RecordPage,
    most: usize,
    file: &dyn Fn(&str) -> Option<Vec<u8>>,
) -> Result<PageCount, TypesetError> {
    let around = PictureFiles::new(file, &sheet.document.stored_elsewhere);
    let too_much = Extent {
        lines: LINES_OF_A_PAGE.saturating_mul(most.saturating_add(1)),
        nodes: usize::MAX,
    };
    phrases::in_language(&sheet.language, || measure(sheet, most, too_much, &around))
}

fn measure(
    sheet: &RecordPage,
    most: usize,
    too_much: Extent,
    around: &PictureFiles<'_>,
) -> Result<PageCount, TypesetError> {
    let mut left = too_much.min(MOST_OF_A_PACK);
    let is_surely_too_long = left.lines == too_much.lines;
    let PrintedRecord { body, path, .. } = &sheet.document;
    let (prose, rest) = read_beginning(body, path, around, &mut left);
    let mut pages = measure_pages(sheet, &prose, most)?;
    if let Some(rest) = rest {
        add_rest(&mut pages, rest);
        if is_surely_too_long {
            pages.count = pages.count.max(most + 1);
        }
        pages.over = pages.over.filter(|_| pages.count > most);
    }
    Ok(pages)
}

/// Adds the estimate of what was not laid out.
fn add_rest(pages: &mut PageCount, rest: Rest) {
    let lines = rest.words / WORDS_IN_A_LINE;
    pages.count += lines / LINES_OF_WORDS;
    let over = pages.over.get_or_insert(Overflow {
        lines: 0,
        words: 0,
        at: rest.at,
    });
    over.words += rest.words;
    over.lines = (over.lines + lines).max(1);
}

fn measure_pages(
    sheet: &RecordPage,
    prose: &Prose,
    most: usize,
) -> Result<PageCount, TypesetError> {
    let words = markup(prose, &sheet.document.anchor, 3, 0);
    let body = RecordPage {
        document: PrintedRecord {
            // The words stand in the code.
            body: String::new(),
            ..sheet.document.clone()
        },
        ..sheet.clone()
    };
    let world = |height: &str| {
        let head = format!(
            "#import \"/pack.typ\": *\n#measured(json(\"/sheet.json\"),{},({}:",
            literal(&sheet.language),
            literal(&sheet.document.anchor),
        );
        let start = head.len();
        let mut world = TypstWorld::new(format!("{head}{}),{height})", words.code));
        world.add_file("sheet.json", template_data::to_template_json(&body));
        for (name, _) in &words.pictures {
            world.add_file(name, PLACEHOLDER);
        }
        (world, start)
    };
    let (paged, start) = world("");
    let document = typeset(&paged)?;
    let pages = document.pages().len();
    let over = if pages > most {
        let beyond = first_offset_on(&document.pages()[most].frame, &paged, start, &words.runs);
        let (endless, start) = world("height:auto");
        let endless_page = typeset(&endless)?;
        let lines = LineLayout::new(&endless_page.pages()[0].frame, &endless, start, &words.runs);
        Some(overflow(&lines, most, beyond))
    } else {
        None
    };
    comemo::evict(30);
    Ok(PageCount { count: pages, over })
}

fn typeset(world: &TypstWorld) -> Result<PagedDocument, TypesetError> {
    typst::compile(world)
        .output
        .map_err(|faults| TypesetError::Layout(joined_diagnostics(&faults)))
}

/// Counts what has to go: the lines at the end that stand in the height which is too
/// much.
fn overflow(lines: &LineLayout, most: usize, beyond: Option<usize>) -> Overflow {
    let page = text_height();
    let excess = to_thousandths((lines.height - page * most as f64).max(Abs::zero()));
    let last = lines.by_place.keys().next_back().copied().unwrap_or(0);
    let kept = lines.by_place.range(..=last - excess).count();
    // At least the last line: it does not fit as it is.
    let kept = kept.min(lines.by_place.len().saturating_sub(1));
    let gone: Vec<&LaidOutLine> = lines.by_place.values().skip(kept).collect();
    Overflow {
        lines: gone.len().max(1),
        words: gone.iter().map(|line| line.words).sum(),
        at: beyond.or(gone.first().map(|line| line.at)).unwrap_or(0),
    }
}

fn to_thousandths(length: Abs) -> i64 {
    (length.to_pt() * 1000.0).round() as i64
}

/// Returns the height of the text on a page: that of the paper in whole pixels, as browsers
/// have it, without the margins.
fn text_height() -> Abs {
    const PIXEL: f64 = 0.75;
    let paper = (token_length("height", &design_tokens().paper).to_pt() / PIXEL).ceil() * PIXEL;
    Abs::pt(paper)
        - token_length("top", &design_tokens().margin)
        - token_length("bottom", &design_tokens().margin)
}

fn token_length(name: &str, of: &BTreeMap<String, String>) -> Abs {
    Abs::pt(of.get(name).map_or(0.0, |length| parse_points(length)))
}

/// A length as the tokens write it, in points.
fn parse_points(length: &str) -> f64 {
    let (number, unit) = length.split_at(length.len().saturating_sub(2));
    let number: f64 = number.parse().unwrap_or(0.0);
    match unit {
        "mm" => number * 72.0 / 25.4,
        _ => number,
    }
}

/// The lines of a text from top to bottom, as they are set on one endless page.
struct LineLayout {
    /// By the baseline, in thousandths of a point.
    by_place: BTreeMap<i64, LaidOutLine>,
    /// Of everything between the margins.
    height: Abs,
}

#[derive(Debug, Default)]
struct LaidOutLine {
    words: usize,
    /// Byte of the text at which it begins.
    at: usize,
}

impl LineLayout {
    fn new(frame: &Frame, world: &TypstWorld, start: usize, runs: &[TextRun]) -> Self {
        let margins = token_length("height", &design_tokens().paper) - text_height();
        let mut lines = Self {
            by_place: BTreeMap::new(),
            height: frame.height() - margins,
        };
        let source = GlyphOrigin { world, start, runs };
        visit_items(frame, Point::zero(), &mut |place, item| {
            let FrameItem::Text(text) = item else {
                return true;
            };
            if let Some(at) = text
                .glyphs
                .first()
                .and_then(|glyph| source.offset(glyph.span))
            {
                let baseline = to_thousandths(place.y);
                let line = lines
                    .by_place
                    .entry(baseline)
                    .or_insert(LaidOutLine { words: 0, at });
                line.words += count_words(&text.text);
            }
            true
        });
        lines
    }
}

/// The byte of the text of the first word in a frame that came from it.
fn first_offset_on(
    frame: &Frame,
    world: &TypstWorld,
    start: usize,
    runs: &[TextRun],
) -> Option<usize> {
    let source = GlyphOrigin { world, start, runs };
    let mut found = None;
    visit_items(frame, Point::zero(), &mut |_, item| {
        if let FrameItem::Text(text) = item {
            found = text
                .glyphs
                .first()
                .and_then(|glyph| source.offset(glyph.span));
        }
        found.is_none()
    });
    found
}

/// Meets every item of a frame in reading order, until it is told to stop.
fn visit_items(
    frame: &Frame,
    origin: Point,
    meet: &mut impl FnMut(Point, &FrameItem) -> bool,
) -> bool {
    frame.items().all(|(place, item)| {
        let place = origin + *place;
        match item {
            FrameItem::Group(group) => visit_items(&group.frame, place, meet),
            item => meet(place, item),
        }
    })
}

/// The origin of glyphs in the text.
struct GlyphOrigin<'d> {
    world: &'d TypstWorld,
    /// Byte of the main file at which the markup begins.
    start: usize,
    runs: &'d [TextRun],
}

impl GlyphOrigin<'_> {
    /// The byte of the text at which a glyph was written: exact where the words
    /// were written plainly, the start of a word near it where they were not.
    fn offset(&self, (span, offset): (typst::syntax::Span, u16)) -> Option<usize> {
        if span.id() != Some(self.world.main()) {
            return None;
        }
        let code = self.world.range(span)?.start.checked_sub(self.start)?;
        let found = self.runs.binary_search_by_key(&code, |run| run.code).ok()?;
        let run = &self.runs[found];
        let before = run.set.get(..usize::from(offset)).unwrap_or(&run.set);
        Some(run.text + before.replace(BREAK, "").len())
    }
}

/// The pictures of a portfolio; links lead nowhere, which takes as much space.
struct PictureFiles<'f> {
    file: &'f dyn Fn(&str) -> Option<Vec<u8>>,
    /// By the path that the text writes.
    stored_elsewhere: &'f BTreeMap<String, String>,
}

impl<'f> PictureFiles<'f> {
    const fn new(
        file: &'f dyn Fn(&str) -> Option<Vec<u8>>,
        stored_elsewhere: &'f BTreeMap<String, String>,
    ) -> Self {
        Self {
            file,
            stored_elsewhere,
        }
    }
}

impl LinkContext for PictureFiles<'_> {
    fn stored_path(&self, written: String) -> String {
        self.stored_elsewhere
            .get(&written)
            .cloned()
            .unwrap_or(written)
    }

    fn anchor(&self, _: &str) -> Option<String> {
        None
    }

    fn picture(&self, path: &str) -> Result<Size, String> {
        let bytes = (self.file)(path).ok_or_else(|| PackPhrase::PictureNotCarried {}.say())?;
        picture::read_size(&bytes).map_err(why_not_shown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::record_view::{PrintedRecord, SignatureBlock};

    fn record_page(body: &str) -> RecordPage {
        let step = |title: &str| SignatureBlock {
            title: title.into(),
            name: None,
            role: "Owner".into(),
            on: None,
            assurance: None,
            words: None,
        };
        RecordPage {
            anchor: "sheet".into(),
            language: "en-GB".into(),
            title: "Statement".into(),
            document: PrintedRecord {
                anchor: "record".into(),
                path: "statements/silver.md".into(),
                language: None,
                title: "What has changed".into(),
                date: None,
                fields: Vec::new(),
                body: body.into(),
                stored_elsewhere: BTreeMap::new(),
                table: None,
                beneath: Vec::new(),
            },
            signatures: ["Signed", "Endorsed", "Submitted", "Granted"]
                .map(step)
                .to_vec(),
        }
    }

    fn measure_body(body: &str) -> PageCount {
        pages(&record_page(body), 1, &|_| None).unwrap()
    }

    /// Paragraphs of one line each, numbered.
    fn numbered_lines(count: usize) -> String {
        (1..=count).map(|n| format!("line{n} of it\n\n")).collect()
    }

    #[test]
    fn a_short_text_fits_and_a_long_one_does_not() {
        assert_eq!(
            measure_body("Little."),
            PageCount {
                count: 1,
                over: None
            }
        );
        assert_eq!(measure_body("").count, 1);
        let long = measure_body(&numbered_lines(40));
        assert_eq!(long.count, 2);
        assert!(long.over.is_some());
    }

    #[test]
    fn the_reported_overflow_is_what_must_be_removed() {
        let body = numbered_lines(30);
        let over = measure_body(&body).over.unwrap();
        assert_eq!(over.words, over.lines * 3);
        assert_eq!(
            measure_body(&numbered_lines(30 - over.lines)).count,
            1,
            "{over:?}"
        );
        assert_eq!(
            measure_body(&numbered_lines(30 - over.lines + 1)).count,
            2,
            "{over:?}"
        );
    }

    #[test]
    fn the_first_word_of_the_second_page_is_pointed_at() {
        let body = numbered_lines(60);
        let over = measure_body(&body).over.unwrap();
        let pointed = &body[over.at..over.at + 4];
        assert_eq!(pointed, "line");
        // Some forty such paragraphs fill a page.
        let number: usize = body[over.at + 4..]
            .split(' ')
            .next()
            .unwrap()
            .parse()
            .unwrap();
        assert!((25..45).contains(&number), "{number}");
    }

    #[test]
    fn the_last_words_are_named_if_only_the_signatures_overflow() {
        let fits = (1..60)
            .take_while(|n| measure_body(&numbered_lines(*n)).count == 1)
            .last()
            .unwrap();
        let body = numbered_lines(fits + 1);
        let over = measure_body(&body).over.unwrap();
        assert_eq!(&body[over.at..], format!("line{} of it\n\n", fits + 1));
        assert_eq!((over.lines, over.words), (1, 3));
    }

    #[test]
    fn several_pages_may_be_allowed() {
        let body = numbered_lines(40);
        assert_eq!(pages(&record_page(&body), 2, &|_| None).unwrap().over, None);
    }

    #[test]
    fn the_overflow_of_a_very_long_text_is_estimated_from_its_words() {
        let body = ("word ".repeat(100) + "\n\n").repeat(1_000);
        let over = measure_body(&body).over.unwrap();
        assert!((98_000..100_000).contains(&over.words), "{over:?}");
        assert!((6_000..9_000).contains(&over.lines), "{over:?}");
        let page = "[x](https://example.org/".to_owned() + &"a".repeat(50_000) + ")";
        assert_eq!(
            measure_body(&page),
            PageCount {
                count: 1,
                over: None
            }
        );
    }

    /// Each took from 15 seconds to more than a minute when all of it was laid out.
    #[test]
    fn only_the_beginning_of_what_is_far_too_long_is_laid_out() {
        let wide = format!("{}\n", "|a".repeat(300));
        let texts = [
            "- a\n".repeat(50_000),
            "- [ ] a\n".repeat(50_000),
            format!("{wide}{}\n{}", "|-".repeat(300), wide.repeat(100)),
            format!("|a|b|\n|-|-|\n{}", "|c|d|\n".repeat(50_000)),
            "> ".repeat(9) + &"- a\n".repeat(50_000),
        ];
        for body in texts {
            let pages = measure_body(&body);
            assert!((30..=180).contains(&pages.count), "{}", &body[..40]);
            let over = pages.over.expect("it is too long");
            assert!(over.words > 20_000 && over.at < 5_000, "{over:?}");
        }
    }

    #[test]
    fn a_picture_takes_space_on_the_page() {
        let mut png = std::io::Cursor::new(Vec::new());
        image::DynamicImage::new_rgb8(600, 600)
            .write_to(&mut png, image::ImageFormat::Png)
            .unwrap();
        let png = png.into_inner();
        let body = format!("{}![A hall](../evidence/hall.png)\n", numbered_lines(14));
        let with = pages(&record_page(&body), 1, &|path| {
            assert_eq!(path, "evidence/hall.png");
            Some(png.clone())
        });
        assert_eq!(with.unwrap().count, 2);
        assert_eq!(
            measure_body(&body).count,
            1,
            "told of in a line where it is not in the portfolio"
        );
    }
}
