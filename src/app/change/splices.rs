//! Changes to stretches of a text, of which one file may have several.

use super::{Base, ChangeSet, PlanError};
use crate::base::files::{PortfolioPath, Sha256};
use crate::base::text::Span;

/// Words that take the place of a stretch of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Splice {
    pub span: Span,
    pub new: String,
}

impl ChangeSet {
    /// Replaces stretches of a text, all of which count in the text with the expected
    /// digest. Refuses any other text, and stretches that overlap or begin at one place.
    pub fn splice(
        &mut self,
        base: Base<'_>,
        path: &PortfolioPath,
        expected: Sha256,
        splices: Vec<Splice>,
    ) -> Result<(), PlanError> {
        let bytes = self.bytes(base, path);
        let bytes = bytes.ok_or_else(|| PlanError::Missing(path.clone()))?;
        if Sha256::digest(&bytes) != expected {
            return Err(PlanError::Changed(path.clone()));
        }
        let text = std::str::from_utf8(&bytes).ok();
        let spliced = text.and_then(|text| apply_splices(text, splices));
        let spliced = spliced.ok_or_else(|| PlanError::Overlap(path.clone()))?;
        self.edit(base, path, spliced.into_bytes())
    }
}

/// Returns the text with each stretch replaced; nothing where two of them get in each
/// other's way or one is no stretch of the text.
pub fn apply_splices(text: &str, mut splices: Vec<Splice>) -> Option<String> {
    splices.sort_by_key(|splice| (splice.span.start, splice.span.end));
    let mut whole = String::with_capacity(text.len());
    let mut done = 0;
    let mut begun = None;
    for Splice { span, new } in &splices {
        if begun == Some(span.start) {
            return None;
        }
        begun = Some(span.start);
        whole.push_str(text.get(done..span.start)?);
        whole.push_str(new);
        text.get(span.start..span.end)?;
        done = span.end;
    }
    whole.push_str(text.get(done..)?);
    Some(whole)
}
