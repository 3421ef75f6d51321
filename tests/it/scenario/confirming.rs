//! One record is confirmed by somebody else than its owner: with keys, by mail and on a forge. No
//! trick makes a confirmation of another record, by another person or at another time.

use crate::support::Sandbox;

const TRIP: &str = "2026-03-10-train-and-a-night";
const SIGNOFFS: &str = "signoffs/alt-valley/approval/2026-03-10-train-and-a-night";

/// Sam's portfolio in `sam/` at Alt Valley, where Priya is the Managing Director until the end of
/// March, with a journey to a course that begins on 20 March 2026. Both have keys.
fn portfolio() -> Sandbox {
    let sandbox = Sandbox::with_keys();
    sandbox.sh("cpd --today 2026-03-01 init sam --owner 'Sam Carter' --scheme alt-valley --set joined=2026-03-01 --set employment=employed --no-input");
    sandbox.signed_by("sam", "sam");
    sandbox.sh("
        cd sam
        cpd --today 2026-03-01 trust add priya-shah --name 'Priya Shah' --role managing-director --from 2025-01-01
        sed -i 's/managing-director, from: 2025-01-01/managing-director, from: 2025-01-01, to: 2026-03-31/' trust/people.yaml
        cpd trust key && cpd trust key priya-shah --file ~/keys/priya.pub
        mkdir -p activities expenses");
    sandbox.write(
        "sam/activities/2026-03-20-a-course.md",
        "---\ntitle: A course\ndate: 2026-03-20\nstatus: planned\naspect: keeping-up-to-date\ntype: course\n---\n",
    );
    sandbox.write(
        format!("sam/expenses/{TRIP}.md"),
        "---\ntitle: Train and a night\ndate: 2026-03-10\nactivity: 2026-03-20-a-course\namount: 90.00 GBP\novernight: true\napproved_by: priya-shah\napproved_on: 2026-03-11\n---\n",
    );
    sandbox.sh("cd sam && cpd --today 2026-03-11 save --anyway -m 'A journey'");
    sandbox
}

/// What `cpd check` says of the duty to have journeys approved, on a day.
fn check(sandbox: &Sandbox, today: &str) -> String {
    let ran = sandbox.try_sh(&format!("cd sam && cpd --today {today} check"));
    let about = |line: &&str| line.contains("night") && !line.contains("(entered-by-another)");
    let lines: Vec<&str> = ran.stdout.lines().filter(about).collect();
    lines.join("\n")
}

#[test]
fn a_record_is_confirmed_with_a_key_by_zip_and_taken_back() {
    let sandbox = portfolio();
    // The owner's word alone is a claim, and there is time left.
    let due = sandbox.sh("cd sam && cpd --today 2026-03-11 status");
    let claim = "approved by Priya Shah, not confirmed by a managing director";
    assert!(due.contains(claim), "{due}");
    assert!(due.contains(&format!("cpd ask approval/{TRIP}")), "{due}");
    assert_eq!(check(&sandbox, "2026-03-19"), "");
    let printed = |today: &str| {
        sandbox.sh(&format!(
            "cd sam && cpd --today {today} pack --period 2026-03 -o ../log.html && cat ../log.html"
        ))
    };
    assert!(printed("2026-03-11").contains("Priya Shah, not confirmed<"));
    assert!(check(&sandbox, "2026-03-20").contains("(unmet-duty)"));

    let asked = sandbox
        .try_sh("cd sam && cpd --today 2026-03-12 ask 'Train and a night' --to ../for-priya");
    asked.says("Subject: Approval of “Train and a night”: a request from Sam Carter");
    let letter = sandbox.sh(&format!("cat 'for-priya/REQUEST-approval+{TRIP}.md'"));
    for line in [
        "I agreed to this journey or night away before the course",
        "It has to be confirmed before 20 March 2026.",
        "- Amount: 90.00 GBP",
        "Yes, I confirm “Train and a night” of Sam Carter (Approval).",
    ] {
        assert!(letter.contains(line), "{line} in {letter}");
    }
    sandbox.signed_by("priya", "for-priya");
    let shown =
        sandbox.try_sh("cd for-priya && cpd --today 2026-03-12 confirm 'Train and a night' --yes");
    shown.says("Amount: 90.00 GBP");
    shown.says("“I agreed to this journey or night away before the course”");
    shown.says("Signed.");
    sandbox.sh("cd sam && cpd --today 2026-03-13 receive ../for-priya");
    assert_eq!(check(&sandbox, "2026-03-25"), "");
    assert!(printed("2026-03-25").contains("Priya Shah, confirmed<"));
    let history = sandbox.sh(&format!(
        "cd sam && cpd --today 2026-03-25 history approval/{TRIP}"
    ));
    assert!(history.contains("Priya Shah confirmed"), "{history}");

    sandbox.sh("cd sam && cpd --today 2026-03-14 withdraw 'Train and a night' --as priya-shah --unsigned -m 'Too dear.' --yes");
    assert!(check(&sandbox, "2026-03-25").contains(claim));
    // Taking the withdrawal away does not bring it back.
    sandbox.sh(&format!(
        "cd sam && git rm -q {SIGNOFFS}/*withdraw* && git commit -nqm 'Tidy'"
    ));
    let said = check(&sandbox, "2026-03-25");
    assert!(
        said.contains(claim) && said.contains("(removed-signoff)"),
        "{said}"
    );
}

#[test]
fn an_answer_by_mail_is_a_claim_of_the_day_on_which_it_was_written() {
    let sandbox = portfolio();
    let mail = |day: &str| {
        format!(
            "From: Priya Shah <priya@example.org>\nDate: {day}\nSubject: Re: a journey\n\nYes, I confirm “Train and a night” of Sam Carter (Approval).\n\nTake the slow train.\n"
        )
    };
    sandbox.write("late.eml", mail("Fri, 20 Mar 2026 07:00:00 +0000"));
    sandbox.write("reply.eml", mail("Thu, 19 Mar 2026 18:00:00 +0000"));
    let record = |file: &str| {
        sandbox.try_sh(&format!(
            "cd sam && cpd --today 2026-03-24 receive --reply ../{file} --yes"
        ))
    };
    record("late.eml");
    assert!(check(&sandbox, "2026-03-24").contains("(late-confirmation)"));
    sandbox.sh("cd sam && git reset -q --hard HEAD~1");
    record("reply.eml").says("does not prove it");
    assert_eq!(check(&sandbox, "2026-03-24"), "");
    let file = sandbox.sh(&format!("cat sam/{SIGNOFFS}/*confirm*"));
    assert!(
        file.contains("proof: none") && file.contains("Take the slow train."),
        "{file}"
    );
}

#[test]
fn no_trick_makes_a_confirmation() {
    let sandbox = portfolio();
    let sam = |line: &str| sandbox.try_sh(&format!("cd sam && {line}"));
    // The owner, whatever role they give themselves.
    sam("cpd --today 2026-03-12 confirm 'Train and a night' --as sam-carter --yes").ends(&[1]);
    // The day after the role ended.
    sam("cpd --today 2026-04-01 confirm 'Train and a night' --as priya-shah --unsigned --yes")
        .ends(&[1]);
    sandbox.sh(
        "cd sam && cpd --today 2026-03-12 confirm 'Train and a night' --as priya-shah --unsigned --yes",
    );
    assert_eq!(check(&sandbox, "2026-03-25"), "");

    // A copy for another record, with its name in it.
    sandbox.sh(&format!(
        "cd sam && sed 's/Train and a night/Another night/' expenses/{TRIP}.md >expenses/2026-03-10-another-night.md
         mkdir -p signoffs/alt-valley/approval/2026-03-10-another-night
         sed 's,approval/{TRIP},approval/2026-03-10-another-night,' {SIGNOFFS}/*.md >signoffs/alt-valley/approval/2026-03-10-another-night/2026-03-12T120000Z-confirm-priya-shah.md
         git add -A && git commit -nqm 'Copy'"
    ));
    let said = check(&sandbox, "2026-03-25");
    assert!(
        said.contains("expenses/2026-03-10-another-night.md, line"),
        "{said}"
    );
    assert!(
        said.contains("Another night” has changed since it was confirmed"),
        "{said}"
    );
    assert!(
        !said.contains(&format!("expenses/{TRIP}.md, line")),
        "{said}"
    );
    sandbox.sh("cd sam && git reset -q --hard HEAD~1");

    // An edit, which the finding shows.
    sandbox.sh(&format!(
        "cd sam && sed -i 's/90.00/900.00/' expenses/{TRIP}.md && git commit -nqam 'Dearer'"
    ));
    let said = check(&sandbox, "2026-03-25");
    assert!(
        said.contains("(stale-signoff)") && said.contains("(unmet-duty)"),
        "{said}"
    );
    sandbox.sh("cd sam && git reset -q --hard HEAD~1");

    // A second record of the same id.
    sandbox.sh(&format!("cd sam && mkdir expenses/old && sed 's/90.00/900.00/' expenses/{TRIP}.md >expenses/old/{TRIP}.md && git add -A && git commit -nqm 'Twin'"));
    let said = check(&sandbox, "2026-03-25");
    assert!(
        said.contains("(duplicate-id)") && said.contains("(unmet-duty)"),
        "{said}"
    );
    sandbox.sh("cd sam && git reset -q --hard HEAD~1");

    // The file is deleted after it was saved.
    sandbox.sh("cd sam && git rm -rq signoffs && git commit -nqm 'Tidy'");
    let said = check(&sandbox, "2026-03-25");
    assert!(
        said.contains("(removed-signoff)") && said.contains("(unmet-duty)"),
        "{said}"
    );
}

/// Writes what a forge says of a request in a folder that was merged: `event.json`, and a review of
/// it by the account of Priya Shah in `reviews.json`.
fn approved_on_a_forge(sandbox: &Sandbox, folder: &str, on: &str) {
    let head = sandbox.sh(&format!("cd {folder} && git rev-parse ask"));
    let base = sandbox.sh(&format!("cd {folder} && git rev-parse main~1"));
    let (head, base) = (head.trim(), base.trim());
    sandbox.write("event.json", format!(
        r#"{{ "action": "closed", "number": 7, "repository": {{ "id": 4242 }}, "pull_request": {{ "number": 7, "html_url": "https://github.com/college/sam/pull/7", "merged": true, "user": {{ "id": 1001, "login": "samc", "type": "User" }}, "head": {{ "sha": "{head}" }}, "base": {{ "ref": "main", "sha": "{base}", "repo": {{ "id": 4242 }} }}, "requested_reviewers": [] }} }}"#
    ));
    sandbox.write("reviews.json", format!(
        r#"[{{ "id": 9001, "user": {{ "id": 2002, "login": "priya-s", "type": "User" }}, "state": "APPROVED", "body": "Fine.", "submitted_at": "{on}T09:30:00Z", "commit_id": "{head}", "pull_request_url": "https://api.github.com/repos/college/sam/pulls/7" }}]"#
    ));
}

/// Lists the forge, its recorder and Priya's account, and begins a branch on which to ask.
const ON_A_FORGE: &str = "
    cd sam
    cpd trust forge --host github.com --repository 4242
    cpd trust key cpd-recorder --recorder --file ~/keys/recorder.pub
    sed -i 's/^    name: Priya Shah$/&\\n    accounts: [{ host: github.com, id: 2002 }]/' trust/people.yaml
    git add -A && git commit -nqm 'Reviews'
    git checkout -q -b ask";

#[test]
fn an_approval_on_a_forge_confirms_the_record_that_it_was_asked_for() {
    let sandbox = portfolio();
    sandbox.sh(ON_A_FORGE);
    sandbox.sh(&format!(
        "cd sam && cpd --today 2026-03-12 ask 'Train and a night' --zip ../ask.zip
         unzip -q -o ../ask.zip 'REQUEST-*' && git add REQUEST-* && git commit -nqm 'Ask'
         cpd --today 2026-03-12 check --format github --summary ../summary.md --base main || true
         git checkout -q main && git merge -q --no-ff -m 'Ask (#7)' ask; test -e 'REQUEST-approval+{TRIP}.md'"
    ));
    let summary = sandbox.read("summary.md");
    let declared = "\"I am Sam Carter's managing director. I agreed to this journey or night away before the course.\" It confirms **Approval of";
    assert!(summary.contains(declared), "{summary}");
    approved_on_a_forge(&sandbox, "sam", "2026-03-13");
    let record = "cd sam && cpd --today 2026-03-14 endorse --from github --event ../event.json --reviews ../reviews.json --recorder-key ~/keys/recorder";
    let said = sandbox.try_sh(record);
    said.says(&format!(
        "{SIGNOFFS}/2026-03-13T093000Z-confirm-priya-shah.md"
    ));
    assert_eq!(check(&sandbox, "2026-03-25"), "");
    let file = sandbox.sh(&format!("cat sam/{SIGNOFFS}/*.md"));
    assert!(file.contains("proof: github-review"), "{file}");
}

/// A requirement that asks for a confirmation is judged again from the pack alone.
#[test]
fn a_pack_carries_the_confirmations_that_its_requirements_count() {
    let sandbox = Sandbox::new();
    sandbox.copy("examples/programmes/next-role/complete", "jun");
    sandbox.sh("cd jun && git init -q && git add -A
        git -c user.name=Jun -c user.email=jun@cpd.invalid commit -qm 'A round'
        cpd --today 2026-08-31 pack --award round-2026-08-31 --draft -o ../round.zip");
    let carried = sandbox.sh("unzip -l round.zip");
    assert!(carried.contains("-confirm-carys-llewellyn.md"), "{carried}");
    let verified = sandbox.cpd(["verify", "round.zip", "--accept-self-declared"]);
    let verified = verified.expect_code(3);
    verified
        .says("gives exactly the same pages")
        .is_silent_on("The mentor evaluates the programme")
        .says("a draft is no proof");
}

const RATING: &str = "2025-01-22-feedback-on-whose-left";
const RATED: &str = "signoffs/lancaster/depth/2025-01-22-feedback-on-whose-left";

/// Sam's Bronze at Lancaster in `sam/`, with the feedback of an assessor, Priya, who has a key.
fn rated() -> Sandbox {
    let sandbox = Sandbox::with_keys();
    sandbox.copy("examples/bronze-ready", "sam");
    sandbox.sh("cd sam && git init -q -b main && git add -A");
    sandbox.signed_by("sam", "sam");
    sandbox.sh("
        cd sam && git commit -nqm 'Bronze'
        cpd --today 2025-06-01 trust add priya-shah --role assessor --from 2024-01-01
        cpd trust key && cpd trust key priya-shah --file ~/keys/priya.pub
        git add -A && git commit -nqm 'People'");
    sandbox
}

/// The depth in a piece of feedback, as a printed page of the award says it.
fn printed_depth(sandbox: &Sandbox) -> String {
    let page = sandbox.sh("cd sam && cpd --today 2025-06-10 pack --award bronze --draft -o ../bronze.html >/dev/null 2>&1; cat ../bronze.html");
    let at = page.find("Feedback on Whose left?").expect("the feedback");
    let words = page[at..].find("some reflection").expect("the depth") + at;
    let end = page[words..].find('<').expect("its end") + words;
    page[words..end].to_owned()
}

#[test]
fn an_assessor_confirms_the_depth_of_feedback_with_a_key_or_by_mail() {
    let sandbox = rated();
    assert_eq!(printed_depth(&sandbox), "some reflection, not confirmed");
    sandbox.sh(&format!(
        "cd sam && cpd --today 2025-06-02 ask depth/{RATING} --to ../for-priya"
    ));
    let letter = sandbox.sh("cat for-priya/REQUEST-*.md");
    assert!(
        letter.contains("this is how deep I found the reflection"),
        "{letter}"
    );
    // A mail is a claim, and it confirms.
    sandbox.write("reply.eml", "From: Priya Shah <priya@example.org>\nDate: Tue, 03 Jun 2025 18:00:00 +0000\nSubject: Re: feedback\n\nYes, I confirm “Feedback on Whose left?” of Sam Carter (Depth).\n");
    sandbox
        .try_sh("cd sam && cpd --today 2025-06-04 receive --reply ../reply.eml --yes")
        .says("does not prove it");
    assert_eq!(printed_depth(&sandbox), "some reflection, confirmed");
    let file = sandbox.sh(&format!("cat sam/{RATED}/*.md"));
    assert!(file.contains("proof: none"), "{file}");
    sandbox.sh("cd sam && git reset -q --hard HEAD~1");
    assert_eq!(printed_depth(&sandbox), "some reflection, not confirmed");
    // With her key.
    sandbox.signed_by("priya", "for-priya");
    sandbox
        .try_sh(&format!(
            "cd for-priya && cpd --today 2025-06-05 confirm {RATING} --as priya-shah --yes"
        ))
        .says("Signed.");
    sandbox.sh("cd sam && cpd --today 2025-06-06 receive ../for-priya");
    assert_eq!(printed_depth(&sandbox), "some reflection, confirmed");
    let file = sandbox.sh(&format!("cat sam/{RATED}/*.md"));
    assert!(file.contains("proof: ssh"), "{file}");
    // A word that is changed afterwards is a claim again.
    sandbox.sh(&format!(
        "cd sam && sed -i 's/^depth: .*/depth: critical/' feedback/{RATING}.md && git commit -qnam 'Better'"
    ));
    let page = sandbox.sh("cd sam && cpd --today 2025-06-10 pack --award bronze --draft -o ../bronze.html >/dev/null 2>&1; cat ../bronze.html");
    assert!(page.contains("critical, not confirmed"));
}

/// The line of `cpd status` on the depth of feedback, and that of `cpd checklist` on one of them.
fn shown_depth(sandbox: &Sandbox) -> [String; 2] {
    let line = |command: &str| {
        let said = sandbox.sh(&format!(
            "cd sam && CPD_PLAIN=1 cpd --today 2025-06-10 {command} | grep '^Depth: '"
        ));
        said.trim_end().to_owned()
    };
    [line("status"), line("checklist | grep left")]
}

#[test]
fn an_approval_on_a_forge_confirms_the_depth_of_feedback() {
    let sandbox = rated();
    let claimed = [
        "Depth: 0 of 3 confirmed by an assessor: cpd ask depth/2024-11-27-feedback-on-what-minutes-are-for".to_owned(),
        "Depth: 2025-01-22 Feedback on Whose left?: some reflection; claimed, not confirmed."
            .to_owned(),
    ];
    assert_eq!(shown_depth(&sandbox), claimed);
    sandbox.sh(ON_A_FORGE);
    sandbox.sh(&format!(
        "cd sam && cpd --today 2025-06-02 ask depth/{RATING} --zip ../ask.zip
         unzip -q -o ../ask.zip 'REQUEST-*' && git add REQUEST-* && git commit -nqm 'Ask'
         cpd --today 2025-06-02 check --format github --summary ../summary.md --base main || true
         git checkout -q main && git merge -q --no-ff -m 'Ask (#7)' ask"
    ));
    let summary = sandbox.read("summary.md");
    let declared = "I am Sam Carter's assessor. This is my feedback, and this is how deep I found the reflection.";
    assert!(summary.contains(declared), "{summary}");
    // Nobody has approved it yet: asking alone confirms nothing.
    assert_eq!(shown_depth(&sandbox), claimed);
    approved_on_a_forge(&sandbox, "sam", "2025-06-03");
    let record = "cd sam && cpd --today 2025-06-04 endorse --from github --event ../event.json --reviews ../reviews.json --recorder-key ~/keys/recorder";
    let said = sandbox.try_sh(record);
    said.says(&format!("{RATED}/2025-06-03T093000Z-confirm-priya-shah.md"));
    let confirmed = [
        "Depth: 1 of 3 confirmed by an assessor: cpd ask depth/2024-11-27-feedback-on-what-minutes-are-for",
        "Depth: 2025-01-22 Feedback on Whose left?: some reflection; confirmed by Priya Shah on 2025-06-03.",
    ];
    assert_eq!(shown_depth(&sandbox), confirmed);
    assert_eq!(printed_depth(&sandbox), "some reflection, confirmed");
    let file = sandbox.sh(&format!("cat sam/{RATED}/*.md"));
    assert!(file.contains("proof: github-review"), "{file}");
}
