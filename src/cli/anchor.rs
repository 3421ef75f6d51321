//! Finds out who vouches for people and keys, from the options and a setting.

use std::io;
use std::path::{Path, PathBuf};

use crate::adapters::disk;
use crate::adapters::git::settings::GitSettings;
use crate::app::ports::UserConfig;
use crate::app::trust::anchor::{BodyVouching, EditionInWords};
use crate::app::trust::anchor_file::{LinkReader, UnusableAnchor, check_outside};
use crate::app::trust::vouching::{
    SelfDeclared, Voucher, Vouching, VouchingStatus, vouching_status,
};
use crate::cli::commands::verify::VerifyArgs;
use crate::cli::failure::Failure;
use crate::cli::session::Session;
use crate::cli::workspace::CliWorkspace;
use crate::views::submission::OpenedPack;

/// Largest list of keys that is read, in bytes.
const LARGEST: u64 = 16 * 1024 * 1024;

/// Returns who vouches for the people and keys that a pack carries.
pub fn pack_vouching(
    args: &VerifyArgs,
    session: &Session,
    pack: &Path,
    opened: &OpenedPack,
) -> Result<Vouching, Failure> {
    let around = [Some(session.folder.as_path()), pack.parent()];
    let portfolios: Vec<PathBuf> = around
        .into_iter()
        .flatten()
        .filter_map(disk::find)
        .collect();
    with_voucher(args, session, &portfolios, |voucher| {
        Ok(Vouching::for_pack(&opened.files, voucher, session.today)?)
    })
}

/// Returns who vouches for the people and keys of a portfolio in its own repository.
pub fn portfolio_vouching(
    args: &VerifyArgs,
    session: &Session,
    workspace: &CliWorkspace,
) -> Result<Vouching, Failure> {
    with_voucher(
        args,
        session,
        std::slice::from_ref(&workspace.root),
        |voucher| Ok(Vouching::for_portfolio(workspace, voucher)?),
    )
}

/// Hands over the outsider whom the options or the setting name, and who is in none of the
/// portfolios.
fn with_voucher(
    args: &VerifyArgs,
    session: &Session,
    portfolios: &[PathBuf],
    then: impl FnOnce(Voucher<'_>) -> Result<Vouching, Failure>,
) -> Result<Vouching, Failure> {
    if let Some(folder) = &args.trust {
        let folder = session.folder.join(folder);
        let read = |path: &str| read_if_there(&folder.join(path));
        return then(Voucher::List {
            folder: folder.display().to_string(),
            read: &read,
        });
    }
    let named = args.anchor.as_ref().map(|file| session.folder.join(file));
    let anchor = match named {
        Some(file) => Some(file),
        None => GitSettings(None).anchor()?,
    };
    match anchor {
        Some(anchor) => {
            refuse_inside(&anchor, portfolios)?;
            then(Voucher::Anchor {
                key: session.read(&anchor, LARGEST)?,
                since: session.day(args.vouched_since.as_ref())?,
            })
        }
        None if args.vouched_since.is_some() => Err(Failure::failed(
            "you have not named the awarding body's key, so nobody has vouched since that day",
        )
        .hint("use --anchor FILE")),
        None => then(Voucher::Nobody),
    }
}

/// Reads a file of a list; `None` where there is none. A link that leads nowhere is there.
fn read_if_there(file: &Path) -> Result<Option<Vec<u8>>, String> {
    match disk::read_at_most(file, LARGEST) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error)
            if error.kind() == io::ErrorKind::NotFound && file.symlink_metadata().is_err() =>
        {
            Ok(None)
        }
        Err(error) => Err(disk::error_text(&error)),
    }
}

/// Refuses a key that a portfolio brings itself.
fn refuse_inside(anchor: &Path, portfolios: &[PathBuf]) -> Result<(), UnusableAnchor> {
    let links = LinkReader {
        real: &|path| path.canonicalize().ok(),
        target: &|path| path.read_link().ok(),
    };
    portfolios
        .iter()
        .try_for_each(|portfolio| check_outside(anchor, portfolio, &links))
}

/// Returns how people and keys are taken that nobody outside vouches for.
pub fn self_declared(args: &VerifyArgs) -> SelfDeclared<'static> {
    if args.accept_self_declared {
        return SelfDeclared::Accepted;
    }
    SelfDeclared::Unverified {
        next: "use --trust FOLDER or --anchor FILE, or --accept-self-declared to accept it",
    }
}

/// Says who vouches for the people and keys of a portfolio, to whoever looks at it here.
pub fn describe_voucher(workspace: &CliWorkspace, session: &Session) -> String {
    let read = |file: &Path| {
        refuse_inside(file, std::slice::from_ref(&workspace.root))?;
        Ok(session.read(file, LARGEST).ok())
    };
    match vouching_status(workspace, read) {
        VouchingStatus::NotSigned => "Nobody independent has confirmed who these people are. Only the portfolio itself says so.".to_owned(),
        VouchingStatus::NoAnchor => "Somebody has signed this list of people and keys. To check that it was the awarding body, name its public key: `git config --global cpd.anchor FILE`.".to_owned(),
        VouchingStatus::UnusableAnchor(why) => {
            format!("Nobody independent has confirmed who these people are: {why}.")
        }
        VouchingStatus::UnreadableAnchor(anchor) => format!(
            "Nobody independent has confirmed who these people are: the key {} cannot be read.",
            anchor.display()
        ),
        VouchingStatus::Vouched(BodyVouching { key, edition }) => format!(
            "The awarding body has confirmed these people and keys with the key {key}, in {}.",
            EditionInWords(edition)
        ),
        VouchingStatus::Changed(why) => format!(
            "Nobody independent has confirmed who these people are: {why}. The awarding body has to sign again: `cpd trust sign --key FILE`."
        ),
        VouchingStatus::Refused(why) => format!("Nobody independent has confirmed who these people are: {why}."),
    }
}
