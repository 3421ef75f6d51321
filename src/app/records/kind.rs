//! Kinds of record by the names that people give them.

use thiserror::Error;

use crate::app::error::{Explain, Explanation, Hint};
use crate::domain::remedy::Invocation;
use crate::domain::schema::{Kind, Kinds};

/// The reason why a name stands for no kind, or for none that a person writes.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum KindLookupError {
    #[error("there is no kind of record called {written}")]
    NotFound { written: String, known: Vec<String> },
    #[error("cpd writes each {noun}, so you cannot write one yourself")]
    WrittenByCpd { noun: String },
}

impl Explain for KindLookupError {
    fn explain(&self) -> Explanation {
        match self {
            Self::NotFound { written, known } => {
                Explanation::failed().hint(Hint::similar(written, known, "choose from"))
            }
            Self::WrittenByCpd { .. } => {
                let step = |name: &str| Invocation::TakeStep {
                    step: name.to_owned(),
                    award: None,
                };
                let first = Hint::from("use ")
                    .then(step("sign"))
                    .then(", ")
                    .then(step("endorse"));
                let all = first
                    .then(", ")
                    .then(step("submit"))
                    .then(" or ")
                    .then(step("grant"));
                Explanation::failed().hint(all)
            }
        }
    }
}

/// Returns a kind by its name.
pub fn kind<'k>(kinds: &'k Kinds, written: &str) -> Result<&'k Kind, KindLookupError> {
    kinds.get(written).ok_or_else(|| KindLookupError::NotFound {
        written: written.to_owned(),
        known: kinds.names().map(str::to_owned).collect(),
    })
}

/// Returns a kind that people write, by its name or its plural.
pub fn kind_to_write<'k>(kinds: &'k Kinds, written: &str) -> Result<&'k Kind, KindLookupError> {
    let plural = written.to_lowercase();
    let found = kinds
        .get(written)
        .or_else(|| kinds.iter().find(|kind| kind.plural_noun() == plural));
    match found {
        Some(kind) if kind.written_by_cpd => {
            Err(KindLookupError::WrittenByCpd { noun: kind.noun() })
        }
        Some(kind) => Ok(kind),
        None => Err(KindLookupError::NotFound {
            written: written.to_owned(),
            known: to_write(kinds).map(|kind| kind.name.to_string()).collect(),
        }),
    }
}

/// Returns the kinds that people write.
pub fn to_write(kinds: &Kinds) -> impl Iterator<Item = &Kind> {
    kinds.iter().filter(|kind| !kind.written_by_cpd)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::error::HintPart;
    use crate::domain::remedy::{Action, Remedy};
    use crate::domain::schema::built_in;

    fn kinds() -> Kinds {
        built_in::base_kinds(&mut Vec::new())
    }

    #[test]
    fn a_kind_to_write_is_found_by_its_name_and_its_plural() {
        let kinds = kinds();
        for written in ["journal", "journals", "Journals"] {
            let found = kind_to_write(&kinds, written).map(|kind| &*kind.name);
            assert_eq!(found, Ok("journal"), "{written}");
        }
    }

    #[test]
    fn kinds_that_cpd_writes_itself_cannot_be_created_by_hand() {
        let kinds = kinds();
        assert_eq!(
            kind(&kinds, "signoff").map(|kind| &*kind.name),
            Ok("signoff")
        );
        let error = kind_to_write(&kinds, "signoff").unwrap_err();
        let hint = error.explain().hint.unwrap();
        let steps = hint.parts().iter().filter_map(|part| match part {
            HintPart::Remedy(Remedy {
                action: Action::Invoke(Invocation::TakeStep { step, award: None }),
                ..
            }) => Some(step.as_str()),
            _ => None,
        });
        assert_eq!(
            steps.collect::<Vec<_>>(),
            ["sign", "endorse", "submit", "grant"]
        );
        assert_eq!(
            error.to_string(),
            "cpd writes each sign-off, so you cannot write one yourself"
        );
    }

    #[test]
    fn an_unknown_kind_is_an_error_that_offers_a_similar_name_or_all_there_are() {
        let kinds = kinds();
        let hint = |written: &str| {
            let error = kind_to_write(&kinds, written).unwrap_err();
            match error.explain().hint.unwrap().parts() {
                [HintPart::Words(says)] => says.clone(),
                other => panic!("{other:?}"),
            }
        };
        assert!(hint("jurnal").contains("journal"));
        let all = hint("quasar");
        assert!(all.starts_with("choose from: "), "{all}");
        assert!(!all.contains("signoff"), "{all}");
    }
}
