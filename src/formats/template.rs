//! Templates of plain text. What is put in stays as it is; nothing is escaped.

use minijinja::syntax::SyntaxConfig;
use minijinja::{Environment, UndefinedBehavior};

pub use minijinja::{Value, context};

/// A template that cannot be filled. Nothing that a person wrote leads to this.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct TemplateError(#[from] minijinja::Error);

/// Returns a template with its blanks filled; one that names a value which is not there is
/// a mistake.
pub fn render(template: &str, context: Value) -> Result<String, TemplateError> {
    let mut environment = Environment::new();
    let lines = SyntaxConfig::builder()
        .trim_blocks(true)
        .keep_trailing_newline(true)
        .build();
    environment.set_syntax(lines?);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    Ok(environment.render_str(template, context)?)
}
