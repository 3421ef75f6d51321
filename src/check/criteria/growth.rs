//! `growth: { of: SET, field: SCALE, take: median, must: rise | not-fall }` holds when the median
//! of a scale moves as required since the award before this one. The median of an even number is
//! the lower one. Where the set asks for a confirmation, a value without one does not count.

use super::{
    CompiledForm, CriterionOutcome, FormSpec, Progress, Shortfall, Unconfirmed, Unmet, record_paths,
};
use crate::base::document::Node;
use crate::domain::portfolio::Value;
use crate::domain::ports::Typesetter;
use crate::domain::query::{Item, Scope, members};
use crate::domain::schema::{FieldType, SchemaFaultKind, SchemaReader, SchemeNames, Set, set};

pub const FORM: FormSpec = FormSpec {
    name: "growth",
    read: |args, names, reader| Some(Box::new(read(args, names, reader)?)),
};

struct Growth {
    of: Set,
    field: String,
    must: Direction,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    Rise,
    NotFall,
}

fn read(args: &Node, names: &SchemeNames<'_>, reader: &mut SchemaReader) -> Option<Growth> {
    reader.read_map(args)?;
    reader.report_unknown_keys(args, &["of", "field", "take", "must"]);
    if !names.in_award {
        let why =
            "growth compares an award with the award before it, and a duty has none".to_owned();
        reader.report(args.span, SchemaFaultKind::Impossible { why });
    }
    let of = set::read(reader.require(args, "of")?, names, reader)?;
    let node = reader.require(args, "field")?;
    let field = reader.read_word(node)?.to_owned();
    match names.field(&of.shape, &field).map(|known| &known.ty) {
        Some(FieldType::Scale(_)) => {}
        Some(_) => reader.report_wrong(node, "a field that is a scale"),
        None => reader.unknown_name(node.span, "field", &field, names.field_names(&of.shape)),
    }
    if let Some(take) = args
        .get("take")
        .filter(|take| take.scalar() != Some("median"))
    {
        reader.report_wrong(take, "`median`");
    }
    let must = reader.require(args, "must")?;
    let must = match must.scalar() {
        Some("rise") => Direction::Rise,
        Some("not-fall") => Direction::NotFall,
        word => {
            reader.unknown_name(
                must.span,
                "direction",
                word.unwrap_or_default(),
                ["rise", "not-fall"],
            );
            return None;
        }
    };
    Some(Growth { of, field, must })
}

impl CompiledForm for Growth {
    fn evaluate(&self, scope: Scope<'_>, _: &dyn Typesetter) -> CriterionOutcome {
        let now = members(&self.of, scope);
        let (Some(before), Some(here)) = (self.previous_median(scope), median(&now, &self.field))
        else {
            return self.unconfirmed(scope);
        };
        let holds = match self.must {
            Direction::Rise => here.rank > before.rank,
            Direction::NotFall => here.rank >= before.rank,
        };
        let progress = Progress {
            evidence: record_paths(&now),
            ..Progress::default()
        };
        if holds {
            return CriterionOutcome::Met(progress);
        }
        let asked = match self.must {
            Direction::Rise => "above",
            Direction::NotFall => "at least",
        };
        let message = format!(
            "the middle {} is {}, and it must be {asked} {}",
            self.field, here.word, before.word
        );
        let at = now.last().and_then(|item| item.place(Some(&self.field)));
        let at = at.map(|(path, span)| (path.to_owned(), span));
        CriterionOutcome::Open(Unmet {
            progress,
            lack: Some(super::Lack::Other(message.clone())),
            shortfalls: vec![Shortfall {
                role: None,
                at,
                message,
            }],
            ..Unmet::default()
        })
    }

    fn compared_records(&self, scope: Scope<'_>) -> Vec<String> {
        self.in_previous_award(scope, |scope| record_paths(&members(&self.of, scope)))
            .unwrap_or_default()
    }
}

impl Growth {
    /// Returns the outcome where one side has no value that counts: open while a record waits for a
    /// confirmation that the set asks for, and idle if there is none.
    fn unconfirmed(&self, scope: Scope<'_>) -> CriterionOutcome {
        let waiting = |scope: Scope<'_>| Unconfirmed::lack_in(&self.of, None, scope);
        let earlier = || self.in_previous_award(scope, waiting)?;
        match waiting(scope).or_else(earlier) {
            None => CriterionOutcome::Idle,
            lack => CriterionOutcome::Open(Unmet {
                lack,
                ..Unmet::default()
            }),
        }
    }

    /// Returns the median of the award before this one.
    fn previous_median(&self, scope: Scope<'_>) -> Option<Median> {
        self.in_previous_award(scope, |scope| {
            median(&members(&self.of, scope), &self.field)
        })?
    }

    /// Returns `say` of the scope of the award before this one.
    fn in_previous_award<T>(&self, scope: Scope<'_>, say: impl Fn(Scope<'_>) -> T) -> Option<T> {
        let award = scope.award()?;
        let before = scope.scheme.award(&award.award.name)?.after.as_ref()?;
        let id = scope.scheme.award_ref(scope.scheme.award(before)?);
        let before = Scope::of_award(scope.portfolio, scope.scheme, &id, scope.today);
        Some(say(before.with_confirmed(scope.confirmed())))
    }
}

/// A position on the scale, with its word.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Median {
    rank: usize,
    word: String,
}

fn median(items: &[Item<'_>], field: &str) -> Option<Median> {
    let mut places: Vec<Median> = items
        .iter()
        .filter_map(|item| match item.get(field)?.as_ref() {
            Value::Term { word, rank, .. } => Some(Median {
                rank: *rank,
                word: word.clone(),
            }),
            _ => None,
        })
        .collect();
    places.sort_by_key(|place| place.rank);
    let middle = places.len().checked_sub(1)? / 2;
    Some(places.swap_remove(middle))
}
