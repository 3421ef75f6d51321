//! GitLab's code quality report: a JSON array. A finding is known again by what it
//! says, not by its line, so that a line added above makes nothing new.

use std::io::{self, Write};

use serde::{Serialize, Serializer};

use super::fingerprints::Fingerprints;
use super::line_indexes::LineIndexes;
use crate::base::text::{Safe, Shell};
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::id::RuleId;
use crate::formats::{Style, json, remedies};
use crate::views::check::Check;

#[derive(Serialize)]
struct Issue {
    description: String,
    check_name: RuleId,
    fingerprint: String,
    severity: &'static str,
    location: GitlabLocation,
}

#[derive(Serialize)]
struct GitlabLocation {
    path: String,
    lines: GitlabLines,
}

#[derive(Serialize)]
struct GitlabLines {
    begin: usize,
}

pub fn write(check: &Check, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    json::write(&Issues(check, style.shell), out)
}

/// The findings, each made when it is written.
struct Issues<'a>(&'a Check, Shell);

impl Serialize for Issues<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut indexes = LineIndexes::new(self.0);
        let mut fingerprints = Fingerprints::default();
        let issues = self.0.findings.iter().map(|diagnostic| {
            let path = indexes.repository_path(&diagnostic.at.path);
            let fingerprint = fingerprints.next(diagnostic, &path);
            issue(diagnostic, path, fingerprint, &mut indexes, self.1)
        });
        serializer.collect_seq(issues)
    }
}

fn issue(
    diagnostic: &Diagnostic,
    path: String,
    fingerprint: String,
    indexes: &mut LineIndexes<'_>,
    shell: Shell,
) -> Issue {
    let place = indexes.get(&diagnostic.at.path);
    let begin = place.map_or(1, |(text, index)| {
        index.position(text, diagnostic.at.span.start).line
    });
    let help = remedies::help(diagnostic, shell);
    let help = help.map_or_else(String::new, |help| format!(" ({help})"));
    Issue {
        description: Safe(&format!("{}{help}", diagnostic.message)).to_string(),
        check_name: diagnostic.rule,
        fingerprint,
        severity: match diagnostic.severity {
            Severity::Error => "major",
            Severity::Warning => "minor",
            Severity::Note => "info",
        },
        location: GitlabLocation {
            path: Safe(&path).to_string(),
            lines: GitlabLines { begin },
        },
    }
}
