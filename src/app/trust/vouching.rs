//! The answer to who vouches for people and keys, for somebody who verifies a pack or an
//! award. Knows no option and no setting.

use std::path::{Path, PathBuf};

use thiserror::Error;

use super::anchor::{self, NotVouched, SignableTrust, TrustFiles};
use crate::app::error::{Explain, Explanation, Hint, Input};
use crate::app::ports::{NoRepository, RepositoryError, Revisions};
use crate::app::workspace::Workspace;
use crate::domain::id::Fingerprint;
use crate::domain::signoff::{Revision, Trust};
use crate::views::verification::{AnswerOutcome, VerificationAnswer, VerificationQuestion};

/// The outsider on whom somebody relies who verifies.
pub enum Voucher<'a> {
    /// A list of their own, in a folder that is called like this. `read` takes a path in it.
    List {
        folder: String,
        read: &'a dyn Fn(&str) -> Option<Vec<u8>>,
    },
    /// The awarding body's public key.
    Anchor(Vec<u8>),
    Nobody,
}

/// The list or key that says whose keys are whose.
pub struct Vouching {
    /// The list that whoever verifies has brought; none where the portfolio's own is used.
    pub trust: Option<Trust>,
    vouched: Vouched,
    /// The digest of the people and keys.
    sha256: String,
}

enum Vouched {
    /// Whoever verifies has brought a list of their own.
    ByFolder(String),
    /// The awarding body's key signed the list.
    ByAnchor(Fingerprint),
    /// An anchor was given, and the list is not signed with it.
    Refused(NotVouched),
    Nobody,
}

/// The way in which people and keys are taken that nobody outside vouches for.
#[derive(Debug, Clone, Copy)]
pub enum SelfDeclared<'a> {
    /// Whoever verifies is content with them.
    Accepted,
    /// They are not verified until whoever verifies does this.
    Unverified { next: &'a str },
}

/// A reason why it cannot be said who vouches.
#[derive(Debug, Error)]
pub enum VouchingError {
    #[error("the folder {0} has no file called allowed_signers")]
    NoList(String),
    #[error(transparent)]
    NoRepository(#[from] NoRepository),
    #[error("git: {0}")]
    Repository(#[from] RepositoryError),
}

impl Explain for VouchingError {
    fn explain(&self) -> Explanation {
        match self {
            Self::NoList(_) => Explanation::failed().hint(
                Hint::from(Input::KeyList).then(" names a folder such as trust/ in a portfolio"),
            ),
            Self::NoRepository(error) => error.explain(),
            Self::Repository(error) => error.explain(),
        }
    }
}

impl Vouching {
    /// Returns who vouches for the people and keys that a pack carries.
    pub fn of_pack(files: &TrustFiles, voucher: Voucher<'_>) -> Result<Self, VouchingError> {
        Self::of(files, false, voucher)
    }

    /// Returns who vouches for the people and keys that count in a portfolio.
    pub fn of_portfolio(ws: &Workspace, voucher: Voucher<'_>) -> Result<Self, VouchingError> {
        Self::of(&counted(ws)?, true, voucher)
    }

    fn of(files: &TrustFiles, is_whole: bool, voucher: Voucher<'_>) -> Result<Self, VouchingError> {
        let signable = SignableTrust::of(files, is_whole);
        let (vouched, trust) = match voucher {
            Voucher::List { folder, read } => {
                let Some(trust) = anchor::trust_from_list(read, files) else {
                    return Err(VouchingError::NoList(folder));
                };
                (Vouched::ByFolder(folder), Some(trust))
            }
            Voucher::Anchor(key) => match signable.vouched_by(&key) {
                Ok(print) => (Vouched::ByAnchor(print), None),
                Err(why) => (Vouched::Refused(why), None),
            },
            Voucher::Nobody => (Vouched::Nobody, None),
        };
        Ok(Self {
            trust,
            vouched,
            sha256: signable.sha256(),
        })
    }

    /// Returns the answer as one finding of a verification.
    pub fn finding(&self, self_declared: SelfDeclared<'_>) -> VerificationAnswer {
        let finding = |outcome, says: String| {
            VerificationAnswer::new(VerificationQuestion::Trust, outcome, says)
        };
        let digest = format!("people and keys: sha256 {}", self.sha256);
        match &self.vouched {
            Vouched::ByFolder(folder) => finding(
                AnswerOutcome::Good,
                format!("keys are checked against the list in {folder}"),
            ),
            Vouched::ByAnchor(print) => finding(
                AnswerOutcome::Good,
                format!("the people and keys are vouched for by the key {print}"),
            )
            .with_details(vec![digest]),
            Vouched::Refused(why) => {
                finding(AnswerOutcome::Bad, why.to_string()).with_details(vec![digest])
            }
            Vouched::Nobody => {
                let says = "nobody independent has confirmed who these people are";
                let (outcome, details) = match self_declared {
                    SelfDeclared::Accepted => (AnswerOutcome::Note, vec![digest]),
                    SelfDeclared::Unverified { next } => {
                        (AnswerOutcome::Unverified, vec![digest, next.to_owned()])
                    }
                };
                finding(outcome, says.to_owned()).with_details(details)
            }
        }
    }
}

/// Returns the files that say who may sign, of the revision that is trusted.
fn counted(ws: &Workspace) -> Result<TrustFiles, VouchingError> {
    let revision = &ws.trust().revision;
    let revisions = match revision {
        Revision::Commit { .. } => Some(ws.repository()? as &dyn Revisions),
        Revision::WorkTree | Revision::Untrusted(_) => None,
    };
    let read = |path: &str| ws.bytes(path);
    Ok(anchor::trusted_files(
        revision,
        &ws.portfolio,
        &read,
        revisions,
    )?)
}

/// The standing of a portfolio's people and keys with the awarding body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VouchingStatus {
    /// They are not signed, so the portfolio itself says who they are.
    NotSigned,
    /// They are signed, and no setting names the awarding body's key.
    NoAnchor,
    UnreadableAnchor(PathBuf),
    /// Signed with the key of this fingerprint, which is the awarding body's.
    Vouched(Fingerprint),
    Refused(NotVouched),
}

/// Returns how the people and keys of a portfolio stand with the awarding body whose key the
/// person's settings name. `read` reads that key's file.
pub fn vouching_status(ws: &Workspace, read: impl Fn(&Path) -> Option<Vec<u8>>) -> VouchingStatus {
    let _span = tracing::info_span!("trust.vouching").entered();
    let signable = SignableTrust::of(&counted(ws).unwrap_or_default(), true);
    if !signable.is_signed() {
        return VouchingStatus::NotSigned;
    }
    let Some(anchor) = ws.user().anchor() else {
        return VouchingStatus::NoAnchor;
    };
    let Some(key) = read(&anchor) else {
        return VouchingStatus::UnreadableAnchor(anchor);
    };
    match signable.vouched_by(&key) {
        Ok(print) => VouchingStatus::Vouched(print),
        Err(why) => VouchingStatus::Refused(why),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::fakes::World;
    use crate::app::trust::anchor::tests::{ANCHOR, OTHER, signed_files};

    fn world(files: TrustFiles) -> World {
        World {
            files,
            ..World::of(&[])
        }
    }

    #[test]
    fn a_signed_list_stands_with_the_body_whose_key_signed_it() {
        let of = |files: TrustFiles, anchor: Option<&str>, key: Option<&str>| {
            let world = World {
                anchor: anchor.map(PathBuf::from),
                ..world(files)
            };
            let ws = world.open().unwrap();
            vouching_status(&ws, |_| Some(key?.as_bytes().to_vec()))
        };
        let mut unsigned = signed_files();
        unsigned.remove(crate::domain::layout::TRUST_SIGNATURE);
        let file = Some("body.pub");
        assert_eq!(of(unsigned, file, Some(ANCHOR)), VouchingStatus::NotSigned);
        assert_eq!(
            of(signed_files(), None, Some(ANCHOR)),
            VouchingStatus::NoAnchor
        );
        let unreadable = VouchingStatus::UnreadableAnchor("body.pub".into());
        assert_eq!(of(signed_files(), file, None), unreadable);
        let vouched = of(signed_files(), file, Some(ANCHOR));
        assert!(matches!(vouched, VouchingStatus::Vouched(_)), "{vouched:?}");
        let refused = of(signed_files(), file, Some(OTHER));
        assert!(matches!(refused, VouchingStatus::Refused(_)), "{refused:?}");
    }

    #[test]
    fn what_nobody_vouches_for_is_unverified_unless_it_is_accepted() {
        let ws = world(signed_files()).open().unwrap();
        let vouching = Vouching::of_portfolio(&ws, Voucher::Nobody).unwrap();
        let outcome = |how| vouching.finding(how).outcome;
        assert_eq!(outcome(SelfDeclared::Accepted), AnswerOutcome::Note);
        let next = SelfDeclared::Unverified {
            next: "bring a list",
        };
        assert_eq!(outcome(next), AnswerOutcome::Unverified);
        let details = vouching.finding(next).details;
        assert_eq!(details.last().map(String::as_str), Some("bring a list"));
    }

    #[test]
    fn an_anchor_or_a_list_of_ones_own_answers_the_question() {
        let ws = world(signed_files()).open().unwrap();
        let finding = |voucher| {
            let vouching = Vouching::of_portfolio(&ws, voucher).unwrap();
            let is_own = vouching.trust.is_some();
            (vouching.finding(SelfDeclared::Accepted).outcome, is_own)
        };
        let anchor = |key: &str| Voucher::Anchor(key.as_bytes().to_vec());
        assert_eq!(finding(anchor(ANCHOR)), (AnswerOutcome::Good, false));
        assert_eq!(finding(anchor(OTHER)), (AnswerOutcome::Bad, false));
        let read =
            |path: &str| (path == "allowed_signers").then(|| b"sam ssh-ed25519 A\n".to_vec());
        let folder = || "mine".to_owned();
        let list = Voucher::List {
            folder: folder(),
            read: &read,
        };
        assert_eq!(finding(list), (AnswerOutcome::Good, true));
        let none = Voucher::List {
            folder: folder(),
            read: &|_| None,
        };
        let error = Vouching::of_portfolio(&ws, none).err().unwrap();
        assert_eq!(
            error.explain().hint,
            Some(Hint::from(Input::KeyList).then(" names a folder such as trust/ in a portfolio"))
        );
    }
}
