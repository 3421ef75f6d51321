//! The style sheet of a pack, made from the page tokens, with the fonts inside.
//! Knows how strings are written in CSS; knows nothing of records.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::data_uri::data_uri;
use crate::base::paper::{Tokens, spell_invisible};

/// One `@font-face` a face, with the font inside.
pub fn font_faces(page: &Tokens) -> String {
    let mut css = String::with_capacity(640 * 1024);
    for face in &page.faces {
        css.push_str(&format!(
            "@font-face {{ font-family: {}; font-weight: {}; font-style: {}; src: url(\"{}\") format(\"woff2\"); }}\n",
            css_string(&face.family),
            face.weight,
            face.style,
            data_uri("font/woff2", face.woff2()),
        ));
    }
    css
}

/// A CSS string that stays a string whatever the text is: only letters, digits
/// and spaces stand for themselves. No quote ends it, no `</style>` ends the
/// sheet, no backslash eats what follows.
pub fn css_string(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in spell_invisible(text).chars() {
        if c.is_alphanumeric() || c == ' ' {
            out.push(c);
        } else {
            out.push_str(&format!("\\{:x} ", c as u32));
        }
    }
    out.push('"');
    out
}

/// The value by which a content security policy allows exactly this sheet.
pub fn policy_hash(sheet: &str) -> String {
    format!(
        "sha256-{}",
        STANDARD.encode(Sha256::digest(sheet.as_bytes()))
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_font_face_is_embedded() {
        let tokens = crate::base::paper::design_tokens();
        let css = font_faces(tokens);
        assert_eq!(css.matches("@font-face").count(), tokens.faces.len());
        assert!(css.len() < 800_000, "{} bytes of fonts", css.len());
    }

    #[test]
    fn plain_names_stay_readable() {
        assert_eq!(css_string("Siân Źróbek 2"), "\"Siân Źróbek 2\"");
    }

    #[test]
    fn a_name_cannot_leave_its_string() {
        for name in [
            "\"; } body { display: none",
            "</style><script>alert(1)</script>",
            "back\\",
            "two\nlines",
            "*/ /*",
            "{{ }} url(x)",
        ] {
            let css = css_string(name);
            let inside = &css[1..css.len() - 1];
            assert!(
                !inside.contains(['"', '<', '>', '/', '{', '}', '(', ';', '\n', '*']),
                "{css}"
            );
        }
        assert_eq!(css_string("a\\b"), "\"a\\5c b\"");
    }

    #[test]
    fn the_hash_is_the_one_browsers_compute() {
        assert_eq!(
            policy_hash(""),
            "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
        );
    }
}
