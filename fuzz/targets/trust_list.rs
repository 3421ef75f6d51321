//! The list that an awarding body vouches for, and the settings of a forge.

use cpd::fuzz::FilesInMemory;

use super::{Form, Target, keys_of_every_rule, seeds, today};

pub const TARGET: Target = Target {
    name: "trust-list",
    form: Form::Bytes,
    words: &[
        "serial ",
        "date ",
        "person ",
        "signer ",
        "revoked ",
        "scheme ",
        "openpgp ",
        "forge ",
        "2026-06-01",
        "sha256:",
        "18446744073709551616",
        "0000000000000000000000000000000000000000000000000000000000000000",
        " ",
        "#",
        "\r\n",
        "github: ",
        "gitlab: ",
        "gitea: ",
        "repository: ",
        "recorder: ",
    ],
    seeds: || {
        let mut all = seeds("examples", "trust/forge.yaml");
        let digest = "5".repeat(64);
        let salt = "0197e0c2-5b1e-7c3a-9d52-3f1f4f0a6b21";
        all.push(format!("serial 3\ndate 2026-06-01\nperson sam-carter {salt} {digest}\nsigner {salt} {digest}\n").into_bytes());
        all.push(
            format!("# People and keys\nserial 1\ndate 2026-06-01\nperson {digest}\n").into_bytes(),
        );
        all
    },
    begin: || {
        let files = FilesInMemory::new(keys_of_every_rule(), today());
        Box::new(move |bytes| {
            let list = cpd::fuzz::trust_manifest(bytes)?;
            let found = files.check_with("trust/forge.yaml", bytes)?;
            Ok(format!("{list}; {found}"))
        })
    },
};
