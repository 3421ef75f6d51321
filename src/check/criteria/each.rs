//! `each: { of: SET, has: [FIELD, …], is: FILTER, sections: true, words: RANGE, pages: { at_most: N },
//! due: DUE }` holds when every record has these fields, passes this filter, has its sections
//! written and is within its length limits. With `due`, each has time until its own day.

use chrono::NaiveDate;

use super::member_due::MemberDue;
use super::unconfirmed::Unconfirmed;
use super::{
    CompiledForm, CriterionOutcome, Deadline, FormSpec, Progress, Shortfall, counted, mismatch,
    record_paths,
};
use crate::base::document::Node;
use crate::base::text::{Span, words};
use crate::check::length_limits::{KEYS, LengthLimits};
use crate::check::template_text;
use crate::domain::portfolio::Value;
use crate::domain::ports::Typesetter;
use crate::domain::query::{Item, Scope, filter, members};
use crate::domain::schema::{
    Clause, Filter, SchemaFaultKind, SchemaReader, SchemeNames, Set, filter as schema_filter, set,
};

pub const FORM: FormSpec = FormSpec {
    name: "each",
    read: |args, names, reader| Some(Box::new(read(args, names, reader)?)),
};

struct Each {
    of: Set,
    has: Vec<String>,
    is: Filter,
    sections: bool,
    limits: LengthLimits,
    due: Option<MemberDue>,
}

fn read(args: &Node, names: &SchemeNames<'_>, reader: &mut SchemaReader) -> Option<Each> {
    reader.read_map(args)?;
    let own = ["of", "has", "is", "sections", "due"];
    reader.report_unknown_keys(args, &[&own[..], &KEYS[..]].concat());
    let of = set::read(reader.require(args, "of")?, names, reader)?;
    let has = reader.words_at(args, "has");
    for (field, node) in has
        .iter()
        .zip(args.get("has").map(Node::items).unwrap_or_default())
    {
        if !names.has_field(&of.shape, field) {
            reader.unknown_name(node.span, "field", field, names.field_names(&of.shape));
        }
    }
    let is = match args.get("is") {
        Some(node) => schema_filter::read(node, &of.shape, names, reader),
        None => Filter::default(),
    };
    let sections = reader.read_flag(args, "sections");
    let limits = LengthLimits::read(args, reader);
    let asks_nothing =
        !sections && limits.is_empty() && !KEYS.iter().any(|key| args.get(key).is_some());
    if has.is_empty() && is.clauses.is_empty() && asks_nothing {
        reader.report(
            args.span,
            SchemaFaultKind::MissingKey {
                key: "has, is, sections, words or pages",
            },
        );
    }
    let due = MemberDue::read(args, &of.shape, names, reader);
    Some(Each {
        due,
        of,
        has,
        is,
        sections,
        limits,
    })
}

impl CompiledForm for Each {
    fn evaluate(&self, scope: Scope<'_>, typesetter: &dyn Typesetter) -> CriterionOutcome {
        let scope = scope.in_judged_days();
        let found = members(&self.of, scope);
        let failing = found.iter().filter_map(|item| {
            let faults = self.faults(item, scope, typesetter);
            let unwritten = self.unwritten(item, scope);
            let due = self.due.as_ref().and_then(|due| due.day(item, scope));
            // A text that is still to be written is no fault of what was written.
            let has_time = due.map_or(faults.is_empty(), |on| on >= scope.today);
            let row = item.row_title(scope).map(|title| words::quoted(&title));
            let all = faults.into_iter().chain(unwritten);
            let faults: Vec<Shortfall> = all
                .map(|fault| fault.with_row_title(row.as_deref()))
                .collect();
            (!faults.is_empty()).then_some(Failing {
                item,
                faults,
                due,
                has_time,
            })
        });
        let outcome = self.outcome(&found, failing.collect());
        let waiting = Unconfirmed::all(&self.is, &self.of, &found, scope);
        Unconfirmed::add(outcome, waiting, scope.today)
    }

    fn judges_parts(&self) -> bool {
        true
    }
}

/// A member that is not as asked.
struct Failing<'i, 'a> {
    item: &'i Item<'a>,
    faults: Vec<Shortfall>,
    /// Its own day, if it has one.
    due: Option<NaiveDate>,
    has_time: bool,
}

impl Failing<'_, '_> {
    fn deadline(&self) -> Option<Deadline> {
        Some(Deadline {
            on: self.due?,
            what: Some(self.item.title().to_owned()),
            expires: false,
            record: self.item.record().map(|record| record.path.clone()),
            lack: self.faults.first().map(Shortfall::lack),
        })
    }
}

impl Each {
    /// Returns the outcome of members and of those that fail. While each of these has time left,
    /// it is open.
    fn outcome(&self, found: &[Item<'_>], failing: Vec<Failing<'_, '_>>) -> CriterionOutcome {
        let mut deadlines: Vec<Deadline> = failing.iter().filter_map(Failing::deadline).collect();
        deadlines.sort_by_key(|deadline| deadline.on);
        let is_open = failing.iter().all(|one| one.has_time);
        let failed = failing.len();
        // If some are late by their own day, those that have time are not at fault.
        let at_fault = failing
            .into_iter()
            .filter(|one| is_open || self.due.is_none() || !one.has_time);
        let progress = Progress {
            counted: counted(&self.of),
            ..Progress::counted(found.len(), found.len(), record_paths(found))
        };
        let faults = at_fault.flat_map(|one| one.faults).collect();
        let outcome = match CriterionOutcome::from_members(progress, faults) {
            CriterionOutcome::Overdue(mut unmet) if self.due.is_some() => {
                unmet.progress.found = (found.len().saturating_sub(failed)).into();
                unmet.progress.deadlines = deadlines;
                CriterionOutcome::Overdue(unmet)
            }
            outcome => outcome,
        };
        match is_open {
            true => outcome.in_time(),
            false => outcome,
        }
    }

    fn faults(
        &self,
        item: &Item<'_>,
        scope: Scope<'_>,
        typesetter: &dyn Typesetter,
    ) -> Vec<Shortfall> {
        let mut faults = Vec::new();
        let missing: Vec<&String> = self
            .has
            .iter()
            .filter(|field| !item.get(field).is_some_and(|value| value.is_given()))
            .collect();
        faults.extend(missing.iter().map(|field| {
            shortfall(
                item,
                None,
                format!("{} is missing", words::with_spaces(field)),
            )
        }));
        let untouched = self.has.iter().filter(|field| {
            let value = item.get(field);
            let text = value.as_deref().and_then(Value::text);
            text.zip(item.record()).is_some_and(|(text, record)| {
                template_text::is_prompt(text, &record.kind.name, scope.portfolio)
            })
        });
        faults.extend(untouched.map(|field| {
            let field_name = words::with_spaces(field);
            let message = format!("{field_name} is still the template's own text");
            shortfall(item, Some(field), message)
        }));
        // A missing field is reported already.
        let clauses = self
            .is
            .clauses
            .iter()
            .filter(|clause| !concerns_missing(clause, &missing));
        faults.extend(
            clauses
                .filter(|clause| !clause.is_about_confirmations())
                .filter(|clause| !filter::clause_holds(clause, item, scope))
                .map(|clause| mismatch_shortfall(item, clause, scope)),
        );
        let Some(record) = item.record() else {
            return faults;
        };
        faults.extend(self.limits.faults(record, scope, typesetter));
        faults
    }

    /// Returns the parts of a record's text that are still to be written.
    fn unwritten(&self, item: &Item<'_>, scope: Scope<'_>) -> Vec<Shortfall> {
        let Some(record) = item.record().filter(|_| self.sections) else {
            return Vec::new();
        };
        let parts = template_text::unwritten_parts(record, scope).into_iter();
        let parts = parts.map(|(span, message)| Shortfall {
            role: None,
            at: Some((record.path.clone(), span)),
            message,
        });
        parts.collect()
    }
}

fn concerns_missing(clause: &Clause, missing: &[&String]) -> bool {
    match clause {
        Clause::Field { path, .. } => missing
            .iter()
            .any(|field| path.steps.first() == Some(field)),
        Clause::Any(_) | Clause::Confirmed(_) => false,
    }
}

fn mismatch_shortfall(item: &Item<'_>, clause: &Clause, scope: Scope<'_>) -> Shortfall {
    match clause {
        Clause::Field { path, test } => {
            let field = path.steps.first().map(String::as_str);
            let message = mismatch::describe(path, test, item, scope);
            Shortfall {
                role: mismatch::missing_role(path, test, item, scope),
                ..shortfall(item, field, message)
            }
        }
        // They are looked at by themselves, since there may be time left.
        Clause::Confirmed(names) => shortfall(item, None, words::some(names)),
        Clause::Any(ways) => shortfall(item, None, mismatch::describe_none(ways)),
    }
}

fn shortfall(item: &Item<'_>, field: Option<&str>, message: String) -> Shortfall {
    let at = item
        .place(field)
        .map(|(path, span): (&str, Span)| (path.to_owned(), span));
    Shortfall {
        role: None,
        at,
        message,
    }
}
