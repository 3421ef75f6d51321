//! The letters that go with a submission, with a decision on it and with thanks for a
//! sign-off, in the scheme's own words or else in the usual ones.

use std::collections::BTreeMap;
use std::path::PathBuf;

use chrono::NaiveDate;

use super::certificate::AnswerFolder;
use crate::app::ports::{ExistingFile, OutputError, OutputFile};
use crate::app::workspace::Workspace;
use crate::base::text::words;
use crate::check::verdicts;
use crate::domain::id::AwardRef;
use crate::domain::letters::{GRANTING, LetterKind, LetterWords, RETURNING, THANKING};
use crate::domain::phrases::{self, LetterPhrase, format_date};
use crate::domain::portfolio::Portfolio;
use crate::domain::record_view::name_of;
use crate::domain::register::RegisterNumber;
use crate::domain::schema::{Scheme, Step, StepActor};
use crate::domain::signoff::{Chain, Signoff};
use crate::formats::pack::letter::write_letter;
use crate::views::returned::{ReturnNote, changed_since_return};
use crate::views::submission::model::Pack;

/// A letter about a sign-off: from its signer to the owner, or back.
pub struct SignoffLetter<'a> {
    pub award: &'a AwardRef,
    /// The title of the award.
    pub title: &'a str,
    pub signer: &'a str,
    pub role: &'a str,
    pub on: NaiveDate,
    pub news: SignoffNews<'a>,
}

/// The news in such a letter.
#[derive(Debug, Clone, Copy)]
pub enum SignoffNews<'a> {
    Granted {
        comment: &'a str,
        /// The name of the zip to send back; empty if nothing has to be sent.
        zip: &'a str,
        /// The name of the certificate's file.
        certificate: &'a str,
        /// The number in the register of the awarding body.
        number: Option<&'a RegisterNumber>,
    },
    Returned {
        reason: &'a str,
        /// As for what is granted.
        zip: &'a str,
    },
    /// The owner has added the sign-off, and thanks for it.
    Received { comment: &'a str },
}

/// Returns the words that a scheme has for a letter, or else the usual ones.
pub fn words_of(letter: &LetterKind, scheme: Option<&Scheme>) -> LetterWords {
    match scheme {
        Some(scheme) => letter.words(&scheme.letters),
        None => letter.words(&Default::default()),
    }
}

/// Calls `write` with the words of a letter, in the language of these words: a scheme's own
/// get dates and sentences in the language of the scheme, so that no letter mixes two.
pub fn in_language_of<T>(
    letter: &LetterKind,
    scheme: Option<&Scheme>,
    usual: &str,
    write: impl FnOnce(&[String]) -> T,
) -> T {
    let own = scheme.filter(|scheme| scheme.letters.contains_key(letter.name));
    let tag = own.map_or(usual, |scheme| &scheme.language);
    phrases::in_language(tag, || write(&words_of(letter, scheme)))
}

/// Says why the submission before was returned, and what has changed since; nothing if none
/// was.
pub fn describe_return(chain: &Chain<'_>, portfolio: &Portfolio, pack: &Pack) -> Option<String> {
    let note = ReturnNote::latest(chain, portfolio)?;
    let date = &format_date(note.on.date_naive());
    let reason = note.quotable_reason();
    let returned = LetterPhrase::Returned { date, reason }.say();
    let changes = describe_changes_since_return(chain, portfolio, pack);
    Some(returned + &changes.map_or_else(String::new, |changes| format!(" {changes}")))
}

/// Says what has changed since the submission before was returned, if anything has.
pub fn describe_changes_since_return(
    chain: &Chain<'_>,
    portfolio: &Portfolio,
    pack: &Pack,
) -> Option<String> {
    let changed = changed_since_return(chain, portfolio, &pack.provenance.subjects);
    let records = &phrases::join_first(&changed);
    (!changed.is_empty()).then(|| LetterPhrase::ChangedSince { records }.say())
}

/// Returns a letter to send the pack of an award with, which is in this file. It names the return of the
/// submission before it, if there was one.
pub fn submission_letter(
    pack: &Pack,
    award: &str,
    file: &str,
    returned: Option<String>,
    words: &[String],
) -> String {
    let reading_time = LetterPhrase::ReadingMinutes {
        count: pack.reading_minutes,
    };
    let file = file.rsplit('/').next().unwrap_or(file);
    let values = [
        ("award", award.to_owned()),
        ("scheme", pack.scheme.title.clone()),
        ("owner", pack.owner.name.clone()),
        ("file", file.to_owned()),
        ("reading_time", reading_time.say()),
        ("returned", returned.unwrap_or_default()),
    ];
    write_letter(words, &values)
}

/// Writes a letter of thanks for each award with a sign-off of somebody else at these paths,
/// and returns the letters with the names of whom they thank.
pub fn write_thanks(
    paths: &[String],
    workspace: &Workspace,
) -> Result<Vec<(PathBuf, String)>, OutputError> {
    let portfolio = &workspace.portfolio;
    let read = |path: &String| Signoff::read(portfolio.at_path(path)?);
    let mut latest: BTreeMap<&AwardRef, (Signoff<'_>, &Step)> = BTreeMap::new();
    for signoff in paths.iter().filter_map(read) {
        let scheme = portfolio.scheme(signoff.award.scheme());
        let step = scheme.and_then(|scheme| scheme.step(signoff.step));
        let Some(step) = step.filter(|step| step.by != StepActor::Owner) else {
            continue;
        };
        let before = latest.get(signoff.award);
        if before.is_none_or(|(before, _)| before.on < signoff.on) {
            latest.insert(signoff.award, (signoff, step));
        }
    }
    if latest.is_empty() {
        return Ok(Vec::new());
    }
    let result = verdicts(workspace.check_input());
    let write = |(award, (signoff, step)): (&AwardRef, (Signoff<'_>, &Step))| {
        let signer = name_of(signoff.by, portfolio);
        let name = award.name();
        let letter = SignoffLetter {
            award,
            title: result.award(award).map_or(&*name, |found| &found.title),
            signer: &signer,
            role: step.by.role(),
            on: signoff.on.date_naive(),
            news: SignoffNews::Received {
                comment: signoff.record.body(),
            },
        };
        let path = letter.write(workspace, AnswerFolder::Packs)?;
        Ok((path, signer))
    };
    latest.into_iter().map(write).collect()
}

/// Returns the words with the usual paragraph about the number in the register before the last
/// one, where a scheme has words of its own that do not name it.
fn with_number(letter: &LetterKind, words: &[String]) -> LetterWords {
    let names_it = |paragraph: &String| paragraph.contains("{number}");
    let mut all = words.to_vec();
    if !words.iter().any(names_it) {
        let usual = letter.words(&BTreeMap::default());
        let at = all.len().saturating_sub(1);
        all.splice(at..at, usual.into_iter().find(names_it));
    }
    all
}

/// Returns the title of the award that comes after one; nothing if none does.
fn next_award(award: &AwardRef, scheme: Option<&Scheme>) -> String {
    let awards = scheme.map_or(&[][..], |scheme| &scheme.awards);
    let name = award.name();
    let next = awards
        .iter()
        .find(|next| next.after.as_deref() == Some(&*name));
    next.map_or_else(String::new, |next| next.title.clone())
}

impl SignoffLetter<'_> {
    /// Writes the letter over an older one, and returns its path.
    pub fn write(
        &self,
        workspace: &Workspace,
        folder: AnswerFolder<'_>,
    ) -> Result<PathBuf, OutputError> {
        let (letter, name) = match self.news {
            SignoffNews::Granted { .. } => (&GRANTING, "granted"),
            SignoffNews::Returned { .. } => (&RETURNING, "returned"),
            SignoffNews::Received { .. } => (&THANKING, "thanks"),
        };
        let scheme = workspace.portfolio.scheme_of(self.award);
        let usual = workspace.portfolio.language();
        let text = in_language_of(letter, scheme, usual, |words| {
            write_letter(&with_number(letter, words), &self.values(workspace))
        });
        let path = workspace.files_of(self.award).signoff_letter(name);
        let path = folder.path(&path);
        workspace.outputs().write(&[OutputFile {
            place: folder.place(&path),
            bytes: text.as_bytes(),
            existing: ExistingFile::Replace,
        }])?;
        Ok(path)
    }

    /// Returns the title of the award, if others came before it and none comes after.
    fn last_award(&self, scheme: Option<&Scheme>) -> String {
        let award = scheme.and_then(|scheme| scheme.award(&self.award.name()));
        let is_after = award.is_some_and(|award| award.after.is_some());
        match is_after && next_award(self.award, scheme).is_empty() {
            true => self.title.to_owned(),
            false => String::new(),
        }
    }

    fn values(&self, workspace: &Workspace) -> Vec<(&'static str, String)> {
        let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let scheme = workspace.portfolio.scheme_of(self.award);
        let owner = workspace.portfolio.owner();
        let role = words::capitalise(&phrases::term(self.role));
        let mut values = vec![
            ("award", self.title.to_owned()),
            (
                "scheme",
                scheme.map_or_else(String::new, |scheme| scheme.title.clone()),
            ),
            ("owner", owner.map_or("", |owner| owner.name()).to_owned()),
            ("signer", self.signer.to_owned()),
            ("role", role),
            ("date", format_date(self.on)),
        ];
        match self.news {
            SignoffNews::Granted {
                comment,
                zip,
                certificate,
                number,
            } => values.extend([
                (
                    "number",
                    number.map_or_else(String::new, ToString::to_string),
                ),
                ("next", next_award(self.award, scheme)),
                ("last", self.last_award(scheme)),
                ("comment", one_line(comment)),
                ("zip", zip.to_owned()),
                ("file", certificate.to_owned()),
            ]),
            SignoffNews::Returned { reason, zip } => {
                values.extend([("reason", one_line(reason)), ("zip", zip.to_owned())]);
            }
            SignoffNews::Received { comment } => values.push(("comment", one_line(comment))),
        }
        values
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::fakes::World;
    use crate::domain::letters::SUBMITTING;

    #[test]
    fn a_grant_names_the_award_that_comes_next_or_the_last() {
        let workspace = World::sams_portfolio().open().unwrap();
        let scheme = workspace.portfolio.scheme("lancaster");
        for (award, next, last) in [
            ("bronze", "Silver", ""),
            ("silver", "Gold", ""),
            ("gold", "", "Gold"),
        ] {
            let award = workspace.award(award).unwrap();
            let letter = SignoffLetter {
                award: &award,
                title: "Gold",
                signer: "Alex Reed",
                role: "awarding-body",
                on: NaiveDate::MIN,
                news: SignoffNews::Received { comment: "" },
            };
            let found = (next_award(&award, scheme), letter.last_award(scheme));
            assert_eq!(found, (next.to_owned(), last.to_owned()), "{award}");
        }
    }

    #[test]
    fn the_number_is_named_once_in_the_words_of_a_scheme_and_in_the_usual_ones() {
        let workspace = World::sams_portfolio().open().unwrap();
        let number = &RegisterNumber::parse("LPP-2026-0123").unwrap();
        let award = workspace.award("bronze").unwrap();
        let letter = |number| SignoffLetter {
            award: &award,
            title: "Bronze",
            signer: "Alex Reed",
            role: "awarding-body",
            on: NaiveDate::MIN,
            news: SignoffNews::Granted {
                comment: "",
                zip: "",
                certificate: "bronze.pdf",
                number,
            },
        };
        for scheme in [workspace.portfolio.scheme("lancaster"), None] {
            let words = with_number(&GRANTING, &words_of(&GRANTING, scheme));
            let text = write_letter(&words, &letter(Some(number)).values(&workspace));
            let says = "It is number LPP-2026-0123 in our register.\n";
            assert_eq!(text.matches("0123").count(), 1, "{text}");
            let at = text.find(says).unwrap();
            assert!(at < text.find("With best wishes").unwrap(), "{text}");
            let text = write_letter(&words, &letter(None).values(&workspace));
            assert!(!text.contains("register"), "{text}");
        }
    }

    #[test]
    fn lancaster_has_its_own_words_for_each_letter_that_differs() {
        let workspace = World::sams_portfolio().open().unwrap();
        let scheme = workspace.portfolio.scheme("lancaster");
        for letter in [&GRANTING, &RETURNING, &SUBMITTING] {
            assert_ne!(
                words_of(letter, scheme),
                words_of(letter, None),
                "{}",
                letter.name
            );
        }
    }
}
