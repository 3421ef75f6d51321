//! The people whom a request goes to, and the steps for which nobody is listed.

use chrono::NaiveDate;

use super::eligibility::{Eligibility, NoSigner};
use super::preview::covered_records;
use crate::base::text::words;
use crate::check::signoff_findings;
use crate::domain::portfolio::{Person, Portfolio, Value};
use crate::domain::remedy::Remedy;
use crate::domain::schema::{Scheme, Step, StepActor};
use crate::domain::signoff::signers_of;

/// Returns the people whom a request for a step goes to: the one who was named; or else those
/// who may take the step, as far as the records that the step has of its own name any of them.
pub fn addressees<'a>(
    eligible: &Eligibility<'a>,
    named: Option<&str>,
    portfolio: &'a Portfolio,
    today: NaiveDate,
) -> Result<Vec<Person<'a>>, NoSigner> {
    let able = eligible.signers(portfolio, today);
    if named.is_some() || able.is_empty() {
        return Ok(vec![eligible.signer(named, portfolio, today)?]);
    }
    if !eligible.scheme.has_own_subjects(eligible.step) {
        return Ok(able);
    }
    let records = covered_records(eligible, portfolio, today);
    let values = records.iter().flat_map(|record| &record.fields);
    let values = values.filter_map(|field| field.value.as_ref());
    let people: Vec<&Value> = values.flat_map(Value::leaves).collect();
    let is_named = |person: &Person<'_>| {
        let is_it = |value: &&Value| matches!(value, Value::Person(id) if id == person.id());
        people.iter().any(is_it)
    };
    let meant: Vec<Person<'a>> = able.iter().copied().filter(is_named).collect();
    Ok(if meant.is_empty() { able } else { meant })
}

/// Returns the steps after this one that nobody who is listed may take, each with what to do.
pub fn later_steps_of_nobody(
    step: &Step,
    scheme: &Scheme,
    portfolio: &Portfolio,
    today: NaiveDate,
) -> Vec<Remedy> {
    let later = scheme.steps.iter().skip_while(|other| other.id != step.id);
    let later = later.skip(1).filter(|step| step.by != StepActor::Owner);
    let of_nobody = later.filter(|step| signers_of(step, portfolio, today).is_empty());
    of_nobody
        .map(|step| {
            let role = words::with_article(&words::with_spaces(step.by.role()));
            let says = format!(
                "\u{201c}{}\u{201d} will need {role}, and trust/people.yaml lists none",
                step.id
            );
            Remedy::invoke(says, signoff_findings::role_invocation(step.by.role()))
        })
        .collect()
}
