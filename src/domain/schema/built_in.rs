//! Holds what comes with cpd: kinds, schemes and templates of records, as text in the program.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, OnceLock};

use include_dir::{Dir, include_dir};

use super::scheme_files::{MOST_NODES, SchemeFiles};
use super::{Kinds, SchemaFault, SchemaFaultKind, SchemaReader, SchemeOrigin};
use crate::base::document::read_yaml;
use crate::domain::id::KindId;

static SCHEMA: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/schema");
static TEMPLATES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/templates/records");

/// The path by which messages call the kinds that come with cpd.
pub const KINDS_PATH: &str = "cpd/kinds.yaml";

/// The schemes that come with cpd, in the order of their folders. Nothing in here may wait
/// for a pool of threads: a thread that waits may take up a task that asks for this again.
pub static BUILT_IN: LazyLock<Vec<BuiltIn>> = LazyLock::new(|| {
    let folders = SCHEMA.get_dir("schemes").into_iter().flat_map(Dir::dirs);
    folders.flat_map(Dir::dirs).filter_map(built_in).collect()
});

/// The kinds that come with cpd, read once in a process.
static BASE_KINDS: LazyLock<(Kinds, Vec<SchemaFault>)> = LazyLock::new(|| {
    let mut reader = SchemaReader::new(KINDS_PATH);
    let mut kinds = Kinds::default();
    match read_yaml(kinds_text(), 0, MOST_NODES) {
        Ok(node) => kinds.extend(&node, &mut reader),
        Err(malformed) => reader.report(malformed.span, SchemaFaultKind::Malformed(malformed)),
    }
    (kinds, reader.faults)
});

/// A scheme that comes with cpd.
#[derive(Debug)]
pub struct BuiltIn {
    pub id: &'static str,
    pub version: &'static str,
    pub prefix: String,
    folder: &'static Dir<'static>,
    files: OnceLock<SchemeFiles>,
}

impl BuiltIn {
    /// Returns its files, which are unpacked once in a process.
    pub fn files(&self) -> &SchemeFiles {
        self.files.get_or_init(|| {
            let mut files = BTreeMap::new();
            collect(self.folder, self.folder, &mut files);
            let (id, version) = (self.id.to_owned(), self.version.to_owned());
            SchemeFiles::new(
                SchemeOrigin::BuiltIn,
                id,
                version,
                self.prefix.clone(),
                files,
            )
        })
    }
}

/// Returns the kinds that come with cpd, as text.
pub fn kinds_text() -> &'static str {
    SCHEMA
        .get_file("kinds.yaml")
        .and_then(|file| file.contents_utf8())
        .unwrap_or_default()
}

/// Returns the kinds that come with cpd, and adds what is wrong with them.
pub fn base_kinds(faults: &mut Vec<SchemaFault>) -> Kinds {
    let (kinds, found) = &*BASE_KINDS;
    faults.extend(found.iter().cloned());
    kinds.clone()
}

/// Reads the kinds that come with cpd, so that whoever asks for them later does not wait as long.
pub fn read_ahead() {
    LazyLock::force(&BASE_KINDS);
}

/// Returns the body of a new record of a kind, for portfolios whose schemes bring none.
pub fn default_template(kind: &KindId) -> Option<&'static str> {
    TEMPLATES.get_file(format!("{kind}.md"))?.contents_utf8()
}

fn built_in(folder: &'static Dir<'static>) -> Option<BuiltIn> {
    let version = folder.path().file_name()?.to_str()?;
    let id = folder.path().parent()?.file_name()?.to_str()?;
    folder.get_file(folder.path().join("scheme.yaml"))?;
    Some(BuiltIn {
        id,
        version,
        prefix: format!("{id}-{version}/"),
        folder,
        files: OnceLock::new(),
    })
}

fn collect(top: &Dir<'static>, folder: &Dir<'static>, files: &mut BTreeMap<String, Arc<str>>) {
    for file in folder.files() {
        let name = file.path().strip_prefix(top.path()).ok();
        let name = name.and_then(|path| path.to_str());
        if let (Some(name), Some(text)) = (name, file.contents_utf8()) {
            files.insert(name.replace('\\', "/"), text.into());
        }
    }
    for inner in folder.dirs() {
        collect(top, inner, files);
    }
}
