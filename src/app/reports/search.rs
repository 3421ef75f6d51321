//! Words in the records of a portfolio.

use chrono::NaiveDate;
use thiserror::Error;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::app::error::{Explain, Explanation};
use crate::app::records::select::{RecordQuery, RecordSelection, SelectionError};
use crate::domain::portfolio::{Portfolio, Record};
use crate::views::search_results::{FoundLine, FoundRecord, SearchResults};

/// The words that are looked for, and where.
#[derive(Debug, Clone)]
pub struct SearchRequest<'r> {
    /// Each is a word, a part of one, or a few words that stand together.
    pub words: &'r [String],
    pub query: RecordQuery<'r>,
    pub place: SearchPlace,
}

/// The part of records that is looked through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SearchPlace {
    #[default]
    Everywhere,
    /// The part between the two lines of hyphens.
    Details,
    /// The part beneath.
    Text,
}

/// The reason why nothing is looked for.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SearchError {
    #[error("there is nothing to look for in an empty word")]
    NoWords,
    #[error(transparent)]
    Selection(#[from] SelectionError),
}

impl Explain for SearchError {
    fn explain(&self) -> Explanation {
        match self {
            Self::NoWords => {
                Explanation::failed().hint("write a word, or a few in quotation marks")
            }
            Self::Selection(error) => error.explain(),
        }
    }
}

/// Returns the records that have every word. Capitals and accents make no difference.
pub fn search(
    portfolio: &Portfolio,
    request: &SearchRequest<'_>,
    today: NaiveDate,
) -> Result<SearchResults, SearchError> {
    let _span = tracing::info_span!("report.search").entered();
    let words: Vec<String> = request.words.iter().map(|word| plain(word)).collect();
    if words.is_empty() || words.iter().any(String::is_empty) {
        return Err(SearchError::NoWords);
    }
    let selection = RecordSelection::new(portfolio, &request.query, today)?;
    let records = selection.records.iter().filter_map(|record| {
        let lines = matching_lines(record, request.place, &words)?;
        Some(FoundRecord {
            kind: record.kind.name.clone(),
            id: record.id.clone(),
            path: record.path.clone(),
            title: record.title().to_owned(),
            lines,
        })
    });
    Ok(SearchResults {
        version: 1,
        records: records.collect(),
        words: request.words.to_vec(),
    })
}

/// Returns a text without capitals, accents, line ends and blanks that follow one another.
fn plain(text: &str) -> String {
    let letters: String = text.nfd().filter(|c| !is_combining_mark(*c)).collect();
    let words: Vec<&str> = letters.split_whitespace().collect();
    words.join(" ").to_lowercase()
}

/// Returns the lines with one of the words, if the record has all of them. Words may stand
/// together over the end of a line, which is then shown with the next.
fn matching_lines(record: &Record, place: SearchPlace, words: &[String]) -> Option<Vec<FoundLine>> {
    let lines = lines_of(record, place);
    let whole = plain(
        &lines
            .iter()
            .map(|(_, line)| *line)
            .collect::<Vec<_>>()
            .join("\n"),
    );
    if !words.iter().all(|word| whole.contains(&**word)) {
        return None;
    }
    let plain_lines: Vec<String> = lines.iter().map(|(_, line)| plain(line)).collect();
    let found = lines.iter().enumerate().filter_map(|(at, (line, text))| {
        let own = &plain_lines[at];
        let has_word = words.iter().any(|word| own.contains(&**word));
        let runs_on = || {
            let next = plain_lines.get(at + 1)?;
            let both = format!("{own} {next}");
            let begins_here = |word: &String| both.contains(&**word) && !next.contains(&**word);
            words.iter().any(begins_here).then_some(lines[at + 1].1)
        };
        let text = match (has_word, runs_on()) {
            (true, _) => text.trim().to_owned(),
            (false, Some(next)) => format!("{} {}", text.trim(), next.trim()),
            (false, None) => return None,
        };
        Some(FoundLine {
            line: *line,
            text: around(&text, words),
        })
    });
    Some(found.collect())
}

/// Returns the lines of a part of a record with their numbers in the file.
fn lines_of(record: &Record, place: SearchPlace) -> Vec<(usize, &str)> {
    let body = record.text[..record.document.body.start].lines().count();
    let lines = record.text.lines().enumerate();
    let is_in = |at: usize| match place {
        SearchPlace::Everywhere => true,
        SearchPlace::Details => at < body,
        SearchPlace::Text => at >= body,
    };
    lines
        .filter(|(at, _)| is_in(*at))
        .map(|(at, line)| (at + 1, line))
        .collect()
}

/// Characters of a line that are shown.
const MOST_OF_A_LINE: usize = 200;

/// Returns a line, or the words of a long one around the first word that was found.
fn around(text: &str, words: &[String]) -> String {
    let letters: Vec<char> = text.chars().collect();
    if letters.len() <= MOST_OF_A_LINE {
        return text.to_owned();
    }
    // Most letters begin no word, so what follows them is not read. A blank or an accent may come first.
    let may_begin = |letter: char| {
        let letter = plain(letter.encode_utf8(&mut [0; 4]));
        letter.is_empty() || words.iter().any(|word| word.starts_with(&*letter))
    };
    // A letter may become several, so the place is looked for in the letters as they are.
    let begins = |at: usize| {
        let rest: String = letters[at..].iter().take(MOST_OF_A_LINE).collect();
        let rest = plain(&rest);
        words.iter().any(|word| rest.starts_with(&**word))
    };
    let at = (0..letters.len())
        .find(|at| may_begin(letters[*at]) && begins(*at))
        .unwrap_or(0);
    let from = at.saturating_sub(MOST_OF_A_LINE / 4);
    let to = (from + MOST_OF_A_LINE).min(letters.len());
    let part: String = letters[from..to].iter().collect();
    let (before, after) = (from > 0, to < letters.len());
    format!(
        "{}{}{}",
        if before { "…" } else { "" },
        part.trim(),
        if after { "…" } else { "" }
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::files::{Content, File, Snapshot};

    const JOURNAL: &str = "---\ntitle: Saying “I”\ndate: 2026-02-20\n---\n\n\
        Écoute first. Then the action\npoints are written down.\n\nA chair listens.\n";

    fn portfolio() -> Portfolio {
        let files = [
            ("cpd.yaml", "cpd: 1\nschemes: {}\n"),
            ("journals/2026-02-20-saying-i.md", JOURNAL),
            (
                "activities/2026-02-01-a-talk.md",
                "---\ntitle: A talk on chairs\ndate: 2026-02-01\n---\n",
            ),
        ];
        let files = files.map(|(path, text)| File {
            path: path.to_owned(),
            content: Content::Text(text.into()),
        });
        Portfolio::load(Snapshot::new(files.into_iter().collect()))
    }

    /// The path, number and words of each line that is found.
    fn find(words: &[&str], place: SearchPlace) -> Vec<String> {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        let request = SearchRequest {
            words: &words,
            query: RecordQuery::default(),
            place,
        };
        let today = NaiveDate::from_ymd_opt(2026, 10, 2).unwrap();
        let found = search(&portfolio(), &request, today).unwrap();
        let lines = found.records.iter().flat_map(|record| {
            let lines = record.lines.iter();
            lines.map(|line| format!("{}:{}: {}", record.id, line.line, line.text))
        });
        lines.collect()
    }

    #[test]
    fn every_word_has_to_stand_in_the_record_without_regard_to_capitals_and_accents() {
        let everywhere = SearchPlace::Everywhere;
        assert_eq!(
            find(&["chair"], everywhere),
            [
                "2026-02-01-a-talk:2: title: A talk on chairs",
                "2026-02-20-saying-i:9: A chair listens.",
            ]
        );
        assert_eq!(
            find(&["CHAIR", "ecoute"], everywhere),
            [
                "2026-02-20-saying-i:6: Écoute first. Then the action",
                "2026-02-20-saying-i:9: A chair listens.",
            ]
        );
        assert!(find(&["chair", "table"], everywhere).is_empty());
    }

    #[test]
    fn words_that_stand_together_are_found_over_the_end_of_a_line() {
        assert_eq!(
            find(&["action points"], SearchPlace::Text),
            ["2026-02-20-saying-i:6: Écoute first. Then the action points are written down."]
        );
    }

    #[test]
    fn details_and_text_are_looked_through_apart() {
        assert_eq!(
            find(&["chair"], SearchPlace::Details),
            ["2026-02-01-a-talk:2: title: A talk on chairs"]
        );
        assert_eq!(
            find(&["chair"], SearchPlace::Text),
            ["2026-02-20-saying-i:9: A chair listens."]
        );
    }

    #[test]
    fn a_long_line_is_shown_around_the_word() {
        let text = format!("{}needle {}", "hay ".repeat(100), "straw ".repeat(100));
        let shown = around(&text, &["needle".to_owned()]);
        assert!(shown.starts_with('…') && shown.ends_with('…'), "{shown}");
        assert!(shown.contains("hay needle straw"), "{shown}");
        assert!(shown.chars().count() <= MOST_OF_A_LINE + 2, "{shown}");
    }

    #[test]
    fn an_empty_word_is_refused() {
        let request = SearchRequest {
            words: &["  ".to_owned()],
            query: RecordQuery::default(),
            place: SearchPlace::Everywhere,
        };
        let today = NaiveDate::from_ymd_opt(2026, 10, 2).unwrap();
        assert_eq!(
            search(&portfolio(), &request, today),
            Err(SearchError::NoWords)
        );
    }
}
