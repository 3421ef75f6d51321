//! The number of pages that a PDF says it has, and limits for what is read of one. Shows nothing
//! of it.

pub mod nesting;

use hayro_syntax::Pdf;
use hayro_syntax::object::Dict;

/// Returns the number of pages; nothing if the bytes are no PDF that can be read.
pub fn count_pages(bytes: &[u8]) -> Option<usize> {
    if !bytes.starts_with(b"%PDF") || !nesting::is_shallow(bytes) {
        return None;
    }
    if nesting::hides_objects(bytes) && !nesting::is_shallow_unpacked(bytes) {
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

    #[test]
    fn arrays_in_arrays_end_neither_the_stack_nor_the_patience() {
        let begun = std::time::Instant::now();
        for array in ["[", "[<</A", "[(x)", "[ % x\n"] {
            for many in [2_999, 3_000, 100_000] {
                let array = array.repeat(many);
                let pdf = format!("%PDF-1.4\n1 0 obj<</Type/Catalog/Pages {array}");
                assert_eq!(count_pages(pdf.as_bytes()), None);
                let pdf = format!("{pdf}>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n");
                assert_eq!(count_pages(pdf.as_bytes()), None);
            }
        }
        assert!(begun.elapsed().as_secs() < 10, "{:?}", begun.elapsed());
    }
}
