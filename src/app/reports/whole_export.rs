//! Everything that a person takes along who leaves.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::path::Path;

use super::calendar::calendar;
use super::cv::cv;
use super::export::{ExportError, ExportRequest, export};
use crate::app::ports::{OutputError, Repository};
use crate::app::workspace::Workspace;
use crate::base::document::{Node, read_yaml};
use crate::base::files::Content;
use crate::base::text::Shell;
use crate::check::CheckInput;
use crate::domain::layout::{PrintedSort, printed_sort};
use crate::domain::portfolio::{PEOPLE, Portfolio, Record};
use crate::domain::ports::LoggedCommit;
use crate::formats::whole_export::{self, WholeExportContents};
use crate::views::cv::section_names;
use crate::views::private_values::without_private_values;
use crate::views::record_export::ExportTable;
use crate::views::whole_export::{HistoryPart, WholeExport, WholeFile};

/// The folders that are no part of the portfolio as it is judged.
const PACKS: &str = "packs";
const PRIVATE: &str = "private";
/// The place of the files in the zip.
const FILES: &str = "portfolio";
/// Details of other people that go along.
const NAMED: [&str; 3] = ["id", "name", "roles"];
/// Nodes that a list of people has at most.
const MOST_NODES: usize = 100_000;

/// Gathers everything. `with_private` takes private notes and details along, and what the list of
/// people says of others.
pub fn whole_export<'w>(
    workspace: &'w Workspace,
    input: CheckInput<'w>,
    with_private: bool,
) -> Result<WholeExport<'w>, ExportError> {
    let portfolio = &workspace.portfolio;
    let gathering = Gathering {
        workspace,
        portfolio,
        with_private,
    };
    let owner = portfolio.owner().map_or("", |owner| owner.name());
    let people = portfolio.people();
    let sections = section_names().into_iter().map(str::to_owned);
    let sections: Vec<String> = sections.collect();
    Ok(WholeExport {
        owner: owner.to_owned(),
        today: input.today,
        tables: gathering.tables(input)?,
        people: people
            .map(|person| (person.id().to_string(), person.name().to_owned()))
            .collect(),
        calendar: calendar(input),
        cv: cv(input, &sections),
        files: gathering.files(),
        history: gathering.history(),
        left_out: gathering.left_out(),
    })
}

/// Writes what was gathered into a zip that is not there yet.
pub fn write(
    export: &WholeExport<'_>,
    workspace: &Workspace,
    shell: Shell,
    path: &Path,
) -> Result<(), OutputError> {
    let contents = Contents(workspace);
    workspace.outputs().write_through(path, &mut |out| {
        whole_export::write(export, &contents, shell, out)
    })
}

/// The files and the history of a portfolio.
struct Contents<'w>(&'w Workspace);

impl WholeExportContents for Contents<'_> {
    fn copy(&self, path: &str, out: &mut dyn Write) -> io::Result<()> {
        match self.0.outputs().copy(path, out) {
            // Git leaves files out of the folder where it is told to.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let bytes = self.0.bytes(path).ok_or(error)?;
                out.write_all(&bytes)
            }
            done => done,
        }
        .map_err(|error| io::Error::new(error.kind(), format!("{path}: {error}")))
    }

    fn write_history(&self, out: &mut dyn Write) -> io::Result<()> {
        match self.0.repository() {
            Ok(repository) => repository.write_bundle(out),
            Err(why) => Err(io::Error::other(why.to_string())),
        }
    }
}

/// A portfolio, and what of it goes along.
struct Gathering<'w> {
    workspace: &'w Workspace,
    portfolio: &'w Portfolio,
    with_private: bool,
}

impl<'w> Gathering<'w> {
    fn tables(&self, input: CheckInput<'w>) -> Result<Vec<ExportTable<'w>>, ExportError> {
        let request = ExportRequest {
            with_text: true,
            ..ExportRequest::default()
        };
        let mut tables = export(self.portfolio, &request, input.today)?.tables;
        if let Some(owner) = self.portfolio.owner() {
            let mut own = ExportTable::of_kind(&owner.0.kind, vec![owner.0], false);
            "owner".clone_into(&mut own.name);
            tables.push(own);
        }
        if self.with_private {
            return Ok(tables);
        }
        let without = tables
            .into_iter()
            .map(|table| match table.records.first().copied() {
                Some(record) => table.without_private(&record.kind),
                None => table,
            });
        Ok(without.collect())
    }

    /// Returns the files of the portfolio, and what was printed, by their paths in the zip.
    fn files(&self) -> BTreeMap<String, WholeFile> {
        let mut files = BTreeMap::new();
        for file in self.portfolio.snapshot.files() {
            let is_left_out = file.path == PEOPLE && !self.with_private;
            if !is_left_out && !is_unreadable(&file.content) {
                let content = self.content(&file.path);
                files.insert(format!("{FILES}/{}", file.path), content);
            }
        }
        let outputs = self.workspace.outputs();
        for path in outputs.files_below(PACKS) {
            if let Some(place) = printed_place(&path) {
                files.insert(place, WholeFile::Copied(path));
            }
        }
        if self.with_private {
            for path in outputs.files_below(PRIVATE) {
                files.insert(format!("{FILES}/{path}"), WholeFile::Copied(path));
            }
        }
        files
    }

    /// Returns a file as it goes along: without private values unless they are wanted.
    fn content(&self, path: &str) -> WholeFile {
        let copied = || WholeFile::Copied(path.to_owned());
        if self.with_private {
            return copied();
        }
        let records: Vec<&Record> = self.portfolio.in_file(path).collect();
        match records.as_slice() {
            [record] if has_private_values(record) => {
                WholeFile::Text(without_private_values(record, &record.text))
            }
            _ => copied(),
        }
    }

    fn history(&self) -> HistoryPart {
        let left_out = |why: &str| HistoryPart::LeftOut(why.to_owned());
        let repository = match self.workspace.repository_if_any() {
            Ok(Some(repository)) => repository,
            Ok(None) => return left_out("the portfolio keeps none"),
            Err(why) => return HistoryPart::LeftOut(format!("git: {why}")),
        };
        if !repository.prefix().is_empty() {
            return left_out("the git repository holds other things than this portfolio");
        }
        if let Some(gap) = repository.lacks() {
            return HistoryPart::LeftOut(gap.to_string());
        }
        let log = match repository.log() {
            Ok(log) if log.is_empty() => return left_out("nothing was saved yet"),
            Ok(log) => log,
            Err(why) => return HistoryPart::LeftOut(format!("git: {why}")),
        };
        match self.private_part(&log, repository) {
            Some(what) if !self.with_private => HistoryPart::Private(format!("they hold {what}")),
            _ => HistoryPart::Whole,
        }
    }

    /// Returns what the saved versions hold that is nobody else's business.
    fn private_part(
        &self,
        log: &[LoggedCommit],
        repository: &dyn Repository,
    ) -> Option<&'static str> {
        let files: BTreeSet<&str> = log
            .iter()
            .flat_map(|it| it.files.keys())
            .map(|it| &**it)
            .collect();
        let is_private = |path: &&str| path.split('/').any(|part| part == PRIVATE);
        if files.iter().any(is_private) {
            return Some("files of the folder private");
        }
        if files.iter().any(|path| self.has_private_kind(path)) {
            return Some("private details of records");
        }
        let versions = log
            .iter()
            .flat_map(|it| it.files.get(PEOPLE).copied().flatten());
        let versions: BTreeSet<_> = versions.collect();
        let mut texts = versions.into_iter().map(|id| repository.content(id));
        let says_more = |text: Option<Vec<u8>>| text.is_none_or(|text| self.says_of_others(&text));
        texts
            .any(says_more)
            .then_some("more than the names of other people")
    }

    /// Returns true for the path of a record of a kind with private details.
    fn has_private_kind(&self, path: &str) -> bool {
        let mut kinds = self.portfolio.kinds().iter();
        kinds.any(|kind| {
            let is_of_kind = match kind.folder() {
                Some(folder) => path
                    .strip_prefix(folder)
                    .is_some_and(|it| it.starts_with('/')),
                None => path == kind.path(),
            };
            is_of_kind && kind.fields.iter().any(|field| field.private)
        })
    }

    /// Returns true if a list of people says more of others than who they are.
    fn says_of_others(&self, text: &[u8]) -> bool {
        let text = String::from_utf8_lossy(text);
        let Ok(list) = read_yaml(&text, 0, MOST_NODES) else {
            return true;
        };
        let owner = self.portfolio.owner().map(|owner| owner.id().to_string());
        let people = list.get("people").map_or(&[][..], Node::items);
        people
            .iter()
            .filter(|person| person.get("id").and_then(Node::scalar) != owner.as_deref())
            .any(|person| {
                let mut entries = person.entries().iter();
                entries.any(|entry| !NAMED.contains(&&*entry.key))
            })
    }

    fn left_out(&self) -> Vec<String> {
        let mut said = Vec::new();
        if !self.with_private {
            said.push(
                "The folder private and private details are not in it, nor what the list of people says of others than their names."
                    .to_owned(),
            );
        }
        let files = self.portfolio.snapshot.files().iter();
        let unreadable = files.filter(|file| is_unreadable(&file.content));
        said.extend(unreadable.map(|file| format!("{} could not be read.", file.path)));
        said
    }
}

fn has_private_values(record: &Record) -> bool {
    let mut fields = record.kind.fields.iter();
    fields.any(|field| field.private && record.field(&field.name).is_some())
}

fn is_unreadable(content: &Content) -> bool {
    matches!(content, Content::Unreadable(_))
}

/// Returns the place in the zip of a file that was printed; none for drafts and requests.
fn printed_place(path: &str) -> Option<String> {
    let name = path.rsplit('/').next()?;
    match printed_sort(path) {
        _ if name.starts_with('.') => None,
        PrintedSort::Unfinished => None,
        PrintedSort::Certificate => Some(format!("certificates/{name}")),
        PrintedSort::Final => Some(path.to_owned()),
    }
}
