//! Splits HTML into tags and words, as far as the suites and the texts of packs need it.

use std::collections::BTreeMap;

/// A tag, or the words up to the next one.
#[derive(Debug, PartialEq, Eq)]
pub enum Token {
    Tag {
        name: String,
        attributes: BTreeMap<String, String>,
        is_end: bool,
    },
    Words(String),
}

/// Returns the tags and words of HTML without its comments.
pub fn tokens(html: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = html;
    while !rest.is_empty() {
        let (words, tag) = rest.split_at(rest.find('<').unwrap_or(rest.len()));
        if !words.is_empty() {
            tokens.push(Token::Words(decoded(words)));
        }
        if tag.starts_with("<!--") {
            // `<!-->` is a comment too.
            rest = tag["<!".len()..]
                .split_once("-->")
                .map_or("", |(_, after)| after);
            continue;
        }
        let end = end_of_tag(tag);
        rest = &tag[end..];
        tokens.extend((end > 0).then(|| tag_of(&tag[..end])));
    }
    tokens
}

/// Returns the place behind a tag: behind its `>` that stands in no quotation marks.
pub fn end_of_tag(tag: &str) -> usize {
    let mut quote = None;
    for (at, c) in tag.char_indices() {
        match (c, quote) {
            ('>', None) => return at + 1,
            ('"' | '\'', None) => quote = Some(c),
            (c, Some(open)) if c == open => quote = None,
            _ => {}
        }
    }
    tag.len()
}

fn tag_of(tag: &str) -> Token {
    let inner = tag.trim_start_matches('<').trim_end_matches('>');
    let is_end = inner.starts_with('/');
    let inner = inner.trim_matches('/');
    let (name, mut rest) = inner.split_once([' ', '\n']).unwrap_or((inner, ""));
    let mut attributes = BTreeMap::new();
    while let Some((key, after)) = rest.split_once("=\"") {
        let (value, after) = after.split_once('"').unwrap_or((after, ""));
        attributes.insert(key.trim().to_owned(), decoded(value));
        rest = after;
    }
    Token::Tag {
        name: name.to_owned(),
        attributes,
        is_end,
    }
}

fn decoded(words: &str) -> String {
    let marks = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&amp;", "&"),
    ];
    let decode = |words: String, (mark, letter): (&str, &str)| words.replace(mark, letter);
    marks.into_iter().fold(words.to_owned(), decode)
}
