//! Submissions that whoever closes an award has sent back. A withdrawal counts even without
//! proof; a return counts only if it is proven as the closing step has to be, since nobody else
//! may speak for the awarding body. One that was ever saved counts, even if its file is gone.

use chrono::{DateTime, TimeDelta, Utc};

use super::chain::evaluate;
use super::commit_history::first_committed;
use super::lost::LostSignoff;
use super::proof::signature_path;
use super::{ChainContext, RETURN, Signoff, SignoffProblem, TakenStep};
use crate::base::calendar;
use crate::base::files::File;
use crate::base::files::digest::BlobId;
use crate::domain::id::AwardRef;
use crate::domain::ports::Evidence;
use crate::domain::query::Scope;
use crate::domain::schema::{Scheme, Step};

/// The returns of one award.
#[derive(Default)]
pub struct Returns<'a> {
    /// Those that are here, oldest first, each with what speaks against it.
    made: Vec<TakenStep<'a>>,
    /// The submissions that were returned by those that count.
    returned: Vec<ReturnedSubmission>,
    /// The step whose sign-off is the submission.
    submission: Option<&'a Step>,
}

/// A submission that was returned.
struct ReturnedSubmission {
    /// Git's name of its content.
    blob: BlobId,
    /// Every submission up to this moment is returned with it, so that no older one takes its
    /// place.
    until: DateTime<Utc>,
}

/// The basis on which a return is judged.
#[derive(Clone, Copy)]
struct Judging<'r, 'a> {
    /// The step that its signer would take otherwise.
    closing: &'a Step,
    submissions: &'r [&'r Signoff<'a>],
    scope: Scope<'r>,
}

impl<'a> Returns<'a> {
    /// Separates an award's returns from its other sign-offs, and judges them. Those that were
    /// deleted or changed in the work tree are found in history.
    pub fn separate(
        all: Vec<Signoff<'a>>,
        award: &AwardRef,
        scheme: &'a Scheme,
        context: &ChainContext<'a>,
    ) -> (Self, Vec<Signoff<'a>>) {
        let (mut returns, signoffs): (Vec<_>, Vec<_>) =
            all.into_iter().partition(|signoff| signoff.step == RETURN);
        returns.sort_by_key(|signoff| signoff.on);
        let (Some(closing), submission) = (scheme.steps.last(), scheme.returnable()) else {
            return (Self::default(), signoffs);
        };
        let submission = submission.map(|(submission, _)| submission);
        let is_submission = |one: &&Signoff<'a>| submission.is_some_and(|it| it.id == one.step);
        let submissions: Vec<&Signoff<'a>> = signoffs.iter().filter(is_submission).collect();
        let judging = Judging {
            closing,
            submissions: &submissions,
            scope: Scope::of_award(context.portfolio, scheme, award, context.today),
        };
        let here = returns.into_iter();
        let here: Vec<_> = here.map(|one| judging.judge(one, context)).collect();
        let (made, returned): (Vec<_>, Vec<_>) = here.into_iter().unzip();
        let mut returned: Vec<_> = returned.into_iter().flatten().collect();
        returned.extend(judging.saved_returns(&made, award, context));
        let returns = Self {
            made,
            returned,
            submission,
        };
        (returns, signoffs)
    }

    /// Returns true if no submission was returned.
    pub const fn is_empty(&self) -> bool {
        self.returned.is_empty()
    }

    /// Returns true if a sign-off is a submission that was returned.
    pub fn covers(&self, signoff: &Signoff<'_>) -> bool {
        let is_submission = self.submission.is_some_and(|step| step.id == signoff.step);
        is_submission && self.returned.iter().any(|one| one.covers(signoff))
    }

    /// Returns those that are here, oldest first. One that returns what was granted changes
    /// nothing, and says so.
    pub fn into_made(mut self, granted: Option<&Signoff<'_>>) -> Vec<TakenStep<'a>> {
        let Some(granted) = granted.filter(|signoff| self.covers(signoff)) else {
            return self.made;
        };
        let text = granted.record.text.as_bytes();
        for taken in self.made.iter_mut().filter(|taken| taken.stands()) {
            let blob = taken.signoff.returns.and_then(|file| file.blob);
            if blob.is_some_and(|blob| blob.matches_content(text)) {
                taken.problems.push(SignoffProblem::AfterGrant);
            }
        }
        self.made
    }
}

impl ReturnedSubmission {
    fn covers(&self, signoff: &Signoff<'_>) -> bool {
        let text = signoff.record.text.as_bytes();
        signoff.on <= self.until || self.blob.matches_content(text)
    }
}

impl<'a> Judging<'_, 'a> {
    /// Returns a return with what speaks against it, and what it returns where it counts.
    fn judge<'s>(
        self,
        signoff: Signoff<'s>,
        context: &ChainContext<'s>,
    ) -> (TakenStep<'s>, Option<ReturnedSubmission>)
    where
        'a: 's,
    {
        let mut taken = TakenStep::unchecked(self.closing, signoff);
        evaluate(&mut taken, None, self.scope, context);
        let returned = self.submission_of(&taken.signoff);
        if returned.is_none() {
            taken.problems.push(SignoffProblem::NoSubmission);
        }
        let returned = returned.filter(|_| taken.stands());
        (taken, returned)
    }

    /// Returns the submission that a return names, if that was there before it.
    fn submission_of(self, signoff: &Signoff<'_>) -> Option<ReturnedSubmission> {
        let blob = signoff.returns?.blob?;
        let is_named = |one: &&&Signoff<'a>| blob.matches_content(one.record.text.as_bytes());
        let submission = self.submissions.iter().find(is_named)?;
        let tolerance = TimeDelta::seconds(calendar::CLOCK_TOLERANCE_SECONDS);
        let is_after = submission.on <= signoff.on + tolerance;
        is_after.then(|| ReturnedSubmission {
            blob,
            until: submission.on.min(signoff.on),
        })
    }

    /// Returns what was returned by files that were saved once: those that are not here any
    /// more, and those here that do not stand, since their signature may be gone.
    fn saved_returns(
        self,
        made: &[TakenStep<'_>],
        award: &AwardRef,
        context: &ChainContext<'a>,
    ) -> Vec<ReturnedSubmission> {
        let history = context.evidence.history;
        let here = made.iter().filter(|taken| !taken.stands());
        let here = here.filter_map(|taken| first_committed(&taken.signoff, history));
        let here = here.filter_map(|saved| LostSignoff::read(saved, history));
        let here: Vec<_> = here.collect();
        let gone = context.lost.of(award, RETURN);
        gone.filter(|one| one.saved.path.ends_with(".md"))
            .chain(&here)
            .filter_map(|one| self.saved_return(one, context))
            .collect()
    }

    /// Judges a return as it was saved, with the signatures that were saved beside it.
    fn saved_return(
        self,
        LostSignoff { saved, bytes, .. }: &LostSignoff<'_>,
        context: &ChainContext<'a>,
    ) -> Option<ReturnedSubmission> {
        let history = context.evidence.history;
        let records = context
            .portfolio
            .records_of_file(&File::from_bytes(&saved.path, bytes));
        let signatures = ["sig", "asc"].map(|end| signature_path(&saved.path, end));
        let contents = signatures.iter().flat_map(|path| history.signoffs_at(path));
        let signatures: Vec<(&str, Vec<u8>)> = contents
            .filter_map(|one| Some((one.path.as_str(), history.blob(one.blob)?)))
            .collect();
        // A claim has no signature.
        let tries = signatures.iter().map(Some).chain(std::iter::once(None));
        let mut found = tries.filter_map(|signature| {
            let files = |path: &str| match signature {
                _ if path == saved.path => Some(bytes.clone()),
                Some((at, bytes)) if path == *at => Some(bytes.clone()),
                _ => context.evidence.files.bytes(path),
            };
            let context = ChainContext {
                evidence: Evidence {
                    files: &files,
                    ..context.evidence
                },
                ..context.clone()
            };
            let signoff = records.iter().find_map(Signoff::read)?;
            self.judge(signoff, &context).1
        });
        found.next()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use chrono::{Datelike, NaiveDate};
    use proptest::prelude::*;

    use super::super::{Chain, Revision, StepState, Trust};
    use super::*;
    use crate::base::files::Snapshot;
    use crate::base::files::digest::sha1_blob;
    use crate::domain::portfolio::Portfolio;

    const SETTINGS: [(&str, &str); 3] = [
        (
            "cpd.yaml",
            "cpd: 1\nportfolio: p\nowner: sam\nschemes: { circle: 1.0.0 }\n",
        ),
        (
            "trust/people.yaml",
            "people:\n  - { id: sam, name: Sam }\n  - { id: mallory, name: Mallory }\n  - { id: alex, name: Alex, roles: [{ role: awarding-body, from: 2026-01-01 }] }\n",
        ),
        (
            "schemes/circle/scheme.yaml",
            "id: circle\nversion: 1.0.0\ntitle: Circle\nsource: { name: A test, read: 2026-01-05 }\nawards: [{ id: reader, title: Reader }]\ncriteria: []\nsubjects: []\nsignoffs:\n  - { id: submit, title: Submitted, by: owner, carries: pack }\n  - { id: grant, title: Granted, by: awarding-body }\n",
        ),
    ];

    /// Something that somebody writes, on a day of its own.
    #[derive(Debug, Clone, Copy)]
    enum Event {
        Submit,
        /// Of one of the submissions so far, by its number from the last.
        Grant(usize, Signer),
        Return(usize, Signer),
    }

    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    enum Signer {
        /// Of the awarding body.
        Alex,
        Sam,
        Mallory,
    }

    /// The state of an award, as a person would tell it.
    #[derive(Debug, PartialEq, Eq)]
    enum Standing {
        Open,
        Submitted(usize),
        Returned,
        Granted,
    }

    /// A submission stands until it is returned; a grant of any ends the story.
    fn tell(events: &[Event]) -> Standing {
        let mut standing = Standing::Open;
        let mut submitted = Vec::new();
        let mut granted = false;
        for (day, event) in events.iter().enumerate() {
            match *event {
                Event::Submit => {
                    standing = Standing::Submitted(day);
                    submitted.push(day);
                }
                Event::Grant(back, Signer::Alex) => {
                    granted |= back < submitted.len();
                }
                Event::Return(back, Signer::Alex) => {
                    let named = submitted.iter().rev().nth(back);
                    // An earlier submission was replaced already.
                    if named.is_some() && back == 0 {
                        standing = Standing::Returned;
                    }
                }
                Event::Grant(..) | Event::Return(..) => {}
            }
        }
        if granted { Standing::Granted } else { standing }
    }

    /// Writes what happened as sign-offs, each a day later than the one before.
    fn write(events: &[Event]) -> BTreeMap<String, Vec<u8>> {
        let settings = SETTINGS.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()));
        let mut files = BTreeMap::from(settings);
        let mut submitted: Vec<String> = Vec::new();
        for (day, event) in events.iter().enumerate() {
            let named = |back: usize| {
                let path = submitted.iter().rev().nth(back)?;
                Some(format!(
                    "{{ path: {path}, blob: {} }}",
                    sha1_blob(&files[path])
                ))
            };
            let name = |signer| match signer {
                Signer::Alex => "alex",
                Signer::Sam => "sam",
                Signer::Mallory => "mallory",
            };
            let (step, by, role, more) = match *event {
                Event::Submit => ("submit", "sam", "owner", None),
                Event::Grant(back, signer) => {
                    let after = named(back).map(|file| format!("after: {file}\n"));
                    ("grant", name(signer), "awarding-body", after)
                }
                Event::Return(back, signer) => {
                    let returns = named(back).map(|file| format!("returns: {file}\n"));
                    ("return", name(signer), "awarding-body", returns)
                }
            };
            let text = format!(
                "---\nsignoff: {step}\naward: circle/reader\nby: {by}\nrole: {role}\n\"on\": 2026-06-{:02}T12:00:00Z\n\
                 owner: {{ id: sam, name: Sam }}\nportfolio: p\nscheme: {{ id: circle, version: 1.0.0, sha256: x }}\n\
                 {}subjects: []\nproof: none\n---\n",
                day + 1,
                more.unwrap_or_default(),
            );
            let path = format!("signoffs/circle/reader/2026-06-{:02}-{step}.md", day + 1);
            if step == "submit" {
                submitted.push(path.clone());
            }
            files.insert(path, text.into_bytes());
        }
        files
    }

    fn found(files: &BTreeMap<String, Vec<u8>>) -> Standing {
        let portfolio = Portfolio::load(Snapshot::from_bytes(files));
        let award = portfolio.award("reader").unwrap();
        let trust = Trust::from_worktree(&portfolio, Revision::WorkTree, &|_| None);
        let context = ChainContext::new(
            &portfolio,
            NaiveDate::from_ymd_opt(2026, 7, 1).unwrap(),
            Evidence::in_memory(),
            trust.resolve(&portfolio),
        );
        let scheme = portfolio.scheme(award.scheme()).unwrap();
        standing(&Chain::follow(&award, scheme, &context))
    }

    fn standing(chain: &Chain<'_>) -> Standing {
        if chain.closed() {
            return Standing::Granted;
        }
        match &chain.steps[0] {
            StepState::Open(_) | StepState::Withdrawn(..) => Standing::Open,
            StepState::Returned(..) => Standing::Returned,
            StepState::Taken(taken) => {
                let day = taken.signoff.on.day0();
                Standing::Submitted(usize::try_from(day).unwrap())
            }
        }
    }

    fn some_events() -> impl Strategy<Value = Vec<Event>> {
        let signer = || {
            prop_oneof![
                3 => Just(Signer::Alex),
                1 => Just(Signer::Sam),
                1 => Just(Signer::Mallory),
            ]
        };
        let event = prop_oneof![
            3 => Just(Event::Submit),
            1 => (0..3_usize, signer()).prop_map(|(back, signer)| Event::Grant(back, signer)),
            3 => (0..3_usize, signer()).prop_map(|(back, signer)| Event::Return(back, signer)),
        ];
        proptest::collection::vec(event, 0..8)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        #[test]
        fn an_award_stands_as_what_happened_tells(events in some_events()) {
            prop_assert_eq!(found(&write(&events)), tell(&events));
        }
    }

    #[test]
    fn a_return_counts_until_the_next_submission_and_never_after_a_grant() {
        let (mine, grant) = (
            Event::Return(0, Signer::Alex),
            Event::Grant(0, Signer::Alex),
        );
        let of = |events: &[Event]| found(&write(events));
        assert_eq!(of(&[Event::Submit, mine]), Standing::Returned);
        assert_eq!(
            of(&[Event::Submit, Event::Submit, mine]),
            Standing::Returned
        );
        assert_eq!(
            of(&[Event::Submit, mine, Event::Submit]),
            Standing::Submitted(2)
        );
        assert_eq!(of(&[Event::Submit, grant, mine]), Standing::Granted);
        for signer in [Signer::Sam, Signer::Mallory] {
            let forged = Event::Return(0, signer);
            assert_eq!(of(&[Event::Submit, forged]), Standing::Submitted(0));
        }
    }
}
