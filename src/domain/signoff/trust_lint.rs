//! Reads the lists of people and keys in `trust/` and finds faults in them. A line that is
//! not understood allows nobody, so nobody would notice it otherwise.

use ssh_key::PublicKey;

use super::allowed_signers;
use super::key_lines::{self, KeyFlaw, KeyLine, PeopleOfKeys};
use super::openpgp_keys::OpenPgpKeys;
use super::trust::{ALLOWED_SIGNERS, FORGE, OPENPGP, REVOKED_KEYS, list_text, openpgp_key_path};
use crate::base::document::find_indirection;
use crate::base::files::line_ends::as_git_keeps_them;
use crate::base::text::safe::is_unsafe;
use crate::domain::id::Fingerprint;
use crate::domain::portfolio::{PEOPLE, Portfolio};
use crate::domain::ports::FileReader;
use crate::domain::review::ForgeSettings;

/// A fault of one of the lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListFault {
    pub path: String,
    /// Counted from 1; none where the whole file is meant.
    pub line: Option<usize>,
    pub kind: ListFaultKind,
}

/// Kind of fault in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ListFaultKind {
    /// It is not one that ssh-keygen would understand.
    NotUnderstood,
    /// The file is no text, or has a zero byte in it.
    NotText,
    /// It has to be there, were it empty.
    Missing,
    /// It is the key of an authority that issues certificates.
    Authority,
    /// It holds more than plain public keys.
    NotPlain,
    /// It is no file of public OpenPGP keys, or contains something else as well.
    NotOpenPgp,
    /// A key that is given to more than one person.
    Shared { key: Fingerprint },
    /// A name that is nobody's in `trust/people.yaml`.
    Nobody { name: String },
    /// A person's name with characters that make it look like another name.
    Disguised { name: String },
    /// A name that is no lower-case slug, so that it stands for nobody.
    NotAnId { name: String },
    /// An anchor, alias, tag or merge key, so that the file counts for nobody.
    Indirection { reason: String, help: String },
    /// A setting of the forge, in words.
    Setting(String),
}

/// Returns everything that is wrong with the lists of a portfolio.
pub fn faults(portfolio: &Portfolio, file: FileReader<'_>) -> Vec<ListFault> {
    let mut faults: Vec<ListFault> = not_texts(portfolio, file).collect();
    if let Some(Err(why)) = forge_settings(file) {
        faults.push(ListFault {
            path: FORGE.to_owned(),
            line: None,
            kind: ListFaultKind::Setting(why),
        });
    }
    for path in yaml_files(portfolio) {
        let text = text(file, path).unwrap_or_default();
        faults.extend(find_indirection(&text).map(|found| ListFault {
            path: path.to_owned(),
            line: Some(text[..found.span.start].matches('\n').count() + 1),
            kind: ListFaultKind::Indirection {
                reason: found.reason,
                help: found.help,
            },
        }));
    }
    let people = portfolio.people();
    let unclear = people.filter(|person| person.trusted_id().is_none());
    faults.extend(unclear.map(|person| ListFault {
        path: PEOPLE.to_owned(),
        line: None,
        kind: ListFaultKind::NotAnId {
            name: person.id().to_string(),
        },
    }));
    let disguised = portfolio.people().filter(|one| is_disguised(one.name()));
    faults.extend(disguised.map(|person| ListFault {
        path: PEOPLE.to_owned(),
        line: None,
        kind: ListFaultKind::Disguised {
            name: person.name().to_owned(),
        },
    }));
    faults.extend(openpgp_faults(portfolio, file));
    for line in listed_keys(portfolio, file) {
        let found = line.flaws.iter();
        let kinds = found.filter_map(|flaw| fault_of(flaw, line.key.as_ref()));
        faults.extend(kinds.map(|kind| ListFault {
            path: ALLOWED_SIGNERS.to_owned(),
            line: Some(line.line),
            kind,
        }));
    }
    let kind = match text(file, REVOKED_KEYS) {
        None if file(REVOKED_KEYS).is_some() => None,
        None => file(ALLOWED_SIGNERS).map(|_| ListFaultKind::Missing),
        Some(list) => allowed_signers::parse_revoked(&list)
            .is_none()
            .then_some(ListFaultKind::NotPlain),
    };
    faults.extend(kind.map(|kind| ListFault {
        path: REVOKED_KEYS.to_owned(),
        line: None,
        kind,
    }));
    faults
}

/// Returns a fault for each list that is there and is no text.
fn not_texts(portfolio: &Portfolio, file: FileReader<'_>) -> impl Iterator<Item = ListFault> {
    let lists = [ALLOWED_SIGNERS, REVOKED_KEYS, FORGE].map(str::to_owned);
    let people = portfolio.people().filter_map(|one| one.trusted_id());
    let paths = lists
        .into_iter()
        .chain(people.map(|id| openpgp_key_path(&id)));
    let is_no_text = move |path: &String| file(path).is_some() && list_text(file, path).is_none();
    paths.filter(is_no_text).map(|path| ListFault {
        path,
        line: None,
        kind: ListFaultKind::NotText,
    })
}

/// Returns true if a name has an unusual blank or an invisible character, or if a word of it
/// mixes Latin letters with Greek or Cyrillic ones, of which many look the same.
fn is_disguised(name: &str) -> bool {
    let is_latin = |c: char| c.is_alphabetic() && c < '\u{250}';
    let is_like_latin = |c: char| matches!(c, '\u{370}'..='\u{52f}' | '\u{1f00}'..='\u{1fff}');
    let is_hidden = |c: char| {
        let is_blank = c.is_whitespace() && c != ' ';
        let is_ignored = matches!(
            c,
            '\u{ad}' | '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}'
                | '\u{200b}' | '\u{2060}'..='\u{2064}' | '\u{fe00}'..='\u{fe0f}'
                | '\u{e0000}'..='\u{e0fff}'
        );
        is_blank || is_ignored || is_unsafe(c)
    };
    // Joiners belong to words in other scripts.
    let is_joiner = |c: char| matches!(c, '\u{200c}' | '\u{200d}');
    let mixes =
        |word: &str| word.contains(is_latin) && word.contains(|c| is_like_latin(c) || is_joiner(c));
    name.contains(is_hidden) || name.split(' ').any(mixes)
}

/// Returns the faults of the files with OpenPGP keys.
fn openpgp_faults(portfolio: &Portfolio, file: FileReader<'_>) -> Vec<ListFault> {
    let files = portfolio.snapshot.below(OPENPGP).map(|file| &file.path);
    let lists: Vec<OpenPgpFile<'_>> = files
        .filter_map(|path| OpenPgpFile::read(path, file))
        .collect();
    let mut faults = Vec::new();
    for one in &lists {
        let mut add = |kind| {
            faults.push(ListFault {
                path: one.path.to_owned(),
                line: None,
                kind,
            });
        };
        if portfolio.person(one.person).is_none() {
            add(ListFaultKind::Nobody {
                name: one.person.to_owned(),
            });
        }
        let Some(keys) = &one.keys else {
            add(ListFaultKind::NotOpenPgp);
            continue;
        };
        let others = lists.iter().filter(|other| other.path != one.path);
        let others: Vec<&OpenPgpKeys> = others.filter_map(|other| other.keys.as_ref()).collect();
        let shared = keys
            .all()
            .find(|key| others.iter().any(|other| keys.shares(key, other)));
        if let Some(key) = shared {
            add(ListFaultKind::Shared { key: key.clone() });
        }
    }
    faults
}

/// A file with the OpenPGP keys of a person.
struct OpenPgpFile<'a> {
    path: &'a str,
    person: &'a str,
    /// `None` where they cannot be read.
    keys: Option<OpenPgpKeys>,
}

impl<'a> OpenPgpFile<'a> {
    /// Reads a file that is text and has the name of a list of keys.
    fn read(path: &'a str, file: FileReader<'_>) -> Option<Self> {
        let person = path
            .strip_prefix(OPENPGP)?
            .strip_prefix('/')?
            .strip_suffix(".asc")?;
        let keys = OpenPgpKeys::read(&list_text(file, path)?);
        Some(Self { path, person, keys })
    }
}

/// Returns the paths of the YAML files in `trust/` other than the settings of the forge.
fn yaml_files(portfolio: &Portfolio) -> impl Iterator<Item = &str> {
    let files = portfolio.snapshot.below("trust/");
    let paths = files.map(|file| file.path.as_str());
    paths.filter(|path| *path != FORGE && path.ends_with(".yaml"))
}

fn forge_settings(file: FileReader<'_>) -> Option<Result<ForgeSettings, String>> {
    text(file, FORGE).map(|text| ForgeSettings::read(&text))
}

/// Returns a list as it is in git: what git did to line ends on the way out is no fault.
fn text(file: FileReader<'_>, path: &str) -> Option<String> {
    Some(as_git_keeps_them(&list_text(file, path)?).into_owned())
}

/// Returns the finding that a flaw of a line is; none for a key that was revoked on purpose or
/// is for something else, and where the list of revoked keys has a finding of its own.
fn fault_of(flaw: &KeyFlaw, key: Option<&Fingerprint>) -> Option<ListFaultKind> {
    match (flaw, key) {
        (KeyFlaw::NotUnderstood, _) => Some(ListFaultKind::NotUnderstood),
        (KeyFlaw::Authority, _) => Some(ListFaultKind::Authority),
        (KeyFlaw::Shared, Some(key)) => Some(ListFaultKind::Shared { key: key.clone() }),
        (KeyFlaw::NotAnId(name), _) => Some(ListFaultKind::NotAnId { name: name.clone() }),
        (KeyFlaw::Nobody(name), _) => Some(ListFaultKind::Nobody { name: name.clone() }),
        _ => None,
    }
}

/// Returns the lines of `trust/allowed_signers` as a portfolio knows their names.
pub fn listed_keys(portfolio: &Portfolio, file: FileReader<'_>) -> Vec<KeyLine> {
    let settings = forge_settings(file).and_then(Result::ok);
    let known = PeopleOfKeys {
        is_person: &|name| portfolio.person(name).is_some(),
        recorder: settings.as_ref().map(|settings| &*settings.recorder),
    };
    key_lines::read(file, &known)
}

/// Returns true if a list of revoked keys names the one with this fingerprint, or might: one
/// that is not understood might name any.
pub fn revokes(print: &Fingerprint, list: &str) -> bool {
    let keys = allowed_signers::parse_revoked(&as_git_keeps_them(list));
    keys.is_none_or(|keys| {
        let mut keys = keys.into_iter().map(PublicKey::from);
        keys.any(|key| Fingerprint::from_public_key(&key) == *print)
    })
}

/// Returns a public key by its text: `ssh-ed25519 AAAA…` without its comment, and its
/// fingerprint; `None` where it is none.
pub fn parse_public_key(text: &str) -> Option<(String, Fingerprint)> {
    let key = PublicKey::from_openssh(text.trim()).ok()?;
    let print = Fingerprint::from_public_key(&key);
    let bare = PublicKey::from(key.key_data().clone()).to_openssh().ok()?;
    Some((bare.trim().to_owned(), print))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::base::files::Snapshot;

    const KEY: &str =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f";

    fn faults_of(signers: &str, revoked: Option<&str>) -> Vec<(Option<usize>, ListFaultKind)> {
        let people = "people:\n  - id: priya\n    name: Priya\n  - id: sam\n    name: Sam\n";
        let files = BTreeMap::from([
            ("cpd.yaml".to_owned(), b"cpd: 1\n".to_vec()),
            ("trust/people.yaml".to_owned(), people.as_bytes().to_vec()),
        ]);
        let portfolio = Portfolio::load(Snapshot::from_bytes(&files));
        let file = |path: &str| match path {
            ALLOWED_SIGNERS => Some(signers.as_bytes().to_vec()),
            REVOKED_KEYS => revoked.map(|text| text.as_bytes().to_vec()),
            _ => None,
        };
        let found = faults(&portfolio, &file).into_iter();
        found.map(|fault| (fault.line, fault.kind)).collect()
    }

    #[test]
    fn good_lists_have_no_faults() {
        assert_eq!(faults_of(&format!("# keys\npriya {KEY} x\n"), Some("")), []);
    }

    #[test]
    fn a_name_that_looks_like_another_is_found() {
        for name in [
            "Priya Sh\u{430}h",
            "\u{420}riya Shah",
            "Priya\u{a0}Shah",
            "Priya\u{200b} Shah",
            "Pri\u{200d}ya Shah",
            "Priya\u{202e} Shah",
            "Pri\u{ad}ya Shah",
            "Lee \u{39f}rgan",
        ] {
            assert!(is_disguised(name), "{name:?}");
        }
        for name in [
            "Priya Shah",
            "Zoë Łukasz-O’Connor",
            "Nguyễn Thị Ánh",
            "Анна Петрова",
            "Ελένη Παππά",
            "Anna Петрова",
            "علی\u{200c}رضا",
            "李 明",
            "",
        ] {
            assert!(!is_disguised(name), "{name:?}");
        }
    }

    #[test]
    fn every_fault_is_found_with_its_line() {
        assert_eq!(
            faults_of("priya nonsense\n", Some("")),
            [(Some(1), ListFaultKind::NotUnderstood)]
        );
        let key = parse_public_key(KEY).unwrap().1;
        let shared = ListFaultKind::Shared { key };
        let twice = format!("priya {KEY}\nsam {KEY}\n");
        let both = [(Some(1), shared.clone()), (Some(2), shared.clone())];
        assert_eq!(faults_of(&twice, Some("")), both);
        assert_eq!(
            faults_of(&format!("* {KEY}\n"), Some("")),
            [(Some(1), shared)]
        );
        let nobody = ListFaultKind::Nobody { name: "eve".into() };
        assert_eq!(
            faults_of(&format!("eve {KEY}\n"), Some("")),
            [(Some(1), nobody)]
        );
        let authority = format!("priya cert-authority {KEY}\n");
        assert_eq!(
            faults_of(&authority, Some("")),
            [(Some(1), ListFaultKind::Authority)]
        );
        let other = ListFaultKind::NotAnId {
            name: "PRIYA".into(),
        };
        assert_eq!(
            faults_of(&format!("PRIYA {KEY}\n"), Some("")),
            [(Some(1), other)]
        );
        let priya = format!("priya {KEY}\n");
        assert_eq!(faults_of(&priya, None), [(None, ListFaultKind::Missing)]);
        assert_eq!(
            faults_of(&priya, Some("KRL")),
            [(None, ListFaultKind::NotPlain)]
        );
    }
}
