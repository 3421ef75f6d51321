//! `cpd explain`: what a rule checks and why, or what a kind may say.

use std::io::Write;

use crate::base::text::{Safe, did_you_mean};
use crate::check::rules::{self, RULES};
use crate::cli::error::{ExitKind, Failure};
use crate::cli::session::Session;
use crate::domain::schema::Kind;

/// Explain a rule, or a kind of record
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cpd explain                        every rule in a line\n  cpd explain unknown-field\n  cpd explain journal"
)]
pub struct Args {
    /// A rule such as unknown-field, or a kind such as journal
    #[arg(value_name = "NAME")]
    pub name: Option<String>,
}

pub fn run(args: &Args, session: &mut Session) -> Result<ExitKind, Failure> {
    let Some(name) = &args.name else {
        return list(session);
    };
    if let Some(rule) = rules::by_name(name) {
        writeln!(session.out, "# {}\n\n{}", rule.name, rule.page().trim_end())?;
        return Ok(ExitKind::Clean);
    }
    let kinds = super::schema::kinds(session)?;
    if let Some(kind) = kinds.get(name) {
        explain_kind(kind, &mut session.out)?;
        return Ok(ExitKind::Clean);
    }
    let known = RULES.iter().map(|rule| rule.name).chain(kinds.names());
    let failure = Failure::failed(format!("there is neither a rule nor a kind called {name}"));
    Err(match did_you_mean::question(name, known) {
        Some(question) => failure.hint(question),
        None => failure.hint("`cpd explain` lists the rules"),
    })
}

fn list(session: &mut Session) -> Result<ExitKind, Failure> {
    let width = RULES.iter().map(|rule| rule.name.len()).max().unwrap_or(0);
    for rule in RULES {
        writeln!(
            session.out,
            "{:width$}  {:7}  {}",
            rule.name,
            rule.severity.name(),
            rule.summary()
        )?;
    }
    Ok(ExitKind::Clean)
}

fn explain_kind(kind: &Kind, out: &mut dyn Write) -> Result<(), Failure> {
    writeln!(
        out,
        "# {}\n\n{}\n\nKept in: {}",
        Safe(&kind.title),
        Safe(&kind.help),
        kind.path()
    )?;
    if let Some(pattern) = kind.pattern() {
        writeln!(out, "Named: {}.md", pattern.as_str())?;
    }
    writeln!(out, "\n## Fields\n")?;
    for field in &kind.fields {
        let required = if field.required { " (required)" } else { "" };
        writeln!(
            out,
            "- {}{required}: {}",
            Safe(&field.name),
            Safe(field.help.as_deref().unwrap_or_default())
        )?;
        writeln!(out, "  {}", Safe(&field.ty.describe()))?;
    }
    if !kind.sections.is_empty() {
        writeln!(out, "\n## Sections\n")?;
        for section in &kind.sections {
            writeln!(out, "- {}", Safe(section))?;
        }
    }
    Ok(())
}
