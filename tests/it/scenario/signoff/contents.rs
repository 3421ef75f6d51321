//! Signed contents that are other than they look: line ends within evidence, files that
//! exchange names, copies, and records that move.

use super::{NOTE, STATEMENT, Verdict, begun, endorsed};
use crate::support::Sandbox;

/// The second note of the portfolio.
const OTHER: &str = "notes/2026-03-09-slow-thinking.md";

/// A PDF without a zero byte, of which a reader shows another number where LF is CRLF.
const FIGURES: &str = "%PDF-1.4\n1 0 obj\n(hours: 12)\nendobj\n";

/// The portfolio with files beside the first note, endorsed.
#[track_caller]
fn with_evidence(files: &[(&str, &str)]) -> Option<Sandbox> {
    let sam = begun()?;
    let paths: Vec<&str> = files.iter().map(|(path, _)| *path).collect();
    for (path, content) in files {
        sam.write(path, content);
    }
    let named = format!("award: reader\nevidence: [{}]", paths.join(", "));
    sam.edit(NOTE, "award: reader", &named);
    sam.commit("Evidence");
    sam.take("sign");
    sam.take("endorse");
    assert_eq!(sam.check().rules, [""; 0]);
    Some(sam)
}

/// Commits what a shell script leaves, and says what becomes of the sign-offs.
#[track_caller]
fn after(sam: &Sandbox, script: &str) -> Verdict {
    sam.sh(script);
    sam.commit("Rearranged");
    sam.check()
}

#[track_caller]
fn is_stale(verdict: &Verdict, says: &str) {
    assert!(
        verdict.rules.contains(&"stale-signoff".to_owned()),
        "{says} {verdict:?}"
    );
    assert_eq!(verdict.code, 1, "{says}");
}

#[test]
fn evidence_with_other_line_ends_is_other_evidence() {
    for path in ["evidence/hours.pdf", "evidence/hours.md", "evidence/hours"] {
        for (signed, now) in [
            (FIGURES.to_owned(), crlf(FIGURES)),
            (crlf(FIGURES), FIGURES.into()),
        ] {
            let Some(sam) = with_evidence(&[(path, &signed)]) else {
                return;
            };
            sam.write(path, now);
            sam.commit("Other line ends");
            sam.falls(&["stale-signoff"]);
        }
    }
}

/// Git can be told to change the bytes of evidence on the way out, and then nothing is
/// unsaved. The file that somebody opens is still not the one that was signed.
#[test]
fn evidence_whose_line_ends_git_changes_on_the_way_out_is_other_evidence() {
    let Some(sam) = with_evidence(&[("evidence/hours.pdf", FIGURES)]) else {
        return;
    };
    sam.write(".gitattributes", "*.pdf text eol=crlf\n");
    sam.commit("Attributes");
    let clone = sam.cloned("");
    assert!(clone.read("evidence/hours.pdf").contains("\r\n"));
    clone.falls(&["stale-signoff"]);
}

/// The pack carries what git has, so it would not be what was signed.
#[test]
fn no_pack_is_made_of_evidence_of_which_git_keeps_other_bytes() {
    let signed = crlf(FIGURES);
    let Some(sam) = with_evidence(&[("evidence/hours.pdf", &signed)]) else {
        return;
    };
    sam.write(".gitattributes", "*.pdf text eol=crlf\n");
    sam.git("add --renormalize .");
    sam.commit("Attributes");
    assert_eq!(sam.git("status --porcelain"), "");
    assert_eq!(sam.check().rules, [""; 0]);
    let pack = ["pack", "--award", "reader", "--today", "2026-06-11"];
    for ran in [
        sam.cpd(pack).expect_code(1),
        sam.take_on("submit", "sam-carter", "2026-06-11")
            .expect_code(1),
    ] {
        ran.says("git keeps other bytes of these files")
            .says("  - evidence/hours.pdf\n")
            .says("put `evidence/** -text` at the end of .gitattributes");
    }
    assert_eq!(sam.git("status --porcelain --ignored"), "");
    assert_eq!(sam.steps(), ["sign signed", "endorse signed"]);
    let attributes = "*.pdf text eol=crlf\nevidence/** -text\n";
    sam.write(".gitattributes", attributes);
    sam.git("add --renormalize .");
    sam.commit("As they are here");
    assert_eq!(sam.read("evidence/hours.pdf"), signed);
    sam.take("submit");
    sam.cpd(pack).expect_code(0);
}

#[test]
fn nobody_signs_while_two_records_have_one_id() {
    let Some(sam) = begun() else { return };
    let again = NOTE.replace("notes/", "notes/more/");
    sam.write(
        &again,
        sam.read(NOTE).replace("The checklist", "My triumph"),
    );
    sam.commit("Another of that name");
    let ran = sam
        .take_on("sign", "sam-carter", "2026-06-01")
        .expect_code(1);
    ran.says("two records have the same id")
        .says(&again)
        .says("cpd rename")
        .is_silent_on("note: The checklist");
    assert_eq!(sam.steps(), [""; 0]);
}

#[test]
fn whoever_signs_sees_the_files_that_are_covered() {
    let Some(sam) = begun() else { return };
    sam.write("evidence/hours.pdf", FIGURES);
    sam.edit(
        NOTE,
        "award: reader",
        "award: reader\nevidence: [evidence/hours.pdf]",
    );
    sam.commit("Evidence");
    let ran = sam
        .take_on("sign", "sam-carter", "2026-06-01")
        .expect_code(0);
    ran.says("  note: The checklist")
        .says("  file: evidence/hours.pdf\n");
}

#[test]
fn whoever_signs_is_told_of_words_that_no_pack_prints() {
    let Some(sam) = begun() else { return };
    let hidden = "\n[Most of this was the work of Lee]: https://example.org/\n";
    sam.write(NOTE, sam.read(NOTE) + hidden);
    sam.commit("A hidden line");
    for (step, person) in [("sign", "sam-carter"), ("endorse", "priya-shah")] {
        let ran = sam.take_on(step, person, "2026-06-01").expect_code(0);
        ran.says(&format!(
            "Before you sign: {NOTE}, line 9: Markdown takes this line"
        ));
    }
}

/// Otherwise the sign-off would be kept, and nothing to send.
#[test]
fn nothing_is_signed_where_the_pack_cannot_be_written() {
    let Some(sam) = endorsed() else { return };
    sam.sh("mkdir ../elsewhere && rm -rf packs && ln -s ../elsewhere packs");
    let ran = sam
        .take_on("submit", "sam-carter", "2026-06-03")
        .expect_code(1);
    ran.says("packs/reader.html")
        .is_silent_on("note: The checklist");
    assert_eq!(sam.steps(), ["sign signed", "endorse signed"]);
    assert_eq!(sam.sh("ls ../elsewhere"), "");
}

/// Other readers of Markdown, and of the signs in an address, see another picture or none.
#[test]
fn each_picture_that_a_pack_shows_is_covered() {
    for (path, text) in [
        (
            "evidence/plan.png",
            "![Plan][the plan]\n\n[the\u{a0}plan]: ../evidence/plan.png",
        ),
        (
            "evidence/plan.png",
            "<script>\n</SCRIPT>\n![Plan](../evidence/plan.png)",
        ),
        ("evidence/plan%+9.png", "![Plan](../evidence/plan%+9.png)"),
    ] {
        let Some(sam) = begun() else { return };
        sam.write(path, "one");
        sam.write(NOTE, sam.read(NOTE) + &format!("\n{text}\n"));
        sam.commit("A picture");
        sam.take("sign");
        sam.take("endorse");
        assert!(sam.read(&sam.signoff("endorse")).contains(path), "{text}");
        sam.write(path, "another");
        sam.commit("Another picture");
        is_stale(&sam.check(), text);
    }
}

#[test]
fn a_record_with_other_line_ends_is_the_same_record() {
    let Some(sam) = endorsed() else { return };
    for path in [NOTE, STATEMENT] {
        sam.write(path, crlf(&sam.read(path)));
    }
    sam.commit("Other line ends");
    assert_eq!(sam.check().rules, [""; 0]);
    assert_eq!(sam.steps(), ["sign signed", "endorse signed"]);
}

#[test]
fn a_return_more_before_each_line_end_makes_other_words() {
    for (path, endings) in [(STATEMENT, "\r\r\n"), (NOTE, "\r\r\n"), (NOTE, "\r\n\r")] {
        let Some(sam) = begun() else { return };
        sam.write(path, crlf(&sam.read(path)));
        sam.commit("Written on another computer");
        sam.take("sign");
        sam.take("endorse");
        assert_eq!(sam.check().rules, [""; 0]);
        sam.write(path, sam.read(path).replace("\r\n", endings));
        sam.commit("Other lines");
        is_stale(&sam.check(), path);
    }
}

/// Sam's pictures of before and after would otherwise say the opposite of what was signed.
#[test]
fn evidence_stays_at_its_path() {
    let files = [
        ("evidence/before.txt", "a"),
        ("evidence/after.txt", "b"),
        ("evidence/third.txt", "c"),
    ];
    for (says, script) in [
        (
            "exchanged",
            "mv evidence/before.txt x && mv evidence/after.txt evidence/before.txt && mv x evidence/after.txt",
        ),
        (
            "in a ring",
            "mv evidence/before.txt x && mv evidence/after.txt evidence/before.txt \
             && mv evidence/third.txt evidence/after.txt && mv x evidence/third.txt",
        ),
        (
            "moved, and named so",
            "mv evidence/before.txt evidence/earlier.txt && sed -i s/before.txt/earlier.txt/ notes/*checklist.md",
        ),
        ("copied over", "cp evidence/before.txt evidence/after.txt"),
    ] {
        let Some(sam) = with_evidence(&files) else {
            return;
        };
        is_stale(&after(&sam, script), says);
    }
}

/// Returns the path of a note in a subfolder, where it keeps its id.
fn in_subfolder(note: &str) -> String {
    note.replacen("notes/", "notes/more/", 1)
}

#[test]
fn records_that_exchange_names_are_not_those_that_were_signed() {
    let third = "notes/2026-03-12-third.md";
    for (says, script) in [
        (
            "exchanged",
            format!("mv {NOTE} x && mv {OTHER} {NOTE} && mv x {OTHER}"),
        ),
        (
            "in a ring",
            format!("mv {NOTE} x && mv {OTHER} {NOTE} && mv {third} {OTHER} && mv x {third}"),
        ),
        ("onto a removed one", format!("mv {NOTE} {OTHER}")),
        ("copied", format!("cp {NOTE} notes/2026-03-02-copy.md")),
        (
            "exchanged with a new one",
            format!(
                "mv {NOTE} notes/2026-03-02-new.md && sed s/seven/eight/ notes/2026-03-02-new.md > {NOTE}"
            ),
        ),
        (
            "exchanged in a subfolder",
            format!(
                "mkdir notes/more && mv {NOTE} {} && mv {OTHER} {}",
                in_subfolder(OTHER),
                in_subfolder(NOTE)
            ),
        ),
        (
            "one after another, in a subfolder",
            format!(
                "mkdir notes/more && mv {OTHER} notes/2026-03-09-new.md && mv {NOTE} {}",
                in_subfolder(OTHER)
            ),
        ),
        ("of another kind", format!("mv {NOTE} statements/note.md")),
    ] {
        let Some(sam) = begun() else { return };
        sam.write(
            third,
            sam.read(NOTE)
                .replace("The checklist", "Third")
                .replace("seven", "eleven")
                .replace("03-02", "03-12"),
        );
        sam.commit("A third");
        sam.take("sign");
        sam.take("endorse");
        assert_eq!(sam.check().rules, [""; 0]);
        is_stale(&after(&sam, &script), says);
    }
}

#[test]
fn a_record_that_only_moved_is_the_one_that_was_signed() {
    for script in [
        format!("mv {NOTE} notes/2026-03-02-another-name.md"),
        format!("mv {NOTE} notes/2026-03-02-The-Checklist.md"),
        format!(
            "mkdir notes/more && mv {NOTE} {} && mv {OTHER} {}",
            in_subfolder(NOTE),
            in_subfolder(OTHER)
        ),
        format!("mv {NOTE} notes/2026-03-02-a.md && mv {OTHER} notes/2026-03-09-b.md"),
    ] {
        let Some(sam) = endorsed() else { return };
        let verdict = after(&sam, &script);
        assert_eq!(verdict.code, 0, "{script} {verdict:?}");
        assert_eq!(sam.steps(), ["sign signed", "endorse signed"], "{script}");
    }
}

/// What `cpd rename` says beforehand is what `cpd check` says afterwards.
#[test]
fn a_renaming_says_beforehand_what_becomes_of_sign_offs() {
    let Some(sam) = endorsed() else { return };
    let moved = "notes/2026-03-02-moved.md";
    sam.sh(&format!("mv {NOTE} {moved}"));
    sam.commit("Moved");
    assert_eq!(sam.steps(), ["sign signed", "endorse signed"]);
    // Back to the name that its title gives it.
    let ran = sam.cpd(["rename", moved, "--dry-run"]).expect_code(0);
    assert!(!ran.stdout.contains("sign-off"), "{}", ran.stdout);
    sam.cpd(["rename", moved]).expect_code(0);
    sam.commit("Back");
    assert_eq!(sam.steps(), ["sign signed", "endorse signed"]);
}

/// A signature whose lines end in CRLF: ssh-keygen reads none of it, and so does cpd.
#[test]
fn a_signature_with_other_line_ends_is_refused_as_ssh_keygen_refuses_it() {
    let Some(sam) = endorsed() else { return };
    let signature = sam.signature("endorse");
    sam.write(&signature, crlf(&sam.read(&signature)));
    let text = sam.signoff("endorse");
    let ran = sam.run(
        "sh",
        &["-c", &format!(
            "ssh-keygen -Y verify -f trust/allowed_signers -I priya-shah -n signoff@cpd.v1 -s {signature} \
             -r trust/revoked_keys -Overify-time=20260602120000Z < {text}"
        )],
        &[],
    );
    assert_ne!(ran.code, 0, "{ran:#?}");
    let verdict = sam.check();
    assert!(
        verdict.rules.contains(&"bad-signature".to_owned()),
        "{verdict:?}"
    );
    assert_eq!(verdict.code, 1);
}

fn crlf(text: &str) -> String {
    text.replace('\n', "\r\n")
}
