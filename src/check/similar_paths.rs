//! Suggestions for a path that does not exist: files with a similar name. It knows the paths of a
//! portfolio, and reads no file.

use std::collections::BTreeMap;

use crate::base::calendar;
use crate::base::text::did_you_mean::{KnownNames, similar_names};
use crate::base::text::fold;
use crate::domain::portfolio::Portfolio;

/// Returns the paths of records and evidence, to which texts can link.
pub fn link_targets(portfolio: &Portfolio) -> SimilarPaths<'_> {
    let own = portfolio.records.iter().filter(|record| !record.is_row());
    let records = own.map(|record| record.path.as_str());
    SimilarPaths::new(records.chain(evidence(portfolio)).collect())
}

/// Returns the paths of evidence.
pub fn evidence_paths(portfolio: &Portfolio) -> SimilarPaths<'_> {
    SimilarPaths::new(evidence(portfolio).collect())
}

fn evidence(portfolio: &Portfolio) -> impl Iterator<Item = &str> {
    let files = portfolio.snapshot.below("evidence/");
    files.map(|file| file.path.as_str())
}

/// Paths among which those that may have been meant are looked for.
pub struct SimilarPaths<'f> {
    all: KnownNames<'f>,
    /// By their folded names; `None` for a name that several have.
    by_name: BTreeMap<String, Option<&'f str>>,
    /// By the part of their folded names that follows a date.
    by_undated_name: BTreeMap<String, Option<&'f str>>,
}

impl<'f> SimilarPaths<'f> {
    pub fn new(paths: Vec<&'f str>) -> Self {
        let (mut by_name, mut by_undated_name) = (BTreeMap::new(), BTreeMap::new());
        for path in &paths {
            let name = fold(name(path)).into_owned();
            if let Some(undated) = undated(&name) {
                add_unless_taken(&mut by_undated_name, undated.to_owned(), path);
            }
            add_unless_taken(&mut by_name, name, path);
        }
        Self {
            all: KnownNames::new(paths),
            by_name,
            by_undated_name,
        }
    }

    /// Returns the files that may have been meant, the likeliest first: one of the same name
    /// in another folder, one with a date before that name, or those with a similar name.
    pub fn most_similar(&self, path: &str) -> Vec<&'f str> {
        let wanted = fold(name(path));
        let alone = |names: &BTreeMap<String, Option<&'f str>>| *names.get(&*wanted)?;
        alone(&self.by_name)
            .or_else(|| alone(&self.by_undated_name))
            .map_or_else(|| self.with_similar_words(path), |file| vec![file])
    }

    /// Returns the files with a similar path whose own words are similar too: a folder and a date
    /// are no likeness.
    fn with_similar_words(&self, path: &str) -> Vec<&'f str> {
        let wanted = bare_name(path);
        let is_alike = |file: &&str| {
            let known = bare_name(file);
            wanted == known || !similar_names(wanted, [known]).is_empty()
        };
        self.all
            .similar(path)
            .into_iter()
            .filter(is_alike)
            .collect()
    }
}

fn add_unless_taken<'f>(
    names: &mut BTreeMap<String, Option<&'f str>>,
    name: String,
    path: &'f str,
) {
    let known = names.entry(name);
    known.and_modify(|one| *one = None).or_insert(Some(path));
}

/// Returns the part of a name that follows a date and a hyphen.
fn undated(name: &str) -> Option<&str> {
    let (date, rest) = name.split_at_checked("2026-01-05".len())?;
    calendar::date(date)?;
    rest.strip_prefix('-')
}

/// Returns the name of a file without its date and its ending.
fn bare_name(path: &str) -> &str {
    let name = name(path);
    let name = undated(name).unwrap_or(name);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

fn name(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn most_similar<'f>(path: &str, files: &[&'f str]) -> Vec<&'f str> {
        SimilarPaths::new(files.to_vec()).most_similar(path)
    }

    #[test]
    fn a_folder_and_a_date_make_no_file_similar() {
        let files = [
            "activities/2026-01-31-in-words.md",
            "activities/2026-01-21-no-day.md",
        ];
        let none: [&str; 0] = [];
        assert_eq!(most_similar("activities/2026-01-13-notes.md", &files), none);
        let near = most_similar("activities/2026-01-13-in-word.md", &files);
        assert_eq!(near, [files[0]]);
        let other_day = most_similar("activities/2026-01-22-no-day.md", &files);
        assert_eq!(other_day, [files[1]]);
    }

    #[test]
    fn a_file_of_the_same_name_in_another_folder_is_suggested() {
        let files = [
            "evidence/2026/plan.png",
            "evidence/2026/planes.png",
            "journals/a.md",
        ];
        assert_eq!(
            most_similar("journals/evidence/Plan.png", &files),
            [files[0]]
        );
        assert_eq!(most_similar("evidence/2026/pln.png", &files), [files[0]]);
        let dated = [
            "journals/2026-01-05-a-plan.md",
            "journals/2026-02-05-a-plane.md",
        ];
        assert_eq!(most_similar("journals/a-plan.md", &dated), [dated[0]]);
        assert_eq!(most_similar("evidence/certificate.pdf", &files), [""; 0]);
        let two = ["evidence/2025/plan.png", "evidence/2026/plan.png"];
        assert_eq!(most_similar("evidence/plan.png", &two).len(), 2);
    }
}
