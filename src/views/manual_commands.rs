//! Commands that check the sign-offs of an award without cpd: by git, ssh-keygen and gpg alone.
//! A person pastes them, and the names in them are other people's.

use crate::base::files::PortfolioPath;
use crate::base::text::Safe;
use crate::base::text::shell::{Shell, shell_word};
use crate::domain::portfolio::Portfolio;
use crate::domain::signoff::proof::signature_path;
use crate::domain::signoff::signature::{NAMESPACE, RECORD_NAMESPACE};
use crate::domain::signoff::trust::{ALLOWED_SIGNERS, REVOKED_KEYS, openpgp_key_path};
use crate::domain::signoff::{Chain, Proof, ProofKind, SignedSubject, TakenStep};

/// Returns the commands, for a POSIX shell, that check the chain without cpd. Each is one
/// line, whatever a sign-off says.
pub fn manual_commands(chain: &Chain<'_>, portfolio: &Portfolio) -> Vec<String> {
    let mut lines = Vec::new();
    for taken in chain.taken() {
        let signoff = &taken.signoff;
        lines.push(format!(
            "# {} by {}: when it was first saved in git",
            Safe(&taken.step.id),
            Safe(signoff.by)
        ));
        lines.push(first_commit_command(&signoff.record.path).unwrap_or_else(unprintable_command));
        lines.push(match signoff.proof {
            None => "# cpd does not know this kind of proof".to_owned(),
            Some(ProofKind::None) => "# it is a claim: there is no signature to check".to_owned(),
            Some(_) => {
                let command = signature_command(taken, str::to_owned);
                command.map_or_else(unprintable_command, |words| words.join(" "))
            }
        });
    }
    let Some(last) = chain.taken().next_back() else {
        return lines;
    };
    let says = "# what was signed, and what is there now: the same id means the same content";
    lines.push(says.to_owned());
    for subject in &last.signoff.subjects {
        lines.push(committed_command(subject).unwrap_or_else(unprintable_command));
        let is_record = portfolio.in_file(subject.path).next().is_some();
        lines.extend(present_command(subject).filter(|_| !is_record));
    }
    lines
}

/// Returns the command that shows the content which git has of a subject.
fn committed_command(subject: &SignedSubject<'_>) -> Option<String> {
    let named = shell_word_or_none(&format!("HEAD:./{}", subject.path))?;
    Some(format!("{GIT} rev-parse {named}  # {}", signed_id(subject)))
}

/// Returns the command that shows the content of evidence as it lies in the folder: git can
/// change it on the way out. It reads no file outside of the portfolio.
fn present_command(subject: &SignedSubject<'_>) -> Option<String> {
    PortfolioPath::new(subject.path).ok()?;
    let path = shell_word_or_none(subject.path)?;
    let id = signed_id(subject);
    Some(format!("{GIT} hash-object --no-filters -- {path}  # {id}"))
}

fn signed_id(subject: &SignedSubject<'_>) -> String {
    match subject.blob {
        Some(blob) => blob.to_string(),
        None => "the sign-off gives no name of a content".to_owned(),
    }
}

/// Git without what a repository can put in place of its own objects: replacements, and a
/// file that says which commits come before which.
const GIT: &str = "git -c core.commitGraph=false --no-replace-objects";

/// Stands for a command with a name that no command line can hold.
fn unprintable_command() -> String {
    "# a file name has characters that cannot be pasted, so no command is shown".to_owned()
}

fn first_commit_command(path: &str) -> Option<String> {
    Some(format!(
        "{GIT} log --diff-filter=A --format='%H %cI' -- {}",
        shell_word_or_none(path)?
    ))
}

/// Returns the command that verifies the signature of a sign-off, in words that belong
/// together, with each file at its place. There is none for a claim, nor for a name that no
/// command line can hold.
pub fn signature_command(
    taken: &TakenStep<'_>,
    place: impl Fn(&str) -> String,
) -> Option<Vec<String>> {
    let word = |path: &str| shell_word_or_none(&place(path));
    let signoff = &taken.signoff;
    let path = &signoff.record.path;
    match signoff.proof? {
        ProofKind::None => None,
        ProofKind::OpenPgp => Some(vec![
            format!("gpg --dearmor < {}", word(&openpgp_key_path(signoff.by))?),
            "> signer.gpg &&".to_owned(),
            "gpgv --keyring ./signer.gpg".to_owned(),
            word(&signature_path(path, "asc"))?,
            word(path)?,
        ]),
        ProofKind::Ssh | ProofKind::Review(_) => {
            let (person, namespace) = match &taken.proof {
                Proof::Attested { recorder, .. } => (&**recorder, RECORD_NAMESPACE),
                _ => (signoff.by, NAMESPACE),
            };
            Some(vec![
                format!("ssh-keygen -Y verify -f {}", word(ALLOWED_SIGNERS)?),
                format!("-I {} -n {namespace}", shell_word_or_none(person)?),
                format!("-Overify-time={}", signoff.on.format("%Y%m%d%H%M%SZ")),
                format!("-s {}", word(&signature_path(path, "sig"))?),
                format!("-r {}", word(REVOKED_KEYS)?),
                format!("< {}", word(path)?),
            ])
        }
    }
}

fn shell_word_or_none(word: &str) -> Option<String> {
    shell_word(word, Shell::Posix)
}
