//! For programs: version 1 of a contract that is kept (docs/json.md).

use std::io::{self, Write};

use serde::Serialize;

use super::iso;
use crate::formats::{Style, json};
use crate::views::plan::{Branch, Line, PlanView, Standing, Sums, What};

pub fn write(view: &PlanView<'_>, _: &Style, out: &mut dyn Write) -> io::Result<()> {
    let plan = &view.plan;
    let v1 = V1 {
        version: 1,
        portfolio: view.portfolio.id(),
        branches: plan.branches.iter().map(BranchV1::of).collect(),
        sums: sums(&plan.whole),
    };
    json::write(&v1, out)
}

#[derive(Serialize)]
struct V1<'a> {
    version: u32,
    portfolio: Option<&'a str>,
    branches: Vec<BranchV1<'a>>,
    sums: Vec<SumV1<'a>>,
}

#[derive(Serialize)]
struct BranchV1<'a> {
    /// Null where a record stands at the top.
    title: Option<&'a str>,
    records: Vec<LineV1<'a>>,
    sums: Vec<SumV1<'a>>,
}

/// A record in its place: flat, since nobody says how deep a plan goes.
#[derive(Serialize)]
struct LineV1<'a> {
    path: &'a str,
    kind: &'a str,
    id: &'a str,
    title: &'a str,
    date: Option<String>,
    depth: usize,
    under: Option<&'a str>,
    state: &'a str,
    shown: Vec<ShownV1<'a>>,
    missed: bool,
    above: bool,
}

#[derive(Serialize)]
struct ShownV1<'a> {
    field: &'a str,
    value: String,
}

#[derive(Serialize)]
struct SumV1<'a> {
    field: &'a str,
    unit: Option<&'a str>,
    state: &'a str,
    /// Text, since it is exact; null where it is beyond every number.
    amount: Option<String>,
}

impl<'a> BranchV1<'a> {
    fn of(branch: &'a Branch<'a>) -> Self {
        Self {
            title: branch.title.as_deref(),
            records: branch.lines.iter().map(LineV1::of).collect(),
            sums: sums(&branch.sums),
        }
    }
}

impl<'a> LineV1<'a> {
    fn of(line: &'a Line<'a>) -> Self {
        let record = line.record;
        let shown = line.shown.iter().map(|shown| ShownV1 {
            field: shown.field,
            value: shown.value.written(),
        });
        Self {
            path: &record.path,
            kind: &record.kind.name,
            id: &record.id,
            title: record.title(),
            date: record.date.map(iso),
            depth: line.depth,
            under: line.under.map(|above| above.path.as_str()),
            state: state(&line.standing),
            shown: shown.collect(),
            missed: line.missed,
            above: line.above,
        }
    }
}

/// `counts`, or the word for what does not.
fn state(standing: &Standing) -> &str {
    standing.word().unwrap_or("counts")
}

fn sums(sums: &Sums) -> Vec<SumV1<'_>> {
    sums.iter()
        .map(|sum| SumV1 {
            field: sum.field,
            unit: match sum.what {
                What::Hours => Some("hours"),
                What::Number => None,
                What::Money(currency) => Some(currency),
            },
            state: state(sum.standing),
            amount: sum.amount.map(|amount| amount.to_string()),
        })
        .collect()
}
