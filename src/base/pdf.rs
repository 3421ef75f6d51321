//! The number of pages that a PDF says it has. Shows nothing of it.

use hayro_syntax::Pdf;
use hayro_syntax::object::Dict;

/// Returns the number of pages; nothing if the bytes are no PDF that can be read.
pub fn count_pages(bytes: &[u8]) -> Option<usize> {
    if !bytes.starts_with(b"%PDF") {
        return None;
    }
    let pdf = Pdf::new(bytes.to_vec()).ok()?;
    let xref = pdf.xref();
    let catalog: Dict<'_> = xref.get(xref.root_id())?;
    let pages = catalog.get::<Dict<'_>>("Pages")?;
    usize::try_from(pages.get::<i32>("Count")?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_counted_and_other_bytes_have_none() {
        let pdf = |count: &str| {
            format!(
                "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count {count}>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
            )
        };
        assert_eq!(count_pages(pdf("12").as_bytes()), Some(12));
        for count in ["-3", "(many)", "99999999999999", "2 0 R"] {
            assert_eq!(count_pages(pdf(count).as_bytes()), None, "{count}");
        }
        for bytes in ["", "%PDF", "%PDF-1.7\n\u{0}\u{0}", "A text"] {
            assert_eq!(count_pages(bytes.as_bytes()), None, "{bytes}");
        }
    }
}
