//! An award verified in its own repository: every sign-off, the history, and who says whose
//! keys are whose.

use crate::app::error::{Explain, Explanation};
use crate::app::trust::vouching::{SelfDeclared, Vouching};
use crate::app::workspace::Workspace;
use crate::base::text::words;
use crate::check::{CheckInput, check};
use crate::domain::id::AwardRef;
use crate::domain::ports::History;
use crate::domain::schema::Scheme;
use crate::domain::signoff::{Chain, Revision};
use crate::views::manual_commands::manual_commands;
use crate::views::verification::{
    self as view, AnswerOutcome, Verification, VerificationAnswer, VerificationQuestion,
    VerifiedAward,
};
use crate::views::verified_requirements::requirements;
use crate::views::verified_steps::{UnknownStep, verified_steps};

impl Explain for UnknownStep {
    fn explain(&self) -> Explanation {
        let steps = words::join_choices(&self.known);
        Explanation::failed().hint(format!("its steps are: {steps}"))
    }
}

/// Returns what verifying an award shows: it is proven where every step is valid before the
/// one that carries the pack, or up to `until`. `ws` must read its evidence anew: nothing may
/// be believed that an earlier run worked out.
pub fn verify(
    ws: &Workspace,
    award: &AwardRef,
    vouching: &Vouching,
    self_declared: SelfDeclared<'_>,
    until: Option<&str>,
) -> Result<Verification, UnknownStep> {
    let _span = tracing::info_span!("report.verify").entered();
    let portfolio = &ws.portfolio;
    let trust = vouching.trust.as_ref().unwrap_or_else(|| ws.trust());
    let result = check(CheckInput {
        trust,
        focus: Some(award),
        ..ws.check_input()
    });
    let none = Chain::default();
    let verdict = result.award(award);
    let chain = verdict.map_or(&none, |verdict| &verdict.chain);
    let steps = verified_steps(chain, until)?;
    let mut findings = Vec::new();
    findings.extend(verdict.map(|verdict| requirements(verdict, &result.diagnostics)));
    findings.extend([
        view::signoffs(chain, &steps, &result.diagnostics, trust.resolve(portfolio)),
        view::history(portfolio, ws.evidence().history),
        revision(&ws.trust().revision, ws.evidence().history),
        vouching.to_answer(self_declared),
    ]);
    let scheme = portfolio.scheme_of(award);
    Ok(Verification {
        version: 1,
        format: view::REPOSITORY,
        says: describe_award(award, ws),
        of: VerifiedAward::new(portfolio, &award.to_string()),
        scheme: scheme.map(Scheme::reference),
        steps,
        findings,
        draft: false,
        by_hand: manual_commands(chain, portfolio),
    })
}

fn describe_award(id: &AwardRef, ws: &Workspace) -> String {
    let portfolio = &ws.portfolio;
    let owner = portfolio.owner().map_or("nobody", |owner| owner.name());
    let scheme = portfolio.scheme_of(id);
    let award = scheme.and_then(|scheme| scheme.award(&id.award.name));
    let title = award.map_or(&*id.award.name, |award| award.title.as_str());
    let scheme = scheme.map_or_else(String::new, |scheme| {
        let name = format!("{} {}", scheme.title, scheme.version);
        format!(", {}", scheme.origin.annotate(&name))
    });
    format!("{title} of {owner}{scheme}")
}

/// Returns the answer to which revision says who may sign.
fn revision(revision: &Revision, history: History<'_>) -> VerificationAnswer {
    let (outcome, says) = match revision {
        Revision::Commit { name, id } => (
            AnswerOutcome::Good,
            format!("people, keys and schemes are those of {name} (commit {id:.10})"),
        ),
        Revision::WorkTree => (
            AnswerOutcome::Unverified,
            "people, keys and schemes are those of the files in the folder".to_owned(),
        ),
        // The repository itself cannot be read, which is nobody's fault.
        Revision::Untrusted(why) if history.gap().is_some() => {
            (AnswerOutcome::Unverified, format!("nobody may sign: {why}"))
        }
        Revision::Untrusted(why) => (AnswerOutcome::Bad, format!("nobody may sign: {why}")),
    };
    VerificationAnswer::new(VerificationQuestion::Repository, outcome, says)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::fakes::World;
    use crate::app::ports::{RepositoryAccess, RepositoryError};
    use crate::app::trust::vouching::Voucher;

    fn verified(world: World) -> Verification {
        let ws = world.open().unwrap();
        let award = ws.award("bronze").unwrap();
        let vouching = Vouching::for_portfolio(&ws, Voucher::Nobody).unwrap();
        verify(&ws, &award, &vouching, SelfDeclared::Accepted, None).unwrap()
    }

    fn world() -> World {
        World::new(&[
            (
                "cpd.yaml",
                "cpd: 1\nportfolio: p\nowner: sam\nschemes: { lancaster: 1.0.0 }\n",
            ),
            (
                "trust/people.yaml",
                "people:\n- { id: sam, name: Sam Carter }\n",
            ),
        ])
    }

    #[test]
    fn each_question_is_answered_once_and_in_order() {
        let found = verified(world());
        let about: Vec<VerificationQuestion> = found.findings.iter().map(|one| one.about).collect();
        let expected = [
            VerificationQuestion::Requirements,
            VerificationQuestion::Signoffs,
            VerificationQuestion::History,
            VerificationQuestion::Repository,
            VerificationQuestion::Trust,
        ];
        assert_eq!(about, expected);
        assert_eq!(found.format, view::REPOSITORY);
        assert!(
            found.says.starts_with("Bronze of Sam Carter, "),
            "{}",
            found.says
        );
        let scheme = found.scheme.map(|scheme| scheme.id.to_string());
        assert_eq!(scheme.as_deref(), Some("lancaster"));
        // Nothing was committed, so the files in the folder say who may sign.
        assert_eq!(found.findings[3].outcome, AnswerOutcome::Unverified);
    }

    #[test]
    fn a_repository_that_cannot_be_read_lets_nobody_sign() {
        let found = verified(World {
            repository: RepositoryAccess::Unusable(RepositoryError::Owner("/p".into())),
            ..world()
        });
        assert_eq!(found.findings[3].outcome, AnswerOutcome::Bad);
        let says = &found.findings[3].says;
        assert!(
            says.starts_with("nobody may sign: git does not trust"),
            "{says}"
        );
    }
}
