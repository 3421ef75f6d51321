//! Comparisons as people type them: `type=course`, `hours>=3`, `date=`.

use std::cmp::Ordering;

/// A way of comparing a value with another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    Is,
    IsNot,
    AtLeast,
    AtMost,
}

/// The signs of comparisons. The first that stands in a condition divides it.
const SIGNS: [(&str, Comparison); 4] = [
    ("!=", Comparison::IsNot),
    (">=", Comparison::AtLeast),
    ("<=", Comparison::AtMost),
    ("=", Comparison::Is),
];

impl Comparison {
    /// Divides a condition into a name, a comparison and a value, which may be empty.
    pub fn split(written: &str) -> Option<(&str, Self, &str)> {
        let at = written.find(['=', '!', '>', '<'])?;
        let (name, rest) = written.split_at(at);
        let (sign, comparison) = SIGNS.iter().find(|(sign, _)| rest.starts_with(sign))?;
        Some((name.trim(), *comparison, rest[sign.len()..].trim()))
    }

    /// Returns true if one value has to be more or less than another.
    pub const fn is_ordering(self) -> bool {
        matches!(self, Self::AtLeast | Self::AtMost)
    }

    /// Returns true if it holds of any of the values, by what is the same as the one that was typed
    /// and how values compare with it. `IsNot` has to hold of all.
    pub fn holds<V>(
        self,
        values: &[V],
        is_same: impl Fn(&V) -> bool,
        order: impl Fn(&V) -> Option<Ordering>,
    ) -> bool {
        match self {
            Self::Is => values.iter().any(is_same),
            Self::IsNot => !values.iter().any(is_same),
            Self::AtLeast => values.iter().filter_map(order).any(Ordering::is_ge),
            Self::AtMost => values.iter().filter_map(order).any(Ordering::is_le),
        }
    }
}
