//! Schools to compare spending with, read from tables that name each by its number.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use rust_decimal::Decimal;
use thiserror::Error;

use crate::app::error::{Explain, Explanation};
use crate::app::institution_table::{
    InstitutionTable, TableColumns, TableError, TableFile, read_number,
};
use crate::base::sheet::SheetRow;
use crate::base::text::{fold, words};
use crate::views::report::{School, SchoolComparison};

/// The columns that there are.
static COLUMNS: LazyLock<TableColumns> =
    LazyLock::new(|| TableColumns::new(include_str!("../../../schema/schools.yaml")));

/// Words that mark nothing.
const UNMARKED: [&str; 5] = ["", "0", "no", "n", "false"];

/// The figures of an institution of its own.
#[derive(Debug, Clone, Copy)]
pub struct OwnSchool<'s> {
    pub urn: &'s str,
    /// The spending of the ledger in pounds, if it is not that of the file.
    pub spend_cpd: Option<Decimal>,
    /// A similar school has this much more or fewer pupils at most, in percent.
    pub similar_percent: Decimal,
}

/// The reason why schools cannot be compared.
#[derive(Debug, Error)]
pub enum CompareError {
    #[error(transparent)]
    Table(#[from] TableError),
    #[error("no row has the school number {urn}")]
    NoOwnRow { urn: String },
    #[error("the row of the own school has no spending on development")]
    NoOwnSpending,
    #[error("the row of the own school has no number of pupils")]
    NoOwnPupils,
}

impl Explain for CompareError {
    fn explain(&self) -> Explanation {
        match self {
            Self::Table(error) => error.explain(),
            Self::NoOwnRow { .. } | Self::NoOwnSpending | Self::NoOwnPupils => {
                Explanation::failed()
            }
        }
    }
}

/// A school in the tables, and why it is not compared with if it is not.
#[derive(Debug, Default)]
struct ReadSchool {
    school: School,
    did_not_supply: bool,
    is_federation: bool,
}

/// Reads the schools of tables, joined by their numbers. Returns also sentences on what is left out.
pub fn read(
    files: &[TableFile<'_>],
    own: OwnSchool<'_>,
) -> Result<(SchoolComparison, Vec<String>), CompareError> {
    let mut schools: BTreeMap<String, ReadSchool> = BTreeMap::new();
    for file in files {
        let table = InstitutionTable::read(&COLUMNS, file)?;
        for row in table.rows() {
            if let Some(urn) = table.cell(row, "urn") {
                let known = schools.entry(urn.clone()).or_default();
                known.school.urn = urn;
                add(known, &table, row);
            }
        }
    }
    let missing = || CompareError::NoOwnRow {
        urn: own.urn.to_owned(),
    };
    let mut own_school = schools.remove(own.urn).ok_or_else(missing)?.school;
    let basis = match own.spend_cpd {
        Some(_) => "given",
        None => "ledger in the file",
    };
    own_school.spend_cpd = own.spend_cpd.or(own_school.spend_cpd);
    if own_school.spend_cpd.is_none() {
        return Err(CompareError::NoOwnSpending);
    }
    if own_school.pupils.is_none() {
        return Err(CompareError::NoOwnPupils);
    }
    let count = |is: fn(&ReadSchool) -> bool| schools.values().filter(|school| is(school)).count();
    let left = [
        (
            count(|school| school.did_not_supply),
            "that supplied no figures",
        ),
        (
            count(|school| school.is_federation && !school.did_not_supply),
            "in a federation",
        ),
    ];
    let left = left.into_iter().filter(|(count, _)| *count > 0);
    let mut notes: Vec<String> = left
        .map(|(count, why)| {
            let schools = words::count_noun(count, "school", "schools");
            format!("Left out of the comparison: {schools} {why}.")
        })
        .collect();
    let compared = schools
        .into_values()
        .filter(|school| !school.did_not_supply && !school.is_federation);
    let comparison = SchoolComparison {
        own: own_school,
        schools: compared.map(|read| read.school).collect(),
        basis,
        similar_percent: own.similar_percent,
    };
    notes.push(format!(
        "Similar schools: {} of the same phase and region, with at most {} % more or fewer pupils.",
        comparison.similar().len(),
        own.similar_percent.normalize()
    ));
    Ok((comparison, notes))
}

/// Adds what a row says. An earlier table is not overruled.
fn add(known: &mut ReadSchool, table: &InstitutionTable, row: &SheetRow) {
    let cell = |column| table.cell(row, column);
    // Figures that are left out for privacy stand there as words.
    let number = |column| cell(column).as_deref().and_then(read_number);
    let is_marked = |column| {
        let mark = cell(column).unwrap_or_default();
        !UNMARKED.contains(&&*fold(&mark))
    };
    let school = &mut known.school;
    for (field, column) in [
        (&mut school.name, "school"),
        (&mut school.year, "year"),
        (&mut school.phase, "phase"),
        (&mut school.region, "region"),
    ] {
        *field = field.take().or_else(|| cell(column));
    }
    for (field, column) in [
        (&mut school.pupils, "pupils"),
        (&mut school.fte_staff, "fte_staff"),
        (&mut school.headcount, "headcount"),
        (&mut school.spend_cpd, "spend_cpd"),
        (&mut school.spend_total, "spend_total"),
    ] {
        *field = field.or_else(|| number(column));
    }
    known.did_not_supply |= is_marked("not_supplied");
    known.is_federation |= is_marked("federation");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file<'f>(name: &'f str, text: &'f str) -> TableFile<'f> {
        TableFile {
            name,
            bytes: text.as_bytes(),
            sheet: None,
            date_order: None,
        }
    }

    const FINANCE: &str = "URN,School Name,Overall Phase,Region,IndividualPupilsFTE,E09 Staff development and training,Total Expenditure:E01 to E29 and E31 to E32,Did Not Supply flag,Lead school in federation\n\
        100,Oak,Primary,South West,200,8000,1000000,,0\n\
        101,Ash,Primary,South West,190,5700,900000,,0\n\
        102,Elm,Primary,South West,240,4800,1200000,,0\n\
        103,Fir,Primary,South West,241,9000,1200000,,0\n\
        104,Bay,Primary,London,200,9000,1200000,,0\n\
        105,Box,Primary,South West,200,,,DNS,0\n\
        106,Yew,Primary,South West,200,9000,1200000,,8412\n\
        107,Fig,Primary,South West,160,8000,800000,,0\n";
    const WORKFORCE: &str = "URN,Total School Workforce (Headcount),Total School Workforce (Full-Time Equivalent)\n\
        100,40,32\n101,30,25\n102,x,24\n107,20,16\n";

    #[test]
    fn similar_schools_are_found_in_the_two_files_of_the_department() {
        let own = OwnSchool {
            urn: "100",
            spend_cpd: None,
            similar_percent: Decimal::from(20),
        };
        let files = [file("cfr.csv", FINANCE), file("workforce.csv", WORKFORCE)];
        let (comparison, notes) = read(&files, own).unwrap();
        let similar: Vec<&str> = comparison
            .similar()
            .iter()
            .map(|school| &*school.urn)
            .collect();
        // 241 pupils are more than 20 % above 200; London is another region.
        assert_eq!(similar, ["101", "102", "107"]);
        assert_eq!(
            notes,
            [
                "Left out of the comparison: 1 school that supplied no figures.",
                "Left out of the comparison: 1 school in a federation.",
                "Similar schools: 3 of the same phase and region, with at most 20 % more or fewer pupils.",
            ]
        );
        assert_eq!(comparison.own.headcount, Some(Decimal::from(40)));
        assert_eq!(comparison.basis, "ledger in the file");
    }

    #[test]
    fn an_own_school_without_figures_is_an_error() {
        let with = |urn, spend_cpd| {
            let own = OwnSchool {
                urn,
                spend_cpd,
                similar_percent: Decimal::from(20),
            };
            read(&[file("cfr.csv", FINANCE)], own).map(|(comparison, _)| comparison.basis)
        };
        let message = |urn| with(urn, None).unwrap_err().to_string();
        assert_eq!(message("999"), "no row has the school number 999");
        assert_eq!(
            message("105"),
            "the row of the own school has no spending on development"
        );
        assert_eq!(with("105", Some(Decimal::from(7000))).unwrap(), "given");
    }
}
