//! Files that a person named for a command to write.

use std::io;
use std::path::Path;

use crate::adapters::disk::write::{Existing, write_output};
use crate::cli::failure::Failure;

/// Writes a file that is not there yet.
pub fn write_new(place: &Path, bytes: &[u8]) -> Result<(), Failure> {
    write_output(place, bytes, Existing::Keep).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => {
            Failure::refused(format!("{} already exists", place.display()))
                .hint("name another file")
        }
        _ => error.into(),
    })
}
