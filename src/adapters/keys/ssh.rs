//! Signing by `ssh-keygen -Y sign`.
#![expect(
    clippy::disallowed_methods,
    reason = "a signature is made by the person's own program, which reaches agents and hardware keys"
)]

use std::io::Write;
use std::path::Path;
use std::process::Command;

use super::{program_error, run};
use crate::app::ports::SignerError;

/// Signs with a key in a file, or with the half that an agent holds of it.
pub fn sign(
    program: &str,
    key: &Path,
    namespace: &str,
    message: &[u8],
) -> Result<Vec<u8>, SignerError> {
    let mut command = Command::new(program);
    command.args(["-Y", "sign", "-n", namespace, "-f"]).arg(key);
    let said = run(&mut command, program, message)?;
    if said.good && said.out.starts_with(b"-----BEGIN SSH SIGNATURE-----") {
        return Ok(said.out);
    }
    Err(program_error(program, &said))
}

/// Signs with a key whose private half an agent holds.
pub fn sign_with_agent(
    program: &str,
    public: &str,
    namespace: &str,
    message: &[u8],
) -> Result<Vec<u8>, SignerError> {
    let mut file = tempfile::NamedTempFile::new()?;
    writeln!(file, "{public}")?;
    file.flush()?;
    sign(program, file.path(), namespace, message)
}
