//! Reads the patterns by which kinds name their files, such as `{date}-{slug}`.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::base::calendar;

/// Parts of a file's stem, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    written: String,
    parts: Vec<PatternPart>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum PatternPart {
    /// `2026-02-20`.
    Date,
    /// `2026-03-02T101500Z`: no colons, which Windows forbids.
    Instant,
    /// One word or several with hyphens.
    Words(String),
    /// Words, or two of them with a plus sign between: a scheme's and an award's.
    Award,
    Literal(String),
}

/// Most parts to be filled: each one more is another way to read a long name.
const MOST_PARTS: usize = 8;

impl Pattern {
    pub fn read(written: &str) -> Option<Self> {
        let mut parts = Vec::new();
        let mut rest = written;
        while !rest.is_empty() {
            if let Some(after) = rest.strip_prefix('{') {
                let (name, tail) = after.split_once('}')?;
                if parts.len() == MOST_PARTS {
                    return None;
                }
                parts.push(match name {
                    "date" => PatternPart::Date,
                    "instant" => PatternPart::Instant,
                    "award" => PatternPart::Award,
                    other => PatternPart::Words(other.to_owned()),
                });
                rest = tail;
            } else {
                let end = rest.find('{').unwrap_or(rest.len());
                // What a pattern states becomes a file's name.
                if rest[..end].contains(|c: char| !c.is_alphanumeric() && !"-_.".contains(c)) {
                    return None;
                }
                parts.push(PatternPart::Literal(rest[..end].to_owned()));
                rest = &rest[end..];
            }
        }
        Some(Self {
            written: written.to_owned(),
            parts,
        })
    }

    pub fn as_str(&self) -> &str {
        &self.written
    }

    pub fn has_date(&self) -> bool {
        self.parts.contains(&PatternPart::Date)
    }

    /// The parts that are filled from names: `slug`, `award`, `person`.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|part| match part {
            PatternPart::Words(name) => Some(name.as_str()),
            PatternPart::Award => Some("award"),
            PatternPart::Date | PatternPart::Instant | PatternPart::Literal(_) => None,
        })
    }

    /// Fills the pattern; `part` answers for `date`, `slug`, `award` and the like.
    pub fn fill(&self, part: impl Fn(&str) -> Option<String>) -> Option<String> {
        self.parts
            .iter()
            .map(|p| match p {
                PatternPart::Date => part("date"),
                PatternPart::Instant => part("instant"),
                PatternPart::Words(name) => part(name),
                PatternPart::Award => part("award"),
                PatternPart::Literal(text) => Some(text.clone()),
            })
            .collect()
    }

    /// Returns true if a stem is of this form.
    pub fn matches(&self, stem: &str) -> bool {
        fits(&self.parts, stem)
    }

    /// The date a stem begins with, where the pattern has one there.
    pub fn date_in(&self, stem: &str) -> Option<NaiveDate> {
        matches!(self.parts.first(), Some(PatternPart::Date)).then(|| leading_date(stem))?
    }

    /// An example of a name, for messages.
    pub fn example(&self) -> String {
        self.parts
            .iter()
            .map(|part| match part {
                PatternPart::Date => "2026-02-20",
                PatternPart::Instant => "2026-03-02T101500Z",
                PatternPart::Words(name) if name == "slug" => "a-few-words",
                PatternPart::Words(name) => example_of(name),
                PatternPart::Award => "bronze",
                PatternPart::Literal(text) => text,
            })
            .collect()
    }
}

/// Returns an example of a part, for somebody who wants to see one.
fn example_of(name: &str) -> &str {
    match name {
        "step" => "endorse",
        "person" => "priya-shah",
        other => other,
    }
}

fn leading_date(stem: &str) -> Option<NaiveDate> {
    calendar::date(stem.get(..10)?)
}

/// Follows every way of reading the stem at once, so that none is tried twice.
fn fits(parts: &[PatternPart], stem: &str) -> bool {
    let Some((last, before)) = parts.split_last() else {
        return stem.is_empty();
    };
    let mut reached = BTreeSet::from([0]);
    for part in before {
        let ends = |at: usize| {
            let ends = part_ends(part, &stem[at..]).into_iter();
            ends.map(move |end| at + end)
        };
        reached = reached.into_iter().flat_map(ends).collect();
    }
    reached.into_iter().any(|at| is_part(last, &stem[at..]))
}

/// Returns the places where a part may end that begins a text.
fn part_ends(part: &PatternPart, text: &str) -> Vec<usize> {
    let ends = text.char_indices().map(|(at, c)| at + c.len_utf8());
    let is_end = |end: &usize| text.get(..*end).is_some_and(|text| is_part(part, text));
    let only = match part {
        PatternPart::Date => 10,
        PatternPart::Instant => 18,
        PatternPart::Literal(literal) => literal.len(),
        PatternPart::Words(_) | PatternPart::Award => return ends.filter(is_end).collect(),
    };
    Some(only).filter(is_end).into_iter().collect()
}

/// Returns true if a text is such a part, and nothing more.
fn is_part(part: &PatternPart, text: &str) -> bool {
    match part {
        PatternPart::Date => text.len() == 10 && leading_date(text).is_some(),
        PatternPart::Instant => text.len() == 18 && is_instant(text),
        PatternPart::Literal(literal) => text == literal,
        PatternPart::Words(_) => is_name(text),
        PatternPart::Award => match text.split_once('+') {
            Some((scheme, award)) => is_name(scheme) && is_name(award),
            None => is_name(text),
        },
    }
}

fn is_instant(text: &str) -> bool {
    chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H%M%SZ").is_ok()
}

/// Letters and digits of any script, in groups joined by single hyphens.
fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text.split('-').all(|word| {
            !word.is_empty()
                && word
                    .chars()
                    .all(|c| c.is_alphanumeric() && !c.is_uppercase())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_are_matched_by_patterns() {
        let dated = Pattern::read("{date}-{slug}").unwrap();
        assert!(dated.matches("2026-02-20-what-minutes-are-for"));
        assert!(dated.matches("2026-02-20-żółw-2"));
        for wrong in [
            "2026-02-30-x",
            "what",
            "2026-02-20",
            "2026-02-20-",
            "2026-02-20-What",
            "2026-02-20-a b",
            "2026-02-20-a\n",
        ] {
            assert!(!dated.matches(wrong), "{wrong:?}");
        }
        let signed = Pattern::read("{instant}-{step}-{person}").unwrap();
        assert!(signed.matches("2026-03-02T101500Z-endorse-priya-shah"));
        assert!(!signed.matches("2026-03-02-endorse-priya-shah"));
    }

    #[test]
    fn a_pattern_may_contain_award_and_scheme() {
        let award = Pattern::read("{award}").unwrap();
        for right in ["silver", "lancaster-silver", "lancaster+silver"] {
            assert!(award.matches(right), "{right}");
        }
        for wrong in ["lancaster+", "+silver", "a+b+c", "a/b"] {
            assert!(!award.matches(wrong), "{wrong}");
        }
        assert!(!Pattern::read("{slug}").unwrap().matches("lancaster+silver"));
    }

    #[test]
    fn a_pattern_cannot_leave_its_folder_or_match_for_ever() {
        for wrong in [
            "../{slug}",
            "{date}/{slug}",
            "a\\{slug}",
            "{slug}\n",
            &"{a}-".repeat(20),
        ] {
            assert_eq!(Pattern::read(wrong), None, "{wrong:?}");
        }
        let slow = Pattern::read("{a}{b}{c}{d}{e}{f}").unwrap();
        assert!(!slow.matches(&format!("{}-", "a".repeat(250))));
    }

    #[test]
    fn file_names_are_made_from_patterns() {
        let pattern = Pattern::read("{date}-{slug}").unwrap();
        let made =
            pattern.fill(|part| Some(if part == "date" { "2026-01-02" } else { "x-y" }.to_owned()));
        assert_eq!(made.as_deref(), Some("2026-01-02-x-y"));
        assert_eq!(
            pattern.date_in("2026-01-02-x-y"),
            NaiveDate::from_ymd_opt(2026, 1, 2)
        );
    }
}
