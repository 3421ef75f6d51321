//! `cpd attach`: a copy of a file under evidence/, named in a record; pictures
//! without their location and with words for those who do not see them. `--clean` takes the
//! location out of pictures that are in the portfolio.

use std::path::PathBuf;

use crate::adapters::disk;
use crate::adapters::disk::error_text;
use crate::app::lookup;
use crate::app::records::attach::{already_attached, plan, plan_link};
use crate::app::records::clean;
use crate::base::files;
use crate::base::files::named_type::wrong_type;
use crate::base::picture::metadata::{Cleaned, DAMAGED, remove_metadata};
use crate::base::text::address::{WebAddress, looks_like_address};
use crate::base::text::{Safe, slug, words};
use crate::cli::apply_change::DryRun;
use crate::cli::failure::{ExitKind, Failure};
use crate::cli::find_record::find_record;
use crate::cli::session::Session;
use crate::cli::workspace::CliWorkspace;
use crate::domain::portfolio::Record;
use crate::domain::portfolio::answer::describe_address_fault;

/// Add a certificate, a photograph or a web page to a record as evidence
///
/// Photographs lose the place where they were taken and other facts that they contain. With
/// --clean, pictures that are in the portfolio already lose them.
#[derive(Debug, clap::Args)]
#[command(
    override_usage = "cpd attach [OPTIONS] --to <RECORD> <FILE>\n       cpd attach [OPTIONS] --clean <FILE>...",
    after_help = "Examples:\n  cpd attach ~/Downloads/certificate.pdf --to committee-servicing\n  cpd attach ~/Downloads/certificate.pdf --to committee-servicing --dry-run\n  cpd attach https://example.org/talk --to committee-servicing\n  cpd attach --clean evidence/graduation-hall-plan.png    removes the place and other facts from a picture"
)]
pub struct AttachArgs {
    /// The file to copy, the address of a web page, or with --clean a picture in the portfolio
    pub file: PathBuf,
    /// More pictures in the portfolio, with --clean
    #[arg(value_name = "FILE", requires = "clean")]
    pub more: Vec<PathBuf>,
    /// The record it belongs to, by name, title or path
    #[arg(long, value_name = "RECORD", required_unless_present = "clean")]
    pub to: Option<String>,
    /// Remove the place, the camera, names and texts from pictures in the portfolio
    #[arg(long, conflicts_with_all = ["to", "alt"])]
    pub clean: bool,
    /// A description of the picture for people who cannot see it
    #[arg(long, value_name = "WORDS")]
    pub alt: Option<String>,
    #[command(flatten)]
    pub dry_run: DryRun,
}

pub fn run(args: &AttachArgs, session: &mut Session) -> Result<ExitKind, Failure> {
    let workspace = CliWorkspace::open(session)?;
    let Some(to) = &args.to else {
        return clean(args, &workspace, session);
    };
    let record = find_record(to, &workspace, session)?;
    let typed = args.file.to_string_lossy();
    if looks_like_address(&typed) && !session.folder.join(&args.file).exists() {
        refuse_alt(args, "the page of an address")?;
        return attach_link(&typed, args, record, &workspace, session);
    }
    let bytes = read(args, session)?;
    let (bytes, is_image, changed) = match remove_metadata(&bytes) {
        Cleaned::Image(image) => (image.bytes, true, image.changed),
        Cleaned::Other => (bytes, false, false),
        Cleaned::Unsupported(form) => return Err(cannot_clean(form.what, form.instead)),
        Cleaned::Damaged => return Err(cannot_clean(DAMAGED.0, DAMAGED.1)),
    };
    if !is_image {
        refuse_alt(args, "this file")?;
    }
    if let Some(known) = already_attached(&workspace.portfolio, workspace.base(), record, &bytes) {
        writeln!(session.out, "{}", Safe(&known))?;
        writeln!(session.err, "{} has this file already.", Safe(&record.path))?;
        return Ok(ExitKind::Clean);
    }
    let alt = is_image.then(|| alt(args, session)).transpose()?;
    let wrong = wrong_type(&typed, &bytes);
    let attachment = plan(workspace.base(), record, &name(args), bytes, alt.as_deref())?;
    if !args
        .dry_run
        .apply_or_show(&attachment.changes, &workspace, session)?
    {
        return Ok(ExitKind::Clean);
    }
    writeln!(session.out, "{}", Safe(&attachment.path))?;
    writeln!(session.err, "Added to {}.", Safe(&record.path))?;
    if let Some(wrong) = wrong {
        writeln!(
            session.err,
            "warning: it has the name of {}, but is {}. Is this the right file?",
            wrong.named, wrong.found
        )?;
    }
    if changed {
        writeln!(
            session.err,
            "The place, time and device were removed from the copy. Your own file has not changed."
        )?;
    }
    Ok(ExitKind::Clean)
}

/// Adds the address of a page to the links of a record. Nothing is opened.
fn attach_link(
    typed: &str,
    args: &AttachArgs,
    record: &Record,
    workspace: &CliWorkspace,
    session: &mut Session,
) -> Result<ExitKind, Failure> {
    let address = WebAddress::read(typed).map_err(|fault| {
        let (says, advice) = describe_address_fault(fault);
        Failure::refused(format!("{} {says}", Safe(&words::shorten(typed, 80)))).hint(advice)
    })?;
    let changes = plan_link(workspace.base(), record, &address)?;
    if changes.is_empty() {
        writeln!(session.err, "{} has this link already.", Safe(&record.path))?;
    } else if args.dry_run.apply_or_show(&changes, workspace, session)? {
        writeln!(session.out, "{address}")?;
        writeln!(session.err, "Added to {}.", Safe(&record.path))?;
    }
    Ok(ExitKind::Clean)
}

/// Cleans pictures that are in the portfolio.
fn clean(
    args: &AttachArgs,
    workspace: &CliWorkspace,
    session: &mut Session,
) -> Result<ExitKind, Failure> {
    let files = std::iter::once(&args.file).chain(&args.more);
    let paths = files.map(|file| lookup::as_path(&file.to_string_lossy()));
    let paths: Vec<String> = paths.collect();
    let changes = clean::plan(workspace.base(), &paths)?;
    if changes.is_empty() {
        writeln!(session.err, "There is nothing to remove.")?;
        return Ok(ExitKind::Clean);
    }
    let changed = changes.on_disk();
    if args.dry_run.apply_or_show(&changes, workspace, session)? {
        for change in &changed {
            writeln!(session.out, "{}", Safe(change.path.as_ref()))?;
        }
        writeln!(
            session.err,
            "Everything but the picture was removed. Earlier versions stay in the history of git."
        )?;
    }
    Ok(ExitKind::Clean)
}

fn cannot_clean(what: &str, instead: &str) -> Failure {
    Failure::refused(format!(
        "this is {what}, which may hold the place where it was taken; cpd cannot remove that"
    ))
    .hint(instead)
}

fn read(args: &AttachArgs, session: &Session) -> Result<Vec<u8>, Failure> {
    let file = session.folder.join(&args.file);
    let shown = args.file.display();
    if file.is_dir() {
        return Err(
            Failure::failed(format!("{shown} is a folder")).hint("attach one file at a time")
        );
    }
    let bytes =
        disk::read_at_most(&file, files::LARGEST_EVIDENCE).map_err(|error| match error.kind() {
            std::io::ErrorKind::FileTooLarge => {
                Failure::refused(format!("{shown} is larger than 64 MB"))
                    .hint("store it elsewhere and link to it")
            }
            _ => Failure::failed(format!("{shown} cannot be read: {}", error_text(&error))),
        })?;
    if bytes.is_empty() {
        return Err(Failure::refused(format!("{shown} is empty")));
    }
    Ok(bytes)
}

/// Returns an error for words that would be lost, since only a picture has them.
fn refuse_alt(args: &AttachArgs, what: &str) -> Result<(), Failure> {
    match args.alt {
        None => Ok(()),
        Some(_) => Err(
            Failure::failed(format!("`--alt` describes a picture, and {what} is none"))
                .hint("leave `--alt` out, and say in the record what it shows"),
        ),
    }
}

/// Words for those who do not see the picture.
fn alt(args: &AttachArgs, session: &mut Session) -> Result<String, Failure> {
    if let Some(alt) = &args.alt {
        return Ok(alt.clone());
    }
    if session.interactive {
        let help = "Write one sentence for people who cannot see it";
        let said = session
            .prompter
            .text("What does the picture show?", None, Some(help))?;
        session.remember("--alt", &said);
        if !said.trim().is_empty() {
            return Ok(said);
        }
    }
    Err(
        Failure::failed("a picture needs a description for people who cannot see it")
            .hint("describe it with `--alt \"…\"`"),
    )
}

/// The file's own name, made plain.
fn name(args: &AttachArgs) -> String {
    let name = args
        .file
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    match name.rsplit_once('.') {
        Some((stem, end)) if !stem.is_empty() => format!("{}.{}", slug(stem), slug(end)),
        _ => slug(&name),
    }
}
