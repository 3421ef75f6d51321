//! `cpd rename`: another title or a name that fits, with every reference mended.

use crate::adapters::disk::write;
use crate::base::document::write::{Yaml, scalar, set_field, splice};
use crate::base::files;
use crate::base::text::{Safe, Span, fold, slug, words};
use crate::cli::error::{ExitKind, Failure, in_words};
use crate::cli::session::Session;
use crate::cli::workspace::Workspace;
use crate::domain::portfolio::{FieldValue, Portfolio, Record, Value};
use crate::domain::schema::Target;

/// Give a record another title, and mend what refers to it
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  cpd rename what-minutes-are-for \"What minutes are really for\"\n  cpd rename journals/2026-02-20-what-minutes-are-for.md"
)]
pub struct Args {
    /// The record, by name, title or path
    pub record: String,
    /// Its new title; when left out, the file is named for its date and title
    #[arg(value_name = "TITLE")]
    pub title: Option<String>,
}

pub fn run(args: &Args, session: &mut Session) -> Result<ExitKind, Failure> {
    let workspace = Workspace::open(session)?;
    let portfolio = &workspace.portfolio;
    let record = workspace.record(&args.record)?;
    let title = args
        .title
        .as_deref()
        .map(str::trim)
        .filter(|title| !title.is_empty());
    let text = portfolio
        .snapshot
        .text(&record.path)
        .map_or("", |text| text)
        .to_owned();
    let retitled = match title {
        Some(title) => retitled(record, &text, title)?,
        None => text.clone(),
    };
    let path = new_path(record, title.unwrap_or(record.title()), portfolio)?;
    let id = files::stem(&path).to_owned();
    if path != record.path && portfolio.snapshot.get(&path).is_some() {
        return Err(
            Failure::refused(format!("{path} is there already")).hint("give it another title")
        );
    }
    // References first: a broken-off run leaves references to a name that is about to come.
    let mended = if id == record.id {
        Vec::new()
    } else {
        mend(record, &id, &path, portfolio)?
    };
    for (other, before, after) in &mended {
        write::replace(
            &workspace.place(other)?,
            before.as_bytes(),
            after.as_bytes(),
        )
        .map_err(|error| cannot(other, &error))?;
    }
    if retitled != text {
        write::replace(
            &workspace.place(&record.path)?,
            text.as_bytes(),
            retitled.as_bytes(),
        )
        .map_err(|error| cannot(&record.path, &error))?;
    }
    if path != record.path {
        write::rename(&workspace.place(&record.path)?, &workspace.place(&path)?)
            .map_err(|error| cannot(&path, &error))?;
    }
    writeln!(session.out, "{}", Safe(&path))?;
    for (other, _, _) in &mended {
        writeln!(session.err, "Mended the reference in {}.", Safe(other))?;
    }
    Ok(ExitKind::Clean)
}

fn cannot(path: &str, error: &std::io::Error) -> Failure {
    Failure::failed(format!("{path} cannot be written: {}", in_words(error)))
}

fn retitled(record: &Record, text: &str, title: &str) -> Result<String, Failure> {
    if record.kind.field("title").is_none() {
        let kind = words::article(&record.kind.title);
        let says = format!("{} is {kind}, which has no title", record.path);
        return Err(Failure::refused(says));
    }
    let document = &record.document;
    set_field(
        text,
        &document.front,
        document.has_front,
        "title",
        &Yaml::word(title),
    )
    .ok_or_else(|| {
        Failure::refused(format!(
            "the details at the top of {} cannot be read",
            record.path
        ))
        .hint("`cpd check` says why")
    })
}

/// The name that its kind, date and title give it, in the folder it is in.
fn new_path(record: &Record, title: &str, portfolio: &Portfolio) -> Result<String, Failure> {
    let Some(pattern) = record.kind.pattern() else {
        return Ok(record.path.clone());
    };
    let part = |name: &str| match name {
        "date" => record.date.map(|date| date.to_string()),
        "slug" => Some(slug(title)),
        "award" => record.fields.iter().find_map(|field| match &field.value {
            Some(Value::Award(award)) => {
                Some(crate::check::signoffs::short_name(award, portfolio).replace('/', "-"))
            }
            _ => None,
        }),
        other => record.word(other).map(slug),
    };
    let stem = pattern.fill(part).ok_or_else(|| {
        Failure::refused(format!(
            "{} has no date or award to be named for",
            record.path
        ))
        .hint("`cpd check` says what is missing")
    })?;
    let folder = files::folder(&record.path);
    let path = |stem: &str| {
        if folder.is_empty() {
            format!("{stem}.md")
        } else {
            format!("{folder}/{stem}.md")
        }
    };
    let taken = |stem: &str| {
        portfolio
            .find(&record.kind.name, stem)
            .is_some_and(|other| other.path != record.path)
    };
    let mut stems = std::iter::once(stem.clone()).chain((2..1000).map(|n| format!("{stem}-{n}")));
    stems
        .find(|stem| !taken(stem))
        .map(|stem| path(&stem))
        .ok_or_else(|| Failure::refused("every such name is taken"))
}

/// Files that refer to the record, before and after.
fn mend(
    record: &Record,
    id: &str,
    path: &str,
    portfolio: &Portfolio,
) -> Result<Vec<(String, String, String)>, Failure> {
    let mut mended = Vec::new();
    for other in portfolio
        .records
        .iter()
        .filter(|other| !other.kind.written_by_cpd && !other.is_row())
    {
        let Some(text) = portfolio.snapshot.text(&other.path) else {
            continue;
        };
        let mut edits: Vec<(Span, String)> = references(other, record)
            .into_iter()
            .map(|span| (span, scalar(id)))
            .collect();
        edits.extend(links(other, record, path));
        if edits.is_empty() {
            continue;
        }
        if other.path == record.path {
            return Err(Failure::refused("this record refers to itself")
                .hint("take that reference out first"));
        }
        edits.sort_by_key(|(span, _)| std::cmp::Reverse(span.start));
        let after = edits.iter().fold(text.to_string(), |text, (span, with)| {
            splice(&text, *span, with)
        });
        mended.push((other.path.clone(), text.to_string(), after));
    }
    Ok(mended)
}

/// Where a record's details name another.
pub fn references(record: &Record, to: &Record) -> Vec<Span> {
    let mut spans = Vec::new();
    collect(&record.fields, to, &mut spans);
    spans
}

fn collect(fields: &[FieldValue], to: &Record, spans: &mut Vec<Span>) {
    for field in fields {
        if let Some(value) = &field.value {
            collect_value(value, field.span, to, spans);
        }
    }
}

fn collect_value(value: &Value, at: Span, to: &Record, spans: &mut Vec<Span>) {
    match value {
        Value::Reference {
            target: Target::Kind(kind),
            id,
        } if *kind == to.kind.name && fold(id) == fold(&to.id) => {
            spans.push(at);
        }
        Value::List(items) => items
            .iter()
            .for_each(|item| collect_value(&item.value, item.span, to, spans)),
        Value::Map(fields) => collect(fields, to, spans),
        _ => {}
    }
}

/// Links in a text that lead to the record's file, with what they should say.
fn links(other: &Record, record: &Record, path: &str) -> Vec<(Span, String)> {
    let base = files::folder(&other.path);
    let lead = |target: &str| {
        files::resolve(base, &crate::base::document::target::decoded(target)).as_deref()
            == Some(&record.path)
    };
    let text = |link: &crate::base::document::Link| {
        // The target stands last in the span; what is before it is the person's own.
        let at = link.span.end.checked_sub(link.target.len() + 1)?;
        Some((Span::new(at, at + link.target.len()), relative(base, path)))
    };
    other
        .document
        .outline
        .links
        .iter()
        .filter(|link| lead(&link.target))
        .filter_map(text)
        .collect()
}

/// The way from one folder of the portfolio to a file.
fn relative(base: &str, path: &str) -> String {
    if let Some(name) = path
        .strip_prefix(base)
        .and_then(|rest| rest.strip_prefix('/'))
    {
        return name.to_owned();
    }
    let up = base
        .split('/')
        .filter(|part| !part.is_empty())
        .map(|_| "../")
        .collect::<String>();
    format!("{up}{path}")
}
