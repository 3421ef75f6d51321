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
use crate::base::document::write::scalar;
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
    let form = form(record, &workspace.portfolio, repository, today)?;
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

/// Returns the form for feedback on a record as the last commit has it.
pub fn form(
    record: &Record,
    portfolio: &Portfolio,
    repository: &dyn Repository,
    today: NaiveDate,
) -> Result<FeedbackForm, FeedbackError> {
    let _span = tracing::info_span!("signoff.feedback").entered();
    if !portfolio
        .kinds()
        .iter()
        .any(|kind| has_feedback_kind(kind, record))
    {
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
        form_in_words(record, owner, &kept.id.to_string(), today)
    });
    Ok(FeedbackForm {
        file_name: format!("feedback-on-{}.md", slug(record.title())),
        text,
    })
}

fn form_in_words(record: &Record, owner: &str, blob: &str, today: NaiveDate) -> String {
    let title = FeedbackPhrase::Title {
        record: record.title(),
    };
    let instructions = FeedbackPhrase::Instructions {
        today: &today.to_string(),
        owner,
    };
    format!(
        "---\ntitle: {}\ndate:\njournal: {}\nby:\nblob: {}\n---\n\n{}\n\n{}\n\n# {}\n\n{}\n",
        scalar(&title.say()),
        record.id,
        blob,
        instructions.say(),
        cut(),
        record.title(),
        record.body().trim(),
    )
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
        form(record, &workspace.portfolio, &repository, DAY)
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
