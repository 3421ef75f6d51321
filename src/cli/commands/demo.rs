//! `cpd demo`: a sample portfolio with two years of history, its check and its pack.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

use crate::adapters::git::SharedReads;
use crate::adapters::keys::DiskKeyMaker;
use crate::adapters::new_folder::DiskNewFolder;
use crate::app::moment::Moment;
use crate::app::portfolio::demo::{self, DemoError, DemoProof};
use crate::app::ports::{KeyMaker, MakeKeysError};
use crate::app::trust::revision::RevisionChoice;
use crate::base::text::Safe;
use crate::base::text::shell::shell_word;
use crate::cli::failure::{ExitKind, Failure};
use crate::cli::format::{self, SHELL};
use crate::cli::session::Session;
use crate::cli::workspace::{CliWorkspace, DiskOpener};
use crate::views::check::Check;

/// Create a sample portfolio with 2 years of history, check it and print a pack
///
/// Its people are invented. Each signs with a key that is made now, and the awarding body
/// vouches for them. The keys are in a folder beside the sample, and have no passphrase. Use
/// them for nothing else. Without ssh-keygen, names are recorded and nothing is signed.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cpd demo sample\n  cpd demo sample --without-keys     the same commits on every computer\n  cpd -C sample status               look at it afterwards"
)]
pub struct DemoArgs {
    /// The folder to create
    #[arg(value_name = "FOLDER")]
    pub folder: PathBuf,
    /// Record the names of those who sign, and make no keys
    #[arg(long)]
    pub without_keys: bool,
}

pub fn run(args: &DemoArgs, session: &mut Session) -> Result<ExitKind, Failure> {
    let folder = session.folder.join(&args.folder);
    let keys = keys_folder(&args.folder, &folder);
    let proof = create(&folder, &keys, args, session)?;
    session.folder = folder.clone();
    let workspace = CliWorkspace::by(&opener(&folder, session))?;
    let result = workspace.check(session, None);
    let check = Check::new(&workspace.portfolio, result);
    format::print(&check, &session.format.clone(), session)?;
    let pack = demo::write_pack(&workspace)?;
    print_places(args, &keys, &args.folder.join(&pack), &proof, session)?;
    if let DemoProof::Claims { because: Some(why) } = &proof {
        writeln!(
            session.err,
            "No keys were made: {}. The sign-offs in this sample record names, without a digital signature.",
            Safe(why)
        )?;
    }
    Ok(if check.has_errors() {
        ExitKind::Findings
    } else {
        ExitKind::Clean
    })
}

/// Says where everything is, and what to run next.
fn print_places(
    args: &DemoArgs,
    keys: &Path,
    pack: &Path,
    proof: &DemoProof,
    session: &mut Session,
) -> Result<(), Failure> {
    let (sample, out) = (&args.folder, &mut session.out);
    writeln!(out, "\nThe sample portfolio is in    {}", shown(sample))?;
    writeln!(out, "Its Silver submission is in   {}", shown(pack))?;
    if let DemoProof::Keys { voucher } = proof {
        let anchor = word(&keys.join(format!("{voucher}.pub")));
        let pack = word(pack);
        writeln!(out, "Its keys, for this demo only: {}", shown(keys))?;
        writeln!(
            out,
            "To verify the submission, run cpd verify {pack} --anchor {anchor}"
        )?;
    }
    let sample = word(sample);
    writeln!(out, "To see what comes next, run   cpd -C {sample} status")?;
    Ok(())
}

/// Makes the demo in a folder, and says what went wrong with paths as they were typed.
fn create(
    folder: &Path,
    keys: &Path,
    args: &DemoArgs,
    session: &Session,
) -> Result<DemoProof, Failure> {
    let maker = DiskKeyMaker::new(&session.folder.join(keys));
    let maker: Option<&dyn KeyMaker> = (!args.without_keys).then_some(&maker);
    let made = demo::create(&DiskNewFolder::new(folder), &opener(folder, session), maker);
    made.map_err(|error| match error {
        DemoError::NotEmpty => {
            Failure::from(error).with_message(format!("{} is not empty", args.folder.display()))
        }
        DemoError::MakeKeys(MakeKeysError::Taken(_)) => {
            Failure::from(error).with_message(format!("{} is not empty", keys.display()))
        }
        DemoError::Unreadable(why) => {
            Failure::failed(format!("{} cannot be opened: {why}", folder.display()))
        }
        error => error.into(),
    })
}

/// Returns the folder of the keys: beside the sample, with its name. A folder that was typed
/// without a name, such as `.`, has one by its whole path.
fn keys_folder(typed: &Path, folder: &Path) -> PathBuf {
    let beside = |folder: &Path| {
        let mut name = OsString::from(folder.file_name()?);
        name.push("-keys");
        Some(folder.with_file_name(name))
    };
    let whole = || beside(&folder.canonicalize().ok()?);
    let found = beside(typed).or_else(whole);
    found.unwrap_or_else(|| folder.join("../cpd-demo-keys"))
}

/// Returns a path as a word of a command.
fn word(path: &Path) -> String {
    let path = path.display().to_string();
    shell_word(&path, SHELL).unwrap_or_else(|| Safe(&path).to_string())
}

fn shown(path: &Path) -> String {
    Safe(&path.display().to_string()).to_string()
}

/// Makes the demo in a folder as it stood at a mark of its history.
#[cfg(test)]
pub fn create_at(folder: &Path, mark: &str, session: &Session) -> Result<(), DemoError> {
    let opener = opener(folder, session);
    demo::create_at(&DiskNewFolder::new(folder), &opener, mark)
}

fn opener(folder: &Path, session: &Session) -> DiskOpener {
    DiskOpener {
        reads: SharedReads::default(),
        root: folder.to_path_buf(),
        // The sample has the dates of its story, whatever the clock says.
        moment: Moment {
            latest: DateTime::<Utc>::MAX_UTC,
            ..Moment::at_noon(session.today)
        },
        choice: RevisionChoice::default(),
    }
}
