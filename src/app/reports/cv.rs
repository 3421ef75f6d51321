//! The CV of the owner.

use crate::app::signoff::certificate::names_of;
use crate::check::{AwardVerdict, CheckInput, verdicts};
use crate::domain::portfolio::Portfolio;
use crate::views::cv::{Cv, CvAward, make_cv};

/// Returns the CV of the owner. `with` is the sections to which records and granted awards are
/// added.
pub fn cv(input: CheckInput<'_>, with: &[String]) -> Cv {
    let _span = tracing::info_span!("report.cv").entered();
    let result = verdicts(input);
    let schemes = result.verdicts.iter();
    let awards = schemes.flat_map(|scheme| &scheme.awards);
    let mut awards: Vec<CvAward> = awards
        .filter_map(|award| granted(award, input.portfolio))
        .collect();
    awards.sort_by(|a, b| (a.on, &a.title).cmp(&(b.on, &b.title)));
    make_cv(input.portfolio, &awards, with, input.today)
}

/// Returns an award if somebody granted it and the grant is saved.
fn granted(verdict: &AwardVerdict<'_>, portfolio: &Portfolio) -> Option<CvAward> {
    let names = names_of(verdict, portfolio).ok()?;
    let last = verdict.chain.last_done()?;
    Some(CvAward {
        title: names.award,
        on: last.signoff.on.date_naive(),
        awarder: names.signer,
        scheme: names.scheme.title,
    })
}
