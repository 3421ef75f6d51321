//! One finding: which rule, how serious, what it says and where it points.
//! Knows no format and no colour.

use serde::Serialize;

use super::id::RuleId;
use super::remedy::Remedy;
use crate::base::text::{NameList, SecretWords, Span, did_you_mean, words};

/// The severity of a finding, least first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    Note,
    Warning,
    Error,
}

impl Severity {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// Words of a file, and what is said about them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Path in the portfolio, or of a scheme's file (see [`crate::domain::schema::Origin`]).
    pub path: String,
    pub span: Span,
    /// Said beside the words; may be empty.
    pub text: String,
}

impl Label {
    pub fn new(path: impl Into<String>, span: Span, text: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            span,
            text: text.into(),
        }
    }
}

/// A requirement that is not met, as a row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequirementGap {
    /// The award or the scheme that asks for it.
    pub asker: String,
    /// The requirement in the scheme's words.
    pub says: String,
    /// The amounts that were found and are needed; none if nothing is counted.
    pub amounts: Option<(String, String)>,
    /// The things that are missing or wrong, all of them.
    pub details: Vec<String>,
}

/// A finding about a portfolio.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    pub rule: RuleId,
    pub severity: Severity,
    pub message: String,
    /// Remedies, the best first.
    pub remedies: Vec<Remedy>,
    pub at: Label,
    /// Other places that matter, such as the line of the scheme that asks.
    pub related: Vec<Label>,
    /// Every item of a list that the message or a remedy cuts short; else nothing.
    pub listed: NameList,
    /// The criterion this is about, as `lancaster/silver/journals`.
    pub criterion: Option<String>,
    /// The requirement that is not met, if it is about one.
    pub gap: Option<Box<RequirementGap>>,
    /// The words at this place are nobody's to print.
    pub secret: bool,
}

impl Diagnostic {
    /// Adds advice that only a person can follow.
    pub fn help(self, says: impl Into<String>) -> Self {
        self.remedy(Remedy::advice(says))
    }

    /// Adds a remedy, without place for more: nearly every finding has one.
    pub fn remedy(mut self, remedy: Remedy) -> Self {
        self.remedies.reserve_exact(1);
        self.remedies.push(remedy);
        self
    }

    pub fn remedies(self, remedies: impl IntoIterator<Item = Remedy>) -> Self {
        remedies.into_iter().fold(self, Self::remedy)
    }

    /// Asks which of these names was meant. One alone is asked for beside the words, with
    /// the edit that `written` makes of it.
    pub fn ask(self, names: &[&str], written: impl FnOnce(&str) -> Option<(Span, String)>) -> Self {
        let Some(question) = did_you_mean::question_for(names) else {
            return self;
        };
        let [name] = names else {
            return self.help(question);
        };
        let path = self.at.path.clone();
        let edit = written(name)
            .map(|(span, text)| Remedy::edit(format!("write `{name}`"), path, span, text));
        self.label(question).remedies(edit)
    }

    pub fn label(mut self, text: impl Into<String>) -> Self {
        self.at.text = text.into();
        self
    }

    pub fn related(mut self, label: Label) -> Self {
        self.related.push(label);
        self
    }

    /// Keeps all items of a list of which at most so many are named.
    pub fn lists<S: AsRef<str>>(mut self, items: &[S], named: usize) -> Self {
        if items.len() > named {
            let items = items.iter().map(|item| item.as_ref().to_owned());
            self.listed = items.collect();
        }
        self
    }

    /// Adds what there is to choose from as help, with these words before it.
    pub fn with_choices<S: AsRef<str>>(self, says: &str, items: &[S]) -> Self {
        self.help(format!("{says}: {}", words::join_choices(items)))
            .lists(items, words::MOST_NAMED)
    }

    /// Adds the same, of a list that is kept once for all findings that give it.
    pub fn with_shared_choices(mut self, says: &str, items: &NameList) -> Self {
        if items.len() > words::MOST_NAMED {
            self.listed = NameList::clone(items);
        }
        self.help(format!("{says}: {}", words::join_choices(items)))
    }

    pub fn secret(mut self) -> Self {
        self.secret = true;
        self
    }

    /// Puts dots for words that are nobody's to print, wherever the finding says them.
    pub fn mask(&mut self, secrets: &SecretWords) {
        let masked = |text: &mut String| secrets.mask(text);
        masked(&mut self.message);
        self.remedies
            .iter_mut()
            .for_each(|remedy| remedy.mask(secrets));
        masked(&mut self.at.text);
        if self.listed.iter().any(|item| secrets.are_in(item)) {
            let mut listed = self.listed.to_vec();
            listed.iter_mut().for_each(masked);
            self.listed = listed.into();
        }
        if let Some(gap) = &mut self.gap {
            gap.details.iter_mut().for_each(masked);
        }
        self.related
            .iter_mut()
            .for_each(|label| masked(&mut label.text));
    }

    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// The order in which findings are shown: by file, then by place and rule. What renames the
    /// file comes last, since its name may depend on the words that others correct. A rule's own
    /// findings at one place stay in the order it gives them.
    pub fn order(&self) -> (&str, bool, usize, usize, RuleId) {
        let renames = self.remedies.iter().any(Remedy::renames_record);
        (
            &self.at.path,
            renames,
            self.at.span.start,
            self.at.span.end,
            self.rule,
        )
    }
}
