//! Holds the data that the page template sees: the pack as it is, and beside it what only this
//! printer works out - the records' text as HTML, and the files as downloads.

use std::collections::BTreeMap;

use minijinja::Value;
use serde::Serialize;

use super::data_uri::data_uri;
use super::prose::{self, ProseContext};
use crate::base::markdown::Prose;
use crate::base::text::percent;
use crate::formats::pack::texts::read_texts;
use crate::views::submission::model::Pack;
use crate::views::submission::{PackAnchors, TextBlock, file_anchor};

/// HTML by the anchor of the record, signature or evidence it belongs to.
pub type HtmlByAnchor = BTreeMap<String, Value>;

/// A file that the page carries.
#[derive(Serialize)]
pub struct Download {
    pub anchor: String,
    pub path: String,
    /// The path so that whoever opens the pack reads exactly what it was.
    pub exact: String,
    /// The last part of the path: what a browser offers to save it as.
    pub name: String,
    pub bytes: usize,
    pub href: Value,
    /// `signoffs`, `evidence` or `sources`.
    pub group: &'static str,
}

/// Every text of the pack, as HTML.
pub fn record_texts(pack: &Pack) -> HtmlByAnchor {
    let places = PackAnchors::new(pack);
    let html = |(text, words): (TextBlock<'_>, Prose)| {
        let setting = ProseContext {
            anchor: &text.anchor,
            level: text.level,
        };
        let html = prose::html(&words, setting, pack);
        (text.anchor, Value::from_safe_string(html))
    };
    read_texts(pack, &places).into_iter().map(html).collect()
}

/// Evidence that is a picture, by anchor, as `data:` URIs.
pub fn evidence_pictures(pack: &Pack) -> HtmlByAnchor {
    pack.evidence
        .iter()
        .filter(|item| item.shown)
        .filter_map(|item| {
            let file = pack
                .files
                .get(&item.path)
                .filter(|file| file.shown.is_ok())?;
            let uri = data_uri(&file.media, &file.bytes);
            Some((item.anchor.clone(), Value::from_safe_string(uri)))
        })
        .collect()
}

/// The anchor of each file among the downloads, by its path.
pub fn file_anchors(pack: &Pack) -> BTreeMap<&str, String> {
    let paths = pack.files.keys().enumerate();
    paths
        .map(|(index, path)| (path.as_str(), file_anchor(index)))
        .collect()
}

/// Every file of the pack, in the order of their paths.
pub fn downloads(pack: &Pack) -> Vec<Download> {
    pack.files
        .iter()
        .enumerate()
        .map(|(index, (path, file))| Download {
            anchor: file_anchor(index),
            path: path.clone(),
            exact: percent::encode_path(path),
            name: path.rsplit('/').next().unwrap_or(path).to_owned(),
            bytes: file.bytes.len(),
            href: Value::from_safe_string(data_uri(&file.media, &file.bytes)),
            group: download_group(pack, path),
        })
        .collect()
}

/// A file about the pack as a whole, for machines.
#[derive(Serialize)]
pub struct PageMetadata {
    pub name: &'static str,
    pub says: String,
    pub href: Value,
}

/// The manifest and the like, as `data:` URIs.
pub fn metadata(pack: &Pack) -> Vec<PageMetadata> {
    let each = pack.metadata().into_iter();
    each.map(|(name, json, says)| PageMetadata {
        name,
        says,
        href: Value::from_safe_string(data_uri("application/json", json.as_bytes())),
    })
    .collect()
}

fn download_group(pack: &Pack, path: &str) -> &'static str {
    let is_evidence = pack.evidence.iter().any(|item| item.path == path);
    match path.split('/').next() {
        Some("signoffs" | "trust") => "signoffs",
        _ if is_evidence => "evidence",
        _ => "sources",
    }
}
