//! What a criterion still needs, as words and as a command.

use super::Need;
use crate::base::text::{Shell, shell_line, words};
use crate::domain::portfolio::Portfolio;
use crate::domain::schema::Kind;

/// The command that meets a need, where there is one.
pub fn command(need: &Need) -> Option<String> {
    match need {
        Need::Write { kind, with, .. } | Need::Add { kind, with, .. } => {
            let mut words = vec!["cpd".to_owned(), "new".to_owned(), kind.clone()];
            for (field, value) in with {
                let flag = format!("--{}", field.replace('_', "-"));
                if value.starts_with('-') {
                    words.push(format!("{flag}={value}"));
                } else {
                    words.extend([flag, value.clone()]);
                }
            }
            shell_line(&words, Shell::HERE)
        }
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
        Need::Other(says) => says.clone(),
    }
}

/// Both, for the help of a finding.
pub fn in_words(need: &Need, portfolio: &Portfolio) -> String {
    match command(need) {
        Some(command) => format!("write {}: `{command}`", says(need, portfolio)),
        None => says(need, portfolio),
    }
}
