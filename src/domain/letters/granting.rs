//! The letter with which whoever grants an award sends the certificate.

use super::LetterKind;

pub const GRANTING: LetterKind = LetterKind {
    name: "granting",
    values: &[
        ("award", "the title of the award"),
        ("scheme", "the title of the scheme"),
        ("owner", "the name of the owner"),
        ("signer", "the name of whoever granted the award"),
        ("role", "the role of that person"),
        ("date", "the day of the grant"),
        ("comment", "the comment on the signature, if there is one"),
        ("file", "the name of the certificate's file"),
        (
            "number",
            "the number in the register of the awarding body, if it was registered",
        ),
        (
            "next",
            "the title of the award that comes after it, if one does",
        ),
        (
            "last",
            "the title of the award, if others came before it and none comes after",
        ),
        (
            "zip",
            "the name of the zip that the owner adds, if it was granted in a pack or a zip",
        ),
    ],
};
