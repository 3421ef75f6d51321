//! The files of one version of a scheme, and reading them.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use sha2::Digest;

use super::{Kinds, SchemaFault, SchemaFaultKind, SchemaReader, Scheme, SchemeOrigin, read_scheme};
use crate::base::document::{Malformed, Node, ParsedFile, SyntaxFault, read_yaml};
use crate::base::files::digest::Sha256;
use crate::base::files::line_ends::as_git_keeps_them;
use crate::base::text::Span;
use crate::domain::letters::{self, LETTERS, LetterFault, LetterKind, LetterWords};

/// The largest number of values in a scheme's file.
pub const MOST_NODES: usize = 200_000;

/// The folder of portfolios that show what a scheme means, beside `scheme.yaml`.
pub const EXAMPLES: &str = "examples/";

/// The files of one version of a scheme, by path beside `scheme.yaml`.
#[derive(Debug, Clone)]
pub struct SchemeFiles {
    pub origin: SchemeOrigin,
    pub id: String,
    pub version: String,
    /// Before each file's name in messages: `lancaster-1.0.0/` or a folder of the portfolio.
    pub prefix: String,
    pub files: BTreeMap<String, Arc<str>>,
    /// Set by [`SchemeFiles::digest`].
    digest: OnceLock<[u8; 32]>,
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
                let mut reader =
                    SchemaReader::of_scheme(&self.files.path(name), self.scheme.as_ref());
                kinds.extend(node, &mut reader);
                faults.append(&mut reader.faults);
            }
        }
    }

    /// Reads the scheme; its kinds have been added before.
    pub fn read(&self, kinds: &Kinds, faults: &mut Vec<SchemaFault>) -> Option<Scheme> {
        let node = self.scheme.as_ref()?;
        let mut reader = SchemaReader::of_scheme(&self.files.path("scheme.yaml"), Some(node));
        let read = read_scheme::read(node, self.files, kinds, &mut reader);
        faults.append(&mut reader.faults);
        let letters = self.files.letters(faults);
        let read = read.map(|scheme| Scheme { letters, ..scheme });
        // It was chosen by this id and version, and is not to be another one.
        let (id, version) = (&self.files.id, &self.files.version);
        read.filter(|scheme| scheme.id == id.as_str() && scheme.version == *version)
    }
}

impl SchemeFiles {
    pub fn new(
        origin: SchemeOrigin,
        id: String,
        version: String,
        prefix: String,
        files: BTreeMap<String, Arc<str>>,
    ) -> Self {
        Self {
            origin,
            id,
            version,
            prefix,
            files,
            digest: OnceLock::new(),
        }
    }

    /// Returns SHA-256 over the paths and exact bytes of the files. Unlike
    /// [`SchemeFiles::sha256`], it changes with the line ends, and so do places in the text.
    pub fn digest(&self) -> [u8; 32] {
        *self.digest.get_or_init(|| {
            let mut all = sha2::Sha256::new();
            for (path, text) in &self.files {
                all.update((path.len() as u64).to_le_bytes());
                all.update(path);
                all.update((text.len() as u64).to_le_bytes());
                all.update(text.as_bytes());
            }
            all.finalize().into()
        })
    }

    pub fn path(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }

    /// Reads what `scheme.yaml` says, word by word; none where it cannot be read.
    pub fn read_root(&self) -> Option<Node> {
        read_yaml(self.files.get("scheme.yaml")?, 0, MOST_NODES).ok()
    }

    /// Returns the digest over the sorted `path NUL digest` lines of the files. Line ends
    /// are those that git keeps, whatever it did to them on the way out. Letters are left out:
    /// their words decide nothing, and may be corrected.
    pub fn sha256(&self) -> Sha256 {
        self.digest_of(|path| !path.starts_with(letters::FOLDER))
    }

    /// Returns true if all files are the same, letters too, whatever their line ends are.
    pub fn has_same_files(&self, other: &Self) -> bool {
        self.digest_of(|_| true) == other.digest_of(|_| true)
    }

    fn digest_of(&self, is_wanted: impl Fn(&str) -> bool) -> Sha256 {
        let files = self.files.iter().filter(|(path, _)| is_wanted(path));
        let lines = files.map(|(path, text)| {
            let kept = as_git_keeps_them(text);
            format!("{path}\0{}\n", Sha256::digest(kept.as_bytes()))
        });
        Sha256::digest(lines.collect::<String>().as_bytes())
    }

    fn node(&self, name: &str, faults: &mut Vec<SchemaFault>) -> Option<Node> {
        let text = self.files.get(name)?;
        let mut reader = SchemaReader::new(&self.path(name));
        let document = ParsedFile::read_yaml(text);
        for fault in document.faults {
            match fault {
                SyntaxFault::Malformed(malformed) => {
                    reader.report(malformed.span, SchemaFaultKind::Malformed(malformed));
                }
                SyntaxFault::DuplicateKey { key, again, .. } => {
                    reader.report(
                        again,
                        SchemaFaultKind::Repeated {
                            noun: "key",
                            name: key,
                        },
                    );
                }
                SyntaxFault::NotAMap(span) => {
                    let needed = "named values".to_owned();
                    let found = "something else".to_owned();
                    reader.report(span, SchemaFaultKind::Shape { needed, found });
                }
                SyntaxFault::Conflict(span) => {
                    reader.report(span, SchemaFaultKind::Malformed(Malformed::conflict(span)));
                }
                SyntaxFault::MissingFrontMatter | SyntaxFault::UnclosedFrontMatter(_) => {}
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

    /// Returns the words of letters by their names, in paragraphs, and reports what is wrong
    /// with them.
    pub fn letters(&self, faults: &mut Vec<SchemaFault>) -> BTreeMap<String, LetterWords> {
        let mut found = BTreeMap::new();
        for (path, text) in &self.files {
            let Some(name) = path.strip_prefix(letters::FOLDER) else {
                continue;
            };
            let mut reader = SchemaReader::new(&self.path(path));
            let stem = name.strip_suffix(letters::ENDING).unwrap_or(name);
            match letters::named(stem).filter(|_| name != stem) {
                Some(letter) => {
                    report_word_faults(letter, text, |span| span, &mut reader);
                    found.insert(stem.to_owned(), letters::paragraphs(text));
                }
                None => {
                    let known = LETTERS.iter().map(|letter| letter.name);
                    reader.unknown_name(Span::start_of_file(), "letter", stem, known);
                }
            }
            faults.append(&mut reader.faults);
        }
        found
    }

    pub fn templates(&self) -> BTreeMap<String, Arc<str>> {
        self.files
            .iter()
            .filter_map(|(path, text)| {
                let kind = path.strip_prefix("templates/")?.strip_suffix(".md")?;
                Some((kind.to_owned(), Arc::clone(text)))
            })
            .collect()
    }
}

/// Reports the faults in words of a scheme; `at` gives the place in the file.
pub(super) fn report_word_faults(
    letter: &LetterKind,
    text: &str,
    at: impl Fn(Span) -> Span,
    reader: &mut SchemaReader,
) {
    for fault in letter.faults(text) {
        match fault {
            LetterFault::UnknownValue { name, span } => {
                let known = letter.values.iter().map(|(name, _)| *name);
                reader.unknown_name(at(span), "value", &name, known);
            }
            LetterFault::OpenBrace { span } => {
                let why = "a brace stands alone: write a value as in {owner}".to_owned();
                reader.report(at(span), SchemaFaultKind::Impossible { why });
            }
        }
    }
}

/// A scheme's id and version as its file states them, or else as its folder does.
pub fn identity(files: &BTreeMap<String, Arc<str>>, prefix: &str) -> (String, String) {
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
