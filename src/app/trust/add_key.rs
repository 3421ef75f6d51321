//! Lists somebody's key in OpenSSH's form, ends one that is listed, or revokes it.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use thiserror::Error;

use crate::app::change::{ChangeSet, PlanError, checked};
use crate::app::error::{Explain, Explanation, Hint, Input};
use crate::app::ports::{NoRepository, OwnPublicKey, UnreadableKey};
use crate::app::workspace::Workspace;
use crate::base::calendar;
use crate::base::text::{did_you_mean, words};
use crate::domain::id::{Fingerprint, PersonId};
use crate::domain::portfolio::Person;
use crate::domain::remedy::{Argument, Invocation, Remedy};
use crate::domain::signoff::allowed_signers::{self, AllowedSigner};
use crate::domain::signoff::key_lines::KeyLine;
use crate::domain::signoff::openpgp_keys::OpenPgpKeys;
use crate::domain::signoff::signature::{NAMESPACE, RECORD_NAMESPACE, REGISTER_NAMESPACE};
use crate::domain::signoff::trust::{ALLOWED_SIGNERS, REVOKED_KEYS, list_text, openpgp_key_path};
use crate::domain::signoff::trust_lint::{listed_keys, parse_public_key};

const REVOKED_HEAD: &str = "# Revoked keys, one to a line. Keep this file even if it is empty.\n";
const SIGNERS_HEAD: &str =
    "# Each person's key. `cpd trust key` adds a line; ssh-keygen reads this file too.\n";

/// A key, and the person whose it is.
pub struct KeyRequest<'a> {
    /// Their name or id; the owner where nobody is named.
    pub person: Option<&'a str>,
    /// The public key; the one that git signs with here where none is given.
    pub public: Option<Vec<u8>>,
    pub purpose: Purpose,
}

/// The use of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// It signs from a first day to a last one, as far as these are given. A last day ends a
    /// key that is listed.
    Sign {
        from: Option<NaiveDate>,
        until: Option<NaiveDate>,
    },
    /// It records reviews, and is no person's.
    Record {
        from: Option<NaiveDate>,
        until: Option<NaiveDate>,
    },
    /// It signs the entries of a register, beside whatever else it is listed for.
    Register {
        from: Option<NaiveDate>,
        until: Option<NaiveDate>,
    },
    /// It counts no longer.
    Revoke,
}

/// The effect of a change on a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyOutcome {
    Added,
    /// It was listed, and has a last day now.
    Ended(NaiveDate),
    Revoked,
}

/// A change to the lists of keys.
#[derive(Debug)]
pub struct PlannedKey {
    pub changes: ChangeSet,
    pub outcome: KeyOutcome,
    /// The id of the person, or the name of the recorder.
    pub person: String,
    /// The fingerprint of an SSH key; none of an OpenPGP key.
    pub fingerprint: Option<Fingerprint>,
}

/// Reasons why no key was listed.
#[derive(Debug, Error)]
pub enum AddKeyError {
    #[error("you have not said whose key this is")]
    NobodyNamed,
    #[error("{0} cannot be the name of a recorder")]
    NotAName(String),
    #[error("there is nobody called {named} in trust/people.yaml")]
    Unknown {
        named: String,
        question: Option<String>,
    },
    #[error("you have not said which key to revoke")]
    NoKeyToRevoke,
    #[error("this is not a public key")]
    NotText,
    #[error("this is not a public SSH key")]
    NotPublic,
    #[error("this file contains something other than public OpenPGP keys")]
    NotOpenPgp,
    #[error("git signs with an OpenPGP key here")]
    OwnIsOpenPgp { id: String },
    #[error("git is not set up with a key to sign with")]
    NoOwnKey,
    #[error("this key is already listed for {0}")]
    Listed(String),
    #[error("this key of {person} is valid only until {}", calendar::format_long(*.day))]
    EndsEarlier { person: String, day: NaiveDate },
    #[error("this key of {person} is not valid before {}", calendar::format_long(*.day))]
    BeginsLater { person: String, day: NaiveDate },
    #[error("the last day of the key is before its first day")]
    Backwards,
    #[error("this key belongs to {0}")]
    Taken(String),
    #[error("this key belongs to {0}")]
    RevokedForOther(String),
    #[error("this key is already revoked")]
    Revoked,
    #[error("cpd cannot revoke an OpenPGP key: use gpg")]
    OpenPgpRevocation,
    #[error("cpd cannot limit an OpenPGP key to a time: its last day is in the key itself")]
    OpenPgpLimits,
    #[error("cpd lists only SSH keys for recorders")]
    OpenPgpRecorder,
    #[error(transparent)]
    NoRepository(#[from] NoRepository),
    #[error(transparent)]
    Unreadable(#[from] UnreadableKey),
    #[error(transparent)]
    Plan(#[from] PlanError),
}

/// The commands that make a key and have git sign with it.
const MAKE_A_KEY: &str = "make one with `ssh-keygen -t ed25519`, then `git config --global gpg.format ssh` and `git config --global user.signingkey ~/.ssh/id_ed25519.pub`";

impl Explain for AddKeyError {
    fn explain(&self) -> Explanation {
        match self {
            Self::NobodyNamed => {
                let person = Argument::Blank;
                Explanation::failed().hint(Remedy::invoke(
                    "name the person",
                    Invocation::AddKey { person },
                ))
            }
            Self::NotAName(_) => Explanation::failed().hint("write it like cpd-recorder"),
            Self::Unknown {
                question: Some(question),
                ..
            } => Explanation::failed().hint(question.as_str()),
            Self::Unknown {
                named,
                question: None,
            } => {
                let person = Argument::value(named);
                Explanation::failed()
                    .hint(Remedy::invoke("add them", Invocation::AddPerson { person }))
            }
            Self::NoKeyToRevoke => {
                let file = Hint::from("name its file with ").then(Input::KeyFile);
                Explanation::failed().hint(
                    file.then("; ")
                        .then(Invocation::ListKeys)
                        .then(" lists all keys"),
                )
            }
            Self::NotText => Explanation::failed(),
            Self::NotPublic => Explanation::failed().hint(
                "the file of a public key ends in .pub and begins with a word such as ssh-ed25519",
            ),
            Self::NotOpenPgp => {
                Explanation::failed().hint("export the keys again, with `gpg --armor --export ID`")
            }
            Self::OwnIsOpenPgp { id } => {
                let lead = format!(
                    "write it to a file with `gpg --armor --export {id}`, and name that with "
                );
                Explanation::failed().hint(Hint::from(lead).then(Input::KeyFile))
            }
            Self::NoOwnKey => Explanation::failed().hint(MAKE_A_KEY),
            Self::Listed(_) => {
                let last = Hint::from("to end it, give its last day with ");
                Explanation::refused().hint(last.then(Input::LastDay))
            }
            Self::EndsEarlier { .. } => Explanation::refused()
                .hint("a key that has ended stays ended: list a new key"),
            Self::BeginsLater { .. } => {
                let later = Hint::from("give a later day with ").then(Input::LastDay);
                Explanation::refused().hint(later)
            }
            Self::Backwards => Explanation::failed(),
            Self::RevokedForOther(_) | Self::Revoked => Explanation::refused(),
            Self::Taken(_) => Explanation::refused()
                .hint("each person needs a key of their own, or nobody can tell who signed"),
            Self::OpenPgpRevocation => Explanation::refused()
                .hint("revoke it with gpg, export it again, and add the new file as a key"),
            Self::OpenPgpLimits => Explanation::refused().hint(
                "set it with `gpg --quick-set-expire`, export the key again, and add the new file without dates",
            ),
            Self::OpenPgpRecorder => Explanation::refused(),
            Self::NoRepository(error) => error.explain(),
            Self::Unreadable(error) => error.explain(),
            Self::Plan(error) => error.explain(),
        }
    }
}

/// Plans the line that lists or revokes a key.
pub fn plan(ws: &Workspace, request: KeyRequest<'_>) -> Result<PlannedKey, AddKeyError> {
    let _span = tracing::info_span!("trust.add-key").entered();
    let person = person_of(&request, ws)?;
    let purpose = request.purpose;
    let public = match request.public {
        Some(public) => public,
        None if purpose == Purpose::Revoke => return Err(AddKeyError::NoKeyToRevoke),
        None => own_public_key(ws)?,
    };
    let text = String::from_utf8(public).map_err(|_| AddKeyError::NotText)?;
    if text.starts_with("-----BEGIN PGP PUBLIC KEY BLOCK-----") {
        return openpgp(person, &text, purpose, ws);
    }
    let (key, print) = parse_public_key(&text).ok_or(AddKeyError::NotPublic)?;
    let mut changes = ChangeSet::default();
    let (from, until) = purpose.limits();
    if from.zip(until).is_some_and(|(from, until)| until < from) {
        return Err(AddKeyError::Backwards);
    }
    let outcome = if purpose == Purpose::Revoke {
        refuse_revoked(&person, &print, ws)?;
        let line = format!("{key} {person}\n");
        append_line(REVOKED_KEYS, REVOKED_HEAD, &line, ws, &mut changes)?;
        KeyOutcome::Revoked
    } else if let (None, Some(day)) = (from, until)
        && is_listed(&person, &print, ws)
    {
        end(&person, &print, day, ws, &mut changes)?;
        KeyOutcome::Ended(day)
    } else {
        match purpose {
            Purpose::Register { .. } => refuse_registered(&person, &print, ws)?,
            _ => refuse_taken(&person, &print, ws)?,
        }
        let line = format!("{person} {} {key}\n", key_options(purpose));
        append_line(ALLOWED_SIGNERS, SIGNERS_HEAD, &line, ws, &mut changes)?;
        if ws.bytes(REVOKED_KEYS).is_none() {
            let path = checked(REVOKED_KEYS)?;
            changes.create(ws.base(), path, REVOKED_HEAD.as_bytes())?;
        }
        KeyOutcome::Added
    };
    Ok(PlannedKey {
        changes,
        outcome,
        person,
        fingerprint: Some(print),
    })
}

fn person_of(request: &KeyRequest<'_>, ws: &Workspace) -> Result<String, AddKeyError> {
    let portfolio = &ws.portfolio;
    let Some(named) = request.person else {
        let owner = portfolio.owner().map(|owner| owner.id().to_string());
        return owner.ok_or(AddKeyError::NobodyNamed);
    };
    if matches!(request.purpose, Purpose::Record { .. }) {
        let is_name = PersonId::parse(named).is_some();
        let named = named.to_owned();
        return if is_name {
            Ok(named)
        } else {
            Err(AddKeyError::NotAName(named))
        };
    }
    let found = portfolio.people().find(|one| one.matches(named));
    found
        .map(|one| one.id().to_string())
        .ok_or_else(|| AddKeyError::Unknown {
            named: named.to_owned(),
            question: did_you_mean::question(named, portfolio.people().map(|one| &**one.id())),
        })
}

fn own_public_key(ws: &Workspace) -> Result<Vec<u8>, AddKeyError> {
    ws.repository()?;
    match ws.signers().own_public_key()? {
        OwnPublicKey::Ssh(text) => Ok(text),
        OwnPublicKey::OpenPgp { id } => Err(AddKeyError::OwnIsOpenPgp { id }),
        OwnPublicKey::None => Err(AddKeyError::NoOwnKey),
    }
}

impl Purpose {
    /// Returns the first and the last day, as far as they are given.
    fn limits(self) -> (Option<NaiveDate>, Option<NaiveDate>) {
        match self {
            Self::Sign { from, until }
            | Self::Record { from, until }
            | Self::Register { from, until } => (from, until),
            Self::Revoke => (None, None),
        }
    }
}

/// Returns what the key is for and when it counts, as OpenSSH writes it.
fn key_options(purpose: Purpose) -> String {
    let (from, until) = purpose.limits();
    let namespace = match purpose {
        Purpose::Record { .. } => RECORD_NAMESPACE,
        Purpose::Register { .. } => REGISTER_NAMESPACE,
        Purpose::Sign { .. } | Purpose::Revoke => NAMESPACE,
    };
    let mut options = vec![format!("namespaces=\"{namespace}\"")];
    if let Some(day) = from {
        options.push(format!("valid-after=\"{}000000Z\"", day.format("%Y%m%d")));
    }
    if let Some(day) = until {
        options.push(format!("valid-before=\"{}235959Z\"", day.format("%Y%m%d")));
    }
    options.join(",")
}

/// Refuses a key that is listed: it is one person's, and is listed once.
fn refuse_taken(person: &str, print: &Fingerprint, ws: &Workspace) -> Result<(), AddKeyError> {
    let known = listed_keys(&ws.portfolio, &|path| ws.bytes(path));
    match known.iter().find(|one| one.key.as_ref() == Some(print)) {
        None => Ok(()),
        Some(taken) if taken.is_of(person) => Err(AddKeyError::Listed(person.to_owned())),
        Some(taken) => Err(AddKeyError::Taken(words::some(&taken.names))),
    }
}

/// Refuses a key that is listed for somebody else, or for the register already.
fn refuse_registered(person: &str, print: &Fingerprint, ws: &Workspace) -> Result<(), AddKeyError> {
    let known = listed_keys(&ws.portfolio, &|path| ws.bytes(path));
    let mut same = known.iter().filter(|one| one.key.as_ref() == Some(print));
    if let Some(taken) = same.find(|one| !one.is_of(person)) {
        return Err(AddKeyError::Taken(words::some(&taken.names)));
    }
    let list = list_text(&|path| ws.bytes(path), ALLOWED_SIGNERS).unwrap_or_default();
    let mut lines = allowed_signers::parse(&list).into_iter();
    let is_registered = lines.any(|line: AllowedSigner| {
        line.is_key_of(person, print) && line.is_only_for(REGISTER_NAMESPACE)
    });
    match is_registered {
        true => Err(AddKeyError::Listed(person.to_owned())),
        false => Ok(()),
    }
}

/// Returns true if a line gives this key to this person and nobody else.
fn is_listed(person: &str, print: &Fingerprint, ws: &Workspace) -> bool {
    let known = listed_keys(&ws.portfolio, &|path| ws.bytes(path));
    let mut same = known.iter().filter(|one| one.key.as_ref() == Some(print));
    same.any(|line| line.is_of(person))
}

/// Writes a last day into each line that gives this key to this person; the other lines stay
/// as they are. An end that is there is never moved to a later day.
fn end(
    person: &str,
    print: &Fingerprint,
    day: NaiveDate,
    ws: &Workspace,
    changes: &mut ChangeSet,
) -> Result<(), AddKeyError> {
    let last = last_second(day);
    let before = ws.bytes(ALLOWED_SIGNERS).unwrap_or_default();
    let (mut after, mut ends) = (Vec::new(), None);
    for line in before.split_inclusive(|byte| *byte == b'\n') {
        match signer_of(line).filter(|signer| signer.is_key_of(person, print)) {
            Some(signer) if signer.from.is_some_and(|from| last <= from) => {
                let day = signer.from.map_or(day, |from| from.date_naive());
                let person = person.to_owned();
                return Err(AddKeyError::BeginsLater { person, day });
            }
            Some(mut signer) if signer.to.is_none_or(|to| last < to) => {
                signer.to = Some(last);
                after.extend_from_slice(signer.canonical().as_bytes());
                after.extend_from_slice(line_end(line));
            }
            signer => {
                ends = ends.max(signer.and_then(|signer| signer.to));
                after.extend_from_slice(line);
            }
        }
    }
    if after == before {
        let (person, day) = (person.to_owned(), ends.unwrap_or(last).date_naive());
        return Err(AddKeyError::EndsEarlier { person, day });
    }
    Ok(changes.edit(ws.base(), &checked(ALLOWED_SIGNERS)?, after)?)
}

/// Returns the last second of a day, with which `valid-before` is written.
fn last_second(day: NaiveDate) -> DateTime<Utc> {
    let time = NaiveTime::from_hms_opt(23, 59, 59).unwrap_or_default();
    day.and_time(time).and_utc()
}

fn signer_of(line: &[u8]) -> Option<AllowedSigner> {
    let line = std::str::from_utf8(line).ok()?;
    allowed_signers::parse(line.trim_end_matches(['\r', '\n'])).pop()
}

fn line_end(line: &[u8]) -> &[u8] {
    let is_end = |byte: &u8| matches!(byte, b'\r' | b'\n');
    let ends = line.iter().rev().take_while(|byte| is_end(byte)).count();
    &line[line.len() - ends..]
}

/// Refuses to revoke a key twice, or for another than the one whose it is. One that is
/// nobody's may be revoked too.
fn refuse_revoked(person: &str, print: &Fingerprint, ws: &Workspace) -> Result<(), AddKeyError> {
    let known = listed_keys(&ws.portfolio, &|path| ws.bytes(path));
    let mut same = known.iter().filter(|one| one.key.as_ref() == Some(print));
    if let Some(other) = same.clone().find(|one| !one.is_of(person)) {
        return Err(AddKeyError::RevokedForOther(words::some(&other.names)));
    }
    if same.any(KeyLine::is_revoked) {
        return Err(AddKeyError::Revoked);
    }
    Ok(())
}

/// Puts a line at the end of a file, which begins with `head` where there is none.
fn append_line(
    path: &str,
    head: &str,
    line: &str,
    ws: &Workspace,
    changes: &mut ChangeSet,
) -> Result<(), PlanError> {
    let before = ws.bytes(path);
    let mut after = before.unwrap_or_else(|| head.as_bytes().to_vec());
    if !after.is_empty() && !after.ends_with(b"\n") {
        after.push(b'\n');
    }
    after.extend_from_slice(line.as_bytes());
    changes.write(ws.base(), checked(path)?, after)
}

fn openpgp(
    person: String,
    text: &str,
    purpose: Purpose,
    ws: &Workspace,
) -> Result<PlannedKey, AddKeyError> {
    if purpose == Purpose::Revoke {
        return Err(AddKeyError::OpenPgpRevocation);
    }
    if matches!(purpose, Purpose::Record { .. }) {
        return Err(AddKeyError::OpenPgpRecorder);
    }
    if purpose.limits() != (None, None) {
        return Err(AddKeyError::OpenPgpLimits);
    }
    let keys = OpenPgpKeys::read(text).ok_or(AddKeyError::NotOpenPgp)?;
    refuse_taken_openpgp(&person, &keys, ws)?;
    let mut changes = ChangeSet::default();
    append_line(&openpgp_key_path(&person), "", text, ws, &mut changes)?;
    Ok(PlannedKey {
        changes,
        outcome: KeyOutcome::Added,
        person,
        fingerprint: None,
    })
}

/// Refuses OpenPGP keys of which somebody else has one.
fn refuse_taken_openpgp(
    person: &str,
    keys: &OpenPgpKeys,
    ws: &Workspace,
) -> Result<(), AddKeyError> {
    let others = ws.portfolio.people().filter(|other| *other.id() != *person);
    let shares = |other: &Person<'_>| {
        let list = list_text(&|path| ws.bytes(path), &openpgp_key_path(other.id()));
        let theirs = list.and_then(|text| OpenPgpKeys::read(&text));
        theirs.is_some_and(|theirs| keys.all().any(|key| keys.shares(key, &theirs)))
    };
    let taken: Vec<&str> = others.filter(shares).map(|other| &**other.id()).collect();
    match taken.is_empty() {
        true => Ok(()),
        false => Err(AddKeyError::Taken(words::some(&taken))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::fakes::World;
    use crate::domain::portfolio::PEOPLE;
    use crate::domain::signoff::openpgp_keys::tests::{PRIYA, SAM};

    const PUBLIC: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDlbTrkQxj9jtaDsdmghRxd/KQ1NzxyyQfrMu6LeAI2P sam@laptop\n";
    const BARE: &str =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDlbTrkQxj9jtaDsdmghRxd/KQ1NzxyyQfrMu6LeAI2P";
    const ALWAYS: Purpose = Purpose::Sign {
        from: None,
        until: None,
    };

    fn world(own_key: OwnPublicKey) -> World {
        let config = "cpd: 1\nportfolio: p\nowner: sam-carter\nschemes: {}\n";
        let people = "people:\n- { id: sam-carter, name: Sam Carter }\n- { id: lee-morgan, name: Lee Morgan }\n";
        World {
            own_key,
            ..World::new(&[("cpd.yaml", config), (PEOPLE, people)])
        }
    }

    fn open_workspace() -> Workspace {
        world(OwnPublicKey::None).open().unwrap()
    }

    fn plan_key(
        ws: &Workspace,
        person: Option<&str>,
        public: Option<&str>,
        purpose: Purpose,
    ) -> Result<PlannedKey, AddKeyError> {
        let public = public.map(|text| text.as_bytes().to_vec());
        let request = KeyRequest {
            person,
            public,
            purpose,
        };
        plan(ws, request)
    }

    fn text(ws: &Workspace, changes: &ChangeSet, path: &str) -> Option<String> {
        let bytes = changes.bytes(ws.base(), &checked(path).unwrap())?;
        Some(String::from_utf8_lossy(&bytes).into_owned())
    }

    #[test]
    fn a_key_is_listed_for_the_owner_with_its_days_and_a_list_of_revoked_keys() {
        let ws = open_workspace();
        let day = |d| NaiveDate::from_ymd_opt(2026, 10, d);
        let purpose = Purpose::Sign {
            from: day(1),
            until: day(9),
        };
        let made = plan_key(&ws, None, Some(PUBLIC), purpose).unwrap();
        let line = format!(
            "{SIGNERS_HEAD}sam-carter namespaces=\"signoff@cpd.v1\",valid-after=\"20261001000000Z\",valid-before=\"20261009235959Z\" {BARE}\n"
        );
        assert_eq!(text(&ws, &made.changes, ALLOWED_SIGNERS), Some(line));
        let revoked = text(&ws, &made.changes, REVOKED_KEYS);
        assert_eq!(revoked.as_deref(), Some(REVOKED_HEAD));
        assert_eq!(made.person, "sam-carter");
    }

    #[test]
    fn a_key_belongs_to_one_person_and_is_listed_and_revoked_once() {
        let ws = open_workspace();
        let made = plan_key(&ws, None, Some(PUBLIC), ALWAYS).unwrap();
        ws.apply(&made.changes).unwrap();
        let error = |person, purpose| plan_key(&ws, person, Some(PUBLIC), purpose).unwrap_err();
        assert!(matches!(error(None, ALWAYS), AddKeyError::Listed(_)));
        let lee = Some("lee-morgan");
        assert_eq!(
            error(lee, ALWAYS).to_string(),
            "this key belongs to sam-carter"
        );
        let revoke = error(lee, Purpose::Revoke);
        assert!(matches!(revoke, AddKeyError::RevokedForOther(_)));
        let made = plan_key(&ws, None, Some(PUBLIC), Purpose::Revoke).unwrap();
        ws.apply(&made.changes).unwrap();
        let again = error(None, Purpose::Revoke);
        assert!(matches!(again, AddKeyError::Revoked));
    }

    #[test]
    fn without_a_key_argument_gits_signing_key_is_used() {
        let ssh = OwnPublicKey::Ssh(PUBLIC.as_bytes().to_vec());
        let ws = world(ssh).open().unwrap();
        let made = plan_key(&ws, None, None, ALWAYS).unwrap();
        assert!(
            made.fingerprint
                .is_some_and(|print| print.starts_with("SHA256:"))
        );
        let none = plan_key(&open_workspace(), None, None, ALWAYS).unwrap_err();
        assert_eq!(none.explain().hint, Some(Hint::from(MAKE_A_KEY)));
        let none = plan_key(&open_workspace(), None, None, Purpose::Revoke).unwrap_err();
        assert_eq!(
            none.explain().hint,
            Some(
                Hint::from("name its file with ")
                    .then(Input::KeyFile)
                    .then("; ")
                    .then(Invocation::ListKeys)
                    .then(" lists all keys")
            )
        );
        let openpgp = OwnPublicKey::OpenPgp { id: "AB12".into() };
        let ws = world(openpgp).open().unwrap();
        let error = plan_key(&ws, None, None, ALWAYS).unwrap_err();
        let export =
            Hint::from("write it to a file with `gpg --armor --export AB12`, and name that with ")
                .then(Input::KeyFile);
        assert_eq!(error.explain().hint, Some(export));
        let outside = World {
            repository: crate::app::ports::RepositoryAccess::None,
            ..world(OwnPublicKey::None)
        };
        let error = plan_key(&outside.open().unwrap(), None, None, ALWAYS).unwrap_err();
        assert_eq!(error.explain(), NoRepository::None.explain());
    }

    #[test]
    fn an_unknown_person_is_suggested_or_added() {
        let ws = open_workspace();
        let hint = |named| {
            let error = plan_key(&ws, Some(named), Some(PUBLIC), ALWAYS).unwrap_err();
            error.explain().hint
        };
        let question = Hint::from("did you mean `lee-morgan`?");
        assert_eq!(hint("lee-morgn"), Some(question));
        let add = Remedy::invoke(
            "add them",
            Invocation::AddPerson {
                person: Argument::value("$(touch x)"),
            },
        );
        assert_eq!(hint("$(touch x)"), Some(Hint::from(add)));
    }

    #[test]
    fn a_recorder_has_a_name_and_no_entry() {
        let ws = open_workspace();
        let record = Purpose::Record {
            from: None,
            until: None,
        };
        let made = plan_key(&ws, Some("cpd-recorder"), Some(PUBLIC), record).unwrap();
        let text = text(&ws, &made.changes, ALLOWED_SIGNERS).unwrap();
        assert!(
            text.contains("cpd-recorder namespaces=\"record@cpd.v1\" "),
            "{text}"
        );
        let error = plan_key(&ws, Some("The Recorder"), Some(PUBLIC), record).unwrap_err();
        assert!(matches!(error, AddKeyError::NotAName(_)));
    }

    /// Returns the world in which Sam's key is on the second of three lines, with these options.
    fn listed(options: &str) -> World {
        let lines = format!("# kept\nsam-carter {options} {BARE} laptop\r\nno key at all\n");
        world(OwnPublicKey::None).with_file(ALLOWED_SIGNERS, &lines)
    }

    fn end_on(world: World, day: &str) -> Result<String, AddKeyError> {
        let ws = world.open().unwrap();
        let until = calendar::date(day);
        let ending = Purpose::Sign { from: None, until };
        let made = plan_key(&ws, Some("sam-carter"), Some(PUBLIC), ending)?;
        assert_eq!(made.outcome, KeyOutcome::Ended(until.unwrap()));
        Ok(text(&ws, &made.changes, ALLOWED_SIGNERS).unwrap())
    }

    #[test]
    fn a_last_day_ends_the_key_that_is_listed_and_touches_no_other_line() {
        let ended = format!(
            "# kept\nsam-carter namespaces=\"signoff@cpd.v1\",valid-before=\"20260930235959Z\" {BARE}\r\nno key at all\n"
        );
        for before in [
            "namespaces=\"signoff@cpd.v1\"",
            "namespaces=\"signoff@cpd.v1\",valid-before=\"20270101Z\"",
        ] {
            assert_eq!(end_on(listed(before), "2026-09-30").unwrap(), ended);
        }
    }

    #[test]
    fn a_key_that_has_ended_is_never_opened_again() {
        let ended = || listed("valid-after=\"20260101Z\",valid-before=\"20260930235959Z\"");
        for day in ["2026-09-30", "2026-10-01", "2030-01-01"] {
            let error = end_on(ended(), day).unwrap_err();
            let said = "this key of sam-carter is valid only until 30 September 2026";
            assert_eq!(error.to_string(), said);
        }
        let early = end_on(ended(), "2025-12-31").unwrap_err();
        let said = "this key of sam-carter is not valid before 1 January 2026";
        assert_eq!(early.to_string(), said);
    }

    #[test]
    fn a_first_day_of_a_listed_key_and_a_last_day_before_the_first_are_refused() {
        let (first, last) = (calendar::date("2026-02-01"), calendar::date("2026-01-31"));
        let sign = |from, until| {
            let ws = listed("").open().unwrap();
            let asked = Purpose::Sign { from, until };
            plan_key(&ws, Some("sam-carter"), Some(PUBLIC), asked).unwrap_err()
        };
        assert!(matches!(sign(last, first), AddKeyError::Listed(_)));
        assert!(matches!(sign(first, last), AddKeyError::Backwards));
    }

    #[test]
    fn an_openpgp_key_takes_no_dates_here() {
        let ws = open_workspace();
        let key = "-----BEGIN PGP PUBLIC KEY BLOCK-----\nx\n";
        let day = calendar::date("2026-09-30");
        for (from, until) in [(day, None), (None, day), (day, day)] {
            let limited = Purpose::Sign { from, until };
            let error = plan_key(&ws, Some("Lee Morgan"), Some(key), limited).unwrap_err();
            assert!(matches!(error, AddKeyError::OpenPgpLimits));
        }
    }

    #[test]
    fn an_openpgp_key_is_put_in_a_file_of_its_own_and_is_not_revoked_here() {
        let ws = open_workspace();
        let key = SAM;
        let made = plan_key(&ws, Some("Lee Morgan"), Some(key), ALWAYS).unwrap();
        let path = "trust/openpgp/lee-morgan.asc";
        assert_eq!(text(&ws, &made.changes, path).as_deref(), Some(key));
        assert_eq!(made.fingerprint, None);
        let error = plan_key(&ws, Some("Lee Morgan"), Some(key), Purpose::Revoke).unwrap_err();
        assert!(matches!(error, AddKeyError::OpenPgpRevocation));
        // It is nobody else's, and the file has nothing else in it.
        ws.apply(&made.changes).unwrap();
        let both = format!("{PRIYA}{SAM}");
        let error = plan_key(&ws, Some("sam-carter"), Some(&both), ALWAYS).unwrap_err();
        assert!(matches!(error, AddKeyError::Taken(who) if who == "lee-morgan"));
        assert!(plan_key(&ws, Some("sam-carter"), Some(PRIYA), ALWAYS).is_ok());
        let more = format!("{SAM}more\n");
        let error = plan_key(&ws, Some("Lee Morgan"), Some(&more), ALWAYS).unwrap_err();
        assert!(matches!(error, AddKeyError::NotOpenPgp));
    }
}
