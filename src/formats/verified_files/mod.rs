//! `cpd verify FILE…`: a row for each file.

mod csv;
mod human;
mod json;
mod plain;

use super::verification::closing_message;
use super::{Format, View};
use crate::base::text::words;
use crate::views::verification::{VerificationOutcome, VerifiedAward};
use crate::views::verified_files::{VerifiedFile, VerifiedFiles};

impl View for VerifiedFiles {
    const NAME: &'static str = "a table of files";
    const FORMATS: &'static [Format<Self>] = &[
        Format::new("human", human::write),
        Format::new("plain", plain::write),
        Format::new("json", json::write),
        Format::new("csv", csv::write),
    ];
}

/// Every outcome, from the best to the worst.
const OUTCOMES: [VerificationOutcome; 5] = [
    VerificationOutcome::Good,
    VerificationOutcome::Draft,
    VerificationOutcome::Unverified,
    VerificationOutcome::Bad,
    VerificationOutcome::Unreadable,
];

/// Returns how many files there are, and how many came to what.
fn summary(files: &VerifiedFiles) -> String {
    let count = words::count_noun(files.files.len(), "file", "files");
    let outcomes = OUTCOMES.iter().filter_map(|outcome| {
        let same = files.files.iter().filter(|file| file.outcome == *outcome);
        let number = same.count();
        (number > 0).then(|| format!("{number} {}", outcome.name()))
    });
    format!("{count}: {}", outcomes.collect::<Vec<_>>().join(", "))
}

fn of(file: &VerifiedFile) -> Option<&VerifiedAward> {
    file.verification.as_ref().map(|found| &found.of)
}

/// Returns the name of the owner; nothing if it cannot be read.
fn owner(file: &VerifiedFile) -> &str {
    let owner = of(file).and_then(|of| of.owner.as_ref());
    owner.map_or("", |owner| &owner.name)
}

/// Returns the award; nothing if it cannot be read.
fn award(file: &VerifiedFile) -> &str {
    of(file)
        .and_then(|of| of.award.as_deref())
        .unwrap_or_default()
}

/// Says in a sentence what came of a file: what is wrong with it first.
fn result(file: &VerifiedFile) -> String {
    let Some(found) = &file.verification else {
        return file.error.clone().unwrap_or_default();
    };
    let worst = found
        .worst_answer()
        .filter(|_| file.outcome > VerificationOutcome::Draft);
    match worst {
        Some(answer) => format!("{}: {}", answer.about.name(), answer.says),
        None => closing_message(found).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::{Style, print};
    use crate::views::verification::{
        AnswerOutcome, Verification, VerificationAnswer, VerificationQuestion, VerifiedOwner,
    };

    fn verified(owner: &str, outcome: AnswerOutcome) -> VerifiedFile {
        let answer = |about, outcome, says| VerificationAnswer::new(about, outcome, says);
        let verification = Verification {
            version: 1,
            format: "zip",
            says: String::new(),
            of: VerifiedAward {
                owner: Some(VerifiedOwner {
                    id: None,
                    name: owner.to_owned(),
                }),
                award: Some("lancaster/silver".to_owned()),
                ..VerifiedAward::default()
            },
            scheme: None,
            findings: vec![
                answer(
                    VerificationQuestion::Files,
                    AnswerOutcome::Good,
                    "as listed",
                ),
                answer(VerificationQuestion::Signoffs, outcome, "two steps"),
                answer(
                    VerificationQuestion::Trust,
                    AnswerOutcome::Unverified,
                    "nobody",
                ),
            ],
            steps: Vec::new(),
            draft: false,
            by_hand: Vec::new(),
        };
        VerifiedFile::verified(format!("{owner}.zip"), verification)
    }

    fn table() -> VerifiedFiles {
        VerifiedFiles::new(vec![
            verified("=1+1", AnswerOutcome::Good),
            VerifiedFile::unreadable("b.pdf".to_owned(), "it is cut short".to_owned()),
            verified("Ann", AnswerOutcome::Bad),
        ])
    }

    fn printed(format: &str) -> String {
        let style = Style {
            width: 80,
            colour: false,
            shell: crate::base::text::Shell::Posix,
        };
        let mut out = Vec::new();
        print(&table(), format, &style, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn each_file_is_a_sentence_with_the_worst_answer_first() {
        assert_eq!(
            printed("plain"),
            "=1+1.zip, lancaster/silver of =1+1: not verified: trust: nobody\n\
             b.pdf: cannot be read: it is cut short\n\
             Ann.zip, lancaster/silver of Ann: bad: sign-offs: two steps\n\
             3 files: 1 not verified, 1 bad, 1 cannot be read.\n"
        );
        assert_eq!(table().worst(), VerificationOutcome::Unreadable);
        assert_eq!(
            VerifiedFiles::new(Vec::new()).worst(),
            VerificationOutcome::Good
        );
    }

    #[test]
    fn a_name_that_a_spreadsheet_would_run_is_guarded_and_a_broken_file_has_a_row() {
        let csv = printed("csv");
        let rows: Vec<&str> = csv.lines().skip(1).collect();
        assert_eq!(
            rows,
            [
                "'=1+1.zip,not verified,zip,,'=1+1,,,lancaster/silver,,,good,,,,good,not verified,,,,trust: nobody",
                "b.pdf,cannot be read,,,,,,,,,,,,,,,,,,it is cut short",
                "Ann.zip,bad,zip,,Ann,,,lancaster/silver,,,good,,,,bad,not verified,,,,sign-offs: two steps",
            ]
        );
    }

    #[test]
    fn json_has_every_file_with_its_fields() {
        let json: serde_json::Value = serde_json::from_str(&printed("json")).unwrap();
        let outcomes: Vec<&str> = json["files"]
            .as_array()
            .unwrap()
            .iter()
            .map(|file| file["outcome"].as_str().unwrap())
            .collect();
        assert_eq!(outcomes, ["unverified", "unreadable", "bad"]);
        assert_eq!(json["files"][2]["owner"]["name"], "Ann");
        assert_eq!(json["files"][1]["error"], "it is cut short");
    }
}
