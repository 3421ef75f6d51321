//! The awards of all adopted schemes by name: the one reader of an award's text.

use super::Scheme;
use crate::domain::id::{AwardName, AwardRef, RoundEnd, SchemeId};

/// Awards by scheme, in the order in which the schemes are adopted.
#[derive(Debug, Clone, Default)]
pub struct AwardTable {
    schemes: Vec<AwardNames>,
}

/// The awards of one scheme. No award's name is also that of a round of another:
/// reading a scheme leaves such awards out.
#[derive(Debug, Clone)]
struct AwardNames {
    scheme: SchemeId,
    awards: Vec<AwardName>,
    /// Those that come round again: a text may name one of their rounds.
    repeating: Vec<AwardName>,
}

impl AwardNames {
    fn find(&self, name: &str) -> Option<AwardRef> {
        let among = |known: &[AwardName], name: &str| {
            let found = known.iter().find(|known| **known == *name)?;
            Some(AwardRef::new(&self.scheme, found))
        };
        among(&self.awards, name).or_else(|| {
            let (award, round) = RoundEnd::split(name)?;
            Some(among(&self.repeating, award)?.ending(round))
        })
    }
}

impl AwardTable {
    pub fn of(schemes: &[Scheme]) -> Self {
        let names = schemes.iter().map(|scheme| {
            let awards = || scheme.awards.iter();
            let repeating = awards().filter(|award| award.repeats.is_some());
            AwardNames {
                scheme: scheme.id.clone(),
                awards: awards().map(|award| award.id.clone()).collect(),
                repeating: repeating.map(|award| award.id.clone()).collect(),
            }
        });
        Self {
            schemes: names.collect(),
        }
    }

    /// Like [`AwardTable::parse`], among the awards of one scheme if it is named.
    pub fn parse_in(&self, scheme: Option<&str>, text: &str) -> Option<AwardRef> {
        let mut schemes = self
            .schemes
            .iter()
            .filter(|one| scheme.is_none_or(|id| one.scheme == *id));
        match text.split_once('/') {
            Some((scheme, name)) => schemes.find(|one| one.scheme == *scheme)?.find(name),
            None => schemes.find_map(|one| one.find(text)),
        }
    }

    /// Reads `bronze` (in the first scheme that has it) or `lancaster/bronze`; of an
    /// award that repeats also the name of a round, whether or not there is such a round.
    pub fn parse(&self, text: &str) -> Option<AwardRef> {
        self.parse_in(None, text)
    }

    /// Every award's name within its scheme, in order.
    pub fn names(&self) -> impl Iterator<Item = &AwardName> {
        self.schemes.iter().flat_map(|scheme| &scheme.awards)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn table() -> AwardTable {
        let names = |all: &[&str]| -> Vec<AwardName> {
            let names = all.iter().filter_map(|name| AwardName::parse(name));
            names.collect()
        };
        let scheme = |id: &str, awards: &[&str], repeating: &[&str]| AwardNames {
            scheme: SchemeId::parse(id).unwrap(),
            awards: names(awards),
            repeating: names(repeating),
        };
        AwardTable {
            schemes: vec![
                scheme("rics", &["year", "a-2026-12-31"], &["year"]),
                scheme("lancaster", &["silver", "year"], &["silver"]),
            ],
        }
    }

    #[test]
    fn a_bare_name_means_the_award_of_the_first_scheme_that_has_it() {
        let read = |text: &str| table().parse(text).map(|award| award.to_string());
        assert_eq!(read("year").as_deref(), Some("rics/year"));
        assert_eq!(read("lancaster/year").as_deref(), Some("lancaster/year"));
        assert_eq!(
            read("silver-2026-12-31").as_deref(),
            Some("lancaster/silver-2026-12-31")
        );
        assert_eq!(read("a-2026-12-31").as_deref(), Some("rics/a-2026-12-31"));
        assert_eq!(read("lancaster/year-2026-12-31"), None);
        assert_eq!(read("year-2026-13-31"), None);
        assert_eq!(read("YEAR"), None);
    }

    proptest! {
        #[test]
        fn an_award_reads_back_as_written(
            scheme in "(rics/|lancaster/|\\.\\./|/)?",
            name in "(year|silver|YEAR|a|\\.\\.)(-2026-12-31|-2026-12-31-2027-12-31|/\\.\\.|\n)?",
        ) {
            let text = format!("{scheme}{name}");
            if let Some(award) = table().parse(&text) {
                let written = award.to_string();
                prop_assert_eq!(table().parse(&written), Some(award));
                prop_assert!(written.ends_with(&text));
                prop_assert!(!written.contains("..") && !written.contains('\n'));
            }
        }
    }
}
