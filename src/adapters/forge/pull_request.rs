//! Pull requests and reviews as GitHub, Gitea and Forgejo write them. The forges differ
//! only in what they tell of an account.

use super::json::{JsonField, host};
use super::{Account, ForgeFileError, ForgePullRequest, Participation, Review, ReviewState};

/// An account as one forge describes it.
pub struct ForgeAccount {
    /// `None` once it is gone.
    pub id: Option<u64>,
    pub login: String,
    pub name: Option<String>,
    pub is_person: bool,
}

/// A function that reads an account as one forge describes it.
pub type ReadAccount = fn(&JsonField<'_>) -> Result<ForgeAccount, ForgeFileError>;

impl ForgeAccount {
    /// Returns an account that was deleted, for which the forge has only `null`.
    pub fn deleted() -> Self {
        Self {
            id: None,
            login: "ghost".to_owned(),
            name: None,
            is_person: false,
        }
    }

    /// Returns the account, if it may be a person's.
    pub fn into_account(self, part: Participation) -> Option<Account> {
        Some(Account {
            id: self.id.filter(|_| self.is_person)?,
            login: self.login,
            name: self.name,
            part,
        })
    }
}

/// Returns the pull request: in an event, or as the file itself.
pub fn find_pull_request<'a>(event: &JsonField<'a>) -> Result<JsonField<'a>, ForgeFileError> {
    let inside = event.get("pull_request");
    if inside.is_group() {
        return Ok(inside);
    }
    if event.get("base").is_group() && event.get("head").is_group() {
        return Ok(event.clone());
    }
    let found = event_kind(event).to_owned();
    Err(ForgeFileError::OtherEvent { found })
}

fn event_kind(event: &JsonField<'_>) -> &'static str {
    let has = |name: &str| event.get(name).present().is_some();
    if event.is_list() {
        "a list"
    } else if has("issue") {
        "an issue"
    } else if has("pusher") || has("commits") {
        "a push"
    } else {
        "something else"
    }
}

pub fn request(
    event: &JsonField<'_>,
    who: ReadAccount,
) -> Result<ForgePullRequest, ForgeFileError> {
    let pull = find_pull_request(event)?;
    let base = pull.get("base");
    let repository = base.get("repo").get("id").number()?;
    event
        .get("repository")
        .get("id")
        .require_number(repository)?;
    let number = pull.get("number").number()?;
    event.get("number").require_number(number)?;
    Ok(ForgePullRequest {
        repository,
        number,
        base: base.get("ref").text()?.to_owned(),
        base_commit: pull
            .get("merge_base")
            .or_if_absent(base.get("sha"))
            .present()
            .and_then(|sha| sha.commit().ok()),
        head: pull.get("head").get("sha").commit()?,
        author: who(&pull.get("user"))?.id,
        host: host(&pull.get("html_url").words()?),
        merged: pull.get("merged").flag()? || pull.get("merged_at").present().is_some(),
        requested_reviewers: requested(&pull, who)?,
    })
}

/// Teams stand in the list too; they have no `login`, and no single person's number.
fn requested(pull: &JsonField<'_>, who: ReadAccount) -> Result<Vec<Account>, ForgeFileError> {
    let mut found = Vec::new();
    for one in pull.get("requested_reviewers").items()? {
        if one.get("login").present().is_some() {
            found.extend(who(&one)?.into_account(Participation::Requested));
        }
    }
    Ok(found)
}

/// Returns the person who opened it, and who is asked to review it.
pub fn people(event: &JsonField<'_>, who: ReadAccount) -> Result<Vec<Account>, ForgeFileError> {
    let pull = find_pull_request(event)?;
    let mut found: Vec<Account> = Vec::new();
    found.extend(who(&pull.get("user"))?.into_account(Participation::Author));
    found.extend(requested(&pull, who)?);
    let asked = event.get("requested_reviewer");
    let is_asked = event.get("action").words()? != "review_request_removed";
    if is_asked && asked.is_group() {
        found.extend(who(&asked)?.into_account(Participation::Requested));
    }
    Ok(found)
}

/// Returns every review of a list, or of a list of such lists: pages that were kept apart.
pub fn flatten_pages<'a>(reviews: &JsonField<'a>) -> Result<Vec<JsonField<'a>>, ForgeFileError> {
    let mut found = Vec::new();
    for item in reviews.list()? {
        if item.is_list() {
            found.extend(item.list()?);
        } else {
            found.push(item);
        }
    }
    Ok(found)
}

/// Returns one review; `None` while nobody has sent it.
pub fn review(
    at: &JsonField<'_>,
    request: &ForgePullRequest,
    who: ReadAccount,
) -> Result<Option<Review>, ForgeFileError> {
    let address = at.get("pull_request_url").words()?;
    let last = address.rsplit('/').next();
    let number: Option<u64> = last.and_then(|last| last.parse().ok());
    if let Some(found) = number.filter(|found| *found != request.number) {
        let expected = request.number;
        return Err(ForgeFileError::OtherRequest { expected, found });
    }
    let state = read_state(&at.get("state"))?;
    if state == ReviewState::Pending && at.get("submitted_at").present().is_none() {
        return Ok(None);
    }
    let commit = at.get("commit_id").present();
    let commit = commit.filter(|commit| commit.text() != Ok(""));
    let user = who(&at.get("user"))?;
    Ok(Some(Review {
        id: at.get("id").number()?,
        user: user.id,
        login: user.login,
        is_person: user.is_person,
        state,
        commit: commit.map(|commit| commit.commit()).transpose()?,
        at: at.get("submitted_at").moment()?,
        body: at.get("body").words()?,
    }))
}

/// Reads the verdict of a review. The forges differ in words, and GitHub's events from its
/// API in case. An unknown word is an error: it might withdraw an approval.
fn read_state(at: &JsonField<'_>) -> Result<ReviewState, ForgeFileError> {
    match at.text()?.to_ascii_lowercase().as_str() {
        "approved" => Ok(ReviewState::Approved),
        "changes_requested" | "request_changes" => Ok(ReviewState::ChangesRequested),
        "commented" | "comment" => Ok(ReviewState::Commented),
        "dismissed" => Ok(ReviewState::Dismissed),
        "pending" | "request_review" => Ok(ReviewState::Pending),
        _ => Err(at.fault("a state that this cpd knows, such as `APPROVED`")),
    }
}
