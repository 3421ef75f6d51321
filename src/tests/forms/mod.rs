//! The forms that look at time and amounts, below the command line: small
//! portfolios in memory, judged on a day, and random ones held against plain models
//! that walk day by day.

mod adjustments;
mod amounts;
mod bodies;
mod bounds_and_order;
mod day_by_day;
mod days_to_hand_in;
mod due_dates;
mod faults;
mod in_time;
mod links;
mod registrations;
mod rounds;
mod tables;
mod untouched_text;
mod unusual;

use crate::base::files::digest::{sha1_blob, sha256};
use crate::base::files::{Content, File, Snapshot};
use crate::check::CriterionState;
use crate::check::{AwardState, CheckInput, CriterionOutcome, check};
use crate::domain::finding::Diagnostic;
use crate::domain::portfolio::Portfolio;
use crate::domain::ports::{Evidence, PageCount, Typesetter};
use crate::domain::record_view::RecordPage;
use crate::domain::signoff::{Revision, Trust};
use crate::formats::pack::pdf;
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// A portfolio in memory, with a scheme of its own or one that comes with cpd.
#[derive(Clone)]
pub struct World {
    owner: String,
    people: String,
    config: String,
    scheme: SchemeText,
    files: Vec<(String, String)>,
}

#[derive(Clone)]
enum SchemeText {
    /// The text beneath the scheme's id, version and title.
    Own(String),
    /// The id of a scheme that comes with cpd.
    BuiltIn(&'static str),
}

/// Counts pages as packs print them, without pictures.
struct PackPages;

impl Typesetter for PackPages {
    fn pages(&self, sheet: &RecordPage, most: usize) -> Result<PageCount, String> {
        pdf::pages(sheet, most, &|_| None).map_err(|error| error.to_string())
    }
}

/// The round of an award, as a test looks at it.
#[derive(Debug, PartialEq, Eq)]
pub struct Round {
    pub id: String,
    pub state: AwardState,
    pub met: usize,
    pub of: usize,
}

pub fn day(text: &str) -> NaiveDate {
    crate::base::calendar::date(text).unwrap_or_else(|| panic!("{text} is a date"))
}

impl World {
    /// Lines that every scheme begins with.
    pub const HEAD: &str = "id: it\nversion: 1.0.0\ntitle: It\n";

    /// `scheme` is what stands beneath the scheme's id, version and title.
    pub fn new(scheme: &str) -> Self {
        Self {
            owner: String::new(),
            people: "  - { id: sol, name: Sol Weber }\n".to_owned(),
            config: String::new(),
            scheme: SchemeText::Own(scheme.to_owned()),
            files: Vec::new(),
        }
    }

    /// The text beneath the scheme's id, version and title, if it has a scheme of its own.
    pub fn own_scheme(&self) -> &str {
        match &self.scheme {
            SchemeText::Own(text) => text,
            SchemeText::BuiltIn(_) => "",
        }
    }

    /// With another scheme of its own.
    pub fn under(self, scheme: &str) -> Self {
        Self {
            scheme: SchemeText::Own(scheme.to_owned()),
            ..self
        }
    }

    /// With a scheme that comes with cpd.
    pub fn following(id: &'static str) -> Self {
        Self {
            scheme: SchemeText::BuiltIn(id),
            ..Self::new("")
        }
    }

    /// With these lines in the owner's entry, such as `joined: 2026-01-05`.
    pub fn owner(mut self, lines: &[&str]) -> Self {
        self.owner = lines.iter().map(|line| format!("    {line}\n")).collect();
        self
    }

    /// With a line in `cpd.yaml`, such as `kept_since: 2026-11-01`.
    pub fn config(mut self, line: &str) -> Self {
        self.config += &format!("{line}\n");
        self
    }

    /// With another person, such as `id: kit, name: Kit Moss`.
    pub fn person(mut self, entry: &str) -> Self {
        self.people += &format!("  - {{ {entry} }}\n");
        self
    }

    /// With a record that has a name of its own, more details, and these words.
    pub fn record(self, path: &str, details: &str, words: &str) -> Self {
        let (_, name) = path.split_once('/').expect("a folder");
        let date = &name[..10];
        let text = format!("---\ntitle: {name}\ndate: {date}\n{details}\n---\n\n{words}\n");
        self.file(&format!("{path}.md"), &text)
    }

    /// With somebody's word, without a signature, that they confirm a record as it is now.
    pub fn confirmed(self, confirmation: &str, path: &str, by: &str, role: &str, on: &str) -> Self {
        let path = format!("{path}.md");
        let (_, text) = self
            .files
            .iter()
            .rfind(|(own, _)| *own == path)
            .expect("the record");
        let (blob, sha256) = (sha1_blob(text.as_bytes()), sha256(text.as_bytes()));
        let name = path
            .rsplit('/')
            .next()
            .and_then(|name| name.strip_suffix(".md"));
        let award = format!(
            "{}/{confirmation}/{}",
            self.scheme_id(),
            name.expect("a name")
        );
        let text = format!(
            "---\nsignoff: confirm\naward: {award}\nby: {by}\nrole: {role}\non: {on}\nowner: {{ id: ro, name: Ro Hale }}\nportfolio: 0197e0c2-91d4-7b11-9a42-6d3f0c2b7e10\nscheme: {{ id: {}, version: 1.0.0, sha256: {} }}\nsubjects: [{{ path: {path}, blob: {blob}, sha256: {sha256} }}]\nproof: none\n---\n\nYes.\n",
            self.scheme_id(),
            "0".repeat(64)
        );
        let moment = on.replace(':', "");
        self.file(&format!("signoffs/{award}/{moment}-confirm-{by}.md"), &text)
    }

    fn scheme_id(&self) -> &'static str {
        match &self.scheme {
            SchemeText::Own(_) => "it",
            SchemeText::BuiltIn(id) => id,
        }
    }
    /// With a record of a folder, dated so, with more details as in `hours: 3`.
    pub fn with(mut self, folder: &str, date: &str, details: &str) -> Self {
        let n = self.files.len();
        let text = format!("---\ntitle: Number {n}\ndate: {date}\n{details}\n---\n\nWords.\n");
        self.files
            .push((format!("{folder}/{date}-number-{n}.md"), text));
        self
    }

    /// With another file, or other contents of one.
    pub fn file(mut self, path: &str, text: &str) -> Self {
        self.files.retain(|(own, _)| own != path);
        self.files.push((path.to_owned(), text.to_owned()));
        self
    }

    fn portfolio(&self) -> Portfolio {
        let mut fixed = vec![
            (
                "cpd.yaml",
                format!(
                    "cpd: 1\nportfolio: 0197e0c2-91d4-7b11-9a42-6d3f0c2b7e10\nowner: ro\nschemes: {{ {}: 1.0.0 }}\n{}",
                    self.scheme_id(),
                    self.config
                ),
            ),
            (
                "trust/people.yaml",
                format!(
                    "people:\n  - id: ro\n    name: Ro Hale\n{}{}",
                    self.owner, self.people
                ),
            ),
        ];
        if let SchemeText::Own(scheme) = &self.scheme {
            let text = format!("{}{scheme}", Self::HEAD);
            fixed.push(("schemes/it/scheme.yaml", text));
        }
        let own = self.files.iter().cloned();
        let is_own = |path: &str| self.files.iter().any(|(own, _)| own == path);
        let all = fixed.into_iter().filter(|(path, _)| !is_own(path));
        let all = all.map(|(path, text)| (path.to_owned(), text));
        let files = all.chain(own).map(|(path, text)| File {
            path,
            content: Content::Text(text.into()),
        });
        Portfolio::load(Snapshot::new(files.collect()))
    }

    /// Judges on a day and hands what came of it to `look`.
    pub fn judged<T>(
        &self,
        today: &str,
        look: impl FnOnce(&crate::check::CheckResult<'_>) -> T,
    ) -> T {
        let portfolio = self.portfolio();
        let trust = Trust::from_worktree(&portfolio, Revision::WorkTree, &|_| None);
        let typesetter: &dyn Typesetter = match &self.scheme {
            SchemeText::Own(_) => Evidence::in_memory().typesetter,
            SchemeText::BuiltIn(_) => &PackPages,
        };
        let result = check(CheckInput {
            portfolio: &portfolio,
            evidence: Evidence {
                typesetter,
                ..Evidence::in_memory()
            },
            trust: &trust,
            today: day(today),
            focus: None,
            only: None,
        });
        look(&result)
    }

    /// Returns the outcome of the duty with this id.
    pub fn duty(&self, id: &str, today: &str) -> CriterionOutcome {
        self.judged(today, |result| {
            let rules: Vec<&str> = result
                .diagnostics
                .iter()
                .map(|found| found.rule.as_str())
                .filter(|rule| *rule == "malformed-scheme" || rule.starts_with("unknown"))
                .collect();
            assert!(rules.is_empty(), "{:#?}", result.diagnostics);
            let duties = &result.verdicts[0].duties;
            let found = duties.iter().find(|duty| duty.criterion.id == id);
            found.expect("the duty is there").outcome.clone()
        })
    }

    /// Returns the outcome of a criterion of an award, or of one round of it.
    pub fn criterion(&self, award: &str, id: &str, today: &str) -> CriterionOutcome {
        self.judged(today, |result| {
            let mut awards = result.verdicts[0].awards.iter();
            let found = awards.find(|one| one.id.name() == award);
            let mut criteria = found.expect("the award is there").criteria.iter();
            let found = criteria.find(|one| one.criterion.id == id);
            found.expect("the criterion is there").outcome.clone()
        })
    }

    /// Returns the outcome of the first criterion of the last round of an award.
    pub fn round(&self, today: &str) -> CriterionOutcome {
        self.judged(today, |result| {
            let award = result.verdicts[0].awards.last().expect("a round is there");
            award.criteria[0].outcome.clone()
        })
    }

    pub fn rounds(&self, today: &str) -> Vec<Round> {
        self.judged(today, |result| {
            let awards = result.verdicts[0].awards.iter();
            let round = |award: &crate::check::AwardVerdict<'_>| {
                let (met, of) = award.tally();
                Round {
                    id: award.id.name().into_owned(),
                    state: award.state,
                    met,
                    of,
                }
            };
            awards.map(round).collect()
        })
    }

    /// Following these built-in schemes, and none of its own.
    pub fn with_schemes(self, schemes: &[&str]) -> Self {
        let schemes: Vec<String> = schemes.iter().map(|id| format!("{id}: 1.0.0")).collect();
        let id = "0197e0c2-91d4-7b11-9a42-6d3f0c2b7e10";
        let schemes = schemes.join(", ");
        let config = format!("cpd: 1\nportfolio: {id}\nowner: ro\nschemes: {{ {schemes} }}\n");
        self.file("cpd.yaml", &config)
    }

    /// Returns the state of everything that applies, by `scheme/award/criterion` and `scheme/duty`.
    pub fn states(&self, today: &str) -> BTreeMap<String, CriterionState> {
        self.judged(today, |result| {
            let mut states = BTreeMap::new();
            for verdict in &result.verdicts {
                let scheme = &verdict.scheme.id;
                let mut add = |name: String, one: &crate::check::CriterionVerdict<'_>| {
                    if one.applies() {
                        states.insert(name, one.outcome.state());
                    }
                };
                for award in &verdict.awards {
                    for one in &award.criteria {
                        let id = &one.criterion.id;
                        add(format!("{scheme}/{}/{id}", award.id.name()), one);
                    }
                }
                for one in &verdict.duties {
                    add(format!("{scheme}/{}", one.criterion.id), one);
                }
            }
            states
        })
    }

    pub fn findings(&self, today: &str) -> Vec<Diagnostic> {
        self.judged(today, |result| result.diagnostics.clone())
    }
}
