//! Files that are no records, or cannot be read.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use super::{ACTIVITY, JOURNAL, TODAY, activity, fifo, journal, portfolio};
use crate::support::tools::require_tool;
use crate::support::{PROGRAM, Runs};

#[test]
fn binary_files_are_reported_and_do_not_stop_a_check() {
    let sandbox = portfolio();
    let good = activity("A course", "", "");
    sandbox.write(ACTIVITY, &good);
    sandbox.write(
        "activities/2026-02-03-binary.md",
        b"---\ntitle: \0\x01\x02\n---\n",
    );
    sandbox.write("activities/2026-02-03-empty.md", b"");
    sandbox.write(
        "activities/2026-02-03-latin.md",
        b"---\ntitle: caf\xe9\n---\n",
    );
    sandbox.write("activities/2026-02-03-utf-16.md", b"\xff\xfe-\0-\0-\0\n\0");
    let huge = fs::File::create(sandbox.at("activities/2026-02-03-huge.md")).unwrap();
    huge.set_len(100 * 1024 * 1024).unwrap();
    fs::create_dir(sandbox.at("activities/2026-02-03-folder.md")).unwrap();
    fs::create_dir(sandbox.at("activities/2026-02-03-closed.md")).unwrap();
    let before = sandbox.words();
    let (said, _) = sandbox.look_and_print();
    for name in ["binary", "empty", "latin", "utf-16", "huge"] {
        assert!(
            said.contains(&format!("2026-02-03-{name}.md")),
            "{name}: {said}"
        );
    }
    assert!(said.contains("100 MB") || said.contains("2 MB"), "{said}");
    sandbox.cpd(["save"]).ends(&[1]).says("not saved");
    let after: Vec<_> = sandbox
        .words()
        .into_iter()
        .filter(|(path, _)| !path.starts_with(sandbox.at("packs")))
        .collect();
    assert!(before == after, "something was lost");
}

#[test]
fn files_without_read_permission_are_reported() {
    let sandbox = portfolio();
    sandbox.write(ACTIVITY, activity("A course", "", ""));
    fs::set_permissions(sandbox.at(ACTIVITY), fs::Permissions::from_mode(0o000)).unwrap();
    if fs::read(sandbox.at(ACTIVITY)).is_err() {
        sandbox.cpd(["check"]).ends(&[1]).says("unreadable-file");
    } else if require_tool("setpriv").is_some() {
        // The administrator may read every file, until that right is given up.
        let rights = "-dac_override,-dac_read_search";
        sandbox
            .command("setpriv")
            .args(["--bounding-set", rights, "--inh-caps", rights])
            .args([PROGRAM, "check", "--today", TODAY])
            .run()
            .ends(&[1])
            .says("unreadable-file");
    }
    // Whoever may read everything still cannot read a pipe or follow a link.
    fs::remove_file(sandbox.at(ACTIVITY)).unwrap();
    fifo(&sandbox.at(ACTIVITY));
    sandbox.cpd(["check"]).ends(&[1]).says("unreadable-file");
    sandbox.look_and_print();
}

#[test]
fn unreadable_settings_are_reported() {
    for content in [
        &b""[..],
        b"\0\0",
        b"\xff",
        b"- a\n- list\n",
        b"cpd: [1]\nportfolio: {}\nowner: []\nschemes: lancaster\n",
        b"cpd: 1\nportfolio: x\nschemes: { lancaster: 1.0.0 }\n",
        b"cpd: 1\nportfolio: x\nowner: ../../x\nschemes: { nowhere: 9 }\n",
        b"cpd: 2\nowner: \"a\\e[31mb\"\n",
        b"? {a: b}\n: c\n",
        b"schemes: { lancaster: { a: b }, \"x\\u202ey\": 1 }\n",
    ] {
        let sandbox = portfolio();
        sandbox.write("cpd.yaml", content);
        sandbox.look();
        sandbox.cpd(["check"]).ends(&[1]);
        for command in [
            &["sign", "bronze", "--yes"][..],
            &["pack", "--draft"],
            &["save"],
            &["undo"],
            &[
                "new",
                "activity",
                "A",
                "--date",
                "2026-02-01",
                "--type",
                "workshop",
            ],
        ] {
            sandbox.cpd(command).ends(&[0, 1, 2]);
        }
        assert_eq!(fs::read(sandbox.at("cpd.yaml")).unwrap(), content);
    }
}

#[test]
fn a_pipe_or_socket_among_the_records_does_not_block() {
    let sandbox = portfolio();
    for folder in [
        "activities",
        "evidence",
        "journals",
        "signoffs/lancaster/bronze",
        "schemes/own",
    ] {
        fs::create_dir_all(sandbox.at(folder)).unwrap();
    }
    for place in [
        "activities/2026-02-01-a-pipe.md",
        "evidence/pipe.png",
        "journals/pipe",
        "signoffs/lancaster/bronze/pipe.md",
        "schemes/own/scheme.yaml",
        "pipe.md",
    ] {
        fifo(&sandbox.at(place));
    }
    let socket =
        std::os::unix::net::UnixListener::bind(sandbox.at("activities/2026-02-02-socket.md"))
            .unwrap();
    sandbox.write(
        ACTIVITY,
        activity(
            "A course",
            "evidence: [evidence/pipe.png]\n",
            "\n![A pipe](../evidence/pipe.png)\n",
        ),
    );
    sandbox.write(JOURNAL, journal("\n![A pipe](../evidence/pipe.png)\n"));
    let (said, _) = sandbox.look_and_print();
    assert!(said.contains("missing-evidence"), "{said}");
    for command in [
        &["save"][..],
        &["save", "--anyway"],
        &[
            "new",
            "activity",
            "Another",
            "--date",
            "2026-02-01",
            "--type",
            "workshop",
        ],
        &["sign", "bronze", "--yes"],
    ] {
        sandbox.cpd(command).ends(&[0, 1, 2]);
    }
    drop(socket);
}

#[test]
fn permissions_of_a_record_are_kept() {
    let sandbox = portfolio();
    sandbox.write(ACTIVITY, activity("A course", "", ""));
    fs::set_permissions(sandbox.at(ACTIVITY), fs::Permissions::from_mode(0o600)).unwrap();
    sandbox.write("note.txt", "note");
    sandbox
        .cpd(["attach", "note.txt", "--to", ACTIVITY])
        .ends(&[0]);
    let mode = fs::metadata(sandbox.at(ACTIVITY))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
}
