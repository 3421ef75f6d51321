//! Tells what changes between two versions of a scheme: first what is asked, in words
//! from what both versions say, then what that means for one person. Knows no
//! programme and hardly a form: most words come from the keys that forms share.

mod catalogues;
mod criteria;
mod effects;
mod kinds;
mod periods;
mod phrases;
mod scheme;
#[cfg(test)]
mod tests;

use serde::Serialize;

use crate::base::document::Node;
use crate::base::files::digest::Sha256;
use crate::domain::portfolio::Portfolio;
use crate::domain::schema::{Kinds, Scheme, SchemeOrigin};

pub use effects::{CheckedPortfolio, NewFinding, PortfolioEffect, RemedyWording, StandingChange};

/// Two versions held against each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SchemeDiff {
    /// Of this form; 1.
    pub version: u32,
    pub from: ComparedVersion,
    pub to: ComparedVersion,
    pub changes: Vec<SchemeChange>,
    /// The effect on the owner of the portfolio, where there is one.
    pub person: Option<PortfolioEffect>,
}

/// One of the two versions that are compared, and its origin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ComparedVersion {
    pub id: String,
    pub version: String,
    pub title: String,
    pub sha256: Sha256,
    pub origin: SchemeOrigin,
    /// The folder it was read from; none if it comes with cpd.
    pub folder: Option<String>,
}

impl ComparedVersion {
    /// Returns the place it comes from: `comes with cpd`.
    pub fn place(&self) -> String {
        match &self.folder {
            Some(folder) => format!("is from {folder}"),
            None => "comes with cpd".to_owned(),
        }
    }
}

/// One thing that changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SchemeChange {
    pub about: ChangeTopic,
    /// The award, criterion, item or field, as the scheme names it.
    pub id: String,
    /// A sentence without its full stop.
    pub says: String,
}

/// The topic of a change, in the order in which they are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChangeTopic {
    Scheme,
    Award,
    Criterion,
    Duty,
    Set,
    Catalogue,
    Signoff,
    Record,
}

impl ChangeTopic {
    /// The heading above such changes.
    pub const fn heading(self) -> &'static str {
        match self {
            Self::Scheme => "The scheme",
            Self::Award => "Awards",
            Self::Criterion => "What awards ask for",
            Self::Duty => "Duties beside the awards",
            Self::Set => "What counts",
            Self::Catalogue => "Lists of items",
            Self::Signoff => "Sign-offs",
            Self::Record => "Records",
        }
    }
}

/// One version as it was read.
pub struct DiffSide<'a> {
    pub scheme: &'a Scheme,
    pub kinds: &'a Kinds,
    /// The contents of `scheme.yaml`, word by word.
    top: Node,
}

impl<'a> DiffSide<'a> {
    /// The scheme of a portfolio that was made to read it by; none where it cannot be read.
    pub fn from_portfolio(portfolio: &'a Portfolio) -> Option<Self> {
        Some(Self {
            scheme: portfolio.schemes().first()?,
            kinds: portfolio.kinds(),
            top: portfolio.library.iter().next()?.read_root()?,
        })
    }

    fn version(&self) -> ComparedVersion {
        ComparedVersion {
            id: self.scheme.id.to_string(),
            version: self.scheme.version.clone(),
            title: self.scheme.title.clone(),
            sha256: self.scheme.sha256,
            origin: self.scheme.origin,
            folder: match self.scheme.origin {
                SchemeOrigin::BuiltIn => None,
                SchemeOrigin::Portfolio => Some(self.folder()),
            },
        }
    }

    fn folder(&self) -> String {
        let folder = self.scheme.path.trim_end_matches("scheme.yaml");
        match folder.trim_end_matches('/') {
            "" => "this folder".to_owned(),
            folder => folder.to_owned(),
        }
    }

    fn award_title(&self, id: &str) -> String {
        let award = self.scheme.award(id);
        award.map_or_else(|| id.to_owned(), |award| award.title.clone())
    }
}

impl SchemeDiff {
    pub fn compare(old: &DiffSide<'_>, new: &DiffSide<'_>) -> Self {
        let mut changes = scheme::changes(old, new);
        changes.extend(criteria::changes(old, new));
        changes.extend(catalogues::changes(old, new));
        changes.extend(kinds::changes(old, new));
        changes.sort_by_key(|change| change.about);
        Self {
            version: 1,
            from: old.version(),
            to: new.version(),
            changes,
            person: None,
        }
    }

    /// Returns true if the files are the same, to the last comment.
    pub fn is_same(&self) -> bool {
        self.from.sha256 == self.to.sha256
    }
}

fn new_change(about: ChangeTopic, id: &str, says: impl Into<String>) -> SchemeChange {
    SchemeChange {
        about,
        id: id.to_owned(),
        says: says.into(),
    }
}

/// `: now at least 4, was 3; now required, was advised` behind what it is about.
fn join_phrases(subject: &str, phrases: &[String]) -> String {
    format!("{subject}: {}", phrases.join("; "))
}

/// The words of one list that another does not have, in order.
fn difference<'a>(some: &'a [String], others: &[String]) -> Vec<&'a String> {
    some.iter().filter(|word| !others.contains(word)).collect()
}

/// Returns the first of the words: `a, b and c`.
fn join_first<'a>(words: impl IntoIterator<Item = &'a String>) -> String {
    let words: Vec<String> = words.into_iter().cloned().collect();
    crate::base::text::words::some(&words)
}
