//! A picture of a table as shapes with their places. One mark to a file; each is a line in
//! [`Drawing::of`].

mod bars;
mod bullets;
mod quartiles;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::Serialize;

use crate::views::report::PlotMarks;

/// A picture, in the units of its drawing.
#[derive(Debug, Default, Serialize)]
pub struct Drawing {
    height: f64,
    /// The meaning of its shapes; empty if there is only one.
    key: Vec<PlotKey>,
    shapes: Shapes,
    texts: Vec<PlotLabel>,
}

/// A shape with its meaning, in a square of [`KEY`].
#[derive(Debug, Serialize)]
struct PlotKey {
    shapes: Shapes,
    name: String,
}

/// Shapes, the later ones over the earlier.
#[derive(Debug, Default, Serialize)]
struct Shapes {
    bars: Vec<Bar>,
    ticks: Vec<Tick>,
    dots: Vec<Dot>,
}

#[derive(Debug, Serialize)]
struct Bar {
    x: f64,
    y: f64,
    width: f64,
    height: f64,
    /// The number of its pattern.
    pattern: usize,
}

/// A line downwards.
#[derive(Debug, Serialize)]
struct Tick {
    x: f64,
    y: f64,
    to: f64,
}

#[derive(Debug, Serialize)]
struct Dot {
    x: f64,
    y: f64,
}

#[derive(Debug, Serialize)]
struct PlotLabel {
    x: f64,
    y: f64,
    text: String,
    /// True if it ends at `x`.
    ends_there: bool,
}

/// The number of patterns; further parts have the first again.
const PATTERNS: usize = 6;
/// The width and height of a shape in the key.
const KEY: f64 = 16.0;
/// The height of a row of a picture.
const ROW: f64 = 26.0;
/// The height of a bar, and the gap above it.
const THICK: f64 = 18.0;
const GAP: f64 = 3.0;
/// The distance of the line on which text stands from the top of its row.
const TEXT: f64 = 16.0;
/// The places at which names end and bars begin.
const NAMES_END: f64 = 230.0;
const BEGIN: f64 = 240.0;
/// The place at which the longest bar ends, and that of bars with long texts behind them.
const END: f64 = 660.0;
const END_BEFORE_WORDS: f64 = 520.0;
/// The gap between a bar and its text.
const BESIDE: f64 = 6.0;
/// The most letters of a label.
const LONGEST_LABEL: usize = 34;

impl Drawing {
    pub fn of(marks: &PlotMarks) -> Self {
        match marks {
            PlotMarks::Bars(bars) => bars::draw(bars),
            PlotMarks::Bullets(bullets) => bullets::draw(bullets),
            PlotMarks::Quartiles(lines) => quartiles::draw(lines),
        }
    }

    /// Adds a row with its name, and returns the top of it.
    fn add_row(&mut self, name: &str) -> f64 {
        let top = self.height;
        self.height += ROW;
        self.texts.push(PlotLabel {
            x: NAMES_END,
            y: top + TEXT,
            text: shorten_label(name),
            ends_there: true,
        });
        top
    }

    fn add_text(&mut self, x: f64, top: f64, text: String) {
        self.texts.push(PlotLabel {
            x,
            y: top + TEXT,
            text,
            ends_there: false,
        });
    }

    fn add_key(&mut self, name: &str, shapes: Shapes) {
        self.key.push(PlotKey {
            shapes,
            name: name.to_owned(),
        });
    }
}

impl Shapes {
    /// A bar over a whole square of the key.
    fn of_pattern(pattern: usize) -> Self {
        Self {
            bars: vec![Bar {
                x: 0.0,
                y: 0.0,
                width: KEY,
                height: KEY,
                pattern: pattern % PATTERNS,
            }],
            ..Self::default()
        }
    }

    fn of_tick() -> Self {
        Self {
            ticks: vec![Tick {
                x: KEY / 2.0,
                y: 0.0,
                to: KEY,
            }],
            ..Self::default()
        }
    }

    fn of_dot() -> Self {
        Self {
            dots: vec![Dot {
                x: KEY / 2.0,
                y: KEY / 2.0,
            }],
            ..Self::default()
        }
    }

    /// Adds a bar in a row, unless it would have no length.
    fn add_bar(&mut self, top: f64, (from, to): (f64, f64), pattern: usize) {
        if to > from {
            self.bars.push(Bar {
                x: from,
                y: top + GAP,
                width: tenths(to - from),
                height: THICK,
                pattern: pattern % PATTERNS,
            });
        }
    }

    fn add_tick(&mut self, top: f64, x: f64) {
        self.ticks.push(Tick {
            x,
            y: top,
            to: top + THICK + 2.0 * GAP,
        });
    }
}

/// A scale from 0 at [`BEGIN`].
struct PlotScale {
    most: f64,
    end: f64,
}

impl PlotScale {
    /// A scale on which the largest number ends at `end`.
    fn new(numbers: impl Iterator<Item = Decimal>, end: f64) -> Self {
        let most = numbers.filter_map(|number| number.to_f64());
        let most = most.fold(0.0, f64::max);
        Self {
            most: if most > 0.0 { most } else { 1.0 },
            end,
        }
    }

    /// Returns the place of a number. Numbers below 0 are at 0.
    fn place(&self, number: Decimal) -> f64 {
        let share = number.to_f64().unwrap_or(0.0) / self.most;
        tenths(BEGIN + share.clamp(0.0, 1.0) * (self.end - BEGIN))
    }
}

fn tenths(length: f64) -> f64 {
    (length * 10.0).round() / 10.0
}

/// Returns the end of a long label. Labels of a scheme or an award begin alike.
fn shorten_label(label: &str) -> String {
    let count = label.chars().count();
    if count <= LONGEST_LABEL {
        return label.to_owned();
    }
    let end = label.chars().skip(count + 1 - LONGEST_LABEL);
    std::iter::once('…').chain(end).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_label_keeps_its_end() {
        let fits = "ü".repeat(LONGEST_LABEL);
        assert_eq!(shorten_label(&fits), fits);
        let long = "nmc-revalidation/revalidation-2027-03-31/hours";
        assert_eq!(shorten_label(long), "…ion/revalidation-2027-03-31/hours");
    }

    #[test]
    fn numbers_have_places_in_proportion_and_none_is_outside() {
        let scale = PlotScale::new([Decimal::from(40), Decimal::from(-9)].into_iter(), 520.0);
        let place = |number: i64| scale.place(Decimal::from(number));
        assert_eq!([0, 10, 40].map(place), [240.0, 310.0, 520.0]);
        assert_eq!([-9, 90].map(place), [240.0, 520.0]);
        let nothing = PlotScale::new([Decimal::ZERO].into_iter(), 520.0);
        assert_eq!(nothing.place(Decimal::ZERO), 240.0);
    }
}
