//! SARIF 2.1.0, for code scanning: the rules with their pages, and a result to a finding.
//! It is written as it is made, so that many findings need no memory of their own.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::{Serialize, Serializer};

use super::fingerprints::Fingerprints;
use super::line_indexes::LineIndexes;
use crate::base::text::{Safe, Shell, Span, percent, words};
use crate::check::rules::{RULES, Rule};
use crate::domain::finding::{Diagnostic, Label};
use crate::domain::id::RuleId;
use crate::formats::{Style, json, remedies};
use crate::views::check::Check;

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

pub fn write(check: &Check, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let log = Log {
        schema: SCHEMA,
        version: "2.1.0",
        runs: [Run {
            tool: Tool {
                driver: Driver {
                    name: "cpd",
                    semantic_version: env!("CARGO_PKG_VERSION"),
                    rules: RULES.iter().map(Descriptor::from_rule).collect(),
                },
            },
            invocations: [SarifInvocation {
                execution_successful: true,
            }],
            column_kind: "unicodeCodePoints",
            results: Results(check, style.shell),
        }],
    };
    json::write_line(&log, out)
}

#[derive(Serialize)]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Tool,
    invocations: [SarifInvocation; 1],
    column_kind: &'static str,
    results: Results<'a>,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    semantic_version: &'static str,
    rules: Vec<Descriptor>,
}

/// A rule, with its page.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Descriptor {
    id: RuleId,
    short_description: Message,
    full_description: Message,
    help: Page,
    default_configuration: Configuration,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
struct Page {
    text: String,
    markdown: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifInvocation {
    execution_successful: bool,
}

#[derive(Serialize)]
struct Message {
    text: String,
}

impl Message {
    /// Returns words that a person is shown, which may hold what somebody else wrote.
    fn from_words(words: &str) -> Self {
        Self {
            text: Safe(words).to_string(),
        }
    }
}

/// The findings, each made when it is written.
struct Results<'a>(&'a Check, Shell);

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ResultV1 {
    rule_id: RuleId,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule_index: Option<usize>,
    level: &'static str,
    message: Message,
    locations: [SarifLocation; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<SarifLocation>,
    partial_fingerprints: BTreeMap<&'static str, String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifLocation {
    physical_location: PhysicalLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Message>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    /// None where the finding is about the whole file.
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region>,
}

#[derive(Serialize)]
struct ArtifactLocation {
    uri: String,
}

/// Counted from 1; the end is the first column after the words.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
    start_column: usize,
    end_line: usize,
    end_column: usize,
}

impl Serialize for Results<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut indexes = LineIndexes::new(self.0);
        let mut fingerprints = Fingerprints::default();
        let findings = self.0.findings.iter();
        serializer.collect_seq(
            findings.map(|finding| new_result(finding, &mut indexes, &mut fingerprints, self.1)),
        )
    }
}

fn new_result(
    finding: &Diagnostic,
    indexes: &mut LineIndexes<'_>,
    fingerprints: &mut Fingerprints,
    shell: Shell,
) -> ResultV1 {
    let said = words::join_clauses([
        finding.message.as_str(),
        finding.at.text.as_str(),
        remedies::help(finding, shell)
            .as_deref()
            .unwrap_or_default(),
    ]);
    let related = finding.related.iter();
    ResultV1 {
        rule_id: finding.rule,
        rule_index: RULES.iter().position(|rule| rule.id() == finding.rule),
        level: finding.severity.name(),
        message: Message::from_words(&said),
        locations: [SarifLocation {
            physical_location: physical_location(&finding.at, indexes),
            message: None,
        }],
        related_locations: related
            .map(|label| SarifLocation::from_label(label, indexes))
            .collect(),
        partial_fingerprints: BTreeMap::from([(
            "cpdFinding/v1",
            fingerprints.next(finding, &indexes.repository_path(&finding.at.path)),
        )]),
    }
}

impl Descriptor {
    fn from_rule(rule: &Rule) -> Self {
        let page = rule.page();
        Self {
            id: rule.id(),
            short_description: Message {
                text: rule.summary(),
            },
            full_description: Message {
                text: rule.summary(),
            },
            help: Page {
                text: page.clone(),
                markdown: page,
            },
            default_configuration: Configuration {
                level: rule.severity.name(),
            },
        }
    }
}

impl SarifLocation {
    fn from_label(label: &Label, indexes: &mut LineIndexes<'_>) -> Self {
        let said = Some(label.text.clone()).filter(|text| !text.is_empty());
        Self {
            physical_location: physical_location(label, indexes),
            message: said.as_deref().map(Message::from_words),
        }
    }
}

fn physical_location(label: &Label, indexes: &mut LineIndexes<'_>) -> PhysicalLocation {
    let path = indexes.repository_path(&label.path);
    let place = indexes
        .get(&label.path)
        .filter(|_| label.span != Span::start_of_file());
    let region = place.map(|(text, index)| {
        let start = index.position(text, label.span.start);
        let end = index.position(text, label.span.end);
        Region {
            start_line: start.line,
            start_column: start.column,
            end_line: end.line,
            end_column: end.column,
        }
    });
    PhysicalLocation {
        artifact_location: ArtifactLocation {
            uri: percent::encode_uri(&path),
        },
        region,
    }
}
