//! The portfolio as a set of changes would leave it, judged before anything is written.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::{Bytes, ChangeSet};
use crate::check::{
    AwardState, AwardVerdict, CheckInput, CheckResult, SchemeVerdict, check, check_files, verdicts,
};
use crate::domain::finding::Diagnostic;
use crate::domain::id::RuleId;
use crate::domain::id::{AwardRef, KindId};
use crate::domain::portfolio::Portfolio;
use crate::domain::ports::{Evidence, PortfolioFiles};

/// A sign-off that counts today and would not after the changes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct LapsingSignoff {
    /// The title of the award, or that of the confirmation with its record.
    pub award: String,
    /// The step's id.
    pub step: String,
    /// The day on which it was signed.
    pub on: NaiveDate,
    /// The path of the sign-off.
    pub path: String,
}

/// Effects of a set of changes on what is signed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SignoffEffects {
    /// Sign-offs that the changes would void, in the order of awards and steps.
    pub lapsing: Vec<LapsingSignoff>,
    /// Titles of closed awards whose signed records the changes would make differ from
    /// what was signed. Such an award stands.
    pub closed: Vec<String>,
}

impl SignoffEffects {
    pub fn is_none(&self) -> bool {
        self.lapsing.is_empty() && self.closed.is_empty()
    }
}

/// Effects of a set of changes on what a check finds and on what is signed.
#[derive(Debug, Clone, PartialEq)]
pub struct ChangeReview {
    /// Findings that the changes bring.
    pub new: Vec<Diagnostic>,
    /// Findings of today that the changes settle.
    pub gone: Vec<Diagnostic>,
    pub signoffs: SignoffEffects,
}

/// Judges the portfolio as it is and as the changes would leave it, whole both times.
pub fn review(input: CheckInput<'_>, changes: &ChangeSet) -> ChangeReview {
    let before = check(input);
    let portfolio = overlaid(input.portfolio, changes);
    let overlay = Overlay::new(input.evidence, changes);
    let after = check(CheckInput {
        portfolio: &portfolio,
        evidence: overlay.evidence(),
        ..input
    });
    ChangeReview {
        signoffs: compare_signoffs(&before, &after),
        new: new_since(&before.diagnostics, after.diagnostics.clone()),
        gone: new_since(&after.diagnostics, before.diagnostics.clone()),
    }
}

/// Returns what the changes would do to sign-offs. Judges nothing where there is none.
pub fn signoff_effects(input: CheckInput<'_>, changes: &ChangeSet) -> SignoffEffects {
    if input.portfolio.of_kind(KindId::signoff()).next().is_none() {
        return SignoffEffects::default();
    }
    let before = verdicts(input);
    if counting_signoffs(&before).is_empty() {
        return SignoffEffects::default();
    }
    let portfolio = overlaid(input.portfolio, changes);
    let overlay = Overlay::new(input.evidence, changes);
    let after = verdicts(CheckInput {
        portfolio: &portfolio,
        evidence: overlay.evidence(),
        ..input
    });
    compare_signoffs(&before, &after)
}

fn compare_signoffs(before: &CheckResult<'_>, after: &CheckResult<'_>) -> SignoffEffects {
    let still = counting_signoffs(after);
    let gone = |one: &LapsingSignoff| !still.iter().any(|other| other.path == one.path);
    let as_signed: BTreeSet<&AwardRef> = closed_awards(before, false)
        .map(|award| &award.id)
        .collect();
    let newly_changed = closed_awards(after, true).filter(|award| as_signed.contains(&award.id));
    SignoffEffects {
        closed: newly_changed.map(|award| award.title.clone()).collect(),
        lapsing: counting_signoffs(before).into_iter().filter(gone).collect(),
    }
}

/// Returns the closed awards whose records have changed since the last step, or have not.
fn closed_awards<'j>(
    result: &'j CheckResult<'_>,
    changed: bool,
) -> impl Iterator<Item = &'j AwardVerdict<'j>> {
    let awards = result.verdicts.iter().flat_map(|scheme| &scheme.awards);
    awards.filter(move |award| {
        let last = award.chain.last_done();
        award.state == AwardState::Closed
            && last.is_some_and(|last| last.changed.is_empty() != changed)
    })
}

/// Returns what a check finds in changed files once the changes are made, after one load and
/// one check.
pub fn findings(input: CheckInput<'_>, changes: &ChangeSet) -> Vec<Diagnostic> {
    let on_disk = changes.on_disk().into_iter();
    let paths: BTreeSet<String> = on_disk.map(|change| change.path.to_string()).collect();
    let portfolio = overlaid(input.portfolio, changes);
    let overlay = Overlay::new(input.evidence, changes);
    let result = check_files(
        CheckInput {
            portfolio: &portfolio,
            evidence: overlay.evidence(),
            ..input
        },
        &paths,
    );
    let found = result.diagnostics.into_iter();
    found
        .filter(|found| paths.contains(&found.at.path))
        .collect()
}

/// Returns the findings that are not among those from before. Of several that say the same of
/// one file, as many are new as there are more of them now.
pub fn new_since(before: &[Diagnostic], now: Vec<Diagnostic>) -> Vec<Diagnostic> {
    type FindingKey<'a> = (&'a str, RuleId, &'a str);
    fn key(found: &Diagnostic) -> FindingKey<'_> {
        (&found.at.path, found.rule, &found.message)
    }
    let mut known: BTreeMap<FindingKey<'_>, usize> = BTreeMap::new();
    for found in before {
        *known.entry(key(found)).or_default() += 1;
    }
    let mut is_new = Vec::with_capacity(now.len());
    for found in &now {
        let known = known.get_mut(&key(found)).filter(|left| **left > 0);
        is_new.push(known.is_none());
        if let Some(left) = known {
            *left -= 1;
        }
    }
    let now = now.into_iter().zip(is_new);
    now.filter_map(|(found, is_new)| is_new.then_some(found))
        .collect()
}

/// Returns the portfolio as the changes leave it; only changed files are parsed.
pub fn overlaid(portfolio: &Portfolio, changes: &ChangeSet) -> Portfolio {
    portfolio.with_snapshot(changes.overlay(&portfolio.snapshot))
}

/// Returns every sign-off that counts, or may count in another copy of the repository. One
/// of a closed award counts for good.
fn counting_signoffs(result: &CheckResult<'_>) -> Vec<LapsingSignoff> {
    let awards = result.verdicts.iter().flat_map(SchemeVerdict::signed);
    let of_award = awards.flat_map(|award| {
        let closed = award.state == AwardState::Closed;
        let taken = award.chain.taken();
        taken
            .filter(move |taken| {
                let may_stand = taken.stands() || taken.gap().is_some();
                may_stand && (taken.changed.is_empty() || closed)
            })
            .map(|taken| LapsingSignoff {
                award: award.title.clone(),
                step: taken.step.id.clone(),
                on: taken.signoff.on.date_naive(),
                path: taken.signoff.record.path.clone(),
            })
    });
    of_award.collect()
}

/// Files as they are after a set of changes. What git knows stays as it is.
pub struct Overlay<'a> {
    below: Evidence<'a>,
    /// Bytes of each changed path; nothing where its file is removed.
    changed: BTreeMap<String, Option<Bytes>>,
}

impl<'a> Overlay<'a> {
    pub fn new(below: Evidence<'a>, changes: &ChangeSet) -> Self {
        let changed = changes.on_disk().into_iter();
        let changed = changed.map(|change| (change.path.to_string(), change.after));
        Self {
            below,
            changed: changed.collect(),
        }
    }

    pub fn evidence(&self) -> Evidence<'_> {
        Evidence {
            files: self,
            ..self.below
        }
    }
}

impl PortfolioFiles for Overlay<'_> {
    fn bytes(&self, path: &str) -> Option<Vec<u8>> {
        match self.changed.get(path) {
            Some(bytes) => bytes.as_ref().map(|bytes| bytes.to_vec()),
            None => self.below.files.bytes(path),
        }
    }
}
