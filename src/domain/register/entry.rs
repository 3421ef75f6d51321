//! The files of a register as they are written: an entry for each award that was granted and each
//! submission that was returned, and a revocation for each award that was taken back.

use chrono::{DateTime, Utc};

use super::number::{EntryKind, RegisterNumber};
use crate::base::calendar::{format_instant, instant};
use crate::base::document::write::{Yaml, front_matter};
use crate::base::document::{Node, ParsedFile};
use crate::base::files::digest::Sha256;

/// A decision on a submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisterEntry {
    pub number: RegisterNumber,
    /// The moment of the decision.
    pub on: DateTime<Utc>,
    /// The id of the portfolio.
    pub portfolio: String,
    /// The id and the name of the owner.
    pub owner: NamedPerson,
    pub scheme: RegisteredScheme,
    /// The qualified id of the award.
    pub award: String,
    /// The title of the award.
    pub title: String,
    /// The SHA-256 of the manifest of the pack that was submitted, if a step names it.
    pub pack: Option<String>,
    /// The sign-offs of the award, in order: the path in the portfolio, and the SHA-256. Of a
    /// return, the submission and the return.
    pub signoffs: Vec<(String, String)>,
    /// The ids of the criteria that a return is about.
    pub criteria: Vec<String>,
    /// The name of whoever granted or returned it, and how that is known.
    pub decided_by: String,
    pub assurance: String,
    pub people: PeopleBasis,
    /// The person who signs the entry, by the id in the register's own list.
    pub by: String,
}

/// A person by id and name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedPerson {
    pub id: String,
    pub name: String,
}

/// The version of a scheme that an award was judged by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisteredScheme {
    pub id: String,
    pub version: String,
    pub sha256: String,
    pub title: String,
    /// False if the scheme is nobody's official document.
    pub is_official: bool,
}

/// The list that said who the people of a pack are when it was verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PeopleBasis {
    /// The register's own list.
    Register,
    /// The pack's own list, signed by the awarding body's key.
    BodyKey,
    /// The pack's own list, which nobody confirmed.
    Pack,
}

/// An award that was taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisterRevocation {
    pub number: RegisterNumber,
    pub on: DateTime<Utc>,
    /// The SHA-256 of the entry.
    pub entry: String,
    /// The person who signs it, by the id in the register's own list.
    pub by: String,
    pub reason: String,
}

/// Returns the name of the detail with whoever made a decision.
const fn decider(kind: EntryKind) -> &'static str {
    match kind {
        EntryKind::Grant => "granted_by",
        EntryKind::Return => "returned_by",
    }
}

impl PeopleBasis {
    const ALL: [Self; 3] = [Self::Register, Self::BodyKey, Self::Pack];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Register => "register",
            Self::BodyKey => "awarding-body-key",
            Self::Pack => "pack",
        }
    }

    /// Says who the people are known from.
    pub const fn says(self) -> &'static str {
        match self {
            Self::Register => "the register's own list of people",
            Self::BodyKey => "the list in the pack, signed by the awarding body",
            Self::Pack => "the list in the pack alone, which nobody confirmed",
        }
    }
}

fn map(entries: &[(&str, &str)]) -> Yaml {
    let entries = entries.iter();
    Yaml::Map(
        entries
            .map(|(key, value)| ((*key).to_owned(), Yaml::word(*value)))
            .collect(),
    )
}

fn text_of(fields: Vec<(&str, Yaml)>) -> String {
    let fields = fields.into_iter();
    let fields = fields.map(|(key, value)| (key.to_owned(), value));
    front_matter(&fields.collect::<Vec<_>>())
}

/// The details of a file of the register.
struct Details(ParsedFile);

impl Details {
    fn read(text: &str) -> Result<Self, String> {
        let document = ParsedFile::read(text);
        match document.has_front && document.faults.is_empty() {
            true => Ok(Self(document)),
            false => Err("its details cannot be read".to_owned()),
        }
    }

    fn node(&self, keys: &[&str]) -> Option<&Node> {
        let mut node = &self.0.front;
        for key in keys {
            node = node.get(key)?;
        }
        Some(node)
    }

    fn word(&self, keys: &[&str]) -> Result<String, String> {
        let word = self.node(keys).and_then(Node::scalar);
        let word = word.filter(|word| !word.is_empty());
        word.map(str::to_owned)
            .ok_or_else(|| format!("it has no `{}`", keys.join(".")))
    }

    fn digest(&self, keys: &[&str]) -> Result<String, String> {
        let word = self.word(keys)?;
        let digest = Sha256::parse(&word);
        digest
            .map(|digest| digest.to_string())
            .ok_or_else(|| format!("`{}` is not a SHA-256", keys.join(".")))
    }

    fn number(&self, key: &str) -> Result<RegisterNumber, String> {
        let number = RegisterNumber::parse(&self.word(&[key])?);
        number.ok_or_else(|| format!("`{key}` is not a number of a register"))
    }

    fn moment(&self) -> Result<DateTime<Utc>, String> {
        instant(&self.word(&["on"])?).ok_or_else(|| "`on` is not a moment".to_owned())
    }

    fn criteria(&self) -> Vec<String> {
        let items = self.node(&["criteria"]).map_or(&[][..], Node::items);
        let words = items.iter().filter_map(Node::scalar);
        words.map(str::to_owned).collect()
    }

    fn signoffs(&self) -> Result<Vec<(String, String)>, String> {
        let items = self.node(&["signoffs"]).map_or(&[][..], Node::items);
        let read = |item: &Node| {
            let word = |key: &str| item.get(key).and_then(Node::scalar);
            let digest = word("sha256").and_then(Sha256::parse)?;
            Some((word("path")?.to_owned(), digest.to_string()))
        };
        let signoffs: Option<Vec<_>> = items.iter().map(read).collect();
        signoffs
            .filter(|signoffs| !signoffs.is_empty())
            .ok_or_else(|| "it has no `signoffs` with paths and digests".to_owned())
    }
}

impl RegisterEntry {
    /// Reads the text of an entry, or says what is wrong in it.
    pub fn read(text: &str) -> Result<Self, String> {
        let details = Details::read(text)?;
        let word = |keys: &[&str]| details.word(keys);
        let people = word(&["people"])?;
        let mut known = PeopleBasis::ALL.into_iter();
        let people = known.find(|basis| basis.name() == people);
        let pack = details.node(&["pack"]).is_some();
        let number = details.number("register")?;
        Ok(Self {
            on: details.moment()?,
            portfolio: word(&["portfolio"])?,
            owner: NamedPerson {
                id: word(&["owner", "id"])?,
                name: word(&["owner", "name"])?,
            },
            scheme: RegisteredScheme {
                id: word(&["scheme", "id"])?,
                version: word(&["scheme", "version"])?,
                sha256: details.digest(&["scheme", "sha256"])?,
                title: word(&["scheme", "title"])?,
                is_official: word(&["scheme", "official"])? == "true",
            },
            award: word(&["award"])?,
            title: word(&["title"])?,
            pack: match pack {
                true => Some(details.digest(&["pack", "sha256"])?),
                false => None,
            },
            signoffs: details.signoffs()?,
            criteria: details.criteria(),
            decided_by: word(&[decider(number.kind)])?,
            number,
            assurance: word(&["assurance"])?,
            people: people.ok_or("`people` does not say who confirmed them")?,
            by: word(&["by"])?,
        })
    }

    /// Returns the text of its file.
    pub fn text(&self) -> String {
        let scheme = &self.scheme;
        let signoffs = self.signoffs.iter();
        let signoffs = signoffs.map(|(path, sha256)| map(&[("path", path), ("sha256", sha256)]));
        let mut fields = vec![
            ("register", Yaml::word(self.number.to_string())),
            ("on", Yaml::word(format_instant(self.on))),
            ("portfolio", Yaml::word(&self.portfolio)),
            (
                "owner",
                map(&[("id", &self.owner.id), ("name", &self.owner.name)]),
            ),
            (
                "scheme",
                Yaml::Map(vec![
                    ("id".to_owned(), Yaml::word(&scheme.id)),
                    ("version".to_owned(), Yaml::word(&scheme.version)),
                    ("sha256".to_owned(), Yaml::word(&scheme.sha256)),
                    ("title".to_owned(), Yaml::word(&scheme.title)),
                    ("official".to_owned(), Yaml::Boolean(scheme.is_official)),
                ]),
            ),
            ("award", Yaml::word(&self.award)),
            ("title", Yaml::word(&self.title)),
        ];
        let pack = self.pack.as_ref();
        fields.extend(pack.map(|sha256| ("pack", map(&[("sha256", sha256)]))));
        fields.extend([("signoffs", Yaml::List(signoffs.collect()))]);
        if !self.criteria.is_empty() {
            let criteria = self.criteria.iter().map(Yaml::word);
            fields.push(("criteria", Yaml::List(criteria.collect())));
        }
        fields.extend([
            (decider(self.number.kind), Yaml::word(&self.decided_by)),
            ("assurance", Yaml::word(&self.assurance)),
            ("people", Yaml::word(self.people.name())),
            ("by", Yaml::word(&self.by)),
        ]);
        text_of(fields)
    }

    /// Returns true if the other entry is of the same decision under another number: an award is
    /// granted once, and a submission returned once.
    pub fn is_renumbered(&self, other: &Self) -> bool {
        let decision = |entry: &Self| {
            let submission = entry.signoffs.first().cloned();
            let submission = submission.filter(|_| entry.number.kind == EntryKind::Return);
            let (portfolio, award) = (entry.portfolio.clone(), entry.award.clone());
            (entry.number.kind, portfolio, award, submission)
        };
        self.number != other.number && decision(self) == decision(other)
    }
}

impl RegisterRevocation {
    /// Reads the text of a revocation, or says what is wrong in it.
    pub fn read(text: &str) -> Result<Self, String> {
        let details = Details::read(text)?;
        let reason = details.0.body.slice(text).trim();
        if reason.is_empty() {
            return Err("it gives no reason".to_owned());
        }
        Ok(Self {
            number: details.number("revokes")?,
            on: details.moment()?,
            entry: details.digest(&["entry", "sha256"])?,
            by: details.word(&["by"])?,
            reason: reason.to_owned(),
        })
    }

    /// Returns the text of its file.
    pub fn text(&self) -> String {
        let details = text_of(vec![
            ("revokes", Yaml::word(self.number.to_string())),
            ("on", Yaml::word(format_instant(self.on))),
            ("entry", map(&[("sha256", &self.entry)])),
            ("by", Yaml::word(&self.by)),
        ]);
        format!("{details}\n{}\n", self.reason.trim())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const DIGEST: &str = "3531fe15bf155a6bc805983138cdb2acb1944c74561e29d8462912050ab73937";

    /// Returns an entry with this number, of Sam's Bronze.
    fn entry(number: &str) -> RegisterEntry {
        RegisterEntry {
            number: RegisterNumber::parse(number).unwrap(),
            on: instant("2026-05-04T12:00:00Z").unwrap(),
            portfolio: "0197e0c2".to_owned(),
            owner: NamedPerson {
                id: "sam-carter".to_owned(),
                name: "Sam Carter".to_owned(),
            },
            scheme: RegisteredScheme {
                id: "lancaster".to_owned(),
                version: "1.0.0".to_owned(),
                sha256: DIGEST.to_owned(),
                title: "Lancaster Professional Programme".to_owned(),
                is_official: false,
            },
            award: "lancaster/bronze".to_owned(),
            title: "Bronze".to_owned(),
            pack: Some(DIGEST.to_owned()),
            signoffs: vec![(
                "signoffs/lancaster/bronze/a.md".to_owned(),
                DIGEST.to_owned(),
            )],
            criteria: Vec::new(),
            decided_by: "Organisation Development".to_owned(),
            assurance: "signed".to_owned(),
            people: PeopleBasis::Register,
            by: "organisation-development".to_owned(),
        }
    }

    #[test]
    fn each_missing_detail_is_named() {
        let text = entry("LPP-2026-0001").text();
        for (line, says) in [
            ("register: ", "it has no `register`"),
            ("portfolio: ", "it has no `portfolio`"),
            ("owner: ", "it has no `owner.id`"),
            ("signoffs:\n", "it has no `signoffs` with paths and digests"),
            ("people: ", "it has no `people`"),
            ("by: ", "it has no `by`"),
        ] {
            let start = text.find(&format!("\n{line}")).unwrap() + 1;
            let end = start + text[start..].find('\n').unwrap() + 1;
            let end = match line.starts_with("signoffs") {
                true => end + text[end..].find('\n').unwrap() + 1,
                false => end,
            };
            let cut = format!("{}{}", &text[..start], &text[end..]);
            assert_eq!(RegisterEntry::read(&cut), Err(says.to_owned()), "{cut}");
        }
        let other = text.replace(DIGEST, "zz");
        let says = "`scheme.sha256` is not a SHA-256";
        assert_eq!(RegisterEntry::read(&other), Err(says.to_owned()));
        assert!(RegisterEntry::read("---\n[\n---\n").is_err());
        assert!(RegisterEntry::read("").is_err());
    }

    #[test]
    fn a_return_names_whoever_returned_it() {
        let text = entry("LPP-2026-R0002").text();
        assert!(
            text.contains("\nreturned_by: Organisation Development\n"),
            "{text}"
        );
        let other = text.replace("R0002", "0002");
        let says = "it has no `granted_by`";
        assert_eq!(RegisterEntry::read(&other), Err(says.to_owned()));
    }

    #[test]
    fn only_the_same_decision_is_under_another_number() {
        let (granted, again) = (entry("LPP-2026-0001"), entry("LPP-2026-0002"));
        assert!(granted.is_renumbered(&again));
        assert!(!granted.is_renumbered(&granted));
        let returned = entry("LPP-2026-R0001");
        assert!(!granted.is_renumbered(&returned));
        let mut later = entry("LPP-2026-R0002");
        assert!(later.is_renumbered(&returned));
        later.signoffs[0].0 = "signoffs/lancaster/bronze/b.md".to_owned();
        assert!(!later.is_renumbered(&returned));
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(
            name in "[ -~\u{e9}\u{202e}]{1,20}", title in "[!-~]{1,9}", reason in "[!-~][ -~\n]{0,30}"
        ) {
            let mut written = entry("LPP-2026-0001");
            written.owner.name = name;
            written.title = title;
            prop_assert_eq!(RegisterEntry::read(&written.text()), Ok(written.clone()));
            written.number = RegisterNumber::parse("LPP-2026-R0001").unwrap();
            written.criteria = vec![written.title.clone(), "lancaster/bronze/statement".to_owned()];
            prop_assert_eq!(RegisterEntry::read(&written.text()), Ok(written.clone()));
            let revoked = RegisterRevocation {
                number: written.number,
                on: written.on,
                entry: DIGEST.to_owned(),
                by: written.by,
                reason: reason.trim().to_owned(),
            };
            prop_assert_eq!(RegisterRevocation::read(&revoked.text()), Ok(revoked));
        }
    }
}
