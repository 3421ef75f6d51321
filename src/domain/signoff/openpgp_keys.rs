//! Reads a file of public OpenPGP keys, as `gpg --armor --export` writes it. Refuses all else,
//! so that gpg finds no key in it that is not known here. Verifies nothing.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha1::Sha1;
use sha2::{Digest, Sha256};

use crate::base::files::digest::to_hex;
use crate::domain::id::Fingerprint;

const BEGIN: &str = "-----BEGIN PGP PUBLIC KEY BLOCK-----";
const END: &str = "-----END PGP PUBLIC KEY BLOCK-----";

/// The public OpenPGP keys in the file of one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenPgpKeys {
    /// The file without its armour.
    packets: Vec<u8>,
    /// The main key and the subkeys of each certificate.
    certificates: Vec<Vec<Fingerprint>>,
}

impl OpenPgpKeys {
    /// Reads blocks of public keys; `None` where there is none, or anything else.
    pub fn read(text: &str) -> Option<Self> {
        let packets = without_armour(text)?;
        let mut certificates: Vec<Vec<Fingerprint>> = Vec::new();
        let mut rest = packets.as_slice();
        while let Some(packet) = Packet::take(&mut rest)? {
            match packet.tag {
                PUBLIC_KEY => certificates.push(vec![packet.fingerprint()?]),
                PUBLIC_SUBKEY => certificates.last_mut()?.push(packet.fingerprint()?),
                SIGNATURE | USER_ID | USER_ATTRIBUTE => {
                    certificates.last()?;
                }
                _ => return None,
            }
        }
        (!certificates.is_empty()).then_some(Self {
            packets,
            certificates,
        })
    }

    /// Returns the keys as gpg takes them.
    pub fn packets(&self) -> &[u8] {
        &self.packets
    }

    /// Returns every key, main keys and subkeys.
    pub fn all(&self) -> impl Iterator<Item = &Fingerprint> {
        self.certificates.iter().flatten()
    }

    /// Returns true if a key, or another key of its certificate, is among other keys as well.
    pub fn shares(&self, key: &Fingerprint, other: &Self) -> bool {
        let of_key = self.certificates.iter().filter(|one| one.contains(key));
        of_key
            .flatten()
            .any(|one| other.all().any(|key| key == one))
    }
}

/// Returns the bytes in blocks of armour. Nothing else may stand in the text.
fn without_armour(text: &str) -> Option<Vec<u8>> {
    let mut packets = Vec::new();
    let mut lines = text.lines().map(str::trim_end);
    while let Some(line) = lines.find(|line| !line.is_empty()) {
        if line != BEGIN {
            return None;
        }
        // Lines such as `Comment: …` up to an empty one.
        for line in lines.by_ref().take_while(|line| !line.is_empty()) {
            line.split_once(": ")?;
        }
        let mut letters = String::new();
        loop {
            match lines.next()? {
                END => break,
                // A check sum, which the armour of newer programs leaves out.
                line if line.starts_with('=') => {
                    let is_last = line.len() == 5 && lines.next()? == END;
                    is_last.then_some(())?;
                    break;
                }
                line => letters.push_str(line),
            }
        }
        packets.extend(STANDARD.decode(letters).ok()?);
    }
    Some(packets)
}

const SIGNATURE: u8 = 2;
const PUBLIC_KEY: u8 = 6;
const USER_ID: u8 = 13;
const PUBLIC_SUBKEY: u8 = 14;
const USER_ATTRIBUTE: u8 = 17;

/// A packet (RFC 9580, section 4).
struct Packet<'a> {
    tag: u8,
    body: &'a [u8],
}

impl<'a> Packet<'a> {
    /// Takes the first packet; `Some(None)` at the end, `None` where it is none, or is of no
    /// certain length.
    fn take(bytes: &mut &'a [u8]) -> Option<Option<Self>> {
        let Some((first, rest)) = bytes.split_first() else {
            return Some(None);
        };
        *bytes = rest;
        let (tag, length) = match first {
            0x80..=0xbf => {
                let length = match first & 3 {
                    0 => number(bytes, 1)?,
                    1 => number(bytes, 2)?,
                    2 => number(bytes, 4)?,
                    _ => return None,
                };
                ((first >> 2) & 15, length)
            }
            0xc0.. => (first & 63, new_length(bytes)?),
            _ => return None,
        };
        let (body, rest) = bytes.split_at_checked(length)?;
        *bytes = rest;
        Some(Some(Self { tag, body }))
    }

    /// Returns the fingerprint of a key of version 4, 5 or 6.
    fn fingerprint(&self) -> Option<Fingerprint> {
        let length = u32::try_from(self.body.len()).ok()?.to_be_bytes();
        let hex = match self.body.first()? {
            4 => {
                let length = u16::try_from(self.body.len()).ok()?.to_be_bytes();
                to_hex(&Sha1::digest([&[0x99], &length[..], self.body].concat()))
            }
            5 => to_hex(&Sha256::digest([&[0x9a], &length[..], self.body].concat())),
            6 => to_hex(&Sha256::digest([&[0x9b], &length[..], self.body].concat())),
            _ => return None,
        };
        Fingerprint::parse(&hex.to_uppercase())
    }
}

/// Takes a number of so many bytes, the highest first.
fn number(bytes: &mut &[u8], count: usize) -> Option<usize> {
    let (digits, rest) = bytes.split_at_checked(count)?;
    *bytes = rest;
    Some(
        digits
            .iter()
            .fold(0, |sum, byte| sum << 8 | usize::from(*byte)),
    )
}

/// Takes a length of the newer form, where it is not that of a part.
fn new_length(bytes: &mut &[u8]) -> Option<usize> {
    match number(bytes, 1)? {
        short @ 0..=191 => Some(short),
        high @ 192..=223 => Some(((high - 192) << 8) + number(bytes, 1)? + 192),
        255 => number(bytes, 4),
        _ => None,
    }
}

#[cfg(test)]
pub mod tests {
    use proptest::prelude::*;

    use super::*;

    pub const SAM: &str = "-----BEGIN PGP PUBLIC KEY BLOCK-----

mDMEapaGABYJKwYBBAHaRw8BAQdAIcBMJatafOT/C+0FDL3sM91lk/tOnbXc9Dt7
PwCFTgW0HFNhbSBDYXJ0ZXIgPHNhbUBleGFtcGxlLm9yZz6IkAQTFggAOBYhBLM/
m57n+uMYw+UIrqyLVn/F2ye2BQJqloYAAhsDBQsJCAcCBhUKCQgLAgQWAgMBAh4B
AheAAAoJEKyLVn/F2ye2dNcA/2vp+Gtx/IOOSHZ3/zWxAD7g9x/o9N7I2UhtYGrN
JkosAQCZi1erRPpdWvVTRs2+C48ZGyuFnBI6VD+5g5yp9+/VDw==
=iFz3
-----END PGP PUBLIC KEY BLOCK-----
";
    pub const SAMS: &str = "B33F9B9EE7FAE318C3E508AEAC8B567FC5DB27B6";
    pub const PRIYA: &str = "-----BEGIN PGP PUBLIC KEY BLOCK-----

mDMEapaGABYJKwYBBAHaRw8BAQdA97ReN+ziFNSr8kCCMjdMX+YMV+DsvZs8gwpz
Ui9NLdi0HlByaXlhIFNoYWggPHByaXlhQGV4YW1wbGUub3JnPoiQBBMWCAA4FiEE
BiqyyWm9ncVWk3TKS3t6zB2dXmAFAmqWhgACGwMFCwkIBwIGFQoJCAsCBBYCAwEC
HgECF4AACgkQS3t6zB2dXmAhCAD/ZztYPR6qaPtGtmny1I3bsgsc2xhJzRxfepii
ccvLaw8BAPYTxewxnGeoajkis+BqXrAuPpqhYJmMHTAedmKmUIkF
=sqyz
-----END PGP PUBLIC KEY BLOCK-----
";
    pub const PRIYAS: &str = "062AB2C969BD9DC5569374CA4B7B7ACC1D9D5E60";

    fn keys(text: &str) -> Vec<String> {
        let read = OpenPgpKeys::read(text);
        let read = read.iter().flat_map(OpenPgpKeys::all);
        read.map(ToString::to_string).collect()
    }

    fn armoured(packets: &[u8]) -> String {
        format!("{BEGIN}\n\n{}\n{END}\n", STANDARD.encode(packets))
    }

    #[test]
    fn every_key_in_a_file_is_found_with_gpgs_fingerprint() {
        assert_eq!(keys(SAM), [SAMS]);
        assert_eq!(keys(&format!("{SAM}\n{PRIYA}")), [SAMS, PRIYAS]);
        assert_eq!(keys(&SAM.replace('\n', "\r\n")), [SAMS]);
        assert_eq!(keys(&SAM.replacen("\n\n", "\nVersion: 1\n\n", 1)), [SAMS]);
        assert_eq!(keys(&SAM.replace("=iFz3\n", "")), [SAMS]);
        // Both in one block.
        let both = [SAM, PRIYA].map(|text| without_armour(text).unwrap());
        assert_eq!(keys(&armoured(&both.concat())), [SAMS, PRIYAS]);
    }

    #[test]
    fn a_file_with_anything_else_in_it_has_no_keys() {
        let packets = without_armour(SAM).unwrap();
        for text in [
            String::new(),
            format!("x\n{SAM}"),
            format!("{SAM}x\n"),
            SAM.replace(END, ""),
            SAM.replace("PUBLIC KEY", "PRIVATE KEY"),
            SAM.replace("\n\nmDME", "\nmDME"),
            SAM.replace("mDME", "mDM*"),
            // A key behind a key, in a packet that gpg opens: compressed, or literal.
            armoured(&[&packets[..], &[0xc8, 1, 0]].concat()),
            armoured(&[&packets[..], &[0xcb, 1, 0]].concat()),
            // A marker, which gpg skips.
            armoured(&[&packets[..], &[0xca, 3, b'P', b'G', b'P']].concat()),
            // A length that is that of a part, or unknown, or too long.
            armoured(&[&packets[..], &[0xcd, 0xe1, 0, 0]].concat()),
            armoured(&[&packets[..], &[0xb7, 0]].concat()),
            armoured(&[&packets[..], &[0xcd, 9, 0]].concat()),
            // A subkey or a name of nobody's.
            armoured(&[0xce, 1, 4]),
            armoured(&[0xcd, 1, b'a']),
            // A key of an old version.
            armoured(&[0xc6, 1, 3]),
        ] {
            assert_eq!(OpenPgpKeys::read(&text), None, "{text}");
        }
    }

    #[test]
    fn a_key_is_shared_if_another_file_has_a_key_of_its_certificate() {
        let read = |text: &str| OpenPgpKeys::read(text).unwrap();
        let print = |text| Fingerprint::parse(text).unwrap();
        let both = read(&format!("{PRIYA}{SAM}"));
        assert!(both.shares(&print(SAMS), &read(SAM)));
        assert!(!both.shares(&print(PRIYAS), &read(SAM)));
        assert!(!read(PRIYA).shares(&print(PRIYAS), &read(SAM)));
        // The main key of a certificate, whose subkey signed.
        let main = without_armour(SAM).unwrap();
        let sub = [0xce, 1, 4];
        let with_subkey = read(&armoured(&[&main[..], &sub].concat()));
        let subkey = with_subkey.all().last().unwrap().clone();
        assert!(with_subkey.shares(&subkey, &read(SAM)));
    }

    proptest! {
        #[test]
        fn no_bytes_are_read_beyond_their_end(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
            let _ = OpenPgpKeys::read(&armoured(&bytes));
        }
    }
}
