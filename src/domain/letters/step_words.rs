//! The words of a step in a request for it.

use super::LetterKind;

pub const STEP_WORDS: LetterKind = LetterKind {
    name: "step",
    values: &[
        ("award", "the title of the award"),
        ("scheme", "the title of the scheme"),
        ("owner", "the name of the owner"),
    ],
};
