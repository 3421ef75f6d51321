//! Schemes that cannot be begun, read or compared.

use std::fs;
use std::os::unix::fs::symlink;

use super::Lab;

#[test]
fn a_scheme_begins_nowhere_else() {
    let lab = Lab::portfolio();
    for id in [
        "../x",
        "..",
        "a/b",
        "/etc",
        "a b",
        "x\u{1b}[31m",
        "",
        "\u{202e}x",
        "a.b",
    ] {
        lab.cpd(&["scheme", "new", "--", id]).ends(&[2]);
    }
    lab.cpd(&["scheme", "new", "mine", "--version", "1.0.0/../../x"])
        .ends(&[2])
        .says("three numbers");
    assert!(!lab.path("schemes").exists());
    // What is there is left as it is.
    lab.write("schemes/mine/1.0.0/notes.txt", "mine");
    lab.cpd(&["scheme", "new", "mine"])
        .ends(&[1])
        .says("other things");
    assert_eq!(
        fs::read_to_string(lab.path("schemes/mine/1.0.0/notes.txt")).unwrap(),
        "mine"
    );
    // A link leads out of the portfolio.
    symlink(lab.beside("home"), lab.path("schemes/away")).unwrap();
    lab.cpd(&["scheme", "new", "away"])
        .ends(&[1])
        .says("symbolic link");
    assert!(fs::read_dir(lab.beside("home")).unwrap().next().is_none());
    // A title may hold anything, and stays one.
    let title = "x\" }\nid: other # \u{1b}[31m";
    lab.cpd(&["scheme", "new", "odd", "--title", title])
        .ends(&[0]);
    lab.cpd(&["scheme", "check", "odd"])
        .ends(&[0])
        .says("2 examples come out");
    // Settings that cannot be changed are left alone, and so is everything else.
    let settings = fs::read_to_string(lab.path("cpd.yaml")).unwrap();
    let broken = settings.replace("schemes: ", "schemes: [] # ");
    lab.write("cpd.yaml", &broken);
    lab.cpd(&["scheme", "new", "third", "--adopt"])
        .ends(&[2])
        .says("yourself");
    assert_eq!(fs::read_to_string(lab.path("cpd.yaml")).unwrap(), broken);
    assert!(!lab.path("schemes/third").exists());
}

#[test]
fn examples_that_cannot_be_read() {
    let lab = Lab::new();
    lab.cpd(&["scheme", "new", "mine"]).ends(&[0]);
    let check = || lab.cpd(&["scheme", "check", "mine"]);
    let broken: [&[u8]; 8] = [
        b"complete: [",
        b"- a\n- b\n",
        b"complete:\n  today: yesterday\n  findings: 3\n",
        b"complete: 3\nshort: ~\n",
        b"today: 2026-06-30\ncomplete:\n  awards: { first: { state: fine, met: -1 } }\n",
        b"today: 2026-06-30\ncomplete:\n  findings:\n    - { rule: \"\x1b[31m\", at: \"x:99999999999999999999\" }\n",
        b"\xff\xfe\x00",
        b"",
    ];
    for text in broken {
        lab.write("mine/examples/expected.yaml", text);
        check().ends(&[1]);
    }
    lab.write("mine/examples/expected.yaml", "a: ".repeat(700_000));
    check().ends(&[1]);
    lab.write(
        "mine/examples/expected.yaml",
        "today: 2026-06-30\ncomplete: {}\nshort: {}\n../../x: {}\n",
    );
    check()
        .ends(&[1])
        .says("there is no portfolio in examples/../../x");
    lab.write("mine/examples/complete/cpd.yaml", "schemes: [");
    check().ends(&[1]);
    fs::remove_dir_all(lab.path("mine/examples")).unwrap();
    symlink("/", lab.path("mine/examples")).unwrap();
    check().ends(&[1]).says("symbolic link");
}

#[test]
fn schemes_that_cannot_be_compared() {
    let lab = Lab::demo();
    let good = "id: big\nversion: 1.0.0\ntitle: Big\n";
    lab.write(
        "big/scheme.yaml",
        format!("{good}# {}\n", "x".repeat(5_000_000)),
    );
    lab.write("bytes/scheme.yaml", b"\xff\xfe\x00\x01");
    lab.write("open/scheme.yaml", "id: [");
    lab.write("none/scheme.yaml", "");
    lab.write("nothing/notes.md", "");
    for folder in [
        "big",
        "bytes",
        "open",
        "none",
        "nothing",
        "absent",
        "..",
        "",
        "a@b@c",
        "@",
        "lancaster@",
    ] {
        for (from, to) in [(folder, "lancaster"), ("lancaster", folder)] {
            // An empty name stands for the folder itself, which holds no scheme.
            lab.cpd(&["scheme", "diff", "--", from, to]).ends(&[2]);
        }
        lab.cpd(&["scheme", "check", "--", folder]).ends(&[1, 2]);
        lab.cpd(&["scheme", "new", "copy", "--from", folder])
            .ends(&[1, 2]);
    }
    assert!(!lab.path("schemes/copy").exists());
    // One that is far along is compared like any other.
    let many: String = (0..2_000)
        .map(|n| format!("  - {{ id: c{n}, says: C {n}, count: {{ of: {{ kind: activity }}, at_least: {} }} }}\n", n + 1))
        .collect();
    lab.write(
        "many/scheme.yaml",
        format!("{good}awards: [{{ id: one, title: One }}]\ncriteria:\n{many}"),
    );
    lab.write("few/scheme.yaml", good);
    lab.cpd(&["scheme", "diff", "few", "many"])
        .ends(&[0])
        .says("New: C 1999");
    lab.cpd(&["scheme", "diff", "lancaster", "many"]).ends(&[0]);
}
