//! Adds a person to those whom the portfolio knows, or a role, an address or an account to
//! somebody who is there already.

use thiserror::Error;

use crate::app::change::{ChangeSet, PlanError, checked};
use crate::app::error::{Explain, Explanation, Hint, Input};
use crate::app::records::create::{self, CreateRecordError};
use crate::app::records::draft::Defaults;
use crate::app::workspace::Workspace;
use crate::base::document::write::{Yaml, add_to_row};
use crate::base::text::{Safe, slug, words};
use crate::domain::id::KindId;
use crate::domain::portfolio::{PEOPLE, Person, Portfolio};
use crate::domain::review::{Account, Participation};

/// A person, and what is to be added to their entry.
pub struct PersonRequest<'a> {
    /// Their full name, or the id of somebody who is there already.
    pub person: &'a str,
    /// Roles that they hold from today on.
    pub roles: &'a [String],
    pub emails: &'a [String],
    pub account: Option<AccountRequest<'a>>,
}

/// An account, found in what a forge says of a pull request: nobody knows their own number.
pub struct AccountRequest<'a> {
    /// The accounts that the event tells of.
    pub people: Vec<Account>,
    /// The host of the forge, where the event says.
    pub host: Option<String>,
    /// The name of the event's file, for messages.
    pub file: String,
    /// The account's name, where several are in the event.
    pub login: Option<&'a str>,
}

/// Reasons why nothing was added.
#[derive(Debug, Error)]
pub enum AddPersonError {
    #[error("{0} is already in {PEOPLE}")]
    Known(String),
    #[error("cpd cannot add to the entry of {id} as it is written")]
    NotAddable { id: String, line: String },
    #[error("there is no kind called person")]
    NoKind,
    #[error("{0} does not say which forge it is from")]
    NoHost(String),
    #[error("it is not clear which account you mean")]
    Unclear { among: Vec<String> },
    #[error("this account is already listed for {0}")]
    Listed(String),
    #[error("this account belongs to {0}")]
    Taken(String),
    #[error(transparent)]
    Create(#[from] CreateRecordError),
    #[error(transparent)]
    Plan(#[from] PlanError),
}

impl Explain for AddPersonError {
    fn explain(&self) -> Explanation {
        match self {
            Self::Known(_) => {
                let roles = Hint::from("add a ")
                    .then(Input::Role)
                    .then(", an ")
                    .then(Input::Email);
                Explanation::refused().hint(roles.then(" or an account"))
            }
            Self::NotAddable { line, .. } => {
                Explanation::refused().hint(format!("add `{line}` to it by hand"))
            }
            Self::NoKind | Self::NoHost(_) => Explanation::failed(),
            Self::Unclear { among } => {
                let among = format!(": {}", words::join_points(among));
                let hint = Hint::from("name one with ").then(Input::Account);
                Explanation::failed().hint(hint.then(among))
            }
            Self::Listed(_) => Explanation::refused(),
            Self::Taken(_) => {
                let other = Hint::from("name another with ").then(Input::Account);
                Explanation::refused().hint(other.then(", or remove it from their entry first"))
            }
            Self::Create(error) => error.explain(),
            Self::Plan(error) => error.explain(),
        }
    }
}

/// Plans the addition. A name that nobody has is a new person.
pub fn plan(ws: &Workspace, request: &PersonRequest<'_>) -> Result<ChangeSet, AddPersonError> {
    let _span = tracing::info_span!("trust.add-person").entered();
    let account = request.account.as_ref();
    let account = account.map(|asked| account_of(request.person, asked, &ws.portfolio));
    let account = account.transpose()?;
    let mut additions: Vec<(&str, Yaml)> = Vec::new();
    additions.extend(
        request
            .roles
            .iter()
            .map(|role| ("roles", held_role(role, ws))),
    );
    let emails = request.emails.iter();
    additions.extend(emails.map(|email| ("emails", Yaml::word(email))));
    additions.extend(account.map(|account| ("accounts", account)));
    let mut people = ws.portfolio.people();
    match people.find(|one| one.matches(request.person)) {
        Some(person) if additions.is_empty() => Err(AddPersonError::Known(person.name().into())),
        Some(person) => extend_entry(person, &additions, ws),
        None => new(request.person, &additions, ws),
    }
}

/// Returns a role that somebody holds from today on.
fn held_role(role: &str, ws: &Workspace) -> Yaml {
    let today = ws.moment.today.to_string();
    Yaml::Map(vec![
        ("role".to_owned(), Yaml::word(role)),
        ("from".to_owned(), Yaml::word(today)),
    ])
}

/// Puts values at the end of lists in a person's entry; everything else stays as it is.
fn extend_entry(
    person: Person<'_>,
    additions: &[(&str, Yaml)],
    ws: &Workspace,
) -> Result<ChangeSet, AddPersonError> {
    let before = ws.portfolio.snapshot.text(PEOPLE);
    let mut text = before.map(|text| text.to_string()).unwrap_or_default();
    for (key, value) in additions {
        let grown = add_to_row(&text, "people", person.id(), key, value);
        text = grown.ok_or_else(|| AddPersonError::NotAddable {
            id: person.id().to_string(),
            line: format!("{key}: [{}]", value.to_flow()),
        })?;
    }
    let mut changes = ChangeSet::default();
    changes.edit(ws.base(), &checked(PEOPLE)?, text.into_bytes())?;
    Ok(changes)
}

fn new(
    name: &str,
    additions: &[(&str, Yaml)],
    ws: &Workspace,
) -> Result<ChangeSet, AddPersonError> {
    let kind = ws.portfolio.kinds().get(KindId::person());
    let kind = kind.ok_or(AddPersonError::NoKind)?;
    let mut values = vec![
        ("id".to_owned(), vec![slug(name)]),
        ("name".to_owned(), vec![name.to_owned()]),
    ];
    for key in ["emails", "accounts", "roles"] {
        let mine = additions.iter().filter(|(name, _)| *name == key);
        let words: Vec<String> = mine
            .map(|(_, value)| match value {
                Yaml::Word(word) => word.clone(),
                other => other.to_flow(),
            })
            .collect();
        if !words.is_empty() {
            values.push((key.to_owned(), words));
        }
    }
    let draft = Defaults::new(ws.check_input(), false).begin(kind, values);
    Ok(create::plan(ws.check_input(), ws.base(), &[draft])?.changes)
}

/// Returns the account that is meant.
fn account_of(
    person: &str,
    asked: &AccountRequest<'_>,
    portfolio: &Portfolio,
) -> Result<Yaml, AddPersonError> {
    let no_host = || AddPersonError::NoHost(asked.file.clone());
    let host = asked.host.as_deref().ok_or_else(no_host)?;
    let people = &asked.people;
    let known: Vec<(&str, u64)> = portfolio.people().flat_map(Person::accounts).collect();
    let is_meant = |one: &&Account| match asked.login {
        Some(login) => one.login.eq_ignore_ascii_case(login),
        None => one.part != Participation::Author && !known.contains(&(host, one.id)),
    };
    let meant: Vec<&Account> = people.iter().filter(is_meant).collect();
    let [one] = meant.as_slice() else {
        let name = |one: &Account| format!("{} ({}, {})", one.login, one.id, one.part);
        let among = people.iter().map(name).collect();
        return Err(AddPersonError::Unclear { among });
    };
    refuse_taken(host, one.id, person, portfolio)?;
    Ok(Yaml::Map(vec![
        ("host".to_owned(), Yaml::word(Safe(host).to_string())),
        ("id".to_owned(), Yaml::word(one.id.to_string())),
    ]))
}

/// Refuses an account that is listed: it is one person's, and is listed once.
fn refuse_taken(
    host: &str,
    account: u64,
    person: &str,
    portfolio: &Portfolio,
) -> Result<(), AddPersonError> {
    let mut people = portfolio.people();
    let taken = people.find(|one| one.accounts().contains(&(host, account)));
    match taken {
        None => Ok(()),
        Some(taken) if taken.matches(person) => Err(AddPersonError::Listed(taken.name().into())),
        Some(taken) => Err(AddPersonError::Taken(taken.name().into())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::error::Class;
    use crate::app::fakes::World;

    /// Returns the accounts of a pull request that Sam opened and Priya was asked to review.
    fn accounts() -> Vec<Account> {
        let account = |id, login: &str, part| Account {
            id,
            login: login.to_owned(),
            name: None,
            part,
        };
        vec![
            account(1001, "samc", Participation::Author),
            account(2002, "priya-s", Participation::Requested),
        ]
    }

    fn open_workspace(people: &str) -> Workspace {
        let config = "cpd: 1\nportfolio: p\nowner: sam-carter\nschemes: {}\n";
        let files = [("cpd.yaml", config), (PEOPLE, people)];
        World::new(&files).open().unwrap()
    }

    /// Returns the list of people after somebody was added.
    fn people_after(
        people: &str,
        person: &str,
        roles: &[&str],
        login: Option<Option<&str>>,
    ) -> Result<String, AddPersonError> {
        let ws = open_workspace(people);
        let roles: Vec<String> = roles.iter().map(|role| (*role).to_owned()).collect();
        let changes = plan(
            &ws,
            &PersonRequest {
                person,
                roles: &roles,
                emails: &[],
                account: login.map(|login| AccountRequest {
                    people: accounts(),
                    host: Some("github.com".into()),
                    file: "event.json".into(),
                    login,
                }),
            },
        )?;
        ws.apply(&changes).unwrap();
        Ok(String::from_utf8(ws.bytes(PEOPLE).unwrap()).unwrap())
    }

    const SAM: &str = "people:\n  - id: sam-carter\n    name: Sam Carter\n";

    #[test]
    fn a_name_that_nobody_has_is_a_new_person() {
        let text = people_after(SAM, "Noor Haddad", &["assessor"], None).unwrap();
        let new = "  - id: noor-haddad\n    name: Noor Haddad\n";
        let role = "    roles: [{ role: assessor, from: 2026-10-02 }]\n";
        assert!(text.starts_with(SAM), "{text}");
        assert!(text.contains(new) && text.ends_with(role), "{text}");
    }

    #[test]
    fn adding_a_known_person_only_adds_what_is_missing() {
        let text = people_after(SAM, "Sam Carter", &["mentor"], None).unwrap();
        let expected = format!("{SAM}    roles: [{{ role: mentor, from: 2026-10-02 }}]\n");
        assert_eq!(text, expected);
        let error = people_after(SAM, "sam-carter", &[], None).unwrap_err();
        assert_eq!(
            error.explain().hint,
            Some(
                Hint::from("add a ")
                    .then(Input::Role)
                    .then(", an ")
                    .then(Input::Email)
                    .then(" or an account")
            )
        );
        assert_eq!(error.explain().class, Class::Refused);
    }

    #[test]
    fn an_account_is_found_by_what_the_forge_says_and_is_one_persons() {
        let text = people_after(SAM, "Priya Shah", &[], Some(None)).unwrap();
        assert!(
            text.contains("accounts: [{ host: github.com, id: 2002 }]"),
            "{text}"
        );
        // Priya's is taken, so nobody is left of those who were asked.
        let error = people_after(&text, "sam-carter", &[], Some(None)).unwrap_err();
        let among = ": samc (1001, opened it); priya-s (2002, asked to review it)";
        let hint = Hint::from("name one with ").then(Input::Account);
        assert_eq!(error.explain().hint, Some(hint.then(among)));
        let error = people_after(&text, "sam-carter", &[], Some(Some("priya-s"))).unwrap_err();
        assert_eq!(error.to_string(), "this account belongs to Priya Shah");
        let error = people_after(&text, "priya-shah", &[], Some(Some("PRIYA-S"))).unwrap_err();
        assert!(matches!(error, AddPersonError::Listed(name) if name == "Priya Shah"));
    }

    #[test]
    fn an_entry_that_cannot_be_extended_is_unchanged_and_the_line_is_shown() {
        let flow = "people: [{ id: sam-carter, name: Sam Carter }]\n";
        match people_after(flow, "sam-carter", &["mentor"], None) {
            Err(error) => {
                let by_hand = "add `roles: [{ role: mentor, from: 2026-10-02 }]` to it by hand";
                assert_eq!(error.explain().hint, Some(Hint::from(by_hand)));
            }
            Ok(text) => panic!("{text}"),
        }
    }
}
