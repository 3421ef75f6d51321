//! Bars, each in parts.

use rust_decimal::Decimal;

use super::{BEGIN, BESIDE, Drawing, END, PlotScale, Shapes};
use crate::views::report::PlotBars;

pub(super) fn draw(plot: &PlotBars) -> Drawing {
    let total = |parts: &[u64]| {
        parts
            .iter()
            .fold(0_u64, |sum, part| sum.saturating_add(*part))
    };
    let totals = plot.bars.iter().map(|bar| Decimal::from(total(&bar.parts)));
    let scale = PlotScale::new(totals, END);
    let mut drawing = Drawing::default();
    for (at, name) in plot.series.iter().enumerate() {
        drawing.add_key(name, Shapes::of_pattern(at));
    }
    for bar in &plot.bars {
        let top = drawing.add_row(&bar.label);
        let (mut x, mut sum) = (BEGIN, 0_u64);
        for (pattern, part) in bar.parts.iter().enumerate() {
            sum = sum.saturating_add(*part);
            let end = scale.place(Decimal::from(sum));
            drawing.shapes.add_bar(top, (x, end), pattern);
            x = end;
        }
        drawing.add_text(x + BESIDE, top, sum.to_string());
    }
    drawing
}
