//! A scheme begun from another: its text as it is, comments and all, with a new
//! id, version or title; and its examples, which then follow the new one.

use super::find::{self, Found};
use super::new::{Beginning, Files};
use crate::adapters::disk::{self, WorkTree};
use crate::base::document::write::{scalar, splice};
use crate::base::document::{Document, Node};
use crate::base::files::{Content, Snapshot};
use crate::base::text::Span;
use crate::cli::error::{Failure, in_words};
use crate::domain::portfolio::CONFIG;
use crate::domain::ports::PortfolioFiles;
use crate::domain::remedy::{Invocation, Remedy};
use crate::domain::schema::scheme_files::EXAMPLES;

pub fn files(from: &Found, beginning: &Beginning) -> Result<Files, Failure> {
    let path = from.files.path("scheme.yaml");
    let own = find::whole(from.files.clone(), &path)?;
    let mut files = Files::new();
    for (name, text) in &own.files {
        let text = if name == "scheme.yaml" {
            renamed(text, &own.id, beginning).ok_or_else(|| {
                Failure::failed(format!("{path} cannot be read")).remedy(&Remedy::invoke(
                    "to see why",
                    Invocation::CheckScheme {
                        what: own.id.to_string(),
                    },
                ))
            })?
        } else {
            text.to_string()
        };
        files.push((name.clone(), text.into_bytes()));
    }
    if let Some(folder) = &from.folder {
        let folder = folder.join(EXAMPLES.trim_end_matches('/'));
        if folder.is_dir() && !folder.is_symlink() {
            files.extend(examples(&folder, &own.id, beginning)?);
        }
    }
    Ok(files)
}

/// A piece of a text, and what is to stand there instead.
type Piece = (Span, String);

/// From the end, so that the places before stay where they are.
fn with(text: &str, mut pieces: Vec<Piece>) -> String {
    pieces.sort_by_key(|(span, _)| std::cmp::Reverse(span.start));
    let put = |text: String, (span, words): Piece| splice(&text, span, &words);
    pieces.into_iter().fold(text.to_owned(), put)
}

fn renamed(text: &str, old_id: &str, beginning: &Beginning) -> Option<String> {
    let top = Document::read_yaml(text).front;
    let mut pieces = vec![
        (top.get("id")?.span, scalar(&beginning.id)),
        (top.get("version")?.span, scalar(&beginning.version)),
    ];
    if let (Some(title), Some(node)) = (&beginning.title, top.get("title")) {
        pieces.push((node.span, scalar(title)));
    }
    // Whoever approved the other one has not seen this.
    let official = top.get("source").and_then(|source| source.get("official"));
    let official = official.filter(|node| old_id != beginning.id && node.scalar() == Some("true"));
    pieces.extend(official.map(|node| (node.span, "false".to_owned())));
    let after = with(text, pieces);
    let reads_back = Document::read_yaml(&after).front;
    let same = reads_back.get("id").and_then(Node::scalar) == Some(&beginning.id);
    same.then_some(after)
}

fn examples(
    folder: &std::path::Path,
    old_id: &str,
    beginning: &Beginning,
) -> Result<Files, Failure> {
    let shown = folder.display();
    let cannot = |why: &str| Failure::failed(format!("{shown} cannot be copied: {why}"));
    let here: Snapshot = disk::snapshot(folder).map_err(|error| cannot(&in_words(&error)))?;
    let tree = WorkTree::new(folder);
    let mut files = Files::new();
    for file in here.files() {
        let path = &file.path;
        let bytes = match &file.content {
            Content::Text(text) if path.ends_with(&format!("/{CONFIG}")) => {
                following(text, old_id, beginning).into_bytes()
            }
            Content::Text(text) if path == "expected.yaml" => {
                expecting(text, old_id, &beginning.id).into_bytes()
            }
            Content::Text(text) => text.as_bytes().to_vec(),
            Content::Asset(_) => tree.bytes(path).ok_or_else(|| cannot(path))?,
            Content::Unreadable(_) => return Err(cannot(&format!("{path} is no usual file"))),
        };
        files.push((format!("{EXAMPLES}{path}"), bytes));
    }
    Ok(files)
}

/// Settings that name the new scheme.
fn following(text: &str, old_id: &str, beginning: &Beginning) -> String {
    let top = Document::read_yaml(text).front;
    let pinned = top.get("schemes").and_then(|schemes| schemes.entry(old_id));
    let pieces = pinned.map(|entry| {
        vec![
            (entry.key_span, scalar(&beginning.id)),
            (entry.value.span, scalar(&beginning.version)),
        ]
    });
    with(text, pieces.unwrap_or_default())
}

/// What is expected, of criteria of the new scheme.
fn expecting(text: &str, old_id: &str, id: &str) -> String {
    let top = Document::read_yaml(text).front;
    let examples = top.entries().iter();
    let findings = examples.filter_map(|entry| entry.value.get("findings"));
    let named = findings
        .flat_map(Node::items)
        .filter_map(|item| item.get("criterion"));
    let pieces = named.filter_map(|node| {
        let rest = node.scalar()?.strip_prefix(old_id)?.strip_prefix('/')?;
        Some((node.span, scalar(&format!("{id}/{rest}"))))
    });
    with(text, pieces.collect())
}
