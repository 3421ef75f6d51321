//! HTML comments, which are notes to the writer and not shown to a reader. The check and the
//! pack both ask here what a comment is.

use std::borrow::Cow;
use std::ops::Range;

const OPENS: &str = "<!--";
const CLOSES: &str = "-->";

/// Returns the comments in HTML, each whole. One that does not end is no comment: what
/// follows would be lost.
pub fn find_comments(html: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = html[at..].find(OPENS).map(|from| at + from) {
        // `<!-->` is a comment, and so is `<!--->`.
        let inside = start + OPENS.len() - CLOSES.len() + 1;
        let Some(end) = html[inside..].find(CLOSES) else {
            break;
        };
        at = inside + end + CLOSES.len();
        found.push(start..at);
    }
    found
}

/// Returns true for a piece of HTML that is one comment.
pub fn is_comment(html: &str) -> bool {
    html.starts_with(OPENS)
}

/// Returns HTML without its comments, and without the lines that held nothing else.
pub fn without_comments(html: &str) -> Cow<'_, str> {
    let comments = find_comments(html);
    if comments.is_empty() {
        return Cow::Borrowed(html);
    }
    let mut kept = String::with_capacity(html.len());
    let mut at = 0;
    for comment in comments {
        kept.push_str(&html[at..comment.start]);
        at = comment.end;
    }
    kept.push_str(&html[at..]);
    let lines = kept
        .split_inclusive('\n')
        .filter(|line| !line.trim().is_empty());
    Cow::Owned(lines.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_cut_out_of_html_and_nothing_else_is() {
        for (html, kept) in [
            ("<!-- a -->\n", ""),
            ("<!-- a\nb\n-->\n", ""),
            ("<!-- a --> b <!-- c -->\n", " b \n"),
            (
                "<div>\n<!-- a -->\n\nb</div>\n<!---->\n",
                "<div>\nb</div>\n",
            ),
            ("<!--> a\n", " a\n"),
            ("<!---> a\n", " a\n"),
            ("<!-- a\nb\n", "<!-- a\nb\n"),
            ("<!-- a --><!-- b\n", "<!-- b\n"),
            ("<p>a\n\nb</p>", "<p>a\n\nb</p>"),
            ("é<!-- é -->é", "éé"),
        ] {
            assert_eq!(without_comments(html), kept, "{html}");
        }
    }
}
