//! The ids of schemes, awards and rounds.

use std::borrow::Cow;
use std::fmt;

use chrono::{Datelike, NaiveDate};

use super::RecordId;
use crate::base::calendar;
use crate::base::text::is_id;

text_id!(
    /// The id of a scheme, such as `lancaster`.
    SchemeId,
    is_in_branch_names
);

text_id!(
    /// The name of an award within its scheme, such as `silver`.
    AwardName,
    is_in_branch_names
);

/// Returns true for an id that may stand in the name of a branch of git, and end a file's name
/// on Windows: without two full stops together, or a full stop or `.lock` at its end.
pub fn is_in_branch_names(text: &str) -> bool {
    is_id(text) && !text.contains("..") && !text.ends_with('.') && !text.ends_with(".lock")
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

/// An award, one round of an award that repeats, or the confirmation of one record:
/// `lancaster/silver`, `rics/year-2026-12-31`, `alt-valley/approval/2026-03-02-night-away`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AwardRef {
    pub award: AwardId,
    pub round: Option<RoundEnd>,
    /// The id of the record, if this is a confirmation.
    pub record: Option<RecordId>,
}

impl RoundEnd {
    /// The round that ends on a day; `None` for a day that no text could name.
    pub fn new(day: NaiveDate) -> Option<Self> {
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
            record: None,
        }
    }

    /// The confirmation of a record. `None` if no file or branch could have its id in its name.
    pub fn of_record(&self, record: &str) -> Option<Self> {
        is_in_branch_names(record).then(|| Self {
            record: Some(RecordId::new(record)),
            ..self.clone()
        })
    }

    /// The round of this award that ends on a day.
    pub fn ending(&self, round: RoundEnd) -> Self {
        Self {
            round: Some(round),
            ..self.clone()
        }
    }

    pub fn scheme(&self) -> &SchemeId {
        &self.award.scheme
    }

    /// The text that names it within its scheme: `silver`, `year-2026-12-31`,
    /// `approval/2026-03-02-night-away`.
    pub fn name(&self) -> Cow<'_, str> {
        match (self.round, &self.record) {
            (None, None) => Cow::Borrowed(&self.award.name),
            (None, Some(record)) => Cow::Owned(format!("{}/{record}", self.award.name)),
            (Some(round), _) => Cow::Owned(format!("{}-{round}", self.award.name)),
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
        write!(f, "{}/{}", self.award.scheme, self.name())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::tests::hostile;
    use super::*;

    #[test]
    fn an_award_is_named_as_a_branch_can_be() {
        for text in ["silver", "Silver", "year-2.1", "a.locked", "dépôt"] {
            assert!(AwardName::parse(text).is_some(), "{text}");
        }
        for text in [
            "a..b", "a.", "a.lock", ".a", "a/b", "a b", "a~1", "a^", "a:b", "",
        ] {
            assert_eq!(AwardName::parse(text), None, "{text:?}");
            assert_eq!(SchemeId::parse(text), None, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn a_round_is_split_where_it_was_joined(text in hostile()) {
            if let Some((award, round)) = RoundEnd::split(&text) {
                prop_assert_eq!(format!("{award}-{round}"), text);
            }
        }

        #[test]
        fn every_round_that_can_be_made_can_be_read(days in -4_000_000_i32..4_000_000) {
            let day = NaiveDate::from_num_days_from_ce_opt(days).unwrap();
            if let Some(round) = RoundEnd::new(day) {
                let text = format!("year-{round}");
                prop_assert_eq!(RoundEnd::split(&text), Some(("year", round)));
            }
        }
    }
}
