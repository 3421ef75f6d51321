#![allow(
    clippy::use_debug,
    reason = "a test compares how values are written in Rust"
)]

use std::collections::BTreeMap;
use std::fmt::Write;

use super::*;
use crate::base::calendar;
use crate::base::files::Snapshot;
use crate::domain::id::KindId;

const SCHEME: &str = "id: sky\nversion: 1.0.0\ntitle: Sky\nkinds:
  person: { fields: { lamp: { boolean: {} } } }
  night:
    folder: nights
    table: sights
    fields:
      sights:
        list:
          map:
            what: { reference: { catalogue: stars } }
            clear: { scale: [hazy, fair, sharp] }
            seen: date
            put-off: date
            why: text
            with: person
  plain:
    folder: plains
    table: rows
    fields: { rows: { list: { map: { thing: text, size: number } } } }
catalogues:
  year: [{ id: winter, title: Long nights, from: 11-15, to: 02-10 }]
  stars:
    calendar: year
    items:
      - { id: orion, title: Orion, group: South, calendar: winter }
      - { id: lone, title: A lone star }
      - { id: cross, title: The Cross, group: Far, when: { owner.lamp: true } }
      - { id: lyra, title: Lyra, group: South }
";

fn portfolio(path: &str, details: &str) -> Portfolio {
    let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    files.insert(
        "cpd.yaml".into(),
        "cpd: 1\nowner: robin\nschemes: { sky: 1.0.0 }\n".into(),
    );
    files.insert(
        "trust/people.yaml".into(),
        "people:\n  - { id: robin, name: Robin Hale, lamp: false }\n".into(),
    );
    files.insert("schemes/sky/1.0.0/scheme.yaml".into(), SCHEME.into());
    files.insert(
        format!("{path}.md"),
        format!("---\ntitle: One\n{details}\n---\n").into(),
    );
    let portfolio = Portfolio::load(Snapshot::from_bytes(&files));
    assert!(
        portfolio.scheme_set().faults.is_empty(),
        "{:?}",
        portfolio.scheme_set().faults
    );
    portfolio
}

fn drawn(portfolio: &Portfolio, kind: &str, today: &str) -> String {
    let record = portfolio
        .of_kind(&KindId::parse(kind).unwrap())
        .next()
        .unwrap();
    let today = calendar::date(today).unwrap();
    let table = RecordTable::new(record, portfolio, today).unwrap();
    let mut out = String::new();
    for row in &table.rows {
        let group = row.group.unwrap_or("-");
        let state = row.entry.words().unwrap_or_else(|| "row".to_owned());
        let others = table.others(row, &[], portfolio, |date| date.to_string());
        let chance = row.chance.map(|chance| (chance.words(), chance.now));
        writeln!(out, "{group} {}: {state} {others:?} {chance:?}", row.title).unwrap();
    }
    out
}

#[test]
fn missing_postponed_and_unlisted_items_are_shown() {
    let portfolio = portfolio(
        "nights/n",
        "sights:\n  - { what: lyra, clear: sharp, seen: 2026-01-02, with: robin }\n  - { what: orion, put-off: 2026-01-03, why: clouds }\n  - { what: comet, clear: hazy }\n  - { clear: fair }",
    );
    assert_eq!(
        drawn(&portfolio, "night", "2026-01-05"),
        "\
- A lone star: not filled in yet [] None
South Orion: row [\"put off 2026-01-03\", \"why: clouds\"] Some((\"Long nights (15 November to 10 February)\", true))
South Lyra: row [\"clear: sharp\", \"seen 2026-01-02\", \"with: Robin Hale\"] None
- comet: not on the list [\"clear: hazy\"] None
- No what is named: not on the list [\"clear: fair\"] None
"
    );
    let later = drawn(&portfolio, "night", "2026-02-11");
    assert!(later.contains("10 February)\", false)"), "{later}");
}

#[test]
fn an_item_with_two_rows_shows_both_and_one_that_is_not_asked_of_the_owner_shows_its_row() {
    let portfolio = portfolio(
        "nights/n",
        "sights: [{ what: cross }, { what: lone, clear: hazy }, { what: lone, clear: fair }]",
    );
    let drawn = drawn(&portfolio, "night", "2026-06-05");
    assert_eq!(drawn.matches("A lone star: row").count(), 2, "{drawn}");
    assert!(drawn.contains("Far The Cross: row"), "{drawn}");
}

#[test]
fn rows_without_a_catalogue_are_shown_as_they_are() {
    let portfolio = portfolio("plains/p", "rows: [{ thing: Chalk, size: 3 }, { size: 4 }]");
    assert_eq!(
        drawn(&portfolio, "plain", "2026-06-05"),
        "- Chalk: row [\"size: 3\"] None\n- No thing is named: row [\"size: 4\"] None\n"
    );
}

#[test]
fn no_rows_at_all_still_show_the_list() {
    let drawn = drawn(&portfolio("nights/n", "sights:"), "night", "2026-06-05");
    assert_eq!(drawn.matches("not filled in yet").count(), 3, "{drawn}");
}

#[test]
fn short_values_print_side_by_side_and_others_beneath() {
    let portfolio = portfolio(
        "nights/n",
        "sights: [{ what: lyra, clear: sharp, why: moon }, { what: orion, clear: fair }]",
    );
    let record = portfolio
        .of_kind(&KindId::parse("night").unwrap())
        .next()
        .unwrap();
    let today = calendar::date("2026-06-05").unwrap();
    let grid = RecordTable::new(record, &portfolio, today)
        .unwrap()
        .grid(&portfolio);
    let columns: Vec<&str> = grid.columns.iter().map(|one| one.words.as_str()).collect();
    assert_eq!(columns, ["What", "Clear"]);
    let rows = grid.lines.iter().filter_map(|line| match line {
        TableRow::Row { cells, more, .. } => {
            let cells: Vec<&str> = cells.iter().map(|cell| cell.words.as_str()).collect();
            let more = more.as_ref().map_or("", |more| &more.words);
            Some(format!("{} / {more}", cells.join(" | ")))
        }
        _ => None,
    });
    let rows: Vec<String> = rows.collect();
    for row in [
        "Lyra | sharp / Why: moon",
        "A lone star |  / Not filled in yet",
    ] {
        assert!(rows.contains(&row.to_owned()), "{rows:?}");
    }
}
