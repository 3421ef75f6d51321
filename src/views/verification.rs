//! Tells what came of checking a printed pack, as plain values: one finding for each
//! question that whoever receives it would ask.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::base::files::digest;
use crate::base::text::words;
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::layout;
use crate::domain::portfolio::Portfolio;
use crate::domain::ports::History;
use crate::domain::schema::SchemeRef;
use crate::domain::signoff::{Chain, Proof, ProofKind, TakenStep, Trusted, removed};
use crate::views::returned::ReturnNote;
use crate::views::submission::{OpenedPack, PrintRecord};
use crate::views::verified_steps::{VerifiedState, VerifiedStep};

/// The name in place of a format where a repository is verified, not a pack.
pub const REPOSITORY: &str = "repository";

/// Everything that was asked of a pack, or of an award in its repository.
#[derive(Debug, Serialize)]
pub struct Verification {
    /// Of this form; 1.
    pub version: u32,
    /// `html`, `pdf` or `zip`, or [`REPOSITORY`].
    pub format: &'static str,
    /// The person and award that the pack says it is of.
    pub says: String,
    /// The same as fields.
    #[serde(flatten)]
    pub of: VerifiedAward,
    /// The scheme that it was judged by; none where that cannot be read.
    pub scheme: Option<SchemeRef>,
    /// The steps of the award, in order; none where it cannot be judged.
    pub steps: Vec<VerifiedStep>,
    pub findings: Vec<VerificationAnswer>,
    /// True if it says of itself that it is a draft.
    pub draft: bool,
    /// Commands that show the same without cpd; a line each.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub by_hand: Vec<String>,
}

/// The award that a pack, a certificate or a repository says it is of, as far as that can be read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct VerifiedAward {
    /// The id of the portfolio.
    pub portfolio: Option<String>,
    pub owner: Option<VerifiedOwner>,
    /// The qualified id of the award, such as `lancaster/silver`.
    pub award: Option<String>,
    /// The SHA-256 of the manifest of a pack.
    pub manifest_sha256: Option<String>,
}

/// The owner of a portfolio that was verified.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VerifiedOwner {
    /// The id in the portfolio; none on a certificate.
    pub id: Option<String>,
    pub name: String,
}

impl VerifiedAward {
    /// Returns an award of a portfolio. `award` is its qualified id.
    pub fn new(portfolio: &Portfolio, award: &str) -> Self {
        let owner = portfolio.owner().map(|owner| VerifiedOwner {
            id: Some(owner.id().to_string()),
            name: owner.name().to_owned(),
        });
        Self {
            portfolio: portfolio.id().map(str::to_owned),
            owner,
            award: Some(award.to_owned()),
            manifest_sha256: None,
        }
    }

    /// Returns the award of a pack.
    pub fn of_pack(opened: &OpenedPack, portfolio: &Portfolio, award: &str) -> Self {
        let manifest = opened.manifest.as_ref();
        Self {
            manifest_sha256: manifest.map(|bytes| digest::sha256(bytes)),
            ..Self::new(portfolio, award)
        }
    }
}

/// The result of verifying, from the best to the worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum VerificationOutcome {
    Good,
    /// A draft that shows what its files say.
    Draft,
    Unverified,
    Bad,
    /// The file cannot be opened.
    Unreadable,
}

impl VerificationOutcome {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Draft => "draft",
            Self::Unverified => "not verified",
            Self::Bad => "bad",
            Self::Unreadable => "cannot be read",
        }
    }
}

/// The answer to one question.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct VerificationAnswer {
    pub about: VerificationQuestion,
    pub outcome: AnswerOutcome,
    /// The answer in a sentence.
    pub says: String,
    /// The grounds of the answer, or the places where it fails: a line each.
    pub details: Vec<String>,
}

/// The questions, in the order in which they are answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum VerificationQuestion {
    /// Of a certificate only.
    Certificate,
    Files,
    Manifest,
    Pages,
    Requirements,
    Signoffs,
    Trust,
    History,
    Repository,
    /// Of a certificate, where there is a register.
    Register,
}

impl VerificationQuestion {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Certificate => "certificate",
            Self::Files => "files",
            Self::Manifest => "manifest",
            Self::Pages => "pages",
            Self::Requirements => "requirements",
            Self::Signoffs => "sign-offs",
            Self::Trust => "trust",
            Self::History => "history",
            Self::Repository => "repository",
            Self::Register => "register",
        }
    }
}

/// The outcome of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum AnswerOutcome {
    Good,
    /// Not as it should be.
    Bad,
    /// It could not be told, and that is not enough.
    Unverified,
    /// For information.
    Note,
}

impl AnswerOutcome {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Bad => "bad",
            Self::Unverified => "not verified",
            Self::Note => "note",
        }
    }
}

impl Verification {
    /// Returns what came of it.
    pub fn outcome(&self) -> VerificationOutcome {
        let is_bad = |finding: &VerificationAnswer| finding.outcome == AnswerOutcome::Bad;
        if self.is_mere_draft() {
            VerificationOutcome::Draft
        } else if self.is_successful() {
            VerificationOutcome::Good
        } else if self.findings.iter().any(is_bad) {
            VerificationOutcome::Bad
        } else {
            VerificationOutcome::Unverified
        }
    }

    /// Returns the first of the worst answers, if anything is not as it should be.
    pub fn worst_answer(&self) -> Option<&VerificationAnswer> {
        let with = |outcome| {
            let mut findings = self.findings.iter();
            findings.find(|finding| finding.outcome == outcome)
        };
        with(AnswerOutcome::Bad).or_else(|| with(AnswerOutcome::Unverified))
    }

    /// Returns true if everything that had to be good was.
    pub fn is_successful(&self) -> bool {
        let fails = |finding: &VerificationAnswer| {
            matches!(
                finding.outcome,
                AnswerOutcome::Bad | AnswerOutcome::Unverified
            )
        };
        !self.findings.iter().any(fails)
    }

    /// Returns true for a draft that shows what its files say. It is no proof, and no forgery:
    /// sign-offs in it need not hold yet.
    pub fn is_mere_draft(&self) -> bool {
        let is_shown = |about: VerificationQuestion| {
            matches!(
                about,
                VerificationQuestion::Files
                    | VerificationQuestion::Manifest
                    | VerificationQuestion::Pages
                    | VerificationQuestion::Trust
            )
        };
        let mut findings = self.findings.iter();
        self.draft
            && !findings
                .any(|answer| answer.outcome == AnswerOutcome::Bad && is_shown(answer.about))
    }
}

impl VerificationAnswer {
    pub fn new(
        about: VerificationQuestion,
        outcome: AnswerOutcome,
        says: impl Into<String>,
    ) -> Self {
        Self {
            about,
            outcome,
            says: says.into(),
            details: Vec::new(),
        }
    }

    pub fn with_details(mut self, details: Vec<String>) -> Self {
        self.details = details;
        self
    }
}

/// Checks that the carried files are those that the pack says it carries.
pub fn files(opened: &OpenedPack, printing: &PrintRecord) -> VerificationAnswer {
    let mut wrong = opened.oddities.clone();
    let listed: BTreeSet<&str> = printing
        .files
        .iter()
        .map(|file| file.path.as_str())
        .collect();
    if listed.len() != printing.files.len() {
        wrong.push("printing.json lists a file twice".to_owned());
    }
    for file in &printing.files {
        match opened.files.get(&file.path) {
            None => wrong.push(format!("{} is missing", file.path)),
            Some(bytes) if digest::sha256(bytes) != file.sha256 => {
                wrong.push(format!("{} was changed", file.path));
            }
            Some(_) => {}
        }
    }
    let extra = opened
        .files
        .keys()
        .filter(|path| !listed.contains(path.as_str()));
    wrong.extend(extra.map(|path| format!("{path} was added")));
    let count = words::count_noun(printing.files.len(), "file", "files");
    if wrong.is_empty() {
        let says = format!("{count} in the pack, and each matches the list in printing.json");
        VerificationAnswer::new(VerificationQuestion::Files, AnswerOutcome::Good, says)
    } else {
        let says = "the files in the pack do not match the list in printing.json";
        VerificationAnswer::new(VerificationQuestion::Files, AnswerOutcome::Bad, says)
            .with_details(wrong)
    }
}

/// Checks that the manifest is the one that these files make, and the one that was
/// sent, where a sign-off says so.
pub fn check_manifest(
    opened: &OpenedPack,
    made: &str,
    chain: &Chain<'_>,
    printing: &PrintRecord,
) -> VerificationAnswer {
    let Some(found) = &opened.manifest else {
        return VerificationAnswer::new(
            VerificationQuestion::Manifest,
            AnswerOutcome::Bad,
            "there is no manifest",
        );
    };
    if found != made.as_bytes() {
        let says = "the manifest does not match the files in the pack";
        return VerificationAnswer::new(VerificationQuestion::Manifest, AnswerOutcome::Bad, says);
    }
    let sha256 = digest::sha256(found);
    let sent = chain
        .taken()
        .filter_map(|taken| Some((taken.signoff.step, taken.signoff.pack?)));
    let sent: Vec<(&str, &str)> = sent.collect();
    let detail = vec![format!("sha256 {sha256}")];
    match sent.first().filter(|_| !printing.current) {
        Some((step, named)) if *named != sha256 => {
            let says = format!("“{step}” was signed for a pack with other records or files");
            VerificationAnswer::new(VerificationQuestion::Manifest, AnswerOutcome::Bad, says)
                .with_details(vec![
                    format!("this manifest  {sha256}"),
                    format!("the one sent   {named}"),
                ])
        }
        Some((step, _)) => {
            let says = format!(
                "it prints the records and files that “{step}” was signed for, and no others"
            );
            let apart = "apart from that: names and jobs, later sign-offs, requirements and dates";
            VerificationAnswer::new(VerificationQuestion::Manifest, AnswerOutcome::Good, says)
                .with_details(vec![format!("sha256 {sha256}"), apart.to_owned()])
        }
        None => {
            let says = "it matches the files in the pack";
            VerificationAnswer::new(VerificationQuestion::Manifest, AnswerOutcome::Good, says)
                .with_details(detail)
        }
    }
}

/// Checks that the needed steps of a chain are valid, and says what proves each of them:
/// `against` is what judging found to be wrong with it, and `people` are those whose
/// sign-offs count.
pub fn signoffs(
    chain: &Chain<'_>,
    steps: &[VerifiedStep],
    against: &[Diagnostic],
    people: Trusted<'_>,
) -> VerificationAnswer {
    let mut details: Vec<String> = chain.taken().map(|taken| step(taken, people)).collect();
    let taken = details.len();
    let mut suggested = Vec::new();
    for taken in chain.taken() {
        suggested.extend(taken.suggested.iter().map(|share| {
            format!(
                "{} suggested {} of the {} words of {}",
                taken.signoff.by, share.words, share.total, share.path
            )
        }));
    }
    let wrong = against.iter().filter(|found| {
        found.severity == Severity::Error && found.at.path.starts_with(layout::SIGNOFFS)
    });
    details.extend(wrong.map(|found| format!("{}: {}", found.rule, found.message)));
    let unsaved = chain.taken().filter(|taken| taken.unsaved);
    details.extend(unsaved.map(|taken| format!("{}: not saved in git", taken.signoff.step)));
    if !chain.is_provably_closed() {
        let stale = chain.taken().filter(|taken| !taken.changed.is_empty());
        details.extend(stale.map(|taken| {
            format!(
                "changed since {}: {}",
                taken.step.id,
                words::some(&taken.changed)
            )
        }));
    }
    let gap = chain.gap();
    let fails = |taken: &TakenStep<'_>| !taken.stands() && taken.gap().is_none();
    let bad = details.len() > taken || chain.taken().any(fails);
    details.extend(suggested);
    let returns = chain.returns.iter().filter(|taken| taken.stands());
    details.extend(returns.map(|taken| ReturnNote::new(taken, people.portfolio).says()));
    let claims = chain
        .taken()
        .filter(|taken| taken.proof == Proof::Claimed)
        .count();
    // A step that provably closed the award stands, whatever is written afterwards.
    let last = chain.last_done().filter(|_| chain.is_provably_closed());
    let after = last.filter(|taken| !taken.changed.is_empty());
    let contents = match after {
        Some(taken) => {
            let (step, changed) = (&taken.step.id, words::some(&taken.changed));
            details.push(format!("changed since {step}: {changed}"));
            format!("the contents of {}", taken.signoff.on.date_naive())
        }
        None => "these contents".to_owned(),
    };
    let in_order = format!(
        "{} signed, in order, for {contents}",
        words::count_noun(taken, "step", "steps")
    );
    let missing = describe_missing(steps);
    details.extend(steps.iter().filter_map(describe_open));
    let (outcome, says) = match (bad, claims) {
        (true, _) => (AnswerOutcome::Bad, "the sign-offs are not valid".to_owned()),
        _ if gap.is_some() => (
            AnswerOutcome::Unverified,
            "the sign-offs cannot be verified in this copy".to_owned(),
        ),
        _ if taken == 0 => (
            AnswerOutcome::Unverified,
            "nobody has signed yet, so nothing is proven".to_owned(),
        ),
        _ if missing.is_some() => (AnswerOutcome::Unverified, missing.unwrap_or_default()),
        (false, 0) => (AnswerOutcome::Good, in_order),
        (false, claims) => (
            AnswerOutcome::Note,
            format!("{in_order} ({claims} without a signature)"),
        ),
    };
    VerificationAnswer::new(VerificationQuestion::Signoffs, outcome, says).with_details(details)
}

/// Returns the answer for a pack: it has to show what was signed, or say that it does not.
pub fn signoffs_of_pack(
    answer: VerificationAnswer,
    chain: &Chain<'_>,
    printing: &PrintRecord,
) -> VerificationAnswer {
    let changed = chain.taken().any(|taken| !taken.changed.is_empty());
    let (outcome, says) = match (changed, printing.current) {
        _ if answer.outcome == AnswerOutcome::Bad => return answer,
        _ if printing.draft && answer.outcome != AnswerOutcome::Unverified => (
            AnswerOutcome::Unverified,
            "the pack is a draft, which proves nothing",
        ),
        (true, true) => (
            AnswerOutcome::Unverified,
            "the files have changed since they were signed, and the pack says so",
        ),
        (true, false) if chain.closed() => {
            (AnswerOutcome::Bad, "the pack does not show what was signed")
        }
        _ => return answer,
    };
    VerificationAnswer {
        outcome,
        says: says.to_owned(),
        ..answer
    }
}

/// Names the needed steps without a valid sign-off; `None` where there are none.
fn describe_missing(steps: &[VerifiedStep]) -> Option<String> {
    let missing = |step: &&VerifiedStep| step.needed && step.state != VerifiedState::Valid;
    let missing: Vec<String> = steps
        .iter()
        .filter(missing)
        .map(|step| format!("“{}”", step.id))
        .collect();
    (!missing.is_empty()).then(|| format!("still to be signed: {}", words::join_all(&missing)))
}

/// Says that a step has no sign-off; `None` for one that has.
fn describe_open(step: &VerifiedStep) -> Option<String> {
    let why = match step.state {
        VerifiedState::NotSigned => "not signed",
        VerifiedState::Withdrawn => "the sign-off was withdrawn",
        VerifiedState::Returned => "the submission was returned",
        VerifiedState::Valid | VerifiedState::Invalid => return None,
    };
    Some(format!("{}: {why}", step.id))
}

/// Says which history was read, and if every sign-off that was ever committed is still
/// there.
pub fn history(portfolio: &Portfolio, history: History<'_>) -> VerificationAnswer {
    let about = VerificationQuestion::History;
    let reader = match history {
        History::Read(reader) => reader,
        History::NotConsulted => {
            let says = "a pack carries no git history, so it cannot show when sign-offs were made or whether any was removed";
            return VerificationAnswer::new(about, AnswerOutcome::Note, says);
        }
        History::NoRepository => {
            let says = "this folder has no git history, so cpd cannot tell when sign-offs were made or if any was removed";
            return VerificationAnswer::new(about, AnswerOutcome::Unverified, says);
        }
    };
    let seen = match reader.signoffs() {
        Ok(seen) => seen,
        Err(why) => {
            return VerificationAnswer::new(about, AnswerOutcome::Unverified, why.to_string());
        }
    };
    let gone = removed(portfolio, history);
    if gone.is_empty() {
        let count = words::count_noun(seen.len(), "file", "files");
        let says = format!("{count} saved under signoffs/ so far, and each is still there");
        return VerificationAnswer::new(about, AnswerOutcome::Good, says);
    }
    let details = gone
        .iter()
        .map(|one| format!("{} (commit {:.10})", one.path, one.commit));
    let says = "sign-offs were removed or changed after they were saved in git";
    VerificationAnswer::new(about, AnswerOutcome::Bad, says).with_details(details.collect())
}

/// `endorse by Priya Shah on 2026-06-01: signed with the key SHA256:…`.
pub fn step(taken: &TakenStep<'_>, people: Trusted<'_>) -> String {
    let signoff = &taken.signoff;
    let person = people.person(signoff.by);
    let name = person.map_or(signoff.by, |person| person.name());
    let on = signoff.on.date_naive();
    let proof = match &taken.proof {
        Proof::Signed { key } => format!("signed with the key {key}"),
        Proof::Attested { recorder, key } => {
            format!("a review that {recorder} recorded with the key {key}")
        }
        Proof::Claimed if signoff.proof == Some(ProofKind::None) => {
            let entered = taken.entered_by.as_ref();
            let entered = entered.map_or_else(String::new, |who| {
                format!(", entered in git by {} <{}>", who.name, who.email)
            });
            let reply = signoff.reply.as_ref();
            let reply = reply.map_or_else(String::new, |reply| format!(", {}", reply.describe()));
            format!("claimed, without a signature{reply}{entered}")
        }
        Proof::Claimed => "not proven".to_owned(),
    };
    format!("{} by {name} on {on}: {proof}", signoff.step)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::views::submission::print_record::{CarriedFile, ObjectFormat};

    fn printing(files: &[(&str, &[u8])]) -> PrintRecord {
        PrintRecord {
            version: 1,
            cpd: "0.1.0".into(),
            award: "x/y".into(),
            draft: false,
            current: false,
            signed: None,
            entered_by: Default::default(),
            day: chrono::NaiveDate::MIN,
            commit: None,
            objects: ObjectFormat::Sha1,
            files: files
                .iter()
                .map(|(path, bytes)| CarriedFile {
                    path: (*path).to_owned(),
                    sha256: digest::sha256(bytes),
                })
                .collect(),
        }
    }

    fn opened_pack(files: &[(&str, &[u8])]) -> OpenedPack {
        let mut opened = OpenedPack::default();
        for (path, bytes) in files {
            opened.add_file((*path).to_owned(), bytes.to_vec());
        }
        opened
    }

    #[test]
    fn every_way_in_which_files_may_differ_is_named() {
        let listed = printing(&[("a", b"1"), ("b", b"2"), ("c", b"3")]);
        let good = files(
            &opened_pack(&[("a", b"1"), ("b", b"2"), ("c", b"3")]),
            &listed,
        );
        assert_eq!(good.outcome, AnswerOutcome::Good);
        let bad = files(
            &opened_pack(&[("a", b"1"), ("b", b"x"), ("d", b"4")]),
            &listed,
        );
        assert_eq!(bad.outcome, AnswerOutcome::Bad);
        assert_eq!(
            bad.details,
            ["b was changed", "c is missing", "d was added"]
        );
    }

    #[test]
    fn a_file_that_is_present_twice_fails_verification() {
        let twice = opened_pack(&[("a", b"1"), ("a", b"1")]);
        assert_eq!(
            files(&twice, &printing(&[("a", b"1")])).outcome,
            AnswerOutcome::Bad
        );
    }
}
