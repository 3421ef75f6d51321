//! Histories that real git wrote: files that become something else, and repositories
//! in which somebody changed an object.
#![allow(
    clippy::disallowed_methods,
    reason = "tests start git, and change files behind its back"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use proptest::prelude::*;

use super::Repo;
use super::history::FolderHistory;
use crate::app::ports::RepositoryError;
use crate::base::files::digest::BlobId;
use crate::tests::tools::{output, require_tool};

const FILE: &str = "notes/first/a.md";

struct Folder {
    root: tempfile::TempDir,
}

impl Folder {
    /// An empty repository; nothing where git is not installed.
    fn new(object_format: &str) -> Option<Self> {
        require_tool("git")?;
        let root = tempfile::tempdir().unwrap();
        let folder = Self { root };
        folder.git(&format!(
            "init -q --template= -b main --object-format={object_format}"
        ));
        Some(folder)
    }

    fn path(&self) -> &Path {
        self.root.path()
    }

    #[track_caller]
    fn git(&self, line: &str) -> String {
        let mut command = Command::new("git");
        command
            .current_dir(self.path())
            .args(line.split(' '))
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_NOSYSTEM", "1");
        for who in ["AUTHOR", "COMMITTER"] {
            command
                .env(format!("GIT_{who}_NAME"), "Sam Carter")
                .env(format!("GIT_{who}_EMAIL"), "sam@cpd.invalid")
                .env(format!("GIT_{who}_DATE"), "2026-03-02T12:00:00Z");
        }
        output(&mut command).trim().to_owned()
    }

    fn write(&self, path: &str, text: &str) {
        let file = self.path().join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }

    fn commit(&self, message: &str) {
        self.git("add -A");
        self.git(&format!("commit -q --allow-empty -m {message}"));
    }

    /// Commits a submodule at a path, in place of whatever lies there.
    fn commit_submodule(&self, path: &str, message: &str) {
        let _ = fs::remove_file(self.path().join(path));
        let _ = fs::remove_dir_all(self.path().join(path));
        self.git("add -A");
        let other = self.git("rev-parse HEAD");
        self.git(&format!(
            "update-index --add --cacheinfo 160000,{other},{path}"
        ));
        self.git(&format!("commit -q -m {message}"));
        fs::create_dir_all(self.path().join(path)).unwrap();
    }

    fn repo(&self) -> Repo {
        Repo::open(self.path()).unwrap().unwrap()
    }

    /// The summaries of the commits that changed [`FILE`], oldest first: with `-` where
    /// it was no file afterwards.
    #[track_caller]
    fn told(&self) -> Vec<String> {
        let changes = self.repo().changes_of(&[FILE.to_owned()]).unwrap();
        let of_file = changes[FILE].iter().map(|change| match &change.blob {
            Some(_) => change.summary.clone(),
            None => format!("-{}", change.summary),
        });
        of_file.collect()
    }

    /// Puts another content of the same sort under the name of an object.
    fn tamper(&self, object: &str, sort: &str, change: impl Fn(&mut Vec<u8>)) {
        let (first, rest) = object.split_at(2);
        let file: PathBuf = self.path().join(".git/objects").join(first).join(rest);
        let packed = fs::read(&file).unwrap();
        let mut whole = Vec::new();
        let mut reader = flate2::read::ZlibDecoder::new(packed.as_slice());
        std::io::copy(&mut reader, &mut whole).unwrap();
        let end = whole.iter().position(|byte| *byte == 0).unwrap();
        let mut content = whole.split_off(end + 1);
        assert!(whole.starts_with(sort.as_bytes()), "{object} is no {sort}");
        change(&mut content);
        let mut writer = ZlibEncoder::new(Vec::new(), Compression::default());
        write!(writer, "{sort} {}\0", content.len()).unwrap();
        writer.write_all(&content).unwrap();
        fs::remove_file(&file).unwrap();
        fs::write(&file, writer.finish().unwrap()).unwrap();
    }
}

fn replace(bytes: &mut Vec<u8>, from: &str, to: &str) {
    let at = bytes
        .windows(from.len())
        .position(|window| window == from.as_bytes());
    let at = at.unwrap_or_else(|| panic!("{from} is not there"));
    bytes.splice(at..at + from.len(), to.bytes());
}

#[test]
fn a_file_that_becomes_a_submodule_and_returns_is_listed_each_time() {
    let Some(folder) = Folder::new("sha1") else {
        return;
    };
    folder.write(FILE, "one\n");
    folder.write("notes/first/b.md", "beside\n");
    folder.commit("wrote");
    folder.commit_submodule(FILE, "submodule");
    assert_eq!(folder.told(), ["wrote", "-submodule"]);
    folder.git(&format!("rm -q --cached {FILE}"));
    fs::remove_dir(folder.path().join(FILE)).unwrap();
    folder.write(FILE, "one\n");
    folder.commit("back");
    assert_eq!(folder.told(), ["wrote", "-submodule", "back"]);
}

#[test]
fn a_file_that_becomes_a_folder_and_returns_is_listed_each_time() {
    let Some(folder) = Folder::new("sha1") else {
        return;
    };
    folder.write(FILE, "one\n");
    folder.commit("wrote");
    fs::remove_file(folder.path().join(FILE)).unwrap();
    folder.write(&format!("{FILE}/inside.md"), "other words of its own\n");
    folder.commit("folder");
    assert_eq!(folder.told(), ["wrote", "-folder"]);
    fs::remove_dir_all(folder.path().join(FILE)).unwrap();
    folder.write(FILE, "one\n");
    folder.commit("back");
    assert_eq!(folder.told(), ["wrote", "-folder", "back"]);
}

#[test]
fn a_parent_folder_that_becomes_a_submodule_or_file_is_listed() {
    for above in ["notes/first", "notes"] {
        let Some(folder) = Folder::new("sha1") else {
            return;
        };
        folder.write(FILE, "one\n");
        folder.commit("wrote");
        folder.commit_submodule(above, "submodule");
        assert_eq!(folder.told(), ["wrote", "-submodule"], "{above}");
        folder.git(&format!("rm -q --cached {above}"));
        fs::remove_dir(folder.path().join(above)).unwrap();
        folder.write(above, "a file where a folder was\n");
        folder.commit("file");
        assert_eq!(folder.told(), ["wrote", "-submodule"], "{above}");
        fs::remove_file(folder.path().join(above)).unwrap();
        folder.write(FILE, "two\n");
        folder.commit("back");
        assert_eq!(folder.told(), ["wrote", "-submodule", "back"], "{above}");
    }
}

#[test]
fn the_log_tells_of_a_file_that_becomes_a_submodule_as_removed() {
    let Some(folder) = Folder::new("sha1") else {
        return;
    };
    folder.write(FILE, "one\n");
    folder.commit("wrote");
    folder.commit_submodule(FILE, "submodule");
    let log = folder.repo().log().unwrap();
    let last = &log.last().unwrap().files;
    assert_eq!(last.get(FILE), Some(&None), "{last:?}");
}

#[test]
fn a_folder_of_signoffs_that_was_a_submodule_for_a_while_can_be_read() {
    let Some(folder) = Folder::new("sha1") else {
        return;
    };
    folder.write("signoffs/a.md", "signed\n");
    folder.commit("signed");
    folder.commit_submodule("signoffs", "submodule");
    let past = history_of(&folder.repo(), "signoffs", None, None).unwrap();
    let paths: Vec<&str> = past.seen.iter().map(|one| one.path.as_str()).collect();
    assert_eq!(paths, ["signoffs/a.md"]);
}

/// Returns what a folder had up to a tip, or to the last commit.
fn history_of(
    repo: &Repo,
    folder: &str,
    tip: Option<&str>,
    before: Option<FolderHistory>,
) -> Result<FolderHistory, RepositoryError> {
    let history = repo.repository_history(tip, || None)?;
    repo.folder_history(folder, &history.expect("a commit"), before)
}

/// A commit of a made-up history: its committer's time, its parents among those before it,
/// and the contents of two sign-offs, if they are there.
#[derive(Debug, Clone)]
struct Made {
    seconds: i64,
    parents: BTreeSet<usize>,
    contents: [Option<u8>; 2],
}

fn made() -> impl Strategy<Value = Made> {
    let contents = prop::array::uniform2(prop::option::of(0..2_u8));
    let parents = prop::collection::btree_set(0..9_usize, 0..3);
    (0..5_i64, parents, contents).prop_map(|(seconds, parents, contents)| Made {
        seconds,
        parents,
        contents,
    })
}

/// Writes a history, of which the last commit has all others before it.
fn write_history(repo: &Repo, history: &[Made]) -> Vec<String> {
    let mut ids: Vec<git2::Oid> = Vec::new();
    for (at, made) in history.iter().enumerate() {
        let mut index = git2::Index::new().unwrap();
        for (name, content) in made.contents.iter().enumerate() {
            if let Some(content) = content {
                let id = repo.repo.blob(&[*content]).unwrap();
                let entry = super::commit::index_entry(&format!("signoffs/{name}.md"), id);
                index.add(&entry).unwrap();
            }
        }
        let tree = index.write_tree_to(&repo.repo).unwrap();
        let tree = repo.repo.find_tree(tree).unwrap();
        let is_last = at + 1 == history.len();
        let parents = (0..at).filter(|one| is_last || made.parents.contains(one));
        let parents: Vec<_> = parents
            .map(|one| repo.repo.find_commit(ids[one]).unwrap())
            .collect();
        let parents: Vec<&git2::Commit<'_>> = parents.iter().collect();
        let time = git2::Time::new(made.seconds, 0);
        let who = git2::Signature::new("Sam", "sam@cpd.invalid", &time).unwrap();
        let message = at.to_string();
        let id = repo
            .repo
            .commit(None, &who, &who, &message, &tree, &parents);
        ids.push(id.unwrap());
    }
    ids.iter().map(git2::Oid::to_string).collect()
}

/// The contents that a history brought, by path, content and commit.
fn contents_of(past: FolderHistory) -> BTreeSet<(String, BlobId, String, bool)> {
    let each = past.seen.into_iter().flat_map(|one| {
        let (path, blob) = (one.path, one.blob);
        let again = one.again.into_iter().map(|commit| (commit, false));
        std::iter::once((one.commit, true))
            .chain(again)
            .map(move |(commit, is_first)| (path.clone(), blob, commit, is_first))
    });
    each.collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn the_first_commit_with_a_content_is_never_one_on_top_of_another(
        history in prop::collection::vec(made(), 2..9),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let repo = Repo::init(folder.path()).unwrap();
        let ids = write_history(&repo, &history);
        let head = ids.last().unwrap();
        let read = |tip: &str, before| {
            history_of(&repo, "signoffs", Some(tip), before).unwrap()
        };
        let whole = read(head, None);
        let order: BTreeMap<&str, i64> =
            whole.seen.iter().map(|one| (one.commit.as_str(), one.order)).collect();
        let is_after = |one: &str, other: &str| {
            let id = |text: &str| git2::Oid::from_str(text).unwrap();
            repo.repo.graph_descendant_of(id(one), id(other)).unwrap()
        };
        for one in &whole.seen {
            for again in &one.again {
                prop_assert!(!is_after(&one.commit, again));
            }
            for (other, place) in &order {
                prop_assert!(!is_after(&one.commit, other) || one.order > *place);
            }
        }
        // An earlier result changes nothing.
        for tip in &ids {
            let before = read(tip, None);
            prop_assert_eq!(contents_of(read(head, Some(before))), contents_of(whole.clone()));
        }
    }
}

#[test]
fn a_merge_is_listed_only_for_text_that_no_parent_had() {
    let Some(folder) = Folder::new("sha1") else {
        return;
    };
    folder.write(FILE, "one\n");
    folder.commit("wrote");
    folder.git("checkout -q -b side");
    folder.write(FILE, "side\n");
    folder.commit("side");
    folder.git("checkout -q main");
    folder.write("notes/first/b.md", "main\n");
    folder.commit("main");
    folder.git("merge -q --no-ff -m took side");
    assert_eq!(folder.told(), ["wrote", "side"]);
    folder.git("checkout -q -b evil side~1");
    folder.git("merge -q --no-commit --no-ff -s ours main");
    folder.write(FILE, "neither\n");
    folder.commit("evil");
    assert_eq!(folder.told(), ["wrote", "side", "evil"]);
}

#[test]
fn an_object_that_was_changed_under_its_name_is_refused() {
    for format in ["sha1", "sha256"] {
        for sort in ["commit", "tree", "folder", "blob"] {
            let Some(folder) = Folder::new(format) else {
                return;
            };
            folder.write(FILE, "the words that were signed\n");
            folder.write("signoffs/a.md", "signed\n");
            folder.commit("first");
            folder.write("notes/first/b.md", "beside\n");
            folder.commit("second");
            let paths = [FILE.to_owned()];
            let id = |name: &str| folder.git(&format!("rev-parse {name}"));
            let (first, blob) = (id("HEAD~1"), id(&format!("HEAD~1:{FILE}")));
            let good = folder.repo();
            assert_eq!(good.changes_of(&paths).unwrap()[FILE].len(), 1);
            assert_eq!(good.committed(FILE).unwrap().unwrap().id.to_string(), blob);

            match sort {
                "commit" => folder.tamper(&first, "commit", |bytes| {
                    replace(bytes, "author Sam Carter", "author Priya Shah");
                }),
                "tree" => folder.tamper(&id("HEAD~1^{tree}"), "tree", |bytes| {
                    replace(bytes, "notes", "other");
                }),
                "folder" => folder.tamper(&id("HEAD~1:notes/first"), "tree", |bytes| {
                    replace(bytes, "a.md", "b.md");
                }),
                _ => folder.tamper(&blob, "blob", |bytes| {
                    replace(bytes, "were signed", "nobody read");
                }),
            }
            let repo = folder.repo();
            let case = format!("{sort}, {format}");
            if sort == "blob" {
                assert!(
                    repo.content(BlobId::parse(&blob).unwrap()).is_none(),
                    "{case}"
                );
                assert!(repo.committed(FILE).is_err(), "{case}");
                assert!(repo.committed_at(&first, FILE).is_err(), "{case}");
                assert!(repo.files_at(&first, &["notes"]).is_err(), "{case}");
                assert!(repo.files_on_branch("main").is_err(), "{case}");
                assert!(history_of(&repo, "notes", None, None).is_err(), "{case}");
            } else {
                assert!(repo.changes_of(&paths).is_err(), "{case}");
                assert!(repo.log().is_err(), "{case}");
            }
            if sort == "commit" || sort == "tree" {
                assert!(history_of(&repo, "signoffs", None, None).is_err(), "{case}");
            }
            if sort == "tree" || sort == "folder" {
                assert!(repo.committed_at(&first, FILE).is_err(), "{case}");
                assert!(repo.files_at(&first, &["notes"]).is_err(), "{case}");
            }
            if sort == "commit" {
                assert!(repo.find_commit(&first).is_none(), "{case}");
            }
        }
    }
}

/// A repository in which `main` got a sign-off while the branch `typo` was open, and the
/// branch then took `main` in, as whoever wants an old approval to count would do.
fn with_open_branch() -> Option<Folder> {
    let folder = Folder::new("sha1")?;
    folder.write("a.md", "One");
    folder.commit("Begin");
    folder.git("checkout -q -b typo");
    folder.write("typo.md", "Tpyo");
    folder.commit("Typo");
    folder.git("checkout -q main");
    folder.write("sign.md", "Signed");
    folder.commit("Sign");
    folder.git("checkout -q typo");
    folder.git("merge -q --no-edit main");
    Some(folder)
}

/// Returns the paths that a branch brought to `HEAD`, and if only its last commit counts.
fn brought(folder: &Folder, branch: &str) -> (Vec<String>, bool) {
    let head = folder.git(&format!("rev-parse {branch}"));
    let brought = folder.repo().brought_by_merge(&head, None).unwrap();
    (
        brought.files.into_keys().collect(),
        brought.last_commit_only,
    )
}

#[test]
fn a_merged_branch_does_not_bring_what_it_took_from_the_branch_that_it_went_into() {
    let Some(folder) = with_open_branch() else {
        return;
    };
    folder.write("fixed.md", "Typo");
    folder.commit("Fix");
    folder.git("checkout -q main");
    folder.git("merge -q --no-ff --no-edit typo");
    let typo = vec!["fixed.md".to_owned(), "typo.md".to_owned()];
    assert_eq!(brought(&folder, "typo"), (typo.clone(), false));
    // Commits that follow, as the recorder's own, change nothing of it.
    folder.write("more.md", "More");
    folder.commit("More");
    assert_eq!(brought(&folder, "typo"), (typo.clone(), false));
    let head = folder.git("rev-parse typo");
    let before = folder.git("rev-parse main~2");
    let open = folder.repo().brought(&before, &head).unwrap();
    assert_eq!(open.into_keys().collect::<Vec<_>>(), typo);
}

#[test]
fn a_squashed_branch_brings_what_it_has_since_it_parted() {
    let Some(folder) = with_open_branch() else {
        return;
    };
    folder.git("checkout -q main");
    folder.git("merge -q --squash typo");
    folder.commit("Squashed");
    assert_eq!(brought(&folder, "typo"), (vec!["typo.md".into()], false));
}

#[test]
fn a_branch_that_was_moved_on_to_brings_what_its_last_commit_alone_brought() {
    let Some(folder) = with_open_branch() else {
        return;
    };
    folder.git("checkout -q main");
    folder.git("merge -q --ff-only typo");
    assert_eq!(brought(&folder, "typo"), (Vec::new(), true));
    folder.write("fixed.md", "Typo");
    folder.commit("Fix");
    folder.git("branch -f typo");
    folder.write("more.md", "More");
    folder.commit("More");
    assert_eq!(brought(&folder, "typo"), (vec!["fixed.md".into()], true));
}

/// Returns the commits of `main` from before a branch was merged into it.
fn before(folder: &Folder, base: Option<&str>) -> Vec<String> {
    let head = folder.git("rev-parse typo");
    folder.repo().brought_by_merge(&head, base).unwrap().before
}

#[test]
fn the_lists_from_before_a_request_are_those_of_the_branch_that_took_it_in() {
    for (merge, moved) in [
        ("--no-ff --no-edit", false),
        ("--squash", false),
        ("--ff-only", true),
    ] {
        let Some(folder) = with_open_branch() else {
            return;
        };
        let main = folder.git("rev-parse main");
        folder.git("checkout -q main");
        folder.git(&format!("merge -q {merge} typo"));
        folder.write("more.md", "More");
        folder.commit("More");
        let (first, last) = (folder.git("rev-parse typo^"), folder.git("rev-parse main"));
        let known = if moved {
            Vec::new()
        } else {
            vec![main.clone()]
        };
        assert_eq!(before(&folder, None), known, "{merge}");
        // The forge alone knows where such a request began: in no commit of its own or later.
        for (base, is_older) in [
            (main, true),
            (first, true),
            (folder.git("rev-parse typo"), false),
            (last, false),
            ("0".repeat(40), false),
        ] {
            let expected = match (moved, is_older) {
                (false, _) => known.clone(),
                (true, true) => vec![base.clone()],
                (true, false) => Vec::new(),
            };
            assert_eq!(before(&folder, Some(&base)), expected, "{merge} {base}");
        }
    }
}

#[test]
fn commits_without_a_common_start_bring_nothing() {
    let Some(folder) = with_open_branch() else {
        return;
    };
    folder.git("checkout -q --orphan other");
    folder.commit("Other");
    let head = folder.git("rev-parse other");
    folder.git("checkout -q main");
    assert!(folder.repo().brought_by_merge(&head, None).is_err());
    assert!(
        folder
            .repo()
            .brought_by_merge(&"0".repeat(40), None)
            .is_err()
    );
}

#[cfg(unix)]
#[test]
fn many_files_keep_their_modes_where_the_disk_has_none() {
    let Some(folder) = Folder::new("sha1") else {
        return;
    };
    folder.git("config core.filemode false");
    for number in 0..100 {
        folder.write(&format!("a/{number:03}.md"), "One.\n");
    }
    folder.git("add -A");
    folder.git("update-index --chmod=+x a/007.md");
    folder.git("commit -q -m first");
    let paths: Vec<PathBuf> = (0..100)
        .map(|number| PathBuf::from(format!("a/{number:03}.md")))
        .collect();
    for path in &paths {
        folder.write(&path.to_string_lossy(), "Two.\n");
    }
    let repo = folder.repo();
    let mut index = repo.index_on_disk().unwrap();
    repo.add_files(&mut index, &paths).unwrap();
    index.write().unwrap();
    let staged = folder.git("ls-files --stage a/007.md");
    assert!(staged.starts_with("100755 "), "{staged}");
    assert_eq!(folder.git("diff --cached --summary"), "");
}

#[cfg(unix)]
#[test]
fn many_files_are_staged_as_git_stages_them() {
    use std::os::unix::fs::{PermissionsExt, symlink};

    for object_format in ["sha1", "sha256"] {
        let Some(folder) = Folder::new(object_format) else {
            return;
        };
        folder.write(".gitattributes", "*.md text\n");
        folder.write("a/known.md", "Known.\n");
        folder.commit("first");
        for number in 0..200 {
            // Of the last 50 each has the bytes of an earlier one.
            folder.write(
                &format!("a/{number:03}.md"),
                &format!("Text {}.\n", number % 150),
            );
        }
        folder.write("a/known-again.md", "Known.\n");
        folder.write("a/line-ends.md", "One.\r\nTwo.\r\n");
        folder.write("b/program.sh", "exit\n");
        let program = folder.path().join("b/program.sh");
        fs::set_permissions(program, fs::Permissions::from_mode(0o755)).unwrap();
        symlink("program.sh", folder.path().join("b/link")).unwrap();

        let repo = folder.repo();
        let changes = repo.changes().unwrap();
        let paths: Vec<PathBuf> = changes
            .iter()
            .map(|change| PathBuf::from(&change.path))
            .collect();
        assert_eq!(paths.len(), 204);
        let mut index = repo.index_on_disk().unwrap();
        repo.add_files(&mut index, &paths).unwrap();
        index.write().unwrap();
        let ours = folder.git("ls-files --stage --debug");

        let packs = fs::read_dir(folder.path().join(".git/objects/pack")).unwrap();
        let names = packs.map(|entry| entry.unwrap().path());
        let packs: Vec<PathBuf> = names
            .filter(|path| path.extension().is_some_and(|end| end == "pack"))
            .collect();
        let expected = usize::from(object_format == "sha1");
        assert_eq!(packs.len(), expected, "{packs:?}");
        folder.git("fsck --strict");
        folder.git("commit -q -m second");
        assert_eq!(folder.git("status --porcelain"), "");

        fs::remove_file(folder.path().join(".git/index")).unwrap();
        folder.git("add -A");
        let theirs = folder.git("ls-files --stage --debug");
        // libgit2 has 0 for the device, which git does not compare.
        let device_left_out = |line: &str| {
            let rest = line
                .strip_prefix("  dev: ")
                .and_then(|rest| rest.split_once('\t'));
            rest.map_or(line.to_owned(), |(_, inode)| inode.to_owned())
        };
        for (ours, theirs) in ours.lines().zip(theirs.lines()) {
            assert_eq!(device_left_out(ours), device_left_out(theirs));
        }
        assert_eq!(ours.lines().count(), theirs.lines().count());
    }
}
