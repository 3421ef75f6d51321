//! A request to endorse an award: the files that the award needs, and nothing else. Whoever
//! is invited to a whole repository can read every reflection for ever.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use thiserror::Error;

use super::eligibility::{Eligibility, NoSigner, NotReady};
use super::request_words::{NamedBlob, RequestWords};
use crate::app::error::{Explain, Explanation};
use crate::app::ports::{Repository, RepositoryError};
use crate::base::text::Safe;
use crate::base::text::safe::make_file_safe;
use crate::check::{CheckResult, signoff_findings};
use crate::domain::id::AwardRef;
use crate::domain::layout::{AwardFiles, PAPER_FORM, READ_ME_FIRST};
use crate::domain::phrases::{self, RequestPhrase, Spoken};
use crate::domain::portfolio::{Person, Portfolio};
use crate::domain::remedy::{Invocation, Remedy};
use crate::domain::schema::StepActor;
use crate::formats::PrintError;
use crate::formats::pack::html::{self, paper_form};
use crate::formats::pack::zip::{self, ArchiveError};
use crate::views::submission::instructions::{InstructionBlock, InstructionSection};
use crate::views::submission::model::{Pack, PackSection};
use crate::views::submission::request_page::RequestPage;

/// Files at the top that the copy needs as well, so that git treats it the same.
const EXTRA_FILES: [&str; 1] = [".gitattributes"];

/// A step that somebody other than the owner is asked to take.
pub struct EndorsementRequest<'a> {
    pub eligible: Eligibility<'a>,
    pub files: AwardFiles,
}

/// The form in which a request is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RequestForm<'a> {
    /// A zip of this name.
    Zip(&'a str),
    /// A folder of this name that is a small repository.
    Folder(&'a str),
    /// A branch, to be shown on a forge.
    Branch,
}

/// The form in which a request is sent, and what was sent before it.
#[derive(Debug, Clone, Copy)]
pub struct RequestSending<'a> {
    pub form: RequestForm<'a>,
    /// Those who are asked.
    pub people: &'a [Person<'a>],
    /// The letter that was sent last time, if any: the new one says what has changed since.
    pub before: Option<&'a str>,
}

/// The files of a request, to be sent as a zip, a folder or a branch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bundle {
    /// By their paths in the portfolio.
    pub files: BTreeMap<String, Vec<u8>>,
    /// The message of a commit that holds them.
    pub says: String,
    /// A mail to send it with; none where a website shows it.
    pub mail: Option<String>,
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
    #[error(transparent)]
    NoSigner(#[from] NoSigner),
    #[error("you cannot ask anybody yet: the next step, \u{201c}{step}\u{201d}, is yours")]
    OwnStep { step: String, take: Invocation },
    #[error("git: {0}")]
    Repository(#[from] RepositoryError),
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    #[error(transparent)]
    Print(#[from] PrintError),
}

impl Explain for RequestError {
    fn explain(&self) -> Explanation {
        match self {
            Self::NoAward(_) | Self::NoSteps | Self::Archive(_) | Self::Print(_) => {
                Explanation::failed()
            }
            Self::NotReady(error) => error.explain(),
            Self::NoSigner(error) => error.explain(),
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
    let first = || portfolio.scheme_of(award)?.steps.first();
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

/// Returns the files of a request: those of the award's pack, a letter, and a page that opens
/// in a browser where no website shows them.
pub fn bundle(
    request: &EndorsementRequest<'_>,
    pack: &Pack,
    sending: RequestSending<'_>,
    portfolio: &Portfolio,
    repository: &dyn Repository,
    today: NaiveDate,
) -> Result<Bundle, RequestError> {
    let _span = tracing::info_span!("signoff.bundle").entered();
    let words = RequestWords {
        request,
        pack,
        sending,
        files: &subjects_by_path(pack),
        portfolio,
        today,
    };
    phrases::in_language(&pack.language.words, || bundle_in_words(&words, repository))
}

fn subjects_by_path(pack: &Pack) -> Vec<NamedBlob<'_>> {
    let subjects = pack.provenance.subjects.iter();
    subjects
        .map(|subject| NamedBlob {
            path: &subject.path,
            blob: subject.blob,
        })
        .collect()
}

fn bundle_in_words(
    words: &RequestWords<'_>,
    repository: &dyn Repository,
) -> Result<Bundle, RequestError> {
    let (request, pack) = (words.request, words.pack);
    let files = pack.files.iter();
    let mut files: BTreeMap<String, Vec<u8>> = files
        .map(|(path, file)| (path.clone(), file.bytes.clone()))
        .collect();
    for path in EXTRA_FILES {
        let kept = repository.committed(path)?;
        files.extend(kept.map(|blob| (path.to_owned(), blob.bytes)));
    }
    let page = words.page();
    let letter = make_file_safe(&letter(words, &page)).into_bytes();
    files.insert(request.files.request(), letter);
    if words.sending.form != RequestForm::Branch {
        let printed = Pack {
            draft: !request.is_sent(),
            ..pack.clone()
        };
        let printed = html::print_request(&printed, &page)?;
        files.insert(READ_ME_FIRST.to_owned(), printed);
    }
    if let Some(form) = words.form() {
        files.insert(PAPER_FORM.to_owned(), paper_form::print(&form)?);
    }
    let owner = words.portfolio.owner();
    let owner = owner.map_or("", |owner| owner.name());
    let award = request.eligible.award.title.as_str();
    let mail = match words.sending.form {
        RequestForm::Zip(file) | RequestForm::Folder(file) => Some(words.mail(file)),
        RequestForm::Branch => None,
    };
    Ok(Bundle {
        mail,
        files,
        says: Safe(&RequestPhrase::CommitMessage { award, owner }.say()).to_string(),
    })
}

/// Returns the request as Markdown, for somebody who has never heard of YAML.
fn letter(words: &RequestWords<'_>, page: &RequestPage) -> String {
    let mut paragraphs = vec![
        format!("# {}", page.title),
        award_line(&words.request.eligible.award.id),
        sentences(&page.lead),
    ];
    let mut sections: Vec<InstructionSection> = statements(words.pack).collect();
    sections.extend(page.sections.iter().cloned());
    let files = words.files.iter();
    let lines = files.map(|file| format!("`{}` {}", file.path, file.blob));
    let mut details = list_section(&RequestPhrase::Details {}, lines.collect());
    let lead = InstructionBlock::Paragraph(RequestPhrase::Files {}.say());
    details.blocks.insert(0, lead);
    sections.push(details);
    paragraphs.extend(sections.iter().map(InstructionSection::to_markdown));
    format!("{}\n", paragraphs.join("\n\n"))
}

fn sentences(lead: &[Spoken]) -> String {
    let words: Vec<&str> = lead.iter().map(|said| said.words.as_str()).collect();
    words.join(" ")
}

/// Returns the line of a letter that names its award, or the confirmation of one record.
fn award_line(id: &AwardRef) -> String {
    let award = &id.to_string();
    match id.record {
        Some(_) => RequestPhrase::Confirmation { award }.say(),
        None => RequestPhrase::Award { award }.say(),
    }
}

/// Returns true if a letter asks for this award: the line that names it comes first below the
/// heading, alone. No comment or quotation can hold it there, and no other words deny it.
pub fn asks_for(letter: &str, award: &AwardRef) -> bool {
    let mut lines = letter.lines().map(str::trim_end);
    let is_heading = |line: &str| line.starts_with("# ") && !line.contains(['<', '\r']);
    let names_award = |line: &str| {
        let mut written = phrases::in_each_language(|| award_line(award)).into_iter();
        written.any(|award| award == line)
    };
    lines.next().is_some_and(is_heading)
        && lines.find(|line| !line.is_empty()).is_some_and(names_award)
        && lines.next().is_none_or(str::is_empty)
}

fn list_section(heading: &RequestPhrase<'_>, items: Vec<String>) -> InstructionSection {
    InstructionSection {
        heading: heading.say(),
        blocks: vec![InstructionBlock::List(items)],
    }
}

/// Returns the title and the words of each record that is printed as a page of its own.
fn statements(pack: &Pack) -> impl Iterator<Item = InstructionSection> {
    let sheets = pack.parts.iter().filter_map(|part| match part {
        PackSection::Page(sheet) => Some(&sheet.document),
        _ => None,
    });
    sheets.map(|sheet| InstructionSection {
        heading: RequestPhrase::Statement {
            title: &sheet.title,
        }
        .say(),
        blocks: vec![InstructionBlock::Paragraph(sheet.body.trim().to_owned())],
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::fakes::World;
    use crate::domain::id::{AwardName, SchemeId};

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
