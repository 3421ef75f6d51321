//! `cpd return AWARD`: sends a submission back to its owner, with reasons.

use super::certificate;
use super::step::{
    Delivery, SignerOptions, confirm_person, confirm_signing, print_assurance, print_objections,
    print_way_back, warn_of_unlisted_key,
};
use crate::app::signoff::eligibility::signer_of;
use crate::app::signoff::letters::{SignoffLetter, SignoffNews};
use crate::app::signoff::return_submission::{
    ReturnDeclaration, ReturnableSubmission, return_submission,
};
use crate::app::signoff::sign::{ProofMethod, SigningContext};
use crate::base::text::Safe;
use crate::cli::failure::{ExitKind, Failure};
use crate::cli::request_zip;
use crate::cli::session::Session;
use crate::cli::workspace::CliWorkspace;
use crate::domain::signoff::RETURN;

/// Return a submission with reasons, as the awarding body
#[derive(Debug, clap::Args)]
#[command(
    after_help = "The owner can then change the text and submit again. An award that is granted cannot be returned.\n\nExamples:\n  cpd return silver --as organisation-development --reason \"Say what you learnt.\"\n  cpd return silver --reason \"The statement is not about your own work.\" --yes"
)]
pub struct ReturnArgs {
    /// The award, such as silver, or the zip, pack or saved mail that was sent to you
    #[arg(value_name = "AWARD")]
    pub award: Option<String>,
    /// The reason: say what has to change before it can be granted
    #[arg(short, long, value_name = "TEXT")]
    pub reason: Option<String>,
    /// A requirement that it is about, by its id; give it several times for several
    #[arg(long = "criterion", value_name = "ID")]
    pub criteria: Vec<String>,
    #[command(flatten)]
    pub signer: SignerOptions,
}

pub fn run(args: &ReturnArgs, session: &mut Session) -> Result<ExitKind, Failure> {
    let award = args.award.as_deref();
    request_zip::sign_in(RETURN, award, session, |award, delivery, session| {
        send_back(award.as_deref(), args, delivery, session)
    })
}

/// Returns the submission of an award in the portfolio or request that the session stands in.
fn send_back(
    award: Option<&str>,
    args: &ReturnArgs,
    delivery: Delivery<'_>,
    session: &mut Session,
) -> Result<ExitKind, Failure> {
    let workspace = CliWorkspace::open(session)?;
    let result = workspace.check(session, None);
    let id = workspace.award_or_current(award, &result)?;
    let place = SigningContext::of(&workspace)?;
    place.files.require_saved(&workspace.portfolio)?;
    let portfolio = &workspace.portfolio;
    let found = ReturnableSubmission::find(&id, &result, portfolio)?;
    let person = args.signer.person.as_deref();
    let by = signer_of(found.closing, person, portfolio, session.today)
        .map_err(|why| why.in_files(place.files, found.closing, portfolio))?;
    let key = workspace.signers().own().filter(|_| !args.signer.unsigned);
    let told = warn_of_unlisted_key(key.as_deref(), by, place, session)?;
    if person.is_none() && key.is_none() {
        confirm_person(by, session)?;
    }
    let criteria = found.criteria(&args.criteria)?;
    let reason = reason(args, session)?;
    let title = Safe(&found.award.title).to_string();
    let owner = portfolio.owner().map_or("", |owner| owner.name());
    let question = format!("Return {title} to {}?", Safe(owner));
    confirm_signing(&question, true, &args.signer, session)?;
    let declaration = ReturnDeclaration {
        by,
        reason: &reason,
        criteria: &criteria,
        on: session.moment().now,
        proof: ProofMethod::of_own(key.as_deref()),
        author: &place.files.author(by.name(), &workspace)?,
        may_claim: person.is_some() || key.is_none(),
    };
    let made = return_submission(&found, &declaration, place)?;
    session.forget_answers();
    let answer = (delivery.deliver)(&workspace, &made, session)?;
    print_assurance(&made, by, place, told, session)?;
    let outcome = print_objections(&made, &id, session)?;
    if outcome == ExitKind::Clean {
        let letter = SignoffLetter {
            award: &id,
            title: &found.award.title,
            signer: by.name(),
            role: found.closing.by.role(),
            on: declaration.on.date_naive(),
            news: SignoffNews::Returned {
                reason: &reason,
                zip: delivery.zip(&answer),
            },
        };
        let folder = delivery.answers;
        certificate::print_path(&letter.write(&workspace, folder)?, folder, session)?;
        writeln!(
            session.err,
            "{title} is returned. {} can change the text and submit again.",
            Safe(owner)
        )?;
    }
    if place.files.repository().is_none() {
        print_way_back(&answer, &workspace, session)?;
    }
    Ok(outcome)
}

/// Returns the reason, which the owner needs to be told.
fn reason(args: &ReturnArgs, session: &mut Session) -> Result<String, Failure> {
    let reason = match &args.reason {
        Some(words) => words.clone(),
        None if session.interactive => {
            let help = "The owner will read this";
            let question = "What has to change before it can be granted";
            let words = session.prompter.text(question, None, Some(help))?;
            session.remember("--reason", &words);
            words
        }
        None => String::new(),
    };
    if reason.trim().is_empty() {
        return Err(
            Failure::failed("a submission is not returned without a reason")
                .hint("add it with `--reason \"…\"`"),
        );
    }
    Ok(reason)
}
