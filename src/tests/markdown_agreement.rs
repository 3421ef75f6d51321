//! Tests that what is checked is what is printed: pulldown-cmark, which reads a record's
//! headings and tasks with their bytes, and comrak, which makes of it what is printed, see the
//! same. Links and pictures are read by comrak alone: each file that is printed is found.

use std::cell::RefCell;
use std::collections::BTreeSet;

use crate::base::document::Outline;
use crate::base::markdown::typed::bodies;
use crate::base::markdown::{self, Extent, LinkContext, Reference, target};
use crate::base::picture::Size;
use comrak::nodes::{AstNode, NodeValue};
use comrak::{Arena, parse_document};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

/// The parts that rules and packs care about, in the order of the text.
#[derive(Debug, Default, PartialEq, Eq)]
struct Parts {
    /// Level and words.
    headings: Vec<(u8, String)>,
    /// True for each task that is done.
    tasks: Vec<bool>,
}

/// Words with one space between them. Which stars of a long row of them pair is
/// each parser's own affair.
fn even(text: &str) -> String {
    let text = text.replace(['*', '_', '~'], "");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// As checked.
fn outline(text: &str) -> Parts {
    let outline = Outline::read(text, 0);
    Parts {
        headings: outline
            .headings
            .iter()
            .map(|each| (each.level, even(&each.text)))
            .collect(),
        tasks: outline.tasks.iter().map(|each| each.done).collect(),
    }
}

/// As printed.
fn printed(text: &str) -> Parts {
    let arena = Arena::new();
    let mut parts = Parts::default();
    for node in parsed(&arena, text).descendants() {
        match &node.data.borrow().value {
            NodeValue::Heading(heading) => parts.headings.push((heading.level, even(&words(node)))),
            NodeValue::TaskItem(item) => parts.tasks.push(item.symbol.is_some()),
            _ => {}
        }
    }
    parts
}

fn parsed<'a>(arena: &'a Arena<'a>, text: &str) -> &'a AstNode<'a> {
    let mut options = markdown::options();
    // In print, notes stand at the end, in the order in which they are referred
    // to; one that nothing refers to is left out. Here they stay where they are.
    options.parse.leave_footnote_definitions = true;
    parse_document(arena, text, &options)
}

/// comrak 0.59 makes a link of brackets that hold a link and then other brackets,
/// which CommonMark does not: links contain no links.
fn nests_links(text: &str) -> bool {
    let arena = Arena::new();
    let links = parsed(&arena, text).descendants().filter_map(link_of);
    links.into_iter().any(|(node, _)| {
        let mut inner = node.descendants().skip(1).filter_map(link_of);
        // `<https://example.org>` may stand in a link.
        inner.any(|(inner, url)| !url.ends_with(&words(inner)))
    })
}

fn link_of<'a>(node: &'a AstNode<'a>) -> Option<(&'a AstNode<'a>, String)> {
    match &node.data.borrow().value {
        NodeValue::Link(link) => Some((node, link.url.clone())),
        _ => None,
    }
}

/// The words of a heading.
fn words<'a>(node: &'a AstNode<'a>) -> String {
    let mut out = String::new();
    for child in node.children() {
        match &child.data.borrow().value {
            NodeValue::Text(text) => out.push_str(text),
            NodeValue::Code(code) => out.push_str(&code.literal),
            NodeValue::SoftBreak | NodeValue::LineBreak => out.push(' '),
            // A picture has its own description.
            NodeValue::Image(_) => {}
            _ => out.push_str(&words(child)),
        }
    }
    out
}

const PIECES: [&str; 47] = [
    "# ",
    "## ",
    "###### ",
    "#",
    " ##\n",
    "\n\nUnder *lined*\n===\n",
    "\n\nUnder [r]\n---\n",
    "\n- t",
    "\n- [ ] t",
    "\n- [x] t",
    "\n* [X] t",
    "\n1. t",
    "\n1. [ ] t",
    "> ",
    "\n    i",
    "\n  i",
    "\n",
    "\n",
    "\n\n",
    "```\n",
    "~~~\n",
    "`",
    "``",
    "*",
    "**",
    "_",
    "~~",
    "[",
    "]",
    "](b.md)",
    "[a](b.md)",
    "[a](<b c.md> \"t\")",
    "![a plan](p.png)",
    "![",
    "[r]",
    "[a][r]",
    "\\*",
    "&amp;",
    "c<b>",
    "<https://example.org>",
    "<jo@example.org>",
    "https://example.org ",
    " www.example.org/a_b_ ",
    " jo@example.org ",
    "\n\n| a | *b* |\n|---|---|\n| [a](b.md) | `c` |\n\n",
    "|",
    "<!-- x -->",
];

/// Pieces in any order. `[r]` is defined above them, since comrak 0.59 overlooks
/// some definitions that share a paragraph with a task. A table has empty lines
/// around it, without which each parser has its own idea of where it ends. Raw HTML
/// does not begin a line: comrak lets it end a paragraph that lazily goes on. Marks of notes
/// are left to [`notes`]: within brackets each parser has its own idea of them. A blank ends an
/// address, to which comrak adds every mark that follows it, as forges do.
fn markdown() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        3 => select(&PIECES[..]).prop_map(str::to_owned),
        1 => "[a-z]{1,5} ?",
    ];
    vec(piece, 0..24).prop_map(|pieces| format!("[r]: r.md\n\n{}", pieces.concat()))
}

/// `[r][ ]` is a link and some brackets, or no link at all.
fn has_blank_label(text: &str) -> bool {
    let labels = text.split("][").skip(1);
    labels
        .filter_map(|rest| rest.split_once(']'))
        .any(|(label, _)| label.trim().is_empty() && !label.is_empty())
}

/// Paragraphs, lists and tables with notes among them, as somebody would write them.
fn notes() -> impl Strategy<Value = String> {
    let blocks = [
        "Words[^1] with [a *link*](b.md).",
        "- [x] done[^2]\n- [ ] not ![a plan](p.png)",
        "> ## Quoted[^1]",
        "| a[^2] | b |\n|---|---|\n| [a](b.md) | `c` |",
        "[^1]: A note with [a link](n.md).",
        "[^2]: Another.\n\n    ![in a note](q.png)",
        "### Heading [^1]",
        "[^3] is no note.",
    ];
    let blocks = vec(select(blocks.to_vec()), 0..10);
    blocks.prop_map(|blocks| blocks.join("\n\n"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn both_parsers_see_the_same(text in markdown()) {
        prop_assume!(!nests_links(&text) && !has_blank_label(&text));
        prop_assert_eq!(outline(&text), printed(&text));
    }

    #[test]
    fn both_parsers_see_the_same_around_notes(text in notes()) {
        prop_assert_eq!(outline(&text), printed(&text));
    }

    #[test]
    fn every_file_that_is_printed_is_found(text in prop_oneof![markdown(), notes(), bodies(24), strange()]) {
        let found = Outline::read(&text, 0);
        let paths = |list: &[Reference]| -> BTreeSet<String> {
            let resolve = |one: &Reference| target::resolve_in_portfolio("journals", &one.target);
            list.iter().filter_map(resolve).collect()
        };
        let asked = Asked::default();
        let mut left = Extent { lines: usize::MAX, nodes: usize::MAX };
        markdown::read_beginning(&text, "journals/a.md", &asked, &mut left);
        let links = paths(&found.links);
        let mut anchors = asked.anchors.into_inner();
        anchors.remove("journals/a.md");
        prop_assert!(anchors.is_subset(&links), "{anchors:?} {links:?}");
        prop_assert_eq!(asked.pictures.into_inner(), paths(&found.images));
    }

    #[test]
    fn references_have_their_places(text in prop_oneof![markdown(), notes()]) {
        let found = Outline::read(&text, 0);
        for image in &found.images {
            prop_assert!(image.span.slice(&text).starts_with("!["), "{image:?}");
        }
        for one in found.links.iter().chain(&found.images) {
            let place = one.target_span.map(|span| span.slice(&text));
            prop_assert!(place.is_none_or(|place| place == one.target), "{one:?}");
        }
    }
}

/// The paths for which a printer asks.
#[derive(Default)]
struct Asked {
    anchors: RefCell<BTreeSet<String>>,
    pictures: RefCell<BTreeSet<String>>,
}

impl LinkContext for Asked {
    fn anchor(&self, path: &str) -> Option<String> {
        self.anchors.borrow_mut().insert(path.to_owned());
        None
    }

    fn picture(&self, path: &str) -> Result<Size, String> {
        self.pictures.borrow_mut().insert(path.to_owned());
        Err("not here".to_owned())
    }
}

/// Pieces about which parsers of Markdown differ, and ways to write one path.
fn strange() -> impl Strategy<Value = String> {
    let pieces = [
        "![a][the plan]",
        "[the\u{a0}plan]: p.png",
        "[the\u{2003}plan]: q.png",
        "<script>",
        "</SCRIPT>",
        "\n",
        "\n\n",
        "![a](p%+9.png)",
        "![a](..\\p.png)",
        "![a](p%5Cq.png)",
        "![a](<p q.png>)",
        "![a](p%20q.png)",
        "![a](p:q.png)",
        "![a](/p.png)",
        "![a](p%00.png)",
        "![a](p%ff.png)",
        "![a](file:p.png)",
        "![a](../../p.png)",
        "<!a ",
        ">",
        "<![CDATA[",
        "]]>",
        "<?",
        "?>",
        "`",
        "\u{0}",
        "\r",
        "\u{b}",
        "\t",
        "[^1]",
        "[^1]: ![a](n.png)",
        "    ",
        "- ",
        "> ",
        "[![a](p.png)](q.png)",
        "![![a](p.png)](q.png)",
        "|a|\n|-|\n|![a](p.png)\\||",
        "[a](evidence/p.png)",
        "&colon;",
        "![a](p&#46;png)",
    ];
    let ticks = "`".repeat(90);
    let pieces: Vec<String> = pieces
        .iter()
        .map(|piece| (*piece).to_owned())
        .chain([ticks])
        .collect();
    vec(select(pieces), 0..16).prop_map(|pieces| pieces.concat())
}

#[test]
fn both_parsers_find_every_element() {
    let text = "# One *two*\n\n- [x] done\n- [ ] not\n";
    let parts = Parts {
        headings: vec![(1, "One two".into())],
        tasks: vec![true, false],
    };
    assert_eq!(outline(text), parts);
    assert_eq!(printed(text), parts);
}
