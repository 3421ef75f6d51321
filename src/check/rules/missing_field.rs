//! A required detail is missing or empty. Without it the record may not count: for example,
//! without a date it has no place in the order.
//!
//! Each kind of record has required details, such as `title` and `date` in an activity. A
//! scheme can ask for more. The people in `trust/people.yaml` are checked too.
//!
//! ## Example
//!
//! ```yaml
//! title: What minutes are for
//! date:
//! activity: 2026-02-11-committee-servicing
//! ```
//!
//! A journal needs a date and an award. Here `date` is empty and `award` is missing.
//!
//! ## To correct it
//!
//! Add the line that the finding names, or write the value after its colon. The finding
//! says what to write.
//!
//! When you start a record with `cpd new KIND`, cpd asks you for these details.

use super::{Rule, RuleContext, RuleSubject, label_at};
use crate::base::calendar;
use crate::base::document::CutValue;
use crate::base::document::write::{Yaml, field_edit};
use crate::base::text::{Span, words};
use crate::check::{AwardState, AwardVerdict, signoff_findings};
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::portfolio::{Fault, LocatedFault, Record};
use crate::domain::remedy::Remedy;
use crate::domain::schema::{Field, FieldType};

pub const RULE: Rule = Rule {
    name: "missing-field",
    severity: Severity::Error,
    allowable: false,
    subject: RuleSubject::MissingValue,
    source: include_str!("missing_field.rs"),
    check,
};

fn check(context: &RuleContext<'_>, out: &mut Vec<Diagnostic>) {
    for (found, fault) in context.faults() {
        if let Fault::MissingField { field, at, written } = fault {
            let kind = context.kind_with_article(found.kind.as_deref());
            let message = if *written {
                format!("`{}` is empty, and {kind} needs it", field.name)
            } else {
                format!("{kind} needs `{}`", field.name)
            };
            let place = if *written {
                *at
            } else {
                Span::new(at.start, at.start)
            };
            let asked = label_at(&field.origin, "required here");
            let line = if *written {
                "write a value after the colon"
            } else {
                "add a line"
            };
            let help = format!(
                "{line}: `{}: …`, {}",
                field.name,
                field.ty.describe_briefly()
            );
            let edit = edit_adding_field(context, found, field, *at);
            let remedy = match edit {
                Some((span, text)) => Remedy::edit(help, &found.path, span, text),
                None => Remedy::advice(help),
            };
            out.push(
                RULE.finding(&found.path, place, message)
                    .related(asked)
                    .remedy(remedy),
            );
        }
    }
}

/// Returns the edit that adds a field whose value follows from the record.
fn edit_adding_field(
    context: &RuleContext<'_>,
    found: &LocatedFault,
    field: &Field,
    at: Span,
) -> Option<(Span, String)> {
    let record = context.input.portfolio.at_path(&found.path)?;
    if record.kind.written_by_cpd || !record.document.has_front {
        return None;
    }
    let key = record.field(&field.name).map(|field| field.key_span);
    if key.unwrap_or(record.front) != at {
        return None;
    }
    // The words that were typed there are not read, and `cut-value` shows them.
    if key.is_some_and(|key| CutValue::after_key(&record.text, key, key).is_some()) {
        return None;
    }
    let value = Yaml::word(known_value(context, record, field)?);
    let front = &record.document.front;
    field_edit(&record.text, front, true, &field.name, &value)
}

/// Returns the date of the file's name, its words as a title, or the only award under way.
fn known_value(context: &RuleContext<'_>, record: &Record, field: &Field) -> Option<String> {
    let parts = record.id.split_at_checked("2026-02-20".len());
    let dated = parts.and_then(|(date, rest)| Some((calendar::date(date)?, rest)));
    if record.kind.dated.as_ref() == Some(&field.name) {
        return dated.map(|(date, _)| date.to_string());
    }
    let is_title = record.kind.title_field() == Some(field);
    match &field.ty {
        FieldType::Text if is_title => {
            let name = dated.map(|(_, rest)| rest.trim_start_matches('-'));
            let name = name.filter(|name| !name.is_empty())?;
            Some(words::capitalise(&words::with_spaces(name)))
        }
        FieldType::Award => {
            let awards = context.verdicts.iter().flat_map(|scheme| &scheme.awards);
            let is_living = |award: &&AwardVerdict<'_>| {
                matches!(award.state, AwardState::Open | AwardState::Ready)
            };
            let mut living = awards.filter(is_living);
            let award = living.next().filter(|_| living.next().is_none())?;
            Some(signoff_findings::short_name(
                &award.id,
                context.input.portfolio,
            ))
        }
        _ => None,
    }
}
