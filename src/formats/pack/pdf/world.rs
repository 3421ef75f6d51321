//! The world as Typst sees it: a few files that are in memory, our typefaces,
//! nothing else. Asking for any other file, a package or the date fails.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

use crate::base::paper;
use crate::domain::phrases::language;

/// The template that everything is set with.
pub const TEMPLATE: &str = include_str!(concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/templates/pack/pack.typ"
));

/// The boxes of a task list.
const DONE: &[u8] = include_bytes!(concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/templates/pack/done.svg"
));
const TO_DO: &[u8] = include_bytes!(concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/templates/pack/to-do.svg"
));

/// The parts that stay the same for every document.
struct SharedFiles {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    template: Source,
    tokens: Bytes,
}

static FIXED: LazyLock<SharedFiles> = LazyLock::new(|| {
    let faces = &paper::design_tokens().faces;
    let fonts: Vec<Font> = faces
        .iter()
        .filter_map(|face| Font::new(Bytes::new(face.ttf()), 0))
        .collect();
    SharedFiles {
        library: LazyHash::new(Library::default()),
        book: LazyHash::new(FontBook::from_fonts(&fonts)),
        fonts,
        template: Source::new(id("pack.typ"), TEMPLATE.to_owned()),
        tokens: Bytes::from_string(paper::TOKENS),
    }
});

/// The file that has the sentences of the pack.
const PHRASES: &str = "phrases.json";

/// One document and the files it is made of.
pub struct TypstWorld {
    main: Source,
    /// By the name without its slash.
    files: BTreeMap<String, Bytes>,
}

impl TypstWorld {
    /// A document whose code is `main`.
    pub fn new(main: String) -> Self {
        let mut world = Self {
            main: Source::new(id("main.typ"), main),
            files: BTreeMap::new(),
        };
        let phrases = serde_json::to_vec(&language().pack_sentences());
        world.add_file(PHRASES, phrases.unwrap_or_default());
        world
    }

    /// Adds a file under a name that this program chooses.
    pub fn add_file(&mut self, name: &str, bytes: impl AsRef<[u8]> + Send + Sync + 'static) {
        let name = name.trim_start_matches('/').to_owned();
        self.files.insert(name, Bytes::new(bytes));
    }
}

#[expect(
    clippy::expect_used,
    reason = "every name is written in this program, and none climbs out"
)]
fn id(name: &str) -> FileId {
    let path = VirtualPath::new(name).expect("a plain name");
    RootedPath::new(VirtualRoot::Project, path).intern()
}

impl World for TypstWorld {
    fn library(&self) -> &LazyHash<Library> {
        &FIXED.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &FIXED.book
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, file: FileId) -> FileResult<Source> {
        if file == self.main.id() {
            Ok(self.main.clone())
        } else if file == FIXED.template.id() {
            Ok(FIXED.template.clone())
        } else {
            Err(FileError::AccessDenied)
        }
    }

    fn file(&self, file: FileId) -> FileResult<Bytes> {
        if *file.root() != VirtualRoot::Project {
            return Err(FileError::AccessDenied);
        }
        match file.vpath().get_without_slash() {
            "page.yaml" => Ok(FIXED.tokens.clone()),
            "done.svg" => Ok(Bytes::new(DONE)),
            "to-do.svg" => Ok(Bytes::new(TO_DO)),
            name => self.files.get(name).cloned().ok_or(FileError::AccessDenied),
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        FIXED.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

#[cfg(test)]
mod tests {
    use typst_layout::PagedDocument;

    use super::*;

    fn compiles(code: &str) -> bool {
        typst::compile::<PagedDocument>(&TypstWorld::new(code.to_owned()))
            .output
            .is_ok()
    }

    #[test]
    fn the_typesetter_sees_only_the_given_files() {
        assert!(compiles("#import \"/pack.typ\": paragraph\n#paragraph[x]"));
        for code in [
            "#read(\"/etc/passwd\")",
            "#read(\"../../etc/passwd\")",
            "#image(\"/picture.png\")",
            "#include \"/Cargo.toml\"",
            "#import \"@preview/cetz:0.3.0\"",
            "#datetime.today()",
            "#plugin(\"/x.wasm\")",
        ] {
            assert!(!compiles(code), "{code}");
        }
    }

    #[test]
    fn every_font_face_has_the_name_used_in_the_design_tokens() {
        assert_eq!(FIXED.fonts.len(), paper::design_tokens().faces.len());
        for face in &paper::design_tokens().faces {
            assert!(
                FIXED.book.contains_family(&face.family.to_lowercase()),
                "{}",
                face.family
            );
        }
    }
}
