//! The awards of all adopted schemes by name: the one reader of an award's text.

use std::collections::BTreeSet;

use super::{Confirmation, Scheme};
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
    /// The same, to find one among many.
    known: BTreeSet<AwardName>,
    /// Those that come round again: a text may name one of their rounds.
    repeating: BTreeSet<AwardName>,
    /// Names of confirmations: a text names one together with a record.
    confirmations: BTreeSet<AwardName>,
}

impl AwardNames {
    fn find(&self, name: &str) -> Option<AwardRef> {
        let among = |known: &BTreeSet<AwardName>, name: &str| {
            Some(AwardRef::new(&self.scheme, known.get(name)?))
        };
        if let Some((confirmation, record)) = name.split_once('/') {
            return among(&self.confirmations, confirmation)?.of_record(record);
        }
        among(&self.known, name).or_else(|| {
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
                known: awards().map(|award| award.id.clone()).collect(),
                repeating: repeating.map(|award| award.id.clone()).collect(),
                confirmations: scheme
                    .confirmations
                    .iter()
                    .map(Confirmation::name)
                    .collect(),
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
        let qualified = text.split_once('/');
        let named = qualified.and_then(|(scheme, name)| {
            let mut schemes = schemes.clone();
            Some((schemes.find(|one| one.scheme == *scheme)?, name))
        });
        match named {
            Some((scheme, name)) => scheme.find(name),
            None => schemes.find_map(|one| one.find(text)),
        }
    }

    /// Reads `bronze` (in the first scheme that has it) or `lancaster/bronze`; of an
    /// award that repeats also the name of a round, whether or not there is such a round; and
    /// `approval/RECORD` of a confirmation, whether or not there is such a record.
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
            known: names(awards).into_iter().collect(),
            repeating: names(repeating).into_iter().collect(),
            confirmations: names(&["approval", "rics"]).into_iter().collect(),
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

    #[test]
    fn a_confirmation_is_named_with_a_record() {
        let read = |text: &str| table().parse(text).map(|award| award.to_string());
        let approval = Some("rics/approval/2026-03-02-a-night-away");
        assert_eq!(
            read("approval/2026-03-02-a-night-away").as_deref(),
            approval
        );
        assert_eq!(
            read("lancaster/approval/2026-12-31").as_deref(),
            Some("lancaster/approval/2026-12-31")
        );
        // Any name that a scheme may have is read as a scheme.
        assert_eq!(read("rics/year").as_deref(), Some("rics/year"));
        for text in [
            "approval",
            "approval/",
            "approval/a/b",
            "approval/../b",
            "approval/a b",
            "approval/.git",
            "rics/rics",
            "year/2026-03-02-a",
            "Approval/2026-03-02-a",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn an_award_reads_back_as_written(
            scheme in "(rics/|lancaster/|\\.\\./|/)?",
            name in "(year|silver|YEAR|a|approval|\\.\\.)(-2026-12-31|-2026-12-31-2027-12-31|/\\.\\.|/a-b|\n)?",
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
