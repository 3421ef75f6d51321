//! Says what proves a pack: who signed, how surely it was they, and who says whose the keys
//! are.

use super::build::SubmissionInput;
use super::model::{Provenance, SignatureBlock, SignedContent, SignoffLine};
use crate::base::calendar;
use crate::domain::layout::TRUST_SIGNATURE;
use crate::domain::phrases::{self, PackPhrase};
use crate::domain::portfolio::Record;
use crate::domain::record_view::{self, name_of};
use crate::domain::signoff::{Proof, TakenStep};

pub fn signatures(making: &SubmissionInput<'_>) -> Vec<SignatureBlock> {
    let text = |record: &Record| {
        let body = record.body().trim();
        (!body.is_empty()).then(|| body.to_owned())
    };
    let steps = making.award.chain.steps.iter();
    steps
        .map(|state| {
            let taken = state
                .taken()
                .filter(|taken| taken.counts() || making.award.chain.closed());
            let Some(TakenStep { signoff, proof, .. }) = taken else {
                return record_view::unsigned_step(state.step());
            };
            SignatureBlock {
                name: Some(name_of(signoff.by, making.portfolio)),
                on: Some(phrases::format_date(signoff.on.date_naive())),
                assurance: Some(describe_proof(proof)),
                words: text(signoff.record),
                ..record_view::unsigned_step(state.step())
            }
        })
        .collect()
}

/// Says how surely a sign-off is the signer's. As short for every proof, since it stands
/// below a text that has to fit its page.
fn describe_proof(proof: &Proof) -> String {
    match proof {
        Proof::Claimed => PackPhrase::ProofClaimed {},
        Proof::Attested { .. } => PackPhrase::ProofAttested {},
        Proof::Signed { .. } => PackPhrase::ProofSigned {},
    }
    .say()
}

pub fn provenance(making: &SubmissionInput<'_>, subjects: Vec<SignedContent>) -> Provenance {
    let signoffs = making
        .award
        .chain
        .taken()
        .map(|TakenStep { signoff, proof, .. }| SignoffLine {
            path: signoff.record.path.clone(),
            step: signoff.step.to_owned(),
            by: name_of(signoff.by, making.portfolio),
            on: calendar::format_instant(signoff.on),
            assurance: describe_proof(proof),
        });
    Provenance {
        subjects,
        signoffs: signoffs.collect(),
        trust: describe_voucher(making),
        cpd_version: env!("CARGO_PKG_VERSION").into(),
    }
}

/// Names who says whose the keys are. The pack cannot know whether its reader trusts the
/// key that signed its list of people; it says how to find out.
fn describe_voucher(making: &SubmissionInput<'_>) -> String {
    let proven = making.award.chain.taken();
    let proven: Vec<String> = proven
        .filter_map(|taken| describe_signer(taken, &name_of(taken.signoff.by, making.portfolio)))
        .collect();
    if proven.is_empty() {
        return PackPhrase::NoProof {}.say();
    }
    let vouched = if making.portfolio.snapshot.get(TRUST_SIGNATURE).is_some() {
        PackPhrase::PeopleSigned {}.say()
    } else {
        PackPhrase::PeopleUnsigned {}.say()
    };
    format!("{} {vouched}", proven.join(" "))
}

fn describe_signer(taken: &TakenStep<'_>, name: &str) -> Option<String> {
    let step = &taken.step.title;
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
