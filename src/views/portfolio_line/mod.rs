//! One portfolio as one line, for reports on many: states, days, numbers and ids. It holds no title,
//! path, sentence or message of a record. It borrows nothing, so the portfolio can be dropped.

mod asks;
mod awards;
mod development;
mod number;
pub mod schema;

pub use asks::{AskLine, DeadlineLine, ItemLine, WindowLine};
pub use awards::AwardLine;
pub use development::{EvaluationLine, MoneyLine, MonthLine, TargetLine, WishLine};
#[cfg(test)]
pub use {asks::TypeLine, awards::StepLine};

use std::collections::BTreeMap;

use chrono::NaiveDate;
use ecow::EcoString;
use serde::{Deserialize, Serialize};

use crate::check::CheckResult;
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::id::{AwardRef, RoundEnd};
use crate::domain::portfolio::{CONFIG, PEOPLE, Portfolio};
use crate::domain::signoff::Revision;
use crate::views::plan::PlanTree;

/// The version of the form of lines.
pub const VERSION: u32 = 1;

/// One portfolio. A list that a line from another version lacks is empty.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct PortfolioLine {
    pub v: u32,
    /// The folder or file that it was read from, as it was named.
    pub source: String,
    pub known: KnownBy,
    /// The portfolio's own id.
    pub portfolio: Option<String>,
    /// The commit that was looked at, and its moment in UTC, `2026-06-01T10:15:00Z`.
    pub commit: Option<String>,
    pub committed: Option<String>,
    /// The day on which it was judged.
    pub day: Option<NaiveDate>,
    /// The version of the program that judged it.
    pub cpd: String,
    /// The owner's id.
    pub person: Option<String>,
    pub name: Option<String>,
    pub team: Option<String>,
    /// The sort of the owner's post.
    pub staff_category: Option<String>,
    /// The cost centre that pays for the owner, if a roster says it.
    pub cost_centre: Option<String>,
    /// The id of the owner's line manager, and their name if they are listed.
    pub manager: Option<String>,
    pub manager_name: Option<String>,
    pub read: Reading,
    /// The reason why it was not read whole, in the words of a check.
    pub why: Option<String>,
    /// The schemes that it follows, each with its version.
    pub schemes: Vec<String>,
    pub records: usize,
    /// The revision of people and keys that was trusted.
    pub trusted: Option<String>,
    /// The findings of each rule.
    pub rules: Vec<RuleLine>,
    pub awards: Vec<AwardLine>,
    /// The requirements of awards and duties.
    pub asks: Vec<AskLine>,
    pub due: Vec<DeadlineLine>,
    pub windows: Vec<WindowLine>,
    /// The items of catalogues that are asked for.
    pub items: Vec<ItemLine>,
    pub targets: Vec<TargetLine>,
    pub money: Vec<MoneyLine>,
    pub evaluations: Vec<EvaluationLine>,
    /// The activity of each month.
    pub months: Vec<MonthLine>,
    /// The offers of the person to others, and their wishes, by their own choice.
    pub wishes: WishLine,
}

/// The way in which the standing of a portfolio is known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum KnownBy {
    /// It was judged here.
    #[default]
    Judged,
    /// It was judged here from a pack, which has the records of one award.
    Pack,
    /// Somebody else's program wrote the line.
    Reported,
}

/// The part of a portfolio that could be read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reading {
    Whole,
    /// Settings, schemes, people or the history could not be read whole, so states are unknown.
    Partly,
    /// Nothing could be read.
    #[default]
    No,
    /// There is no portfolio: the person is only on the roster.
    None,
}

impl KnownBy {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Judged => "judged",
            Self::Pack => "pack",
            Self::Reported => "reported",
        }
    }
}

impl Reading {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::Partly => "partly",
            Self::No => "no",
            Self::None => "none",
        }
    }
}

/// The number of findings of one rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleLine {
    pub rule: EcoString,
    pub severity: EcoString,
    pub count: usize,
}

/// The field of people with the sort of their post.
const STAFF_CATEGORY: &str = "staff_category";

/// The state of whatever cannot be known.
pub const UNKNOWN: &str = "unknown";

/// Rules about what has to be read before the state of an award can be known.
const OF_READING: [&str; 7] = [
    "malformed-scheme",
    "malformed-trust",
    "unknown-scheme",
    "unverifiable-history",
    "bad-setting",
    "unreadable-file",
    "conflict-marker",
];

/// Files of which a fault of form makes every state unknown, and the rules about form.
const READ_FIRST: [&str; 2] = [CONFIG, PEOPLE];
const OF_FORM: [&str; 4] = [
    "malformed-front-matter",
    "duplicate-key",
    "missing-field",
    "wrong-type",
];

impl Default for PortfolioLine {
    fn default() -> Self {
        Self {
            v: VERSION,
            source: String::new(),
            known: KnownBy::default(),
            portfolio: None,
            commit: None,
            committed: None,
            day: None,
            cpd: String::new(),
            person: None,
            name: None,
            team: None,
            staff_category: None,
            cost_centre: None,
            manager: None,
            manager_name: None,
            read: Reading::default(),
            why: None,
            schemes: Vec::new(),
            records: 0,
            trusted: None,
            rules: Vec::new(),
            awards: Vec::new(),
            asks: Vec::new(),
            due: Vec::new(),
            windows: Vec::new(),
            items: Vec::new(),
            targets: Vec::new(),
            money: Vec::new(),
            evaluations: Vec::new(),
            months: Vec::new(),
            wishes: WishLine::default(),
        }
    }
}

impl PortfolioLine {
    /// Returns the line of a portfolio that could not be opened.
    pub fn unread(source: &str, why: &str) -> Self {
        Self {
            source: source.to_owned(),
            why: Some(why.to_owned()),
            cpd: env!("CARGO_PKG_VERSION").to_owned(),
            ..Self::default()
        }
    }

    /// Returns the line of a portfolio that was checked.
    pub fn new(
        portfolio: &Portfolio,
        result: &CheckResult<'_>,
        trusted: &Revision,
        today: NaiveDate,
    ) -> Self {
        let fault = fault_of_reading(&result.diagnostics);
        let owner = portfolio.owner();
        let manager = owner.and_then(|owner| owner.line_manager(today));
        let manager_name = manager.and_then(|id| portfolio.person(id));
        let plan = PlanTree::new(portfolio, today);
        let team = owner.and_then(|owner| owner.dated_text("organisation", today));
        Self {
            v: VERSION,
            source: String::new(),
            known: KnownBy::Judged,
            portfolio: portfolio.id().map(str::to_owned),
            commit: None,
            committed: None,
            day: Some(today),
            cpd: env!("CARGO_PKG_VERSION").to_owned(),
            person: owner.map(|owner| owner.id().to_string()),
            name: owner.map(|owner| owner.name().to_owned()),
            team: team.map(str::to_owned),
            staff_category: development::owner_term(portfolio, STAFF_CATEGORY),
            cost_centre: None,
            manager: manager.map(|id| id.to_string()),
            manager_name: manager_name.map(|person| person.name().to_owned()),
            read: match fault {
                None => Reading::Whole,
                Some(_) => Reading::Partly,
            },
            why: fault.map(|found| found.rule.to_string()),
            schemes: portfolio
                .schemes()
                .iter()
                .map(|scheme| scheme.versioned_id())
                .collect(),
            records: portfolio.records.len(),
            trusted: trusted_words(trusted),
            rules: count_rules(&result.diagnostics),
            awards: awards::lines(result, portfolio, fault.is_some(), today),
            asks: asks::lines(portfolio, result, today),
            due: asks::deadlines(portfolio, result, today),
            windows: asks::windows(result),
            items: asks::items(portfolio, result),
            targets: development::targets(&plan),
            money: development::money(portfolio),
            evaluations: development::evaluations(&plan, portfolio),
            months: development::months(portfolio),
            wishes: development::wishes(portfolio),
        }
    }
}

/// The reason why the line of a pack is not of a whole portfolio.
const OF_ONE_AWARD: &str = "a pack has the records of one award";

impl PortfolioLine {
    /// Returns the same line with what a pack of one award can show: that award.
    pub fn of_pack(self, award: &AwardRef) -> Self {
        let round = award.round.map(RoundEnd::day);
        let is_award = |line: &AwardLine| {
            line.scheme == **award.scheme()
                && line.award == *award.award.name
                && line.round == round
        };
        let criteria = format!("{award}/");
        Self {
            known: KnownBy::Pack,
            read: self.read.max(Reading::Partly),
            why: self.why.or_else(|| Some(OF_ONE_AWARD.to_owned())),
            awards: self.awards.into_iter().filter(is_award).collect(),
            asks: self
                .asks
                .into_iter()
                .filter(|ask| ask.criterion.starts_with(&criteria))
                .collect(),
            rules: Vec::new(),
            due: Vec::new(),
            windows: Vec::new(),
            items: Vec::new(),
            targets: Vec::new(),
            money: Vec::new(),
            evaluations: Vec::new(),
            months: Vec::new(),
            wishes: WishLine::default(),
            ..self
        }
    }

    /// Returns the award of which a pack is; none for other lines.
    pub fn award_of_pack(&self) -> Option<(&str, &str)> {
        let award = self
            .awards
            .first()
            .filter(|_| self.known == KnownBy::Pack)?;
        Some((&award.scheme, &award.award))
    }
}

/// Returns the first finding that makes states unknown.
fn fault_of_reading(found: &[Diagnostic]) -> Option<&Diagnostic> {
    found.iter().find(|found| {
        let is_unread = OF_READING.contains(&found.rule.as_str());
        let is_of_form = OF_FORM.contains(&found.rule.as_str());
        is_unread || is_of_form && READ_FIRST.contains(&&*found.at.path)
    })
}

fn trusted_words(trusted: &Revision) -> Option<String> {
    match trusted {
        Revision::WorkTree => Some("files".to_owned()),
        Revision::Commit { id, .. } => Some(id.clone()),
        Revision::Untrusted(_) => None,
    }
}

fn count_rules(found: &[Diagnostic]) -> Vec<RuleLine> {
    let mut counts: BTreeMap<(&str, Severity), usize> = BTreeMap::new();
    for found in found {
        *counts
            .entry((found.rule.as_str(), found.severity))
            .or_default() += 1;
    }
    let counts = counts.into_iter();
    counts
        .map(|((rule, severity), count)| RuleLine {
            rule: rule.into(),
            severity: severity.name().into(),
            count,
        })
        .collect()
}
