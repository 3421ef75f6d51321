//! Links and paths that lead out of the portfolio.

use std::fs;
use std::os::unix::fs::symlink;

use super::{ACTIVITY, JOURNAL, activity, demo, journal, portfolio};

#[test]
fn links_are_not_followed_when_reading() {
    let sandbox = portfolio();
    let secret = sandbox.beside("secret.md");
    fs::write(&secret, activity("Known to nobody", "", "TOPSECRET")).unwrap();
    fs::create_dir(sandbox.beside("outside")).unwrap();
    fs::write(
        sandbox.beside("outside/2026-02-04-x.md"),
        activity("Known to nobody", "", "TOPSECRET"),
    )
    .unwrap();
    for folder in ["activities", "journals", "evidence"] {
        fs::create_dir_all(sandbox.at(folder)).unwrap();
    }
    symlink(&secret, sandbox.at("activities/2026-02-04-linked.md")).unwrap();
    symlink(&secret, sandbox.at("evidence/linked.txt")).unwrap();
    symlink("itself.md", sandbox.at("journals/itself.md")).unwrap();
    symlink(".", sandbox.at("activities/round")).unwrap();
    symlink("..", sandbox.at("round")).unwrap();
    symlink(sandbox.beside("outside"), sandbox.at("feedback")).unwrap();
    symlink(sandbox.beside("outside"), sandbox.at("evidence/outside")).unwrap();
    sandbox.write(
        ACTIVITY,
        activity(
            "A course",
            "evidence: [evidence/linked.txt, evidence/outside/2026-02-04-x.md]\n",
            "",
        ),
    );
    sandbox.write(
        JOURNAL,
        journal("\n[See](../evidence/linked.txt) ![x](../evidence/outside/2026-02-04-x.md)\n"),
    );
    let (said, page) = sandbox.look_and_print();
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
    sandbox.git("add -A");
    sandbox.git("commit -qnm links");
    let (_, page) = sandbox.look_and_print();
    assert!(!page.contains("TOPSECRET"));
}

#[test]
fn settings_and_people_behind_links_are_not_read() {
    for file in ["cpd.yaml", "trust/people.yaml"] {
        let sandbox = portfolio();
        fs::rename(sandbox.at(file), sandbox.beside("moved.yaml")).unwrap();
        symlink(sandbox.beside("moved.yaml"), sandbox.at(file)).unwrap();
        sandbox.look();
        sandbox
            .cpd(["check"])
            .ends(&[1])
            .says("cpd does not follow links");
        let before = fs::read(sandbox.beside("moved.yaml")).unwrap();
        sandbox.cpd(["new", "person", "Jo Okafor"]).ends(&[0, 1, 2]);
        assert!(fs::read(sandbox.beside("moved.yaml")).unwrap() == before);
        assert!(sandbox.at(file).is_symlink());
    }
    let sandbox = portfolio();
    fs::rename(sandbox.at("trust"), sandbox.beside("trust")).unwrap();
    symlink(sandbox.beside("trust"), sandbox.at("trust")).unwrap();
    sandbox.look();
    sandbox.cpd(["check"]).ends(&[1]);
    let before = fs::read(sandbox.beside("trust/people.yaml")).unwrap();
    sandbox
        .cpd(["new", "person", "Jo Okafor"])
        .ends(&[1, 2])
        .says("symbolic link");
    assert_eq!(
        fs::read(sandbox.beside("trust/people.yaml")).unwrap(),
        before
    );
    let sandbox = portfolio();
    fs::remove_file(sandbox.at("cpd.yaml")).unwrap();
    symlink("cpd.yaml", sandbox.at("cpd.yaml")).unwrap();
    sandbox.cpd(["check"]).ends(&[2]).says("not a portfolio");
}

#[test]
fn nothing_is_written_through_a_link() {
    let sandbox = demo();
    let outside = sandbox.beside("outside");
    fs::create_dir(&outside).unwrap();
    for folder in ["activities", "packs", "signoffs", "evidence", "journals"] {
        if sandbox.at(folder).exists() {
            fs::rename(
                sandbox.at(folder),
                sandbox.beside(&format!("kept-{folder}")),
            )
            .unwrap();
        }
        symlink(&outside, sandbox.at(folder)).unwrap();
    }
    let file = sandbox.beside("note.txt");
    fs::write(&file, "words").unwrap();
    sandbox
        .cpd([
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
    sandbox
        .cpd(["pack", "--draft", "--award", "silver"])
        .ends(&[1])
        .says("symbolic link");
    sandbox
        .cpd([
            "attach",
            file.to_str().unwrap(),
            "--to",
            "statements/bronze.md",
        ])
        .ends(&[1])
        .says("symbolic link");
    assert_eq!(
        fs::read_dir(&outside).unwrap().count(),
        0,
        "something was written outside"
    );
    // Nor is a step taken where the sign-offs lead out, all of them or those of a scheme.
    for folder in ["signoffs", "signoffs/lancaster"] {
        let sandbox = demo();
        fs::create_dir(sandbox.beside("outside")).unwrap();
        fs::rename(sandbox.at(folder), sandbox.beside("kept")).unwrap();
        symlink(sandbox.beside("outside"), sandbox.at(folder)).unwrap();
        sandbox.git("add -A");
        sandbox.git("commit -qnm 'a link'");
        sandbox
            .cpd(["sign", "bronze", "--yes"])
            .ends(&[1])
            .says("symbolic link");
        assert_eq!(fs::read_dir(sandbox.beside("outside")).unwrap().count(), 0);
    }
}

#[test]
fn evidence_paths_that_leave_the_portfolio_are_reported() {
    let sandbox = portfolio();
    fs::write(sandbox.beside("secret.txt"), "TOPSECRET").unwrap();
    sandbox.write("evidence/caf\u{e9}.txt", "composed");
    sandbox.write("evidence/Case.txt", "case");
    sandbox.write("private/diary.md", "TOPSECRET");
    sandbox.write("packs/old.html", "TOPSECRET");
    sandbox.write(".hidden", "TOPSECRET");
    let out = sandbox.beside("secret.txt");
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
        sandbox.write(
            ACTIVITY,
            activity("A course", &format!("evidence: [\"{path}\"]\n"), ""),
        );
        let link = path
            .replace("\\\\", "\\")
            .replace("\\u0301", "\u{301}")
            .replace("\\0", "");
        sandbox.write(
            JOURNAL,
            journal(&format!(
                "\n![x](<{link}>) [y](<../{link}>) ![z](<../{link}>)\n"
            )),
        );
        let (said, page) = sandbox.look_and_print();
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
