//! Identities as types: a text that has been read as one cannot be taken for another.
//! Knows no record, no scheme and no file.

/// Defines a type over `Arc<str>` that only functions of its own module make.
macro_rules! text_type {
    ($(#[$about:meta])* $name:ident) => {
        $(#[$about])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(std::sync::Arc<str>);

        impl std::ops::Deref for $name {
            type Target = str;

            fn deref(&self) -> &str {
                &self.0
            }
        }

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(&self.0)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl PartialEq<str> for $name {
            fn eq(&self, other: &str) -> bool {
                *self.0 == *other
            }
        }

        impl PartialEq<&str> for $name {
            fn eq(&self, other: &&str) -> bool {
                *self.0 == **other
            }
        }

        impl PartialEq<String> for $name {
            fn eq(&self, other: &String) -> bool {
                *self.0 == **other
            }
        }
    };
}

/// Defines a type over `Arc<str>` that only its own `parse` makes, of text for which
/// `$is_valid` holds.
macro_rules! text_id {
    ($(#[$about:meta])* $name:ident, $is_valid:expr) => {
        text_type!($(#[$about])* $name);

        impl $name {
            /// Reads it, without changing anything; `None` where the text is no such id.
            pub fn parse(text: &str) -> Option<Self> {
                let is_valid: fn(&str) -> bool = $is_valid;
                is_valid(text).then(|| Self(text.into()))
            }
        }
    };
}

mod award;
mod fingerprint;
mod kind;
mod person;
mod record;
mod rule;

pub use award::{AwardId, AwardName, AwardRef, RoundEnd, SchemeId};
pub use fingerprint::Fingerprint;
pub use kind::KindId;
pub use person::PersonId;
pub use record::{RecordId, RecordKey};
pub use rule::RuleId;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Text of which ids, paths and rounds are made, and what must be none.
    pub fn hostile() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            Just("year".to_owned()),
            Just("-2026-12-31".to_owned()),
            Just("-10000-12-31".to_owned()),
            Just("/".to_owned()),
            Just("..".to_owned()),
            Just("\u{202e}".to_owned()),
            Just("\n".to_owned()),
            Just("\0".to_owned()),
            any::<String>(),
            "[a-zA-Z0-9._-]{1,12}",
        ];
        proptest::collection::vec(piece, 0..5).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn an_id_is_written_as_it_was_read(text in hostile()) {
            for written in [
                SchemeId::parse(&text).map(|id| id.to_string()),
                AwardName::parse(&text).map(|id| id.to_string()),
                KindId::parse(&text).map(|id| id.to_string()),
                PersonId::parse(&text).map(|id| id.to_string()),
            ].into_iter().flatten() {
                prop_assert_eq!(&written, &text);
                prop_assert!(!written.is_empty());
                prop_assert!(!written.contains('/') && !written.starts_with('.'));
                prop_assert!(!written.chars().any(char::is_control));
            }
        }
    }
}
