//! Adds a person to those whom the portfolio knows, or a role, an address or an account to
//! somebody who is there already.

use chrono::NaiveDate;
use thiserror::Error;

use super::managed::{PersonLookupError, managed};
use crate::app::change::{ChangeSet, PlanError, checked};
use crate::app::error::{Explain, Explanation, Hint, Input};
use crate::app::records::create::{self, CreateRecordError};
use crate::app::records::draft::Defaults;
use crate::app::workspace::Workspace;
use crate::base::calendar;
use crate::base::document::write::{Yaml, add_to_row};
use crate::base::document::write_map::set_in_node;
use crate::base::document::{Node, ParsedFile};
use crate::base::text::{Safe, slug, words};
use crate::domain::id::KindId;
use crate::domain::portfolio::person::{LINE_MANAGER, OWNER};
use crate::domain::portfolio::{PEOPLE, Person, Portfolio};
use crate::domain::review::{Account, ForgeSettings, Participation};

/// A person, and what is to be added to their entry.
pub struct PersonRequest<'a> {
    /// Their full name, or the id of somebody who is there already.
    pub person: &'a str,
    /// The name that they have now, where it is another one.
    pub new_name: Option<&'a str>,
    /// Roles that they hold from a first day on, or from today.
    pub roles: &'a [String],
    /// The person whose line manager they are; the owner where nobody is named.
    pub managed: Option<&'a str>,
    pub from: Option<NaiveDate>,
    /// The last day of these roles, where they are for a time.
    pub until: Option<NaiveDate>,
    pub emails: &'a [String],
    pub account: Option<AccountRequest<'a>>,
}

/// An account on a forge. Its number stays when its name is changed, or is taken by somebody
/// else.
pub enum AccountRequest<'a> {
    /// By its number, as it was typed.
    Number {
        /// The host of the forge, where another is meant than that of the settings.
        host: Option<&'a str>,
        number: &'a str,
    },
    /// In what a forge says of a pull request.
    Event {
        /// The accounts that the event tells of.
        people: Vec<Account>,
        /// The host of the forge, where the event says.
        host: Option<String>,
        /// The name of the event's file, for messages.
        file: String,
        /// The account's name, where several are in the event.
        login: Option<&'a str>,
    },
}

/// Reasons why nothing was added.
#[derive(Debug, Error)]
pub enum AddPersonError {
    #[error("{0} is already in {PEOPLE}")]
    Known(String),
    #[error("cpd cannot add to the entry of {id} as it is written")]
    NotAddable { id: String, line: String },
    #[error("the last day of the role is before its first day")]
    Backwards,
    #[error("no scheme that this portfolio follows has the role `{}`", Safe(.role))]
    UnknownRole { role: String, known: Vec<String> },
    #[error("the owner is the person that cpd.yaml names, so nobody can be given this role")]
    OwnerRole,
    #[error(transparent)]
    Managed(#[from] PersonLookupError),
    #[error("nobody can be their own line manager")]
    OwnManager,
    #[error("{person} is already the line manager on {}", calendar::format_long(*.day))]
    AlreadyManager { person: String, day: NaiveDate },
    #[error("there is no kind called person")]
    NoKind,
    #[error("{0} does not say which forge it is from")]
    NoHost(String),
    #[error("it is not clear which account you mean")]
    Unclear { among: Vec<String> },
    #[error("`{}` is no number: an account is listed by its number, which stays when its name changes", Safe(.login))]
    NoNumber { host: String, login: String },
    #[error("`{}` is no host, such as github.com", Safe(.0))]
    BadHost(String),
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
            Self::Managed(error) => error.explain(),
            Self::OwnManager => Explanation::refused().hint("name somebody else"),
            Self::UnknownRole { role, known } => {
                Explanation::failed().hint(Hint::similar(role, known, "choose from"))
            }
            Self::OwnerRole => Explanation::refused(),
            Self::AlreadyManager { .. } => Explanation::refused(),
            Self::NoKind | Self::NoHost(_) | Self::Backwards => Explanation::failed(),
            Self::Unclear { among } => {
                let among = format!(": {}", words::join_points(among));
                let hint = Hint::from("name one with ").then(Input::Account);
                Explanation::failed().hint(hint.then(among))
            }
            Self::NoNumber { host, login } => {
                Explanation::failed().hint(number_advice(host, login))
            }
            Self::BadHost(_) => Explanation::failed(),
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

/// Says where the number of an account is.
fn number_advice(host: &str, login: &str) -> String {
    let api = match host {
        USUAL_HOST => "api.github.com".to_owned(),
        host if host.contains("gitlab") => {
            return format!(
                "open https://{host}/api/v4/users?username={login} and give the number after `id`"
            );
        }
        host => format!("{host}/api/v1"),
    };
    format!("open https://{api}/users/{login} in a browser and give the number after `id`")
}

/// Plans the addition. A name that nobody has is a new person.
pub fn plan(ws: &Workspace, request: &PersonRequest<'_>) -> Result<ChangeSet, AddPersonError> {
    let _span = tracing::info_span!("trust.add-person").entered();
    let first_day = request.from.unwrap_or(ws.moment.today);
    if request.until.is_some_and(|last| last < first_day) {
        return Err(AddPersonError::Backwards);
    }
    let account = request.account.as_ref();
    let account = account.map(|asked| account_of(request.person, asked, ws));
    let account = account.transpose()?;
    let is_manager = |role: &&String| is_line_manager(role);
    let (managing, roles): (Vec<&String>, Vec<&String>) =
        request.roles.iter().partition(is_manager);
    for role in &roles {
        refuse_unknown_role(role, &ws.portfolio)?;
    }
    let mut additions: Vec<(&str, Yaml)> = Vec::new();
    let held = |role: &String| {
        let mut entry = vec![("role".to_owned(), Yaml::word(role))];
        entry.extend(days(first_day, request.until));
        Yaml::Map(entry)
    };
    additions.extend(roles.into_iter().map(|role| ("roles", held(role))));
    let emails = request.emails.iter();
    additions.extend(emails.map(|email| ("emails", Yaml::word(email))));
    additions.extend(account.map(|account| ("accounts", account)));
    let is_manager = !managing.is_empty();
    if request.managed.is_some() && !is_manager {
        return Err(PersonLookupError::OtherRole.into());
    }
    let mut people = ws.portfolio.people();
    let known = people.find(|one| one.matches(request.person));
    let mut changes = match known {
        Some(person) if additions.is_empty() && !is_manager && request.new_name.is_none() => {
            return Err(AddPersonError::Known(person.name().into()));
        }
        Some(person) => extend_entry(person, request.new_name, &additions, ws)?,
        None => new(request, &additions, ws)?,
    };
    if is_manager {
        let id = known.map_or_else(|| slug(request.person), |person| person.id().to_string());
        let name = known.map_or(request.person, Person::name);
        let managed = managed(request.managed, ws)?;
        let days = (first_day, request.until);
        add_line_manager((&id, name), managed, days, ws, &mut changes)?;
    }
    Ok(changes)
}

/// Refuses a role in which nobody could ever sign. A list for several portfolios follows no
/// scheme, and takes any role.
fn refuse_unknown_role(role: &str, portfolio: &Portfolio) -> Result<(), AddPersonError> {
    let known = portfolio.roles();
    if role == OWNER {
        return Err(AddPersonError::OwnerRole);
    }
    if known.contains(&role) || portfolio.schemes().is_empty() {
        return Ok(());
    }
    let known = known.into_iter().filter(|known| *known != OWNER);
    Err(AddPersonError::UnknownRole {
        role: role.to_owned(),
        known: known.map(str::to_owned).collect(),
    })
}

fn is_line_manager(role: &str) -> bool {
    role.replace('_', "-") == LINE_MANAGER
}

/// Returns the days of an entry that holds from a first day on, and perhaps to a last one.
fn days(first_day: NaiveDate, last_day: Option<NaiveDate>) -> Vec<(String, Yaml)> {
    let days = [("from", Some(first_day)), ("to", last_day)];
    let days = days.into_iter().filter_map(|(key, day)| Some((key, day?)));
    days.map(|(key, day)| (key.to_owned(), Yaml::word(day.to_string())))
        .collect()
}

/// Writes into a person's entry who manages them: no other entry confers that role.
fn add_line_manager(
    (id, name): (&str, &str),
    managed: Person<'_>,
    (first_day, last_day): (NaiveDate, Option<NaiveDate>),
    ws: &Workspace,
    changes: &mut ChangeSet,
) -> Result<(), AddPersonError> {
    if **managed.id() == *id {
        return Err(AddPersonError::OwnManager);
    }
    let manager = managed.line_manager(first_day);
    if manager.is_some_and(|manager| **manager == *id) {
        let (person, day) = (name.to_owned(), first_day);
        return Err(AddPersonError::AlreadyManager { person, day });
    }
    let path = checked(PEOPLE)?;
    let before = changes.bytes(ws.base(), &path).unwrap_or_default();
    let before = String::from_utf8_lossy(&before);
    let mut entry = days(first_day, last_day);
    entry.push(("value".to_owned(), Yaml::word(id)));
    let entry = Yaml::Map(entry);
    let after = grow(&before, managed, "line_manager", &entry)?;
    Ok(changes.edit(ws.base(), &path, after.into_bytes())?)
}

/// Puts a value at the end of a list in a person's entry.
fn grow(text: &str, person: Person<'_>, key: &str, value: &Yaml) -> Result<String, AddPersonError> {
    let grown = add_to_row(text, "people", person.id(), key, value);
    grown.ok_or_else(|| AddPersonError::NotAddable {
        id: person.id().to_string(),
        line: format!("{key}: [{}]", value.to_flow()),
    })
}

/// Writes the name that a person has now.
fn rename(text: &str, person: Person<'_>, name: &str) -> Result<String, AddPersonError> {
    let file = ParsedFile::read_yaml(text);
    let rows = file
        .front
        .get("people")
        .map(Node::items)
        .unwrap_or_default();
    let is_meant = |row: &&Node| row.get("id").and_then(Node::scalar) == Some(person.id().as_ref());
    let row = rows.iter().find(is_meant);
    let after = row.and_then(|row| set_in_node(text, row, "name", name));
    let after = after.filter(|after| ParsedFile::read_yaml(after).faults.is_empty());
    after.ok_or_else(|| AddPersonError::NotAddable {
        id: person.id().to_string(),
        line: format!("name: {}", Yaml::word(name).to_flow()),
    })
}

/// Puts values at the end of lists in a person's entry; everything else stays as it is.
fn extend_entry(
    person: Person<'_>,
    new_name: Option<&str>,
    additions: &[(&str, Yaml)],
    ws: &Workspace,
) -> Result<ChangeSet, AddPersonError> {
    let before = ws.portfolio.snapshot.text(PEOPLE);
    let mut text = before.map(|text| text.to_string()).unwrap_or_default();
    if let Some(name) = new_name {
        text = rename(&text, person, name)?;
    }
    for (key, value) in additions {
        text = grow(&text, person, key, value)?;
    }
    let mut changes = ChangeSet::default();
    changes.edit(ws.base(), &checked(PEOPLE)?, text.into_bytes())?;
    Ok(changes)
}

fn new(
    request: &PersonRequest<'_>,
    additions: &[(&str, Yaml)],
    ws: &Workspace,
) -> Result<ChangeSet, AddPersonError> {
    let kind = ws.portfolio.kinds().get(KindId::person());
    let kind = kind.ok_or(AddPersonError::NoKind)?;
    let name = request.new_name.unwrap_or(request.person);
    let mut values = vec![
        ("id".to_owned(), vec![slug(request.person)]),
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

/// The host of the forge that most people use.
const USUAL_HOST: &str = "github.com";

/// Returns the account that is meant.
fn account_of(
    person: &str,
    asked: &AccountRequest<'_>,
    ws: &Workspace,
) -> Result<Yaml, AddPersonError> {
    let portfolio = &ws.portfolio;
    let trusted = ws.trust().resolve(portfolio);
    let set = trusted.forge().map(|forge| forge.host.as_str());
    let (host, number) = match asked {
        AccountRequest::Number { host, number } => {
            let host = host.or(set).unwrap_or(USUAL_HOST);
            if !ForgeSettings::allows_host(host) {
                return Err(AddPersonError::BadHost(host.to_owned()));
            }
            let login = || AddPersonError::NoNumber {
                host: host.to_owned(),
                login: (*number).to_owned(),
            };
            (host, number.parse().map_err(|_| login())?)
        }
        AccountRequest::Event {
            people,
            host,
            file,
            login,
        } => {
            let no_host = || AddPersonError::NoHost(file.clone());
            let host = host.as_deref().ok_or_else(no_host)?;
            (host, number_in_event(people, *login, host, portfolio)?)
        }
    };
    refuse_taken(host, number, person, portfolio)?;
    Ok(Yaml::Map(vec![
        ("host".to_owned(), Yaml::word(Safe(host).to_string())),
        ("id".to_owned(), Yaml::word(number.to_string())),
    ]))
}

/// Returns the number of the account that is meant among those of an event.
fn number_in_event(
    people: &[Account],
    login: Option<&str>,
    host: &str,
    portfolio: &Portfolio,
) -> Result<u64, AddPersonError> {
    let known: Vec<(&str, u64)> = portfolio.people().flat_map(Person::accounts).collect();
    let is_meant = |one: &&Account| match login {
        Some(login) => one.login.eq_ignore_ascii_case(login),
        None => one.part != Participation::Author && !known.contains(&(host, one.id)),
    };
    let meant: Vec<&Account> = people.iter().filter(is_meant).collect();
    match meant.as_slice() {
        [one] => Ok(one.id),
        _ => {
            let name = |one: &Account| format!("{} ({}, {})", one.login, one.id, one.part);
            let among = people.iter().map(name).collect();
            Err(AddPersonError::Unclear { among })
        }
    }
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
                new_name: None,
                roles: &roles,
                managed: None,
                from: None,
                until: None,
                emails: &[],
                account: login.map(|login| AccountRequest::Event {
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
    fn a_line_manager_is_written_where_the_role_counts() {
        let text = people_after(SAM, "Priya Shah", &["line-manager", "mentor"], None).unwrap();
        let manager = "    line_manager: [{ from: 2026-10-02, value: priya-shah }]\n";
        assert!(text.starts_with(&format!("{SAM}{manager}")), "{text}");
        assert!(
            text.ends_with("    roles: [{ role: mentor, from: 2026-10-02 }]\n"),
            "{text}"
        );
        let again = people_after(&text, "priya-shah", &["line-manager"], None).unwrap_err();
        let said = "Priya Shah is already the line manager on 2 October 2026";
        assert_eq!(again.to_string(), said);
        let own = people_after(SAM, "sam-carter", &["line-manager"], None).unwrap_err();
        assert!(matches!(own, AddPersonError::OwnManager));
    }

    #[test]
    fn a_role_that_no_scheme_knows_is_refused_and_the_roles_are_named() {
        let config = "cpd: 1\nportfolio: p\nowner: sam-carter\nschemes: { school-cpd: 1.0.0 }\n";
        let ws = World::new(&[("cpd.yaml", config), (PEOPLE, SAM)])
            .open()
            .unwrap();
        let add = |role: &str| {
            let request = PersonRequest {
                person: "Noor Haddad",
                new_name: None,
                roles: &[role.to_owned()],
                managed: None,
                from: None,
                until: None,
                emails: &[],
                account: None,
            };
            plan(&ws, &request)
        };
        let error = add("development-leeder").unwrap_err();
        let said = "no scheme that this portfolio follows has the role `development-leeder`";
        assert_eq!(error.to_string(), said);
        let AddPersonError::UnknownRole { known, .. } = error else {
            panic!("{error}");
        };
        // The role of this scheme, and those of every scheme.
        for role in ["development-leader", "assessor", "line-manager"] {
            assert!(known.iter().any(|known| known == role), "{known:?}");
            add(role).unwrap();
        }
        assert!(matches!(add("owner"), Err(AddPersonError::OwnerRole)));
    }

    #[test]
    fn a_list_for_several_portfolios_says_whose_line_manager_somebody_is() {
        let people = format!("{SAM}  - id: lee-morgan\n    name: Lee Morgan\n");
        let ws = open_workspace(&people);
        let add = |managed, role: &str| {
            let request = PersonRequest {
                person: "Priya Shah",
                new_name: None,
                roles: &[role.to_owned()],
                managed: Some(managed),
                from: None,
                until: None,
                emails: &[],
                account: None,
            };
            plan(&ws, &request)
        };
        let said = |made: Result<ChangeSet, AddPersonError>| made.unwrap_err().to_string();
        let other = "you have named whose line manager it is, but this is another role";
        assert_eq!(said(add("lee-morgan", "mentor")), other);
        let nobody = "there is nobody called lea in trust/people.yaml";
        assert_eq!(said(add("lea", "line-manager")), nobody);
        ws.apply(&add("Lee Morgan", "line-manager").unwrap())
            .unwrap();
        let text = String::from_utf8(ws.bytes(PEOPLE).unwrap()).unwrap();
        let manager = "    line_manager: [{ from: 2026-10-02, value: priya-shah }]\n";
        assert!(text.starts_with(&format!("{people}{manager}")), "{text}");
    }

    #[test]
    fn a_role_has_the_days_that_are_given_and_a_name_can_change() {
        let ws = open_workspace(SAM);
        let add = |from: &str, until: &str| {
            let request = PersonRequest {
                person: "sam-carter",
                new_name: Some("Sam Weaver"),
                roles: &["mentor".to_owned()],
                managed: None,
                from: calendar::date(from),
                until: calendar::date(until),
                emails: &[],
                account: None,
            };
            plan(&ws, &request)
        };
        let backwards = add("2026-06-02", "2026-06-01").unwrap_err();
        assert!(matches!(backwards, AddPersonError::Backwards));
        ws.apply(&add("2026-06-01", "2026-08-31").unwrap()).unwrap();
        let text = String::from_utf8(ws.bytes(PEOPLE).unwrap()).unwrap();
        let role = "    roles: [{ role: mentor, from: 2026-06-01, to: 2026-08-31 }]\n";
        assert_eq!(text, format!("{}{role}", SAM.replace("Carter", "Weaver")));
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
