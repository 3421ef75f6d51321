//! `cpd feedback JOURNAL`: one file for an assessor or mentor to fill in and send back.

use std::path::PathBuf;

use crate::adapters::disk::write;
use crate::base::document::write::scalar;
use crate::base::text::{Safe, slug, words};
use crate::cli::error::{ExitKind, Failure};
use crate::cli::session::Session;
use crate::cli::workspace::Workspace;
use crate::domain::schema::{FieldType, Print, Target};
use crate::formats::template::{self, context};

/// Ask somebody for feedback on a journal: one file to fill in and send back
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  cpd feedback very-red")]
pub struct Args {
    /// The journal, by name, title or path
    #[arg(value_name = "JOURNAL")]
    pub journal: String,
    /// Where to write the file; packs/feedback-on-JOURNAL.md when left out
    #[arg(long, value_name = "FILE")]
    pub to: Option<PathBuf>,
}

const FORM: &str = include_str!(concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/templates/ask/feedback.md.j2"
));

/// What stands below is for reading, and is left out when the file comes back.
pub const CUT: &str =
    "<!-- Below is what you are asked about, for reading. It is left out when this comes back. -->";

pub fn run(args: &Args, session: &mut Session) -> Result<ExitKind, Failure> {
    let workspace = Workspace::open(session)?;
    let record = workspace.record(&args.journal)?;
    let kinds = workspace.portfolio.kinds();
    let gives = kinds.iter().any(|kind| {
        let Print::Beneath(field) = &kind.print else {
            return false;
        };
        let field = kind.field(field).map(|field| &field.ty);
        matches!(field, Some(FieldType::Reference(Target::Kind(about))) if *about == record.kind.name)
    });
    if !gives {
        let noun = words::article(&record.kind.noun());
        return Err(
            Failure::refused(format!("{} is {noun}, and takes no feedback", record.path))
                .hint("name a journal"),
        );
    }
    let repo = workspace.repository()?;
    let kept = crate::app::signoff::sign::committed(&record.path, repo)?;
    if !crate::base::files::digest::is_blob(record.text.as_bytes(), &kept.id) {
        return Err(
            Failure::refused(format!("{} has changes that are not saved", record.path))
                .hint("`cpd save` keeps them"),
        );
    }
    let text = template::render(
        FORM,
        context! {
            title => scalar(&format!("Feedback on {}", record.title())),
            journal => record.id.clone(),
            blob => kept.id,
            today => session.today.to_string(),
            owner => workspace.portfolio.owner().map_or("", |owner| owner.name()),
            heading => record.title(),
            body => record.body().trim(),
            cut => CUT,
        },
    )
    .map_err(Failure::other)?;
    let place = match &args.to {
        Some(file) => session.folder.join(file),
        None => workspace.place(&format!("packs/feedback-on-{}.md", slug(record.title())))?,
    };
    if args.to.is_some() {
        write::create(&place, text.as_bytes())?;
    } else {
        write::overwrite(&place, text.as_bytes())?;
    }
    let shown = place.strip_prefix(&session.folder).unwrap_or(&place);
    writeln!(session.out, "{}", Safe(&shown.display().to_string()))?;
    writeln!(
        session.err,
        "Send it to whoever is to read it. When it comes back: `cpd receive FILE`."
    )?;
    Ok(ExitKind::Clean)
}
