//! One person's records, read against the kinds: values with types and places,
//! people, references, and what is wrong with each file. Knows no git and no clock.

pub mod answer;
pub mod config;
pub mod fault;
pub mod language;
pub mod link;
mod linked_files;
pub mod load;
pub mod person;
pub mod record;
pub mod unread;
pub mod value;

pub use config::Config;
pub use fault::{Fault, Found, LocatedFault};
pub use link::LINK_KEYS;
pub use person::Person;
pub use record::{FieldValue, Record};
pub use value::{Dated, Spanned, Value};

use unread::UnreadFiles;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use crate::base::calendar::Period;
use crate::base::document::SyntaxFault;
use crate::base::files::Snapshot;
use crate::base::text::Span;
use crate::domain::id::{AwardId, AwardRef, KindId, RecordId, RecordKey};
use crate::domain::schema::built_in::{KINDS_PATH, kinds_text};
use crate::domain::schema::{Confirmation, Kinds, Library, Scheme, SchemeSet};

/// The file with the settings of a portfolio.
pub const CONFIG: &str = crate::base::files::MARK;
/// The file with the people.
pub const PEOPLE: &str = "trust/people.yaml";

type Index = BTreeMap<KindId, BTreeMap<RecordKey, usize>>;
type AwardIndex = BTreeMap<AwardId, BTreeMap<KindId, Vec<usize>>>;

/// Everything that was read.
#[derive(Debug, Clone)]
pub struct Portfolio {
    pub snapshot: Snapshot,
    pub config: Config,
    pub library: Library,
    set: Arc<SchemeSet>,
    /// Sorted by date, then id; those without a date come first.
    pub records: Vec<Record>,
    /// Faults, by path.
    pub faults: Vec<LocatedFault>,
    /// Places among `records` by kind, then by key.
    index: Index,
    /// Places of each kind's records among `records`, in order.
    by_kind: BTreeMap<KindId, Vec<usize>>,
    unread: UnreadFiles,
    /// Places of all records among `records`, by path, then by place in the file; made when
    /// it is first needed.
    by_path: OnceLock<Vec<usize>>,
    /// Places of the records that name an award, by that and by kind, in order; made when it
    /// is first needed.
    by_award: OnceLock<AwardIndex>,
    /// Paths of records whose file is an earlier one of their kind again, byte for byte; made
    /// when it is first needed.
    copies: OnceLock<BTreeSet<String>>,
    /// Ids that several records of a kind have; made when it is first needed.
    shared_ids: OnceLock<BTreeSet<(KindId, RecordKey)>>,
    /// Number of leading `faults` that are of settings and schemes.
    settings_faults: usize,
    /// Number of `faults` after these that are of single files.
    file_faults: usize,
}

impl Portfolio {
    /// The schemes that are followed, with their kinds, shared by all portfolios that follow
    /// the same.
    pub fn scheme_set(&self) -> &Arc<SchemeSet> {
        &self.set
    }

    pub fn kinds(&self) -> &Kinds {
        &self.set.kinds
    }

    pub fn schemes(&self) -> &[Scheme] {
        &self.set.schemes
    }

    /// Returns these records under the schemes of another portfolio, which bring the same kinds.
    pub fn under_schemes_of(&self, other: &Self) -> Self {
        Self {
            set: Arc::clone(&other.set),
            ..self.clone()
        }
    }

    /// The record of a kind with this id, by its key.
    pub fn find(&self, kind: &KindId, id: &RecordId) -> Option<&Record> {
        let at = self.index.get(kind)?.get(&id.key())?;
        Some(&self.records[*at])
    }

    /// Returns true if no other record of its kind has this record's id.
    pub fn is_only_one(&self, record: &Record) -> bool {
        let shared = self
            .shared_ids
            .get_or_init(|| ids_of_several(&self.records));
        !shared.contains(&(record.kind.name.clone(), record.id.key()))
    }

    /// Records of one kind, by date, then id.
    pub fn of_kind<'a>(&'a self, kind: &KindId) -> impl Iterator<Item = &'a Record> + use<'a> {
        let places = self
            .by_kind
            .get(kind)
            .map(Vec::as_slice)
            .unwrap_or_default();
        places.iter().map(|at| &self.records[*at])
    }

    /// Records of one kind that are dated inside a period, by date, then id.
    pub fn of_kind_in<'a>(
        &'a self,
        kind: &KindId,
        period: Period,
    ) -> impl Iterator<Item = &'a Record> + use<'a> {
        let places = self
            .by_kind
            .get(kind)
            .map(Vec::as_slice)
            .unwrap_or_default();
        // Those without a date come first, and belong to no period.
        let before = |at: &usize| self.records[*at].date.is_none_or(|date| date < period.from);
        let until = |at: &usize| self.records[*at].date.is_none_or(|date| date <= period.to);
        let (first, end) = (
            places.partition_point(before),
            places.partition_point(until),
        );
        places[first..end].iter().map(|at| &self.records[*at])
    }

    /// Returns the records of one kind that name an award, or one of its rounds, in any field;
    /// by date, then id.
    pub fn of_kind_naming<'a>(
        &'a self,
        kind: &KindId,
        award: &AwardId,
    ) -> impl Iterator<Item = &'a Record> + use<'a> {
        let by_award = self.by_award.get_or_init(|| index_by_award(&self.records));
        let places = by_award.get(award).and_then(|kinds| kinds.get(kind));
        let places = places.map(Vec::as_slice).unwrap_or_default();
        places.iter().map(|at| &self.records[*at])
    }

    /// Returns true for a record whose file is that of an earlier record of its kind again, byte
    /// for byte, unless it says that both are meant.
    pub fn is_copy(&self, record: &Record) -> bool {
        let copies = self.copies.get_or_init(|| paths_of_copies(&self.records));
        copies.contains(&record.path)
    }

    pub fn at_path(&self, path: &str) -> Option<&Record> {
        // A file has one record, or rows alone.
        let first = self.in_file(path).next();
        first.filter(|record| !record.is_row())
    }

    /// Returns the record whose details are at this place: of rows, the one that has it.
    pub fn at_place(&self, path: &str, at: Span) -> Option<&Record> {
        let here = self.places_in_file(path);
        let next = here.partition_point(|place| self.records[*place].front.start <= at.start);
        let record = &self.records[*here.get(next.checked_sub(1)?)?];
        (at.end <= record.front.end).then_some(record)
    }

    /// Returns every record that a file has: one, or its rows.
    pub fn in_file<'a>(&'a self, path: &str) -> impl Iterator<Item = &'a Record> + use<'a> {
        let here = self.places_in_file(path).iter();
        here.map(|at| &self.records[*at])
    }

    fn places_in_file(&self, path: &str) -> &[usize] {
        let path_of = |at: &usize| self.records[*at].path.as_str();
        let by_path = self.by_path.get_or_init(|| {
            let mut places: Vec<usize> = (0..self.records.len()).collect();
            places.sort_by_key(|at| (path_of(at), self.records[*at].front.start));
            places
        });
        let first = by_path.partition_point(|at| path_of(at) < path);
        let end = by_path.partition_point(|at| path_of(at) <= path);
        &by_path[first..end]
    }

    /// The files that seem to hold records of a kind and are not read as such.
    pub fn unread_of(&self, kind: &KindId) -> &[String] {
        self.unread.get(kind).map_or(&[], Vec::as_slice)
    }

    /// The files in which a conflict was left.
    pub fn paths_in_conflict(&self) -> BTreeSet<&str> {
        let faults = self.faults.iter();
        let is_conflict =
            |found: &&LocatedFault| matches!(found.fault, Fault::Form(SyntaxFault::Conflict(_)));
        faults
            .filter(is_conflict)
            .map(|found| found.path.as_str())
            .collect()
    }

    pub fn people(&self) -> impl Iterator<Item = Person<'_>> {
        self.of_kind(KindId::person()).map(Person)
    }

    /// The person with exactly this id: another spelling is somebody else's.
    pub fn person(&self, id: &str) -> Option<Person<'_>> {
        // Of several whose ids differ in capital letters alone, the index has the first.
        let found = Person(self.find(KindId::person(), &RecordId::new(id))?);
        if found.id() == id {
            return Some(found);
        }
        self.people().find(|person| person.id() == id)
    }

    /// The owner, when `cpd.yaml` names one who exists.
    /// The roles that people may hold: the usual ones, and those of the schemes followed.
    pub fn roles(&self) -> Vec<&str> {
        let own = self.schemes().iter().flat_map(|scheme| &scheme.roles);
        let all = self.kinds().usual_roles().iter().chain(own);
        all.map(String::as_str).collect()
    }

    pub fn owner(&self) -> Option<Person<'_>> {
        self.person(&self.config.owner.as_ref()?.value)
    }

    /// The portfolio's own id, where `cpd.yaml` gives one.
    pub fn id(&self) -> Option<&str> {
        self.config.portfolio.as_ref().map(|id| id.value.as_str())
    }

    pub fn scheme(&self, id: &str) -> Option<&Scheme> {
        self.schemes().iter().find(|scheme| scheme.id == id)
    }

    /// Returns what says how an award is signed: its scheme, or for the confirmation of a record
    /// the part of the scheme that asks for it.
    pub fn scheme_of(&self, award: &AwardRef) -> Option<&Scheme> {
        self.scheme(award.scheme())?.part_for(award)
    }

    /// Returns the confirmation of a record that this names.
    pub fn confirmation(&self, award: &AwardRef) -> Option<&Confirmation> {
        award.record.as_ref()?;
        self.scheme(award.scheme())?.confirmation(&award.award.name)
    }

    /// Returns the record of which this is the confirmation.
    pub fn confirmed_record(&self, award: &AwardRef) -> Option<&Record> {
        self.find(&self.confirmation(award)?.kind, award.record.as_ref()?)
    }

    /// `bronze` (in the first scheme that has it) or `lancaster/bronze`.
    pub fn award(&self, written: &str) -> Option<AwardRef> {
        self.award_in(None, written)
    }

    /// Like [`Portfolio::award`], among the awards of one scheme if it is named.
    pub fn award_in(&self, scheme: Option<&str>, written: &str) -> Option<AwardRef> {
        self.set.awards.parse_in(scheme, written)
    }

    /// Every award, or those of one scheme, as a person would write it: bare where that is
    /// enough.
    pub fn award_names(&self, scheme: Option<&str>) -> Vec<String> {
        let all = self.schemes().iter();
        value::award_names(all.filter(|known| scheme.is_none_or(|id| known.id == id)))
    }

    /// The text of a file that a diagnostic may point into, the schemes' included.
    pub fn text(&self, path: &str) -> Option<Arc<str>> {
        if let Some(text) = self.snapshot.text(path) {
            return Some(Arc::clone(text));
        }
        if path == KINDS_PATH {
            return Some(kinds_text().into());
        }
        self.library.text(path).map(Arc::clone)
    }
}

/// The rule that finds a record which is there twice.
const TWICE: &str = "possible-duplicate";

fn paths_of_copies(records: &[Record]) -> BTreeSet<String> {
    let is_meant = |record: &&Record| record.allowed.iter().any(|(rule, _)| rule == TWICE);
    let mut seen = BTreeSet::new();
    let whole = records
        .iter()
        .filter(|record| !record.is_row() && !is_meant(record));
    whole
        .filter(|record| !seen.insert((&record.kind.name, &record.text)))
        .map(|record| record.path.clone())
        .collect()
}

fn ids_of_several(records: &[Record]) -> BTreeSet<(KindId, RecordKey)> {
    let mut seen = BTreeSet::new();
    let keys = records.iter();
    let keys = keys.map(|record| (record.kind.name.clone(), record.id.key()));
    keys.filter(|key| !seen.insert(key.clone())).collect()
}

fn index_by_award(records: &[Record]) -> AwardIndex {
    let mut index = AwardIndex::new();
    for (at, record) in records.iter().enumerate() {
        let values = record
            .fields
            .iter()
            .filter_map(|field| field.value.as_ref());
        let awards: BTreeSet<&AwardId> = values.flat_map(Value::awards).collect();
        for award in awards {
            let kinds = index.entry(award.clone()).or_default();
            kinds.entry(record.kind.name.clone()).or_default().push(at);
        }
    }
    index
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::files::{Content, File};

    fn portfolio(files: &[(&str, &str)]) -> Portfolio {
        let file = |(path, text): &(&str, &str)| File {
            path: (*path).to_owned(),
            content: Content::Text((*text).into()),
        };
        Portfolio::load(Snapshot::new(files.iter().map(file).collect()))
    }

    const JOURNAL: &str = "journals/2026-02-04-a.md";
    const JOURNAL_TEXT: &str = "---\ntitle: A\ndate: 2026-02-04\n---\n\nWords.\n";
    const PEOPLE_TEXT: &str = "people:\n  - id: sam\n    name: Sam\n  - id: Priya\n    name: P\n  - id: priya\n    name: P\n";

    fn sams() -> Portfolio {
        portfolio(&[
            ("cpd.yaml", "cpd: 1\nowner: sam\n"),
            (JOURNAL, JOURNAL_TEXT),
            (PEOPLE, PEOPLE_TEXT),
        ])
    }

    #[test]
    fn a_record_is_found_by_its_file_and_a_row_by_its_place_in_the_file() {
        let all = sams();
        assert_eq!(all.at_path(JOURNAL).unwrap().title(), "A");
        assert!(all.at_path(PEOPLE).is_none() && all.at_path("cpd.yaml").is_none());
        let ids: Vec<&str> = all.in_file(PEOPLE).map(|row| &*row.id).collect();
        assert_eq!(ids, ["sam", "Priya", "priya"]);
        let at = |path: &str, text: &str, word: &str| {
            let start = text.find(word).unwrap();
            let found = all.at_place(path, Span::new(start, start + word.len()));
            found.map(|record| record.id.to_string())
        };
        assert_eq!(at(PEOPLE, PEOPLE_TEXT, "Sam").as_deref(), Some("sam"));
        assert_eq!(at(PEOPLE, PEOPLE_TEXT, "priya").as_deref(), Some("priya"));
        assert_eq!(at(PEOPLE, PEOPLE_TEXT, "people:"), None);
        assert!(at(JOURNAL, JOURNAL_TEXT, "title").is_some());
        assert_eq!(at(JOURNAL, JOURNAL_TEXT, "Words"), None);
        assert_eq!(at("nothing.md", JOURNAL_TEXT, "title"), None);
    }

    #[test]
    fn records_that_name_an_award_are_found_by_it() {
        let journal = |title: &str, award: &str| {
            format!("---\ntitle: {title}\ndate: 2026-02-04\naward: {award}\n---\n")
        };
        let files = [
            (
                "cpd.yaml",
                "cpd: 1\nschemes: { lancaster: 1.0.0 }\n".to_owned(),
            ),
            ("journals/2026-02-04-a.md", journal("A", "bronze")),
            ("journals/2026-02-04-b.md", journal("B", "lancaster/silver")),
            ("journals/2026-02-04-c.md", journal("C", "lancaster/bronze")),
            ("journals/2026-02-04-d.md", journal("D", "nothing")),
            ("statements/bronze.md", journal("E", "bronze")),
        ];
        let files = files.each_ref().map(|(path, text)| (*path, &**text));
        let all = portfolio(&files);
        let bronze = all.award("bronze").unwrap();
        let naming = |kind: &str| {
            let kind = all.kinds().get(kind).unwrap().name.clone();
            let found = all.of_kind_naming(&kind, &bronze.award);
            found.map(Record::title).collect::<Vec<_>>()
        };
        assert_eq!(naming("journal"), ["A", "C"]);
        assert_eq!(naming("statement"), ["E"]);
        assert_eq!(naming("activity"), [""; 0]);
    }

    #[test]
    fn a_person_is_found_by_exactly_their_id() {
        let all = sams();
        for id in ["sam", "Priya", "priya"] {
            assert_eq!(&**all.person(id).unwrap().id(), id);
        }
        assert!(all.person("Sam").is_none() && all.person("nobody").is_none());
    }
}
