//! What commands that only read ask of the system, in a portfolio made to harm.

use std::fs;
use std::io::{Cursor, Write as _};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::bait::Bait;
use super::{activity, demo};
use crate::support::Sandbox;
use crate::support::trace::{Call, Trace, may_trace, trace, trace_in_terminal};

/// Files of the system that a program may open, and why.
const SYSTEM: [(&str, &str); 14] = [
    ("/etc/ld.so.cache", "the loader finds libraries in it"),
    ("/lib/", "the loader reads the C library"),
    ("/lib64/", "the loader reads the C library"),
    ("/usr/lib/", "the loader reads the C library"),
    ("/etc/localtime", "the clock of the computer"),
    ("/usr/share/zoneinfo/", "the clock of the computer"),
    ("/dev/urandom", "names of temporary files"),
    ("/proc/self/maps", "the standard library asks for its stack"),
    ("/proc/self/cgroup", "the number of threads"),
    ("/proc/self/mountinfo", "the number of threads"),
    (
        "/proc/sys/vm/overcommit_memory",
        "the allocator asks for its limits",
    ),
    ("/sys/fs/cgroup/", "the number of threads"),
    ("/sys/devices/system/cpu/", "the number of threads"),
    ("/etc/gitconfig", "git's settings for every user"),
];

/// The places that a run may read, and those that it may change.
struct Places {
    reads: Vec<PathBuf>,
    changes: Vec<PathBuf>,
}

impl Places {
    /// The portfolio with its repository, the person's own settings and caches.
    fn of(sandbox: &Sandbox) -> Self {
        let home = sandbox.home();
        let caches = home.join("cache/cpd");
        Self {
            reads: vec![
                sandbox.path(),
                home.join(".gitconfig"),
                home.join("gitconfig"),
                home.join("config/git"),
                caches.clone(),
            ],
            changes: vec![caches.clone(), home.join("cache")],
        }
    }

    /// Returns what is wrong with a call.
    fn fault(&self, call: &Call, began: &Path) -> Option<String> {
        if let Some(program) = call.started() {
            return Some(format!("started {program}"));
        }
        if call.reaches_out() {
            return Some(format!("reached out: {call:?}"));
        }
        let within = |places: &[PathBuf], path: &str| {
            places
                .iter()
                .any(|place| Path::new(path).starts_with(place))
        };
        let is_system = |path: &str| {
            let mut names = SYSTEM.iter().map(|(name, _)| *name);
            names.any(|name| path == name || name.ends_with('/') && path.starts_with(name))
        };
        let may = |path: &String| match call.changes() {
            true => within(&self.changes, path),
            false => within(&self.reads, path) || is_system(path),
        };
        let wrong = call.paths(began).into_iter().find(|path| !may(path));
        wrong.map(|path| format!("touched {path}: {call:?}"))
    }

    fn faults(&self, trace: &Trace, began: &Path) -> Vec<String> {
        let faults = trace
            .calls
            .iter()
            .filter_map(|call| self.fault(call, began));
        faults.collect()
    }
}

/// A portfolio whose repository, links, records and packs all lead out of it.
fn leading_out() -> (Sandbox, Bait) {
    let sandbox = demo();
    let pack = sandbox.read("packs/silver.html");
    let bait = Bait::in_repository(&sandbox);
    let outside = sandbox.beside("outside");
    for folder in ["objects/pack", "hooks", "module"] {
        fs::create_dir_all(outside.join(folder)).unwrap();
    }
    for name in [
        "secret.md",
        "attributes",
        "ignored",
        "signers",
        "anchor",
        "key",
    ] {
        fs::write(
            outside.join(name),
            activity("Known to nobody", "", "SECRET"),
        )
        .unwrap();
    }
    let out = outside.display();
    let config = sandbox.read(".git/config");
    sandbox.write(
        ".git/config",
        format!(
            "{config}[core]\n\tattributesFile = {out}/attributes\n\texcludesFile = {out}/ignored\n\
             \thooksPath = {out}/hooks\n[gpg \"ssh\"]\n\tallowedSignersFile = {out}/signers\n\
             [cpd]\n\tanchor = {out}/anchor\n[user]\n\tsigningKey = {out}/key\n\
             [submodule \"x\"]\n\tpath = module\n\turl = file://{out}/module\n\tupdate = !touch x\n\
             [remote \"origin\"]\n\turl = ext::sh -c touch\n\tuploadpack = {bait}\n\
             [protocol \"ext\"]\n\tallow = always\n",
            bait = bait.program.display(),
        ),
    );
    sandbox.write(".git/objects/info/alternates", format!("{out}/objects\n"));
    sandbox.write(".git/info/exclude", "!*\n");
    sandbox.write(
        ".gitmodules",
        "[submodule \"x\"]\n\tpath = module\n\turl = ../outside/module\n\tupdate = !touch x\n",
    );
    for (link, target) in [
        ("activities/2026-02-04-linked.md", "secret.md"),
        ("evidence/linked.txt", "secret.md"),
        ("trust/linked", "signers"),
        ("schemes", ""),
        (".mailmap", "secret.md"),
        ("module", "module"),
        ("round", ""),
    ] {
        symlink(outside.join(target), sandbox.at(link)).unwrap();
    }
    sandbox.write(
        "activities/2026-02-05-leading-out.md",
        activity(
            "Leading out",
            &format!("evidence: [../outside/secret.md, evidence/linked.txt, {out}/secret.md]\n"),
            &format!(
                "\n![a]({out}/secret.md) ![b](../../outside/secret.md) [c](file://{out}/secret.md)\n\
                 ![d](file:///etc/passwd) ![e](../evidence/linked.txt) ![f](http://127.0.0.1:9/x.png)\n\n\
                 #read(\"/etc/passwd\") #include \"{out}/secret.md\" #image(\"/etc/passwd\")\n\
                 {{% include \"/etc/passwd\" %}} $(touch x) `touch x`\n"
            ),
        ),
    );
    write_packs(&sandbox, &pack);
    (sandbox, bait)
}

/// Writes packs that name files and addresses.
fn write_packs(sandbox: &Sandbox, pack: &str) {
    let more = "<script src=\"http://127.0.0.1:9/x.js\"></script><img src=\"file:///etc/passwd\">\
                <link rel=\"stylesheet\" href=\"http://127.0.0.1:9/x.css\"><iframe src=\"/etc/passwd\"></iframe>";
    sandbox.write(
        "packs/html.html",
        pack.replacen("<body", &format!("{more}<body"), 1),
    );
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let plain = SimpleFileOptions::default();
    for name in [
        "../../outside/escaped",
        "/tmp/escaped",
        "silver.html",
        "printing.json",
    ] {
        zip.start_file(name, plain).unwrap();
        zip.write_all(pack.as_bytes()).unwrap();
    }
    zip.add_symlink("files", "/etc", plain).unwrap();
    sandbox.write("packs/zip.zip", zip.finish().unwrap().into_inner());
    sandbox.write(
        "packs/pdf.pdf",
        "%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R/OpenAction<</S/Launch/F(/bin/sh)>>\
         /AA<</WC<</S/URI/URI(http://127.0.0.1:9/)>>>>>>\nendobj\n\
         2 0 obj\n<</Type/Pages/Count 1/Kids[3 0 R]>>\nendobj\n\
         3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>\nendobj\n\
         4 0 obj\n<</Length 0/F(/etc/passwd)>>\nstream\n\nendstream\nendobj\n\
         trailer\n<</Root 1 0 R>>\n%%EOF\n",
    );
}

/// Commands that only read.
const READING: [&[&str]; 22] = [
    &["check"],
    &["check", "--format", "sarif"],
    &["status"],
    &["due"],
    &["plan"],
    &["checklist"],
    &["history"],
    &["list"],
    &["search", "secret"],
    &["export", "activity"],
    &["export", "--format", "jsonl"],
    &["verify", "bronze"],
    &["verify", "packs/silver.html"],
    &["verify", "packs/html.html"],
    &["verify", "packs/zip.zip"],
    &["verify", "packs/pdf.pdf"],
    &["report", "."],
    &["trust"],
    &["scheme", "list"],
    &["explain", "bad-date"],
    &["schema"],
    &["completions", "bash"],
];

/// Commands that only read, and write one file that they name.
const PRINTING: [&[&str]; 3] = [
    &["pack", "--award", "gold", "--draft", "-o", "packs/x.html"],
    &["pack", "--award", "gold", "--draft", "-o", "packs/x.pdf"],
    &["certificate", "bronze"],
];

#[test]
fn looking_starts_nothing_and_opens_nothing_outside() {
    if !may_trace() {
        return;
    }
    let (sandbox, bait) = leading_out();
    let mut places = Places::of(&sandbox);
    // Settings that the repository's own include and folders of objects that it borrows are a
    // part of a repository for git, and so for libgit2.
    places.reads.push(bait.included.clone());
    places.reads.push(sandbox.beside("outside/objects"));
    let began = sandbox.path();
    let look = |places: &Places, args: &[&str]| {
        let seen = trace(&sandbox, args);
        // A pack that cannot be read ends with 2.
        let is_pack = args.iter().any(|arg| arg.starts_with("packs/"));
        let codes: &[i32] = if is_pack { &[0, 1, 2] } else { &[0, 1] };
        seen.ran.ends(codes).is_silent_on("SECRET");
        let opens = seen.calls.iter().filter(|call| call.opens()).count();
        assert!(opens > 0, "{args:?} opened nothing: {seen:#?}");
        let faults = places.faults(&seen, &began);
        assert!(faults.is_empty(), "{args:?}: {faults:#?}");
    };
    for args in READING {
        look(&places, args);
    }
    places.changes.push(sandbox.at("packs"));
    for args in PRINTING {
        look(&places, args);
    }
    assert!(!bait.touched.exists(), "the bait was taken");
}

#[test]
fn a_command_that_starts_a_program_is_seen() {
    if !may_trace() {
        return;
    }
    let sandbox = demo();
    let (began, places) = (sandbox.path(), Places::of(&sandbox));
    fs::write(sandbox.home().join("secret"), "SECRET").unwrap();
    sandbox.set("EDITOR", "cat ../home/secret");
    let edited = trace_in_terminal(&sandbox, "edit profile.md");
    let edited = places.faults(&edited, &began).join("\n");
    let secret = sandbox.home().join("secret");
    for fault in ["started /", "/cat", secret.to_str().unwrap()] {
        assert!(edited.contains(fault), "{fault}: {edited}");
    }
    // A file that is written where nothing may be.
    let added = trace(&sandbox, &["new", "person", "Jo Okafor"]);
    let added = places.faults(&added, &began).join("\n");
    assert!(
        added.contains("touched ") && added.contains("people.yaml"),
        "{added}"
    );
}
