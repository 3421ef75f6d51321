//! From a snapshot to a portfolio: settings, kinds and schemes, then every
//! record at once, then the references between them.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use super::fault::NameFault;
use super::language::{self, LANGUAGE};
use super::unread::{RecordPlace, places_of_misfiled, places_of_stray, unread_files};
use super::value::ValueContext;
use super::{CONFIG, Config, Fault, FieldValue, Index, LocatedFault, Portfolio, Record, Value};
use crate::base::document::{Node, ParsedFile, find_indirection};
use crate::base::files::{self, Content, File, Snapshot};
use crate::base::text::{Span, is_id};
use crate::domain::id::{KindId, RecordId};
use crate::domain::layout;
use crate::domain::schema::{
    ItemId, Kind, KindPlace, Library, SchemeFiles, SchemeSet, ShadowingScheme,
};

/// Keys that any record may have beside the fields of its kind.
pub(super) const COMMON_KEYS: [&str; 2] = ["allow", LANGUAGE];

/// Parts of a portfolio before they are joined: settings and schemes as read, and
/// what each file holds.
struct PortfolioParts {
    snapshot: Snapshot,
    config: Config,
    library: Library,
    set: Arc<SchemeSet>,
    /// Faults of `cpd.yaml` and of schemes.
    settings_faults: Vec<LocatedFault>,
    records: Vec<Record>,
    /// Faults of single files.
    file_faults: Vec<LocatedFault>,
}

impl Portfolio {
    /// Reads everything. Never fails: what is wrong is among the faults.
    pub fn load(snapshot: Snapshot) -> Self {
        let library = Library::built_in().with_portfolio(&snapshot);
        Self::read(snapshot, library, |_| {})
    }

    /// Reads everything as if `cpd.yaml` named this scheme, in place of the one with the
    /// id `instead` where it names that.
    pub fn load_with_scheme(snapshot: Snapshot, instead: &str, files: SchemeFiles) -> Self {
        let (id, version) = (files.id.clone(), files.version.clone());
        let library = Library::built_in()
            .with_portfolio(&snapshot)
            .with_scheme(files);
        Self::read(snapshot, library, |config| {
            config.pin(instead, &id, &version)
        })
    }

    /// Returns this portfolio with the files of another snapshot. Files whose text is the
    /// same allocation are not parsed again, unless the settings or a scheme changed.
    pub fn with_snapshot(&self, snapshot: Snapshot) -> Self {
        let text = |of: &Snapshot, path: &str| match of.get(path).map(|file| &file.content) {
            Some(Content::Text(text)) => Some(Arc::clone(text)),
            _ => None,
        };
        let unchanged = |path: &str| {
            let (old, new) = (text(&self.snapshot, path), text(&snapshot, path));
            matches!((old, new), (Some(old), Some(new)) if Arc::ptr_eq(&old, &new))
        };
        let is_settings = |path: &str| path == CONFIG || path.starts_with("schemes/");
        let mut all = self.snapshot.files().iter().chain(snapshot.files());
        if all.any(|file| is_settings(&file.path) && !unchanged(&file.path)) {
            return Self::load(snapshot);
        }
        let kept = self.records.iter().filter(|one| unchanged(&one.path));
        let mut records: Vec<Record> = kept.cloned().collect();
        let (settings_faults, rest) = self.faults.split_at(self.settings_faults);
        let of_files = rest.iter().take(self.file_faults);
        let kept = of_files.filter(|found| unchanged(&found.path));
        let mut file_faults: Vec<LocatedFault> = kept.cloned().collect();
        for file in snapshot.files() {
            if !unchanged(&file.path) && !is_ignored(&file.path) {
                let (more, found) = load_file(file, &self.set);
                records.extend(more);
                file_faults.extend(found);
            }
        }
        Self::from_parts(PortfolioParts {
            config: self.config.clone(),
            library: self.library.clone(),
            set: Arc::clone(&self.set),
            settings_faults: settings_faults.to_vec(),
            snapshot,
            records,
            file_faults,
        })
    }

    /// Returns the records of a file as if it were here. Their references are not resolved.
    pub fn records_of_file(&self, file: &File) -> Vec<Record> {
        load_file(file, &self.set).0
    }

    fn read(snapshot: Snapshot, library: Library, amend: impl FnOnce(&mut Config)) -> Self {
        let mut settings_faults = Vec::new();
        let mut config = load_config(&snapshot, &mut settings_faults);
        amend(&mut config);
        let set = SchemeSet::load(&chosen_schemes(&config, &library, &mut settings_faults));
        settings_faults.extend(library.shadowing().iter().map(shadowing_fault));
        let (records, file_faults) = load_records(&snapshot, &set);
        Self::from_parts(PortfolioParts {
            snapshot,
            config,
            library,
            set,
            settings_faults,
            records,
            file_faults,
        })
    }

    /// Puts the parts together: sorts the records, indexes them and resolves references.
    fn from_parts(parts: PortfolioParts) -> Self {
        #[cfg(test)]
        LOADS.set(LOADS.get() + 1);
        let PortfolioParts {
            snapshot,
            config,
            library,
            set,
            settings_faults: mut faults,
            mut records,
            file_faults,
        } = parts;
        let counts = (faults.len(), file_faults.len());
        faults.extend(file_faults);
        records.sort_by(|a, b| (a.date, &a.id, &a.path).cmp(&(b.date, &b.id, &b.path)));
        let index = index(&records, &mut faults);
        let mut by_kind: BTreeMap<KindId, Vec<usize>> = BTreeMap::new();
        for (at, record) in records.iter().enumerate() {
            by_kind
                .entry(record.kind.name.clone())
                .or_default()
                .push(at);
        }
        let mut portfolio = Self {
            unread: unread_files(&faults, &records, &set.kinds),
            snapshot,
            config,
            library,
            set,
            records,
            faults,
            index,
            by_kind,
            by_path: OnceLock::new(),
            by_award: OnceLock::new(),
            copies: OnceLock::new(),
            shared_ids: OnceLock::new(),
            settings_faults: counts.0,
            file_faults: counts.1,
        };
        portfolio.link();
        portfolio
    }

    /// Finds references that lead nowhere, or to another kind, and files that are not there.
    fn link(&mut self) {
        let found: Vec<LocatedFault> = self
            .records
            .par_iter()
            .flat_map_iter(|record| {
                let mut faults = Vec::new();
                self.check_fields(&record.fields, &mut faults);
                faults.into_iter().map(|fault| locate_fault(record, fault))
            })
            .collect();
        self.faults.extend(found);
        self.check_owner();
    }

    fn check_fields(&self, fields: &[FieldValue], faults: &mut Vec<Fault>) {
        for field in fields {
            if let Some(value) = &field.value {
                self.check_value(&field.name, value, field.span, faults);
            }
        }
    }

    fn check_value(&self, field: &str, value: &Value, at: Span, faults: &mut Vec<Fault>) {
        match value {
            Value::Reference { kind, id } => faults.extend(self.check_reference(kind, id, at)),
            Value::Item(id) => faults.extend(self.check_item(field, id, at)),
            Value::Person(id) => faults.extend(self.check_reference(KindId::person(), id, at)),
            Value::File(path) => faults.extend(self.check_file(path, at)),
            Value::List(items) => items
                .iter()
                .for_each(|item| self.check_value(field, &item.value, item.span, faults)),
            Value::Map(fields) => self.check_fields(fields, faults),
            Value::Dated(rows) => rows
                .iter()
                .for_each(|row| self.check_value(field, &row.value, at, faults)),
            _ => {}
        }
    }

    fn check_reference(&self, kind: &KindId, id: &RecordId, at: Span) -> Option<Fault> {
        let is_there = match kind == KindId::person() {
            true => self.person(id).is_some(),
            false => self.find(kind, id).is_some(),
        };
        if is_there {
            return None;
        }
        let elsewhere = self
            .kinds()
            .iter()
            .filter(|other| other.name != *kind)
            .find(|other| self.find(&other.name, id).is_some());
        Some(match elsewhere {
            Some(other) => Fault::WrongReferenceKind {
                wanted: kind.clone(),
                found: other.name.clone(),
                id: id.clone(),
                at,
            },
            None => Fault::BrokenReference {
                kind: kind.clone(),
                id: id.clone(),
                at,
            },
        })
    }

    fn check_item(&self, field: &str, id: &ItemId, at: Span) -> Option<Fault> {
        let of_schemes = self.schemes().iter();
        let catalogues =
            of_schemes.filter_map(|scheme| Some((scheme, scheme.catalogues.get(&id.catalogue)?)));
        // Where no scheme lists the items, whatever is written is one.
        let (scheme, _) = catalogues.clone().next()?;
        let items = || catalogues.clone().flat_map(|(_, found)| &found.items);
        let is_there = items().any(|item| item.id == id.item);
        (!is_there).then(|| Fault::NotInVocabulary {
            field: field.to_owned(),
            word: id.item.clone(),
            at,
            known: self.set.lists.share(items().map(|item| item.id.clone())),
            origin: None,
            scheme: Some(scheme.id.to_string()),
        })
    }

    /// A missing file, or one that is a link, which may lead anywhere.
    fn check_file(&self, path: &str, at: Span) -> Option<Fault> {
        match self.snapshot.find(path).map(|file| &file.content) {
            Some(Content::Unreadable(files::Unreadable::Link)) => {
                Some(Fault::OutsidePortfolio { at })
            }
            // A pipe or a device is no file that a pack could carry.
            None | Some(Content::Unreadable(files::Unreadable::Special)) => {
                Some(Fault::MissingFile {
                    at,
                    path: path.to_owned(),
                })
            }
            Some(_) => None,
        }
    }

    fn check_owner(&mut self) {
        let Some(owner) = &self.config.owner else {
            return;
        };
        if let Some(fault) = self.check_reference(KindId::person(), &owner.value, owner.span) {
            self.faults.push(LocatedFault {
                path: CONFIG.into(),
                kind: None,
                fault,
            });
        }
    }
}

/// Returns a portfolio without records that follows one scheme, to read the scheme by.
pub fn with_scheme(files: SchemeFiles) -> Portfolio {
    Portfolio {
        snapshot: Snapshot::default(),
        config: Config::default(),
        set: SchemeSet::load(&[&files]),
        library: Library::with_single_scheme(files),
        records: Vec::new(),
        faults: Vec::new(),
        index: BTreeMap::new(),
        by_kind: BTreeMap::new(),
        unread: BTreeMap::new(),
        by_path: OnceLock::new(),
        by_award: OnceLock::new(),
        copies: OnceLock::new(),
        shared_ids: OnceLock::new(),
        settings_faults: 0,
        file_faults: 0,
    }
}

fn locate_fault(record: &Record, fault: Fault) -> LocatedFault {
    LocatedFault {
        path: record.path.clone(),
        kind: Some(record.kind.name.clone()),
        fault,
    }
}

fn load_config(snapshot: &Snapshot, faults: &mut Vec<LocatedFault>) -> Config {
    let mut add = |fault| {
        faults.push(LocatedFault {
            path: CONFIG.into(),
            kind: None,
            fault,
        })
    };
    match snapshot.get(CONFIG).map(|file| &file.content) {
        Some(Content::Text(text)) => {
            let (config, found) = Config::read(text);
            found.into_iter().for_each(add);
            config
        }
        Some(Content::Unreadable(why)) => {
            add(Fault::Unreadable(why.clone()));
            Config::default()
        }
        Some(Content::Asset(_)) | None => Config::default(),
    }
}

fn shadowing_fault(scheme: &ShadowingScheme) -> LocatedFault {
    LocatedFault {
        path: scheme.path.clone(),
        kind: None,
        fault: Fault::ShadowingScheme {
            id: scheme.id.clone(),
            version: scheme.version.clone(),
        },
    }
}

/// The versions of schemes that `cpd.yaml` names, where they can be had.
fn chosen_schemes<'a>(
    config: &Config,
    library: &'a Library,
    faults: &mut Vec<LocatedFault>,
) -> Vec<&'a SchemeFiles> {
    let mut chosen = Vec::new();
    for pinned in &config.schemes {
        match library.get(&pinned.id, &pinned.version) {
            Some(files) => chosen.push(files),
            None => {
                let versions = library.versions(&pinned.id);
                let known = if versions.is_empty() {
                    library.ids()
                } else {
                    versions
                };
                let fault = Fault::UnknownScheme {
                    at: pinned.span,
                    id: pinned.id.clone(),
                    version: pinned.version.clone(),
                    known: known.into_iter().map(str::to_owned).collect(),
                };
                faults.push(LocatedFault {
                    path: CONFIG.into(),
                    kind: None,
                    fault,
                });
            }
        }
    }
    chosen
}

fn load_records(snapshot: &Snapshot, set: &SchemeSet) -> (Vec<Record>, Vec<LocatedFault>) {
    let loaded: Vec<(Vec<Record>, Vec<LocatedFault>)> = snapshot
        .files()
        .par_iter()
        .filter(|file| !is_ignored(&file.path))
        .map(|file| load_file(file, set))
        .collect();
    let mut records = Vec::with_capacity(loaded.len());
    let mut faults = Vec::new();
    for (more, found) in loaded {
        records.extend(more);
        faults.extend(found);
    }
    (records, faults)
}

fn is_ignored(path: &str) -> bool {
    path == CONFIG
        || path.starts_with('.')
        || path
            .split_once('/')
            .is_some_and(|(folder, _)| layout::is_without_records(folder))
}

fn load_file(file: &File, set: &SchemeSet) -> (Vec<Record>, Vec<LocatedFault>) {
    let kinds = &set.kinds;
    let mut faults = Vec::new();
    let kind = kinds
        .kind_of_path(&file.path)
        .and_then(|kind| kinds.get_shared(&kind.name));
    let records = match (&kind, &file.content) {
        (None, content) => {
            faults.extend(stray_file_fault(file, content, set));
            Vec::new()
        }
        (Some(_), Content::Unreadable(why)) => {
            faults.push(Fault::Unreadable(why.clone()));
            Vec::new()
        }
        (Some(kind), Content::Asset(_)) => {
            faults.extend(misplaced_file_fault(file, kind));
            Vec::new()
        }
        (Some(kind), Content::Text(text)) => match &kind.place {
            KindPlace::Rows(_) => read_rows(file, text, kind, set, &mut faults),
            KindPlace::Folder { .. } | KindPlace::File(_) if is_markdown(&file.path) => {
                let document = ParsedFile::read(text);
                let seems = places_of_misfiled(&file.path, &document, kind, kinds);
                let record = read_record(file, text, document, kind, set, &mut faults);
                if !seems.is_empty() {
                    explain_misfiled(&mut faults, seems);
                }
                vec![record]
            }
            KindPlace::File(_) if is_yaml(&file.path) => {
                let document = ParsedFile::read_yaml(text);
                vec![read_record(file, text, document, kind, set, &mut faults)]
            }
            _ => {
                faults.extend(misplaced_file_fault(file, kind));
                Vec::new()
            }
        },
    };
    let name = kind.map(|kind| kind.name.clone());
    let found = faults.into_iter().map(|fault| LocatedFault {
        path: file.path.clone(),
        kind: name.clone(),
        fault,
    });
    (records, found.collect())
}

/// Puts the right place of a record for the faults that its details have in the wrong one.
fn explain_misfiled(faults: &mut Vec<Fault>, seems: Vec<RecordPlace>) {
    let is_of_details = |fault: &Fault| {
        matches!(
            fault,
            Fault::UnknownField { .. } | Fault::MissingField { .. }
        )
    };
    faults.retain(|fault| !is_of_details(fault));
    faults.push(Fault::WrongFolder { seems });
}

fn is_yaml(path: &str) -> bool {
    path.to_ascii_lowercase().ends_with(".yaml")
}

/// Returns true if a file has the name of a Markdown file.
pub fn is_markdown(path: &str) -> bool {
    path.to_ascii_lowercase().ends_with(".md")
}

/// Markdown in a folder that no kind has. At the top people keep what they like, unless it
/// seems to be a record.
fn stray_file_fault(file: &File, content: &Content, set: &SchemeSet) -> Option<Fault> {
    let kinds = &set.kinds;
    let top = !file.path.contains('/');
    if !is_markdown(&file.path) || matches!(content, Content::Asset(_)) {
        return None;
    }
    let seems = match content {
        Content::Text(text) => places_of_stray(&file.path, text, kinds),
        _ => Vec::new(),
    };
    if top && seems.is_empty() {
        return None;
    }
    let known = kinds
        .iter()
        .filter_map(|kind| kind.folder().map(str::to_owned));
    let known = set.lists.share(known);
    Some(Fault::UnknownFolder { known, seems })
}

/// A file among records that is not Markdown; signatures lie beside sign-offs.
fn misplaced_file_fault(file: &File, kind: &Kind) -> Option<Fault> {
    let signature =
        kind.written_by_cpd && (file.path.ends_with(".sig") || file.path.ends_with(".asc"));
    (!signature).then(|| name_fault(kind, NameFault::NotMarkdown))
}

fn name_fault(kind: &Kind, why: NameFault) -> Fault {
    let pattern = kind.pattern();
    Fault::BadFileName {
        example: pattern
            .map(|p| format!("{}/{}.md", kind.path(), p.example()))
            .unwrap_or_default(),
        why,
    }
}

fn read_record(
    file: &File,
    text: &Arc<str>,
    document: ParsedFile,
    kind: &Arc<Kind>,
    set: &SchemeSet,
    faults: &mut Vec<Fault>,
) -> Record {
    faults.extend(document.faults.iter().cloned().map(Fault::Form));
    let front = document.front.clone();
    let fields = if document.has_front {
        ValueContext {
            awards: &set.awards,
            lists: &set.lists,
            path: &file.path,
            text,
            faults,
        }
        .read_fields(&front, &kind.fields, &COMMON_KEYS)
    } else {
        Vec::new()
    };
    let id = RecordId::new(files::file_stem(&file.path));
    let whole = SourceFile {
        path: &file.path,
        text: Arc::clone(text),
        document: Arc::new(document),
    };
    let record = Record {
        language: language::read_of_record(kind, &front, faults),
        ..make_record(kind, id, &whole, &front, fields)
    };
    if let Some(why) = bad_name(&record) {
        faults.push(name_fault(kind, why));
    }
    record
}

/// The file that a record, or several rows, are read from.
struct SourceFile<'a> {
    path: &'a str,
    text: Arc<str>,
    document: Arc<ParsedFile>,
}

fn make_record(
    kind: &Arc<Kind>,
    id: RecordId,
    whole: &SourceFile<'_>,
    front: &Node,
    fields: Vec<FieldValue>,
) -> Record {
    let mut record = Record {
        kind: Arc::clone(kind),
        id,
        path: whole.path.to_owned(),
        fields,
        document: Arc::clone(&whole.document),
        text: Arc::clone(&whole.text),
        date: None,
        front: front.span,
        allowed: read_allowed_rules(front),
        language: None,
    };
    record.date = kind
        .dated
        .as_deref()
        .and_then(|field| match record.get(field)? {
            Value::Date(date) => Some(*date),
            Value::Instant(moment) => Some(moment.date_naive()),
            _ => None,
        });
    record
}

/// `allow: [personal-data]`.
fn read_allowed_rules(front: &Node) -> Vec<(String, Span)> {
    let Some(node) = front.get("allow") else {
        return Vec::new();
    };
    let alone = std::slice::from_ref(node);
    let items = if node.items().is_empty() {
        alone
    } else {
        node.items()
    };
    items
        .iter()
        .filter_map(|item| Some((item.scalar()?.to_owned(), item.span)))
        .collect()
}

fn bad_name(record: &Record) -> Option<NameFault> {
    let pattern = record.kind.pattern()?;
    if !record.path.ends_with(".md") || !pattern.matches(&record.id) {
        return Some(NameFault::Pattern);
    }
    let named = pattern.date_in(&record.id)?;
    let given = record.date.filter(|given| *given != named)?;
    let at = record
        .kind
        .dated
        .as_deref()
        .and_then(|field| record.field(field))?
        .span;
    Some(NameFault::Date { named, given, at })
}

/// Rows of a YAML file, under the plural of their kind.
fn read_rows(
    file: &File,
    text: &Arc<str>,
    kind: &Arc<Kind>,
    set: &SchemeSet,
    faults: &mut Vec<Fault>,
) -> Vec<Record> {
    // Such a list may say another thing than it seems to, so that nobody is taken from it.
    // The rule `malformed-trust` says so.
    if layout::is_in_trust(&file.path) && find_indirection(text).is_some() {
        return Vec::new();
    }
    let document = Arc::new(ParsedFile::read_yaml(text));
    let whole = SourceFile {
        path: &file.path,
        text: Arc::clone(text),
        document: Arc::clone(&document),
    };
    faults.extend(document.faults.iter().cloned().map(Fault::Form));
    let key = kind.plural_noun();
    let top = &document.front;
    for entry in top.entries().iter().filter(|entry| entry.key != key) {
        faults.push(Fault::UnknownField {
            name: entry.key.clone(),
            at: entry.key_span,
            known: set.lists.share([key.clone()]),
        });
    }
    let rows = top.get(&key).map(Node::items).unwrap_or_default();
    let mut records = Vec::with_capacity(rows.len());
    for row in rows {
        if !row.is_map() {
            let help = "write `- id: …` and `name: …` below it".to_owned();
            let message = format!("each of the {key} needs named values, such as id and name");
            faults.push(Fault::Config {
                at: row.span,
                message,
                help,
            });
            continue;
        }
        let fields = ValueContext {
            awards: &set.awards,
            lists: &set.lists,
            path: &file.path,
            text,
            faults,
        }
        .read_fields(row, &kind.fields, &COMMON_KEYS);
        let id = row.get("id").and_then(Node::scalar);
        let id = RecordId::new(id.unwrap_or_default());
        if let Some(node) = row.get("id").filter(|_| !is_id(&id)) {
            faults.push(Fault::Config {
                at: node.span,
                message: "an id is made of letters, digits and hyphens".into(),
                help: "write it as in sam-carter: it becomes part of a file's name".into(),
            });
        }
        records.push(make_record(kind, id, &whole, row, fields));
    }
    records
}

/// Records by kind and key; the later of two is at fault.
fn index(records: &[Record], faults: &mut Vec<LocatedFault>) -> Index {
    let mut index = Index::new();
    let mut places: Vec<usize> = (0..records.len()).collect();
    places.sort_by(|a, b| records[*a].path.cmp(&records[*b].path));
    for at in places {
        let record = &records[at];
        let of_kind = index.entry(record.kind.name.clone()).or_default();
        let key = record.id.key();
        if let Some(first) = of_kind.get(&key) {
            let first = &records[*first];
            if !record.kind.written_by_cpd && !record.id.is_empty() {
                let fault = Fault::DuplicateId {
                    id: record.id.clone(),
                    at: record.place(),
                    first: first.path.clone(),
                    first_at: first.place(),
                };
                faults.push(locate_fault(record, fault));
            }
        } else {
            of_kind.insert(key, at);
        }
    }
    index
}

#[cfg(test)]
thread_local! {
    static LOADS: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

/// Returns how many portfolios this thread has put together.
#[cfg(test)]
pub fn load_count() -> usize {
    LOADS.get()
}
