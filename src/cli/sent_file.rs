//! Reads a file that was sent: a pack or a request, or a mail that one is attached to.

use std::path::Path;

use super::failure::Failure;
use super::session::Session;
use crate::base::files::LARGEST_EVIDENCE;
use crate::base::text::Safe;
use crate::formats::attached_pack::{AttachedFile, AttachedPackError, attached_pack, is_mail_name};

/// The most bytes of a mail: those of what is attached, as mails carry them.
const LARGEST_MAIL: u64 = LARGEST_EVIDENCE / 2 * 3;

/// The bytes of a pack or a request.
pub struct SentBytes {
    pub bytes: Vec<u8>,
    /// The name of the attached file, if it came in a mail.
    pub attached: Option<String>,
}

impl SentBytes {
    /// Reads a file of at most so many bytes.
    pub fn read(file: &Path, largest: u64, session: &Session) -> Result<Self, Failure> {
        let name = file.display().to_string();
        if !is_mail_name(&name) {
            let bytes = session.read(file, largest)?;
            return Ok(Self {
                bytes,
                attached: None,
            });
        }
        let mail = session.read(file, largest.min(LARGEST_MAIL))?;
        let AttachedFile {
            name: attached,
            bytes,
        } = attached_pack(&mail).map_err(|error| {
            let path = session.folder.join(file);
            let path = path.display();
            let failure = Failure::failed(format!("{path} cannot be opened as a pack: {error}"));
            match error {
                AttachedPackError::Several(_) => {
                    failure.hint("save the one that you mean as a file, and name that file")
                }
                AttachedPackError::None | AttachedPackError::Mail(_) => failure,
            }
        })?;
        Ok(Self {
            bytes,
            attached: Some(attached),
        })
    }

    /// Returns the name of the file, with what is attached to it.
    pub fn shown(&self, file: &Path) -> String {
        let name = file.display();
        match &self.attached {
            Some(attached) => format!("{name} ({attached})"),
            None => name.to_string(),
        }
    }

    /// Says which file of a mail was read.
    pub fn print_attached(&self, file: &Path, session: &mut Session) -> Result<(), Failure> {
        if let Some(attached) = &self.attached {
            let (attached, file) = (Safe(attached), file.display().to_string());
            writeln!(
                session.err,
                "Read {attached}, which is attached to {}.",
                Safe(&file)
            )?;
        }
        Ok(())
    }
}
