//! `distinct: { of: SET, field: F, at_least: N }` holds when the records have
//! enough different values.

use std::collections::BTreeSet;

use super::{Judge, Kind, Need, Outcome, State, paths};
use crate::base::document::Node;
use crate::base::text::{fold, words};
use crate::domain::ports::Typesetter;
use crate::domain::query::{Scope, members};
use crate::domain::schema::{Names, Reader, Set, Trouble, set};

pub const FORM: Kind = Kind {
    name: "distinct",
    read: |args, names, reader| Some(Box::new(read(args, names, reader)?)),
};

struct Distinct {
    of: Set,
    field: String,
    at_least: usize,
}

fn read(args: &Node, names: &Names<'_>, reader: &mut Reader) -> Option<Distinct> {
    reader.map(args)?;
    reader.only(args, &["of", "field", "at_least"]);
    let of = set::read(reader.needed(args, "of")?, names, reader)?;
    let node = reader.needed(args, "field")?;
    let field = reader.word(node)?.to_owned();
    if !names.has_field(&of.shape, &field) {
        reader.unknown_name(node.span, "field", &field, names.field_names(&of.shape));
    }
    reader.needed(args, "at_least")?;
    let at_least = reader.whole(args, "at_least")?;
    let terms = names
        .field(&of.shape, &field)
        .and_then(|field| field.ty.vocabulary())
        .map(|words| words.terms.len());
    if let Some(terms) = terms.filter(|terms| *terms < at_least) {
        let why = format!("there are only {terms} different values that {field} may have");
        reader.fault(args.span, Trouble::Impossible { why });
    }
    Some(Distinct {
        of,
        field,
        at_least,
    })
}

impl Judge for Distinct {
    fn judge(&self, scope: Scope<'_>, _: &dyn Typesetter) -> Outcome {
        let found = members(&self.of, scope);
        let mut values = BTreeSet::new();
        for value in found.iter().filter_map(|item| item.get(&self.field)) {
            values.extend(value.each().map(|one| fold(&one.written()).into_owned()));
        }
        let missing = self.at_least.saturating_sub(values.len());
        let field = words::spaced(&self.field);
        let known: Vec<String> = values.into_iter().collect();
        let need = (missing > 0).then(|| match known.as_slice() {
            [] => Need::Other(format!("{missing} with different values of {field}")),
            known => Need::Other(format!(
                "{missing} more with another {field} than {}",
                words::some(known)
            )),
        });
        Outcome {
            state: match missing {
                0 => State::Met,
                _ => State::Open,
            },
            found: known.len().into(),
            needed: self.at_least.into(),
            evidence: paths(&found),
            need,
            ..Outcome::idle()
        }
    }
}
