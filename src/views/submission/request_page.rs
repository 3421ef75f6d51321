//! The words to whoever is asked for a sign-off: the question, and the ways to answer it. A
//! letter and a page are made from the same words.

use serde::Serialize;

/// The words of a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RequestPage {
    pub title: String,
    /// The question, in paragraphs.
    pub lead: Vec<String>,
    pub sections: Vec<RequestSection>,
}

/// A part of a request under a heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RequestSection {
    pub heading: String,
    pub blocks: Vec<RequestBlock>,
}

/// A paragraph, a list or a command.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "form", content = "words", rename_all = "lowercase")]
pub enum RequestBlock {
    Paragraph(String),
    List(Vec<String>),
    Command(String),
}

impl RequestSection {
    /// Returns the section as Markdown.
    pub fn to_markdown(&self) -> String {
        let mut parts = vec![format!("## {}", self.heading)];
        parts.extend(self.blocks.iter().map(RequestBlock::to_markdown));
        parts.join("\n\n")
    }
}

impl RequestBlock {
    fn to_markdown(&self) -> String {
        match self {
            Self::Paragraph(words) => words.clone(),
            Self::List(items) => {
                let items = items.iter().map(|item| format!("- {item}"));
                items.collect::<Vec<_>>().join("\n")
            }
            Self::Command(line) => format!("    {line}"),
        }
    }
}
