//! Says from which day records are kept, so that nobody takes a time that was not asked about
//! for one in which everything was done.

use chrono::NaiveDate;

use crate::domain::phrases::{self, PackPhrase};
use crate::domain::portfolio::Portfolio;
use crate::domain::schema::Scheme;

/// Returns a sentence for each day from which records are kept for a scheme that has periods or
/// days by which something is due.
pub fn sentences(portfolio: &Portfolio) -> Vec<String> {
    let schemes = portfolio.schemes().iter();
    let mut days: Vec<NaiveDate> = schemes
        .filter_map(|scheme| kept_since(portfolio, scheme))
        .collect();
    days.sort_unstable();
    days.dedup();
    days.into_iter().map(sentence).collect()
}

/// Returns the sentence for one scheme.
pub fn sentence_of(portfolio: &Portfolio, scheme: &Scheme) -> Option<String> {
    kept_since(portfolio, scheme).map(sentence)
}

fn kept_since(portfolio: &Portfolio, scheme: &Scheme) -> Option<NaiveDate> {
    let mut criteria = scheme.criteria.iter().chain(&scheme.duties);
    let has_periods = scheme.awards.iter().any(|award| award.repeats.is_some())
        || criteria.any(|criterion| criterion.within.is_some() || criterion.due.is_some());
    let day = portfolio.config.kept_since.of(&scheme.id)?;
    has_periods.then_some(day)
}

fn sentence(day: NaiveDate) -> String {
    let date = phrases::format_date(day);
    PackPhrase::KeptSince { date: &date }.say()
}
