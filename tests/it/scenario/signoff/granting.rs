//! The awarding body decides with the pack that `cpd submit` wrote, in a place of its own and
//! with its own key: it has no copy of the repository.

use std::fs;

use super::{STATEMENT, endorsed};
use crate::support::{Ran, Sandbox};

/// Submitted by Sam; the pack is in `body/`, where Alex's key signs.
fn sent() -> Option<Sandbox> {
    let sam = endorsed()?;
    sam.take("submit");
    let key = sam.key("alex-reed").display().to_string();
    sam.sh("mkdir ../body && cp packs/reader.html ../body");
    let settings = format!("[gpg]\n\tformat = ssh\n[user]\n\tsigningkey = {key}\n");
    fs::write(sam.home().join(".gitconfig"), settings).expect("settings");
    Some(sam)
}

impl Sandbox {
    /// Decides on a pack in `body/`.
    fn decide(&self, words: &[&str], day: &str) -> Ran {
        let how = ["--as", "alex-reed", "--yes", "--no-input", "--today", day];
        self.cpd([&["-C", "../body"][..], words, &how].concat())
    }

    fn grant(&self, file: &str, day: &str) -> Ran {
        self.decide(&["grant", file, "--message", "Granted by the panel."], day)
    }
}

#[test]
fn a_pack_is_returned_and_granted_the_second_time_without_the_repository() {
    let Some(sam) = sent() else { return };
    let reason = "Say what the checklist changed.";
    let words = ["return", "reader.html", "--reason", reason];
    sam.decide(&words, "2026-06-05").expect_code(0);
    sam.on("2026-06-05")
        .cpd([
            "receive",
            "../body/reader-signed.zip",
            "--today",
            "2026-06-05",
        ])
        .expect_code(0);
    let status = sam.cpd(["status", "--today", "2026-06-05"]).stdout;
    assert!(status.contains(reason), "{status}");

    sam.edit(STATEMENT, "the useful part", "the part that helped");
    sam.on("2026-06-06").commit("Say what it changed");
    for (step, person, day) in [
        ("sign", "sam-carter", "2026-06-07"),
        ("endorse", "priya-shah", "2026-06-08"),
        ("submit", "sam-carter", "2026-06-09"),
    ] {
        sam.take_on(step, person, day).expect_code(0);
    }
    let letter = sam.read("packs/reader-email.txt").replace('\n', " ");
    let expected = "on 5 June 2026. You wrote “Say what the checklist changed”.";
    assert!(letter.contains(expected), "{letter}");
    sam.sh("rm ../body/* && cp packs/reader.html ../body");
    let granted = sam.grant("reader.html", "2026-06-09").expect_code(0);
    assert!(granted.stderr.contains("Signed."), "{granted:#?}");
    sam.on("2026-06-10")
        .cpd([
            "receive",
            "../body/reader-signed.zip",
            "--today",
            "2026-06-10",
        ])
        .expect_code(0);
    sam.stands(&[]);
}

#[test]
fn a_pack_in_any_format_can_be_granted() {
    let Some(sam) = sent() else { return };
    for format in ["pdf", "zip"] {
        let file = format!("reader.{format}");
        let to = format!("../body/{file}");
        let print = ["pack", "--award", "reader", "--format", format, "-o", &to];
        sam.cpd(print).expect_code(0);
        sam.grant(&file, "2026-06-09").expect_code(0);
        sam.sh("rm ../body/reader-signed.zip");
    }
}

#[test]
fn a_pack_that_shows_other_words_than_it_carries_is_not_granted() {
    let Some(sam) = sent() else { return };
    sam.sh("sed -i '0,/That was the useful part/s//That was the best part/' ../body/reader.html");
    let ran = sam.grant("reader.html", "2026-06-09");
    assert_eq!(ran.code, 1, "{ran:#?}");
    assert!(ran.stderr.contains("the pack is bad"), "{ran:#?}");
    assert!(!sam.at("../body/reader-signed.zip").exists());
}

#[test]
fn a_draft_is_not_granted() {
    let Some(sam) = sent() else { return };
    let print = [
        "pack",
        "--award",
        "reader",
        "--draft",
        "-o",
        "../body/draft.html",
    ];
    sam.cpd(print).expect_code(0);
    let ran = sam.grant("draft.html", "2026-06-09");
    assert!(ran.stderr.contains("is not a submission"), "{ran:#?}");
}
