//! `cpd verify`: what came of verifying a pack or an award.

mod human;
mod json;
mod plain;

use std::io::{self, Write};

use super::{Format, View};
use crate::base::text::Safe;
use crate::views::verification::{
    AnswerOutcome, REPOSITORY, Verification, VerificationAnswer, VerificationQuestion,
};

impl View for Verification {
    const NAME: &'static str = "a verification";
    const FORMATS: &'static [Format<Self>] = &[
        Format::wrapped("human", human::write),
        Format::new("plain", plain::write),
        Format::new("json", json::write),
    ];
}

/// Commands to type, as they are.
fn write_manual_commands(verification: &Verification, out: &mut dyn Write) -> io::Result<()> {
    if verification.by_hand.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "\nTo check this by hand, run these commands in the folder of the portfolio:\n"
    )?;
    for line in &verification.by_hand {
        writeln!(out, "    {}", Safe(line))?;
    }
    writeln!(out)
}

/// Says what a verification shows as a whole.
pub fn closing_message(verification: &Verification) -> &'static str {
    let any = |outcome, about: &[VerificationQuestion]| {
        let findings = verification.findings.iter();
        let about =
            |finding: &&VerificationAnswer| about.is_empty() || about.contains(&finding.about);
        findings
            .filter(about)
            .any(|finding| finding.outcome == outcome)
    };
    if verification.is_mere_draft() {
        return "This is a draft, and a draft is no proof. It shows what the files in it say. Ask for the pack itself.";
    }
    if is_only(
        VerificationQuestion::Trust,
        AnswerOutcome::Bad,
        verification,
    ) {
        "Nothing confirms who the people are, so do not rely on the sign-offs. Ask the awarding body."
    } else if is_only(
        VerificationQuestion::Register,
        AnswerOutcome::Bad,
        verification,
    ) {
        "The register does not have this award as the certificate says, so do not rely on it."
    } else if any(AnswerOutcome::Bad, &[]) {
        not_as_claimed(verification)
    } else if is_only(
        VerificationQuestion::Trust,
        AnswerOutcome::Unverified,
        verification,
    ) {
        "No problems found in the file. Before you rely on it, ask the people whom it names if they signed it."
    } else if any(AnswerOutcome::Unverified, &[]) {
        "No problems found, but not everything could be verified."
    } else if any(AnswerOutcome::Note, &[VerificationQuestion::Trust]) {
        "No problems found. Only the portfolio itself says who signed."
    } else if any(AnswerOutcome::Note, &[VerificationQuestion::Signoffs]) {
        "No problems found. Some of the steps have no digital signature."
    } else {
        "Everything was verified."
    }
}

/// Names what was verified, which shows something else than it should.
fn not_as_claimed(verification: &Verification) -> &'static str {
    let mut findings = verification.findings.iter();
    if findings.any(|answer| answer.about == VerificationQuestion::Certificate) {
        "This certificate is not what it claims to be."
    } else if verification.format == REPOSITORY {
        "This award is not what it claims to be."
    } else {
        "This pack is not what it claims to be."
    }
}

/// Returns true if the answer to this question is the only one with this outcome.
fn is_only(
    about: VerificationQuestion,
    outcome: AnswerOutcome,
    verification: &Verification,
) -> bool {
    let findings = verification.findings.iter();
    let mut found = findings.filter(|answer| answer.outcome == outcome);
    let first = found.next();
    first.is_some_and(|answer| answer.about == about) && found.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::views::verification::VerifiedAward;

    fn closing(signoffs: AnswerOutcome, trust: AnswerOutcome) -> &'static str {
        let answer = |about, outcome| VerificationAnswer::new(about, outcome, "");
        closing_message(&Verification {
            version: 1,
            format: REPOSITORY,
            says: String::new(),
            of: VerifiedAward::default(),
            scheme: None,
            findings: vec![
                answer(VerificationQuestion::Signoffs, signoffs),
                answer(VerificationQuestion::Trust, trust),
            ],
            steps: Vec::new(),
            draft: false,
            by_hand: Vec::new(),
        })
    }

    #[test]
    fn the_closing_message_says_what_is_not_proven() {
        use AnswerOutcome::{Good, Note};
        assert_eq!(closing(Good, Good), "Everything was verified.");
        let unsigned = "No problems found. Some of the steps have no digital signature.";
        assert_eq!(closing(Note, Good), unsigned);
        let unconfirmed = "No problems found. Only the portfolio itself says who signed.";
        assert_eq!(closing(Good, Note), unconfirmed);
        assert_eq!(closing(Note, Note), unconfirmed);
    }

    #[test]
    fn a_draft_is_no_proof_and_no_forgery_either() {
        let closing = |outcome, about| {
            let verification = Verification {
                version: 1,
                format: "html",
                says: String::new(),
                of: VerifiedAward::default(),
                scheme: None,
                findings: vec![VerificationAnswer::new(about, outcome, "")],
                steps: Vec::new(),
                draft: true,
                by_hand: Vec::new(),
            };
            closing_message(&verification)
        };
        for outcome in [AnswerOutcome::Bad, AnswerOutcome::Unverified] {
            let said = closing(outcome, VerificationQuestion::Signoffs);
            assert!(
                said.starts_with("This is a draft, and a draft is no proof."),
                "{said}"
            );
        }
        let said = closing(AnswerOutcome::Bad, VerificationQuestion::Pages);
        assert_eq!(said, "This pack is not what it claims to be.");
    }

    #[test]
    fn an_award_that_the_register_does_not_have_makes_the_certificate_no_forgery() {
        let closing = |certificate| {
            let answer = |about, outcome| VerificationAnswer::new(about, outcome, "");
            closing_message(&Verification {
                version: 1,
                format: "pdf",
                says: String::new(),
                of: VerifiedAward::default(),
                scheme: None,
                findings: vec![
                    answer(VerificationQuestion::Certificate, certificate),
                    answer(VerificationQuestion::Register, AnswerOutcome::Bad),
                ],
                steps: Vec::new(),
                draft: false,
                by_hand: Vec::new(),
            })
        };
        let revoked =
            "The register does not have this award as the certificate says, so do not rely on it.";
        assert_eq!(closing(AnswerOutcome::Good), revoked);
        let forged = "This certificate is not what it claims to be.";
        assert_eq!(closing(AnswerOutcome::Bad), forged);
    }

    #[test]
    fn people_whom_nobody_confirmed_do_not_make_the_file_another_one() {
        use AnswerOutcome::{Bad, Good, Unverified};
        let unconfirmed = "Nothing confirms who the people are, so do not rely on the sign-offs. Ask the awarding body.";
        for signoffs in [Good, Unverified] {
            assert_eq!(closing(signoffs, Bad), unconfirmed);
        }
        for trust in [Good, Unverified, Bad] {
            let other = "This award is not what it claims to be.";
            assert_eq!(closing(Bad, trust), other);
        }
    }
}
