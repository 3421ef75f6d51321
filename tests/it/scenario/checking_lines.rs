//! `cpd report --check-sample`: lines that others wrote, judged again from clones.

use crate::support::{Ran, Sandbox};

/// A portfolio in `sam/` with two commits, the line of each, and a clone of it.
fn reported() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.copy("examples/bronze-ready", "sam");
    sandbox.sh(
        "set -e; cd sam; git init -q -b main; git config user.name Sam
         git config user.email sam@example.org; git add -A; git commit -q -m Ready
         cpd report . --format jsonl > ../first.jsonl
         git rm -q -r journals; git commit -q -m Fewer; cpd report . --format jsonl > ../second.jsonl
         git clone -q ../sam ../clones/law/sam",
    );
    sandbox
}

fn check(sandbox: &Sandbox, lines: &str, options: &str) -> Ran {
    sandbox.try_sh(&format!(
        "cpd report {lines} --check-sample 5 --clones clones --seed lottery --table trouble --format csv {options}"
    ))
}

/// Returns what is said of the line whose source is `.`, after the sentence that counts.
#[track_caller]
fn said(ran: &Ran, code: i32, counts: &str) -> String {
    assert_eq!(ran.code, code, "{ran:?}");
    let (first, rest) = ran.stderr.split_once('\n').expect("a sentence");
    let drawn = "Of 1 reported line, 1 was judged again from their commits, drawn with the seed “lottery”: ";
    assert_eq!(first.strip_prefix(drawn), Some(counts), "{ran:?}");
    rest.lines().next().unwrap_or_default().to_owned()
}

const RIGHT: &str = "1 right, 0 different, 0 not checked.";
const DIFFERS: &str = "0 right, 1 different, 0 not checked.";
const UNCHECKED: &str = "0 right, 0 different, 1 not checked.";

#[test]
fn a_line_is_judged_again_at_its_own_commit_and_on_its_own_day() {
    let sandbox = reported();
    // Neither what the clone shows now nor the day of today counts.
    sandbox.sh("rm -r clones/law/sam/activities; echo odd > clones/law/sam/odd.md");
    for lines in ["first.jsonl", "second.jsonl"] {
        for options in ["", "--today 2028-05-01"] {
            assert_eq!(
                said(&check(&sandbox, lines, options), 0, RIGHT),
                "",
                "{lines}"
            );
        }
    }
    assert!(!sandbox.at("clones/law/sam/.git/cpd").exists());
    assert!(!sandbox.at("clones/law/sam/activities").exists());
}

#[test]
fn a_line_in_a_repository_of_many_is_judged_in_its_folder() {
    let sandbox = Sandbox::new();
    sandbox.copy("examples/bronze-ready", "all/sam");
    sandbox.copy("examples/every-rule", "all/other");
    sandbox.sh(
        "set -e; cd all; git init -q -b main; git config user.name Sam
         git config user.email sam@example.org; git add -A; git commit -q -m Both
         cpd report sam --format jsonl > ../line.jsonl; git clone -q . ../clones/all",
    );
    assert_eq!(said(&check(&sandbox, "line.jsonl", ""), 0, RIGHT), "");
}

#[test]
fn a_portfolio_that_was_in_another_folder_is_not_checked() {
    let sandbox = Sandbox::new();
    sandbox.copy("examples/bronze-ready", "all/sam");
    sandbox.sh(
        "set -e; cd all; git init -q -b main; git config user.name Sam
         git config user.email sam@example.org; git add -A; git commit -q -m Here
         cpd report sam --format jsonl > ../line.jsonl
         git mv sam there; git commit -q -m There; git clone -q . ../clones/all",
    );
    let ran = check(&sandbox, "line.jsonl", "");
    let says = "sam was not checked again: it was in another folder at that commit.";
    assert_eq!(said(&ran, 0, UNCHECKED), says);
}

#[test]
fn a_line_that_its_commit_does_not_bear_out_is_named_by_its_fields() {
    let sandbox = reported();
    sandbox.sh(
        r#"sed 's/"state":"ready"/"state":"closed"/; s/"records":[0-9]*/"records":99/' first.jsonl > forged.jsonl"#,
    );
    let ran = check(&sandbox, "forged.jsonl", "");
    let says = "its commit says something else of: lancaster/bronze (state) and records";
    assert_eq!(said(&ran, 1, DIFFERS), format!(". differs, {says}."));
    assert!(ran.stdout.contains(",line-differs,error,2\n"), "{ran:?}");
    // A commit that somebody pushed to a branch of their own shows nothing.
    sandbox.sh(
        "set -e; cd clones/law/sam; git checkout -q -b side; echo 'x' >> README.md; git add -A
         git -c user.name=S -c user.email=s@e.org commit -q -m Side
         cpd report . --format jsonl > ../../../side.jsonl; git checkout -q main",
    );
    let says =
        ". differs, its commit says something else of: commit (it is on no branch that counts).";
    assert_eq!(said(&check(&sandbox, "side.jsonl", ""), 1, DIFFERS), says);
}

#[test]
fn what_a_clone_does_not_show_is_not_checked() {
    let sandbox = reported();
    let commit = sandbox.git("-C sam rev-parse HEAD~1");
    let commit = commit.trim();
    for (other, why) in [
        (
            "0123456789012345678901234567890123456789",
            "the clone does not have the commit that it names; fetch it with git",
        ),
        (
            "--upload-pack=x\\\\u001b",
            "the clone does not have the commit that it names; fetch it with git",
        ),
    ] {
        sandbox.sh(&format!(
            "sed 's/{commit}/{other}/g' first.jsonl > other.jsonl"
        ));
        let says = format!(". was not checked again: {why}.");
        assert_eq!(
            said(&check(&sandbox, "other.jsonl", ""), 0, UNCHECKED),
            says
        );
    }
    sandbox.sh("rm -rf clones; git clone -q --depth 1 \"file://$PWD/sam\" clones/sam");
    let says = ". was not checked again: this copy has only the latest saves.";
    assert_eq!(
        said(&check(&sandbox, "second.jsonl", ""), 0, UNCHECKED),
        says
    );
    sandbox.sh("rm -rf clones; mkdir clones");
    let ran = check(&sandbox, "first.jsonl", "");
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(
        ran.stderr
            .contains("no reported line has a clone below clones"),
        "{ran:?}"
    );
    for options in [
        "--check-sample 5",
        "--seed x",
        "--clones clones",
        "--check-sample 0 --clones clones",
    ] {
        assert_eq!(
            sandbox
                .try_sh(&format!("cpd report first.jsonl {options}"))
                .code,
            2
        );
    }
}

#[test]
fn a_line_without_a_day_or_commit_that_can_be_right_differs() {
    let sandbox = reported();
    for (field, value, says) in [
        ("day", "null", "day (the line names none)"),
        ("day", "\"2026-10-04\"", "day (it is still to come)"),
        ("day", "\"+262142-12-31\"", "day (it is still to come)"),
        ("commit", "null", "commit (the line names none)"),
    ] {
        sandbox.sh(&format!(
            r#"sed 's/"{field}":"[^"]*"/"{field}":{value}/' first.jsonl > other.jsonl"#
        ));
        let says = format!(". differs, its commit says something else of: {says}.");
        assert_eq!(said(&check(&sandbox, "other.jsonl", ""), 1, DIFFERS), says);
    }
}
