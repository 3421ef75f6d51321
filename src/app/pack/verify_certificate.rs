//! A certificate verified: by itself it shows only that it is as cpd printed it. That the award
//! was granted is shown by the pack or the portfolio that it is for.

use std::collections::BTreeMap;

use thiserror::Error;

use super::verify::PackToVerify;
use crate::app::error::{Explain, Explanation};
use crate::app::signoff::certificate::names_of;
use crate::base::files::digest::sha256;
use crate::base::text::Safe;
use crate::check::CheckResult;
use crate::domain::portfolio::Portfolio;
use crate::domain::ports::PortfolioFiles;
use crate::formats::certificate::CERTIFICATE_FORMATS;
use crate::views::certificate::{
    CERTIFICATE, Certificate, CertificateNames, Grant, make_certificate,
};
use crate::views::submission::OpenedPack;
use crate::views::verification::{
    AnswerOutcome, VerificationAnswer, VerificationQuestion, VerifiedAward, VerifiedOwner,
};

/// A certificate that was opened.
pub struct OpenedCertificate<'a> {
    pub names: CertificateNames,
    pub grant: Grant,
    certificate: Certificate,
    found: &'a PackToVerify,
}

/// The reason why a certificate cannot be verified at all.
#[derive(Debug, Error)]
#[error("this certificate cannot be read")]
pub struct UnreadableCertificate;

impl Explain for UnreadableCertificate {
    fn explain(&self) -> Explanation {
        Explanation::failed()
            .hint("it may be damaged or edited, or may come from a later version of cpd")
    }
}

/// Returns true for a file that says that it is a certificate.
pub fn is_certificate(opened: &OpenedPack) -> bool {
    opened.printing.is_none() && opened.files.contains_key(CERTIFICATE)
}

impl<'a> OpenedCertificate<'a> {
    pub fn open(found: &'a PackToVerify) -> Result<Self, UnreadableCertificate> {
        let files = &found.opened.files;
        let json = files.get(CERTIFICATE).ok_or(UnreadableCertificate)?;
        let names: CertificateNames =
            serde_json::from_slice(json).map_err(|_| UnreadableCertificate)?;
        let grant = files.get(&names.signoff).and_then(|text| Grant::read(text));
        let certificate = make_certificate(&names, files).ok_or(UnreadableCertificate)?;
        let grant = grant.filter(|_| names.version == 1);
        Ok(Self {
            grant: grant.ok_or(UnreadableCertificate)?,
            names,
            certificate,
            found,
        })
    }

    /// Returns whose certificate it says it is.
    pub fn says(&self) -> String {
        let (award, owner) = (&self.certificate.award, &self.certificate.owner);
        format!(
            "The certificate of {award} for {owner}, {}",
            self.certificate.scheme
        )
    }

    /// Returns the same as fields.
    pub fn of(&self) -> VerifiedAward {
        VerifiedAward {
            portfolio: Some(self.grant.portfolio.clone()),
            owner: Some(VerifiedOwner {
                id: None,
                name: self.grant.owner.clone(),
            }),
            award: Some(self.grant.award.clone()),
            manifest_sha256: self.names.pack.clone(),
        }
    }

    /// Returns the sign-off that it carries, with its signature.
    pub fn signoff_files(&self) -> impl Iterator<Item = (&String, &Vec<u8>)> {
        let files = self.certificate.files.iter();
        files.filter(|(path, _)| *path != CERTIFICATE)
    }

    /// Compares the page with the one that its files print.
    pub fn pages(&self) -> VerificationAnswer {
        let about = VerificationQuestion::Certificate;
        let ours = env!("CARGO_PKG_VERSION");
        if self.names.cpd != ours {
            let theirs = Safe(&self.names.cpd);
            let says = format!(
                "the page was not compared: it was printed by cpd {theirs}, and this is cpd {ours}"
            );
            return VerificationAnswer::new(about, AnswerOutcome::Unverified, says);
        }
        let mut formats = CERTIFICATE_FORMATS.iter();
        let format = formats.find(|format| format.name == self.found.format.name);
        let printed = format.and_then(|format| (format.print)(&self.certificate).ok());
        let shown = self.found.opened.shown.first().map(|(_, bytes)| bytes);
        if printed.is_some() && printed.as_ref() == shown && self.found.opened.oddities.is_empty() {
            let says = "printing it again from the sign-off in it gives exactly the same page";
            return VerificationAnswer::new(about, AnswerOutcome::Good, says);
        }
        let says = "the page does not match the sign-off in it";
        VerificationAnswer::new(about, AnswerOutcome::Bad, says)
    }

    /// Returns the SHA-256 of the sign-off that granted the award.
    pub fn signoff_sha256(&self) -> String {
        let text = self.found.opened.files.get(&self.names.signoff);
        sha256(text.map_or(&[][..], Vec::as_slice))
    }

    /// Says what a certificate cannot show without the pack or the portfolio.
    pub fn alone(&self) -> VerificationAnswer {
        let says = "the grant was not checked, because a certificate carries no records: name the pack with --pack FILE, or run this in the portfolio";
        let grant = &self.grant;
        let says_who = format!(
            "it says: {} by {} on {}, proof {}",
            grant.step,
            grant.by,
            grant.on.date_naive(),
            grant.proof.name()
        );
        let digest = self.signoff_sha256();
        let about = VerificationQuestion::Signoffs;
        VerificationAnswer::new(about, AnswerOutcome::Unverified, says).with_details(vec![
            Safe(&says_who).to_string(),
            format!("{}: sha256 {digest}", Safe(&self.names.signoff)),
        ])
    }

    /// Returns the files of a pack with the sign-off of the certificate, which may have been
    /// made after the pack.
    pub fn joined(&self, pack: &OpenedPack) -> OpenedPack {
        let mut files = pack.files.clone();
        for (path, bytes) in self.signoff_files() {
            files.entry(path.clone()).or_insert_with(|| bytes.clone());
        }
        OpenedPack {
            files,
            ..OpenedPack::default()
        }
    }

    /// Compares what it shows with what the award is in a portfolio or a pack: `place` says
    /// which.
    pub fn compare(
        &self,
        result: &CheckResult<'_>,
        portfolio: &Portfolio,
        files: &dyn PortfolioFiles,
        place: &str,
    ) -> VerificationAnswer {
        let about = VerificationQuestion::Certificate;
        let bad = |says: String, details: Vec<String>| {
            VerificationAnswer::new(about, AnswerOutcome::Bad, says).with_details(details)
        };
        let verdict = portfolio.award(&self.grant.award);
        let verdict = verdict.and_then(|id| result.award(&id));
        let Some(names) = verdict.and_then(|verdict| names_of(verdict, portfolio).ok()) else {
            let award = Safe(&self.names.award);
            return bad(format!("{award} is not granted in {place}"), Vec::new());
        };
        let mut wrong = differences(&self.names, &names);
        let same = |(path, bytes): (&String, &Vec<u8>)| files.bytes(path).as_ref() == Some(bytes);
        if !self.signoff_files().all(same) {
            wrong.push("the sign-off in it is another one".to_owned());
        }
        if portfolio.id() != Some(&*self.grant.portfolio) {
            wrong.push("it is of another portfolio".to_owned());
        }
        if wrong.is_empty() {
            let says = format!("it shows the award and the sign-off of {place}");
            return VerificationAnswer::new(about, AnswerOutcome::Good, says);
        }
        bad(format!("it does not match {place}"), wrong)
    }
}

/// Names what a certificate shows otherwise than it should.
fn differences(shown: &CertificateNames, should: &CertificateNames) -> Vec<String> {
    let values = |names: &CertificateNames| {
        BTreeMap::from([
            ("award", names.award.clone()),
            ("programme", names.scheme.title.clone()),
            ("official", names.scheme.official.to_string()),
            ("granted by", names.signer.clone()),
            ("sign-off", names.signoff.clone()),
            ("manifest", names.pack.clone().unwrap_or_default()),
        ])
    };
    let (shown, should) = (values(shown), values(should));
    let each = shown
        .iter()
        .filter(|(name, value)| should.get(*name) != Some(value));
    each.map(|(name, value)| {
        let wanted = should.get(name).map_or("", String::as_str);
        format!(
            "{name}: it shows “{}” and should show “{}”",
            Safe(value),
            Safe(wanted)
        )
    })
    .collect()
}
