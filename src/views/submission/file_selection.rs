//! Selects the files that a pack carries: enough that whoever has it can judge the award
//! again and print the same pages, and no more than that.
//!
//! What is printed is carried whole. A record that a requirement looks at and
//! nothing prints (the meeting at which something was agreed, the rating on an
//! earlier journal) is carried as its details, without a word of its text. Of the
//! people, those are carried whom the pack has to name.

use std::collections::{BTreeMap, BTreeSet};
use std::ptr;

use super::build::{SubmissionInput, scope};
use super::model::PackFile;
use crate::base::files::{self, MARK};
use crate::base::picture::{PictureBudget, metadata};
use crate::check::compile;
use crate::domain::id::RecordId;
use crate::domain::layout::TRUST_SIGNATURE;
use crate::domain::portfolio::{PEOPLE, Portfolio, Record, Value};
use crate::domain::ports::Evidence;
use crate::domain::schema::scheme_files::EXAMPLES;
use crate::domain::schema::{SchemeOrigin, StepActor};
use crate::domain::signoff::trust::{ALLOWED_SIGNERS, FORGE, REVOKED_KEYS, openpgp_key_path};
use crate::domain::signoff::trust_manifest::{self, TRUST_MANIFEST, TrustEntry, TrustManifest};
use crate::domain::signoff::{
    Chain, ChainContext, ConfirmationChain, carried_trust, required_subjects,
};
use crate::views::private_values::without_private_values;

/// The files about people and keys that a pack carries, beside the OpenPGP keys of those
/// whom it names.
const TRUST_FILES: [&str; 6] = [
    PEOPLE,
    ALLOWED_SIGNERS,
    REVOKED_KEYS,
    FORGE,
    TRUST_MANIFEST,
    TRUST_SIGNATURE,
];

/// The files of a pack that prints these records.
pub fn select_files(
    making: &SubmissionInput<'_>,
    printed: &[&Record],
) -> BTreeMap<String, PackFile> {
    let context = making.chain_context();
    let mut chains = award_chains(making, &context);
    let needed = match making.is_part() {
        true => Vec::new(),
        false => needed_records(making, printed),
    };
    let confirmations = confirmation_chains(making, &needed, &context);
    let mut whole: BTreeSet<String> = BTreeSet::from([MARK.to_owned()]);
    for record in printed {
        whole.insert(record.path.clone());
        whole.extend(making.portfolio.carried_files(record));
    }
    // A record that somebody confirmed is confirmed as a whole.
    for confirmation in &confirmations {
        let taken = confirmation.taken();
        let covered = taken.flat_map(|taken| &taken.signoff.subjects);
        whole.extend(covered.map(|subject| subject.path.to_owned()));
    }
    chains.extend(confirmations);
    for chain in &chains {
        whole.extend(signoff_files(chain));
    }
    whole.extend(own_scheme(making));
    let details: Vec<&Record> = needed
        .into_iter()
        .filter(|record| !whole.contains(&record.path))
        .collect();

    let signed = signed_paths(making, &chains);
    let mut files = read_files(making.portfolio, making.evidence, whole, &signed);
    for record in &details {
        let content = PackFile::text(&record.path, details_of(record));
        files.insert(record.path.clone(), content);
    }
    let records: Vec<&Record> = printed.iter().copied().chain(details).collect();
    files.extend(trust(making, &records, &chains));
    files
}

/// Returns a record without its text, and without the values that stay in the portfolio.
fn details_of(record: &Record) -> String {
    let text = record.text.get(..record.document.body.start);
    without_private_values(record, text.unwrap_or(&record.text))
}

/// The chain of the award, and of every award that it comes after.
fn award_chains<'a>(making: &SubmissionInput<'a>, context: &ChainContext<'a>) -> Vec<Chain<'a>> {
    let mut chains = vec![making.award.chain.clone()];
    let mut after = making.award.award.after.as_deref();
    // A scheme whose awards run in a circle is told elsewhere, and ends here.
    let most = making.scheme.awards.len();
    while let Some(before) = after.filter(|_| chains.len() <= most && !making.is_part()) {
        let Some(award) = making.scheme.award(before) else {
            break;
        };
        let id = making.scheme.award_ref(award);
        chains.push(Chain::follow(&id, making.scheme, context));
        after = award.after.as_deref();
    }
    chains
}

/// Returns the chains of the confirmations of these records, without those that nobody gave.
fn confirmation_chains<'a>(
    making: &SubmissionInput<'a>,
    records: &[&Record],
    context: &ChainContext<'a>,
) -> Vec<Chain<'a>> {
    let wanted: BTreeSet<*const Record> = records.iter().map(|one| ptr::from_ref(*one)).collect();
    let is_wanted = |record: &Record| wanted.contains(&ptr::from_ref(record));
    let asked = making
        .scheme
        .confirmations
        .iter()
        .flat_map(|one| ConfirmationChain::follow_all(one, making.scheme, context, is_wanted));
    let chains = asked.map(|followed| followed.chain);
    chains
        .filter(|chain| chain.taken().next().is_some())
        .collect()
}

/// The sign-offs that stand in a chain, with the signatures beside them.
fn signoff_files(chain: &Chain<'_>) -> Vec<String> {
    let files = chain.taken().flat_map(|taken| {
        let path = &taken.signoff.record.path;
        let stem = path.trim_end_matches(".md");
        [path.clone(), format!("{stem}.sig"), format!("{stem}.asc")]
    });
    files.collect()
}

/// Returns the paths whose contents a sign-off covers or would cover: these are carried byte
/// for byte.
fn signed_paths(making: &SubmissionInput<'_>, chains: &[Chain<'_>]) -> BTreeSet<String> {
    let steps = making.scheme.steps.iter();
    let covered = steps.flat_map(|step| required_subjects(step, scope(making)));
    let taken = chains.iter().flat_map(Chain::taken);
    let signed = taken.flat_map(|taken| &taken.signoff.subjects);
    let signed = signed.map(|subject| subject.path.to_owned());
    covered.chain(signed).collect()
}

/// A scheme that the portfolio brings, without its examples; those of the program are
/// in the program.
fn own_scheme<'a>(making: &SubmissionInput<'a>) -> impl Iterator<Item = String> + use<'a> {
    let folder = files::folder_of(&making.scheme.path).to_owned() + "/";
    let snapshot = &making.portfolio.snapshot;
    let own = making.scheme.origin == SchemeOrigin::Portfolio;
    let files = snapshot.files().iter().filter(move |_| own);
    files.map(|file| file.path.clone()).filter(move |path| {
        let inside = path.strip_prefix(&folder);
        inside.is_some_and(|inside| !inside.starts_with(EXAMPLES))
    })
}

/// Every record that the award's requirements look at, and what these refer to.
fn needed_records<'a>(making: &SubmissionInput<'a>, printed: &[&'a Record]) -> Vec<&'a Record> {
    let evidence = making
        .award
        .criteria
        .iter()
        .flat_map(|verdict| &verdict.outcome.progress().evidence);
    let compared = compile::compared_records(scope(making));
    let paths = evidence.cloned().chain(compared);
    let mut found: Vec<&'a Record> = printed.to_vec();
    found.extend(paths.filter_map(|path| making.portfolio.at_path(&path)));
    let mut seen = BTreeSet::new();
    let mut needed = Vec::new();
    while let Some(record) = found.pop() {
        if record.is_row() || !seen.insert(&record.path) {
            continue;
        }
        needed.push(record);
        let values = record
            .fields
            .iter()
            .filter_map(|field| field.value.as_ref());
        found.extend(
            values
                .flat_map(Value::leaves)
                .filter_map(|value| match value {
                    Value::Reference { kind, id } => making.portfolio.find(kind, id),
                    _ => None,
                }),
        );
    }
    needed
}

/// Only what the portfolio was seen to hold: neither git's own files, nor private
/// notes, nor what lies behind a link. Pictures that are not signed lose their metadata, and
/// so many are decoded as may be together.
pub(super) fn read_files(
    portfolio: &Portfolio,
    evidence: Evidence<'_>,
    paths: BTreeSet<String>,
    signed: &BTreeSet<String>,
) -> BTreeMap<String, PackFile> {
    let held = |path: &String| {
        let file = portfolio.snapshot.get(path);
        file.is_some_and(|file| !matches!(file.content, files::Content::Unreadable(_)))
    };
    let Evidence {
        files: reader,
        images,
        ..
    } = evidence;
    let mut budget = PictureBudget::default();
    let read = |path: String| {
        let mut bytes = reader.bytes(&path)?;
        if !signed.contains(&path) {
            bytes = metadata::cleaned(bytes);
        }
        let admitted = budget.admit(&bytes);
        let shown = admitted.and_then(|()| images.decode(&bytes));
        let file = PackFile::new(&path, bytes, shown);
        Some((path, file))
    };
    paths.into_iter().filter(held).filter_map(read).collect()
}

/// People and keys: those whom the pack names, made anew from what the files say. Of the
/// others a bare digest, where the awarding body vouches for all of them together.
fn trust(
    making: &SubmissionInput<'_>,
    records: &[&Record],
    chains: &[Chain<'_>],
) -> BTreeMap<String, PackFile> {
    let named = named_people(making, records, chains);
    let paths = TRUST_FILES.iter().map(|path| (*path).to_owned());
    let openpgp = named.iter().map(|id| openpgp_key_path(id));
    let paths = paths.chain(openpgp).collect();
    let none = BTreeSet::new();
    let mut files = read_files(making.portfolio, making.evidence, paths, &none);
    files.retain(|path, content| {
        let made = carried_trust::carried(path, &content.bytes, making.portfolio, &named);
        let made = made.map(|bytes| PackFile::text(path, bytes));
        made.map(|made| *content = made).is_some()
    });
    redact_trust_manifest(&mut files, making, &named);
    files
}

/// The lines for what is carried, and of the others only that there is something.
fn redact_trust_manifest(
    files: &mut BTreeMap<String, PackFile>,
    making: &SubmissionInput<'_>,
    named: &BTreeSet<RecordId>,
) {
    let Some(manifest) = files.get(TRUST_MANIFEST).and_then(|content| {
        let text = std::str::from_utf8(&content.bytes).ok()?;
        TrustManifest::read(text)
    }) else {
        // It vouches for nobody, and may name anybody.
        files.remove(TRUST_MANIFEST);
        return;
    };
    let parts =
        trust_manifest::entries(making.portfolio, &|path| making.evidence.files.bytes(path));
    let kept = |part: &TrustEntry| match (part.kind, &part.name) {
        ("person" | "openpgp", Some(name)) => named.contains(name.as_str()),
        ("key", _) => carried_trust::names_anyone(&part.text, named),
        ("scheme", Some(name)) => making.scheme.id == name.as_str(),
        _ => true,
    };
    let kept: Vec<TrustEntry> = parts.into_iter().filter(kept).collect();
    let cut = manifest.redacted(&kept).text();
    files.insert(
        TRUST_MANIFEST.to_owned(),
        PackFile::text(TRUST_MANIFEST, cut),
    );
}

/// The ids of the owner, their managers, every signer, everybody whom a carried record
/// names, those who are asked to sign, and those who decide on the submission.
fn named_people(
    making: &SubmissionInput<'_>,
    records: &[&Record],
    chains: &[Chain<'_>],
) -> BTreeSet<RecordId> {
    let owner = making.portfolio.owner();
    let people = owner
        .into_iter()
        .map(|owner| owner.0)
        .chain(records.iter().copied());
    let values = people.flat_map(|record| record.fields.iter().filter_map(|f| f.value.as_ref()));
    let in_records = values
        .flat_map(Value::leaves)
        .filter_map(|value| match value {
            Value::Person(id) => Some(id.clone()),
            _ => None,
        });
    let signers = chains
        .iter()
        .flat_map(Chain::taken)
        .map(|taken| RecordId::new(taken.signoff.by));
    let manager = owner.and_then(|owner| owner.line_manager(making.today));
    let own = owner.map(|owner| owner.id()).into_iter().chain(manager);
    // Whoever decides on the submission signs with the pack alone. A request is for the
    // people whom it asks.
    let is_pack = making.request.is_none();
    let steps = making.scheme.steps.iter();
    let later = steps.skip(making.scheme.steps_before_pack());
    let decides = later.filter(|step| is_pack && step.by != StepActor::Owner);
    let deciders = decides.flat_map(|step| {
        let people = making.portfolio.people();
        people.filter(|one| one.has_role_on(step.by.role(), owner, making.today))
    });
    let deciders = deciders.map(|person| person.id());
    let asked = making.request.iter().flat_map(|request| &request.people);
    let addressees = asked.chain(deciders);
    in_records
        .chain(signers)
        .chain(own.chain(addressees).cloned())
        .collect()
}
