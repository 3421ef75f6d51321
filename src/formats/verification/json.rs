//! For programs: version 1 of a contract that is kept (docs/json.md).

use std::io::{self, Write};

use serde::Serialize;

use crate::formats::{Style, json};
use crate::views::verification::{Verification, VerificationOutcome};

/// A verification with what came of it.
#[derive(Serialize)]
struct WithOutcome<'v> {
    #[serde(flatten)]
    verification: &'v Verification,
    outcome: VerificationOutcome,
}

pub fn write(verification: &Verification, _: &Style, out: &mut dyn Write) -> io::Result<()> {
    let outcome = verification.outcome();
    json::write(
        &WithOutcome {
            verification,
            outcome,
        },
        out,
    )
}
