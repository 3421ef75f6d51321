//! Gives fields of records that are there other values.

use std::collections::{BTreeMap, BTreeSet};

use thiserror::Error;

use super::condition::{ConditionError, field_of_some};
use super::create::new_findings;
use super::draft::{Defaults, RecordDraft};
use super::text::yaml;
use crate::app::change::review::{SignoffEffects, signoff_effects};
use crate::app::change::{Base, ChangeSet, PlanError, checked};
use crate::app::error::{Explain, Explanation, Hint};
use crate::base::document::write::Yaml;
use crate::base::document::{ParsedFile, edit_field};
use crate::base::text::words;
use crate::check::CheckInput;
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::portfolio::Record;
use crate::domain::remedy::Invocation;
use crate::domain::schema::{Field, Kind};

/// Values as people type them, by field. A field without a value is taken out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldValues(Vec<(String, Vec<String>)>);

/// Records with other values.
#[derive(Debug)]
pub struct PlannedEdits {
    pub changes: ChangeSet,
    /// The paths of the records that change, in the order in which they were named.
    pub paths: Vec<String>,
    /// The number of records that have these values already.
    pub unchanged: usize,
    /// Findings that the records may be there already.
    pub duplicates: Vec<Diagnostic>,
}

/// Reasons why records cannot be edited.
#[derive(Debug, Error)]
pub enum EditRecordError {
    #[error("{} is not a field with a value", words::quoted(.0))]
    NotAValue(String),
    #[error(transparent)]
    Field(#[from] ConditionError),
    #[error("{path} is {kind}, which has no field called {field}")]
    OtherKind {
        path: String,
        kind: String,
        field: String,
    },
    #[error("`{field}` cannot be left out of {path}")]
    Required { field: String, path: String },
    #[error("nothing was changed, because these values cannot be used")]
    Unclear(Vec<String>),
    #[error("nothing was changed, because it would bring errors")]
    Faulty(Vec<Diagnostic>),
    #[error("the details of {0} are written in a way that cpd cannot change")]
    Unwritable(String),
    #[error(transparent)]
    Plan(#[from] PlanError),
}

impl Explain for EditRecordError {
    fn explain(&self) -> Explanation {
        match self {
            Self::NotAValue(_) => Explanation::failed()
                .hint("write a field, `=` and its value: `type=course`, or `type=` for no value"),
            Self::Field(error) => error.explain(),
            Self::OtherKind { .. } => {
                Explanation::failed().hint("name only records that have the field")
            }
            Self::Required { .. } => Explanation::refused().hint("give it another value"),
            Self::Unclear(lines) => Explanation::refused().details(lines.clone()),
            Self::Faulty(found) => Explanation::refused().details(found.iter().map(|found| {
                words::join_clauses([
                    &*format!("{}: {}", found.at.path, found.message),
                    &*found.at.text,
                ])
            })),
            Self::Unwritable(_) => {
                let check = Hint::from(Invocation::Check);
                Explanation::refused().hint(check.then(" says what is wrong in it, if anything is"))
            }
            Self::Plan(error) => error.explain(),
        }
    }
}

impl FieldValues {
    /// Reads values such as `type=course` for records of these kinds. Several values of one field
    /// make a list.
    pub fn read(written: &[String], kinds: &[&Kind]) -> Result<Self, EditRecordError> {
        let mut values: Vec<(String, Vec<String>)> = Vec::new();
        for typed in written {
            let parts = typed.split_once('=');
            let (name, value) = parts
                .filter(|(name, _)| !name.trim().is_empty())
                .ok_or_else(|| EditRecordError::NotAValue(typed.clone()))?;
            let name = field_of_some(name.trim(), kinds)?;
            let value = Some(value.trim()).filter(|value| !value.is_empty());
            let value = value.map(str::to_owned);
            match values.iter_mut().find(|(known, _)| *known == name) {
                Some((_, values)) => values.extend(value),
                None => values.push((name, value.into_iter().collect())),
            }
        }
        Ok(Self(values))
    }

    /// Returns the names of the fields.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| &**name)
    }
}

/// Plans other values for records. Nothing is planned if one of them cannot have its value, or if
/// a check would find an error that is not there today.
pub fn plan(
    input: CheckInput<'_>,
    base: Base<'_>,
    records: &[&Record],
    values: &FieldValues,
) -> Result<PlannedEdits, EditRecordError> {
    let _span = tracing::info_span!("records.edit").entered();
    let defaults = Defaults::new(input, false);
    let drafts = records
        .iter()
        .map(|record| draft(&defaults, record, values))
        .collect::<Result<Vec<_>, _>>()?;
    refuse_unclear(&drafts)?;
    let mut changes = ChangeSet::default();
    let (mut paths, mut done) = (Vec::new(), BTreeSet::new());
    for (record, draft) in records.iter().zip(&drafts) {
        if !done.insert(&*record.path) {
            continue;
        }
        let after = edited(record, draft, values)
            .ok_or_else(|| EditRecordError::Unwritable(record.path.clone()))?;
        if *after != *record.text {
            changes.edit(base, &checked(&record.path)?, after.into_bytes())?;
            paths.push(record.path.clone());
        }
    }
    let found = match changes.is_empty() {
        true => Vec::new(),
        false => new_findings(input, &changes),
    };
    let (errors, duplicates): (Vec<_>, Vec<_>) = found
        .into_iter()
        .partition(|found| found.severity == Severity::Error);
    match errors.is_empty() {
        true => Ok(PlannedEdits {
            unchanged: done.len() - paths.len(),
            changes,
            paths,
            duplicates,
        }),
        false => Err(EditRecordError::Faulty(errors)),
    }
}

/// Returns what any change to a record would do to sign-offs.
pub fn effects_of_any_change(
    input: CheckInput<'_>,
    base: Base<'_>,
    record: &Record,
) -> Result<SignoffEffects, EditRecordError> {
    let mut changes = ChangeSet::default();
    let changed = format!("{}\n.", record.text);
    changes.edit(base, &checked(&record.path)?, changed.into_bytes())?;
    Ok(signoff_effects(input, &changes))
}

fn draft<'r>(
    defaults: &Defaults<'_>,
    record: &'r Record,
    values: &FieldValues,
) -> Result<RecordDraft<'r>, EditRecordError> {
    for (name, given) in &values.0 {
        let field = record.kind.field(name);
        let field = field.ok_or_else(|| EditRecordError::OtherKind {
            path: record.path.clone(),
            kind: words::with_article(&record.kind.noun()),
            field: name.clone(),
        })?;
        if given.is_empty() && field.required {
            return Err(EditRecordError::Required {
                field: name.clone(),
                path: record.path.clone(),
            });
        }
    }
    Ok(defaults.change_of(record, values.0.clone()))
}

/// Refuses values that are not clear, each of which is said once for all records.
fn refuse_unclear(drafts: &[RecordDraft<'_>]) -> Result<(), EditRecordError> {
    let unclear = drafts.iter().flat_map(|draft| &draft.unclear);
    let lines = unclear.map(|value| {
        let typed = words::quoted(&value.typed);
        let says = format!("{}: {typed} {}", value.field, value.why.in_words());
        (says, ())
    });
    let lines: BTreeMap<String, ()> = lines.collect();
    match lines.is_empty() {
        true => Ok(()),
        false => Err(EditRecordError::Unclear(lines.into_keys().collect())),
    }
}

/// Returns the text of a record with the values of a draft; `None` where it cannot be changed so
/// that it reads back.
fn edited(record: &Record, draft: &RecordDraft<'_>, values: &FieldValues) -> Option<String> {
    let mut text = record.text.to_string();
    for name in values.names() {
        let field = record.kind.field(name)?;
        let file = ParsedFile::read(&text);
        let value = value_of(draft, field);
        if is_same(&file, name, value.as_ref()) {
            continue;
        }
        text = edit_field(&file, &text, name, value.as_ref())?;
    }
    Some(text)
}

fn value_of(draft: &RecordDraft<'_>, field: &Field) -> Option<Yaml> {
    let values = draft.values.iter().find(|(name, _)| *name == field.name);
    values.map(|(_, values)| yaml(&field.ty, values))
}

/// Returns true if a field is written with this value already, however it is written.
fn is_same(file: &ParsedFile, name: &str, value: Option<&Yaml>) -> bool {
    match (file.front.get(name), value) {
        (Some(node), Some(value)) => Yaml::from(node) == *value,
        (None, None) => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::fakes::World;
    use crate::app::workspace::Workspace;

    const COURSE: &str = "activities/2026-02-04-a-course.md";
    const TALK: &str = "activities/2026-03-04-a-talk.md";

    fn opened() -> Workspace {
        World::sams_portfolio()
            .with_file(
                COURSE,
                "---\ntitle: A course\ndate: 2026-02-04\nhours: 3 # about\ntype: workshop\n---\n\nWords.\n",
            )
            .with_file(
                TALK,
                "---\ntitle: A talk\ndate: 2026-03-04\nhours: 1\nprovider: The Trust\n---\n\nMore words.\n",
            )
            .open()
            .unwrap()
    }

    fn planned(paths: &[&str], set: &[&str]) -> Result<PlannedEdits, EditRecordError> {
        let workspace = opened();
        let portfolio = &workspace.portfolio;
        let records = paths.iter().map(|path| {
            let mut records = portfolio.records.iter();
            records.find(|record| record.path == *path).unwrap()
        });
        let records: Vec<&Record> = records.collect();
        let kinds: Vec<&Kind> = portfolio.kinds().iter().collect();
        let set: Vec<String> = set.iter().map(|&one| one.to_owned()).collect();
        let values = FieldValues::read(&set, &kinds)?;
        plan(workspace.check_input(), workspace.base(), &records, &values)
    }

    fn text(planned: &PlannedEdits, path: &str) -> String {
        let workspace = opened();
        let bytes = planned
            .changes
            .bytes(workspace.base(), &checked(path).unwrap());
        String::from_utf8(bytes.unwrap().to_vec()).unwrap()
    }

    #[test]
    fn values_are_read_as_people_type_them_and_written_where_they_were() {
        let planned = planned(&[COURSE, TALK], &["hours=2 h 30 min", "date=4 May 2026"]).unwrap();
        assert_eq!(planned.paths, [COURSE, TALK]);
        assert_eq!(
            text(&planned, COURSE),
            "---\ntitle: A course\ndate: 2026-05-04\nhours: 2.5 # about\ntype: workshop\n---\n\nWords.\n"
        );
        assert_eq!(
            text(&planned, TALK),
            "---\ntitle: A talk\ndate: 2026-05-04\nhours: 2.5\nprovider: The Trust\n---\n\nMore words.\n"
        );
    }

    #[test]
    fn a_record_that_has_the_value_stays_as_it_is() {
        let planned = planned(&[COURSE, TALK, COURSE], &["type=workshop"]).unwrap();
        assert_eq!(planned.paths, [TALK]);
        assert_eq!(planned.unchanged, 1);
        let right = "---\ntitle: A talk\ndate: 2026-03-04\nhours: 1\nprovider: The Trust\ntype: workshop\n---\n\nMore words.\n";
        assert_eq!(text(&planned, TALK), right);
    }

    #[test]
    fn a_field_without_a_value_is_taken_out_unless_it_is_required() {
        let taken = planned(&[TALK], &["provider="]).unwrap();
        let right = "---\ntitle: A talk\ndate: 2026-03-04\nhours: 1\n---\n\nMore words.\n";
        assert_eq!(text(&taken, TALK), right);
        let refused = planned(&[COURSE], &["title="]).unwrap_err();
        assert_eq!(
            refused.to_string(),
            format!("`title` cannot be left out of {COURSE}")
        );
    }

    #[test]
    fn a_value_that_is_not_clear_or_not_allowed_changes_nothing() {
        let unclear = planned(&[COURSE, TALK], &["date=3/2/2026"]).unwrap_err();
        let EditRecordError::Unclear(lines) = unclear else {
            panic!("{unclear}");
        };
        assert_eq!(lines.len(), 1, "{lines:?}");
        assert!(
            lines[0].contains("3 February 2026 or 2 March 2026"),
            "{lines:?}"
        );
        let faulty = planned(&[COURSE, TALK], &["type=wrkshop"]).unwrap_err();
        let EditRecordError::Faulty(found) = faulty else {
            panic!("{faulty}");
        };
        let paths: Vec<&str> = found.iter().map(|found| &*found.at.path).collect();
        assert_eq!(paths, [COURSE, TALK]);
    }

    #[test]
    fn words_that_are_no_field_of_the_record_are_refused() {
        for (set, says) in [
            ("hours", "“hours” is not a field with a value"),
            ("=3", "“=3” is not a field with a value"),
            ("hors=3", "no record has a field called hors"),
        ] {
            assert_eq!(planned(&[COURSE], &[set]).unwrap_err().to_string(), says);
        }
        let other = planned(&["journals/2026-02-04-saying-i.md"], &["hours=3"]).unwrap_err();
        let says = "journals/2026-02-04-saying-i.md is a journal, which has no field called hours";
        assert_eq!(other.to_string(), says);
    }
}
