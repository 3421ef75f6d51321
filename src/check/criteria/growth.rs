//! `growth: { of: SET, field: SCALE, take: median, must: rise | not-fall }`
//! holds when a scale moves as asked from the award this one comes after. The
//! median of an even number is the lower middle.

use super::{Judge, Kind, Outcome, Shortfall, State, paths};
use crate::base::document::Node;
use crate::domain::portfolio::Value;
use crate::domain::ports::Typesetter;
use crate::domain::query::{Item, Scope, members};
use crate::domain::schema::{FieldType, Names, Reader, Set, Trouble, set};

pub const FORM: Kind = Kind {
    name: "growth",
    read: |args, names, reader| Some(Box::new(read(args, names, reader)?)),
};

struct Growth {
    of: Set,
    field: String,
    must: Must,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Must {
    Rise,
    NotFall,
}

fn read(args: &Node, names: &Names<'_>, reader: &mut Reader) -> Option<Growth> {
    reader.map(args)?;
    reader.only(args, &["of", "field", "take", "must"]);
    if !names.in_award {
        let why = "growth compares an award with the one before, and a duty has none".to_owned();
        reader.fault(args.span, Trouble::Impossible { why });
    }
    let of = set::read(reader.needed(args, "of")?, names, reader)?;
    let node = reader.needed(args, "field")?;
    let field = reader.word(node)?.to_owned();
    match names.field(&of.shape, &field).map(|known| &known.ty) {
        Some(FieldType::Scale(_)) => {}
        Some(_) => reader.wrong(node, "a field that is a scale"),
        None => reader.unknown_name(node.span, "field", &field, names.field_names(&of.shape)),
    }
    if let Some(take) = args
        .get("take")
        .filter(|take| take.scalar() != Some("median"))
    {
        reader.wrong(take, "`median`");
    }
    let must = reader.needed(args, "must")?;
    let must = match must.scalar() {
        Some("rise") => Must::Rise,
        Some("not-fall") => Must::NotFall,
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

impl Judge for Growth {
    fn judge(&self, scope: Scope<'_>, _: &dyn Typesetter) -> Outcome {
        let now = members(&self.of, scope);
        let (Some(before), Some(here)) = (self.before(scope), median(&now, &self.field)) else {
            return Outcome::idle();
        };
        let holds = match self.must {
            Must::Rise => here.rank > before.rank,
            Must::NotFall => here.rank >= before.rank,
        };
        let mut outcome = Outcome {
            state: State::Met,
            evidence: paths(&now),
            ..Outcome::idle()
        };
        if !holds {
            let asked = if self.must == Must::Rise {
                "above"
            } else {
                "at least"
            };
            let says = format!(
                "the middle {} is {}; it should be {asked} {}",
                self.field, here.word, before.word
            );
            outcome.state = State::Open;
            let at = now.last().and_then(|item| item.place(Some(&self.field)));
            let shortfall = Shortfall {
                at: at.map(|(path, span)| (path.to_owned(), span)),
                says,
            };
            outcome.need = Some(super::Need::Other(shortfall.says.clone()));
            outcome.shortfalls = vec![shortfall];
        }
        outcome
    }

    fn carries(&self, scope: Scope<'_>) -> Vec<String> {
        self.earlier(scope, paths).unwrap_or_default()
    }
}

impl Growth {
    /// The middle of the award that this one comes after.
    fn before(&self, scope: Scope<'_>) -> Option<Middle> {
        self.earlier(scope, |items| median(items, &self.field))?
    }

    /// What can be said of the same set in the award that this one comes after.
    fn earlier<T>(&self, scope: Scope<'_>, say: impl Fn(&[Item<'_>]) -> T) -> Option<T> {
        let award = scope.award()?;
        let before = scope.scheme.award(&award.award.name)?.after.as_ref()?;
        let id = scope.scheme.award_ref(scope.scheme.award(before)?);
        let scope = Scope::of_award(scope.portfolio, scope.scheme, &id, scope.today);
        Some(say(&members(&self.of, scope)))
    }
}

/// A place on the scale and its word.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Middle {
    rank: usize,
    word: String,
}

fn median(items: &[Item<'_>], field: &str) -> Option<Middle> {
    let mut places: Vec<Middle> = items
        .iter()
        .filter_map(|item| match item.get(field)?.as_ref() {
            Value::Term { word, rank } => Some(Middle {
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
