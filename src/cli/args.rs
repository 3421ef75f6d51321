//! Every argument, once; help and completions follow from here.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::builder::styling::{AnsiColor, Effects, Styles};
use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};

use crate::base::calendar::Length;

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().effects(Effects::BOLD))
    .usage(AnsiColor::Green.on_default().effects(Effects::BOLD))
    .literal(AnsiColor::Cyan.on_default().effects(Effects::BOLD))
    .placeholder(AnsiColor::Cyan.on_default());

const EXAMPLES: &str = "\
Examples:
  cpd demo sample                    a finished portfolio to look at
  cpd init sam --owner \"Sam Carter\" --manager \"Priya Shah\" --scheme lancaster
  cpd new journal \"What minutes are for\" --award bronze
  cpd check                          is anything wrong?
  cpd status                         where do I stand, and what is next?
  cpd save                           keep what I wrote
  cpd pack --award silver            print the submission

Exit codes: 0 clean, 1 something was found or is not met, 2 could not run.";

/// Keep your professional development as plain text, and print it when it is done
#[derive(Debug, Parser)]
#[command(name = "cpd", version, styles = STYLES, after_help = EXAMPLES, max_term_width = 100, propagate_version = false)]
pub struct Args {
    #[command(subcommand)]
    pub command: Option<Command>,
    #[command(flatten)]
    pub global: Global,
}

/// What every command takes.
#[derive(Debug, ClapArgs)]
#[command(next_help_heading = "Options for every command")]
pub struct Global {
    /// Work on the portfolio in this folder
    #[arg(short = 'C', long, global = true, value_name = "FOLDER")]
    pub directory: Option<PathBuf>,
    /// Take this day for today, as in 2026-02-20
    #[arg(long, global = true, value_name = "DATE", value_parser = parse_day)]
    pub today: Option<NaiveDate>,
    /// One sentence to a line: for screen readers and pipes (also CPD_PLAIN=1)
    #[arg(long, global = true)]
    pub plain: bool,
    /// Never ask; say what is missing instead
    #[arg(long, global = true)]
    pub no_input: bool,
    /// Take people, keys and schemes from this revision, as in origin/main
    #[arg(long, global = true, value_name = "REVISION")]
    pub trust_ref: Option<String>,
    /// What to print: `human`, or `json` for programs
    #[arg(long, global = true, value_enum, default_value_t = Output::Human, value_name = "FORMAT", hide_possible_values = true)]
    pub format: Output,
}

/// For people or for programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Output {
    Human,
    Json,
    /// `check` only, as is the one below: marks beside lines of a pull request.
    #[value(hide = true)]
    Github,
    /// GitLab's code quality report.
    #[value(hide = true)]
    Gitlab,
    /// `due` only: a calendar.
    #[value(hide = true)]
    Ics,
    /// `pack` only, as are the two below.
    #[value(hide = true)]
    Html,
    #[value(hide = true)]
    Pdf,
    #[value(hide = true)]
    Zip,
}

fn parse_day(text: &str) -> Result<NaiveDate, String> {
    crate::base::calendar::date(text).ok_or_else(|| "write the day as in 2026-02-20".to_owned())
}

fn parse_length(text: &str) -> Result<Length, String> {
    text.parse()
        .map_err(|()| "write the time as in \"2 weeks\"".to_owned())
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Begin a portfolio
    #[command(
        after_help = "Examples:\n  cpd init                           asks for everything\n  cpd init sam --owner \"Sam Carter\" --manager \"Priya Shah\" --scheme lancaster\n  cpd init --ci github               adds workflows to the portfolio you are in"
    )]
    Init(Init),
    /// Write a new record: an activity, a journal, a statement…
    #[command(
        after_help = "Examples:\n  cpd new journal \"What minutes are for\" --award bronze\n  cpd new activity \"Committee servicing\" --type workshop --hours 3.5\n  cpd new journal --help             every field a journal may have",
        disable_help_flag = true
    )]
    New(New),
    /// Look for anything wrong or missing
    #[command(
        after_help = "Examples:\n  cpd check                          everything\n  cpd check --award silver           and fail while Silver lacks anything\n  cpd check --format json            for programs\n  cpd check --format github          marks beside the lines of a pull request (or gitlab)"
    )]
    Check(Check),
    /// Show where each award stands and what to do next
    #[command(
        after_help = "Examples:\n  cpd status\n  cpd status --all                   every requirement that is still open"
    )]
    Status(Status),
    /// Show what is due, overdue or running out, and the command for it
    #[command(
        after_help = "Examples:\n  cpd due\n  cpd due --all                      however far ahead\n  cpd due --notice \"2 weeks\"         fail when something falls due within two weeks\n  cpd due --format ics > due.ics     for a calendar\n\nExit code 1 when anything that a scheme insists on is overdue."
    )]
    Due(Due),
    /// Show targets, what is done about them, and what came of it, with hours and spending
    #[command(
        after_help = "Examples:\n  cpd plan\n  cpd plan --plain                   one sentence to a line\n  cpd plan --format json             for programs"
    )]
    Plan,
    /// Show where you stand in each thing that a list asks for
    #[command(
        after_help = "Examples:\n  cpd checklist                      every list\n  cpd checklist \"Subject leader\"\n  cpd checklist --format json        for programs"
    )]
    Checklist(Checklist),
    /// Print the submission of an award
    #[command(
        after_help = "Examples:\n  cpd pack --award silver            writes packs/silver.html\n  cpd pack --award silver --format pdf\n  cpd pack --award silver --format zip    both, with the records they were made from\n  cpd pack --award silver --draft    what there is so far, with a watermark"
    )]
    Pack(Pack),
    /// Verify a printed pack, or an award in its repository, from nothing
    #[command(
        after_help = "Examples:\n  cpd verify silver                        every sign-off of Silver, and how to check it by hand\n  cpd verify silver.pdf                    anywhere, with no portfolio at hand\n  cpd verify silver.pdf --trust trust      by a list of keys of your own\n  cpd verify silver.zip --anchor body.pub  vouched for with the awarding body's key"
    )]
    Verify(Verify),
    /// Sign an award's statement and journals as their author
    #[command(after_help = "Example:\n  cpd sign silver")]
    Sign(StepArgs),
    /// Endorse an award as the owner's line manager
    #[command(
        after_help = "Examples:\n  cpd endorse silver --message \"Sam now writes minutes that people read.\"\n\nAfter a merge, by whoever records reviews:\n  cpd endorse --from github --event event.json --reviews reviews.json --recorder-key key"
    )]
    Endorse(EndorseArgs),
    /// Submit an award: makes the pack and records what was sent
    #[command(after_help = "Example:\n  cpd submit silver")]
    Submit(StepArgs),
    /// Grant an award as the awarding body
    #[command(
        after_help = "Example:\n  cpd grant silver --message \"Granted by the panel of 3 March.\""
    )]
    Grant(StepArgs),
    /// Show who wrote, gave feedback, signed and took back what, when, and how it is known
    #[command(after_help = "Examples:\n  cpd history silver\n  cpd history --format json")]
    History(History),
    /// Take any step of the sign-off that a scheme names
    #[command(after_help = "Example:\n  cpd signoff endorse silver")]
    Signoff(AnyStep),
    /// Ask somebody to endorse an award: only what it needs, not the whole portfolio
    #[command(
        after_help = "Examples:\n  cpd ask silver                       writes packs/ask-silver.zip\n  cpd ask silver --to ../for-priya\n  cpd ask silver --to ../review        a branch ask/silver, where that is a repository"
    )]
    Ask(Ask),
    /// Ask somebody for feedback on a journal: one file to fill in and send back
    #[command(after_help = "Example:\n  cpd feedback very-red")]
    Feedback(FeedbackArgs),
    /// Bring home what came back: sign-offs and feedback
    #[command(
        after_help = "Examples:\n  cpd receive ../for-priya\n  cpd receive ~/Downloads/ask-silver.zip\n  cpd receive ~/Downloads/feedback-on-very-red.md"
    )]
    Receive(Receive),
    /// Take back a sign-off of yours, until the award is closed
    #[command(
        after_help = "Example:\n  cpd withdraw silver --as priya-shah --message \"The figures have changed since.\""
    )]
    Withdraw(StepArgs),
    /// Who is who, whose key is whose, and who vouches for it
    Trust(TrustArgs),
    /// Keep what you wrote: check it, then commit it to git
    #[command(after_help = "Examples:\n  cpd save\n  cpd save -m \"Tidy the bronze journals\"")]
    Save(Save),
    /// Take the last save back, keeping every word
    Undo,
    /// Give a record another title, and mend what refers to it
    #[command(
        after_help = "Examples:\n  cpd rename what-minutes-are-for \"What minutes are really for\"\n  cpd rename journals/2026-02-20-what-minutes-are-for.md"
    )]
    Rename(Rename),
    /// Remove a record, unless others refer to it
    #[command(after_help = "Example:\n  cpd remove 2026-02-20-what-minutes-are-for")]
    Remove(Remove),
    /// Bring in a certificate or a photograph as evidence
    #[command(
        after_help = "Example:\n  cpd attach ~/Downloads/certificate.pdf --to committee-servicing"
    )]
    Attach(Attach),
    /// Explain a rule, or a kind of record
    #[command(
        after_help = "Examples:\n  cpd explain                        every rule in a line\n  cpd explain unknown-field\n  cpd explain journal"
    )]
    Explain(Explain),
    /// See, start, check and compare schemes
    Scheme(SchemeArgs),
    /// Print the JSON Schema of a kind, for editors
    #[command(after_help = "Example:\n  cpd schema journal > journal.schema.json")]
    Schema(Schema),
    /// Make a sample portfolio with two years of history, check it and print a pack
    #[command(after_help = "Example:\n  cpd demo sample")]
    Demo(Demo),
}

#[derive(Debug, ClapArgs)]
pub struct Init {
    /// The folder to make; the one you are in when left out
    #[arg(value_name = "FOLDER")]
    pub folder: Option<PathBuf>,
    /// Your full name
    #[arg(long, value_name = "NAME")]
    pub owner: Option<String>,
    /// Your line manager's full name
    #[arg(long, value_name = "NAME")]
    pub manager: Option<String>,
    /// The scheme to follow; `cpd scheme list` shows them
    #[arg(long, value_name = "SCHEME")]
    pub scheme: Option<String>,
    /// Add what a forge needs so that Approve counts, to a portfolio that is there or a new
    /// one: github, gitlab or gitea
    #[arg(long, value_name = "FORGE")]
    pub ci: Option<String>,
}

#[derive(Debug, ClapArgs)]
pub struct New {
    /// The kind, then its title and fields
    #[arg(value_name = "KIND", trailing_var_arg = true, allow_hyphen_values = true, num_args = 0..)]
    pub words: Vec<String>,
}

#[derive(Debug, ClapArgs)]
pub struct Check {
    /// Fail while this award lacks anything
    #[arg(long, value_name = "AWARD")]
    pub award: Option<String>,
    /// Judge by this scheme alone
    #[arg(long, value_name = "SCHEME")]
    pub scheme: Option<String>,
    /// Add to this file, as Markdown, what approving the pull request would cover
    #[arg(long, value_name = "FILE", requires = "base")]
    pub summary: Option<PathBuf>,
    /// The commit that the pull request starts from
    #[arg(long, value_name = "REVISION", requires = "summary")]
    pub base: Option<String>,
}

#[derive(Debug, ClapArgs)]
pub struct Status {
    /// List every requirement that is still open
    #[arg(long)]
    pub all: bool,
    /// Show this scheme alone
    #[arg(long, value_name = "SCHEME")]
    pub scheme: Option<String>,
}

#[derive(Debug, ClapArgs)]
pub struct Due {
    /// Show everything that has a day, however far ahead
    #[arg(long)]
    pub all: bool,
    /// Look so far ahead, as in "6 weeks"; three months when left out
    #[arg(long, value_name = "TIME", value_parser = parse_length, conflicts_with = "all")]
    pub within: Option<Length>,
    /// Fail also when something falls due within this time, as in "2 weeks"
    #[arg(long, value_name = "TIME", value_parser = parse_length)]
    pub notice: Option<Length>,
    /// Look at this scheme alone
    #[arg(long, value_name = "SCHEME")]
    pub scheme: Option<String>,
}

#[derive(Debug, ClapArgs)]
pub struct Checklist {
    /// The list, by name, title or path; all of them when left out
    #[arg(value_name = "NAME")]
    pub name: Option<String>,
}

#[derive(Debug, ClapArgs)]
pub struct Pack {
    /// The award to print; the one in progress when left out
    #[arg(long, value_name = "AWARD")]
    pub award: Option<String>,
    /// Print what there is so far, with a watermark
    #[arg(long)]
    pub draft: bool,
    /// Where to write it; packs/AWARD.html (or .pdf, .zip) when left out, `-` for standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

#[derive(Debug, ClapArgs)]
pub struct Verify {
    /// A pack (an HTML, PDF or zip file), or an award of this portfolio; the one in progress
    /// when left out
    #[arg(value_name = "FILE_OR_AWARD")]
    pub what: Option<PathBuf>,
    /// Judge keys by the lists in this folder, not by those in the pack
    #[arg(long, value_name = "FOLDER")]
    pub trust: Option<PathBuf>,
    /// The awarding body's public key, which has to have signed the pack's people and keys
    #[arg(long, value_name = "FILE", conflicts_with = "trust")]
    pub anchor: Option<PathBuf>,
    /// Be content that the portfolio itself says who its people are
    #[arg(long)]
    pub accept_self_declared: bool,
}

#[derive(Debug, ClapArgs)]
pub struct Ask {
    /// The award; the one in progress when left out
    #[arg(value_name = "AWARD")]
    pub award: Option<String>,
    /// Write the files into this folder, or onto a branch where it is a repository
    #[arg(long, value_name = "FOLDER")]
    pub to: Option<PathBuf>,
    /// Write one zip
    #[arg(long, value_name = "FILE", conflicts_with = "to")]
    pub zip: Option<PathBuf>,
}

#[derive(Debug, ClapArgs)]
pub struct FeedbackArgs {
    /// The journal, by name, title or path
    #[arg(value_name = "JOURNAL")]
    pub journal: String,
    /// Where to write the file; packs/feedback-on-JOURNAL.md when left out
    #[arg(long, value_name = "FILE")]
    pub to: Option<PathBuf>,
}

#[derive(Debug, ClapArgs)]
pub struct Receive {
    /// A folder or a zip that `cpd ask` made, or a file that `cpd feedback` made
    #[arg(value_name = "PATH")]
    pub path: PathBuf,
}

#[derive(Debug, ClapArgs)]
pub struct History {
    /// The award; every record and every award when left out
    #[arg(value_name = "AWARD")]
    pub award: Option<String>,
}

#[derive(Debug, ClapArgs)]
pub struct StepArgs {
    /// The award, such as silver
    #[arg(value_name = "AWARD")]
    pub award: Option<String>,
    #[command(flatten)]
    pub how: StepOptions,
}

#[derive(Debug, ClapArgs)]
pub struct EndorseArgs {
    #[command(flatten)]
    pub step: StepArgs,
    #[command(flatten)]
    pub forge: FromForge,
}

/// Reviews on a forge that are to be recorded.
#[derive(Debug, ClapArgs)]
#[command(next_help_heading = "Recording a review on a forge")]
pub struct FromForge {
    /// Record the reviews of a merged pull request: github, gitlab or gitea
    #[arg(long, value_name = "FORGE", requires_all = ["event", "reviews", "recorder_key"], conflicts_with = "award")]
    pub from: Option<String>,
    /// What the forge says of the pull request, as JSON
    #[arg(long, value_name = "FILE", requires = "from")]
    pub event: Option<PathBuf>,
    /// What it says of the reviews, as JSON
    #[arg(long, value_name = "FILE", requires = "from")]
    pub reviews: Option<PathBuf>,
    /// The key that signs the record
    #[arg(long, value_name = "FILE", requires = "from")]
    pub recorder_key: Option<PathBuf>,
}

#[derive(Debug, ClapArgs)]
pub struct AnyStep {
    /// The step, as the scheme names it
    #[arg(value_name = "STEP")]
    pub step: String,
    /// The award, such as silver
    #[arg(value_name = "AWARD")]
    pub award: Option<String>,
    #[command(flatten)]
    pub how: StepOptions,
}

#[derive(Debug, ClapArgs)]
pub struct StepOptions {
    /// What you declare, in your own words
    #[arg(short, long, value_name = "WORDS")]
    pub message: Option<String>,
    /// Who signs, by id or name; whoever holds the role when left out
    #[arg(long = "as", value_name = "PERSON")]
    pub person: Option<String>,
    /// Do not ask for confirmation
    #[arg(short, long)]
    pub yes: bool,
    /// Claim it, although git has a key to sign with
    #[arg(long)]
    pub unsigned: bool,
}

#[derive(Debug, ClapArgs)]
#[command(
    after_help = "Examples:\n  cpd trust                                       everybody, with their roles and keys\n  cpd trust add \"Priya Shah\" --role assessor\n  cpd trust key priya-shah --file priya.pub"
)]
pub struct TrustArgs {
    #[command(subcommand)]
    pub command: Option<TrustCommand>,
}

#[derive(Debug, Subcommand)]
pub enum TrustCommand {
    /// Add a person, or an account or role of somebody who is there already
    #[command(
        after_help = "Examples:\n  cpd trust add \"Lee Morgan\" --role assessor\n  cpd trust add priya-shah --from-event event.json"
    )]
    Add(TrustAdd),
    /// List somebody's key, so that what they sign counts
    #[command(
        after_help = "Examples:\n  cpd trust key sam-carter                        the key that git signs with here\n  cpd trust key priya-shah --file priya.pub\n  cpd trust key cpd-recorder --recorder --file recorder.pub\n  cpd trust key priya-shah --file old.pub --revoke"
    )]
    Key(TrustKey),
    /// Look for anything wrong with the lists of people and keys
    Check,
    /// Vouch for the people and keys, as the awarding body
    #[command(after_help = "Example:\n  cpd trust sign --key ~/.ssh/awarding-body")]
    Sign(TrustSign),
}

#[derive(Debug, ClapArgs)]
pub struct TrustAdd {
    /// Their full name, or the id of somebody who is there already
    #[arg(value_name = "PERSON")]
    pub person: String,
    /// A role that they hold from today on
    #[arg(long, value_name = "ROLE")]
    pub role: Vec<String>,
    /// An address that they write or commit with
    #[arg(long, value_name = "ADDRESS")]
    pub email: Vec<String>,
    /// Take the number of their account from what a forge says of a pull request
    #[arg(long, value_name = "FILE")]
    pub from_event: Option<PathBuf>,
    /// The forge that said it: github, gitlab or gitea
    #[arg(
        long,
        value_name = "FORGE",
        default_value = "github",
        requires = "from_event"
    )]
    pub forge: String,
    /// Which of the accounts in that file is theirs
    #[arg(long, value_name = "LOGIN", requires = "from_event")]
    pub account: Option<String>,
}

#[derive(Debug, ClapArgs)]
pub struct TrustKey {
    /// The person's id; you when left out
    #[arg(value_name = "PERSON")]
    pub person: Option<String>,
    /// Their public key; the key that git signs with here when left out
    #[arg(long, value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// It is the key of whoever records reviews, not a person's
    #[arg(long)]
    pub recorder: bool,
    /// The first day on which it counts
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    pub from: Option<NaiveDate>,
    /// The last day on which it counts
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    pub until: Option<NaiveDate>,
    /// It counts no longer
    #[arg(long, conflicts_with_all = ["from", "until", "recorder"])]
    pub revoke: bool,
}

#[derive(Debug, ClapArgs)]
pub struct TrustSign {
    /// The awarding body's key; the key that git signs with here when left out
    #[arg(long, value_name = "FILE")]
    pub key: Option<PathBuf>,
}

#[derive(Debug, ClapArgs)]
pub struct Save {
    /// Say what changed, instead of having it said
    #[arg(short, long, value_name = "WORDS")]
    pub message: Option<String>,
    /// Save even though there are errors
    #[arg(long)]
    pub anyway: bool,
}

#[derive(Debug, ClapArgs)]
pub struct Rename {
    /// The record, by name, title or path
    pub record: String,
    /// Its new title; when left out, the file is named for its date and title
    #[arg(value_name = "TITLE")]
    pub title: Option<String>,
}

#[derive(Debug, ClapArgs)]
pub struct Remove {
    /// The record, by name, title or path
    pub record: String,
    /// Remove it though others refer to it, or its last words were never saved
    #[arg(long)]
    pub anyway: bool,
}

#[derive(Debug, ClapArgs)]
pub struct Attach {
    /// The file to copy in
    pub file: PathBuf,
    /// The record it belongs to, by name, title or path
    #[arg(long, value_name = "RECORD")]
    pub to: String,
    /// What a picture shows, for those who do not see it
    #[arg(long, value_name = "WORDS")]
    pub alt: Option<String>,
}

#[derive(Debug, ClapArgs)]
pub struct Explain {
    /// A rule such as unknown-field, or a kind such as journal
    #[arg(value_name = "NAME")]
    pub name: Option<String>,
}

#[derive(Debug, ClapArgs)]
pub struct SchemeArgs {
    #[command(subcommand)]
    pub command: SchemeCommand,
}

#[derive(Debug, Subcommand)]
pub enum SchemeCommand {
    /// List the schemes that can be had
    List,
    /// Say in words what a scheme asks for
    #[command(after_help = "Example:\n  cpd scheme show lancaster")]
    Show {
        /// The scheme's id, or a scheme.yaml or its folder
        #[arg(value_name = "ID_OR_FILE")]
        id: String,
    },
    /// Follow another scheme in this portfolio, or another version of one
    #[command(
        after_help = "Examples:\n  cpd scheme adopt rics                beside what you follow already\n  cpd scheme adopt lancaster@1.1.0     once you have seen `cpd scheme diff lancaster 1.1.0`"
    )]
    Adopt {
        /// An id (its newest version), or ID@VERSION
        #[arg(value_name = "SCHEME")]
        what: String,
    },
    /// Start a scheme of your own, or the next version of one
    #[command(
        after_help = "Examples:\n  cpd scheme new reading-circle --title \"Reading Circle\"\n  cpd scheme new reading-circle --adopt         and follow it in this portfolio\n  cpd scheme new our-awards --from lancaster    with another scheme to begin from\n  cpd scheme new lancaster --from lancaster --version 1.1.0"
    )]
    New(SchemeNew),
    /// Check a scheme's own files, and whether its examples come out as expected
    #[command(
        after_help = "Examples:\n  cpd scheme check lancaster\n  cpd scheme check my-scheme/scheme.yaml\n  cpd scheme check                      all there are"
    )]
    Check {
        /// The scheme's id, or a scheme.yaml or its folder
        #[arg(value_name = "ID_OR_FILE")]
        what: Option<String>,
    },
    /// Say in words what changes between two versions, and what that means for you
    #[command(
        after_help = "Examples:\n  cpd scheme diff lancaster 1.1.0                   from the version you follow\n  cpd scheme diff lancaster@1.0.0 lancaster@1.1.0\n  cpd scheme diff lancaster ../their-draft          a folder with a scheme.yaml"
    )]
    Diff {
        /// An id (the version that you follow, or else the newest), ID@VERSION, or a folder
        #[arg(value_name = "FROM")]
        from: String,
        /// The same, or a version of that scheme; its newest when left out
        #[arg(value_name = "TO")]
        to: Option<String>,
    },
}

#[derive(Debug, ClapArgs)]
pub struct SchemeNew {
    /// Its id: letters, digits and hyphens, as in reading-circle
    #[arg(value_name = "ID")]
    pub id: String,
    /// Its name in words
    #[arg(long, value_name = "TITLE")]
    pub title: Option<String>,
    /// Begin from this scheme: an id, ID@VERSION or a folder
    #[arg(long, value_name = "SCHEME")]
    pub from: Option<String>,
    /// Its version, three numbers
    #[arg(long = "version", value_name = "VERSION", default_value = "1.0.0")]
    pub number: String,
    /// Write it into this folder
    #[arg(long, value_name = "FOLDER")]
    pub to: Option<PathBuf>,
    /// Follow it in this portfolio: cpd.yaml then names this version
    #[arg(long, conflicts_with = "to")]
    pub adopt: bool,
}

#[derive(Debug, ClapArgs)]
pub struct Schema {
    /// The kind; all of them when left out
    #[arg(value_name = "KIND")]
    pub kind: Option<String>,
}

#[derive(Debug, ClapArgs)]
pub struct Demo {
    /// The folder to make
    #[arg(value_name = "FOLDER")]
    pub folder: PathBuf,
}
