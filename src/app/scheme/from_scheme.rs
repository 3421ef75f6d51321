//! A scheme begun from another: its text as it is, comments and all, with a new id, version
//! or title; and its examples, which then follow the new one.

use super::create::{CreateSchemeError, NewSchemeFiles, SchemeSpec};
use super::examples::{self, EXPECTED};
use super::find::{FoundScheme, SCHEME, refuse_unreadable};
use super::folders::{Occupant, SchemeFolders};
use crate::base::document::write::{scalar, splice};
use crate::base::document::{Node, ParsedFile};
use crate::base::files::Content;
use crate::base::text::Span;
use crate::domain::portfolio::CONFIG;
use crate::domain::schema::scheme_files::EXAMPLES;

pub fn files(
    from: &FoundScheme,
    beginning: &SchemeSpec<'_>,
    folders: &dyn SchemeFolders,
) -> Result<NewSchemeFiles, CreateSchemeError> {
    let own = &from.files;
    let path = own.path(SCHEME);
    refuse_unreadable(own, &path)?;
    let mut files = NewSchemeFiles::new();
    for (name, text) in &own.files {
        let text = if name == SCHEME {
            let text = rename_scheme(text, &own.id, beginning);
            text.ok_or_else(|| CreateSchemeError::Unreadable {
                path: path.clone(),
                id: own.id.clone(),
            })?
        } else {
            text.to_string()
        };
        files.push((name.clone(), text.into_bytes()));
    }
    files.extend(copied_examples(from, beginning, folders)?);
    Ok(files)
}

/// A stretch of a text, and the words that take its place.
type Piece = (Span, String);

/// Returns a text with other words in some places. The last is replaced first, so that the
/// places before it stay where they are.
fn replace_pieces(text: &str, mut pieces: Vec<Piece>) -> String {
    pieces.sort_by_key(|(span, _)| std::cmp::Reverse(span.start));
    let put = |text: String, (span, words): Piece| splice(&text, span, &words);
    pieces.into_iter().fold(text.to_owned(), put)
}

fn rename_scheme(text: &str, old_id: &str, beginning: &SchemeSpec<'_>) -> Option<String> {
    let top = ParsedFile::read_yaml(text).front;
    let mut pieces = vec![
        (top.get("id")?.span, scalar(beginning.id)),
        (top.get("version")?.span, scalar(beginning.version)),
    ];
    if let (Some(title), Some(node)) = (&beginning.title, top.get("title")) {
        pieces.push((node.span, scalar(title)));
    }
    // Whoever approved the other one has not seen this.
    let official = top.get("source").and_then(|source| source.get("official"));
    let official = official.filter(|node| old_id != beginning.id && node.scalar() == Some("true"));
    pieces.extend(official.map(|node| (node.span, "false".to_owned())));
    let after = replace_pieces(text, pieces);
    let reads_back = ParsedFile::read_yaml(&after).front;
    let same = reads_back.get("id").and_then(Node::scalar) == Some(beginning.id);
    same.then_some(after)
}

fn copied_examples(
    from: &FoundScheme,
    beginning: &SchemeSpec<'_>,
    folders: &dyn SchemeFolders,
) -> Result<NewSchemeFiles, CreateSchemeError> {
    let folder = examples::folder(from).filter(|folder| folders.kind(folder) == Occupant::Folder);
    let Some(folder) = folder else {
        return Ok(NewSchemeFiles::new());
    };
    let cannot = |why: String| CreateSchemeError::Copy {
        path: folder.display().to_string(),
        why,
    };
    let here = folders.snapshot(&folder).map_err(cannot)?;
    let old_id = &from.files.id;
    let mut files = NewSchemeFiles::new();
    for file in here.files() {
        let path = &file.path;
        let bytes = match &file.content {
            Content::Text(text) if path.ends_with(&format!("/{CONFIG}")) => {
                settings_following(text, old_id, beginning).into_bytes()
            }
            Content::Text(text) if path == EXPECTED => {
                rename_in_expectations(text, old_id, beginning.id).into_bytes()
            }
            Content::Text(text) => text.as_bytes().to_vec(),
            Content::Asset(_) => {
                let bytes = folders.bytes(&folder, path);
                bytes.ok_or_else(|| cannot(path.clone()))?
            }
            Content::Unreadable(_) => return Err(cannot(format!("{path} is not a regular file"))),
        };
        files.push((format!("{EXAMPLES}{path}"), bytes));
    }
    Ok(files)
}

/// Returns settings that name the new scheme.
fn settings_following(text: &str, old_id: &str, beginning: &SchemeSpec<'_>) -> String {
    let top = ParsedFile::read_yaml(text).front;
    let pinned = top.get("schemes").and_then(|schemes| schemes.entry(old_id));
    let pieces = pinned.map(|entry| {
        vec![
            (entry.key_span, scalar(beginning.id)),
            (entry.value.span, scalar(beginning.version)),
        ]
    });
    replace_pieces(text, pieces.unwrap_or_default())
}

/// Returns what is expected, of criteria of the new scheme.
fn rename_in_expectations(text: &str, old_id: &str, id: &str) -> String {
    let top = ParsedFile::read_yaml(text).front;
    let examples = top.entries().iter();
    let findings = examples.filter_map(|entry| entry.value.get("findings"));
    let named = findings
        .flat_map(Node::items)
        .filter_map(|item| item.get("criterion"));
    let pieces = named.filter_map(|node| {
        let rest = node.scalar()?.strip_prefix(old_id)?.strip_prefix('/')?;
        Some((node.span, scalar(&format!("{id}/{rest}"))))
    });
    replace_pieces(text, pieces.collect())
}
