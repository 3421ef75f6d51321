//! `cpd verify CERTIFICATE`: a certificate against the pack or the portfolio that it is for.

use std::path::Path;

use super::verify::VerifyArgs;
use super::verify_pack;
use crate::adapters::disk;
use crate::adapters::keys::Gpg;
use crate::app::pack::files_evidence::FilesEvidence;
use crate::app::pack::verify::{PackToVerify, printing_record};
use crate::app::pack::verify_certificate::OpenedCertificate;
use crate::app::register::{Register, has_register};
use crate::app::reports::verify::verify;
use crate::base::picture::DecodedPictures;
use crate::check::{CheckInput, check};
use crate::cli::anchor;
use crate::cli::failure::Failure;
use crate::cli::session::Session;
use crate::cli::workspace::CliWorkspace;
use crate::domain::signoff::{Chain, Revision, Trust};
use crate::views::verification::{
    AnswerOutcome, Verification, VerificationAnswer, VerificationQuestion, VerifiedAward, signoffs,
};
use crate::views::verified_steps::verified_steps;

/// Verifies a certificate that was opened.
pub fn run(
    found: &PackToVerify,
    args: &VerifyArgs,
    session: &mut Session,
) -> Result<Verification, Failure> {
    let certificate = OpenedCertificate::open(found)?;
    let registered = registered(&certificate, session)?;
    let mut verification = if let Some(pack) = &args.pack {
        against_pack(&certificate, pack, args, session)?
    } else if let Some(workspace) = home(&certificate, session)? {
        against_portfolio(&certificate, &workspace, args, session)?
    } else {
        Verification {
            version: 1,
            format: found.format.name,
            says: String::new(),
            of: VerifiedAward::default(),
            scheme: None,
            steps: Vec::new(),
            findings: match &registered {
                // Its entry names the very sign-off that the certificate carries, or it is no such.
                Some(answer) if answer.outcome != AnswerOutcome::Unverified => Vec::new(),
                _ => vec![certificate.alone()],
            },
            draft: false,
            by_hand: Vec::new(),
        }
    };
    verification.format = found.format.name;
    verification.says = certificate.says();
    verification.of = certificate.of();
    verification.findings.insert(0, certificate.pages());
    verification.findings.extend(registered);
    Ok(verification)
}

/// Returns what the register says that the session stands in; nothing if there is none.
fn registered(
    certificate: &OpenedCertificate<'_>,
    session: &Session,
) -> Result<Option<VerificationAnswer>, Failure> {
    if disk::find(&session.folder).is_none() {
        return Ok(None);
    }
    let workspace = CliWorkspace::open(session)?.without_caches();
    if !has_register(&workspace) {
        return Ok(None);
    }
    Ok(Some(Register::read(&workspace)?.answer(certificate)))
}

/// Returns the portfolio that the session stands in, if the certificate is of it.
fn home(
    certificate: &OpenedCertificate<'_>,
    session: &mut Session,
) -> Result<Option<CliWorkspace>, Failure> {
    if disk::find(&session.folder).is_none() {
        return Ok(None);
    }
    let workspace = CliWorkspace::open(session)?.without_caches();
    let is_home = workspace.portfolio.id() == Some(&*certificate.grant.portfolio);
    Ok(is_home.then_some(workspace))
}

fn against_portfolio(
    certificate: &OpenedCertificate<'_>,
    workspace: &CliWorkspace,
    args: &VerifyArgs,
    session: &Session,
) -> Result<Verification, Failure> {
    let award = workspace.award(&certificate.grant.award)?;
    let vouching = anchor::portfolio_vouching(args, session, workspace)?;
    let until = Some(certificate.grant.step.as_str());
    let self_declared = anchor::self_declared(args);
    let mut verification = verify(workspace, &award, &vouching, self_declared, until)?;
    let result = check(CheckInput {
        trust: vouching.trust.as_ref().unwrap_or_else(|| workspace.trust()),
        focus: Some(&award),
        ..workspace.check_input()
    });
    let files = workspace.evidence().files;
    let compared = certificate.compare(&result, &workspace.portfolio, files, "this portfolio");
    verification.findings.insert(0, compared);
    Ok(verification)
}

fn against_pack(
    certificate: &OpenedCertificate<'_>,
    pack: &Path,
    args: &VerifyArgs,
    session: &Session,
) -> Result<Verification, Failure> {
    let path = session.folder.join(pack);
    let bytes = session.read(pack, verify_pack::LARGEST)?;
    let found = verify_pack::open(&bytes, &path)?;
    let mut verification = verify_pack::run_opened(&found, &path, args, session)?;
    let printing = printing_record(&found.opened)?;
    let vouching = anchor::pack_vouching(args, session, &path, &found.opened)?;
    let joined = certificate.joined(&found.opened);
    let portfolio = joined.portfolio();
    let pictures = DecodedPictures::default();
    let evidence = FilesEvidence::new(&joined, &pictures);
    let evidence = evidence.evidence(&Gpg);
    let own = Trust::from_worktree(&portfolio, Revision::WorkTree, &|path| {
        evidence.files.bytes(path)
    });
    let trust = vouching.trust.as_ref().unwrap_or(&own);
    let granted = certificate.grant.on.date_naive();
    let award = portfolio.award(&certificate.grant.award);
    let result = check(CheckInput {
        portfolio: &portfolio,
        evidence,
        trust,
        today: printing
            .day
            .max(granted)
            .min(session.moment().latest.date_naive()),
        focus: award.as_ref(),
        only: None,
    });
    let none = Chain::default();
    let verdict = award.as_ref().and_then(|award| result.award(award));
    let chain = verdict.map_or(&none, |verdict| &verdict.chain);
    let until = (!chain.steps.is_empty()).then_some(certificate.grant.step.as_str());
    let steps = verified_steps(chain, until)?;
    let answer = signoffs(
        chain,
        &steps,
        &result.diagnostics,
        trust.resolve(&portfolio),
    );
    let is_signoffs =
        |finding: &VerificationAnswer| finding.about == VerificationQuestion::Signoffs;
    verification
        .findings
        .retain(|finding| !is_signoffs(finding));
    verification.findings.insert(0, answer);
    let compared = certificate.compare(&result, &portfolio, &joined, "the pack");
    verification.findings.insert(0, compared);
    verification.steps = steps;
    Ok(verification)
}
