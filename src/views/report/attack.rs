//! An attacker against reports for the public. They know the rules, which of the hidden counts are
//! small, and every sum of a table of which they see a part. They may not learn a small count.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use rust_decimal::prelude::ToPrimitive;

use super::*;
use crate::base::calendar;
use crate::domain::query::Comparison;
use crate::views::portfolio_line::{
    AwardLine, EvaluationLine, ItemLine, MoneyLine, MonthLine, StepLine,
};

/// A number between two others.
type Range = (i64, i64);

const MOST: i64 = 1_000_000;

/// Something that the attacker knows of counts, which are named by their places.
enum KnownRelation {
    Sum(Vec<usize>, i64),
    AtMost(usize, usize),
    Together([usize; 2], usize),
}

impl KnownRelation {
    /// Returns the ranges that are left.
    fn narrow(&self, ranges: &mut [Range]) {
        match self {
            Self::AtMost(part, whole) => {
                let (low, high) = (ranges[*part].0, ranges[*whole].1);
                keep(ranges, *part, 0, high);
                keep(ranges, *whole, low, MOST);
            }
            Self::Sum(of, sum) => {
                let before = ranges.to_vec();
                for at in of {
                    let others = || of.iter().filter(|other| *other != at);
                    let low: i64 = others().map(|other| before[*other].0).sum();
                    let high: i64 = others().map(|other| before[*other].1).sum();
                    keep(ranges, *at, sum - high, sum - low);
                }
            }
            Self::Together([a, b], both) => {
                let (one, other, sum) = (ranges[*a], ranges[*b], ranges[*both]);
                keep(ranges, *a, sum.0 - other.1, sum.1 - other.0);
                keep(ranges, *b, sum.0 - one.1, sum.1 - one.0);
                keep(ranges, *both, one.0 + other.0, one.1 + other.1);
            }
        }
    }
}

fn keep(ranges: &mut [Range], at: usize, from: i64, to: i64) {
    ranges[at] = (ranges[at].0.max(from), ranges[at].1.min(to));
}

/// A table as it is, and as the public sees it.
struct Attack<'t> {
    table: &'t ReportTable,
    truth: &'t [ReportRow],
    least: i64,
    /// The places of the columns of counts.
    counts: Vec<usize>,
}

impl Attack<'_> {
    fn number(cell: &ReportCell) -> Option<i64> {
        match cell {
            ReportCell::Number(number) => number.to_i64(),
            _ => None,
        }
    }

    fn place(&self, row: usize, column: usize) -> usize {
        row * self.counts.len() + column
    }

    /// The rows of which the attacker may know the sum.
    fn groups(&self) -> BTreeSet<Vec<usize>> {
        let columns = &self.table.columns;
        let keys: Vec<usize> = (0..columns.len())
            .filter(|at| columns[*at].holds == ColumnType::Words)
            .collect();
        let rows = &self.table.rows;
        let mut groups = BTreeSet::from([(0..rows.len()).collect::<Vec<_>>()]);
        for free in &keys {
            for row in rows {
                let is_alike =
                    |other: &ReportRow| keys.iter().all(|at| at == free || other[*at] == row[*at]);
                groups.insert((0..rows.len()).filter(|at| is_alike(&rows[*at])).collect());
            }
        }
        groups
    }

    fn facts(&self) -> Vec<KnownRelation> {
        let mut facts = Vec::new();
        for group in self.groups() {
            for (column, at) in self.counts.iter().enumerate() {
                let sees_some = group.iter().any(|row| {
                    Self::number(&self.table.rows[*row][*at]).is_some_and(|seen| seen > 0)
                });
                if sees_some {
                    let sum = group.iter().map(|row| Self::number(&self.truth[*row][*at]));
                    let of = group.iter().map(|row| self.place(*row, column));
                    facts.push(KnownRelation::Sum(of.collect(), sum.flatten().sum()));
                }
            }
        }
        let column = |name: &str| {
            let mut counts = self.counts.iter();
            counts.position(|at| self.table.columns[*at].name == name)
        };
        for row in 0..self.table.rows.len() {
            for (part, whole) in [
                ("active", "people"),
                ("active", "activities"),
                ("shown_by", "applies"),
                ("people", "evaluations"),
            ] {
                if let (Some(part), Some(whole)) = (column(part), column(whole)) {
                    facts.push(KnownRelation::AtMost(
                        self.place(row, part),
                        self.place(row, whole),
                    ));
                }
            }
            if let (Some(own), Some(others), Some(all)) =
                (column("own"), column("others"), column("evaluations"))
            {
                let [own, others, all] = [own, others, all].map(|one| self.place(row, one));
                facts.push(KnownRelation::Together([own, others], all));
            }
        }
        facts
    }

    /// Returns the ranges of all counts after everything that follows.
    fn ranges(&self) -> Vec<Range> {
        let mut ranges = Vec::new();
        for (row, truth) in self.table.rows.iter().zip(self.truth) {
            for at in &self.counts {
                let is_small = Self::number(&truth[*at]).is_some_and(|count| count < self.least);
                ranges.push(match Self::number(&row[*at]) {
                    Some(seen) => (seen, seen),
                    None if is_small => (i64::from(row[*at] != ReportCell::Empty), self.least - 1),
                    None => (self.least, MOST),
                });
            }
        }
        let facts = self.facts();
        loop {
            let before = ranges.clone();
            facts.iter().for_each(|fact| fact.narrow(&mut ranges));
            if ranges == before {
                return ranges;
            }
        }
    }

    /// Returns the small counts that the attacker knows.
    fn learnt(&self) -> Vec<String> {
        let ranges = self.ranges();
        let mut learnt = Vec::new();
        for (row, truth) in self.truth.iter().enumerate() {
            for (column, at) in self.counts.iter().enumerate() {
                let count = Self::number(&truth[*at]).unwrap_or_default();
                let (from, to) = ranges[self.place(row, column)];
                assert!((from..=to).contains(&count), "the attack is wrong");
                if (1..self.least).contains(&count) && from == to {
                    let name = &self.table.columns[*at].name;
                    learnt.push(format!(
                        "{} row {row}: {name} is {from}",
                        self.table.spec.name
                    ));
                }
            }
        }
        learnt
    }
}

/// A person by numbers that choose from a few values.
#[derive(Debug, Clone)]
struct AnyPerson {
    team: usize,
    months: BTreeMap<usize, usize>,
    /// Items with the number of records, and whether these show it.
    items: BTreeMap<usize, (usize, bool)>,
    /// Two terms and whose evaluation it is.
    evaluations: Vec<(usize, usize, bool)>,
    waits: Option<usize>,
    spent: BTreeMap<usize, i64>,
}

fn any_person() -> impl Strategy<Value = AnyPerson> {
    (
        // Some teams are small.
        prop_oneof![6 => 0_usize..2, 2 => 2_usize..4, 1 => 4_usize..6],
        prop::collection::btree_map(0_usize..3, 1_usize..3, 0..3),
        prop::collection::btree_map(0_usize..4, (0_usize..3, any::<bool>()), 0..4),
        prop::collection::vec((0_usize..3, 0_usize..3, any::<bool>()), 0..3),
        prop::option::of(0_usize..4),
        prop::collection::btree_map(0_usize..3, 1_i64..100, 0..3),
    )
        .prop_map(
            |(team, months, items, evaluations, waits, spent)| AnyPerson {
                team,
                months,
                items,
                evaluations,
                waits,
                spent,
            },
        )
}

fn line(at: usize, person: &AnyPerson) -> PortfolioLine {
    let award = person.waits.map(|waits| AwardLine {
        scheme: "lancaster".into(),
        award: format!("award {}", waits / 2).into(),
        next_role: Some(format!("role {}", waits % 2)),
        next_step: Some("endorse".to_owned()),
        steps: vec![StepLine {
            id: "sign".to_owned(),
            on: calendar::date("2026-09-01"),
            counts: true,
            ..StepLine::default()
        }],
        ..AwardLine::default()
    });
    let month = |(month, records): (&usize, &usize)| MonthLine {
        month: format!("2026-0{}", month + 1),
        records: *records,
        hours: Decimal::from(*records),
    };
    let item = |(item, (records, shows)): (&usize, &(usize, bool))| ItemLine {
        catalogue: format!("framework {}", item / 2).into(),
        item: format!("item {item}").into(),
        records: *records,
        missing: !(*shows && *records > 0),
        ..ItemLine::default()
    };
    let evaluation = |(one, other, own): &(usize, usize, bool)| EvaluationLine {
        by: if *own { "own" } else { "manager" }.to_owned(),
        fields: [("scale a", one), ("scale b", other)]
            .map(|(scale, term)| (scale.to_owned(), format!("term {term}")))
            .into(),
        ..EvaluationLine::default()
    };
    let money = |(category, spent): (&usize, &i64)| MoneyLine {
        year: 2026,
        category: Some(format!("category {category}")),
        currency: "GBP".to_owned(),
        spent: Decimal::from(*spent),
        ..MoneyLine::default()
    };
    PortfolioLine {
        source: format!("p{at}"),
        team: Some(format!("team {}", person.team)),
        awards: award.into_iter().collect(),
        months: person.months.iter().map(month).collect(),
        items: person.items.iter().map(item).collect(),
        evaluations: person.evaluations.iter().map(evaluation).collect(),
        money: person.spent.iter().map(money).collect(),
        ..PortfolioLine::default()
    }
}

/// Of all amounts, one category has a budget.
fn budgets() -> [TeamBudget; 1] {
    [TeamBudget {
        year: 2026,
        category: Some("category 0".to_owned()),
        amount: Decimal::ONE_HUNDRED,
        currency: "GBP".to_owned(),
        ..TeamBudget::default()
    }]
}

/// Returns what the attacker learns, and the small teams that a row of the report names.
fn learnt(lines: &[PortfolioLine], least: usize) -> Vec<String> {
    let budgets = budgets();
    let request = ReportRequest {
        today: calendar::date("2026-10-02").unwrap(),
        audience: Audience::Public,
        least,
        budgets: &budgets,
        ..ReportRequest::default()
    };
    let mut sizes: BTreeMap<&str, usize> = BTreeMap::new();
    for line in lines {
        *sizes.entry(line.team.as_deref().unwrap()).or_default() += 1;
    }
    let mut learnt = Vec::new();
    let forms = FORMS.iter().map(|(.., spec)| *spec);
    for spec in TABLES
        .into_iter()
        .chain(forms)
        .filter(|spec| spec.is_public)
    {
        let Ok(table) = request.make_table(spec, lines) else {
            continue;
        };
        let truth = spec.shape(&request.input(lines)).unwrap().rows;
        let counts =
            (0..table.columns.len()).filter(|at| table.columns[*at].holds == ColumnType::People);
        let attack = Attack {
            counts: counts.collect(),
            table: &table,
            truth: &truth,
            least: i64::try_from(least).unwrap(),
        };
        learnt.extend(attack.learnt());
        for cell in table.rows.iter().flatten() {
            let team = sizes
                .iter()
                .find(|(team, _)| *cell == ReportCell::from(**team));
            if let Some((team, _)) = team.filter(|(_, size)| **size < least) {
                learnt.push(format!("{} names {team}", spec.name));
            }
        }
    }
    learnt
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn nobody_can_work_out_a_small_count(
        people in prop::collection::vec(any_person(), 1..40),
        least in 3_usize..7,
    ) {
        let lines = people.iter().enumerate().map(|(at, person)| line(at, person));
        let lines: Vec<PortfolioLine> = lines.collect();
        prop_assert_eq!(learnt(&lines, least), Vec::<String>::new());
    }
}

/// Of one month, 6 people of each of two teams are active, and `active` of a third.
fn teams_of_one_month(active: &[usize]) -> Vec<PortfolioLine> {
    let mut lines = Vec::new();
    for (team, active) in active.iter().enumerate() {
        for at in 0..8 {
            let person = AnyPerson {
                team,
                months: (at < *active).then_some((0, 1)).into_iter().collect(),
                items: BTreeMap::new(),
                evaluations: Vec::new(),
                waits: None,
                spent: BTreeMap::new(),
            };
            lines.push(line(lines.len(), &person));
        }
    }
    lines
}

#[test]
fn small_counts_whose_sum_leaves_one_choice_take_a_third_with_them() {
    let hidden = |active: &[usize]| {
        let lines = teams_of_one_month(active);
        let request = ReportRequest {
            audience: Audience::Public,
            least: 5,
            ..ReportRequest::default()
        };
        let table = request
            .make_table(&participation::TABLE, &lines)
            .ok()
            .unwrap();
        let is_hidden = |row: &ReportRow| matches!(row[3], ReportCell::Words(_));
        table.rows.iter().map(is_hidden).collect::<Vec<bool>>()
    };
    // 2 and 3 could be 1 and 4. 1 and 1, or 4 and 4, could be nothing else.
    assert_eq!(hidden(&[8, 2, 3, 7]), [false, true, true, false]);
    assert_eq!(hidden(&[8, 1, 1, 7]), [false, true, true, true]);
    assert_eq!(hidden(&[8, 4, 4, 7]), [false, true, true, true]);
    assert_eq!(hidden(&[8, 2, 8, 7]), [false, true, false, true]);
}

/// Returns what two reports for the public tell together of the people whom only one is about:
/// the names of tables in both.
fn shared_tables(lines: &[PortfolioLine], condition: RowCondition) -> Vec<&'static str> {
    let report = |conditions: Vec<RowCondition>| {
        let request = ReportRequest {
            today: calendar::date("2026-10-02").unwrap(),
            audience: Audience::Public,
            least: 5,
            filter: ReportFilter {
                conditions,
                ..ReportFilter::default()
            },
            ..ReportRequest::default()
        };
        Report::new(lines.to_vec(), Vec::new(), &request)
    };
    let (whole, part) = (report(Vec::new()), report(vec![condition]));
    let names = part.tables.iter().map(|table| table.spec.name);
    let in_whole = |name: &&str| whole.tables.iter().any(|table| table.spec.name == *name);
    names.filter(in_whole).collect()
}

#[test]
fn a_part_beside_the_whole_tells_nothing_of_few_people() {
    // Team 0 has 8 people, team 1 has 6, team 2 has 3, and 4 of team 1 follow a scheme.
    let mut lines = teams_of_one_month(&[8, 6, 3]);
    let mut at = 0;
    lines.retain(|_| {
        at += 1;
        at <= 14 || (17..20).contains(&at)
    });
    for line in &mut lines[8..12] {
        line.schemes = vec!["rics@1.0.0".to_owned()];
    }
    let condition = |column: &str, comparison, words: &str| RowCondition {
        column: column.to_owned(),
        comparison,
        wanted: WantedCell {
            words: words.to_owned(),
            number: None,
            day: None,
        },
    };
    for (column, words, is_told) in [
        ("team", "team 0", true),
        // With team 2 it makes the other teams, so that the difference would be of three people.
        ("team", "team 1", false),
        ("team", "team 2", false),
        ("scheme", "rics", false),
    ] {
        for comparison in [Comparison::Is, Comparison::IsNot] {
            let shared = shared_tables(&lines, condition(column, comparison, words));
            let has_activity = shared.contains(&"participation");
            assert_eq!(has_activity, is_told, "{column} {words}");
        }
    }
}

#[test]
fn an_amount_that_is_mostly_of_one_person_is_not_public() {
    // In each of three teams, six people spend 10 each. In the first, one spends 1,000 more.
    let mut lines = Vec::new();
    for at in 0..18 {
        let person = AnyPerson {
            team: at / 6,
            months: [(0, 1)].into(),
            items: BTreeMap::new(),
            evaluations: Vec::new(),
            waits: None,
            spent: [(1, if at == 0 { 1010 } else { 10 })].into(),
        };
        lines.push(line(at, &person));
    }
    let budgets = budgets();
    let spent = |audience| {
        let request = ReportRequest {
            audience,
            least: 5,
            budgets: &budgets,
            ..ReportRequest::default()
        };
        let table = request.make_table(&budgets::TABLE, &lines).ok().unwrap();
        let spent = table
            .rows
            .iter()
            .filter(|row| row[2] == "category 1".into());
        spent.map(|row| row[7].clone()).collect::<Vec<_>>()
    };
    let money = |amount: i64| ReportCell::Money(Decimal::from(amount));
    let withheld = suppress::withheld;
    assert_eq!(spent(Audience::Officer), [1060, 60, 60].map(money));
    // The second is withheld too: the sum of all is often known.
    assert_eq!(spent(Audience::Public), [withheld(), withheld(), money(60)]);
}
