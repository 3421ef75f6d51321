//! JSON Schemas of kinds of record.

use crate::app::records::kind::{KindLookupError, kind};
use crate::domain::schema::Kinds;
use crate::views::schema::SchemaView;

/// Returns the schema of the kind with this name, or of every kind if none is named.
pub fn schema(kinds: &Kinds, written: Option<&str>) -> Result<SchemaView, KindLookupError> {
    let _span = tracing::info_span!("report.schema").entered();
    match written {
        Some(written) => Ok(SchemaView::for_kind(kind(kinds, written)?)),
        None => Ok(SchemaView::for_all_kinds(kinds)),
    }
}
