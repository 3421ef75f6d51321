//! `cpd sign`, `endorse`, `submit`, `grant`, and any other step a scheme names.

use super::ask::print_later_steps;
use super::certificate;
use crate::app::ports::Signer;
use crate::app::signoff::addressees::later_steps_of_nobody;
use crate::app::signoff::certificate::AnswerFolder;
use crate::app::signoff::eligibility::{Eligibility, NotReady, holds_request};
use crate::app::signoff::letters::{SignoffLetter, SignoffNews};
use crate::app::signoff::pack_digest::pack_digest;
use crate::app::signoff::preview::{covered_records, preview};
use crate::app::signoff::send_pack::{self, PackToSend};
use crate::app::signoff::sign::{self, Declaration, ProofMethod, SignedReferences, SigningContext};
use crate::app::signoff::unlisted_key;
use crate::app::signoff::write_signoff::WrittenSignoff;
use crate::base::calendar::format_long;
use crate::base::text::{LineIndex, Safe, words};
use crate::check::rules::{picture_metadata, unprinted_text};
use crate::check::{AwardVerdict, CheckResult};
use crate::cli::failure::{ExitKind, Failure};
use crate::cli::format::SHELL;
use crate::cli::next_step;
use crate::cli::preview::{self, TextExtent};
use crate::cli::request_zip;
use crate::cli::session::Session;
use crate::cli::workspace::CliWorkspace;
use crate::domain::finding::Severity;
use crate::domain::id::AwardRef;
use crate::domain::portfolio::{Person, Portfolio};
use crate::domain::register::RegisterNumber;
use crate::domain::remedy::{Argument, Invocation};
use crate::domain::schema::{Assurance, StepActor};
use crate::formats::command_line::shell_command;
use crate::formats::remedies::help;

#[derive(Debug, clap::Args)]
pub struct StepArgs {
    /// The award, such as silver, the record to confirm, or the zip, pack or saved mail that was sent to you
    #[arg(value_name = "AWARD")]
    pub award: Option<String>,
    #[command(flatten)]
    pub how: StepOptions,
}

#[derive(Debug, Default, Clone, clap::Args)]
pub struct StepOptions {
    /// A comment to add to the signature
    #[arg(short, long, value_name = "WORDS")]
    pub message: Option<String>,
    #[command(flatten)]
    pub signer: SignerOptions,
}

/// The options of every command that signs.
#[derive(Debug, Default, Clone, clap::Args)]
pub struct SignerOptions {
    /// The person who signs, by id or name: say so if cpd cannot ask if that is you
    #[arg(long = "as", value_name = "PERSON")]
    pub person: Option<String>,
    /// Do not ask for confirmation; needed where cpd cannot ask, as in a script
    #[arg(short, long)]
    pub yes: bool,
    /// Record the name only, without a digital signature
    #[arg(long)]
    pub unsigned: bool,
}

/// The place of what was signed.
#[derive(Clone, Copy)]
pub struct Delivery<'d> {
    /// Prints, or puts where it belongs, what was signed. Returns what to send back if it was
    /// signed in a request.
    pub deliver:
        &'d dyn Fn(&CliWorkspace, &WrittenSignoff, &mut Session) -> Result<String, Failure>,
    /// The folder for a certificate and a letter.
    pub answers: AnswerFolder<'d>,
    /// The number under which a grant will be registered.
    pub number: Option<&'d RegisterNumber>,
}

impl Delivery<'_> {
    /// Returns the name of the zip to send back; nothing if there is none. `answer` is what to
    /// send back.
    pub fn zip(self, answer: &str) -> &str {
        match self.answers {
            AnswerFolder::Packs => "",
            AnswerFolder::Beside { .. } => file_name(answer),
        }
    }
}

/// Returns the last part of a path.
fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// The place of what is signed in a portfolio or in a request that was unpacked.
pub const IN_PORTFOLIO: Delivery<'static> = Delivery {
    deliver: &|_, taken, session| {
        print_files(taken, session)?;
        Ok("this folder".to_owned())
    },
    answers: AnswerFolder::Packs,
    number: None,
};

pub fn run(step: &str, args: &StepArgs, session: &mut Session) -> Result<ExitKind, Failure> {
    let named = args.award.as_deref();
    request_zip::sign_in(step, named, session, |award, delivery, session| {
        let how = args.how.clone();
        let typed = named.or(award.as_deref()).map(str::to_owned);
        sign(step, &StepArgs { award, how }, typed, delivery, session)
    })
}

/// Prints the files that were signed in a portfolio or a request that was unpacked.
pub fn print_files(taken: &WrittenSignoff, session: &mut Session) -> Result<(), Failure> {
    for file in &taken.files {
        writeln!(session.out, "{}", Safe(file))?;
    }
    Ok(())
}

/// Returns the failure for a step that cannot be taken: of a request for another one, the command
/// that answers it. `typed` is the name by which the request was named.
fn not_taken(
    why: NotReady,
    typed: Option<String>,
    verdict: Option<&AwardVerdict<'_>>,
    portfolio: &Portfolio,
) -> Failure {
    let asked = verdict.filter(|verdict| holds_request(&verdict.id, portfolio));
    let asked = asked.and_then(|verdict| Some((verdict, verdict.chain.next()?.step())));
    match (why, asked) {
        (NotReady::NoStep { .. }, Some((verdict, step))) => {
            let title = Safe(&verdict.title).to_string();
            let step_words = words::with_spaces(&step.id);
            let answer = Invocation::TakeStep {
                step: step.id.clone(),
                award: typed,
            };
            let command = shell_command(&answer, SHELL).unwrap_or_default();
            Failure::refused(format!(
                "this is a request to {} {title}",
                Safe(&step_words)
            ))
            .hint(format!("to answer it: `{}`", Safe(&command)))
        }
        (why, _) => why.into(),
    }
}

/// Signs a step in the portfolio or request that the session stands in.
fn sign(
    step: &str,
    args: &StepArgs,
    typed: Option<String>,
    delivery: Delivery<'_>,
    session: &mut Session,
) -> Result<ExitKind, Failure> {
    let asks = session.interactive && !args.how.signer.yes;
    let mut workspace = CliWorkspace::open(session)?;
    if asks {
        workspace = next_step::offer_save(workspace, session)?;
    }
    let result = workspace.check(session, None);
    let id = workspace.award_or_current(args.award.as_deref(), &result)?;
    let place = SigningContext::of(&workspace)?;
    place.files.require_saved(&workspace.portfolio)?;
    let portfolio = &workspace.portfolio;
    let eligible = Eligibility::check(step, &id, &result, portfolio)
        .map_err(|why| not_taken(why, typed, result.award(&id), portfolio))?;
    let early = eligible.require_open(session.today)?;
    let now = session.moment().now;
    let case = workspace.check_input_for(session, None);
    let prepared = sign::prepare(
        &eligible,
        args.how.signer.person.as_deref(),
        now,
        case,
        place,
    )?;
    let by = eligible.signer(Some(&prepared.signer.0), portfolio, session.today)?;
    if eligible.step.carries_pack {
        send_pack::require_writable(&id, &workspace)?;
    }
    let history = workspace.evidence().history;
    let preview = preview(&eligible, portfolio, history, session.today);
    let extent = text_extent(&eligible, by, session);
    preview::show(&preview, extent, &mut session.err)?;
    print_metadata(&eligible, &result, &workspace, session)?;
    print_unprinted(&eligible, &result, &workspace, session)?;
    if let Some(from) = early {
        let (award, from) = (Safe(&eligible.award.title), format_long(from));
        writeln!(
            session.err,
            "This is early: {award} is handed in from {from}."
        )?;
    }
    for one in &prepared.objections {
        let says = Safe(&one.says);
        writeln!(
            session.err,
            "This sign-off would not be valid: {says} ({}).",
            one.rule
        )?;
    }
    if eligible.step.by == StepActor::Owner {
        let (step, scheme) = (eligible.step, eligible.scheme);
        let later = later_steps_of_nobody(step, scheme, portfolio, session.today);
        print_later_steps(&later, session)?;
    }
    let key = workspace
        .signers()
        .own()
        .filter(|_| !args.how.signer.unsigned);
    let told = warn_of_unlisted_key(key.as_deref(), by, place, session)?;
    let is_named = eligible.step.by == StepActor::Owner || args.how.signer.person.is_some();
    if !is_named && key.is_none() {
        confirm_person(by, session)?;
    }
    let author = place.files.author(by.name(), &workspace)?;
    let words = declaration(&eligible, by.name(), portfolio, args, session)?;
    confirm(&eligible, by.name(), args, session)?;
    let manifest = pack_digest(&eligible, &workspace)?;
    let declaration = Declaration {
        by,
        words: &words,
        on: now,
        proof: ProofMethod::of_own(key.as_deref()),
        author: &author,
        references: SignedReferences {
            manifest: manifest.as_deref(),
            number: delivery.number.filter(|_| eligible.grants()),
        },
        may_claim: is_named || key.is_none(),
    };
    let taken = sign::sign(&prepared, &eligible, &declaration, place)?;
    session.forget_answers();
    let answer = (delivery.deliver)(&workspace, &taken, session)?;
    if eligible.step.carries_pack {
        // With the sign-off that sends it.
        write_pack_to_send(&id, &CliWorkspace::open(session)?, session)?;
    }
    print_assurance(&taken, by, place, told, session)?;
    let outcome = print_objections(&taken, &id, session)?;
    if outcome == ExitKind::Clean && eligible.grants() {
        let workspace = CliWorkspace::open(session)?;
        let folder = delivery.answers;
        let file = certificate::print(&id, &workspace, folder, session)?;
        let letter = SignoffLetter {
            award: &id,
            title: &eligible.award.title,
            signer: by.name(),
            role: eligible.step.by.role(),
            on: now.date_naive(),
            news: SignoffNews::Granted {
                comment: &words,
                zip: delivery.zip(&answer),
                certificate: file_name(&file),
                number: delivery.number,
            },
        };
        certificate::print_path(&letter.write(&workspace, folder)?, folder, session)?;
    }
    if place.files.repository().is_none() {
        print_way_back(&answer, &workspace, session)?;
    }
    let is_own = eligible.step.by == StepActor::Owner && !eligible.step.carries_pack;
    if asks && is_own && outcome == ExitKind::Clean {
        next_step::offer_step(&id, session)?;
    }
    Ok(outcome)
}

/// Says what to do with what was signed in a request.
pub fn print_way_back(
    answer: &str,
    workspace: &CliWorkspace,
    session: &mut Session,
) -> Result<(), Failure> {
    let owner = workspace.portfolio.owner();
    let owner = owner.map_or("the person who asked you", |owner| owner.name());
    writeln!(
        session.err,
        "Send {} back to {}.",
        Safe(answer),
        Safe(owner)
    )?;
    Ok(())
}

/// Names the words that somebody would sign and no pack prints.
fn print_unprinted(
    eligible: &Eligibility<'_>,
    result: &CheckResult<'_>,
    workspace: &CliWorkspace,
    session: &mut Session,
) -> Result<(), Failure> {
    let covered = covered_records(eligible, &workspace.portfolio, session.today);
    let findings = result.diagnostics.iter();
    let findings = findings.filter(|found| {
        found.rule == unprinted_text::RULE.id() && found.severity == Severity::Warning
    });
    for found in findings {
        let record = covered.iter().find(|record| record.path == found.at.path);
        let Some(record) = record else { continue };
        let lines = LineIndex::new(&record.text);
        let line = lines.position(&record.text, found.at.span.start).line;
        let (path, message) = (Safe(&record.path), Safe(&found.message));
        writeln!(
            session.err,
            "Before you sign: {path}, line {line}: {message}."
        )?;
    }
    Ok(())
}

/// Says what the owner would sign beside the pictures, such as a place: only before it is
/// signed can it be removed without signing again.
fn print_metadata(
    eligible: &Eligibility<'_>,
    result: &CheckResult<'_>,
    workspace: &CliWorkspace,
    session: &mut Session,
) -> Result<(), Failure> {
    if eligible.step.by != StepActor::Owner {
        return Ok(());
    }
    let covered = covered_records(eligible, &workspace.portfolio, session.today);
    let is_covered = |path: &str| covered.iter().any(|record| record.path == path);
    let findings = result.diagnostics.iter();
    let findings = findings.filter(|found| found.rule == picture_metadata::RULE.id());
    for found in findings.filter(|found| is_covered(&found.at.path)) {
        writeln!(session.err, "Before you sign: {}.", Safe(&found.message))?;
        if let Some(help) = help(found, SHELL) {
            writeln!(session.err, "{}.", words::capitalise(&help))?;
        }
    }
    Ok(())
}

/// Says what keeps a sign-off from counting although it was made, such as that its signer
/// wrote what they signed.
pub fn print_objections(
    taken: &WrittenSignoff,
    award: &AwardRef,
    session: &mut Session,
) -> Result<ExitKind, Failure> {
    let workspace = CliWorkspace::open(session)?;
    let result = workspace.check(session, Some(award));
    let mut outcome = ExitKind::Clean;
    for one in sign::objections(&result, &taken.files) {
        outcome = ExitKind::Findings;
        let says = Safe(&one.says);
        writeln!(
            session.err,
            "This sign-off is not valid: {says} ({}).",
            one.rule
        )?;
    }
    Ok(outcome)
}

/// Returns the whole text for whoever signs at a terminal before the pack is sent, and has not
/// signed it before.
fn text_extent(eligible: &Eligibility<'_>, by: Person<'_>, session: &Session) -> TextExtent {
    let steps = &eligible.award.chain.steps;
    let sent = steps.iter().position(|one| one.step().carries_pack);
    let own = steps
        .iter()
        .position(|one| one.step().id == eligible.step.id);
    let before_sending = own < sent || sent.is_none();
    let reads = before_sending && session.reads_at_terminal;
    let mut signed = eligible.award.chain.taken().filter(|taken| taken.counts());
    match signed.any(|taken| !reads || by.id() == taken.signoff.by) {
        true => TextExtent::Title,
        false if reads => TextExtent::Whole,
        false => TextExtent::Short,
    }
}

/// Asks if whoever is at the keyboard is the person who signs. Without a key nothing else
/// shows it, and it is often the owner's keyboard.
pub fn confirm_person(by: Person<'_>, session: &mut Session) -> Result<(), Failure> {
    let name = Safe(by.name()).to_string();
    let ask = "send them what they need with `cpd ask`";
    if !session.interactive {
        return Err(Failure::refused(format!(
            "this step is for {name}, and cpd cannot ask if that is you"
        ))
        .hint(format!(
            "if it is, add `--as {} --yes`; if not, {ask}",
            by.id()
        )));
    }
    if session
        .prompter
        .confirm(&format!("Are you {name}?"), false)?
    {
        return Ok(());
    }
    Err(Failure::refused(format!(
        "nothing was signed, because only {name} can sign this"
    ))
    .hint(ask))
}

fn confirm(
    eligible: &Eligibility<'_>,
    name: &str,
    args: &StepArgs,
    session: &mut Session,
) -> Result<(), Failure> {
    let question = format!(
        "{} {} as {}?",
        words::capitalise(&eligible.step.id),
        Safe(&eligible.award.title),
        Safe(name)
    );
    confirm_signing(&question, true, &args.how.signer, session)
}

/// Asks if somebody wants to sign. Where nobody can be asked, they have to say so beforehand.
pub fn confirm_signing(
    question: &str,
    is_likely: bool,
    signer: &SignerOptions,
    session: &mut Session,
) -> Result<(), Failure> {
    if signer.yes {
        return Ok(());
    }
    if !session.interactive {
        let says = "nothing was signed, because cpd cannot ask you to confirm it here";
        return Err(Failure::refused(says).hint("to sign without a question, add `--yes`"));
    }
    match session.prompter.confirm(question, is_likely)? {
        true => Ok(()),
        false => Err(Failure::cancelled()),
    }
}

/// Writes what the step that sends the pack leaves: the pack, and the letter to send with it.
fn write_pack_to_send(
    award: &AwardRef,
    workspace: &CliWorkspace,
    session: &mut Session,
) -> Result<(), Failure> {
    let PackToSend {
        packs,
        letter,
        no_pdf,
    } = send_pack::write(award, workspace)?;
    for file in packs.iter().chain([&letter]) {
        writeln!(session.out, "{file}")?;
    }
    if let Some(why) = no_pdf {
        writeln!(
            session.err,
            "No PDF and no zip were written: {}.",
            Safe(&why)
        )?;
    }
    let packs = words::join_alternatives(&packs);
    writeln!(
        session.err,
        "Send {packs} to the people who decide. {letter} is a letter to send with it."
    )?;
    Ok(())
}

/// Tells if a signer was told before they signed that their key is not listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyAdvice {
    Told,
    Untold,
}

/// Says before anything is signed that a key would prove nothing, and what to do.
pub fn warn_of_unlisted_key(
    key: Option<&dyn Signer>,
    by: Person<'_>,
    place: SigningContext<'_>,
    session: &mut Session,
) -> Result<KeyAdvice, Failure> {
    let now = session.moment().now;
    let why = key.and_then(|key| unlisted_key::unlisted_own_key(by, key, now, place));
    let Some(why) = why else {
        return Ok(KeyAdvice::Untold);
    };
    writeln!(
        session.err,
        "Your key cannot sign this: {}. Only your name would be recorded.",
        Safe(&why)
    )?;
    match place.asker() {
        Some(owner) => print_key_request(owner, by, session)?,
        None => writeln!(
            session.err,
            "To sign with a key, first list it with `cpd trust key`."
        )?,
    }
    Ok(KeyAdvice::Told)
}

/// Says what to send to whoever sent the files, so that they list the key.
fn print_key_request(
    owner: Person<'_>,
    by: Person<'_>,
    session: &mut Session,
) -> Result<(), Failure> {
    let person = Argument::value(by.id().to_string());
    let list = shell_command(&Invocation::AddKey { person }, SHELL);
    writeln!(
        session.err,
        "To sign with your key, send {} your public key. Ask them to run `{}`, and to send the files again.",
        Safe(owner.name()),
        list.unwrap_or_default()
    )?;
    Ok(())
}

/// Says what the sign-off is worth, and what would make it worth more.
pub fn print_assurance(
    taken: &WrittenSignoff,
    by: Person<'_>,
    place: SigningContext<'_>,
    told: KeyAdvice,
    session: &mut Session,
) -> Result<(), Failure> {
    if let Some(why) = taken.instead.as_ref().filter(|_| told == KeyAdvice::Untold) {
        writeln!(session.err, "No digital signature was made: {}.", Safe(why))?;
        match place.asker() {
            Some(owner) => print_key_request(owner, by, session)?,
            None => writeln!(
                session.err,
                "Add your key with `cpd trust key`. Then withdraw this with `cpd withdraw`, and sign again."
            )?,
        }
    }
    match taken.assurance {
        Assurance::Claimed => writeln!(
            session.err,
            "Name recorded, no digital signature. It shows who signed, but does not prove it."
        )?,
        Assurance::Attested | Assurance::Signed => writeln!(session.err, "Signed.")?,
    }
    Ok(())
}

/// The declaration in the signer's own words: needed from anyone but the owner.
fn declaration(
    eligible: &Eligibility<'_>,
    name: &str,
    portfolio: &Portfolio,
    args: &StepArgs,
    session: &mut Session,
) -> Result<String, Failure> {
    if let Some(words) = &args.how.message {
        return Ok(words.clone());
    }
    let own = eligible.step.by == StepActor::Owner;
    // The scheme has the words of a confirmation, so a comment on it is optional.
    let is_optional = own || eligible.award.id.record.is_some();
    // What is left to the owner is not asked of one who wants no questions.
    if session.interactive && !(is_optional && args.how.signer.yes) {
        let question = format!("Comment by {} on this signature", Safe(name));
        let help = match is_optional {
            true => "Press Enter to skip".to_owned(),
            false => words::capitalise(&eligible.comment_advice(portfolio)),
        };
        let words = session.prompter.text(&question, None, Some(&help))?;
        session.remember("--message", &words);
        if is_optional || !words.trim().is_empty() {
            return Ok(words);
        }
    } else if is_optional {
        return Ok(String::new());
    }
    Err(Failure::failed(format!(
        "\u{201c}{}\u{201d} needs a comment by {name}",
        eligible.step.id
    ))
    .hint("add it with `--message \"…\"`"))
}
