//! The schemes of the five programmes and of the six bodies, held against portfolios that were judged
//! by hand from their own texts before they were run.

mod alt_valley;
mod careers;
mod gdc;
mod gphc;
mod hcpc;
mod lancaster;
mod next_role;
mod nmc;
mod rics;
mod school;
mod social_work_england;

use super::forms::World;
use crate::check::CriterionOutcome;

/// Asserts the state of a duty on some days.
#[track_caller]
fn assert_duty(world: &World, duty: &str, expected: &[(&str, &str)]) {
    for (today, state) in expected {
        let found = world.duty(duty, today);
        assert_eq!(
            found.state().name(),
            *state,
            "{duty} on {today}: {found:#?}"
        );
    }
}

/// Asserts what `cpd check` finds of a duty or criterion on a day: the end of each message.
#[track_caller]
fn assert_found(world: &World, criterion: &str, today: &str, expected: &[&str]) {
    let found = world.findings(today);
    let about = found.iter().filter(|one| {
        let named = one.criterion.as_deref();
        named.is_some_and(|name| name.rsplit('/').next() == Some(criterion))
    });
    let said: Vec<&str> = about.map(|one| one.message.as_str()).collect();
    assert_eq!(
        said.len(),
        expected.len(),
        "{criterion} on {today}: {said:#?}"
    );
    for (message, end) in said.iter().zip(expected) {
        assert!(message.ends_with(end), "{criterion} on {today}: {said:#?}");
    }
}

/// Returns how much was found and needed, such as `1 of 6`.
fn counted(outcome: &CriterionOutcome) -> String {
    let progress = outcome.progress();
    format!("{} of {}", progress.found, progress.needed)
}

/// A portfolio that follows the scheme of a body, whose owner has these registrations with it.
fn registered(scheme: &'static str, rows: &str) -> World {
    World::following(scheme).owner(&[&format!("registrations: [{rows}]")])
}

/// Asserts the state of a criterion of an award on some days.
#[track_caller]
fn assert_criterion(world: &World, award: &str, criterion: &str, expected: &[(&str, &str)]) {
    for (today, state) in expected {
        let found = world.criterion(award, criterion, today);
        assert_eq!(
            found.state().name(),
            *state,
            "{criterion} of {award} on {today}: {found:#?}"
        );
    }
}

/// Returns the first and the last day to hand in a round of an award, as judged on a day.
fn days_to_hand_in(world: &World, award: &str, today: &str) -> (Option<String>, String) {
    world.judged(today, |result| {
        let mut awards = result.verdicts[0].awards.iter();
        let found = awards.find(|one| one.id.name() == award);
        let (first, last) = found
            .and_then(|one| one.days_to_hand_in)
            .expect("a round that is handed in");
        (first.map(|day| day.to_string()), last.to_string())
    })
}

/// Returns a number of words.
fn words(count: usize) -> String {
    vec!["word"; count].join(" ")
}
