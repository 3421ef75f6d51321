//! Every command line that the program suggests means what it was made from: read back
//! with the program's own arguments, and handed over whole by real shells.
#![allow(
    clippy::disallowed_methods,
    reason = "a test starts shells, and looks at what they left behind"
)]

use std::collections::BTreeSet;

use chrono::NaiveDate;
use clap::Parser;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::{Command, new, scheme, trust};
use crate::app::records::form;
use crate::base::text::{Shell, is_id, shell_line};
use crate::cli::args::{Cli, TypedDay};
use crate::domain::remedy::{Argument, Invocation};
use crate::domain::schema::{Kinds, built_in};
use crate::formats::command_line::{STEP_COMMANDS, TAKEN_OPTIONS, command_line};

fn kinds() -> Kinds {
    built_in::base_kinds(&mut Vec::new())
}

/// Reads a command line with the arguments that the program has.
fn read_back(argv: &[String]) -> Option<Invocation> {
    let step = |step: &str, award: Option<String>| {
        let step = step.to_owned();
        Some(Invocation::TakeStep { step, award })
    };
    let args = Cli::try_parse_from(argv).unwrap_or_else(|error| panic!("{argv:?}: {error}"));
    match args.command? {
        Command::New(args) => Some(read_new(&args.words)),
        Command::Sign(args) => step("sign", args.award),
        Command::Submit(args) => step("submit", args.award),
        Command::Grant(args) => step("grant", args.award),
        Command::Confirm(args) => step("confirm", args.award),
        Command::Endorse(args) => match args.forge.from {
            None => step("endorse", args.step.award),
            Some(_) => Some(Invocation::RecordReviews),
        },
        Command::Signoff(args) => step(&args.step, args.how.award),
        Command::Ask(args) => Some(Invocation::Ask { award: args.award? }),
        Command::Feedback(args) => Some(Invocation::FillFeedback { form: args.journal }),
        Command::Withdraw(args) => Some(Invocation::Withdraw { award: args.award? }),
        Command::Rename(args) => Some(Invocation::Rename {
            record: Argument::Given(args.record),
        }),
        Command::Attach(args) => Some(match args.to {
            Some(to) => Invocation::Attach {
                to: Argument::Given(to),
            },
            None => Invocation::CleanPicture {
                path: args.file.to_string_lossy().into_owned(),
            },
        }),
        Command::Trust(args) => match args.command {
            None => Some(Invocation::ListKeys),
            Some(trust::TrustCommand::Add(args)) => Some(match args.roles().into_iter().next() {
                Some(role) => Invocation::AddRole {
                    person: Argument::Given(args.person),
                    role,
                    from: args.from.map(|day| match day {
                        TypedDay::Fixed(day) => day,
                        TypedDay::Relative(words) => panic!("{words}"),
                    }),
                },
                None => Invocation::AddPerson {
                    person: Argument::Given(args.person),
                },
            }),
            Some(trust::TrustCommand::Key(args)) => Some(match args.person {
                None => Invocation::AddOwnKey,
                Some(_) if args.recorder => Invocation::AddRecorderKey,
                Some(_) if args.register => Invocation::AddRegisterKey,
                Some(person) => Invocation::AddKey {
                    person: Argument::Given(person),
                },
            }),
            Some(trust::TrustCommand::Check(_)) => Some(Invocation::CheckTrust),
            Some(trust::TrustCommand::Forge(_)) => Some(Invocation::SetForge),
            Some(trust::TrustCommand::End(_) | trust::TrustCommand::Sign(_)) => None,
        },
        Command::Init(args) => match args.ci {
            Some(_) => None,
            None => {
                let folder = args
                    .folder
                    .map(|folder| folder.to_string_lossy().into_owned());
                Some(Invocation::BeginPortfolio { folder })
            }
        },
        Command::Explain(args) => Some(match args.name {
            None => Invocation::ListRules,
            Some(_) => Invocation::ExplainRule,
        }),
        Command::Check(args) => Some(match args.fixes.files.into_iter().next() {
            Some(path) => Invocation::Fix { path },
            None => Invocation::Check,
        }),
        Command::Recover(_) => Some(Invocation::Recover),
        Command::Save(_) => Some(Invocation::Save),
        Command::History(_) => Some(Invocation::ShowHistory),
        Command::Status(_) => Some(Invocation::ShowStatus),
        Command::Scheme(args) => match args.command {
            scheme::SchemeCommand::Check(args) => {
                Some(Invocation::CheckScheme { what: args.what? })
            }
            scheme::SchemeCommand::Adopt(args) => {
                Some(Invocation::AdoptScheme { scheme: args.what })
            }
            scheme::SchemeCommand::Show(args) => Some(Invocation::ShowScheme { scheme: args.id }),
            scheme::SchemeCommand::New(args) => {
                assert_eq!(args.from.as_ref(), Some(&args.id));
                Some(Invocation::NextVersion {
                    scheme: args.id,
                    version: args.number,
                })
            }
            _ => None,
        },
        _ => None,
    }
}

fn read_new(words: &[String]) -> Invocation {
    let kinds = kinds();
    let kind = kinds.get(&words[0]).expect("a kind");
    if words[1..] == ["--help"] {
        let kind = kind.name.clone();
        return Invocation::DescribeFields { kind };
    }
    let form = form::blank_form(kind);
    let matches = new::command(&form)
        .try_get_matches_from(words)
        .unwrap_or_else(|error| panic!("{words:?}: {error}"));
    let mut title = None;
    let mut fields = Vec::new();
    for (name, values) in new::given_values(&form, &matches) {
        let [value] = &values[..] else {
            panic!("{name} is given once: {values:?}");
        };
        match kind.title_field().is_some_and(|field| field.name == name) {
            true => title = Some(value.clone()),
            false => fields.push((name, value.clone())),
        }
    }
    let kind = kind.name.clone();
    Invocation::NewRecord {
        kind,
        title,
        fields,
    }
}

/// With what a person would fill in: the placeholders themselves.
fn fill_placeholders(mut what: Invocation) -> Invocation {
    let argv = command_line(&what);
    if let Invocation::Rename { record: argument }
    | Invocation::Attach { to: argument }
    | Invocation::AddPerson { person: argument }
    | Invocation::AddRole {
        person: argument, ..
    }
    | Invocation::AddKey { person: argument } = &mut what
        && *argument == Argument::Blank
    {
        let last = argv.blanks.last().expect("a blank");
        *argument = Argument::Given(argv.argv[*last].clone());
    }
    what
}

/// Words that mean something to a shell, to clap or to a terminal.
const HOSTILE: [&str; 32] = [
    "",
    "-",
    "--",
    "-x",
    "--help",
    "-C",
    "--directory=/",
    "--format=json",
    "$(touch marker)",
    "`touch marker`",
    "'; touch marker; '",
    "\"; touch marker; \"",
    "a\nb",
    "\\",
    "\\'",
    "!!",
    "~",
    "*",
    "{a,b}",
    "=x",
    "it's",
    "''",
    "a ' b",
    "\u{2018}; touch marker; \u{2019}",
    "\u{2019}\u{2019}",
    "\u{201a}; touch marker; \u{201b}",
    "\u{201c}$(touch marker)\u{201d}",
    "@x",
    "@(touch marker)",
    "a`nb",
    "-a.b:c",
    "a b\\",
];

fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        select(&HOSTILE[..]).prop_map(str::to_owned),
        ".{0,12}",
        "[ -~]{1,20}",
        "[a-z-]{1,10}",
    ]
}

fn day() -> impl Strategy<Value = NaiveDate> {
    (1990..2100, 1..366u32).prop_map(|(year, day)| NaiveDate::from_yo_opt(year, day).unwrap())
}

fn argument() -> impl Strategy<Value = Argument> {
    option::of(word()).prop_map(|given| given.map_or(Argument::Blank, Argument::Given))
}

fn new_record() -> impl Strategy<Value = Invocation> {
    let values = vec((any::<Index>(), word()), 0..5);
    (any::<Index>(), option::of(word()), values).prop_map(|(at, title, values)| {
        let kinds = kinds();
        let written: Vec<_> = kinds.iter().filter(|kind| !kind.written_by_cpd).collect();
        let kind = at.get(&written);
        let titled = kind.title_field().map(|field| field.name.as_str());
        let names: Vec<&str> = kind
            .fields
            .iter()
            .map(|field| field.name.as_str())
            .collect();
        let others: Vec<usize> = (0..names.len())
            .filter(|at| Some(names[*at]) != titled)
            .filter(|at| is_id(names[*at]) && !TAKEN_OPTIONS.contains(&names[*at]))
            .collect();
        let mut chosen: Vec<(usize, String)> = Vec::new();
        for (index, value) in values {
            let at = *index.get(&others);
            if chosen.iter().all(|(known, _)| *known != at) {
                chosen.push((at, value));
            }
        }
        chosen.sort();
        let fields = chosen.into_iter();
        Invocation::NewRecord {
            kind: kind.name.clone(),
            title: title.filter(|_| titled.is_some()),
            fields: fields
                .map(|(at, value)| (names[at].to_owned(), value))
                .collect(),
        }
    })
}

const WITHOUT_VALUES: [Invocation; 14] = [
    Invocation::RecordReviews,
    Invocation::CheckTrust,
    Invocation::SetForge,
    Invocation::AddOwnKey,
    Invocation::AddRecorderKey,
    Invocation::AddRegisterKey,
    Invocation::ExplainRule,
    Invocation::ListRules,
    Invocation::ListKeys,
    Invocation::Check,
    Invocation::Recover,
    Invocation::Save,
    Invocation::ShowHistory,
    Invocation::ShowStatus,
];

fn invocation() -> impl Strategy<Value = Invocation> {
    let file = || word().prop_filter("no file", |file| !file.is_empty());
    let folder = option::of(file());
    let step = prop_oneof![select(&STEP_COMMANDS[..]).prop_map(str::to_owned), word()];
    prop_oneof![
        4 => new_record(),
        2 => (step, option::of(word())).prop_map(|(step, award)| Invocation::TakeStep { step, award }),
        1 => word().prop_map(|award| Invocation::Withdraw { award }),
        1 => word().prop_map(|award| Invocation::Ask { award }),
        1 => word().prop_map(|form| Invocation::FillFeedback { form }),
        1 => word().prop_map(|what| Invocation::CheckScheme { what }),
        1 => word().prop_map(|scheme| Invocation::AdoptScheme { scheme }),
        1 => word().prop_map(|scheme| Invocation::ShowScheme { scheme }),
        1 => word().prop_map(|path| Invocation::Fix { path }),
        1 => (word(), word()).prop_map(|(scheme, version)| Invocation::NextVersion { scheme, version }),
        1 => Just(Invocation::DescribeFields { kind: kinds().get("journal").unwrap().name.clone() }),
        1 => argument().prop_map(|record| Invocation::Rename { record }),
        1 => argument().prop_map(|to| Invocation::Attach { to }),
        1 => file().prop_map(|path| Invocation::CleanPicture { path }),
        1 => argument().prop_map(|person| Invocation::AddPerson { person }),
        1 => (argument(), word(), option::of(day())).prop_map(|(person, role, from)| Invocation::AddRole { person, role, from }),
        1 => argument().prop_map(|person| Invocation::AddRole { person, role: "line-manager".to_owned(), from: None }),
        1 => argument().prop_map(|person| Invocation::AddKey { person }),
        1 => folder.prop_map(|folder| Invocation::BeginPortfolio { folder }),
        2 => select(&WITHOUT_VALUES[..]),
    ]
}

/// Single quotes as PowerShell reads them: each of these begins and ends a string.
fn is_single_quote(c: char) -> bool {
    matches!(c, '\'' | '\u{2018}' | '\u{2019}' | '\u{201a}' | '\u{201b}')
}

/// Returns the words of a line as PowerShell hands them to a program, after its grammar
/// (about_Quoting_Rules, about_Parsing). An error tells of what is no plain word to it.
fn words_in_powershell(line: &str) -> Result<Vec<String>, String> {
    let mut words = Vec::new();
    let mut rest = line.chars().peekable();
    while let Some(first) = rest.next() {
        let mut word = String::new();
        if is_single_quote(first) {
            loop {
                match rest.next() {
                    None => return Err(format!("a string without an end: {line}")),
                    Some(c) if !is_single_quote(c) => word.push(c),
                    // Two in a row stand for one.
                    Some(_) => match rest.next_if(|c| is_single_quote(*c)) {
                        Some(c) => word.push(c),
                        None => break,
                    },
                }
            }
        } else {
            word.push(first);
            while let Some(c) = rest.next_if(|c| *c != ' ') {
                word.push(c);
            }
            check_bare_word(&word)?;
        }
        // Up to version 7.2 these do not reach a program as they are.
        if word.is_empty() || word.contains('"') || word.ends_with('\\') {
            return Err(format!("not handed over as it is: {word}"));
        }
        if rest.next().is_some_and(|c| c != ' ') {
            return Err(format!("a string within a word: {line}"));
        }
        words.push(word);
    }
    Ok(words)
}

/// Refuses a word without quotes that PowerShell would do more with than hand it over.
fn check_bare_word(word: &str) -> Result<(), String> {
    let plain = |c: char| c.is_alphanumeric() || "-_./:@".contains(c);
    let parted = word.starts_with('-') && word.contains(['.', ':', '@']);
    match word.chars().all(plain) && !word.starts_with(['@', ':']) && !parted {
        true => Ok(()),
        false => Err(format!("PowerShell reads more in {word}")),
    }
}

#[test]
fn the_model_of_powershell_sees_what_would_be_run() {
    let read = |line: &str| words_in_powershell(line);
    assert_eq!(read("cpd 'it''s' -a").unwrap(), ["cpd", "it's", "-a"]);
    for line in [
        "cpd $(x)",
        "cpd 'a",
        "cpd 'a'b",
        "cpd '\u{2019}; x'",
        "cpd @x",
        "cpd a;b",
        "cpd ''",
        "cpd 'a\"b'",
        "cpd --a.b",
    ] {
        assert!(read(line).is_err(), "{line}");
    }
}

/// Runs a line in a shell that prints the words of its command.
#[cfg(unix)]
fn words_in(shell: &str, line: &str) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a folder");
    let out = std::process::Command::new(shell)
        .args(["-c", &format!("printf '%s\\0' {line}")])
        .current_dir(folder.path())
        .output()
        .expect("a shell");
    assert!(out.status.success(), "{line}: {out:?}");
    let left = std::fs::read_dir(folder.path()).expect("a folder").count();
    assert_eq!(left, 0, "something of this was run: {line}");
    let said = String::from_utf8(out.stdout).expect("UTF-8");
    let words = said.strip_suffix('\0').expect("words");
    words.split('\0').map(str::to_owned).collect()
}

proptest! {
    #[test]
    fn every_suggested_command_reads_back_as_what_it_was_made_from(what in invocation()) {
        let argv = command_line(&what).argv;
        prop_assert_eq!(read_back(&argv), Some(fill_placeholders(what)), "{:?}", argv);
    }
}

proptest! {
    #[test]
    fn powershell_passes_every_word_of_a_suggested_command(what in invocation()) {
        let argv = command_line(&what).argv;
        match shell_line(&argv, Shell::PowerShell) {
            None => {
                let lost = |word: &String| {
                    word.is_empty() || word.contains('"') || word.ends_with('\\')
                        || word.chars().any(crate::base::text::safe::is_unsafe)
                };
                prop_assert!(argv.iter().any(lost), "{:?}", argv);
            }
            Some(line) => {
                let words = words_in_powershell(&line);
                prop_assert_eq!(words.as_ref(), Ok(&argv), "{}", line);
                prop_assert_eq!(read_back(&argv), Some(fill_placeholders(what)), "{}", line);
            }
        }
    }
}

#[cfg(unix)]
proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn shells_pass_every_word_of_a_suggested_command(what in invocation()) {
        let argv = command_line(&what).argv;
        match shell_line(&argv, Shell::Posix) {
            None => {
                let drives = |word: &String| word.chars().any(crate::base::text::safe::is_unsafe);
                prop_assert!(argv.iter().any(drives), "{:?}", argv);
            }
            Some(line) => {
                for shell in ["sh", "bash"] {
                    prop_assert_eq!(&words_in(shell, &line), &argv, "{}: {}", shell, line);
                }
            }
        }
    }
}

#[test]
fn fields_are_set_by_no_option_that_means_something_else() {
    let taken: BTreeSet<String> = new::taken_flags();
    let known: BTreeSet<String> = TAKEN_OPTIONS.map(str::to_owned).into();
    assert_eq!(taken, known);
}

#[test]
fn a_folder_is_not_taken_from_a_title() {
    let words = |words: &[&str]| {
        words
            .iter()
            .map(|word| (*word).to_owned())
            .collect::<Vec<_>>()
    };
    assert!(new::parse_directory(&words(&["note", "--", "--directory=/tmp"])).is_none());
    assert!(new::parse_directory(&words(&["note", "-C", "sam"])).is_some());
}

/// The commands between backticks in the text of messages, without those in which
/// a value is put later.
fn spelt_in(source: &str) -> Vec<String> {
    let code = source.split("#[cfg(test)]").next().expect("code");
    let lines = code
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    let mut found = Vec::new();
    for line in lines {
        for (at, _) in line.match_indices("`cpd ") {
            let rest = &line[at + 1..];
            let command = rest.find('`').map(|end| &rest[..end]);
            found.extend(command.filter(|command| !command.contains('{')));
        }
    }
    found.into_iter().map(str::to_owned).collect()
}

fn sources(folder: &std::path::Path, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if !path.to_string_lossy().ends_with("tests.rs") {
            found.push(std::fs::read_to_string(&path).expect("text"));
        }
    }
}

/// Words apart at blanks, those between double quotes together.
fn split_words(command: &str) -> Vec<String> {
    let pieces = command.split("\\\"").enumerate();
    let words = pieces.flat_map(|(at, piece)| match at % 2 {
        0 => piece.split_whitespace().map(str::to_owned).collect(),
        _ => vec![piece.to_owned()],
    });
    words.collect()
}

/// The one text of a use case that names a command: the head of a list that people read in
/// an editor.
const HEAD_OF_KEYS: &str = "# Each person's key. `cpd trust key` adds a line";

#[test]
fn no_use_case_names_an_option_or_a_command() {
    let mut texts = Vec::new();
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/app");
    sources(&folder, &mut texts);
    assert!(texts.len() > 50, "{}", texts.len());
    let code = texts
        .iter()
        .flat_map(|text| text.split("#[cfg(test)]").next());
    let lines = code.flat_map(str::lines);
    let lines = lines.filter(|line| !line.trim_start().starts_with("//"));
    let names_one = |line: &&str| line.contains("`--") || line.contains("`cpd ");
    let (heads, named): (Vec<&str>, Vec<&str>) = lines
        .filter(names_one)
        .partition(|line| line.contains(HEAD_OF_KEYS));
    assert!(named.is_empty(), "{named:#?}");
    assert_eq!(heads.len(), 1);
}

#[test]
fn every_command_that_a_message_spells_out_is_one() {
    let mut texts = Vec::new();
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    sources(&folder, &mut texts);
    let commands: BTreeSet<String> = texts.iter().flat_map(|text| spelt_in(text)).collect();
    assert!(commands.len() > 20, "{commands:?}");
    let mut wrong = Vec::new();
    for command in commands {
        let words = split_words(&command);
        // A command and what it is about are enough in a sentence.
        let unsaid = [
            clap::error::ErrorKind::DisplayHelp,
            clap::error::ErrorKind::MissingRequiredArgument,
        ];
        match Cli::try_parse_from(&words) {
            Err(error) if !unsaid.contains(&error.kind()) => wrong.push(command),
            _ => {}
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
