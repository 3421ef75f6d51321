//! Suggestions for a path that does not exist: files with a similar name. It knows the paths of a
//! portfolio, and reads no file.

use crate::base::calendar;
use crate::base::text::{did_you_mean, fold};
use crate::domain::portfolio::Portfolio;

/// Returns the paths of records and evidence, to which texts can link.
pub fn link_targets(portfolio: &Portfolio) -> Vec<&str> {
    let own = portfolio.records.iter().filter(|record| !record.is_row());
    let records = own.map(|record| record.path.as_str());
    records.chain(evidence_paths(portfolio)).collect()
}

/// Returns the paths of evidence.
pub fn evidence_paths(portfolio: &Portfolio) -> impl Iterator<Item = &str> {
    let files = portfolio.snapshot.below("evidence/");
    files.map(|file| file.path.as_str())
}

/// Returns the files that may have been meant, the likeliest first: one of the same name in
/// another folder, one with a date before that name, or those with a similar name.
pub fn most_similar<'f>(path: &str, files: &[&'f str]) -> Vec<&'f str> {
    let wanted = fold(name(path));
    let alone = |is_it: &dyn Fn(&str) -> bool| {
        let mut found = files.iter().filter(|file| is_it(&fold(name(file))));
        found.next().filter(|_| found.next().is_none()).copied()
    };
    let dated = |name: &str| {
        let parts = name.split_at_checked("2026-01-05".len());
        parts.is_some_and(|(date, rest)| {
            calendar::date(date).is_some() && rest.strip_prefix('-') == Some(&wanted)
        })
    };
    alone(&|name| name == wanted)
        .or_else(|| alone(&dated))
        .map_or_else(
            || did_you_mean::similar_names(path, files.iter().copied()),
            |file| vec![file],
        )
}

fn name(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

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
