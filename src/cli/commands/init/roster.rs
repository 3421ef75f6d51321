//! `cpd init --roster FILE --into FOLDER`: a portfolio for each person on a roster.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::InitArgs;
use crate::adapters::disk;
use crate::adapters::new_folder::DiskNewFolder;
use crate::app::import::dates::{DateOrder, DateOrderError};
use crate::app::institution_table::{TableError, TableFile};
use crate::app::portfolio::init::{self, InitError};
use crate::app::portfolio::init_many::{
    BeginManyError, FoldersOfPeople, ManyPortfolios, TakenPortfolio,
};
use crate::app::ports::NewFolder;
use crate::app::roster::{self, ReadRoster};
use crate::base::files::{LARGEST_TEXT, MARK, Snapshot};
use crate::base::text::{Safe, words};
use crate::cli::apply_change;
use crate::cli::commands::import;
use crate::cli::failure::{ExitKind, Failure};
use crate::cli::format;
use crate::cli::session::Session;
use crate::domain::portfolio::{PEOPLE, Portfolio};

/// Options of a roster.
#[derive(Debug, clap::Args)]
pub struct RosterArgs {
    /// Create a portfolio for each person in a table: CSV, XLSX, XLS or ODS
    #[arg(long, value_name = "FILE", requires = "into", conflicts_with_all = ["folder", "owner", "manager", "set", "ci", "editors"])]
    pub roster: Option<PathBuf>,
    /// The folder for these portfolios, each in a folder of its own
    #[arg(long, value_name = "FOLDER", requires = "roster")]
    pub into: Option<PathBuf>,
    /// The sheet of a spreadsheet that has several
    #[arg(long, value_name = "NAME", requires = "roster")]
    pub sheet: Option<String>,
    /// The order of dates such as 3/2/2026: day-first or month-first
    #[arg(long, value_name = "ORDER", value_parser = import::parse_order, requires = "roster")]
    pub dates: Option<DateOrder>,
    /// Show what would be created without creating it
    #[arg(long, requires = "roster")]
    pub dry_run: bool,
    /// Do not ask for confirmation
    #[arg(short, long, requires = "roster")]
    pub yes: bool,
}

/// Shows what becomes of each person, asks, and begins the new portfolios.
pub fn run(
    file: &Path,
    into: &Path,
    args: &InitArgs,
    session: &mut Session,
) -> Result<ExitKind, Failure> {
    let options = &args.roster;
    let scheme = args.scheme.as_deref().map(init::scheme).transpose()?;
    let bytes = import::read_file(file, session)?;
    let read = read_with_answers(file, &bytes, options, session)?;
    let folders = StaffFolders {
        into: session.folder.join(into),
    };
    let portfolios = ManyPortfolios::new(&read, scheme.as_ref(), &folders, session.moment());
    let plan = portfolios.plan();
    format::print(&plan, &args.format, session)?;
    let problems = plan.rows_with_problems();
    if options.dry_run {
        writeln!(session.err, "Nothing was created.")?;
        return Ok(match problems {
            0 => ExitKind::Clean,
            _ => ExitKind::Findings,
        });
    }
    if problems > 0 {
        let count = words::count_noun(problems, "row has", "rows have");
        let says = format!("nothing was created, because {count} problems");
        return Err(Failure::refused(says).hint("correct the table and run this again"));
    }
    let count = plan.new_portfolios();
    if count == 0 {
        writeln!(session.err, "Nobody is new, so nothing was created.")?;
        return Ok(ExitKind::Clean);
    }
    let count = words::count_noun(count, "portfolio", "portfolios");
    apply_change::confirm(options.yes, &format!("create {count}"), session)?;
    let shown = |folder: &str| into.join(folder).display().to_string();
    let begun = portfolios.begin(&plan, |folder| {
        writeln!(session.out, "{}", Safe(&shown(folder)))
    });
    match begun {
        Ok(()) => {}
        Err(BeginManyError::Told(error)) => return Err(error.into()),
        Err(BeginManyError::Begin { folder, why }) => return Err(stopped(&shown(&folder), &why)),
    }
    writeln!(
        session.err,
        "Next: give each person their folder. Run the same command again when somebody is new."
    )?;
    Ok(ExitKind::Clean)
}

/// Says where the command stopped. The portfolios before it are there.
fn stopped(folder: &str, why: &InitError) -> Failure {
    Failure::failed(format!("{folder}: {why}"))
        .hint("the portfolios above are complete: correct this and run the same command again")
}

/// Reads the roster. If dates have no certain order and somebody can be asked, asks once.
fn read_with_answers(
    file: &Path,
    bytes: &[u8],
    options: &RosterArgs,
    session: &mut Session,
) -> Result<ReadRoster, Failure> {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let mut asked = TableFile {
        name: &name,
        bytes,
        sheet: options.sheet.as_deref(),
        date_order: options.dates,
    };
    match roster::read(&asked) {
        Err(TableError::Dates(DateOrderError::Undecided { row, date })) if session.interactive => {
            asked.date_order = Some(import::ask_order(row, &date, session)?);
            Ok(roster::read(&asked)?)
        }
        read => Ok(read?),
    }
}

/// Portfolios in folders beside one another.
struct StaffFolders {
    into: PathBuf,
}

impl FoldersOfPeople for StaffFolders {
    fn portfolios(&self) -> Vec<TakenPortfolio> {
        let names = disk::names_in(&self.into).into_iter();
        names.filter_map(|name| self.portfolio(name)).collect()
    }

    fn folder(&self, name: &str) -> Box<dyn NewFolder> {
        Box::new(DiskNewFolder::new(&self.into.join(name)))
    }

    fn new_id(&self) -> String {
        uuid::Uuid::new_v4().to_string()
    }
}

impl StaffFolders {
    /// Returns the portfolio in a folder, as far as it says whose it is.
    fn portfolio(&self, folder: String) -> Option<TakenPortfolio> {
        let read = |path: &str| {
            let path = self.into.join(&folder).join(path);
            disk::read_at_most(&path, LARGEST_TEXT).ok()
        };
        let mut files = BTreeMap::from([(MARK.to_owned(), read(MARK)?)]);
        files.extend(read(PEOPLE).map(|people| (PEOPLE.to_owned(), people)));
        let portfolio = Portfolio::load(Snapshot::from_bytes(&files));
        let owner = portfolio.owner();
        let emails = owner.map(|owner| owner.emails().into_iter().map(str::to_owned));
        Some(TakenPortfolio {
            owner: owner
                .map(|owner| owner.id().to_string())
                .unwrap_or_default(),
            emails: emails.into_iter().flatten().collect(),
            folder,
        })
    }
}
