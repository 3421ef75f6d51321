//! `due:` of a form that looks at members one by one: the day by which each of them has to be as
//! asked. It knows nothing of the day of the criterion itself.

use chrono::NaiveDate;

use crate::base::calendar::Length;
use crate::base::document::Node;
use crate::domain::query::{Item, Scope, filter};
use crate::domain::schema::filter::read_path;
use crate::domain::schema::{FieldType, Path, SchemaReader, SchemeNames, Shape};

/// A date of a member, or so long after it.
#[derive(Debug, Clone)]
pub struct MemberDue {
    path: Path,
    length: Option<Length>,
}

impl MemberDue {
    /// Reads `due` of a form: `due: until`, or `due: { within: 30 days, after: until }`.
    pub fn read(
        args: &Node,
        shape: &Shape,
        names: &SchemeNames<'_>,
        reader: &mut SchemaReader,
    ) -> Option<Self> {
        let node = args.get("due")?;
        if node.scalar().is_some() {
            let path = read_date(node, shape, names, reader)?;
            return Some(Self { path, length: None });
        }
        reader.read_map(node)?;
        reader.report_unknown_keys(node, &["within", "after"]);
        let length = reader.require(node, "within")?;
        let path = read_date(reader.require(node, "after")?, shape, names, reader)?;
        let Some(parsed) = length.scalar().and_then(|word| word.parse().ok()) else {
            reader.report_wrong(length, "a length of time such as 30 days");
            return None;
        };
        Some(Self {
            path,
            length: Some(parsed),
        })
    }

    /// Returns the last day for a member; `None` if it has no such date.
    pub fn day(&self, item: &Item<'_>, scope: Scope<'_>) -> Option<NaiveDate> {
        let date = *filter::dates_at(&self.path, item, scope).first()?;
        match self.length {
            Some(length) => length.after(date),
            None => Some(date),
        }
    }
}

/// Reads the name of a date field of the members.
fn read_date(
    node: &Node,
    shape: &Shape,
    names: &SchemeNames<'_>,
    reader: &mut SchemaReader,
) -> Option<Path> {
    let word = reader.read_word(node)?;
    let path = read_path(word, node.span, shape, names, reader)?;
    let is_date = |ty: Option<&FieldType>| ty.is_none_or(|ty| *ty == FieldType::Date);
    if !names.follow(shape, &path).is_ok_and(is_date) {
        reader.report_wrong(node, "a field of the members that is a date");
        return None;
    }
    Some(path)
}
