//! A step of the sign-off with what became of it, and what may speak against it.

use chrono::{DateTime, NaiveDate, Utc};

use super::Signoff;
use super::proof::{Proof, ProofError};
use super::separation_of_duties::Share;
use crate::domain::ports::{CommitIdentity, HistoryGap};
use crate::domain::schema::{Assurance, Step};

/// A step of an award: open, or with the sign-off that was made for it.
#[derive(Debug, Clone)]
pub enum StepState<'a> {
    /// Nobody has taken it.
    Open(&'a Step),
    Taken(Box<TakenStep<'a>>),
    /// Its signer took the sign-off back, and nobody has made another.
    Withdrawn(&'a Step, Box<Signoff<'a>>),
    /// Whoever closes the award returned the sign-off, and nobody has made another.
    Returned(&'a Step, Box<Signoff<'a>>),
}

/// A sign-off of a step, with the results of checking it.
#[derive(Debug, Clone)]
pub struct TakenStep<'a> {
    pub step: &'a Step,
    /// The latest that names the one before.
    pub signoff: Signoff<'a>,
    /// The reasons why it does not count.
    pub problems: Vec<SignoffProblem>,
    /// Contents that are no longer as they were signed, or were added since.
    pub changed: Vec<String>,
    /// Its proof; a claim where there is none.
    pub proof: Proof,
    /// The time of the first commit that holds it; `None` where none does, or the history
    /// is incomplete.
    pub committed: Option<DateTime<Utc>>,
    /// True if no commit of a history that can be read holds it and its signature.
    pub unsaved: bool,
    /// The author of that commit: the person at whose git settings it was entered.
    pub entered_by: Option<CommitIdentity>,
    /// Subjects of which the signer wrote a small share, which is allowed.
    pub suggested: Vec<Share>,
}

impl TakenStep<'_> {
    /// Returns how surely it is the signer's; of a reply that the owner recorded also who
    /// wrote it, and when and how it was received.
    pub fn describe_assurance(&self) -> String {
        let assurance = self.proof.assurance().name();
        match &self.signoff.reply {
            Some(reply) if self.proof == Proof::Claimed => {
                format!("{assurance}, {}", reply.describe())
            }
            _ => assurance.to_owned(),
        }
    }
}

/// A reason why a sign-off does not count.
#[derive(Debug, Clone, PartialEq)]
pub enum SignoffProblem {
    /// It names another sign-off than the one that stands before it, or none.
    NotAfter,
    /// It returns something that is no submission made before it.
    NoSubmission,
    /// It returns what was granted.
    AfterGrant,
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
    /// Its proof does not hold.
    Unproven(ProofError),
    /// It says that it was made after the day for which everything is judged. The rule for
    /// dates in the future reports it.
    InFuture,
    /// It was made on or after the day before which the record had to be confirmed.
    TooLate {
        made: NaiveDate,
        before: NaiveDate,
    },
    /// It says that it was made after it was committed.
    Backdated {
        committed: DateTime<Utc>,
    },
    /// Nobody can tell when it was made, and whether anything was removed.
    UnverifiableHistory(HistoryGap),
    /// The signer wrote too much of what is signed.
    WroteIt(Vec<Share>),
    /// The authors of what it covers cannot be told.
    UnknownWriters(HistoryGap),
}

impl<'a> StepState<'a> {
    /// Returns the step as its scheme describes it.
    pub const fn step(&self) -> &'a Step {
        match self {
            Self::Open(step) | Self::Withdrawn(step, _) | Self::Returned(step, _) => step,
            Self::Taken(taken) => taken.step,
        }
    }

    pub fn taken(&self) -> Option<&TakenStep<'a>> {
        match self {
            Self::Taken(taken) => Some(taken),
            Self::Open(_) | Self::Withdrawn(..) | Self::Returned(..) => None,
        }
    }

    /// Returns the sign-off that was made and not taken back.
    pub fn signoff(&self) -> Option<&Signoff<'a>> {
        Some(&self.taken()?.signoff)
    }

    /// Returns true if there is a sign-off without problems. Its contents may have changed
    /// since.
    pub fn stands(&self) -> bool {
        self.taken().is_some_and(TakenStep::stands)
    }

    /// Returns true if the sign-off stands and its contents are unchanged.
    pub fn counts(&self) -> bool {
        self.taken().is_some_and(TakenStep::counts)
    }
}

impl<'a> TakenStep<'a> {
    /// Returns a sign-off of which nothing is checked yet.
    pub const fn unchecked(step: &'a Step, signoff: Signoff<'a>) -> Self {
        Self {
            step,
            signoff,
            problems: Vec::new(),
            changed: Vec::new(),
            proof: Proof::Claimed,
            committed: None,
            unsaved: false,
            entered_by: None,
            suggested: Vec::new(),
        }
    }

    /// Returns true if it has no problems. Its contents may have changed since.
    pub const fn stands(&self) -> bool {
        self.problems.is_empty()
    }

    /// Returns true if it stands and its contents are unchanged.
    pub const fn counts(&self) -> bool {
        self.stands() && self.changed.is_empty()
    }

    /// Returns what the history lacks, if that alone speaks against it: another copy of the
    /// repository may show that it stands.
    pub fn gap(&self) -> Option<&HistoryGap> {
        let gaps = self.problems.iter().map(|problem| match problem {
            SignoffProblem::UnverifiableHistory(gap) | SignoffProblem::UnknownWriters(gap) => {
                Some(gap)
            }
            _ => None,
        });
        gaps.collect::<Option<Vec<_>>>()?.into_iter().next()
    }
}
