//! Facts in pictures that were copied into a portfolio by hand: a place, a camera, a name.
//! Packs leave them out, and where the bytes are signed cpd says so first.

use std::io::{Cursor, Read as _};

use zip::ZipArchive;

use super::attaching::{MAKER, contains, photograph, tags};
use super::sharing;
use crate::support::Sandbox;

const ACTIVITY: &str = "activities/2025-07-08-two-days-in-the-timetabling-office.md";
const FEEDBACK: &str = "feedback/2025-08-06-feedback-on-very-red.md";
const PICTURE: &str = "evidence/hall.jpg";

/// Copies the photograph of a telephone into the portfolio in `sam`, and shows it in a record.
fn show_photograph(sandbox: &Sandbox, record: &str) {
    sandbox.write(format!("sam/{PICTURE}"), photograph());
    let text = sandbox.read(&format!("sam/{record}"));
    let shown = format!("{}\n\n![The hall](../{PICTURE})\n", text.trim_end());
    sandbox.write(format!("sam/{record}"), shown);
    sandbox.sh("cd sam && cpd save -m 'The hall'");
}

fn file_in_zip(sandbox: &Sandbox, zip: &str, path: &str) -> Vec<u8> {
    let mut archive = ZipArchive::new(Cursor::new(sandbox.bytes(zip))).expect("a zip");
    let mut bytes = Vec::new();
    let mut file = archive.by_name(path).expect("the picture");
    file.read_to_end(&mut bytes).expect("bytes");
    bytes
}

fn names_in_zip(sandbox: &Sandbox, zip: &str) -> Vec<String> {
    let mut archive = ZipArchive::new(Cursor::new(sandbox.bytes(zip))).expect("a zip");
    (0..archive.len())
        .map(|at| {
            archive
                .by_index(at)
                .expect("a file")
                .name()
                .expect("a name")
                .into_owned()
        })
        .collect()
}

#[test]
fn facts_in_a_picture_are_reported_before_it_is_signed_and_can_be_removed_later() {
    let sandbox = Sandbox::new();
    sandbox.sh("cpd demo sam --without-keys");
    show_photograph(&sandbox, ACTIVITY);
    let found = "`evidence/hall.jpg` contains a place, a camera, a time and a text, and everybody who gets the pack can read this";
    let clean = "cpd attach --clean evidence/hall.jpg";
    let check = || sandbox.cpd(["-C", "sam", "check"]).stdout;
    let before = check();
    assert!(before.contains(found) && before.contains(clean), "{before}");
    let ran = sandbox.cpd(["-C", "sam", "sign", "silver", "--yes"]);
    let ran = ran.expect_code(0);
    let says =
        format!("Before you sign: {found}.\nTo remove this before anybody signs: `{clean}`.\n");
    assert!(ran.stderr.contains(&says), "{}", ran.stderr);
    for secret in ["54", "Telephone", "home"] {
        assert!(!found.contains(secret));
    }

    let dry_run = ["-C", "sam", "attach", "--clean", PICTURE, "--dry-run"];
    let ran = sandbox.cpd(dry_run).expect_code(0);
    let lapses =
        "This change means that 1 sign-off will no longer be valid: Silver \u{201c}sign\u{201d}";
    assert!(ran.stderr.contains(lapses), "{}", ran.stderr);
    assert!(ran.stderr.contains("No longer found: "), "{}", ran.stderr);
    assert_eq!(sandbox.bytes(&format!("sam/{PICTURE}")), photograph());

    let ran = sandbox.cpd(["-C", "sam", "attach", "--clean", PICTURE]);
    assert_eq!(ran.expect_code(0).stdout, format!("{PICTURE}\n"));
    let cleaned = sandbox.bytes(&format!("sam/{PICTURE}"));
    assert_eq!(tags(&cleaned), [exif::Tag::Orientation]);
    assert!(!check().contains("picture-metadata"));
    let ran = sandbox.cpd(["-C", "sam", "attach", "--clean", PICTURE]);
    assert_eq!(ran.expect_code(0).stderr, "There is nothing to remove.\n");
}

#[test]
fn packs_carry_a_picture_that_nobody_signs_without_its_facts_and_requests_do_not_carry_it() {
    let sandbox = sharing::signed();
    // Feedback is printed beneath its journal, and no step covers it.
    show_photograph(&sandbox, FEEDBACK);
    sandbox.sh("cd sam
        cpd --today 2026-10-03 ask silver --zip ../out.zip
        cpd --today 2026-10-03 pack --award silver --draft --format zip -o ../pack.zip
        cpd --today 2026-10-03 pack --award silver --draft --format pdf -o ../pack.pdf");
    let carried = file_in_zip(&sandbox, "pack.zip", &format!("files/{PICTURE}"));
    assert_eq!(tags(&carried), [exif::Tag::Orientation]);
    assert!(!contains(&carried, MAKER) && !contains(&carried, b"home"));
    let names = names_in_zip(&sandbox, "out.zip");
    assert!(names.iter().any(|name| name == ACTIVITY), "{names:?}");
    assert!(!names.iter().any(|name| name == PICTURE), "{names:?}");
    for pack in ["pack.zip", "pack.pdf"] {
        let ran = sandbox.cpd(["-C", "sam", "verify", &format!("../{pack}")]);
        for good in [
            "printing them again from the files in the pack gives exactly the same pages",
            "and nothing has changed since",
        ] {
            assert!(ran.stdout.contains(good), "{}", ran.stdout);
        }
    }
}

#[test]
fn a_signed_picture_is_carried_byte_for_byte() {
    let sandbox = sharing::signed();
    show_photograph(&sandbox, ACTIVITY);
    sandbox.sh("cd sam && cpd --today 2026-10-04 sign silver --yes && cpd --today 2026-10-04 ask silver --zip ../out.zip");
    assert_eq!(file_in_zip(&sandbox, "out.zip", PICTURE), photograph());
}
