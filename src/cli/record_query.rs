//! Options that select records, which several commands have.

use chrono::NaiveDate;

use crate::app::records::select::RecordQuery;
use crate::cli::args::{TypedDay, parse_day};
use crate::cli::failure::Failure;

/// The records that a command is about.
#[derive(Debug, clap::Args)]
pub struct RecordQueryArgs {
    /// Only records for which this holds, as in type=workshop or "hours>=3"
    #[arg(long = "where", value_name = "CONDITION")]
    pub conditions: Vec<String>,
    /// Only records in which this field is empty
    #[arg(long, value_name = "FIELD")]
    pub missing: Vec<String>,
    /// Only records that name this award
    #[arg(long, value_name = "AWARD")]
    pub award: Option<String>,
    /// Only records of this day or later
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    pub since: Option<TypedDay>,
    /// Only records of this day or earlier
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    pub until: Option<TypedDay>,
}

impl RecordQueryArgs {
    /// Returns the query, without a kind.
    pub fn query(&self, today: NaiveDate) -> Result<RecordQuery<'_>, Failure> {
        let day = |typed: &Option<TypedDay>| typed.as_ref().map(|day| day.on(today)).transpose();
        Ok(RecordQuery {
            kind: None,
            conditions: &self.conditions,
            missing: &self.missing,
            award: self.award.as_deref(),
            since: day(&self.since)?,
            until: day(&self.until)?,
        })
    }
}
