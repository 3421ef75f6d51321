//! `distinct: { of: SET, field: F, at_least: N }` holds when the records have enough different
//! values.

use std::collections::BTreeSet;

use super::{
    CompiledForm, Counted, CriterionOutcome, FormSpec, Lack, Progress, Unmet, record_paths,
};
use crate::base::document::Node;
use crate::base::text::{fold, words};
use crate::domain::ports::Typesetter;
use crate::domain::query::{Scope, members};
use crate::domain::schema::{SchemaFaultKind, SchemaReader, SchemeNames, Set, set};

pub const FORM: FormSpec = FormSpec {
    name: "distinct",
    read: |args, names, reader| Some(Box::new(read(args, names, reader)?)),
};

struct Distinct {
    of: Set,
    field: String,
    at_least: usize,
}

fn read(args: &Node, names: &SchemeNames<'_>, reader: &mut SchemaReader) -> Option<Distinct> {
    reader.read_map(args)?;
    reader.report_unknown_keys(args, &["of", "field", "at_least"]);
    let of = set::read(reader.require(args, "of")?, names, reader)?;
    let node = reader.require(args, "field")?;
    let field = reader.read_word(node)?.to_owned();
    if !names.has_field(&of.shape, &field) {
        reader.unknown_name(node.span, "field", &field, names.field_names(&of.shape));
    }
    reader.require(args, "at_least")?;
    let at_least = reader.read_count(args, "at_least")?;
    let terms = names
        .field(&of.shape, &field)
        .and_then(|field| field.ty.vocabulary())
        .map(|words| words.terms.len());
    if let Some(terms) = terms.filter(|terms| *terms < at_least) {
        let why = format!("{field} can have only {terms} different values");
        reader.report(args.span, SchemaFaultKind::Impossible { why });
    }
    Some(Distinct {
        of,
        field,
        at_least,
    })
}

impl CompiledForm for Distinct {
    fn evaluate(&self, scope: Scope<'_>, _: &dyn Typesetter) -> CriterionOutcome {
        let found = members(&self.of, scope);
        let mut values = BTreeSet::new();
        for value in found.iter().filter_map(|item| item.get(&self.field)) {
            values.extend(value.items().map(|one| fold(&one.to_text()).into_owned()));
        }
        let missing = self.at_least.saturating_sub(values.len());
        let field = words::with_spaces(&self.field);
        let known: Vec<String> = values.into_iter().collect();
        let progress = Progress {
            counted: Some(Counted::Values),
            ..Progress::counted(known.len(), self.at_least, record_paths(&found))
        };
        if missing == 0 {
            return CriterionOutcome::Met(progress);
        }
        let count = words::count_noun(missing, "record", "records");
        let lack = match known.as_slice() {
            [] => format!("{count}, each with another {field}"),
            known => format!("{count} with another {field} than {}", words::some(known)),
        };
        CriterionOutcome::Open(Unmet {
            progress,
            lack: Some(Lack::Other(lack)),
            ..Unmet::default()
        })
    }
}
