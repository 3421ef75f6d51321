//! `cpd register revoke`: takes an award back.

use crate::app::register::Register;
use crate::app::register::error::RegisterError;
use crate::app::register::revoke::NewRevocation;
use crate::base::text::Safe;
use crate::cli::commands::step::{SignerOptions, confirm_signing};
use crate::cli::failure::{ExitKind, Failure};
use crate::cli::session::Session;
use crate::cli::workspace::CliWorkspace;

/// Revoke an award in the register, with a reason; the entry stays
#[derive(Debug, clap::Args)]
#[command(
    after_help = "The reason is kept in the register, so name nobody else in it.\n\nExamples:\n  cpd register revoke LPP-2026-0001 --reason \"The statement was copied.\"\n  cpd register revoke LPP-2026-0001 --reason \"Granted by mistake.\" --yes"
)]
pub struct RegisterRevokeArgs {
    /// The number, such as LPP-2026-0001
    #[arg(value_name = "NUMBER")]
    pub number: String,
    /// The reason, which stays in the register
    #[arg(short, long, value_name = "TEXT")]
    pub reason: Option<String>,
    /// Do not ask for confirmation; needed where cpd cannot ask, as in a script
    #[arg(short, long)]
    pub yes: bool,
}

pub fn run(args: &RegisterRevokeArgs, session: &mut Session) -> Result<ExitKind, Failure> {
    let workspace = CliWorkspace::open(session)?;
    let register = Register::read(&workspace)?;
    let number = register.find(&args.number)?;
    register.require_saved()?;
    let entry = register.revocable(&number)?;
    let on = session.moment().now;
    let officer = register.officer(on)?;
    let reason = reason(args, session)?;
    let (title, owner) = (Safe(&entry.title), Safe(&entry.owner.name));
    let question = format!("Revoke {number}, {title} of {owner}?");
    let signer = SignerOptions {
        yes: args.yes,
        ..SignerOptions::default()
    };
    confirm_signing(&question, false, &signer, session)?;
    let revocation = NewRevocation {
        number: &number,
        reason: &reason,
        on,
    };
    let written = register.revoke(&revocation, &officer)?;
    session.forget_answers();
    for path in written {
        writeln!(session.out, "{path}")?;
    }
    writeln!(session.err, "{number} is revoked. Tell {owner}.")?;
    Ok(ExitKind::Clean)
}

fn reason(args: &RegisterRevokeArgs, session: &mut Session) -> Result<String, Failure> {
    let reason = match &args.reason {
        Some(words) => words.clone(),
        None if session.interactive => {
            let help = "It stays in the register";
            let question = "Reason for revoking it";
            let words = session.prompter.text(question, None, Some(help))?;
            session.remember("--reason", &words);
            words
        }
        None => String::new(),
    };
    match reason.trim().is_empty() {
        true => Err(Failure::from(RegisterError::NoReason).hint("add it with `--reason \"…\"`")),
        false => Ok(reason),
    }
}
