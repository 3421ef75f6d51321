//! Explanations of rules and of kinds of record.

use thiserror::Error;

use crate::app::error::{Explain, Explanation, Hint};
use crate::base::text::did_you_mean;
use crate::check::rules::{self, RULES};
use crate::domain::remedy::Invocation;
use crate::domain::schema::Kinds;
use crate::views::explain::ReferencePage;

/// The reason why a name is not explained.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("there is no rule or kind of record called {written}")]
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

/// Returns the page of the kind with this name.
pub fn kind(name: &str, kinds: &Kinds) -> Result<ReferencePage, ExplainError> {
    let _span = tracing::info_span!("report.kind").entered();
    let kind = kinds.get(name).ok_or_else(|| {
        let known = RULES.iter().map(|rule| rule.name).chain(kinds.names());
        ExplainError {
            written: name.to_owned(),
            similar: did_you_mean::question(name, known),
        }
    })?;
    Ok(ReferencePage::for_kind(kind))
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
        let advice = |name: &str| kind(name, &kinds).unwrap_err().explain().hint;
        let question = |name: &str| did_you_mean::question_for(&[name]).map(Hint::from);
        assert_eq!(advice("jurnal"), question("journal"));
        assert_eq!(advice("unknwn-field"), question("unknown-field"));
        assert_eq!(
            advice("quasar"),
            Some(Hint::from(Invocation::ListRules).then(" lists the rules"))
        );
    }
}
