//! A zip of everything that somebody takes along who leaves, read without cpd.

use crate::support::Sandbox;
use crate::support::tools::require_tool;

/// The sample with a private note, a private detail, a certificate and a draft.
fn sample() -> Sandbox {
    let sandbox = Sandbox::with_demo();
    sandbox.sh("cd sample && cpd certificate bronze && cpd pack --award gold --draft");
    sandbox.write("sample/private/diary.md", "My SECRET diary.\n");
    sandbox.write("sample/evidence/é a.txt", "A certificate.\n");
    sandbox
}

fn names(sandbox: &Sandbox, zip: &str) -> Vec<String> {
    let listed = sandbox.sh(&format!("unzip -Z1 {zip}"));
    listed.lines().map(str::to_owned).collect()
}

#[test]
fn each_part_of_the_zip_is_read_by_another_program() {
    let sandbox = sample();
    sandbox.sh("cd sample && cpd export everything --to ../leaver.zip --today 2026-10-02");
    sandbox.sh("unzip -q leaver.zip -d out");
    let names = names(&sandbox, "leaver.zip");
    for name in [
        "calendar.ics",
        "cv.json",
        "tables/activities.csv",
        "tables/owner.csv",
        "tables/people.csv",
        "certificates/bronze-certificate.pdf",
        "portfolio/cpd.yaml",
        "portfolio/evidence/é a.txt",
        "portfolio/journals/2024-11-20-what-minutes-are-for.md",
    ] {
        assert!(names.iter().any(|it| it == name), "{name}: {names:#?}");
        let said = sandbox.read("out/README.txt");
        let folder = name.split_once('/').map_or(name, |(folder, _)| folder);
        assert!(said.contains(folder), "{name}: {said}");
    }
    assert!(
        !names.iter().any(|name| name.contains("draft")),
        "{names:#?}"
    );
    sandbox.sh("cmp out/portfolio/cpd.yaml sample/cpd.yaml");
    sandbox.sh("cmp 'out/portfolio/evidence/é a.txt' 'sample/evidence/é a.txt'");
    let table = sandbox.read("out/tables/journals.csv");
    assert!(table.starts_with("\u{feff}title,"), "{table}");
    assert!(table.contains("I write long minutes because"), "{table}");
    let awards = sandbox.sh(
        "python3 -c \"import json; print(json.load(open('out/cv.json'))['awards'][0]['title'])\"",
    );
    assert_eq!(awards, "Bronze\n");
    let read_me = sandbox.read("out/README.txt");
    assert!(
        read_me.lines().all(|line| line.chars().count() <= 78),
        "{read_me}"
    );
}

/// What git itself makes of the history.
#[test]
fn git_clones_the_history_with_every_version() {
    if require_tool("git").is_none() {
        return;
    }
    let sandbox = sample();
    sandbox.sh("cd sample && cpd export everything --private --to ../all.zip --today 2026-10-02");
    sandbox.sh("unzip -q all.zip -d out && git clone -q out/history.bundle cloned");
    sandbox.sh("cd cloned && git fsck --full --strict");
    assert_eq!(
        sandbox.sh("git -C cloned log --format=%H"),
        sandbox.sh("git -C sample log --format=%H")
    );
    assert_eq!(
        sandbox.sh("git -C cloned branch --show-current"),
        sandbox.sh("git -C sample branch --show-current")
    );
}

#[test]
fn private_parts_stay_unless_they_are_wanted() {
    let sandbox = sample();
    sandbox.sh("cd sample && cpd export everything --to ../leaver.zip --today 2026-10-02");
    let zip = names(&sandbox, "leaver.zip");
    assert!(
        !zip.iter()
            .any(|name| name.contains("private") || name.ends_with("people.yaml")),
        "{zip:#?}"
    );
    sandbox.sh("unzip -q leaver.zip -d out");
    assert_eq!(sandbox.try_sh("grep -r SECRET out").code, 1);
    // The sample's list of people has the jobs of others.
    let people = sandbox.sh("cd sample && git log -p --format= -- trust/people.yaml");
    assert!(people.contains("value: School Manager"), "{people}");
    assert!(!zip.iter().any(|name| name == "history.bundle"), "{zip:#?}");
    let read_me = sandbox.read("out/README.txt").replace('\n', " ");
    assert!(
        read_me.contains(
            "The earlier versions are not in it: they hold more than the names of other people."
        ),
        "{read_me}"
    );
    assert_eq!(sandbox.try_sh("grep -r 'School Manager' out").code, 1);

    sandbox.sh("cd sample && cpd export everything --private --to ../all.zip --today 2026-10-02");
    let zip = names(&sandbox, "all.zip");
    for name in [
        "portfolio/private/diary.md",
        "portfolio/trust/people.yaml",
        "history.bundle",
    ] {
        assert!(zip.iter().any(|it| it == name), "{name}: {zip:#?}");
    }
}

#[test]
fn a_portfolio_with_nothing_private_has_its_history_and_private_files_of_the_past_keep_it_back() {
    let sandbox = Sandbox::new().committing_as("Sam Carter", "sam@example.org");
    sandbox.sh("cpd init sam --owner 'Sam Carter' --manager 'Priya Shah' --today 2026-02-11");
    let export = |name: &str| {
        sandbox.sh(&format!(
            "cd sam && cpd export everything --to ../{name}.zip --today 2026-10-02"
        ));
        names(&sandbox, &format!("{name}.zip"))
            .iter()
            .any(|it| it == "history.bundle")
    };
    assert!(export("first"));
    sandbox.write("sam/private/diary.md", "My SECRET diary.\n");
    sandbox.sh("cd sam && git add -f private/diary.md && git commit -qm Diary && git rm -qf private/diary.md && git commit -qm Gone");
    assert!(!export("second"));
    let ran = sandbox.try_sh("cd sam && cpd export everything --to ../third.zip");
    assert!(
        ran.stderr.contains("they hold files of the folder private"),
        "{}",
        ran.stderr
    );
}

#[test]
fn equal_portfolios_give_equal_bytes_and_nothing_is_written_over() {
    let sandbox = sample();
    for name in ["one", "two"] {
        sandbox.sh(&format!(
            "cd sample && cpd export everything --private --to ../{name}.zip --today 2026-10-02"
        ));
    }
    sandbox.sh("cmp one.zip two.zip");
    let ran =
        sandbox.try_sh("cd sample && cpd export everything --to ../one.zip --today 2026-10-02");
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    assert!(
        ran.stderr.contains("one.zip already exists"),
        "{}",
        ran.stderr
    );
    sandbox.sh("cmp one.zip two.zip");
    assert_eq!(sandbox.sh("ls -A | grep cpd-; true"), "");
}

/// A private detail of a kind that is never printed.
#[test]
fn private_details_are_kept_back_in_files_and_tables() {
    let sandbox = Sandbox::new().committing_as("Robin Hale", "robin@example.org");
    sandbox.sh("cpd init rn --owner 'Robin Hale' --scheme nmc-revalidation --set registrations=nurse --today 2026-02-11");
    sandbox.write(
        "rn/confirmation-forms/2026-03-01-mine.md",
        "---\ntitle: Mine\ndate: 2026-03-01\npin: SECRET1\nemail: SECRET@example.org\n---\n\nA text.\n",
    );
    let written = sandbox.sh("cd rn && cpd save --anyway; cpd export everything --to ../rn.zip; unzip -q ../rn.zip -d ../out");
    assert_eq!(sandbox.try_sh("grep -r SECRET out").code, 1, "{written}");
    assert!(
        sandbox
            .sh("grep -rl 'kept back' out")
            .contains("confirmation-forms/2026-03-01-mine.md"),
        "{written}"
    );
}
