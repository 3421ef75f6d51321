//! The vouchings of the awarding body that a history has, to find out whether an older one
//! was put back.

use super::trust_manifest::{Edition, PastManifest, TrustManifest};
use crate::base::files::Sha256;

/// The lists and signatures that were ever committed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PastVouchings {
    pub manifests: Vec<PastManifest>,
    pub signatures: Vec<Vec<u8>>,
}

/// Tells whether a signature is the awarding body's over a digest.
pub type IsSigned<'a> = &'a dyn Fn(&[u8], Sha256) -> bool;

impl PastVouchings {
    /// Returns the serial number and date of a signed vouching that this one must not stand
    /// beside: a later one, or another with the same serial number. Only what the awarding body
    /// signed can be newer.
    pub fn superseding(&self, current: &TrustManifest, is_signed: IsSigned<'_>) -> Option<Edition> {
        let sha256 = current.sha256();
        let rivals = self
            .latest_first()
            .filter(|past| past.edition.serial >= current.edition.serial && past.sha256 != sha256);
        self.first_signed(rivals, is_signed)
    }

    /// Returns the serial number for the next vouching: above every one that the awarding body
    /// signed. Anybody can write a number into a list that it did not sign. `None` where there
    /// is no higher number.
    pub fn next_serial(&self, is_signed: IsSigned<'_>) -> Option<u64> {
        let last = self.first_signed(self.latest_first(), is_signed);
        last.map_or(0, |edition| edition.serial).checked_add(1)
    }

    fn latest_first(&self) -> impl Iterator<Item = &PastManifest> {
        let mut all: Vec<&PastManifest> = self.manifests.iter().collect();
        all.sort_by_key(|past| std::cmp::Reverse(past.edition.serial));
        all.into_iter()
    }

    fn first_signed<'a>(
        &self,
        mut lists: impl Iterator<Item = &'a PastManifest>,
        is_signed: IsSigned<'_>,
    ) -> Option<Edition> {
        let found = lists.find(|past| {
            let mut signatures = self.signatures.iter();
            signatures.any(|signature| is_signed(signature, past.sha256))
        });
        found.map(|past| past.edition)
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use proptest::prelude::*;

    use super::*;

    fn manifest(serial: u64, day: u32) -> TrustManifest {
        let date = NaiveDate::from_ymd_opt(2026, 2, day).unwrap();
        TrustManifest::build(&[], Edition { serial, date }, None, &mut || 0)
    }

    /// A history in which these were signed: a signature is the digest that it is over.
    fn history(all: &[TrustManifest], signed: &[TrustManifest]) -> PastVouchings {
        let signature = |one: &TrustManifest| one.sha256().to_string().into_bytes();
        let past = |one: &TrustManifest| PastManifest {
            edition: one.edition,
            sha256: one.sha256(),
        };
        PastVouchings {
            manifests: all.iter().map(past).collect(),
            signatures: signed.iter().map(signature).collect(),
        }
    }

    fn superseding(history: &PastVouchings, current: &TrustManifest) -> Option<u64> {
        let found = history.superseding(current, &is_signed);
        found.map(|edition| edition.serial)
    }

    fn is_signed(signature: &[u8], sha256: Sha256) -> bool {
        signature == sha256.to_string().as_bytes()
    }

    #[test]
    fn an_older_vouching_or_one_of_two_with_a_number_is_superseded() {
        let all = [manifest(1, 1), manifest(2, 2), manifest(3, 3)];
        let history = history(&all, &all);
        assert_eq!(superseding(&history, &all[2]), None);
        assert_eq!(superseding(&history, &all[1]), Some(3));
        assert_eq!(superseding(&history, &all[0]), Some(3));
        assert_eq!(superseding(&history, &manifest(3, 4)), Some(3));
        assert_eq!(superseding(&history, &manifest(4, 1)), None);
        assert_eq!(history.next_serial(&is_signed), Some(4));
        assert_eq!(PastVouchings::default().next_serial(&is_signed), Some(1));
    }

    #[test]
    fn a_list_that_the_body_did_not_sign_supersedes_nothing() {
        let all = [manifest(1, 1), manifest(99, 2)];
        assert_eq!(superseding(&history(&all, &all[..1]), &all[0]), None);
        assert_eq!(history(&all, &all[..1]).next_serial(&is_signed), Some(2));
        let last = [manifest(u64::MAX, 1)];
        assert_eq!(history(&last, &[]).next_serial(&is_signed), Some(1));
        assert_eq!(history(&last, &last).next_serial(&is_signed), None);
    }

    proptest! {
        #[test]
        fn of_signed_vouchings_with_numbers_of_their_own_the_last_alone_counts(
            serials in prop::collection::btree_set(1_u64..1000, 1..6)
        ) {
            let all: Vec<_> = serials.iter().map(|serial| manifest(*serial, 1)).collect();
            let history = history(&all, &all);
            let last = *serials.last().unwrap();
            for one in &all {
                let is_last = one.edition.serial == last;
                prop_assert_eq!(superseding(&history, one), (!is_last).then_some(last));
            }
            prop_assert_eq!(history.next_serial(&is_signed), Some(last + 1));
        }
    }
}
