//! The files that the sign-off of a step has to cover.

use std::collections::BTreeSet;

use crate::domain::query::{Scope, members};
use crate::domain::schema::Step;

/// Returns the paths of the records a step covers and of the files these carry, sorted.
pub fn required_subjects(step: &Step, scope: Scope<'_>) -> BTreeSet<String> {
    let mut paths = BTreeSet::new();
    for set in scope.scheme.subjects_of(step) {
        for record in members(set, scope).iter().filter_map(|item| item.record()) {
            paths.insert(record.path.clone());
            paths.extend(scope.portfolio.carried_files(record));
        }
    }
    paths
}
