//! `cpd withdraw AWARD`: takes a sign-off back. What was signed stays to be seen; it
//! no longer counts.

use super::step::StepArgs;
use crate::app::signoff::saved;
use crate::app::signoff::withdraw::{self, Withdrawal};
use crate::base::text::{Safe, words};
use crate::check::{AwardState, AwardVerdict};
use crate::cli::error::{ExitKind, Failure};
use crate::cli::session::Session;
use crate::cli::signing;
use crate::cli::workspace::Workspace;
use crate::domain::id::AwardRef;
use crate::domain::signoff::Signoff;

pub fn run(args: &StepArgs, session: &mut Session) -> Result<ExitKind, Failure> {
    let workspace = Workspace::open(session)?;
    let judgement = workspace.judge(session, None);
    let id = workspace.award_or_current(args.award.as_deref(), &judgement)?;
    let repo = workspace.repo()?;
    saved::require(&repo)?;
    let verdict = judgement
        .award(&id)
        .ok_or_else(|| Failure::failed(format!("there is no award {id}")))?;
    let taken = mine(verdict, args.how.person.as_deref(), &id, &workspace)?;
    let title = &verdict.title;
    let by = workspace
        .portfolio
        .person(taken.by)
        .ok_or_else(|| Failure::refused(format!("{} is not in trust/people.yaml", taken.by)))?;
    let words = reason(args, session)?;
    if session.interactive && !args.how.yes {
        let question = format!(
            "Take back \u{201c}{}\u{201d} of {} for {}?",
            taken.step,
            taken.on.date_naive(),
            Safe(title)
        );
        if !session.ask.confirm(&question, false)? {
            return Err(Failure::cancelled());
        }
    }
    let scheme = workspace
        .portfolio
        .scheme(id.scheme())
        .ok_or_else(|| Failure::failed("the scheme cannot be read"))?;
    let key = signing::own_key(&repo, &workspace).filter(|_| !args.how.unsigned);
    let withdrawal = Withdrawal {
        signoff: taken,
        award: &id,
        title,
        scheme,
        by,
        words: &words,
        on: session.moment().now,
        proof: signing::proof(key.as_ref()),
        author: &workspace.who_or(&repo, Some(by)),
    };
    let place = signing::place(&workspace, &repo, session);
    let made = withdraw::withdraw(&withdrawal, place)?;
    for file in &made.files {
        writeln!(session.out, "{}", Safe(file))?;
    }
    writeln!(
        session.err,
        "\u{201c}{}\u{201d} no longer counts for {}, nor does any step after it.",
        taken.step,
        Safe(title)
    )?;
    super::step::say_how_sure(&made, session)?;
    Ok(ExitKind::Clean)
}

/// The latest sign-off of an award by a person, which has not been taken back yet.
fn mine<'v>(
    verdict: &'v AwardVerdict<'_>,
    person: Option<&str>,
    id: &AwardRef,
    workspace: &Workspace,
) -> Result<&'v Signoff<'v>, Failure> {
    let title = &verdict.title;
    if verdict.state == AwardState::Closed {
        return Err(Failure::refused(format!(
            "{title} is closed: its last sign-off stands for good"
        )));
    }
    let is_person = |signoff: &Signoff<'_>| {
        let name = workspace
            .portfolio
            .person(signoff.by)
            .map(|found| found.name());
        person.is_none_or(|person| person == signoff.by || name == Some(person))
    };
    let taken: Vec<&Signoff<'_>> = verdict.chain.taken().map(|(_, signoff)| signoff).collect();
    let Some(last) = taken.iter().rev().find(|signoff| is_person(signoff)) else {
        let whose = person.map_or_else(String::new, |person| format!(" by {person}"));
        let failure =
            Failure::refused(format!("there is no sign-off{whose} for {id} to take back"));
        return Err(failure.hint("`cpd history` shows who signed what"));
    };
    let others = taken.iter().any(|signoff| signoff.by != last.by);
    if person.is_none() && others {
        let ids: Vec<String> = taken.iter().map(|signoff| signoff.by.to_owned()).collect();
        return Err(Failure::failed("several people have signed").hint(format!(
            "say whose it is with `--as`: {}",
            words::list(&ids)
        )));
    }
    Ok(last)
}

fn reason(args: &StepArgs, session: &mut Session) -> Result<String, Failure> {
    match &args.how.message {
        Some(words) => Ok(words.clone()),
        None if session.interactive && !args.how.yes => session.ask.text(
            "Why, in your own words",
            None,
            Some("Whoever relied on it will read this"),
        ),
        None => Ok(String::new()),
    }
}
