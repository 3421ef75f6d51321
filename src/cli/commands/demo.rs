//! `cpd demo`: a sample portfolio with two years of history, its check and its pack.

use std::path::{Path, PathBuf};

use crate::adapters::new_folder::DiskNewFolder;
use crate::app::moment::Moment;
use crate::app::portfolio::demo::{self, DemoError};
use crate::app::trust::revision::RevisionChoice;
use crate::base::text::Safe;
use crate::cli::failure::{ExitKind, Failure};
use crate::cli::format;
use crate::cli::session::Session;
use crate::cli::workspace::{CliWorkspace, DiskOpener};
use crate::views::check::Check;

/// Create a sample portfolio with 2 years of history, check it and print a pack
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cpd demo sample\n  cpd -C sample status               look at it afterwards"
)]
pub struct DemoArgs {
    /// The folder to create
    #[arg(value_name = "FOLDER")]
    pub folder: PathBuf,
}

pub fn run(args: &DemoArgs, session: &mut Session) -> Result<ExitKind, Failure> {
    let folder = session.folder.join(&args.folder);
    create(&folder, session).map_err(|error| match error {
        DemoError::NotEmpty => {
            Failure::from(error).with_message(format!("{} is not empty", args.folder.display()))
        }
        DemoError::Unreadable(why) => {
            Failure::failed(format!("{} cannot be opened: {why}", folder.display()))
        }
        error => error.into(),
    })?;
    session.folder = folder.clone();
    let workspace = CliWorkspace::by(&opener(&folder, session))?;
    let result = workspace.check(session, None);
    let check = Check::new(&workspace.portfolio, result);
    format::print(&check, &session.format.clone(), session)?;
    let pack = demo::write_pack(&workspace)?;
    writeln!(
        session.out,
        "\nThe sample portfolio is in    {}",
        Safe(&args.folder.display().to_string())
    )?;
    writeln!(
        session.out,
        "Its Silver submission is in   {}",
        Safe(&args.folder.join(&pack).display().to_string())
    )?;
    writeln!(
        session.out,
        "To see what comes next, run   cpd -C {} status",
        Safe(&args.folder.display().to_string())
    )?;
    Ok(if check.has_errors() {
        ExitKind::Findings
    } else {
        ExitKind::Clean
    })
}

/// Makes the demo in a folder.
fn create(folder: &Path, session: &Session) -> Result<(), DemoError> {
    demo::create(&DiskNewFolder::new(folder), &opener(folder, session))
}

/// Makes the demo in a folder as it stood at a mark of its history.
#[cfg(test)]
pub fn create_at(folder: &Path, mark: &str, session: &Session) -> Result<(), DemoError> {
    let opener = opener(folder, session);
    demo::replay(&DiskNewFolder::new(folder), &opener, Some(mark))
}

fn opener(folder: &Path, session: &Session) -> DiskOpener {
    DiskOpener {
        root: folder.to_path_buf(),
        moment: Moment::at_noon(session.today),
        choice: RevisionChoice::default(),
    }
}
