//! `cpd scheme list`: the schemes that can be had.

use super::find;
use crate::base::text::Safe;
use crate::cli::error::{ExitKind, Failure};
use crate::cli::session::Session;
use crate::domain::portfolio::load;

/// List the schemes that can be had
#[derive(Debug, clap::Args)]
pub struct Args {}

pub fn run(session: &mut Session) -> Result<ExitKind, Failure> {
    for files in find::library(session)?.iter() {
        let portfolio = load::with_scheme(files.clone());
        let title = portfolio
            .schemes()
            .first()
            .map_or("cannot be read", |scheme| scheme.title.as_str());
        let official = portfolio
            .schemes()
            .first()
            .is_some_and(|scheme| scheme.source.official);
        let note = if official { "" } else { " (unofficial)" };
        writeln!(
            session.out,
            "{} {}  {}",
            Safe(&files.id),
            Safe(&files.version),
            Safe(&files.origin.beside(&format!("{title}{note}")))
        )?;
    }
    Ok(ExitKind::Clean)
}
