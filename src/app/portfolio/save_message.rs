//! The message of a save whose author says nothing: what changed.

use crate::app::ports::{ChangeKind, UnsavedChange};
use crate::base::text::words;
use crate::domain::portfolio::Portfolio;

/// Returns `Add journal “What minutes are for”`, or what changed in numbers.
pub fn message(changes: &[UnsavedChange], portfolio: &Portfolio) -> String {
    match changes {
        [] => "Nothing changed".to_owned(),
        [one] => format!("{} {}", verb(one.what), describe_change(one, portfolio)),
        several => {
            let subject = summary(several, portfolio);
            let lines: Vec<String> = several
                .iter()
                .map(|change| {
                    format!(
                        "- {} {}",
                        verb(change.what),
                        describe_change(change, portfolio)
                    )
                })
                .collect();
            format!("{subject}\n\n{}", lines.join("\n"))
        }
    }
}

/// The first record that was added names the commit; the rest is counted.
fn summary(changes: &[UnsavedChange], portfolio: &Portfolio) -> String {
    let record = |change: &&UnsavedChange| portfolio.at_path(&change.path).is_some();
    let first = changes
        .iter()
        .filter(record)
        .min_by_key(|change| rank(change.what))
        .unwrap_or(&changes[0]);
    let others = words::count_noun(changes.len() - 1, "other file", "other files");
    format!(
        "{} {} and {others}",
        verb(first.what),
        describe_change(first, portfolio)
    )
}

fn rank(what: ChangeKind) -> u8 {
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

fn describe_change(change: &UnsavedChange, portfolio: &Portfolio) -> String {
    match portfolio.at_path(&change.path) {
        Some(record) => {
            format!(
                "{} \u{201c}{}\u{201d}",
                record.kind.noun(),
                words::truncate(record.title(), MAX_TITLE)
            )
        }
        None => change.path.clone(),
    }
}

/// Most characters of a title in the first line of a commit message.
const MAX_TITLE: usize = 60;
