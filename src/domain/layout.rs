//! Names of the folders of a portfolio, each said once. Knows no record and no file's content.

use super::id::AwardRef;

/// The folder of sign-offs, with the slash that ends it.
pub const SIGNOFFS: &str = "signoffs/";

/// Folders whose Markdown is no record, so that no kind may have its records there.
const WITHOUT_RECORDS: [&str; 5] = ["docs", "evidence", "packs", "private", "schemes"];

/// Returns true for the name of a top-level folder that holds no records.
pub fn is_without_records(folder: &str) -> bool {
    WITHOUT_RECORDS.contains(&folder)
}

/// Returns the folder of an award's sign-offs, with the slash that ends it.
pub fn signoffs_of(award: &AwardRef) -> String {
    format!("{SIGNOFFS}{award}/")
}
