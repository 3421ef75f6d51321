//! Who vouches for people and keys, in the words of the commands, with the options and
//! the setting that say so.

use std::path::Path;

use crate::adapters::disk;
use crate::adapters::git::settings::GitSettings;
use crate::app::ports::{Revisions, UserConfig};
use crate::app::trust::anchor::{self, Files, Signable, ToSign};
use crate::cli::commands::verify::Args;
use crate::cli::error::Failure;
use crate::cli::session::Session;
use crate::cli::workspace::Workspace;
use crate::domain::signoff::{Revision, Trust};
use crate::views::submission::Opened;
use crate::views::verification::{About, Finding, Outcome};

/// Largest list of keys that is read, in bytes.
const LARGEST: u64 = 16 * 1024 * 1024;

/// The list or key that says whose keys are whose.
pub struct Vouching {
    /// The list that whoever verifies has brought; none where the pack's own is used.
    pub trust: Option<Trust>,
    vouched: Vouched,
    /// The digest of the people and keys that the pack carries.
    sha256: String,
}

enum Vouched {
    /// Whoever verifies has brought a list of their own.
    ByFolder(String),
    /// The awarding body's key signed the list in the pack.
    ByAnchor(String),
    /// An anchor was given, and the list is not signed with it.
    Refused(String),
    Nobody,
}

impl Vouching {
    pub fn read(args: &Args, session: &Session, opened: &Opened) -> Result<Self, Failure> {
        Self::of(args, session, &opened.files, false)
    }

    fn of(args: &Args, session: &Session, files: &Files, is_whole: bool) -> Result<Self, Failure> {
        let signable = Signable::of(files, is_whole);
        let by = |vouched, trust| Self {
            trust,
            vouched,
            sha256: signable.sha256(),
        };
        if let Some(folder) = &args.trust {
            let folder = session.folder.join(folder);
            let trust = brought(&folder, files)?;
            let shown = folder.display().to_string();
            return Ok(by(Vouched::ByFolder(shown), Some(trust)));
        }
        let setting = || GitSettings(None).anchor();
        let Some(anchor) = args.anchor.clone().or_else(setting) else {
            return Ok(by(Vouched::Nobody, None));
        };
        let bytes = session.read(&anchor, LARGEST)?;
        let vouched = match signable.vouched_by(&bytes) {
            Ok(print) => Vouched::ByAnchor(print),
            Err(why) => Vouched::Refused(why.to_string()),
        };
        Ok(by(vouched, None))
    }

    /// Returns who vouches for the people and keys of a portfolio in its own repository.
    pub fn of_repository(
        args: &Args,
        session: &Session,
        workspace: &Workspace,
    ) -> Result<Self, Failure> {
        Self::of(args, session, &trusted_files(workspace)?, true)
    }

    pub fn finding(&self, args: &Args) -> Finding {
        let about = About::Trust;
        let digest = vec![format!("people and keys: sha256 {}", self.sha256)];
        match &self.vouched {
            Vouched::ByFolder(folder) => {
                let says = format!("keys are judged by the list in {folder}");
                Finding::new(about, Outcome::Good, says)
            }
            Vouched::ByAnchor(print) => {
                let says = format!("the people and keys are vouched for with the key {print}");
                Finding::new(about, Outcome::Good, says).details(digest)
            }
            Vouched::Refused(why) => Finding::new(about, Outcome::Bad, why.clone()).details(digest),
            Vouched::Nobody => {
                let says = "nobody outside vouches: the portfolio itself says who these people are";
                if args.accept_self_declared {
                    return Finding::new(about, Outcome::Note, says).details(digest);
                }
                let next = "bring a list with --trust or a key with --anchor, or say --accept-self-declared";
                let details = digest.into_iter().chain([next.to_owned()]);
                Finding::new(about, Outcome::Unverified, says).details(details.collect())
            }
        }
    }
}

fn trusted_files(workspace: &Workspace) -> Result<Files, Failure> {
    let read = |path: &str| workspace.bytes(path);
    let revision = &workspace.trust().revision;
    let revisions = match revision {
        Revision::Commit { .. } => Some(workspace.repository()? as &dyn Revisions),
        Revision::Files | Revision::Nowhere(_) => None,
    };
    Ok(anchor::trusted_files(
        revision,
        &workspace.portfolio,
        &read,
        revisions,
    )?)
}

/// Reads the list of keys in a folder that was named.
fn brought(folder: &Path, pack: &Files) -> Result<Trust, Failure> {
    let read = |path: &str| disk::read_at_most(&folder.join(path), LARGEST).ok();
    anchor::brought(&read, pack).ok_or_else(|| {
        let why = format!("there is no allowed_signers in {}", folder.display());
        Failure::failed(why).hint("--trust names a folder such as trust/ in a portfolio")
    })
}

/// Returns what the awarding body is to sign.
pub fn to_sign(workspace: &Workspace) -> ToSign {
    let mut salt = || uuid::Uuid::new_v4().simple().to_string();
    let read = |path: &str| workspace.bytes(path);
    anchor::to_sign(&workspace.portfolio, &read, &mut salt)
}

/// Says who vouches for the people and keys of a portfolio, to whoever looks at it here.
pub fn in_words(workspace: &Workspace, session: &Session) -> String {
    let signable = Signable::of(&trusted_files(workspace).unwrap_or_default(), true);
    if !signable.is_signed() {
        return "Nobody outside vouches for these people and keys: the portfolio itself says who they are.".to_owned();
    }
    let Some(anchor) = workspace.user().anchor() else {
        return "These people and keys are signed. Whether by the awarding body, cpd can tell once you have said where its public key is: `git config --global cpd.anchor FILE`.".to_owned();
    };
    let Ok(bytes) = session.read(&anchor, LARGEST) else {
        return format!(
            "Nobody outside vouches: the anchor {} cannot be read.",
            anchor.display()
        );
    };
    match signable.vouched_by(&bytes) {
        Ok(print) => {
            format!("The awarding body vouches for these people and keys, with the key {print}.")
        }
        Err(why) => format!("Nobody outside vouches: {why}."),
    }
}
