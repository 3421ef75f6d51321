//! An edit that a finding offers, applied to the text, leaves a portfolio without that
//! finding.

use crate::base::document::write::splice;
use crate::base::files::{Content, File, Snapshot};
use crate::domain::finding::Diagnostic;
use crate::domain::portfolio::Portfolio;
use crate::domain::remedy::{Action, TextEdit};
use crate::tests::golden::{repository, tree};
use crate::tests::properties::judged;

type Files = Vec<(String, String)>;

fn example(name: &str) -> Files {
    let files = tree(&repository().join("examples").join(name), |_| false);
    let text = |(path, bytes)| Some((path, String::from_utf8(bytes).ok()?));
    files.into_iter().filter_map(text).collect()
}

fn found(files: &Files) -> Vec<Diagnostic> {
    let file = |(path, text): &(String, String)| File {
        path: path.clone(),
        content: Content::Text(text.as_str().into()),
    };
    let portfolio = Portfolio::load(Snapshot::new(files.iter().map(file).collect()));
    judged(&portfolio).diagnostics
}

/// The edits of a finding, last first, so that each leaves the places of the others.
fn edits(finding: &Diagnostic) -> Vec<TextEdit> {
    let edits = finding.remedies.iter().filter_map(|one| match &one.action {
        Action::Edit(edits) => Some(edits.clone()),
        _ => None,
    });
    let mut edits: Vec<TextEdit> = edits.flatten().collect();
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.span.start));
    edits
}

fn applied(files: &Files, edits: &[TextEdit]) -> Files {
    let mut files = files.clone();
    for edit in edits {
        let file = files.iter_mut().find(|(path, _)| *path == edit.path);
        let (_, text) = file.unwrap_or_else(|| panic!("there is {}", edit.path));
        *text = splice(text, edit.span, &edit.text);
    }
    files
}

/// Findings of a rule in a file.
fn among<'d>(all: &'d [Diagnostic], rule: &str, path: &str) -> Vec<&'d Diagnostic> {
    let same = |one: &&Diagnostic| one.rule.as_str() == rule && one.at.path == path;
    all.iter().filter(same).collect()
}

/// Puts one text for another in a file, takes the edit that is offered, and expects
/// the file to read `wanted` in its place.
#[track_caller]
fn mended(path: &str, text: &str, broken: &str, rule: &str, wanted: &str) {
    let mut files = example("silver-endorsed");
    let file = files.iter_mut().find(|(known, _)| known == path);
    let file = &mut file.expect("the file is there").1;
    assert_eq!(file.matches(text).count(), 1, "{path}: {text}");
    let whole = file.replace(text, wanted);
    *file = file.replace(text, broken);
    let all = found(&files);
    let [finding] = among(&all, rule, path)[..] else {
        panic!("one {rule}: {all:#?}");
    };
    let edits = edits(finding);
    assert_eq!(edits.len(), 1, "{finding:#?}");
    let after = applied(&files, &edits);
    let written = after.iter().find(|(known, _)| known == path);
    assert_eq!(written.map(|(_, text)| text), Some(&whole));
    let left = found(&after);
    assert!(among(&left, rule, path).is_empty(), "{left:#?}");
    assert!(left.len() < all.len(), "{left:#?}");
}

const JOURNAL: &str = "journals/2024-11-20-what-minutes-are-for.md";

#[test]
fn a_field_that_was_meant_is_written() {
    mended(
        JOURNAL,
        "activity:",
        "activty:",
        "unknown-field",
        "activity:",
    );
    mended(
        JOURNAL,
        "activity:",
        "\"activty\":",
        "unknown-field",
        "activity:",
    );
}

#[test]
fn a_term_that_was_meant_is_written() {
    let depth = "depth: some-reflection";
    let rule = "not-in-vocabulary";
    mended(JOURNAL, depth, "depth: some-reflecton", rule, depth);
    mended(
        JOURNAL,
        depth,
        "depth: 'some-reflecton' # so",
        rule,
        "depth: some-reflection # so",
    );
    mended(
        JOURNAL,
        "award: bronze",
        "award: bronz",
        rule,
        "award: bronze",
    );
}

#[test]
fn a_scheme_that_was_meant_is_written() {
    mended(
        "cpd.yaml",
        "lancaster",
        "lancastr",
        "unknown-scheme",
        "lancaster",
    );
}

#[test]
fn a_record_that_was_meant_is_written() {
    let whole = "activity: 2024-11-12-servicing-a-committee";
    let rule = "broken-reference";
    mended(
        JOURNAL,
        whole,
        "activity: servicing-a-committee",
        rule,
        whole,
    );
    mended(
        JOURNAL,
        whole,
        "activity: \"2024-11-12-servicing-a-comittee\"",
        rule,
        whole,
    );
}

#[test]
fn a_field_whose_value_is_known_is_written() {
    let rule = "missing-field";
    let activity = "activity: 2024-11-12-servicing-a-committee\n";
    let line = "date: 2024-11-20\n";
    mended(JOURNAL, line, "date:\n", rule, line);
    let title = "title: What minutes are for\n";
    mended(JOURNAL, title, "title:\n", rule, title);
    let end = format!("{activity}depth: some-reflection\n");
    let missing = format!("{line}award: bronze\n{end}");
    let added = format!("award: bronze\n{end}{line}");
    mended(
        JOURNAL,
        &missing,
        &format!("award: bronze\n{end}"),
        rule,
        &added,
    );
    let missing = format!("{title}{line}award: bronze\n{end}");
    let added = format!("{line}award: bronze\n{end}{title}");
    mended(
        JOURNAL,
        &missing,
        &format!("{line}award: bronze\n{end}"),
        rule,
        &added,
    );
}

#[test]
fn a_date_that_was_meant_is_written() {
    for broken in [
        "date: 20/11/2024",
        "date: '20 November 2024'",
        "date: 20241120",
    ] {
        mended(
            JOURNAL,
            "date: 2024-11-20",
            broken,
            "bad-date",
            "date: 2024-11-20",
        );
    }
}

#[test]
fn no_edit_writes_a_field_a_second_time() {
    let mut files = example("silver-endorsed");
    let file = files.iter_mut().find(|(path, _)| path == JOURNAL);
    let text = &mut file.expect("the journal is there").1;
    *text = text.replace("depth:", "activty: x\ndepth:");
    let all = found(&files);
    let [finding] = among(&all, "unknown-field", JOURNAL)[..] else {
        panic!("{all:#?}");
    };
    assert!(edits(finding).is_empty(), "{finding:#?}");
    assert!(finding.at.text.contains("did you mean"), "{finding:#?}");
}

#[test]
fn every_edit_in_the_example_of_every_rule_mends_its_finding() {
    let files = example("every-rule");
    let all = found(&files);
    let mut rules = std::collections::BTreeSet::new();
    for finding in &all {
        let edits = edits(finding);
        if edits.is_empty() {
            continue;
        }
        rules.insert(finding.rule.as_str());
        let left = found(&applied(&files, &edits));
        let (rule, path) = (finding.rule.as_str(), finding.at.path.as_str());
        let before = among(&all, rule, path).len();
        assert_eq!(among(&left, rule, path).len(), before - 1, "{finding:#?}");
    }
    for rule in [
        "bad-date",
        "broken-reference",
        "unknown-field",
        "wrong-round",
    ] {
        assert!(rules.contains(rule), "{rule} is not among {rules:?}");
    }
}

#[test]
fn a_message_about_ten_thousand_files_names_three_of_them() {
    let mut files = example("silver-endorsed");
    files.retain(|(path, _)| !(path.contains("/silver/") && path.contains("-endorse-")));
    let journals = (10_000..20_000).map(|n| {
        let text = "---\ntitle: More\ndate: 2026-01-01\naward: silver\n---\n\nWords.\n";
        (format!("journals/2026-01-01-more-{n}.md"), text.to_owned())
    });
    files.extend(journals);
    let all = found(&files);
    let mut stale = all
        .iter()
        .filter(|one| one.rule.as_str() == "stale-signoff");
    let finding = stale.next().expect("Silver was signed without them");
    let message = &finding.message;
    let more = format!("and {} more", finding.listed.len() - 3);
    assert!(message.ends_with(&more), "{message}");
    assert!(message.len() < 300, "{message}");
    assert!(finding.listed.len() >= 10_000, "{}", finding.listed.len());
    assert!(finding.related.len() <= 3);
}
