//! People: what Rust has to understand of a record of theirs.

use chrono::NaiveDate;

use super::{Record, Value};
use crate::base::text::{Span, fold};
use crate::domain::id::{PersonId, RecordId, RecordKey};

/// The role that only the owner's `line_manager` confers.
pub const LINE_MANAGER: &str = "line-manager";
/// The first and the last day with the organisation.
pub const JOINED: &str = "joined";
pub const LEAVING: &str = "leaving";
/// The role of the person whose portfolio it is.
pub const OWNER: &str = "owner";

/// A record of a person.
#[derive(Debug, Clone, Copy)]
pub struct Person<'a>(pub &'a Record);

/// A role in a person's own entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NamedRole<'a> {
    pub name: &'a str,
    /// The first day, where one is given that can be read.
    pub from: Option<NaiveDate>,
    pub span: Span,
}

impl<'a> Person<'a> {
    pub fn id(self) -> &'a RecordId {
        &self.0.id
    }

    /// The id, where it is one that may be trusted: a lower-case slug.
    pub fn trusted_id(self) -> Option<PersonId> {
        PersonId::parse(&self.0.id)
    }

    /// Returns true if a person who types this means this person: their id or their name,
    /// in capital or small letters. What a file says is compared exactly instead.
    pub fn matches(self, typed: &str) -> bool {
        let typed = RecordKey::of(typed.trim());
        self.id().key() == typed || RecordKey::of(self.name()) == typed
    }

    /// Returns true if this is their name in another order, with a title, or with words in
    /// brackets after it, as mail programs write names: `Shah, Priya (Registry)`.
    pub fn has_name_like(self, written: &str) -> bool {
        let words = name_words(written);
        words.len() > 1 && words == name_words(self.name())
    }

    pub fn name(self) -> &'a str {
        self.0.word("name").unwrap_or(&self.0.id)
    }

    pub fn emails(self) -> Vec<&'a str> {
        match self.0.get("emails") {
            Some(Value::List(items)) => items.iter().filter_map(|item| item.value.text()).collect(),
            _ => Vec::new(),
        }
    }

    /// The accounts on forges that are this person's: host, and the forge's number.
    pub fn accounts(self) -> Vec<(&'a str, u64)> {
        let Some(Value::List(rows)) = self.0.get("accounts") else {
            return Vec::new();
        };
        rows.iter()
            .filter_map(|row| {
                let id = row.value.get("id")?.as_count()?;
                Some((row.value.get("host")?.text()?, id))
            })
            .collect()
    }

    /// The id of this person's line manager on a day.
    pub fn line_manager(self, on: NaiveDate) -> Option<&'a RecordId> {
        match self.0.get("line_manager")?.value_on(on)? {
            Value::Person(id) => Some(id),
            _ => None,
        }
    }

    /// A value that changes with time, on a day.
    pub fn dated_text(self, field: &str, on: NaiveDate) -> Option<&'a str> {
        self.0.get(field)?.value_on(on)?.text()
    }

    /// A date of this person's.
    pub fn date(self, field: &str) -> Option<NaiveDate> {
        match self.0.get(field)? {
            Value::Date(date) => Some(*date),
            _ => None,
        }
    }

    /// The roles that this person's own entry names, whenever they are held.
    pub fn roles(self) -> impl Iterator<Item = NamedRole<'a>> {
        let rows = match self.0.get("roles") {
            Some(Value::List(rows)) => rows.as_slice(),
            _ => &[],
        };
        rows.iter().filter_map(|row| {
            Some(NamedRole {
                name: row.value.get("role")?.text()?,
                from: match row.value.get("from") {
                    Some(Value::Date(day)) => Some(*day),
                    _ => None,
                },
                span: row.span,
            })
        })
    }

    /// Returns true if a role of this name was held on a day, by this person's own entry.
    pub fn has_role(self, role: &str, on: NaiveDate) -> bool {
        let Some(Value::List(rows)) = self.0.get("roles") else {
            return false;
        };
        rows.iter()
            .any(|row| names_role(&row.value, role) && is_valid_on(&row.value, on))
    }

    /// Returns true if this person holds a role towards the owner on a day. Only the
    /// owner's own entry says who their line manager is.
    pub fn has_role_on(self, role: &str, owner: Option<Person<'_>>, on: NaiveDate) -> bool {
        match role {
            OWNER => owner.is_some_and(|owner| owner.id() == self.id()),
            LINE_MANAGER => owner.and_then(|owner| owner.line_manager(on)) == Some(self.id()),
            other => self.has_role(other, on),
        }
    }
}

fn names_role(row: &Value, role: &str) -> bool {
    row.get("role").and_then(Value::text) == Some(role)
}

/// Returns true if a row holds on a day; on none where a date that is written cannot be read.
fn is_valid_on(row: &Value, on: NaiveDate) -> bool {
    let Value::Map(fields) = row else {
        return false;
    };
    let within = |name: &str, holds: &dyn Fn(NaiveDate) -> bool| {
        let field = fields.iter().find(|field| field.name == name);
        field.is_none_or(|field| match field.value {
            Some(Value::Date(day)) => holds(day),
            _ => field.is_blank(),
        })
    };
    within("from", &|from| from <= on) && within("to", &|to| on <= to)
}
/// Titles that stand before a name.
const TITLES: [&str; 9] = [
    "dr",
    "prof",
    "professor",
    "mr",
    "mrs",
    "ms",
    "miss",
    "mx",
    "revd",
];

/// Returns the words of a name in alphabetical order, without titles and without what stands in
/// brackets.
fn name_words(name: &str) -> Vec<String> {
    let outside = name.split(['(', '[']).next().unwrap_or_default();
    let folded = fold(outside);
    let words =
        folded.split(|c: char| !(c.is_alphanumeric() || ['-', '\'', '\u{2019}'].contains(&c)));
    let words = words.filter(|word| !word.is_empty() && !TITLES.contains(word));
    let mut words: Vec<String> = words.map(|word| word.replace('\u{2019}', "'")).collect();
    words.sort_unstable();
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_the_same_in_another_order_and_with_a_title() {
        let is_priya = |written: &str| name_words(written) == name_words("Priya Shah");
        for written in [
            "Shah, Priya",
            "SHAH Priya (Registry)",
            "Dr. Priya Shah",
            "Ms Priya Shah [staff]",
            "  priya   shah ",
        ] {
            assert!(is_priya(written), "{written}");
        }
        for written in [
            "Priya",
            "Shah",
            "Priya Shahid",
            "Priya Anne Shah",
            "Priya-Shah",
            "",
        ] {
            assert!(!is_priya(written), "{written}");
        }
        assert_eq!(
            name_words("Marta O\u{2019}Neill"),
            name_words("O'Neill, Marta")
        );
    }
}
