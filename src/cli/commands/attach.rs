//! `cpd attach`: a copy of a file under evidence/, named in a record; pictures
//! without their location and with words for those who do not see them.

use std::path::PathBuf;

use crate::adapters::disk::photo::{Cleaned, clean};
use crate::adapters::disk::{self, write};
use crate::base::document::write::add_to_list;
use crate::base::files;
use crate::base::text::{Safe, slug};
use crate::cli::error::{ExitKind, Failure, in_words};
use crate::cli::session::Session;
use crate::cli::workspace::Workspace;
use crate::domain::portfolio::Record;
use crate::domain::schema::FieldType;

/// Bring in a certificate or a photograph as evidence
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  cpd attach ~/Downloads/certificate.pdf --to committee-servicing"
)]
pub struct Args {
    /// The file to copy in
    pub file: PathBuf,
    /// The record it belongs to, by name, title or path
    #[arg(long, value_name = "RECORD")]
    pub to: String,
    /// What a picture shows, for those who do not see it
    #[arg(long, value_name = "WORDS")]
    pub alt: Option<String>,
}

pub fn run(args: &Args, session: &mut Session) -> Result<ExitKind, Failure> {
    let workspace = Workspace::open(session)?;
    let record = workspace.record(&args.to)?;
    let bytes = read(args, session)?;
    let (bytes, is_image, changed) = match clean(&bytes) {
        Cleaned::Image { bytes, changed } => (bytes, true, changed),
        Cleaned::Other => (bytes, false, false),
        Cleaned::Cannot { what, instead } => {
            return Err(Failure::refused(format!("this is {what}, which may tell where it was taken, and that cannot be taken out here"))
                .hint(instead));
        }
    };
    let alt = if is_image {
        Some(alt(args, session)?)
    } else {
        None
    };
    let name = name(args);
    let path = free(&name, &bytes, &workspace)?;
    let text = workspace
        .portfolio
        .snapshot
        .text(&record.path)
        .map_or("", |text| text)
        .to_owned();
    let after = named(record, &text, &path, alt.as_deref())?;
    let full = workspace.place(&path)?;
    if !full.exists() {
        write::create(&full, &bytes).map_err(|error| cannot(&path, &error))?;
    }
    write::replace(
        &workspace.place(&record.path)?,
        text.as_bytes(),
        after.as_bytes(),
    )
    .map_err(|error| cannot(&record.path, &error))?;
    writeln!(session.out, "{}", Safe(&path))?;
    writeln!(session.err, "Named in {}.", Safe(&record.path))?;
    if changed {
        writeln!(
            session.err,
            "Place, time and device were taken out of the copy; your own file is as it was."
        )?;
    }
    Ok(ExitKind::Clean)
}

fn cannot(path: &str, error: &std::io::Error) -> Failure {
    Failure::failed(format!("{path} cannot be written: {}", in_words(error)))
}

fn read(args: &Args, session: &Session) -> Result<Vec<u8>, Failure> {
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
                    .hint("keep it elsewhere, and link to it")
            }
            _ => Failure::failed(format!("{shown} cannot be read: {}", in_words(&error))),
        })?;
    if bytes.is_empty() {
        return Err(Failure::refused(format!("{shown} is empty")));
    }
    Ok(bytes)
}

/// Words for those who do not see the picture.
fn alt(args: &Args, session: &mut Session) -> Result<String, Failure> {
    if let Some(alt) = &args.alt {
        return Ok(alt.clone());
    }
    if session.interactive {
        let help = "One sentence for somebody who cannot see it";
        let said = session
            .ask
            .text("What does the picture show?", None, Some(help))?;
        if !said.trim().is_empty() {
            return Ok(said);
        }
    }
    Err(
        Failure::failed("a picture needs words for those who do not see it")
            .hint("say what it shows with `--alt \"…\"`"),
    )
}

/// The file's own name, made plain.
fn name(args: &Args) -> String {
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

/// A name under evidence/ that is free, or that holds these very bytes.
fn free(name: &str, bytes: &[u8], workspace: &Workspace) -> Result<String, Failure> {
    let (stem, end) = name
        .rsplit_once('.')
        .map_or((name, String::new()), |(stem, end)| {
            (stem, format!(".{end}"))
        });
    let names =
        std::iter::once(name.to_owned()).chain((2..1000).map(|n| format!("{stem}-{n}{end}")));
    let mut paths = names.map(|name| format!("evidence/{name}"));
    let fits = |path: &String| match std::fs::symlink_metadata(workspace.path(path)) {
        Err(_) => true,
        Ok(found) => {
            found.is_file()
                && disk::read_at_most(&workspace.path(path), files::LARGEST_EVIDENCE)
                    .is_ok_and(|there| there == bytes)
        }
    };
    paths
        .find(fits)
        .ok_or_else(|| Failure::refused("every such name is taken"))
}

/// The record's text with the file named in it: a picture at the end of the
/// text, another file among the evidence, or as a link where the kind has none.
fn named(record: &Record, text: &str, path: &str, alt: Option<&str>) -> Result<String, Failure> {
    if !record.path.ends_with(".md") {
        let says = format!("{} has no text in which a file could be named", record.path);
        return Err(Failure::refused(says).hint("attach it to a record in Markdown"));
    }
    let up = "../".repeat(
        files::folder(&record.path)
            .split('/')
            .filter(|part| !part.is_empty())
            .count(),
    );
    if let Some(alt) = alt {
        let words = alt
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .replace('\\', "\\\\")
            .replace(['[', ']'], "");
        return Ok(appended(text, &format!("![{words}]({up}{path})")));
    }
    let document = &record.document;
    let list = record
        .kind
        .fields
        .iter()
        .find(|field| field.ty == FieldType::List(Box::new(FieldType::File)));
    match list {
        Some(field) => {
            let already = document.front.get(&field.name).is_some_and(|node| {
                node.items()
                    .iter()
                    .chain(std::iter::once(node))
                    .any(|item| item.scalar() == Some(path))
            });
            if already {
                return Ok(text.to_owned());
            }
            add_to_list(text, &document.front, document.has_front, &field.name, path).ok_or_else(
                || {
                    Failure::refused(format!(
                        "the details at the top of {} cannot be read",
                        record.path
                    ))
                    .hint("`cpd check` says why")
                },
            )
        }
        None => Ok(appended(
            text,
            &format!("[{}]({up}{path})", path.trim_start_matches("evidence/")),
        )),
    }
}

fn appended(text: &str, line: &str) -> String {
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    format!("{}{end}{end}{line}{end}", text.trim_end())
}
