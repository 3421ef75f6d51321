//! An answer by mail is recorded as a claim of the owner. It is never guessed, and every page
//! that shows it says who wrote, when and how.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use crate::support::{Ran, Sandbox};

const LINE: &str = "Yes, I endorse Silver of Sam Carter.";

/// Returns a mail of Priya's with these words.
fn mail(words: &str) -> String {
    format!(
        "From: Priya Shah <priya@example.org>\nDate: Mon, 5 Oct 2026 09:30:00 +0100\nSubject: Re: Silver\n\n{words}\n\nOn Sun, 4 Oct 2026, Sam Carter wrote:\n> {LINE}\n"
    )
}

/// Records a file as a reply.
fn record(sandbox: &Sandbox, file: &str, options: &str) -> Ran {
    let line = format!("cd sam && cpd --today 2026-10-06 receive --reply ../{file} {options}");
    sandbox.try_sh(&line)
}

#[test]
fn a_reply_by_mail_is_recorded_as_a_claim_that_says_so() {
    let sandbox = super::sharing::signed();
    sandbox.sh("cd sam && cpd --today 2026-10-04 ask silver");
    let letter = sandbox.sh("unzip -p sam/packs/ask-silver.zip REQUEST-silver.md");
    assert!(letter.contains(&format!("\n    {LINE}\n")), "{letter}");
    sandbox.write(
        "reply.eml",
        mail(&format!("{LINE}\n\nThe queue is shorter.")),
    );
    let said = record(&sandbox, "reply.eml", "").expect_code(0);
    said.says("does not prove it");
    let told = "claimed, reply by mail from Priya Shah, written 2026-10-05";
    for page in ["status", "history silver"] {
        let shown = sandbox.sh(&format!("cd sam && cpd --today 2026-10-06 {page}"));
        assert!(shown.contains(told), "{page}: {shown}");
    }
    let verified = sandbox.try_sh("cd sam && cpd --today 2026-10-06 verify silver --step endorse");
    verified.says("reply by mail from Priya Shah, written 2026-10-05");
    sandbox.sh("cd sam && cpd --today 2026-10-06 pack --award silver -o ../silver.html");
    let pack = sandbox.read("silver.html");
    for told in [
        "Reply by mail from Priya Shah, written on 5 October 2026, recorded by the owner.",
        "Reply recorded by the owner, no digital signature",
    ] {
        assert!(pack.contains(told), "{told}");
    }
    assert!(!pack.contains("priya@example.org"));
    let file = sandbox.sh("cat sam/signoffs/lancaster/silver/2026-10-06*");
    let digest = sandbox.sh("sha256sum reply.eml");
    assert!(file.contains(&digest[..64]), "{file}");
    let words = format!("---\n\n{LINE}\n\nThe queue is shorter.\n");
    assert!(file.ends_with(&words), "{file}");
    sandbox.sh("cd sam && cpd --today 2026-10-06 submit silver --yes");
}

#[test]
fn an_answer_in_other_words_is_shown_and_never_guessed() {
    let sandbox = super::sharing::signed();
    for words in [
        "Yes.",
        "I cannot endorse it yet.",
        "Yes, I endorse Silver of Sam Carter once the second journal is corrected.",
    ] {
        sandbox.write("reply.eml", mail(words));
        for options in ["", "--yes", "--no-input"] {
            let said = record(&sandbox, "reply.eml", options).expect_code(1);
            said.says("the reply of Priya Shah does not clearly say yes");
            said.says(words);
        }
    }
    assert_eq!(sandbox.sh("cd sam && git status --porcelain"), "");
    let made = sandbox.sh("ls sam/signoffs/lancaster/silver");
    assert!(!made.contains("2026-10-06"), "{made}");
    record(&sandbox, "reply.eml", "--approved").expect_code(0);
}

#[test]
fn only_the_person_who_was_asked_can_have_written_it() {
    let sandbox = super::sharing::signed();
    let line = mail(LINE);
    for (from, options, code, says) in [
        (
            "Robin Hale <robin@example.org>",
            "",
            1,
            "if one of them wrote it, say who with `--as`: priya-shah",
        ),
        (
            "Sam Carter <sam@example.org>",
            "--as priya-shah",
            1,
            "the reply is from Sam Carter, not from Priya Shah",
        ),
        (
            "Priya Shah <a@example.org>, Sam <b@example.org>",
            "",
            2,
            "more than one author",
        ),
        (
            "P. Shah <priya@example.org>",
            "--as priya-shah",
            0,
            "from P. Shah to",
        ),
    ] {
        let text = line.replace("Priya Shah <priya@example.org>", from);
        sandbox.write("reply.eml", text);
        record(&sandbox, "reply.eml", options)
            .expect_code(code)
            .says(says);
    }
    let nobody = line.replace(
        "From: Priya Shah <priya@example.org>\n",
        "Message-ID: <1@b>\n",
    );
    sandbox.sh("cd sam && git reset -q --hard HEAD~1");
    sandbox.write("reply.eml", nobody);
    record(&sandbox, "reply.eml", "")
        .expect_code(2)
        .says("nothing says who wrote the reply");
}

#[test]
fn an_address_that_is_not_theirs_is_not_their_name() {
    let sandbox = super::sharing::signed();
    sandbox.sh(
        r"cd sam && sed -i 's/^\(  *\)name: Priya Shah$/&\n\1emails: [priya@example.org]/' trust/people.yaml
        git -c user.name=Sam -c user.email=sam@example.org commit -qam 'Address'",
    );
    sandbox.write("reply.eml", mail(LINE).replace("priya@", "priya.shah@"));
    let said = record(&sandbox, "reply.eml", "").expect_code(1);
    said.says("nobody who can sign this has that name and address");
    sandbox.write("reply.eml", mail(LINE).replace("Priya Shah <", "PS <"));
    record(&sandbox, "reply.eml", "")
        .expect_code(0)
        .says("from PS to");
}

#[test]
fn a_reply_of_another_time_is_not_recorded() {
    let sandbox = super::sharing::signed();
    for (date, says) in [
        (
            "Date: Mon, 5 Oct 2099 09:30:00 +0100",
            "the reply is dated 5 October 2099 at 08:30 UTC, but it is ",
        ),
        (
            "Date: Thu, 1 Jan 1970 00:00:00 +0000",
            "it is about an earlier version; ask them again",
        ),
        ("X-Date: none", "say when it was with `--on`"),
    ] {
        let text = mail(LINE).replace("Date: Mon, 5 Oct 2026 09:30:00 +0100", date);
        sandbox.write("reply.eml", text);
        assert_ne!(record(&sandbox, "reply.eml", "").says(says).code, 0);
    }
    record(&sandbox, "reply.eml", "--on 2026-10-07").says("which is in the future");
    record(&sandbox, "reply.eml", "--on 2020-01-01").says("about an earlier version");
    record(&sandbox, "reply.eml", "--on 2026-10-06").expect_code(0);
}

#[test]
fn a_text_is_recorded_with_what_the_owner_says_of_it() {
    let sandbox = super::sharing::signed();
    sandbox.write(
        "answer.txt",
        format!("{LINE}\n\u{1b}[2JCall me on 07700 900123.\n"),
    );
    record(&sandbox, "answer.txt", "").says("say who did with `--as`");
    let options =
        "--as 'Priya Shah' --on 2026-10-06 --how 'a letter' --award silver --step endorse";
    let said = record(&sandbox, "answer.txt", options).expect_code(0);
    said.says("Reply by a letter from Priya Shah to “endorse” for Silver, written 2026-10-06:");
    said.says("\\u{001b}[2J");
    let status = sandbox.sh("cd sam && cpd --today 2026-10-06 status");
    assert!(
        status.contains("reply by a letter from Priya Shah"),
        "{status}"
    );
    assert!(
        !sandbox
            .sh("cat sam/signoffs/lancaster/silver/2026-10-06*")
            .contains('\u{1b}')
    );
}

#[test]
fn a_no_is_recorded_with_its_reasons_and_takes_no_step() {
    let sandbox = super::sharing::signed();
    let no = "I cannot endorse it. The second journal is about somebody else's work.";
    sandbox.write("no.eml", mail(no));
    let before = sandbox.sh("cd sam && ls signoffs/lancaster/silver");
    let said = record(&sandbox, "no.eml", "--declined").expect_code(0);
    said.says(no)
        .says("The no of Priya Shah is recorded, and no sign-off has changed.")
        .says("then ask again: `cpd ask silver`");
    let made = "sam/signoffs/lancaster/silver/2026-10-06T120000Z-decline-priya-shah.md";
    let file = sandbox.read(made);
    assert!(file.contains("signoff: decline\n") && file.contains("declines: endorse\n"));
    assert!(file.contains("subjects: []\n") && file.contains("proof: none\n"));
    assert!(file.ends_with(&format!("---\n\n{no}\n")), "{file}");
    let after = sandbox.sh("cd sam && ls signoffs/lancaster/silver");
    assert_eq!(after.lines().count(), before.lines().count() + 1);
    let status = || sandbox.try_sh("cd sam && cpd --today 2026-10-06 status");
    let note = "Priya Shah said no to “endorse” on 5 October 2026 (claimed, reply by mail from Priya Shah, written 2026-10-05): I cannot endorse it.";
    status().says(note).says("signed 2026-10-03 by Sam Carter");
    let history = "cd sam && cpd --today 2026-10-06 history silver";
    sandbox
        .try_sh(history)
        .says("Priya Shah said no to “endorse” for lancaster/silver")
        .says("The second journal is about somebody else's work.");
    sandbox.sh("cd sam && cpd --today 2026-10-06 check");

    // The same mail is a no once.
    let again = record(&sandbox, "no.eml", "--declined").expect_code(1);
    again.says("this reply is recorded as a no already, in signoffs/lancaster/silver/");
    // A yes that comes later is recorded as any other, and the no is history.
    sandbox.write("yes.eml", mail(LINE));
    record(&sandbox, "yes.eml", "").expect_code(0);
    status().is_silent_on("said no").says("endorsed");
    sandbox
        .try_sh(history)
        .says("Priya Shah said no to “endorse”");
    sandbox.sh("cd sam && cpd --today 2026-10-07 submit silver --yes && cpd verify packs/silver.html --accept-self-declared");
    // What was said on the way is not sent to whoever decides.
    let page = sandbox.read("sam/packs/silver.html");
    assert!(page.contains("-endorse-priya-shah.md") && !page.contains("-decline-"));
}

#[test]
fn what_is_signed_and_attached_to_a_mail_is_received() {
    let sandbox = super::sharing::signed();
    sandbox.sh(
        "cd sam && cpd --today 2026-10-04 ask silver && mkdir ../priya && mv packs/ask-silver.zip ../priya
        cd ../priya && cpd --today 2026-10-05 endorse ask-silver.zip --as priya-shah -m 'It is so.' --unsigned --yes",
    );
    let attach = |zip: &str| {
        let packed = BASE64_STANDARD.encode(sandbox.bytes(zip));
        let whole = mail("");
        let (head, _) = whole.split_once("\n\n").expect("headers");
        let mut text =
            format!("{head}\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nHere.\n--b\n");
        let name = zip.rsplit('/').next().expect("a name");
        write!(text, "Content-Type: application/zip\nContent-Disposition: attachment; filename=\"{name}\"\nContent-Transfer-Encoding: base64\n\n{packed}\n--b--\n").expect("text");
        sandbox.write("reply.eml", text);
    };
    // What they were sent, and sent back, is no answer.
    attach("priya/ask-silver.zip");
    record(&sandbox, "reply.eml", "")
        .expect_code(1)
        .says("does not clearly say yes");
    let told = sandbox.try_sh("cd sam && cpd --today 2026-10-06 receive ../reply.eml");
    told.expect_code(1)
        .says("You already have everything in it.");
    attach("priya/ask-silver-signed.zip");
    record(&sandbox, "reply.eml", "").expect_code(0);
    sandbox
        .sh("cd sam && git reset -q --hard HEAD~1 && cpd --today 2026-10-06 receive ../reply.eml");
    sandbox.write("words.eml", mail(LINE));
    let told = sandbox.try_sh("cd sam && cpd --today 2026-10-06 receive ../words.eml");
    told.expect_code(2).says("record it with `--reply`");
}

#[test]
fn hostile_mails_are_refused_in_words() {
    let sandbox = super::sharing::signed();
    let mut deep = String::from("From: Priya Shah <priya@example.org>\n");
    for at in 0..1_000 {
        write!(
            deep,
            "Content-Type: multipart/mixed; boundary=b{at}\n\n--b{at}\n"
        )
        .expect("text");
    }
    sandbox.write("deep.eml", deep);
    assert_ne!(record(&sandbox, "deep.eml", "--on 2026-10-06").code, 0);
    let mails = "Content-Type: message/rfc822\n\n".repeat(500_000);
    sandbox.write(
        "mails.eml",
        format!("From: Priya Shah <priya@example.org>\n{mails}"),
    );
    assert_ne!(record(&sandbox, "mails.eml", "--on 2026-10-06").code, 0);
    sandbox.write("large.eml", mail(&"word ".repeat(10_000_000)));
    record(&sandbox, "large.eml", "")
        .expect_code(2)
        .says("too long to be somebody's answer");
    sandbox.write("huge.eml", vec![b'x'; 70 * 1024 * 1024]);
    assert_ne!(record(&sandbox, "huge.eml", "").code, 0);
    sandbox.write("noise.eml", vec![0xFF; 1000]);
    record(&sandbox, "noise.eml", "")
        .expect_code(2)
        .says("not in UTF-8");
    assert_eq!(sandbox.sh("cd sam && git status --porcelain"), "");
}
