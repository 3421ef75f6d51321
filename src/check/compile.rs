//! Schemes compiled for checking: each criterion and duty with its form. A scheme set is compiled
//! once in a process, for all portfolios that follow it; it knows no portfolio.

use std::sync::Arc;

use super::criteria::{CompiledForm, read_form};
use crate::base::calendar::Period;
use crate::base::content_cache::ContentCache;
use crate::domain::id::KindId;
use crate::domain::query::Scope;
use crate::domain::schema::scheme_set::MOST_SETS;
use crate::domain::schema::{
    AdjustmentEffect, Criterion, Kinds, Recurrence, SchemaFault, SchemaFaultKind, SchemaReader,
    Scheme, SchemeNames, SchemeSet,
};

static COMPILED: ContentCache<CompiledSet> = ContentCache::new(MOST_SETS);

/// A scheme set with the compiled forms of its criteria and duties.
pub struct CompiledSet {
    set: Arc<SchemeSet>,
    /// The forms by scheme, in the order of the set.
    forms: Vec<SchemeForms>,
}

/// The compiled forms of one scheme; `None` where a form could not be read.
struct SchemeForms {
    criteria: Vec<Option<Box<dyn CompiledForm>>>,
    duties: Vec<Option<Box<dyn CompiledForm>>>,
    faults: Vec<SchemaFault>,
}

/// A scheme with its compiled forms.
#[derive(Clone, Copy)]
pub struct CompiledScheme<'s, 'f> {
    pub scheme: &'s Scheme,
    forms: &'f SchemeForms,
}

impl CompiledSet {
    /// Returns the compiled form of a set, from a cache of this process.
    pub fn compile(set: &Arc<SchemeSet>) -> Arc<Self> {
        COMPILED.get_or_make(set.key, || Self {
            forms: set
                .schemes
                .iter()
                .map(|scheme| read_forms(scheme, &set.kinds))
                .collect(),
            set: Arc::clone(set),
        })
    }

    /// Returns the compiled form of a scheme of this set, or of an equal set.
    pub fn scheme<'s>(&self, scheme: &'s Scheme) -> Option<CompiledScheme<'s, '_>> {
        let schemes = self.set.schemes.iter();
        let mut forms = schemes.zip(&self.forms);
        let (_, forms) = forms.find(|(own, _)| own.path == scheme.path)?;
        Some(CompiledScheme { scheme, forms })
    }

    /// Returns the faults of the schemes. `only` leaves out faults in the forms of all others.
    pub fn faults<'a>(&'a self, only: Option<&'a str>) -> impl Iterator<Item = &'a SchemaFault> {
        let forms = self.set.schemes.iter().zip(&self.forms);
        let wanted = forms.filter(move |(scheme, _)| only.is_none_or(|id| scheme.id == id));
        let in_forms = wanted.flat_map(|(_, forms)| &forms.faults);
        self.set.faults.iter().chain(in_forms)
    }
}

impl<'s, 'f> CompiledScheme<'s, 'f> {
    /// Returns the criteria of one award with their forms.
    pub fn criteria_of(
        self,
        award: &str,
    ) -> impl Iterator<Item = (&'s Criterion, Option<&'f dyn CompiledForm>)> + use<'s, 'f> {
        let award = self.scheme.award(award).map_or("", |award| &award.id);
        let all = self.scheme.criteria.iter().zip(&self.forms.criteria);
        all.filter(move |(criterion, _)| criterion.is_for(award))
            .map(|(criterion, form)| (criterion, form.as_deref()))
    }

    /// Returns the duties of the scheme with their forms.
    pub fn duties(
        self,
    ) -> impl Iterator<Item = (&'s Criterion, Option<&'f dyn CompiledForm>)> + use<'s, 'f> {
        let all = self.scheme.duties.iter().zip(&self.forms.duties);
        all.map(|(criterion, form)| (criterion, form.as_deref()))
    }
}

/// Returns the values that a new record for an award should have in a field, if a criterion can
/// tell.
pub fn prefilled_values(kind: &KindId, field: &str, scope: Scope<'_>) -> Vec<String> {
    map_forms(scope, |form| form.field_values(kind, field, scope))
        .into_iter()
        .find(|ids| !ids.is_empty())
        .unwrap_or_default()
}

/// Returns the paths of the records that an award's criteria compare with, beyond those that count
/// towards them.
pub fn compared_records(scope: Scope<'_>) -> Vec<String> {
    map_forms(scope, |form| form.compared_records(scope)).concat()
}

/// Returns the days that a duty is asked about on the day of the scope: its window, or its
/// period. A duty without a period has none.
pub fn days_of_duty(duty: &Criterion, scope: Scope<'_>) -> Option<Period> {
    let scope = scope.within(duty.within.as_ref()?).ok()?;
    let compiled = CompiledSet::compile(scope.portfolio.scheme_set());
    let mut duties = compiled.scheme(scope.scheme)?.duties();
    let (_, form) = duties.find(|(other, _)| std::ptr::eq(*other, duty))?;
    form?.window_on(scope).or(scope.period())
}

/// Calls `ask` for every form of an award's criteria.
fn map_forms<T>(scope: Scope<'_>, ask: impl Fn(&dyn CompiledForm) -> T) -> Vec<T> {
    let compiled = CompiledSet::compile(scope.portfolio.scheme_set());
    let award = scope.award().map_or("", |award| &*award.award.name);
    let Some(scheme) = compiled.scheme(scope.scheme) else {
        return Vec::new();
    };
    let forms = scheme.criteria_of(award).filter_map(|(_, form)| form);
    forms.map(ask).collect()
}

fn read_forms(scheme: &Scheme, kinds: &Kinds) -> SchemeForms {
    let mut reader = SchemaReader::new(&scheme.path);
    let mut names = SchemeNames::for_scheme(scheme, kinds);
    let criteria = read_criteria_forms(&scheme.criteria, scheme, &mut names, &mut reader);
    names.in_award = false;
    let duties = read_criteria_forms(&scheme.duties, scheme, &mut names, &mut reader);
    report_reductions(scheme, &criteria, &duties, &mut reader);
    SchemeForms {
        criteria,
        duties,
        faults: reader.faults,
    }
}

/// Reports adjustments that would lower what has no one figure to lower.
fn report_reductions(
    scheme: &Scheme,
    criteria: &[Option<Box<dyn CompiledForm>>],
    duties: &[Option<Box<dyn CompiledForm>>],
    reader: &mut SchemaReader,
) {
    let criteria = scheme.criteria.iter().zip(criteria);
    let forms: Vec<_> = criteria.chain(scheme.duties.iter().zip(duties)).collect();
    let all = scheme.adjustments.iter();
    for one in all.filter(|one| matches!(one.effect, AdjustmentEffect::Reduces { .. })) {
        let has_none = |target: &&String| {
            let mut named = forms.iter().filter(|(other, _)| other.id == **target);
            let is_award = scheme.award(target).is_some();
            let lacks = |form: &dyn CompiledForm| form.target_unit().is_none();
            is_award || named.any(|(_, form)| form.as_deref().is_some_and(lacks))
        };
        if let Some(target) = one.targets.iter().find(has_none) {
            let why = format!(
                "`{target}` asks for no one figure that could be lowered: it must be a `total` or a \
                 `count` with `at_least` alone"
            );
            reader.report(one.origin.span, SchemaFaultKind::Impossible { why });
        }
    }
}

fn read_criteria_forms(
    criteria: &[Criterion],
    scheme: &Scheme,
    names: &mut SchemeNames<'_>,
    reader: &mut SchemaReader,
) -> Vec<Option<Box<dyn CompiledForm>>> {
    let read = |criterion: &Criterion| {
        let own = criterion.within.as_ref().map(Recurrence::days_at_most);
        let round = longest_round_days(criterion, scheme, names);
        names.period_days = own.or(round);
        names.within = criterion.within.clone();
        names.in_round = round.is_some();
        read_form(&criterion.form, names, reader)
    };
    criteria.iter().map(read).collect()
}

/// Returns the most days that a round can have, if every award of the criterion is repeated.
fn longest_round_days(
    criterion: &Criterion,
    scheme: &Scheme,
    names: &SchemeNames<'_>,
) -> Option<i64> {
    if !names.in_award {
        return None;
    }
    let awards = scheme.awards.iter();
    let own = awards.filter(|award| criterion.is_for(&award.id));
    let days = own.map(|award| award.repeats.as_ref().map(Recurrence::days_at_most));
    days.collect::<Option<Vec<i64>>>()?.into_iter().max()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::files::{Content, File, Snapshot};
    use crate::check::criteria::forms_read;
    use crate::check::rules::{RuleSubject, subject};
    use crate::check::{CheckInput, check};
    use crate::domain::portfolio::Portfolio;
    use crate::domain::ports::Evidence;
    use crate::domain::signoff::Trust;

    /// Five forms, two of them inside another, and one form that does not exist.
    const SCHEME: &str = "\
id: it
version: 1.0.0
title: It
awards: [{ id: a, title: A }]
criteria:
  - id: one
    says: One
    count: { of: { kind: activity }, at_least: 1 }
  - id: two
    says: Two
    any: [{ count: { of: { kind: activity }, at_least: 2 } }, { unique: { of: { kind: activity }, field: title } }]
duties:
  - id: three
    says: Three
    total: { of: { kind: activity }, field: hours, at_least: 3 }
  - id: four
    says: Four
    sum: { of: { kind: activity } }
";

    /// Returns a portfolio with one record, under a scheme that only one test follows.
    fn portfolio(test: &str, title: &str) -> Portfolio {
        let files = [
            (
                "cpd.yaml",
                "cpd: 1\nowner: ro\nschemes: { it: 1.0.0 }\n".to_owned(),
            ),
            (
                "trust/people.yaml",
                "people:\n  - id: ro\n    name: Ro\n".to_owned(),
            ),
            ("schemes/it/scheme.yaml", format!("# For {test}.\n{SCHEME}")),
            (
                "activities/2026-01-05-a.md",
                format!("---\ntitle: {title}\ndate: 2026-01-05\n---\n\nWords.\n"),
            ),
        ];
        let file = |(path, text): (&str, String)| File {
            path: path.to_owned(),
            content: Content::Text(text.into()),
        };
        Portfolio::load(Snapshot::new(files.map(file).into_iter().collect()))
    }

    fn unknown_forms(portfolio: &Portfolio, only: Option<&str>) -> usize {
        let trust = Trust::nobody("a portfolio in memory has no keys");
        let result = check(CheckInput {
            portfolio,
            evidence: Evidence::in_memory(),
            trust: &trust,
            today: chrono::NaiveDate::from_ymd_opt(2026, 2, 1).unwrap(),
            focus: None,
            only,
        });
        let found = result.diagnostics.iter();
        found
            .filter(|found| subject(found.rule) == RuleSubject::Scheme)
            .count()
    }

    #[test]
    fn two_portfolios_that_follow_the_same_schemes_compile_them_once() {
        let before = forms_read();
        let (one, other) = (portfolio("once", "One"), portfolio("once", "Other"));
        assert!(Arc::ptr_eq(one.scheme_set(), other.scheme_set()));
        for portfolio in [&one, &other, &one] {
            assert_eq!(unknown_forms(portfolio, None), 1);
            let scope = Scope::for_duties(portfolio, &portfolio.schemes()[0], day());
            assert_eq!(compared_records(scope), [""; 0]);
            let activity = KindId::parse("activity").unwrap();
            assert_eq!(prefilled_values(&activity, "title", scope), [""; 0]);
        }
        // `any` and its two forms, `count`, `total`, and the one that does not exist.
        assert_eq!(forms_read() - before, 6);
    }

    fn day() -> chrono::NaiveDate {
        chrono::NaiveDate::from_ymd_opt(2026, 2, 1).unwrap()
    }

    #[test]
    fn a_check_of_one_scheme_leaves_out_the_forms_of_others() {
        let portfolio = portfolio("only", "One");
        assert_eq!(unknown_forms(&portfolio, Some("it")), 1);
        assert_eq!(unknown_forms(&portfolio, Some("another")), 0);
    }

    #[test]
    fn each_form_has_the_index_of_its_criterion() {
        let portfolio = portfolio("beside", "One");
        let compiled = CompiledSet::compile(portfolio.scheme_set());
        let scheme = compiled.scheme(&portfolio.schemes()[0]).unwrap();
        let read = |(criterion, form): (&Criterion, Option<&dyn CompiledForm>)| {
            (criterion.id.clone(), form.is_some())
        };
        let criteria: Vec<_> = scheme.criteria_of("a").map(read).collect();
        assert_eq!(criteria, [("one".into(), true), ("two".into(), true)]);
        let duties: Vec<_> = scheme.duties().map(read).collect();
        assert_eq!(duties, [("three".into(), true), ("four".into(), false)]);
    }
}
