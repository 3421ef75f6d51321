//! A list of people or keys in trust/ is not as it has to be.
//!
//! ## What it checks
//!
//! `trust/allowed_signers` gives each key to one person whom `trust/people.yaml` names.
//! `trust/revoked_keys` has to be there beside it, and holds plain public keys or nothing.
//! `trust/forge.yaml`, if there is one, names a host, a repository, a branch and a recorder.
//! A person is named by an id in small letters and digits with hyphens, always in the same
//! spelling. This finds whatever is otherwise.
//!
//! ## Why it matters
//!
//! A line that is not understood lets nobody in, and nobody would know why their signature
//! does not count.
//!
//! ## Example
//!
//! ```text
//! priya-shah ssh-ed25519
//! ```
//!
//! The key itself is missing.
//!
//! ## How to resolve
//!
//! `cpd trust key priya-shah --file key.pub` writes such a line; take out the one that is
//! wrong. An empty `trust/revoked_keys` revokes nothing.

use super::{Rule, RuleContext, RuleSubject};
use crate::base::text::{Safe, Span};
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::remedy::{Argument, Invocation, Remedy};
use crate::domain::signoff::trust_lint::{ListFaultKind, faults};

pub const RULE: Rule = Rule {
    name: "malformed-trust",
    severity: Severity::Error,
    allowable: false,
    subject: RuleSubject::Content,
    source: include_str!("malformed_trust.rs"),
    check,
};

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    let portfolio_files = context.input.evidence.files;
    for fault in faults(context.input.portfolio, &|path| portfolio_files.bytes(path)) {
        let line = fault
            .line
            .map_or_else(String::new, |line| format!("line {line}: "));
        let (what, remedies) = match &fault.kind {
            ListFaultKind::NotUnderstood => (
                "it is no line that ssh-keygen would understand, so it lets nobody in".to_owned(),
                vec![list_key("have such a line written")],
            ),
            ListFaultKind::Missing => (
                "it has to be there, were it empty: without it any key might be revoked".to_owned(),
                vec![Remedy::advice("make an empty file of that name")],
            ),
            ListFaultKind::NotPlain => (
                "it holds more than plain public keys, so any key might be revoked".to_owned(),
                vec![Remedy::advice(
                    "keep one public key to a line, and comments after a `#`",
                )],
            ),
            ListFaultKind::Shared { key } => (
                format!("the key {key} is given to more than one person"),
                vec![list_key("give each person a key of their own")],
            ),
            ListFaultKind::Nobody { name } => (
                format!("`{}` is nobody in trust/people.yaml", Safe(name)),
                vec![
                    Remedy::advice(
                        "name them as the recorder in trust/forge.yaml, or take the line out",
                    ),
                    Remedy::invoke(
                        "or add them",
                        Invocation::AddPerson {
                            person: Argument::given(name),
                        },
                    ),
                ],
            ),
            ListFaultKind::NotAnId { name } => (
                format!(
                    "`{}` is no id of a person, so it stands for nobody",
                    Safe(name)
                ),
                vec![Remedy::advice(
                    "write it in small letters and digits, with hyphens between them, as in priya-shah",
                )],
            ),
            ListFaultKind::Setting(why) => (
                Safe(why).to_string(),
                vec![Remedy::invoke(
                    "docs/forge-settings.md says what it needs; to have it written",
                    Invocation::AddForge,
                )],
            ),
        };
        let message = format!("{}: {line}{what}", fault.path);
        out.push(
            RULE.finding(fault.path, Span::start_of_file(), message)
                .remedies(remedies),
        );
    }
}

fn list_key(says: &str) -> Remedy {
    let person = Argument::Blank;
    Remedy::invoke(says, Invocation::AddKey { person })
}
