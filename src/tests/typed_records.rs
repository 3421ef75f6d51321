//! Records as people type them: each is read with every word, or a finding shows the words
//! concerned and the line to write instead.

use std::collections::BTreeSet;

use crate::app::fakes::World;
use crate::app::records::fix;
use crate::app::workspace::Workspace;
use crate::check::check;
use crate::domain::remedy::Action;

pub(super) const ACTIVITY: &str = "activities/2026-09-11-first-aid.md";
pub(super) const JOURNAL: &str = "journals/2026-09-12-saying-no.md";

/// Lines that make the details of an activity complete.
const REST: &str = "date: 2026-09-11\ntype: networking\nhours: 3.5\n";

pub(super) fn opened(path: &str, text: &str) -> Workspace {
    let world = World::sams_portfolio().with_file(path, text);
    world.open().unwrap()
}

/// Returns each finding of a record: its rule, the line, the words it points at, what it says
/// and what to do.
pub(super) fn findings(path: &str, text: &str) -> Vec<String> {
    let workspace = opened(path, text);
    let found = check(workspace.check_input());
    let found = found.diagnostics.iter();
    let found = found.filter(|finding| finding.at.path == path);
    let found = found.map(|finding| {
        let line = text[..finding.at.span.start].matches('\n').count() + 1;
        let remedies = finding.remedies.iter().map(|remedy| {
            let is_edit = matches!(remedy.action, Action::Edit(_));
            format!("{}{}", if is_edit { "=> " } else { "" }, remedy.says)
        });
        let says = [finding.message.clone(), finding.at.text.clone()];
        let says: Vec<String> = says.into_iter().chain(remedies).collect();
        let says: Vec<String> = says.into_iter().filter(|part| !part.is_empty()).collect();
        format!("{line}: {}: {}", finding.rule.as_str(), says.join("; "))
    });
    found.collect()
}

/// Returns the record after `cpd check --fix`.
pub(super) fn fixed(path: &str, text: &str) -> String {
    let workspace = opened(path, text);
    let named = BTreeSet::new();
    let fixes = fix::plan(workspace.check_input(), workspace.base(), &named).unwrap();
    let path = crate::app::change::checked(path).unwrap();
    let bytes = fixes.changes.bytes(workspace.base(), &path).unwrap();
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn print() {
    for title in [
        "A # kept on purpose",
        "!Important",
        "# 3",
        "#3",
        "|",
        "[Online] # x",
    ] {
        let text = format!("---\ntitle: {title}\n{REST}---\n\nText.\n");
        eprintln!(
            "=== {title}\n{:#?}\n{}",
            findings(ACTIVITY, &text),
            fixed(ACTIVITY, &text)
        );
    }
    for text in [
        "---\ntitle\u{a0}: A\ndate: 2026-09-11\n\u{200b}type: networking\n\u{a0}hours: 3.5\n---\n\nText.\n",
        "---\ntitle:Minutes: what\ndate: “2026-09-11”\ntype: “networking”\nhours: ‘3.5’\n---\n\nText.\n",
    ] {
        eprintln!(
            "=== {text}\n{:#?}\n{}",
            findings(ACTIVITY, text),
            fixed(ACTIVITY, text)
        );
    }
}
