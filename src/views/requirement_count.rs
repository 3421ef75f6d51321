//! Counts the requirements of an award for people: those that have to be met, and advice that
//! was not followed. Advice is no failure, so it is never part of the count.

use crate::base::text::words::count_noun;
use crate::check::{AwardVerdict, CriterionVerdict};
use crate::domain::finding::Severity;

/// The requirements of an award, counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RequirementCount {
    pub met: usize,
    pub of: usize,
    /// Advice that was not followed.
    pub suggestions: usize,
}

impl RequirementCount {
    pub fn new(award: &AwardVerdict<'_>) -> Self {
        Self::of(&award.criteria)
    }

    /// Counts these requirements. What is only recommended is none of them, met or not.
    pub fn of<'v>(verdicts: impl IntoIterator<Item = &'v CriterionVerdict<'v>>) -> Self {
        let mut count = Self {
            met: 0,
            of: 0,
            suggestions: 0,
        };
        for one in verdicts {
            match one.criterion.severity {
                Severity::Error if one.applies() => {
                    count.of += 1;
                    count.met += usize::from(one.is_met());
                }
                Severity::Warning if one.is_unmet() => count.suggestions += 1,
                _ => {}
            }
        }
        count
    }

    /// Returns the count in words: `2 of 6 requirements met`, or
    /// `all 6 requirements met; 1 suggestion`.
    pub fn describe(self) -> String {
        let Self { met, of, .. } = self;
        let says = match (met, of) {
            (_, 0) => "there are no requirements".to_owned(),
            (1, 1) => "the one requirement is met".to_owned(),
            _ if met == of => return format!("all {of} requirements met{}", self.suggested()),
            _ => {
                return format!(
                    "{met} of {} met",
                    count_noun(of, "requirement", "requirements")
                );
            }
        };
        says + &self.suggested()
    }

    fn suggested(self) -> String {
        match self.suggestions {
            0 => String::new(),
            n => format!("; {}", count_noun(n, "suggestion", "suggestions")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn advice_that_was_not_followed_does_not_look_like_failure() {
        let describe = |met, of, suggestions| {
            let count = RequirementCount {
                met,
                of,
                suggestions,
            };
            count.describe()
        };
        assert_eq!(describe(7, 7, 1), "all 7 requirements met; 1 suggestion");
        assert_eq!(describe(7, 7, 0), "all 7 requirements met");
        assert_eq!(describe(2, 6, 3), "2 of 6 requirements met");
        assert_eq!(describe(0, 1, 0), "0 of 1 requirement met");
        assert_eq!(
            describe(1, 1, 2),
            "the one requirement is met; 2 suggestions"
        );
        assert_eq!(describe(0, 0, 0), "there are no requirements");
    }
}
