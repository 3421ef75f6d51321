//! Reads numbers as people write them, in figures or in words.

use rust_decimal::Decimal;

use super::words::Part;

/// Numbers in words.
const NUMBERS: [(&str, u32); 28] = [
    ("zero", 0),
    ("one", 1),
    ("two", 2),
    ("three", 3),
    ("four", 4),
    ("five", 5),
    ("six", 6),
    ("seven", 7),
    ("eight", 8),
    ("nine", 9),
    ("ten", 10),
    ("eleven", 11),
    ("twelve", 12),
    ("thirteen", 13),
    ("fourteen", 14),
    ("fifteen", 15),
    ("sixteen", 16),
    ("seventeen", 17),
    ("eighteen", 18),
    ("nineteen", 19),
    ("twenty", 20),
    ("thirty", 30),
    ("forty", 40),
    ("fifty", 50),
    ("sixty", 60),
    ("seventy", 70),
    ("eighty", 80),
    ("ninety", 90),
];

/// Returns the number that a word in small letters stands for, such as `six`.
pub fn number_word(word: &str) -> Option<u32> {
    let found = NUMBERS.iter().find(|(known, _)| *known == word);
    found.map(|(_, number)| *number)
}

/// Reads one number from the start of some parts, and returns it with the parts behind it:
/// `3.5`, `3,5`, `1/2`, `1 1/2`, `forty-five`, `a`, `half a`, `two and a half`.
pub fn number<'p, 't>(parts: &'p [Part<'t>]) -> Option<(Decimal, &'p [Part<'t>])> {
    let (mut value, mut rest) = fraction(parts).or_else(|| whole(parts))?;
    let joined = match rest {
        [Part::Word("and"), after @ ..] => after,
        other => other,
    };
    if value.is_integer()
        && let Some((part, after)) = fraction(joined)
    {
        value += part;
        rest = after;
    }
    Some((value, rest))
}

/// Reads a number that is less than one: `1/2`, `half`, `a quarter`, `three quarters`.
fn fraction<'p, 't>(parts: &'p [Part<'t>]) -> Option<(Decimal, &'p [Part<'t>])> {
    let (value, rest) = match parts {
        [
            Part::Figures(over),
            Part::Mark('/'),
            Part::Figures(under),
            rest @ ..,
        ] => {
            let (over, under) = (decimal(over)?, decimal(under)?);
            let value = over.checked_div(under)?;
            (value < Decimal::ONE).then_some((value, rest))?
        }
        [Part::Word("a"), Part::Word("half"), rest @ ..] | [Part::Word("half"), rest @ ..] => {
            (Decimal::new(5, 1), rest)
        }
        [Part::Word("a"), Part::Word("quarter"), rest @ ..]
        | [Part::Word("quarter"), rest @ ..] => (Decimal::new(25, 2), rest),
        [Part::Word("three"), Part::Word("quarters"), rest @ ..]
        | [
            Part::Word("three"),
            Part::Mark('-'),
            Part::Word("quarters"),
            rest @ ..,
        ] => (Decimal::new(75, 2), rest),
        _ => return None,
    };
    // `half an hour`, `a quarter of an hour`.
    let rest = match rest {
        [Part::Word("of"), Part::Word("a" | "an"), rest @ ..]
        | [Part::Word("a" | "an" | "of"), rest @ ..] => rest,
        rest => rest,
    };
    Some((value, rest))
}

fn whole<'p, 't>(parts: &'p [Part<'t>]) -> Option<(Decimal, &'p [Part<'t>])> {
    match parts {
        [Part::Figures(figures), rest @ ..] => Some((decimal(figures)?, rest)),
        [Part::Word("a" | "an"), rest @ ..] => Some((Decimal::ONE, rest)),
        [
            Part::Word(tens),
            Part::Mark('-'),
            Part::Word(ones),
            rest @ ..,
        ]
        | [Part::Word(tens), Part::Word(ones), rest @ ..]
            if two_words(tens, ones).is_some() =>
        {
            Some((two_words(tens, ones)?.into(), rest))
        }
        [Part::Word(word), rest @ ..] => Some((number_word(word)?.into(), rest)),
        _ => None,
    }
}

/// Reads `forty five`.
fn two_words(tens: &str, ones: &str) -> Option<u32> {
    let (tens, ones) = (number_word(tens)?, number_word(ones)?);
    (tens >= 20 && tens.is_multiple_of(10) && (1..10).contains(&ones)).then_some(tens + ones)
}

/// Reads figures with a decimal point or a decimal comma, and marks between thousands where
/// both are there.
fn decimal(figures: &str) -> Option<Decimal> {
    let (points, commas) = (figures.matches('.').count(), figures.matches(',').count());
    let plain = match (points, commas) {
        (0 | 1, 0) => figures.to_owned(),
        (0, 1) => figures.replace(',', "."),
        (0 | 1, _) if is_grouped(figures, ',', '.') => figures.replace(',', ""),
        (_, 0 | 1) if is_grouped(figures, '.', ',') => figures.replace('.', "").replace(',', "."),
        _ => return None,
    };
    plain.parse().ok()
}

/// Returns true if every group of figures behind the first, before the decimals, has three.
fn is_grouped(figures: &str, between: char, point: char) -> bool {
    let whole = figures.split(point).next().unwrap_or_default();
    let mut groups = whole.split(between);
    let first = groups
        .next()
        .is_some_and(|first| (1..=3).contains(&first.len()));
    first && groups.all(|group| group.len() == 3)
}
