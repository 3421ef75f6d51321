//! Reads lines of portfolios that another run or another program wrote.

use std::io::{self, BufRead};

use serde::Deserialize;

use crate::views::portfolio_line::{KnownBy, PortfolioLine, Reading, VERSION};

/// The most bytes of a file of lines.
pub const LARGEST_FILE: u64 = 50 * 1024 * 1024;
/// The most bytes of one line.
const LONGEST_LINE: usize = 1024 * 1024;

/// The part of a line that every version has.
#[derive(Deserialize)]
struct Versioned {
    v: u32,
}

/// Returns the line in each line of a file, or why there is none. Fields that are not known are
/// passed over. Whoever wrote a line vouches for it, so none of them is judged here.
pub fn read_lines(source: &str, mut file: impl BufRead) -> io::Result<Vec<PortfolioLine>> {
    let mut lines = Vec::new();
    let mut bytes = Vec::new();
    let mut at = 0;
    while file.read_until(b'\n', &mut bytes)? > 0 {
        at += 1;
        let text = String::from_utf8_lossy(&bytes);
        let text = text.trim_start_matches('\u{feff}').trim();
        if !text.is_empty() {
            let line = read_line(text);
            let place = || format!("{source}:{at}");
            lines.push(line.unwrap_or_else(|why| PortfolioLine::unread(&place(), &why)));
        }
        bytes.clear();
    }
    if lines.is_empty() {
        lines.push(PortfolioLine::unread(source, "the file is empty"));
    }
    Ok(lines)
}

fn read_line(text: &str) -> Result<PortfolioLine, String> {
    if text.len() > LONGEST_LINE {
        return Err("the line is longer than 1 MB".to_owned());
    }
    let says = || "this is not a line of a report".to_owned();
    let not_one = |_| says();
    // A list of values would be taken for the fields in their order.
    if !text.starts_with('{') {
        return Err(says());
    }
    let Versioned { v } = serde_json::from_str(text).map_err(not_one)?;
    let line: PortfolioLine = serde_json::from_str(text).map_err(not_one)?;
    let is_newer = v > VERSION && line.read == Reading::Whole;
    Ok(PortfolioLine {
        known: KnownBy::Reported,
        read: match is_newer {
            true => Reading::Partly,
            false => line.read,
        },
        why: match is_newer {
            true => Some(format!(
                "it is of version {v}, and this cpd knows {VERSION}"
            )),
            false => line.why.clone(),
        },
        ..line
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whys(text: &str) -> Vec<Option<String>> {
        let lines = read_lines("ci.jsonl", text.as_bytes()).unwrap();
        lines.into_iter().map(|line| line.why).collect()
    }

    #[test]
    fn a_line_that_was_written_is_read_again_as_reported() {
        let line = PortfolioLine {
            source: "sam".to_owned(),
            name: Some("Sam \"S\" Carter\u{2028}".to_owned()),
            read: Reading::Whole,
            ..PortfolioLine::default()
        };
        let json = serde_json::to_string(&line).unwrap();
        let file = format!("\u{feff}{json}\r\n\n{json}");
        let read = read_lines("ci.jsonl", file.as_bytes()).unwrap();
        let right = PortfolioLine {
            known: KnownBy::Reported,
            ..line
        };
        assert_eq!(read, [right.clone(), right]);
    }

    #[test]
    fn a_line_of_another_version_is_read_as_far_as_it_goes() {
        let older = r#"{"v":1,"source":"a","read":"whole","added_later":[1,{"x":2}]}"#;
        let newer = r#"{"v":9,"source":"b","read":"whole","name":"Sam"}"#;
        let lines = read_lines("ci.jsonl", format!("{older}\n{newer}").as_bytes()).unwrap();
        assert_eq!(lines[0].read, Reading::Whole);
        assert_eq!(lines[0].why, None);
        assert_eq!(
            (lines[1].read, lines[1].name.as_deref()),
            (Reading::Partly, Some("Sam"))
        );
        let why = "it is of version 9, and this cpd knows 1";
        assert_eq!(lines[1].why.as_deref(), Some(why));
    }

    #[test]
    fn what_is_no_line_says_so_at_its_place() {
        let none = "this is not a line of a report";
        let found = whys("{}\n[1]\nwords\n{\"v\":1,\"awards\":7}\n{\"v\":-1}\n");
        assert_eq!(found, vec![Some(none.to_owned()); 5]);
        let long = format!("{{\"v\":1,\"name\":\"{}\"}}", "x".repeat(LONGEST_LINE));
        assert_eq!(
            whys(&long),
            [Some("the line is longer than 1 MB".to_owned())]
        );
        assert_eq!(whys(" \n"), [Some("the file is empty".to_owned())]);
        let lines = read_lines("ci.jsonl", &b"{}\n\n{}"[..]).unwrap();
        let sources: Vec<&str> = lines.iter().map(|line| &*line.source).collect();
        assert_eq!(sources, ["ci.jsonl:1", "ci.jsonl:3"]);
    }
}
