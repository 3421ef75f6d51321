//! The commands that `tests/coverage.md` names: each is run in a scratch portfolio, and shows what the
//! page says that it meets.

use std::collections::BTreeSet;

use crate::golden::repository;
use crate::support::Sandbox;

/// A command on the page, beside a need.
struct Claim {
    /// The beginning of the need.
    need: &'static str,
    command: &'static str,
    /// The portfolio below `examples/` that it is run in.
    example: &'static str,
    /// A script that prints what the command shows.
    script: &'static str,
    shows: &'static [&'static str],
}

const SILVER: &str = "silver-ready";
const BRONZE: &str = "bronze-ready";
const ALT_VALLEY: &str = "programmes/alt-valley/complete";
const NEXT_ROLE: &str = "programmes/next-role/complete";
const SCHOOL: &str = "programmes/school-cpd/complete";
const RICS: &str = "programmes/rics/complete";

const CLAIMS: [Claim; 19] = [
    Claim {
        need: "Feedback before the next journal",
        command: "cpd ask",
        example: BRONZE,
        script: "cpd --today 2025-06-02 ask 'Whose left?' --zip ../ask.zip; unzip -l ../ask.zip",
        shows: &["feedback-on-whose-left.md", "READ-ME-FIRST.html"],
    },
    Claim {
        need: "Feedback before the next journal",
        command: "cpd feedback",
        example: BRONZE,
        script: "cpd --today 2025-06-02 feedback 'Whose left?' --to ../form.md; cat ../form.md",
        shows: &["Feedback on Whose left?", "by:"],
    },
    Claim {
        need: "Feedback before the next journal",
        command: "cpd receive",
        example: BRONZE,
        script: "cpd --today 2025-06-02 feedback 'Whose left?' --to ../form.md
            cpd --today 2025-06-03 feedback ../form.md --as 'Priya Shah' -m 'You saw what mattered.'
            cpd --today 2025-06-04 receive ../form.md; cat feedback/2025-06-03-*.md",
        shows: &["You saw what mattered.", "journal: 2025-01-08-whose-left", "by: priya-shah"],
    },
    Claim {
        need: "Signed, then endorsed by the line manager",
        command: "cpd sign",
        example: SILVER,
        script: "cpd --today 2026-10-01 sign silver --unsigned --yes; cpd --today 2026-10-01 status",
        shows: &["signed 2026-10-01 by Sam Carter"],
    },
    Claim {
        need: "Signed, then endorsed by the line manager",
        command: "cpd ask",
        example: SILVER,
        script: "cpd --today 2026-10-01 sign silver --unsigned --yes >/dev/null; cpd --today 2026-10-01 ask silver",
        shows: &["To: Priya Shah", "Yes, I endorse Silver of Sam Carter."],
    },
    Claim {
        need: "Signed, then endorsed by the line manager",
        command: "cpd endorse",
        example: SILVER,
        script: "cpd --today 2026-10-01 sign silver --unsigned --yes >/dev/null
            cpd --today 2026-10-02 endorse silver --as priya-shah --unsigned --yes -m Fine; cpd --today 2026-10-02 status",
        shows: &["endorsed 2026-10-02 by Priya Shah"],
    },
    Claim {
        need: "Signed, then endorsed by the line manager",
        command: "cpd submit",
        example: SILVER,
        // It is sent only once the line manager has endorsed it.
        script: "cpd --today 2026-10-01 sign silver --unsigned --yes >/dev/null
            cpd --today 2026-10-01 submit silver --unsigned --yes || true
            cpd --today 2026-10-02 endorse silver --as priya-shah --unsigned --yes -m Fine >/dev/null
            cpd --today 2026-10-03 submit silver --unsigned --yes; ls packs",
        shows: &["endorse", "silver.pdf"],
    },
    Claim {
        need: "Reflective skills that develop",
        command: "cpd confirm",
        example: BRONZE,
        script: "cpd --today 2025-06-01 trust add priya-shah --role assessor --from 2024-01-01 >/dev/null; cpd --today 2025-06-01 save >/dev/null
            cpd --today 2025-06-02 confirm 2025-01-22-feedback-on-whose-left --as priya-shah --unsigned --yes; cpd --today 2025-06-02 checklist depth",
        shows: &["confirmed by Priya Shah on 2025-06-02"],
    },
    Claim {
        need: "Recognition by the institution",
        command: "cpd grant",
        example: "bronze-submitted",
        script: "cpd --today 2025-06-09 grant bronze --as organisation-development --unsigned --yes -m Done; cpd --today 2025-06-09 status",
        shows: &["granted 2025-06-09 by Organisation Development", "certificate"],
    },
    Claim {
        need: "A register of required training",
        command: "cpd due",
        example: ALT_VALLEY,
        script: "cpd --today 2026-07-17 due --all",
        shows: &["In date until 10 September 2026: Required training is in date, Safeguarding and Prevent"],
    },
    Claim {
        need: "A record, a plan, a CV",
        command: "cpd plan",
        example: ALT_VALLEY,
        script: "cpd --today 2026-07-17 plan",
        shows: &["Target “Feedback that learners act on”"],
    },
    Claim {
        need: "Appraisals, supervision, logs",
        command: "cpd pack",
        example: ALT_VALLEY,
        script: "for duty in annual-appraisal supervision log training-register; do cpd --today 2026-07-17 pack --duty $duty -o ../$duty.html; grep -o '<h1[^<]*<bdi>[^<]*' ../$duty.html; done",
        shows: &[
            "Annual appraisal",
            "Record of supervision",
            "Log of professional development",
            "Training register",
        ],
    },
    Claim {
        need: "A budget, and expenses kept low",
        command: "cpd plan",
        example: ALT_VALLEY,
        script: "cpd --today 2026-07-17 plan",
        shows: &["314.40 GBP spent of 350.00 GBP, 35.60 GBP left", "Budget in all"],
    },
    Claim {
        need: "A night away or significant travel",
        command: "cpd ask",
        example: ALT_VALLEY,
        script: "rm -rf .git signoffs/alt-valley/approval; git init -q; git config user.name Owner; git config user.email owner@cpd.invalid; git add -A; git commit -qm Records
            cpd --today 2025-10-20 ask approval/2025-11-12-one-night-in-leeds",
        shows: &["To: Ines Ferreira", "I agreed to this journey or night away before the course"],
    },
    Claim {
        need: "A night away or significant travel",
        command: "cpd confirm",
        example: ALT_VALLEY,
        script: "rm -rf .git signoffs/alt-valley/approval; git init -q; git config user.name Owner; git config user.email owner@cpd.invalid; git add -A; git commit -qm Records
            cpd --today 2025-11-12 check | grep 'not confirmed by a managing director'
            for one in 2025-10-20-train-to-leeds-and-back 2025-11-12-one-night-in-leeds; do cpd --today 2025-11-10 confirm $one --as ines-ferreira --unsigned --yes; done
            cpd --today 2025-11-20 check | grep 'not confirmed by a managing director' || echo Confirmed",
        shows: &["approved by Ines Ferreira, not confirmed by a managing director", "Confirmed\n"],
    },
    Claim {
        need: "Knowledge, skill and experience",
        command: "cpd checklist",
        example: NEXT_ROLE,
        script: "cpd --today 2026-08-20 checklist",
        shows: &["knowledge: secure, skill: developing, experience: developing"],
    },
    Claim {
        need: "Opportunities as they occur",
        command: "cpd checklist",
        example: NEXT_ROLE,
        script: "cpd --today 2026-08-20 checklist",
        shows: &["comes up now: Examination results (15 to 31 August)"],
    },
    Claim {
        need: "Development in the improvement plan; help with portfolios",
        command: "cpd init",
        example: SCHOOL,
        script: "cpd --today 2026-07-10 init ../new --scheme school-cpd --owner 'Ada Byron' --no-input; cat ../new/cpd.yaml; ls ../new",
        shows: &["school-cpd", "trust"],
    },
    Claim {
        need: "What is spent",
        command: "cpd plan",
        example: SCHOOL,
        script: "cpd --today 2026-07-10 plan",
        shows: &["In all: 34 hours done and 94.60 GBP", "94.60 GBP spent of 150.00 GBP"],
    },
];

/// RICS: another `cpd due`, of a date that is not the training register's.
const ETHICS: Claim = Claim {
    need: "RICS: ethics every three years",
    command: "cpd due",
    example: RICS,
    script: "cpd --today 2026-11-20 due --all",
    shows: &["Professional ethics in the last three years"],
};

fn claims() -> impl Iterator<Item = &'static Claim> {
    CLAIMS.iter().chain([&ETHICS])
}

/// Each command on the page, with the need that it stands beside.
fn on_the_page() -> Vec<(String, String)> {
    let page = std::fs::read_to_string(repository().join("tests/coverage.md")).expect("the page");
    let rows = page.lines().filter_map(|line| {
        let (need, met) = line.strip_prefix("| ")?.split_once(" | ")?;
        let names = met.split("`command:").skip(1);
        let names = names.filter_map(|rest| rest.split('`').next());
        let pairs = names.map(|name| (need.to_owned(), name.to_owned()));
        Some(pairs.collect::<Vec<_>>())
    });
    rows.flatten().collect()
}

#[test]
fn every_command_on_the_page_of_needs_has_a_claim_and_every_claim_is_on_the_page() {
    let page = on_the_page();
    assert_eq!(page.len(), claims().count(), "{page:#?}");
    let is_it = |claim: &Claim, (need, command): &(String, String)| {
        need.starts_with(claim.need) && command == claim.command
    };
    let without: Vec<_> = page
        .iter()
        .filter(|one| claims().filter(|claim| is_it(claim, one)).count() != 1)
        .collect();
    assert!(without.is_empty(), "{without:#?}");
}

#[test]
fn every_command_on_the_page_of_needs_shows_what_it_meets() {
    let mut failed = Vec::new();
    let mut commands = BTreeSet::new();
    for claim in claims() {
        let sandbox = Sandbox::new();
        sandbox.copy(&format!("examples/{}", claim.example), "home");
        sandbox.sh(
            "cd home && git init -q && git config user.name Owner && git config user.email owner@cpd.invalid
            git add -A && git commit -qm Records",
        );
        let script = format!("cd home\n{}", claim.script);
        let ran = sandbox.try_sh(&script);
        let said = format!("{}{}", ran.stdout, ran.stderr);
        let shown = |words: &&str| words.split('|').any(|one| said.contains(one));
        let missing: Vec<_> = claim.shows.iter().filter(|words| !shown(words)).collect();
        let verb = claim.command.trim_start_matches("cpd");
        let is_run = claim.script.contains(verb);
        if !missing.is_empty() || !is_run {
            failed.push(format!(
                "{} ({}): {missing:?} is not in:\n{said}",
                claim.need, claim.command
            ));
        }
        commands.insert(claim.command);
    }
    assert!(failed.is_empty(), "{}", failed.join("\n\n"));
    assert!(commands.len() > 10, "{commands:?}");
}
