//! A sample of portfolios for an audit, which anybody can draw again from the same lines and seed.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::{
    ReportCell, ReportInput, ReportRow, TableRows, TableSpec, day_column, number_column,
    words_column,
};
use crate::base::files::Sha256;
use crate::views::portfolio_line::PortfolioLine;

pub const TABLE: TableSpec = TableSpec {
    name: "sample",
    title: "Sample",
    row: "a portfolio that was drawn",
    own_columns: &[
        number_column("n"),
        words_column("stratum"),
        words_column("portfolio"),
        words_column("person"),
        words_column("name"),
        words_column("hash"),
        words_column("seed"),
        words_column("frame_sha256"),
        day_column("drawn_on"),
    ],
    is_public: false,
    day: None,
    plot: None,
    // It is drawn by [`draw`], which needs a seed.
    rows: TableRows::Together(|_, _| Vec::new()),
};

/// Everything that could be drawn, so that somebody without the portfolios can draw again.
pub const FRAME: TableSpec = TableSpec {
    name: "frame",
    title: "What could be drawn",
    row: "a portfolio in its part of a sample",
    own_columns: &[words_column("stratum"), words_column("portfolio")],
    is_public: false,
    day: None,
    plot: None,
    rows: TableRows::WithFiles(frame_rows),
};

/// The choices of a draw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SampleRequest {
    /// The share of each stratum in percent, above 0 and at most 100.
    pub percent: Decimal,
    /// Words that nobody could choose to suit themselves, such as the numbers of a lottery.
    pub seed: String,
    pub by: Stratum,
    /// Ids of portfolios that are left out, such as those of the last draw.
    pub not: Vec<String>,
}

/// The parts from each of which the share is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stratum {
    /// All portfolios are one part.
    All,
    Team,
    Scheme,
}

/// Returns the digest by which whatever has this id is put in the order of a draw.
pub fn draw_hash(seed: &str, id: &str) -> Sha256 {
    Sha256::digest(format!("{seed}|{id}").as_bytes())
}

/// Draws a sample: in each stratum, portfolios are ordered by the SHA-256 of the seed, `|` and
/// their id, and the first of them are taken, as many as the share says, rounded up. A portfolio
/// that follows several schemes is in the stratum of each.
pub fn draw(lines: &[PortfolioLine], request: &SampleRequest, today: NaiveDate) -> Vec<ReportRow> {
    let frame = frame_of(lines, request);
    let frame_sha256 = digest_of_frame(frame.keys());
    let mut by_stratum: BTreeMap<&str, Vec<(Sha256, &PortfolioLine)>> = BTreeMap::new();
    for ((stratum, id), line) in &frame {
        let hash = draw_hash(&request.seed, id);
        by_stratum.entry(stratum).or_default().push((hash, line));
    }
    let mut rows = Vec::new();
    for (stratum, mut all) in by_stratum {
        all.sort_by_key(|(hash, _)| hash.to_string());
        let share = Decimal::from(all.len()) * request.percent / Decimal::ONE_HUNDRED;
        let number = share.ceil().to_usize().unwrap_or(all.len());
        for (hash, line) in all.into_iter().take(number) {
            rows.push(vec![
                (rows.len() + 1).into(),
                stratum.into(),
                (&line.portfolio).into(),
                (&line.person).into(),
                (&line.name).into(),
                hash.to_string().as_str().into(),
                (&request.seed).into(),
                frame_sha256.as_str().into(),
                ReportCell::Day(today),
            ]);
        }
    }
    rows
}

/// The portfolios that can be drawn, by stratum and id.
type Frame<'l> = BTreeMap<(String, &'l str), &'l PortfolioLine>;

fn frame_of<'l>(lines: &'l [PortfolioLine], request: &SampleRequest) -> Frame<'l> {
    let mut frame = Frame::new();
    for line in lines {
        let Some(id) = line.portfolio.as_deref() else {
            continue;
        };
        if request.not.iter().any(|other| other == id) {
            continue;
        }
        for stratum in strata(line, request.by) {
            frame.insert((stratum, id), line);
        }
    }
    frame
}

fn frame_rows(input: &ReportInput<'_>) -> Option<Vec<ReportRow>> {
    let frame = frame_of(input.lines, input.sample?);
    let rows = frame
        .keys()
        .map(|(stratum, id)| vec![stratum.into(), (*id).into()]);
    Some(rows.collect())
}

fn strata(line: &PortfolioLine, by: Stratum) -> Vec<String> {
    match by {
        Stratum::All => vec!["all".to_owned()],
        Stratum::Team => vec![line.team.clone().unwrap_or_else(|| "no team".to_owned())],
        Stratum::Scheme => {
            let ids = line.schemes.iter();
            let ids = ids.map(|scheme| scheme.split('@').next().unwrap_or_default().to_owned());
            ids.collect()
        }
    }
}

/// Returns the digest of everything that could be drawn: a line of stratum, tab and id for each, in
/// order.
fn digest_of_frame<'f>(frame: impl Iterator<Item = &'f (String, &'f str)>) -> String {
    let lines = frame.map(|(stratum, id)| format!("{stratum}\t{id}\n"));
    Sha256::digest(lines.collect::<String>().as_bytes()).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines() -> Vec<PortfolioLine> {
        let line = |number: usize| PortfolioLine {
            portfolio: Some(format!("id-{number}")),
            team: Some(if number < 7 { "Law" } else { "Arts" }.to_owned()),
            schemes: vec!["hcpc@1.0.0".to_owned()],
            ..PortfolioLine::default()
        };
        (0..10).map(line).collect()
    }

    fn drawn(percent: &str, seed: &str, by: Stratum, not: &[&str]) -> Vec<String> {
        let request = SampleRequest {
            percent: percent.parse().unwrap(),
            seed: seed.to_owned(),
            by,
            not: not.iter().map(|&id| id.to_owned()).collect(),
        };
        let today = NaiveDate::from_ymd_opt(2026, 10, 2).unwrap();
        let rows = draw(&lines(), &request, today);
        let words = |cell: &ReportCell| match cell {
            ReportCell::Words(words) => words.to_string(),
            other => format!("{other:?}"),
        };
        rows.iter()
            .map(|row| format!("{} {}", words(&row[1]), words(&row[2])))
            .collect()
    }

    /// The order was worked out with `printf 'lottery|id-0' | sha256sum` and so on.
    #[test]
    fn the_first_by_hash_are_drawn_from_each_stratum_and_rounded_up() {
        assert_eq!(drawn("10", "lottery", Stratum::All, &[]), ALL_TEN);
        assert_eq!(drawn("25", "lottery", Stratum::Team, &[]).len(), 1 + 2);
        assert_eq!(drawn("100", "lottery", Stratum::Scheme, &[]).len(), 10);
        let first = &drawn("10", "lottery", Stratum::All, &[])[0];
        let id = first.split(' ').next_back().unwrap();
        assert_eq!(drawn("100", "lottery", Stratum::All, &[id]).len(), 9);
        assert_ne!(
            drawn("30", "lottery", Stratum::All, &[]),
            drawn("30", "another", Stratum::All, &[])
        );
    }

    const ALL_TEN: [&str; 1] = ["all id-6"];
}
