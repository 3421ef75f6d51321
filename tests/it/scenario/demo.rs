//! The demo's history is replayed, not made up on the spot: the same program
//! gives the same commits and the same pack to everybody.

use crate::support::Sandbox;

/// A computer of somebody else: another name, other habits, another time zone.
fn elsewhere() -> Sandbox {
    let sandbox = Sandbox::new();
    let settings = "[user]\n\tname = Somebody Else\n\temail = else@cpd.invalid\n[core]\n\tautocrlf = true\n\
                    \thooksPath = /nowhere\n[commit]\n\tgpgsign = true\n[init]\n\tdefaultBranch = trunk\n";
    std::fs::write(sandbox.home().join(".gitconfig"), settings).expect("settings");
    let made = sandbox
        .command("cpd")
        .args(["--today", "2027-05-05", "demo", "sample"])
        .env("TZ", "Pacific/Auckland")
        .output();
    assert!(made.expect("cpd starts").status.success());
    sandbox
}

#[test]
fn the_demo_is_the_same_on_every_machine() {
    let (here, there) = (Sandbox::with_demo(), elsewhere());
    let head = |sandbox: &Sandbox| sandbox.sh("git -C sample rev-parse HEAD");
    assert_eq!(head(&here), head(&there));
    let pack = |sandbox: &Sandbox| sandbox.bytes("sample/packs/silver.html");
    assert!(pack(&here) == pack(&there), "the packs differ");
}

#[test]
fn git_reads_two_years_of_valid_history_in_the_demo() {
    let sandbox = Sandbox::with_demo();
    let faults = sandbox.sh("git -C sample fsck --strict --no-progress 2>&1");
    assert_eq!(faults, "");
    let dates = sandbox.sh("git -C sample log --reverse --format='%ad %cd' --date=iso-strict");
    let dates: Vec<(&str, &str)> = dates
        .lines()
        .filter_map(|line| line.split_once(' '))
        .collect();
    assert!(dates.iter().all(|(author, committer)| author == committer));
    assert!(dates.is_sorted(), "time runs forwards");
    assert!(dates[0].0.starts_with("2024-11-04"), "{}", dates[0].0);
    assert!(dates[dates.len() - 1].0.starts_with("2026-10-01"));
    assert_eq!(sandbox.sh("git -C sample status --porcelain"), "");
}
