//! Decides if a review counts as an endorsement. Every rule is asked, and each refusal says
//! what to do about it. Knows no git and no files.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};

use super::{ForgePullRequest, ForgeSettings, Review, ReviewState};
use crate::base::calendar;
use crate::base::text::{Safe, fold};

/// Trusted settings, and the questions that only git and the trusted lists can answer.
#[derive(Clone, Copy)]
pub struct Rules<'a> {
    pub settings: &'a ForgeSettings,
    /// The person whose portfolio it is.
    pub owner: &'a str,
    /// The person to whom a numeric account on `settings.host` belongs.
    pub person_of: &'a dyn Fn(u64) -> Option<String>,
    /// Returns true if a person held the role that the step asks for.
    pub holds: &'a dyn Fn(&str, DateTime<Utc>) -> bool,
    /// The day on which it is decided.
    pub today: NaiveDate,
    /// Returns true if a person could give feedback.
    pub is_assessor: &'a dyn Fn(&str, DateTime<Utc>) -> bool,
    /// Compares the subjects in a commit with those on the default branch; the error names
    /// those that differ.
    pub same_contents: &'a dyn Fn(&str) -> Result<(), String>,
}

/// The consequence of one person's reviews.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision<'a> {
    /// It endorses, for this account and this commit.
    Endorses {
        review: &'a Review,
        account: u64,
        person: String,
        commit: &'a str,
    },
    /// Whatever this person endorsed by this pull request is endorsed no longer. Nothing
    /// may have been recorded: then there is nothing to withdraw.
    Withdraws { review: &'a Review, person: String },
    /// Words of an assessor, which change nothing.
    Feedback { review: &'a Review, person: String },
    Refused {
        review: &'a Review,
        reasons: Vec<Refusal>,
    },
}

/// A reason why a review does not count.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error(
        "The pull request is on {}, but `trust/forge.yaml` names `{expected}`. Give the files of that forge, or correct `host` in that file.",
        host_words(.found)
    )]
    WrongHost {
        expected: String,
        found: Option<String>,
    },
    #[error(
        "The pull request is in repository {found}, but `trust/forge.yaml` names {expected}. Ask for the review there, or correct `repository` in that file."
    )]
    WrongRepository { expected: u64, found: u64 },
    #[error(
        "The pull request goes into `{}`, but `trust/forge.yaml` allows only `{expected}`. Open one into `{expected}`, and ask for the review there.",
        Safe(.found)
    )]
    WrongBase { expected: String, found: String },
    #[error("The pull request is not merged, so it cannot be endorsed yet. Merge it first.")]
    NotMerged,
    #[error("`{}` {}, and only Approve endorses. If they agree, ask them to press Approve.", Safe(.login), state_words(.state))]
    NotApproved { login: String, state: ReviewState },
    #[error(
        "The account that wrote this review is gone, or was never a person's. Ask for a review from an account that exists."
    )]
    AccountGone,
    #[error(
        "`{}` is the account of a program or an organisation, not of a person. Ask the person to press Approve themselves.",
        Safe(.login)
    )]
    NotAPerson { login: String },
    #[error(
        "Account {account} (`{}`) on `{host}` is not in `trust/people.yaml`. If you know whose it is, have it added there. `cpd trust add --from-event FILE` finds the number.",
        Safe(.login)
    )]
    UnknownAccount {
        account: u64,
        login: String,
        host: String,
    },
    #[error(
        "`{}` opened the pull request, so they cannot endorse it. Ask another person for a review, or let the owner open it.",
        Safe(.login)
    )]
    Author { login: String },
    #[error(
        "The account that opened the pull request is gone, so nobody can tell if the reviewer opened it. Open a new pull request, and ask for a review there."
    )]
    AuthorGone,
    #[error(
        "`{person}` owns this portfolio, so they cannot endorse it. Ask the person who holds the role."
    )]
    Owner { person: String },
    #[error(
        "`{person}` did not hold the role for this step on {}. Ask somebody who did, or have the dates in `trust/people.yaml` corrected.",
        calendar::format_long(.at.date_naive())
    )]
    RoleNotHeld { person: String, at: DateTime<Utc> },
    #[error(
        "The people, roles, settings and schemes from before the pull request do not let `{}` endorse this. A pull request cannot name its own approver. Ask for a review in a new pull request, which does not change them.",
        Safe(.login)
    )]
    NotBeforeRequest { login: String },
    #[error(
        "The pull request was merged without a merge commit, and nothing says where it began. So the people and roles from before it are not known. Ask for a review in a new pull request, and merge that with a merge commit."
    )]
    NoListsBefore,
    #[error(
        "The review is dated {}, which has not come yet. Correct the clock of the forge or of this computer, and run it again.",
        calendar::format_long(.at.date_naive())
    )]
    InFuture { at: DateTime<Utc> },
    #[error(
        "The files do not say which commit this review approved. Ask for the review again. With GitLab, give the list of versions too."
    )]
    NoCommit,
    #[error(
        "The review is of an earlier version, commit {}, but the pull request now ends with {}. Ask for a review of the latest version.",
        short(.reviewed),
        short(.head)
    )]
    NotTheHead { head: String, reviewed: String },
    #[error(
        "The default branch no longer holds what was approved in commit {} ({}). Ask for a review of what is there now.",
        short(.commit),
        Safe(.why)
    )]
    OtherContents { commit: String, why: String },
}

fn host_words(found: &Option<String>) -> String {
    let named = found.as_deref().map(|host| format!("`{}`", Safe(host)));
    named.unwrap_or("a forge that its file does not name".to_owned())
}

fn state_words(state: &ReviewState) -> &'static str {
    match state {
        ReviewState::Approved => "approved",
        ReviewState::ChangesRequested => "asked for changes",
        ReviewState::Commented => "only wrote a comment",
        ReviewState::Dismissed => "gave a review that was dismissed",
        ReviewState::Pending => "has not sent a review",
    }
}

fn short(commit: &str) -> &str {
    commit.get(..10).unwrap_or(commit)
}

/// Returns the consequences of all reviews of a pull request: for each person their
/// feedback, then at most one decision.
pub fn decide<'a>(
    request: &ForgePullRequest,
    reviews: &'a [Review],
    rules: &Rules<'_>,
) -> Vec<Decision<'a>> {
    let context = DecisionContext { request, rules };
    let mut decisions = Vec::new();
    for own in context.by_reviewer(reviews) {
        let feedback: Vec<_> = own.iter().filter_map(|one| context.feedback(one)).collect();
        let standing = context.last_decision(&own, feedback.is_empty());
        decisions.extend(feedback);
        decisions.extend(standing);
    }
    decisions
}

/// The author of reviews. One person may have several accounts. Deleted accounts are kept
/// apart, since nobody knows if two were the same.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Reviewer {
    Person(String),
    Account(u64),
    Gone(u64),
}

struct DecisionContext<'a> {
    request: &'a ForgePullRequest,
    rules: &'a Rules<'a>,
}

impl DecisionContext<'_> {
    /// Returns the reviews of each reviewer, the oldest first.
    fn by_reviewer<'a>(&self, reviews: &'a [Review]) -> Vec<Vec<&'a Review>> {
        let mut reviews: Vec<&Review> = reviews.iter().collect();
        reviews.sort_by_key(|review| (review.at, review.id));
        let mut found: BTreeMap<Reviewer, Vec<&Review>> = BTreeMap::new();
        for review in reviews {
            let reviewer = match (self.person(review.user), review.user) {
                (Some(person), _) => Reviewer::Person(person),
                (None, Some(account)) => Reviewer::Account(account),
                (None, None) => Reviewer::Gone(review.id),
            };
            found.entry(reviewer).or_default().push(review);
        }
        found.into_values().collect()
    }

    /// Returns the decision that the last verdict leads to. Comments after it do not undo
    /// it, as on GitHub. Without a verdict a comment is refused, unless it was taken as
    /// feedback.
    fn last_decision<'a>(&self, own: &[&'a Review], tell_comments: bool) -> Option<Decision<'a>> {
        let is_verdict = |review: &&&Review| is_verdict(review.state);
        if let Some(last) = own.iter().rev().find(is_verdict) {
            let withdrawal = self.withdrawal(last, own);
            return withdrawal.or_else(|| Some(self.endorsement(last)));
        }
        let mut comments = own.iter().filter(|one| one.state == ReviewState::Commented);
        let last = comments.next_back().filter(|_| tell_comments)?;
        Some(self.endorsement(last))
    }

    /// Returns the withdrawal of an endorsement: a review was dismissed, or changes were
    /// requested after an approval. It does not ask if the approval counted: contents and
    /// roles may differ by now, and a withdrawal must not fail for that.
    fn withdrawal<'a>(&self, last: &'a Review, own: &[&Review]) -> Option<Decision<'a>> {
        let approved = |review: &&Review| {
            matches!(review.state, ReviewState::Approved | ReviewState::Dismissed)
                && review.at <= last.at
        };
        let takes_back = match last.state {
            ReviewState::Dismissed => true,
            ReviewState::ChangesRequested => own.iter().any(approved),
            ReviewState::Approved | ReviewState::Commented | ReviewState::Pending => false,
        };
        let person = self.person(last.user).filter(|_| self.is_here())?;
        takes_back.then_some(Decision::Withdraws {
            review: last,
            person,
        })
    }

    fn feedback<'a>(&self, review: &'a Review) -> Option<Decision<'a>> {
        let says_something =
            review.state == ReviewState::Commented && !review.body.trim().is_empty();
        let person = self.person(review.user)?;
        let may = says_something
            && review.is_person
            && self.is_here()
            && !self.is_owner(&person)
            && (self.rules.is_assessor)(&person, review.at);
        may.then_some(Decision::Feedback { review, person })
    }

    fn endorsement<'a>(&self, review: &'a Review) -> Decision<'a> {
        let mut reasons = self.request_problems();
        let state = review.state;
        if state != ReviewState::Approved {
            let login = review.login.clone();
            reasons.push(Refusal::NotApproved { login, state });
        }
        if calendar::is_after_day(review.at, self.rules.today) {
            reasons.push(Refusal::InFuture { at: review.at });
        }
        let who = self.reviewer(review, &mut reasons);
        let commit = self.reviewed_commit(review, &mut reasons);
        match (who, commit) {
            (Some((account, person)), Some(commit)) if reasons.is_empty() => Decision::Endorses {
                review,
                account,
                person,
                commit,
            },
            _ => Decision::Refused { review, reasons },
        }
    }

    /// Returns the reasons against the pull request, whoever reviewed it.
    fn request_problems(&self) -> Vec<Refusal> {
        let (request, settings) = (self.request, self.rules.settings);
        let mut reasons = Vec::new();
        if !self.is_on_host() {
            reasons.push(Refusal::WrongHost {
                expected: settings.host.clone(),
                found: request.host.clone(),
            });
        }
        if request.repository != settings.repository {
            reasons.push(Refusal::WrongRepository {
                expected: settings.repository,
                found: request.repository,
            });
        }
        if request.base != settings.base {
            reasons.push(Refusal::WrongBase {
                expected: settings.base.clone(),
                found: request.base.clone(),
            });
        }
        if !request.merged {
            reasons.push(Refusal::NotMerged);
        }
        reasons
    }

    /// Returns the account and the person of a review, and adds the reasons against them.
    fn reviewer(&self, review: &Review, reasons: &mut Vec<Refusal>) -> Option<(u64, String)> {
        let Some(account) = review.user else {
            reasons.push(Refusal::AccountGone);
            return None;
        };
        let login = || review.login.clone();
        if !review.is_person {
            reasons.push(Refusal::NotAPerson { login: login() });
        }
        let person = self.person(review.user);
        let author = self.request.author;
        let is_author =
            author == Some(account) || person.is_some() && self.person(author) == person;
        match author {
            None => reasons.push(Refusal::AuthorGone),
            Some(_) if is_author => reasons.push(Refusal::Author { login: login() }),
            Some(_) => {}
        }
        // On another host the numbers are those of other people.
        if !self.is_on_host() {
            return None;
        }
        let Some(person) = person else {
            reasons.push(Refusal::UnknownAccount {
                account,
                login: login(),
                host: self.rules.settings.host.clone(),
            });
            return None;
        };
        if self.is_owner(&person) {
            let person = person.clone();
            reasons.push(Refusal::Owner { person });
        }
        if !(self.rules.holds)(&person, review.at) {
            let (person, at) = (person.clone(), review.at);
            reasons.push(Refusal::RoleNotHeld { person, at });
        }
        Some((account, person))
    }

    /// Returns the commit that was approved, and adds the reasons against it. Other
    /// verdicts have no commit.
    fn reviewed_commit<'a>(
        &self,
        review: &'a Review,
        reasons: &mut Vec<Refusal>,
    ) -> Option<&'a str> {
        if review.state != ReviewState::Approved {
            return None;
        }
        let Some(commit) = review.commit.as_deref() else {
            reasons.push(Refusal::NoCommit);
            return None;
        };
        if commit != self.request.head {
            reasons.push(Refusal::NotTheHead {
                head: self.request.head.clone(),
                reviewed: commit.to_owned(),
            });
        }
        if let Err(why) = (self.rules.same_contents)(commit) {
            let commit = commit.to_owned();
            reasons.push(Refusal::OtherContents { commit, why });
        }
        Some(commit)
    }

    fn person(&self, account: Option<u64>) -> Option<String> {
        let account = account.filter(|_| self.is_on_host())?;
        (self.rules.person_of)(account)
    }

    fn is_owner(&self, person: &str) -> bool {
        fold(person) == fold(self.rules.owner)
    }

    fn is_on_host(&self) -> bool {
        let expected = &self.rules.settings.host;
        let found = self.request.host.as_ref();
        found.is_some_and(|found| found.eq_ignore_ascii_case(expected))
    }

    /// Returns true for the trusted host and repository. The branch matters to approvals
    /// alone.
    fn is_here(&self) -> bool {
        self.is_on_host() && self.request.repository == self.rules.settings.repository
    }
}

fn is_verdict(state: ReviewState) -> bool {
    match state {
        ReviewState::Approved | ReviewState::ChangesRequested | ReviewState::Dismissed => true,
        ReviewState::Commented | ReviewState::Pending => false,
    }
}

#[cfg(test)]
mod tests;
