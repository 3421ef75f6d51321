//! The letter with which an owner sends a pack.

use super::LetterKind;

pub const SUBMITTING: LetterKind = LetterKind {
    name: "submitting",
    values: &[
        ("award", "the title of the award"),
        ("scheme", "the title of the scheme"),
        ("owner", "the name of the owner"),
        ("file", "the name of the pack's file"),
        (
            "reading_time",
            "a sentence that says how long the pack takes to read",
        ),
        (
            "returned",
            "sentences about the submission that was returned before, if one was",
        ),
    ],
};
