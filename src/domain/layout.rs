//! Names of the folders of a portfolio, each said once. Knows no record and no file's content.

use super::id::AwardRef;

/// The folder of sign-offs, with the slash that ends it.
pub const SIGNOFFS: &str = "signoffs/";

/// The awarding body's signature over everything in `trust/`.
pub const TRUST_SIGNATURE: &str = "trust/trust.sig";

/// The beginning of the name of a letter that asks for a sign-off.
const REQUEST: &str = "REQUEST-";

/// The page that a request opens with.
pub const READ_ME_FIRST: &str = "READ-ME-FIRST.html";

/// The form on paper that goes with a request.
pub const PAPER_FORM: &str = "FORM-TO-SIGN.html";

/// Returns true for the letter of a request, which lies at the top of its files.
pub fn is_request(path: &str) -> bool {
    path.starts_with(REQUEST) && path.ends_with(".md") && !path.contains('/')
}

/// Returns the award, as a person writes it, that a file asks for if it is the letter of a
/// request.
pub fn requested_award(path: &str) -> Option<String> {
    let stem = path.strip_prefix(REQUEST)?.strip_suffix(".md")?;
    is_request(path).then(|| stem.replace('+', "/"))
}

/// Returns true for a file that says who may sign.
pub fn is_in_trust(path: &str) -> bool {
    path.starts_with("trust/")
}

/// Folders whose Markdown is no record, so that no kind may have its records there.
const WITHOUT_RECORDS: [&str; 6] = [
    "docs", "evidence", "packs", "private", "register", "schemes",
];

/// Returns true for the name of a top-level folder that holds no records.
pub fn is_without_records(folder: &str) -> bool {
    WITHOUT_RECORDS.contains(&folder)
}

/// Returns the folder of an award's sign-offs, with the slash that ends it.
pub fn signoffs_of(award: &AwardRef) -> String {
    format!("{SIGNOFFS}{award}/")
}

/// Returns the file of the printed record of a period. No pack of an award is in its folder.
pub fn period_pack(name: &str, extension: &str) -> String {
    format!("packs/periods/{name}.{extension}")
}

/// Names of the files that belong to an award, none of which another award's file has. Made of
/// the award as a person writes it: `silver`, or `lancaster/silver` where two schemes have one
/// of that name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AwardFiles {
    award: String,
    stem: String,
}

impl AwardFiles {
    /// No id holds a plus sign, so none is mistaken for a scheme and an award.
    pub fn new(award: &str) -> Self {
        Self {
            award: award.to_owned(),
            stem: award.replace('/', "+"),
        }
    }

    /// Returns the award as a person writes it.
    pub fn award(&self) -> &str {
        &self.award
    }

    /// Returns the part of a record's name that stands for the award.
    pub fn stem(&self) -> &str {
        &self.stem
    }

    /// Returns the file that asks for the next step.
    pub fn request(&self) -> String {
        format!("{REQUEST}{}.md", self.stem)
    }

    pub fn pack(&self, extension: &str) -> String {
        format!("packs/{}.{extension}", self.output())
    }

    pub fn draft_pack(&self, extension: &str) -> String {
        format!("packs/{}-draft.{extension}", self.output())
    }

    /// Returns the pack of files that have changed since they were signed.
    pub fn current_pack(&self, extension: &str) -> String {
        format!("packs/{}-current.{extension}", self.output())
    }

    /// Returns the letter that a pack is sent with.
    pub fn letter(&self) -> String {
        format!("packs/{}-email.txt", self.output())
    }

    /// Returns the letter about a sign-off, such as `granted`.
    pub fn signoff_letter(&self, news: &str) -> String {
        format!("packs/{}-{news}-email.txt", self.output())
    }

    /// Returns the certificate of the award.
    pub fn certificate(&self, extension: &str) -> String {
        format!("packs/{}-certificate.{extension}", self.output())
    }

    /// Returns the zip of everything that somebody who is asked needs.
    pub fn ask_zip(&self) -> String {
        format!("packs/ask-{}.zip", self.output())
    }

    /// Returns the branch with everything that somebody who is asked needs.
    pub fn ask_branch(&self) -> String {
        format!("ask/{}", self.stem)
    }

    /// Returns the name among outputs. An award called `silver-draft` or `ask-silver` would
    /// write over an output of `silver`, so its name stands between plus signs.
    fn output(&self) -> String {
        let ends = [
            "-draft",
            "-current",
            "-certificate",
            "-granted",
            "-returned",
        ];
        if self.stem.starts_with("ask-") || ends.iter().any(|end| self.stem.ends_with(end)) {
            format!("+{}+", self.stem)
        } else {
            self.stem.clone()
        }
    }
}

/// Returns true for a file in the folder of what cpd prints.
pub fn is_printed(path: &str) -> bool {
    path.starts_with("packs/")
}

/// The sort of a file in the folder of what cpd prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PrintedSort {
    /// A draft, a pack that was not signed as it is, or a request.
    Unfinished,
    Certificate,
    Final,
}

/// Returns the sort of a file in the folder of what cpd prints, as its name says.
pub fn printed_sort(path: &str) -> PrintedSort {
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    if stem.ends_with("-draft") || stem.ends_with("-current") || stem.starts_with("ask-") {
        PrintedSort::Unfinished
    } else if stem.ends_with("-certificate") {
        PrintedSort::Certificate
    } else {
        PrintedSort::Final
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::domain::id::AwardName;

    fn outputs(award: &str) -> [String; 11] {
        let files = AwardFiles::new(award);
        [
            files.request(),
            files.pack("zip"),
            files.draft_pack("zip"),
            files.current_pack("zip"),
            files.letter(),
            files.signoff_letter("granted"),
            files.signoff_letter("returned"),
            files.signoff_letter("thanks"),
            files.certificate("zip"),
            files.ask_zip(),
            files.ask_branch(),
        ]
    }

    /// Whoever approves the request for one award endorses no other, and no pack is written
    /// over another.
    #[test]
    fn awards_never_share_a_file() {
        let awards = [
            "a/b-c",
            "a-b/c",
            "a-b-c",
            "a_b/c",
            "a.b/c",
            "a/b",
            "b",
            "b-draft",
            "b-current",
            "b-certificate",
            "b-granted",
            "b-returned",
            "b-draft-draft",
            "ask-b",
            "ask-ask-b",
            "ask-b-draft",
            "a/b-draft",
            "rics/year-2026-12-31",
            "rics-year-2026-12-31",
        ];
        let files: BTreeSet<String> = awards.into_iter().flat_map(outputs).collect();
        assert_eq!(files.len(), awards.len() * 11, "{files:#?}");
        assert_eq!(AwardName::parse("b+c"), None);
    }

    #[test]
    fn what_is_printed_is_told_by_its_name() {
        for award in ["silver", "silver-draft", "ask-silver", "my-certificate"] {
            let files = AwardFiles::new(award);
            for (path, sort) in [
                (files.pack("html"), PrintedSort::Final),
                (files.letter(), PrintedSort::Final),
                (files.draft_pack("html"), PrintedSort::Unfinished),
                (files.current_pack("html"), PrintedSort::Unfinished),
                (files.ask_zip(), PrintedSort::Unfinished),
                (files.certificate("pdf"), PrintedSort::Certificate),
            ] {
                assert_eq!(printed_sort(&path), sort, "{path}");
            }
        }
    }

    #[test]
    fn an_ordinary_award_gives_its_files_its_name() {
        assert_eq!(
            outputs("silver"),
            [
                "REQUEST-silver.md",
                "packs/silver.zip",
                "packs/silver-draft.zip",
                "packs/silver-current.zip",
                "packs/silver-email.txt",
                "packs/silver-granted-email.txt",
                "packs/silver-returned-email.txt",
                "packs/silver-thanks-email.txt",
                "packs/silver-certificate.zip",
                "packs/ask-silver.zip",
                "ask/silver",
            ]
        );
    }
}
