//! Dots with quartiles: an own number among those of others.

use rust_decimal::Decimal;

use super::{DrawnRows, Plot, PlotMarks, number, shown_number};
use crate::base::text::words;
use crate::views::report::ReportCell;

/// An own number beside the lower quartile, the median and the upper quartile of others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuartileLine {
    pub label: String,
    pub own: Decimal,
    /// `None` if there are too few others.
    pub quartiles: Option<[Decimal; 3]>,
    /// The own number and the median in words.
    pub says: String,
}

/// Returns a line for each row.
pub(super) fn of(drawn: &DrawnRows<'_>, own: usize, quartiles: [usize; 3]) -> Plot {
    let lines = drawn.rows().iter().filter_map(|row| {
        let is_money = matches!(row[own], ReportCell::Money(_));
        let own = number(row, own)?;
        let found = quartiles.map(|at| number(row, at));
        let quartiles = match found {
            [Some(lower), Some(median), Some(upper)] => Some([lower, median, upper]),
            _ => None,
        };
        let mut says = shown_number(own, is_money);
        if let Some([_, median, _]) = quartiles {
            says.push_str(&format!("; median {}", shown_number(median, is_money)));
        }
        Some(QuartileLine {
            label: words::with_spaces(&drawn.label(row)),
            own,
            quartiles,
            says,
        })
    });
    let lines: Vec<QuartileLine> = lines.collect();
    Plot {
        finding: finding(&lines),
        marks: PlotMarks::Quartiles(lines),
    }
}

fn finding(lines: &[QuartileLine]) -> String {
    let with_quartiles = lines.iter();
    let with_quartiles = with_quartiles.filter_map(|line| Some((line, line.quartiles?)));
    let (mut below, mut within, mut above) = (Vec::new(), Vec::new(), Vec::new());
    for (line, [lower, _, upper]) in with_quartiles {
        let place = match line.own {
            own if own < lower => &mut below,
            own if own > upper => &mut above,
            _ => &mut within,
        };
        place.push(line.label.as_str());
    }
    let said = [
        ("below the lower quartile of similar schools", below),
        ("between the quartiles of similar schools", within),
        ("above the upper quartile of similar schools", above),
    ];
    let said = said.into_iter().filter(|(_, names)| !names.is_empty());
    let said = said.map(|(place, names)| format!("{place}: {}", words::join_all(&names)));
    let said: Vec<String> = said.collect();
    match said.is_empty() {
        true => "There are too few similar schools for quartiles.".to_owned(),
        false => words::capitalise(&format!("{}.", said.join("; "))),
    }
}
