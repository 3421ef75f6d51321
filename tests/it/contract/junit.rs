//! `cpd check --format junit`: valid by a schema of what CI systems read, and the same findings
//! as every other format has.

use std::path::{Path, PathBuf};

use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use serde_json::Value;

use crate::support::tools::require_tool;
use crate::support::{Ran, Runs as _, Sandbox};

const SCHEMA: &str = "tests/schemas/junit.xsd";

/// The outcome of one test in a report.
#[derive(Debug, Default, PartialEq, Eq)]
struct Test {
    class: String,
    name: String,
    file: String,
    line: String,
    /// The rule, where the test failed.
    failure: Option<String>,
    text: String,
}

fn check(sandbox: &Sandbox, folder: &str, format: &str) -> Ran {
    let args = [
        "-C",
        folder,
        "check",
        "--today",
        "2026-02-20",
        "--format",
        format,
    ];
    sandbox.cpd(args)
}

/// A portfolio without errors.
fn tidy() -> Sandbox {
    let sandbox = Sandbox::new();
    let init = [
        "init",
        "sam",
        "--owner",
        "Sam Carter",
        "--scheme",
        "lancaster",
    ];
    sandbox.cpd(init).expect_code(0);
    sandbox
}

fn attribute(element: &BytesStart<'_>, name: &str) -> String {
    let found = element.try_get_attribute(name).expect("attributes");
    let found = found.map(|it| {
        it.normalized_value(XmlVersion::Explicit1_0)
            .expect("a value")
    });
    found.unwrap_or_default().into_owned()
}

/// Reads a report, whose counts have to be right.
fn read(report: &str) -> Vec<Test> {
    let mut reader = Reader::from_str(report);
    let mut tests: Vec<Test> = Vec::new();
    let mut expected = [String::new(), String::new()];
    let mut is_inside = false;
    loop {
        match reader.read_event().expect("well-formed XML") {
            Event::Start(it) | Event::Empty(it) => match it.name().as_ref() {
                "testsuites" => {
                    expected = ["tests", "failures"].map(|name| attribute(&it, name));
                }
                "testcase" => tests.push(Test {
                    class: attribute(&it, "classname"),
                    name: attribute(&it, "name"),
                    file: attribute(&it, "file"),
                    line: attribute(&it, "line"),
                    ..Test::default()
                }),
                "system-out" => is_inside = true,
                "failure" => {
                    is_inside = true;
                    let test = tests.last_mut().expect("a test");
                    test.failure = Some(attribute(&it, "type"));
                }
                _ => {}
            },
            Event::End(_) => is_inside = false,
            Event::Text(text) if is_inside => {
                tests.last_mut().expect("a test").text.push_str(&text);
            }
            Event::GeneralRef(name) => {
                let name = format!("&{};", name.as_ref() as &str);
                let sign = quick_xml::escape::unescape(&name).expect("a name");
                tests.last_mut().expect("a test").text.push_str(&sign);
            }
            Event::Eof => break,
            _ => {}
        }
    }
    let failed = tests.iter().filter(|test| test.failure.is_some()).count();
    assert_eq!(expected, [tests.len().to_string(), failed.to_string()]);
    tests
}

/// What the validator has against a report; none where there is no validator.
fn faults(sandbox: &Sandbox, report: &str) -> Option<String> {
    require_tool("xmllint")?;
    sandbox.write("report.xml", report);
    let schema: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join(SCHEMA);
    let mut validator = sandbox.command("xmllint");
    validator
        .args(["--nonet", "--noout", "--schema"])
        .arg(schema);
    let ran = validator.arg("report.xml").run();
    Some(match ran.code {
        0 => String::new(),
        _ => ran.stderr,
    })
}

#[test]
fn a_report_is_valid_by_the_schema_and_the_schema_finds_what_is_wrong() {
    let sandbox = tidy();
    sandbox.copy("examples/every-rule", "every-rule");
    let report = check(&sandbox, "every-rule", "junit").expect_code(1).stdout;
    let Some(found) = faults(&sandbox, &report) else {
        return;
    };
    assert_eq!(found, "");
    for (from, to) in [
        ("<failure", "<error"),
        ("line=\"1\"", "line=\"0\""),
        ("<testsuite name", "<testsuite title"),
        ("&quot;", "\u{b}"),
        ("</testsuites>", ""),
    ] {
        assert!(report.contains(from), "{from}");
        let wrong = report.replacen(from, to, 1);
        assert_ne!(faults(&sandbox, &wrong).expect("a validator"), "", "{to}");
    }
    let none = check(&sandbox, "sam", "junit").expect_code(0).stdout;
    assert_eq!(faults(&sandbox, &none).expect("a validator"), "");
}

#[test]
fn the_same_fault_twice_in_a_file_is_two_tests_with_names_of_their_own() {
    let sandbox = tidy();
    let record = "---\ntitle: A day\ndate: 2026-01-12\ntype: workshop\nhours: 2\n---\n\n[a](b.md) [a](b.md)\n";
    sandbox.write("sam/activities/2026-01-12-a-day.md", record);
    let report = check(&sandbox, "sam", "junit").stdout;
    let names: Vec<String> = read(&report).into_iter().map(|test| test.name).collect();
    let links = names
        .iter()
        .filter(|name| name.starts_with("broken-link: "));
    let [first, second] = &links.collect::<Vec<_>>()[..] else {
        panic!("{names:#?}")
    };
    assert_eq!(format!("{first} (2)"), **second);
    if let Some(found) = faults(&sandbox, &report) {
        assert_eq!(found, "");
        let same = report.replacen(" (2)\"", "\"", 1);
        assert_ne!(
            faults(&sandbox, &same).expect("a validator"),
            "",
            "two of a name"
        );
    }
}

#[test]
fn every_finding_is_a_test_and_every_error_a_failure() {
    let sandbox = Sandbox::new();
    sandbox.copy("examples/every-rule", "every-rule");
    let tests = read(&check(&sandbox, "every-rule", "junit").expect_code(1).stdout);
    let json = check(&sandbox, "every-rule", "json").expect_code(1).stdout;
    let json: Value = serde_json::from_str(&json).expect("JSON");
    let findings = json["diagnostics"].as_array().expect("findings");
    assert_eq!(tests.len(), findings.len());
    for (test, finding) in tests.iter().zip(findings) {
        let of = |name: &str| finding[name].as_str().expect("text").to_owned();
        let fails = of("severity") == "error";
        assert_eq!(test.failure, fails.then(|| of("rule")), "{finding}");
        assert_eq!(test.file, of("path"));
        assert_eq!(test.class, of("path").trim_end_matches(".md"));
        let line = &finding["range"]["start"]["line"];
        assert_eq!(test.line, line.to_string(), "{finding}");
        let name = format!("{}: {}", of("rule"), of("message"));
        assert!(test.name.starts_with(&name), "{} is not {name}", test.name);
        assert!(test.text.starts_with(&of("path")), "{}", test.text);
        assert!(test.text.contains(&of("message")), "{}", test.text);
    }
    let failed = tests.iter().filter(|test| test.failure.is_some()).count();
    assert!(0 < failed && failed < tests.len(), "{failed}");
}

/// Signs of XML, characters that no XML may hold, and those that readers would change.
#[test]
fn whatever_a_record_holds_the_report_is_well_formed_and_says_it() {
    let sandbox = tidy();
    let signs = "]]> <b a='1'> & \\\"&amp;\\\" <!-- --> <?x?>";
    let controls = "\\0\\x01\\x08\\x0b\\e\\x7f\\x85\\ufffe\\uffff\\ufdd0\\r\\n\\t\\L\\U0001ffff";
    let path = "activities/2026-01-12-<a>&\"b\" caf\u{e9}.md";
    let record = format!("---\ntitle: A day\ndate: 2026-01-12\ntype: \"{signs}{controls}\"\n---\n");
    sandbox.write(format!("sam/{path}"), record);
    let report = check(&sandbox, "sam", "junit").expect_code(1).stdout;
    let tests = read(&report);
    let test = tests
        .iter()
        .find(|test| test.failure.as_deref() == Some("not-in-vocabulary"));
    let test = test.unwrap_or_else(|| panic!("no such failure: {tests:#?}"));
    assert_eq!(test.file, path);
    for said in [&test.name, &test.text] {
        assert!(
            said.contains("]]> <b a='1'> & \"&amp;\" <!-- --> <?x?>"),
            "{said}"
        );
        for spelt in [
            "0000", "0001", "0008", "000b", "001b", "007f", "0085", "fffe", "ffff",
        ] {
            assert!(said.contains(&format!("\\u{{{spelt}}}")), "{spelt}: {said}");
        }
    }
    if let Some(found) = faults(&sandbox, &report) {
        assert_eq!(found, "");
    }
}

#[test]
fn a_portfolio_without_findings_is_one_test_that_passed() {
    let sandbox = tidy();
    // An empty list of schemes asks for nothing.
    let settings = sandbox.read("sam/cpd.yaml");
    let kept = settings.lines().filter(|line| !line.contains("lancaster"));
    let kept: String = kept.map(|line| format!("{line}\n")).collect();
    sandbox.write("sam/cpd.yaml", kept.replace("schemes:", "schemes: {}"));
    let tests = read(&check(&sandbox, "sam", "junit").expect_code(0).stdout);
    let [test] = &tests[..] else {
        panic!("{tests:#?}")
    };
    assert_eq!((&*test.name, &test.failure), ("No problems found", &None));
}
