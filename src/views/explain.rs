//! Explanations: the rules in a list, the page of one rule, or the fields of a kind.

use crate::check::rules::{RULES, Rule};
use crate::domain::finding::Severity;
use crate::domain::schema::{Criterion, Kind, Scheme};
use crate::views::scheme_details::CriterionDetails;

/// A page of the reference, as `cpd explain` shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReferencePage {
    /// Every rule, by name.
    Rules(Vec<RuleSummary>),
    Rule(RulePage),
    Kind(KindPage),
    /// The requirements of a name: several schemes may have one each.
    Requirements(Vec<RequirementPage>),
}

/// A requirement of an award or a duty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequirementPage {
    /// The title of the scheme that asks for it.
    pub scheme: String,
    /// As in `gdc/statement`.
    pub name: String,
    /// The awards that it is for; none where it is a duty.
    pub awards: Vec<String>,
    pub details: CriterionDetails,
}

/// One rule in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleSummary {
    pub name: &'static str,
    pub severity: Severity,
    /// The first sentence of its page.
    pub says: String,
}

/// The page of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RulePage {
    pub name: &'static str,
    pub severity: Severity,
    /// True if a record may ask that the rule be left out.
    pub allowable: bool,
    /// Markdown without the heading.
    pub page: String,
}

/// The place, the fields and the sections of records of a kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KindPage {
    pub name: String,
    pub title: String,
    pub help: String,
    /// The folder or the file that they are kept in.
    pub kept_in: String,
    /// The pattern of their file names; none where a kind has one file.
    pub named: Option<String>,
    pub fields: Vec<FieldLine>,
    pub sections: Vec<String>,
}

/// A field of a kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldLine {
    pub name: String,
    pub required: bool,
    pub help: String,
    /// The value that it takes, in plain words.
    pub expects: String,
}

impl ReferencePage {
    pub fn for_all_rules() -> Self {
        let summary = |rule: &Rule| RuleSummary {
            name: rule.name,
            severity: rule.severity,
            says: rule.summary(),
        };
        Self::Rules(RULES.iter().map(summary).collect())
    }

    pub fn for_rule(rule: &Rule) -> Self {
        Self::Rule(RulePage {
            name: rule.name,
            severity: rule.severity,
            allowable: rule.allowable,
            page: rule.page().trim_end().to_owned(),
        })
    }

    /// Returns the pages of the requirements with an id; nothing where no scheme has one.
    pub fn for_requirements(id: &str, schemes: &[&Scheme]) -> Option<Self> {
        let pages: Vec<RequirementPage> = schemes
            .iter()
            .flat_map(|scheme| {
                let criteria = scheme.criteria.iter().map(|one| (one, false));
                let duties = scheme.duties.iter().map(|one| (one, true));
                let all = criteria.chain(duties).filter(|(one, _)| one.id == id);
                all.map(|(one, is_duty)| RequirementPage::new(one, is_duty, scheme))
            })
            .collect();
        (!pages.is_empty()).then_some(Self::Requirements(pages))
    }

    pub fn for_kind(kind: &Kind) -> Self {
        let fields = kind.fields.iter().map(|field| FieldLine {
            name: field.name.clone(),
            required: field.required,
            help: field.help.clone().unwrap_or_default(),
            expects: field.ty.describe(),
        });
        Self::Kind(KindPage {
            name: kind.name.to_string(),
            title: kind.title.clone(),
            help: kind.help.clone(),
            kept_in: kind.path().to_owned(),
            named: kind
                .pattern()
                .map(|pattern| format!("{}.md", pattern.as_str())),
            fields: fields.collect(),
            sections: kind.sections.clone(),
        })
    }
}

impl RequirementPage {
    fn new(criterion: &Criterion, is_duty: bool, scheme: &Scheme) -> Self {
        let awards = scheme.awards.iter().filter(|_| !is_duty);
        let awards = awards.filter(|award| criterion.is_for(&award.id));
        let first = awards.clone().next().map(|award| &*award.id);
        Self {
            scheme: scheme.title.clone(),
            name: format!("{}/{}", scheme.id, criterion.id),
            awards: awards.map(|award| award.title.clone()).collect(),
            details: CriterionDetails::new(criterion, first, scheme),
        }
    }
}
