//! `cpd scheme list|show|check`.

use std::path::Path;

use crate::cli::args::SchemeCommand;
use crate::cli::error::{Outcome, Stop};
use crate::cli::session::Session;
use crate::cli::workspace::Workspace;
use crate::diagnostic::Severity;
use crate::disk;
use crate::judge::Judgement;
use crate::portfolio::{Portfolio, load};
use crate::report::Report;
use crate::schema::{Library, Scheme, SchemeFiles};
use crate::signoff::Trust;
use crate::source::{File, Snapshot};
use crate::text::{Safe, did_you_mean, words};

pub fn run(command: &SchemeCommand, session: &mut Session) -> Result<Outcome, Stop> {
    match command {
        SchemeCommand::List => list(session),
        SchemeCommand::Show { id } => show(id, session),
        SchemeCommand::Check { what } => check(what.as_deref(), session),
    }
}

/// The schemes of the portfolio one stands in, if any, and those that come with cpd.
fn library(session: &Session) -> Result<Library, Stop> {
    if disk::find(&session.folder).is_some() {
        return Ok(Workspace::open(session)?.portfolio.library);
    }
    Ok(Library::built_in())
}

fn find<'a>(id: &str, library: &'a Library) -> Result<&'a SchemeFiles, Stop> {
    library.newest(id).ok_or_else(|| {
        let stop = Stop::failed(format!("there is no scheme called {id}"));
        match did_you_mean::question(id, library.ids()) {
            Some(question) => stop.hint(question),
            None => stop.hint(format!("there is: {}", library.ids().join(", "))),
        }
    })
}

fn list(session: &mut Session) -> Result<Outcome, Stop> {
    for files in library(session)?.iter() {
        let portfolio = alone(files.clone());
        let title = portfolio
            .schemes
            .first()
            .map_or("cannot be read", |scheme| scheme.title.as_str());
        let official = portfolio
            .schemes
            .first()
            .is_some_and(|scheme| scheme.source.official);
        let note = if official { "" } else { " (unofficial)" };
        writeln!(
            session.out,
            "{} {}  {}{note}",
            Safe(&files.id),
            Safe(&files.version),
            Safe(title)
        )?;
    }
    Ok(Outcome::Clean)
}

/// A portfolio that follows one scheme and holds nothing, to read the scheme by.
fn alone(files: SchemeFiles) -> Portfolio {
    load::with_scheme(files)
}

fn show(id: &str, session: &mut Session) -> Result<Outcome, Stop> {
    let library = library(session)?;
    let portfolio = alone(find(id, &library)?.clone());
    let Some(scheme) = portfolio.schemes.first() else {
        return Err(Stop::failed(format!("the scheme {id} cannot be read"))
            .hint(format!("`cpd scheme check {id}` says why")));
    };
    let out = &mut session.out;
    writeln!(
        out,
        "{} ({} {})",
        Safe(&scheme.title),
        scheme.id,
        scheme.version
    )?;
    writeln!(out, "{}", source(scheme))?;
    for award in &scheme.awards {
        let after = award
            .after
            .as_ref()
            .map(|after| format!(", after {after}"))
            .unwrap_or_default();
        writeln!(out, "\n{}{}", Safe(&award.title), Safe(&after))?;
        for criterion in scheme.criteria_of(&award.id) {
            let weight = match criterion.severity {
                Severity::Error => "",
                Severity::Warning => " (advised)",
                Severity::Note => " (to note)",
            };
            writeln!(out, "  - {}{weight}", Safe(&criterion.says))?;
        }
    }
    if !scheme.steps.is_empty() {
        writeln!(out, "\nSign-offs, in order")?;
        for step in &scheme.steps {
            writeln!(
                out,
                "  - {}: by the {}",
                Safe(&step.title),
                Safe(&words::spaced(step.by.role()))
            )?;
        }
    }
    if !scheme.duties.is_empty() {
        writeln!(out, "\nBeside the awards")?;
        for duty in &scheme.duties {
            writeln!(out, "  - {}", Safe(&duty.says))?;
        }
    }
    Ok(Outcome::Clean)
}

fn source(scheme: &Scheme) -> String {
    let official = if scheme.source.official {
        "Official"
    } else {
        "Unofficial: restated from the source, not made or checked by it"
    };
    let name = scheme
        .source
        .name
        .clone()
        .or_else(|| scheme.source.url.clone());
    let read = scheme
        .source
        .read
        .map(|day| format!(", read {day}"))
        .unwrap_or_default();
    match name {
        Some(name) => format!("{official}. Source: {}{read}.", Safe(&name)),
        None => format!("{official}{read}."),
    }
}

fn check(what: Option<&str>, session: &mut Session) -> Result<Outcome, Stop> {
    let files = match what {
        Some(what) => named(what, session)?,
        None => {
            let library = library(session)?;
            let mut outcome = Outcome::Clean;
            for files in library.iter() {
                if check_one(files.clone(), session)? == Outcome::Findings {
                    outcome = Outcome::Findings;
                }
            }
            return Ok(outcome);
        }
    };
    check_one(files, session)
}

/// A scheme by its id, or by its file or folder.
fn named(what: &str, session: &Session) -> Result<SchemeFiles, Stop> {
    let path = session.folder.join(what);
    let folder = if path.is_file() {
        path.parent().map(Path::to_path_buf)
    } else {
        Some(path.clone())
    };
    let folder = folder.filter(|folder| folder.join("scheme.yaml").is_file());
    match folder {
        Some(folder) => from_folder(&folder, what),
        None if what.contains(['/', '\\', '.']) => {
            Err(Stop::failed(format!("there is no scheme.yaml at {what}"))
                .hint("name the file, its folder, or a scheme's id"))
        }
        None => find(what, &library(session)?).cloned(),
    }
}

/// A scheme outside any portfolio: read as if a portfolio brought it.
fn from_folder(folder: &Path, what: &str) -> Result<SchemeFiles, Stop> {
    let snapshot = disk::snapshot(folder)?;
    let inside = snapshot.files().iter().map(|file| File {
        path: format!("schemes/it/{}", file.path),
        content: file.content.clone(),
    });
    let library = Library::default().with_portfolio(&Snapshot::new(inside.collect()));
    let found = library.iter().next().cloned();
    let shown = what.trim_end_matches("scheme.yaml").trim_end_matches('/');
    let prefix = if shown.is_empty() {
        String::new()
    } else {
        format!("{shown}/")
    };
    found
        .map(|files| SchemeFiles { prefix, ..files })
        .ok_or_else(|| {
            Stop::failed(format!("{what} cannot be read"))
                .hint("a scheme is UTF-8 text of at most 2 MB")
        })
}

fn check_one(files: SchemeFiles, session: &mut Session) -> Result<Outcome, Stop> {
    let name = format!("{} {}", files.id, files.version);
    let portfolio = alone(files);
    let nobody = Trust::nobody("a scheme by itself has no people");
    let judgement = crate::judge::judge(crate::judge::Case {
        portfolio: &portfolio,
        facts: &crate::facts::NoFacts,
        trust: &nobody,
        today: session.today,
        focus: None,
    });
    // There is no portfolio here: only what is wrong with the scheme counts.
    let is_about_scheme = |rule: &str| {
        rule == "malformed-scheme" || rule.starts_with("unknown-scheme-") || rule == "unknown-form"
    };
    let diagnostics = judgement
        .diagnostics
        .into_iter()
        .filter(|found| is_about_scheme(found.rule))
        .collect();
    let judgement = Judgement {
        schemes: Vec::new(),
        diagnostics,
    };
    if judgement.diagnostics.is_empty() && !session.json() {
        writeln!(session.out, "{}: nothing to mend", Safe(&name))?;
        return Ok(Outcome::Clean);
    }
    let report = Report {
        portfolio: &portfolio,
        judgement: &judgement,
        scheme: None,
        width: session.width,
    };
    super::check::emit_report(&report, session)?;
    Ok(if judgement.has_errors() {
        Outcome::Findings
    } else {
        Outcome::Clean
    })
}
