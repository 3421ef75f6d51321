//! A certificate against the register of whoever granted the award.

use super::{Register, SignedFile};
use crate::app::pack::verify_certificate::OpenedCertificate;
use crate::base::text::Safe;
use crate::domain::register::{EntryKind, RegisterEntry, RegisterNumber};
use crate::views::verification::{AnswerOutcome, VerificationAnswer, VerificationQuestion};

impl Register<'_> {
    /// Says whether the register has the award of a certificate, granted with the sign-off in it.
    pub fn answer(&self, certificate: &OpenedCertificate<'_>) -> VerificationAnswer {
        let signoff = (
            certificate.names.signoff.clone(),
            certificate.signoff_sha256(),
        );
        let grant = &certificate.grant;
        let is_of_award = |entry: &RegisterEntry| {
            entry.number.kind == EntryKind::Grant
                && entry.portfolio == grant.portfolio
                && entry.award == grant.award
        };
        let entries = self.entries.iter();
        let same: Vec<_> = entries
            .filter(|(_, file)| is_of_award(&file.value))
            .collect();
        let found = same
            .iter()
            .find(|(_, file)| file.value.signoffs.last() == Some(&signoff));
        let (outcome, says) = match (found, same.last()) {
            (Some((number, file)), _) => match other_name(certificate, &file.value) {
                Some(says) => (AnswerOutcome::Bad, says),
                None => self.state(number, file),
            },
            (None, Some((number, _))) => (
                AnswerOutcome::Bad,
                format!("the register has this award as {number}, granted with another sign-off"),
            ),
            (None, None) => (
                AnswerOutcome::Unverified,
                "the register has no entry of this award".to_owned(),
            ),
        };
        VerificationAnswer::new(VerificationQuestion::Register, outcome, says)
    }

    fn state(
        &self,
        number: &RegisterNumber,
        file: &SignedFile<RegisterEntry>,
    ) -> (AnswerOutcome, String) {
        let revocation = self.revocations.get(number).map(|file| &file.value);
        let on = file.value.on.date_naive();
        match (&file.signature, revocation) {
            (_, Some(revocation)) => {
                let (day, why) = (revocation.on.date_naive(), Safe(&revocation.reason));
                let says = format!("it was revoked on {day}, as {number}: {why}");
                (AnswerOutcome::Bad, says)
            }
            _ if self.revoked.contains(number) => {
                (AnswerOutcome::Bad, format!("it was revoked, as {number}"))
            }
            (Err(why), None) => {
                let says = format!("its entry {number} is not valid: {why}");
                (AnswerOutcome::Bad, says)
            }
            (Ok(_), None) => {
                let says = format!(
                    "the register has it as {number}, granted on {on} with this sign-off, and not revoked"
                );
                (AnswerOutcome::Good, says)
            }
        }
    }
}

/// Names what a certificate shows otherwise than the entry has it. No sign-off has these names.
fn other_name(certificate: &OpenedCertificate<'_>, entry: &RegisterEntry) -> Option<String> {
    let (names, grant) = (&certificate.names, &certificate.grant);
    let pack = |pack: &Option<String>| pack.clone().unwrap_or_default();
    let official = |is_official: bool| is_official.to_string();
    let number = entry.number.to_string();
    let numbered = grant
        .number
        .as_ref()
        .map_or_else(|| number.clone(), ToString::to_string);
    let pairs = [
        ("number", numbered, number),
        ("award", names.award.clone(), entry.title.clone()),
        (
            "programme",
            names.scheme.title.clone(),
            entry.scheme.title.clone(),
        ),
        (
            "official",
            official(names.scheme.official),
            official(entry.scheme.is_official),
        ),
        ("signer", names.signer.clone(), entry.decided_by.clone()),
        ("submission", pack(&names.pack), pack(&entry.pack)),
    ];
    let other = pairs.into_iter().find(|(_, shown, known)| shown != known)?;
    let (what, shown, known) = (
        other.0,
        Safe(&other.1).to_string(),
        Safe(&other.2).to_string(),
    );
    Some(format!(
        "the certificate shows “{shown}” ({what}), and the register has “{known}”"
    ))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::app::pack::verify::PackToVerify;
    use crate::base::calendar::instant;
    use crate::domain::register::{NamedPerson, PeopleBasis, RegisteredScheme};
    use crate::formats::certificate::CERTIFICATE_FORMATS;
    use crate::formats::pack;
    use crate::views::certificate::{CertificateNames, SchemeName, make_certificate};

    const PATH: &str = "signoffs/lancaster/bronze/2026-05-04T120000Z-grant-alex.md";
    const GRANT: &str = "---\nsignoff: grant\naward: lancaster/bronze\nby: alex\nrole: awarding-body\n\"on\": 2026-05-04T12:00:00Z\nowner: { id: sam-carter, name: Sam Carter }\nportfolio: 0197e0c2\nscheme: { id: lancaster, version: 1.0.0, sha256: x }\nproof: none\n---\n";

    fn names() -> CertificateNames {
        CertificateNames {
            version: 1,
            cpd: env!("CARGO_PKG_VERSION").to_owned(),
            award: "Bronze".to_owned(),
            scheme: SchemeName {
                title: "Lancaster Professional Programme".to_owned(),
                official: false,
                language: None,
            },
            signer: "Alex Reed".to_owned(),
            signoff: PATH.to_owned(),
            pack: None,
            language: None,
        }
    }

    fn entry() -> RegisterEntry {
        RegisterEntry {
            number: RegisterNumber::parse("LPP-2026-0001").unwrap(),
            on: instant("2026-05-04T12:00:00Z").unwrap(),
            portfolio: "0197e0c2".to_owned(),
            owner: NamedPerson {
                id: "sam-carter".to_owned(),
                name: "Sam Carter".to_owned(),
            },
            scheme: RegisteredScheme {
                id: "lancaster".to_owned(),
                version: "1.0.0".to_owned(),
                sha256: String::new(),
                title: "Lancaster Professional Programme".to_owned(),
                is_official: false,
            },
            award: "lancaster/bronze".to_owned(),
            title: "Bronze".to_owned(),
            pack: None,
            signoffs: Vec::new(),
            criteria: Vec::new(),
            decided_by: "Alex Reed".to_owned(),
            assurance: "claimed".to_owned(),
            people: PeopleBasis::Pack,
            by: "alex".to_owned(),
        }
    }

    /// Prints a certificate with these names as cpd does, and compares it with the entry.
    fn compared(names: &CertificateNames) -> Option<String> {
        compared_with(names, GRANT)
    }

    fn compared_with(names: &CertificateNames, grant: &str) -> Option<String> {
        let files = BTreeMap::from([(PATH.to_owned(), grant.as_bytes().to_vec())]);
        let certificate = make_certificate(names, &files).unwrap();
        let printed = (CERTIFICATE_FORMATS[0].print)(&certificate).unwrap();
        let (format, opened) = pack::open(&printed).unwrap();
        let found = PackToVerify { format, opened };
        let opened = OpenedCertificate::open(&found).unwrap();
        assert_eq!(opened.pages().outcome, AnswerOutcome::Good);
        other_name(&opened, &entry())
    }

    #[test]
    fn a_number_in_the_sign_off_has_to_be_that_of_the_entry() {
        let numbered = |number: &str| {
            GRANT.replace("proof: none", &format!("register: {number}\nproof: none"))
        };
        assert_eq!(compared_with(&names(), &numbered("LPP-2026-0001")), None);
        let says =
            "the certificate shows “LPP-2026-0002” (number), and the register has “LPP-2026-0001”";
        let other = compared_with(&names(), &numbered("LPP-2026-0002"));
        assert_eq!(other.as_deref(), Some(says));
    }

    #[test]
    fn a_page_that_cpd_printed_with_other_names_is_not_that_of_the_entry() {
        assert_eq!(compared(&names()), None);
        let mut gold = names();
        gold.award = "Gold".to_owned();
        let says = "the certificate shows “Gold” (award), and the register has “Bronze”";
        assert_eq!(compared(&gold).as_deref(), Some(says));
        let mut official = names();
        official.scheme.official = true;
        let says = "the certificate shows “true” (official), and the register has “false”";
        assert_eq!(compared(&official).as_deref(), Some(says));
        let mut signer = names();
        signer.signer = "The Vice-Chancellor".to_owned();
        assert!(compared(&signer).is_some());
    }
}
