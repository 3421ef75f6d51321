//! Asking for what a new record still lacks.

use super::draft::Drafts;
use super::error::Failure;
use super::session::Session;
use super::workspace::Workspace;
use crate::app::records::draft::{RecordDraft, award_field};
use crate::base::text::words;
use crate::check::AwardState;
use crate::domain::schema::{Field, FieldType, Target};

/// Asks for the award first, then for what is required or usual, in the kind's order.
/// Where nobody can be asked, the rules say what is missing.
pub fn complete<'a>(
    mut draft: RecordDraft<'a>,
    workspace: &'a Workspace,
    drafts: &mut Drafts<'a>,
    session: &mut Session,
) -> Result<RecordDraft<'a>, Failure> {
    if !session.interactive {
        return Ok(draft);
    }
    let kind = draft.kind;
    // The award comes first: a title and a list may follow from it.
    let award = award_field(kind).filter(|field| field.required && !draft.has(&field.name));
    if let Some(field) = award
        && let Some(value) = ask_one(field, workspace, drafts, session)?
    {
        draft.set(&field.name, value);
        drafts.defaults.follow_award(&mut draft);
    }
    let wanted = kind
        .fields
        .iter()
        .filter(|field| field.required || field.ask);
    let missing: Vec<&Field> = wanted.filter(|field| !draft.has(&field.name)).collect();
    for field in missing {
        if let Some(value) = ask_one(field, workspace, drafts, session)? {
            draft.set(&field.name, value);
        }
    }
    offer_new(&mut draft, workspace, drafts, session)?;
    Ok(draft)
}

fn ask_one<'a>(
    field: &Field,
    workspace: &'a Workspace,
    drafts: &mut Drafts<'a>,
    session: &mut Session,
) -> Result<Option<String>, Failure> {
    let question = words::capitalised(&words::spaced(&field.name));
    match &field.ty {
        FieldType::Choice(vocabulary) | FieldType::Scale(vocabulary) => {
            choose_term(&question, &vocabulary.terms, field.required, session)
        }
        FieldType::Award => choose_award(&question, workspace, session),
        FieldType::Person => choose_person(&question, workspace, session),
        FieldType::Reference(_) => match refers_to_kind(field) {
            Some(kind) => choose_record(&question, kind, workspace, drafts, session).map(Some),
            None => Ok(None),
        },
        FieldType::Boolean => Ok(Some(
            session
                .ask
                .confirm(&format!("{question}?"), false)?
                .to_string(),
        )),
        FieldType::List(_) | FieldType::Map(_) => Ok(None),
        _ => ask_text(field, &question, session),
    }
}

/// Asks again while what is needed is left empty.
fn ask_text(
    field: &Field,
    question: &str,
    session: &mut Session,
) -> Result<Option<String>, Failure> {
    loop {
        let answer = session.ask.text(question, None, field.help.as_deref())?;
        if !answer.trim().is_empty() {
            return Ok(Some(answer.trim().to_owned()));
        }
        if !field.required {
            return Ok(None);
        }
        writeln!(session.err, "This is needed.")?;
    }
}

const LATER: &str = "(leave out)";

fn choose_term(
    question: &str,
    terms: &[String],
    required: bool,
    session: &mut Session,
) -> Result<Option<String>, Failure> {
    let mut options = terms.to_vec();
    if !required {
        options.push(LATER.to_owned());
    }
    let chosen = session.ask.choose(question, &options)?;
    Ok(terms.get(chosen).cloned())
}

/// Awards that are still to be had.
fn choose_award(
    question: &str,
    workspace: &Workspace,
    session: &mut Session,
) -> Result<Option<String>, Failure> {
    let judgement = workspace.judge(session, None);
    let awards = judgement.schemes.iter().flat_map(|scheme| &scheme.awards);
    let open: Vec<String> = awards
        .filter(|award| award.state != AwardState::Closed)
        .map(|award| workspace.short_name(&award.id))
        .collect();
    if open.is_empty() {
        return Ok(None);
    }
    let chosen = session.ask.choose(question, &open)?;
    Ok(open.get(chosen).cloned())
}

fn choose_person(
    question: &str,
    workspace: &Workspace,
    session: &mut Session,
) -> Result<Option<String>, Failure> {
    let people: Vec<_> = workspace.portfolio.people().collect();
    let names: Vec<String> = people
        .iter()
        .map(|person| person.name().to_owned())
        .collect();
    if names.is_empty() {
        return Ok(None);
    }
    let chosen = session.ask.choose(question, &names)?;
    Ok(people.get(chosen).map(|person| person.id().to_owned()))
}

/// Records of a kind by title, the latest first, and a new one.
fn choose_record<'a>(
    question: &str,
    kind: &str,
    workspace: &'a Workspace,
    drafts: &mut Drafts<'a>,
    session: &mut Session,
) -> Result<String, Failure> {
    let mut records: Vec<_> = workspace.portfolio.of_kind(kind).collect();
    records.reverse();
    let noun = workspace
        .portfolio
        .kinds()
        .get(kind)
        .map_or_else(|| kind.to_owned(), crate::domain::schema::Kind::noun);
    let mut options: Vec<String> = vec![format!("A new {noun}\u{2026}")];
    options.extend(records.iter().map(|record| match record.date {
        Some(date) => format!("{} ({date})", record.title()),
        None => record.title().to_owned(),
    }));
    let chosen = if records.is_empty() {
        0
    } else {
        session.ask.choose(question, &options)?
    };
    match chosen.checked_sub(1) {
        Some(at) => Ok(records[at].id.clone()),
        None => {
            writeln!(session.err, "First the {noun} itself.")?;
            new_record(kind, None, workspace, drafts, session)
        }
    }
}

/// Writes the record that is referred to, along with the one that refers.
fn new_record<'a>(
    kind: &str,
    title: Option<String>,
    workspace: &'a Workspace,
    drafts: &mut Drafts<'a>,
    session: &mut Session,
) -> Result<String, Failure> {
    let kind = workspace
        .portfolio
        .kinds()
        .get(kind)
        .ok_or_else(|| Failure::failed(format!("there is no kind {kind}")))?;
    let mut given: Vec<(String, Vec<String>)> = title
        .map(|title| ("title".to_owned(), vec![title]))
        .into_iter()
        .collect();
    if let Some(field) = &kind.dated {
        let today = session.today.to_string();
        let date = session
            .ask
            .text("Date", Some(&today), Some("The day it happened or began"))?;
        given.push((field.clone(), vec![date]));
    }
    let draft = drafts.defaults.begin(kind, given);
    let draft = complete(draft, workspace, drafts, session)?;
    drafts.add(draft)
}

/// A reference that names nothing yet may be meant as a new record's title.
fn offer_new<'a>(
    draft: &mut RecordDraft<'a>,
    workspace: &'a Workspace,
    drafts: &mut Drafts<'a>,
    session: &mut Session,
) -> Result<(), Failure> {
    let kind = draft.kind;
    for field in &kind.fields {
        let (Some(target), Some(value)) = (
            refers_to_kind(field),
            draft.get(&field.name).map(str::to_owned),
        ) else {
            continue;
        };
        if drafts.know(target, &value) {
            continue;
        }
        let question = format!(
            "There is no {} called \u{201c}{value}\u{201d} yet. Write it too?",
            words::spaced(target)
        );
        if session.ask.confirm(&question, true)? {
            let id = new_record(target, Some(value), workspace, drafts, session)?;
            draft.set(&field.name, id);
        }
    }
    Ok(())
}

/// Returns the kind that a field's values refer to, apart from people.
fn refers_to_kind(field: &Field) -> Option<&str> {
    match &field.ty {
        FieldType::Reference(Target::Kind(kind)) => Some(kind),
        _ => None,
    }
}
