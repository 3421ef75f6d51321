//! A request to endorse an award: the files that the award needs, and nothing else. Whoever
//! is invited to a whole repository can read every reflection for ever.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use thiserror::Error;

use super::eligibility::{Eligibility, NotReady};
use super::preview::{covered_records, record_line};
use crate::app::error::{Explain, Explanation};
use crate::app::ports::{Repository, RepositoryError};
use crate::base::files::digest::BlobId;
use crate::base::text::safe::make_file_safe;
use crate::base::text::{Safe, words};
use crate::check::{CheckResult, signoff_findings};
use crate::domain::id::AwardRef;
use crate::domain::layout::AwardFiles;
use crate::domain::phrases::{self, RequestPhrase};
use crate::domain::portfolio::Portfolio;
use crate::domain::remedy::{Invocation, Remedy};
use crate::domain::schema::{PrintMode, StepActor};
use crate::formats::pack::zip::{self, ArchiveError};
use crate::views::submission::model::{Pack, PackSection, PrintedRecord};

/// Files at the top that the copy needs as well, so that git treats it the same.
const EXTRA_FILES: [&str; 1] = [".gitattributes"];

/// A step that somebody other than the owner is asked to take.
pub struct EndorsementRequest<'a> {
    pub eligible: Eligibility<'a>,
    pub files: AwardFiles,
}

/// The files of a request, to be sent as a zip, a folder or a branch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bundle {
    /// By their paths in the portfolio.
    pub files: BTreeMap<String, Vec<u8>>,
    /// The message of a commit that holds them.
    pub says: String,
}

/// A reason why nobody can be asked.
#[derive(Debug, Error)]
pub enum RequestError {
    #[error("there is no award {0}")]
    NoAward(AwardRef),
    #[error("the scheme has no sign-offs")]
    NoSteps,
    #[error(transparent)]
    NotReady(#[from] NotReady),
    #[error("you cannot ask anybody yet: the next step, \u{201c}{step}\u{201d}, is yours")]
    OwnStep { step: String, take: Invocation },
    #[error("git: {0}")]
    Repository(#[from] RepositoryError),
    #[error(transparent)]
    Archive(#[from] ArchiveError),
}

impl Explain for RequestError {
    fn explain(&self) -> Explanation {
        match self {
            Self::NoAward(_) | Self::NoSteps | Self::Archive(_) => Explanation::failed(),
            Self::NotReady(error) => error.explain(),
            Self::OwnStep { take, .. } => {
                Explanation::refused().hint(Remedy::invoke("", take.clone()))
            }
            Self::Repository(error) => error.explain(),
        }
    }
}

impl Bundle {
    /// Returns the files as one zip; the same files give the same bytes.
    pub fn zip(&self) -> Result<Vec<u8>, RequestError> {
        Ok(zip::of_files(&self.files)?)
    }
}

/// Returns the step of an award that somebody else is asked for, once everything before it
/// stands.
pub fn prepare<'a>(
    award: &AwardRef,
    result: &'a CheckResult<'a>,
    portfolio: &'a Portfolio,
) -> Result<EndorsementRequest<'a>, RequestError> {
    let _span = tracing::info_span!("signoff.request").entered();
    let verdict = result
        .award(award)
        .ok_or_else(|| RequestError::NoAward(award.clone()))?;
    let next = verdict.chain.next().map(|state| state.step());
    let first = || portfolio.scheme(award.scheme())?.steps.first();
    let step = next.or_else(first).ok_or(RequestError::NoSteps)?;
    let eligible = Eligibility::check(&step.id, award, result, portfolio)?;
    if eligible.step.by == StepActor::Owner {
        return Err(RequestError::OwnStep {
            step: eligible.step.id.clone(),
            take: signoff_findings::step_invocation(eligible.step, award, portfolio),
        });
    }
    let files = AwardFiles::new(&signoff_findings::short_name(award, portfolio));
    Ok(EndorsementRequest { eligible, files })
}

/// Returns the files of a request: those of the award's pack, and a letter. `before` is the
/// letter that was sent last time; the new one says what has changed since.
pub fn bundle(
    request: &EndorsementRequest<'_>,
    pack: &Pack,
    before: Option<&str>,
    portfolio: &Portfolio,
    repository: &dyn Repository,
    today: NaiveDate,
) -> Result<Bundle, RequestError> {
    let _span = tracing::info_span!("signoff.bundle").entered();
    let files = pack.files.iter();
    let mut files: BTreeMap<String, Vec<u8>> = files
        .map(|(path, file)| (path.clone(), file.bytes.clone()))
        .collect();
    for path in EXTRA_FILES {
        let kept = repository.committed(path)?;
        files.extend(kept.map(|blob| (path.to_owned(), blob.bytes)));
    }
    let letter = letter(request, pack, before, portfolio, today);
    let letter = make_file_safe(&letter);
    files.insert(request.files.request(), letter.into_bytes());
    let owner = portfolio.owner().map_or("", |owner| owner.name());
    let award = request.eligible.award.title.as_str();
    Ok(Bundle {
        files,
        says: Safe(&RequestPhrase::CommitMessage { award, owner }.say()).to_string(),
    })
}

/// A file and git's name of its content.
struct NamedBlob<'a> {
    path: &'a str,
    blob: BlobId,
}

/// Returns the request as Markdown, for somebody who has never heard of YAML.
fn letter(
    request: &EndorsementRequest<'_>,
    pack: &Pack,
    before: Option<&str>,
    portfolio: &Portfolio,
    today: NaiveDate,
) -> String {
    let eligible = &request.eligible;
    let role = words::with_spaces(eligible.step.by.role());
    let (owner, role) = (pack.owner.name.as_str(), role.as_str());
    let subjects = pack.provenance.subjects.iter();
    let files: Vec<NamedBlob<'_>> = subjects
        .map(|subject| NamedBlob {
            path: &subject.path,
            blob: subject.blob,
        })
        .collect();
    let mut paragraphs = opening(eligible, pack, role, portfolio, today);
    if let Some(before) = before {
        let none = RequestPhrase::NoChanges {};
        paragraphs.push(section(&RequestPhrase::Changes {}));
        paragraphs.push(items(changed_files(before, &files), &none));
    }
    paragraphs.extend(statement_value(pack));
    let records = record_lines(eligible, portfolio, today);
    let lines = files
        .iter()
        .map(|file| format!("`{}` {}", file.path, file.blob));
    paragraphs.extend([
        section(&RequestPhrase::Records {}),
        items(records, &RequestPhrase::NoRecords {}),
        section(&RequestPhrase::SayingYes {}),
        RequestPhrase::YesOnAWebsite { owner, role }.say(),
        RequestPhrase::YesInAFolder { owner }.say(),
        section(&RequestPhrase::SayingNo {}),
        RequestPhrase::HowToSayNo { owner }.say(),
        section(&RequestPhrase::Details {}),
        RequestPhrase::Files {}.say(),
        list(lines),
    ]);
    let paragraphs = paragraphs.into_iter().filter(|text| !text.is_empty());
    format!("{}\n", paragraphs.collect::<Vec<_>>().join("\n\n"))
}

/// Returns who asks whom for what.
fn opening(
    eligible: &Eligibility<'_>,
    pack: &Pack,
    role: &str,
    portfolio: &Portfolio,
    today: NaiveDate,
) -> Vec<String> {
    let (owner, award) = (pack.owner.name.as_str(), pack.award.as_str());
    let signers = eligible.signers(portfolio, today);
    let names: Vec<&str> = signers.iter().map(|one| one.name()).collect();
    let whom = &phrases::join_first(&names);
    let heading = if names.is_empty() {
        RequestPhrase::HeadingRole { owner, role, award }
    } else {
        RequestPhrase::Heading { owner, whom, award }
    };
    let scheme = pack.scheme.title.as_str();
    let question = RequestPhrase::Question {
        owner,
        award,
        scheme,
        role,
    };
    let count = pack.reading_minutes;
    let reading_time = RequestPhrase::ReadingMinutes { count };
    vec![
        format!("# {}", heading.say()),
        award_line(&eligible.award.id),
        format!("{} {}", question.say(), reading_time.say()),
    ]
}

/// Returns the line of a letter that names its award.
fn award_line(award: &AwardRef) -> String {
    let award = &award.to_string();
    RequestPhrase::Award { award }.say()
}

/// Returns true if a letter asks for this award: the line that names it comes first below the
/// heading, alone. No comment or quotation can hold it there, and no other words deny it.
pub fn asks_for(letter: &str, award: &AwardRef) -> bool {
    let mut lines = letter.lines().map(str::trim_end);
    let is_heading = |line: &str| line.starts_with("# ") && !line.contains(['<', '\r']);
    lines.next().is_some_and(is_heading)
        && lines.find(|line| !line.is_empty()) == Some(&*award_line(award))
        && lines.next().is_none_or(str::is_empty)
}

/// Returns the heading of a section.
fn section(heading: &RequestPhrase<'_>) -> String {
    format!("## {}", heading.say())
}

/// Returns lines as a list.
fn list(lines: impl IntoIterator<Item = String>) -> String {
    let lines = lines.into_iter().map(|line| format!("- {line}"));
    lines.collect::<Vec<_>>().join("\n")
}

/// Returns lines as a list, or what is said where there are none.
fn items(lines: Vec<String>, none: &RequestPhrase<'_>) -> String {
    if lines.is_empty() {
        none.say()
    } else {
        list(lines)
    }
}

/// Returns the title and the words of what is printed as pages of its own.
fn statement_value(pack: &Pack) -> [String; 2] {
    let sheets = pack.parts.iter().filter_map(|part| match part {
        PackSection::Page(sheet) => Some(&sheet.document),
        _ => None,
    });
    let sheets: Vec<&PrintedRecord> = sheets.collect();
    let body: Vec<&str> = sheets.iter().map(|one| one.body.trim()).collect();
    let title = sheets.first().map_or("", |one| one.title.as_str());
    [
        section(&RequestPhrase::Statement { title }),
        body.join("\n\n"),
    ]
}

/// Returns the other records that are signed for, a line each.
fn record_lines(
    eligible: &Eligibility<'_>,
    portfolio: &Portfolio,
    today: NaiveDate,
) -> Vec<String> {
    let records = covered_records(eligible, portfolio, today).into_iter();
    records
        .filter(|record| record.kind.print != PrintMode::Page)
        .map(|record| record_line(record, portfolio))
        .collect()
}

/// Returns what is not as it was in an earlier letter.
fn changed_files(before: &str, files: &[NamedBlob<'_>]) -> Vec<String> {
    let was = |path: &str| {
        let start = format!("- `{path}` ");
        before.lines().find_map(|line| line.strip_prefix(&start))
    };
    let mut lines: Vec<String> = files
        .iter()
        .filter_map(|file| match was(file.path) {
            Some(blob) if BlobId::parse(blob) == Some(file.blob) => None,
            Some(_) => Some(RequestPhrase::FileChanged { path: file.path }.say()),
            None => Some(RequestPhrase::FileNew { path: file.path }.say()),
        })
        .collect();
    let gone = before.lines().filter_map(|line| {
        let (path, _) = line.strip_prefix("- `")?.split_once("` ")?;
        let is_there = files.iter().any(|file| file.path == path);
        (!is_there).then(|| RequestPhrase::FileRemoved { path }.say())
    });
    lines.extend(gone);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::fakes::World;
    use crate::base::files::digest::sha1_blob;
    use crate::domain::id::{AwardName, SchemeId};

    #[test]
    fn a_letter_says_which_files_changed_came_or_went_since_the_last_one() {
        let id = |words: &str| sha1_blob(words.as_bytes());
        let (a, b, c) = (id("01"), id("02"), id("03"));
        let before = format!("- `a.md` {a}\n- `b.md` {b}\nWords.\n- `c.md` {c}\n");
        let files = [("a.md", "01"), ("b.md", "22"), ("d.md", "04")];
        let files = files.map(|(path, words)| NamedBlob {
            path,
            blob: id(words),
        });
        let expected = ["b.md has changed", "d.md is new", "c.md has been removed"];
        assert_eq!(changed_files(&before, &files), expected);
        assert!(changed_files(&format!("- `a.md` {a}\n"), &files[..1]).is_empty());
    }

    #[test]
    fn a_letter_asks_for_the_award_that_it_names_on_a_line_alone_below_its_heading() {
        let scheme = SchemeId::parse("lancaster").unwrap();
        let award = |name: &str| AwardRef::new(&scheme, &AwardName::parse(name).unwrap());
        let silver = award("silver");
        let line = award_line(&silver);
        assert_eq!(line, "Award: `lancaster/silver`");
        let heading = "# Sam Carter asks Priya Shah to endorse Silver";
        for (letter, asks) in [
            (format!("{heading}\n\n{line}\n\nMore.\n"), true),
            (format!("{heading}\r\n\r\n{line}\r\n"), true),
            (format!("# Please\n{line}"), true),
            (String::new(), false),
            (heading.to_owned(), false),
            (format!("{heading}\n\nSilver, lancaster/silver\n"), false),
            (format!("{line}\n"), false),
            (format!("\n{heading}\n\n{line}\n"), false),
            (
                format!("{heading}\n\nThis does not ask for it.\n\n{line}\n"),
                false,
            ),
            (
                format!("{heading}\n\nThis does not ask for\n{line}\n"),
                false,
            ),
            (format!("{heading}\n\n{line}\nis not asked for.\n"), false),
            (format!("{heading}\n\n{line} is not asked for.\n"), false),
            (format!("{heading}\n\nNo {line}\n"), false),
            (format!("{heading}\n\n> {line}\n"), false),
            (format!("{heading}\n\n    {line}\n"), false),
            (format!("{heading}\n\n```\n{line}\n```\n"), false),
            (format!("{heading}\n<!--\n{line}\n-->\n"), false),
            (format!("# <!--\n\n{line}\n\n-->\n"), false),
            (format!("<details>\n\n{line}\n"), false),
            (format!("# A\r> no\n{line}\n"), false),
            (format!("{heading}\n\nAward: lancaster/silver\n"), false),
            (format!("{heading}\n\naward: `lancaster/silver`\n"), false),
        ] {
            assert_eq!(asks_for(&letter, &silver), asks, "{letter:?}");
            for other in ["gold", "silverware", "silve"] {
                assert!(!asks_for(&letter, &award(other)), "{letter:?}");
            }
        }
    }

    #[test]
    fn asking_is_refused_for_an_incomplete_or_unknown_award() {
        let workspace = World::sams_portfolio().open().unwrap();
        let award = workspace.award("bronze").unwrap();
        workspace.check(|result| {
            let lacking = prepare(&award, result, &workspace.portfolio).err();
            let lacking = lacking.unwrap();
            assert!(
                matches!(lacking, RequestError::NotReady(NotReady::Lacking(_))),
                "{lacking}"
            );
            assert!(!lacking.explain().remedies.is_empty());
        });
        let other = World::sams_portfolio().with_file("cpd.yaml", "cpd: 1\nschemes: {}\n");
        let other = other.open().unwrap();
        other.check(|result| {
            let missing = prepare(&award, result, &other.portfolio).err().unwrap();
            assert_eq!(missing.to_string(), "there is no award lancaster/bronze");
        });
    }
}
