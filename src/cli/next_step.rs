//! Offers what comes before and after a command, where somebody can be asked.

use super::commands::ask::{self, AskArgs};
use super::commands::new;
use super::commands::save::{self, SaveArgs};
use super::commands::step::{self, StepArgs, StepOptions};
use super::failure::Failure;
use super::session::Session;
use super::workspace::CliWorkspace;
use crate::app::records::kind;
use crate::app::signoff::files_to_sign::FilesToSign;
use crate::app::signoff::require_saved::NotSaved;
use crate::base::text::{Safe, words};
use crate::domain::id::AwardRef;
use crate::domain::remedy::Invocation;
use crate::views::status::{AwardStatus, Status};

/// Returns the portfolio once its changes are saved, if the person wants that.
pub fn offer_save(workspace: CliWorkspace, session: &mut Session) -> Result<CliWorkspace, Failure> {
    let saved = FilesToSign::of(&workspace)?.require_saved(&workspace.portfolio);
    let Err(NotSaved::Changed(paths)) = saved else {
        return Ok(workspace);
    };
    let changed = words::some(&paths);
    writeln!(
        session.err,
        "Some changes have not been saved: {}.",
        Safe(&changed)
    )?;
    if !session.prompter.confirm("Save them first?", true)? {
        return Ok(workspace);
    }
    let args = SaveArgs {
        message: None,
        anyway: false,
        all: false,
    };
    save::run(&args, session)?;
    session.out.flush()?;
    CliWorkspace::open(session)
}

/// Offers the next step of an award: to ask somebody for it, or to take it.
pub fn offer_step(award: &AwardRef, session: &mut Session) -> Result<(), Failure> {
    ask_for_step(award, session).map_err(Failure::at_offer)
}

/// Offers to write a record that an award needs, then another until it has enough.
pub fn offer_records(session: &mut Session) -> Result<(), Failure> {
    ask_for_records(session).map_err(Failure::at_offer)
}

fn ask_for_step(award: &AwardRef, session: &mut Session) -> Result<(), Failure> {
    session.out.flush()?;
    let workspace = CliWorkspace::open(session)?;
    let status = status(&workspace, session);
    let mut awards = status.schemes.iter().flat_map(|scheme| &scheme.awards);
    let next = awards.find(|status| status.id == *award).and_then(next_of);
    let Some((title, says, command)) = next else {
        return Ok(());
    };
    let question = match command {
        Invocation::Ask { .. } => "Prepare the files to send them now?",
        Invocation::TakeStep { .. } => "Do it now?",
        _ => return Ok(()),
    };
    writeln!(session.err, "Next for {}: {}.", Safe(title), Safe(says))?;
    if !session.prompter.confirm(question, true)? {
        return Ok(());
    }
    match command.clone() {
        Invocation::Ask { award } => {
            let args = AskArgs {
                award: Some(award),
                to: None,
                zip: None,
                person: None,
            };
            ask::run(&args, session)?;
        }
        Invocation::TakeStep { step, award } => {
            let how = StepOptions::default();
            step::run(&step, &StepArgs { award, how }, session)?;
        }
        _ => {}
    }
    Ok(())
}

fn ask_for_records(session: &mut Session) -> Result<(), Failure> {
    loop {
        let workspace = CliWorkspace::open(session)?;
        let status = status(&workspace, session);
        let awards = status.schemes.iter().flat_map(|scheme| &scheme.awards);
        let first = awards.filter_map(|award| next_of(award)).next();
        let Some((
            title,
            says,
            Invocation::NewRecord {
                kind,
                title: titled,
                fields,
            },
        )) = first
        else {
            return Ok(());
        };
        let kind = kind::kind(workspace.portfolio.kinds(), kind)?;
        writeln!(session.err, "Next for {}: {}.", Safe(title), Safe(says))?;
        let question = format!("Write {} now?", words::with_article(&kind.noun()));
        if !session.prompter.confirm(&question, true)? {
            return Ok(());
        }
        let titled_by = kind.title_field().map(|field| field.name.clone());
        let title = titled_by.zip(titled.clone());
        let given = fields.iter().cloned().chain(title);
        let given = given.map(|(field, value)| (field, vec![value])).collect();
        new::write_record(kind, given, true, &workspace, session)?;
    }
}

fn status(workspace: &CliWorkspace, session: &Session) -> Status {
    let result = workspace.check(session, None);
    Status::new(&workspace.portfolio, &result, session.today)
}

/// Returns the title of an award with what comes next for it, in words and as a command.
fn next_of(award: &AwardStatus) -> Option<(&str, &str, &Invocation)> {
    let next = award.next.as_ref()?;
    Some((&award.title, &next.says, next.command.as_ref()?))
}
