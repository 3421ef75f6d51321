//! Feedback on a journal that somebody is asked for: what is sent, and each way in which they
//! can answer.

use crate::support::Sandbox;

const JOURNAL: &str = "2025-07-23-very-red";
const FORM: &str = "feedback-on-very-red.md";
const WORDS: &str = "What did you do the next morning?";

/// The sample portfolio in `sample/`, on a day after its records, without feedback on
/// [`JOURNAL`].
fn waiting_for_feedback() -> Sandbox {
    let sandbox = Sandbox::with_demo().today("2026-10-10");
    sandbox.sh("cd sample && git rm -q feedback/2025-08-06-* && cpd save");
    sandbox
}

fn feedback_here(sandbox: &Sandbox) -> String {
    sandbox.sh("cd sample && ls feedback | grep very-red || true")
}

/// Returns a mail by this author with these words.
fn mail(from: &str, subject: &str, words: &str) -> String {
    format!("From: {from}\nDate: Fri, 9 Oct 2026 10:00:00 +0100\nSubject: {subject}\n\n{words}\n")
}

#[test]
fn a_request_has_the_journal_with_its_files_the_form_and_the_page_and_nothing_else() {
    let sandbox = waiting_for_feedback();
    let asked = sandbox.try_sh("cd sample && cpd ask very-red --person 'Lee Morgan'");
    let asked = asked.expect_code(0);
    assert_eq!(asked.stdout, "packs/ask-feedback-on-very-red.zip\n");
    asked.says("To: Lee Morgan");
    asked.says("Subject: Feedback on Very red: a request from Sam Carter");
    asked.says("You can also answer by mail.");
    sandbox.sh("mkdir zip && cd zip && unzip -q ../sample/packs/ask-feedback-on-very-red.zip");
    let files = sandbox.sh("cd zip && find . -type f | sort");
    let expected = format!("./READ-ME-FIRST.html\n./{FORM}\n./journals/{JOURNAL}.md\n");
    assert_eq!(files.trim(), expected.trim());

    let page = sandbox.read("zip/READ-ME-FIRST.html");
    assert!(page.contains("asks Lee Morgan for feedback on"), "{page}");
    assert!(page.contains(&format!("cpd feedback {FORM}")), "{page}");
    for secret in ["Saying I", "Priya", "silver.md", "sam@"] {
        assert!(!page.contains(secret), "{secret}");
    }
    let form = sandbox.read(&format!("zip/{FORM}"));
    assert!(form.contains("\nby: Lee Morgan\n"), "{form}");

    sandbox.sh("cd sample && cpd ask very-red --to ../folder");
    let files = sandbox.sh("cd folder && git ls-files && git status --short");
    assert_eq!(files.lines().count(), 3, "{files}");
    sandbox.sh("git init -q review && cd sample && cpd ask very-red --to ../review");
    let files = sandbox.sh("git -C review ls-tree -r --name-only ask/feedback-on-very-red");
    assert_eq!(files.trim(), format!("{FORM}\njournals/{JOURNAL}.md"));
}

#[test]
fn feedback_on_a_journal_does_not_show_the_feedback_of_others_to_whoever_is_asked() {
    let sandbox = Sandbox::with_demo().today("2026-10-10");
    let given = sandbox.sh("cd sample && cat feedback/2025-08-06-*.md");
    let line = given.lines().rfind(|line| line.len() > 20).expect("words");
    sandbox.sh("cd sample && cpd ask very-red --to ../folder");
    let found = sandbox.sh(&format!("grep -rlF -e '{}' folder || true", &line[..20]));
    assert_eq!(found, "");
}

#[test]
fn a_form_that_was_filled_in_with_cpd_comes_home_in_its_folder_zip_or_alone_and_once() {
    let sandbox = waiting_for_feedback();
    sandbox.sh("cd sample && cpd ask very-red --person lee-morgan --to ../folder");
    let empty = sandbox
        .try_sh("cd sample && cpd receive ../folder")
        .expect_code(1);
    empty.says("There is no sign-off and no feedback in it.");
    let alone = sandbox.try_sh(&format!("cd sample && cpd receive ../folder/{FORM}"));
    alone
        .expect_code(2)
        .says("the feedback form is not filled in");

    let fill = format!("cd folder && cpd feedback {FORM} -m '{WORDS}'");
    sandbox.sh(&fill);
    sandbox
        .try_sh(&fill)
        .expect_code(1)
        .says("there is feedback in this form already");
    sandbox.sh("cd folder && zip -qr ../back.zip . -x '.git/*'");
    let came = sandbox
        .try_sh("cd sample && cpd receive ../back.zip")
        .expect_code(0);
    assert_eq!(came.stdout, "feedback/2026-10-10-feedback-on-very-red.md\n");
    let record = sandbox.sh(&format!("cd sample && cat {}", came.stdout.trim()));
    for line in [
        "by: lee-morgan",
        "date: 2026-10-10",
        &format!("journal: {JOURNAL}"),
        "received: \"as a form, on 10 October 2026\"",
        WORDS,
    ] {
        assert!(record.lines().any(|one| one == line), "{line}: {record}");
    }
    // On another day, and in another form, it is the same feedback.
    for again in ["../back.zip", "../folder", &format!("../folder/{FORM}")] {
        let line = format!("cd sample && cpd --today 2026-10-12 receive {again}");
        let ran = sandbox.try_sh(&line).expect_code(1);
        assert_eq!(ran.stdout, "You already have everything in it.\n");
    }
    assert_eq!(feedback_here(&sandbox).lines().count(), 1);
}

#[test]
fn feedback_that_was_asked_for_counts_in_the_status() {
    let sandbox = waiting_for_feedback();
    let status = || sandbox.sh("cd sample && cpd status");
    let lacking = status();
    assert!(
        lacking.contains("all 9 requirements met; 1 suggestion"),
        "{lacking}"
    );
    sandbox.sh("cd sample && cpd ask very-red --person 'Lee Morgan'");
    sandbox.sh(&format!(
        "mkdir zip && cd zip && unzip -q ../sample/packs/ask-*.zip && cpd --today 2025-08-06 feedback {FORM} -m '{WORDS}'"
    ));
    sandbox.sh(&format!("cd sample && cpd receive ../zip/{FORM}"));
    let met = status();
    assert!(met.contains("all 9 requirements met,"), "{met}");
}

#[test]
fn the_words_of_a_mail_are_feedback_only_where_the_owner_says_so() {
    let sandbox = waiting_for_feedback();
    let subject = "Re: Feedback on Very red: a request from Sam Carter";
    sandbox.write(
        "lee.eml",
        mail("Lee Morgan <lee@example.org>", subject, WORDS),
    );
    let unclear = sandbox.try_sh("cd sample && cpd receive --reply ../lee.eml");
    let hint = format!("add `--journal {JOURNAL}`");
    unclear.expect_code(1).says(&hint);
    assert_eq!(feedback_here(&sandbox), "");

    let line = format!("cd sample && cpd receive --reply ../lee.eml --journal {JOURNAL}");
    let came = sandbox.try_sh(&line).expect_code(0);
    assert_eq!(came.stdout, "feedback/2026-10-09-feedback-on-very-red.md\n");
    came.says("Nothing proves it.");
    let record = sandbox.sh(&format!("cd sample && cat {}", came.stdout.trim()));
    let received = "received: \"by mail from Lee Morgan, on 10 October 2026\"";
    assert!(record.contains(received), "{record}");
    assert!(record.ends_with(&format!("\n{WORDS}\n")), "{record}");
    let again = sandbox.try_sh(&line).expect_code(1);
    assert_eq!(again.stdout, "You already have everything in it.\n");
    sandbox.sh("cd sample && cpd pack --award silver --draft -o ../draft.html");
    let printed = sandbox.read("draft.html");
    assert!(printed.contains("by mail from Lee Morgan, on"), "{printed}");
    let told = sandbox.sh("cd sample && cpd save && cpd history");
    let line =
        "recorded feedback “Feedback on Very red” (claimed, received by mail from Lee Morgan, on";
    let told = told.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(told.contains(line), "{told}");
}

#[test]
fn a_stranger_and_a_mail_of_somebody_else_are_refused() {
    let sandbox = waiting_for_feedback();
    let receive = format!("cd sample && cpd receive --reply ../a.eml --journal {JOURNAL}");
    for (from, says) in [
        (
            "Mallory <m@example.net>",
            "the feedback is from Mallory, and nobody",
        ),
        (
            "Sam Carter <sam@example.org>",
            "whose own portfolio this is",
        ),
    ] {
        sandbox.write("a.eml", mail(from, "Feedback", WORDS));
        sandbox.try_sh(&receive).expect_code(1).says(says);
    }
    sandbox.write(
        "a.eml",
        mail("Lee Morgan <lee@example.org>", "Feedback", WORDS),
    );
    let as_priya = format!("{receive} --as priya-shah");
    sandbox
        .try_sh(&as_priya)
        .expect_code(1)
        .says("from Lee Morgan, not from Priya Shah");

    // A form that somebody else sends is not feedback of the person whom it names.
    sandbox.sh("cd sample && cpd ask very-red --person lee-morgan --to ../folder");
    sandbox.sh(&format!("cd folder && cpd feedback {FORM} -m '{WORDS}'"));
    let form = sandbox.read(&format!("folder/{FORM}"));
    let attached = |from: &str| {
        format!(
            "From: {from}\nDate: Fri, 9 Oct 2026 10:00:00 +0100\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"part\"\n\n--part\nContent-Type: text/plain\n\nHere.\n--part\nContent-Type: text/markdown; charset=utf-8\nContent-Disposition: attachment; filename=\"{FORM}\"\n\n{form}\n--part--\n"
        )
    };
    sandbox.write("a.eml", attached("Mallory <m@example.net>"));
    let ran = sandbox.try_sh("cd sample && cpd receive ../a.eml");
    ran.expect_code(1).says("the feedback is from Mallory");
    sandbox.write("a.eml", attached("Priya Shah <priya@example.org>"));
    let ran = sandbox.try_sh("cd sample && cpd receive ../a.eml");
    ran.expect_code(1)
        .says("from Priya Shah, not from Lee Morgan");
    assert_eq!(feedback_here(&sandbox), "");
    sandbox.write("a.eml", attached("Lee Morgan <lee@example.org>"));
    sandbox.sh("cd sample && cpd receive --reply ../a.eml");
    assert_eq!(feedback_here(&sandbox).lines().count(), 1);
}

#[test]
fn a_form_of_another_journal_is_refused() {
    let sandbox = waiting_for_feedback();
    sandbox.sh("cd sample && cpd ask saying-i --person lee-morgan --to ../folder");
    sandbox.sh(&format!(
        "cd folder && cpd feedback feedback-on-saying-i.md -m '{WORDS}' && sed -i 's/^journal:.*/journal: {JOURNAL}/' feedback-on-saying-i.md"
    ));
    let ran = sandbox
        .try_sh("cd sample && cpd receive ../folder")
        .expect_code(1);
    ran.says("written on another record, journals/2026-02-04-saying-i.md");
    assert_eq!(feedback_here(&sandbox), "");
}

#[test]
fn a_kind_that_a_scheme_has_a_narrower_one_of_names_it() {
    let sandbox = Sandbox::new();
    sandbox.copy("examples/programmes/nmc-revalidation/short", "nmc");
    let said = sandbox
        .try_sh("cd nmc && cpd new feedback --no-input")
        .expect_code(1);
    said.says("Feedback: What an assessor, mentor or manager said about a journal.")
        .says("For practice feedback, run `cpd new practice-feedback`");
    let said = sandbox.try_sh("cd nmc && cpd new practice-feedback --no-input");
    said.is_silent_on("For practice feedback");
}
