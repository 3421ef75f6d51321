//! Each person with what is theirs, then the lines of keys that are nobody's.

use std::io::{self, Write};

use crate::base::calendar;
use crate::base::text::{Safe, words};
use crate::formats::Style;
use crate::views::trust_list::{HeldRole, KeyEntry, PersonEntry, TrustList};

pub fn write(list: &TrustList, _: &Style, out: &mut dyn Write) -> io::Result<()> {
    for person in &list.people {
        write_person(person, out)?;
        for key in list.keys.iter().filter(|key| key.is_of(&person.id)) {
            writeln!(out, "  {}", Safe(&key_in_words(key)))?;
        }
    }
    let is_person = |name: &String| list.people.iter().any(|person| person.id == *name);
    for key in &list.keys {
        let place = format!("trust/allowed_signers, line {}", key.line);
        match key.names.as_slice() {
            [one] if is_person(one) => {}
            [] => writeln!(out, "{place}{}", Safe(&standing(key)))?,
            names if key.counts => {
                let names = words::some(names);
                writeln!(out, "{}: {}", Safe(&names), Safe(&key_in_words(key)))?;
            }
            names => {
                let (names, key) = (words::some(names), key_in_words(key));
                writeln!(out, "{} ({place}): {}", Safe(&names), Safe(&key))?;
            }
        }
    }
    Ok(())
}

fn write_person(person: &PersonEntry, out: &mut dyn Write) -> io::Result<()> {
    let roles: Vec<String> = person.roles.iter().map(role_in_words).collect();
    let roles = match roles.as_slice() {
        [] => String::new(),
        roles => format!(": {}", words::join_choices(roles)),
    };
    let (name, id) = (Safe(&person.name), Safe(&person.id));
    writeln!(out, "{name} ({id}){}", Safe(&roles))?;
    for account in &person.accounts {
        writeln!(out, "  account {} on {}", account.id, Safe(&account.host))?;
    }
    Ok(())
}

fn role_in_words(role: &HeldRole) -> String {
    let until = role
        .until
        .map(|day| format!(" until {}", calendar::format_long(day)));
    format!("{}{}", role.name, until.unwrap_or_default())
}

fn key_in_words(key: &KeyEntry) -> String {
    let print = key
        .key
        .as_ref()
        .map_or_else(String::new, ToString::to_string);
    let day = |word: &str, moment: Option<chrono::DateTime<chrono::Utc>>| {
        let text = moment.map(|at| format!(" {word} {}", calendar::format_long(at.date_naive())));
        text.unwrap_or_default()
    };
    let time = format!("{}{}", day("from", key.from), day("until", key.until));
    format!("key {print}{time}{}", standing(key))
        .trim_end()
        .to_owned()
}

/// Returns what keeps a key from counting; nothing where it counts.
fn standing(key: &KeyEntry) -> String {
    match key.why.as_slice() {
        [] => String::new(),
        [_] if key.revoked => ", revoked".to_owned(),
        why => format!(" does not count: {}", words::join_points(why)),
    }
}
