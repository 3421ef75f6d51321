//! Templates of plain text. What is put in stays as it is; nothing is escaped.

use minijinja::syntax::SyntaxConfig;
use minijinja::{Environment, UndefinedBehavior, Value};

use super::error::Failure;

pub use minijinja::context;

/// A template with its blanks filled; one that names what is not there is a mistake.
pub fn render(template: &str, context: Value) -> Result<String, Failure> {
    let mut environment = Environment::new();
    let lines = SyntaxConfig::builder()
        .trim_blocks(true)
        .keep_trailing_newline(true)
        .build();
    environment.set_syntax(lines.map_err(Failure::other)?);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment
        .render_str(template, context)
        .map_err(Failure::other)
}
