//! A band from the lower to the upper quartile of others, a line at their median, and a dot at the
//! own number.

use super::{BESIDE, Dot, Drawing, END_BEFORE_WORDS, GAP, PlotScale, Shapes, THICK};
use crate::views::report::QuartileLine;

/// The pattern of the band.
const BAND: usize = 0;
/// Space for half a dot at the end of the scale.
const HALF_A_DOT: f64 = 8.0;

pub(super) fn draw(lines: &[QuartileLine]) -> Drawing {
    let mut drawing = Drawing::default();
    drawing.add_key(
        "own figure, each row on its own scale from 0",
        Shapes::of_dot(),
    );
    drawing.add_key("middle half of similar schools", Shapes::of_pattern(BAND));
    drawing.add_key("their median", Shapes::of_tick());
    for line in lines {
        let top = drawing.add_row(&line.label);
        let quartiles = line.quartiles.into_iter().flatten();
        let scale = PlotScale::new(quartiles.chain([line.own]), END_BEFORE_WORDS);
        if let Some([lower, median, upper]) = line.quartiles {
            let band = (scale.place(lower), scale.place(upper));
            drawing.shapes.add_bar(top, band, BAND);
            drawing.shapes.add_tick(top, scale.place(median));
        }
        drawing.shapes.dots.push(Dot {
            x: scale.place(line.own),
            y: top + GAP + THICK / 2.0,
        });
        let x = END_BEFORE_WORDS + HALF_A_DOT + BESIDE;
        drawing.add_text(x, top, line.says.clone());
    }
    drawing
}
