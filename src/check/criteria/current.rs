//! `current: { catalogue: ID, of: SET, field: F, expires: F, notice: LENGTH }` holds when every item of the
//! catalogue that applies has a record that is still valid.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{
    CatalogueCoverage, CompiledForm, Counted, CoveredItem, CriterionOutcome, Deadline, FormSpec,
    Lack, MissingItem, Progress, Shortfall, Unmet, record_paths, record_to_write,
};
use crate::base::calendar::{self, Length};
use crate::base::document::Node;
use crate::base::text::words;
use crate::domain::portfolio::Value;
use crate::domain::ports::Typesetter;
use crate::domain::query::{Item, Scope, members};
use crate::domain::schema::scheme;
use crate::domain::schema::{
    FieldType, ReferenceTarget, SchemaReader, SchemeNames, Set, SetSource, Shape, period, set,
};

pub const FORM: FormSpec = FormSpec {
    name: "current",
    read: |args, names, reader| Some(Box::new(read(args, names, reader)?)),
};

struct Current {
    items: Set,
    of: Set,
    field: String,
    expires: Option<String>,
    /// The time before the end in which it should be renewed.
    notice: Option<Length>,
}

fn read(args: &Node, names: &SchemeNames<'_>, reader: &mut SchemaReader) -> Option<Current> {
    reader.read_map(args)?;
    reader.report_unknown_keys(args, &["catalogue", "of", "field", "expires", "notice"]);
    let node = reader.require(args, "catalogue")?;
    let catalogue = reader.read_word(node)?.to_owned();
    if !names.catalogues.contains_key(&catalogue) {
        let known = names.catalogues.keys().map(String::as_str);
        reader.unknown_name(node.span, "catalogue", &catalogue, known);
        return None;
    }
    let of = set::read(reader.require(args, "of")?, names, reader)?;
    let node = reader.require(args, "field")?;
    let field = reader.read_word(node)?.to_owned();
    let wanted = FieldType::Reference(ReferenceTarget::Catalogue(catalogue.clone()));
    match names.field(&of.shape, &field).map(|known| known.ty.item()) {
        // Text is compared with the ids of the items.
        Some(FieldType::Text | FieldType::Choice(_)) => {}
        Some(ty) if *ty == wanted => {}
        Some(_) => reader.report_wrong(node, &format!("a field that names items of {catalogue}")),
        None => reader.unknown_name(node.span, "field", &field, names.field_names(&of.shape)),
    }
    let expires = args.get("expires").and_then(|node| {
        let name = reader.read_word(node)?.to_owned();
        match names.field(&of.shape, &name).map(|known| &known.ty) {
            Some(FieldType::Date) => {}
            Some(_) => reader.report_wrong(node, "a field that is a date"),
            None => reader.unknown_name(node.span, "field", &name, names.field_names(&of.shape)),
        }
        Some(name)
    });
    let notice = args.get("notice");
    let notice = notice.and_then(|node| period::read_length(node, reader));
    Some(Current {
        items: Set::without_filter(
            SetSource::Catalogue(catalogue.clone()),
            Shape::Catalogue(catalogue),
        ),
        of,
        field,
        expires,
        notice,
    })
}

/// The record that keeps an item valid the longest.
#[derive(Clone, Copy)]
struct Latest<'a> {
    /// The last day on which it is valid; `None` if it does not expire.
    until: Option<NaiveDate>,
    record: Item<'a>,
}

impl CompiledForm for Current {
    fn evaluate(&self, scope: Scope<'_>, _: &dyn Typesetter) -> CriterionOutcome {
        // Records from before the period may still be valid.
        let scope = scope.without_dates().on_day(scope.as_of());
        let items: Vec<_> = members(&self.items, scope)
            .into_iter()
            .filter_map(|item| item.catalogue_item())
            .collect();
        if items.is_empty() {
            return CriterionOutcome::Idle;
        }
        // Future records keep nothing valid.
        let is_done = |done: NaiveDate| done <= scope.today || scope.has_days_to_come();
        let mut found = members(&self.of, scope);
        found.retain(|record| record.date().is_some_and(is_done));
        let latest = self.latest_records(&found, scope);
        let mut deadlines = Vec::new();
        let mut unmet = Unmet::default();
        // The item that is out of date the longest comes before those that have no record.
        let mut longest_expired: Option<(NaiveDate, Option<Lack>)> = None;
        for item in &items {
            let lack = self.write_lack(item, scope);
            let Some(known) = latest.get(item.id.as_str()) else {
                unmet.shortfalls.push(missing(item));
                unmet.missing.push(MissingItem {
                    title: item.title.clone(),
                    lack: lack.clone(),
                });
                unmet.lack = unmet.lack.or(lack);
                continue;
            };
            let Some(until) = known.until else {
                continue;
            };
            if until < scope.today {
                unmet.shortfalls.push(expired(item, until, &known.record));
                if longest_expired.as_ref().is_none_or(|(on, _)| until < *on) {
                    longest_expired = Some((until, lack.clone()));
                }
            }
            deadlines.push(Deadline {
                on: until,
                what: Some(item.title.clone()),
                expires: true,
                record: known.record.record().map(|record| record.path.clone()),
                lack,
            });
        }
        deadlines.sort_by_key(|deadline| deadline.on);
        let in_date = items.len() - unmet.shortfalls.len();
        let coverage = CatalogueCoverage {
            catalogue: self.catalogue().to_owned(),
            items: items
                .iter()
                .map(|item| self.covered(item, latest.get(item.id.as_str()), scope))
                .collect(),
        };
        let progress = Progress {
            deadlines,
            counted: Some(Counted::Items(self.catalogue().to_owned())),
            coverage: Some(coverage),
            ..Progress::counted(in_date, items.len(), record_paths(&found))
        };
        if unmet.shortfalls.is_empty() {
            return CriterionOutcome::Met(progress);
        }
        unmet.progress = progress;
        match longest_expired {
            Some((_, lack)) => CriterionOutcome::Overdue(Unmet { lack, ..unmet }),
            None => CriterionOutcome::Open(unmet),
        }
    }
}

impl Current {
    /// Returns an item with the record that keeps it valid the longest.
    fn covered(
        &self,
        item: &scheme::CatalogueItem,
        latest: Option<&Latest<'_>>,
        scope: Scope<'_>,
    ) -> CoveredItem {
        let until = latest.and_then(|latest| latest.until);
        let record = latest.and_then(|latest| latest.record.record());
        CoveredItem {
            id: item.id.to_string(),
            title: item.title.clone(),
            records: record
                .map(|record| record.path.clone())
                .into_iter()
                .collect(),
            is_missing: record.is_none() || until.is_some_and(|until| until < scope.today),
            until,
            renew_from: until.and_then(|until| self.notice?.before(until)),
        }
    }

    /// Returns the id of the catalogue.
    fn catalogue(&self) -> &str {
        match &self.items.source {
            SetSource::Catalogue(name) => name,
            _ => "",
        }
    }

    /// Returns the record that keeps each item valid the longest, by the item's id.
    fn latest_records<'a>(
        &self,
        found: &[Item<'a>],
        scope: Scope<'a>,
    ) -> BTreeMap<String, Latest<'a>> {
        let catalogue = match &self.items.source {
            SetSource::Catalogue(name) => scope.scheme.catalogues.get(name),
            _ => None,
        };
        let valid: BTreeMap<&str, &scheme::CatalogueItem> = catalogue
            .map(|catalogue| catalogue.items.as_slice())
            .unwrap_or_default()
            .iter()
            .map(|item| (item.id.as_str(), item))
            .collect();
        let mut latest: BTreeMap<String, Latest<'a>> = BTreeMap::new();
        for record in found {
            let Some(value) = record.get(&self.field) else {
                continue;
            };
            let Some(done) = record.date() else { continue };
            for id in value.items().filter_map(Value::text) {
                let Some(item) = valid.get(id) else { continue };
                let until = self
                    .written_end(record)
                    .or_else(|| item.valid.and_then(|length| length.after(done)));
                let here = Latest {
                    until,
                    record: *record,
                };
                // A record that does not expire is later than any other.
                let later = |known: &Latest<'_>| match (until, known.until) {
                    (None, _) => true,
                    (Some(_), None) => false,
                    (Some(until), Some(known)) => until >= known,
                };
                match latest.get_mut(id) {
                    Some(known) if later(known) => *known = here,
                    Some(_) => {}
                    None => {
                        latest.insert(id.to_owned(), here);
                    }
                }
            }
        }
        latest
    }

    /// Returns the last valid day that the record itself gives.
    fn written_end(&self, record: &Item<'_>) -> Option<NaiveDate> {
        match record.get(self.expires.as_ref()?)?.as_ref() {
            Value::Date(date) => Some(*date),
            _ => None,
        }
    }

    fn write_lack(&self, item: &scheme::CatalogueItem, scope: Scope<'_>) -> Option<Lack> {
        let (kind, mut fields) = record_to_write(&self.of, scope)?;
        fields.push((self.field.clone(), item.id.clone()));
        Some(Lack::Write {
            kind,
            fields,
            count: 1,
            has_some: false,
        })
    }
}

fn missing(item: &scheme::CatalogueItem) -> Shortfall {
    Shortfall {
        role: None,
        at: None,
        message: format!("{} has no record yet", words::quoted(&item.title)),
    }
}

fn expired(item: &scheme::CatalogueItem, until: NaiveDate, record: &Item<'_>) -> Shortfall {
    Shortfall {
        role: None,
        at: record
            .place(None)
            .map(|(path, span)| (path.to_owned(), span)),
        message: format!(
            "{} was valid until {}",
            words::quoted(&item.title),
            calendar::format_long(until)
        ),
    }
}
