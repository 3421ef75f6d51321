//! The one file of an export: to standard output, or to a new file.

use std::io::Write;
use std::path::Path;

use crate::adapters::outputs::DiskOutputs;
use crate::app::ports::{ExistingFile, OutputFile, OutputPlace, Outputs};
use crate::base::text::Safe;
use crate::cli::failure::Failure;
use crate::cli::session::Session;

/// Writes text to a file that is not there yet and prints its name, or prints the text.
pub fn write(text: &[u8], output: Option<&Path>, session: &mut Session) -> Result<(), Failure> {
    let Some(path) = output.filter(|path| *path != Path::new("-")) else {
        session.out.flush()?;
        session.raw_out.write_all(text)?;
        return Ok(session.raw_out.flush()?);
    };
    let place = session.folder.join(path);
    let file = OutputFile {
        place: OutputPlace::Named(&place),
        bytes: text,
        existing: ExistingFile::Keep,
    };
    DiskOutputs::new(&session.folder).write(&[file])?;
    print_path(&place, session)
}

/// Prints the path of a file that was written.
pub fn print_path(place: &Path, session: &mut Session) -> Result<(), Failure> {
    let shown = place.strip_prefix(&session.folder).unwrap_or(place);
    Ok(writeln!(
        session.out,
        "{}",
        Safe(&shown.display().to_string())
    )?)
}
