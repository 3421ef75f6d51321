//! The name of a kind of record.

use std::sync::LazyLock;

use crate::base::text::is_id;

text_id!(
    /// The name of a kind of record, such as `activity`, as schemes and commands write it.
    KindId,
    is_id
);

impl KindId {
    /// Returns the kind of the people in `trust/people.yaml`.
    pub fn person() -> &'static Self {
        static PERSON: LazyLock<KindId> = LazyLock::new(|| KindId("person".into()));
        &PERSON
    }

    /// Returns the kind of sign-offs.
    pub fn signoff() -> &'static Self {
        static SIGNOFF: LazyLock<KindId> = LazyLock::new(|| KindId("signoff".into()));
        &SIGNOFF
    }
}
