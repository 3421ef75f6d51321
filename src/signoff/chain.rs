//! The sign-offs of one award, in the scheme's order: each names the one
//! before, so that containment proves the order whatever clocks say.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};

use super::freshness::{Contents, changes};
use super::objections::objections;
use super::proof::{Proof, Unproven, prove};
use super::withdrawal::Withdrawals;
use super::{Signoff, Trusted, required, separation};
use crate::facts::{Facts, History};
use crate::portfolio::{AwardId, Portfolio};
use crate::schema::{Assurance, By, Scheme, Step};
use crate::select::Scope;
use crate::signoff::signature::Flaw;
use crate::source::{digest, is_text};

/// What a chain is judged by.
#[derive(Clone, Copy)]
pub struct Basis<'a> {
    pub portfolio: &'a Portfolio,
    /// As it is at hand. Where the trusted revision has the scheme as well, its
    /// steps are the ones that count.
    pub scheme: &'a Scheme,
    pub today: NaiveDate,
    pub facts: &'a dyn Facts,
    pub trusted: Trusted<'a>,
}

/// Every step of an award with what became of it.
#[derive(Debug, Clone, Default)]
pub struct Chain<'a> {
    pub steps: Vec<StepState<'a>>,
    /// Those that take others back, each as one of the step that it takes back.
    pub withdrawals: Vec<StepState<'a>>,
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
    /// What proves it; a claim where nothing does.
    pub proof: Proof,
    /// When the first commit that holds it was made; `None` where no commit does,
    /// or nobody can tell.
    pub committed: Option<DateTime<Utc>>,
    /// One that stood for this step until its signer took it back.
    pub withdrawn: Option<Signoff<'a>>,
    /// Subjects of which the signer wrote a small share, which is allowed.
    pub suggested: Vec<separation::Share>,
}

/// Why a sign-off does not count.
#[derive(Debug, Clone, PartialEq)]
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
    /// It was judged by a scheme that the trusted revision does not have.
    UntrustedScheme,
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
    /// What is to prove it does not.
    Unproven(Unproven),
    /// It says that it was made after it was committed.
    Backdated {
        committed: DateTime<Utc>,
    },
    /// Nobody can tell when it was made, and whether anything was removed.
    UnverifiableHistory(String),
    /// The signer wrote too much of what is signed.
    WroteIt(Vec<separation::Share>),
    /// Who wrote what cannot be told.
    UnknownWriters(String),
}

/// Seconds by which two computers' clocks may differ: a sign-off that was made on
/// one of them is committed on the other.
const CLOCKS: i64 = 300;

impl<'a> Chain<'a> {
    /// Follows the chain of an award from its first step to its last.
    pub fn follow(award: &AwardId, basis: Basis<'a>) -> Self {
        let all: Vec<Signoff<'a>> = basis
            .portfolio
            .of_kind(super::KIND)
            .filter_map(Signoff::read)
            .filter(|signoff| signoff.award == award)
            .collect();
        let (withdrawals, made, signoffs) = Withdrawals::among(all, award, basis);
        let first = Self::of(award, &signoffs, &Withdrawals::default(), basis);
        if withdrawals.is_empty() {
            return first;
        }
        // What was closed cannot be taken back afterwards.
        let closed = first.closed().then(|| first.last_on()).flatten();
        let withdrawals = withdrawals.until(closed);
        let mut chain = Self::of(award, &signoffs, &withdrawals, basis);
        chain.withdrawals = made
            .into_iter()
            .filter_map(|signoff| chain.withdrawal(signoff, basis))
            .collect();
        chain
    }

    /// What proves a withdrawal. It takes back what it names whatever that is worth;
    /// but whoever reads it should know.
    fn withdrawal(&self, signoff: Signoff<'a>, basis: Basis<'a>) -> Option<StepState<'a>> {
        let path = signoff.withdraws?.path;
        let taken = self.steps.iter().find(|state| {
            let named = |one: Option<&Signoff<'_>>| one.is_some_and(|one| one.record.path == path);
            named(state.withdrawn.as_ref()) || named(state.signoff())
        });
        let mut state = StepState::open(taken.or(self.steps.first())?.step);
        match prove(&signoff, &basis.trusted, basis.facts) {
            Ok(proof) => state.proof = proof,
            Err(unproven) => state.problems.push(Problem::Unproven(unproven)),
        }
        state.signoff = Some(signoff);
        Some(state)
    }

    /// The latest sign-offs that hold each other; or, where these do not close the
    /// award, others that did: what was closed stays so, whatever is signed beside it.
    fn of(
        award: &AwardId,
        all: &[Signoff<'a>],
        withdrawals: &Withdrawals,
        basis: Basis<'a>,
    ) -> Self {
        let latest = Self::along(award, all, all, withdrawals, basis);
        if latest.closed() {
            return latest;
        }
        let Some(last) = latest.steps.last().map(|state| state.step.id.as_str()) else {
            return latest;
        };
        let mut ends: Vec<&Signoff<'a>> = all.iter().filter(|one| one.step == last).collect();
        ends.sort_by_key(|one| one.on);
        let mut others = ends.into_iter().map(|end| {
            let line = line(end, all);
            Self::along(award, &line, all, withdrawals, basis)
        });
        others.find(Self::closed).unwrap_or(latest)
    }

    /// Follows the chain through some of the sign-offs.
    fn along(
        award: &AwardId,
        some: &[Signoff<'a>],
        all: &[Signoff<'a>],
        withdrawals: &Withdrawals,
        basis: Basis<'a>,
    ) -> Self {
        let trusted = basis.trusted.scheme(&basis.scheme.id);
        let scheme = trusted.unwrap_or(basis.scheme);
        let scope = Scope {
            portfolio: basis.portfolio,
            scheme,
            award: Some(award),
            today: basis.today,
        };
        let mut steps: Vec<StepState<'a>> = Vec::with_capacity(scheme.steps.len());
        for step in &scheme.steps {
            let before = steps.last().and_then(|state| state.signoff.clone());
            let mut state = stand(
                step,
                some,
                before.as_ref(),
                steps.is_empty(),
                basis.portfolio,
                withdrawals,
            );
            state.judge(before.as_ref(), scope, basis);
            steps.push(state);
        }
        let mut chain = Self {
            steps,
            withdrawals: Vec::new(),
        };
        chain.find_changes(scope, basis.facts);
        chain.find_writers(all, basis);
        chain.forgive_later_revocations();
        if trusted.is_none() {
            chain.object(|_| Some(Problem::UntrustedScheme));
        } else if !chain.closed() {
            chain.object(|signoff| other_scheme(signoff, scheme, basis.scheme));
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

    /// The sign-offs that are there, in the scheme's order.
    pub fn taken(&self) -> impl Iterator<Item = (&StepState<'a>, &Signoff<'a>)> {
        let taken = |state| Some((state, StepState::signoff(state)?));
        self.steps.iter().filter_map(taken)
    }

    fn last_on(&self) -> Option<DateTime<Utc>> {
        Some(self.steps.last()?.signoff.as_ref()?.on)
    }

    /// Holds something against every sign-off of which it is true.
    fn object(&mut self, problem: impl Fn(&Signoff<'a>) -> Option<Problem>) {
        for state in &mut self.steps {
            let found = state.signoff.as_ref().and_then(&problem);
            state.problems.extend(found);
        }
    }

    fn find_changes(&mut self, scope: Scope<'_>, facts: &dyn Facts) {
        let contents = Contents::new(scope.portfolio, facts);
        for state in &mut self.steps {
            if let Some(signoff) = &state.signoff {
                state.changed = changes(signoff, &required(state.step, scope), &contents);
            }
        }
    }

    /// Whoever takes a role's step must not have written what they sign.
    fn find_writers(&mut self, all: &[Signoff<'a>], basis: Basis<'a>) {
        let roles = self
            .steps
            .iter_mut()
            .filter(|state| state.step.by != By::Owner);
        for state in roles {
            let Some(signoff) = &state.signoff else {
                continue;
            };
            match separation::shares(signoff, all, &basis.trusted, basis.facts) {
                Ok(shares) => {
                    let (most, some): (Vec<_>, Vec<_>) =
                        shares.into_iter().partition(separation::Share::is_too_much);
                    state.suggested = some;
                    if !most.is_empty() {
                        state.problems.push(Problem::WroteIt(most));
                    }
                }
                Err(why) => state.problems.push(Problem::UnknownWriters(why)),
            }
        }
    }

    /// A key that was revoked later did good work before: another person's signed
    /// step that contains this one was made while nobody objected.
    fn forgive_later_revocations(&mut self) {
        for at in 0..self.steps.len() {
            let (now, later) = self.steps.split_at_mut(at + 1);
            let Some(state) = now.last_mut() else {
                continue;
            };
            let Some(by) = state.signoff.as_ref().map(|signoff| signoff.by) else {
                continue;
            };
            let vouches = |other: &StepState<'_>| {
                let signed = matches!(other.proof, Proof::Signed { .. });
                let another = other.signoff.as_ref().is_some_and(|one| one.by != by);
                signed && another && other.problems.is_empty()
            };
            if !later.iter().any(vouches) {
                continue;
            }
            let revoked = |problem: &Problem| match problem {
                Problem::Unproven(Unproven::Signature(Flaw::RevokedKey(key))) => {
                    Some(key.to_string())
                }
                _ => None,
            };
            if let Some(key) = state.problems.iter().find_map(revoked) {
                let about_proof = |problem: &Problem| {
                    revoked(problem).is_some() || matches!(problem, Problem::AssuranceTooLow { .. })
                };
                state.problems.retain(|problem| !about_proof(problem));
                state.proof = Proof::Signed { key };
            }
        }
    }
}

impl<'a> StepState<'a> {
    /// A step that nobody has taken.
    const fn open(step: &'a Step) -> Self {
        Self {
            step,
            signoff: None,
            problems: Vec::new(),
            changed: Vec::new(),
            proof: Proof::Claimed,
            committed: None,
            withdrawn: None,
            suggested: Vec::new(),
        }
    }

    /// A sign-off is there and nothing speaks against it; contents may have changed since.
    pub fn stands(&self) -> bool {
        self.signoff.is_some() && self.problems.is_empty()
    }

    /// It stands, and the contents are still those that were signed.
    pub fn counts(&self) -> bool {
        self.stands() && self.changed.is_empty()
    }

    pub fn signoff(&self) -> Option<&Signoff<'a>> {
        self.signoff.as_ref()
    }

    /// Finds what speaks against the sign-off, and what proves it.
    fn judge(&mut self, before: Option<&Signoff<'a>>, scope: Scope<'_>, basis: Basis<'a>) {
        let Some(signoff) = &self.signoff else { return };
        self.problems.extend(objections(
            self.step,
            signoff,
            before,
            scope,
            &basis.trusted,
        ));
        match prove(signoff, &basis.trusted, basis.facts) {
            Ok(proof) => self.proof = proof,
            Err(unproven) => self.problems.push(Problem::Unproven(unproven)),
        }
        let (has, needs) = (self.proof.assurance(), self.step.assurance);
        if has < needs {
            self.problems.push(Problem::AssuranceTooLow { has, needs });
        }
        match basis.facts.history() {
            History::None => {}
            History::Unknown(why) => {
                self.problems
                    .push(Problem::UnverifiableHistory(why.clone()));
            }
            History::Known(seen) => {
                let text = signoff.record.text.as_bytes();
                let here = |path: &str| path == signoff.record.path;
                let holds = seen
                    .iter()
                    .filter(|one| here(&one.path))
                    .find(|one| digest::is_blob(text, &one.blob));
                self.committed = holds.and_then(|one| DateTime::from_timestamp(one.seconds, 0));
            }
        }
        if let Some(committed) = self.committed
            && signoff.on.timestamp() > committed.timestamp() + CLOCKS
        {
            self.problems.push(Problem::Backdated { committed });
        }
    }
}

/// Until the award is closed, another version of the scheme means signing again.
fn other_scheme(signoff: &Signoff<'_>, trusted: &Scheme, here: &Scheme) -> Option<Problem> {
    let pinned = |scheme: &Scheme| {
        signoff.scheme.version == scheme.version && signoff.scheme.sha256 == scheme.sha256
    };
    if pinned(trusted) && pinned(here) {
        return None;
    }
    if pinned(here) {
        return Some(Problem::UntrustedScheme);
    }
    Some(Problem::SchemeChanged {
        version: signoff.scheme.version.to_owned(),
    })
}

fn stand<'a>(
    step: &'a Step,
    all: &[Signoff<'a>],
    before: Option<&Signoff<'a>>,
    first: bool,
    portfolio: &Portfolio,
    withdrawals: &Withdrawals,
) -> StepState<'a> {
    let mine = |withdrawn: bool| {
        all.iter()
            .filter(|signoff| signoff.step == step.id)
            .filter(move |signoff| withdrawals.take_back(signoff) == withdrawn)
    };
    let follows = |signoff: &&Signoff<'a>| match (first, before) {
        (true, _) => signoff.after.is_none(),
        (false, Some(before)) => names(signoff, before, portfolio),
        (false, None) => false,
    };
    let standing = mine(false).filter(follows).max_by_key(|signoff| signoff.on);
    let latest = mine(false).max_by_key(|signoff| signoff.on);
    let (signoff, problems) = match (standing, latest) {
        (Some(signoff), _) => (Some(signoff.clone()), Vec::new()),
        (None, Some(signoff)) => (Some(signoff.clone()), vec![Problem::NotAfter]),
        (None, None) => (None, Vec::new()),
    };
    StepState {
        withdrawn: mine(true)
            .max_by_key(|signoff| signoff.on)
            .filter(|_| signoff.is_none())
            .cloned(),
        signoff,
        problems,
        ..StepState::open(step)
    }
}

/// A sign-off and all that it follows, back to the first.
fn line<'a>(end: &Signoff<'a>, all: &[Signoff<'a>]) -> Vec<Signoff<'a>> {
    let mut line = vec![end.clone()];
    let mut at = end.after;
    while let Some(after) = at {
        let is_it = |one: &&Signoff<'a>| {
            let text = one.record.text.as_bytes();
            digest::is_blob(text, after.blob)
                && !line.iter().any(|l| l.record.path == one.record.path)
        };
        let Some(before) = all.iter().find(is_it) else {
            break;
        };
        at = before.after;
        line.push(before.clone());
    }
    line
}

/// Whether a sign-off names the very file of the one before.
fn names(signoff: &Signoff<'_>, before: &Signoff<'_>, portfolio: &Portfolio) -> bool {
    let Some(after) = signoff.after else {
        return false;
    };
    let text = portfolio.snapshot.text(&before.record.path);
    text.is_some_and(|text| digest::is_blob(text.as_bytes(), after.blob))
}

/// The paths of sign-offs that were committed once and are not here as they were.
pub fn removed<'h>(portfolio: &Portfolio, history: &'h History) -> Vec<&'h crate::facts::Seen> {
    let History::Known(seen) = history else {
        return Vec::new();
    };
    let there: BTreeSet<&str> = portfolio
        .snapshot
        .below("signoffs/")
        .map(|file| file.path.as_str())
        .collect();
    let is_there = |one: &&crate::facts::Seen| {
        let text = portfolio.snapshot.text(&one.path);
        match text {
            Some(text) => digest::is_blob(text.as_bytes(), &one.blob),
            // A signature is carried, not read; whether it is good is asked elsewhere.
            None => !is_text(&one.path) && there.contains(one.path.as_str()),
        }
    };
    seen.iter().filter(|one| !is_there(one)).collect()
}
