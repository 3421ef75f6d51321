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

/// Returns the file that asks for the endorsement of an award, by the award as a person
/// writes it: `silver`, or `lancaster/silver` where two schemes have one of that name. No
/// id holds a plus sign, so two awards never share a file.
pub fn request_for(award: &str) -> String {
    format!("REQUEST-{}.md", award.replace('/', "+"))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::domain::id::AwardName;

    /// Whoever approves the request for one award endorses no other.
    #[test]
    fn awards_of_two_schemes_never_share_a_request() {
        let awards = ["a/b-c", "a-b/c", "a-b-c", "a_b/c", "a.b/c", "a/b"];
        let files: BTreeSet<String> = awards.into_iter().map(request_for).collect();
        assert_eq!(files.len(), awards.len(), "{files:?}");
        assert_eq!(request_for("silver"), "REQUEST-silver.md");
        assert_eq!(AwardName::parse("b+c"), None);
    }
}
