//! The signatures that OpenSSH's own tests verify, out of the sources of its Debian package.
//! [`crate::tests::ssh_keygen_agreement`] compares many more with the program itself.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use chrono::DateTime;

use super::Departures;
use crate::domain::id::Fingerprint;
use crate::domain::signoff::signature::{Keys, SignatureError};
use crate::tests::tools::require;

/// The kinds of key that sign; DSA is gone from OpenSSH 10.
const KINDS: [&str; 7] = [
    "dsa",
    "ecdsa",
    "ecdsa_sk",
    "ecdsa_sk_webauthn",
    "ed25519",
    "ed25519_sk",
    "rsa",
];

fn file(name: &str) -> Option<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/openssh/testdata");
    fs::read(folder.join(name)).ok()
}

fn text(name: &str) -> String {
    String::from_utf8(file(name).expect(name)).expect("UTF-8")
}

/// Verifies the signature of one kind as one by the key of another.
fn verify(
    kind: &str,
    key: &str,
    message: &[u8],
    namespace: &str,
) -> Result<Fingerprint, SignatureError> {
    let list = format!("sam {}", text(&format!("{key}.pub")));
    let signature = file(&format!("{kind}.sig")).expect(kind);
    let keys = Keys::read(Some(&list), Some(""));
    keys.verify_as(&signature, message, "sam", DateTime::UNIX_EPOCH, namespace)
}

#[test]
fn the_signatures_of_openssh_are_good_and_over_nothing_else() {
    let installed = file("signed-data").zip(file("namespace"));
    let installed = require("OpenSSH's signatures (`.ci/run` fetches them)", installed);
    let Some((message, namespace)) = installed else {
        return;
    };
    let namespace = String::from_utf8(namespace).expect("UTF-8");
    let mut departing = BTreeMap::new();
    for kind in KINDS {
        if kind == "dsa" && file("dsa.sig").is_none() {
            departing.insert(kind.to_owned(), "it is gone".to_owned());
            continue;
        }
        if let Err(error) = verify(kind, kind, &message, &namespace) {
            departing.insert(kind.to_owned(), format!("{error:?}"));
        }
        let other = if kind == "rsa" { "ed25519" } else { "rsa" };
        let longer = [&message[..], b"."].concat();
        assert!(verify(kind, kind, &longer, &namespace).is_err(), "{kind}");
        assert!(verify(kind, kind, &message, "unit").is_err(), "{kind}");
        assert!(verify(kind, other, &message, &namespace).is_err(), "{kind}");
    }
    Departures::of("openssh").assert_are(&departing);
}
