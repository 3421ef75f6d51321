//! Holds what a portfolio that serves as an example is expected to come out as, and
//! says how it differs from what came out. Knows no disk and no scheme by name.

mod finding;
mod read;

use chrono::NaiveDate;

use crate::base::text::words;
use crate::check::{
    AwardState, AwardVerdict, CheckResult, CriterionState, CriterionVerdict, SchemeVerdict,
};
use crate::domain::portfolio::Portfolio;

pub use finding::ExpectedFinding;
pub use read::{ExpectedFileError, read};

use finding::{ActualFinding, take_pairs};

/// One example: the day on which it is looked at, and what is then found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    pub name: String,
    pub today: NaiveDate,
    /// Those that are spoken of; the others may stand as they like.
    pub awards: Vec<(String, ExpectedStanding)>,
    pub duties: Vec<(String, CriterionState)>,
    /// All of them: whatever else is found was not expected.
    pub findings: Vec<ExpectedFinding>,
}

/// The expected standing of an award.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpectedStanding {
    pub state: AwardState,
    /// Criteria that are met, and those that count, where they are given.
    pub met: Option<usize>,
    pub of: Option<usize>,
}

/// An example that was judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExampleOutcome {
    pub name: String,
    /// Everything that came out otherwise, a sentence each, with the name before it.
    pub differences: Vec<String>,
}

impl Expected {
    /// Everything that came out otherwise, a sentence each.
    pub fn differences(&self, result: &CheckResult<'_>, portfolio: &Portfolio) -> Vec<String> {
        let mut said = self.of_awards(result);
        said.extend(self.of_duties(result));
        said.extend(self.of_findings(result, portfolio));
        let name = &self.name;
        said.iter()
            .map(|words| format!("{name}: {words}"))
            .collect()
    }

    /// Awards and duties of which nothing is expected, by name.
    #[cfg(test)]
    pub fn without_expectation(&self, result: &CheckResult<'_>) -> Vec<String> {
        let speaks_of_award = |award: &&AwardVerdict<'_>| {
            let mut named = self.awards.iter();
            !named.any(|(name, _)| is_award(award, name))
        };
        let awards = awards(result).filter(speaks_of_award);
        let speaks_of_duty = |duty: &(&SchemeVerdict<'_>, &CriterionVerdict<'_>)| {
            let mut named = self.duties.iter();
            !named.any(|(name, _)| is_duty(*duty, name))
        };
        let duties = duties(result).filter(speaks_of_duty);
        awards
            .map(|award| format!("the award {}", award.id.name()))
            .chain(duties.map(|(_, duty)| format!("the duty {}", duty.criterion.id)))
            .collect()
    }

    /// The text with the message of every finding that was left empty, for whoever writes
    /// an example and has seen that it is the right one.
    #[cfg(test)]
    pub fn fill_in_messages(
        &self,
        text: &str,
        result: &CheckResult<'_>,
        portfolio: &Portfolio,
    ) -> String {
        use crate::base::document::write::{scalar, splice};
        let found = result.diagnostics.iter();
        let mut found: Vec<ActualFinding<'_>> = found
            .map(|one| ActualFinding::new(one, portfolio))
            .collect();
        let mut expected: Vec<&ExpectedFinding> = self.findings.iter().collect();
        take_pairs(&mut expected, &mut found, ExpectedFinding::is);
        let pairs = take_pairs(&mut expected, &mut found, ExpectedFinding::is_about);
        let empty = pairs.iter().filter_map(|(expected, seen)| {
            let (words, span) = expected.message.as_ref()?;
            words.is_empty().then_some((*span, &seen.found.message))
        });
        let mut empty: Vec<_> = empty.collect();
        // From the end, so that the places before stay where they are.
        empty.sort_by_key(|(span, _)| std::cmp::Reverse(span.start));
        empty
            .into_iter()
            .fold(text.to_owned(), |text, (span, words)| {
                splice(&text, span, &scalar(words))
            })
    }

    fn of_awards(&self, result: &CheckResult<'_>) -> Vec<String> {
        let differs = |(name, expected): &(String, ExpectedStanding)| {
            let Some(award) = awards(result).find(|award| is_award(award, name)) else {
                let known = awards(result).map(|award| award.id.name().into_owned());
                return Some(missing("award", name, known.collect()));
            };
            let (met, of) = award.tally();
            let same = award.state == expected.state
                && expected.met.is_none_or(|wanted| wanted == met)
                && expected.of.is_none_or(|wanted| wanted == of);
            let here = format!("{}, {met} of {of} met", award.state.name());
            (!same).then(|| format!("the award {name} is {here}; expected {expected}"))
        };
        self.awards.iter().filter_map(differs).collect()
    }

    fn of_duties(&self, result: &CheckResult<'_>) -> Vec<String> {
        let differs = |(name, expected): &(String, CriterionState)| {
            let Some((_, duty)) = duties(result).find(|duty| is_duty(*duty, name)) else {
                let known = duties(result).map(|(_, duty)| duty.criterion.id.clone());
                return Some(missing("duty", name, known.collect()));
            };
            let (here, wanted) = (duty.outcome.state().name(), expected.name());
            (here != wanted).then(|| format!("the duty {name} is {here}; expected {wanted}"))
        };
        self.duties.iter().filter_map(differs).collect()
    }

    /// Those that are as expected in every word go first, so that what is left over on
    /// either side is what differs.
    fn of_findings(&self, result: &CheckResult<'_>, portfolio: &Portfolio) -> Vec<String> {
        let found = result.diagnostics.iter();
        let mut found: Vec<ActualFinding<'_>> = found
            .map(|one| ActualFinding::new(one, portfolio))
            .collect();
        let mut expected: Vec<&ExpectedFinding> = self.findings.iter().collect();
        take_pairs(&mut expected, &mut found, ExpectedFinding::is);
        let mut said: Vec<String> =
            take_pairs(&mut expected, &mut found, ExpectedFinding::is_about)
                .into_iter()
                .map(|(expected, seen)| expected.describe_difference(&seen))
                .collect();
        let does_not_come = |one: &&ExpectedFinding| {
            let place = one.format_place();
            format!("a finding is expected and does not come: {place}")
        };
        said.extend(expected.iter().map(does_not_come));
        said.extend(found.iter().map(|one| {
            let (place, message) = (one.format_place(), words::quoted(&one.found.message));
            format!("{place} was not expected: {message}")
        }));
        said
    }
}

fn awards<'a>(result: &'a CheckResult<'a>) -> impl Iterator<Item = &'a AwardVerdict<'a>> {
    result.verdicts.iter().flat_map(|scheme| &scheme.awards)
}

fn duties<'a>(
    result: &'a CheckResult<'a>,
) -> impl Iterator<Item = (&'a SchemeVerdict<'a>, &'a CriterionVerdict<'a>)> {
    let schemes = result.verdicts.iter();
    schemes.flat_map(|scheme| scheme.duties.iter().map(move |duty| (scheme, duty)))
}

/// By its own name, or with its scheme's before it.
fn is_award(award: &AwardVerdict<'_>, name: &str) -> bool {
    award.id.name() == name || award.id.to_string() == name
}

fn is_duty((scheme, duty): (&SchemeVerdict<'_>, &CriterionVerdict<'_>), name: &str) -> bool {
    let id = &duty.criterion.id;
    id == name || format!("{}/{id}", scheme.scheme.id) == name
}

fn missing(noun: &str, name: &str, known: Vec<String>) -> String {
    if known.is_empty() {
        return format!("there is no {noun} called {name}, nor any other");
    }
    format!(
        "there is no {noun} called {name}; choose from: {}",
        words::join_choices(&known)
    )
}

impl std::fmt::Display for ExpectedStanding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.state.name())?;
        match (self.met, self.of) {
            (Some(met), Some(of)) => write!(f, ", {met} of {of} met"),
            (Some(met), None) => write!(f, ", {met} met"),
            (None, Some(of)) => write!(f, ", of {of}"),
            (None, None) => Ok(()),
        }
    }
}
