//! The people of a portfolio, with their roles, accounts and keys.

use chrono::NaiveDate;

use crate::app::workspace::Workspace;
use crate::base::text::words;
use crate::domain::portfolio::{Person, Value, person};
use crate::domain::signoff::trust_lint::listed_keys;
use crate::views::check::Check;
use crate::views::trust_list::{AccountEntry, HeldRole, KeyEntry, PersonEntry, TrustList};

/// Returns the people and keys in the portfolio's own lists.
pub fn list(ws: &Workspace) -> TrustList {
    let _span = tracing::info_span!("trust.list").entered();
    let owner = ws.portfolio.owner();
    let entry = |one: Person<'_>| PersonEntry {
        id: one.id().clone(),
        name: one.name().to_owned(),
        roles: roles(one, owner, ws.moment.today),
        accounts: one
            .accounts()
            .into_iter()
            .map(|(host, id)| AccountEntry {
                host: host.to_owned(),
                id,
            })
            .collect(),
    };
    let keys = listed_keys(&ws.portfolio, &|path| ws.bytes(path));
    TrustList {
        version: 1,
        people: ws.portfolio.people().map(entry).collect(),
        keys: keys.into_iter().map(KeyEntry::of).collect(),
    }
}

/// Returns a check of the lists of people and keys alone.
pub fn check(ws: &Workspace) -> Check {
    let _span = tracing::info_span!("trust.check").entered();
    let check = Check::new(&ws.portfolio, crate::check::check(ws.check_input()));
    ws.with_repository_folder(check)
        .only(|found| found.at.path.starts_with("trust/"))
}

/// Returns the roles that a person holds on a day.
fn roles(one: Person<'_>, owner: Option<Person<'_>>, today: NaiveDate) -> Vec<HeldRole> {
    let mut roles = Vec::new();
    for role in [person::OWNER, person::LINE_MANAGER] {
        if one.has_role_on(role, owner, today) {
            roles.push(HeldRole {
                name: words::with_spaces(role),
                until: None,
            });
        }
    }
    if let Some(Value::List(rows)) = one.0.get("roles") {
        roles.extend(rows.iter().map(|row| {
            let name = row.value.get("role").and_then(Value::text);
            HeldRole {
                name: words::with_spaces(name.unwrap_or_default()),
                until: match row.value.get("to") {
                    Some(Value::Date(day)) => Some(*day),
                    _ => None,
                },
            }
        }));
    }
    roles
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::fakes::World;
    use crate::domain::portfolio::PEOPLE;
    use crate::domain::signoff::trust::{ALLOWED_SIGNERS, REVOKED_KEYS};

    const KEY: &str =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDlbTrkQxj9jtaDsdmghRxd/KQ1NzxyyQfrMu6LeAI2P";
    const OTHER: &str =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIsKvreBKxy/b85DYp5owoWZBQLEZrSYYnqsRsQcQLFo";

    fn open_workspace(revoked: &str) -> Workspace {
        let config = "cpd: 1\nportfolio: p\nowner: sam\nschemes: {}\n";
        let people = "people:
- { id: sam, name: Sam Carter, accounts: [{ host: github.com, id: 7 }] }
- { id: lee, name: Lee Morgan, roles: [{ role: external-assessor, from: 2026-01-01, to: 2027-01-31 }] }
";
        let signers =
            format!("lee {KEY}\ncpd-recorder namespaces=\"record@cpd.v1\" {OTHER}\nlee nonsense\n");
        let files = [
            ("cpd.yaml", config),
            (PEOPLE, people),
            (ALLOWED_SIGNERS, &signers),
            (REVOKED_KEYS, revoked),
        ];
        World::new(&files).open().unwrap()
    }

    #[test]
    fn every_person_and_key_line_is_listed() {
        let found = list(&open_workspace(&format!("{KEY}\n")));
        let lee = found.people.iter().find(|one| one.id == "lee").unwrap();
        let held = HeldRole {
            name: "external assessor".into(),
            until: NaiveDate::from_ymd_opt(2027, 1, 31),
        };
        assert_eq!(lee.roles, [held]);
        let sam = found.people.iter().find(|one| one.id == "sam").unwrap();
        let account = AccountEntry {
            host: "github.com".to_owned(),
            id: 7,
        };
        assert_eq!(sam.accounts, [account]);
        assert_eq!(sam.roles[0].name, "owner");
        let keys = found.keys.iter();
        let keys: Vec<_> = keys
            .map(|key| (key.line, key.is_of("lee"), key.counts))
            .collect();
        assert_eq!(
            keys,
            [(1, true, false), (2, false, true), (3, false, false)]
        );
        assert!(found.keys[0].revoked);
        assert_eq!(found.keys[2].why, ["it is not a valid line for a key"]);
    }

    #[test]
    fn trust_check_reports_only_findings_in_the_lists() {
        let paths = |ws: &Workspace| {
            let check = check(ws);
            let findings = check.findings.iter();
            findings
                .map(|found| found.at.path.clone())
                .collect::<Vec<_>>()
        };
        let found = paths(&open_workspace("from=\"*\" nonsense\n"));
        assert!(found.contains(&REVOKED_KEYS.to_owned()), "{found:?}");
        assert!(
            found.iter().all(|path| path.starts_with("trust/")),
            "{found:?}"
        );
    }
}
