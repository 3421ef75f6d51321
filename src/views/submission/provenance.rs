//! Says what proves a pack: who signed, how surely it was they, and who says whose the keys
//! are.

use super::build::SubmissionInput;
use super::check_steps::CheckSteps;
use super::model::{Provenance, SignatureBlock, SignedContent, SignoffLine};
use crate::base::calendar;
use crate::base::files::digest;
use crate::base::text::{Safe, words};
use crate::domain::layout::TRUST_SIGNATURE;
use crate::domain::phrases::{self, PackPhrase, Spoken};
use crate::domain::portfolio::Record;
use crate::domain::record_view::{self, MOST_OF_A_TITLE, name_of};
use crate::domain::signoff::{Proof, RecordedReply, Signoff, TakenStep};

pub fn signatures(making: &SubmissionInput<'_>) -> Vec<SignatureBlock> {
    let text = |record: &Record| {
        let body = record.body().trim();
        (!body.is_empty()).then(|| body.to_owned())
    };
    // No signature covers files that have changed since.
    let steps = making.award.chain.steps.iter().filter(|_| !making.current);
    let changed = making.signed.as_ref();
    let changed = changed.is_some_and(|signed| !signed.changed.is_empty());
    steps
        .map(|state| {
            let taken = state.taken().filter(|taken| taken.counts());
            let Some(TakenStep { signoff, proof, .. }) = taken else {
                return record_view::unsigned_step(state.step());
            };
            SignatureBlock {
                name: Some(name_of(signoff.by, making.portfolio)),
                on: Some(phrases::format_date(signoff.on.date_naive())),
                assurance: Some(if changed {
                    describe_changed_proof(proof)
                } else {
                    describe_proof(proof, signoff)
                }),
                words: text(signoff.record),
                ..record_view::unsigned_step(state.step())
            }
        })
        .collect()
}

/// Says how surely a sign-off is the signer's. As short for every proof, since it stands
/// below a text that has to fit its page.
fn describe_proof(proof: &Proof, signoff: &Signoff<'_>) -> String {
    match proof {
        Proof::Claimed if signoff.reply.is_some() => PackPhrase::ProofIsReply {},
        Proof::Claimed => PackPhrase::ProofClaimed {},
        Proof::Attested { .. } => PackPhrase::ProofAttested {},
        Proof::Signed { .. } => PackPhrase::ProofSigned {},
    }
    .say()
}

/// Says who replied, when and how, and who saved that in git.
fn describe_reply(reply: RecordedReply<'_>, entered_by: Option<&String>) -> String {
    let short = |words: &str| words::shorten(&Safe(words).to_string(), MOST_OF_A_TITLE);
    let said = PackPhrase::ProofByReply {
        how: &short(reply.how),
        from: &short(reply.from),
        date: &phrases::format_date(reply.on),
    }
    .say();
    let claimed = match entered_by {
        Some(name) => PackPhrase::ProofClaimedAndSaved { name: &short(name) }.say(),
        None => PackPhrase::ProofClaimed {}.say(),
    };
    format!("{said} {claimed}")
}

/// Says the same of a sign-off whose files have changed since, in no more space.
fn describe_changed_proof(proof: &Proof) -> String {
    match proof {
        Proof::Claimed => PackPhrase::ChangedSinceClaimed {},
        Proof::Attested { .. } => PackPhrase::ChangedSinceAttested {},
        Proof::Signed { .. } => PackPhrase::ChangedSinceSigned {},
    }
    .say()
}

/// `manifest` is the pack's.
pub fn provenance(
    making: &SubmissionInput<'_>,
    subjects: Vec<SignedContent>,
    manifest: &str,
) -> Provenance {
    let taken = making.award.chain.taken().filter(|_| !making.current);
    let signoffs = taken.map(|taken| SignoffLine {
        path: taken.signoff.record.path.clone(),
        step: Spoken::one_of(taken.signoff.step, [], &taken.step.origin.language),
        by: name_of(taken.signoff.by, making.portfolio),
        on: calendar::format_instant(taken.signoff.on),
        assurance: describe_assurance(taken, making),
    });
    Provenance {
        subjects,
        signoffs: signoffs.collect(),
        trust: describe_voucher(making),
        cpd_version: env!("CARGO_PKG_VERSION").into(),
        checks: CheckSteps::new(making, &digest::sha256(manifest.as_bytes())),
    }
}

/// Says how surely a sign-off is the signer's, and if its files have changed since.
fn describe_assurance(taken: &TakenStep<'_>, making: &SubmissionInput<'_>) -> String {
    let TakenStep { signoff, proof, .. } = taken;
    if !taken.changed.is_empty() {
        return describe_changed_proof(proof);
    }
    let saved_by = making.entered_by.get(&signoff.record.path);
    match (saved_by, signoff.reply) {
        (name, Some(reply)) if *proof == Proof::Claimed => describe_reply(reply, name),
        (Some(name), None) if *proof == Proof::Claimed => {
            let name = &words::shorten(&Safe(name).to_string(), MOST_OF_A_TITLE);
            PackPhrase::ProofClaimedAndSaved { name }.say()
        }
        _ => describe_proof(proof, signoff),
    }
}

/// Names who says whose the keys are. The pack cannot know whether its reader trusts the
/// key that signed its list of people; it says how to find out.
fn describe_voucher(making: &SubmissionInput<'_>) -> String {
    if making.current {
        return PackPhrase::NothingSigned {}.say();
    }
    let taken = || making.award.chain.taken();
    let proven: Vec<String> = taken()
        .filter(|taken| taken.changed.is_empty())
        .filter_map(|taken| describe_signer(taken, &name_of(taken.signoff.by, making.portfolio)))
        .collect();
    if proven.is_empty() {
        let has_lapsed = taken().any(|taken| !taken.changed.is_empty());
        return match has_lapsed {
            true => PackPhrase::NothingSigned {}.say(),
            false => PackPhrase::NoProof {}.say(),
        };
    }
    let vouched = if making.portfolio.snapshot.get(TRUST_SIGNATURE).is_some() {
        PackPhrase::PeopleSigned {}.say()
    } else {
        PackPhrase::PeopleUnsigned {}.say()
    };
    format!("{} {vouched}", proven.join(" "))
}

fn describe_signer(taken: &TakenStep<'_>, name: &str) -> Option<String> {
    let step = &Spoken::title(&taken.step.title, &taken.step.origin.language).words;
    let said = match &taken.proof {
        Proof::Claimed => return None,
        Proof::Signed { key } => PackPhrase::SignedWith { step, key, name },
        Proof::Attested { recorder, key } => PackPhrase::Reviewed {
            step,
            recorder,
            key,
            name,
        },
    };
    Some(said.say())
}
