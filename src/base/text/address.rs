//! Addresses of pages on the web, as they may be kept and printed. Opens nothing.

use std::fmt;

use url::Url;

use super::invisible;
use super::safe::is_unsafe;

/// Characters that an address may have.
pub const MOST_CHARACTERS: usize = 2_000;

/// An address that a browser may be sent to. It is kept in ASCII, so that each letter is the
/// letter that it seems to be: a host in another script is spelled `xn--…`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebAddress(String);

/// The reason why words are no address of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddressFault {
    TooLong,
    /// A blank, or a character that cannot be seen.
    Hidden,
    /// Neither http, https nor doi.
    Scheme,
    /// It holds a name or a password, as in `https://name@host`.
    Account,
    Unreadable,
}

impl WebAddress {
    /// Reads `https://…`, `http://…` or a DOI such as `doi:10.1000/182`.
    pub fn read(typed: &str) -> Result<Self, AddressFault> {
        let typed = typed.trim();
        if typed.chars().count() > MOST_CHARACTERS {
            return Err(AddressFault::TooLong);
        }
        let is_hidden = |c: char| c.is_whitespace() || is_unsafe(c);
        if typed.contains(is_hidden) || invisible::without_width(typed).next().is_some() {
            return Err(AddressFault::Hidden);
        }
        let doi = doi(typed).map(|name| format!("https://doi.org/{name}"));
        let url = Url::parse(doi.as_deref().unwrap_or(typed)).map_err(|_| fault(typed))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(AddressFault::Scheme);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(AddressFault::Account);
        }
        let is_plain = |c: char| c.is_ascii_alphanumeric() || ".-_:[]".contains(c);
        if !url
            .host_str()
            .is_some_and(|host| host.chars().all(is_plain))
        {
            return Err(AddressFault::Unreadable);
        }
        Some(Self(url.into()))
            .filter(|address| address.0.len() <= MOST_CHARACTERS)
            .ok_or(AddressFault::TooLong)
    }

    /// Returns the name of the site, such as `example.org`.
    pub fn site(&self) -> &str {
        let after = self.0.split("://").nth(1).unwrap_or_default();
        after.split(['/', '?', '#']).next().unwrap_or_default()
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for WebAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Returns true if words begin like an address of a page, whether it is a good one or not.
pub fn looks_like_address(typed: &str) -> bool {
    let typed = typed.trim().to_ascii_lowercase();
    let begins = ["https:", "http:", "www.", "doi:"];
    begins.iter().any(|begin| typed.starts_with(begin)) || doi(&typed).is_some()
}

/// Returns the name of a DOI without what stands before it.
fn doi(typed: &str) -> Option<&str> {
    let has_prefix = typed
        .get(..4)
        .is_some_and(|begin| begin.eq_ignore_ascii_case("doi:"));
    let name = if has_prefix { &typed[4..] } else { typed };
    let (registrant, rest) = name.strip_prefix("10.")?.split_once('/')?;
    let is_number = registrant.len() >= 4 && registrant.bytes().all(|b| b.is_ascii_digit());
    (is_number && !rest.is_empty()).then_some(name)
}

fn fault(typed: &str) -> AddressFault {
    match typed.contains("://") || !typed.contains(':') {
        true => AddressFault::Unreadable,
        false => AddressFault::Scheme,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(typed: &str) -> Result<String, AddressFault> {
        WebAddress::read(typed).map(|address| address.to_string())
    }

    #[test]
    fn addresses_are_read_in_one_form() {
        for (typed, address) in [
            ("https://example.org", "https://example.org/"),
            (" http://example.org/a?b=c#d ", "http://example.org/a?b=c#d"),
            ("HTTPS://EXAMPLE.org/A", "https://example.org/A"),
            ("doi:10.1000/182", "https://doi.org/10.1000/182"),
            ("DOI:10.1000/182", "https://doi.org/10.1000/182"),
            ("10.1000/182", "https://doi.org/10.1000/182"),
            // A letter that only looks like an `a` shows as what it is.
            ("https://ex\u{430}mple.org/", "https://xn--exmple-4nf.org/"),
            (
                "https://b\u{fc}cher.example/",
                "https://xn--bcher-kva.example/",
            ),
            (
                "https://example.org/\"><script>",
                "https://example.org/%22%3E%3Cscript%3E",
            ),
        ] {
            assert_eq!(read(typed).as_deref(), Ok(address), "{typed}");
        }
    }

    #[test]
    fn a_site_is_named_without_its_page() {
        let site = |typed: &str| WebAddress::read(typed).map(|address| address.site().to_owned());
        assert_eq!(
            site("https://example.org/a?b").as_deref(),
            Ok("example.org")
        );
        assert_eq!(
            site("http://example.org:8080").as_deref(),
            Ok("example.org:8080")
        );
        assert_eq!(site("doi:10.1000/182").as_deref(), Ok("doi.org"));
    }

    #[test]
    fn hostile_addresses_are_refused() {
        let long = format!("https://example.org/{}", "a".repeat(10_000));
        // Short to type, long to print.
        let grows = format!("https://example.org/{}", "\u{fc}".repeat(1_900));
        for (typed, why) in [
            ("javascript:alert(1)", AddressFault::Scheme),
            ("data:text/html,x", AddressFault::Scheme),
            ("file:///etc/passwd", AddressFault::Scheme),
            ("ftp://example.org/", AddressFault::Scheme),
            ("mailto:a@example.org", AddressFault::Scheme),
            ("java\nscript:alert(1)", AddressFault::Hidden),
            ("https://example.org/a b", AddressFault::Hidden),
            ("https://example.org/\u{202e}gpj.exe", AddressFault::Hidden),
            ("https://exa\u{200b}mple.org/", AddressFault::Hidden),
            ("https://bank.example@evil.example/", AddressFault::Account),
            ("https://a:b@evil.example/", AddressFault::Account),
            ("https://", AddressFault::Unreadable),
            ("https://a\"b/", AddressFault::Unreadable),
            ("www.example.org", AddressFault::Unreadable),
            ("", AddressFault::Unreadable),
            (&long, AddressFault::TooLong),
            (&grows, AddressFault::TooLong),
        ] {
            assert_eq!(read(typed), Err(why), "{typed:.60}");
        }
    }

    proptest! {
        /// Whatever is read leads to a page, has no hidden character, and reads back the same.
        #[test]
        fn what_is_read_is_safe(typed in "(https?://|doi:10\\.1234/|javascript:|)\\PC{0,40}") {
            if let Ok(address) = WebAddress::read(&typed) {
                let text = address.as_str();
                prop_assert!(text.starts_with("https://") || text.starts_with("http://"));
                prop_assert!(text.bytes().all(|b| b.is_ascii_graphic()));
                prop_assert!(!text.contains(['"', '<', '>']));
                prop_assert_eq!(WebAddress::read(text), Ok(address));
            }
        }
    }
}
