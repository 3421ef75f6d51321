//! An edit that a finding offers, applied to the text, leaves a portfolio without that
//! finding.

use crate::base::document::write::splice;
use crate::base::files::{Content, File, Snapshot};
use crate::base::text::words;
use crate::domain::finding::{Diagnostic, Severity};
use crate::domain::portfolio::Portfolio;
use crate::domain::remedy::{Action, TextEdit};
use crate::tests::golden::{repository, tree};
use crate::tests::properties::judged;

type Files = Vec<(String, String)>;

fn example(name: &str) -> Files {
    let files = tree(&repository().join("examples").join(name), |_| false);
    let text = |(path, bytes): (String, Vec<u8>)| {
        let is_evidence = path.starts_with("evidence/");
        let text = String::from_utf8(bytes).ok();
        Some((path, text.or_else(|| is_evidence.then(String::new))?))
    };
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
fn corrects(path: &str, text: &str, broken: &str, rule: &str, wanted: &str) {
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
    // Of a scheme that was not found, nothing else was said.
    let errors = |found: &[Diagnostic]| {
        let errors = found.iter().filter(|one| one.severity == Severity::Error);
        errors.count()
    };
    let is_less = left.len() < all.len() || errors(&left) < errors(&all);
    assert!(is_less, "{left:#?}");
}

/// The findings of a rule in a file of the example, after these changes to texts.
fn findings_of(changes: &[(&str, &str, &str)], rule: &str, path: &str) -> Vec<Diagnostic> {
    let mut files = example("silver-endorsed");
    for (at, text, other) in changes {
        let file = files.iter_mut().find(|(known, _)| known == at);
        let file = &mut file.expect("the file is there").1;
        assert!(file.contains(text), "{at}: {text}");
        *file = file.replace(text, other);
    }
    among(&found(&files), rule, path)
        .into_iter()
        .cloned()
        .collect()
}

const JOURNAL: &str = "journals/2024-11-20-what-minutes-are-for.md";

#[test]
fn a_misspelt_field_is_corrected() {
    corrects(
        JOURNAL,
        "activity:",
        "activty:",
        "unknown-field",
        "activity:",
    );
    corrects(
        JOURNAL,
        "activity:",
        "\"activty\":",
        "unknown-field",
        "activity:",
    );
}

#[test]
fn a_misspelt_term_is_corrected() {
    let depth = "depth: some-reflection";
    let rule = "not-in-vocabulary";
    corrects(JOURNAL, depth, "depth: some-reflecton", rule, depth);
    corrects(
        JOURNAL,
        depth,
        "depth: 'some-reflecton' # so",
        rule,
        "depth: some-reflection # so",
    );
    corrects(
        JOURNAL,
        "award: bronze",
        "award: bronz",
        rule,
        "award: bronze",
    );
}

#[test]
fn a_misspelt_link_is_corrected() {
    let (rule, line) = ("broken-link", "have done this since 2019");
    let right =
        "[have done this](../meetings/2026-01-20-last-meeting-with-my-mentor.md#since) 2019";
    for broken in [
        "[have done this](2026-01-20-last-meeting-with-my-mentor.md#since) 2019",
        "[have done this](../meetings/last-meeting-with-my-mentor.md#since) 2019",
        "[have done this](../meetings/2026-01-20-Last-meting-with-my-mentor.md#since) 2019",
    ] {
        corrects(JOURNAL, line, broken, rule, right);
    }
    corrects(
        JOURNAL,
        line,
        "[have *done*](<2025-04-09-everyone has the spreadsheet.md> \"so\")",
        rule,
        "[have *done*](<2025-04-09-everyone-has-the-spreadsheet.md> \"so\")",
    );
}

#[test]
fn a_misspelt_evidence_path_is_corrected() {
    let rule = "missing-evidence";
    let journal = "journals/2025-01-08-whose-left.md";
    let right = "../evidence/graduation-hall-plan.png";
    for broken in [
        "evidence/graduation-hall-plan.png",
        "../evidence/graduation-hal-plan.png",
    ] {
        corrects(journal, right, broken, rule, right);
    }
    let activity = "activities/2024-11-12-servicing-a-committee.md";
    let right = "evidence/committee-workshop-certificate.png";
    for broken in [
        "evidence/Committee-workshop-certficate.png",
        "evidence/2024/committee-workshop-certificate.png",
    ] {
        corrects(activity, right, broken, rule, right);
    }
}

#[test]
fn a_misspelt_rule_name_in_the_settings_is_corrected() {
    let wanted = "depth: some-reflection\nallow: [missing-alt-text]";
    let broken = wanted.replace("-alt-", "-alt");
    corrects(
        JOURNAL,
        "depth: some-reflection",
        &broken,
        "unknown-rule",
        wanted,
    );
}

#[test]
fn a_misspelt_heading_is_corrected() {
    let right = "## What I learnt\n";
    for broken in ["## What I learned\n", "### What I learnt from it ###\n"] {
        corrects(JOURNAL, right, broken, "missing-section", right);
    }
    let text = (JOURNAL, right, "What I learned\n---\n");
    let found = findings_of(&[text], "missing-section", JOURNAL);
    assert!(
        edits(&found[0]).is_empty(),
        "an underlined heading: {found:#?}"
    );
}

/// A heading that has its own title is not offered for another.
#[test]
fn a_required_heading_is_not_renamed() {
    let text = (JOURNAL, "## What I learnt\n", "And then:\n");
    let found = findings_of(&[text], "missing-section", JOURNAL);
    assert!(edits(&found[0]).is_empty(), "{found:#?}");
}

#[test]
fn several_equally_likely_names_are_listed_and_none_is_written() {
    let text = (
        JOURNAL,
        "2024-11-12-servicing-a-committee",
        "2025-01-0-journal",
    );
    let feedback = "feedback/2024-11-27-feedback-on-what-minutes-are-for.md";
    let found = findings_of(&[text], "broken-reference", JOURNAL);
    assert!(edits(&found[0]).is_empty(), "{found:#?}");
    let link = "[that](../evidence/graduation-hall-plan-0.png)\n\n";
    let mut files = example("silver-endorsed");
    for n in 1..6 {
        let path = format!("evidence/graduation-hall-plan-{n}.png");
        files.push((path, String::new()));
    }
    let file = files.iter_mut().find(|(path, _)| path == feedback);
    file.expect("it is there").1.push_str(link);
    let all = self::found(&files);
    let [finding] = among(&all, "broken-link", feedback)[..] else {
        panic!("{all:#?}");
    };
    let [advice] = &finding.remedies[..] else {
        panic!("{finding:#?}");
    };
    assert_eq!(advice.action, Action::Advice);
    assert_eq!(advice.says.matches("hall-plan").count(), 3, "{advice:?}");
}

#[test]
fn edits_of_what_was_signed_say_so() {
    let signed = |path: &str, text: &str, broken: &str, rule: &str| {
        let found = findings_of(&[(path, text, broken)], rule, path);
        let edits = edits(&found[0]);
        assert!(!edits.is_empty(), "{found:#?}");
        edits.iter().all(|edit| edit.signed)
    };
    assert!(signed(JOURNAL, "activity:", "activty:", "unknown-field"));
    let endorsed = "signoffs/lancaster/bronze/2025-05-20T163800Z-endorse-priya-shah.md";
    assert!(signed(endorsed, "role:", "rolle:", "unknown-field"));
    assert!(!signed(
        "cpd.yaml",
        "lancaster",
        "lancastr",
        "unknown-scheme"
    ));
    let meeting = "meetings/2026-01-20-last-meeting-with-my-mentor.md";
    let unsigned = signed(meeting, "date:", "dat:", "unknown-field");
    let covered = example("silver-endorsed")
        .iter()
        .any(|(path, text)| path.starts_with("signoffs/") && text.contains(meeting));
    assert_eq!(unsigned, covered);
}

#[test]
fn a_misspelt_scheme_is_corrected() {
    corrects(
        "cpd.yaml",
        "lancaster",
        "lancastr",
        "unknown-scheme",
        "lancaster",
    );
}

#[test]
fn a_misspelt_reference_is_corrected() {
    let whole = "activity: 2024-11-12-servicing-a-committee";
    let rule = "broken-reference";
    corrects(
        JOURNAL,
        whole,
        "activity: servicing-a-committee",
        rule,
        whole,
    );
    corrects(
        JOURNAL,
        whole,
        "activity: \"2024-11-12-servicing-a-comittee\"",
        rule,
        whole,
    );
}

#[test]
fn a_missing_field_with_a_known_value_is_added() {
    let rule = "missing-field";
    let activity = "activity: 2024-11-12-servicing-a-committee\n";
    let line = "date: 2024-11-20\n";
    corrects(JOURNAL, line, "date:\n", rule, line);
    let title = "title: What minutes are for\n";
    corrects(JOURNAL, title, "title:\n", rule, title);
    let end = format!("{activity}depth: some-reflection\n");
    let missing = format!("{line}award: bronze\n{end}");
    let added = format!("award: bronze\n{end}{line}");
    corrects(
        JOURNAL,
        &missing,
        &format!("award: bronze\n{end}"),
        rule,
        &added,
    );
    let missing = format!("{title}{line}award: bronze\n{end}");
    let added = format!("{line}award: bronze\n{end}{title}");
    corrects(
        JOURNAL,
        &missing,
        &format!("{line}award: bronze\n{end}"),
        rule,
        &added,
    );
}

#[test]
fn hours_as_people_write_them_are_corrected() {
    let activity = "activities/2024-11-12-servicing-a-committee.md";
    let files = example("silver-endorsed");
    let text = &files.iter().find(|(path, _)| path == activity).unwrap().1;
    let hours = text
        .lines()
        .find(|line| line.starts_with("hours:"))
        .unwrap();
    for (broken, right) in [
        ("45 mins", "0.75"),
        ("\"1:30\"", "1.5"),
        ("3,5", "3.5"),
        ("½", "0.5"),
    ] {
        let (broken, right) = (format!("hours: {broken}"), format!("hours: {right}"));
        corrects(activity, hours, &broken, "wrong-type", &right);
    }
}

#[test]
fn a_value_with_two_meanings_has_no_edit_and_names_both() {
    for (line, broken, rule, help) in [
        (
            "date: 2024-11-20",
            "date: 3/2/2026",
            "bad-date",
            "write 2026-02-03 or 2026-03-02",
        ),
        (
            "date: 2024-11-20",
            "date: yesterday",
            "bad-date",
            "write the year, month and day",
        ),
        (
            "date: 2024-11-20",
            "date: 17 February",
            "bad-date",
            "write the year, month and day",
        ),
    ] {
        let mut files = example("silver-endorsed");
        let file = files.iter_mut().find(|(path, _)| path == JOURNAL);
        let text = &mut file.expect("the journal is there").1;
        *text = text.replace(line, broken);
        let all = found(&files);
        let [finding] = among(&all, rule, JOURNAL)[..] else {
            panic!("{all:#?}");
        };
        assert!(edits(finding).is_empty(), "{finding:#?}");
        assert!(finding.remedies[0].says.starts_with(help), "{finding:#?}");
    }
}

#[test]
fn a_misspelt_date_is_corrected() {
    for broken in [
        "date: 20/11/2024",
        "date: '20 November 2024'",
        "date: 20241120",
    ] {
        corrects(
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
fn every_edit_in_a_rules_example_corrects_its_finding() {
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
        "unknown-form",
        "unknown-rule",
        "unknown-scheme-key",
        "wrong-round",
        "wrong-type",
    ] {
        assert!(rules.contains(rule), "{rule} is not among {rules:?}");
    }
}

#[test]
fn a_message_about_ten_thousand_files_names_three_of_them() {
    let mut files = example("silver-endorsed");
    files.retain(|(path, _)| !(path.contains("/silver/") && path.contains("-endorse-")));
    let journals = (10_000..20_000).map(|n| {
        let text =
            format!("---\ntitle: More\ndate: 2026-01-01\naward: silver\n---\n\nWords {n}.\n");
        (format!("journals/2026-01-01-more-{n}.md"), text)
    });
    files.extend(journals);
    let all = found(&files);
    let mut stale = all
        .iter()
        .filter(|one| one.rule.as_str() == "stale-signoff");
    let finding = stale.next().expect("Silver was signed without them");
    let message = &finding.message;
    let more = words::format_thousands(finding.listed.len() - 3);
    let more = format!("and {more} more");
    assert!(message.ends_with(&more), "{message}");
    assert!(message.len() < 300, "{message}");
    assert!(finding.listed.len() >= 10_000, "{}", finding.listed.len());
    assert!(finding.related.len() <= 3);
}
