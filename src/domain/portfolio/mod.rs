//! One person's records, read against the kinds: values with types and places,
//! people, references, and what is wrong with each file. Knows no git and no clock.

pub mod answer;
pub mod config;
pub mod fault;
pub mod load;
pub mod person;
pub mod record;
pub mod unread;
pub mod value;

pub use config::Config;
pub use fault::{Fault, Found, LocatedFault};
pub use person::Person;
pub use record::{FieldValue, Record};
pub use value::{Spanned, Value};

use unread::UnreadFiles;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::base::calendar::Period;
use crate::base::document::SyntaxFault;
use crate::base::files::Snapshot;
use crate::domain::id::{AwardRef, KindId, RecordId, RecordKey};
use crate::domain::schema::built_in::{KINDS_PATH, kinds_text};
use crate::domain::schema::{Kinds, Library, Scheme, SchemeSet};

/// The file with the settings of a portfolio.
pub const CONFIG: &str = crate::base::files::MARK;
/// The file with the people.
pub const PEOPLE: &str = "trust/people.yaml";

type Index = BTreeMap<KindId, BTreeMap<RecordKey, usize>>;

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

    pub fn at_path(&self, path: &str) -> Option<&Record> {
        self.records
            .iter()
            .find(|record| record.path == path && !record.is_row())
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
        let found = self.find(KindId::person(), &RecordId::new(id)).map(Person);
        let exact = found.filter(|person| person.id() == id);
        exact.or_else(|| self.people().find(|person| person.id() == id))
    }

    /// The owner, when `cpd.yaml` names one who exists.
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
