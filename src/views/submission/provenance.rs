//! What proves a pack: who signed, how surely it was they, and who says whose the keys
//! are.

use super::build::SubmissionInput;
use super::model::{Provenance, SignatureBlock, SignedContent, SignoffLine};
use crate::base::calendar;
use crate::domain::layout::TRUST_SIGNATURE;
use crate::domain::portfolio::Record;
use crate::domain::record_view::{self, name_of};
use crate::domain::signoff::{Proof, StepState};

pub fn signatures(making: &SubmissionInput<'_>) -> Vec<SignatureBlock> {
    let text = |record: &Record| {
        let body = record.body().trim();
        (!body.is_empty()).then(|| body.to_owned())
    };
    let steps = making.award.chain.steps.iter();
    steps
        .map(|state| {
            let signoff = state
                .signoff
                .as_ref()
                .filter(|_| state.counts() || making.award.chain.closed());
            let Some(signoff) = signoff else {
                return record_view::unsigned_step(state.step);
            };
            SignatureBlock {
                name: Some(name_of(signoff.by, making.portfolio)),
                on: Some(calendar::long(signoff.on.date_naive())),
                assurance: Some(in_words(&state.proof)),
                words: text(signoff.record),
                ..record_view::unsigned_step(state.step)
            }
        })
        .collect()
}

/// How surely a sign-off is the signer's. As short for every proof, since it stands
/// below a text that has to fit its page.
fn in_words(proof: &Proof) -> String {
    match proof {
        Proof::Claimed => "claimed: recorded without a signature".to_owned(),
        Proof::Attested { .. } => "attested: a review, recorded and signed".to_owned(),
        Proof::Signed { .. } => "signed with their own key".to_owned(),
    }
}

pub fn provenance(making: &SubmissionInput<'_>, subjects: Vec<SignedContent>) -> Provenance {
    let signoffs = making
        .award
        .chain
        .taken()
        .map(|(state, signoff)| SignoffLine {
            path: signoff.record.path.clone(),
            step: signoff.step.to_owned(),
            by: name_of(signoff.by, making.portfolio),
            on: calendar::instant_text(signoff.on),
            assurance: in_words(&state.proof),
        });
    Provenance {
        subjects,
        signoffs: signoffs.collect(),
        trust: who_vouches(making),
        cpd_version: env!("CARGO_PKG_VERSION").into(),
    }
}

/// Who says whose the keys are. The pack cannot know whether its reader trusts the
/// key that signed its list of people; it says how to find out.
fn who_vouches(making: &SubmissionInput<'_>) -> String {
    let proven = making.award.chain.taken();
    let proven: Vec<String> = proven
        .filter_map(|(state, signoff)| by_whom(state, &name_of(signoff.by, making.portfolio)))
        .collect();
    if proven.is_empty() {
        return "The people named here are named by this portfolio alone, and its sign-offs are claims without a signature. Nobody outside vouches for either.".into();
    }
    let vouched = if making.portfolio.snapshot.get(TRUST_SIGNATURE).is_some() {
        "The list of people and keys is itself signed: \u{201c}cpd verify --anchor\u{201d} says whether by the awarding body."
    } else {
        "Nobody outside vouches for these names."
    };
    format!("{}. {vouched}", proven.join(". "))
}

fn by_whom(state: &StepState<'_>, name: &str) -> Option<String> {
    let title = &state.step.title;
    Some(match &state.proof {
        Proof::Claimed => return None,
        Proof::Signed { key } => {
            format!("{title} with the key {key}, whose owner this portfolio calls {name}")
        }
        Proof::Attested { recorder, key } => format!(
            "{title} by a review that {recorder} recorded with the key {key}, of an account that this portfolio calls {name}"
        ),
    })
}
