//! Bytes as `data:` URIs, so that a pack asks nothing of any other file. Does not
//! know what the bytes mean.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// `data:MEDIA;base64,…`. A media type that is none reads as plain bytes.
pub fn data_uri(media: &str, bytes: &[u8]) -> String {
    let media = if is_media(media) {
        media
    } else {
        "application/octet-stream"
    };
    let mut uri = String::with_capacity(bytes.len() / 3 * 4 + 64);
    uri.push_str("data:");
    uri.push_str(media);
    uri.push_str(";base64,");
    STANDARD.encode_string(bytes, &mut uri);
    uri
}

/// `type/subtype` of the characters that media types are made of, and no more.
fn is_media(media: &str) -> bool {
    let token = |part: &str| {
        !part.is_empty()
            && part
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "-+._".contains(c))
    };
    media
        .split_once('/')
        .is_some_and(|(kind, rest)| token(kind) && token(rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_data_uri_is_one_word() {
        assert_eq!(
            data_uri("image/png", b"\x89P"),
            "data:image/png;base64,iVA="
        );
    }

    #[test]
    fn a_media_type_cannot_inject_other_content() {
        assert!(data_uri("text/html,<script>", b"").starts_with("data:application/octet-stream;"));
        assert!(data_uri("", b"").starts_with("data:application/octet-stream;"));
    }
}
