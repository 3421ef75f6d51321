//! The sign-offs of one award, in the scheme's order: each names the one
//! before, so that containment proves the order whatever clocks say.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use chrono::NaiveDate;

use super::{Signoff, required};
use crate::facts::Facts;
use crate::portfolio::{AwardId, Portfolio, person};
use crate::schema::{Assurance, By, Scheme, Step};
use crate::select::Scope;
use crate::source::digest;

/// Every step of an award with what became of it.
#[derive(Debug, Clone)]
pub struct Chain<'a> {
    pub steps: Vec<StepState<'a>>,
}

/// One step.
#[derive(Debug, Clone)]
pub struct StepState<'a> {
    pub step: &'a Step,
    /// The sign-off that stands for it: the latest that names the one before.
    pub signoff: Option<Signoff<'a>>,
    /// What keeps it from counting.
    pub problems: Vec<Problem>,
    /// Contents that are no longer as they were signed, or were added since.
    pub changed: Vec<String>,
}

/// Why a sign-off does not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// It names another sign-off than the one that stands before it, or none.
    NotAfter,
    /// It was made for another portfolio or person.
    Replayed {
        what: &'static str,
    },
    /// It was judged by another version of the scheme.
    SchemeChanged {
        version: String,
    },
    /// The signer is nobody the portfolio knows.
    UnknownSigner {
        by: String,
    },
    /// The signer did not hold the role on that day.
    RoleNotHeld {
        by: String,
        role: String,
    },
    /// A role's step taken by the owner.
    SelfEndorsement,
    AssuranceTooLow {
        has: Assurance,
        needs: Assurance,
    },
    /// The step before covers other contents.
    OtherSubjects,
}

impl<'a> Chain<'a> {
    /// Follows the chain of an award from its first step to its last.
    pub fn follow(
        award: &AwardId,
        portfolio: &'a Portfolio,
        scheme: &'a Scheme,
        today: NaiveDate,
        facts: &dyn Facts,
    ) -> Self {
        let scope = Scope {
            portfolio,
            scheme,
            award: Some(award),
            today,
        };
        let all: Vec<Signoff<'a>> = portfolio
            .of_kind(super::KIND)
            .filter_map(Signoff::read)
            .filter(|signoff| signoff.award == award)
            .collect();
        let mut steps: Vec<StepState<'a>> = Vec::with_capacity(scheme.steps.len());
        for step in &scheme.steps {
            let before = steps.last().and_then(|state| state.signoff.clone());
            let state = stand(step, &all, before.as_ref(), steps.is_empty(), scope);
            steps.push(state);
        }
        let mut chain = Self { steps };
        chain.find_changes(scope, facts);
        if !chain.closed() {
            chain.find_other_schemes(scope);
        }
        chain
    }

    /// Whether the last step stands, and with it every one before.
    pub fn closed(&self) -> bool {
        !self.steps.is_empty() && self.steps.iter().all(|state| state.stands())
    }

    /// The first step that has still to be taken, or taken again.
    pub fn next(&self) -> Option<&StepState<'a>> {
        self.steps.iter().find(|state| !state.counts())
    }

    /// Whether any sign-off was made at all.
    pub fn begun(&self) -> bool {
        self.steps.iter().any(|state| state.signoff.is_some())
    }

    pub fn last_done(&self) -> Option<&StepState<'a>> {
        self.steps.iter().rev().find(|state| state.stands())
    }

    /// Until the award is closed, another version of the scheme means signing again.
    fn find_other_schemes(&mut self, scope: Scope<'_>) {
        for state in &mut self.steps {
            let Some(signoff) = &state.signoff else {
                continue;
            };
            let same = signoff.scheme.version == scope.scheme.version
                && signoff.scheme.sha256 == scope.scheme.sha256;
            if !same {
                state.problems.push(Problem::SchemeChanged {
                    version: signoff.scheme.version.to_owned(),
                });
            }
        }
    }

    fn find_changes(&mut self, scope: Scope<'_>, facts: &dyn Facts) {
        let contents = Contents {
            portfolio: scope.portfolio,
            facts,
            seen: RefCell::default(),
        };
        for state in &mut self.steps {
            if let Some(signoff) = &state.signoff {
                state.changed = changes(signoff, &required(state.step, scope), &contents);
            }
        }
    }
}

impl StepState<'_> {
    /// A sign-off is there and nothing speaks against it; contents may have changed since.
    pub fn stands(&self) -> bool {
        self.signoff.is_some() && self.problems.is_empty()
    }

    /// It stands, and the contents are still those that were signed.
    pub fn counts(&self) -> bool {
        self.stands() && self.changed.is_empty()
    }
}

fn stand<'a>(
    step: &'a Step,
    all: &[Signoff<'a>],
    before: Option<&Signoff<'a>>,
    first: bool,
    scope: Scope<'_>,
) -> StepState<'a> {
    let mine = || all.iter().filter(|signoff| signoff.step == step.id);
    let follows = |signoff: &&Signoff<'a>| match (first, before) {
        (true, _) => signoff.after.is_none(),
        (false, Some(before)) => names(signoff, before, scope.portfolio),
        (false, None) => false,
    };
    let standing = mine().filter(follows).max_by_key(|signoff| signoff.on);
    let latest = mine().max_by_key(|signoff| signoff.on);
    let (signoff, mut problems) = match (standing, latest) {
        (Some(signoff), _) => (Some(signoff.clone()), Vec::new()),
        (None, Some(signoff)) => (Some(signoff.clone()), vec![Problem::NotAfter]),
        (None, None) => (None, Vec::new()),
    };
    if let Some(signoff) = &signoff {
        problems.extend(objections(step, signoff, before, scope));
    }
    StepState {
        step,
        signoff,
        problems,
        changed: Vec::new(),
    }
}

/// Whether a sign-off names the very file of the one before.
fn names(signoff: &Signoff<'_>, before: &Signoff<'_>, portfolio: &Portfolio) -> bool {
    let Some(after) = signoff.after else {
        return false;
    };
    let text = portfolio.snapshot.text(&before.record.path);
    text.is_some_and(|text| digest::is_blob(text.as_bytes(), after.blob))
}

fn objections(
    step: &Step,
    signoff: &Signoff<'_>,
    before: Option<&Signoff<'_>>,
    scope: Scope<'_>,
) -> Vec<Problem> {
    let mut problems = Vec::new();
    let portfolio = scope.portfolio;
    let config = &portfolio.config;
    if config
        .portfolio
        .as_ref()
        .is_some_and(|id| id.value != signoff.portfolio)
    {
        problems.push(Problem::Replayed { what: "portfolio" });
    }
    if config
        .owner
        .as_ref()
        .is_some_and(|owner| owner.value != signoff.owner)
    {
        problems.push(Problem::Replayed { what: "person" });
    }
    problems.extend(wrong_signer(step, signoff, portfolio));
    // Proofs other than none are verified with the issue that brings keys; until then all are claims.
    let has = Assurance::Claimed;
    if has < step.assurance {
        problems.push(Problem::AssuranceTooLow {
            has,
            needs: step.assurance,
        });
    }
    if before.is_some_and(|before| {
        covers_the_same(step, before, scope) && !same_subjects(before, signoff)
    }) {
        problems.push(Problem::OtherSubjects);
    }
    problems
}

/// Whether the scheme has both steps cover the same records.
fn covers_the_same(step: &Step, before: &Signoff<'_>, scope: Scope<'_>) -> bool {
    scope
        .scheme
        .step(before.step)
        .is_some_and(|other| other.subjects == step.subjects)
}

fn wrong_signer(step: &Step, signoff: &Signoff<'_>, portfolio: &Portfolio) -> Option<Problem> {
    let owner = portfolio.owner();
    let by = signoff.by.to_owned();
    let Some(person) = portfolio.person(signoff.by) else {
        return Some(Problem::UnknownSigner { by });
    };
    let is_owner = owner.is_some_and(|owner| owner.id() == person.id());
    if signoff.role != step.by.role() {
        let role = step.by.role().to_owned();
        return Some(Problem::RoleNotHeld { by, role });
    }
    match &step.by {
        By::Owner if is_owner => None,
        By::Owner => Some(Problem::RoleNotHeld {
            by,
            role: person::OWNER.into(),
        }),
        By::Role(_) if is_owner => Some(Problem::SelfEndorsement),
        By::Role(role) if person.holds(role, owner, signoff.on.date_naive()) => None,
        By::Role(role) => Some(Problem::RoleNotHeld {
            by,
            role: role.clone(),
        }),
    }
}

fn same_subjects(a: &Signoff<'_>, b: &Signoff<'_>) -> bool {
    let contents = |signoff: &Signoff<'_>| {
        signoff
            .subjects
            .iter()
            .map(|subject| (subject.path.to_owned(), subject.sha256.to_owned()))
            .collect::<BTreeSet<_>>()
    };
    contents(a) == contents(b)
}

/// Digests of files, each read once however many sign-offs cover it.
struct Contents<'a> {
    portfolio: &'a Portfolio,
    facts: &'a dyn Facts,
    seen: RefCell<BTreeMap<String, Rc<Vec<String>>>>,
}

impl Contents<'_> {
    /// The digests under which a file may have been signed; none where it is gone.
    fn of(&self, path: &str) -> Rc<Vec<String>> {
        let mut seen = self.seen.borrow_mut();
        let digests = seen.entry(path.to_owned()).or_insert_with(|| {
            let bytes = match self.portfolio.snapshot.text(path) {
                Some(text) => Some(text.as_bytes().to_vec()),
                None => self.facts.bytes(path),
            };
            Rc::new(
                bytes
                    .map(|bytes| digest::contents(&bytes))
                    .unwrap_or_default(),
            )
        });
        Rc::clone(digests)
    }
}

/// What is no longer as it was signed: edited, removed, or new. A file that was
/// only renamed still has its content somewhere among what is required.
fn changes(
    signoff: &Signoff<'_>,
    required: &BTreeSet<String>,
    contents: &Contents<'_>,
) -> Vec<String> {
    let signed: BTreeSet<&str> = signoff.subjects.iter().map(|s| s.sha256).collect();
    let mut there = BTreeSet::new();
    let mut changed = Vec::new();
    for path in required {
        let digests = contents.of(path);
        if !digests
            .iter()
            .any(|digest| signed.contains(digest.as_str()))
        {
            changed.push(path.clone());
        }
        there.extend(digests.iter().cloned());
    }
    let gone = signoff
        .subjects
        .iter()
        .filter(|subject| !required.contains(subject.path) && !there.contains(subject.sha256));
    for subject in gone {
        if !changed.iter().any(|path| path == subject.path) {
            changed.push(subject.path.to_owned());
        }
    }
    changed
}
