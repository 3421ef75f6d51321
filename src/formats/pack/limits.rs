//! Limits of what is printed as one pack. They are tested before anything is laid out.

use super::budget::MOST_FILES;
use crate::formats::PrintError;
use crate::views::submission::model::{Pack, PackSection};

/// Most pages of a PDF, of which each takes the typesetter about 0.7 MB of memory.
const MOST_PAGES: usize = 1_000;

/// Rows of a log, or pieces of evidence, that surely fill a page.
const ROWS_OF_A_PAGE: usize = 25;

/// Documents that surely fill a page. Of the shortest, 9 do.
const DOCUMENTS_OF_A_PAGE: usize = 10;

/// Most files that a pack can carry, beside the pages and what is for programs alone.
const MOST_CARRIED: usize = MOST_FILES - 100;

/// Returns an error if a pack has more files than anybody can open again.
pub fn require_few_files(pack: &Pack) -> Result<(), PrintError> {
    match pack.files.len() {
        files if files > MOST_CARRIED => Err(PrintError::TooManyFiles {
            files,
            most: MOST_CARRIED,
        }),
        _ => Ok(()),
    }
}

/// Returns an error if a pack has more pages than a PDF may have.
pub fn require_few_pages(pack: &Pack) -> Result<(), PrintError> {
    match least_pages(pack) {
        pages if pages > MOST_PAGES => Err(PrintError::TooManyPages {
            pages,
            most: MOST_PAGES,
        }),
        _ => Ok(()),
    }
}

/// Returns the number of pages that a pack surely has.
fn least_pages(pack: &Pack) -> usize {
    let documents: usize = pack.parts.iter().map(|part| part.documents().len()).sum();
    let in_logs = pack.parts.iter().map(|part| match part {
        PackSection::Log { rows, .. } => rows.len(),
        PackSection::Table { table, .. } => table.lines.len(),
        PackSection::Documents { .. } | PackSection::Page(_) => 0,
    });
    let listed = pack.evidence.len() + pack.provenance.subjects.len();
    documents / DOCUMENTS_OF_A_PAGE + (in_logs.sum::<usize>() + listed) / ROWS_OF_A_PAGE
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::pack::html::tests::sample;
    use crate::formats::pack::{PACK_FORMATS, PackFormat, named};

    /// The sample with so many documents.
    fn with_documents(count: usize) -> Pack {
        let mut pack = sample();
        for part in &mut pack.parts {
            if let PackSection::Documents { documents, .. } = part {
                let one = documents[0].clone();
                *documents = vec![one; count];
            }
        }
        pack
    }

    fn refusal(format: &PackFormat, pack: &Pack) -> String {
        (format.print)(pack)
            .err()
            .map_or_else(String::new, |error| error.to_string())
    }

    #[test]
    fn a_pdf_of_too_many_pages_is_refused_before_it_is_laid_out() {
        let pack = with_documents(100_000);
        for name in ["pdf", "zip"] {
            let says = refusal(named(name).unwrap(), &pack);
            assert!(
                says.starts_with("this pack would have at least 10,0")
                    && says.ends_with(" pages, and a PDF can have at most 1,000"),
                "{says}"
            );
        }
        assert!(require_few_pages(&with_documents(9_000)).is_ok());
    }

    #[test]
    fn a_pack_of_more_files_than_can_be_opened_is_refused() {
        let mut pack = sample();
        let file = pack.files.values().next().unwrap().clone();
        for number in 0..=MOST_CARRIED {
            pack.files
                .insert(format!("evidence/{number}"), file.clone());
        }
        for format in PACK_FORMATS {
            let says = refusal(format, &pack);
            let end = " files, and a pack can carry at most 19,900";
            assert!(says.ends_with(end), "{}: {says}", format.name);
        }
    }
}
