//! Mentors for those who seek one. Pairs are stable: no seeker and mentor would both rather have
//! each other. The officer decides; nobody is told anything.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::{ReportRow, TableRows, TableSpec, number_column, words_column};
use crate::base::text::fold;
use crate::views::portfolio_line::PortfolioLine;

pub const TABLE: TableSpec = TableSpec {
    name: "matches",
    title: "Matches",
    row: "a seeker and a mentor or coach: the pair that is proposed, and the best others",
    own_columns: &[
        words_column("of"),
        words_column("seeker"),
        words_column("mentor"),
        number_column("place"),
        number_column("score"),
        words_column("shared"),
        words_column("proposed"),
    ],
    is_public: false,
    plot: None,
    rows: TableRows::Together(rows),
};

/// The most mentors that are shown for one seeker.
const MOST_SHOWN: usize = 3;
/// The points for each interest that two people share, and for a mentor of another team.
const SHARED: usize = 2;
const OTHER_TEAM: usize = 1;

/// A mentor as one seeker sees them.
struct PossibleMentor {
    mentor: usize,
    score: usize,
    shared: Vec<String>,
}

fn rows(lines: &[PortfolioLine], _: NaiveDate) -> Vec<ReportRow> {
    let wishes = lines.iter().flat_map(|line| &line.wishes.seeks);
    let wishes: BTreeSet<&String> = wishes.collect();
    let mut rows = Vec::new();
    for of in wishes {
        let candidates = candidates(lines, of);
        let pairs = pairs(&candidates);
        for (seeker, mentors) in &candidates {
            let proposed = pairs.get(seeker);
            let is_shown = |(at, one): &(usize, &PossibleMentor)| {
                *at < MOST_SHOWN || proposed == Some(&one.mentor)
            };
            for (at, one) in mentors.iter().enumerate().filter(is_shown) {
                let is_proposed = proposed == Some(&one.mentor);
                rows.push(vec![
                    of.into(),
                    (&lines[*seeker].name).into(),
                    (&lines[one.mentor].name).into(),
                    (at + 1).into(),
                    one.score.into(),
                    one.shared.join("; ").as_str().into(),
                    if is_proposed { "yes" } else { "" }.into(),
                ]);
            }
        }
    }
    rows
}

/// Returns the mentors of each seeker, the best first. Nobody is matched with themselves, with
/// their line manager or somebody whom they manage, or with somebody of their own team.
fn candidates(lines: &[PortfolioLine], of: &String) -> BTreeMap<usize, Vec<PossibleMentor>> {
    let seekers = (0..lines.len()).filter(|at| lines[*at].wishes.seeks.contains(of));
    let all = seekers.map(|seeker| {
        let mentors = (0..lines.len()).filter(|at| lines[*at].wishes.offers.contains(of));
        let fit = mentors.filter(|mentor| may_meet(&lines[seeker], &lines[*mentor]));
        let mut fit: Vec<PossibleMentor> = fit
            .map(|mentor| candidate(&lines[seeker], lines, mentor))
            .collect();
        fit.sort_by_key(|one| (Reverse(one.score), one.mentor));
        (seeker, fit)
    });
    all.collect()
}

fn may_meet(seeker: &PortfolioLine, mentor: &PortfolioLine) -> bool {
    let manages = |one: &PortfolioLine, other: &PortfolioLine| {
        let by_id = other.manager.is_some() && other.manager == one.person;
        by_id || other.manager_name.is_some() && other.manager_name == one.name
    };
    let is_same = seeker.portfolio == mentor.portfolio && seeker.person == mentor.person;
    let is_one_team = seeker.team.is_some() && seeker.team == mentor.team;
    !is_same && !is_one_team && !manages(seeker, mentor) && !manages(mentor, seeker)
}

fn candidate(seeker: &PortfolioLine, lines: &[PortfolioLine], mentor: usize) -> PossibleMentor {
    let own: BTreeSet<String> = seeker
        .wishes
        .interests
        .iter()
        .map(|interest| fold(interest).into_owned())
        .collect();
    let theirs = lines[mentor].wishes.interests.iter();
    let shared: Vec<String> = theirs
        .filter(|interest| own.contains(&*fold(interest)))
        .cloned()
        .collect();
    let is_other_team = lines[mentor].team.is_some() && seeker.team.is_some();
    PossibleMentor {
        mentor,
        score: SHARED * shared.len() + if is_other_team { OTHER_TEAM } else { 0 },
        shared,
    }
}

/// Pairs seekers with mentors by deferred acceptance (Gale and Shapley, 1962): each seeker asks the
/// best mentor who has not refused, and each mentor keeps the best who has asked. Every mentor has
/// one place. Of equal ones, the seeker who stands first is kept.
fn pairs(candidates: &BTreeMap<usize, Vec<PossibleMentor>>) -> BTreeMap<usize, usize> {
    let mut next: BTreeMap<usize, usize> = BTreeMap::new();
    let mut kept: BTreeMap<usize, (Reverse<usize>, usize)> = BTreeMap::new();
    let mut asking: Vec<usize> = candidates.keys().rev().copied().collect();
    while let Some(seeker) = asking.pop() {
        let at = next.entry(seeker).or_default();
        let Some(asked) = candidates[&seeker].get(*at) else {
            continue;
        };
        *at += 1;
        let offer = (Reverse(asked.score), seeker);
        match kept.get(&asked.mentor).copied() {
            Some(before) if before <= offer => asking.push(seeker),
            Some((_, before)) => {
                kept.insert(asked.mentor, offer);
                asking.push(before);
            }
            None => {
                kept.insert(asked.mentor, offer);
            }
        }
    }
    let kept = kept.into_iter();
    kept.map(|(mentor, (_, seeker))| (seeker, mentor)).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::views::portfolio_line::WishLine;
    use crate::views::report::ReportCell;

    fn person(name: &str, team: &str, offers: bool, interests: &[&str]) -> PortfolioLine {
        let wish = vec!["mentoring".to_owned()];
        let (offers, seeks) = match offers {
            true => (wish, Vec::new()),
            false => (Vec::new(), wish),
        };
        PortfolioLine {
            source: name.to_owned(),
            person: Some(name.to_lowercase()),
            portfolio: Some(name.to_owned()),
            name: Some(name.to_owned()),
            team: Some(team.to_owned()),
            wishes: WishLine {
                offers,
                seeks,
                interests: interests.iter().map(|&one| one.to_owned()).collect(),
            },
            ..PortfolioLine::default()
        }
    }

    fn shown(lines: &[PortfolioLine]) -> Vec<String> {
        let day = NaiveDate::from_ymd_opt(2026, 10, 2).unwrap();
        let row = |row: ReportRow| {
            let cells = row.iter().skip(1).map(|cell| match cell {
                ReportCell::Words(words) => words.clone(),
                ReportCell::Number(number) => number.to_string(),
                _ => "-".to_owned(),
            });
            cells.collect::<Vec<_>>().join(" | ")
        };
        rows(lines, day).into_iter().map(row).collect()
    }

    #[test]
    fn the_one_who_shares_more_gets_the_mentor_and_the_other_the_next() {
        let lines = [
            person("Ann", "Law", false, &["minutes"]),
            person("Ben", "Arts", false, &["Minutes", "chairing"]),
            person("Mia", "Physics", true, &["minutes", "Chairing"]),
            person("Noor", "Maths", true, &["budgets"]),
        ];
        assert_eq!(
            shown(&lines),
            [
                "Ann | Mia | 1 | 3 | minutes | -",
                "Ann | Noor | 2 | 1 | - | yes",
                "Ben | Mia | 1 | 5 | minutes; Chairing | yes",
                "Ben | Noor | 2 | 1 | - | -",
            ]
        );
    }

    #[test]
    fn nobody_meets_themselves_their_manager_or_their_own_team() {
        let mut ann = person("Ann", "Law", false, &[]);
        ann.wishes.offers.push("mentoring".to_owned());
        ann.manager = Some("mia".to_owned());
        let mut under_ann = person("Noor", "Maths", true, &[]);
        under_ann.manager_name = Some("Ann".to_owned());
        let lines = [
            ann,
            person("Mia", "Physics", true, &[]),
            under_ann,
            person("Ola", "Law", true, &[]),
        ];
        assert_eq!(shown(&lines), [""; 0]);
    }

    proptest! {
        /// By the definition: a seeker and a mentor who would both rather have each other would
        /// make the pairs unstable.
        #[test]
        fn no_two_people_would_both_rather_have_each_other(
            scores in prop::collection::vec(prop::collection::vec(0..4_usize, 5), 1..6),
        ) {
            let candidates: BTreeMap<usize, Vec<PossibleMentor>> = scores
                .iter()
                .enumerate()
                .map(|(seeker, scores)| {
                    let mut all: Vec<PossibleMentor> = scores
                        .iter()
                        .enumerate()
                        // A score of 0 stands for two who may not meet.
                        .filter(|(_, score)| **score > 0)
                        .map(|(mentor, score)| PossibleMentor {
                            mentor,
                            score: *score,
                            shared: Vec::new(),
                        })
                        .collect();
                    all.sort_by_key(|one| (Reverse(one.score), one.mentor));
                    (seeker, all)
                })
                .collect();
            let pairs = pairs(&candidates);
            let mentors: BTreeSet<usize> = pairs.values().copied().collect();
            prop_assert_eq!(mentors.len(), pairs.len());
            for (seeker, all) in &candidates {
                let own = pairs.get(seeker);
                let place = all.iter().position(|one| Some(&one.mentor) == own);
                for better in &all[..place.unwrap_or(all.len())] {
                    let other = pairs.iter().find(|(_, mentor)| **mentor == better.mentor);
                    let (other, _) = other.expect("a mentor who was asked has somebody");
                    let theirs = scores[*other][better.mentor];
                    prop_assert!(
                        (Reverse(theirs), *other) < (Reverse(better.score), *seeker),
                        "{seeker} and {}", better.mentor
                    );
                }
            }
        }
    }
}
