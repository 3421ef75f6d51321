//! The names of awards, as records write them.

use super::Scheme;
use super::scheme::round_of;

/// The awards of a scheme by id: all that reading a record needs of schemes.
#[derive(Debug, Clone)]
pub struct AwardNames {
    pub scheme: String,
    pub awards: Vec<String>,
    /// Those that come round again: a record may name one of their rounds.
    pub repeating: Vec<String>,
}

impl AwardNames {
    /// Whether an award, or a round of one, has this name.
    pub fn has(&self, name: &str) -> bool {
        let is = |known: &[String], name: &str| known.iter().any(|id| id == name);
        is(&self.awards, name)
            || round_of(name).is_some_and(|(award, _)| is(&self.repeating, award))
    }

    pub fn of(schemes: &[Scheme]) -> Vec<Self> {
        let awards = |scheme: &Scheme| scheme.awards.iter().map(|award| award.id.clone()).collect();
        let repeating = |scheme: &Scheme| {
            let awards = scheme.awards.iter();
            let rounds = awards.filter(|award| award.repeats.is_some());
            rounds.map(|award| award.id.clone()).collect()
        };
        schemes
            .iter()
            .map(|scheme| Self {
                scheme: scheme.id.clone(),
                awards: awards(scheme),
                repeating: repeating(scheme),
            })
            .collect()
    }
}
