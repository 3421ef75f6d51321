//! What the page template sees: the pack as it is, and beside it what only this
//! printer works out - the records' text as HTML, and the files as downloads.

use std::collections::BTreeMap;

use minijinja::Value;
use serde::Serialize;

use super::data_uri::{data_uri, is_picture};
use super::links::file_anchor;
use super::markdown::{Markdown, Setting};
use crate::pack::model::{Document, Pack, Part, Signature};

/// HTML by the anchor of the record, signature or evidence it belongs to.
pub type Texts = BTreeMap<String, Value>;

/// A file that the page carries.
#[derive(Serialize)]
pub struct Download {
    pub anchor: String,
    pub path: String,
    /// The last part of the path: what a browser offers to save it as.
    pub name: String,
    pub bytes: usize,
    pub href: Value,
    /// `signoffs`, `evidence` or `sources`.
    pub group: &'static str,
}

/// Every text of the pack, as HTML.
pub fn texts(pack: &Pack) -> Texts {
    let markdown = Markdown::new(pack);
    let mut texts = Texts::new();
    for part in &pack.parts {
        match part {
            Part::Documents { documents, .. } => {
                documents
                    .iter()
                    .for_each(|d| add_document(&mut texts, &markdown, d, 3));
            }
            Part::Page {
                anchor,
                document,
                signatures,
                ..
            } => {
                add_document(&mut texts, &markdown, document, 3);
                add_words(&mut texts, &markdown, anchor, &document.path, signatures);
            }
            Part::Log { .. } => {}
        }
    }
    texts
}

fn add_document(texts: &mut Texts, markdown: &Markdown, document: &Document, level: u8) {
    let setting = Setting {
        path: &document.path,
        anchor: &document.anchor,
        level,
    };
    let html = markdown.html(&document.body, setting);
    texts.insert(document.anchor.clone(), Value::from_safe_string(html));
    let beneath = (level + 1).min(6);
    document
        .beneath
        .iter()
        .for_each(|d| add_document(texts, markdown, d, beneath));
}

/// What each signatory said, named after the page and their place on it.
fn add_words(
    texts: &mut Texts,
    markdown: &Markdown,
    page: &str,
    path: &str,
    signatures: &[Signature],
) {
    for (index, signature) in signatures.iter().enumerate() {
        if let Some(words) = &signature.words {
            let anchor = format!("{page}-words-{index}");
            let html = markdown.html(
                words,
                Setting {
                    path,
                    anchor: &anchor,
                    level: 4,
                },
            );
            texts.insert(anchor, Value::from_safe_string(html));
        }
    }
}

/// Evidence that is a picture, by anchor, as `data:` URIs.
pub fn pictures(pack: &Pack) -> Texts {
    pack.evidence
        .iter()
        .filter(|item| item.shown)
        .filter_map(|item| {
            let file = pack
                .files
                .get(&item.path)
                .filter(|file| is_picture(&file.media))?;
            let uri = data_uri(&file.media, &file.bytes);
            Some((item.anchor.clone(), Value::from_safe_string(uri)))
        })
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
            name: path.rsplit('/').next().unwrap_or(path).to_owned(),
            bytes: file.bytes.len(),
            href: Value::from_safe_string(data_uri(&file.media, &file.bytes)),
            group: group(pack, path),
        })
        .collect()
}

/// The manifest as a `data:` URI.
pub fn manifest(pack: &Pack) -> Value {
    Value::from_safe_string(data_uri("application/json", pack.manifest.as_bytes()))
}

fn group(pack: &Pack, path: &str) -> &'static str {
    let is_evidence = pack.evidence.iter().any(|item| item.path == path);
    match path.split('/').next() {
        Some("signoffs" | "trust") => "signoffs",
        _ if is_evidence => "evidence",
        _ => "sources",
    }
}
