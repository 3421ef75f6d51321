//! `cpd verify` of an award or a pack: what a name means, what exit code 0 needs, and what a
//! pack of a closed award shows.

use serde_json::Value;

use super::{NOTE, STATEMENT, begun, endorsed, granted, is_taken, submitted};
use crate::scenario::pack_verify::rezipped;
use crate::support::{Ran, Sandbox};

#[test]
fn the_name_of_an_award_is_never_taken_for_a_file() {
    let Some(sam) = granted() else { return };
    let pack = ["pack", "--award", "reader", "-o", "made.html"];
    sam.cpd(pack).expect_code(0);
    // Any file could lie there, a good pack as well.
    for (name, other) in [("reader", "reader"), ("circle/reader", "./circle/reader")] {
        sam.sh("mkdir -p circle && cp made.html reader && cp made.html circle/reader");
        let ran = sam.cpd(["verify", name, "--accept-self-declared"]);
        assert!(ran.stdout.starts_with("Reader of Sam Carter"), "{ran:#?}");
        let took = format!("{name} is an award and a file. This is the award.");
        ran.says(&took);
        let ran = sam.cpd(["verify", other, "--accept-self-declared"]);
        assert_eq!(
            ran.stdout.starts_with("The pack of Reader"),
            other.starts_with('.'),
            "{ran:#?}"
        );
        sam.sh("rm -r reader circle");
    }
    // A bare name that is no award is no file either.
    sam.sh("cp made.html redaer");
    let ran = sam.cpd(["verify", "redaer"]).expect_code(2);
    ran.says("there is no award called redaer")
        .says("write ./redaer");
    for file in ["./redaer", "made.html"] {
        let ran = sam.cpd(["verify", file, "--accept-self-declared"]);
        assert!(ran.stdout.starts_with("The pack of Reader"), "{ran:#?}");
    }
}

/// What verifying says, and the state of each step: needed ones with an asterisk.
fn verified(sam: &Sandbox, what: &str, more: &[&str]) -> (i32, String, Vec<String>) {
    let args = ["verify", what, "--accept-self-declared", "--format", "json"];
    let ran = sam.cpd([&args, more].concat());
    let json: Value = serde_json::from_str(&ran.stdout).unwrap_or_else(|_| panic!("{ran:#?}"));
    let answers = json["findings"].as_array().expect("findings");
    let answer = answers.iter().find(|one| one["about"] == "signoffs");
    let says = answer.expect("sign-offs")["says"].as_str().expect("words");
    let steps = json["steps"].as_array().expect("steps").iter().map(|step| {
        let mark = if step["needed"] == true { "*" } else { "" };
        format!(
            "{}{mark} {}",
            step["id"].as_str().unwrap(),
            step["state"].as_str().unwrap()
        )
    });
    (ran.code, says.to_owned(), steps.collect())
}

#[test]
fn exit_code_0_needs_every_step_before_the_pack_or_up_to_the_one_that_is_named() {
    let Some(sam) = begun() else { return };
    let nobody = "nobody has signed yet, so nothing is proven";
    let open = [
        "sign* not-signed",
        "endorse* not-signed",
        "submit not-signed",
        "grant not-signed",
    ];
    for draft in [false, true] {
        let what = if draft { "draft.html" } else { "reader" };
        sam.cpd(["pack", "--award", "reader", "--draft", "-o", "draft.html"])
            .expect_code(0);
        let found = verified(&sam, what, &[]);
        assert_eq!(
            found,
            (
                if draft { 3 } else { 1 },
                nobody.to_owned(),
                open.map(str::to_owned).to_vec()
            ),
            "{what}"
        );
        sam.sh("rm -f draft.html");
    }
    let code_of = |what: &str, more: &[&str]| {
        let (code, says, _) = verified(&sam, what, more);
        (code, says)
    };
    sam.take("sign");
    let endorse = (1, "still to be signed: “endorse”".to_owned());
    assert_eq!(code_of("reader", &[]), endorse);
    assert_eq!(code_of("reader", &["--step", "sign"]).0, 0);
    sam.take("endorse");
    sam.cpd(["pack", "--award", "reader", "-o", "sent.zip"])
        .expect_code(0);
    let rest = (1, "still to be signed: “submit” and “grant”".to_owned());
    for what in ["reader", "sent.zip"] {
        assert_eq!(code_of(what, &[]).0, 0, "{what}");
        assert_eq!(code_of(what, &["--step", "grant"]), rest, "{what}");
        let ran = sam.cpd(["verify", what, "--step", "grnat"]).expect_code(2);
        ran.says("no step called grnat")
            .says("its steps are: sign, endorse, submit, grant");
    }
    sam.sh("rm sent.zip");
    sam.take("submit");
    sam.take("grant");
    let (code, says, steps) = verified(&sam, "reader", &["--step", "grant"]);
    let valid = [
        "sign* valid",
        "endorse* valid",
        "submit* valid",
        "grant* valid",
    ];
    assert_eq!(
        (code, steps),
        (0, valid.map(str::to_owned).to_vec()),
        "{says}"
    );
}

/// Anybody who can write to the portfolio can close an award with claims, and then edit.
#[test]
fn edits_after_an_award_was_closed_by_claims_are_not_verified() {
    let Some(sam) = submitted() else { return };
    let claim = [
        "grant",
        "reader",
        "--as",
        "alex-reed",
        "--unsigned",
        "--message",
        "So.",
        "--yes",
        "--no-input",
        "--today",
        "2026-06-04",
    ];
    is_taken(&sam.cpd(claim));
    assert_eq!(verified(&sam, "reader", &["--step", "endorse"]).0, 0);
    sam.edit(STATEMENT, "\n---\n", "\n---\n\nWritten afterwards.\n");
    sam.on("2026-07-01").commit("Change it");
    for more in [&["--step", "endorse"][..], &[]] {
        let (code, says, steps) = verified(&sam, "reader", more);
        assert_eq!((code, &*says), (1, "the sign-offs are not valid"));
        assert_eq!(steps[1], "endorse* invalid");
    }
    // A key of somebody in a role shows that it was closed over other contents.
    let Some(sam) = granted() else { return };
    sam.edit(STATEMENT, "\n---\n", "\n---\n\nWritten afterwards.\n");
    sam.on("2026-07-01").commit("Change it");
    let (code, says, steps) = verified(&sam, "reader", &["--step", "endorse"]);
    assert_eq!(code, 0, "{says}");
    assert_eq!(steps[1], "endorse* valid");
    assert!(says.ends_with("for the contents of 2026-06-04"), "{says}");
}

/// What git is told to ignore can have any date.
#[test]
fn a_sign_off_that_was_never_saved_is_not_verified() {
    let Some(sam) = endorsed() else { return };
    assert_eq!(verified(&sam, "reader", &[]).0, 0);
    for part in [sam.signoff("endorse"), sam.signature("endorse")] {
        sam.git("reset -q --soft HEAD~1");
        sam.git(&format!("reset -q -- {part}"));
        sam.git("commit -q --allow-empty -m 'Not that one'");
        sam.sh(&format!(
            "mkdir -p .git/info && echo /{part} > .git/info/exclude"
        ));
        let (code, says, steps) = verified(&sam, "reader", &[]);
        assert_eq!((code, &*says), (1, "the sign-offs are not valid"));
        assert_eq!(steps[1], "endorse* invalid");
        // Its signer still sees it.
        assert_eq!(sam.steps(), ["sign signed", "endorse signed"]);
        assert_eq!(sam.check().rules, ["unsaved-signoff (warning)"]);
        sam.git(&format!("add -f {part}"));
        sam.git("commit -q -m Saved");
        assert_eq!(verified(&sam, "reader", &[]).0, 0);
        sam.git("reset -q --soft HEAD~1");
    }
}

const CHANGED: &str = "The files have changed since.";
const FORMATS: [&str; 3] = ["html", "pdf", "zip"];

/// The pack of the award as a page, and what verifying it in every format says.
fn packed(sam: &Sandbox, more: &[&str]) -> (String, Vec<Ran>) {
    let ran = FORMATS.map(|format| {
        let file = format!("../pack.{format}");
        let args = ["pack", "--award", "reader", "-o", &file];
        sam.cpd([&args, more].concat()).expect_code(0);
        sam.cpd(["verify", &file, "--accept-self-declared"])
    });
    (sam.read("../pack.html"), ran.into())
}

#[test]
fn a_pack_of_a_closed_award_shows_what_was_signed() {
    let Some(sam) = granted() else { return };
    let (before, ran) = packed(&sam, &[]);
    assert!(ran.iter().all(|ran| ran.code == 0), "{ran:#?}");
    assert!(!before.contains(CHANGED), "nothing has changed");
    let words = "I write down my own guess before I ask the others for theirs.";
    // Everything that a record can be done to: edited, moved, removed, added. The scheme and
    // the settings change as well.
    sam.edit(STATEMENT, "\n---\n", "\n---\n\nInvented afterwards.\n");
    sam.git(&format!("mv {NOTE} notes/2026-03-02-moved.md"));
    sam.git("rm -q notes/2026-03-09-slow-thinking.md");
    let more = "---\ntitle: Later\ndate: 2026-03-03\naward: reader\n---\n\nAlso invented.\n";
    sam.write("notes/2026-03-03-later.md", more);
    sam.edit(
        "schemes/circle/scheme.yaml",
        "title: Reader",
        "title: Scholar",
    );
    sam.on("2026-07-01").commit("Change everything");
    let (page, ran) = packed(&sam, &[]);
    for said in [words, CHANGED, ". Changed since", "The checklist"] {
        assert!(page.contains(said), "{said}");
    }
    for invented in [
        "Invented afterwards",
        "Also invented",
        "Scholar",
        "2026-03-02-moved",
    ] {
        assert!(!page.contains(invented), "{invented}");
    }
    for ran in ran {
        let ran = ran.expect_code(0);
        ran.says("“submit” was signed for, and no others");
        ran.says("4 steps signed, in order, for these contents");
        ran.says("statements/reader.md has changed since");
    }
}

/// What somebody said about the first note. No sign-off covers it, and packs print it.
const REMARK: &str = "remarks/2026-05-04-on-the-checklist.md";

fn remark(words: &str) -> String {
    format!(
        "---\ntitle: On the checklist\ndate: 2026-05-04\nnote: 2026-03-02-the-checklist\n---\n\n{words}\n"
    )
}

#[test]
fn feedback_that_was_changed_after_sending_is_another_pack() {
    let Some(sam) = begun() else { return };
    sam.write(REMARK, remark("Ask why it has seven lines."));
    sam.commit("A remark");
    for step in ["sign", "endorse", "submit"] {
        sam.take(step);
    }
    let (page, ran) = packed(&sam, &[]);
    assert!(page.contains("seven lines."), "the remark");
    for ran in ran {
        ran.expect_code(0)
            .says("“submit” was signed for, and no others");
    }
    sam.write(REMARK, remark("The best checklist of all."));
    sam.commit("A better remark");
    let (page, ran) = packed(&sam, &[]);
    assert!(page.contains("The best checklist of all."), "the remark");
    for ran in ran {
        let ran = ran.expect_code(1);
        ran.says("“submit” was signed for a pack with other records or files");
    }
}

/// A pack of the present files says that nobody signed them. It cannot be made to look signed
/// by taking that away.
#[test]
fn a_pack_of_the_present_files_cannot_pass_for_a_signed_one() {
    let Some(sam) = granted() else { return };
    sam.edit(STATEMENT, "\n---\n", "\n---\n\nWritten afterwards.\n");
    sam.on("2026-07-01").commit("Change it");
    packed(&sam, &["--current"]);
    let zip = std::fs::read(sam.at("../pack.zip")).expect("a pack");
    let flag = "  \"current\": true,\n";
    let mark = "Changed since it was signed";
    for (what, entry, from) in [
        ("no flag", "printing.json", flag),
        ("no watermark", "pack.html", mark),
        ("neither", "", ""),
    ] {
        let forged = rezipped(&zip, |name, bytes| {
            let text = std::str::from_utf8(bytes).ok()?;
            let changed = match name {
                _ if name == entry => text.replace(from, ""),
                "printing.json" | "pack.html" if entry.is_empty() => {
                    text.replace(flag, "").replace(mark, "")
                }
                _ => return None,
            };
            assert_ne!(changed, text, "{what}: {name}");
            Some(changed.into_bytes())
        });
        sam.write("../forged.zip", forged);
        let ran = sam.cpd(["verify", "../forged.zip", "--accept-self-declared"]);
        let ran = ran.expect_code(1);
        ran.says("pages, bad").is_silent_on("sign-offs, good");
        if what != "no watermark" {
            ran.says("the pack does not show what was signed");
        }
    }
}

#[test]
fn a_pack_of_a_closed_award_shows_feedback_as_it_was_sent() {
    let Some(sam) = begun() else { return };
    sam.write(REMARK, remark("Ask why it has seven lines."));
    sam.commit("A remark");
    for step in ["sign", "endorse", "submit"] {
        sam.take(step);
    }
    sam.write(REMARK, remark("The best checklist of all."));
    sam.write(
        "remarks/2026-06-03-more.md",
        remark("Said after it was sent."),
    );
    sam.commit("Other remarks");
    sam.take("grant");
    let (page, ran) = packed(&sam, &[]);
    assert!(page.contains("Ask why it has seven lines."), "the remark");
    for later in ["The best checklist", "Said after"] {
        assert!(!page.contains(later), "{later}");
    }
    for ran in ran {
        ran.expect_code(0)
            .says("“submit” was signed for, and no others");
    }
}

#[test]
fn the_present_files_of_a_changed_award_are_printed_without_signatures() {
    let Some(sam) = granted() else { return };
    let unchanged = sam
        .cpd(["pack", "--award", "reader", "--current"])
        .expect_code(1);
    unchanged
        .says("nothing has changed since Reader was signed")
        .says("--current");
    sam.edit(STATEMENT, "\n---\n", "\n---\n\nWritten afterwards.\n");
    sam.on("2026-07-01").commit("Change it");
    let (page, ran) = packed(&sam, &["--current"]);
    assert!(page.contains("Written afterwards."), "the present words");
    assert!(
        page.contains("Changed since it was signed"),
        "the watermark"
    );
    assert!(!page.contains("class=\"signature"), "no signature lines");
    for ran in ran {
        let ran = ran.expect_code(1);
        ran.says("the files have changed since they were signed, and the pack says so");
        ran.says("not everything could be verified");
    }
    // A draft shows no signature over other words either.
    sam.cpd([
        "pack",
        "--award",
        "reader",
        "--draft",
        "-o",
        "../draft.html",
    ])
    .expect_code(0);
    let draft = sam.read("../draft.html");
    assert_eq!(draft.matches("class=\"signature awaited\"").count(), 4);
}

#[test]
fn a_pack_that_shows_other_words_above_the_signatures_is_bad() {
    let Some(sam) = granted() else { return };
    packed(&sam, &[]);
    sam.edit(STATEMENT, "\n---\n", "\n---\n\nWritten afterwards.\n");
    sam.on("2026-07-01").commit("Change it");
    packed(&sam, &["--current"]);
    // Its record of printing says that these are the signed contents.
    let page = sam.read("../pack.html");
    sam.write(
        "../forged.html",
        page.replace("Changed since it was signed", ""),
    );
    let ran = sam
        .cpd(["verify", "../forged.html", "--accept-self-declared"])
        .expect_code(1);
    ran.says("the pages do not match")
        .says("This pack is not what it claims to be.");
}

#[test]
fn signed_contents_that_git_has_lost_are_named() {
    let Some(sam) = granted() else { return };
    let blob = sam.git(&format!("rev-parse HEAD:{STATEMENT}"));
    let blob = blob.trim();
    sam.edit(STATEMENT, "\n---\n", "\n---\n\nWritten afterwards.\n");
    sam.on("2026-07-01").commit("Change it");
    sam.sh(&format!("rm -f .git/objects/{}/{}", &blob[..2], &blob[2..]));
    let ran = sam.cpd(["pack", "--award", "reader", "-o", "../pack.html"]);
    ran.says("the signed content of statements/reader.md is not in git any more");
    ran.says("from a complete copy of this repository")
        .ends(&[2]);
    assert!(!sam.at("../pack.html").exists(), "no pack");
}
