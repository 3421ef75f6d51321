//! Less is asked of somebody, with proof of who granted it, and an award cannot be handed in before
//! its first day. Every view says so in the same words.

use crate::support::Sandbox;

const SCHEME: &str = "\
id: guild
version: 1.0.0
title: The Guild
roles: [warden]
kinds:
  activity:
    fields:
      type: { choice: [course, reading], column: true }
  relief:
    title: Relief
    plural: Reliefs
    help: What was granted to you.
    folder: reliefs
    when: date
    print: document
    fields:
      title: { text: {}, required: true }
      date: { date: {}, required: true }
      hours: { hours: {}, required: true }
      by: { person: {}, required: true }
periods: { year: { every: 1 year, from: 01-01 } }
awards:
  - { id: year, title: Year, repeats: year, due: { end, plus: 1 month }, opens: { less: 60 days, early: refuse } }
criteria:
  - id: hours
    says: Twenty hours, at most six of reading
    total:
      of: { kind: activity }
      field: hours
      at_least: 20
      caps: [{ of: { kind: activity, where: { type: reading } }, at_most: 6, says: reading }]
      carry_over: { at_most: 3 }
subjects: [{ kind: activity }]
signoffs:
  - { id: sign, title: Signed, by: owner }
  - { id: submit, title: Submitted, by: owner, carries: pack }
confirmations:
  - { id: agreed, title: Relief, says: I granted this, of: { kind: relief }, by: warden, assurance: signed }
adjustments:
  - { of: { kind: relief }, reduces: [hours], less: hours, by: by, confirmed: agreed }
";

const RELIEF: &str = "2026-05-01-a-broken-arm";

/// Sam's portfolio in `sam/`: 22 hours of 2025, and 5 and 7 of this year. Priya is the warden, and
/// granted that 8 hours less are asked.
fn portfolio() -> Sandbox {
    let sandbox = Sandbox::with_keys();
    sandbox
        .sh("cpd --today 2025-01-01 init sam --owner 'Sam Carter' --scheme lancaster --no-input");
    sandbox.signed_by("sam", "sam");
    sandbox.write("sam/schemes/guild/1.0.0/scheme.yaml", SCHEME);
    sandbox.sh("
        cd sam
        cpd scheme adopt guild && cpd scheme drop lancaster
        cpd --today 2026-01-01 trust add priya-shah --name 'Priya Shah' --role warden --from 2025-01-01
        cpd trust key && cpd trust key priya-shah --file ~/keys/priya.pub
        mkdir -p activities reliefs");
    let record = |path: &str, details: &str| {
        sandbox.write(format!("sam/{path}"), format!("---\n{details}\n---\n"));
    };
    record(
        "activities/2025-03-03-rivets.md",
        "title: Rivets\ndate: 2025-03-03\ntype: course\nhours: 22",
    );
    record(
        "activities/2026-02-02-ropes.md",
        "title: Ropes\ndate: 2026-02-02\ntype: course\nhours: 4",
    );
    record(
        "activities/2026-03-03-a-book.md",
        "title: A book\ndate: 2026-03-03\ntype: reading\nhours: 7.5",
    );
    record(
        &format!("reliefs/{RELIEF}.md"),
        "title: A broken arm\ndate: 2026-05-01\nhours: 8\nby: priya-shah",
    );
    sandbox.sh("cd sam && cpd --today 2026-05-02 save --anyway -m 'A year'");
    sandbox
}

/// Of reading 1.5 of 7.5 hours are over the cap. 2 of the 22 hours of 2025 come over: 4 + 6 + 2.
const AMOUNT: &str = "1.5 hours of reading not counted, over the limit of 6 hours; 2 hours carried \
                      over from the period to 31 December 2025; ";
const RELIEVED: &str = "8 hours less, granted by Priya Shah on 1 May 2026";

#[test]
fn less_is_asked_once_the_warden_confirms_it_with_a_key_and_all_views_say_so_alike() {
    let sandbox = portfolio();
    let said = |command: &str| {
        sandbox
            .try_sh(&format!("cd sam && cpd --today 2026-06-01 {command}"))
            .stdout
    };
    let unconfirmed =
        format!("12 of 20 hours; {AMOUNT}{RELIEVED} (not confirmed, so it does not count)");
    let status = said("status");
    assert!(status.contains(&unconfirmed), "{status}");
    assert!(said("checklist").contains(&format!("{RELIEVED} (not confirmed")));

    sandbox.sh(&format!(
        "cd sam && cpd --today 2026-05-02 ask agreed/{RELIEF} --to ../for-priya"
    ));
    sandbox.signed_by("priya", "for-priya");
    sandbox.sh("cd for-priya && cpd --today 2026-05-03 confirm 'A broken arm' --yes");
    sandbox.sh("cd sam && cpd --today 2026-05-04 receive ../for-priya");

    // What is carried on is beyond the lowered target: 12 of 12 leaves nothing.
    let confirmed = format!("12 of 12 hours; {AMOUNT}{RELIEVED} (confirmed)");
    assert!(said("status --all").contains("Year to 31 December 2026: ready"));
    let html = said("pack --award year-2026-12-31 --draft -o ../year.html >&2 && cat ../year.html");
    assert!(html.contains(&confirmed), "the pack");
    let json = said("check --format json");
    for part in confirmed.split("; ").skip(1) {
        assert!(json.contains(&format!("\"{part}\"")), "{part} in {json}");
    }
    // A person can add it up again.
    let lines = format!(
        "2026-02-02 Ropes: 4 hours.
2026-03-03 A book: 6 hours: 7.5 hours; 1.5 hours of reading not counted, over the limit of 6 hours.
10 hours together.
1.5 hours of reading not counted, over the limit of 6 hours.
2 hours carried over from the period to 31 December 2025.
{RELIEVED} (confirmed).
12 of 12 hours.
"
    );
    let says = "Twenty hours, at most six of reading, Year to 31 December 2026: ";
    let lines: String = lines
        .lines()
        .map(|line| format!("{says}{line}\n"))
        .collect();
    let checklist = said("checklist");
    assert!(checklist.ends_with(&lines), "{checklist}");

    // Whoever edits what was granted loses the confirmation.
    sandbox.sh(&format!(
        "cd sam && sed -i 's/hours: 8/hours: 9/' reliefs/{RELIEF}.md"
    ));
    assert!(said("status").contains("(not confirmed, so it does not count)"));
}

#[test]
fn an_award_is_refused_before_its_first_day_and_taken_on_it() {
    let sandbox = portfolio();
    sandbox.write(
        "sam/activities/2026-04-04-more.md",
        "---\ntitle: More\ndate: 2026-04-04\ntype: course\nhours: 8\n---\n",
    );
    sandbox.sh("cd sam && cpd --today 2026-05-05 save --anyway -m 'More' && cpd --today 2026-05-06 sign year-2026-12-31 --yes");
    // 60 days before 31 January 2027 is 2 December 2026.
    let submit = |today: &str| {
        sandbox.try_sh(&format!(
            "cd sam && cpd --today {today} submit year-2026-12-31 --yes"
        ))
    };
    let early = submit("2026-12-01").expect_code(1);
    early.says(
        "Year to 31 December 2026 can be handed in from 2 December 2026 until 31 January 2027",
    );
    early.says("your records stay as they are; run the same command on that day or later");
    assert_eq!(
        sandbox
            .sh("ls sam/signoffs/guild/year-2026-12-31 | grep -c submit || true")
            .trim(),
        "0"
    );
    submit("2026-12-02").expect_code(0);
}
