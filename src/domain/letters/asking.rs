//! The words with which somebody is asked for the next step.

use super::LetterKind;

pub const ASKING: LetterKind = LetterKind {
    name: "asking",
    values: &[
        ("award", "the title of the award"),
        ("scheme", "the title of the scheme"),
        ("owner", "the name of the owner"),
        (
            "signers",
            "the names of the people who can sign, if there are any",
        ),
        ("role", "the role of these people"),
        ("step", "the step, such as endorse"),
    ],
};
