//! Reads OpenSSH's `allowed_signers` and the plain list of revoked keys. They are read as
//! ssh-keygen reads them, byte for byte, or more strictly: a line that is not understood
//! allows nobody.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use ssh_key::PublicKey;
use ssh_key::public::KeyData;

use crate::domain::id::Fingerprint;

/// Separators of words in ssh-keygen. Other blanks are letters to it.
const BLANKS: [char; 2] = [' ', '\t'];

/// Characters that end the names at the start of a line.
const WORD_ENDS: [char; 4] = [' ', '\t', '\r', '\n'];

/// Characters that are ignored within the base64 text of a key.
const IGNORED_IN_KEYS: [char; 3] = ['\r', '\u{b}', '\u{c}'];

/// ssh-keygen matches nothing against a list that holds a pattern of this many
/// bytes.
const LONGEST_PATTERN: usize = 1023;

/// Sizes of RSA keys that ssh-keygen reads at all, in bits.
const RSA_BITS: std::ops::RangeInclusive<usize> = 1024..=16384;

/// One line: whom it is for, and which key.
#[derive(Debug, Clone)]
pub struct AllowedSigner {
    /// Names and patterns, as they are written.
    pub principals: Vec<String>,
    pub key: KeyData,
    namespaces: Option<Vec<String>>,
    pub from: Option<DateTime<Utc>>,
    pub to: Option<DateTime<Utc>>,
    /// A key that vouches for others; none of them can be checked here.
    authority: bool,
}

impl AllowedSigner {
    /// Returns true if the key is valid for this namespace and no other.
    pub fn is_only_for(&self, namespace: &str) -> bool {
        self.namespaces.as_deref() == Some(&[namespace.to_owned()])
    }
}

/// Returns the lines of `allowed_signers` that are understood.
pub fn parse(text: &str) -> Vec<AllowedSigner> {
    lines_of_keys(text).filter_map(parse_line).collect()
}

/// Returns the lines of `allowed_signers` that are neither empty nor a comment.
pub fn lines_of_keys(text: &str) -> impl Iterator<Item = &str> {
    let lines = lines(text).map(|line| line.trim_start_matches(WORD_ENDS));
    lines.filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// Returns the lines of a list of revoked keys that are neither empty nor a comment.
pub fn lines_of_revoked_keys(text: &str) -> impl Iterator<Item = &str> {
    let lines = lines(text).map(|line| line.trim_start_matches(BLANKS));
    lines.filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// Returns the keys of a list of revoked ones; `None` where a line is no plain key, since
/// it might revoke any.
pub fn parse_revoked(text: &str) -> Option<Vec<KeyData>> {
    lines_of_revoked_keys(text).map(parse_key).collect()
}

/// Returns the lines without their line feeds. To ssh-keygen a line ends before a NUL.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.split('\n')
        .map(|line| line.split('\0').next().unwrap_or_default())
}

impl AllowedSigner {
    /// Returns true if the key counts for this namespace at this moment.
    pub fn counts_for(&self, namespace: &str, at: DateTime<Utc>) -> bool {
        !self.authority && self.is_for_namespace(namespace) && self.is_valid(at)
    }

    /// Returns true if the key may be used in this namespace.
    pub fn is_for_namespace(&self, namespace: &str) -> bool {
        let named = self.namespaces.as_ref();
        named.is_none_or(|list| matches_any(list, namespace))
    }

    /// Returns true for the key of an authority, which signs nothing itself.
    pub fn is_authority(&self) -> bool {
        self.authority
    }

    /// Returns true if the moment is within the key's validity, both ends included.
    pub fn is_valid(&self, at: DateTime<Utc>) -> bool {
        self.from.is_none_or(|from| from <= at) && self.to.is_none_or(|to| at <= to)
    }

    /// Returns true if the line is for a person, by name or by pattern. A name after `!` is
    /// excluded.
    pub fn is_for(&self, person: &str) -> bool {
        matches_any(&self.principals, person)
    }

    /// Returns true if the line names exactly one person, by their whole name.
    pub fn is_one_person(&self) -> bool {
        matches!(self.principals.as_slice(), [one] if !one.contains(['*', '?', '!']))
    }

    /// Returns true if the line gives this key to this person and to nobody else.
    pub fn is_key_of(&self, person: &str, key: &Fingerprint) -> bool {
        let is_theirs = matches!(self.principals.as_slice(), [one] if one == person);
        is_theirs && Fingerprint::from_public_key(&PublicKey::from(self.key.clone())) == *key
    }

    /// Returns the line in one form: names, options and key with one blank between them, times
    /// to the second in UTC, and no comment.
    pub fn canonical(&self) -> String {
        let names = self.principals.join(",");
        let names = if names.contains(WORD_ENDS) {
            format!("\"{names}\"")
        } else {
            names
        };
        let mut options = Vec::new();
        if self.authority {
            options.push("cert-authority".to_owned());
        }
        if let Some(namespaces) = &self.namespaces {
            let list = namespaces.join(",").replace('"', "\\\"");
            options.push(format!("namespaces=\"{list}\""));
        }
        for (name, moment) in [("valid-after", self.from), ("valid-before", self.to)] {
            let moment = moment.map(|at| at.format("%Y%m%d%H%M%SZ"));
            options.extend(moment.map(|at| format!("{name}=\"{at}\"")));
        }
        let words = [names, options.join(","), plain_key(&self.key)];
        let words: Vec<String> = words.into_iter().filter(|word| !word.is_empty()).collect();
        words.join(" ")
    }

    fn read_options(&mut self, mut text: &str) -> Option<()> {
        while !text.is_empty() {
            if let Some(rest) = option_value(text, "cert-authority") {
                self.authority = true;
                text = rest;
            } else if let Some(rest) = option_value(text, "namespaces=") {
                let value;
                (value, text) = quoted(rest)?;
                set_once(&mut self.namespaces, split_patterns(&value))?;
            } else if let Some(rest) = option_value(text, "valid-after=") {
                let value;
                (value, text) = quoted(rest)?;
                set_once(&mut self.from, moment(&value)?)?;
            } else if let Some(rest) = option_value(text, "valid-before=") {
                let value;
                (value, text) = quoted(rest)?;
                set_once(&mut self.to, moment(&value)?)?;
            }
            text = match text.strip_prefix(',') {
                Some("") => return None,
                Some(rest) => rest,
                None if text.is_empty() => text,
                None => return None,
            };
        }
        let backwards = self.from.zip(self.to).is_some_and(|(from, to)| to <= from);
        (!backwards).then_some(())
    }
}

/// Returns a key as `ssh-ed25519 AAAA…`, without a comment.
pub fn plain_key(key: &KeyData) -> String {
    let written = PublicKey::from(key.clone()).to_openssh();
    written.map_or_else(|_| String::new(), |text| text.trim().to_owned())
}

fn parse_line(line: &str) -> Option<AllowedSigner> {
    let (principals, rest) = parse_names(line)?;
    // What stands before the key is options, if it is no key itself.
    let (options, key) = match parse_key(rest) {
        Some(key) => ("", key),
        None => {
            let (options, rest) = split_options(rest)?;
            (options, parse_key(rest)?)
        }
    };
    let mut allowed = AllowedSigner {
        principals: split_patterns(&principals),
        key,
        namespaces: None,
        from: None,
        to: None,
        authority: false,
    };
    allowed.read_options(options)?;
    Some(allowed)
}

/// Returns the key that a text begins with, of a kind that signs, and written in the one way
/// in which it is written.
fn parse_key(text: &str) -> Option<KeyData> {
    let (kind, rest) = text.split_once(BLANKS)?;
    let rest = rest.trim_start_matches(BLANKS);
    let letters = rest.split(BLANKS).next()?.chars();
    let blob: String = letters.filter(|c| !IGNORED_IN_KEYS.contains(c)).collect();
    let plain = format!("{kind} {blob}");
    let key = PublicKey::from_openssh(&plain).ok()?;
    let is_written_so = key.to_openssh().is_ok_and(|written| written == plain);
    (is_written_so && is_sound(key.key_data())).then(|| key.key_data().clone())
}

/// Returns true if ssh-keygen would read such a key too. It no longer knows DSA since
/// OpenSSH 10, and certificates cannot be checked here.
fn is_sound(key: &KeyData) -> bool {
    const UNCOMPRESSED: u8 = 4;
    match key {
        KeyData::Ed25519(_) | KeyData::SkEd25519(_) => true,
        KeyData::Ecdsa(key) => key.as_sec1_bytes().first() == Some(&UNCOMPRESSED),
        KeyData::SkEcdsaSha2NistP256(key) => {
            key.ec_point().as_bytes().first() == Some(&UNCOMPRESSED)
        }
        KeyData::Rsa(key) => {
            let bits = |bytes: &[u8]| match bytes {
                [first, rest @ ..] => {
                    rest.len() * 8 + first.checked_ilog2().map_or(0, |log| log as usize + 1)
                }
                [] => 0,
            };
            let modulus = key.n.as_positive_bytes().map_or(0, bits);
            key.e.as_positive_bytes().is_some() && RSA_BITS.contains(&modulus)
        }
        _ => false,
    }
}

/// Returns the names at the start of a line, and the rest. A quotation mark begins a part
/// that may hold blanks; the next one ends the names.
fn parse_names(text: &str) -> Option<(String, &str)> {
    let end = text.find(|c| c == '"' || WORD_ENDS.contains(&c));
    let (first, rest) = text.split_at(end.unwrap_or(text.len()));
    let (names, rest) = match rest.strip_prefix('"') {
        Some(quoted) => {
            let (quoted, rest) = quoted.split_once('"')?;
            (format!("{first}{quoted}"), rest)
        }
        None => (first.to_owned(), rest),
    };
    Some((names, rest.trim_start_matches(WORD_ENDS)))
}

/// Splits a text at the first blank outside quotation marks.
fn split_options(text: &str) -> Option<(&str, &str)> {
    let mut quoted = false;
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            '"' if escaped => {}
            '"' => quoted = !quoted,
            ' ' | '\t' if !quoted => {
                return Some((&text[..at], text[at..].trim_start_matches(BLANKS)));
            }
            _ => {}
        }
        escaped = c == '\\';
    }
    None
}

/// Returns the text after the name of an option; upper and lower case are the same.
fn option_value<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let (start, rest) = text.split_at_checked(name.len())?;
    start.eq_ignore_ascii_case(name).then_some(rest)
}

/// Returns the value within quotation marks at the start, and what follows them. `\"` is a
/// quotation mark within.
fn quoted(text: &str) -> Option<(String, &str)> {
    let text = text.strip_prefix('"')?;
    let mut value = String::new();
    for (at, c) in text.char_indices() {
        match c {
            '"' if value.ends_with('\\') => {
                value.pop();
                value.push(c);
            }
            '"' => return Some((value, &text[at + 1..])),
            _ => value.push(c),
        }
    }
    None
}

/// Sets an option; `None` if it was given before.
fn set_once<T>(slot: &mut Option<T>, value: T) -> Option<()> {
    slot.replace(value).is_none().then_some(())
}

/// Parses `YYYYMMDD`, `YYYYMMDDHHMM` or `YYYYMMDDHHMMSS`, with or without `Z`. Without it
/// ssh-keygen takes the computer's time zone; here it is UTC everywhere.
fn moment(text: &str) -> Option<DateTime<Utc>> {
    let digits = text.strip_suffix(['Z', 'z']).unwrap_or(text);
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let time = match digits.len() {
        8 => NaiveDate::parse_from_str(digits, "%Y%m%d")
            .ok()?
            .and_time(NaiveTime::MIN),
        12 => NaiveDateTime::parse_from_str(&format!("{digits}00"), "%Y%m%d%H%M%S").ok()?,
        14 => NaiveDateTime::parse_from_str(digits, "%Y%m%d%H%M%S").ok()?,
        _ => return None,
    };
    let moment = time.and_utc();
    // No leap second, and nothing from before 1970: ssh-keygen takes 0 for none.
    (moment.timestamp_subsec_nanos() == 0 && moment.timestamp() > 0).then_some(moment)
}

/// Returns the patterns of a list between commas.
fn split_patterns(text: &str) -> Vec<String> {
    let patterns = text.split(',').filter(|pattern| !pattern.is_empty());
    patterns.map(str::to_owned).collect()
}

/// Returns true if a name fits one of these patterns, and none of those after `!`.
fn matches_any(patterns: &[String], name: &str) -> bool {
    let mut meant = false;
    for pattern in patterns {
        let refused = pattern.strip_prefix('!');
        let pattern = refused.unwrap_or(pattern);
        if pattern.len() >= LONGEST_PATTERN {
            return false;
        }
        if matches_glob(pattern.as_bytes(), name.as_bytes()) {
            if refused.is_some() {
                return false;
            }
            meant = true;
        }
    }
    meant
}

/// Returns true if a name fits a pattern of `*` and `?`, where `?` is one byte.
fn matches_glob(pattern: &[u8], name: &[u8]) -> bool {
    let (mut p, mut n) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while n < name.len() {
        match pattern.get(p) {
            Some(b'*') => {
                star = Some((p, n));
                p += 1;
            }
            Some(byte) if *byte == b'?' || *byte == name[n] => {
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
    pattern[p..].iter().all(|byte| *byte == b'*')
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
    fn a_key_line_gives_person_purpose_and_validity() {
        let text = format!(
            "# keys\n\npriya-shah namespaces=\"signoff@cpd.v1\",valid-after=\"20260101Z\",valid-before=\"20270101\" {KEY} priya\n"
        );
        let [line] = &parse(&text)[..] else {
            panic!("one line")
        };
        assert!(line.is_for("priya-shah") && !line.is_for("priya"));
        assert!(line.is_one_person());
        assert!(line.counts_for("signoff@cpd.v1", at("20260601")));
        assert!(!line.counts_for("git", at("20260601")));
        assert!(!line.counts_for("signoff@cpd.v1", at("20251231")));
        assert!(line.counts_for("signoff@cpd.v1", at("20270101")));
        assert!(!line.counts_for("signoff@cpd.v1", at("20270101000001")));
    }

    #[test]
    fn a_line_has_one_form_that_reads_back_as_itself() {
        let cpd = format!(
            "priya-shah namespaces=\"signoff@cpd.v1\",valid-after=\"20240101000000Z\" {KEY}"
        );
        let other = format!(
            "  priya-shah\tVALID-AFTER=\"20240101\",namespaces=\"signoff@cpd.v1\"   {KEY} priya@home"
        );
        for line in [&cpd, &other] {
            assert_eq!(parse(line)[0].canonical(), cpd);
        }
        for line in [
            format!("priya {KEY}"),
            format!("\"priya shah,sam\" {KEY}"),
            format!("* cert-authority,namespaces=\"a\\\"b,c\",valid-before=\"20270101Z\" {KEY}"),
        ] {
            let once = parse(&line)[0].canonical();
            assert_eq!(parse(&once)[0].canonical(), once, "{line}");
            assert_eq!(once.replace("20270101000000Z", "20270101Z"), line);
        }
    }

    #[test]
    fn an_unreadable_key_line_trusts_no_signer() {
        for line in [
            format!("priya no-such-option {KEY}"),
            format!("priya valid-after=\"soon\" {KEY}"),
            "priya ssh-ed25519 AAAA".to_owned(),
            format!("priya namespaces=git {KEY}"),
            format!("priya namespaces=\"git\",namespaces=\"git\" {KEY}"),
            format!("priya cert-authority, {KEY}"),
            format!("priya valid-after=\"19700101Z\" {KEY}"),
            format!("priya valid-after=\"20260230Z\" {KEY}"),
            format!("priya valid-after=\"20270101Z\",valid-before=\"20260101Z\" {KEY}"),
            format!("priya\u{a0}{KEY}"),
            format!("priya {}", KEY.replace(' ', "\u{a0}")),
            format!("priya {KEY}="),
            format!("\"priya {KEY}"),
            KEY.to_owned(),
        ] {
            assert!(parse(&line).is_empty(), "{line}");
        }
        let authority = parse(&format!("* cert-authority {KEY}"));
        assert!(!authority[0].counts_for("x", at("20260101")));
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
            assert_eq!(
                matches_glob(pattern.as_bytes(), name.as_bytes()),
                fits,
                "{pattern} {name}"
            );
        }
        let line = &parse(&format!("*,!sam {KEY}"))[0];
        assert!(line.is_for("priya") && !line.is_for("sam") && !line.is_one_person());
        assert!(
            !matches_glob(b"?", "\u{e9}".as_bytes()),
            "one byte, not one letter"
        );
        let line = &parse(&format!("priya namespaces=\"!git,*\" {KEY}"))[0];
        assert!(line.counts_for("x", at("20260101")) && !line.counts_for("git", at("20260101")));
        let long = "*".repeat(LONGEST_PATTERN);
        let line = &parse(&format!("priya,{long} {KEY}"))[0];
        assert!(!line.is_for("priya"));
    }

    #[test]
    fn words_and_options_are_cut_as_openssh_cuts_them() {
        for text in [
            format!("\tpriya\t\t{}\tcomment\r", KEY.replace(' ', "\t")),
            format!("\"priya\" {KEY}"),
            format!("pri\"ya\"{KEY}"),
            format!("priya\r{KEY}\0 a comment"),
            format!("priya Namespaces=\"x\",VALID-AFTER=\"20250101z\" {KEY}"),
            format!("priya ,namespaces=\"x,a \\\"b c\" {KEY}"),
        ] {
            let [line] = &parse(&text)[..] else {
                panic!("{text:?}")
            };
            assert!(line.is_for("priya") && line.is_one_person(), "{text:?}");
            assert!(line.counts_for("x", at("20260101")), "{text:?}");
        }
        assert_eq!(
            quoted("\"a \\\"b\\c\",d"),
            Some(("a \"b\\c".to_owned(), ",d"))
        );
    }

    #[test]
    fn a_revocation_list_with_unknown_content_is_not_read() {
        assert_eq!(parse_revoked("# none\n").map(|keys| keys.len()), Some(0));
        assert_eq!(parse_revoked(KEY).map(|keys| keys.len()), Some(1));
        assert_eq!(
            parse_revoked(&format!("  \n\t{KEY}\r")).map(|keys| keys.len()),
            Some(1)
        );
        for text in [
            "@revoked something",
            "\r\n",
            "SSHKRL",
            "foo@bar AAAAB2Zvb0BiYXI=",
        ] {
            assert!(parse_revoked(text).is_none(), "{text:?}");
        }
        assert!(parse_revoked(&format!("priya {KEY}")).is_none());
    }
}
