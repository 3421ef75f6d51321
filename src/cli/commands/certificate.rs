//! `cpd certificate AWARD`: print the certificate of an award that was granted.

use std::path::Path;

use crate::app::signoff::certificate::{self, AnswerFolder};
use crate::base::text::Safe;
use crate::cli::failure::{ExitKind, Failure};
use crate::cli::session::Session;
use crate::cli::workspace::CliWorkspace;
use crate::domain::id::AwardRef;

/// Print the certificate of an award that was granted
#[derive(Debug, clap::Args)]
#[command(
    after_help = "It is one page, as HTML and as PDF. `cpd grant` and `cpd receive` print it too.\n\nExamples:\n  cpd certificate bronze              writes packs/bronze-certificate.html and .pdf"
)]
pub struct CertificateArgs {
    /// The award, such as silver
    #[arg(value_name = "AWARD")]
    pub award: String,
}

pub fn run(args: &CertificateArgs, session: &mut Session) -> Result<ExitKind, Failure> {
    let workspace = CliWorkspace::open(session)?;
    let award = workspace.award(&args.award)?;
    print(&award, &workspace, AnswerFolder::Packs, session)?;
    Ok(ExitKind::Clean)
}

/// Writes the certificate of an award, prints the names of its files, and returns the last.
pub fn print(
    award: &AwardRef,
    workspace: &CliWorkspace,
    folder: AnswerFolder<'_>,
    session: &mut Session,
) -> Result<String, Failure> {
    let mut last = String::new();
    for path in certificate::write(award, workspace, folder)? {
        last = print_path(&path, folder, session)?;
    }
    Ok(last)
}

/// Prints the path of a file that was written, and returns it.
pub fn print_path(
    path: &Path,
    folder: AnswerFolder<'_>,
    session: &mut Session,
) -> Result<String, Failure> {
    let shown = folder.shown(path).display().to_string();
    writeln!(session.out, "{}", Safe(&shown))?;
    Ok(shown)
}
