//! `cpd trust`: who is who, whose key is whose, and who vouches for it. Nobody writes
//! OpenSSH's formats by hand.

mod add;
mod check;
mod key;
mod sign;

use crate::cli::args::{TrustArgs, TrustCommand};
use crate::cli::error::{Outcome, Stop};
use crate::cli::session::Session;

pub fn run(args: &TrustArgs, session: &mut Session) -> Result<Outcome, Stop> {
    match &args.command {
        None => check::show(session),
        Some(TrustCommand::Add(args)) => add::run(args, session),
        Some(TrustCommand::Key(args)) => key::run(args, session),
        Some(TrustCommand::Check) => check::run(session),
        Some(TrustCommand::Sign(args)) => sign::run(args, session),
    }
}
