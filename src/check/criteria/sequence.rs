//! `sequence: { each: SET, needs: SET, match: { FIELD: field | id | previous }, within: LENGTH,
//! later: true, at_least: COUNT }` holds when each record has an earlier one that matches, such as
//! approval before the spend, or a later one, such as a discussion of what was written.

use chrono::NaiveDate;

use super::{
    CompiledForm, CriterionOutcome, FormSpec, Lack, Progress, Shortfall, Unmet, counted,
    record_paths,
};
use crate::base::calendar::Length;
use crate::base::document::Node;
use crate::domain::ports::Typesetter;
use crate::domain::query::{Item, Scope, members};
use crate::domain::schema::{SchemaReader, SchemeNames, Set, period, set};

pub const FORM: FormSpec = FormSpec {
    name: "sequence",
    read: |args, names, reader| Some(Box::new(read(args, names, reader)?)),
};

struct Sequence {
    each: Set,
    needs: Set,
    /// The value that the other record has to have; `None` if any will do.
    matching: Option<Match>,
    within: Option<Length>,
    /// True if the other record comes after the record, and not before it.
    later: bool,
    /// It is enough if so many records have another.
    at_least: Option<usize>,
}

struct Match {
    /// The field of the other record that has to match.
    field: String,
    to: MatchTarget,
}

enum MatchTarget {
    /// The id of the record itself.
    Id,
    /// The id of the record before it in the set; the first record needs nothing.
    Previous,
    /// The value of a field of the record.
    Field(String),
}

fn read(args: &Node, names: &SchemeNames<'_>, reader: &mut SchemaReader) -> Option<Sequence> {
    reader.read_map(args)?;
    let keys = ["each", "needs", "match", "within", "later", "at_least"];
    reader.report_unknown_keys(args, &keys);
    let each = set::read(reader.require(args, "each")?, names, reader)?;
    let needs = set::read(reader.require(args, "needs")?, names, reader)?;
    let matching = match args.get("match") {
        Some(node) => Some(read_match(node, (&each, &needs), names, reader)?),
        None => None,
    };
    let within = args
        .get("within")
        .and_then(|node| period::read_length(node, reader));
    let at_least = args.get("at_least").and_then(|node| {
        let count = node.scalar().and_then(|word| word.parse().ok());
        if count.is_none() {
            reader.report_wrong(node, "a whole number such as 5");
        }
        count
    });
    Some(Sequence {
        each,
        needs,
        matching,
        within,
        later: reader.read_flag(args, "later"),
        at_least,
    })
}

fn read_match(
    node: &Node,
    (each, needs): (&Set, &Set),
    names: &SchemeNames<'_>,
    reader: &mut SchemaReader,
) -> Option<Match> {
    let Some(entry) = reader.read_map(node)?.first() else {
        reader.report_wrong(node, "one field to match");
        return None;
    };
    if !names.has_field(&needs.shape, &entry.key) {
        reader.unknown_name(
            entry.key_span,
            "field",
            &entry.key,
            names.field_names(&needs.shape),
        );
    }
    let to = match reader.read_word(&entry.value)? {
        "id" => MatchTarget::Id,
        "previous" => MatchTarget::Previous,
        field => {
            if !names.has_field(&each.shape, field) {
                let known = names
                    .field_names(&each.shape)
                    .into_iter()
                    .chain(["id", "previous"]);
                reader.unknown_name(entry.value.span, "field", field, known);
            }
            MatchTarget::Field(field.to_owned())
        }
    };
    Some(Match {
        field: entry.key.clone(),
        to,
    })
}

impl CompiledForm for Sequence {
    fn evaluate(&self, scope: Scope<'_>, _: &dyn Typesetter) -> CriterionOutcome {
        let each = members(&self.each, scope);
        if each.is_empty() {
            return CriterionOutcome::Idle;
        }
        let needs = members(&self.needs, scope.without_dates());
        let field = self.matching.as_ref().map(|one| one.field.as_str());
        let needs = DateIndex::new(&needs, field);
        let mut shortfalls = Vec::new();
        let mut lack = None;
        for (at, item) in each.iter().enumerate() {
            let previous = at.checked_sub(1).map(|before| &each[before]);
            let Some(required_value) = self.required_value(item, previous) else {
                continue;
            };
            if !needs.contains(&required_value, |date| self.is_in_time(date, item)) {
                lack = lack.or_else(|| self.write_lack(&required_value));
                shortfalls.push(self.shortfall(item, previous));
            }
        }
        let found = each.len() - shortfalls.len();
        let needed = self.at_least.unwrap_or(each.len());
        let progress = Progress {
            counted: counted(&self.each),
            ..Progress::counted(found, needed, record_paths(&each))
        };
        match found >= needed {
            true => CriterionOutcome::Met(progress),
            false => CriterionOutcome::Open(Unmet {
                progress,
                shortfalls,
                lack,
                ..Unmet::default()
            }),
        }
    }
}

impl Sequence {
    /// Returns the value that the other record has to name; `None` if nothing is needed.
    fn required_value(&self, item: &Item<'_>, previous: Option<&Item<'_>>) -> Option<String> {
        let Some(matching) = &self.matching else {
            return Some(String::new());
        };
        match &matching.to {
            MatchTarget::Id => Some(item.id().to_owned()),
            MatchTarget::Previous => previous.map(|item| item.id().to_owned()),
            MatchTarget::Field(field) => item.get(field).map(|value| value.to_text()),
        }
    }

    /// Returns true if a date is not after the record, and not too long before it; the other way
    /// round for later ones.
    fn is_in_time(&self, date: Option<NaiveDate>, item: &Item<'_>) -> bool {
        let (Some(date), Some(by)) = (date, item.date()) else {
            return false;
        };
        let (first, last) = if self.later { (by, date) } else { (date, by) };
        let is_near = |length: Length| length.after(first).is_some_and(|end| last <= end);
        first <= last && self.within.is_none_or(is_near)
    }

    fn shortfall(&self, item: &Item<'_>, previous: Option<&Item<'_>>) -> Shortfall {
        let kind = self.needs.written_kind().map_or("record", |kind| &**kind);
        let to = self.matching.as_ref().map(|one| &one.to);
        let when = if self.later { "after" } else { "before" };
        let message = match (to, previous) {
            (Some(MatchTarget::Previous), Some(before)) => {
                format!(
                    "there is no {kind} about \u{201c}{}\u{201d} {when} this",
                    before.title()
                )
            }
            _ => format!("there is no {kind} {when} this"),
        };
        Shortfall {
            role: None,
            at: item.place(None).map(|(path, span)| (path.to_owned(), span)),
            message,
        }
    }

    fn write_lack(&self, wanted: &str) -> Option<Lack> {
        let matching = self.matching.iter();
        let fields = matching.map(|one| (one.field.clone(), wanted.to_owned()));
        Some(Lack::Write {
            kind: self.needs.written_kind()?.clone(),
            fields: fields.collect(),
            count: 1,
            has_some: false,
        })
    }
}

/// Dates of the other records by the values that they name, so that looking one up does not
/// compare all. Where nothing has to match, all are under the empty value.
struct DateIndex(std::collections::BTreeMap<String, Vec<Option<NaiveDate>>>);

impl DateIndex {
    fn new(items: &[Item<'_>], field: Option<&str>) -> Self {
        let mut index = std::collections::BTreeMap::<String, Vec<Option<NaiveDate>>>::new();
        let Some(field) = field else {
            let dates = items.iter().map(Item::date).collect();
            return Self([(String::new(), dates)].into());
        };
        for item in items {
            for value in item
                .get(field)
                .iter()
                .flat_map(|value| value.items().cloned().collect::<Vec<_>>())
            {
                index
                    .entry(crate::base::text::fold(&value.to_text()).into_owned())
                    .or_default()
                    .push(item.date());
            }
        }
        Self(index)
    }

    fn contains(&self, wanted: &str, is_in_time: impl Fn(Option<NaiveDate>) -> bool) -> bool {
        let dates = self.0.get(crate::base::text::fold(wanted).as_ref());
        dates.is_some_and(|dates| dates.iter().any(|date| is_in_time(*date)))
    }
}
