//! `cpd check --format github`: escaped as GitHub's own toolkit escapes commands for a runner.

use std::io::Write as _;
use std::process::Stdio;

use crate::golden::repository;
use crate::support::Sandbox;
use crate::support::tools::require;

const TOOLKIT: &str = "tests/workflows/node_modules/@actions/core/lib/core.js";

/// The file and the message of a line, as a runner reads them, and as they stand there.
fn parts(line: &str) -> Option<[[String; 2]; 2]> {
    let (head, data) = line.strip_prefix("::")?.split_once("::")?;
    let file = head.split_once(" file=")?.1.split(',').next()?;
    let plain = |text: &str| {
        let text = text.replace("%0D", "\r").replace("%0A", "\n");
        text.replace("%25", "%")
    };
    let name = plain(&file.replace("%3A", ":").replace("%2C", ","));
    Some([[name, plain(data)], [file.to_owned(), data.to_owned()]])
}

#[test]
fn names_and_messages_are_escaped_as_the_toolkit_escapes_them() {
    let there = repository().join(TOOLKIT).is_file().then_some(());
    if require("@actions/core (npm ci in tests/workflows)", there).is_none() {
        return;
    }
    let sandbox = Sandbox::new();
    sandbox.copy("examples/every-rule", "sam");
    let text = "---\ntitle: A day\ndate: \"100%, 12:30 %0A::error::x\\r\\n::warning::y\"\n---\n";
    for name in ["a,b:c 100%", "%0A%25", "caf\u{e9}::error::", "two\nlines"] {
        sandbox.write(format!("sam/activities/2026-01-12-{name}.md"), text);
    }
    let printed = sandbox
        .cpd(["-C", "sam", "check", "--format", "github"])
        .stdout;
    let lines: Vec<_> = printed.lines().filter_map(parts).collect();
    assert!(lines.len() > 60, "{printed}");
    assert!(
        lines
            .iter()
            .any(|[plain, _]| plain[0].ends_with("a,b:c 100%.md"))
    );
    assert!(
        lines
            .iter()
            .any(|[plain, _]| plain[1].contains("100%, 12:30 %0A::"))
    );
    let given: Vec<&[String; 2]> = lines.iter().map(|[plain, _]| plain).collect();
    let mut node = sandbox.command("node");
    node.arg(repository().join("tests/workflows/escape.mjs"));
    let node = node.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let mut node = node.expect("node");
    let given = serde_json::to_vec(&given).expect("JSON");
    node.stdin
        .take()
        .expect("a pipe")
        .write_all(&given)
        .expect("it reads");
    let said = node.wait_with_output().expect("an end").stdout;
    let said = String::from_utf8(said).expect("UTF-8");
    let expected = lines
        .iter()
        .map(|[_, [file, data]]| format!("::error title={file}::{data}"));
    assert_eq!(
        said.lines().collect::<Vec<_>>(),
        expected.collect::<Vec<_>>()
    );
}
