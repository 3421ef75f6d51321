//! The certificate of an award that was granted. Somebody else than the owner has closed the
//! award with a sign-off that counts; a draft or a submission has no certificate.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::app::error::{Explain, Explanation, Hint};
use crate::app::ports::{ExistingFile, OutputError, OutputFile, OutputPlace};
use crate::app::workspace::Workspace;
use crate::check::{AwardState, AwardVerdict, CheckInput, verdicts};
use crate::domain::id::AwardRef;
use crate::domain::phrases;
use crate::domain::portfolio::Portfolio;
use crate::domain::record_view::name_of;
use crate::domain::remedy::Invocation;
use crate::domain::signoff::Signoff;
use crate::formats::PrintError;
use crate::formats::certificate::CERTIFICATE_FORMATS;
use crate::formats::pack;
use crate::views::certificate::{
    CERTIFICATE, Certificate, CertificateNames, Grant, SchemeName, make_certificate,
};

/// A reason why there is no certificate.
#[derive(Debug, Error)]
pub enum CertificateError {
    #[error("{0} is not granted, so there is no certificate")]
    NotGranted(String),
    #[error("{0} has no certificate, because the owner signs its last step")]
    NobodyGrants(String),
    #[error("the sign-off that granted {0} is not saved")]
    NotSaved(String),
    #[error("the sign-off that granted {0} cannot be read")]
    Unreadable(String),
    #[error(transparent)]
    Print(#[from] PrintError),
    #[error(transparent)]
    Output(#[from] OutputError),
}

impl Explain for CertificateError {
    fn explain(&self) -> Explanation {
        match self {
            Self::NotGranted(_) => Explanation::refused()
                .hint(Hint::from(Invocation::ShowStatus).then(" shows who signs next")),
            Self::NobodyGrants(_) => Explanation::refused(),
            Self::NotSaved(_) => Explanation::refused().hint(Hint::from(Invocation::Save)),
            Self::Unreadable(_) | Self::Print(_) => Explanation::failed(),
            Self::Output(error) => error.explain(),
        }
    }
}

/// The folder that certificates and letters go to.
#[derive(Debug, Clone, Copy)]
pub enum AnswerFolder<'a> {
    /// The packs of the portfolio.
    Packs,
    /// A folder outside, with the pack that was decided on.
    Beside {
        folder: &'a Path,
        /// The same folder as whoever signs has typed it.
        typed: &'a Path,
    },
}

impl<'a> AnswerFolder<'a> {
    /// Returns the path of a file that lies among the packs of a portfolio otherwise.
    pub fn path(self, path: &str) -> PathBuf {
        match self {
            Self::Packs => PathBuf::from(path),
            Self::Beside { folder, .. } => folder.join(path.rsplit('/').next().unwrap_or(path)),
        }
    }

    /// Returns the place of such a path.
    pub fn place(self, path: &'a Path) -> OutputPlace<'a> {
        match (self, path.to_str()) {
            (Self::Packs, Some(path)) => OutputPlace::InPortfolio(path),
            _ => OutputPlace::Named(path),
        }
    }

    /// Returns the path as whoever signs can open it from where they stand.
    pub fn shown(self, path: &Path) -> PathBuf {
        match self {
            Self::Packs => path.to_path_buf(),
            Self::Beside { folder, typed } => match path.strip_prefix(folder) {
                Ok(name) => typed.join(name),
                Err(_) => path.to_path_buf(),
            },
        }
    }
}

/// Returns the names that the certificate of a granted award shows.
pub fn names_of(
    verdict: &AwardVerdict<'_>,
    portfolio: &Portfolio,
) -> Result<CertificateNames, CertificateError> {
    let title = || verdict.title.clone();
    let not_granted = || CertificateError::NotGranted(title());
    let scheme = portfolio
        .scheme(verdict.id.scheme())
        .ok_or_else(not_granted)?;
    let (_, closing) = scheme
        .returnable()
        .ok_or_else(|| CertificateError::NobodyGrants(title()))?;
    let last = verdict.chain.last_done();
    let last = last.filter(|taken| taken.step.id == closing.id);
    let granted = last.filter(|_| verdict.state == AwardState::Closed);
    let granted = granted.ok_or_else(not_granted)?;
    if granted.unsaved {
        return Err(CertificateError::NotSaved(title()));
    }
    let mut taken = verdict.chain.taken();
    let sent = taken.find(|taken| taken.step.carries_pack);
    Ok(CertificateNames {
        version: 1,
        cpd: env!("CARGO_PKG_VERSION").to_owned(),
        award: title(),
        scheme: SchemeName {
            title: scheme.title.clone(),
            official: scheme.is_official(),
            language: phrases::in_language(portfolio.language(), || {
                phrases::other_language(&scheme.language)
            }),
        },
        signer: name_of(granted.signoff.by, portfolio),
        signoff: granted.signoff.record.path.clone(),
        pack: sent.and_then(|sent| sent.signoff.pack).map(str::to_owned),
        language: portfolio
            .config
            .language
            .as_ref()
            .map(|tag| tag.as_str().to_owned()),
    })
}

/// Returns the certificate of an award, once it is granted.
pub fn certificate(
    award: &AwardRef,
    workspace: &Workspace,
) -> Result<Certificate, CertificateError> {
    let result = verdicts(CheckInput {
        focus: Some(award),
        ..workspace.check_input()
    });
    let verdict = result.award(award);
    let verdict = verdict.ok_or_else(|| CertificateError::NotGranted(award.to_string()))?;
    let names = names_of(verdict, &workspace.portfolio)?;
    let text = workspace.bytes(&names.signoff).unwrap_or_default();
    let signature = Grant::read(&text).and_then(|grant| grant.signature(&names.signoff));
    let signature = signature.and_then(|path| Some((path.clone(), workspace.bytes(&path)?)));
    let mut files = BTreeMap::from([(names.signoff.clone(), text)]);
    files.extend(signature);
    make_certificate(&names, &files)
        .ok_or_else(|| CertificateError::Unreadable(verdict.title.clone()))
}

/// Returns the awards that sign-offs at these paths granted, with their titles.
pub fn granted_by(paths: &[String], workspace: &Workspace) -> Vec<(AwardRef, String)> {
    let portfolio = &workspace.portfolio;
    let closes = |path: &String| {
        let signoff = portfolio.at_path(path).and_then(Signoff::read)?;
        let scheme = portfolio.scheme_of(signoff.award)?;
        let (_, closing) = scheme.returnable()?;
        (closing.id == signoff.step).then(|| (path.clone(), signoff.award.clone()))
    };
    let closed: Vec<(String, AwardRef)> = paths.iter().filter_map(closes).collect();
    if closed.is_empty() {
        return Vec::new();
    }
    let result = verdicts(workspace.check_input());
    let granted = closed.into_iter().filter_map(|(path, award)| {
        let verdict = result.award(&award)?;
        let names = names_of(verdict, portfolio).ok()?;
        (names.signoff == path).then(|| (award, verdict.title.clone()))
    });
    granted.collect()
}

/// Writes the certificate of an award in every format, over an older one, and returns its
/// files.
pub fn write(
    award: &AwardRef,
    workspace: &Workspace,
    folder: AnswerFolder<'_>,
) -> Result<Vec<PathBuf>, CertificateError> {
    let certificate = certificate(award, workspace)?;
    let files = workspace.files_of(award);
    let mut printed = Vec::new();
    for format in &CERTIFICATE_FORMATS {
        let path = folder.path(&files.certificate(format.name));
        printed.push((path, (format.print)(&certificate)?));
    }
    let outputs = printed.iter().map(|(path, bytes)| OutputFile {
        place: folder.place(path),
        bytes,
        existing: match folder {
            AnswerFolder::Packs => ExistingFile::Replace,
            AnswerFolder::Beside { .. } => ExistingFile::ReplaceIf(is_certificate),
        },
    });
    workspace.outputs().write(&outputs.collect::<Vec<_>>())?;
    Ok(printed.into_iter().map(|(path, _)| path).collect())
}

/// Returns true for bytes that cpd printed as a certificate.
fn is_certificate(bytes: &[u8]) -> bool {
    let opened = pack::open(bytes);
    opened.is_ok_and(|(_, opened)| opened.files.contains_key(CERTIFICATE))
}
