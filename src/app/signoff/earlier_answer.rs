//! An answer that lies where the next one would go. It may be overwritten only if the owner has
//! it, and the same request is answered once. Knows nothing of zips and of names of files.

use std::collections::BTreeMap;

use crate::base::document::{Node, ParsedFile};
use crate::base::files::digest::BlobId;

/// Files by path.
type AnswerFiles = BTreeMap<String, Vec<u8>>;

/// An answer in the place of the next one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EarlierAnswer {
    /// The owner has it, since what they sent holds all of it.
    Received,
    /// It answers what was sent.
    SameRequest,
    /// It answers something else, and nothing shows that the owner has it.
    Other,
}

impl EarlierAnswer {
    /// Compares an answer with what was sent.
    pub fn classify(answer: &AnswerFiles, sent: &AnswerFiles) -> Self {
        let is_sent = |(path, bytes): (&String, &Vec<u8>)| sent.get(path) == Some(bytes);
        if !answer.is_empty() && answer.iter().all(is_sent) {
            Self::Received
        } else if answer.values().any(|bytes| follows(bytes, sent)) {
            Self::SameRequest
        } else {
            Self::Other
        }
    }
}

/// Returns true for a sign-off that follows, or returns, a sign-off that was sent.
fn follows(bytes: &[u8], sent: &AnswerFiles) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return false;
    };
    let document = ParsedFile::read(text);
    let is_pinned = |key: &str| {
        let pinned = document.front.get(key)?;
        let inner = |name: &str| pinned.get(name).and_then(Node::scalar);
        let blob = BlobId::parse(inner("blob")?)?;
        Some(blob.matches_content(sent.get(inner("path")?)?))
    };
    ["after", "returns"]
        .into_iter()
        .any(|key| is_pinned(key) == Some(true))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::files::digest::sha1_blob;

    const SIGNED: &[u8] = b"Signed.\n";

    fn files(of: &[(&str, &[u8])]) -> AnswerFiles {
        let owned = of.iter();
        owned
            .map(|(path, bytes)| ((*path).to_owned(), bytes.to_vec()))
            .collect()
    }

    /// A sign-off that names the one before it, as of this content.
    fn answer(key: &str, before: &[u8]) -> Vec<u8> {
        let blob = sha1_blob(before);
        format!("---\nsignoff: endorse\n{key}: {{ path: sign.md, blob: {blob} }}\n---\n").into()
    }

    #[test]
    fn only_what_the_owner_sent_back_is_received() {
        let endorsed = answer("after", b"Signed before.\n");
        let earlier = files(&[("endorse.md", &endorsed), ("endorse.sig", b"key")]);
        let mut sent = files(&[("sign.md", SIGNED)]);
        let of = |sent: &AnswerFiles| EarlierAnswer::classify(&earlier, sent);
        assert_eq!(of(&sent), EarlierAnswer::Other);
        sent.insert("endorse.md".to_owned(), endorsed.clone());
        assert_eq!(of(&sent), EarlierAnswer::Other);
        sent.insert("endorse.sig".to_owned(), b"another".to_vec());
        assert_eq!(of(&sent), EarlierAnswer::Other);
        sent.insert("endorse.sig".to_owned(), b"key".to_vec());
        assert_eq!(of(&sent), EarlierAnswer::Received);
        let nothing = AnswerFiles::new();
        assert_eq!(
            EarlierAnswer::classify(&nothing, &sent),
            EarlierAnswer::Other
        );
    }

    #[test]
    fn the_same_request_is_answered_once() {
        let sent = files(&[("sign.md", SIGNED)]);
        for (key, before, expected) in [
            ("after", SIGNED, EarlierAnswer::SameRequest),
            ("returns", SIGNED, EarlierAnswer::SameRequest),
            (
                "after",
                b"Signed before.\n".as_slice(),
                EarlierAnswer::Other,
            ),
            ("withdraws", SIGNED, EarlierAnswer::Other),
        ] {
            let earlier = files(&[("endorse.md", &answer(key, before))]);
            let found = EarlierAnswer::classify(&earlier, &sent);
            assert_eq!(found, expected, "{key}");
        }
    }
}
