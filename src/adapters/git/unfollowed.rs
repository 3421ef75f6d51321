//! Settings of git that cpd does not follow when it saves: it runs no program, and signs no
//! commit. Each is named once in a repository.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use git2::{AttrCheckFlags, AttrValue, Config};
use tracing::warn;

use super::Repo;
use crate::adapters::disk;
use crate::adapters::disk::write::StagedFile;

/// The file in git's own folder that lists the settings that were named.
const NAMED: &str = "cpd-settings-named";

/// Largest list or hook that is read, in bytes.
const LARGEST: u64 = 64 * 1024;

/// Hooks that git runs when it commits.
const HOOKS: [&str; 4] = [
    "pre-commit",
    "prepare-commit-msg",
    "commit-msg",
    "post-commit",
];

/// Words of a hook that only makes the check which `cpd save` makes too: of the one that
/// `cpd init` installs, and of one that a person wrote.
const OUR_CHECKS: [&str; 2] = ["Written by `cpd init`", "cpd check"];

/// Settings of another author or committer than `user.name` and `user.email`.
const AUTHORS: [&str; 4] = [
    "author.name",
    "author.email",
    "committer.name",
    "committer.email",
];

impl Repo {
    /// Returns what git would have done with a commit of these files and cpd did not, as code
    /// or words, unless it was returned before.
    pub fn take_unnamed_settings(&self, paths: &BTreeSet<String>) -> Vec<String> {
        let found = self.unfollowed_settings(paths);
        let list = self.repo.commondir().join(NAMED);
        let before = disk::read_at_most(&list, LARGEST).unwrap_or_default();
        let before = String::from_utf8_lossy(&before);
        let before: BTreeSet<&str> = before.lines().collect();
        let is_new = |one: &&String| !before.contains(one.as_str());
        let unnamed: Vec<String> = found.iter().filter(is_new).cloned().collect();
        if !unnamed.is_empty()
            && let Err(error) = write_list(&list, &found)
        {
            warn!("cpd cannot remember which settings it named: {error}");
        }
        unnamed
    }

    fn unfollowed_settings(&self, paths: &BTreeSet<String>) -> Vec<String> {
        let Ok(config) = self.repo.config().and_then(|mut config| config.snapshot()) else {
            return Vec::new();
        };
        let mut found = Vec::new();
        if config.get_bool("commit.gpgsign").unwrap_or(false) {
            found.push("`commit.gpgsign`".to_owned());
        }
        let is_set = |name: &&str| config.get_string(name).is_ok_and(|value| !value.is_empty());
        let names = ["commit.template"].into_iter().chain(AUTHORS);
        found.extend(names.filter(is_set).map(|name| format!("`{name}`")));
        if has_include_by_remote(&config) {
            found.push("`includeIf.hasconfig`".to_owned());
        }
        let hooks = HOOKS.into_iter().filter(|hook| self.has_hook(hook));
        found.extend(hooks.map(|hook| format!("the hook `{hook}`")));
        found.extend(self.filters(&config, paths));
        found
    }

    /// Returns true for a hook that git would run, unless it is the check that cpd makes
    /// anyway.
    fn has_hook(&self, name: &str) -> bool {
        let folder = self.hooks_folder();
        let top = self.repo.workdir().unwrap_or_else(|| self.repo.path());
        let hook = top.join(folder).join(name);
        let text = disk::read_at_most(&hook, LARGEST).unwrap_or_default();
        let text = String::from_utf8_lossy(&text);
        let checks = OUR_CHECKS.iter().any(|words| text.contains(words));
        is_program(&hook) && !checks
    }

    /// Returns the programs and encodings by which git would change these files on the way in.
    fn filters(&self, config: &Config, paths: &BTreeSet<String>) -> BTreeSet<String> {
        let attribute = |path: &Path, name: &str| {
            let flags = AttrCheckFlags::FILE_THEN_INDEX;
            let value = self.repo.get_attr(path, name, flags).ok()?;
            match AttrValue::from_string(value) {
                AttrValue::String(value) => Some(value.to_owned()),
                _ => None,
            }
        };
        let is_used = |filter: &String| {
            let mut ways = ["clean", "process"].into_iter();
            ways.any(|way| config.get_string(&format!("filter.{filter}.{way}")).is_ok())
        };
        let mut found = BTreeSet::new();
        for path in paths {
            let path = self.repository_path(path);
            let filter = attribute(&path, "filter").filter(is_used);
            found.extend(filter.map(|name| format!("the filter `{name}`")));
            let encoding = attribute(&path, "working-tree-encoding");
            found.extend(encoding.map(|_| "`working-tree-encoding`".to_owned()));
        }
        found
    }
}

/// Returns true if settings are included by the address of a remote, which libgit2 does not
/// read.
fn has_include_by_remote(config: &Config) -> bool {
    let Ok(mut entries) = config.entries(Some("^includeif\\.hasconfig:")) else {
        return false;
    };
    entries.next().is_some()
}

fn is_program(path: &Path) -> bool {
    let Ok(found) = fs::metadata(path) else {
        return false;
    };
    #[cfg(unix)]
    let may_run = std::os::unix::fs::PermissionsExt::mode(&found.permissions()) & 0o111 != 0;
    #[cfg(not(unix))]
    let may_run = true;
    found.is_file() && may_run
}

fn write_list(list: &Path, settings: &[String]) -> std::io::Result<()> {
    StagedFile::beside(list, (settings.join("\n") + "\n").as_bytes())?.replace(list)
}
