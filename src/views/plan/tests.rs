use std::collections::BTreeMap;
use std::fmt::Write;

use super::*;
use crate::base::files::Snapshot;

const CONFIG: &str = "cpd: 1\nportfolio: 0197e0c2-91d4-7b11-9a42-6d3f0c2b7e10\nowner: robin\nschemes: { tree: 1.0.0 }\n";
const PEOPLE: &str = "people:\n  - { id: robin, name: Robin Hale }\n";
// Names that none of ours has: the tree knows no kind by name.
const SCHEME: &str = "id: tree\nversion: 1.0.0\ntitle: Tree\nkinds:
  root:
    folder: roots
    when: date
    plan: { under: part-of, show: [due], budget: purse }
    fields: { date: date, due: date, purse: money, part-of: { reference: root } }
  twig:
    folder: twigs
    when: date
    counts: { state: grown }
    planned: { state: [bud, broken] }
    plan: { under: roots, show: [state, length, price] }
    fields:
      date: date
      state: { choice: [bud, grown, broken], default: grown }
      length: hours
      price: money
      roots: { list: { reference: root } }
  leaf:
    plural: Leaves
    folder: leaves
    when: date
    plan: { under: twig, show: [colour] }
    fields: { date: date, colour: { scale: [pale, green] }, twig: { reference: twig } }
";

fn portfolio(records: &[(&str, &str)]) -> Portfolio {
    let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    files.insert("cpd.yaml".into(), CONFIG.into());
    files.insert("trust/people.yaml".into(), PEOPLE.into());
    files.insert("schemes/tree/1.0.0/scheme.yaml".into(), SCHEME.into());
    for (path, details) in records {
        let stem = path.rsplit('/').next().unwrap();
        let text = format!("---\ntitle: The {stem}\n{details}\n---\n");
        files.insert(format!("{path}.md"), text.into());
    }
    let portfolio = Portfolio::load(Snapshot::from_bytes(&files));
    assert!(
        portfolio.scheme_set().faults.is_empty(),
        "{:?}",
        portfolio.scheme_set().faults
    );
    portfolio
}

fn today() -> NaiveDate {
    crate::base::calendar::date("2026-05-01").unwrap()
}

/// The tree as it would be drawn, with the sums.
fn drawn(portfolio: &Portfolio) -> String {
    let plan = PlanTree::new(portfolio, today());
    let mut out = String::new();
    for branch in &plan.branches {
        if let Some(title) = &branch.title {
            writeln!(out, "{title}").unwrap();
        }
        for line in &branch.lines {
            let words = |shown: &ShownField<'_>| {
                shown.words(&plan.naming, portfolio, |date| date.to_string())
            };
            let shown: Vec<String> = line.shown.iter().map(words).collect();
            let indent = "  ".repeat(line.depth);
            let mut said = format!("{indent}{} {}", line.record.id, shown.join(", "));
            said.truncate(said.trim_end().len());
            said.push_str(if line.missed { " (missed)" } else { "" });
            said.push_str(if line.above { " (above)" } else { "" });
            writeln!(out, "{said}").unwrap();
        }
        let sums = branch.sums.to_text(&plan.naming);
        writeln!(out, "= {}", sums.as_deref().unwrap_or("nothing")).unwrap();
    }
    let whole = plan.whole.to_text(&plan.naming);
    write!(out, "== {}", whole.unwrap_or_default()).unwrap();
    out
}

#[test]
fn a_record_stands_under_all_that_it_names_and_counts_once() {
    let portfolio = portfolio(&[
        ("roots/a", "date: 2026-01-01\ndue: 2026-06-30"),
        ("roots/b", "date: 2026-01-02"),
        (
            "twigs/t",
            "date: 2026-02-01\nlength: 2.5\nprice: 10.10 GBP\nroots: [a, b, a]",
        ),
        ("leaves/l", "date: 2026-03-01\ncolour: green\ntwig: t"),
        ("leaves/alone", "date: 2026-03-02"),
    ]);
    assert_eq!(
        drawn(&portfolio),
        "\
a due 2026-06-30
  t grown, 2.5 hours, 10.10 GBP
    l colour: green
= 2.5 hours done and 10.10 GBP
b
  t grown, 2.5 hours, 10.10 GBP
    l colour: green
= 2.5 hours done and 10.10 GBP
For no root yet
alone
= nothing
== 2.5 hours done and 10.10 GBP"
    );
}

#[test]
fn planned_amounts_and_currencies_are_summed_separately() {
    let portfolio = portfolio(&[
        ("roots/a", "date: 2026-01-01"),
        (
            "twigs/t",
            "date: 2026-02-01\nlength: 0.1\nprice: 10.10 GBP\nroots: a",
        ),
        (
            "twigs/u",
            "date: 2026-02-02\nlength: 0.2\nprice: 5 EUR\nroots: a",
        ),
        (
            "twigs/v",
            "date: 2026-02-03\nstate: bud\nlength: 3\nroots: a",
        ),
        (
            "twigs/w",
            "date: 2026-06-03\nstate: bud\nlength: 4\nprice: 2.00 GBP\nroots: a",
        ),
        (
            "twigs/x",
            "date: 2026-02-05\nstate: broken\nlength: 8\nroots: a",
        ),
    ]);
    let drawn = drawn(&portfolio);
    assert!(drawn.contains("v bud, 3 hours (missed)"), "{drawn}");
    assert!(drawn.contains("w bud, 4 hours, 2.00 GBP\n"), "{drawn}");
    assert!(drawn.contains("x broken, 8 hours\n"), "{drawn}");
    assert!(
        drawn.ends_with(
            "== 0.3 hours done, 7 hours bud, 8 hours broken, 5 EUR, 10.10 GBP and 2.00 GBP bud"
        ),
        "{drawn}"
    );
}

#[test]
fn an_overflowing_sum_is_shown_as_such() {
    let most = "price: 79228162514264337593543950335 GBP";
    let twig = |id: &'static str| (id, format!("date: 2026-02-01\nroots: a\n{most}"));
    let twigs = [twig("twigs/t"), twig("twigs/u")];
    let records: Vec<(&str, &str)> = twigs
        .iter()
        .map(|(id, text)| (*id, text.as_str()))
        .collect();
    let drawn = drawn(&portfolio(&records));
    assert!(drawn.ends_with("== price: too large to add up"), "{drawn}");
}

#[test]
fn cyclic_plans_are_shown_once() {
    let portfolio = portfolio(&[
        ("roots/itself", "date: 2026-01-01\npart-of: itself"),
        ("roots/p", "date: 2026-01-02\npart-of: q"),
        ("roots/q", "date: 2026-01-03\npart-of: p"),
        ("roots/top", "date: 2026-01-04"),
        ("roots/part", "date: 2026-01-05\npart-of: top"),
        ("twigs/t", "date: 2026-02-01\nlength: 1\nroots: [q, part]"),
    ]);
    assert_eq!(
        drawn(&portfolio),
        "\
itself
= nothing
top
  part
    t grown, 1 hour
= 1 hour done
For no root yet
p
  q
    p (above)
    t grown, 1 hour
= 1 hour done
== 1 hour done"
    );
}

#[test]
fn very_deep_and_very_wide_plans_are_built_quickly() {
    let mut files: Vec<(String, String)> = (0..10_000)
        .map(|at| {
            let before = if at == 0 { 0 } else { at - 1 };
            (
                format!("roots/r{at}"),
                format!("date: 2026-01-01\npart-of: r{before}"),
            )
        })
        .collect();
    // Each of these under each of a hundred, and a hundred leaves under the first.
    let all: Vec<String> = (0..100).map(|at| format!("s{at}")).collect();
    files.extend(
        all.iter()
            .map(|id| (format!("roots/{id}"), "date: 2026-01-01".to_owned())),
    );
    let under = format!("date: 2026-02-01\nlength: 1\nroots: [{}]", all.join(", "));
    files.extend((0..100).map(|at| (format!("twigs/t{at}"), under.clone())));
    files.extend((0..10_000).map(|at| {
        (
            format!("leaves/l{at}"),
            "date: 2026-03-01\ntwig: t0".to_owned(),
        )
    }));
    let records: Vec<(&str, &str)> = files
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    let portfolio = portfolio(&records);
    let plan = PlanTree::new(&portfolio, today());
    let lines = plan.lines().count();
    assert!(lines < 20_200 * (MOST_REPEATED + 3), "{lines}");
    let deepest = plan.lines().map(|line| line.depth).max();
    assert_eq!(deepest, Some(9_999));
    // However it is shown, each root comes to all of its own.
    let hundred = |branch: &&TreeBranch<'_>| {
        branch.sums.to_text(&plan.naming).as_deref() == Some("100 hours done")
    };
    assert_eq!(plan.branches.iter().filter(hundred).count(), 100);
    assert_eq!(
        plan.whole.to_text(&plan.naming).as_deref(),
        Some("100 hours done")
    );
}

/// The budgets of each branch, then those of the whole plan.
fn budgets(records: &[(&str, &str)]) -> Vec<Vec<String>> {
    let portfolio = portfolio(records);
    let plan = PlanTree::new(&portfolio, today());
    let branches = plan.branches.iter().map(TreeBranch::budget_use);
    let all = branches.chain([plan.budgets.clone()]);
    all.map(|each| each.iter().map(BudgetUse::words).collect())
        .collect()
}

#[test]
fn what_was_spent_is_compared_with_the_budget_above_it() {
    // 60.00 and 40.00 are all of a; the second also stands under b, which has no budget, and
    // c spends without one. In all, 100.00 of 100.00 and of d's 50.00 nothing.
    let said = budgets(&[
        ("roots/a", "date: 2026-01-01\npurse: 100.00 GBP"),
        ("roots/b", "date: 2026-01-02"),
        ("roots/c", "date: 2026-01-03"),
        ("roots/d", "date: 2026-01-04\npurse: 50.00 GBP"),
        ("twigs/t", "date: 2026-02-01\nprice: 60.00 GBP\nroots: a"),
        (
            "twigs/u",
            "date: 2026-02-02\nprice: 40.00 GBP\nroots: [a, b]",
        ),
        ("twigs/v", "date: 2026-02-03\nprice: 7.00 GBP\nroots: c"),
    ]);
    assert_eq!(
        said,
        [
            vec!["100.00 GBP spent of 100.00 GBP, 0.00 GBP left"],
            vec![],
            vec![],
            vec!["0.00 GBP spent of 50.00 GBP, 50.00 GBP left"],
            vec!["100.00 GBP spent of 150.00 GBP, 50.00 GBP left"],
        ]
    );
}

#[test]
fn a_penny_too_much_is_said_and_what_is_only_planned_is_not_spent() {
    let said = budgets(&[
        ("roots/a", "date: 2026-01-01\npurse: 100.00 GBP"),
        ("twigs/t", "date: 2026-02-01\nprice: 100.01 GBP\nroots: a"),
        (
            "twigs/u",
            "date: 2026-06-02\nstate: bud\nprice: 9.00 GBP\nroots: a",
        ),
        (
            "twigs/v",
            "date: 2026-02-02\nstate: broken\nprice: 9.00 GBP\nroots: a",
        ),
    ]);
    assert_eq!(
        said[0],
        ["100.01 GBP spent of 100.00 GBP, 0.01 GBP too much"]
    );
    assert_eq!(said[1], said[0]);
}

#[test]
fn one_currency_pays_for_nothing_in_another() {
    let said = budgets(&[
        ("roots/a", "date: 2026-01-01\npurse: 100.00 GBP"),
        ("roots/b", "date: 2026-01-02\npurse: 30 EUR"),
        (
            "twigs/t",
            "date: 2026-02-01\nprice: 10.10 GBP\nroots: [a, b]",
        ),
        ("twigs/u", "date: 2026-02-02\nprice: 5 EUR\nroots: a"),
    ]);
    assert_eq!(
        said,
        [
            vec![
                "10.10 GBP spent of 100.00 GBP, 89.90 GBP left",
                "5 EUR spent without a budget"
            ],
            vec![
                "0 EUR spent of 30 EUR, 30 EUR left",
                "10.10 GBP spent without a budget"
            ],
            // The 5 EUR stand under no budget in EUR.
            vec![
                "0 EUR spent of 30 EUR, 30 EUR left",
                "10.10 GBP spent of 100.00 GBP, 89.90 GBP left"
            ],
        ]
    );
}
