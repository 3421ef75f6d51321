//! Standard input as another program writes it.
#![expect(
    clippy::disallowed_methods,
    reason = "reading standard input is what this module is for"
)]

use std::io::{self, Read as _};

use super::failure::Failure;

/// The most bytes that are read.
const MOST: u64 = 256 * 1024 * 1024;

/// Reads standard input to its end. `what` names it in a message, as in `the names of records`.
pub fn read(what: &str) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let read = io::stdin().lock().take(MOST).read_to_end(&mut bytes);
    read.map_err(|error| Failure::failed(format!("{what} cannot be read: {error}")))?;
    Ok(bytes)
}
