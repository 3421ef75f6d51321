//! Bodies as people type them, right or wrong, for properties that hold of every text: each
//! word is different, so that one that is lost is known.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use crate::base::document::Outline;

/// Parts of a body; `%` stands for a word.
const PIECES: [&str; 62] = [
    "% ",
    "% % ",
    "%",
    "*%* ",
    "**%** ",
    "_%_",
    "~~%~~ ",
    "`%` ",
    "<b>%</b> ",
    "<% ",
    "<!-- % --> ",
    "\n<!-- % -->\n",
    "\n<!--\n%\n\n%\n-->\n",
    "<!-- ",
    " -->",
    "[%](b.md) ",
    "[%](b.md \"% %\") ",
    "![%](p.png) ",
    "![%](p.png '%') ",
    "[%][r] ",
    "[%][ ",
    "[r] ",
    "\n\n[%]: %\n\n",
    "\n[%]: %",
    "\n\n[r]: again.md\n\n",
    "[^1] ",
    "[^2] ",
    "\n\n[^1]: %\n\n",
    "\n\n[^2]: % [^1]\n\n    %\n\n",
    "\n\n[^3]: % [^2]\n",
    "\n\n# %\n\n",
    "\n## % [^1] <!-- % -->\n",
    "\n\n%\n---\n\n",
    "\n- %",
    "\n- [ ] %",
    "\n1. %",
    "\n2) %",
    "\n> %",
    "\n\n    %\n\n",
    "\n  %",
    "\n\n```\n%\n```\n\n",
    "\n\n~~~ % %\n%\n~~~\n\n",
    "\n```\n",
    "\n\n| % | % |\n|---|---|\n| % | % |\n| % |\n| % | % | % |\n\n",
    "\n\n<div>%\n\n",
    "</div>\n\n",
    "%\\\n%",
    "%  \n%",
    "&amp;% ",
    "\\*% ",
    " https://e.org/% ",
    " www.e.org/%. ",
    " %@e.org ",
    "<https://e.org/%> ",
    "\n\n***\n\n",
    " | ",
    "[",
    "]",
    "`",
    "*",
    "\n",
    "\n\n",
];

/// Returns bodies of up to so many parts in any order.
pub fn bodies(most: usize) -> impl Strategy<Value = String> {
    let pieces = vec(select(&PIECES[..]), 0..most);
    pieces.prop_map(|pieces| {
        let mut body = "[r]: r.md\n\n".to_owned();
        let mut count = 0;
        for c in pieces.concat().chars() {
            if c == '%' {
                body.push_str(&format!("w{count:03}x"));
                count += 1;
            } else {
                body.push(c);
            }
        }
        body
    })
}

/// Returns the words of a body that are neither among the words of a page nor in a finding.
pub fn lost_words(body: &str, page: &str) -> Vec<String> {
    let found = Outline::read(body, 0).unprinted;
    let words = body.match_indices('w').filter_map(|(at, _)| {
        let word = body.get(at..at + "w000x".len())?;
        let is_word = word.ends_with('x') && word[1..4].bytes().all(|b| b.is_ascii_digit());
        is_word.then_some((at, word))
    });
    // Behind the marks of code it is the name of a language.
    let is_language = |at: usize, word: &str| {
        let line = body[at + word.len()..].lines().next().unwrap_or_default();
        body[..at].ends_with("```") && line.trim().is_empty()
    };
    let is_lost = |(at, word): &(usize, &str)| {
        let is_found = found
            .iter()
            .any(|one| one.span.start <= *at && *at < one.span.end);
        !is_found && !page.contains(word) && !is_language(*at, word)
    };
    words
        .filter(is_lost)
        .map(|(_, word)| word.to_owned())
        .collect()
}
