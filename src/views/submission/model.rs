//! Holds what a pack contains, as plain serialisable values.
//!
//! Both printers (HTML here, PDF beside it) take this and nothing else, so
//! content and order cannot differ between them. Nothing here knows a template,
//! a Markdown parser or a file system; text is Markdown as the person wrote it.

use std::collections::BTreeMap;

use serde::Serialize;

use super::check_steps::CheckSteps;
use super::media_type;
use crate::base::files::digest::BlobId;
use crate::base::files::digest::Sha256;
use crate::base::picture::{PictureFault, Size};
use crate::domain::phrases::{self, PackPhrase, Spoken};
use crate::domain::portfolio::Portfolio;
pub use crate::domain::record_view::{
    PrintedRecord, PrintedTable, RecordPage, SignatureBlock, TableRow,
};

/// Everything one printed submission shows and carries.
#[derive(Debug, Clone, Serialize)]
pub struct Pack {
    pub language: PageLanguage,
    /// A draft says so across every page and proves nothing.
    pub draft: bool,
    /// True if it shows files that have changed since they were signed, and no signatures.
    pub current: bool,
    /// Set if it is the record of some days, or of a duty, which nobody signs with cpd.
    pub sheet: Option<Sheet>,
    /// A sentence for the cover of a pack that shows what was signed, if the files have
    /// changed since.
    pub changed: Option<String>,
    /// The award's title, such as `Silver`.
    pub award: String,
    /// The language of the title, if it is not that of the page.
    pub award_language: Option<String>,
    /// The award's qualified id, such as `lancaster/silver`.
    pub award_id: String,
    pub scheme: SchemeLine,
    pub owner: Owner,
    /// The portfolio's id from `cpd.yaml`.
    pub portfolio: String,
    /// The commit whose files these are; `None` only in a draft made outside git.
    pub commit: Option<Commit>,
    /// The moment that it is from, in seconds since 1970: the commit's time; in a draft made
    /// outside git, the start of the day it was printed.
    pub moment: i64,
    /// Minutes to read the whole, at 200 words a minute, at least 1.
    pub reading_minutes: usize,
    /// The same in words, as `About 12 minutes`.
    pub reading_time: String,
    /// A sentence on how many of the requirements are met.
    pub summary: String,
    pub criteria: Vec<CriterionLine>,
    /// True if the contents do not fit on the cover.
    pub long_contents: bool,
    /// The records, in print order.
    pub parts: Vec<PackSection>,
    pub evidence: Vec<EvidenceLine>,
    /// Pages on the web that records name as evidence.
    pub links: Vec<LinkLine>,
    pub provenance: Provenance,
    /// Content by path in the portfolio: sources, sign-offs and evidence.
    #[serde(skip)]
    pub files: BTreeMap<String, PackFile>,
    /// The manifest (JSON), identical in every format of the same pack.
    #[serde(skip)]
    pub manifest: String,
    /// The record of its printing (JSON, see [`super::PrintRecord`]), which another day or
    /// commit makes differ.
    #[serde(skip)]
    pub printing: String,
}

/// The languages of a printed page, as tags of BCP 47.
#[derive(Debug, Clone, Serialize)]
pub struct PageLanguage {
    /// Of the whole: that of the portfolio.
    pub document: String,
    /// Of the words that are nobody's in particular: the same, or English if cpd has no words
    /// in that language.
    pub words: String,
    /// A sentence, if nobody who speaks the language has checked these words.
    pub unchecked: Option<String>,
}

impl PageLanguage {
    /// Returns the languages of a page of a portfolio, whose words are in use.
    pub fn of(portfolio: &Portfolio) -> Self {
        Self {
            document: portfolio.language().to_owned(),
            words: phrases::tag_of_page(portfolio.language()),
            unchecked: phrases::language().unchecked.clone(),
        }
    }
}

impl Pack {
    /// Returns true if anything in it is a table of rows or a plan.
    pub fn has_tables(&self) -> bool {
        fn has_table(document: &PrintedRecord) -> bool {
            document.table.is_some() || document.beneath.iter().any(has_table)
        }
        self.parts.iter().any(|part| {
            matches!(part, PackSection::Table { .. }) || part.documents().iter().any(has_table)
        })
    }

    /// Returns what is said about the pack as a whole, for machines: name, JSON, and what
    /// it is. Every format carries them beside the files.
    pub fn metadata(&self) -> Vec<(&'static str, &str, String)> {
        let manifest = PackPhrase::ManifestFile {}.say();
        let printing = PackPhrase::PrintingFile {}.say();
        let all = [
            (MANIFEST, self.manifest.as_str(), manifest),
            (PRINTING, self.printing.as_str(), printing),
        ];
        let given = all.into_iter().filter(|(_, json, _)| !json.is_empty());
        given.collect()
    }
}

/// The name under which every format carries the manifest.
pub const MANIFEST: &str = "manifest.json";

/// The name under which every format carries the record of its printing.
pub const PRINTING: &str = "printing.json";

/// The scheme a pack was judged by.
#[derive(Debug, Clone, Serialize)]
pub struct SchemeLine {
    pub id: String,
    pub title: String,
    /// The language of its words, if it is not that of the page.
    pub language: Option<String>,
    pub version: String,
    pub sha256: Sha256,
    pub official: bool,
    /// The scheme's file, where the portfolio brings it and it does not come with cpd.
    pub own_path: Option<String>,
    pub source_name: Option<String>,
    pub source_url: Option<String>,
    /// The day on which the source was read, as `2026-02-01`.
    pub source_read: Option<String>,
}

/// The person whose pack it is.
#[derive(Debug, Clone, Serialize)]
pub struct Owner {
    pub name: String,
    pub job: Option<String>,
    pub organisation: Option<String>,
    pub manager: Option<String>,
}

/// The commit that the files came from.
#[derive(Debug, Clone, Serialize)]
pub struct Commit {
    pub id: String,
    /// First ten digits, for a reader.
    pub short: String,
    /// Committer's civil date, as `1 June 2026`.
    pub date: String,
}

/// One requirement and how it was met.
#[derive(Debug, Clone, Serialize)]
pub struct CriterionLine {
    pub id: String,
    pub says: Spoken,
    /// `error`, `warning` or `note`.
    pub severity: String,
    /// `met`, `open` or `overdue`; `advice` for a suggestion that was not followed.
    pub state: String,
    /// True if it is met, and its time is not over.
    pub so_far: bool,
    /// `3 of 3`, where the criterion counts something.
    pub tally: Option<String>,
    pub evidence: Vec<RecordLink>,
    /// Sentences on what is missing; in the record of a period alone.
    pub notes: Vec<Spoken>,
}

/// The printed record of some days, or of a duty.
#[derive(Debug, Clone, Serialize)]
pub struct Sheet {
    /// The days that it is of, as `1 May 2026 to 30 June 2026`; none where it is of all records.
    pub days: Option<String>,
    /// A sentence that says of which day the requirements are.
    pub standing: String,
    /// Sentences that say why it is a draft, if it is one.
    pub draft: Option<String>,
    /// Lines for signatures on paper.
    pub signed_by: Vec<SignatureLine>,
}

/// A line to sign on paper.
#[derive(Debug, Clone, Serialize)]
pub struct SignatureLine {
    /// The person, if it is known who they are.
    pub name: Option<String>,
    pub role: Spoken,
}

/// A record pointed at from elsewhere in the pack.
#[derive(Debug, Clone, Serialize)]
pub struct RecordLink {
    pub title: Spoken,
    pub path: String,
    /// `None` when the record itself is not printed.
    pub anchor: Option<String>,
}

/// A stretch of records that print alike.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "form", rename_all = "kebab-case")]
pub enum PackSection {
    /// Records that run on, one after the other, such as journals.
    Documents {
        anchor: String,
        title: Spoken,
        documents: Vec<PrintedRecord>,
    },
    /// A record alone on its page, with the signatures beneath.
    Page(Box<RecordPage>),
    /// Records as rows of a table, such as the activity log.
    Log {
        anchor: String,
        title: Spoken,
        columns: Vec<Spoken>,
        rows: Vec<LogRow>,
        /// One cell a column; empty where nothing adds up.
        totals: Option<Vec<String>>,
    },
    /// A table that stands by itself, such as the plan.
    Table {
        anchor: String,
        title: Spoken,
        table: PrintedTable,
    },
}

impl PackSection {
    /// The documents that stand in it, without what lies beneath them.
    pub fn documents(&self) -> &[PrintedRecord] {
        match self {
            Self::Documents { documents, .. } => documents,
            Self::Page(sheet) => std::slice::from_ref(&sheet.document),
            Self::Log { .. } | Self::Table { .. } => &[],
        }
    }
}

/// A row of a log.
#[derive(Debug, Clone, Serialize)]
pub struct LogRow {
    pub anchor: String,
    /// Of the record, so that links to it lead to its row.
    pub path: String,
    pub cells: Vec<Spoken>,
}

/// A file kept as evidence.
#[derive(Debug, Clone, Serialize)]
pub struct EvidenceLine {
    pub anchor: String,
    pub path: String,
    pub title: String,
    /// Media type, such as `image/jpeg`.
    pub media: String,
    /// The pages of a PDF in words, as `3 pages`.
    pub pages: Option<String>,
    /// Its size in words, as `12 kB`.
    pub size: String,
    pub sha256: String,
    /// Alternative text, for images.
    pub alt: Option<String>,
    /// True if the printers show it here: a picture that no printed text shows already.
    /// Others are listed with their digest.
    pub shown: bool,
    /// The records that carry it.
    pub from: Vec<RecordLink>,
}

/// A page on the web that a record names as evidence.
#[derive(Debug, Clone, Serialize)]
pub struct LinkLine {
    /// The address in ASCII, as it is printed and opened.
    pub address: String,
    /// The title as it was written, or the name of the site.
    pub title: String,
    /// The day on which it was read, in words.
    pub read: Option<String>,
    pub from: RecordLink,
}

/// The proof of the pack, for whoever checks it.
#[derive(Debug, Clone, Serialize)]
pub struct Provenance {
    pub subjects: Vec<SignedContent>,
    pub signoffs: Vec<SignoffLine>,
    /// A statement of who vouches for the people and keys, said first and plainly.
    pub trust: String,
    pub cpd_version: String,
    /// The steps by which a reader checks it.
    #[serde(skip)]
    pub checks: CheckSteps,
}

/// One signed content.
#[derive(Debug, Clone, Serialize)]
pub struct SignedContent {
    pub path: String,
    pub blob: BlobId,
    pub sha256: String,
}

/// One sign-off, and how it was verified.
#[derive(Debug, Clone, Serialize)]
pub struct SignoffLine {
    pub path: String,
    pub step: Spoken,
    pub by: String,
    pub on: String,
    pub assurance: String,
}

/// The bytes of one file and what they are.
#[derive(Debug, Clone)]
pub struct PackFile {
    pub media: String,
    pub bytes: Vec<u8>,
    /// Its size as a picture, or why it cannot be shown as one.
    pub shown: Result<Size, PictureFault>,
}

impl PackFile {
    pub fn new(path: &str, bytes: Vec<u8>, shown: Result<Size, PictureFault>) -> Self {
        Self {
            media: media_type::media_type(path, &bytes).to_owned(),
            shown,
            bytes,
        }
    }

    /// Returns a file, decoded if it is a picture.
    #[cfg(test)]
    pub fn decoded(path: &str, bytes: Vec<u8>) -> Self {
        let shown = crate::base::picture::decode(&bytes);
        Self::new(path, bytes, shown)
    }

    /// Returns a file that is no picture.
    pub fn text(path: &str, text: impl Into<Vec<u8>>) -> Self {
        Self::new(path, text.into(), Err(PictureFault::NoImage))
    }
}
