//! The page of a pack: its paper, its lengths and its typefaces. The style sheet
//! and the Typst template are both made from what stands here, so a statement
//! that fills one side in the PDF fills one side from a browser. Knows nothing
//! of records, and neither of CSS nor of Typst.

mod glyphs;
mod outlines;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use include_dir::{Dir, include_dir};
use serde::{Deserialize, Serialize};

pub use glyphs::{missing_glyphs, spell_invisible, spell_unprintable};
pub use outlines::draw_words;

static FONTS: Dir = include_dir!("$CARGO_MANIFEST_DIR/assets/fonts");

/// The page tokens as they are written, for whoever reads YAML itself.
pub const TOKENS: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/templates/page.yaml"));

/// The page, as `templates/page.yaml` states it. Lengths stay as they are
/// written: CSS and Typst read the same.
#[derive(Debug, Deserialize, Serialize)]
pub struct Tokens {
    pub paper: BTreeMap<String, String>,
    pub margin: BTreeMap<String, String>,
    pub faces: Vec<Face>,
    pub text: Vec<String>,
    pub head: Vec<String>,
    pub code: Vec<String>,
    pub line: f64,
    pub head_line: f64,
    pub size: BTreeMap<String, String>,
    pub space: BTreeMap<String, String>,
    pub picture: BTreeMap<String, String>,
    pub signature: BTreeMap<String, String>,
    pub ink: BTreeMap<String, String>,
}

/// One typeface: the family it belongs to, and its file without an ending.
#[derive(Debug, Deserialize, Serialize)]
pub struct Face {
    pub family: String,
    pub weight: u16,
    pub style: String,
    pub file: String,
}

impl Face {
    /// The face as Typst lays it out.
    pub fn ttf(&self) -> &'static [u8] {
        self.font_bytes("ttf")
    }

    /// The same face as a browser reads it: equal in metrics and kerning.
    pub fn woff2(&self) -> &'static [u8] {
        self.font_bytes("woff2")
    }

    fn font_bytes(&self, end: &str) -> &'static [u8] {
        FONTS
            .get_file(format!("{}.{end}", self.file))
            .map(|file| file.contents())
            .unwrap_or_default()
    }
}

/// The page tokens built into the program.
#[expect(
    clippy::expect_used,
    reason = "the file is part of the program, and a test reads it"
)]
pub fn design_tokens() -> &'static Tokens {
    static READ: LazyLock<Tokens> = LazyLock::new(|| {
        serde_saphyr::from_str(TOKENS).expect("templates/page.yaml is what `Tokens` says")
    });
    &READ
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tokens_name_faces_that_are_there_in_both_forms() {
        assert!(!design_tokens().faces.is_empty());
        for face in &design_tokens().faces {
            assert_eq!(&face.ttf()[..4], [0, 1, 0, 0], "{}", face.file);
            assert_eq!(&face.woff2()[..4], b"wOF2", "{}", face.file);
        }
    }

    #[test]
    fn every_family_of_a_list_has_a_face() {
        let page = design_tokens();
        let lists = [&page.text, &page.head, &page.code];
        assert!(lists.iter().all(|list| !list.is_empty()), "{lists:?}");
        for family in page.text.iter().chain(&page.head).chain(&page.code) {
            assert!(
                page.faces.iter().any(|face| face.family == *family),
                "{family}"
            );
        }
    }
}
