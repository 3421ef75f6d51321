//! `cpd register list`: the entries of a register.

mod csv;
mod human;
mod json;
mod plain;

use super::{Format, View};
use crate::base::text::words;
use crate::views::register::{EntryState, RegisterList};

impl View for RegisterList {
    const NAME: &'static str = "a register";
    const FORMATS: &'static [Format<Self>] = &[
        Format::new("human", human::write),
        Format::new("plain", plain::write),
        Format::new("json", json::write),
        Format::new("csv", csv::write),
    ];
}

/// Returns how many entries there are, by their states, and whether anything is wrong.
fn summary(list: &RegisterList) -> String {
    let states = [
        EntryState::Granted,
        EntryState::Returned,
        EntryState::Revoked,
        EntryState::Invalid,
    ];
    let counts = states.iter().filter_map(|state| {
        let same = list.entries.iter().filter(|entry| entry.state == *state);
        let count = same.count();
        (count > 0).then(|| format!("{count} {}", state.name()))
    });
    let counts: Vec<String> = counts.collect();
    let entries = words::count_noun(list.entries.len(), "entry", "entries");
    let mut says = format!("Register of {}: {entries}", list.body);
    if !counts.is_empty() {
        says.push_str(&format!(", {}", counts.join(", ")));
    }
    if list.problems > 0 {
        let problems = words::count_noun(list.problems, "problem", "problems");
        says.push_str(&format!("; {problems}"));
    }
    says
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::text::Shell;
    use crate::domain::register::EntryKind;
    use crate::formats::{Style, print};
    use crate::views::register::{RegisterLine, RevokedLine};

    fn line(count: u32, name: &str, revoked: Option<RevokedLine>) -> RegisterLine {
        RegisterLine {
            number: format!("LPP-2026-000{count}"),
            state: match revoked {
                Some(_) => EntryState::Revoked,
                None => EntryState::Granted,
            },
            kind: EntryKind::Grant,
            decided_on: chrono::NaiveDate::from_ymd_opt(2026, 5, 4).unwrap(),
            person: "sam-carter".to_owned(),
            name: name.to_owned(),
            scheme: "lancaster".to_owned(),
            scheme_version: "1.0.0".to_owned(),
            award: "lancaster/bronze".to_owned(),
            title: "Bronze".to_owned(),
            criteria: Vec::new(),
            decided_by: "Organisation Development".to_owned(),
            assurance: "signed".to_owned(),
            people: "register",
            portfolio: "0197".to_owned(),
            pack_sha256: None,
            registered_by: "organisation-development".to_owned(),
            revoked,
        }
    }

    fn printed(format: &str) -> String {
        let revoked = RevokedLine {
            on: chrono::NaiveDate::from_ymd_opt(2026, 6, 1).unwrap(),
            by: "organisation-development".to_owned(),
            reason: "@home, \"copied\"".to_owned(),
        };
        let returned = RegisterLine {
            kind: EntryKind::Return,
            state: EntryState::Returned,
            criteria: vec!["bronze/statement".to_owned(), "bronze/journals".to_owned()],
            ..line(3, "Ann", None)
        };
        let list = RegisterList {
            version: 1,
            prefix: "LPP".to_owned(),
            body: "Organisation Development".to_owned(),
            entries: vec![
                line(1, "Sam Carter", None),
                line(2, "=1+1", Some(revoked)),
                returned,
            ],
            problems: 1,
        };
        let style = Style {
            width: 80,
            colour: false,
            shell: Shell::Posix,
        };
        let mut out = Vec::new();
        print(&list, format, &style, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_spreadsheet_gets_every_entry_and_runs_none() {
        let csv = printed("csv");
        let rows: Vec<&str> = csv.lines().skip(1).collect();
        assert_eq!(
            rows,
            [
                "LPP-2026-0001,granted,2026-05-04,sam-carter,Sam Carter,lancaster,1.0.0,lancaster/bronze,Bronze,Organisation Development,signed,register,0197,,,organisation-development,,,",
                "LPP-2026-0002,revoked,2026-05-04,sam-carter,'=1+1,lancaster,1.0.0,lancaster/bronze,Bronze,Organisation Development,signed,register,0197,,,organisation-development,2026-06-01,organisation-development,\"'@home, \"\"copied\"\"\"",
                "LPP-2026-0003,returned,2026-05-04,sam-carter,Ann,lancaster,1.0.0,lancaster/bronze,Bronze,Organisation Development,signed,register,0197,,bronze/statement; bronze/journals,organisation-development,,,",
            ]
        );
    }

    #[test]
    fn each_entry_is_a_sentence_and_the_last_says_how_many_are_revoked() {
        assert_eq!(
            printed("plain"),
            "LPP-2026-0001: Bronze (lancaster/bronze) to Sam Carter on 2026-05-04: granted.\n\
             LPP-2026-0002: Bronze (lancaster/bronze) to =1+1 on 2026-05-04: revoked.\n\
             LPP-2026-0003: Bronze (lancaster/bronze) of Ann on 2026-05-04: returned.\n\
             Register of Organisation Development: 3 entries, 1 granted, 1 returned, 1 revoked; 1 problem.\n"
        );
    }
}
