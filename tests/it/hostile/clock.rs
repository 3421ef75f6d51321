//! A computer whose clock is wrong: set to 1970, or to a day that is still to come.

use crate::support::tools::require_tool;
use crate::support::{PROGRAM, Ran, Sandbox};

/// Days that a clock may say it is. Sam's portfolio is of October 2026.
const WRONG: [&str; 2] = ["1970-01-02 00:00:00", "2090-01-02 00:00:00"];

/// Runs a line of shell in `sam/` by another clock. Times of files stay as they are.
fn by_clock(sandbox: &Sandbox, clock: &str, line: &str) -> Ran {
    let settings = "NO_FAKE_STAT=1 DONT_FAKE_MONOTONIC=1";
    sandbox.line_in_sam(&format!("{settings} faketime '{clock}' {line}"))
}

/// Sam's portfolio with a key, signed for Silver on 3 October 2026.
fn signed() -> Sandbox {
    let sandbox = Sandbox::with_keys();
    sandbox.sh("cpd demo sam --without-keys");
    sandbox.signed_by("sam", "sam");
    sandbox.sh("cd sam && cpd trust key && cpd save -m 'Our keys'
         sed -i 's/^title: .*/title: What Silver changed/' statements/silver.md
         cpd save -m 'Another title' && cpd --today 2026-10-03 sign silver --yes");
    sandbox
}

#[test]
fn the_clock_of_the_computer_changes_no_verdict() {
    if require_tool("faketime").is_none() {
        return;
    }
    let sandbox = signed();
    for args in [
        "check --format json",
        "status --format json",
        "history silver --format json",
        "pack silver --draft -o -",
        "report . --format jsonl",
    ] {
        let line = format!("cpd --today 2026-10-06 {args}");
        let right = sandbox.line_in_sam(&line);
        for clock in WRONG {
            let wrong = by_clock(&sandbox, clock, &line);
            assert_eq!(wrong.code, right.code, "{args} in {clock}");
            assert!(
                wrong.stdout == right.stdout,
                "{args} in {clock}: {wrong:#?}"
            );
        }
    }
}

#[test]
fn what_is_signed_by_a_wrong_clock_is_refused_or_does_not_count() {
    if require_tool("faketime").is_none() {
        return;
    }
    let sandbox = signed();
    let program = format!("{PROGRAM} sign silver --yes");
    // The awards before it were not granted yet.
    by_clock(&sandbox, WRONG[0], &program).expect_code(1);
    assert_eq!(sandbox.sh("cd sam && git status --porcelain"), "");
    sandbox.sh("cd sam && sed -i 's/^title: .*/title: What it changed/' statements/silver.md && cpd save -m Title");
    by_clock(&sandbox, WRONG[1], &program).expect_code(0);
    let ran = sandbox
        .line_in_sam("cpd --today 2026-10-06 check")
        .expect_code(1);
    let file = "signoffs/lancaster/silver/2090-01-02T000000Z-sign-sam-carter.md";
    let says_future = format!("{file}, line 6, column 7: error: `on` is in the future");
    assert!(ran.stdout.contains(&says_future), "{}", ran.stdout);
    let advice = "take the sign-off back and sign again: `cpd withdraw silver`";
    assert!(ran.stdout.contains(advice), "{}", ran.stdout);
    let status = sandbox.line_in_sam("cpd --today 2026-10-06 status");
    let says = "Next for Silver: sign, by Sam Carter";
    assert!(status.stdout.contains(says), "{}", status.stdout);
    sandbox.sh("cp -r sam before");
    sandbox.sh("cd sam && cpd --today 2026-10-06 withdraw silver --as sam-carter --yes && cpd --today 2026-10-06 sign silver --yes");
    let status = sandbox.line_in_sam("cpd --today 2026-10-06 status");
    let says = "signed 2026-10-06 by Sam Carter";
    assert!(status.stdout.contains(says), "{}", status.stdout);
    let ran = sandbox.line_in_sam("cpd --today 2026-10-06 check");
    assert!(!ran.stdout.contains("future-date"), "{}", ran.stdout);
    // A withdrawal in the name of somebody else takes nothing back.
    let forged = "before/signoffs/lancaster/silver/2026-10-06T110000Z-withdraw-priya-shah.md";
    sandbox.sh(&format!(
        "sed 's/^by: .*/by: priya-shah/' sam/signoffs/lancaster/silver/*-withdraw-sam-carter.md >{forged}
         rm -r sam && mv before sam"
    ));
    let ran = sandbox.line_in_sam("cpd --today 2026-10-06 check");
    assert!(ran.stdout.contains(&says_future), "{}", ran.stdout);
    sandbox.sh("cd sam && git clean -fdq && git checkout -q .");
    // A commit from 2090 among the others changes nothing for what is signed by right clocks.
    let file = "sam/profile.md";
    sandbox.sh(&format!("echo More. >>{file}"));
    by_clock(
        &sandbox,
        WRONG[1],
        &format!("{PROGRAM} save --anyway -m More"),
    )
    .expect_code(0);
    let dated = sandbox.sh("cd sam && git log -1 --format=%cs");
    assert_eq!(dated, "2090-01-02\n");
    sandbox.sh("cd sam && git revert --no-edit HEAD~1 2>&1");
    let status = sandbox.line_in_sam("cpd --today 2026-10-06 status");
    assert!(status.stdout.contains("Silver: ready"), "{}", status.stdout);
}

/// Returns a report on `sam/` by a clock, without a day that is fixed.
fn report(sandbox: &Sandbox, clock: &str, options: &str) -> String {
    let line = format!("{PROGRAM} report . --format jsonl {options}");
    by_clock(sandbox, clock, &line).stdout
}

#[test]
fn a_line_that_was_kept_by_a_wrong_clock_is_not_believed() {
    if require_tool("faketime").is_none() {
        return;
    }
    let sandbox = signed();
    let clocks = [
        "2090-01-02 00:00:00",
        "2090-01-01 00:00:00",
        "1970-01-02 00:00:00",
    ];
    let mut all = Vec::new();
    for _ in 0..2 {
        for clock in clocks {
            let kept = report(&sandbox, clock, "");
            assert_eq!(kept, report(&sandbox, clock, "--afresh"), "{clock}");
            all.push(kept);
        }
        sandbox.sh("cd sam && sed -i 's/^status: done/status: planned/' activities/*.md");
    }
    assert!(
        all[0] != all[1] && all[0] != all[2] && all[0] != all[3],
        "{all:?}"
    );
}
