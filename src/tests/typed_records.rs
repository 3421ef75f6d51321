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

/// Returns an activity with this line for its title.
fn titled(line: &str) -> String {
    format!("---\n{line}\n{REST}---\n\nText.\n")
}

/// Expects findings for a text of the activity, one by one by their beginnings, and the text
/// after `--fix`, which has no more findings that can be corrected.
#[track_caller]
fn expect(path: &str, text: &str, expected: &[&str], right: &str) {
    let found = findings(path, text);
    let fits = found.len() == expected.len()
        && found
            .iter()
            .zip(expected)
            .all(|(found, expected)| found.contains(expected));
    assert!(fits, "{text}\n{found:#?}\n{expected:#?}");
    assert_eq!(fixed(path, text), right);
    assert_eq!(fixed(path, right), right, "a second time");
}

#[test]
fn a_title_is_read_whole_or_has_the_line_to_write() {
    let quotes = "2: malformed-front-matter: cpd cannot read the details at the top: ";
    let special = "a value that begins with a special sign needs quotes";
    let bracket = "a value that begins with a bracket needs quotes";
    let colon = "a value with a colon in it needs quotes";
    for (typed, reason, right) in [
        ("[Online] GDPR", bracket, "\"[Online] GDPR\""),
        ("- First aid", special, "\"- First aid\""),
        (
            "*Excel* for beginners",
            special,
            "\"*Excel* for beginners\"",
        ),
        ("*Excel", special, "\"*Excel\""),
        ("& more", special, "\"& more\""),
        ("%50 rule", special, "\"%50 rule\""),
        ("@home", special, "\"@home\""),
        ("`code` review", special, "\"`code` review\""),
        ("{Online} GDPR", bracket, "\"{Online} GDPR\""),
        ("| GDPR", special, "\"| GDPR\""),
        ("> 50% rule", special, "\"> 50% rule\""),
        ("? what", special, "\"? what\""),
        (", again", special, "\", again\""),
        ("] end", special, "\"] end\""),
        (
            "\"Saying no\": a workshop",
            "",
            "'\"Saying no\": a workshop'",
        ),
        ("'Marta's course'", "", "\"Marta's course\""),
        ("\"Saying no", "a quotation mark is opened", "\"Saying no\""),
        ("GDPR: an introduction", colon, "\"GDPR: an introduction\""),
        (
            "“Saying no: a workshop”",
            colon,
            "\"“Saying no: a workshop”\"",
        ),
        ("GDPR: part #2", colon, "\"GDPR: part #2\""),
    ] {
        let text = titled(&format!("title: {typed}"));
        let right = titled(&format!("title: {right}"));
        let written = right
            .lines()
            .nth(1)
            .unwrap()
            .strip_prefix("title: ")
            .unwrap();
        let expected = format!("{quotes}{reason}");
        expect(ACTIVITY, &text, &[&*expected], &right);
        let advice = format!("=> write it as {written}");
        expect(ACTIVITY, &text, &[&*advice], &right);
    }
}

#[test]
fn words_that_yaml_leaves_out_of_a_title_are_shown() {
    for (typed, left_out) in [
        ("Seminar #3 on statutes", "#3 on statutes"),
        ("Seminar\t#3", "#3"),
        ("\"Seminar\" #3", "#3"),
        ("!Important meeting", "!Important"),
        ("!!int 12", "!!int"),
        ("&more words", "&more"),
    ] {
        let whole: Vec<&str> = typed.split_whitespace().collect();
        let whole = whole.join(" ");
        let quoted = if whole.contains('"') {
            format!("'{whole}'")
        } else {
            format!("\"{whole}\"")
        };
        let expected = format!(
            "2: cut-value: `{left_out}` is left out of `title`; => to keep it, write {quoted}"
        );
        let right = titled(&format!("title: {quoted}"));
        expect(
            ACTIVITY,
            &titled(&format!("title: {typed}")),
            &[&*expected],
            &right,
        );
    }
    // Nothing is read at all, and nothing is put in its place.
    for typed in ["!Important", "!", "#3 on statutes", "#", "&more", "|", ">-"] {
        let cut = format!(
            "2: cut-value: `{typed}` is left out of `title`; => to keep it, write \"{typed}\""
        );
        let empty = "2: missing-field: `title` is empty, and an activity needs it; write a value";
        if typed == "#" {
            continue;
        }
        let right = titled(&format!("title: \"{typed}\""));
        expect(
            ACTIVITY,
            &titled(&format!("title: {typed}")),
            &[empty, &*cut],
            &right,
        );
    }
}

#[test]
fn signs_in_double_quotes_that_are_read_as_others_are_shown() {
    let says = "; => to keep it as you typed it, write ";
    let right = titled(r"title: 'Review of C:\new'");
    let expected = "2: cut-value: `title` is read as `Review of C:<line end>ew`";
    let expected = format!(r"{expected}{says}'Review of C:\new'");
    let text = titled(r#"title: "Review of C:\new""#);
    expect(ACTIVITY, &text, &[&*expected], &right);
    for list in [
        "evidence: VALUE",
        "evidence: [a, VALUE]",
        "evidence:\n  - VALUE\n  - a",
    ] {
        let record = |value| titled(&format!("title: A\n{}", list.replace("VALUE", value)));
        let read = "cut-value: `evidence` is read as `C:<line end>ew<tab>able.pdf`";
        let expected = format!(r"{read}{says}'C:\new\table.pdf'");
        let text = record(r#""C:\new\table.pdf""#);
        let found = findings(ACTIVITY, &text);
        let shown = found.iter().filter(|found| found.contains(&expected));
        assert_eq!(shown.count(), 1, "{found:#?}");
        assert_eq!(fixed(ACTIVITY, &text), record(r"'C:\new\table.pdf'"));
    }
}

#[test]
fn characters_that_nobody_sees_are_shown_in_the_details_and_the_text() {
    let expected = |line: usize, name: &str, says: &str| {
        format!("{line}: hidden-character: there is {name} here, which nobody sees{says}")
    };
    let right = titled("title: Seminar");
    let space = expected(2, "a zero-width space", " (U+200B); => delete it");
    let text = titled("title: Sem\u{200b}inar");
    expect(ACTIVITY, &text, &[&*space], &right);
    let text = text.replace("Text.", "Te\u{ad}xt\u{2060}.");
    let all = expected(2, "a zero-width space", " (U+200B); => delete all 3 ");
    expect(ACTIVITY, &text, &[&*all], &right);
    let mark = "a mark that changes how text reads";
    let mark = expected(2, mark, " (U+202E); delete it, and type the words");
    let text = titled("title: Sem\u{202e}inar");
    expect(ACTIVITY, &text, &[&*mark], &text);
    let text = titled("title: 👩\u{200d}💻 می\u{200c}خواهم");
    let found = findings(ACTIVITY, &text);
    assert!(
        !found.iter().any(|one| one.contains("hidden-character")),
        "{found:#?}"
    );
}

#[test]
fn a_section_that_holds_only_a_comment_of_html_is_empty() {
    let head = "title: A\ndate: 2026-09-12\naward: bronze\nactivity: 2026-09-11-first-aid";
    let empty = "empty-section: the section “What I did” is empty";
    for (words, is_empty) in [
        ("<!-- TODO -->", true),
        ("<!-- TODO\n\nmore -->\n\n<!-- again -->", true),
        ("<!-- TODO --> Much.", false),
        ("Much. <!-- TODO -->", false),
    ] {
        let body = format!("## What I did\n\n{words}\n\n## What I learnt\n\nMuch.\n");
        let found = findings(JOURNAL, &format!("---\n{head}\n---\n\n{body}"));
        let is_found = found.iter().any(|found| found.contains(empty));
        assert_eq!(is_found, is_empty, "{words}: {found:#?}");
    }
}

#[test]
fn a_comment_is_not_taken_into_the_title_unasked() {
    let text = titled("title: Seminar # ask for slides");
    let expected = "2: cut-value: `# ask for slides` is left out of `title`; => to keep it, write \"Seminar # ask for slides\"; => or put the comment on a line of its own";
    expect(ACTIVITY, &text, &[expected], &text);
    // A comment that cannot be a part of the value gives no finding.
    for line in ["date: 2026-09-11 # a Friday", "type: networking # for now"] {
        let text = format!("---\ntitle: Seminar\n{REST}---\n\nText.\n");
        let (name, _) = line.split_once(':').unwrap();
        let old = text.lines().find(|line| line.starts_with(name)).unwrap();
        expect(
            ACTIVITY,
            &text.replace(old, line),
            &[],
            &text.replace(old, line),
        );
    }
    let allowed = titled("title: Seminar # ask for slides\nallow: [cut-value]");
    expect(ACTIVITY, &allowed, &[], &allowed);
}

#[test]
fn a_title_that_looks_like_something_else_is_read_as_it_was_typed() {
    for typed in [
        "yes",
        "No",
        "on",
        "null",
        "~",
        "2E400",
        "7e12345",
        ".nan",
        ".inf",
        "-.inf",
        "007",
        "0x1F",
        "1_000",
        "2026-05-04",
        "12:30",
        "1:30",
        "100%",
        "--",
        "C# for beginners",
        "Law & order",
        "a @ b",
        "“Saying no”",
        "<<",
        "=",
        "Über: x".trim_end_matches(": x"),
        "\u{a0}First\u{a0}aid",
        "Première",
    ] {
        let text = titled(&format!("title: {typed}"));
        let none: &[&str] = &[];
        expect(ACTIVITY, &text, none, &text);
        let workspace = opened(ACTIVITY, &text);
        let record = workspace.portfolio.at_path(ACTIVITY).unwrap();
        let title = record.field("title").and_then(|field| field.value.as_ref());
        assert_eq!(title.and_then(|title| title.text()), Some(typed.trim()));
    }
    for (typed, right) in [
        ("[Online]", "\"[Online]\""),
        ("{x: y}", "\"{x: y}\""),
        ("[]", "\"[]\""),
        ("[a, b] c", "\"[a, b] c\""),
    ] {
        let right = titled(&format!("title: {right}"));
        expect(
            ACTIVITY,
            &titled(&format!("title: {typed}")),
            &["=> write"],
            &right,
        );
    }
}

#[test]
fn names_and_words_in_other_letters_and_signs_are_corrected() {
    let right =
        "---\ntitle: First aid\ndate: 2026-09-11\ntype: networking\nhours: 3.5\n---\n\nText.\n";
    for (from, to) in [
        ("type: networking", "Type: Networking"),
        ("type: networking", "TYPE: NETWORKING"),
        ("type: networking", "type: Networking"),
        ("type: networking", "type: “networking”"),
        ("hours: 3.5", "hours:3.5"),
        ("hours: 3.5", "hours :3.5"),
        ("hours: 3.5", "hours= 3.5"),
        ("hours: 3.5", "hours = 3.5"),
        ("hours: 3.5", "hours:\u{a0}3.5"),
        ("hours: 3.5", "hours\u{a0}: 3.5"),
        ("hours: 3.5", "\u{a0}hours: 3.5"),
        ("hours: 3.5", "hours: 3.5\u{a0}hours"),
        ("hours: 3.5", "hours: ‘3.5’"),
        ("hours: 3.5", "hours: 3,5"),
        ("hours: 3.5", "hours：3.5"),
        ("hours: 3.5", "hours:\u{200b}3.5"),
        ("hours: 3.5", "\u{200b}hours: 3.5"),
        ("date: 2026-09-11", "date: “2026-09-11”"),
        ("date: 2026-09-11", "Date: 11 September 2026"),
        ("title: First aid\n", "title: First aid\ntitle: First aid\n"),
        ("title: First aid\n", "title: First aid\ntitle:\n"),
        ("title: First aid\n", "title:\ntitle: First aid\n"),
    ] {
        let text = right.replace(from, to);
        let found = findings(ACTIVITY, &text);
        assert!(
            found.iter().any(|found| found.contains("=> ")),
            "{text}: {found:#?}"
        );
        assert_eq!(fixed(ACTIVITY, &text), right, "{text}");
    }
    let two = right.replace(
        "title: First aid\n",
        "title: First aid\ntitle: Second aid\n",
    );
    expect(
        ACTIVITY,
        &two,
        &[
            "3: duplicate-key: `title` is written twice, and only the first counts; written again; delete one of the two lines",
        ],
        &two,
    );
    let colon = right.replace("title: First aid", "title:First aid: part 2");
    let words = right.replace("title: First aid", "title: \"First aid: part 2\"");
    assert_eq!(fixed(ACTIVITY, &colon), words);
    let word = right.replace("type: networking", "type: networking lunch");
    assert_eq!(fixed(ACTIVITY, &word), word);
    let journal = "---\ntitle: Saying no\ndate: 2026-09-12\naward: Bronze\n---\n\nText.\n";
    assert_eq!(fixed(JOURNAL, journal), journal.replace("Bronze", "bronze"));
}

#[test]
fn files_of_windows_are_corrected_with_their_line_ends() {
    let right = "\u{feff}---\ntitle: \"Seminar #3\"\ndate: 2026-09-11\ntype: networking\nhours: 3.5\n---\n\nText.\n";
    let typed = right
        .replace("\"Seminar #3\"", "Seminar #3")
        .replace(": 3.5", ":3.5");
    let windows = |text: &str| text.replace('\n', "\r\n");
    assert_eq!(fixed(ACTIVITY, &windows(&typed)), windows(right));
    let fences = windows(right).replace("---", "\u{2014}");
    assert_eq!(fixed(ACTIVITY, &fences), windows(right));
}

#[test]
fn lines_that_are_no_details_yet_are_corrected() {
    let right =
        "---\ntitle: First aid\ndate: 2026-09-11\ntype: networking\nhours: 3.5\n---\n\nText.\n";
    for (from, to) in [
        ("hours: 3.5", "hours - 3.5"),
        ("hours: 3.5", "hours – 3.5"),
        ("hours: 3.5", "hours; 3.5"),
        ("hours: 3.5", "hours 3.5"),
        ("hours: 3.5", "hours -> 3.5"),
        ("hours: 3.5", "**hours:** 3.5"),
        ("hours: 3.5", "**hours**: 3.5"),
        ("hours: 3.5", "`hours`: 3.5"),
        ("hours: 3.5", "* hours: 3.5"),
        ("hours: 3.5", "\thours: 3.5"),
        ("hours: 3.5", "  hours: 3.5"),
        (
            "date: 2026-09-11\ntype: networking",
            "\tdate: 2026-09-11\n\ttype: networking",
        ),
        (
            "date: 2026-09-11\ntype: networking",
            "  date: 2026-09-11\n type: networking",
        ),
        (
            "date: 2026-09-11\ntype: networking",
            "- date: 2026-09-11\n- type: networking",
        ),
        (
            "title: First aid\ndate: 2026-09-11\ntype: networking\nhours",
            "- title: First aid\n- date: 2026-09-11\n- type: networking\n- hours",
        ),
        (
            "title: First aid\ndate: 2026-09-11\ntype: networking\nhours: 3.5",
            "title - First aid\ndate – 2026-09-11\ntype; networking\nhours 3.5",
        ),
        (
            "title: First aid\ndate: 2026-09-11\ntype: networking\nhours: 3.5",
            "title = First aid\ndate = 2026-09-11\ntype = networking\nhours = 3.5",
        ),
        ("3.5\n---\n", "3.5\n"),
        ("3.5\n---\n\nText.\n", "3.5\n---"),
    ] {
        let text = right.replace(from, to);
        let found = findings(ACTIVITY, &text);
        let whole = fixed(ACTIVITY, &text);
        assert_eq!(
            whole,
            right.replace(
                "3.5\n---\n\nText.\n",
                if to == "3.5\n---" {
                    "3.5\n---"
                } else {
                    "3.5\n---\n\nText.\n"
                }
            ),
            "{text}: {found:#?}"
        );
    }
    let longer = right.replace("First aid", "First aid\nfor beginners");
    let expected = "3: malformed-front-matter: cpd cannot read the details at the top: this line is not of the form `name: value`; => if it goes on from the line above, begin it with 2 spaces";
    expect(
        ACTIVITY,
        &longer,
        &[expected],
        &right.replace("First aid", "First aid\n  for beginners"),
    );
}

#[test]
fn values_with_a_tab_or_a_type_of_yaml_are_read_or_named() {
    let right = titled("title: First aid");
    for (from, to) in [
        ("First aid", "First\n  \taid"),
        ("First aid", "\"First\n  \taid\""),
        ("title: First aid", "title: |\n  First\taid\n  \tagain"),
    ] {
        let text = right.replace(from, to);
        assert_eq!(findings(ACTIVITY, &text), [""; 0], "{text}");
    }
    for (line, expected) in [
        (
            "foo: !!int abc",
            &["3: unknown-field: an activity has no detail called `foo`"][..],
        ),
        ("title: 2E400\nprovider: .nan", &[]),
        (
            "provider: !!binary x",
            &[
                "3: cut-value: `!!binary` is left out of `provider`; => to keep it, write \"!!binary x\"",
            ],
        ),
    ] {
        let text = right.replace("title: First aid", &format!("title: First aid\n{line}"));
        let text = text.replace("title: First aid\ntitle:", "title:");
        let found = findings(ACTIVITY, &text);
        let fits = found.len() == expected.len()
            && found
                .iter()
                .zip(expected)
                .all(|(found, expected)| found.contains(expected));
        assert!(fits, "{text}: {found:#?}");
    }
    let people = "trust/people.yaml";
    let two = "people:\n  - id: sam-carter\n    name: Sam Carter\n---\npeople:\n  - id: lee\n    name: Lee\n";
    let found = findings(people, two);
    let told = "there are two sets of details where one is expected; keep one set, and delete the line `---` between them";
    assert!(found.iter().any(|found| found.contains(told)), "{found:#?}");
    assert!(
        !found.iter().any(|found| found.contains("nested")),
        "{found:#?}"
    );
}
