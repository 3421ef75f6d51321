//! Limits of what is unpacked from a pack, so that a small file can fill neither the
//! memory nor the time of whoever opens it.

use std::io::{self, Read};

use crate::base::files::LARGEST_EVIDENCE;

/// Bytes that a packed byte may become. Text becomes some ten, and so does a page of one
/// colour; only a file that was made to be large becomes more.
const GROWTH: u64 = 100;

/// Files that a pack may carry.
pub const MOST_FILES: usize = 20_000;

/// Bytes and files that may still be read while a pack is unpacked.
pub struct Budget {
    bytes: u64,
    files: usize,
}

/// The error of a file that unpacks to more than any pack of its size does.
#[derive(Debug, thiserror::Error)]
pub enum Exhausted {
    #[error("it unpacks to far more than a pack of its size")]
    Bytes,
    #[error("it carries more than {MOST_FILES} files")]
    Files,
}

impl Budget {
    /// Returns the budget for a pack of this many bytes. One file of evidence always fits.
    pub fn for_pack(packed: usize) -> Self {
        let bytes = (packed as u64).saturating_mul(GROWTH);
        Self {
            bytes: bytes.max(LARGEST_EVIDENCE),
            files: MOST_FILES,
        }
    }

    /// Reads one file of the pack to its end. The inner result is what reading gave, with
    /// the bytes up to where it failed.
    pub fn read(&mut self, from: impl Read) -> Result<(Vec<u8>, io::Result<()>), Exhausted> {
        self.files = self.files.checked_sub(1).ok_or(Exhausted::Files)?;
        let mut bytes = Vec::new();
        let read = from.take(self.bytes + 1).read_to_end(&mut bytes);
        let left = self.bytes.checked_sub(bytes.len() as u64);
        self.bytes = left.ok_or(Exhausted::Bytes)?;
        Ok((bytes, read.map(|_| ())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_budget_is_shared_by_all_files() {
        let mut budget = Budget::for_pack(1);
        let half = LARGEST_EVIDENCE / 2;
        for _ in 0..2 {
            let (bytes, read) = budget.read(io::repeat(b'x').take(half)).unwrap();
            assert!(read.is_ok() && bytes.len() as u64 == half);
        }
        let one_more = budget.read(io::repeat(b'x').take(1));
        assert!(matches!(one_more, Err(Exhausted::Bytes)));
    }

    #[test]
    fn files_without_content_are_counted_too() {
        let mut budget = Budget::for_pack(1);
        let all = (0..MOST_FILES).all(|_| budget.read(io::empty()).is_ok());
        assert!(all && matches!(budget.read(io::empty()), Err(Exhausted::Files)));
    }

    #[test]
    fn an_endless_stream_is_read_up_to_the_budget() {
        let endless = Budget::for_pack(1).read(io::repeat(b'x'));
        assert!(matches!(endless, Err(Exhausted::Bytes)));
    }
}
