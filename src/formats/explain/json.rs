//! For programs: version 1 of a contract that is kept (docs/json.md).

use std::io::{self, Write};

use serde::Serialize;

use crate::formats::{Style, json};
use crate::views::explain::{
    FieldLine, KindPage, ReferencePage, RequirementPage, RulePage, RuleSummary,
};

pub fn write(view: &ReferencePage, _: &Style, out: &mut dyn Write) -> io::Result<()> {
    let v1 = ExplainV1 {
        version: 1,
        explained: match view {
            ReferencePage::Rules(rules) => {
                ExplainedV1::Rules(rules.iter().map(ExplainSummaryV1::new).collect())
            }
            ReferencePage::Rule(rule) => ExplainedV1::Rule(RuleV1::new(rule)),
            ReferencePage::Kind(kind) => ExplainedV1::Kind(KindV1::new(kind)),
            ReferencePage::Requirements(all) => {
                ExplainedV1::Requirements(all.iter().map(RequirementV1::new).collect())
            }
        },
    };
    json::write(&v1, out)
}

#[derive(Serialize)]
struct ExplainV1<'a> {
    version: u32,
    #[serde(flatten)]
    explained: ExplainedV1<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
enum ExplainedV1<'a> {
    Rules(Vec<ExplainSummaryV1<'a>>),
    Rule(RuleV1<'a>),
    Kind(KindV1<'a>),
    Requirements(Vec<RequirementV1<'a>>),
}

#[derive(Serialize)]
struct RequirementV1<'a> {
    scheme: &'a str,
    name: &'a str,
    awards: &'a [String],
    says: &'a str,
    severity: &'a str,
    basis: Option<&'a str>,
    terms: &'a [String],
}

impl<'a> RequirementV1<'a> {
    fn new(page: &'a RequirementPage) -> Self {
        Self {
            scheme: &page.scheme,
            name: &page.name,
            awards: &page.awards,
            says: &page.details.says,
            severity: page.details.severity.name(),
            basis: page.details.basis.as_deref(),
            terms: &page.details.terms,
        }
    }
}

#[derive(Serialize)]
struct ExplainSummaryV1<'a> {
    name: &'a str,
    severity: &'a str,
    says: &'a str,
}

#[derive(Serialize)]
struct RuleV1<'a> {
    name: &'a str,
    severity: &'a str,
    allowable: bool,
    page: &'a str,
}

#[derive(Serialize)]
struct KindV1<'a> {
    name: &'a str,
    title: &'a str,
    help: &'a str,
    kept_in: &'a str,
    named: Option<&'a str>,
    fields: Vec<FieldV1<'a>>,
    sections: &'a [String],
}

#[derive(Serialize)]
struct FieldV1<'a> {
    name: &'a str,
    required: bool,
    help: &'a str,
    expects: &'a str,
}

impl<'a> ExplainSummaryV1<'a> {
    fn new(rule: &'a RuleSummary) -> Self {
        Self {
            name: rule.name,
            severity: rule.severity.name(),
            says: &rule.says,
        }
    }
}

impl<'a> RuleV1<'a> {
    fn new(rule: &'a RulePage) -> Self {
        Self {
            name: rule.name,
            severity: rule.severity.name(),
            allowable: rule.allowable,
            page: &rule.page,
        }
    }
}

impl<'a> KindV1<'a> {
    fn new(kind: &'a KindPage) -> Self {
        Self {
            name: &kind.name,
            title: &kind.title,
            help: &kind.help,
            kept_in: &kind.kept_in,
            named: kind.named.as_deref(),
            fields: kind.fields.iter().map(FieldV1::new).collect(),
            sections: &kind.sections,
        }
    }
}

impl<'a> FieldV1<'a> {
    fn new(field: &'a FieldLine) -> Self {
        Self {
            name: &field.name,
            required: field.required,
            help: &field.help,
            expects: &field.expects,
        }
    }
}
