//! The day and the moment for which a request is answered.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};

use crate::base::calendar::CLOCK_TOLERANCE_SECONDS;

/// The day and the moment of one request, as data. A program that answers many requests
/// takes a new one for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// The day that everything is judged for.
    pub today: NaiveDate,
    /// The moment that sign-offs are dated.
    pub now: DateTime<Utc>,
    /// The last moment that is not in the future: what is dated later is wrong.
    pub latest: DateTime<Utc>,
    /// The moment of commits in seconds since 1970; that of the clock when `None`.
    pub commit_at: Option<i64>,
}

impl Moment {
    /// Returns noon of a day, with nothing set for commits and packs.
    pub fn at_noon(today: NaiveDate) -> Self {
        let noon = NaiveTime::from_hms_opt(12, 0, 0).unwrap_or_default();
        let now = today.and_time(noon).and_utc();
        Self {
            today,
            now,
            latest: Self::latest_by(now, None),
            commit_at: None,
        }
    }

    /// Returns the last moment that is not in the future by a clock. Clocks may differ a
    /// little, and a day that was given lasts to its end.
    pub fn latest_by(clock: DateTime<Utc>, given: Option<NaiveDate>) -> DateTime<Utc> {
        let next = given.and_then(|day| day.succ_opt());
        let end = next.map_or(clock, |next| next.and_time(NaiveTime::MIN).and_utc());
        clock.max(end) + TimeDelta::seconds(CLOCK_TOLERANCE_SECONDS)
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
        assert_eq!(moment.commit_at, None);
    }

    #[test]
    fn the_future_begins_after_the_clock_and_after_a_given_day() {
        let day = NaiveDate::from_ymd_opt(2026, 2, 3).unwrap();
        let clock = Moment::at_noon(day).now;
        let latest = |given| Moment::latest_by(clock, given).to_rfc3339();
        assert_eq!(latest(None), "2026-02-03T12:05:00+00:00");
        assert_eq!(latest(day.pred_opt()), "2026-02-03T12:05:00+00:00");
        assert_eq!(latest(Some(day)), "2026-02-04T00:05:00+00:00");
    }
}
