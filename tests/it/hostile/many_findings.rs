//! Very many findings: every format writes each as it is made, so that none needs memory of its
//! own for them, and what many say is kept once.

use super::endless::cost;
use super::{TODAY, portfolio};

const FORMATS: [&str; 7] = [
    "human", "plain", "json", "github", "gitlab", "sarif", "junit",
];

/// Most MiB by which a format may differ from the one that needs least, where its output is
/// longer than that by far.
const MOST_DIFFERENCE: u64 = 8;

/// Most MiB that 20,000 findings need beside the files that they are about.
const MOST_FOR_FINDINGS: u64 = 20;

/// `cargo bench --bench growth` measures 100,000.
#[test]
fn no_format_needs_more_memory_for_many_findings_than_another() {
    let sandbox = portfolio();
    let fields: String = (0..100).map(|n| format!("unknown_{n}: {n}\n")).collect();
    for number in 0..200 {
        let text = format!("---\ntitle: Day {number}\ndate: 2026-02-03\n{fields}---\n");
        sandbox.write(format!("activities/2026-02-03-day-{number}.md"), text);
    }
    let printed = sandbox.cpd(["check", "--today", TODAY, "--format", "plain"]);
    let found = printed.stdout.matches("(unknown-field)").count();
    assert_eq!(found, 20_000);
    // The same files, without findings.
    let Some((_, of_files)) = cost(&sandbox, &["due", "--today", TODAY]) else {
        return;
    };
    let mut costs = Vec::new();
    for format in FORMATS {
        let args = ["check", "--today", TODAY, "--format", format];
        let Some((_, memory)) = cost(&sandbox, &args) else {
            return;
        };
        costs.push((memory, format));
    }
    let least = costs.iter().min().map_or(0, |(memory, _)| *memory);
    let over = costs
        .iter()
        .any(|(memory, _)| *memory > least + MOST_DIFFERENCE);
    assert!(!over, "{costs:?}");
    // About 1 KiB for each finding. It was twice as much when each had the list of all fields.
    let is_small = least < of_files + MOST_FOR_FINDINGS;
    assert!(is_small, "{least} MiB, {of_files} for the files");
}
