//! The manifest of `trust/`: one line with a salted digest for each person's entry and each
//! key. The awarding body signs all digests. A pack carries the entries that it needs and
//! of all others only a digest, from which nobody can guess a name.

use std::collections::BTreeSet;
use std::fmt;

use chrono::NaiveDate;

use super::allowed_signers;
use super::trust::{ALLOWED_SIGNERS, FORGE, OPENPGP, REVOKED_KEYS, list_text, openpgp_key_path};
use crate::base::calendar;
use crate::base::document::{Node, ParsedFile};
use crate::base::files::Sha256;
use crate::base::files::line_ends::as_git_keeps_them;
use crate::domain::portfolio::{Person, Portfolio};
use crate::domain::ports::FileReader;
use crate::domain::schema::SchemeOrigin;

/// The path of the manifest.
pub const TRUST_MANIFEST: &str = "trust/roll";

const HEAD: &str =
    "# What trust.sig vouches for: what it is, whose, a random salt, and a SHA-256.\n";

/// The kinds of entries.
const KINDS: [&str; 6] = ["person", "key", "revoked", "forge", "openpgp", "scheme"];

/// A random number before each text that is hashed, so that nobody can guess the text.
/// It is always written with as many digits: with a salt of any length, a part of the salt
/// could be passed off as the beginning of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Salt(u128);

impl Salt {
    /// Parses 32 hexadecimal digits in lower case, as a salt is displayed.
    fn parse(text: &str) -> Option<Self> {
        let salt = Self(u128::from_str_radix(text, 16).ok()?);
        (salt.to_string() == text).then_some(salt)
    }
}

impl fmt::Display for Salt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

/// Something in `trust/` that a line is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustEntry {
    /// One of [`KINDS`].
    pub kind: &'static str,
    /// The person or name that it belongs to; `None` where it has no name.
    pub name: Option<String>,
    pub text: String,
}

/// The serial number and date of one vouching, which tell it from those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edition {
    pub serial: u64,
    pub date: NaiveDate,
}

/// The lines, and which vouching they are of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustManifest {
    pub edition: Edition,
    lines: Vec<ManifestLine>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct ManifestLine {
    kind: &'static str,
    sha256: Sha256,
    /// Name and salt; none where this copy is not to say them.
    disclosed: Option<(String, Salt)>,
}

/// Returns everything in `trust/` that can be vouched for, in order, each in one form: what
/// it says counts, and not how it is written.
pub fn entries(portfolio: &Portfolio, file: FileReader<'_>) -> Vec<TrustEntry> {
    // A file that is no text counts for nobody, and is an error in `trust/`.
    let text = |path: &str| Some(as_git_keeps_them(&list_text(file, path)?).into_owned());
    let mut parts = Vec::new();
    for person in portfolio.people() {
        parts.push(TrustEntry {
            kind: "person",
            name: Some(person.id().to_string()),
            text: person_json(person),
        });
        let Some(id) = person.trusted_id() else {
            continue;
        };
        // The name of the file says whose they are, so it is vouched for as well.
        parts.extend(text(&openpgp_key_path(&id)).map(|text| TrustEntry {
            kind: "openpgp",
            name: Some(id.to_string()),
            text: format!("{id}\0{text}"),
        }));
    }
    let signers = text(ALLOWED_SIGNERS).unwrap_or_default();
    parts.extend(allowed_signers::lines_of_keys(&signers).map(|line| {
        let text = signer_line(line);
        let name = text.split_whitespace().next().unwrap_or(NOBODY);
        TrustEntry {
            kind: "key",
            name: Some(name.to_owned()),
            text,
        }
    }));
    let revoked = text(REVOKED_KEYS).unwrap_or_default();
    parts.extend(
        allowed_signers::lines_of_revoked_keys(&revoked).map(|line| TrustEntry {
            kind: "revoked",
            name: None,
            text: revoked_line(line),
        }),
    );
    parts.extend(own_schemes(portfolio));
    parts.extend(text(FORGE).map(|text| TrustEntry {
        kind: "forge",
        name: None,
        text: ParsedFile::read_yaml(&text).front.canonical_json(),
    }));
    parts
}

/// Returns an entry for each scheme that the portfolio follows and brings itself: whoever
/// writes a scheme says which steps an award needs.
pub fn own_schemes(portfolio: &Portfolio) -> impl Iterator<Item = TrustEntry> {
    let schemes = portfolio.schemes().iter();
    let own = schemes.filter(|scheme| scheme.origin == SchemeOrigin::Portfolio);
    own.map(|scheme| TrustEntry {
        kind: "scheme",
        name: Some(scheme.id.to_string()),
        text: format!("{} {} {}", scheme.id, scheme.version, scheme.sha256),
    })
}

/// Returns the entry of a person with everything that it says, also what cpd does not know;
/// the whole file where the entry is not found in it.
fn person_json(person: Person<'_>) -> String {
    let front = &person.0.document.front;
    person_entry(person).unwrap_or(front).canonical_json()
}

/// Returns the entry of a person as it was read; `None` where it is not found in its file.
pub fn person_entry(person: Person<'_>) -> Option<&Node> {
    let record = person.0;
    let front = &record.document.front;
    // Rows stand in a list in the order of their places.
    let mut rows = front.entries().iter().filter_map(|list| {
        let rows = list.value.items();
        let at = rows.binary_search_by_key(&record.front.start, |row| row.span.start);
        rows.get(at.ok()?).filter(|row| row.span == record.front)
    });
    rows.next()
}

/// Returns the lines of a manifest that are neither empty nor a comment.
fn written_lines(text: &str) -> impl Iterator<Item = &str> {
    let lines = text.lines();
    lines.filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// Returns the form of a line of `allowed_signers`. One that is not understood counts for
/// nobody here, but perhaps for ssh-keygen, and is taken as it is.
pub fn signer_line(line: &str) -> String {
    let signer = allowed_signers::parse(line).pop();
    signer.map_or_else(|| line.to_owned(), |signer| signer.canonical())
}

/// Returns the form of a line of `revoked_keys`; one that is not a plain key is taken as it is.
pub fn revoked_line(line: &str) -> String {
    let keys = allowed_signers::parse_revoked(line).unwrap_or_default();
    keys.first()
        .map_or_else(|| line.to_owned(), allowed_signers::plain_key)
}

impl TrustManifest {
    /// Returns a line for each part; one that is the same as before keeps its salt.
    pub fn build(
        parts: &[TrustEntry],
        edition: Edition,
        before: Option<&Self>,
        salt: &mut dyn FnMut() -> u128,
    ) -> Self {
        let before = before.map_or(&[][..], |before| &before.lines);
        let mut lines: Vec<ManifestLine> = parts
            .iter()
            .map(|part| {
                let known = before.iter().find(|line| line.is_of(part));
                known
                    .cloned()
                    .unwrap_or_else(|| ManifestLine::new(part, Salt(salt())))
            })
            .collect();
        lines.sort();
        lines.dedup();
        Self { edition, lines }
    }

    /// Parses a manifest, each line of which is written in the one way in which
    /// [`Self::text`] writes it; `None` where one is not, or the serial number or the date does
    /// not stand there once.
    pub fn read(text: &str) -> Option<Self> {
        let (mut serial, mut date) = (None, None);
        let mut lines = Vec::new();
        for line in written_lines(text) {
            match line.split(' ').collect::<Vec<_>>().as_slice() {
                ["serial", number] => once(&mut serial, parse_serial(number)?)?,
                ["date", day] => once(&mut date, calendar::date(day)?)?,
                words => lines.push(ManifestLine::read(words)?),
            }
        }
        lines.sort();
        let edition = Edition {
            serial: serial?,
            date: date?,
        };
        Some(Self { edition, lines })
    }

    pub fn text(&self) -> String {
        let mut text = format!("{HEAD}{}", self.edition.lines().concat());
        text.extend(self.lines.iter().map(ManifestLine::text));
        text
    }

    /// Returns the digest that is signed: the SHA-256 of the serial number, the date and every
    /// `KIND SHA256`, each a line, sorted.
    pub fn sha256(&self) -> Sha256 {
        let digests = self.lines.iter().map(ManifestLine::digest);
        let mut lines: Vec<String> = self.edition.lines().into_iter().chain(digests).collect();
        lines.sort();
        Sha256::digest(lines.concat().as_bytes())
    }

    /// Returns a copy that says no more of others than that there is something.
    pub fn redacted(&self, kept: &[TrustEntry]) -> Self {
        let lines = self.lines.iter().map(|line| ManifestLine {
            disclosed: line
                .disclosed
                .clone()
                .filter(|_| kept.iter().any(|part| line.is_of(part))),
            ..line.clone()
        });
        let mut lines: Vec<ManifestLine> = lines.collect();
        lines.sort();
        Self {
            edition: self.edition,
            lines,
        }
    }

    /// Returns a sentence for each entry that is not vouched for and, where nothing may be
    /// left out, for each vouched entry that is missing.
    pub fn mismatches(&self, parts: &[TrustEntry], whole: bool) -> Vec<String> {
        let mut wrong = Vec::new();
        let mut found = BTreeSet::new();
        for part in parts {
            match self.lines.iter().position(|line| line.is_of(part)) {
                Some(at) => {
                    found.insert(at);
                }
                None => wrong.push(format!("{} is not vouched for", part.describe())),
            }
        }
        for (at, line) in self.lines.iter().enumerate() {
            // Keys that are revoked are never left out: somebody would gain by it.
            let needed = whole || matches!(line.kind, "revoked" | "forge");
            if needed && !found.contains(&at) {
                let whose = line.disclosed.as_ref().map_or("", |(name, _)| name);
                wrong.push(format!("{} {whose} is vouched for but missing", line.kind));
            }
        }
        wrong
    }
}

/// A list of another commit: what a signature over it is over, also where the list has a line
/// that cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PastManifest {
    pub edition: Edition,
    /// The digest that is signed.
    pub sha256: Sha256,
}

impl PastManifest {
    /// Reads a list for its serial number, its date and its digest alone: the first and the
    /// last word of each line. `None` where there is no serial number or date, or more than one.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let (mut serial, mut date) = (None, None);
        let mut lines = Vec::new();
        for line in String::from_utf8_lossy(bytes).lines() {
            let mut words = line
                .split([' ', '\t', '\r'])
                .filter(|word| !word.is_empty());
            let Some(first) = words.next().filter(|word| !word.starts_with('#')) else {
                continue;
            };
            let last = words.next_back().unwrap_or(first);
            match first {
                "serial" => once(&mut serial, parse_serial(last)?)?,
                "date" => once(&mut date, calendar::date(last)?)?,
                _ => {}
            }
            lines.push(format!("{first} {last}\n"));
        }
        lines.sort();
        Some(Self {
            edition: Edition {
                serial: serial?,
                date: date?,
            },
            sha256: Sha256::digest(lines.concat().as_bytes()),
        })
    }
}

/// Returns a digest of parts that nobody has vouched for.
pub fn sha256_of(parts: &[TrustEntry]) -> Sha256 {
    let digest = |part: &TrustEntry| format!("{} {}\n", part.kind, hash("", &part.text));
    let mut lines: Vec<String> = parts.iter().map(digest).collect();
    lines.sort();
    lines.dedup();
    Sha256::digest(lines.concat().as_bytes())
}

impl Edition {
    fn lines(self) -> [String; 2] {
        [
            format!("serial {}\n", self.serial),
            format!("date {}\n", self.date),
        ]
    }
}

/// Parses a serial number in the one way in which it is written.
fn parse_serial(text: &str) -> Option<u64> {
    let serial: u64 = text.parse().ok()?;
    (serial.to_string() == text).then_some(serial)
}

/// Sets a value; `None` if it was set before.
fn once<T>(slot: &mut Option<T>, value: T) -> Option<()> {
    slot.replace(value).is_none().then_some(())
}

impl TrustEntry {
    fn describe(&self) -> String {
        match (self.kind, &self.name) {
            ("person", Some(name)) => format!("the entry of {name}"),
            ("key", Some(name)) => format!("a key of {name}"),
            ("openpgp", Some(name)) => format!("{OPENPGP}/{name}.asc"),
            ("scheme", Some(name)) => format!("the portfolio's own scheme {name}"),
            ("revoked", _) => "a line of trust/revoked_keys".to_owned(),
            _ => FORGE.to_owned(),
        }
    }
}

/// The name of an entry that has none, or whose name cannot stand in a line.
const NOBODY: &str = "-";

impl ManifestLine {
    fn new(part: &TrustEntry, salt: Salt) -> Self {
        let name = part.name.as_deref().filter(|name| is_one_word(name));
        Self {
            kind: part.kind,
            sha256: hash(&salt.to_string(), &part.text),
            disclosed: Some((name.unwrap_or(NOBODY).to_owned(), salt)),
        }
    }

    /// Returns the line that is part of the digest that is signed.
    fn digest(&self) -> String {
        format!("{} {}\n", self.kind, self.sha256)
    }

    /// Returns the line as a manifest has it.
    fn text(&self) -> String {
        let Self { kind, sha256, .. } = self;
        match &self.disclosed {
            Some((name, salt)) => format!("{kind} {name} {salt} {sha256}\n"),
            None => format!("{kind} {NOBODY} - {sha256}\n"),
        }
    }

    fn read(words: &[&str]) -> Option<Self> {
        let [kind, name, salt, sha256] = words else {
            return None;
        };
        let disclosed = match (*name, *salt) {
            (NOBODY, "-") => None,
            (name, salt) if is_one_word(name) => Some((name.to_owned(), Salt::parse(salt)?)),
            _ => return None,
        };
        Some(Self {
            kind: KINDS.into_iter().find(|known| known == kind)?,
            sha256: Sha256::parse(sha256)?,
            disclosed,
        })
    }

    fn is_of(&self, part: &TrustEntry) -> bool {
        let disclosed = self.disclosed.as_ref();
        self.kind == part.kind
            && disclosed.is_some_and(|(_, salt)| hash(&salt.to_string(), &part.text) == self.sha256)
    }
}

/// Returns true if a line between blanks can contain a name.
fn is_one_word(name: &str) -> bool {
    !name.is_empty() && !name.contains(|c: char| c.is_whitespace() || c.is_control())
}

fn hash(salt: &str, text: &str) -> Sha256 {
    Sha256::digest(format!("{salt}\0{text}").as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::files::Snapshot;
    use crate::domain::portfolio::PEOPLE;

    fn part(kind: &'static str, name: &str, text: &str) -> TrustEntry {
        TrustEntry {
            kind,
            name: Some(name.to_owned()),
            text: text.to_owned(),
        }
    }

    fn manifest(parts: &[TrustEntry]) -> TrustManifest {
        let mut count = 0;
        TrustManifest::build(parts, edition(1), None, &mut || {
            count += 1;
            count
        })
    }

    fn edition(serial: u64) -> Edition {
        Edition {
            serial,
            date: NaiveDate::from_ymd_opt(2026, 2, 1).unwrap(),
        }
    }

    #[test]
    fn the_serial_number_and_the_date_are_signed_and_stand_there_once() {
        let made = manifest(&[part("person", "sam", "{}")]);
        let text = made.text();
        assert!(text.contains("serial 1\ndate 2026-02-01\n"), "{text}");
        assert_eq!(TrustManifest::read(&text), Some(made.clone()));
        for (from, to) in [("serial 1", "serial 2"), ("2026-02-01", "2026-02-02")] {
            let other = TrustManifest::read(&text.replace(from, to)).unwrap();
            assert_ne!(other.sha256(), made.sha256());
        }
        for (from, to) in [
            ("serial 1\n", ""),
            ("date 2026-02-01\n", ""),
            ("serial 1\n", "serial 1\nserial 2\n"),
            ("serial 1", "serial 01"),
            ("serial 1", "serial +1"),
            ("2026-02-01", "1 February 2026"),
            ("date 2026-02-01\n", "date 2026-02-01\nlater 2026-02-01\n"),
        ] {
            assert_eq!(TrustManifest::read(&text.replace(from, to)), None, "{to}");
        }
    }

    #[test]
    fn a_salt_has_one_length_so_that_no_part_of_it_passes_for_text() {
        // Priya's line and a zero byte in front of it are one sequence of bytes with a salt
        // that takes the first part in.
        let listed = part("key", "x", "x\0priya-shah ssh-ed25519 A");
        let made = manifest(std::slice::from_ref(&listed)).text();
        assert!(TrustManifest::read(&made).is_some());
        let salt = Salt(1).to_string();
        for longer in [
            format!("{salt}\0x"),
            format!("{salt}x"),
            salt[1..].to_owned(),
            salt.to_uppercase().replace('0', "A"),
            format!("+{}", &salt[1..]),
            "A".to_owned(),
        ] {
            let shifted = made.replace(&salt, &longer);
            assert_eq!(TrustManifest::read(&shifted), None, "{longer:?}");
        }
    }

    #[test]
    fn a_line_is_written_in_one_way() {
        let made = manifest(&[part("person", "sam", "{}")]).text();
        let line = made.lines().last().unwrap().to_owned();
        for other in [
            line.replace("person ", "person  "),
            line.replace("person ", "person\t"),
            line.replace("person ", "person\u{a0}"),
            line.replace("person", "people"),
            line.replace(" sam ", " noor khan "),
            line.replace(" sam ", " s\0m "),
            line.replace(" sam ", " "),
            format!(" {line}"),
            format!("{line} "),
            line[..line.len() - 1].to_owned(),
        ] {
            assert_eq!(
                TrustManifest::read(&made.replace(&line, &other)),
                None,
                "{other:?}"
            );
        }
        assert!(TrustManifest::read(&made.replace('\n', "\r\n")).is_some());
    }

    #[test]
    fn a_name_that_cannot_stand_in_a_line_is_left_out_of_it() {
        for name in ["noor khan", "", "a\u{a0}b", "a\0b", "a\nb"] {
            let made = manifest(&[part("person", name, "{}")]);
            assert!(made.text().contains("person - 0"), "{name:?}");
            assert_eq!(TrustManifest::read(&made.text()), Some(made));
        }
    }

    #[test]
    fn what_was_signed_is_known_of_a_list_that_cannot_be_read() {
        let made = manifest(&[part("person", "noor", "{}"), part("key", "sam", "k")]);
        let past = PastManifest {
            edition: made.edition,
            sha256: made.sha256(),
        };
        assert_eq!(PastManifest::read(made.text().as_bytes()), Some(past));
        let unreadable = made.text().replace(" noor ", " noor \u{fffd} khan ");
        assert_eq!(TrustManifest::read(&unreadable), None);
        assert_eq!(PastManifest::read(unreadable.as_bytes()), Some(past));
        let bytes = unreadable.replace('\u{fffd}', "?").into_bytes();
        let bytes: Vec<u8> = bytes
            .into_iter()
            .map(|byte| if byte == b'?' { 0xff } else { byte })
            .collect();
        assert_eq!(PastManifest::read(&bytes), Some(past));
        assert_eq!(PastManifest::read(b"garbage\n"), None);
    }

    #[test]
    fn a_redacted_manifest_has_the_same_digest() {
        let all = [
            part("person", "sam", "id: sam"),
            part("person", "priya", "id: priya"),
            part("key", "sam", "sam ssh-ed25519 A"),
        ];
        let whole = manifest(&all);
        assert_eq!(whole.mismatches(&all, true), [""; 0]);
        let cut = whole.redacted(&all[..1]);
        assert_eq!(cut.sha256(), whole.sha256());
        assert!(!cut.text().contains("priya"));
        assert_eq!(cut.mismatches(&all[..1], false), [""; 0]);
        assert_eq!(TrustManifest::read(&cut.text()), Some(cut));
    }

    #[test]
    fn changed_added_and_missing_entries_are_reported() {
        let all = [
            part("person", "sam", "id: sam"),
            TrustEntry {
                kind: "revoked",
                name: None,
                text: "ssh-ed25519 B".to_owned(),
            },
        ];
        let manifest = manifest(&all);
        let other = [part("person", "sam", "id: sam, owner"), all[1].clone()];
        assert_eq!(
            manifest.mismatches(&other, false),
            ["the entry of sam is not vouched for"]
        );
        assert_eq!(
            manifest.mismatches(&all[..1], false),
            ["revoked - is vouched for but missing"]
        );
        assert_eq!(manifest.mismatches(&all[1..], false), [""; 0]);
        assert_eq!(manifest.mismatches(&all[1..], true).len(), 1);
    }

    fn entries_of(people: &str, signers: &str, forge: &str) -> Vec<TrustEntry> {
        let files = std::collections::BTreeMap::from([
            ("cpd.yaml".to_owned(), b"cpd: 1\n".to_vec()),
            (PEOPLE.to_owned(), people.as_bytes().to_vec()),
            (ALLOWED_SIGNERS.to_owned(), signers.as_bytes().to_vec()),
            (FORGE.to_owned(), forge.as_bytes().to_vec()),
        ]);
        let portfolio = Portfolio::load(Snapshot::from_bytes(&files));
        entries(&portfolio, &|path| files.get(path).cloned())
    }

    #[test]
    fn what_is_vouched_for_is_what_the_files_say_and_not_how() {
        const KEY: &str =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f";
        let vouched = manifest(&entries_of(
            "people:\n  - id: sam\n    name: Sam\n  - { id: lee, name: Lee }\n",
            &format!("sam {KEY} sam@laptop\n"),
            "host: github.com\nbase: main\n",
        ));
        let same = entries_of(
            "# who is who\npeople:\n  - name: 'Lee'\n    id: lee\n\n  - id: \"sam\" # me\n    name: Sam\n",
            &format!("# keys\n\n  sam   {KEY}\r\n"),
            "base: \"main\"\nhost: github.com # ours\n",
        );
        assert_eq!(vouched.mismatches(&same, true), [""; 0]);
        let other = entries_of(
            "people:\n  - { id: sam, name: Sam, unknown: x }\n  - { id: lee, name: Lee }\n",
            &format!("sam namespaces=\"git\" {KEY}\n"),
            "host: github.com\nbase: mine\n",
        );
        assert_eq!(
            vouched.mismatches(&other, false)[..3],
            [
                "the entry of sam is not vouched for",
                "a key of sam is not vouched for",
                "trust/forge.yaml is not vouched for",
            ]
        );
    }

    #[test]
    fn a_key_file_is_vouched_for_together_with_its_name() {
        let people = "people:\n  - id: sam\n    name: Sam\n  - id: priya\n    name: Priya\n";
        let files = std::collections::BTreeMap::from([
            ("cpd.yaml".to_owned(), b"cpd: 1\n".to_vec()),
            (PEOPLE.to_owned(), people.as_bytes().to_vec()),
        ]);
        let portfolio = Portfolio::load(Snapshot::from_bytes(&files));
        let keys_of = |name: &'static str| {
            let file = move |path: &str| (path == openpgp_key_path(name)).then(|| b"keys".to_vec());
            entries(&portfolio, &file)
        };
        let manifest = manifest(&keys_of("sam"));
        assert_eq!(manifest.mismatches(&keys_of("sam"), true), [""; 0]);
        assert_eq!(
            manifest.mismatches(&keys_of("priya"), false),
            ["trust/openpgp/priya.asc is not vouched for"]
        );
    }

    #[test]
    fn unchanged_entries_keep_their_salt() {
        let before = manifest(&[part("person", "sam", "id: sam")]);
        let parts = [
            part("person", "ada", "id: ada"),
            part("person", "sam", "id: sam"),
        ];
        let after = TrustManifest::build(&parts, edition(2), Some(&before), &mut || 0xabc);
        let salted = |name: &str, salt: u128| format!("person {name} {salt:032x} ");
        assert!(after.text().contains(&salted("sam", 1)));
        assert!(after.text().contains(&salted("ada", 0xabc)));
    }
}
