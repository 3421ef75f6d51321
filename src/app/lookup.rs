//! Awards and records by the names that people give them.

use chrono::NaiveDate;
use thiserror::Error;

use super::error::{Explain, Explanation, Hint};
use crate::base::text::{did_you_mean, fold, words};
use crate::check::signoff_findings::short_name;
use crate::check::{AwardState, CheckResult};
use crate::domain::id::{AwardRef, RecordKey, RoundEnd};
use crate::domain::portfolio::{Portfolio, Record};
use crate::domain::query::confirmed::confirmations_of;
use crate::domain::query::period;
use crate::domain::remedy::Invocation;

/// The reason why a name stands for no award.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum AwardLookupError {
    #[error("there is no award called {written} here")]
    NotFound {
        written: String,
        /// A question that offers a similar name, if there is one.
        similar: Option<String>,
        known: Vec<String>,
    },
    #[error("{round} has not begun")]
    NotBegun { round: String, begun: Vec<String> },
    #[error("no scheme of yours asks anybody to confirm {path}")]
    NotConfirmed { path: String },
    #[error("several people confirm {path}")]
    SeveralConfirmations { path: String, names: Vec<String> },
    #[error("no award is in progress")]
    NoneInProgress { known: Vec<String> },
}

impl Explain for AwardLookupError {
    fn explain(&self) -> Explanation {
        let choices = |names: &[String]| format!("choose from: {}", words::join_choices(names));
        let hint = match self {
            Self::NotFound {
                similar: Some(question),
                ..
            } => Hint::from(question.as_str()),
            Self::NotFound { known, .. } if known.is_empty() => {
                Hint::from("cpd.yaml names no scheme with awards")
            }
            Self::NotFound { known, .. } => Hint::from(choices(known)),
            Self::NotConfirmed { .. } => {
                Hint::from(Invocation::ShowStatus).then(" shows which records have to be confirmed")
            }
            Self::SeveralConfirmations { names, .. } => Hint::from(choices(names)),
            Self::NotBegun { begun, .. } if begun.is_empty() => {
                Hint::from(Invocation::ShowStatus).then(" shows what is missing")
            }
            Self::NotBegun { begun, .. } => Hint::from(choices(begun)),
            Self::NoneInProgress { known } if known.is_empty() => {
                Hint::from("cpd.yaml names no scheme with awards")
            }
            Self::NoneInProgress { known } => Hint::from(choices(known)),
        };
        Explanation::failed().hint(hint)
    }
}

/// The reason why a name stands for no one record.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RecordLookupError {
    #[error("there is no record called {written}")]
    NotFound {
        written: String,
        /// A question that offers a similar name, if there is one.
        similar: Option<String>,
    },
    #[error("several records are called {written}")]
    Ambiguous { written: String, paths: Vec<String> },
}

impl Explain for RecordLookupError {
    fn explain(&self) -> Explanation {
        let says = match self {
            Self::NotFound {
                similar: Some(question),
                ..
            } => question.clone(),
            Self::NotFound { similar: None, .. } => {
                "give the path of its file, such as journals/2026-02-20-what-minutes-are-for.md"
                    .to_owned()
            }
            Self::Ambiguous { paths, .. } => {
                format!("give the path of one: {}", words::join_choices(paths))
            }
        };
        Explanation::failed().hint(says)
    }
}

/// The reason why a check cannot be limited to a scheme.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("this portfolio does not follow a scheme called {written}")]
pub struct NotFollowed {
    written: String,
    followed: Vec<String>,
}

impl Explain for NotFollowed {
    fn explain(&self) -> Explanation {
        Explanation::failed().hint(Hint::similar(&self.written, &self.followed, "it follows"))
    }
}

/// Returns the scheme that a check is limited to, if one is named, which has to be one that
/// the portfolio follows.
pub fn followed<'w>(
    portfolio: &Portfolio,
    written: Option<&'w str>,
) -> Result<Option<&'w str>, NotFollowed> {
    let Some(id) = written else { return Ok(None) };
    let ids: Vec<&str> = portfolio
        .schemes()
        .iter()
        .map(|scheme| &*scheme.id)
        .collect();
    if ids.contains(&id) {
        return Ok(Some(id));
    }
    Err(NotFollowed {
        written: id.to_owned(),
        followed: ids.into_iter().map(str::to_owned).collect(),
    })
}

/// Returns an award by name, among those of one scheme if it is named. The bare name of an
/// award that comes round again means the round that is running.
pub fn award(
    portfolio: &Portfolio,
    scheme: Option<&str>,
    written: &str,
    today: NaiveDate,
) -> Result<AwardRef, AwardLookupError> {
    let Some(id) = portfolio.award_in(scheme, written) else {
        if let Some(found) = confirmation(portfolio, scheme, written, today) {
            return found;
        }
        let known = portfolio.award_names(scheme);
        return Err(AwardLookupError::NotFound {
            written: written.to_owned(),
            similar: did_you_mean::question(written, known.iter().map(String::as_str)),
            known,
        });
    };
    if id.round.is_none() {
        return Ok(period::current_round(&id, portfolio, today).unwrap_or(id));
    }
    let begun = rounds(portfolio, &id, today);
    if begun.contains(&id) {
        return Ok(period::current_round(&id, portfolio, today).unwrap_or(id));
    }
    Err(AwardLookupError::NotBegun {
        round: id.name().into(),
        begun: begun.iter().map(|round| round.name().into()).collect(),
    })
}

/// Returns the confirmation of the record with a name, if there is such a record.
fn confirmation(
    portfolio: &Portfolio,
    scheme: Option<&str>,
    written: &str,
    today: NaiveDate,
) -> Option<Result<AwardRef, AwardLookupError>> {
    let is_asked = portfolio
        .schemes()
        .iter()
        .any(|one| !one.confirmations.is_empty());
    let record = record(portfolio, written).ok().filter(|_| is_asked)?;
    let mut found = confirmations_of(record, portfolio, today);
    found.retain(|one| scheme.is_none_or(|id| *one.scheme() == *id));
    Some(match found.as_slice() {
        [one] => Ok(one.clone()),
        [] => Err(AwardLookupError::NotConfirmed {
            path: record.path.clone(),
        }),
        several => Err(AwardLookupError::SeveralConfirmations {
            path: record.path.clone(),
            names: several
                .iter()
                .map(|one| short_name(one, portfolio))
                .collect(),
        }),
    })
}

/// Returns the rounds of an award that have begun.
fn rounds(portfolio: &Portfolio, id: &AwardRef, today: NaiveDate) -> Vec<AwardRef> {
    let repeats = portfolio
        .scheme(id.scheme())
        .and_then(|scheme| scheme.award(&id.award.name))
        .and_then(|award| award.repeats.as_ref());
    let rounds =
        repeats.and_then(|repeats| period::rounds(repeats, portfolio, id.scheme(), today).ok());
    let ends = rounds.unwrap_or_default().into_iter();
    ends.filter_map(|round| Some(id.ending(RoundEnd::new(round.to)?)))
        .collect()
}

/// Returns the first award that is in progress.
pub fn current_award(
    portfolio: &Portfolio,
    result: &CheckResult<'_>,
) -> Result<AwardRef, AwardLookupError> {
    let mut awards = result.verdicts.iter().flat_map(|scheme| &scheme.awards);
    let current = awards.find(|award| matches!(award.state, AwardState::Open | AwardState::Ready));
    let known = || portfolio.award_names(None);
    current
        .map(|award| award.id.clone())
        .ok_or_else(|| AwardLookupError::NoneInProgress { known: known() })
}

/// Returns a record by its path, its id, its title, or its id without the date.
pub fn record<'p>(
    portfolio: &'p Portfolio,
    written: &str,
) -> Result<&'p Record, RecordLookupError> {
    let matches = matching(portfolio, written);
    match matches.as_slice() {
        [one] => Ok(one),
        [] => {
            let names =
                written_by_people(portfolio).flat_map(|record| [&*record.id, record.title()]);
            Err(RecordLookupError::NotFound {
                written: written.to_owned(),
                similar: did_you_mean::question(written, names),
            })
        }
        several => Err(ambiguous(written, several)),
    }
}

/// Returns the error that several records may have been meant.
pub fn ambiguous(written: &str, several: &[&Record]) -> RecordLookupError {
    RecordLookupError::Ambiguous {
        written: written.to_owned(),
        paths: several.iter().map(|record| record.path.clone()).collect(),
    }
}

/// Returns the records in whose titles all of these words stand, in any order. Capitals and
/// accents make no difference.
pub fn with_title_words<'p>(portfolio: &'p Portfolio, written: &str) -> Vec<&'p Record> {
    let wanted: Vec<_> = written.split_whitespace().map(fold).collect();
    let has_all = |record: &&Record| {
        let title = fold(record.title());
        !wanted.is_empty() && wanted.iter().all(|word| title.contains(&**word))
    };
    written_by_people(portfolio).filter(has_all).collect()
}

/// Returns the path of a file of the portfolio by its path, or of a record by its name.
pub fn file(portfolio: &Portfolio, written: &str) -> Result<String, RecordLookupError> {
    match portfolio.snapshot.find(&as_path(written)) {
        Some(file) => Ok(file.path.clone()),
        None => record(portfolio, written).map(|record| record.path.clone()),
    }
}

/// Returns a path of the portfolio as a person may write it.
pub fn as_path(written: &str) -> String {
    written.trim_start_matches("./").replace('\\', "/")
}

/// Returns the records with a name, as somebody wrote it: by path first, then by id, then by title or the id
/// without its date.
pub fn matching<'p>(portfolio: &'p Portfolio, written: &str) -> Vec<&'p Record> {
    let path = as_path(written);
    let wanted = RecordKey::of(written.trim());
    let ways: [&dyn Fn(&Record) -> bool; 3] = [
        &|record| record.path == path,
        &|record| record.id.key() == wanted,
        &|record| matches_name(record, &wanted),
    ];
    let found = ways.iter().map(|is_it| {
        let records = written_by_people(portfolio);
        records.filter(|record| is_it(record)).collect::<Vec<_>>()
    });
    let mut found = found.filter(|found| !found.is_empty());
    found.next().unwrap_or_default()
}

fn written_by_people(portfolio: &Portfolio) -> impl Iterator<Item = &Record> {
    let records = portfolio.records.iter();
    records.filter(|record| !record.is_row() && !record.kind.written_by_cpd)
}

/// Returns true if a record's title, or its id without the date, is a name.
pub fn matches_name(record: &Record, wanted: &RecordKey) -> bool {
    let undated = record.id.get(11..).filter(|_| {
        record
            .kind
            .pattern()
            .is_some_and(|pattern| pattern.has_date())
    });
    let mut names = [Some(record.title()), undated].into_iter().flatten();
    names.any(|name| RecordKey::of(name) == *wanted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::files::{Content, File, Snapshot};

    fn portfolio() -> Portfolio {
        let journal = |date: &str| format!("---\ntitle: Saying I\ndate: {date}\n---\n\nWords.\n");
        let files = [
            ("cpd.yaml", "cpd: 1\nschemes: {}\n".to_owned()),
            ("journals/2026-02-04-saying-i.md", journal("2026-02-04")),
            ("journals/2026-03-04-again.md", journal("2026-03-04")),
        ];
        let files = files.map(|(path, text)| File {
            path: path.to_owned(),
            content: Content::Text(text.into()),
        });
        Portfolio::load(Snapshot::new(files.into_iter().collect()))
    }

    #[test]
    fn a_record_is_found_by_its_path_its_id_and_its_id_without_the_date() {
        let portfolio = portfolio();
        for written in [
            "journals/2026-03-04-again.md",
            "./journals\\2026-03-04-again.md",
            "2026-03-04-AGAIN",
            "again",
        ] {
            let found = record(&portfolio, written).map(|record| record.path.as_str());
            assert_eq!(found, Ok("journals/2026-03-04-again.md"), "{written}");
        }
    }

    #[test]
    fn an_unfollowed_scheme_is_an_error_and_no_name_means_every_scheme() {
        let files = [(
            "cpd.yaml",
            "cpd: 1\nowner: nobody\nschemes: { lancaster: 1.0.0 }\n",
        )];
        let files = files.map(|(path, text)| File {
            path: path.to_owned(),
            content: Content::Text(text.into()),
        });
        let portfolio = Portfolio::load(Snapshot::new(files.into_iter().collect()));
        assert_eq!(followed(&portfolio, None), Ok(None));
        assert_eq!(
            followed(&portfolio, Some("lancaster")),
            Ok(Some("lancaster"))
        );
        let error = followed(&portfolio, Some("quasar")).unwrap_err();
        let advice = Hint::from("it follows: lancaster");
        assert_eq!(error.explain().hint, Some(advice));
    }

    #[test]
    fn a_title_that_several_records_have_names_them_all() {
        let error = record(&portfolio(), "saying i").unwrap_err();
        let RecordLookupError::Ambiguous { paths, .. } = error else {
            panic!("{error}");
        };
        assert_eq!(paths.len(), 2);
    }

    #[test]
    fn an_unknown_name_is_an_error_that_offers_a_similar_one() {
        let error = record(&portfolio(), "2026-03-04-agan").unwrap_err();
        assert_eq!(
            error.to_string(),
            "there is no record called 2026-03-04-agan"
        );
        let question = Hint::from("did you mean `2026-03-04-again`?");
        assert_eq!(error.explain().hint, Some(question));
        let today = NaiveDate::from_ymd_opt(2026, 10, 2).unwrap();
        let error = award(&portfolio(), None, "silver", today).unwrap_err();
        assert!(matches!(error, AwardLookupError::NotFound { known, .. } if known.is_empty()));
    }
}
