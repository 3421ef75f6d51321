//! Bounds the decoding of pictures: a few bytes can stand for millions of pixels. Knows
//! neither records nor packs.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use super::{PictureFault, Size, read_header};
use crate::base::files::Sha256;

/// Memory in bytes in which the pictures of one set may be decoded one after the other, and
/// how much more for each byte of their files.
const MEMORY_OF_A_SET: u64 = 128 << 20;
const MEMORY_PER_BYTE: u64 = 768;

/// The pictures of one set, such as a pack, that may be decoded. Only their contents and
/// their order decide: whoever opens a pack finds the same pictures in it.
#[derive(Debug, Default)]
pub struct PictureBudget {
    counted: BTreeSet<Sha256>,
    /// The size of the files that were counted, in bytes.
    read: u64,
    /// The memory in which they are decoded, in bytes.
    used: u64,
}

impl PictureBudget {
    /// Counts a picture from its header, each content once; returns an error if it cannot
    /// be shown, or if it is not to be decoded as well.
    pub fn admit(&mut self, bytes: &[u8]) -> Result<(), PictureFault> {
        let memory = read_header(bytes)?.memory;
        let digest = Sha256::digest(bytes);
        if self.counted.contains(&digest) {
            return Ok(());
        }
        let read = self.read.saturating_add(bytes.len() as u64);
        let used = self.used.saturating_add(memory);
        let allowed = MEMORY_OF_A_SET.saturating_add(read.saturating_mul(MEMORY_PER_BYTE));
        if used > allowed {
            return Err(PictureFault::BeyondBudget);
        }
        (self.read, self.used) = (read, used);
        self.counted.insert(digest);
        Ok(())
    }
}

/// The pictures that were decoded in one run: each content once, and one at a time.
#[derive(Debug, Default)]
pub struct DecodedPictures(Mutex<BTreeMap<Sha256, Result<Size, PictureFault>>>);

impl DecodedPictures {
    /// Returns the size of a picture, or why it cannot be shown. `read` finds it for a
    /// content that was not asked for before.
    pub fn size(
        &self,
        bytes: &[u8],
        read: impl FnOnce(Sha256) -> Result<Size, PictureFault>,
    ) -> Result<Size, PictureFault> {
        let digest = Sha256::digest(bytes);
        let mut decoded = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *decoded.entry(digest).or_insert_with(|| read(digest))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::picture::tests::plain_webp;

    /// Returns pictures of 8 million pixels, each of another colour.
    fn large_pictures() -> impl Iterator<Item = Vec<u8>> {
        (0..=255).map(|colour| plain_webp(4_000, 2_000, colour))
    }

    #[test]
    fn pictures_beyond_the_budget_are_not_decoded() {
        let mut budget = PictureBudget::default();
        let admitted = large_pictures().map(|bytes| budget.admit(&bytes));
        let admitted: Vec<_> = admitted.collect();
        assert!(admitted[0].is_ok(), "{admitted:?}");
        let beyond = Err(PictureFault::BeyondBudget);
        assert!(admitted[1..].iter().all(|one| *one == beyond));
        // One that was counted stays, and a small one still fits.
        let first = large_pictures().next();
        assert!(first.is_some_and(|one| budget.admit(&one).is_ok()));
        assert_eq!(budget.admit(&plain_webp(100, 100, 0)), Ok(()));
    }

    #[test]
    fn a_longer_file_adds_to_the_budget() {
        let mut budget = PictureBudget::default();
        let padded = large_pictures().map(|mut bytes| {
            bytes.resize(100_000, 0);
            bytes
        });
        let admitted = padded.map(|bytes| budget.admit(&bytes));
        assert!(admitted.take(40).all(|one| one.is_ok()));
    }

    #[test]
    fn a_content_is_decoded_once() {
        let decoded = DecodedPictures::default();
        let mut count = 0;
        let mut size = |bytes: &[u8]| {
            decoded.size(bytes, |_| {
                count += 1;
                Err(PictureFault::Damaged)
            })
        };
        assert_eq!(size(b"a"), size(b"a"));
        assert_eq!(size(b"b"), Err(PictureFault::Damaged));
        assert_eq!(count, 2);
    }
}
