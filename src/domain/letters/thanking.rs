//! The letter with which the owner thanks somebody who signed.

use super::LetterKind;

pub const THANKING: LetterKind = LetterKind {
    name: "thanking",
    values: &[
        ("award", "the title of the award"),
        ("scheme", "the title of the scheme"),
        ("owner", "the name of the owner"),
        ("signer", "the name of whoever signed"),
        ("role", "the role of that person"),
        ("date", "the day of the sign-off"),
        ("comment", "the comment on the sign-off, if there is one"),
    ],
};
