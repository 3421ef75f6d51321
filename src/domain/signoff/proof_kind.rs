//! The kind of proof that a sign-off names under `proof`.

use std::fmt;

use crate::domain::review::{FORGES, Forge};

/// The kind of proof that a sign-off claims to have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProofKind {
    /// None: somebody says so.
    None,
    /// A signature with the signer's own SSH key.
    Ssh,
    /// A signature with the signer's own OpenPGP key.
    OpenPgp,
    /// A review on a forge, signed by the recorder.
    Review(Forge),
}

impl ProofKind {
    /// Reads the word of a sign-off; `None` for a proof that cpd does not know.
    pub fn parse(word: &str) -> Option<Self> {
        let reviews = FORGES.into_iter().map(Self::Review);
        let mut all = [Self::None, Self::Ssh, Self::OpenPgp]
            .into_iter()
            .chain(reviews);
        all.find(|kind| kind.name() == word)
    }

    /// Returns the end of the name of the file with the signature; `None` where there is none.
    pub const fn signature_end(self) -> Option<&'static str> {
        match self {
            Self::None => None,
            Self::Ssh | Self::Review(_) => Some("sig"),
            Self::OpenPgp => Some("asc"),
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Ssh => "ssh",
            Self::OpenPgp => "openpgp",
            Self::Review(forge) => forge.proof(),
        }
    }
}

impl fmt::Display for ProofKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::schema::{FieldType, Kinds, built_in};

    #[test]
    fn every_proof_kind_parses_and_is_listed_in_the_schema() {
        let kinds: Kinds = built_in::base_kinds(&mut Vec::new());
        let field = kinds.get("signoff").and_then(|kind| kind.field("proof"));
        let Some(FieldType::Choice(words)) = field.map(|field| &field.ty) else {
            panic!("proof is a choice");
        };
        assert_eq!(words.terms.len(), 6);
        for word in &words.terms {
            let kind = ProofKind::parse(word).unwrap_or_else(|| panic!("{word} is known"));
            assert_eq!(kind.to_string(), *word);
        }
        for word in ["", "SSH", "review", "ssh\n", "bitbucket-review"] {
            assert_eq!(ProofKind::parse(word), None, "{word:?}");
        }
    }
}
