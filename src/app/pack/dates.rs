//! Judges the dates that a pack states of itself. Without the repository nobody can tell if the
//! commit was made then, but the dates have to agree with each other and with the clock.

use chrono::{DateTime, NaiveDate, Utc};

use crate::base::calendar::{CLOCK_TOLERANCE_SECONDS, format_long};
use crate::domain::signoff::Chain;
use crate::views::submission::PrintRecord;

/// Returns what is wrong with the dates of a pack, if anything is. Nothing in it may be from
/// after `latest`.
pub fn date_fault(
    printing: &PrintRecord,
    chain: &Chain<'_>,
    latest: DateTime<Utc>,
) -> Option<String> {
    in_future(printing, latest)
        .or_else(|| not_of_its_commit(printing))
        .or_else(|| before_a_signoff(printing, chain))
}

/// Returns the time of the commit, and none for a time that is on no calendar.
fn committed_at(printing: &PrintRecord) -> Option<Option<DateTime<Utc>>> {
    let commit = printing.commit.as_ref()?;
    Some(DateTime::from_timestamp(commit.seconds, 0))
}

/// A draft may be of a day that has begun elsewhere on earth.
fn in_future(printing: &PrintRecord, latest: DateTime<Utc>) -> Option<String> {
    let committed = committed_at(printing);
    let is_late = committed.is_some_and(|at| at.is_none_or(|at| at > latest));
    let last = latest.date_naive();
    let last = last.succ_opt().filter(|_| printing.draft).unwrap_or(last);
    if !is_late && printing.day <= last {
        return None;
    }
    let shown = committed.flatten().map(|at| at.date_naive());
    let shown = shown.map_or(printing.day, |shown| shown.max(printing.day));
    Some(format!(
        "the pack is dated in the future: {}",
        format_long(shown)
    ))
}

/// A pack is judged as of the day of its commit; the pack of a closed award as of a day between
/// the last sign-off and that.
fn not_of_its_commit(printing: &PrintRecord) -> Option<String> {
    if printing.draft {
        return None;
    }
    let Some(committed) = committed_at(printing).flatten() else {
        return Some("the pack is not marked as a draft, and is from no commit".to_owned());
    };
    let committed = committed.date_naive();
    let first = printing.signed.as_ref().map_or(committed, |one| one.on);
    let days: [NaiveDate; 2] = [first.min(committed), committed];
    (printing.day < days[0] || printing.day > days[1]).then(|| {
        format!(
            "the pack is judged as of {}, but its commit is of {}",
            format_long(printing.day),
            format_long(committed)
        )
    })
}

/// A pack cannot carry a sign-off that was made after its commit.
fn before_a_signoff(printing: &PrintRecord, chain: &Chain<'_>) -> Option<String> {
    let committed = committed_at(printing).flatten()?;
    let latest = committed.timestamp() + CLOCK_TOLERANCE_SECONDS;
    let mut taken = chain.taken().map(|taken| &taken.signoff);
    let late = taken.find(|signoff| signoff.on.timestamp() > latest && !printing.draft)?;
    Some(format!(
        "the pack is dated {}, before the sign-off “{}” of {}",
        format_long(committed.date_naive()),
        late.step,
        format_long(late.on.date_naive())
    ))
}
