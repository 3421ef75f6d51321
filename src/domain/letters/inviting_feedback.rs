//! The mail that a request for feedback is sent with.

use super::LetterKind;

pub const INVITING_FEEDBACK: LetterKind = LetterKind {
    name: "inviting-feedback",
    values: &[
        ("record", "the title of the record, such as a journal"),
        ("owner", "the name of the owner"),
        ("people", "the names of the people who are asked"),
        ("file", "the name of the zip or folder"),
        (
            "reading_time",
            "a sentence that says how long the record takes to read",
        ),
    ],
};
