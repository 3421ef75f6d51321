//! Explanations of rules, of kinds of record and of requirements.

use thiserror::Error;

use crate::app::error::{Explain, Explanation, Hint};
use crate::base::text::did_you_mean;
use crate::check::rules::{self, RULES};
use crate::domain::portfolio::load;
use crate::domain::remedy::Invocation;
use crate::domain::schema::{Kinds, Library, Scheme};
use crate::views::explain::ReferencePage;

/// The reason why a name is not explained.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("there is no rule, kind of record or requirement called {written}")]
pub struct ExplainError {
    written: String,
    /// A question that offers a similar name, if there is one.
    similar: Option<String>,
}

impl Explain for ExplainError {
    fn explain(&self) -> Explanation {
        Explanation::failed().hint(match &self.similar {
            Some(question) => Hint::from(question.as_str()),
            None => Hint::from(Invocation::ListRules).then(" lists the rules"),
        })
    }
}

/// Returns the list of every rule.
pub fn rules() -> ReferencePage {
    let _span = tracing::info_span!("report.rules").entered();
    ReferencePage::for_all_rules()
}

/// Returns the page of the rule with this name, for which no portfolio is needed.
pub fn rule(name: &str) -> Option<ReferencePage> {
    let _span = tracing::info_span!("report.rule").entered();
    rules::by_name(name).map(ReferencePage::for_rule)
}

/// Returns the page of the kind with this name, or else of the requirements with it. `schemes` are
/// those that are followed; of a name such as `gdc/statement`, the scheme need not be.
pub fn kind_or_requirement(
    name: &str,
    kinds: &Kinds,
    schemes: &[Scheme],
) -> Result<ReferencePage, ExplainError> {
    let _span = tracing::info_span!("report.explain").entered();
    if let Some(kind) = kinds.get(name) {
        return Ok(ReferencePage::for_kind(kind));
    }
    let followed: Vec<&Scheme> = schemes.iter().collect();
    let found = match name.split_once('/') {
        Some((id, requirement)) => of_scheme(id, requirement, &followed),
        None => ReferencePage::for_requirements(name, &followed),
    };
    found.ok_or_else(|| {
        let rules = RULES.iter().map(|rule| rule.name.to_owned());
        let kinds = kinds.names().map(str::to_owned);
        let criteria = followed.iter().flat_map(|scheme| {
            let all = scheme.criteria.iter().chain(&scheme.duties);
            all.map(|one| one.id.clone())
        });
        let known: Vec<String> = rules.chain(kinds).chain(criteria).collect();
        ExplainError {
            written: name.to_owned(),
            similar: did_you_mean::question(name, known.iter().map(String::as_str)),
        }
    })
}

/// Returns the page of a requirement of one scheme: of one that is followed, or of the newest
/// version that comes with cpd.
fn of_scheme(id: &str, requirement: &str, followed: &[&Scheme]) -> Option<ReferencePage> {
    let own: Vec<&Scheme> = followed
        .iter()
        .copied()
        .filter(|scheme| scheme.id == id)
        .collect();
    if !own.is_empty() {
        return ReferencePage::for_requirements(requirement, &own);
    }
    let read = load::with_scheme(Library::built_in().newest(id)?.clone());
    let scheme = read.schemes().first()?;
    ReferencePage::for_requirements(requirement, &[scheme])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::schema::built_in;

    #[test]
    fn every_rule_in_the_list_has_a_page_of_its_own() {
        let ReferencePage::Rules(rules) = rules() else {
            panic!("a list");
        };
        assert_eq!(rules.len(), RULES.len());
        for summary in rules {
            let Some(ReferencePage::Rule(page)) = rule(summary.name) else {
                panic!("{} has no page", summary.name);
            };
            assert_eq!(page.severity, summary.severity);
            assert!(
                page.page
                    .starts_with(summary.says.split(' ').next().unwrap())
            );
        }
    }

    #[test]
    fn an_unknown_name_is_an_error_that_offers_a_rule_or_a_kind() {
        let kinds = built_in::base_kinds(&mut Vec::new());
        let advice = |name: &str| {
            let unknown = kind_or_requirement(name, &kinds, &[]).unwrap_err();
            unknown.explain().hint
        };
        let question = |name: &str| did_you_mean::question_for(&[name]).map(Hint::from);
        assert_eq!(advice("jurnal"), question("journal"));
        assert_eq!(advice("unknwn-field"), question("unknown-field"));
        assert_eq!(
            advice("quasar"),
            Some(Hint::from(Invocation::ListRules).then(" lists the rules"))
        );
    }

    #[test]
    fn a_requirement_is_explained_with_where_it_was_read() {
        let kinds = built_in::base_kinds(&mut Vec::new());
        let page = |name: &str, schemes: &[Scheme]| match kind_or_requirement(name, &kinds, schemes)
        {
            Ok(ReferencePage::Requirements(all)) => all,
            other => panic!("{name}: {other:?}"),
        };
        let [statement] = page("gdc/statement", &[]).try_into().unwrap();
        assert!(statement.awards.is_empty(), "{statement:?}");
        let basis = statement.details.basis.unwrap();
        assert!(basis.contains("bda.org: within 28 days"), "{basis}");
        let [hours] = page("rics/hours", &[]).try_into().unwrap();
        assert_eq!(hours.awards, ["Year"]);
        let terms = hours.details.terms;
        assert!(terms[0].starts_with("Up to 10 hours beyond"), "{terms:?}");
        // Without its scheme, the name is that of a scheme that is followed.
        let files = Library::built_in().newest("lancaster").unwrap().clone();
        let read = load::with_scheme(files);
        let journals = page("journals", read.schemes());
        assert_eq!(journals[0].awards, ["Bronze", "Silver", "Gold"]);
        assert!(kind_or_requirement("journals", &kinds, &[]).is_err());
        // A kind comes first, and the scheme tells the two apart.
        let kind = kind_or_requirement("statement", &kinds, read.schemes());
        assert!(matches!(kind, Ok(ReferencePage::Kind(_))), "{kind:?}");
        assert_eq!(page("lancaster/statement", read.schemes()).len(), 1);
    }
}
