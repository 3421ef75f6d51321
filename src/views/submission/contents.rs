//! The contents that a pack carries, with their digests: what sign-offs cover, and what else is
//! printed.

use std::collections::{BTreeMap, BTreeSet};
use std::iter;

use super::build::{SubmissionInput, scope};
use super::manifest::{self, Manifest, ManifestScheme, OtherContent};
use super::model::{PackFile, SignedContent};
use crate::base::files::digest;
use crate::base::files::digest::BlobId;
use crate::domain::portfolio::Record;
use crate::domain::signoff::required_subjects;

/// Returns what the sign-offs cover, with its digests.
pub(super) fn subjects(
    making: &SubmissionInput<'_>,
    files: &BTreeMap<String, PackFile>,
) -> Vec<SignedContent> {
    let step = making.asked_step().or(making.scheme.steps.first());
    let paths = step
        .map(|step| required_subjects(step, scope(making)))
        .unwrap_or_default();
    paths
        .iter()
        .filter_map(|path| Some(subject(path, &files.get(path)?.bytes, making.blob)))
        .collect()
}

/// Returns the files that are printed and that the first step does not cover.
pub(super) fn other_contents(
    making: &SubmissionInput<'_>,
    printed: &[&Record],
    subjects: &[SignedContent],
    files: &BTreeMap<String, PackFile>,
) -> Vec<OtherContent> {
    let covered: BTreeSet<&str> = subjects.iter().map(|one| one.path.as_str()).collect();
    let shown = printed.iter();
    let shown = shown.flat_map(|record| {
        let own = iter::once(record.path.clone());
        own.chain(making.portfolio.carried_files(record))
    });
    let others: BTreeSet<String> = shown
        .filter(|path| !covered.contains(path.as_str()))
        .collect();
    let content = |path: String| {
        let sha256 = digest::sha256(&files.get(&path)?.bytes);
        Some(OtherContent { path, sha256 })
    };
    others.into_iter().filter_map(content).collect()
}

/// One content by its digests.
fn subject(path: &str, bytes: &[u8], blob_id: &dyn Fn(&[u8]) -> BlobId) -> SignedContent {
    SignedContent {
        path: path.to_owned(),
        blob: blob_id(bytes),
        sha256: digest::sha256(bytes),
    }
}

pub(super) fn manifest_of<'a>(
    making: &'a SubmissionInput<'a>,
    subjects: &'a [SignedContent],
    others: Vec<OtherContent>,
    files: &BTreeMap<String, PackFile>,
) -> Manifest<'a> {
    let content = |path: &str| files.get(path).map(|content| content.bytes.clone());
    Manifest {
        version: 1,
        portfolio: portfolio_id(making),
        owner: making
            .portfolio
            .config
            .owner
            .as_ref()
            .map_or("", |owner| &owner.value),
        award: making.award.id.to_string(),
        scheme: ManifestScheme {
            id: &making.scheme.id,
            version: &making.scheme.version,
            sha256: making.scheme.sha256,
        },
        subjects,
        others,
        signoffs: manifest::signoffs(&making.award.chain, making.scheme, content),
    }
}

pub(super) fn portfolio_id<'a>(making: &SubmissionInput<'a>) -> &'a str {
    making.portfolio.id().unwrap_or_default()
}
