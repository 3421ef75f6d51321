//! Formats, one folder to a view and one file to a format. Each takes a view and a
//! writer; none knows standard output, the environment or a command. A new format is a
//! file beside the others of its view, and a line in that folder's mod.rs.

pub mod attached_pack;
pub mod calendar;
pub mod certificate;
pub mod check;
pub mod checklist;
mod columns;
pub mod command_line;
pub mod csv;
pub mod due;
pub mod explain;
pub mod history;
mod ical;
pub mod import_plan;
pub mod json;
pub mod line_schema;
pub mod mail;
mod names;
pub mod pack;
pub mod plan;
pub mod pull_request;
pub mod record_export;
pub mod record_list;
mod register_check;
mod register_entry;
mod register_list;
pub mod remedies;
pub mod report;
pub mod roster_plan;
mod safe_writer;
pub mod schema;
pub mod scheme_check;
pub mod scheme_details;
pub mod scheme_diff;
pub mod scheme_list;
pub mod search_results;
pub mod status;
pub mod template;
pub mod trust_list;
pub mod verification;
mod verified_files;
pub mod whole_export;
pub mod workbook;
pub mod wrap;

use std::error::Error;
use std::io::{self, Write};

use crate::base::text::Shell;
use crate::base::text::words::format_thousands;
use safe_writer::SafeWriter;
use wrap::WrappingWriter;

/// A way of printing a view.
pub struct Format<V> {
    pub name: &'static str,
    pub write: fn(&V, &Style, &mut dyn Write) -> io::Result<()>,
    /// True if lines that are wider than the terminal are broken between words.
    wraps: bool,
}

impl<V> Format<V> {
    const fn new(
        name: &'static str,
        write: fn(&V, &Style, &mut dyn Write) -> io::Result<()>,
    ) -> Self {
        Self {
            name,
            write,
            wraps: false,
        }
    }

    /// Returns a format of sentences for eyes.
    const fn wrapped(
        name: &'static str,
        write: fn(&V, &Style, &mut dyn Write) -> io::Result<()>,
    ) -> Self {
        Self {
            name,
            write,
            wraps: true,
        }
    }
}

/// Something that a person or a program is shown, with the formats it is printed in.
pub trait View: Sized + Send + 'static {
    const NAME: &'static str;
    /// The first is printed where none is asked for. `plain` is `human` for those who
    /// listen, and for pipes.
    const FORMATS: &'static [Format<Self>];
}

/// The properties of the place that a format prints to.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    /// Columns there are to print in.
    pub width: usize,
    /// False where no escape code may be written.
    pub colour: bool,
    /// The shell that commands are quoted for.
    pub shell: Shell,
}

/// The reason why a view or a pack was not printed.
#[derive(Debug, thiserror::Error)]
pub enum PrintError {
    #[error("{view} cannot be printed as {name}; choose from: {}", .known.join(", "))]
    UnknownFormat {
        view: &'static str,
        name: String,
        known: Vec<&'static str>,
    },
    #[error(transparent)]
    Io(#[from] io::Error),
    #[error(
        "this pack would have at least {} pages, and a PDF can have at most {}",
        format_thousands(*pages),
        format_thousands(*most)
    )]
    TooManyPages { pages: usize, most: usize },
    #[error(
        "this pack would carry {} files, and a pack can carry at most {}",
        format_thousands(*files),
        format_thousands(*most)
    )]
    TooManyFiles { files: usize, most: usize },
    /// A format of packs failed. Nothing that a person wrote leads to this.
    #[error("{0}")]
    Pack(#[source] Box<dyn Error + Send + Sync>),
}

/// Returns the names of a view's formats, the first being printed where none is asked for.
pub fn format_names<V: View>() -> Vec<&'static str> {
    V::FORMATS.iter().map(|format| format.name).collect()
}

/// Prints a view in the format with this name. Whatever the format lets through, nothing of
/// it drives a terminal or changes the direction of text.
pub fn print<V: View>(
    view: &V,
    name: &str,
    style: &Style,
    out: &mut dyn Write,
) -> Result<(), PrintError> {
    let Some(format) = V::FORMATS.iter().find(|format| format.name == name) else {
        return Err(PrintError::UnknownFormat {
            view: V::NAME,
            name: name.to_owned(),
            known: format_names::<V>(),
        });
    };
    let mut safe = SafeWriter::new(out, style.colour);
    match format.wraps {
        true => {
            let width = style.width.min(wrap::WIDEST);
            let mut wrapping = WrappingWriter::new(&mut safe, width);
            (format.write)(view, style, &mut wrapping)?;
            wrapping.flush()?;
        }
        false => (format.write)(view, style, &mut safe)?,
    }
    Ok(safe.finish()?)
}
