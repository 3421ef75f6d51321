//! Records that may be there twice, in portfolios that are in memory.

use crate::app::fakes::World;
use crate::check::check;
use crate::check::rules::possible_duplicate::RULE;

const TEXT: &str = "I learnt that minutes are for those who were away.";

/// Returns each record in which the rule finds something, with the message.
fn found(files: &[(&str, String)]) -> Vec<(String, String)> {
    let world = World::sams_portfolio();
    let world = files
        .iter()
        .fold(world, |world, (path, text)| world.with_file(path, text));
    let workspace = world.open().unwrap();
    let found = check(workspace.check_input()).diagnostics.into_iter();
    let found = found.filter(|found| found.rule == RULE.id());
    found.map(|found| (found.at.path, found.message)).collect()
}

fn activity(title: &str, day: &str, more: &str, text: &str) -> String {
    format!("---\ntitle: {title}\ndate: 2026-02-{day}\ntype: workshop\n{more}---\n\n{text}\n")
}

#[test]
fn records_with_the_same_date_and_title_are_found() {
    let one = (
        "activities/2026-02-03-a.md",
        activity("First aid", "03", "", ""),
    );
    let same = (
        "activities/2026-02-03-a-2.md",
        activity("first  aid", "03", "hours: 2\n", ""),
    );
    let expected = "this has the same title and date as activities/2026-02-03-a.md";
    let expected = [(same.0.to_owned(), expected.to_owned())];
    assert_eq!(found(&[one.clone(), same]), expected);
    let others = [
        (
            "activities/2026-02-04-a.md",
            activity("First aid", "04", "", ""),
        ),
        (
            "activities/2026-02-03-b.md",
            activity("First aids", "03", "", ""),
        ),
        (
            "journals/2026-02-03-a.md",
            activity("First aid", "03", "", ""),
        ),
    ];
    for other in others {
        assert_eq!(found(&[one.clone(), other]), []);
    }
    let meant = activity("First aid", "03", "allow: [possible-duplicate]\n", "");
    assert_eq!(found(&[one, ("activities/2026-02-03-c.md", meant)]), []);
}

#[test]
fn records_about_different_awards_may_have_the_same_date_and_title() {
    let journal = |award: &str| activity("Minutes", "03", &format!("award: {award}\n"), "");
    let one = ("journals/2026-02-03-a.md", journal("bronze"));
    let path = "journals/2026-02-03-b.md";
    assert_eq!(found(&[one.clone(), (path, journal("silver"))]), []);
    assert_eq!(found(&[one, (path, journal("bronze"))]).len(), 1);
}

#[test]
fn records_with_the_same_text_are_found_under_any_title() {
    let one = ("activities/2026-02-03-a.md", activity("A", "03", "", TEXT));
    let wrapped = TEXT.replace(" for ", "\nfor ");
    let same = (
        "activities/2026-02-09-b.md",
        activity("B", "09", "", &wrapped),
    );
    let expected = "this has the same text as activities/2026-02-03-a.md";
    let expected = [(same.0.to_owned(), expected.to_owned())];
    assert_eq!(found(&[one.clone(), same]), expected);
    let others = [
        "",
        "Short words.",
        "I learnt nothing that I did not know before this.",
    ];
    for text in others {
        let other = ("activities/2026-02-09-b.md", activity("B", "09", "", text));
        let again = ("activities/2026-02-10-c.md", activity("C", "10", "", text));
        assert_eq!(found(&[one.clone(), other]), [], "{text}");
        let is_short = text.len() < 20;
        assert_eq!(
            found(&[again, (one.0, activity("A", "03", "", text))]).is_empty(),
            is_short
        );
    }
}

#[test]
fn each_pair_is_told_by_one_rule() {
    let text = activity("First aid", "03", "", TEXT);
    let one = ("activities/2026-02-03-a.md", text.clone());
    for copy in [
        "activities/2026-02-03-a (1).md",
        "activities/2026-02-03-a-laptop.md",
        "activities/more/2026-02-03-a.md",
    ] {
        assert_eq!(found(&[one.clone(), (copy, text.clone())]), [], "{copy}");
    }
    let again = ("activities/2026-02-03-a-2.md", text);
    assert_eq!(found(&[one, again]).len(), 1);
}
