//! The mail that a request to confirm one record is sent with.

use super::LetterKind;

pub const INVITING_CONFIRMATION: LetterKind = LetterKind {
    name: "inviting-confirmation",
    values: &[
        ("record", "the title of the record"),
        ("title", "the title of the confirmation"),
        ("says", "the sentence that whoever confirms says"),
        ("owner", "the name of the owner"),
        ("signers", "the names of the people who are asked"),
        ("file", "the name of the zip or folder"),
        (
            "reading_time",
            "a sentence that says how long the record takes to read",
        ),
        ("yes", "the line with which they say yes"),
    ],
};
