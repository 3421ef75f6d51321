//! The day and the moment for which a request is answered.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};

/// The day and the moment of one request, as data. A program that answers many requests
/// takes a new one for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// The day that everything is judged for.
    pub today: NaiveDate,
    /// The moment that sign-offs are dated.
    pub now: DateTime<Utc>,
    /// The moment of commits in seconds since 1970; that of the clock when `None`.
    pub commit_at: Option<i64>,
    /// The moment that packs are dated, in seconds since 1970, where it is set.
    pub source_date: Option<i64>,
}

impl Moment {
    /// Returns noon of a day, with nothing set for commits and packs.
    pub fn at_noon(today: NaiveDate) -> Self {
        let noon = NaiveTime::from_hms_opt(12, 0, 0).unwrap_or_default();
        Self {
            today,
            now: today.and_time(noon).and_utc(),
            commit_at: None,
            source_date: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_given_day_sets_the_date_and_not_the_commit_time() {
        let day = NaiveDate::from_ymd_opt(2026, 2, 3).unwrap();
        let moment = Moment::at_noon(day);
        assert_eq!(moment.now.to_rfc3339(), "2026-02-03T12:00:00+00:00");
        assert_eq!((moment.commit_at, moment.source_date), (None, None));
    }
}
