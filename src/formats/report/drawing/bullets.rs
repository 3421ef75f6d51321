//! Bullet bars: what was spent, then what is planned, and a line at the budget.

use super::{BEGIN, BESIDE, Drawing, END_BEFORE_WORDS, PlotScale, Shapes};
use crate::views::report::Bullet;

const SPENT: usize = 0;
const PLANNED: usize = 1;

pub(super) fn draw(bullets: &[Bullet]) -> Drawing {
    let numbers = bullets.iter();
    let numbers = numbers.flat_map(|bullet| [bullet.used(), bullet.budget.unwrap_or_default()]);
    let scale = PlotScale::new(numbers, END_BEFORE_WORDS);
    let mut drawing = Drawing::default();
    drawing.add_key("spent", Shapes::of_pattern(SPENT));
    drawing.add_key("planned", Shapes::of_pattern(PLANNED));
    drawing.add_key("budget", Shapes::of_tick());
    for bullet in bullets {
        let top = drawing.add_row(&bullet.label);
        let (spent, used) = (scale.place(bullet.spent), scale.place(bullet.used()));
        drawing.shapes.add_bar(top, (BEGIN, spent), SPENT);
        drawing.shapes.add_bar(top, (spent, used), PLANNED);
        let budget = bullet.budget.map(|budget| scale.place(budget));
        if let Some(x) = budget {
            drawing.shapes.add_tick(top, x);
        }
        let says = match bullet.budget {
            Some(budget) => format!("{:.2} of {budget:.2}", bullet.used()),
            None => format!("{:.2}, no budget", bullet.used()),
        };
        let end = budget.map_or(used, |budget| budget.max(used));
        drawing.add_text(end + BESIDE, top, says);
    }
    drawing
}
