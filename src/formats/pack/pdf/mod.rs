//! Lays packs out with Typst: the PDF that is submitted, and the pages that a
//! record fills. Knows Typst and the template; does not know where a pack comes
//! from, nor where the file goes. The world that Typst sees has our template,
//! our typefaces and the pack, and no disk, package or clock.

mod error;
mod export;
mod markup;
mod measure;
mod open;
mod view;
mod world;

pub use export::pdf;
pub use measure::pages;
pub use open::open;

/// What a kept measurement depends on besides the record: the typesetter, the
/// template, the tokens and the typefaces.
pub fn edition() -> String {
    use crate::base::files::digest::sha256;
    let mut parts = format!(
        "typst {}\n{}\n",
        typst::utils::version().raw(),
        world::TEMPLATE
    );
    parts.push_str(crate::base::paper::TOKENS);
    let mut parts = parts.into_bytes();
    for face in &crate::base::paper::tokens().faces {
        // A font file begins with the checksums of everything in it.
        parts.extend(&face.ttf()[..face.ttf().len().min(512)]);
    }
    sha256(&parts)
}
