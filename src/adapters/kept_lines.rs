//! Lines of portfolios that an earlier report judged, kept in the user's own cache folder. One is
//! believed while the portfolio, its repository, git's settings, the program and the day are the
//! same. It is no evidence of anything: whoever can write to that folder can write a line.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use super::disk::cache::Cache;
use super::disk::folder_state::{FolderState, own_program};
use super::evidence::Caches;
use super::git::Repo;
use super::git::settings::settings_files;
use crate::base::files::digest::sha256;
use crate::views::portfolio_line::{PortfolioLine, Reading};

/// Seconds before the start of a run in which nothing may have been changed: clocks of disks and
/// of the system may differ a little.
const QUIET: i64 = 2;

/// The lines that one run may believe and keep.
pub struct KeptLines {
    /// The day that portfolios are judged for.
    day: NaiveDate,
    /// The start of the run, in seconds since 1970.
    started: i64,
    /// Files on which all lines depend: the program, and git's settings for all repositories.
    settings: Vec<PathBuf>,
}

/// A portfolio whose line can be kept.
pub struct KeptLine<'k> {
    lines: &'k KeptLines,
    root: PathBuf,
    cache: Cache,
    digest: String,
}

impl KeptLines {
    pub fn new(day: NaiveDate, started: i64) -> Self {
        Self {
            day,
            started,
            settings: settings_files().into_iter().chain(own_program()).collect(),
        }
    }

    /// Returns where the line of a portfolio is kept; `None` if nothing tells whether it changes.
    pub fn of(&self, root: &Path) -> Option<KeptLine<'_>> {
        self.in_cache(root, Caches::for_portfolio(root)?.lines)
    }

    fn in_cache(&self, root: &Path, cache: Cache) -> Option<KeptLine<'_>> {
        Some(KeptLine {
            lines: self,
            root: root.to_path_buf(),
            cache,
            digest: self.digest(root)?,
        })
    }

    /// Returns a digest of the state of everything that a line depends on.
    fn digest(&self, root: &Path) -> Option<String> {
        let mut state = FolderState::default();
        for file in &self.settings {
            state.add_file(file);
        }
        state.add_below(root, |inside| inside.ends_with(".git"));
        if let Some(repo) = Repo::open(root).ok()? {
            let (own, common) = (repo.git_folder(), repo.common_folder());
            state.add_below(&common, is_git_passed_over);
            if own != common {
                state.add_below(&own, is_git_passed_over);
            }
        }
        let state = state.digest(self.started - QUIET)?;
        let version = env!("CARGO_PKG_VERSION");
        Some(sha256(format!("{version} {} {state}", self.day).as_bytes()))
    }
}

impl KeptLine<'_> {
    /// Returns the line that was kept, if everything is still as it was.
    pub fn get(&self) -> Option<PortfolioLine> {
        let kept = self.cache.get(&slot())?;
        let (digest, line) = kept.split_once('\n')?;
        if digest != self.digest {
            return None;
        }
        serde_json::from_str(line).ok()
    }

    /// Keeps a line that was judged since. One of a portfolio that was not read whole may become
    /// readable in ways that no file of it tells.
    pub fn keep(&self, line: &PortfolioLine) {
        let is_unchanged = || self.lines.digest(&self.root).as_ref() == Some(&self.digest);
        if line.read == Reading::Whole
            && is_unchanged()
            && let Ok(text) = serde_json::to_string(line)
        {
            self.cache
                .insert(&slot(), &format!("{}\n{text}", self.digest));
        }
    }
}

/// The name of the one line that is kept of a portfolio.
fn slot() -> String {
    sha256(b"line")
}

/// Returns true for a path in git's folder that changes no line: logs and hooks are not read, and
/// objects are known by their folders, which change as objects come and go.
fn is_git_passed_over(inside: &Path) -> bool {
    let names = inside.iter().map(|name| name.to_str().unwrap_or_default());
    match names.collect::<Vec<_>>()[..] {
        [name] => matches!(name, "logs" | "hooks" | "lfs" | "modules" | "worktrees"),
        ["objects", folder, _] => folder != "info",
        _ => false,
    }
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    #![expect(
        clippy::disallowed_methods,
        reason = "a test writes files as other programs do"
    )]

    use std::fs;

    use super::*;
    use crate::adapters::git::SharedRepo;
    use crate::app::ports::CommitAuthor;

    const LATER: i64 = 99_999_999_999;

    struct Kept {
        folder: tempfile::TempDir,
        lines: KeptLines,
    }

    impl Kept {
        fn new() -> Self {
            let folder = tempfile::tempdir().unwrap();
            let root = folder.path().join("portfolio");
            Repo::init(&root).unwrap();
            fs::write(root.join("cpd.yaml"), "cpd: 1\n").unwrap();
            let kept = Self {
                folder,
                lines: KeptLines::new(day(2), LATER),
            };
            kept.commit();
            kept
        }

        fn root(&self) -> PathBuf {
            self.folder.path().join("portfolio")
        }

        fn commit(&self) {
            let who = CommitAuthor {
                name: "Sam".into(),
                email: "sam@cpd.invalid".into(),
                seconds: Some(1_700_000_000),
            };
            let repository = SharedRepo::open(&self.root()).unwrap().unwrap();
            repository.commit_all("Save", &who).unwrap();
        }

        fn of<'l>(&self, lines: &'l KeptLines) -> Option<KeptLine<'l>> {
            let cache = Cache::new(self.folder.path(), &["cache"]);
            lines.in_cache(&self.root(), cache)
        }

        fn get(&self) -> Option<PortfolioLine> {
            self.of(&self.lines).unwrap().get()
        }
    }

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 10, day).unwrap()
    }

    fn line(read: Reading) -> PortfolioLine {
        PortfolioLine {
            name: Some("Sam Carter".into()),
            read,
            ..PortfolioLine::default()
        }
    }

    #[test]
    fn a_line_is_believed_until_anything_that_it_depends_on_changes() {
        let kept = Kept::new();
        let at = |name: &str| kept.root().join(name);
        let changes: [(&str, &dyn Fn()); 8] = [
            ("a record", &|| fs::write(at("a.md"), "text").unwrap()),
            ("hidden", &|| fs::write(at(".a"), "text").unwrap()),
            ("not searched", &|| {
                fs::create_dir(at("private")).unwrap();
                fs::write(at("private/a"), "text").unwrap();
            }),
            ("a commit", &|| kept.commit()),
            ("a branch", &|| {
                let head = fs::read_to_string(at(".git/refs/heads/main")).unwrap();
                fs::write(at(".git/refs/heads/other"), head).unwrap();
            }),
            ("settings", &|| {
                let settings = fs::read_to_string(at(".git/config")).unwrap();
                fs::write(at(".git/config"), format!("{settings}[a]\n")).unwrap();
            }),
            ("an unfinished merge", &|| {
                fs::write(at(".git/MERGE_HEAD"), "").unwrap()
            }),
            ("a lost object", &|| {
                let objects = fs::read_dir(at(".git/objects")).unwrap().flatten();
                let some = objects
                    .map(|entry| entry.path())
                    .find(|folder| folder.file_name().is_some_and(|name| name.len() == 2));
                fs::remove_dir_all(some.unwrap()).unwrap();
            }),
        ];
        for (what, change) in changes {
            let of = kept.of(&kept.lines).unwrap();
            assert_eq!(of.get(), None, "before {what}");
            of.keep(&line(Reading::Whole));
            assert_eq!(kept.get(), Some(line(Reading::Whole)), "{what}");
            change();
            assert_eq!(kept.get(), None, "{what}");
        }
        kept.of(&kept.lines).unwrap().keep(&line(Reading::Whole));
        let tomorrow = KeptLines::new(day(3), LATER);
        assert_eq!(kept.of(&tomorrow).unwrap().get(), None);
    }

    #[test]
    fn a_line_that_may_be_wrong_is_not_kept() {
        let kept = Kept::new();
        for read in [Reading::Partly, Reading::No, Reading::None] {
            kept.of(&kept.lines).unwrap().keep(&line(read));
            assert_eq!(kept.get(), None, "{read:?}");
        }
        // Changed while it was judged.
        let before = kept.of(&kept.lines).unwrap();
        fs::write(kept.root().join("a.md"), "text").unwrap();
        before.keep(&line(Reading::Whole));
        assert_eq!(kept.get(), None);
        // Changed so shortly before that another change might have the same time.
        let changed = fs::metadata(kept.root().join("a.md")).unwrap();
        let changed = std::os::unix::fs::MetadataExt::ctime(&changed);
        assert!(kept.of(&KeptLines::new(day(2), changed + QUIET)).is_none());
        assert!(
            kept.of(&KeptLines::new(day(2), changed + QUIET + 1))
                .is_some()
        );
    }

    /// Whatever the moment at which another program appends to a record.
    #[test]
    fn a_line_is_never_kept_for_another_text_than_the_one_that_was_judged() {
        use std::io::Write as _;
        use std::time::{Duration, Instant};
        let kept = Kept::new();
        let record = kept.root().join("a.md");
        fs::write(&record, "").unwrap();
        let (path, begun) = (record.clone(), Instant::now());
        let writer = std::thread::spawn(move || {
            while begun.elapsed() < Duration::from_millis(300) {
                let file = fs::File::options().append(true).open(&path);
                file.unwrap().write_all(b"x").unwrap();
                std::thread::sleep(Duration::from_micros(400));
            }
        });
        let judged = || fs::read_to_string(&record).unwrap();
        let mut were_not = 0;
        while !writer.is_finished() {
            let before = kept.of(&kept.lines).unwrap();
            if let Some(found) = before.get() {
                let now = judged();
                if kept.of(&kept.lines).unwrap().digest == before.digest {
                    assert_eq!(found.name, Some(now));
                }
                continue;
            }
            before.keep(&PortfolioLine {
                name: Some(judged()),
                ..line(Reading::Whole)
            });
            were_not += 1;
        }
        writer.join().unwrap();
        let last = kept.of(&kept.lines).unwrap();
        assert!(last.get().is_none_or(|found| found.name == Some(judged())));
        assert!(were_not > 0);
    }

    #[test]
    fn files_of_objects_and_parts_that_are_not_read_are_passed_over() {
        let is_passed_over = |path: &&str| is_git_passed_over(Path::new(path));
        let without = [
            "logs",
            "hooks",
            "objects/ab/cdef",
            "objects/pack/pack-1.pack",
        ];
        assert!(without.iter().all(is_passed_over));
        let with = [
            "",
            "HEAD",
            "index",
            "refs/heads/logs",
            "objects",
            "objects/ab",
            "objects/info/alternates",
            "cpd/intent",
        ];
        assert!(!with.iter().any(is_passed_over));
    }
}
