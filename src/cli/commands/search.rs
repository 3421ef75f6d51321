//! `cpd search WORDS`: records in which words stand.

use clap::ValueEnum;

use crate::app::records::select::RecordQuery;
use crate::app::reports::search::{SearchPlace, SearchRequest, search};
use crate::cli::failure::{ExitKind, Failure};
use crate::cli::format::{self, HUMAN};
use crate::cli::session::Session;
use crate::cli::workspace::CliWorkspace;
use crate::views::search_results::SearchResults;

/// Find the records that have all of these words
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cpd search minutes\n  cpd search \"the box\" --kind journal\n  cpd search minutes chair --in text --format paths\n\nCapitals and accents make no difference. The exit code is 1 if nothing is found."
)]
pub struct SearchArgs {
    /// The words, each anywhere in a record; words in quotation marks stand together
    #[arg(value_name = "WORDS", required = true)]
    pub words: Vec<String>,
    /// Only records of this kind
    #[arg(long, value_name = "KIND")]
    pub kind: Option<String>,
    /// Only the details at the top of records, or only the text below them
    #[arg(long = "in", value_name = "PLACE")]
    pub place: Option<SearchedPart>,
    /// Output format
    #[arg(long, default_value = HUMAN, value_name = "FORMAT", value_parser = format::format_names::<SearchResults>())]
    pub format: String,
}

/// The part of records that is looked through.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum SearchedPart {
    Details,
    Text,
}

pub fn run(args: &SearchArgs, session: &mut Session) -> Result<ExitKind, Failure> {
    let workspace = CliWorkspace::open(session)?;
    let request = SearchRequest {
        words: &args.words,
        query: RecordQuery {
            kind: args.kind.as_deref(),
            ..RecordQuery::default()
        },
        place: match args.place {
            None => SearchPlace::Everywhere,
            Some(SearchedPart::Details) => SearchPlace::Details,
            Some(SearchedPart::Text) => SearchPlace::Text,
        },
    };
    let found = search(&workspace.portfolio, &request, session.today)?;
    format::print(&found, &args.format, session)?;
    if format::is_for_people(&args.format) {
        super::print_unreadable_records(&workspace.portfolio, session)?;
    }
    Ok(match found.records.is_empty() {
        true => ExitKind::Findings,
        false => ExitKind::Clean,
    })
}
