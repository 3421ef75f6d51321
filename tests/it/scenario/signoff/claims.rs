//! Claims: whoever saved one in git is named beside the person whom it names.

use super::begun;
use crate::support::{Ran, Sandbox};

/// Priya's endorsement as a claim that somebody else saved.
fn claimed_by(identity: (&str, &str)) -> Option<Sandbox> {
    let sam = begun()?;
    sam.take("sign");
    let (name, email) = identity;
    let config = |key: &str, value: &str| {
        let mut git = sam.command("git");
        let set = git.args(["config", key, value]).status();
        assert!(set.expect("git starts").success());
    };
    config("user.name", name);
    config("user.email", email);
    sam.on("2026-06-02");
    sam.cpd([
        "endorse",
        "reader",
        "--as",
        "priya-shah",
        "--unsigned",
        "--yes",
        "-m",
        "Good.",
        "--today",
        "2026-06-02",
    ])
    .expect_code(0);
    Some(sam)
}

const NOTE: &str = "entered-by-another";

impl Sandbox {
    fn checked(&self, more: &[&str]) -> Ran {
        self.cpd([&["check", "--today", "2026-06-10"], more].concat())
    }
}

#[test]
fn a_claim_that_somebody_else_saved_is_named_by_check() {
    let Some(sam) = claimed_by(("Sam Carter", "sam@cpd.invalid")) else {
        return;
    };
    let said = "“endorse” names Priya Shah without a signature, and was saved in git by Sam Carter <sam@cpd.invalid>";
    for more in [&[][..], &["--award", "reader"]] {
        sam.checked(more).says(said).says(NOTE);
    }
    // A signature by her key speaks for itself, whoever saved it.
    sam.git("reset -q --hard HEAD~1");
    sam.take("endorse");
    sam.checked(&[]).is_silent_on(NOTE);
}

#[test]
fn a_claim_that_the_person_saved_needs_no_note() {
    for identity in [
        ("Priya Shah", "elsewhere@cpd.invalid"),
        ("P. S.", "priya@cpd.invalid"),
    ] {
        let Some(sam) = claimed_by(identity) else {
            return;
        };
        sam.checked(&[]).is_silent_on(NOTE);
    }
}

#[test]
fn a_pack_says_who_saved_a_claim_and_can_still_be_verified() {
    for (name, shown) in [
        ("Sam Carter", "Saved in git by Sam Carter"),
        ("A & B", "Saved in git by A &amp; B"),
        ("Zoë \u{1f600} \u{202e}x", "Saved in git by Zoë"),
        (
            "{{ name }} #x *y* _z_ $1$",
            "Saved in git by {{ name }} #x *y* _z_ $1$",
        ),
    ] {
        let Some(sam) = claimed_by((name, "sam@cpd.invalid")) else {
            return;
        };
        for format in ["html", "pdf", "zip"] {
            let file = format!("../reader.{format}");
            let print = ["pack", "--award", "reader", "--today", "2026-06-10"];
            let print = [&print[..], &["--format", format, "-o", &file]].concat();
            sam.cpd(print).expect_code(0);
            let verify = ["verify", &file, "--accept-self-declared"];
            let verified = sam.cpd([&verify[..], &["--today", "2026-06-10"]].concat());
            verified.says("pages, good").says("sign-offs, note");
        }
        let page = sam.read("../reader.html");
        assert!(page.contains(shown), "{name}");
        assert!(!page.contains('\u{202e}'), "{name}");
        assert!(
            !page.contains("sam@cpd.invalid"),
            "{name}: an address is printed"
        );
    }
}

#[test]
fn a_pack_whose_record_names_another_does_not_match_its_pages() {
    let Some(sam) = claimed_by(("Sam Carter", "sam@cpd.invalid")) else {
        return;
    };
    sam.cpd([
        "pack",
        "--award",
        "reader",
        "--today",
        "2026-06-10",
        "-o",
        "../reader.html",
    ])
    .expect_code(0);
    let page = sam.read("../reader.html");
    let forged = page.replace("Saved in git by Sam Carter", "Saved in git by Priya Shah");
    assert_ne!(page, forged);
    sam.write("../forged.html", forged);
    sam.cpd(["verify", "../forged.html", "--accept-self-declared"])
        .expect_code(1)
        .says("pages, bad");
}
