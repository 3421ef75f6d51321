//! `cpd list [KIND]`: records as rows of a table.

use crate::app::records::select::RecordQuery;
use crate::app::reports::list::{ListRequest, list};
use crate::cli::failure::{ExitKind, Failure};
use crate::cli::format::{self, HUMAN};
use crate::cli::record_query::RecordQueryArgs;
use crate::cli::session::Session;
use crate::cli::workspace::CliWorkspace;
use crate::views::record_list::RecordList;

/// List your records, all of them or those that you ask for
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cpd list\n  cpd list activities --sum hours\n  cpd list activities --where type=workshop --since \"1 March 2026\"\n  cpd list journals --missing shared_with --format ids\n  cpd list activities --format csv > activities.csv\n\nA condition is a field, a sign and a value: `=`, `!=`, `>=` or `<=`. `type=` means that it is empty."
)]
pub struct ListArgs {
    /// The kind of record, such as activity or activities [default: all]
    #[arg(value_name = "KIND")]
    pub kind: Option<String>,
    #[command(flatten)]
    pub only: RecordQueryArgs,
    /// Sort by this field; with - in front, the greatest first [default: by date]
    #[arg(long, value_name = "FIELD", allow_hyphen_values = true)]
    pub sort: Option<String>,
    /// Show these fields, with commas between them; also id, kind and path
    #[arg(long, value_name = "FIELD", value_delimiter = ',')]
    pub columns: Vec<String>,
    /// Add up the values of this field
    #[arg(long, value_name = "FIELD")]
    pub sum: Vec<String>,
    /// Output format
    #[arg(long, default_value = HUMAN, value_name = "FORMAT", value_parser = format::format_names::<RecordList>())]
    pub format: String,
}

pub fn run(args: &ListArgs, session: &mut Session) -> Result<ExitKind, Failure> {
    let workspace = CliWorkspace::open(session)?;
    let request = ListRequest {
        query: RecordQuery {
            kind: args.kind.as_deref(),
            ..args.only.query(session.today)?
        },
        sort: args.sort.as_deref(),
        columns: &args.columns,
        sums: &args.sum,
    };
    let found = list(&workspace.portfolio, &request, session.today)?;
    format::print(&found, &args.format, session)?;
    if format::is_for_people(&args.format) {
        super::print_unreadable_records(&workspace.portfolio, session)?;
    }
    Ok(ExitKind::Clean)
}
