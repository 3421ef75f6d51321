//! The name of a rule.

use std::fmt;

use serde::Serialize;

/// The name of a rule that exists, in kebab-case; never renumbered. Compared with another one
/// and never with text: text is looked up among the rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct RuleId(&'static str);

impl RuleId {
    /// The name under which a rule is listed. Only the list of rules calls this.
    pub const fn of_rule(name: &'static str) -> Self {
        Self(name)
    }

    pub const fn as_str(self) -> &'static str {
        self.0
    }
}

impl fmt::Display for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.0)
    }
}
