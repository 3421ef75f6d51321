//! Feedback on a record that came back, as a form or as the words of a mail. It becomes a record
//! of the portfolio: a claim that names who wrote it, and when and how it was received.

use super::feedback::{above_cut, set_front_matter_field, takes_feedback, words_in};
use super::receive::{NewFiles, ReceiveError};
use super::reply::{Reply, ReplyError, known_author, personal_data_in};
use super::returned::ReturnedForm;
use crate::app::workspace::Workspace;
use crate::base::calendar::human::DateContext;
use crate::base::document::ParsedFile;
use crate::base::document::write::scalar;
use crate::base::files::digest::BlobId;
use crate::base::text::slug;
use crate::domain::phrases::{self, FeedbackPhrase};
use crate::domain::portfolio::answer::read_answer;
use crate::domain::portfolio::{Person, Record, Value};
use crate::domain::schema::FieldType;
use crate::formats::mail::MailAuthor;

/// Feedback whose record, author and day are known.
pub struct ReceivedFeedback<'a> {
    pub record: &'a Record,
    pub by: Person<'a>,
    /// The day on which it was given, as `2026-10-09`.
    pub date: String,
    pub words: String,
    /// The kinds of personal data in the words, such as an email address.
    pub personal: Vec<&'static str>,
    title: String,
    /// The text with the details that it came with.
    text: String,
    /// The way in which it was received, in words.
    received: String,
    /// The version that it was written on, if it says so.
    blob: Option<String>,
}

impl<'a> ReceivedFeedback<'a> {
    /// Returns the feedback in a form. `named` is the person of whom the owner says that they
    /// wrote the mail that it came with.
    pub fn of_form(
        form: &ReturnedForm,
        named: Option<&str>,
        workspace: &'a Workspace,
    ) -> Result<Self, ReceiveError> {
        let above = above_cut(&form.text).unwrap_or(&form.text);
        let document = ParsedFile::read(above);
        let word = |key: &str| document.front.get(key).and_then(|node| node.scalar());
        let (Some(about), Some(title)) = (word("journal"), word("title")) else {
            return Err(ReceiveError::NoForm);
        };
        let record = about_record(about, workspace)?;
        let words = words_in(above);
        if words.is_empty() {
            return Err(ReceiveError::Unfilled);
        }
        let blob = word("blob");
        require_same_record(record, blob, workspace)?;
        let by = form_writer(word("by").unwrap_or_default(), form, named, workspace)?;
        let sent = form.mail.as_ref().and_then(|(_, day)| *day);
        let date = match (word("date").unwrap_or_default().trim(), sent) {
            ("", Some(sent)) => sent.min(workspace.moment.today).to_string(),
            (written, _) => feedback_date(written, workspace)?,
        };
        let front = above.get(..document.body.start).unwrap_or_default();
        let date_received = phrases::format_date(workspace.moment.today);
        let received = phrases::in_language(workspace.portfolio.language(), || {
            let phrase = FeedbackPhrase::ReceivedForm {
                date: &date_received,
            };
            phrase.say()
        });
        Ok(Self {
            record,
            by,
            date,
            personal: personal_data_in(&words),
            title: title.to_owned(),
            text: format!("{front}\n{words}\n"),
            words,
            received,
            blob: blob.map(str::to_owned),
        })
    }

    /// Returns the feedback that the words of a reply are.
    pub fn of_reply(
        reply: &Reply,
        about: &str,
        workspace: &'a Workspace,
    ) -> Result<Self, ReceiveError> {
        let record = about_record(about, workspace)?;
        let words = reply.own_words()?;
        let from = reply.mail.from.as_ref();
        let by = mail_writer(from, reply.person.as_deref(), workspace)?;
        let date = reply.day(None, workspace)?.to_string();
        let date_received = phrases::format_date(workspace.moment.today);
        let (title, received) = phrases::in_language(workspace.portfolio.language(), || {
            let title = FeedbackPhrase::Title {
                record: record.title(),
            };
            let received = FeedbackPhrase::ReceivedReply {
                how: &reply.how,
                from: &reply.name_of_author(by),
                date: &date_received,
            };
            (title.say(), received.say())
        });
        Ok(Self {
            record,
            by,
            date,
            personal: personal_data_in(&words),
            text: format!(
                "---\ntitle: {}\ndate:\njournal:\nby:\n---\n\n{words}\n",
                scalar(&title)
            ),
            title,
            words,
            received,
            blob: None,
        })
    }

    /// Returns the path of the record where it has changed since the version on which the
    /// feedback was written.
    pub fn outdated(&self) -> Option<String> {
        let blob = self.blob.as_deref()?;
        (!is_version(self.record, blob)).then(|| self.record.path.clone())
    }

    /// Returns the path and the text of the new record; nothing if the portfolio has this
    /// feedback already. `new` are files that came with it.
    pub fn file(
        &self,
        new: &NewFiles,
        workspace: &Workspace,
    ) -> Result<Option<(String, String)>, ReceiveError> {
        if self.is_here(workspace) {
            return Ok(None);
        }
        let fields = [
            ("by", self.by.id().to_string()),
            ("date", self.date.clone()),
            ("journal", self.record.id.to_string()),
            ("received", self.received.clone()),
        ];
        let mut fields = fields.into_iter();
        let filled = fields.try_fold(self.text.clone(), set_front_matter_field);
        let filled = filled.ok_or(ReceiveError::NoFrontMatter)?;
        // Two people may write on the same record on the same day.
        let stem = format!("feedback/{}-{}", self.date, slug(&self.title));
        let paths = [
            format!("{stem}.md"),
            format!("{stem}-{}.md", slug(self.by.id())),
        ];
        for path in &paths {
            match new.get(path) {
                Some(same) if same == filled.as_bytes() => return Ok(None),
                Some(_) => {}
                None if workspace.portfolio.snapshot.get(path).is_some() => {}
                None => return Ok(Some((path.clone(), filled))),
            }
        }
        let [path, _] = paths;
        Err(ReceiveError::Exists(path))
    }

    /// Returns true if the portfolio has a record of the same words by the same person on the
    /// same record.
    fn is_here(&self, workspace: &Workspace) -> bool {
        let is_about = |record: &Record| {
            let mut values = record.fields.iter().filter_map(|one| one.value.as_ref());
            let is_it = |value: &Value| {
                matches!(value, Value::Reference { kind, id }
                    if *kind == self.record.kind.name && *id == self.record.id)
            };
            values.any(is_it)
        };
        let is_by = |record: &Record| matches!(record.get("by"), Some(Value::Person(id)) if id == self.by.id());
        let mut records = workspace.portfolio.records.iter();
        records.any(|one| is_about(one) && is_by(one) && one.body().trim() == self.words)
    }
}

/// Returns the record of whose feedback the subject of a mail speaks, if it is clear which.
pub fn record_in_subject<'a>(subject: &str, workspace: &'a Workspace) -> Option<&'a Record> {
    let subject = subject.to_lowercase();
    let is_named = |record: &&Record| {
        let title = FeedbackPhrase::Title {
            record: record.title(),
        };
        let mut titles = phrases::in_each_language(|| title.say()).into_iter();
        takes_feedback(record, &workspace.portfolio)
            && titles.any(|title| subject.contains(&title.to_lowercase()))
    };
    let length = |record: &&Record| record.title().chars().count();
    let named: Vec<&Record> = workspace
        .portfolio
        .records
        .iter()
        .filter(is_named)
        .collect();
    let longest = named.iter().map(length).max()?;
    let mut meant = named.into_iter().filter(|one| length(one) == longest);
    meant.next().filter(|_| meant.next().is_none())
}

/// Returns the record that feedback names, which has to be of a kind that takes feedback.
fn about_record<'a>(about: &str, workspace: &'a Workspace) -> Result<&'a Record, ReceiveError> {
    let record = workspace.record(about)?;
    if takes_feedback(record, &workspace.portfolio) {
        return Ok(record);
    }
    Err(ReceiveError::TakesNone(record.path.clone()))
}

/// Fails for feedback that was written on another record than the one that it names.
fn require_same_record(
    record: &Record,
    blob: Option<&str>,
    workspace: &Workspace,
) -> Result<(), ReceiveError> {
    let Some(blob) = blob.filter(|blob| !is_version(record, blob)) else {
        return Ok(());
    };
    let mut records = workspace.portfolio.records.iter();
    match records.find(|other| is_version(other, blob)) {
        Some(other) => Err(ReceiveError::OtherRecord {
            is_of: other.path.clone(),
            names: record.path.clone(),
        }),
        None => Ok(()),
    }
}

fn is_version(record: &Record, blob: &str) -> bool {
    BlobId::parse(blob).is_some_and(|id| id.matches_content(record.text.as_bytes()))
}

/// Returns the person who filled in a form: the one whom it names, who is also the author of
/// the mail that it came with.
fn form_writer<'a>(
    by: &str,
    form: &ReturnedForm,
    named: Option<&str>,
    workspace: &'a Workspace,
) -> Result<Person<'a>, ReceiveError> {
    let Some((from, _)) = &form.mail else {
        return person(by, workspace).and_then(|by| other_than_owner(by, workspace));
    };
    let sender = mail_writer(from.as_ref(), named, workspace)?;
    if by.trim().is_empty() {
        return Ok(sender);
    }
    let by = person(by, workspace)?;
    if by.id() == sender.id() {
        return Ok(by);
    }
    Err(ReceiveError::OtherWriter {
        from: sender.name().to_owned(),
        named: by.name().to_owned(),
    })
}

/// Returns the author of a mail: the person whom it names, or the one whom the owner names
/// where it names nobody who is known.
fn mail_writer<'a>(
    from: Option<&MailAuthor>,
    named: Option<&str>,
    workspace: &'a Workspace,
) -> Result<Person<'a>, ReceiveError> {
    let known = from.and_then(|from| known_author(from, &workspace.portfolio));
    let named = named.map(|named| person(named, workspace)).transpose()?;
    let by = match (known, named) {
        (Some(known), Some(named)) if known.id() != named.id() => {
            return Err(ReceiveError::OtherWriter {
                from: known.name().to_owned(),
                named: named.name().to_owned(),
            });
        }
        (_, Some(by)) | (Some(by), None) => by,
        (None, None) => {
            let from = from.map(|from| match from.name.as_str() {
                "" => from.address.clone(),
                name => name.to_owned(),
            });
            return Err(match from.filter(|from| !from.is_empty()) {
                Some(from) => ReceiveError::Stranger { from },
                None => ReplyError::NoAuthor.into(),
            });
        }
    };
    other_than_owner(by, workspace)
}

/// Fails for the owner, who gives no feedback on their own records.
fn other_than_owner<'a>(by: Person<'a>, workspace: &Workspace) -> Result<Person<'a>, ReceiveError> {
    let owner = workspace.portfolio.owner();
    match owner.filter(|owner| owner.id() == by.id()) {
        Some(owner) => Err(ReceiveError::OwnFeedback(owner.name().to_owned())),
        None => Ok(by),
    }
}

/// Returns the person with an id or a name.
fn person<'a>(written: &str, workspace: &'a Workspace) -> Result<Person<'a>, ReceiveError> {
    let mut people = workspace.portfolio.people();
    people.find(|one| one.matches(written)).ok_or_else(|| {
        let is_empty = written.trim().is_empty();
        let written = if is_empty {
            "no name was given"
        } else {
            written
        };
        ReceiveError::UnknownPerson(written.to_owned())
    })
}

/// Returns the day on which it was written; today where none is given.
fn feedback_date(written: &str, workspace: &Workspace) -> Result<String, ReceiveError> {
    if written.is_empty() {
        return Ok(workspace.moment.today.to_string());
    }
    // It was written on another day, which nothing is measured from.
    let read = read_answer(&FieldType::Date, written, DateContext::default());
    read.map_err(|why| ReceiveError::UnclearDate {
        written: written.to_owned(),
        why,
    })
}
