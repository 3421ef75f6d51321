//! A grant or a return that is made in a folder with a register, and that becomes an entry of it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono::Datelike as _;

use super::commands::verify::VerifyArgs;
use super::commands::verify_pack;
use super::failure::Failure;
use super::session::Session;
use super::workspace::CliWorkspace;
use crate::adapters::disk;
use crate::app::pack::verify::PackToVerify;
use crate::app::register::add_entry::NewEntry;
use crate::app::register::error::RegisterError;
use crate::app::register::officer::Officer;
use crate::app::register::{Register, has_register};
use crate::base::files::Snapshot;
use crate::base::text::{Safe, words};
use crate::cli::format::HUMAN;
use crate::domain::id::AwardRef;
use crate::domain::portfolio::Portfolio;
use crate::domain::register::{EntryKind, PeopleBasis, RegisterNumber};
use crate::domain::signoff::RETURN;
use crate::views::verification::{
    AnswerOutcome, Verification, VerificationAnswer, VerificationQuestion,
};

/// A decision that will be registered, once it is signed.
pub struct PendingEntry {
    register: CliWorkspace,
    officer: Officer,
    people: PeopleBasis,
    award: AwardRef,
    number: RegisterNumber,
}

/// A file that was sent, and the step that is signed in it.
pub struct SentFile<'a> {
    pub step: &'a str,
    /// The award as the file names it.
    pub award: &'a str,
    pub bytes: &'a [u8],
    /// The files in it.
    pub files: &'a BTreeMap<String, Vec<u8>>,
    pub path: &'a Path,
}

impl PendingEntry {
    /// Looks at a file before anything in it is signed. Returns nothing if the session stands in
    /// no register, or if the step decides nothing.
    pub fn prepare(sent: &SentFile<'_>, session: &mut Session) -> Result<Option<Self>, Failure> {
        if disk::find(&session.folder).is_none() {
            return Ok(None);
        }
        let workspace = CliWorkspace::open(session)?;
        if !has_register(&workspace) {
            return Ok(None);
        }
        let portfolio = Portfolio::load(Snapshot::from_bytes(sent.files));
        let award = portfolio.award(sent.award);
        let decided =
            award.and_then(|award| Some((kind_of(sent.step, &award, &portfolio)?, award)));
        let Some((kind, award)) = decided else {
            return Ok(None);
        };
        let found = verify_pack::open(sent.bytes, sent.path).map_err(|_| {
            let name = sent.path.display();
            let says = format!("{name} is not a submission, and only submissions are registered");
            Failure::refused(says).hint("ask for the pack that `cpd submit` wrote")
        })?;
        let (register, now) = (Register::read(&workspace)?, session.moment().now);
        register.require_saved()?;
        let officer = register.officer(now)?;
        refuse_registered(&register, &award, &portfolio)?;
        let verified = verify(&found, &workspace, sent.path, session)?;
        let people = verified.accept(kind, session)?;
        let number = register.next_number(kind, now.year())?;
        writeln!(session.err, "In the register this will be {number}.")?;
        let problems = register.problems().len();
        if problems > 0 {
            let problems = words::count_noun(problems, "problem", "problems");
            writeln!(
                session.err,
                "The register has {problems}: `cpd register check`"
            )?;
        }
        Ok(Some(Self {
            register: workspace,
            officer,
            people,
            award,
            number,
        }))
    }

    /// Returns the number of the entry, which the sign-off names.
    pub const fn number(&self) -> &RegisterNumber {
        &self.number
    }

    /// Writes the entry of the decision that was signed in the folder in which the session stands.
    pub fn add_entry(&self, session: &mut Session) -> Result<(), Failure> {
        let signed = CliWorkspace::open(session)?;
        let new = NewEntry {
            number: &self.number,
            award: &self.award,
            signed: &signed,
            people: self.people,
            on: session.moment().now,
        };
        let written = Register::read(&self.register)?.add_entry(&new, &self.officer)?;
        for path in &written {
            writeln!(session.out, "{path}")?;
        }
        writeln!(session.err, "Registered as {}.", self.number)?;
        Ok(())
    }
}

/// Returns the decision that a step makes, if it makes any.
fn kind_of(step: &str, award: &AwardRef, portfolio: &Portfolio) -> Option<EntryKind> {
    let (_, closing) = portfolio.scheme_of(award)?.returnable()?;
    match step {
        RETURN => Some(EntryKind::Return),
        _ => (closing.id == step).then_some(EntryKind::Grant),
    }
}

fn refuse_registered(
    register: &Register<'_>,
    award: &AwardRef,
    portfolio: &Portfolio,
) -> Result<(), RegisterError> {
    let id = portfolio.id().unwrap_or_default();
    match register.number_of(id, &award.to_string()) {
        None => Ok(()),
        Some(number) => Err(RegisterError::Granted {
            award: award.to_string(),
            owner: Safe(portfolio.owner().map_or("", |owner| owner.name())).to_string(),
            number: number.clone(),
        }),
    }
}

/// A submission that was verified.
struct VerifiedSubmission {
    people: PeopleBasis,
    /// The first thing that is bad in it.
    bad: Option<VerificationAnswer>,
}

impl VerifiedSubmission {
    /// Says what was found, and returns whose list says who the people are. Fails if a bad
    /// submission was to be granted.
    fn accept(self, kind: EntryKind, session: &mut Session) -> Result<PeopleBasis, Failure> {
        match self.bad {
            Some(bad) if kind == EntryKind::Grant => {
                return Err(Failure::refused(format!(
                    "nothing was signed, because the submission is bad: {}",
                    bad.says
                ))
                .details(bad.details)
                .hint("`cpd verify` with this file says more; send it back"));
            }
            Some(bad) => writeln!(session.err, "The submission is bad: {}.", Safe(&bad.says))?,
            None => {
                let says = self.people.says();
                writeln!(session.err, "Verified. The people are known from {says}.")?;
            }
        }
        Ok(self.people)
    }
}

/// Verifies a submission, and returns whose list says who its people are: that of the register if
/// it has the owner, or else the one in the pack.
fn verify(
    found: &PackToVerify,
    register: &CliWorkspace,
    path: &Path,
    session: &Session,
) -> Result<VerifiedSubmission, Failure> {
    let portfolio = found.opened.portfolio();
    let known = register.trust().resolve(&register.portfolio);
    let owner = portfolio.owner();
    let is_known = owner.is_some_and(|owner| known.person(owner.id()).is_some());
    let own = register.root.join("trust");
    let args = arguments(is_known.then_some(own));
    let verification = verify_pack::run_opened(found, path, &args, session)?;
    let people = match is_known {
        true => PeopleBasis::Register,
        false if is_vouched_for(&verification) => PeopleBasis::BodyKey,
        false => PeopleBasis::Pack,
    };
    let mut answers = verification.findings.into_iter();
    let bad = answers.find(|answer| answer.outcome == AnswerOutcome::Bad);
    Ok(VerifiedSubmission { people, bad })
}

/// Returns true if the awarding body's key has signed the list in the pack.
fn is_vouched_for(verification: &Verification) -> bool {
    let mut answers = verification.findings.iter();
    answers.any(|answer| {
        answer.about == VerificationQuestion::Trust && answer.outcome == AnswerOutcome::Good
    })
}

/// Returns how a submission is verified: with this list, or else with the one in it.
fn arguments(trust: Option<PathBuf>) -> VerifyArgs {
    VerifyArgs {
        what: Vec::new(),
        trust,
        anchor: None,
        vouched_since: None,
        pack: None,
        step: None,
        accept_self_declared: true,
        format: HUMAN.to_owned(),
    }
}
