//! Lists of who may sign, and of keys that count no longer.

use cpd::fuzz::FilesInMemory;

use super::{Form, Target, keys_of_every_rule, seeds, today};

const WORDS: [&str; 22] = [
    "*",
    "!",
    ",",
    "\"",
    "#",
    " ",
    "\t",
    "\\\"",
    "cert-authority ",
    "namespaces=\"",
    "signoff@cpd.v1",
    "valid-after=\"",
    "valid-before=\"20260101\" ",
    "20260230Z",
    "ssh-ed25519 ",
    "ssh-rsa ",
    "ecdsa-sha2-nistp256 ",
    "sk-ssh-ed25519@openssh.com ",
    "ssh-ed25519-cert-v01@openssh.com ",
    "AAAAC3NzaC1lZDI1NTE5AAAAI",
    "sam-carter ",
    "=",
];

pub const TARGET: Target = Target {
    name: "allowed-signers",
    form: Form::Bytes,
    words: &WORDS,
    seeds: || {
        let mut all = seeds("examples/every-rule/trust", "allowed_signers");
        let keys = seeds("tests/keys", ".pub").into_iter();
        all.extend(keys.map(|key| {
            [
                b"sam-carter namespaces=\"signoff@cpd.v1\",valid-after=\"20250101Z\" ",
                &key[..],
            ]
            .concat()
        }));
        all
    },
    begin: || {
        let files = FilesInMemory::new(keys_of_every_rule(), today());
        Box::new(move |bytes| {
            let list = cpd::fuzz::allowed_signers(bytes)?;
            let found = files.check_with("trust/allowed_signers", bytes)?;
            Ok(format!("{list}; {found}"))
        })
    },
};
