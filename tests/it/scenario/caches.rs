//! What earlier runs worked out lies in the user's own cache folder: nothing that comes
//! with a portfolio is believed, and nothing beside it is written or deleted.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use sha2::{Digest as _, Sha256};

use crate::support::Sandbox;

/// A portfolio whose statement is longer than the one page allowed.
fn too_long() -> Sandbox {
    let sandbox = Sandbox::with_demo();
    let statement = sandbox.read("sample/statements/silver.md");
    let more = "Meetings taught me more than any course did. ".repeat(400);
    sandbox.write(
        "sample/statements/silver.md",
        format!("{statement}\n{more}\n"),
    );
    sandbox
}

fn check(sandbox: &Sandbox) -> String {
    sandbox.cpd(["-C", "sample", "check"]).stdout
}

/// Every file below a folder, with its text.
fn files(folder: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            let text = fs::read_to_string(&path).expect("a text");
            found.insert(path.display().to_string(), text);
        }
    }
    found
}

/// An entry that says that a record fills one page.
fn one_page(name: &str) -> String {
    let seal = Sha256::digest(format!("{name}\n1"));
    let seal: String = seal.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{seal}\n1")
}

#[test]
fn a_forged_page_count_in_the_git_folder_changes_no_verdict() {
    let sandbox = too_long();
    let honest = check(&sandbox);
    assert!(honest.contains("far too long: about "), "{honest}");
    let cache = sandbox.home().join("cache/cpd");
    let kept = files(&cache);
    let pages = kept.keys().filter(|path| path.contains("/pages/"));
    let mut forged = 0;
    for path in pages {
        let name = path.rsplit('/').next().expect("a name");
        sandbox.write(format!("sample/.git/cpd/pages/{name}"), one_page(name));
        forged += 1;
    }
    assert!(forged > 0, "{kept:?}");
    fs::remove_dir_all(&cache).expect("a cache to remove");
    assert_eq!(check(&sandbox), honest);
}

#[cfg(unix)]
#[test]
fn a_link_in_the_git_folder_is_not_followed() {
    let sandbox = Sandbox::with_demo();
    for at in 0..2_100 {
        sandbox.write(format!("precious/{at}.txt"), "mine");
    }
    let before = files(&sandbox.path().join("precious"));
    fs::create_dir_all(sandbox.path().join("sample/.git/cpd")).expect("a folder");
    for kind in ["history", "pages", "pictures"] {
        let link = sandbox.path().join("sample/.git/cpd").join(kind);
        std::os::unix::fs::symlink("../../../precious", link).expect("a link");
    }
    check(&sandbox);
    sandbox.cpd(["-C", "sample", "status"]).expect_code(0);
    assert!(before == files(&sandbox.path().join("precious")));
}

#[test]
fn the_verdict_is_the_same_without_a_cache_folder() {
    let sandbox = too_long();
    let honest = check(&sandbox);
    assert!(honest.contains("far too long: about "), "{honest}");
    fs::remove_dir_all(sandbox.home().join("cache")).expect("a cache to remove");
    fs::write(sandbox.home().join("cache"), "no folder").expect("a file");
    assert_eq!(check(&sandbox), honest);
}

#[test]
fn verify_uses_no_cache() {
    let sandbox = Sandbox::with_demo();
    fs::remove_dir_all(sandbox.home().join("cache")).ok();
    sandbox
        .cpd(["-C", "sample", "verify", "silver", "--accept-self-declared"])
        .expect_code(0);
    let kept = files(&sandbox.home().join("cache"));
    assert!(kept.is_empty(), "{kept:?}");
}

/// The same entries are believed while nobody else could have written them, so the attack
/// is a real one.
#[cfg(unix)]
#[test]
fn entries_that_others_could_have_written_change_no_verdict() {
    use std::os::unix::fs::PermissionsExt as _;
    let sandbox = too_long();
    let honest = check(&sandbox);
    let kept = files(&sandbox.home().join("cache/cpd"));
    let pages: Vec<&String> = kept
        .keys()
        .filter(|path| path.contains("/pages/"))
        .collect();
    let forge = |mode: u32| {
        for path in &pages {
            let name = path.rsplit('/').next().expect("a name");
            fs::write(path, one_page(name)).expect("an entry");
            fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("a mode");
        }
    };
    forge(0o600);
    assert_ne!(check(&sandbox), honest);
    for mode in [0o620, 0o602, 0o666] {
        forge(mode);
        assert_eq!(check(&sandbox), honest);
    }
}

#[test]
fn a_picture_that_was_exchanged_is_seen_though_its_size_and_time_are_the_same() {
    let sandbox = Sandbox::with_demo();
    let honest = check(&sandbox);
    let evidence = sandbox.at("sample/evidence");
    let mut exchanged = 0;
    for entry in fs::read_dir(evidence).expect("evidence").flatten() {
        let path = entry.path();
        if path.extension().is_some_and(|end| end == "png") {
            let time = entry.metadata().and_then(|data| data.modified());
            let length = fs::read(&path).expect("a picture").len();
            fs::write(&path, vec![b'x'; length]).expect("another picture");
            let file = fs::File::options().append(true).open(&path).expect("it");
            file.set_modified(time.expect("a time"))
                .expect("the same time");
            exchanged += 1;
        }
    }
    assert!(exchanged > 0);
    let seen = check(&sandbox);
    fs::remove_dir_all(sandbox.home().join("cache")).expect("a cache to remove");
    assert_ne!(seen, honest);
    assert_eq!(seen, check(&sandbox));
}
