//! Instructions to a reader: paragraphs, lists and commands under headings. A letter and a page
//! are made from the same ones.

use serde::Serialize;

use crate::domain::phrases::Spoken;

/// Instructions under a heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InstructionSection {
    pub heading: String,
    pub blocks: Vec<InstructionBlock>,
}

/// A paragraph, a list or a command.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "form", content = "words", rename_all = "lowercase")]
pub enum InstructionBlock {
    Paragraph(String),
    List(Vec<String>),
    Command(String),
    /// The line with which a reply begins.
    Reply(Spoken),
}

impl InstructionSection {
    /// Returns the section as Markdown.
    pub fn to_markdown(&self) -> String {
        let mut parts = vec![format!("## {}", self.heading)];
        parts.extend(self.blocks.iter().map(InstructionBlock::to_markdown));
        parts.join("\n\n")
    }
}

impl InstructionBlock {
    fn to_markdown(&self) -> String {
        match self {
            Self::Paragraph(words) => words.clone(),
            Self::List(items) => {
                let items = items.iter().map(|item| format!("- {item}"));
                items.collect::<Vec<_>>().join("\n")
            }
            Self::Command(line) => format!("    {line}"),
            Self::Reply(line) => format!("    {}", line.words),
        }
    }
}
