//! The schemas that editors read: written into a portfolio, and followed by the program that
//! checks front matter in editors.

use crate::golden::repository;
use crate::support::tools::require;
use crate::support::{Ran, Runs as _, Sandbox};

const REMARK: &str = "tests/editors/node_modules/remark-cli/cli.js";

fn init(more: &[&str]) -> Sandbox {
    let sandbox = Sandbox::new();
    let args = [
        "init",
        "sam",
        "--owner",
        "Sam Carter",
        "--scheme",
        "alt-valley",
    ];
    sandbox.cpd(args.iter().chain(more)).expect_code(0);
    sandbox.in_folder("sam")
}

/// Runs the checker over a folder, as an editor does for a file; none where it is missing.
fn remark(sandbox: &Sandbox, folder: &str) -> Option<Ran> {
    let program = repository().join(REMARK);
    let program = require(
        "remark (npm ci in tests/editors)",
        program.is_file().then_some(program),
    )?;
    // The plugins are looked for from the portfolio.
    let modules = repository().join("tests/editors/node_modules");
    let link = sandbox.at("node_modules");
    if !link.exists() {
        std::os::unix::fs::symlink(modules, link).expect("a link");
    }
    let mut node = sandbox.command("node");
    node.arg(program).args(["--no-color", "--frail", folder]);
    Some(node.run())
}

#[test]
fn an_editor_finds_what_the_schemas_do_not_allow() {
    let sandbox = init(&["--editors"]);
    assert_eq!(
        sandbox.git("status --porcelain"),
        "",
        "they are in the first save"
    );
    for (path, kind) in [
        ("activities", "activity"),
        ("meetings", "meeting"),
        ("targets", "target"),
    ] {
        let map = sandbox.read(".remarkrc.yaml");
        let entry = format!("\"./.schema/{kind}.json\":\n          - \"./{path}/**/*.md\"\n");
        assert!(map.contains(&entry), "{map}");
        assert!(sandbox.at(format!(".schema/{kind}.json")).is_file());
    }
    let new = [
        "new",
        "activity",
        "A course",
        "--type",
        "course",
        "--hours",
        "2",
        "--no-edit",
    ];
    sandbox.cpd(new).expect_code(0);
    let path = "activities/2026-10-02-a-course.md";
    let Some(ran) = remark(&sandbox, "activities") else {
        return;
    };
    assert_eq!(
        (ran.code, ran.stderr.contains("no issues found")),
        (0, true),
        "{ran:#?}"
    );
    let text = sandbox.read(path);
    let wrong = text.replace("hours: 2", "hours: many\nno_such: 1");
    assert_ne!(text, wrong);
    sandbox.write(path, wrong);
    let said = remark(&sandbox, "activities").expect("the checker").stderr;
    assert!(said.contains("Must be number"), "{said}");
    assert!(
        said.contains("Must NOT have additional properties"),
        "{said}"
    );
    let found = sandbox.cpd(["check", "--plain"]).expect_code(1).stdout;
    assert!(
        found.contains("no_such") && found.contains("hours"),
        "{found}"
    );
    assert!(
        !found.contains(".schema") && !found.contains("remarkrc"),
        "{found}"
    );
}

#[test]
fn schemas_are_written_again_and_settings_of_a_person_stay() {
    let sandbox = init(&[]);
    assert!(!sandbox.at(".schema").exists());
    let own = "plugins: [remark-lint]\n";
    sandbox.write(".remarkrc.yaml", own);
    sandbox.write(".schema/journal.json", "{ \"mine\": true }\n");
    sandbox.write(
        ".schema/meeting.json",
        "{\n  \"$id\": \"urn:cpd:kind:meeting\"\n}\n",
    );
    let ran = sandbox.cpd(["schema", "--write"]).expect_code(0);
    assert!(ran.stdout.contains(".schema/meeting.json\n"), "{ran:#?}");
    assert!(!ran.stdout.contains(".schema/journal.json"), "{ran:#?}");
    for kept in [".remarkrc.yaml", ".schema/journal.json"] {
        let says = format!("{kept} differs from the file that cpd writes, and was not changed.");
        assert!(ran.stderr.contains(&says), "{ran:#?}");
    }
    assert_eq!(sandbox.read(".remarkrc.yaml"), own);
    assert_eq!(sandbox.read(".schema/journal.json"), "{ \"mine\": true }\n");
    let printed = sandbox.cpd(["schema", "meeting"]).expect_code(0).stdout;
    assert_eq!(sandbox.read(".schema/meeting.json"), printed);
    std::fs::remove_file(sandbox.at(".remarkrc.yaml")).expect("a file");
    std::fs::remove_file(sandbox.at(".schema/journal.json")).expect("a file");
    sandbox.cpd(["schema", "--write"]).expect_code(0);
    let again = sandbox.cpd(["schema", "--write"]).expect_code(0);
    assert_eq!(again.stdout, "");
    assert!(again.stderr.contains("are there already"), "{again:#?}");
    let outside = Sandbox::new().cpd(["schema", "--write"]).expect_code(2);
    assert!(
        outside.stderr.contains("this is not a portfolio"),
        "{outside:#?}"
    );
}
