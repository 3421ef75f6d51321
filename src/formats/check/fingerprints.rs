//! Names of findings that stay when lines are added above them.

use std::collections::BTreeMap;

use crate::base::files::digest;
use crate::domain::finding::Diagnostic;

/// Fingerprints from what each finding says, where; the same fault twice in a file is told
/// apart by its order.
#[derive(Default)]
pub struct Fingerprints {
    /// The file of the last finding. Those of one file follow each other.
    path: String,
    /// The number of times that each was met in that file.
    met: BTreeMap<String, usize>,
}

impl Fingerprints {
    /// Returns the fingerprint of the next finding, in the file with this path in the
    /// repository: several portfolios of one repository may have files of one name.
    pub fn next(&mut self, finding: &Diagnostic, path: &str) -> String {
        if self.path != path {
            path.clone_into(&mut self.path);
            self.met.clear();
        }
        let (rule, says) = (finding.rule, &finding.message);
        let about = format!("{rule}\n{path}\n{says}");
        let named = |again: usize| digest::sha256(format!("{about}\n{again}").as_bytes());
        let again = self.met.entry(named(0)).or_default();
        let name = named(*again);
        *again += 1;
        name
    }
}
