//! In words, a line each, for eyes and ears alike.

use std::io::{self, Write};

use crate::base::calendar;
use crate::base::text::{Safe, words};
use crate::domain::finding::Severity;
use crate::domain::schema::SchemeOrigin;
use crate::formats::Style;
use crate::views::scheme_details::{AwardDetails, CriterionDetails, ItemDetails, SchemeDetails};

pub fn write(details: &SchemeDetails, _: &Style, out: &mut dyn Write) -> io::Result<()> {
    let (title, scheme) = (Safe(&details.title), &details.scheme);
    let (id, version) = (Safe(&scheme.id), Safe(&scheme.version));
    writeln!(out, "{title} ({id} {version})")?;
    writeln!(out, "{}", Safe(&source(details)))?;
    for award in &details.awards {
        writeln!(out, "\n{}", Safe(&heading(award, &details.awards)))?;
        items(award.terms.iter().cloned(), out)?;
        for one in &award.criteria {
            items(std::iter::once(award_criterion(one)), out)?;
            terms(one, out)?;
        }
    }
    let owner = details.owner.iter();
    let owner = owner.map(|detail| format!("{}: {}", detail.field, detail.help));
    list("What your entry in the list of people needs", owner, out)?;
    list("Related pages", details.references.iter().cloned(), out)?;
    let steps = details.signoffs.iter().map(|step| {
        let by = words::with_spaces(&step.by);
        format!("{}: by the {by}", step.title)
    });
    list("Sign-offs, in order", steps, out)?;
    let confirmations = details.confirmations.iter().map(|one| {
        let by = words::with_spaces(&one.by);
        format!("{}, by the {by}: {}", one.title, one.says)
    });
    list("Records that somebody confirms", confirmations, out)?;
    if !details.duties.is_empty() {
        writeln!(out, "\nDuties, by the names that `--duty` takes")?;
    }
    for one in &details.duties {
        items(std::iter::once(duty(one)), out)?;
        terms(one, out)?;
    }
    let periods = details.periods.iter();
    let periods = periods.map(|one| {
        let (id, says) = (words::with_spaces(&one.id), &one.says);
        format!("{id}: {says}{}", basis(one.basis.as_ref()))
    });
    list("Periods", periods, out)?;
    let sets = details.sets.iter();
    let sets = sets.map(|one| format!("{}: {}", words::with_spaces(&one.id), one.basis));
    let registration = details.registration_basis.iter();
    let registration = registration.map(|basis| format!("registrations: {basis}"));
    list(
        "Where other figures were read",
        registration.chain(sets),
        out,
    )?;
    let forms = details.exports.iter().map(|form| {
        let headings = words::join_points(&form.headings);
        let basis = basis(form.basis.as_ref());
        format!("{} ({}): {headings}{basis}", form.title, form.id)
    });
    list("Forms that `cpd export` fills in", forms, out)?;
    for catalogue in &details.catalogues {
        let title = catalogue.title.as_ref();
        let name = title.map_or_else(|| words::with_spaces(&catalogue.id), Clone::clone);
        let heading = format!("List: {name}{}", basis(catalogue.basis.as_ref()));
        list(&heading, catalogue.items.iter().map(item), out)?;
    }
    Ok(())
}

/// Writes the sentences about a requirement beneath it.
fn terms(one: &CriterionDetails, out: &mut dyn Write) -> io::Result<()> {
    for term in &one.terms {
        writeln!(out, "      {}", Safe(term))?;
    }
    Ok(())
}

/// Returns an item as `Planning: Set goals (goals), valid for 3 years`.
fn item(item: &ItemDetails) -> String {
    let group = item.group.as_ref().map(|group| format!("{group}: "));
    let valid = item
        .valid
        .as_ref()
        .map(|time| format!(", valid for {time}"));
    let [group, valid] = [group, valid].map(Option::unwrap_or_default);
    format!("{group}{} ({}){valid}", item.title, item.id)
}

/// Writes a heading and its lines; nothing if there are none.
fn list(heading: &str, lines: impl Iterator<Item = String>, out: &mut dyn Write) -> io::Result<()> {
    let mut lines = lines.peekable();
    if lines.peek().is_none() {
        return Ok(());
    }
    writeln!(out, "\n{}", Safe(heading))?;
    items(lines, out)
}

fn items(lines: impl Iterator<Item = String>, out: &mut dyn Write) -> io::Result<()> {
    for line in lines {
        writeln!(out, "  - {}", Safe(&line))?;
    }
    Ok(())
}

fn heading(award: &AwardDetails, awards: &[AwardDetails]) -> String {
    let before = awards
        .iter()
        .find(|one| award.after.as_ref() == Some(&one.id));
    let basis = basis(award.basis.as_ref());
    match before {
        Some(before) => format!("{}, after {}{basis}", award.title, before.title),
        None => format!("{}{basis}", award.title),
    }
}

/// Returns a requirement of an award, with where it was read.
fn award_criterion(one: &CriterionDetails) -> String {
    format!("{}{}", criterion(one), basis(one.basis.as_ref()))
}

/// Returns ` [Monitoring: annual appraisal]`; nothing if the scheme does not say where it was read.
fn basis(basis: Option<&String>) -> String {
    basis.map_or_else(String::new, |basis| format!(" [{basis}]"))
}

fn criterion(criterion: &CriterionDetails) -> String {
    let weight = match criterion.severity {
        Severity::Error => "",
        Severity::Warning => " (advised)",
        Severity::Note => " (for information)",
    };
    format!("{}{weight}", criterion.says)
}

/// Returns a duty by its name: `log: The log is handed in every two months`.
fn duty(duty: &CriterionDetails) -> String {
    let sheet = duty.sheet.as_ref();
    let sheet = sheet.map(|title| format!(" (on paper: {title})"));
    format!(
        "{}: {}{}{}",
        duty.id,
        criterion(duty),
        sheet.unwrap_or_default(),
        basis(duty.basis.as_ref())
    )
}

fn source(details: &SchemeDetails) -> String {
    let source = &details.source;
    let official = if source.official {
        "Official"
    } else {
        "Unofficial: written from the published source, and not made or checked by its publisher"
    };
    let name = source.name.as_ref().or(source.url.as_ref());
    let name = name.map(|name| format!(". Source: {name}"));
    let read = source
        .read
        .map(|day| format!(", read on {}", calendar::format_long(day)));
    let own = match details.scheme.origin {
        SchemeOrigin::BuiltIn => "",
        SchemeOrigin::Portfolio => " This scheme does not come with cpd.",
    };
    let [name, read] = [name, read].map(Option::unwrap_or_default);
    format!("{official}{name}{read}.{own}")
}
