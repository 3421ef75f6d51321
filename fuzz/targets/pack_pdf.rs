//! Packs in PDF: opened, and verified as whoever receives one does.

use super::{Form, Target, folder, today};

pub const TARGET: Target = Target {
    name: "pack-pdf",
    form: Form::Bytes,
    words: &[
        "obj",
        "endobj",
        "stream\n",
        "endstream",
        "xref",
        "trailer",
        "startxref",
        "%%EOF",
        "<<",
        ">>",
        "[",
        "]",
        "/Kids ",
        "/Parent ",
        "/Length 99999999",
        "/Filter /FlateDecode",
        "/Filter [/FlateDecode /FlateDecode]",
        "/EmbeddedFiles ",
        "/Names ",
        "/Encrypt ",
        "1 0 R",
        "/Size 4294967295",
        "/Prev 0",
        "/ObjStm",
        "/W [1 8 8]",
    ],
    seeds: || vec![folder().packs().swap_remove(1)],
    begin: || Box::new(|bytes| cpd::fuzz::pack(bytes, today())),
};
