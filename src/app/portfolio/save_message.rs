//! The message of a save whose author says nothing: what changed.

use super::renamed_files::RenamedFile;
use crate::app::ports::{ChangeKind, UnsavedChange};
use crate::base::text::words;
use crate::domain::portfolio::Portfolio;

/// Returns `Add journal “What minutes are for”`, or what changed in numbers. A file with another
/// name is one change.
pub fn message(
    changes: &[UnsavedChange],
    renamed: &[RenamedFile],
    portfolio: &Portfolio,
) -> String {
    let is_old_name = |change: &UnsavedChange| {
        change.what == ChangeKind::Removed && renamed.iter().any(|file| file.from == change.path)
    };
    let changes = changes.iter().filter(|change| !is_old_name(change));
    let changes: Vec<Described<'_>> = changes
        .map(|change| Described::new(change, renamed, portfolio))
        .collect();
    match &*changes {
        [] => "Nothing changed".to_owned(),
        [one] => one.says.clone(),
        several => {
            let lines = several.iter().map(|one| format!("- {}", one.says));
            let lines: Vec<String> = lines.collect();
            format!("{}\n\n{}", summary(several), lines.join("\n"))
        }
    }
}

/// A change in words.
struct Described<'a> {
    change: &'a UnsavedChange,
    says: String,
    is_record: bool,
}

impl<'a> Described<'a> {
    fn new(change: &'a UnsavedChange, renamed: &[RenamedFile], portfolio: &Portfolio) -> Self {
        let is_new_name =
            change.what == ChangeKind::Added && renamed.iter().any(|file| file.to == change.path);
        let verb = if is_new_name {
            "Rename"
        } else {
            verb(change.what)
        };
        let record = portfolio.at_path(&change.path);
        let what = record.map_or_else(
            || change.path.clone(),
            |record| {
                let title = words::truncate(record.title(), MAX_TITLE);
                format!("{} {}", record.kind.noun(), words::quoted(&title))
            },
        );
        Self {
            change,
            says: format!("{verb} {what}"),
            is_record: record.is_some(),
        }
    }
}

/// The first record that was added names the commit; the rest is counted.
fn summary(changes: &[Described<'_>]) -> String {
    let records = changes.iter().filter(|one| one.is_record);
    let first = records.min_by_key(|one| rank(one.change.what));
    let first = first.unwrap_or(&changes[0]);
    let others = words::count_noun(changes.len() - 1, "other file", "other files");
    format!("{} and {others}", first.says)
}

const fn rank(what: ChangeKind) -> u8 {
    match what {
        ChangeKind::Added => 0,
        ChangeKind::Changed => 1,
        ChangeKind::Removed | ChangeKind::Missing(_) => 2,
    }
}

const fn verb(what: ChangeKind) -> &'static str {
    match what {
        ChangeKind::Added => "Add",
        ChangeKind::Changed => "Change",
        ChangeKind::Removed | ChangeKind::Missing(_) => "Remove",
    }
}

/// Most characters of a title in the first line of a commit message.
const MAX_TITLE: usize = 60;
