//! Holds the errors that can stop a pack from becoming a page. Nothing a person wrote can: their
//! words always print, so every error here is a fault of this program.

/// The reason why no page was made.
#[derive(Debug, thiserror::Error)]
pub enum HtmlError {
    /// A template is broken, or asks for something a pack does not have.
    #[error("the pack template failed: {0:#}")]
    Template(#[from] minijinja::Error),
}
