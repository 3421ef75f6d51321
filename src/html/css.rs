//! The style sheet of a pack, made from the page tokens, with the fonts inside.
//! Knows how strings are written in CSS; knows nothing of records.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use include_dir::{Dir, include_dir};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

use super::data_uri::data_uri;
use super::error::HtmlError;
use super::text::visible;

static FONTS: Dir = include_dir!("$CARGO_MANIFEST_DIR/assets/fonts");
const TOKENS: &str = include_str!("../../templates/page.yaml");

/// The page, as `templates/page.yaml` states it. Lengths stay as they are written.
#[derive(Debug, Deserialize, Serialize)]
pub struct Tokens {
    paper: BTreeMap<String, String>,
    margin: BTreeMap<String, String>,
    faces: Vec<Face>,
    text: Vec<String>,
    head: Vec<String>,
    code: Vec<String>,
    line: f64,
    head_line: f64,
    size: BTreeMap<String, String>,
    space: BTreeMap<String, String>,
    signature: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize, Serialize)]
struct Face {
    family: String,
    weight: u16,
    style: String,
    file: String,
}

/// The page tokens built into the program.
pub fn tokens() -> Result<Tokens, HtmlError> {
    serde_saphyr::from_str(TOKENS).map_err(|fault| HtmlError::Tokens(fault.to_string()))
}

/// One `@font-face` a face, with the font inside.
pub fn font_faces(tokens: &Tokens) -> Result<String, HtmlError> {
    let mut css = String::with_capacity(640 * 1024);
    for face in &tokens.faces {
        let name = format!("{}.woff2", face.file);
        let file = FONTS.get_file(&name).ok_or(HtmlError::Font(name))?;
        css.push_str(&format!(
            "@font-face {{ font-family: {}; font-weight: {}; font-style: {}; src: url(\"{}\") format(\"woff2\"); }}\n",
            css_string(&face.family),
            face.weight,
            face.style,
            data_uri("font/woff2", file.contents()),
        ));
    }
    Ok(css)
}

/// A CSS string that stays a string whatever the text is: only letters, digits
/// and spaces stand for themselves. No quote ends it, no `</style>` ends the
/// sheet, no backslash eats what follows.
pub fn css_string(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in visible(text).chars() {
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
    fn the_tokens_read_and_name_fonts_that_are_there() {
        let tokens = tokens().unwrap();
        let css = font_faces(&tokens).unwrap();
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
