//! The lists of files and of web pages that printed records name.

use std::collections::{BTreeMap, BTreeSet};

use super::model::{EvidenceLine, LinkLine, PackFile};
use super::printed_records::PrintedRecords;
use crate::base::files::digest;
use crate::base::markdown::MOST_OF_A_DESCRIPTION;
use crate::base::pdf::count_pages;
use crate::base::text::words;
use crate::domain::phrases::{self, PackPhrase};
use crate::domain::portfolio::{Portfolio, Record, Value};
use crate::domain::record_view::{MOST_OF_A_TITLE, printed_title};
use crate::domain::schema::PrintMode;

pub(super) fn evidence_lines(
    records: &PrintedRecords<'_>,
    files: &BTreeMap<String, PackFile>,
    portfolio: &Portfolio,
) -> Vec<EvidenceLine> {
    let mut from: BTreeMap<String, Vec<&Record>> = BTreeMap::new();
    for record in records.iter() {
        for path in portfolio.carried_files(record) {
            from.entry(path).or_default().push(record);
        }
    }
    let printed: BTreeSet<&str> = records.iter().map(|record| &*record.path).collect();
    let shown = from.iter();
    let shown = shown.filter(|(path, _)| !printed.contains(path.as_str()));
    shown
        .filter_map(|(path, carriers)| {
            let content = files.get(path)?;
            Some(EvidenceLine {
                anchor: format!("evidence-{}", crate::base::text::slug(path)),
                path: path.clone(),
                title: path.rsplit('/').next().unwrap_or(path).to_owned(),
                media: content.media.clone(),
                pages: count_pages(&content.bytes)
                    .map(|count| PackPhrase::FilePages { count }.say()),
                size: phrases::format_size(content.bytes.len() as u64),
                sha256: digest::sha256(&content.bytes),
                alt: alt_text(path, carriers, portfolio),
                shown: content.shown.is_ok() && !is_in_text(path, carriers, portfolio),
                from: carriers
                    .iter()
                    .map(|record| records.link(record, portfolio))
                    .collect(),
            })
        })
        .collect()
}

/// Returns the pages that printed records name, in the order of the records.
pub(super) fn link_lines(records: &PrintedRecords<'_>, portfolio: &Portfolio) -> Vec<LinkLine> {
    let lines = records.iter().flat_map(|record| {
        let values = record
            .fields
            .iter()
            .filter_map(|field| field.value.as_ref());
        let leaves = values.flat_map(Value::leaves);
        leaves.filter_map(|value| match value {
            Value::Link(link) => Some(LinkLine {
                address: link.address.to_string(),
                title: words::shorten(link.title(), MOST_OF_A_TITLE),
                read: link.read.map(phrases::format_date),
                from: records.link(record, portfolio),
            }),
            _ => None,
        })
    });
    lines.collect()
}

/// Returns true if the printed text of a record shows the picture.
fn is_in_text(path: &str, carriers: &[&Record], portfolio: &Portfolio) -> bool {
    let has_text =
        |record: &&&Record| !matches!(record.kind.print, PrintMode::Log | PrintMode::None);
    let mut printed = carriers.iter().filter(has_text);
    printed.any(|record| {
        let mut images = record.document.outline.images.iter();
        images.any(|image| portfolio.linked_file(record, &image.target).as_deref() == Some(path))
    })
}

/// Returns what a picture shows, as the text that shows it says; else the record that it is
/// evidence for.
fn alt_text(path: &str, carriers: &[&Record], portfolio: &Portfolio) -> Option<String> {
    let mut images = carriers.iter().flat_map(|record| {
        let images = record.document.outline.images.iter();
        images.map(move |image| (portfolio.linked_file(record, &image.target), image))
    });
    let found = images
        .find(|(target, image)| target.as_deref() == Some(path) && !image.words.trim().is_empty());
    // A certificate named in the details alone is told of by the record it belongs to.
    let instead = carriers.first().map(|record| {
        PackPhrase::EvidenceFor {
            record: &printed_title(record),
        }
        .say()
    });
    found
        .map(|(_, image)| words::shorten(image.words.trim(), MOST_OF_A_DESCRIPTION))
        .or(instead)
}
