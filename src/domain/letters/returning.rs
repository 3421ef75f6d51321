//! The letter with which a submission is returned.

use super::LetterKind;

pub const RETURNING: LetterKind = LetterKind {
    name: "returning",
    values: &[
        ("award", "the title of the award"),
        ("scheme", "the title of the scheme"),
        ("owner", "the name of the owner"),
        ("signer", "the name of whoever returned the submission"),
        ("role", "the role of that person"),
        ("date", "the day of the return"),
        ("reason", "the reason, as it was given"),
        (
            "zip",
            "the name of the zip that the owner adds, if it was returned in a pack or a zip",
        ),
    ],
};
