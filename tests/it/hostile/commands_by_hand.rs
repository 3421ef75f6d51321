//! The commands with which `cpd verify` says that an award can be checked by hand, with names
//! that somebody else chose: run in a real shell, they check and do nothing else.

use std::fs;

use serde_json::Value;

use crate::support::{Runs as _, Sandbox};

/// Parts of file names that a shell would act upon. Each would make a file `marker`.
const NAMES: [&str; 8] = [
    "x $(touch marker)",
    "`touch marker`",
    "x; touch marker;",
    "x' ; touch marker ; '",
    "x\" ; touch marker ; \"",
    "x && touch marker || touch marker",
    "-x > marker",
    "# ~ ! * ? [a] {a,b} & | $HOME \u{2019}",
];

/// The demo with Silver not signed yet, in which a record shows evidence of this name.
fn with_evidence(name: &str) -> Sandbox {
    let sandbox = Sandbox::with_demo();
    sandbox.git("-C sample reset -q --hard ':/^Say what Silver has changed'");
    let sample = sandbox.in_folder("sample");
    let path = format!("evidence/{name}.pdf");
    sample.write(&path, "%PDF-1.4\n");
    let activity = "activities/2025-07-08-two-days-in-the-timetabling-office.md";
    let text = sample.read(activity);
    let list = serde_json::to_string(&path).expect("JSON");
    let (_, rest) = text.split_once("---\n").expect("details");
    sample.write(activity, format!("---\nevidence: [{list}]\n{rest}"));
    sample.cpd(["save", "--anyway"]).expect_code(0);
    sample
}

/// The lines that are shown, and the same as JSON gives them.
#[track_caller]
fn lines_by_hand(sample: &Sandbox) -> Vec<String> {
    let json = sample.cpd(["verify", "silver", "--format", "json"]);
    let json: Value = serde_json::from_str(&json.stdout).expect("JSON");
    let lines = json["by_hand"].as_array().expect("lines").iter();
    let lines: Vec<String> = lines
        .map(|line| line.as_str().expect("a line").to_owned())
        .collect();
    let shown = sample.cpd(["verify", "silver", "--plain"]).stdout;
    let shown: Vec<&str> = shown
        .lines()
        .filter_map(|line| line.strip_prefix("    "))
        .collect();
    assert_eq!(shown, lines);
    lines
}

/// Runs a line in both shells, and returns what it prints. No file may come of it.
#[track_caller]
fn run_line(line: &str, sample: &Sandbox) -> String {
    let files = || sample.git("status --porcelain --ignored");
    let before = files();
    let mut said = String::new();
    for shell in ["sh", "bash"] {
        said = sample.command(shell).args(["-c", line]).run().stdout;
        assert_eq!(files(), before, "something of this was run: {line}");
        let outside = fs::exists(sample.root().join("work/marker"));
        assert!(!outside.expect("a folder"), "{line}");
    }
    said
}

#[test]
fn commands_by_hand_check_files_whatever_their_names_are() {
    for name in NAMES {
        let sample = with_evidence(name);
        sample
            .cpd(["sign", "silver", "--unsigned", "--yes"])
            .expect_code(0);
        let mut checked = 0;
        for line in lines_by_hand(&sample) {
            let said = run_line(&line, &sample);
            if let Some((_, id)) = line.rsplit_once("  # ") {
                assert_eq!(said.trim(), id, "{line}");
                checked += 1;
            } else if line.contains(" log ") {
                assert_eq!(said.lines().count(), 1, "{line}");
            }
        }
        // Each content by git, and the evidence as it lies in the folder.
        assert!(checked >= 8, "{checked} in {name}");
        let evidence = format!("evidence/{name}.pdf");
        sample.write(&evidence, "%PDF-1.5\n");
        let lines = lines_by_hand(&sample);
        let mut present = lines
            .iter()
            .filter(|line| line.contains(".pdf") && line.contains("hash-object --no-filters"));
        let line = present
            .find(|line| line.contains("evidence/"))
            .expect("a line");
        let (_, id) = line.rsplit_once("  # ").expect("an id");
        let differs = lines.iter().filter(|line| line.contains("hash-object"));
        let differs =
            differs.filter(|line| !line.ends_with(&run_line(line, &sample).trim().to_owned()));
        assert_eq!(differs.count(), 1, "{id}: {lines:#?}");
    }
}

/// Git changes its bytes on the way out, which only the file in the folder shows.
#[test]
fn commands_by_hand_show_evidence_that_git_changes_on_the_way_out() {
    let sample = with_evidence("plan");
    sample
        .cpd(["sign", "silver", "--unsigned", "--yes"])
        .expect_code(0);
    sample.write(".git/info/attributes", "*.pdf text eol=crlf\n");
    sample.sh("rm evidence/plan.pdf && git checkout -q -- evidence/plan.pdf");
    let lines = lines_by_hand(&sample);
    let of_plan: Vec<&String> = lines
        .iter()
        .filter(|line| line.contains("plan.pdf"))
        .collect();
    let [committed, present] = of_plan[..] else {
        panic!("{of_plan:#?}");
    };
    let is_as_signed = |line: &str| line.ends_with(run_line(line, &sample).trim());
    assert!(
        committed.contains("rev-parse") && is_as_signed(committed),
        "{committed}"
    );
    assert!(!is_as_signed(present), "{present}");
    for line in lines.iter().filter(|line| line.starts_with("git ")) {
        let begin = "git -c core.commitGraph=false --no-replace-objects ";
        assert!(line.starts_with(begin), "{line}");
    }
}

/// Sign-offs that somebody wrote with an editor.
#[test]
fn a_forged_sign_off_puts_no_command_into_a_line() {
    for (field, forged) in [
        ("by: sam-carter", "by: \"x\\n touch marker\\n\""),
        ("by: sam-carter", "by: \"$(touch marker)\""),
        ("proof: none", "proof: ssh"),
        (
            "path: statements/silver.md",
            "path: \"x\\ntouch marker\\n\"",
        ),
        ("path: statements/silver.md", "path: \"'; touch marker; '\""),
        ("path: statements/silver.md", "path: \"--stdin\""),
        ("path: statements/silver.md", "path: /dev/zero"),
        ("path: statements/silver.md", "path: ../../../../dev/zero"),
    ] {
        let sample = with_evidence("plan");
        let signed = sample.cpd(["sign", "silver", "--unsigned", "--yes"]);
        let path = signed.expect_code(0).stdout.trim().to_owned();
        let text = sample.read(&path);
        assert!(text.contains(field), "{field} in {text}");
        sample.write(&path, text.replacen(field, forged, 1));
        sample.git("commit -q -a -m Forged");
        for line in lines_by_hand(&sample) {
            assert!(!line.contains('\n'), "{forged}: {line:?}");
            let zero = line.contains("hash-object") && line.contains("dev/zero");
            assert!(!zero, "{forged}: this never ends: {line}");
            run_line(&line, &sample);
        }
    }
}
