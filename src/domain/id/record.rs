//! The id of a record, and the form under which ids are compared.

use std::sync::Arc;

use crate::base::text::fold;

text_type!(
    /// The id of a record as people write it: the stem of its file, or the `id` of a row.
    /// Equal means written alike; two ids are those of one record where their keys are equal.
    RecordId
);

impl RecordId {
    /// Takes it as it is written. Any text can be an id: rules judge it.
    pub fn new(text: &str) -> Self {
        Self(text.into())
    }

    /// Returns the form under which it is compared.
    pub fn key(&self) -> RecordKey {
        match fold(&self.0) {
            std::borrow::Cow::Borrowed(_) => RecordKey(Arc::clone(&self.0)),
            std::borrow::Cow::Owned(folded) => RecordKey(folded.into()),
        }
    }
}

/// The form under which ids and names of records are compared: NFC and lower case, since no
/// file system of a Mac or of Windows could tell them apart.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordKey(Arc<str>);

impl RecordKey {
    /// Returns the form of an id or a name as somebody wrote it.
    pub fn of(written: &str) -> Self {
        Self(fold(written).into())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::tests::hostile;
    use super::*;

    #[test]
    fn ids_are_written_as_they_were_and_compared_without_case() {
        let (small, capital) = (
            RecordId::new("2026-café"),
            RecordId::new("2026-CAFE\u{301}"),
        );
        assert_eq!(capital, "2026-CAFE\u{301}");
        assert_ne!(small, capital);
        assert_eq!(small.key(), capital.key());
        assert_ne!(small.key(), RecordId::new("2026-cafe").key());
    }

    proptest! {
        #[test]
        fn an_id_and_its_text_have_the_same_key(text in hostile()) {
            let key = RecordId::new(&text).key();
            prop_assert_eq!(&key, &RecordKey::of(&text));
            prop_assert_eq!(&key, &RecordKey::of(&key.0));
        }
    }
}
