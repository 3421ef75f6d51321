//! `cpd scheme show`: what a scheme asks for, in words.

use super::find;
use crate::base::text::{Safe, words};
use crate::cli::error::{ExitKind, Failure};
use crate::cli::session::Session;
use crate::domain::finding::Severity;
use crate::domain::portfolio::load;
use crate::domain::remedy::{Invocation, Remedy};
use crate::domain::schema::{Scheme, SchemeOrigin};

/// Say in words what a scheme asks for
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  cpd scheme show lancaster")]
pub struct Args {
    /// The scheme's id, or a scheme.yaml or its folder
    #[arg(value_name = "ID_OR_FILE")]
    pub id: String,
}

pub fn run(id: &str, session: &mut Session) -> Result<ExitKind, Failure> {
    let portfolio = load::with_scheme(find::named(id, session)?.files);
    let Some(scheme) = portfolio.schemes().first() else {
        return Err(
            Failure::failed(format!("the scheme {id} cannot be read")).remedy(&Remedy::invoke(
                "to see why",
                Invocation::CheckScheme {
                    what: id.to_owned(),
                },
            )),
        );
    };
    let out = &mut session.out;
    writeln!(
        out,
        "{} ({} {})",
        Safe(&scheme.title),
        scheme.id,
        scheme.version
    )?;
    writeln!(out, "{}", source(scheme))?;
    for award in &scheme.awards {
        let after = award
            .after
            .as_ref()
            .map(|after| format!(", after {after}"))
            .unwrap_or_default();
        writeln!(out, "\n{}{}", Safe(&award.title), Safe(&after))?;
        for criterion in scheme.criteria_of(&award.id) {
            let weight = match criterion.severity {
                Severity::Error => "",
                Severity::Warning => " (advised)",
                Severity::Note => " (to note)",
            };
            writeln!(out, "  - {}{weight}", Safe(&criterion.says))?;
        }
    }
    if !scheme.references.is_empty() {
        writeln!(out, "\nIt refers to")?;
        for reference in &scheme.references {
            writeln!(out, "  - {}", Safe(reference))?;
        }
    }
    if !scheme.steps.is_empty() {
        writeln!(out, "\nSign-offs, in order")?;
        for step in &scheme.steps {
            writeln!(
                out,
                "  - {}: by the {}",
                Safe(&step.title),
                Safe(&words::spaced(step.by.role()))
            )?;
        }
    }
    if !scheme.duties.is_empty() {
        writeln!(out, "\nBeside the awards")?;
        for duty in &scheme.duties {
            writeln!(out, "  - {}", Safe(&duty.says))?;
        }
    }
    Ok(ExitKind::Clean)
}

fn source(scheme: &Scheme) -> String {
    let official = if scheme.source.official {
        "Official"
    } else {
        "Unofficial: restated from the source, not made or checked by it"
    };
    let name = scheme
        .source
        .name
        .clone()
        .or_else(|| scheme.source.url.clone());
    let read = scheme
        .source
        .read
        .map(|day| format!(", read {day}"))
        .unwrap_or_default();
    let own = match scheme.origin {
        SchemeOrigin::BuiltIn => "",
        SchemeOrigin::Portfolio => " This scheme does not come with cpd.",
    };
    match name {
        Some(name) => format!("{official}. Source: {}{read}.{own}", Safe(&name)),
        None => format!("{official}{read}.{own}"),
    }
}
