//! Personal identifiers in text: email addresses and numbers that identify one person. They are
//! recognised by form and check digit. The value must never be printed.

use crate::base::text::Span;

/// A personal identifier and its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Identifier {
    pub description: &'static str,
    pub span: Span,
}

/// Returns all identifiers in a text, in order.
pub fn find_identifiers(text: &str) -> Vec<Identifier> {
    let mut found = Vec::new();
    let signs = text.match_indices('@').map(|(at, _)| at);
    found.extend(
        signs
            .filter_map(|at| find_email(text, at))
            .map(|span| Identifier {
                description: "an email address",
                span,
            }),
    );
    found.extend(insurance_numbers(text));
    found.extend(find_numbers(text));
    found.sort_by_key(|identifier| identifier.span);
    found
}

/// Returns the span of the email address around an `@`.
fn find_email(text: &str, at: usize) -> Option<Span> {
    let is_part = |c: char| c.is_alphanumeric() || "._%+-".contains(c);
    let before = text[..at]
        .chars()
        .rev()
        .take_while(|c| is_part(*c))
        .map(char::len_utf8)
        .sum::<usize>();
    let after = text[at + 1..]
        .chars()
        .take_while(|c| c.is_alphanumeric() || ".-".contains(*c))
        .map(char::len_utf8);
    let host = text[at + 1..at + 1 + after.sum::<usize>()].trim_end_matches(['.', '-']);
    let (_, top) = host.rsplit_once('.')?;
    let real = before > 0
        && top.len() >= 2
        && top.chars().all(char::is_alphabetic)
        && !host.starts_with('.');
    real.then(|| Span::new(at - before, at + 1 + host.len()))
}

/// Returns National Insurance numbers: two letters, six digits and A to D, with or without spaces.
/// Prefixes that HMRC does not issue are left out.
fn insurance_numbers(text: &str) -> Vec<Identifier> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut next = 0;
    while let Some(start) = find_byte(bytes, next, |byte| byte.is_ascii_uppercase()) {
        next = start + 1;
        let pair = bytes.get(start + 1).is_some_and(u8::is_ascii_uppercase);
        let begins = bytes[start].is_ascii_uppercase()
            && pair
            && (start == 0 || !bytes[start - 1].is_ascii_alphanumeric());
        if let Some(end) = begins.then(|| insurance_number(bytes, start)).flatten() {
            found.push(Identifier {
                description: "a National Insurance number",
                span: Span::new(start, end),
            });
        }
    }
    found
}

fn insurance_number(bytes: &[u8], start: usize) -> Option<usize> {
    let mut letters = [0u8; 9];
    let mut at = start;
    for (n, slot) in letters.iter_mut().enumerate() {
        if n >= 2 && n % 2 == 0 && bytes.get(at) == Some(&b' ') {
            at += 1;
        }
        let byte = *bytes.get(at)?;
        let fits = match n {
            0 | 1 => byte.is_ascii_uppercase(),
            8 => (b'A'..=b'D').contains(&byte),
            _ => byte.is_ascii_digit(),
        };
        if !fits {
            return None;
        }
        *slot = byte;
        at += 1;
    }
    let never = |letter: u8| b"DFIQUV".contains(&letter);
    let given = !never(letters[0]) && !never(letters[1]) && letters[1] != b'O';
    let reserved = [b"BG", b"GB", b"NK", b"KN", b"TN", b"NT", b"ZZ"]
        .iter()
        .any(|pair| letters.starts_with(*pair));
    let ends = !bytes.get(at).is_some_and(u8::is_ascii_alphanumeric);
    (given && !reserved && ends).then_some(at)
}

/// Returns the index of the next byte that `is` accepts. It tests 32 bytes at a time, which the
/// compiler turns into vector instructions.
fn find_byte(bytes: &[u8], from: usize, is: impl Fn(u8) -> bool) -> Option<usize> {
    let mut at = from;
    let mut pieces = bytes.get(from..)?.chunks_exact(32);
    for piece in pieces.by_ref() {
        if piece.iter().fold(false, |any, byte| any | is(*byte)) {
            break;
        }
        at += 32;
    }
    bytes[at..]
        .iter()
        .position(|byte| is(*byte))
        .map(|n| at + n)
}

/// Returns NHS and telephone numbers, with the signs that people write between digits.
fn find_numbers(text: &str) -> Vec<Identifier> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(found_at) = find_byte(bytes, at, |byte| {
        byte.is_ascii_digit() | (byte == b'+') | (byte == b'(')
    }) {
        at = found_at;
        let begins =
            at == 0 || !(bytes[at - 1].is_ascii_alphanumeric() || b"/-_.".contains(&bytes[at - 1]));
        if !begins {
            at += 1;
            continue;
        }
        let end = run_end(bytes, at);
        // Book numbers (ISBN) identify no person.
        let book = follows_isbn(&text[..at]);
        if !book
            && !bytes.get(end).is_some_and(u8::is_ascii_alphanumeric)
            && let Some(description) = classify_number(&text[at..end])
        {
            found.push(Identifier {
                description,
                span: Span::new(at, end),
            });
        }
        at = end.max(at + 1);
    }
    found
}

fn follows_isbn(before: &str) -> bool {
    let words = before.trim_end().as_bytes();
    words
        .last_chunk::<4>()
        .is_some_and(|last| last.eq_ignore_ascii_case(b"ISBN"))
}

/// The most bytes of a number, with the signs between its digits. Without a limit, a text of
/// brackets alone would be read over and over.
const LONGEST_NUMBER: usize = 40;

/// Returns the end of a run of digits, with single spaces, hyphens and brackets between them.
fn run_end(bytes: &[u8], start: usize) -> usize {
    let mut end = start;
    let mut at = start;
    while at < bytes.len().min(start + LONGEST_NUMBER) {
        match bytes[at] {
            b'0'..=b'9' => end = at + 1,
            b'+' | b'(' if at == start => {}
            b'(' | b')' => {}
            b' ' | b'-'
                if at + 1 < bytes.len()
                    && (bytes[at + 1].is_ascii_digit() || bytes[at + 1] == b'(') => {}
            _ => break,
        }
        at += 1;
    }
    end
}

fn classify_number(run: &str) -> Option<&'static str> {
    let digits: Vec<u8> = run
        .bytes()
        .filter(u8::is_ascii_digit)
        .map(|b| b - b'0')
        .collect();
    if is_nhs(run, &digits) {
        return Some("an NHS number");
    }
    is_phone(run, &digits).then_some("a telephone number")
}

/// Returns true for 10 digits, alone or as 3 3 4, whose last is the check digit (modulus 11).
fn is_nhs(run: &str, digits: &[u8]) -> bool {
    let shape: Vec<usize> = run.split([' ', '-']).map(str::len).collect();
    if digits.len() != 10
        || !(shape == [10] || shape == [3, 3, 4])
        || !run
            .bytes()
            .all(|b| b.is_ascii_digit() || b" -".contains(&b))
    {
        return false;
    }
    let sum: u32 = digits[..9]
        .iter()
        .zip((2..=10u32).rev())
        .map(|(digit, weight)| u32::from(*digit) * weight)
        .sum();
    let check = (11 - sum % 11) % 11;
    check != 10 && check == u32::from(digits[9]) && digits.iter().any(|digit| *digit != digits[0])
}

/// Returns true for a British number from its 0, or any number in international form.
fn is_phone(run: &str, digits: &[u8]) -> bool {
    let national = digits.first() == Some(&0)
        && digits
            .get(1)
            .is_some_and(|d| matches!(d, 1 | 2 | 3 | 7 | 8 | 9));
    if run.starts_with('+') {
        return (10..=15).contains(&digits.len());
    }
    national && (10..=11).contains(&digits.len()) && (run.starts_with('0') || run.starts_with("(0"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn descriptions(text: &str) -> Vec<&'static str> {
        find_identifiers(text)
            .into_iter()
            .map(|identifier| identifier.description)
            .collect()
    }

    #[test]
    fn personal_identifiers_are_found() {
        assert_eq!(
            descriptions("write to jo.bloggs@example.ac.uk, please"),
            ["an email address"]
        );
        assert_eq!(
            descriptions("call 01524 65201 or (01524) 652 011 now"),
            ["a telephone number", "a telephone number"]
        );
        assert_eq!(descriptions("+44 7700 900123"), ["a telephone number"]);
        // 943 476 5919 is the example that the NHS data dictionary uses.
        assert_eq!(descriptions("NHS 943 476 5919."), ["an NHS number"]);
        assert_eq!(
            descriptions("number AB 12 34 56 C here"),
            ["a National Insurance number"]
        );
        assert_eq!(descriptions("AB123456C"), ["a National Insurance number"]);
    }

    #[test]
    fn ordinary_numbers_are_not_identifiers() {
        for text in [
            "2026-02-20",
            "943 476 5918",
            "grade 5 at 12:30",
            "£1,250.00",
            "ISBN 978-0-14-103357-0",
            "@home",
            "a@b",
            "room 01524",
            "1111111111",
            "GB123456C",
            "10.1000/182",
            "evidence/2026-01-01-0123456789.png",
        ] {
            assert_eq!(descriptions(text), Vec::<&str>::new(), "{text}");
        }
    }

    #[test]
    fn spans_hold_the_whole_value_and_no_more() {
        let text = "(é jo@example.org)";
        assert_eq!(find_identifiers(text)[0].span.slice(text), "jo@example.org");
    }
}
