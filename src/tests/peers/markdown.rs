//! The examples of CommonMark and of GitHub's Markdown through both printers of packs. What each
//! printer makes of one is held as a list of parts, and so is the HTML that the example stands for.

use std::collections::BTreeMap;

use serde::Deserialize;
use typst::syntax::ast::{Expr, Str};
use typst::syntax::{SyntaxKind, SyntaxNode, parse};

use super::html::{Token, end_of_tag, tokens};
use super::{Departures, suite};
use crate::base::markdown::target::decode_target;
use crate::base::markdown::{BREAK, LinkContext, Prose, read};
use crate::base::paper::spell_unprintable;
use crate::base::picture::Size;
use crate::formats::pack::html::prose::{self, ProseContext};
use crate::formats::pack::pdf::markup::markup;
use crate::tests::page_agreement::pack;
use crate::views::submission::no_picture;

#[derive(Deserialize)]
struct Example {
    id: String,
    markdown: String,
    html: String,
}

/// A record alone: no other is printed with it, and none of its pictures.
struct Alone;

const NOT_HERE: &str = "it is not kept in this portfolio";

impl LinkContext for Alone {
    fn anchor(&self, _: &str) -> Option<String> {
        None
    }

    fn picture(&self, _: &str) -> Result<Size, String> {
        Err(NOT_HERE.to_owned())
    }
}

/// Elements, each as its name and the name behind a slash where it ends, and words in quotation
/// marks between them.
#[derive(Default)]
struct Parts {
    parts: Vec<String>,
    words: String,
    is_code: bool,
}

impl Parts {
    fn element(&mut self, name: &str, inside: impl FnOnce(&mut Self)) {
        self.mark(name);
        inside(self);
        self.mark(&format!("/{}", name_of(name)));
    }

    fn mark(&mut self, mark: &str) {
        self.end_words();
        self.is_code = mark == "pre";
        self.parts.push(mark.to_owned());
    }

    fn words(&mut self, words: &str) {
        self.words.push_str(words);
    }

    fn end_words(&mut self) {
        let words = std::mem::take(&mut self.words).replace(BREAK, "");
        let words = spell_unprintable(&words).into_owned();
        if self.is_code {
            self.parts
                .push(format!("{:?}", words.trim_end_matches('\n')));
        } else if !words.is_empty() {
            let mut even = String::new();
            for c in words.chars() {
                let c = if matches!(c, '\t' | '\n' | '\r') {
                    ' '
                } else {
                    c
                };
                if c != ' ' || !even.ends_with(' ') {
                    even.push(c);
                }
            }
            self.parts.push(format!("{even:?}"));
        }
    }

    /// Returns the parts without the blanks at the beginning and end of a block.
    fn end(mut self) -> Vec<String> {
        self.end_words();
        let is_block = |part: Option<&String>| part.is_none_or(|part| !is_within_line(part));
        let mut out = Vec::new();
        for (at, part) in self.parts.iter().enumerate() {
            let mut part = part.clone();
            let before = at.checked_sub(1).map(|at| &self.parts[at]);
            if part.starts_with('"') && before.is_none_or(|before| before != "pre") {
                if is_block(before) {
                    part = part
                        .strip_prefix("\" ")
                        .map_or_else(|| part.clone(), |rest| format!("\"{rest}"));
                }
                if is_block(self.parts.get(at + 1)) && part.ends_with(" \"") {
                    part = format!("{}\"", &part[..part.len() - 2]);
                }
                if part.len() < 3 {
                    continue;
                }
            }
            out.push(part);
        }
        out
    }
}

fn name_of(mark: &str) -> &str {
    mark.split(' ').next().unwrap_or_default()
}

fn is_within_line(part: &str) -> bool {
    let name = name_of(part).trim_start_matches('/');
    part.starts_with('"') || matches!(name, "em" | "strong" | "s" | "a" | "code" | "img")
}

/// Returns the parts of HTML, of the suites or of a pack.
fn parts_of_html(html: &str) -> Vec<String> {
    let mut parts = Parts::default();
    // For each link that is open, whether it is one in print.
    let mut links = Vec::new();
    // The text of an element that only a screen reader tells, or that stands for a picture.
    let mut unseen = false;
    let mut spans = Vec::new();
    for token in tokens(html) {
        let Token::Tag {
            name,
            attributes,
            is_end,
        } = token
        else {
            if let Token::Words(words) = token
                && !unseen
            {
                parts.words(&words);
            }
            continue;
        };
        let attribute = |wanted: &str| attributes.get(wanted).map_or("", String::as_str);
        match (name.as_str(), is_end) {
            ("wbr" | "div" | "thead" | "tbody" | "colgroup" | "col", _) => {}
            ("code", _) if parts.is_code => {}
            ("span", false) => {
                let class = attribute("class");
                unseen = class == "unseen";
                if class == "absent" {
                    parts.mark("img");
                }
                spans.push(class.to_owned());
            }
            ("span", true) => {
                unseen = false;
                match spans.pop().as_deref() {
                    Some("absent") => parts.mark("/img"),
                    Some("") => parts.words(" "),
                    _ => {}
                }
            }
            ("img", _) => parts.element("img", |parts| {
                parts.words(&no_picture(attribute("alt"), NOT_HERE));
            }),
            ("input", _) => parts.words(task(attributes.contains_key("checked"))),
            ("a", false) => {
                let to = attribute("href");
                let to_elsewhere = leads_elsewhere(to);
                links.push(to_elsewhere);
                if to_elsewhere {
                    parts.mark(&format!("a {}", decode_target(to)));
                }
            }
            ("a", true) => {
                if links.pop() == Some(true) {
                    parts.mark("/a");
                }
            }
            ("br" | "hr", _) => parts.mark(&name),
            ("ol", false) => {
                let start = Some(attribute("start")).filter(|start| !start.is_empty());
                parts.mark(&format!("ol {}", start.unwrap_or("1")));
            }
            ("th" | "td", false) => {
                let side = match (attribute("align"), attribute("class")) {
                    ("center", _) | (_, "centre") => "cell center",
                    ("right", _) | (_, "right") => "cell right",
                    _ => "cell left",
                };
                parts.mark(side);
            }
            (name, is_end) => {
                let name = match name {
                    "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => "h",
                    "del" => "s",
                    "th" | "td" => "cell",
                    name => name,
                };
                parts.mark(&format!("{}{name}", if is_end { "/" } else { "" }));
            }
        }
    }
    parts.end()
}

fn leads_elsewhere(to: &str) -> bool {
    let to = to.to_ascii_lowercase();
    ["http:", "https:", "mailto:"]
        .iter()
        .any(|scheme| to.starts_with(scheme))
}

fn task(done: bool) -> &'static str {
    if done { "☑ " } else { "☐ " }
}

/// Returns the parts of the code of a PDF.
fn parts_of_typst(code: &str) -> Vec<String> {
    let mut parts = Parts::default();
    walk(&parse(&format!("#{code}")), &mut parts);
    parts.end()
}

fn walk(node: &SyntaxNode, parts: &mut Parts) {
    match node.kind() {
        SyntaxKind::Str => parts.words(&string(node)),
        SyntaxKind::FuncCall => call(node, parts),
        SyntaxKind::Markup | SyntaxKind::ContentBlock | SyntaxKind::Code => {
            node.children().for_each(|child| walk(child, parts));
        }
        kind => assert!(
            matches!(
                kind,
                SyntaxKind::Hash
                    | SyntaxKind::Semicolon
                    | SyntaxKind::LeftBracket
                    | SyntaxKind::RightBracket
                    | SyntaxKind::End
            ) || node.leaf_text() == "rule",
            "{node:?}"
        ),
    }
    if node.kind() == SyntaxKind::Ident {
        parts.mark("hr");
    }
}

fn string(node: &SyntaxNode) -> String {
    let text: Str = node.cast().expect("a string");
    text.get().to_string()
}

/// The parts of a call: what it calls, its numbers, names and strings, and what stands in brackets.
fn call(node: &SyntaxNode, parts: &mut Parts) {
    let name = node
        .children()
        .next()
        .expect("a name")
        .leaf_text()
        .to_string();
    let arguments = node
        .children()
        .find(|child| child.kind() == SyntaxKind::Args);
    let arguments = arguments.expect("arguments").children();
    let arguments: Vec<&SyntaxNode> = arguments
        .filter(|one| one.cast::<Expr>().is_some())
        .collect();
    let first = arguments
        .first()
        .map(|first| first.leaf_text().to_string())
        .unwrap_or_default();
    let contents = arguments
        .iter()
        .filter(|one| one.kind() == SyntaxKind::ContentBlock);
    let inside = |parts: &mut Parts| contents.clone().for_each(|content| walk(content, parts));
    let items = |parts: &mut Parts| {
        for content in contents.clone() {
            parts.element("li", |parts| walk(content, parts));
        }
    };
    match name.as_str() {
        "paragraph" => parts.element("p", inside),
        "par" | "unkerned" => inside(parts),
        "title" => parts.element("h", inside),
        "quoted" => parts.element("blockquote", inside),
        "bullets" => parts.element("ul", items),
        "numbers" => {
            let start = arguments[1].leaf_text();
            parts.element(&format!("ol {start}"), items);
        }
        "tasks" => parts.element("ul", |parts| tasks(&arguments[1..], parts)),
        "code" => parts.element("pre", |parts| parts.words(&string(arguments[0]))),
        "rows" => parts.element("table", |parts| rows(&arguments, parts)),
        "inline-code" => parts.element("code", |parts| parts.words(&string(arguments[0]))),
        "emph" => parts.element("em", inside),
        "strong" => parts.element("strong", inside),
        "strike" => parts.element("s", inside),
        "to" => parts.element(
            &format!("a {}", decode_target(&string(arguments[0]))),
            inside,
        ),
        "absent" => parts.element("img", |parts| parts.words(&string(arguments[0]))),
        "linebreak" => parts.mark("br"),
        other => panic!("{other} {first}"),
    }
}

/// The items of a list, each `(is it done, [its blocks])`.
fn tasks(items: &[&SyntaxNode], parts: &mut Parts) {
    for item in items {
        let done = item.children().any(|part| part.leaf_text() == "true");
        parts.element("li", |parts| {
            parts.words(task(done));
            let blocks = item
                .children()
                .filter(|part| part.kind() == SyntaxKind::ContentBlock);
            blocks.for_each(|blocks| walk(blocks, parts));
        });
    }
}

/// The cells of a table: `((width, side), …), (head, …), cell, cell …`.
fn rows(arguments: &[&SyntaxNode], parts: &mut Parts) {
    fn inside(node: &SyntaxNode) -> Vec<&SyntaxNode> {
        node.children()
            .filter(|one| one.cast::<Expr>().is_some())
            .collect()
    }
    let columns = inside(arguments[0]);
    let sides: Vec<String> = columns
        .iter()
        .map(|column| inside(column)[1].leaf_text().to_string())
        .collect();
    let head = inside(arguments[1]);
    let body = arguments[2..].chunks(sides.len());
    for row in std::iter::once(&head[..]).chain(body) {
        parts.element("tr", |parts| {
            for (cell, side) in row.iter().zip(&sides) {
                parts.element(&format!("cell {side}"), |parts| walk(cell, parts));
            }
        });
    }
}

/// Elements and attributes of a text in a pack.
const ELEMENTS: [&str; 30] = [
    "a",
    "wbr",
    "blockquote",
    "br",
    "code",
    "col",
    "colgroup",
    "div",
    "em",
    "h4",
    "h5",
    "h6",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "s",
    "span",
    "strong",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
    "h2",
    "h3",
];
const ATTRIBUTES: [&str; 9] = [
    "aria-hidden",
    "aria-label",
    "class",
    "href",
    "id",
    "role",
    "scope",
    "start",
    "tabindex",
];

/// Asserts that a page holds no element that a text may not have.
#[track_caller]
fn assert_harmless(page: &str) {
    for token in tokens(page) {
        let Token::Tag {
            name, attributes, ..
        } = token
        else {
            continue;
        };
        assert!(ELEMENTS.contains(&name.as_str()), "<{name}> in {page}");
        for (attribute, value) in &attributes {
            let is_known = ATTRIBUTES.contains(&attribute.as_str());
            let is_safe = attribute != "href" || leads_elsewhere(value) || value.starts_with('#');
            assert!(is_known && is_safe, "{attribute}={value:?} in {page}");
        }
    }
}

/// Returns the tags of the HTML of an example that stand in its Markdown as they are.
fn raw_tags<'h>(html: &'h str, markdown: &str) -> Vec<&'h str> {
    let tags = html.match_indices('<').map(|(at, _)| &html[at..]);
    let tags = tags.filter(|tag| !tag.starts_with("<!--"));
    let tags = tags.map(|tag| &tag[..end_of_tag(tag)]);
    tags.filter(|tag| markdown.contains(tag)).collect()
}

/// Returns the words of a page without blanks.
fn words_of(page: &str) -> String {
    let words = tokens(page).into_iter().map(|token| match token {
        Token::Words(words) => words,
        Token::Tag { .. } => String::new(),
    });
    without_blanks(&words.collect::<String>())
}

fn without_blanks(text: &str) -> String {
    text.split_whitespace().collect()
}

/// Puts each example through both printers. The two make the same parts of it, and those of its HTML.
fn compare(name: &str, count: usize) {
    let Some(examples) = suite::<Example>(name) else {
        return;
    };
    assert_eq!(examples.len(), count);
    let pack = pack(Vec::new());
    let mut departing = BTreeMap::new();
    for Example { id, markdown, html } in examples {
        let prose: Prose = read(&markdown, "journals/a.md", &Alone);
        let setting = ProseContext {
            anchor: "a",
            level: 3,
        };
        let page = prose::html(&prose, setting, &pack);
        assert_harmless(&page);
        let printed = words_of(&page);
        for tag in raw_tags(&html, &markdown) {
            assert!(
                printed.contains(&without_blanks(tag)),
                "{name} {id}: {tag} in {page}"
            );
        }
        let ours = parts_of_html(&page);
        let code = markup(&prose, "a", 3, 0).code;
        assert_eq!(parts_of_typst(&code), ours, "{name} {id}: {markdown}");
        let theirs = parts_of_html(&html);
        if ours != theirs {
            departing.insert(
                id,
                format!("{markdown:?}\n  {}\n  {}", ours.join(" "), theirs.join(" ")),
            );
        }
    }
    Departures::of(name).assert_are(&departing);
}

#[test]
fn both_printers_print_the_examples_of_commonmark() {
    compare("commonmark", 652);
}

#[test]
fn both_printers_print_the_examples_of_githubs_markdown() {
    compare("gfm", 677);
}
