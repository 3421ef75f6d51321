//! `cpd verify [FILE… | AWARD]`: printed packs wherever they are, or an award in its own
//! repository, from nothing.

use std::path::PathBuf;

use super::{verify_files, verify_pack};
use crate::adapters::disk;
use crate::app::lookup::AwardLookupError;
use crate::app::reports::verify::verify;
use crate::base::text::Safe;
use crate::cli::anchor;
use crate::cli::args::{TypedDay, parse_day};
use crate::cli::failure::{ExitKind, Failure};
use crate::cli::format::{self, HUMAN};
use crate::cli::session::Session;
use crate::cli::workspace::CliWorkspace;
use crate::domain::id::AwardRef;
use crate::views::verification::{Verification, VerificationOutcome};
use crate::views::verified_files::{VerifiedFile, VerifiedFiles};

/// Verify printed packs, or the sign-offs of an award in this portfolio
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cpd verify silver                        every sign-off of Silver, and how to check it by hand\n  cpd verify silver --step grant           fail until Silver is granted\n  cpd verify silver.pdf                    works without a portfolio\n  cpd verify silver.pdf --trust trust      judge by your own list of keys\n  cpd verify silver.zip --anchor body.pub  check the awarding body's signature\n  cpd verify silver.zip --anchor body.pub --vouched-since 2026-01-01\n  cpd verify silver-certificate.pdf --pack silver.pdf\n  cpd verify mailbox/                      every pack in a folder, a row each\n  cpd verify mailbox/*.pdf --format csv > packs.csv"
)]
pub struct VerifyArgs {
    /// Packs (HTML, PDF or zip files, or saved mails with one) or folders of packs, or an award of this portfolio; the one
    /// in progress when left out. In a portfolio, write a file with its folder or its extension
    #[arg(value_name = "FILE_OR_AWARD")]
    pub what: Vec<PathBuf>,
    /// Use the lists of people and keys in this folder, not those in the pack
    #[arg(long, value_name = "FOLDER")]
    pub trust: Option<PathBuf>,
    /// The awarding body's public key; it must have signed the list of people and keys
    #[arg(long, value_name = "FILE", conflicts_with = "trust")]
    pub anchor: Option<PathBuf>,
    /// Refuse a list of people and keys that the awarding body signed before this day
    #[arg(long, value_name = "DATE", value_parser = parse_day, conflicts_with_all = ["trust", "accept_self_declared"])]
    pub vouched_since: Option<TypedDay>,
    /// The pack that a certificate is for
    #[arg(long, value_name = "FILE")]
    pub pack: Option<PathBuf>,
    /// Require every step up to this one [default: those before the step that sends the pack]
    #[arg(long, value_name = "STEP")]
    pub step: Option<String>,
    /// Accept people and keys that only the portfolio itself confirms
    #[arg(long)]
    pub accept_self_declared: bool,
    /// Output format
    #[arg(long, default_value = HUMAN, value_name = "FORMAT", value_parser = format::format_names::<VerifiedFiles>())]
    pub format: String,
}

pub fn run(args: &VerifyArgs, session: &mut Session) -> Result<ExitKind, Failure> {
    if args.what.len() > 1 {
        return verify_files::run(args, session);
    }
    let (name, verification) = match target(args, session)? {
        VerifyTarget::Folder => return verify_files::run(args, session),
        VerifyTarget::Pack(file) => {
            let verification = verify_pack::run(&file, args, session)?;
            (file.display().to_string(), verification)
        }
        VerifyTarget::Award(workspace, id) => {
            refuse_pack(args)?;
            let verification = award(&workspace, &id, args, session)?;
            (workspace.short_name(&id), verification)
        }
    };
    let outcome = verification.outcome();
    if args.format == TABLE {
        let row = VerifiedFile::verified(name, verification);
        format::print(&VerifiedFiles::new(vec![row]), TABLE, session)?;
    } else {
        format::print(&verification, &args.format, session)?;
    }
    Ok(exit_kind(outcome))
}

/// Returns the exit that an outcome stands for.
pub fn exit_kind(outcome: VerificationOutcome) -> ExitKind {
    match outcome {
        VerificationOutcome::Good => ExitKind::Clean,
        VerificationOutcome::Draft => ExitKind::Draft,
        VerificationOutcome::Unverified
        | VerificationOutcome::Bad
        | VerificationOutcome::Unreadable => ExitKind::Findings,
    }
}

/// Returns an error for a pack beside something that is no certificate.
pub fn refuse_pack(args: &VerifyArgs) -> Result<(), Failure> {
    match args.pack {
        None => Ok(()),
        Some(_) => Err(Failure::failed(
            "`--pack` names the pack of a certificate, and this is none",
        )
        .hint("to verify a pack, name it alone: `cpd verify FILE`")),
    }
}

/// The format that is a table, also of one file.
const TABLE: &str = "csv";

/// The thing that the argument names.
enum VerifyTarget {
    Folder,
    Pack(PathBuf),
    Award(Box<CliWorkspace>, AwardRef),
}

/// Returns the thing that the argument names. In a portfolio, the name of an award is never
/// taken for a file: whoever writes to the portfolio could have put one there.
fn target(args: &VerifyArgs, session: &mut Session) -> Result<VerifyTarget, Failure> {
    let Some(what) = args.what.first() else {
        let workspace = CliWorkspace::open(session)?.without_caches();
        let result = workspace.check(session, None);
        let id = workspace.award_or_current(None, &result)?;
        drop(result);
        return Ok(VerifyTarget::Award(Box::new(workspace), id));
    };
    let name = Safe(&what.display().to_string()).to_string();
    let (is_file, is_folder) = {
        let path = session.folder.join(what);
        (path.is_file(), path.is_dir())
    };
    let in_portfolio = disk::find(&session.folder).is_some();
    let pack = || VerifyTarget::Pack(what.clone());
    if is_file && (name.contains('.') || !in_portfolio) {
        return Ok(pack());
    }
    if is_folder && !in_portfolio {
        return Ok(VerifyTarget::Folder);
    }
    let no_file = || Failure::failed(format!("there is no file {name}"));
    if !in_portfolio {
        return Err(Failure::failed(format!(
            "there is no file {name}, and this is not a portfolio"
        ))
        .hint("name a pack, or go to a portfolio folder"));
    }
    let workspace = CliWorkspace::open(session)?.without_caches();
    match workspace.award(&name) {
        Ok(id) => {
            if is_file {
                let says = format!(
                    "{name} is an award and a file. This is the award. For the file, write ./{name}"
                );
                writeln!(session.err, "{says}")?;
            }
            Ok(VerifyTarget::Award(Box::new(workspace), id))
        }
        Err(AwardLookupError::NotFound { .. }) if is_file && name.contains(['/', '\\']) => {
            Ok(pack())
        }
        Err(AwardLookupError::NotFound { .. }) if is_folder => Ok(VerifyTarget::Folder),
        Err(AwardLookupError::NotFound { .. }) if name.contains('.') => {
            Err(no_file().hint("name a pack, or an award such as silver"))
        }
        Err(error @ AwardLookupError::NotFound { .. }) if is_file => {
            Err(Failure::from(error).hint(format!("for the file of that name, write ./{name}")))
        }
        Err(error) => Err(error.into()),
    }
}

/// An award as the repository has it, with nothing believed that was worked out before.
fn award(
    workspace: &CliWorkspace,
    id: &AwardRef,
    args: &VerifyArgs,
    session: &Session,
) -> Result<Verification, Failure> {
    let vouching = anchor::portfolio_vouching(args, session, workspace)?;
    let self_declared = anchor::self_declared(args);
    let until = args.step.as_deref();
    Ok(verify(workspace, id, &vouching, self_declared, until)?)
}
