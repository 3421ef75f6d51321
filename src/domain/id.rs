//! Identities as types: a text that has been read as one cannot be taken for another.
//! Knows no record, no scheme and no file.

use std::borrow::{Borrow, Cow};
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use serde::{Serialize, Serializer};

use crate::base::calendar;
use crate::base::text::is_id;

/// Defines a type over `Arc<str>` that only its own `parse` makes, of text for which
/// `$is_valid` holds.
macro_rules! text_id {
    ($(#[$about:meta])* $name:ident, $is_valid:expr) => {
        $(#[$about])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Arc<str>);

        impl $name {
            /// Reads it, without changing anything; `None` where the text is no such id.
            pub fn parse(text: &str) -> Option<Self> {
                let is_valid: fn(&str) -> bool = $is_valid;
                is_valid(text).then(|| Self(text.into()))
            }
        }

        impl Deref for $name {
            type Target = str;

            fn deref(&self) -> &str {
                &self.0
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl PartialEq<str> for $name {
            fn eq(&self, other: &str) -> bool {
                *self.0 == *other
            }
        }

        impl PartialEq<&str> for $name {
            fn eq(&self, other: &&str) -> bool {
                *self.0 == **other
            }
        }

        impl PartialEq<String> for $name {
            fn eq(&self, other: &String) -> bool {
                *self.0 == **other
            }
        }
    };
}

text_id!(
    /// The id of a scheme, such as `lancaster`.
    SchemeId,
    is_id
);

text_id!(
    /// The name of an award within its scheme, such as `silver`.
    AwardName,
    is_id
);

text_id!(
    /// The id of a person, and the principal of their keys: `priya-shah`. Ids that differ in
    /// case alone are different ids, and only the lower-case one is an id at all.
    PersonId,
    is_person_id
);

/// The longest id of a person, in bytes: it becomes part of a file's name.
const LONGEST_PERSON_ID: usize = 80;

/// Returns true for small letters and digits with single hyphens between them.
fn is_person_id(text: &str) -> bool {
    let is_word = |word: &str| {
        let mut bytes = word.bytes();
        !word.is_empty() && bytes.all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    text.len() <= LONGEST_PERSON_ID && text.split('-').all(is_word)
}

/// An award of a scheme.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AwardId {
    pub scheme: SchemeId,
    pub name: AwardName,
}

/// The last day of a round, by which the round is named; of a year from 0 to 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RoundEnd(NaiveDate);

/// An award, or one round of an award that repeats: `lancaster/silver`,
/// `rics/year-2026-12-31`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AwardRef {
    pub award: AwardId,
    pub round: Option<RoundEnd>,
}

impl RoundEnd {
    /// The round that ends on a day; `None` for a day that no text could name.
    pub fn on(day: NaiveDate) -> Option<Self> {
        (0..=9999).contains(&day.year()).then_some(Self(day))
    }

    pub fn day(self) -> NaiveDate {
        self.0
    }

    /// Takes `year-2026-12-31` apart; `None` where the text does not end in a day.
    pub fn split(text: &str) -> Option<(&str, Self)> {
        let at = text.len().checked_sub("-2026-12-31".len())?;
        let day = text.get(at..)?.strip_prefix('-')?;
        Some((&text[..at], Self(calendar::date(day)?)))
    }
}

impl fmt::Display for RoundEnd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl AwardRef {
    /// An award itself.
    pub fn new(scheme: &SchemeId, name: &AwardName) -> Self {
        Self {
            award: AwardId {
                scheme: scheme.clone(),
                name: name.clone(),
            },
            round: None,
        }
    }

    /// The round of this award that ends on a day.
    pub fn ending(&self, round: RoundEnd) -> Self {
        Self {
            award: self.award.clone(),
            round: Some(round),
        }
    }

    pub fn scheme(&self) -> &SchemeId {
        &self.award.scheme
    }

    /// The text that names it within its scheme: `silver`, `year-2026-12-31`.
    pub fn name(&self) -> Cow<'_, str> {
        match self.round {
            None => Cow::Borrowed(&self.award.name),
            Some(round) => Cow::Owned(format!("{}-{round}", self.award.name)),
        }
    }
}

impl fmt::Display for AwardId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.scheme, self.name)
    }
}

impl fmt::Display for AwardRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.award.fmt(f)?;
        self.round.map_or(Ok(()), |round| write!(f, "-{round}"))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Text of which ids, paths and rounds are made, and what must be none.
    fn hostile() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            Just("year".to_owned()),
            Just("-2026-12-31".to_owned()),
            Just("-10000-12-31".to_owned()),
            Just("/".to_owned()),
            Just("..".to_owned()),
            Just("\u{202e}".to_owned()),
            Just("\n".to_owned()),
            Just("\0".to_owned()),
            any::<String>(),
            "[a-zA-Z0-9._-]{1,12}",
        ];
        proptest::collection::vec(piece, 0..5).prop_map(|pieces| pieces.concat())
    }

    #[test]
    fn only_a_lower_case_slug_is_a_person() {
        for text in ["priya-shah", "sam", "r2-d2", &"x".repeat(80)] {
            assert!(PersonId::parse(text).is_some(), "{text}");
        }
        for text in [
            "",
            "PRIYA-SHAH",
            "Priya-shah",
            "priya shah",
            "priya_shah",
            "priya.shah",
            "-priya",
            "priya--shah",
            "priya-shah\n",
            "pr\u{131}ya-shah",
            "priya-sh\u{430}h",
            "*",
            "priya-shah,sam-carter",
            &"x".repeat(81),
        ] {
            assert_eq!(PersonId::parse(text), None, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn an_id_is_written_as_it_was_read(text in hostile()) {
            for written in [
                SchemeId::parse(&text).map(|id| id.to_string()),
                AwardName::parse(&text).map(|id| id.to_string()),
                PersonId::parse(&text).map(|id| id.to_string()),
            ].into_iter().flatten() {
                prop_assert_eq!(&written, &text);
                prop_assert!(!written.is_empty());
                prop_assert!(!written.contains('/') && !written.starts_with('.'));
                prop_assert!(!written.chars().any(char::is_control));
            }
        }

        #[test]
        fn a_round_is_split_where_it_was_joined(text in hostile()) {
            if let Some((award, round)) = RoundEnd::split(&text) {
                prop_assert_eq!(format!("{award}-{round}"), text);
            }
        }

        #[test]
        fn every_round_that_can_be_made_can_be_read(days in -4_000_000_i32..4_000_000) {
            let day = NaiveDate::from_num_days_from_ce_opt(days).unwrap();
            if let Some(round) = RoundEnd::on(day) {
                let text = format!("year-{round}");
                prop_assert_eq!(RoundEnd::split(&text), Some(("year", round)));
            }
        }
    }
}
