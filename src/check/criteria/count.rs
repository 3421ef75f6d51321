//! `count: { of: SET, at_least | at_most | exactly: N, per: WINDOWS, written: true }` holds when the
//! set has the required number of records, in all or in every window. With `written`, a record
//! whose text is still the template's does not count.

use rust_decimal::prelude::ToPrimitive;

use super::windows::{self, WindowSpec};
use super::{
    CompiledForm, CriterionOutcome, FormSpec, Progress, Shortfall, TargetUnit, Unmet, counted,
    is_running, record_paths, write_lack,
};
use crate::base::calendar::Period;
use crate::base::document::Node;
use crate::base::text::words;
use crate::check::template_text::unwritten_parts;
use crate::domain::ports::Typesetter;
use crate::domain::query::{Item, Scope, adjustments, members};
use crate::domain::schema::{SchemaFaultKind, SchemaReader, SchemeNames, Set, set};

pub const FORM: FormSpec = FormSpec {
    name: "count",
    read: |args, names, reader| Some(Box::new(read(args, names, reader)?)),
};

struct Count {
    of: Set,
    at_least: usize,
    at_most: Option<usize>,
    per: Option<WindowSpec>,
    /// True if only records count whose text is written.
    written: bool,
}

fn read(args: &Node, names: &SchemeNames<'_>, reader: &mut SchemaReader) -> Option<Count> {
    reader.read_map(args)?;
    let own = ["of", "at_least", "at_most", "exactly", "written"];
    reader.report_unknown_keys(args, &[&own[..], &windows::KEYS[..]].concat());
    let exactly = reader.read_count(args, "exactly");
    let at_least = exactly.or_else(|| reader.read_count(args, "at_least"));
    let at_most = exactly.or_else(|| reader.read_count(args, "at_most"));
    if at_least.is_none() && at_most.is_none() {
        reader.report(args.span, SchemaFaultKind::MissingKey { key: "at_least" });
    }
    if let (Some(least), Some(most)) = (at_least, at_most)
        && least > most
    {
        let why = format!("no number is at least {least} and at most {most}");
        reader.report(args.span, SchemaFaultKind::Impossible { why });
    }
    let of = reader.require(args, "of")?;
    Some(Count {
        of: set::read(of, names, reader)?,
        at_least: at_least.unwrap_or(0),
        at_most,
        per: windows::read(args, names, reader),
        written: reader.read_flag(args, "written"),
    })
}

impl CompiledForm for Count {
    fn evaluate(&self, scope: Scope<'_>, _: &dyn Typesetter) -> CriterionOutcome {
        match &self.per {
            Some(per) => per.evaluate(scope, |scope| self.count(scope)),
            None => self.count(scope),
        }
    }

    fn window_on(&self, scope: Scope<'_>) -> Option<Period> {
        self.per.as_ref()?.window_on(scope)
    }

    fn judges_parts(&self) -> bool {
        self.per.is_some()
    }

    fn target_unit(&self) -> Option<TargetUnit> {
        (self.per.is_none() && self.at_most.is_none()).then_some(TargetUnit(None))
    }
}

impl Count {
    /// Returns the members that count, and what keeps others from it.
    fn written_members<'a>(&self, scope: Scope<'a>) -> (Vec<Item<'a>>, Vec<Shortfall>) {
        let mut unwritten = Vec::new();
        let mut found = members(&self.of, scope);
        if self.written {
            found.retain(|item| {
                let record = item.record();
                let parts = record.map(|record| (record, unwritten_parts(record, scope)));
                let first = parts.and_then(|(record, parts)| {
                    let (span, message) = parts.into_iter().next()?;
                    Some(Shortfall {
                        role: None,
                        at: Some((record.path.clone(), span)),
                        message,
                    })
                });
                let is_written = first.is_none();
                unwritten.extend(first);
                is_written
            });
        }
        (found, unwritten)
    }

    fn count(&self, scope: Scope<'_>) -> CriterionOutcome {
        let (found, unwritten) = self.written_members(scope);
        let surplus = self
            .at_most
            .map_or(0, |most| found.len().saturating_sub(most));
        let at_least = adjustments::lowered(self.at_least.into(), scope);
        let at_least = at_least.ceil().to_usize().unwrap_or(self.at_least);
        let missing = at_least.saturating_sub(found.len());
        let shortfalls: Vec<Shortfall> = found
            .iter()
            .rev()
            .take(surplus)
            .map(|item| self.surplus(item, found.len()))
            .collect();
        let needed = match self.at_most {
            Some(most) if surplus > 0 || self.at_least == 0 => most,
            _ => at_least,
        };
        let progress = Progress {
            counted: counted(&self.of),
            so_far: self.at_most.is_some() && is_running(scope),
            ..Progress::counted(found.len(), needed, record_paths(&found))
        };
        match (surplus, missing) {
            (0, 0) => CriterionOutcome::Met(progress),
            (0, _) => CriterionOutcome::Open(Unmet {
                progress,
                lack: match unwritten.first() {
                    Some(first) => Some(first.lack()),
                    None => write_lack(&self.of, found.len(), missing, scope),
                },
                shortfalls: unwritten,
                ..Unmet::default()
            }),
            // Waiting does not reduce a surplus.
            _ => CriterionOutcome::Overdue(Unmet {
                progress,
                lack: shortfalls.first().map(Shortfall::lack),
                shortfalls,
                surplus: true,
                ..Unmet::default()
            }),
        }
    }

    /// Returns the shortfall for a member above the highest number. Where the set follows a
    /// reference, the member itself is not pointed at, because the record that names it is wrong.
    fn surplus(&self, item: &Item<'_>, found: usize) -> Shortfall {
        let most = self.at_most.unwrap_or(0);
        let Some((path, span)) = item.place(None).filter(|_| self.of.follow.is_none()) else {
            return Shortfall {
                role: None,
                at: None,
                message: format!("{} is one too many", words::quoted(item.title())),
            };
        };
        Shortfall {
            role: None,
            at: Some((path.to_owned(), span)),
            message: format!("there are {found}, and at most {most} are allowed"),
        }
    }
}
