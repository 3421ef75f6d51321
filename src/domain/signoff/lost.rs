//! Sign-offs that were committed once and are not here now, by the award that each names.

use std::collections::BTreeMap;

use super::commit_history::missing;
use crate::base::document::ParsedFile;
use crate::domain::id::AwardRef;
use crate::domain::portfolio::Portfolio;
use crate::domain::ports::{CommittedContent, History};

/// The sign-offs that commits hold and the work tree lacks. Each is read once, however many
/// awards ask for theirs.
#[derive(Debug, Default)]
pub struct LostSignoffs<'a> {
    by_award: BTreeMap<String, Vec<LostSignoff<'a>>>,
}

/// A sign-off that was committed once.
#[derive(Debug)]
pub struct LostSignoff<'a> {
    pub saved: &'a CommittedContent,
    pub bytes: Vec<u8>,
    document: ParsedFile,
}

impl<'a> LostSignoffs<'a> {
    /// Finds what a history has and a portfolio lacks.
    pub fn find(portfolio: &Portfolio, history: History<'a>) -> Self {
        let mut by_award: BTreeMap<String, Vec<LostSignoff<'a>>> = BTreeMap::new();
        for lost in missing(portfolio, history) {
            let lost = LostSignoff::read(lost, history);
            if let Some((award, lost)) = lost.and_then(|lost| Some((lost.award()?, lost))) {
                by_award.entry(award).or_default().push(lost);
            }
        }
        Self { by_award }
    }

    /// Returns those of one step that name an award.
    pub fn of<'s>(
        &'s self,
        award: &AwardRef,
        step: &str,
    ) -> impl Iterator<Item = &'s LostSignoff<'a>> {
        let found = self.by_award.get(&award.to_string());
        let found = found.map(Vec::as_slice).unwrap_or_default().iter();
        found.filter(move |lost| lost.word("signoff") == Some(step))
    }
}

impl<'a> LostSignoff<'a> {
    /// Reads a sign-off as it was saved; nothing where its content is gone or is no text.
    pub fn read(saved: &'a CommittedContent, history: History<'_>) -> Option<Self> {
        let bytes = history.blob(saved.blob)?;
        let document = ParsedFile::read(std::str::from_utf8(&bytes).ok()?);
        Some(Self {
            saved,
            bytes,
            document,
        })
    }
}

impl LostSignoff<'_> {
    /// Returns the award that it names.
    pub fn award(&self) -> Option<String> {
        self.word("award").map(str::to_owned)
    }

    /// Returns one of its details.
    pub fn word(&self, key: &str) -> Option<&str> {
        self.document.front.get(key)?.scalar()
    }

    /// Returns a detail of the file that another detail names.
    pub fn word_in(&self, key: &str, inner: &str) -> Option<&str> {
        self.document.front.get(key)?.get(inner)?.scalar()
    }
}
