//! Finds the marks that git and other version control programs leave in a text where two
//! versions of it did not fit together. Knows neither git nor front matter.

use crate::base::text::Span;

/// Signs of a mark; a mark has at least so many of them.
const FEWEST: usize = 7;

/// Most signs of a mark: more is a line that somebody drew.
const MOST: usize = 20;

/// Marks that mean nothing else, one of which is in every conflict, whole or not.
const TELLING: [&str; 3] = ["<<<<<<<", ">>>>>>>", "%%%%%%%"];

/// Returns the first line of each conflict in a text, in order. Marks in fenced code below
/// the byte `body` are somebody's example. A mark that was left over when the others were
/// deleted is a conflict too.
pub fn find_conflicts(text: &str, body: usize) -> Vec<Span> {
    if !TELLING.iter().any(|mark| text.contains(mark)) {
        return Vec::new();
    }
    let lines = lines_outside_code(text, body);
    let mut found = Vec::new();
    // The signs of the mark that opened the conflict; one within it has more.
    let mut open: Option<usize> = None;
    for (at, (span, line)) in lines.iter().enumerate() {
        match (mark(line), open) {
            (Some(Mark::Opens(signs)), None) => {
                found.push(*span);
                open = Some(signs);
            }
            (Some(Mark::Closes(signs)), Some(least)) if signs <= least => open = None,
            (Some(Mark::Closes(FEWEST)), None) if !is_quoted(&lines, at) => found.push(*span),
            _ => {}
        }
    }
    found
}

/// The part that a line plays in a conflict.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    /// With so many signs.
    Opens(usize),
    Closes(usize),
}

/// Returns the mark that a line is. The lines between the two sides mean nothing alone:
/// `=======` is the line below a heading, and `|||||||` a row of empty cells.
fn mark(line: &str) -> Option<Mark> {
    let sign = line.chars().next()?;
    let label = line.trim_start_matches(sign);
    let signs = line.len() - label.len();
    let mark = match sign {
        // Jujutsu writes the difference from one side after these.
        '<' | '%' => Mark::Opens(signs),
        '>' => Mark::Closes(signs),
        _ => return None,
    };
    let is_labelled = label.starts_with(' ') && (FEWEST..=MOST).contains(&signs);
    let is_bare = label.is_empty() && signs == FEWEST && sign != '%';
    (is_labelled || is_bare).then_some(mark)
}

/// Returns true for a line beside lines of a quotation, in which it quotes what was quoted
/// before.
fn is_quoted(lines: &[(Span, &str)], at: usize) -> bool {
    let is_quote = |at: Option<usize>| {
        at.and_then(|at| lines.get(at))
            .is_some_and(|(_, line)| line.starts_with('>') && mark(line).is_none())
    };
    is_quote(at.checked_sub(1)) || is_quote(Some(at + 1))
}

/// Returns the lines of a text without those of fenced code, each without its line end.
fn lines_outside_code(text: &str, body: usize) -> Vec<(Span, &str)> {
    let mut lines: Vec<(Span, &str)> = Vec::new();
    let mut fence: Option<(Fence<'_>, usize)> = None;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let words = line.trim_end();
        let words_without_mark = words.trim_start_matches('\u{feff}');
        let from = start + (words.len() - words_without_mark.len());
        lines.push((Span::new(from, start + words.len()), words_without_mark));
        if start >= body {
            match (&fence, Fence::of(words)) {
                (None, Some(opens)) => fence = Some((opens, lines.len())),
                (Some((open, first)), Some(closes)) if open.is_closed_by(&closes) => {
                    lines.truncate(*first);
                    fence = None;
                }
                _ => {}
            }
        }
        start += line.len();
    }
    lines
}

/// A line that opens or closes fenced code.
struct Fence<'t> {
    sign: char,
    signs: usize,
    /// The words behind the signs.
    info: &'t str,
}

impl<'t> Fence<'t> {
    fn of(line: &'t str) -> Option<Self> {
        let inside = line.trim_start_matches(' ');
        let sign = inside.chars().next().filter(|c| matches!(c, '`' | '~'))?;
        let info = inside.trim_start_matches(sign);
        let signs = inside.len() - info.len();
        let is_code_span = sign == '`' && info.contains('`');
        let is_fence = signs >= 3 && line.len() - inside.len() <= 3 && !is_code_span;
        is_fence.then_some(Self { sign, signs, info })
    }

    /// Returns true if another line ends the code that this one begins.
    fn is_closed_by(&self, other: &Self) -> bool {
        other.sign == self.sign && other.signs >= self.signs && other.info.trim().is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        let spans = find_conflicts(text, 0);
        spans.into_iter().map(|span| span.slice(text)).collect()
    }

    #[test]
    fn every_form_of_conflict_is_found_once() {
        for text in [
            "a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> topic\nd\n",
            "<<<<<<< ours\r\nb\r\n||||||| base\r\na\r\n=======\r\nc\r\n>>>>>>> theirs\r\n",
            "\u{feff}<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> topic\n",
            "<<<<<<<\nb\n=======\nc\n>>>>>>>\n",
            "<<<<<<< .mine\nb\n||||||| .r1\n=======\nc\n>>>>>>> .r2\n",
            "<<<<<<< HEAD\nb\n||||||| base\n<<<<<<<<< 1\nx\n=========\ny\n>>>>>>>>> 2\n=======\nc\n>>>>>>> x\n",
            "<<<<<<< Conflict 1 of 1\n%%%%%%% Changes from base to side #1\n-a\n+b\n+++++++ Contents of side #2\nc\n>>>>>>> Conflict 1 of 1 ends\n",
            "<<<<<<<<<<< Conflict 1 of 1\n+++++++++++ side #1\nb\n----------- base\na\n>>>>>>>>>>> Conflict 1 of 1 ends\n",
        ] {
            assert_eq!(found(text).len(), 1, "{text}");
            assert!(found(text)[0].starts_with('<'), "{text}");
        }
        let two = "<<<<<<< a\n=======\n>>>>>>> b\nx\n<<<<<<< a\n=======\n>>>>>>> b\n";
        assert_eq!(found(two), ["<<<<<<< a"; 2]);
    }

    #[test]
    fn what_is_left_of_a_conflict_is_found() {
        assert_eq!(found("b\n=======\nc\n>>>>>>> topic"), [">>>>>>> topic"]);
        assert_eq!(found("<<<<<<< HEAD\nb\nc\n"), ["<<<<<<< HEAD"]);
        assert_eq!(
            found("%%%%%%% Changes from base to side #1\n-a\n+b\n>>>>>>> ends"),
            ["%%%%%%% Changes from base to side #1"]
        );
    }

    #[test]
    fn what_people_write_is_no_conflict() {
        for text in [
            "Heading\n=======\n\n- a\n- b\n",
            "| a |\n| - |\n|||||||\n",
            "> > > > > > > quoted",
            ">>>>>> six\n>>>>>>> seven\n>>>>>> six\n",
            "  <<<<<<< HEAD",
            "<<<<<<<<<<<<<<<<<<<<<<<<<<\n>>>>>>>>>>>>>>>>>>>>>>>>>>\n",
            "x <<<<<<< y\n<<<<<<<y\n%%%%%%%\n",
        ] {
            assert!(found(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn fenced_code_is_an_example_if_it_ends() {
        let code = "```text\n<<<<<<< HEAD\na\n=======\nb\n>>>>>>> topic\n```\n";
        assert!(found(code).is_empty());
        assert!(found(&code.replace("```", "~~~~")).is_empty());
        assert_eq!(found(&format!("{code}>>>>>>> x")), [">>>>>>> x"]);
        let open = code.trim_end_matches("```\n");
        assert_eq!(found(open), ["<<<<<<< HEAD"]);
        // Above the body there is no code.
        assert_eq!(find_conflicts(code, code.len()).len(), 1);
    }
}
