//! Files that seem to hold records and are not read as such, so that nobody is told to write
//! these records again. Decides from names and faults alone.

use std::collections::BTreeMap;

use super::fault::NameFault;
use super::{Fault, LocatedFault, Record};
use crate::base::document::{ParsedFile, SyntaxFault};
use crate::base::files;
use crate::base::text::slug;
use crate::domain::id::KindId;
use crate::domain::schema::{Kind, KindPlace, Kinds};

/// The paths of files that seem to hold records, by the kind of these records.
pub type UnreadFiles = BTreeMap<KindId, Vec<String>>;

/// Returns the files that seem to hold records and are not read as such.
pub fn unread_files(faults: &[LocatedFault], records: &[Record], kinds: &Kinds) -> UnreadFiles {
    let mut unread = UnreadFiles::new();
    for found in faults {
        let own = found.kind.as_ref().and_then(|name| kinds.get(name));
        for kind in kinds_of_unread(found, own) {
            add(&mut unread, kind, &found.path);
        }
    }
    let without_details = records
        .iter()
        .filter(|record| !record.is_row() && !record.document.has_front);
    for record in without_details {
        add(&mut unread, &record.kind.name, &record.path);
    }
    unread
}

fn add(unread: &mut UnreadFiles, kind: &KindId, path: &str) {
    let paths = unread.entry(kind.clone()).or_default();
    if paths.last().is_none_or(|last| last != path) {
        paths.push(path.to_owned());
    }
}

/// Returns the kinds whose records a file may hold that was not read because of a fault.
fn kinds_of_unread<'f>(found: &'f LocatedFault, own: Option<&'f Kind>) -> Vec<&'f KindId> {
    match &found.fault {
        Fault::UnknownFolder { seems, .. } | Fault::WrongFolder { seems } => {
            seems.iter().map(|place| &place.kind).collect()
        }
        Fault::Unreadable(_) => own.map(|kind| &kind.name).into_iter().collect(),
        Fault::Form(
            SyntaxFault::Malformed(_) | SyntaxFault::NotAMap(_) | SyntaxFault::Conflict(_),
        ) => {
            let of_rows = own.filter(|kind| matches!(kind.place, KindPlace::Rows(_)));
            of_rows.map(|kind| &kind.name).into_iter().collect()
        }
        Fault::BadFileName {
            why: NameFault::NotMarkdown,
            ..
        } => {
            let is_named_as_record = |kind: &&Kind| {
                let stem = record_stem(&found.path);
                let pattern = kind.pattern();
                stem.zip(pattern)
                    .is_some_and(|(stem, pattern)| pattern.matches(stem))
            };
            let own = own.filter(is_named_as_record);
            own.map(|kind| &kind.name).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

/// Endings of texts that are Markdown, or that people write instead of it.
const TEXT_ENDINGS: [&str; 7] = [
    ".md",
    ".txt",
    ".markdown",
    ".mdown",
    ".mkd",
    ".text",
    ".rst",
];

/// Endings of documents whose words can be saved as text.
const DOCUMENT_ENDINGS: [&str; 6] = [".docx", ".doc", ".odt", ".rtf", ".pages", ".html"];

/// Returns the name of a record's file without folder and endings, if the file may hold
/// text: `a` for `journals/a.md.txt`. `None` for a certificate or a picture.
pub fn record_stem(path: &str) -> Option<&str> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let mut stem = name;
    while let Some(shorter) = strip_ending(stem) {
        stem = shorter;
    }
    (stem != name || !name.contains('.')).then_some(stem)
}

/// Returns true for a document such as a Word file, which is not plain text.
pub fn is_document(path: &str) -> bool {
    DOCUMENT_ENDINGS.iter().any(|end| has_ending(path, end))
}

fn strip_ending(name: &str) -> Option<&str> {
    let mut endings = TEXT_ENDINGS.iter().chain(&DOCUMENT_ENDINGS);
    let ending = endings.find(|ending| has_ending(name, ending))?;
    Some(&name[..name.len() - ending.len()]).filter(|stem| !stem.is_empty())
}

fn has_ending(name: &str, ending: &str) -> bool {
    let at = name.len().checked_sub(ending.len());
    let end = at.and_then(|at| name.get(at..));
    end.is_some_and(|end| end.eq_ignore_ascii_case(ending))
}

/// The place where a file belongs that seems to be a record of a kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordPlace {
    pub kind: KindId,
    pub path: String,
}

/// Returns where a text belongs that is in no kind's folder: those kinds that know all its
/// details, need no others, and name their files like this one or by its date and title.
pub fn places_of_stray(path: &str, text: &str, kinds: &Kinds) -> Vec<RecordPlace> {
    let document = ParsedFile::read(text);
    let keys: Vec<&str> = keys(&document).collect();
    let of_kinds = kinds.iter().filter(|kind| fits(kind, &keys));
    let place = |kind| place_in(kind, path).or_else(|| place_by_details(kind, &document));
    of_kinds.filter_map(place).collect()
}

/// Returns the place that a date and a title give. Other programs write pages with these two
/// details as well, so the kind has to need more.
fn place_by_details(kind: &Kind, document: &ParsedFile) -> Option<RecordPlace> {
    let detail = |name: &str| document.front.get(name)?.scalar();
    let name = format!("{}-{}.md", detail("date")?, slug(detail("title")?));
    has_mark(kind).then(|| place_in(kind, &name))?
}

/// Returns where a text belongs that is in the folder of `own` and whose details are those of
/// another kind.
pub fn places_of_misfiled(
    path: &str,
    document: &ParsedFile,
    own: &Kind,
    kinds: &Kinds,
) -> Vec<RecordPlace> {
    let keys: Vec<&str> = keys(document).collect();
    let unknown = keys.iter().filter(|key| !knows(own, key)).count();
    if unknown == 0 {
        return Vec::new();
    }
    let others = kinds.iter().filter(|kind| kind.name != own.name);
    let seems = |kind: &&Kind| fits(kind, &keys) && (unknown > 1 || has_mark(kind));
    others
        .filter(seems)
        .filter_map(|kind| place_in(kind, path))
        .collect()
}

fn keys(document: &ParsedFile) -> impl Iterator<Item = &str> {
    let entries = document.front.entries().iter();
    entries.map(|entry| entry.key.as_str())
}

/// Returns true if a kind knows these details and needs no others.
fn fits(kind: &Kind, keys: &[&str]) -> bool {
    let mut needed = kind.fields.iter().filter(|field| field.required);
    !kind.written_by_cpd
        && !keys.is_empty()
        && keys.iter().all(|key| knows(kind, key))
        && needed.all(|field| keys.contains(&field.name.as_str()))
}

fn knows(kind: &Kind, key: &str) -> bool {
    kind.field(key).is_some() || super::load::COMMON_KEYS.contains(&key)
}

/// Returns true if a kind needs more than the details that most kinds need.
fn has_mark(kind: &Kind) -> bool {
    let mut needed = kind.fields.iter().filter(|field| field.required);
    needed.any(|field| !matches!(field.name.as_str(), "title" | "date"))
}

fn place_in(kind: &Kind, path: &str) -> Option<RecordPlace> {
    let (folder, pattern) = (kind.folder()?, kind.pattern()?);
    let stem = files::file_stem(path);
    pattern.matches(stem).then(|| RecordPlace {
        kind: kind.name.clone(),
        path: format!("{folder}/{stem}.md"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::files::Snapshot;
    use crate::domain::portfolio::Portfolio;

    const JOURNAL: &str =
        "---\ntitle: A\ndate: 2026-02-20\naward: bronze\nactivity: b\n---\n\ntext\n";

    fn portfolio(files: &[(&str, &[u8])]) -> Portfolio {
        let settings = b"cpd: 1\nschemes:\n  lancaster: 1.0.0\n".to_vec();
        let all = files
            .iter()
            .map(|(path, text)| ((*path).to_owned(), text.to_vec()));
        let all: BTreeMap<String, Vec<u8>> =
            all.chain([("cpd.yaml".to_owned(), settings)]).collect();
        Portfolio::load(Snapshot::from_bytes(&all))
    }

    fn unread(path: &str, text: &[u8]) -> Vec<String> {
        let portfolio = portfolio(&[(path, text)]);
        let kind = KindId::parse("journal").unwrap();
        portfolio.unread_of(&kind).to_vec()
    }

    #[test]
    fn a_journal_under_another_name_or_in_another_place_is_unread() {
        let utf16: Vec<u8> = JOURNAL.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let cases: [(&str, &[u8]); 13] = [
            ("journals/2026-02-20-a.md.txt", b""),
            ("journals/2026-02-20-a.TXT", b""),
            ("journals/2026-02-20-a.markdown", b""),
            ("journals/2026-02-20-a.docx", b""),
            ("journals/2026-02-20-a", b""),
            ("journals/2026-02-20-a.md", &utf16),
            ("journals/2026-02-20-a.md", b"\xff"),
            ("journals/2026-02-20-a.md", b"no details"),
            ("2026-02-20-a.md", JOURNAL.as_bytes()),
            ("jounals/2026-02-20-a.md", JOURNAL.as_bytes()),
            ("My notes on Excel.md", JOURNAL.as_bytes()),
            ("Journals-2026.md", JOURNAL.as_bytes()),
            ("activities/2026-02-20-a.md", JOURNAL.as_bytes()),
        ];
        for (path, text) in cases {
            assert_eq!(unread(path, text), [path], "{path}");
        }
    }

    #[test]
    fn a_certificate_or_a_note_is_no_unread_journal() {
        let cases: [(&str, &[u8]); 7] = [
            ("journals/2026-02-20-a.md", JOURNAL.as_bytes()),
            ("journals/2026-02-20-a.pdf", b""),
            ("journals/notes.docx", b""),
            ("README.md", b"# Notes"),
            ("2026-02-20-a.md", b"---\ntitle: A\n---\n"),
            ("Page.md", b"---\ntitle: A\ndate: 2026-02-20\n---\n"),
            ("docs/2026-02-20-a.md", JOURNAL.as_bytes()),
        ];
        for (path, text) in cases {
            assert!(unread(path, text).is_empty(), "{path}");
        }
    }

    #[test]
    fn a_record_without_a_date_in_its_name_belongs_where_its_details_say() {
        let text = JOURNAL.replace("title: A", "title: Notes on Excel");
        for path in ["My notes on Excel.md", "Excel.md"] {
            let portfolio = portfolio(&[(path, text.as_bytes())]);
            let places = places_of_stray(path, &text, portfolio.kinds());
            let paths: Vec<&str> = places.iter().map(|place| &*place.path).collect();
            assert_eq!(paths, ["journals/2026-02-20-notes-on-excel.md"]);
        }
    }

    #[test]
    fn a_misspelt_detail_makes_no_record_of_another_kind() {
        for text in [
            "title: A\ndate: 2026-02-20\naward: bronze\nactivty: b",
            "title: A\ndate: 2026-02-20",
            "title: A\ndate: 2026-02-20\naward: bronze\nmood: good",
        ] {
            let text = format!("---\n{text}\n---\n");
            let portfolio = portfolio(&[("journals/2026-02-20-a.md", text.as_bytes())]);
            let misfiled = portfolio.faults.iter();
            let mut misfiled = misfiled.filter(|f| matches!(f.fault, Fault::WrongFolder { .. }));
            assert!(misfiled.next().is_none(), "{text}");
        }
    }
}
