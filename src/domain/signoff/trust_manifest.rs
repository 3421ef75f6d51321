//! What the awarding body vouches for, line by line. Each person's entry and each key has
//! a line with a digest, made with a random salt, so that a pack can carry the entries
//! that it needs and of all others a bare digest, from which nobody can guess a name.
//! The signature is over all the digests.

use std::collections::BTreeSet;

use super::trust::{ALLOWED_SIGNERS, FORGE, OPENPGP, REVOKED_KEYS};
use crate::base::files::digest;
use crate::domain::portfolio::{PEOPLE, Portfolio};

/// Where it lies.
pub const ROLL: &str = "trust/roll";

const HEAD: &str =
    "# What trust.sig vouches for: what it is, whose, a random salt, and a SHA-256.\n";

/// Something in `trust/` that a line is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// `person`, `key`, `revoked`, `forge` or `openpgp`.
    pub sort: &'static str,
    /// Whose it is; none where nobody's name is in it.
    pub name: Option<String>,
    pub text: String,
}

/// The lines.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Roll {
    lines: Vec<Line>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Line {
    sort: String,
    sha256: String,
    /// Name and salt; none where this copy is not to say them.
    open: Option<(String, String)>,
}

/// Everything in `trust/` that can be vouched for, in order.
pub fn parts(portfolio: &Portfolio, file: &dyn Fn(&str) -> Option<Vec<u8>>) -> Vec<Part> {
    let text = |path: &str| {
        let text = String::from_utf8_lossy(&file(path)?).replace("\r\n", "\n");
        Some(text)
    };
    let mut parts = Vec::new();
    let people = text(PEOPLE).unwrap_or_default();
    for person in portfolio.people() {
        let written = portfolio
            .snapshot
            .text(PEOPLE)
            .map_or(people.as_str(), |text| text);
        let entry = person.0.front.of(written).trim_end().replace("\r\n", "\n");
        parts.push(Part {
            sort: "person",
            name: Some(person.id().to_owned()),
            text: entry,
        });
        let keys = super::trust::openpgp_keys(person.id());
        // The name of the file says whose they are, so it is vouched for as well.
        parts.extend(text(&keys).map(|text| Part {
            sort: "openpgp",
            name: Some(person.id().to_owned()),
            text: format!("{}\0{text}", person.id()),
        }));
    }
    for (sort, path) in [("key", ALLOWED_SIGNERS), ("revoked", REVOKED_KEYS)] {
        let list = text(path).unwrap_or_default();
        let lines = list.lines().map(str::trim);
        let lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
        parts.extend(lines.map(|line| Part {
            sort,
            name: (sort == "key").then(|| line.split_whitespace().next().unwrap_or("-").to_owned()),
            text: line.to_owned(),
        }));
    }
    parts.extend(text(FORGE).map(|text| Part {
        sort: "forge",
        name: None,
        text,
    }));
    parts
}

impl Roll {
    /// A line for each part; one that is the same as before keeps its salt.
    pub fn of(parts: &[Part], before: &Self, salt: &mut dyn FnMut() -> String) -> Self {
        let mut lines: Vec<Line> = parts
            .iter()
            .map(|part| {
                let known = before.lines.iter().find(|line| line.is_of(part));
                known.cloned().unwrap_or_else(|| Line::of(part, salt()))
            })
            .collect();
        lines.sort();
        lines.dedup();
        Self { lines }
    }

    /// As it is written; `None` where a line is not understood.
    pub fn read(text: &str) -> Option<Self> {
        let lines = text.lines().map(str::trim);
        let mut lines: Vec<Line> = lines
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
            .map(Line::read)
            .collect::<Option<_>>()?;
        lines.sort();
        Some(Self { lines })
    }

    pub fn text(&self) -> String {
        let mut text = HEAD.to_owned();
        for line in &self.lines {
            let (name, salt) = line
                .open
                .as_ref()
                .map_or(("-", "-"), |(name, salt)| (name, salt));
            text.push_str(&format!("{} {name} {salt} {}\n", line.sort, line.sha256));
        }
        text
    }

    /// What is signed: the SHA-256 of every `SORT SHA256` line, sorted.
    pub fn sha256(&self) -> String {
        let mut lines: Vec<String> = self
            .lines
            .iter()
            .map(|line| format!("{} {}\n", line.sort, line.sha256))
            .collect();
        lines.sort();
        digest::sha256(lines.concat().as_bytes())
    }

    /// A copy that says no more of others than that there is something.
    pub fn cut(&self, kept: &[Part]) -> Self {
        let lines = self.lines.iter().map(|line| Line {
            open: line
                .open
                .clone()
                .filter(|_| kept.iter().any(|part| line.is_of(part))),
            ..line.clone()
        });
        let mut lines: Vec<Line> = lines.collect();
        lines.sort();
        Self { lines }
    }

    /// What is there and is not vouched for, and, where nothing may be left out, what is
    /// vouched for and not there: a sentence each.
    pub fn against(&self, parts: &[Part], whole: bool) -> Vec<String> {
        let mut wrong = Vec::new();
        let mut met = BTreeSet::new();
        for part in parts {
            match self.lines.iter().position(|line| line.is_of(part)) {
                Some(at) => {
                    met.insert(at);
                }
                None => wrong.push(format!("{} is not vouched for", part.in_words())),
            }
        }
        for (at, line) in self.lines.iter().enumerate() {
            // Keys that are revoked are never left out: somebody would gain by it.
            let needed = whole || matches!(line.sort.as_str(), "revoked" | "forge");
            if needed && !met.contains(&at) {
                let whose = line.open.as_ref().map_or("", |(name, _)| name);
                wrong.push(format!(
                    "{} {whose} is vouched for, and is not there",
                    line.sort
                ));
            }
        }
        wrong
    }
}

impl Part {
    fn in_words(&self) -> String {
        match (self.sort, &self.name) {
            ("person", Some(name)) => format!("the entry of {name}"),
            ("key", Some(name)) => format!("a key of {name}"),
            ("openpgp", Some(name)) => format!("{OPENPGP}/{name}.asc"),
            ("revoked", _) => "a line of trust/revoked_keys".to_owned(),
            _ => FORGE.to_owned(),
        }
    }
}

impl Line {
    fn of(part: &Part, salt: String) -> Self {
        let name = part.name.clone().unwrap_or_else(|| "-".to_owned());
        Self {
            sort: part.sort.to_owned(),
            sha256: salted(&salt, &part.text),
            open: Some((name, salt)),
        }
    }

    fn read(text: &str) -> Option<Self> {
        let words: Vec<&str> = text.split_whitespace().collect();
        let [sort, name, salt, sha256] = words.as_slice() else {
            return None;
        };
        (sha256.len() == 64).then_some(())?;
        Some(Self {
            sort: (*sort).to_owned(),
            sha256: (*sha256).to_owned(),
            open: (*salt != "-").then(|| ((*name).to_owned(), (*salt).to_owned())),
        })
    }

    fn is_of(&self, part: &Part) -> bool {
        let open = self.open.as_ref();
        self.sort == part.sort
            && open.is_some_and(|(_, salt)| salted(salt, &part.text) == self.sha256)
    }
}

fn salted(salt: &str, text: &str) -> String {
    digest::sha256(format!("{salt}\0{text}").as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(sort: &'static str, name: &str, text: &str) -> Part {
        Part {
            sort,
            name: Some(name.to_owned()),
            text: text.to_owned(),
        }
    }

    fn roll(parts: &[Part]) -> Roll {
        let mut count = 0;
        Roll::of(parts, &Roll::default(), &mut || {
            count += 1;
            format!("salt{count}")
        })
    }

    #[test]
    fn a_part_of_it_has_the_same_digest_and_vouches_for_the_same() {
        let all = [
            part("person", "sam", "id: sam"),
            part("person", "priya", "id: priya"),
            part("key", "sam", "sam ssh-ed25519 A"),
        ];
        let whole = roll(&all);
        assert_eq!(whole.against(&all, true), [""; 0]);
        let cut = whole.cut(&all[..1]);
        assert_eq!(cut.sha256(), whole.sha256());
        assert!(!cut.text().contains("priya"));
        assert_eq!(cut.against(&all[..1], false), [""; 0]);
        assert_eq!(Roll::read(&cut.text()), Some(cut));
    }

    #[test]
    fn what_was_changed_added_or_left_out_is_told() {
        let all = [
            part("person", "sam", "id: sam"),
            Part {
                sort: "revoked",
                name: None,
                text: "ssh-ed25519 B".to_owned(),
            },
        ];
        let roll = roll(&all);
        let other = [part("person", "sam", "id: sam, owner"), all[1].clone()];
        assert_eq!(
            roll.against(&other, false),
            ["the entry of sam is not vouched for"]
        );
        assert_eq!(
            roll.against(&all[..1], false),
            ["revoked - is vouched for, and is not there"]
        );
        assert_eq!(roll.against(&all[1..], false), [""; 0]);
        assert_eq!(roll.against(&all[1..], true).len(), 1);
    }

    #[test]
    fn a_file_of_keys_is_vouched_for_with_its_name() {
        let people = "people:\n  - id: sam\n    name: Sam\n  - id: priya\n    name: Priya\n";
        let files = std::collections::BTreeMap::from([
            ("cpd.yaml".to_owned(), b"cpd: 1\n".to_vec()),
            (PEOPLE.to_owned(), people.as_bytes().to_vec()),
        ]);
        let portfolio = Portfolio::load(crate::base::files::Snapshot::of_bytes(&files));
        let keys_of = |name: &'static str| {
            let file = move |path: &str| {
                (path == super::super::trust::openpgp_keys(name)).then(|| b"keys".to_vec())
            };
            parts(&portfolio, &file)
        };
        let roll = roll(&keys_of("sam"));
        assert_eq!(roll.against(&keys_of("sam"), true), [""; 0]);
        assert_eq!(
            roll.against(&keys_of("priya"), false),
            ["trust/openpgp/priya.asc is not vouched for"]
        );
    }

    #[test]
    fn what_stays_keeps_its_salt() {
        let before = roll(&[part("person", "sam", "id: sam")]);
        let parts = [
            part("person", "ada", "id: ada"),
            part("person", "sam", "id: sam"),
        ];
        let after = Roll::of(&parts, &before, &mut || "new".to_owned());
        assert!(after.text().contains("person sam salt1 "));
        assert!(after.text().contains("person ada new "));
    }
}
