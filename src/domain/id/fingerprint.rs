//! The fingerprint of a key.

use ssh_key::{HashAlg, PublicKey};

text_id!(
    /// The fingerprint of a key: `SHA256:…` of an SSH key, the hexadecimal digits that gpg
    /// prints of an OpenPGP key.
    Fingerprint,
    |text| is_ssh(text) || is_openpgp(text)
);

impl Fingerprint {
    /// Returns the fingerprint of an SSH key, as ssh-keygen prints it.
    pub fn from_public_key(key: &PublicKey) -> Self {
        Self(key.fingerprint(HashAlg::Sha256).to_string().into())
    }
}

fn is_ssh(text: &str) -> bool {
    let read = text.parse::<ssh_key::Fingerprint>();
    read.is_ok_and(|print| print.is_sha256() && print.to_string() == text)
}

/// Returns true for 40 digits (version 4 of the format) or 64 (versions 5 and 6).
fn is_openpgp(text: &str) -> bool {
    let is_digit = |byte: u8| byte.is_ascii_digit() || (b'A'..=b'F').contains(&byte);
    matches!(text.len(), 40 | 64) && text.bytes().all(is_digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_is_one_of_ssh_or_of_openpgp_and_no_key() {
        let key =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f";
        let print = Fingerprint::from_public_key(&PublicKey::from_openssh(key).unwrap());
        assert_eq!(Fingerprint::parse(&print), Some(print.clone()));
        assert!(print.starts_with("SHA256:"), "{print}");
        for text in [&"0A".repeat(20), &"0A".repeat(32)] {
            assert!(Fingerprint::parse(text).is_some(), "{text}");
        }
        for text in [
            "",
            key,
            "SHA256:",
            "AB12",
            &"0a".repeat(20),
            &"0G".repeat(20),
            &format!("{print}="),
            &format!("{print}\n"),
            &print.replace("SHA256:", ""),
            "trust/revoked_keys",
        ] {
            assert_eq!(Fingerprint::parse(text), None, "{text:?}");
        }
    }
}
