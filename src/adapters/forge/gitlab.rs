//! GitLab: the event of a merge request, or the merge request as the API shows it; and
//! what `GET /projects/ID/merge_requests/IID/approvals` answers.
//!
//! - An approval names no commit. `GET …/versions` lists every state of the merge
//!   request with the time at which it was pushed, so the approval is taken to stand for
//!   the last one before it. That list is expected as `versions` beside `approved_by`, or
//!   in the merge request's own file: `jq -s '.[0] + {versions: .[1]}'`. Without it nobody
//!   can tell what was approved.
//! - An approval's time, `approved_at`, is told since GitLab 18. Without it nobody can
//!   tell whether a role was held then, so the file is refused.
//! - An approval that is taken back leaves the list, which says nothing more of it:
//!   whoever recorded one has to look for what is missing. `GET …/reviewers`, put beside
//!   `approved_by` as `reviewers`, says who asks for changes.
//! - No account is ever `null`: what was of one that is gone is given to `ghost`.
//! - Only an account's own page says `bot`; where it is given it is heeded. The names
//!   that GitLab gives to its bots are refused in any case.

use chrono::{DateTime, Utc};

use super::json::{JsonField, host};
use super::pull_request::ForgeAccount;
use super::{
    Account, Adapter, ForgeFileError, ForgePullRequest, Participation, Review, ReviewState,
};

pub(super) const ADAPTER: Adapter = Adapter {
    request,
    reviews,
    people,
};

/// Returns the merge request: in an event, or as the file itself.
fn merge_request<'a>(event: &JsonField<'a>) -> Result<JsonField<'a>, ForgeFileError> {
    let kind = event.get("object_kind").words()?;
    let inside = event.get("object_attributes");
    if kind == "merge_request" && inside.is_group() {
        return Ok(inside);
    }
    if kind.is_empty() && event.get("iid").present().is_some() {
        return Ok(event.clone());
    }
    let found = match kind.as_str() {
        "push" | "tag_push" => "a push",
        "issue" | "work_item" => "an issue",
        "note" => "a comment",
        "pipeline" | "build" => "a pipeline",
        _ => "something else",
    };
    let found = found.to_owned();
    Err(ForgeFileError::OtherEvent { found })
}

fn request(event: &JsonField<'_>) -> Result<ForgePullRequest, ForgeFileError> {
    let merge = merge_request(event)?;
    let target = merge
        .get("target_project_id")
        .or_if_absent(merge.get("project_id"));
    let repository = target.number()?;
    event.get("project").get("id").require_number(repository)?;
    let head = merge
        .get("sha")
        .or_if_absent(merge.get("last_commit").get("id"))
        .commit()?;
    Ok(ForgePullRequest {
        repository,
        number: merge.get("iid").number()?,
        base: merge.get("target_branch").text()?.to_owned(),
        base_commit: merge
            .get("diff_refs")
            .get("base_sha")
            .present()
            .and_then(|sha| sha.commit().ok()),
        head,
        author: Some(author(&merge).number()?),
        host: host(
            &merge
                .get("web_url")
                .or_if_absent(merge.get("url"))
                .words()?,
        ),
        merged: merge.get("state").words()? == "merged",
        requested_reviewers: requested(event)?,
    })
}

fn author<'a>(merge: &JsonField<'a>) -> JsonField<'a> {
    merge
        .get("author")
        .get("id")
        .or_if_absent(merge.get("author_id"))
}

fn requested(event: &JsonField<'_>) -> Result<Vec<Account>, ForgeFileError> {
    let mut found = Vec::new();
    for one in event.get("reviewers").items()? {
        found.extend(read_account(&one)?.into_account(Participation::Requested));
    }
    Ok(found)
}

fn reviews(
    event: &JsonField<'_>,
    request: &ForgePullRequest,
    file: &JsonField<'_>,
) -> Result<Vec<Review>, ForgeFileError> {
    if let Some(iid) = file.get("iid").present() {
        let (expected, found) = (request.number, iid.number()?);
        if expected != found {
            return Err(ForgeFileError::OtherRequest { expected, found });
        }
    }
    let versions = versions(&file.get("versions").or_if_absent(event.get("versions")))?;
    let approvals = file.get("approved_by").list()?;
    let mut reviews: Vec<Review> = approvals
        .iter()
        .map(|at| approval(at, &versions))
        .collect::<Result<_, _>>()?;
    for reviewer in file.get("reviewers").items()? {
        if let Some(refusal) = refusal(&reviewer)? {
            // An approval beside it is from before.
            reviews.retain(|review| review.user != refusal.user);
            reviews.push(refusal);
        }
    }
    Ok(reviews)
}

/// Reads a reviewer who has requested changes. GitLab removes their approval from its list,
/// and says so among the reviewers alone.
fn refusal(at: &JsonField<'_>) -> Result<Option<Review>, ForgeFileError> {
    if at.get("state").words()? != "requested_changes" {
        return Ok(None);
    }
    let user = read_account(&at.get("user"))?;
    Ok(Some(Review {
        id: at.get("user").get("id").number()?,
        user: user.id,
        login: user.login,
        is_person: user.is_person,
        state: ReviewState::ChangesRequested,
        commit: None,
        at: at.get("created_at").moment()?,
        body: String::new(),
    }))
}

/// Returns each state that the merge request had, and since when, the oldest first.
fn versions(list: &JsonField<'_>) -> Result<Vec<(DateTime<Utc>, String)>, ForgeFileError> {
    let mut found = Vec::new();
    for one in list.items()? {
        let since = one.get("created_at").moment()?;
        found.push((since, one.get("head_commit_sha").commit()?));
    }
    found.sort();
    Ok(found)
}

fn approval(
    at: &JsonField<'_>,
    versions: &[(DateTime<Utc>, String)],
) -> Result<Review, ForgeFileError> {
    let user = read_account(&at.get("user"))?;
    let approved = at.get("approved_at").moment()?;
    let seen = versions.iter().rev().find(|(since, _)| *since < approved);
    Ok(Review {
        id: at.get("user").get("id").number()?,
        user: user.id,
        login: user.login,
        is_person: user.is_person,
        state: ReviewState::Approved,
        commit: seen.map(|(_, commit)| commit.clone()),
        at: approved,
        body: String::new(),
    })
}

/// Reads the accounts of an event. It gives only the number of the author; their name is
/// known if they did something else in it.
fn people(event: &JsonField<'_>) -> Result<Vec<Account>, ForgeFileError> {
    let merge = merge_request(event)?;
    let mut found = Vec::new();
    if merge.get("author").is_group() {
        found.extend(read_account(&merge.get("author"))?.into_account(Participation::Author));
    } else if let Some(id) = author(&merge).present() {
        found.extend(named(event, id.number()?)?.into_account(Participation::Author));
    }
    found.extend(requested(event)?);
    if matches!(
        merge.get("action").words()?.as_str(),
        "approved" | "approval"
    ) {
        found.extend(read_account(&event.get("user"))?.into_account(Participation::Reviewer));
    }
    Ok(found)
}

fn named(event: &JsonField<'_>, id: u64) -> Result<ForgeAccount, ForgeFileError> {
    let mut others = event.get("assignees").items()?;
    others.extend(event.get("reviewers").items()?);
    others.extend(event.get("user").present());
    for other in others {
        let known = read_account(&other)?;
        if known.id == Some(id) {
            return Ok(known);
        }
    }
    Ok(ForgeAccount {
        id: Some(id),
        is_person: true,
        login: String::new(),
        name: None,
    })
}

fn read_account(at: &JsonField<'_>) -> Result<ForgeAccount, ForgeFileError> {
    let login = at.get("username").text()?.to_owned();
    let name = at.get("name").words()?;
    Ok(ForgeAccount {
        id: Some(at.get("id").number()?),
        is_person: !at.get("bot").flag()? && !is_bot(&login),
        login,
        name: Some(name).filter(|name| !name.is_empty()),
    })
}

/// Returns true for a name that GitLab itself gives: `project_7_bot_3f2a`, `group_7_bot`,
/// `service_account_…`, or the one account that stands for all deleted ones.
fn is_bot(login: &str) -> bool {
    let login = login.to_ascii_lowercase();
    let owned = login
        .strip_prefix("project_")
        .or(login.strip_prefix("group_"));
    let rest = owned.map(|rest| rest.trim_start_matches(|c: char| c.is_ascii_digit()));
    let is_token = rest.is_some_and(|rest| rest.starts_with("_bot"));
    is_token || login.starts_with("service_account_") || login == "ghost"
}
