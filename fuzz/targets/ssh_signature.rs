//! SSH signatures. The seeds are of the examples, and are bent by base64 and by bytes.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::DateTime;
use cpd::fuzz::Signed;

use super::{Form, Target, seeds};

pub const TARGET: Target = Target {
    name: "ssh-signature",
    form: Form::Bytes,
    words: &[
        "-----BEGIN SSH SIGNATURE-----\n",
        "\n-----END SSH SIGNATURE-----\n",
        "SSHSIG",
        "\0\0\0\x01",
        "\0\0\0\x0b",
        "ssh-ed25519",
        "ssh-rsa",
        "rsa-sha2-512",
        "ecdsa-sha2-nistp521",
        "nistp521",
        "sk-ssh-ed25519@openssh.com",
        "\0\0\0\x06sha512",
        "\0\0\0\x06sha256",
        "sha1",
        "\0\0\0\0",
        "\u{7f}\0\0\0",
        "signoff@cpd.v1",
        "AAAA",
        "====",
    ],
    seeds: || {
        let armoured = seeds("examples/every-rule/signoffs", ".sig");
        let plain = armoured.iter().filter_map(|seed| without_armour(seed));
        plain.chain(armoured.clone()).collect()
    },
    begin: || {
        let list = seeds("examples/every-rule/trust", "allowed_signers").concat();
        let message = seeds("examples/every-rule/signoffs/keys/revoked", ".md").concat();
        let signed = Signed {
            list: String::from_utf8(list).expect("a list"),
            name: "robin-hale".to_owned(),
            namespace: "signoff@cpd.v1".to_owned(),
            message,
            at: DateTime::UNIX_EPOCH,
        };
        Box::new(move |bytes| signed.verify(&armoured(bytes)))
    },
};

fn without_armour(file: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(file).ok()?;
    let lines = text.lines().filter(|line| !line.starts_with('-'));
    STANDARD.decode(lines.collect::<String>()).ok()
}

/// Puts bytes that begin as a signature into the lines around one.
fn armoured(bytes: &[u8]) -> Vec<u8> {
    if bytes.starts_with(b"-") {
        return bytes.to_vec();
    }
    let letters = STANDARD.encode(bytes);
    format!("-----BEGIN SSH SIGNATURE-----\n{letters}\n-----END SSH SIGNATURE-----\n").into_bytes()
}
