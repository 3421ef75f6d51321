//! Words drawn as shapes: what is seen on a page, and is no text to copy, search or hear.

use std::fmt::Write;

use skrifa::instance::{LocationRef, Size};
use skrifa::outline::DrawSettings;
use skrifa::outline::pen::SvgPen;
use skrifa::{FontRef, MetadataProvider};

use super::{Face, design_tokens};

/// The height of the drawing in ems, with the middle of the capitals in its middle.
const ABOVE: f32 = 0.95;
const BELOW: f32 = 0.25;

/// Space between two letters, in ems.
const BETWEEN: f32 = 0.06;

/// Returns words in the bold face of the headings as an SVG element, with these attributes of
/// its fill. Characters that no face has are left out.
pub fn draw_words(words: &str, fill: &str) -> String {
    let faces: Vec<FontRef<'_>> = heading_faces().collect();
    let (mut glyphs, mut width) = (String::new(), 0.0);
    for c in words.chars() {
        let Some((font, glyph)) = faces
            .iter()
            .find_map(|font| Some((font, font.charmap().map(c)?)))
        else {
            continue;
        };
        let em = f32::from(
            font.metrics(Size::unscaled(), LocationRef::default())
                .units_per_em,
        );
        let size = Size::new(1000.0);
        let mut pen = SvgPen::with_precision(0);
        let settings = DrawSettings::unhinted(size, LocationRef::default());
        let outline = font.outline_glyphs().get(glyph);
        let is_drawn = outline.is_some_and(|outline| outline.draw(settings, &mut pen).is_ok());
        if is_drawn && !pen.is_empty() {
            // Writing to a `String` cannot fail.
            let _ = write!(
                glyphs,
                "<path transform=\"translate({width:.0})\" d=\"{}\"/>",
                &*pen
            );
        }
        let advances = font.glyph_metrics(Size::unscaled(), LocationRef::default());
        let advance = advances.advance_width(glyph).unwrap_or_default();
        width += (advance / em + BETWEEN) * 1000.0;
    }
    let width = (width - BETWEEN * 1000.0).max(1.0);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {:.0}\"><g {fill} transform=\"translate(0 {:.0}) scale(1 -1)\">{glyphs}</g></svg>",
        (ABOVE + BELOW) * 1000.0,
        ABOVE * 1000.0,
    )
}

/// The faces of headings: bold ones first, in the order of their families.
fn heading_faces() -> impl Iterator<Item = FontRef<'static>> {
    let page = design_tokens();
    let bold = |family: &String| {
        let is_it = |face: &&Face| face.family == *family && face.weight == 700;
        let upright = page
            .faces
            .iter()
            .find(|face| is_it(face) && face.style == "normal");
        FontRef::new(upright?.ttf()).ok()
    };
    page.head.iter().filter_map(bold)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_drawn_as_one_shape_a_letter_and_hold_no_text() {
        let drawn = draw_words("DR AF", "fill=\"red\"");
        assert_eq!(drawn.matches("<path ").count(), 4, "{drawn}");
        assert!(!drawn.contains("DR") && !drawn.contains("<text"), "{drawn}");
    }

    #[test]
    fn a_letter_that_only_the_second_family_has_is_drawn_too() {
        let second = heading_faces().nth(1).unwrap().charmap();
        let first = heading_faces().next().unwrap().charmap();
        let lacking = |c: &char| first.map(*c).is_none() && second.map(*c).is_some();
        let letter = ('\u{100}'..'\u{2000}').find(lacking).expect("a letter");
        assert_eq!(
            draw_words(&letter.to_string(), "")
                .matches("<path ")
                .count(),
            1
        );
    }
}
