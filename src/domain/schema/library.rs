//! The schemes that can be had: those in the binary, and those a portfolio brings.

use std::collections::BTreeMap;

use include_dir::{Dir, include_dir};
use sha2::{Digest, Sha256};

use super::{Kinds, Reader, SchemaFault, Scheme, Trouble, read_scheme};
use crate::base::document::{Document, Fault, Node, read_yaml};
use crate::base::files::Snapshot;
use crate::base::files::digest::hex;

static SCHEMA: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/schema");
static TEMPLATES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/templates/records");

/// Most values in a scheme's file.
const MOST_NODES: usize = 200_000;

/// Where portfolios lie that show what a scheme means, beside `scheme.yaml`.
pub const EXAMPLES: &str = "examples/";

/// The path by which messages call the kinds that come with cpd.
pub const KINDS_PATH: &str = "cpd/kinds.yaml";

/// The files of one version of a scheme, by path beside `scheme.yaml`.
#[derive(Debug, Clone)]
pub struct SchemeFiles {
    pub id: String,
    pub version: String,
    /// Before each file's name in messages: `lancaster-1.0.0/` or a folder of the portfolio.
    pub prefix: String,
    pub files: BTreeMap<String, String>,
}

/// Schemes by id and version.
#[derive(Debug, Clone, Default)]
pub struct Library {
    schemes: Vec<Shelved>,
}

/// A scheme in the library: at hand, or one of ours, unpacked once it is asked for.
#[derive(Debug, Clone)]
enum Shelved {
    Own(std::sync::Arc<SchemeFiles>),
    Ours(&'static Embedded),
}

/// A scheme in the binary.
#[derive(Debug)]
struct Embedded {
    id: &'static str,
    version: &'static str,
    folder: &'static Dir<'static>,
    files: std::sync::OnceLock<SchemeFiles>,
}

impl Shelved {
    fn id(&self) -> &str {
        match self {
            Self::Own(files) => &files.id,
            Self::Ours(embedded) => embedded.id,
        }
    }

    fn version(&self) -> &str {
        match self {
            Self::Own(files) => &files.version,
            Self::Ours(embedded) => embedded.version,
        }
    }

    fn files(&self) -> &SchemeFiles {
        match self {
            Self::Own(files) => files,
            Self::Ours(embedded) => embedded.files.get_or_init(|| unpacked(embedded)),
        }
    }
}

static OURS: std::sync::LazyLock<Vec<Embedded>> = std::sync::LazyLock::new(|| {
    let folders = SCHEMA.get_dir("schemes").into_iter().flat_map(Dir::dirs);
    folders.flat_map(Dir::dirs).filter_map(embedded).collect()
});

impl Library {
    /// The schemes that come with cpd.
    pub fn built_in() -> Self {
        Self {
            schemes: OURS.iter().map(Shelved::Ours).collect(),
        }
    }

    /// One scheme and no other.
    pub fn only(files: SchemeFiles) -> Self {
        Self {
            schemes: vec![Shelved::Own(files.into())],
        }
    }

    /// Adds one that comes before all others.
    pub fn with(mut self, files: SchemeFiles) -> Self {
        self.schemes.insert(0, Shelved::Own(files.into()));
        self
    }

    /// Adds those under `schemes/` of a portfolio, which come before ours.
    pub fn with_portfolio(mut self, snapshot: &Snapshot) -> Self {
        let mut found: BTreeMap<String, SchemeFiles> = BTreeMap::new();
        let folders: Vec<&str> = snapshot
            .below("schemes/")
            .filter(|file| file.path.ends_with("/scheme.yaml"))
            .map(|file| file.path.trim_end_matches("scheme.yaml"))
            .collect();
        let own = folders.iter().filter(|one| !in_examples(one, &folders));
        for prefix in own.copied() {
            // Examples show what a scheme means and say nothing of it: whoever adds one
            // leaves the scheme as it was signed under.
            let files: BTreeMap<String, String> = snapshot
                .below(prefix)
                .filter(|file| !file.path[prefix.len()..].starts_with(EXAMPLES))
                .filter_map(|file| {
                    Some((
                        file.path[prefix.len()..].to_owned(),
                        snapshot.text(&file.path)?.to_string(),
                    ))
                })
                .collect();
            let (id, version) = identity(&files, prefix);
            found.insert(
                prefix.to_owned(),
                SchemeFiles {
                    id,
                    version,
                    prefix: prefix.to_owned(),
                    files,
                },
            );
        }
        let found = found.into_values().map(|files| Shelved::Own(files.into()));
        self.schemes.splice(0..0, found);
        self
    }

    pub fn iter(&self) -> impl Iterator<Item = &SchemeFiles> {
        self.schemes.iter().map(Shelved::files)
    }

    pub fn ids(&self) -> Vec<&str> {
        let mut ids: Vec<&str> = self.schemes.iter().map(Shelved::id).collect();
        ids.dedup();
        ids
    }

    pub fn get(&self, id: &str, version: &str) -> Option<&SchemeFiles> {
        self.schemes
            .iter()
            .find(|scheme| scheme.id() == id && scheme.version() == version)
            .map(Shelved::files)
    }

    pub fn versions(&self, id: &str) -> Vec<&str> {
        self.schemes
            .iter()
            .filter(|scheme| scheme.id() == id)
            .map(Shelved::version)
            .collect()
    }

    /// The newest version of a scheme.
    pub fn newest(&self, id: &str) -> Option<&SchemeFiles> {
        let number = |version: &str| {
            version
                .split('.')
                .map(|n| n.parse().unwrap_or(0u64))
                .collect::<Vec<_>>()
        };
        self.schemes
            .iter()
            .filter(|scheme| scheme.id() == id)
            .max_by_key(|scheme| number(scheme.version()))
            .map(Shelved::files)
    }
}

/// A scheme's files, parsed.
pub struct Parsed<'a> {
    files: &'a SchemeFiles,
    kinds: Option<Node>,
    scheme: Option<Node>,
}

impl Parsed<'_> {
    /// Adds the kinds of this scheme: `kinds.yaml` beside it, then its own.
    pub fn add_kinds(&self, kinds: &mut Kinds, faults: &mut Vec<SchemaFault>) {
        for (name, node) in [("kinds.yaml", &self.kinds), ("scheme.yaml", &self.scheme)] {
            if let Some(node) = node {
                let mut reader = Reader::new(&self.files.path(name));
                kinds.extend(node, &mut reader);
                faults.append(&mut reader.faults);
            }
        }
    }

    /// Reads the scheme; its kinds have been added before.
    pub fn read(&self, kinds: &Kinds, faults: &mut Vec<SchemaFault>) -> Option<Scheme> {
        let node = self.scheme.as_ref()?;
        let mut reader = Reader::new(&self.files.path("scheme.yaml"));
        let read = read_scheme::read(node, kinds, &mut reader);
        faults.append(&mut reader.faults);
        read.map(|scheme| Scheme {
            sha256: self.files.sha256(),
            templates: self.files.templates(),
            ..scheme
        })
    }
}

impl SchemeFiles {
    pub fn path(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }

    /// What `scheme.yaml` says, word by word; none where it cannot be read.
    pub fn top(&self) -> Option<Node> {
        read_yaml(self.files.get("scheme.yaml")?, 0, MOST_NODES).ok()
    }

    /// Over the sorted `path NUL digest` lines of the files, in hexadecimal. Line ends
    /// are those that git keeps, whatever it did to them on the way out.
    pub fn sha256(&self) -> String {
        let mut all = Sha256::new();
        for (path, text) in &self.files {
            let kept = text.replace("\r\n", "\n");
            all.update(format!(
                "{path}\0{}\n",
                hex(&Sha256::digest(kept.as_bytes()))
            ));
        }
        hex(&all.finalize())
    }

    fn node(&self, name: &str, faults: &mut Vec<SchemaFault>) -> Option<Node> {
        let text = self.files.get(name)?;
        let mut reader = Reader::new(&self.path(name));
        let document = Document::read_yaml(text);
        for fault in document.faults {
            match fault {
                Fault::Malformed(malformed) => {
                    reader.fault(malformed.span, Trouble::Malformed(malformed));
                }
                Fault::DuplicateKey { key, again, .. } => {
                    reader.fault(
                        again,
                        Trouble::Repeated {
                            noun: "key",
                            name: key,
                        },
                    );
                }
                Fault::NotAMap(span) => {
                    let needed = "named values".to_owned();
                    let found = "something else".to_owned();
                    reader.fault(span, Trouble::Shape { needed, found });
                }
                Fault::MissingFrontMatter | Fault::UnclosedFrontMatter(_) => {}
            }
        }
        faults.append(&mut reader.faults);
        document.has_front.then_some(document.front)
    }

    /// Parses what it says, once for all that is to be read of it.
    pub fn parse(&self, faults: &mut Vec<SchemaFault>) -> Parsed<'_> {
        let mut node = |name| self.node(name, faults);
        let (kinds, scheme) = (node("kinds.yaml"), node("scheme.yaml"));
        Parsed {
            kinds,
            scheme,
            files: self,
        }
    }

    fn templates(&self) -> BTreeMap<String, String> {
        self.files
            .iter()
            .filter_map(|(path, text)| {
                let kind = path.strip_prefix("templates/")?.strip_suffix(".md")?;
                Some((kind.to_owned(), text.clone()))
            })
            .collect()
    }
}

/// The kinds that come with cpd, as text.
pub fn kinds_text() -> &'static str {
    SCHEMA
        .get_file("kinds.yaml")
        .and_then(|file| file.contents_utf8())
        .unwrap_or_default()
}

/// The kinds that come with cpd.
pub fn base_kinds(faults: &mut Vec<SchemaFault>) -> Kinds {
    let mut reader = Reader::new(KINDS_PATH);
    let mut kinds = Kinds::default();
    match read_yaml(kinds_text(), 0, MOST_NODES) {
        Ok(node) => kinds.extend(&node, &mut reader),
        Err(malformed) => reader.fault(malformed.span, Trouble::Malformed(malformed)),
    }
    faults.append(&mut reader.faults);
    kinds
}

/// The body of a new record of a kind, where no scheme brings one.
pub fn default_template(kind: &str) -> Option<&'static str> {
    TEMPLATES.get_file(format!("{kind}.md"))?.contents_utf8()
}

fn embedded(folder: &'static Dir<'static>) -> Option<Embedded> {
    let version = folder.path().file_name()?.to_str()?;
    let id = folder.path().parent()?.file_name()?.to_str()?;
    folder.get_file(folder.path().join("scheme.yaml"))?;
    Some(Embedded {
        id,
        version,
        folder,
        files: std::sync::OnceLock::new(),
    })
}

fn unpacked(embedded: &Embedded) -> SchemeFiles {
    let mut files = BTreeMap::new();
    collect(embedded.folder, embedded.folder, &mut files);
    let (id, version) = (embedded.id.to_owned(), embedded.version.to_owned());
    SchemeFiles {
        prefix: format!("{id}-{version}/"),
        id,
        version,
        files,
    }
}

fn collect(top: &Dir<'static>, folder: &Dir<'static>, files: &mut BTreeMap<String, String>) {
    for file in folder.files() {
        let name = file
            .path()
            .strip_prefix(top.path())
            .ok()
            .and_then(|path| path.to_str());
        if let (Some(name), Some(text)) = (name, file.contents_utf8()) {
            files.insert(name.replace('\\', "/"), text.to_owned());
        }
    }
    for inner in folder.dirs() {
        collect(top, inner, files);
    }
}

/// Whether a folder is among the examples of one of these schemes.
fn in_examples(folder: &str, schemes: &[&str]) -> bool {
    schemes.iter().any(|scheme| {
        let below = folder.strip_prefix(scheme);
        below.is_some_and(|below| below.starts_with(EXAMPLES))
    })
}

/// A scheme's id and version as its file states them, or else as its folder does.
fn identity(files: &BTreeMap<String, String>, prefix: &str) -> (String, String) {
    let top = files
        .get("scheme.yaml")
        .and_then(|text| read_yaml(text, 0, MOST_NODES).ok());
    let word = |key: &str| {
        top.as_ref()
            .and_then(|top| top.get(key)?.scalar().map(str::to_owned))
    };
    let folder = prefix
        .trim_start_matches("schemes/")
        .split('/')
        .next()
        .unwrap_or_default();
    (
        word("id").unwrap_or_else(|| folder.to_owned()),
        word("version").unwrap_or_default(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::files::{Content, File};

    fn of(paths: &[&str]) -> Library {
        let file = |path: &&str| File {
            path: (*path).to_owned(),
            content: Content::Text("id: x\nversion: 1.0.0\n".into()),
        };
        Library::default().with_portfolio(&Snapshot::new(paths.iter().map(file).collect()))
    }

    /// Whoever adds an example leaves what was signed as it was.
    #[test]
    fn examples_are_no_part_of_a_scheme() {
        let alone = of(&["schemes/x/scheme.yaml"]);
        let beside = of(&[
            "schemes/x/scheme.yaml",
            "schemes/x/examples/a/cpd.yaml",
            "schemes/x/examples/a/schemes/y/scheme.yaml",
        ]);
        let digests =
            |library: &Library| library.iter().map(SchemeFiles::sha256).collect::<Vec<_>>();
        assert_eq!(digests(&alone), digests(&beside));
        // A scheme may be called so itself.
        assert_eq!(
            of(&["schemes/examples/1.0.0/scheme.yaml"]).iter().count(),
            1
        );
    }
}
