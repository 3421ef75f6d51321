//! Files by which an editor checks the details of records while they are written: the JSON
//! Schema of each kind, and a map of the folders that each is for. docs/editors.md says which
//! editors read them.

use std::fmt::Write as _;

use super::added_files::NewFile;
use crate::base::document::write::scalar;
use crate::domain::schema::{Kinds, json_schema};

/// The folder of the schemas.
const FOLDER: &str = ".schema";

/// The settings of remark, the program that checks front matter in editors.
const MAP: &str = ".remarkrc.yaml";

/// Words of every schema that cpd writes.
const MARK: &str = "\"$id\": \"urn:cpd:kind:";

const HEAD: &str = "\
# Written by cpd. Tells remark which JSON Schema the details of each record have to follow.
# The page on editors in the documentation of cpd says which editors use it.
plugins:
  - remark-frontmatter
  - - remark-lint-frontmatter-schema
    - schemas:
";

/// Returns the files for the kinds of a portfolio that people write.
pub fn files(kinds: &Kinds) -> Vec<NewFile> {
    let mut files = Vec::new();
    let mut map = HEAD.to_owned();
    for kind in kinds.iter().filter(|kind| !kind.written_by_cpd) {
        let Some(folder) = kind.folder() else {
            continue;
        };
        let path = format!("{FOLDER}/{}.json", kind.name);
        let schema = json_schema::schema_of_kind(kind);
        files.push(NewFile {
            text: format!("{schema:#}\n"),
            mark: Some(MARK),
            path: path.clone(),
        });
        let (key, pattern) = (format!("./{path}"), format!("./{folder}/**/*.md"));
        // Writing to a string does not fail.
        let _ = writeln!(
            map,
            "        {}:\n          - {}",
            scalar(&key),
            scalar(&pattern)
        );
    }
    files.push(NewFile {
        path: MAP.to_owned(),
        text: map,
        mark: None,
    });
    files
}
