//! Other people's text, made safe to print.

use std::fmt;

/// Displays text with control characters and direction overrides spelt out, so
/// that a title can neither drive a terminal nor reorder the words around it.
pub struct Safe<'a>(pub &'a str);

impl fmt::Display for Safe<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use fmt::Write;
        for c in self.0.chars() {
            match c {
                '\t' => f.write_char(' ')?,
                c if is_unsafe(c) => write!(f, "\\u{{{:04x}}}", u32::from(c))?,
                c => f.write_char(c)?,
            }
        }
        Ok(())
    }
}

/// Control characters, and the invisible ones that change the direction of text
/// (Unicode TR 9) or hide in it.
pub fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_and_overrides_are_spelt_out() {
        assert_eq!(
            Safe("a\u{1b}[31mb\u{202e}c\nd\te").to_string(),
            "a\\u{001b}[31mb\\u{202e}c\\u{000a}d e"
        );
        assert_eq!(Safe("żółw 😀").to_string(), "żółw 😀");
    }
}
