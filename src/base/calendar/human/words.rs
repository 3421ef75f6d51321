//! Splits typed words into parts.

use unicode_normalization::UnicodeNormalization;

/// Longest text that is read, in bytes: nobody writes a date or a length at such length.
const LONGEST: usize = 100;

/// Fractions that are one character.
const FRACTIONS: [(char, &str); 9] = [
    ('¼', "1/4"),
    ('½', "1/2"),
    ('¾', "3/4"),
    ('⅓', "1/3"),
    ('⅔', "2/3"),
    ('⅕', "1/5"),
    ('⅛', "1/8"),
    ('⅜', "3/8"),
    ('⅙', "1/6"),
];

/// Returns a text in small letters, with plain digits, dashes and spaces. Nothing if it is
/// too long to be a date or a length of time.
pub fn simplify(text: &str) -> Option<String> {
    if text.len() > LONGEST {
        return None;
    }
    let mut simple = String::new();
    for letter in text.chars() {
        match FRACTIONS.iter().find(|(fraction, _)| *fraction == letter) {
            Some((_, words)) => {
                simple.push(' ');
                simple.push_str(words);
                simple.push(' ');
            }
            None => simple.push(letter),
        }
    }
    let simple = simple.nfkc().map(|letter| match letter {
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        '\u{2019}' | '\u{2018}' | '\u{b4}' | '`' | '\u{2032}' => '\'',
        '\u{2044}' => '/',
        other => other,
    });
    let simple = simple.collect::<String>().to_lowercase();
    let simple: Vec<&str> = simple.split_whitespace().collect();
    Some(
        simple
            .join(" ")
            .trim_end_matches(['.', ',', ';'])
            .to_owned(),
    )
}

/// Words before a value that make it inexact.
const INEXACT: [&str; 24] = [
    "about",
    "approx",
    "approx.",
    "approximately",
    "around",
    "round",
    "roughly",
    "circa",
    "ca",
    "ca.",
    "c.",
    "c",
    "nearly",
    "almost",
    "maybe",
    "perhaps",
    "probably",
    "over",
    "under",
    "say",
    "some",
    "~",
    "<",
    ">",
];

/// Phrases before a value that make it inexact.
const INEXACT_PHRASES: [&str; 7] = [
    "just over ",
    "just under ",
    "more than ",
    "less than ",
    "at least ",
    "at most ",
    "up to ",
];

/// Returns what is left of a text that says that it is not exact; nothing if it is exact.
pub fn without_doubt(simple: &str) -> Option<&str> {
    let phrase = INEXACT_PHRASES.iter();
    if let Some(rest) = phrase
        .filter_map(|phrase| simple.strip_prefix(phrase))
        .next()
    {
        return Some(rest);
    }
    if let Some((first, rest)) = simple.split_once(' ')
        && INEXACT.contains(&first)
    {
        return Some(rest);
    }
    if let Some(rest) = simple.strip_prefix(['~', '<', '>', '\u{2248}']) {
        return Some(rest.trim());
    }
    let ends = [
        " or so",
        "-ish",
        "ish",
        " or more",
        " or less",
        " approx",
        " approximately",
        " roughly",
        " maybe",
        "?",
        "+",
    ];
    let end = ends.iter().find_map(|end| simple.strip_suffix(end));
    end.map(str::trim).filter(|rest| !rest.is_empty())
}

/// A part of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part<'t> {
    /// Figures, with a point or a comma only between figures where `decimals` were asked for.
    Figures(&'t str),
    Word(&'t str),
    Mark(char),
}

/// Splits a text at spaces and where figures, letters and marks meet. With `decimals`, a
/// number such as 3.5 or 3,5 is one part.
pub fn parts(simple: &str, decimals: bool) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = simple;
    while let Some(first) = rest.chars().next() {
        let end = if first.is_ascii_digit() {
            figures_end(rest, decimals)
        } else if first.is_alphabetic() {
            rest.find(|letter: char| !letter.is_alphabetic())
                .unwrap_or(rest.len())
        } else {
            first.len_utf8()
        };
        let (part, after) = rest.split_at(end);
        if first.is_ascii_digit() {
            parts.push(Part::Figures(part));
        } else if first.is_alphabetic() {
            parts.push(Part::Word(part));
        } else if !first.is_whitespace() {
            parts.push(Part::Mark(first));
        }
        rest = after;
    }
    parts
}

fn figures_end(text: &str, decimals: bool) -> usize {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut end = 0;
    while digit(end) || (decimals && matches!(bytes.get(end), Some(b'.' | b',')) && digit(end + 1))
    {
        end += 1;
    }
    end
}
