//! Mentors for those who seek one. Pairs are stable: no seeker and mentor would both rather have
//! each other. The officer decides; nobody is told anything.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use ecow::EcoString;

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
    day: None,
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
}

/// The interests of each line, as numbers that are equal where only capitals differ, in order.
struct Interests(Vec<BTreeSet<usize>>);

impl Interests {
    fn of(lines: &[PortfolioLine]) -> Self {
        let mut numbers: BTreeMap<Cow<'_, str>, usize> = BTreeMap::new();
        let of_line = lines.iter().map(|line| {
            let interests = line.wishes.interests.iter();
            let numbered = interests.map(|interest| {
                let next = numbers.len();
                *numbers.entry(fold(interest)).or_insert(next)
            });
            numbered.collect()
        });
        Self(of_line.collect())
    }

    fn shared(&self, one: usize, other: usize) -> usize {
        self.0[one].intersection(&self.0[other]).count()
    }
}

/// The wish for which two people have to offer and to seek the same of each other.
const SWAP: &str = "job_swap";
/// The places of a mentor who does not say how many there are.
const USUAL_PLACES: u32 = 1;

fn rows(lines: &[PortfolioLine], _: NaiveDate) -> Vec<ReportRow> {
    let wishes = lines.iter().flat_map(|line| &line.wishes.seeks);
    let wishes: BTreeSet<&String> = wishes.collect();
    let mut places: Vec<u32> = lines.iter().map(free_places).collect();
    let interests = Interests::of(lines);
    let mut rows = Vec::new();
    for of in wishes {
        let seeks = |at: &usize| lines[*at].wishes.seeks.contains(of);
        let offers = |at: &usize| lines[*at].wishes.offers.contains(of);
        if of == SWAP {
            let both = (0..lines.len()).filter(|at| seeks(at) && offers(at));
            let both: Vec<usize> = both.collect();
            let candidates = candidates(lines, &interests, &both, &both);
            let pairs = swaps(&candidates);
            rows.extend(rows_of_wish(of, lines, &candidates, &pairs));
        } else {
            let seekers: Vec<usize> = (0..lines.len()).filter(seeks).collect();
            let mentors = (0..lines.len()).filter(|at| offers(at) && places[*at] > 0);
            let mentors: Vec<usize> = mentors.collect();
            let candidates = candidates(lines, &interests, &seekers, &mentors);
            let pairs = pairs(&candidates, &places);
            for mentor in pairs.values() {
                places[*mentor] = places[*mentor].saturating_sub(1);
            }
            rows.extend(rows_of_wish(of, lines, &candidates, &pairs));
        }
    }
    rows
}

/// Returns the people whom somebody can take beside those whom they have.
fn free_places(line: &PortfolioLine) -> u32 {
    let places = line.wishes.places.unwrap_or(USUAL_PLACES);
    places.saturating_sub(line.wishes.taken.unwrap_or(0))
}

/// Returns the rows of each seeker: the best mentors and the one that is proposed.
fn rows_of_wish(
    of: &String,
    lines: &[PortfolioLine],
    candidates: &BTreeMap<usize, Vec<PossibleMentor>>,
    pairs: &BTreeMap<usize, usize>,
) -> Vec<ReportRow> {
    let mut rows = Vec::new();
    for (seeker, mentors) in candidates {
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
                (&shared(&lines[*seeker], &lines[one.mentor])).into(),
                if is_proposed { "yes" } else { "" }.into(),
            ]);
        }
    }
    rows
}

/// Returns the mentors of each seeker, the best first. Nobody is matched with themselves, with
/// their line manager or somebody whom they manage, or with somebody of their own team.
fn candidates(
    lines: &[PortfolioLine],
    interests: &Interests,
    seekers: &[usize],
    mentors: &[usize],
) -> BTreeMap<usize, Vec<PossibleMentor>> {
    let all = seekers.iter().map(|&seeker| {
        let mentors = mentors.iter().copied();
        let fit = mentors.filter(|mentor| may_meet(&lines[seeker], &lines[*mentor]));
        let mut fit: Vec<PossibleMentor> = fit
            .map(|mentor| PossibleMentor {
                mentor,
                score: SHARED * interests.shared(seeker, mentor)
                    + other_team(&lines[seeker], &lines[mentor]),
            })
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

/// Returns the points for a mentor of another team; nobody meets one of their own.
fn other_team(seeker: &PortfolioLine, mentor: &PortfolioLine) -> usize {
    match seeker.team.is_some() && mentor.team.is_some() {
        true => OTHER_TEAM,
        false => 0,
    }
}

/// Returns the interests that two people share, in the words of the mentor.
fn shared(seeker: &PortfolioLine, mentor: &PortfolioLine) -> EcoString {
    let own: BTreeSet<_> = seeker
        .wishes
        .interests
        .iter()
        .map(|one| fold(one))
        .collect();
    let mut seen = BTreeSet::new();
    let theirs = mentor.wishes.interests.iter();
    let both = theirs.filter(|one| own.contains(&fold(one)) && seen.insert(fold(one)));
    let both: Vec<&str> = both.map(String::as_str).collect();
    both.join("; ").into()
}

/// Pairs seekers with mentors by deferred acceptance (Gale and Shapley, 1962): each seeker asks the
/// best mentor who has not refused, and each mentor keeps the best who have asked, as many as there
/// are places. Of equal ones, the seeker who stands first is kept.
fn pairs(
    candidates: &BTreeMap<usize, Vec<PossibleMentor>>,
    places: &[u32],
) -> BTreeMap<usize, usize> {
    let mut next: BTreeMap<usize, usize> = BTreeMap::new();
    let mut kept: BTreeMap<usize, BTreeSet<(Reverse<usize>, usize)>> = BTreeMap::new();
    let mut asking: Vec<usize> = candidates.keys().rev().copied().collect();
    while let Some(seeker) = asking.pop() {
        let at = next.entry(seeker).or_default();
        let Some(asked) = candidates[&seeker].get(*at) else {
            continue;
        };
        *at += 1;
        let kept = kept.entry(asked.mentor).or_default();
        kept.insert((Reverse(asked.score), seeker));
        let most = usize::try_from(places[asked.mentor]).unwrap_or(usize::MAX);
        if kept.len() > most
            && let Some((_, refused)) = kept.pop_last()
        {
            asking.push(refused);
        }
    }
    let kept = kept.into_iter();
    let pairs = kept.flat_map(|(mentor, seekers)| {
        let seekers = seekers.into_iter();
        seekers.map(move |(_, seeker)| (seeker, mentor))
    });
    pairs.collect()
}

/// Pairs people who would change posts with each other, the pair with the most points first. Both
/// see the same points in each other, so no two would both rather have each other.
fn swaps(candidates: &BTreeMap<usize, Vec<PossibleMentor>>) -> BTreeMap<usize, usize> {
    let mut all: Vec<(Reverse<usize>, usize, usize)> = Vec::new();
    for (one, others) in candidates {
        let others = others.iter().filter(|other| *one < other.mentor);
        all.extend(others.map(|other| (Reverse(other.score), *one, other.mentor)));
    }
    all.sort_unstable();
    let mut pairs = BTreeMap::new();
    for (_, one, other) in all {
        if !pairs.contains_key(&one) && !pairs.contains_key(&other) {
            pairs.insert(one, other);
            pairs.insert(other, one);
        }
    }
    pairs
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
                ..WishLine::default()
            },
            ..PortfolioLine::default()
        }
    }

    fn shown(lines: &[PortfolioLine]) -> Vec<String> {
        let day = NaiveDate::from_ymd_opt(2026, 10, 2).unwrap();
        let row = |row: ReportRow| {
            let cells = row.iter().skip(1).map(|cell| match cell {
                ReportCell::Words(words) => words.to_string(),
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

    #[test]
    fn places_are_shared_by_all_wishes_and_nobody_is_matched_with_a_full_mentor() {
        let mut seeker = person("Ann", "Law", false, &[]);
        seeker.wishes.seeks = vec!["coaching".to_owned(), "mentoring".to_owned()];
        let mut other = person("Ben", "Arts", false, &[]);
        other.wishes.seeks = vec!["mentoring".to_owned()];
        let mut two_places = person("Mia", "Physics", true, &[]);
        two_places.wishes.offers.push("coaching".to_owned());
        two_places.wishes.places = Some(3);
        two_places.wishes.taken = Some(1);
        let mut full = person("Noor", "Maths", true, &[]);
        full.wishes.taken = Some(1);
        // Mia coaches Ann, and has one place left: for Ann, who stands first.
        assert_eq!(
            shown(&[seeker, other, two_places, full]),
            [
                "Ann | Mia | 1 | 1 | - | yes",
                "Ann | Mia | 1 | 1 | - | yes",
                "Ben | Mia | 1 | 1 | - | -",
            ]
        );
    }

    #[test]
    fn a_swap_is_of_two_who_offer_and_seek_it() {
        let swapper = |name: &str, team: &str, interests: &[&str]| {
            let mut line = person(name, team, true, interests);
            line.wishes.offers = vec![SWAP.to_owned()];
            line.wishes.seeks = vec![SWAP.to_owned()];
            line
        };
        let mut only_seeks = person("Ann", "Law", false, &["minutes"]);
        only_seeks.wishes.seeks = vec![SWAP.to_owned()];
        let lines = [
            only_seeks,
            swapper("Ben", "Arts", &["minutes"]),
            swapper("Mia", "Physics", &["Minutes", "minutes"]),
            swapper("Noor", "Maths", &[]),
        ];
        assert_eq!(
            shown(&lines),
            [
                "Ben | Mia | 1 | 3 | Minutes | yes",
                "Ben | Noor | 2 | 1 | - | -",
                "Mia | Ben | 1 | 3 | minutes | yes",
                "Mia | Noor | 2 | 1 | - | -",
                "Noor | Ben | 1 | 1 | - | -",
                "Noor | Mia | 2 | 1 | - | -",
            ]
        );
    }

    proptest! {
        /// By the definition: a seeker and a mentor who would both rather have each other would
        /// make the pairs unstable.
        #[test]
        fn no_two_people_would_both_rather_have_each_other(
            scores in prop::collection::vec(prop::collection::vec(0..4_usize, 5), 1..6),
            places in prop::collection::vec(1..3_u32, 5),
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
                            })
                        .collect();
                    all.sort_by_key(|one| (Reverse(one.score), one.mentor));
                    (seeker, all)
                })
                .collect();
            let pairs = pairs(&candidates, &places);
            for (mentor, most) in places.iter().enumerate() {
                let taken = pairs.values().filter(|one| **one == mentor).count();
                prop_assert!(taken <= usize::try_from(*most).unwrap());
            }
            for (seeker, all) in &candidates {
                let own = pairs.get(seeker);
                let place = all.iter().position(|one| Some(&one.mentor) == own);
                for better in &all[..place.unwrap_or(all.len())] {
                    let others = pairs.iter().filter(|(_, mentor)| **mentor == better.mentor);
                    let others: Vec<usize> = others.map(|(other, _)| *other).collect();
                    let most = usize::try_from(places[better.mentor]).unwrap();
                    prop_assert_eq!(others.len(), most, "a mentor with places refused somebody");
                    for other in others {
                        let theirs = scores[other][better.mentor];
                        prop_assert!(
                            (Reverse(theirs), other) < (Reverse(better.score), *seeker),
                            "{seeker} and {}", better.mentor
                        );
                    }
                }
            }
        }

        /// Of people who all see the same points in each other.
        #[test]
        fn no_two_people_would_rather_swap_with_each_other(
            scores in prop::collection::vec(0..4_usize, 21),
        ) {
            // A triangle of 7 people; a score of 0 stands for two who may not meet.
            let score = |one: usize, other: usize| {
                let (low, high) = (one.min(other), one.max(other));
                scores[high * (high - 1) / 2 + low]
            };
            let candidates: BTreeMap<usize, Vec<PossibleMentor>> = (0..7)
                .map(|one| {
                    let others = (0..7).filter(|other| *other != one && score(one, *other) > 0);
                    let others = others.map(|other| PossibleMentor {
                        mentor: other,
                        score: score(one, other),
                    });
                    (one, others.collect())
                })
                .collect();
            let pairs = swaps(&candidates);
            let own = |one: usize| pairs.get(&one).map_or(0, |other| score(one, *other));
            for (one, other) in &pairs {
                prop_assert_eq!(pairs.get(other), Some(one));
                prop_assert!(score(*one, *other) > 0);
            }
            for one in 0..7 {
                for other in 0..one {
                    let both = score(one, other);
                    prop_assert!(both <= own(one).max(own(other)), "{one} and {other}");
                }
            }
        }
    }
}
