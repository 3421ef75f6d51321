//! Packs in HTML: opened, and verified as whoever receives one does.

use super::{Form, Target, folder, today};

pub const TARGET: Target = Target {
    name: "pack-html",
    form: Form::Bytes,
    words: &[
        "<script",
        "</script>",
        "<meta name=\"generator\" content=\"cpd ",
        "<!--",
        "-->",
        "data-",
        "base64,",
        "\"files\"",
        "printing.json",
        "{",
        "}",
        "[",
        "]",
        "\"",
        "../",
        "cpd.yaml",
        "AAAA",
        "&quot;",
        "\\u0000",
    ],
    seeds: || vec![folder().packs().swap_remove(0)],
    begin: || Box::new(|bytes| cpd::fuzz::pack(bytes, today())),
};
