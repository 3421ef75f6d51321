//! What a person types and what they see, for every command: tests/cmd/*.md.
//!
//! After a change that is meant to alter what is printed, `SNAPSHOTS=overwrite`
//! writes the files anew; then read them as a newcomer would.

use std::path::Path;

use snapbox::Data;

use crate::golden::repository;
use crate::support::Sandbox;
use crate::support::transcript::{files, replay};

macro_rules! transcripts {
    ($($name:ident)*) => {
        $(
            #[test]
            fn $name() {
                run(stringify!($name));
            }
        )*

        const NAMES: &[&str] = &[$(stringify!($name)),*];
    };
}

transcripts! {
    init
    year
    demo
    scheme
    explain
    attach
    edit
    import
    import_logs
    import_notes
    remove
    rename
    report
    recover
    save
    pack
    period
    sign
    status
    check
    fix
    verify
    new
    trust
    ask
    approve
    gitlab
    forge_year
    keys_year
    mail_year
    revalidation_year
    roster
    plan
    checklist
    due
    list
    export
    several
    formats
    zip_year
    register
}

fn folder() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cmd"))
}

#[track_caller]
fn run(name: &str) {
    let file = folder().join(format!("{}.md", name.replace('_', "-")));
    // Raw: three dots in what is printed are three dots, no wildcard.
    let expected = Data::read_from(&file, None).raw();
    let text = expected.to_string();
    let sandbox = Sandbox::with_keys();
    let examples = repository().join("examples");
    sandbox.set("EXAMPLES", &examples.display().to_string());
    let replayed = replay(&text, name, &sandbox);
    assert!(replayed.commands > 0, "{name} types nothing");
    snapbox::Assert::new()
        .action_env("SNAPSHOTS")
        .eq(Data::text(replayed.text).raw(), expected);
}

#[test]
fn every_transcript_is_run() {
    let mut stems = files(folder())
        .iter()
        .map(|file| {
            file.file_stem()
                .expect("a stem")
                .to_string_lossy()
                .replace('-', "_")
        })
        .collect::<Vec<_>>();
    let mut names = NAMES.to_vec();
    stems.sort_unstable();
    names.sort_unstable();
    assert_eq!(stems, names);
}
