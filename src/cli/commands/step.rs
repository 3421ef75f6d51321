//! `cpd sign`, `endorse`, `submit`, `grant`, and any other step a scheme names.

use crate::cli::args::StepArgs;
use crate::cli::error::{Outcome, Stop};
use crate::cli::session::Session;
use crate::cli::signing::{self, Declaration, Turn};
use crate::cli::workspace::Workspace;
use crate::disk::write;
use crate::html;
use crate::portfolio::{Portfolio, Record, Value};
use crate::schema::{By, Print};
use crate::select::{Scope, members};
use crate::text::{Safe, words};

pub fn run(step: &str, args: &StepArgs, session: &mut Session) -> Result<Outcome, Stop> {
    let workspace = Workspace::open(session)?;
    let judgement = workspace.judge(session, None);
    let id = workspace.award_or_current(args.award.as_deref(), &judgement)?;
    let repo = workspace.repo()?;
    signing::refuse_unsaved(&repo)?;
    let portfolio = &workspace.portfolio;
    let turn = Turn::of(step, &id, &judgement, portfolio)?;
    let by = turn.signer(args.how.person.as_deref(), portfolio, session.today)?;
    show(&turn, portfolio, session)?;
    let words = declared(&turn, by.name(), args, session)?;
    if session.interactive && !args.how.yes {
        let question = format!(
            "{} {} as {}?",
            words::capitalised(step),
            Safe(&turn.award.award.title),
            Safe(by.name())
        );
        if !session.ask.confirm(&question, true)? {
            return Err(Stop::Cancelled);
        }
    }
    let declaration = Declaration {
        by,
        words: &words,
        on: session.now,
    };
    let path = signing::take(
        &turn,
        &declaration,
        &workspace,
        &repo,
        &workspace.who(&repo),
        session,
    )?;
    writeln!(session.out, "{}", Safe(&path))?;
    if turn.step.carries_pack {
        let pack = signing::pack(&turn.award.id, turn.scheme, &workspace, &repo, session)?;
        let page = html::render(&pack).map_err(|error| Stop::Any(error.into()))?;
        let file = format!("packs/{}.html", workspace.short_name(&id).replace('/', "-"));
        write::overwrite(&workspace.place(&file)?, page.as_bytes())?;
        writeln!(session.out, "{file}")?;
        writeln!(session.err, "Send {file} to those who decide.")?;
    }
    writeln!(
        session.err,
        "This is a claim without a signature: it shows who says so, and proves nothing."
    )?;
    Ok(Outcome::Clean)
}

/// What is about to be signed, in a few lines.
fn show(turn: &Turn<'_>, portfolio: &Portfolio, session: &mut Session) -> Result<(), Stop> {
    let scope = Scope {
        portfolio,
        scheme: turn.scheme,
        award: Some(&turn.award.id),
        today: session.today,
    };
    let owner = portfolio.owner().map_or("", |owner| owner.name());
    writeln!(
        session.err,
        "{} of {}, {}:",
        Safe(&turn.award.award.title),
        Safe(owner),
        Safe(&turn.scheme.title)
    )?;
    for set in turn.scheme.subjects_of(turn.step) {
        for record in members(set, scope).iter().filter_map(|item| item.record()) {
            let hours = match record.get("hours") {
                Some(Value::Number(hours)) => format!(", {hours} hours"),
                _ => String::new(),
            };
            let words = match record.kind.print {
                Print::Document | Print::Page => {
                    format!(
                        ", {}",
                        words::counted(written(record, portfolio), "word", "words")
                    )
                }
                _ => String::new(),
            };
            writeln!(
                session.err,
                "  {}: {}{hours}{words}",
                Safe(&record.kind.noun()),
                Safe(record.title())
            )?;
        }
    }
    Ok(())
}

fn written(record: &Record, portfolio: &Portfolio) -> usize {
    let text = portfolio
        .snapshot
        .text(&record.path)
        .map_or("", |text| text);
    record.document.outline.words(text)
}

/// The declaration in the signer's own words: needed from anyone but the owner.
fn declared(
    turn: &Turn<'_>,
    name: &str,
    args: &StepArgs,
    session: &mut Session,
) -> Result<String, Stop> {
    if let Some(words) = &args.how.message {
        return Ok(words.clone());
    }
    let own = turn.step.by == By::Owner;
    if session.interactive {
        let question = format!("{}, in your own words", Safe(name));
        let help = if own {
            "Leave it empty if there is nothing to add"
        } else {
            "What changed in the role"
        };
        let words = session.ask.text(&question, None, Some(help))?;
        if own || !words.trim().is_empty() {
            return Ok(words);
        }
    } else if own {
        return Ok(String::new());
    }
    Err(Stop::failed(format!(
        "\u{201c}{}\u{201d} needs a few words of {name}'s own",
        turn.step.id
    ))
    .hint("say them with `--message \"…\"`"))
}
