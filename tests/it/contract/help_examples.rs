//! The examples at the end of each command's help: each is run, most of them in the demo.

use std::collections::BTreeSet;

use crate::golden::repository;
use crate::support::page::signing_without_a_question;
use crate::support::{Ran, Sandbox};

/// Priya's endorsement in `../for-priya`.
macro_rules! endorsed_by_priya {
    () => {
        "git reset -q --hard ':/^Sign Silver' && cpd ask silver --to ../for-priya && \
         cd ../for-priya && git config user.name 'Priya Shah' && \
         cpd endorse --as priya-shah --unsigned -m Yes --yes && cd ../sample"
    };
}

/// What is done in the demo before an example, and where it leads to.
const PREPARED: &[(&str, &str)] = &[
    (
        "cpd init sam --owner \"Sam Carter\" --manager \"Priya Shah\" --scheme lancaster",
        "cd ..",
    ),
    (
        "cpd init rn --owner \"Robin Hale\" --scheme nmc-revalidation --set registrations=nurse",
        "cd ..",
    ),
    (
        "cpd init --roster staff.csv --into staff --dry-run",
        "cd .. && printf 'name,manager\\nSam Carter,\\n' >staff.csv",
    ),
    ("cpd init --collect github reports", "cd .."),
    ("cpd demo sample", "mkdir ../empty && cd ../empty"),
    (
        "cpd demo sample --without-keys",
        "mkdir ../empty && cd ../empty",
    ),
    (
        "cpd sign silver",
        "git reset -q --hard ':/^Say what Silver has changed'",
    ),
    (
        "cpd endorse silver --as priya-shah --message \"Sam now writes minutes that people read.\"",
        SIGNED_BY_SAM_FOR_PRIYA,
    ),
    (
        "cpd grant silver --as \"Organisation Development\" --message \"Granted by the panel of 3 March.\"",
        "cpd submit silver --yes && cpd save --anyway && git config user.name 'Organisation Development'",
    ),
    (
        "cpd return silver --as organisation-development --reason \"Say what you learnt.\"",
        "cpd submit silver --yes && cpd save --anyway && git config user.name 'Organisation Development'",
    ),
    (
        "cpd return silver --reason \"The statement is not about your own work.\" --yes",
        concat!(
            "cpd trust key organisation-development --file ~/keys/body.pub && cpd save --anyway && cpd submit silver --yes",
            " && cpd save --anyway && git config user.name 'Organisation Development'",
            " && git config gpg.format ssh && git config user.signingkey ~/keys/body",
        ),
    ),
    ("cpd -C sample status", "cd .."),
    ("cpd -C sample undo", "cd .."),
    ("cpd -C sample recover", "cd .."),
    (
        "cpd sign silver --message \"This is my own work.\"",
        "git reset -q --hard ':/^Say what Silver has changed'",
    ),
    (
        "cpd grant silver --as organisation-development --message \"Well done.\"",
        "cpd submit silver --yes && cpd save --anyway && git config user.name 'Organisation Development'",
    ),
    (
        "cpd signoff endorse silver --as priya-shah --message \"I have read all of it.\"",
        SIGNED_BY_SAM_FOR_PRIYA,
    ),
    (
        "cpd trust sign",
        "git config gpg.format ssh && git config user.signingkey ~/keys/body.pub",
    ),
    (
        "cpd edit committee-servicing --set hours=3.5 --set type=workshop",
        A_COURSE,
    ),
    ("cpd edit committee-servicing --set provider=", A_COURSE),
    ("cpd edit \"committee servicing\"", A_COURSE),
    (
        "cpd new --like \"Committee servicing\" --date \"6 May 2026\"",
        A_COURSE,
    ),
    (
        "cpd remove 2026-02-20-what-minutes-are-for --dry-run",
        OF_FEBRUARY,
    ),
    (
        "cpd attach ~/Downloads/certificate.pdf --to committee-servicing --dry-run",
        concat!(
            "mkdir -p ~/Downloads && printf '%%PDF-1.4\\n' >~/Downloads/certificate.pdf",
            " && cpd new activity 'Committee servicing' --type workshop",
        ),
    ),
    (
        "cpd attach https://example.org/talk --to committee-servicing",
        "cpd new activity 'Committee servicing' --type workshop",
    ),
    ("cpd ask silver", SIGNED_BY_SAM),
    ("cpd ask silver --to ../for-priya", SIGNED_BY_SAM),
    ("cpd ask silver --person \"Priya Shah\"", SIGNED_BY_SAM),
    (
        "cpd ask silver --to ../review",
        "git reset -q --hard ':/^Sign Silver' && git init -q ../review",
    ),
    ("cpd receive ../for-priya", endorsed_by_priya!()),
    (
        "cpd receive ~/Downloads/endorsement.md ~/Downloads/feedback.md",
        concat!(
            endorsed_by_priya!(),
            " && mkdir ~/Downloads && cpd feedback very-red --to ~/Downloads/feedback.md",
            " && sed -i 's/^by:.*/by: lee-morgan/; s/^Replace these.*/Clear, and honest./' ~/Downloads/feedback.md",
            " && cp \"$(ls ../for-priya/signoffs/lancaster/silver/*endorse* | tail -n 1)\" ~/Downloads/endorsement.md",
        ),
    ),
    (
        "cpd receive ~/Downloads/ask-silver.zip",
        concat!(
            endorsed_by_priya!(),
            " && mkdir ~/Downloads && cd ../for-priya",
            " && zip -q -r ~/Downloads/ask-silver.zip . -x '.git/*' && cd ../sample",
        ),
    ),
    (
        "cpd receive --reply ~/Downloads/reply.eml",
        concat!(
            "git reset -q --hard ':/^Sign Silver' && mkdir -p ~/Downloads",
            " && printf '%s\n' 'From: Priya Shah <priya@example.org>' 'Date: Mon, 28 Sep 2026 10:00:00 +0100' ''",
            " 'Yes, I endorse Silver of Sam Carter.' >~/Downloads/reply.eml",
        ),
    ),
    (
        "cpd receive ~/Downloads/feedback-on-very-red.md",
        concat!(
            "mkdir -p ~/Downloads && cpd feedback very-red --to ~/Downloads/feedback-on-very-red.md",
            " && sed -i 's/^by:.*/by: lee-morgan/; s/^Replace these.*/Clear, and honest./' ~/Downloads/feedback-on-very-red.md",
        ),
    ),
    (
        "cpd receive --reply ~/Downloads/lee.txt --journal very-red --as lee-morgan --on 2026-09-09",
        "mkdir -p ~/Downloads && echo 'Clear, and honest.' >~/Downloads/lee.txt",
    ),
    (
        "cpd feedback feedback-on-very-red.md --as \"Lee Morgan\" -m \"What did you do next?\"",
        "cpd ask very-red --to ../for-lee && cd ../for-lee",
    ),
    (
        "cpd verify silver.pdf",
        "cpd pack --award silver --format pdf -o ../silver.pdf && cd ..",
    ),
    (
        "cpd verify silver.pdf --trust trust",
        "cpd pack --award silver --format pdf -o ../silver.pdf && \
         cpd trust key priya-shah --file ~/keys/priya.pub && cp -r trust .. && cd ..",
    ),
    (
        "cpd verify silver-certificate.pdf --pack silver.pdf",
        "cpd pack --award bronze --format pdf -o ../silver.pdf && cpd certificate bronze && \
         cp packs/bronze-certificate.pdf ../silver-certificate.pdf && cd ..",
    ),
    ("cpd register list", A_REGISTER),
    ("cpd register list --format csv > register.csv", A_REGISTER),
    ("cpd register list --format json", A_REGISTER),
    ("cpd register check", A_REGISTER),
    ("cpd register check --format json", A_REGISTER),
    (
        "cpd register init --prefix LPP --body \"Organisation Development\" --as organisation-development",
        THE_BODYS_KEY,
    ),
    (
        "cpd trust key organisation-development --register",
        THE_BODYS_KEY,
    ),
    ("cpd verify mailbox/", A_MAILBOX),
    (
        "cpd verify mailbox/*.pdf --format csv > packs.csv",
        A_MAILBOX,
    ),
    (
        "cpd verify silver.zip --anchor body.pub",
        "cpd pack --award silver --format zip -o ../silver.zip && cp ~/keys/body.pub .. && cd ..",
    ),
    (
        "cpd verify silver.zip --anchor body.pub --vouched-since 2026-01-01",
        "cpd pack --award silver --format zip -o ../silver.zip && cp ~/keys/body.pub .. && cd ..",
    ),
    (
        "cpd trust key priya-shah --file priya.pub",
        "cp ~/keys/priya.pub .",
    ),
    (
        "cpd trust key priya-shah --file priya.pub --until 2026-09-30",
        "cp ~/keys/priya.pub . && cpd trust key priya-shah --file priya.pub",
    ),
    (
        "cpd trust key cpd-recorder --recorder --file recorder.pub",
        "cp ~/keys/recorder.pub .",
    ),
    (
        "cpd trust key priya-shah --file old.pub --revoke",
        "cp ~/keys/priya.pub old.pub && cpd trust key priya-shah --file old.pub",
    ),
    (
        "cpd trust key sam-carter",
        "git config gpg.format ssh && git config user.signingkey ~/keys/sam.pub",
    ),
    (
        "cpd trust sign --key ~/.ssh/awarding-body",
        "mkdir ~/.ssh && cp ~/keys/body ~/.ssh/awarding-body && cp ~/keys/body.pub ~/.ssh/awarding-body.pub",
    ),
    (
        "cpd rename journals/2026-02-20-what-minutes-are-for.md",
        OF_FEBRUARY,
    ),
    ("cpd remove 2026-02-20-what-minutes-are-for", OF_FEBRUARY),
    (
        "cpd attach ~/Downloads/certificate.pdf --to committee-servicing",
        concat!(
            "mkdir -p ~/Downloads && printf '%%PDF-1.4\\n' >~/Downloads/certificate.pdf",
            " && cpd new activity 'Committee servicing' --type workshop",
        ),
    ),
    ("cpd scheme adopt lancaster@1.1.0", NEXT_LANCASTER),
    ("cpd scheme diff lancaster 1.1.0", NEXT_LANCASTER),
    (
        "cpd scheme diff lancaster@1.0.0 lancaster@1.1.0",
        NEXT_LANCASTER,
    ),
    (
        "cpd scheme diff lancaster ../their-draft",
        "cd .. && cpd scheme new their-draft && cd sample",
    ),
    (
        "cpd scheme check my-scheme/scheme.yaml",
        "cd .. && cpd scheme new my-scheme",
    ),
    (
        "cpd pack bronze --current",
        "echo 'More.' >> statements/bronze.md && cpd save --anyway -m More",
    ),
    (
        "cpd completions bash > ~/.local/share/bash-completion/completions/cpd",
        "mkdir -p ~/.local/share/bash-completion/completions",
    ),
    ("cpd completions zsh > ~/.zfunc/_cpd", "mkdir -p ~/.zfunc"),
    (
        "cpd completions fish > ~/.config/fish/completions/cpd.fish",
        "mkdir -p ~/.config/fish/completions",
    ),
    (
        "cpd completions powershell >> $PROFILE",
        "PROFILE=../profile.ps1",
    ),
    ("cpd report clones/", CLONES),
    ("cpd report clones/ --table awards --table due", CLONES),
    (
        "cpd report clones/ --roster staff.csv -o report.xlsx",
        "mkdir ../clones && cp -r . ../clones/sam && cd .. && printf 'person,name,team\\nsam-carter,Sam Carter,Exams\\n' > staff.csv",
    ),
    (
        "cpd report clones/ --table training --wide --for \"Priya Shah\"",
        CLONES,
    ),
    (
        "cpd report clones/ --table due --where team=Law --until \"31 March 2027\"",
        CLONES,
    ),
    (
        "cpd report clones/ --table money --every quarter --cumulative",
        CLONES,
    ),
    ("cpd report clones/ --format jsonl > lines.jsonl", CLONES),
    (
        "cpd report lines.jsonl --check-sample 20 --clones clones/",
        "mkdir ../clones && cp -r . ../clones/sam && cd .. && cpd report clones --format jsonl > lines.jsonl",
    ),
    (
        "cpd report mailbox/*.zip --table awards",
        "mkdir ../mailbox && cpd pack --award silver --format zip -o ../mailbox/sam.zip && cd ..",
    ),
    (
        "cpd report clones/ --sample 2.5% --seed \"4 8 15 16 23 42\" --by scheme",
        CLONES,
    ),
    (
        "cpd report clones/ --budgets budgets.csv --table budgets",
        "mkdir ../clones && cp -r . ../clones/sam && cd .. && printf 'year,team,amount\\n2026,Exams,300\\n' > budgets.csv",
    ),
    (
        "cpd report --stdin --format jsonl < folders.txt > lines.jsonl",
        "echo . > folders.txt",
    ),
    ("cpd scheme drop rics", "cpd scheme adopt rics"),
    ("cpd scheme drop rics --dry-run", "cpd scheme adopt rics"),
    ("cpd import log.csv --dry-run", A_LOG),
    (
        "cpd import log.csv --map \"Comments=## Notes\" --yes",
        A_LOG,
    ),
    (
        "cpd checklist \"Subject leader\"",
        "cp -r \"$EXAMPLES/programmes/next-role/complete\" ../complete && cd ../complete && \
         sed -i 's/^title: .*/title: Subject leader/' checklists/subject-leader-2025.md",
    ),
];

const SIGNED_BY_SAM: &str = "git reset -q --hard ':/^Sign Silver'";
const SIGNED_BY_SAM_FOR_PRIYA: &str =
    "git reset -q --hard ':/^Sign Silver' && git config user.name 'Priya Shah'";
const OF_FEBRUARY: &str = "cp journals/*-what-minutes-are-for.md \
     journals/2026-02-20-what-minutes-are-for.md && cpd save --anyway";
const A_LOG: &str =
    "printf 'Date,Title,Type,Comments\\n2026-02-03,First aid,workshop,Good\\n' > log.csv";
const THE_BODYS_KEY: &str =
    "git config gpg.format ssh && git config user.signingkey ~/keys/body.pub";
const A_REGISTER: &str = "cpd register init --prefix LPP --body 'Organisation Development'";
const A_MAILBOX: &str =
    "mkdir ../mailbox && cpd pack --award silver --format pdf -o ../mailbox/sam.pdf && cd ..";
const CLONES: &str = "mkdir ../clones && cp -r . ../clones/sam && cd ..";
const A_COURSE: &str =
    "cpd new activity 'Committee servicing' --type workshop --hours 3 --provider 'The college'";
const NEXT_LANCASTER: &str = "cpd scheme new lancaster --from lancaster --version 1.1.0";

/// Examples that end with 1: something is found or is not met, as the help says.
const ENDS_WITH_1: &[&str] = &[
    "cpd import --take-back",
    "cpd verify silver",
    "cpd verify silver --step grant",
    "cpd verify silver.pdf",
    "cpd report mailbox/*.zip --table awards",
    "cpd verify mailbox/",
    "cpd verify mailbox/*.pdf --format csv > packs.csv",
    "cpd verify silver-certificate.pdf --pack silver.pdf",
    "cpd verify silver.zip --anchor body.pub",
    "cpd verify silver.zip --anchor body.pub --vouched-since 2026-01-01",
];

const A_LIFE: &str = "an award has to be granted first; see tests/cmd/register.md";

/// Examples that are held against the options alone, and why they cannot be run here.
const PARSED: &[(&str, &str)] = &[
    ("cpd init", "it asks; see transcript::conversation"),
    ("cpd import log.csv", "it asks; see transcript::importing"),
    (
        "cpd import notes/",
        "it asks; see tests/cmd/import-notes.md",
    ),
    ("cpd import --take-back", "it asks; see tests/cmd/import.md"),
    ("cpd register show LPP-2026-0001", A_LIFE),
    ("cpd register show LPP-2026-0001 --format json", A_LIFE),
    (
        "cpd register revoke LPP-2026-0001 --reason \"The statement was copied.\"",
        A_LIFE,
    ),
    (
        "cpd register revoke LPP-2026-0001 --reason \"Granted by mistake.\" --yes",
        A_LIFE,
    ),
    (
        "cpd new journal \"What minutes are for\" --award bronze",
        "it asks for the activity; see transcript::conversation",
    ),
    (
        "cpd signoff endorse silver",
        "it asks for words of one's own, as `cpd endorse` does",
    ),
    (
        "cpd confirm \"A night away\" --as kit-moss",
        "the demo's scheme asks for no such record; see scenario::confirming",
    ),
    (
        "cpd confirm 2026-03-02-a-night-away --as kit-moss --message \"Agreed.\"",
        "the demo's scheme asks for no such record; see scenario::confirming",
    ),
    (
        "cpd endorse --from github --event event.json --reviews reviews.json --recorder-key key",
        "the files come from a forge; see tests/cmd/approve.md",
    ),
    (
        "cpd trust add priya-shah --from-event event.json",
        "the file comes from a forge; see tests/cmd/approve.md",
    ),
];

/// The examples that a help ends with, without what is said of each.
fn examples(help: &str) -> Vec<String> {
    let lines = help.lines().filter_map(|line| line.strip_prefix("  "));
    let typed = lines.filter(|line| line.starts_with("cpd "));
    let typed = typed.map(|line| line.split("  ").next().unwrap_or(line).trim());
    typed.map(str::to_owned).collect()
}

/// The examples of every command that docs/commands.md lists, and of the program itself.
fn all(sandbox: &Sandbox) -> BTreeSet<String> {
    let page = std::fs::read_to_string(repository().join("docs/commands.md")).unwrap();
    let commands = page.lines().filter_map(|line| line.strip_prefix("## cpd"));
    let mut found = BTreeSet::new();
    for command in std::iter::once("").chain(commands) {
        let asked = command.split_whitespace().chain(["--help"]);
        found.extend(examples(&sandbox.cpd(asked).expect_code(0).stdout));
    }
    assert!(found.len() > 70, "{found:#?}");
    found
}

/// Runs a line of shell in a copy of the demo.
fn run(demo: &Sandbox, script: &str) -> Ran {
    demo.sh(
        "rm -rf ../copy ../home/Downloads ../home/.ssh && mkdir ../copy && cp -r sample ../copy",
    );
    demo.set(
        "EXAMPLES",
        &repository().join("examples").display().to_string(),
    );
    demo.try_sh(&format!("cd ../copy/sample && {script}"))
}

#[test]
fn every_example_in_a_help_works() {
    let sandbox = Sandbox::with_keys().committing_as("Sam Carter", "sam@example.org");
    sandbox
        .cpd(["demo", "sample", "--without-keys"])
        .expect_code(0);
    let examples = all(&sandbox);
    for listed in PREPARED
        .iter()
        .chain(PARSED)
        .map(|one| one.0)
        .chain(ENDS_WITH_1.iter().copied())
    {
        assert!(examples.contains(listed), "no help shows: {listed}");
    }
    let mut wrong = Vec::new();
    for example in &examples {
        if PARSED.iter().any(|one| one.0 == example) {
            continue;
        }
        let before = PREPARED.iter().find(|one| one.0 == example);
        let before = before.map_or("true", |one| one.1);
        // Nobody can be asked here.
        let signed = signing_without_a_question(example);
        let ran = run(&sandbox, &format!("{{ {before}; }} >&2 && {signed}"));
        let code = i32::from(ENDS_WITH_1.contains(&example.as_str()));
        if ran.code != code {
            wrong.push(format!("{example}: {ran:#?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn an_example_that_is_not_run_uses_existing_options() {
    let sandbox = Sandbox::new();
    for (example, why) in PARSED {
        let ran = sandbox.try_sh(&format!("{example} --no-input"));
        assert_eq!(ran.code, 2, "{example} can be run ({why}): {ran:#?}");
        assert!(!ran.stderr.contains("Usage:"), "{example}: {ran:#?}");
    }
    let wrong = sandbox.try_sh("cpd init --no-such-option");
    assert!(wrong.stderr.contains("Usage:"), "{wrong:#?}");
}
