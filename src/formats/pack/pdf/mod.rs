//! Lays packs out with Typst: the PDF that is submitted, and the pages that a
//! record fills. Knows Typst and the template; does not know where a pack comes
//! from, nor where the file goes. The world that Typst sees has our template,
//! our typefaces and the pack, and no disk, package or clock.

mod error;
mod export;
pub mod markup;
mod measure;
mod open;
mod template_data;
mod text_layer;
mod world;

pub use error::TypesetError;
pub use export::{AttachmentData, DocumentInfo, export, to_pdf};
pub use measure::pages;
pub use template_data::to_template_json;
pub use world::TypstWorld;

use super::{FormatMatch, PackFormat, PackOpenError, contains, limits};
use crate::formats::PrintError;
use crate::views::submission::OpenedPack;
use crate::views::submission::model::Pack;

/// A pack as a PDF.
pub const FORMAT: PackFormat = PackFormat {
    name: NAME,
    extension: "pdf",
    print,
    sniff,
    open: open_bytes,
};

const NAME: &str = "pdf";

fn print(pack: &Pack) -> Result<Vec<u8>, PrintError> {
    limits::require_few_files(pack)?;
    limits::require_few_pages(pack)?;
    export(pack).map_err(PrintError::pack)
}

fn sniff(bytes: &[u8]) -> FormatMatch {
    if !bytes.starts_with(b"%PDF") {
        FormatMatch::No
    } else if contains(bytes, b"<xmp:CreatorTool>cpd ") {
        FormatMatch::Ours
    } else {
        FormatMatch::SameContainer
    }
}

fn open_bytes(bytes: &[u8]) -> Result<OpenedPack, PackOpenError> {
    let mut opened = open::open(bytes).map_err(PackOpenError::unreadable)?;
    opened.shown.push((NAME, bytes.to_vec()));
    Ok(opened)
}

/// Returns a digest of everything besides the record that a cached measurement depends
/// on: the typesetter, the template, the tokens, the words and the typefaces.
pub fn measurement_key() -> String {
    use crate::base::files::digest::sha256;
    let mut parts = format!(
        "typst {}\n{}\n",
        typst::utils::version().raw(),
        world::TEMPLATE
    );
    parts.push_str(crate::base::paper::TOKENS);
    parts.push_str(&crate::domain::phrases::all_words());
    let mut parts = parts.into_bytes();
    for face in &crate::base::paper::design_tokens().faces {
        // A font file begins with the checksums of everything in it.
        parts.extend(&face.ttf()[..face.ttf().len().min(512)]);
    }
    sha256(&parts)
}
