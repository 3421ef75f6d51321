//! Names of evidence from a Mac, which takes letters apart: é is written as e and an accent.
//! A Mac itself takes both forms for one file.

#![cfg(target_os = "linux")]

use super::{NOTE, begun};
use crate::support::Sandbox;

/// A name, and the same name taken apart.
const CAFE: [&str; 2] = ["evidence/Caf\u{e9} 1.pdf", "evidence/Cafe\u{301} 1.pdf"];
const PLAN: [&str; 2] = ["evidence/Pl\u{e4}n.png", "evidence/Pla\u{308}n.png"];

/// The portfolio, signed, with a note that names files in one form while the disk has the
/// other one.
#[track_caller]
fn signed_with(written: usize) -> Option<Sandbox> {
    let sam = begun()?;
    let on_disk = 1 - written;
    sam.write(CAFE[on_disk], "%PDF-1.7\n");
    let picture = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/pictures/pack.png");
    sam.write(PLAN[on_disk], std::fs::read(picture).expect("a picture"));
    let details = format!("award: reader\nevidence: [{}]", CAFE[written]);
    sam.edit(NOTE, "award: reader", &details);
    let text = sam.read(NOTE);
    let (picture, link) = (PLAN[written], CAFE[written].replace(' ', "%20"));
    let more = format!("\n![The plan](../{picture}) and [the receipt](../{link}).\n");
    sam.write(NOTE, text + &more);
    sam.commit("Evidence");
    sam.take("sign");
    sam.take("endorse");
    Some(sam)
}

#[test]
fn evidence_is_found_signed_and_printed_under_either_form_of_its_name() {
    for written in [0, 1] {
        let Some(sam) = signed_with(written) else {
            return;
        };
        assert_eq!(sam.check().rules, [""; 0]);
        let signoff = sam.read(&sam.signoff("sign"));
        for path in [CAFE, PLAN].map(|names| names[1 - written]) {
            assert!(signoff.contains(path), "{signoff}");
        }
        for format in ["html", "pdf", "zip"] {
            sam.cpd(["pack", "--award", "reader", "--format", format])
                .expect_code(0);
            let file = format!("packs/reader.{format}");
            let verified = sam.cpd(["verify", &file, "--accept-self-declared"]);
            verified.says("No problems found.");
            verified.says("gives exactly the same pages");
        }
        let page = sam.read("packs/reader.html");
        assert!(page.contains("src=\"data:image/png") && page.contains("href=\"#evidence-"));
        assert!(!page.contains("not in this pack"));
    }
}

#[test]
fn a_signed_path_holds_its_own_bytes_in_either_form() {
    for written in [0, 1] {
        let Some(sam) = signed_with(written) else {
            return;
        };
        let (named, kept) = (CAFE[written], CAFE[1 - written]);
        // The folder was copied to a system that uses the other form.
        sam.sh(&format!("mv '{kept}' '{named}'"));
        sam.commit("Copied");
        assert_eq!(sam.check().rules, [""; 0]);
        sam.write(named, "%PDF-1.7\nother\n");
        sam.commit("Changed");
        assert_eq!(sam.check().rules, ["stale-signoff"]);
        // What was signed is there again, but the record names another file.
        sam.write(kept, "%PDF-1.7\n");
        sam.commit("Both");
        let rules = ["equal-file-names (warning)", "stale-signoff"];
        assert_eq!(sam.check().rules, rules);
    }
}

#[test]
fn a_link_to_a_record_follows_it_to_its_new_name_from_either_form() {
    let Some(sam) = begun() else { return };
    let names = [
        "notes/2026-04-02-na\u{ef}ve.md",
        "notes/2026-04-02-nai\u{308}ve.md",
    ];
    let text = sam.read(NOTE);
    for written in [0, 1] {
        sam.write(names[1 - written], &text);
        let link = names[written].replace("notes/", "");
        sam.write(NOTE, format!("{text}\nSee [the other]({link}).\n"));
        assert!(!sam.check().rules.contains(&"broken-link".to_owned()));
        sam.cpd(["rename", names[1 - written], "Plain words"])
            .expect_code(0);
        assert!(sam.read(NOTE).contains("plain-words.md"));
        sam.sh("rm notes/*plain-words.md");
    }
}
