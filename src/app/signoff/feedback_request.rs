//! A request for feedback on one record: the form to fill in, the record and the files that it
//! carries, and a page that opens in a browser. Nothing else of the portfolio is sent.

use std::collections::BTreeMap;

use super::feedback::{self, FeedbackError, FeedbackForm};
use super::request::{Bundle, RequestError, RequestForm};
use super::require_saved::require_saved;
use super::send_request::{
    RequestDestination, SendRequestError, SentRequest, address_of, deliver, request_form,
};
use crate::app::conflict::InConflict;
use crate::app::error::{Explain, Explanation, Hint};
use crate::app::workspace::Workspace;
use crate::base::text::Safe;
use crate::base::text::Shell;
use crate::check::confirmed_records;
use crate::domain::layout::{AwardFiles, READ_ME_FIRST};
use crate::domain::letters::INVITING_FEEDBACK;
use crate::domain::phrases::{self, FeedbackPhrase, RequestPhrase};
use crate::domain::portfolio::{Person, Record};
use crate::domain::remedy::{Argument, Invocation};
use crate::formats::command_line::shell_command;
use crate::formats::pack::html;
use crate::formats::pack::letter::write_letter;
use crate::views::submission::instructions::{InstructionBlock, InstructionSection};
use crate::views::submission::model::Pack;
use crate::views::submission::request_page::RequestPage;
use crate::views::submission::sheet::{SheetInput, build_sheet};

/// A reason why nobody is asked for feedback.
#[derive(Debug, thiserror::Error)]
pub enum FeedbackRequestError {
    #[error(transparent)]
    Form(#[from] FeedbackError),
    #[error("this portfolio follows no scheme")]
    NoScheme,
    #[error("{0} is not in trust/people.yaml")]
    UnknownPerson(String),
    #[error("{0} cannot be asked: this is their own portfolio")]
    Owner(String),
    #[error(transparent)]
    InConflict(#[from] InConflict),
    #[error(transparent)]
    Send(#[from] SendRequestError),
}

impl Explain for FeedbackRequestError {
    fn explain(&self) -> Explanation {
        match self {
            Self::Form(error) => error.explain(),
            Self::NoScheme => Explanation::failed().hint("name one under `schemes` in cpd.yaml"),
            Self::UnknownPerson(_) => {
                let add = Invocation::AddPerson {
                    person: Argument::Blank,
                };
                Explanation::failed().hint(Hint::from("add them with ").then(add))
            }
            Self::Owner(_) => Explanation::refused().hint("ask somebody else"),
            Self::InConflict(error) => error.explain(),
            Self::Send(error) => error.explain(),
        }
    }
}

/// Writes what somebody needs to give feedback on a record: the person who is named, or
/// whoever gets it.
pub fn send(
    record: &Record,
    named: Option<&str>,
    destination: RequestDestination<'_>,
    workspace: &Workspace,
) -> Result<SentRequest, FeedbackRequestError> {
    let _span = tracing::info_span!("signoff.feedback-request").entered();
    let portfolio = &workspace.portfolio;
    let repository = workspace.repository().map_err(FeedbackError::from)?;
    let person = named.map(|named| asked(named, workspace)).transpose()?;
    let by = person.map(Person::name);
    let form = feedback::form(record, by, portfolio, repository, workspace.moment.today)?;
    require_saved(repository, portfolio).map_err(SendRequestError::from)?;
    let pack = printed(record, workspace)?;
    InConflict::check(portfolio, pack.files.keys())?;
    let files = AwardFiles::new(form.file_name.trim_end_matches(".md"));
    let usual = files.ask_zip();
    let sent_as = request_form(destination, &usual, workspace.outputs());
    let sent_as = sent_as.map_err(SendRequestError::from)?;
    let words = FeedbackWords {
        record,
        person,
        form: &form,
        sent_as,
        pack: &pack,
        workspace,
    };
    let bundle = phrases::in_language(&pack.language.words, || words.bundle())?;
    let place = deliver(&bundle, &files, destination, workspace)?;
    let people = person.into_iter();
    Ok(SentRequest {
        place,
        people: people
            .map(|one| (one.name().to_owned(), address_of(&one)))
            .collect(),
        mail: bundle.mail,
        later: Vec::new(),
    })
}

/// Returns the people who can be asked by name: all who are listed, other than the owner.
pub fn readers(workspace: &Workspace) -> Vec<Person<'_>> {
    let portfolio = &workspace.portfolio;
    let owner = portfolio.owner();
    let is_owner = |one: &Person<'_>| owner.is_some_and(|owner| owner.id() == one.id());
    portfolio.people().filter(|one| !is_owner(one)).collect()
}

/// Returns the person who is asked: anybody who is listed, other than the owner.
fn asked<'a>(named: &str, workspace: &'a Workspace) -> Result<Person<'a>, FeedbackRequestError> {
    let mut people = workspace.portfolio.people();
    let person = people.find(|one| one.matches(named));
    let person = person.ok_or_else(|| FeedbackRequestError::UnknownPerson(named.to_owned()))?;
    let owner = workspace.portfolio.owner();
    match owner.filter(|owner| owner.id() == person.id()) {
        Some(owner) => Err(FeedbackRequestError::Owner(owner.name().to_owned())),
        None => Ok(person),
    }
}

/// Returns the record in print, without the feedback that others gave on it.
fn printed(record: &Record, workspace: &Workspace) -> Result<Pack, FeedbackRequestError> {
    let portfolio = &workspace.portfolio;
    let scheme = portfolio.schemes().first();
    let scheme = scheme.ok_or(FeedbackRequestError::NoScheme)?;
    let repository = workspace.repository().map_err(FeedbackError::from)?;
    Ok(build_sheet(&SheetInput {
        only: Some(record),
        portfolio,
        scheme,
        duty: None,
        left_out: &[],
        verdicts: Vec::new(),
        confirmed: &confirmed_records(scheme, workspace.check_input()),
        days: None,
        today: workspace.moment.today,
        evidence: workspace.evidence(),
        commit: repository.last_commit().ok().flatten(),
    }))
}

/// The subject of the words of a request for feedback.
struct FeedbackWords<'a> {
    record: &'a Record,
    person: Option<Person<'a>>,
    form: &'a FeedbackForm,
    sent_as: RequestForm<'a>,
    pack: &'a Pack,
    workspace: &'a Workspace,
}

impl FeedbackWords<'_> {
    fn bundle(&self) -> Result<Bundle, SendRequestError> {
        let files = self.pack.files.iter();
        let mut files: BTreeMap<String, Vec<u8>> = files
            .map(|(path, file)| (path.clone(), file.bytes.clone()))
            .collect();
        let form = self.form.text.clone().into_bytes();
        files.insert(self.form.file_name.clone(), form);
        if self.sent_as != RequestForm::Branch {
            let page = html::print_request(self.pack, &self.page());
            let page = page.map_err(RequestError::from)?;
            files.insert(READ_ME_FIRST.to_owned(), page);
        }
        let (record, owner) = (self.record.title(), self.owner());
        let says = FeedbackPhrase::CommitMessage { record, owner }.say();
        Ok(Bundle {
            mail: match self.sent_as {
                RequestForm::Zip(file) | RequestForm::Folder(file) => Some(self.mail(file)),
                RequestForm::Branch => None,
            },
            files,
            says: Safe(&says).to_string(),
        })
    }

    fn owner(&self) -> &str {
        &self.pack.owner.name
    }

    fn page(&self) -> RequestPage {
        let (record, owner) = (self.record.title(), self.owner());
        let title = match self.person.map(Person::name) {
            Some(whom) => FeedbackPhrase::Heading {
                owner,
                whom,
                record,
            },
            None => FeedbackPhrase::HeadingWithoutName { owner, record },
        };
        RequestPage {
            title: title.say(),
            lead: vec![
                FeedbackPhrase::Question { owner }.say().into(),
                self.reading_time().into(),
            ],
            sections: vec![self.answering()],
        }
    }

    fn reading_time(&self) -> String {
        let count = self.pack.reading_minutes;
        RequestPhrase::ReadingMinutes { count }.say()
    }

    /// Returns the ways to answer.
    fn answering(&self) -> InstructionSection {
        let (owner, form) = (self.owner(), self.form.file_name.as_str());
        let paragraph = |phrase: FeedbackPhrase<'_>| InstructionBlock::Paragraph(phrase.say());
        let fill = Invocation::FillFeedback {
            form: form.to_owned(),
        };
        let mut blocks = vec![
            paragraph(FeedbackPhrase::WithAnEditor { form, owner }),
            paragraph(FeedbackPhrase::WithCpd {}),
        ];
        blocks.extend(shell_command(&fill, Shell::Posix).map(InstructionBlock::Command));
        blocks.push(paragraph(FeedbackPhrase::WithCpdAnswer { owner }));
        blocks.push(paragraph(FeedbackPhrase::ByMail { owner }));
        InstructionSection {
            heading: FeedbackPhrase::Answering {}.say(),
            blocks,
        }
    }

    /// Returns the mail that the request is sent with, in which it has this name. The words
    /// are those of the first scheme that has some.
    fn mail(&self, file: &str) -> String {
        let values = [
            ("record", self.record.title().to_owned()),
            ("owner", self.owner().to_owned()),
            ("people", self.person.map_or("", Person::name).to_owned()),
            ("file", file.to_owned()),
            ("reading_time", self.reading_time()),
        ];
        let mut schemes = self.workspace.portfolio.schemes().iter();
        let own = schemes.find(|scheme| scheme.letters.contains_key(INVITING_FEEDBACK.name));
        let none = BTreeMap::new();
        let own = own.map_or(&none, |scheme| &scheme.letters);
        write_letter(&INVITING_FEEDBACK.words(own), &values)
    }
}
