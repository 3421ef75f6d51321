//! Links and paths that lead out of the portfolio.

use std::fs;
use std::os::unix::fs::symlink;

use super::{ACTIVITY, JOURNAL, Lab, activity, journal};

#[test]
fn links_are_not_followed_when_reading() {
    let lab = Lab::portfolio();
    let secret = lab.beside("secret.md");
    fs::write(&secret, activity("Known to nobody", "", "TOPSECRET")).unwrap();
    fs::create_dir(lab.beside("outside")).unwrap();
    fs::write(
        lab.beside("outside/2026-02-04-x.md"),
        activity("Known to nobody", "", "TOPSECRET"),
    )
    .unwrap();
    for folder in ["activities", "journals", "evidence"] {
        fs::create_dir_all(lab.path(folder)).unwrap();
    }
    symlink(&secret, lab.path("activities/2026-02-04-linked.md")).unwrap();
    symlink(&secret, lab.path("evidence/linked.txt")).unwrap();
    symlink("itself.md", lab.path("journals/itself.md")).unwrap();
    symlink(".", lab.path("activities/round")).unwrap();
    symlink("..", lab.path("round")).unwrap();
    symlink(lab.beside("outside"), lab.path("feedback")).unwrap();
    symlink(lab.beside("outside"), lab.path("evidence/outside")).unwrap();
    lab.write(
        ACTIVITY,
        activity(
            "A course",
            "evidence: [evidence/linked.txt, evidence/outside/2026-02-04-x.md]\n",
            "",
        ),
    );
    lab.write(
        JOURNAL,
        journal("\n[See](../evidence/linked.txt) ![x](../evidence/outside/2026-02-04-x.md)\n"),
    );
    let (said, page) = lab.look_and_print();
    for text in [said, page] {
        assert!(!text.contains("TOPSECRET") && !text.contains("Known to nobody"));
        // As it would stand in a download.
        assert!(
            !text.contains("VE9QU0VDUkVU")
                && !text.contains("T1BTRUNSRV")
                && !text.contains("UT1BTRUNSR")
        );
    }
    // What git keeps of a link is where it leads, not what is there.
    lab.git_ok(&["add", "-A"]);
    lab.git_ok(&["commit", "-qm", "links"]);
    let (_, page) = lab.look_and_print();
    assert!(!page.contains("TOPSECRET"));
}

#[test]
fn settings_and_people_behind_links_are_not_read() {
    for file in ["cpd.yaml", "trust/people.yaml"] {
        let lab = Lab::portfolio();
        fs::rename(lab.path(file), lab.beside("moved.yaml")).unwrap();
        symlink(lab.beside("moved.yaml"), lab.path(file)).unwrap();
        lab.look();
        lab.cpd(&["check"])
            .ends(&[1])
            .says("links are not followed");
        let before = fs::read(lab.beside("moved.yaml")).unwrap();
        lab.cpd(&["new", "person", "Jo Okafor"]).ends(&[0, 1, 2]);
        assert!(fs::read(lab.beside("moved.yaml")).unwrap() == before);
        assert!(lab.path(file).is_symlink());
    }
    let lab = Lab::portfolio();
    fs::rename(lab.path("trust"), lab.beside("trust")).unwrap();
    symlink(lab.beside("trust"), lab.path("trust")).unwrap();
    lab.look();
    lab.cpd(&["check"]).ends(&[1]);
    let before = fs::read(lab.beside("trust/people.yaml")).unwrap();
    lab.cpd(&["new", "person", "Jo Okafor"])
        .ends(&[1, 2])
        .says("symbolic link");
    assert_eq!(fs::read(lab.beside("trust/people.yaml")).unwrap(), before);
    let lab = Lab::portfolio();
    fs::remove_file(lab.path("cpd.yaml")).unwrap();
    symlink("cpd.yaml", lab.path("cpd.yaml")).unwrap();
    lab.cpd(&["check"]).ends(&[2]).says("not a portfolio");
}

#[test]
fn nothing_is_written_through_a_link() {
    let lab = Lab::demo();
    let outside = lab.beside("outside");
    fs::create_dir(&outside).unwrap();
    for folder in ["activities", "packs", "signoffs", "evidence", "journals"] {
        if lab.path(folder).exists() {
            fs::rename(lab.path(folder), lab.beside(&format!("kept-{folder}"))).unwrap();
        }
        symlink(&outside, lab.path(folder)).unwrap();
    }
    let file = lab.beside("note.txt");
    fs::write(&file, "words").unwrap();
    lab.cpd(&[
        "new",
        "activity",
        "A course",
        "--date",
        "2026-02-01",
        "--type",
        "workshop",
    ])
    .ends(&[1])
    .says("symbolic link");
    lab.cpd(&["pack", "--draft", "--award", "silver"])
        .ends(&[1])
        .says("symbolic link");
    lab.cpd(&[
        "attach",
        file.to_str().unwrap(),
        "--to",
        "statements/bronze.md",
    ])
    .ends(&[1, 2]);
    for step in ["sign", "submit", "endorse", "grant"] {
        lab.cpd(&[step, "silver", "--message", "x", "--yes"])
            .ends(&[1, 2]);
    }
    assert_eq!(
        fs::read_dir(&outside).unwrap().count(),
        0,
        "something was written outside"
    );
    // Nor below a link, where only the folder of an award leads out.
    let lab = Lab::demo();
    fs::create_dir(lab.beside("outside")).unwrap();
    fs::rename(lab.path("signoffs/lancaster"), lab.beside("kept")).unwrap();
    symlink(lab.beside("outside"), lab.path("signoffs/lancaster")).unwrap();
    lab.git_ok(&["add", "-A"]);
    lab.git_ok(&["commit", "-qm", "a link"]);
    lab.cpd(&["sign", "bronze", "--yes"]).ends(&[1, 2]);
    assert_eq!(fs::read_dir(lab.beside("outside")).unwrap().count(), 0);
}

#[test]
fn evidence_paths_that_lead_out_or_hide() {
    let lab = Lab::portfolio();
    fs::write(lab.beside("secret.txt"), "TOPSECRET").unwrap();
    lab.write("evidence/caf\u{e9}.txt", "composed");
    lab.write("evidence/Case.txt", "case");
    lab.write("private/diary.md", "TOPSECRET");
    lab.write("packs/old.html", "TOPSECRET");
    lab.write(".hidden", "TOPSECRET");
    let out = lab.beside("secret.txt");
    for path in [
        "../secret.txt",
        "../../secret.txt",
        out.to_str().unwrap(),
        "..\\\\secret.txt",
        "evidence/../../secret.txt",
        "evidence/cafe\\u0301.txt",
        "evidence/case.txt",
        ".git/config",
        "private/diary.md",
        "packs/old.html",
        ".hidden",
        "evidence/",
        "evidence",
        "",
        ".",
        "..",
        "C:\\\\x",
        "evidence/\\0",
        "//host/x",
        "file:///etc/passwd",
        "evidence/a%2f..%2f..%2fsecret.txt",
    ] {
        lab.write(
            ACTIVITY,
            activity("A course", &format!("evidence: [\"{path}\"]\n"), ""),
        );
        let link = path
            .replace("\\\\", "\\")
            .replace("\\u0301", "\u{301}")
            .replace("\\0", "");
        lab.write(
            JOURNAL,
            journal(&format!(
                "\n![x](<{link}>) [y](<../{link}>) ![z](<../{link}>)\n"
            )),
        );
        let (said, page) = lab.look_and_print();
        assert!(
            said.contains("outside-portfolio")
                || said.contains("missing-evidence")
                || said.contains("broken-link"),
            "{path}: {said}"
        );
        // TOPSECRET, as it is and as base64 at each of three alignments; and the start of git's settings.
        for secret in [
            "TOPSECRET",
            "VE9QU0VDUkVU",
            "9QU0VDUkVU",
            "T1BTRUNSRVQ",
            "W2NvcmVd",
        ] {
            assert!(!page.contains(secret), "{path} got into the pack");
        }
    }
}
