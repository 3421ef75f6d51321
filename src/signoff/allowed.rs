//! Whose keys are whose: OpenSSH's `allowed_signers`, and the plain list of keys
//! that are revoked. Read as ssh-keygen reads them, or more strictly: a line that
//! is not understood lets nobody in.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use ssh_key::PublicKey;
use ssh_key::public::KeyData;

/// One line: whom it is for, and which key.
#[derive(Debug, Clone)]
pub struct Allowed {
    /// Names and patterns, as they are written.
    pub principals: Vec<String>,
    pub key: KeyData,
    namespaces: Option<Vec<String>>,
    from: Option<DateTime<Utc>>,
    to: Option<DateTime<Utc>>,
    /// A key that vouches for others; none of them can be checked here.
    authority: bool,
}

/// The lines of `allowed_signers` that are understood.
pub fn read(text: &str) -> Vec<Allowed> {
    let lines = text.lines().map(str::trim);
    lines
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .filter_map(line)
        .collect()
}

/// The keys of a list of revoked ones; `None` where a line is no plain key, since
/// it might revoke any.
pub fn revoked(text: &str) -> Option<Vec<KeyData>> {
    let lines = text.lines().map(str::trim);
    lines
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| Some(PublicKey::from_openssh(line).ok()?.key_data().clone()))
        .collect()
}

impl Allowed {
    /// Whether the key counts for this namespace at this moment.
    pub fn holds(&self, namespace: &str, at: DateTime<Utc>) -> bool {
        let named = self.namespaces.as_ref();
        let for_this = named.is_none_or(|list| list.iter().any(|one| glob(one, namespace)));
        !self.authority && for_this && self.is_valid(at)
    }

    /// Whether the moment is within the key's time.
    pub fn is_valid(&self, at: DateTime<Utc>) -> bool {
        self.from.is_none_or(|from| from <= at) && self.to.is_none_or(|to| at < to)
    }

    /// Whether a person is meant, by name or by pattern. A name after `!` is not.
    pub fn is_for(&self, person: &str) -> bool {
        let refused = self
            .principals
            .iter()
            .filter_map(|one| one.strip_prefix('!'));
        let meant = self.principals.iter().any(|one| glob(one, person));
        meant && !refused.into_iter().any(|one| glob(one, person))
    }

    /// Whether it names exactly one person, by their whole name.
    pub fn is_one_person(&self) -> bool {
        matches!(self.principals.as_slice(), [one] if !one.contains(['*', '?', '!']))
    }
}

fn line(line: &str) -> Option<Allowed> {
    let (principals, rest) = word(line)?;
    let mut allowed = Allowed {
        principals: principals.split(',').map(str::to_owned).collect(),
        key: key(rest).or_else(|| key(word(rest)?.1))?,
        namespaces: None,
        from: None,
        to: None,
        authority: false,
    };
    // What stands before the key is options, if it is no key itself.
    if key(rest).is_none() {
        allowed.take(&word(rest)?.0)?;
    }
    Some(allowed)
}

/// The key that a text begins with.
fn key(text: &str) -> Option<KeyData> {
    let mut words = text.split_whitespace();
    let plain = format!("{} {}", words.next()?, words.next()?);
    Some(PublicKey::from_openssh(&plain).ok()?.key_data().clone())
}

impl Allowed {
    fn take(&mut self, options: &str) -> Option<()> {
        for option in split_options(options) {
            let (name, value) = option.split_once('=').unwrap_or((&option, ""));
            let value = value.trim_matches('"');
            match name.to_ascii_lowercase().as_str() {
                "cert-authority" => self.authority = true,
                "namespaces" => {
                    self.namespaces = Some(value.split(',').map(str::to_owned).collect());
                }
                "valid-after" => self.from = Some(moment(value)?),
                "valid-before" => self.to = Some(moment(value)?),
                _ => return None,
            }
        }
        Some(())
    }
}

/// The first word, in which quotation marks keep blanks together, and the rest.
fn word(text: &str) -> Option<(String, &str)> {
    let mut quoted = false;
    let end = text.find(|c: char| {
        quoted ^= c == '"';
        c.is_whitespace() && !quoted
    });
    let end = end.unwrap_or(text.len());
    let first = text[..end].to_owned();
    (!quoted && !first.is_empty()).then(|| (first, text[end..].trim_start()))
}

/// Options between commas that stand outside quotation marks.
fn split_options(text: &str) -> Vec<String> {
    let mut quoted = false;
    let parts = text.split(|c: char| {
        quoted ^= c == '"';
        c == ',' && !quoted
    });
    parts.map(str::to_owned).collect()
}

/// `YYYYMMDD`, `YYYYMMDDHHMM` or `YYYYMMDDHHMMSS`, with or without `Z`. Without it
/// ssh-keygen takes the time of the computer; here it is UTC everywhere.
fn moment(text: &str) -> Option<DateTime<Utc>> {
    let digits = text.strip_suffix(['Z', 'z']).unwrap_or(text);
    let time = match digits.len() {
        8 => NaiveDate::parse_from_str(digits, "%Y%m%d")
            .ok()?
            .and_time(NaiveTime::MIN),
        12 => NaiveDateTime::parse_from_str(&format!("{digits}00"), "%Y%m%d%H%M%S").ok()?,
        14 => NaiveDateTime::parse_from_str(digits, "%Y%m%d%H%M%S").ok()?,
        _ => return None,
    };
    Some(time.and_utc())
}

/// Whether a name fits a pattern of `*` and `?`.
fn glob(pattern: &str, name: &str) -> bool {
    let (pattern, name): (Vec<char>, Vec<char>) =
        (pattern.chars().collect(), name.chars().collect());
    let (mut p, mut n) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while n < name.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, n));
                p += 1;
            }
            Some(c) if *c == '?' || *c == name[n] => {
                p += 1;
                n += 1;
            }
            _ => match star {
                Some((at, taken)) => {
                    star = Some((at, taken + 1));
                    p = at + 1;
                    n = taken + 1;
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f";

    fn at(text: &str) -> DateTime<Utc> {
        moment(text).unwrap()
    }

    #[test]
    fn a_line_says_whose_key_for_what_and_when() {
        let text = format!(
            "# keys\n\npriya-shah namespaces=\"signoff@cpd.v1\",valid-after=\"20260101Z\",valid-before=\"20270101\" {KEY} priya\n"
        );
        let [line] = &read(&text)[..] else {
            panic!("one line")
        };
        assert!(line.is_for("priya-shah") && !line.is_for("priya"));
        assert!(line.is_one_person());
        assert!(line.holds("signoff@cpd.v1", at("20260601")));
        assert!(!line.holds("git", at("20260601")));
        assert!(!line.holds("signoff@cpd.v1", at("20251231")));
        assert!(!line.holds("signoff@cpd.v1", at("20270101")));
    }

    #[test]
    fn a_line_that_is_not_understood_lets_nobody_in() {
        for line in [
            format!("priya no-such-option {KEY}"),
            format!("priya valid-after=\"soon\" {KEY}"),
            "priya ssh-ed25519 AAAA".to_owned(),
            format!("\"priya {KEY}"),
            KEY.to_owned(),
        ] {
            assert!(read(&line).is_empty(), "{line}");
        }
        let authority = read(&format!("* cert-authority {KEY}"));
        assert!(!authority[0].holds("x", at("20260101")));
    }

    #[test]
    fn patterns_are_those_of_openssh() {
        for (pattern, name, fits) in [
            ("*", "anybody", true),
            ("p*h", "priya-shah", true),
            ("p?iya", "priya", true),
            ("p?iya", "priiya", false),
            ("a*b*c", "abxbc", true),
            ("", "x", false),
        ] {
            assert_eq!(glob(pattern, name), fits, "{pattern} {name}");
        }
        let line = &read(&format!("*,!sam {KEY}"))[0];
        assert!(line.is_for("priya") && !line.is_for("sam") && !line.is_one_person());
    }

    #[test]
    fn a_revoked_list_with_anything_else_in_it_is_not_read() {
        assert_eq!(revoked("# none\n").map(|keys| keys.len()), Some(0));
        assert_eq!(revoked(KEY).map(|keys| keys.len()), Some(1));
        assert!(revoked("@revoked something").is_none());
    }
}
