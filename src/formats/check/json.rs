//! For programs: version 1 of a contract that is kept (docs/json.md). The types
//! here are the wire's own; inner ones may change beside them.

use std::io::{self, Write};

use serde::{Serialize, Serializer};
use serde_json::Number;

use super::line_indexes::LineIndexes;
use crate::base::files::digest::Sha256;
use crate::base::text::Shell;
use crate::base::text::{Position, Span};
use crate::check::CatalogueCoverage;
use crate::domain::finding::Diagnostic;
use crate::domain::id::RuleId;
use crate::domain::remedy::{Action, Remedy};
use crate::formats::command_line::{CommandLine, command_line};
use crate::formats::{Style, json, remedies};
use crate::views::check::{AwardStanding, Check, CriterionStanding, SchemeStanding};
use crate::views::expected::ExampleOutcome;

pub fn write(check: &Check, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    json::write(&CheckV1::new(check, style.shell), out)
}

/// Writes the same document with what came of a scheme's examples.
pub fn with_examples(
    check: &Check,
    outcomes: &[ExampleOutcome],
    wrong: &[String],
    style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let examples = outcomes.iter().map(|one| ExampleV1 {
        name: &one.name,
        differences: &one.differences,
    });
    let v1 = CheckV1 {
        examples: Some(examples.collect()),
        examples_wrong: Some(wrong),
        ..CheckV1::new(check, style.shell)
    };
    json::write(&v1, out)
}

#[derive(Serialize)]
struct CheckV1<'a> {
    version: u32,
    portfolio: Option<&'a str>,
    history: &'static str,
    schemes: Vec<SchemeV1<'a>>,
    diagnostics: DiagnosticsV1<'a>,
    summary: CheckSummaryV1,
    #[serde(skip_serializing_if = "Option::is_none")]
    examples: Option<Vec<ExampleV1<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    examples_wrong: Option<&'a [String]>,
}

#[derive(Serialize)]
struct ExampleV1<'a> {
    name: &'a str,
    differences: &'a [String],
}

#[derive(Serialize)]
struct SchemeV1<'a> {
    id: &'a str,
    version: &'a str,
    sha256: Sha256,
    origin: &'static str,
    path: Option<&'a str>,
    awards: Vec<AwardV1<'a>>,
    duties: Vec<CriterionV1<'a>>,
}

#[derive(Serialize)]
struct AwardV1<'a> {
    id: &'a str,
    state: &'static str,
    signoffs: Vec<SignoffV1<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    returned: Option<ReturnV1<'a>>,
    criteria: Vec<CriterionV1<'a>>,
}

#[derive(Serialize)]
struct SignoffV1<'a> {
    id: &'a str,
    by: &'a str,
    on: String,
    assurance: &'static str,
    fresh: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<&'a str>,
}

#[derive(Serialize)]
struct ReturnV1<'a> {
    by: &'a str,
    on: String,
    assurance: &'static str,
    reason: &'a str,
}

#[derive(Serialize)]
struct CriterionV1<'a> {
    id: &'a str,
    says: &'a str,
    severity: &'static str,
    state: &'static str,
    found: Number,
    needed: Number,
    unit: Option<&'a str>,
    due: Option<String>,
    evidence: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    coverage: Option<CoverageV1<'a>>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    notes: &'a [String],
}

#[derive(Serialize)]
struct CoverageV1<'a> {
    catalogue: &'a str,
    shown: usize,
    items: usize,
    missing: Vec<&'a str>,
}

/// The findings, each made when it is written.
struct DiagnosticsV1<'a>(&'a Check, Shell);

impl Serialize for DiagnosticsV1<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut indexes = LineIndexes::new(self.0);
        let findings = self.0.findings.iter();
        serializer
            .collect_seq(findings.map(|finding| DiagnosticV1::new(finding, &mut indexes, self.1)))
    }
}

#[derive(Serialize)]
struct DiagnosticV1<'a> {
    rule: RuleId,
    severity: &'static str,
    message: &'a str,
    help: Option<String>,
    remedies: Vec<RemedyV1<'a>>,
    path: &'a str,
    range: RangeV1,
    criterion: Option<&'a str>,
    listed: &'a [String],
}

/// A remedy, in words: at most one of the three other fields says how.
#[derive(Serialize)]
struct RemedyV1<'a> {
    says: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    run: Option<CommandLine>,
    #[serde(skip_serializing_if = "Option::is_none")]
    edit: Option<Vec<EditV1<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    look: Option<LookV1<'a>>,
}

#[derive(Serialize)]
struct EditV1<'a> {
    path: &'a str,
    range: RangeV1,
    text: &'a str,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    signed: bool,
}

#[derive(Serialize)]
struct LookV1<'a> {
    path: &'a str,
    range: RangeV1,
}

#[derive(Serialize)]
struct RangeV1 {
    start: Position,
    end: Position,
}

#[derive(Serialize)]
struct CheckSummaryV1 {
    records: usize,
    errors: usize,
    warnings: usize,
}

impl<'a> CheckV1<'a> {
    fn new(check: &'a Check, shell: Shell) -> Self {
        let found = check.summary();
        Self {
            version: 1,
            portfolio: check.portfolio.as_deref(),
            history: check.consulted.name(),
            schemes: check.schemes.iter().map(SchemeV1::new).collect(),
            diagnostics: DiagnosticsV1(check, shell),
            summary: CheckSummaryV1 {
                records: found.records,
                errors: found.errors,
                warnings: found.warnings,
            },
            examples: None,
            examples_wrong: None,
        }
    }
}

impl<'a> SchemeV1<'a> {
    fn new(scheme: &'a SchemeStanding) -> Self {
        Self {
            id: &scheme.scheme.id,
            version: &scheme.scheme.version,
            sha256: scheme.scheme.sha256,
            origin: scheme.scheme.origin.name(),
            path: scheme.scheme.path.as_deref(),
            awards: scheme.awards.iter().map(AwardV1::new).collect(),
            duties: scheme.duties.iter().map(CriterionV1::new).collect(),
        }
    }
}

impl<'a> AwardV1<'a> {
    fn new(award: &'a AwardStanding) -> Self {
        let signoffs = award.signoffs.iter().map(|taken| SignoffV1 {
            id: &taken.step,
            by: &taken.by,
            on: crate::base::calendar::format_instant(taken.on),
            assurance: taken.assurance.name(),
            fresh: taken.fresh,
            number: taken.number.as_deref(),
        });
        Self {
            id: &award.name,
            state: award.state.name(),
            signoffs: signoffs.collect(),
            returned: award.returned.as_ref().map(|note| ReturnV1 {
                by: &note.by.0,
                on: crate::base::calendar::format_instant(note.on),
                assurance: note.assurance.name(),
                reason: &note.reason,
            }),
            criteria: award.criteria.iter().map(CriterionV1::new).collect(),
        }
    }
}

impl<'a> CriterionV1<'a> {
    fn new(criterion: &'a CriterionStanding) -> Self {
        Self {
            id: &criterion.id,
            says: &criterion.says,
            severity: criterion.severity.name(),
            state: criterion.state.name(),
            found: json::number(criterion.found),
            needed: json::number(criterion.needed),
            unit: criterion.unit.as_deref(),
            due: criterion.due.map(|due| due.to_string()),
            evidence: &criterion.evidence,
            coverage: criterion.coverage.as_ref().map(CoverageV1::new),
            notes: &criterion.notes,
        }
    }
}

impl<'a> CoverageV1<'a> {
    fn new(coverage: &'a CatalogueCoverage) -> Self {
        let missing = coverage.items.iter().filter(|item| item.is_missing);
        let missing: Vec<&str> = missing.map(|item| item.id.as_str()).collect();
        Self {
            catalogue: &coverage.catalogue,
            shown: coverage.items.len() - missing.len(),
            items: coverage.items.len(),
            missing,
        }
    }
}

impl<'a> DiagnosticV1<'a> {
    fn new(diagnostic: &'a Diagnostic, indexes: &mut LineIndexes<'_>, shell: Shell) -> Self {
        // What stands beside the words in a terminal is part of the help here.
        let label = Some(diagnostic.at.text.clone()).filter(|text| !text.is_empty());
        let help: Vec<String> = label
            .into_iter()
            .chain(remedies::help(diagnostic, shell))
            .collect();
        Self {
            rule: diagnostic.rule,
            severity: diagnostic.severity.name(),
            message: &diagnostic.message,
            help: (!help.is_empty()).then(|| help.join("; ")),
            remedies: diagnostic
                .remedies
                .iter()
                .map(|remedy| RemedyV1::new(remedy, indexes))
                .collect(),
            path: &diagnostic.at.path,
            range: RangeV1::new(&diagnostic.at.path, diagnostic.at.span, indexes),
            criterion: diagnostic.criterion.as_deref(),
            listed: &diagnostic.listed,
        }
    }
}

impl<'a> RemedyV1<'a> {
    fn new(remedy: &'a Remedy, indexes: &mut LineIndexes<'_>) -> Self {
        let mut v1 = Self {
            says: &remedy.says,
            run: None,
            edit: None,
            look: None,
        };
        match &remedy.action {
            Action::Invoke(what) => v1.run = Some(command_line(what)),
            Action::Edit(edits) => {
                let edits = edits.iter().map(|edit| EditV1 {
                    path: &edit.path,
                    range: RangeV1::new(&edit.path, edit.span, indexes),
                    text: &edit.text,
                    signed: edit.signed,
                });
                v1.edit = Some(edits.collect());
            }
            Action::Look(at) => {
                v1.look = Some(LookV1 {
                    path: &at.path,
                    range: RangeV1::new(&at.path, at.span, indexes),
                });
            }
            Action::Advice => {}
        }
        v1
    }
}

impl RangeV1 {
    fn new(path: &str, span: Span, indexes: &mut LineIndexes<'_>) -> Self {
        let found = indexes.get(path);
        let at = |byte: usize| match found {
            Some((text, index)) => index.position(text, byte),
            None => Position {
                line: 1,
                column: 1,
                byte: 0,
            },
        };
        Self {
            start: at(span.start),
            end: at(span.end),
        }
    }
}
