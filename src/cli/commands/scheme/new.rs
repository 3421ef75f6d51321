use crate::cli::args::SchemeNew;
use crate::cli::error::{Outcome, Stop};
use crate::cli::session::Session;
pub fn run(_args: &SchemeNew, _session: &mut Session) -> Result<Outcome, Stop> {
    Ok(Outcome::Clean)
}
