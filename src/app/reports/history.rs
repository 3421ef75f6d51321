//! The events of a portfolio, in order.

use crate::app::lookup::{self, AwardLookupError};
use crate::check::{CheckInput, verdicts};
use crate::domain::id::AwardRef;
use crate::domain::ports::LoggedCommit;
use crate::views::history::Timeline;

/// Returns the award whose history is meant by a name; none where every event is.
pub fn award_of(
    input: CheckInput<'_>,
    written: Option<&str>,
) -> Result<Option<AwardRef>, AwardLookupError> {
    let award = written.map(|written| lookup::award(input.portfolio, None, written, input.today));
    award.transpose()
}

/// Returns what these commits did, the oldest first; of an award, what it rests on.
pub fn history(input: CheckInput<'_>, log: &[LoggedCommit], award: Option<&AwardRef>) -> Timeline {
    let _span = tracing::info_span!("report.history").entered();
    Timeline::new(log, &verdicts(input), input.portfolio, award)
}
