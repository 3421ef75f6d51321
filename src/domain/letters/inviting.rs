//! The mail that a request is sent with.

use super::LetterKind;

pub const INVITING: LetterKind = LetterKind {
    name: "inviting",
    values: &[
        ("award", "the title of the award"),
        ("scheme", "the title of the scheme"),
        ("owner", "the name of the owner"),
        ("signers", "the names of the people who are asked"),
        ("step", "the step, such as endorse"),
        ("file", "the name of the zip or folder"),
        (
            "reading_time",
            "a sentence that says how long the records take to read",
        ),
        ("yes", "the line with which they say yes"),
    ],
};
