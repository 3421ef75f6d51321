//! Files that come back from somebody who was asked: their sign-off, once it holds here, or
//! their feedback.

use std::collections::{BTreeMap, BTreeSet};

use thiserror::Error;

use super::received_feedback::ReceivedFeedback;
use super::reply::ReplyError;
use super::returned::Received;
use crate::app::change::review::{Overlay, overlaid};
use crate::app::change::{ChangeSet, PlanError, checked};
use crate::app::error::{Explain, Explanation, Hint, Input};
use crate::app::lookup::RecordLookupError;
use crate::app::workspace::Workspace;
use crate::base::document::{Node, ParsedFile};
use crate::base::text::words;
use crate::check::{CheckInput, CheckResult, check};
use crate::domain::finding::Severity;
use crate::domain::layout;
use crate::domain::portfolio::answer::UnclearAnswer;
use crate::domain::remedy::{Argument, Invocation, Remedy};
use crate::domain::signoff::proof::signature_path;
use crate::domain::signoff::{ProofKind, Signoff, WITHDRAW};
use crate::formats::mail::MailError;
use crate::formats::pack::zip::ArchiveError;

/// Changes that take in what came back.
#[derive(Debug, Default)]
pub struct ReceivedChanges {
    /// Nothing where all of it is here already.
    pub changes: ChangeSet,
    /// Paths of the new files, sorted.
    pub paths: Vec<String>,
    /// Paths of signatures that are not taken in: no sign-off that came with them names them
    /// as its proof. Sorted.
    pub ignored: Vec<String>,
    /// Paths at which the portfolio has other contents, which stay.
    pub differing: Vec<String>,
    /// The number of sign-offs, signatures and forms that came back.
    pub found: usize,
    /// Paths of records that have changed since the version on which feedback was given.
    pub outdated: Vec<String>,
}

impl ReceivedChanges {
    /// Returns the number of files that came back and are here already.
    pub fn present(&self) -> usize {
        let others = self.paths.len() + self.ignored.len() + self.differing.len();
        self.found.saturating_sub(others)
    }

    /// Returns the message of the commit.
    pub fn message(&self) -> String {
        format!("Receive {}", words::some(&self.paths))
    }
}

/// A reason why nothing was taken in.
#[derive(Debug, Error)]
pub enum ReceiveError {
    #[error("{name} cannot be opened: {source}")]
    Archive { name: String, source: ArchiveError },
    #[error("cpd cannot read {0}: it is not a folder, a zip file or a text file")]
    UnknownFormat(String),
    #[error(transparent)]
    Mail(#[from] MailError),
    #[error("{0} is a mail without a sign-off or a form")]
    OnlyWords(String),
    #[error("this file is not a feedback form")]
    NoForm,
    #[error(transparent)]
    Record(#[from] RecordLookupError),
    #[error("the feedback form is not filled in")]
    Unfilled,
    #[error("nobody can give feedback on {0}")]
    TakesNone(String),
    #[error("the feedback was written on another record, {is_of}, not on {names}")]
    OtherRecord { is_of: String, names: String },
    #[error("the feedback is by {0}, whose own portfolio this is")]
    OwnFeedback(String),
    #[error(
        "the feedback is from {from}, and nobody in trust/people.yaml has that name and address"
    )]
    Stranger { from: String },
    #[error("the feedback is from {from}, not from {named}")]
    OtherWriter { from: String, named: String },
    #[error(transparent)]
    Reply(#[from] ReplyError),
    #[error("the author of the feedback is not in trust/people.yaml: {0}")]
    UnknownPerson(String),
    #[error("the date of the feedback, “{written}”, {}", why.says)]
    UnclearDate { written: String, why: UnclearAnswer },
    #[error("the first lines of the feedback form cannot be read")]
    NoFrontMatter,
    #[error("{0} already exists")]
    Exists(String),
    #[error("two different files came back for {0}")]
    TwoFiles(String),
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// Findings about the new files, each with its rule.
    #[error("nothing was added, because these sign-offs would not be valid in this portfolio")]
    DoesNotHold(Vec<String>),
}

impl Explain for ReceiveError {
    fn explain(&self) -> Explanation {
        match self {
            Self::Archive { source, .. } if source.is_hostile() => Explanation::refused(),
            Self::OnlyWords(_) => {
                let record = Hint::from("if it is an answer to your request, record it with ");
                Explanation::failed().hint(record.then(Input::Reply))
            }
            Self::Mail(_) | Self::Archive { .. } | Self::NoFrontMatter => Explanation::failed(),
            Self::UnknownFormat(_) => {
                Explanation::failed().hint("give the file or folder that was sent back to you")
            }
            Self::NoForm => Explanation::failed()
                .hint("use the form that was sent out: its first lines name the journal"),
            Self::Unfilled => Explanation::failed().hint(
                "ask for it again: the feedback goes in place of the first lines below the details",
            ),
            Self::TakesNone(_) => {
                Explanation::refused().hint("give the title or the file of a journal")
            }
            Self::OtherRecord { .. } => {
                Explanation::refused().hint("ask whoever wrote it which of the two they mean")
            }
            Self::OwnFeedback(_) => {
                Explanation::refused().hint("name the person who gave it after `by:`")
            }
            Self::Stranger { .. } => {
                let lead = "if you know who wrote it, say who with ";
                let hint = Hint::from(lead)
                    .then(Input::Signer)
                    .then(", or add them with ");
                Explanation::refused().hint(hint.then(add_person()))
            }
            Self::OtherWriter { .. } => {
                Explanation::refused().hint("ask them to send it themselves")
            }
            Self::Reply(error) => error.explain(),
            Self::Record(error) => error.explain(),
            Self::Plan(error) => error.explain(),
            Self::UnknownPerson(_) => {
                let lead = "write their name after `by:`, and add them with ";
                Explanation::refused().hint(Hint::from(lead).then(add_person()))
            }
            Self::UnclearDate { why, .. } if why.advice.is_empty() => {
                Explanation::refused().hint("correct it in the form")
            }
            Self::UnclearDate { why, .. } => Explanation::refused().hint(why.advice.clone()),
            Self::Exists(_) => Explanation::refused().hint("you may have added it before"),
            Self::TwoFiles(_) => Explanation::refused().hint("receive them one by one"),
            Self::DoesNotHold(findings) => {
                let hint = Remedy::invoke("to see what each means", Invocation::ExplainRule);
                Explanation::refused().details(findings.clone()).hint(hint)
            }
        }
    }
}

fn add_person() -> Invocation {
    Invocation::AddPerson {
        person: Argument::Blank,
    }
}

/// Returns the changes that take in what came back. `author` is the person of whom the owner
/// says that they wrote the mail that a form came with. Nothing is judged yet: see [`review`].
pub fn plan(
    received: Received,
    author: Option<&str>,
    workspace: &Workspace,
) -> Result<ReceivedChanges, ReceiveError> {
    let _span = tracing::info_span!("signoff.receive").entered();
    let mut outdated = Vec::new();
    let found = received.signoffs.len() + received.forms.len() + received.strays.len();
    let SortedSignoffs {
        new: mut all,
        mut ignored,
        differing,
    } = signoffs(received.signoffs, workspace);
    ignored.extend(received.strays);
    for form in &received.forms {
        let feedback = ReceivedFeedback::of_form(form, author, workspace)?;
        outdated.extend(feedback.outdated());
        if let Some((path, text)) = feedback.file(&all, workspace)? {
            all.insert(path, text.into_bytes());
        }
    }
    let new = all;
    let mut changes = ChangeSet::default();
    for (path, bytes) in &new {
        changes.create(workspace.base(), checked(path)?, bytes.as_slice())?;
    }
    Ok(ReceivedChanges {
        changes,
        paths: new.into_keys().collect(),
        ignored,
        differing,
        found,
        outdated,
    })
}

/// Returns an error if anything would be wrong with the new files, once they are here.
pub fn review(intake: &ReceivedChanges, workspace: &Workspace) -> Result<(), ReceiveError> {
    let _span = tracing::info_span!("signoff.review-received").entered();
    let portfolio = overlaid(&workspace.portfolio, &intake.changes);
    let input = workspace.check_input();
    let overlay = Overlay::new(input.evidence, &intake.changes);
    let home = CheckInput {
        portfolio: &portfolio,
        evidence: overlay.evidence(),
        ..input
    };
    let findings = faulty_files(&intake.paths, home);
    let is_read = |path: &String| {
        let read = portfolio.at_path(path).and_then(Signoff::read);
        !path.starts_with(layout::SIGNOFFS) || !is_record(path) || read.is_some()
    };
    if findings.is_empty() && intake.paths.iter().all(is_read) {
        return Ok(());
    }
    Err(ReceiveError::DoesNotHold(findings.into_iter().collect()))
}

/// Returns the changes that take in feedback that was written as the words of a mail.
pub fn plan_feedback(
    feedback: &ReceivedFeedback<'_>,
    workspace: &Workspace,
) -> Result<ReceivedChanges, ReceiveError> {
    let mut intake = ReceivedChanges {
        found: 1,
        ..ReceivedChanges::default()
    };
    if let Some((path, text)) = feedback.file(&NewFiles::new(), workspace)? {
        let bytes = text.into_bytes();
        intake
            .changes
            .create(workspace.base(), checked(&path)?, bytes.as_slice())?;
        intake.paths.push(path);
    }
    Ok(intake)
}

/// New files by path.
pub(super) type NewFiles = BTreeMap<String, Vec<u8>>;

/// Sign-offs that came back, sorted by what becomes of them.
struct SortedSignoffs {
    /// Those that are not here yet, each with its signature.
    new: NewFiles,
    /// Paths of other signatures.
    ignored: Vec<String>,
    /// Paths at which other contents are here.
    differing: Vec<String>,
}

fn signoffs(files: NewFiles, workspace: &Workspace) -> SortedSignoffs {
    let here = |path: &str| {
        let is_here = workspace.portfolio.snapshot.get(path).is_some();
        is_here.then(|| workspace.bytes(path)).flatten()
    };
    let (present, absent): (NewFiles, NewFiles) = files
        .into_iter()
        .filter(|(path, _)| is_signoff(path))
        .partition(|(path, _)| workspace.portfolio.snapshot.get(path).is_some());
    let differing = present.into_iter();
    let differing = differing.filter(|(path, bytes)| here(path).as_ref() != Some(bytes));
    let (mut new, others): (NewFiles, NewFiles) =
        absent.into_iter().partition(|(path, _)| is_record(path));
    let signatures = new.iter();
    let signatures = signatures.filter_map(|(path, bytes)| named_signature(path, bytes));
    let signatures: BTreeSet<String> = signatures.collect();
    let (proofs, ignored): (NewFiles, NewFiles) = others
        .into_iter()
        .partition(|(path, _)| signatures.contains(path));
    new.extend(proofs);
    SortedSignoffs {
        new,
        ignored: ignored.into_keys().collect(),
        differing: differing.map(|(path, _)| path).collect(),
    }
}

fn is_record(path: &str) -> bool {
    path.ends_with(".md")
}

/// Returns the path of the signature that a sign-off names as its proof.
fn named_signature(path: &str, bytes: &[u8]) -> Option<String> {
    let document = ParsedFile::read(std::str::from_utf8(bytes).ok()?);
    let proof = document.front.get("proof").and_then(Node::scalar)?;
    let end = ProofKind::parse(proof)?.signature_end()?;
    Some(signature_path(path, end))
}

/// Returns true for the path of a sign-off or of a signature over one.
fn is_signoff(path: &str) -> bool {
    let end = path.rsplit('.').next().unwrap_or_default();
    path.starts_with(layout::SIGNOFFS) && matches!(end, "md" | "sig" | "asc")
}

/// Returns what is wrong with the new files. A sign-off that is genuine and does not count
/// is no help either.
fn faulty_files(new: &[String], home: CheckInput<'_>) -> BTreeSet<String> {
    let signoffs: Vec<Signoff<'_>> = new
        .iter()
        .filter_map(|path| Signoff::read(home.portfolio.at_path(path)?))
        .collect();
    let awards: BTreeSet<_> = signoffs.iter().map(|signoff| signoff.award).collect();
    let (mut wrong, mut idle) = (BTreeSet::new(), BTreeSet::new());
    for award in std::iter::once(None).chain(awards.into_iter().map(Some)) {
        let result = check(CheckInput {
            focus: award,
            ..home
        });
        let found = result.diagnostics.iter();
        wrong.extend(
            found
                .filter(|found| found.severity == Severity::Error)
                .filter(|found| new.contains(&found.at.path))
                .map(|found| format!("{}: {}", found.rule, found.message)),
        );
        let mine = signoffs.iter().filter(|one| Some(one.award) == award);
        let unused = mine.filter(|one| !changes_anything(one, &signoffs, &result));
        idle.extend(unused.map(|one| {
            format!(
                "{}: it was made for other records or other sign-offs than those in this portfolio",
                one.record.path
            )
        }));
    }
    // Where more is known, that is the reason.
    if wrong.is_empty() { idle } else { wrong }
}

/// Returns true if a new sign-off changes anything: it is counted, or another new one has
/// taken its place since.
fn changes_anything(one: &Signoff<'_>, new: &[Signoff<'_>], result: &CheckResult<'_>) -> bool {
    let is_new = |path: &str| new.iter().any(|other| other.record.path == path);
    let withdrawn = |other: &Signoff<'_>| {
        let withdraws = other.withdraws.as_ref();
        withdraws.is_some_and(|pinned| pinned.path == one.record.path)
    };
    if one.step == WITHDRAW || new.iter().any(withdrawn) {
        return true;
    }
    result.award(one.award).is_some_and(|verdict| {
        let mut taken = verdict.chain.taken().chain(&verdict.chain.returns);
        taken.any(|taken| {
            let signoff = &taken.signoff;
            taken.counts() && signoff.step == one.step && is_new(&signoff.record.path)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::error::Class;
    use crate::app::fakes::{JOURNAL, World};
    use crate::app::signoff::feedback::cut;
    use crate::app::signoff::returned::ReturnedForm;
    use crate::formats::pack::zip;

    fn of_form(text: String) -> Received {
        Received {
            forms: vec![ReturnedForm { text, mail: None }],
            ..Received::default()
        }
    }

    fn of_signoffs(signoffs: NewFiles) -> Received {
        Received {
            signoffs,
            ..Received::default()
        }
    }

    /// Returns a form that came back, with `by` and `date` as they were filled in.
    fn form(by: &str, date: &str) -> Received {
        of_form(format!(
            "---\ntitle: Feedback on Saying I\ndate: {date}\njournal: 2026-02-04-saying-i\nby: {by}\nblob: {}\n---\n\nWhat next?\n\n{}\n\n# Saying I\n",
            "0".repeat(40),
            cut(),
        ))
    }

    fn sams_workspace() -> Workspace {
        World::sams_portfolio().open().unwrap()
    }

    fn received_text(intake: &ReceivedChanges, path: &str) -> String {
        let changes = intake.changes.on_disk();
        let change = changes.iter().find(|change| change.path.as_str() == path);
        let bytes = change.and_then(|change| change.after.clone()).unwrap();
        String::from_utf8(bytes.to_vec()).unwrap()
    }

    #[test]
    fn feedback_becomes_a_record_by_an_id_on_a_day_without_what_was_for_reading() {
        let intake = plan(
            form("Lee Morgan", "29 September 2026"),
            None,
            &sams_workspace(),
        )
        .unwrap();
        let path = "feedback/2026-09-29-feedback-on-saying-i.md";
        assert_eq!(intake.paths, [path]);
        assert_eq!(intake.message(), format!("Receive {path}"));
        let text = received_text(&intake, path);
        assert!(text.contains("\nby: lee-morgan\n"), "{text}");
        assert!(text.contains("\ndate: 2026-09-29\n"), "{text}");
        assert!(text.ends_with("\nWhat next?\n"), "{text}");
        review(&intake, &sams_workspace()).unwrap();
        let intake = plan(form("lee-morgan", ""), None, &sams_workspace()).unwrap();
        assert_eq!(
            intake.paths,
            ["feedback/2026-10-02-feedback-on-saying-i.md"]
        );
    }

    #[test]
    fn feedback_on_words_that_have_changed_since_says_so() {
        let intake = plan(form("lee-morgan", ""), None, &sams_workspace()).unwrap();
        assert_eq!(intake.outdated, [JOURNAL]);
        let blob = crate::base::files::digest::sha1_blob(&World::sams_portfolio().files[JOURNAL]);
        let text = form("lee-morgan", "").forms.remove(0).text;
        let text = text.replace(&"0".repeat(40), &blob.to_string());
        let intake = plan(of_form(text), None, &sams_workspace()).unwrap();
        assert!(intake.outdated.is_empty());
    }

    #[test]
    fn feedback_without_a_known_writer_day_or_journal_is_not_taken_in() {
        let says = |received| {
            plan(received, None, &sams_workspace())
                .unwrap_err()
                .to_string()
        };
        let unknown = says(form("Robin", ""));
        assert_eq!(
            unknown,
            "the author of the feedback is not in trust/people.yaml: Robin"
        );
        let nobody = says(form("", ""));
        assert!(nobody.ends_with(": no name was given"), "{nobody}");
        let date = says(form("lee-morgan", "soon"));
        assert_eq!(
            date,
            "the date of the feedback, “soon”, is not a date that cpd can read"
        );
        let other = says(of_form("A letter.\n".into()));
        assert_eq!(other, "this file is not a feedback form");
    }

    #[test]
    fn feedback_takes_the_place_of_no_other_file() {
        let path = "feedback/2026-10-02-feedback-on-saying-i.md";
        let other = "---\ntitle: x\n---\n";
        let taken = || World::sams_portfolio().with_file(path, other);
        let intake = plan(form("lee-morgan", ""), None, &taken().open().unwrap()).unwrap();
        let second = "feedback/2026-10-02-feedback-on-saying-i-lee-morgan.md";
        assert_eq!(intake.paths, [second]);
        let world = taken().with_file(second, other);
        let error = plan(form("lee-morgan", ""), None, &world.open().unwrap()).unwrap_err();
        assert_eq!(error.to_string(), format!("{path} already exists"));
        assert_eq!(error.explain().class, Class::Refused);
    }

    #[test]
    fn only_new_sign_offs_are_received() {
        let came = [JOURNAL, "cpd.yaml", "signoffs/run.sh", "trust/people.yaml"];
        let came = came.map(|path| (path.to_owned(), b"changed".to_vec()));
        let intake = plan(of_signoffs(came.into()), None, &sams_workspace()).unwrap();
        assert!(intake.changes.is_empty(), "{:?}", intake.paths);
    }

    #[test]
    fn a_signature_is_taken_in_only_with_the_sign_off_that_names_it() {
        let folder = "signoffs/lancaster/bronze";
        let signoff = |proof: &str| format!("---\nproof: {proof}\n---\n").into_bytes();
        let came = [
            ("a.md", signoff("ssh")),
            ("a.sig", b"a".to_vec()),
            ("a.asc", b"a".to_vec()),
            ("b.md", signoff("none")),
            ("b.sig", b"b".to_vec()),
            ("c.md", signoff("openpgp")),
            ("c.asc", b"c".to_vec()),
            ("d.sig", b"d".to_vec()),
        ];
        let came = came.map(|(name, bytes)| (format!("{folder}/{name}"), bytes));
        let intake = plan(of_signoffs(came.into()), None, &sams_workspace()).unwrap();
        let named = |names: &[&str]| -> Vec<String> {
            names
                .iter()
                .map(|name| format!("{folder}/{name}"))
                .collect()
        };
        assert_eq!(
            intake.paths,
            named(&["a.md", "a.sig", "b.md", "c.asc", "c.md"])
        );
        assert_eq!(intake.ignored, named(&["a.asc", "b.sig", "d.sig"]));
    }

    #[test]
    fn a_sign_off_that_cannot_be_read_here_is_refused_and_no_path_leads_out() {
        let one = |path: &str| of_signoffs([(path.to_owned(), b"x".to_vec())].into());
        let intake = plan(
            one("signoffs/lancaster/bronze/x.md"),
            None,
            &sams_workspace(),
        )
        .unwrap();
        let error = review(&intake, &sams_workspace()).unwrap_err();
        assert!(matches!(error, ReceiveError::DoesNotHold(_)), "{error}");
        let error = plan(one("signoffs/../../x.md"), None, &sams_workspace()).unwrap_err();
        assert!(matches!(error, ReceiveError::Plan(_)), "{error}");
    }

    #[test]
    fn a_received_file_is_a_zip_a_form_or_unknown() {
        let read = |name: &str, bytes: Vec<u8>| {
            let mut received = Received::default();
            received.add_files([(name.to_owned(), bytes)].into())?;
            Ok(received)
        };
        let zip = zip::of_files(&[("signoffs/a.md".to_owned(), Vec::new())].into()).unwrap();
        let zip: Result<Received, ReceiveError> = read("back.zip", zip);
        let paths = zip.unwrap().signoffs.into_keys();
        assert_eq!(paths.collect::<Vec<_>>(), ["signoffs/a.md"]);
        let cut_short = read("back.zip", b"PK\x03\x04".to_vec()).unwrap_err();
        let cut_short = cut_short.to_string();
        assert!(
            cut_short.starts_with("back.zip cannot be opened: "),
            "{cut_short}"
        );
        let other = read("back.doc", vec![0xFF]).unwrap_err();
        assert_eq!(
            other.to_string(),
            "cpd cannot read back.doc: it is not a folder, a zip file or a text file"
        );
    }
}
