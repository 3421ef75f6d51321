//! `covers: { all: SET, by: SET, due: DUE }` holds when every member of the first set is in the
//! second, which usually follows a reference.

use std::collections::{BTreeMap, BTreeSet};

use super::member_due::MemberDue;
use super::unconfirmed::Unconfirmed;
use super::{
    CatalogueCoverage, CompiledForm, CoveredItem, CriterionOutcome, Deadline, FormSpec, Lack,
    Progress, Shortfall, Unmet, counted, record_paths, record_to_write,
};
use crate::base::document::Node;
use crate::base::text::{Span, words};
use crate::domain::id::KindId;
use crate::domain::ports::Typesetter;
use crate::domain::query::item::refer;
use crate::domain::query::{Item, Scope, members};
use crate::domain::schema::{FieldType, SchemaReader, SchemeNames, Set, Shape, set};

pub const FORM: FormSpec = FormSpec {
    name: "covers",
    read: |args, names, reader| Some(Box::new(read(args, names, reader)?)),
};

struct Covers {
    all: Set,
    by: Set,
    /// True if one record can cover many members, so that a member can be added to an existing
    /// record.
    adds: bool,
    /// The date of a member by which it has to be covered.
    due: Option<MemberDue>,
}

fn read(args: &Node, names: &SchemeNames<'_>, reader: &mut SchemaReader) -> Option<Covers> {
    reader.read_map(args)?;
    reader.report_unknown_keys(args, &["all", "by", "due"]);
    let all = set::read(reader.require(args, "all")?, names, reader)?;
    let by = set::read(reader.require(args, "by")?, names, reader)?;
    if all.shape != by.shape && all.shape != Shape::Unknown && by.shape != Shape::Unknown {
        let why = "the 2 sets contain different things, so one cannot cover the other".to_owned();
        reader.report(
            args.span,
            crate::domain::schema::SchemaFaultKind::Impossible { why },
        );
    }
    let due = MemberDue::read(args, &all.shape, names, reader);
    let adds = covers_many(&by, names) && !matches!(all.shape, Shape::Catalogue(_));
    Some(Covers { all, by, adds, due })
}

/// Returns true if the field that a set follows holds a list.
fn covers_many(by: &Set, names: &SchemeNames<'_>) -> bool {
    let kind = by.written_kind().map(|kind| Shape::Kind(kind.clone()));
    let field = kind
        .zip(by.follow.as_ref())
        .and_then(|(shape, follow)| names.field(&shape, follow));
    field.is_some_and(|field| matches!(field.ty, FieldType::List(_)))
}

impl CompiledForm for Covers {
    fn evaluate(&self, scope: Scope<'_>, _: &dyn Typesetter) -> CriterionOutcome {
        let all = members(&self.all, scope);
        if all.is_empty() {
            return CriterionOutcome::Idle;
        }
        let by: BTreeSet<_> = members(&self.by, self.covering_scope(scope))
            .iter()
            .map(Item::key)
            .collect();
        let missing: Vec<&Item<'_>> = all
            .iter()
            .filter(|item| !by.contains(&item.key()))
            .collect();
        let coverer = self.single_covering_record(scope);
        let deadlines = self.deadlines(&missing, coverer, scope);
        let has_time = |item: &&&Item<'_>| {
            let due = self.due.as_ref();
            due.is_some_and(|due| due.day(item, scope).is_none_or(|on| on >= scope.today))
        };
        let late = missing.iter().filter(|item| !has_time(item)).count();
        // If some are late, those that have time are not at fault.
        let at_fault = missing.iter().filter(|item| late == 0 || !has_time(item));
        let at_fault: Vec<_> = at_fault.collect();
        let shortfalls = at_fault.iter().map(|item| self.shortfall(item, coverer));
        let shortfalls: Vec<Shortfall> = shortfalls.collect();
        let is_overdue = match late {
            1.. if self.due.is_some() => true,
            // The owner did not write the items of a catalogue, so they are not overdue.
            _ if self.due.is_some() || matches!(self.all.shape, Shape::Catalogue(_)) => false,
            // The record that will cover them all may not be written yet.
            _ => !(self.adds && coverer.is_none()),
        };
        let covered = all.len() - missing.len();
        let progress = Progress {
            deadlines,
            counted: counted(&self.all),
            coverage: self.coverage(&all, scope),
            ..Progress::counted(covered, all.len(), record_paths(&all))
        };
        let Some(first) = at_fault.first() else {
            return CriterionOutcome::Met(progress);
        };
        let unmet = Unmet {
            progress,
            lack: self.missing_item_lack(first, coverer, scope),
            shortfalls,
            ..Unmet::default()
        };
        match is_overdue {
            true => CriterionOutcome::Overdue(unmet),
            false => CriterionOutcome::Open(unmet),
        }
    }

    fn field_values(&self, kind: &KindId, field: &str, scope: Scope<'_>) -> Vec<String> {
        let writes =
            self.by.written_kind() == Some(kind) && self.by.follow.as_deref() == Some(field);
        if !writes {
            return Vec::new();
        }
        members(&self.all, scope)
            .iter()
            .map(|item| item.id().to_owned())
            .collect()
    }
}

impl Covers {
    /// Returns the scope of what covers. Items of a catalogue have no date, so what shows them
    /// has to be of the period. A record of the period may be covered later.
    fn covering_scope<'a>(&self, scope: Scope<'a>) -> Scope<'a> {
        match self.all.shape {
            Shape::Catalogue(_) => scope,
            _ => scope.without_dates(),
        }
    }

    /// Returns the items of a catalogue with the records that show each.
    fn coverage(&self, all: &[Item<'_>], scope: Scope<'_>) -> Option<CatalogueCoverage> {
        let Shape::Catalogue(catalogue) = &self.all.shape else {
            return None;
        };
        let mut records: BTreeMap<_, Vec<String>> = BTreeMap::new();
        let covering = self.covering_set();
        let covering = covering.map(|set| members(&set, self.covering_scope(scope)));
        for member in covering.iter().flatten() {
            let value = self.by.follow.as_ref().and_then(|field| member.get(field));
            let Some((value, record)) = value.zip(member.record()) else {
                continue;
            };
            let items = value.items().filter_map(|one| refer(one, scope));
            for item in items {
                let known = records.entry(item.key()).or_default();
                if known.last() != Some(&record.path) {
                    known.push(record.path.clone());
                }
            }
        }
        let items = all.iter().map(|item| {
            let records = records.remove(&item.key()).unwrap_or_default();
            CoveredItem {
                id: item.id().to_owned(),
                title: item.title().to_owned(),
                is_missing: records.is_empty(),
                records,
                until: None,
                renew_from: None,
            }
        });
        Some(CatalogueCoverage {
            catalogue: catalogue.to_string(),
            items: items.collect(),
        })
    }

    /// Returns the days by which the missing members have to be covered, the earliest first.
    fn deadlines(
        &self,
        missing: &[&Item<'_>],
        coverer: Option<Item<'_>>,
        scope: Scope<'_>,
    ) -> Vec<Deadline> {
        let Some(due) = &self.due else {
            return Vec::new();
        };
        let deadline = |item: &&Item<'_>| {
            Some(Deadline {
                on: due.day(item, scope)?,
                what: Some(item.title().to_owned()),
                expires: false,
                record: item.record().map(|record| record.path.clone()),
                lack: self.missing_item_lack(item, coverer, scope),
            })
        };
        let mut deadlines: Vec<Deadline> = missing.iter().filter_map(deadline).collect();
        deadlines.sort_by_key(|deadline| deadline.on);
        deadlines
    }

    /// Returns the one record that covers by a list, if there is exactly one.
    fn single_covering_record<'a>(&self, scope: Scope<'a>) -> Option<Item<'a>> {
        let covering = self.covering_set().filter(|_| self.adds)?;
        match members(&covering, scope).as_slice() {
            [one] => Some(*one),
            _ => None,
        }
    }

    /// Returns the set of the covering records instead of what they refer to.
    fn covering_set(&self) -> Option<Set> {
        self.by.follow.as_ref()?;
        Some(Set {
            follow: None,
            ..self.by.clone()
        })
    }

    fn shortfall(&self, item: &Item<'_>, coverer: Option<Item<'_>>) -> Shortfall {
        let title = words::quoted(item.title());
        let place = |(path, span): (&str, Span)| (path.to_owned(), span);
        let field = self.by.follow.as_deref();
        if let Some(at) = coverer.and_then(|by| by.place(field)) {
            return Shortfall {
                role: None,
                at: Some(place(at)),
                message: format!("{title} ({}) is missing here", item.id()),
            };
        }
        let kind = self.by.written_kind().map(|kind| words::with_spaces(kind));
        match (item.place(None), kind) {
            (Some(at), Some(kind)) => Shortfall {
                role: None,
                at: Some(place(at)),
                message: format!("no {kind} is about {title} yet"),
            },
            (Some(at), None) => Shortfall {
                role: None,
                at: Some(place(at)),
                message: "nothing covers this yet".to_owned(),
            },
            (None, _) => Shortfall {
                role: None,
                at: None,
                message: title,
            },
        }
    }

    /// Returns the lack: an addition to the covering record, or a new record, which `cpd new`
    /// fills in.
    fn missing_item_lack(
        &self,
        missing: &Item<'_>,
        coverer: Option<Item<'_>>,
        scope: Scope<'_>,
    ) -> Option<Lack> {
        let confirmed = Unconfirmed::lack_in(&self.by, Some(missing), scope);
        if confirmed.is_some() {
            return confirmed;
        }
        if let (Some(record), Some(field)) = (coverer.and_then(|by| by.record()), &self.by.follow) {
            let message = format!("add {} to `{field}`", missing.id());
            return Some(Lack::Correct {
                path: record.path.clone(),
                message,
            });
        }
        match self.covering_set() {
            Some(set) => {
                let (kind, mut fields) = record_to_write(&set, scope)?;
                let field = self.by.follow.clone().filter(|_| !self.adds);
                fields.extend(field.map(|field| (field, missing.id().to_owned())));
                Some(Lack::Write {
                    kind,
                    fields,
                    count: 1,
                    has_some: false,
                })
            }
            None => Some(Lack::Other(format!(
                "nothing covers \u{201c}{}\u{201d} yet",
                missing.title()
            ))),
        }
    }
}
