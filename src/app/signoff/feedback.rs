//! The form on which somebody gives feedback on a record: one file that goes out, is filled
//! in and comes back.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use thiserror::Error;

use super::files_to_sign::FilesToSign;
use super::sign::SignError;
use crate::app::error::{Explain, Explanation, Hint};
use crate::app::ports::{
    ExistingFile, NoRepository, OutputError, OutputFile, OutputPlace, Repository,
};
use crate::app::workspace::Workspace;
use crate::base::document::ParsedFile;
use crate::base::document::write::{Yaml, scalar, set_field};
use crate::base::text::safe::make_file_safe;
use crate::base::text::{slug, words};
use crate::domain::phrases::{self, FeedbackPhrase};
use crate::domain::portfolio::{Portfolio, Record};
use crate::domain::remedy::Invocation;
use crate::domain::schema::{FieldType, Kind, PrintMode, ReferenceTarget};

/// Returns the line below which a form holds the record for reading; it is left out when
/// the form comes back.
pub fn cut() -> String {
    FeedbackPhrase::Cut {}.say()
}

/// Returns what stands above the cut of a form, in whichever language it is; nothing if the
/// text is no form.
pub fn above_cut(text: &str) -> Option<&str> {
    let cuts = phrases::in_each_language(cut).into_iter();
    cuts.filter_map(|cut| Some(text.split_once(&cut)?.0)).next()
}

/// Returns the feedback that somebody wrote into a form: what stands above the cut, without the
/// details and without the instructions if they were left there. Empty if nobody wrote any.
pub fn words_in(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let above = above_cut(&text).unwrap_or(&text);
    let document = ParsedFile::read(above);
    let body = above.get(document.body.start..).unwrap_or_default().trim();
    let mut each = phrases::in_each_language(instructions_at_places).into_iter();
    let rest = each.find_map(|sentence| after_instructions(body, &sentence));
    rest.unwrap_or(body).trim().to_owned()
}

/// Returns true for a form without feedback.
pub fn is_unfilled(text: &str) -> bool {
    above_cut(text).is_some() && words_in(text).is_empty()
}

/// Returns the name that a form has for whoever gives feedback, if it has one.
pub fn person_asked(text: &str) -> Option<String> {
    let document = ParsedFile::read(above_cut(text)?);
    let by = document.front.get("by").and_then(|node| node.scalar())?;
    Some(by.trim().to_owned()).filter(|by| !by.is_empty())
}

/// Stands for a value in the instructions.
const PLACE: &str = "\u{1}";

fn instructions_at_places() -> String {
    let instructions = FeedbackPhrase::Instructions {
        today: PLACE,
        owner: PLACE,
    };
    instructions.say()
}

/// Returns what follows the line in which the instructions end, if a text begins with them.
fn after_instructions<'t>(body: &'t str, instructions: &str) -> Option<&'t str> {
    let mut pieces = instructions.split(PLACE);
    let mut rest = body.strip_prefix(pieces.next()?)?;
    for piece in pieces {
        let at = rest.find(piece)?;
        rest = &rest[at + piece.len()..];
    }
    Some(rest.split_once('\n').map_or("", |(_, after)| after))
}

/// Returns a form with somebody's feedback in place of the instructions, and with their name
/// and the day; `None` if the text is no form.
pub fn fill(text: &str, by: &str, date: NaiveDate, words: &str) -> Option<String> {
    let above = above_cut(text)?;
    let below = text.get(above.len()..)?;
    let document = ParsedFile::read(above);
    let front = above.get(..document.body.start)?;
    let words = make_file_safe(words.trim());
    let filled = format!("{front}\n{words}\n\n{below}");
    let date = date.to_string();
    let fields = [("by", by), ("date", date.as_str())].into_iter();
    fields
        .map(|(key, value)| (key, value.to_owned()))
        .try_fold(filled, set_front_matter_field)
}

/// Returns a text with a field of its details set; `None` if it has no details.
pub(super) fn set_front_matter_field(text: String, (key, value): (&str, String)) -> Option<String> {
    let document = ParsedFile::read(&text);
    let (front, has_front) = (&document.front, document.has_front);
    set_field(&text, front, has_front, key, &Yaml::word(value))
}

/// A form to fill in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedbackForm {
    pub file_name: String,
    pub text: String,
}

/// A reason why there is no form for a record.
#[derive(Debug, Error)]
pub enum FeedbackError {
    #[error("nobody can give feedback on {path}: it is {noun}")]
    TakesNone {
        path: String,
        /// The noun of its kind, with its article.
        noun: String,
    },
    #[error("{0} has changes that are not saved")]
    Changed(String),
    #[error(transparent)]
    NotCommitted(#[from] SignError),
    #[error(transparent)]
    NoRepository(#[from] NoRepository),
    #[error(transparent)]
    Output(#[from] OutputError),
}

impl Explain for FeedbackError {
    fn explain(&self) -> Explanation {
        match self {
            Self::TakesNone { .. } => {
                Explanation::refused().hint("give the title or the file of a journal")
            }
            Self::Changed(_) => {
                Explanation::refused().hint(Hint::from("save them with ").then(Invocation::Save))
            }
            Self::NotCommitted(error) => error.explain(),
            Self::NoRepository(error) => error.explain(),
            Self::Output(error) => error.explain(),
        }
    }
}

/// Writes the form for feedback on a record to a new file that a person named, or else among
/// the packs of the portfolio over an older one. Returns the path of the file.
pub fn write(
    record: &Record,
    named: Option<&Path>,
    workspace: &Workspace,
) -> Result<PathBuf, FeedbackError> {
    let repository = workspace.repository()?;
    let today = workspace.moment.today;
    let form = form(record, None, &workspace.portfolio, repository, today)?;
    let usual = format!("packs/{}", form.file_name);
    let (place, existing) = match named {
        Some(file) => (OutputPlace::Named(file), ExistingFile::Keep),
        None => (OutputPlace::InPortfolio(&usual), ExistingFile::Replace),
    };
    workspace.outputs().write(&[OutputFile {
        place,
        bytes: form.text.as_bytes(),
        existing,
    }])?;
    Ok(place.below(&workspace.root))
}

/// Returns the form for feedback on a record as the last commit has it, with the name of
/// whoever is asked if one person is.
pub fn form(
    record: &Record,
    by: Option<&str>,
    portfolio: &Portfolio,
    repository: &dyn Repository,
    today: NaiveDate,
) -> Result<FeedbackForm, FeedbackError> {
    let _span = tracing::info_span!("signoff.feedback").entered();
    if !takes_feedback(record, portfolio) {
        return Err(FeedbackError::TakesNone {
            path: record.path.clone(),
            noun: words::with_article(&record.kind.noun()),
        });
    }
    let kept = FilesToSign::Repository(repository).committed(&record.path)?;
    if !kept.id.matches_content(record.text.as_bytes()) {
        return Err(FeedbackError::Changed(record.path.clone()));
    }
    let owner = portfolio.owner().map_or("", |owner| owner.name());
    let text = phrases::in_language(portfolio.language(), || {
        form_in_words(record, by, owner, &kept.id.to_string(), today)
    });
    Ok(FeedbackForm {
        file_name: format!("feedback-on-{}.md", slug(record.title())),
        text,
    })
}

fn form_in_words(
    record: &Record,
    by: Option<&str>,
    owner: &str,
    blob: &str,
    today: NaiveDate,
) -> String {
    let title = FeedbackPhrase::Title {
        record: record.title(),
    };
    let instructions = FeedbackPhrase::Instructions {
        today: &today.to_string(),
        owner,
    };
    format!(
        "---\ntitle: {}\ndate:\njournal: {}\nby:{}\nblob: {}\n---\n\n{}\n\n{}\n\n# {}\n\n{}\n",
        scalar(&title.say()),
        record.id,
        by.map_or_else(String::new, |by| format!(" {}", scalar(by))),
        blob,
        instructions.say(),
        cut(),
        record.title(),
        record.body().trim(),
    )
}

/// Returns true for a record on which feedback can be given.
pub fn takes_feedback(record: &Record, portfolio: &Portfolio) -> bool {
    let mut kinds = portfolio.kinds().iter();
    kinds.any(|kind| has_feedback_kind(kind, record))
}

/// Returns true for a kind whose records are printed beneath records such as this one.
fn has_feedback_kind(kind: &Kind, record: &Record) -> bool {
    let PrintMode::Beneath(field) = &kind.print else {
        return false;
    };
    let field = kind.field(field).map(|field| &field.ty);
    matches!(field, Some(FieldType::Reference(ReferenceTarget::Kind(about))) if *about == record.kind.name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::fakes::{FakeRepository, JOURNAL, World};

    const DAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 10, 8).unwrap();

    fn form_of(world: World, committed: World, path: &str) -> Result<FeedbackForm, FeedbackError> {
        let workspace = world.open().unwrap();
        let record = workspace.portfolio.at_path(path).unwrap();
        let repository = FakeRepository(committed.files);
        form(record, None, &workspace.portfolio, &repository, DAY)
    }

    fn error_message(world: World, committed: World, path: &str) -> String {
        form_of(world, committed, path).unwrap_err().to_string()
    }

    #[test]
    fn a_form_names_the_content_that_it_asks_about_and_holds_it_below_the_cut() {
        let form = form_of(World::sams_portfolio(), World::sams_portfolio(), JOURNAL).unwrap();
        assert_eq!(form.file_name, "feedback-on-saying-i.md");
        let (above, below) = form.text.split_once(&cut()).unwrap();
        assert!(above.contains("\ntitle: Feedback on Saying I\n"), "{above}");
        let blob = crate::base::files::digest::sha1_blob(&World::sams_portfolio().files[JOURNAL]);
        assert!(above.contains(&format!("\nblob: {blob}\n")), "{above}");
        assert!(above.contains("Then send this file back to Sam Carter."));
        assert!(!above.contains("I said it."), "{above}");
        assert!(below.contains("# Saying I") && below.contains("I said it."));
    }

    #[test]
    fn a_form_is_unfilled_until_somebody_writes_above_the_cut() {
        let form = form_of(World::sams_portfolio(), World::sams_portfolio(), JOURNAL).unwrap();
        assert!(is_unfilled(&form.text));
        assert!(is_unfilled(&form.text.replace('\n', "\r\n")));
        assert!(is_unfilled(&format!("{}\nBelow the cut.\n", form.text)));
        assert!(!is_unfilled("A letter.\n"));
        let written = form
            .text
            .replace(&cut(), &format!("What next?\n\n{}", cut()));
        assert_eq!(words_in(&written), "What next?");
        let filled = fill(&form.text, "Lee Morgan", DAY, " Go on.\n").unwrap();
        assert_eq!(words_in(&filled), "Go on.");
        assert!(filled.contains("\nby: Lee Morgan\n") && filled.contains("\ndate: 2026-10-08\n"));
        let below = |text: &str| text.split_once(&cut()).unwrap().1.to_owned();
        assert_eq!(below(&filled), below(&form.text));
        assert_eq!(fill("A letter.\n", "Lee", DAY, "x"), None);
    }

    #[test]
    fn feedback_is_not_requested_on_unsaved_text() {
        let changed =
            World::sams_portfolio().with_file(JOURNAL, "---\ntitle: Saying I\n---\n\nI wrote.\n");
        assert_eq!(
            error_message(changed, World::sams_portfolio(), JOURNAL),
            format!("{JOURNAL} has changes that are not saved")
        );
        assert_eq!(
            error_message(World::sams_portfolio(), World::new(&[]), JOURNAL),
            format!("{JOURNAL} has not been saved")
        );
    }

    #[test]
    fn feedback_is_refused_for_a_record_that_prints_none() {
        let path = "activities/2026-01-05-a-day-out.md";
        let with = |world: World| world.with_file(path, "---\ntitle: Out\ndate: 2026-01-05\n---\n");
        let error = error_message(
            with(World::sams_portfolio()),
            with(World::sams_portfolio()),
            path,
        );
        assert_eq!(
            error,
            format!("nobody can give feedback on {path}: it is an activity")
        );
    }
}
