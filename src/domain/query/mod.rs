//! Sets, filters, periods and shares applied to a portfolio. Knows no criteria.

pub mod adjustments;
pub mod comparison;
pub mod confirmed;
pub mod filter;
pub mod guard;
pub mod item;
pub mod period;
pub mod pro_rata;
pub mod record_dates;
pub mod registration;
pub mod scope;
pub mod set;

pub use comparison::Comparison;
pub use guard::applies;
pub use item::Item;
pub use period::NoPeriod;
pub use scope::Scope;
pub use set::members;
