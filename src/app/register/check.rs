//! Everything that is wrong with a register: numbers, signatures, and files that git saw once and
//! that are not there as they were.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::{Register, SignedFile, problem};
use crate::base::text::words;
use crate::domain::ports::{CommittedContent, History, HistoryReader};
use crate::domain::register::{EntryKind, RegisterEntry, RegisterFile, RegisterNumber};
use crate::views::register::{RegisterCheck, RegisterProblem};

/// The seconds by which a file may be dated later than its commit, because clocks differ.
const CLOCKS: i64 = 300;

impl Register<'_> {
    /// Checks the register whole.
    pub fn check(&self) -> RegisterCheck {
        RegisterCheck {
            version: 1,
            entries: self.entries.len(),
            revocations: self.revocations.len(),
            problems: self.problems(),
        }
    }

    /// Returns everything that is wrong, in the order of what it is about.
    pub fn problems(&self) -> Vec<RegisterProblem> {
        let mut problems = self.unread.clone();
        problems.extend(unsigned(self.entries.values()));
        problems.extend(unsigned(self.revocations.values()));
        problems.extend(self.wrong_revocations());
        problems.extend(self.doubles());
        let kept = self.kept_files();
        let gone = match &kept {
            Ok(kept) => {
                problems.extend(kept.problems.iter().cloned());
                kept.gone.clone()
            }
            Err(why) => {
                problems.push(problem("git", why));
                BTreeSet::new()
            }
        };
        problems.extend(self.holes(&gone));
        problems.sort();
        problems.dedup();
        problems
    }

    /// Returns the revocations of nothing, or of something else.
    fn wrong_revocations(&self) -> impl Iterator<Item = RegisterProblem> {
        self.revocations.iter().filter_map(|(number, file)| {
            let says = match self.entries.get(number) {
                None => format!("it revokes {number}, and there is no such entry"),
                Some(entry) if entry.sha256 != file.value.entry => {
                    format!("it was made for other contents of {number}")
                }
                Some(entry) if entry.value.number.kind != EntryKind::Grant => {
                    format!("{number} is a return, and only an award can be revoked")
                }
                Some(_) => return None,
            };
            Some(problem(&file.path, says))
        })
    }

    /// Returns the awards that have several numbers.
    fn doubles(&self) -> impl Iterator<Item = RegisterProblem> {
        let mut awards: BTreeMap<(&str, &str), Vec<String>> = BTreeMap::new();
        for (number, entry) in self.standing() {
            let numbers = awards.entry((&entry.portfolio, &entry.award));
            numbers.or_default().push(number.to_string());
        }
        let several = awards.into_values().filter(|numbers| numbers.len() > 1);
        several.map(|numbers| {
            let others = words::join_all(&numbers[1..]);
            let says = format!("the same award of the same person is also {others}");
            problem(&numbers[0], says)
        })
    }

    /// Returns the numbers between 1 and the last of a year that no entry has. Those that are
    /// `gone` are told elsewhere.
    fn holes(&self, gone: &BTreeSet<RegisterNumber>) -> Vec<RegisterProblem> {
        let mut counts: BTreeMap<(&str, u16, EntryKind), BTreeSet<u32>> = BTreeMap::new();
        for number in self.entries.keys().chain(gone) {
            let years = counts.entry((&number.prefix, number.year, number.kind));
            years.or_default().insert(number.count);
        }
        let mut holes = Vec::new();
        for ((prefix, year, kind), counts) in counts {
            let mut next = 1;
            for count in counts {
                if next < count {
                    let number = |count| RegisterNumber {
                        prefix: prefix.to_owned(),
                        year,
                        kind,
                        count,
                    };
                    let (first, last) = (number(next), number(count - 1));
                    let says = match first == last {
                        true => "no entry has this number".to_owned(),
                        false => format!("no entry has the numbers from this to {last}"),
                    };
                    holes.push(problem(first, says));
                }
                next = count.saturating_add(1);
            }
        }
        holes
    }

    /// Compares the files with those that git saw.
    fn kept_files(&self) -> Result<KeptFiles, String> {
        let gap =
            |why: &dyn ToString| format!("the history cannot be read whole: {}", why.to_string());
        let seen = self.history.as_ref().map_err(|why| gap(why))?;
        let History::Read(reader) = self.workspace.evidence().history else {
            return Err(gap(&"the register is in no git repository"));
        };
        Ok(self.compare(seen, reader))
    }

    fn compare(&self, seen: &[CommittedContent], reader: &dyn HistoryReader) -> KeptFiles {
        let is_here = |content: &&CommittedContent| {
            let bytes = self.workspace.bytes(&content.path);
            bytes.is_some_and(|bytes| content.blob.matches_content(&bytes))
        };
        let (here, lost): (Vec<_>, Vec<_>) = seen.iter().partition(is_here);
        let mut kept = KeptFiles::default();
        let mut renumbered = BTreeSet::new();
        for content in lost {
            let same: Vec<&CommittedContent> = here
                .iter()
                .copied()
                .filter(|one| one.path == content.path)
                .collect();
            // An edit that was taken back: what is here was there before.
            let is_taken_back =
                !same.is_empty() && History::Read(reader).is_after(&[content], &same);
            if is_taken_back || self.is_under_another_number(content, reader) {
                renumbered.insert((stem(&content.path), &content.commit));
                continue;
            }
            if renumbered.contains(&(stem(&content.path), &content.commit)) {
                continue;
            }
            kept.add_lost(
                content,
                !same.is_empty(),
                self.workspace.bytes(&content.path).is_some(),
            );
        }
        let saved: BTreeMap<&str, i64> = here
            .iter()
            .map(|one| (one.path.as_str(), one.seconds))
            .collect();
        let entries = self
            .entries
            .values()
            .map(|file| (&file.path, file.value.on));
        let revocations = self.revocations.values();
        let revocations = revocations.map(|file| (&file.path, file.value.on));
        kept.add_unsaved(entries.chain(revocations), &saved);
        kept
    }

    /// Returns true if a content that is lost is of an award that has another number now, as it is
    /// when two officers took one number and one of them took the next.
    fn is_under_another_number(&self, lost: &CommittedContent, reader: &dyn HistoryReader) -> bool {
        let text = reader
            .blob(lost.blob)
            .and_then(|bytes| String::from_utf8(bytes).ok());
        let entry = text.and_then(|text| RegisterEntry::read(&text).ok());
        let mut entries = self.entries.values();
        entry.is_some_and(|entry| entries.any(|file| file.value.is_renumbered(&entry)))
    }
}

/// The findings of a comparison with git.
#[derive(Default)]
struct KeptFiles {
    problems: Vec<RegisterProblem>,
    /// The numbers of entries that were removed.
    gone: BTreeSet<RegisterNumber>,
}

impl KeptFiles {
    fn add_lost(&mut self, content: &CommittedContent, is_double: bool, is_there: bool) {
        let (commit, author) = (&content.commit, &content.author.name);
        let saved = format!("{author} saved it in commit {commit:.10}");
        let says = if is_double {
            format!("two different files had this name: {saved} with other contents")
        } else if is_there {
            format!("it was edited: {saved} with other contents")
        } else {
            if let Some(RegisterFile::Entry(number)) = RegisterFile::at(&content.path) {
                self.gone.insert(number);
            }
            format!("it was removed: {saved}")
        };
        self.problems.push(problem(&content.path, says));
    }

    /// Adds the files that are in no commit, or that are dated after theirs.
    fn add_unsaved<'f>(
        &mut self,
        files: impl Iterator<Item = (&'f String, DateTime<Utc>)>,
        saved: &BTreeMap<&str, i64>,
    ) {
        for (path, on) in files {
            let says = match saved.get(path.as_str()) {
                None => "it is not saved in git as it is",
                Some(seconds) if on.timestamp() > seconds.saturating_add(CLOCKS) => {
                    "it is dated later than the commit that saved it"
                }
                Some(_) => continue,
            };
            self.problems.push(problem(path, says));
        }
    }
}

/// Returns a path without its ending, which an entry and its signature share.
fn stem(path: &str) -> &str {
    path.rsplit_once('.').map_or(path, |(stem, _)| stem)
}

fn unsigned<'f, T: 'f>(
    files: impl Iterator<Item = &'f SignedFile<T>>,
) -> impl Iterator<Item = RegisterProblem> {
    files.filter_map(|file| Some(problem(&file.path, file.signature.as_ref().err()?)))
}
