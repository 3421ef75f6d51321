//! `cpd pack`: print the submission of an award, or the record of a period.

use std::path::{Path, PathBuf};

use crate::app::pack::print;
use crate::app::pack::print_period::{PeriodRequest, PrintedPeriod, print_period};
use crate::app::pack::write::{self, PackDestination, PrintedState};
use crate::base::text::{Safe, words};
use crate::check::verdicts;
use crate::cli::failure::{ExitKind, Failure};
use crate::cli::format::{self, HUMAN};
use crate::cli::session::Session;
use crate::cli::workspace::CliWorkspace;
use crate::formats::pack::{self, PackFormat};
use crate::views::submission::model::Pack;

/// Print the submission of an award, or the record of a period, as HTML, PDF or zip
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cpd pack silver                    writes packs/silver.html\n  cpd pack silver --format pdf\n  cpd pack silver --format zip       both, with the records they were made from\n  cpd pack silver --draft            what you have so far, with a watermark\n  cpd pack bronze --current          the present files of an award that was signed before\n  cpd pack --period 2026-01..2026-06  what you did in these months, without an award\n  cpd pack --period \"Oct-Nov 2026\" --format pdf"
)]
pub struct PackArgs {
    /// The award to print [default: the one in progress]
    #[arg(value_name = "AWARD")]
    pub award: Option<String>,
    /// The same, as an option
    #[arg(long = "award", value_name = "AWARD", conflicts_with = "award")]
    award_option: Option<String>,
    /// Print what you have so far, with a watermark
    #[arg(long)]
    pub draft: bool,
    /// Print the files as they are now, without signatures, although they have changed since
    /// they were signed
    #[arg(long, conflicts_with = "draft")]
    pub current: bool,
    /// Print the record of these days, such as 2026-10, "October 2026", "Oct-Nov 2026",
    /// "2026-10 to 2026-11", 2025/26, "last year" or a period of your scheme
    #[arg(long, value_name = "DAYS", conflicts_with_all = ["award", "award_option", "draft", "current"])]
    pub period: Option<String>,
    /// Print the record of one duty, such as the log that Alt Valley asks for; `cpd scheme show`
    /// prints the names [default days: those that it is about at present]
    #[arg(long, value_name = "DUTY", conflicts_with_all = ["award", "award_option", "draft", "current"])]
    pub duty: Option<String>,
    /// The scheme whose duties are shown with a period, if you follow several
    #[arg(long, value_name = "SCHEME", conflicts_with_all = ["award", "award_option", "draft", "current"])]
    pub scheme: Option<String>,
    /// The file to write, `-` for standard output [default: packs/AWARD.html, .pdf or .zip]
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Output format [default: by the file's extension, else html]
    #[arg(long, default_value = HUMAN, hide_default_value = true, value_name = "FORMAT", value_parser = format::pack_format_names())]
    pub format: String,
}

pub fn run(args: &PackArgs, session: &mut Session) -> Result<ExitKind, Failure> {
    let workspace = CliWorkspace::open(session)?;
    if args.period.is_some() || args.duty.is_some() || args.scheme.is_some() {
        return run_period(args, &workspace, session);
    }
    let award = args.award.as_deref().or(args.award_option.as_deref());
    if award.is_none() && workspace.portfolio.award_names(None).is_empty() {
        let advice = "print the record of some days with `--period`, or of a duty with `--duty`";
        return Err(Failure::failed("the schemes that you follow have no awards").hint(advice));
    }
    let result = verdicts(workspace.check_input_for(session, None));
    let id = workspace.award_or_current(award, &result)?;
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
    let usual = PackDestination::Usual {
        award: &id,
        state: match (args.draft, args.current) {
            (true, _) => PrintedState::Draft,
            (false, true) => PrintedState::Current,
            (false, false) => PrintedState::Ready,
        },
    };
    write(&pack, &usual, args, &workspace, session)
}

fn run_period(
    args: &PackArgs,
    workspace: &CliWorkspace,
    session: &mut Session,
) -> Result<ExitKind, Failure> {
    if args.period.is_none() && args.duty.is_none() {
        return Err(Failure::failed("`--scheme` needs `--period` or `--duty`"));
    }
    let request = PeriodRequest {
        scheme: args.scheme.as_deref(),
        duty: args.duty.as_deref(),
        days: args.period.as_deref(),
    };
    let PrintedPeriod { pack, left_out } = print_period(request, workspace)?;
    let usual = PackDestination::Period {
        name: &pack.award_id,
    };
    let outcome = write(&pack, &usual, args, workspace, session)?;
    if !left_out.is_empty() {
        writeln!(
            session.err,
            "Not shown, because these days alone do not show if they are met: {}. To print one: `cpd pack --duty NAME`",
            Safe(&words::join_points(&left_out))
        )?;
    }
    Ok(outcome)
}

/// Prints a pack and writes it to standard output, to the file that was named, or else to its
/// usual file.
fn write(
    pack: &Pack,
    usual: &PackDestination<'_>,
    args: &PackArgs,
    workspace: &CliWorkspace,
    session: &mut Session,
) -> Result<ExitKind, Failure> {
    let format = requested_format(args);
    let printed = (format.print)(pack)?;
    if args.output.as_deref() == Some(Path::new("-")) {
        session.raw_out.write_all(&printed)?;
        return Ok(ExitKind::Clean);
    }
    let named = args.output.as_ref().map(|file| session.folder.join(file));
    let named = named.as_deref().map(PackDestination::Named);
    let destination = named.as_ref().unwrap_or(usual);
    let beside = write::packs_beside(format, destination, workspace);
    write_one(&printed, format, destination, workspace, session)?;
    for other in beside {
        let format = other.format;
        match (format.print)(pack) {
            Ok(printed) if other.is_outdated(&printed) => {
                write_one(&printed, format, destination, workspace, session)?;
            }
            Ok(_) => {}
            Err(error) => {
                let (name, why) = (format.name, error.to_string());
                let why = Safe(&why);
                writeln!(
                    session.err,
                    "The {name} file there is of an earlier state: {why}."
                )?;
            }
        }
    }
    Ok(ExitKind::Clean)
}

/// Writes a pack in one format, and prints its path.
fn write_one(
    printed: &[u8],
    format: &PackFormat,
    destination: &PackDestination<'_>,
    workspace: &CliWorkspace,
    session: &mut Session,
) -> Result<(), Failure> {
    let path = write::write(printed, format, destination, workspace)?;
    let shown = path.strip_prefix(&session.folder).unwrap_or(&path);
    writeln!(session.out, "{}", Safe(&shown.display().to_string()))?;
    Ok(())
}

/// Returns the format that was asked for, or else the one that the ending of the file says.
fn requested_format(args: &PackArgs) -> &'static PackFormat {
    let ending = args.output.as_deref().and_then(Path::extension);
    let by_ending = || pack::with_extension(ending?.to_str()?);
    let by_name = pack::named(&args.format);
    by_name.or_else(by_ending).unwrap_or(&pack::DEFAULT)
}
