//! Who wrote what is signed: whoever endorses must not be the author of what they
//! endorse. Names and addresses in commits are claims, so this finds mistakes and
//! careless help rather than deceit; keys are against that.

use similar::{Algorithm, DiffTag, capture_diff_slices};

use super::{Signoff, Subject, Trusted};
use crate::facts::{Change, Facts, Writer};
use crate::portfolio::Person;
use crate::source::is_text;

/// The words of a subject that its signer wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    pub path: String,
    /// Words of the signed text that came with commits of the signer's.
    pub words: usize,
    /// Words of the signed text.
    pub of: usize,
    /// The first of those commits.
    pub commit: String,
}

/// Largest part of the words, in hundredths, that a signer may have suggested: a
/// corrected sentence is help, a rewritten paragraph is somebody else's account.
const ALLOWED: usize = 10;

impl Share {
    pub fn is_too_much(&self) -> bool {
        self.words * 100 > self.of * ALLOWED
    }
}

/// What the signer of a step wrote of its subjects since they last signed them.
pub fn shares(
    signoff: &Signoff<'_>,
    all: &[Signoff<'_>],
    trusted: &Trusted<'_>,
    facts: &dyn Facts,
) -> Result<Vec<Share>, String> {
    let Some(signer) = trusted.person(signoff.by) else {
        return Ok(Vec::new());
    };
    let texts = || signoff.subjects.iter().filter(|one| is_text(one.path));
    let paths: Vec<String> = texts().map(|one| one.path.to_owned()).collect();
    let changes = facts.changes(&paths)?;
    let mut shares = Vec::new();
    for subject in texts() {
        let changes = changes.get(subject.path).map_or(&[][..], Vec::as_slice);
        let since = last_signed(signoff, all, subject.path);
        let window = window(changes, since, subject.blob);
        if window.changes.iter().any(|change| is_by(change, signer)) {
            shares.extend(share(subject, &window, signer, facts)?);
        }
    }
    Ok(shares)
}

/// The content of a subject that the same step covered when it was last taken.
fn last_signed<'a>(signoff: &Signoff<'_>, all: &[Signoff<'a>], path: &str) -> Option<&'a str> {
    let earlier = all
        .iter()
        .filter(|one| one.step == signoff.step && one.on < signoff.on)
        .max_by_key(|one| one.on)?;
    let subject = earlier.subjects.iter().find(|one| one.path == path)?;
    Some(subject.blob)
}

/// The changes between two contents of a file.
struct Window<'a> {
    start: Option<&'a str>,
    changes: &'a [Change],
}

/// From the content that was last signed, or from the beginning, to the one that
/// is signed now: what comes after has no part in it.
fn window<'a>(changes: &'a [Change], since: Option<&'a str>, until: &str) -> Window<'a> {
    let left = |blob: &str| {
        changes
            .iter()
            .rposition(|change| change.blob.as_deref() == Some(blob))
    };
    let end = left(until).map_or(changes.len(), |at| at + 1);
    let from = since.and_then(left).map_or(0, |at| at + 1);
    Window {
        start: since.filter(|_| from > 0),
        changes: changes.get(from..end).unwrap_or_default(),
    }
}

/// Follows a text from version to version and counts the words that came with the
/// signer's commits and are still there.
fn share(
    subject: &Subject<'_>,
    window: &Window<'_>,
    signer: Person<'_>,
    facts: &dyn Facts,
) -> Result<Option<Share>, String> {
    let text = |blob: &str| -> Result<Vec<String>, String> {
        let bytes = facts
            .blob(blob)
            .ok_or_else(|| format!("an earlier version of {} is not here", subject.path))?;
        let text = String::from_utf8_lossy(&bytes);
        Ok(text.split_whitespace().map(str::to_owned).collect())
    };
    let mut words: Vec<String> = match window.start {
        Some(blob) => text(blob)?,
        None => Vec::new(),
    };
    let mut theirs = vec![false; words.len()];
    let mut commit = None;
    for change in window.changes {
        let Some(blob) = &change.blob else { continue };
        let next = text(blob)?;
        let by_them = is_by(change, signer);
        if by_them && commit.is_none() {
            commit = Some(change.commit.clone());
        }
        theirs = carried_on(&words, &theirs, &next, by_them);
        words = next;
    }
    let count = theirs.iter().filter(|is| **is).count();
    Ok(commit.filter(|_| count > 0).map(|commit| Share {
        path: subject.path.to_owned(),
        words: count,
        of: words.len(),
        commit,
    }))
}

/// Whose each word of the next version is: as before where it stayed, and the
/// writer's where it is new.
fn carried_on(before: &[String], theirs: &[bool], next: &[String], by_them: bool) -> Vec<bool> {
    let mut now = vec![by_them; next.len()];
    for part in capture_diff_slices(Algorithm::Myers, before, next) {
        let (tag, old, new) = part.as_tag_tuple();
        if tag == DiffTag::Equal {
            now[new].copy_from_slice(&theirs[old]);
        }
    }
    now
}

/// Whether a person is among a commit's author and co-authors.
pub fn is_by(change: &Change, person: Person<'_>) -> bool {
    change
        .writers
        .iter()
        .any(|writer| is_person(writer, person))
}

/// By address, by the account number in a forge's own address, or by the whole name.
pub fn is_person(writer: &Writer, person: Person<'_>) -> bool {
    let emails = person.emails();
    let mut listed = emails.iter();
    listed.any(|email| email.eq_ignore_ascii_case(&writer.email))
        || account(&writer.email).is_some_and(|(host, id)| {
            let has = |(known, number): &(&str, u64)| {
                *number == id && (host == *known || host == format!("users.noreply.{known}"))
            };
            person.accounts().iter().any(has)
        })
        || person.name().eq_ignore_ascii_case(writer.name.trim())
}

/// The number in `4711+priya@users.noreply.github.com`, with the host.
fn account(email: &str) -> Option<(&str, u64)> {
    let (local, host) = email.split_once('@')?;
    let (number, _) = local.split_once('+')?;
    Some((host, number.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn words_stay_whose_they_were_until_they_are_replaced() {
        let first = words("I wrote the minutes of the committee");
        let second = words("I wrote better minutes of the committee");
        let theirs = carried_on(&first, &[false; 7], &second, true);
        assert_eq!(theirs.iter().filter(|is| **is).count(), 1);
        let third = words("I wrote shorter minutes of the committee");
        let theirs = carried_on(&second, &theirs, &third, false);
        assert!(theirs.iter().all(|is| !is));
    }

    #[test]
    fn a_tenth_of_the_words_may_be_suggested() {
        let share = |words| Share {
            path: "a".into(),
            words,
            of: 100,
            commit: "c".into(),
        };
        assert!(!share(10).is_too_much());
        assert!(share(11).is_too_much());
    }

    #[test]
    fn changes_outside_the_window_do_not_count() {
        let change = |blob: &str| Change {
            commit: blob.into(),
            seconds: 0,
            blob: Some(blob.into()),
            writers: Vec::new(),
            summary: String::new(),
        };
        let all = ["a", "b", "c", "d"].map(change);
        let commits = |since, until| -> Vec<&str> {
            let found = window(&all, since, until).changes;
            found.iter().map(|one| one.commit.as_str()).collect()
        };
        assert_eq!(commits(None, "c"), ["a", "b", "c"]);
        assert_eq!(commits(Some("b"), "d"), ["c", "d"]);
        assert_eq!(commits(Some("c"), "c"), [""; 0]);
        assert_eq!(commits(None, "elsewhere").len(), 4);
    }

    #[test]
    fn the_number_in_a_forges_address_is_read() {
        let email = "4711+priya@users.noreply.github.com";
        assert_eq!(account(email), Some(("users.noreply.github.com", 4711)));
        assert_eq!(account("priya@example.org"), None);
    }
}
