//! A list of people or keys in `trust/` contains a mistake. A line that cpd cannot
//! understand lets nobody sign.
//!
//! `trust/allowed_signers` gives each key to one person from `trust/people.yaml`.
//! `trust/revoked_keys` must exist, and contains only public keys or nothing. Every list is
//! plain text in UTF-8, without zero bytes.
//! `trust/forge.yaml` is optional. It names a host, a repository, a branch and a recorder.
//! A file in `trust/openpgp` contains the keys of one person, as `gpg --armor --export`
//! writes them, and nothing else.
//! A name has no invisible characters, and no word with letters of 2 alphabets.
//! The id of a person has small letters, digits and hyphens. The YAML files in `trust/`
//! cannot use anchors, aliases, tags or merge keys (`&`, `*`, `!`, `<<`). With these, a
//! file can mean something other than what people read in it.
//!
//! ## Example
//!
//! ```text
//! priya-shah ssh-ed25519
//! ```
//!
//! The key itself is missing.
//!
//! ## To correct it
//!
//! 1. Delete the wrong line.
//! 2. Add the key again with `cpd trust key priya-shah --file key.pub`.
//!
//! If `trust/revoked_keys` is missing, create an empty file with that name.

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
                "this is not a valid line for a key, so it lets nobody sign".to_owned(),
                vec![list_key_remedy("write a valid line")],
            ),
            ListFaultKind::NotText => (
                "this file is not plain text, or contains a zero byte, so nothing in it counts".to_owned(),
                vec![Remedy::advice("write it again, in UTF-8")],
            ),
            ListFaultKind::NotOpenPgp => (
                "this file contains other text than public OpenPGP keys, so none of them counts".to_owned(),
                vec![list_key_remedy("delete it, and list the keys again, from `gpg --armor --export`")],
            ),
            ListFaultKind::Authority => (
                "cpd does not accept certificates, so this line lets nobody sign".to_owned(),
                vec![list_key_remedy("list each person's own key instead")],
            ),
            ListFaultKind::Missing => (
                "this file is missing, so cpd cannot tell which keys are revoked".to_owned(),
                vec![Remedy::advice("create an empty file with that name")],
            ),
            ListFaultKind::NotPlain => (
                "this file contains other text than public keys, so cpd cannot tell which keys are revoked".to_owned(),
                vec![Remedy::advice(
                    "write one public key on each line, and comments after a `#`",
                )],
            ),
            ListFaultKind::Shared { key } => (
                format!("the key {key} belongs to more than one person"),
                vec![list_key_remedy("give each person their own key")],
            ),
            ListFaultKind::Nobody { name } => (
                format!("`{}` is not in trust/people.yaml", Safe(name)),
                vec![
                    Remedy::advice(
                        "name them as the recorder in trust/forge.yaml, or delete the line",
                    ),
                    Remedy::invoke(
                        "or add the person",
                        Invocation::AddPerson {
                            person: Argument::value(name),
                        },
                    ),
                ],
            ),
            ListFaultKind::Disguised { name } => (
                format!("the name “{}” can be taken for another one", Safe(&spell_out(name))),
                vec![Remedy::advice(
                    "write it again, without invisible characters, unusual spaces or letters of 2 alphabets in a word",
                )],
            ),
            ListFaultKind::NotAnId { name } => (
                format!("`{}` is not a valid id of a person", Safe(name)),
                vec![Remedy::advice(
                    "use small letters, digits and hyphens, as in priya-shah",
                )],
            ),
            ListFaultKind::Indirection { reason, help } => (
                format!("{reason}, so nobody in this file can sign"),
                vec![Remedy::advice(help)],
            ),
            ListFaultKind::Setting(why) => (
                Safe(why).to_string(),
                vec![Remedy::invoke(
                    "to have it written",
                    Invocation::SetForge,
                )],
            ),
        };
        let message = format!("{line}{what}");
        out.push(
            RULE.finding(&fault.path, Span::start_of_file(), message)
                .remedies(remedies),
        );
    }
}

/// Returns a name with every character beyond ASCII as its number, so that it looks like no
/// other.
fn spell_out(name: &str) -> String {
    let spell = |c: char| match c {
        ' '..='~' => c.to_string(),
        _ => format!("<U+{:04X}>", u32::from(c)),
    };
    name.chars().map(spell).collect()
}

fn list_key_remedy(says: &str) -> Remedy {
    let person = Argument::Blank;
    Remedy::invoke(says, Invocation::AddKey { person })
}
