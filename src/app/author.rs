//! The author of a commit.

use super::ports::{CommitAuthor, GitIdentity};
use crate::domain::portfolio::Person;

/// Returns the author of a commit at a moment in seconds since 1970, or now: the one that
/// git knows, or else a person under their own address or one that nobody has.
pub fn choose_author(
    configured: Option<GitIdentity>,
    person: Option<Person<'_>>,
    seconds: Option<i64>,
) -> CommitAuthor {
    let identity = configured.unwrap_or_else(|| identity_of(person));
    CommitAuthor {
        name: identity.name,
        email: identity.email,
        seconds,
    }
}

fn identity_of(person: Option<Person<'_>>) -> GitIdentity {
    let name = person.map_or("Portfolio owner", |person| person.name());
    let id = person.map_or("owner", |person| person.id());
    let emails = person.map(|person| person.emails()).unwrap_or_default();
    let email = emails.first().map(|email| (*email).to_owned());
    GitIdentity {
        name: name.to_owned(),
        email: email.unwrap_or_else(|| format!("{id}@cpd.invalid")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::files::{File, Snapshot};
    use crate::domain::portfolio::Portfolio;

    const PEOPLE: &str = "people:\n- { id: sam, name: Sam Carter, emails: [sam@example.org, s@example.org] }\n- { id: lee, name: Lee Morgan }\n";

    fn author(configured: Option<GitIdentity>, person: Option<&str>) -> (String, String) {
        let people = File::from_bytes("trust/people.yaml", PEOPLE.as_bytes());
        let portfolio = Portfolio::load(Snapshot::new(vec![people]));
        let mut people = portfolio.people();
        let person = person.map(|id| people.find(|one| one.id() == id).unwrap());
        let author = choose_author(configured, person, Some(7));
        assert_eq!(author.seconds, Some(7));
        (author.name, author.email)
    }

    #[test]
    fn git_is_asked_first_who_commits() {
        let configured = GitIdentity {
            name: "S. Carter".into(),
            email: "sc@example.org".into(),
        };
        let expected = ("S. Carter".to_owned(), "sc@example.org".to_owned());
        assert_eq!(author(Some(configured), Some("lee")), expected);
    }

    #[test]
    fn a_person_whom_git_does_not_know_commits_under_their_first_address_or_none() {
        let of = |person| {
            let (name, email) = author(None, person);
            format!("{name} <{email}>")
        };
        assert_eq!(of(Some("sam")), "Sam Carter <sam@example.org>");
        assert_eq!(of(Some("lee")), "Lee Morgan <lee@cpd.invalid>");
        assert_eq!(of(None), "Portfolio owner <owner@cpd.invalid>");
    }
}
