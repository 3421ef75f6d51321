//! The address of a web page cannot be used, or it stands where a file belongs.
//!
//! Web pages, videos, badges and DOIs are written under `links`. Files that you keep are written
//! under `evidence`. An address begins with `https://` or `http://`. A DOI is written as
//! `doi:10.1000/182`. An address has no blank, no character that you cannot see, no name and
//! no password. It has at most 2,000 characters.
//!
//! `cpd` never opens an address. Letters of other scripts in the name of a site are shown as
//! `xn--…`, so that no letter seems to be another.
//!
//! ## Example
//!
//! ```yaml
//! title: A talk on minutes
//! evidence: https://example.org/talk
//! ```
//!
//! This is a page and not a file. Write `links: https://example.org/talk`.
//!
//! ## To correct it
//!
//! - `cpd check --fix` writes `links` in place of `evidence`, if only addresses stand there.
//! - Otherwise, move the address to `links`. You can add a title and the day you read it:
//!   `links: [{ address: https://example.org/talk, title: A talk, read: 2026-02-03 }]`.
//! - If the address is wrong, open the page and copy its address again.

use super::{Rule, RuleContext, RuleSubject};
use crate::base::document::Node;
use crate::base::text::Span;
use crate::base::text::address::{AddressFault, WebAddress};
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::portfolio::answer::describe_address_fault;
use crate::domain::portfolio::{Fault, Record};
use crate::domain::remedy::Remedy;
use crate::domain::schema::FieldType;

pub const RULE: Rule = Rule {
    name: "bad-address",
    severity: Severity::Error,
    allowable: false,
    subject: RuleSubject::Content,
    source: include_str!("bad_address.rs"),
    check,
};

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    let mut moved: Option<(&str, Span)> = None;
    for (found, fault) in context.faults() {
        match fault {
            Fault::BadAddress { field, at, why } => {
                out.push(address_finding(&found.path, field, *at, *why));
            }
            Fault::AddressAsFile { field, at } => {
                let record = context.input.portfolio.at_path(&found.path);
                let finding = RULE.finding(
                    &found.path,
                    *at,
                    format!("`{field}` names files, and this is the address of a page"),
                );
                let rename = record.and_then(|record| rename_key(record, field));
                out.push(match rename {
                    // One edit moves all addresses of a field.
                    Some((span, name)) if moved != Some((&*found.path, span)) => {
                        moved = Some((&*found.path, span));
                        let says = format!("write `{name}` in place of `{field}`");
                        finding.remedy(Remedy::edit(says, &found.path, span, name))
                    }
                    Some(_) => finding.help(advice(record)),
                    None => finding.help(advice(record)),
                });
            }
            _ => {}
        }
    }
}

fn address_finding(path: &str, field: &str, at: Span, why: AddressFault) -> Diagnostic {
    let (says, advice) = describe_address_fault(why);
    RULE.finding(path, at, format!("`{field}` {says}"))
        .help(advice)
}

/// Returns the name of the field for links that the kind of a record has.
fn links_field(record: &Record) -> Option<&str> {
    let mut fields = record.kind.fields.iter();
    let found = fields.find(|field| *field.ty.item() == FieldType::Link)?;
    Some(&found.name)
}

/// Returns the place of a field's name and the name to write there, if the record has no links
/// yet and only good addresses stand in the field.
fn rename_key(record: &Record, field: &str) -> Option<(Span, String)> {
    let name = links_field(record)?;
    let front = &record.document.front;
    let entry = front.entry(field).filter(|_| front.entry(name).is_none())?;
    let is_address = |node: &Node| {
        node.scalar()
            .is_some_and(|word| WebAddress::read(word).is_ok())
    };
    let items = entry.value.items();
    let only_addresses = match items.is_empty() {
        true => is_address(&entry.value),
        false => items.iter().all(is_address),
    };
    only_addresses.then(|| (entry.key_span, name.to_owned()))
}

fn advice(record: Option<&Record>) -> String {
    match record.and_then(links_field) {
        Some(name) => format!("move it to `{name}`"),
        None => {
            "this kind of record has no field for links: write the address in the text".to_owned()
        }
    }
}
