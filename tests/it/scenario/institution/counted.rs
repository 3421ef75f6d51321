//! The numbers that a report on the made institution should have, counted in the details of the
//! examples' records by plain code, or by hand where a rule of a programme decides.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use chrono::{Datelike as _, NaiveDate};

use super::Row;
use super::made::{Details, MadeInstitution, MadePerson, TODAY, WITHOUT, today};
use crate::golden::repository;

/// Numbers by what they are about.
pub type Counts = BTreeMap<String, f64>;

/// Returns numbers with two digits: sums of fractions are not equal to the last one.
pub fn rounded(counts: &Counts) -> BTreeMap<String, String> {
    let rounded = counts.iter();
    rounded
        .map(|(key, count)| (key.clone(), format!("{count:.2}")))
        .collect()
}

pub fn of(pairs: &[(&str, f64)]) -> Counts {
    pairs
        .iter()
        .map(|(key, count)| ((*key).to_owned(), *count))
        .collect()
}

/// Own spending, the quartiles of 1,000 to 9,000, the rank from above and the number of schools:
/// 3,000, 5,000 and 7,000, divided by 20 heads, 16 posts, 300 pupils and a million. Of the nine
/// others, three spend more.
pub const COMPARED: [[(&str, f64); 4]; 6] = [
    compared(300.0, 375.0, 20.0, 0.6),
    compared(150.0, 187.5, 10.0, 0.3),
    compared(250.0, 312.5, 16.67, 0.5),
    compared(350.0, 437.5, 23.33, 0.7),
    compared(4.0, 4.0, 4.0, 4.0),
    compared(10.0, 10.0, 10.0, 10.0),
];

const fn compared(head: f64, fte: f64, pupil: f64, share: f64) -> [(&'static str, f64); 4] {
    [
        ("spend_per_head", head),
        ("spend_per_fte", fte),
        ("spend_per_pupil", pupil),
        ("share_of_total", share),
    ]
}

/// The programmes whose examples are judged on the day of the report.
const OF_THE_DAY: [&str; 7] = [
    "careers",
    "gdc",
    "gphc",
    "hcpc",
    "nmc-revalidation",
    "rics",
    "social-work-england",
];

/// The windows of one person by hand. GDC asks in each two years of its cycle of five, which begin
/// in August; Mihai did too little from August 2023 to July 2025. Tunde had a quality review in each
/// month from September 2025 to July 2026, and none in August. A new year began in September, with
/// one appraisal, a review of it and a development day. He had no quality review in its first two
/// months, the third is running, and he handed in no log for the first two.
const WINDOWS: [(&str, &str, f64); 11] = [
    ("gdc/complete", "gdc/spread met", 5.0),
    ("gdc/short", "gdc/spread met", 4.0),
    ("gdc/short", "gdc/spread missing", 1.0),
    ("alt-valley/complete", "alt-valley/quality-review met", 11.0),
    (
        "alt-valley/complete",
        "alt-valley/quality-review missing",
        3.0,
    ),
    (
        "alt-valley/complete",
        "alt-valley/quality-review running",
        1.0,
    ),
    ("alt-valley/complete", "alt-valley/log missing", 1.0),
    ("alt-valley/complete", "alt-valley/log running", 1.0),
    (
        "alt-valley/complete",
        "alt-valley/annual-appraisal running",
        1.0,
    ),
    (
        "alt-valley/complete",
        "alt-valley/interim-appraisal running",
        1.0,
    ),
    (
        "alt-valley/complete",
        "alt-valley/development-day running",
        1.0,
    ),
];

/// An amount that one person is asked for, and the records that count for it.
struct Amount {
    example: &'static str,
    criterion: &'static str,
    needed: f64,
    from: &'static str,
    until: &'static str,
    /// The folder of the records, and the detail that is added up.
    of: (&'static str, &'static str),
    /// A detail that a record must have.
    only: Option<(&'static str, &'static str)>,
}

const fn amount(
    example: &'static str,
    criterion: &'static str,
    needed: f64,
    from: &'static str,
) -> Amount {
    Amount {
        example,
        criterion,
        needed,
        from,
        until: TODAY,
        of: ("activities", "hours"),
        only: None,
    }
}

/// The amounts that the bodies publish.
const AMOUNTS: [Amount; 16] = [
    Amount {
        until: "2025-12-31",
        ..amount(
            "rics/complete",
            "rics/year-2025-12-31/hours",
            20.0,
            "2025-01-01",
        )
    },
    Amount {
        until: "2025-12-31",
        only: Some(("formal", "true")),
        ..amount(
            "rics/complete",
            "rics/year-2025-12-31/formal",
            10.0,
            "2025-01-01",
        )
    },
    amount(
        "rics/complete",
        "rics/year-2026-12-31/hours",
        20.0,
        "2026-01-01",
    ),
    Amount {
        only: Some(("formal", "true")),
        ..amount(
            "rics/complete",
            "rics/year-2026-12-31/formal",
            10.0,
            "2026-01-01",
        )
    },
    amount(
        "rics/short",
        "rics/year-2026-12-31/hours",
        20.0,
        "2026-01-01",
    ),
    Amount {
        only: Some(("formal", "true")),
        ..amount(
            "rics/short",
            "rics/year-2026-12-31/formal",
            10.0,
            "2026-01-01",
        )
    },
    Amount {
        only: Some(("verifiable", "true")),
        ..amount(
            "gdc/complete",
            "gdc/cycle-2027-07-31/hours-50",
            50.0,
            "2022-08-01",
        )
    },
    Amount {
        only: Some(("verifiable", "true")),
        ..amount(
            "gdc/short",
            "gdc/cycle-2027-07-31/hours-75",
            75.0,
            "2022-08-01",
        )
    },
    amount(
        "nmc-revalidation/complete",
        "nmc-revalidation/revalidation-2026-12-31/hours",
        35.0,
        "2024-01-01",
    ),
    Amount {
        of: ("activities", "participatory"),
        ..amount(
            "nmc-revalidation/complete",
            "nmc-revalidation/revalidation-2026-12-31/participatory",
            20.0,
            "2024-01-01",
        )
    },
    Amount {
        of: ("practice", "hours"),
        ..amount(
            "nmc-revalidation/complete",
            "nmc-revalidation/revalidation-2026-12-31/practice-two",
            900.0,
            "2024-01-01",
        )
    },
    Amount {
        of: ("practice", "hours"),
        only: Some(("registration", "nurse")),
        ..amount(
            "nmc-revalidation/complete",
            "nmc-revalidation/revalidation-2026-12-31/practice-nursing",
            450.0,
            "2024-01-01",
        )
    },
    Amount {
        of: ("practice", "hours"),
        only: Some(("registration", "midwife")),
        ..amount(
            "nmc-revalidation/complete",
            "nmc-revalidation/revalidation-2026-12-31/practice-midwifery",
            450.0,
            "2024-01-01",
        )
    },
    amount(
        "nmc-revalidation/short",
        "nmc-revalidation/revalidation-2027-03-31/hours",
        35.0,
        "2024-04-01",
    ),
    Amount {
        of: ("activities", "participatory"),
        ..amount(
            "nmc-revalidation/short",
            "nmc-revalidation/revalidation-2027-03-31/participatory",
            20.0,
            "2024-04-01",
        )
    },
    Amount {
        of: ("practice", "hours"),
        ..amount(
            "nmc-revalidation/short",
            "nmc-revalidation/revalidation-2027-03-31/practice",
            450.0,
            "2024-04-01",
        )
    },
];

/// The hours of the school, needed and done, by hand. Oona's new year has just begun: 30 hours for
/// 0.6 of a post. Of Farid's last year the file of expectations says how it is worked out.
const OF_SCHOOL: [(&str, f64, f64); 2] = [
    ("school-cpd/complete", 18.0, 0.0),
    ("school-cpd/short", 14.42, 9.0),
];

/// The years for which mandatory training is valid, as the policy's list says.
const VALID_YEARS: [(&str, i32); 9] = [
    ("teaching", 3),
    ("safeguarding", 1),
    ("equality", 3),
    ("mental-health", 3),
    ("health-and-safety", 3),
    ("information-systems", 3),
    ("gdpr", 2),
    ("inspection", 1),
    ("awarding-body", 1),
];

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn is_done(record: &Details) -> bool {
    day(record.get("date")) <= today()
        && !["planned", "cancelled", "deferred"].contains(&record.get("status"))
}

impl MadeInstitution {
    /// Adds up what each person has of what `of` returns.
    fn add_up(&self, mut of: impl FnMut(&MadePerson) -> Vec<(String, f64)>) -> Counts {
        let mut counts = Counts::new();
        for (key, count) in self.people.iter().flat_map(&mut of) {
            *counts.entry(key).or_default() += count;
        }
        counts.retain(|_, count| *count != 0.0);
        counts
    }

    pub fn expected_teams(&self) -> Counts {
        let teams = self.teams();
        #[expect(clippy::cast_precision_loss, reason = "there are few people")]
        let teams = teams
            .into_iter()
            .map(|(team, people)| (team, people as f64));
        teams.collect()
    }

    pub fn expected_readings(&self) -> Counts {
        #[expect(clippy::cast_precision_loss, reason = "there are few people")]
        let counts = [self.people.len(), WITHOUT].map(|count| count as f64);
        of(&[("whole", counts[0]), ("none", counts[1])])
    }

    /// Returns only what is of examples that are judged on the day of the report, or of Lancaster.
    pub fn of_day(&self, mut counts: Counts) -> Counts {
        counts.retain(|key, _| {
            let scheme = key.split(' ').next().unwrap();
            scheme == "lancaster" || OF_THE_DAY.contains(&scheme)
        });
        counts
    }

    /// Returns the awards that `expected.yaml` names, and those of Lancaster by hand.
    pub fn expected_awards(&self) -> Counts {
        self.add_up(|person| {
            let awards = match person.example.name {
                "lancaster/complete" => vec!["bronze  ready", "silver  locked", "gold  locked"],
                "lancaster/short" => vec!["bronze  open", "silver  locked", "gold  locked"],
                _ => {
                    return awards_of(person.example.name)
                        .into_iter()
                        .map(|award| (award, 1.0))
                        .collect();
                }
            };
            let award = |award| (format!("lancaster {award}"), 1.0);
            awards.into_iter().map(award).collect()
        })
    }

    pub fn expected_waiting(&self, column: &str) -> Counts {
        let signed = self.people.iter().filter_map(|person| person.signed_on);
        let mut days: Vec<i64> = signed.map(|day| (today() - day).num_days()).collect();
        days.sort_unstable();
        #[expect(clippy::cast_precision_loss, reason = "there are few people and days")]
        let number = match column {
            "people" => days.len() as f64,
            "longest_days" => days[days.len() - 1] as f64,
            _ => days[(days.len() - 1) / 2] as f64,
        };
        of(&[("line-manager bronze", number)])
    }

    /// Returns the duties that are late or out of date, of examples of the day.
    pub fn overdue_duties(&self, counts: Counts) -> Counts {
        let mut overdue = Counts::new();
        for (key, count) in counts {
            let (state, criterion) = key.split_once(' ').unwrap();
            let scheme = criterion.split('/').next().unwrap();
            let is_duty = criterion.split('/').count() == 2;
            let is_late = ["overdue", "expired"].contains(&state);
            if is_late && is_duty && OF_THE_DAY.contains(&scheme) {
                *overdue.entry(criterion.to_owned()).or_default() += count;
            }
        }
        overdue
    }

    pub fn expected_overdue(&self) -> Counts {
        self.add_up(|person| {
            let text = expectations(person.example.name);
            let duties = text.split(['{', '}', ',', '\n']).map(str::trim);
            let overdue = duties.filter_map(|duty| duty.strip_suffix(": overdue"));
            let criterion = |duty| (format!("{}/{duty}", person.example.scheme()), 1.0);
            overdue.map(criterion).collect()
        })
    }

    pub fn expected_windows(&self) -> Counts {
        self.add_up(|person| {
            let windows = WINDOWS.iter();
            let windows = windows.filter(|(example, ..)| *example == person.example.name);
            windows
                .map(|(_, window, count)| ((*window).to_owned(), *count))
                .collect()
        })
    }

    /// Returns only what is of the list of mandatory training.
    pub fn mandatory(&self, counts: Counts) -> Counts {
        let strip = |(key, count): (String, f64)| {
            let of_list = key
                .strip_prefix("alt-valley ")
                .or(key.strip_prefix("mandatory "));
            Some((of_list?.to_owned(), count))
        };
        counts.into_iter().filter_map(strip).collect()
    }

    pub fn expected_training(&self) -> Counts {
        self.add_up(|person| {
            let records = person.example.records("training");
            let state = |record: &Details| {
                let item = record.get("item");
                let (_, years) = VALID_YEARS.iter().find(|(id, _)| *id == item).unwrap();
                let done = day(record.get("date"));
                let until = match record.get("expires") {
                    "" => done.with_year(done.year() + years).unwrap(),
                    expires => day(expires),
                };
                let state = if until < today() {
                    "expired"
                } else {
                    "in date"
                };
                (format!("{item} {state}"), 1.0)
            };
            records.iter().map(state).collect()
        })
    }

    pub fn expected_coverage(&self) -> Counts {
        self.add_up(|person| {
            let records = person.example.records("training");
            let records = records.iter();
            records
                .map(|record| (record.get("item").to_owned(), 1.0))
                .collect()
        })
    }

    pub fn expected_hours(&self, column: &str) -> Counts {
        self.add_up(|person| {
            let amounts = AMOUNTS
                .iter()
                .filter(|one| one.example == person.example.name);
            let of_column = |amount: &Amount| {
                let (folder, detail) = amount.of;
                let records = person.example.records(folder);
                let counts = records.iter().filter(|record| {
                    let mut only = amount.only.into_iter();
                    let is_wanted = only.all(|(name, value)| record.get(name) == value);
                    let days = day(amount.from)..=day(amount.until);
                    is_wanted && is_done(record) && days.contains(&day(record.get("date")))
                });
                let done: f64 = counts.map(|record| record.number(detail)).sum();
                (amount.criterion.to_owned(), amount.needed, done)
            };
            let of_school = OF_SCHOOL.iter();
            let of_school = of_school.filter(|(example, ..)| *example == person.example.name);
            let of_school =
                of_school.map(|(_, needed, done)| ("school-cpd/hours".to_owned(), *needed, *done));
            let amounts = amounts.map(of_column).chain(of_school);
            let number = |(criterion, needed, done): (String, f64, f64)| {
                let number = match column {
                    "needed" => needed,
                    "done" => done,
                    _ => (needed - done).max(0.0),
                };
                (criterion, number)
            };
            amounts.map(number).collect()
        })
    }

    pub fn expected_targets(&self) -> Counts {
        self.add_up(|person| {
            let targets = person.example.records("targets");
            let state = |target: &Details| match target.get("state") {
                "" => ("open".to_owned(), 1.0),
                state => (state.to_owned(), 1.0),
            };
            targets.iter().map(state).collect()
        })
    }

    /// Adds up expenses by year, category and what else is said of a person.
    pub fn expected_spending(&self, of: impl Fn(&MadePerson) -> String) -> Counts {
        self.add_up(|person| {
            let expenses = person.example.records("expenses");
            let expense = |expense: &Details| {
                let year = day(expense.get("date")).year();
                let key = format!("{year} {} {}", expense.get("category"), of(person));
                (key.trim().to_owned(), expense.number("amount"))
            };
            expenses.iter().map(expense).collect()
        })
    }

    pub fn expected_target_budgets(&self) -> Counts {
        self.add_up(|person| {
            let targets = person.example.records("targets");
            let budget = |target: &Details| {
                let year = day(target.get("date")).year();
                (year.to_string(), target.number("budget"))
            };
            targets.iter().map(budget).collect()
        })
    }

    pub fn expected_spending_of_teams(&self) -> Counts {
        self.add_up(|person| {
            let expenses = person.example.records("expenses");
            let expense = |expense: &Details| {
                let year = day(expense.get("date")).year();
                (format!("{year} {}", person.team), expense.number("amount"))
            };
            expenses.iter().map(expense).collect()
        })
    }

    pub fn expected_left(&self) -> Counts {
        let spent = self.expected_spending_of_teams();
        let left = self.budgets().into_iter().map(|(year, team, budget)| {
            let key = format!("{year} {team}");
            let spent = spent.get(&key).copied().unwrap_or(0.0);
            (key, f64::from(budget) - spent)
        });
        left.filter(|(_, left)| *left != 0.0).collect()
    }

    pub fn expected_wishes(&self, column: &str) -> Counts {
        self.add_up(|person| {
            let Ok(profile) = fs::read_to_string(person.example.place().join("profile.md")) else {
                return Vec::new();
            };
            let wishes = ["mentoring", "coaching"].map(|wish| {
                let line = profile
                    .lines()
                    .find(|line| line.starts_with(&format!("{wish}: ")));
                line.filter(|line| line.contains(column)).map(|_| wish)
            });
            let has_any = ["offers", "seeks"]
                .iter()
                .any(|word| profile.contains(word));
            let wishes: Vec<&str> = wishes.into_iter().flatten().collect();
            has_any
                .then(|| (wishes.join("; "), 1.0))
                .into_iter()
                .collect()
        })
    }

    /// Counts what was done in each month by team. `people` are those of the team, once for each
    /// month in which anything was done.
    pub fn expected_activity(&self, column: &str) -> Counts {
        let teams = self.expected_teams();
        let mut counts = self.add_up(|person| {
            let records = person.example.records("activities");
            let done = records.iter().filter(|record| is_done(record));
            let activity = |record: &Details| {
                let key = format!("{} {}", &record.get("date")[..7], person.team);
                let count = match column {
                    "hours" => record.number("hours"),
                    _ => 1.0,
                };
                (key, count)
            };
            done.map(activity).collect()
        });
        if column == "people" {
            for (key, count) in &mut counts {
                *count = teams[key.split_once(' ').unwrap().1];
            }
        }
        counts
    }

    /// Counts the evaluations of targets by each term. `own` are those that the owner wrote.
    pub fn expected_impact(&self, column: &str) -> Counts {
        self.add_up(|person| {
            let settings = fs::read_to_string(person.example.place().join("cpd.yaml")).unwrap();
            let owner = settings
                .lines()
                .find_map(|line| line.strip_prefix("owner: "));
            let evaluations = person.example.records("evaluations");
            let mut said = Vec::new();
            for evaluation in evaluations
                .iter()
                .filter(|one| !one.get("target").is_empty())
            {
                for scale in ["effectiveness", "impact", "quality", "value"] {
                    let term = evaluation.get(scale);
                    let is_counted = column != "own" || Some(evaluation.get("by")) == owner;
                    if !term.is_empty() && is_counted {
                        said.push((format!("{scale} {term}"), 1.0));
                    }
                }
            }
            if column == "people" {
                let said: BTreeSet<String> = said.into_iter().map(|(key, _)| key).collect();
                return said.into_iter().map(|key| (key, 1.0)).collect();
            }
            said
        })
    }

    /// Returns true for a row of somebody whose example is judged on the day of the report.
    pub fn is_of_day(&self, row: &Row) -> bool {
        let mut people = self.people.iter();
        let person = people.find(|one| row["source"] == format!("clones/{}", one.id));
        person.is_some_and(|person| OF_THE_DAY.contains(&person.example.scheme()))
    }

    /// Counts the findings that `expected.yaml` names.
    pub fn expected_trouble(&self) -> Counts {
        self.add_up(|person| {
            let text = expectations(person.example.name);
            let mut lines = text.lines().map(str::trim);
            let mut found = Vec::new();
            while let Some(line) = lines.next() {
                if let Some(rule) = line.strip_prefix("- rule: ") {
                    let severity = lines
                        .next()
                        .and_then(|line| line.strip_prefix("severity: "));
                    found.push((format!("{rule} {}", severity.unwrap()), 1.0));
                }
            }
            found
        })
    }

    /// Checks pairs one by one: the rules that a pair must keep, and that no two people are left
    /// who could still meet.
    pub fn assert_matches<'r>(&self, rows: impl Iterator<Item = &'r Row>) {
        let person = |name: &str| self.people.iter().find(|one| one.name == name).unwrap();
        let mut places: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut pairs = BTreeMap::new();
        let mut mentors = BTreeSet::new();
        for row in rows {
            let (seeker, mentor) = (person(&row["seeker"]), person(&row["mentor"]));
            assert_ne!(seeker.team, mentor.team, "{row:?}");
            let (offers, seeks) = (wish(mentor), wish(seeker));
            assert!(
                offers.contains("offers") && seeks.contains("seeks"),
                "{row:?}"
            );
            let is_new = places
                .entry(seeker.id.clone())
                .or_default()
                .insert(row["place"].clone());
            assert!(
                is_new && ["1", "2", "3"].contains(&&*row["place"]),
                "{row:?}"
            );
            if row["proposed"] == "yes" {
                assert!(mentors.insert(&mentor.id), "taken twice: {row:?}");
                assert!(pairs.insert(&seeker.id, &mentor.id).is_none(), "{row:?}");
            }
        }
        let seekers = self.people.iter().filter(|one| wish(one).contains("seeks"));
        for seeker in seekers {
            assert!(
                places.contains_key(&seeker.id),
                "{} is not there",
                seeker.id
            );
            let is_free = |mentor: &&MadePerson| {
                wish(mentor).contains("offers") && !mentors.contains(&mentor.id)
            };
            let mut free = self.people.iter().filter(is_free);
            let could_meet = free.find(|mentor| mentor.team != seeker.team);
            let is_alone = !pairs.contains_key(&seeker.id);
            assert!(
                !is_alone || could_meet.is_none(),
                "{} could meet {:?}",
                seeker.id,
                could_meet.map(|one| &one.id)
            );
        }
        assert!(pairs.len() >= 3, "{pairs:?}");
    }
}

/// Returns what a person says of mentoring.
fn wish(person: &MadePerson) -> String {
    let profile = fs::read_to_string(person.example.place().join("profile.md"));
    let profile = profile.unwrap_or_default();
    let line = profile.lines().find(|line| line.starts_with("mentoring: "));
    line.unwrap_or_default().to_owned()
}

/// Returns the part of `expected.yaml` that is about an example; nothing if that is of another day
/// or there is none.
fn expectations(example: &str) -> String {
    let (programme, kind) = example.split_once('/').unwrap();
    if !OF_THE_DAY.contains(&programme) {
        return String::new();
    }
    let path = format!("examples/programmes/{programme}/expected.yaml");
    let text = fs::read_to_string(repository().join(path)).unwrap();
    let of_kind = text.split_once(&format!("\n{kind}:\n")).unwrap().1;
    let lines = of_kind
        .lines()
        .take_while(|line| line.starts_with(' ') || line.is_empty());
    lines.collect::<Vec<_>>().join("\n")
}

/// Returns the awards of an example: `rics year 2025-12-31 ready`.
fn awards_of(example: &str) -> Vec<String> {
    let (programme, _) = example.split_once('/').unwrap();
    let text = expectations(example);
    let awards = text.lines().filter_map(|line| {
        let (name, rest) = line.trim().split_once(": { state: ")?;
        let (state, _) = rest.split_once(',')?;
        // A round ends with its last day.
        let (award, round) = match name.len().checked_sub("-2025-12-31".len()) {
            Some(at) if name[at + 1..].parse::<NaiveDate>().is_ok() => {
                (&name[..at], &name[at + 1..])
            }
            _ => (name, ""),
        };
        Some(format!("{programme} {award} {round} {state}"))
    });
    awards.collect()
}
