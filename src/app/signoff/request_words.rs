//! The words of a request: who asks whom for what, what has changed since they were last
//! asked, and the ways to answer. They speak only of what is sent.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::letters::{describe_changes_since_return, in_language_of};
use super::preview::{covered_records, details, record_line};
use super::request::{EndorsementRequest, RequestForm, RequestSending};
use crate::base::files::digest::BlobId;
use crate::base::text::Shell;
use crate::domain::layout;
use crate::domain::letters::{self, ASKING, INVITING, INVITING_CONFIRMATION, INVITING_EARLY};
use crate::domain::phrases::{self, RequestPhrase, Spoken, ValuePhrase, term};
use crate::domain::portfolio::{Person, Portfolio};
use crate::domain::query::Scope;
use crate::domain::query::confirmed::latest_day;
use crate::domain::remedy::Invocation;
use crate::domain::schema::{Confirmation, StepActor};
use crate::domain::signoff::allowed_signers;
use crate::domain::signoff::trust::{ALLOWED_SIGNERS, openpgp_key_path};
use crate::formats::command_line::shell_command;
use crate::formats::pack::letter::write_letter;
use crate::views::returned::ReturnNote;
use crate::views::submission::instructions::{InstructionBlock, InstructionSection};
use crate::views::submission::model::{Pack, PackSection};
use crate::views::submission::printed_form::{FormInput, PrintedForm, print_form};
use crate::views::submission::request_page::RequestPage;

/// A file and git's name of its content.
pub struct NamedBlob<'a> {
    pub path: &'a str,
    pub blob: BlobId,
}

/// The subject of the words of a request.
pub struct RequestWords<'a> {
    pub request: &'a EndorsementRequest<'a>,
    pub pack: &'a Pack,
    pub sending: RequestSending<'a>,
    /// The files that are signed for.
    pub files: &'a [NamedBlob<'a>],
    pub portfolio: &'a Portfolio,
    pub today: NaiveDate,
}

impl RequestWords<'_> {
    /// Returns the words of the request, without what it is about.
    pub fn page(&self) -> RequestPage {
        let title = self.title();
        let mut sections: Vec<InstructionSection> = self.covers().into_iter().collect();
        sections.extend([self.meaning(), self.yes(), self.no()]);
        sections.extend(self.form_section());
        sections.extend(self.changes(&title));
        RequestPage {
            lead: self
                .own_words()
                .into_iter()
                .chain(self.question())
                .chain([self.reading_time().into()])
                .chain(self.complete_before().map(Spoken::from))
                .chain(self.returned().map(Spoken::from))
                .collect(),
            title,
            sections,
        }
    }

    /// Returns why the submission before was returned, if it was.
    fn returned(&self) -> Option<String> {
        let award = &self.request.eligible.award;
        let note = ReturnNote::latest(&award.chain, self.portfolio)?;
        let returned = RequestPhrase::Returned {
            name: &note.by.1,
            date: &phrases::format_date(note.on.date_naive()),
            reason: note.quotable_reason(),
        };
        let changes = describe_changes_since_return(&award.chain, self.portfolio, self.pack);
        let changes = changes.map_or_else(String::new, |changes| format!(" {changes}"));
        Some(returned.say() + &changes)
    }

    /// Returns what the scheme itself says to whoever is asked.
    fn own_words(&self) -> Vec<Spoken> {
        let scheme = self.request.eligible.scheme;
        let filled = in_language_of(&ASKING, Some(scheme), self.language(), |words| {
            let values = [
                ("award", self.award()),
                ("scheme", self.pack.scheme.title.clone()),
                ("owner", self.owner().to_owned()),
                ("signers", self.sending.whom()),
                ("role", self.role()),
                ("step", self.step()),
            ];
            letters::fill(words, &values)
        });
        let paragraphs = filled.into_iter();
        paragraphs
            .map(|words| self.in_scheme_language(words))
            .collect()
    }

    /// Returns words of the scheme, marked with its language.
    fn in_scheme_language(&self, words: impl Into<String>) -> Spoken {
        Spoken::new(words, &self.request.eligible.scheme.language)
    }

    /// Returns the tag of the language of the words of the request.
    fn language(&self) -> &str {
        &self.pack.language.words
    }

    /// Returns the title of what is asked about: the award, or the confirmation of a record.
    fn subject(&self) -> String {
        let id = &self.request.eligible.award.id;
        match self.confirmation().zip(self.portfolio.confirmed_record(id)) {
            Some((confirmation, record)) => ValuePhrase::Confirmation {
                title: confirmation.title(),
                record: record.title(),
            }
            .say(),
            None => self.pack.award.clone(),
        }
    }

    /// Returns the title of the award in the words in use.
    fn award(&self) -> String {
        self.request.eligible.award.title_in_words()
    }

    fn owner(&self) -> &str {
        &self.pack.owner.name
    }

    fn step(&self) -> String {
        self.request.spoken_step()
    }

    fn role(&self) -> String {
        term(self.request.eligible.step.by.role())
    }

    fn title(&self) -> String {
        let (owner, award) = (self.owner(), &*self.subject());
        let step = &*self.step();
        let whom = &self.sending.whom();
        RequestPhrase::Heading {
            owner,
            whom,
            step,
            award,
        }
        .say()
    }

    /// Returns the records that the answer covers, and says what else is sent.
    fn covers(&self) -> Option<InstructionSection> {
        let records = covered_records(&self.request.eligible, self.portfolio, self.today);
        if records.is_empty() {
            return None;
        }
        let covered: BTreeSet<&str> = records.iter().map(|record| &*record.path).collect();
        let is_other = |path: &String| {
            self.portfolio.at_path(path).is_some()
                && !layout::is_in_trust(path)
                && !path.starts_with(layout::SIGNOFFS)
                && !covered.contains(&**path)
        };
        let owner = self.owner();
        let lead = if self.request.is_sent() {
            RequestPhrase::CoversSubmission {}
        } else if self.pack.files.keys().any(is_other) {
            RequestPhrase::CoversWithDetails {}
        } else {
            RequestPhrase::CoversOnly { owner }
        };
        let lines = records.into_iter();
        let lines = lines.map(|record| record_line(record, self.portfolio));
        // Of one record that is confirmed, each detail matters.
        let confirmed = self
            .portfolio
            .confirmed_record(&self.request.eligible.award.id);
        let details = confirmed.map_or_else(Vec::new, |record| details(record, self.portfolio));
        Some(InstructionSection {
            heading: RequestPhrase::Covers {}.say(),
            blocks: vec![
                InstructionBlock::Paragraph(lead.say()),
                InstructionBlock::List(lines.chain(details).collect()),
            ],
        })
    }

    /// Returns the question: the scheme's own for the step, or else a usual one. Whoever
    /// decides on a submission is asked another one than whoever knows the work.
    fn question(&self) -> Vec<Spoken> {
        if let Some(confirmation) = self.confirmation() {
            return self.confirmation_question(confirmation);
        }
        let (owner, award) = (self.owner(), self.pack.award.as_str());
        let scheme = self.pack.scheme.title.as_str();
        let stands = if self.is_early() {
            RequestPhrase::Unfinished {
                owner,
                award,
                scheme,
            }
        } else {
            RequestPhrase::Finished {
                owner,
                award,
                scheme,
            }
        };
        let eligible = &self.request.eligible;
        if let Some(asks) = eligible.own_words(&eligible.step.words.asks, self.portfolio) {
            return match self.in_scheme_language(asks) {
                asks @ Spoken {
                    language: Some(_), ..
                } => vec![stands.say().into(), asks],
                asks => vec![format!("{} {}", stands.say(), asks.words).into()],
            };
        }
        let question = RequestPhrase::Question {
            role: &self.role(),
            step: &self.step(),
        };
        let has_statement = |part: &PackSection| matches!(part, PackSection::Page(_));
        let fair = if self.request.is_sent() {
            RequestPhrase::IsDeserved { award }
        } else if self.pack.parts.iter().any(has_statement) {
            RequestPhrase::IsStatementFair {}
        } else {
            RequestPhrase::AreRecordsFair {}
        };
        vec![format!("{} {} {}", stands.say(), question.say(), fair.say()).into()]
    }

    /// Returns the mail that the request is sent with, in which it has this name.
    pub fn mail(&self, file: &str) -> String {
        let letter = match self.confirmation() {
            Some(_) => INVITING_CONFIRMATION,
            None if self.is_early() => INVITING_EARLY,
            None => INVITING,
        };
        let scheme = self.request.eligible.scheme;
        in_language_of(&letter, Some(scheme), self.language(), |words| {
            write_letter(words, &self.mail_values(file))
        })
    }

    fn mail_values(&self, file: &str) -> Vec<(&'static str, String)> {
        let eligible = &self.request.eligible;
        let mut values = vec![
            ("owner", self.owner().to_owned()),
            ("signers", self.sending.whom()),
            ("file", file.to_owned()),
            ("reading_time", self.reading_time()),
            ("yes", self.request.approval(self.portfolio)),
        ];
        let record = self.portfolio.confirmed_record(&eligible.award.id);
        match self.confirmation().zip(record) {
            Some((confirmation, record)) => values.extend([
                ("record", record.title().to_owned()),
                ("title", confirmation.title().to_owned()),
                ("says", confirmation.says.clone()),
            ]),
            None => values.extend([
                ("award", self.award()),
                ("scheme", self.pack.scheme.title.clone()),
                ("step", self.step()),
            ]),
        }
        values
    }

    /// Returns true if the step is asked for while other requirements of the award are open.
    fn is_early(&self) -> bool {
        self.request.eligible.award.unmet().next().is_some()
    }

    fn confirmation(&self) -> Option<&Confirmation> {
        self.portfolio.confirmation(&self.request.eligible.award.id)
    }

    /// Returns the question about one record, and the day by which it has to be answered.
    fn confirmation_question(&self, confirmation: &Confirmation) -> Vec<Spoken> {
        let id = &self.request.eligible.award.id;
        let scope = Scope::for_duties(self.portfolio, self.request.eligible.scheme, self.today);
        let record = self.portfolio.confirmed_record(id);
        let day = record.and_then(|record| latest_day(confirmation, record, scope));
        let before = day.map(|day| {
            let date = &phrases::format_date(day);
            RequestPhrase::ConfirmBefore { date }.say()
        });
        let question = RequestPhrase::ConfirmQuestion {
            owner: self.owner(),
            role: &self.role(),
        };
        let says = self.in_scheme_language(format!("\u{201c}{}.\u{201d}", confirmation.says));
        [question.say().into(), says]
            .into_iter()
            .chain(before.map(Spoken::from))
            .collect()
    }

    fn reading_time(&self) -> String {
        let count = self.pack.reading_minutes;
        RequestPhrase::ReadingMinutes { count }.say()
    }

    /// Says by when the award has to be complete, if it has such a day.
    fn complete_before(&self) -> Option<String> {
        let award = &self.request.eligible.award;
        let last_day = award.award.due.from(award.round.as_ref()?.to)?;
        let phrase = RequestPhrase::CompleteBefore {
            award: &self.pack.award,
            date: &phrases::format_date(last_day),
        };
        Some(phrase.say())
    }

    /// Says what whoever says yes has done.
    fn meaning(&self) -> InstructionSection {
        let owner = self.owner();
        let means = match self.request.is_sent() {
            true => RequestPhrase::MeansDecision { owner },
            false => RequestPhrase::MeansYes { owner },
        };
        InstructionSection {
            heading: RequestPhrase::Meaning {}.say(),
            blocks: vec![InstructionBlock::Paragraph(means.say())],
        }
    }

    /// Returns the ways to say yes in the form in which the request is sent.
    fn yes(&self) -> InstructionSection {
        let (owner, role, step) = (self.owner(), &*self.role(), &*self.step());
        let award = self.pack.award.as_str();
        let paragraph = |phrase: RequestPhrase<'_>| InstructionBlock::Paragraph(phrase.say());
        let mut blocks = Vec::new();
        match self.sending.form {
            RequestForm::Zip(file) => {
                blocks.push(paragraph(RequestPhrase::YesInAZip { file }));
                blocks.extend(self.command(file));
                blocks.push(paragraph(RequestPhrase::YesInAZipAnswer { owner }));
                blocks.extend(self.key_first());
            }
            RequestForm::Folder(_) => {
                blocks.push(paragraph(RequestPhrase::YesInAFolder {}));
                blocks.extend(self.command(self.request.files.award()));
                blocks.push(paragraph(RequestPhrase::YesInAFolderAnswer { owner }));
                blocks.extend(self.key_first());
            }
            RequestForm::Branch if self.request.is_reviewed() => {
                let eligible = &self.request.eligible;
                let own = eligible.own_words(&eligible.step.words.declares, self.portfolio);
                blocks.push(paragraph(match (self.confirmation(), &own) {
                    (Some(confirmation), _) => RequestPhrase::ConfirmOnAWebsite {
                        owner,
                        role,
                        says: &confirmation.says,
                    },
                    (None, Some(declares)) => RequestPhrase::YesOnAWebsiteDeclares {
                        declares,
                        step,
                        award,
                    },
                    (None, None) => RequestPhrase::YesOnAWebsite {
                        owner,
                        role,
                        step,
                        award,
                    },
                }));
            }
            RequestForm::Branch => {
                blocks.push(paragraph(RequestPhrase::YesOnABranch {}));
                blocks.extend(self.command(self.request.files.award()));
                blocks.push(paragraph(RequestPhrase::YesOnABranchAnswer {}));
            }
        }
        let comment = self.request.eligible.comment_advice(self.portfolio);
        blocks.extend([
            paragraph(RequestPhrase::YesByMail { owner }),
            InstructionBlock::Reply(self.request.spoken_approval(self.portfolio)),
            paragraph(match self.confirmation() {
                Some(_) => RequestPhrase::ConfirmByMailWords { owner },
                None => RequestPhrase::YesByMailWords {
                    owner,
                    comment: &comment,
                },
            }),
        ]);
        InstructionSection {
            heading: RequestPhrase::SayingYes {}.say(),
            blocks,
        }
    }

    /// Says that a key has to be listed first, unless one of everybody who is asked is.
    fn key_first(&self) -> Option<InstructionBlock> {
        let text = self.portfolio.text(ALLOWED_SIGNERS);
        let lines = text
            .map(|text| allowed_signers::parse(&text))
            .unwrap_or_default();
        let has_key = |person: &Person<'_>| {
            let has_openpgp = || {
                self.portfolio
                    .snapshot
                    .get(&openpgp_key_path(person.id()))
                    .is_some()
            };
            lines.iter().any(|line| line.is_for(person.id())) || has_openpgp()
        };
        let people = self.sending.people;
        let are_listed = !people.is_empty() && people.iter().all(has_key);
        let owner = self.owner();
        (!are_listed)
            .then(|| InstructionBlock::Paragraph(RequestPhrase::YesWithAKey { owner }.say()))
    }

    /// Returns the command that signs.
    fn command(&self, award: &str) -> Option<InstructionBlock> {
        let what = Invocation::TakeStep {
            step: self.request.eligible.step.id.clone(),
            award: Some(award.to_owned()),
        };
        shell_command(&what, Shell::Posix).map(InstructionBlock::Command)
    }

    /// Returns the form on paper of the step. It is for one person and no website.
    pub fn form(&self) -> Option<PrintedForm> {
        let eligible = &self.request.eligible;
        let form = eligible.step.fills_in.as_ref()?;
        if self.sending.form == RequestForm::Branch {
            return None;
        }
        let scope = Scope::of_award(
            self.portfolio,
            eligible.scheme,
            &eligible.award.id,
            self.today,
        );
        Some(print_form(&FormInput {
            form,
            scheme: eligible.scheme,
            award: &eligible.award.title,
            people: self.sending.people,
            portfolio: self.portfolio,
            scope,
            language: self.language(),
        }))
    }

    /// Says what to do with the form on paper.
    fn form_section(&self) -> Option<InstructionSection> {
        let form = self.form()?;
        let lead = RequestPhrase::FormLead {
            file: layout::PAPER_FORM,
            owner: self.owner(),
        };
        Some(InstructionSection {
            heading: form.title.words,
            blocks: vec![InstructionBlock::Paragraph(lead.say())],
        })
    }

    fn no(&self) -> InstructionSection {
        let owner = self.owner();
        let how = match self.sending.form {
            RequestForm::Branch if self.request.is_reviewed() => {
                RequestPhrase::NoOnAWebsite { owner }
            }
            _ => RequestPhrase::NoByMail { owner },
        };
        InstructionSection {
            heading: RequestPhrase::SayingNo {}.say(),
            blocks: vec![InstructionBlock::Paragraph(how.say())],
        }
    }

    /// Returns what has changed since the same people were asked for the same.
    fn changes(&self, title: &str) -> Option<InstructionSection> {
        let same = |before: &&str| before.lines().next() == Some(&format!("# {title}"));
        let before = self.sending.before.filter(same)?;
        let changed = changed_files(before, self.files);
        let block = if changed.is_empty() {
            InstructionBlock::Paragraph(RequestPhrase::NoChanges {}.say())
        } else {
            InstructionBlock::List(changed)
        };
        Some(InstructionSection {
            heading: RequestPhrase::Changes {}.say(),
            blocks: vec![block],
        })
    }
}

impl RequestSending<'_> {
    /// Returns the names of those who are asked.
    fn whom(&self) -> String {
        let names: Vec<&str> = self.people.iter().map(|one| one.name()).collect();
        phrases::join_first(&names)
    }
}

impl EndorsementRequest<'_> {
    /// Returns the name of the step as a verb in a sentence.
    pub fn spoken_step(&self) -> String {
        term(&self.eligible.step.id)
    }

    /// Returns true if the pack was sent before this step, so that its signer decides on it.
    pub fn is_sent(&self) -> bool {
        self.eligible.scheme.is_after_pack(self.eligible.step)
    }

    /// Returns true if a review on a forge can take this step.
    fn is_reviewed(&self) -> bool {
        let mut steps = self.eligible.scheme.steps.iter();
        let first = steps.find(|step| step.by != StepActor::Owner);
        first.is_some_and(|step| step.id == self.eligible.step.id)
    }
}

/// Returns what is not as it was in an earlier letter.
fn changed_files(before: &str, files: &[NamedBlob<'_>]) -> Vec<String> {
    let was = |path: &str| {
        let start = format!("- `{path}` ");
        before.lines().find_map(|line| line.strip_prefix(&start))
    };
    let mut lines: Vec<String> = files
        .iter()
        .filter_map(|file| match was(file.path) {
            Some(blob) if BlobId::parse(blob) == Some(file.blob) => None,
            Some(_) => Some(RequestPhrase::FileChanged { path: file.path }.say()),
            None => Some(RequestPhrase::FileNew { path: file.path }.say()),
        })
        .collect();
    let gone = before.lines().filter_map(|line| {
        let (path, _) = line.strip_prefix("- `")?.split_once("` ")?;
        let is_there = files.iter().any(|file| file.path == path);
        (!is_there).then(|| RequestPhrase::FileRemoved { path }.say())
    });
    lines.extend(gone);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::files::digest::sha1_blob;

    #[test]
    fn a_letter_says_which_files_changed_came_or_went_since_the_last_one() {
        let id = |words: &str| sha1_blob(words.as_bytes());
        let (a, b, c) = (id("01"), id("02"), id("03"));
        let before = format!("- `a.md` {a}\n- `b.md` {b}\nWords.\n- `c.md` {c}\n");
        let files = [("a.md", "01"), ("b.md", "22"), ("d.md", "04")];
        let files = files.map(|(path, words)| NamedBlob {
            path,
            blob: id(words),
        });
        let expected = ["b.md has changed", "d.md is new", "c.md has been removed"];
        assert_eq!(changed_files(&before, &files), expected);
        assert!(changed_files(&format!("- `a.md` {a}\n"), &files[..1]).is_empty());
    }
}
