//! What somebody at a terminal is asked, in numbered lines that are never
//! redrawn, as with `--plain`.

use std::process::Command;

use rexpect::session::spawn_command;
use snapbox::{IntoData as _, assert_data_eq, str};

use crate::support::Sandbox;

/// No question takes this long to come, in milliseconds.
const PATIENCE: u64 = 20_000;

/// Answers questions in turn; gives everything that was on the screen.
pub fn talk(command: Command, turns: &[(&str, &str)]) -> String {
    let mut terminal = spawn_command(command, Some(PATIENCE)).expect("a terminal");
    let mut screen = String::new();
    for (question, answer) in turns {
        let before = terminal.exp_string(question);
        let before = before.unwrap_or_else(|error| panic!("no `{question}`: {error}\n{screen}"));
        screen.push_str(&before);
        screen.push_str(question);
        // The terminal is told not to echo, so that answers stand where they were given.
        screen.push_str(&format!("{answer}\n"));
        terminal.send_line(answer).expect("it listens");
    }
    screen.push_str(&terminal.exp_eof().expect("an end"));
    // It takes every byte for a character.
    let bytes = screen.chars().map(|byte| u8::try_from(u32::from(byte)));
    let bytes: Result<Vec<u8>, _> = bytes.collect();
    let screen = String::from_utf8(bytes.expect("bytes")).expect("UTF-8");
    screen.replace("\r\n", "\n")
}

pub fn plain(sandbox: &Sandbox, words: &[&str]) -> Command {
    let mut command = sandbox.command("cpd");
    command.arg("--plain").args(words);
    command
}

fn portfolio() -> Sandbox {
    let sandbox = Sandbox::new();
    let words = [
        "init",
        "sam",
        "--owner",
        "Sam Carter",
        "--scheme",
        "lancaster",
    ];
    sandbox.cpd(words).expect_code(0);
    sandbox
}

#[test]
fn a_menu_in_which_nothing_matches_says_so() {
    let sandbox = Sandbox::new();
    let mut command = sandbox.command("cpd");
    command.args(["init", "sam", "--owner", "Sam Carter"]);
    let mut terminal = spawn_command(command, Some(PATIENCE)).expect("a terminal");
    let mut wait = |typed: &str, shown: &str| {
        terminal.send(typed).expect("it listens");
        terminal.flush().expect("it listens");
        let found = terminal.exp_string(shown);
        found.unwrap_or_else(|error| panic!("no `{shown}` after `{typed}`: {error}"));
    };
    wait("", "lancaster (");
    wait("nurs", "Nothing matches. Delete some letters.");
    // Enter chooses nothing, and the menu is there again.
    wait("\r", "lancaster (");
    wait("\u{3}", "");
}

#[test]
fn init_asks_which_repository_counts_until_the_number_is_clear() {
    let sandbox = portfolio();
    let add = |turns: &[(&str, &str)]| {
        let mut command = plain(&sandbox, &["init", "--ci", "gitea"]);
        command.current_dir(sandbox.path().join("sam"));
        talk(command, turns)
    };
    let (host, number) = ("such as github.com: ", "The number of the repository: ");
    let screen = add(&[(host, ""), (number, "17")]);
    let says = "which repository counts: `cpd trust forge --host HOST --repository 17`.";
    assert!(screen.contains(says), "{screen}");
    let turns = [
        (host, "https://codeberg.org/sam"),
        (host, "codeberg.org"),
        (number, "sam/portfolio"),
        (number, "17"),
    ];
    let screen = add(&turns);
    assert!(screen.contains("Write it like github.com."), "{screen}");
    assert!(screen.contains("trust/forge.yaml\nNext: "), "{screen}");
    let text = sandbox.read("sam/trust/forge.yaml");
    let settings = "host: codeberg.org\nrepository: 17\nbase: main\nrecorder: cpd-recorder\n";
    assert!(text.ends_with(settings), "{text}");
}

#[test]
fn init_asks_for_the_owner_and_the_scheme() {
    let sandbox = Sandbox::new();
    let screen = talk(
        plain(&sandbox, &["init", "sam"]),
        &[
            ("Your full name: ", "Sam Carter"),
            ("Number from 1 to 12: ", "13"),
            ("Number from 1 to 12: ", "6"),
            ("Your line manager's full name: ", "Priya Shah"),
            ("now? Type yes or no (Enter for yes): ", "no"),
        ],
    );
    assert_data_eq!(
        screen,
        str![[r#"
Your full name: Sam Carter
Which scheme do you follow?
1. alt-valley (Alt Valley professional development policy)
2. careers (Oxford-wide careers)
3. gdc (GDC enhanced CPD)
4. gphc (GPhC revalidation)
5. hcpc (HCPC professional development)
6. lancaster (Lancaster Professional Programme)
7. next-role (Programme for the next role)
8. nmc-revalidation (NMC revalidation)
9. rics (RICS professional development)
10. school-cpd (School policy for professional development)
11. social-work-england (Social Work England)
12. none yet
Number from 1 to 12: 13
Type one of the numbers.
Number from 1 to 12: 6
This person will sign for your award. Press Enter to skip.
Your line manager's full name: Priya Shah
sam
Next for Bronze: 3 journals.
Write a journal now? Type yes or no (Enter for yes): no
Next: `cd sam`, then `cpd status` to see what to write first. Who can read what: docs/who-sees-what.md.

"#]]
        .raw()
    );
    let people = sandbox.read("sam/trust/people.yaml");
    assert!(people.contains("name: Sam Carter") && people.contains("name: Priya Shah"));
    assert!(
        sandbox
            .read("sam/cpd.yaml")
            .contains("schemes: { lancaster: 1.0.0 }")
    );
}

#[test]
fn init_asks_for_the_details_that_the_scheme_needs_until_they_are_clear() {
    let sandbox = Sandbox::new();
    let screen = talk(
        plain(
            &sandbox,
            &[
                "--today",
                "2026-10-02",
                "init",
                "rn",
                "--scheme",
                "nmc-revalidation",
            ],
        ),
        &[
            ("Your full name: ", "Robin Hale"),
            ("Your line manager's full name: ", ""),
            ("Registrations: ", "nurse and doctor"),
            ("Registrations: ", "nurse and midwife"),
            ("Registration from: ", "1 September 2015"),
            ("Registration renewal: ", "3/4/2027"),
            ("Number from 1 to 3: ", "3"),
            ("Registration renewal: ", "end of March"),
            ("Registration renewal: ", "31 March 2027"),
            ("now? Type yes or no (Enter for yes): ", "no"),
        ],
    );
    assert_data_eq!(screen, str![[r#"
Your full name: Robin Hale
Press Enter to skip.
Your line manager's full name: 
Each that you hold: nurse, midwife or nursing-associate. Put a comma between several. Press Enter to skip.
Registrations: nurse and doctor
“doctor” is not one of the choices. Choose from nurse, midwife, nursing-associate.
Registrations: nurse and midwife
The first day of your registration, whoever you work for. Press Enter to skip.
Registration from: 1 September 2015
Understood as 1 September 2015.
The last day of your registration, as the register shows it. Press Enter to skip.
Registration renewal: 3/4/2027
“3/4/2027” could be 3 April 2027 or 4 March 2027.
Which do you mean?
1. 3 April 2027
2. 4 March 2027
3. Something else
Number from 1 to 3: 3
Registration renewal: end of March
“end of March” is not a date that cpd can read. Write the year, month and day, as in 2026-02-20.
Registration renewal: 31 March 2027
Understood as 31 March 2027.
rn
Next for Revalidation to 31 March 2027: 900 hours more in practice entries.
Write a practice entry now? Type yes or no (Enter for yes): no
Next: `cd rn`, then `cpd status` to see what to write first. Who can read what: docs/who-sees-what.md.

"#]].raw());
    let people = sandbox.read("rn/trust/people.yaml");
    let entry = "    registrations:
      - { body: nmc, as: nurse, from: 2015-09-01, renewal: 2027-03-31 }
      - { body: nmc, as: midwife, from: 2015-09-01, renewal: 2027-03-31 }
";
    assert!(people.contains(entry), "{people}");
    let found = sandbox.sh("cd rn && cpd --today 2026-10-02 check --format json; true");
    assert!(!found.contains("undated-period"), "{found}");
}

#[test]
fn a_journal_and_its_activity_are_created_together() {
    let sandbox = portfolio();
    let screen = talk(
        plain(&sandbox, &["-C", "sam", "new", "journal", "--no-edit"]),
        &[
            ("Number from 1 to 3: ", "1"),
            ("Title: ", ""),
            ("Title: ", "What minutes are for"),
            ("Title: ", "Servicing a committee"),
            ("Date (Enter for 2026-10-02): ", "30 September"),
            ("Number from 1 to 6: ", "1"),
            ("Hours: ", "3.5"),
        ],
    );
    assert_data_eq!(
        screen,
        str![[r#"
Award
1. bronze
2. silver
3. gold
Number from 1 to 3: 1
What the journal is about.
Title: 
An answer is required.
What the journal is about.
Title: What minutes are for
First, write the activity.
What it was, in a few words.
Title: Servicing a committee
The day it happened or began.
Date (Enter for 2026-10-02): 30 September
Understood as 30 September 2026.
Type
1. workshop
2. networking
3. volunteering
4. job-shadowing
5. mentoring
6. other
Number from 1 to 6: 1
How many hours it took, such as 3.5. Press Enter to skip.
Hours: 3.5
activities/2026-09-30-servicing-a-committee.md
journals/2026-10-02-what-minutes-are-for.md
Next: `cpd check`, then `cpd save`.

"#]]
        .raw()
    );
}

#[test]
fn a_statement_is_titled_for_the_award_that_was_chosen() {
    let sandbox = Sandbox::with_demo();
    let screen = talk(
        plain(&sandbox, &["-C", "sample", "new", "statement", "--no-edit"]),
        &[("Number from 1 to 2: ", "2")],
    );
    assert_data_eq!(
        screen,
        str![[r#"
Award
1. silver
2. gold
Number from 1 to 2: 2
statements/gold.md
Next: `cpd check`, then `cpd save`.

"#]]
        .raw()
    );
    let record = sandbox.read("sample/statements/gold.md");
    assert!(record.contains("title: Gold statement\n"), "{record}");
    assert!(
        record.contains("events: [2026-09-10-chairing-the-administrators-network]\n"),
        "{record}"
    );
}

#[test]
fn a_journal_can_name_an_existing_activity() {
    let sandbox = Sandbox::with_demo();
    let words = [
        "-C",
        "sample",
        "new",
        "journal",
        "Keys",
        "--award",
        "gold",
        "--no-edit",
    ];
    let screen = talk(plain(&sandbox, &words), &[("Number from 1 to 9: ", "3")]);
    assert_data_eq!(
        screen,
        str![[r#"
Activity
1. Write a new activity…
2. Learning to be a mentor (2027-02-10)
3. Chairing the administrators' network (2026-09-10)
4. Rewriting the extension request form (2026-02-16)
5. Five meetings with a mentor (2025-09-16)
6. Two days in the timetabling office (2025-07-08)
7. Spring conference for university administrators (2025-03-26)
8. Stewarding at winter graduation (2024-12-11)
9. Servicing a committee (2024-11-12)
Number from 1 to 9: 3
journals/2026-10-02-keys.md
Next: `cpd check`, then `cpd save`.

"#]]
        .raw()
    );
    let record = sandbox.read("sample/journals/2026-10-02-keys.md");
    assert!(
        record.contains("activity: 2026-09-10-chairing-the-administrators-network\n"),
        "{record}"
    );
}

#[test]
fn the_editor_opens_what_was_written() {
    let sandbox = portfolio();
    let mut command = plain(
        &sandbox,
        &[
            "-C",
            "sam",
            "new",
            "activity",
            "A day out",
            "--type",
            "other",
        ],
    );
    command
        .env("VISUAL", "sed -i s/^.Write.here.*/Edited./")
        .env("EDITOR", "false");
    let screen = talk(
        command,
        &[("(Enter for 2026-10-02): ", ""), ("Hours: ", "")],
    );
    assert_data_eq!(
        screen,
        str![[r#"
The day it happened or began.
Date (Enter for 2026-10-02): 
How many hours it took, such as 3.5. Press Enter to skip.
Hours: 
activities/2026-10-02-a-day-out.md

"#]]
        .raw()
    );
    let record = sandbox.read("sam/activities/2026-10-02-a-day-out.md");
    assert!(record.ends_with("\nEdited.\n"), "{record}");
}

/// Answers questions, and breaks off at the last one with a key.
fn break_off(
    sandbox: &Sandbox,
    words: &[&str],
    turns: &[(&str, &str)],
    last: &str,
    key: char,
) -> String {
    let mut terminal = spawn_command(plain(sandbox, words), Some(PATIENCE)).expect("a terminal");
    for (question, answer) in turns {
        terminal.exp_string(question).expect("a question");
        terminal.send_line(answer).expect("it listens");
    }
    terminal.exp_string(last).expect("a question");
    terminal.send_control(key).expect("it listens");
    terminal.exp_eof().expect("an end").replace("\r\n", "\n")
}

#[test]
fn a_person_who_breaks_off_is_given_their_answers_back() {
    let sandbox = portfolio();
    let rest = break_off(
        &sandbox,
        &["-C", "sam", "new", "activity"],
        &[],
        "Title: ",
        'd',
    );
    assert_eq!(rest, "\nCancelled. Nothing was changed.\n");
    let turns = [
        ("1 to 3: ", "1"),
        ("Title: ", "What minutes are for"),
        ("Title: ", "Servicing a committee"),
        ("(Enter for 2026-10-02): ", "30/9/2026"),
    ];
    for key in ['c', 'd'] {
        let words = ["-C", "sam", "new", "journal", "--no-edit"];
        let rest = break_off(&sandbox, &words, &turns, "1 to 6: ", key);
        let says = "Cancelled. Nothing was changed.\n\
            help: to continue with your answers: \
            `cpd --today 2026-10-02 --plain -C sam new activity 'Servicing a committee' \
            --date 2026-09-30`, then \
            `cpd --today 2026-10-02 --plain -C sam new journal 'What minutes are for' \
            --award bronze`\n";
        assert!(rest.ends_with(says), "{rest}");
        assert_eq!(
            sandbox.sh("cd sam && git status --short -uall activities journals"),
            ""
        );
    }
}

#[test]
fn answers_to_other_commands_are_given_back_too() {
    let sandbox = Sandbox::new();
    let turns = [
        ("Your full name: ", ""),
        ("Your full name: ", "Sam O'Neill"),
    ];
    let rest = break_off(
        &sandbox,
        &["init", "sam"],
        &turns,
        "Number from 1 to 12: ",
        'c',
    );
    let says = "help: to continue with your answers: \
        `cpd --today 2026-10-02 --plain init sam --owner 'Sam O'\\''Neill'`\n";
    assert!(rest.ends_with(says), "{rest}");
    assert!(!sandbox.path().join("sam").exists());

    let sandbox = Sandbox::with_demo();
    let words = ["-C", "sample", "submit", "silver"];
    let turns = [("on this signature: ", "With thanks.")];
    let rest = break_off(&sandbox, &words, &turns, "(Enter for yes): ", 'c');
    let says = "help: to continue with your answers: \
        `cpd --today 2026-10-02 --plain -C sample submit silver --message 'With thanks.'`\n";
    assert!(rest.ends_with(says), "{rest}");
}

#[test]
fn words_from_an_editor_stay_whatever_is_wrong_with_them() {
    let sandbox = portfolio();
    let words = [
        "-C",
        "sam",
        "new",
        "activity",
        "A day out",
        "--type",
        "other",
        "--date",
        "today",
    ];
    for ends in ["true", "false"] {
        let mut command = plain(&sandbox, &words);
        command.env(
            "VISUAL",
            format!("sh -c 'echo \"long words [\" > \"$1\"; {ends}' -"),
        );
        talk(command, &[("Hours: ", "")]);
    }
    for name in ["a-day-out", "a-day-out-2"] {
        let record = sandbox.read(&format!("sam/activities/2026-10-02-{name}.md"));
        assert_eq!(record, "long words [\n");
    }
}

#[test]
fn an_answer_with_no_certain_meaning_is_asked_about() {
    let sandbox = portfolio();
    let words = [
        "-C",
        "sam",
        "new",
        "activity",
        "--type",
        "other",
        "--no-edit",
    ];
    let screen = talk(
        plain(&sandbox, &words),
        &[
            ("Title: ", "A day out"),
            ("(Enter for 2026-10-02): ", "soon"),
            ("Date: ", "3/2/2026"),
            ("1 to 3: ", "2"),
            ("Hours: ", "half a day"),
            ("Hours: ", "about 4"),
            ("(Enter for yes): ", "no"),
            ("Hours: ", "3h45"),
        ],
    );
    assert_data_eq!(
        screen,
        str![[r#"
What it was, in a few words.
Title: A day out
The day it happened or began.
Date (Enter for 2026-10-02): soon
“soon” is not a date that cpd can read. Write the year, month and day, as in 2026-02-20.
Date: 3/2/2026
“3/2/2026” could be 3 February 2026 or 2 March 2026.
Which do you mean?
1. 3 February 2026
2. 2 March 2026
3. Something else
Number from 1 to 3: 2
How many hours it took, such as 3.5. Press Enter to skip.
Hours: half a day
“half a day” does not say how many hours. Write the hours, such as 3.5.
Hours: about 4
“about 4” is not exact.
Do you mean 4 hours? Type yes or no (Enter for yes): no
Hours: 3h45
Understood as 3.75 hours.
activities/2026-03-02-a-day-out.md
Next: `cpd check`, then `cpd save`.

"#]]
        .raw()
    );
    let record = sandbox.read("sam/activities/2026-03-02-a-day-out.md");
    assert!(record.contains("hours: 3.75\n"), "{record}");
}

#[test]
fn what_the_rules_refuse_is_asked_again() {
    let sandbox = portfolio();
    let words = [
        "-C",
        "sam",
        "new",
        "training",
        "--no-edit",
        "--date",
        "2027-01-01",
        "--item",
        "gdpr",
    ];
    let screen = talk(
        plain(&sandbox, &words),
        &[("Title: ", "Data protection"), ("Date: ", "yesterday")],
    );
    assert_data_eq!(
        screen,
        str![[r#"
What it was called.
Title: Data protection
`date` is in the future (today is 2 October 2026).
Date: yesterday
Understood as 1 October 2026.
training/2026-10-01-data-protection.md
Next: `cpd check`, then `cpd save`.

"#]]
        .raw()
    );
    assert!(
        sandbox
            .path()
            .join("sam/training/2026-10-01-data-protection.md")
            .exists()
    );
}

#[test]
fn signing_shows_the_contents_and_asks_for_confirmation() {
    let sandbox = Sandbox::with_demo();
    let screen = talk(
        plain(&sandbox, &["-C", "sample", "submit", "silver"]),
        &[
            ("on this signature: ", "With thanks."),
            ("(Enter for yes): ", "no"),
        ],
    );
    assert_data_eq!(
        screen,
        str![[r#"
Silver of Sam Carter, Lancaster Professional Programme:
  statement: What Silver has changed, 408 words
  journal: Very red, 419 words
  journal: Saying I, 425 words
  journal: The box I was proud of, 449 words
  activity: Two days in the timetabling office, 12 hours
  activity: Five meetings with a mentor, 7.5 hours
  activity: Rewriting the extension request form, 24 hours
Press Enter to skip.
Comment by Sam Carter on this signature: With thanks.
Submit Silver as Sam Carter? Type yes or no (Enter for yes): no
Cancelled. Nothing was changed.
help: to continue with your answers: `cpd --today 2026-10-02 --plain -C sample submit silver --message 'With thanks.'`

"#]]
        .raw()
    );
    assert_eq!(sandbox.sh("git -C sample status --porcelain"), "");
}

#[test]
fn an_own_scheme_is_named_and_followed() {
    let sandbox = portfolio();
    let screen = talk(
        plain(&sandbox, &["-C", "sam", "scheme", "new", "lunch-talks"]),
        &[
            ("Title of the scheme (Enter for Lunch talks): ", ""),
            ("(Enter for no): ", "yes"),
        ],
    );
    assert_data_eq!(
        screen,
        str![[r#"
People read it in `cpd status` and in packs.
Title of the scheme (Enter for Lunch talks): 
Follow lunch-talks 1.0.0 in this portfolio? Type yes or no (Enter for no): yes
schemes/lunch-talks/1.0.0
Next: write in scheme.yaml what your programme asks for. After each change: `cpd scheme check lunch-talks`
cpd.yaml
This portfolio now follows lunch-talks 1.0.0. `cpd status` shows what it asks for.

"#]]
        .raw()
    );
    let settings = sandbox.read("sam/cpd.yaml");
    assert!(settings.contains("schemes: { lancaster: 1.0.0, lunch-talks: 1.0.0 }"));
}

/// A portfolio of which Sam has signed Silver, and Priya has not endorsed it.
fn signed() -> Sandbox {
    let sandbox = Sandbox::with_demo();
    sandbox.sh(
        "cd sample && git reset -q --hard ':/^Say what Silver has changed' && cpd sign silver --unsigned --yes",
    );
    sandbox.in_folder("sample")
}

#[test]
fn a_step_of_somebody_else_asks_who_is_at_the_keyboard_and_enter_means_no() {
    let sandbox = signed();
    let before = sandbox.sh("git rev-parse HEAD");
    for (answer, words) in [("", &["--yes"][..]), ("no", &["--yes"]), ("", &[])] {
        let words = [
            &["endorse", "silver", "--message", "Yes.", "--unsigned"],
            words,
        ]
        .concat();
        let screen = talk(
            plain(&sandbox, &words),
            &[(
                "Are you Priya Shah? Type yes or no (Enter for no): ",
                answer,
            )],
        );
        let says = "only Priya Shah can sign this";
        assert!(
            screen.contains(says) && screen.contains("`cpd ask`"),
            "{screen}"
        );
        assert_eq!(sandbox.sh("git rev-parse HEAD"), before);
    }
    let words = ["endorse", "silver", "--message", "Yes.", "--unsigned"];
    let screen = talk(
        plain(&sandbox, &words),
        &[
            ("Are you Priya Shah? Type yes or no (Enter for no): ", "yes"),
            (
                "Endorse Silver as Priya Shah? Type yes or no (Enter for yes): ",
                "",
            ),
        ],
    );
    assert!(screen.contains("endorse-priya-shah.md"), "{screen}");
}

#[test]
fn a_person_who_is_named_is_not_asked_for() {
    let sandbox = signed();
    let words = [
        "endorse",
        "silver",
        "--as",
        "priya-shah",
        "--message",
        "Yes.",
    ];
    let words = [&words[..], &["--unsigned", "--yes"]].concat();
    let screen = talk(plain(&sandbox, &words), &[]);
    assert!(screen.contains("endorse-priya-shah.md"), "{screen}");
    // The commit says who entered it: the person whom git knows here.
    let author = sandbox.sh("git log -1 --format=%an");
    assert_eq!(author.trim(), "Sam Carter");
}

#[test]
fn init_offers_the_first_records_until_the_award_has_enough() {
    let sandbox = Sandbox::new();
    let mut command = plain(
        &sandbox,
        &[
            "init",
            "sam",
            "--owner",
            "Sam Carter",
            "--manager",
            "Priya Shah",
        ],
    );
    command.env("VISUAL", "true");
    let screen = talk(
        command,
        &[
            ("Number from 1 to 12: ", "6"),
            ("now? Type yes or no (Enter for yes): ", ""),
            ("Title: ", "What minutes are for"),
            ("Title: ", "Servicing a committee"),
            ("(Enter for 2026-10-02): ", "last Tuesday"),
            ("1 to 3: ", "1"),
            ("1 to 6: ", "1"),
            ("Hours: ", "1:30"),
            ("now? Type yes or no (Enter for yes): ", "no"),
        ],
    );
    assert_data_eq!(
        screen,
        str![[r#"
Which scheme do you follow?
1. alt-valley (Alt Valley professional development policy)
2. careers (Oxford-wide careers)
3. gdc (GDC enhanced CPD)
4. gphc (GPhC revalidation)
5. hcpc (HCPC professional development)
6. lancaster (Lancaster Professional Programme)
7. next-role (Programme for the next role)
8. nmc-revalidation (NMC revalidation)
9. rics (RICS professional development)
10. school-cpd (School policy for professional development)
11. social-work-england (Social Work England)
12. none yet
Number from 1 to 12: 6
sam
Next for Bronze: 3 journals.
Write a journal now? Type yes or no (Enter for yes): 
What the journal is about.
Title: What minutes are for
First, write the activity.
What it was, in a few words.
Title: Servicing a committee
The day it happened or began.
Date (Enter for 2026-10-02): last Tuesday
“last Tuesday” could be 29 September 2026 or 22 September 2026.
Which do you mean?
1. 29 September 2026
2. 22 September 2026
3. Something else
Number from 1 to 3: 1
Type
1. workshop
2. networking
3. volunteering
4. job-shadowing
5. mentoring
6. other
Number from 1 to 6: 1
How many hours it took, such as 3.5. Press Enter to skip.
Hours: 1:30
Understood as 1.5 hours.
activities/2026-09-29-servicing-a-committee.md
journals/2026-10-02-what-minutes-are-for.md
Next for Bronze: 2 more journals.
Write a journal now? Type yes or no (Enter for yes): no
Next: `cd sam`, then `cpd status` to see what to write first. Who can read what: docs/who-sees-what.md.

"#]]
        .raw()
    );
}

#[test]
fn whoever_breaks_off_at_an_offer_is_told_that_the_step_was_taken() {
    let sandbox = Sandbox::with_demo();
    sandbox.sh("cd sample && git reset -q --hard ':/^Say what Silver has changed'");
    let sandbox = sandbox.in_folder("sample");
    let turns = [
        ("on this signature: ", ""),
        (
            "Sign Silver as Sam Carter? Type yes or no (Enter for yes): ",
            "",
        ),
    ];
    let words = ["sign", "silver", "--unsigned"];
    let rest = break_off(
        &sandbox,
        &words,
        &turns,
        "now? Type yes or no (Enter for yes): ",
        'c',
    );
    assert!(
        rest.ends_with("Cancelled. What was done before stays.\n"),
        "{rest}"
    );
    sandbox.sh("git log -1 --format=%s -- signoffs | grep Sign && ls signoffs/lancaster/silver/*-sign-*.md");
}

#[test]
fn signing_offers_to_save_first_and_to_ask_next_and_receiving_offers_to_submit() {
    let sandbox = Sandbox::with_demo();
    sandbox.sh("cd sample && git reset -q --hard ':/^Say what Silver has changed'");
    sandbox.sh("cd sample && echo 'And I thank my team.' >>statements/silver.md");
    let sandbox = sandbox.in_folder("sample");
    let screen = talk(
        plain(&sandbox, &["sign", "silver", "--unsigned"]),
        &[
            ("Save them first? Type yes or no (Enter for yes): ", ""),
            ("on this signature: ", ""),
            (
                "Sign Silver as Sam Carter? Type yes or no (Enter for yes): ",
                "",
            ),
            ("now? Type yes or no (Enter for yes): ", ""),
        ],
    );
    let (_, end) = screen
        .split_once("on this signature: ")
        .expect("the question");
    assert_data_eq!(
        end,
        str![[r#"

Sign Silver as Sam Carter? Type yes or no (Enter for yes): 
signoffs/lancaster/silver/2026-10-02T120000Z-sign-sam-carter.md
Name recorded, no digital signature. It shows who signed, but does not prove it.
Next for Silver: endorse, by the line manager.
Prepare the files to send them now? Type yes or no (Enter for yes): 
packs/ask-silver.zip
Send it to Priya Shah, for example with this mail:

To: Priya Shah
Attachment: packs/ask-silver.zip
Subject: Silver, Lancaster Professional Programme: a request from Sam Carter

Dear Priya Shah,

I have finished the work for Silver of the Lancaster Professional Programme,
and I ask you to endorse it.

I attach ask-silver.zip. Open READ-ME-FIRST.html in it. It shows what you are
asked about, and how to answer. It takes about 9 minutes to read.

You can answer by mail. Begin your reply with this line:

Yes, I endorse Silver of Sam Carter.

With best wishes,
Sam Carter

When it comes back: `cpd receive PATH`. If they answer by mail: `cpd receive --reply FILE`

"#]]
        .raw()
    );
    sandbox.sh("cpd ask silver --to ../for-priya");
    sandbox.sh(
        "cd ../for-priya && git config user.name Priya && git config user.email priya@example.org",
    );
    sandbox.sh(
        "cd ../for-priya && cpd endorse silver --as priya-shah --message 'It is so.' --unsigned --yes",
    );
    let screen = talk(
        plain(&sandbox, &["receive", "../for-priya"]),
        &[
            ("now? Type yes or no (Enter for yes): ", ""),
            ("on this signature: ", "With thanks."),
            (
                "Submit Silver as Sam Carter? Type yes or no (Enter for yes): ",
                "",
            ),
        ],
    );
    let (_, end) = screen
        .split_once("on this signature: ")
        .expect("the question");
    assert_data_eq!(
        end,
        str![[r#"
With thanks.
Submit Silver as Sam Carter? Type yes or no (Enter for yes): 
signoffs/lancaster/silver/2026-10-02T120000Z-submit-sam-carter.md
packs/silver.html
packs/silver.pdf
packs/silver.zip
packs/silver-email.txt
Send packs/silver.html, packs/silver.pdf or packs/silver.zip to the people who decide. packs/silver-email.txt is a letter to send with it.
Name recorded, no digital signature. It shows who signed, but does not prove it.

"#]]
        .raw()
    );
    assert!(sandbox.bytes("packs/silver.pdf").starts_with(b"%PDF"));
}
