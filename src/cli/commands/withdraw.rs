//! `cpd withdraw AWARD`: takes a sign-off back. What was signed stays to be seen; it
//! no longer counts.

use super::step::{
    StepArgs, confirm_person, confirm_signing, print_assurance, warn_of_unlisted_key,
};
use crate::app::signoff::require_saved;
use crate::app::signoff::sign::{ProofMethod, SigningContext};
use crate::app::signoff::withdraw::{self, WithdrawRequest};
use crate::base::text::Safe;
use crate::cli::failure::{ExitKind, Failure};
use crate::cli::session::Session;
use crate::cli::workspace::CliWorkspace;

pub fn run(args: &StepArgs, session: &mut Session) -> Result<ExitKind, Failure> {
    let workspace = CliWorkspace::open(session)?;
    let result = workspace.check(session, None);
    let id = workspace.award_or_current(args.award.as_deref(), &result)?;
    require_saved::require_saved(workspace.repository()?, &workspace.portfolio)?;
    let verdict = result
        .award(&id)
        .ok_or_else(|| Failure::failed(format!("there is no award {id}")))?;
    let taken = withdraw::choose_signoff(
        verdict,
        args.how.signer.person.as_deref(),
        &workspace.portfolio,
    )?;
    let title = &verdict.title;
    let by = workspace
        .portfolio
        .person(taken.by)
        .ok_or_else(|| Failure::refused(format!("{} is not in trust/people.yaml", taken.by)))?;
    let key = workspace
        .signers()
        .own()
        .filter(|_| !args.how.signer.unsigned);
    let owner = workspace.portfolio.owner();
    let is_owner = owner.is_some_and(|owner| owner.id() == by.id());
    if !is_owner && args.how.signer.person.is_none() && key.is_none() {
        confirm_person(by, session)?;
    }
    let place = SigningContext::of(&workspace)?;
    let told = warn_of_unlisted_key(key.as_deref(), by, place, session)?;
    let words = reason(args, session)?;
    let question = format!(
        "Withdraw \u{201c}{}\u{201d} of {} for {}?",
        taken.step,
        taken.on.date_naive(),
        Safe(title)
    );
    confirm_signing(&question, false, &args.how.signer, session)?;
    let scheme = workspace
        .portfolio
        .scheme_of(&id)
        .ok_or_else(|| Failure::failed("the scheme cannot be read"))?;
    let withdrawal = WithdrawRequest {
        signoff: taken,
        award: &id,
        title,
        scheme,
        by,
        words: &words,
        on: session.moment().now,
        proof: ProofMethod::of_own(key.as_deref()),
        author: &place.files.author(by.name(), &workspace)?,
    };
    let made = withdraw::withdraw(&withdrawal, place)?;
    for file in &made.files {
        writeln!(session.out, "{}", Safe(file))?;
    }
    writeln!(
        session.err,
        "\u{201c}{}\u{201d} is no longer valid for {}, nor is any step after it.",
        taken.step,
        Safe(title)
    )?;
    print_assurance(&made, by, place, told, session)?;
    Ok(ExitKind::Clean)
}

fn reason(args: &StepArgs, session: &mut Session) -> Result<String, Failure> {
    match &args.how.message {
        Some(words) => Ok(words.clone()),
        None if session.interactive && !args.how.signer.yes => {
            let help = "The people who relied on it will read this";
            let question = "Reason for withdrawing it";
            let words = session.prompter.text(question, None, Some(help))?;
            session.remember("--message", &words);
            Ok(words)
        }
        None => Ok(String::new()),
    }
}
