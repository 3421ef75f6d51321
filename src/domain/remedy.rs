//! Remedies for a finding or a refusal, as data. A terminal, a page and
//! an editor each give it their own form. Knows no command line and no quoting.

use std::iter;

use chrono::NaiveDate;

use crate::base::text::{SecretWords, Span};
use crate::domain::id::KindId;

/// One thing to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remedy {
    /// In words for people, without a command; empty if the action says all there is.
    pub says: String,
    pub action: Action,
}

/// The action that carries out a remedy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// By this program.
    Invoke(Invocation),
    /// By changes to text that are known; all of them together.
    Edit(Vec<TextEdit>),
    /// By a person, at this place.
    Look(Location),
    /// By a person, as the words say.
    Advice,
}

/// Words that take the place of a stretch of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextEdit {
    /// From the top of the portfolio.
    pub path: String,
    pub span: Span,
    pub text: String,
    /// Somebody signed the file as it is: no program makes such an edit unasked.
    pub signed: bool,
}

/// A place in a file; its start where nothing is known of the line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    /// From the top of the portfolio.
    pub path: String,
    pub span: Span,
}

/// A value for a command, or a gap that a person has to fill in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Argument {
    Given(String),
    Blank,
}

impl Argument {
    pub fn value(text: impl Into<String>) -> Self {
        Self::Given(text.into())
    }

    fn text(&self) -> Option<&str> {
        match self {
            Self::Given(text) => Some(text),
            Self::Blank => None,
        }
    }

    /// Returns a Markdown file's path, since a row has no file of its own.
    pub fn record(path: &str) -> Self {
        if path.ends_with(".md") {
            Self::value(path)
        } else {
            Self::Blank
        }
    }
}

/// Something that this program can do for a person, with what it needs to be told.
///
/// An award is named as people write it in the portfolio: `silver`, or
/// `lancaster/silver` where another scheme has a Silver too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Invocation {
    NewRecord {
        kind: KindId,
        title: Option<String>,
        /// Fields by name, in order; the title is not among them.
        fields: Vec<(String, String)>,
    },
    /// Shows every field of a kind.
    DescribeFields {
        kind: KindId,
    },
    /// Takes a step of an award, or of the one that is next.
    TakeStep {
        step: String,
        award: Option<String>,
    },
    /// Prepares what somebody else needs to take the next step of an award.
    Ask {
        award: String,
    },
    /// Writes feedback into a form that was sent.
    FillFeedback {
        form: String,
    },
    RecordReviews,
    Withdraw {
        award: String,
    },
    /// Verifies a pack, with the awarding body's public key if there is one, or a certificate
    /// with its pack.
    VerifyPack {
        file: String,
        anchor: Option<String>,
        pack: Option<String>,
    },
    Rename {
        record: Argument,
    },
    Attach {
        to: Argument,
    },
    /// Takes the metadata out of a picture of the portfolio.
    CleanPicture {
        path: String,
    },
    AddPerson {
        person: Argument,
    },
    /// Gives a role to a person, from today or from a first day.
    AddRole {
        person: Argument,
        role: String,
        from: Option<NaiveDate>,
    },
    AddKey {
        person: Argument,
    },
    /// The person's own key, for a register.
    AddRegisterKey,
    CheckTrust,
    SetForge,
    /// A scheme by its id, or by the path of its files.
    CheckScheme {
        what: String,
    },
    /// Follows a scheme, and asks for the details of the owner that it needs.
    AdoptScheme {
        scheme: String,
    },
    /// Shows what a scheme asks for.
    ShowScheme {
        scheme: String,
    },
    /// A new version of a scheme that is there.
    NextVersion {
        scheme: String,
        version: String,
    },
    /// Begins a portfolio, in a folder by this name if there is one.
    BeginPortfolio {
        folder: Option<String>,
    },
    AddOwnKey,
    AddRecorderKey,
    ExplainRule,
    ListRules,
    ListKeys,
    Check,
    /// Corrects what has one right answer in a file.
    Fix {
        path: String,
    },
    Recover,
    Save,
    ShowHistory,
    ShowStatus,
}

impl Remedy {
    /// Returns true if it gives the file of a record another name.
    pub fn renames_record(&self) -> bool {
        matches!(&self.action, Action::Invoke(Invocation::Rename { .. }))
    }

    pub fn invoke(says: impl Into<String>, what: Invocation) -> Self {
        Self {
            says: says.into(),
            action: Action::Invoke(what),
        }
    }

    /// A remedy of one change to a file.
    pub fn edit(
        says: impl Into<String>,
        path: impl Into<String>,
        span: Span,
        text: impl Into<String>,
    ) -> Self {
        Self {
            says: says.into(),
            action: Action::Edit(vec![TextEdit {
                path: path.into(),
                span,
                text: text.into(),
                signed: false,
            }]),
        }
    }

    pub fn view(says: impl Into<String>, path: impl Into<String>, span: Span) -> Self {
        Self {
            says: says.into(),
            action: Action::Look(Location {
                path: path.into(),
                span,
            }),
        }
    }

    /// Returns the changes to text that the remedy consists of.
    pub fn edits_mut(&mut self) -> &mut [TextEdit] {
        match &mut self.action {
            Action::Edit(edits) => edits,
            Action::Invoke(_) | Action::Look(_) | Action::Advice => &mut [],
        }
    }

    /// Returns the files that the remedy changes or points into.
    pub fn paths(&self) -> Vec<&str> {
        match &self.action {
            Action::Edit(edits) => edits.iter().map(|edit| edit.path.as_str()).collect(),
            Action::Look(at) => vec![&at.path],
            Action::Invoke(_) | Action::Advice => Vec::new(),
        }
    }

    pub fn advice(says: impl Into<String>) -> Self {
        Self {
            says: says.into(),
            action: Action::Advice,
        }
    }

    /// Returns the remedy with what it is about before its words.
    #[must_use]
    pub fn with_subject(self, what: &str) -> Self {
        let says = match self.says.as_str() {
            "" => what.to_owned(),
            says => format!("{what}: {says}"),
        };
        Self { says, ..self }
    }

    /// Puts a mask for words that are nobody's to print. An action that would need
    /// them is left to the person.
    pub fn mask(&mut self, secrets: &SecretWords) {
        let mut shown = self.action.texts().into_iter();
        if shown.any(|text| secrets.are_in(text)) {
            self.action = Action::Advice;
        }
        secrets.mask(&mut self.says);
    }
}

impl Action {
    /// Returns every text that a person would be shown.
    fn texts(&self) -> Vec<&str> {
        match self {
            Self::Invoke(what) => what.texts(),
            Self::Edit(edits) => edits.iter().map(|edit| edit.text.as_str()).collect(),
            Self::Look(_) | Self::Advice => Vec::new(),
        }
    }
}

impl Invocation {
    /// Returns the one that writes a record of a kind, of which nothing more is known.
    pub fn new_record(kind: &KindId) -> Self {
        Self::NewRecord {
            kind: kind.clone(),
            title: None,
            fields: Vec::new(),
        }
    }

    fn texts(&self) -> Vec<&str> {
        match self {
            Self::NewRecord {
                kind,
                title,
                fields,
            } => {
                let fields = fields.iter().flat_map(|(name, value)| [name, value]);
                let texts = title.iter().chain(fields).map(String::as_str);
                iter::once(&**kind).chain(texts).collect()
            }
            Self::TakeStep { step, award } => iter::once(step).chain(award).map(|s| &**s).collect(),
            Self::BeginPortfolio { folder } => folder.iter().map(String::as_str).collect(),
            Self::DescribeFields { kind } => vec![kind],
            Self::Ask { award: text }
            | Self::FillFeedback { form: text }
            | Self::Withdraw { award: text }
            | Self::CheckScheme { what: text }
            | Self::ShowScheme { scheme: text }
            | Self::AdoptScheme { scheme: text }
            | Self::CleanPicture { path: text }
            | Self::Fix { path: text } => vec![text],
            Self::NextVersion { scheme, version } => vec![scheme, version],
            Self::VerifyPack { file, anchor, pack } => {
                let texts = iter::once(file).chain(anchor).chain(pack);
                texts.map(String::as_str).collect()
            }
            Self::AddRole { person, role, .. } => {
                person.text().into_iter().chain([&**role]).collect()
            }
            Self::Rename { record: argument }
            | Self::Attach { to: argument }
            | Self::AddPerson { person: argument }
            | Self::AddKey { person: argument } => argument.text().into_iter().collect(),
            Self::RecordReviews
            | Self::CheckTrust
            | Self::SetForge
            | Self::AddOwnKey
            | Self::AddRegisterKey
            | Self::AddRecorderKey
            | Self::ExplainRule
            | Self::ListRules
            | Self::ListKeys
            | Self::Check
            | Self::Recover
            | Self::Save
            | Self::ShowHistory
            | Self::ShowStatus => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masked_text_is_not_in_a_remedy() {
        let fields = vec![("email".to_owned(), "sam@example.org".to_owned())];
        let mut remedy = Remedy::invoke(
            "write sam@example.org",
            Invocation::NewRecord {
                kind: KindId::person().clone(),
                title: None,
                fields,
            },
        );
        let secrets = SecretWords::new(["sam@example.org"]);
        remedy.mask(&secrets);
        assert_eq!(remedy, Remedy::advice("write •••"));
        let edit = Remedy::edit("x", "a.md", Span::new(0, 1), "sam@example.org");
        let mut masked = edit.clone();
        masked.mask(&secrets);
        assert_eq!(masked.action, Action::Advice);
        let mut kept = edit.clone();
        kept.mask(&SecretWords::new(["priya"]));
        assert_eq!(kept, edit);
    }
}
