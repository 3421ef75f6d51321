//! `confirmations:` of a scheme: records to which somebody else than the owner says yes, each
//! by itself. Each is a small scheme of one award, one step and one record, so that whatever
//! takes, asks for and judges the steps of an award does the same here. Knows no record.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use super::filter::{self, Path};
use super::scheme::{Award, Scheme, Step, StepActor, StepWords, read_assurance};
use super::set::{self, Set, SetSource};
use super::{FieldType, FigureBasis, KindPlace, SchemaFaultKind, SchemaReader, SchemeNames, Shape};
use crate::base::document::Node;
use crate::base::text::{fold, words};
use crate::domain::id::{AwardName, KindId};

/// The only step of a confirmation.
pub const CONFIRM: &str = "confirm";

/// Records of a set that somebody in a role is asked to confirm.
#[derive(Debug, Clone)]
pub struct Confirmation {
    /// The sentence that whoever confirms says.
    pub says: String,
    pub of: Set,
    pub kind: KindId,
    /// The days before which it has to be made: the first of these that a record has.
    pub before: Vec<Path>,
    /// The field in which the owner writes who agreed.
    pub claim: Option<String>,
    /// One award, one step and the record, under the id and the digest of the whole scheme.
    pub scheme: Scheme,
}

/// A confirmation as it is read, before the scheme that it belongs to is.
pub struct ConfirmationEntry {
    award: Award,
    step: Step,
    says: String,
    of: Set,
    kind: KindId,
    before: Vec<Path>,
    claim: Option<String>,
}

impl Confirmation {
    pub fn name(&self) -> AwardName {
        self.award().id.clone()
    }

    pub fn title(&self) -> &str {
        &self.award().title
    }

    /// Returns the award that stands for it.
    pub fn award(&self) -> &Award {
        &self.scheme.awards[0]
    }

    /// Returns its only step.
    pub fn step(&self) -> &Step {
        &self.scheme.steps[0]
    }
}

impl ConfirmationEntry {
    /// Returns the confirmation as a part of a scheme that has been read.
    pub fn within(self, whole: &Scheme) -> Confirmation {
        let shape = Shape::Kind(self.kind.clone());
        let record = Set::without_filter(SetSource::ConfirmedRecord(self.kind.clone()), shape);
        let scheme = Scheme {
            id: whole.id.clone(),
            version: whole.version.clone(),
            title: whole.title.clone(),
            language: whole.language.clone(),
            source: whole.source.clone(),
            references: Vec::new(),
            sets: BTreeMap::new(),
            catalogues: BTreeMap::new(),
            periods: BTreeMap::new(),
            roles: whole.roles.clone(),
            owner: Vec::new(),
            registration: whole.registration.clone(),
            awards: vec![self.award],
            places: OnceLock::new(),
            criteria: Vec::new(),
            duties: Vec::new(),
            adjustments: Vec::new(),
            exports: Vec::new(),
            confirmations: Vec::new(),
            subjects: vec![record],
            steps: vec![self.step],
            templates: BTreeMap::new(),
            letters: BTreeMap::new(),
            basis: FigureBasis::default(),
            sha256: whole.sha256,
            origin: whole.origin,
            path: whole.path.clone(),
        };
        Confirmation {
            says: self.says,
            of: self.of,
            kind: self.kind,
            before: self.before,
            claim: self.claim,
            scheme,
        }
    }
}

const KEYS: [&str; 8] = [
    "id",
    "title",
    "says",
    "of",
    "by",
    "before",
    "assurance",
    "claim",
];

/// Returns the names of the confirmations, which sets and criteria may use.
pub fn read_names(top: &Node) -> Vec<String> {
    let entries = top.get("confirmations").map(Node::items);
    let ids = entries.unwrap_or_default().iter();
    let ids = ids.filter_map(|entry| entry.get("id")?.scalar());
    ids.map(str::to_owned).collect()
}

/// Reads all confirmations. The awards and sets of the scheme are known already.
pub fn read_all(
    top: &Node,
    names: &mut SchemeNames<'_>,
    reader: &mut SchemaReader,
) -> Vec<ConfirmationEntry> {
    let nodes = top.get("confirmations").and_then(|at| reader.read_list(at));
    let mut entries: Vec<ConfirmationEntry> = Vec::new();
    let awards = names.awards.iter();
    let mut taken: BTreeSet<String> = awards.map(|name| fold(name).into_owned()).collect();
    for node in nodes.unwrap_or_default() {
        let Some(entry) = read_one(node, names, reader) else {
            continue;
        };
        let id = &entry.award.id;
        if !taken.insert(fold(id).into_owned()) {
            let name = id.to_string();
            let noun = "confirmation or award";
            reader.report(node.span, SchemaFaultKind::Repeated { noun, name });
            continue;
        }
        let kind = entry.kind.clone();
        names.confirmations.insert(id.to_string(), Some(kind));
        entries.push(entry);
    }
    entries
}

fn read_one(
    node: &Node,
    names: &SchemeNames<'_>,
    reader: &mut SchemaReader,
) -> Option<ConfirmationEntry> {
    reader.read_map(node)?;
    reader.report_unknown_keys(node, &KEYS);
    let id = reader.require_id(node, "id", AwardName::parse)?;
    let says = reader.require_word(node, "says")?.to_owned();
    let (of, kind) = read_records(reader.require(node, "of")?, names, reader)?;
    let by = read_role(reader.require(node, "by")?, names, reader)?;
    let shape = Shape::Kind(kind.clone());
    let title = reader.word_at(node, "title").map(str::to_owned);
    let award = Award {
        title: title.unwrap_or_else(|| words::capitalise(&id)),
        id,
        after: None,
        repeats: None,
        due: super::period::DayOffset::default(),
        opens: None,
        basis: None,
        origin: reader.origin(node.span),
    };
    let step = Step {
        id: CONFIRM.to_owned(),
        title: "Confirmed".to_owned(),
        by,
        assurance: read_assurance(node, reader),
        subjects: None,
        needs: None,
        carries_pack: false,
        words: StepWords::default(),
        fills_in: None,
        origin: reader.origin(node.span),
    };
    Some(ConfirmationEntry {
        award,
        step,
        says,
        before: read_before(node, &shape, names, reader),
        claim: read_claim(node, &shape, names, reader),
        of,
        kind,
    })
}

/// Reads whoever confirms, who is never the owner.
fn read_role(node: &Node, names: &SchemeNames<'_>, reader: &mut SchemaReader) -> Option<StepActor> {
    let by = StepActor::of_role(names.role(node, reader)?);
    if by == StepActor::Owner {
        let why = "owners cannot confirm their own records: name another role".to_owned();
        reader.report(node.span, SchemaFaultKind::Impossible { why });
        return None;
    }
    Some(by)
}

/// Reads the records that are confirmed, with their kind.
fn read_records(
    node: &Node,
    names: &SchemeNames<'_>,
    reader: &mut SchemaReader,
) -> Option<(Set, KindId)> {
    let set = set::read(node, names, reader)?;
    let mut impossible = |why: &str| {
        let why = why.to_owned();
        reader.report(node.span, SchemaFaultKind::Impossible { why });
    };
    let has_files = |kind: &KindId| {
        let place = names.kinds.get(kind).map(|kind| &kind.place);
        !matches!(place, Some(KindPlace::Rows(_)))
    };
    let kind = match &set.shape {
        Shape::Kind(kind) if has_files(kind) => kind.clone(),
        Shape::Unknown => return None,
        Shape::Kind(_) | Shape::Rows { .. } | Shape::Catalogue(_) => {
            impossible("only records with a file of their own can be confirmed");
            return None;
        }
    };
    if set.has_clause(&filter::Clause::is_about_confirmations) {
        impossible("a confirmation cannot depend on another: leave out `confirmed`");
        return None;
    }
    if set.has_clause(&filter::Clause::asks_for_award) {
        impossible("a confirmation belongs to no award: leave out `$award`");
        return None;
    }
    Some((set, kind))
}

/// Reads one path to a date, or several of which the first that has a date counts.
fn read_before(
    node: &Node,
    shape: &Shape,
    names: &SchemeNames<'_>,
    reader: &mut SchemaReader,
) -> Vec<Path> {
    let Some(at) = node.get("before") else {
        return Vec::new();
    };
    let items = match at.items() {
        [] => std::slice::from_ref(at),
        several => several,
    };
    let mut paths = Vec::new();
    for item in items {
        let Some(word) = reader.read_word(item) else {
            continue;
        };
        let Some(path) = filter::read_path(word, item.span, shape, names, reader) else {
            continue;
        };
        match names.follow(shape, &path) {
            Ok(Some(FieldType::Date | FieldType::Instant)) => paths.push(path),
            _ => reader.report_wrong(item, "a field with a date, such as `activity.date`"),
        }
    }
    paths
}

/// Reads the field with what the owner says until it is confirmed: who agreed, or what they said.
fn read_claim(
    node: &Node,
    shape: &Shape,
    names: &SchemeNames<'_>,
    reader: &mut SchemaReader,
) -> Option<String> {
    let at = node.get("claim")?;
    let word = reader.read_word(at)?;
    if names.field(shape, word).is_none() {
        reader.unknown_name(at.span, "field", word, names.field_names(shape));
        return None;
    }
    Some(word.to_owned())
}
