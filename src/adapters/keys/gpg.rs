//! OpenPGP by `gpg`: signing with the person's own keys, and checking with a keyring
//! that holds nothing but the keys it is given.
#![expect(
    clippy::disallowed_methods,
    reason = "OpenPGP is left to gpg, as the person has it installed"
)]

use std::process::Command;

use super::gpg_answers::GpgAnswers;
use super::{program_error, restrict_permissions, run};
use crate::adapters::disk::write::write_new;
use crate::app::ports::SignerError;
use crate::base::calendar::CLOCK_TOLERANCE_SECONDS;
use crate::domain::id::Fingerprint;
use crate::domain::ports::{OpenPgpError, OpenPgpQuery, OpenPgpVerifier};

/// Seconds between writing down the moment and signing: somebody types a passphrase.
const A_LITTLE: i64 = 600;

/// Seconds by which a signature may be younger than the moment that its words give: somebody
/// reads what they are about to sign.
const A_DAY: i64 = 24 * 60 * 60;

/// Returns a detached, armoured signature with one of the person's own keys.
pub fn sign(program: &str, id: &str, message: &[u8]) -> Result<Vec<u8>, SignerError> {
    let mut command = Command::new(program);
    command.args(["--detach-sign", "--armor", "--local-user", id]);
    let said = run(&mut command, program, message)?;
    if said.good && said.out.starts_with(b"-----BEGIN PGP SIGNATURE-----") {
        return Ok(said.out);
    }
    Err(program_error(program, &said))
}

/// The gpg that is installed. It is asked each question once in a process.
pub struct Gpg;

static ANSWERS: GpgAnswers = GpgAnswers::new();

impl OpenPgpVerifier for Gpg {
    fn verify(&self, asked: &OpenPgpQuery<'_>) -> Result<Fingerprint, OpenPgpError> {
        ANSWERS.get(asked, verify)
    }
}

/// Verifies that a signature is one over a message with one of these keys, which was valid
/// when the sign-off says that it was made, and returns the key's fingerprint.
///
/// gpg looks at the clock of the computer unless it is told another; it is told the
/// moment of the sign-off, so that a key that has run out since does no harm.
fn verify(asked: &OpenPgpQuery<'_>) -> Result<Fingerprint, OpenPgpError> {
    let _span = tracing::info_span!("key.verify", by = "gpg").entered();
    let home = tempfile::tempdir().map_err(|_| OpenPgpError::NoProgram)?;
    restrict_permissions(home.path());
    let gpg = |arguments: &[&str], input: &[u8]| {
        let mut command = Command::new("gpg");
        command
            .arg("--homedir")
            .arg(home.path())
            .args(["--batch", "--no-tty", "--no-options", "--status-fd", "1"])
            .args([
                "--no-auto-key-retrieve",
                "--no-autostart",
                "--trust-model",
                "always",
            ])
            .args(arguments);
        run(&mut command, "gpg", input)
    };
    let no_program = |_| OpenPgpError::NoProgram;
    gpg(&["--import"], asked.keys).map_err(no_program)?;
    let signature = home.path().join("signature.asc");
    write_new(&signature, asked.signature).map_err(|_| OpenPgpError::NoProgram)?;
    let signature = signature.display().to_string();
    // An exclamation mark stops the clock there. The signature is a little younger
    // than the moment that the signed words give.
    let at = format!("{}!", asked.at + A_LITTLE);
    let said = gpg(
        &["--faked-system-time", &at, "--verify", &signature, "-"],
        asked.message,
    )
    .map_err(no_program)?;
    status(&String::from_utf8_lossy(&said.out), asked.at)
}

/// Reads gpg's machine-readable lines (`doc/DETAILS` in its sources) as a verdict on a
/// signature of a moment.
fn status(lines: &str, at: i64) -> Result<Fingerprint, OpenPgpError> {
    let line = |name: &str| {
        let mut found = lines
            .lines()
            .filter_map(|line| line.strip_prefix("[GNUPG:] "));
        found.find(|line| line.split(' ').next() == Some(name))
    };
    let says = |name: &str| line(name).is_some();
    if says("BADSIG") {
        return Err(OpenPgpError::Bad);
    }
    if says("NO_PUBKEY") {
        return Err(OpenPgpError::UnknownKey);
    }
    if says("REVKEYSIG") {
        return Err(OpenPgpError::Revoked);
    }
    if says("EXPKEYSIG") || says("EXPSIG") {
        return Err(OpenPgpError::Expired);
    }
    match line("VALIDSIG").filter(|_| says("GOODSIG")) {
        Some(valid) => {
            let mut words = valid.split(' ').skip(1);
            let print = words.next().and_then(Fingerprint::parse);
            let print = print.ok_or(OpenPgpError::Bad)?;
            let made = words.nth(1).and_then(|seconds| seconds.parse::<i64>().ok());
            let made = made.ok_or(OpenPgpError::Bad)?;
            let is_of_moment = (-CLOCK_TOLERANCE_SECONDS..=A_DAY).contains(&(made - at));
            is_of_moment.then_some(print).ok_or(OpenPgpError::OtherTime)
        }
        None => Err(OpenPgpError::Bad),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn status_lines_of_gpg_give_a_verdict() {
        let print = "AB12".repeat(10);
        let good = |made: &str| {
            format!("[GNUPG:] GOODSIG 1 Priya\n[GNUPG:] VALIDSIG {print} 2026-06-01 {made} 0 4\n")
        };
        for made in ["100000", "99700", "186400"] {
            let expected = Fingerprint::parse(&print).unwrap();
            assert_eq!(status(&good(made), 100_000), Ok(expected), "{made}");
        }
        for made in ["99699", "186401", "0"] {
            let other = Err(OpenPgpError::OtherTime);
            assert_eq!(status(&good(made), 100_000), other, "{made}");
        }
        for lines in [
            good("20260601T120000"),
            good("100000").replace(&print, "AB12"),
        ] {
            assert_eq!(status(&lines, 100_000), Err(OpenPgpError::Bad));
        }
        for (lines, flaw) in [
            ("[GNUPG:] BADSIG 1 Priya\n", OpenPgpError::Bad),
            ("[GNUPG:] NO_PUBKEY 1\n", OpenPgpError::UnknownKey),
            (
                "[GNUPG:] REVKEYSIG 1 Priya\n[GNUPG:] VALIDSIG AB12\n",
                OpenPgpError::Revoked,
            ),
            (
                "[GNUPG:] EXPKEYSIG 1 Priya\n[GNUPG:] VALIDSIG AB12\n",
                OpenPgpError::Expired,
            ),
            ("[GNUPG:] GOODSIG 1 Priya\n", OpenPgpError::Bad),
            ("", OpenPgpError::Bad),
        ] {
            assert_eq!(status(lines, 0), Err(flaw), "{lines}");
        }
    }
}
