//! A reply that says no to a step, which the owner records with its reasons: a claim that takes no
//! step and voids none.

use chrono::{DateTime, Utc};

use super::eligibility::Eligibility;
use super::reply::{ReadReply, ReplyError};
use super::sign::{ProofMethod, SigningContext};
use super::write_signoff::{NewSignoff, WrittenSignoff, write};
use crate::app::workspace::Workspace;
use crate::base::document::write::Yaml;
use crate::domain::portfolio::Portfolio;
use crate::domain::schema::Assurance;
use crate::domain::signoff::{DECLINE, Signoff};

/// Writes and commits the no of whoever wrote a reply, with their words as the reason.
pub fn decline(
    reply: &ReadReply<'_>,
    eligible: &Eligibility<'_>,
    now: DateTime<Utc>,
    workspace: &Workspace,
) -> Result<WrittenSignoff, ReplyError> {
    let _span = tracing::info_span!("signoff.decline").entered();
    let portfolio = &workspace.portfolio;
    if let Some(path) = recorded(reply, eligible, portfolio) {
        return Err(ReplyError::Declined(path));
    }
    let place = SigningContext::of(workspace)?;
    let author = place.files.author(reply.by.name(), workspace)?;
    let (step, title) = (&eligible.step.id, &eligible.award.title);
    let entry = NewSignoff {
        award: &eligible.award.id,
        scheme: eligible.scheme,
        step: DECLINE,
        by: reply.by,
        role: eligible.step.by.role(),
        on: now,
        more: vec![
            ("declines", Yaml::Word(step.clone())),
            ("subjects", Yaml::List(Vec::new())),
        ],
        words: &reply.words,
        least: Assurance::Claimed,
        says: format!("Record that {} did not {step} {title}", reply.by.name()),
    };
    let received = reply.received();
    Ok(write(
        &entry,
        ProofMethod::Reply(&received),
        true,
        &author,
        place,
    )?)
}

/// Returns the path under which the same reply is recorded as a no already.
fn recorded(
    reply: &ReadReply<'_>,
    eligible: &Eligibility<'_>,
    portfolio: &Portfolio,
) -> Option<String> {
    let digest = reply.sha256.to_string();
    let id = &eligible.award.id;
    let declined = Signoff::of(&id.award, portfolio)
        .filter(|signoff| signoff.award == id && signoff.step == DECLINE);
    let mut same = declined.filter(|signoff| {
        let of = signoff
            .record
            .get("reply")
            .and_then(|reply| reply.get("sha256"));
        of.and_then(|sha256| sha256.text()) == Some(&*digest)
    });
    same.next().map(|signoff| signoff.record.path.clone())
}
