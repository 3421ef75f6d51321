//! JUnit XML, which most CI systems show as a list of tests: a suite to a file, and a test to
//! a finding. It is written as it is made, so that many findings need no memory of their own.

use std::collections::BTreeMap;
use std::io::{self, Write};

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::line_indexes::LineIndexes;
use super::plain::sentence;
use crate::base::text::{Safe, Shell};
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::id::RuleId;
use crate::formats::Style;
use crate::views::check::Check;

type Xml<'a> = Writer<&'a mut dyn Write>;

pub fn write(check: &Check, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let mut xml: Xml<'_> = Writer::new_with_indent(out, b' ', 2);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let mut indexes = LineIndexes::new(check);
    let [tests, failures] = count(&check.findings);
    xml.create_element("testsuites")
        .with_attributes([
            ("name", "cpd check"),
            ("tests", &*tests),
            ("failures", &*failures),
        ])
        .write_inner_content(|xml| {
            if check.findings.is_empty() {
                return write_success(xml);
            }
            let same_file = |a: &Diagnostic, b: &Diagnostic| a.at.path == b.at.path;
            let mut files = check.findings.chunk_by(same_file);
            files.try_for_each(|found| write_suite(xml, found, &mut indexes, style.shell))
        })?;
    xml.into_inner().write_all(b"\n")
}

/// Returns the numbers of tests and of failures, which stand before them. A check that finds
/// nothing is one test, because some readers refuse a report without any.
fn count(found: &[Diagnostic]) -> [String; 2] {
    let failures = found.iter().filter(|finding| fails(finding)).count();
    [found.len().max(1).to_string(), failures.to_string()]
}

/// Returns true for a finding for which the check itself fails.
fn fails(finding: &Diagnostic) -> bool {
    finding.severity == Severity::Error
}

fn write_success(xml: &mut Xml<'_>) -> io::Result<()> {
    let counts = [("name", "cpd check"), ("tests", "1"), ("failures", "0")];
    let suite = xml.create_element("testsuite").with_attributes(counts);
    suite.write_inner_content(|xml| {
        xml.create_element("testcase")
            .with_attributes([("classname", "cpd check"), ("name", "No problems found")])
            .write_empty()?;
        Ok(())
    })?;
    Ok(())
}

/// Writes the findings of one file. None of them is empty.
fn write_suite(
    xml: &mut Xml<'_>,
    found: &[Diagnostic],
    indexes: &mut LineIndexes<'_>,
    shell: Shell,
) -> io::Result<()> {
    let Some(first) = found.first() else {
        return Ok(());
    };
    let file = Safe(&indexes.repository_path(&first.at.path)).to_string();
    let [tests, failures] = count(found);
    let mut names = TestNames::default();
    xml.create_element("testsuite")
        .with_attributes([
            ("name", &*file),
            ("tests", &*tests),
            ("failures", &*failures),
        ])
        .write_inner_content(|xml| {
            let mut found = found.iter();
            found.try_for_each(|finding| {
                let name = names.next(finding);
                write_test(xml, finding, [&file, &name], indexes, shell)
            })
        })?;
    Ok(())
}

/// Writes an error as a failed test. Warnings and notes are tests that passed and said
/// something, because the check does not fail for them.
fn write_test(
    xml: &mut Xml<'_>,
    finding: &Diagnostic,
    [file, name]: [&str; 2],
    indexes: &mut LineIndexes<'_>,
    shell: Shell,
) -> io::Result<()> {
    let said = sentence(finding, indexes, shell);
    let place = indexes.get(&finding.at.path);
    let line = place.map_or(1, |(text, index)| {
        index.position(text, finding.at.span.start).line
    });
    // Readers take a dot for the end of a package.
    let class = file.strip_suffix(".md").unwrap_or(file);
    xml.create_element("testcase")
        .with_attributes([
            ("classname", class),
            ("name", name),
            ("file", file),
            ("line", &*line.to_string()),
        ])
        .write_inner_content(|xml| {
            let text = BytesText::new(&said);
            if fails(finding) {
                let message = Safe(&finding.message).to_string();
                xml.create_element("failure")
                    .with_attributes([("type", &*finding.rule.to_string()), ("message", &*message)])
                    .write_text_content(text)?;
            } else {
                xml.create_element("system-out").write_text_content(text)?;
            }
            Ok(())
        })?;
    Ok(())
}

/// Names of the tests of one file. They do not contain the line, so that a test keeps its name
/// when lines are added above it.
#[derive(Default)]
struct TestNames<'a>(BTreeMap<(RuleId, &'a str), usize>);

impl<'a> TestNames<'a> {
    fn next(&mut self, finding: &'a Diagnostic) -> String {
        let key = (finding.rule, finding.message.as_str());
        let met = self.0.entry(key).or_default();
        *met += 1;
        let name = format!("{}: {}", finding.rule, Safe(&finding.message));
        match *met {
            1 => name,
            again => format!("{name} ({again})"),
        }
    }
}
