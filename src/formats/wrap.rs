//! Lines that end where the terminal does.

use unicode_width::UnicodeWidthStr;

use crate::base::text::Safe;

/// Columns that a terminal is sure to have. More are not used: long lines read badly.
const WIDEST: usize = 80;

/// As many columns as there are, up to what reads well.
pub fn text_width(width: usize) -> usize {
    width.clamp(40, WIDEST)
}

pub fn safe_text(text: &str) -> String {
    Safe(text).to_string()
}

/// Returns the words in lines no wider than `width`; a word that is wider than a
/// line is broken.
pub fn wrap_text(text: &str, width: usize) -> Vec<String> {
    let width = width.max(8);
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        if !line.is_empty() && line.width() + 1 + word.width() > width {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        if word.width() <= width {
            line.push_str(word);
            continue;
        }
        for c in word.chars() {
            if line.width() + unicode_width::UnicodeWidthChar::width(c).unwrap_or(0) > width {
                lines.push(std::mem::take(&mut line));
            }
            line.push(c);
        }
    }
    if !line.is_empty() || lines.is_empty() {
        lines.push(line);
    }
    lines
}

/// The text with blanks up to a width.
pub fn pad_to_width(text: &str, width: usize) -> String {
    format!("{text}{:1$}", "", width.saturating_sub(text.width()))
}

/// The same, where a fact of a few words is not torn apart.
pub fn wrap_facts(each: &[String], width: usize) -> Vec<String> {
    const WHOLE: char = '\u{a0}';
    let whole = |fact: &String| match fact.width() * 2 > width {
        true => fact.clone(),
        false => fact.replace(' ', "\u{a0}"),
    };
    let each: Vec<String> = each.iter().map(|fact| safe_text(fact)).collect();
    let whole: Vec<String> = each.iter().map(whole).collect();
    let lines = wrap_text(&join_facts(&whole), width).into_iter();
    lines.map(|line| line.replace(WHOLE, " ")).collect()
}

/// A list of facts; what has commas in it is kept apart by more than commas.
pub fn join_facts(each: &[String]) -> String {
    let apart = if each.iter().any(|fact| fact.contains(',')) {
        "; "
    } else {
        ", "
    };
    each.join(apart)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_no_wider_than_the_given_width() {
        let lines = wrap_text("one two three 字字字字字字 aaaaaaaaaaaaaaaaaaaaa b", 9);
        assert_eq!(
            lines,
            [
                "one two",
                "three",
                "字字字字",
                "字字",
                "aaaaaaaaa",
                "aaaaaaaaa",
                "aaa b"
            ]
        );
        assert_eq!(wrap_text("", 9), [""]);
    }
}
