//! The names that arguments take: those of the portfolio in a folder, and those that come with
//! cpd. A portfolio is read when the first name is asked for, and what is broken in it has none.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use clap_complete::engine::CompletionCandidate;

use super::candidate;
use crate::adapters::disk;
use crate::app::records::form::{self, RecordForm};
use crate::app::records::kind;
use crate::check::rules::RULES;
use crate::domain::portfolio::Portfolio;
use crate::domain::schema::{Kinds, Library, Scheme, built_in};

pub struct Names {
    /// The folder from which a portfolio is looked for.
    pub folder: PathBuf,
    portfolio: OnceLock<Option<Portfolio>>,
}

impl Names {
    pub fn new(folder: &Path) -> Self {
        Self {
            folder: folder.to_path_buf(),
            portfolio: OnceLock::new(),
        }
    }

    fn portfolio(&self) -> Option<&Portfolio> {
        let read = || {
            let root = disk::find(&self.folder)?;
            disk::snapshot(&root).ok().map(Portfolio::load)
        };
        self.portfolio.get_or_init(read).as_ref()
    }

    fn schemes(&self) -> &[Scheme] {
        self.portfolio().map_or(&[], Portfolio::schemes)
    }

    fn all_kinds(&self) -> Kinds {
        match self.portfolio() {
            Some(portfolio) => portfolio.kinds().clone(),
            None => built_in::base_kinds(&mut Vec::new()),
        }
    }

    /// Returns the fields of a kind that people write.
    pub fn form(&self, name: &str) -> Option<RecordForm> {
        let kinds = self.all_kinds();
        let found = kind::kind_to_write(&kinds, name).ok();
        found.map(form::blank_form)
    }

    pub fn kinds(&self) -> Vec<CompletionCandidate> {
        let kinds = self.all_kinds();
        let found = kind::to_write(&kinds);
        found
            .map(|kind| candidate(&kind.name.to_string(), &kind.help))
            .collect()
    }

    pub fn rules_and_kinds(&self) -> Vec<CompletionCandidate> {
        let rules = RULES.iter();
        let rules = rules.map(|rule| candidate(&rule.id().to_string(), &rule.summary()));
        rules.chain(self.kinds()).collect()
    }

    pub fn awards(&self) -> Vec<CompletionCandidate> {
        let names = self.portfolio().map(|it| it.award_names(None));
        let names = names.unwrap_or_default();
        names.iter().map(|name| candidate(name, "")).collect()
    }

    pub fn awards_and_records(&self) -> Vec<CompletionCandidate> {
        let mut found = self.awards();
        found.extend(self.records());
        found
    }

    /// Returns records that people write, by id and then by path, each with its title.
    pub fn records(&self) -> Vec<CompletionCandidate> {
        let records = self.portfolio().map_or(&[][..], |it| &it.records);
        let written = records
            .iter()
            .filter(|record| !record.is_row() && !record.kind.written_by_cpd);
        let ids = written.clone();
        let ids = ids.map(|record| candidate(&record.id, record.title()));
        ids.chain(written.map(|record| candidate(&record.path, record.title())))
            .collect()
    }

    pub fn people(&self) -> Vec<CompletionCandidate> {
        let people = self.portfolio().map(Portfolio::people);
        let people = people.into_iter().flatten();
        people
            .map(|person| candidate(person.id(), person.0.title()))
            .collect()
    }

    pub fn roles(&self) -> Vec<CompletionCandidate> {
        let roles = self.portfolio().map(Portfolio::roles).unwrap_or_default();
        roles.into_iter().map(|role| candidate(role, "")).collect()
    }

    pub fn steps(&self) -> Vec<CompletionCandidate> {
        let steps = self.schemes().iter().flat_map(|scheme| &scheme.steps);
        unique(steps.map(|step| candidate(&step.id, "")))
    }

    pub fn duties(&self) -> Vec<CompletionCandidate> {
        let duties = self.schemes().iter().flat_map(|scheme| &scheme.duties);
        unique(duties.map(|duty| candidate(&duty.id, &duty.says)))
    }

    pub fn catalogues(&self) -> Vec<CompletionCandidate> {
        let lists = self.schemes().iter().flat_map(|scheme| &scheme.catalogues);
        unique(lists.map(|(id, _)| candidate(id, "")))
    }

    pub fn followed_schemes(&self) -> Vec<CompletionCandidate> {
        match self.portfolio() {
            Some(portfolio) => {
                let followed = portfolio.schemes().iter();
                followed.map(|it| candidate(&it.id, &it.title)).collect()
            }
            None => self.known_schemes(),
        }
    }

    /// Returns those that come with cpd and those that the portfolio brings.
    pub fn known_schemes(&self) -> Vec<CompletionCandidate> {
        let built_in = Library::built_in();
        let library = self.portfolio().map_or(&built_in, |it| &it.library);
        let ids = library.ids();
        ids.into_iter().map(|id| candidate(id, "")).collect()
    }
}

/// Returns names without those that were there before.
fn unique(names: impl Iterator<Item = CompletionCandidate>) -> Vec<CompletionCandidate> {
    let mut seen: Vec<CompletionCandidate> = Vec::new();
    for name in names {
        if !seen.iter().any(|one| one.get_value() == name.get_value()) {
            seen.push(name);
        }
    }
    seen
}
