//! `cpd certificate AWARD`: print the certificate of an award that was granted.

use std::path::Path;

use crate::app::signoff::certificate::{self, CertificateFolder};
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
    print(&award, &workspace, CertificateFolder::Packs, session)?;
    Ok(ExitKind::Clean)
}

/// Writes the certificate of an award, and prints the names of its files.
pub fn print(
    award: &AwardRef,
    workspace: &CliWorkspace,
    folder: CertificateFolder<'_>,
    session: &mut Session,
) -> Result<(), Failure> {
    for path in certificate::write(award, workspace, folder)? {
        let shown = match folder {
            CertificateFolder::Packs => path.as_path(),
            CertificateFolder::Beside(folder) => path.strip_prefix(folder).unwrap_or(&path),
        };
        print_path(shown, session)?;
    }
    Ok(())
}

fn print_path(path: &Path, session: &mut Session) -> Result<(), Failure> {
    writeln!(session.out, "{}", Safe(&path.display().to_string()))?;
    Ok(())
}
