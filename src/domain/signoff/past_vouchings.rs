//! The vouchings of the awarding body that a history has, to find out whether an older one
//! was put back.

use super::trust_manifest::{Edition, TrustManifest};

/// The lists and signatures that were ever committed, as they were.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PastVouchings {
    pub manifests: Vec<TrustManifest>,
    pub signatures: Vec<Vec<u8>>,
}

impl PastVouchings {
    /// Returns the serial number and date of a signed vouching that this one must not stand
    /// beside: a later one, or another with the same serial number. `is_signed` tells whether
    /// a signature is the awarding body's over a digest; only what it signed can be newer.
    pub fn superseding(
        &self,
        current: &TrustManifest,
        is_signed: &dyn Fn(&[u8], &str) -> bool,
    ) -> Option<Edition> {
        let sha256 = current.sha256();
        let mut rivals: Vec<&TrustManifest> = self
            .manifests
            .iter()
            .filter(|past| past.edition.serial >= current.edition.serial)
            .collect();
        rivals.sort_by_key(|past| std::cmp::Reverse(past.edition.serial));
        let found = rivals.into_iter().find(|past| {
            let digest = past.sha256();
            let mut signatures = self.signatures.iter();
            digest != sha256 && signatures.any(|signature| is_signed(signature, &digest))
        });
        found.map(|past| past.edition)
    }

    /// Returns the serial number for the next vouching: above every one that there was.
    pub fn next_serial(&self, current: Option<&TrustManifest>) -> u64 {
        let all = self.manifests.iter().chain(current);
        let last = all.map(|past| past.edition.serial).max();
        last.unwrap_or(0).saturating_add(1)
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use proptest::prelude::*;

    use super::*;

    fn manifest(serial: u64, day: u32) -> TrustManifest {
        let date = NaiveDate::from_ymd_opt(2026, 2, day).unwrap();
        TrustManifest::build(&[], Edition { serial, date }, None, &mut String::new)
    }

    /// A history in which these were signed: a signature is the digest that it is over.
    fn history(all: &[TrustManifest], signed: &[TrustManifest]) -> PastVouchings {
        let signature = |one: &TrustManifest| one.sha256().into_bytes();
        PastVouchings {
            manifests: all.to_vec(),
            signatures: signed.iter().map(signature).collect(),
        }
    }

    fn superseding(history: &PastVouchings, current: &TrustManifest) -> Option<u64> {
        let is_signed = |signature: &[u8], sha256: &str| signature == sha256.as_bytes();
        let found = history.superseding(current, &is_signed);
        found.map(|edition| edition.serial)
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
        assert_eq!(history.next_serial(None), 4);
        assert_eq!(history.next_serial(Some(&manifest(9, 1))), 10);
        assert_eq!(PastVouchings::default().next_serial(None), 1);
    }

    #[test]
    fn a_list_that_the_body_did_not_sign_supersedes_nothing() {
        let all = [manifest(1, 1), manifest(99, 2)];
        assert_eq!(superseding(&history(&all, &all[..1]), &all[0]), None);
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
            prop_assert!(history.next_serial(None) > last);
        }
    }
}
