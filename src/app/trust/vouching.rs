//! The answer to who vouches for people and keys, for somebody who verifies a pack or an
//! award. Knows no option and no setting.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use thiserror::Error;

use super::anchor::{
    self, BodyVouching, EditionInWords, ListReader, NotVouched, SignableTrust, TrustFiles,
    UnusableListFile,
};
use super::anchor_file::UnusableAnchor;
use super::trust_errors::trust_errors;
use crate::app::error::{Explain, Explanation, Hint, Input};
use crate::app::ports::{NoRepository, RepositoryError, Revisions};
use crate::app::workspace::Workspace;
use crate::base::calendar;
use crate::base::files::Sha256;
use crate::base::text::words;
use crate::domain::ports::HistoryGap;
use crate::domain::signoff::past_vouchings::PastVouchings;
use crate::domain::signoff::{Revision, Trust};
use crate::views::verification::{AnswerOutcome, VerificationAnswer, VerificationQuestion};

/// The outsider on whom somebody relies who verifies.
pub enum Voucher<'a> {
    /// A list of their own, in a folder that is called like this. `read` takes a path in it.
    List {
        folder: String,
        read: ListReader<'a>,
    },
    /// The awarding body's public key.
    Anchor {
        key: Vec<u8>,
        /// The first day on which the body may have signed.
        since: Option<NaiveDate>,
    },
    Nobody,
}

/// The list or key that says whose keys are whose.
pub struct Vouching {
    /// The list that whoever verifies has brought; none where the portfolio's own is used.
    pub trust: Option<Trust>,
    vouched: Vouched,
    /// The digest of the people and keys.
    sha256: Sha256,
    today: NaiveDate,
    /// Errors in the files that count; none where whoever verifies has brought a list.
    errors: Vec<String>,
}

/// The file in a folder of one's own list that names schemes.
const SCHEME_LIST: &str = "schemes";

enum Vouched {
    /// Whoever verifies has brought a list of their own.
    ByFolder {
        folder: String,
        /// The portfolio's own schemes that it does not name.
        missing: Vec<String>,
    },
    /// The awarding body's key signed the list.
    ByAnchor(BodyVouching),
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
    UnusableList(#[from] UnusableListFile),
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
            Self::UnusableList(_) => Explanation::failed(),
            Self::NoRepository(error) => error.explain(),
            Self::Repository(error) => error.explain(),
        }
    }
}

impl Vouching {
    /// Returns who vouches for the people and keys that a pack carries. A pack has no history,
    /// so that a later list may exist.
    pub fn for_pack(
        files: &TrustFiles,
        voucher: Voucher<'_>,
        today: NaiveDate,
    ) -> Result<Self, VouchingError> {
        let none = || Ok(PastVouchings::default());
        Self::new(
            files,
            &SignableTrust::new(files, false),
            voucher,
            none,
            today,
        )
    }

    /// Returns who vouches for the people and keys that count in a portfolio.
    pub fn for_portfolio(ws: &Workspace, voucher: Voucher<'_>) -> Result<Self, VouchingError> {
        let files = trusted_files_of(ws)?;
        let signable = SignableTrust::new(&files, true);
        Self::new(&files, &signable, voucher, || past(ws), ws.moment.today)
    }

    fn new(
        files: &TrustFiles,
        signable: &SignableTrust,
        voucher: Voucher<'_>,
        past: impl FnOnce() -> Result<PastVouchings, HistoryGap>,
        today: NaiveDate,
    ) -> Result<Self, VouchingError> {
        let (vouched, trust) = match voucher {
            Voucher::List { folder, read } => {
                let Some(trust) = anchor::trust_from_list(read, files)? else {
                    return Err(VouchingError::NoList(folder));
                };
                let list = anchor::list_file(read, SCHEME_LIST)?.unwrap_or_default();
                let missing = signable.schemes_missing_in(&String::from_utf8_lossy(&list));
                (Vouched::ByFolder { folder, missing }, Some(trust))
            }
            Voucher::Anchor { key, since } => {
                let vouching = signable.vouched_by(&key, past);
                let vouching = vouching.and_then(|vouching| require_date(vouching, since, today));
                (
                    vouching.map_or_else(Vouched::Refused, Vouched::ByAnchor),
                    None,
                )
            }
            Voucher::Nobody => (Vouched::Nobody, None),
        };
        let errors = match trust {
            Some(_) => Vec::new(),
            None => trust_errors(files, today),
        };
        Ok(Self {
            trust,
            vouched,
            sha256: signable.digest(),
            today,
            errors,
        })
    }

    /// Returns the answer as one finding of a verification. Errors in the files make it a bad
    /// one: somebody may have meant another thing than what counts.
    pub fn to_answer(&self, self_declared: SelfDeclared<'_>) -> VerificationAnswer {
        let answer = self.voucher_answer(self_declared);
        if self.errors.is_empty() {
            return answer;
        }
        let count = words::count_noun(self.errors.len(), "error", "errors");
        VerificationAnswer {
            outcome: AnswerOutcome::Bad,
            says: format!("{} in trust/; {}", count, answer.says),
            details: self.errors.iter().cloned().chain(answer.details).collect(),
            ..answer
        }
    }

    /// Returns the answer to who vouches.
    fn voucher_answer(&self, self_declared: SelfDeclared<'_>) -> VerificationAnswer {
        let finding = |outcome, says: String| {
            VerificationAnswer::new(VerificationQuestion::Trust, outcome, says)
        };
        let digest = format!("people and keys: sha256 {}", self.sha256);
        match &self.vouched {
            Vouched::ByFolder { folder, missing } if missing.is_empty() => finding(
                AnswerOutcome::Good,
                format!("keys are checked against the list in {folder}"),
            ),
            Vouched::ByFolder { folder, missing } => finding(
                AnswerOutcome::Unverified,
                format!(
                    "keys are checked against the list in {folder}, but the scheme is the portfolio's own and {folder} does not name it"
                ),
            )
            .with_details(vec![format!(
                "if you have checked the scheme, add to {folder}/{SCHEME_LIST}: {}",
                missing.join(", ")
            )]),
            Vouched::ByAnchor(BodyVouching { key, edition }) => finding(
                AnswerOutcome::Good,
                format!(
                    "the people and keys are vouched for by the key {key}, in {}, {}",
                    EditionInWords(*edition),
                    age_in_words(edition.date, self.today)
                ),
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

/// Refuses a vouching from before a day, and one from the future. Elsewhere on earth it may
/// be tomorrow.
fn require_date(
    vouching: BodyVouching,
    since: Option<NaiveDate>,
    today: NaiveDate,
) -> Result<BodyVouching, NotVouched> {
    let edition = vouching.edition;
    if today.succ_opt().is_some_and(|next| edition.date > next) {
        return Err(NotVouched::InFuture(EditionInWords(edition)));
    }
    match since {
        Some(since) if vouching.edition.date < since => Err(NotVouched::TooOld {
            current: EditionInWords(vouching.edition),
            since: calendar::format_long(since),
        }),
        _ => Ok(vouching),
    }
}

/// Returns how long ago the body signed, in whole days.
fn age_in_words(date: NaiveDate, today: NaiveDate) -> String {
    match (today - date).num_days() {
        0 => "signed today".to_owned(),
        1 => "signed yesterday".to_owned(),
        days if days > 1 => format!("signed {days} days ago"),
        _ => "with a date that is still to come".to_owned(),
    }
}

/// Returns the vouchings that the history has.
fn past(ws: &Workspace) -> Result<PastVouchings, HistoryGap> {
    let commits = anchor::commits_with_lists(ws)?;
    anchor::past_vouchings(ws.evidence().history, &commits)
}

/// Returns the files that say who may sign, of the revision that is trusted.
fn trusted_files_of(ws: &Workspace) -> Result<TrustFiles, VouchingError> {
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
    UnusableAnchor(UnusableAnchor),
    /// Signed with the awarding body's key.
    Vouched(BodyVouching),
    /// Other people or keys than those that were signed, in the files that count or in those
    /// that are not saved yet. The awarding body has to sign again.
    Changed(NotVouched),
    Refused(NotVouched),
}

/// Returns how the people and keys of a portfolio stand with the awarding body whose key the
/// person's settings name. `read` reads that key's file.
pub fn vouching_status(
    ws: &Workspace,
    read: impl Fn(&Path) -> Result<Option<Vec<u8>>, UnusableAnchor>,
) -> VouchingStatus {
    let _span = tracing::info_span!("trust.vouching").entered();
    let signable = SignableTrust::new(&trusted_files_of(ws).unwrap_or_default(), true);
    if !signable.is_signed() {
        return VouchingStatus::NotSigned;
    }
    let here = anchor::files_here(&ws.portfolio, &|path| ws.bytes(path));
    let here = SignableTrust::new(&here, true);
    if let Err(why) = signable.unchanged().and(here.unchanged()) {
        return match why {
            NotVouched::Changed(_) => VouchingStatus::Changed(why),
            why => VouchingStatus::Refused(why),
        };
    }
    let anchor = match ws.user().anchor() {
        Ok(Some(anchor)) => anchor,
        Ok(None) => return VouchingStatus::NoAnchor,
        Err(why) => return VouchingStatus::UnusableAnchor(why),
    };
    let key = match read(&anchor) {
        Ok(Some(key)) => key,
        Ok(None) => return VouchingStatus::UnreadableAnchor(anchor),
        Err(why) => return VouchingStatus::UnusableAnchor(why),
    };
    match signable.vouched_by(&key, || past(ws)) {
        Ok(vouching) => VouchingStatus::Vouched(vouching),
        Err(why) => VouchingStatus::Refused(why),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::fakes::World;
    use crate::app::trust::anchor::tests::{ANCHOR, DAY, OTHER, signed_files};
    use crate::domain::signoff::trust::REVOKED_KEYS;

    fn world(files: TrustFiles) -> World {
        World {
            files,
            ..World::new(&[])
        }
    }

    #[test]
    fn a_signed_list_names_the_body_whose_key_signed_it() {
        let of = |files: TrustFiles, anchor: Option<&str>, key: Option<&str>| {
            let world = World {
                anchor: anchor.map(PathBuf::from),
                ..world(files)
            };
            let ws = world.open().unwrap();
            vouching_status(&ws, |_| Ok(key.map(|key| key.as_bytes().to_vec())))
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
        let mut changed = signed_files();
        let revoked = changed.entry(REVOKED_KEYS.to_owned()).or_default();
        revoked.extend(format!("{OTHER}\n").into_bytes());
        for anchor in [None, file] {
            let status = of(changed.clone(), anchor, Some(ANCHOR));
            assert!(matches!(status, VouchingStatus::Changed(_)), "{status:?}");
        }
        let refused = of(signed_files(), file, Some(OTHER));
        assert!(matches!(refused, VouchingStatus::Refused(_)), "{refused:?}");
    }

    #[test]
    fn a_list_without_a_voucher_is_unverified_unless_accepted() {
        let ws = world(signed_files()).open().unwrap();
        let vouching = Vouching::for_portfolio(&ws, Voucher::Nobody).unwrap();
        let outcome = |how| vouching.to_answer(how).outcome;
        assert_eq!(outcome(SelfDeclared::Accepted), AnswerOutcome::Note);
        let next = SelfDeclared::Unverified {
            next: "bring a list",
        };
        assert_eq!(outcome(next), AnswerOutcome::Unverified);
        let details = vouching.to_answer(next).details;
        assert_eq!(details.last().map(String::as_str), Some("bring a list"));
    }

    #[test]
    fn a_list_from_before_a_day_is_refused_and_the_answer_says_how_old_it_is() {
        let day = |offset| DAY + chrono::Days::new(offset);
        let answer = |since, today| {
            let anchor = Voucher::Anchor {
                key: ANCHOR.as_bytes().to_vec(),
                since,
            };
            let found = Vouching::for_pack(&signed_files(), anchor, today).unwrap();
            let answer = found.to_answer(SelfDeclared::Accepted);
            (answer.outcome, answer.says)
        };
        let (outcome, says) = answer(Some(DAY), day(12));
        assert_eq!(outcome, AnswerOutcome::Good);
        let expected = ", in list number 1 of 1 February 2026, signed 12 days ago";
        assert!(says.ends_with(expected), "{says}");
        let (outcome, says) = answer(Some(day(1)), day(12));
        assert_eq!(outcome, AnswerOutcome::Bad);
        let expected = "list number 1 of 1 February 2026 is older than 2 February 2026";
        assert_eq!(says, expected);
    }

    #[test]
    fn an_anchor_or_a_list_of_ones_own_answers_the_question() {
        let ws = world(signed_files()).open().unwrap();
        let finding = |voucher| {
            let vouching = Vouching::for_portfolio(&ws, voucher).unwrap();
            let is_own = vouching.trust.is_some();
            (vouching.to_answer(SelfDeclared::Accepted).outcome, is_own)
        };
        let anchor = |key: &str| Voucher::Anchor {
            key: key.as_bytes().to_vec(),
            since: None,
        };
        assert_eq!(finding(anchor(ANCHOR)), (AnswerOutcome::Good, false));
        assert_eq!(finding(anchor(OTHER)), (AnswerOutcome::Bad, false));
        let read =
            |path: &str| Ok((path == "allowed_signers").then(|| b"sam ssh-ed25519 A\n".to_vec()));
        let folder = || "mine".to_owned();
        let list = Voucher::List {
            folder: folder(),
            read: &read,
        };
        assert_eq!(finding(list), (AnswerOutcome::Good, true));
        let none = Voucher::List {
            folder: folder(),
            read: &|_| Ok(None),
        };
        let error = Vouching::for_portfolio(&ws, none).err().unwrap();
        assert_eq!(
            error.explain().hint,
            Some(Hint::from(Input::KeyList).then(" names a folder such as trust/ in a portfolio"))
        );
    }
}
