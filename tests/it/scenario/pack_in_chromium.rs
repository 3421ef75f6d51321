//! The printed pack, as its reader gets it: opened in a real browser, looked at
//! in light and dark, on a desk and on a phone, and printed on A4.

use std::collections::BTreeSet;
use std::path::Path;

use pulldown_cmark::{Event, Parser, TagEnd};
use unicode_normalization::UnicodeNormalization as _;

use crate::support::browser::{AxeRun, BrowserReport, inspect, nu};
use crate::support::tools::{pdfinfo, pdftotext, qpdf_check};
use crate::support::{demo_draft_pack, demo_pack, demo_statement};

/// A4 in points, and how far a printer's rounding may be from it.
const A4: (f64, f64) = (595.28, 841.89);
const ROUNDING: f64 = 1.0;

#[test]
fn a_pack_makes_no_network_requests() {
    let Some(seen) = inspect(&demo_pack()) else {
        return;
    };
    assert!(seen.requests.is_empty(), "{:#?}", seen.requests);
    assert!(seen.hints.is_empty(), "{:#?}", seen.hints);
}

#[test]
fn a_pack_obeys_its_content_policy_without_console_messages() {
    let Some(seen) = inspect(&demo_pack()) else {
        return;
    };
    assert!(seen.csp.is_empty(), "{:#?}", seen.csp);
    assert!(seen.console.is_empty(), "{:#?}", seen.console);
}

#[test]
fn a_pack_contains_no_script() {
    let Some(seen) = inspect(&demo_pack()) else {
        return;
    };
    assert_eq!(seen.script_count, 0);
    assert!(seen.handlers.is_empty(), "{:?}", seen.handlers);
}

#[test]
fn a_pack_is_accessible_in_light_dark_and_narrow_views() {
    for pack in [demo_pack(), demo_draft_pack()] {
        let Some(seen) = inspect(&pack) else { return };
        assert_accessible("light", &seen.axe.light);
        assert_accessible("dark", &seen.axe.dark);
        assert_accessible("phone", &seen.axe.phone);
        assert!(!seen.lang.is_empty(), "the page names no language");
    }
}

#[test]
fn a_pack_fits_a_narrow_window() {
    let Some(seen) = inspect(&demo_pack()) else {
        return;
    };
    let too_wide = seen.overflow.desktop || seen.overflow.phone || seen.overflow.reflow;
    assert!(!too_wide, "{:#?}", seen.overflow);
}

#[test]
fn images_and_fonts_load_and_links_have_targets() {
    let Some(seen) = inspect(&demo_pack()) else {
        return;
    };
    assert!(seen.broken_images.is_empty(), "{:?}", seen.broken_images);
    assert!(seen.dead_links.is_empty(), "{:?}", seen.dead_links);
    assert!(!seen.links.is_empty(), "contents lead to the parts");
    assert!(
        seen.fonts.iter().all(|font| font.status != "error"),
        "{:#?}",
        seen.fonts
    );
    assert!(
        seen.fonts.iter().any(|font| font.status == "loaded"),
        "{:#?}",
        seen.fonts
    );
}

#[test]
fn a_pack_is_valid_html() {
    for pack in [demo_pack(), demo_draft_pack()] {
        let Some(messages) = nu(&pack) else { return };
        assert!(messages.is_empty(), "{messages:#?}");
    }
}

#[test]
fn a_pack_prints_on_a4() {
    let Some(seen) = inspect(&demo_pack()) else {
        return;
    };
    let Some(info) = pdfinfo(&seen.pdf) else {
        return;
    };
    let is_a4 = |&(width, height): &(f64, f64)| {
        (width - A4.0).abs() < ROUNDING && (height - A4.1).abs() < ROUNDING
    };
    assert!(!info.sizes.is_empty(), "{}", info.title);
    assert!(info.sizes.iter().all(is_a4), "{:?}", info.sizes);
    assert!((5..=40).contains(&info.pages()), "{} pages", info.pages());
    assert_eq!(info.pages(), seen.pages);
    assert_eq!(info.title, seen.title);
    assert!(info.tagged, "no tags, so a screen reader gets no structure");
    let Some(faults) = qpdf_check(&seen.pdf) else {
        return;
    };
    assert!(faults.is_empty(), "{faults}");
}

#[test]
fn headings_of_a_pack_skip_no_level() {
    let Some(seen) = inspect(&demo_pack()) else {
        return;
    };
    assert!(seen.headings.len() > 3, "{:#?}", seen.headings);
    let mut above = 0;
    for heading in &seen.headings {
        assert!(
            heading.level <= above + 1,
            "h{} after h{above}: {}",
            heading.level,
            heading.text
        );
        above = heading.level;
    }
}

#[test]
fn the_statement_prints_alone_on_its_page() {
    let Some((seen, pages)) = printed(&demo_pack()) else {
        return;
    };
    let blocks = text_blocks(&demo_statement());
    let telling = blocks
        .iter()
        .max_by_key(|block| block.len())
        .expect("it says something");

    let holds = |text: &str| squash(text).contains(telling);
    let at = pages
        .iter()
        .position(|page| holds(page))
        .expect("the statement is printed");
    let page = squash(&pages[at]);
    for block in &blocks {
        assert!(page.contains(block), "not on page {}: {block}", at + 1);
    }

    let section = seen.sections.iter().find(|section| holds(&section.text));
    let section = squash(&section.expect("the statement is a section of its own").text);
    let head = running_head(&pages);
    for line in lines_without_number(&pages, at) {
        let known = head.contains(&line) || section.contains(&squash(&line));
        assert!(known, "`{line}` is on page {}, the statement's", at + 1);
    }
    // With its signatures: the steps of Lancaster's sign-off up to the pack.
    for step in ["signed", "endorsed"] {
        assert!(page.contains(step), "no `{step}` on page {}", at + 1);
    }
}

#[test]
fn printed_pages_have_numbers_and_a_running_head() {
    let Some((_, pages)) = printed(&demo_pack()) else {
        return;
    };
    for (index, page) in pages.iter().enumerate() {
        let number = page_number(&pages, index);
        let numbered = one_line(page).contains(&number);
        assert_eq!(
            numbered,
            index > 0,
            "`{number}` is for all but the cover:\n{page}"
        );
    }
    assert!(
        !running_head(&pages).is_empty(),
        "no line that every page after the cover has"
    );
}

#[test]
fn only_pages_of_a_draft_say_draft() {
    let Some((_, draft)) = printed(&demo_draft_pack()) else {
        return;
    };
    assert!(!draft.is_empty(), "the draft has no page");
    for (index, page) in draft.iter().enumerate() {
        assert!(
            page_says_draft(page),
            "page {} of the draft:\n{page}",
            index + 1
        );
    }
    let Some((_, pages)) = printed(&demo_pack()) else {
        return;
    };
    assert!(pages.len() > 1, "the pack has {} pages", pages.len());
    for (index, page) in pages.iter().enumerate() {
        assert!(
            !page_says_draft(page),
            "page {} of the pack:\n{page}",
            index + 1
        );
    }
}

/// What the browser saw, and the words of each page that it printed.
#[track_caller]
fn printed(pack: &Path) -> Option<(BrowserReport, Vec<String>)> {
    let seen = inspect(pack)?;
    let pages = pdftotext(&seen.pdf)?;
    Some((seen, pages))
}

#[track_caller]
fn assert_accessible(
    run: &str,
    AxeRun {
        violations,
        incomplete,
    }: &AxeRun,
) {
    assert!(violations.is_empty(), "{run}: {violations:#?}");
    // Text in the very colour of its ground is undecided to axe, not wrong.
    let contrast = incomplete.iter().find(|each| each.id == "color-contrast");
    assert!(contrast.is_none(), "{run}: {contrast:#?}");
}

/// The cover has a sentence and each page after it a word at its foot. The mark across the page
/// is a drawing.
fn page_says_draft(page: &str) -> bool {
    assert!(!page.contains("DRAFT"), "the mark is text:\n{page}");
    page.split_whitespace().any(|word| word == "Draft") || page.contains("This is a draft.")
}

/// The paragraphs, headings and items of a record's Markdown, squashed.
fn text_blocks(markdown: &str) -> Vec<String> {
    let mut blocks = vec![String::new()];
    for event in Parser::new(markdown) {
        match event {
            Event::Text(text) | Event::Code(text) => {
                blocks.last_mut().expect("one").push_str(&text)
            }
            Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Item) => {
                blocks.push(String::new());
            }
            _ => {}
        }
    }
    let squashed = blocks.iter().map(|block| squash(block));
    squashed.filter(|block| !block.is_empty()).collect()
}

/// Letters and digits only, in lower case: what hyphenation, ligatures, line
/// breaks and curly quotes leave alone.
fn squash(text: &str) -> String {
    let plain = text.nfkc().filter(|each| each.is_alphanumeric());
    plain.flat_map(char::to_lowercase).collect()
}

fn one_line(page: &str) -> String {
    page.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The lines that every page after the cover has.
fn running_head(pages: &[String]) -> BTreeSet<String> {
    let after_cover = (1..pages.len()).map(|index| lines_without_number(pages, index));
    after_cover
        .reduce(|common, lines| &common & &lines)
        .unwrap_or_default()
}

/// The lines of a page, less its number, which may share one with the head.
fn lines_without_number(pages: &[String], index: usize) -> BTreeSet<String> {
    let number = page_number(pages, index);
    let lines = pages[index].lines().map(one_line);
    let rest = lines.map(|line| line.replace(&number, "").trim().to_owned());
    rest.filter(|line| !line.is_empty()).collect()
}

fn page_number(pages: &[String], index: usize) -> String {
    format!("{} of {}", index + 1, pages.len())
}
