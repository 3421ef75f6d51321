//! The commits of a history, each with those that it builds on. Knows no time: a committer can
//! type any.

use std::collections::BTreeMap;

/// The commits of a history, each with those that it was made on top of.
#[derive(Debug, Default)]
pub struct CommitGraph {
    positions: BTreeMap<String, usize>,
    /// By position: positions of parents, all of which are lower.
    parents: Vec<Vec<usize>>,
}

impl CommitGraph {
    /// Adds a commit after all of its parents.
    pub fn add(&mut self, commit: String, parents: &[String]) {
        let known = parents.iter().filter_map(|id| self.positions.get(id));
        let parents = known.copied().collect();
        self.positions.insert(commit, self.parents.len());
        self.parents.push(parents);
    }

    /// Returns true if each of these commits was made on top of one of the earlier ones.
    pub fn are_after(&self, commits: &[&str], earlier: &[&str]) -> bool {
        let mut is_there = vec![false; self.parents.len()];
        for commit in earlier {
            if let Some(at) = self.positions.get(*commit) {
                is_there[*at] = true;
            }
        }
        let mut is_after = vec![false; self.parents.len()];
        for (at, parents) in self.parents.iter().enumerate() {
            is_after[at] = parents
                .iter()
                .any(|parent| is_there[*parent] || is_after[*parent]);
        }
        let later = |commit: &&str| {
            let at = self.positions.get(*commit);
            at.is_some_and(|at| is_after[*at])
        };
        commits.iter().all(later)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    /// Parents of each commit by number: any of the commits before it.
    fn histories() -> impl Strategy<Value = Vec<BTreeSet<usize>>> {
        let parents = prop::collection::vec(prop::collection::btree_set(0..9_usize, 0..3), 1..9);
        parents.prop_map(|mut all| {
            for (at, parents) in all.iter_mut().enumerate() {
                parents.retain(|parent| *parent < at);
            }
            all
        })
    }

    fn is_after(history: &[BTreeSet<usize>], commit: usize, earlier: usize) -> bool {
        let parents = &history[commit];
        parents.contains(&earlier) || parents.iter().any(|one| is_after(history, *one, earlier))
    }

    fn names(numbers: &BTreeSet<usize>) -> Vec<String> {
        numbers.iter().map(usize::to_string).collect()
    }

    proptest! {
        #[test]
        fn commits_are_after_those_that_a_line_of_parents_leads_to(
            history in histories(),
            commits in prop::collection::btree_set(0..9_usize, 1..3),
            earlier in prop::collection::btree_set(0..9_usize, 0..3),
        ) {
            prop_assume!(commits.iter().chain(&earlier).all(|one| *one < history.len()));
            let mut graph = CommitGraph::default();
            for (at, parents) in history.iter().enumerate() {
                graph.add(at.to_string(), &names(parents));
            }
            let expected = commits
                .iter()
                .all(|one| earlier.iter().any(|other| is_after(&history, *one, *other)));
            let (commits, earlier) = (names(&commits), names(&earlier));
            let commits: Vec<&str> = commits.iter().map(String::as_str).collect();
            let earlier: Vec<&str> = earlier.iter().map(String::as_str).collect();
            prop_assert_eq!(graph.are_after(&commits, &earlier), expected);
        }
    }

    #[test]
    fn an_unknown_commit_is_after_nothing_and_before_nothing() {
        let mut graph = CommitGraph::default();
        graph.add("a".into(), &[]);
        graph.add("b".into(), &["a".into(), "elsewhere".into()]);
        assert!(graph.are_after(&["b"], &["a"]));
        assert!(!graph.are_after(&["c"], &["a"]));
        assert!(!graph.are_after(&["b"], &["elsewhere"]));
    }
}
