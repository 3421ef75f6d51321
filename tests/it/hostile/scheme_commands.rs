//! Schemes that cannot be begun, read or compared.

use std::fs;
use std::os::unix::fs::symlink;

use super::{demo, empty, portfolio};

#[test]
fn a_new_scheme_is_written_inside_its_folder_only() {
    let sandbox = portfolio();
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
        sandbox.cpd(["scheme", "new", "--", id]).ends(&[2]);
    }
    sandbox
        .cpd(["scheme", "new", "mine", "--version", "1.0.0/../../x"])
        .ends(&[2])
        .says("three numbers");
    assert!(!sandbox.at("schemes").exists());
    // What is there is left as it is.
    sandbox.write("schemes/mine/1.0.0/notes.txt", "mine");
    sandbox
        .cpd(["scheme", "new", "mine"])
        .ends(&[1])
        .says("is not empty");
    assert_eq!(
        fs::read_to_string(sandbox.at("schemes/mine/1.0.0/notes.txt")).unwrap(),
        "mine"
    );
    // A link leads out of the portfolio.
    symlink(sandbox.beside("home"), sandbox.at("schemes/away")).unwrap();
    sandbox
        .cpd(["scheme", "new", "away"])
        .ends(&[1])
        .says("symbolic link");
    let home = fs::read_dir(sandbox.beside("home")).unwrap();
    let names: Vec<_> = home.map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, [".gitconfig"], "something was written at home");
    // A title may hold anything, and stays one.
    let title = "x\" }\nid: other # \u{1b}[31m";
    sandbox
        .cpd(["scheme", "new", "odd", "--title", title])
        .ends(&[0]);
    sandbox
        .cpd(["scheme", "check", "odd"])
        .ends(&[0])
        .says("2 examples give");
    // Settings that cannot be changed are left alone, and so is everything else.
    let settings = fs::read_to_string(sandbox.at("cpd.yaml")).unwrap();
    let broken = settings.replace("schemes: ", "schemes: [] # ");
    sandbox.write("cpd.yaml", &broken);
    sandbox
        .cpd(["scheme", "new", "third", "--adopt"])
        .ends(&[2])
        .says("yourself");
    assert_eq!(fs::read_to_string(sandbox.at("cpd.yaml")).unwrap(), broken);
    assert!(!sandbox.at("schemes/third").exists());
}

#[test]
fn unreadable_examples_are_reported() {
    let sandbox = empty();
    sandbox.cpd(["scheme", "new", "mine"]).ends(&[0]);
    let check = || sandbox.cpd(["scheme", "check", "mine"]);
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
        sandbox.write("mine/examples/expected.yaml", text);
        check().ends(&[1]);
    }
    sandbox.write("mine/examples/expected.yaml", "a: ".repeat(700_000));
    check().ends(&[1]);
    sandbox.write(
        "mine/examples/expected.yaml",
        "today: 2026-06-30\ncomplete: {}\nshort: {}\n../../x: {}\n",
    );
    check()
        .ends(&[1])
        .says("there is no portfolio in examples/../../x");
    sandbox.write("mine/examples/complete/cpd.yaml", "schemes: [");
    check().ends(&[1]);
    fs::remove_dir_all(sandbox.at("mine/examples")).unwrap();
    symlink("/", sandbox.at("mine/examples")).unwrap();
    check().ends(&[1]).says("symbolic link");
}

#[test]
fn comparing_unreadable_schemes_gives_an_error() {
    let sandbox = demo();
    let good = "id: big\nversion: 1.0.0\ntitle: Big\n";
    sandbox.write(
        "big/scheme.yaml",
        format!("{good}# {}\n", "x".repeat(5_000_000)),
    );
    sandbox.write("bytes/scheme.yaml", b"\xff\xfe\x00\x01");
    sandbox.write("open/scheme.yaml", "id: [");
    sandbox.write("none/scheme.yaml", "");
    sandbox.write("nothing/notes.md", "");
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
            sandbox.cpd(["scheme", "diff", "--", from, to]).ends(&[2]);
        }
        sandbox.cpd(["scheme", "check", "--", folder]).ends(&[1, 2]);
        sandbox
            .cpd(["scheme", "new", "copy", "--from", folder])
            .ends(&[1, 2]);
    }
    assert!(!sandbox.at("schemes/copy").exists());
    // One that is far along is compared like any other.
    let many: String = (0..2_000)
        .map(|n| format!("  - {{ id: c{n}, says: C {n}, count: {{ of: {{ kind: activity }}, at_least: {} }} }}\n", n + 1))
        .collect();
    sandbox.write(
        "many/scheme.yaml",
        format!("{good}awards: [{{ id: one, title: One }}]\ncriteria:\n{many}"),
    );
    sandbox.write("few/scheme.yaml", good);
    sandbox
        .cpd(["scheme", "diff", "few", "many"])
        .ends(&[0])
        .says("New: C 1999");
    sandbox
        .cpd(["scheme", "diff", "lancaster", "many"])
        .ends(&[0]);
}
