//! The rows and the form of the tables that were asked for.

use super::ReportArgs;
use crate::app::reports::row_condition;
use crate::base::text::{did_you_mean, words};
use crate::cli::args::{TypedDay, parse_day};
use crate::cli::failure::Failure;
use crate::cli::session::Session;
use crate::views::report::{
    OF_ONE_PERSON, ReportFilter, ReportSpan, TABLES, TableOptions, TableSpec, table_in_form,
    table_of_form,
};

#[derive(Debug, clap::Args)]
pub struct ShapeArgs {
    /// Only rows that meet this condition, such as `team=Law`, `state!=met` or `days<=30`
    #[arg(long = "where", value_name = "CONDITION")]
    pub conditions: Vec<String>,
    /// Only what is dated on this day or later
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    pub since: Option<TypedDay>,
    /// Only what is dated on this day or earlier
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    pub until: Option<TypedDay>,
    /// A row for each: team or scheme of a sample, type of hours, source or category of impact
    #[arg(long, value_name = "PART", value_parser = ["team", "scheme", "type", "source", "category"])]
    pub by: Option<String>,
    /// With the table coverage, a row for each person and item
    #[arg(long)]
    pub people: bool,
    /// With the table training, a column for each item
    #[arg(long)]
    pub wide: bool,
    /// A row of the tables participation and money for each month, quarter or year
    #[arg(long, value_name = "TIME", value_parser = ReportSpan::ALL.map(ReportSpan::name))]
    pub every: Option<String>,
    /// Count in each such row everything until its end
    #[arg(long)]
    pub cumulative: bool,
}

/// The parts of a sample.
const OF_SAMPLE: [&str; 2] = ["team", "scheme"];

/// Returns the tables that were named, in the forms that were asked for.
pub fn tables(args: &ReportArgs) -> Result<Vec<&'static TableSpec>, Failure> {
    let named = args.tables.iter().map(|name| table(name));
    let mut tables = named.collect::<Result<Vec<_>, _>>()?;
    let shape = &args.shape;
    let by = shape.by.as_deref();
    if let Some(part) = by.filter(|part| OF_SAMPLE.contains(part))
        && args.sample.is_none()
    {
        let says = format!("there is no sample to draw by {part}");
        return Err(Failure::failed(says).hint("say how much to draw: `--sample 2.5%`"));
    }
    let by = by.filter(|part| !OF_SAMPLE.contains(part));
    let people = shape.people.then_some("people");
    let wide = shape.wide.then_some("wide");
    for form in [by, people, wide].into_iter().flatten() {
        let mut in_form = tables.iter_mut().filter_map(|table| {
            let found = table_in_form(table.name, form)?;
            Some((table, found))
        });
        let Some((table, found)) = in_form.next() else {
            return Err(no_table_in_form(form));
        };
        *table = found;
    }
    Ok(tables)
}

fn no_table_in_form(form: &str) -> Failure {
    let option = match form {
        "people" | "wide" => format!("--{form}"),
        part => format!("--by {part}"),
    };
    let of = table_of_form(form).unwrap_or_default();
    Failure::failed(format!("{option} is for the table {of}")).hint(format!("add `--table {of}`"))
}

fn table(name: &str) -> Result<&'static TableSpec, Failure> {
    let found = TABLES.iter().find(|table| table.name == name);
    found.copied().ok_or_else(|| {
        let names = TABLES.iter().map(|table| table.name);
        let known: Vec<&str> = names.clone().collect();
        let question = did_you_mean::question(name, names);
        Failure::failed(format!("there is no table called {name}")).hint(
            question.unwrap_or_else(|| format!("choose from: {}", words::join_choices(&known))),
        )
    })
}

pub fn options(shape: &ShapeArgs) -> TableOptions {
    let every = shape.every.as_deref();
    let mut spans = ReportSpan::ALL.into_iter();
    TableOptions {
        every: spans.find(|span| Some(span.name()) == every),
        is_cumulative: shape.cumulative,
    }
}

/// Reads the conditions. A report for the public cannot be about one person.
pub fn filter(args: &ReportArgs, session: &Session) -> Result<ReportFilter, Failure> {
    let shape = &args.shape;
    let is_public = args.audience.as_deref() == Some("public");
    if is_public && shape.cumulative {
        let says = "what two rows differ by can tell one person from others";
        return Err(Failure::refused(says).hint("leave --cumulative out of a public report"));
    }
    let conditions = shape.conditions.iter();
    let conditions = conditions.map(|written| row_condition::read(written, session.today));
    let conditions = conditions.collect::<Result<Vec<_>, _>>()?;
    let mut of_people = conditions.iter();
    if let Some(one) = of_people.find(|one| is_public && OF_ONE_PERSON.contains(&&*one.column)) {
        let says = format!("{} tells one person from others", one.column);
        return Err(Failure::refused(says).hint("leave the condition out of a public report"));
    }
    Ok(ReportFilter {
        conditions,
        since: session.day(shape.since.as_ref())?,
        until: session.day(shape.until.as_ref())?,
    })
}
