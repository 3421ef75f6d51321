//! `trust/forge.yaml`: which forge, which repository and which branch count, and who
//! records what was approved there.

use crate::base::document::{Malformed, Node, ParsedFile, SyntaxFault, find_indirection};
use crate::base::text::safe::is_unsafe;
use crate::base::text::words;
use crate::base::text::{LineIndex, Safe, Span, did_you_mean};
use crate::domain::id::PersonId;

use super::LARGEST_NUMBER;

/// The contents of `trust/forge.yaml`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForgeSettings {
    /// In lower case, such as `github.com`.
    pub host: String,
    /// The numeric id of the repository: names are given away, numbers are not.
    pub repository: u64,
    /// The branch that pull requests go into.
    pub base: String,
    /// The principal in `trust/allowed_signers` whose key signs the records.
    pub recorder: PersonId,
}

const KEYS: [&str; 4] = ["host", "repository", "base", "recorder"];

impl ForgeSettings {
    /// Returns true for text that can be the `host`.
    pub fn allows_host(text: &str) -> bool {
        is_host(text)
    }

    /// Returns true for text that can be the `repository`.
    pub fn allows_repository(text: &str) -> bool {
        number(text).is_some()
    }

    /// Reads the file; what is said against it names every field that is at fault, and
    /// leaves the file's own name to whoever asked.
    pub fn read(text: &str) -> Result<Self, String> {
        if let Some(found) = find_indirection(text) {
            return Err(format!("{}: {}", found.reason, found.help));
        }
        let document = ParsedFile::read_yaml(text);
        let form = document.faults.iter().map(|fault| form(text, fault));
        let mut faults: Vec<String> = form.collect();
        if !faults.is_empty() {
            return Err(words::join_points(&faults));
        }
        let top = &document.front;
        let keys = top.entries().iter().map(|entry| entry.key.as_str());
        let unknown: Vec<String> = keys
            .filter(|key| !KEYS.contains(key))
            .map(unknown)
            .collect();
        faults.extend((!unknown.is_empty()).then(|| words::join_points(&unknown)));
        let mut take = |key: &str, what: &str, is_right: fn(&str) -> bool| {
            let found = word(top, key, what, is_right);
            found
                .map_err(|fault| faults.push(fault))
                .unwrap_or_default()
        };
        let host = take("host", "the forge's host, such as `github.com`", is_host);
        let repository = take(
            "repository",
            "the repository's number, such as `186853002`",
            |word| number(word).is_some(),
        );
        let base = take(
            "base",
            "the branch that pull requests go into, such as `main`",
            is_branch,
        );
        let recorder = take(
            "recorder",
            "the name in `trust/allowed_signers` whose key signs the records, in small letters, such as `recorder`",
            |word| PersonId::parse(word).is_some(),
        );
        match (number(&repository), PersonId::parse(&recorder)) {
            (Some(repository), Some(recorder)) if faults.is_empty() => Ok(Self {
                host: host.to_ascii_lowercase(),
                repository,
                base,
                recorder,
            }),
            _ => Err(faults.join("; ")),
        }
    }
}

fn word(top: &Node, key: &str, what: &str, is_right: fn(&str) -> bool) -> Result<String, String> {
    let Some(node) = top.get(key).filter(|node| !node.is_null()) else {
        return Err(format!("`{key}` is missing: add {what}"));
    };
    let Some(word) = node.scalar() else {
        let found = node.describe();
        return Err(format!("`{key}` is {found}: it should be {what}"));
    };
    if is_right(word) {
        return Ok(word.to_owned());
    }
    Err(format!("`{key}` cannot be read: it should be {what}"))
}

fn unknown(key: &str) -> String {
    let known = KEYS.join("`, `");
    let question = did_you_mean::question(key, KEYS);
    let help = question.unwrap_or(format!("the settings are `{known}`"));
    format!("`{}` is not a setting: {help}", Safe(key))
}

fn form(text: &str, fault: &SyntaxFault) -> String {
    let line = |span: Span| LineIndex::new(text).position(text, span.start).line;
    match fault {
        SyntaxFault::Malformed(why) => {
            format!("line {}: {}: {}", line(why.span), why.reason, why.help)
        }
        SyntaxFault::DuplicateKey { key, again, .. } => {
            let key = Safe(key);
            format!("line {}: `{key}` is written twice: keep one", line(*again))
        }
        SyntaxFault::Conflict(span) => {
            let conflict = Malformed::conflict(*span);
            format!(
                "line {}: {}: {}",
                line(*span),
                conflict.reason,
                conflict.help
            )
        }
        SyntaxFault::NotAMap(_)
        | SyntaxFault::MissingFrontMatter
        | SyntaxFault::UnclosedFrontMatter(_) => {
            "it should hold lines such as `host: github.com`".to_owned()
        }
    }
}

/// Returns true for a host by itself: no `https://`, no path.
fn is_host(word: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':');
    word.starts_with(|c: char| c.is_ascii_alphanumeric()) && word.chars().all(allowed)
}

/// Returns true for the short name of a branch.
fn is_branch(word: &str) -> bool {
    let is_plain = |c: char| !c.is_whitespace() && !is_unsafe(c);
    !word.is_empty() && !word.starts_with("refs/") && word.chars().all(is_plain)
}

fn number(word: &str) -> Option<u64> {
    let is_plain = word.bytes().all(|b| b.is_ascii_digit());
    let number = word.parse().ok().filter(|_| is_plain);
    number.filter(|number| (1..=LARGEST_NUMBER).contains(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "host: GitHub.com\nrepository: 186853002\nbase: main\nrecorder: recorder\n";

    #[test]
    fn the_four_forge_settings_are_read() {
        let settings = ForgeSettings::read(GOOD).unwrap();
        assert_eq!(settings.host, "github.com");
        assert_eq!(settings.repository, 186_853_002);
        assert_eq!((&*settings.base, &*settings.recorder), ("main", "recorder"));
    }

    #[test]
    fn each_missing_or_wrong_field_is_named() {
        for (line, wrong) in [
            ("host: GitHub.com", "host: https://github.com/"),
            ("host: GitHub.com", "host: a@b"),
            ("repository: 186853002", "repository: me/portfolio"),
            ("repository: 186853002", "repository: -1"),
            ("repository: 186853002", "repository: +1"),
            ("repository: 186853002", "repository: 0"),
            ("repository: 186853002", "repository: 1.5"),
            ("repository: 186853002", "repository: 9007199254740992"),
            ("base: main", "base: refs/heads/main"),
            ("base: main", "base: [main]"),
            ("recorder: recorder", "recorder: a/b"),
        ] {
            let key = line.split(':').next().unwrap();
            for text in [
                GOOD.replace(line, wrong),
                GOOD.replace(line, ""),
                GOOD.replace(line, &format!("{key}:")),
            ] {
                let said = ForgeSettings::read(&text).unwrap_err();
                assert!(said.starts_with(&format!("`{key}` ")), "{text}\n{said}");
                assert!(!said.contains("; "), "one fault only: {said}");
            }
        }
    }

    #[test]
    fn every_fault_is_reported_together() {
        let said = ForgeSettings::read("hots: x\nbase: main\n").unwrap_err();
        for part in ["`hots` is not", "did you mean `host`?", "`host` is missing"] {
            assert!(said.contains(part), "{said}");
        }
        assert!(said.contains("`repository`") && said.contains("`recorder`"));
        assert!(
            ForgeSettings::read("")
                .unwrap_err()
                .contains("`base` is missing")
        );
    }

    #[test]
    fn files_that_are_not_forge_settings_are_refused() {
        let twice = ForgeSettings::read(&format!("{GOOD}host: x.org\n")).unwrap_err();
        assert!(twice.contains("line 5: `host` is written twice"), "{twice}");
        assert!(
            ForgeSettings::read("- host\n")
                .unwrap_err()
                .contains("lines such as")
        );
        assert!(
            ForgeSettings::read("host: [\n")
                .unwrap_err()
                .starts_with("line ")
        );
    }
}
