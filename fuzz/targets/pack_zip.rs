//! Packs in ZIP: opened, and verified as whoever receives one does.

use super::{Form, Target, folder, today};

pub const TARGET: Target = Target {
    name: "pack-zip",
    form: Form::Zip,
    words: &[
        "../../x",
        "/etc/passwd",
        "printing.json",
        "cpd.yaml",
        "silver.html",
        "silver.pdf",
        "files/cpd.yaml",
        "a\\b",
        "",
        "{",
        "}",
        "\"",
        "null",
        "18446744073709551616",
        "CON",
        "files/cpd.yaml/x",
    ],
    seeds: || vec![folder().packs().swap_remove(2)],
    begin: || Box::new(|bytes| cpd::fuzz::pack(bytes, today())),
};
