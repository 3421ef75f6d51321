//! Public OpenPGP keys. No key is kept here, so packets are written out.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{Form, Target};

pub const TARGET: Target = Target {
    name: "openpgp-keys",
    form: Form::Bytes,
    words: &[
        "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n",
        "\n-----END PGP PUBLIC KEY BLOCK-----\n",
        "\u{7f}\u{7f}",
        "\x04",
        "\x05",
        "\x06",
        "\x01\x02\0\x11",
        "\0\0\0\x33",
    ],
    seeds: || {
        vec![key(4, 22), key(6, 27), key(3, 1), armoured(&key(4, 22)), b"-----BEGIN PGP PUBLIC KEY BLOCK-----\nVersion: 1\n\nmDME\n=abcd\n-----END PGP PUBLIC KEY BLOCK-----\n".to_vec()]
    },
    begin: || {
        Box::new(|bytes| {
            let text = if bytes.starts_with(b"-") {
                bytes.to_vec()
            } else {
                armoured(bytes)
            };
            cpd::fuzz::openpgp_keys(&text)
        })
    },
};

/// Returns a packet of a public key and one of a name.
fn key(version: u8, algorithm: u8) -> Vec<u8> {
    let mut body = vec![version, 0x68, 0x00, 0x00, 0x00, algorithm];
    body.extend([
        0x09, 0x2b, 0x06, 0x01, 0x04, 0x01, 0xda, 0x47, 0x0f, 0x01, 0x01, 0x07, 0x40,
    ]);
    body.extend([7; 40]);
    let len = u8::try_from(body.len()).expect("short");
    let mut packets = vec![0xc6, len];
    packets.extend(body);
    packets.extend([0xcd, 5, b'P', b'r', b'i', b'y', b'a']);
    packets
}

fn armoured(bytes: &[u8]) -> Vec<u8> {
    let letters = STANDARD.encode(bytes);
    format!(
        "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n{letters}\n-----END PGP PUBLIC KEY BLOCK-----\n"
    )
    .into_bytes()
}
