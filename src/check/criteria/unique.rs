//! `unique: { of: SET, field: F, among: SET }` holds when no two records have the same value; the
//! shortfall is at the later one.

use super::{CompiledForm, CriterionOutcome, FormSpec, Progress, Shortfall, counted, record_paths};
use crate::base::document::Node;
use crate::base::text::words;
use crate::domain::portfolio::Value;
use crate::domain::ports::Typesetter;
use crate::domain::query::{Item, Scope, filter, members};
use crate::domain::schema::{SchemaReader, SchemeNames, Set, set};

pub const FORM: FormSpec = FormSpec {
    name: "unique",
    read: |args, names, reader| Some(Box::new(read(args, names, reader)?)),
};

struct Unique {
    of: Set,
    field: String,
    among: Set,
}

fn read(args: &Node, names: &SchemeNames<'_>, reader: &mut SchemaReader) -> Option<Unique> {
    reader.read_map(args)?;
    reader.report_unknown_keys(args, &["of", "field", "among"]);
    let of = set::read(reader.require(args, "of")?, names, reader)?;
    let among = match args.get("among") {
        Some(node) => set::read(node, names, reader)?,
        None => of.clone(),
    };
    let node = reader.require(args, "field")?;
    let field = reader.read_word(node)?.to_owned();
    if !names.has_field(&of.shape, &field) {
        reader.unknown_name(node.span, "field", &field, names.field_names(&of.shape));
    }
    Some(Unique { of, field, among })
}

impl CompiledForm for Unique {
    fn evaluate(&self, scope: Scope<'_>, _: &dyn Typesetter) -> CriterionOutcome {
        let found = members(&self.of, scope);
        let mut seen: Vec<(String, Item<'_>)> = members(&self.among, scope)
            .into_iter()
            .filter_map(|item| Some((key(item.get(&self.field)?.as_ref()), item)))
            .collect();
        // Members come by date, then id, and the sort keeps that order among equals.
        seen.sort_by(|a, b| a.0.cmp(&b.0));
        let shortfalls = found
            .iter()
            .filter_map(|item| self.duplicate_of(item, &seen))
            .collect();
        let progress = Progress {
            counted: counted(&self.of),
            ..Progress::counted(found.len(), found.len(), record_paths(&found))
        };
        CriterionOutcome::from_members(progress, shortfalls)
    }
}

impl Unique {
    fn duplicate_of(&self, item: &Item<'_>, seen: &[(String, Item<'_>)]) -> Option<Shortfall> {
        let value = item.get(&self.field)?;
        let wanted = key(value.as_ref());
        let first = seen.get(seen.partition_point(|(known, _)| *known < wanted))?;
        if first.0 != wanted
            || first.1.key() == item.key()
            || !filter::same(first.1.get(&self.field)?.as_ref(), &value)
        {
            return None;
        }
        let at = item
            .place(Some(&self.field))
            .map(|(path, span)| (path.to_owned(), span));
        let field = words::with_spaces(&self.field);
        Some(Shortfall {
            role: None,
            at,
            message: format!("the same {field} as \u{201c}{}\u{201d}", first.1.title()),
        })
    }
}

fn key(value: &Value) -> String {
    crate::base::text::fold(&value.to_text()).into_owned()
}
