//! A reply to a request, by mail or otherwise, that the owner records as a claim: it names who
//! wrote, when and how it was received. Nothing here proves that they wrote it.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use thiserror::Error;

use super::eligibility::{Eligibility, NoSigner, NotReady};
use super::pack_digest::pack_digest;
use super::request::{self, EndorsementRequest, RequestError};
use super::sign::{
    self, Declaration, PreparedSignature, ProofMethod, SignError, SignedReferences, SigningContext,
};
use super::write_signoff::{WrittenSignoff, yaml_map};
use crate::app::author::NoIdentity;
use crate::app::error::{Explain, Explanation, Hint, Input};
use crate::app::lookup::AwardLookupError;
use crate::app::pack::print::PackError;
use crate::app::ports::NoRepository;
use crate::app::workspace::Workspace;
use crate::base::calendar::{CLOCK_TOLERANCE_SECONDS, format_long};
use crate::base::document::write::Yaml;
use crate::base::files::digest::Sha256;
use crate::base::text::Safe;
use crate::base::text::safe::make_file_safe;
use crate::base::text::words;
use crate::check::personal_identifiers::find_identifiers;
use crate::check::{CheckInput, CheckResult};
use crate::domain::id::AwardRef;
use crate::domain::portfolio::{Person, Portfolio};
use crate::formats::mail::{Mail, MailAuthor, MailError};

/// Characters of somebody's answer, at most. Packs print it below their name.
const MOST_CHARACTERS: usize = 20_000;

/// A reply, with what the owner says of it in place of what the mail says.
#[derive(Debug, Clone)]
pub struct Reply {
    pub mail: Mail,
    /// Their words, where the mail has more than belongs to their answer.
    pub words: Option<String>,
    /// The digest of the file, with which a kept mail can be compared later.
    pub sha256: Sha256,
    pub award: Option<String>,
    pub step: Option<String>,
    /// The id or the name of the person who wrote.
    pub person: Option<String>,
    /// The day on which it was written.
    pub on: Option<NaiveDate>,
    /// The way in which it was received, such as `mail`.
    pub how: String,
}

/// A reply whose author, day and words are known.
pub struct ReadReply<'a> {
    pub by: Person<'a>,
    /// The author as the mail names them.
    pub from: String,
    pub on: NaiveDate,
    pub how: &'a str,
    pub sha256: Sha256,
    /// Their words as they may stand in a record.
    pub words: String,
    /// True if they said yes with the line that they were asked for.
    pub approves: bool,
    /// The kinds of personal data in the words, such as an email address.
    pub personal: Vec<&'static str>,
}

/// A reason why a reply is not recorded.
#[derive(Debug, Error)]
pub enum ReplyError {
    #[error(transparent)]
    Mail(#[from] MailError),
    #[error("several awards wait for an answer, and the reply names none of them")]
    WhichAward(Vec<String>),
    #[error("nothing says who wrote the reply")]
    NoAuthor,
    #[error("the reply is from {from}, and nobody who can sign this has that name and address")]
    UnknownAuthor { from: String, signers: Vec<String> },
    #[error("the reply is from {from}, not from {named}")]
    OtherAuthor { from: String, named: String },
    #[error("nothing says when the reply was written")]
    NoDay,
    #[error("the reply is dated {}, which is in the future", format_long(*.0))]
    InFuture(NaiveDate),
    #[error("the reply is dated {written}, but it is {now} here")]
    AheadOfClock { written: String, now: String },
    #[error("the reply was written on {written}, before these files were signed on {signed}")]
    BeforeSigned { written: String, signed: String },
    #[error("the reply has no words of their own")]
    NoWords,
    #[error("the reply has {} characters, and a comment can have at most {}", words::format_thousands(*.0), words::format_thousands(MOST_CHARACTERS))]
    TooLong(usize),
    #[error("the reply of {0} does not clearly say yes")]
    Unclear(String),
    #[error("this reply is recorded as a no already, in {}", Safe(.0))]
    Declined(String),
    #[error(transparent)]
    Award(#[from] AwardLookupError),
    #[error(transparent)]
    Request(#[from] RequestError),
    #[error(transparent)]
    NotReady(#[from] NotReady),
    #[error(transparent)]
    NoSigner(#[from] NoSigner),
    #[error(transparent)]
    NoIdentity(#[from] NoIdentity),
    #[error(transparent)]
    NoRepository(#[from] NoRepository),
    #[error(transparent)]
    Pack(#[from] PackError),
    #[error(transparent)]
    Sign(#[from] SignError),
}

impl Explain for ReplyError {
    fn explain(&self) -> Explanation {
        match self {
            Self::Mail(_) => Explanation::failed()
                .hint("copy their own words to a text file, and record that instead"),
            Self::WhichAward(awards) => {
                let among = format!(": {}", words::join_choices(awards));
                let hint = Hint::from("name the award with ").then(Input::Award);
                Explanation::failed().hint(hint.then(among))
            }
            Self::NoAuthor => {
                Explanation::failed().hint(Hint::from("say who did with ").then(Input::Signer))
            }
            Self::UnknownAuthor { signers, .. } => {
                let among = format!(": {}", words::join_choices(signers));
                let hint = Hint::from("if one of them wrote it, say who with ").then(Input::Signer);
                Explanation::refused().hint(hint.then(among))
            }
            Self::OtherAuthor { .. } => Explanation::refused()
                .hint("only the person who signs can say yes; ask them to reply themselves"),
            Self::NoDay => {
                let hint = Hint::from("say when it was with ").then(Input::ReceivedOn);
                Explanation::failed().hint(hint)
            }
            Self::InFuture(_) | Self::AheadOfClock { .. } => Explanation::refused().hint(
                Hint::from("if their clock is wrong, give the day on which you received it with ")
                    .then(Input::ReceivedOn),
            ),
            Self::BeforeSigned { .. } => {
                Explanation::refused().hint("it is about an earlier version; ask them again")
            }
            Self::NoWords | Self::TooLong(_) => {
                Explanation::failed().hint(Hint::from("give their words with ").then(Input::Words))
            }
            Self::Unclear(_) => Explanation::refused().hint(
                Hint::from("if it is a yes, add ")
                    .then(Input::Approved)
                    .then("; if it is a no, add ")
                    .then(Input::Declined)
                    .then("; if it is neither, answer them, and wait for another reply"),
            ),
            Self::Declined(_) => Explanation::refused().hint(
                "make the changes that they ask for, and ask again; a later reply is recorded beside it",
            ),
            Self::Award(error) => error.explain(),
            Self::Request(error) => error.explain(),
            Self::NotReady(error) => error.explain(),
            Self::NoSigner(error) => error.explain(),
            Self::NoIdentity(error) => error.explain(),
            Self::NoRepository(error) => error.explain(),
            Self::Pack(error) => error.explain(),
            Self::Sign(error) => error.explain(),
        }
    }
}

impl ReadReply<'_> {
    /// Returns who wrote, when, how it was received, and the digest of the file.
    pub fn received(&self) -> Yaml {
        yaml_map(&[
            ("from", &self.from),
            ("on", &self.on.to_string()),
            ("how", self.how),
            ("sha256", &self.sha256.to_string()),
        ])
    }
}

impl Reply {
    /// Returns the request that is answered: the one that the owner names, the only one that
    /// waits for an answer, or the only one that the reply names.
    pub fn request<'a>(
        &self,
        result: &'a CheckResult<'a>,
        workspace: &'a Workspace,
    ) -> Result<EndorsementRequest<'a>, ReplyError> {
        let portfolio = &workspace.portfolio;
        if let (None, Some(award)) = (&self.award, self.confirmation(result, portfolio)) {
            return Ok(request::prepare(&award, result, portfolio)?);
        }
        let awards = result.verdicts.iter().flat_map(|scheme| &scheme.awards);
        let open = awards.filter_map(|award| request::prepare(&award.id, result, portfolio).ok());
        let open: Vec<EndorsementRequest<'_>> = open.collect();
        let award = match (&self.award, open.as_slice()) {
            (Some(written), _) => workspace.award(written)?,
            (None, []) => workspace.award_or_current(None, result)?,
            (None, [only]) => only.eligible.award.id.clone(),
            (None, several) => {
                let mut named = several.iter().filter(|one| self.names(one, portfolio));
                match (named.next(), named.next()) {
                    (Some(one), None) => one.eligible.award.id.clone(),
                    _ => {
                        let names = several.iter().map(|one| one.files.award().to_owned());
                        return Err(ReplyError::WhichAward(names.collect()));
                    }
                }
            }
        };
        if let Some(step) = &self.step {
            Eligibility::check(step, &award, result, portfolio)?;
        }
        Ok(request::prepare(&award, result, portfolio)?)
    }

    /// Returns the confirmation of a record to which the reply says yes word by word. Many may wait
    /// at once, so nothing less names one.
    fn confirmation(&self, result: &CheckResult<'_>, portfolio: &Portfolio) -> Option<AwardRef> {
        let confirmations = result
            .verdicts
            .iter()
            .flat_map(|scheme| &scheme.confirmations);
        let open = confirmations.filter(|one| !one.is_confirmed());
        let open = open.filter_map(|one| request::prepare(&one.id, result, portfolio).ok());
        let is_meant =
            |one: &EndorsementRequest<'_>| one.is_approved_by(&self.mail.words, portfolio);
        let mut meant = open
            .filter(is_meant)
            .map(|one| one.eligible.award.id.clone());
        meant.next().filter(|_| meant.next().is_none())
    }

    /// Returns true if the reply names the award of a request: in the line that says yes, or
    /// in its subject.
    fn names(&self, request: &EndorsementRequest<'_>, portfolio: &Portfolio) -> bool {
        let (id, title) = (&request.eligible.award.id, &request.eligible.award.title);
        let subject = self.mail.subject.to_lowercase();
        request.is_approved_by(&self.mail.words, portfolio)
            || subject.contains(&id.to_string())
            || subject.contains(&title.to_lowercase())
    }

    /// Returns the reply as it will be recorded, or what it lacks.
    pub fn read<'a>(
        &'a self,
        request: &EndorsementRequest<'a>,
        workspace: &'a Workspace,
    ) -> Result<ReadReply<'a>, ReplyError> {
        let portfolio = &workspace.portfolio;
        let words = self.own_words()?;
        let by = self.author(&request.eligible, workspace)?;
        let signed = request.eligible.before.map(|before| before.on);
        let on = self.day(signed, workspace)?;
        Ok(ReadReply {
            by,
            from: self.name_of_author(by),
            on,
            how: &self.how,
            sha256: self.sha256,
            approves: request.is_approved_by(&self.mail.words, portfolio),
            personal: personal_data_in(&words),
            words,
        })
    }

    /// Returns the words of the author as they may stand in a record.
    pub(super) fn own_words(&self) -> Result<String, ReplyError> {
        let words = self.words.as_ref().unwrap_or(&self.mail.words);
        let words = make_file_safe(words.trim());
        match words.chars().count() {
            0 => Err(ReplyError::NoWords),
            count if count > MOST_CHARACTERS => Err(ReplyError::TooLong(count)),
            _ => Ok(words),
        }
    }

    /// Returns the author as the mail names them. An address is nobody else's business.
    pub(super) fn name_of_author(&self, by: Person<'_>) -> String {
        let name = self.mail.from.as_ref().map(|from| from.name.as_str());
        let name = name.filter(|name| !name.is_empty() && find_identifiers(name).is_empty());
        make_file_safe(name.unwrap_or(by.name()))
    }

    /// Returns the person who wrote: the one whose address or name the mail has, or the one
    /// whom the owner names where the mail has neither.
    fn author<'a>(
        &'a self,
        eligible: &Eligibility<'a>,
        workspace: &'a Workspace,
    ) -> Result<Person<'a>, ReplyError> {
        let (portfolio, today) = (&workspace.portfolio, workspace.moment.today);
        let written = self.mail.from.as_ref();
        let written = written.and_then(|from| known_author(from, portfolio));
        let named = match (&self.person, written) {
            (Some(named), _) => named.as_str(),
            (None, Some(written)) => written.id(),
            (None, None) => {
                let Some(from) = self.mail.author() else {
                    return Err(ReplyError::NoAuthor);
                };
                let signers = eligible.signers(portfolio, today).into_iter();
                return Err(ReplyError::UnknownAuthor {
                    from: from.to_owned(),
                    signers: signers.map(|one| one.id().to_string()).collect(),
                });
            }
        };
        let by = eligible.signer(Some(named), portfolio, today)?;
        match written.filter(|written| written.id() != by.id()) {
            Some(other) => Err(ReplyError::OtherAuthor {
                from: other.name().to_owned(),
                named: by.name().to_owned(),
            }),
            None => Ok(by),
        }
    }

    /// Returns the day on which it was written: not in the future, and not before the step
    /// before it was signed for the files as they are now.
    pub(super) fn day(
        &self,
        signed: Option<DateTime<Utc>>,
        workspace: &Workspace,
    ) -> Result<NaiveDate, ReplyError> {
        let moment = workspace.moment;
        if let Some(on) = self.on {
            let is_before = signed.is_some_and(|signed| on < signed.date_naive());
            return match (on > moment.today, signed.filter(|_| is_before)) {
                (true, _) => Err(ReplyError::InFuture(on)),
                (_, Some(signed)) => Err(ReplyError::BeforeSigned {
                    written: format_long(on),
                    signed: format_long(signed.date_naive()),
                }),
                _ => Ok(on),
            };
        }
        let written = self.mail.date.ok_or(ReplyError::NoDay)?;
        let day = written.date_naive();
        if written > moment.latest {
            let tolerance = TimeDelta::seconds(CLOCK_TOLERANCE_SECONDS);
            return Err(ReplyError::AheadOfClock {
                written: format_minute(written.to_utc()),
                now: format_minute(moment.latest - tolerance),
            });
        }
        match signed.filter(|signed| written < *signed) {
            Some(signed) => Err(ReplyError::BeforeSigned {
                written: format_minute(written.to_utc()),
                signed: format_minute(signed),
            }),
            // In the writer's time zone, it may be the next day already.
            None => Ok(day.min(moment.today)),
        }
    }
}

/// Returns the person whose address the mail has, or else whose name; but not if other
/// addresses of theirs are known.
pub(super) fn known_author<'a>(from: &MailAuthor, portfolio: &'a Portfolio) -> Option<Person<'a>> {
    let has_address = |one: &Person<'_>| {
        let mut emails = one.emails().into_iter();
        emails.any(|email| email.eq_ignore_ascii_case(&from.address))
    };
    let by_address = portfolio.people().find(has_address);
    let is_named = |one: &Person<'_>| {
        one.matches(&from.name) && (one.emails().is_empty() || from.address.is_empty())
    };
    let by_name = || portfolio.people().find(is_named);
    by_address.or_else(by_name).or_else(|| {
        // Mail programs write names in other orders and with a title.
        let no_other_address =
            |one: &Person<'_>| one.emails().is_empty() || from.address.is_empty();
        let mut alike = portfolio
            .people()
            .filter(|one| one.has_name_like(&from.name));
        let only = alike.next().filter(no_other_address);
        only.filter(|_| alike.next().is_none())
    })
}

/// Returns the kinds of personal data in somebody's words.
pub(super) fn personal_data_in(words: &str) -> Vec<&'static str> {
    let found = find_identifiers(words);
    let mut kinds: Vec<_> = found.iter().map(|one| one.description).collect();
    kinds.dedup();
    kinds
}

/// Returns a moment for people to read, to the minute.
fn format_minute(moment: DateTime<Utc>) -> String {
    let day = format_long(moment.date_naive());
    format!("{day} at {} UTC", moment.format("%H:%M"))
}

/// Returns what would be signed, once it is known who wrote.
pub fn prepare(
    reply: &ReadReply<'_>,
    eligible: &Eligibility<'_>,
    input: CheckInput<'_>,
    workspace: &Workspace,
) -> Result<PreparedSignature, ReplyError> {
    let place = SigningContext::of(workspace)?;
    let (by, now) = (reply.by.id(), workspace.moment.now);
    Ok(sign::prepare(eligible, Some(by), now, input, place)?)
}

/// Records a reply as the sign-off of the one who wrote it: a claim of the owner.
pub fn record(
    reply: &ReadReply<'_>,
    prepared: &PreparedSignature,
    eligible: &Eligibility<'_>,
    now: DateTime<Utc>,
    workspace: &Workspace,
) -> Result<WrittenSignoff, ReplyError> {
    let place = SigningContext::of(workspace)?;
    let received = reply.received();
    let author = place.files.author(reply.by.name(), workspace)?;
    let manifest = pack_digest(eligible, workspace)?;
    let declaration = Declaration {
        by: reply.by,
        words: &reply.words,
        on: now,
        proof: ProofMethod::Reply(&received),
        author: &author,
        references: SignedReferences {
            manifest: manifest.as_deref(),
            number: None,
        },
        may_claim: true,
    };
    Ok(sign::sign(prepared, eligible, &declaration, place)?)
}
