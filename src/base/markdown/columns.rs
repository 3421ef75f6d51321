//! Sets the widths of a table's columns. Browsers and typesetters each have a rule
//! of their own; deciding them here makes a row break alike in both.

/// Fewest and most letters that a column is made wide enough for. A column as wide as
/// its longest cell would leave no space for the others.
const LETTERS: std::ops::RangeInclusive<usize> = 4..=48;

/// Hundredths of the table's width for each column, from the letters of its
/// longest cell and of its longest word. They make 100.
pub fn widths(columns: &[ColumnLetters]) -> Vec<u32> {
    let wanted: Vec<u32> = columns.iter().map(ColumnLetters::preferred_width).collect();
    let sum: u32 = wanted.iter().sum::<u32>().max(1);
    let mut shares: Vec<u32> = wanted.iter().map(|want| want * 100 / sum).collect();
    // What rounding left over goes to the first columns, one each.
    let rest = 100u32.saturating_sub(shares.iter().sum());
    for share in shares.iter_mut().take(rest as usize) {
        *share += 1;
    }
    shares
}

/// The letters of a column's cells.
#[derive(Debug, Clone, Copy, Default)]
pub struct ColumnLetters {
    /// Of the longest cell.
    cell: usize,
    /// Of the longest word.
    word: usize,
}

impl ColumnLetters {
    /// Takes another cell in.
    pub fn add(&mut self, cell: &str) {
        self.cell = self.cell.max(cell.chars().count());
        let words = cell.split_whitespace().map(|word| word.chars().count());
        self.word = self.word.max(words.max().unwrap_or(0));
    }

    /// Between the longest word, which should not break, and the longest cell,
    /// of which more than a line's worth gains nothing. A word is given half as
    /// much again, since its letters may be wide, and two for the space beside it.
    fn preferred_width(&self) -> u32 {
        let cell = self.cell.min(*LETTERS.end());
        let word = self.word + self.word / 2 + 2;
        let letters = cell.max(word).clamp(*LETTERS.start(), *LETTERS.end());
        u32::try_from(letters).unwrap_or(1)
    }
}

/// Letters that fit on a line of a column, whatever they are; a longer word may break
/// in it.
pub fn letters_in_width(width: u32) -> usize {
    // A line across the page holds 75 of the widest that words are made of, and
    // the space between columns takes the place of two.
    (width as usize * 75 / 100).saturating_sub(2).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(cells: &[&str]) -> ColumnLetters {
        let mut letters = ColumnLetters::default();
        cells.iter().for_each(|cell| letters.add(cell));
        letters
    }

    #[test]
    fn column_widths_follow_word_lengths_and_sum_to_100() {
        let long = "a sentence of many words that goes on for quite a while, and then on";
        let shares = widths(&[column(&["1"]), column(&[long]), column(&["participation"])]);
        assert_eq!(shares.iter().sum::<u32>(), 100);
        assert!(shares[1] > shares[2] && shares[2] > shares[0], "{shares:?}");
    }

    #[test]
    fn a_word_up_to_the_column_width_does_not_break() {
        let shares = widths(&[column(&["committee"]), column(&[&"many words ".repeat(9)])]);
        assert!(
            letters_in_width(shares[0]) >= "committee".len(),
            "{shares:?}"
        );
        assert!(letters_in_width(100) > letters_in_width(50) && letters_in_width(1) == 1);
    }

    #[test]
    fn column_widths_always_sum_to_100() {
        for count in 1..=90 {
            assert_eq!(
                widths(&vec![column(&["x"]); count]).iter().sum::<u32>(),
                100
            );
        }
        assert!(widths(&[]).is_empty());
    }
}
