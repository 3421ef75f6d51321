//! GitHub: the event of a pull request or of its review, or the pull request as the
//! API shows it; and the list that `GET /repos/OWNER/NAME/pulls/N/reviews` answers.

use super::json::JsonField;
use super::pull_request::{self, ForgeAccount};
use super::{Account, Adapter, ForgeFileError, ForgePullRequest, Participation, Review};

pub(super) const ADAPTER: Adapter = Adapter {
    request,
    reviews,
    people,
};

fn request(event: &JsonField<'_>) -> Result<ForgePullRequest, ForgeFileError> {
    pull_request::request(event, read_account)
}

fn reviews(
    event: &JsonField<'_>,
    request: &ForgePullRequest,
    file: &JsonField<'_>,
) -> Result<Vec<Review>, ForgeFileError> {
    let mut found = Vec::new();
    for one in pull_request::flatten_pages(file)? {
        found.extend(pull_request::review(&one, request, read_account)?);
    }
    // A list that lacks the review of which the event tells is an old one, or one of
    // its pages is missing; a later refusal may be missing with it.
    if let Some(id) = event.get("review").get("id").present() {
        let id = id.number()?;
        if !found.iter().any(|review| review.id == id) {
            return Err(ForgeFileError::Incomplete { id });
        }
    }
    Ok(found)
}

fn people(event: &JsonField<'_>) -> Result<Vec<Account>, ForgeFileError> {
    let mut found = pull_request::people(event, read_account)?;
    let reviewer = event.get("review").get("user");
    if reviewer.is_group() {
        found.extend(read_account(&reviewer)?.into_account(Participation::Reviewer));
    }
    Ok(found)
}

/// Reads an account. `type` is `User`, `Bot` or `Organization`; only the first can be a
/// person.
fn read_account(at: &JsonField<'_>) -> Result<ForgeAccount, ForgeFileError> {
    if at.is_null() {
        return Ok(ForgeAccount::deleted());
    }
    let name = at.get("name").words()?;
    Ok(ForgeAccount {
        id: Some(at.get("id").number()?),
        login: at.get("login").text()?.to_owned(),
        name: Some(name).filter(|name| !name.is_empty()),
        is_person: at.get("type").words()? == "User",
    })
}
