//! What a criterion still needs, in words and as a remedy.

use super::Need;
use crate::base::text::{Span, words};
use crate::domain::portfolio::Portfolio;
use crate::domain::remedy::{Invocation, Remedy};
use crate::domain::schema::Kind;

/// Returns the invocation that meets a need, where there is one.
pub fn invocation(need: &Need, portfolio: &Portfolio) -> Option<Invocation> {
    match need {
        Need::Write { kind, with, .. } | Need::Add { kind, with, .. } => {
            let titled = portfolio.kinds().get(kind).and_then(Kind::title_field);
            let is_title = |name: &str| titled.is_some_and(|field| field.name == name);
            let (titles, fields): (Vec<_>, Vec<_>) =
                with.iter().cloned().partition(|(name, _)| is_title(name));
            Some(Invocation::NewRecord {
                kind: kind.clone(),
                title: titles.into_iter().next().map(|(_, title)| title),
                fields,
            })
        }
        Need::Either { by, .. } => invocation(by, portfolio),
        Need::Mend { .. } | Need::Other(_) => None,
    }
}

/// What to do, in a few words: `a third journal`, `2 more journals`, `journals/x.md: …`.
pub fn says(need: &Need, portfolio: &Portfolio) -> String {
    match need {
        Need::Write {
            kind, more, begun, ..
        } => {
            let kind = portfolio.kinds().get(kind);
            let (one, many) = kind.map_or(("record".into(), "records".into()), |kind| {
                (kind.noun(), kind.nouns())
            });
            if one == many {
                // Feedback, like advice, is not counted.
                one
            } else if *more == 1 {
                words::article(&one)
            } else {
                let many = if *begun { format!("more {many}") } else { many };
                words::counted(*more, &one, &many)
            }
        }
        Need::Add { kind, amount, .. } => {
            let kind = portfolio.kinds().get(kind);
            let many = kind.map_or_else(|| "records".to_owned(), Kind::nouns);
            format!("{amount} more in {many}")
        }
        Need::Mend { path, says } => format!("{path}: {says}"),
        Need::Either { says, .. } | Need::Other(says) => says.clone(),
    }
}

/// Returns what to do with the action that does it, for a finding.
pub fn remedy(need: &Need, portfolio: &Portfolio) -> Remedy {
    let says = says(need, portfolio);
    match (need, invocation(need, portfolio)) {
        (Need::Either { .. }, Some(what)) => Remedy::invoke(says, what),
        (_, Some(what)) => Remedy::invoke(format!("write {says}"), what),
        (Need::Mend { path, .. }, None) => Remedy::look(says, path, Span::start_of_file()),
        (_, None) => Remedy::advice(says),
    }
}
