//! Plans the corrections that findings carry, where each has one right answer. It knows no rule:
//! a rule offers an edit, and this applies it.

use std::collections::{BTreeMap, BTreeSet};

use crate::app::change::review::{Overlay, overlaid};
use crate::app::change::splices::{Splice, apply_splices};
use crate::app::change::{Base, ChangeSet, PlanError, checked};
use crate::base::document::ParsedFile;
use crate::base::files::{Sha256, Snapshot};
use crate::base::text::Span;
use crate::check::{CheckInput, check};
use crate::domain::finding::Diagnostic;
use crate::domain::remedy::{Action, TextEdit};

/// Most times that a portfolio is corrected and checked again. A correction may bring to light
/// what could not be read before.
const MOST_ROUNDS: usize = 12;

/// Planned corrections.
#[derive(Debug, Default)]
pub struct Fixes {
    pub changes: ChangeSet,
    /// The number of findings that are corrected, by file.
    pub corrected: BTreeMap<String, usize>,
    /// The number of findings that could be corrected and are left, by reason and file.
    pub left: BTreeMap<(LeftBecause, String), usize>,
}

/// The reason why a correction is not made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LeftBecause {
    /// Somebody signed the file, and nobody named it.
    Signed,
    /// It brings back what it corrects, or makes the details of a file unreadable.
    Unsettled,
}

/// Plans all corrections: of the files that are named, signed ones included, or else of every
/// file that nobody signed.
pub fn plan(
    input: CheckInput<'_>,
    base: Base<'_>,
    named: &BTreeSet<String>,
) -> Result<Fixes, PlanError> {
    let _span = tracing::info_span!("records.fix").entered();
    let mut fixes = Fixes::default();
    for rounds_left in (0..MOST_ROUNDS).rev() {
        let portfolio = overlaid(input.portfolio, &fixes.changes);
        let files = &portfolio.snapshot;
        let overlay = Overlay::new(input.evidence, &fixes.changes);
        let found = check(CheckInput {
            portfolio: &portfolio,
            evidence: overlay.evidence(),
            ..input
        });
        let answers = found.diagnostics.iter();
        let answers = answers.filter_map(|finding| Some((finding, right_answer(finding, files)?)));
        let asked = answers.filter(|(_, edits)| is_asked_for(edits, named));
        let (left, mut open): (Vec<_>, Vec<_>) =
            asked.partition(|(_, edits)| named.is_empty() && edits.iter().any(|edit| edit.signed));
        // A field that is misspelt is corrected before it is missed.
        open.sort_by_key(|(_, edits)| edits.iter().any(|edit| edit.span.is_empty()));
        let round = if rounds_left == 0 {
            Round::default()
        } else {
            Round::choose(&open, files)
        };
        if round.edits.is_empty() {
            fixes.count_left(LeftBecause::Signed, &left);
            fixes.count_left(LeftBecause::Unsettled, &open);
            break;
        }
        for path in &round.corrected {
            *fixes.corrected.entry((*path).to_owned()).or_default() += 1;
        }
        round.apply(base, files, &mut fixes.changes)?;
    }
    Ok(fixes)
}

impl Fixes {
    fn count_left(&mut self, why: LeftBecause, findings: &[Correction<'_>]) {
        for (finding, _) in findings {
            let of_file = (why, finding.at.path.clone());
            *self.left.entry(of_file).or_default() += 1;
        }
    }
}

/// A finding and the edits that correct it.
type Correction<'d> = (&'d Diagnostic, &'d [TextEdit]);

/// Returns the edits of a finding that has one way to correct it, in files that can be changed.
fn right_answer<'d>(finding: &'d Diagnostic, files: &Snapshot) -> Option<&'d [TextEdit]> {
    let ways = finding.remedies.iter();
    let mut ways = ways.filter_map(|remedy| match &remedy.action {
        Action::Edit(edits) => Some(edits.as_slice()),
        Action::Invoke(_) | Action::Look(_) | Action::Advice => None,
    });
    let only = ways.next().filter(|edits| !edits.is_empty())?;
    let can_be_changed = |edit: &TextEdit| {
        let text = files.text(&edit.path);
        text.is_some_and(|text| edit.span.slice(text) != edit.text)
    };
    (ways.next().is_none() && only.iter().all(can_be_changed)).then_some(only)
}

/// Returns true if all edits are in files that were named, or if none was.
fn is_asked_for(edits: &[TextEdit], named: &BTreeSet<String>) -> bool {
    named.is_empty() || edits.iter().all(|edit| named.contains(&edit.path))
}

/// The edits of one file by their start.
type FileEdits<'d> = BTreeMap<usize, &'d TextEdit>;

/// Edits that do not overlap, by file.
#[derive(Debug, Default)]
struct Round<'d> {
    edits: BTreeMap<&'d str, FileEdits<'d>>,
    /// The file of each finding that they correct.
    corrected: Vec<&'d str>,
}

impl<'d> Round<'d> {
    /// Returns the corrections that can be made together. Two that are right alone may be wrong
    /// together, such as two fields that get one name: of such a file, only one is made.
    fn choose(open: &[Correction<'d>], files: &Snapshot) -> Self {
        let mut one_only: BTreeSet<&str> = BTreeSet::new();
        loop {
            let mut round = Self::default();
            for (finding, edits) in open {
                let limited = edits.iter().any(|edit| one_only.contains(&*edit.path));
                if !limited || round.is_alone_and_right(edits, files) {
                    round.add(&finding.at.path, edits);
                }
            }
            let spoilt = round.edits.iter();
            let spoilt = spoilt.filter(|(path, edits)| is_spoilt(files, path, edits));
            let spoilt: BTreeSet<&str> = spoilt.map(|(path, _)| *path).collect();
            if spoilt.is_subset(&one_only) {
                return round;
            }
            one_only.extend(spoilt);
        }
    }

    fn is_alone_and_right(&self, edits: &'d [TextEdit], files: &Snapshot) -> bool {
        let mut alone = Self::default();
        alone.add("", edits);
        alone
            .edits
            .iter()
            .all(|(path, edits)| !self.edits.contains_key(path) && !is_spoilt(files, path, edits))
    }

    /// Adds the edits of one finding, all or none. Those that overlap others can be added to a
    /// later round.
    fn add(&mut self, path: &'d str, edits: &'d [TextEdit]) {
        if edits.iter().any(|edit| self.is_in_the_way(edit)) {
            return;
        }
        for edit in edits {
            let of_file = self.edits.entry(&edit.path).or_default();
            of_file.insert(edit.span.start, edit);
        }
        self.corrected.push(path);
    }

    fn is_in_the_way(&self, edit: &TextEdit) -> bool {
        let Some(of_file) = self.edits.get(edit.path.as_str()) else {
            return false;
        };
        let Span { start, end } = edit.span;
        // Two findings may ask for the same.
        let is_other = |here: &TextEdit| here.span != edit.span || here.text != edit.text;
        let before = of_file.range(..start).next_back();
        let after = of_file.range(start + 1..).next();
        of_file.get(&start).is_some_and(|here| is_other(here))
            || before.is_some_and(|(_, one)| one.span.end > start)
            || after.is_some_and(|(other, _)| *other < end)
    }

    fn apply(
        self,
        base: Base<'_>,
        files: &Snapshot,
        changes: &mut ChangeSet,
    ) -> Result<(), PlanError> {
        for (path, edits) in self.edits {
            let text = files.text(path).map_or("", |text| text);
            let expected = Sha256::digest(text.as_bytes());
            changes.splice(base, &checked(path)?, expected, splices(&edits))?;
        }
        Ok(())
    }
}

fn splices(edits: &FileEdits<'_>) -> Vec<Splice> {
    let splices = edits.values().map(|edit| Splice {
        span: edit.span,
        new: edit.text.clone(),
    });
    splices.collect()
}

/// Returns true if edits bring a fault into the details of a file.
fn is_spoilt(files: &Snapshot, path: &str, edits: &FileEdits<'_>) -> bool {
    let faults = |text: &str| {
        let read = if path.ends_with(".md") {
            ParsedFile::read(text)
        } else {
            ParsedFile::read_yaml(text)
        };
        read.faults.len()
    };
    files.text(path).is_none_or(|before| {
        apply_splices(before, splices(edits)).is_none_or(|after| faults(&after) > faults(before))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::fakes::World;
    use crate::app::workspace::Workspace;

    const JOURNAL: &str = "journals/2026-02-04-saying-i.md";
    const SIGNED: &str = "journals/2026-03-04-again.md";

    /// A portfolio with a journal of this text and one that was signed, whose date can be
    /// corrected.
    fn opened(journal: &str) -> Workspace {
        let signed = "---\ntitle: Again\ndate: 4 March 2026\naward: bronze\n---\n\nWords.\n";
        let digest = Sha256::digest(signed.as_bytes());
        let signoff = format!(
            "---\nsignoff: sign\naward: bronze\nby: sam-carter\non: 2026-04-01T12:00:00Z\nscheme: {{ id: lancaster, version: 1.0.0 }}\nsubjects:\n  - {{ path: {SIGNED}, sha256: {digest} }}\nproof: none\n---\n"
        );
        World::sams_portfolio()
            .with_file(JOURNAL, journal)
            .with_file(SIGNED, signed)
            .with_file(
                "signoffs/lancaster/bronze/2026-04-01T120000Z-sign-sam-carter.md",
                &signoff,
            )
            .open()
            .unwrap()
    }

    fn fixes(workspace: &Workspace, named: &[&str]) -> Fixes {
        let named = named.iter().map(|path| (*path).to_owned()).collect();
        plan(workspace.check_input(), workspace.base(), &named).unwrap()
    }

    fn after(fixes: &Fixes, workspace: &Workspace, path: &str) -> String {
        let bytes = fixes
            .changes
            .bytes(workspace.base(), &checked(path).unwrap());
        String::from_utf8(bytes.unwrap().to_vec()).unwrap()
    }

    #[test]
    fn everything_with_one_right_answer_is_corrected_and_signed_files_are_left() {
        // The field has to be known before its value is read, and a date is not added twice.
        let workspace =
            opened("---\ntitle: Saying I\ndte: 4 February 2026\naward: bronz\n---\n\nA.\n");
        let fixes = fixes(&workspace, &[]);
        let corrected = "---\ntitle: Saying I\ndate: 2026-02-04\naward: bronze\n---\n\nA.\n";
        assert_eq!(after(&fixes, &workspace, JOURNAL), corrected);
        assert_eq!(
            fixes.changes.on_disk().len(),
            1,
            "{:?}",
            fixes.changes.diff(workspace.base())
        );
        assert_eq!(fixes.corrected, BTreeMap::from([(JOURNAL.to_owned(), 3)]));
        let left = (LeftBecause::Signed, SIGNED.to_owned());
        assert_eq!(fixes.left, BTreeMap::from([(left, 1)]));
    }

    #[test]
    fn two_fields_are_not_given_one_name() {
        let workspace = opened(
            "---\ntitle: Saying I\ndte: 2026-02-04\ndat: 2026-03-04\naward: bronze\n---\n\nA.\n",
        );
        let fixes = fixes(&workspace, &[]);
        let text = after(&fixes, &workspace, JOURNAL);
        assert_eq!(text.matches("date:").count(), 1, "{text}");
    }

    #[test]
    fn only_named_files_are_corrected_and_signed_ones_too() {
        let workspace = opened("---\ntitle: Saying I\ndate: 4 February 2026\n---\n\nA.\n");
        let fixes = fixes(&workspace, &[SIGNED]);
        let corrected = "---\ntitle: Again\ndate: 2026-03-04\naward: bronze\n---\n\nWords.\n";
        assert_eq!(after(&fixes, &workspace, SIGNED), corrected);
        assert_eq!(fixes.corrected, BTreeMap::from([(SIGNED.to_owned(), 1)]));
        assert!(fixes.left.is_empty(), "{fixes:?}");
    }

    fn edit(start: usize, end: usize, text: &str) -> TextEdit {
        TextEdit {
            path: JOURNAL.to_owned(),
            span: Span::new(start, end),
            text: text.to_owned(),
            signed: false,
        }
    }

    #[test]
    fn edits_that_overlap_wait_for_a_later_round() {
        for (other, fits) in [
            (edit(2, 4, "x"), true),
            (edit(2, 4, "z"), false),
            (edit(2, 5, "x"), false),
            (edit(3, 3, "z"), false),
            (edit(0, 3, "z"), false),
            (edit(0, 2, "z"), true),
            (edit(4, 10, "z"), true),
            (edit(4, 11, "z"), false),
            (edit(10, 12, "z"), false),
        ] {
            let (first, other) = ([edit(2, 4, "x"), edit(10, 10, "y")], [other]);
            let mut round = Round::default();
            round.add(JOURNAL, &first);
            round.add(JOURNAL, &other);
            assert_eq!(round.corrected.len(), 1 + usize::from(fits), "{other:?}");
        }
        // All of a finding's edits or none.
        let (first, both) = ([edit(2, 4, "x")], [edit(20, 21, "z"), edit(3, 4, "z")]);
        let mut round = Round::default();
        round.add(JOURNAL, &first);
        round.add(JOURNAL, &both);
        assert_eq!(round.edits[JOURNAL].len(), 1);
    }
}
