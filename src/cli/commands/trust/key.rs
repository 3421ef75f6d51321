//! `cpd trust key`: lists somebody's key in OpenSSH's form, ends it or revokes it.

use std::path::PathBuf;

use crate::adapters::keys::public_half;
use crate::app::trust::add_key::{KeyOutcome, KeyRequest, Purpose, plan};
use crate::base::calendar;
use crate::base::text::Safe;
use crate::cli::args::{TypedDay, parse_day};
use crate::cli::failure::{ExitKind, Failure};
use crate::cli::session::Session;
use crate::cli::workspace::CliWorkspace;

/// Add a person's public key, or end or revoke one
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cpd trust key sam-carter                        use the key that git signs with\n  cpd trust key priya-shah --file priya.pub\n  cpd trust key priya-shah --file priya.pub --until 2026-09-30\n  cpd trust key cpd-recorder --recorder --file recorder.pub\n  cpd trust key organisation-development --register\n  cpd trust key priya-shah --file old.pub --revoke"
)]
pub struct TrustKeyArgs {
    /// The person's id [default: you]
    #[arg(value_name = "PERSON")]
    pub person: Option<String>,
    /// Their public key [default: the key that git signs with]
    #[arg(long, value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// The key belongs to a recorder of reviews, not to a person
    #[arg(long)]
    pub recorder: bool,
    /// The key signs the entries of a register, beside whatever else it signs
    #[arg(long, conflicts_with = "recorder")]
    pub register: bool,
    /// The first day on which the key is valid
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    pub from: Option<TypedDay>,
    /// The last day on which the key is valid; ends a key that is in the list
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    pub until: Option<TypedDay>,
    /// Revoke the key: its signatures are no longer valid
    #[arg(long, conflicts_with_all = ["from", "until", "recorder", "register"])]
    pub revoke: bool,
}

pub fn run(args: &TrustKeyArgs, session: &mut Session) -> Result<ExitKind, Failure> {
    let workspace = CliWorkspace::open(session)?;
    let file = args.file.as_ref();
    let public = file.map(|file| public_half(&session.folder.join(file)));
    let request = KeyRequest {
        person: args.person.as_deref(),
        public: public.transpose()?,
        purpose: purpose(args, session)?,
    };
    let planned = plan(&workspace, request)?;
    workspace.apply(&planned.changes)?;
    for change in planned.changes.on_disk() {
        writeln!(session.out, "{}", change.path)?;
    }
    let Some(print) = &planned.fingerprint else {
        writeln!(session.err, "Save this with `cpd save`.")?;
        return Ok(ExitKind::Clean);
    };
    let person = Safe(&planned.person);
    let done = match planned.outcome {
        KeyOutcome::Added => format!("Added the key {print} for {person}."),
        KeyOutcome::Revoked => format!("Revoked the key {print} for {person}."),
        KeyOutcome::Ended(day) => {
            let day = calendar::format_long(day);
            format!("The key {print} of {person} is valid until {day}.")
        }
    };
    writeln!(session.err, "{done} Save this with `cpd save`.")?;
    Ok(ExitKind::Clean)
}

fn purpose(args: &TrustKeyArgs, session: &Session) -> Result<Purpose, Failure> {
    let from = session.day(args.from.as_ref())?;
    let until = session.day(args.until.as_ref())?;
    Ok(if args.revoke {
        Purpose::Revoke
    } else if args.recorder {
        Purpose::Record { from, until }
    } else if args.register {
        Purpose::Register { from, until }
    } else {
        Purpose::Sign { from, until }
    })
}
