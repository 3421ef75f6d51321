//! For people: a rule to a line, or a page of Markdown, which reads well as it is.

use std::io::{self, Write};

use crate::base::text::{Safe, words};
use crate::domain::finding::Severity;
use crate::formats::Style;
use crate::views::explain::{KindPage, ReferencePage, RequirementPage, RuleSummary};

pub fn write(view: &ReferencePage, _: &Style, out: &mut dyn Write) -> io::Result<()> {
    match view {
        ReferencePage::Rules(rules) => write_list(rules, out),
        ReferencePage::Rule(rule) => writeln!(out, "# {}\n\n{}", rule.name, rule.page),
        ReferencePage::Kind(kind) => write_page(kind, out),
        ReferencePage::Requirements(all) => {
            for (at, one) in all.iter().enumerate() {
                let gap = if at == 0 { "" } else { "\n" };
                write!(out, "{gap}")?;
                write_requirement(one, out)?;
            }
            Ok(())
        }
    }
}

fn write_requirement(page: &RequirementPage, out: &mut dyn Write) -> io::Result<()> {
    let (details, scheme) = (&page.details, Safe(&page.scheme));
    writeln!(out, "# {}\n\n{}", Safe(&page.name), Safe(&details.says))?;
    let asked = match page.awards.as_slice() {
        [] => "as a duty".to_owned(),
        awards => format!("for {}", words::join_all(awards)),
    };
    writeln!(out, "\nAsked by: {scheme}, {}", Safe(&asked))?;
    let weight = match details.severity {
        Severity::Error => "it is required",
        Severity::Warning => "it is advised",
        Severity::Note => "it is for information",
    };
    writeln!(out, "Weight: {weight}")?;
    if let Some(basis) = &details.basis {
        writeln!(out, "Read in: {}", Safe(basis))?;
    }
    for (at, term) in details.terms.iter().enumerate() {
        let gap = if at == 0 { "\n" } else { "" };
        writeln!(out, "{gap}- {}", Safe(term))?;
    }
    Ok(())
}

fn write_list(rules: &[RuleSummary], out: &mut dyn Write) -> io::Result<()> {
    let width = rules.iter().map(|rule| rule.name.len()).max().unwrap_or(0);
    for rule in rules {
        let severity = rule.severity.name();
        writeln!(out, "{:width$}  {severity:7}  {}", rule.name, rule.says)?;
    }
    Ok(())
}

fn write_page(kind: &KindPage, out: &mut dyn Write) -> io::Result<()> {
    let (title, help) = (Safe(&kind.title), Safe(&kind.help));
    writeln!(
        out,
        "# {title}\n\n{help}\n\nKept in: {}",
        Safe(&kind.kept_in)
    )?;
    if let Some(named) = &kind.named {
        writeln!(out, "Named: {}", Safe(named))?;
    }
    writeln!(out, "\n## Fields\n")?;
    for field in &kind.fields {
        let required = if field.required { " (required)" } else { "" };
        let (name, help) = (Safe(&field.name), Safe(&field.help));
        writeln!(out, "- {name}{required}: {help}")?;
        writeln!(out, "  {}", Safe(&field.expects))?;
    }
    if !kind.sections.is_empty() {
        writeln!(out, "\n## Sections\n")?;
    }
    for section in &kind.sections {
        writeln!(out, "- {}", Safe(section))?;
    }
    Ok(())
}
