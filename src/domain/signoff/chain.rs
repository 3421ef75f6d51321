//! The sign-offs of one award, in the scheme's order. Each names the one before, so their
//! order is proven without clocks. Knows no rule and no wording.

use std::collections::BTreeSet;

use chrono::DateTime;

use super::claim_checks::claim_problems;
use super::commit_history::{first_committed, is_before_revocation, is_unsaved};
use super::freshness::{PresentFiles, changes};
use super::proof::{Proof, ProofError, prove};
use super::returns::Returns;
use super::signature::SignatureError;
use super::withdrawal::Withdrawals;
use super::{
    ChainContext, Signoff, SignoffProblem, StepState, TakenStep, required_subjects,
    separation_of_duties,
};
use crate::base::calendar;
use crate::domain::id::AwardRef;
use crate::domain::portfolio::Portfolio;
use crate::domain::ports::{History, HistoryGap, PortfolioFiles};
use crate::domain::query::Scope;
use crate::domain::query::confirmed::latest_day;
use crate::domain::schema::{Scheme, Set, Step, StepActor};

/// The steps of an award, each with its state.
#[derive(Debug, Clone, Default)]
pub struct Chain<'a> {
    pub steps: Vec<StepState<'a>>,
    /// Withdrawals, each with the step that it takes back.
    pub withdrawals: Vec<TakenStep<'a>>,
    /// Returns of submissions, oldest first, each with the closing step.
    pub returns: Vec<TakenStep<'a>>,
    /// True for the confirmation of a record, which is never closed: an edit always undoes it.
    pub for_record: bool,
}

/// Sign-offs that count no longer, since somebody took them back or returned them.
#[derive(Clone, Copy)]
struct TakenBack<'r, 'a> {
    withdrawals: &'r Withdrawals<'r>,
    returns: &'r Returns<'a>,
}

impl TakenBack<'_, '_> {
    fn covers(self, signoff: &Signoff<'_>) -> bool {
        self.withdrawals.covers(signoff) || self.returns.covers(signoff)
    }
}

/// Everything that the chain of one award is judged by.
#[derive(Clone, Copy)]
struct ChainBasis<'r, 'a> {
    award: &'r AwardRef,
    /// The scheme as the work tree has it. If the trusted revision has it too, its steps count.
    here: &'a Scheme,
    context: &'r ChainContext<'a>,
}

impl<'a> ChainBasis<'_, 'a> {
    /// The scheme as the trusted revision has it.
    fn trusted(self) -> Option<&'a Scheme> {
        self.context.trusted.scheme_of(self.award)
    }

    /// The scheme whose steps count.
    fn scheme(self) -> &'a Scheme {
        self.trusted().unwrap_or(self.here)
    }
}

impl<'a> Chain<'a> {
    /// Follows the chain of an award from its first step to its last.
    pub fn follow(award: &AwardRef, scheme: &'a Scheme, context: &ChainContext<'a>) -> Self {
        let all = Signoff::of(&award.award, context.portfolio);
        let all = all.filter(|signoff| signoff.award == award).collect();
        Self::follow_signoffs(award, all, scheme, context)
    }

    /// Returns the chain of an award without a sign-off.
    pub fn unsigned(scheme: &'a Scheme) -> Self {
        Self {
            steps: scheme.steps.iter().map(StepState::Open).collect(),
            ..Self::default()
        }
    }

    /// Follows the chain of an award through all of its sign-offs.
    pub fn follow_signoffs(
        award: &AwardRef,
        all: Vec<Signoff<'a>>,
        scheme: &'a Scheme,
        context: &ChainContext<'a>,
    ) -> Self {
        let basis = ChainBasis {
            award,
            here: scheme,
            context,
        };
        let (returns, all) = Returns::separate(all, award, basis.scheme(), context);
        let (withdrawals, made, signoffs) = Withdrawals::separate(all, award, context);
        let mut chain = Self::without_withdrawn(&signoffs, withdrawals, &returns, basis);
        chain.withdrawals = made
            .into_iter()
            .filter_map(|signoff| chain.withdrawal(signoff, context))
            .collect();
        let granted = chain.steps.iter().filter(|_| chain.closed());
        let mut granted = granted.filter_map(StepState::signoff);
        let granted = granted.find(|signoff| returns.covers(signoff)).cloned();
        chain.returns = returns.into_made(granted.as_ref());
        chain
    }

    /// Follows the chain without what was withdrawn and, unless the award is closed without
    /// them, what was returned. So no return opens an award that was granted.
    fn without_withdrawn(
        signoffs: &[Signoff<'a>],
        withdrawals: Withdrawals<'_>,
        returns: &Returns<'a>,
        basis: ChainBasis<'_, 'a>,
    ) -> Self {
        let mut chain = Self::latest_or_closed(signoffs, &Withdrawals::default(), basis);
        let mut withdrawals = withdrawals;
        if !withdrawals.is_empty() {
            // An award that was closed cannot be taken back afterwards.
            if let Some(last) = chain.last_done().filter(|_| chain.closed()) {
                withdrawals = withdrawals.made_before(last, basis.context.evidence.history);
            }
            chain = Self::latest_or_closed(signoffs, &withdrawals, basis);
        }
        if returns.is_empty() || chain.closed() {
            return chain;
        }
        let withdrawals = &withdrawals;
        let taken_back = TakenBack {
            withdrawals,
            returns,
        };
        Self::follow_through(signoffs, signoffs, taken_back, basis)
    }

    /// Returns a withdrawal with its proof. It takes back the sign-off that it names even
    /// without a valid proof, which the result then reports.
    fn withdrawal(
        &self,
        signoff: Signoff<'a>,
        context: &ChainContext<'a>,
    ) -> Option<TakenStep<'a>> {
        let path = signoff.withdraws?.path;
        let named = |state: &&StepState<'_>| match state {
            StepState::Open(_) => false,
            StepState::Taken(taken) => taken.signoff.record.path == path,
            StepState::Withdrawn(_, signoff) | StepState::Returned(_, signoff) => {
                signoff.record.path == path
            }
        };
        let state = self.steps.iter().find(named).or(self.steps.first())?;
        let mut withdrawal = TakenStep::unchecked(state.step(), signoff);
        if !context.is_unreadable() {
            add_proof(&mut withdrawal, context);
        }
        Some(withdrawal)
    }

    /// Returns the chain of the latest sign-offs; or, where these do not close the award,
    /// another chain that did. A closed award stays closed, whatever is signed beside it.
    fn latest_or_closed(
        all: &[Signoff<'a>],
        withdrawals: &Withdrawals<'_>,
        basis: ChainBasis<'_, 'a>,
    ) -> Self {
        let taken_back = TakenBack {
            withdrawals,
            returns: &Returns::default(),
        };
        let latest = Self::follow_through(all, all, taken_back, basis);
        if latest.closed() {
            return latest;
        }
        let Some(last) = latest.steps.last().map(|state| state.step().id.as_str()) else {
            return latest;
        };
        let mut ends: Vec<&Signoff<'a>> = all.iter().filter(|one| one.step == last).collect();
        ends.sort_by_key(|one| one.on);
        let mut others = ends.into_iter().map(|end| {
            let line = predecessors(end, all);
            Self::follow_through(&line, all, taken_back, basis)
        });
        others.find(Self::closed).unwrap_or(latest)
    }

    /// Follows the chain through some of the sign-offs.
    fn follow_through(
        some: &[Signoff<'a>],
        all: &[Signoff<'a>],
        taken_back: TakenBack<'_, 'a>,
        basis: ChainBasis<'_, 'a>,
    ) -> Self {
        let ChainBasis {
            award,
            here,
            context,
        } = basis;
        let scheme = basis.scheme();
        let scope = Scope::of_award(context.portfolio, scheme, award, context.today);
        let mut steps: Vec<StepState<'a>> = Vec::with_capacity(scheme.steps.len());
        for step in &scheme.steps {
            let before = steps.last().map(StepState::signoff);
            let mut state = state_of_step(step, some, before, context.portfolio, taken_back);
            if let StepState::Taken(taken) = &mut state {
                evaluate(taken, before.flatten(), scope, context);
            }
            steps.push(state);
        }
        let mut chain = Self {
            steps,
            withdrawals: Vec::new(),
            returns: Vec::new(),
            for_record: award.record.is_some(),
        };
        chain.find_changes(scope, context.evidence.files);
        if chain.for_record {
            let others = all.iter().filter(|one| !taken_back.covers(one));
            chain.find_delay(award, &others.collect::<Vec<_>>(), scope, context);
        } else {
            chain.find_writers(all, context);
        }
        chain.forgive_later_revocations(context.evidence.history);
        if context.is_unreadable() {
            return chain;
        }
        if basis.trusted().is_none() {
            chain.add_problem(|_| Some(SignoffProblem::UntrustedScheme));
        } else if !chain.closed() && !chain.for_record {
            chain.add_problem(|signoff| scheme_problem(signoff, scheme, here));
        }
        chain
    }

    /// Returns true if every step stands.
    pub fn closed(&self) -> bool {
        let is_signed = !self.steps.is_empty() && self.steps.iter().all(|state| state.stands());
        is_signed && !self.for_record
    }

    /// Returns true if every step stands, and a key proves that somebody in a role took the last
    /// one, so that edits afterwards change nothing. A claim, or a step of the owner's, could
    /// be made for the sake of the edits.
    pub fn is_provably_closed(&self) -> bool {
        let last = self.last_done().filter(|_| self.closed());
        last.is_some_and(|last| last.proof != Proof::Claimed && last.step.by != StepActor::Owner)
    }

    /// Returns the first step that has still to be taken, or taken again.
    pub fn next(&self) -> Option<&StepState<'a>> {
        self.steps.iter().find(|state| !state.counts())
    }

    /// Returns true if any step was signed.
    pub fn begun(&self) -> bool {
        self.taken().next().is_some()
    }

    /// Returns what the history lacks, if a step that was signed cannot be verified for that
    /// alone.
    pub fn gap(&self) -> Option<&HistoryGap> {
        self.taken().find_map(TakenStep::gap)
    }

    /// Returns the latest return that counts.
    pub fn last_return(&self) -> Option<&TakenStep<'a>> {
        self.returns.iter().rev().find(|taken| taken.stands())
    }

    /// Returns true if the submission was returned, and nobody has made another.
    pub fn is_returned(&self) -> bool {
        let is_it = |state: &StepState<'_>| matches!(state, StepState::Returned(..));
        self.steps.iter().any(is_it)
    }

    pub fn last_done(&self) -> Option<&TakenStep<'a>> {
        self.taken().rev().find(|taken| taken.stands())
    }

    /// Returns the sign-offs that are there, in the scheme's order.
    pub fn taken(&self) -> impl DoubleEndedIterator<Item = &TakenStep<'a>> {
        self.steps.iter().filter_map(StepState::taken)
    }

    fn taken_mut(&mut self) -> impl Iterator<Item = &mut TakenStep<'a>> {
        self.steps.iter_mut().filter_map(|state| match state {
            StepState::Taken(taken) => Some(&mut **taken),
            StepState::Open(_) | StepState::Withdrawn(..) | StepState::Returned(..) => None,
        })
    }

    /// Adds a problem to every sign-off for which there is one.
    fn add_problem(&mut self, problem: impl Fn(&Signoff<'a>) -> Option<SignoffProblem>) {
        for taken in self.taken_mut() {
            taken.problems.extend(problem(&taken.signoff));
        }
    }

    fn find_changes(&mut self, scope: Scope<'_>, files: &dyn PortfolioFiles) {
        let present = PresentFiles::new(scope.portfolio, files);
        // Most steps cover the same.
        let mut known: Vec<(&[Set], BTreeSet<String>)> = Vec::new();
        for taken in self.taken_mut() {
            let sets = scope.scheme.subjects_of(taken.step);
            let at = known.iter().position(|(of, _)| *of == sets);
            let at = at.unwrap_or_else(|| {
                known.push((sets, required_subjects(taken.step, scope)));
                known.len() - 1
            });
            taken.changed = changes(&taken.signoff, &known[at].1, &present);
        }
    }

    /// Adds a problem if a record was confirmed too late. One that was confirmed in time may be
    /// edited and confirmed again later: the first time is what counts.
    fn find_delay(
        &mut self,
        award: &AwardRef,
        all: &[&Signoff<'a>],
        scope: Scope<'_>,
        context: &ChainContext<'a>,
    ) {
        let trusted = context.trusted.scheme(award.scheme());
        let confirmation = trusted.and_then(|scheme| scheme.confirmation(&award.award.name));
        let record = award.record.as_ref().zip(confirmation);
        let record = record.and_then(|(id, asked)| context.portfolio.find(&asked.kind, id));
        let Some((before, record)) = confirmation.zip(record) else {
            return;
        };
        let Some(before) = latest_day(before, record, scope) else {
            return;
        };
        let is_in_time = |one: &Signoff<'a>, step: &'a Step| {
            let mut taken = TakenStep::unchecked(step, one.clone());
            evaluate(&mut taken, None, scope, context);
            taken.stands() && one.day() < before
        };
        for taken in self.taken_mut() {
            let (made, step) = (taken.signoff.day(), taken.step);
            if made >= before && !all.iter().any(|one| is_in_time(one, step)) {
                let late = SignoffProblem::TooLate { made, before };
                taken.problems.push(late);
            }
        }
    }

    /// Adds problems for signers of a role who wrote what they sign.
    fn find_writers(&mut self, all: &[Signoff<'a>], context: &ChainContext<'a>) {
        for taken in self.taken_mut() {
            if taken.step.by == StepActor::Owner {
                continue;
            }
            match separation_of_duties::authored_shares(
                &taken.signoff,
                all,
                &context.trusted,
                context.evidence,
            ) {
                Ok(shares) => {
                    let (most, some): (Vec<_>, Vec<_>) = shares
                        .into_iter()
                        .partition(separation_of_duties::Share::is_too_much);
                    taken.suggested = some;
                    if !most.is_empty() {
                        taken.problems.push(SignoffProblem::WroteIt(most));
                    }
                }
                // Told for all sign-offs already.
                Err(_) if context.evidence.history.gap().is_some() => {}
                Err(why) => taken.problems.push(SignoffProblem::UnknownWriters(why)),
            }
        }
    }

    /// Accepts a sign-off whose key was revoked later, if another person's signed step
    /// contains it: that step was signed while nobody objected.
    fn forgive_later_revocations(&mut self, history: History<'_>) {
        for at in 0..self.steps.len() {
            let (now, later) = self.steps.split_at_mut(at + 1);
            let Some(StepState::Taken(taken)) = now.last_mut() else {
                continue;
            };
            let revoked = |problem: &SignoffProblem| match problem {
                SignoffProblem::Unproven(ProofError::Signature(SignatureError::RevokedKey(
                    key,
                ))) => Some(key.clone()),
                _ => None,
            };
            if let Some(key) = taken.problems.iter().find_map(revoked) {
                let vouches = |other: &TakenStep<'_>| {
                    let signed = matches!(other.proof, Proof::Signed { .. });
                    let another = other.signoff.by != taken.signoff.by;
                    let of_a_role = other.step.by != StepActor::Owner;
                    // Whoever signed after it was known did not vouch for it.
                    let before = is_before_revocation(&other.signoff, &key, history);
                    signed && another && of_a_role && before && other.stands()
                };
                if !later.iter().filter_map(StepState::taken).any(vouches) {
                    continue;
                }
                let about_proof = |problem: &SignoffProblem| {
                    revoked(problem).is_some()
                        || matches!(problem, SignoffProblem::AssuranceTooLow { .. })
                };
                taken.problems.retain(|problem| !about_proof(problem));
                taken.proof = Proof::Signed { key };
            }
        }
    }
}

/// Adds the proof and the problems of a step's sign-off.
pub(super) fn evaluate<'a>(
    taken: &mut TakenStep<'a>,
    before: Option<&Signoff<'a>>,
    scope: Scope<'_>,
    context: &ChainContext<'a>,
) {
    let history = context.evidence.history;
    if let Some(gap) = history.gap() {
        let problem = SignoffProblem::UnverifiableHistory(gap.clone());
        taken.problems.push(problem);
    }
    if context.is_unreadable() {
        return;
    }
    let against = claim_problems(taken.step, &taken.signoff, before, scope, &context.trusted);
    taken.problems.extend(against);
    add_proof(taken, context);
    let (has, needs) = (taken.proof.assurance(), taken.step.assurance);
    if has < needs {
        taken
            .problems
            .push(SignoffProblem::AssuranceTooLow { has, needs });
    }
    if calendar::is_after_day(taken.signoff.on, context.today) {
        taken.problems.push(SignoffProblem::InFuture);
    }
    let first = first_committed(&taken.signoff, history);
    taken.unsaved = is_unsaved(&taken.signoff, context.portfolio, history);
    taken.entered_by = first.map(|first| first.author.clone());
    taken.committed = first.and_then(|first| DateTime::from_timestamp(first.seconds, 0));
    if let Some(committed) = taken.committed
        && taken.signoff.on.timestamp() > committed.timestamp() + calendar::CLOCK_TOLERANCE_SECONDS
    {
        taken.problems.push(SignoffProblem::Backdated { committed });
    }
}

fn add_proof(taken: &mut TakenStep<'_>, context: &ChainContext<'_>) {
    match prove(&taken.signoff, &context.trusted, context.evidence) {
        Ok(proof) => taken.proof = proof,
        Err(unproven) => taken.problems.push(SignoffProblem::Unproven(unproven)),
    }
}

/// Returns a problem if the scheme has changed since the sign-off. Until the award is
/// closed, another version means signing again.
fn scheme_problem(
    signoff: &Signoff<'_>,
    trusted: &Scheme,
    here: &Scheme,
) -> Option<SignoffProblem> {
    let pinned = |scheme: &Scheme| {
        signoff.scheme.version == scheme.version && signoff.scheme.sha256 == Some(scheme.sha256)
    };
    if pinned(trusted) && pinned(here) {
        return None;
    }
    if pinned(here) {
        return Some(SignoffProblem::UntrustedScheme);
    }
    Some(SignoffProblem::SchemeChanged {
        version: signoff.scheme.version.to_owned(),
    })
}

/// Returns the state of a step that comes after `before`: nothing for the first step, else
/// the sign-off of the step before, if there is one.
fn state_of_step<'a>(
    step: &'a Step,
    all: &[Signoff<'a>],
    before: Option<Option<&Signoff<'a>>>,
    portfolio: &Portfolio,
    taken_back: TakenBack<'_, 'a>,
) -> StepState<'a> {
    let mine = |is_taken_back: bool| {
        all.iter()
            .filter(|signoff| signoff.step == step.id)
            .filter(move |signoff| taken_back.covers(signoff) == is_taken_back)
    };
    let follows = |signoff: &&Signoff<'a>| match before {
        None => signoff.after.is_none(),
        Some(Some(before)) => names_predecessor(signoff, before, portfolio),
        Some(None) => false,
    };
    if let Some(signoff) = mine(false).filter(follows).max_by_key(|signoff| signoff.on) {
        return StepState::Taken(TakenStep::unchecked(step, signoff.clone()).into());
    }
    if let Some(signoff) = mine(false).max_by_key(|signoff| signoff.on) {
        let mut taken = TakenStep::unchecked(step, signoff.clone());
        taken.problems.push(SignoffProblem::NotAfter);
        return StepState::Taken(taken.into());
    }
    match mine(true).max_by_key(|signoff| signoff.on) {
        Some(signoff) if taken_back.returns.covers(signoff) => {
            StepState::Returned(step, signoff.clone().into())
        }
        Some(signoff) => StepState::Withdrawn(step, signoff.clone().into()),
        None => StepState::Open(step),
    }
}

/// Returns a sign-off and all that it follows, back to the first.
fn predecessors<'a>(end: &Signoff<'a>, all: &[Signoff<'a>]) -> Vec<Signoff<'a>> {
    let mut line = vec![end.clone()];
    let mut at = end.after;
    while let Some(after) = at {
        let is_it = |one: &&Signoff<'a>| {
            let text = one.record.text.as_bytes();
            after.blob.is_some_and(|blob| blob.matches_content(text))
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

/// Returns true if a sign-off names exactly the file of the one before.
fn names_predecessor(signoff: &Signoff<'_>, before: &Signoff<'_>, portfolio: &Portfolio) -> bool {
    let blob = signoff.after.and_then(|after| after.blob);
    let text = portfolio.snapshot.text(&before.record.path);
    blob.zip(text)
        .is_some_and(|(blob, text)| blob.matches_content(text.as_bytes()))
}
