//! The letters of a submission and of the decision on it, in the words of the portfolio's own
//! scheme and in the usual ones.

use crate::support::Sandbox;

const SCHEME: &str = "id: own
version: 1.0.0
title: Own Programme
source: { name: Us }
awards:
  - { id: first, title: First }
criteria:
  - id: one
    says: One activity
    count: { of: { kind: activity }, at_least: 1 }
subjects:
  - { kind: activity }
signoffs:
  - { id: submit, title: Submitted, by: owner, carries: pack }
  - { id: grant, title: Granted, by: awarding-body }
";

/// A portfolio with an activity, that follows a scheme with these letters.
fn portfolio(letters: &[(&str, &str)]) -> Sandbox {
    let sandbox = Sandbox::new().committing_as("Sam Carter", "sam@example.org");
    sandbox.sh("cpd init sam --owner 'Sam Carter'");
    let sam = sandbox.in_folder("sam");
    sam.write("schemes/own/scheme.yaml", SCHEME);
    for (name, text) in letters {
        sam.write(format!("schemes/own/letters/{name}.md"), text);
    }
    let settings = sam.read("cpd.yaml");
    let lines = settings
        .lines()
        .filter(|line| !line.starts_with("schemes:"));
    let settings: Vec<&str> = lines.chain(["schemes: { own: 1.0.0 }"]).collect();
    sam.write("cpd.yaml", settings.join("\n") + "\n");
    sam.write(
        "activities/2026-03-03-a-course.md",
        "---\ntitle: A course\ndate: 2026-03-03\nhours: 2\n---\n\nI learnt to count.\n",
    );
    sam.sh("cpd trust add 'Ada Okoro' --role awarding-body --from 2020-01-01 && cpd save --anyway");
    sam
}

#[test]
fn whoever_is_not_listed_in_a_pack_is_told_to_ask_the_owner() {
    let sam = portfolio(&[]);
    sam.sh("git rm -q trust/people.yaml && cpd trust add 'Sam Carter' && cpd save --anyway --all");
    submit(&sam);
    sam.sh("cp packs/first.html ../first.html && mkdir ../office");
    let office = sam.in_folder("office");
    for args in [
        [
            "return",
            "../first.html",
            "--reason",
            "More, please.",
            "--yes",
        ],
        ["grant", "../first.html", "--message", "Good.", "--yes"],
    ] {
        let ran = office.cpd(args).expect_code(1);
        ran.says("nobody in trust/people.yaml has the role awarding body");
        ran.says("ask Sam Carter to run `cpd trust add PERSON --role awarding-body`");
        ran.says("and to send the files again");
    }
}

fn submit(sam: &Sandbox) {
    sam.cpd(["submit", "first", "--yes", "--unsigned"])
        .expect_code(0);
}

#[test]
fn letters_have_the_words_of_the_scheme_and_leave_out_what_there_is_not() {
    let sam = portfolio(&[
        (
            "submitting",
            "Hello panel,\n\nhere is {file} by {owner}.\n\n{returned}\n\nBye\n{owner}\n",
        ),
        (
            "granting",
            "Well done, {owner}: {award} by {signer} ({role}) on {date}.\n\nThey wrote {comment}.\n",
        ),
        ("returning", "{owner}, not yet: {reason}\n"),
    ]);
    submit(&sam);
    let sent = "Hello panel,\n\nhere is first.html by Sam Carter.\n\nBye\nSam Carter\n";
    assert_eq!(sam.read("packs/first-email.txt"), sent);
    let back = [
        "return",
        "first",
        "--as",
        "ada-okoro",
        "--reason",
        "Say {owner} what\nyou learnt.",
        "--yes",
    ];
    sam.cpd(back)
        .expect_code(0)
        .says("packs/first-returned-email.txt");
    let returned = "Sam Carter, not yet: Say {owner} what you learnt.\n";
    assert_eq!(sam.read("packs/first-returned-email.txt"), returned);
    sam.sh("echo 'And to add.' >> activities/2026-03-03-a-course.md && cpd save");
    let sam = sam.today("2026-10-03");
    submit(&sam);
    let again = sam.read("packs/first-email.txt").replace('\n', " ");
    let returned = "You wrote “Say {owner} what you learnt”.";
    assert!(again.contains(returned), "{again}");
    assert!(again.contains("Changed since then: A course."), "{again}");
    let history = sam.cpd(["history", "first"]).expect_code(0);
    history.says("Say {owner} what you learnt.");
    let grant = [
        "grant",
        "first",
        "--as",
        "ada-okoro",
        "--message",
        "Good",
        "--yes",
    ];
    sam.cpd(grant)
        .expect_code(0)
        .says("packs/first-granted-email.txt");
    let granted = "Well done, Sam Carter: First by Ada Okoro (Awarding body) on 3 October 2026.\n\nThey wrote Good.\n";
    assert_eq!(sam.read("packs/first-granted-email.txt"), granted);
}

#[test]
fn a_scheme_without_letters_has_the_usual_ones() {
    let sam = portfolio(&[]);
    submit(&sam);
    let grant = [
        "grant",
        "first",
        "--as",
        "ada-okoro",
        "--message",
        "Good work.",
        "--yes",
    ];
    sam.cpd(grant).expect_code(0);
    let letter = sam.read("packs/first-granted-email.txt");
    for words in [
        "Dear Sam Carter,",
        "first-certificate.pdf",
        "“Good work.”",
        "Ada Okoro\nAwarding body",
    ] {
        assert!(letter.contains(words), "{words} in {letter}");
    }
    assert!(
        letter
            .lines()
            .skip(1)
            .all(|line| line.chars().count() <= 79),
        "{letter}"
    );
}

#[test]
fn faults_in_a_letter_are_found_at_their_line() {
    let sam = portfolio(&[
        ("granting", "Dear {owner},\n\nwell done, {ownr}.\n"),
        ("submitting", "Dear {owner,\n"),
        ("thanks", "Thanks.\n"),
    ]);
    for args in [
        ["check", "--plain"].as_slice(),
        &["scheme", "check", "own", "--plain"],
    ] {
        let ran = sam.cpd(args).expect_code(1);
        ran.says("schemes/own/letters/granting.md, line 3, column 12");
        ran.says("ownr")
            .says("schemes/own/letters/submitting.md, line 1, column 6");
        ran.says("a brace stands alone")
            .says("schemes/own/letters/thanks.md");
    }
}

#[test]
fn a_scheme_says_its_own_words_to_whoever_is_asked() {
    let sam = portfolio(&[("asking", "{signers}: bring {award} to the panel in May.\n")]);
    submit(&sam);
    sam.cpd(["ask", "first", "--to", "../for-ada"])
        .expect_code(0);
    let page = sam.read("../for-ada/READ-ME-FIRST.html");
    assert!(page.contains("Ada Okoro: bring First to the panel in May."));
}

#[test]
fn whoever_signed_is_thanked_in_the_words_of_the_scheme() {
    let sam = portfolio(&[(
        "thanking",
        "{signer} ({role}), thank you for {award}, {date}.\n\nYou wrote {comment}\n\n{owner}\n",
    )]);
    submit(&sam);
    let sam = sam.today("2026-10-06");
    let mail = "From: Ada Okoro <ada@example.org>\nDate: Mon, 5 Oct 2026 10:00:00 +0000\nSubject: Re: First\n\nYes, I grant it.\n";
    sam.write("../reply.eml", mail);
    let args = ["receive", "--reply", "../reply.eml", "--approved", "--yes"];
    let ran = sam.cpd(args).expect_code(0);
    ran.says("Above is a letter of thanks to Ada Okoro.");
    ran.says("Above is your certificate.");
    let letter = sam.read("packs/first-thanks-email.txt");
    assert!(
        letter.starts_with("Ada Okoro (Awarding body), thank you for First, "),
        "{letter}"
    );
    assert!(letter.ends_with("Sam Carter\n"), "{letter}");
    assert!(sam.at("packs/first-certificate.pdf").is_file());
}

#[test]
fn a_letter_is_in_one_language_that_of_its_words() {
    let own = "{award} by {signer} ({role}) on {date}.\n";
    for (letters, says) in [
        (&[][..], "Ada Okoro\nCorff dyfarnu\n"),
        (
            &[("granting", own)],
            "First by Ada Okoro (Awarding body) on 2 October 2026.\n",
        ),
    ] {
        let sam = portfolio(letters);
        sam.sh("echo 'language: cy' >> cpd.yaml && cpd save --anyway --all");
        submit(&sam);
        let sent = sam.read("packs/first-email.txt");
        assert!(sent.contains("Annwyl gydweithwyr"), "{sent}");
        let grant = [
            "grant",
            "first",
            "--as",
            "ada-okoro",
            "-m",
            "Good.",
            "--yes",
        ];
        sam.cpd(grant).expect_code(0);
        let granted = sam.read("packs/first-granted-email.txt");
        assert!(granted.ends_with(says), "{granted}");
        let is_welsh = granted.contains("Hydref");
        assert_eq!(is_welsh, letters.is_empty(), "{granted}");
        let page = sam.read("packs/first-certificate.html");
        assert!(page.contains("<bdi>Corff dyfarnu</bdi>"));
        assert!(page.contains("<h1><bdi lang=\"en\">First</bdi></h1>"));
    }
}
