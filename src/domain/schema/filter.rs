//! Filters: what must hold of a record for it to belong. No expressions; every
//! test stands beside the path it is about.

use super::shape::Shape;
use super::{FieldType, SchemaFaultKind, SchemaReader, SchemeNames};
use crate::base::calendar::{self, Length};
use crate::base::document::{Node, NodeEntry, NodeValue};
use crate::base::text::Span;
use crate::domain::id::KindId;

/// Holds when every clause does.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Filter {
    pub clauses: Vec<Clause>,
}

/// One line of a filter.
#[derive(Debug, Clone, PartialEq)]
pub enum Clause {
    Field {
        path: Path,
        test: Test,
    },
    /// Holds when one of these does.
    Any(Vec<Filter>),
    /// Holds of a record with one of these confirmations.
    Confirmed(Vec<String>),
}

/// A way to a value: `field`, `reference.field`, `owner.field`, `registration.field`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    pub root: Root,
    pub steps: Vec<String>,
}

/// Starting point of a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Root {
    Item,
    Owner,
    /// The registrations with the body that the scheme follows.
    Registration,
}

/// Test that a value is held against.
#[derive(Debug, Clone, PartialEq)]
pub enum Test {
    /// Is one of these.
    Is(Vec<Operand>),
    /// All of these hold.
    All(Vec<Condition>),
}

/// One condition of a test; bounds are included.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    Min(Operand),
    Max(Operand),
    Before(Operand),
    After(Operand),
    /// No later than this long after the operand; passes while unset until time is up.
    Within {
        length: Length,
        after: Operand,
    },
    Set(bool),
    Not(Box<Test>),
    Contains(Vec<Operand>),
    /// The values are so many.
    Count(usize),
    /// The person holds this role on the record's date.
    Holds(String),
}

/// A literal, a variable or another path.
#[derive(Debug, Clone, PartialEq)]
pub enum Operand {
    Literal(String),
    /// A term's place in the vocabulary of the field it is held against, from 0.
    Rank(usize),
    Award,
    Owner,
    Path(Path),
}

/// Condition under which a criterion applies at all.
#[derive(Debug, Clone, PartialEq)]
pub enum Guard {
    Owner(Filter),
    /// The award with this id is closed.
    Closed(String),
}

impl Path {
    pub fn parse(text: &str) -> Self {
        let mut steps: Vec<String> = text.split('.').map(str::to_owned).collect();
        let root = match steps[0].as_str() {
            "owner" => Root::Owner,
            "registration" if steps.len() > 1 => Root::Registration,
            _ => Root::Item,
        };
        if root != Root::Item {
            steps.remove(0);
        }
        Self { root, steps }
    }

    /// The field itself, when the path is no longer than that.
    pub fn field(&self) -> Option<&str> {
        match (self.root, self.steps.as_slice()) {
            (Root::Item, [field]) => Some(field),
            _ => None,
        }
    }
}

impl Filter {
    /// Returns true if a field of the item itself has to be the award that is asked about.
    pub fn asks_for_award(&self) -> bool {
        self.clauses.iter().any(|clause| match clause {
            Clause::Field {
                path,
                test: Test::Is(wanted),
            } => {
                let is_award = |operand: &Operand| matches!(operand, Operand::Award);
                path.field().is_some() && wanted.iter().all(is_award)
            }
            Clause::Field { .. } | Clause::Any(_) | Clause::Confirmed(_) => false,
        })
    }

    /// Returns true if a clause of this kind is anywhere in it.
    pub fn has_clause(&self, is_meant: &dyn Fn(&Clause) -> bool) -> bool {
        self.clauses.iter().any(|clause| match clause {
            Clause::Any(filters) => filters.iter().any(|filter| filter.has_clause(is_meant)),
            one => is_meant(one),
        })
    }

    /// Returns true if some clause asks for this field of the item itself.
    pub fn tests_field(&self, field: &str) -> bool {
        self.clauses.iter().any(|clause| match clause {
            Clause::Field { path, .. } => path.field() == Some(field),
            Clause::Any(filters) => filters.iter().any(|filter| filter.tests_field(field)),
            Clause::Confirmed(_) => false,
        })
    }
}

impl Clause {
    /// Returns true if it holds only of records that somebody confirmed.
    pub fn is_about_confirmations(&self) -> bool {
        matches!(self, Self::Confirmed(_))
    }

    /// Returns true if it compares a value with the award that is judged.
    pub fn asks_for_award(&self) -> bool {
        let Self::Field { test, .. } = self else {
            return false;
        };
        test.operands().contains(&&Operand::Award)
    }

    /// Reports confirmations of another kind of record than this shape.
    pub fn check_confirmed_kind(
        &self,
        shape: &Shape,
        span: Span,
        names: &SchemeNames<'_>,
        reader: &mut SchemaReader,
    ) {
        match self {
            Self::Any(filters) => {
                for clause in filters.iter().flat_map(|filter| &filter.clauses) {
                    clause.check_confirmed_kind(shape, span, names, reader);
                }
            }
            Self::Confirmed(all) => {
                for name in all {
                    check_kind(name, shape, span, names, reader);
                }
            }
            Self::Field { .. } => {}
        }
    }
}

fn check_kind(
    name: &str,
    shape: &Shape,
    span: Span,
    names: &SchemeNames<'_>,
    reader: &mut SchemaReader,
) {
    let Some(Some(kind)) = names.confirmations.get(name) else {
        return;
    };
    let is_same = match shape {
        Shape::Kind(own) => own == kind,
        Shape::Rows { kind: own, .. } => own == kind,
        Shape::Catalogue(_) => false,
        Shape::Unknown => true,
    };
    if !is_same {
        let why = format!("`{name}` confirms records of the kind {kind}, which these are not");
        reader.report(span, SchemaFaultKind::Impossible { why });
    }
}

impl Test {
    /// Returns every operand in it.
    fn operands(&self) -> Vec<&Operand> {
        match self {
            Self::Is(operands) => operands.iter().collect(),
            Self::All(conditions) => {
                let each = conditions.iter().flat_map(|condition| match condition {
                    Condition::Min(one)
                    | Condition::Max(one)
                    | Condition::Before(one)
                    | Condition::After(one)
                    | Condition::Within { after: one, .. } => vec![one],
                    Condition::Not(test) => test.operands(),
                    Condition::Contains(operands) => operands.iter().collect(),
                    Condition::Set(_) | Condition::Count(_) | Condition::Holds(_) => Vec::new(),
                });
                each.collect()
            }
        }
    }
}

/// Reads a filter over items of a shape.
pub fn read(
    node: &Node,
    shape: &Shape,
    names: &SchemeNames<'_>,
    reader: &mut SchemaReader,
) -> Filter {
    let entries = reader.read_map(node).unwrap_or_default();
    let clauses = entries
        .iter()
        .filter_map(|entry| read_clause(entry, shape, names, reader))
        .collect();
    Filter { clauses }
}

/// Reads `when:`.
pub fn read_guard(
    node: &Node,
    names: &SchemeNames<'_>,
    reader: &mut SchemaReader,
) -> Option<Guard> {
    if let Some(entry) = node.entry("closed") {
        reader.report_unknown_keys(node, &["closed"]);
        let award = reader.read_word(&entry.value)?;
        if !names.awards.iter().any(|known| known == award) {
            reader.unknown_name(
                entry.value.span,
                "award",
                award,
                names.awards.iter().map(String::as_str),
            );
        }
        return Some(Guard::Closed(award.to_owned()));
    }
    Some(Guard::Owner(read(
        node,
        &Shape::Kind(KindId::person().clone()),
        names,
        reader,
    )))
}

fn read_clause(
    entry: &NodeEntry,
    shape: &Shape,
    names: &SchemeNames<'_>,
    reader: &mut SchemaReader,
) -> Option<Clause> {
    if entry.key == "any" {
        let filters = reader.read_list(&entry.value)?;
        return Some(Clause::Any(
            filters
                .iter()
                .map(|filter| read(filter, shape, names, reader))
                .collect(),
        ));
    }
    if entry.key == "confirmed" && names.field(shape, "confirmed").is_none() {
        return read_confirmed(&entry.value, shape, names, reader);
    }
    let path = read_path(&entry.key, entry.key_span, shape, names, reader)?;
    let ty = names.follow(shape, &path).ok().flatten();
    let test = read_test(&entry.value, shape, ty, names, reader)?;
    Some(Clause::Field { path, test })
}

/// Reads `confirmed: NAME` or `confirmed: [NAME, NAME]`.
fn read_confirmed(
    node: &Node,
    shape: &Shape,
    names: &SchemeNames<'_>,
    reader: &mut SchemaReader,
) -> Option<Clause> {
    let items = match node.items() {
        [] => std::slice::from_ref(node),
        several => several,
    };
    let mut found = Vec::new();
    for item in items {
        let name = reader.read_word(item)?;
        if !names.confirmations.contains_key(name) {
            let known = names.confirmations.keys().map(String::as_str);
            reader.unknown_name(item.span, "confirmation", name, known);
            return None;
        }
        check_kind(name, shape, item.span, names, reader);
        found.push(name.to_owned());
    }
    Some(Clause::Confirmed(found))
}

/// Reads a path and checks that it leads somewhere.
pub fn read_path(
    text: &str,
    span: Span,
    shape: &Shape,
    names: &SchemeNames<'_>,
    reader: &mut SchemaReader,
) -> Option<Path> {
    let path = Path::parse(text);
    match names.follow(shape, &path) {
        Ok(_) => Some(path),
        Err((step, known)) => {
            reader.unknown_name(span, "field", &step, known);
            None
        }
    }
}

const CONDITIONS: [&str; 10] = [
    "min", "max", "before", "after", "within", "set", "not", "contains", "count", "holds",
];

fn read_test(
    node: &Node,
    shape: &Shape,
    ty: Option<&FieldType>,
    names: &SchemeNames<'_>,
    reader: &mut SchemaReader,
) -> Option<Test> {
    match &node.value {
        NodeValue::Scalar(word) => Some(Test::Is(vec![read_value(word, node, ty, names, reader)?])),
        NodeValue::List(items) => {
            let values = items
                .iter()
                .filter_map(|item| read_value(reader.read_word(item)?, item, ty, names, reader));
            Some(Test::Is(values.collect()))
        }
        NodeValue::Map(_) => Some(Test::All(read_conditions(node, shape, ty, names, reader))),
        NodeValue::Null => {
            reader.report_wrong(node, "a value or a test");
            None
        }
    }
}

fn read_conditions(
    node: &Node,
    shape: &Shape,
    ty: Option<&FieldType>,
    names: &SchemeNames<'_>,
    reader: &mut SchemaReader,
) -> Vec<Condition> {
    reader.report_unknown_keys(node, &CONDITIONS);
    let within = node.get("within").is_some();
    node.entries()
        .iter()
        .filter_map(|entry| {
            let at = &entry.value;
            match entry.key.as_str() {
                "min" => Some(Condition::Min(read_bound(at, shape, ty, names, reader)?)),
                "max" => Some(Condition::Max(read_bound(at, shape, ty, names, reader)?)),
                "before" => Some(Condition::Before(read_bound(at, shape, ty, names, reader)?)),
                "after" if !within => {
                    Some(Condition::After(read_bound(at, shape, ty, names, reader)?))
                }
                "within" => read_within(node, at, shape, names, reader),
                "set" => Some(Condition::Set(reader.read_flag(node, "set"))),
                "not" => Some(Condition::Not(Box::new(read_test(
                    at, shape, ty, names, reader,
                )?))),
                "contains" => {
                    let items = at.items();
                    let items = if items.is_empty() {
                        std::slice::from_ref(at)
                    } else {
                        items
                    };
                    let values = items.iter().filter_map(|item| {
                        read_value(reader.read_word(item)?, item, ty, names, reader)
                    });
                    Some(Condition::Contains(values.collect()))
                }
                "count" => {
                    let count = at.scalar().and_then(|word| word.parse().ok());
                    if count.is_none() {
                        reader.report_wrong(at, "a whole number such as 2");
                    }
                    count.map(Condition::Count)
                }
                "holds" => names
                    .role(at, reader)
                    .map(|role| Condition::Holds(role.to_owned())),
                _ => None,
            }
        })
        .collect()
}

fn read_within(
    node: &Node,
    at: &Node,
    shape: &Shape,
    names: &SchemeNames<'_>,
    reader: &mut SchemaReader,
) -> Option<Condition> {
    let length = reader.read_word(at)?.parse::<Length>().ok();
    if length.is_none() {
        reader.report_wrong(at, "a length of time such as 30 days");
    }
    let after = reader.require(node, "after")?;
    Some(Condition::Within {
        length: length?,
        after: read_bound(after, shape, None, names, reader)?,
    })
}

/// A value to be equal to; a term has to be in its field's vocabulary.
fn read_value(
    word: &str,
    node: &Node,
    ty: Option<&FieldType>,
    names: &SchemeNames<'_>,
    reader: &mut SchemaReader,
) -> Option<Operand> {
    match read_variable(word, node, names, reader) {
        Variable::Is(operand) => return Some(operand),
        Variable::Unknown => return None,
        Variable::None => {}
    }
    if word.starts_with("owner.") || word.starts_with("registration.") {
        let person = Shape::Kind(KindId::person().clone());
        return read_path(word, node.span, &person, names, reader).map(Operand::Path);
    }
    if let Some(words) = ty.and_then(FieldType::vocabulary)
        && words.position(word).is_none()
    {
        reader.unknown_name(
            node.span,
            "term",
            word,
            words.terms.iter().map(String::as_str),
        );
    }
    Some(Operand::Literal(word.to_owned()))
}

/// A bound: a literal date, number or length, a variable, or a path.
fn read_bound(
    node: &Node,
    shape: &Shape,
    ty: Option<&FieldType>,
    names: &SchemeNames<'_>,
    reader: &mut SchemaReader,
) -> Option<Operand> {
    let word = reader.read_word(node)?;
    match read_variable(word, node, names, reader) {
        Variable::Is(operand) => return Some(operand),
        Variable::Unknown => return None,
        Variable::None => {}
    }
    let literal = calendar::date(word).is_some()
        || calendar::instant(word).is_some()
        || word.parse::<rust_decimal::Decimal>().is_ok()
        || word.parse::<Length>().is_ok();
    if literal {
        return Some(Operand::Literal(word.to_owned()));
    }
    if let Some(rank) = ty
        .and_then(FieldType::vocabulary)
        .and_then(|words| words.position(word))
    {
        return Some(Operand::Rank(rank));
    }
    read_path(word, node.span, shape, names, reader).map(Operand::Path)
}

enum Variable {
    Is(Operand),
    Unknown,
    None,
}

fn read_variable(
    word: &str,
    node: &Node,
    names: &SchemeNames<'_>,
    reader: &mut SchemaReader,
) -> Variable {
    match word {
        "$owner" => Variable::Is(Operand::Owner),
        "$award" if names.in_award => Variable::Is(Operand::Award),
        "$award" => {
            let why = "$award means nothing in a duty, which belongs to no award".to_owned();
            reader.report(node.span, SchemaFaultKind::Impossible { why });
            Variable::Unknown
        }
        other if other.starts_with('$') => {
            reader.unknown_name(node.span, "variable", other, ["$award", "$owner"]);
            Variable::Unknown
        }
        _ => Variable::None,
    }
}
