//! Holds what a pack claims to contain, as JSON whose digest a sign-off can name. It is
//! the same for every format, and says nothing of when or where it was printed.

use serde::Serialize;

use super::model::SignedContent;
use crate::base::files::digest::Sha256;
use crate::domain::schema::Scheme;
use crate::domain::signoff::Chain;

/// The contents of a submission by their digests.
#[derive(Debug, Serialize)]
pub struct Manifest<'a> {
    /// Of this format.
    pub version: u32,
    pub portfolio: &'a str,
    pub owner: &'a str,
    pub award: String,
    pub scheme: ManifestScheme<'a>,
    /// Sorted by path.
    pub subjects: &'a [SignedContent],
    /// The other files that are printed, such as feedback and its pictures, sorted by path.
    pub others: Vec<OtherContent>,
    /// The sign-offs up to the step that carries the pack.
    pub signoffs: Vec<SignoffPin<'a>>,
}

/// A printed file that the first step does not cover.
#[derive(Debug, Serialize)]
pub struct OtherContent {
    pub path: String,
    pub sha256: String,
}

/// The scheme it was judged by.
#[derive(Debug, Serialize)]
pub struct ManifestScheme<'a> {
    pub id: &'a str,
    pub version: &'a str,
    pub sha256: Sha256,
}

/// A sign-off by the digest of its file.
#[derive(Debug, Serialize)]
pub struct SignoffPin<'a> {
    pub step: &'a str,
    pub path: &'a str,
    pub sha256: String,
}

impl Manifest<'_> {
    /// The JSON, with a final line end.
    pub fn to_json(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }
}

/// The sign-offs that a pack holds when it is sent.
pub fn signoffs<'a>(
    chain: &Chain<'a>,
    scheme: &Scheme,
    content: impl Fn(&str) -> Option<Vec<u8>>,
) -> Vec<SignoffPin<'a>> {
    let before = chain.steps.iter().take(scheme.steps_before_pack());
    before
        .filter_map(|state| {
            let signoff = state.signoff().filter(|_| state.stands())?;
            let path: &'a str = &signoff.record.path;
            let sha256 = crate::base::files::digest::sha256(&content(path)?);
            Some(SignoffPin {
                step: signoff.step,
                path,
                sha256,
            })
        })
        .collect()
}
