//! Sets and filters applied to a portfolio. Knows no criteria.

pub mod filter;
pub mod item;
pub mod set;

pub use filter::holds;
pub use item::Item;
pub use set::members;

use chrono::NaiveDate;

use crate::portfolio::{AwardId, Portfolio};
use crate::schema::Scheme;

/// From where a set is looked at: whose records, under which scheme, for which
/// award, on which day.
#[derive(Clone, Copy)]
pub struct Scope<'a> {
    pub portfolio: &'a Portfolio,
    pub scheme: &'a Scheme,
    /// `$award`; none in duties.
    pub award: Option<&'a AwardId>,
    pub today: NaiveDate,
}
