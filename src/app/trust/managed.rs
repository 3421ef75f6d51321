//! The person whose line manager is meant: the owner of the portfolio, or somebody else in a
//! list that is kept for several portfolios.

use thiserror::Error;

use crate::app::error::{Explain, Explanation, Hint};
use crate::app::workspace::Workspace;
use crate::base::text::did_you_mean;
use crate::domain::portfolio::{PEOPLE, Person};
use crate::domain::remedy::Invocation;

/// A reason why nobody is found.
#[derive(Debug, Error)]
pub enum PersonLookupError {
    #[error("there is nobody called {named} in {PEOPLE}")]
    Unknown {
        named: String,
        question: Option<String>,
    },
    #[error("this portfolio does not say who its owner is")]
    NoOwner,
    #[error("you have named whose line manager it is, but this is another role")]
    OtherRole,
}

impl Explain for PersonLookupError {
    fn explain(&self) -> Explanation {
        match self {
            Self::Unknown { question, .. } => {
                let list = || Hint::from(Invocation::ListKeys).then(" lists everybody");
                let question = question.as_deref().map(Hint::from);
                Explanation::failed().hint(question.unwrap_or_else(list))
            }
            Self::NoOwner => Explanation::failed().hint("set the owner in cpd.yaml"),
            Self::OtherRole => Explanation::failed(),
        }
    }
}

/// Returns the person with a name or an id.
pub fn person<'w>(named: &str, ws: &'w Workspace) -> Result<Person<'w>, PersonLookupError> {
    let mut people = ws.portfolio.people();
    let found = people.find(|one| one.matches(named));
    found.ok_or_else(|| PersonLookupError::Unknown {
        named: named.to_owned(),
        question: did_you_mean::question(named, ws.portfolio.people().map(|one| &**one.id())),
    })
}

/// Returns the person who is managed: the owner where nobody is named.
pub fn managed<'w>(
    named: Option<&str>,
    ws: &'w Workspace,
) -> Result<Person<'w>, PersonLookupError> {
    match named {
        Some(named) => person(named, ws),
        None => ws.portfolio.owner().ok_or(PersonLookupError::NoOwner),
    }
}
