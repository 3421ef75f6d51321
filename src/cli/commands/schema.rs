//! `cpd schema`: JSON Schema of a kind, for editors.

use serde_json::{Map, Value};

use crate::adapters::disk;
use crate::app::records::kind;
use crate::cli::error::{ExitKind, Failure};
use crate::cli::session::Session;
use crate::cli::workspace::Workspace;
use crate::domain::schema::{Kinds, built_in, json_schema};
use crate::formats::json::escaped;

/// Print the JSON Schema of a kind, for editors
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  cpd schema journal > journal.schema.json")]
pub struct Args {
    /// The kind; all of them when left out
    #[arg(value_name = "KIND")]
    pub kind: Option<String>,
}

pub fn run(args: &Args, session: &mut Session) -> Result<ExitKind, Failure> {
    let kinds = kinds(session)?;
    let schema = match &args.kind {
        Some(name) => json_schema::of_kind(kind::kind(&kinds, name)?),
        None => {
            let all: Map<String, Value> = kinds
                .iter()
                .map(|kind| (kind.name.clone(), json_schema::of_kind(kind)))
                .collect();
            Value::Object(all)
        }
    };
    let text = serde_json::to_string_pretty(&schema)?;
    writeln!(session.out, "{}", escaped(&text))?;
    Ok(ExitKind::Clean)
}

/// The kinds of the portfolio one stands in, or else those that come with cpd.
pub fn kinds(session: &Session) -> Result<Kinds, Failure> {
    if disk::find(&session.folder).is_some() {
        return Ok(Workspace::open(session)?.portfolio.kinds().clone());
    }
    Ok(built_in::base_kinds(&mut Vec::new()))
}
