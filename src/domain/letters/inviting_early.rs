//! The mail that a request is sent with while other requirements of the award are open.

use super::LetterKind;
use super::inviting::INVITING;

pub const INVITING_EARLY: LetterKind = LetterKind {
    name: "inviting-early",
    ..INVITING
};
