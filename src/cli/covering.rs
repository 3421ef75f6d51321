//! What a person sees before they sign: the words that are covered, and what has
//! changed since they last looked; and the letter that goes with a pack.

use super::error::Failure;
use super::session::Session;
use super::workspace::Workspace;
use crate::app::signoff::eligibility::Eligibility;
use crate::base::text::{Safe, words};
use crate::domain::portfolio::{Portfolio, Record, Value};
use crate::domain::query::{Scope, members};
use crate::domain::schema::Print;
use crate::domain::signoff::difference::between;
use crate::domain::signoff::{Signoff, StepState};
use crate::views::submission::model::Pack;

/// Shows what is about to be signed.
pub fn show(
    eligible: &Eligibility<'_>,
    workspace: &Workspace,
    session: &mut Session,
) -> Result<(), Failure> {
    let portfolio = &workspace.portfolio;
    let owner = portfolio.owner().map_or("", |owner| owner.name());
    let (award, scheme) = (&eligible.award.title, &eligible.scheme.title);
    writeln!(
        session.err,
        "{} of {}, {}:",
        Safe(award),
        Safe(owner),
        Safe(scheme)
    )?;
    for record in covered(eligible, portfolio, session) {
        writeln!(session.err, "  {}", Safe(&line(record, portfolio)))?;
    }
    for record in covered(eligible, portfolio, session) {
        if record.kind.print == Print::Page {
            writeln!(session.err)?;
            for line in wrapped(record.body().trim()) {
                let line = format!("    {}", Safe(&line));
                writeln!(session.err, "{}", line.trim_end())?;
            }
            writeln!(session.err)?;
        }
    }
    if let Some(state) = last_time(eligible) {
        since(state, workspace, session)?;
    }
    Ok(())
}

/// Columns of the words that are shown, at most: longer lines are hard to read.
const COLUMNS: usize = 72;

/// A text in lines that are no longer than can be read with ease.
fn wrapped(text: &str) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        let mut line = String::new();
        for word in paragraph.split_whitespace() {
            let width = line.chars().count() + word.chars().count();
            if !line.is_empty() && width >= COLUMNS {
                lines.push(std::mem::take(&mut line));
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        lines.push(line);
    }
    lines
}

/// The records that a step covers, in the order of the scheme's subjects.
pub fn covered<'a>(
    eligible: &Eligibility<'_>,
    portfolio: &'a Portfolio,
    session: &Session,
) -> Vec<&'a Record> {
    let scope = Scope::of_award(
        portfolio,
        eligible.scheme,
        &eligible.award.id,
        session.today,
    );
    let sets = eligible.scheme.subjects_of(eligible.step).iter();
    let items = sets.flat_map(|set| members(set, scope));
    items
        .filter_map(|item| {
            let record = item.record()?;
            portfolio.find(&record.kind.name, &record.id)
        })
        .collect()
}

/// `Journal: What minutes are for, 3.5 hours, 410 words`.
pub fn line(record: &Record, portfolio: &Portfolio) -> String {
    let hours = match record.get("hours") {
        Some(Value::Number(hours)) => format!(", {hours} hours"),
        _ => String::new(),
    };
    let words = match record.kind.print {
        Print::Document | Print::Page => {
            let text = portfolio.snapshot.text(&record.path);
            let count = record.document.outline.words(text.map_or("", |text| text));
            format!(", {}", words::counted(count, "word", "words"))
        }
        _ => String::new(),
    };
    format!("{}: {}{hours}{words}", record.kind.noun(), record.title())
}

/// The step as it was taken before, if it was.
fn last_time<'t>(eligible: &'t Eligibility<'_>) -> Option<&'t StepState<'t>> {
    let states = &eligible.award.chain.steps;
    states
        .iter()
        .find(|state| state.step.id == eligible.step.id && state.signoff.is_some())
}

fn since(
    state: &StepState<'_>,
    workspace: &Workspace,
    session: &mut Session,
) -> Result<(), Failure> {
    let Some(signoff) = &state.signoff else {
        return Ok(());
    };
    let on = signoff.on.date_naive();
    if state.changed.is_empty() {
        writeln!(session.err, "Nothing in it has changed since {on}.")?;
        return Ok(());
    }
    writeln!(session.err, "Changed since this step was taken on {on}:")?;
    for path in &state.changed {
        let how = how_much(path, signoff, workspace);
        writeln!(session.err, "  {}{how}", Safe(path))?;
    }
    Ok(())
}

fn how_much(path: &str, signoff: &Signoff<'_>, workspace: &Workspace) -> String {
    let Some(subject) = signoff.subjects.iter().find(|one| one.path == path) else {
        return ": new".to_owned();
    };
    let Some(now) = workspace.portfolio.snapshot.text(path) else {
        return String::new();
    };
    // A folder that `cpd ask` made has no earlier words.
    let Some(signed) = workspace.evidence.with_history().history.blob(subject.blob) else {
        return String::new();
    };
    let found = between(&String::from_utf8_lossy(&signed), now);
    found.map_or_else(String::new, |found| {
        let lines = |count| words::counted(count, "line", "lines");
        format!(
            ": {} added, {} removed",
            lines(found.added),
            lines(found.removed)
        )
    })
}

/// A letter to send a pack with.
pub fn letter(pack: &Pack, file: &str) -> String {
    let (owner, award, scheme) = (&pack.owner.name, &pack.award, &pack.scheme.title);
    let minutes = words::counted(pack.reading_minutes, "minute", "minutes");
    let name = file.rsplit('/').next().unwrap_or(file);
    format!(
        "Subject: {award} submission, {scheme}: {owner}\n\n\
         Dear colleagues,\n\n\
         Here is my submission for {award}, in the attached file {name}. It opens in any\n\
         browser, prints on A4 and takes about {minutes} to read. It holds my statement, my\n\
         journals, the activities behind them and their evidence, and the sign-offs so far.\n\n\
         If you would like to see that nothing in it was changed on the way, its last pages\n\
         say how.\n\n\
         With best wishes,\n{owner}\n"
    )
}
