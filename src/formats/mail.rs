//! A mail that was saved as a file: who wrote it, when, their own words, and what is attached.
//! A text without the headers of a mail is words alone. Nothing here shows who sent a mail.

use std::collections::BTreeMap;
use std::mem;

use chrono::{DateTime, FixedOffset};
use mail_parser::{
    Encoding, HeaderName, Message, MessageParser, MessagePart, MimeHeaders, PartType,
};
use thiserror::Error;

use crate::base::files::LARGEST_TEXT;

/// A mail as far as somebody's answer needs it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mail {
    /// The author as the mail names them.
    pub from: Option<MailAuthor>,
    /// The time at which it was written, at the place where it was written.
    pub date: Option<DateTime<FixedOffset>>,
    pub subject: String,
    /// The words of the author, without what they quote and their signature.
    pub words: String,
    /// The files that are attached, by name.
    pub attachments: BTreeMap<String, Vec<u8>>,
}

/// The author of a mail, as the mail names them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MailAuthor {
    pub name: String,
    pub address: String,
}

/// A reason why a mail is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum MailError {
    #[error("the mail names more than one author")]
    SeveralAuthors,
    #[error("the text of the mail is too long to be somebody's answer")]
    TooLong,
    #[error("the text is not in UTF-8")]
    NotText,
}

impl Mail {
    /// Reads a saved mail, or a text.
    pub fn read(bytes: &[u8]) -> Result<Self, MailError> {
        let bytes = without_mark(bytes);
        if !is_mail(bytes) {
            let text = std::str::from_utf8(bytes).map_err(|_| MailError::NotText)?;
            return Ok(Self {
                words: own_words(text)?,
                ..Self::default()
            });
        }
        let Some(message) = MessageParser::default().parse(bytes) else {
            return Ok(Self::default());
        };
        let mail = of_message(&message);
        take_apart(message);
        mail
    }

    /// Returns the author for people to read: the name, or else the address.
    pub fn author(&self) -> Option<&str> {
        let from = self.from.as_ref()?;
        let name = Some(&from.name).filter(|name| !name.is_empty());
        Some(name.unwrap_or(&from.address))
    }
}

/// Returns true for a file that begins with the headers of a mail.
pub fn is_mail(bytes: &[u8]) -> bool {
    let headers = MessageParser::default().parse_headers(without_mark(bytes));
    headers.is_some_and(|message| {
        message.headers().iter().any(|header| {
            matches!(
                header.name,
                HeaderName::From
                    | HeaderName::MessageId
                    | HeaderName::Received
                    | HeaderName::ReturnPath
                    | HeaderName::MimeVersion
            )
        })
    })
}

/// Returns a file without a byte order mark, and without the line that mailboxes put before
/// a mail.
fn without_mark(bytes: &[u8]) -> &[u8] {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let is_end = |byte: &u8| *byte == b'\n';
    match bytes.iter().position(is_end) {
        Some(end) if bytes.starts_with(b"From ") => &bytes[end + 1..],
        _ => bytes,
    }
}

fn of_message(message: &Message<'_>) -> Result<Mail, MailError> {
    Ok(Mail {
        from: author(message)?,
        date: message
            .date()
            .filter(|date| date.is_valid())
            .and_then(|date| DateTime::parse_from_rfc3339(&date.to_rfc3339()).ok()),
        subject: message.subject().unwrap_or_default().to_owned(),
        words: words(message)?,
        attachments: attachments(message),
    })
}

/// Returns the only author.
fn author(message: &Message<'_>) -> Result<Option<MailAuthor>, MailError> {
    let headers = message.headers().iter();
    let from = headers.filter(|header| header.name == HeaderName::From);
    let authors: Vec<_> = from
        .filter_map(|header| header.value.as_address())
        .flat_map(|addresses| addresses.iter())
        .collect();
    let [author] = authors.as_slice() else {
        return match authors.len() {
            0 => Ok(None),
            _ => Err(MailError::SeveralAuthors),
        };
    };
    let text = |text: Option<&str>| text.unwrap_or_default().trim().to_owned();
    let author = MailAuthor {
        name: text(author.name()),
        address: text(author.address()),
    };
    let is_named = !author.name.is_empty() || !author.address.is_empty();
    Ok(is_named.then_some(author))
}

/// Returns the author's own words: of the plain text if there is one, or else of the page.
fn words(message: &Message<'_>) -> Result<String, MailError> {
    let mut text = String::new();
    for part in message.text_bodies() {
        match &part.body {
            PartType::Text(words) => text.push_str(words),
            PartType::Html(page) => text.push_str(&page_text(page)),
            _ => continue,
        }
        text.push('\n');
    }
    own_words(&text)
}

/// Returns the text of a page. Quotations are marked as in a plain text.
fn page_text(page: &str) -> String {
    let lower = page.to_ascii_lowercase();
    let end = QUOTED_FROM.iter().filter_map(|mark| lower.find(mark)).min();
    let (page, quoted) = match end {
        Some(end) => (&page[..end], "<br>&gt; …"),
        None => (page, ""),
    };
    // Each of these ends a line.
    let mut lines = page.to_owned();
    for block in ["</div>", "</li>", "</tr>", "</h1>", "</h2>", "</DIV>"] {
        lines = lines.replace(block, "<br>");
    }
    mail_parser::decoders::html::html_to_text(&format!("{lines}{quoted}"))
}

/// The marks from which on programs quote the mail that is answered.
const QUOTED_FROM: &[&str] = &[
    "<blockquote",
    "<div class=\"gmail_quote",
    "<div id=\"divrplyfwdmsg",
    "<div id=\"appendonsend",
    "<hr",
];

/// Returns the files that are attached. A name that comes again gets a number.
fn attachments(message: &Message<'_>) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for (number, part) in message.attachments().enumerate() {
        let Some(bytes) = attached_bytes(part) else {
            continue;
        };
        let mut name = part.attachment_name().unwrap_or("attachment").to_owned();
        if files.contains_key(&name) {
            name = format!("{number}-{name}");
        }
        files.insert(name, bytes);
    }
    files
}

fn attached_bytes(part: &MessagePart<'_>) -> Option<Vec<u8>> {
    match &part.body {
        PartType::Binary(bytes) | PartType::InlineBinary(bytes) => Some(bytes.to_vec()),
        // On their way lines of a text end in CR LF, unless it is packed in base64.
        PartType::Text(text) | PartType::Html(text) if part.encoding != Encoding::Base64 => {
            Some(text.replace("\r\n", "\n").into_bytes())
        }
        PartType::Text(text) | PartType::Html(text) => Some(text.as_bytes().to_vec()),
        PartType::Message(_) | PartType::Multipart(_) => None,
    }
}

/// Takes mails within mails apart, so that dropping very many of them needs no deep stack.
fn take_apart(message: Message<'_>) {
    let mut rest = vec![message];
    while let Some(mut message) = rest.pop() {
        for part in mem::take(&mut message.parts) {
            if let PartType::Message(inner) = part.body {
                rest.push(inner);
            }
        }
    }
}

/// Returns what the author wrote: neither the lines that they quote, nor the lines that
/// introduce those, nor a signature.
fn own_words(text: &str) -> Result<String, MailError> {
    if text.len() as u64 > LARGEST_TEXT {
        return Err(MailError::TooLong);
    }
    let text = text.replace("\r\n", "\n").replace('\u{a0}', " ");
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let end = (0..lines.len()).find(|at| ends_here(&lines[*at..]));
    let lines = &lines[..end.unwrap_or(lines.len())];
    let is_quoted = |line: &&str| line.starts_with('>');
    let introduced = lines.iter().position(is_quoted);
    let introduction = introduced.map_or(0..0, |first| introduction(&lines[..first]));
    let own = lines.iter().enumerate();
    let own = own.filter(|(at, line)| !is_quoted(line) && !introduction.contains(at));
    let own: Vec<&str> = own.map(|(_, line)| *line).collect();
    Ok(own.join("\n").trim().to_owned())
}

/// Returns true if these lines are a signature, or a mail that is quoted as a whole.
fn ends_here(lines: &[&str]) -> bool {
    let first = lines[0];
    let has = |start: &str| lines.iter().take(5).any(|line| line.starts_with(start));
    first == "--"
        || first.starts_with("-----Original Message")
        || first.starts_with("________________")
        || (first.starts_with("From: ") && has("Subject: "))
}

/// Returns the lines above a quotation that say who wrote it: at most three, from `On` to a
/// colon.
fn introduction(above: &[&str]) -> std::ops::Range<usize> {
    let Some(last) = above.iter().rposition(|line| !line.is_empty()) else {
        return 0..0;
    };
    if !above[last].ends_with(':') {
        return 0..0;
    }
    let from = last.saturating_sub(2);
    let begins = (from..=last).rev().find(|at| above[*at].starts_with("On "));
    begins.unwrap_or(last)..last + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Mail {
        Mail::read(text.as_bytes()).unwrap()
    }

    #[test]
    fn a_saved_mail_gives_its_author_its_day_and_its_own_words() {
        let mail = read(
            "Subject: Re: Silver\r\nFrom: \"Priya Shah\"\r\n <priya@example.org>\r\nDate: Mon, 5 Oct 2026 23:30:00 -0500 (EST)\r\n\r\nYes, I endorse it.\r\n\r\nOn Sun, 4 Oct 2026 at 10:00, Sam Carter\r\n<sam@example.org> wrote:\r\n> Do you?\r\n\r\n-- \r\nPriya, 01524 000000\r\n",
        );
        assert_eq!(mail.author(), Some("Priya Shah"));
        assert_eq!(mail.from.unwrap().address, "priya@example.org");
        assert_eq!(mail.date.unwrap().date_naive().to_string(), "2026-10-05");
        assert_eq!(
            (&*mail.subject, &*mail.words),
            ("Re: Silver", "Yes, I endorse it.")
        );
    }

    #[test]
    fn names_and_words_that_are_encoded_are_read_in_any_charset() {
        for (charset, encoding, body) in [
            (
                "utf-8",
                "quoted-printable",
                "About caf=C3=A9s, =\r\nand more.",
            ),
            ("iso-8859-1", "quoted-printable", "About caf=E9s, and more."),
            (
                "windows-1252",
                "quoted-printable",
                "About caf=E9s, and more.",
            ),
            ("utf-8", "base64", "QWJvdXQgY2Fmw6lzLA==\r\n"),
        ] {
            let mail = read(&format!(
                "From: =?utf-8?Q?Mair=C3=A9ad_Gallagher?= <m@example.org>\r\nContent-Type: multipart/alternative; boundary=\"b1\"\r\n\r\n--b1\r\nContent-Type: text/html\r\n\r\n<p>Not this</p>\r\n--b1\r\nContent-Type: text/plain; charset={charset}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n{body}\r\n--b1--\r\n"
            ));
            assert_eq!(mail.author(), Some("Mairéad Gallagher"));
            assert!(mail.words.starts_with("About cafés,"), "{mail:?}");
        }
    }

    #[test]
    fn a_page_gives_its_lines_and_not_what_it_quotes() {
        for quoted in [
            "<div class=\"gmail_quote\"><div>On 4 Oct Sam wrote:</div><blockquote>No</blockquote></div>",
            "<blockquote type=\"cite\">No</blockquote>",
            "<hr><b>From:</b> Sam<br>Subject: Silver<br>No",
            "<DIV id=\"divRplyFwdMsg\">No</DIV>",
        ] {
            let mail = read(&format!(
                "From: p@example.org\nContent-Type: text/html; charset=utf-8\n\n<html><head><style>No</style></head><body><div>Yes, it is so.</div><div>The queue &amp; the office.</div><div>On 4 October Sam wrote:</div>{quoted}</body></html>\n"
            ));
            assert_eq!(
                mail.words, "Yes, it is so.\nThe queue & the office.",
                "{quoted}"
            );
        }
    }

    #[test]
    fn quotations_and_signatures_are_no_words_of_the_author() {
        for (text, words) in [
            ("Yes.\n\n> No.\n> No.\n", "Yes."),
            ("On 4 October Sam wrote:\n> No.\n\nYes.\n", "Yes."),
            ("Yes, as follows:\nBoth.\n", "Yes, as follows:\nBoth."),
            ("Yes.\n-----Original Message-----\nNo.", "Yes."),
            (
                "Yes.\n\nFrom: Sam\nSent: 4 October\nTo: Priya\nSubject: Silver\n\nNo.",
                "Yes.",
            ),
            (
                "Yes.\n\n________________________________\nFrom: Sam\nNo.",
                "Yes.",
            ),
            ("> No.\n", ""),
        ] {
            assert_eq!(read(&format!("From: p@example.org\n\n{text}")).words, words);
        }
    }

    #[test]
    fn attached_files_come_as_they_were_sent() {
        let mail = read(
            "From: p@example.org\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nHere.\n--b\nContent-Type: application/zip; name=\"a.zip\"\nContent-Disposition: attachment; filename=\"a.zip\"\nContent-Transfer-Encoding: base64\n\nUEsDBA==\n--b\nContent-Type: text/markdown; charset=utf-8\nContent-Disposition: attachment; filename*=utf-8''f%C3%A9.md\n\nOne\r\nTwo\n--b--\n",
        );
        assert_eq!(mail.words, "Here.");
        let names: Vec<&String> = mail.attachments.keys().collect();
        assert_eq!(names, ["a.zip", "fé.md"]);
        assert_eq!(mail.attachments["a.zip"], b"PK\x03\x04");
        assert!(mail.attachments["fé.md"].starts_with(b"One\nTwo"));
    }

    #[test]
    fn a_text_is_words_alone_and_a_mail_is_known_by_its_headers() {
        let text = read("\u{feff}I endorse it: all of it.\n\nPriya");
        assert_eq!(text.words, "I endorse it: all of it.\n\nPriya");
        assert_eq!((text.from, text.date), (None, None));
        assert_eq!(Mail::read(b"\xff\xfe"), Err(MailError::NotText));
        let lost = read("Message-ID: <a@b>\n\nYes.");
        assert_eq!((lost.from, &*lost.words), (None, "Yes."));
        let boxed =
            read("From p@example.org Mon Oct  5 10:00:00 2026\nFrom: p@example.org\n\nYes.");
        assert_eq!(boxed.author(), Some("p@example.org"));
        assert!(!is_mail(b"---\nsignoff: endorse\n---\n"));
    }

    #[test]
    fn a_mail_with_two_authors_is_refused() {
        for from in ["From: a@b.org\nFrom: c@d.org", "From: a@b.org, c@d.org"] {
            let mail = Mail::read(format!("{from}\n\nYes.").as_bytes());
            assert_eq!(mail, Err(MailError::SeveralAuthors), "{from}");
        }
    }

    /// Each would need a deep stack, long time or much memory of a careless reader.
    #[test]
    fn no_form_of_mail_stops_the_reader() {
        let head = "From: p@example.org\n";
        let mails = "Content-Type: message/rfc822\n\n".repeat(200_000);
        let mut nested = String::from(head);
        for at in 0..1_000 {
            nested.push_str(&format!(
                "Content-Type: multipart/mixed; boundary=b{at}\n\n--b{at}\n"
            ));
        }
        let parts = format!(
            "{head}Content-Type: multipart/mixed; boundary=b\n\n{}",
            "--b\nContent-Disposition: attachment\n\nx\n".repeat(20_000)
        );
        for odd in [
            format!("{head}{mails}"),
            format!("{nested}\nYes."),
            parts,
            format!("From: {}\n\nYes.", "<".repeat(100_000)),
            "From: =?x\nDate: 99 Foo 99999 99:99:99 +9999\n\n=".to_owned(),
            format!("{head}Content-Type: multipart/x; boundary=\"\"\n\n--\n--"),
            format!("{head}Content-Type: text/html\n\n<div <div <blockquote &#xFFFFFFFF; &"),
            String::new(),
        ] {
            let _ = Mail::read(odd.as_bytes());
        }
        let long = format!("{head}\n{}", "word ".repeat(500_000));
        assert_eq!(Mail::read(long.as_bytes()), Err(MailError::TooLong));
    }
}
