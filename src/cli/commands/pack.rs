//! `cpd pack`: print the submission of an award.

use std::path::{Path, PathBuf};

use crate::adapters::disk;
use crate::adapters::disk::error_text;
use crate::adapters::disk::write::{Existing, write_output};
use crate::app::pack::print;
use crate::base::files;
use crate::check::verdicts;
use crate::cli::failure::{ExitKind, Failure};
use crate::cli::format::{self, HUMAN};
use crate::cli::session::Session;
use crate::cli::workspace::CliWorkspace;
use crate::domain::id::AwardRef;
use crate::formats::pack::{self, FormatMatch, PACK_FORMATS, PackFormat};

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
    let judgement = verdicts(workspace.check_input_for(session, None));
    let id = workspace.award_or_current(args.award.as_deref(), &judgement)?;
    let verdict = judgement
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
    let Some(path) = destination(args, &id, format.extension, &workspace, session)? else {
        session.out.write_all(&printed)?;
        return Ok(ExitKind::Clean);
    };
    write_pack(&path, &printed, args.output.is_some())?;
    let shown = path.strip_prefix(&session.folder).unwrap_or(&path);
    writeln!(
        session.out,
        "{}",
        crate::base::text::Safe(&shown.display().to_string())
    )?;
    Ok(ExitKind::Clean)
}

/// Returns the format that was asked for, or else the one that the ending of the file says.
fn requested_format(args: &PackArgs) -> &'static PackFormat {
    let ending = args.output.as_deref().and_then(Path::extension);
    let by_ending = || pack::with_extension(ending?.to_str()?);
    let by_name = pack::named(&args.format);
    by_name.or_else(by_ending).unwrap_or(&pack::DEFAULT)
}

/// Returns the file that the page goes to; `None` for `-`, which is standard output.
fn destination(
    args: &PackArgs,
    id: &AwardRef,
    extension: &str,
    workspace: &CliWorkspace,
    session: &Session,
) -> Result<Option<PathBuf>, Failure> {
    Ok(match &args.output {
        Some(file) if file == Path::new("-") => None,
        Some(file) => Some(session.folder.join(file)),
        None => {
            let files = workspace.files_of(id);
            let path = if args.draft {
                files.draft_pack(extension)
            } else if args.current {
                files.current_pack(extension)
            } else {
                files.pack(extension)
            };
            Some(workspace.output_path(&path)?)
        }
    })
}

/// Writes the page; over an older pack only, never over anything else.
fn write_pack(path: &Path, printed: &[u8], chosen: bool) -> Result<(), Failure> {
    if path.is_dir() {
        return Err(Failure::failed(format!("{} is a folder", path.display())).hint("name a file"));
    }
    if chosen && path.exists() {
        let before = disk::read_at_most(path, files::LARGEST_EVIDENCE).unwrap_or_default();
        let likeness = pack::recognise(&before, PACK_FORMATS).map(|(_, likeness)| likeness);
        if likeness != Some(FormatMatch::Ours) {
            return Err(Failure::refused(format!(
                "{} already exists and is not a pack",
                path.display()
            ))
            .hint("name another file"));
        }
    }
    write_output(path, printed, Existing::Replace).map_err(|error| {
        Failure::failed(format!(
            "{} cannot be written: {}",
            path.display(),
            error_text(&error)
        ))
    })
}
