//! A role in a person's entry has no effect. Nobody holds the role, and no sign-off in it
//! counts.
//!
//! The roles are those that every scheme has, such as `assessor` and `awarding-body`, and
//! those that your schemes add. `owner` and `line-manager` are written elsewhere: `cpd.yaml`
//! names the owner, and the owner's entry names the line manager.
//!
//! ## Example
//!
//! ```yaml
//! people:
//!   - id: noor-aziz
//!     name: Noor Aziz
//!     roles: [{ role: assesor, from: 2026-01-01 }]
//! ```
//!
//! The role is called `assessor`.
//!
//! ## To correct it
//!
//! Use one of the roles that the finding lists. For a line manager, delete the role and use
//! `cpd trust add PERSON --line-manager --from DATE`.

use super::{Rule, RuleContext, RuleSubject};
use crate::base::text::{Safe, did_you_mean};
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::portfolio::Person;
use crate::domain::portfolio::person::{LINE_MANAGER, NamedRole, OWNER};
use crate::domain::remedy::{Argument, Invocation, Remedy};

pub const RULE: Rule = Rule {
    name: "unknown-role",
    severity: Severity::Warning,
    allowable: false,
    subject: RuleSubject::Content,
    source: include_str!("unknown_role.rs"),
    check,
};

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    let portfolio = context.input.portfolio;
    let known = portfolio.roles();
    for person in portfolio.people() {
        for role in person.roles() {
            let found = |message| RULE.finding(&person.0.path, role.span, message);
            out.extend(match role.name {
                LINE_MANAGER => Some(
                    found(misplaced(
                        person,
                        "the owner's entry names the line manager",
                    ))
                    .remedy(listed_as_manager(person, role)),
                ),
                OWNER => Some(
                    found(misplaced(person, "cpd.yaml names the owner"))
                        .help("name the owner in cpd.yaml"),
                ),
                // A list for several portfolios can have roles of schemes that it does not follow.
                _ if known.contains(&role.name) || portfolio.schemes().is_empty() => None,
                _ => Some(unknown(
                    found(format!(
                        "no scheme that this portfolio follows has the role `{}`",
                        Safe(role.name)
                    )),
                    role.name,
                    &known,
                )),
            });
        }
    }
}

fn misplaced(person: Person<'_>, says: &str) -> String {
    format!("this role gives {} no rights: {says}", Safe(person.name()))
}

fn listed_as_manager(person: Person<'_>, role: NamedRole<'_>) -> Remedy {
    let add = Invocation::AddRole {
        person: Argument::value(&**person.id()),
        role: LINE_MANAGER.to_owned(),
        from: role.from,
    };
    Remedy::invoke("delete it, and add the role where it counts", add)
}

fn unknown(found: Diagnostic, role: &str, known: &[&str]) -> Diagnostic {
    let held: Vec<&str> = known
        .iter()
        .copied()
        .filter(|role| ![OWNER, LINE_MANAGER].contains(role))
        .collect();
    let near = did_you_mean::similar_names(role, held.iter().copied());
    found.ask(&near, |_| None).with_choices("it can be", &held)
}
