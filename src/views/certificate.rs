//! A certificate of an award that was granted: one page, made from the sign-off that granted
//! it and from a few names. It carries no record of the portfolio.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::base::document::{Node, ParsedFile};
use crate::base::files::digest::sha256;
use crate::base::text::words;
use crate::domain::layout::AwardFiles;
use crate::domain::phrases::{self, CertificatePhrase, Spoken};
use crate::domain::portfolio::language::USUAL_LANGUAGE;
use crate::domain::register::RegisterNumber;
use crate::domain::signoff::ProofKind;
use crate::domain::signoff::proof::signature_path;

/// The name of the carried file that says what the certificate is made from.
pub const CERTIFICATE: &str = "certificate.json";

/// The names that a certificate shows, and that no sign-off has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CertificateNames {
    /// Of this form; 1.
    pub version: u32,
    /// The version of cpd that printed it.
    pub cpd: String,
    /// The title of the award.
    pub award: String,
    pub scheme: SchemeName,
    /// The name of whoever granted the award.
    pub signer: String,
    /// The path of the sign-off that granted it.
    pub signoff: String,
    /// The SHA-256 of the manifest of the pack that was submitted.
    pub pack: Option<String>,
    /// BCP 47 tag of the language of the portfolio, if its settings name one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
}

/// A programme as a certificate names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SchemeName {
    pub title: String,
    /// False if the scheme is nobody's official document.
    pub official: bool,
    /// BCP 47 tag of the language of its words, if it is not that of the portfolio.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
}

/// The words of the sign-off that granted an award.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    pub step: String,
    pub award: String,
    pub scheme_version: String,
    pub portfolio: String,
    pub owner: String,
    pub by: String,
    pub role: String,
    pub on: DateTime<Utc>,
    pub proof: ProofKind,
    /// The author of the reply that the owner recorded in place of a signature.
    pub reply_from: Option<String>,
    /// The number in the register of the awarding body.
    pub number: Option<RegisterNumber>,
}

/// A certificate as it is printed, in any format.
#[derive(Debug, Clone, Serialize)]
pub struct Certificate {
    /// BCP 47 tag of the words.
    pub language: String,
    /// The title of the document.
    pub title: String,
    pub heading: String,
    pub scheme: String,
    /// BCP 47 tag of the titles of the scheme and the award, if it is not that of the page.
    pub scheme_language: Option<String>,
    pub award: String,
    pub owner: String,
    /// True if a key or a review proves the sign-off.
    pub is_proved: bool,
    pub status: String,
    pub not_official: Option<String>,
    /// A sentence, if nobody who speaks the language has checked the words.
    pub unchecked: Option<String>,
    pub facts: Vec<CertificateFact>,
    pub check: CertificateCheck,
    pub cpd_version: String,
    /// The moment of the sign-off, in seconds since 1970.
    pub moment: i64,
    /// An id that is the same for the same certificate.
    pub id: String,
    /// Carried files by name.
    #[serde(skip)]
    pub files: BTreeMap<String, Vec<u8>>,
}

/// A fact with its name.
#[derive(Debug, Clone, Serialize)]
pub struct CertificateFact {
    pub label: String,
    pub value: Spoken,
}

/// The part that says how to check a certificate.
#[derive(Debug, Clone, Serialize)]
pub struct CertificateCheck {
    pub heading: String,
    pub lead: String,
    /// The name of the file without its ending.
    pub stem: String,
    /// The name of the pack without its ending. `cpd submit` writes one in each format.
    pub pack: String,
    pub digests: Vec<CertificateFact>,
    pub files: String,
}

impl Grant {
    /// Reads a sign-off; nothing if it is none.
    pub fn read(text: &[u8]) -> Option<Self> {
        let document = ParsedFile::read(std::str::from_utf8(text).ok()?);
        let word = |key: &str| Some(document.front.get(key)?.scalar()?.to_owned());
        let inner = |key: &str, name: &str| {
            let value = document.front.get(key)?.get(name).and_then(Node::scalar)?;
            Some(value.to_owned())
        };
        Some(Self {
            step: word("signoff")?,
            award: word("award")?,
            scheme_version: inner("scheme", "version")?,
            portfolio: word("portfolio")?,
            owner: inner("owner", "name")?,
            by: word("by")?,
            role: word("role")?,
            on: word("on")?.parse().ok()?,
            proof: ProofKind::parse(&word("proof")?)?,
            reply_from: inner("reply", "from"),
            number: word("register").as_deref().and_then(RegisterNumber::parse),
        })
    }

    /// Returns the path of its signature, if it says that it has one.
    pub fn signature(&self, path: &str) -> Option<String> {
        Some(signature_path(path, self.proof.signature_end()?))
    }
}

/// Returns the certificate that these names and files make; nothing if the sign-off that they
/// name is not among them, or names no award.
pub fn make_certificate(
    names: &CertificateNames,
    files: &BTreeMap<String, Vec<u8>>,
) -> Option<Certificate> {
    let language = names.language.as_deref().unwrap_or(USUAL_LANGUAGE);
    phrases::in_language(language, || certificate_in_words(names, files))
}

fn certificate_in_words(
    names: &CertificateNames,
    files: &BTreeMap<String, Vec<u8>>,
) -> Option<Certificate> {
    let text = files.get(&names.signoff)?;
    let grant = Grant::read(text)?;
    let signature = grant.signature(&names.signoff);
    let mut carried = BTreeMap::from([(names.signoff.clone(), text.clone())]);
    if let Some(path) = signature {
        let bytes = files.get(&path)?.clone();
        carried.insert(path, bytes);
    }
    let json = serde_json::to_string_pretty(names).ok()?;
    carried.insert(CERTIFICATE.to_owned(), format!("{json}\n").into_bytes());
    let (_, award) = grant.award.split_once('/')?;
    Some(Certificate {
        language: phrases::language().tag.clone(),
        title: CertificatePhrase::Title {
            award: &names.award,
            owner: &grant.owner,
        }
        .say(),
        heading: CertificatePhrase::Heading {}.say(),
        scheme: names.scheme.title.clone(),
        scheme_language: names.scheme.language.clone(),
        award: names.award.clone(),
        owner: grant.owner.clone(),
        is_proved: grant.proof != ProofKind::None,
        status: describe_proof(&grant),
        not_official: (!names.scheme.official).then(|| CertificatePhrase::NotOfficial {}.say()),
        unchecked: phrases::language().unchecked.clone(),
        facts: facts(names, &grant),
        check: check(names, award, text),
        cpd_version: names.cpd.clone(),
        moment: grant.on.timestamp(),
        id: format!("{} {} {}", grant.portfolio, grant.award, names.signoff),
        files: carried,
    })
}

fn fact(label: CertificatePhrase<'_>, value: impl Into<Spoken>) -> CertificateFact {
    CertificateFact {
        label: label.say(),
        value: value.into(),
    }
}

fn facts(names: &CertificateNames, grant: &Grant) -> Vec<CertificateFact> {
    let scheme = Spoken {
        words: format!("{} {}", names.scheme.title, grant.scheme_version),
        language: names.scheme.language.clone(),
    };
    let mut facts = vec![
        fact(
            CertificatePhrase::Date {},
            phrases::format_date(grant.on.date_naive()),
        ),
        fact(CertificatePhrase::GrantedBy {}, names.signer.as_str()),
        fact(
            CertificatePhrase::Role {},
            words::capitalise(&phrases::term(&grant.role)),
        ),
        fact(CertificatePhrase::Programme {}, scheme),
    ];
    let number = grant.number.as_ref();
    facts.extend(number.map(|number| fact(CertificatePhrase::Number {}, number.to_string())));
    facts
}

/// Says how the grant is known.
fn describe_proof(grant: &Grant) -> String {
    match (grant.proof, &grant.reply_from) {
        (ProofKind::None, Some(from)) => CertificatePhrase::EnteredFromReply { from },
        (ProofKind::None, None) => CertificatePhrase::EnteredAsClaim {},
        (ProofKind::Ssh | ProofKind::OpenPgp, _) => CertificatePhrase::ProvedWithKey {},
        (ProofKind::Review(_), _) => CertificatePhrase::ApprovedInReview {},
    }
    .say()
}

fn check(names: &CertificateNames, award: &str, text: &[u8]) -> CertificateCheck {
    let files = AwardFiles::new(award);
    let stem = |path: String| {
        let name = path.rsplit('/').next().unwrap_or_default();
        name.trim_end_matches('.').to_owned()
    };
    let mut digests = vec![fact(
        CertificatePhrase::Signoff {},
        CertificatePhrase::Digest {
            name: &names.signoff,
            sha256: &sha256(text),
        }
        .say(),
    )];
    digests.extend(names.pack.as_ref().map(|sha256| {
        let value = CertificatePhrase::Digest {
            name: "manifest.json",
            sha256,
        };
        fact(CertificatePhrase::Submission {}, value.say())
    }));
    CertificateCheck {
        heading: CertificatePhrase::HowToCheck {}.say(),
        lead: CertificatePhrase::CheckLead {}.say(),
        stem: stem(files.certificate("")),
        pack: stem(files.pack("")),
        digests,
        files: CertificatePhrase::Files {}.say(),
    }
}
