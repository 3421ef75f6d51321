//! Every step that somebody else takes, in every form in which it is asked for: they are sent
//! what the step covers and nothing else, are asked about that, and their answer counts.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use crate::golden::{repository, tree};
use crate::support::Sandbox;
use crate::support::schema_checks::yaml;

/// A step that somebody else than the owner takes.
struct Asked {
    scheme: &'static str,
    step: &'static str,
    award: &'static str,
    /// The day on which it is asked for and answered.
    day: &'static str,
    /// The key of whoever signs, and their name.
    key: &'static str,
    name: &'static str,
    /// A part of the question, and the line that says yes.
    question: &'static str,
    yes: &'static str,
    /// The words with which `cpd status` tells of it.
    done: &'static str,
    /// The command that takes what comes next, if it is the owner's.
    then: &'static str,
}

/// In the order of their schemes.
const STEPS: [Asked; 4] = [
    Asked {
        scheme: "lancaster",
        step: "endorse",
        award: "silver",
        day: "2026-10-05",
        key: "priya",
        name: "Priya Shah",
        question: "As their line manager, you are asked to endorse it. Is the statement a fair account?",
        yes: "Yes, I endorse Silver of Sam Carter.",
        done: "endorsed",
        then: "cpd --today 2026-10-06 submit silver --yes",
    },
    Asked {
        scheme: "lancaster",
        step: "grant",
        award: "silver",
        day: "2026-10-07",
        key: "body",
        name: "Organisation Development",
        question: "you are asked to grant it. Do you agree that the work deserves Silver?",
        yes: "Yes, I grant Silver of Sam Carter.",
        done: "granted",
        then: "true",
    },
    Asked {
        scheme: "nmc-revalidation",
        step: "discuss",
        award: "revalidation",
        day: "2026-11-21",
        key: "sam",
        name: "Mairéad Gallagher",
        question: "As another registrant, have you discussed these accounts with Folasade Adeyemi, with the Code in mind?",
        yes: "Yes, I have discussed the accounts for Revalidation to 31 December 2026 with Folasade Adeyemi.",
        done: "discussed",
        then: "true",
    },
    Asked {
        scheme: "nmc-revalidation",
        step: "confirm",
        award: "revalidation",
        day: "2026-11-24",
        key: "priya",
        name: "Dilip Raval",
        question: "do they show that Folasade Adeyemi meets the requirements?",
        yes: "Yes, I confirm that Folasade Adeyemi meets the requirements for Revalidation to 31 December 2026.",
        done: "confirmed",
        then: "true",
    },
];

/// The page that a request opens with.
const PAGE: &str = "READ-ME-FIRST.html";

/// The form on paper that goes with some requests.
const FORM: &str = "FORM-TO-SIGN.html";

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Folder,
    Zip,
    Branch,
}

/// The portfolio in `home/` of somebody who has done what a scheme asks for.
fn portfolio(scheme: &str) -> Sandbox {
    if scheme == "lancaster" {
        let sandbox = super::sharing::signed();
        sandbox.sh(
            "mv sam home && cd home && cpd trust key organisation-development --file ~/keys/body.pub
            cpd --today 2026-10-04 save -m Keys",
        );
        return sandbox;
    }
    let sandbox = Sandbox::with_keys();
    sandbox.copy("examples/programmes/nmc-revalidation/complete", "home");
    sandbox.sh(
        "cd home && git init -q && git config user.name 'Folasade Adeyemi' && git config user.email sade@cpd.invalid
        cpd --today 2026-11-20 trust key mairead-gallagher --file ~/keys/sam.pub
        cpd --today 2026-11-20 trust key dilip-raval --file ~/keys/priya.pub
        cpd --today 2026-11-20 save -m 'Three years' >/dev/null",
    );
    sandbox
}

/// Asks for a step, and returns the folder in which all that was sent lies.
fn ask(asked: &Asked, form: Form, sandbox: &Sandbox) -> String {
    let Asked {
        step, award, day, ..
    } = asked;
    let ask = format!("cd home && cpd --today {day} ask {award}");
    let sent = format!("{step}-sent");
    match form {
        Form::Folder => sandbox.sh(&format!("{ask} --to ../{sent}")),
        Form::Zip => sandbox.sh(&format!(
            "{ask} --zip ../{step}.zip && cd .. && unzip -q {step}.zip -d {sent}"
        )),
        Form::Branch => sandbox.sh(&format!(
            "git init -q {sent} && cd {sent} && git -c user.name=A -c user.email=a@cpd.invalid commit -q --allow-empty -m Begin && cd ..
            ({ask} --to ../{sent}) && cd {sent} && git checkout -q $(git branch --list 'ask/*' --format '%(refname:short)')"
        )),
    };
    sent
}

/// Signs in what was sent, and returns what to send back.
fn sign(asked: &Asked, form: Form, sent: &str, sandbox: &Sandbox) -> String {
    let Asked { step, day, key, .. } = asked;
    let set = format!(
        "git config user.name X && git config user.email x@cpd.invalid && git config gpg.format ssh && git config user.signingkey ~/keys/{key}.pub"
    );
    let take = format!("cpd --today {day} signoff {step} --yes");
    let (place, says, back) = match form {
        Form::Zip => {
            super::asking::hold_key(sandbox, key);
            (
                ".",
                format!("{take} {step}.zip"),
                format!("{step}-signed.zip"),
            )
        }
        Form::Folder | Form::Branch => {
            let award = asked.award;
            (sent, format!("{set} && {take} {award}"), sent.to_owned())
        }
    };
    let said = sandbox.sh(&format!("cd {place} && {says} -m 'We talked.' 2>&1"));
    assert!(said.contains("\nSigned.\n"), "{step}: {said}");
    if form == Form::Zip {
        sandbox.sh("rm ~/.gitconfig");
    }
    back
}

/// Everything after the details of a record.
fn body(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let rest = text
        .strip_prefix("---\n")
        .and_then(|rest| rest.split_once("\n---"));
    rest.map_or(String::new(), |(_, body)| body.trim().to_owned())
}

/// Returns true for a file with which a step is checked and signed, and nothing of the work.
fn is_needed_to_sign(path: &str) -> bool {
    let top = path.split('/').next().expect("a name");
    ["trust", "signoffs", "cpd.yaml", ".gitattributes"].contains(&top)
}

/// Returns the files of a folder of the sandbox by path, git's own left out.
fn files(folder: &str, sandbox: &Sandbox) -> BTreeMap<String, Vec<u8>> {
    tree(&sandbox.path().join(folder), |path| {
        path.starts_with(".git/")
    })
}

fn plain(text: &str) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    words.replace("&#39;", "'").replace("&#x27;", "'")
}

fn check_what_was_sent(asked: &Asked, form: Form, sent: &str, sandbox: &Sandbox) {
    let step = asked.step;
    let (home, sent) = (files("home", sandbox), files(sent, sandbox));
    let is_letter = |path: &str| path.starts_with("REQUEST-");
    let letter = sent
        .iter()
        .find(|(path, _)| is_letter(path))
        .expect("a letter")
        .1;
    let letter = String::from_utf8_lossy(letter);
    assert!(plain(&letter).contains(asked.question), "{letter}");
    assert!(
        letter.contains(&format!("\n    {}\n", asked.yes)),
        "{letter}"
    );
    let (_, details) = letter.split_once("\n## Details\n").expect("details");
    let subjects = details
        .lines()
        .filter_map(|line| line.strip_prefix("- `")?.split_once('`'));
    let subjects: BTreeSet<&str> = subjects.map(|(path, _)| path).collect();
    assert!(!subjects.is_empty(), "{step}");
    for path in &subjects {
        assert!(
            sent[*path] == home[*path],
            "{step}: {path} is sent as it is not"
        );
    }
    for (path, bytes) in &sent {
        if subjects.contains(path.as_str())
            || is_needed_to_sign(path)
            || path == PAGE
            || path == FORM
            || is_letter(path)
        {
            continue;
        }
        assert_ne!(step, "discuss", "{path} is not asked about");
        // Whoever decides on a submission is sent the whole of it.
        assert!(
            step == "grant" || body(bytes).is_empty(),
            "{step}: {path} is not asked about"
        );
    }
    match sent.get(PAGE) {
        Some(page) => {
            let page = String::from_utf8_lossy(page);
            check_page(step, &page, &sent, &subjects, &home);
        }
        None => assert!(form == Form::Branch, "{step} has no page"),
    }
    // A branch can be read by others than the person who is asked.
    let is_asked_on_paper = asked.scheme == "nmc-revalidation" && form != Form::Branch;
    assert_eq!(sent.contains_key(FORM), is_asked_on_paper, "{step}");
    assert_eq!(plain(&letter).contains(FORM), is_asked_on_paper, "{letter}");
}

/// Returns the lines of a form, each with the answer that is filled in.
fn lines_of_form(page: &str) -> Vec<(String, String)> {
    let lines = page.split("<div class=\"line\">").skip(1);
    let lines = lines.map(|line| {
        let between = |start: &str, end: &str| {
            let (_, rest) = line.split_once(start).expect("the start");
            rest.split_once(end).expect("the end").0.to_owned()
        };
        (
            between("<bdi>", "</bdi>"),
            between("\"off\">", "</textarea>"),
        )
    });
    lines.collect()
}

fn pairs<const N: usize>(lines: [(&str, &str); N]) -> Vec<(String, String)> {
    lines
        .map(|(says, answer)| (says.to_owned(), answer.to_owned()))
        .to_vec()
}

/// Returns a page and the files that it carries, as text.
fn carried_by(page: &str) -> String {
    let files = page.split("href=\"data:").skip(1);
    let texts = files.filter_map(|file| {
        let (_, rest) = file.split_once("base64,")?;
        let bytes = STANDARD.decode(rest.split('"').next()?).ok()?;
        Some(String::from_utf8_lossy(&bytes).into_owned())
    });
    std::iter::once(page.to_owned()).chain(texts).collect()
}

#[test]
fn the_details_of_a_partner_are_in_no_pack_and_in_no_other_request() {
    let sandbox = portfolio("nmc-revalidation");
    // An address on several lines is one too.
    sandbox.sh(
        r#"cd home && sed -i 's/^address: .*/address: |\n  Harbour Maternity\n  Quay Street/' discussion-forms/*.md
        cpd --today 2026-11-20 save -m Address >/dev/null
        for format in html zip; do cpd --today 2026-11-21 pack --award revalidation --draft --format $format >/dev/null; done
        mkdir ../zip && unzip -q packs/*-draft.zip -d ../zip"#,
    );
    let kept = sandbox.sh("cat zip/files/discussion-forms/*.md");
    assert!(kept.contains("partner: mairead-gallagher"), "{kept}");
    for field in ["pin: ", "email: ", "postcode: "] {
        assert!(kept.contains(&format!("{field}kept back")), "{kept}");
    }
    let in_zip = sandbox.sh("cat $(find zip -name '*.md' -o -name '*.yaml' -o -name '*.html')");
    let in_page = carried_by(&sandbox.sh("cat home/packs/*-draft.html"));
    for carried in [in_zip, in_page] {
        assert!(carried.contains("kept back"), "no form is carried");
        for private in ["03I0000Z", "mairead.gallagher@", "Quay Street", "ZZ1 1ZZ"] {
            assert!(!carried.contains(private), "{private}");
        }
    }
    // The requirement is judged to be met without them.
    let judged =
        sandbox.sh("cd home && cpd verify packs/*-draft.zip 2>&1 | grep ^requirements; true");
    assert!(!judged.contains("bad"), "{judged}");
    // The confirmer is not told where the partner works.
    sandbox.sh(
        "cd home && cpd --today 2026-11-21 ask revalidation >/dev/null
        printf 'From: Mairéad Gallagher <mairead@example.org>\nDate: Sun, 22 Nov 2026 18:30:00 +0000\nSubject: Re\nContent-Type: text/plain; charset=utf-8\n\nYes, I have discussed the accounts for Revalidation to 31 December 2026 with Folasade Adeyemi.\n\nWe talked.\n' >../yes.eml
        cpd --today 2026-11-22 receive --reply ../yes.eml >/dev/null
        cpd --today 2026-11-23 ask revalidation --to ../confirmer >/dev/null",
    );
    let sent = sandbox.sh("cat $(find confirmer -type f -not -path '*/.git/*')");
    assert!(
        sent.contains("Your NMC Pin or other professional number"),
        "no form"
    );
    for private in ["03I0000Z", "Quay Street", "ZZ1 1ZZ"] {
        assert!(!sent.contains(private), "{private}");
    }
}

#[test]
fn a_partner_is_sent_the_form_with_what_is_kept_of_them_and_nobody_else_is() {
    let sandbox = portfolio("nmc-revalidation");
    let form = |name: &str, ask: &str| {
        sandbox.sh(&format!(
            "cd home && cpd --today 2026-11-21 ask revalidation {ask} --zip ../{name}.zip >/dev/null
            unzip -p ../{name}.zip {FORM}"
        ))
    };
    let filled = form("partner", "");
    let says = [
        "Registrant",
        "Date of the discussion",
        "Your name",
        "Your NMC Pin",
        "Your email address",
        "Your professional address",
        "Its postcode",
    ];
    let owner = "Folasade Adeyemi";
    let address = "Harbour Maternity Services, Quay Street, Exampleton";
    let mail = "mairead.gallagher@example.org";
    let answers = [
        owner,
        "12 November 2026",
        "Mairéad Gallagher",
        "03I0000Z",
        mail,
        address,
        "ZZ1 1ZZ",
    ];
    let expected: [(&str, &str); 7] = std::array::from_fn(|at| (says[at], answers[at]));
    assert_eq!(lines_of_form(&filled), pairs(expected));
    let declares =
        format!("a reflective discussion with {owner} about five written reflective accounts.");
    assert!(plain(&filled).contains(&declares), "{filled}");
    // Another registrant than the one whose form is kept is sent a blank one.
    sandbox.sh(
        "cd home && sed -i 's/^partner: .*/partner: dilip-raval/' discussion-forms/*.md
        cpd --today 2026-11-20 save -m 'Another partner' >/dev/null",
    );
    let blank = form("other", "");
    let expected = says.map(|says| (says, if says == "Registrant" { owner } else { "" }));
    assert_eq!(lines_of_form(&blank), pairs(expected));
    assert!(
        !blank.contains("03I0000Z") && !blank.contains(mail),
        "{blank}"
    );
}

/// The page shows what the step covers, and carries no other file than was sent.
fn check_page(
    step: &str,
    page: &str,
    sent: &BTreeMap<String, Vec<u8>>,
    subjects: &BTreeSet<&str>,
    home: &BTreeMap<String, Vec<u8>>,
) {
    let carried = page
        .split("data-path=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next());
    // The lists of these files come with them.
    let lists = ["manifest.json", "printing.json"];
    for path in carried.filter(|path| !lists.contains(path)) {
        assert!(sent.contains_key(path), "{step}: the page carries {path}");
    }
    let mut left_out = 0;
    for (path, bytes) in home {
        let is_record = path.ends_with(".md") && path.contains('/');
        if !is_record || is_needed_to_sign(path) || path.starts_with("packs/") {
            continue;
        }
        let Some(words) = some_words(&body(bytes)) else {
            continue;
        };
        // A step over a few records shows all of each; one over everything has logs.
        let is_row = step != "discuss"
            && ["activities/", "meetings/", "practice/"]
                .iter()
                .any(|log| path.starts_with(log));
        let is_shown = page.contains(&words);
        if subjects.contains(&**path) {
            assert!(
                is_row || is_shown,
                "{step}: {path} is not on the page: {words}"
            );
        } else if step != "grant" {
            left_out += 1;
            assert!(!is_shown, "{step}: {path} is on the page");
        }
    }
    assert!(
        left_out > 0 || ["grant", "confirm"].contains(&step),
        "{step} leaves nothing out"
    );
    let says = match step {
        "discuss" => "Folasade Adeyemi's other records are not in this request.",
        "grant" => "The whole submission is in this request.",
        "endorse" => "only the details are in this request",
        _ => "Your answer covers these records.",
    };
    assert!(
        plain(page).contains(says),
        "{step}: the page does not say {says}"
    );
    // Whoever is asked is told who asks, for what, and what a yes means, and not of a draft.
    assert!(page.contains("<h1 class=\"asked\">"), "{step}");
    assert!(plain(page).contains("What your answer means"), "{step}");
    for word in ["This is a draft", "class=\"watermark\"", "<title>Draft"] {
        assert!(!page.contains(word), "{step}: {word}");
    }
}

/// Returns words that a page prints as they are written.
fn some_words(body: &str) -> Option<String> {
    let sentences = body.lines().flat_map(|line| line.split(". "));
    let is_plain = |words: &&str| {
        words.len() > 30
            && words
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || c == ' ' || c == ',')
    };
    sentences.into_iter().find(is_plain).map(str::to_owned)
}

fn every_step_of(scheme: &str) {
    for form in [Form::Folder, Form::Zip, Form::Branch] {
        let sandbox = portfolio(scheme);
        for asked in STEPS.iter().filter(|asked| asked.scheme == scheme) {
            let Asked {
                step,
                day,
                name,
                done,
                then,
                ..
            } = asked;
            let sent = ask(asked, form, &sandbox);
            check_what_was_sent(asked, form, &sent, &sandbox);
            let back = sign(asked, form, &sent, &sandbox);
            let status = sandbox.sh(&format!(
                "cd home && cpd --today {day} receive ../{back} && cpd --today {day} status && {then}"
            ));
            let by = format!("{done} {day} by {name} (signed)");
            assert!(status.contains(&by), "{step}: {status}");
        }
    }
}

#[test]
fn every_step_of_lancaster_is_asked_for_answered_and_counted() {
    every_step_of("lancaster");
}

#[test]
fn every_step_of_a_revalidation_is_asked_for_answered_and_counted() {
    every_step_of("nmc-revalidation");
}

#[test]
fn a_request_goes_to_whom_a_record_of_the_step_names() {
    let sandbox = portfolio("nmc-revalidation");
    sandbox.sh(
        "cd home && cpd trust add 'Pat Peer' --role registrant --from 2020-01-01 --email pat@example.org
        cpd --today 2026-11-20 save -m Pat",
    );
    let ask = "cd home && cpd --today 2026-11-21 ask";
    let said = sandbox.try_sh(ask).expect_code(0);
    said.says("Send it to Mairéad Gallagher, for example with this mail:");
    said.says(
        "\nTo: Mairéad Gallagher\nAttachment: packs/ask-revalidation-2026-12-31.zip\nSubject: ",
    );
    said.says("\nYes, I have discussed the accounts for Revalidation to")
        .is_silent_on("Pat Peer");
    let people = "cd home && unzip -p packs/ask-*.zip trust/people.yaml";
    assert!(!sandbox.sh(people).contains("pat-peer"));

    // The owner may mean somebody else.
    let said = sandbox
        .try_sh(&format!("{ask} --person 'pat peer'"))
        .expect_code(0);
    said.says("To: Pat Peer <pat@example.org>\n");
    said.is_silent_on("Mairéad Gallagher");
    let said = sandbox.try_sh(&format!("{ask} --person dilip-raval"));
    said.expect_code(1)
        .says("Dilip Raval does not have the role registrant");

    // Where a record names several, each of them is asked.
    sandbox.sh("cd home && sed -i 's/^with:.*/with: [mairead-gallagher, pat-peer]/' meetings/*.md && cpd --today 2026-11-20 save -m Who");
    let said = sandbox.try_sh(ask).expect_code(0);
    said.says("Send it to Mairéad Gallagher or Pat Peer");
    said.says("To ask one of them only: `cpd ask revalidation-2026-12-31 --person NAME`");
}

#[test]
fn a_step_for_which_nobody_is_listed_is_named_before_with_what_to_do() {
    let sandbox = portfolio("nmc-revalidation");
    let people = sandbox.read("home/trust/people.yaml");
    let (others, _) = people.split_once("  - id: dilip-raval").expect("his entry");
    sandbox.write("home/trust/people.yaml", others);
    sandbox.sh("cd home && sed -i /dilip-raval/d trust/allowed_signers && cpd --today 2026-11-20 save -m Alone");
    let command = "`cpd trust add PERSON --role confirmer`";
    let said = sandbox
        .try_sh("cd home && cpd --today 2026-11-21 ask")
        .expect_code(0);
    said.says("“confirm” will need a confirmer, and trust/people.yaml lists none")
        .says(command);
    sandbox.sh(
        "cd home && cpd --today 2026-11-21 signoff discuss revalidation --as mairead-gallagher --unsigned -m Yes --yes",
    );
    let said = sandbox
        .try_sh("cd home && cpd --today 2026-11-21 ask")
        .expect_code(1);
    said.says("nobody in trust/people.yaml has the role confirmer on 21 November 2026")
        .says(command);
}

/// Whoever takes another step in what was sent is told of the step that it is for, not of
/// records that they were not sent.
#[test]
fn another_step_than_the_one_that_is_asked_for_is_not_taken() {
    let sandbox = portfolio("nmc-revalidation");
    ask(&STEPS[2], Form::Zip, &sandbox);
    let confirm =
        "cpd --today 2026-11-21 signoff confirm discuss.zip --as dilip-raval -m Yes --yes";
    let said = sandbox.try_sh(confirm).expect_code(1);
    said.says("the step “discuss” has to be signed first");
    said.is_silent_on("practice hours");
}

/// Whoever answers a request with a command that is not for it is told what to do.
#[test]
fn the_command_that_answers_a_request_and_the_way_to_say_no_are_named() {
    let sandbox = portfolio("lancaster");
    ask(&STEPS[0], Form::Zip, &sandbox);
    for (zip, run) in [
        ("endorse.zip", "cpd"),
        (
            "sent/endorse.zip",
            "mkdir sent && cp endorse.zip sent && cpd",
        ),
    ] {
        let confirm = format!("{run} --today 2026-10-05 confirm {zip} --as priya-shah --yes");
        let said = sandbox.try_sh(&confirm).expect_code(1);
        said.says("this is a request to endorse Silver")
            .says(&format!("to answer it: `cpd endorse {zip}`"));
    }
    let back = "cpd --today 2026-10-05 return endorse.zip --reason No --as priya-shah --yes";
    let said = sandbox.try_sh(back).expect_code(1);
    said.says("this asks you to endorse Silver: it is no submission that can be returned");
    said.says("to say no, reply to Sam Carter and say what is not right");
}

#[test]
fn no_step_of_a_scheme_of_the_program_is_left_out() {
    let schemes = tree(&repository().join("schema/schemes"), |path| {
        !path.ends_with("/scheme.yaml")
    });
    let mut found = BTreeSet::new();
    for text in schemes.values() {
        let scheme = yaml(&String::from_utf8_lossy(text));
        let steps = scheme["signoffs"].as_array().into_iter().flatten();
        for step in steps.filter(|step| step["by"] != "owner") {
            let name = |value: &Value| value.as_str().expect("a name").to_owned();
            found.insert((name(&scheme["id"]), name(&step["id"])));
        }
    }
    let tried = STEPS
        .iter()
        .map(|one| (one.scheme.to_owned(), one.step.to_owned()));
    assert_eq!(found, tried.collect());
}

#[test]
fn a_step_that_is_asked_for_early_is_not_said_to_follow_finished_work() {
    let sandbox = portfolio("nmc-revalidation");
    sandbox.sh("cd home && rm practice/2026-*.md && cpd --today 2026-11-20 save -m Fewer");
    let ask = "cd home && cpd --today 2026-11-21 ask revalidation";
    for (language, working, finished) in [
        ("en-GB", "working on Revalidation", "finished"),
        ("cy", "gweithio ar Revalidation", "gorffen"),
    ] {
        sandbox.sh(&format!(
            "cd home && sed -i '/^language/d' cpd.yaml && echo 'language: {language}' >> cpd.yaml && cpd --today 2026-11-20 save -m Language"
        ));
        let mail = sandbox.try_sh(ask).expect_code(0);
        mail.says(working).is_silent_on(finished);
        for file in ["READ-ME-FIRST.html", "REQUEST-*.md"] {
            let sent = sandbox.sh(&format!("cd home && unzip -p packs/ask-*.zip '{file}'"));
            assert!(sent.contains(working) && !sent.contains(finished), "{sent}");
        }
    }
    let page = sandbox.sh("cd home && sed -i '/^language/d' cpd.yaml && cpd --today 2026-11-20 save -m English >/dev/null && cpd --today 2026-11-21 ask revalidation >/dev/null && unzip -p packs/ask-*.zip READ-ME-FIRST.html");
    assert!(page.contains("Other requirements were still open when you were asked."));
    assert!(!page.contains("All requirements were met"));
}
