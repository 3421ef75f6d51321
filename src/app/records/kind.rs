//! Kinds of record by the names that people give them.

use thiserror::Error;

use crate::app::error::{Explain, Explanation, Hint};
use crate::base::text::{did_you_mean, words};
use crate::domain::remedy::Invocation;
use crate::domain::schema::{Kind, Kinds};

/// The reason why a name stands for no kind, or for none that a person writes.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum KindLookupError {
    #[error("there is no kind of record called {written}")]
    NotFound {
        written: String,
        known: Vec<String>,
        /// Kinds whose own words have a word like it.
        like: Vec<String>,
    },
    #[error("cpd writes each {noun}, so you cannot write one yourself")]
    WrittenByCpd { noun: String },
}

impl Explain for KindLookupError {
    fn explain(&self) -> Explanation {
        match self {
            Self::NotFound {
                written,
                known,
                like,
            } => {
                let names = did_you_mean::similar_names(written, known.iter().map(String::as_str));
                let like = like.iter().map(String::as_str);
                let names: Vec<&str> = if names.is_empty() {
                    like.collect()
                } else {
                    names
                };
                let all = || format!("choose from: {}", words::join_choices(known));
                let question = did_you_mean::question_for(&names);
                Explanation::failed().hint(question.unwrap_or_else(all))
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
    kinds
        .get(written)
        .ok_or_else(|| not_found(kinds.iter(), written))
}

/// Returns a kind that people write, by its name or its plural.
pub fn kind_to_write<'k>(kinds: &'k Kinds, written: &str) -> Result<&'k Kind, KindLookupError> {
    match find(kinds, written) {
        Some(kind) if kind.written_by_cpd => {
            Err(KindLookupError::WrittenByCpd { noun: kind.noun() })
        }
        Some(kind) => Ok(kind),
        None => Err(not_found(to_write(kinds), written)),
    }
}

/// Returns any kind by its name or its plural.
pub fn kind_to_read<'k>(kinds: &'k Kinds, written: &str) -> Result<&'k Kind, KindLookupError> {
    find(kinds, written).ok_or_else(|| not_found(kinds.iter(), written))
}

fn find<'k>(kinds: &'k Kinds, written: &str) -> Option<&'k Kind> {
    let plural = written.to_lowercase();
    let by_plural = || kinds.iter().find(|kind| kind.plural_noun() == plural);
    kinds.get(written).or_else(by_plural)
}

fn not_found<'k>(among: impl Iterator<Item = &'k Kind> + Clone, written: &str) -> KindLookupError {
    KindLookupError::NotFound {
        written: written.to_owned(),
        known: among.clone().map(|kind| kind.name.to_string()).collect(),
        like: like(among, written),
    }
}

/// Letters that two words share at their beginning if they are forms of one word.
const STEM: usize = 5;

/// Returns the kinds whose title has a form of a word that was typed, or else those whose
/// description has.
fn like<'k>(kinds: impl Iterator<Item = &'k Kind>, written: &str) -> Vec<String> {
    let kinds: Vec<&Kind> = kinds.collect();
    let of = |text: fn(&Kind) -> String| {
        let found = kinds
            .iter()
            .filter(|kind| has_form_of(&text(kind), written));
        found.map(|kind| kind.name.to_string()).collect::<Vec<_>>()
    };
    let titled = of(|kind| format!("{} {}", kind.title, kind.plural));
    match titled.is_empty() {
        true => of(|kind| kind.help.clone()),
        false => titled,
    }
}

/// Returns true if a text has a word that begins as one that was typed does.
fn has_form_of(text: &str, written: &str) -> bool {
    let stems = |text: &str| -> Vec<String> {
        let words = text.split(|c: char| !c.is_alphanumeric());
        let stems = words.map(|word| word.to_lowercase().chars().take(STEM).collect::<String>());
        stems.filter(|stem| stem.chars().count() == STEM).collect()
    };
    let there = stems(text);
    stems(written).iter().any(|stem| there.contains(stem))
}

/// Returns the kinds that people write.
pub fn to_write(kinds: &Kinds) -> impl Iterator<Item = &Kind> + Clone {
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
        // A word of the title, before one of the description.
        assert_eq!(hint("reflection"), "did you mean `journal`?");
        assert_eq!(hint("appraisals"), "did you mean `meeting`?");
        let all = hint("quasar");
        assert!(all.starts_with("choose from: "), "{all}");
        assert!(!all.contains("signoff"), "{all}");
    }
}
