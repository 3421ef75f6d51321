//! The people, keys, settings and schemes of the trusted revision. That may be another
//! revision than the work tree's, since whoever proposes a change could have changed these
//! files as well.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use chrono::{DateTime, Utc};

use super::openpgp_keys::OpenPgpKeys;
use super::signature::Keys;
use crate::base::files::Snapshot;
use crate::domain::id::{AwardRef, Fingerprint, PersonId};
use crate::domain::portfolio::{Person, Portfolio};
use crate::domain::ports::FileReader;
use crate::domain::review::ForgeSettings;
use crate::domain::schema::Scheme;

/// Files that say who may sign what; nothing else is taken from the trusted revision.
pub const TRUST_PATHS: [&str; 3] = ["cpd.yaml", "trust", "schemes"];

/// The keys of each person, in OpenSSH's form.
pub const ALLOWED_SIGNERS: &str = "trust/allowed_signers";
/// Plain public keys that count no longer. It always exists: a list that is missing
/// might have named any key.
pub const REVOKED_KEYS: &str = "trust/revoked_keys";
/// The forge and repository whose reviews count, and the recorder.
pub const FORGE: &str = "trust/forge.yaml";
/// Public OpenPGP keys, one file to a person: `trust/openpgp/priya-shah.asc`.
pub const OPENPGP: &str = "trust/openpgp";

/// The revision whose people and keys count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Revision {
    /// The files of the work tree: there is no repository, or nothing was committed yet.
    WorkTree,
    /// A commit, under the name by which it was found.
    Commit { name: String, id: String },
    /// None could be found or read, so nobody may sign; and why.
    Untrusted(String),
}

/// People, keys and schemes that count.
pub struct Trust {
    source: TrustedPortfolio,
    pub keys: Keys,
    /// The reviews that count and their recorder, from `trust/forge.yaml`.
    pub forge: Option<ForgeSettings>,
    /// Each person's OpenPGP keys, by id.
    openpgp: Vec<(PersonId, OpenPgpKeys)>,
    pub revision: Revision,
}

/// The portfolio whose people and schemes count.
enum TrustedPortfolio {
    /// The work tree's: the trusted revision has the same.
    WorkTree,
    /// The trusted revision's.
    Revision(Box<Portfolio>),
    /// None.
    Nothing,
}

/// Trust data resolved against a portfolio: the trusted revision's, or the portfolio's own
/// where both agree.
#[derive(Clone, Copy)]
pub struct Trusted<'a> {
    pub portfolio: &'a Portfolio,
    trust: &'a Trust,
}

impl Trust {
    /// Returns trust in the files of the work tree: those of a pack, of a folder in no
    /// repository, or of a repository whose trusted revision has the same.
    pub fn from_worktree(portfolio: &Portfolio, revision: Revision, file: FileReader<'_>) -> Self {
        let text = |path: &str| list_text(file, path);
        let keys = Keys::read(
            text(ALLOWED_SIGNERS).as_deref(),
            text(REVOKED_KEYS).as_deref(),
        );
        let openpgp = portfolio.people().filter_map(|person| {
            let id = person.trusted_id()?;
            let keys = OpenPgpKeys::read(&list_text(file, &openpgp_key_path(&id))?)?;
            Some((id, keys))
        });
        Self {
            source: TrustedPortfolio::WorkTree,
            keys,
            forge: text(FORGE).and_then(|text| ForgeSettings::read(&text).ok()),
            openpgp: openpgp.collect(),
            revision,
        }
    }

    /// Returns trust in the files of another revision.
    pub fn from_revision(files: &BTreeMap<String, Vec<u8>>, revision: Revision) -> Self {
        let portfolio = Portfolio::load(Snapshot::from_bytes(files));
        let trust = Self::from_worktree(&portfolio, revision, &|path| files.get(path).cloned());
        Self {
            source: TrustedPortfolio::Revision(Box::new(portfolio)),
            ..trust
        }
    }

    /// Returns trust in nobody, so that nobody may sign.
    pub fn nobody(why: impl Into<String>) -> Self {
        Self {
            source: TrustedPortfolio::Nothing,
            keys: Keys::read(None, None),
            forge: None,
            openpgp: Vec::new(),
            revision: Revision::Untrusted(why.into()),
        }
    }

    pub fn resolve<'a>(&'a self, portfolio: &'a Portfolio) -> Trusted<'a> {
        let portfolio = match &self.source {
            TrustedPortfolio::WorkTree => portfolio,
            TrustedPortfolio::Revision(portfolio) => portfolio,
            TrustedPortfolio::Nothing => empty_portfolio(),
        };
        Trusted {
            portfolio,
            trust: self,
        }
    }
}

impl<'a> Trusted<'a> {
    pub fn keys(&self) -> &'a Keys {
        &self.trust.keys
    }

    pub fn revision(&self) -> &'a Revision {
        &self.trust.revision
    }

    pub fn forge(&self) -> Option<&'a ForgeSettings> {
        self.trust.forge.as_ref()
    }

    pub fn scheme(&self, id: &str) -> Option<&'a Scheme> {
        self.portfolio.scheme(id)
    }

    /// Returns what says how an award, or a confirmation of a record, is signed.
    pub fn scheme_of(&self, award: &AwardRef) -> Option<&'a Scheme> {
        self.portfolio.scheme_of(award)
    }

    /// Returns the person with exactly this id; nobody where it is no lower-case slug, or
    /// where two entries have it, since their order would say which of them counts.
    pub fn person(&self, id: &str) -> Option<Person<'a>> {
        let id = PersonId::parse(id)?;
        let mut found = self.portfolio.people().filter(|person| *person.id() == *id);
        found.next().filter(|_| found.next().is_none())
    }

    /// Returns everybody who may be trusted.
    pub fn people(&self) -> impl Iterator<Item = Person<'a>> + use<'a> {
        let trusted = *self;
        let people = trusted.portfolio.people();
        people.filter(move |person| trusted.person(person.id()).is_some())
    }

    pub fn owner(&self) -> Option<Person<'a>> {
        self.person(self.portfolio.owner()?.id())
    }

    pub fn openpgp(&self, person: &str) -> Option<&'a OpenPgpKeys> {
        let person = PersonId::parse(person)?;
        let keys = self.trust.openpgp.iter().find(|(id, _)| person == *id)?;
        Some(&keys.1)
    }

    /// Returns true if an OpenPGP key of a person, or another key of its certificate, is in the
    /// file of somebody else as well.
    pub fn shares_openpgp(&self, person: &str, key: &Fingerprint) -> bool {
        let own = self.openpgp(person);
        let mut others = self.trust.openpgp.iter().filter(|(id, _)| **id != *person);
        own.is_some_and(|own| others.any(|(_, other)| own.shares(key, other)))
    }

    /// Returns true if a person held a role towards the owner at a moment.
    pub fn has_role_at(&self, person: &str, role: &str, at: DateTime<Utc>) -> bool {
        let found = self.person(person);
        found.is_some_and(|person| person.has_role_on(role, self.owner(), at.date_naive()))
    }
}

/// Returns a portfolio in which there is nothing, loaded once a process.
fn empty_portfolio() -> &'static Portfolio {
    static NOTHING: OnceLock<Portfolio> = OnceLock::new();
    if let Some(known) = NOTHING.get() {
        return known;
    }
    // Loaded outside the lock: it works in several threads, and one that waits may take up
    // work that wants this portfolio too.
    let loaded = Portfolio::load(Snapshot::new(Vec::new()));
    NOTHING.get_or_init(|| loaded)
}

/// Returns a list as text; `None` where it is missing or is no text. Text has no zero byte:
/// a line with one is read to its end by some programs, and up to it by others.
pub fn list_text(file: FileReader<'_>, path: &str) -> Option<String> {
    let text = String::from_utf8(file(path)?).ok()?;
    (!text.contains('\0')).then_some(text)
}

/// Returns the path of a person's OpenPGP keys.
pub fn openpgp_key_path(person: &str) -> String {
    format!("{OPENPGP}/{person}.asc")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_lower_case_id_that_stands_there_once_is_a_persons() {
        let people = "people:
- { id: sam, name: Sam Carter }
- { id: PRIYA, name: Priya Shah }
- { id: lee, name: Lee Morgan, roles: [{ role: assessor }] }
- { id: lee, name: Lee Morgan }
";
        let files = [
            ("cpd.yaml", "cpd: 1\nowner: lee\n"),
            ("trust/people.yaml", people),
        ];
        let files = files.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()));
        let trust = Trust::from_revision(&BTreeMap::from(files), Revision::WorkTree);
        let trusted = trust.resolve(empty_portfolio());
        let ids: Vec<_> = trusted.people().map(Person::id).collect();
        assert_eq!(ids, ["sam"]);
        for id in ["SAM", "PRIYA", "priya", "lee", "sam "] {
            assert!(trusted.person(id).is_none(), "{id}");
        }
        assert!(trusted.owner().is_none());
        assert!(!trusted.has_role_at("lee", "assessor", DateTime::UNIX_EPOCH));
    }

    #[test]
    fn a_role_or_a_manager_with_a_date_that_cannot_be_read_holds_on_no_day() {
        for (dates, holds) in [
            ("from: 2025-01-01", true),
            ("from: 2025-01-01, to: 2025-12-31", true),
            ("from: 2025-01-01, to: ", true),
            ("from: 2025-01-01, to: 31/12/2025", false),
            ("from: 1 January, to: 2025-12-31", false),
            ("from: 2025-01-01, to: [2025-12-31]", false),
            ("from: 2025-01-01, until: 2025-02-01", false),
            ("from: 2025-01-01, to: 2025-05-31", false),
        ] {
            let people = format!(
                "people:
- id: sam
  name: Sam Carter
  line_manager: [{{ value: lee, {dates} }}]
- id: lee
  name: Lee Morgan
  roles: [{{ role: assessor, {dates} }}]
"
            );
            let files = [
                ("cpd.yaml", "cpd: 1\nowner: sam\n"),
                ("trust/people.yaml", people.as_str()),
            ];
            let files = files.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()));
            let trust = Trust::from_revision(&BTreeMap::from(files), Revision::WorkTree);
            let trusted = trust.resolve(empty_portfolio());
            let june = DateTime::from_timestamp(1_748_779_200, 0).unwrap();
            for role in ["assessor", "line-manager"] {
                assert_eq!(
                    trusted.has_role_at("lee", role, june),
                    holds,
                    "{role} {dates}"
                );
            }
        }
    }

    #[test]
    fn an_untrusted_revision_has_no_people_schemes_or_keys() {
        let text = "cpd: 1\nowner: sam\nschemes: { lancaster: 1.0.0 }\n";
        let people = "people:\n- { id: sam, name: Sam Carter }\n";
        let files = [("cpd.yaml", text), ("trust/people.yaml", people)];
        let files = files.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()));
        let portfolio = Portfolio::load(Snapshot::from_bytes(&BTreeMap::from(files)));
        let nobody = Trust::nobody("the branch is gone");
        let trusted = nobody.resolve(&portfolio);
        assert_eq!(trusted.people().count(), 0);
        assert!(trusted.owner().is_none() && trusted.scheme("lancaster").is_none());
        assert!(trusted.openpgp("sam").is_none() && trusted.forge().is_none());
        // The empty portfolio is one and the same, however often nobody is trusted.
        let again = Trust::nobody("another reason");
        assert!(std::ptr::eq(
            again.resolve(&portfolio).portfolio,
            trusted.portfolio
        ));
        let own = Trust::from_worktree(&portfolio, Revision::WorkTree, &|_| None);
        assert_eq!(own.resolve(&portfolio).people().count(), 1);
    }
}
