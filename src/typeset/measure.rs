//! How many pages a sheet fills. It is laid out as the pack lays it out; when it
//! is too long, once more on a page without end, to see by how much.

use std::collections::BTreeMap;

use typst::layout::{Abs, Frame, FrameItem, Point};
use typst::{World, WorldExt};
use typst_layout::PagedDocument;

use super::error::{TypesetError, told};
use super::markup::{Leaf, literal, markup};
use super::view;
use super::world::Desk;
use crate::facts::{Over, Pages};
use crate::page::tokens;
use crate::picture::{self, Size};
use crate::prose::{Around, BREAK, NOT_CARRIED, read};
use crate::sheet::{LANGUAGE, Sheet};

/// The pages of a sheet, of which `most` are allowed; `file` gives the bytes of a path in the portfolio.
pub fn pages(
    sheet: &Sheet,
    most: usize,
    file: &dyn Fn(&str) -> Option<Vec<u8>>,
) -> Result<Pages, TypesetError> {
    let around = Files::new(file);
    let prose = read(&sheet.document.body, &sheet.document.path, &around);
    let words = markup(&prose, &sheet.document.anchor, 3, 0);
    let desk = |height: &str| {
        let head = format!(
            "#import \"/pack.typ\": *\n#measured(json(\"/sheet.json\"),{},({}:",
            literal(LANGUAGE),
            literal(&sheet.document.anchor),
        );
        let start = head.len();
        let mut desk = Desk::new(format!("{head}{}),{height})", words.code));
        desk.lay("sheet.json", view::data(sheet));
        for (name, path) in &words.pictures {
            desk.lay(name, file(path).unwrap_or_default());
        }
        (desk, start)
    };
    let (paged, start) = desk("");
    let document = lay_out(&paged)?;
    let count = document.pages().len();
    let over = if count > most {
        let beyond = first_on(&document.pages()[most].frame, &paged, start, &words.leaves);
        let (endless, start) = desk("height:auto");
        let endless_page = lay_out(&endless)?;
        let lines = Lines::of(
            &endless_page.pages()[0].frame,
            &endless,
            start,
            &words.leaves,
        );
        Some(over(&lines, most, beyond))
    } else {
        None
    };
    comemo::evict(30);
    Ok(Pages { count, over })
}

fn lay_out(desk: &Desk) -> Result<PagedDocument, TypesetError> {
    typst::compile(desk)
        .output
        .map_err(|faults| TypesetError::Layout(told(&faults)))
}

/// What has to go: as many lines from the end as are too many.
fn over(lines: &Lines, most: usize, beyond: Option<usize>) -> Over {
    let page = length("height", &tokens().paper)
        - length("top", &tokens().margin)
        - length("bottom", &tokens().margin);
    let line = Abs::pt(tokens().line * points(&tokens().size["text"]));
    let excess = (lines.height - page * most as f64).max(Abs::pt(0.1));
    let count = (excess / line).ceil().max(1.0) as usize;
    let all: Vec<_> = lines.by_place.values().collect();
    let gone = &all[all.len().saturating_sub(count)..];
    let words = gone.iter().map(|line| line.words).sum::<usize>();
    Over {
        lines: count,
        words,
        at: beyond.or(gone.first().map(|line| line.at)).unwrap_or(0),
    }
}

fn length(name: &str, of: &BTreeMap<String, String>) -> Abs {
    Abs::pt(of.get(name).map_or(0.0, |length| points(length)))
}

/// A length as the tokens write it, in points.
fn points(length: &str) -> f64 {
    let (number, unit) = length.split_at(length.len().saturating_sub(2));
    let number: f64 = number.parse().unwrap_or(0.0);
    match unit {
        "mm" => number * 72.0 / 25.4,
        _ => number,
    }
}

/// The lines of a text from top to bottom, as they are set on one endless page.
struct Lines {
    /// By the baseline, in thousandths of a point.
    by_place: BTreeMap<i64, Line>,
    /// Of everything between the margins.
    height: Abs,
}

#[derive(Debug, Default)]
struct Line {
    words: usize,
    /// Byte of the text at which it begins.
    at: usize,
}

impl Lines {
    fn of(frame: &Frame, desk: &Desk, start: usize, leaves: &[Leaf]) -> Self {
        let margins = length("top", &tokens().margin) + length("bottom", &tokens().margin);
        let mut lines = Self {
            by_place: BTreeMap::new(),
            height: frame.height() - margins,
        };
        let source = Origin {
            desk,
            start,
            leaves,
        };
        walk(frame, Point::zero(), &mut |place, item| {
            let FrameItem::Text(text) = item else {
                return true;
            };
            if let Some(at) = text.glyphs.first().and_then(|glyph| source.of(glyph.span)) {
                let baseline = (place.y.to_pt() * 1000.0).round() as i64;
                let line = lines
                    .by_place
                    .entry(baseline)
                    .or_insert(Line { words: 0, at });
                line.words += crate::text::words::count(&text.text);
            }
            true
        });
        lines
    }
}

/// The byte of the text of the first word in a frame that came from it.
fn first_on(frame: &Frame, desk: &Desk, start: usize, leaves: &[Leaf]) -> Option<usize> {
    let source = Origin {
        desk,
        start,
        leaves,
    };
    let mut found = None;
    walk(frame, Point::zero(), &mut |_, item| {
        if let FrameItem::Text(text) = item {
            found = text.glyphs.first().and_then(|glyph| source.of(glyph.span));
        }
        found.is_none()
    });
    found
}

/// Meets every item of a frame in reading order, until told to stop.
fn walk(frame: &Frame, origin: Point, meet: &mut impl FnMut(Point, &FrameItem) -> bool) -> bool {
    frame.items().all(|(place, item)| {
        let place = origin + *place;
        match item {
            FrameItem::Group(group) => walk(&group.frame, place, meet),
            item => meet(place, item),
        }
    })
}

/// Where glyphs come from.
struct Origin<'d> {
    desk: &'d Desk,
    /// Byte of the main file at which the markup begins.
    start: usize,
    leaves: &'d [Leaf],
}

impl Origin<'_> {
    /// The byte of the text at which a glyph was written: exact where the words
    /// were written plainly, the start of a word near it where they were not.
    fn of(&self, (span, offset): (typst::syntax::Span, u16)) -> Option<usize> {
        if span.id() != Some(self.desk.main()) {
            return None;
        }
        let code = self.desk.range(span)?.start.checked_sub(self.start)?;
        let found = self
            .leaves
            .binary_search_by_key(&code, |leaf| leaf.code)
            .ok()?;
        let leaf = &self.leaves[found];
        let before = leaf.set.get(..usize::from(offset)).unwrap_or(&leaf.set);
        Some(leaf.text + before.replace(BREAK, "").len())
    }
}

/// The pictures of a portfolio; links lead nowhere, which takes as much room.
struct Files<'f> {
    file: &'f dyn Fn(&str) -> Option<Vec<u8>>,
}

impl<'f> Files<'f> {
    fn new(file: &'f dyn Fn(&str) -> Option<Vec<u8>>) -> Self {
        Self { file }
    }
}

impl Around for Files<'_> {
    fn anchor(&self, _: &str) -> Option<String> {
        None
    }

    fn picture(&self, path: &str) -> Result<Size, String> {
        let bytes = (self.file)(path).ok_or(NOT_CARRIED)?;
        picture::decode(&bytes).map_err(|fault| fault.what())
    }
}
