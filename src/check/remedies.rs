//! Remedies for what a criterion lacks, as words and as commands. It knows no command line: a
//! command is an `Invocation`.

use super::Lack;
use super::signoff_findings::short_name;
use crate::base::text::{Safe, Span, words as text_words};
use crate::domain::portfolio::Portfolio;
use crate::domain::portfolio::unread::RecordPlace;
use crate::domain::remedy::{Argument, Invocation, Remedy};
use crate::domain::schema::{Kind, Kinds};

/// Returns the invocation that supplies what is lacking, if there is one.
pub fn invocation(lack: &Lack, portfolio: &Portfolio) -> Option<Invocation> {
    if correct_unread(lack, portfolio).is_some() {
        return None;
    }
    match lack {
        Lack::Write { kind, fields, .. } | Lack::Add { kind, fields, .. } => {
            let titled = portfolio.kinds().get(kind).and_then(Kind::title_field);
            let is_title = |name: &str| titled.is_some_and(|field| field.name == name);
            let (titles, fields): (Vec<_>, Vec<_>) =
                fields.iter().cloned().partition(|(name, _)| is_title(name));
            Some(Invocation::NewRecord {
                kind: kind.clone(),
                title: titles.into_iter().next().map(|(_, title)| title),
                fields,
            })
        }
        Lack::Ask { award, .. } => Some(Invocation::Ask {
            award: short_name(award, portfolio),
        }),
        Lack::Either { by, .. } => invocation(by, portfolio),
        Lack::ListRole { missing, .. } => Some(Invocation::AddRole {
            person: Argument::value(missing.person.to_string()),
            role: missing.role.clone(),
            from: Some(missing.on),
        }),
        Lack::Detail { scheme, .. } => Some(Invocation::AdoptScheme {
            scheme: scheme.clone(),
        }),
        Lack::Correct { .. } | Lack::Other(_) => None,
    }
}

/// Returns advice to move a file to where its record belongs.
pub fn move_advice(places: &[RecordPlace], kinds: &Kinds) -> String {
    let noun = |place: &RecordPlace| kinds.get(&place.kind).map_or_else(String::new, Kind::noun);
    match places {
        [one] => format!(
            "this looks like {}: move it to `{}`",
            text_words::with_article(&noun(one)),
            Safe(&one.path)
        ),
        several => {
            let paths: Vec<String> = several
                .iter()
                .map(|one| format!("`{}`", Safe(&one.path)))
                .collect();
            format!("move it to {}", text_words::join_alternatives(&paths))
        }
    }
}

/// Returns what to do about files that seem to hold records of the kind that is lacking, and
/// are not read. They come first, so that nothing is written again that is there.
fn correct_unread(lack: &Lack, portfolio: &Portfolio) -> Option<String> {
    let kind = match lack {
        Lack::Write { kind, .. } | Lack::Add { kind, .. } => kind,
        Lack::Either { .. }
        | Lack::Ask { .. }
        | Lack::Detail { .. }
        | Lack::Correct { .. }
        | Lack::ListRole { .. }
        | Lack::Other(_) => {
            return None;
        }
    };
    let (first, others) = portfolio.unread_of(kind).split_first()?;
    let first = Safe(first);
    Some(match others.len() {
        0 => format!("correct {first}, which is not read"),
        n => {
            let others = text_words::count_noun(n, "other file", "other files");
            format!("correct {first} and {others}, which are not read")
        }
    })
}

/// Returns the next thing to do in a few words: `a journal`, `2 more journals`,
/// `journals/x.md: …`.
pub fn describe_lack(lack: &Lack, portfolio: &Portfolio) -> String {
    if let Some(correct) = correct_unread(lack, portfolio) {
        return correct;
    }
    match lack {
        Lack::Write {
            kind,
            count,
            has_some,
            ..
        } => {
            let kind = portfolio.kinds().get(kind);
            let (one, many) = kind.map_or(("record".into(), "records".into()), |kind| {
                (kind.noun(), kind.plural_noun())
            });
            if one == many {
                // Some nouns have no plural, such as feedback.
                one
            } else if *count == 1 {
                text_words::with_article(&one)
            } else {
                let many = if *has_some {
                    format!("more {many}")
                } else {
                    many
                };
                text_words::count_noun(*count, &one, &many)
            }
        }
        Lack::Add { kind, amount, .. } => {
            let kind = portfolio.kinds().get(kind);
            let many = kind.map_or_else(|| "records".to_owned(), Kind::plural_noun);
            format!("{amount} more in {many}")
        }
        Lack::Correct { path, message } | Lack::Ask { path, message, .. } => {
            format!("{path}: {message}")
        }
        Lack::ListRole { path, message, .. } => {
            format!("{path}: {message}; if they held the role, list it")
        }
        Lack::Either { message, .. } | Lack::Detail { message, .. } | Lack::Other(message) => {
            message.clone()
        }
    }
}

/// Returns the remedy of a finding about what is lacking.
pub fn remedy_for(lack: &Lack, portfolio: &Portfolio) -> Remedy {
    let text = describe_lack(lack, portfolio);
    match (lack, invocation(lack, portfolio)) {
        (Lack::Ask { .. }, Some(what)) => Remedy::invoke("ask for it", what),
        (Lack::Either { .. } | Lack::ListRole { .. } | Lack::Detail { .. }, Some(what)) => {
            Remedy::invoke(text, what)
        }
        (_, Some(what)) => Remedy::invoke(format!("add {text}"), what),
        (Lack::Correct { path, .. }, None) => Remedy::view(text, path, Span::start_of_file()),
        (_, None) => Remedy::advice(text),
    }
}
