//! The fields of a sign-off.

use chrono::{DateTime, NaiveDate, Utc};

use super::ProofKind;
use crate::base::files::digest::{BlobId, Sha256};
use crate::domain::id::{AwardId, AwardRef, KindId};
use crate::domain::portfolio::{Portfolio, Record, Value};
use crate::domain::register::RegisterNumber;

/// A sign-off as it was written; nothing about it is verified yet.
#[derive(Debug, Clone)]
pub struct Signoff<'a> {
    pub record: &'a Record,
    pub step: &'a str,
    pub award: &'a AwardRef,
    pub by: &'a str,
    pub role: &'a str,
    pub on: DateTime<Utc>,
    pub owner: &'a str,
    pub portfolio: &'a str,
    pub scheme: SignedScheme<'a>,
    pub after: Option<PinnedFile<'a>>,
    pub subjects: Vec<SignedSubject<'a>>,
    /// `None` for a proof that cpd does not know.
    pub proof: Option<ProofKind>,
    /// The digest of the pack's manifest, on the step that carries it.
    pub pack: Option<&'a str>,
    /// The number of the grant in the register of the awarding body.
    pub number: Option<RegisterNumber>,
    /// The sign-off that this one takes back.
    pub withdraws: Option<PinnedFile<'a>>,
    /// The submission that this one sends back.
    pub returns: Option<PinnedFile<'a>>,
    /// The ids of the criteria that a return is about.
    pub criteria: Vec<&'a str>,
    /// The step to which this one says no.
    pub declines: Option<&'a str>,
    pub review: Option<RecordedReview<'a>>,
    /// The reply that the owner recorded in place of a signature.
    pub reply: Option<RecordedReply<'a>>,
}

/// A reply of the signer that the owner recorded.
#[derive(Debug, Clone, Copy)]
pub struct RecordedReply<'a> {
    /// The author as the reply names them.
    pub from: &'a str,
    /// The day on which it was written.
    pub on: NaiveDate,
    /// The way in which it was received, such as `mail`.
    pub how: &'a str,
}

impl RecordedReply<'_> {
    /// Says who wrote, when, and how it was received.
    pub fn describe(&self) -> String {
        format!(
            "reply by {} from {}, written {}",
            self.how, self.from, self.on
        )
    }
}

/// A review on a forge that a sign-off records.
#[derive(Debug, Clone, Copy)]
pub struct RecordedReview<'a> {
    pub host: &'a str,
    /// The forge's numbers, which outlive names.
    pub repository: u64,
    pub pull_request: u64,
    pub review: u64,
    pub user: u64,
    /// The commit that was reviewed.
    pub commit: &'a str,
    pub submitted_at: DateTime<Utc>,
}

/// The scheme it was judged by.
#[derive(Debug, Clone, Copy)]
pub struct SignedScheme<'a> {
    pub version: &'a str,
    /// `None` where it is no digest, and so no scheme's.
    pub sha256: Option<Sha256>,
}

/// A file with exact contents.
#[derive(Debug, Clone, Copy)]
pub struct PinnedFile<'a> {
    pub path: &'a str,
    /// Git's name of the contents; `None` where it is no such name, and so no file's.
    pub blob: Option<BlobId>,
}

/// Signed contents.
#[derive(Debug, Clone, Copy)]
pub struct SignedSubject<'a> {
    pub path: &'a str,
    /// Git's name of the contents; `None` where it is no such name, and so no file's.
    pub blob: Option<BlobId>,
    /// `None` where it is no digest, and so no file's.
    pub sha256: Option<Sha256>,
}

impl<'a> Signoff<'a> {
    /// Returns the sign-offs of an award, of its rounds, or of every record that has this
    /// confirmation.
    pub fn of(award: &AwardId, portfolio: &'a Portfolio) -> impl Iterator<Item = Self> {
        let records = portfolio.of_kind_naming(KindId::signoff(), award);
        records.filter_map(Self::read)
    }

    /// Returns the day on which it was made: of a reply that the owner recorded, the day on which
    /// that was written.
    pub fn day(&self) -> NaiveDate {
        self.reply.map_or(self.on.date_naive(), |reply| reply.on)
    }

    /// Reads a record of the kind; `None` when a field is missing or wrong, of
    /// which the record's own faults tell.
    pub fn read(record: &'a Record) -> Option<Self> {
        let on = instant(record.get("on")?)?;
        let award = match record.get("award")? {
            Value::Award(award) => award,
            _ => return None,
        };
        let scheme = record.get("scheme")?;
        let subjects = match record.get("subjects")? {
            Value::List(items) => items
                .iter()
                .map(|item| subject(&item.value))
                .collect::<Option<_>>()?,
            _ => return None,
        };
        Some(Self {
            record,
            step: record.word("signoff")?,
            award,
            by: record.word("by")?,
            role: record.word("role")?,
            on,
            owner: text(record.get("owner")?, "id")?,
            portfolio: record.word("portfolio")?,
            scheme: SignedScheme {
                version: text(scheme, "version")?,
                sha256: Sha256::parse(text(scheme, "sha256")?),
            },
            after: record.get("after").and_then(pinned),
            subjects,
            proof: ProofKind::parse(record.word("proof")?),
            pack: record.get("pack").and_then(|pack| text(pack, "sha256")),
            number: record.word("register").and_then(RegisterNumber::parse),
            withdraws: record.get("withdraws").and_then(pinned),
            returns: record.get("returns").and_then(pinned),
            criteria: record.get("criteria").map(texts).unwrap_or_default(),
            declines: record.word("declines"),
            review: record.get("review").and_then(review),
            reply: record.get("reply").and_then(reply),
        })
    }
}

fn instant(value: &Value) -> Option<DateTime<Utc>> {
    match value {
        Value::Instant(moment) => Some(*moment),
        _ => None,
    }
}

fn text<'a>(map: &'a Value, name: &str) -> Option<&'a str> {
    map.get(name)?.text()
}

fn texts(list: &Value) -> Vec<&str> {
    let Value::List(items) = list else {
        return Vec::new();
    };
    items.iter().filter_map(|item| item.value.text()).collect()
}

fn pinned(map: &Value) -> Option<PinnedFile<'_>> {
    Some(PinnedFile {
        path: text(map, "path")?,
        blob: BlobId::parse(text(map, "blob")?),
    })
}

fn reply(map: &Value) -> Option<RecordedReply<'_>> {
    let Value::Date(on) = map.get("on")? else {
        return None;
    };
    Some(RecordedReply {
        from: text(map, "from")?,
        on: *on,
        how: text(map, "how")?,
    })
}

fn review(map: &Value) -> Option<RecordedReview<'_>> {
    let number = |name: &str| map.get(name)?.as_count();
    Some(RecordedReview {
        host: text(map, "host")?,
        repository: number("repository")?,
        pull_request: number("pull_request")?,
        review: number("review")?,
        user: number("user")?,
        commit: text(map, "commit")?,
        submitted_at: instant(map.get("submitted_at")?)?,
    })
}

fn subject(map: &Value) -> Option<SignedSubject<'_>> {
    Some(SignedSubject {
        path: text(map, "path")?,
        blob: BlobId::parse(text(map, "blob")?),
        sha256: Sha256::parse(text(map, "sha256")?),
    })
}
