//! Two of your registrations with one body have different days of renewal. cpd counts the periods
//! of that body from one of them only.
//!
//! ## Example
//!
//! ```yaml
//! registrations:
//!   - { body: hcpc, as: paramedic, from: 2015-09-01, renewal: 2027-08-31 }
//!   - { body: hcpc, as: radiographer, from: 2018-10-01, renewal: 2028-02-28 }
//! ```
//!
//! The cycle to 31 August 2027 is judged. Nothing is asked of the one to 28 February 2028.
//!
//! ## To correct it
//!
//! If your body renews all of them on one day, write that day in each. If it renews each on a day
//! of its own, keep a second portfolio whose entry has the other registration. You can copy records
//! that belong to both.

use chrono::NaiveDate;

use super::{Rule, RuleContext, RuleSubject};
use crate::base::calendar;
use crate::base::text::Safe;
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::query::registration;
use crate::domain::schema::OwnerDate;

pub const RULE: Rule = Rule {
    name: "several-renewals",
    severity: Severity::Warning,
    allowable: false,
    subject: RuleSubject::Content,
    source: include_str!("several_renewals.rs"),
    check,
};

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    let portfolio = context.input.portfolio;
    let today = context.input.today;
    let Some(owner) = portfolio.owner() else {
        return;
    };
    for verdict in context.verdicts {
        let scheme = verdict.scheme;
        let Some(spec) = &scheme.registration else {
            continue;
        };
        let details = scheme.owner.iter();
        let fields = details.filter_map(|detail| detail.of_registration());
        for field in fields.filter(|field| !["from", "to"].contains(field)) {
            let date = OwnerDate::Registration {
                with: spec.clone(),
                field: field.to_owned(),
            };
            let Some(counted) = registration::date_on(&date, portfolio, today) else {
                continue;
            };
            let rows = registration::with_body(spec, portfolio).into_iter();
            let held = rows.filter(|row| row.from() <= today && today <= row.to());
            let others = held.filter(|row| row.date(field).is_some_and(|day| day != counted));
            out.extend(others.map(|row| {
                let message = describe(&scheme.title, field, counted);
                let found = RULE.finding(&owner.0.path, row.span(), message);
                found.help(
                    "keep a second portfolio for this registration, if it is renewed by itself",
                )
            }));
        }
    }
}

fn describe(title: &str, field: &str, counted: NaiveDate) -> String {
    format!(
        "{title} counts from one `{}`, {}, and this registration has another",
        Safe(field),
        calendar::format_long(counted)
    )
}
