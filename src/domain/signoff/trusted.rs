//! Whose word counts: the people, keys, settings and schemes of the revision that
//! is trusted, which need not be the one at hand. Whoever wrote a change could have
//! written these as well.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::signature::Keys;
use crate::base::files::Snapshot;
use crate::domain::id::PersonId;
use crate::domain::portfolio::{Person, Portfolio};
use crate::domain::review::Settings;
use crate::domain::schema::Scheme;

/// Files that say who may sign what; nothing else is taken from the trusted revision.
pub const FILES: [&str; 3] = ["cpd.yaml", "trust", "schemes"];

/// Whose key is whose, in OpenSSH's form.
pub const ALLOWED_SIGNERS: &str = "trust/allowed_signers";
/// Plain public keys that count no longer. It always exists: a list that is missing
/// might have named any key.
pub const REVOKED_KEYS: &str = "trust/revoked_keys";
/// Which reviews on which forge count, and who records them.
pub const FORGE: &str = "trust/forge.yaml";
/// Public OpenPGP keys, one file to a person: `trust/openpgp/priya-shah.asc`.
pub const OPENPGP: &str = "trust/openpgp";

/// The revision whose people and keys count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Revision {
    /// The files at hand: there is no repository, or nothing was committed yet.
    Files,
    /// A commit, under the name by which it was found.
    Commit { name: String, id: String },
    /// None could be found or read, so nobody may sign; and why.
    Nowhere(String),
}

/// People, keys and schemes that count.
pub struct Trust {
    /// The trusted revision's, where it says anything else than the files at hand.
    elsewhere: Option<Portfolio>,
    pub keys: Keys,
    /// Which reviews count and who records them, as `trust/forge.yaml` says.
    pub forge: Option<Settings>,
    /// Each person's OpenPGP keys, by id.
    openpgp: Vec<(String, Vec<u8>)>,
    pub revision: Revision,
}

/// The same, beside the files at hand.
#[derive(Clone, Copy)]
pub struct Trusted<'a> {
    pub portfolio: &'a Portfolio,
    trust: &'a Trust,
}

impl Trust {
    /// The files at hand say it all: a pack's, those of a folder in no repository,
    /// or of one where the trusted revision says the same.
    pub fn at_hand(
        portfolio: &Portfolio,
        revision: Revision,
        file: &dyn Fn(&str) -> Option<Vec<u8>>,
    ) -> Self {
        let text = |path: &str| String::from_utf8(file(path)?).ok();
        let keys = Keys::read(
            text(ALLOWED_SIGNERS).as_deref(),
            text(REVOKED_KEYS).as_deref(),
        );
        let openpgp = portfolio.people().filter_map(|person| {
            let keys = file(&openpgp_keys(person.id()))?;
            Some((person.id().to_owned(), keys))
        });
        Self {
            elsewhere: None,
            keys,
            forge: text(FORGE).and_then(|text| Settings::read(&text).ok()),
            openpgp: openpgp.collect(),
            revision,
        }
    }

    /// Other files than those at hand say it.
    pub fn elsewhere(files: &BTreeMap<String, Vec<u8>>, revision: Revision) -> Self {
        let portfolio = Portfolio::load(Snapshot::of_bytes(files));
        let trust = Self::at_hand(&portfolio, revision, &|path| files.get(path).cloned());
        Self {
            elsewhere: Some(portfolio),
            ..trust
        }
    }

    /// Nothing says it, so nobody may sign.
    pub fn nobody(why: impl Into<String>) -> Self {
        Self::elsewhere(&BTreeMap::new(), Revision::Nowhere(why.into()))
    }

    pub fn beside<'a>(&'a self, at_hand: &'a Portfolio) -> Trusted<'a> {
        Trusted {
            portfolio: self.elsewhere.as_ref().unwrap_or(at_hand),
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

    pub fn forge(&self) -> Option<&'a Settings> {
        self.trust.forge.as_ref()
    }

    pub fn scheme(&self, id: &str) -> Option<&'a Scheme> {
        self.portfolio.scheme(id)
    }

    /// The person with exactly this id; nobody where it is no lower-case slug.
    pub fn person(&self, id: &str) -> Option<Person<'a>> {
        self.portfolio.person(&PersonId::parse(id)?)
    }

    /// Everybody whose id may be trusted.
    pub fn people(&self) -> impl Iterator<Item = Person<'a>> + use<'a> {
        let people = self.portfolio.people();
        people.filter(|person| person.trusted_id().is_some())
    }

    pub fn owner(&self) -> Option<Person<'a>> {
        let owner = self.portfolio.owner();
        owner.filter(|owner| owner.trusted_id().is_some())
    }

    pub fn openpgp(&self, person: &str) -> Option<&'a [u8]> {
        let person = PersonId::parse(person)?;
        let keys = self.trust.openpgp.iter().find(|(id, _)| person == *id)?;
        Some(&keys.1)
    }

    /// Whether a person held a role towards the owner at a moment.
    pub fn holds(&self, person: &str, role: &str, at: DateTime<Utc>) -> bool {
        let found = self.person(person);
        found.is_some_and(|person| person.holds(role, self.owner(), at.date_naive()))
    }
}

/// Where a person's OpenPGP keys are kept.
pub fn openpgp_keys(person: &str) -> String {
    format!("{OPENPGP}/{person}.asc")
}
