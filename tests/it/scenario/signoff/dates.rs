//! Dates that have not come yet, in sign-offs, packs and vouchings; and an award with the
//! name of a round.

use super::{begun, falls, granted, submitted};
use crate::support::{Ran, Sandbox};

const FAR: &str = "2099-01-01";

impl Sandbox {
    /// Prints the pack of the award, and verifies it by the real clock.
    #[track_caller]
    fn printed_and_verified(&self) -> Ran {
        self.cpd(["pack", "--award", "reader", "-o", "../reader.zip"])
            .expect_code(0);
        self.cpd(["verify", "../reader.zip", "--accept-self-declared"])
    }
}

/// With a commit of that day and a key that never ends.
#[test]
fn a_sign_off_from_the_future_counts_for_nothing() {
    let Some(sam) = submitted() else { return };
    sam.on(FAR)
        .take_on("grant", "alex-reed", FAR)
        .expect_code(0);
    falls(&sam.check(), &["future-date"]);
    let ran = sam.cpd(["verify", "reader", "--accept-self-declared"]);
    assert_eq!(ran.code, 1, "{ran:#?}");
    assert!(ran.stdout.contains("future-date"), "{}", ran.stdout);
    // On that day it counts.
    let verdict = sam.check_with(&["--today", FAR], &[]);
    assert!(verdict.closed && verdict.code == 0, "{verdict:?}");
}

#[test]
fn no_variable_of_the_environment_dates_a_pack() {
    let Some(sam) = granted() else { return };
    let print = |set: &[(&str, &str)]| {
        let args = ["pack", "--award", "reader", "-o", "../reader.zip"];
        sam.run("cpd", &args, set).expect_code(0);
        sam.bytes("../reader.zip")
    };
    let plain = print(&[]);
    assert_eq!(print(&[("SOURCE_DATE_EPOCH", "4102444800")]), plain);
    assert_eq!(print(&[("SOURCE_DATE_EPOCH", "1")]), plain);
    sam.printed_and_verified().expect_code(0);
}

#[test]
fn a_pack_of_a_commit_from_the_future_is_not_printed_and_is_bad() {
    let Some(sam) = granted() else { return };
    sam.on(FAR).commit("From the future");
    for more in [&[][..], &["--format", "pdf"], &["--format", "zip"]] {
        let refused = sam.cpd([&["pack", "--award", "reader"], more].concat());
        let says = "your last save is dated 1 January 2099, which is in the future";
        assert!(
            refused.code == 1 && refused.stderr.contains(says),
            "{refused:#?}"
        );
        assert!(!sam.at("packs").exists());
    }
    // A computer whose clock is wrong prints it.
    let print = ["pack", "--award", "reader", "-o", "../reader.zip"];
    sam.cpd([&print[..], &["--today", FAR]].concat())
        .expect_code(0);
    let ran = sam
        .cpd(["verify", "../reader.zip", "--accept-self-declared"])
        .expect_code(1);
    let says = "pages, bad: the pack is dated in the future: 1 January 2099";
    assert!(ran.stdout.contains(says), "{}", ran.stdout);
}

#[test]
fn a_vouching_from_the_future_vouches_for_nobody() {
    let Some(sam) = granted() else { return };
    let body = sam.key("alex-reed").display().to_string();
    sam.cpd(["trust", "sign", "--key", &body, "--today", FAR])
        .expect_code(0);
    sam.commit("Vouched for");
    let anchor = format!("{body}.pub");
    let ran = sam
        .cpd(["verify", "reader", "--anchor", &anchor])
        .expect_code(1);
    let says = "of 1 January 2099 is dated in the future";
    assert!(ran.stdout.contains(says), "{}", ran.stdout);
}

/// The award `year-2026-12-31` would be kept in the files of the round of `year` that ends on
/// that day. One sign-off never closes both.
#[test]
fn an_award_with_the_name_of_a_round_is_never_signed_for_it() {
    let Some(sam) = begun() else { return };
    sam.edit(
        "schemes/circle/scheme.yaml",
        "  - { id: writer, title: Writer }\n",
        "  - { id: year, title: Year, repeats: { every: 1 year, from: 01-01 } }\n\
         \x20 - { id: year-2026-12-31, title: Another }\n",
    );
    sam.edit(
        "schemes/circle/scheme.yaml",
        "subjects: [statement, notes]\n",
        "subjects: [{ kind: note }]\n",
    );
    sam.commit("Another scheme");
    let finding = sam.cpd(["check"]);
    let says =
        "`year-2026-12-31` is also the name of a round of `year`: this award needs another name";
    assert!(finding.stdout.contains(says), "{finding:#?}");
    sam.has_key("sam-carter");
    let take = |award: &str| {
        sam.cpd([
            "sign",
            award,
            "--as",
            "sam-carter",
            "--yes",
            "--no-input",
            "--today",
            "2026-12-31",
        ])
    };
    let signed = take("year-2026-12-31");
    assert!(
        signed
            .stdout
            .starts_with("signoffs/circle/year-2026-12-31/"),
        "{signed:#?}"
    );
    let on_that_day = |args: &[&str]| sam.cpd([args, &["--today", "2026-12-31"]].concat());
    let status = on_that_day(&["status"]).stdout;
    let signed = status
        .lines()
        .filter(|line| line.contains(", signed 2026-12-31"));
    let signed: Vec<&str> = signed.collect();
    assert_eq!(signed.len(), 1, "{status}");
    assert!(
        signed[0].starts_with("Year to 31 December 2026: "),
        "{status}"
    );
    assert!(!status.contains("Another"), "{status}");
    let pack = [
        "pack",
        "--award",
        "year-2026-12-31",
        "--draft",
        "-o",
        "../year.zip",
    ];
    on_that_day(&pack).expect_code(0);
    let verify = ["verify", "../year.zip", "--accept-self-declared"];
    let verified = on_that_day(&verify).stdout;
    let says = "A draft of Year to 31 December 2026 by Sam Carter";
    assert!(verified.starts_with(says), "{verified}");
    assert!(
        verified.contains("sign by Sam Carter on 2026-12-31: signed"),
        "{verified}"
    );
    let verified = on_that_day(&["verify", "year-2026-12-31", "--accept-self-declared"]).stdout;
    assert!(verified.starts_with("Year "), "{verified}");
}
