//! `cpd trust key`: lists somebody's key in OpenSSH's form, or revokes it.

use std::path::PathBuf;

use chrono::NaiveDate;

use crate::adapters::keys::public_half;
use crate::app::change::{ChangeSet, checked};
use crate::app::ports::OwnPublicKey;
use crate::base::text::{Safe, did_you_mean};
use crate::cli::args::parse_day;
use crate::cli::error::{ExitKind, Failure};
use crate::cli::session::Session;
use crate::cli::workspace::Workspace;
use crate::domain::id::PersonId;
use crate::domain::signoff::lists::{listed, public_key};
use crate::domain::signoff::signature::{NAMESPACE, RECORD_NAMESPACE};
use crate::domain::signoff::trusted::{ALLOWED_SIGNERS, REVOKED_KEYS, openpgp_keys};

/// List somebody's key, so that what they sign counts
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cpd trust key sam-carter                        the key that git signs with here\n  cpd trust key priya-shah --file priya.pub\n  cpd trust key cpd-recorder --recorder --file recorder.pub\n  cpd trust key priya-shah --file old.pub --revoke"
)]
pub struct Args {
    /// The person's id; you when left out
    #[arg(value_name = "PERSON")]
    pub person: Option<String>,
    /// Their public key; the key that git signs with here when left out
    #[arg(long, value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// It is the key of whoever records reviews, not a person's
    #[arg(long)]
    pub recorder: bool,
    /// The first day on which it counts
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    pub from: Option<NaiveDate>,
    /// The last day on which it counts
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    pub until: Option<NaiveDate>,
    /// It counts no longer
    #[arg(long, conflicts_with_all = ["from", "until", "recorder"])]
    pub revoke: bool,
}

const REVOKED_HEAD: &str =
    "# Keys that count no longer, one to a line. This file has to be here, were it empty.\n";
const SIGNERS_HEAD: &str =
    "# Whose key is whose. `cpd trust key` adds a line; ssh-keygen reads it as well.\n";

pub fn run(args: &Args, session: &mut Session) -> Result<ExitKind, Failure> {
    let workspace = Workspace::open(session)?;
    let person = person(args, &workspace)?;
    if args.revoke && args.file.is_none() {
        return Err(Failure::failed("which key is it that counts no longer?")
            .hint("name its file with --file: `cpd trust` shows whose key is whose"));
    }
    let text = public(args, &workspace, session)?;
    if text.starts_with("-----BEGIN PGP PUBLIC KEY BLOCK-----") {
        return openpgp(&person, &text, args, &workspace, session);
    }
    let (key, print) = public_key(&text).ok_or_else(|| {
        let failure = Failure::failed("this is no public key that ssh-keygen made");
        failure.hint("its file ends in .pub and begins with a word such as ssh-ed25519")
    })?;
    let mut changes = ChangeSet::default();
    if args.revoke {
        refuse_revoked(&person, &print, &workspace)?;
        append(
            REVOKED_KEYS,
            REVOKED_HEAD,
            &format!("{key} {person}\n"),
            &workspace,
            &mut changes,
        )?;
    } else {
        refuse_taken(&person, &print, &workspace)?;
        let line = format!("{person} {} {key}\n", options(args));
        append(
            ALLOWED_SIGNERS,
            SIGNERS_HEAD,
            &line,
            &workspace,
            &mut changes,
        )?;
        if workspace.bytes(REVOKED_KEYS).is_none() {
            let path = checked(REVOKED_KEYS)?;
            changes.create(workspace.base(), path, REVOKED_HEAD.as_bytes())?;
        }
    }
    workspace.apply(&changes)?;
    for change in changes.on_disk() {
        writeln!(session.out, "{}", change.path)?;
    }
    let what = if args.revoke {
        "counts no longer"
    } else {
        "is listed"
    };
    writeln!(
        session.err,
        "The key {print} {what} for {}. `cpd save` keeps it.",
        Safe(&person)
    )?;
    Ok(ExitKind::Clean)
}

fn person(args: &Args, workspace: &Workspace) -> Result<String, Failure> {
    let portfolio = &workspace.portfolio;
    let Some(named) = &args.person else {
        let owner = portfolio.owner().map(|owner| owner.id().to_owned());
        return owner.ok_or_else(|| Failure::failed("say whose key it is: `cpd trust key PERSON`"));
    };
    if args.recorder {
        return if PersonId::parse(named).is_some() {
            Ok(named.clone())
        } else {
            Err(
                Failure::failed(format!("{named} is no name for a recorder"))
                    .hint("write it as in cpd-recorder"),
            )
        };
    }
    let found = portfolio.people().find(|one| one.matches(named));
    found.map(|one| one.id().to_owned()).ok_or_else(|| {
        let ids = portfolio.people().map(|one| one.id());
        let failure = Failure::failed(format!(
            "there is nobody called {named} in trust/people.yaml"
        ));
        let question = did_you_mean::question(named, ids);
        failure.hint(question.unwrap_or_else(|| format!("`cpd trust add \"{named}\"` adds them")))
    })
}

/// The text of the public key that is meant.
fn public(args: &Args, workspace: &Workspace, session: &Session) -> Result<String, Failure> {
    let bytes = match &args.file {
        Some(file) => public_half(&session.folder.join(file))?,
        None => own_public_key(workspace)?,
    };
    String::from_utf8(bytes).map_err(|_| Failure::failed("this is no public key"))
}

fn own_public_key(workspace: &Workspace) -> Result<Vec<u8>, Failure> {
    workspace.repository()?;
    match workspace.signers().own_public_key()? {
        OwnPublicKey::Ssh(text) => Ok(text),
        OwnPublicKey::OpenPgp { id } => Err(Failure::failed("git signs with an OpenPGP key here")
            .hint(format!("write it to a file with `gpg --armor --export {id}`, and name that with --file"))),
        OwnPublicKey::None => Err(Failure::failed("git has no key to sign with here").hint(
            "make one with `ssh-keygen -t ed25519`, then `git config --global gpg.format ssh` and `git config --global user.signingkey ~/.ssh/id_ed25519.pub`",
        )),
    }
}

/// What the key is for, and when it counts.
fn options(args: &Args) -> String {
    let namespace = if args.recorder {
        RECORD_NAMESPACE
    } else {
        NAMESPACE
    };
    let mut options = vec![format!("namespaces=\"{namespace}\"")];
    if let Some(day) = args.from {
        options.push(format!("valid-after=\"{}000000Z\"", day.format("%Y%m%d")));
    }
    if let Some(day) = args.until {
        options.push(format!("valid-before=\"{}235959Z\"", day.format("%Y%m%d")));
    }
    options.join(",")
}

/// A key is one person's, and is listed once.
fn refuse_taken(person: &str, print: &str, workspace: &Workspace) -> Result<(), Failure> {
    let known = listed(&|path| workspace.bytes(path));
    let Some(taken) = known.iter().find(|one| one.key == print) else {
        return Ok(());
    };
    let whose = taken.names.join(", ");
    if taken.names == [person] {
        return Err(Failure::refused(format!(
            "that key is listed for {person} already"
        )));
    }
    Err(Failure::refused(format!("that key is {whose}'s"))
        .hint("each person needs a key of their own, or nobody can tell who signed"))
}

/// A key is revoked once, and for whose it is; one that is nobody's may be revoked too.
fn refuse_revoked(person: &str, print: &str, workspace: &Workspace) -> Result<(), Failure> {
    let known = listed(&|path| workspace.bytes(path));
    let mut same = known.iter().filter(|one| one.key == print);
    if let Some(other) = same.clone().find(|one| one.names != [person]) {
        let whose = other.names.join(", ");
        return Err(Failure::refused(format!("that key is {whose}'s")));
    }
    if same.any(|one| one.revoked) {
        return Err(Failure::refused("that key is revoked already"));
    }
    Ok(())
}

/// Puts a line at the end of a file, which begins with `head` where there is none.
fn append(
    path: &str,
    head: &str,
    line: &str,
    workspace: &Workspace,
    changes: &mut ChangeSet,
) -> Result<(), Failure> {
    let before = workspace.bytes(path);
    let mut after = before.unwrap_or_else(|| head.as_bytes().to_vec());
    if !after.is_empty() && !after.ends_with(b"\n") {
        after.push(b'\n');
    }
    after.extend_from_slice(line.as_bytes());
    Ok(changes.write(workspace.base(), checked(path)?, after)?)
}

fn openpgp(
    person: &str,
    text: &str,
    args: &Args,
    workspace: &Workspace,
    session: &mut Session,
) -> Result<ExitKind, Failure> {
    if args.revoke {
        return Err(Failure::refused("an OpenPGP key is revoked with gpg")
            .hint("revoke it there, export it again, and put the file in the place of this one"));
    }
    let path = openpgp_keys(person);
    let mut changes = ChangeSet::default();
    append(&path, "", text, workspace, &mut changes)?;
    workspace.apply(&changes)?;
    writeln!(session.out, "{path}")?;
    writeln!(session.err, "`cpd save` keeps it.")?;
    Ok(ExitKind::Clean)
}
