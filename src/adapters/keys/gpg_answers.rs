//! The answers of gpg in this process. Each question is asked once, and only so many are:
//! gpg takes some 20 ms, and others can write as many signatures as they like.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use crate::base::files::Sha256;
use crate::domain::id::Fingerprint;
use crate::domain::ports::{OpenPgpError, OpenPgpQuery};

/// The most questions that gpg is asked in one process, some two seconds of work. An award
/// has a handful of signatures.
const MOST: usize = 100;

type Answer = Result<Fingerprint, OpenPgpError>;

/// Answers by the digest of the question.
pub struct GpgAnswers(Mutex<BTreeMap<Sha256, Answer>>);

impl GpgAnswers {
    pub const fn new() -> Self {
        Self(Mutex::new(BTreeMap::new()))
    }

    /// Returns the answer to a question, which `ask` gives the first time.
    pub fn get(
        &self,
        query: &OpenPgpQuery<'_>,
        ask: impl FnOnce(&OpenPgpQuery<'_>) -> Answer,
    ) -> Answer {
        let digest = digest(query);
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(answer) = known.get(&digest) {
            return answer.clone();
        }
        if known.len() >= MOST {
            return Err(OpenPgpError::TooMany);
        }
        let answer = ask(query);
        known.insert(digest, answer.clone());
        answer
    }
}

/// Returns a digest that no two questions share: each part comes with its length.
fn digest(query: &OpenPgpQuery<'_>) -> Sha256 {
    let mut bytes = query.at.to_le_bytes().to_vec();
    for part in [query.keys, query.signature, query.message] {
        bytes.extend((part.len() as u64).to_le_bytes());
        bytes.extend(part);
    }
    Sha256::digest(&bytes)
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    fn query<'a>(keys: &'a [u8], signature: &'a [u8], at: i64) -> OpenPgpQuery<'a> {
        OpenPgpQuery {
            keys,
            signature,
            message: b"message",
            at,
        }
    }

    #[test]
    fn the_same_question_is_asked_once_and_another_is_another() {
        let (answers, asked) = (GpgAnswers::new(), Cell::new(0));
        let ask = |query: &OpenPgpQuery<'_>| {
            asked.set(asked.get() + 1);
            match query.at {
                1 => Err(OpenPgpError::Expired),
                _ => Err(OpenPgpError::Bad),
            }
        };
        for _ in 0..3 {
            assert_eq!(
                answers.get(&query(b"k", b"s", 1), ask),
                Err(OpenPgpError::Expired)
            );
            assert_eq!(
                answers.get(&query(b"k", b"s", 2), ask),
                Err(OpenPgpError::Bad)
            );
            assert_eq!(
                answers.get(&query(b"ks", b"", 1), ask),
                Err(OpenPgpError::Expired)
            );
        }
        assert_eq!(asked.get(), 3);
    }

    #[test]
    fn only_so_many_questions_are_asked() {
        let (answers, asked) = (GpgAnswers::new(), Cell::new(0));
        for at in 0..10_000 {
            let answer = answers.get(&query(b"k", b"s", at), |_| {
                asked.set(asked.get() + 1);
                Err(OpenPgpError::Bad)
            });
            let too_many = usize::try_from(at).unwrap() >= MOST;
            let expected = if too_many {
                OpenPgpError::TooMany
            } else {
                OpenPgpError::Bad
            };
            assert_eq!(answer, Err(expected));
        }
        assert_eq!(asked.get(), MOST);
        // Earlier answers are kept.
        let known = answers.get(&query(b"k", b"s", 0), |_| Err(OpenPgpError::Expired));
        assert_eq!(known, Err(OpenPgpError::Bad));
    }
}
