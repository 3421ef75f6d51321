//! Ends a role that somebody holds. Its entry stays and gets a last day, since sign-offs are
//! judged by the day on which they were made.

use chrono::NaiveDate;
use thiserror::Error;

use super::managed::{PersonLookupError, managed, person};
use crate::app::change::{ChangeSet, PlanError, checked};
use crate::app::error::{Explain, Explanation, Hint};
use crate::app::workspace::Workspace;
use crate::base::calendar;
use crate::base::document::write_map::set_in_node;
use crate::base::document::{Node, ParsedFile};
use crate::base::text::words;
use crate::domain::portfolio::person::LINE_MANAGER;
use crate::domain::portfolio::{PEOPLE, Person};
use crate::domain::remedy::{Argument, Invocation, Remedy};

/// A role, and the last day on which it is held.
pub struct RoleEnd<'a> {
    /// The name or the id of the person who holds it.
    pub person: &'a str,
    pub role: &'a str,
    /// The person whose line manager it is; the owner where nobody is named.
    pub managed: Option<&'a str>,
    pub last_day: NaiveDate,
}

/// An end that was planned.
#[derive(Debug)]
pub struct PlannedEnd {
    pub changes: ChangeSet,
    /// The name of the person.
    pub person: String,
}

/// Reasons why no role was ended.
#[derive(Debug, Error)]
pub enum EndRoleError {
    #[error(transparent)]
    Person(#[from] PersonLookupError),
    #[error("{person} does not hold the role {role} on {}", calendar::format_long(*.day))]
    NotHeld {
        person: String,
        role: String,
        day: NaiveDate,
    },
    #[error("{person} holds the role {} only until {}", words::with_spaces(.role), calendar::format_long(*.day))]
    EndsEarlier {
        person: String,
        role: String,
        day: NaiveDate,
    },
    #[error("cpd cannot end the entry of this role as it is written")]
    NotEndable(NaiveDate),
    #[error(transparent)]
    Plan(#[from] PlanError),
}

impl Explain for EndRoleError {
    fn explain(&self) -> Explanation {
        match self {
            Self::Person(error) => error.explain(),
            Self::NotHeld { .. } => {
                let list = Hint::from(Invocation::ListKeys);
                Explanation::refused().hint(list.then(" lists everybody and their roles"))
            }
            Self::EndsEarlier { role, .. } => {
                let again = Invocation::AddRole {
                    person: Argument::Blank,
                    role: role.clone(),
                    from: None,
                };
                Explanation::refused().hint(Remedy::invoke(
                    "a role that has ended stays ended; add a new one",
                    again,
                ))
            }
            Self::NotEndable(day) => {
                Explanation::refused().hint(format!("add `to: {day}` to it by hand"))
            }
            Self::Plan(error) => error.explain(),
        }
    }
}

/// Plans the last day of a role. A line manager's is in the entry of the person managed.
pub fn plan(ws: &Workspace, asked: &RoleEnd<'_>) -> Result<PlannedEnd, EndRoleError> {
    let _span = tracing::info_span!("trust.end-role").entered();
    let person = person(asked.person, ws)?;
    let role = asked.role.replace('_', "-");
    let entries = if role == LINE_MANAGER {
        let managed = managed(asked.managed, ws)?;
        Entries::new(managed, "line_manager", "value", person.id())
    } else if asked.managed.is_some() {
        return Err(PersonLookupError::OtherRole.into());
    } else {
        Entries::new(person, "roles", "role", &role)
    };
    let before = ws.portfolio.snapshot.text(PEOPLE);
    let before = before.map(|text| text.to_string()).unwrap_or_default();
    let after = entries.end(&before, asked.last_day);
    let named = || (person.name().to_owned(), words::with_spaces(&role));
    let after = after.map_err(|why| match why {
        NotEnded::Never => {
            let ((person, role), day) = (named(), asked.last_day);
            EndRoleError::NotHeld { person, role, day }
        }
        NotEnded::Earlier(day) => {
            let person = person.name().to_owned();
            EndRoleError::EndsEarlier {
                person,
                role: role.clone(),
                day,
            }
        }
        NotEnded::Unwritable => EndRoleError::NotEndable(asked.last_day),
    })?;
    let mut changes = ChangeSet::default();
    changes.edit(ws.base(), &checked(PEOPLE)?, after.into_bytes())?;
    Ok(PlannedEnd {
        changes,
        person: person.name().to_owned(),
    })
}

/// The entries of one role in the list of one person's row.
struct Entries<'a> {
    row: &'a str,
    list: &'a str,
    /// The key whose value tells these entries from the others of the list.
    key: &'a str,
    value: &'a str,
}

/// Reasons why no entry was changed.
enum NotEnded {
    Never,
    /// The last of them ended on this day, or ends then.
    Earlier(NaiveDate),
    Unwritable,
}

impl<'a> Entries<'a> {
    fn new(row: Person<'a>, list: &'a str, key: &'a str, value: &'a str) -> Self {
        let row = row.id();
        Self {
            row,
            list,
            key,
            value,
        }
    }

    /// Returns the list of people in which the entries that hold on a day end with it.
    fn end(&self, people: &str, day: NaiveDate) -> Result<String, NotEnded> {
        let file = ParsedFile::read_yaml(people);
        let rows = file
            .front
            .get("people")
            .map(Node::items)
            .unwrap_or_default();
        let is_meant = |row: &&Node| scalar(row, "id") == Some(self.row);
        let list = rows
            .iter()
            .find(is_meant)
            .and_then(|row| row.get(self.list));
        let list = list.ok_or(NotEnded::Never)?;
        if list.scalar() == Some(self.value) {
            return Err(NotEnded::Unwritable);
        }
        let entries = list.items().iter();
        let entries = entries.filter(|entry| scalar(entry, self.key) == Some(self.value));
        let begun = entries.filter(|entry| has_begun(entry, day));
        let (open, ended): (Vec<&Node>, Vec<&Node>) =
            begun.partition(|entry| last_day(entry).is_none_or(|last| day < last));
        if open.is_empty() {
            let last = ended.into_iter().filter_map(last_day).max();
            return Err(last.map_or(NotEnded::Never, NotEnded::Earlier));
        }
        let mut after = people.to_owned();
        // From the last on, so that the places of those before stay as they are.
        for entry in open.into_iter().rev() {
            let grown = set_in_node(&after, entry, "to", &day.to_string());
            after = grown.ok_or(NotEnded::Unwritable)?;
        }
        let is_whole = ParsedFile::read_yaml(&after).faults.is_empty();
        is_whole.then_some(after).ok_or(NotEnded::Unwritable)
    }
}

/// Returns true if an entry holds on a day or did before: one whose first day cannot be read
/// never does.
fn has_begun(entry: &Node, day: NaiveDate) -> bool {
    match entry.get("from").filter(|from| !from.is_null()) {
        None => true,
        Some(from) => from
            .scalar()
            .and_then(calendar::date)
            .is_some_and(|from| from <= day),
    }
}

/// Returns the last day that an entry has. One that cannot be read is replaced.
fn last_day(entry: &Node) -> Option<NaiveDate> {
    scalar(entry, "to").and_then(calendar::date)
}

fn scalar<'n>(node: &'n Node, key: &str) -> Option<&'n str> {
    node.get(key).and_then(Node::scalar)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::fakes::World;

    const PEOPLE_LIST: &str = "people:
  - id: sam-carter
    name: Sam Carter
    line_manager:
      - { from: 2019-09-16, value: priya-shah } # since Sam came
      - { from: 2027-01-01, value: lee-morgan }
  - id: priya-shah
    name: Priya Shah
    roles:
      - role: mentor
        from: 2020-01-01
      - { role: assessor, from: 2020-01-01, to: 2024-07-31 }
      - { role: assessor, from: 2025-01-01, to: 2030-12-31 }
  - id: lee-morgan
    name: Lee Morgan
";

    fn end(person: &str, role: &str, day: &str) -> Result<String, EndRoleError> {
        end_for(None, person, role, day)
    }

    fn end_for(
        managed: Option<&str>,
        person: &str,
        role: &str,
        day: &str,
    ) -> Result<String, EndRoleError> {
        let config = "cpd: 1\nportfolio: p\nowner: sam-carter\nschemes: {}\n";
        let ws = World::new(&[("cpd.yaml", config), (PEOPLE, PEOPLE_LIST)])
            .open()
            .unwrap();
        let last_day = calendar::date(day).unwrap();
        let planned = plan(
            &ws,
            &RoleEnd {
                person,
                role,
                managed,
                last_day,
            },
        )?;
        ws.apply(&planned.changes).unwrap();
        Ok(String::from_utf8(ws.bytes(PEOPLE).unwrap()).unwrap())
    }

    #[test]
    fn the_entry_that_holds_gets_a_last_day_and_all_else_stays() {
        for (person, role, old, new) in [
            (
                "Priya Shah",
                "line-manager",
                "value: priya-shah }",
                "value: priya-shah, to: 2026-09-30 }",
            ),
            (
                "priya-shah",
                "mentor",
                "        from: 2020-01-01\n",
                "        from: 2020-01-01\n        to: 2026-09-30\n",
            ),
            ("priya-shah", "assessor", "to: 2030-12-31", "to: 2026-09-30"),
        ] {
            let after = end(person, role, "2026-09-30").unwrap();
            assert_eq!(after, PEOPLE_LIST.replace(old, new), "{role}");
        }
    }

    #[test]
    fn a_line_manager_is_ended_for_the_person_whose_it_is() {
        let after = end_for(
            Some("Sam Carter"),
            "priya-shah",
            "line-manager",
            "2026-09-30",
        );
        let own = end("priya-shah", "line-manager", "2026-09-30");
        assert_eq!(after.unwrap(), own.unwrap());
        let other = end_for(
            Some("lee-morgan"),
            "priya-shah",
            "line-manager",
            "2026-09-30",
        );
        assert!(matches!(other, Err(EndRoleError::NotHeld { .. })));
        let role = end_for(Some("sam-carter"), "priya-shah", "mentor", "2026-09-30");
        let said = "you have named whose line manager it is, but this is another role";
        assert_eq!(role.unwrap_err().to_string(), said);
    }

    #[test]
    fn a_role_that_has_ended_is_never_opened_again() {
        let error = end("priya-shah", "assessor", "2024-12-01").unwrap_err();
        let said = "Priya Shah holds the role assessor only until 31 July 2024";
        assert_eq!(error.to_string(), said);
    }

    #[test]
    fn a_role_that_is_not_held_on_the_day_cannot_be_ended() {
        for (person, role) in [
            ("lee-morgan", "line-manager"),
            ("priya-shah", "awarding-body"),
            ("lee-morgan", "mentor"),
        ] {
            let error = end(person, role, "2026-09-30").unwrap_err();
            assert!(matches!(error, EndRoleError::NotHeld { .. }), "{error}");
        }
        let error = end("pria-shah", "mentor", "2026-09-30").unwrap_err();
        assert_eq!(
            error.explain().hint,
            Some(Hint::from("did you mean `priya-shah`?"))
        );
    }
}
