//! `cpd pack`: print the submission of an award.

use std::path::{Path, PathBuf};

use crate::app::pack::print;
use crate::app::pack::write::{self, PackDestination, PrintedState};
use crate::base::text::Safe;
use crate::check::verdicts;
use crate::cli::failure::{ExitKind, Failure};
use crate::cli::format::{self, HUMAN};
use crate::cli::session::Session;
use crate::cli::workspace::CliWorkspace;
use crate::formats::pack::{self, PackFormat};

/// Print the submission of an award as HTML, PDF or zip
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cpd pack --award silver            writes packs/silver.html\n  cpd pack --award silver --format pdf\n  cpd pack --award silver --format zip    both, with the records they were made from\n  cpd pack --award silver --draft    what you have so far, with a watermark\n  cpd pack --award bronze --current  the present files of an award that was signed before"
)]
pub struct PackArgs {
    /// The award to print [default: the one in progress]
    #[arg(long, value_name = "AWARD")]
    pub award: Option<String>,
    /// Print what you have so far, with a watermark
    #[arg(long)]
    pub draft: bool,
    /// Print the files as they are now, without signatures, although they have changed since
    /// they were signed
    #[arg(long, conflicts_with = "draft")]
    pub current: bool,
    /// The file to write, `-` for standard output [default: packs/AWARD.html, .pdf or .zip]
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Output format [default: by the file's extension, else html]
    #[arg(long, default_value = HUMAN, hide_default_value = true, value_name = "FORMAT", value_parser = format::pack_format_names())]
    pub format: String,
}

pub fn run(args: &PackArgs, session: &mut Session) -> Result<ExitKind, Failure> {
    let workspace = CliWorkspace::open(session)?;
    let result = verdicts(workspace.check_input_for(session, None));
    let id = workspace.award_or_current(args.award.as_deref(), &result)?;
    let verdict = result
        .award(&id)
        .ok_or_else(|| Failure::failed(format!("there is no award {id}")))?;
    let pack = if args.draft {
        print::draft(&id, &workspace)?
    } else if args.current {
        print::current(verdict, &workspace)?
    } else {
        print::ready(verdict, &workspace)?
    };
    let format = requested_format(args);
    let printed = (format.print)(&pack)?;
    if args.output.as_deref() == Some(Path::new("-")) {
        session.out.write_all(&printed)?;
        return Ok(ExitKind::Clean);
    }
    let named = args.output.as_ref().map(|file| session.folder.join(file));
    let destination = match &named {
        Some(file) => PackDestination::Named(file),
        None => PackDestination::Usual {
            award: &id,
            state: match (args.draft, args.current) {
                (true, _) => PrintedState::Draft,
                (false, true) => PrintedState::Current,
                (false, false) => PrintedState::Ready,
            },
        },
    };
    let path = write::write(&printed, format, &destination, &workspace)?;
    let shown = path.strip_prefix(&session.folder).unwrap_or(&path);
    writeln!(session.out, "{}", Safe(&shown.display().to_string()))?;
    Ok(ExitKind::Clean)
}

/// Returns the format that was asked for, or else the one that the ending of the file says.
fn requested_format(args: &PackArgs) -> &'static PackFormat {
    let ending = args.output.as_deref().and_then(Path::extension);
    let by_ending = || pack::with_extension(ending?.to_str()?);
    let by_name = pack::named(&args.format);
    by_name.or_else(by_ending).unwrap_or(&pack::DEFAULT)
}
