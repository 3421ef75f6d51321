//! The number of an entry, such as `LPP-2026-0123`: a prefix, the year and a count within it. Returns
//! are counted apart, as `LPP-2026-R0123`, so that awards have numbers without gaps.

use std::fmt;

use super::FOLDER;

/// The fewest digits of a count.
const DIGITS: usize = 4;
/// The most letters and digits of a prefix.
const LONGEST_PREFIX: usize = 12;
/// The end of the name of a revocation.
const REVOKED: &str = "-revoked";

/// The letter before the count of a return.
const RETURN: char = 'R';

/// The decision that an entry is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum EntryKind {
    Grant,
    Return,
}

/// The number of an entry.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RegisterNumber {
    pub prefix: String,
    pub year: u16,
    pub kind: EntryKind,
    /// From 1 in each year.
    pub count: u32,
}

/// The file at a path of the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RegisterFile {
    Entry(RegisterNumber),
    Revocation(RegisterNumber),
}

impl EntryKind {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Grant => "grant",
            Self::Return => "return",
        }
    }
}

impl RegisterNumber {
    /// Reads a number as it is written, and in no other form.
    pub fn parse(text: &str) -> Option<Self> {
        let (rest, count) = text.rsplit_once('-')?;
        let (prefix, year) = rest.rsplit_once('-')?;
        let (kind, count) = match count.strip_prefix(RETURN) {
            Some(count) => (EntryKind::Return, count),
            None => (EntryKind::Grant, count),
        };
        let number = Self {
            prefix: prefix.to_owned(),
            year: year.parse().ok()?,
            kind,
            count: count.parse().ok()?,
        };
        let is_written_so = is_prefix(prefix) && year.len() == 4 && number.count > 0;
        (is_written_so && number.to_string() == text).then_some(number)
    }

    /// Returns the path of its entry.
    pub fn path(&self) -> String {
        format!("{FOLDER}{}/{self}.md", self.year)
    }

    /// Returns the path of the file that revokes it.
    pub fn revocation_path(&self) -> String {
        format!("{FOLDER}{}/{self}{REVOKED}.md", self.year)
    }
}

impl RegisterFile {
    /// Returns the file that a path stands for; none if nothing of a register has this path.
    pub fn at(path: &str) -> Option<Self> {
        let name = path.rsplit('/').next()?.strip_suffix(".md")?;
        let (name, is_revoked) = match name.strip_suffix(REVOKED) {
            Some(name) => (name, true),
            None => (name, false),
        };
        let number = RegisterNumber::parse(name)?;
        let (file, usual) = match is_revoked {
            true => (Self::Revocation(number.clone()), number.revocation_path()),
            false => (Self::Entry(number.clone()), number.path()),
        };
        (usual == path).then_some(file)
    }
}

impl fmt::Display for RegisterNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            prefix,
            year,
            kind,
            count,
        } = self;
        write!(f, "{prefix}-{year:04}-")?;
        if *kind == EntryKind::Return {
            write!(f, "{RETURN}")?;
        }
        write!(f, "{count:0DIGITS$}")
    }
}

/// Returns true for capital letters and digits that begin with a letter.
pub fn is_prefix(text: &str) -> bool {
    let is_known = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
    text.len() <= LONGEST_PREFIX
        && text.starts_with(|c: char| c.is_ascii_uppercase())
        && text.bytes().all(is_known)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_number_has_one_form() {
        let number = RegisterNumber::parse("LPP-2026-0123").unwrap();
        assert_eq!((number.year, number.count), (2026, 123));
        assert_eq!(number.path(), "register/2026/LPP-2026-0123.md");
        for wrong in [
            "LPP-2026-123",
            "LPP-2026-00123",
            "LPP-2026-0000",
            "lpp-2026-0123",
            "LPP-26-0123",
            "LPP-2026-0123 ",
            "LPP-2026-+123",
            "../P-2026-0123",
            "-2026-0123",
            "LPP-0123",
            "LPP-2026-R123",
            "LPP-2026-RR0123",
            "LPP-2026-r0123",
            "",
        ] {
            assert_eq!(RegisterNumber::parse(wrong), None, "{wrong}");
        }
        let returned = RegisterNumber::parse("LPP-2026-R0123").unwrap();
        assert_eq!((returned.kind, returned.count), (EntryKind::Return, 123));
        assert_eq!(returned.path(), "register/2026/LPP-2026-R0123.md");
        let large = RegisterNumber::parse("LPP-2026-12345").unwrap();
        assert_eq!(large.to_string(), "LPP-2026-12345");
    }

    #[test]
    fn a_path_is_that_of_one_file() {
        let number = RegisterNumber::parse("LPP-2026-0001").unwrap();
        let entry = RegisterFile::at("register/2026/LPP-2026-0001.md");
        assert_eq!(entry, Some(RegisterFile::Entry(number.clone())));
        let revoked = RegisterFile::at("register/2026/LPP-2026-0001-revoked.md");
        assert_eq!(revoked, Some(RegisterFile::Revocation(number)));
        for wrong in [
            "register/2025/LPP-2026-0001.md",
            "register/2026/LPP-2026-0001 (1).md",
            "register/LPP-2026-0001.md",
            "register/2026/x/LPP-2026-0001.md",
            "register/2026/LPP-2026-0001.txt",
        ] {
            assert_eq!(RegisterFile::at(wrong), None, "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(
            prefix in "[A-Z][A-Z0-9]{0,11}",
            year in 1000u16..=9999,
            is_return: bool,
            count in 1u32..=9_999_999,
        ) {
            let kind = if is_return { EntryKind::Return } else { EntryKind::Grant };
            let number = RegisterNumber { prefix, year, kind, count };
            prop_assert_eq!(RegisterNumber::parse(&number.to_string()), Some(number.clone()));
            prop_assert_eq!(RegisterFile::at(&number.path()), Some(RegisterFile::Entry(number)));
        }

        #[test]
        fn no_text_is_read_as_two_numbers(text in "[A-Z0-9-]{0,24}") {
            if let Some(number) = RegisterNumber::parse(&text) {
                prop_assert_eq!(number.to_string(), text);
            }
        }
    }
}
