//! The record of a change: which paths, what they held and what they are to hold.

use std::collections::BTreeSet;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::commit::IntendedCommit;
use crate::adapters::disk::read_unless_link;
use crate::app::change::PathChange;
use crate::base::files::{self, PortfolioPath, Sha256};
use crate::base::text::fold;

/// A change as it is written down.
pub(super) struct Intent {
    pub steps: Vec<PathStep>,
    /// Folders that are not there before the change, each before those in it.
    pub folders: Vec<PortfolioPath>,
    /// The commit that is to hold the change.
    pub commit: Option<IntendedCommit>,
    /// Indices of steps whose paths differ in case alone.
    twins: BTreeSet<usize>,
}

/// One path.
pub(super) struct PathStep {
    pub path: PortfolioPath,
    pub before: Option<Sha256>,
    pub after: Option<Sha256>,
}

/// [`Intent`] as JSON.
#[derive(Serialize, Deserialize)]
struct Written {
    version: u32,
    steps: Vec<WrittenStep>,
    folders: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    commit: Option<IntendedCommit>,
}

#[derive(Serialize, Deserialize)]
struct WrittenStep {
    path: String,
    before: Option<String>,
    after: Option<String>,
}

/// Largest record that is read, in bytes: some 100,000 files.
const LARGEST: u64 = 64 * 1024 * 1024;

/// The version of the record's format where no commit belongs to the change.
const WITHOUT_COMMIT: u32 = 1;
/// The version where one does.
const WITH_COMMIT: u32 = 2;

/// Returns the version of a record, which tells a program that knows no commits to stop.
const fn version(commit: Option<&IntendedCommit>) -> u32 {
    match commit {
        None => WITHOUT_COMMIT,
        Some(_) => WITH_COMMIT,
    }
}

impl Intent {
    pub fn plan(changes: &[PathChange], root: &Path, commit: Option<IntendedCommit>) -> Self {
        let step = |change: &PathChange| PathStep {
            path: change.path.clone(),
            before: change.before,
            after: change.after.as_deref().map(Sha256::digest),
        };
        let written = changes.iter().filter(|change| change.after.is_some());
        let mut folders = BTreeSet::new();
        for change in written {
            let mut folder = files::folder_of(change.path.as_str());
            while !folder.is_empty() && !root.join(folder).is_dir() {
                folders.extend(PortfolioPath::new(folder).ok());
                folder = files::folder_of(folder);
            }
        }
        Self::new(
            changes.iter().map(step).collect(),
            folders.into_iter().collect(),
            commit,
        )
    }

    fn new(
        steps: Vec<PathStep>,
        folders: Vec<PortfolioPath>,
        commit: Option<IntendedCommit>,
    ) -> Self {
        let mut folded: Vec<(String, usize)> = steps
            .iter()
            .enumerate()
            .map(|(index, step)| (fold(step.path.as_str()).into_owned(), index))
            .collect();
        folded.sort();
        let pairs = folded.windows(2).filter(|pair| pair[0].0 == pair[1].0);
        let twins = pairs.flat_map(|pair| [pair[0].1, pair[1].1]).collect();
        Self {
            steps,
            folders,
            commit,
            twins,
        }
    }

    /// Returns true if another step's path differs from this one's in case alone.
    pub fn has_twin(&self, index: usize) -> bool {
        self.twins.contains(&index)
    }

    /// Returns the folders that the steps' files are in, each once.
    pub fn folders_of_steps(&self) -> BTreeSet<&str> {
        let paths = self.steps.iter().map(|step| step.path.as_str());
        paths.map(files::folder_of).collect()
    }

    /// Returns the path of each step.
    pub fn paths(&self) -> Vec<&str> {
        self.steps.iter().map(|step| step.path.as_str()).collect()
    }

    pub fn to_bytes(&self) -> Vec<u8> {
        let step = |step: &PathStep| WrittenStep {
            path: step.path.to_string(),
            before: step.before.map(|digest| digest.to_string()),
            after: step.after.map(|digest| digest.to_string()),
        };
        let written = Written {
            version: version(self.commit.as_ref()),
            steps: self.steps.iter().map(step).collect(),
            folders: self.folders.iter().map(ToString::to_string).collect(),
            commit: self.commit.clone(),
        };
        serde_json::to_vec(&written).unwrap_or_default()
    }

    /// Reads a record and checks every path and digest in it.
    pub fn read(path: &Path) -> Result<Self, String> {
        super::staged::refuse_unless_file(path).map_err(|error| error.to_string())?;
        let bytes = read_unless_link(path, LARGEST).map_err(|error| error.to_string())?;
        let written: Written = serde_json::from_slice(&bytes).map_err(|error| error.to_string())?;
        if written.version != version(written.commit.as_ref()) {
            return Err(format!(
                "this version of cpd does not know version {}",
                written.version
            ));
        }
        let checked = |path: &str| PortfolioPath::new(path).map_err(|error| error.to_string());
        let digest = |text: Option<String>| match text {
            Some(text) => Sha256::parse(&text)
                .ok_or("a digest is malformed")
                .map(Some),
            None => Ok(None),
        };
        let steps = written.steps.into_iter().map(|step| {
            Ok(PathStep {
                path: checked(&step.path)?,
                before: digest(step.before)?,
                after: digest(step.after)?,
            })
        });
        let steps = steps.collect::<Result<Vec<_>, String>>()?;
        let staged = written.commit.as_ref().map(|commit| commit.staged.len());
        if staged.is_some_and(|staged| staged != steps.len()) {
            return Err("its commit does not fit its files".to_owned());
        }
        let folders = written.folders.iter().map(|folder| checked(folder));
        Ok(Self::new(
            steps,
            folders.collect::<Result<_, String>>()?,
            written.commit,
        ))
    }
}
