//! Gitea and Forgejo: nearly what GitHub sends. What differs:
//!
//! - Accounts have no `type`. The numbers below nothing are the forge's own (`Ghost` is
//!   -1, its automation -2) and never a person's; whether another account is a person's
//!   is for the list of people to say, which has to name its number.
//! - A dismissed review keeps its state, and says `dismissed` beside it.
//! - `stale` says that the changes are others than those that were reviewed. Such a
//!   review stands for no commit any more, even where the commit is still the last
//!   (the branch that it goes into may have been changed).
//! - `official` says whether the forge's own rules count the approval; ours do not ask.

use super::json::JsonField;
use super::pull_request::{self, ForgeAccount};
use super::{
    Account, Adapter, ForgeFileError, ForgePullRequest, Participation, Review, ReviewState,
};

pub(super) const ADAPTER: Adapter = Adapter {
    request,
    reviews,
    people,
};

fn request(event: &JsonField<'_>) -> Result<ForgePullRequest, ForgeFileError> {
    pull_request::request(event, read_account)
}

fn reviews(
    _: &JsonField<'_>,
    request: &ForgePullRequest,
    file: &JsonField<'_>,
) -> Result<Vec<Review>, ForgeFileError> {
    let mut found = Vec::new();
    for one in pull_request::flatten_pages(file)? {
        let dismissed = one.get("dismissed").flag()?;
        let stale = one.get("stale").flag()?;
        let Some(mut review) = pull_request::review(&one, request, read_account)? else {
            continue;
        };
        if dismissed
            && matches!(
                review.state,
                ReviewState::Approved | ReviewState::ChangesRequested
            )
        {
            review.state = ReviewState::Dismissed;
        }
        review.commit = review.commit.filter(|_| !stale);
        found.push(review);
    }
    Ok(found)
}

/// Reads the accounts of an event. The sender of a review is its author.
fn people(event: &JsonField<'_>) -> Result<Vec<Account>, ForgeFileError> {
    let mut found = pull_request::people(event, read_account)?;
    if event.get("review").is_group() {
        found.extend(read_account(&event.get("sender"))?.into_account(Participation::Reviewer));
    }
    Ok(found)
}

fn read_account(at: &JsonField<'_>) -> Result<ForgeAccount, ForgeFileError> {
    if at.is_null() {
        return Ok(ForgeAccount::deleted());
    }
    let id = at.get("id");
    let is_own = id.is_negative();
    let name = at.get("full_name").words()?;
    Ok(ForgeAccount {
        id: if is_own { None } else { Some(id.number()?) },
        login: at.get("login").text()?.to_owned(),
        name: Some(name).filter(|name| !name.is_empty()),
        is_person: !is_own,
    })
}
