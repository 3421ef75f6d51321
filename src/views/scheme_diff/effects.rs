//! Tells what a change of the scheme means for one person: the same records judged
//! under both versions, award by award, duty by duty, finding by finding.

use serde::Serialize;

use crate::base::text::{LineIndex, Span};
use crate::check::{
    AwardState, AwardVerdict, CheckResult, CriterionState, CriterionVerdict, SchemeVerdict,
    remedies,
};
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::id::RuleId;
use crate::domain::portfolio::Portfolio;
use crate::domain::remedy::Remedy;
use crate::domain::schema::Kinds;
use crate::domain::schema::built_in::KINDS_PATH;

/// A portfolio judged under both versions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PortfolioEffect {
    pub owner: String,
    pub awards: Vec<StandingChange>,
    pub duties: Vec<StandingChange>,
    /// Findings that `cpd check` would make and does not make now.
    pub findings: Vec<NewFinding>,
    /// The number of findings of now that would be gone.
    pub gone: usize,
}

/// The change in the standing of an award, a requirement or a duty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StandingChange {
    pub id: String,
    pub title: String,
    /// The standing now; none where it is new.
    pub before: Option<StandingPoint>,
    /// The standing after the change; none where it is no longer asked.
    pub after: Option<StandingPoint>,
    /// The thing to do then, with its command.
    pub next: Option<String>,
    /// The requirements of an award that stand otherwise than before.
    pub criteria: Vec<StandingChange>,
}

/// The standing of something, before or after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StandingPoint {
    pub state: &'static str,
    /// `3 of 4`, where anything is counted.
    pub tally: Option<String>,
}

/// A finding that would be new.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewFinding {
    pub rule: RuleId,
    pub severity: Severity,
    pub path: String,
    /// From 1; none for a finding about a whole file.
    pub line: Option<usize>,
    pub message: String,
    pub help: Option<String>,
}

/// Puts remedies into words, which is a matter of the format.
pub trait RemedyWording {
    fn remedy(&self, remedy: &Remedy) -> Option<String>;

    /// Returns what to do about a finding, in one line.
    fn help(&self, finding: &Diagnostic) -> Option<String>;
}

/// A judged portfolio, with the id of the scheme that is compared.
pub struct CheckedPortfolio<'a> {
    pub portfolio: &'a Portfolio,
    pub result: &'a CheckResult<'a>,
    pub scheme: &'a str,
}

impl<'a> CheckedPortfolio<'a> {
    fn scheme(&self) -> Option<&'a SchemeVerdict<'a>> {
        let mut schemes = self.result.verdicts.iter();
        schemes.find(|verdict| verdict.scheme.id == self.scheme)
    }
}

impl PortfolioEffect {
    pub fn compare(
        before: &CheckedPortfolio<'_>,
        after: &CheckedPortfolio<'_>,
        wording: &dyn RemedyWording,
    ) -> Self {
        let owner = after.portfolio.owner();
        let (awards, duties) = match (before.scheme(), after.scheme()) {
            (Some(old), Some(new)) => (
                awards(old, new, after.portfolio, wording),
                criteria(&old.duties, &new.duties, after.portfolio, wording),
            ),
            _ => (Vec::new(), Vec::new()),
        };
        let (old, new) = (&before.result.diagnostics, &after.result.diagnostics);
        let come = new.iter().filter(|one| !contains_finding(one, old));
        Self {
            owner: owner.map_or_else(String::new, |owner| owner.name().to_owned()),
            awards,
            duties,
            findings: come
                .map(|one| finding(one, after.portfolio, wording))
                .collect(),
            gone: old.iter().filter(|one| !contains_finding(one, new)).count(),
        }
    }

    /// Returns true if everything stands as it stood.
    pub fn is_same(&self) -> bool {
        let same = |effects: &[StandingChange]| effects.iter().all(StandingChange::is_same);
        same(&self.awards) && same(&self.duties) && self.findings.is_empty()
    }
}

impl StandingChange {
    pub fn is_same(&self) -> bool {
        self.before == self.after && self.criteria.is_empty()
    }

    /// Returns true if it was signed off and stays so, whatever is asked of others.
    pub fn stays_closed(&self) -> bool {
        let closed = |stand: &Option<StandingPoint>| {
            let state = stand.as_ref().map(|stand| stand.state);
            state == Some(AwardState::Closed.name())
        };
        closed(&self.before) && closed(&self.after)
    }

    /// `was met, now open (3 of 4); write a journal: …`.
    pub fn describe(&self) -> String {
        let standing = match (&self.before, &self.after) {
            _ if self.stays_closed() => "closed, and stays closed".to_owned(),
            (Some(was), Some(is)) if was == is => format!("no change, {}", is.describe()),
            (Some(was), Some(is)) if was.state == is.state => {
                format!("was {}, now {}", was.describe(), is.describe())
            }
            (Some(was), Some(is)) => format!("was {}, now {}", was.state_word(), is.describe()),
            (None, Some(is)) => format!("new, {}", is.describe()),
            (Some(was), None) => format!("no longer required; was {}", was.state_word()),
            (None, None) => String::new(),
        };
        match &self.next {
            Some(next) => format!("{standing}; {next}"),
            None => standing,
        }
    }
}

impl StandingPoint {
    fn describe(&self) -> String {
        match &self.tally {
            Some(tally) => format!("{} ({tally})", self.state_word()),
            None => self.state_word().to_owned(),
        }
    }

    /// Returns the word for its state; an idle one is not asked, having nothing to apply to.
    fn state_word(&self) -> &'static str {
        if self.state == CriterionState::Idle.name() {
            "not required"
        } else {
            self.state
        }
    }

    fn from_award(award: &AwardVerdict<'_>) -> Self {
        let (met, of) = award.tally();
        let counts = !matches!(award.state, AwardState::Closed);
        Self {
            state: award.state.name(),
            tally: counts.then(|| format!("{met} of {of} met")),
        }
    }

    fn from_criterion(verdict: &CriterionVerdict<'_>, kinds: &Kinds) -> Self {
        let unmet = verdict.is_unmet();
        Self {
            state: verdict.outcome.state().name(),
            // What is met needs no count.
            tally: verdict.outcome.tally(kinds).filter(|_| unmet),
        }
    }
}

fn awards(
    old: &SchemeVerdict<'_>,
    new: &SchemeVerdict<'_>,
    portfolio: &Portfolio,
    wording: &dyn RemedyWording,
) -> Vec<StandingChange> {
    let mut effects: Vec<StandingChange> = Vec::new();
    for award in &new.awards {
        let was = old
            .awards
            .iter()
            .find(|was| was.id.name() == award.id.name());
        let mut effect = StandingChange {
            id: award.id.name().into_owned(),
            title: award.title.clone(),
            before: was.map(StandingPoint::from_award),
            after: Some(StandingPoint::from_award(award)),
            next: None,
            criteria: Vec::new(),
        };
        if !effect.stays_closed() {
            let before = was.map_or(&[][..], |was| &was.criteria);
            let changed = criteria(before, &award.criteria, portfolio, wording);
            effect.criteria = changed.into_iter().filter(|one| !one.is_same()).collect();
        }
        effects.push(effect);
    }
    let gone = old.awards.iter();
    let gone = gone.filter(|was| !new.awards.iter().any(|one| one.id.name() == was.id.name()));
    effects.extend(gone.map(|award| StandingChange {
        id: award.id.name().into_owned(),
        title: award.title.clone(),
        before: Some(StandingPoint::from_award(award)),
        after: None,
        next: None,
        criteria: Vec::new(),
    }));
    effects
}

/// Criteria of one award, or duties, by their ids.
fn criteria(
    old: &[CriterionVerdict<'_>],
    new: &[CriterionVerdict<'_>],
    portfolio: &Portfolio,
    wording: &dyn RemedyWording,
) -> Vec<StandingChange> {
    let named = |verdict: &CriterionVerdict<'_>, before, after, next| StandingChange {
        id: verdict.criterion.id.clone(),
        title: verdict.criterion.says.clone(),
        before,
        after,
        next,
        criteria: Vec::new(),
    };
    let find = |among: &[CriterionVerdict<'_>], id: &str| {
        among.iter().position(|one| one.criterion.id == id)
    };
    let point = |verdict| StandingPoint::from_criterion(verdict, portfolio.kinds());
    let mut effects: Vec<StandingChange> = Vec::new();
    for verdict in new {
        let was = find(old, &verdict.criterion.id).map(|at| point(&old[at]));
        let is = point(verdict);
        let changed = was.as_ref() != Some(&is);
        let need = verdict.outcome.lack();
        let need = need.filter(|_| changed && verdict.is_unmet());
        let next = need.and_then(|need| wording.remedy(&remedies::remedy_for(need, portfolio)));
        effects.push(named(verdict, was, Some(is), next));
    }
    let gone = old
        .iter()
        .filter(|one| find(new, &one.criterion.id).is_none());
    effects.extend(gone.map(|one| named(one, Some(point(one)), None, None)));
    effects
}

/// Returns true if the same is found at the same place.
/// Places in schemes move with each version.
fn contains_finding(one: &Diagnostic, others: &[Diagnostic]) -> bool {
    others.iter().any(|other| {
        one.rule == other.rule
            && one.at.path == other.at.path
            && one.at.span == other.at.span
            && one.message == other.message
            && one.severity == other.severity
    })
}

fn finding(found: &Diagnostic, portfolio: &Portfolio, wording: &dyn RemedyWording) -> NewFinding {
    let whole = found.at.span == Span::start_of_file() || found.at.path == KINDS_PATH;
    let text = portfolio.text(&found.at.path).filter(|_| !whole);
    let line = text.map(|text| {
        let index = LineIndex::new(&text);
        index.position(&text, found.at.span.start).line
    });
    NewFinding {
        rule: found.rule,
        severity: found.severity,
        path: found.at.path.clone(),
        line,
        message: found.message.clone(),
        help: wording.help(found),
    }
}
