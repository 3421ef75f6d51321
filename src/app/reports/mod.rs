//! Use cases that read and change nothing.

pub mod budgets;
pub mod calendar;
pub mod check;
pub mod check_sample;
pub mod checklist;
pub mod cv;
pub mod due;
pub mod explain;
pub mod export;
pub mod history;
pub mod lines;
pub mod list;
pub mod packs;
pub mod plan;
pub mod portfolios;
pub mod pseudonyms;
pub mod pull_request;
pub mod repository_notices;
pub mod row_condition;
pub mod schema;
pub mod schools;
pub mod search;
pub mod staff;
pub mod status;
pub mod verify;
pub mod whole_export;
